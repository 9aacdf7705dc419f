"""The numbers in the prose of lesson 2.1 again: angles by complex numbers, crossings by counting, areas by Heron."""

import cmath
import math
from fractions import Fraction
from itertools import combinations, permutations

import mpmath
import numpy as np
from prose import at_least, result


def stretched(pull):
    """The angle in degrees between the stretched arrow (1, 1) and the stretched direction (1, −1) of the lines."""
    ratio = complex(pull, 1) / complex(pull, -1)
    angle = abs(math.degrees(cmath.phase(ratio)))
    return min(angle, 180 - angle)


def lean(pull):
    """How far the stretched arrow leans from the pull's direction, in degrees."""
    return math.degrees(cmath.phase(complex(pull, 1)))


def crossed(pull):
    """Lines met on the way: one for each whole value of the height between the arrow's ends, point by point.

    The sheet at rest has lines for whole x √2 + y √2, two for a centimetre across them.
    """
    tip = math.sqrt(2) * np.array([pull, 1.0])
    way = np.linspace(1e-9, 1 + 1e-9, 200_001)[:, None] * tip
    height = math.sqrt(2) * (way[:, 0] / pull + way[:, 1])
    return np.count_nonzero(np.diff(np.floor(height)))


def heron(a, b, c):
    s = (a + b + c) / 2
    return math.sqrt(s * (s - a) * (s - b) * (s - c))


def roof():
    """The roof's area by Heron's formula for its halves, and the areas of its shadows."""
    u, v = np.array([3, -2, 0]), np.array([0, 2, -1])

    def area(u, v):
        return 2 * heron(*(math.sqrt(w @ w) for w in (u, v, u - v)))

    shadows = [area(np.delete(u, axis), np.delete(v, axis)) for axis in range(3)]
    return area(u, v), *shadows


def independent(n, k):
    """The rank of all products of k basis covectors, as full antisymmetric arrays on n dimensions."""
    rows = []
    for places in combinations(range(n), k):
        full = np.zeros((n,) * k)
        for order in permutations(range(k)):
            full[tuple(places[i] for i in order)] = round(np.linalg.det(np.eye(k)[list(order)])) if k else 1
        rows.append(full.reshape(-1))
    return np.linalg.matrix_rank(np.array(rows)) if rows else 0


def digits_left():
    """The errors of two ways to the area of two unit arrows at 1e-8, against sixty digits on the same floats."""
    found = []
    for turn in np.linspace(0.1, 3, 25):
        u, v = (np.array([math.cos(a), math.sin(a)]) for a in (turn, turn + 1e-8))
        with mpmath.workdps(60):
            (a, b), (c, d) = ([mpmath.mpf(float(x)) for x in w] for w in (u, v))
            exact = float(abs(a * d - b * c))
        gram = (u @ u) * (v @ v) - (u @ v) ** 2
        found.append((abs(math.sqrt(abs(gram)) / exact - 1), abs(abs(u[0] * v[1] - u[1] * v[0]) / exact - 1)))
    return np.median(found, axis=0)


def inverse():
    """The rows of the inverse of ((1, 1), (0, 1)), by exact elimination."""
    a, b = [Fraction(1), Fraction(1)], [Fraction(0), Fraction(1)]
    first = [Fraction(1), Fraction(0)]
    second = [Fraction(0), Fraction(1)]
    factor = a[1] / b[1]
    return [*(x - factor * y for x, y in zip(first, second, strict=True)), *second]


ROWS = [
    result("At ⟦53⟧°, and across", lambda: stretched(2)),
    result("and across ⟦four⟧ lines as before", lambda: crossed(2), digits=1e-9),
    result("so it crosses ⟦four⟧ lines", lambda: crossed(1), digits=1e-9),
    result("It crosses them at a ⟦right⟧ angle.", lambda: stretched(1), reads={"right": 90}, digits=1e-9),
    result("leans by ⟦27⟧° from the direction", lambda: lean(2)),
    result("These two sides stand at ⟦45⟧° to it", lambda: lean(1)),
    result("In space that makes ⟦1⟧, ⟦3⟧, ⟦3⟧, ⟦1⟧ numbers", lambda: [independent(3, k) for k in range(4)]),
    result("it is ⟦1⟧, ⟦4⟧, ⟦6⟧, ⟦4⟧, ⟦1⟧. The library", lambda: [independent(4, k) for k in range(5)]),
    result("shadow of ⟦6⟧ m² on the floor", lambda: roof()[3], digits=1e-9),
    result("shadows of ⟦2⟧ m² and ⟦3⟧ m² on the walls", lambda: roof()[1:3], digits=1e-9),
    result("three shadows, 4 + 9 + 36 = ⟦49⟧.", lambda: roof()[0] ** 2, digits=1e-9),
    result(
        "For $n = 20$ the sum in {prf:ref}`covectors-determinant` has $⟦2.4\\times 10^{18}⟧$ terms",
        lambda: math.prod(range(1, 21)),
    ),
    result("it has $⟦3.4\\times 10^{10}⟧$ entries", lambda: len(list(combinations(range(20), 10))) ** 2),
    result(
        "at an angle of $10^{-8}$ is ⟦lost⟧ in rounding",
        lambda: digits_left()[0],
        bound=at_least,
        reads={"lost": 0.1},
    ),
    result(
        "the shadows still have ⟦half⟧ of their digits",
        lambda: -math.log10(digits_left()[1]) / 15.95,
        reads={"half": 0.5},
        digits=0.2,
    ),
    result("$e^1 = (⟦1⟧, ⟦-1⟧)$ and $e^2 = (⟦0⟧, ⟦1⟧)$", lambda: [float(x) for x in inverse()], digits=1e-9),
]
GIVEN = []
