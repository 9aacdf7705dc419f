r"""Lengths, areas and volumes of simplices and of their duals.

The circumcentric dual of a k-simplex joins its circumcentre to those of all simplices that contain it. Such a step from
σ to a simplex τ of one more vertex v is perpendicular to σ; its signed length is
:math:`h = b_v\,(k+1)\,|\tau|/|\sigma|` with :math:`b_v` the barycentric coordinate of τ's
circumcentre at v. So the sizes of the duals follow from above,

.. math:: |{\star\sigma}| = \frac1{n-k} \sum_{\tau\supset\sigma} h\, |{\star\tau}|

and the dual of a cell is a point, of size 1.
"""

from __future__ import annotations

from itertools import permutations
from math import factorial

import numpy as np

from physdl import _check
from physdl.forms.mesh import tables

FLAT = 1e-10  # the size of a cell, as a fraction of what its longest edge allows, below which it counts as none


def gram(points, columns):
    """Return the inner products of the edges from the first vertex, a dict of arrays by (i, j), i ≤ j.

    One coordinate after the other, so that all arrays are contiguous.
    """
    k = len(columns) - 1
    pairs = [(i, j) for i in range(k) for j in range(i, k)]
    total = {}
    for x in np.ascontiguousarray(points.T):
        edges = _edges(x, columns)
        for i, j in pairs:
            product = edges[i] * edges[j]
            total[i, j] = product if (i, j) not in total else np.add(total[i, j], product, out=product)
    return total


def _edges(x, columns):
    first = x[columns[0]]
    return [x[column] - first for column in columns[1:]]


def _determinant(g, k):
    if k == 1:
        return g[0, 0]
    if k == 2:
        return g[0, 0] * g[1, 1] - g[0, 1] ** 2
    a, b, c, d, e, f = g[0, 0], g[0, 1], g[0, 2], g[1, 1], g[1, 2], g[2, 2]
    return a * (d * f - e * e) - b * (b * f - c * e) + c * (b * e - c * d)


def volumes(g, k, count):
    """Return the sizes of k-simplices from their inner products."""
    return np.sqrt(np.maximum(_determinant(g, k), 0.0)) / factorial(k) if k else np.ones(count)


def checked_scale(name, lengths):
    """Return the largest of lengths if their sixth powers can be written."""
    scale = np.abs(lengths).max(initial=0.0)
    if not 1e-40 < scale < 1e40:
        raise _check.error(name, "be between 1e-40 and 1e40 in size", f"{scale:.3g} as the largest")
    return scale


def checked_gram(points, cells, ordered, signs):
    """Return the inner products of the cells' edges; refuse a cell without a size, or one that is inverted."""
    n = len(ordered) - 1
    scale = checked_scale("points", points)
    g = gram(points, ordered)
    longest = g[0, 0].copy()
    for i in range(n):
        np.maximum(longest, g[i, i], out=longest)
        for j in range(i + 1, n):
            np.maximum(longest, g[i, i] + g[j, j] - 2 * g[i, j], out=longest)
    degenerate = ~(_determinant(g, n) > FLAT**2 * longest**n) | (longest < (1e-14 * scale) ** 2)
    if degenerate.any():
        row = int(np.argmax(degenerate))
        shown = f"the {tables.named(cells[row])} in row {row}, which has none"
        raise _check.error("cells", ("", "have a length", "have an area", "have a volume")[n], shown)
    if points.shape[1] == n > 1:
        inverted = _orientation([_edges(x, ordered) for x in np.ascontiguousarray(points.T)]) * signs < 0
        if inverted.any():
            row = int(np.argmax(inverted))
            shown = f"the {tables.named(cells[row])} in row {row}, which is inverted"
            raise _check.error("cells", "be oriented as the axes are", shown, "Exchange two of its vertices.")
    return g


def _orientation(edges):
    """Return the determinants of edges, a list by coordinate of lists by edge, for two or three of both."""
    if len(edges) == 2:
        (a, b), (c, d) = edges
        return a * d - b * c
    (a, b, c), (d, e, f), (g, h, i) = edges
    return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)


def circumcentres(g, k):
    """Return the barycentric coordinates of the circumcentres of k-simplices, k + 1 arrays, for k = 1, 2, 3."""
    if k == 1:
        return np.full((2, len(g[0, 0])), 0.5)
    if k == 2:
        a, b, c = g[0, 0], g[0, 1], g[1, 1]
        scale = 0.5 / (a * c - b * b)
        one, two = c * (a - b) * scale, a * (c - b) * scale
        return 1 - one - two, one, two
    matrix = np.stack([g[min(i, j), max(i, j)] for i in range(3) for j in range(3)], axis=1).reshape(-1, 3, 3)
    rest = np.linalg.solve(matrix, 0.5 * np.stack([g[i, i] for i in range(3)], axis=1)[..., None])[..., 0]
    return 1 - rest.sum(axis=1), *rest.T


def circumcentric(mesh):
    """Return the signed sizes of the circumcentric duals of all simplices, a list by degree."""
    n = mesh.dimension
    duals = [None] * n + [np.ones(len(mesh.cells))]
    g = mesh.gram(n)
    above = volumes(g, n, 0)
    for k in range(n - 1, -1, -1):
        number, _ = mesh.faces(k + 1)
        centres = circumcentres(g, k + 1)
        g = mesh.gram(k) if k else None
        size = volumes(g, k, mesh.count(0))
        weight = (k + 1) * above * duals[k + 1]
        below = np.zeros(len(size))
        for i in range(k + 2):
            below += np.bincount(number[i], weights=centres[i] * weight, minlength=len(below))
        below /= size * (n - k)
        duals[k], above = below, size
    return duals


def barycentric(mesh, k):
    """Return the sizes of the barycentric duals of the k-simplices: pieces between barycentres of growing simplices."""
    n = mesh.dimension
    rank = {}
    total = np.zeros(mesh.count(k))
    if k == n:
        return total + 1
    local, numbers = _subsets(mesh, k)
    corners = mesh.points[mesh.columns(n).T]
    for subset, number in zip(local, numbers, strict=True):
        rest = [v for v in range(n + 1) if v not in subset]
        for order in permutations(rest):
            chain = [(*subset, *order[:i]) for i in range(len(rest) + 1)]
            for one in chain:
                if (key := tuple(sorted(one))) not in rank:
                    rank[key] = corners[:, list(key)].mean(axis=1)
            pieces = np.concatenate([rank[tuple(sorted(one))] for one in chain])
            places = np.arange(len(pieces)).reshape(len(chain), -1)
            size = volumes(gram(pieces, places), n - k, len(number))
            total += np.bincount(number, weights=size, minlength=len(total))
    return total


def _subsets(mesh, k):
    """Return the k-faces of a cell as tuples of places among its sorted vertices, and their numbers in each cell."""
    n = mesh.dimension
    local, numbers = [tuple(range(n + 1))], [np.arange(len(mesh.cells))]
    for degree in range(n, k, -1):
        table, _ = mesh.faces(degree)
        found = {}
        for subset, number in zip(local, numbers, strict=True):
            for i in range(degree + 1):
                found.setdefault(subset[:i] + subset[i + 1 :], table[i][number])
        local, numbers = list(found), list(found.values())
    return local, numbers
