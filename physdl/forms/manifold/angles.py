"""Curvature of a mesh of triangles: by how much the angles round a vertex fail to make a full turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.forms.mesh import Mesh

__all__ = ["GaussBonnet", "gauss_bonnet", "vertex_areas"]

_DUALS = ("mixed", "circumcentric", "barycentric")


@dataclass(frozen=True)
class GaussBonnet:
    r"""The curvature of a mesh, vertex by vertex, and its sum.

    Attributes
    ----------
    turning : array, shape (p,)
        In radians: 2π less the angles round a vertex, inside the mesh; π less them, at its boundary.
    boundary : bool array, shape (p,)
        Which vertices lie in the boundary.
    euler : int
        χ, vertices − edges + triangles.

    Notes
    -----
    See :lesson:`2.5`.
    """

    turning: np.ndarray
    boundary: np.ndarray
    euler: int

    @property
    def total(self):
        """The sum of all turning: 2πχ."""
        return float(self.turning.sum())


def gauss_bonnet(mesh):
    r"""Return the angle that is missing at each vertex of a mesh, whose sum depends on the mesh's topology alone.

    .. math:: \sum_{v\ \text{inside}} \Big(2\pi - \sum_{T\ni v}\alpha_T\Big)
        + \sum_{v\ \text{at the boundary}} \Big(\pi - \sum_{T\ni v}\alpha_T\Big) = 2\pi\chi

    A vector carried round a vertex inside, across its triangles, turns by the angle that is missing there.

    Parameters
    ----------
    mesh : Mesh
        Of triangles, in any space.

    Returns
    -------
    GaussBonnet

    Raises
    ------
    ValueError, TypeError
        If `mesh` is no mesh of triangles, or a vertex of its boundary lies on other than two edges of the boundary:
        where sheets touch in one vertex there is no single half turn to compare with.

    Notes
    -----
    The sum holds wherever the vertices are, also for those that approximate nothing, and so does not check a curvature:
    compare that of patches, or point by point (:func:`vertex_areas`). Time linear in the number of triangles; double
    precision.

    See :lesson:`2.5`.

    Examples
    --------
    >>> from physdl.forms.mesh import sphere
    >>> ball = gauss_bonnet(sphere(2))
    >>> ball.euler, round(ball.total / np.pi, 9)
    (2, 4.0)
    """
    corners, angles, _ = _triangles(mesh)
    sides = np.bincount(mesh.columns(1)[:, mesh.boundary(1)].ravel(), minlength=len(mesh.points))
    if np.any((sides != 0) & (sides != 2)):
        pinched = int(np.flatnonzero((sides != 0) & (sides != 2))[0])
        rule = "have two boundary edges at each vertex of its boundary"
        fix = "Give each of the sheets that touch there a vertex of its own."
        raise _check.error("mesh", rule, f"{sides[pinched]} at vertex {pinched}", fix)
    met = np.zeros(len(mesh.points))  # in a browser np.bincount takes whole numbers of 32 bits alone
    for corner, angle in zip(corners, angles, strict=True):
        met += np.bincount(corner.astype(np.intp), weights=angle, minlength=len(met))
    edge = mesh.boundary(0)
    return GaussBonnet(np.where(edge, np.pi, 2 * np.pi) - met, edge, mesh.euler)


def vertex_areas(mesh, dual="mixed"):
    r"""Return the area that belongs to each vertex; an angle divided by it is a curvature.

    Parameters
    ----------
    mesh : Mesh
        Of triangles.
    dual : {"mixed", "circumcentric", "barycentric"}, optional
        "barycentric": a third of each triangle. "circumcentric": Voronoi's cell, what is nearer to this vertex than to
        the triangle's others; beyond obtuse angles it can be negative. "mixed": Voronoi's, but an obtuse triangle gives
        half to its obtuse corner and a quarter to each of the others.

    Returns
    -------
    array, shape (p,)
        They add up to the area of the mesh; double precision.

    Raises
    ------
    ValueError, TypeError
        If `mesh` is no mesh of triangles, or there is no such dual.

    Notes
    -----
    Source: M. Meyer, M. Desbrun, P. Schröder and A. H. Barr, *Discrete differential-geometry operators for triangulated
    2-manifolds*, in Visualization and Mathematics III (2003) 35.

    See :lesson:`2.5`.

    Examples
    --------
    >>> from physdl.forms.mesh import Mesh
    >>> vertex_areas(Mesh([[0, 0], [2, 0], [0, 2]], [[0, 1, 2]])).round(12).tolist()
    [1.0, 0.5, 0.5]
    """
    corners, angles, area = _triangles(mesh)
    dual = _check.choice("dual", dual, _DUALS)
    if dual == "circumcentric":
        return mesh.circumcentric[0].copy()
    total, blunt = np.zeros(len(mesh.points)), np.max(angles, axis=0) > np.pi / 2
    voronoi = _voronoi(mesh, angles) if dual == "mixed" else None
    for i, (corner, angle) in enumerate(zip(corners, angles, strict=True)):
        share = (
            area / 3 if voronoi is None else np.where(blunt, area * np.where(angle > np.pi / 2, 0.5, 0.25), voronoi[i])
        )
        total += np.bincount(corner.astype(np.intp), weights=share, minlength=len(total))
    return total


def cotangents(mesh):
    """Return the corners (3, m) of the triangles, the products of edges there, and twice the areas.

    A cotangent is a product over twice the area.
    """
    _check.instance("mesh", mesh, Mesh)
    if mesh.dimension != 2:
        raise _check.error("mesh", "be of triangles", f"cells of {mesh.dimension + 1} vertices")
    g = mesh.gram(2)
    a, b, c = g[0, 0], g[0, 1], g[1, 1]
    return mesh.columns(2), (b, a - b, c - b), np.sqrt(a * c - b * b)


def _triangles(mesh):
    """Return the corners of all triangles, their angles, and the triangles' areas."""
    corners, products, double = cotangents(mesh)
    return corners, [np.arctan2(double, product) for product in products], double / 2


def _voronoi(mesh, angles):
    """Return the share of each corner: (|e|² cot β + |f|² cot γ)/8 with e, f its edges and β, γ opposite to them."""
    g = mesh.gram(2)
    to_one, to_two, across = g[0, 0], g[1, 1], g[0, 0] + g[1, 1] - 2 * g[0, 1]
    cot = [np.cos(angle) / np.sin(angle) for angle in angles]
    return (
        (to_one * cot[2] + to_two * cot[1]) / 8,
        (to_one * cot[2] + across * cot[0]) / 8,
        (to_two * cot[1] + across * cot[0]) / 8,
    )
