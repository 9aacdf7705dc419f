"""Charges and currents on a grid of space-time, conserved by how they are made."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.forms.maxwell import cells


def world_line(grid, path, charge=1.0):
    r"""Return the current of a charge that goes along edges of space-time.

    .. math:: J = q \sum_{e \in \text{path}} \pm e

    Parameters
    ----------
    grid : CubicalGrid
        Space-time; the first axis is time.
    path : array of int, shape (number of vertices, number of axes)
        Vertices by their whole coordinates; from each to the next it is one step along one axis, forwards or backwards.
        The same vertex twice in a row is no step.
    charge : float, optional
        q.

    Returns
    -------
    tuple of arrays
        The 1-chain J: q times how often each edge is passed, backwards counted with a minus sign. Double precision.
        Currents of several charges are added component by component.

    Raises
    ------
    ValueError, TypeError
        If a vertex lies outside the grid, or a step is no edge: both are named.

    Notes
    -----
    Inside the path as many edges arrive at a vertex as leave it, so charge is conserved; see `charge_balance`.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms import CubicalGrid
    >>> grid = CubicalGrid((3, 3, 3))
    >>> j = world_line(grid, [[0, 1, 1], [1, 1, 1], [2, 1, 1]], charge=2)
    >>> j[0][:, 1, 1]
    array([2., 2.])
    """
    cells.spacetime(grid)
    path = _check.integers("path", path, rule="be whole coordinates of vertices")
    if path.ndim != 2 or path.shape[1] != grid.dimension or not len(path):
        raise _check.error("path", f"have shape (any, {grid.dimension}), at least one vertex", f"shape {path.shape}")
    charge = _check.finite_number("charge", charge)
    outside = np.argwhere((path < 0) | (path >= grid.shape))
    if len(outside):
        row = int(outside[0, 0])
        raise _check.error(
            "path", f"stay within the grid of {grid.shape} vertices", f"{path[row].tolist()} in row {row}"
        )
    steps = np.diff(path.astype(np.int64), axis=0)
    wide = np.argwhere(np.abs(steps).sum(axis=1) > 1)
    if len(wide):
        row = int(wide[0, 0])
        shown = f"{path[row].tolist()} to {path[row + 1].tolist()} in row {row}"
        raise _check.error("path", "go one step along one axis at a time", shown, "Put the corners between them in.")
    current = _zeros(grid)
    with np.errstate(over="ignore"):
        for axis, part in enumerate(current):
            moved = steps[:, axis] != 0
            start = np.minimum(path[:-1], path[1:])[moved]
            np.add.at(part, tuple(start.T), charge * steps[moved, axis])
    return cells.finite("charge", current)


def dipole(grid, at, axis, charge):
    r"""Return the current of two opposite charges on neighbouring vertices, fed by what flows between them.

    .. math:: J_\text{space} = q^{n + 1/2} - q^{n - 1/2}, \qquad J_\text{time} = \mp q^{n + 1/2}

    Parameters
    ----------
    grid : CubicalGrid
        Space-time.
    at : sequence of int
        The vertex of space where the edge between the two begins.
    axis : int
        Direction of space in which it points, from 0.
    charge : array, shape (steps of time,)
        q at the far end during each step, −q at the near one. That of the first step is there from the beginning.

    Returns
    -------
    tuple of arrays
        The 1-chain J, in double precision.

    Raises
    ------
    ValueError, TypeError
        If the edge is not inside the box (on a wall it would have no effect), or shapes do not fit.

    Notes
    -----
    Every charge that arrives has left the other end, so charge is conserved, to the rounding of the differences. Where
    the field begins at 0, the first step's charge has to be 0, too: Gauss's law.

    See :lesson:`2.4`.

    Examples
    --------
    >>> from physdl.forms import CubicalGrid
    >>> grid = CubicalGrid((4, 4, 4))
    >>> dipole(grid, (1, 1), 0, [0.0, 0.5, 1.0])[1][:, 1, 1]
    array([0. , 0.5, 0.5, 0. ])
    """
    cells.spacetime(grid)
    n = grid.dimension - 1
    axis = _check.whole("axis", axis, maximum=n - 1, fix="Directions of space are counted from 0, time left out.")
    corner = _check.sequence("at", at)
    if len(corner) != n:
        raise _check.error("at", f"have {n} whole coordinates, those of space", f"{len(corner)}")
    inside = [size - 2 - (i == axis) for i, size in enumerate(grid.shape[1:])]
    if min(inside) < 1:
        raise _check.error("grid", "have room for an edge that touches no wall", f"{grid.shape}")
    corner = tuple(
        _check.whole(f"at[{i}]", c, minimum=1, maximum=last)
        for i, (c, last) in enumerate(zip(corner, inside, strict=True))
    )
    q = _check.as_array("charge", charge, shape=(grid.shape[0] - 1,), dtype=float)
    current = _zeros(grid)
    far = tuple(c + (i == axis) for i, c in enumerate(corner))
    current[0][(slice(None), *corner)] = -q
    current[0][(slice(None), *far)] = q
    with np.errstate(over="ignore"):
        current[1 + axis][(slice(1, -1), *corner)] = np.diff(q)
    return cells.finite("charge", current)


def _zeros(grid):
    _check.room("grid", 8.0 * grid.dimension * np.prod(grid.shape, dtype=float), f"{grid.shape}")
    return grid.zeros(1)
