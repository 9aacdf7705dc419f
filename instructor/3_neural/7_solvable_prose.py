"""The numbers in the solutions of 3.7: the clock of the lesson learns again, at other decays and rates."""

import math

import clock
import numpy as np
from prose import at_least, at_most, result

from physdl.course.exercises.neural.solvable import unit_step


def taught(seed, steps, rate, decay):
    return clock.taught(0.5, seed, steps, rate, decay, every=10)[0]


def understood(decay, steps=1000, rate=0.02, starts=4):
    """Return after how many steps 99 % of the unseen pairs are right, sorted by the starts, infinite if never."""
    found = []
    for seed in range(starts):
        looks = taught(seed, steps, rate, decay)
        passed = looks[:, 2] >= 0.99
        found.append(looks[passed.argmax(), 0] if passed.any() else math.inf)
    return sorted(found)


def ends(decay, steps=1000):
    found = understood(decay, steps)
    return found[0], found[-1]


def left():
    """Return the largest entry that four starts have after 1,000 steps at a decay of 16."""
    tables = [clock.taught(0.5, seed, 1000, 0.02, 16.0, every=10)[1] for seed in range(4)]
    return max(np.abs(table).max() for each in tables for table in each)


def without(seed):
    """Return what share of the unseen is right without decay, after 1,000 steps."""
    return taught(seed, 1000, 0.02, 0.0)[-1, 2]


def best():
    """Return the least and the largest of what four starts have right at their best, in per cent, at a decay of 8."""
    found = [100 * taught(seed, 3000, 0.02, 8.0)[:, 2].max() for seed in range(4)]
    return min(found), max(found)


def spread():
    """Return the least and the largest ratio of the slowest to the fastest start at decays up to 2."""
    ratios = [np.divide(*ends(decay)[::-1]) for decay in (0.25, 0.5, 1.0, 2.0)]
    return min(ratios), max(ratios)


def median(rate, starts):
    """Return the median of the starts where the product of rate and decay is 0.01."""
    return np.median(understood(0.01 / rate, 1000, rate, starts))


def short_steps():
    """Return the digits that are left, and the power of ten, of a change at a rate of 1e-7 without decay: medians."""
    rng, digits, powers = np.random.default_rng(0), [], []
    for _ in range(200):
        w_in, w_out, g_in, g_out, d, rate, _ = unit_step(rng, 1, 1e-7, 0.0)
        old, new = (
            np.einsum("ji,ji->j", a, a) - d * np.einsum("kj,kj->j", b, b)
            for a, b in ((w_in, w_out), (w_in - rate * g_in, w_out - rate * g_out))
        )
        change = rate**2 * (np.einsum("ji,ji->j", g_in, g_in) - d * np.einsum("kj,kj->j", g_out, g_out))
        digits += list(-np.log10(np.abs((new - old) / change - 1)))
        powers += list(np.log10(np.abs(change)))
    return np.median(digits), np.median(powers)


def six(p=23, k=5):
    """Return the score of the right answer of six units, by a sum over the units, and by how much no wave it is."""
    a, d = np.pi / 3 * np.arange(6), np.arange(p)
    x, y, z = (2 * np.pi * k / p * np.ix_(d, d, d)[j][..., None] for j in range(3))
    scores = ((np.cos(x + a) + np.cos(y + 2 * a)) ** 2 * np.cos(z - a)).sum(axis=-1)
    assert np.allclose(scores, scores[0, 0, 0] * np.cos((x - y - z)[..., 0]), rtol=0, atol=1e-12)
    return scores[0, 0, 0]


ROWS = [
    result(
        "some ⟦five⟧ digits of a change that is typically $⟦10^{-10}⟧$",
        short_steps,
        reads={"five": 5, "10^{-10}": -10},
        digits=1,
    ),
    result("and six of $\\tfrac12$ remain, $⟦3⟧\\cos", six),
    result("more than ⟦1,300⟧ at a decay of 0.1", lambda: understood(0.1, 3000)[0], bound=at_least, slow=True),
    result("⟦590⟧ to ⟦960⟧ at 0.25", lambda: ends(0.25, 1500), digits=200, slow=True),
    result("⟦280⟧ to ⟦590⟧ at 0.5", lambda: ends(0.5), digits=120, slow=True),
    result("⟦170⟧ to ⟦260⟧ at 1,", lambda: ends(1.0), digits=60, slow=True),
    result("⟦90⟧ to ⟦130⟧ at 2, ⟦90⟧ to ⟦100⟧ at 4", lambda: (*ends(2.0, 400), *ends(4.0, 400)), digits=22, slow=True),
    result(
        "At 8 none gets there in 3,000: the best look of each is at ⟦96⟧ to ⟦98 %⟧",
        best,
        digits=3,
        slow=True,
    ),
    result(
        "at most ⟦two thirds⟧ even of the seen pairs are ever right",
        lambda: max(taught(s, 1000, 0.02, 16.0)[:, 1].max() for s in range(6)),
        reads={"two thirds": 2 / 3},
        bound=at_most,
        slow=True,
    ),
    result("by step 1,000 the tables have ⟦vanished⟧", left, reads={"vanished": 1e-6}, bound=at_most, slow=True),
    result(
        "from about ⟦2,000⟧ at 0.1 to about ⟦220⟧ at 1",
        lambda: [np.mean(understood(0.1, 3000)[1:3]), np.median(understood(1.0))],
        digits=500,
        slow=True,
    ),
    result("by factors of ⟦1.4⟧ to ⟦2.1⟧", spread, digits=0.4, slow=True),
    result("one start of twenty got to ⟦80 %⟧", lambda: 100 * max(without(s) for s in range(20)), digits=8, slow=True),
    result(
        "(with 30 % of the table it was not, in ⟦5,000⟧ steps)",
        lambda: max(clock.taught(0.3, s, 5000, 0.02, 1.0, every=50)[0][:, 2].max() for s in range(3)),
        reads={"5,000": 0.1},
        bound=at_most,
        slow=True,
    ),
    result("own steps are at most ⟦1.7⟧ η", lambda: 0.1 / math.sqrt(0.02 * (1 - 0.9**2 / 0.98))),
    result("64 · (3.4/16)² · 1.7/16 = ⟦0.31⟧", lambda: 64 * (3.4 / 16) ** 2 * 1.7 / 16),
    result(
        "medians of ⟦425⟧ steps at (0.02, 0.5), ⟦395⟧ at (0.01, 1), ⟦290⟧ at (0.005, 2), ⟦350⟧ at (0.04, 0.25)",
        lambda: [median(rate, 12) for rate in (0.02, 0.01, 0.005, 0.04)],
        digits=80,
        slow=True,
    ),
]
GIVEN = [
    "to 2.1 from ⟦0.25⟧ to 2",
    "the rest some ⟦200⟧ steps later",
    "how many steps ⟦99 %⟧ of the unseen pairs",
    "decays from ⟦0.1 to 16⟧",
    "⟦3,000⟧ steps take a few seconds",
    "no more than ⟦300⟧ words",
    "Steps until ⟦99 %⟧ of the unseen",
    "may not get there in ⟦3,000⟧;",
    "So entries soon stay below ⟦1.7⟧/μ:",
    "At 8 none gets there in ⟦3,000⟧:",
    "other end in ⟦3,000⟧ steps",
    "by step ⟦1,000⟧ the tables",
    "(with ⟦30 %⟧ of the table",
    r"\beta = ⟦120⟧°\,j$",
    r"multiples of 60° that are none of ⟦360°⟧",
    "With the product ⟦0.01⟧, twelve",
]
