"""Metropolis' method on closed paths: the sweeps of `physdl.action.sample_paths` against a loop that numba compiles."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.action import thermal_state
from physdl.action.path_integral.metropolis import _Board as Board
from physdl.action.path_integral.ring import Ring

GOAL = 0.16
BETA = 6.0
HEADINGS = (
    "task",
    "peer",
    "ours ms",
    "peer ms",
    "ratio (quartiles)",
    "of goal",
    "ns per place",
    "⟨x²⟩ ours, peer, exact",
)


def quartic(x):
    return (x * x) ** 2


def slope(x):
    return 4 * x * x * x


def compiled(numba, slices, chains, width):
    """Return a function that sweeps so often over paths (chains, slices), places in turn, and returns them."""
    eps = BETA / slices

    @numba.njit
    def run(paths, sweeps):
        for _ in range(sweeps):
            for chain in range(chains):
                path = paths[chain]
                for j in range(slices):
                    here, sides = path[j], path[j - 1] + path[(j + 1) % slices]
                    there = here + width * (2 * np.random.random() - 1)  # noqa: NPY002 - numba knows no other
                    change = (there - here) * (there + here - sides) / eps + eps * (there**4 - here**4)
                    if change <= 0 or np.random.random() < np.exp(-change):  # noqa: NPY002
                        path[j] = there

    paths = np.zeros((chains, slices))

    def sweep(sweeps):
        run(paths, sweeps)
        return paths

    return sweep


def main():
    options = _pairs.begin(
        __doc__, chains=(2048, None), slices=(64, None), sweeps=(40, "in one run"), repeats=(7, "measured pairs")
    )
    numba = _pairs.peer("numba")
    width = 1.5 * np.sqrt(BETA / options.slices)

    ring = Ring(quartic, BETA, options.slices, slope, 1.0, 1.0)
    board = Board(ring, options.chains, np.random.default_rng(1))

    def ours(sweeps=options.sweeps):
        for _ in range(sweeps):
            board.sweep(width)
        return board.paths()

    exact = thermal_state(quartic, np.linspace(-3.5, 3.5, 201), BETA, options.slices).spread
    ours(400)
    found = f"{np.mean([np.mean(ours(100) ** 2) for _ in range(20)]):.4f}"
    task = f"{options.slices} × {options.chains}, quartic, {options.sweeps} sweeps"
    if numba is None:
        time = np.median([_pairs.seconds(ours) for _ in range(options.repeats)])
        places = options.sweeps * options.slices * options.chains
        row = (
            task,
            "numba skipped",
            f"{1e3 * time:.0f}",
            "-",
            "-",
            "-",
            f"{1e9 * time / places:.1f}",
            f"{found}, -, {exact:.4f}",
        )
    else:
        rival = compiled(numba, options.slices, options.chains, width)
        rival(400)
        theirs = f"{np.mean([np.mean(rival(100) ** 2) for _ in range(20)]):.4f}"
        a, b, low, high = _pairs.alternate(ours, lambda: rival(options.sweeps), options.repeats)
        row = (
            task,
            f"numba {numba.__version__}",
            f"{1e3 * a:.0f}",
            f"{1e3 * b:.0f}",
            f"{a / b:.2f} ({low:.2f}–{high:.2f})",
            f"{a / b / GOAL:.0%}",
            f"{1e9 * a / options.sweeps / options.slices / options.chains:.1f}",
            f"{found}, {theirs}, {exact:.4f}",
        )
    _pairs.table(HEADINGS, [row])
    print(f"Goal: numba ≤ {GOAL}.")


if __name__ == "__main__":
    main()
