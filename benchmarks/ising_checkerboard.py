"""Metropolis' method on Ising's lattice: whole colours of a checkerboard, against a compiled loop over the spins."""

import _pairs  # isort: skip  # first: it sets the number of threads

import math

import numpy as np
from scipy.special import ellipk

from physdl.cheap import energy, metropolis

GOAL = 0.1
COUPLING = 0.42
HEADINGS = ("spins", "peer", "ours ns", "peer ns", "ratio (quartiles)", "of goal", "E/N ours, peer, endless plane")


def onsager(coupling):
    """Return the energy of a spin of the endless lattice (Onsager 1944)."""
    kappa = 2 * math.sinh(2 * coupling) / math.cosh(2 * coupling) ** 2
    rest = 2 / math.pi * (2 * math.tanh(2 * coupling) ** 2 - 1) * ellipk(kappa**2)
    return -(1 + rest) / math.tanh(2 * coupling)


def compiled(numba, coupling):
    """Return a function that sweeps over copies (R, L, M), spin after spin, with the probabilities from a table."""

    @numba.njit
    def run(spins, chances, sweeps):
        copies, height, width = spins.shape
        for copy in range(copies):
            lattice = spins[copy]
            for _ in range(sweeps):
                for i in range(height):
                    for j in range(width):
                        around = lattice[i - 1, j] + lattice[(i + 1) % height, j]
                        around += lattice[i, j - 1] + lattice[i, (j + 1) % width]
                        change = lattice[i, j] * around
                        if change <= 0 or np.random.random() < chances[change]:  # noqa: NPY002 - numba knows no other
                            lattice[i, j] = -lattice[i, j]

    chances = np.exp(-2 * coupling * np.arange(5))
    return lambda spins, sweeps: run(spins, chances, sweeps)


def main():
    options = _pairs.begin(__doc__, sweeps=(20, "in one call"), repeats=(7, "measured pairs"))
    rows, rng = [], np.random.default_rng(1)
    numba = _pairs.peer("numba")
    exact = onsager(COUPLING)
    for shape, sweeps in (
        ((1, 1024, 1024), options.sweeps),
        ((1, 512, 512), options.sweeps),
        ((64, 64, 64), options.sweeps),
        ((1, 64, 64), 16 * options.sweeps),
    ):
        spins = metropolis(np.ones(shape, np.int8), COUPLING, 400, rng)
        count = spins.size * sweeps

        def ours(spins=spins, sweeps=sweeps):
            spins[:] = metropolis(spins, COUPLING, sweeps, rng)

        task, found = " × ".join(map(str, shape)), f"{energy(spins).sum() / spins.size:.3f}"
        if numba is None:
            time = np.median([_pairs.seconds(ours) for _ in range(options.repeats)])
            rows.append((task, "skipped", f"{1e9 * time / count:.2f}", "-", "-", "-", f"{found}, -, {exact:.3f}"))
            continue
        rival, theirs = compiled(numba, COUPLING), spins.copy()
        rival(theirs, 1)
        loop = lambda theirs=theirs, rival=rival, sweeps=sweeps: rival(theirs, sweeps)  # noqa: E731
        a, b, low, high = _pairs.alternate(ours, loop, options.repeats)
        rows.append(
            (
                task,
                f"numba {numba.__version__}",
                f"{1e9 * a / count:.2f}",
                f"{1e9 * b / count:.2f}",
                f"{a / b:.3f} ({low:.3f}–{high:.3f})",
                f"{a / b / GOAL:.0%}",
                f"{energy(spins).sum() / spins.size:.3f}, {energy(theirs).sum() / spins.size:.3f}, {exact:.3f}",
            )
        )
    _pairs.table(HEADINGS, rows)
    print(f"Times for each spin and sweep. Goal for one large lattice: numba ≤ {GOAL}.")


if __name__ == "__main__":
    main()
