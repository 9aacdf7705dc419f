"""The numbers in the solutions of 5.5, computed again: rows of weights by nested sums, chains of another make."""

import math
from functools import cache

import numpy as np
from prose import at_most, result
from scipy.integrate import quad
from scipy.special import erf


@cache
def rows(n=1e6):
    """Return E − ½ ln N for one to four weights: each averages the one before over one more weight."""
    t = np.linspace(-45, 0, 9001)  # ln |w|
    h = t[1] - t[0]
    x = np.linspace(math.log(n) - 200, math.log(n), 40_001)  # ln of N w²

    def single(log_n):
        k = np.exp(0.5 * (log_n - math.log(2)))
        return np.where(k < 1e-8, 1.0, math.sqrt(math.pi) / 2 * erf(k) / np.maximum(k, 1e-300))

    z, found = single(x), []
    for _ in range(4):
        found.append(-math.log(z[-1]) - 0.5 * math.log(n))
        inside = np.interp(np.add.outer(x, 2 * t[::4]), x, z, left=1.0)
        weight = np.exp(t[::4]) * 4 * h
        weight[[0, -1]] /= 2
        z = inside @ weight / weight.sum()
    return found


def ten_directions(stiffness, n=1000):
    """Return E, WBIC and k/2 ln N by quadrature over one direction, ten times."""

    def gauss(sharp, power=0):
        reach = 12 / math.sqrt(sharp)
        return quad(lambda u: u**power * math.exp(-sharp * u * u / 2), -reach, reach)[0]

    def mean(beta):
        sharp = 1 + beta * n * stiffness
        return n * stiffness / 2 * gauss(sharp, 2) / gauss(sharp)

    z = gauss(1 + n * stiffness) / math.sqrt(2 * math.pi)
    return -10 * math.log(z), 10 * mean(1 / math.log(n)), 5 * math.log(n)


def judge(n=1e4):
    """Return the slope of E for a b² x by quadrature in ln b."""

    def weight(t):
        return math.exp(t - math.exp(2 * t) / 2) / math.sqrt(1 + n * math.exp(4 * t))

    top = quad(lambda t: weight(t) * 0.5 * n * math.exp(4 * t) / (1 + n * math.exp(4 * t)), -30, 2.5, limit=300)[0]
    return top / quad(weight, -30, 2.5, limit=300)[0]


@cache
def walk(start, h, steps, seed=3):
    """Return the measured slope and the share of steps taken, of sixteen chains with Metropolis' rule."""
    rng = np.random.default_rng(seed)
    a, b = np.full(16, float(start[0])), np.full(16, float(start[1]))

    def action(a, b):
        f = a * b * b
        return 5e3 * f * f + (a * a + b * b) / 2, 1e4 * f * b * b + a, 2e4 * f * a * b + b

    s, da, db = action(a, b)
    total, taken, kept = 0.0, 0.0, 0
    for step in range(steps):
        ka, kb = rng.normal(size=(2, 16))
        a2, b2 = a - h / 2 * da + math.sqrt(h) * ka, b - h / 2 * db + math.sqrt(h) * kb
        s2, da2, db2 = action(a2, b2)
        forth = ka**2 + kb**2
        back = ((a - a2 + h / 2 * da2) ** 2 + (b - b2 + h / 2 * db2) ** 2) / h
        ok = np.log(rng.random(16)) < s - s2 + (forth - back) / 2
        a, b, s, da, db = (np.where(ok, x, y) for x, y in ((a2, a), (b2, b), (s2, s), (da2, da), (db2, db)))
        taken += ok.mean()
        if step >= steps // 5:
            total, kept = total + np.mean(5e3 * (a * b * b) ** 2), kept + 1
    return total / kept, taken / steps


ROWS = [
    result("is ⟦−0.23⟧ for one weight, ⟦−2.25⟧ for two, ⟦−3.60⟧ for three and ⟦−4.56⟧ for four", rows),
    result(
        "$E = ⟦34.54⟧$, WBIC gives ⟦34.30⟧ and Schwarz ⟦34.54⟧",
        lambda: ten_directions(1.0),
    ),
    result("the three are ⟦57.6⟧, ⟦34.5⟧ and ⟦34.5⟧", lambda: ten_directions(100.0)),
    result("The judge says ⟦0.233⟧", judge),
    result("measure about ⟦one half⟧", lambda: walk((0, 1), 1e-5, 2000)[0], reads={"one half": 0.5}, digits=0.12),
    result("the estimate is below ⟦0.01⟧", lambda: walk((0, 3), 1e-3, 2000)[0], bound=at_most),
    result("the mean lies between ⟦0.35⟧ and 0.45", lambda: walk((0, 1), 1e-4, 4000)[0], digits=0.2),
    result(
        "both come within ⟦0.03⟧ of the judge",
        lambda: max(abs(walk(start, 1e-3, 20_000)[0] - judge()) for start in ((0, 1), (1, 0))),
        bound=at_most,
        slow=True,
    ),
]

GIVEN = [
    "with $N = ⟦10^4⟧$",
    "no more than ⟦300⟧ words",
    "chains of a thousand steps",
    "with ⟦2,000⟧ steps of $⟦10^{-5}⟧$",
    "steps of $⟦10^{-3}⟧$",
    "with ⟦4,000⟧ steps of $⟦10^{-4}⟧$",
    "With ⟦20,000⟧ steps of $⟦10^{-3}⟧$",
    "walks of ⟦2,000⟧ steps of size ⟦1.5⟧",
    "At $N = ⟦10^6⟧$",
    "at $N = ⟦10^6⟧$",
    "and $N = ⟦1000⟧$",
    "at $N = ⟦1000⟧$",
    "any $N$ from 0 to $⟦10^{29}⟧$",
    "to $⟦10^{-8}⟧$",
    "Both to $⟦10^{-8}⟧$",
    "may be $⟦-9000⟧$ or ⟦1500⟧",
    "`product_excess(1e4, 2)`",
    "With $s_i = ⟦100$⟧ the three",
]
