"""Exact evidence against direct integration, against the chain rule of probability, and at its limits."""

import mpmath
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import gammaln
from scipy.stats import invgamma, multivariate_normal, multivariate_t

from physdl.bayes import (
    Moments,
    categorical,
    known_noise,
    log_evidence_all_submodels,
    moments,
    poisson,
    unknown_noise,
)
from physdl.bayes.evidence import gamma_excess, whitened

P3 = np.array([[2.0, 0.3, 0.0], [0.3, 0.7, -0.1], [0.0, -0.1, 1.1]])
M3 = np.array([0.5, -0.2, 0.1])


def data(count=40, seed=1, columns=3):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, columns)) * [1.0, 5.0, 0.3][:columns] + 0.4
    return x, x @ [1.0, -0.4, 2.0][:columns] + 0.7 * rng.normal(size=count)


# ---- special functions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [0, 0.5, 1, 3, 14, 15.6, 20, 1e3, 1e6, 1e12, 1e15])
@pytest.mark.parametrize("a", [0.5, 1, 3.3, 40])
def test_gamma_excess_keeps_its_digits(n, a):
    with mpmath.workdps(60):
        exact = mpmath.loggamma(mpmath.mpf(n) + a) - (mpmath.mpf(n) * mpmath.log(n) - n if n else 0)
        assert abs(gamma_excess(n, a) - exact) <= 2e-14 * max(1, abs(exact))


# ---- linear models -------------------------------------------------------------------------------------------------


def test_no_count_under_a_strong_prior_overflows():
    with np.errstate(all="raise"):
        found = categorical([0, 5], [1e9, 1.0]).excess
    assert found == pytest.approx(float(-mpmath.log(mpmath.beta(1e9, 6) / mpmath.beta(1e9, 1))), rel=1e-6)


def test_moments_are_what_they_say():
    x, y = data()
    m = moments(x, y)
    np.testing.assert_allclose(m.root.T @ m.root, x.T @ x, rtol=1e-13)
    np.testing.assert_allclose(m.root.T @ m.cross, x.T @ y, rtol=1e-12)
    np.testing.assert_allclose(m.residual, np.linalg.lstsq(x, y)[1][0], rtol=1e-12)
    np.testing.assert_allclose(m.estimate, np.linalg.lstsq(x, y)[0], rtol=1e-12)
    theta = np.array([0.3, -1.0, 0.5])
    np.testing.assert_allclose(
        np.sum((y - x @ theta) ** 2), np.sum((m.cross - m.root @ theta) ** 2) + m.residual, rtol=1e-13
    )


def test_moments_of_two_sets_add():
    x, y = data(50)
    both, sum_ = moments(x, y), moments(x[:17], y[:17]) + moments(x[17:], y[17:])
    assert sum_.count == both.count
    np.testing.assert_allclose(np.abs(sum_.root), np.abs(both.root), rtol=0, atol=1e-12)
    np.testing.assert_allclose(sum_.estimate, both.estimate, rtol=1e-12)
    np.testing.assert_allclose(sum_.residual, both.residual, rtol=1e-12)
    twice = moments(np.tile(x, (2, 1)), np.tile(y, 2))
    np.testing.assert_allclose(both.repeated(2).residual, twice.residual, rtol=1e-12)
    np.testing.assert_allclose(both.repeated(2).estimate, twice.estimate, rtol=1e-11)
    assert both.repeated(2).count == 100
    with pytest.raises(TypeError):
        both + 1


def test_as_many_data_as_parameters_leave_no_residual():
    x, y = data(3)
    assert moments(x, y).residual == 0
    np.testing.assert_allclose(x @ moments(x, y).estimate, y, rtol=1e-12)


@pytest.mark.parametrize("mean", [None, M3])
def test_known_noise_is_the_density_of_the_data(mean):
    x, y = data()
    middle = np.zeros(40) if mean is None else x @ mean
    exact = multivariate_normal(middle, x @ np.linalg.inv(P3) @ x.T + 0.49 * np.eye(40)).logpdf(y)
    found = known_noise(moments(x, y), P3, 0.7, mean)
    np.testing.assert_allclose(found.log_evidence, exact, rtol=1e-12)
    assert found.parameters == 3
    theta = np.linalg.lstsq(x, y)[0]
    best = 20 * np.log(2 * np.pi * 0.49) + np.sum((y - x @ theta) ** 2) / 0.98
    np.testing.assert_allclose(found.best, best, rtol=1e-13)


@pytest.mark.parametrize("mean", [None, M3])
def test_unknown_noise_is_a_multivariate_t(mean):
    x, y = data()
    a, b = 1.5, 0.8
    middle = np.zeros(40) if mean is None else x @ mean
    spread = b / a * (np.eye(40) + x @ np.linalg.inv(P3) @ x.T)
    found = unknown_noise(moments(x, y), P3, a, b, mean)
    np.testing.assert_allclose(found.log_evidence, multivariate_t(middle, spread, df=2 * a).logpdf(y), rtol=1e-12)
    assert found.parameters == 4


def test_unknown_noise_is_known_noise_averaged_over_its_prior():
    x, y = data(12, columns=1)
    m, a, b = moments(x, y), 3.0, 2.0

    def integrand(v):
        return np.exp(known_noise(m, 0.6 / v, v**0.5).log_evidence + 20) * invgamma(a, scale=b).pdf(v)

    value, _ = quad(integrand, 0, np.inf, epsabs=0, epsrel=1e-11, limit=400)
    np.testing.assert_allclose(unknown_noise(m, 0.6, a, b).log_evidence, np.log(value) - 20, rtol=1e-10)


def test_a_posterior_is_a_prior():
    """ln Z of all data = ln Z of the first + ln Z of the rest under the posterior of the first."""
    x, y = data()
    first, rest, sigma = moments(x[:15], y[:15]), moments(x[15:], y[15:]), 0.7
    precision = P3 + x[:15].T @ x[:15] / sigma**2
    middle = np.linalg.solve(precision, P3 @ M3 + x[:15].T @ y[:15] / sigma**2)
    parts = known_noise(first, P3, sigma, M3).log_evidence + known_noise(rest, precision, sigma, middle).log_evidence
    np.testing.assert_allclose(known_noise(first + rest, P3, sigma, M3).log_evidence, parts, rtol=1e-12)


def test_precision_may_be_a_number_a_list_or_a_matrix():
    m = moments(*data())
    for one, other in ((0.7, 0.7 * np.eye(3)), ([1, 2, 3], np.diag([1.0, 2, 3]))):
        np.testing.assert_allclose(known_noise(m, one, 0.7).excess, known_noise(m, other, 0.7).excess, rtol=1e-13)
    g, d = whitened(m, 2.0, 0.7)
    np.testing.assert_allclose(np.sort(g), np.linalg.eigvalsh(m.root.T @ m.root) / 0.49 / 2.0, rtol=1e-12)
    np.testing.assert_allclose(np.sum(d**2), np.sum(m.cross**2) / 0.49, rtol=1e-13)


def test_excess_survives_a_million_million_data():
    """The same sum in sixty digits; F itself keeps only four decimals."""
    x, y = data(8, columns=1)
    m = moments(x, y).repeated(1.25e11)
    assert m.count == 1e12
    with mpmath.workdps(60):
        gram = mpmath.mpf(float(m.root[0, 0])) ** 2
        g = gram / mpmath.mpf(0.49)
        d = mpmath.mpf(float(m.cross[0])) / mpmath.mpf(0.7)
        known = (mpmath.log(1 + g) + d**2 / (1 + g)) / 2
        n, r, a, b = mpmath.mpf(5e11), mpmath.mpf(m.residual), mpmath.mpf(1.5), mpmath.mpf(0.8)
        pull = b + mpmath.mpf(float(m.cross[0])) ** 2 / (1 + gram) / 2
        noisy = mpmath.log(1 + gram) / 2 - a * mpmath.log(b) + mpmath.loggamma(a) - mpmath.loggamma(a + n)
        noisy += (a + n) * mpmath.log(pull + r / 2) - n * mpmath.log(r / (2 * n)) - n
        assert abs(known_noise(m, 1.0, 0.7).excess - known) < 1e-13 * known
        assert abs(unknown_noise(m, 1.0, 1.5, 0.8).excess - noisy) < 1e-12 * noisy


def test_moments_of_a_sample():
    y = np.random.default_rng(3).normal(2.0, 1.5, size=30)
    one, other = moments(np.ones((30, 1)), y), Moments.of_sample(30, y.mean(), y.var())
    np.testing.assert_allclose(known_noise(one, 1, 1.5).excess, known_noise(other, 1, 1.5).excess, rtol=1e-13)
    np.testing.assert_allclose(one.residual, other.residual, rtol=1e-13)


# ---- exponential families ------------------------------------------------------------------------------------------


def test_coin_by_integration():
    for heads, tails, (a, b) in ((7, 3, (1, 1)), (0, 12, (0.5, 0.5)), (5, 0, (2.5, 0.7))):
        value, _ = quad(
            lambda p, h=heads, t=tails, a=a, b=b: p ** (h + a - 1) * (1 - p) ** (t + b - 1), 0, 1, epsrel=1e-11
        )
        exact = np.log(value) - (gammaln(a) + gammaln(b) - gammaln(a + b))
        np.testing.assert_allclose(categorical([heads, tails], [a, b]).log_evidence, exact, rtol=1e-9)


def test_outcomes_one_by_one():
    """The chain rule: each outcome is predicted from those before it."""
    rng = np.random.default_rng(2)
    prior, sequence = np.array([0.5, 1.0, 2.0, 0.7]), rng.integers(0, 4, size=60)
    seen, total = prior.copy(), 0.0
    for kind in sequence:
        total += np.log(seen[kind] / seen.sum())
        seen[kind] += 1
    counts = np.bincount(sequence, minlength=4)
    found = categorical(np.stack([counts, 2 * counts]), prior)
    np.testing.assert_allclose(found.log_evidence[0], total, rtol=1e-13)
    np.testing.assert_allclose(found.best[0], -np.sum(counts * np.log(counts / 60)), rtol=1e-13)
    assert found.parameters == 3
    assert categorical(np.zeros(4), prior).excess == pytest.approx(0, abs=1e-14)


def test_events_by_integration():
    n, time, a, b = 6.0, 2.5, 1.7, 0.9
    value, _ = quad(
        lambda r: r ** (n + a - 1) * np.exp(-r * (time + b)) * b**a / np.exp(gammaln(a)), 0, np.inf, epsrel=1e-11
    )
    found = poisson(n, time, a, b)
    np.testing.assert_allclose(found.log_evidence, np.log(value), rtol=1e-9)
    np.testing.assert_allclose(found.best, n - n * np.log(n / time), rtol=1e-14)


# ---- all sub-models ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noise", [{"sigma": 0.6}, {"shape": 1.3, "rate": 0.9}])
@pytest.mark.parametrize("always", [0, 2])
def test_all_submodels_are_each_of_them(noise, always):
    rng = np.random.default_rng(5)
    x = rng.normal(size=(50, 6))
    y = x[:, 1] - 0.5 * x[:, 4] + 0.6 * rng.normal(size=50)
    precision = rng.uniform(0.5, 2.0, 6)
    found = log_evidence_all_submodels(x, y, precision, always=always, **noise)
    assert found.shape == (2 ** (6 - always),)
    single = unknown_noise if "shape" in noise else known_noise
    for index, value in enumerate(found):
        columns = [*range(always), *(always + j for j in range(6 - always) if index >> j & 1)]
        if columns:
            m = moments(x[:, columns], y)
            exact = single(m, precision[columns], **noise).log_evidence
        elif "sigma" in noise:
            exact = -25 * np.log(2 * np.pi * 0.36) - y @ y / 0.72
        else:
            exact = multivariate_t(np.zeros(50), 0.9 / 1.3 * np.eye(50), df=2.6).logpdf(y)
        np.testing.assert_allclose(value, exact, rtol=1e-12)


# ---- bad input -----------------------------------------------------------------------------------------------------


def test_dependent_columns_are_named():
    x, y = data()
    with pytest.raises(ValueError, match=r"`x` must have independent columns; got columns \d that the others make up"):
        moments(np.column_stack([x, x[:, 0] - 2 * x[:, 1]]), y)
    with pytest.raises(ValueError, match="columns 1 that"):
        moments(np.column_stack([x[:, 0], np.zeros(40)]), y)
    moments(np.column_stack([x[:, 0], 1e-9 * x[:, 1]]), y)  # small is not dependent


X, Y = data()
M = moments(X, Y)


def test_a_precision_may_be_symmetric_to_rounding():
    precision = np.eye(3)
    precision[0, 1] = 1e-17  # what a product of matrices leaves of a zero
    np.testing.assert_allclose(known_noise(M, precision, 0.7).excess, known_noise(M, 1.0, 0.7).excess, rtol=1e-14)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: moments(X[:2], Y[:2]), r"at least as many rows as columns; got shape \(2, 3\)"),
        (lambda: moments(np.where(X > 2, np.nan, X), Y), "`x` must be finite; got nan"),
        (lambda: moments(X, np.r_[Y[:-1], np.inf]), "`y` must be finite; got inf"),
        (lambda: moments(X, Y[:-1]), r"`y` must have shape \(40,\)"),
        (lambda: known_noise(M, 0.0, 0.7), "`precision` must be positive; got 0.0.*not proper"),
        (lambda: known_noise(M, [1, -1, 1], 0.7), "`precision` must be positive"),
        (lambda: known_noise(M, [1, 1], 0.7), r"`precision` must have 3 entries; got shape \(2,\)"),
        (lambda: known_noise(M, np.ones((3, 3)), 0.7), "`precision` must be positive definite.*not proper"),
        (lambda: known_noise(M, np.triu(np.ones((3, 3))), 0.7), "`precision` must be symmetric"),
        (lambda: known_noise(M, 1.0, 0.0), "`sigma` must be positive; got 0.0"),
        (lambda: known_noise(M, 1.0, 1.0, [0, 0]), r"`mean` must have shape \(3,\)"),
        (lambda: known_noise((X, Y), 1.0, 1.0), r"(?s)`data` must be Moments.*moments\(x, y\)"),
        (lambda: unknown_noise(M, 1.0, 0.0, 1.0), "`shape` must be positive; got 0.0.*no finite integral"),
        (lambda: unknown_noise(M, 1.0, 1.0, -1.0), "`rate` must be positive; got -1.0.*no finite integral"),
        (lambda: unknown_noise(moments(X[:3], Y[:3]), 1.0, 1.0, 1.0), "leave a residual.*N = 3, 3 columns"),
        (lambda: moments(X[:3], Y[:3]).log_likelihood(), "`sigma` must be positive; got 0.0.*no scatter"),
        (lambda: M.repeated(-1), "`times` must be positive; got -1"),
        (lambda: Moments.of_sample(0, 1, 1), "`count` must be positive; got 0"),
        (lambda: categorical([1, 2], [1, 0]), "`prior` must be at least two positive numbers.*no finite integral"),
        (lambda: categorical([1, 2, 3], [1, 1]), "`counts` must have 2 entries"),
        (lambda: categorical([1, -2], [1, 1]), "`counts` must not be negative; got -2.0"),
        (lambda: poisson(3, 2, 0, 1), "`shape` must be positive; got 0.*no finite integral"),
        (lambda: poisson(0, 2, 1, 1), "`events` must be positive"),
        (lambda: log_evidence_all_submodels(X, Y, 1.0), "`sigma` must be given, or else both"),
        (lambda: log_evidence_all_submodels(X, Y, 1.0, sigma=1, shape=1, rate=1), "`sigma` must be given, or else"),
        (lambda: log_evidence_all_submodels(X, Y, 1.0, sigma=1, shape=1), "`sigma` must be given, or else both"),
        (lambda: M + moments(X[:, :2], Y), "`other` must have 3 columns.*; got 2"),
        (lambda: log_evidence_all_submodels(X, Y, 0.0, sigma=1), "`precision` must be positive.*not proper"),
        (lambda: log_evidence_all_submodels(X, Y, [1, 1], sigma=1), "`precision` must be one number, or 3"),
        (lambda: log_evidence_all_submodels(X, Y, 1.0, sigma=1, always=4), "`always` must be at most.*3; got 4"),
        (
            lambda: log_evidence_all_submodels(np.ones((2, 40)), Y[:2], 1.0, sigma=1),
            "at most 4 GB; got 40 columns to choose from, which takes 7.92e[+]04 GB",
        ),
        (
            lambda: log_evidence_all_submodels(np.ones((2, 1100)), Y[:2], 1.0, sigma=1),
            "got 1100 columns to choose from, which takes",
        ),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()
