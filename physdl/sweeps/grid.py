"""The points of a sweep: named axes with labels, counted in C order, the last axis running fastest."""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import prod
from operator import getitem

import numpy as np

from physdl import _check

_CLOSE = 1e-9  # labels that differ by less, relatively, are the same number written twice (0.1 + 0.2 and 0.3)


@dataclass(frozen=True)
class Grid:
    """Axes by name; labels as the caller gave them, so that the function is called with what stands in them."""

    names: tuple
    labels: tuple

    @classmethod
    def of(cls, axes):
        """Return the grid of {name: values}, or say what is wrong with an axis."""
        if not axes:
            fix = "Write `sweep(function, rate=[0.1, 0.2], seed=range(5))`."
            raise _check.error("axes", "name at least one parameter with its values", "none", fix)
        return cls(tuple(axes), tuple(_labels(name, values) for name, values in axes.items()))

    @cached_property
    def shape(self):
        """Number of labels along each axis."""
        return tuple(map(len, self.labels))

    @cached_property
    def size(self):
        """Number of points."""
        return prod(self.shape)

    def index(self, number):
        """Return the position of a point along each axis."""
        index = []
        for length in reversed(self.shape):
            number, i = divmod(number, length)
            index.append(i)
        return tuple(reversed(index))

    def point(self, number):
        """Return {name: label} of a point."""
        return dict(zip(self.names, map(getitem, self.labels, self.index(number)), strict=True))

    def positions(self, wanted):
        """Return the index expression that selects these labels, a position or a full slice for each axis."""
        for name in wanted:
            if name not in self.names:
                raise _check.error(name, "be an axis of the sweep: " + ", ".join(self.names), wanted[name])
        axes = zip(self.names, self.labels, strict=True)
        return tuple(_position(n, labels, wanted[n]) if n in wanted else slice(None) for n, labels in axes)


def as_axis(labels):
    """Return labels as an array of one axis: of numbers or of words where they are, of objects elsewhere."""
    alike = [all(isinstance(label, kind) for label in labels) for kind in (numbers.Number, str)]
    if any(alike):
        return np.array(labels)
    array = np.empty(len(labels), object)
    array[:] = labels
    return array


def say(point):
    """Return a point in words, ``rate = 0.1, width = 64``."""
    return ", ".join(f"{name} = {_say(label)}" for name, label in point.items())


def accepts(function, grid, rng):
    """Refuse a function that cannot be called with the names of the axes."""
    if not callable(function):
        raise _check.error("function", "be callable", function, kind=TypeError)
    try:
        signature = inspect.signature(function)
    except ValueError:
        return  # a builtin that does not say what it takes
    random = {} if rng is None else {"rng": rng}
    try:
        signature.bind(**grid.point(0), **random)
    except TypeError as reason:
        names = ", ".join([*grid.names, *random])
        fix = "Bind other arguments with functools.partial; for `rng`, give sweep a numpy.random.Generator."
        rule = f"take the axes as keyword arguments ({names})"
        raise _check.error("function", rule, f"{signature}: {reason}", fix, TypeError) from None


def _labels(name, values):
    fix = f"Write `{name}=[…]`; values that stay fixed are bound with functools.partial."
    if isinstance(values, str | bytes | dict) or not isinstance(values, Iterable):
        raise _check.error(name, "be a sequence of values", values, fix, TypeError)
    if isinstance(values, np.ndarray):
        if values.ndim != 1:
            raise _check.error(name, "have one axis", f"shape {values.shape}", "The sweep itself makes the grid.")
        values = values.copy()
    else:
        values = tuple(values)
    if len(values) == 0:
        raise _check.error(name, "have at least one value", "none")
    for number, label in enumerate(values):
        if isinstance(label, numbers.Number) and label != label:
            raise _check.error(name, "have labels that can be found again", f"nan at position {number}")
    for twice in _repeated(values):
        fix = "To repeat random runs, add an axis that counts them: `trial=range(5)`."
        raise _check.error(name, "have every value once", f"{_say(twice)} more than once", fix)
    return values


def _repeated(labels):
    """Return the labels that stand there before."""
    try:
        seen = set()
        return [label for label in labels if label in seen or seen.add(label)]
    except TypeError:  # what cannot be hashed, such as arrays, is compared one by one
        pairs = ((a, b) for i, a in enumerate(labels) for b in labels[:i])
        return [a for a, b in pairs if a is b or np.array_equal(a, b)]


def _position(name, labels, wanted):
    number = isinstance(wanted, numbers.Number)
    for i, label in enumerate(labels):
        if label is wanted or np.array_equal(label, wanted):
            return i
    if number and not _finite(wanted):
        raise _check.error(name, "be one of its labels", _say(wanted))
    if number and all(isinstance(label, numbers.Number) for label in labels):
        distance = np.abs(np.asarray(labels) - wanted)
        nearest = int(np.argmin(distance))
        if distance[nearest] <= _CLOSE * abs(wanted):
            return nearest
        raise _check.error(name, "be one of its labels", _say(wanted), f"The nearest is {_say(labels[nearest])}.")
    known = ", ".join(map(_say, labels[:6])) + (", …" if len(labels) > 6 else "")
    raise _check.error(name, "be one of its labels", _say(wanted), f"They are {known}.")


def _finite(number):
    try:
        return bool(np.isfinite(complex(number)))
    except OverflowError:
        return False


def _say(label):
    if isinstance(label, int) and abs(label) >= 10**60:
        return f"a whole number of {label.bit_length()} bits"
    text = repr(label.item() if isinstance(label, np.generic) else label)
    return text if len(text) <= 60 else text[:57] + "..."
