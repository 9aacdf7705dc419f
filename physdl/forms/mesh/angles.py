"""The angle that each piece of a curve, or of a surface, fills in the eye of somebody who looks at it from a point."""

from __future__ import annotations

from math import prod

import numpy as np

from physdl import _check
from physdl.forms.mesh.complex import Mesh

TOUCH = 1e-14  # of the product of the distances


def solid_angles(mesh, x):
    r"""Return the signed angles under which the cells are seen from points.

    .. math:: \tan\frac\Omega2 = \frac{a\cdot(b\times c)}{|a||b||c| + (a\cdot b)|c| + (b\cdot c)|a| + (c\cdot a)|b|}

    with a, b, c the vectors from the point to the corners of a triangle. A triangle that is seen clockwise from the
    point, as those of a surface round it whose outside is positive, counts positive. For edges in the plane it is the
    angle from one end to the other.

    Parameters
    ----------
    mesh : Mesh
        Of triangles in space, or of edges in the plane.
    x : array, shape (..., 3) or (..., 2)
        The points. Double precision.

    Returns
    -------
    array, shape (..., number of cells)
        Radians, from −2π to 2π, in the plane from −π to π. Summed over a closed surface: 4π times the number of times
        that it winds round the point; 2π times in the plane.

    Raises
    ------
    ValueError, TypeError
        If the mesh is none such, or a point is found on it, to 1e-14: the cell is named. A point that rounding has put
        beside the mesh is taken as one beside it.

    Notes
    -----
    A flux of 1/4π times this leaves a unit charge through each triangle, whatever its shape.

    Each angle is off by a few 1e-15 at most, also close to a face; near an edge by about 1e-15 over the distance to it,
    in lengths of edges; more for thin triangles. Of a small angle far away, at a distance of D lengths of edges, some
    D²·1e-16 of its value is lost, often more. Time and memory: points × cells.

    Source: A. van Oosterom, J. Strackee, *The solid angle of a plane triangle* (1983), doi:10.1109/TBME.1983.325207.

    See :lesson:`2.3`.

    Examples
    --------
    >>> from physdl.forms.mesh import sphere
    >>> float((solid_angles(sphere(2), [0.3, 0.2, 0.1]).sum() / (4 * np.pi)).round(12))
    1.0
    """
    _check.instance("mesh", mesh, Mesh)
    n, d = mesh.dimension, mesh.points.shape[1]
    if d != n + 1 or n > 2:
        shown = f"cells of dimension {n} in a space of {d}"
        raise _check.error("mesh", "be a surface in space or a curve in the plane", shown)
    x = _check.as_array("x", x, dtype=float)
    if x.shape[-1:] != (d,):
        raise _check.error("x", f"have {d} coordinates on its last axis", f"shape {x.shape}")
    if np.abs(x).max(initial=0.0) > 1e40:
        raise _check.error("x", "have coordinates below 1e40", f"{np.abs(x).max():.3g}")
    _check.room("x", 150.0 * prod(x.shape[:-1]) * len(mesh.cells), f"{prod(x.shape[:-1]):,} points")
    corners = np.moveaxis(mesh.points[mesh.cells] - x[..., None, None, :], -1, 0)
    parts = [corners[..., i] for i in range(n + 1)]
    size = [np.sqrt(np.sum(p**2, axis=0)) for p in parts]
    if n == 1:
        (a, b), whole = parts, size[0] * size[1]
        sine, cosine, turn = a[0] * b[1] - a[1] * b[0], np.sum(a * b, axis=0), 1.0
    else:
        a, b, c = parts
        sine = np.sum(a * np.cross(b, c, axis=0), axis=0)
        whole = size[0] * size[1] * size[2]
        cosine = whole + sum(
            np.sum(p * q, axis=0) * r for p, q, r in ((a, b, size[2]), (b, c, size[0]), (c, a, size[1]))
        )
        turn = 2.0
    touching = (np.abs(sine) <= TOUCH * whole) & (cosine <= TOUCH * whole)
    if touching.any():
        *at, cell = (int(i) for i in np.argwhere(touching)[0])
        shown = f"{x[tuple(at)].round(6).tolist()}, on cell {cell}"
        raise _check.error("x", "not lie on the mesh", shown, "Its angle jumps there: move the point off.")
    return turn * np.arctan2(sine, cosine)
