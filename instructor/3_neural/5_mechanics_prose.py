"""The numbers in the solutions of 3.5: the map again on a network written out, the braking ball in plain arrays."""

import runpy
from functools import cache

import numpy as np
from prose import ROOT, at_least, at_most, result

learn = runpy.run_path(str(ROOT / "tests/prose/3_neural/5_mechanics.py"))["learn"]
RATES, FRICTIONS = np.logspace(-2, 1, 13), np.logspace(0, -2, 9)


@cache
def place(row, column, seed=35):
    """Return the loss before the last of 100 steps, and the score, at a place of the map."""
    losses, score = learn("ball", seed, eta=RATES[column], beta=1 - FRICTIONS[row], steps=100)
    return losses[-1], score


def corner():
    """The loss after the hundredth step, along the line of equal η/(1 − β)."""
    places = [(k, 8 - k) for k in range(5)]
    runs = [learn("ball", 35, eta=RATES[j], beta=1 - FRICTIONS[i], steps=101)[0] for i, j in places]
    return [np.log10(run[100]) for run in runs]


def border():
    """Return the largest loss at the last column that learns and the least at the first that does not, in nats."""
    return max(place(i, 9)[0] for i in range(9)), min(place(i, 10)[0] for i in range(9))


def beyond():
    losses = [place(i, j)[0] for i in range(9) for j in (10, 11, 12)]
    return min(losses), max(losses)


def elsewhere():
    """Return least and largest loss at the best place from four other starts."""
    losses = [place(6, 9, seed)[0] for seed in range(4)]
    return min(losses), max(losses)


def worse_scores():
    return [place(2, 8, seed)[1] - place(6, 9, seed)[1] for seed in range(4)]


def high_rate():
    """Return the last losses at η = 1.5 over four starts: least of Nesterov's, largest of the other two."""
    ends = {rule: [learn(rule, s, eta=1.5)[0][-1] for s in (35, 0, 1, 2)] for rule in ("fading", "crawler", "ball")}
    return min(ends["fading"]), max(ends["crawler"] + ends["ball"])


def braking_steps(kappa, rate=0.6, best=False):
    """Return the steps to a millionth in four draws of twenty curvatures, braking or as the best ball."""
    root = np.sqrt(kappa)
    beta, rate = (((root - 1) / (root + 1)) ** 2, 4 * kappa / (1 + root) ** 2) if best else (1.0, rate)
    needed = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        curvatures = np.exp(rng.uniform(0, np.log(kappa), 20))
        curvatures[0], curvatures[-1] = 1, kappa
        x = rng.normal(size=20)
        v, goal, last = np.zeros(20), 1e-6 * np.linalg.norm(x), 0
        for n in range(30 * int(np.sqrt(kappa)) + 300):
            kept = beta * v if best or curvatures * x @ v <= 0 else np.zeros(20)
            v = kept - rate / kappa * curvatures * x
            x = x + v
            last = n + 1 if np.linalg.norm(x) > goal else last
        needed.append(last + 1)
    return np.array(needed)


def times_the_best():
    """Return least and largest quotient of the braking ball's steps and the best ball's, draw by draw."""
    ratios = [braking_steps(kappa) / braking_steps(kappa, best=True) for kappa in (100, 10_000)]
    return np.min(ratios), np.max(ratios)


ROWS = [
    result(
        "For $\\beta \\to 1$ it is $\\tfrac43/\\lambda$, ⟦a third⟧ of the ball's",
        lambda: (2 * 2 / 3) / (2 * 2),
        reads={"a third": 1 / 3},
        digits=1e-9,
    ),
    result("its loss ends above ⟦1⟧ from four starts of four", lambda: high_rate()[0], bound=at_least, slow=True),
    result("the crawler's and the ball's below ⟦0.06⟧", lambda: high_rate()[1], bound=at_most, slow=True),
    result(
        "needs ⟦1.7⟧ to ⟦2.6⟧ times as many steps as the best ball",
        times_the_best,
    ),
    result(
        "took it ⟦173⟧ to ⟦212⟧ steps at $\\kappa = 100$ and ⟦1,697⟧ to ⟦1,981⟧ at $10^4$",
        lambda: [end(braking_steps(kappa)) for kappa in (100, 10_000) for end in (np.min, np.max)],
    ),
    result("$\\log_{10}L$ is ⟦−0.907⟧, ⟦−0.908⟧, ⟦−0.906⟧, ⟦−0.904⟧, ⟦−0.906⟧ at", corner),
    result(
        "lies between $\\eta = ⟦1.8⟧$ and ⟦3.2⟧ in all rows",
        lambda: RATES[[9, 10]] if border()[0] < 1 < 10 < border()[1] else 0,
        slow=True,
    ),
    result("little more than one step of the map's rates (⟦1.8⟧)", lambda: RATES[1] / RATES[0]),
    result("the loss stays between ⟦10⟧ and", lambda: beyond()[0], bound=at_least, slow=True),
    result("stays between 10 and ⟦2,500⟧", lambda: beyond()[1], bound=at_most, slow=True),
    result(
        "$\\eta \\approx ⟦1.8⟧$ and $1 - \\beta \\approx ⟦0.03⟧$, has a loss of $⟦4\\times10^{-4}⟧$",
        lambda: (RATES[9], FRICTIONS[6], place(6, 9)[0]),
    ),
    result(
        "below the crawler's best, ⟦0.09⟧. Its score on unseen digits, ⟦95.5 %⟧, is lower than the ⟦98.1 %⟧ at",
        lambda: (place(0, 9)[0], place(6, 9)[1], place(2, 8)[1]),
    ),
    result(
        "⟦two hundred⟧ times below the crawler's best",
        lambda: place(0, 9)[0] / place(6, 9)[0],
        reads={"two hundred": 200},
        digits=20,
    ),
    result(
        "where the loss is about ⟦a hundred⟧ times larger",
        lambda: place(2, 8)[0] / place(6, 9)[0],
        reads={"a hundred": 100},
        digits=20,
    ),
    result("(losses from $⟦5\\times10^{-4}⟧$ to ⟦0.35⟧)", elsewhere, slow=True),
    result("by ⟦0.8⟧ to ⟦13.4 %⟧", lambda: (min(worse_scores()), max(worse_scores())), slow=True),
]
GIVEN = [
    "at $\\eta = ⟦1.5⟧$ its loss",
    "at `rate` $= ⟦0.6⟧/\\Lambda$",
    "train it ⟦100⟧ steps",
    "rates $\\eta$ from ⟦0.01⟧ to 10 and nine frictions per step $1 - \\beta$ from 1 to ⟦0.01⟧",
    "in no more than ⟦300⟧ words",
    "at $(\\eta, 1 - \\beta) = (1, 1)$, ⟦(0.56, 0.56), (0.32, 0.32), (0.18, 0.18), (0.1, 0.1)⟧",
    "no longer short compared with the ⟦100⟧ steps: below a friction of about ⟦0.05⟧",
    "overdamped theorem (⟦1.5⟧), its end explained by memory against length of run (⟦0.5⟧)",
    "millionth of the first distance took it 173 to 212 steps at $\\kappa = ⟦100⟧$",
    "at ⟦$10^4$⟧, ten times as many",
    "at ⟦$(1, 0.32)$⟧",
]
