"""LTR-3: bits need one neuron per product; spins do not get away with it, and s = 2x − 1 shows why both are true."""

import itertools

import numpy as np
import pytest
from scipy.optimize import linprog

from physdl.cheap import binary_product, hidden_units, monomials, states


def test_bits(ledger):
    worst, count = 0.0, 0
    for n, beta in itertools.product(range(1, 11), (10.0, 20.0, 30.0, 40.0, 50.0)):
        neuron = binary_product(n, beta)
        assert hidden_units(neuron) == 1
        bits = states(n)
        error = np.abs(neuron(bits)[:, 0] - bits.prod(axis=1)).max()
        worst = max(worst, abs(error / (np.exp(-beta / 2) / (1 + np.exp(-beta / 2))) - 1))
        count += 1
    assert worst <= 1e-4  # at β = 50 the error is 1e-11, and 1 minus it is known to 1e-16
    betas = np.array([10.0, 20.0, 30.0, 40.0])
    errors = [np.abs(binary_product(6, b)(states(6))[:, 0] - states(6).prod(axis=1)).max() for b in betas]
    decay = np.polyfit(betas, np.log(errors), 1)[0]
    assert abs(decay + 0.5) < 1e-3
    ledger(
        claim="LTR-3",
        part="bits",
        needed="one neuron, all 2ⁿ states, n = 1…10: largest error e^(−β/2)/(1 + e^(−β/2))",
        measured=f"{count} cases agree within {worst:.0e}; ln(error) falls by {-decay:.4f} per unit of β",
        tolerance=1e-4,
        value=worst,
        hypotheses="inputs 0 and 1",
    )


def best_threshold(points, wanted):
    """Return how many of the points one threshold unit can get right: the largest separable part."""
    count = len(points)
    signed = np.column_stack([points, np.ones(count)]) * wanted[:, None]
    for kept in range(count, 0, -1):
        for chosen in itertools.combinations(range(count), kept):
            rows = signed[list(chosen)]
            found = linprog(np.zeros(rows.shape[1]), A_ub=-rows, b_ub=-np.ones(kept), bounds=(None, None))
            if found.status == 0:
                return kept
    return 0


def test_spins(ledger):
    spins = states(2, (-1, 1))
    right = best_threshold(spins, spins.prod(axis=1))
    assert right == 3
    three = states(3, (-1, 1))
    right_of_eight = best_threshold(three, three.prod(axis=1))
    assert right_of_eight == 6
    # The neuron for bits, given spins, sees the AND and not the product.
    neuron = np.sign(binary_product(2, 40.0)(spins)[:, 0] - 0.5)
    assert np.mean(neuron == spins.prod(axis=1)) == 0.75
    ledger(
        claim="LTR-3",
        part="spins",
        needed="±1: the product is parity; the best threshold unit, by linear programs over all subsets of the states",
        measured=f"{right} of 4, 75 %, at n = 2; {right_of_eight} of 8 at n = 3",
        tolerance=0,
        value=abs(right / 4 - 0.75),
    )


@pytest.mark.parametrize("n", [2, 3, 4])
def test_why_both_are_true(ledger, n):
    """One product of spins is a sum over all 2ⁿ products of bits, each with its own coefficient."""
    bits = states(n)
    spins = 2 * bits - 1
    subsets = [s for k in range(n + 1) for s in itertools.combinations(range(n), k)]
    table = np.stack([bits[:, list(s)].prod(axis=1) for s in subsets], axis=1)
    coefficients = np.linalg.solve(table, spins.prod(axis=1))
    exact = [(-1.0) ** (n - len(s)) * 2.0 ** len(s) for s in subsets]
    np.testing.assert_allclose(coefficients, exact, atol=1e-12)
    # ... and one product of bits is a sum over all products of spins. Low order stays low order both ways.
    back = np.linalg.solve(np.stack([spins[:, list(s)].prod(axis=1) for s in subsets], axis=1), bits.prod(axis=1))
    np.testing.assert_allclose(back, 2.0**-n, atol=1e-14)
    for d in range(1, n + 1):
        a, b = monomials(bits, d), monomials(spins, d)
        rank = np.linalg.matrix_rank(a)
        assert rank == np.linalg.matrix_rank(b) == np.linalg.matrix_rank(np.hstack([a, b]))
    # So neurons, one for each product of bits, sum to the product of spins.
    beta = 60.0
    total = sum(
        c * (binary_product(len(s), beta)(bits[:, list(s)])[:, 0] if s else 1.0)
        for s, c in zip(subsets, exact, strict=True)
    )
    error = np.abs(total - spins.prod(axis=1)).max()
    assert error <= 3**n * np.exp(-beta / 2)
    ledger(
        claim="LTR-3",
        part="spins",
        needed=f"s = 2x − 1, n = {n}: one product of spins is all 2ⁿ products of bits with coefficients ±2^k",
        measured=f"{len(subsets) - 1} neurons and a constant give the product of spins to {error:.0e}",
        tolerance=3**n * np.exp(-beta / 2),
        value=error,
    )
