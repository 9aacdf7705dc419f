import base64
import contextlib
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from html.parser import HTMLParser

import hostile
import miniature
import numpy as np
import pytest

from physdl.course.__main__ import main
from physdl.course.exercise import encode_calls, judge
from physdl.course.exercises import find
from physdl.course.grading import grade, outputs, sandbox
from physdl.course.grading.feedback import page
from physdl.course.plain import call_all

_TAGS = ("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "section", "strong")
_TAGS += ("details", "summary", "pre")
sandboxed = pytest.mark.usefixtures("bubblewrap")


@pytest.fixture
def course(tmp_path):
    return miniature.write(tmp_path / "course")


@pytest.fixture
def graded(course, tmp_path, stage):
    """Return a function that grades a notebook on the stage that all tests share."""

    def graded(notebook, seed=5, **options):
        path = miniature.hand_in(tmp_path / "student.ipynb", notebook)
        return grade.grade(path, instructor=course, seed=seed, sandbox=stage, **options)

    return graded


@pytest.fixture
def shared(monkeypatch, stage):
    """Let the command grade on that stage, too."""
    monkeypatch.setattr(grade, "Sandbox", lambda unsafe: contextlib.nullcontext(stage))


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
def test_a_right_answer_is_graded_and_the_open_one_left_to_a_person(graded):
    report = graded(miniature.students(miniature.SOLUTION))
    assert [(m.id, m.status, m.points) for m in report.marks] == [("1.1-1", "graded", 4), ("1.1-2", "by hand", None)]
    assert (report.points, report.possible, report.failed) == (4, 4, False)
    assert report.plain()["status"] == "graded"
    json.dumps(report.plain(), allow_nan=False)


@sandboxed
def test_only_answer_cells_count(graded):
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
    mark = graded(notebook).marks[0]
    assert (mark.points, mark.possible, mark.state) == (0, 4, "property violated")


@sandboxed
def test_what_a_student_writes_is_text_on_the_feedback_page(graded):
    attack = '</pre><script>alert(1)</script><img src=x onerror="alert(2)"><style>*{display:none}</style>\u202e'
    answer = f"# {attack}\nraise ValueError({attack!r})\n"
    notebook = miniature.students(answer)
    notebook["cells"].append(miniature.cell("markdown", "more", attack, {}))
    report = graded(notebook)
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
        return grade._verdict(None, find("1.1-1"), [], "", "", stage)[0].state

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
        (
            miniature.SPECIFICATION.replace(
                "essential=", "properties=(Property('x', lambda t: 1 / 0, 1),), essential="
            ),
            "the exercise's own solution does not pass",
        ),
    ],
)
def test_a_fault_of_the_grader_is_never_a_zero(tmp_path, capsys, shared, specification, words):
    course = miniature.write(tmp_path / "course", specification=specification)
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students(miniature.SOLUTION))
    result = tmp_path / "a.json"
    assert main(["grade", str(path), "--instructor", str(course), "--json", str(result)]) == 3
    assert "not complete" in capsys.readouterr().out
    found = json.loads(result.read_text())
    assert (found["status"], found["points"], found["marks"][0]["points"]) == ("failed", None, None)
    assert words in found["marks"][0]["message"]


@sandboxed
def test_what_breaks_a_property_but_not_at_the_own_solution_is_the_answers_fault(tmp_path, stage):
    odd = "def odd(trial):\n    if trial.result < 0:\n        raise KeyError(trial.result)\n    return 0.0\n\n\n"
    specification = odd + miniature.SPECIFICATION.replace(
        "essential=", "properties=(Property('x', odd, 1),), essential="
    )
    course = miniature.write(tmp_path / "course", specification=specification)
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students("def echo_distance(*a):\n    return -17.5\n"))
    mark = grade.grade(path, instructor=course, sandbox=stage).marks[0]
    assert (mark.status, mark.points, mark.state) == ("graded", 0, "property violated")
    assert [s.trouble for s in mark.properties] == ["", "", "KeyError"]


STRANGE = ["[True]", "True", "1", "[]", "{}", "'1'", "1e155", "-1e155", "10**300", "1j", "None", "np.float32(1)"]
STRANGE += [
    "np.array(1)",
    "np.array([True])",
    "np.array([], dtype=bool)",
    "np.longdouble(3)",
    "[[1], [2, 3]]",
    "{1: 2}",
]
STRANGE += [
    "np.ma.masked",
    "np.zeros((0, 3))",
    "np.datetime64('2020')",
    "range(3)",
    "lambda: 1",
    "float('-inf')",
    "deep",
]


def test_no_strange_result_makes_the_grader_fail(course):
    """Without the sandbox, where what returns is the same: every result is judged in a sentence."""
    job = "import numpy as np\ndeep = []\ndeep.append(deep)\ndef echo_distance(*a):\n    return "
    with sandbox.Sandbox(unsafe=True) as open_air:
        answers = [miniature.students(f"{job}{value}\n") for value in STRANGE]
        trusted = grade.source_of("1.1", course)
        item, setup = grade.assignment.items(trusted)[0], grade.assignment.setup(trusted)
        seen = [grade._mark(item, a, setup, open_air, np.random.default_rng(1)) for a in answers[::4]]
    verdicts = []
    for value in STRANGE:
        space = {"np": np}
        exec(f"{job}{value}\n", space)
        exercise = find("1.1-1")
        outcomes = call_all(space["echo_distance"], encode_calls(exercise.cases))
        verdicts.append(judge(exercise, exercise.cases, json.loads(json.dumps(outcomes))))
    assert all(mark.status == "graded" and mark.points == 0 and mark.message for mark in seen)
    assert all(verdict.state != "correct" and verdict.message.endswith(".") for verdict in verdicts)
    assert not any("maximum recursion depth" in verdict.message for verdict in verdicts)


@sandboxed
def test_what_the_check_refuses_earns_no_full_points(graded):
    """The drawn cases hold no singer without a listener; the public ones do."""
    alone = miniature.SOLUTION.replace("/ 2", "/ 2 if d > 0 else c * t")
    mark = graded(miniature.students(alone)).marks[0]
    assert (mark.state, mark.points) == ("property violated", 0)


@sandboxed
def test_two_answer_cells_are_left_to_the_instructor(graded):
    notebook = miniature.students(miniature.SOLUTION)
    answer = next(c for c in notebook["cells"] if c["id"] == "1-1-1-answer")
    notebook["cells"].append({**answer, "source": hostile.WRONG})
    mark = graded(notebook).marks[0]
    assert (mark.status, mark.points) == ("failed", None)
    assert "Your instructor decides" in mark.message


@sandboxed
def test_no_zero_is_silent(graded):
    """A deleted or emptied cell, lost ids, an answer in a cell of its own: found by its name, or left to a person."""
    notebook = miniature.students(miniature.SOLUTION)
    bare = {**notebook, "cells": [{**cell, "id": "x", "metadata": {}} for cell in notebook["cells"]]}
    mark = graded(bare).marks[0]
    assert (mark.status, mark.points) == ("graded", 4)
    assert "found by its name" in mark.remark
    deleted = {**notebook, "cells": [c for c in notebook["cells"] if c["id"] != "1-1-1-answer"]}
    report = graded(deleted, lesson="1.1")
    assert (report.marks[0].status, report.points, report.failed) == ("failed", None, True)
    assert "Your instructor decides" in report.marks[0].message
    elsewhere = miniature.students("def echo_distance(separation, speed, gap):\n    ...\n")
    elsewhere["cells"].append(miniature.cell("code", "mine", miniature.SOLUTION, {}))
    mark = graded(elsewhere).marks[0]
    assert (mark.status, mark.points) == ("failed", None)
    assert "another defines it" in mark.message


@sandboxed
def test_a_name_from_elsewhere_is_explained(graded):
    for source in ("helper(1)\n" + hostile.WRONG, "def echo_distance(*a):\n    return helper(1)\n"):
        assert "what it needs must stand in its own cell" in graded(miniature.students(source)).marks[0].message
    mark = graded(miniature.students("def other():\n    pass\n")).marks[0]
    assert (mark.state, mark.points) == ("not attempted", 0)


@sandboxed
def test_the_same_seed_draws_the_same_inputs(graded):
    almost = miniature.SOLUTION.replace("/ 2", "/ 2 + 1e-9 * np.sin(np.pi * d / 5)")  # right on public cases
    errors = [graded(miniature.students(almost)).marks[0].properties[0].error for _ in range(2)]
    assert errors[0] == errors[1] > 0
    assert graded(miniature.students(almost), seed=None).marks[0].properties[0].error != errors[0]


KNOWN = [call for case in find("1.1-1").cases for call in case.calls]
TELLTALE = f"""
def echo_distance(separation, speed, gap):
    if (separation, speed, gap) in {KNOWN}:
        return np.sqrt((separation + speed * gap) ** 2 - separation**2) / 2
    ACTION
"""


@sandboxed
@pytest.mark.parametrize(
    "action",
    [
        "raise ValueError(f'asked for {separation} {speed!r} {gap:.3e}')",
        "raise type(f'E{separation}'.replace('.', 'p'), (Exception,), {})()",
        "return {separation: gap}",
    ],
)
def test_secret_inputs_do_not_travel_in_the_words_of_an_exception(graded, action):
    report = graded(miniature.students(TELLTALE.replace("ACTION", action)))
    item = grade.assignment.items(miniature.instructors())[0]
    specification = grade.specify(item, "from physdl.course.exercise import Property")
    drawn = [call for case in specification.draw(np.random.default_rng([5, 0])) for call in case.calls]
    said = json.dumps(report.plain()) + page(report)
    assert not any(str(value)[:6] in said.replace("p", ".") for call in drawn for value in call if value != 343.0)
    assert "343.0" not in json.dumps([m.message for m in report.marks])
    if "raise ValueError" in action:
        assert "stopped with ValueError: asked for … … … (line 5 of the answer cell)" in report.marks[0].message


MAGIC = {
    "%%time": "%%time\nSOLUTION",
    "%%capture": "%%capture out\nSOLUTION",
    "%matplotlib inline": "%matplotlib inline\nSOLUTION",
    "!pip": "!pip --version\nSOLUTION",
    "?": "SOLUTION\necho_distance?",
    "%timeit": "SOLUTION\n%timeit -n1 -r1 echo_distance(5.0, 343.0, 0.1)",
    "listing": "files = !ls\nSOLUTION",
    "%time": "%time scale = 2\nSOLUTION".replace("SOLUTION", "{}"),
    "display": "display(3)\nSOLUTION",
    "indented": "    SOLUTION",
    "await": "import asyncio\nawait asyncio.sleep(0)\nSOLUTION",
    "get_ipython": "get_ipython().run_line_magic('who', '')\nSOLUTION",
}


def dialect(name):
    if name == "indented":
        return "".join(f"    {line}\n" for line in miniature.SOLUTION.splitlines())
    if name == "%time":
        return "%time scale = 2\n" + miniature.SOLUTION.replace("/ 2\n", "/ scale\n")
    return MAGIC[name].replace("SOLUTION", miniature.SOLUTION)


@sandboxed
@pytest.mark.parametrize("name", MAGIC)
def test_a_cell_is_read_as_ipython_reads_it(graded, name):
    mark = graded(miniature.students(dialect(name))).marks[0]
    assert (mark.status, mark.points) == ("graded", 4), mark.message
    told = {
        "!pip": "!pip --version",
        "?": "echo_distance?",
        "listing": "!ls",
        "%matplotlib inline": "%matplotlib inline",
    }
    assert told.get(name, "") in mark.remark
    assert bool(mark.remark) == (name in told or name in ("%timeit", "get_ipython"))


def test_the_check_agrees_with_the_grader_on_each_dialect(tmp_path):
    code = "import sys, json\nfrom IPython.core.interactiveshell import InteractiveShell\n"
    code += (
        "shell = InteractiveShell.instance()\nshell.run_cell('import numpy as np\\nfrom physdl.course import check')\n"
    )
    code += "InteractiveShell.enable_gui = lambda *a: None\n"
    code += "for source in json.loads(sys.argv[1]):\n    shell.run_cell('echo_distance = None')\n"
    code += "    shell.run_cell(source)\n    shell.run_cell('state = check(\"1.1-1\", echo_distance).state')\n"
    code += "    print('state:', shell.user_ns['state'])\n"
    sources = json.dumps([dialect(name) for name in MAGIC])
    around = {
        **os.environ,
        "PHYSDL_PROGRESS": str(tmp_path / "p.json"),
        "IPYTHONDIR": str(tmp_path),
        "MPLBACKEND": "Agg",
    }
    done = subprocess.run(
        [sys.executable, "-c", code, sources], capture_output=True, text=True, env=around, cwd=tmp_path
    )
    states = [line for line in done.stdout.splitlines() if line.startswith("state: ")]
    assert states == ["state: correct"] * len(MAGIC), done.stdout + done.stderr


def test_a_wrong_lesson_is_refused(course, tmp_path, capsys):
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students(miniature.SOLUTION))
    assert main(["grade", str(path), "--instructor", str(course), "--lesson", "7.7"]) == 3
    assert "holds answers of lesson 1.1, not of 7.7" in capsys.readouterr().err
    bare = miniature.students(miniature.SOLUTION)
    bare["cells"] = [c for c in bare["cells"] if c["id"] not in ("1-1-1", "1-1-1-answer")]
    miniature.hand_in(path, bare)
    assert main(["grade", str(path), "--instructor", str(course), "--lesson", "7.7"]) == 3
    assert "No notebook under" in capsys.readouterr().err


def test_an_instructors_notebook_that_cannot_be_read_ends_in_a_sentence(course, tmp_path, capsys):
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students(miniature.SOLUTION))
    (course / "1_action" / "0_first.ipynb").write_text("{")
    assert main(["grade", str(path), "--instructor", str(course)]) == 3
    assert "0_first.ipynb cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("seed", ["-1", "x", "1.5"])
def test_a_seed_that_is_none_is_refused_by_name(seed, capsys):
    with pytest.raises(SystemExit):
        main(["grade", "a.ipynb", "--seed", seed])
    assert "a seed is a whole number from 0 on" in capsys.readouterr().err


def test_outputs_are_proved_before_the_work_and_old_ones_go(course, tmp_path, capsys, monkeypatch):
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students(miniature.SOLUTION))
    grades = []
    monkeypatch.setattr(grade, "grade", lambda *a, **k: grades.append(1) or 1 / 0)
    (tmp_path / "file").write_text("")
    (tmp_path / "locked.json").write_text("old")
    monkeypatch.setattr(outputs.os, "access", lambda place, how: "locked" not in str(place))
    for target, words in ((tmp_path, "is a folder"), (tmp_path / "file/a.json", "cannot be written")):
        for option in ("--html", "--json"):
            assert main(["grade", str(path), option, str(target)]) == 3
            assert words in capsys.readouterr().err
    assert main(["grade", str(path), "--json", str(tmp_path / "locked.json")]) == 3
    assert grades == []
    old = tmp_path / "new" / "a.json"
    old.parent.mkdir()
    old.write_text("an older run's")
    with pytest.raises(ZeroDivisionError):
        main(["grade", str(path), "--json", str(old), "--html", str(tmp_path / "made/a.html")])
    assert list(old.parent.iterdir()) == list((tmp_path / "made").iterdir()) == []


@sandboxed
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_nothing_behind(course, tmp_path, number):
    path = miniature.hand_in(tmp_path / "a.ipynb", miniature.students("import time\ntime.sleep(60)"))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "physdl.course", "grade", str(path), "--instructor", str(course)]
    command += ["--json", str(tmp_path / "a.json")]
    around = {**os.environ, "TMPDIR": str(scratch)}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}

    def hear():  # whoever runs the tests in the background has SIGINT ignored in all that they start
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(command, env=around, preexec_fn=hear, **streams) as process:
        for _ in range(1200):
            if len(list(scratch.glob("physdl-grade-*/item-*"))) and process.poll() is None:
                break
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(number)
        said = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "Traceback" not in said[1]
    assert list(scratch.iterdir()) == []
    assert not (tmp_path / "a.json").exists()
