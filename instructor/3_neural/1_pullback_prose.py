"""The numbers in the solutions of exercises 3.1, again: both learners in plain arrays, three seeds at each rate."""

from functools import cache

import numpy as np
from prose import ROOT, at_least, at_most, result

RATES = np.geomspace(0.0005, 2, 12)
SEEDS = (0, 1, 2)


@cache
def digits():
    with np.load(ROOT / "physdl" / "data" / "digits.npz") as file:
        return file["images"].reshape(-1, 64) / 16, file["labels"].astype(int)


def learn(seed, unit, rate, first=1.0, epochs=10):
    """Return the share of the test that is read right, in %, and the loss of each step; `first` scales one rate."""
    images, labels = digits()
    rng, losses = np.random.default_rng(seed), []
    order = rng.permutation(len(images))
    A, B = rng.standard_normal((64, 64)) / 8 / unit, rng.standard_normal((10, 64)) / 8
    a, b = np.zeros(64), np.zeros(10)
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            learned = order[:-359][rng.permutation(len(images) - 359)]
            for batch in learned[: len(learned) // 32 * 32].reshape(-1, 32):
                x = unit * images[batch]
                h = np.tanh(x @ A.T + a)
                y = h @ B.T + b
                p = np.exp(y - y.max(axis=1, keepdims=True))
                p /= p.sum(axis=1, keepdims=True)
                losses.append(-np.mean(np.log(p[np.arange(32), labels[batch]])))
                p[np.arange(32), labels[batch]] -= 1
                back = (p @ B) * (1 - h * h)
                B -= rate / 32 * p.T @ h
                b -= rate / 32 * p.sum(axis=0)
                A -= first * rate / 32 * back.T @ x
                a -= rate / 32 * back.sum(axis=0)
        read = np.tanh(unit * images[order[-359:]] @ A.T + a) @ B.T + b
    return 100 * np.mean(read.argmax(axis=1) == labels[order[-359:]]), np.array(losses)


@cache
def worst(unit, rate):
    return min(learn(seed, unit, rate)[0] for seed in SEEDS)


def humps(unit, first, last):
    """The lowest and the highest rate at which every seed reads more than 95 %, looked for between two numbers."""
    good = [rate for rate in RATES[first : last + 1] if worst(unit, rate) > 95]
    return good[0], good[-1]


def best(unit, first, last):
    return max(worst(unit, rate) for rate in RATES[first : last + 1])


def lost():
    """Return the largest share of the test that is read, on average over the seeds, where the rates are too long."""
    too_long = ((1, RATES[11]), *((16, rate) for rate in RATES[9:]))
    return max(np.mean([learn(seed, unit, rate)[0] for seed in SEEDS]) for unit, rate in too_long) / 100


def own_rate():
    """The ratio of rates with which both learners' losses agree at every step, to rounding."""
    fine, coarse = learn(0, 1, 0.1, epochs=2)[1], learn(0, 16, 0.1, first=1 / 256, epochs=2)[1]
    return 256 if np.allclose(fine, coarse, rtol=1e-9, atol=0) else np.nan


ROWS = [
    result("The step is wrong by $s^2 = ⟦256⟧$", lambda: 16**2),
    result(r"With the rate $\eta/⟦256⟧$ for the first weights alone", own_rate),
    result("The first ⟦4,096⟧ parameters", lambda: 64 * 64),
    result("with rates from about ⟦0.1⟧ to ⟦1⟧ and, on average", lambda: humps(1, 6, 11)),
    result("reads more than ⟦95⟧ % with rates", lambda: best(1, 7, 10), bound=at_least),
    result("does so from about ⟦0.002⟧ to ⟦0.1⟧, and", lambda: humps(16, 1, 9)),
    result("and reads less than ⟦half⟧ from 0.4 on.", lost, reads={"half": 0.5}, bound=at_most),
    result("It is not ⟦256⟧ times smaller", lambda: 16**2),
]
GIVEN = [
    "from ⟦0.0005⟧ to 2",
    "no more than ⟦300⟧ words",
    r'"use $\eta = ⟦0.1⟧$"',
    r'"Use $\eta = ⟦0.1⟧$"',
    "that metric; ⟦3.3⟧ makes",
    "(1; ⟦0.5⟧ for the direction alone)",
    "(⟦1.5⟧; ⟦0.5⟧ without the demonstration)",
    "rate has units (⟦1.5⟧)",
]
