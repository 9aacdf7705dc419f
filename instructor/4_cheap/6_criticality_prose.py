"""The numbers of the worked solutions to exercises 4.6, computed again by going through states and by other seeds."""

import itertools
import math

import numpy as np
from prose import result

from physdl import cheap


def states():
    return np.array(list(itertools.product(range(3), repeat=9))).reshape(-1, 3, 3)


def quantities(colours):
    """Return the equal pairs and the sites of the commonest colour of lattices of three colours."""
    equal = sum((colours == np.roll(colours, 1, axis)).sum(axis=(-1, -2)) for axis in (-1, -2))
    return equal, np.max([(colours == c).sum(axis=(-1, -2)) for c in range(3)], axis=0)


def deviation(rate):
    """Return by how many standard errors 2,000 lattices of 3 × 3 miss the sums over all states at the coupling 0.8."""
    equal, most = quantities(states())
    weight = np.exp(0.8 * equal) / np.exp(0.8 * equal).sum()
    exact, rng = [weight @ equal, weight @ most], np.random.default_rng(3)
    colours, seen = np.zeros((2000, 9), int), 0
    for step in range(50):
        lattice = colours.reshape(-1, 3, 3)
        label = np.tile(np.arange(9), (2000, 1))
        bonds = []
        for axis in (2, 1):
            equal = lattice == np.roll(lattice, -1, axis)
            drawn = equal & (rng.random(equal.shape) < 1 - math.exp(-rate * 0.8))
            near = np.roll(np.arange(9).reshape(3, 3), -1, axis - 1).ravel()
            bonds.append((drawn.reshape(2000, 9), near))
        for _ in range(9):
            for drawn, near in bonds:
                for site in range(9):
                    low = np.minimum(label[:, site], label[:, near[site]])
                    label[:, site] = np.where(drawn[:, site], low, label[:, site])
                    label[:, near[site]] = np.where(drawn[:, site], low, label[:, near[site]])
        colours = np.take_along_axis(rng.integers(0, 3, (2000, 9)), label, axis=1)
        if step >= 10:
            seen = seen + np.stack(quantities(colours.reshape(-1, 3, 3))) / 40
    return np.abs((seen.mean(axis=1) - exact) / seen.std(axis=1) * math.sqrt(2000)).max()


def ratio(width, copies, steps, couplings):
    """Return the parabola of ⟨m²⟩²/⟨m⁴⟩ over the coupling, for three colours on a lattice of this width."""
    rng, found = np.random.default_rng(width), []
    for K in couplings:
        colours, sums = np.zeros((copies, width, width), int), 0.0
        for step in range(steps):
            bonds = [
                (colours == np.roll(colours, -1, axis)) & (rng.random(colours.shape) < 1 - math.exp(-K))
                for axis in (-1, -2)
            ]
            count, label = cheap.cluster_labels(*bonds)
            colours = rng.integers(0, 3, count)[label]
            if step >= 30:
                shares = np.array([(colours == c).mean(axis=(1, 2)) for c in range(3)])
                square = 1.5 * np.sum((shares - 1 / 3) ** 2, axis=0)
                sums = sums + np.array([square.mean(), np.mean(square**2)])
        second, fourth = sums / (steps - 30)
        found.append(second**2 / fourth)
    return np.polyfit(couplings - 1, found, 2)


def crossing(width):
    """Return where the ratios of a lattice and of one twice as wide cross, near the coupling 1.01."""
    couplings = np.linspace(0.985, 1.035, 5)
    apart = ratio(width, 6000 // width, 400, couplings) - ratio(2 * width, 6000 // width, 400, couplings)
    roots = 1 + np.roots(apart)
    return float(roots[np.argmin(np.abs(roots - 1.01))].real)


ROWS = [
    result("Widths 8 and 16 cross near ⟦1.01⟧", lambda: crossing(8), digits=0.008, slow=True),
    result("near 1.01, above ⟦1.005⟧", lambda: math.log(1 + math.sqrt(3))),
    result("On $3\\times3$ sites there are ⟦19,683⟧ states", lambda: len(states())),
    result(
        "lie within ⟦four⟧ standard errors of the sums; with",
        lambda: 4.0 if deviation(1) < 4 < deviation(2) else 0.0,
    ),
    result("$\\ln(1 + \\sqrt3) = ⟦1.005⟧$", lambda: math.log(1 + math.sqrt(3))),
]

GIVEN = [
    "sums up to ⟦800⟧ in size",
    "in no more than ⟦300⟧ words",
    "At $K = ⟦0.8⟧$ the mean number",
    "from ⟦2,000⟧ lattices lie",
]
