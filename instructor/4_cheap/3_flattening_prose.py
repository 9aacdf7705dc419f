"""The numbers of the worked solutions to exercises 4.3, computed again by trying and by plain sums."""

from itertools import pairwise, product

import numpy as np
from prose import result

EPS = float(np.finfo(float).eps)
POINTS = np.random.default_rng(431).uniform(-1, 1, (4000, 4))


def groups(count, layers):
    """Return the sizes of the groups of each layer."""
    found = []
    for left in range(layers, 0, -1):
        size = 1
        while size**left < count:
            size += 1
        found.append([min(size, count - start) for start in range(0, count, size)])
        count = len(found[-1])
    return found


def price(count, layers):
    return sum(2**size for layer in groups(count, layers) for size in layer if size > 1)


def cheaper_up_to(most):
    """Return up to how many numbers, `most` at most, a further layer never raises the price."""
    for count in range(2, most + 1):
        prices = [price(count, layers) for layers in range(1, 9)]
        if any(after > before for before, after in pairwise(prices)):
            return count - 1
    return most


def widest(outputs, inputs):
    return max((k for k in range(1, 100) if k * (outputs + inputs) < outputs * inputs), default=0)


def missed(found):
    wanted = POINTS.prod(axis=1)
    return np.sqrt(np.mean((found - wanted) ** 2) / np.mean(wanted**2))


def two_cosines(u, v, scale):
    return (np.cos(scale * (u - v)) - np.cos(scale * (u + v))) / (2 * scale**2)


def six(scale):
    a, b, c, d = POINTS.T
    return missed(two_cosines(two_cosines(a, b, scale), two_cosines(c, d, scale), scale))


def eight(scale):
    signs = np.array([s for s in product((1.0, -1.0), repeat=4) if s[0] > 0])
    return missed(2 * np.cos(scale * POINTS @ signs.T) @ signs.prod(axis=1) / (2 * scale) ** 4)


def least(network, low, high):
    scales = np.geomspace(low, high, 61)
    errors = [network(s) for s in scales]
    return min(errors), scales[int(np.argmin(errors))]


def defect():
    """Return 1 over the coefficient of λ² uv(u² + v²) in the error of two cosines."""
    scale, u, v = 1e-2, 0.7, -0.4
    return u * v * (u**2 + v**2) * scale**2 / (u * v - two_cosines(u, v, scale))


ROWS = [
    result("groups of 4, 4 and 2 and cost $16 + 16 + 4 + 8 = ⟦44⟧$", lambda: price(10, 2)),
    result("(16 numbers in three layers are ⟦six⟧ groups, the last of ⟦one⟧ number)",
           lambda: (len(groups(16, 3)[0]), groups(16, 3)[0][-1])),
    result("30 numbers in three layers are groups of ⟦4⟧, and the ⟦8⟧ products groups of ⟦3⟧",
           lambda: (groups(30, 3)[0][0], len(groups(30, 3)[0]), groups(30, 3)[1][0])),
    result("Up to ⟦200⟧ numbers the price never rises with a further layer", lambda: cheaper_up_to(200)),
    result("a matrix of 40 by 10 saves up to $k = ⟦7⟧$", lambda: widest(10, 40)),
    result(r"each gate is wrong by $-\tfrac{\lambda^2}⟦6⟧uv(u^2 + v^2)$", defect, digits=0.01),
    result(r"the floor is near $⟦10^{-8}⟧$ at $\lambda \approx ⟦10^{-4}⟧$", lambda: np.log10(least(six, 1e-5, 1e-3)),
           reads={"10^{-8}": -8.0, "10^{-4}": -4.0}, digits=1.2),
    result(r"with eight cosines, it is $\epsilon^{1/3} \approx ⟦10^{-5}⟧$",
           lambda: (np.log10(EPS) / 3 + np.log10(least(eight, 3e-4, 3e-2)[0])) / 2,
           reads={"10^{-5}": -5.0}, digits=1),
    result("Slope ⟦2⟧, as each gate", lambda: np.log10(six(1e-1) / six(1e-2)), digits=0.1),
]  # fmt: skip

GIVEN = [
    "whole numbers from 1 to ⟦10,000⟧",
    "$n$ is at most ⟦128⟧",
    "`numbers` from 2 to ⟦200⟧",
    "asked for from ⟦0.005⟧ to ⟦0.08⟧ for $n = 3$, from ⟦0.015⟧ to ⟦0.08⟧ for $n = 5$. At ⟦0.04⟧ and below the rms "
    "error may be ⟦2 %⟧ of the product's rms, and half the scale has to leave a quarter of the error, to ⟦15 %⟧ of it",
    "in no more than ⟦300⟧ words",
]
