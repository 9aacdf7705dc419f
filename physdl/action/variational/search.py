"""Paths between two ends at which the discrete action is stationary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.action.stationary import negative_eigenvalues, newton
from physdl.action.variational.lagrangian import checked, expand, first_path


@dataclass(frozen=True)
class StationaryPath:
    r"""A path whose action is stationary.

    Attributes
    ----------
    path : array, shape (steps + 1, d) or (steps + 1,)
        The nodes, ends included.
    action : float
        S, in units of energy × time.
    gradient_norm : float
        :math:`\sum_i \lvert\partial S/\partial x_i\rvert` over the inner nodes, divided by the sum of the segments'
        shares in it, at its largest along Newton's way.
    morse_index : int
        Number of negative eigenvalues of the Hessian: 0 for a minimum, otherwise the path is a saddle.
    iterations : int
        Newton steps taken.

    Notes
    -----
    See :lesson:`1.3`.
    """

    path: np.ndarray
    action: float
    gradient_norm: float
    morse_index: int
    iterations: int


def stationary_path(
    start,
    end,
    lagrangian,
    duration,
    steps,
    guess=None,
    *,
    start_time=0.0,
    tolerance=1e-12,
    max_iterations=50,
):
    r"""Return a path between two ends, with a given duration, along which the action is stationary.

    Damped Newton on the nodes of `discrete_action`: solve :math:`\partial S/\partial x_i = 0` for all inner nodes at
    once. A step is halved until the next step that the same Hessian proposes is shorter, which finds minima and saddles
    alike; from among several paths `guess` selects one.

    Parameters
    ----------
    start, end : float or array, shape (d,)
        Positions at the times start_time and start_time + duration.
    lagrangian : callable
        As in `discrete_action`.
    duration : float
        Time between the ends.
    steps : int
        Number of segments, at least 2; dt = duration / steps.
    guess : array, shape (m,) or (m, d), optional
        A first path at equal steps, interpolated to the nodes (default: straight and uniform). Its ends are replaced.
    start_time : float
        Time of the first node.
    tolerance : float
        Largest `StationaryPath.gradient_norm` accepted, or what rounding allows if that is larger.
    max_iterations : int
        Largest number of Newton steps.

    Returns
    -------
    StationaryPath
        Path, action, gradient norm, Morse index, iterations.

    Raises
    ------
    ValueError
        If the ends are not finite or differ in shape, duration is not positive, there are too few steps, or the
        Lagrangian returns the wrong shape or is not finite on the first path.
    TypeError
        If `lagrangian` is not a function of x and v, or of x, v and t.
    NotStationary
        A RuntimeError: Newton's method did not arrive. Its message gives the gradient norm, its attribute `path` the
        last iterate. There may be no such path, or the `guess` is too far off; and where L is of degree one in v, as
        a length is, nodes may slide along the path at no cost, so that the Hessian is singular: take one coordinate as
        the time.

    Notes
    -----
    Each step costs one banded solve, O(steps · d³), and the Lagrangian's second derivatives at two points per segment.

    For L with positive-definite ∂²L/∂v² and small enough steps, the Hessian's index is the number of times at which the
    path's start has a conjugate point, counted with multiplicity, if the end is none:
    J. Milnor, *Morse Theory* (1963), § 15.

    See :lesson:`1.3`.

    Examples
    --------
    >>> swing = stationary_path(0.0, 1.0, lambda x, v: (v**2 - x**2) / 2, np.pi / 2, 100)
    >>> bool(abs(swing.path[50] - np.sin(np.pi / 4)) < 1e-4), swing.morse_index
    (True, 0)
    """
    start = _check.as_array("start", start, dtype=float)
    if start.ndim > 1:
        raise _check.error("start", "be a number or have one axis", f"shape {start.shape}")
    end = _check.as_array("end", end, shape=start.shape, dtype=float)
    duration = _check.positive("duration", duration)
    steps = _check.whole("steps", steps, minimum=2)
    tolerance = _check.positive("tolerance", tolerance)
    max_iterations = _check.whole("max_iterations", max_iterations, minimum=1)
    _check.room("steps", 1000 * max(1, start.size) ** 2 * steps, steps)
    first = first_path(guess, start, end, steps)
    q, law, dt, start_time = checked(first, lagrangian, duration / steps, start_time)
    q, here, norm, iterations = newton(
        lambda q: expand(q, law, dt, start_time),
        q,
        tolerance=tolerance,
        max_iterations=max_iterations,
        caller="stationary_path",
        fix="Start from a better `guess`; or there is no such path.",
        path=lambda q: q.reshape(first.shape),
    )
    index = negative_eigenvalues(here.hessian)
    return StationaryPath(q.reshape(first.shape), float(here.value), norm, index, iterations)
