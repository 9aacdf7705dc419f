"""The numbers in the prose of lesson 3.5: bodies in plain loops, a network written out, closed forms."""

import math
from functools import cache
from itertools import pairwise

import numpy as np
from prose import at_least, result

from physdl.neural.digits import split_digits

SEEDS = (35, *range(9))


def crawl_and_roll(friction, rate=0.5, steps=300):
    """Return r − 1 and the relative loss along the horseshoe, in polar coordinates of the same plane."""
    x, y, u, v = -1.25 * math.sin(2), -1.25 * math.cos(2), 0.0, 0.0
    across, losses = [], []
    for _ in range(steps + 1):
        r, angle = math.hypot(x, y), math.atan2(x, -y)
        across.append(r - 1)
        losses.append((r - 1) ** 2 / 2 + angle**2 / 50)
        u = (1 - friction) * u - rate * ((r - 1) * x / r - angle / 25 * y / r**2)
        v = (1 - friction) * v - rate * ((r - 1) * y / r + angle / 25 * x / r**2)
        x, y = x + u, y + v
    return across, [loss / losses[0] for loss in losses]


def at_rest(friction):
    losses = crawl_and_roll(friction)[1]
    return 1 + max(n for n, loss in enumerate(losses) if loss > 1e-4)


def swingless(curvature, rate=0.5):
    """Return the least friction for which no root of a step is complex, by trying."""
    frictions = np.arange(0.001, 1, 0.001)
    return frictions[(2 - frictions - rate * curvature) ** 2 >= 4 * (1 - frictions)][0]


def crossings(friction):
    """Return how often the ball crosses the floor before it is at rest."""
    across = crawl_and_roll(friction)[0][: at_rest(friction) + 1]
    return sum(a * b < 0 for a, b in pairwise(across))


@cache
def best_friction():
    """Return the middle of the frictions with which the ball is soonest at rest."""
    frictions = np.arange(0.15, 0.35, 0.0025)
    steps = np.array([at_rest(f) for f in frictions])
    return frictions[steps == steps.min()].mean(), steps.min()


def to_a_millionth(rule, kappa):
    """Return how many steps two screws of curvature 1 and κ need to a millionth of their first distance."""
    root = math.sqrt(kappa)
    eta = {"crawler": 2 / (1 + kappa), "ball": 4 / (1 + root) ** 2, "fading": 1 / kappa}[rule]
    places, last = [], 0
    for curvature in (1.0, kappa):
        before = here = 1.0
        way = [here]
        for n in range(int(9 * kappa)):
            if rule == "fading":  # the point ahead is where the force is felt
                after = here - eta * curvature * here
                here = after + n / (n + 3) * (after - before)
                before = after
            else:
                beta = ((root - 1) / (root + 1)) ** 2 if rule == "ball" else 0.0
                before, here = here, here + beta * (here - before) - eta * curvature * here
            way.append(here)
        places.append(way)
    for n, (a, b) in enumerate(zip(*places, strict=True)):
        if math.hypot(a, b) > 1e-6 * math.sqrt(2):
            last = n
    return last + 1


def decay_beyond_the_power(kappa=1000):
    """Return what share of the crawler's exponent is left of the fading swings' decay without the power n^(−3/2)."""
    eta, before, here, swings = 1 / kappa, 1.0, 1.0, []
    for n in range(8 * kappa):
        after = here - eta * here
        here, before = after + n / (n + 3) * (after - before), after
        swings.append(abs(here) * (n + 1) ** 1.5)
    period = int(2 * math.pi * math.sqrt(kappa))
    early, late = (max(swings[n : n + period]) for n in (2 * kappa, 7 * kappa))
    return math.log(late / early) / (5 * kappa * math.log(1 - eta))


@cache
def digits(seed):
    """Return both parts of the digits and the lesson's start: weights N(0, 1/inputs) in order, no shifts."""
    rng = np.random.default_rng(seed)
    parts = split_digits(rng)
    weights = [rng.standard_normal((m, n)) / math.sqrt(n) for n, m in ((64, 24), (24, 10))]
    return parts, [weights[0], np.zeros(24), weights[1], np.zeros(10)]


def learn(rule, seed, eta=1.0, beta=0.9, steps=200):
    """Return the losses of a 64-24-10 tanh network with softmax, and its score on the other digits in percent."""
    (x, t, others, names), theta = digits(seed)
    count, velocity, behind, losses = np.arange(len(x)), [0.0] * 4, theta, []
    for n in range(steps):
        W, a, V, b = theta
        y = np.tanh(x @ W.T + a)
        out = y @ V.T + b
        out -= out.max(axis=1, keepdims=True)
        p = np.exp(out)
        total = p.sum(axis=1, keepdims=True)
        losses.append(float(np.mean(np.log(total[:, 0]) - out[count, t])))
        p /= total
        p[count, t] -= 1
        p /= len(x)
        back = (p @ V) * (1 - y * y)
        d = [back.T @ x, back.sum(axis=0), p.T @ y, p.sum(axis=0)]
        if rule == "fading":
            new = [q - eta * g for q, g in zip(theta, d, strict=True)]
            theta = [q + n / (n + 3) * (q - o) for q, o in zip(new, behind, strict=True)]
            behind = new
        else:
            keep = beta if rule == "ball" else 0.0
            velocity = [keep * v - eta * g for v, g in zip(velocity, d, strict=True)]
            theta = [q + v for q, v in zip(theta, velocity, strict=True)]
    W, a, V, b = theta
    said = (np.tanh(others @ W.T + a) @ V.T + b).argmax(axis=1)
    return losses, 100 * float(np.mean(said == names))


@cache
def last_and_score(rule, seed):
    losses, score = learn(rule, seed)
    return losses[-1], score


def quotients(first, second):
    """Return the smallest and largest quotient of two rules' last losses over the starts."""
    all_of_them = [last_and_score(first, s)[0] / last_and_score(second, s)[0] for s in SEEDS]
    return min(all_of_them), max(all_of_them)


def changes_of_score():
    return [last_and_score(rule, s)[1] - last_and_score("crawler", s)[1] for rule in ("ball", "fading") for s in SEEDS]


def thrown_out():
    """Return the least loss after three steps and at the end, η = 10, of the crawler."""
    runs = [learn("crawler", s, eta=10.0)[0] for s in (35, 0)]
    return min(run[3] for run in runs), min(run[-1] for run in runs)


def straight_line(kappa=1e4):
    """Return by which part 1 − ρ is off if the logarithms of the best ball's error are joined by a straight line."""
    root = math.sqrt(kappa)
    beta, n, sizes = ((root - 1) / (root + 1)) ** 2, int(10 * math.sqrt(kappa)), []
    before = here = np.ones(7)
    curvatures = np.geomspace(1, kappa, 7)
    for _ in range(2 * n):
        before, here = here, here + beta * (here - before) - 4 / (1 + root) ** 2 * curvatures * here
        sizes.append(np.linalg.norm(here))
    return 1 - (1 - (sizes[-1] / sizes[n - 1]) ** (1 / n)) * (root + 1) / 2


def kept_swinging(start):
    """Return the places of the ball that is best for κ = 25 in Lessard's valley, the last six of many."""
    before = here = start
    for _ in range(3000):
        force = 25 * here if here < 1 else here + 24 if here < 2 else 25 * here - 24
        before, here = here, here + 4 / 9 * (here - before) - force / 9
        yield here


def door(c, tolerance=0.01):
    """Return the time, times √(k/m), after which a door with damping ratio c stays within the tolerance."""
    t = np.linspace(0, 12, 60_001)
    if c < 1:
        w = math.sqrt(1 - c * c)
        x = np.exp(-c * t) * (np.cos(w * t) + c / w * np.sin(w * t))
    else:
        x = (1 + t) * np.exp(-t)
    return t[np.flatnonzero(np.abs(x) > tolerance * (1 + 1e-6))[-1]]


def best_door(tolerance=0.01):
    ratios = np.arange(0.8, 0.85, 0.0005)
    return ratios[np.argmin([door(c, tolerance) for c in ratios])]


def grain():
    """Return m/γ in microseconds: Stokes, a quartz-like grain of 2,000 kg/m³, one micrometre wide, in water."""
    radius, density, viscosity = 0.5e-6, 2000.0, 1.0e-3
    return 1e6 * density * 4 / 3 * math.pi * radius**3 / (6 * math.pi * viscosity * radius)


ROWS = [
    result("The crawler takes ⟦221⟧ steps", lambda: at_rest(1.0)),
    result("The crawler is at rest after ⟦221⟧ steps", lambda: at_rest(1.0)),
    result(
        "At a friction near ⟦0.225⟧ the ball is at rest after ⟦30⟧ steps, ⟦seven⟧ times as soon",
        lambda: (best_friction()[0], best_friction()[1], round(at_rest(1.0) / best_friction()[1])),
        digits=0.005,
    ),
    result(
        "what stops the swings across is ⟦four⟧ times too much", lambda: swingless(1) / best_friction()[0], digits=0.3
    ),
    result("A friction of one half lies between, and takes ⟦106⟧ steps", lambda: at_rest(0.5)),
    result(
        "With any friction from ⟦a tenth⟧ to ⟦nine tenths⟧ the ball is at rest before the crawler",
        lambda: (0.1, 0.9) if max(map(at_rest, np.arange(0.1, 0.9001, 0.02))) < at_rest(1.0) else 0,
        reads={"a tenth": 0.1, "nine tenths": 0.9},
        digits=1e-9,
    ),
    result("crosses the floor of the valley ⟦seven⟧ times", lambda: crossings(best_friction()[0])),
    result("is about ⟦a tenth⟧ of a microsecond", grain, reads={"a tenth": 0.1}, digits=0.05),
    result(
        "They mean: time steps of ⟦0.1⟧, ⟦ten⟧ times the rate; and a mass of ⟦0.9⟧",
        lambda: (0.01 / (1 - 0.9), 1 / (1 - 0.9), 0.01 * 0.9 / (1 - 0.9) ** 2),
        digits=1e-9,
    ),
    result(
        "a factor of $\\sqrt{1 - \\eta\\mu}$, the ⟦root⟧ of the crawler's",
        decay_beyond_the_power,
        reads={"root": 0.5},
        digits=0.01,
    ),
    result("is off by ⟦a few percent⟧", straight_line, reads={"a few percent": 0.03}, digits=0.03),
    result(
        "Nesterov's fading friction ⟦78,476⟧ steps, the crawler ⟦69,078⟧ at its best rate, and the best ball ⟦1,056⟧",
        lambda: [to_a_millionth(rule, 10_000) for rule in ("fading", "crawler", "ball")],
    ),
    result("Now a network, ⟦1,810⟧ screws", lambda: 64 * 24 + 24 + 24 * 10 + 10),
    result("To fit ⟦1,438⟧ digits better", lambda: len(digits(35)[0][0])),
    result(
        "the crawler ends near ⟦0.07⟧, the ball near ⟦0.003⟧, Nesterov's rule near ⟦0.0004⟧",
        lambda: [last_and_score(rule, 35)[0] for rule in ("crawler", "ball", "fading")],
    ),
    result(
        "A mass divides the loss by ⟦twenty-five⟧, a fading friction by ⟦six⟧ more",
        lambda: (
            last_and_score("crawler", 35)[0] / last_and_score("ball", 35)[0],
            last_and_score("ball", 35)[0] / last_and_score("fading", 35)[0],
        ),
        reads={"twenty-five": 25},
        digits=1,
    ),
    result(
        "it is ⟦21⟧ to ⟦26⟧ and ⟦4⟧ to ⟦7⟧",
        lambda: (*quotients("crawler", "ball"), *quotients("ball", "fading")),
        slow=True,
    ),
    result(
        "of the ⟦359⟧ other digits it changes by at most ⟦1.1 %⟧",
        lambda: (len(digits(35)[0][2]), max(map(abs, changes_of_score()))),
        slow=True,
    ),
    result(
        "in ⟦twenty⟧ comparisons up ⟦nine⟧ times and down ⟦six⟧",
        lambda: (len(changes_of_score()), *(sum(s * d > 0 for d in changes_of_score()) for s in (1, -1))),
        reads={"twenty": 20},
        digits=1e-9,
        slow=True,
    ),
    result("its loss passes ⟦10⟧ nats in three steps and ends above ⟦50⟧", thrown_out, bound=at_least),
    result(
        "hops between ⟦three⟧ places. Started at 3, it would come ⟦to rest⟧",
        lambda: (len({round(x, 6) for x in [*kept_swinging(3.3)][-60:]}), [*kept_swinging(3.0)][-1]),
        reads={"to rest": 0.0},
        digits=1e-9,
    ),
    result(
        "Here $\\eta$ is ⟦0.11⟧, and {prf:ref}`mech-descent` "
        "keeps its promise up to $2(1 - \\beta)/\\Lambda = ⟦0.044⟧$",
        lambda: (4 / (1 + 5) ** 2, 2 * (1 - (4 / 6) ** 2) / 25),
    ),
    result("so that this is just 1 %: $c = ⟦0.826⟧$", best_door),
    result(
        "The horseshoe's best friction, about ⟦0.225⟧, stands below the critical value ⟦0.263⟧",
        lambda: (best_friction()[0], 1 - (1 - math.sqrt(0.5 / 25)) ** 2),
        digits=0.003,
    ),
    result("with $\\frac{999}{1001} = ⟦0.998⟧$", lambda: 999 / 1001),
    result(
        "⟦0.9976⟧ and ⟦0.9984⟧ are both 0.998, and the second needs ⟦one and a half⟧ times as many steps",
        lambda: (0.9976, 0.9984, math.log(0.9976) / math.log(0.9984)),
        reads={"one and a half": 1.5},
        digits=0.01,
    ),
]
GIVEN = [
    "of lessons 3.3 and ⟦3.4⟧, leapfrog",
    "Lessons 3.3 and ⟦3.4⟧ took",
    "with which ⟦3.2⟧ ended",
    "(in ⟦3.2⟧ two of them",
    "as in ⟦1.3⟧, and the friction",
    "so what ⟦3.3⟧ says",
    "V below its bound at all ⟦12,000⟧ steps:",
    "the ball keeps $\\beta = ⟦0.9⟧$",
    "in ⟦200⟧ steps, logarithmic",
    "as you see below for $h = ⟦0.2⟧$",
    "ball, steps ⟦595 to 600⟧:",
    "Started at ⟦3.3⟧, the ball",
    "It is to shut to within ⟦1 %⟧",
    "a run with momentum ⟦0.9⟧ has gone up",
    "You measure $\\rho = ⟦0.998⟧$ for a method at $\\kappa = ⟦1000⟧$",
    "Choose $c$ so that this is just ⟦1 %⟧",
    "passes the ⟦1 %⟧ mark on its way down, overshoots to exactly ⟦−1 %⟧",
    "to a millionth of their first distance. At $\\kappa = ⟦10^4⟧$",
    "For $\\kappa = ⟦10^4⟧$ *every* method",
]
