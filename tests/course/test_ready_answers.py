"""No ready answers: a table of the public cases fails, and no function beside the properties is an answer."""

import types
from importlib import import_module

import numpy as np
import pytest
from test_answers import ANSWERS, graded

from physdl.course import check
from physdl.course.exercise import CORRECT, encode_calls, judge
from physdl.course.exercises import LESSONS, of_lesson
from physdl.course.plain import Seed, call_all, decode

NAMES = [exercise.id for lesson in LESSONS for exercise in of_lesson(lesson)]
EXERCISES = {exercise.id: exercise for lesson in LESSONS for exercise in of_lesson(lesson)}


@pytest.fixture(autouse=True)
def _own_record(tmp_path, monkeypatch):
    monkeypatch.setenv("PHYSDL_PROGRESS", str(tmp_path / "progress.json"))


def table(exercise, right):
    """Return an answer that knows the public cases by heart, and repeats the first for whatever else it is asked."""
    calls = [call for case in exercise.cases for call in case.calls]
    results = [decode(out["result"]) for out in call_all(right, encode_calls(exercise.cases))]
    known = {key(call): result for call, result in zip(calls, results, strict=True)}

    def answer(*arguments):
        return known.get(key(arguments), next(iter(known.values())))

    return answer


def key(arguments):
    """Return the arguments of one call as text; a generator is known by its state."""
    arguments = [np.random.default_rng(a.value) if isinstance(a, Seed) else a for a in arguments]
    plain = tuple(str(a.bit_generator.state) if isinstance(a, np.random.Generator) else a for a in arguments)
    return str(encode_calls([types.SimpleNamespace(calls=(plain,))])[0])


def offered(exercise):
    """Return what is importable from the module of the exercise's checks: its functions, its own and the borrowed."""
    module = import_module(exercise_module(exercise))
    return {name: value for name, value in vars(module).items() if isinstance(value, types.FunctionType)}


def exercise_module(exercise):
    """Return the name of the module in which an exercise is declared."""
    return f"physdl.course.exercises.{LESSONS[exercise.id.partition('-')[0]]}"


def is_answer(exercise, function):
    """Return whether a function passes as an answer on the public cases, however often it called a formula."""
    return all(passes(exercise, function, cases) for cases in (exercise.cases[:1], exercise.cases))  # most fail at once


def passes(exercise, function, cases):
    standings = judge(exercise, cases, call_all(function, encode_calls(cases))).standings
    return bool(standings) and all(standing.state == "holds" or standing.counted for standing in standings)


@pytest.mark.skipif(not ANSWERS, reason="instructor/ is not part of this copy")
@pytest.mark.parametrize("name", NAMES)
def test_a_table_of_the_public_cases_fails_both_halves(name):
    known = table(EXERCISES[name], ANSWERS[name]["right"][0])
    assert is_answer(EXERCISES[name], known)
    assert all(check(name, known).state != CORRECT for _ in range(3))
    for seed in range(3):
        verdict, points, possible = graded(name, known, seed)
        assert verdict.state != CORRECT
        assert points <= possible / 3


@pytest.mark.parametrize("name", NAMES)
def test_no_function_of_the_checks_is_an_answer(name):
    exercise = EXERCISES[name]
    functions = offered(exercise)
    assert functions
    assert [key for key, function in functions.items() if is_answer(exercise, function)] == []


@pytest.mark.skipif(not ANSWERS, reason="instructor/ is not part of this copy")
def test_a_ready_answer_would_be_found(monkeypatch):
    exercise = EXERCISES["4.1-1"]
    right = ANSWERS["4.1-1"]["right"][0]
    module = import_module(exercise_module(exercise))
    monkeypatch.setattr(
        module,
        "ready",
        types.FunctionType(right.__code__, right.__globals__, "ready", right.__defaults__),
        raising=False,
    )
    assert [key for key, function in offered(exercise).items() if is_answer(exercise, function)] == ["ready"]
    assert np.isfinite(offered(exercise)["ready"](1.0, np.ones(2), np.ones(2) / 2)).all()
