"""Make the students' exercise notebooks from the instructor's.

This is an allow-list: what is not named here is not released.

``instructor/<part>/<name>.ipynb`` becomes ``lessons/<part>/exercises/<name>.ipynb``. Of each cell with a role (see
`physdl.course.assignment`) the student gets the type, the id, the stripped source, and of the metadata nbgrader's own
keys. The same sources always give the same bytes.

A notebook also travels alone, by the button on its page. So its first code cell imports `check` in such a way that a
reader without `physdl` is told in one sentence how to get it, and gets it at once where Python runs in a browser or,
once the book has an address, in Colab. The grader runs the instructor's cell, which has none of this.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

from physdl._check import error
from physdl.course import assignment, files

_MARKS = ("grade", "grade_id", "locked", "points", "schema_version", "solution", "task")
_IMPORT = "from physdl.course import check"
_ALONE = """\
try:
    from physdl.course import check
except ModuleNotFoundError as missing:  # the notebook stands alone
    import sys
    wheel = "{wheel}"
    if sys.platform == "emscripten":
        import piplite
        await piplite.install({package})
    {colab}else:
        raise ModuleNotFoundError(f"{{missing}}: open this notebook with `make lab` in the course folder, "
                                  f"or run `%pip install {{wheel}}`, a file that its page offers.") from None
    from physdl.course import check"""
_COLAB = """\
elif "google.colab" in sys.modules:
        get_ipython().run_line_magic("pip", f"install --quiet {wheel}")
    """
_FORBIDDEN = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN", "END HIDDEN", "MARK SCHEME")


def wheel(root):
    """Return the name of the file from which the library can be installed; the book offers it for download."""
    project = tomllib.loads((Path(root) / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['name']}-{project['version']}-py3-none-any.whl"


def get_library(file, address=""):
    """Return the lines that import `check`, or say how to get the library.

    Parameters
    ----------
    file : str
        The name of the library's wheel.
    address : str
        Where the book is published, if it is: the wheel lies there under ``_static``.
    """
    if not address:  # in the browser, the site has the library under its name; anywhere else, a reader has to fetch it
        return _ALONE.format(wheel=file, package='"physdl"', colab="")
    return _ALONE.format(wheel=f"{address.rstrip('/')}/_static/{file}", package="wheel", colab=_COLAB)


def student_version(notebook, *, library=_IMPORT):
    """Return the student's notebook of an instructor's notebook, both as plain data.

    `library` are the lines that take the place of the import of `check` (see `get_library`).
    """
    cells = [_released(cell, library) for cell in notebook["cells"] if assignment.role(cell)]
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


def _released(cell, library):
    text = assignment.source(cell)
    for kind in assignment.KINDS:
        text, _ = assignment.split({**cell, "source": text}, kind)
    left = next((mark for mark in _FORBIDDEN if mark in text), None)
    if left:
        raise error(f"cell {cell['id']}", "keep its marks on lines of their own, in pairs", left)
    if assignment.role(cell) == "setup":
        text = "\n".join(library if line == _IMPORT else line for line in text.split("\n"))
    marks = cell["metadata"]["nbgrader"]
    metadata = {"deletable": False, "nbgrader": {key: marks[key] for key in _MARKS if key in marks}}
    if marks["locked"]:
        metadata["editable"] = False
    if assignment.role(cell) == "setup":
        metadata["tags"] = ["hide-input"]  # the book folds it: how a lone notebook finds the library is no reading
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
    root = Path(root)
    library = get_library(wheel(root), published(root))
    return {
        root / "lessons" / path.parent.name / "exercises" / path.name: write(
            student_version(assignment.read(path), library=library)
        )
        for path in sorted((root / "instructor").glob("[0-9]_*/[0-9]*_*.ipynb"))
    }


def published(root):
    """Return the address at which the book is published, as its configuration names it, or an empty text."""
    text = (Path(root) / "book" / "_config.yml").read_text(encoding="utf-8")
    return re.search(r"^\s*html_baseurl:\s*[\"']?([^\"'\s#]*)", text, re.M)[1]


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
        print(
            "There is no folder instructor/ here: only instructors can make the students' notebooks.", file=sys.stderr
        )
        return 2
    if options.check:
        problems = differences(options.root)
        print("\n".join(problems) or "Every exercise notebook is as its source says.")
        return 1 if problems else 0
    for path, text in generate(options.root).items():
        files.replace(path, text)
        print(path.relative_to(options.root))
    return 0
