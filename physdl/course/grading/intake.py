"""Take the answers out of a student's notebook, believing nothing about the file.

What is taken are the sources of the answer cells, found by the ids that the released notebook gave them. Outputs,
metadata, attachments and every other cell stay behind, so that nothing a student writes there reaches the grader.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass

from physdl.course.plain import NotPlain, load

LARGEST = 5_000_000
_ANSWER = re.compile(r"(\d+\.\d+)-\d+-answer")


class Refused(ValueError):
    """The file is not a notebook that can be graded; the text says why and what to do."""


@dataclass(frozen=True)
class Answer:
    """The source of one answer cell, or None and the reason why there is none."""

    source: str | None
    reason: str = ""


def read(path):
    """Return the notebook at `path` as plain data.

    Raises
    ------
    Refused
        If it is a link or no regular file, larger than 5 MB, not UTF-8, not JSON, or not a notebook of format 4.
    """
    name = os.path.basename(os.fspath(path))
    try:
        seen = os.lstat(path)
        if not stat.S_ISREG(seen.st_mode) or seen.st_nlink != 1:
            raise Refused(f"{name} is a link or not a regular file; hand in the notebook itself.")
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as reason:
        raise Refused(f"{name} cannot be opened: {reason.strerror}.") from reason
    with open(handle, "rb") as file:
        opened = os.fstat(handle)
        if (opened.st_dev, opened.st_ino) != (seen.st_dev, seen.st_ino):
            raise Refused(f"{name} was exchanged while it was opened.")
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise Refused(f"{name} is larger than {LARGEST // 1_000_000} MB; clear its outputs and hand it in again.")
    try:
        notebook = load(raw.decode("utf-8"))
    except UnicodeDecodeError as reason:
        raise Refused(f"{name} is not UTF-8 text.") from reason
    except NotPlain as reason:
        raise Refused(f"{name} is not a notebook: it holds {reason}.") from reason
    _validate(name, notebook)
    return notebook


def _validate(name, notebook):
    from nbformat.validator import iter_validate

    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise Refused(f"{name} is not a notebook of format 4; open it in JupyterLab, save it and hand it in again.")
    try:
        # Minor version 4 asks for no cell ids: editors that drop them do not cost anybody the points.
        first = next(iter_validate(notebook, version=4, version_minor=4, relax_add_props=True), None)
    except Exception as reason:  # whatever a forged structure provokes in the validator: the notebook is refused
        raise Refused(f"{name} is not a valid notebook ({type(reason).__name__}).") from reason
    if first is not None:
        raise Refused(f"{name} is not a valid notebook: {first.message.splitlines()[0][:200]}.")


def source(cell):
    """Return a cell's source as text."""
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)


def grade_id(cell):
    """Return the id under which nbgrader knows a cell, or None."""
    marks = cell.get("metadata", {}).get("nbgrader")
    value = marks.get("grade_id") if isinstance(marks, dict) else None
    return value if isinstance(value, str) else None


def lesson(notebook):
    """Return the lesson whose answer cells the notebook holds, for example "1.1"."""
    names = {match[1] for cell in notebook["cells"] if (match := _ANSWER.fullmatch(grade_id(cell) or ""))}
    if len(names) != 1:
        found = "answer cells of several lessons" if names else "no answer cell that it knows"
        raise Refused(f"The notebook holds {found}; name its lesson with --lesson, for example --lesson 1.1.")
    return names.pop()


def take(notebook, name, cell_id):
    """Return the answer in the cell that bears the grade id `name` or, where editors dropped it, the cell id `cell_id`.

    A cell that bears both wins over its copies. Two equal claims are not decided here: the answer is None with the
    reason, and the instructor decides.
    """
    by_name = [c for c in notebook["cells"] if c["cell_type"] == "code" and grade_id(c) == name]
    by_id = [c for c in notebook["cells"] if c["cell_type"] == "code" and c.get("id") == cell_id]
    both = [cell for cell in by_name if cell.get("id") == cell_id]
    for claims in (both, by_name, by_id):
        if len(claims) == 1:
            return Answer(source(claims[0]))
        if claims:
            return Answer(None, f"{len(claims)} cells claim to be the answer cell {name}.")
    return Answer(None)
