"""Noether's charges: what a motion keeps because its Lagrangian does not notice a shift, a turn or a delay."""

from __future__ import annotations

import inspect

import numpy as np

from physdl import _check, duals
from physdl.action.variational.lagrangian import Law

_FIX = "A turn in the plane is lambda x: np.stack([-x[..., 1], x[..., 0]], axis=-1)."


def conserved_charge(lagrangian, generator, x, v, t=0.0, *, time_shift=0.0, boundary=None):
    r"""Return the charge that belongs to a symmetry, at states of a motion.

    A small change of motions, :math:`x \to x + \varepsilon\,\xi(x, t)` and :math:`t \to t + \varepsilon\,\tau`, that
    changes L by no more than a total derivative :math:`\varepsilon\,dK/dt` has the charge

    .. math:: Q = p \cdot \xi + (L - p \cdot v)\,\tau - K, \qquad p = \frac{\partial L}{\partial v},

    which is constant along every motion that obeys the Euler–Lagrange equation. A shift gives the momentum, a turn the
    angular momentum, and ``generator=0, time_shift=-1`` the energy.

    Parameters
    ----------
    lagrangian : callable
        As in `physdl.action.variational`: positions and velocities (..., d), and times (...) if it takes them, →
        energy (...).
    generator : callable or array
        Positions (..., d), and times (...) if it takes them, → displacements ξ of the same shape; or one displacement
        for all places, an array that broadcasts to (..., d).
    x, v : array, shape (..., d)
        Positions and velocities.
    t : float or array, shape (...)
        Times.
    time_shift : float
        τ, the same at all times.
    boundary : callable, optional
        K: positions (..., d) and times (...) → (...), in units of action for one unit of ε.

    Returns
    -------
    array, shape (...)
        Q, in units of action for one unit of ε.

    Raises
    ------
    ValueError
        If positions, velocities and times do not fit together or are not finite, or a function returns another shape or
        what is not finite.
    TypeError
        If `lagrangian`, `generator` or `boundary` is not of the kind above.

    Notes
    -----
    Exact to rounding: the momenta are derivatives by `physdl.duals`.

    E. Noether, *Invariante Variationsprobleme* (1918).

    See :lesson:`1.4`.

    Examples
    --------
    >>> spring = lambda x, v: (v**2 - x**2).sum(axis=-1) / 2
    >>> turn = lambda x: np.stack([-x[..., 1], x[..., 0]], axis=-1)
    >>> float(conserved_charge(spring, turn, [1.0, 0.0], [0.0, 3.0]))
    3.0
    >>> float(conserved_charge(spring, 0.0, [1.0, 0.0], [0.0, 3.0], time_shift=-1.0))
    5.0
    """
    law, z, t, tau = _state(lagrangian, x, v, t, time_shift)
    energy, d = law.values(z, t), z.shape[-1] // 2
    x, v, p = z[..., :d], z[..., d:], law.gradient(z, t)[..., d:]
    with np.errstate(over="ignore", invalid="ignore"):
        charge = np.sum(p * _shift("generator", generator, x)(x, t), axis=-1)
        charge = charge + tau * (energy - np.sum(p * v, axis=-1))
        if boundary is not None:
            charge = charge - _value("boundary", boundary, x)(x, t)
    return _finite(charge)


def charge_rate(lagrangian, generator, x, v, t=0.0, *, time_shift=0.0, boundary=None):
    r"""Return how fast the charge of a broken symmetry changes along a true motion.

    .. math:: \frac{dQ}{dt} = \frac{\partial L}{\partial x}\cdot\xi + p\cdot\dot\xi
              + \frac{\partial L}{\partial t}\,\tau - \frac{dK}{dt},
              \qquad \dot\xi = \frac{\partial\xi}{\partial x}v + \frac{\partial\xi}{\partial t},

    the first-order change of L less that of K: no acceleration occurs in it. Zero for a symmetry. For a turn and
    L = ½m|v|² − V it is the torque.

    Parameters
    ----------
    lagrangian, generator, x, v, t, time_shift, boundary
        As in `conserved_charge`; `generator` and `boundary` are made of arithmetic and NumPy functions, which
        `physdl.duals` differentiates.

    Returns
    -------
    array, shape (...)
        dQ/dt, in units of energy for one unit of ε.

    Raises
    ------
    ValueError, TypeError
        As `conserved_charge`.

    Notes
    -----
    Along an orbit of the leapfrog with L = ½m|v|² − V and a ξ that leaves ½m|v|² alone, a shift or a turn, the
    trapezoid sum of this rate over the steps is the change of the charge to rounding.

    See :lesson:`1.4`.

    Examples
    --------
    >>> weight = lambda x, v: (v**2).sum(axis=-1) / 2 - 9.81 * x[..., 1]
    >>> charge_rate(weight, np.eye(2), np.zeros((2, 2)), np.ones((2, 2)))
    array([ 0.  , -9.81])
    """
    law, z, t, tau = _state(lagrangian, x, v, t, time_shift)
    law.values(z, t)
    slope, d = law.gradient(z, t), z.shape[-1] // 2
    x, v = z[..., :d], z[..., d:]
    with np.errstate(over="ignore", invalid="ignore"):
        shift = _shift("generator", generator, x)
        rate = np.sum(slope[..., :d] * shift(x, t), axis=-1)
        rate = rate + np.sum(slope[..., d:] * _along(shift, x, v, t), axis=-1)
        rate = rate + tau * law.rate(z, t) if tau else rate
        if boundary is not None:
            rate = rate - _along(_value("boundary", boundary, x), x, v, t)
    return _finite(rate)


def _along(function, x, v, t):
    """Return d/dt of a function of x and t along the motion."""
    function(x, t)  # a complaint about its shape comes from here
    moved = duals.pushforward(lambda s: function(x + s * v, t + s), 0.0, 1.0)
    return _check.as_array("generator", np.broadcast_to(moved, np.shape(function(x, t))))


def _state(lagrangian, x, v, t, time_shift):
    """Return the Lagrangian as a `Law`, points (x, v) (..., 2d), times (...) and τ, checked."""
    x, v = _check.as_array("x", x, dtype=float), _check.as_array("v", v, dtype=float)
    t, time_shift = _check.as_array("t", t, dtype=float), _check.finite_number("time_shift", time_shift)
    if x.ndim == 0 or x.shape[-1] == 0:
        raise _check.error("x", "have shape (..., d)", f"shape {x.shape}", "One coordinate has shape (1,).")
    if v.shape[-1:] != x.shape[-1:]:
        raise _check.error("v", f"have shape (..., {x.shape[-1]}) like `x`", f"shape {v.shape}")
    v = _check.broadcast("v", v, "x", x.shape)
    shape = np.broadcast_shapes(x.shape, v.shape)
    try:
        shape = (*np.broadcast_shapes(shape[:-1], t.shape), shape[-1])
    except ValueError as reason:
        raise _check.error("t", f"broadcast against the points {shape[:-1]} of `x`", f"shape {t.shape}") from reason
    z = np.concatenate([np.broadcast_to(x, shape), np.broadcast_to(v, shape)], axis=-1)
    return Law(lagrangian, bare=False), z, np.broadcast_to(t, shape[:-1]).copy(), time_shift


def _shift(name, generator, x):
    """Return ξ as a function of (x, t) that keeps the shape of the positions."""
    if not callable(generator):
        fixed = _check.as_array(name, generator, dtype=float, fix=_FIX)
        try:
            fixed = np.broadcast_to(fixed, x.shape)
        except ValueError as reason:
            raise _check.error(name, f"broadcast to shape {x.shape} of `x`", f"shape {fixed.shape}") from reason
        return lambda x, t: fixed
    return _called(name, generator, x.shape, _FIX)


def _value(name, function, x):
    return _called(name, _check.function(name, function), x.shape[:-1], None)


def _called(name, function, shape, fix):
    """Return a function of (x, t), of x alone if it takes no more, that refuses another shape than it should have."""
    try:
        parameters = inspect.signature(function).parameters.values()
        needed = [
            p for p in parameters if p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)
        ]
    except ValueError:  # a ufunc or another function without a signature
        needed = [None]

    def call(x, t):
        result = function(x, t) if len(needed) > 1 else function(x)
        if not isinstance(result, duals.Dual):
            result = np.asarray(result)
            if result.shape != shape:
                raise _check.error(name, f"return shape {shape}", f"shape {result.shape}", fix)
            result = _check.as_array(name, result, dtype=float)
        return result

    return call


def _finite(charge):
    if not np.isfinite(charge).all():
        raise _check.error("x", "leave a finite charge", "a charge beyond 1.8e308")
    return charge
