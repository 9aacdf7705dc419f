"""Distances on a mesh of triangles, by the heat that has come from a point after a short time."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph
from scipy.sparse.linalg import splu

from physdl import _check
from physdl.forms.manifold.angles import cotangents, vertex_areas

__all__ = ["heat_distance"]


def heat_distance(mesh, source, time=None):
    r"""Return the distances of all vertices from a vertex, along the surface, by the heat method.

    .. math::

        (A + t\,d^{\mathsf T}{\star}d)\,u = 1_v , \qquad X = -\frac{du}{\lvert du\rvert} , \qquad
        \Delta\varphi = \delta X

    with :math:`1_v` 1 at the source and 0 elsewhere, A the areas of the vertices and Δ = δd. Heat flows for one
    implicit step of length t; it falls off so fast that only its direction matters. That direction, made a covector of
    length one in each triangle, is the differential of the distance up to an error, and φ is the function whose
    differential comes nearest to it.

    Parameters
    ----------
    mesh : Mesh
        Of triangles, connected.
    source : int or array of int, shape (...)
        A vertex; or several, each of them a source by itself.
    time : float, optional
        t, an area; by default the square of the mean length of an edge.

    Returns
    -------
    array, shape (..., p)
        Distances from each source, 0 there; double precision.

    Raises
    ------
    ValueError, TypeError
        If `mesh` is no connected mesh of triangles, there is no such vertex, or `time` is not positive.

    Notes
    -----
    We know of no proof of an order of convergence. On spheres, with the default time, it was measured to fall from 1.0
    to 0.6 and further as the triangles get smaller; with 0.3 of that time the error on a flat sheet was seen to stall.
    So t should go to zero, but more slowly than an edge's square.
    At a boundary no heat leaves. Two sparse factorisations serve all sources.

    Source: K. Crane, C. Weischedel and M. Wardetzky, *Geodesics in heat*, ACM Trans. Graph. 32 (2013) 152.

    See :lesson:`2.5`.

    Examples
    --------
    >>> from physdl.forms.mesh import sphere
    >>> ball = sphere(8)
    >>> far = heat_distance(ball, 0)
    >>> bool(np.abs(far - np.arccos(np.clip(ball.points @ ball.points[0], -1, 1))).max() < 0.1)
    True
    """
    corners, products, double = cotangents(mesh)
    count = len(mesh.points)
    source = _check.integers("source", source, rule="be vertices, whole numbers")
    if not source.size or source.min() < 0 or source.max() >= count:
        raise _check.error("source", f"name vertices from 0 to {count - 1}", source)
    pairs = [(corners[1], corners[2]), (corners[0], corners[2]), (corners[0], corners[1])]  # opposite to each corner
    weights = [product / (2 * double) for product in products]  # half the cotangent of that corner
    laplacian = _laplacian(pairs, weights, count)
    if csgraph.connected_components(laplacian, directed=False)[0] > 1:
        raise _check.error("mesh", "be connected", "several pieces", "Take one piece at a time.")
    ends = np.concatenate([mesh.points[a] - mesh.points[b] for a, b in pairs])
    step = np.mean(np.linalg.norm(ends, axis=-1))
    time = step**2 if time is None else _check.positive("time", time)
    flat = source.ravel()
    _check.room("source", 40 * count * flat.size, f"{flat.size} sources")
    heat = sparse.diags_array(vertex_areas(mesh, "barycentric"))
    start = np.zeros((count, flat.size))
    start[flat, np.arange(flat.size)] = 1.0
    u = splu(sparse.csc_array(heat + time * laplacian)).solve(start)
    outward = np.zeros_like(u)
    g = mesh.gram(2)
    a, b, c = (g[key][:, None] for key in ((0, 0), (0, 1), (1, 1)))
    one, two = u[corners[1]] - u[corners[0]], u[corners[2]] - u[corners[0]]
    length = np.sqrt(np.maximum(c * one**2 - 2 * b * one * two + a * two**2, 0)) / double[:, None]
    length = np.where(length > 0, length, 1.0)
    along = (
        (one - two) / length,
        -two / length,
        -one / length,
    )  # −du/|du| on the edges, from the first end to the second
    for (first, second), weight, way in zip(pairs, weights, along, strict=True):
        push = weight[:, None] * way
        for end, sign in ((first, -1.0), (second, 1.0)):
            gather = sparse.csr_array((np.full(len(end), sign), (end, np.arange(len(end)))), shape=(count, len(end)))
            outward += gather @ push
    far = np.zeros_like(u)
    far[1:] = splu(sparse.csc_array(laplacian[1:, 1:])).solve(outward[1:])  # up to a constant, fixed below
    far -= far[flat, np.arange(flat.size)]
    return far.T.reshape(*source.shape, count)


def _laplacian(pairs, weights, count):
    """Return dᵀ w d of the edges, the cotangent Laplacian, positive semidefinite."""
    rows = np.concatenate([np.concatenate(pair) for pair in pairs])
    columns = np.concatenate([np.concatenate(pair[::-1]) for pair in pairs])
    values = -np.concatenate([np.concatenate([weight, weight]) for weight in weights])
    off = sparse.csr_array((values, (rows, columns)), shape=(count, count))
    return off + sparse.diags_array(-off.sum(axis=1))
