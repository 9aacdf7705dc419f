from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from physdl.course.exercise import (
    Case,
    Exercise,
    Mistake,
    Property,
    Returns,
    Specification,
    Trial,
    altered,
    encode_calls,
    gives,
    judge,
    mended,
    off,
    pushed,
    relative,
    slopes,
)
from physdl.course.plain import Formula, NotPlain, call_all

EVEN = Property("it is even", lambda t: abs(t.results[0] - t.results[1]), tolerance=1e-12)
SQUARE = Property("it is the square", lambda t: relative(t.result, t.arguments[0] ** 2), tolerance=1e-3, near=0.05)
DOUBLE = Exercise(
    id="9.9-1",
    entry="square",
    signature="square(x)",
    returns=Returns("real"),
    cases=(Case(((3.0,), (-3.0,))), Case(((2.5,), (-2.5,)))),
    properties=(EVEN, SQUARE),
    mistakes=(Mistake("doubled, not squared", gives(lambda x: 2 * x)),),
)
SPEC = Specification("9.9-1", lambda rng: [], essential=("it is the square",), credit={"it is the square": 3})


def verdict(answer, exercise=DOUBLE):
    return judge(exercise, exercise.cases, call_all(answer, encode_calls(exercise.cases)))


def test_a_slip_is_known_by_what_puts_it_right():
    def shows(slip, answer):
        trials = [Trial(case.calls, tuple(answer(*call) for call in case.calls), {}) for case in DOUBLE.cases]
        return slip.shown(trials)

    halved = Mistake("half of it", mended(SQUARE.error, lambda r: 2 * r))
    shifted = Mistake("one too many", mended(SQUARE.error, arguments=lambda x: (x + 1,)))
    assert shows(halved, lambda x: x * x / 2)
    assert shows(shifted, lambda x: (x + 1) ** 2)
    assert not any(shows(slip, answer) for slip in (halved, shifted) for answer in (lambda x: x * x, lambda x: None))


def test_what_is_right_needs_no_mending():
    """Of zeros the double is as right as they are: that another property fails is no sign of a slip in this one."""
    for answer, shown in ((0.0, False), (1.0, False), (0.5, True)):
        trials = [Trial((case.calls[0],), (answer * case.calls[0][0] ** 2,), {}) for case in DOUBLE.cases]
        at_rest = Trial(((0.0,),), (0.0,), {})
        slip = Mistake(
            "half of it", mended(lambda t: abs(t.result * (t.result - t.arguments[0] ** 2)), lambda r: 2 * r)
        )
        assert slip.shown([at_rest, *trials]) is shown


@pytest.mark.parametrize(
    ("answer", "state", "points"),
    [
        (lambda x: x * x, "correct", 8),
        (lambda x: 1.01 * x * x, "almost", 5),
        (lambda x: abs(x) ** 3, "property violated", 0),
        (lambda x: 2 * x, "property violated", 0),
        (lambda x: x**2 + (0.02 if x > 0 else 0), "property violated", 2.67),
        (lambda x: None, "not attempted", 0),
        (lambda x: [x], "wrong type or shape", 0),
        (lambda x: 1 / 0, "stopped by an error", 0),
        (lambda x: x * 1j, "wrong type or shape", 0),
        (lambda x: np.nan, "wrong type or shape", 0),
        (lambda x: "9", "wrong type or shape", 0),
    ],
)
def test_states_and_points(answer, state, points):
    found = verdict(answer)
    assert found.state == state
    assert SPEC.points(found, 8) == points


def test_not_implemented_is_not_attempted():
    def stub(x):
        raise NotImplementedError

    assert verdict(stub).state == "not attempted"


def test_a_mistake_is_named_only_when_every_trial_shows_it():
    assert verdict(lambda x: 2 * x).mistake == "doubled, not squared"
    assert verdict(lambda x: 2 * x if abs(x) > 2.7 else x**2 + x).mistake == ""


def test_off_is_the_worst_of_all_calls():
    told = replace(DOUBLE, properties=(Property("it is the square", off(lambda x: x**2), tolerance=1e-3, near=0.05),))
    assert verdict(lambda x: x**2, told).state == "correct"
    found = verdict(lambda x: x**2 * (1.01 if x == -2.5 else 1.0), told)
    assert found.state == "almost"
    assert found.standings[0].error == pytest.approx(0.01)


def test_pushed_is_exact_to_rounding():
    x, v = np.array([0.3, -2.0]), np.array([1.0, 0.5])
    assert pushed(lambda y: np.sum(np.sin(y) * y), x, v) == pytest.approx((np.cos(x) * x + np.sin(x)) @ v, rel=1e-14)


def test_a_trial_can_be_altered():
    trial = Trial(((1.0,), (2.0,)), (3.0, 5.0), {"fact": 1})
    changed = altered(trial, lambda result, x: result * x)
    assert (changed.results, changed.calls, changed.facts) == ((3.0, 10.0), trial.calls, trial.facts)


def test_an_empty_list_is_a_table_without_rows():
    assert Returns("real", (None, 2)).read([], ()).shape == (0, 2)
    with pytest.raises(NotPlain):
        Returns("real", (2, None)).read([], ())


@pytest.mark.parametrize("h", [None, 1e-2])
def test_slopes(h):
    x = np.array([[0.3, -2.0], [1.1, 0.7]])
    np.testing.assert_allclose(slopes(lambda y: np.sum(np.sin(y) * x), x, h), np.cos(x) * x, rtol=1e-8)


def test_messages_name_the_measured_figure():
    assert "Measured deviation: 0.01." in verdict(lambda x: 1.01 * x * x).message
    vague = Property("it exists", lambda t: np.nan, tolerance=1)
    assert "beyond measure" in verdict(lambda x: x, replace(DOUBLE, properties=(vague,))).message


def test_of_an_almost_right_answer_no_slip_is_told_but_rounding():
    near = replace(DOUBLE, properties=(replace(SQUARE, tolerance=1e-9, near=1e-7),))
    slip, digits = Mistake("another order", lambda t: True), Mistake("digits", lambda t: True, rounding=True)
    assert verdict(lambda x: x * x * (1 + 1e-8), replace(near, mistakes=(slip,))).mistake == ""
    assert verdict(lambda x: x * x * (1 + 1e-8), replace(near, mistakes=(slip, digits))).mistake == "digits"
    assert verdict(lambda x: 2 * x * x, replace(near, mistakes=(slip, digits))).mistake == "another order"


def test_what_is_said_may_depend_on_the_worst_trial():
    told = replace(SQUARE, says=lambda trial: f"At {trial.arguments[0]} it is not.")
    found = verdict(lambda x: x**2 + (x == 2.5), replace(DOUBLE, properties=(told,)))
    assert found.message == "Does not hold: it is the square. At 2.5 it is not."


def test_the_usual_source_of_undefined_numbers_is_said():
    exercise = replace(DOUBLE, undefined="You divide by nothing.")
    assert verdict(lambda x: np.nan, exercise).mistake == "You divide by nothing."
    assert verdict(lambda x: [1.0, 2.0], exercise).mistake == ""


def test_the_usual_reason_of_an_exception_is_said_for_its_kind_only():
    exercise = replace(DOUBLE, stops={"ZeroDivisionError": "You divide by nothing."})
    assert verdict(lambda x: 1 / 0, exercise).mistake == "You divide by nothing."
    assert verdict(lambda x: x.missing, exercise).mistake == ""


def test_a_branch_without_a_return_is_a_wrong_type_with_its_reason():
    found = verdict(lambda x: x * x if x > 0 else None)
    assert found.state == "wrong type or shape"
    assert "without a `return`" in found.mistake


ONCE = Property("the formula is called once", lambda t: abs(np.ravel(t.counts).sum() - 1), 0, counted=True)
SAMPLED = replace(DOUBLE, cases=(Case.call(Formula("x"), 2.0),), properties=(ONCE,), mistakes=())


@pytest.mark.parametrize(
    ("answer", "error"), [(lambda f, x: f(x), 0), (lambda f, x: x, 1), (lambda f, x: f(x) + f(x) + f(x), 2)]
)
def test_calls_of_a_formula_are_counted(answer, error):
    assert verdict(answer, SAMPLED).standings[0].error == error


@pytest.mark.parametrize("counts", [None, [], [1, 0], 1, ["1"], [1.0], [-1], [10**400], [[1]], {"0": 1}])
def test_counts_that_do_not_fit_count_for_nothing(counts):
    assert judge(SAMPLED, SAMPLED.cases, [{"result": 2.0, "calls": counts}]).standings[0].error == 1


def test_only_a_property_that_says_so_sees_the_counts_and_it_earns_nothing():
    unseen = replace(SAMPLED, properties=(replace(ONCE, counted=False),))
    assert verdict(lambda f, x: f(x), unseen).standings[0].error == 1
    both = replace(SAMPLED, properties=(ONCE, Property("it is 2", lambda t: abs(t.result - 2), 0.1)))
    spec = Specification("9.9-1", lambda rng: [], essential=("it is 2",))
    found = verdict(lambda f, x: x, both)
    assert (found.state, spec.points(found, 4)) == ("property violated", 4)
    for forged in ({"essential": (ONCE.name,)}, {"credit": {ONCE.name: 1}}, {"minor": (ONCE.name,)}):
        with pytest.raises(ValueError, match="can be forged"):
            replace(spec, **forged).points(found, 4)


def test_near_reaches_a_hundred_times_the_tolerance_at_most():
    reach = replace(SQUARE, near=100 * SQUARE.tolerance)
    with pytest.raises(ValueError, match=r"`near of 'it is the square'` must reach 100 times the tolerance .* at most"):
        replace(SQUARE, near=101 * SQUARE.tolerance)
    assert replace(SQUARE, near=1e6, counted=True).reach == 1e6
    assert reach.reach == 100 * SQUARE.tolerance


def test_a_violated_property_leaves_a_third_unless_it_is_minor():
    heavy = {"it is the square": 9}
    found = verdict(lambda x: x**2 * (1 if x > 0 else 1 + 1e-6))
    assert [s.state for s in found.standings] == ["violated", "holds"]
    assert replace(SPEC, credit=heavy).points(found, 9) == 3
    assert replace(SPEC, credit=heavy, minor=("it is even",)).points(found, 9) == 8.1


def test_hidden_properties_are_asked_of_the_drawn_cases_alone_and_public_ones_of_all():
    known, drawn = (Case(((1.0,), (-1.0,))),), (Case(((2.0,), (-2.0,)), {"square": 4.0}),)
    hidden = Property("as drawn", lambda t: abs(t.result - t.facts["square"]), 0.1)

    def found(answer):
        outcomes = call_all(answer, encode_calls((*known, *drawn)))
        return [s.state for s in judge(DOUBLE, known, outcomes, (hidden,), drawn).standings]

    assert found(lambda x: x * x) == ["holds"] * 3
    assert found(lambda x: x * x if abs(x) > 1 else 7.0) == ["holds", "violated", "holds"]
    assert found(lambda x: x * x if abs(x) < 2 else 7.0) == ["holds", "violated", "violated"]


def _raises(trial):
    raise np.linalg.LinAlgError("3.14159 is singular")


@pytest.mark.parametrize("error", [_raises, lambda t: None, lambda t: np.zeros(2), lambda t: 1j, lambda t: t.nothing])
def test_an_exception_or_a_non_number_in_a_property_is_the_answers_fault(error):
    odd = Property("it can be solved", error, 0.1, says="{error}")
    found = verdict(lambda x: x * x, replace(DOUBLE, properties=(odd,), mistakes=(Mistake("never", _raises),)))
    assert found.state == "property violated"
    assert found.message.startswith("Does not hold: it can be solved. What was returned cannot even be put into it (")
    assert "3.14159" not in found.message
    assert found.standings[0].error == np.inf
    assert found.mistake == ""


def test_words_that_stumble_say_nothing():
    odd = Property("it is small", lambda t: t.result, 0.1, says=_raises)
    assert verdict(lambda x: x * x, replace(DOUBLE, properties=(odd,))).message == "Does not hold: it is small."


def test_an_almost_missed_essential_property_still_counts_half():
    assert SPEC.points(verdict(lambda x: 1.01 * x * x), 4) == 2.5


def test_a_specification_needs_an_essential_property_that_exists():
    with pytest.raises(ValueError, match="no essential property"):
        Specification("9.9-1", lambda rng: [], essential=())
    with pytest.raises(ValueError, match="does not have: 'misspelt'"):
        Specification("9.9-1", lambda rng: [], essential=("misspelt",)).points(verdict(lambda x: x * x), 1)


@pytest.mark.parametrize(
    ("returns", "value", "complaint"),
    [
        (Returns("real", (2, None)), np.zeros((2, 5)), None),
        (Returns("real", (2, None)), np.zeros((3, 5)), "shape (3, 5), where an array of shape (2, any)"),
        (Returns("real", lambda x: (int(x),)), [1, 2, 3], None),
        (Returns("real", (2,)), [[1], [2, 3]], "unequal lengths"),
        (Returns("whole"), 2.0, None),
        (Returns("whole"), 2.5, "a real number, where a whole number was expected"),
        (Returns("whole"), True, None),
        (Returns("truth"), 1, "where a truth value"),
        (Returns("complex"), 1.5, None),
        (Returns("whole"), 10**30, None),
        (Returns("whole", (1,)), [10**30], "more than 18 digits"),
        (Returns("real"), 10**30, None),
        (Returns("real", (2,)), [10**30, 1], "more than 18 digits"),
        (Returns("real", (2,)), np.array([True, False]), None),
        (Returns("real"), np.float32(1.5), None),
        (Returns("real", (2,)), np.array([1, 2], dtype=np.uint8), None),
        (Returns("real", (1,)), np.array([Fraction(1, 3)]), None),
        (Returns("real", (1,)), np.array([1.5], dtype=np.longdouble), None),
        (Returns("real"), np.longdouble(1.5), None),
        (Returns("complex"), np.clongdouble(1.5), None),
        (Returns("real"), 1e155, None),
        (Returns("real", (0, 3)), [], None),
        (Returns("real", (0, 3)), np.zeros((0, 3)), None),
        (Returns("real", (None,)), [], None),
        (Returns("real", (2,)), [None, 1.0], "not made of numbers"),
        (Returns("real"), {"a": 1}, "a dictionary"),
        (Returns("complex", (1,)), np.array([1j]), None),
        ((Returns("real"), Returns("real", (1,))), (1.0, [2.0]), None),
        ((Returns("real"), Returns("real", (1,))), (1.0,), "else than 2 things"),
        ((Returns("real"), Returns("real")), 7, "else than 2 things"),
    ],
)
def test_types_and_shapes(returns, value, complaint):
    exercise = replace(DOUBLE, returns=returns, cases=(Case.call(3.0),), properties=(SQUARE,))
    exercise = replace(exercise, properties=(Property("anything", lambda t: 0.0, tolerance=1),))
    found = verdict(lambda x: value, exercise)
    assert found.state == ("correct" if complaint is None else "wrong type or shape")
    assert complaint is None or complaint in found.message


@pytest.mark.parametrize(
    ("kind", "value", "dtype"),
    [
        ("real", [True, False], float),
        ("real", [1, 2], float),
        ("real", np.array([1, 2], dtype=np.uint8), float),
        ("complex", [1, 2], complex),
        ("whole", [1.0, 2.0], np.int64),
        ("whole", [True, False], np.int64),
        ("truth", [True, False], bool),
    ],
)
def test_what_properties_see_is_of_the_declared_kind(kind, value, dtype):
    seen = []
    prop = Property("seen", lambda t: seen.append(t.result) or 0.0, 1)
    exercise = replace(DOUBLE, returns=Returns(kind, (2,)), cases=(Case.call(3.0),), properties=(prop,))
    assert verdict(lambda x: value, exercise).state == "correct"
    assert seen[0].dtype == dtype
    single = replace(exercise, returns=Returns(kind))
    assert verdict(lambda x: value[0], single).state == "correct"
    assert type(seen[1]) is {float: float, complex: complex, np.int64: int, bool: bool}[dtype]


@pytest.mark.parametrize(
    "result",
    [
        {"$complex": ["a", True]},
        {"$complex": [{"$complex": [1, 1]}, 0]},
        {"$array": [[1, 2], [3, 4]], "complex": True, "shape": [9]},
        {"$array": [[1], [1, 2]], "complex": True},
        {"$array": [], "shape": ["x"]},
        {"$array": [], "shape": [0, -7, -7]},
        {"$dict": {"$array": [1]}},
        {"$float": ["inf"]},
        [[[{"$complex": [10**400, 1]}]]],
        10**3000,
        "nan",
    ],
    ids=str,
)
def test_a_malformed_result_is_a_wrong_type(result):
    for kind in ("real", "whole", "complex", "truth"):
        exercise = replace(DOUBLE, returns=Returns(kind), cases=(Case.call(3.0),))
        found = judge(exercise, exercise.cases, [{"result": result}])
        assert found.state == "wrong type or shape" or (result == 10**3000 and kind == "whole")


def test_a_value_is_judged_like_a_function_without_arguments():
    exercise = replace(
        DOUBLE,
        kind="value",
        cases=(Case.call(),),
        properties=(Property("it is 4", lambda t: abs(t.result - 4), tolerance=0.1),),
        mistakes=(),
    )
    assert verdict(lambda: 4.0, exercise).state == "correct"
    assert "`square` is an array" in verdict(lambda: [4.0], exercise).message


@pytest.mark.parametrize("outcomes", [None, [], {}, [{}] * 4, [1, 2, 3, 4], [{"result": {"$rng": 1}}] * 4, "four"])
def test_forged_outcomes_are_wrong_types(outcomes):
    assert judge(DOUBLE, DOUBLE.cases, outcomes).state == "wrong type or shape"
