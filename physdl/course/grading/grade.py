"""The trusted grader: one student's notebook in, points and feedback out.

Intake takes the answers' sources (`physdl.course.grading.intake`), each runs in a sandbox of its own on secret inputs
(`physdl.course.grading.sandbox`), and the specification from the instructor's notebook judges the numbers that come
out, here and outside. What goes wrong on the grader's side is reported as a failure without points; it never looks like
a zero.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from physdl.course import assignment
from physdl.course.exercise import (
    NOT_ATTEMPTED,
    STOPPED,
    WRONG_TYPE,
    Specification,
    Standing,
    Verdict,
    encode_calls,
    judge,
)
from physdl.course.exercises import find
from physdl.course.grading import intake
from physdl.course.grading.feedback import page
from physdl.course.grading.sandbox import Sandbox, SandboxFailure
from physdl.course.plain import NotPlain

GRADED, BY_HAND, FAILED = "graded", "by hand", "failed"


@dataclass(frozen=True)
class Mark:
    """What became of one exercise: `status` is "graded", "by hand" or "failed"; only the first has points."""

    id: str
    title: str
    status: str
    possible: float
    points: float | None = None
    state: str = ""
    message: str = ""
    mistake: str = ""
    properties: tuple[Standing, ...] = ()
    answer: str = ""


@dataclass(frozen=True)
class Report:
    """What became of one notebook; `seed` draws the same secret inputs again."""

    notebook: str
    lesson: str
    seed: int
    marks: tuple[Mark, ...]
    unsafe: bool = False

    @property
    def failed(self):
        """Return whether anything could not be graded."""
        return any(mark.status == FAILED for mark in self.marks)

    @property
    def points(self):
        """Return the sum of the automatic points, or None while anything has failed."""
        return None if self.failed else round(sum(m.points for m in self.marks if m.status == GRADED), 2)

    @property
    def possible(self):
        """Return the points that can be earned automatically."""
        return sum(m.possible for m in self.marks if m.status != BY_HAND)

    def plain(self):
        """Return the report as plain data."""
        status = FAILED if self.failed else GRADED
        marks = [{**asdict(m), "properties": [_plain(s) for s in m.properties]} for m in self.marks]
        return {**asdict(self), "status": status, "points": self.points, "possible": self.possible, "marks": marks}


def _plain(standing):
    """Return how a property came out; an error beyond measure is written as null, as JSON has no infinity."""
    return {**asdict(standing), "error": standing.error if np.isfinite(standing.error) else None}


def source_of(lesson, instructor):
    """Return the instructor's notebook that holds the exercises of `lesson`."""
    for path in sorted(Path(instructor).glob("*/*.ipynb")):
        notebook = assignment.read(path)
        if any(item.id.startswith(f"{lesson}-") for item in assignment.items(notebook)):
            return notebook
    raise intake.Refused(f"No notebook under {instructor} holds the exercises of lesson {lesson}.")


def grade(path, *, instructor="instructor", lesson=None, seed=None, unsafe=False):
    """Grade the notebook at `path`.

    Parameters
    ----------
    path : path-like
        The student's notebook.
    instructor : path-like
        The folder with the instructors' notebooks.
    lesson : str, optional
        The lesson, for example "1.1"; by default the one whose answer cells the notebook holds.
    seed : int, optional
        Draws the secret inputs; by default fresh entropy.
    unsafe : bool
        Run the answers without a sandbox.

    Returns
    -------
    Report

    Raises
    ------
    physdl.course.grading.intake.Refused
        If the file is no notebook that can be graded.
    physdl.course.grading.sandbox.SandboxFailure
        If there is no working sandbox.
    """
    notebook = intake.read(path)
    lesson = lesson or intake.lesson(notebook)
    trusted = source_of(lesson, instructor)
    seed = int(np.random.SeedSequence().entropy % 2**63) if seed is None else seed
    with Sandbox(hide=[instructor, Path(path).absolute().parent], unsafe=unsafe) as sandbox:
        sandbox.prove()
        setup = assignment.setup(trusted)
        marks = [
            _mark(item, notebook, setup, sandbox, np.random.default_rng([seed, number]))
            for number, item in enumerate(assignment.items(trusted))
        ]
    return Report(Path(path).name, lesson, seed, tuple(marks), unsafe)


def _mark(item, notebook, setup, sandbox, rng):
    about = {"id": item.id, "title": item.title, "possible": item.possible}
    if item.hidden is None:
        return Mark(**about, status=BY_HAND, message="Your instructor reads this one.")
    answer = intake.take(notebook, f"{item.id}-answer", item.answer_id)
    if answer.reason:
        return Mark(**about, status=FAILED, message=f"{answer.reason} Your instructor decides which one counts.")
    if answer.source is None:
        message = "The answer cell is missing. Was it deleted? Copy your answer into the cell of a fresh notebook."
        return Mark(**about, status=GRADED, points=0.0, state=NOT_ATTEMPTED, message=message)
    about["answer"] = answer.source
    try:
        specification, exercise = specify(item, "\n".join(setup)), find(item.id)
        drawn = list(specification.draw(rng))
        verdict = _verdict(specification, exercise, drawn, setup[0], answer.source, sandbox)
        points = specification.points(verdict, item.possible)
    except SandboxFailure as reason:
        return Mark(**about, status=FAILED, message=f"The grader's sandbox failed. {reason}")
    except Exception as reason:  # a fault of the specification must be seen, by the instructor, and cost nobody points
        return Mark(**about, status=FAILED, message=f"The grader failed ({type(reason).__name__}: {reason}).")
    return Mark(
        **about,
        status=GRADED,
        points=points,
        state=verdict.state,
        message=verdict.message,
        mistake=verdict.mistake,
        properties=verdict.standings,
    )


def specify(item, setup):
    """Return the hidden specification of an item of an instructor's notebook, read after the source `setup`."""
    space = {"__name__": f"specification of {item.id}"}
    exec(compile(setup, "<setup>", "exec"), space)
    exec(compile(item.hidden, f"<specification of {item.id}>", "exec"), space)
    specification = space.get("specification")
    if not isinstance(specification, Specification) or specification.id != item.id:
        raise TypeError(f"the hidden tests of {item.id} must define `specification`, a Specification of that id")
    return specification


def _verdict(specification, exercise, drawn, setup, answer, sandbox):
    job = {
        "setup": setup,
        "answer": answer,
        "entry": exercise.entry,
        "kind": exercise.kind,
        "calls": encode_calls((*exercise.cases, *drawn)),
    }
    outcome = sandbox.run(job, seconds=exercise.seconds, forbids=exercise.forbids)
    if outcome.reason:
        return Verdict(WRONG_TYPE if outcome.unreadable else STOPPED, outcome.reason)
    result = outcome.result if isinstance(outcome.result, dict) else {}
    if "stopped" in result:
        kind, text = str(result["stopped"])[:80], str(result.get("text", ""))[:400]
        alone = " The grader runs the answer cell alone: what it needs must stand in it." if kind == "NameError" else ""
        return Verdict(STOPPED, f"The answer cell stopped with {kind}: {text}.{alone}")
    if "missing" in result:
        return Verdict(NOT_ATTEMPTED, f"The answer cell does not define `{exercise.entry}`.")
    return judge(exercise, exercise.cases, result.get("outcomes"), specification.properties, drawn)


def add_parser(subparsers):
    """Add the command ``grade``."""
    parser = subparsers.add_parser("grade", help="grade one student's notebook (instructors)")
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--html", type=Path, metavar="OUT", help="write the feedback page for the student")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the result for the gradebook")
    parser.add_argument("--lesson", help="the lesson, for example 1.1 (default: what the answer cells say)")
    parser.add_argument("--instructor", type=Path, default=Path("instructor"), help="folder of the exercises' sources")
    parser.add_argument("--seed", type=int, help="draw the secret inputs of an earlier run again")
    parser.add_argument("--unsafe", action="store_true", help="run the answers WITHOUT a sandbox, with your own rights")
    parser.set_defaults(run=run)


def run(options):
    """Grade, print one line for each exercise, and write what was asked for; 0 if graded, 3 if anything failed."""
    if options.unsafe:
        print("UNSAFE: the answers run without a sandbox and can do whatever you can do.", file=sys.stderr)
    try:
        report = grade(
            options.notebook,
            instructor=options.instructor,
            lesson=options.lesson,
            seed=options.seed,
            unsafe=options.unsafe,
        )
    except (intake.Refused, SandboxFailure, NotPlain) as reason:
        print(f"Not graded. {reason}", file=sys.stderr)
        if options.json:
            failure = {"notebook": options.notebook.name, "status": FAILED, "points": None, "message": str(reason)}
            options.json.write_text(json.dumps(failure, indent=1), encoding="utf-8")
        return 3
    for mark in report.marks:
        points = "–" if mark.points is None else f"{mark.points:g}"
        print(
            f"{mark.id:<7} {points:>5} / {mark.possible:<5g} {mark.state or mark.status:<20} {_one_line(mark.message)}"
        )
    total = (
        "not complete: see the failures above" if report.points is None else f"{report.points:g} / {report.possible:g}"
    )
    print(f"points  {total}")
    if options.html:
        options.html.write_text(page(report), encoding="utf-8")
    if options.json:
        options.json.write_text(json.dumps(report.plain(), indent=1, allow_nan=False), encoding="utf-8")
    return 3 if report.failed else 0


def _one_line(text):
    return "".join(c if c.isprintable() else " " for c in text)[:160]
