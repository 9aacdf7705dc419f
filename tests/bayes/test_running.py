"""The flow of the free energy: exact against the evidence, a group law, and blocks that change no ratio."""

import numpy as np
import pytest

from physdl.bayes import (
    beta_function,
    block,
    couplings,
    exponent,
    free_energy,
    known_noise,
    moments,
    posterior,
    renormalised_free_energy,
    resolved,
)
from physdl.bayes.running import singular_ridges

S = np.array([3.0, 0.2, 1e-4])
OFF = np.array([0.5, -1.2, 2.0])


def design(seed=1, count=30):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, 3)) * [1, 0.2, 4]
    return x, x @ [0.4, 1.0, -0.3] + 0.8 * rng.normal(size=count)


def test_couplings_reproduce_the_evidence():
    precision, mean = np.array([[2.0, 0.3, 0], [0.3, 1.0, 0], [0, 0, 0.1]]), [0.1, 0.2, -0.5]
    m = moments(*design())
    pair = couplings(m, precision, 0.8, mean)
    for times in (1, 10, 1e6):
        exact = known_noise(m.repeated(times), precision, 0.8, mean).excess
        np.testing.assert_allclose(free_energy(30 * times, *pair), exact, rtol=1e-12)


def test_beta_is_the_derivative():
    n = np.geomspace(0.1, 1e7, 9)
    h = 1e-4
    slope = (free_energy(n * np.exp(h), S, OFF) - free_energy(n * np.exp(-h), S, OFF)) / (2 * h)
    np.testing.assert_allclose(beta_function(n, S, OFF), slope, rtol=1e-7)
    assert free_energy(0, S, OFF) == 0
    assert beta_function(0, S, OFF) == 0


def test_the_flow_ends_at_half_for_each_parameter():
    np.testing.assert_allclose(beta_function(1e12, S, OFF), 1.5, rtol=1e-7)
    np.testing.assert_allclose(resolved([1.0 / 3, 1e-8, 1e12], S[:1]), [0.5, 3e-8, 1.0], rtol=1e-7)
    np.testing.assert_allclose(resolved(10.0, S), 30 / 31 + 2 / 3 + 1e-3 / 1.001, rtol=1e-13)


def test_renormalised_free_energy_is_a_difference_and_composes():
    n, start = np.array([10.0, 1e5]), 4.0
    np.testing.assert_allclose(
        renormalised_free_energy(n, start, S), free_energy(n, S) - free_energy(start, S), rtol=1e-13
    )
    through = renormalised_free_energy(n, 50.0, S) + renormalised_free_energy(50.0, start, S)
    np.testing.assert_allclose(renormalised_free_energy(n, start, S), through, rtol=1e-13)


def test_without_a_cutoff_only_the_logarithm_is_left():
    np.testing.assert_allclose(renormalised_free_energy(1e6, 10.0, [np.inf] * 3), 1.5 * np.log(1e5), rtol=1e-14)
    widths = np.array([1e2, 1e3, 1e4])
    bare = np.array([free_energy(100.0, S * w**2) for w in widths])
    np.testing.assert_allclose(np.diff(bare), 3 * np.log(10), rtol=1e-3)
    kept = [renormalised_free_energy(100.0, 10.0, S * w**2) - 1.5 * np.log(10) for w in widths]
    np.testing.assert_allclose(np.log10(np.abs(np.divide(kept[:-1], kept[1:])))[-1], 2.0, atol=0.01)


# ---- blocks --------------------------------------------------------------------------------------------------------


def replicates(size, seed=3, blocks=12):
    rng = np.random.default_rng(seed)
    x = np.repeat(rng.normal(size=(blocks, 3)), size, axis=0)
    return x, x @ [1.0, -0.5, 0.0] + 0.6 * rng.normal(size=len(x))


@pytest.mark.parametrize("size", [1, 2, 5, 64])
def test_averaging_replicates_costs_one_constant(size):
    x, y = replicates(size)
    coarse = block(x, y, size, 0.6)
    assert coarse.spread == 0
    np.testing.assert_allclose(coarse.sigma, 0.6 / size**0.5, rtol=1e-15)
    for columns in ([0], [0, 1], [0, 1, 2]):
        fine = known_noise(moments(x[:, columns], y), 0.5, 0.6).free_energy
        averaged = known_noise(moments(coarse.x[:, columns], coarse.y), 0.5, coarse.sigma).free_energy
        np.testing.assert_allclose(fine - averaged, coarse.constant, rtol=1e-11, atol=1e-11)


def test_blocks_of_blocks_are_blocks():
    x, y = replicates(12)
    once = block(x, y, 12, 0.6)
    twice = block(*(lambda b: (b.x, b.y, 4, b.sigma))(block(x, y, 3, 0.6)))
    np.testing.assert_allclose(twice.y, once.y, rtol=1e-13)
    np.testing.assert_allclose(twice.sigma, once.sigma, rtol=1e-14)
    np.testing.assert_allclose(block(x, y, 3, 0.6).constant + twice.constant, once.constant, rtol=1e-12)


def test_averages_and_scatter_together_lose_nothing():
    x, y = replicates(8)
    for columns in ([0], [0, 2], slice(None)):
        whole, kept = moments(x[:, columns], y), block(x, y, 8, 0.6).moments(columns)
        assert kept.count == whole.count
        np.testing.assert_allclose(kept.residual, whole.residual, rtol=1e-12)
        np.testing.assert_allclose(kept.estimate, whole.estimate, rtol=1e-11)
        np.testing.assert_allclose(np.abs(kept.root), np.abs(whole.root), rtol=1e-12, atol=1e-12)


def test_unequal_inputs_are_reported():
    x, y = design()
    mixed = block(x, y, 5)
    assert mixed.spread == np.abs(x.reshape(6, 5, 3) - x.reshape(6, 5, 3).mean(axis=1)[:, None]).max()
    assert mixed.scatter == pytest.approx(np.sum((y.reshape(6, 5) - mixed.y[:, None]) ** 2), rel=1e-14)


# ---- exponents and grids -------------------------------------------------------------------------------------------


def test_exponent_finds_slope_and_error():
    n = np.geomspace(10, 1e6, 25)
    assert exponent(n, 0.75 * np.log(n) + 3)[0] == pytest.approx(0.75, rel=1e-13)
    rng = np.random.default_rng(7)
    noisy = 0.75 * np.log(n) + 0.1 * rng.normal(size=(4000, 25))
    exact = 0.1 / np.sqrt(np.sum((np.log(n) - np.log(n).mean()) ** 2))
    slope, error = exponent(n, noisy)
    assert error == pytest.approx(exact / np.sqrt(4000), rel=0.05)
    assert abs(slope - 0.75) < 4 * error
    singles = np.array([exponent(n, line)[1] for line in noisy[:500]])
    assert np.sqrt(np.mean(singles**2)) == pytest.approx(exact, rel=0.05)


def test_posterior_narrows_as_it_should():
    theta = np.linspace(-3, 3, 2001)
    for count in (1, 25, 400):
        weights = posterior(theta**2 / 2, count)
        assert weights.sum() == pytest.approx(1, rel=1e-13)
        assert np.sum(weights * theta**2) == pytest.approx(1 / count, rel=0.03 if count == 1 else 1e-6)
    half = posterior(theta**2 / 2, 9.0, np.where(theta > 0, 1.0, 0.0))
    assert np.all(half[theta <= 0] == 0)
    np.testing.assert_allclose(posterior(np.ones(4), 1e300), 0.25)
    # A far lower loss where the prior is zero has no weight, whatever N.
    np.testing.assert_array_equal(posterior([0.0, 1.0, 2.0], 1e6, [0.0, 1.0, 1.0]), [0.0, 1.0, 0.0])


def test_ridges_are_widest_where_they_cross():
    few, many = singular_ridges([30, 3000], 211, 633)
    np.testing.assert_allclose(many, many[::-1], rtol=1e-9, atol=1e-12)
    assert few.max() == many.max() == 1
    step = 2.1 / 210
    side = step * 316
    across = [np.sum(p[:, round((a + side) / step)] > 0.3) for p in (few, many) for a in (-1.0, 1.0)]
    regular, singular = across[1] / across[3], across[0] / across[2]
    assert regular == pytest.approx(10, rel=0.3)  # N^(-1/2)
    assert singular == pytest.approx(100**0.25, rel=0.15)


X, Y = design()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: block(X, Y, -2), "`size` must be at least 1; got -2"),
        (lambda: block(X, Y, 0), "`size` must be at least 1; got 0"),
        (lambda: block(X, Y, 2.0), "`size` must be a whole number"),
        (lambda: block(X, Y, 7), "`size` must divide the number of data, 30; got 7"),
        (lambda: block(X, Y, 2, -1.0), "`sigma` must be positive"),
        (lambda: block(np.where(X > 1, np.inf, X), Y, 2), "`x` must be finite"),
        (lambda: free_energy(-1, S), "`count` must not be negative"),
        (lambda: free_energy(1, [1.0, 0.0]), "`stiffness` must be positive.*no place in the sum"),
        (lambda: free_energy(1, [1.0, np.inf]), "`stiffness` must be finite"),
        (lambda: free_energy(1, S, [1, 2]), "`offset` must be one number, or 3"),
        (lambda: renormalised_free_energy(1, 0, S), "`reference` must be positive"),
        (lambda: renormalised_free_energy(1, -2, S), "`reference` must be positive; got -2"),
        (lambda: renormalised_free_energy(1, 1, [1.0, 0.0]), "`stiffness` must be positive"),
        (lambda: exponent([2, 2, 2], [1, 2, 3]), "`count` must be at least three positive numbers, not all the same"),
        (lambda: exponent([1, 2], [1, 2]), "`count` must be at least three"),
        (lambda: exponent([1, 2, -3], [1, 2, 3]), "`count` must be at least three positive"),
        (lambda: exponent([1, 2, 3], [1, 2]), "`values` must have 3 entries"),
        (lambda: singular_ridges([3.0], 1), "`rows` must be at least 2; got 1"),
        (lambda: posterior(Y, -1.0), "`count` must not be negative"),
        (lambda: posterior(Y, 1.0, 0.0), "`prior` must be positive somewhere"),
        (lambda: posterior(np.r_[Y, np.nan], 1.0), "`losses` must be finite"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()
