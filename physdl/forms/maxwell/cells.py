"""Cochains on a box in space or space-time: checked, weighed by the star, carried back by the transpose of d."""

from __future__ import annotations

from math import prod

import numpy as np

from physdl import _check
from physdl.forms.cochains import CubicalGrid
from physdl.forms.exterior import basis


def space(grid):
    """Return a grid of two or three directions of space."""
    _check.instance("grid", grid, CubicalGrid)
    if grid.dimension not in (2, 3):
        fix = "Time is counted in steps; only the functions of a potential take a grid of space-time."
        raise _check.error("grid", "have two or three axes, those of space", f"{grid.dimension}", fix)
    return grid


def spacetime(grid):
    """Return a grid whose first axis is time, with two or three directions of space."""
    _check.instance("grid", grid, CubicalGrid)
    if grid.dimension not in (3, 4):
        rule = "have three or four axes: time, then two or three of space"
        raise _check.error("grid", rule, f"{grid.dimension}")
    if grid.periodic:
        raise _check.error("grid", "not be periodic", "one whose last moment is followed by the first")
    return grid


def spatial(grid):
    """Return the grid of one moment."""
    return CubicalGrid(grid.shape[1:], grid.spacing[1:])


def cochain(name, grid, a, k):
    """Return the components of a real, finite cochain of floating numbers."""
    shapes = grid.shapes(k)
    parts = _check.sequence(name, a, f"A {k}-cochain is a tuple of arrays, one for each set of directions.")
    if len(parts) != len(shapes):
        raise _check.error(name, f"have {len(shapes)} components, as a {k}-cochain", f"{len(parts)}")
    arrays = [
        _check.as_array(f"{name}[{i}]", part, shape=shape, real=True)
        for i, (part, shape) in enumerate(zip(parts, shapes, strict=True))
    ]
    if len({array.dtype for array in arrays}) > 1:
        raise _check.error(name, "be of one dtype", ", ".join(sorted({str(x.dtype) for x in arrays})))
    return tuple(arrays)


def stars(grid, k, lorentz=False):
    r"""Return the weight of each set of directions, :math:`|{\star\sigma}|/|\sigma|`, negative with time in it."""
    h = grid.spacing
    return tuple(
        (-1 if lorentz and 0 in directions else 1) * prod(h) / prod(h[i] for i in directions) ** 2
        for directions in basis(grid.dimension, k)
    )


def transposed(grid, b, k):
    r"""Return :math:`d_k^{\mathsf T} b` of a (k + 1)-cochain, a k-cochain in the same precision."""
    n = grid.dimension
    rank = {directions: i for i, directions in enumerate(basis(n, k))}
    result = grid.zeros(k, b[0].dtype)
    for target, values in zip(basis(n, k + 1), b, strict=True):
        for s, axis in enumerate(target):
            into = result[rank[target[:s] + target[s + 1 :]]]
            if grid.periodic:
                arriving, leaving, ahead = into, into, np.roll(values, 1, axis)
            else:
                before = (slice(None),) * axis
                arriving, leaving, ahead = into[(*before, slice(1, None))], into[(*before, slice(-1))], values
            if s % 2:
                arriving -= ahead
                leaving += values
            else:
                arriving += ahead
                leaving -= values
    return result


def walls(grid):
    """Yield (component, view that selects its edges within a wall) of 1-cochains; there are none if periodic."""
    if grid.periodic:
        return
    for i in range(grid.dimension):
        for axis in range(grid.dimension):
            if axis != i:
                for side in (0, -1):
                    yield i, (*(slice(None),) * axis, side)


def hold(grid, a):
    """Set a 1-cochain to zero on the walls, in place, and return it."""
    for i, where in walls(grid):
        a[i][where] = 0
    return a


def pairing(a, weights, b):
    """Return the sum of weight · a · b over all cells, in double precision."""
    return float(sum(w * np.vdot(x, y).astype(float) for x, w, y in zip(a, weights, b, strict=True)))


def finite(name, values):
    """Return values if they are all finite."""
    if not all(np.isfinite(x).all() for x in values):
        raise _check.error(name, "be so small that what follows from it is finite", "numbers too large")
    return values
