import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import hostile
import miniature
import pytest

from physdl.course.__main__ import main
from physdl.course.exercises import find
from physdl.course.grading import grade, sandbox
from physdl.course.grading.feedback import page

_TAGS = ("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "section", "strong")
_TAGS += ("details", "summary", "pre")
sandboxed = pytest.mark.usefixtures("bubblewrap")


@pytest.fixture
def course(tmp_path):
    return miniature.write(tmp_path / "course")


def graded(course, tmp_path, notebook, **options):
    path = miniature.hand_in(tmp_path / "student.ipynb", notebook)
    return grade.grade(path, instructor=course, seed=5, **options)


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text = set(), {}, ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= dict(attributes)

    def handle_data(self, data):
        self.text += data


@sandboxed
def test_a_right_answer_is_graded_and_the_open_one_left_to_a_person(course, tmp_path):
    report = graded(course, tmp_path, miniature.students(miniature.SOLUTION))
    assert [(m.id, m.status, m.points) for m in report.marks] == [("1.1-1", "graded", 4), ("1.1-2", "by hand", None)]
    assert (report.points, report.possible, report.failed) == (4, 4, False)
    assert report.plain()["status"] == "graded"
    json.dumps(report.plain(), allow_nan=False)


@sandboxed
def test_only_answer_cells_count(course, tmp_path):
    """Tags, outputs, other cells and metadata of a student's notebook change nothing."""
    notebook = miniature.students(hostile.WRONG)
    for cell in notebook["cells"]:
        cell["metadata"] |= {"tags": ["skip-execution"], "points": 100}
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "points 100"}]
    right = {**notebook["cells"][0], "id": "extra", "metadata": {}, "source": miniature.SOLUTION}
    check = next(c for c in notebook["cells"] if c["id"] == "1-1-1")
    check["source"] = "echo_distance = lambda *a: 0\npoints = 100"
    check["metadata"]["nbgrader"]["points"] = 100
    notebook["cells"] = [right, *notebook["cells"], {**right, "id": "last"}]
    mark = graded(course, tmp_path, notebook).marks[0]
    assert (mark.points, mark.possible, mark.state) == (0, 4, "property violated")


@sandboxed
def test_what_a_student_writes_is_text_on_the_feedback_page(course, tmp_path):
    attack = '</pre><script>alert(1)</script><img src=x onerror="alert(2)"><style>*{display:none}</style>\u202e'
    answer = f"# {attack}\nraise ValueError({attack!r})\n"
    notebook = miniature.students(answer)
    notebook["cells"].append(miniature.cell("markdown", "more", attack, {}))
    report = graded(course, tmp_path, notebook)
    text = page(report)
    found = Page(text)
    assert found.tags == {*_TAGS}
    assert not any(name.startswith("on") or name in ("src", "href") for name in found.attributes)
    assert "<script>alert(1)</script>" in found.text
    assert "\u202e" not in text
    assert "\\u202e" in text
    assert "stopped with ValueError" in text
    assert "■ stopped by an error" in text


def test_the_page_may_load_nothing_and_shows_nothing_hidden(course, tmp_path):
    mark = grade.Mark("1.1-1", "A title", "graded", 4, 2.5, "almost", "Nearly.", "A slip.", (), "x = 1")
    text = page(grade.Report("a.ipynb", "1.1", 123456789, (mark,)))
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1]
    style = re.search(r"<style>(.*?)</style>", text, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.split("; ")[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]
    assert "123456789" not in text
    assert "2.5 of 4" in text
    assert "http:" not in text.replace("http-equiv", "")
    assert "https:" not in text


def test_a_trial_without_a_sandbox_says_so_loudly(course, tmp_path, capsys):
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students(miniature.SOLUTION))
    out = tmp_path / "a.html"
    assert main(["grade", str(path), "--instructor", str(course), "--unsafe", "--html", str(out)]) == 0
    said = capsys.readouterr()
    assert "UNSAFE" in said.err
    assert "points  4 / 4" in said.out
    assert "Graded without a sandbox" in out.read_text()


@pytest.mark.parametrize("answer", ["raise ValueError('no')", "def echo_distance(*a):\n    return 1 / 0"])
def test_an_error_is_called_so_on_the_feedback_page(course, tmp_path, answer):
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students(answer))
    out = tmp_path / "a.html"
    assert main(["grade", str(path), "--instructor", str(course), "--unsafe", "--html", str(out)]) == 0
    assert "■ stopped by an error" in out.read_text()


def test_an_answer_that_was_stopped_is_told_from_one_that_cannot_be_read():
    class Stage:
        def __init__(self, *said):
            self.run = lambda job, **limits: sandbox.Outcome(None, *said)

    def state(stage):
        return grade._verdict(None, find("1.1-1"), [], "", "", stage).state

    assert state(Stage("It had not answered after 10 seconds and was stopped.")) == "stopped by an error"
    assert state(Stage("What it left as its answer cannot be read.", True)) == "wrong type or shape"


def test_without_bubblewrap_nothing_is_graded_and_the_fix_is_named(course, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students(miniature.SOLUTION))
    result = tmp_path / "a.json"
    assert main(["grade", str(path), "--instructor", str(course), "--json", str(result)]) == 3
    assert "apt install bubblewrap" in capsys.readouterr().err
    assert json.loads(result.read_text())["points"] is None
    assert json.loads(result.read_text())["status"] == "failed"
    monkeypatch.setattr(sandbox.sys, "platform", "darwin")
    assert main(["grade", str(path), "--instructor", str(course)]) == 3
    assert "Linux" in capsys.readouterr().err


@sandboxed
@pytest.mark.parametrize(
    ("specification", "words"),
    [
        ("specification = 3", "must define `specification`"),
        ("raise ZeroDivisionError", "ZeroDivisionError"),
        (miniature.SPECIFICATION.replace('"the wall stands', '"a wall stands'), "a property that it does not have"),
        (miniature.SPECIFICATION.replace("rng.uniform(5, 50, 8)", "[object()]"), "NotPlain"),
    ],
)
def test_a_fault_of_the_grader_is_never_a_zero(tmp_path, capsys, specification, words):
    course = miniature.write(tmp_path / "course", specification=specification)
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students(miniature.SOLUTION))
    result = tmp_path / "a.json"
    assert main(["grade", str(path), "--instructor", str(course), "--json", str(result)]) == 3
    assert "not complete" in capsys.readouterr().out
    found = json.loads(result.read_text())
    assert (found["status"], found["points"], found["marks"][0]["points"]) == ("failed", None, None)
    assert words in found["marks"][0]["message"]


@sandboxed
def test_two_answer_cells_are_left_to_the_instructor(course, tmp_path):
    notebook = miniature.students(miniature.SOLUTION)
    answer = next(c for c in notebook["cells"] if c["id"] == "1-1-1-answer")
    notebook["cells"].append({**answer, "source": hostile.WRONG})
    mark = graded(course, tmp_path, notebook).marks[0]
    assert (mark.status, mark.points) == ("failed", None)
    assert "Your instructor decides" in mark.message


@sandboxed
def test_a_missing_answer_and_a_name_from_elsewhere_are_explained(course, tmp_path):
    notebook = miniature.students(miniature.SOLUTION)
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] != "1-1-1-answer"]
    assert "answer cell is missing" in graded(course, tmp_path, notebook, lesson="1.1").marks[0].message
    mark = graded(course, tmp_path, miniature.students("helper(1)\n" + hostile.WRONG)).marks[0]
    assert "what it needs must stand in it" in mark.message
    mark = graded(course, tmp_path, miniature.students("def other():\n    pass\n")).marks[0]
    assert (mark.state, mark.points) == ("not attempted", 0)


@sandboxed
def test_the_same_seed_draws_the_same_inputs(course, tmp_path):
    almost = miniature.SOLUTION.replace("/ 2", "/ 2 + 1e-9 * np.sin(np.pi * d / 5)")  # right on public cases
    errors = [graded(course, tmp_path, miniature.students(almost)).marks[0].properties[0].error for _ in range(2)]
    assert errors[0] == errors[1] > 0
    path = tmp_path / "student.ipynb"
    other = grade.grade(path, instructor=course).marks[0].properties[0].error
    assert other != errors[0]


def test_an_unknown_lesson_is_refused(course, tmp_path, capsys):
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students(miniature.SOLUTION))
    assert main(["grade", str(path), "--instructor", str(course), "--lesson", "7.7"]) == 3
    assert "No notebook" in capsys.readouterr().err
