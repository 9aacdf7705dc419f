import json
import math

import numpy as np
import pytest

from physdl.course.plain import Formula, NotPlain, Seed, call_all, decode, dump, encode, load

VALUES = [
    None,
    True,
    3,
    -0.1,
    1e-320,
    "word",
    math.inf,
    2 - 3j,
    np.array([[1.0, 2.5], [-3.0, np.pi]]),
    np.array([1, 2, 3]),
    np.array([True, False]),
    np.array([1.0, np.nan, -np.inf]),
    np.array([[1 + 2j, 3 - 4j]]),
    [np.zeros((2, 3)), np.zeros(3)],
    np.zeros((0, 3)),
    np.zeros((2, 0, 1), dtype=complex),
    np.array([1 + 2j, complex(np.inf, -np.inf)]),
    {"edges": np.array([[0, 1]]), "name": "mesh"},
]


def same(a, b):
    if isinstance(a, np.ndarray):
        return isinstance(b, np.ndarray) and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=True)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    return type(a) is type(b) and a == b


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_survive_the_journey(value):
    assert same(value, decode(load(dump(encode(value)))))


def test_undefined_numbers_and_scalars_are_told_apart():
    assert math.isnan(decode(encode(math.nan)))
    assert encode(np.float32(0.5)) == encode(np.longdouble(0.5)) == 0.5
    assert encode(np.array(2)) == 2
    assert encode((1, np.int64(2))) == [1, 2]


@pytest.mark.parametrize(
    "value",
    [object(), len, np.array(["a"]), np.array([None]), {1: 2}, 10**400, {1, 2}, np.datetime64("2020-01-01")],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_plain_is_refused(value):
    with pytest.raises(NotPlain):
        encode(value)


def test_formulas_and_generators_go_in_but_never_come_out():
    index = decode(load(dump(encode(Formula("1 + a * x[..., 1]", a=np.array(0.5))))), inputs=True)
    assert np.array_equal(index(np.array([[0.0, 2.0], [1.0, 4.0]])), [2.0, 3.0])
    rng = decode(encode(Seed(5)), inputs=True)
    assert rng.random() == np.random.default_rng(5).random()
    for value in (Formula("x"), Seed(5)):
        with pytest.raises(NotPlain):
            decode(encode(value))
    with pytest.raises(NameError):
        Formula("open('/etc/passwd')")(0.0)


@pytest.mark.parametrize(
    "text",
    [
        "NaN",
        "[1, Infinity]",
        '{"a": 1, "a": 2}',
        "[" * 100_000,
        "{",
        "1" * 5000,
        '"\ud800"'.encode("utf-8", "surrogatepass").decode("utf-8", "replace") + "x",
    ],
)
def test_json_tricks_are_refused(text):
    with pytest.raises(NotPlain):
        load(text)


@pytest.mark.parametrize(
    "plain",
    [
        {"$array": [[1], [1, 2]]},
        {"$array": 3},
        {"$array": ["one"]},
        {"$array": [1], "complex": True},
        {"$array": [[1]], "complex": 1, "more": 2},
        {"$array": [[1], [2], [3]], "complex": True},
        {"$array": [{}]},
        {"$float": "1e400"},
        {"$complex": [1]},
        {"$pickle": "x"},
        {},
        {"a": 1, "b": 2},
        {"$formula": {"expression": "x", "parameters": {}}},
        {"$rng": 1},
    ],
    ids=json.dumps,
)
def test_answers_that_do_not_follow_the_table_are_refused(plain):
    with pytest.raises(NotPlain):
        decode(plain)


def test_every_call_gets_arguments_of_its_own():
    def spoil(x):
        x[0] += 1
        return x

    argument = np.zeros(2)
    assert [decode(o["result"])[0] for o in call_all(spoil, [[encode(argument)]] * 2)] == [1.0, 1.0]
    assert argument[0] == 0


def test_what_goes_wrong_in_a_call_is_an_outcome():
    class Unprintable(Exception):
        def __str__(self):
            raise RuntimeError

    def leave(x):
        raise SystemExit(0)

    def mumble(x):
        raise Unprintable

    assert call_all(leave, [[1]]) == [{"raised": "SystemExit", "text": "0"}]
    assert call_all(mumble, [[1]]) == [{"raised": "Unprintable", "text": "(an exception that cannot be printed)"}]
    assert call_all(lambda x: object(), [[1]])[0]["raised"] == "NotPlain"
    assert call_all(lambda x: np.zeros(1) / np.zeros(1), [[1]]) == [{"result": {"$array": ["nan"]}}]
