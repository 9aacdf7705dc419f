"""Broken lines along which the travel time is stationary."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.action.fermat import gauge, medium, polyline
from physdl.action.fermat.travel import RULES
from physdl.action.stationary import negative_eigenvalues, newton

_DIFFERENCE = 0.05  # step of the medium's difference quotients, in lengths of a segment
_ROUNDING = 4e-16


@dataclass(frozen=True)
class Ray:
    r"""A stationary path of light.

    Attributes
    ----------
    path : array, shape (segments + 1, d)
        The nodes, ends included.
    travel_time : float
        :math:`\sum_i \lvert x_{i+1} - x_i\rvert\,\bar n_i`, in units of length.
    gradient_norm : float
        :math:`\sum_i \lvert\partial T/\partial q_i\rvert` over the free nodes, divided by the sum of the pulls
        :math:`\bar n` that their segments exert.
    iterations : int
        Newton steps taken.
    morse_index : int
        Number of negative eigenvalues of the Hessian of the polyline's T: 0 for a minimum.

    Notes
    -----
    See :lesson:`1.1`.
    """

    path: np.ndarray
    travel_time: float
    gradient_norm: float
    iterations: int
    morse_index: int


def stationary_ray(
    start,
    end,
    index,
    segments,
    *,
    along=None,
    interfaces=(),
    rule=None,
    gradient=None,
    guess=None,
    tolerance=1e-12,
    max_iterations=50,
):
    r"""Return the path between two points along which the travel time is stationary.

    Damped Newton on the polyline's T (see `travel_time`): solve :math:`\partial T/\partial q = 0`.

    A node that slides along the path changes nothing, so that direction must not be free. Each node therefore keeps its
    coordinate in the direction `along`, equally spaced between the ends, and its d − 1 displacements q across that
    direction are the unknowns. The ray must be a graph over `along`: it may not turn back. The step is halved until
    the next step that the same Hessian proposes is shorter, which finds minima and saddles alike; from among several
    rays `guess` selects one.

    Parameters
    ----------
    start, end : array, shape (d,)
        The ends, d ≥ 2, in units of length.
    index : callable or sequence
        Positions (..., d) → refractive index (...), or one constant per layer between the `interfaces`.
    segments : int
        Number of segments, at least 2 and at least one per layer.
    along : array, shape (d,), optional
        Direction in which the nodes keep their coordinate (default: the chord). Only its direction matters.
    interfaces : sequence of float
        Where the index jumps: planes x · along/|along| = value, listed from start to end. Each gets a node; the layers
        share the segments in proportion to their thickness.
    rule : {"trapezoid", "midpoint", "harmonic"}, optional
        The segment's mean index (default: ``midpoint`` with interfaces, else ``trapezoid``). With ``harmonic`` the
        index at the ends may be infinite. Beware of ``midpoint`` where the index diverges at an end: the node beside
        it can run away and drag the midpoint out of the slow region at no cost.
    gradient : callable, optional
        Positions (..., d) → ∇n (..., d). Without it the slope is a central difference of order 6 over ±3/20 of a
        segment, which leaves the gradient of T right to about 1e-13.
    guess : array, shape (m, d), optional
        A first path, interpolated to the nodes (default: the chord).
    tolerance : float
        Largest `Ray.gradient_norm` accepted, or the rounding of so many segments, 4e-16 · segments, if that is larger.
    max_iterations : int
        Largest number of Newton steps.

    Returns
    -------
    Ray
        Path, travel time, gradient norm, iterations and Morse index.

    Raises
    ------
    ValueError
        If start = end, `along` is perpendicular to the chord, an interface lies outside, there are too few segments, or
        the index on the first path is not positive, not finite or of the wrong shape.
    RuntimeError
        If Newton's method does not converge; the message gives the gradient norm of its last path, which is the
        exception's attribute `path`.

    Notes
    -----
    Computed in double precision. Each step costs 7 d(d − 1)/2 + 1 evaluations of the index per node and one banded
    solve, O(segments · d³). In d ≥ 3 the Morse index costs O(segments² · d³) once.

    Once the segments are short against the distance between conjugate points, the Hessian's index equals the number of
    points conjugate to the start on the open ray, counted with multiplicity, if the end is not one: J. Milnor, *Morse
    Theory* (1963), § 15, for the smooth functional. Too few segments give a wrong index, too small or too large.

    See :lesson:`1.1`.

    Examples
    --------
    >>> ray = stationary_ray([0, 1], [1, -1], [1.0, 1.5], 2, along=[0, -1], interfaces=[0.0])
    >>> x = ray.path[1, 0]
    >>> bool(np.isclose(x / np.hypot(x, 1), 1.5 * (1 - x) / np.hypot(1 - x, 1)))
    True
    """
    start, end, axis = gauge.ends(start, end, along)
    segments = _check.whole("segments", segments, minimum=2)
    _check.room("segments", 1000 * start.size**2 * segments, segments)
    if gradient is not None:
        _check.function("gradient", gradient)
    levels, layers = gauge.levels(axis @ start, axis @ end, interfaces, segments)
    if not callable(index):
        index = _check.as_array("index", index, shape=(layers[-1] + 1,), real=True, fix="Give one index per layer.")
        medium.require_medium(index)
        index = index[layers]
    rule = _check.choice("rule", ("midpoint" if layers[-1] else "trapezoid") if rule is None else rule, RULES)
    if layers[-1] and rule != "midpoint":
        raise _check.error("rule", "be 'midpoint' where there are interfaces", rule)
    tolerance = max(_check.positive("tolerance", tolerance), _ROUNDING * segments)
    max_iterations = _check.whole("max_iterations", max_iterations, minimum=1)

    across = np.linalg.svd(axis[None])[2][1:]
    if guess is None:
        fraction = (levels - levels[0]) / (levels[-1] - levels[0])
        q = np.outer(1 - fraction, across @ start) + np.outer(fraction, across @ end)
    else:
        q = gauge.displacements(guess, start, end, axis, across, levels)
    step = _DIFFERENCE * abs(levels[-1] - levels[0]) / segments

    def nodes(q):
        return np.outer(levels, axis) + q @ across

    def evaluate(q):
        mean = polyline.mean_index(rule, index, gradient, nodes(q), across, step)
        return polyline.expand(np.diff(levels), q, *mean)

    q, ray, norm, iterations = newton(
        evaluate,
        q,
        tolerance=tolerance,
        max_iterations=max_iterations,
        caller="stationary_ray",
        fix="Start from a better `guess`, or take more segments.",
        path=nodes,
    )
    path = nodes(q)
    path[0], path[-1] = start, end
    return Ray(path, float(ray.value), norm, iterations, negative_eigenvalues(ray.hessian))
