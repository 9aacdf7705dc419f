"""The numbers in the prose of lesson 0.1: the blast by Taylor's equations of the gas, the pendulum by its integral."""

import math
from functools import cache

import numpy as np
from prose import at_least, result
from scipy.integrate import quad, solve_ivp

# G. I. Taylor (1950), part II, table 1: milliseconds and metres.
PICTURES = """0.10 11.1  0.24 19.9  0.38 25.4  0.52 28.8  0.66 31.9  0.80 34.2  0.94 36.3  1.08 38.9  1.22 41.0
1.36 42.8  1.50 44.4  1.65 46.0  1.79 46.9  1.93 48.7  3.26 59.0  3.53 61.1  3.80 62.9  4.07 64.3  4.34 65.6
4.61 67.3  15.0 106.5  25.0 130.0  34.0 145.0  53.0 175.0  62.0 185.0"""
MS, M = (tuple(float(number) for number in PICTURES.split()[k::2]) for k in (0, 1))


def kilotons(first=0, last=None):
    """Return ρR⁵/t² of the pictures in thousands of tons of TNT."""
    pairs = list(zip(MS, M, strict=True))[first:last]
    return [1.25 * r**5 / (1e-3 * t) ** 2 / 4.184e12 for t, r in pairs]


def geometric(values):
    return math.exp(math.fsum(map(math.log, values)) / len(values))


def line(first=0):
    """Return slope, its error and ln R at t = 1 s of a line through the logarithms, by the textbook's sums."""
    x, y = [math.log(1e-3 * t) for t in MS[first:]], [math.log(r) for r in M[first:]]
    n, mx, my = len(x), sum(x) / len(x), sum(y) / len(y)
    sxx = sum((a - mx) ** 2 for a in x)
    slope = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / sxx
    left = sum((b - my - slope * (a - mx)) ** 2 for a, b in zip(x, y, strict=True))
    return slope, math.sqrt(left / (n - 2) / sxx), my - slope * mx


@cache
def pure_number(gamma=1.4, inner=0.05):
    """Return K in E = K ρR⁵/t²: Taylor's (1950, part I) equations 7, 9, 10 integrated from the shock inwards.

    Inside `inner` the pressure is constant and the gas too thin to carry kinetic energy.
    """

    def inwards(eta, y):
        f, phi, psi = y[:3]
        pull = -3 * eta + phi * (3 + gamma / 2) - 2 * gamma * phi**2 / eta
        df = f * pull / ((eta - phi) ** 2 - f / psi)
        dphi = (df / (gamma * psi) - 1.5 * phi) / (eta - phi)
        return df, dphi, psi * (dphi + 2 * phi / eta) / (eta - phi), -psi * (phi * eta) ** 2, -f * eta**2

    shock = [2 * gamma / (gamma + 1), 2 / (gamma + 1), (gamma + 1) / (gamma - 1), 0, 0]
    y = solve_ivp(inwards, (1, inner), shock, rtol=1e-10, atol=1e-12, method="DOP853").y[:, -1]
    b = 2 * math.pi * y[3] + 4 * math.pi / (gamma * (gamma - 1)) * (y[4] + y[0] * inner**3 / 3)
    return 4 * b / 25


def below_the_line():
    """Return by which part the earliest radius lies below the fitted line of all points, and below its slope 2/5."""
    slope, _, at_one = line()
    fitted = 1 - M[0] / math.exp(at_one + slope * math.log(1e-3 * MS[0]))
    fixed = 1 - M[0] / (geometric(kilotons()) * 4.184e12 * (1e-3 * MS[0]) ** 2 / 1.25) ** 0.2
    return fitted, fixed


def swing(amplitude):
    """Return P √(g/ℓ) from the integral over the angle, the root at the turning point taken out by a sine."""
    k = math.sin(amplitude / 2)
    return 4 * quad(lambda u: 1 / math.sqrt(1 - (k * math.sin(u)) ** 2), 0, math.pi / 2)[0]


def normal_within(deviations):
    return quad(lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi), -deviations, deviations)[0]


ROWS = [
    result("ten times the energy makes the ball ⟦1.6⟧ times as large", lambda: 10 ** (1 / 5)),
    result(
        "With half the energy or less the ball would have been smaller by ⟦an eighth⟧ or more",
        lambda: 1 - (9.5 / geometric(kilotons())) ** 0.2,
        bound=at_least,
        reads={"an eighth": 1 / 8},
    ),
    result(
        "With twice the energy or more the ball would have been larger by ⟦a seventh⟧ or more",
        lambda: (40 / geometric(kilotons())) ** 0.2 - 1,
        bound=at_least,
        reads={"a seventh": 1 / 7},
    ),
    result("About ⟦20⟧ kilotons.", lambda: geometric(kilotons()), digits=2),
    result("it is ⟦1.033⟧, near 1", lambda: pure_number() ** -0.2),
    result(
        "the best line's ⟦19.2⟧ kilotons become ⟦16.3⟧",
        lambda: np.multiply(geometric(kilotons()), [1, pure_number()]),
    ),
    result("every length is multiplied by ⟦3.28⟧", lambda: 1 / 0.3048),
    result("every area by ⟦3.28⟧², every energy by ⟦3.28⟧² too", lambda: [1 / 0.3048, 1 / 0.3048]),
    result(
        "a function of $4 - 3 = ⟦1⟧$", lambda: 4 - np.linalg.matrix_rank([[2, -3, 0, 1], [1, 1, 0, 0], [-2, 0, 1, 0]])
    ),
    result(
        "the earliest lies ⟦nearly a quarter⟧ below the line",
        lambda: np.mean(below_the_line()),
        reads={"nearly a quarter": 0.23},
        digits=0.03,
    ),
    result(
        "makes the error ⟦three times⟧ as large", lambda: line()[1] / line(1)[1], reads={"three times": 3}, digits=0.5
    ),
    result("Without it the slope is ⟦0.390⟧", lambda: line(1)[0]),
    result("Within its error the first slope is ⟦2/5⟧", lambda: line()[0], reads={"2/5": 0.4}, digits=2 * line()[1]),
    result(
        "stays near ⟦22⟧ kilotons from 0.4 to 2 milliseconds and has sunk to ⟦17⟧ at the end",
        lambda: [geometric(kilotons(2, 14)), kilotons()[-1]],
    ),
    result("all on one curve that rises from ⟦6.28⟧", lambda: swing(1e-6)),
    result("⟦1.18⟧ times that at 90°", lambda: swing(math.pi / 2) / (2 * math.pi)),
    result("about ⟦1⟧ for the fireball", lambda: pure_number() ** -0.2),
    result("$2^{2/3} = ⟦1.59⟧$", lambda: 4 ** (1 / 3)),
    result("3 hours ⟦10⟧ minutes", lambda: 60 * (2 * 2 ** (2 / 3) - 3)),
    result("About ⟦95 %⟧", lambda: 100 * normal_within(2)),
]
GIVEN = [
    "after 25 thousandths of a second, the ball has a radius of 130 metres",
    "a radius of 130 metres in 25 thousandths of a second",
    "The official value is 21",  # DOE/NV-209, United States Nuclear Tests
    "an exponent of 1/3 is never 0.33333",
    r"a gas with $\gamma = 1.4$",
    "from 0.4 to 2 milliseconds",
    "A path of 100 points in the plane",
    "between 1000 points and 50 points",
]
