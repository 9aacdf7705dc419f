"""The loops under `physdl.action.hamiltonian`: kick and drift on arrays that stay where they are.

State arrays have the shape (..., d) of the caller and lie in memory component by component, so that every coordinate of
all particles is one contiguous row.
"""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.action.methods import METHODS, Splitting


def find(method):
    """Return the recipe with this name."""
    return METHODS[_check.choice("method", method, tuple(METHODS))]


def rows(shape, dtype, *, kept=()):
    """Return an empty array (*kept, *shape) whose last axis is the slowest in memory after the kept ones."""
    return np.moveaxis(np.empty((*kept, shape[-1], *shape[:-1]), dtype), len(kept), -1)


def start(q, p, mass):
    """Return checked (q, p, mass): q and p broadcast to one shape and dtype, mass a number or of that shape."""
    q, p = _check.as_array("q", q), _check.as_array("p", p)
    if q.ndim == 0:
        raise _check.error("q", "have shape (..., d)", "shape ()", "One particle on a line has shape (1,).")
    if p.shape[-1:] != q.shape[-1:]:
        raise _check.error("p", f"have shape (..., {q.shape[-1]}) like `q`", f"shape {p.shape}")
    try:
        shape = np.broadcast_shapes(q.shape, p.shape)
    except ValueError as reason:
        raise _check.error("p", f"broadcast against the shape {q.shape} of `q`", f"shape {p.shape}") from reason
    dtype = np.result_type(q, p)
    mass = _check.as_array("mass", mass)
    if mass.dtype.kind == "c" or (mass <= 0).any():
        raise _check.error("mass", "be positive", mass)
    try:
        mass = np.broadcast_to(mass, shape) if mass.ndim else mass
    except ValueError as reason:
        rule = f"be a number or broadcast to the shape {shape} of the motion"
        raise _check.error("mass", rule, f"shape {mass.shape}") from reason
    state = rows(shape, dtype, kept=(2,))
    state[0], state[1] = q, p
    return state[0], state[1], mass.astype(np.finfo(dtype).dtype)


def watched(force, q, name="force"):
    """Return the force with an eye on the shape of what it returns, after a first look at `q`."""
    shape = q.shape
    _check.function(name, force)

    def look(q):
        pull = np.asarray(force(q))
        if pull.shape != shape:
            rule = f"return an array of the shape {shape} that it is given"
            raise _check.error(name, rule, f"shape {pull.shape}", "One component for each that it is given.")
        return pull

    _check.as_array(name, look(q), real=q.dtype.kind != "c", fix="That is its value at the start.")
    return look


def require_finite(record, dt, every, name="integrate"):
    """Refuse a motion that ran away; what is not finite once remains so."""
    if not np.all(np.isfinite(record[:, -1])):
        lost = np.argmin(np.isfinite(record).all(axis=(0, *range(2, record.ndim))))
        received = f"inf or nan within {lost * every} steps of {dt:g}"
        fix = "Take a smaller `dt`, or look at the force."
        raise _check.error(name, "keep the motion finite", received, fix, RuntimeError)


def advance(method, force, q, p, dt, mass, steps, every, keep):
    """Move q and p on in place, calling keep(number, q, p) after every so many steps."""
    walk = _split if isinstance(method, Splitting) else _average
    scale = np.finfo(q.dtype).dtype.type
    dt = np.asarray(dt, scale)
    walk(method, force, q, p, dt, dt / mass, steps, every, keep, scale)


def _split(method, force, q, p, dt, rate, steps, every, keep, scale):
    first, *kicks = (np.asarray(scale(b) * dt) for b in method.kicks)
    drifts = [np.asarray(scale(a) * rate) for a in method.drifts]
    recipe = list(zip(drifts, kicks, strict=True))
    joined = kicks[-1] + first  # the last kick of a step and the first of the next act at the same place
    move, now = np.empty_like(q), np.empty_like(p)
    pull, owed = force(q), first
    for step in range(1, steps + 1):
        for drift, kick in recipe:
            p += np.multiply(pull, owed, out=move)
            q += np.multiply(p, drift, out=move)
            pull, owed = force(q), kick
        if step % every == 0:
            keep(step // every, q, np.add(p, np.multiply(pull, owed, out=move), out=now))
        owed = joined
    p += np.multiply(pull, kicks[-1], out=move)


def _average(method, force, q, p, dt, rate, steps, every, keep, scale):
    stages = [(scale(c) * rate, scale(c) * dt, scale(w)) for c, w in zip(method.nodes, method.weights, strict=True)]
    there, fast, drifted, kicked, move = (np.empty_like(q) for _ in range(5))
    for step in range(1, steps + 1):
        drifted.fill(0)
        kicked.fill(0)
        pull = None
        for drift, kick, weight in stages:
            if pull is None:
                fast[...] = p
                pull = force(q)
            else:  # drift with the last stage's momentum, kick with its force, both from the beginning of the step
                np.add(q, np.multiply(fast, drift, out=move), out=there)
                np.add(p, np.multiply(pull, kick, out=move), out=fast)
                pull = force(there)
            drifted += np.multiply(fast, weight, out=move)
            kicked += np.multiply(pull, weight, out=move)
        q += np.multiply(drifted, rate, out=move)
        p += np.multiply(kicked, dt, out=move)
        if step % every == 0:
            keep(step // every, q, p)
