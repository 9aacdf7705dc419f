"""LTR-1: probabilities as exponentials of short polynomials; softmax of −H − μ is Bayes' theorem, if H has its ln Z."""

import itertools
from math import factorial

import numpy as np
from scipy.stats import cauchy, norm

from physdl.cheap import (
    Hamiltonian,
    coefficient_count,
    log_partition,
    match_moments,
    monomials,
    normalised,
    softmax_posterior,
    states,
)


def magnets(rng, classes=4, n=5):
    """Return random energies of degree 2 for n spins, without ln Z, and all spins."""
    count = coefficient_count(n, 2)
    return [Hamiltonian(rng.normal(size=count), n, 2) for _ in range(classes)], states(n, (-1, 1))


def bayes(hamiltonians, spins, prior):
    """Return p(y | x) from probabilities alone: list them, multiply by the prior, divide by the sum."""
    table = []
    for H, p_y in zip(hamiltonians, prior, strict=True):
        weights = np.exp(-H(spins))
        table.append(p_y * weights / weights.sum())
    table = np.array(table)
    return (table / table.sum(axis=0)).T


def test_softmax_is_bayes(ledger):
    rng, worst, runs = np.random.default_rng(11), 0.0, 40
    for _ in range(runs):
        hamiltonians, spins = magnets(rng)
        prior = rng.dirichlet(np.ones(4))
        energies = np.stack([normalised(H, spins)(spins) for H in hamiltonians], axis=-1)
        exact = bayes(hamiltonians, spins, prior)
        worst = max(worst, np.abs(softmax_posterior(energies, np.log(prior)) / exact - 1).max())
    assert worst <= 1e-12
    ledger(
        claim="LTR-1",
        part="softmax",
        needed=f"ln Z in H: equal to Bayes' theorem by listing, {runs} sets of 4 random magnets, all 32 states",
        measured=f"random magnets: relative deviation at most {worst:.0e}",
        tolerance=1e-12,
        value=worst,
    )


def test_softmax_of_normal_laws(ledger):
    """Continuous x, with an oracle that knows no energies."""
    rng, worst = np.random.default_rng(12), 0.0
    for _ in range(40):
        middle, width, prior = rng.normal(size=3), rng.uniform(0.2, 3, 3), rng.dirichlet(np.ones(3))
        x = rng.normal(size=(200, 1)) * 2
        energies = []
        for m, s in zip(middle, width, strict=True):
            log_z = m**2 / (2 * s**2) + np.log(np.sqrt(2 * np.pi) * s)
            energies.append(Hamiltonian([log_z, -m / s**2, 1 / (2 * s**2)], 1, 2)(x))
        density = norm.pdf(x, middle, width) * prior
        found = softmax_posterior(np.stack(energies, axis=-1), np.log(prior))
        worst = max(worst, np.abs(found - density / density.sum(axis=1, keepdims=True)).max())
    assert worst <= 1e-12
    ledger(
        claim="LTR-1",
        part="softmax",
        needed="the same for normal laws of three widths, against scipy.stats",
        measured=f"normal laws: probabilities differ by at most {worst:.0e}",
        tolerance=1e-12,
        value=worst,
    )


def test_without_ln_z(ledger):
    """The posterior is off by exactly Z_y, in the odds: each class is weighted by its Z."""
    rng, off_forecast, least, largest = np.random.default_rng(13), 0.0, np.inf, 0.0
    for _ in range(40):
        hamiltonians, spins = magnets(rng)
        prior = rng.dirichlet(np.ones(4))
        log_z = np.array([log_partition(H, spins) for H in hamiltonians])
        found = softmax_posterior(np.stack([H(spins) for H in hamiltonians], axis=-1), np.log(prior))
        exact = bayes(hamiltonians, spins, prior)
        forecast = exact * np.exp(log_z - log_z.max())
        forecast /= forecast.sum(axis=1, keepdims=True)
        off_forecast = max(off_forecast, np.abs(found - forecast).max())
        wrong = np.abs(found - exact).max()
        least, largest = min(least, wrong), max(largest, wrong)
    assert off_forecast <= 1e-12
    assert least > 0.1
    ledger(
        claim="LTR-1",
        part="softmax",
        needed="ln Z left out: wrong by the computed amount, p(y|x) Z_y / Σ p(y|x) Z_y",
        measured=f"ln Z left out: wrong by up to {least:.2f} to {largest:.2f} in a probability; forecast of it good to "
        f"{off_forecast:.0e}",
        tolerance=1e-12,
        value=off_forecast,
        hypotheses="H_y includes ln Z_y; what all classes share may be left out",
    )


def test_coefficients(ledger):
    counted = 0
    for n, d in itertools.product(range(1, 7), range(5)):
        exponents = [e for e in itertools.product(range(d + 1), repeat=n) if sum(e) <= d]
        assert len(exponents) == factorial(n + d) // (factorial(n) * factorial(d)) == coefficient_count(n, d)
        x = np.random.default_rng(n).normal(size=(len(exponents) + 3, n))
        assert np.linalg.matrix_rank(monomials(x, d)) == len(exponents), "each is needed"
        counted += 1
    pairs = coefficient_count(64, 2)
    ledger(
        claim="LTR-1",
        part="coefficients",
        needed="(n+d)!/(n! d!) by listing all exponents, n ≤ 6, d ≤ 4, and all independent",
        measured=f"counts: {counted} of {counted}; 64 pixels of 17 greys, d = 2: {pairs} for {17.0**64:.0e} images",
    )


def test_cauchy(ledger):
    """Its energy ln(1 + x²) is no polynomial: fits of any low degree get worse as the window grows."""
    found, cost = {}, {}
    for reach in (5, 20, 80):
        x = np.linspace(-reach, reach, 8001)[:, None]
        weights = np.full(len(x), 2 * reach / 8000)
        p = weights * cauchy.pdf(x[:, 0])
        p /= p.sum()
        for degree in (2, 4, 6, 8):
            H = match_moments(p @ monomials(x / reach, degree), degree, x / reach, weights)
            found[reach, degree] = p @ (np.log(p / weights) + H(x / reach))  # nats lost, D(p || fit)
    for degree in (2, 4, 6, 8):
        lost = [found[reach, degree] for reach in (5, 20, 80)]
        assert lost[0] < lost[1] < lost[2], "no degree keeps up with the window"
        cost[degree] = lost
    # A normal law of the same window is had at degree 2, to rounding.
    x = np.linspace(-8, 8, 8001)[:, None]
    weights = np.full(len(x), 16 / 8000)
    p = weights * norm.pdf(x[:, 0])
    p /= p.sum()
    normal = p @ (np.log(p / weights) + match_moments(p @ monomials(x / 8, 2), 2, x / 8, weights)(x / 8))
    assert abs(normal) < 1e-12
    assert cost[8][2] > 0.1
    # Without a window there is nothing to fit: the second moment grows with the reach, without bound.
    second = [float(cauchy.expect(lambda x: x**2, lb=-r, ub=r)) for r in (1e2, 1e4)]
    assert second[1] / second[0] > 90
    ledger(
        claim="LTR-1",
        part="coefficients",
        needed="counter-example: the best energies of degree 2…8 for a Cauchy law, worse the wider the window",
        measured="nats lost on ±5, ±20, ±80: "
        + "; ".join(f"degree {d}: " + ", ".join(f"{v:.3f}" for v in lost) for d, lost in cost.items())
        + f"; a normal law loses {abs(normal):.0e} at degree 2",
        hypotheses="a law with light tails: on the whole line the Cauchy law has no second moment to match",
    )
