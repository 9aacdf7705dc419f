"""The numbers in the solutions of 3.6: three amplifiers, a double well in plain loops, polynomials derived."""

import math
from functools import cache

import numpy as np
from numpy.polynomial import Polynomial
from prose import result


@cache
def ends(rate, steps=4000):
    """Return the places that the three gains visit in the end, or None if they are lost."""
    z = (1.6, 0.9, 0.3)
    visited = set()
    for n in range(steps):
        a, b, c = z
        r = a * b * c - 1
        z = (a - rate * r * b * c, b - rate * r * a * c, c - rate * r * a * b)
        if sum(map(abs, z)) > 100:
            return None
        if n >= steps - 64:
            visited.add(tuple(round(x, 6) for x in z))
    return sorted(visited)


def curvature(rate):
    return sum(x**-2 for x in ends(rate)[0])


def diagonal():
    """Return the derivatives 2, 3 and 4 of ½(x³ − 1)²; on a = b = c a step moves x by a third of its slope."""
    loss = (Polynomial([0, 0, 0, 1]) - 1) ** 2 / 2
    return [loss.deriv(k)(1.0) / 3 for k in (2, 3, 4)]


def half_width(rate=0.697):
    """Return half the distance of the two places of the hop, for each gain the same."""
    low, high = ends(rate)
    return abs(high[0] - low[0]) / 2


def first(wanted):
    """Return the first rate, in steps of 0.005, from which the gains visit so many places or are lost (0)."""
    for rate in np.arange(0.67, 1.1, 0.005):
        places = ends(round(float(rate), 3))
        if (0 if places is None else len(places)) == wanted:
            return rate
    return None


def are_lost(rates, start=(1.6, 0.9, 0.3), steps=1500):
    """Return for each rate whether the three gains are lost."""
    a, b, c = (np.full(len(rates), gain) for gain in start)
    lost = np.zeros(len(rates), bool)
    for _ in range(steps):
        r = a * b * c - 1
        a, b, c = a - rates * r * b * c, b - rates * r * a * c, c - rates * r * a * b
        lost |= abs(a) + abs(b) + abs(c) > 100
        a, b, c = (np.where(lost, 0.0, gain) for gain in (a, b, c))
    return lost


def first_lost(start=(1.6, 0.9, 0.3), low=0.9, high=1.1, grid=1e-4, steps=1500):
    rates = np.arange(low, high, grid)
    return rates[np.argmax(are_lost(rates, start, steps))]


@cache
def moved():
    """Return least and largest first lost rate from sixty starts that round to the given one, and how many round up."""
    rng = np.random.default_rng(0)
    starts = [np.array([1.6, 0.9, 0.3]) + rng.uniform(-0.0005, 0.0005, 3) for _ in range(60)]
    found = [first_lost(tuple(start), 0.966, 0.974, 2e-5, steps=300) for start in starts]
    return len(found), min(found), max(found), sum(round(rate + 1e-9, 3) == 0.972 for rate in found)


def hop_of_the_well(rate=1.01, steps=20_000):
    """Return the distance of the two places of the double well's hop."""
    x = 0.9
    for _ in range(steps):
        x -= rate * (x**3 - x)
    return abs(rate * (x**3 - x))


second, third, fourth = diagonal()

ROWS = [
    result(
        "the double well's is ⟦a tenth⟧ wide, from place to place",
        hop_of_the_well,
        reads={"a tenth": 0.1},
        digits=0.002,
    ),
    result("Steps of 0.05 end at a curvature of ⟦4.26⟧", lambda: curvature(0.05)),
    result("as $\\eta$ comes near 2 over that, ⟦0.47⟧", lambda: 2 / curvature(0.05)),
    result("and reaches ⟦3⟧ at $\\eta = ⟦0.667⟧$", lambda: (3 * (1**-2), 2 / 3)),
    result("⟦four⟧ from about ⟦0.83⟧ on", lambda: (4, first(4)), digits=0.02),
    *(result("it is ⟦0.971⟧ on grids of", lambda grid=grid: first_lost(grid=grid)) for grid in (3e-4, 1e-4, 2e-5)),
    result("but ⟦0.9715⟧ on one of", lambda: first_lost(grid=5e-4)),
    result(
        "over ⟦sixty⟧ starts that round to the given one the first lost rate lies between ⟦0.9706⟧ and ⟦0.9716⟧, "
        "and ⟦three⟧ of them give 0.972",
        moved,
        reads={"sixty": 60},
    ),
    result(
        "a rate of ⟦0.97120⟧ is lost while ⟦0.97124⟧ is not",
        lambda: (0.97120, 0.97124) if [*are_lost(np.array([0.97120, 0.97124]))] == [True, False] else 0,
    ),
    result(
        "⟦0.94⟧ from $a = 1.7$, ⟦1.03⟧ from $a = 1.5$",
        lambda: (first_lost((1.7, 0.9, 0.3)), first_lost((1.5, 0.9, 0.3))),
    ),
    result("near $\\eta = ⟦1⟧$ the gains are lost", lambda: first(0), digits=0.1),
    result("so $L'' = ⟦3⟧$, $L''' = ⟦18⟧$, $L'''' = ⟦60⟧$", diagonal),
    result("$3\\cdot18^2 = ⟦972⟧ > ⟦180⟧$", lambda: (3 * third**2, second * fourth)),
    result("$k = 36 - 20/3 = ⟦29.3⟧$", lambda: (third / second) ** 2 - fourth / (3 * second)),
    result(
        "⟦0.056⟧ at $\\eta = 0.697$ (each gain, measured: ⟦0.055⟧)",
        lambda: (math.sqrt((3 * 0.697 - 2) / (36 - 20 / 3)), half_width()),
    ),
]
GIVEN = [
    "0.971 on grids of ⟦0.0003, 0.0001⟧ and ⟦0.00002⟧, but 0.9715 on one of ⟦0.0005⟧",
    "three of them give ⟦0.972⟧",
    "0.94 from $a = ⟦1.7⟧$, 1.03 from $a = ⟦1.5⟧$",
    "Steps of ⟦0.05⟧ end",
    "for learning rates from ⟦0.05 to 1.1⟧",
    "when they start at $(⟦1.6, 0.9, 0.3⟧)$",
    "in no more than ⟦300⟧ words",
    "\\sqrt{(3\\eta - 2)/⟦29.3⟧}$",
    "at $\\eta = ⟦0.697⟧$ (each",
    "the exact factor (⟦1.5⟧)",
    "what follows from both (⟦0.5⟧)",
]
