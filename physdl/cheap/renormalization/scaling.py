"""Finite-size scaling: what lattices of several sizes tell about an endless one."""

from __future__ import annotations

import numpy as np

from physdl import _check


def cumulant_moments(magnetisation, bond_sum):
    r"""Return the five means from which Binder's cumulant and its slope are made.

    .. math:: \langle m^2\rangle,\ \langle m^4\rangle,\ \langle S\rangle,\ \langle m^2S\rangle,\ \langle m^4S\rangle

    Parameters
    ----------
    magnetisation, bond_sum : array, shape (..., n)
        m for each site, and the sum S of :math:`ss'` over all bonds, sample by sample along the last axis.

    Returns
    -------
    array, shape (..., 5)
        In double precision.

    Raises
    ------
    ValueError
        If the shapes differ, or a number is above 1e40.

    Notes
    -----
    Both must be the *same state's*: an estimator of m² from clusters beside the spins' S has the right means and the
    wrong products. See :lesson:`4.6`.

    Examples
    --------
    >>> cumulant_moments([0.5, -1.0], [2.0, 8.0]).round(4)
    array([0.625 , 0.5312, 5.    , 4.25  , 4.0625])
    """
    m = _check.as_array("magnetisation", magnetisation, real=True, dtype=float)
    S = _check.as_array("bond_sum", bond_sum, real=True, dtype=float)
    if m.ndim == 0 or not m.size:
        raise _check.error("magnetisation", "hold samples along its last axis", f"shape {m.shape}")
    for name, array in (("magnetisation", m), ("bond_sum", S)):
        if np.abs(array).max(initial=0) > 1e40:
            raise _check.error(name, "be at most 1e40 in size", f"{np.abs(array).max():g}")
    if S.shape != m.shape:
        raise _check.error("bond_sum", f"have the shape {m.shape} of `magnetisation`", f"shape {S.shape}")
    square = m**2
    return np.stack([term.mean(axis=-1) for term in (square, square**2, S, square * S, square**2 * S)], axis=-1)


def binder_cumulant(moments):
    r"""Return K. Binder's cumulant of the magnetisation.

    .. math:: U = 1 - \frac{\langle m^4\rangle}{3\,\langle m^2\rangle^2}

    Parameters
    ----------
    moments : array, shape (..., 5)
        As `cumulant_moments` returns them.

    Returns
    -------
    array, shape (...)
        2/3 where :math:`|m|` is the same in each sample, 0 where m is Gaussian with mean 0.

    Raises
    ------
    ValueError
        If ⟨m²⟩ is not positive, or a mean above 1e40.

    Notes
    -----
    See :lesson:`4.6`. Source: K. Binder, Zeitschrift für Physik B 43 (1981) 119.

    Examples
    --------
    >>> round(float(binder_cumulant(cumulant_moments([1.0, -1.0, 1.0], [8.0, 8.0, 8.0]))), 4)
    0.6667
    """
    square, fourth, *_ = _five(moments)
    return (1 - fourth / (3 * square**2))[()]


def binder_slope(moments):
    r"""Return the derivative of Binder's cumulant with respect to the coupling, from correlations with the energy.

    .. math::

       \frac{dU}{dK} = \frac{2\,\langle m^4\rangle\operatorname{cov}(m^2, S)
           - \langle m^2\rangle\operatorname{cov}(m^4, S)}{3\,\langle m^2\rangle^3}, \qquad
       \operatorname{cov}(A, S) = \langle AS\rangle - \langle A\rangle\langle S\rangle

    Parameters
    ----------
    moments : array, shape (..., 5)
        As `cumulant_moments` returns them: in the state with the law :math:`p \propto e^{KS}`.

    Returns
    -------
    array, shape (...)

    Raises
    ------
    ValueError
        If ⟨m²⟩ is not positive, or a mean above 1e40.

    Notes
    -----
    Covariances want enough samples; where there are few, pool the moments first. See :lesson:`4.6`.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> bool(abs(binder_slope(cumulant_moments(rng.normal(size=9999), rng.normal(size=9999)))) < 0.05)
    True
    """
    square, fourth, bonds, square_bonds, fourth_bonds = _five(moments)
    with_square, with_fourth = square_bonds - square * bonds, fourth_bonds - fourth * bonds
    return ((2 * fourth * with_square - square * with_fourth) / (3 * square**3))[()]


def power_fit(sizes, values, errors):
    r"""Return the power with which measured values grow with the size, its standard error, and how well it fits.

    .. math:: \ln y_i = a + p\ln L_i, \qquad \chi^2 = \sum_i\Big(\frac{\ln y_i - a - p\ln L_i}{\Delta y_i/y_i}\Big)^2

    Parameters
    ----------
    sizes, values, errors : array, shape (n,)
        L, y and the standard errors Δy, all positive, for at least two different sizes.

    Returns
    -------
    power, error, chi_squared : float
        p, its standard error from the Δy alone, and χ², which is about n − 2 for a good fit with true errors.

    Raises
    ------
    ValueError
        If something is not positive or all sizes are equal.

    Notes
    -----
    In double precision. See :lesson:`4.6`.

    Examples
    --------
    >>> L = np.array([8.0, 16.0, 32.0])
    >>> power, error, chi = power_fit(L, 3 * L**1.5, 0.03 * L**1.5)
    >>> round(power, 6), round(error, 4), round(chi, 6)
    (1.5, 0.0102, 0.0)
    """
    sizes = _check.as_array("sizes", sizes, ndim=1, real=True, dtype=float)
    values = _check.as_array("values", values, shape=sizes.shape, real=True, dtype=float)
    errors = _check.as_array("errors", errors, shape=sizes.shape, real=True, dtype=float)
    for name, array in (("sizes", sizes), ("values", values), ("errors", errors)):
        if not (array > 0).all():
            raise _check.error(name, "be positive", f"{array.min(initial=np.inf):g}")
    if (values > 1e100 * errors).any():
        raise _check.error("errors", "be at least 1e-100 of the values", f"{errors.min():g}")
    if np.unique(sizes).size < 2:
        raise _check.error("sizes", "hold at least two different sizes", sizes)
    x, y, weight = np.log(sizes), np.log(values), values / errors
    weight = weight / weight.max()
    middle = np.sum(weight**2 * x) / np.sum(weight**2)
    along = weight * (x - middle)
    power = np.sum(along * weight * y) / np.sum(along**2)
    rest = weight * (y - power * x)
    level = np.sum(weight * rest) / np.sum(weight**2)
    scale = (values / errors).max()
    return (
        float(power),
        float(1 / (scale * np.sqrt(np.sum(along**2)))),
        float(scale**2 * np.sum((rest - weight * level) ** 2)),
    )


def _five(moments):
    moments = _check.as_array("moments", moments, real=True, dtype=float)
    if moments.ndim == 0 or moments.shape[-1] != 5 or not moments.size:
        raise _check.error("moments", "have five means along the last axis", f"shape {moments.shape}")
    if not (moments[..., 0] > 1e-40).all():
        raise _check.error("moments", "have a positive ⟨m²⟩, above 1e-40", f"{moments[..., 0].min():g}")
    if np.abs(moments).max() > 1e40:
        raise _check.error("moments", "be at most 1e40 in size", f"{np.abs(moments).max():g}")
    return np.moveaxis(moments, -1, 0)
