"""The format of an exercise: what is asked, what is sent, what must come back, what it is worth.

An exercise has two halves. The *public* half, an `Exercise`, lives in ``physdl/course/exercises/<part>/<lesson>.py``
and is what ``check("1.1-3", answer)`` uses in the student's notebook. The *hidden* half, a `Specification`, stands
between the marks of hidden tests in the instructor's notebook and is used by the grader alone. Both are judged by the
same function, `judge`, with the same properties; the hidden half adds secret random inputs, further properties, and
what each is worth.

**Protocol.** An answer is a *function* of plain data that returns plain data, or a *value* (which is treated as a
function of no arguments). The author writes `Case` objects; a case holds one or several *calls*, each a tuple of
positional arguments, and *facts* that only the properties see. The calls are encoded as JSON (`physdl.course.plain`:
numbers, real and complex arrays, lists, dictionaries of these; a function as input is a `Formula`, a random generator
is a `Seed`), the student's function is called on each, and its results come back as JSON. In a notebook this happens
in place; the grader does it in a sandbox that receives the answer cell and the encoded calls, and nothing else: no
facts, no properties, no points. What returns are numbers, and a forged number is as good as a computed one only if it
is right.

**Shapes.** Within a case, ``trial.calls[i]`` is the tuple of arguments of call `i` and ``trial.results[i]`` what came
back, already converted to the type and shape that `Returns` declares. ``trial.arguments`` and ``trial.result`` are
those of the first call. ``trial.counts[i]`` says how often call `i` called each of the formulas it received; the
counting is done on the answer's side, so unlike a result it can be forged: give it credit, but never make it essential.
A network is sent as a list of its parameter arrays, a mesh as a dictionary of its arrays, a
Hamiltonian or an index profile as a formula in ``x`` of shape ``(..., d)``.

**Properties.** A `Property` measures how far an answer is from what must hold: ``error(trial)`` is 0 where it holds
exactly, and the property *holds* up to ``tolerance``, is *near* up to ``near`` and is *violated* beyond, on the worst
of all trials. An order of convergence is a property of a case with two calls, of grids h and h/2. At least one
property of each exercise must fail for degenerate answers (zeros, the input returned unchanged).

**Mistakes.** A `Mistake` recognises a usual slip by its numbers, most often with `gives`: "this is what comes out
when the echo travels only one way". It is shown only when a property does not hold and every trial shows the slip.
``undefined`` says where nan or inf usually comes from, ``stops`` where an exception of some name does.

**Hints.** The first wrong try is told what does not hold and the likely mistake; the second brings the first hint, the
fourth the second, and so on. An answer of the wrong type or shape is no wrong try in this sense, nor is one that is
stopped by an error.

**States.** not attempted; wrong type or shape; stopped by an error (an exception, or the grader's limits); property
violated; almost (nothing violated, but something only near); correct.

**Points.** Each property earns its share when it holds on all trials, and half of it when near. A property named in
``essential`` must at least be near, else the item earns nothing: it keeps a degenerate answer from collecting the
points of properties that hold trivially.

**Own work.** ``forbids`` names the physdl modules that already offer the answer. In a notebook a call into them
during the check is noticed and reported; in the sandbox they are not there.

An example, public half and hidden half::

    Exercise(
        id="1.1-1",
        entry="echo_distance",
        signature="echo_distance(separation, speed, gap)",
        returns=Returns("real"),
        cases=(Case.call(0.0, 343.0, 0.1), Case.call(5.0, 343.0, 0.1)),
        properties=(Property("the echo is late by exactly the gap", late_by, tolerance=1e-9, near=1e-2),),
        mistakes=(Mistake("This sound travels to the wall and stays there.", gives(lambda d, c, t: c * t)),),
        hints=("Mirror the singer in the wall.",),
    )

    Specification(
        "1.1-1",
        draw=lambda rng: [Case.call(*rng.uniform([1, 300, 0.05], [9, 1500, 0.5])) for _ in range(8)],
        properties=(Property("the exact distance", reference, tolerance=1e-9, near=1e-2),),
        essential=("the exact distance",),
    )
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from physdl.course.plain import Formula, NotPlain, decode, encode

NOT_ATTEMPTED = "not attempted"
WRONG_TYPE = "wrong type or shape"
STOPPED = "stopped by an error"
VIOLATED = "property violated"
ALMOST = "almost"
CORRECT = "correct"
STATES = (NOT_ATTEMPTED, WRONG_TYPE, STOPPED, VIOLATED, ALMOST, CORRECT)

_KINDS = {"real": "biuf", "whole": "biu", "complex": "biufc", "truth": "b"}
_CALLED = {"real": "real number", "whole": "whole number", "complex": "complex number", "truth": "truth value"}


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


class NotFinite(NotPlain):
    """A result of the right type and shape that holds nan or inf."""


@dataclass(frozen=True)
class Returns:
    """What one call returns: the kind of number and the shape.

    Parameters
    ----------
    kind
        "real", "whole", "complex" or "truth".
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
        """Return `value` as a finite array (or number) of this kind and shape, or raise `NotPlain` with the reason."""
        wanted = self.wanted(arguments)
        try:
            array = np.asarray(value)
        except ValueError as reason:
            raise NotPlain("lists of unequal lengths") from reason
        if array.dtype.kind in "OUS":
            raise NotPlain("nothing (None)" if value is None else "something that is not made of numbers")
        fits = len(wanted) == array.ndim and all(w is None or w == a for w, a in zip(wanted, array.shape, strict=True))
        if not fits:
            raise NotPlain(f"{_shape(array.shape)}, where {_shape(wanted)} was expected")
        if self.kind == "whole" and array.dtype.kind == "f" and np.all(array == np.round(array)):
            array = array.astype(np.int64) if np.all(np.abs(array) < 2**53) else array
        if array.dtype.kind not in _KINDS[self.kind]:
            raise NotPlain(f"{_dtype(array)}, where a {_CALLED[self.kind]} was expected")
        if not np.all(np.isfinite(array)):
            raise NotFinite("a value that is not finite (nan or inf)")
        return array if array.ndim else array.item()


def _shape(shape):
    if shape == ():
        return "a single number"
    return (
        "an array of shape ("
        + ", ".join("any" if s is None else str(s) for s in shape)
        + ("," if len(shape) == 1 else "")
        + ")"
    )


def _dtype(array):
    return {"b": "a truth value", "i": "a whole number", "u": "a whole number", "f": "a real number"}.get(
        array.dtype.kind, "a complex number"
    )


@dataclass(frozen=True)
class Property:
    """Something that must hold, with the measure of how far it is from holding.

    Parameters
    ----------
    name
        The statement, as a student should read it: "Snell's ratio is the same in every layer".
    error
        Function of a `Trial` that returns a number ≥ 0.
    tolerance, near
        The property holds up to `tolerance`, is near up to `near` (never, if it is None) and violated beyond.
    says
        What to tell when it does not hold: a text in which ``{error}`` stands for the measured figure, or a function
        of the worst `Trial`.
    """

    name: str
    error: Callable[[Trial], float]
    tolerance: float
    near: float | None = None
    says: str | Callable[[Trial], str] = "Measured deviation: {error}."

    def worst(self, trials):
        """Return the largest error over all trials, and where it is; an undefined one counts as infinite."""
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            errors = [float(self.error(trial)) for trial in trials]
        errors = [math.inf if math.isnan(error) else error for error in errors]
        place = max(range(len(errors)), key=errors.__getitem__)
        return errors[place], trials[place]

    def tell(self, error, trial):
        """Return what to say when `trial` is the worst and has this error."""
        if callable(self.says):
            return self.says(trial)
        return self.says.replace("{error}", f"{error:.2g}" if math.isfinite(error) else "beyond measure")


@dataclass(frozen=True)
class Mistake:
    """A usual slip: what to say, and how its numbers give it away on every trial."""

    says: str
    shows: Callable[[Trial], bool]


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


@dataclass(frozen=True)
class Exercise:
    """The public half of an exercise; the module's docstring has the protocol and an example.

    Parameters
    ----------
    id
        Lesson, dash, number: "1.1-3".
    entry
        The name that the answer cell must define.
    signature
        How the answer is called, as shown in messages.
    returns
        A `Returns`, or a tuple of them where several things are returned.
    cases, properties, mistakes, hints
        As in the protocol; hints are shown one by one.
    kind
        "function" or "value".
    forbids
        physdl modules that already offer the answer, by their dotted names.
    seconds
        How much processor time one submission may use when it is graded.
    undefined
        The usual reason why a result is not finite.
    stops
        The usual reason why the answer raises an exception, by the exception's name.
    """

    id: str
    entry: str
    signature: str
    returns: Returns | tuple[Returns, ...]
    cases: tuple[Case, ...]
    properties: tuple[Property, ...]
    mistakes: tuple[Mistake, ...] = ()
    hints: tuple[str, ...] = ()
    kind: str = "function"
    forbids: tuple[str, ...] = ()
    seconds: float = 10.0
    undefined: str = ""
    stops: Mapping = field(default_factory=dict)


@dataclass(frozen=True)
class Specification:
    """The hidden half of an exercise.

    Parameters
    ----------
    id
        That of the public half.
    draw
        Function of a NumPy generator that returns the secret cases. Only the grader calls it, outside the sandbox.
    properties
        What must hold beyond the public properties.
    essential
        Names of properties without which nothing is earned; at least one.
    credit
        Weights by property name; 1 where none is given.
    """

    id: str
    draw: Callable
    essential: tuple[str, ...]
    properties: tuple[Property, ...] = ()
    credit: Mapping = field(default_factory=dict)

    def __post_init__(self):
        if not self.essential:
            raise ValueError(
                f"the specification of {self.id} names no essential property: a degenerate answer could earn points"
            )

    def points(self, verdict, possible):
        """Return the points that `verdict` earns out of `possible`."""
        standing = {s.name: s for s in verdict.standings}
        unknown = [name for name in (*self.essential, *self.credit) if standing and name not in standing]
        if unknown:
            raise ValueError(f"the specification of {self.id} names a property that it does not have: {unknown[0]!r}")
        if not standing or any(standing[name].worth == 0 for name in self.essential):
            return 0.0
        weights = {name: self.credit.get(name, 1.0) for name in standing}
        earned = sum(weights[name] * standing[name].worth for name in standing)
        return round(possible * earned / sum(weights.values()), 2)


@dataclass(frozen=True)
class Standing:
    """How one property came out: "holds", "near" or "violated", with the worst error."""

    name: str
    state: str
    error: float

    @property
    def worth(self):
        """Return the share of its credit that it earns."""
        return {"holds": 1.0, "near": 0.5, "violated": 0.0}[self.state]


@dataclass(frozen=True)
class Verdict:
    """What is said about an answer: the state, why, the likely mistake, and how each property came out."""

    state: str
    message: str
    mistake: str = ""
    standings: tuple[Standing, ...] = ()


def encode_calls(cases):
    """Return all calls of all cases in order, as plain data."""
    return [[encode(item) for item in call] for case in cases for call in case.calls]


def judge(exercise, cases, outcomes, properties=()):
    """Judge what came back from the calls of `cases`.

    Parameters
    ----------
    exercise : Exercise
        The public half: types, shapes, properties and mistakes.
    cases : sequence of Case
        The cases whose calls were sent.
    outcomes : list of dict
        One entry for each call, as `physdl.course.plain.call_all` returns it. It may come from a sandbox: nothing in it
        is believed beyond its numbers.
    properties : sequence of Property, optional
        What must hold beyond the public properties.

    Returns
    -------
    Verdict
    """
    if not isinstance(outcomes, list) or len(outcomes) != sum(len(case.calls) for case in cases):
        return Verdict(WRONG_TYPE, "What came back does not fit the questions that were sent.")
    if all(_untouched(outcome) for outcome in outcomes):
        missing = "" if exercise.kind == "value" else " If you have written it, look for a missing `return`."
        return Verdict(NOT_ATTEMPTED, f"`{exercise.entry}` gives nothing back yet.{missing}")
    trials, rest = [], iter(outcomes)
    for case in cases:
        results, counts = [], []
        for call in case.calls:
            outcome = next(rest)
            value, problem = _read(exercise, call, outcome)
            if problem:
                return problem
            results.append(value)
            counts.append(_counts(call, outcome))
        trials.append(Trial(case.calls, tuple(results), case.facts, tuple(counts)))
    return _weigh(exercise, trials, (*exercise.properties, *properties))


def _untouched(outcome):
    if not isinstance(outcome, dict):
        return False
    return outcome.get("raised") == "NotImplementedError" or ("result" in outcome and outcome["result"] is None)


def _counts(call, outcome):
    """Return how often each formula in `call` was called, or nothing if what came back does not say so."""
    counts, formulas = outcome.get("calls"), sum(isinstance(item, Formula) for item in call)
    fits = isinstance(counts, list) and len(counts) == formulas
    return tuple(counts) if fits and all(isinstance(n, int) and 0 <= n < 2**53 for n in counts) else ()


def _tried(exercise, call):
    """Return a sentence with the shapes of the arrays in `call`, or nothing if there are none."""
    names = exercise.signature.partition("(")[2].rstrip(")").split(", ")
    shapes = [f"`{n}` of shape {a.shape}" for n, a in zip(names, call, strict=False) if isinstance(a, np.ndarray)]
    return f" It was called with {' and '.join(shapes)}." if shapes else ""


def _read(exercise, call, outcome):
    """Return the converted result and None, or None and the verdict that says what is wrong with it."""
    if not isinstance(outcome, dict) or ("result" not in outcome and "raised" not in outcome):
        return None, Verdict(WRONG_TYPE, "What came back is not an answer.")
    if "raised" in outcome:
        kind, text = str(outcome["raised"])[:80], str(outcome.get("text", ""))[:400]
        if kind == "NotPlain":
            text = f"`{exercise.signature}` returned {text}; numbers, arrays and lists of them are expected."
            return None, Verdict(WRONG_TYPE, text)
        text = f"`{exercise.signature}` stopped with {kind}{': ' + text.rstrip('.') if text else ''}."
        return None, Verdict(STOPPED, text + _tried(exercise, call), exercise.stops.get(kind, ""))
    several = isinstance(exercise.returns, tuple)
    returns = exercise.returns if several else (exercise.returns,)
    subject = f"`{exercise.signature}` returned" if exercise.kind == "function" else f"`{exercise.entry}` is"
    try:
        value = decode(outcome["result"])
        if several and (not isinstance(value, list | np.ndarray) or len(value) != len(returns)):
            raise NotPlain(f"something else than {len(returns)} things")
        parts = value if several else (value,)
        read = [wanted.read(part, call) for wanted, part in zip(returns, parts, strict=True)]
    except (NotPlain, OverflowError, RecursionError, TypeError) as reason:
        likely = exercise.undefined if isinstance(reason, NotFinite) else ""
        if outcome["result"] is None:
            likely = "One way through the function ends without a `return`."
        return None, Verdict(WRONG_TYPE, f"{subject} {reason}.", likely)
    return (tuple(read) if several else read[0]), None


def _weigh(exercise, trials, properties):
    standings, places = [], []
    for prop in properties:
        error, place = prop.worst(trials)
        near = prop.tolerance if prop.near is None else prop.near
        state = "holds" if error <= prop.tolerance else "near" if error <= near else "violated"
        standings.append(Standing(prop.name, state, error))
        places.append(place)
    worst = next((i for wanted in ("violated", "near") for i, s in enumerate(standings) if s.state == wanted), None)
    if worst is None:
        return Verdict(CORRECT, "Every property holds.", standings=tuple(standings))
    standing, prop = standings[worst], properties[worst]
    held = "Does not hold" if standing.state == "violated" else "Holds only roughly"
    message = f"{held}: {prop.name}. {prop.tell(standing.error, places[worst])}".rstrip()
    state = VIOLATED if standing.state == "violated" else ALMOST
    return Verdict(state, message, _likely(exercise, trials), tuple(standings))


def _likely(exercise, trials):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for mistake in exercise.mistakes:
            if all(mistake.shows(trial) for trial in trials):
                return mistake.says
    return ""
