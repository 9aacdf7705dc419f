"""A Lagrangian at the ends of a path's segments: its values, first and second derivatives, checked."""

from __future__ import annotations

import inspect

import numpy as np

from physdl import _check, duals
from physdl._scale import lengths
from physdl.action.stationary import Expansion, assemble, gather

_EPSILON = np.finfo(float).eps
_EXAMPLE = "Write lambda x, v: 0.5 * (v[..., 0] ** 2 - x[..., 0] ** 2)."


class Law:
    """A Lagrangian as a function of points z = (x, v) (..., 2d) and times (...).

    Parameters
    ----------
    lagrangian : callable
        Of (x, v) or (x, v, t).
    bare : bool
        Whether x and v come without their last axis, for one coordinate.
    """

    def __init__(self, lagrangian, *, bare):
        self._timed = _takes_time(lagrangian)
        self._function, self._bare = lagrangian, bare

    def _at(self, t):
        def energy(z):
            d = z.shape[-1] // 2
            x, v = (z[..., 0], z[..., 1]) if self._bare else (z[..., :d], z[..., d:])
            return self._function(x, v, t) if self._timed else self._function(x, v)

        return energy

    def values(self, z, t):
        """Return L (...), refusing a wrong shape and what is not finite."""
        with np.errstate(all="ignore"):
            values = np.asarray(self._at(t)(z))
        if values.shape != z.shape[:-1]:
            d = z.shape[-1] // 2
            shape = z.shape[:-1] if self._bare else (*z.shape[:-1], d)
            rule = f"return shape {z.shape[:-1]} for positions and velocities of shape {shape}"
            raise _check.error("lagrangian", rule, f"shape {values.shape}", None if self._bare else _EXAMPLE)
        if not np.isfinite(values).all():
            place = tuple(int(i) for i in np.argwhere(~np.isfinite(values))[0])
            x, v = np.split(z[place], 2)
            where = f"{values[place]} at x = {_shown(x)}, v = {_shown(v)}, t = {t[place[len(place) - t.ndim :]]:.4g}"
            raise _check.error("lagrangian", "be finite along the path", where)
        return values

    def gradient(self, z, t):
        """Return ∂L/∂z (..., 2d)."""
        return _finite(duals.gradient, self._at(t), z)

    def rate(self, z, t):
        """Return ∂L/∂t (...), zero where the Lagrangian does not take the time."""
        if not self._timed:
            return np.zeros(z.shape[:-1])
        return _finite(duals.gradient, lambda s: self._at(s[..., 0])(z), t[..., None], z)[..., 0]

    def hessian(self, z, t):
        """Return ∂²L/∂z∂z (..., 2d, 2d)."""
        return _finite(duals.hessian, self._at(t), z)


def _shown(components):
    numbers = [f"{c:.4g}" for c in components]
    return numbers[0] if len(numbers) == 1 else "[" + ", ".join(numbers) + "]"


def _finite(derivative, function, at, z=None):
    z = at if z is None else z
    with np.errstate(all="ignore"):
        result = derivative(function, at)
    if not np.isfinite(result).all():
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(result))[0])[: z.ndim - 1]
        x, v = np.split(z[place], 2)
        raise _check.error("lagrangian", "have finite derivatives", f"none at x = {_shown(x)}, v = {_shown(v)}")
    return result


def _takes_time(lagrangian):
    wanted = "be a function of x and v, or of x, v and t"
    if not callable(lagrangian):
        raise _check.error("lagrangian", wanted, lagrangian, _EXAMPLE, TypeError)
    try:
        parameters = inspect.signature(lagrangian).parameters.values()
    except ValueError:  # a ufunc or another function without a signature
        return False
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    needed = [p for p in positional if p.default is p.empty]
    if len(needed) > 3 or (len(positional) < 2 and not any(p.kind == p.VAR_POSITIONAL for p in parameters)):
        names = ", ".join(p.name for p in positional)
        raise _check.error("lagrangian", wanted, f"a function of ({names})", _EXAMPLE, TypeError)
    return len(needed) == 3


def segments(path, dt, start_time):
    """Return the points (x, v) (..., n, 2, 2d) at both ends of the segments of a path (..., n + 1, d), and times."""
    velocity = np.diff(path, axis=-2) / dt
    ends = np.stack([path[..., :-1, :], path[..., 1:, :]], axis=-2)
    z = np.concatenate([ends, np.broadcast_to(velocity[..., None, :], ends.shape)], axis=-1)
    n = velocity.shape[-2]
    return z, start_time + dt * (np.arange(n)[:, None] + np.arange(2))


def _from_ends(d, dt):
    """Return the matrices B (2, 2d, 2d) with (x, v) = B_e (x_i, x_{i+1}) at the segment's end e."""
    one, zero = np.eye(d), np.zeros((d, d))
    velocity = [-one / dt, one / dt]
    return np.array([np.block([[one, zero], velocity]), np.block([[zero, one], velocity])])


def slopes(law, z, t, dt):
    """Return the derivative (..., n, 2d) of each segment's action by its two ends."""
    return dt / 2 * np.einsum("...er,erc->...c", law.gradient(z, t), _from_ends(z.shape[-1] // 2, dt))


def expand(path, law, dt, start_time):
    """Return the `Expansion` of the action by the inner nodes of a path (n + 1, d)."""
    z, t = segments(path, dt, start_time)
    value = dt / 2 * law.values(z, t).sum()
    slope, d = slopes(law, z, t, dt), path.shape[1]

    def second():
        by_ends = _from_ends(d, dt)
        curvature = dt / 2 * np.einsum("erc,nerq,eqs->ncs", by_ends, law.hessian(z, t), by_ends, optimize=True)
        pairs = np.concatenate([path[:-1], path[1:]], axis=1)
        return assemble(curvature), 4 * _EPSILON * (np.abs(curvature) @ np.abs(pairs)[:, :, None]).sum()

    return Expansion(value, gather(slope), lengths(slope.reshape(-1, d)).sum(), second)


def checked(path, lagrangian, dt, start_time):
    """Return the path as (..., n + 1, d), the Lagrangian as a `Law`, dt and the start time."""
    path = _check.as_array("path", path, dtype=float)
    bare = path.ndim == 1
    if bare:
        path = path[:, None]
    if path.ndim < 2 or path.shape[-2] < 2 or path.shape[-1] < 1:
        rule = "have shape (nodes,) or (..., nodes, d) with at least two nodes"
        raise _check.error("path", rule, f"shape {path.shape[: path.ndim - bare]}")
    dt, start_time = _check.positive("dt", dt), _check.finite_number("start_time", start_time)
    return path, Law(lagrangian, bare=bare), dt, start_time


def first_path(guess, start, end, steps):
    """Return the guess at the nodes, or the straight and uniform path, with the ends put in."""
    fraction = np.linspace(0, 1, steps + 1).reshape(-1, *(1,) * start.ndim)
    if guess is None:
        path = (1 - fraction) * start + fraction * end
    else:
        guess = _check.as_array("guess", guess, shape=(None, *start.shape), dtype=float)
        if len(guess) < 2:
            raise _check.error("guess", "have at least two nodes", f"shape {guess.shape}")
        times, columns = np.linspace(0, 1, len(guess)), guess.reshape(len(guess), -1).T
        path = np.stack([np.interp(fraction.ravel(), times, column) for column in columns], axis=-1)
        path = path.reshape(steps + 1, *start.shape)
    path[0], path[-1] = start, end
    return path
