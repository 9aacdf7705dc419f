"""Feedback at once: ``check("1.1-3", answer)`` in a notebook.

The check calls the answer on the public cases and on one that is drawn anew each time, and says one of six things: not
attempted, wrong type or shape, stopped by an error, property violated (and which, and the likely mistake), almost,
correct. It never raises, it stops an answer that takes too long or holds too much, and it does not know the solution.
The second wrong answer brings the first hint, the fourth the second. The same answer checked again is no further one;
one of the wrong type or shape counts for none, nor does one that is stopped by an error. The same judgement, on secret
cases and with further properties, is the grader's.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from html import escape
from types import FunctionType

import numpy as np

from physdl.course import exercise as states
from physdl.course import progress
from physdl.course.exercise import Verdict, encode_calls, judge
from physdl.course.exercises import find
from physdl.course.judging.watching import CHECKS, ROOM, watch
from physdl.course.plain import OutOfRoom, OutOfTime, call_all

_SIGNS = {
    states.NOT_ATTEMPTED: ("○", "#767676", "Not attempted yet"),
    states.WRONG_TYPE: ("▲", "#D55E00", "Wrong type or shape"),
    states.STOPPED: ("■", "#D55E00", "Stopped by an error"),
    states.VIOLATED: ("✗", "#D55E00", "Not yet"),
    states.ALMOST: ("≈", "#0072B2", "Almost"),
    states.CORRECT: ("✓", "#009E73", "Correct"),
}
_WRONG = (states.VIOLATED, states.ALMOST)
_ANSWERS_PER_HINT = 2
_FRESH = "Right for the inputs that are always asked, not for one that is drawn anew at each check."
generator = np.random.default_rng


@dataclass(frozen=True)
class Feedback:
    """What `check` answers: it prints as text and shows as a small panel in a notebook."""

    exercise: str
    state: str
    message: str
    mistake: str = ""
    held: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def _lines(self):
        yield from (("", self.message), ("Likely reason", self.mistake))
        yield "Already holds", "; ".join(self.held)
        yield from ((f"Hint {i}", hint) for i, hint in enumerate(self.hints, 1))
        yield from (("Note", note) for note in self.notes)

    def __repr__(self):
        sign, _, title = _SIGNS[self.state]
        lines = [f"{sign} {self.exercise} {title}"]
        lines += [f"  {label}: {text}" if label else f"  {text}" for label, text in self._lines() if text]
        return "\n".join(lines)

    def _repr_html_(self):
        sign, colour, title = _SIGNS[self.state]
        rows = "".join(
            f'<p style="margin:.3em 0 0">{f"<strong>{label}:</strong> " if label else ""}{_as_html(text)}</p>'
            for label, text in self._lines()
            if text
        )
        # Text keeps the page's own colour, so that it reads in light and dark; the border repeats what the words say.
        return (
            f'<div role="status" style="border-left:.3em solid {colour};padding:.4em .9em;margin:.4em 0;color:inherit">'
            f'<p style="margin:0"><span aria-hidden="true">{sign}</span> '
            f"<strong>{escape(self.exercise)} · {title}</strong></p>{rows}</div>"
        )


def _as_html(text):
    """Return a message as HTML: what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def check(name, answer=None):
    """Check an answer against the public properties of an exercise.

    Parameters
    ----------
    name : str
        The exercise's id, for example "1.1-3".
    answer
        The function that you wrote (without calling it), or the value, as the exercise asks.

    Returns
    -------
    Feedback
        One of the six states, with what is violated and the likely mistake. Nothing that the answer does makes the
        check raise.

    Notes
    -----
    See the exercises of :lesson:`0.1` and :lesson:`1.1`.
    """
    try:
        exercise = find(name)
    except LookupError as reason:
        return Feedback(str(name), states.NOT_ATTEMPTED, str(reason))
    try:
        verdict, notes, returned = _judge(exercise, answer)
    except Exception as reason:  # the promise of this function: whatever an answer does, the notebook runs on
        said = f"The answer could not be judged ({type(reason).__name__}: {reason})."
        verdict, notes, returned = Verdict(states.WRONG_TYPE, said), [], None
    if verdict.state == states.NOT_ATTEMPTED:
        return Feedback(exercise.id, verdict.state, verdict.message)
    wrong = _fingerprint(returned, verdict) if verdict.state in _WRONG else None
    wrong, saved = progress.note(exercise.id, verdict.state, wrong=wrong)
    if not saved:
        notes.append(
            "Your progress could not be saved (PHYSDL_PROGRESS may name another file); the check is not affected."
        )
    return Feedback(
        exercise.id,
        verdict.state,
        verdict.message,
        verdict.mistake,
        tuple(s.name for s in verdict.standings if s.state == "holds" and verdict.state in _WRONG),
        exercise.hints[: wrong // _ANSWERS_PER_HINT] if verdict.state != states.CORRECT else (),
        tuple(notes),
    )


def _fingerprint(returned, verdict):
    """Return what tells one wrong answer from another: what it returned in the public cases, and what is said of it."""
    standings = [(standing.name, standing.state) for standing in verdict.standings]
    return hashlib.sha256(repr((returned, verdict.state, verdict.mistake, standings)).encode()).hexdigest()[:12]


def _judge(exercise, answer):
    """Return the verdict, the notes, and what the answer returned in the public cases."""
    if answer is None or answer is Ellipsis:
        return Verdict(states.NOT_ATTEMPTED, f"`{exercise.entry}` is still to be written."), [], None
    if exercise.kind == "function" and not callable(answer):
        hint = f'Hand over the function itself: check("{exercise.id}", {exercise.entry}).'
        return Verdict(states.WRONG_TYPE, f"A function is expected, got {type(answer).__name__}. {hint}"), [], None
    if exercise.kind == "value" and callable(answer):
        return Verdict(states.WRONG_TYPE, f"A value is expected, got {type(answer).__name__}."), [], None
    function = answer if exercise.kind == "function" else lambda: answer
    fresh = exercise.anew(generator())
    calls = encode_calls((*exercise.cases, *fresh))
    try:
        with watch(exercise.forbids, exercise.seconds) as seen:
            outcomes = call_all(function, calls)
    except OutOfRoom:
        large = f"`{exercise.signature}` held more than {ROOM >> 20} MB and was stopped."
        said = f"{large} The grader has no more for it either."
        return Verdict(states.STOPPED, said, exercise.stops.get("MemoryError", "")), [], None
    except OutOfTime:
        late = f"`{exercise.signature}` had not answered after {exercise.seconds:g} seconds and was stopped."
        likely = exercise.stops.get("OutOfTime", "")
        return Verdict(states.STOPPED, f"{late} The same limit holds when it is graded.", likely), [], None
    known = sum(len(case.calls) for case in exercise.cases)
    returned = outcomes[:known]
    if seen and seen[0].startswith(CHECKS):
        said = f"The answer takes its numbers from the check itself (`{seen[0]}`); write them yourself."
        return Verdict(states.VIOLATED, f"{said} It is not there when the answer is graded."), [], returned
    if seen:
        return (
            Verdict(states.VIOLATED, f"The answer hands the work to `{seen[0]}`; here you write it yourself."),
            [],
            returned,
        )
    verdict = judge(exercise, exercise.cases, returned)
    if verdict.state == states.CORRECT and fresh:
        drawn = judge(exercise, exercise.cases, outcomes, drawn=fresh)
        if drawn.state != states.CORRECT:
            verdict = replace(drawn, message=f"{_FRESH} {drawn.message}")
    return verdict, _strangers(answer), returned


def _strangers(answer):
    """Return a note about functions that the answer borrows from other cells, which the grader does not run."""
    if not isinstance(answer, FunctionType):
        return []
    home, code = answer.__globals__, answer.__code__
    borrowed = [
        name
        for name in code.co_names
        if isinstance(home.get(name), FunctionType)
        and home[name].__module__ == answer.__module__
        and home[name].__code__.co_filename != code.co_filename
    ]
    if not borrowed:
        return []
    return [f"It uses {', '.join(borrowed)} from another cell. A grader runs the answer cell alone: move it there."]
