"""Smooth forms: the laws of d, of the pullback and of the Lie derivative, with sympy as an independent witness."""

from math import comb

import numpy as np
import pytest
import sympy

from physdl.duals import gradient
from physdl.forms.calculus import Form, exterior_derivative, lie_derivative, pullback_form


def random_form(rng, degree, dimension):
    """Return a form whose components are waves times Gaussians."""
    size = comb(dimension, degree)
    wave, phase = rng.standard_normal((size, dimension)), rng.uniform(0, 6, size)
    return Form(
        lambda x: np.sin(x @ wave.T + phase) * np.exp(-0.1 * np.sum(x**2, axis=-1))[..., None], degree, dimension
    )


def random_map(rng, n, m):
    """Return a map with large second derivatives, a diffeomorphism near the identity where n = m."""
    A, B = rng.standard_normal((m, n)) / n, rng.standard_normal((m, n))
    base = np.eye(m, n)
    return lambda x: x @ base.T + 0.4 * np.sin(x @ A.T) + 0.2 * np.tanh(x @ B.T) ** 2


def deviation(one, two, x):
    a, b = one(x), two(x)
    return np.abs(a - b).max(initial=0) / max(np.abs(a).max(initial=0), np.abs(b).max(initial=0), 1e-300)


@pytest.mark.parametrize(("n", "k"), [(n, k) for n in (2, 3, 4) for k in range(n - 1)])
def test_d_squared_is_zero(n, k):
    rng = np.random.default_rng(n + 10 * k)
    form, x = random_form(rng, k, n), rng.standard_normal((20, n))
    once = exterior_derivative(form)
    twice = exterior_derivative(once)
    assert twice(x).shape == (20, comb(n, k + 2))
    assert np.abs(once(x)).max() > 0.1
    assert np.abs(twice(x)).max() < 1e-13


def test_d_against_sympy():
    X = sympy.symbols("x:4")
    texts = ["sin(x0*x1)*x2", "exp(-x3)*x1**2", "x0*x1*x2*x3", "cos(x2+x3)", "x0**3*x3", "tanh(x1*x2)"]
    symbols = [sympy.sympify(text, locals=dict(zip(map(str, X), X, strict=True))) for text in texts]
    calls = [sympy.lambdify(X, s, "numpy") for s in symbols]
    form = Form([lambda x, f=f: f(*(x[..., i] for i in range(4))) for f in calls], 2, 4)
    x = np.random.default_rng(3).standard_normal((7, 4))
    pairs = [(i, j) for i in range(4) for j in range(i + 1, 4)]
    of = dict(zip(pairs, symbols, strict=True))
    exact = []
    for a, b, c in ((0, 1, 2), (0, 1, 3), (0, 2, 3), (1, 2, 3)):
        d = of[b, c].diff(X[a]) - of[a, c].diff(X[b]) + of[a, b].diff(X[c])
        exact.append(sympy.lambdify(X, d, "numpy")(*x.T))
    assert exterior_derivative(form)(x) == pytest.approx(np.stack(exact, axis=-1), rel=1e-13, abs=1e-13)


def test_gradient_curl_divergence_are_one_operator():
    x = np.random.default_rng(4).standard_normal((10, 3))
    a, b, c = x.T
    f = Form(lambda x: x[..., 0] * np.sin(x[..., 1]) + x[..., 2] ** 2, 0, 3)
    assert exterior_derivative(f)(x) == pytest.approx(np.stack([np.sin(b), a * np.cos(b), 2 * c], -1), abs=1e-14)
    P, Q, R = (lambda x: x[..., 1] * x[..., 2], lambda x: x[..., 0] ** 2, lambda x: np.sin(x[..., 0] * x[..., 1]))
    curl = np.stack([a * np.cos(a * b), b - b * np.cos(a * b), 2 * a - c])  # x, y, z components
    work = exterior_derivative(Form([P, Q, R], 1, 3))(x)  # dx∧dy, dx∧dz, dy∧dz
    assert work == pytest.approx(np.stack([curl[2], -curl[1], curl[0]], axis=-1), abs=1e-13)
    flux = Form([R, lambda x: -Q(x), P], 2, 3)  # P dy∧dz + Q dz∧dx + R dx∧dy
    assert np.abs(exterior_derivative(flux)(x)).max() < 1e-14  # P, Q, R do not depend on their own coordinate
    swell = Form([lambda x: x[..., 2] ** 2, 0, lambda x: x[..., 0] ** 2], 2, 3)
    assert exterior_derivative(swell)(x)[:, 0] == pytest.approx(2 * a + 2 * c, abs=1e-14)


@pytest.mark.parametrize(("k", "j"), [(0, 0), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2)])
def test_leibniz(k, j):
    rng = np.random.default_rng(5)
    a, b, x = random_form(rng, k, 4), random_form(rng, j, 4), rng.standard_normal((6, 4))
    left = exterior_derivative(a.wedge(b))
    right = exterior_derivative(a).wedge(b) + (-1) ** k * a.wedge(exterior_derivative(b))
    assert np.abs(left(x)).max(initial=0) > 0.01 or k + j > 3
    assert deviation(left, right, x) < 1e-12


@pytest.mark.parametrize(("n", "m", "k"), [(2, 2, 0), (3, 3, 1), (4, 4, 2), (4, 4, 3), (2, 3, 1), (3, 2, 1), (1, 3, 0)])
def test_naturality(n, m, k):
    rng = np.random.default_rng(6)
    form, phi, x = random_form(rng, k, m), random_map(rng, n, m), rng.standard_normal((12, n))
    left = exterior_derivative(pullback_form(phi, form, n))
    right = pullback_form(phi, exterior_derivative(form), n)
    assert np.abs(left(x)).max() > 0.01
    assert deviation(left, right, x) < 1e-12


def test_pullback_of_maps_composed():
    rng = np.random.default_rng(7)
    f, g = random_map(rng, 2, 3), random_map(rng, 3, 4)
    form, x = random_form(rng, 2, 4), rng.standard_normal((5, 2))
    left = pullback_form(lambda x: g(f(x)), form, 2)
    assert deviation(left, pullback_form(f, pullback_form(g, form, 3), 2), x) < 1e-13


@pytest.mark.parametrize("k", [0, 1, 2, 3])
def test_cartans_formula(k):
    rng = np.random.default_rng(8)
    form, v, x = random_form(rng, k, 3), random_map(rng, 3, 3), rng.standard_normal((9, 3))
    cartan = exterior_derivative(form).interior(v)
    if k:
        cartan = cartan + exterior_derivative(form.interior(v))
    assert np.abs(cartan(x)).max() > 0.05
    assert deviation(lie_derivative(v, form), cartan, x) < 1e-12


def test_lie_derivative_is_the_rate_of_change_along_the_true_flow():
    """Rotation and growth: φ_t is known exactly, its pullback is differenced in t."""
    rng = np.random.default_rng(9)
    form, x = random_form(rng, 1, 2), rng.standard_normal((6, 2))

    def flow(t):
        turn = np.exp(0.3 * t) * np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]])
        return pullback_form(lambda x: x @ turn.T, form)(x)

    h = 1e-3
    rate = sum(c * (flow(s * h) - flow(-s * h)) for s, c in ((1, 45), (2, -9), (3, 1))) / (60 * h)
    field = np.array([[0.3, -1.0], [1.0, 0.3]])
    assert lie_derivative(lambda x: x @ field.T, form)(x) == pytest.approx(rate, rel=1e-9, abs=1e-10)


def test_liouville_hamiltonian_flow_keeps_the_area_form():
    def energy(z):
        return z[..., 2] ** 2 / 2 + np.cos(z[..., 0] * z[..., 1]) + z[..., 3] ** 4

    def flow(z):
        slope = gradient(energy, z)
        return np.concatenate([slope[..., 2:], -slope[..., :2]], axis=-1)

    omega = Form([0, 1.0, 0, 0, 1.0, 0], 2, 4)  # dq0∧dp0 + dq1∧dp1
    z = np.random.default_rng(10).standard_normal((8, 4))
    assert np.abs(lie_derivative(flow, omega)(z)).max() < 1e-13
    assert np.abs(lie_derivative(lambda z: np.sin(z), omega)(z)).max() > 0.1
    assert omega.interior(flow)(z) == pytest.approx(gradient(energy, z), abs=1e-14)


def test_a_closed_form_that_is_not_exact():
    angle = Form(lambda x: np.stack([-x[..., 1], x[..., 0]], axis=-1) / np.sum(x**2, axis=-1)[..., None], 1, 2)
    x = np.random.default_rng(11).standard_normal((30, 2)) + np.array([3.0, 0])
    assert np.abs(exterior_derivative(angle)(x)).max() < 1e-15
    t = np.linspace(0, 2 * np.pi, 100, endpoint=False)[:, None]
    for centre, turns in ((0.3, 1), (1.7, 0)):
        loop = pullback_form(lambda t, c=centre: np.concatenate([c + np.cos(t), np.sin(t)], axis=-1), angle, 1)
        assert np.mean(loop(t)) == pytest.approx(turns, abs=1e-12)


def test_sums_and_multiples():
    rng = np.random.default_rng(12)
    a, b, x = random_form(rng, 1, 3), random_form(rng, 1, 3), rng.standard_normal((4, 3))
    f = random_form(rng, 0, 3)
    assert np.array_equal((a + b)(x), a(x) + b(x))
    assert np.array_equal((a - b)(x), a(x) - b(x))
    assert np.array_equal((2 * a)(x), (a * 2)(x))
    assert (f * a)(x) == pytest.approx(f(x) * a(x), rel=1e-15)


def test_constants_and_functions_may_be_mixed():
    form = Form([1, lambda x: x[..., 0]], 1, 2)
    assert form(np.array([[2, 5]])).tolist() == [[1, 2]]
    assert exterior_derivative(Form([1, 2.5], 1, 2))(np.ones((3, 2))).tolist() == [[0]] * 3


F = Form([1.0, 2.0], 1, 2)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: Form([1.0], 1, 2), ValueError, r"`components` must hold C\(2, 1\) = 2 entries; got 1"),
        (lambda: Form([1.0], -1, 2), ValueError, "`degree` must be at least 0; got -1"),
        (lambda: Form([1.0], 1.5, 2), TypeError, "`degree` must be a whole number"),
        (lambda: Form([1.0], 0, 0), ValueError, "`dimension` must be at least 1; got 0"),
        (lambda: F(np.ones(3)), ValueError, r"`x` must have 2 coordinates on its last axis; got shape \(3,\)"),
        (lambda: F([np.nan, 1]), ValueError, "`x` must be finite"),
        (
            lambda: Form(lambda x: np.stack([x[..., 0], x[..., 1]]), 1, 2)(np.ones((5, 2))),
            ValueError,
            r"points of shape \(5, 2\) to components of shape \(5, 2\); got shape \(2, 5\)",
        ),
        (lambda: F.wedge(Form([1.0], 0, 3)), ValueError, "`other` must have dimension 2; got 3"),
        (lambda: F + Form([1.0], 0, 2), ValueError, "`other` must have degree 1; got 0"),
        (lambda: F + 1, TypeError, "`other` must be a Form; got 1"),
        (lambda: F - 1, TypeError, "`other` must be a Form"),
        (lambda: F * F, ValueError, "`factor` must be a number or a 0-form; got a 1-form. Use `wedge`"),
        (lambda: Form([1.0], 0, 2).interior(np.sin), ValueError, "`degree` must be at least 1"),
        (lambda: F.interior(lambda x: x[..., :1])(np.ones(2)), ValueError, r"`v` must have 2 components"),
        (lambda: exterior_derivative(np.sin), TypeError, r"`form` must be a Form; got .* Form\(components, degree"),
        (lambda: pullback_form(np.sin, np.sin), TypeError, "`form` must be a Form"),
        (lambda: lie_derivative(np.sin, np.sin), TypeError, "`form` must be a Form"),
        (
            lambda: pullback_form(lambda x: x[..., :1], F)(np.ones((3, 2))),
            ValueError,
            r"`phi` must map points of shape \(3, 2\) to points of shape \(3, 2\); got shape \(3, 1\)",
        ),
        (
            lambda: lie_derivative(lambda x: x[..., :1], F)(np.ones((3, 2))),
            ValueError,
            r"`vector` must map points of shape \(3, 2\) to vectors of that shape; got shape \(3, 1\)",
        ),
        (lambda: exterior_derivative(Form(np.sort, 1, 2))(np.ones(2)), TypeError, "`np.sort` does not carry tangents"),
    ],
)
def test_bad_input_is_named(call, kind, message):
    with pytest.raises(kind, match=message):
        call()
