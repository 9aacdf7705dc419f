"""Answers to the exercises of lesson 4.1 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import itertools
import math

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


def traps_one_by_one(x, stiffness, prior):
    """By logarithms, in plain Python; a list of NumPy's scalars comes back."""
    logs = [
        math.log(p) - k * x * x / 2 - math.log(math.sqrt(2 * math.pi / k))
        for k, p in zip(stiffness, prior, strict=True)
    ]
    total = np.logaddexp.reduce(logs)
    return [np.exp(one - total) for one in logs]


def traps_for_two(x, stiffness, prior):
    """Right for two traps; of more it sees the first two."""
    shares = np.zeros(len(stiffness))
    shares[:2] = traps(x, stiffness[:2], prior[:2])
    return shares


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


def bits_by_least_squares(field, coupling):
    """From the energies of all states."""
    n = len(field)
    x = np.array(list(itertools.product((0, 1), repeat=n)))
    s = 2 * x - 1
    energies = -s @ field - np.einsum("ki,ij,kj->k", s, coupling, s) / 2
    pairs = list(itertools.combinations(range(n), 2))
    columns = [np.ones(len(x)), *x.T, *(x[:, i] * x[:, j] for i, j in pairs)]
    found = np.linalg.lstsq(np.stack(columns, axis=1), energies)[0]
    quadratic = np.zeros((n, n))
    for (i, j), value in zip(pairs, found[n + 1 :], strict=True):
        quadratic[i, j] = quadratic[j, i] = value
    return found[0], found[1 : n + 1], quadratic


def bits_of_a_pair(field, coupling):
    """Right for two spins: each knows one neighbour."""
    return bits(field, coupling)[0], 2 * coupling.max(axis=1) - 2 * field, -4 * coupling


def bits_changed(change):
    return lambda field, coupling: change(*bits(field, coupling), field, coupling)


def square(scale):
    return scale * np.array([1, 0, -1]), np.zeros(3), 4 / scale**2 * np.array([1, -2, 1])


def square_elsewhere(scale, p=0.4):
    s = 1 / (1 + np.exp(-p))
    return [0.0, -scale, scale], [p, p, p], np.array([-2.0, 1.0, 1.0]) / (scale**2 * s * (1 - s))


def square_times(factor, middle=-2.0, signs=(1, 0, -1)):
    return lambda scale: (scale * np.array(signs), np.zeros(3), factor(scale) * np.array([1.0, middle, 1.0]))


def square_from_one_side(scale):
    """The slopes of the whole and of twice the half cancel, the bends do not."""
    return scale * np.array([1.0, 0.5, 0.0]), np.zeros(3), 16 / scale**2 * np.array([1.0, -2.0, 1.0])


def square_fitted(scale):
    """A shift chosen at will for the pair, another for the third, the output weights by least squares."""
    a, u = scale * np.array([1.0, -1.0, 0.0]), np.linspace(-1, 1, 101)
    b = np.array([0.2, 0.2, -0.3])
    table = np.logaddexp(0, np.multiply.outer(u, a) + b)
    return a, b, np.linalg.lstsq(table, u**2)[0]


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
    for share in [*np.linspace(1 / stages, 1, stages), *[1] * 9]:
        weights = np.exp(-table @ c)
        weights /= weights.sum()
        spread = np.sqrt(weights)[:, None] * (table - weights @ table)
        c += np.linalg.solve(spread.T @ spread, weights @ table - start - share * (moments - start))
    return c


def descent(moments, x, steps=1000):
    """So many steps down the slope; by far not enough."""
    table = np.stack([x ** (k + 1) for k in range(len(moments))], axis=1)
    c = np.zeros(len(moments))
    for _ in range(steps):
        weights = np.exp(-table @ c)
        c -= 0.05 * (moments - weights @ table / weights.sum())
    return c


def damped(moments, x):
    """Newton's method with a damping that shrinks where it helps, after Levenberg; by x/2 as variable, as a list."""
    powers = np.arange(1, len(moments) + 1)
    table, wanted, c, damping = (x[:, None] / 2) ** powers, moments / 2.0**powers, np.zeros(len(moments)), 1e-3

    def value(c):
        exponents = -table @ c
        return c @ wanted + exponents.max() + np.log(np.exp(exponents - exponents.max()).sum())

    for _ in range(400):
        weights = np.exp(-table @ c - (-table @ c).max())
        weights /= weights.sum()
        slope, spread = wanted - weights @ table, table - weights @ table
        hessian = spread.T @ (weights[:, None] * spread)
        step = -np.linalg.solve(hessian + damping * np.eye(len(c)), slope)
        better = value(c + step) <= value(c) + 1e-15
        c, damping = (c + step, damping / 5) if better else (c, damping * 4)
    return list(c / 2.0**powers)


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


def newton_by_cov(moments, x):
    """With NumPy's covariance, which of one power is a number."""
    table = np.stack([x ** (k + 1) for k in range(len(moments))])
    return np.linalg.solve(np.cov(table, bias=True), table.mean(axis=1) - moments)


def first_step(moments, x):
    table = np.stack([x ** (k + 1) for k in range(len(moments))], axis=1)
    covariance = np.atleast_2d(np.cov(table.T, bias=True))
    return np.linalg.solve(covariance, table.mean(axis=0) - moments)


ANSWERS = {
    "4.1-1": {
        "right": [traps, traps_by_odds, traps_one_by_one],
        "wrong": {
            "without their ln Z": lambda *a: traps(*a, room=0),
            "add up to 1. Measured": lambda *a: traps(*a).astype(np.float32),
            "wrong sign: Z divides": lambda *a: traps(*a, room=-0.5),
            "factor is exp(−E)": lambda *a: traps(*a, half=-0.5),
            "has its sign turned round": lambda *a: traps(*a, half=-0.5, room=0),
            "Boltzmann's factor": lambda *a: traps(*a, half=-0.5, room=-0.5),
            "the ½ is missing": lambda *a: traps(*a, half=1),
            "has a root in it": lambda *a: traps(*a, room=1),
            "do not add up to 1": lambda x, k, p: p * np.sqrt(k / 2 / np.pi) * np.exp(-k * x**2 / 2),
            "each trap has the share": traps_for_two,
            "The prior is missing": lambda *a: traps(*a, use_prior=False),
        },
        "untold": {
            "ln Z": lambda x, k, p: 0 * k,
            "high at x is unlikely": lambda *a: traps(*a, half=-0.5, room=0),
        },
    },
    "4.1-2": {
        "right": [bits, bits_by_differences, bits_by_least_squares],
        "wrong": {
            "if all spins were turned": lambda h, J: bits(-h, J),
            "change the linear part": bits_changed(lambda c, b, Q, h, J: (c, -2 * h, Q)),
            "two from each spin": bits_changed(lambda c, b, Q, h, J: (c, b, Q / 2)),
            "counted twice": lambda h, J: bits(h, 2 * J),
            "with s only renamed": lambda h, J: (0.0, -h, -J),
            "The overall sign": bits_changed(lambda c, b, Q, h, J: (-c, -b, -Q)),
            "The linear part has the wrong sign": bits_changed(lambda c, b, Q, h, J: (c, -b, Q)),
            "A factor 2 is missing": bits_changed(lambda c, b, Q, h, J: (c, b / 2, Q)),
            "has it for the fields": bits_changed(lambda c, b, Q, h, J: (c, b + h, Q)),
            "and each of the couplings": bits_changed(lambda c, b, Q, h, J: (c, b - J.sum(axis=0), Q)),
            "all spins are −1, and that state has an energy": bits_changed(lambda c, b, Q, h, J: (0.0, b, Q)),
            "they belong to b": bits_changed(lambda c, b, Q, h, J: (c, 0 * b, Q + np.diag(b))),
            "the half above the diagonal": bits_changed(lambda c, b, Q, h, J: (c, b, np.triu(Q))),
            "every state has the same energy": bits_of_a_pair,
            "symmetric with zeros on its diagonal": bits_changed(lambda c, b, Q, h, J: (c, b, Q + np.eye(len(h)))),
        },
        "untold": {
            "off by one and the same amount": bits_changed(lambda c, b, Q, h, J: (c, b, Q + np.eye(len(h)))),
            "The spins point": lambda h, J: bits(-h, J),
            "On the diagonal of Q": bits_changed(lambda c, b, Q, h, J: (c, b, Q + np.tril(np.ones_like(J), -1))),
        },
    },
    "4.1-3": {
        "right": [
            square,
            square_elsewhere,
            lambda scale: square_elsewhere(scale, np.arccosh(2)),
            square_fitted,
            square_from_one_side,
        ],
        "wrong": {
            "from both neurons that look at u": square_times(lambda scale: 8 / scale**2),
            "It says −u²": square_times(lambda scale: -4 / scale**2),
            "does not follow the scale": lambda scale: square(0.02),
            "no input weight is larger": lambda scale: square(1.2 * scale),
            "at half the scale": lambda scale: square(scale if scale < 0.05 else 0.9 * scale),
            "It says half of u²": square_times(lambda scale: 2 / scale**2),
            "Divide by it as well": square_times(lambda scale: 1 / scale**2),
            "Divide by scale² as well": square_times(lambda scale: 4),
            "the neuron that does not look at u": square_times(lambda scale: 4 / scale**2, middle=-1.0),
            "The shifts count": lambda scale: (
                np.full(3, scale),
                np.array([-1.0, 0.0, 1.0]),
                np.array([1.0, -2.0, 1.0]) / scale**2,
            ),
            "differ in the sign of a alone": square_times(lambda scale: 4 / scale**2, signs=(1, 0, 1)),
        },
        "untold": {
            "the sum of the three is scale² σ'' u²": square_times(lambda scale: 4 / scale**2, signs=(0.5, 0, -0.5)),
            "does not follow the scale": lambda scale: (*square(scale)[:2], square(scale)[2] + np.array([0, 0.2, 0])),
            "so that the ½ goes": lambda scale: (*square_from_one_side(scale)[:2], 2 * square_from_one_side(scale)[2]),
            "at 0 softplus has": lambda scale: (*square_elsewhere(scale)[:2], square_elsewhere(scale)[2] / 2),
            "a pair with opposite signs": square_times(lambda scale: np.array([4.4, 4, 3.6]) / scale**2),
            "the neuron that does not look at u": lambda scale: (np.zeros(3), np.zeros(3), np.ones(3)),
        },
    },
    "4.1-4": {
        "right": [newton, carried, damped],
        "wrong": {
            "may need more steps": descent,
            "a float32 has too few digits": lambda m, x: newton(m, x).astype(np.float32),
            "the law has the means": lambda m, x: np.append(newton(m[:2], x), np.zeros(len(m)))[: len(m)],
            "turned round": lambda m, x: -newton(m, x),
            "reverse order": lambda m, x: newton(m, x)[::-1],
            "first step of Newton": first_step,
            "What was to be solved with has no inverse": full_newton,
            "makes a number and no table": newton_by_cov,
            "halve it while": lambda m, x: full_newton(m, x, shift=False),
            "while the convex function rises": lambda m, x: newton(m, x) + 1e5 * (len(m) > 2),
        },
        "untold": {
            "may go too far": lambda m, x: 0 * m + 100,
            "The covariance has no inverse": newton_by_cov,
            "has overflowed": lambda m, x: np.log(m),
            "some more steps, or digits": lambda m, x: newton(m, x) * 1.001,
        },
    },
}
