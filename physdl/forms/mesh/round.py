"""Meshes of round things in space: sphere, ball, torus, surfaces of revolution."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.forms.mesh import measure
from physdl.forms.mesh.complex import Mesh
from physdl.forms.mesh.flat import BYTES, rings
from physdl.forms.mesh.refining import subdivided

GOLDEN = (1 + 5**0.5) / 2


def _icosahedron():
    """Return the twelve vertices on the unit sphere and the twenty triangles, seen from outside anticlockwise."""
    signs = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    flat = np.stack([signs[:, 0], GOLDEN * signs[:, 1], 0 * signs[:, 0]], axis=1)
    points = np.concatenate([np.roll(flat, i, axis=1) for i in range(3)]) / np.hypot(1, GOLDEN)
    near = points @ points.T > 0.4
    np.fill_diagonal(near, False)
    cells = [
        (i, j, k) if np.linalg.det(points[[i, j, k]]) > 0 else (i, k, j)
        for i in range(12)
        for j in range(i)
        for k in range(j)
        if near[i, j] and near[j, k] and near[i, k]
    ]
    return points, np.array(cells)


def sphere(n):
    """Return a mesh of the unit sphere: an icosahedron with each edge cut into n parts, pushed out to the sphere.

    Parameters
    ----------
    n : int
        Parts of each edge, at least 1.

    Returns
    -------
    Mesh
        10 n² + 2 vertices, 20 n² triangles, anticlockwise as seen from outside; the circumcentric dual is valid.

    Raises
    ------
    ValueError, TypeError
        If `n` is no whole number from 1 on, or the mesh would take more than 4 GB.

    Notes
    -----
    See :lesson:`2.3`.

    Examples
    --------
    >>> sphere(3).euler
    2
    """
    n = _check.whole("n", n, minimum=1)
    _check.room("n", 10.0 * BYTES * n**2, n)
    points, cells = subdivided(Mesh(*_icosahedron()), n)
    return Mesh(points / np.linalg.norm(points, axis=1, keepdims=True), cells)


def ball(n):
    """Return a mesh of the unit ball by tetrahedra: twenty that meet in the centre, each edge cut into n parts.

    Parameters
    ----------
    n : int
        Parts of each edge, at least 1. The layers are the spheres of radius j/n.

    Returns
    -------
    Mesh
        20 n³ tetrahedra. Vertex 0 is the centre. From n = 2 on some circumcentres lie outside their cells, and from
        n = 3 on a dual has a negative size: use barycentric duals.

    Raises
    ------
    ValueError, TypeError
        If `n` is no whole number from 1 on, or the mesh would take more than 4 GB.

    Notes
    -----
    See :lesson:`2.3`.

    Examples
    --------
    >>> ball(2).euler
    1
    """
    n = _check.whole("n", n, minimum=1)
    _check.room("n", 10.0 * BYTES * n**3, n)
    points, cells = _icosahedron()
    whole = Mesh(np.concatenate([np.zeros((1, 3)), points]), np.insert(cells + 1, 0, 0, axis=1))
    inner, tetrahedra = subdivided(whole, n)
    layer = np.max([inner @ normal for normal in points[cells].sum(axis=1)], axis=0)
    layer /= points[cells[0]].sum(axis=0) @ points[cells[0, 0]]  # 1 on all faces of the icosahedron
    length = np.linalg.norm(inner, axis=1)
    length[0] = 1.0
    return Mesh(inner * (layer / length)[:, None], tetrahedra)


def torus(n, radius=1.0, tube=0.4):
    r"""Return a mesh of the torus about the z axis.

    Parameters
    ----------
    n : int
        Vertices along each circle about the axis, at least 8, and more for a thin tube: their distances must not be
        much longer than a quarter of the way round it.
    radius, tube : float, optional
        Distance of the tube's middle from the axis, and half the tube's width, which must be smaller.

    Returns
    -------
    Mesh
        Nearly equilateral triangles, anticlockwise as seen from outside, whose circumcentric dual is valid.

    Raises
    ------
    ValueError, TypeError
        If an argument is no such number (the least `n` is named), or the mesh would take more than 4 GB.

    Notes
    -----
    Rows of equal triangles in isothermal coordinates :math:`u, w` with
    :math:`\tan\tfrac v2 = \sqrt{(R + r)/(R - r)}\,\tan\big(\tfrac w2\sqrt{R^2 - r^2}/r\big)`, v the angle round the
    tube: this map keeps angles.

    See :lesson:`2.4`.

    Examples
    --------
    >>> torus(20).euler
    0
    """
    n = _check.whole("n", n, minimum=8)
    radius, tube = _check.positive("radius", radius), _check.positive("tube", tube)
    measure.checked_scale("radius", radius)
    if tube >= radius:
        raise _check.error("tube", f"be below the radius, {radius}", tube)
    width = tube / radius / np.sqrt((1 - tube / radius) * (1 + tube / radius))
    if n * width < 4:
        raise _check.error("n", f"be at least {int(np.ceil(4 / width)):,} for a tube of {tube:g} about {radius:g}", n)
    _check.room("n", BYTES * n * (8 + 1.16 * n * width), n)
    rows = max(4, 2 * round(width * n / 3**0.5))
    half = np.pi * (np.arange(rows) / rows - 0.5)
    stretch = np.sqrt((radius + tube) / (radius - tube))
    v = 2 * np.arctan2(stretch * np.sin(half), np.cos(half))
    profile = np.stack([radius + tube * np.cos(v), tube * np.sin(v)], axis=1)
    return surface_of_revolution(profile, n, closed=True)


def surface_of_revolution(profile, n, closed=False):
    """Return a mesh of the surface that a curve sweeps when it turns about the z axis.

    Parameters
    ----------
    profile : array, shape (m, 2)
        Points (distance from the axis, z) along the curve. The distance may be 0 at either end, which closes the
        surface there, and is positive elsewhere.
    n : int
        Vertices on each circle, at least 3.
    closed : bool, optional
        Whether the last point is joined to the first; then m must be even and at least 4.

    Returns
    -------
    Mesh
        Triangles between neighbouring circles, of which every other one is turned by half a step. Where the curve runs
        upwards they are anticlockwise as seen from far away from the axis.

    Raises
    ------
    ValueError, TypeError
        If the curve has too few points or comes to the axis elsewhere (the point is named), or the mesh would take
        more than 4 GB.

    Notes
    -----
    See :lesson:`2.3`.

    Examples
    --------
    >>> cone = surface_of_revolution([[1, 0], [0.5, 1], [0, 2]], 8)
    >>> cone.euler, len(cone.cells)
    (1, 24)
    """
    profile = _check.as_array("profile", profile, shape=(None, 2), dtype=float)
    n, m = _check.whole("n", n, minimum=3), len(_check.nonempty("profile", profile))
    measure.checked_scale("profile", profile)
    if not isinstance(closed, bool | np.bool_):
        raise _check.error("closed", "be True or False", closed, kind=TypeError)
    if m < (4 if closed else 2) or (closed and m % 2):
        rule = "have an even number of points, at least 4, where it is closed" if closed else "have at least 2 points"
        raise _check.error("profile", rule, f"{m}")
    ends = [i for i in (0, m - 1) if profile[i, 0] == 0 and not closed]
    inner = np.delete(profile, ends, axis=0)
    if not (inner[:, 0] > 0).all():
        worst = int(np.argmin(np.where(np.isin(np.arange(m), ends), np.inf, profile[:, 0])))
        rule = "keep a positive distance from the axis" + ("" if closed else " between its ends")
        raise _check.error("profile", rule, f"{profile[worst, 0]} at point {worst}")
    if not len(inner):
        raise _check.error("profile", "leave the axis between its ends", f"{m} points on it")
    _check.room("n", 1.0 * BYTES * n * m, n)
    j, i = (axis.ravel() for axis in np.meshgrid(np.arange(len(inner)), np.arange(n), indexing="ij"))
    angle = 2 * np.pi * (i + 0.5 * (j % 2)) / n
    points = [np.stack([inner[j, 0] * np.cos(angle), inner[j, 0] * np.sin(angle), inner[j, 1]], axis=1)]
    cells = [rings(n, len(inner), closed)[:, [1, 0, 2]]]
    around, last = np.stack([np.arange(n), (np.arange(n) + 1) % n], axis=1), len(inner) * n
    for end in ends:  # a cap round a point of the axis
        rim = around + (0 if end == 0 else last - n)
        tip = np.full((n, 1), last + (end != 0 and len(ends) == 2))
        cells.append(np.concatenate([rim[:, ::-1] if end == 0 else rim, tip], axis=1))
        points.append([[0.0, 0.0, profile[end, 1]]])
    return Mesh(np.concatenate(points), np.concatenate(cells))
