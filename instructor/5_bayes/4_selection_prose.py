"""The numbers in the solutions of 5.4, computed again: a power by a search, two shares by another one."""

import math
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
from prose import ROOT, at_most, result
from scipy.optimize import minimize, minimize_scalar


@cache
def concrete():
    with np.load(ROOT / "physdl" / "data" / "concrete.npz") as file:
        return file["mixtures"] / 10, file["age"].astype(float), file["strength"] / 100


def height(columns, y):
    columns = columns / np.linalg.norm(columns, axis=0)
    left = y - columns @ np.linalg.lstsq(columns, y, rcond=None)[0]
    return -len(y) / 2 * (math.log(2 * math.pi * np.mean(left**2)) + 1)


def best_power():
    masses, age, strength = concrete()
    cement, slag, ash, water = masses.T[:4]
    binder, late = cement + slag + ash, np.log(age)
    t = np.column_stack([masses, late, water / cement, water / binder, np.log(water / binder), cement * late])
    t = np.column_stack([np.ones(len(age)), (t - t.mean(axis=0)) / t.std(axis=0)])

    def low(power):
        return -height(t, strength**power / power) - (power - 1) * np.sum(np.log(strength))

    return minimize_scalar(low, bounds=(0.1, 1.0), method="bounded").x


@cache
def shares():
    """Return the best pair, the best single share and the gain of the pair in nats."""
    masses, age, strength = concrete()

    def low(pair):
        ratio = masses[:, 3] / (masses[:, 0] + masses[:, 1:3] @ np.asarray(pair))
        return -height(np.column_stack([np.ones(len(age)), ratio, np.log(age)]), np.log(strength))

    pair = minimize(low, [0.7, 0.6], method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-4})
    one = minimize_scalar(lambda a: low([a, a]), bounds=(0.3, 1), method="bounded")
    return *pair.x, one.x, one.fun - pair.fun


def adds():
    """Return the largest share of the last one that a further power adds near 10⁵, and what all but four add."""
    x = 1e5 + np.linspace(-10, 10, 25)
    columns = [[Fraction(v) ** j for v in x.tolist()] for j in range(6)]
    columns = [[v / Fraction(math.sqrt(sum(c * c for c in column))) for v in column] for column in columns]
    basis, sizes = [], []
    for column in columns:
        for q, size in basis:
            share = sum(a * b for a, b in zip(column, q, strict=True)) / size
            column = [a - share * b for a, b in zip(column, q, strict=True)]
        basis.append((column, sum(a * a for a in column)))
        sizes.append(math.sqrt(basis[-1][1]))
    assert sizes[4] < 1.1e-16 < sizes[3]
    return max(b / a for a, b in pairwise(sizes[:5]))


def taken_for_zero():
    """Return the least singular value over the largest, in units of what lstsq takes for zero."""
    values = np.linalg.svd(np.vander(np.linspace(-100, 100, 30), 9), compute_uv=False)
    return values[-1] / values[0] / (30 * np.finfo(float).eps)


ROWS = [
    result("should peak near a power of ⟦0.4⟧", best_power),
    result("each power of $x$ adds less than a $⟦10^{-4}⟧$th", adds, bound=at_most),
    result("⟦1⟧ beside $100^8$ is below", taken_for_zero, bound=at_most),
    result("asks for a power near ⟦0.4⟧", best_power),
    result("The best pair is about $(⟦0.73⟧, ⟦0.58⟧)$, against ⟦0.68⟧ for both, and gains ⟦15⟧ nats", shares),
    result("BIC ⟦3.5⟧ or ⟦3.0⟧", lambda: (math.log(1030) / 2, math.log(427) / 2)),
]

GIVEN = [
    "down to $⟦10^{-14}⟧$ and less",
    "is about ⟦0.2⟧ to ⟦200⟧, their middle up to ⟦5,000⟧ ranges",
    "where the range is ⟦200⟧",
    "there are up to ⟦300⟧ rows",
    "no more than ⟦250⟧ words",
    "BIC with ⟦1,030⟧ and with ⟦427⟧ data",
    "with replacement, ⟦200⟧ times",
    "since ⟦1,030⟧ data can be sure",
]
