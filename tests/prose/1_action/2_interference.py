"""The numbers in the prose of 1.2, computed again: ways by angles, Fresnel's integrals, rings and differences."""

import math
from functools import cache

import numpy as np
from prose import at_least, at_most, result
from scipy.integrate import quad
from scipy.optimize import brentq, minimize_scalar
from scipy.special import fresnel

LIGHT = 5e-7


def way(x):
    return math.hypot(1, x) + math.hypot(0.5, 1.5 - x)


def stationary():
    """Return where both angles are equal, and that angle in degrees, by the eye's mirror image."""
    x = 1.5 * 1 / (1 + 0.5)
    return x, math.degrees(math.atan2(x, 1))


def curvature(at=1.0, h=1e-4):
    """Return the way's second derivative by a difference of order 4."""
    around = [way(at + k * h) for k in (-2, -1, 0, 1, 2)]
    return np.dot([-1, 16, -30, 16, -1], around) / (12 * h**2)


def behind(width, wave=LIGHT):
    """Return the brightness behind a slit of this width in m, in that of the whole mirror, by Fresnel's integrals."""
    sine, cosine = fresnel(width / 2 * math.sqrt(2 * curvature() / wave))
    return 2 * (sine**2 + cosine**2)


def enough():
    """Return the least width in mm that gives the whole brightness."""
    return 1e3 * brentq(lambda width: behind(width) - 1, 0.3e-3, 1e-3)


@cache
def brightest():
    found = minimize_scalar(
        lambda width: -behind(width), bounds=(0.8e-3, 1.5e-3), method="bounded", options={"xatol": 1e-9}
    )
    return 1e3 * found.x, -found.fun


def swings_less_and_less():
    """Return by how much each swing up, and each swing down, is smaller than the one before, at least."""
    width = np.linspace(1e-3, 10e-3, 20001)
    bright = np.array([behind(one) for one in width])
    inner = bright[1:-1]
    turns = inner[(inner - bright[:-2]) * (bright[2:] - inner) < 0]
    swings = np.abs(turns - 1)
    return (swings[:-2] - swings[2:]).min()


def lift(mass, duration, hbar=1.05e-34):
    """Return by which lift in m of a free flight's middle the action grows by πħ: kinetic energy added up."""

    def action(q):
        return quad(lambda t: mass / 2 * (q * math.pi / duration * math.cos(math.pi * t / duration)) ** 2, 0, duration)[
            0
        ]

    return math.sqrt(math.pi * hbar / action(1.0))


def lifted():
    """Return the added action for m = τ = q = 1, over π²."""
    return quad(lambda t: (math.pi * math.cos(math.pi * t)) ** 2 / 2, 0, 1)[0] / math.pi**2


def sum_of_silver(share, wave=1e-3):
    """Return the brightness of the striped strip in that of the whole mirror, by the trapezoid rule on a fine grid."""
    x = np.linspace(0.0, 0.8, 1_600_001)
    slope = (np.hypot(1, 0.4 + 1e-6) + np.hypot(0.5, 1.1 - 1e-6) - way(0.4)) / 1e-6
    inside = np.abs((x - 0.4) / (wave / abs(slope)) - np.round((x - 0.4) / (wave / abs(slope)))) < share / 2
    bell = np.exp(-(((x - 0.4) / 0.06) ** 2) / 2)
    lengths = np.hypot(1, x) + np.hypot(0.5, 1.5 - x)
    added = np.sum((bell * np.exp(2j * np.pi * lengths / wave))[inside]) * (x[1] - x[0])
    return abs(added) ** 2 * curvature() / wave


def agreeing():
    """Return in per cent what half of the silver gave if all arrows of a stripe agreed: a half in place of 1/π."""
    return 100 * 0.25 * curvature() / curvature(0.4)


def hole(wave=1e-3, b=1.0):
    """Return how bright an open hole of one zone is in the brightness of no wall: rings, added up one by one."""
    rings = np.linspace(0, wave * b / 2, 20001)
    one = abs(np.trapezoid(np.exp(2j * np.pi * rings / wave / b), rings))
    fading = np.linspace(0, 200 * wave * b, 400001)
    without = abs(np.trapezoid(np.exp(2j * np.pi * fading / wave / b - fading / (30 * wave * b)), fading))
    return (one / without) ** 2


def moon():
    """Return the width in mm over which moonlight's way to the bridge grows by a quarter wave on both sides, in all."""
    eye, foot = 10.0, 10.0  # 45°: the stationary place is as far off as the eye is high

    def extra(step):  # plane waves come in at 45°, and gain along the water what the place moves
        return step * math.sin(math.pi / 4) + math.hypot(eye, foot - step) - math.hypot(eye, foot)

    ends = [brentq(lambda s: extra(s) - LIGHT / 4, side * 1e-5, side * 0.1) for side in (-1, 1)]
    return 1e3 * (ends[1] - ends[0])


def fringe_spread():
    """Return by how many per cent the lines of thin slits are off λℓ/d, at worst, where λ = d/200 and ℓ = 12 d."""

    def late(y):
        return math.hypot(12, y + 0.5) - math.hypot(12, y - 0.5)

    places = [brentq(lambda y, m=m: late(y) - m * 0.005, -1, 1) for m in range(-2, 3)]
    return 100 * np.abs(np.diff(places) / 0.06 - 1).max()


ROWS = [
    result("at one place, ⟦1.00⟧ m from the point below the lamp. There both angles are ⟦45⟧°", stationary),
    result("Near ⟦1.00⟧ m the length hardly changes", lambda: stationary()[0]),
    result("The other ⟦199⟧ millimetres of the mirror", lambda: 200 - enough()),
    result("At ⟦0.71⟧ mm the lamp is as bright as in the whole mirror", enough),
    result("At ⟦1.17⟧ mm it is ⟦1.8⟧ times as bright", brightest),
    result(
        "less than ⟦a thirtieth⟧ of the brightness",
        lambda: behind(0.12e-3),
        bound=at_most,
        reads={"a thirtieth": 1 / 30},
    ),
    result("⟦less and less⟧, while the ends", swings_less_and_less, bound=at_least, reads={"less and less": 0.0}),
    result("here ⟦0.97⟧ mm: far more", lambda: 1e3 * math.sqrt(2 * LIGHT / curvature())),
    result(r"With $L'' = ⟦1.5/\sqrt2⟧$ per metre", curvature, reads={r"1.5/\sqrt2": 1.5 / math.sqrt(2)}, digits=1e-5),
    result(r"the action grows by $⟦\pi^2 m q^2/4\tau⟧$", lifted, reads={r"\pi^2 m q^2/4\tau": 0.25}, digits=1e-9),
    result(r"for a second that is $⟦4\times10^{-17}⟧$ m", lambda: lift(0.1, 1.0)),
    result("For an electron that takes a microsecond it is ⟦12⟧ µm", lambda: 1e6 * lift(9.11e-31, 1e-6)),
    result(r"$\lambda\ell/d$ apart to ⟦0.1⟧ %", fringe_spread, bound=at_most),
    result("this half of the silver would give ⟦28⟧ %", agreeing),
    result(r"$\lvert c_0\rvert = ⟦\tfrac12⟧$", lambda: 0.5, reads={r"\tfrac12": 0.5}, digits=1e-9),
    result(
        r"and $\lvert c_{\pm1}\rvert = ⟦1/\pi⟧$",
        lambda: math.sqrt(sum_of_silver(0.5) * curvature(0.4) / curvature()),
        reads={r"1/\pi": 1 / math.pi},
        digits=1e-3,
    ),
    result("at best ⟦four⟧ times as bright as no wall at all", hole, digits=0.05),
    result(r"0.707^{3/2} = ⟦5.3⟧$ mm", moon),
    result("⟦five⟧ powers of ten, it shrinks by ⟦316⟧", lambda: [math.log10(0.05 / LIGHT), math.sqrt(0.05 / LIGHT)]),
]
GIVEN = [
    "silver that thins out like a bell round 0.7 m, 30 cm to the side",
    "a mirror cut off at 0 and at 1.5 m",
    r"$\hbar = 1.05\times10^{-34}$ J s",
    "For a stone of 100 g",
    "Two slits 0.1 mm apart, 1.2 m before the screen",
    r"$\lambda/d \le 0.005$, $\ell/d \ge 12$ and $a/d \le 0.05$",
    "a strip round 0.4 m",
    "for the curvature at 0.4 m",
    r"$\sqrt{2\cdot 5\times10^{-7}\cdot 10}\,/\,0.707^{3/2}",
    "scrape the strip at 0.4 m",
    "Rev. Mod. Phys. 20, 367",
    "Am. J. Phys. 57, 117",
]
