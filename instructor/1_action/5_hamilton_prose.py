"""The numbers in the solutions of exercises 1.5, again: plain loops, roots by bracketing, no integrator of physdl."""

from functools import cache
from math import cos, hypot, log

import mpmath
import numpy as np
from prose import at_most, result
from scipy.optimize import brentq


def one_part_in():
    """1 / (1 − T/2π) at ωh = 1: of the leading term, and of the period at which the sequence of leaps comes back."""
    angle = brentq(lambda angle: 2 * cos(angle) - 2 + 1, 0.5, 1.5, xtol=1e-15)  # q₊ − 2q + q₋ = −q
    return 24, 1 / (1 - 1 / angle)


# ---- 1.5-2: one step of RK4 in forty digits ------------------------------------------------------------------------


def tangent(x, u):
    """Hénon and Heiles's field and its derivative along u, both for the state (x, y, p_x, p_y)."""
    a, b, c, d = x
    e, f, g, h = u
    field = (c, d, -a - 2 * a * b, -b - a * a + b * b)
    return field, (g, h, -e - 2 * (a * f + b * e), -f - 2 * a * e + 2 * b * f)


def add(x, k, h):
    return tuple(a + h * b for a, b in zip(x, k, strict=True))


def column(u, h):
    """Return what one step of length h makes of the displacement u at the exercise's state."""
    x = tuple(mpmath.mpf(text) for text in ("0.1", "-0.2", "0.3", "0.2"))
    k1, l1 = tangent(x, u)
    k2, l2 = tangent(add(x, k1, h / 2), add(u, l1, h / 2))
    k3, l3 = tangent(add(x, k2, h / 2), add(u, l2, h / 2))
    _, l4 = tangent(add(x, k3, h), add(u, l3, h))
    return tuple(v + h / 6 * (a + 2 * b + 2 * c + d) for v, a, b, c, d in zip(u, l1, l2, l3, l4, strict=True))


@cache
def defect(h):
    with mpmath.workdps(40):
        columns = [column(tuple(mpmath.mpf(i == j) for j in range(4)), mpmath.mpf(h)) for i in range(4)]
        worst = mpmath.mpf(0)
        for i, u in enumerate(columns):
            for j, v in enumerate(columns):
                area = u[0] * v[2] - u[2] * v[0] + u[1] * v[3] - u[3] * v[1]
                worst = max(worst, abs(area - (j - i == 2) + (i - j == 2)))
        return float(worst)


def powers():
    """With which power of the step the defect falls, from a step to its half."""
    return [log(defect(h) / defect(h / 2), 2) for h in (0.2, 0.3, 0.4, 0.5, 0.04, 0.01)]


# ---- 1.5-3: lengths ------------------------------------------------------------------------------------------------


def middle(order, sides=2):
    """The middle leap that lifts a recipe of this order by two, by bracketing `sides` w^(n+1) + v^(n+1) = 0."""
    w = brentq(lambda w: sides * w ** (order + 1) + (1 - sides * w) ** (order + 1), 1 / sides + 1e-9, 2, xtol=1e-15)
    return 1 - sides * w


def back():
    found = [middle(order) for order in (2, 4, 6)]
    return *found[:1], *(-value for value in found[1:]), np.prod(found)


def suzuki():
    lengths, furthest = np.array([1.0]), 0.0
    for order in (2, 4, 6):
        v = middle(order, 4)
        w = (1 - v) / 4
        lengths = np.concatenate([w * lengths, w * lengths, v * lengths, w * lengths, w * lengths])
        furthest = max(furthest, -lengths.min())
    return furthest


# ---- 1.5-5: a planet -----------------------------------------------------------------------------------------------

STEPS, EPSILON = 20_000, 0.1
START = (1.6, 0.0, 0.0, 0.5)
ENERGY = 0.125 - 1 / 1.6


def off(x, y, u, v):
    return abs((u * u + v * v) / 2 - 1 / hypot(x, y)) / abs(ENERGY) - 1


def kick(x, y, u, v, t):
    r = hypot(x, y) ** 3
    return x, y, u - t * x / r, v - t * y / r


def drift(x, y, u, v, t):
    return x + t * u, y + t * v, u, v


@cache
def planet(recipe):
    """Return the time that 20,000 steps cover, and the energy errors after each."""
    state, time, errors = START, 0.0, []
    rho = 1 / hypot(*state[:2]) ** 1.5
    for _ in range(STEPS):
        if recipe == "reversible":
            state = drift(*state, EPSILON / (2 * rho))
            after = 2 / hypot(*state[:2]) ** 1.5 - rho
            length = EPSILON / 2 * (1 / rho + 1 / after)
            state = drift(*kick(*state, length), EPSILON / (2 * after))
            rho = after
        else:
            length = EPSILON * hypot(*state[:2]) ** 1.5 if recipe == "attentive" else fixed_step()
            state = kick(*drift(*kick(*state, length / 2), length), length / 2)
        time += length
        errors.append(off(*state))
    return time, np.array(errors)


def fixed_step():
    return planet("reversible")[0] / STEPS


def worst(recipe):
    return 100 * np.abs(planet(recipe)[1]).max()


def first_defects():
    """The largest |ω(Ju, Jv) − ω(u, v)| of the first step at fixed ρ and of its kick, J from central differences."""
    rho = 1 / 1.6**1.5

    def inner(q):  # the kick, and ρ′
        after = 2 / hypot(*q[:2]) ** 1.5 - rho
        return kick(*q, EPSILON / 2 * (1 / rho + 1 / after)), after

    def step(q):
        state, after = inner(drift(*q, EPSILON / (2 * rho)))
        return np.array(drift(*state, EPSILON / (2 * after)))

    def largest(move, start, h=1e-5):
        columns = [(move(start + h * e) - move(start - h * e)) / (2 * h) for e in np.eye(4)]
        return max(
            abs(u[0] * v[2] - u[2] * v[0] + u[1] * v[3] - u[3] * v[1] - (j - i == 2) + (i - j == 2))
            for i, u in enumerate(columns)
            for j, v in enumerate(columns)
        )

    off_axis = np.array([1.1, 0.3, -0.4, 0.6])
    return largest(step, START), largest(lambda q: np.array(inner(q)[0]), off_axis)


ROWS = [
    result("by one part in ⟦24⟧ at $\\omega h = 1$ (exactly, one in ⟦22⟧)", one_part_in),
    result("is nearly ⟦6⟧ for steps of 0.2 to 0.5", lambda: min(powers()[:4])),
    result("⟦5.3⟧ from 0.04 and ⟦5.1⟧ from 0.01 on", lambda: powers()[4:]),
    result(r"$⟦-1.70⟧\cdot ⟦1.35⟧\cdot ⟦1.23⟧\,h = ⟦-2.83⟧\,h$", back),
    result("Order 8 takes ⟦27⟧ leaps", lambda: 3**3),
    result("never go further back than ⟦0.66⟧ of a step", suzuki, bound=at_most),
    result("20,000 steps of the recipe cover ⟦1,848⟧ units of time", lambda: planet("reversible")[0]),
    result("for equal cost is ⟦0.092⟧.", fixed_step),
    result("steps cover ⟦1,710⟧.)", lambda: planet("attentive")[0]),
    result("by up to ⟦6⟧ %, and returns", lambda: worst("fixed")),
    result("drifts to ⟦13⟧ %, faster towards the end", lambda: worst("attentive")),
    result("stays within ⟦0.1⟧ % throughout", lambda: worst("reversible"), bound=at_most),
    result("shows a defect of ⟦0.09⟧ at the start", lambda: first_defects()[0]),
    result("that of its kick alone, ⟦0⟧.", lambda: first_defects()[1], digits=1e-9),
    result("as this one in as many steps (about ⟦0.092⟧)", fixed_step),
    result("and lost ⟦13⟧ % of the energy", lambda: worst("attentive")),
]
GIVEN = [
    "with steps from ⟦0.4⟧ to ⟦0.05⟧",
    "$q = (⟦0.1⟧, ⟦-0.2⟧)$, $p = (⟦0.3⟧, ⟦0.2⟧)$",
    "with steps from ⟦0.04⟧ to ⟦0.005⟧",
    r"$q = (⟦1.6⟧, 0)$, $p = (0, ⟦0.5⟧)$, $\varepsilon = ⟦0.1⟧$ and ⟦20,000⟧ steps",
    "no more than ⟦300⟧ words",
    r"With $\varepsilon = ⟦0.1⟧$",
    "exchanged (⟦1.5⟧)",
    "fails (⟦0.5⟧)",
]
