"""The numbers in the solutions of 1.4, computed again: meetings by limits, the gas by copies that differ a little."""

import math
from functools import cache

import numpy as np
from prose import at_least, at_most, result

from physdl.action.symmetry import DiscGas, maxwell_distance


def against_walls(meetings):
    """Return the velocity of the uppermost ball, each lower one being a wall that comes, by mirrors: 2 w − (−u)."""
    w = 1.0
    for _ in range(meetings):
        w = 2 * w + 1.0
    return w


def rate(n=400, d=0.015):
    """Return how often a disc collides in a unit of time at the root mean square speed 1 (Maxwell, Henderson)."""
    covered = n * math.pi / 4 * d**2
    return 2 * d * n * math.sqrt(math.pi / 2) * (1 - 7 * covered / 16) / (1 - covered) ** 2


@cache
def growth():
    """Return the factor for each collision by which two copies drift apart that began 1e-10 apart, least and most."""
    factors = []
    for seed in (3, 4, 5):
        gas = DiscGas.random(400, diameter=0.015, rng=np.random.default_rng(seed))
        x, v = gas.positions, gas.velocities
        tilt = 1e-10 * np.random.default_rng(seed).normal(size=v.shape)
        other = DiscGas(x, v + tilt, diameter=0.015)
        met, apart = [], []
        for _ in range(8):
            gas.run(0.0005, 60)
            other.run(0.0005, 60)
            met.append(2 * gas.collisions / 400)
            apart.append(np.median(np.log(np.linalg.norm(gas.velocities - other.velocities, axis=1))))
        factors.append(math.exp(np.polyfit(met, apart, 1)[0]))
    return min(factors), max(factors)


@cache
def returned(time):
    """Return the distance from Maxwell there, and after the way back with half the step."""
    gas = DiscGas.random(400, diameter=0.015, rng=np.random.default_rng(11))
    gas.run(0.0005, round(time / 0.0005))
    there = float(maxwell_distance(gas.velocities))
    back = DiscGas(gas.positions, -gas.velocities, diameter=0.015)
    back.run(0.00025, round(time / 0.00025))
    return there, float(maxwell_distance(back.velocities))


ROWS = [
    result("that is $⟦3⟧u$, so ⟦nine⟧ times the height", lambda: [against_walls(1), against_walls(1) ** 2]),
    result(
        "then $⟦7⟧u$, ⟦forty-nine⟧ times",
        lambda: [against_walls(2), against_walls(2) ** 2],
        reads={"forty-nine": 49},
        digits=0.5,
    ),
    result("some ⟦1.7⟧, ⟦7⟧ and ⟦13⟧ collisions", lambda: [0.1 * rate(), 0.4 * rate(), 0.8 * rate()], digits=1.4),
    result("starts at ⟦12.6⟧", lambda: 20 * max(math.exp(-1), 1 - math.exp(-1))),
    result("it is back at ⟦12.6⟧", lambda: returned(0.4)[1], slow=True),
    result("a factor of ⟦10⟧ to", lambda: growth()[0], bound=at_least, slow=True),
    result("to ⟦20⟧ for each collision", lambda: growth()[1], bound=at_most, slow=True),
    result("are ⟦14⟧ powers of ten", lambda: math.log10(0.015 / 1e-16), digits=1.0),
    result(
        "hence ⟦11⟧ to ⟦14⟧ collisions",
        lambda: [math.log(0.015 / 1e-16) / math.log(f) for f in (20, 10)],
        digits=1.0,
    ),
    result("chance would have it, about ⟦1⟧", lambda: returned(0.8)[1], digits=1.2, slow=True),
]
GIVEN = [
    "with 400 discs of diameter 0.015 and the step 0.0005",
    "for $T$ = 0.1, 0.4 and 0.8",
    "an error of $10^{-16}$",
    "differ by $10^{-10}$",
    "From $10^{-16}$ to the diameter 0.015",
    r"which is $\sqrt{400}\,(1 - 1/\mathrm e)$",
    "with no more than 300 words",
    "Collisions counted, 10 % allowed (1)",
    "Return after 0.1 and 0.4 and not after 0.8 (1)",
    "it may change by $10^{-8}$ of what $J$ changes by",
]
