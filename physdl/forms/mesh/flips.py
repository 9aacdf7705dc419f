"""Edges flipped until circumcentric duals are valid: Delaunay's triangulation on given points."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.forms.mesh import measure, tables
from physdl.forms.mesh.complex import Mesh

ROUNDS = 400


def delaunay(mesh):
    r"""Return a mesh of triangles on the same points whose edges have opposite angles of no more than 180° together.

    Parameters
    ----------
    mesh : Mesh
        Of triangles, in the plane or on a surface that they follow closely.

    Returns
    -------
    Mesh
        The same points, the same number of triangles, the same orientation and boundary; in the plane the same figure.
        The size of each circumcentric dual edge inside is not negative: :math:`\cot\alpha + \cot\beta \ge 0`. (At the
        boundary there is nothing to flip: an angle of more than 90° opposite to a boundary edge stays.)

    Raises
    ------
    ValueError, TypeError
        If `mesh` is no mesh of triangles.
    RuntimeError
        If it is not reached in 400 rounds. In the plane the flips come to an end; on a coarse surface, where a flip
        changes the shape, they may not.

    Notes
    -----
    Each round flips edges that are the worst of both their triangles, all at once. An edge that would be there already
    is left.

    Source: A. I. Bobenko, B. A. Springborn, *A discrete Laplace–Beltrami operator for simplicial surfaces* (2007),
    doi:10.1007/s00454-007-9006-1.

    See :lesson:`2.4`.

    Examples
    --------
    >>> kite = Mesh([[0, 0], [2, -0.5], [4, 0], [2, 0.5]], [[0, 1, 2], [0, 2, 3]])
    >>> delaunay(kite).cells.tolist()
    [[1, 2, 3], [3, 0, 1]]
    """
    _check.instance("mesh", mesh, Mesh)
    if mesh.dimension != 2:
        raise _check.error("mesh", "be made of triangles", f"cells of dimension {mesh.dimension}")
    return Mesh(mesh.points, flipped(mesh.points, mesh.cells))


def flipped(points, cells, rounds=ROUNDS):
    """Return the triangles after flips, at most so many rounds of them."""
    cells, m, count = cells.copy(), len(cells), len(points)
    for _ in range(rounds):
        ordered, _ = tables.sort_with_sign(cells)
        edges, number = tables.unique_columns(tables.faces_of(ordered), count)
        number = number.reshape(3, m)
        bad = _badness(points, ordered, number, edges.shape[1])
        (candidates,) = np.nonzero(bad)
        two, tips = _corners(candidates, edges, cells, number)
        free = _free(tips, edges, count)
        if not free.any():
            break
        candidates, two, tips = candidates[free], two[:, free], tips[:, free]
        order = np.argsort(bad[candidates], kind="stable")  # ties are broken, so that the worst edge of all is flipped
        rank = np.zeros(len(bad), dtype=np.int64)
        rank[candidates[order]] = np.arange(1, len(order) + 1)
        worst = (rank[number].max(axis=0)[two] == rank[candidates]).all(axis=0)
        cells = _flip(two[:, worst], tips[:, worst], cells)
    if rounds == ROUNDS and len(candidates):
        raise RuntimeError(f"`mesh` must come to rest in {ROUNDS} rounds of flips; got {len(candidates)} edges left.")
    return cells


def _badness(points, ordered, number, edges):
    """Return −(cot α + cot β) of each edge, 0 where it is within rounding or the edge is in the boundary."""
    g = measure.gram(points, ordered)
    a, b, c = g[0, 0], g[0, 1], g[1, 1]
    area = np.sqrt(np.maximum(a * c - b * b, 1e-300))
    sums = sum(
        np.bincount(n, weights=x / area, minlength=edges) for n, x in zip(number, (b, a - b, c - b), strict=True)
    )
    inside = np.bincount(number.ravel(), minlength=edges) == 2
    return np.where(inside & (sums < -1e-9), -sums, 0.0)


def _corners(candidates, edges, cells, number):
    """Return the two triangles at each of these inner edges, (2, count), and the vertices opposite to it."""
    flat = number.ravel()
    order = np.argsort(flat, kind="stable")
    first = np.searchsorted(flat[order], candidates)
    two = np.stack([order[first], order[first + 1]]) % number.shape[1]
    return two, cells[two].sum(axis=-1) - edges[:, candidates].sum(axis=0, dtype=np.int64)


def _free(tips, edges, count):
    """Return which edges can be flipped: the new edge is not there yet, and no other flip makes it."""
    key = tips.min(axis=0) * count + tips.max(axis=0)
    once = np.zeros(len(key), dtype=bool)
    once[np.unique(key, return_index=True)[1]] = True
    return once & ~np.isin(key, edges[0].astype(np.int64) * count + edges[1])


def _flip(two, tips, cells):
    """Return the cells with the edge between each pair of triangles laid across the other way."""
    cells = cells.copy()
    start = np.argmax(cells[two[0]] == tips[0][:, None], axis=1)
    a = cells[two[0], (start + 1) % 3]  # the first triangle is tip → a → b, the second its tip → b → a
    b = cells[two[0], (start + 2) % 3]
    cells[two[0]] = np.stack([tips[0], a, tips[1]], axis=1)
    cells[two[1]] = np.stack([tips[1], b, tips[0]], axis=1)
    return cells
