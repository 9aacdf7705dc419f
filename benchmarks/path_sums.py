"""Sums of arrows exp(2πi L/λ): `physdl.action.interference` against complex exponentials of NumPy, torch and JAX."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.action import path_sum, two_slit

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "apart")


def mirror(count):
    """Return the paths from a lamp over so many places of a mirror to an eye."""
    x = np.linspace(0, 2, count)
    lamp, eye = np.broadcast_to([0, 1.0], (count, 2)), np.broadcast_to([1.5, 0.5], (count, 2))
    return np.stack([lamp, np.stack([x, 0 * x], axis=-1), eye], axis=1)


def lengths(paths):
    """Return the paths' lengths the plain way."""
    return np.sqrt(np.sum(np.diff(paths, axis=-2) ** 2, axis=-1)).sum(axis=-1)


def over_paths(paths, waves):
    """Return {peer: its run} for the sum over paths at some wavelengths; each works out the lengths as it can."""

    def plain():
        turns = lengths(paths)
        return np.array([np.exp(2j * np.pi / wave * turns).sum() for wave in waves])

    def two_parts():
        turns = lengths(paths)
        return np.array([np.cos(k * turns).sum() + 1j * np.sin(k * turns).sum() for k in 2 * np.pi / waves])

    runs = {f"numpy {np.__version__}, complex exp": plain, "numpy, cos and sin": two_parts}
    torch, jax = _pairs.peer("torch"), _pairs.peer("jax")
    if torch:
        torch.set_num_threads(1)
        nodes = torch.from_numpy(paths)

        def by_torch():
            turns = torch.diff(nodes, dim=-2).square().sum(-1).sqrt().sum(-1)
            angles = (2 * np.pi / wave * turns for wave in waves)
            return np.array([complex(torch.cos(a).sum(), torch.sin(a).sum()) for a in angles])

        runs[f"torch {torch.__version__}"] = by_torch
    if jax:
        jax.config.update("jax_enable_x64", True)
        jnp = jax.numpy

        @jax.jit
        def compiled(nodes):
            turns = jnp.sqrt(jnp.sum(jnp.diff(nodes, axis=-2) ** 2, axis=-1)).sum(axis=-1)
            return jax.lax.map(lambda wave: jnp.exp(2j * jnp.pi / wave * turns).sum(), jnp.asarray(waves))

        given = jnp.asarray(paths)
        runs[f"jax {jax.__version__}"] = lambda: np.asarray(compiled(given).block_until_ready())
    return runs


def through_slits(y, wave, d, far, a):
    """Return the plain sum over both slits with as many paths as the library takes, and no care for digits."""
    nodes, weights = np.polynomial.legendre.leggauss(16)
    s = np.concatenate([a / 2 * nodes + side * d / 2 for side in (-1, 1)])
    extra = np.hypot(far, y[:, None] - s) - np.hypot(far, y)[:, None]
    return np.exp(2j * np.pi / wave * extra) @ np.tile(weights / 4, 2)


def main():
    options = _pairs.begin(__doc__, repeats=(7, "measured pairs"))
    rows = []

    def compare(task, ours, runs):
        for name, run in runs.items():
            apart = np.abs(run() - ours()).max() / np.abs(ours()).max()
            a, b, low, high = _pairs.alternate(ours, run, options.repeats)
            times = (f"{1e3 * t:.1f}" for t in (a, b))
            rows.append((task, name, *times, f"{a / b:.2f} ({low:.2f}–{high:.2f})", f"{apart:.0e}"))

    for count, waves in ((1_000_000, np.array([0.01])), (10_000, np.geomspace(0.01, 0.1, 100))):
        paths = mirror(count)
        compare(
            f"{count:,} paths, {len(waves)} waves", lambda p=paths, w=waves: path_sum(p, w), over_paths(paths, waves)
        )
    y = np.linspace(-0.02, 0.02, 20_000)
    slits = 5e-7, 1e-4, 1.2
    compare(
        "two slits, 20,000 places",
        lambda: two_slit(y, *slits, width=2e-5),
        {"numpy, complex exp": lambda: through_slits(y, *slits, 2e-5)},
    )
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
