"""Deep linear networks: against scipy's integrator, matrix exponentials, exact fractions, and plain loops."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from physdl.neural.linear import (
    aligned_weights,
    charges,
    half_time,
    learn_linear,
    learning_curve,
    linear_differential,
)

CASES = [
    (1.0, 0.001, 0.0),
    (2.0, 0.1, 0.5),
    (1.0, -0.3, 0.2),
    (1.0, 2.5, 0.0),
    (3.0, 0.2, -8.0),
    (1.0, 0.0, 1.0),
    (0.5, -2.0, 30.0),
    (1.0, -0.3, 1e-9),
    (2.0, 2.0, 0.0),
]


@pytest.mark.parametrize(("s", "u", "q"), CASES)
def test_the_curve_solves_its_equation(s, u, q):
    times = np.linspace(0, 5, 11)
    flow = solve_ivp(
        lambda t, y: np.sqrt(q * q + 4 * y * y) * (s - y), (0, 5), [u], "LSODA", times, rtol=1e-11, atol=1e-13
    )
    assert np.allclose(learning_curve(times, s, u, q), flow.y[0], rtol=0, atol=2e-10)


@pytest.mark.parametrize("layers_charge", [0.0, 0.7])
def test_the_curve_is_what_two_gains_do(layers_charge):
    """The gains themselves, with no formula for their product."""
    s, u = 1.7, 0.05
    small = np.sqrt((np.hypot(layers_charge, 2 * u) - layers_charge) / 2)
    gains = [small, u / small]
    times = np.linspace(0, 4, 9)
    flow = solve_ivp(lambda t, g: g[::-1] * (s - g[0] * g[1]), (0, 4), gains, "DOP853", times, rtol=1e-11, atol=1e-13)
    assert np.allclose(learning_curve(times, s, u, layers_charge), flow.y.prod(axis=0), rtol=0, atol=1e-9)


def test_half_times_are_those_of_the_text():
    s, u = np.array([0.3, 1.0, 2.5]), np.array([0.01, 0.001, 0.2])
    assert np.allclose(half_time(s, u), np.log(s / u - 1) / (2 * s), rtol=1e-13)
    for q in (1e-6, 0.4, -3.0):
        wanted = [
            quad(lambda y, a=a, q=q: 1 / (np.hypot(q, 2 * y) * (a - y)), b, a / 2, epsabs=0, limit=200)[0]
            for a, b in zip(s, u, strict=True)
        ]
        assert np.allclose(half_time(s, u, q), wanted, rtol=1e-7)
    assert half_time(1.0, 0.0) == np.inf


def test_no_cancellation_near_balance():
    """A tiny charge changes next to nothing, and a start that is all but zero is not lost."""
    times = np.linspace(0, 30, 7)
    assert np.allclose(learning_curve(times, 1.0, 1e-9, 1e-20), learning_curve(times, 1.0, 1e-9), rtol=1e-9)
    assert np.allclose(learning_curve(times, 1.0, 1e-200, 0.0)[1:3], 1e-200 * np.exp(2 * times[1:3]), rtol=1e-9)
    assert learning_curve(1e6, 1.0, 0.0) == 0
    assert learning_curve(1e6, 1.0, 0.1) == 1


def test_large_charges_make_a_single_layer():
    """For q far above s the equation is that of one layer at the rate q."""
    for q in (1e3, 1e8, 1e100):
        times = np.linspace(0, 3, 7) / q
        exact = 2.0 + (0.3 - 2.0) * np.exp(-q * times)
        assert np.allclose(learning_curve(times, 2.0, 0.3, q), exact, rtol=3 / q + 1e-14)
        assert np.isclose(half_time(2.0, 0.3, q) * q, np.log(1.7), rtol=3 / q + 1e-14)


def test_steps_follow_the_curve_mode_by_mode():
    rng = np.random.default_rng(1)
    task = rng.normal(size=(5, 4))
    left, s, right = np.linalg.svd(task, full_matrices=False)
    q = np.array([0, 0.3, -0.5, 0])
    weights = aligned_weights(task, 1e-3, 7, rng=rng, charge=q)
    path = learn_linear(weights, task, rate=0.002, steps=3000, every=100)
    product = path[1] @ path[0]
    modes = np.einsum("ok,toi,ki->tk", left, product, right)
    exact = learning_curve(0.2 * np.arange(31)[:, None], s, 1e-3, q)
    assert np.abs((modes - exact) / s).max() < 0.02
    assert np.allclose(np.einsum("ok,tk,ki->toi", left, modes, right), product, rtol=0, atol=1e-12)  # and nothing else
    without_the_two = s / (1 + (s / 1e-3 - 1) * np.exp(-0.2 * np.arange(31)[:, None] * s))
    assert np.abs((modes - without_the_two) / s).max() > 0.3  # one layer's exponent would be seen


def test_aligned_weights_have_what_was_asked_for():
    rng = np.random.default_rng(2)
    task = rng.normal(size=(3, 6))
    u, q = np.array([0.2, -0.1, 0.0]), np.array([0.5, -2.0, 1.0])
    first, second = aligned_weights(task, u, 5, rng=rng, charge=q)
    left, _, right = np.linalg.svd(task, full_matrices=False)
    assert np.allclose(left.T @ second @ first @ right.T, np.diag(u), rtol=0, atol=1e-14)
    # The charge is a matrix between the units; its eigenvalues are those of the modes, and zeros.
    assert np.allclose(
        np.sort(np.linalg.eigvalsh(charges([first, second])[0])), np.sort([*q, 0, 0]), rtol=0, atol=1e-13
    )
    assert aligned_weights(task.astype(np.float32), u, 5, rng=rng)[0].dtype == np.float32


def exactly(matrix):
    return np.vectorize(lambda x: Fraction(float(x)), otypes=[object])(matrix)


@pytest.mark.parametrize("decay", [0.0, 0.25])
@pytest.mark.parametrize("shapes", [[(4, 3), (2, 4)], [(3, 2), (4, 3), (2, 4)]])
def test_charges_change_by_the_second_order_and_nothing_else(shapes, decay):
    """In exact fractions, written out without the library."""
    rng = np.random.default_rng(3)
    weights = [exactly(rng.integers(-3, 4, shape)) for shape in shapes]
    task, eta, mu = exactly(rng.integers(-3, 4, (2, shapes[0][1]))), Fraction(1, 7), Fraction(decay)
    plain = [np.asarray(weight, float) for weight in weights]
    _, G = linear_differential(plain, np.asarray(task, float))
    G = [exactly(g) for g in G]
    moved = [w - eta * (g + mu * w) for w, g in zip(weights, G, strict=True)]
    for k in range(len(weights) - 1):
        before = weights[k + 1].T @ weights[k + 1] - weights[k] @ weights[k].T
        after = moved[k + 1].T @ moved[k + 1] - moved[k] @ moved[k].T
        leak = G[k + 1].T @ G[k + 1] - G[k] @ G[k].T
        assert np.all(after == (1 - eta * mu) ** 2 * before + eta**2 * leak)
        assert np.any(after != (1 - eta * mu) ** 2 * before - eta**2 * leak)
        assert np.allclose(charges(plain)[k], np.asarray(before, float), rtol=0, atol=1e-12)
    path = learn_linear(plain, np.asarray(task, float), rate=1 / 7, steps=1, decay=decay)
    assert all(np.allclose(p[1], np.asarray(m, float), rtol=0, atol=1e-12) for p, m in zip(path, moved, strict=True))


def test_drift_of_the_charge_is_of_first_order_in_the_step():
    for seed in range(4):
        rng = np.random.default_rng(seed)
        weights, task = [rng.normal(size=(6, 4)) / 2, rng.normal(size=(3, 6)) / 2], rng.normal(size=(3, 4))
        drift = []
        for eta in (0.004, 0.002, 0.001):
            path = learn_linear(weights, task, rate=eta, steps=round(1 / eta), every=round(1 / eta))
            drift.append(np.abs(np.diff(charges(path)[0], axis=0)).max())
        assert np.allclose(np.log2(np.divide(drift[:-1], drift[1:])), 1, atol=0.03)


@pytest.mark.parametrize("layers", [1, 2, 3, 4])
def test_differential_against_differences(layers):
    rng = np.random.default_rng(layers)
    sizes = rng.integers(2, 5, layers + 1)
    weights = [rng.normal(size=(n, m)) for m, n in pairwise(sizes)]
    task = rng.normal(size=(sizes[-1], sizes[0]))
    loss, differential = linear_differential(weights, task)
    product = np.linalg.multi_dot(weights[::-1]) if layers > 1 else weights[0]
    assert np.isclose(loss, np.linalg.norm(product - task) ** 2 / 2)
    for k, G in enumerate(differential):
        way = rng.normal(size=G.shape)
        there, back = ([w + sign * 1e-6 * way if j == k else w for j, w in enumerate(weights)] for sign in (1, -1))
        slope = (linear_differential(there, task)[0] - linear_differential(back, task)[0]) / 2e-6
        assert np.isclose(slope, np.sum(G * way), rtol=1e-6)


def test_many_networks_at_once_and_single_precision():
    rng = np.random.default_rng(4)
    weights = [rng.normal(size=(3, 4, 2)) / 3, rng.normal(size=(3, 5, 4)) / 3]
    task = rng.normal(size=(5, 2))
    path = learn_linear(weights, task, rate=0.05, steps=6, every=2)
    for k in range(3):
        alone = learn_linear([w[k] for w in weights], task, rate=0.05, steps=6, every=2)
        assert all(np.allclose(p[:, k], a) for p, a in zip(path, alone, strict=True))
    single = learn_linear([w.astype(np.float32) for w in weights], task, rate=0.05, steps=6, every=2)
    assert {p.dtype for p in single} == {np.dtype(np.float32)}
    assert np.allclose(single[1], path[1], atol=1e-4)


def test_refusals():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"`weights` must fit each other.*first layer comes first"):
        charges([np.ones((2, 3)), np.ones((3, 4))])
    with pytest.raises(ValueError, match="`weights` must hold at least 2 arrays"):
        charges([np.ones((2, 3))])
    with pytest.raises(ValueError, match="`task` must have shape"):
        linear_differential([np.ones((2, 3)), np.ones((4, 2))], np.ones((3, 4)))
    with pytest.raises(ValueError, match=r"`width` must be at least 3.*3 modes"):
        aligned_weights(np.ones((4, 3)), 0.1, 2, rng=rng)
    with pytest.raises(ValueError, match="`start` must be below half of `strength`"):
        half_time(1.0, 0.5)
    with pytest.raises(ValueError, match="`start` must not be negative where `charge` is 0"):
        learning_curve(1.0, 1.0, -0.1)
    with pytest.raises(FloatingPointError, match="`rate` must be so small"):
        learn_linear([np.eye(2), np.eye(2)], 9 * np.eye(2), rate=2.0, steps=100)
