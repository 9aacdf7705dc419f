"""The numbers of the worked solutions to exercises 5.3, computed again by determinants and singular values."""

import numpy as np
from numpy.polynomial import legendre
from prose import result

U = (np.arange(2000) + 0.5) / 8000
POWERS = U[:, None] ** np.arange(5)
LEGENDRE = legendre.legvander(8 * U - 1, 4) * np.sqrt(2 * np.arange(5) + 1)


def stiffness(columns):
    return np.linalg.svd(columns / np.sqrt(2000), compute_uv=False) ** 2


def seen(columns, n):
    """Return how many parameters n data resolve: the trace of what the data say in what all say."""
    gram = n * columns.T @ columns / 2000
    return np.trace(np.linalg.solve(np.eye(5) + gram, gram))


def price(columns, n):
    return 0.5 * np.sum(np.log1p(n * stiffness(columns)))


def rounding(share):
    """Return the spacing at which -ln δ + NI <e²>/2 is least, with <e²> = share δ², in units of 1/√(NI)."""
    grid = np.linspace(0.5, 5, 450_001)
    return grid[np.argmin(-np.log(grid) + share * grid**2 / 2)]


ROWS = [
    result("all five stiffnesses are ⟦1⟧", lambda: stiffness(LEGENDRE).max(), digits=2e-4),
    result("with ⟦4.55⟧ parameters resolved at $N = 10$ and ⟦5.00⟧ at $10^3$",
           lambda: (seen(LEGENDRE, 10), seen(LEGENDRE, 1e3))),
    result(r"⟦1.02⟧, $⟦5.5\times10^{-3}⟧$, $⟦2.3\times10^{-5}⟧$, $⟦9.5\times10^{-8}⟧$ and $⟦2.8\times10^{-10}⟧$",
           lambda: stiffness(POWERS)),
    result("⟦1.87⟧ resolved at $10^3$, ⟦3.05⟧ at $10^6$, ⟦5⟧ only at $10^{12}$",
           lambda: [seen(POWERS, n) for n in (1e3, 1e6, 1e12)]),
    result("⟦42.1⟧ nats for powers, ⟦69.1⟧ for Legendre", lambda: (price(POWERS, 1e12), price(LEGENDRE, 1e12))),
    result("The difference, ⟦27.0⟧ nats", lambda: price(LEGENDRE, 1e12) - price(POWERS, 1e12)),
    result(r"$\;\delta = \sqrt{⟦3⟧/(NI)}$, ⟦half⟧ of the lesson's",
           lambda: (rounding(1 / 3) ** 2, rounding(1 / 3) / rounding(1 / 12)), digits=1e-3),
]  # fmt: skip

GIVEN = [
    "Mind that $e^{-⟦800⟧}$ is already zero",
    "Use ⟦2,000⟧ evenly spaced points",
    "in no more than ⟦300⟧ words",
    "what does that have to do with ⟦3.3⟧?",
]
