"""The trusted grader: one student's notebook in, points and feedback out.

Intake takes the answers' sources (`physdl.course.grading.intake`), each runs in a sandbox of its own on secret inputs
(`physdl.course.grading.sandbox`), and the specification from the instructor's notebook judges the numbers that come
out, here and outside. What goes wrong on the grader's side is reported as a failure without points; it never looks like
a zero.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np

from physdl.course import assignment
from physdl.course.exercise import (
    CORRECT,
    NOT_ATTEMPTED,
    STOPPED,
    WRONG_TYPE,
    Specification,
    Verdict,
    encode_calls,
    judge,
)
from physdl.course.exercises import find
from physdl.course.grading import intake, outputs
from physdl.course.grading.feedback import page
from physdl.course.grading.report import BY_HAND, FAILED, GRADED, Mark, Report
from physdl.course.grading.sandbox import Sandbox, SandboxFailure
from physdl.course.grading.words import remark as remark_on
from physdl.course.grading.words import told
from physdl.course.plain import NotPlain

_DECIDES = "Your instructor decides what counts."
_ALONE = " Each answer runs alone, after the first cell of the notebook: what it needs must stand in its own cell."


def source_of(lesson, instructor):
    """Return the instructor's notebook that holds the exercises of `lesson`."""
    for path in sorted(Path(instructor).glob("*/*.ipynb")):
        try:
            notebook = assignment.read(path)
            found = any(item.id.startswith(f"{lesson}-") for item in assignment.items(notebook))
        except (OSError, ValueError, KeyError, TypeError) as reason:
            raise intake.Refused(f"The instructor's notebook {path} cannot be read ({reason}).") from reason
        if found:
            return notebook
    raise intake.Refused(f"No notebook under {instructor} holds the exercises of lesson {lesson}.")


def grade(path, *, instructor="instructor", lesson=None, seed=None, unsafe=False, sandbox=None):
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
    sandbox : physdl.course.grading.sandbox.Sandbox, optional
        A stage that stands and has proved itself, for many notebooks; by default one of its own.

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
    lesson = intake.lesson(notebook, lesson)
    trusted = source_of(lesson, instructor)
    seed = int(np.random.SeedSequence().entropy % 2**63) if seed is None else seed
    hide = [instructor, Path(instructor).absolute().parent, Path(path).absolute().parent]
    with contextlib.ExitStack() as stack:
        if sandbox is None:
            sandbox = stack.enter_context(Sandbox(unsafe=unsafe))
            sandbox.prove()
        sandbox.keep_out(hide)
        setup = assignment.setup(trusted)
        marks = [
            _mark(item, notebook, setup, sandbox, np.random.default_rng([seed, number]))
            for number, item in enumerate(assignment.items(trusted))
        ]
    return Report(Path(path).name, lesson, seed, tuple(marks), sandbox.unsafe)


def _mark(item, notebook, setup, sandbox, rng):
    about = {"id": item.id, "title": item.title, "possible": item.possible}
    if item.hidden is None:
        return Mark(**about, status=BY_HAND, message="Your instructor reads this one.")
    try:
        exercise = find(item.id)
        answer = intake.take(notebook, f"{item.id}-answer", item.answer_id, exercise.entry)
        if answer.source is None:
            return Mark(**about, status=FAILED, message=f"{answer.reason} {_DECIDES}")
        about |= {"answer": answer.source, "remark": answer.remark}
        specification = specify(item, "\n".join(setup))
        drawn = list(specification.draw(rng))
        verdict, remark = _verdict(specification, exercise, drawn, setup[0], answer.source, sandbox)
        if any(standing.trouble for standing in verdict.standings):
            # A strange answer may break a property; a specification that is broken breaks at its own solution too.
            official, _ = _verdict(specification, exercise, drawn, setup[0], item.solution, sandbox)
            if official.state != CORRECT:
                raise ValueError(f"the exercise's own solution does not pass: {official.message}")
        points = specification.points(verdict, item.possible)
    except SandboxFailure as reason:
        return Mark(**about, status=FAILED, message=f"The grader's sandbox failed. {reason}")
    except Exception as reason:  # a fault of the specification must be seen, by the instructor, and cost nobody points
        return Mark(**about, status=FAILED, message=f"The grader failed ({type(reason).__name__}: {reason}).")
    if verdict.state == NOT_ATTEMPTED and answer.elsewhere:
        return Mark(**about, status=FAILED, message=f"Not the answer cell but another defines it. {_DECIDES}")
    return Mark(
        **about | {"remark": " ".join(filter(None, (answer.remark, remark)))},
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
        return Verdict(WRONG_TYPE if outcome.unreadable else STOPPED, outcome.reason), ""
    result = outcome.result if isinstance(outcome.result, dict) else {}
    remark = remark_on(result.get("dropped"), answer)
    if "stopped" in result:
        stopped = told({"raised": result["stopped"], **result})
        kind, text = stopped["raised"], stopped["text"]
        alone = _ALONE if kind == "NameError" else ""
        return Verdict(STOPPED, f"The answer cell stopped with {kind}{': ' + text if text else ''}.{alone}"), remark
    if "missing" in result:
        return Verdict(NOT_ATTEMPTED, f"The answer cell does not define `{exercise.entry}`."), remark
    outcomes = result.get("outcomes")
    outcomes = [told(entry) for entry in outcomes] if isinstance(outcomes, list) else outcomes
    verdict = judge(exercise, exercise.cases, outcomes, specification.properties, drawn)
    if verdict.state == STOPPED and "stopped with NameError" in verdict.message:
        verdict = replace(verdict, message=verdict.message + _ALONE)
    return verdict, remark


def add_parser(subparsers):
    """Add the command ``grade``."""
    parser = subparsers.add_parser("grade", help="grade one student's notebook (instructors)")
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--html", type=Path, metavar="OUT", help="write the feedback page for the student")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the result for the gradebook")
    parser.add_argument("--lesson", help="the lesson, for example 1.1 (default: what the answer cells say)")
    parser.add_argument("--instructor", type=Path, default=Path("instructor"), help="folder of the exercises' sources")
    parser.add_argument("--seed", type=_seed, help="draw the secret inputs of an earlier run again")
    parser.add_argument("--unsafe", action="store_true", help="run the answers WITHOUT a sandbox, with your own rights")
    parser.set_defaults(run=run)


def _seed(text):
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"a seed is a whole number from 0 on, not {text!r}")
    return int(text)


def run(options):
    """Grade, write what was asked for, and print one line for each exercise; 0 if graded, 3 if anything failed."""
    if options.unsafe:
        print("UNSAFE: the answers run without a sandbox and can do whatever you can do.", file=sys.stderr)
    try:
        with _stopped_by_signals():
            return _run(options)
    except KeyboardInterrupt:
        print("Stopped before everything was graded; nothing was saved.", file=sys.stderr)
        return 130


def _run(options):
    wanted = [path for path in (options.html, options.json) if path]
    try:
        for path in wanted:
            outputs.prepare(path)
    except intake.Refused as reason:
        print(f"Not graded. {reason}", file=sys.stderr)
        return 3
    try:
        report = grade(
            options.notebook,
            instructor=options.instructor,
            lesson=options.lesson,
            seed=options.seed,
            unsafe=options.unsafe,
        )
    except (intake.Refused, SandboxFailure, NotPlain) as reason:
        if options.json:
            failure = {"notebook": options.notebook.name, "status": FAILED, "points": None, "message": str(reason)}
            outputs.write(options.json, json.dumps(failure, indent=1))
        print(f"Not graded. {reason}", file=sys.stderr)
        return 3
    if options.html:
        outputs.write(options.html, page(report))
    if options.json:
        outputs.write(options.json, json.dumps(report.plain(), indent=1, allow_nan=False))
    for mark in report.marks:
        points = "–" if mark.points is None else f"{mark.points:g}"
        state = mark.state or mark.status
        print(f"{mark.id:<7} {points:>5} / {mark.possible:<5g} {state:<20} {intake.shown(mark.message)}")
    total = (
        "not complete: see the failures above" if report.points is None else f"{report.points:g} / {report.possible:g}"
    )
    print(f"points  {total}")
    return 3 if report.failed else 0


@contextlib.contextmanager
def _stopped_by_signals():
    """Let SIGTERM and SIGHUP end the work as an exception does, so that nothing temporary is left behind."""

    def leave(number, frame):
        raise SystemExit(128 + number)

    wanted = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {}
    try:
        if threading.current_thread() is threading.main_thread():
            before = {number: signal.signal(number, leave) for number in wanted}
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
