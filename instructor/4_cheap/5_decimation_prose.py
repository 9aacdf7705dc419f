"""The numbers of the worked solutions to exercises 4.5, computed again by a root and by plain sums."""

import math

from prose import result
from scipy.optimize import brentq


def last(b=2, dimension=2):
    """Return fixed point and exponent of a step with bonds moved last, by a root and a difference."""

    def step(K):
        return b ** (dimension - 1) * math.atanh(math.tanh(K) ** b)

    point = brentq(lambda K: step(K) - K, 0.1, 2, xtol=1e-14)
    slope = (step(point + 1e-6) - step(point - 1e-6)) / 2e-6
    return point, math.log(b) / math.log(slope)


def misread(wrong=0.1):
    """Return by what misreading two spins weakens their agreement, over the four ways to read them."""
    return sum(
        (wrong if a else 1 - wrong) * (wrong if c else 1 - wrong) * (-1) ** (a + c) for a in (0, 1) for c in (0, 1)
    )


ROWS = [
    result(r"it is $K^* = ⟦0.609378⟧$, $\nu = ⟦1.3383⟧$", last),
    result(r"$\langle\mu_0\mu_k\rangle = ⟦0.64⟧\,t^{3k}$", misread),
    result("The correlations get a second factor ⟦0.64⟧", misread),
]

GIVEN = [
    "`dimension` a number from ⟦1.5⟧ to 4",
    "in no more than ⟦300⟧ words",
    "turned over with the probability ⟦0.1⟧",
    "(data processing, ⟦4.4⟧)",
    "than this rule at $K = ⟦0.3⟧$ and $⟦0.5⟧$, and nearer",
]
