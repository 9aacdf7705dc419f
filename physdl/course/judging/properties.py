"""What is asked (`Case`), what came back (`Trial`), what must hold (`Property`), the usual slips (`Mistake`)."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from physdl import _check

WIDEST = 100  # times the tolerance: as far as rounding and truncation reach


@dataclass(frozen=True)
class Case:
    """One or several calls that are judged together.

    Parameters
    ----------
    calls
        Tuples of positional arguments, one for each call.
    facts
        What the properties know about this case; never sent.
    """

    calls: tuple[tuple, ...]
    facts: Mapping = field(default_factory=dict)

    @classmethod
    def call(cls, *arguments, **facts):
        """Return the case of one call."""
        return cls((arguments,), facts)


@dataclass(frozen=True)
class Trial:
    """A case together with what the answer returned for each of its calls."""

    calls: tuple[tuple, ...]
    results: tuple
    facts: Mapping
    counts: tuple[tuple[int, ...], ...] = ()

    @property
    def arguments(self):
        """Return the first call's arguments."""
        return self.calls[0]

    @property
    def result(self):
        """Return the first call's result."""
        return self.results[0]


@dataclass(frozen=True)
class Property:
    """Something that must hold, with the measure of how far it is from holding.

    Parameters
    ----------
    name
        The statement, as a student should read it: "Snell's ratio is the same in every layer".
    error
        Function of a `Trial` that returns a number ≥ 0. Where a result makes it raise an exception or return
        something else, the property does not hold: that is the answer's fault.
    tolerance, near
        The property holds up to `tolerance`, is near up to `near` (never, if it is None) and violated beyond. *Near*
        is for rounding and truncation, so it reaches 100 times the tolerance at most.
    says
        What to tell when it does not hold: a text in which ``{error}`` stands for the measured figure, or a function
        of the worst `Trial`.
    counted
        Whether `error` reads ``trial.counts``. The counting is done on the answer's side and can be forged: such a
        property is told, but earns nothing, is never essential, and `near` may be anything.
    """

    name: str
    error: Callable[[Trial], float]
    tolerance: float
    near: float | None = None
    says: str | Callable[[Trial], str] = "Measured deviation: {error}."
    counted: bool = False

    def __post_init__(self):
        if self.near is not None and not self.counted and self.near > WIDEST * self.tolerance * (1 + 1e-9):
            rule = f"reach {WIDEST} times the tolerance {self.tolerance:g} at most: it is for rounding and truncation"
            raise _check.error(f"near of {self.name!r}", rule, self.near)

    @property
    def reach(self):
        """Return the error up to which the property is near."""
        return self.tolerance if self.near is None else self.near

    def worst(self, trials):
        """Return the largest error over all trials, where it is, and the exception's name if it cannot be told.

        An error that is undefined, is no number or cannot be worked out counts as infinite.
        """
        found = [self._measure(trial if self.counted else replace(trial, counts=())) for trial in trials]
        place = max(range(len(found)), key=lambda i: found[i][0])
        return found[place][0], trials[place], found[place][1]

    def _measure(self, trial):
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                error = float(self.error(trial))
        except Exception as reason:  # a strange result: the answer's fault
            return math.inf, type(reason).__name__
        return (math.inf if math.isnan(error) else error), ""

    def tell(self, error, trial):
        """Return what to say when `trial` is the worst and has this error."""
        if callable(self.says):
            try:
                return str(self.says(trial))
            except Exception:  # as in `worst`; there is nothing to tell then
                return ""
        if "{error}" in self.says and not math.isfinite(error):
            return "The deviation is beyond measure."
        return self.says.replace("{error}", f"{error:.2g}")


@dataclass(frozen=True)
class Mistake:
    """A usual slip: what to say, and how its numbers give it away on every trial.

    A test that `mends` has made is of a slip in one respect. Where that is right on every trial there is none, although
    the mended numbers may be as right as the numbers themselves.

    Of an answer that is almost right only what is `rounding` is told: digits that are missing, steps that are too few.
    A wrong formula is never near, but its test may let rounding pass.
    """

    says: str
    shows: Callable[[Trial], bool]
    rounding: bool = False

    def shown(self, trials):
        """Return whether every trial shows the slip; where it cannot be told, it does not."""
        error, tolerance = getattr(self.shows, "mends", (None, 0.0))
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                whole = error is not None and all(_holds(error, tolerance, trial) for trial in trials)
                return not whole and all(self.shows(trial) for trial in trials)
        except Exception:  # a strange result, which this slip does not give
            return False


def _holds(error, tolerance, trial):
    try:
        return bool(error(trial) <= tolerance)
    except Exception:  # a strange result
        return False


def mends(error, shows, tolerance=1e-6):
    """Return the test `shows`, of a slip that a property with this `error` suffers from: no slip where it holds."""
    shows.mends = error, tolerance
    return shows


def gives(wrong, rtol=1e-6):
    """Return the test that every result of a trial is what `wrong(*arguments)` would give."""

    def shows(trial):
        pairs = zip(trial.calls, trial.results, strict=True)
        return all(_close(result, wrong(*arguments), rtol) for arguments, result in pairs)

    return shows


def _close(result, wrong, rtol):
    result, wrong = np.asarray(result), np.asarray(wrong)
    return result.shape == wrong.shape and bool(
        np.all(np.abs(result - wrong) <= rtol * np.max(np.abs(wrong), initial=0))
    )


def relative(result, reference):
    """Return the largest deviation of `result` from `reference`, relative to the largest entry of `reference`."""
    scale = np.max(np.abs(reference))
    return float(np.max(np.abs(np.asarray(result) - reference)) / (scale if scale > 0 else 1.0))


def off(reference):
    """Return the error of a property: the largest deviation of a result from ``reference(*arguments)``, relative."""
    return lambda trial: max(
        relative(result, reference(*arguments)) for arguments, result in zip(trial.calls, trial.results, strict=True)
    )


def altered(trial, change):
    """Return the trial with ``change(result, *arguments)`` in place of each result.

    With it a slip is known by what would put it right: "half of this obeys the equation".
    """
    pairs = zip(trial.calls, trial.results, strict=True)
    return replace(trial, results=tuple(change(result, *arguments) for arguments, result in pairs))


def mended(error, result=None, arguments=None, tolerance=1e-6):
    """Return the test that a property with this `error` would hold if the slip were put right.

    `result` makes of each result what it should have been, `arguments` of each call's arguments those that the answer
    seems to have worked with.
    """

    def shows(trial):
        calls = trial.calls if arguments is None else tuple(tuple(arguments(*call)) for call in trial.calls)
        trial = trial if result is None else altered(trial, lambda found, *_: result(found))
        return bool(error(replace(trial, calls=calls)) <= tolerance)

    return mends(error, shows, tolerance)


def pushed(function, point, arrow):
    """Return by how much `function` changes along the arrow at `point`, for one unit of it, exact to rounding.

    It is the imaginary part at a point that is moved by a tiny imaginary multiple of the arrow, so `function` must take
    complex arrays and be analytic: no absolute values, no conjugates.
    """
    tiny = 1e-30
    return np.imag(function(point + 1j * tiny * np.asarray(arrow))) / tiny


def slopes(function, x, h=None):
    """Return the derivative of a scalar function by each entry of `x`, by differences of order 4 over steps of `h`."""
    h = 1e-3 * max(1.0, float(np.max(np.abs(x)))) if h is None else h
    result = np.zeros(np.shape(x))
    for place in np.ndindex(result.shape):
        move = np.zeros(result.shape)
        move[place] = h
        near, far = (function(x + k * move) - function(x - k * move) for k in (1, 2))
        result[place] = (8 * near - far) / (12 * h)
    return result
