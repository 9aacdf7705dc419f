import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from physdl.course import check, checking, progress
from physdl.course.__main__ import main
from physdl.course.exercise import STATES, Case
from physdl.course.exercises import find
from physdl.course.judging import watching


@pytest.fixture(autouse=True)
def record(tmp_path, monkeypatch):
    path = tmp_path / "state" / "progress.json"
    monkeypatch.setenv("PHYSDL_PROGRESS", str(path))
    return path


def near(d, c, t):
    h = np.sqrt((d + c * t) ** 2 - d**2) / 2
    return h * (1 + 1e-8)


ANSWERS = {
    "not attempted": lambda d, c, t: None,
    "wrong type or shape": lambda d, c, t: [1, 2],
    "stopped by an error": lambda d, c, t: 1 / 0,
    "property violated": lambda d, c, t: c * t / 2,
    "almost": near,
    "correct": lambda d, c, t: near(d, c, t) / (1 + 1e-8),
}


@pytest.mark.parametrize("state", STATES)
def test_six_states_in_words_and_in_html(state):
    feedback = check("1.1-1", ANSWERS[state])
    assert feedback.state == state
    title = checking._SIGNS[state][2]
    assert title in repr(feedback)
    panel = feedback._repr_html_()
    assert title in panel
    assert 'role="status"' in panel
    assert "color:inherit" in panel
    assert "background" not in panel


class Hostile:
    def __call__(self, *arguments):
        raise self

    __str__ = __repr__ = __array__ = __len__ = lambda self: 1 / 0


def deep(*arguments):
    nested = []
    nested.append(nested)
    return nested


def leave(*arguments):
    sys.exit(1)


@pytest.mark.parametrize(
    "answer",
    [None, ..., 3, "f", len, Hostile(), Hostile, deep, leave, lambda: 1, lambda *a: 10**400, lambda *a: object()],
    ids=lambda answer: type(answer).__name__,
)
@pytest.mark.parametrize("name", ["1.1-1", "1.1-4", "9.9-1", "", None, 3, "1.1", "1.1-5"])
def test_a_check_never_raises(name, answer):
    assert check(name, answer).state in STATES[:4]
    assert check(name, answer)._repr_html_()


def test_an_unknown_id_names_those_there_are():
    assert "1.1-1, 1.1-2" in check("1.1-9", near).message
    assert "0.1, 1.1" in check("7.7-1", near).message


def test_hints_come_with_the_second_and_the_fourth_wrong_answer():
    hints = find("1.1-1").hints
    for k, shown in enumerate((0, 1, 1, 2, 2)):
        assert check("1.1-1", lambda d, c, t, k=k: c * t / (2 + k)).hints == hints[:shown]
    assert check("1.1-1", ANSWERS["correct"]).hints == ()
    assert check("1.1-1", ANSWERS["not attempted"]).hints == ()


def test_the_same_wrong_answer_again_brings_no_hint(record):
    hints = find("1.1-1").hints
    for _ in range(5):
        assert check("1.1-1", ANSWERS["property violated"]).hints == ()
        assert check("1.1-1", lambda d, c, t: t * c / 2).hints == ()  # written otherwise, and the same
    assert check("1.1-1", ANSWERS["almost"]).hints == hints[:1]
    for _ in range(5):
        assert check("1.1-1", ANSWERS["property violated"]).hints == hints[:1]
    assert json.loads(record.read_text())["exercises"]["1.1-1"]["tries"] == 16


def test_a_record_of_an_earlier_version_is_read(record):
    record.parent.mkdir(parents=True)
    old = {"exercises": {"1.1-1": {"state": "almost", "tries": 3, "wrong": 3}}}
    record.write_text(json.dumps(old), encoding="utf-8")
    assert len(check("1.1-1", ANSWERS["almost"]).hints) == 2


def test_what_stands_between_backticks_is_code_in_the_panel():
    panel = check("1.1-1", ...)._repr_html_()
    assert "<code>echo_distance</code> is still to be written." in panel
    assert "`" not in panel
    assert "`echo_distance` is still to be written." in repr(check("1.1-1", ...))


def test_a_wrong_type_or_shape_uses_up_no_hint():
    for _ in range(5):
        assert check("1.1-1", ANSWERS["wrong type or shape"]).hints == ()
        assert check("1.1-1", 17.15).hints == ()
    assert check("1.1-1", ANSWERS["property violated"]).hints == ()
    assert len(check("1.1-1", ANSWERS["almost"]).hints) == 1
    assert len(check("1.1-1", ANSWERS["wrong type or shape"]).hints) == 1


def test_an_error_has_its_own_headline_and_uses_up_no_hint(record):
    for _ in range(5):
        feedback = check("1.1-1", ANSWERS["stopped by an error"])
        assert feedback.hints == ()
    assert repr(feedback).startswith("■ 1.1-1 Stopped by an error\n  `echo_distance(")
    assert "ZeroDivisionError" in feedback.message
    panel = feedback._repr_html_()
    assert "1.1-1 · Stopped by an error" in panel
    assert "Wrong type" not in repr(feedback) + panel
    assert json.loads(record.read_text())["exercises"]["1.1-1"]["wrong"] == 0
    assert "stopped by an error  5 tries" in "\n".join(progress.table())


def test_an_exercise_without_a_check_is_read_by_a_person():
    assert "your instructor reads it" in check("0.1-5", near).message
    assert check("1.1-5").state == "not attempted"


def test_a_count_of_groups_names_the_case():
    said = check("0.1-1", lambda dimensions: dimensions.shape[1] - 3).message
    assert said.endswith("For two angles (2 quantities, 3 rows) you return -1; there are 2.")


def test_a_broken_call_names_the_shapes_that_were_tried():
    def stumble(positions, masses):
        raise ValueError("no.")

    said = check("0.1-4", stumble).message
    assert said.endswith(
        "with ValueError: no. It was called with `positions` of shape (2, 2) and `masses` of shape (2,)."
    )


def test_the_likely_mistake_and_what_already_holds_are_said():
    feedback = check("1.1-1", ANSWERS["property violated"])
    assert "the separation is missing" in feedback.mistake
    assert feedback.held == ("the wall stands in front of you",)


def test_calling_the_function_first_gets_the_fix():
    assert 'check("1.1-1", echo_distance)' in check("1.1-1", 17.15).message


def test_progress_is_kept_and_a_solved_exercise_stays_solved(record, capsys):
    check("1.1-1", ANSWERS["property violated"])
    check("1.1-1", ANSWERS["correct"])
    check("1.1-1", ANSWERS["almost"])
    entry = json.loads(record.read_text())["exercises"]["1.1-1"]
    assert (entry["state"], entry["tries"], entry["wrong"]) == ("correct", 3, 2)
    assert main(["progress"]) == 0
    said = capsys.readouterr().out
    assert "1.1-1   echo_distance              correct              3 tries" in said
    assert "1.1-2   whisper                    not attempted" in said
    assert str(record) in said


def test_what_is_not_attempted_leaves_no_record(record):
    check("1.1-1", ANSWERS["not attempted"])
    check("1.1-1")
    assert not record.exists()


@pytest.mark.parametrize(
    "content",
    [
        '{"exercises": {"1.1-1": {"state": "correct", "tries": Infinity, "wrong": 0}}}',
        "",
        "{",
        "[]",
        '{"exercises": 3}',
        '{"exercises": {"1.1-1": {"state": "won"}}}',
        "\0",
        "[" * 10_000,
    ],
)
def test_a_corrupt_record_never_breaks_the_check(record, content):
    record.parent.mkdir()
    record.write_text(content)
    assert check("1.1-1", ANSWERS["correct"]).state == "correct"
    assert progress.read()["1.1-1"]["state"] == "correct"
    if content:
        assert record.with_name("progress.json.unreadable").read_text() == content


def test_a_record_that_cannot_be_written_is_said_and_nothing_else(record):
    record.parent.write_text("a file where the folder should be")
    feedback = check("1.1-1", ANSWERS["correct"])
    assert feedback.state == "correct"
    assert "could not be saved" in feedback.notes[0]


def test_a_machine_without_a_home_can_be_checked(monkeypatch):
    monkeypatch.delenv("PHYSDL_PROGRESS")
    monkeypatch.setattr(progress.Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    assert check("1.1-1", ANSWERS["correct"]).state == "correct"


def test_handing_the_work_to_the_library_is_noticed():
    from physdl.action.fermat import stationary_ray

    def delegate(offset, thickness, speed):
        top = np.concatenate([[0.0], -np.cumsum(thickness)])
        ray = stationary_ray(
            [0.0, 0.0], [offset, top[-1]], 1 / speed, segments=len(speed), along=[0, -1], interfaces=top[1:-1].tolist()
        )
        return ray.path[1:-1, 0]

    feedback = check("1.1-3", delegate)
    assert feedback.state == "property violated"
    assert feedback.message.startswith("The answer hands the work to `physdl.action.fermat.stationary_ray`; here")
    assert sys.getprofile() is None


def test_only_what_the_answer_itself_calls_is_named():
    """Neither the helpers below it nor the forbidden module that an allowed function uses on its way."""
    from physdl.action.variational import stationary_path
    from physdl.forms.calculus import Form, pullback_form

    def aim(start, end, frequency, duration, steps, guess):
        law = lambda x, v: v**2 / 2 + frequency**2 * np.cos(x)  # noqa: E731
        return stationary_path(start, end, law, duration, steps, guess).path

    def pull(jacobian, omega):
        m, n = jacobian.shape
        return pullback_form(lambda x: x @ jacobian.T, Form(omega, 2, m))(np.zeros(n))

    assert "to `physdl.action.variational.stationary_path`; here" in check("1.3-4", aim).message
    assert "to `physdl.forms.calculus.Form`; here" in check("2.2-3", pull).message


def test_a_forbidden_package_forbids_all_its_modules():
    from physdl.neural.costate import metriplectic

    assert (
        "to `physdl.neural.costate.metriplectic`; here" in check("3.2-2", lambda *steep: metriplectic(steep)[0]).message
    )


def test_a_helper_in_another_cell_is_mentioned():
    cells = {"__name__": "__main__", "np": np}
    exec(compile("def helper(x):\n    return np.sqrt(x)", "<cell 1>", "exec"), cells)
    text = "def echo(d, c, t):\n    return helper((d + c * t) ** 2 - d**2) / 2"
    exec(compile(text, "<cell 2>", "exec"), cells)
    feedback = check("1.1-1", cells["echo"])
    assert feedback.state == "correct"
    assert "helper from another cell" in feedback.notes[0]


def test_what_a_student_writes_is_text_in_the_panel():
    def shout(*arguments):
        raise ValueError("<script>alert(1)</script>")

    panel = check("1.1-1", shout)._repr_html_()
    assert "<script>" not in panel
    assert "&lt;script&gt;" in panel


def test_values_and_functions_are_told_apart(monkeypatch):
    exercise = replace(find("1.1-1"), kind="value")
    monkeypatch.setattr(checking, "find", lambda name: exercise)
    assert "A value is expected" in check("1.1-1", near).message


def test_a_property_that_stumbles_does_not_stop_the_notebook(monkeypatch):
    def stumble(trial):
        raise np.linalg.LinAlgError("singular")

    exercise = find("1.1-1")
    broken = replace(exercise, properties=(replace(exercise.properties[0], error=stumble),))
    monkeypatch.setattr(checking, "find", lambda name: broken)
    assert "cannot even be put into it (LinAlgError)" in check("1.1-1", near).message


def with_fresh(monkeypatch, **changes):
    """Let 1.1-1 draw a case anew at each check, from a generator of its own."""
    draw = lambda rng: Case.call(*rng.uniform([1, 300, 0.05], [9, 1500, 0.5]))  # noqa: E731
    exercise = replace(find("1.1-1"), **{"fresh": draw} | changes)
    monkeypatch.setattr(checking, "find", lambda name: exercise)
    return exercise


def test_a_table_of_ready_answers_fails_at_the_case_that_is_drawn_anew(monkeypatch):
    right = ANSWERS["correct"]
    table = {call: right(*call) for case in find("1.1-1").cases for call in case.calls}
    with monkeypatch.context() as without:
        with_fresh(without, fresh=None)
        assert check("1.1-1", lambda *asked: table.get(asked, 1.0)).state == "correct"
    with_fresh(monkeypatch)
    assert check("1.1-1", right).state == "correct"
    feedback = check("1.1-1", lambda *asked: table.get(asked, 1.0))
    assert feedback.state == "property violated"
    assert feedback.message.startswith("Right for the inputs that are always asked, not for one that is drawn anew")
    asked = []
    check("1.1-1", lambda *now: asked.append(now) or right(*now))
    check("1.1-1", lambda *now: asked.append(now) or right(*now))
    assert len(set(asked)) == len(table) + 2


SPIN = """
def spin(*arguments):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass
"""


def spin():
    exec(SPIN, space := {})
    return space["spin"]


@pytest.mark.parametrize("answer", [spin(), lambda *a: time.sleep(60)])
def test_an_answer_that_takes_too_long_is_stopped(monkeypatch, answer):
    with_fresh(monkeypatch, seconds=0.2)
    before = signal.getsignal(signal.SIGALRM)
    start = time.perf_counter()
    feedback = check("1.1-1", answer)
    assert time.perf_counter() - start < 5
    assert feedback.state == "stopped by an error"
    assert "had not answered after 0.2 seconds and was stopped. The same limit holds" in feedback.message
    assert feedback.hints == ()
    assert (signal.getsignal(signal.SIGALRM), signal.getitimer(signal.ITIMER_REAL)) == (before, (0.0, 0.0))
    assert sys.getprofile() is None


def test_alarms_that_come_one_upon_the_other_do_not_outlive_the_answer(monkeypatch):
    # as on a machine so busy that the next alarm has come before the exception of the last one is out of the block
    monkeypatch.setattr(watching, "_AGAIN", 2e-4)
    monkeypatch.setattr(watching, "_TICK", 2e-4)
    with_fresh(monkeypatch, seconds=0.01)
    for _ in range(40):
        for answer in (spin(), lambda *a: time.sleep(60)):
            assert check("1.1-1", answer).state == "stopped by an error"
            timers = [signal.getitimer(which) for which in (signal.ITIMER_REAL, signal.ITIMER_PROF)]
            assert (timers, sys.getprofile()) == ([(0.0, 0.0)] * 2, None)


def test_the_usual_reason_for_an_answer_without_end_is_told(monkeypatch):
    with_fresh(monkeypatch, seconds=0.2, stops={"OutOfTime": "Halve the angle."})
    assert check("1.1-1", spin()).mistake == "Halve the angle."


@pytest.mark.skipif(not watching.held(), reason="the system does not say how much a process holds")
def test_an_answer_that_holds_too_much_is_stopped_with_one_table_and_not_with_its_copies(monkeypatch):
    monkeypatch.setattr(watching, "ROOM", 100 << 20)
    tables = []

    def hoard(rows, covector, damping):
        for _ in range(40):
            tables.append(np.ones((3000, 1000)))  # 23 MB
            sum(range(200_000))
        return covector

    start = watching.held()
    feedback = check("3.3-4", hoard)
    assert feedback.state == "stopped by an error"
    assert "held more than" in feedback.message
    assert "no room for so large a table" in feedback.mistake
    assert watching.held() - start < 250 << 20
    tables.clear()


def test_a_check_in_a_thread_is_stopped_at_the_next_call(monkeypatch):
    with_fresh(monkeypatch, seconds=0.2)

    def busy(*arguments):
        while True:
            abs(1)

    found = []
    thread = threading.Thread(target=lambda: found.append(check("1.1-1", busy)))
    thread.start()
    thread.join(10)
    assert "had not answered" in found[0].message


def test_what_comes_from_the_check_itself_is_noticed(monkeypatch):
    from functools import lru_cache, partial

    from physdl.course.exercises.action import fermat

    def answer(d, c, t):
        return fermat._length(c, t, d, 0.0)

    for taken in (answer, partial(answer), lru_cache(answer), lambda *a: fermat._length(*a, 0.0), fermat._time):
        feedback = check("1.1-1", taken)
        assert feedback.state == "property violated", taken
        assert "from the check itself (`physdl.course.exercises.action.fermat._" in feedback.message


def test_calls_into_other_packages_and_their_compiled_parts_are_noticed(monkeypatch):
    from scipy.sparse.linalg import _dsolve, cg

    with_fresh(monkeypatch, forbids=("scipy.sparse.linalg", "physdl.duals", "nothing.of.this.name"))
    told = check("1.1-1", lambda *a: cg(np.eye(2), np.ones(2))[0]).message
    assert told.startswith("The answer hands the work to `scipy.sparse.linalg.cg`; here you write it yourself.")
    told = check("1.1-1", lambda *a: _dsolve._superlu.gssv(1, 2)).message
    assert "scipy.sparse.linalg._dsolve._superlu.gssv" in told
    assert check("1.1-1", ANSWERS["correct"]).state == "correct"


def test_importing_what_is_forbidden_is_not_using_it(monkeypatch, tmp_path):
    with_fresh(monkeypatch, forbids=("physdl.duals",))
    monkeypatch.delitem(sys.modules, "physdl.duals", raising=False)

    def answer(d, c, t):
        import physdl.duals  # noqa: F401

        return ANSWERS["correct"](d, c, t)

    assert check("1.1-1", answer).state == "correct"


def test_checks_need_only_numpy_and_the_standard_library(tmp_path):
    code = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("scipy", "matplotlib", "nbformat", "ipywidgets", "IPython", "subprocess", "resource"):
            raise ImportError(name)
sys.meta_path.insert(0, Blocked())
from physdl.course import check
from physdl.course.exercises import LESSONS, of_lesson
for lesson in LESSONS:
    for exercise in of_lesson(lesson):
        print(check(exercise.id, lambda *arguments: 0.0).state)
"""
    environment = {**os.environ, "PHYSDL_PROGRESS": str(tmp_path / "p.json")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split("\n")) <= {"property violated", "wrong type or shape", ""}
