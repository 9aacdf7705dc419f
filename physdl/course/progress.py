"""The reader's own record of the exercises: one small JSON file, never sent anywhere.

It lies at ``$PHYSDL_PROGRESS``, or else at ``.physdl/progress.json`` in the home directory. A file that cannot be read
or written never stops a check: reading falls back to an empty record (the unreadable file is kept beside it), writing
reports that nothing was saved.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from physdl.course import files
from physdl.course.exercise import STATES
from physdl.course.exercises import LESSONS, of_lesson

_KEPT = 50  # fingerprints of wrong answers for each exercise


def path():
    """Return where the record lies."""
    chosen = os.environ.get("PHYSDL_PROGRESS")
    return Path(chosen) if chosen else Path.home() / ".physdl" / "progress.json"


def read():
    """Return the record: exercise id → {"state", "tries", "wrong", "seen"}. What cannot be read counts as not there."""
    try:
        raw = json.loads(path().read_text(encoding="utf-8"))
        return {name: _entry(entry) for name, entry in raw["exercises"].items()}
    except (OSError, ValueError, LookupError, AttributeError, TypeError, ArithmeticError, RuntimeError):
        return {}


def _entry(entry):
    state = entry["state"]
    if state not in STATES:
        raise ValueError(f"unknown state {state!r}")
    seen = [str(one) for one in entry.get("seen", ())]
    return {"state": state, "tries": int(entry["tries"]), "wrong": int(entry["wrong"]), "seen": seen}


def note(name, state, *, wrong=None):
    """Enter a try at the exercise `name`; return how many wrong answers there were so far and whether it was saved.

    `wrong` is the fingerprint of a wrong answer, None for all other tries: the same one twice is one wrong answer. A
    state once correct stays on record, so that playing on with a solved exercise does not undo it.
    """
    record = read()
    entry = record.get(name, {"state": state, "tries": 0, "wrong": 0, "seen": []})
    entry["tries"] += 1
    if wrong is not None and wrong not in entry["seen"]:
        entry["wrong"] += 1
        entry["seen"] = [*entry["seen"], wrong][-_KEPT:]
    if entry["state"] != "correct":
        entry["state"] = state
    saved = _write({**record, name: entry}, empty=not record)
    return entry["wrong"], saved


def _write(record, *, empty):
    try:
        target = path()
        if empty and target.is_file() and target.stat().st_size:
            os.replace(target, target.with_name(target.name + ".unreadable"))
        files.replace(target, json.dumps({"exercises": record}, indent=1))
    except (OSError, RuntimeError):
        return False
    return True


def table():
    """Return the record as lines of text, one for each exercise of each lesson."""
    record = read()
    lines = []
    for lesson in LESSONS:
        for exercise in of_lesson(lesson):
            entry = record.get(exercise.id, {"state": "not attempted", "tries": 0})
            tries = f"{entry['tries']} {'try' if entry['tries'] == 1 else 'tries'}"
            lines.append(f"{exercise.id:<7} {exercise.entry:<26} {entry['state']:<20} {tries}")
    return lines


def add_parser(subparsers):
    """Add the command ``progress``."""
    parser = subparsers.add_parser("progress", help="show which exercises you have solved on this machine")
    parser.set_defaults(run=run)


def run(options):
    """Print the record and where it lies."""
    try:
        place = f"kept in {path()}"
    except RuntimeError:  # a user without a home
        place = "Nothing is kept: there is no home directory. Set PHYSDL_PROGRESS to a file of yours."
    print("\n".join([*table(), "", place]))
    return 0
