"""One number that the reader sets, by its slider or by the point of the picture that it moves."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl._spell import spell


def as_format(name, pattern):
    """Return a format if numbers can be written in it."""
    try:
        spell(1.0, pattern)
    except ValueError as reason:
        raise _check.error(name, "be a format for numbers", pattern, "Write '.3g' or '.1f'.") from reason
    return pattern


@dataclass(frozen=True)
class Slider:
    """One number that the reader sets.

    Attributes
    ----------
    start, stop : float
        Ends of the range; ``start < stop``.
    value : float, optional
        Where it stands at first; by default in the middle.
    label, unit : str
        What the reader sees: ``Slider(0, 3, label="crossing point", unit="m")``.
    frames : int, optional
        Number of positions in the static book: by default 21 for one slider, 7 for each of two.
    step : float, optional
        Finest step of the live slider, by default a two-hundredth of the range. A whole step between whole ends makes
        the slider whole, and `draw` receives an ``int``.
    log : bool
        Spread the positions evenly in the logarithm.
    format : str
        Format of the displayed number.
    handle : callable, optional
        Names the point of the picture that the slider moves: called like `draw`, it returns its ``(x, y)`` in data
        coordinates of the figure's first axes, or ``(x, y, ax)``. The reader can take hold of that point. Two sliders
        with one and the same handle move it in both directions.
    """

    start: float
    stop: float
    value: float | None = None
    label: str = ""
    unit: str = ""
    frames: int | None = None
    step: float | None = None
    log: bool = False
    format: str = ".3g"
    handle: Callable | None = None

    def __post_init__(self):
        _check.finite_number("start", self.start)
        _check.finite_number("stop", self.stop)
        for name in ("label", "unit", "format"):
            _check.instance(name, getattr(self, name), str)
        if self.handle is not None:
            _check.function("handle", self.handle)
        if self.frames is not None:
            _check.whole("frames", self.frames, minimum=1)
        if self.step is not None:
            _check.positive("step", self.step)
        if self.value is not None:
            _check.finite_number("value", self.value)
        if not self.start < self.stop:
            raise _check.error("stop", f"be larger than `start` = {self.start}", self.stop)
        if self.log and self.start <= 0:
            raise _check.error("start", "be positive on a logarithmic slider", self.start)
        if self.value is not None and not self.start <= self.value <= self.stop:
            raise _check.error("value", f"lie between {self.start} and {self.stop}", self.value)
        as_format("format", self.format)

    @property
    def whole(self):
        """Whether the slider moves over whole numbers."""
        return all(isinstance(n, int) for n in (self.start, self.stop, self.step))

    @property
    def initial(self):
        """The value that the slider has before anyone touches it."""
        if self.value is not None:
            return self.value
        middle = math.sqrt(self.start * self.stop) if self.log else (self.start + self.stop) / 2
        return self.start + self.step * round((middle - self.start) / self.step) if self.whole else middle

    def positions(self, default):
        """Return the values of the static frames, the initial value among them."""
        name, count = ("default", default) if self.frames is None else ("frames", self.frames)
        return self._spread(_check.whole(name, count, minimum=1, maximum=10_000))

    def fine(self, count):
        """Return the values that a kernel offers: `count` of them, or as many as steps of `step` make."""
        if self.step is not None and not self.log:
            count = int((self.stop - self.start) / self.step + 1.5)
        count = _check.whole("count", count, minimum=2)
        _check.room("count", 60 * count, count)
        return self._spread(count)

    def _spread(self, count):
        if self.whole:
            count = min(count, (self.stop - self.start) // self.step + 1)
        spread = np.geomspace if self.log else np.linspace
        values = spread(self.start, self.stop, count)
        if self.whole:
            steps = np.round((values - self.start) / self.step)
            values = self.start + self.step * np.minimum(steps, (self.stop - self.start) // self.step)
        values[np.argmin(np.abs(values - self.initial))] = self.initial
        return [int(v) if self.whole else float(v) for v in np.unique(values)]

    def text(self, value):
        """Return the value as the reader sees it, with its unit."""
        value = _check.finite_number("value", value)
        number = spell(round(value), "d") if self.whole else spell(value, self.format)
        return f"{number}{'' if self.unit in ('', '°', '%') else ' '}{self.unit}"
