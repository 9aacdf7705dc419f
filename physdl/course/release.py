"""Make the students' exercise notebooks from the instructor's.

This is an allow-list: what is not named here is not released.

``instructor/<part>/<name>.ipynb`` becomes ``lessons/<part>/exercises/<name>.ipynb``. Of each cell with a role (see
`physdl.course.assignment`) the student gets the type, the id, the stripped source, and of the metadata nbgrader's own
keys. The same sources always give the same bytes.
"""

from __future__ import annotations

import json
from pathlib import Path

from physdl._check import error
from physdl.course import assignment

_MARKS = ("grade", "grade_id", "locked", "points", "schema_version", "solution", "task")
_FORBIDDEN = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN", "END HIDDEN", "MARK SCHEME")


def student_version(notebook):
    """Return the student's notebook of an instructor's notebook, both as plain data."""
    cells = [_released(cell) for cell in notebook["cells"] if assignment.role(cell)]
    ids = [cell["id"] for cell in cells]
    if len(set(ids)) != len(ids):
        raise error(
            "notebook", "have a different id for each cell", ", ".join(sorted(i for i in ids if ids.count(i) > 1))
        )
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _released(cell):
    text = assignment.source(cell)
    for kind in ("SOLUTION", "HIDDEN TESTS"):
        text, _ = assignment.split({**cell, "source": text}, kind)
    left = next((mark for mark in _FORBIDDEN if mark in text), None)
    if left:
        raise error(f"cell {cell['id']}", "keep its marks on lines of their own, in pairs", left)
    marks = cell["metadata"]["nbgrader"]
    metadata = {"deletable": False, "nbgrader": {key: marks[key] for key in _MARKS if key in marks}}
    if marks["locked"]:
        metadata["editable"] = False
    extra = {"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {}
    return {
        "cell_type": cell["cell_type"],
        "id": cell["id"],
        "metadata": metadata,
        "source": text.splitlines(keepends=True),
        **extra,
    }


def write(notebook):
    """Return a notebook as the text of its file."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def generate(root):
    """Return the students' notebooks under `root`: path → text, for every source under ``root/instructor``."""
    sources = sorted((Path(root) / "instructor").glob("[0-9]_*/[0-9]*_*.ipynb"))
    return {
        Path(root) / "lessons" / path.parent.name / "exercises" / path.name: write(
            student_version(assignment.read(path))
        )
        for path in sources
    }


def differences(root):
    """Return what is not as the sources say: missing, different, or without a source."""
    wanted = generate(root)
    found = set((Path(root) / "lessons").glob("*/exercises/*.ipynb"))
    problems = [f"{path.relative_to(root)} is missing" for path in wanted if path not in found]
    problems += [f"{path.relative_to(root)} has no source" for path in sorted(found - wanted.keys())]
    changed = [path for path in wanted if path in found and path.read_text(encoding="utf-8") != wanted[path]]
    return problems + [f"{path.relative_to(root)} differs from its source" for path in changed]


def add_parser(subparsers):
    """Add the command ``release``."""
    parser = subparsers.add_parser("release", help="make the students' exercise notebooks from instructor/")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if a notebook differs from its source"
    )
    parser.add_argument("--root", type=Path, default=Path(), help="the course folder (default: where you are)")
    parser.set_defaults(run=run)


def run(options):
    """Write or compare the notebooks."""
    if not (options.root / "instructor").is_dir():
        print("There is no folder instructor/ here: only instructors can make the students' notebooks.")
        return 2
    if options.check:
        problems = differences(options.root)
        print("\n".join(problems) or "Every exercise notebook is as its source says.")
        return 1 if problems else 0
    for path, text in generate(options.root).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(options.root))
    return 0
