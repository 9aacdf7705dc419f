"""Wave fronts: the first arrival time of light everywhere, from the eikonal equation on a grid."""

from __future__ import annotations

import math

import numpy as np

from physdl import _check
from physdl.action.fermat import medium
from physdl.action.fermat.diagonals import Diagonals, arrive, unlit

__all__ = ["eikonal"]

_BLOCK = 8192  # nodes checked at once: the arrays of one block fit the cache


def eikonal(index_grid, sources, spacing, *, times=0.0, ball=0.0, max_rounds=200):
    r"""Return the time at which light from some sources first reaches each point of a plane grid.

    Solves |∇T| = n with T given at the sources, by Godunov's upwind difference of order 1 on square cells of side h,

    .. math:: \max(T - T_{x}, 0)^2 + \max(T - T_{y}, 0)^2 = (n h)^2 ,

    where :math:`T_x` and :math:`T_y` are the smaller of the two neighbours' times along each axis. Sweeps from the four
    corners, each of which carries every front that moves away from its corner, are repeated until no node would change
    any more.

    Parameters
    ----------
    index_grid : array, shape (rows, columns)
        Refractive index n at the nodes, positive and finite. Two dimensions only.
    sources : array of int, shape (2,) or (k, 2)
        Grid indices (row, column) of the nodes where T is given. A plane wave is a whole edge of them.
    spacing : float
        Side h of a cell, in units of length.
    times : float or array, shape (k,)
        T at the sources, in units of length. A source that light reaches earlier from another one gets that time.
    ball : float
        Radius, in units of length, of a disc round each source where T is set to distance × mean index of source and
        node: exact in a uniform medium, of third order in the radius in a smooth one. Without it the error of a point
        source is of order h log(1/h). With a fixed radius it is of order h in a uniform medium and h + radius³ in a
        graded one, where the radius must shrink with h. The medium must be smooth in the disc.
    max_rounds : int
        Largest number of rounds: a round is two sweeps, from one corner and from the opposite one.

    Returns
    -------
    array, shape (rows, columns)
        T in units of length, in the dtype of `index_grid`.

    Raises
    ------
    ValueError
        If `index_grid` is not two-dimensional, or not positive and finite; if a source lies outside the grid, `times`
        does not fit the sources or differs between sources with a ball, `spacing` is not positive or `ball` negative.
    TypeError
        If `sources` are not whole numbers.
    RuntimeError
        If the sweeps have not converged after `max_rounds`.

    Notes
    -----
    Nodes with equal i + j do not depend on each other, so the grid is stored by its diagonals and each is updated as
    one vector; a sweep visits only what can change. Straight rays need two rounds; where the index varies, one more for
    every time that some ray turns into another quadrant. Memory: about twenty grids.

    H. Zhao, Math. Comp. 74, 603–627 (2005), section 2, for the scheme; M. Detrixhe, F. Gibou and C. Min, J. Comput.
    Phys. 237, 46–55 (2013), for sweeps along diagonals.

    See :lesson:`1.1`.

    Examples
    --------
    >>> eikonal(np.ones((1, 4)), (0, 1), 0.5).tolist()
    [[0.5, 0.0, 0.5, 1.0]]
    """
    index_grid = _check.as_array("index_grid", index_grid, finite=False, real=True)
    if index_grid.ndim != 2 or not index_grid.size:
        fix = "The solver works in the plane; take a slice of a medium in space."
        raise _check.error("index_grid", "have two axes", f"shape {index_grid.shape}", fix)
    medium.require_medium(index_grid, name="index_grid")
    spacing = _check.positive("spacing", spacing)
    ball = _check.nonnegative("ball", ball)
    max_rounds = _check.whole("max_rounds", max_rounds, minimum=1)
    sources = _sources(sources, index_grid.shape)
    times = _check.as_array("times", times, dtype=float)
    if times.shape not in ((), (len(sources),)):
        raise _check.error("times", f"be one number or have shape ({len(sources)},)", f"shape {times.shape}")
    if ball and np.ptp(times):
        fix = "Light of one source could cross the other's disc first; leave `ball` out."
        raise _check.error("times", "be equal where there is a ball", times, fix)

    index, spacing, ball, times, power = _scaled(index_grid, spacing, ball, times)
    arrival = np.full(index.shape, unlit(index.dtype), index.dtype)
    for (row, column), time in zip(sources, np.broadcast_to(times, len(sources)), strict=True):
        _light(arrival, index, row, column, time, spacing, ball)
    held = (arrival < unlit(arrival.dtype)) & (ball > 0)
    delay = index * index.dtype.type(spacing)
    if arrival.shape[0] > arrival.shape[1]:
        arrival = np.ascontiguousarray(_sweep_to_rest(arrival.T, delay.T, held.T, max_rounds).T)
    else:
        arrival = _sweep_to_rest(arrival, delay, held, max_rounds)
    return _in_length(arrival, power)


def _scaled(index, spacing, ball, times):
    """Return all in units, powers of two, in which no n h is above 1, and the power by which times are to be raised.

    The scheme squares n h, which would over- or underflow in units of somebody's own.
    """
    ball = min(ball, 2.0 * sum(index.shape) * spacing)
    spacing, by_spacing = math.frexp(spacing)
    by_index = math.frexp(index.max())[1]
    kind = np.finfo(index.dtype)
    if float(index.min()) < float(index.max()) * math.sqrt(kind.tiny) * 4:
        received = f"values from {index.min():.3g} to {index.max():.3g}"
        raise _check.error(
            "index_grid", f"vary by less than {1 / math.sqrt(kind.tiny) / 4:.1e} in {kind.dtype}", received
        )
    power = by_spacing + by_index
    with np.errstate(over="ignore"):
        times = np.ldexp(times, -power)
    most = np.abs(times).max(initial=0.0)
    if not most < math.sqrt(kind.max):
        fix = "Against such times the light's own way is nothing: give them from the first source's on."
        rule = "be comparable with n h, the time through a cell"
        raise _check.error("times", rule, f"a time of {most:.1e} in units of it", fix)
    return np.ldexp(index, -by_index), spacing, math.ldexp(ball, -by_spacing), times, power


def _in_length(arrival, power):
    """Return times in units of length, or say that they are not to be written in this precision."""
    latest = math.frexp(np.abs(arrival).max())[1] + power
    kind = np.finfo(arrival.dtype)
    if not kind.minexp <= latest <= kind.maxexp:
        rule = f"leave times that can be written in {kind.dtype}"
        raise _check.error("spacing", rule, f"times of about 2^{latest}", "Take another unit of length.")
    return np.ldexp(arrival, power, out=arrival)


def _sources(sources, shape):
    sources = _check.integers(
        "sources", sources, rule="be grid indices, whole numbers", fix="Divide positions by `spacing` and round."
    )
    sources = np.atleast_2d(sources)
    if sources.ndim != 2 or sources.shape[1] != 2 or not len(sources):
        raise _check.error("sources", "have shape (2,) or (k, 2)", f"shape {sources.shape}")
    outside = ((sources < 0) | (sources >= shape)).any(axis=1)
    if outside.any():
        raise _check.error("sources", f"lie on the grid of shape {shape}", sources[outside][0])
    return sources


def _light(arrival, index, row, column, time, spacing, ball):
    """Set the source, and the nodes within the ball round it along straight rays."""
    reach = int(ball / spacing)
    rows = slice(max(row - reach, 0), row + reach + 1)
    columns = slice(max(column - reach, 0), column + reach + 1)
    i, j = np.ogrid[rows, columns]
    i, j = i[: arrival.shape[0] - rows.start], j[:, : arrival.shape[1] - columns.start]
    distance = spacing * np.hypot(i - row, j - column)
    direct = time + distance * (index[row, column] + index[rows, columns]) / 2
    near = (distance <= ball) & (direct < arrival[rows, columns])
    arrival[rows, columns][near] = direct[near]


def _sweep_to_rest(arrival, delay, held, max_rounds):
    """Return the fixed point of the upwind update; rows ≤ columns keeps the diagonals' storage compact."""
    dtype = delay.dtype.type
    lit = arrival[arrival < unlit(dtype)]
    rounding = 16 * np.finfo(dtype).eps * (np.abs(lit).max() + delay.max() * sum(delay.shape))
    # No neighbour can lower what takes so long to reach; its square is still finite.
    delay = np.where(held, np.sqrt(np.finfo(dtype).max) / 4, delay).astype(dtype)
    padded = np.pad(arrival, 1, constant_values=unlit(dtype))
    arrival = padded[1:-1, 1:-1]
    falling, rising = Diagonals(arrival, delay), Diagonals(arrival[:, ::-1], delay[:, ::-1])
    late = np.zeros(arrival.shape, bool)
    suspects, changed = slice(0, len(arrival)), slice(0, 0)
    for sweep in range(max_rounds + 1):
        _mark_late(late, padded, delay, rounding, suspects)
        rows, columns = np.divmod(np.flatnonzero(late[suspects]), late.shape[1])
        rows += suspects.start
        if not rows.size:
            return np.ascontiguousarray(arrival)
        if sweep == max_rounds:
            received = f"{rows.size} nodes that would still change after {max_rounds} rounds of sweeps"
            fix = "Raise `max_rounds`: each time a ray turns into another quadrant costs a round."
            raise _check.error("eikonal", "come to rest", received, fix, RuntimeError)
        if sweep % 2:
            diagonals, view, columns = rising, arrival[:, ::-1], late.shape[1] - 1 - columns
        else:
            diagonals, view = falling, arrival
        diagonals.grid[changed] = view[changed]
        changed = diagonals.sweep(rows, columns)
        view[changed] = diagonals.grid[changed]
        first, last = min(rows[0], changed.start), max(rows[-1] + 1, changed.stop)
        suspects = slice(max(first - 1, 0), min(last + 1, len(arrival)))


def _mark_late(late, padded, delay, rounding, suspects):
    """Mark the nodes in some rows that one more update would lower by more than rounding."""
    columns = delay.shape[1]
    height = max(1, _BLOCK // columns)
    buffers = np.empty((3, height, columns), delay.dtype)
    for top in range(suspects.start, suspects.stop, height):
        end = min(top + height, suspects.stop)
        low, other, gap = buffers[:, : end - top]
        np.minimum(padded[top:end, 1:-1], padded[top + 2 : end + 2, 1:-1], out=low)
        np.minimum(padded[top + 1 : end + 1, :-2], padded[top + 1 : end + 1, 2:], out=other)
        np.subtract(low, other, out=gap)
        np.minimum(low, other, out=low)
        step = delay[top:end]
        np.multiply(step, step, out=other)
        np.multiply(other, 0.5, out=other)
        arrive(low, gap, step, other)
        np.add(low, rounding, out=low)
        np.less(low, padded[top + 1 : end + 1, 1:-1], out=late[top:end])
