"""Laplace in coordinates, Fisher's volume and bets over data sets: exact cases, SymPy's derivatives, sums to one."""

import numpy as np
import pytest
import sympy as sp
from scipy import stats
from scipy.special import betaln, gammaln

from physdl.bayes import (
    fisher_information,
    in_coordinates,
    jeffreys,
    laplace_approximation,
    log_bets,
    log_fisher_volume,
    next_order,
)


def coin(h, t):
    return lambda p: -h * np.log(p[..., 0]) - t * np.log1p(-p[..., 0])


CHARTS = {
    "p": (lambda x: x, 0.3, 0.3),
    "log odds": (lambda x: 1 / (1 + np.exp(-x)), -0.8, 4 / 12),
    "arcsine": (lambda x: np.sin(x / 2) ** 2, 1.2, 3.5 / 11),
    "square": (np.sqrt, 0.09, 2 / 9),
}


@pytest.mark.parametrize("name", CHARTS)
def test_the_top_moves_with_the_coordinates(name):
    chart, start, top = CHARTS[name]
    found = laplace_approximation(in_coordinates(coin(3, 7), chart), [start])
    np.testing.assert_allclose(chart(found.mode), [top], rtol=1e-9)


def test_the_integral_does_not_move():
    """Two coordinates that mix, by quadrature in both."""

    def action(x):
        return x[..., 0] ** 2 / 2 + (x[..., 1] - np.sin(x[..., 0])) ** 2 + 0.1 * x[..., 1] ** 4

    def bend(y):
        return np.stack([y[..., 0] + 0.3 * np.sin(y[..., 1]), 2 * y[..., 1] + y[..., 0]], axis=-1)

    t = np.linspace(-12, 12, 601)
    grid = np.stack(np.meshgrid(t, t, indexing="ij"), axis=-1)
    values = [np.exp(-S(grid)).sum() * (t[1] - t[0]) ** 2 for S in (action, in_coordinates(action, bend))]
    np.testing.assert_allclose(values[1], values[0], rtol=1e-9)


@pytest.mark.parametrize("s", [0.0, 0.3, 0.5, 1.0])
def test_the_limit_on_each_ruler_is_what_sympy_finds(s):
    """The lesson's limit, N (exact − Laplace) on the ruler dx = dp/[p (1 − p)]^s, by derivatives in closed form."""
    p, n = sp.symbols("p n", positive=True)
    share = sp.Rational(3, 10)
    s_ = sp.nsimplify(s)
    action = -(share * n + s_) * sp.log(p) - ((1 - share) * n + s_) * sp.log(1 - p)

    def derive(f):
        return (p * (1 - p)) ** s_ * sp.diff(f, p)

    orders = [action]
    for _ in range(4):
        orders.append(derive(orders[-1]))
    top = (share * n + s_) / (n + 2 * s_)
    two, three, four = (f.subs(p, top) for f in orders[2:])
    exact = float((n * (5 * three**2 / (24 * two**3) - four / (8 * two**2))).subs(n, 10**7))
    limit = ((s * s - s + 1 / 6) / 0.21 - (4 * s * s - 6 * s + 13 / 6)) / 2
    np.testing.assert_allclose(exact, limit, rtol=1e-5)
    size = 1e5
    a, b = 0.3 * size + s, 0.7 * size + s
    laplace = a * np.log(a / (a + b)) + b * np.log(b / (a + b))
    laplace += 0.5 * np.log(2 * np.pi / (a + b)) + (0.5 - s) * np.log(a * b / (a + b) ** 2)
    np.testing.assert_allclose(size * (betaln(a + 1 - s, b + 1 - s) - laplace), limit, atol=1e-4)


def test_next_order_is_stirlings():
    for n in (5.0, 50.0):

        def action(t, n=n):
            return n * (np.exp(t[..., 0]) - t[..., 0])

        at = laplace_approximation(action, [0.5])
        np.testing.assert_allclose(next_order(action, at), 1 / (12 * n), rtol=1e-9)
        rest = gammaln(n) - n * np.log(n) - at.log_integral - next_order(action, at)
        np.testing.assert_allclose(rest, -1 / (360 * n**3), rtol=0.02)


def test_next_order_with_two_parameters_that_mix():
    """An integral that does not factor: what is left falls as 1/N², and turning the axes changes nothing."""

    def action(n, turn=0.0):
        c, s = np.cos(turn), np.sin(turn)

        def total(x):
            u, v = c * x[..., 0] - s * x[..., 1], s * x[..., 0] + c * x[..., 1]
            return n * (u**2 / 2 + v**2 + u * v / 2 + 0.2 * u**2 * v - 0.3 * v**3 + (u**2 + v**2) ** 2 / 3)

        return total

    left = []
    for n in (80, 160, 320):
        S = action(n)
        at = laplace_approximation(S, [0.05, 0.05])
        t = np.linspace(-9, 9, 401) / np.sqrt(n)  # a smooth peak: the plain sum converges faster than any power
        grid = np.stack(np.meshgrid(t, t, indexing="ij"), axis=-1)
        value = np.exp(-S(grid)).sum() * (t[1] - t[0]) ** 2
        left.append(np.log(value) - at.log_integral - next_order(S, at))
        turned = action(n, 0.7)
        there = laplace_approximation(turned, [0.05, 0.05])
        np.testing.assert_allclose(next_order(turned, there), next_order(S, at), rtol=1e-8)
    orders = np.log2(np.abs(np.divide(left[:-1], left[1:])))
    np.testing.assert_allclose(orders, 2.0, atol=0.15)


def softmax(x):
    parts = np.exp(np.stack([x[..., 0], x[..., 1], 0 * x[..., 0]], axis=-1))
    return parts / np.sum(parts, axis=-1)[..., None]


def test_fisher_information_is_the_covariance_of_a_softmax():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(4, 5, 2))
    p = softmax(x)[..., :2]
    expected = np.einsum("...i,ij->...ij", p, np.eye(2)) - p[..., :, None] * p[..., None, :]
    np.testing.assert_allclose(fisher_information(softmax, x), expected, rtol=1e-12, atol=1e-15)


def test_fisher_information_of_a_binomial_is_n_times_a_tosss():
    n, p = 7, 0.3
    ways = np.exp(gammaln(n + 1) - gammaln(np.arange(8) + 1) - gammaln(n - np.arange(8) + 1))

    def law(x):
        return ways * x ** np.arange(8) * (1 - x) ** (n - np.arange(8))

    np.testing.assert_allclose(fisher_information(law, [p]), [[n / (p * (1 - p))]], rtol=1e-12)


def test_volume_is_carried_by_the_determinant():
    rng = np.random.default_rng(4)
    x = rng.normal(size=(6, 2))

    def bend(y):
        return np.stack([y[..., 0] + 0.3 * np.sin(y[..., 1]), 2 * y[..., 1] + y[..., 0]], axis=-1)

    stretch = np.abs(2 - 0.3 * np.cos(x[..., 1]))
    there = jeffreys(lambda y: softmax(bend(y)), x)
    np.testing.assert_allclose(there, jeffreys(softmax, bend(x)) * stretch, rtol=1e-11)


def test_volume_is_zero_where_a_direction_tells_nothing():
    def twice(x):
        return softmax(np.stack([x[..., 0] + x[..., 1], 2 * (x[..., 0] + x[..., 1])], axis=-1))

    assert jeffreys(twice, [0.3, -0.2]) < 1e-15
    assert jeffreys(lambda x: softmax(x[..., :2] * x[..., 2:3]), [0.3, -0.2, 1.0]) < 1e-7  # three of two

    def coin_of_two(x):
        return np.stack([x[..., 0] * x[..., 1], 1 - x[..., 0] * x[..., 1]], axis=-1)

    assert jeffreys(lambda x: coin_of_two(x[..., :2]) + 0 * x[..., 2:], [0.3, 0.2, 1.0]) == 0


def test_volume_of_all_laws_is_the_integral_of_jeffreys():
    t = np.linspace(-40, 40, 201)
    grid = np.stack(np.meshgrid(t, t, indexing="ij"), axis=-1)
    total = jeffreys(softmax, grid).sum() * (t[1] - t[0]) ** 2
    np.testing.assert_allclose(total, np.exp(log_fisher_volume(3)), rtol=1e-7)
    p = (np.arange(4000) + 0.5) / 4000  # a quarter circle, by chords
    points = 2 * np.sqrt(np.stack([p, 1 - p], axis=-1))
    chords = np.sqrt((np.diff(points, axis=0) ** 2).sum(axis=-1)).sum()
    np.testing.assert_allclose(chords, np.exp(log_fisher_volume(2)), rtol=0.02)
    np.testing.assert_allclose(np.exp(log_fisher_volume([4, 6])), [np.pi**2, np.pi**3 / 2], rtol=1e-13)


def test_bets_are_scipys_laws_and_add_up_to_one():
    heads = np.arange(31)
    results = np.stack([heads, 30 - heads], axis=-1)
    np.testing.assert_allclose(
        log_bets(results, prior=[0.5, 2.0]), stats.betabinom(30, 0.5, 2.0).logpmf(heads), rtol=1e-10
    )
    np.testing.assert_allclose(log_bets(results, chances=[0.2, 0.8]), stats.binom(30, 0.2).logpmf(heads), rtol=1e-10)
    dice = np.array([(a, b, 9 - a - b) for a in range(10) for b in range(10 - a)])
    for model in ({"prior": [0.5, 1.0, 3.0]}, {"chances": [0.2, 0.3, 0.5]}):
        np.testing.assert_allclose(np.exp(log_bets(dice, **model)).sum(), 1.0, rtol=1e-13)
    law = stats.multinomial(9, [0.2, 0.3, 0.5])
    np.testing.assert_allclose(log_bets(dice, chances=[0.2, 0.3, 0.5]), law.logpmf(dice), rtol=1e-10)


def test_bets_on_many_data_keep_their_digits():
    n = 1e12
    found = log_bets([n / 2, n / 2], chances=[0.5, 0.5])
    np.testing.assert_allclose(found, -0.5 * np.log(np.pi * n / 2) - 1 / (4 * n), rtol=1e-13)
    np.testing.assert_allclose(log_bets([3e11, 7e11], prior=[1, 1]), -np.log(1e12 + 1), rtol=1e-13)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: log_bets([3, 4]), TypeError, "`prior` must be given, or `chances`, and not both; got neither"),
        (lambda: log_bets([3, 4], prior=[1, 1], chances=[0.5, 0.5]), TypeError, "got both"),
        (lambda: log_bets([3, 4.5], prior=[1, 1]), ValueError, "`counts` must be whole numbers"),
        (lambda: log_bets([3, 4], chances=[0.5, 0.6]), ValueError, "`chances` must add up to 1"),
        (lambda: log_bets([3, 4], prior=[1, 0]), ValueError, "`prior` must be at least two positive"),
        (lambda: log_bets([3, 4, 5], prior=[1, 1]), ValueError, "`counts` must have 2 entries"),
        (lambda: jeffreys(softmax, 0.3), ValueError, "`theta` must have an axis of parameters"),
        (lambda: jeffreys(lambda x: np.concatenate([x, 1 - x], -1), [0.0]), ValueError, "positive probabilities"),
        (lambda: jeffreys(lambda x: np.concatenate([x, 2 - x], -1), [0.5]), ValueError, "that add up to 1"),
        (lambda: jeffreys(lambda x: x[..., 0], [0.5]), ValueError, "return probabilities of shape"),
        (lambda: log_fisher_volume(1), ValueError, "`kinds` must be whole numbers of at least 2"),
        (
            lambda: in_coordinates(coin(3, 7), lambda x: 0.5 + 0 * x)(np.array([0.3])),
            ValueError,
            "`chart` must be one to one",
        ),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
