"""The judgement: what came back from the calls in, a `Verdict` out. It never raises because of an answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl.course.judging.properties import Trial
from physdl.course.judging.returns import NotFinite
from physdl.course.plain import Formula, NotPlain, decode, encode

NOT_ATTEMPTED = "not attempted"
WRONG_TYPE = "wrong type or shape"
STOPPED = "stopped by an error"
VIOLATED = "property violated"
ALMOST = "almost"
CORRECT = "correct"
STATES = (NOT_ATTEMPTED, WRONG_TYPE, STOPPED, VIOLATED, ALMOST, CORRECT)


@dataclass(frozen=True)
class Standing:
    """How one property came out: "holds", "near" or "violated", with the worst error.

    `trouble` names the exception where the results could not be put into the property at all.
    """

    name: str
    state: str
    error: float
    counted: bool = False
    trouble: str = ""

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


def judge(exercise, cases, outcomes, properties=(), drawn=()):
    """Judge what came back from the calls of `cases` and then of `drawn`.

    Parameters
    ----------
    exercise : Exercise
        The public half: types, shapes, properties and mistakes.
    cases : sequence of Case
        The cases whose calls were sent; the public properties must hold on them.
    outcomes : list of dict
        One entry for each call, as `physdl.course.plain.call_all` returns it. It may come from a sandbox: nothing in it
        is believed beyond its numbers.
    properties : sequence of Property, optional
        The hidden properties, which must hold on the drawn cases alone.
    drawn : sequence of Case, optional
        The cases whose calls were sent after those of `cases`; all properties must hold on them.

    Returns
    -------
    Verdict
    """
    every = (*cases, *drawn)
    if not isinstance(outcomes, list) or len(outcomes) != sum(len(case.calls) for case in every):
        return Verdict(WRONG_TYPE, "What came back does not fit the questions that were sent.")
    if all(_untouched(outcome) for outcome in outcomes):
        missing = "" if exercise.kind == "value" else " If you have written it, look for a missing `return`."
        return Verdict(NOT_ATTEMPTED, f"`{exercise.entry}` gives nothing back yet.{missing}")
    trials, rest = [], iter(outcomes)
    for case in every:
        results, counts = [], []
        for call in case.calls:
            outcome = next(rest)
            value, problem = _read(exercise, call, outcome)
            if problem:
                return problem
            results.append(value)
            counts.append(_counts(call, outcome))
        trials.append(Trial(case.calls, tuple(results), case.facts, tuple(counts)))
    asked = [(prop, trials) for prop in exercise.properties] + [(prop, trials[len(cases) :]) for prop in properties]
    return _weigh(exercise, trials, [(prop, where) for prop, where in asked if where])


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
    except NotPlain as reason:
        likely = exercise.undefined if isinstance(reason, NotFinite) else ""
        if outcome["result"] is None:
            likely = "One way through the function ends without a `return`."
        return None, Verdict(WRONG_TYPE, f"{subject} {reason}.", likely)
    return (tuple(read) if several else read[0]), None


def _weigh(exercise, trials, asked):
    standings, places = [], []
    for prop, where in asked:
        error, place, trouble = prop.worst(where)
        state = "holds" if error <= prop.tolerance else "near" if error <= prop.reach else "violated"
        standings.append(Standing(prop.name, state, error, prop.counted, trouble))
        places.append(place)
    worst = next((i for wanted in ("violated", "near") for i, s in enumerate(standings) if s.state == wanted), None)
    if worst is None:
        return Verdict(CORRECT, "Every property holds.", standings=tuple(standings))
    standing, prop = standings[worst], asked[worst][0]
    held = "Does not hold" if standing.state == "violated" else "Holds only roughly"
    told = prop.tell(standing.error, places[worst])
    if standing.trouble:
        told = f"What was returned cannot even be put into it ({standing.trouble})."
    state = VIOLATED if standing.state == "violated" else ALMOST
    usual = [mistake for mistake in exercise.mistakes if state == VIOLATED or mistake.rounding]
    likely = next((mistake.says for mistake in usual if mistake.shown(trials)), "")
    return Verdict(state, f"{held}: {prop.name}. {told}".rstrip(), likely, tuple(standings))
