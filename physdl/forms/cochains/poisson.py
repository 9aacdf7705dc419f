"""Poisson's equation on a cubical grid, solved at once by sines, cosines or waves."""

from __future__ import annotations

from functools import reduce

import numpy as np

from physdl import _check
from physdl.forms.cochains.grid import CubicalGrid

ENDS = "zero", "free"
SHORT = 150  # entries along an axis, up to which the plain matrix is quicker than the fast transform


def grid_poisson(grid, source, boundary="zero"):
    r"""Return the function on the vertices of a grid whose Laplacian is given.

    .. math:: (\delta d\,u)[x] = \sum_i \frac{2u[x] - u[x + e_i] - u[x - e_i]}{h_i^2} = f[x]

    Parameters
    ----------
    grid : CubicalGrid
    source : array, its last axes those of the grid
        f at the vertices. With boundary "zero" its values on the boundary are not used. On a periodic grid, or with a
        free boundary, it has to add up to zero (at a boundary each vertex counts by its share of a cell).
    boundary : {"zero", "free"}, optional
        What happens at the boundary if the grid is not periodic: u = 0 there, or nothing flows through it.

    Returns
    -------
    array, of the same shape
        u, in the precision of `source`; the one with mean zero where a constant could be added.

    Raises
    ------
    ValueError, TypeError
        If `grid` is no `CubicalGrid`, the shape does not fit, a value is not finite, or the sum is not zero.

    Notes
    -----
    Sine, cosine or Fourier transforms along each axis, in which the Laplacian is a multiplication: time N log N in the
    number of vertices (short axes by the plain matrix, which is quicker there), some five arrays of memory. Exact to
    rounding for this difference equation, whose solutions are of order 2.

    Source: R. W. Hockney, *A fast direct solution of Poisson's equation using Fourier analysis* (1965),
    doi:10.1145/321250.321259.

    See :lesson:`2.4`.

    Examples
    --------
    >>> grid = CubicalGrid((5,), 0.25)
    >>> grid_poisson(grid, np.ones(5)).round(5)
    array([0.     , 0.09375, 0.125  , 0.09375, 0.     ])
    """
    _check.instance("grid", grid, CubicalGrid)
    n = grid.dimension
    f = _check.as_array("source", source, real=True)
    if f.shape[-n:] != grid.shape:
        raise _check.error("source", f"have the shape {grid.shape} on its last axes", f"shape {f.shape}")
    _check.choice("boundary", boundary, ENDS)
    kind = "periodic" if grid.periodic else boundary
    axes = range(f.ndim - n, f.ndim)
    inner = (..., *(slice(1, -1),) * n) if kind == "zero" else ...
    if kind != "zero":
        _balanced(f, kind, n)
    result = np.zeros(f.shape, f.dtype)
    if f[inner].size:
        size = float(np.abs(f[inner]).max()) or 1.0
        u = np.divide(f[inner], size, dtype=float)
        for axis in axes:
            u = _transform(u, axis, kind)
        u /= _symbol(grid, kind, u.shape[-n:])
        if kind != "zero":
            u[(..., *(0,) * n)] = 0
        for axis in reversed(axes):
            u = _transform(u, axis, kind, back=True)
        result[inner] = np.multiply(u.real, size, out=u.real)
    return result


def _balanced(f, kind, n):
    """Refuse a source that does not add up to zero."""
    total, size = f.astype(float), np.abs(f).astype(float)
    for axis in range(f.ndim - n, f.ndim):
        share = np.ones(f.shape[axis])
        if kind == "free":
            share[[0, -1]] = 0.5
        share = share.reshape(-1, *(1,) * (f.ndim - 1 - axis))
        total, size = total * share, size * share
    axes = tuple(range(f.ndim - n, f.ndim))
    off = np.abs(total.sum(axis=axes)) > (1e-4 if f.dtype == np.float32 else 1e-9) * size.sum(axis=axes)
    if off.any():
        fix = "What comes in must go out: take away the mean."
        raise _check.error("source", "add up to zero", f"{float(total.sum(axis=axes).flat[np.argmax(off)]):.3g}", fix)


def _symbol(grid, kind, shape):
    """Return what the Laplacian multiplies each wave by, times the factor that two transforms leave; 1 for the mean."""
    along, left = [], 1.0
    for h, count, waves in zip(grid.spacing, grid.shape, shape, strict=True):
        j = np.arange(waves) + (kind == "zero")
        angle = 2 * np.pi * j / count if kind == "periodic" else np.pi * j / (count - 1)
        along.append((2 * np.sin(angle / 2) / h) ** 2)
        left *= 1 if kind == "periodic" else 2 * (count - 1)
    total = reduce(np.add.outer, [left * one for one in along])
    if kind != "zero":
        total[(0,) * grid.dimension] = 1.0
    return total


def _transform(u, axis, kind, back=False):
    if kind == "periodic":
        return np.fft.ifft(u, axis=axis) if back else np.fft.fft(u, axis=axis)
    return _half_waves(u, axis, kind)


def _half_waves(u, axis, kind):
    r"""Return the sums :math:`2 \sum_x u(x) \sin` (or cos, the ends once): twice in a row it is 2 (N − 1) times one."""
    count = u.shape[axis]
    if count <= SHORT:
        return _by_matrix(u, axis, _waves(count, kind))
    rows = np.moveaxis(u, axis, -1)
    if kind == "zero":
        whole = np.zeros((*rows.shape[:-1], 2 * (count + 1)))
        whole[..., 1 : count + 1], whole[..., count + 2 :] = rows, -rows[..., ::-1]
        waves = -np.fft.rfft(whole)[..., 1:-1].imag
    else:
        whole = np.concatenate([rows, rows[..., -2:0:-1]], axis=-1)
        waves = np.fft.rfft(whole).real
    return np.moveaxis(waves, -1, axis)


def _waves(count, kind):
    """Return the matrix of these sums: result = matrix @ u."""
    if kind == "zero":
        j = np.arange(1, count + 1)
        return 2 * np.sin(np.pi * (np.outer(j, j) % (2 * (count + 1))) / (count + 1))
    j = np.arange(count)
    waves = 2 * np.cos(np.pi * (np.outer(j, j) % (2 * (count - 1))) / (count - 1))
    waves[:, [0, -1]] /= 2
    return waves


def _by_matrix(u, axis, waves):
    """Return the sums along one axis as one product of matrices: quicker than a transform on short axes."""
    if axis == u.ndim - 1:
        return u @ waves.T
    before, after = u.shape[:axis], u.shape[axis + 1 :]
    return (waves @ u.reshape(*before, u.shape[axis], -1)).reshape(*before, -1, *after)
