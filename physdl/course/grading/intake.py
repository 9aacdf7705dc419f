"""Take the answers out of a student's notebook, believing nothing about the file.

What is taken are the sources of the answer cells, found by the ids that the released notebook gave them or, where an
editor dropped those, by the name that an answer must define. Outputs, metadata, attachments and every other cell stay
behind, so that nothing a student writes there reaches the grader. Of the format no more is asked than that: a notebook
of any minor version of format 4, of any editor, with or without ids and outputs, will do.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass

from physdl.course.plain import NotPlain, load

LARGEST = 5_000_000
LONGEST = 200_000  # characters of one cell
_ANSWER = re.compile(r"(\d+\.\d+)-\d+-answer")
_ASKS = re.compile(r"""^\s*check\(\s*["'](\d+\.\d+)-\d+["']""", re.MULTILINE)
_KINDS = ("code", "markdown", "raw")


class Refused(ValueError):
    """The file is not a notebook that can be graded; the text says why and what to do."""


@dataclass(frozen=True)
class Answer:
    """The source of one answer cell and how it was found, or None and the reason why there is none.

    `elsewhere` says whether further cells define what the answer must define.
    """

    source: str | None
    reason: str = ""
    remark: str = ""
    elsewhere: bool = False


def shown(text, most=160):
    """Return text that a terminal shows and does not obey: one line without control characters."""
    return "".join(c if c.isprintable() else "?" for c in str(text))[:most]


def read(path):
    """Return the notebook at `path` as plain data: its cells with their kind, source, id and grade id.

    Raises
    ------
    Refused
        If it is a link or no regular file, larger than 5 MB, not UTF-8, not JSON, or not a notebook of format 4.
    """
    name = shown(os.path.basename(os.fspath(path)))
    try:
        seen = os.lstat(path)
        if not stat.S_ISREG(seen.st_mode):
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
        notebook = load(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as reason:
        raise Refused(f"{name} is not UTF-8 text; open it in JupyterLab, save it and hand it in again.") from reason
    except NotPlain as reason:
        raise Refused(f"{name} is not a notebook: it holds {reason}.") from reason
    return {"cells": _cells(name, notebook)}


def _cells(name, notebook):
    again = "open it in JupyterLab, save it and hand it in again"
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4:
        raise Refused(f"{name} is not a notebook of format 4; {again}.")
    if not isinstance(notebook.get("cells"), list):
        raise Refused(f"{name} has no list of cells; {again}.")
    cells = []
    for number, cell in enumerate(notebook["cells"], 1):
        if not isinstance(cell, dict) or cell.get("cell_type") not in _KINDS:
            raise Refused(f"Cell {number} of {name} is neither code nor text; {again}.")
        text = cell.get("source", "")
        if not isinstance(text, str) and not (isinstance(text, list) and all(isinstance(line, str) for line in text)):
            raise Refused(f"Cell {number} of {name} has a source that is no text; {again}.")
        metadata = cell.get("metadata")
        cells.append(
            {
                "cell_type": cell["cell_type"],
                "id": cell.get("id"),
                "metadata": metadata if isinstance(metadata, dict) else {},
                "source": source(cell | {"source": text}).replace("\r\n", "\n").replace("\r", "\n"),
            }
        )
    return cells


def source(cell):
    """Return a cell's source as text."""
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)


def grade_id(cell):
    """Return the id under which nbgrader knows a cell, or None."""
    marks = cell.get("metadata", {}).get("nbgrader")
    value = marks.get("grade_id") if isinstance(marks, dict) else None
    return value if isinstance(value, str) else None


def lesson(notebook, wanted=None):
    """Return the lesson whose answer cells the notebook holds, for example "1.1".

    Where ids are gone, the cells that ask for a check tell. `wanted` decides between several; it is refused where the
    notebook is of another lesson.
    """
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    names = {match[1] for cell in code if (match := _ANSWER.fullmatch(grade_id(cell) or ""))}
    names = names or {name for cell in code for name in _ASKS.findall(source(cell))}
    if wanted is not None:
        if names and wanted not in names:
            told = " and ".join(sorted(names))
            raise Refused(f"The notebook holds answers of lesson {told}, not of {wanted}: --lesson names another one.")
        return wanted
    if len(names) != 1:
        found = "answer cells of several lessons" if names else "no answer cell that it knows"
        raise Refused(f"The notebook holds {found}; name its lesson with --lesson, for example --lesson 1.1.")
    return names.pop()


def take(notebook, name, cell_id, entry=None):
    """Return the answer in the cell that bears the grade id `name` or, where editors dropped it, the cell id `cell_id`.

    A cell that bears both wins over its copies. Where no cell bears either, it is the code cell that defines `entry`.
    Two equal claims are not decided here, unless they say the same: the answer is None with the reason, and the
    instructor decides.
    """
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    by_name = [cell for cell in code if grade_id(cell) == name]
    by_id = [cell for cell in code if cell.get("id") == cell_id]
    both = [cell for cell in by_name if cell.get("id") == cell_id]
    defining = [cell for cell in code if entry and defines(source(cell), entry)]
    for claims in (both, by_name, by_id, defining):
        found = {source(cell) for cell in claims}
        if len(found) > 1:
            told = "define it" if claims is defining else f"claim to be the answer cell {name}"
            return Answer(None, f"{len(found)} cells {told}.")
        if found:
            text = found.pop()
            if len(text) > LONGEST:
                return Answer(None, f"The answer cell holds more than {LONGEST:,} characters.")
            remark = f"The answer was found by its name, `{entry}`: its cell has lost its id." * (claims is defining)
            return Answer(text, "", remark, any(source(cell) != text for cell in defining))
    return Answer(None, f"There is no answer cell, and no cell defines `{entry}`. Was it deleted?")


def defines(text, entry):
    """Return whether a cell seems to define the name `entry`; it is read as text, and never parsed."""
    name = re.escape(entry)
    return (
        re.search(rf"^[ \t]*((async[ \t]+)?def[ \t]+{name}[ \t]*\(|{name}[ \t]*(:[^=\n]*)?=(?!=))", text, re.M)
        is not None
    )
