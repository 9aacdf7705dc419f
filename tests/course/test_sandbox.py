"""The grader against hostile notebooks: no unearned point, nothing read or changed outside the sandbox."""

import contextlib
import hashlib
import json
import os
import secrets
import socket
import time
from dataclasses import replace
from pathlib import Path

import hostile
import miniature
import numpy as np
import pytest

from physdl.course import assignment
from physdl.course.grading import grade, sandbox

pytestmark = pytest.mark.usefixtures("bubblewrap")
ROOT = Path(__file__).resolve().parents[2]


def snapshot(*folders):
    """Return the content, the rights and the kind of everything in `folders`."""
    found = {}
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if "__pycache__" not in path.parts:
                content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
                found[str(path)] = (path.lstat().st_mode, content)
    return found


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """A course folder with an instructor's notebook, another student's work and sentinels; unchanged at the end."""
    folder = tmp_path_factory.mktemp("course")
    miniature.write(folder)
    (folder / "secret_of_the_course.txt").write_text("the secret of the course")
    (folder / "other_student.ipynb").write_text(json.dumps(miniature.students(miniature.SOLUTION)))
    watched = [folder, ROOT / "physdl/course", *(p for p in [ROOT / "instructor"] if p.is_dir())]
    before = snapshot(*watched)
    yield folder
    assert snapshot(*watched) == before
    assert list(folder.glob("owned")) == []


@pytest.fixture(autouse=True, scope="module")
def _hidden(stage, secret):
    stage.keep_out([secret])


@pytest.fixture
def marked(stage, secret, monkeypatch):
    """Return a function that grades one answer to 1.1-1 with little time."""
    find = grade.find
    monkeypatch.setattr(grade, "find", lambda name: replace(find(name), seconds=1))
    trusted = assignment.read(secret / "instructor/1_action/1_fermat.ipynb")
    item, setup = assignment.items(trusted)[0], assignment.setup(trusted)
    return lambda answer: grade._mark(item, miniature.students(answer), setup, stage, np.random.default_rng(3))


def survivors(mark):
    """Return the command lines of all processes of this machine that carry the test's mark."""
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.append(file.read_bytes())
    return [line for line in found if mark.encode() in line]


def test_the_right_answer_earns_its_points_here(marked):
    mark = marked(miniature.SOLUTION)
    assert (mark.status, mark.state, mark.points) == ("graded", "correct", 4)


@pytest.mark.parametrize("name", hostile.ANSWERS)
def test_hostile_answers_earn_nothing(name, marked, secret, monkeypatch):
    if name == "sleep":
        monkeypatch.setattr(sandbox, "SETUP", 3)
    source, words = hostile.ANSWERS[name]
    asked = sum(len(case.calls) for case in grade.find("1.1-1").cases) + miniature.DRAWN
    mark = marked(source.replace("@SECRET@", str(secret)).replace("@COUNT@", str(asked)))
    assert mark.status == "graded", mark.message
    assert mark.points == 0
    assert mark.state != "correct"
    assert words in mark.message
    assert not (secret / "owned").exists()


@pytest.mark.parametrize("name", hostile.PROBES)
def test_probes_see_and_reach_nothing(name, stage, secret):
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(f"\0physdl-{os.getpid()}")  # others may run the same test at this moment
        local.listen()
        argument = [server.getsockname()[1], local.getsockname().decode()] if name == "network" else str(secret)
        job = {"setup": "", "answer": hostile.PROBES[name], "entry": "probe", "kind": "function", "calls": [[argument]]}
        assert stage.run(job, seconds=10).result == {"outcomes": [{"result": []}]}


@pytest.mark.parametrize("name", ["reads outside", "network"])
def test_the_probes_can_find_something(name, secret, tmp_path):
    """Outside the sandbox the same probes succeed: what they do not find inside is not there."""
    with socket.create_server(("127.0.0.1", 0)) as server, sandbox.Sandbox(unsafe=True) as open_air:
        argument = [server.getsockname()[1], ""] if name == "network" else str(secret)
        source = hostile.PROBES[name].replace('for root in ("/", secret)', "for root in (secret,)")
        job = {"setup": "", "answer": source, "entry": "probe", "kind": "function", "calls": [[argument]]}
        assert open_air.run(job, seconds=10).result["outcomes"][0]["result"] != []


def test_no_process_survives(marked, monkeypatch):
    monkeypatch.setattr(sandbox.calls, "known", lambda: False)  # else there would be none
    seconds = str(9 * 10**8 + secrets.randbelow(10**8))  # others may run the same test at this moment
    mark = marked(
        "import os, subprocess\n"
        f"subprocess.Popen(['sleep', '{seconds}'], start_new_session=True)\n"
        "if os.fork() == 0:\n    os.setsid()\n"
        f"    os.execvp('sleep', ['sleep', '{seconds}'])\n" + hostile.WRONG
    )
    assert "Does not hold" in mark.message
    assert mark.points == 0
    for _ in range(100):  # the kernel ends them while bubblewrap already reports
        if not survivors(seconds):
            break
        time.sleep(0.05)
    assert survivors(seconds) == []


def test_each_answer_gets_a_fresh_sandbox(marked):
    leave = "open('/tmp/left', 'w').write('x')\n" + miniature.SOLUTION
    assert marked(leave).state == "correct"
    look = "import os\nassert not os.path.exists('/tmp/left')\n" + miniature.SOLUTION
    assert marked(look).state == "correct"


def test_a_value_and_a_missing_entry(stage):
    job = {"setup": "import numpy as np", "answer": "x = np.eye(2)", "entry": "x", "kind": "value", "calls": [[]]}
    assert stage.run(job, seconds=10).result == {"outcomes": [{"result": {"$array": [[1.0, 0.0], [0.0, 1.0]]}}]}
    assert stage.run(job | {"entry": "y"}, seconds=10).result == {"missing": True}


def test_a_sandbox_that_cannot_stand_is_a_failure_not_an_answer(monkeypatch, secret):
    job = {
        "setup": "",
        "answer": miniature.SOLUTION,
        "entry": "echo_distance",
        "kind": "function",
        "calls": [[1, 1, 1]],
    }
    monkeypatch.setattr(sandbox, "_rights", lambda: ["--no-such-option"])
    with sandbox.Sandbox() as stage, pytest.raises(sandbox.SandboxFailure, match="could not be set up"):
        stage.run(job, seconds=5)
    monkeypatch.undo()
    monkeypatch.setattr(sandbox, "MEMORY", 1 << 20)  # too little for Python itself
    with sandbox.Sandbox() as stage, pytest.raises(sandbox.SandboxFailure):
        stage.run(job, seconds=5)


def test_a_sandbox_that_gives_wrong_numbers_is_found_out_before_anyone_is_graded(monkeypatch):
    with sandbox.Sandbox() as stage:
        monkeypatch.setattr(stage, "run", lambda job, seconds: sandbox.Outcome({"outcomes": [{"result": 41}]}))
        with pytest.raises(sandbox.SandboxFailure, match="known answer"):
            stage.prove()


def test_nothing_of_the_grader_is_left_behind():
    stage = sandbox.Sandbox().__enter__()
    stage.prove()
    assert [p.name for p in stage._stage.iterdir()] == ["physdl"]
    left = stage._stage
    stage.__exit__()
    assert not left.exists()
