"""What an answer must return, and how what came back is turned into numbers of that kind before anything judges it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from physdl.course.plain import NotPlain

_CALLED = {"real": "real number", "whole": "whole number", "complex": "complex number", "truth": "truth value"}
_DTYPES = {
    "b": "a truth value",
    "i": "a whole number",
    "u": "a whole number",
    "O": "a whole number",
    "f": "a real number",
    "c": "a complex number",
}
_KINDS = {"real": "biufO", "whole": "biuO", "complex": "biufcO", "truth": "b"}
_EXACT = 2**53  # whole numbers below it are what their float64 says


class NotFinite(NotPlain):
    """A result of the right type and shape that holds nan or inf."""


@dataclass(frozen=True)
class Returns:
    """What one call returns: the kind of number and the shape.

    Parameters
    ----------
    kind
        "real", "whole", "complex" or "truth". What comes back is turned into it: a whole number or a truth value
        where a real number is asked for becomes a float64, a float64 without a fraction becomes a whole number.
    shape
        A tuple with None for an axis of any length, or a function of the call's arguments that returns one.
        ``()`` stands for a single number.
    """

    kind: str = "real"
    shape: tuple | Callable = ()

    def wanted(self, arguments):
        """Return the shape for these arguments."""
        return tuple(self.shape(*arguments)) if callable(self.shape) else self.shape

    def read(self, value, arguments):
        """Return `value` as a finite array (or number) of this kind and shape, or raise `NotPlain` with the reason.

        An array is float64, int64, complex128 or bool, a single number float, int (of any length), complex or bool.
        """
        wanted = self.wanted(arguments)
        array = _numbers(value)
        fits = len(wanted) == array.ndim and all(w is None or w == a for w, a in zip(wanted, array.shape, strict=True))
        none = (0, *wanted[1:]) if wanted and wanted[0] is None else wanted
        if array.shape == (0,) and 0 in none and None not in none:
            array, fits = array.reshape(none), True  # an empty list has no room for more axes
        if not fits:
            raise NotPlain(f"{_shape(array.shape)}, where {_shape(wanted)} was expected")
        array = self._cast(array)
        return array if array.ndim else array.item()

    def _cast(self, array):
        kind = array.dtype.kind
        if kind in "fc" and not np.all(np.isfinite(array)):
            raise NotFinite("a value that is not finite (nan or inf)")
        if self.kind == "whole" and kind == "f" and np.all(array == np.round(array)) and np.all(np.abs(array) < _EXACT):
            array, kind = array.astype(np.int64), "i"
        if kind not in _KINDS[self.kind]:
            raise NotPlain(f"{_DTYPES[kind]}, where a {_CALLED[self.kind]} was expected")
        if self.kind == "whole":
            return array if kind == "O" else array.astype(np.int64)
        try:
            return array.astype({"real": float, "complex": complex, "truth": bool}[self.kind])
        except OverflowError as reason:
            raise NotPlain("a whole number that is too large for a float64") from reason


def _numbers(value):
    """Return `value` as an array of numbers; whole numbers beyond int64 stay Python's, with dtype object."""
    if value is None:
        raise NotPlain("nothing (None)")
    if isinstance(value, str):
        raise NotPlain("text")
    if isinstance(value, dict):
        raise NotPlain("a dictionary")
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError) as reason:
        raise NotPlain("lists of unequal lengths") from reason
    if array.dtype.kind == "O" and all(type(item) is int for item in array.flat):
        if array.ndim:
            raise NotPlain("whole numbers of more than 18 digits")
        return array
    if array.dtype.kind == "u" and array.size and array.max() >= 2**63:
        if array.ndim:
            raise NotPlain("whole numbers of more than 18 digits")
        return np.array(int(array), dtype=object)
    if array.dtype.kind not in "biufc":
        raise NotPlain("something that is not made of numbers")
    return array


def _shape(shape):
    if shape == ():
        return "a single number"
    return (
        "an array of shape ("
        + ", ".join("any" if s is None else str(s) for s in shape)
        + ("," if len(shape) == 1 else "")
        + ")"
    )
