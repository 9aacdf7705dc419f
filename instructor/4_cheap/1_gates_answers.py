"""Answers to the exercises of lesson 4.1 that show what the checks are worth.

For each exercise: "right" answers of different making, and "wrong" ones under words that the feedback must contain.
"""

import numpy as np


def traps(x, stiffness, prior, half=0.5, room=0.5, use_prior=True):
    energy = half * stiffness * x**2 - room * np.log(stiffness)
    weights = np.exp(-(energy - energy.min())) * (prior if use_prior else 1)
    return weights / weights.sum()


def traps_by_odds(x, stiffness, prior):
    """Against the first trap, one odds ratio each."""
    odds = []
    for k, p in zip(stiffness, prior, strict=True):
        odds.append(p / prior[0] * (k / stiffness[0]) ** 0.5 * np.exp((stiffness[0] - k) * x * x / 2))
    return [o / sum(odds) for o in odds]


def bits(field, coupling):
    return (
        field.sum() - np.triu(coupling, 1).sum(),
        2 * coupling.sum(axis=1) - 2 * field,
        -4 * coupling,
    )


def bits_by_differences(field, coupling):
    n = len(field)

    def energy(*on):
        s = -np.ones(n)
        s[list(on)] = 1
        return -s @ field - s @ coupling @ s / 2

    single = [energy(i) - energy() for i in range(n)]
    pairs = [[0.0 if i == j else energy(i, j) - energy() - single[i] - single[j] for j in range(n)] for i in range(n)]
    return float(energy()), single, pairs


def bits_changed(change):
    return lambda field, coupling: change(*bits(field, coupling), field, coupling)


def square(scale):
    return scale * np.array([1, 0, -1]), np.zeros(3), 4 / scale**2 * np.array([1, -2, 1])


def square_elsewhere(scale, p=0.4):
    s = 1 / (1 + np.exp(-p))
    return [0.0, -scale, scale], [p, p, p], np.array([-2.0, 1.0, 1.0]) / (scale**2 * s * (1 - s))


def square_times(factor, middle=-2.0, signs=(1, 0, -1)):
    return lambda scale: (scale * np.array(signs), np.zeros(3), factor(scale) * np.array([1.0, middle, 1.0]))


def newton(moments, x):
    table = np.stack([x ** (k + 1) for k in range(len(moments))], axis=1)
    c = np.zeros(len(moments))

    def at(c):
        exponents = -table @ c
        top = exponents.max()
        weights = np.exp(exponents - top)
        return c @ moments + top + np.log(weights.sum()), weights / weights.sum()

    for _ in range(200):
        value, p = at(c)
        mean = p @ table
        step = -np.linalg.solve((table - mean).T @ (p[:, None] * (table - mean)), moments - mean)
        share = 1.0
        while at(c + share * step)[0] > value + 1e-14 and share > 1e-9:
            share /= 2
        c = c + share * step
    return c


def carried(moments, x, stages=200):
    """From the means of the even law to those wanted, a little at a time, one plain Newton step for each."""
    table = np.stack([x ** (k + 1) for k in range(len(moments))], axis=1)
    start, c = table.mean(axis=0), np.zeros(len(moments))
    for share in [*np.linspace(1 / stages, 1, stages), *[1] * 4]:
        weights = np.exp(-table @ c)
        weights /= weights.sum()
        spread = np.sqrt(weights)[:, None] * (table - weights @ table)
        c += np.linalg.solve(spread.T @ spread, weights @ table - start - share * (moments - start))
    return c


def full_newton(moments, x, shift=True):
    """Newton's steps at full length, wherever they lead."""
    table = np.stack([x ** (k + 1) for k in range(len(moments))], axis=1)
    c = np.zeros(len(moments))
    for _ in range(30):
        exponents = -table @ c
        weights = np.exp(exponents - exponents.max() * shift)
        mean = weights @ table / weights.sum()
        spread = table - mean
        c = c - np.linalg.solve(spread.T @ (weights[:, None] * spread) / weights.sum(), moments - mean)
    return c


def first_step(moments, x):
    table = np.stack([x ** (k + 1) for k in range(len(moments))], axis=1)
    covariance = np.atleast_2d(np.cov(table.T, bias=True))
    return np.linalg.solve(covariance, table.mean(axis=0) - moments)


ANSWERS = {
    "4.1-1": {
        "right": [traps, traps_by_odds],
        "wrong": {
            "without their ln Z": lambda *a: traps(*a, room=0),
            "wrong sign: Z divides": lambda *a: traps(*a, room=-0.5),
            "factor is exp(−E)": lambda *a: traps(*a, half=-0.5),
            "high at x is unlikely": lambda *a: traps(*a, half=-0.5, room=0),
            "Boltzmann's factor": lambda *a: traps(*a, half=-0.5, room=-0.5),
            "the ½ is missing": lambda *a: traps(*a, half=1),
            "The prior is missing": lambda *a: traps(*a, use_prior=False),
        },
    },
    "4.1-2": {
        "right": [bits, bits_by_differences],
        "wrong": {
            "point the other way": lambda h, J: bits(-h, J),
            "change the linear part": bits_changed(lambda c, b, Q, h, J: (c, -2 * h, Q)),
            "two from each spin": bits_changed(lambda c, b, Q, h, J: (c, b, Q / 2)),
            "counted twice": lambda h, J: bits(h, 2 * J),
            "with s only renamed": lambda h, J: (0.0, -h, -J),
            "The overall sign": bits_changed(lambda c, b, Q, h, J: (-c, -b, -Q)),
            "The linear part has the wrong sign": bits_changed(lambda c, b, Q, h, J: (c, -b, Q)),
            "A factor 2 is missing": bits_changed(lambda c, b, Q, h, J: (c, b / 2, Q)),
            "has it for the fields": bits_changed(lambda c, b, Q, h, J: (c, b + h, Q)),
            "and each of the couplings": bits_changed(lambda c, b, Q, h, J: (c, b - J.sum(axis=0), Q)),
            "The constant is missing": bits_changed(lambda c, b, Q, h, J: (0.0, b, Q)),
        },
    },
    "4.1-3": {
        "right": [square, square_elsewhere, lambda scale: square_elsewhere(scale, np.arccosh(2))],
        "wrong": {
            "not ½": square_times(lambda scale: 2 / scale**2),
            "divide by σ''": square_times(lambda scale: 1 / scale**2),
            "divide by scale²": square_times(lambda scale: 4),
            "the neuron that does not look at u": square_times(lambda scale: 4 / scale**2, middle=-1.0),
            "The shifts count": lambda scale: (
                np.full(3, scale),
                np.array([-1.0, 0.0, 1.0]),
                np.array([1.0, -2.0, 1.0]) / scale**2,
            ),
            "opposite signs": square_times(lambda scale: 4 / scale**2, signs=(1, 0, 1)),
        },
    },
    "4.1-4": {
        "right": [newton, carried],
        "wrong": {
            "turned round": lambda m, x: -newton(m, x),
            "reverse order": lambda m, x: newton(m, x)[::-1],
            "first step of Newton": first_step,
            "A full Newton step overshot": full_newton,
            "halve it while": lambda m, x: full_newton(m, x, shift=False),
            "while the convex function rises": lambda m, x: newton(m, x) + 1e5 * (len(m) > 2),
        },
    },
}
