"""Polynomial energies, softmax, the sum over states, and energies from moments."""

import itertools

import numpy as np
import pytest
from scipy.optimize import minimize

from physdl.cheap import (
    Hamiltonian,
    coefficient_count,
    fit_hamiltonian,
    log_partition,
    match_moments,
    monomials,
    normalised,
    softmax_posterior,
    states,
)


@pytest.mark.parametrize(("n", "d"), [(1, 5), (2, 0), (2, 3), (3, 2), (4, 4)])
def test_monomials(n, d):
    x = np.random.default_rng(n).normal(size=(5, n))
    exponents = [e for e in itertools.product(range(d + 1), repeat=n) if sum(e) <= d]
    exponents.sort(key=lambda e: (sum(e), [-k for k in e]))
    found = monomials(x, d)
    assert found.shape == (5, coefficient_count(n, d)) == (5, len(exponents))
    np.testing.assert_allclose(found, np.stack([np.prod(x ** np.array(e), axis=1) for e in exponents], 1), rtol=1e-13)
    assert monomials(x.astype(np.float32), d).dtype == np.float32
    np.testing.assert_array_equal(monomials(x[0], d), found[0])


def test_hamiltonian_is_its_sum():
    H = Hamiltonian([1, 2, 3, 4, 5, 6], 2, 2)
    x, y = np.random.default_rng(0).normal(size=(2, 3, 4))
    wanted = 1 + 2 * x + 3 * y + 4 * x * x + 5 * x * y + 6 * y * y
    np.testing.assert_allclose(H(np.stack([x, y], axis=-1)), wanted, rtol=1e-13)
    np.testing.assert_allclose(H.plus(2.5)(np.stack([x, y], axis=-1)), wanted + 2.5, rtol=1e-13)


def test_softmax_is_bayes():
    rng = np.random.default_rng(3)
    likelihood, prior = rng.dirichlet(np.ones(7), size=4), rng.dirichlet(np.ones(4))  # p(x | y), p(y)
    joint = likelihood * prior[:, None]
    bayes = (joint / joint.sum(axis=0)).T
    found = softmax_posterior(-np.log(likelihood).T, np.log(prior))
    np.testing.assert_allclose(found, bayes, rtol=1e-14)
    common = rng.normal(size=(7, 1))
    np.testing.assert_allclose(softmax_posterior(common - np.log(likelihood).T, np.log(prior)), bayes, rtol=1e-14)
    far = softmax_posterior([[1e4, 1e4 + 1], [-1e4, 1e4]], np.log([0.5, 0.5]))
    np.testing.assert_allclose(far, [[1 / (1 + np.exp(-1)), 1 / (1 + np.e)], [1, 0]], rtol=1e-14)


@pytest.mark.parametrize("n", [2, 5, 9])
def test_partition_function_of_a_chain(n):
    """An open chain of spins with coupling K: Z = 2 (2 cosh K)^(n−1)."""
    K, spins = 0.7, states(n, (-1, 1))
    assert spins.shape == (2**n, n)
    exact = np.log(2) + (n - 1) * np.log(2 * np.cosh(K))
    found = log_partition(lambda s: -K * np.sum(s[:, 1:] * s[:, :-1], axis=1), spins)
    assert found == pytest.approx(exact, rel=1e-14)


def test_partition_function_by_quadrature():
    x, s = np.linspace(-8, 8, 401)[:, None], 0.6
    H = Hamiltonian([0.3, -0.5 / s**2, 0.5 / s**2], 1, 2)  # centred at 0.5
    exact = 0.5 * np.log(2 * np.pi * s**2) - 0.3 + 0.125 / s**2
    weights = np.full(401, 16 / 400)
    assert log_partition(H, x, weights) == pytest.approx(exact, rel=1e-13)
    assert log_partition(normalised(H, x, weights), x, weights) == pytest.approx(0, abs=1e-14)


def test_moments_give_back_the_hamiltonian_of_spins():
    spins, rng = states(4, (-1, 1)), np.random.default_rng(1)
    p = np.exp(-normalised(Hamiltonian(rng.normal(size=15), 4, 2), spins)(spins))
    found = match_moments(p @ monomials(spins, 2), 2, spins)
    np.testing.assert_allclose(np.exp(-found(spins)), p, rtol=1e-12)
    # s² = 1 for spins: of all coefficients that say the same, the shortest vector has none at the squares.
    np.testing.assert_allclose(found.coefficients[[5, 9, 12, 14]], 0, atol=1e-12)
    assert np.abs(found.coefficients[1:5]).min() > 0.01


def test_moments_give_back_a_quartic():
    x, weights = np.linspace(-3, 3, 601)[:, None], np.full(601, 0.01)
    H = normalised(Hamiltonian([0.0, 0.3, -2.0, 0.1, 1.0], 1, 4), x, weights)
    found = match_moments((weights * np.exp(-H(x))) @ monomials(x, 4), 4, x, weights)
    np.testing.assert_allclose(found.coefficients, H.coefficients, atol=1e-8)


def test_two_moments_give_a_normal_law():
    x, weights = np.polynomial.legendre.leggauss(200)  # weights that differ
    x, weights = 9 * x[:, None], 9 * weights
    found = match_moments([1, 0.5, 0.25 + 0.64], 2, x, weights)
    exact = [0.5 * np.log(2 * np.pi * 0.64) + 0.25 / 1.28, -0.5 / 0.64, 0.5 / 0.64]
    np.testing.assert_allclose(found.coefficients, exact, rtol=1e-10)


def test_fit_is_the_most_probable():
    rng, spins = np.random.default_rng(5), states(3, (-1, 1))
    samples = spins[rng.choice(8, 400, p=rng.dirichlet(2 * np.ones(8)))]
    found = fit_hamiltonian(samples, 2, spins)

    def surprise(c):
        energies = monomials(spins, 2) @ c
        return monomials(samples, 2).mean(axis=0) @ c + np.log(np.exp(-energies).sum())

    best = minimize(surprise, np.zeros(10), method="BFGS", options={"gtol": 1e-8})
    assert found(samples).mean() == pytest.approx(best.fun, abs=1e-12)
    assert found(samples).mean() <= best.fun + 1e-13


def test_fit_has_the_largest_entropy():
    """Any other law with the same moments has less: move probability along what the moments do not see."""
    spins = states(3, (-1, 1))
    p = np.exp(-match_moments(monomials(spins[[0, 1, 3, 4, 5, 6, 7]], 2).mean(axis=0), 2, spins)(spins))
    unseen = spins.prod(axis=1)
    assert np.abs(unseen @ monomials(spins, 2)).max() == 0
    for share in (-0.3, 0.3):
        q = p + share * p.min() * unseen
        assert -(q @ np.log(q)) < -(p @ np.log(p)) - 1e-5


SPINS, LINE = states(2, (-1, 1)), np.linspace(-1, 1, 11)[:, None]
REFUSED = {
    "degree": (lambda: monomials([1.0], -1), ValueError, "`degree` must be at least 0"),
    "count": (lambda: monomials(np.zeros(64), 5), ValueError, "at most 1,000,000 coefficients; got 11,238,513 for 64"),
    "no axis": (lambda: monomials(3.0, 2), ValueError, "one number per variable"),
    "infinite": (lambda: monomials([np.inf], 2), ValueError, "`x` must be finite"),
    "variables": (lambda: coefficient_count(0, 2), ValueError, "`variables` must be at least 1"),
    "coefficients": (lambda: Hamiltonian([1.0, 2.0], 2, 1), ValueError, r"shape \(3,\).*So many monomials have 2"),
    "not finite": (lambda: Hamiltonian([1.0, np.nan], 1, 1), ValueError, "`coefficients` must be finite"),
    "points": (lambda: Hamiltonian([1.0, 2.0], 1, 1)([[1.0, 2.0]]), ValueError, r"shape \(\.\.\., 1\)"),
    "prior": (lambda: softmax_posterior([1.0, 2.0], np.log([0.5, 0.6])), ValueError, "add up to 1; got a sum of 1.1"),
    "unlogged": (lambda: softmax_posterior([1.0, 2.0], [0.5, 0.5]), ValueError, "logarithms of probabilities"),
    "impossible": (lambda: softmax_posterior([1.0, 2.0], [0.0, -np.inf]), ValueError, "Leave out a class"),
    "energies": (
        lambda: softmax_posterior([1.0, np.nan], np.log([0.5, 0.5])),
        ValueError,
        "`hamiltonians` must be fin",
    ),
    "classes": (lambda: softmax_posterior([1.0], np.log([0.5, 0.5])), ValueError, "one energy per class"),
    "states": (lambda: states(40), ValueError, r"`n` must leave .* 4 GB; got 2\^40 states, which takes 3.69e\+05 GB"),
    "weights": (
        lambda: log_partition(lambda s: s[:, 0], SPINS, [1, 1, 0, 1]),
        ValueError,
        "`weights` must be positive",
    ),
    "nodes": (lambda: log_partition(lambda s: s, [1.0, 2.0]), ValueError, "One state in each row"),
    "energy": (lambda: log_partition(lambda s: np.array([np.nan]), [[1.0]]), ValueError, "be finite"),
    "constant": (lambda: match_moments([2.0, 0.0], 1, LINE), ValueError, "be 1, the mean of the constant"),
    "moments": (lambda: match_moments([1.0], 1, LINE), ValueError, "One for each monomial"),
    "border": (lambda: fit_hamiltonian([[1, 1], [1, -1]], 1, SPINS), ValueError, "does some x never change"),
    "beyond": (lambda: match_moments([1.0, 1.5], 1, LINE), ValueError, "be those of some Hamiltonian"),
    "not bits": (lambda: match_moments([1.0, 0.5, 0.3], 2, states(1)), ValueError, "be those of some Hamiltonian"),
    "no steps": (lambda: match_moments([1.0, 0.0], 1, LINE, steps=0), ValueError, "`steps` must be at least 1"),
    "tolerance": (lambda: match_moments([1.0, 0.0], 1, LINE, tolerance=0), ValueError, "`tolerance` must be positive"),
    "no nodes": (lambda: match_moments([1.0, 0.0], 1, LINE[:0]), ValueError, "`nodes` must hold at least one state"),
    "no samples": (lambda: fit_hamiltonian(np.zeros((0, 1)), 1, LINE), ValueError, "hold at least one point"),
}


@pytest.mark.parametrize(("call", "kind", "words"), REFUSED.values(), ids=REFUSED)
def test_refuses(call, kind, words):
    with pytest.raises(kind, match=words):
        call()
