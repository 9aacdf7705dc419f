"""What an answer can see: nothing of the course, of its neighbours, or of what the exercise forbids."""

import os
import shutil
import sys
from pathlib import Path

import pytest
import scipy.special

from physdl.course.grading import box, calls, sandbox

pytestmark = pytest.mark.usefixtures("bubblewrap")


def seen(stage, source, *, forbids=(), setup=""):
    """Return what the expression or the cell `source`, which defines `entry`, gives inside."""
    if "entry" not in source:
        source = f"import os, sys\nentry = lambda: {source}"
    job = {"setup": setup, "answer": source, "entry": "entry", "kind": "function", "calls": [[]]}
    result = stage.run(job, seconds=20, forbids=forbids).result
    return result["outcomes"][0]["result"] if "result" in result.get("outcomes", [{}])[0] else result


def test_of_the_course_only_the_runner_is_there(stage):
    there = "sorted(os.path.relpath(os.path.join(d, f), '/course/physdl/course') "
    there += "for d, _, files in os.walk('/course/physdl/course') for f in files)"
    assert seen(stage, there) == [
        "__init__.py",
        "exercises.py",
        "grading/__init__.py",
        "grading/calls.py",
        "grading/runner.py",
        "plain.py",
    ]
    assert seen(stage, "os.path.exists('/course/physdl/neural/__init__.py')") is True
    assert seen(stage, "check('1.1-1', 3)", setup="from physdl.course import check") is None


def test_a_module_of_the_checks_says_why_it_is_not_there(stage):
    refused = seen(stage, "from physdl.course.exercises.neural.steps import krylov as entry")
    assert "the checks of the exercises are not there" in refused["text"]


PATHS = """
import sys, types
fake = types.ModuleType("NAME")
fake.__path__ = [FOLDER]
sys.modules["NAME"] = fake
import NAME.PART as found
entry = lambda: found.__name__
"""


@pytest.mark.parametrize(
    ("name", "part", "folder"),
    [
        ("physdl.neural", "costate", "'/course/physdl/neural'"),
        ("scipy.sparse.linalg", "_interface", "__import__('scipy').__path__[0] + '/sparse/linalg'"),
    ],
)
def test_a_forbidden_package_is_not_there_with_all_its_modules(stage, name, part, folder):
    by_hand = PATHS.replace("NAME", name).replace("PART", part).replace("FOLDER", folder)
    assert seen(stage, by_hand) == f"{name}.{part}"
    assert seen(stage, by_hand, forbids=(name,))["stopped"] == "ModuleNotFoundError"
    assert seen(stage, f"os.listdir({folder})", forbids=(name,)) == ["__init__.py"]
    for module in (name, f"{name}.{part}", f"{name}.{part}.deeper"):
        refused = seen(stage, f"import {module} as module\nentry = lambda: module.anything(3)", forbids=(name,))
        assert refused["outcomes"][0]["raised"] == "ImportError"
        assert f"{name} is what this exercise asks you to write" in refused["outcomes"][0]["text"]


def test_what_imports_a_closed_module_on_its_way_can_still_be_used_as_in_the_check(stage):
    words = "import scipy.optimize, scipy.interpolate, scipy.stats\n"
    words += "entry = lambda: scipy.optimize.brentq(lambda x: x - 2, 0, 3)"
    assert seen(stage, words, forbids=("scipy.sparse.linalg",)) == pytest.approx(2)


def test_a_forbidden_module_is_not_there_nor_is_a_compiled_copy_of_it(stage):
    source = "from physdl._check import error\nentry = lambda: type(error('a', 'b', 'c')).__name__"
    assert seen(stage, source) == "ValueError"
    refused = seen(stage, source, forbids=("physdl._check",))["outcomes"][0]
    assert "physdl._check is what this exercise asks" in refused["text"]
    file = Path(scipy.special.__file__).with_name("_basic.py")
    copies = [str(copy) for copy in file.parent.glob("__pycache__/_basic.*")]
    sizes = f"[os.path.getsize(file) for file in {copies}]"
    assert all(size > 0 for size in seen(stage, sizes))
    assert all(size == 0 for size in seen(stage, sizes, forbids=("scipy.special._basic",)))


def test_no_compiled_copy_of_physdl_goes_along(stage):
    assert not list(stage._stage.rglob("__pycache__"))


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """A course folder that is itself the Python environment, with everything that must not be seen in it."""
    course = tmp_path / "course"
    (course / "submissions").mkdir(parents=True)
    (course / ".git").mkdir()
    for name in ("gradebook.db", ".git/config", "submissions/other.ipynb", "instructor.ipynb"):
        (course / name).write_text("secret")
    shutil.copyfile(Path(sys.prefix) / "pyvenv.cfg", course / "pyvenv.cfg")
    (course / "lib").symlink_to(Path(sys.prefix) / "lib")
    (course / "bin").mkdir()
    (course / "bin" / "python").symlink_to(os.path.realpath(sys.executable))
    monkeypatch.setattr(sys, "prefix", str(course))
    monkeypatch.setattr(sys, "executable", str(course / "bin" / "python"))
    return course


@pytest.mark.skipif(not (Path(sys.prefix) / "pyvenv.cfg").exists(), reason="this Python is no virtual environment")
def test_a_course_that_is_itself_the_python_environment_is_not_seen(environment):
    with sandbox.Sandbox(hide=[environment]) as stage:
        assert seen(stage, "sys.prefix") == str(environment)
        assert seen(stage, f"sorted(os.listdir({str(environment)!r}))") == ["bin", "lib", "pyvenv.cfg"]


def test_of_the_system_only_programs_and_libraries_are_seen(stage):
    assert set(seen(stage, "os.listdir('/usr')")) <= {*box._SYSTEM, "local"}
    assert set(seen(stage, "os.listdir('/etc')")) <= {"ld.so.cache", "alternatives", "localtime"}


def test_what_must_not_be_seen_is_covered_where_it_lies_among_the_system():
    inner = next(
        p for p in sorted(Path("/usr/lib").iterdir()) if p.is_dir() and not p.is_symlink() and any(p.iterdir())
    )
    with sandbox.Sandbox() as open_stage, sandbox.Sandbox(hide=[inner]) as stage:
        question = f"os.listdir({str(inner)!r})"
        assert seen(open_stage, question) != []
        assert seen(stage, question) == []
        assert seen(stage, f"os.access({str(inner)!r}, os.W_OK)") is False


def test_a_python_inside_what_is_hidden_is_shown_and_nothing_beside_it(tmp_path):
    course, mounts = tmp_path / "lib" / "course", {}
    (course / ".venv" / "lib").mkdir(parents=True)
    mounts = {tmp_path / "lib": tmp_path / "lib", course / ".venv" / "lib": course / ".venv" / "lib"}
    assert box._covers(mounts, [course]) == {course}
    with pytest.raises(box.Misplaced, match="must not be seen"):
        box._covers(mounts, [tmp_path / "lib"])


def test_home_and_course_are_hidden_without_being_named(stage):
    assert Path.home().resolve() in stage.hide
    assert box.package().parent in stage.hide


def decide(code, number, argument=0, architecture=None):
    """Run the filter of system calls as the kernel does, and return its answer."""
    data = {0: number, 4: architecture, 16: argument}
    at, held = 0, 0
    while True:
        operation, yes, no, value = code[at]
        if operation == calls._RETURN:
            return value
        if operation == calls._LOAD:
            held, at = data[value], at + 1
            continue
        test = {calls._EQUAL: held == value, calls._AT_LEAST: held >= value, calls._BITS: bool(held & value)}[operation]
        at += 1 + (yes if test else no)


@pytest.mark.parametrize("machine", list(calls._ARCHITECTURES))
def test_the_filter_of_system_calls(machine, monkeypatch):
    monkeypatch.setattr(calls.platform, "machine", lambda: machine)
    code, column, own = calls.program(), list(calls._ARCHITECTURES).index(machine), calls._ARCHITECTURES[machine]
    refused = [numbers[column] for numbers in calls._REFUSED.values() if numbers[column] is not None]
    for number in refused:
        assert decide(code, number, architecture=own) == calls._FAIL | 1
    clone = calls._CLONE[column]
    assert decide(code, clone, 0x3D0F00, own) == calls._ALLOW  # a thread, as the C library makes one
    assert decide(code, clone, 0x1200011, own) == calls._FAIL | 1  # a process
    assert decide(code, calls._CLONE3, architecture=own) == calls._FAIL | 38
    assert decide(code, 0x40000000 | 1, architecture=own) == calls._FAIL | 1
    assert decide(code, 1, architecture=0x40000003) == calls._FAIL | 1
    others = set(range(500)) - {*refused, clone, calls._CLONE3}
    assert all(decide(code, number, architecture=own) == calls._ALLOW for number in others)
