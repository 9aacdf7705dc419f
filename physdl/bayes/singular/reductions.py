"""Excess free energies of two parameters, all integrals but one done by hand."""

from __future__ import annotations

import numpy as np
from scipy.special import ive, kve

from physdl import _check

_STEP = 1 / 32  # of ln b: the integrands are analytic, so the trapezoid errs by less than rounding


def product_excess(count, power=1, truth=0.0):
    r"""Return what :math:`y = a\,b^p\,x` pays for its two parameters, and the slope of that in ln N.

    With noise 1, mean square 1 of x, data that average themselves, and the prior N(0, 1) for a and b, the exact
    integral over a leaves, for the true :math:`a\,b^p = w`,

    .. math:: \begin{gathered} Z = \int\frac{e^{-b^2/2}}{\sqrt{2\pi}}\,
              \frac{1}{\sqrt{s}}\,\exp\Big(-\frac{N w^2}{2s}\Big)\,db, \qquad s = 1 + N b^{2p}, \\
              E = -\ln Z, \qquad \frac{dE}{d\ln N} = N\,\overline{L - \hat L} . \end{gathered}

    Parameters
    ----------
    count : float or array, shape (...)
        N ≥ 0, up to 1e60.
    power : int
        p, from 1 to 8. An even power makes no negative w of a positive a; the prior of a has both signs.
    truth : float
        w, of size 1e3 at most.

    Returns
    -------
    excess, slope : arrays, shape (...)
        E in nats and its derivative by ln N; double precision.

    Raises
    ------
    ValueError
        If N is negative or beyond 1e60, or the power or the truth is out of range.

    Notes
    -----
    For p = 1 and w = 0 it is :math:`Z = e^{u}K_0(u)/\sqrt{2\pi N}` with :math:`u = 1/4N`. Costs some two thousand
    exponentials for each N. See :lesson:`5.5`.
    """
    count = _counts(count)
    power = _check.whole("power", power, minimum=1, maximum=8)
    truth = _check.finite_number("truth", truth)
    if abs(truth) > 1e3:
        raise _check.error("truth", "be of size 1e3 at most", truth)
    low = -0.5 * np.log(max(count.max(), 1.0)) / power - 45.0
    t = np.arange(np.floor(low), 3.7, _STEP)
    _check.room("count", 48.0 * count.size * len(t), f"{count.size:,} numbers")
    b = np.exp(t)
    log_density = np.log(2 * _STEP / np.sqrt(2 * np.pi)) + t - b**2 / 2
    growth = count[..., None] * b ** (2 * power)
    pull = 0.5 * count[..., None] * truth**2 / (1 + growth)
    log = log_density - 0.5 * np.log1p(growth) - pull
    top = log.max(axis=-1, keepdims=True)
    weight = np.exp(log - top)
    total = weight.sum(axis=-1)
    # -d ln(integrand) / d ln N, which is the mean over a of N (L − L̂) at this b
    rate = 0.5 * growth / (1 + growth) + pull / (1 + growth)
    return -np.log(total) - top[..., 0], (weight * rate).sum(axis=-1) / total


def node_excess(count, near=0.2):
    r"""Return what the valley of Part 5's first picture costs, and which share of the posterior is at its crossing.

    The model predicts :math:`f(a, b) = b^2 - g(a)` with :math:`g = \tfrac16(a + 1)^2(2 - a)`, noise 1, truth 0 and a
    normal prior of width 2 (`singular_ridges` draws it). In b the integral is one of :math:`e^{-(u^2 - y)^2/2}`,

    .. math:: \begin{gathered} Z = \frac{e^{1/128N}}{4\pi N^{1/4}}
              \int e^{-(a^2 + g)/8}\,J\big(\sqrt N\,(g - \tfrac1{8N})\big)\,da, \\
              J(y) = \int_0^\infty e^{-(u^2 - y)^2/2}\,du . \end{gathered}

    Parameters
    ----------
    count : float or array, shape (...)
        N > 0, up to 1e60.
    near : float
        How far from the crossing, in a, is near: above 0, at most 1.

    Returns
    -------
    excess, share : arrays, shape (...)
        E in nats, and the posterior's share of :math:`|a + 1| \le` `near`; double precision.

    Raises
    ------
    ValueError
        If N is not positive or beyond 1e60, or `near` is out of range.

    Notes
    -----
    See :lesson:`5.5`.
    """
    count = _counts(count)
    if np.any(count < 1e-6):
        raise _check.error("count", "be at least 1e-6", count)
    near = _check.positive("near", near)
    if near > 1:
        raise _check.error("near", "be at most 1", near)
    nodes, weights = np.polynomial.legendre.leggauss(12)
    fine = near * np.exp(-np.arange(0.0, 0.5 * np.log(max(count.max(), 1.0)) + 4.0))[::-1]
    fine = np.concatenate([[0.0], fine])  # steps that get finer towards the crossing, and towards the valley's end
    ends = fine[1:] / near
    right = np.concatenate([fine, np.linspace(near, 2, 9)[1:-1], 3 - ends[::-1], [3.0], 3 + ends, np.arange(4.5, 15)])
    left = np.concatenate([fine, np.arange(near, 13, 0.5)[1:]])
    right, left = np.unique(right), np.unique(left)
    cells = np.concatenate([np.stack([right[:-1], right[1:]]), -np.stack([left[:-1], left[1:]])], axis=1)
    half = 0.5 * (cells[1] - cells[0])
    off = (cells.mean(axis=0)[:, None] + half[:, None] * nodes).ravel()
    area = (np.abs(half)[:, None] * weights).ravel()
    _check.room("count", 64.0 * count.size * len(off), f"{count.size:,} numbers")
    g = off**2 * (3 - off) / 6
    n = count[..., None]
    log = -((off - 1) ** 2 + g) / 8 + 1 / (128 * n) + _log_bump(np.sqrt(n) * (g - 1 / (8 * n)))
    log += np.log(area) - 0.25 * np.log(n) - np.log(8 * np.pi)
    top = log.max(axis=-1, keepdims=True)
    weight = np.exp(log - top)
    total = weight.sum(axis=-1)
    return -np.log(total) - top[..., 0], weight[..., np.abs(off) <= near].sum(axis=-1) / total


def _log_bump(y):
    """Return ln 2J(y), by modified Bessel functions of order a quarter; for large y by its width, sqrt(2π/y)."""
    size = np.maximum(np.abs(y), 1e-100)
    found = np.where(y > 0, 0.5 * np.log(2 * np.pi / size) + 0.375 / size**2, -np.inf)
    up, down = (y > 0) & (y < 1e4), (y <= 0) & (y > -50)
    z = size[up] ** 2 / 4
    found[up] = np.log(ive(-0.25, z) + ive(0.25, z)) + 0.5 * np.log(size[up]) + np.log(np.pi / 2)
    z = size[down] ** 2 / 4
    found[down] = np.log(kve(0.25, z)) + 0.5 * np.log(size[down] / 2) - 2 * z
    return found


def _counts(count):
    count = _check.nonempty("count", _check.as_array("count", count, dtype=float), "number")
    if np.any(count < 0) or np.any(count > 1e60):
        raise _check.error("count", "lie between 0 and 1e60", count)
    return count
