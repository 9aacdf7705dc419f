"""The flow of any Hamiltonian: the differential dH turned into a motion by the symplectic form."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.action.hamiltonian import motion
from physdl.action.methods import Splitting

__all__ = ["hamiltonian_flow"]

_ROUNDS = 100


def hamiltonian_flow(differential, x, dt, steps, *, method="leapfrog", every=1):
    r"""Follow x = (q, p) along the flow that a function H conserves.

    .. math:: \dot x = \omega^{-1}\,dH , \qquad\text{that is}\qquad
        \dot q = \partial H/\partial p , \quad \dot p = -\partial H/\partial q .

    The first half of the components of x are the q, the second half the p. H need not be of the form ½ p² + V(q), so a
    kick and a drift become

    .. math:: p' = p - \tau\,\partial_q H(q, p') , \qquad q' = q + \tau\,\partial_p H(q', p) ,

    each solved by iteration in turn with its explicit partner. Both pairs are symplectic for every H and every step for
    which the iteration converges, so `leapfrog`, `yoshida4`, `yoshida6` and `symplectic_euler` keep their order and
    JᵀΩJ = Ω. For ½ p² + V(q) they are the methods of `integrate`.

    Parameters
    ----------
    differential : callable
        Points (..., 2d) → dH there, (..., 2d).
    x : array, shape (..., 2d)
        Where to start.
    dt : float
        The step, positive.
    steps : int
        Number of steps, at least 1.
    method : str
        A key of `METHODS`.
    every : int
        Keep every so many steps; it must divide `steps`.

    Returns
    -------
    array, shape (steps // every + 1, ..., 2d)
        The kept steps, the start included.

    Raises
    ------
    ValueError
        If the number of components is odd, `dt` is not positive, `every` does not divide `steps`, or `differential`
        returns another shape.
    TypeError
        If an argument is not of the kind above.
    RuntimeError
        If the iteration does not converge (the step is too long) or the motion does not stay finite.

    Notes
    -----
    Each half of a leapfrog takes as many evaluations as its iteration: 2 for ½ p² + V(q), typically 5 to 15 else.

    E. Hairer, C. Lubich and G. Wanner, *Geometric Numerical Integration* (2006), theorem VI.3.4.

    See :lesson:`1.5` and :lesson:`3.2`.

    Examples
    --------
    >>> x = hamiltonian_flow(lambda x: 2 * x, [1.0, 0.0], 0.01, 500)
    >>> bool(abs((x**2).sum(axis=-1) - 1).max() < 2e-4)
    True
    """
    recipe = motion.find(method)
    x = _check.as_array("x", x)
    if x.ndim == 0 or x.shape[-1] % 2 or not x.shape[-1]:
        raise _check.error("x", "have an even number of components, half of them q and half p", f"shape {x.shape}")
    dt = _check.positive("dt", dt, fix="To go back in time, change the sign of `differential`.")
    steps = _check.whole("steps", steps, minimum=1)
    every = _check.whole("every", every, minimum=1)
    if steps % every:
        raise _check.error("every", f"divide `steps` = {steps}", every)
    look = motion.watched(differential, x, "differential")
    step = _splitting(recipe, look, dt) if isinstance(recipe, Splitting) else _runge_kutta(recipe, look, dt)
    _check.room("steps", x.nbytes * (steps // every + 1), steps, "Keep fewer of them: `every`.")
    record = np.empty((steps // every + 1, *x.shape), x.dtype)
    record[0] = x
    with np.errstate(over="ignore", invalid="ignore"):
        for number in range(1, steps + 1):
            x = step(x)
            if number % every == 0:
                record[number // every] = x
    motion.require_finite(record[None], dt, every, "hamiltonian_flow")
    return record


def _splitting(method, differential, dt):
    def kick_and_drift(x, tau):  # the new p everywhere
        x, slope = _solve(differential, x, half=1, tau=-tau)
        d = x.shape[-1] // 2
        x[..., :d] += tau * slope[..., d:]
        return x

    def drift_and_kick(x, tau):  # the new q everywhere: the mirror image
        x, slope = _solve(differential, x, half=0, tau=tau)
        d = x.shape[-1] // 2
        x[..., d:] -= tau * slope[..., :d]
        return x

    def leaps(x):
        for length in method.drifts:
            x = drift_and_kick(kick_and_drift(x, length * dt / 2), length * dt / 2)
        return x

    return leaps if method.reversible else lambda x: kick_and_drift(x, dt)


def _solve(differential, x, half, tau):
    """Return x with one half moved by τ times the other half's slope at the moved place, and the slopes there."""
    d = x.shape[-1] // 2
    mine, other = (slice(half * d, half * d + d), slice(d - half * d, 2 * d - half * d))
    moved, last, rounding = x.copy(), np.inf, np.finfo(x.dtype).eps
    for _ in range(_ROUNDS):
        slope = differential(moved)
        target = (x[..., mine] + tau * slope[..., other]).astype(x.dtype)
        change = np.max(np.abs(target - moved[..., mine]), initial=0)
        size = max(np.max(np.abs(state[..., mine]), initial=0) for state in (x, moved, target))
        moved[..., mine] = target
        if change <= 5 * rounding * size or last <= change < 450 * rounding * size:  # rounding may go to and fro
            return moved, slope
        if not np.isfinite(change):
            break
        last = change
    fix = "Take a smaller `dt`: the iteration converges while dt times the mixed derivative of H is below one."
    rule = f"converge in {_ROUNDS} rounds"
    raise _check.error("hamiltonian_flow", rule, f"a change of {change:.1e}", fix, RuntimeError)


def _runge_kutta(method, differential, dt):
    def step(x):
        d = x.shape[-1] // 2
        rate, total = np.zeros_like(x), np.zeros_like(x)
        for node, weight in zip(method.nodes, method.weights, strict=True):
            slope = differential(x + node * dt * rate)
            rate = np.concatenate([slope[..., d:], -slope[..., :d]], axis=-1)
            total += weight * rate
        return x + dt * total

    return step
