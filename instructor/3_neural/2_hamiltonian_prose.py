"""The numbers in the worked solutions of exercises 3.2: two-by-two matrices by hand, roots of their own polynomials."""

import math

import numpy as np
from prose import result


def step(s1, s2, alpha, eta):
    """Return one step as a table: rows of 1 + η(−cos α + sin α Ω)C."""
    c, s = math.cos(alpha), math.sin(alpha)
    return [[1 - eta * c * s1, eta * s * s2], [-eta * s * s1, 1 - eta * c * s2]]


def largest(s1, s2, alpha, eta):
    """Return the larger size of the two roots of λ² − tr λ + det."""
    (a, b), (c, d) = step(s1, s2, alpha, eta)
    return max(abs(np.roots([1, -(a + d), a * d - b * c])))


def angle(s1, s2):
    return math.atan2(s2 - s1, 2 * math.sqrt(s1 * s2))


def losses():
    x, y, found = 1.0, 0.1, []
    (a, b), (c, d) = step(1, 100, angle(1, 100), 0.1)
    for _ in range(2):
        found.append((x * x + 100 * y * y) / 2)
        x, y = a * x + b * y, c * x + d * y
    return found


def stretch():
    """Return the norm of the best step: its larger singular value, from AᵀA by hand (its determinant is 0)."""
    (a, b), (c, d) = step(1, 100, angle(1, 100), 0.1)
    return math.sqrt(a * a + b * b + c * c + d * d)


def lowest():
    eta = np.exp(np.linspace(math.log(0.005), math.log(0.5), 401))
    return min(largest(1, 100, alpha, e) for alpha in np.linspace(0, math.pi / 2, 361)[300:330] for e in eta[240:290])


def steepest():
    k, x, y = 0, 1.0, 0.1
    while math.hypot(x, y) > 1e-3 * math.hypot(1, 0.1):
        k, x, y = k + 1, x * (1 - 2 / 101), y * (1 - 200 / 101)
    return k


DEGREE = math.radians(1)
ROWS = [
    result("Steepest descent with its best step needs ⟦346⟧ steps", steepest),
    result(
        "$\\alpha = ⟦78.6⟧°$, and $\\eta = 1/\\sqrt{s_1s_2} = ⟦0.1⟧$", lambda: (math.degrees(angle(1, 100)), 1 / 10)
    ),
    result("The losses are ⟦1.0⟧, ⟦3.84⟧, about", losses),
    result("the larger eigenvalue is still ⟦0.12⟧", lowest),
    result("the norm of $A$ is ⟦9.9⟧", stretch),
    result("the largest $\\lvert1 + \\eta\\mu\\rvert$ is ⟦0.31⟧", lambda: largest(0.9, 100, angle(1, 100), 0.1)),
    result(
        "with an angle off by 1° it is ⟦0.42⟧ or ⟦0.51⟧",
        lambda: [largest(1, 100, angle(1, 100) + sign * DEGREE, 0.1) for sign in (1, -1)],
    ),
    result("This is still better than ⟦0.98⟧", lambda: largest(1, 100, 0, 2 / 101)),
    result(
        "(1, 100) and (2, 50) share $\\eta = ⟦0.1⟧$, but want ⟦78.6⟧° and ⟦67.4⟧°",
        lambda: (1 / math.sqrt(2 * 50), math.degrees(angle(1, 100)), math.degrees(angle(2, 50))),
    ),
]

GIVEN = [
    "\\tfrac12(\\theta_1^2 + ⟦100⟧\\,\\theta_2^2)",
    "$\\eta$ from ⟦0.005⟧ to ⟦0.5⟧",
    "from $\\theta = (1, ⟦0.1⟧)$",
    "in no more than ⟦300⟧ words",
    "is not 1 but ⟦0.9⟧",
    "$\\cos\\alpha = 20/⟦101⟧$",
    "a grid of ⟦361⟧ × ⟦401⟧",
    "a step of ⟦0.1⟧ along a direction whose curvature is ⟦100⟧",
    "With ⟦0.9⟧ instead of 1",
    "(⟦1, 100⟧)",
    "Cayley–Hamilton (⟦1.5⟧)",
    "with Newton (⟦0.5⟧)",
]
