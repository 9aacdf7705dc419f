"""LTR-8: inference on a Markov tree, layer by layer, exactly; and how little one layer of neurons loses."""

import itertools

import numpy as np
from scipy.optimize import minimize, root
from scipy.special import expit

from physdl.cheap import MarkovTree, belief_layers, beliefs, leaf_joint, posterior_classes

NOISES = (0.05, 0.1, 0.2)


def likelihoods(depth, p):
    """Return p(x | root) of all outcomes of a binary tree, by Kronecker products of siblings."""
    below, channel = np.eye(2), np.array([[1 - p, p], [p, 1 - p]])
    for _ in range(depth):
        heard = channel @ below
        below = np.stack([np.kron(row, row) for row in heard])
    return below


def outcomes(leaves):
    return np.array(list(itertools.product((1.0, -1.0), repeat=leaves)))


def test_as_many_layers_as_generations(ledger):
    worst = 0.0
    for p, depth in itertools.product(NOISES, (1, 2, 3, 4)):
        exact = likelihoods(depth, p)
        layers = belief_layers(np.inf * outcomes(2**depth), p)
        assert len(layers) == depth + 1
        worst = max(worst, np.abs(expit(layers[-1][:, 0]) - exact[0] / exact.sum(axis=0)).max())
    assert worst < 1e-14
    ledger(
        claim="LTR-8",
        part="belief propagation",
        needed="binary trees of 1 to 4 generations, three noises: n layers give the posterior of all 2^(2ⁿ) outcomes",
        measured=f"within {worst:.0e} for all outcomes, 65,536 for four generations",
        tolerance=1e-14,
        value=worst,
        hypotheses="the tree and the noise are known; equally likely roots",
    )


def test_any_tree(ledger):
    rng, worst = np.random.default_rng(3), 0.0
    for _ in range(12):
        n, q = int(rng.integers(3, 8)), int(rng.integers(2, 4))
        parents = [-1, *(int(rng.integers(k)) for k in range(1, n))]
        channels, prior = rng.dirichlet(np.ones(q), (n, q)), rng.dirichlet(np.ones(q))
        tree = MarkovTree(parents, channels, prior)
        table = np.zeros([q] * (1 + len(tree.leaves)))
        for s in itertools.product(range(q), repeat=n):
            steps = [channels[v][s[parents[v]], s[v]] for v in range(1, n)]
            table[(s[0], *(s[v] for v in tree.leaves))] += prior[s[0]] * np.prod(steps)
        table = table.reshape(q, -1)
        seen = list(np.ndindex(*[q] * len(tree.leaves)))
        worst = max(worst, np.abs(beliefs(tree, seen) - (table / table.sum(axis=0)).T).max())
        worst = max(worst, np.abs(leaf_joint(tree) - table).max())
    assert worst < 1e-13
    ledger(
        claim="LTR-8",
        part="belief propagation",
        needed="random trees of 3 to 7 nodes, 2 or 3 states, any channels and prior: the sum over all stories",
        measured=f"12 trees within {worst:.0e}",
        tolerance=1e-13,
        value=worst,
    )


def test_terms(ledger):
    """As a polynomial in the spins, the root's mean value needs every odd product."""
    exact = likelihoods(4, 0.1)
    mean = ((exact[0] - exact[1]) / exact.sum(axis=0)).reshape([2] * 16)
    for axis in range(16):
        plus, minus = np.split(mean, 2, axis=axis)
        mean = np.concatenate([plus + minus, plus - minus], axis=axis) / 2
    odd = np.prod(outcomes(16), axis=1) < 0
    smallest, largest = np.abs(mean.ravel()[odd]).min(), np.abs(mean.ravel()[~odd]).max()
    assert largest < 1e-14 < 3e-5 < smallest
    ledger(
        claim="LTR-8",
        part="deep against shallow",
        needed="16 leaves: how many products of spins the root's mean value has",
        measured=f"all 32,768 odd ones, the smallest {smallest:.0e}; no even one ({largest:.0e})",
    )


def searched(units, seed, exact):
    """Return the share of the information that one layer loses after a search over all its weights."""
    x, rng = outcomes(8), np.random.default_rng(seed)
    weight, chance = exact.sum(axis=0) / 2, exact[0] / exact.sum(axis=0)
    least = -weight @ (chance * np.log(chance) + (1 - chance) * np.log(1 - chance))

    def loss(flat):
        w, bias, out = flat[: 8 * units].reshape(units, 8), flat[8 * units : 9 * units], flat[9 * units :]
        hidden = np.tanh(x @ w.T + bias)
        odds = hidden @ out
        value = weight @ (np.logaddexp(0, odds) - chance * odds)
        back = weight * (expit(odds) - chance)
        inner = np.outer(back, out) * (1 - hidden**2)
        return value - least, np.concatenate([(inner.T @ x).ravel(), inner.sum(axis=0), back @ hidden])

    start = rng.standard_normal(10 * units) * 0.3
    found = minimize(loss, start, jac=True, method="BFGS", options={"maxiter": 3000, "gtol": 1e-12})
    return found.fun / (np.log(2) - least)


def test_eight_leaves(ledger):
    exact = likelihoods(3, 0.1)
    wanted = np.log(exact[0] / exact[1])
    fold = lambda odds: 2 * np.arctanh(0.8 * np.tanh(odds / 2))  # noqa: E731
    m = fold(2 * np.log(9))
    w = np.arctanh(np.sqrt(2 * fold(m) / fold(2 * m) - 1))
    d = outcomes(8).reshape(-1, 2, 4).sum(axis=2) / 2
    built = np.abs(fold(m) / np.tanh(w) * np.tanh(w * d).sum(axis=1) - wanted).max()
    assert built < 1e-13
    one, two = ([searched(units, seed, exact) for seed in range(4)] for units in (1, 2))
    assert min(one) > 5e-3
    assert min(two) < 1e-9
    ledger(
        claim="LTR-8",
        part="deep against shallow",
        needed="8 leaves: one layer by construction, and by a search over all weights from four seeds",
        measured=f"two tanh neurons within {built:.0e}; by search one loses {100 * min(one):.2f} % of the information "
        f"at best, two {100 * max(abs(t) for t in two):.0e} % at most",
        tolerance=1e-13,
        value=built,
        hypotheses="one copy in ten is wrong",
    )


def test_sixteen_leaves(ledger):
    """Two mirrored pairs of neurons for each half: six weights for the six free entries of what it says."""
    pairs, worst = ((1, 0), (2, 0), (1, 1), (2, 1), (2, 2), (2, -1)), 0.0
    d1, d2 = 2 - np.indices((5, 5)).reshape(2, 25)
    six = [int(np.flatnonzero((d1 == i) & (d2 == j))[0]) for i, j in pairs]

    def neurons(x):
        a, u, v = x.reshape(-1, 3).T
        both = np.tanh(np.outer(d1, u) + np.outer(d2, v)) + np.tanh(np.outer(d1, v) + np.outer(d2, u))
        return both @ a

    for p in (0.05, 0.1, 0.15, 0.2):
        fold = lambda odds, p=p: 2 * np.arctanh((1 - 2 * p) * np.tanh(odds / 2))  # noqa: E731
        m = fold(2 * np.log((1 - p) / p))
        wanted = fold(fold(m * d1) + fold(m * d2))
        found = min(
            (root(lambda x, w=wanted: neurons(x)[six] - w[six], start, tol=1e-14).x
             for start in np.random.default_rng(1).uniform(0.1, 1.3, (12, 6))),
            key=lambda x, w=wanted: np.abs(neurons(x) - w).max(),
        )  # fmt: skip
        worst = max(worst, np.abs(neurons(found) - wanted).max())
        if p == 0.1:
            d = outcomes(16).reshape(-1, 4, 4).sum(axis=2).astype(int) // 2
            half = neurons(found)
            odds = half[5 * (2 - d[:, 0]) + 2 - d[:, 1]] + half[5 * (2 - d[:, 2]) + 2 - d[:, 3]]
            exact = likelihoods(4, p)
            assert np.abs(odds - np.log(exact[0] / exact[1])).max() < 1e-12
            guessed = exact.max(axis=0).sum() / 2
            number = posterior_classes(4, p, counted=4).max(axis=0).sum()
    assert worst < 1e-12
    ledger(
        claim="LTR-8",
        part="deep against shallow",
        needed="16 leaves, four noises: eight tanh neurons of one layer, six weights found by a solver",
        measured=f"log odds within {worst:.0e}, all 65,536 outcomes at a noise of 10 %; guesses by counting leaves are "
        f"right in {100 * number:.2f} % of cases, all leaves in {100 * guessed:.2f} %",
        tolerance=1e-12,
        value=worst,
        hypotheses="the opposite of an advantage of depth: regular trees of bits with errors",
    )
