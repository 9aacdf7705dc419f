"""LTR-7: a matrix is a flattened network, and flattening costs weights even when every layer is linear."""

import math

import numpy as np

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


def test_low_rank(ledger):
    rng, n, worst, saving = np.random.default_rng(3), 40, 0.0, []
    for k in range(1, n + 1):
        matrix = rng.standard_normal((n, k)) @ rng.standard_normal((k, n))
        outer, inner = low_rank_pair(matrix, k)
        worst = max(worst, np.abs(outer @ inner - matrix).max() / np.abs(matrix).max())
        assert outer.size + inner.size == 2 * n * k
        if outer.size + inner.size < matrix.size:
            saving.append(k)
    assert worst < 1e-13
    assert saving == list(range(1, n // 2))
    outer, inner = low_rank_pair(np.fft.fft(np.eye(n)), n // 2)
    lost = np.linalg.norm(np.fft.fft(np.eye(n)) - outer @ inner) / n
    assert abs(lost - math.sqrt(0.5)) < 1e-12
    ledger(
        claim="LTR-7",
        part="low rank",
        needed="n = 40: a matrix of rank k is a pair of layers with 2nk weights; fewer than n² for k < n/2 only",
        measured=f"equal within {worst:.0e} for k = 1…40; a saving for k = {saving[0]}…{saving[-1]}; the Fourier "
        f"matrix loses {100 * lost:.0f} % at k = n/2: it is no case for low rank",
        tolerance=1e-13,
        value=worst,
    )
