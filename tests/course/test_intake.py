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
        (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 3}', "no list of cells"),
        (b'{"nbformat": 4, "cells": [7]}', "Cell 1 of a.ipynb is neither code nor text"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "heading"}]}', "Cell 1 of a.ipynb is neither code nor text"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]}', "has a source that is no text"),
        (b'{"nbformat": 4, "nbformat_minor": NaN, "metadata": {}, "cells": []}', "bare word NaN"),
    ],
)
def test_what_is_no_notebook_is_refused(tmp_path, content, reason):
    path = tmp_path / "a.ipynb"
    path.write_bytes(content)
    with pytest.raises(Refused, match=reason):
        intake.read(path)


def test_a_second_name_of_an_honest_file_is_no_link(tmp_path):
    real = miniature.hand_in(tmp_path / "real.ipynb", miniature.students("x = 1"))
    os.link(real, tmp_path / "hard.ipynb")
    assert intake.lesson(intake.read(tmp_path / "hard.ipynb")) == "1.1"


@pytest.mark.parametrize("minor", [0, 1, 2, 3, 4, 5, None])
@pytest.mark.parametrize("lost", ["id", "outputs", "execution_count", "metadata"])
def test_every_dialect_of_the_format_is_read(tmp_path, minor, lost):
    notebook = miniature.students("x = 1")
    for cell in notebook["cells"]:
        cell.pop(lost, None)
    notebook |= {"nbformat_minor": minor}
    text = json.dumps({name: value for name, value in notebook.items() if value is not None}, indent=1)
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    read = intake.read(path)
    assert intake.lesson(read) == "1.1"
    assert intake.take(read, "1.1-1-answer", "1-1-1-answer").source == "x = 1"


def test_line_ends_of_other_systems_are_read(tmp_path):
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students("x = 1\r\ny = 2\rz = 3\n"))
    assert intake.take(intake.read(path), "1.1-1-answer", "").source == "x = 1\ny = 2\nz = 3\n"


def test_a_name_with_control_characters_does_not_reach_the_terminal(tmp_path):
    path = tmp_path / "a\x1b[31m\n\udcff.ipynb"
    with pytest.raises(Refused) as refused:
        intake.read(path)
    assert str(refused.value).isprintable()


def test_a_notebook_of_another_lesson_or_of_none_is_refused():
    with pytest.raises(Refused, match="no answer cell"):
        intake.lesson({"cells": []})
    notebook = miniature.students("x = 1")
    second = json.loads(json.dumps(notebook).replace("1.1-1", "1.2-1"))
    both = {"cells": notebook["cells"] + second["cells"]}
    with pytest.raises(Refused, match="several lessons"):
        intake.lesson(both)
    assert intake.lesson(both, "1.2") == "1.2"
    with pytest.raises(Refused, match=r"of lesson 1\.1 and 1\.2, not of 3\.2"):
        intake.lesson(both, "3.2")
    with pytest.raises(Refused, match=r"of lesson 1\.1, not of 3\.2"):
        intake.lesson(notebook, "3.2")


def test_the_lesson_is_known_by_its_checks_where_ids_are_gone():
    bare = [{"cell_type": "code", "source": 'check("1.1-1", f)'}, {"cell_type": "markdown", "source": 'check("9.9-1")'}]
    assert intake.lesson({"cells": bare}) == "1.1"


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


def test_two_equal_claims_are_not_decided_by_the_grader_unless_they_say_the_same():
    found = take(lambda cells, answer: cells.append({**answer, "source": "x = 2"}))
    assert found.source is None
    assert "2 cells claim to be the answer" in found.reason
    assert take(lambda cells, answer: cells.append(dict(answer))).source == "x = 1"


def test_a_missing_cell_and_one_turned_into_text_are_missing():
    for change in (
        lambda cells, answer: cells.remove(answer),
        lambda cells, answer: answer.update(cell_type="markdown"),
    ):
        found = take(change)
        assert found.source is None
        assert "no cell defines" in found.reason


def named(*sources):
    cells = [{"cell_type": "code", "metadata": {}, "source": text} for text in sources]
    return intake.take({"cells": cells}, "1.1-1-answer", "1-1-1-answer", "echo")


@pytest.mark.parametrize(
    "text",
    [
        "def echo(d):\n    pass",
        "import x\n\nasync def echo (d): pass",
        "echo = f",
        "echo: object = f",
        "   def echo(d): 1",
    ],
)
def test_an_answer_without_ids_is_found_by_its_name(text):
    found = named("import numpy", text, "check('1.1-1', echo)", "echo(3) == 2\nechoes = 3\ndef echo_2(): pass")
    assert found.source == text
    assert "found by its name" in found.remark


def test_two_cells_that_define_it_are_left_to_the_instructor():
    assert "2 cells define it" in named("def echo(d): 1", "def echo(d): 2").reason
    assert named("def echo(d): 1", "def echo(d): 1").source == "def echo(d): 1"
    assert "no cell defines `echo`" in named("def other(): 1").reason


def test_a_giant_cell_is_left_to_the_instructor():
    assert "more than 200,000 characters" in named("def echo(d): 1\n" + "# \n" * 100_000).reason
