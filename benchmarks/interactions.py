"""All interactions of a law of n spins: axis by axis, against a matrix of signs and a loop over pairs of states."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np
from scipy.linalg import hadamard

from physdl.cheap import interactions

HEADINGS = ("spins", "peer", "ours ms", "peer ms", "ratio (quartiles)", "apart")


def by_matrix(law):
    """Return the same by all signs as one matrix, 4ⁿ products."""
    signs = hadamard(law.size, float)
    return lambda: (signs @ np.log(law.ravel()) / law.size).reshape(law.shape)


def compiled(numba):
    """Return the transform as one compiled loop in place."""

    @numba.njit
    def run(values):
        half = 1
        while half < len(values):
            for start in range(0, len(values), 2 * half):
                for at in range(start, start + half):
                    up, down = values[at], values[at + half]
                    values[at], values[at + half] = (up + down) / 2, (up - down) / 2
            half *= 2
        return values

    return lambda law: lambda: run(np.log(law.ravel())).reshape(law.shape)


def main():
    options = _pairs.begin(__doc__, repeats=(7, "measured pairs"))
    rows, rng = [], np.random.default_rng(1)
    numba = _pairs.peer("numba")
    loops = {f"numba {numba.__version__}": compiled(numba)} if numba else {}
    for n in (10, 12, 16, 20):
        law = rng.random((2,) * n)
        law /= law.sum()
        peers = ({"matrix of signs": by_matrix} if n < 14 else {}) | loops
        for name, make in peers.items():
            run = make(law)
            apart = np.abs(run() - interactions(law)).max()
            a, b, low, high = _pairs.alternate(lambda law=law: interactions(law), run, options.repeats)
            times = (f"{1e3 * t:.2f}" for t in (a, b))
            rows.append((f"{n}", name, *times, f"{a / b:.3f} ({low:.3f}–{high:.3f})", f"{apart:.0e}"))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
