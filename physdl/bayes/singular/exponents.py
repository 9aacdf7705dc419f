"""Learning coefficients that are known: powers of single parameters, linear networks, a few tanh units."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import numpy as np

from physdl import _check


def monomial_exponents(powers, jacobian=0):
    r"""Return the learning coefficient where the loss is a product of powers, :math:`w_1^{2k_1}\cdots w_d^{2k_d}`.

    .. math:: \lambda = \min_j\frac{h_j + 1}{2k_j} , \qquad m = \text{how many } j \text{ attain it,}

    for a prior like :math:`|w_1|^{h_1}\cdots|w_d|^{h_d}` near w = 0. Into this form every analytic loss can be brought,
    piece by piece; the Jacobian of the change of variables joins the prior.

    Parameters
    ----------
    powers : sequence of int, shape (d,)
        Half the exponents, :math:`k_j \ge 0`, not all of them zero.
    jacobian : int or sequence of int, shape (d,)
        :math:`h_j \ge 0`: 0 for a prior that is positive at w = 0.

    Returns
    -------
    coefficient : fractions.Fraction
        :math:`\lambda`.
    multiplicity : int
        m.

    Raises
    ------
    ValueError
        If a power is negative, all are zero, or the two do not fit each other.

    Notes
    -----
    Source: S. Watanabe, *Algebraic Geometry and Statistical Learning Theory* (2009), doi:10.1017/CBO9780511800474,
    section 3.2. See :lesson:`5.5`.
    """
    powers = _check.integers("powers", powers)
    if powers.ndim != 1 or not powers.size or np.any(powers < 0) or not np.any(powers):
        raise _check.error("powers", "be one axis of whole numbers, none negative and not all zero", powers)
    jacobian = _check.integers("jacobian", jacobian)
    if jacobian.ndim and jacobian.shape != powers.shape:
        raise _check.error("jacobian", f"be one number, or {len(powers)}", f"shape {jacobian.shape}")
    if np.any(jacobian < 0):
        raise _check.error("jacobian", "not be negative", jacobian)
    pairs = zip(powers.tolist(), np.broadcast_to(jacobian, powers.shape).tolist(), strict=True)
    candidates = [Fraction(h + 1, 2 * k) for k, h in pairs if k]
    return min(candidates), candidates.count(min(candidates))


def reduced_rank_exponents(inputs, outputs, hidden, rank):
    r"""Return the learning coefficient of a linear network of two layers, :math:`y = BAx` plus noise.

    With M inputs, N outputs, H hidden units, a true map of rank r and :math:`s = H + r`,

    .. math:: \begin{gathered} 8\lambda = 2s(M + N) + 2MN - s^2 - M^2 - N^2 + o, \\
              o = \begin{cases} 1 & M + N + s \text{ odd, then } m = 2 \\ 0 & \text{even, then } m = 1 \end{cases}
              \end{gathered}

    unless one of three cases holds, each with m = 1: :math:`2\lambda = HM - Hr + Nr` for :math:`M + H < N + r`,
    :math:`HN - Hr + Mr` for :math:`N + H < M + r`, :math:`MN` for :math:`M + N < H + r`.

    Parameters
    ----------
    inputs, outputs, hidden : int
        M, N, H ≥ 1.
    rank : int
        Of the true map, from 0 to the least of the three.

    Returns
    -------
    coefficient : fractions.Fraction
        :math:`\lambda`, for a prior that is positive on all weights.
    multiplicity : int
        m.

    Raises
    ------
    ValueError
        If the rank is more than the network can have.

    Notes
    -----
    Source: M. Aoyagi and S. Watanabe, Neural Networks 18 (2005) 924, doi:10.1016/j.neunet.2005.03.014. See
    :lesson:`5.5`.
    """
    m, n, h = (
        _check.whole(name, value, minimum=1, maximum=10**6)
        for name, value in (("inputs", inputs), ("outputs", outputs), ("hidden", hidden))
    )
    r = _check.whole("rank", rank, maximum=min(m, n, h), fix="No network of this size makes a map of higher rank.")
    if m + h < n + r:
        return Fraction(h * m - h * r + n * r, 2), 1
    if n + h < m + r:
        return Fraction(h * n - h * r + m * r, 2), 1
    if m + n < h + r:
        return Fraction(m * n, 2), 1
    s = h + r
    odd = (m + n + s) % 2
    return Fraction(2 * s * (m + n) + 2 * m * n - s * s - m * m - n * n + odd, 8), 1 + odd


def tanh_exponents(hidden):
    r"""Return the learning coefficient of H tanh units, :math:`y = \sum_j a_j\tanh(b_j x)`, where the truth is zero.

    .. math:: \lambda = \frac{H + i^2 + i}{4i + 2}, \qquad i = \lfloor\sqrt H\rfloor, \qquad
              m = \begin{cases} 2 & i^2 = H \\ 1 & \text{otherwise.} \end{cases}

    Parameters
    ----------
    hidden : int
        H ≥ 1.

    Returns
    -------
    coefficient : fractions.Fraction
        :math:`\lambda`, for one input, one output and a prior that is positive on all weights.
    multiplicity : int
        m.

    Raises
    ------
    ValueError
        If there is no unit.

    Notes
    -----
    Source: M. Aoyagi and S. Watanabe (2005), as told in S. Watanabe, *Algebraic Geometry and Statistical Learning
    Theory* (2009), doi:10.1017/CBO9780511800474. See :lesson:`5.5`.
    """
    h = _check.whole("hidden", hidden, minimum=1, maximum=10**12)
    i = isqrt(h)
    return Fraction(h + i * i + i, 4 * i + 2), 2 if i * i == h else 1
