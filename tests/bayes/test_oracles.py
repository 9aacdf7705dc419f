"""Independent judges: statsmodels for BIC and AIC, a nested sampler for evidence, NIST's certified regression."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.special import ndtri
from statsmodels.datasets import longley

from physdl.bayes import aic, bic, exponent, known_noise, moments

# NIST StRD, Longley: certified values of the intercept, six slopes and the residual standard deviation.
CERTIFIED = [
    -3482258.63459582,
    15.0618722713733,
    -0.358191792925910e-01,
    -2.02022980381683,
    -1.03322686717359,
    -0.511041056535807e-01,
    1829.15146461355,
]
DEVIATION = 304.854073561965


def macroeconomic():
    table = longley.load_pandas()
    return np.column_stack([np.ones(16), table.exog.to_numpy(float)]), table.endog.to_numpy(float)


def test_longley_to_nine_digits():
    m = moments(*macroeconomic())
    np.testing.assert_allclose(m.estimate, CERTIFIED, rtol=5e-10)
    np.testing.assert_allclose((m.residual / 9) ** 0.5, DEVIATION, rtol=5e-10)


def regression(count=200, columns=4):
    rng = np.random.default_rng(11)
    x = np.column_stack([np.ones(count), rng.normal(size=(count, columns - 1))])
    return x, x @ rng.normal(size=columns) + 0.3 * rng.normal(size=count)


@pytest.mark.parametrize("columns", [1, 4, 9])
def test_bic_and_aic_of_least_squares(columns):
    """statsmodels counts the columns of a regression and not σ; who counts σ pays ln N more, in every model."""
    x, y = regression(columns=columns)
    fit, best = sm.OLS(y, x).fit(), moments(x, y).log_likelihood()
    assert best == pytest.approx(fit.llf, abs=1e-10)
    assert bic(best, columns, len(y)) == pytest.approx(fit.bic, abs=1e-10)
    assert aic(best, columns) == pytest.approx(fit.aic, abs=1e-10)
    with_sigma = bic(best, columns + 1, len(y))
    assert with_sigma - fit.bic == pytest.approx(np.log(200), abs=1e-10)


def test_bic_of_a_coin_and_of_counts():
    rng = np.random.default_rng(12)
    x, _ = regression(300, 3)
    for family, y in ((sm.families.Binomial(), rng.random(300) < 0.3), (sm.families.Poisson(), rng.poisson(2, 300))):
        fit = sm.GLM(y.astype(float), x, family=family).fit()
        assert bic(fit.llf, 3, 300) == pytest.approx(fit.bic_llf, abs=1e-10)
        assert aic(fit.llf, 3) == pytest.approx(fit.aic, abs=1e-10)


def test_error_of_a_slope():
    rng = np.random.default_rng(14)
    n = np.geomspace(10, 1e4, 5)
    line = 2.5 * np.log(n) + 0.2 * rng.normal(size=5)
    fit = sm.OLS(line, sm.add_constant(np.log(n))).fit()
    np.testing.assert_allclose(exponent(n, line), (fit.params[1], fit.bse[1]), rtol=1e-10)


def nested(log_likelihood, transform, dimension, live, rng):
    """Return ln Z and its standard error by nested sampling, each new point drawn from a box round the live ones."""
    cube = rng.random((live, dimension))
    heights = log_likelihood(transform(cube))
    log_z, information, shell = -np.inf, 0.0, np.log1p(-np.exp(-1 / live))
    for step in range(100_000):
        worst = np.argmin(heights)
        weight = shell - step / live + heights[worst]
        grown = np.logaddexp(log_z, weight)
        information = (
            np.exp(weight - grown) * heights[worst]
            + (np.exp(log_z - grown) * (information + log_z) if np.isfinite(log_z) else 0.0)
            - grown
        )
        log_z, floor = grown, heights[worst]
        if heights.max() - step / live < log_z - 7:
            break
        low, high = cube.min(axis=0), cube.max(axis=0)
        pad = 0.15 * (high - low)
        low, high = np.maximum(low - pad, 0), np.minimum(high + pad, 1)
        found = False
        while not found:
            tries = low + (high - low) * rng.random((16, dimension))
            values = log_likelihood(transform(tries))
            above = np.flatnonzero(values > floor)
            found = above.size > 0
        cube[worst], heights[worst] = tries[above[0]], values[above[0]]
    rest = np.logaddexp.reduce(heights) - np.log(live) - step / live
    return np.logaddexp(log_z, rest), np.sqrt(information / live)


def test_nested_sampling_agrees_within_three_sigma():
    rng = np.random.default_rng(13)
    x = np.column_stack([np.ones(25), np.linspace(-1, 1, 25)])
    y = x @ [0.7, -0.4] + 0.5 * rng.normal(size=25)

    def log_likelihood(theta):
        return -12.5 * np.log(2 * np.pi * 0.25) - np.sum((y - theta @ x.T) ** 2, axis=-1) / 0.5

    value, error = nested(log_likelihood, lambda u: 1.5 * ndtri(u), 2, 600, rng)
    exact = known_noise(moments(x, y), 1 / 2.25, 0.5).log_evidence
    assert error < 0.1
    assert abs(value - exact) < 3 * error
