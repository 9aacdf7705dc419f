"""LTR-9: the posterior keeps all information, anything coarser loses some; what layers of functions say of it."""

from fractions import Fraction

import numpy as np

from physdl.cheap import (
    belief_layers,
    copying,
    leaf_joint,
    merge,
    posterior_classes,
    regular_tree,
    states,
    sufficient_statistic,
)


def entropy(p):
    p = p[p > 0]
    return -np.sum(p * np.log2(p))


def told(table):
    """Return the information by three entropies."""
    return entropy(table.sum(axis=0)) + entropy(table.sum(axis=1)) - entropy(table.ravel())


def test_sufficient(ledger):
    worst, sizes = 0.0, []
    for depth in (1, 2, 3, 4):
        joint = leaf_joint(regular_tree(depth, copying(0.1)))
        labels, table = sufficient_statistic(joint)
        worst = max(worst, abs(told(joint) - told(merge(joint, labels))))
        sizes.append(table.shape[1])
    assert sizes == [3, 5, 13, 85]
    rng = np.random.default_rng(9)
    for _ in range(20):
        counts = rng.integers(0, 5, (3, 40))
        exact = {tuple(Fraction(c, sum(k)) for c in k) for k in counts.T.tolist() if any(k)}
        labels, table = sufficient_statistic(counts / counts.sum())
        assert table.shape[1] == len(exact)
        worst = max(worst, abs(told(counts / counts.sum()) - told(table)))
    assert worst < 1e-12
    ledger(
        claim="LTR-9",
        part="sufficient",
        needed="I(y; T) = I(y; x) on binary trees of 1 to 4 generations and on 20 random tables of whole numbers",
        measured=f"within {worst:.0e} bits; {', '.join(map(str, sizes))} values of 4, 16, 256 and 65,536 outcomes; "
        "on the tables as many as there are different posteriors, in exact fractions",
        tolerance=1e-12,
        value=worst,
    )


def test_minimal(ledger):
    cheapest = {}
    for depth in (1, 2, 3, 4):
        table = posterior_classes(depth, 0.1)
        full, own = told(table), np.arange(table.shape[1])
        lost = [full - told(merge(table, np.where(own == i, j, own))) for i in own for j in own[:i]]
        cheapest[depth] = min(lost)
        assert cheapest[depth] > 1e-12
    assert abs(cheapest[3] - 2.5e-4) < 1e-5
    assert abs(cheapest[4] - 4.76e-10) < 1e-12
    ledger(
        claim="LTR-9",
        part="minimal",
        needed="every merger of two posteriors loses, by the information before and after; 3, 10, 78 and 3,570 pairs",
        measured="at least " + ", ".join(f"{v:.1e}" for v in cheapest.values()) + " bits for 1, 2, 3 and 4 generations",
        hypotheses="noise 10 %; the strict inequality is proved (strict concavity of the entropy)",
    )


def test_layers(ledger):
    """In a network without noise I(x; T) is H(T): equal weights make ties, others do not."""
    joint = leaf_joint(regular_tree(3, copying(0.1)))
    signs = 1 - 2 * states(8)

    def bits(layer):
        table = merge(joint, np.unique(layer, axis=0, return_inverse=True)[1].ravel())
        return entropy(table.sum(axis=0)), told(table)

    tied = [bits(layer) for layer in belief_layers(np.inf * signs, 0.1)]
    assert np.allclose([t[0] for t in tied], [6.19, 5.47, 4.38, 3.53], atol=0.006)
    assert np.ptp([t[1] for t in tied]) < 1e-12
    worst = 0.0
    for seed in range(8):
        rng, x = np.random.default_rng(seed), signs.astype(float)
        for width in (6, 4, 2):
            x = np.tanh(x @ rng.standard_normal((x.shape[1], width)) / np.sqrt(x.shape[1]))
            worst = max(worst, abs(bits(x)[0] - tied[0][0]), abs(bits(x)[1] - tied[0][1]))
    assert worst < 1e-12
    ledger(
        claim="LTR-9",
        part="minimal",
        needed="I(x; T) = H(T) of layers without noise: beliefs, and tanh layers of random weights, eight seeds",
        measured=f"beliefs of 8 leaves: {', '.join(f'{t[0]:.2f}' for t in tied)} bits, all with "
        f"{tied[0][1]:.3f} bits about the root; 24 random layers all at H(x) and I(y; x), within {worst:.0e}",
        tolerance=1e-12,
        value=worst,
        hypotheses="weights from a density; discrete x",
    )
