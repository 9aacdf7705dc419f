"""Plain data: the only thing that passes between a student's code and the checks.

`encode` turns arguments and answers into what JSON can say, `decode` turns them back. The tags are these.

==============================================  =====================================================
value                                           as plain data
==============================================  =====================================================
None, truth value, whole number, text           themselves
finite real number                              itself (``repr`` round-trips every float64)
infinite or undefined number                    ``{"$float": "inf" | "-inf" | "nan"}``
complex number                                  ``{"$complex": [re, im]}``
real array                                      ``{"$array": nested lists}``, undefined entries as text
complex array                                   ``{"$array": [nested re, nested im], "complex": true}``
array without entries, of several axes          as above, with ``"shape": [0, 3]``
tuple or list                                   a list
dictionary with text keys                       ``{"$dict": {key: value}}``
`Formula` (a function as input)                 ``{"$formula": {"expression": …, "parameters": …}}``
`Seed` (a random generator as input)            ``{"$rng": whole number}``
==============================================  =====================================================

The last two exist only on the way in: an answer that contains them is refused.
Everything here needs NumPy and the standard library alone, so it also runs in the browser.
"""

from __future__ import annotations

import json
import math
import numbers
import warnings
from dataclasses import dataclass

import numpy as np

LARGEST_TEXT = 2_000
LARGEST_WHOLE = 10**300
_NAMES = """
    abs arccos arcsin arctan arctan2 array asarray conj cos cosh exp hypot imag log maximum minimum
    ones_like real sign sin sinh sqrt stack sum tan tanh where zeros_like pi
"""
_FUNCTIONS = {name: getattr(np, name) for name in _NAMES.split()}


class NotPlain(TypeError):
    """Something that cannot be said as plain data, or plain data that does not follow the table above."""


class OutOfTime(BaseException):
    """Raised in the middle of an answer that takes too long; not an `Exception`, so that few answers catch it."""


class OutOfRoom(OutOfTime):
    """Raised in the middle of an answer that holds too much."""


class Formula:
    """A function that can be sent: an expression in `x` and named parameters.

    ``Formula("1 + a * exp(-x[..., 1])", a=0.2)`` is a callable of one array; NumPy's elementary functions are known by
    their names. Only course authors write formulas; nothing that a student returns is ever read as one.
    ``calls`` counts how often it has been called.
    """

    def __init__(self, expression, /, **parameters):
        self.expression, self.parameters, self.calls = expression, parameters, 0
        self._code = compile(expression, "<formula>", "eval")

    def __call__(self, x):
        """Return the expression's value at the array `x`."""
        self.calls += 1
        return eval(self._code, {"__builtins__": {}, **_FUNCTIONS, **self.parameters, "x": np.asarray(x)})

    def __repr__(self):
        settings = "".join(f", {name}={value!r}" for name, value in self.parameters.items())
        return f"Formula({self.expression!r}{settings})"


@dataclass(frozen=True)
class Seed:
    """A random generator that can be sent: the student's function receives ``numpy.random.default_rng(value)``."""

    value: int


def _reals(array):
    """Return a real array as nested lists in which undefined entries are text, as JSON has no word for them."""
    array = array.astype(float) if array.dtype.kind == "f" else array  # JSON has no word for a longdouble either
    if np.all(np.isfinite(array)):
        return array.tolist()
    return np.where(np.isfinite(array), array.astype(object), array.astype(str)).tolist()


def encode(value):
    """Return `value` as plain data, or raise `NotPlain`."""
    if value is None or isinstance(value, bool | str):
        return value[:LARGEST_TEXT] if isinstance(value, str) else value
    if value is Ellipsis:
        return None
    if isinstance(value, Formula):
        return {"$formula": {"expression": value.expression, "parameters": encode(value.parameters)["$dict"]}}
    if isinstance(value, Seed):
        return {"$rng": value.value}
    if isinstance(value, np.ndarray | np.generic):
        return _encode_array(np.asarray(value))
    if isinstance(value, numbers.Integral):
        if abs(value) > LARGEST_WHOLE:
            raise NotPlain("a whole number of more than 300 digits")
        return int(value)
    if isinstance(value, numbers.Real):
        try:
            number = float(value)
        except OverflowError as reason:
            raise NotPlain("a number that is too large for a float64") from reason
        return number if math.isfinite(number) else {"$float": repr(number)}
    if isinstance(value, numbers.Complex):
        return {"$complex": [encode(float(value.real)), encode(float(value.imag))]}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise NotPlain("a dictionary whose keys are not text")
        return {"$dict": {key: encode(item) for key, item in value.items()}}
    if hasattr(value, "__array__"):
        return _encode_array(np.asarray(value))
    raise NotPlain(f"an object of type {type(value).__name__}")


def _encode_array(array):
    if array.dtype.kind == "O" and all(isinstance(item, numbers.Number) for item in array.flat):
        return encode(array.tolist())  # fractions, or whole numbers of any length
    if array.dtype.kind in "OSUVmM":
        raise NotPlain(f"an array of dtype {array.dtype}")
    if array.ndim == 0:
        narrow = {"f": float, "c": complex}.get(array.dtype.kind)  # item() of a longdouble is one again
        return encode(narrow(array) if narrow else array.item())
    # Nested lists forget the axes behind an empty one.
    shape = {"shape": list(array.shape)} if array.size == 0 and array.ndim > 1 else {}
    if array.dtype.kind == "c":
        return {"$array": [_reals(array.real), _reals(array.imag)], "complex": True, **shape}
    return {"$array": _reals(array), **shape}


def decode(plain, *, inputs=False):
    """Return the value that `plain` stands for; formulas and seeds only where `inputs` is true.

    Whatever does not follow the table raises `NotPlain`, and nothing else.
    """
    try:
        return _decode(plain, inputs)
    except NotPlain:
        raise
    except (ValueError, TypeError, OverflowError, RecursionError) as reason:
        raise NotPlain("something that does not follow the rules for plain data") from reason


def _decode(plain, inputs):
    if plain is None or isinstance(plain, bool | str | int | float):
        return plain
    if isinstance(plain, list):
        return [_decode(item, inputs) for item in plain]
    if not isinstance(plain, dict):
        raise NotPlain(f"an object of type {type(plain).__name__}")
    tag = next(iter(plain), None)
    content = plain.get(tag)
    if tag == "$array" and set(plain) <= {"$array", "complex", "shape"}:
        array = _complex(content) if plain.get("complex") is True else _array(content)
        return array.reshape(plain["shape"]) if array.size == 0 and "shape" in plain else array
    if len(plain) != 1:
        raise NotPlain("a dictionary without its tag")
    if tag == "$float" and content in ("inf", "-inf", "nan"):
        return float(content)
    if tag == "$complex" and isinstance(content, list) and len(content) == 2:
        parts = [_decode(part, False) for part in content]
        if not all(isinstance(part, int | float) and not isinstance(part, bool) for part in parts):
            raise NotPlain("a complex number whose halves are not numbers")
        return complex(*parts)
    if tag == "$dict" and isinstance(content, dict):
        return {str(key): _decode(item, inputs) for key, item in content.items()}
    if inputs and tag == "$formula":
        return Formula(content["expression"], **_decode({"$dict": content["parameters"]}, True))
    if inputs and tag == "$rng":
        return np.random.default_rng(content)
    raise NotPlain("a dictionary with an unknown tag")


def _complex(halves):
    if not isinstance(halves, list) or len(halves) != 2:
        raise NotPlain("a complex array without its two halves")
    real, imag = map(_array, halves)
    if real.shape != imag.shape:
        raise NotPlain("a complex array with halves of two shapes")
    array = np.empty(real.shape, dtype=complex)
    array.real, array.imag = real, imag
    return array


def _array(nested):
    if not isinstance(nested, list):
        raise NotPlain("an array that is not a list")
    try:
        array = np.array(nested)
        if array.dtype.kind in "UO":
            array = np.array(nested, dtype=float)
    except (TypeError, ValueError, OverflowError) as reason:
        raise NotPlain("an array of ragged lists") from reason
    if array.dtype.kind not in "biuf":
        raise NotPlain("an array of something else than numbers")
    return array


def load(text):
    """Read JSON strictly: no NaN, no repeated keys, no nesting that overflows the stack."""

    def unique(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            raise NotPlain("an object that names a key twice")
        return dict(pairs)

    def refuse(word):
        raise NotPlain(f"the bare word {word}")

    try:
        return json.loads(text, parse_constant=refuse, object_pairs_hook=unique)
    except (ValueError, RecursionError) as reason:
        raise NotPlain("text that is not JSON") from reason


def dump(plain):
    """Write plain data as strict JSON."""
    return json.dumps(plain, allow_nan=False)


def call_all(answer, calls, where=None):
    """Call `answer` on each tuple of arguments and return what happened, as plain data.

    `calls` is a list of lists of encoded arguments. Each entry of the result is ``{"result": …}`` or
    ``{"raised": type name, "text": …}``, to which the dictionary `where` makes of the exception is added. Every call
    gets arguments of its own, so that one that is changed in place does not spoil the next. Where formulas are among
    the arguments, a result comes with ``"calls"``, the list of how often each was called.
    """
    return [_call(answer, arguments, where) for arguments in calls]


def _call(answer, arguments, where):
    received = [decode(item, inputs=True) for item in arguments]
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            returned = answer(*received)
            try:
                outcome = {"result": encode(returned)}
            except RecursionError as reason:
                raise NotPlain("something that holds itself, or is nested without end") from reason
        counts = [item.calls for item in received if isinstance(item, Formula)]
        return {**outcome, "calls": counts} if counts else outcome
    except NotPlain as reason:
        return {"raised": "NotPlain", "text": str(reason)}
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException as reason:  # a student's sys.exit() is an answer that failed, not the end of the check
        raised = {"raised": type(reason).__name__, "text": _words(reason)}
        return raised | where(reason) if where else raised


def _words(reason):
    try:
        return str(reason)[:LARGEST_TEXT]
    except Exception:
        return "(an exception that cannot be printed)"
