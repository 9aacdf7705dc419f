"""The numbers in the prose of lesson 2.2 again: adaptive quadrature, thirty digits, the library's rules counted."""

from math import cos, log10, pi, sin

import mpmath
import numpy as np
from prose import at_least, at_most, result
from scipy.integrate import quad

from physdl.duals import gradient, pushforward
from physdl.duals.arrays import ARRAYS
from physdl.duals.number import ELEMENTWISE


def book(centre, power):
    """∮ r^p dθ round the unit circle about (centre, 0), in units of π, by quadrature of r^(p−2) (x y′ − y x′)."""

    def entry(t):
        x, y = centre + cos(t), sin(t)
        return (x * x + y * y) ** (power / 2 - 1) * (x * cos(t) + y * sin(t))

    return quad(entry, 0, 2 * pi, epsabs=1e-12, limit=200)[0] / pi


def disc():
    """The area of a disc of radius 1, from its half chords, in units of 2π."""
    return quad(lambda x: 2 * (1 - x * x) ** 0.5, -1, 1)[0] / (2 * pi)


def shifted():
    """The least fall of the sum, in units of π, between courses an eighth apart, with powers between 0 and 2."""
    places = [c for c in np.arange(0, 2.5, 0.125) if c != 1]
    return min(-np.diff([book(c, power) for c in places]).max() for power in (0.25, 0.5, 1, 1.5, 1.75))


def far_side():
    """What the second book gets beyond the two lines of sight that touch the second course, in units of 2π."""
    touch = np.arccos(-1 / 1.5)
    return quad(lambda t: 1 + 1.5 * cos(t), -touch, touch)[0] / (2 * pi)


def wave(x):
    return np.exp(np.sin(x)) / (1 + x * x)


def slope():
    """The derivative of the lesson's wave at 0.7, from thirty digits."""
    with mpmath.workdps(30):
        return float(mpmath.diff(lambda x: mpmath.exp(mpmath.sin(x)) / (1 + x * x), mpmath.mpf("0.7")))


def best_quotients():
    """The decades of the smallest relative error that is drawn, one-sided and central."""
    steps = np.logspace(-15, 0, 121)
    quotients = [(wave(0.7 + steps) - wave(0.7 - back * steps)) / ((1 + back) * steps) for back in (0, 1)]
    return [10.0 ** round(log10(np.abs(quotient / slope() - 1).min())) for quotient in quotients]


def kinks():
    first = gradient(lambda x: np.maximum(x[..., 0], 0), [0.0])[0]
    second = gradient(lambda x: np.maximum(0, x[..., 0]), [0.0])[0]
    return first, second, gradient(lambda x: np.abs(x[..., 0]), [0.0])[0]


ROWS = [
    result(
        r"First book: $⟦2⟧\pi$ for a lighthouse inside, $⟦0⟧$ for one outside",
        lambda: (book(0.6, 0), abs(book(1.5, 0))),
        digits=1e-9,
    ),
    result(r"Second book: $⟦2⟧\pi$ both times", lambda: book(0.6, 2), digits=1e-9),
    result(r"$⟦2⟧\pi$ both times, which is twice the area of the disc", lambda: book(1.5, 2), digits=1e-9),
    result("The first book says ⟦0⟧; the second", lambda: abs(book(1.5, 0)), digits=1e-9),
    result("The disc's area is ⟦0.50⟧ × 2π, and the book counts it twice", disc),
    result("between 0 and 2 the sum ⟦falls⟧ as the course moves away", shifted, bound=at_least, reads={"falls": 1e-4}),
    result(
        "The far side alone, where all entries are positive, brings ⟦less⟧.",
        far_side,
        bound=at_most,
        reads={"less": 1.15},
    ),
    result("knows more than ⟦eighty⟧ of", lambda: len({*ELEMENTWISE, *ARRAYS}), bound=at_least, reads={"eighty": 80}),
    result("the best is near ⟦1e-8⟧ one-sided and ⟦1e-11⟧ central", best_quotients),
    result(
        "A tangent's error lies below ⟦2e-15⟧.",
        lambda: abs(pushforward(wave, 0.7, 1.0) / slope() - 1),
        bound=at_most,
    ),
    result(r"whose $dr\wedge d\theta$ is ⟦0.16⟧ wherever", lambda: 0.4 * 0.4),
    result("gets the slope ⟦1⟧ and `np.maximum(0, x)` the slope ⟦0⟧;", lambda: kinks()[:2]),
    result(r"$\lvert x\rvert$ gets ⟦0⟧, which is neither", lambda: kinks()[2]),
]
GIVEN = [
    "first ⟦0.6⟧ away from the lighthouse, then ⟦1.5⟧",
    "its centre ⟦1.5⟧ away. What",
    "two arrows of length ⟦0.4⟧ span",
    "a turn by ⟦0.4⟧ radians",
    "here with $h = ⟦0.5⟧$",
    "$R = ⟦8.314⟧$ J/K",
]
