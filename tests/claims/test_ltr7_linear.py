"""LTR-7: a matrix is a flattened network, and flattening costs weights even when every layer is linear."""

import math

import numpy as np
import pytest

from physdl.cheap import fft_network, low_rank_pair


def through(network, x):
    order, layers = network
    y = x[order]
    for layer in layers:
        y = layer @ y
    return y


def test_fourier(ledger):
    worst, counts = 0.0, {}
    for n in [2**k for k in range(1, 13)]:
        rng = np.random.default_rng(n)
        x = rng.standard_normal((n, 4)) + 1j * rng.standard_normal((n, 4))
        order, layers = fft_network(n)
        y = through((order, layers), x)
        exact = np.fft.fft(x, axis=0)
        worst = max(worst, np.linalg.norm(y - exact) / np.linalg.norm(exact))
        assert len(layers) == math.log2(n)
        counts[n] = sum(int(np.count_nonzero(layer.data)) for layer in layers)
        assert counts[n] == 2 * n * math.log2(n)
        assert sorted(order.tolist()) == list(range(n))
    assert worst < 1e-14
    whole = through(fft_network(64), np.eye(64, dtype=complex))
    assert np.count_nonzero(whole) == 64**2  # the flat layer has no weight to spare
    assert [2 * n * math.log2(n) < n**2 for n in (4, 8, 16)] == [False, True, True]
    ledger(
        claim="LTR-7",
        part="Fourier transform",
        needed="n = 2…4096: log₂ n sparse layers after a permutation equal numpy.fft, with 2n log₂ n weights",
        measured=f"within {worst:.0e}; 48 weights against 64 at n = 8, {counts[64]} against 4096 at n = 64, "
        f"{counts[4096]:,} against {4096**2:,} at n = 4096; none saved for n = 2 and 4",
        tolerance=1e-14,
        value=worst,
        hypotheses="n a power of two; the permutation costs memory traffic and no weight",
    )


def flattened(n):
    """Return the whole matrix that the sparse layers make, whatever the formula of it says."""
    return through(fft_network(n), np.eye(n, dtype=complex))


def missed(matrix, found):
    return np.linalg.norm(matrix - found) / np.linalg.norm(matrix)


def with_few_weights(matrix, weights):
    """Return the matrix without all but its largest entries."""
    kept = np.zeros(matrix.size, dtype=complex)
    largest = np.argsort(-np.abs(matrix.ravel()), kind="stable")[:weights]
    kept[largest] = matrix.ravel()[largest]
    return kept.reshape(matrix.shape)


def best_waist(matrix, waist, rng, sweeps=60):
    """Return the best pair of thin layers by least squares in turn: no singular value is computed."""
    inner = rng.standard_normal((waist, len(matrix)))
    for _ in range(sweeps):
        outer = np.linalg.lstsq(inner.T, matrix.T, rcond=None)[0].T
        inner = np.linalg.lstsq(outer, matrix, rcond=None)[0]
    return outer, inner


def test_low_rank(ledger):
    """A waist saves for maps that have one. Fourier's has none: by least squares in turn, √(1 − k/n) stays."""
    rng, n, worst, saving = np.random.default_rng(3), 32, 0.0, []
    places = np.linspace(0, 1, n)
    pull, fourier = 1 / (1 + (places[:, None] - places) ** 2), flattened(n)
    for k in range(1, n + 1):
        outer, inner = best_waist(fourier, k, rng)
        worst = max(worst, abs(missed(fourier, outer @ inner) - math.sqrt(1 - k / n)))
        pair = low_rank_pair(fourier, k)
        assert missed(fourier, pair[0] @ pair[1]) == pytest.approx(missed(fourier, outer @ inner), abs=1e-9)
        if sum(layer.size for layer in pair) < fourier.size:
            saving.append(k)
    assert worst < 1e-9
    assert saving == list(range(1, n // 2))
    thin = missed(pull, np.matmul(*best_waist(pull, 8, rng)))
    mixed = rng.standard_normal((n, n))
    other = missed(mixed, np.matmul(*low_rank_pair(mixed, n // 2)))
    assert thin < 1e-6
    assert other < 0.5 < missed(fourier, np.matmul(*low_rank_pair(fourier, n // 2)))
    ledger(
        claim="LTR-7",
        part="low rank",
        needed="n = 32: Fourier's matrix misses √(1 − k/n) at each waist k, also by least squares in turn",
        measured=f"n = {n}: within {worst:.0e}; a saving for k = {saving[0]}…{saving[-1]} only; at n/2 Fourier's "
        f"misses 0.71, a matrix of random numbers {other:.2f}; the pull of two rows of stars is had at k = 8 within "
        f"{thin:.0e}",
        tolerance=1e-9,
        value=worst,
        hypotheses="n × n matrices, Frobenius norm",
    )


def test_not_even_approximately(ledger):
    """A flat layer with as many weights as the deep one: best to keep the largest entries, and all are alike."""
    worst, deep, other = 0.0, {}, {}
    for n in (8, 64, 256):
        fourier, rng = flattened(n), np.random.default_rng(n)
        for weights in (n, int(2 * n * math.log2(n)), n * n // 2):
            found = missed(fourier, with_few_weights(fourier, weights))
            worst = max(worst, abs(found - math.sqrt(1 - weights / n**2)))
            chosen = rng.choice(n * n, weights, replace=False)  # nothing is to be had by choosing otherwise
            kept = np.zeros(n * n, dtype=complex)
            kept[chosen] = fourier.ravel()[chosen]
            assert missed(fourier, kept.reshape(n, n)) > found - 1e-12
        weights = int(2 * n * math.log2(n))
        deep[n] = missed(fourier, with_few_weights(fourier, weights))
        mixed = rng.standard_normal((n, n))
        other[n] = missed(mixed, with_few_weights(mixed, weights))
    assert worst < 1e-12
    assert all(other[n] < deep[n] - 0.05 for n in deep), "for other matrices the largest entries are worth more"
    ledger(
        claim="LTR-7",
        part="not even approximately",
        needed="n = 8, 64, 256: with k entries a flat Fourier matrix misses √(1 − k/n²)",
        measured=f"within {worst:.0e}; with the deep network's own 2n log₂ n weights it misses "
        + ", ".join(f"{v:.3f} at n = {n}" for n, v in deep.items())
        + "; a matrix of random numbers "
        + ", ".join(f"{v:.3f}" for v in other.values()),
        tolerance=1e-12,
        value=worst,
        hypotheses="Frobenius norm; the flat layer's weights are entries of a matrix",
    )
