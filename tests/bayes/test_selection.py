"""Choosing models against statsmodels, refits, exact fractions, NIST's certificates, and walks that are counted."""

from fractions import Fraction

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import chi2, norm
from statsmodels.tools.eval_measures import aicc as their_aicc

from physdl.bayes import (
    aic,
    aicc,
    bic,
    correct_digits,
    exact_least_squares,
    fit_mixture,
    fold_groups,
    left_out,
    load_concrete,
    load_longley,
    log_evidence_all_submodels,
    moments,
    orthogonal_polynomials,
    overfitting_rate,
    residual_all_submodels,
    validate_all_submodels,
    wampler,
)


def table(rng, n=40, k=4):
    x = rng.normal(size=(n, k))
    x[:, 0] = 1.0
    return x, x @ rng.normal(size=k) + rng.normal(size=n)


# ---- scores


def test_aicc_is_statsmodels():
    rng = np.random.default_rng(1)
    for n, k in ((12, 3), (40, 6)):
        x, y = table(rng, n, k)
        fit = sm.OLS(y, x).fit()
        assert aicc(moments(x, y).log_likelihood(), k, n) == pytest.approx(their_aicc(fit.llf, n, k), rel=1e-10)


def test_aicc_is_the_mean_loss_on_new_data():
    """By integration over χ² of what 5.4.1 asks for; with N − k in place of N − k − 1 it fails."""
    n, d = 11, 3
    q = np.linspace(0, 1, 200_001)[1:-1]
    inverse = np.mean(1 / chi2(n - d).ppf(q))
    assert aicc(0.0, d + 1, n) == pytest.approx(n * (n + d) * inverse - n, rel=1e-3)
    assert abs(2 * (d + 1) * n / (n - d - 1) - (n * (n + d) * inverse - n)) > 1


def test_aicc_tends_to_aic_and_refuses_what_is_infinite():
    assert aicc(-5.0, 3, 1e9) == pytest.approx(aic(-5.0, 3), rel=1e-7)
    with pytest.raises(ValueError, match="`parameters` must be below N − 1 = 4"):
        aicc(-5.0, 4, 5)


@pytest.mark.parametrize(("surplus", "published"), [(1, 0.157), (2, 0.213), (6, 0.272)])
def test_aics_rates_are_those_of_the_chain(surplus, published):
    assert overfitting_rate(surplus) == pytest.approx(published, abs=6e-4)


def test_rates_by_counting_walks():
    rng = np.random.default_rng(2)
    for surplus, price in ((1, 2.0), (4, 2.0), (3, np.log(50))):
        walks = np.cumsum(rng.normal(size=(200_000, surplus)) ** 2 - price, axis=1)
        counted = np.mean(walks.max(axis=1) > 0)
        assert abs(overfitting_rate(surplus, price) - counted) < 4 * np.sqrt(counted / 200_000)


def test_one_surplus_parameter_is_a_normal_tail_and_the_limit_spitzers():
    assert overfitting_rate(1) == pytest.approx(2 * norm.sf(2**0.5), rel=1e-12)
    j = np.arange(1, 400)
    assert overfitting_rate(5000) == pytest.approx(1 - np.exp(-np.sum(chi2(j).sf(2 * j) / j)), rel=1e-9)
    assert overfitting_rate(1, np.log(1e300)) < 1e-150


# ---- held back


def test_left_out_by_fitting_again():
    rng = np.random.default_rng(3)
    x, y = table(rng)
    groups = rng.integers(-3, 6, 40)
    missed = left_out(x, y, groups)
    for g in np.unique(groups):
        out = groups == g
        theta = sm.OLS(y[~out], x[~out]).fit().params
        np.testing.assert_allclose(missed[out], (y - x @ theta)[out], atol=1e-10)
    alone = sm.OLS(y, x).fit().get_influence().resid_press
    np.testing.assert_allclose(left_out(x, y), alone, atol=1e-10)


def test_left_out_in_any_unit():
    rng = np.random.default_rng(4)
    x, y = table(rng)
    scale = np.array([1e-8, 1e9, 1.0, 1e3])
    np.testing.assert_allclose(
        left_out(x * scale, 1e6 * y, np.arange(40) // 3), 1e6 * left_out(x, y, np.arange(40) // 3)
    )


def test_left_out_names_the_group_without_which_nothing_is_known():
    x, y = table(np.random.default_rng(5), 10, 3)
    x[:, 2] = np.arange(10) == 7
    with pytest.raises(ValueError, match="`groups` must leave independent columns without each group; got group 7"):
        left_out(x, y)
    x[:, 2] = 2 * x[:, 1]
    with pytest.raises(ValueError, match=r"columns [12] that the others make up"):
        left_out(x, y)


def test_folds_divide_no_group_and_are_even():
    rng = np.random.default_rng(6)
    groups = rng.integers(0, 60, 500)
    folds = fold_groups(groups, 7, rng)
    assert all(len(set(folds[groups == g])) == 1 for g in np.unique(groups))
    sizes = np.bincount(folds, minlength=7)
    assert sizes.max() - sizes.min() <= np.bincount(groups).max()
    np.testing.assert_array_equal(
        fold_groups(groups, 7, np.random.default_rng(1)), fold_groups(groups, 7, np.random.default_rng(1))
    )
    with pytest.raises(ValueError, match="`folds` must be at most the number of groups, 2"):
        fold_groups([1, 1, 5], 3, rng)


# ---- every sub-model


def every(columns, always):
    for index in range(2 ** (columns - always)):
        yield index, [*range(always), *(always + j for j in range(columns - always) if index >> j & 1)]


def test_all_submodels_by_fitting_each():
    rng = np.random.default_rng(7)
    x, y = table(rng, 30, 5)
    x[:, 3] *= 1e5
    folds = fold_groups(np.arange(30) // 2, 4, rng)
    least, seen = residual_all_submodels(x, y, always=1), validate_all_submodels(x, y, folds, always=1)
    for index, chosen in every(5, 1):
        fit = sm.OLS(y, x[:, chosen]).fit()
        assert least[index] == pytest.approx(fit.ssr, rel=1e-10)
        missed = left_out(x[:, chosen], y, folds)
        assert seen[index] == pytest.approx(np.mean(missed**2), rel=1e-10)
    assert residual_all_submodels(x, y)[0] == pytest.approx(y @ y, rel=1e-12)


def test_bits_are_those_of_the_evidence():
    """A wide prior ranks models of one size as their residuals do."""
    rng = np.random.default_rng(8)
    x, y = table(rng, 60, 6)
    least = residual_all_submodels(x, y, always=1)
    log_z = log_evidence_all_submodels(x, y, 1e-8, sigma=1.0, always=1)
    fit = np.array([np.linalg.slogdet(x[:, c].T @ x[:, c])[1] / 2 for _, c in every(6, 1)])
    sizes = np.array([len(c) for _, c in every(6, 1)])
    wanted = -least / 2 - fit + sizes * np.log(1e-8) / 2 - 30 * np.log(2 * np.pi)
    np.testing.assert_allclose(log_z, wanted, rtol=1e-6)


def test_submodels_refuse():
    x, y = table(np.random.default_rng(9), 20, 4)
    with pytest.raises(ValueError, match="`folds` must hold at least two numbers"):
        validate_all_submodels(x, y, np.zeros(20, dtype=int))
    with pytest.raises(ValueError, match="`x` must leave arrays of at most 4 GB"):
        residual_all_submodels(np.random.default_rng(0).normal(size=(50, 40)), np.zeros(50))
    x[:, 3] = x[:, 1] - x[:, 2]
    with pytest.raises(ValueError, match=r"columns . that the others make up"):
        residual_all_submodels(x, y)
    with pytest.raises(ValueError, match="`x` must have at least as many rows as columns"):
        residual_all_submodels(x[:3], y[:3])


# ---- mixtures


def test_one_law_is_mean_and_deviation():
    x = np.random.default_rng(10).normal(3e5, 2.0, 50)
    fit = fit_mixture(x, 1, np.random.default_rng(0))
    assert fit.means[0] == pytest.approx(x.mean(), rel=1e-12)
    assert fit.widths[0] == pytest.approx(x.std(), rel=1e-9)
    assert fit.log_likelihood == pytest.approx(norm(x.mean(), x.std()).logpdf(x).sum(), rel=1e-9)


def test_a_mixture_is_stationary_and_its_likelihood_is_its_own():
    rng = np.random.default_rng(11)
    x = np.concatenate([rng.normal(0, 1, 150), rng.normal(5, 0.5, 100)])
    fit = fit_mixture(x, 2, rng, steps=2000)

    def log_likelihood(w, m, s):
        return np.log(sum(a * norm(b, c).pdf(x) for a, b, c in zip(w, m, s, strict=True))).sum()

    best = log_likelihood(fit.weights, fit.means, fit.widths)
    assert fit.log_likelihood == pytest.approx(best, rel=1e-9)
    for move in (1e-2, -1e-2):
        for j in range(2):
            step = move * np.eye(2)[j]
            assert log_likelihood(fit.weights, fit.means + step, fit.widths) < best
            assert log_likelihood(fit.weights, fit.means, fit.widths + step) < best
    np.testing.assert_allclose(fit.means, [0, 5], atol=0.3)
    assert fit.parameters == 5
    moved = fit_mixture(1e3 * x - 7, 2, np.random.default_rng(0), steps=2000)
    assert moved.log_likelihood == pytest.approx(best - 250 * np.log(1e3), rel=1e-6)


def test_bic_counts_three_hills():
    found = []
    for seed in range(4):
        rng = np.random.default_rng(100 + seed)
        x = 3.5 * rng.integers(0, 3, 400) + rng.normal(size=400)
        fits = [fit_mixture(x, k, rng, starts=4) for k in range(1, 5)]
        found.append(1 + np.argmin([bic(f.log_likelihood, f.parameters, 400) for f in fits]))
    assert found == [3, 3, 3, 3]


def test_mixtures_refuse():
    with pytest.raises(ValueError, match="`x` must hold more than 8 data; got 8"):
        fit_mixture(np.arange(8.0), 3, np.random.default_rng(0))
    with pytest.raises(ValueError, match="`x` must hold different numbers"):
        fit_mixture(np.ones(9), 1, np.random.default_rng(0))


# ---- digits


def test_exact_least_squares_is_certified():
    x, y, certified = load_longley()
    assert correct_digits(exact_least_squares(x, y), certified).min() > 14
    for number in (1, 3, 4, 5):
        x, y, certified = wampler(number)
        np.testing.assert_array_equal(exact_least_squares(x, y), certified)
    x, y, certified = wampler(2)
    assert correct_digits(exact_least_squares(x, y), certified).min() > 12.5  # y is rounded to doubles


def test_exact_least_squares_in_fractions_by_cramer():
    rng = np.random.default_rng(12)
    x, y = rng.normal(size=(7, 2)) * [1e-30, 1e40], rng.normal(size=7)
    a = [
        [sum(Fraction(float(p)) * Fraction(float(q)) for p, q in zip(u, v, strict=True)) for v in (*x.T, y)]
        for u in x.T
    ]
    det = a[0][0] * a[1][1] - a[0][1] ** 2
    wanted = [
        float((a[0][2] * a[1][1] - a[1][2] * a[0][1]) / det),
        float((a[1][2] * a[0][0] - a[0][2] * a[0][1]) / det),
    ]
    np.testing.assert_array_equal(exact_least_squares(x, y), wanted)


def test_exact_least_squares_names_the_column():
    x = np.array([[1.0, 0.1, 0.3], [1.0, 0.2, 0.6], [1.0, 0.4, 1.2], [2.0, 0.5, 1.5]])
    x[:, 2] = 2 * x[:, 1]
    with pytest.raises(ValueError, match="got column 2, which is zero or made up of those before it"):
        exact_least_squares(x, np.arange(4.0))


def test_wampler_is_what_nist_prints():
    """Sums of squares and residual deviations as certified; δ sees no polynomial of degree five, in whole numbers."""
    for number, deviation in ((3, 2360.14502379268), (4, 236014.502379268), (5, 23601450.2379268)):
        x, y, _ = wampler(number)
        delta = [int(v) for v in y - x.sum(axis=1)]
        assert [sum(d * i**j for i, d in enumerate(delta)) for j in range(6)] == [0] * 6
        assert np.sqrt(sum(d * d for d in delta) / 15) == pytest.approx(deviation, rel=1e-14)
    np.testing.assert_allclose(wampler(2)[1][[1, 3, 20]], [1.11111, 1.42753, 63.0], rtol=1e-15)


def test_polynomials_are_orthonormal_and_span_the_powers():
    rng = np.random.default_rng(13)
    x = 1e4 + rng.uniform(-1, 1, 60)
    p = orthogonal_polynomials(x, 20)
    np.testing.assert_allclose(p.T @ p, np.eye(21), atol=1e-13)
    for power in (0, 3, 20):
        y = (x - 1e4) ** power
        np.testing.assert_allclose(p[:, : power + 1] @ (p[:, : power + 1].T @ y), y, atol=1e-11)
    np.testing.assert_allclose(orthogonal_polynomials(x, 20, x), p, atol=1e-9)
    crowd = np.append(np.linspace(0, 1e-3, 40), [1.0, 2.0, 3.0])  # one pass of Gram and Schmidt loses all digits here
    p = orthogonal_polynomials(crowd, 35)
    np.testing.assert_allclose(p.T @ p, np.eye(36), atol=1e-13)
    legendre = orthogonal_polynomials(np.linspace(-1, 1, 20001), 3, np.array([0.3]))[0] * np.sqrt(20001 / 2)
    wanted = [np.sqrt(n + 0.5) * np.polynomial.Legendre.basis(n)(0.3) for n in range(4)]
    np.testing.assert_allclose(legendre, wanted, rtol=1e-3)
    with pytest.raises(ValueError, match="`degree` must be below the number of different places, 2"):
        orthogonal_polynomials([1.0, 1.0, 2.0], 2)


def test_digits_are_counted_as_agreed():
    np.testing.assert_allclose(
        correct_digits([1.001, 2.0, 5.0, 1e-6], [1.0, 2.0, 1.0, 0.0]), [3.0, 15.0, 0.0, 6.0], atol=1e-9
    )


# ---- data


def test_concrete_is_what_was_published():
    masses, age, strength, mixture = load_concrete()
    assert masses.shape == (1030, 7)
    assert mixture.max() + 1 == 427
    assert (strength.min(), strength.max(), strength.mean().round(2)) == (2.33, 82.6, 35.82)
    assert set(age) == {1, 3, 7, 14, 28, 56, 90, 91, 100, 120, 180, 270, 360, 365}
    assert np.bincount(mixture).max() == 20
    rows = np.column_stack([masses, age, strength])
    assert len(rows) - len(np.unique(rows, axis=0)) == 25
    assert all(np.ptp(masses[mixture == g], axis=0).max() == 0 for g in range(427))
    masses[:] = 0
    assert load_concrete()[0].max() == 1145.0
