"""A course of one exercise, 1.1-1, with an instructor's notebook and students' notebooks made in code."""

import json

from physdl.course import release

SOLUTION = "def echo_distance(d, c, t):\n    return np.sqrt((d + c * t) ** 2 - d**2) / 2\n"
DRAWN = 8
SPECIFICATION = """
from physdl.course.exercise import Case, Property, Specification
front = "the wall stands in front of you"
late = "from the distance you return, the echo arrives later than the direct sound by exactly the gap"
specification = Specification(
    "1.1-1",
    lambda rng: [Case.call(d, 343.0, 0.2) for d in rng.uniform(5, 50, 8)],
    essential=(late, front),
    credit={front: 0},
)
"""


def marks(name, *, grade=False, solution=False, points=None):
    found = {
        "grade": grade,
        "grade_id": name,
        "locked": not solution,
        "solution": solution,
        "schema_version": 3,
        "task": False,
    }
    return {"nbgrader": found | ({} if points is None else {"points": points})}


def cell(kind, name, source, metadata):
    extra = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": name.replace(".", "-"), "metadata": metadata, "source": source, **extra}


def instructors(specification=SPECIFICATION):
    hidden = f'check("1.1-1", echo_distance)\n### BEGIN HIDDEN TESTS\n{specification}\n### END HIDDEN TESTS'
    cells = [
        cell("code", "setup", "import numpy as np", marks("setup")),
        cell("markdown", "1.1-1-statement", "## 1.1-1 Echo (4 points)", marks("1.1-1-statement")),
        cell(
            "code",
            "1.1-1-answer",
            f"### BEGIN SOLUTION\n{SOLUTION}### END SOLUTION",
            marks("1.1-1-answer", solution=True),
        ),
        cell("code", "1.1-1", hidden, marks("1.1-1", grade=True, points=4)),
        cell("markdown", "1.1-2", "Open", marks("1.1-2", grade=True, solution=True, points=3)),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def students(answer):
    notebook = release.student_version(instructors())
    next(c for c in notebook["cells"] if c["id"] == "1-1-1-answer")["source"] = answer
    return notebook


def write(folder, *, specification=SPECIFICATION):
    """Write the instructor's folder below `folder` and return it."""
    path = folder / "instructor" / "1_action"
    path.mkdir(parents=True)
    (path / "1_fermat.ipynb").write_text(json.dumps(instructors(specification)))
    return folder / "instructor"


def hand_in(path, notebook):
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path
