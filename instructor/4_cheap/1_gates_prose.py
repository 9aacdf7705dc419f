"""The numbers of the worked solutions to exercises 4.1, computed again with Legendre's polynomials and scipy."""

from functools import cache

import numpy as np
from numpy.polynomial.legendre import legvander
from prose import at_least, result
from scipy.optimize import brentq, minimize
from scipy.special import expit


@cache
def kink(degree):
    """Return nats lost by the likeliest law of a degree for exp(-|x|) on ±10, and by how much it is too high at 0."""
    x = np.linspace(-10, 10, 4001)
    p = np.exp(-np.abs(x))
    p /= p.sum()
    table = legvander(x / 10, degree)[:, 1:]

    def surprise(c):
        z = -table @ c
        weights = np.exp(z - z.max())
        return c @ (p @ table) + z.max() + np.log(weights.sum()), p @ table - weights / weights.sum() @ table

    found = minimize(surprise, np.zeros(degree), jac=True, method="BFGS", options={"gtol": 1e-8, "maxiter": 5000})
    energy = table @ found.x + np.log(np.exp(-table @ found.x).sum())
    return found.fun + p @ np.log(p), energy[2000] + np.log(p[2000])


def descent():
    """Return the steps of plain descent at its best rate to 1e-8, for powers up to 4 on [-2, 2]."""
    x = np.linspace(-2, 2, 41)
    table = np.stack([x**j for j in (1, 2, 3, 4)], axis=1)
    p = np.exp(-(0.3 * x + 0.5 * x**2))
    p /= p.sum()
    spread = table - p @ table
    values = np.linalg.eigvalsh(spread.T @ (p[:, None] * spread))
    kappa = values[-1] / values[0]
    return np.log(1e8) / np.log((kappa + 1) / (kappa - 1))


def square(scale, u):
    soft = np.log1p(np.exp(scale * u)) + np.log1p(np.exp(-scale * u)) - 2 * np.log(2)
    return 4 * soft / scale**2


ROWS = [
    result("the nats lost are ⟦0.072⟧, ⟦0.047⟧, ⟦0.023⟧ and ⟦0.017⟧", lambda: [kink(d)[0] for d in (2, 4, 6, 8)]),
    result("too high by ⟦0.57⟧ nats at degree 2 and still by ⟦0.35⟧ at degree 8", lambda: (kink(2)[1], kink(8)[1])),
    result(r"the error is $-\lambda^2u^4/⟦24⟧$", lambda: 0.1**2 / (1 - square(0.1, 1.0)), digits=0.1),
    result(r"within the allowance of $\lambda^2/⟦10⟧$", lambda: max(
           np.abs(square(s, np.linspace(-1, 1, 101)) - np.linspace(-1, 1, 101) ** 2).max() / s**2
           for s in (0.02, 0.3)), bound=lambda value, shown, unit: value <= 1 / shown),
    result(r"$p = \pm⟦1.317⟧$", lambda: brentq(lambda z: 1 - 6 * expit(z) + 6 * expit(z) ** 2, 1, 2)),
    result("in ⟦thousands⟧ of steps", descent, bound=at_least, reads={"thousands": 1000}),
]  # fmt: skip

GIVEN = [
    "Stiffnesses from ⟦0.0005⟧ to ⟦0.05⟧ are asked for, places up to ⟦30 nm⟧ on either side",
    "it may be wrong by ⟦0.27⟧ of that",
    "at half the scale it is wrong by ⟦0.27⟧ of that at most",
    r"wrong by more than $⟦0.1⟧\,\lambda^2$",
    "(Scales between ⟦0.02⟧ and ⟦0.3⟧ are asked for",
    "in no more than ⟦300⟧ words",
    "With $u = x/10$, ⟦4,001⟧ nodes",
    "tails and window (⟦1.5⟧)",
    "for the sentence (⟦1.5⟧)",
]
