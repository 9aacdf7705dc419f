"""Units: exact null spaces, Π groups and exponents, against sympy and against what physicists know."""

from fractions import Fraction
from math import gcd, pi

import numpy as np
import pytest
import sympy

from physdl.action.units import null_space, pi_groups, solve_exponents


def test_null_space_equals_sympys_on_random_matrices():
    rng = np.random.default_rng(11)
    for _ in range(60):
        rows, columns = rng.integers(1, 6, 2)
        matrix = [
            [Fraction(int(a), int(b)) for a, b in zip(*rng.integers([[-3], [1]], 4, (2, columns)), strict=True)]
            for _ in range(rows)
        ]
        basis = null_space(matrix)
        exact = sympy.Matrix(matrix)
        assert len(basis) == columns - exact.rank()
        if basis:
            assert sympy.Matrix(basis).rank() == len(basis)
        for vector in basis:
            assert all(type(entry) is int for entry in vector)
            assert gcd(*vector) == 1
            assert next(entry for entry in vector if entry) > 0
            assert not any(exact * sympy.Matrix(vector))


def test_null_space_is_exact_where_floating_point_finds_full_rank():
    big = 10**17
    assert null_space([[big, big + 1], [2 * big, 2 * big + 2]]) == ((big + 1, -big),)


def test_pendulum():
    groups = pi_groups({"length": "L", "gravity": "L T^-2", "mass": "M", "period": "T"})
    assert groups == [{"length": 1, "gravity": -1, "period": -2}]


def test_blast_wave():
    groups = pi_groups({"energy": "M L^2 T^-2", "density": "M L^-3", "time": "T", "radius": "L"})
    assert groups == [{"energy": 1, "density": -1, "time": 2, "radius": -5}]
    exponents = solve_exponents("L", {"energy": "M L^2 T^-2", "density": "M L^-3", "time": "T"})
    assert exponents == {"energy": Fraction(1, 5), "density": Fraction(-1, 5), "time": Fraction(2, 5)}


def test_planck_units():
    constants = {"hbar": "M L^2 T^-1", "G": "M^-1 L^3 T^-2", "c": "L T^-1"}
    half = Fraction(1, 2)
    assert solve_exponents("L", constants) == {"hbar": half, "G": half, "c": -3 * half}
    assert solve_exponents("T", constants) == {"hbar": half, "G": half, "c": -5 * half}
    assert solve_exponents("M", constants) == {"hbar": half, "G": -half, "c": half}
    values = {"hbar": 1.054571817e-34, "G": 6.67430e-11, "c": 299792458.0}
    length = np.prod([values[name] ** float(power) for name, power in solve_exponents("L", constants).items()])
    assert length == pytest.approx(1.616255e-35, rel=1e-5)
    assert pi_groups(constants) == []


def test_reynolds_and_an_angle():
    quantities = {"density": "M L^-3", "speed": "L T^-1", "size": "L", "viscosity": "M L^-1 T^-1", "angle": "1"}
    assert pi_groups(quantities) == [
        {"density": 1, "speed": 1, "size": 1, "viscosity": -1},
        {"angle": 1},
    ]


def test_three_ways_to_write_a_dimension():
    as_text = pi_groups({"a": "L^3/2 T^-1", "b": "L", "c": "T"})
    as_mapping = pi_groups({"a": {"L": Fraction(3, 2), "T": -1}, "b": {"L": 1}, "c": {"T": 1}})
    as_sequence = pi_groups({"a": (Fraction(3, 2), -1), "b": (1, 0), "c": (0, 1)})
    assert as_text == as_mapping == as_sequence == [{"a": 2, "b": -3, "c": 2}]
    assert pi_groups({"loan": "EUR", "rate": "a^-1", "yearly": "EUR a^-1"}, base=("EUR", "a")) == [
        {"loan": 1, "rate": 1, "yearly": -1}
    ]


def test_a_base_is_read_once_and_no_name_is_taken():
    assert pi_groups({"a": "L", "b": "L"}, base=iter(("L", "T"))) == [{"a": 1, "b": -1}]
    assert solve_exponents("L", {"target dimension": "L"}, base=iter(("L", "T"))) == {"target dimension": 1}


def test_dimensionless_target_of_independent_quantities_is_the_empty_product():
    assert solve_exponents({}, {"length": "L", "time": "T"}) == {"length": 0, "time": 0}


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: pi_groups({}), ValueError, "`quantities` must hold at least one quantity; got none"),
        (lambda: pi_groups([("a", "L")]), TypeError, "`quantities` must map names to dimensions"),
        (lambda: pi_groups({"a": "L", "b": "X^2"}), ValueError, "`b` must use the base dimensions .* unknown 'X'"),
        (lambda: pi_groups({"a": (1, 2), "b": (1,)}), ValueError, r"rows of one length; got lengths \[2, 1\]"),
        (lambda: pi_groups({"a": {"L": 0.1}}), TypeError, r"got 0.1. Write Fraction\(1, 10\)"),
        (lambda: pi_groups({"a": {"L": 2.0}}), TypeError, "got 2.0. Write 2"),
        (lambda: pi_groups({"a": {"L": float("nan")}}), TypeError, "exact rational exponents; got nan"),
        (lambda: pi_groups({"a": {"L": True}}), TypeError, "exact rational exponents; got True"),
        (lambda: pi_groups({"a": "L^"}), ValueError, "`a` must be base dimensions with rational powers"),
        (lambda: pi_groups({"a": "L^1/0"}), ValueError, "`a` must be base dimensions with rational powers"),
        (lambda: pi_groups({"a": "L^pi"}), ValueError, "`a` must be base dimensions with rational powers"),
        (lambda: null_space([]), ValueError, "`matrix` must have at least one row"),
        (lambda: null_space([[1, 2], [3]]), ValueError, "`matrix` must have rows of one length"),
        (lambda: null_space([[pi]]), TypeError, "`matrix` must have exact rational"),
        (lambda: solve_exponents("M", {"a": "L", "b": "T"}), ValueError, "`target` must be the dimension of a product"),
        (lambda: solve_exponents("X", {"a": "L"}), ValueError, "`target` must use the base dimensions .* unknown 'X'"),
        (lambda: solve_exponents("L^", {"a": "L"}), ValueError, "`target` must be base dimensions with rational"),
        (lambda: solve_exponents("L", {"a": "L", "b": "L"}), ValueError, r"the dimensionless group a\^1 b\^-1"),
        (lambda: solve_exponents("L", {}), ValueError, "at least one quantity"),
    ],
)
def test_bad_input_is_named(call, kind, message):
    with pytest.raises(kind, match=message):
        call()
