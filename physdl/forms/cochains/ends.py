"""The two boundary conditions: a cochain may end at the boundary as it likes, or has to vanish on it."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.forms.cochains.incidence import coboundary
from physdl.forms.mesh import Mesh

BOUNDARIES = "absolute", "relative"


def kept(mesh, k, boundary):
    """Return which k-simplices count: all, or for "relative" those that do not lie in the boundary."""
    _check.instance("mesh", mesh, Mesh)
    _check.choice("boundary", boundary, BOUNDARIES)
    if boundary == "absolute" or k == mesh.dimension:
        return np.ones(mesh.count(k), dtype=bool)
    return ~mesh.boundary(k)


def differentials(mesh, boundary):
    """Return the coboundaries of all degrees between the simplices that count."""
    keep = [kept(mesh, k, boundary) for k in range(mesh.dimension + 1)]
    return [coboundary(mesh, k)[keep[k + 1]][:, keep[k]] for k in range(mesh.dimension)], keep


def cochain(name, a, mesh, k, what=None):
    """Return a real cochain of degree k in double precision, its last axis running over the simplices."""
    count = mesh.count(k)
    a = _check.as_array(name, a, dtype=float)
    if a.shape != (count,):
        fix = what or f"This mesh has {count} simplices of degree {k}."
        raise _check.error(name, f"have shape ({count},), a number for each {k}-simplex", f"shape {a.shape}", fix)
    return a
