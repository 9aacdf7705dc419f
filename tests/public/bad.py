"""What a caller may put in the place of a good argument: of the wrong kind, empty, not finite, huge, of another type.

`instead_of(value)` yields `Instead`s, each with the law that a call with it has to obey:

``wrong``    is refused by the name of the argument: no number, array or function could be meant
``refused``  is refused, by the name of any argument of the call: it breaks a rule, or no longer fits the others
``any``      is answered with finite numbers, without a warning, or refused like that
``same``     says what `like` says in another type: the answer is the same, or it is refused like that
``imag``     has an imaginary part: it changes the answer, or is refused like that
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from numbers import Number

import numpy as np

HUGE = 10**400


class Nonsense:
    """Something that is no number, no array, no function and no word."""

    def __repr__(self):
        return "Nonsense()"


@dataclass(frozen=True)
class Instead:
    """A bad argument: what it is called in a complaint, the value, its law, and what it says in a usual type."""

    label: str
    value: object
    law: str
    like: object = None


def is_numeric(value):
    """Whether a good argument is a number or an array of numbers, however it is written."""
    if isinstance(value, bool | str | dict | set) or callable(value):
        return False
    try:
        return np.asarray(value).dtype.kind in "iufc" and np.asarray(value).size > 0
    except ValueError:
        return False


def instead_of(value):
    """Yield what to put in the place of a good argument."""
    if isinstance(value, bool):
        return  # whatever is true will do
    yield Instead("an object", Nonsense(), "wrong")
    if not isinstance(value, str):
        yield Instead("a word", "word", "wrong")
    if value is not None:
        yield Instead("None", None, "wrong")
    if isinstance(value, np.random.Generator):
        yield Instead("a seed", 0, "wrong")
    elif is_numeric(value):
        yield from (_numbers(value) if isinstance(value, Number) else _arrays(value))
    elif not isinstance(value, str | type(None)):
        yield Instead("zero", 0, "wrong")
        yield Instead("an empty list", [], "wrong")


def _numbers(value):
    whole = isinstance(value, int)
    for other in (np.nan, np.inf):
        yield Instead(f"{other}", other, "refused")
    yield Instead("a complex number", value + 1j, "imag", value)
    yield Instead("10**400", HUGE, "any")
    yield Instead("-1", -1 if whole else -1.0, "any")
    yield Instead("0", 0 if whole else 0.0, "any")
    yield Instead("an empty array", np.empty(0), "any")
    yield Instead("float32", np.float32(value), "same", float(np.float32(value)))
    if whole:
        yield Instead("int64", np.int64(value), "same", value)
        yield Instead("half more", value + 0.5, "any")
    else:
        yield Instead("1e200", 1e200, "any")
        yield Instead("1e-200", 1e-200, "any")
        yield Instead("a fraction", Fraction(value), "same", value)
        yield Instead("an int", 1, "same", 1.0)
        yield Instead("a 0-d array", np.array(value), "same", value)


def _arrays(value):
    array = np.asarray(value)
    whole = array.dtype.kind in "iu"
    for other in (np.nan, np.inf):
        spoiled = array.astype(np.result_type(array, float))
        spoiled.flat[0] = other
        yield Instead(f"{other} in it", spoiled, "refused")
    if array.dtype.kind != "c":
        yield Instead("an imaginary part", array * (1 + 1j), "imag", array)
    yield Instead("no rows", array[:0] if array.ndim else np.empty(0), "any")
    yield Instead("no columns", array[..., :0] if array.ndim else np.empty(0), "any")
    yield Instead("words", np.full(array.shape, "word"), "wrong")
    yield Instead("Nones", np.full(array.shape, None), "wrong")
    yield Instead("ragged rows", [[1.0, 2.0], [3.0]], "wrong")
    yield Instead("one more axis", array[None], "any")
    yield Instead("a number", array.flat[0].item(), "any")
    if array.dtype.kind != "c":
        huge = array.astype(object)
        huge.flat[0] = HUGE
        yield Instead("10**400 in it", huge, "any")
        exact = np.vectorize(lambda x: Fraction(x) if not whole else int(x), otypes=[object])(array)
        yield Instead("exact numbers", exact, "same", array)
    if whole:
        yield Instead("int32", array.astype(np.int32), "same", array)
    else:
        single = array.astype(np.complex64 if array.dtype.kind == "c" else np.float32)
        yield Instead("single precision", single, "same", single.astype(array.dtype))
        yield Instead("times 1e200", array * 1e200, "any")
        yield Instead("times 1e-200", array * 1e-200, "any")
    if array.dtype.kind == "f":
        yield Instead("whole numbers", array.astype(int), "same", array.astype(int).astype(float))
        yield Instead("booleans", array.astype(bool), "same", array.astype(bool).astype(float))
