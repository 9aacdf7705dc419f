"""Points on a grid, their power at each scale, and a twin that has the same mean and the same power."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.growth.trees import into
from physdl.neural.growth.web import wave_vectors


def deposit(points, n, *, size=None, weights=None):
    r"""Return the density contrast of points in a periodic box: each is shared among its nearest cells.

    .. math:: \delta = \rho/\bar\rho - 1

    Parameters
    ----------
    points : array, shape (m, d)
        In 1, 2 or 3 dimensions, within the box or beyond (it repeats).
    n : int
        Cells along each side.
    size : float, optional
        Side of the box, by default n.
    weights : array, shape (m,), optional
        Not negative, not all zero; by default all 1.

    Returns
    -------
    array, shape (n, …, n)
        δ with mean 0, in double precision. The centre of cell i is at ``i * size / n``.

    Raises
    ------
    ValueError
        If there are no points, weights are negative, or the grid would not fit into memory.

    Notes
    -----
    "Cloud in cell": a point is a cube of the size of a cell, of even density. See :lesson:`3.8`.

    Examples
    --------
    >>> deposit([[0.25]], 4)
    array([ 2.,  0., -1., -1.])
    """
    n = _check.whole("n", n, minimum=2, maximum=10**8)
    points = _check.nonempty("points", _check.as_array("points", points, ndim=2, dtype=float))
    m, d = points.shape
    if d > 3:
        raise _check.error("points", "lie in 1, 2 or 3 dimensions", f"shape {points.shape}")
    _check.room("n", 24.0 * float(n) ** d, n)
    size = float(n) if size is None else _check.positive("size", size)
    if not 1e-100 <= size <= 1e100 or np.abs(points).max() > 1e9 * size:
        raise _check.error("size", "fit the places", size)
    if weights is None:
        weights = np.ones(m)
    weights = _check.as_array("weights", weights, shape=(m,), dtype=float)
    if (weights < 0).any() or not 0 < weights.max() <= 1e100:
        raise _check.error("weights", "not be negative, nor all zero, nor above 1e100", weights)
    x = into(points, size) * (n / size)
    low = np.floor(x)
    share = x - low
    low = low.astype(np.intp) % n
    density = np.zeros(n**d)
    for corner in np.ndindex(*(2,) * d):
        cell = np.zeros(m, dtype=np.intp)
        part = weights.copy()
        for axis, up in enumerate(corner):
            cell = cell * n + (low[:, axis] + up) % n
            part *= share[:, axis] if up else 1 - share[:, axis]
        density += np.bincount(cell, part, n**d)
    return (density / density.mean() - 1).reshape((n,) * d)


def periodogram(field, *, clouds=True, bins=None):
    r"""Return the power of a periodic field at each scale, averaged over directions.

    .. math:: P(k) = \Big\langle \frac{\lvert\hat\delta_k\rvert^2}{N\,W(k)^2} \Big\rangle, \qquad
              W(k) = \prod_i \operatorname{sinc}^2\frac{k_i}{2\pi}

    with N cells, so that points thrown at random have the power N over their number, up to what is folded back from
    beyond the grid.

    Parameters
    ----------
    field : array, shape (n, …, n)
        Real, with equal even sides of four cells at least, in 1, 2 or 3 dimensions.
    clouds : bool
        Divide by W², what `deposit` has taken from the power.
    bins : int, optional
        Shells of equal ratio between the longest wave and the shortest along an axis; by default those of width 1.

    Returns
    -------
    k, P : arrays
        The mean wave number of each shell that holds a wave, in radians for each cell, the last one near π, and its
        mean power. In double precision.

    Raises
    ------
    ValueError
        If the sides are unequal, odd or too short.

    Notes
    -----
    One Fourier transform. See :lesson:`3.8`.

    Examples
    --------
    >>> k, P = periodogram(np.cos(2 * np.pi * np.arange(8) / 8), clouds=False)
    >>> (k / (2 * np.pi / 8)).round(3), P.round(3)
    (array([1., 2., 3., 4.]), array([2., 0., 0., 0.]))
    """
    field, n, d = _periodic(field)
    power = np.abs(np.fft.rfftn(field)) ** 2 / field.size
    k = wave_vectors(n, d)
    if clouds:
        for c in k:
            power /= np.sinc(c / (2 * np.pi)) ** 4
    twice = np.full(power.shape, 2.0)
    twice[..., [0, -1]] = 1.0
    size = np.sqrt(sum(c**2 for c in k))
    if bins is None:
        shell = np.rint(size * n / (2 * np.pi)).astype(np.intp)
        last = n // 2
    else:
        last = _check.whole("bins", bins, minimum=1, maximum=n)
        edges = np.geomspace(2 * np.pi / n, np.pi * (1 + 1e-12), last + 1)
        edges[0] *= 1 - 1e-12
        shell = np.searchsorted(edges, size, side="right").astype(np.intp)
    counts, sums, means = (
        np.bincount(shell.ravel(), (twice * x).ravel(), last + 2)[1 : last + 1] for x in (np.ones(1), power, size)
    )
    there = counts > 0
    return means[there] / counts[there], sums[there] / counts[there]


def phase_twin(field, rng, *, share=1.0):
    r"""Return a field with the same power at every wave vector and phases of chance.

    .. math:: \hat g_k = \hat f_k\,e^{i s\varphi_k}, \qquad \varphi_{-k} = -\varphi_k

    with phases φ uniform in (−π, π].

    Parameters
    ----------
    field : array, shape (n, …, n)
        As for `periodogram`.
    rng : numpy.random.Generator
    share : float
        s from 0, the field itself, to 1, the twin. Between them the waves that are their own mirror images wait: they
        have a sign in place of a phase, which changes at s = ½.

    Returns
    -------
    array, shape (n, …, n)
        In double precision, with the mean of `field`.

    Raises
    ------
    ValueError
        If the sides are unequal, odd or too short, or s is not between 0 and 1.

    Notes
    -----
    J. Theiler and co-workers 1992, `doi:10.1016/0167-2789(92)90102-S
    <https://doi.org/10.1016/0167-2789(92)90102-S>`_. See :lesson:`3.8`.

    Examples
    --------
    >>> f = np.array([4.0, 0.0, 0.0, 0.0])
    >>> g = phase_twin(f, np.random.default_rng(1))
    >>> np.abs(np.fft.fft(g)).round(12)
    array([4., 4., 4., 4.])
    """
    field, n, d = _periodic(field)
    rng, share = _check.generator("rng", rng), _check.finite_number("share", share)
    if not 0 <= share <= 1:
        raise _check.error("share", "lie between 0 and 1", share)
    waves, noise = np.fft.rfftn(field), np.fft.rfftn(rng.normal(size=field.shape))
    turn = np.angle(noise)
    own = np.zeros(turn.shape, dtype=bool)  # waves that are their own mirror images: each index 0 or n/2
    own[np.ix_(*[[0, n // 2]] * d)] = True
    phase = np.exp(1j * share * turn)
    phase[own] = np.where((share >= 0.5) & (noise[own].real < 0), -1.0, 1.0)
    phase.flat[0] = 1.0
    return np.fft.irfftn(waves * phase, s=field.shape, axes=tuple(range(d)))


def blur(field, width):
    r"""Return a periodic field out of focus: its waves are weakened as by a Gaussian of standard deviation σ.

    .. math:: \hat g_k = \hat f_k\,e^{-k^2\sigma^2/2}

    Parameters
    ----------
    field : array, shape (n, …, n)
        As for `periodogram`.
    width : float
        σ in cells, not negative.

    Returns
    -------
    array, shape (n, …, n)
        In double precision.

    Raises
    ------
    ValueError
        If the sides are unequal, odd or too short, or σ is negative.

    Notes
    -----
    The power is multiplied by :math:`e^{-k^2\sigma^2}`. Waves shorter than two cells are missing, so below σ ≈ 1 a
    sharp density rings and can fall below zero, as behind no lens. See :lesson:`3.8`.

    Examples
    --------
    >>> blur([0.0, 4.0, 0.0, 0.0], 100.0).round(6)
    array([1., 1., 1., 1.])
    """
    field, n, d = _periodic(field)
    width = min(_check.nonnegative("width", width), 1e3 * n)
    square = sum(c**2 for c in wave_vectors(n, d))
    waves = np.fft.rfftn(field) * np.exp(-square * width**2 / 2)
    return np.fft.irfftn(waves, s=field.shape, axes=tuple(range(d)))


def _periodic(field):
    field = _check.as_array("field", field, dtype=float)
    d = field.ndim
    if not 1 <= d <= 3 or len(set(field.shape)) != 1 or field.shape[0] < 4 or field.shape[0] % 2:
        raise _check.error("field", "have equal even sides of 4 cells or more, in 1 to 3 dimensions", field.shape)
    if np.abs(field).max() > 1e100:
        raise _check.error("field", "lie within ±1e100", float(np.abs(field).max()))
    return field, field.shape[0], d
