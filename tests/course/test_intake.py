import json
import os

import miniature
import pytest

from physdl.course.grading import intake
from physdl.course.grading.intake import Refused


def test_a_handed_in_notebook_gives_its_answer(tmp_path):
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students(["x = 1\n", "y = 2"]))
    notebook = intake.read(path)
    assert intake.lesson(notebook) == "1.1"
    assert intake.take(notebook, "1.1-1-answer", "1-1-1-answer").source == "x = 1\ny = 2"


def test_links_pipes_and_folders_are_refused(tmp_path):
    real = miniature.hand_in(tmp_path / "real.ipynb", miniature.students("x = 1"))
    (tmp_path / "soft.ipynb").symlink_to(real)
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    for name in ("soft", "pipe", "folder"):
        with pytest.raises(Refused, match="a link or not a regular file"):
            intake.read(tmp_path / f"{name}.ipynb")
    os.link(real, tmp_path / "hard.ipynb")
    with pytest.raises(Refused, match="a link or not a regular file"):
        intake.read(tmp_path / "hard.ipynb")
    with pytest.raises(Refused, match="cannot be opened"):
        intake.read(tmp_path / "nothing.ipynb")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b" " * 5_000_001, "larger than 5 MB"),
        ('"\u00e4"'.encode("latin-1"), "not UTF-8"),
        (b"print('hello')", "not a notebook"),
        (b'{"nbformat": 4, "nbformat": 4}', "twice"),
        (b"[" * 200_000, "not JSON"),
        (b'{"nbformat": 3}', "format 4"),
        (b"[]", "format 4"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 3}', "not a valid notebook"),
        (
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code"}]}',
            "not a valid notebook",
        ),
        (b'{"nbformat": 4, "nbformat_minor": NaN, "metadata": {}, "cells": []}', "bare word NaN"),
    ],
)
def test_what_is_no_notebook_is_refused(tmp_path, content, reason):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(Refused, match=reason):
        intake.read(path)


def test_a_notebook_of_another_lesson_or_of_none_is_refused():
    with pytest.raises(Refused, match="no answer cell"):
        intake.lesson({"cells": []})
    notebook = miniature.students("x = 1")
    second = json.loads(json.dumps(notebook).replace("1.1-1", "1.2-1"))
    with pytest.raises(Refused, match="several lessons"):
        intake.lesson({"cells": notebook["cells"] + second["cells"]})


def take(change):
    notebook = miniature.students("x = 1")
    answer = next(c for c in notebook["cells"] if c["id"] == "1-1-1-answer")
    change(notebook["cells"], answer)
    return intake.take(notebook, "1.1-1-answer", "1-1-1-answer")


def test_answer_cells_are_found_by_either_id():
    assert take(lambda cells, answer: answer.pop("id")).source == "x = 1"
    assert take(lambda cells, answer: answer.pop("metadata") and answer.update(metadata={})).source == "x = 1"
    assert take(lambda cells, answer: answer.update(metadata={"nbgrader": ["grade_id"]})).source == "x = 1"


def test_the_cell_with_both_ids_wins_over_its_copy():
    assert take(lambda cells, answer: cells.append({**answer, "id": "copy", "source": "x = 2"})).source == "x = 1"
    assert take(lambda cells, answer: cells.insert(0, {**answer, "metadata": {}, "source": "x = 2"})).source == "x = 1"


def test_two_equal_claims_are_not_decided_by_the_grader():
    found = take(lambda cells, answer: cells.append({**answer, "source": "x = 2"}))
    assert found.source is None
    assert "2 cells claim to be the answer" in found.reason


def test_a_missing_cell_and_one_turned_into_text_are_missing():
    assert take(lambda cells, answer: cells.remove(answer)) == intake.Answer(None)
    assert take(lambda cells, answer: answer.update(cell_type="markdown")) == intake.Answer(None)
