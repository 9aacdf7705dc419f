"""The numbers in the solutions of exercises 2.3, again: volumes and means by integration."""

from math import factorial

import numpy as np
from prose import result
from scipy.integrate import tplquad


def sixth():
    """The volume of the tetrahedron between the origin and the unit vectors, by integration."""
    return tplquad(lambda z, y, x: 1.0, 0, 1, 0, lambda x: 1 - x, 0, lambda x, y: 1 - x - y)[0]


def quarter():
    """The mean of x over that tetrahedron."""
    return tplquad(lambda z, y, x: x, 0, 1, 0, lambda x: 1 - x, 0, lambda x, y: 1 - x - y)[0] / sixth()


def twelfth():
    """The mean of x² over a triangle, over (∑ x)² + ∑ x²: Dirichlet's integrals."""
    x = np.array([0.3, -1.2, 2.0])
    mean = sum(x[i] * x[j] * 2 * (factorial(2) if i == j else 1) / factorial(4) for i in range(3) for j in range(3))
    return mean / (x.sum() ** 2 + (x**2).sum())


ROWS = [
    result(r"$\tfrac⟦16⟧\det(a, b, c)$", sixth, reads={"16": 1 / 6}, digits=1e-9),
    result(r"has its own at $\tfrac⟦14⟧(a + b + c)$", quarter, reads={"14": 1 / 4}, digits=1e-9),
    result(r"has the mean $\tfrac⟦1{12}⟧\big(", twelfth, reads={"1{12}": 1 / 12}, digits=1e-12),
]
GIVEN = ["In no more than ⟦300⟧ words", "own ray, $(⟦0.31⟧, ⟦0.52⟧, ⟦0.79⟧)$"]
