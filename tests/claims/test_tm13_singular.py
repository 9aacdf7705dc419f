"""TM-13: where a model is singular, a smaller exponent takes the place of half the number of parameters."""

import numpy as np
from scipy.special import kve

from physdl.bayes import (
    RankProblem,
    exponent,
    learning_coefficient,
    product_excess,
    reduced_rank_exponents,
    reduced_rank_gibbs,
)

C = np.log(8) - np.euler_gamma


def test_exponents(ledger):
    """Two parameters each, k/2 = 1: λ = ½ with a double logarithm, ½ without, ¼."""
    cases = {
        "abx, true ab = 0": (1, 0.0, 0.5, 2, C, np.geomspace(1e2, 1e6, 41)),
        "abx, true ab = 0.3": (1, 0.3, 0.5, 1, 0.0, np.geomspace(1e4, 1e8, 41)),
        "ab²x, true ab² = 0": (2, 0.0, 0.25, 1, 0.0, np.geomspace(1e6, 1e12, 41)),
    }
    worst, told = 0.0, []
    for name, (power, truth, expected, times, constant, counts) in cases.items():
        excess = product_excess(counts, power, truth)[0]
        found = exponent(counts, excess + (times - 1) * np.log(np.log(counts) + constant))[0]
        worst = max(worst, abs(found / expected - 1))
        told.append(f"{name}: {found:.4f}")
    assert worst <= 0.02
    ledger(
        claim="TM-13",
        part="exponents",
        needed="λ ln N − (m−1) ln(ln N + c) within 2 % for y = abx and y = ab²x, against k/2 = 1",
        measured="; ".join(told) + f"; worst off by {worst:.1%}",
        tolerance=0.02,
        value=worst,
        hypotheses="prior N(0, 1) for a and b, self-averaging data, c = ln 8 − γ known; N = 1e2…1e6, 1e4…1e8, 1e6…1e12",
    )


def test_a_second_route_to_the_same_price():
    counts = np.geomspace(1e2, 1e30, 57)
    bessel = -np.log(kve(0, 1 / (4 * counts)) / np.sqrt(2 * np.pi * counts))
    assert np.abs(product_excess(counts)[0] - bessel).max() < 1e-11


def test_slow_convergence(ledger):
    counts = np.geomspace(1, 1e30, 121)
    slope = product_excess(counts)[1]
    assert np.all(np.diff(slope) > 0)
    early, late, last = (product_excess(n)[1] for n in (1e4, 1e20, 1e30))
    assert 0.40 < early < 0.41
    assert 0.478 < late < 0.480
    assert last < 0.49
    ledger(
        claim="TM-13",
        part="slow convergence",
        needed="the naive slope's drift over 30 decades shown",
        measured=f"slope of E for y = abx: {early:.3f} at 1e4, {late:.3f} at 1e20, {last:.3f} at 1e30",
    )


def test_networks(ledger):
    """Linear networks by exact Gibbs sampling: the slope at β N data beside the known coefficient."""
    rng, n = np.random.default_rng(13), 1e6
    beta, worst, told = 1 / np.log(n), 0.0, []
    for inputs, outputs, hidden, rank in ((4, 4, 3, 1), (3, 3, 2, 1), (2, 2, 2, 0)):
        truth = rng.normal(size=(8, inputs, rank)) @ rng.normal(size=(8, rank, outputs))
        noisy = RankProblem(np.full((8, inputs), n), np.sqrt(n) * truth + rng.normal(size=truth.shape))
        energy = reduced_rank_gibbs(noisy, hidden, rng=rng, beta=beta, sweeps=600)
        found = learning_coefficient(energy, beta)[0].mean()
        known = float(reduced_rank_exponents(inputs, outputs, hidden, rank)[0])
        worst = max(worst, abs(found / known - 1))
        told.append(f"{found:.2f} for {known:g} (k/2 = {hidden * (inputs + outputs) / 2:g})")
    assert worst <= 0.05
    ledger(
        claim="TM-13",
        part="networks",
        needed="the learning coefficient of linear networks by chains within 5 % of the known one",
        measured="; ".join(told),
        tolerance=0.05,
        value=worst,
        hypotheses="eight sets of a million data each, reference the best fit, β = 1/ln N",
    )
