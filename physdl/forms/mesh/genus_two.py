"""A surface with two holes: two tori that flow into each other, triangulated on a grid and smoothed."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from physdl import _check
from physdl.forms.mesh import flips, tables
from physdl.forms.mesh.complex import Mesh

AWAY, TUBE, SOFT = 1.1, 0.36, 6.0  # of a centre from the middle; half the tube's width; how sharply the tori meet
HALF = np.array([AWAY + 1 + TUBE, 1 + TUBE, TUBE]) + 0.2  # of the box
ROUNDS = 12
OFFSETS = np.array([[1, 1, 1], [110, 170, 230], [230, 110, 170], [310, 30, 90], [50, 270, 210], [170, 230, 310]]) / 1000
"""Of the grid, in steps: where two sheets pass through one cube, another grid keeps them apart."""


def double_torus(n):
    r"""Return a mesh of a surface of genus two: two tori side by side in the plane z = 0, joined smoothly.

    Parameters
    ----------
    n : int
        Steps of the grid along the longest axis, from 24 on.

    Returns
    -------
    Mesh
        Some 1.3 n² vertices, triangles of nearly one size, anticlockwise as seen from outside, with a valid
        circumcentric dual. The surface runs from −2.46 to 2.46 along x.

    Raises
    ------
    ValueError, TypeError
        If `n` is no whole number from 24 on, or the grid would take more than 4 GB.

    Notes
    -----
    With :math:`D_\pm` the distances to two tori, the surface is :math:`e^{-6 D_+} + e^{-6 D_-} = 1`. A vertex in each
    cube of a grid that it crosses, a square across each crossed edge, cut in two; then rounds of smoothing along the
    surface and of flips.

    See :lesson:`2.4`.

    Examples
    --------
    >>> double_torus(30).euler
    -2
    """
    n = _check.whole("n", n, minimum=24)
    step = 2 * HALF[0] / n
    shape = np.ceil(2 * HALF / step).astype(int) + 1
    _check.room("n", 100.0 * float(np.prod(shape.astype(float))) + 3e3 * n**2, n)
    for offset in OFFSETS:
        points, cells = _net(step * (offset - 0.5 * (shape - 1)), step, shape)
        if _manifold(cells, len(points)):
            break
    for _ in range(ROUNDS):
        cells = flips.flipped(points, cells, rounds=20)
        points = _onto(_smoothed(points, cells))
    return Mesh(points, flips.flipped(points, cells))


def level(x):
    """Return the function that is 0 on the surface, and its gradient."""
    pushes, values = [], []
    for side in (AWAY, -AWAY):
        flat = x[..., :2] - [side, 0.0]
        ring = np.linalg.norm(flat, axis=-1)
        off = ring - 1
        distance = np.sqrt(off**2 + x[..., 2] ** 2)
        along = flat * (off / np.maximum(ring * distance, 1e-12))[..., None]
        pushes.append(np.concatenate([along, (x[..., 2] / np.maximum(distance, 1e-12))[..., None]], axis=-1))
        values.append(distance - TUBE)
    least = np.minimum(*values)
    weights = [np.exp(-SOFT * (v - least)) for v in values]
    total = weights[0] + weights[1]
    gradient = sum(w[..., None] * p for w, p in zip(weights, pushes, strict=True)) / total[..., None]
    return least - np.log(total) / SOFT, gradient


def _onto(x):
    """Return points moved onto the surface by Newton's steps along the gradient."""
    for _ in range(4):
        value, gradient = level(x)
        x = x - gradient * (value / np.sum(gradient**2, axis=-1))[..., None]
    return x


def _net(origin, step, shape):
    """Return a vertex in each cube with corners on both sides, and two triangles across each crossed grid edge."""
    axes = [o + step * np.arange(s) for o, s in zip(origin, shape, strict=True)]
    inside = level(np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1))[0] < 0
    number, cells = np.full(shape, -1), []
    corners = [
        inside[np.ix_(*[np.arange(s - 1) + b for s, b in zip(shape, bits, strict=True)])]
        for bits in np.ndindex(2, 2, 2)
    ]
    crossed = np.argwhere(~(np.all(corners, axis=0) | ~np.any(corners, axis=0)))
    number[tuple(crossed.T)] = np.arange(len(crossed))
    cubes = _onto(origin + step * (crossed + 0.5))
    for axis in range(3):
        ahead = np.roll(inside, -1, axis=axis)
        edge = np.argwhere(inside != ahead)
        out = inside[tuple(edge.T)]
        one, two = np.eye(3, dtype=int)[(axis + 1) % 3], np.eye(3, dtype=int)[(axis + 2) % 3]
        a, b, c, d = (number[tuple((edge - shift).T)] for shift in (0 * one, one, one + two, two))
        b, d = np.where(out, b, d), np.where(out, d, b)
        cells += [np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)]
    return cubes, np.concatenate(cells)


def _manifold(cells, count):
    _, number = tables.unique_columns(tables.faces_of(tables.sort_with_sign(cells)[0]), count)
    return (np.bincount(number) == 2).all()


def _smoothed(points, cells):
    """Return points moved halfway to the mean of their neighbours."""
    ordered, _ = tables.sort_with_sign(cells)
    edges, _ = tables.unique_columns(tables.faces_of(ordered), len(points))
    ways = sparse.coo_array((np.ones(edges.shape[1]), (edges[0], edges[1])), shape=(len(points),) * 2).tocsr()
    ways = ways + ways.T
    return 0.5 * points + 0.5 * (ways @ points) / ways.sum(axis=1)[:, None]
