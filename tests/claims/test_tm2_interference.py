"""TM-2: a stationary path is what a sum over all paths leaves standing."""

import numpy as np
from measures import power
from mpmath import mp
from scipy.optimize import brentq

from physdl.action import path_sum, stationary_phase, two_slit

WAVES = 0.025 / 2.0 ** np.arange(5)


def way(x, lamp=1.0, eye=0.5, aside=1.5):
    return np.hypot(x, lamp) + np.hypot(aside - x, eye)


def bend(x):
    """Return the way's second derivative, by a difference of order 8 with 50 digits."""
    with mp.workdps(50):
        return float(mp.diff(lambda t: mp.hypot(t, 1) + mp.hypot(mp.mpf(3) / 2 - t, mp.mpf(1) / 2), x, 2))


def over(x):
    """Return the paths from the lamp over the places x of the mirror to the eye."""
    lamp, eye = np.broadcast_to([0, 1.0], (len(x), 2)), np.broadcast_to([1.5, 0.5], (len(x), 2))
    return np.stack([lamp, np.stack([x, 0 * x], axis=-1), eye], axis=1)


def errors(x, w):
    """Return the relative errors of the stationary-phase value at all wavelengths."""
    added = path_sum(over(x), WAVES, weights=w * (x[1] - x[0]))
    value = stationary_phase(way(1.0), bend(1.0), WAVES / (2 * np.pi), weight=np.interp(1, x, w))
    return np.abs(added / value - 1)


def slopes(found):
    return np.log2(found[:-1] / found[1:])


def test_the_sum_tends_to_its_stationary_value(ledger):
    found = []
    x = np.linspace(-2, 3.6, 40001)
    for middle, width in ((0.7, 0.3), (1.35, 0.3), (0.75, 0.35)):
        orders = slopes(errors(x, np.exp(-(((x - middle) / width) ** 2) / 2)))
        assert np.abs(orders - 1).max() <= 0.02, (middle, width, orders)
        found += list(orders)
    cut = np.linspace(0, 1.5, 40001)
    hard = slopes(errors(cut, np.where((cut == 0) | (cut == 1.5), 0.5, 1.0)))
    assert np.ptp(hard) > 2, "a hard cut would do as well: the window proves nothing"
    ledger(
        claim="TM-2",
        part="stationary phase",
        needed="order 1 ± 0.02 for λ ≤ 0.025, three smooth windows off the stationary place; a hard cut has no order",
        measured=f"orders {min(found):.3f} to {max(found):.3f}; cut {hard.min():.1f} to {hard.max():.1f}",
        tolerance=0.02,
        value=max(abs(order - 1) for order in found),
        hypotheses="smooth weights that die off at the ends, S'' ≠ 0",
    )


def bright_lines(wave, far, a):
    """Return the places of the five bright lines in the middle, for slits at the distance 1."""
    space = wave * far

    def slope(y):
        return np.subtract(*np.abs(two_slit(y + 1e-3 * space * np.array([1, -1]), wave, 1.0, far, width=a)) ** 2)

    return np.array([brentq(slope, (m - 0.4) * space, (m + 0.4) * space, xtol=1e-14 * space) for m in range(-2, 3)])


def departure(wave, far, a):
    """Return by which share the distances of these lines are off λL/d, at worst."""
    return np.abs(np.diff(bright_lines(wave, far, a)) / (wave * far) - 1).max()


def test_bright_lines_lie_at_equal_distances(ledger):
    rng = np.random.default_rng(1)
    worst = departure(0.005, 12, 0.0)
    for _ in range(60):
        wave, far = 0.005 * 10 ** -rng.uniform(0, 3), 12 * 10 ** rng.uniform(0, 3)
        worst = max(worst, departure(wave, far, min(0.05, wave * far) * rng.uniform(0, 1)))
    near = bright_lines(1e-4, 12, 0.0)[3] / 12e-4 - 1
    long = bright_lines(0.02, 1e4, 0.0)[3] / 200 - 1
    wide = bright_lines(5e-4, 1e4, 0.05)[3] / 5 - 1
    for measured, foretold in ((near, 1 / (8 * 12**2)), (long, 0.02**2 / 2), (wide, -(0.05**2) / 3)):
        assert abs(measured / foretold - 1) < 0.01
    assert departure(0.001, 30, 0.05) > 0.01, "beams that do not cover each other ought to have failed"
    assert worst <= 1e-3
    ledger(
        claim="TM-2",
        part="two slits",
        needed="five lines in the middle λL/d apart to 0.1 %: λ/d ≤ 0.005, L/d ≥ 12, a/d ≤ 0.05; departures foretold",
        measured=f"{100 * worst:.3f} % at worst (61 pairs); departures {near:.2e}, {long:.2e}, {wide:.2e}",
        tolerance=1e-3,
        value=worst,
        hypotheses="each slit's beam covers the other's: a d ≤ λ L",
    )


def test_hyperbolas():
    """Bright lines of thin slits lie where the two ways differ by whole waves: no expansion, nothing of the library."""
    for wave, far in ((0.1, 3.0), (0.05, 12.0)):
        places = bright_lines(wave, far, 0.0)
        differences = np.hypot(far, places + 0.5) - np.hypot(far, places - 0.5)
        assert np.abs(differences / wave - np.arange(-2, 3)).max() < 1e-4


def striped(share, wave, width=0.06):
    """Return the sum over a strip round 0.4 m with stripes of silver, by Gauss's rule on each."""
    nodes, weights = np.polynomial.legendre.leggauss(16)
    slope = 0.4 / np.hypot(0.4, 1) - 1.1 / np.hypot(1.1, 0.5)
    period = wave / abs(slope)
    count = np.ceil(0.6 / period)
    middles = 0.4 + period * np.arange(-count, count)
    x = (middles[:, None] + share * period / 2 * nodes).ravel()
    w = np.tile(share * period / 2 * weights, len(middles)) * np.exp(-(((x - 0.4) / width) ** 2) / 2)
    return path_sum(over(x), wave, weights=w)


def test_a_grating_makes_a_stationary_path(ledger):
    waves = np.array([8e-4, 4e-4, 2e-4])
    full = np.abs(stationary_phase(way(0.4), bend(0.4), waves / (2 * np.pi)))
    dark = max(abs(striped(1.0, wave)) / one for wave, one in zip(waves, full, strict=True))
    half = np.array([abs(striped(0.5, wave)) / one for wave, one in zip(waves, full, strict=True)])
    assert dark < 1e-11
    off = np.abs(np.pi * half - 1)
    assert off[-1] < 3e-4
    assert 1.9 < power(waves, off) < 2.1
    third = abs(striped(1 / 3, waves[-1])) / full[-1]
    assert abs(third * np.pi / np.sin(np.pi / 3) - 1) < 3e-4
    ledger(
        claim="TM-2",
        part="grating",
        needed="without a stationary place less than 1e-11 is left; half of it scraped off in stripes, 1/π to 3e-4",
        measured=f"{dark:.0e}; 1/π to {off[-1]:.0e} at λ = 0.2 mm, tending to it as λ²",
        tolerance=3e-4,
        value=off[-1],
    )
