"""Kepler's equation for a million pairs (M, e): `physdl.action.orbits.solve_kepler` against exoplanet-core (C++)."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.action.orbits import solve_kepler

GOAL = 0.33
HEADINGS = ("pairs", "peer", "ours ms", "peer ms", "ratio (quartiles)", "of goal", "our ns a pair", "|Δ sin ν|")


def sine_at_the_focus(anomaly, e):
    """Return sin ν, which both can tell, from the eccentric anomaly."""
    return np.sqrt(1 - e * e) * np.sin(anomaly) / (1 - e * np.cos(anomaly))


def main():
    options = _pairs.begin(__doc__, pairs=(1_000_000, None), repeats=(9, "measured pairs"))
    core = _pairs.peer("exoplanet_core")
    rng = np.random.default_rng(0)
    rows = []
    for label, top in (("planets, e < 0.3", 0.3), ("any e < 1", 1.0)):
        mean, e = rng.uniform(0, 2 * np.pi, options.pairs), rng.uniform(0, top, options.pairs)
        if core is None:
            rows.append((label, "-", f"{1e3 * _pairs.seconds(lambda m=mean, e=e: solve_kepler(m, e)):.0f}", *["-"] * 5))
            continue
        apart = np.median(np.abs(sine_at_the_focus(solve_kepler(mean, e), e) - core.kepler(mean, e)[0]))
        a, b, low, high = _pairs.alternate(
            lambda m=mean, e=e: solve_kepler(m, e), lambda m=mean, e=e: core.kepler(m, e), options.repeats
        )
        rows.append(
            (
                label,
                f"exoplanet-core {getattr(core, '__version__', '')}",
                f"{1e3 * a:.0f}",
                f"{1e3 * b:.0f}",
                f"{a / b:.2f} ({low:.2f}–{high:.2f})",
                f"{a / b / GOAL:.0%}",
                f"{1e9 * a / options.pairs:.0f}",
                f"{apart:.0e}",
            )
        )
    _pairs.table(HEADINGS, rows)
    print(f"Goal: ≤ {GOAL}. The peer returns sine and cosine of the true anomaly, which is a part of its time.")


if __name__ == "__main__":
    main()
