"""The numbers in the prose of lesson 1.3: the throw by its integral, swings and films by integration from one end."""

import contextlib
import math
from functools import cache
from itertools import pairwise

import numpy as np
from prose import at_least, at_most, result
from scipy.integrate import quad, solve_ivp
from scipy.linalg import eigvalsh
from scipy.optimize import brentq, minimize

from physdl.action.stationary import Expansion, NotStationary, newton

G = 9.81


@cache
def handles():
    """Return heights and action of the least throw of three pieces, from values of the integral alone."""

    def action(heights):
        nodes, total = [0, *heights, 0], 0.0
        for a, b in pairwise(nodes):
            speed = 1.5 * (b - a)
            total += quad(lambda t, a=a, speed=speed: speed**2 / 2 - G * (a + speed * t), 0, 2 / 3)[0]
        return total

    best = minimize(action, [1.0, 2.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-12})
    return *best.x, best.fun


def thrown(t):
    return G * t - G * t**2 / 2  # thrown upwards at g metres per second, back after two


def throw_action():
    return quad(lambda t: (G - G * t) ** 2 / 2 - G * thrown(t), 0, 2)[0]


def quarter(amplitude):
    """Return the time in s from the bottom to the amplitude, by the energy's integral."""
    k = math.sin(amplitude / 2)
    return quad(lambda u: 1 / math.sqrt(G * (1 - (k * math.sin(u)) ** 2)), 0, math.pi / 2)[0]


def index_at_rest(duration, nodes=200):
    """Return the negative eigenvalues of the action's dense Hessian at rest."""
    dt = duration / nodes
    hessian = np.diag(np.full(nodes - 1, 2 / dt - dt * G)) - (np.eye(nodes - 1, k=1) + np.eye(nodes - 1, k=-1)) / dt
    return int(np.sum(eigvalsh(hessian) < 0))


def first_saddle():
    """Return the time at which rest gets its first negative eigenvalue, by bisection on the index."""
    low, high = 0.5, 1.5
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if index_at_rest(middle) == 0 else (low, middle)
    return low


def swings_gain():
    """Return by how much a swing out and back has less action than rest, in J s, at the amplitude 2 rad."""
    k, t = math.sin(1), 2 * quarter(2.0)

    def law(_, s):
        return s[1], -G * math.sin(s[0]), s[1] ** 2 / 2 + G * math.cos(s[0])

    return G * t - solve_ivp(law, (0, t), [0, 2 * k * math.sqrt(G), 0], rtol=1e-10, atol=1e-10).y[2, -1]


def motions(away):
    """Return how many motions not over the top join the bottom with itself: rest, and j half swings to either side.

    A wider swing takes longer, without limit, so of j half swings there is one width if small ones take less time.
    """
    times = [quarter(amplitude) for amplitude in np.linspace(0.01, 3.1, 60)]
    assert np.all(np.diff(times) > 0)
    return 1 + 2 * sum(2 * j * times[0] < away for j in range(1, 40))


def film(waist):
    """Return the distance of rings of radius 1 that hold a film with this waist, and its area.

    From the waist outwards along the film, by arc length: the two curvatures of a film are equal, ψ' = cos ψ / r.
    """

    def law(_, s):
        return math.cos(s[2]), math.sin(s[2]), math.cos(s[2]) / s[1], 2 * math.pi * s[1]

    def ring(_, s):
        return s[1] - 1

    ring.terminal = True
    x, _, _, area = solve_ivp(law, (0, 5), [0, waist, 0, 0], rtol=1e-11, atol=1e-12, events=ring).y[:, -1]
    return 2 * x, 2 * area


@cache
def widest():
    """Return the waist at which the rings are farthest apart, and that distance, by golden sections."""
    golden, low, high = (math.sqrt(5) - 1) / 2, 0.4, 0.7
    while high - low > 1e-7:
        a, b = high - golden * (high - low), low + golden * (high - low)
        low, high = (low, b) if film(a)[0] > film(b)[0] else (a, high)
    return (low + high) / 2, film((low + high) / 2)[0]


def discs_beat_the_film():
    """Return the distance from which on two flat discs have less area than the thick film."""
    waist = brentq(lambda a: film(a)[1] - 2 * math.pi, widest()[0], 0.98)
    return film(waist)[0]


def farthest_s():
    """Return D/2a at the greatest distance."""
    waist, distance = widest()
    return distance / (2 * waist)


def left_at_most():
    """Return how large a part of Newton's move may be asked for again before the library tries half of the move."""

    def halved(left):
        tried = []

        def expand(q):  # one free node at 0, a matrix of 1: the first move is 1, after it `left` is asked for
            tried.append(q[1, 0])
            slope = np.array([[-1.0 if len(tried) == 1 else -left]])
            return Expansion(0.0, slope, 1.0, lambda: (np.array([[0.0], [1.0], [0.0]]), 0.0))

        with contextlib.suppress(NotStationary):
            newton(expand, np.zeros((3, 1)), tolerance=1e-9, max_iterations=1, caller="", fix="")
        return 0.5 in tried

    low, high = 0.1, 0.9
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (low, middle) if halved(middle) else (middle, high)
    return low


def operations(nodes=1000):
    """Return the operations for each node of one sweep forward and one back through a tridiagonal system."""
    count = 0
    for _ in range(1, nodes):
        count += 5  # a quotient; times coupling, off the diagonal; times the entry above, off the right side
    for _ in range(nodes):
        count += 3  # times coupling, off the right side, by the pivot
    return count / nodes


ROWS = [
    result("With both handles at ⟦4.36⟧ m the action is ⟦−28.5⟧ J s", lambda: [handles()[0], handles()[2]]),
    result("With both handles at ⟦4.36⟧ m", lambda: thrown(2 / 3)),
    result("the real throw rises on to ⟦4.91⟧ m", lambda: max(thrown(t) for t in np.linspace(0, 2, 201))),
    result("goes down to ⟦−32.1⟧ J s", throw_action),
    result("longer than ⟦half⟧ the move just made", left_at_most, digits=1e-3),
    result("about ⟦ten⟧ operations per node", operations, digits=5, reads={"ten": 10}),
    result("Until $T = ⟦1.003⟧$ s, half a period of small swings", first_saddle),
    result(
        "Until $T = 1.003$ s, ⟦half⟧ a period of small swings",
        lambda: first_saddle() / (4 * quarter(1e-4)),
        digits=1e-3,
    ),
    result("The swings have ⟦less⟧ action than rest", swings_gain, bound=at_least, reads={"less": 0.1}),
    result("at $D = ⟦1.3255⟧$ the two stationary shapes meet", lambda: widest()[1]),
    result(r"at $s = ⟦1.1997⟧$, and there $a = 1/\cosh s = ⟦0.5524⟧$", lambda: [farthest_s(), widest()[0]]),
    result("over nails more than ⟦1.3255⟧ heights apart", lambda: widest()[1]),
    result("From $D = ⟦1.055⟧$ on, two flat discs", discs_beat_the_film),
    result("The film stays all the same, until ⟦1.3255⟧", lambda: widest()[1]),
    result("Worth a try at distances below ⟦1.3255⟧", lambda: widest()[1]),
    result("for soap rings at $D = ⟦1.34⟧$", lambda: widest()[1], bound=at_most),
    result("leave our pendulum ⟦nineteen⟧ motions", lambda: motions(10.0), reads={"nineteen": 19}),
    result("one to ⟦nine⟧ half swings", lambda: (motions(10.0) - 1) / 2),
]
GIVEN = [
    "In 1.1 every path of light had a number",
    "The travel time's gradient of 1.1",
    "the statement is Morse's theorem, which 1.1 quoted",
    "(in 1.1 and 1.5 the letter is an energy)",
    "gradient by the loop above below 1e-10",
    "leapfrog lands on Newton's end to 1e-9",
    "there and back, 3.3 s to both sides, 3.3 s",
    "D = 1.34: shapes found",
]
