"""The numbers in the solutions of exercises 2.1 again: the crystal in Cartesian numbers, digits counted on floats."""

from itertools import product
from math import asin, cos, degrees, hypot, log10, radians, sin, sqrt

import mpmath
import numpy as np
from prose import at_most, result

A, B, C, BETA, WAVE = 5.679, 15.202, 6.522, radians(118.43), 1.5406
EDGES = np.array([[A, 0, 0], [0, B, 0], [C * cos(BETA), 0, C * sin(BETA)]])  # Å, a₁ along x and a₂ along y


def spacing(h, k, l):  # noqa: E741 - the crystallographer's letters
    """The distance of neighbouring planes: the volume of the cell over the area of a mesh in the plane.

    The reciprocal of an edge is the vector product of the two others over the volume.
    """
    volume = EDGES[0] @ np.cross(EDGES[1], EDGES[2])
    normal = sum(n * np.cross(EDGES[i - 2], EDGES[i - 1]) for i, n in enumerate((h, k, l))) / volume
    return 1 / np.linalg.norm(normal)


def angle(*hkl):
    sine = WAVE / 2 / spacing(*hkl)
    return 2 * degrees(asin(sine)) if sine < 1 else 180.0


def near(measured):
    """All families within a tenth of a degree, one of each pair of opposite sign, k not negative."""
    found = set()
    for hkl in product(range(-4, 5), range(5), range(-4, 5)):
        if any(hkl) and sum(hkl) % 2 == 0 and abs(angle(*hkl) - measured) < 0.1:
            found.add(max(hkl, tuple(-x for x in hkl)) if hkl[1] == 0 else hkl)
    return found


def only(measured, *families):
    """Whether these families, and their mirror images, are all near a measured angle."""
    wanted = set()
    for h, k, l in families:  # noqa: E741
        wanted |= {(h, k, l), (-h, k, -l)}
    return float(near(measured) == wanted)


def tilt():
    """How far a₁ is from the normal of the plane of a₂ and a₃, in degrees."""
    normal = np.cross(EDGES[1], EDGES[2])
    return degrees(np.arccos(EDGES[0] @ normal / np.linalg.norm(normal) / A))


def digits(way):
    """The digits left of the area of two unit arrows at 1e-6, the median over directions, against sixty digits."""
    left = []
    for turn in np.linspace(0.1, 3, 31):
        u, v = (np.array([cos(a), sin(a)]) for a in (turn, turn + 1e-6))
        with mpmath.workdps(60):
            (a, b), (c, d) = ([mpmath.mpf(float(x)) for x in w] for w in (u, v))
            exact = float(abs(a * d - b * c))
        left.append(-log10(max(abs(way(u, v) / exact - 1), 1e-17)))
    return np.median(left)


def by_products(u, v):
    return sqrt(abs((u @ u) * (v @ v) - (u @ v) ** 2))


def by_shadows(u, v):
    return abs(u[0] * v[1] - u[1] * v[0])


ROWS = [
    result("| 11.6° | $(020)$ | ⟦7.601⟧ | ⟦11.63⟧° |", lambda: [spacing(0, 2, 0), angle(0, 2, 0)]),
    result(
        r"$(1\,2\,\bar1)$ and $(1\,\bar2\,\bar1)$ | ⟦4.281⟧ | ⟦20.73⟧° |",
        lambda: [spacing(1, 2, -1), angle(1, -2, -1)],
    ),
    result(
        r"$(040)$; $(0\,3\,1)$ and $(0\,3\,\bar1)$ | ⟦3.801⟧; ⟦3.797⟧ | ⟦23.39⟧°; ⟦23.41⟧° |",
        lambda: [spacing(0, 4, 0), spacing(0, 3, 1), angle(0, 4, 0), angle(0, 3, -1)],
    ),
    result(
        r"$(1\,4\,\bar1)$ and $(1\,\bar4\,\bar1)$ | ⟦3.064⟧ | ⟦29.12⟧° |",
        lambda: [spacing(1, 4, -1), angle(1, -4, -1)],
    ),
    result(
        "⟦four⟧ families assigned",
        lambda: (
            only(11.6, (0, 2, 0)) + only(20.7, (1, 2, -1)) + only(23.4, (0, 4, 0), (0, 3, 1)) + only(29.1, (1, 4, -1))
        ),
    ),
    result(
        "three families lie within ⟦0.03⟧°",
        lambda: max(angle(0, 3, 1), angle(0, 3, -1)) - angle(0, 4, 0),
        bound=at_most,
    ),
    result("⟦28.43⟧° away from a right angle", tilt),
    result("The angle of ⟦28.4⟧° (0.5)", tilt),
    result(r"have $\det(A^{\mathsf T}A) = ⟦10^{-12}⟧$", lambda: sin(1e-6) ** 2),
    result("⟦four⟧ digits are left", lambda: digits(by_products), digits=1.6),
    result("so ⟦ten⟧ digits are left", lambda: digits(by_shadows), digits=2.0),
    result("but of the size $⟦10^{-6}⟧$", lambda: hypot(0, sin(1e-6))),
]
GIVEN = [
    "of lengths ⟦5.679⟧, ⟦15.202⟧ and ⟦6.522⟧ Å",
    "there are ⟦118.43⟧°",
    r"$\lambda = ⟦1.5406⟧$ Å",
    "near ⟦11.6⟧°, ⟦20.7⟧°, ⟦23.4⟧° and ⟦29.1⟧°",
    "no more than ⟦300⟧ words",
    "the row $[⟦100⟧]$ and the planes $(⟦100⟧)$",
    "| ⟦20.7⟧° |",
    "| ⟦23.4⟧° |",
    "| ⟦29.1⟧° |",
    "At ⟦23.4⟧° three families",
    "The row $[⟦100⟧]$ runs",
    "The planes $(⟦100⟧)$ contain",
    "stands at ⟦118.43⟧° to",
    "the least length named (⟦1.5⟧)",
    "four families assigned (⟦1.5⟧)",
    "with the doubt at ⟦23.4⟧° stated (⟦0.5⟧)",
    "of $10^{-6}$ have",
]
