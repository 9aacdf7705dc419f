"""Finer meshes: every cell cut into equal parts, and neighbours alike."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from physdl import _check
from physdl.forms.mesh.complex import Mesh
from physdl.forms.mesh.tables import unique_columns


def refine(mesh, n=2):
    r"""Return the mesh with each edge cut into n parts, and each cell into n, n² or n³.

    Parameters
    ----------
    mesh : Mesh
    n : int, optional
        Parts of each edge, at least 1.

    Returns
    -------
    Mesh
        Its vertices begin with those of `mesh`. Triangles are cut into similar ones; each part of a tetrahedron has
        the same volume.

    Raises
    ------
    ValueError, TypeError
        If `mesh` is no `Mesh`, `n` is no whole number from 1 on, or the new mesh would take more than 4 GB.

    Notes
    -----
    Kuhn's triangulation of the grid points :math:`n \ge t_1 \ge t_2 \ge \dots \ge 0` in each cell, with its vertices in
    increasing order: on a common face two cells see the same parts.

    Source: H. Edelsbrunner, D. R. Grayson, *Edgewise subdivision of a simplex* (2000), doi:10.1007/s4540010063.

    See :lesson:`2.3`.

    Examples
    --------
    >>> triangle = Mesh([[0, 0], [1, 0], [0, 1]], [[0, 1, 2]])
    >>> len(refine(triangle, 3).cells)
    9
    """
    _check.instance("mesh", mesh, Mesh)
    n = _check.whole("n", n, minimum=1)
    return Mesh(*subdivided(mesh, n))


def subdivided(mesh, n):
    """Return points and cells of the finer mesh."""
    d, many = mesh.dimension, len(mesh.cells)
    _check.room("n", 700.0 * many * n**d * (1 if d < 3 else 2), f"{n}: {many * n**d:,} cells")
    grid, parts, straight = _pattern(d, n)
    ordered = mesh.columns(d).T
    weights = np.concatenate([n - grid[:, :1], grid[:, :-1] - grid[:, 1:], grid[:, -1:]], axis=1)
    number = _numbered(ordered, weights, len(mesh.points))
    points = np.empty((number.max() + 1, mesh.points.shape[1]))
    points[number] = np.einsum("wj,mjd->mwd", weights / n, mesh.points[ordered])
    points[: len(mesh.points)] = mesh.points
    cells = number[:, parts]
    odd = (mesh.faces(d)[1][:, None] < 0) ^ ~straight
    cells[odd, :2] = cells[odd, 1::-1]
    return points, cells.reshape(-1, d + 1)


def _pattern(d, n):
    """Return grid points (count, d), parts by the numbers of grid points, and which parts are oriented as the cell."""
    axes = np.meshgrid(*[np.arange(n, -1, -1)] * d, indexing="ij")
    grid = np.stack(axes, axis=-1).reshape(-1, d)
    grid = grid[(grid[:, :-1] >= grid[:, 1:]).all(axis=1)]
    place = np.full((n + 2,) * d, -1)
    place[tuple(grid.T)] = np.arange(len(grid))
    parts, straight = [], []
    for order in permutations(range(d)):
        path = np.concatenate([np.zeros((1, d), int), np.cumsum(np.eye(d, dtype=int)[list(order)], axis=0)])
        corners = place[tuple(np.moveaxis(grid[:, None] + path, -1, 0))]
        inside = (corners >= 0).all(axis=1)
        parts.append(corners[inside])
        even = sum(a > b for i, a in enumerate(order) for b in order[i + 1 :]) % 2 == 0
        straight.append(np.full(inside.sum(), even))
    return grid, np.concatenate(parts), np.concatenate(straight)


def _numbered(ordered, weights, count):
    """Return the numbers of all grid points of all cells, (m, points): one number where neighbours share a point.

    A point is known by the vertices that have a weight in it, and by their weights.
    """
    m, kinds = len(ordered), len(weights)
    number = np.empty((m, kinds), dtype=np.int64)
    supports = [np.flatnonzero(w) for w in weights]
    d = ordered.shape[1] - 1
    for size in range(1, d + 1):
        mine = [i for i, there in enumerate(supports) if len(there) == size]
        if size == 1:
            number[:, mine] = ordered[:, [supports[i][0] for i in mine]]
        elif mine:
            vertices = np.stack([ordered[:, supports[i]] for i in mine], axis=1).reshape(-1, size).T
            shares = np.stack([weights[i][supports[i]] for i in mine])
            shares = np.broadcast_to(shares, (m, *shares.shape)).reshape(-1, size).T
            keys = np.concatenate([vertices, shares[:-1]]).astype(np.int32)
            different, first = unique_columns(keys, max(count, int(weights.max()) + 1, 1))
            number[:, mine] = count + first.reshape(m, -1)
            count += different.shape[1]
    inner = [i for i, there in enumerate(supports) if len(there) == d + 1]
    number[:, inner] = count + np.arange(m * len(inner)).reshape(m, -1)
    return number
