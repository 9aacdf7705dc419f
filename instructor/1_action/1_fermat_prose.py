"""The numbers in the solutions of 1.1, computed again."""

import math

import numpy as np
from mpmath import mp, mpf
from prose import at_least, result
from scipy.integrate import quad
from scipy.optimize import brentq, minimize_scalar


def wall(separation):
    """Return the distance in m of the wall whose echo is a tenth of a second late, from the two lengths alone."""
    return brentq(lambda h: math.hypot(separation, 2 * h) - separation - 34.3, 0, 100)


def second(half, height, curvature):
    """Return the second derivative of the whisper's path at the middle, by a difference with 60 digits."""
    with mp.workdps(60):

        def length(x):
            rise = height - mpf(curvature) * x * x / 2
            return mp.hypot(x + half, rise) + mp.hypot(x - half, rise)

        step = mpf("1e-20")
        return float((length(step) - 2 * length(mpf(0)) + length(-step)) / step**2)


def echoing_heights(half=4.0, radius=10.0):
    """Return the two heights at which the second derivative vanishes in the round gallery."""
    return [brentq(lambda h: second(half, h, 1 / radius), *ends) for ends in ((0.5, 4.5), (5.0, 9.5))]


def widest(radius=10.0):
    """Return the largest separation for which some height has a vanishing second derivative."""

    def most(half):
        return -minimize_scalar(lambda h: -second(half, h, 1 / radius), bounds=(2, 8), method="bounded").fun

    return 2 * brentq(most, 4, 6, xtol=1e-4)


def digits_left(weights):
    """Return how many digits of L'' a symmetric difference quotient has at its best step, as a median over places."""
    half, height, curvature = 3.0, 2.0, 0.1
    exact, size = second(half, height, curvature), 1 / math.hypot(half, height)

    def length(x):
        rise = height - curvature * x * x / 2
        return math.hypot(x + half, rise) + math.hypot(x - half, rise)

    def error(h):
        quotient = sum(w * (length(k * h) + (length(-k * h) if k else 0)) for k, w in enumerate(weights)) / h**2
        return abs(quotient - exact) / size

    medians = [np.median([error(h * f) for f in np.linspace(0.9, 1.1, 31)]) for h in np.geomspace(1e-5, 0.5, 60)]
    return -math.log10(min(medians))


def along_the_thin_layer():
    """Return sin θ in a fastest layer of 0.1 m amid a hundred metres of sea, the receiver 400 m away."""

    def run(angle):  # the sines are as the speeds
        others = [(h, math.asin(math.sin(angle) * v / 1800)) for h, v in ((60, 1450), (40, 1500))]
        return 0.1 * math.tan(angle) + sum(h * math.tan(a) for h, a in others)

    return math.sin(brentq(lambda angle: run(angle) - 400, 0, math.pi / 2 - 1e-9))


def sound(y, lapse=0.2):
    return 331.3 * math.sqrt((283 + lapse * min(y, 50)) / 273.15)


def arc(turn):
    """Return how far out and after which time a ray that turns at a height is back at 1 m."""
    fastest = sound(turn)

    def rate(u):  # height y = turn − u², which takes the root out of the turning point
        c = sound(turn - u * u)
        sine = math.sqrt((fastest - c) * (fastest + c)) / fastest
        return 2 * u * (c / fastest) / sine, 2 * u / (c * sine)

    top = math.sqrt(turn - 1)
    return [2 * quad(lambda u, k=k: rate(u)[k], 1e-12, top)[0] for k in (0, 1)]


def over_the_lake():
    """Return the height of the arc over 800 m and by how many ms it is earlier than the straight line at 1 m."""
    turn = brentq(lambda y: arc(y)[0] - 800, 2, 49)
    return turn - 1, 1e3 * (800 / sound(1) - arc(turn)[1])


def gradient():
    return (sound(1.001) - sound(0.999)) / 0.002


def circle():
    return sound(1) / gradient()


ROWS = [
    result("this is ⟦17⟧ m. With $d = 5$ m it is ⟦19.5⟧ m", lambda: [wall(0), wall(5)]),
    result("the heights are ⟦2⟧ m and ⟦8⟧ m", echoing_heights),
    result("here ⟦10⟧ m, there is none", widest, digits=0.01),
    result(
        "loses ⟦half⟧ of the digits to rounding, one of order four ⟦a third⟧",
        lambda: [1 - digits_left((-2, 1)) / 16, 1 - digits_left((-5 / 2, 4 / 3, -1 / 12)) / 16],
        reads={"half": 0.5, "a third": 1 / 3},
        digits=0.1,
    ),
    result("at ⟦0.999⟧ of it, say, gets a sea wrong", along_the_thin_layer, bound=at_least),
    result(r"\approx ⟦0.12⟧\ \text{s}^{-1}$", gradient),
    result(r"$R = c/(dc/dy) \approx ⟦2.8⟧$ km", lambda: circle() / 1e3),
    result(r"$\alpha \le ⟦10.5⟧°$", lambda: math.degrees(math.acos(sound(1) / sound(50)))),
    result(
        r"$2R\tan\alpha \approx ⟦1{,}050⟧$ m (traced: ⟦1,066⟧ m",
        lambda: [10 * round(2 * circle() * math.tan(math.acos(sound(1) / sound(50))) / 10), arc(50)[0]],
    ),
    result(r"\approx ⟦75⟧$ m, and beyond", lambda: math.sqrt(2 * circle())),
    result(r"rises by $X^2/8R \approx ⟦28⟧$ m", lambda: 800**2 / (8 * circle())),
    result(r"$X^3/(24R^2c) \approx ⟦8⟧$ ms", lambda: 1e3 * 800**3 / (24 * circle() ** 2 * sound(1))),
    result("it arrives ⟦earlier⟧ by about", lambda: over_the_lake()[1], bound=at_least, reads={"earlier": 7.0}),
]
GIVEN = [
    r"$c = 343$ m/s, $\tau = 0.1$ s",
    "to 1e-12",
    r"at $331.3\sqrt{\vartheta/273.15}$ m/s",
    "283 K at the surface, 0.2 K warmer",
    "out to 1,500 m",
    "in no more than 300 words",
    "over 800 m",
    r"\cdot 0.2\ \text{K/m}",
    "The arc over $X = 800$ m",
    "(1; 0.5 for the number alone)",
]
