"""Vectors carried along curves without turning, and by how much a loop turns them all the same."""

from __future__ import annotations

import numpy as np
from scipy.linalg import expm

from physdl import _check
from physdl.duals import pushforward
from physdl.forms.manifold import checked
from physdl.forms.manifold.frames import cholesky, connection_of

__all__ = ["holonomy", "parallel_transport"]

_NODES = 0.5 + np.array([-1.0, 1.0]) / np.sqrt(12.0)  # of Gauss, in [0, 1]
_CLOSED = 1e-6  # of the loop's size


def parallel_transport(metric, curve, t, vector):
    r"""Carry a vector along a curve without turning it.

    .. math:: \dot u^a = -\omega^a{}_b(\dot c)\,u^b

    in an orthonormal frame. Each step turns the frame's components by the exponential of an antisymmetric matrix
    (Magnus' expansion with two nodes of Gauss), so lengths and angles are kept to rounding; the direction is of order 4
    in the step.

    Parameters
    ----------
    metric : callable
        Points (..., n) → (..., n, n), written with NumPy.
    curve : callable
        c, parameters (...) → points (..., n), written with NumPy.
    t : array, shape (m,)
        Parameters along the way, in order, m ≥ 2.
    vector : array, shape (..., n)
        The vector, or several, at ``curve(t[0])``, in coordinates.

    Returns
    -------
    array, shape (m, ..., n)
        The vector at each `t`, in coordinates; in double precision.

    Raises
    ------
    ValueError
        If the curve leaves the chart (the metric is not finite, symmetric and positive definite there), or has another
        number of coordinates than `vector`.
    TypeError
        If one of the functions is none, or uses an operation that does not carry tangents.

    Notes
    -----
    Source: T. Levi-Civita, Rend. Circ. Mat. Palermo 42 (1917) 173; for the method E. Hairer, C. Lubich and G. Wanner,
    *Geometric Numerical Integration* (2006), section IV.7.

    See :lesson:`2.5`.

    Examples
    --------
    >>> from physdl.forms.manifold import sphere_metric
    >>> latitude = lambda t: np.stack([np.pi / 3 + 0 * t, t], axis=-1)
    >>> carried = parallel_transport(sphere_metric, latitude, np.linspace(0, 2 * np.pi, 9), [1.0, 0.0])
    >>> bool(np.allclose(carried[-1], [-1, 0], atol=1e-9))
    True
    """
    t, x, rates, gaps = _along(metric, curve, t)
    vector = checked.points("vector", vector)
    if vector.shape[-1] != x.shape[-1]:
        raise _check.error("vector", f"have the curve's {x.shape[-1]} components", f"shape {vector.shape}")
    _check.room("t", 8 * len(t) * vector.size, len(t))
    frames = cholesky(checked.metric_at(metric, x, "curve(t)"))
    with np.errstate(all="ignore"):  # what is not finite is named below
        first, second = gaps[:, None, None] * rates
        angles = -(first + second) / 2 - np.sqrt(3) / 12 * (first @ second - second @ first)
    if not np.all(np.abs(angles) < 1e9):
        raise _check.error("t", "have steps in which the frame turns by less than 1e9", t)
    turns = expm(angles)
    here = vector @ frames[0].T
    carried = [here]
    for turn in turns:
        here = here @ turn.T
        carried.append(here)
    carried, back = np.stack(carried), np.linalg.inv(frames)
    return np.einsum("mia,m...a->m...i", back, carried)


def holonomy(metric, loop, t, *, period=None):
    r"""Return the angle by which a loop on a surface turns every vector that is carried round it.

    .. math:: \alpha = \oint \omega^1{}_2

    in radians, positive from the first coordinate's direction towards the second's, with the frame of
    :func:`physdl.forms.manifold.coframe`. If the frame is smooth inside the loop, it is the curvature enclosed,
    counted negative for a loop that runs the other way, from the second direction towards the first. Round a point
    where the coordinates fail (a pole) the frame itself turns by 2π, and the angle differs from that by 2π.

    Parameters
    ----------
    metric : callable
        Points (..., 2) → (..., 2, 2), written with NumPy.
    loop : callable
        Parameters (...) → points (..., 2), written with NumPy.
    t : array, shape (m,)
        Parameters once round, in order, m ≥ 2; order 4 in their distance, and better for smooth loops in equal steps.
    period : pair of float, optional
        After how much each coordinate comes round to the same point, 0 for never: ``(0, 2 * np.pi)`` for θ and φ.

    Returns
    -------
    float
        α, in radians, not reduced to one turn.

    Raises
    ------
    ValueError
        If the loop is not closed, leaves the chart, or is not on a surface.
    TypeError
        If one of the functions is none, or uses an operation that does not carry tangents.

    Notes
    -----
    See :lesson:`2.5`.

    Examples
    --------
    >>> from physdl.forms.manifold import sphere_metric
    >>> latitude = lambda t: np.stack([np.pi / 3 + 0 * t, t], axis=-1)
    >>> round(holonomy(sphere_metric, latitude, np.linspace(0, 2 * np.pi, 9), period=(0, 2 * np.pi)) / np.pi, 9)
    -1.0
    """
    _check.function("loop", loop)
    _, x, rates, gaps = _along(metric, loop, t, "loop")
    if x.shape[-1] != 2:
        raise _check.error("loop", "lie on a surface", f"{x.shape[-1]} coordinates", "Use `parallel_transport`.")
    period = _check.as_array("period", np.zeros(2) if period is None else period, dtype=float, shape=(2,))
    if np.any(period < 0):
        raise _check.error("period", "not be negative", period)
    gap = x[-1] - x[0]
    rounds = np.round(np.divide(gap, period, out=np.zeros(2), where=period > 0))
    miss = np.abs(gap - rounds * period).max()
    if miss > _CLOSED * max(np.ptp(x, axis=0).max(), np.abs(x).max()):
        fix = "Go once round, end included; name a `period` where a coordinate comes round."
        raise _check.error("loop", "be closed", f"an end that is {miss:.3g} from its beginning", fix)
    return float(np.sum(gaps * (rates[0] + rates[1])[:, 0, 1] / 2))


def _along(metric, curve, t, name="curve"):
    """Return t, the points there, the rates ω(ċ) at two nodes of each step (2, m − 1, n, n) and the steps."""
    _check.function("metric", metric)
    _check.function(name, curve)
    t = _check.as_array("t", t, ndim=1, dtype=float)
    if len(t) < 2:
        raise _check.error("t", "hold at least two parameters", f"shape {t.shape}")
    gaps = np.diff(t)
    if not (np.all(gaps > 0) or np.all(gaps < 0)):
        raise _check.error("t", "be in order, all different", t)
    x = _on(curve, t, name)
    checked.metric_at(metric, x, f"{name}(t)")
    nodes = t[:-1] + _NODES[:, None] * gaps
    between = _on(curve, nodes, name)
    checked.metric_at(metric, between, f"{name}(t)")
    speed = pushforward(curve, nodes, np.ones_like(nodes))
    omega = connection_of(lambda y: cholesky(metric(y)), between)
    return t, x, np.einsum("...abi,...i->...ab", omega, speed), gaps


def _on(curve, t, name):
    x = _check.as_array(f"{name}(t)", curve(t), dtype=float)
    if x.ndim != t.ndim + 1 or x.shape[:-1] != t.shape or not x.shape[-1]:
        rule = f"map parameters of shape {t.shape} to points of shape {(*t.shape, 'n')}"
        raise _check.error(name, rule, f"shape {x.shape}", "Stack the coordinates with axis=-1.")
    return x
