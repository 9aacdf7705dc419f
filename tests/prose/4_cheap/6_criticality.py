"""The numbers in the prose of lesson 4.6: by other seeds, and formulas by roots and differences."""

import math
from functools import cache

import numpy as np
from prose import at_most, result
from scipy.optimize import brentq

from physdl import cheap

KC = brentq(lambda K: math.sinh(2 * K) - 1, 0.1, 1)  # Onsager's condition


@cache
def far_pairs():
    """Return the share of pairs half way round a critical lattice of 64 that agree, by single turns and clusters."""
    rng = np.random.default_rng(101)
    spins, shares = cheap.swendsen_wang(np.ones((24, 64, 64), np.int8), KC, 30, rng), []
    for _ in range(60):
        spins = cheap.metropolis(cheap.swendsen_wang(spins, KC, 1, rng), KC, 1, rng)
        shares.append(np.mean(spins == np.roll(spins, 32, axis=-2)))
    return float(np.mean(shares))


def far_below():
    """Return the temperature at which four in five of far pairs agree on the endless lattice."""
    return brentq(lambda T: (1 + (1 - math.sinh(2 / T) ** -4) ** 0.25) / 2 - 0.8, 1, 2.26)


@cache
def memories():
    """Return the memories of m² under Metropolis' sweeps at widths 8 and 32, by the spread of means of runs."""
    rng, found = np.random.default_rng(102), []
    for L, steps in ((8, 1200), (32, 1600)):
        spins = cheap.swendsen_wang(np.ones((128, L, L), np.int8), KC, 30, rng)
        rows = []
        for _ in range(steps):
            spins = cheap.metropolis(spins, KC, 1, rng)
            rows.append((cheap.magnetisation(spins) / L**2) ** 2)
        rows = np.array(rows)
        found.append(steps * rows.mean(axis=0).var(ddof=1) / rows.var() / 2)
    return found


@cache
def critical(plan=((8, 256, 180), (12, 128, 180), (16, 128, 150), (24, 64, 150), (32, 64, 150)), seed=103):
    """Return the five means of groups of critical lattices, for several widths."""
    rng, found = np.random.default_rng(seed), []
    for L, copies, steps in plan:
        spins, total = cheap.swendsen_wang(np.ones((copies, L, L), np.int8), KC, 30, rng), 0.0
        for _ in range(steps):
            spins = cheap.swendsen_wang(spins, KC, 1, rng)
            m, S = spins.mean(axis=(1, 2)), -1.0 * cheap.energy(spins)
            total = total + np.stack([m**2, m**4, S, m**2 * S, m**4 * S], axis=-1)
        found.append((total / steps).reshape(16, -1, 5).mean(axis=1))
    return np.array([L for L, *_ in plan], float), found


def fitted(function, runs):
    """Return ν and its error from the slopes that a function makes of five means, by polyfit."""
    widths, groups = runs
    values = np.array([function(g.mean(axis=0)) for g in groups])
    left = np.array([[function(np.delete(g, k, axis=0).mean(axis=0)) for k in range(16)] for g in groups])
    errors = np.sqrt(15 * left.var(axis=1))
    line, cover = np.polyfit(np.log(widths), np.log(values), 1, w=values / errors, cov="unscaled")
    return 1 / line[0], math.sqrt(cover[0, 0]) / line[0] ** 2


def binder(x):
    """Return the slope of Binder's cumulant from five means, by a step of the weights."""
    h = 1e-6
    low, high = ([x[i] + d * (x[i + 3] - x[i] * x[2]) for i in (0, 1)] for d in (-h, h))
    return ((1 - high[1] / 3 / high[0] ** 2) - (1 - low[1] / 3 / low[0] ** 2)) / (2 * h)


def logarithm(x):
    """Return the slope of ln ⟨m²⟩ from five means."""
    return (x[3] - x[0] * x[2]) / x[0]


@cache
def votes(kept, seed=104):
    """Return 1/ν from votes of 2 × 2 on critical lattices 32 wide."""
    rng, rows = np.random.default_rng(seed), []
    spins = cheap.swendsen_wang(np.ones((64, 32, 32), np.int8), KC, 30, rng)
    for _ in range(60):
        spins = cheap.swendsen_wang(spins, KC, 1, rng)
        rows.append([cheap.coupling_sums(s)[:, :kept] for s in (spins, cheap.block_spins(spins, 2, rng))])
    fine, coarse = np.moveaxis(np.array(rows), 1, 0).reshape(2, -1, kept)
    cov = np.cov(coarse.T, fine.T)
    step = np.linalg.lstsq(cov[:kept, :kept], cov[:kept, kept:], rcond=None)[0]
    return math.log2(np.abs(np.linalg.eigvals(step)).max())


def mixed():
    """Return ν from clusters' m² and m⁴ beside the spins' S: the wrong pair."""
    rng, found = np.random.default_rng(205), []
    for L, copies, steps in ((8, 256, 1000), (12, 128, 1000), (16, 128, 900), (24, 64, 1100), (32, 64, 1100)):
        spins, total = cheap.swendsen_wang(np.ones((copies, L, L), np.int8), KC, 30, rng), 0.0
        for _ in range(steps):
            bonds = [
                (spins == np.roll(spins, -1, axis)) & (rng.random(spins.shape) < 1 - math.exp(-2 * KC))
                for axis in (-1, -2)
            ]
            count, label = cheap.cluster_labels(*bonds)
            size = np.bincount(label.ravel())[label] / L**2
            second, fourth = size.sum(axis=(1, 2)) / L**2, (size**3).sum(axis=(1, 2)) / L**2
            fourth = 3 * second**2 - 2 * fourth
            spins = rng.choice(np.array([-1, 1], np.int8), count)[label]
            S = -1.0 * cheap.energy(spins)
            total = total + np.stack([second, fourth, S, second * S, fourth * S], axis=-1)
        found.append((total / steps).reshape(16, -1, 5).mean(axis=1))
    return fitted(binder, (np.array([8.0, 12.0, 16.0, 24.0, 32.0]), found))[0]


def variance():
    """Return var S for each site of a critical lattice 32 wide, by the slope of its energy."""
    h = 1e-4
    return (cheap.kaufman_energy(32, 32, KC - h) - cheap.kaufman_energy(32, 32, KC + h)) / (2 * h)


ROWS = [
    result(r"In between, at $T_c = ⟦2.269⟧\,J/k_B$", lambda: 1 / KC),
    result("⟦Two in three⟧. Half of them would agree by chance", far_pairs, reads={"Two in three": 2 / 3}, digits=0.1),
    result("About ⟦two in three⟧. Near", far_pairs, reads={"two in three": 2 / 3}, digits=0.1),
    result("So many agree where it is colder; at ⟦2.2⟧ four in five do", far_below),
    result("Of $2^{⟦4096⟧}$ states nobody makes a list", lambda: 64**2),
    result("A lattice of 4 × 4 has ⟦65,536⟧ states", lambda: 2**16),
    result("Who treats the ⟦38,400⟧ samples as independent", lambda: 64 * 600),
    result("states an error ⟦eight⟧ to nine times too small", lambda: math.sqrt(2 * memories()[1]), digits=3),
    result("⟦Three⟧ to ⟦four⟧, at these widths", lambda: [2 ** (math.log2(memories()[1] / memories()[0]) / 2)] * 2,
           reads={"Three": 3}, bound=lambda value, shown, unit: 0 <= abs(value - shown) <= 1),
    result("⟦4.5⟧, from careful measurements", lambda: 2**2.1665),
    result("That is more than wide lattices take, ⟦4.5⟧", lambda: 2**2.1665),
    result("the first step is about a ⟦tenth⟧ low", lambda: 1 - votes(1), reads={"tenth": 0.1}, digits=0.08),
    result("has about ⟦half⟧ of the first one's bar",
           lambda: fitted(logarithm, critical())[1] / fitted(binder, critical())[1], digits=0.3),
    result("At widths 8 to 32 the wrong pair gives $\\nu\\approx⟦0.87⟧$ from", mixed, digits=0.06, slow=True),
    result("Widths 8 to 32 with an error of ⟦0.04⟧", lambda: fitted(binder, critical())[1], digits=0.03),
    result("tell 1 from ⟦1.33⟧", lambda: 1 / (2 - math.sqrt(2) * math.log(1 + math.sqrt(2)))),
    result("It comes closer to what these widths give, about ⟦0.9⟧",
           lambda: fitted(logarithm, critical())[0]),
    result(r"$\operatorname{var}S\approx ⟦9.5⟧\,L^2$", variance),
    result(r"$1/\sqrt{9.5\cdot1024} = ⟦0.01⟧$", lambda: (9.5 * 1024) ** -0.5),
    result("⟦two⟧ per cent of $K_c$", lambda: 100 * (10 * 1024) ** -0.5 / KC, digits=1),
    result(r"For $r = ⟦0.976⟧$, $\tau = ⟦41⟧$", lambda: [0.976, 0.5 + sum(0.976**t for t in range(1, 3000))]),
    result("within a ⟦few hundredths⟧ of 1", lambda: abs(votes(4) - 1), reads={"few hundredths": 0.06}, bound=at_most),
]  # fmt: skip

GIVEN = [
    "that is warmed, ⟦100⟧ sweeps at each stop",
    "So let ⟦2,000⟧ lattices walk eighty sweeps",
    "Left: ⟦4 %⟧ more coupling than critical. Middle: critical. Right: ⟦4 %⟧ less",
    "That is the flow of ⟦4.5⟧, seen",
    "In ⟦4.5⟧ we needed",
    "⟦4.1⟧'s softmax over all states",
    "The last field is empty, as in ⟦4.5⟧",
    "not from ⟦0.98⟧",
    "(a sufficient statistic, ⟦4.4⟧)",
]
