"""Networks that multiply: their formula, their counts, their errors, and what they refuse."""

import itertools

import numpy as np
import pytest
import sympy

from physdl.cheap import (
    binary_product,
    hidden_units,
    leading_error,
    multiplication_gate,
    power_network,
    product_tree,
    shallow_product,
    states,
    taylor_coefficients,
)
from physdl.neural import Affine, Identity, Network, ReLU, Residual, Sigmoid, Softplus, Tanh, pairing

T = sympy.Symbol("t")
FORMULAS = {
    Tanh: sympy.tanh(T),
    Sigmoid: 1 / (1 + sympy.exp(-T)),
    Softplus: sympy.log(1 + sympy.exp(T)),
}
POINTS = {"tanh": (Tanh, 0.5), "sigmoid": (Sigmoid, 1.0), "softplus": (Softplus, 0.0), "softplus at 2": (Softplus, 2.0)}
QUARTIC = float(np.arctanh(np.sqrt(2 / 3)))  # the fourth derivative of tanh vanishes


def cube(count, n, seed=0):
    return np.random.default_rng(seed).uniform(-1, 1, (count, n))


def relative_error(network, x, product):
    return np.abs(network(x)[..., 0] - product).max() / np.abs(product).max()


def slope(errors, scales):
    return np.polyfit(np.log(scales), np.log(errors), 1)[0]


@pytest.mark.parametrize(("kind", "point"), [*POINTS.values(), (Tanh, -1.3), (Sigmoid, 0.2)])
def test_taylor_coefficients_are_those_of_sympy(kind, point):
    exact, derivative = [], FORMULAS[kind]
    for k in range(9):
        exact.append(float(derivative.subs(T, sympy.Rational(point)).evalf(30) / sympy.factorial(k)))
        derivative = sympy.diff(derivative, T)
    found = taylor_coefficients(kind(), point, 8)
    np.testing.assert_allclose(found, exact, rtol=0, atol=2e-15)
    assert [not a for a in found] == [abs(a) < 1e-20 for a in exact]


@pytest.mark.parametrize(("kind", "point"), POINTS.values(), ids=POINTS)
def test_gate_is_its_formula(kind, point):
    sigma, scale = kind(), 0.03
    uv = cube(50, 6)
    gates = multiplication_gate(sigma, scale, point=point, pairs=3)
    curvature = 2 * taylor_coefficients(sigma, point, 2)[2]
    u, v = scale * uv[:, ::2], scale * uv[:, 1::2]
    plain = sigma(point + u + v) + sigma(point - u - v) - sigma(point + u - v) - sigma(point - u + v)
    np.testing.assert_allclose(gates(uv), plain / (4 * scale**2 * curvature), rtol=0, atol=5e-12)
    assert [part.parameters.size for part in gates.maps] == [12 * 6 + 12, 0, 3 * 12 + 3]
    assert hidden_units(gates) == 12


@pytest.mark.parametrize(
    ("kind", "point", "power"), [*((k, p, 2) for k, p in POINTS.values()), (Tanh, QUARTIC, 4)], ids=[*POINTS, "quartic"]
)
def test_leading_error(kind, point, power):
    found, constant = leading_error(kind(), point)
    assert found == power
    u, v, scale = 0.9, -0.7, 0.02
    forecast = constant * scale**power * ((u + v) ** (power + 2) - (u - v) ** (power + 2)) / 4
    error = multiplication_gate(kind(), scale, point=point)([u, v])[0] - u * v
    assert error == pytest.approx(forecast, rel=2e-3)
    if power == 2:
        second, fourth = 2 * taylor_coefficients(kind(), point, 4)[2], 24 * taylor_coefficients(kind(), point, 4)[4]
        assert forecast == pytest.approx(scale**2 * u * v * (u**2 + v**2) * fourth / (6 * second), rel=1e-12)


def test_default_points():
    for kind, point in ((Tanh, 0.5), (Sigmoid, 1.0), (Softplus, 0.0)):
        assert leading_error(kind()) == leading_error(kind(), point)
    assert (multiplication_gate().parameters == multiplication_gate(Tanh(), 1e-2, point=0.5).parameters).all()


@pytest.mark.parametrize("n", range(2, 8))
def test_flat_product(n):
    x = cube(200, n)
    network = shallow_product(n, scale=0.1)
    assert hidden_units(network) == 2**n == network.maps[0].outputs
    assert {part.outputs for part in network.maps} == {2**n, None, 1}
    plain = sum(np.prod(s) * np.tanh(0.5 + 0.1 * x @ s) for s in itertools.product((-1, 1), repeat=n))
    derivative = sympy.diff(sympy.tanh(T), T, n).subs(T, sympy.Rational(1, 2)).evalf(20)
    np.testing.assert_allclose(network(x)[:, 0], plain / (0.2**n * float(derivative)), rtol=0, atol=1e-13 / 0.2**n)
    scales = np.geomspace(0.01, 0.02, 4)
    errors = [relative_error(shallow_product(n, scale=s), x, x.prod(axis=1)) for s in scales]
    assert slope(errors, scales) == pytest.approx(2, abs=0.01)


def test_flat_product_of_two_is_the_gate():
    uv = cube(20, 2)
    np.testing.assert_allclose(shallow_product(2, scale=0.01)(uv), multiplication_gate(scale=0.01)(uv), atol=1e-12)


@pytest.mark.parametrize("n", range(2, 18))
def test_tree(n):
    x = cube(100, n)
    tree = product_tree(n, scale=1e-3)
    assert hidden_units(tree) == 4 * (n - 1)
    assert sum(part.outputs is None for part in tree.maps) == int(np.ceil(np.log2(n)))
    # At most n - 1 gates err, each by no more than its forecast at 1 · 1; near 1e-3 rounding adds as much again.
    assert np.abs(tree(x)[:, 0] - x.prod(axis=1)).max() < 2 * (n - 1) * 2 * 0.4532 * 1e-6


def test_tree_has_order_two():
    x, scales = cube(200, 7), np.geomspace(3e-3, 3e-2, 4)
    errors = [relative_error(product_tree(7, scale=s), x, x.prod(axis=1)) for s in scales]
    assert slope(errors, scales) == pytest.approx(2, abs=0.02)


@pytest.mark.parametrize("exponents", [(3,), (2, 1), (1, 0, 2), (2, 3), (1, 1, 2)])
def test_powers_in_one_layer(exponents):
    x = cube(200, len(exponents))
    exact = np.prod(x ** np.array(exponents), axis=1)
    assert hidden_units(power_network(exponents)) == np.prod(np.array(exponents) + 1)
    scales = np.geomspace(0.01, 0.02, 4)
    errors = [relative_error(power_network(exponents, scale=s), x, exact) for s in scales]
    assert slope(errors, scales) == pytest.approx(2, abs=0.01)


@pytest.mark.parametrize("exponents", [(1,) * 9, (5, 2, 0, 2), (16,), (3, 1, 1), (7, 6), (4, 4, 2, 1, 1)])
def test_powers_in_several_layers(exponents):
    x, total = cube(200, len(exponents)), sum(exponents)
    exact = np.prod(x ** np.array(exponents), axis=1)
    for depth in range(2, int(np.ceil(np.log2(total))) + 1):
        network = power_network(exponents, depth, scale=0.02)
        assert sum(part.outputs is None for part in network.maps) == depth
        assert relative_error(network, x, exact) < 0.02


def test_counts_of_layered_products():
    for k in (1, 2, 3, 6):
        size = round(64 ** (1 / k))
        counted = sum(64 // size ** (j + 1) * 2**size for j in range(k))
        if k > 1:  # one layer would have 2^64 units
            assert hidden_units(power_network([1] * 64, k)) == counted
    assert [hidden_units(power_network([1] * 64, k)) for k in (2, 3, 6)] == [2304, 336, 252]
    assert hidden_units(power_network([64], 6)) == 6 * 3, "equal squares are computed once"
    assert hidden_units(power_network([4, 4], 2)) == 4 + 6 + 3 + 8


def test_hidden_units_of_any_network():
    rng = np.random.default_rng(1)
    network = Network([Affine.start(3, 7, rng), Tanh(), Affine.start(7, 5, rng), Softplus(), Affine.start(5, 1, rng)])
    assert hidden_units(network) == 12
    step = Residual(Network([Affine.start(7, 4, rng), Tanh(), Affine.start(4, 7, rng)]))
    assert hidden_units(Network([Affine.start(3, 7, rng), step, Residual(Tanh())])) == 4 + 7, "parts of parts count"


def test_wires_carry_arrows_and_covectors():
    tree = product_tree(3, scale=0.05)
    rng = np.random.default_rng(2)
    x, v, w = rng.uniform(-1, 1, (4, 3)), rng.normal(size=(4, 3)), rng.normal(size=(4, 1))
    pushed = tree.pushforward(x, v)
    np.testing.assert_allclose(pushed, tree.points(x + 1e-30j * v)[-1].imag / 1e-30, rtol=1e-11)
    change = rng.normal(size=tree.size)
    at_input, at_parameters = tree.pullback(x, w)
    both = pairing(w, tree.pushforward(x, v, change))
    assert pairing(at_input, v) + pairing(at_parameters, change) == pytest.approx(both, rel=1e-11)


@pytest.mark.parametrize("n", range(1, 7))
def test_bits(n):
    bits = states(n)
    for beta in (5.0, 20.0, 60.0):
        error = np.abs(binary_product(n, beta)(bits)[:, 0] - bits.prod(axis=1)).max()
        assert error == pytest.approx(1 / (1 + np.exp(beta / 2)), rel=1e-2 if beta == 60 else 1e-9)
    assert hidden_units(binary_product(n, 5.0)) == 1


REFUSED = {
    "scale zero": (lambda: multiplication_gate(scale=0), ValueError, "`scale` must be positive; got 0"),
    "scale negative": (lambda: product_tree(4, scale=-1e-3), ValueError, "`scale` must be positive"),
    "scale not finite": (lambda: shallow_product(3, scale=np.nan), ValueError, "`scale` must be finite"),
    "scale too small": (lambda: multiplication_gate(scale=1e-200), ValueError, r"`scale` must be so large that 1/\(2"),
    "no bend": (lambda: multiplication_gate(Tanh(), point=0.0), ValueError, "Tanh's second derivative is not zero"),
    "no third": (lambda: shallow_product(3, activation=Softplus()), ValueError, "Softplus's derivative number 3 is"),
    "straight": (
        lambda: multiplication_gate(ReLU(), point=3.0),
        ValueError,
        "ReLU's second derivative .* move `point`",
    ),
    "kink": (lambda: multiplication_gate(ReLU(), point=0.0), ValueError, "be analytic .* got ReLU.*take a smooth one"),
    "no default": (lambda: multiplication_gate(ReLU()), TypeError, "`point` must be given for ReLU"),
    "a class": (lambda: multiplication_gate(Tanh), TypeError, r"Write `Tanh\(\)`, not `Tanh`"),
    "not a bend": (lambda: multiplication_gate(Affine(np.eye(2))), TypeError, "of each component by itself"),
    "point": (lambda: multiplication_gate(point=np.inf), ValueError, "`point` must be finite"),
    "pairs": (lambda: multiplication_gate(pairs=0), ValueError, "`pairs` must be at least 1"),
    "many pairs": (
        lambda: multiplication_gate(pairs=10**5),
        ValueError,
        "got 400,000 units .* 3.36e[+]03 GB",
    ),
    "flat": (
        lambda: shallow_product(24),
        ValueError,
        "16,777,216 units for 24 .* 11.7 GB. A tree .* 92 units",
    ),
    "very flat": (lambda: shallow_product(5000), ValueError, r"10\^1505 units"),
    "n": (lambda: product_tree(1), ValueError, "`n` must be at least 2"),
    "n fractional": (lambda: shallow_product(2.5), TypeError, "`n` must be a whole number"),
    "negative": (lambda: power_network([2, -1]), ValueError, "none of them negative; got -1"),
    "fractional": (lambda: power_network([0.5, 2]), ValueError, "whole numbers, .* got 0.5. A root"),
    "exponents": (lambda: power_network([np.nan, 2]), ValueError, "`exponents` must be finite"),
    "huge": (lambda: power_network([1e300]), ValueError, "`exponents` must add up to at most 1,000,000; got 1e[+]300"),
    "very deep": (lambda: product_tree(10**6 + 1), ValueError, "`n` must be at most 1000000"),
    "linear": (lambda: power_network([1, 0]), ValueError, "add up to at least 2; got 1"),
    "depth": (lambda: power_network([1] * 5, 4), ValueError, "`depth` must be at most 3 for 5 factors; got 4"),
    "no depth": (lambda: power_network([1] * 5, 0), ValueError, "`depth` must be at least 1"),
    "high": (
        lambda: power_network([64]),
        ValueError,
        "`depth` must leave groups of at most 63 .*; got a group of 64. More",
    ),
    "unsized": (lambda: hidden_units(Network([Tanh()])), ValueError, "`network` must hold a map that says how many"),
    "wide": (lambda: power_network([1] * 64), ValueError, "at most 4 GB.*More layers need fewer"),
    "beta": (lambda: binary_product(3, 0.0), ValueError, "`beta` must be positive"),
    "bits": (lambda: binary_product(0, 1.0), ValueError, "`n` must be at least 1"),
    "order": (lambda: taylor_coefficients(Tanh(), 0.0, 64), ValueError, "`order` must be at most 63"),
    "parabola": (lambda: leading_error(Identity(), 0.0), ValueError, "second derivative is not zero"),
}


@pytest.mark.parametrize(("call", "kind", "words"), REFUSED.values(), ids=REFUSED)
def test_refuses(call, kind, words):
    with pytest.raises(kind, match=words):
        call()
