"""The numbers in the prose of lesson 3.2: the neuron by an adaptive integrator, the network by its equations."""

import math
from functools import cache

import numpy as np
from prose import at_least, at_most, result
from scipy.integrate import solve_ivp
from scipy.optimize import minimize

from physdl.neural import load_digits, split_digits


@cache
def neuron():
    """Return inks, answers and the best two screws of the neuron that tells a 9 from a 7."""
    pages, meant = load_digits()
    pages, meant = pages[(meant == 7) | (meant == 9)].reshape(-1, 8, 8), meant[(meant == 7) | (meant == 9)]
    ink = np.array([[page[4:, :4].sum(), page[:, :4].sum()] for page in pages])
    ink, nine = ink - ink.mean(axis=0), meant == 9
    found = minimize(lambda z: surprise(z, ink, nine), np.zeros(2), jac=lambda z: slope(z, ink, nine), tol=1e-13)
    return ink, nine, found.x


def surprise(z, ink, nine):
    s = ink @ z
    return np.mean(np.where(nine, np.logaddexp(0, -s), np.logaddexp(0, s)))


def slope(z, ink, nine):
    return ((0.5 * (1 + np.tanh(ink @ z / 2)) - nine) @ ink) / len(nine)


def curvatures():
    """Return those at the minimum, from differences of the loss alone."""
    ink, nine, best = neuron()
    h, units = 0.02, np.eye(2)

    def second(i, j):
        corners = [(a, b) for a in (1, -1) for b in (1, -1)]
        values = [a * b * surprise(best + h * (a * units[i] + b * units[j]), ink, nine) for a, b in corners]
        return math.fsum(values) / (4 * h * h)

    a, b, c = second(0, 0), second(0, 1), second(1, 1)
    middle, half = (a + c) / 2, math.hypot((a - c) / 2, b)
    return middle - half, middle + half


def decay(degrees):
    """Return the slower root of μ² + (s₁ + s₂) cos α μ + s₁s₂."""
    s1, s2 = curvatures()
    return -max(np.roots([1, (s1 + s2) * math.cos(math.radians(degrees)), s1 * s2]).real)


def path(degrees, time=200):
    """Return points of the flow from the start on, by an adaptive integrator."""
    ink, nine, _ = neuron()
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def flow(_, z):
        d = slope(z, ink, nine)
        return -c * d[0] + s * d[1], -c * d[1] - s * d[0]

    times = np.linspace(0, time, 401)
    return solve_ivp(flow, (0, time), (0, 0), t_eval=times, rtol=1e-11, atol=1e-13, method="DOP853").y.T


def above(degrees, time=200):
    """Return the loss above its minimum at the end of the flow."""
    ink, nine, best = neuron()
    return surprise(path(degrees, time)[-1], ink, nine) - surprise(best, ink, nine)


def nearly_level():
    """Return which share of the loss above its minimum is lost at 87.5°, and in how many turns round the minimum."""
    turns = np.unwrap(np.arctan2(*(path(87.5) - neuron()[2]).T[::-1]))
    return 1 - above(87.5) / above(87.5, 1e-9), abs(turns[-1] - turns[0]) / (2 * math.pi)


def best_angle(kappa):
    return math.degrees(math.atan2(kappa - 1, 2 * math.sqrt(kappa)))


def moving(start=3, time=0.5, steps=50):
    """Return how many of the student's screws have moved at 90°, on the lesson's hundred digits, by Euler's steps."""
    rng = np.random.default_rng(32)
    images, labels, *_ = split_digits(rng)
    x, hot = images[:100], np.eye(10)[labels[:100]]
    begin = np.random.default_rng(start).normal(size=460) / 4
    z, far = begin, np.zeros(460)
    for _ in range(steps):
        W, b, V, c = z[:384].reshape(6, 64), z[384:390], z[390:450].reshape(10, 6), z[450:]
        h = np.tanh(x @ W.T + b)
        e = (h @ V.T + c - hot) / 100
        back = (e @ V) * (1 - h * h)
        d = np.concatenate([(back.T @ x).ravel(), back.sum(0), (e.T @ h).ravel(), e.sum(0)])
        z = z + time / steps * np.concatenate([d[230:], -d[:230]])
        far = np.maximum(far, np.abs(z - begin))
    return np.count_nonzero(far > 1e-12)


def lost(seeds=range(1, 6)):
    """Return from how many starts the student's loss at time 10 is larger at 60° than at 0°, by Runge and Kutta."""
    count = 0
    for seed in seeds:
        rng = np.random.default_rng(seed)
        images, labels, *_ = split_digits(rng)
        x, y = images[:100], np.eye(10)[labels[:100]]
        start = np.concatenate([rng.normal(size=384) / 8, np.zeros(6), rng.normal(size=60) / 6**0.5, np.zeros(10)])

        def walk(z, x=x, y=y):
            W, b, V, c = z[:384].reshape(6, 64), z[384:390], z[390:450].reshape(10, 6), z[450:]
            h = np.tanh(x @ W.T + b)
            e = (h @ V.T + c - y) / 100
            back = (e @ V) * (1 - h * h)
            return 50 * np.sum(e * e), np.concatenate([(back.T @ x).ravel(), back.sum(0), (e.T @ h).ravel(), e.sum(0)])

        losses = []
        for alpha in (0, math.pi / 3):

            def flow(z, alpha=alpha):
                d = walk(z)[1]
                return -math.cos(alpha) * d + math.sin(alpha) * np.concatenate([d[230:], -d[:230]])

            z, step = start, 0.04
            for _ in range(250):
                k1 = flow(z)
                k2 = flow(z + step / 2 * k1)
                k3 = flow(z + step / 2 * k2)
                z = z + step / 6 * (k1 + 2 * k2 + 2 * k3 + flow(z + step * k3))
            losses.append(walk(z)[0])
        count += losses[1] > losses[0]
    return count


ROWS = [
    result(
        "it still does, by ⟦two fifths⟧ of its height above the minimum in ⟦half⟧ a turn",
        nearly_level,
        reads={"two fifths": 0.4, "half": 0.5},
        digits=0.1,
    ),
    result(
        "ahead of steepest descent by a factor of more than ⟦a hundred thousand⟧",
        lambda: above(0) / above(60),
        bound=at_least,
        reads={"a hundred thousand": 1e5},
    ),
    result("at less than ⟦half⟧ the rate of 60°", lambda: max(map(decay, range(0, 31, 5))) / decay(60), bound=at_most),
    result("($e^{2(⟦0.0348⟧ - ⟦0.0136⟧)\\cdot200}", lambda: (decay(60), decay(0))),
    result(
        "\\cdot200} \\approx ⟦5{,}000⟧$ from the rates below",
        lambda: math.exp(2 * (decay(60) - decay(0)) * 200),
        about=True,
    ),
    result("it goes downhill only ⟦half⟧ as steeply", lambda: math.cos(math.pi / 3), digits=0.01),
    result(
        "Ours is a small valley with $\\kappa = ⟦19⟧$ and $\\alpha^\\ast = ⟦64⟧°$",
        lambda: (curvatures()[1] / curvatures()[0], best_angle(curvatures()[1] / curvatures()[0])),
    ),
    result("the angle would be ⟦88.9⟧°, and the factor ⟦100⟧", lambda: (best_angle(1e4), 1e4**0.5)),
    result("A network with ⟦460⟧ of them", lambda: 64 * 6 + 6 + 6 * 10 + 10),
    result("At 90° ⟦418⟧ of its screws are in motion", moving),
    result("here and from ⟦five⟧ other starts", lost),
]

GIVEN = [
    "at time ⟦200⟧?",
    "at ⟦87.5⟧° it still does",
    "the loss falls in each of ⟦200⟧ steps at every angle from 0 to ⟦87.5⟧",
    "what you counted in four planes in ⟦3.1⟧",
    "it is the plain rule of ⟦3.1⟧",
    "Which of the integrators of ⟦1.5⟧",
    "as the plain rule does, and ⟦3.1⟧ has shown",
]
