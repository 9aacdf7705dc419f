r"""An integral over all parameters, by the one point where it is largest and the curvature there.

.. math:: \int e^{-S(\theta)}\,d\theta \approx e^{-S(\hat\theta)}\,\sqrt{\frac{(2\pi)^k}{\det S''(\hat\theta)}} .
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.duals import gradient, hessian

__all__ = ["Laplace", "laplace_approximation"]


@dataclass(frozen=True)
class Laplace:
    r"""A minimum of an action, and how wide it is.

    Attributes
    ----------
    mode : array, shape (k,)
        :math:`\hat\theta`, where the action is smallest.
    action : float
        :math:`S(\hat\theta)`.
    hessian : array, shape (k, k)
        :math:`S''(\hat\theta)`, positive definite.

    Notes
    -----
    See :lesson:`5.2` and :lesson:`5.3`.
    """

    mode: np.ndarray
    action: float
    hessian: np.ndarray

    @property
    def log_integral(self):
        """Laplace's value of ln ∫ exp(−S) dθ."""
        return -self.action + 0.5 * (len(self.mode) * np.log(2 * np.pi) - np.linalg.slogdet(self.hessian)[1])


def laplace_approximation(action, start, *, iterations=100):
    r"""Return the minimum of an action and its curvature there, by Newton's method with exact derivatives.

    Parameters
    ----------
    action : callable
        S(θ) for θ of shape (..., k), one value per point, written with NumPy: minus the logarithm of likelihood times
        prior.
    start : array, shape (k,)
        Where to begin.
    iterations : int
        Most steps of Newton's method, each halved until the action falls.

    Returns
    -------
    Laplace

    Raises
    ------
    ValueError
        If `start` or the action there is not finite, no minimum is reached, or the Hessian at the minimum is not
        positive definite: the model is singular at that point, and no Gaussian describes it.

    Notes
    -----
    See :lesson:`5.2` and :lesson:`5.3`.
    """
    theta = _check.nonempty("start", _check.as_array("start", start, ndim=1, dtype=float), "parameter")
    iterations = _check.whole("iterations", iterations, minimum=1)
    _check.function("action", action)
    value = np.asarray(action(theta))
    if value.shape:
        raise _check.error("action", "return one value for each point, shape ()", f"shape {value.shape}")
    value = _check.finite_number("action(start)", value)
    for _ in range(iterations):
        slope, curvature = gradient(action, theta), hessian(action, theta)
        scale, turn = np.linalg.eigh(curvature)
        floor = 1e-10 * np.max(np.abs(scale), initial=1e-300)
        step = turn @ ((turn.T @ slope) / np.maximum(np.abs(scale), floor))
        if slope @ step <= 1e-24 * (1 + abs(value)):
            break
        theta, value, moved = _descend(action, theta, value, step)
        if not moved:
            break
    else:
        got = f"a slope of size {np.linalg.norm(slope):.1e} after {iterations} steps"
        raise _check.error("action", "have a minimum that Newton's method reaches", got)
    if not np.all(scale > 1e-10 * np.abs(scale).max(initial=0.0)):
        fix = "The model is singular there: Laplace's approximation has no Gaussian to use."
        rule = "have a positive definite Hessian at its minimum"
        raise _check.error("action", rule, f"eigenvalues from {scale[0]:.1e} to {scale[-1]:.1e}", fix)
    return Laplace(theta, value, curvature)


def _descend(action, theta, value, step):
    """Return the next point: the longest halving of the step at which the action falls."""
    for halving in range(40):
        there = theta - 0.5**halving * step
        found = float(action(there))
        if found < value:
            return there, found, True
    return theta, value, False
