"""Read an instructor's exercise notebook: which cell is what, and what stands between the marks.

The cells carry nbgrader's metadata (schema 3); what a cell is follows from it.

===========  ========  =================================  =====================================================
role         cell      metadata                           what students get
===========  ========  =================================  =====================================================
statement    markdown  locked                             all of it
setup        code      locked                             all but hidden tests; the grader runs it before each answer
answer       code      solution                           the stub: what is between the marks gives way to ``...``
check        code      grade, locked, points              what is outside the marks of hidden tests
open         markdown  grade, solution, points            the invitation to write; marked by hand
none         any       no nbgrader metadata               nothing: worked solutions stand in such cells
===========  ========  =================================  =====================================================

Marks are lines that contain ``BEGIN SOLUTION`` / ``END SOLUTION`` and ``BEGIN HIDDEN TESTS`` / ``END HIDDEN TESTS``.
Text after ``BEGIN SOLUTION:`` is the stub that takes the region's place. The hidden region of a check defines the
name ``specification``; that of a setup cell holds what all specifications import. Grade ids: ``1.1-3`` for the check
or the open cell, ``1.1-3-answer`` for the answer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from physdl._check import error
from physdl.course.grading.intake import grade_id, source

_ROLES = {
    ("markdown", False, False, True): "statement",
    ("code", False, False, True): "setup",
    ("code", False, True, False): "answer",
    ("code", True, False, True): "check",
    ("markdown", True, True, False): "open",
}
KINDS = ("SOLUTION", "HIDDEN TESTS")


@dataclass(frozen=True)
class Item:
    """One exercise of an instructor's notebook; `hidden` and `solution` are None for an open one."""

    id: str
    possible: float
    title: str
    answer_id: str | None = None
    hidden: str | None = None
    solution: str | None = None


def read(path):
    """Return the notebook at `path`, an instructor's own and trusted file."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def role(cell):
    """Return the role of a cell, or None for one that stays with the instructor."""
    marks = cell["metadata"].get("nbgrader")
    if marks is None:
        return None
    key = (cell["cell_type"], marks["grade"], marks["solution"], marks["locked"])
    if key not in _ROLES or not marks.get("grade_id"):
        raise error(f"cell {cell.get('id')}", "have a role that assignment.py lists", f"{marks} on a {key[0]} cell")
    return _ROLES[key]


def split(cell, kind):
    """Return a cell's source without the regions of `kind`, and what stood in them.

    `kind` is "SOLUTION" (the region gives way to its stub) or "HIDDEN TESTS" (it disappears).
    """
    kept, hidden, inside = [], [], False
    for line in source(cell).split("\n"):
        if f"BEGIN {kind}" in line or f"END {kind}" in line:
            begins = f"BEGIN {kind}" in line
            if begins == inside:
                raise error(f"cell {cell.get('id')}", "open and close its marks in turn", line)
            inside = begins
            if begins and kind == "SOLUTION":
                while kept and not kept[-1].strip():
                    kept.pop()
                indent = line[: len(line) - len(line.lstrip())]
                kept.append(indent + (line.partition("SOLUTION:")[2].strip() or "..."))
        else:
            (hidden if inside else kept).append(line)
    if inside:
        raise error(f"cell {cell.get('id')}", f"close the region it opened with BEGIN {kind}", "no closing mark")
    return "\n".join(kept).strip("\n"), "\n".join(hidden)


def solved(cell):
    """Return an answer cell's source with its solution in place and the marks gone."""
    return "\n".join(
        line for line in source(cell).split("\n") if not any(f" {k}" in line and "###" in line for k in KINDS)
    )


def items(notebook):
    """Return the exercises of a notebook in order."""
    answers = {grade_id(c): (c["id"], solved(c)) for c in notebook["cells"] if role(c) == "answer"}
    found, title = [], ""
    for cell in notebook["cells"]:
        part = role(cell)
        if part == "statement":
            title = source(cell).split("\n", 1)[0].lstrip("# ")
        if part in ("check", "open"):
            name, points = grade_id(cell), float(cell["metadata"]["nbgrader"]["points"])
            hidden = split(cell, "HIDDEN TESTS")[1] if part == "check" else None
            answer_id, solution = answers.get(f"{name}-answer", (None, None))
            found.append(Item(name, points, title, answer_id, hidden, solution))
    return found


def setup(notebook):
    """Return the source that runs before every answer, and what runs further before every specification."""
    halves = [split(cell, "HIDDEN TESTS") for cell in notebook["cells"] if role(cell) == "setup"]
    return "\n".join(shown for shown, _ in halves), "\n".join(hidden for _, hidden in halves)
