"""How fast the gates of Hodgkin and Huxley open and close."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.duals.number import Dual

__all__ = ["gate_rates"]


def gate_rates(V):
    r"""Return the rates at which the gates m, h, n open and close, at 6.3 °C.

    With :math:`v = V + 65\,\mathrm{mV}` and :math:`\psi(x) = x/(e^x - 1)`

    .. math:: \begin{aligned}
              \alpha_m &= \psi\big(\tfrac{25 - v}{10}\big), & \beta_m &= 4\,e^{-v/18}, \\
              \alpha_h &= 0.07\,e^{-v/20}, & \beta_h &= 1/\big(1 + e^{(30 - v)/10}\big), \\
              \alpha_n &= 0.1\,\psi\big(\tfrac{10 - v}{10}\big), & \beta_n &= 0.125\,e^{-v/80} .
              \end{aligned}

    Parameters
    ----------
    V : array, shape (...)
        Voltage in mV, within ±10,000 mV. It may carry tangents of `physdl.duals`.

    Returns
    -------
    alpha, beta : arrays, shape (..., 3)
        In 1/ms, for m, h, n in this order, in double precision.

    Raises
    ------
    ValueError
        If a voltage is not finite or beyond the bounds.

    Notes
    -----
    Hodgkin and Huxley 1952, equations 12, 13, 20, 21, 23 and 24, with today's sign of V. See :lesson:`3.8`.

    Examples
    --------
    >>> alpha, beta = gate_rates(-65.0)
    >>> (alpha / (alpha + beta)).round(3)
    array([0.053, 0.596, 0.318])
    """
    if not carries_tangents(V):
        V = _check.as_array("V", V, dtype=float)
        if V.size and np.abs(V).max() > 1e4:
            raise _check.error("V", "lie within ±10,000 mV", float(V.flat[np.argmax(np.abs(V))]))
    v = V + 65
    alpha = [_ratio((25 - v) / 10), 0.07 * np.exp(-v / 20), 0.1 * _ratio((10 - v) / 10)]
    beta = [4 * np.exp(-v / 18), 1 / (1 + np.exp((30 - v) / 10)), 0.125 * np.exp(-v / 80)]
    return np.stack(alpha, axis=-1), np.stack(beta, axis=-1)


def _ratio(x):
    """Return x / (eˣ − 1), by its series where the quotient would lose digits."""
    small = abs(x) < 1e-3
    safe = np.where(small, 1.0, x)
    return np.where(small, 1 - x / 2 + x**2 / 12, safe / np.expm1(safe))


def carries_tangents(x):
    """Whether something is an array of numbers with tangents, on its way through `physdl.duals`."""
    return isinstance(x, Dual)
