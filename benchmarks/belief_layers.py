"""Belief propagation on a binary tree of bits: whole generations at once, against one node after the other."""

import _pairs  # isort: skip  # first: it sets the number of threads

import math

import numpy as np

from physdl.cheap import belief_layers, beliefs, copying, regular_tree

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "apart")
NOISE = 0.1


def plain(leaves, noise=NOISE):
    """Return the root's log odds of one family by Python's own numbers, node by node."""
    theta, level = 1 - 2 * noise, leaves
    while len(level) > 1:
        heard = [2 * math.atanh(theta * math.tanh(odds / 2)) for odds in level]
        level = [a + b for a, b in zip(heard[::2], heard[1::2], strict=True)]
    return level[0]


def by_node(families):
    return np.array([plain(family.tolist()) for family in families])


def compiled(numba):
    """Return the same loop compiled, as fast as the machine's tanh lets it be."""

    @numba.njit
    def run(families, noise):
        theta, count = 1 - 2 * noise, families.shape[1]
        roots = np.empty(len(families))
        level = np.empty(count)
        for row in range(len(families)):
            level[:] = families[row]
            size = count
            while size > 1:
                size //= 2
                for k in range(size):
                    one = math.atanh(theta * math.tanh(level[2 * k] / 2))
                    level[k] = 2 * (one + math.atanh(theta * math.tanh(level[2 * k + 1] / 2)))
            roots[row] = level[0]
        return roots

    return lambda families: run(families, NOISE)


def main():
    options = _pairs.begin(__doc__, repeats=(7, "measured pairs"))
    rows, rng = [], np.random.default_rng(1)
    numba = _pairs.peer("numba")
    peers = {"plain loop": by_node} | ({f"numba {numba.__version__}": compiled(numba)} if numba else {})

    def compare(task, ours, runs):
        for name, run in runs.items():
            apart = np.abs(run() - ours()).max()
            a, b, low, high = _pairs.alternate(ours, run, options.repeats)
            times = (f"{1e3 * t:.2f}" for t in (a, b))
            rows.append((task, name, *times, f"{a / b:.3f} ({low:.3f}–{high:.3f})", f"{apart:.0e}"))

    for count, depth in ((1, 12), (1000, 4), (100, 10)):
        families = 2.2 * rng.choice([-1.0, 1.0], (count, 2**depth))
        runs = {name: lambda run=run, families=families: run(families) for name, run in peers.items()}
        ours = lambda families=families: belief_layers(families, NOISE)[-1][:, 0]  # noqa: E731
        compare(f"{count:,} families of {2**depth:,}", ours, runs)
    tree, seen = regular_tree(10, copying(NOISE)), rng.integers(0, 2, (100, 1024))
    compare(
        "any tree, 100 × 1,024",
        lambda: np.log(np.divide(*beliefs(tree, seen).T)),
        {"plain loop": lambda: by_node(np.where(seen == 0, np.inf, -np.inf))},
    )
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
