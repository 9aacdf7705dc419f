"""Refuse bad input with the argument's name, the rule, the value received and, where there is a usual slip, the fix."""

from __future__ import annotations

import numbers

import numpy as np


def error(name, rule, received, fix=None, kind=ValueError):
    """Return the exception that says which argument broke which rule with which value."""
    shown = received if isinstance(received, str) else _show(received)
    return kind(f"`{name}` must {rule}; got {shown}." + (f" {fix}" if fix else ""))


def _show(value):
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.size > 6 else np.array2string(value, separator=", ")
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def as_array(name, value, *, shape=None, ndim=None, finite=True, dtype=None, fix=None):
    """Return `value` as a floating or complex array after checking its shape and finiteness.

    `shape` may hold None for an axis of any length. Integers become float64; other dtypes are kept unless `dtype` is
    given.
    """
    try:
        array = np.asarray(value, dtype=dtype)
    except (TypeError, ValueError) as reason:
        raise error(name, "be an array of numbers", value, fix, TypeError) from reason
    if array.dtype.kind in "biu" and dtype is None:
        array = array.astype(float)
    if array.dtype.kind not in "fcbiu":
        raise error(name, "be an array of numbers", value, fix, TypeError)
    if ndim is not None and array.ndim != ndim:
        raise error(name, f"have {ndim} axes", f"shape {array.shape}", fix)
    if shape is not None:
        fits = len(shape) == array.ndim and all(s is None or s == a for s, a in zip(shape, array.shape, strict=True))
        if not fits:
            wanted = (
                "(" + ", ".join("any" if s is None else str(s) for s in shape) + ("," if len(shape) == 1 else "") + ")"
            )
            raise error(name, f"have shape {wanted}", f"shape {array.shape}", fix)
    if finite and not np.all(np.isfinite(array)):
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise error(name, "be finite", f"{array[where]} at index {where}" if where else f"{array}", fix)
    return array


def finite_number(name, value, *, fix=None):
    """Return `value` as a float if it is one finite real number."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise error(name, "be one real number", value, fix, TypeError)
    if not np.isfinite(value):
        raise error(name, "be finite", value, fix)
    return float(value)


def positive(name, value, *, fix=None):
    """Return `value` as a float if it is a finite number above zero."""
    number = finite_number(name, value, fix=fix)
    if number <= 0:
        raise error(name, "be positive", value, fix)
    return number


def nonnegative(name, value, *, fix=None):
    """Return `value` as a float if it is a finite number that is not below zero."""
    number = finite_number(name, value, fix=fix)
    if number < 0:
        raise error(name, "not be negative", value, fix)
    return number


def whole(name, value, *, minimum=0, fix=None):
    """Return `value` as an int if it is a whole number of at least `minimum`."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise error(name, "be a whole number", value, fix, TypeError)
    if value < minimum:
        raise error(name, f"be at least {minimum}", value, fix)
    return int(value)


def symmetric(name, matrix):
    """Return a square matrix if it equals its transpose, for complex numbers the conjugate one, to rounding."""
    skew = np.abs(matrix - matrix.conj().T).max(initial=0.0)
    if skew > 1e-10 * np.abs(matrix).max(initial=0.0):
        rule = "be Hermitian" if np.iscomplexobj(matrix) else "be symmetric"
        raise error(name, rule, f"a difference of {skew:.3g} from its transpose")
    return matrix


def choice(name, value, options):
    """Return `value` if it is one of `options`."""
    if value not in options:
        raise error(name, "be one of " + ", ".join(map(repr, options)), value)
    return value
