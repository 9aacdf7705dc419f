"""What each exercise's checks are worth: right answers pass, plausible wrong ones are told why, stubs earn nothing."""

import os
import re
import runpy
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from physdl.course import assignment, check, checking
from physdl.course.exercise import encode_calls, judge
from physdl.course.exercises import LESSONS, find, of_lesson, read_by_hand
from physdl.course.grading.grade import specify
from physdl.course.plain import call_all

INSTRUCTOR = Path(__file__).resolve().parents[2] / "instructor"
SEEDS = range(4 if os.environ.get("PHYSDL_THOROUGH") else 2)  # of hidden inputs; draws.py takes many more
pytestmark = pytest.mark.skipif(not INSTRUCTOR.is_dir(), reason="instructor/ is not part of this copy")


def _load():
    answers, items, by_hand = {}, {}, []
    for path in sorted(INSTRUCTOR.glob("*/*.ipynb")):
        notebook = assignment.read(path)
        setup = "\n".join(assignment.setup(notebook))
        items |= {item.id: (item, setup) for item in assignment.items(notebook) if item.hidden is not None}
        answers |= runpy.run_path(str(path.with_name(path.stem + "_answers.py")))["ANSWERS"]
        by_hand += [item.id for item in assignment.items(notebook) if item.hidden is None]
    return answers, items, by_hand


ANSWERS, ITEMS, BY_HAND = _load() if INSTRUCTOR.is_dir() else ({}, {}, [])
RIGHT = [(name, answer) for name, kinds in ANSWERS.items() for answer in kinds["right"]]
WRONG = [(name, words, answer) for name, kinds in ANSWERS.items() for words, answer in kinds["wrong"].items()]
ALMOST = [(name, words, answer) for name, kinds in ANSWERS.items() for words, answer in kinds.get("almost", {}).items()]
UNTOLD = [(name, words, answer) for name, kinds in ANSWERS.items() for words, answer in kinds.get("untold", {}).items()]


@pytest.fixture(autouse=True)
def _own_record(tmp_path, monkeypatch):
    monkeypatch.setenv("PHYSDL_PROGRESS", str(tmp_path / "progress.json"))
    # The same draw at each run; tests/course/draws.py makes a thousand.
    monkeypatch.setattr(checking, "generator", lambda: np.random.default_rng(7))


@cache
def on_public_cases(name, answer):
    """Return what an answer gives on the public cases, which are the same for every seed."""
    return call_all(answer, encode_calls(find(name).cases))


def graded(name, answer, seed):
    """Return the verdict of the hidden specification and the points, without the sandbox."""
    item, setup = ITEMS[name]
    specification, exercise = specify(item, setup), find(name)
    drawn = list(specification.draw(np.random.default_rng(seed)))
    outcomes = [*on_public_cases(name, answer), *call_all(answer, encode_calls(drawn))]
    verdict = judge(exercise, exercise.cases, outcomes, specification.properties, drawn)
    return verdict, specification.points(verdict, item.possible), item.possible


def test_every_exercise_has_both_halves_and_its_answers():
    public = {exercise.id for lesson in LESSONS for exercise in of_lesson(lesson)}
    assert public == set(ITEMS) == set(ANSWERS)
    assert [name for lesson in LESSONS for name in read_by_hand(lesson)] == BY_HAND
    assert all(len(kinds["right"]) >= 2 and len(kinds["wrong"]) >= 3 for kinds in ANSWERS.values())


@pytest.mark.parametrize(("name", "answer"), RIGHT)
def test_right_answers_pass_both_halves(name, answer):
    feedback = check(name, answer)
    assert feedback.state == "correct", feedback
    for seed in SEEDS:
        verdict, points, possible = graded(name, answer, seed)
        assert verdict.state == "correct", verdict
        assert points == possible


@pytest.mark.parametrize(("name", "words", "answer"), WRONG)
def test_wrong_answers_are_told_why_by_both_halves(name, words, answer):
    feedback = check(name, answer)
    assert feedback.state in ("wrong type or shape", "stopped by an error", "property violated", "almost")
    assert words in repr(feedback)
    for seed in SEEDS:
        verdict, points, possible = graded(name, answer, seed)
        assert verdict.state != "correct"
        only_told = all(standing.counted for standing in verdict.standings if standing.state != "holds")
        assert only_told or points <= possible / 2
        assert words in verdict.message + verdict.mistake


@pytest.mark.parametrize(("name", "words", "answer"), ALMOST)
def test_almost_right_answers_are_told_why_by_both_halves(name, words, answer):
    feedback = check(name, answer)
    assert feedback.state == "almost"
    assert words in repr(feedback)
    for seed in SEEDS:
        verdict, points, possible = graded(name, answer, seed)
        assert verdict.state == "almost"
        assert points < possible
        assert words in verdict.message + verdict.mistake


@pytest.mark.parametrize(("name", "words", "answer"), UNTOLD)
def test_wrong_answers_are_not_told_what_is_untrue_of_them(name, words, answer):
    assert check(name, answer).state != "correct"
    assert words not in repr(check(name, answer))
    for seed in SEEDS:
        verdict, points, possible = graded(name, answer, seed)
        assert verdict.state != "correct"
        assert points <= possible / 2
        assert words not in verdict.message + verdict.mistake


def _in_single_precision(value):
    if isinstance(value, list | tuple):
        return [_in_single_precision(part) for part in value]
    return np.float32(value) if np.asarray(value).dtype.kind == "f" else value


@pytest.mark.parametrize("name", ANSWERS)
def test_a_right_answer_of_too_few_digits_is_told_of_digits_alone(name):
    right = ANSWERS[name]["right"][0]

    def rounded(*arguments):
        return _in_single_precision(right(*arguments))

    for mistake in (check(name, rounded).mistake, graded(name, rounded, 0)[0].mistake):
        assert not mistake or re.search("digits|float32|single precision", mistake), mistake


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize(
    "empty", [lambda *arguments: None, lambda *arguments: ..., lambda *arguments: 0.0, lambda *arguments: arguments[0]]
)
def test_stubs_and_degenerate_answers_earn_nothing(name, empty):
    assert check(name, empty).state != "correct"
    for seed in range(2):
        verdict, points, _ = graded(name, empty, seed)
        assert verdict.state != "correct"
        assert points == 0


@pytest.mark.parametrize("name", ANSWERS)
def test_zeros_of_the_right_shape_earn_nothing(name):
    right = ANSWERS[name]["right"][0]

    def zeros(*arguments):
        return 0 * np.asarray(right(*arguments))

    assert check(name, zeros).state != "correct"
    assert graded(name, zeros, 0)[1] == 0


@pytest.mark.parametrize("name", ANSWERS)
def test_hints_are_there_and_do_not_repeat_the_solution(name):
    exercise = find(name)
    assert len(exercise.hints) >= 2
    solution = ITEMS[name][0].hidden
    assert all(hint not in solution for hint in exercise.hints)


@pytest.mark.parametrize("name", ANSWERS)
def test_secret_inputs_change_with_the_seed_and_come_back_with_it(name):
    specification = specify(*ITEMS[name])

    def drawn(seed):
        return encode_calls(list(specification.draw(np.random.default_rng(seed))))

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
