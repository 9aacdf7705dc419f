"""One differential, two flows: `metriplectic` and its integrator, offered by `physdl.neural.costate`."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.metric.forms import raiser

_ROUNDS = 100


def metriplectic(dL, metric=None, symplectic=None, angle=0.0):
    r"""Return the velocity that one differential drives through a metric, a symplectic form, or both.

    .. math:: \dot z = -\cos\alpha\; g^{-1}dL + \sin\alpha\; \omega^{-1}dL, \qquad
              \omega(\omega^{-1}dL,\,\cdot\,) = dL .

    The first part descends, the second goes along the level: :math:`\dot L = -\cos\alpha\;\langle dL, g^{-1}dL\rangle`,
    whatever ω is.

    Parameters
    ----------
    dL : array, shape (..., d)
        Covectors.
    metric : array, shape (d, d) or (d,), or LayerMetric, optional
        g, symmetric and positive, or its diagonal (default: the unit matrix).
    symplectic : array, shape (d, d), optional
        The components :math:`\omega_{ij}`, antisymmetric and invertible (default: dq ∧ dp, the first half of the
        components being q and the second p, so that :math:`\dot q = \partial L/\partial p` and
        :math:`\dot p = -\partial L/\partial q`).
    angle : float
        α in radians: 0 dissipates, π/2 conserves.

    Returns
    -------
    array, shape (..., d)
        Tangent vectors.

    Raises
    ------
    ValueError
        If the metric is not symmetric or not positive (its smallest eigenvalue is named), ω is not antisymmetric or not
        invertible, or d is odd where ω is needed.

    Notes
    -----
    See :lesson:`3.2`.

    Examples
    --------
    >>> metriplectic([3.0, 4.0]), metriplectic([3.0, 4.0], angle=np.pi / 2).round(12)
    (array([-3., -4.]), array([ 4., -3.]))
    """
    dL = _check.as_array("dL", dL)
    return _velocity(metric, symplectic, angle, dL.shape[-1:])(dL)


def _velocity(metric, symplectic, angle, shape):
    """Return the function dL → velocity; metric and form are examined and factorised once."""
    angle = _check.finite_number("angle", angle)
    if not shape:
        raise _check.error("dL", "have shape (..., d)", "a single number")
    raised, turned = raiser(metric, shape), _turn(symplectic, shape, needed=angle != 0.0)
    along, across = -float(np.cos(angle)), float(np.sin(angle))  # Python's numbers leave the precision alone
    return lambda covector: along * raised(covector) + (across * turned(covector) if angle else 0.0)


def _turn(symplectic, shape, needed):
    if not needed:
        return None
    (d,) = shape
    if d % 2:
        raise _check.error("dL", "have an even number of components", d, "Each q needs its p.")
    if symplectic is None:
        return lambda covector: np.concatenate([covector[..., d // 2 :], -covector[..., : d // 2]], axis=-1)
    symplectic = _check.as_array("symplectic", symplectic, shape=(d, d), real=True)
    if not np.allclose(symplectic, -symplectic.T, rtol=1e-10, atol=0):
        raise _check.error("symplectic", "be antisymmetric", symplectic)
    if np.linalg.cond(symplectic) > 1e14:
        raise _check.error("symplectic", "be invertible", f"a condition number {np.linalg.cond(symplectic):.1e}")
    inverse = np.linalg.inv(symplectic)
    return lambda covector: covector @ inverse


def metriplectic_flow(differential, start, step, steps, *, angle=0.0, metric=None, symplectic=None, every=1):
    r"""Return the path of the flow of `metriplectic`, by the implicit midpoint rule.

    .. math:: z' = z + h\,\dot z\big(\tfrac12(z + z')\big).

    At α = π/2 this step is symplectic for any L, separable or not: the error of L stays bounded and has order 2.

    Parameters
    ----------
    differential : callable
        z (d,) → dL (d,).
    start : array, shape (d,)
    step : float
        h.
    steps : int
    angle, metric, symplectic
        As for `metriplectic`.
    every : int
        Keep every so-many-th point; it divides `steps`.

    Returns
    -------
    array, shape (steps // every + 1, d)
        The start first.

    Raises
    ------
    ValueError
        If an argument breaks its rule, or `differential` returns another shape (both named).
    RuntimeError
        If the equation for a step cannot be solved by iteration: the step is too long.

    Notes
    -----
    A step calls `differential` some ten or twenty times, until nothing but rounding changes. See :lesson:`3.2`.
    """
    z = _check.as_array("start", start, ndim=1).copy()
    step, steps = _check.positive("step", step), _check.whole("steps", steps, minimum=1)
    every = _check.whole("every", every, minimum=1)
    if steps % every:
        raise _check.error("every", f"divide `steps` = {steps}", every)
    _check.function("differential", differential)
    velocity = _velocity(metric, symplectic, angle, _check.nonempty("start", z).shape)
    _check.as_array("differential(start)", differential(z), shape=z.shape)
    move = step * velocity(differential(z))
    rounding = np.finfo(np.result_type(z, move)).eps / np.finfo(float).eps
    _check.room("steps", move.nbytes * (steps // every + 1), steps, "Keep fewer of them: `every`.")
    path = np.empty((steps // every + 1, *z.shape), np.result_type(z, move))
    path[0] = z
    for number in range(1, steps + 1):
        off, size, rounds = np.inf, max(np.abs(z).max(), np.abs(move).max()), 0
        while off > 1e-15 * rounding * size:
            trial = step * velocity(differential(z + move / 2))
            off, last = np.abs(trial - move).max(), off
            move, rounds = trial, rounds + 1
            if last <= off <= 1e-12 * rounding * size:
                break  # nothing but rounding is left
            if rounds == _ROUNDS or not off <= 1e6 * size:
                received = f"a change of {off:.1e} after {rounds} rounds in step {number}"
                fix = "Take a shorter `step`."
                raise _check.error("metriplectic_flow", "solve each step", received, fix, RuntimeError)
        z = z + move
        if number % every == 0:
            path[number // every] = z
    return path
