"""Singular models against quadratures, Bessel functions, eigenvalue densities, and chains of another make."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import kve
from scipy.stats import kstest, norm

from physdl.bayes import (
    RankProblem,
    exponent,
    langevin,
    learning_coefficient,
    monomial_exponents,
    node_excess,
    product_excess,
    rank_problem,
    reduced_rank_exponents,
    reduced_rank_gibbs,
    sbic,
    tanh_exponents,
    wbic,
)

C = np.log(8) - np.euler_gamma


def seeded(seed=1):
    return np.random.default_rng(seed)


# ---- known exponents -----------------------------------------------------------------------------------------------


def test_products_of_powers_by_the_volume_itself():
    """The share of a cube with K < t, as a sum of exponential waiting times that are drawn by quadrature."""
    for powers, expected in (
        ([1, 1], (Fraction(1, 2), 2)),
        ([1, 2], (Fraction(1, 4), 1)),
        ([2, 2], (Fraction(1, 4), 2)),
    ):
        assert monomial_exponents(powers) == expected
        p, q = powers

        def volume(t, p=p, q=q):  # |a|^2p |b|^2q < t with both below 1
            edge = t ** (1 / (2 * p))
            return edge + quad(lambda a: min(1.0, (t / a ** (2 * p)) ** (1 / (2 * q))), edge, 1, epsabs=0)[0]

        t = np.array([1e-20, 1e-24, 1e-28])
        logs = np.log([volume(x) for x in t]) - (expected[1] - 1) * np.log(np.log(1 / t))
        assert np.polyfit(np.log(t), logs, 1)[0] == pytest.approx(float(expected[0]), abs=0.003)


def test_a_jacobian_raises_the_exponent():
    assert monomial_exponents([1, 1], [1, 0]) == (Fraction(1, 2), 1)
    assert monomial_exponents([1, 2, 0], [1, 3, 0]) == (Fraction(1), 2)


@pytest.mark.parametrize("m", [1, 2, 3, 5])
@pytest.mark.parametrize("n", [1, 2, 4])
def test_reduced_rank_in_the_cases_that_are_regular(m, n):
    for h in range(1, 7):
        for r in range(min(m, n, h) + 1):
            coefficient, times = reduced_rank_exponents(m, n, h, r)
            assert (coefficient, times) == reduced_rank_exponents(n, m, h, r)  # transposed
            assert coefficient <= Fraction(min(h * (m + n), m * n), 2)
            assert times in (1, 2)
            assert coefficient >= Fraction(r * (m + n - r), 2)
        k = min(m, n, h)
        full, times = reduced_rank_exponents(m, n, h, k)
        assert (full, times) == (Fraction(k * (m + n - k), 2), 1)  # at full rank a smooth valley


def test_reduced_rank_numbers_from_the_course():
    assert reduced_rank_exponents(4, 4, 3, 1) == (6, 1)
    assert reduced_rank_exponents(3, 3, 2, 1) == (Fraction(7, 2), 2)
    assert reduced_rank_exponents(2, 2, 2, 0) == (Fraction(3, 2), 1)
    assert reduced_rank_exponents(1, 1, 1, 0) == monomial_exponents([1, 1])


def test_one_output_is_a_scaled_ball():
    """M inputs, one hidden unit, one output, truth zero: K ∝ |a|² b², so λ = ½ and m = 1 for M > 1."""
    for m in (2, 3, 6):
        assert reduced_rank_exponents(m, 1, 1, 0) == (Fraction(1, 2), 1)


def tanh_slope(n, width=500):
    """The slope of E for two tanh units at a true zero, the outer weights integrated out."""
    x = np.linspace(0.05, 1.7, 16)
    x /= np.sqrt(np.mean(x**2))
    t = np.linspace(-16, 1.8, width)
    hidden = np.tanh(np.exp(t)[:, None] * x)
    k = n * hidden @ hidden.T / len(x)
    log = t - np.exp(2 * t) / 2
    d = np.diag(k)
    trace, det = d + d[:, None], np.outer(d, d) - k**2
    weight = np.exp(log + log[:, None]) / np.sqrt(1 + trace + det)
    return np.sum(weight * (trace + 2 * det) / (2 * (1 + trace + det))) / weight.sum()


def test_two_tanh_units_approach_two_thirds():
    assert [tanh_exponents(h) for h in (1, 2, 3, 4)] == [
        (Fraction(1, 2), 2), (Fraction(2, 3), 1), (Fraction(5, 6), 1), (1, 2)]  # fmt: skip
    slopes = [tanh_slope(n) for n in (1e2, 1e3, 1e4, 1e5)]
    assert np.all(np.diff(slopes) > 0)
    assert slopes[0] < 0.52
    assert 0.65 < slopes[-1] < 2 / 3


# ---- one integral --------------------------------------------------------------------------------------------------


def test_two_weights_are_a_bessel_function():
    n = np.geomspace(1, 1e50, 80)
    u = 1 / (4 * n)
    excess, slope = product_excess(n)
    assert np.abs(excess + np.log(kve(0, u) / np.sqrt(2 * np.pi * n))).max() < 1e-12
    late = n > 1e12
    assert np.abs(slope - 0.5 + 1 / (np.log(n) + C))[late].max() < 1e-10


@pytest.mark.parametrize(("n", "power", "truth"), [(7.0, 1, 0.4), (40.0, 2, 0.0), (20.0, 2, -0.7), (15.0, 3, 1.1)])
def test_products_by_a_double_integral(n, power, truth):
    a = np.linspace(-9, 9, 3601)
    b = a[:, None]
    z = np.sum(np.exp(-n * (a * b**power - truth) ** 2 / 2 - (a * a + b * b) / 2)) / (2 * np.pi) * (a[1] - a[0]) ** 2
    excess, slope = product_excess(n, power, truth)
    assert excess == pytest.approx(-np.log(z), rel=1e-6)
    h = 1e-3
    step = product_excess(n * np.exp([h, -h]), power, truth)[0]
    assert slope == pytest.approx((step[0] - step[1]) / (2 * h), rel=1e-6)


def test_without_data_nothing_is_paid():
    excess, slope = product_excess([0.0, 0.0], 3, 0.5)
    assert np.abs(excess).max() < 1e-13
    assert not slope.any()


def test_a_true_product_makes_the_slope_one_half():
    n = np.array([1e20, 1e30])
    excess, slope = product_excess(n, 1, 0.3)
    # a density at the truth: E = ½ ln N − ln(√(2π) K₀(w)/π)
    assert np.abs(slope - 0.5).max() < 1e-12
    assert (
        np.abs(excess - 0.5 * np.log(n) + np.log(np.sqrt(2 * np.pi) * kve(0, 0.3) * np.exp(-0.3) / np.pi)).max() < 1e-11
    )


@pytest.mark.parametrize("n", [0.5, 3.0, 300.0])
def test_the_node_by_brute_force(n):
    a, b = np.linspace(-10, 10, 4001), np.linspace(0, 14, 8001)
    step = (a[1] - a[0]) * (b[1] - b[0])
    rows = np.array(
        [np.exp(-n * (b * b - (x + 1) ** 2 * (2 - x) / 6) ** 2 / 2 - (x * x + b * b) / 8).sum() - 0.5 * np.exp(
            -n * ((x + 1) ** 2 * (2 - x) / 6) ** 2 / 2 - x * x / 8) for x in a])  # fmt: skip
    excess, share = node_excess(n)
    assert excess == pytest.approx(-np.log(2 * rows.sum() * step / (8 * np.pi)), abs=1e-8)
    near = np.abs(a + 1) < 0.2 + 1e-9
    ends = rows[near][[0, -1]].sum() / 2
    assert share == pytest.approx((rows[near].sum() - ends) / rows.sum(), rel=1e-4)


def test_the_integral_over_b_on_both_sides_of_its_series():
    from physdl.bayes.singular.reductions import _log_bump

    for y in (-30.0, -1.0, 0.0, 2.0, 9_999.0, 10_001.0, 1e5):
        width = np.sqrt(max(y, 0.0)) + 8 / max(np.sqrt(abs(y)), 1.0)
        low = max(np.sqrt(max(y, 0.0)) - 8 / max(np.sqrt(abs(y)), 1.0), 0.0)
        u = np.linspace(low, width, 40_001)
        value = 2 * np.trapezoid(np.exp(-((u**2 - y) ** 2 - (y < 0) * y**2) / 2), u)
        assert _log_bump(np.array([y]))[0] == pytest.approx(np.log(value) - (y < 0) * y**2 / 2, abs=2e-9)


def test_the_node_costs_half_a_logarithm_less_a_double_one():
    n = np.geomspace(1e10, 1e50, 41)
    excess, share = node_excess(n)
    best = min((np.ptp(excess - 0.5 * np.log(n) + np.log(np.log(n) + c)), c) for c in np.linspace(-5, 15, 2001))
    assert best[0] < 1e-3
    assert exponent(n, excess + np.log(np.log(n) + best[1]))[0] == pytest.approx(0.5, abs=1e-4)
    assert np.all(np.diff(share) > 0)
    assert share[-1] > 0.9


# ---- the sampler ---------------------------------------------------------------------------------------------------


def test_one_unit_agrees_with_the_integral():
    """One input, one unit, one output: the slope of `product_excess`, at a true zero and elsewhere."""
    for truth, n in ((0.0, 50.0), (0.0, 5000.0), (0.4, 200.0)):
        problem = RankProblem(np.array([n]), np.array([[np.sqrt(n) * truth]]))
        found, error = learning_coefficient(
            reduced_rank_gibbs(problem, 1, rng=seeded(), chains=64, sweeps=3000, burn=500)
        )
        assert error < 0.02
        assert abs(found - product_excess(n, 1, truth)[1]) < 4 * error


def test_a_temperature_is_a_number_of_data():
    problem = RankProblem(np.array([3000.0]), np.zeros((1, 1)))
    energy = reduced_rank_gibbs(problem, 1, rng=seeded(2), chains=64, sweeps=2000, beta=0.1)
    found, error = learning_coefficient(energy, 0.1)
    assert abs(found - product_excess(300.0)[1]) < 4 * error
    assert error < 0.02


def test_a_prior_of_another_width_is_another_number_of_data():
    problem = RankProblem(np.array([300.0]), np.zeros((1, 1)))
    energy = reduced_rank_gibbs(problem, 1, rng=seeded(3), chains=64, sweeps=2000, precision=4.0)
    found, error = learning_coefficient(energy)
    assert abs(found - product_excess(300.0 / 16)[1]) < 4 * error
    assert error < 0.02


def test_each_layer_is_drawn_from_its_conditional():
    """Many draws of one layer given the other: a regression written out with Kronecker's product."""
    from physdl.bayes.singular import gibbs

    rng = seeded(4)
    root, response = np.sqrt([[3.0], [0.5]]), rng.normal(size=(2, 3))
    b, draws = rng.normal(size=(2, 3)), 40_000
    many = np.array([gibbs._first(root, response, b, 1.3, rng) for _ in range(draws)]).reshape(draws, 4)
    design = np.kron(np.diag(root[:, 0]), b.T)  # of vec(A) row by row, seen as vec(R) row by row
    precision = design.T @ design + 1.3 * np.eye(4)
    _is_normal(many, np.linalg.solve(precision, design.T @ response.ravel()), np.linalg.inv(precision))
    a = rng.normal(size=(2, 2))
    many = np.array([gibbs._second(root * a, response, 1.3, rng) for _ in range(draws)]).reshape(draws, 6)
    design = np.kron(root * a, np.eye(3))
    precision = design.T @ design + 1.3 * np.eye(6)
    _is_normal(many, np.linalg.solve(precision, design.T @ response.ravel()), np.linalg.inv(precision))


def _is_normal(draws, mean, covariance):
    white = np.linalg.solve(np.linalg.cholesky(covariance), (draws - mean).T)
    assert np.abs(white.mean(axis=1)).max() < 4.5 / np.sqrt(draws.shape[0])
    assert np.abs(white @ white.T / len(draws) - np.eye(len(mean))).max() < 0.03
    assert min(kstest(row, norm.cdf).pvalue for row in white) > 1e-4


def test_eigenvalues_of_a_wishart_matrix():
    def slope(n):
        t = np.linspace(-25, 4.5, 1201)
        s = np.exp(t)
        weight = np.exp(t / 2 - s / 2) / (1 + n * s)
        weight = weight * weight[:, None] * np.abs(s - s[:, None])
        grows = n * s / (1 + n * s)
        return np.sum(weight * (grows + grows[:, None])) / weight.sum()

    problem = RankProblem(np.full(2, 500.0), np.zeros((2, 2)))
    found, error = learning_coefficient(reduced_rank_gibbs(problem, 2, rng=seeded(5), chains=48, sweeps=2500))
    assert abs(found - slope(500.0)) < 4 * error
    assert error < 0.03


def test_data_become_numbers_that_know_the_likelihood():
    rng = seeded(6)
    x, y = rng.normal(size=(3, 40, 4)), rng.normal(size=(3, 40, 2))
    problem = rank_problem(x, y, 0.7)
    for one in range(3):
        full = x[one] @ np.linalg.lstsq(x[one], y[one], rcond=None)[0]
        for rank in range(3):
            u, s, v = np.linalg.svd(full, full_matrices=False)
            fit = (u[:, :rank] * s[:rank]) @ v[:rank]
            gain = 0.5 * (np.sum(y[one] ** 2) - np.sum((y[one] - fit) ** 2)) / 0.49
            assert problem.log_likelihood[one, rank] == pytest.approx(gain, abs=1e-10)
    single = reduced_rank_gibbs(problem, 2, rng=seeded(7), sweeps=3, burn=0)
    assert single.shape == (3, 4, 3)
    assert single.min() > 0


def test_no_axis_decides_what_is_drawn():
    """Data whose axes have turned round give the same chains, so that every machine does."""
    rng = seeded(8)
    x, y = rng.normal(size=(30, 3)), rng.normal(size=(30, 2))
    one = reduced_rank_gibbs(rank_problem(x, y), 2, rng=seeded(9), sweeps=20)
    other = reduced_rank_gibbs(rank_problem(x[::-1], y[::-1]), 2, rng=seeded(9), sweeps=20)
    assert np.allclose(one, other, rtol=1e-8)


def test_the_price_of_a_network_near_its_known_coefficient():
    rng = seeded(10)
    for m, n, h, r in ((4, 4, 3, 1), (3, 3, 2, 1), (2, 2, 2, 0), (4, 3, 2, 2)):
        truth = rng.normal(size=(6, m, r)) @ rng.normal(size=(6, r, n))
        noisy = RankProblem(np.full((6, m), 1e6), 1e3 * truth + rng.normal(size=truth.shape))
        beta = 1 / np.log(1e6)
        value = learning_coefficient(reduced_rank_gibbs(noisy, h, rng=rng, beta=beta, sweeps=500), beta)[0].mean()
        assert value == pytest.approx(float(reduced_rank_exponents(m, n, h, r)[0]), rel=0.05)


# ---- what chains say -----------------------------------------------------------------------------------------------


def test_a_chain_of_chi_squares_says_half_the_parameters():
    energy = seeded(11).chisquare(5, size=(8, 20_000)) / 2
    value, error = learning_coefficient(energy / 0.25, 0.25)
    assert abs(value - 2.5) < 4 * error
    assert 0.002 < error < 0.0065
    assert wbic(energy, best=3.0)[0] == pytest.approx(3 + energy.mean())


def test_langevin_with_metropolis_is_exact_where_the_walk_is_coarse():
    """A normal posterior: with the rule the right variance for any step, without it 1/(1 − h/4) times as much."""

    def bowl(w):
        return 0.5 * (w**2).sum(axis=1), w

    h, start = 0.8, seeded(12).normal(size=(200, 2))
    exact, places, taken = langevin(bowl, start, h, 3000, rng=seeded(13), precision=0.0)
    assert abs(learning_coefficient(exact[:, 100:])[0] - 1.0) < 0.01
    assert 0.7 < taken < 0.99
    hot, _, all_of_them = langevin(bowl, start, h, 3000, rng=seeded(13), precision=0.0, adjusted=False)
    assert abs(learning_coefficient(hot[:, 100:])[0] - 1 / (1 - h / 4)) < 0.02
    assert all_of_them == 1.0
    assert places.shape == (200, 3000, 2)
    assert np.allclose(bowl(places[:, -1])[0], exact[:, -1])


def test_a_spring_and_a_prior_are_more_data():
    def bowl(w):
        return 0.5 * (w**2).sum(axis=1), w

    losses, *_ = langevin(bowl, np.zeros((200, 1)), 0.05, 3000, rng=seeded(14), count=2.0, precision=3.0, pull=5.0)
    assert abs(losses[:, 300:].mean() - 0.5 / 10) < 0.002


# ---- sBIC ----------------------------------------------------------------------------------------------------------


def test_regular_models_are_scored_by_bic():
    fit, k = np.array([[-9.0, -2.0, 1.0], [-3.0, 4.0, 4.5]]), np.array([1.0, 2.0, 5.0])
    price = np.repeat(k[:, None] / 2, 3, axis=1)
    assert np.allclose(sbic(fit, price, np.ones((3, 3)), 50), fit - k / 2 * np.log(50))


def test_the_scores_weigh_each_other():
    """They solve their own equation, and lie between the least and the largest of what each could be."""
    fit = np.array([-700.0, -3.0, 1.0, 2.0])
    price, times = np.array([[1, 0, 0, 0], [1.5, 2, 0, 0], [2, 2.5, 3, 0], [2, 3, 3.5, 4.0]]), np.tril(np.ones((4, 4)))
    times[2, 1] = 2
    scores = sbic(fit, price, times, 200)
    for i in range(4):
        z = fit[i] - price[i, : i + 1] * np.log(200) + (times[i, : i + 1] - 1) * np.log(np.log(200))
        weight = np.exp(scores[: i + 1] - scores[: i + 1].max())
        assert scores[i] == pytest.approx(
            np.log(np.sum(np.exp(z - z.max()) * weight) / weight.sum()) + z.max(), abs=1e-9
        )
        assert z.min() - 1e-9 <= scores[i] <= z.max() + 1e-9


# ---- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: product_excess(-1.0), "`count` must lie between 0 and 1e60; got"),
        (lambda: product_excess(1.0, 9), "`power` must be at most 8; got 9"),
        (lambda: reduced_rank_exponents(3, 4, 2, 3), "`rank` must be at most 2; got 3"),
        (lambda: monomial_exponents([0, 0]), "`powers` must be one axis of whole numbers"),
        (lambda: rank_problem(np.ones((5, 2)), np.ones((5, 1))), "`x` must have independent columns"),
        (lambda: learning_coefficient(np.ones((1, 5))), "two chains or more"),
        (lambda: learning_coefficient([[np.inf, 1.0], [1.0, 1.0]]), "has left the numbers"),
        (lambda: sbic([1.0, 2.0], np.ones((2, 2)), np.ones((2, 2)), 2.0), "`count` must be above e"),
        (lambda: langevin(lambda w: (w, w), np.ones((2, 1)), 0.1, 2, rng=seeded()), "`loss` must return arrays"),
        (lambda: node_excess(1.0, near=2.0), "`near` must be at most 1"),
    ],
)
def test_refusals(call, message):
    with pytest.raises(ValueError, match=message.replace("(", r"\(").replace("`", "`")):
        call()
