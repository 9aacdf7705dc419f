"""LTR-4: what symmetry, locality and composition each leave to be learned: counted, fitted, and in trained networks."""

import itertools

import numpy as np

from physdl.cheap.locality import TARGETS, draw_couplings, fit_couplings, ring_trial, stored_trials
from physdl.cheap.locality.networks import KINDS

COUNTS = {"symmetric and local": 1, "local": 16, "symmetric": 8, "neither": 120}


def all_orders(n, width):
    """Return how many products of any number of spins there are, those within a window, and their classes by turns."""
    products = [p for k in range(1, n + 1) for p in itertools.combinations(range(n), k)]
    windows = [{(i + k) % n for k in range(width)} for i in range(n)]
    near = [p for p in products if any(window.issuperset(p) for window in windows)]
    return len(products), len(near), len({frozenset(frozenset((i + t) % n for i in p) for t in range(n)) for p in near})


def test_counts(ledger):
    """Classes of pairs under all turns, by brute force; then the couplings from p + 8 energies, and not from p − 1."""
    for n, width in ((6, 2), (8, 3), (9, 4), (12, 3)):
        assert all_orders(n, width) == (2**n - 1, n * 2 ** (width - 1), 2 ** (width - 1))
    every, near, even = all_orders(16, 3)
    rng, worst = np.random.default_rng(4), 0.0
    for name, count in COUNTS.items():
        reach, symmetric = TARGETS[name]
        pairs = [p for p in itertools.combinations(range(16), 2) if min(p[1] - p[0], 16 - p[1] + p[0]) <= (reach or 8)]
        turns = range(16) if symmetric else [0]
        classes = {frozenset(frozenset(((i + t) % 16, (j + t) % 16)) for t in turns) for i, j in pairs}
        couplings, labels = draw_couplings(16, name, rng)
        assert len(classes) == len(couplings) == count
        s = rng.choice([-1.0, 1.0], (count + 8, 16))
        table = np.where(labels >= 0, couplings[labels], 0)
        energies = -np.einsum("ki,ij,kj->k", s, table, s) / 2
        worst = max(worst, np.abs(fit_couplings(s, energies, labels) - couplings).max())
        if count > 1:
            few = fit_couplings(s[: count - 1], energies[: count - 1], labels)
            assert np.abs(few - couplings).max() > 1e-6
    assert worst < 1e-12
    ledger(
        claim="LTR-4",
        part="counts",
        needed="on a ring of 16 spins pairs have 120 couplings, 16 if near, 8 by turning, 1 by both; all orders too",
        measured=f"120, 16, 8, 1 classes by brute force; p + 8 energies give them to {worst:.0e}, p − 1 do not; all "
        f"orders {every:,}, within three sites {near}, turned {even}; a table over eight axes {10**8:,}, "
        f"its tree {sum(8 >> k for k in (1, 2, 3)) * 10**2}",
        tolerance=1e-12,
        value=worst,
        hypotheses="energies of pairs, without noise; random states",
    )


def test_trained(ledger):
    stored = stored_trials()
    ring, tree = stored["ring"], stored["tree"]
    seeds = ring.shape[-1]
    assert min(seeds, tree.shape[-1]) >= 10
    last = ring[:, :, -1]
    names = list(TARGETS)
    both, local, even = (names.index(name) for name in ("symmetric and local", "local", "symmetric"))
    dense, own, shared, wide = range(len(KINDS))
    assert np.all(last[both, shared] < last[both, dense])
    assert np.all(last[local, own] < last[local, [shared, wide]].min(axis=0))
    assert np.all(last[even, wide] < last[even, [own, shared]].min(axis=0))
    assert np.all(last[local, shared] > last[local, dense])
    again = ring_trial("symmetric and local", "convolution", 30, 0)
    assert max(again, ring[both, shared, 0, 0]) < 0.02
    right, _, wrong, flat = tree[0]
    assert np.all(right < np.minimum(wrong, flat))
    assert np.all(tree[2, 3] < tree[2, :3].min(axis=0))
    ledger(
        claim="LTR-4",
        part="trained",
        needed="convolution beats dense on an invariant target, loses on a local one without symmetry; trees likewise",
        measured=f"medians of {seeds} draws, 300 seen: invariant and local, convolution "
        f"{np.median(last[both, shared]):.0e} against dense {np.median(last[both, dense]):.2f}; "
        f"local only, {np.median(last[local, shared]):.2f} against "
        f"{np.median(last[local, dense]):.2f} and {np.median(last[local, own]):.0e} without sharing; a tree "
        f"{np.median(right):.2f}, the wrong tree {np.median(wrong):.2f}, dense {np.median(flat):.2f}; no tree "
        f"{np.median(tree[2, 0]):.2f} against dense {np.median(tree[2, 3]):.2f}",
        hypotheses="rates and moments chosen on states held back; stored, one trial made again at each run",
    )
