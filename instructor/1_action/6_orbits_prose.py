"""The numbers in the solutions of exercises 1.6, again: plain numbers, bisection, no orbit of physdl."""

from functools import cache
from math import atan2, cos, pi, radians, sin, sqrt, tan

import numpy as np
from mpmath import mp, mpf
from prose import at_least, result


def anomaly(mean, e):
    low, high = -1.0, 2 * pi + 1
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if middle - e * sin(middle) < mean else (low, middle)
    return low


def standstill(e=0.2056, spin=1.5):
    """Return the share of the year in which the planet goes round faster than it turns, by halving."""
    low, high = 0.0, pi
    for _ in range(60):
        x = (low + high) / 2
        low, high = (x, high) if sqrt(1 - e * e) / (1 - e * cos(x)) ** 2 > spin else (low, x)
    return (low - e * sin(low)) / pi


def tiny():
    """Return E at M = 1e-20 and e = 1 − 1e-12, in fifty digits, times 1e8."""
    with mp.workdps(50):
        m, e, x = mpf(1e-20), mpf(1 - 1e-12), mpf("1e-8")
        for _ in range(30):
            x -= (x - e * mp.sin(x) - m) / (1 - e * mp.cos(x))
        return float(x * mpf(10) ** 8)


def rounds(m=1e-30, e=1 - 1e-12):
    """Return how many rounds Newton's method takes from π, in fifty digits, until it is right to 1e-12."""
    with mp.workdps(50):
        m, e, x = mpf(m), mpf(e), mp.pi
        for count in range(1, 500):
            step = (x - e * mp.sin(x) - m) / (1 - e * mp.cos(x))
            x -= step
            if abs(step) < mpf("1e-12") * x:
                return count
    return np.inf


def nearest_sample(e=0.2, samples=100):
    """Return by how much the angle at the nearest sample is off at most, half a step at the perihelion."""
    return 2 * pi / samples / 2 * (1 + e) ** 2 / (1 - e * e) ** 1.5


def dial(longitude, e, tilt, perihelion):
    x = anomaly((longitude - perihelion) % (2 * pi), e)
    true = atan2(sqrt(1 - e * e) * sin(x), cos(x) - e) + perihelion
    ra = atan2(cos(tilt) * sin(true), cos(true))
    return (longitude - ra + pi) % (2 * pi) - pi, sin(tilt) * sin(true)


@cache
def mars():
    """Return the largest and the smallest value of the dial in minutes, and the days on which they fall."""
    days = np.arange(0, 668.6, 0.2)
    found = [
        dial(2 * pi * day / 668.6, 0.0934, radians(25.19), radians(251))[0] * 88_775 / (2 * pi) / 60 for day in days
    ]
    return max(found), days[np.argmax(found)], -min(found), days[np.argmin(found)]


def before():
    """Return by how many days Mars's true equinox of March is before that of its mean Sun: the way from perihelion."""
    x = 2 * atan2(sqrt(1 - 0.0934) * sin(radians(109) / 2), sqrt(1 + 0.0934) * cos(radians(109) / 2))
    return 668.6 * (radians(109) - x + 0.0934 * sin(x)) / (2 * pi)


def crosses(e):
    """Whether the analemma of the Earth, with another eccentricity, meets itself between its ends."""
    curve = np.array([dial(2 * pi * k / 1500, e, radians(23.436), radians(283.38)) for k in range(1500)])
    curve = np.roll(curve, -int(np.argmin(curve[:, 1])), axis=0)
    top = int(np.argmax(curve[:, 1]))
    heights = np.linspace(curve[:, 1].min(), curve[:, 1].max(), 700)[1:-1]
    rising = np.interp(heights, curve[: top + 1, 1], curve[: top + 1, 0])
    falling = np.interp(heights, curve[: top - 1 : -1, 1], curve[: top - 1 : -1, 0])
    return np.any(np.diff(np.sign(rising - falling)))


def vanishes():
    low, high = 0.03, 0.06
    for _ in range(9):
        e = (low + high) / 2
        low, high = (e, high) if crosses(e) else (low, e)
    return low


ROWS = [
    result("For Mercury the share is ⟦0.092⟧, ⟦8.1⟧ of its 88 days", lambda: [standstill(), 87.97 * standstill()]),
    result(r"there $E = ⟦1.0000055⟧\times10^{-8}$", tiny),
    result("From $\\pi$ alone it needs ⟦some forty⟧ rounds", rounds, digits=10, reads={"some forty": 40}),
    result("some ⟦0.05⟧ rad at 100 samples and $e = 0.2$", nearest_sample, digits=0.02),
    result(
        "that is more than ⟦forty⟧ times what is allowed",
        lambda: nearest_sample() / 11 / 1e-4,
        bound=at_least,
        reads={"forty": 40},
    ),
    result(
        "up to ⟦41⟧ minutes fast (on day ⟦366⟧ after the March equinox of the mean Sun) and up to ⟦52⟧ slow "
        "(on day ⟦592⟧)",
        mars,
    ),
    result("$e < q = ⟦0.043⟧$", lambda: tan(radians(23.436 / 2)) ** 2),
    result("the crossing vanishes at $e = ⟦0.045⟧$", vanishes),
    result("exceeds $q = ⟦0.050⟧$", lambda: tan(radians(25.19 / 2)) ** 2),
    result("⟦52⟧ minutes at most, on day ⟦592⟧", lambda: mars()[2:]),
    result(
        "it is day ⟦611⟧ for those who count from the true equinox, ⟦19⟧ days before that of the mean Sun",
        lambda: [mars()[3] + before(), before()],
    ),
]
GIVEN = [
    "(For Mercury `spin` is ⟦1.5⟧.",
    "to a share of ⟦1e-12⟧ of itself",
    "on an ellipse with $e < ⟦0.97⟧$",
    "the eccentricity lies between ⟦0.1⟧ and ⟦0.5⟧.",
    "$e = ⟦0.0934⟧$, tilt ⟦25.19⟧°, perihelion at the longitude $\\varpi = ⟦251⟧°$ of the Sun (from the March equinox "
    "of Mars), ⟦668.6⟧ solar days in its year, each of ⟦88,775⟧ s",
    "in no more than ⟦300⟧ words",
    "in seconds is $⟦88{,}775⟧/2\\pi$ times",
    "$\\varpi \\approx ⟦270⟧°$, the first-order",
    "For Mars $e = ⟦0.093⟧$",
    "a number between ⟦0.042⟧ and ⟦0.046⟧ with its way (1). Line: no tilt (⟦0.5⟧); eight: no eccentricity, or the "
    "perihelion at an equinox (⟦0.5⟧).",
]
