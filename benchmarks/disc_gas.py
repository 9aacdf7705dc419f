"""Neighbours of discs in a periodic box: `physdl.action.symmetry` against SciPy's tree in C++; a step of the gas."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.action.symmetry import DiscGas
from physdl.action.symmetry.contacts import near_pairs

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "pairs apart")


def tree_pairs(spatial, x, gases, reach):
    """Return the pairs of all gases as a tree for each gives them."""
    n, found = len(x) // gases, []
    for g in range(gases):
        one = spatial.cKDTree(x[n * g : n * (g + 1)], boxsize=1.0).query_pairs(reach, output_type="ndarray")
        found.append(one + n * g)
    return np.concatenate(found).T


def known(i, j):
    return set(zip(np.minimum(i, j).tolist(), np.maximum(i, j).tolist(), strict=True))


def main():
    options = _pairs.begin(__doc__, repeats=(7, "measured pairs"))
    spatial = _pairs.peer("scipy.spatial")
    rows = []
    for gases, n in ((1, 1000), (20, 1000), (1, 100_000)):
        x, reach = np.random.default_rng(0).random((gases * n, 2)), 0.02 * np.sqrt(1000 / n)

        def ours(x=x, gases=gases, reach=reach):
            return near_pairs(x, gases, 1.0, reach)

        name, rounds = f"pairs, {gases} × {n:,} discs", max(1, 20_000 // (gases * n))
        if spatial is None:
            rows.append((name, "-", f"{1e3 * _pairs.seconds(ours, rounds):.2f}", "-", "-", "-"))
            continue

        def theirs(x=x, gases=gases, reach=reach):
            return tree_pairs(spatial, x, gases, reach)

        a, b, low, high = _pairs.alternate(ours, theirs, options.repeats, rounds)
        apart = len(known(*ours()) ^ known(*theirs()))
        ratio = f"{a / b:.2f} ({low:.2f}–{high:.2f})"
        rows.append((name, "cKDTree.query_pairs", f"{1e3 * a:.2f}", f"{1e3 * b:.2f}", ratio, str(apart)))
    for gases in (1, 20):
        gas = DiscGas.random(1000, diameter=0.01, rng=np.random.default_rng(1), gases=gases)
        time = np.median([_pairs.seconds(lambda gas=gas: gas.run(0.004), 10) for _ in range(options.repeats)])
        rows.append((f"a step of {gases} × 1,000 discs", "-", f"{1e3 * time:.2f}", "-", "-", "-"))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
