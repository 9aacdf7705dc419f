"""Sixty-four temperatures of Ising's lattice in one array of words, against a compiled loop over the spins of one."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np
from ising_checkerboard import compiled, onsager

from physdl.cheap import energy, metropolis_packed, pack_spins, packed_energies

GOAL = 0.017
COUPLINGS = np.linspace(0.25, 0.42, 64)
HEADINGS = ("spins", "peer", "ours ns", "peer ns", "ratio (quartiles)", "of goal", "E/N at 0.42 ours, peer, plane")


def main():
    options = _pairs.begin(__doc__, sweeps=(10, "in one call"), repeats=(7, "measured pairs"))
    rows, rng = [], np.random.default_rng(1)
    numba = _pairs.peer("numba")
    exact = onsager(COUPLINGS[-1])
    for side, sweeps in ((512, options.sweeps), (256, 4 * options.sweeps), (64, 64 * options.sweeps)):
        words = metropolis_packed(pack_spins(np.ones((64, side, side), np.int8)), COUPLINGS, 400, rng)
        count = 64 * side * side * sweeps

        def ours(words=words, sweeps=sweeps):
            words[:] = metropolis_packed(words, COUPLINGS, sweeps, rng)

        task, spins = f"64 × {side} × {side}", np.ones((1, side, side), np.int8)
        if numba is None:
            time = np.median([_pairs.seconds(ours) for _ in range(options.repeats)])
            found = f"{packed_energies(words)[-1] / side**2:.3f}"
            rows.append((task, "skipped", f"{1e9 * time / count:.3f}", "-", "-", "-", f"{found}, -, {exact:.3f}"))
            continue
        rival = compiled(numba, COUPLINGS[-1])
        rival(spins, 400)
        some = max(1, 2**20 // side**2)  # the loop's time for a spin does not depend on how many sweeps it makes
        loop = lambda spins=spins, rival=rival, some=some: rival(spins, some)  # noqa: E731
        a, b, low, high = _pairs.alternate(ours, loop, options.repeats)
        scale = some * side * side / count
        rows.append(
            (
                task,
                f"numba {numba.__version__}",
                f"{1e9 * a / count:.3f}",
                f"{1e9 * b / count / scale:.2f}",
                f"{scale * a / b:.4f} ({scale * low:.4f}–{scale * high:.4f})",
                f"{scale * a / b / GOAL:.0%}",
                f"{packed_energies(words)[-1] / side**2:.3f}, {energy(spins).sum() / side**2:.3f}, {exact:.3f}",
            )
        )
    _pairs.table(HEADINGS, rows)
    print(f"Times for each spin and sweep. Goal: numba ≤ {GOAL}. The 64 copies share their random numbers.")


if __name__ == "__main__":
    main()
