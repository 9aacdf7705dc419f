"""Rules for NumPy's functions of whole arrays: sums, extremes, reshapings, joins.

The axis of directions stands in front, so an axis counted from the end means the same for value and tangent. A linear
function is therefore applied to both, with its axes counted from the end.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from physdl.duals.number import ARRAYS, CONSTANT, Dual, both, level_of, lift, shape, spread, unsupported, value_at

CONSTANT |= {np.shape, np.ndim, np.size, np.zeros_like, np.ones_like, np.iscomplexobj, np.isrealobj, np.argsort}
CONSTANT |= {np.argmax, np.argmin, np.allclose, np.isclose, np.array_equal, np.any, np.all, np.full_like, np.empty_like}


def rule(*functions):
    """Return the decorator that registers a rule for `functions`."""

    def register(f):
        ARRAYS.update(dict.fromkeys(functions, f))
        return f

    return register


def from_end(axis, ndim):
    """Return an axis, several, or all (None), counted from the end."""
    if axis is None:
        return tuple(range(-ndim, 0))
    if isinstance(axis, tuple | list):
        return tuple(from_end(a, ndim) for a in axis)
    return axis - ndim if axis >= 0 else axis


@rule(np.sum)
def _sum(x, axis=None, *, keepdims=False):
    axis = from_end(axis, x.ndim)
    return both(x, lambda y: np.sum(y, axis=axis, keepdims=keepdims))


@rule(np.mean)
def _mean(x, axis=None, *, keepdims=False):
    axis = from_end(axis, x.ndim)
    return both(x, lambda y: np.mean(y, axis=axis, keepdims=keepdims))


@rule(np.cumsum)
def _cumsum(x, axis=None):
    if axis is None:
        return np.cumsum(np.ravel(x), axis=-1)
    axis = from_end(axis, x.ndim)
    return both(x, lambda y: np.cumsum(y, axis=axis))


@rule(np.diff)
def _diff(x, n=1, axis=-1):
    axis = from_end(axis, x.ndim)
    return both(x, lambda y: np.diff(y, n=n, axis=axis))


@rule(np.roll)
def _roll(x, shift, axis=None):
    if axis is None:
        return np.reshape(np.roll(np.ravel(x), shift, axis=-1), x.shape)
    axis = from_end(axis, x.ndim)
    return both(x, lambda y: np.roll(y, shift, axis=axis))


@rule(np.flip)
def _flip(x, axis=None):
    axis = from_end(axis, x.ndim)
    return both(x, lambda y: np.flip(y, axis))


@rule(np.swapaxes)
def _swapaxes(x, axis1, axis2):
    one, two = from_end((axis1, axis2), x.ndim)
    return both(x, lambda y: np.swapaxes(y, one, two))


@rule(np.moveaxis)
def _moveaxis(x, source, destination):
    source, destination = from_end(source, x.ndim), from_end(destination, x.ndim)
    return both(x, lambda y: np.moveaxis(y, source, destination))


@rule(np.transpose)
def _transpose(x, axes=None):
    axes = tuple(range(x.ndim))[::-1] if axes is None else tuple(a % x.ndim for a in axes)
    return Dual(np.transpose(x.value, axes), np.transpose(x.tangent, (0, *(a + 1 for a in axes))), x.level)


def _refitted(x, value):
    return Dual(value, np.reshape(x.tangent, (shape(x.tangent)[0], *shape(value))), x.level)


@rule(np.reshape)
def _reshape(x, shape):
    return _refitted(x, np.reshape(x.value, shape))


@rule(np.ravel)
def _ravel(x):
    return _refitted(x, np.reshape(x.value, (-1,)))


@rule(np.squeeze)
def _squeeze(x, axis=None):
    return _refitted(x, np.squeeze(x.value, axis=axis))


@rule(np.expand_dims)
def _expand_dims(x, axis):
    return _refitted(x, np.expand_dims(x.value, axis))


@rule(np.copy)
def _copy(x):
    return both(x, np.copy)


@rule(np.broadcast_to)
def _broadcast_to(x, shape):
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    return spread(np.broadcast_to(x.value, shape), lift(x.tangent, len(shape) - x.ndim), x.level)


@rule(np.take)
def _take(x, indices, axis=None):
    if axis is None:
        return np.ravel(x)[np.asarray(indices)]
    return x[(slice(None),) * (axis % x.ndim) + (np.asarray(indices),)]


@rule(np.repeat)
def _repeat(x, repeats, axis=None):
    if axis is None:
        return np.repeat(np.ravel(x), repeats, axis=-1)
    axis = from_end(axis, x.ndim)
    return both(x, lambda y: np.repeat(y, repeats, axis=axis))


@rule(np.diagonal)
def _diagonal(x, offset=0, axis1=0, axis2=1):
    one, two = from_end((axis1, axis2), x.ndim)
    return both(x, lambda y: np.diagonal(y, offset, one, two))


@rule(np.trace)
def _trace(x, offset=0, axis1=0, axis2=1):
    return np.sum(np.diagonal(x, offset, axis1, axis2), axis=-1)


@rule(np.real)
def _real(x):
    return both(x, np.real)


@rule(np.imag)
def _imag(x):
    return both(x, np.imag)


@rule(np.angle)
def _angle(x):
    return np.arctan2(np.imag(x), np.real(x))


@rule(np.clip)
def _clip(x, a_min=None, a_max=None):
    x = x if a_min is None else np.maximum(x, a_min)
    return x if a_max is None else np.minimum(x, a_max)


def _extreme(x, places, axis, keepdims):
    """Return the entries at `places` along `axis`."""
    here = np.arange(x.shape[axis]).reshape((-1,) + (1,) * (-axis - 1)) == places
    return np.sum(np.where(here, x, 0.0), axis=axis, keepdims=keepdims)


def _extremum(search):
    def extremum(x, axis=None, *, keepdims=False):
        if axis is None:
            x, axis = np.ravel(x), -1
        elif isinstance(axis, tuple):
            raise unsupported("np.max or np.min over several axes", "Take them one after the other.")
        axis = from_end(axis, x.ndim)
        return _extreme(x, search(x, axis=axis, keepdims=True), axis, keepdims)

    return extremum


ARRAYS[np.max] = ARRAYS[np.amax] = _extremum(np.argmax)
ARRAYS[np.min] = ARRAYS[np.amin] = _extremum(np.argmin)


@rule(np.prod)
def _prod(x, axis=None):
    return reduce(np.multiply, np.ravel(x) if axis is None else np.moveaxis(x, axis, 0))


@rule(np.where)
def _where(condition, x, y):
    if isinstance(condition, Dual):
        return np.where(condition.value, x, y)
    level = level_of((x, y))
    value = np.where(condition, value_at(x, level), value_at(y, level))
    tangents = [
        lift(z.tangent, len(shape(value)) - z.ndim) if isinstance(z, Dual) and z.level == level else 0.0 for z in (x, y)
    ]
    return spread(value, np.where(condition, *tangents), level)


def _together(parts, join):
    """Return `join` of the values, and of the tangents with zeros for the constants."""
    parts = [part if isinstance(part, Dual) else np.asarray(part) for part in parts]
    level = level_of(parts)
    directions = next(shape(p.tangent)[0] for p in parts if isinstance(p, Dual) and p.level == level)
    tangents = [
        p.tangent if isinstance(p, Dual) and p.level == level else np.zeros((directions, *p.shape)) for p in parts
    ]
    dtype = np.result_type(*(p.dtype for p in parts))
    tangents = [t.astype(dtype) if isinstance(t, np.ndarray) else t for t in tangents]
    return Dual(join([value_at(p, level) for p in parts]), join(tangents), level)


@rule(np.stack)
def _stack(arrays, axis=0):
    arrays = list(arrays)
    axis = from_end(axis, len(shape(arrays[0])) + 1)
    return _together(arrays, lambda parts: np.stack(parts, axis=axis))


@rule(np.concatenate)
def _concatenate(arrays, axis=0):
    arrays = list(arrays)
    if axis is None:
        arrays, axis = [np.ravel(array) for array in arrays], -1
    axis = from_end(axis, len(shape(arrays[0])))
    return _together(arrays, lambda parts: np.concatenate(parts, axis=axis))
