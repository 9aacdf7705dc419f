"""The numbers in the solutions of 1.2, computed again."""

import math

import numpy as np
from prose import result
from scipy.optimize import brentq


def way(x):
    return math.hypot(1, x) + math.hypot(0.5, 1.5 - x)


def zone_ends():
    """Return how far the first zone of a wave of 5 cm reaches to the left and to the right of 1 m, in cm."""
    left = brentq(lambda s: way(1 - s) - way(1) - 0.025, 0.01, 1)
    right = brentq(lambda s: way(1 + s) - way(1) - 0.025, 0.01, 1)
    return 100 * left, 100 * right


def parabola():
    """The parabola's curvature by a difference, not by the formula."""
    h = 1e-4
    return 100 * math.sqrt(0.05 / ((way(1 + h) - 2 * way(1) + way(1 - h)) / h**2))


def dark_places():
    """Return where the light of a slit of 80 µm is dark first, in mm, by adding it up; and between the third ones."""
    s = np.linspace(-40e-6, 40e-6, 4001)

    def light(y):
        return np.trapezoid(np.exp(2j * np.pi * (np.hypot(2, y - s) - 2) / 650e-9), s)

    y = np.linspace(10e-3, 60e-3, 5001)
    bright = np.array([abs(light(one)) for one in y])
    dips = y[1:-1][(bright[1:-1] < bright[2:]) & (bright[1:-1] < bright[:-2])]
    return [1e3 * dips[0], 2e3 * dips[2]]


def spread():
    """Return by how much the beam spreads, in mm: what diffraction adds to the bell's own width."""
    s = np.linspace(-4e-3, 4e-3, 4001)
    y = np.linspace(0, 3e-3, 301)
    bell = np.exp(-((s / 0.5e-3) ** 2) / 2)
    light = np.abs([np.trapezoid(bell * np.exp(2j * np.pi * (np.hypot(2, one - s) - 2) / 650e-9), s) for one in y])
    width = np.interp(-math.exp(-0.5), -light / light[0], y)
    return 1e3 * math.sqrt(width**2 - 0.25e-6)


ROWS = [
    result("its ends lie ⟦22.7⟧ cm to the left and ⟦20.5⟧ cm to the right", zone_ends),
    result("the parabola's ⟦21.7⟧ cm to either side", parabola),
    result(r"whole multiples of $\lambda\ell/a = ⟦16.25⟧$ mm", lambda: dark_places()[0], digits=0.05),
    result("an error of 1 mm in ⟦97.5⟧ mm", lambda: dark_places()[1], digits=0.2),
    result(r"\lambda\ell/2\pi\sigma \approx ⟦0.4⟧$ mm", spread),
    result("97.5 mm is ⟦1⟧ % of $a$", lambda: 100 / dark_places()[1]),
    result(
        "made ⟦a quarter of a million⟧ turns", lambda: 1000**2 / 4, reads={"a quarter of a million": 250_000}, digits=1
    ),
    result(r"$a^2/\lambda\ell = ⟦0.005⟧$", lambda: (80e-6) ** 2 / (650e-9 * 2)),
    result(r"$\lambda\ell/d = ⟦2.6⟧$ mm apart", lambda: 1e3 * 650e-9 * 2 / 0.5e-3),
]
GIVEN = [
    r"$\lvert m\rvert\lambda/p < 1.9$",
    r"half a wave is at least $5\times10^{-7}$ of a length",
    r"up to $\lvert v\rvert = 1000$",
    "At $v = 1000$ the arrow",
    "for $v = 1000$ it needs",
    "Fresnel's integrals, to 1e-9",
    "2 to within 0.1",
    "order 2 ± 0.1",
    "below 100 ħ²",
    "between 0.05 and 0.1 mm",
    "A plane wave of 650 nm",
    "at 0.5 mm from the middle",
    "no more than 300 words",
    "0.5 mm apart",
    r"$\sigma = 0.5$ mm",
    "a few nanometres of 650",
    "Two hairs at $d = 0.5$ mm",
]
