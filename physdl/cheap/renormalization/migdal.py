"""A. A. Migdal's and L. P. Kadanoff's step: move bonds together, then sum out what hangs in a row."""

from __future__ import annotations

import math

import numpy as np

from physdl import _check
from physdl.cheap.renormalization.decimation import at_least_one, not_negative, series


def migdal_kadanoff(coupling, b=2, dimension=2, moved=1.0):
    r"""Return the coupling after one step of scale b.

    .. math:: K' = m^{1-f}\,R_b\big(m^f K\big), \qquad m = b^{d-1}, \quad \tanh R_b(K) = \tanh^b K

    Bundles of m bonds replace one bond. The share f of the moving is done before the spins in a row are summed out: for
    f = 1 bonds are moved first, for f = 0 last.

    Parameters
    ----------
    coupling : array
        K ≥ 0.
    b : float
        Scale, b ≥ 1, whole or not.
    dimension : float
        d ≥ 1. For d = 1 nothing is moved, and the step is `decimate`.
    moved : float
        f, from 0 to 1.

    Returns
    -------
    array, shape of `coupling`

    Raises
    ------
    ValueError
        If a coupling is negative or another argument out of its range.

    Notes
    -----
    For whole b and m the step is exact on a hierarchical lattice, where each bond is replaced by m rows of b bonds that
    meet at the ends (f = 0), or by a row of b bundles of m bonds (f = 1). On a square or cubic one it is an
    approximation. See :lesson:`4.5`. Sources: Migdal, Soviet Physics JETP 42 (1975)
    743; Kadanoff, Annals of Physics 100 (1976) 359.

    Examples
    --------
    >>> migdal_kadanoff(np.array([0.25, 0.304689, 0.35])).round(4)
    array([0.2169, 0.3047, 0.3829])
    """
    coupling, b = not_negative("coupling", coupling), at_least_one(b)
    before, after = _moves(b, dimension, moved)
    kind = coupling.dtype.type
    return kind(after) * series(kind(before) * coupling, b)


def flow_rate(coupling, dimension=2):
    r"""Return how fast a coupling flows, the limit b → 1 of `migdal_kadanoff`.

    .. math:: \frac{dK}{d\ln b} = (d-1)\,K + \tfrac12\sinh 2K\,\ln\tanh K

    Parameters
    ----------
    coupling : array
        K ≥ 0.
    dimension : float
        d ≥ 1.

    Returns
    -------
    array, shape of `coupling`
        For each factor e of the scale.

    Raises
    ------
    ValueError
        If a coupling is negative or d is below 1.

    Notes
    -----
    For d = 2 it vanishes at :math:`\tfrac12\ln(1+\sqrt2)`, where sinh 2K = 1. See :lesson:`4.5`.

    Examples
    --------
    >>> bool(abs(flow_rate(np.log(1 + np.sqrt(2)) / 2)) < 1e-15)
    True
    """
    coupling, dimension = not_negative("coupling", coupling), _dimension(dimension)
    far = np.exp(-2 * coupling)  # sinh 2K = (1 − far²) / (2 far) and ln tanh K = −2 artanh(far), which tends to −2 far
    safe = np.clip(far, np.finfo(coupling.dtype).eps, 1 - np.finfo(coupling.dtype).epsneg)
    lost = (1 - far**2) / 2 * np.arctanh(safe) / safe
    near = coupling < 0.3
    shown = np.where(near, np.maximum(coupling, np.finfo(coupling.dtype).tiny), 1)
    lost = np.where(near, -np.sinh(2 * shown) * np.log(np.tanh(shown)) / 2, lost)
    return (coupling.dtype.type(dimension - 1) * coupling - lost).astype(coupling.dtype)[()]


def migdal_fixed_point(b=2, dimension=2, moved=1.0):
    r"""Return the coupling that a step leaves alone, and the exponent of the correlation length there.

    .. math::

       K^* = K'(K^*), \qquad
       \nu = \frac{\ln b}{\ln\Lambda}, \quad \Lambda = \frac{dK'}{dK}\Big|_{K^*}
           = b\,m\,\frac{\sinh 2R}{\sinh 2m^fK^*}, \quad R = R_b(m^fK^*) .

    Parameters
    ----------
    b : float
        b ≥ 1; for b = 1 the limit, the zero of `flow_rate`.
    dimension : float
        d > 1: on a chain no coupling but 0 and ∞ stays as it is.
    moved : float
        f, from 0 to 1, as in `migdal_kadanoff`. It shifts K*, and not ν.

    Returns
    -------
    coupling, exponent : float
        K* and ν, in double precision. The nearer to 1 b or d, the fewer of the 16 digits: where b − 1 is 10⁻ʲ and
        d − 1 is 10⁻ᵏ, K* loses about j + k; for b = 1 itself about k.

    Raises
    ------
    ValueError
        If an argument is out of its range, K* does not lie between 1e-12 and 1e4, or rounding hides whether it does.

    Notes
    -----
    By bisection. See :lesson:`4.5`.

    Examples
    --------
    >>> K, nu = migdal_fixed_point()
    >>> round(K, 6), round(nu, 3)
    (0.304689, 1.338)
    >>> K, nu = migdal_fixed_point(b=1)
    >>> round(K, 6), round(nu, 5)
    (0.440687, 1.32705)
    """
    b, dimension = at_least_one(b), _dimension(dimension)
    before, after = _moves(b, dimension, moved)
    if dimension == 1:
        raise _check.error("dimension", "be above 1", dimension, "On a chain every finite coupling flows to zero.")

    def gain(coupling):
        if b == 1:
            return float(flow_rate(np.float64(coupling), dimension))
        return float(after * series(np.float64(before * coupling), b)) - coupling

    low, high = 1e-12, 1e4
    if not gain(low) < 0 < gain(high):
        raise _check.error("dimension", "leave K* between 1e-12 and 1e4", f"{dimension:g} with b = {b:g}")
    while high / low > 1 + 4e-16:
        middle = math.sqrt(low * high)
        if not low < middle < high:
            break
        low, high = (middle, high) if gain(middle) < 0 else (low, middle)
    point = high
    if b == 1:  # d + cosh 2K ln tanh K; cosh 2K itself may be too large for a number
        slope = math.cosh(2 * point) * math.log(math.tanh(point)) if point < 1 else -_cold(math.exp(-2 * point))
        return point, 1 / (dimension + slope)
    within = before * point
    left = float(series(np.float64(within), b))
    drop = -math.log(b) / 2 if b * math.exp(-2 * within) < 1e-8 else left - within  # as in `series`
    ratio = 2 * drop + math.log(math.expm1(-4 * left) / math.expm1(-4 * within))  # of the sinh, as a logarithm
    return point, math.log(b) / (dimension * math.log(b) + ratio)


def _cold(far):
    """Return −cosh 2K ln tanh K by exp(−2K), 1 where that is nothing."""
    return (1 + far**2) * math.atanh(far) / far if far else 1.0


def _moves(b, dimension, moved):
    """Return by what a coupling is multiplied before and after the sum."""
    dimension, moved = _dimension(dimension), _check.finite_number("moved", moved)
    if not 0 <= moved <= 1:
        raise _check.error("moved", "lie between 0 and 1", moved, "It is the share of the bonds moved first.")
    if (dimension - 1) * math.log(b) > 600:
        raise _check.error("dimension", "leave bundles of at most 1e260 bonds", f"{dimension:g} with b = {b:g}")
    return b ** ((dimension - 1) * moved), b ** ((dimension - 1) * (1 - moved))


def _dimension(dimension):
    dimension = _check.finite_number("dimension", dimension)
    if dimension < 1:
        raise _check.error("dimension", "be at least 1", dimension)
    return dimension
