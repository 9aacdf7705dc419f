"""Refuse bad input with the argument's name, the rule, the value received and, where there is a usual slip, the fix."""

from __future__ import annotations

import math
import numbers

import numpy as np

ROOM = 4e9  # bytes: half of the memory of a small machine


def error(name, rule, received, fix=None, kind=ValueError):
    """Return the exception that says which argument broke which rule with which value."""
    shown = received if isinstance(received, str) else _show(received)
    return kind(f"`{name}` must {rule}; got {shown}." + (f" {fix}" if fix else ""))


def _show(value):
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}" if value.size > 6 else np.array2string(value, separator=", ")
    if isinstance(value, int) and abs(value) >= 10**60:
        return f"a whole number of {value.bit_length()} bits"  # Python refuses to write out what is very long
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def as_array(name, value, *, shape=None, ndim=None, finite=True, dtype=None, real=False, fix=None):
    """Return `value` as a floating or complex array after checking its shape and finiteness.

    `shape` may hold None for an axis of any length. Whole numbers, booleans and fractions become float64; other dtypes
    are kept unless `dtype` is given. Complex numbers are refused where `real` or a real `dtype` is asked for.
    """
    try:
        array = np.asarray(value)
    except (TypeError, ValueError) as reason:
        raise error(name, "be an array of numbers", value, fix, TypeError) from reason
    if array.dtype.kind == "O":
        array = _from_objects(name, value, array, fix)
    if array.dtype.kind not in "fcbiu":
        raise error(name, "be an array of numbers", value, fix, TypeError)
    if array.dtype.kind == "c" and (real or (dtype is not None and np.dtype(dtype).kind != "c")):
        raise error(name, "be real", f"dtype {array.dtype}", fix, TypeError)
    if dtype is not None:
        array = array.astype(dtype, copy=False)
    elif array.dtype.kind in "biu":
        array = array.astype(float)
    if ndim is not None and array.ndim != ndim:
        raise error(name, f"have {ndim} {'axis' if ndim == 1 else 'axes'}", f"shape {array.shape}", fix)
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


def _from_objects(name, value, array, fix):
    """Return an array of Python's exact numbers as float64."""
    if not all(isinstance(entry, numbers.Real) for entry in array.flat):
        raise error(name, "be an array of numbers", value, fix, TypeError)
    try:
        return array.astype(float)
    except OverflowError as reason:
        raise error(name, "hold numbers below 1.8e308", value, fix) from reason


def integers(name, value, *, rule="be whole numbers", fix=None):
    """Return `value` as an array of whole numbers."""
    try:
        array = np.asarray(value)
    except (TypeError, ValueError) as reason:
        raise error(name, rule, value, fix, TypeError) from reason
    if array.dtype.kind == "O" and array.size and all(isinstance(entry, numbers.Integral) for entry in array.flat):
        try:
            return array.astype(np.int64)
        except OverflowError as reason:
            raise error(name, "hold whole numbers below 9.2e18", value, fix) from reason
    if array.dtype.kind not in "iu":
        received = value if array.dtype.kind in "OU" else f"dtype {array.dtype}"
        raise error(name, rule, received, fix, TypeError)
    return array


def nonempty(name, array, what="point"):
    """Return an array if it has entries."""
    if not array.size:
        raise error(name, f"hold at least one {what}", f"shape {array.shape}")
    return array


def buffer(name, out, like):
    """Return the caller's buffer if something like an array can be written into it."""
    if not isinstance(out, np.ndarray):
        raise error(name, "be an array", out, kind=TypeError)
    if out.shape != like.shape or out.dtype != like.dtype or not out.flags.c_contiguous or not out.flags.writeable:
        rule = f"be a contiguous array of shape {like.shape} in {like.dtype}, and writeable"
        faults = [
            fault
            for fault, there in (("not contiguous", not out.flags.c_contiguous), ("read-only", not out.flags.writeable))
            if there
        ]
        raise error(name, rule, ", ".join([f"{out.shape} in {out.dtype}", *faults]))
    return out


def sequence(name, value, fix=None):
    """Return `value` as a list if it is a sequence, and no word."""
    try:
        if isinstance(value, str):
            raise TypeError("a word is no sequence here")
        return list(value)
    except TypeError as reason:
        raise error(name, "be a sequence", value, fix, TypeError) from reason


def function(name, value, fix=None):
    """Return `value` if it can be called."""
    if not callable(value):
        raise error(name, "be a function", value, fix, TypeError)
    return value


def instance(name, value, kind, fix=None):
    """Return `value` if it is an instance of a class, which the error names."""
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise error(name, f"be {article} {kind.__name__}", value, fix, TypeError)
    return value


def generator(name, value, *, optional=False, fix="Write `numpy.random.default_rng(seed)`."):
    """Return `value` if it is a numpy.random.Generator, or None where that will do."""
    if not (isinstance(value, np.random.Generator) or (optional and value is None)):
        raise error(name, "be a numpy.random.Generator", value, fix, TypeError)
    return value


def floating(name, value, kinds="fc", fix=None):
    """Return `value` as a floating or complex dtype."""
    rule = {"fc": "be a floating or complex type", "f": "be a real floating type", "c": "be complex"}[kinds]
    try:
        dtype = np.dtype(value)
    except TypeError as reason:
        raise error(name, rule, value, fix, TypeError) from reason
    if value is None or dtype.kind not in kinds:
        raise error(name, rule, f"{dtype}" if value is not None else "None", fix, TypeError)
    return dtype


def finite_number(name, value, *, fix=None):
    """Return `value` as a float if it is one finite real number."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise error(name, "be one real number", value, fix, TypeError)
    try:
        number = float(value)
    except OverflowError as reason:
        raise error(name, "be below 1.8e308", value, fix) from reason
    if not math.isfinite(number):
        raise error(name, "be finite", value, fix)
    return number


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


def whole(name, value, *, minimum=0, maximum=2**62, fix=None):
    """Return `value` as an int if it is a whole number from `minimum` to `maximum` (None for no end)."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, numbers.Integral):
        raise error(name, "be a whole number", value, fix, TypeError)
    if value < minimum:
        raise error(name, f"be at least {minimum}", value, fix)
    if maximum is not None and value > maximum:
        shown = f"{maximum}" if maximum < 2**62 else "4.6e18"
        raise error(name, f"be at most {shown}", value, fix)
    return int(value)


def symmetric(name, matrix):
    """Return a square matrix if it equals its transpose, for complex numbers the conjugate one, to rounding."""
    skew = np.abs(matrix - matrix.conj().T).max(initial=0.0)
    if skew > 1e-10 * np.abs(matrix).max(initial=0.0):
        rule = "be Hermitian" if np.iscomplexobj(matrix) else "be symmetric"
        raise error(name, rule, f"a difference of {skew:.3g} from its transpose")
    return matrix


def broadcast(name, array, other, shape):
    """Return `array` if it broadcasts against the shape of the argument `other`."""
    try:
        np.broadcast_shapes(array.shape, shape)
    except ValueError as reason:
        raise error(name, f"broadcast against shape {shape} of `{other}`", f"shape {array.shape}") from reason
    return array


def room(name, need, received, fix=None):
    """Refuse what would take more memory than a small machine has to give: `need` bytes, before any is taken."""
    if need > ROOM:
        size = f"{need / 1e9:,.3g}" if need < 1e15 else f"10^{math.log10(need) - 9:.0f}"
        shown = received if isinstance(received, str) else _show(received)
        raise error(name, f"leave arrays of at most {ROOM / 1e9:g} GB", f"{shown}, which takes {size} GB", fix)


def choice(name, value, options):
    """Return `value` if it is one of `options`."""
    if not isinstance(value, type(options[0])) or value not in options:
        raise error(name, "be one of " + ", ".join(map(repr, options)), value)
    return value
