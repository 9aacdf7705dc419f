"""The numbers in the solutions of 1.7, computed again."""

import math

import numpy as np
from prose import at_most, result
from scipy.linalg import eigh
from scipy.signal import lfilter


def spread(beta, beads):
    """Return the ring's mean square by its waves."""
    turn = np.pi * np.arange(beads) / beads
    return np.mean(1 / (4 * np.sin(turn) ** 2 * beads / beta + beta / beads))


def least(beta, share):
    """Return the least number of beads, by bisection over the waves."""
    wanted = (1 - share) / math.tanh(beta / 2) / 2
    low, high = 0, 2**15
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if spread(beta, middle) >= wanted else (middle, high)
    return high


def series(memory, white, rng, count=20_000):
    pushes = rng.normal(size=count) * math.sqrt(1 - memory**2)
    pushes[0] = rng.normal()
    slow = lfilter([1.0], [1.0, -memory], pushes)
    return math.sqrt(1 - white) * slow + math.sqrt(white) * rng.normal(size=count)


def windowed(a):
    """Return the error bar by correlations in a window, lag by lag."""
    a = a - a.mean()
    tau, lag = 0.5, 0
    while lag < 5 * (tau + 0.5):
        lag += 1
        tau += np.mean(a[lag:] * a[:-lag]) / np.mean(a * a)
    return math.sqrt(2 * tau * np.mean(a * a) / len(a))


def scatter():
    """Return by how many per cent the windowed error bars of 200 series scatter."""
    rng = np.random.default_rng(77)
    found = [windowed(series(0.9, 0.0, rng)) for _ in range(200)]
    return 100 * np.std(found) / np.mean(found)


def first_lag():
    """Return the error bar of the first lag over the true one, for a memory of 0.9 and half of the variance white."""
    power = 0.5 * 0.9
    true = 0.5 + 0.5 * (1 + 0.9) / (1 - 0.9)
    return math.sqrt((1 + power) / (1 - power) / true)


def levels(height, half=3.2, count=260):
    x = np.linspace(-half, half, count + 2)[1:-1]
    n = np.arange(1, count + 1)
    waves = np.sin(np.outer(n, np.pi * (x + half) / (2 * half))) * np.sqrt(2 / (count + 1))
    kinetic = waves.T @ np.diag((n * np.pi / (2 * half)) ** 2 / 2) @ waves
    return eigh(kinetic + np.diag(height * (x**2 - 1) ** 2), eigvals_only=True)[:2]


def sliced(eps, height=20.0):
    """Return the two levels of one slice on a grid, by powers of its matrix on an even and an odd vector."""
    x = np.linspace(-2.6, 2.6, 401)
    v = height * (x**2 - 1) ** 2
    once = np.exp(-((x[:, None] - x) ** 2) / (2 * eps) - eps * (v[:, None] + v) / 2) * (x[1] - x[0])
    once /= math.sqrt(2 * math.pi * eps)
    found = []
    for wave in (np.exp(-(x**2)), x * np.exp(-(x**2))):
        for _ in range(2500):
            ahead = once @ wave
            factor = np.linalg.norm(ahead) / np.linalg.norm(wave)
            wave = ahead / np.linalg.norm(ahead)
        found.append(-math.log(factor) / eps)
    return np.array(found)


def left_over():
    return np.max(np.abs((4 * sliced(0.006) - sliced(0.012)) / 3 - levels(20.0)))


def action():
    """Return the integral of √(2V) from one well to the other, by Gauss's rule."""
    nodes, weights = np.polynomial.legendre.leggauss(30)
    return float(weights @ np.sqrt(2 * 20.0 * (nodes**2 - 1) ** 2))


def instanton():
    return 2 * math.sqrt(160.0) * math.sqrt(6 * action() / math.pi) * math.exp(-action())


def windings(beta, flux):
    n = np.arange(-60, 61)
    return math.sqrt(2 * math.pi / beta) * float(np.sum(np.exp(-2 * (np.pi * n) ** 2 / beta) * np.cos(n * flux)))


def by_levels(beta, flux):
    k = np.arange(-60, 61)
    return float(np.sum(np.exp(-beta * (k - flux / (2 * np.pi)) ** 2 / 2)))


ROWS = [
    result(r"a share of $10^{-5}$ it is ⟦11,181⟧", lambda: least(100.0, 1e-5)),
    result(
        "a thousandth it asks for ⟦12⟧ beads, and ⟦10⟧ are enough",
        lambda: (math.ceil(1 / math.sqrt(8e-3)), least(1.0, 1e-3)),
    ),
    result("less than ⟦1⟧ % of the sum lies beyond", lambda: 100 * 0.9 ** (5 * 10), bound=at_most),
    result("the error bar so found scatters by ⟦5⟧ %", scatter),
    result(r"$1/\sqrt{2\cdot99} = ⟦7⟧$ %", lambda: 100 / math.sqrt(198)),
    result("it finds an error bar of ⟦0.51⟧ of the true one", first_lag),
    result(r"the square of the step, $⟦1.7\times10^{-4}⟧$", lambda: (5.2 / 400) ** 2),
    result(
        "the levels are ⟦6.036⟧ and ⟦6.056⟧: a difference of ⟦0.0193⟧", lambda: [*levels(20.0), *np.diff(levels(20.0))]
    ),
    result("slices of 0.012 alone err by ⟦0.0055⟧ in both", lambda: np.mean(levels(20.0) - sliced(0.012))),
    result("what is left there is less than $⟦10^{-5}⟧$", left_over, bound=at_most),
    result("*instanton*: ⟦0.0221⟧ for the difference of ⟦0.0193⟧", lambda: (instanton(), *np.diff(levels(20.0)))),
    result(r"$\tfrac12\sqrt{8\cdot20} = ⟦6.32⟧$ for both", lambda: math.sqrt(160) / 2),
    result(r"\tfrac43\sqrt{2\cdot20} = ⟦8.4⟧$, and each", action),
    result(r"$\Phi = 1$ both sums are ⟦1.77255⟧", lambda: (windings(2.0, 1.0) + by_levels(2.0, 1.0)) / 2),
    result(r"$e^{-4\pi^2} = ⟦7\times10^{-18}⟧$", lambda: windings(0.5, 0.0) * 0 + math.exp(-2 * math.pi**2 / 0.5)),
]
GIVEN = [
    r"$0.1 \le \beta \le 100$ and $10^{-5} \le$ `share`",
    "an array of 20,000 numbers",
    "to a factor of 1.22, the mean of the variances to 45 %, and each bar to a factor of 1.6",
    r"For $\beta = 100$ and a share of",
    "the means of 100 blocks of 200 numbers",
    "Over 200 series",
    r"with $\varphi = 0.9$ the error",
    r"the true one for $\varphi = 0.9$",
    "phase and all, to 1e-9",
    "error bar is right to a factor of 1.22",
    "so are the variances, to 45 %",
    "the lowest level, to 0.001",
    "on 401 places",
    "The shorter one, 0.006, has a bell of variance 0.006",
    "slices of 0.012 alone",
    "With slices of 0.012 and 0.006",
    r"each crossing costs $e^{-8.4}$",
    "in no more than 300 words",
    r"For $\beta = 0.5$ the class",
    "Figure with three temperatures",
    "with its prefactor (1.5)",
    "or by proof (1.5)",
    "with a number or an exponent (0.5)",
    "in both languages (0.5)",
]
