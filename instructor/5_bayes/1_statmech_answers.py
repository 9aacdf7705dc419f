"""Answers to the exercises of lesson 5.1 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import math

import numpy as np


def weights(depths, curvatures, prior, beta, room=-0.5, cold=1.0, height=1.0):
    logs = height * np.log(np.asarray(prior, dtype=float)) - cold * beta * np.asarray(depths, dtype=float)
    logs = logs + room * np.linalg.slogdet(np.asarray(curvatures, dtype=float))[1]
    found = np.exp(logs - logs.max())
    return found / found.sum()


def weights_by_pivots(depths, curvatures, prior, beta):
    logs = []
    for depth, matrix, height in zip(depths, curvatures, prior, strict=True):
        root = np.linalg.cholesky(np.asarray(matrix, dtype=float))
        logs.append(math.log(height) - beta * depth - float(np.log(np.diag(root)).sum()))
    return [1 / sum(math.exp(min(other - one, 700)) for other in logs) for one in logs]


def weights_that_overflow(depths, curvatures, prior, beta):
    found = np.array(prior) * np.exp(-beta * np.array(depths)) / np.sqrt(np.linalg.det(np.array(curvatures)))
    return found / found.sum()


def weights_by_roots(depths, curvatures, prior, beta):
    """The largest Boltzmann factor is taken out, the determinants are not."""
    depths, logs = np.array(depths, dtype=float), np.linalg.slogdet(np.array(curvatures, dtype=float))[1]
    found = np.array(prior) * np.exp(-beta * (depths - depths.min())) * np.exp(-0.5 * logs)
    return found / found.sum()


def weights_of_the_winner(depths, curvatures, prior, beta):
    found = weights(depths, curvatures, prior, beta)
    return (found == found.max()).astype(float)


def area(betas, means, variances, share=1 / 12, power=2, sign=-1):
    betas, means, variances = (np.asarray(a, dtype=float) for a in (betas, means, variances))
    h = np.diff(betas)
    return sign * float(np.sum(h * (means[1:] + means[:-1]) / 2 + share * h**power * np.diff(variances)))


def area_by_gauss(betas, means, variances):
    """Two places in each interval, where Hermite's cubic is evaluated."""
    total = 0.0
    for j in range(len(betas) - 1):
        h = betas[j + 1] - betas[j]
        for s in (0.5 - math.sqrt(1 / 12), 0.5 + math.sqrt(1 / 12)):
            values = means[j] * (1 + 2 * s) * (1 - s) ** 2 + means[j + 1] * s**2 * (3 - 2 * s)
            slopes = -variances[j] * s * (1 - s) ** 2 + variances[j + 1] * s**2 * (1 - s)
            total -= h / 2 * (values + h * slopes)
    return total


def area_with_equal_steps(betas, means, variances):
    h = (betas[-1] - betas[0]) / (len(betas) - 1)
    inner = sum(means) - (means[0] + means[-1]) / 2
    return -(h * inner + h**2 / 12 * (variances[-1] - variances[0]))


def exchange(betas, energies, chances, first, rule=lambda chance, ratio: np.log(chance) < ratio, start=None):
    order = list(range(len(betas)))
    for j in range(first if start is None else start, len(betas) - 1, 2):
        if rule(chances[j], (betas[j + 1] - betas[j]) * (energies[j + 1] - energies[j])):
            order[j], order[j + 1] = order[j + 1], order[j]
    return order


def exchange_at_once(betas, energies, chances, first):
    order = np.arange(len(betas))
    left = np.arange(first, len(betas) - 1, 2)
    ratio = np.diff(np.asarray(betas, dtype=float))[left] * np.diff(np.asarray(energies, dtype=float))[left]
    yes = left[np.asarray(chances, dtype=float)[left] < np.exp(np.minimum(ratio, 0))]
    order[yes], order[yes + 1] = yes + 1, yes
    return order


def exchange_that_overflows(betas, energies, chances, first):
    return exchange(betas, energies, chances, first, lambda c, r: c < math.exp(r))


def exchange_one_after_another(betas, energies, chances, first):
    """All neighbours in a row, so that a chain may travel."""
    order, u = list(range(len(betas))), [float(e) for e in energies]
    for j in range(len(betas) - 1):
        if np.log(chances[j]) < (betas[j + 1] - betas[j]) * (u[j + 1] - u[j]):
            order[j], order[j + 1], u[j], u[j + 1] = order[j + 1], order[j], u[j + 1], u[j]
    return order


def bracket(betas, up, down, paid=slice(None, -1)):
    betas, up, down = (np.asarray(a, dtype=float) for a in (betas, up, down))
    rise, fall = -np.diff(betas) @ up[paid], np.diff(betas[::-1]) @ down[paid]
    return rise.mean(), fall.mean(), rise.max() + np.log(np.mean(np.exp(rise - rise.max())))


def bracket_by_loops(betas, up, down):
    steps = [betas[j + 1] - betas[j] for j in range(len(betas) - 1)]
    rise = [-sum(steps[j] * up[j][i] for j in range(len(steps))) for i in range(len(up[0]))]
    fall = [-sum(steps[-1 - j] * down[j][i] for j in range(len(steps))) for i in range(len(down[0]))]
    shift = max(rise)
    mean = sum(math.exp(w - shift) for w in rise) / len(rise)
    return [sum(rise) / len(rise), sum(fall) / len(fall), shift + math.log(mean)]


def bracket_with(change):
    """Return an answer whose three right results have been changed."""
    return lambda betas, up, down: change(*bracket(betas, up, down), len(np.asarray(up)[0]))


def bracket_upside_down(betas, up, down):
    low, _, estimate = bracket(betas, up, down)
    return low, -np.mean(np.diff(np.asarray(betas, dtype=float)) @ np.asarray(down, dtype=float)[:-1]), estimate


def bracket_of_turned_work(betas, up, down):
    low, high, _ = bracket(betas, up, down)
    work = np.diff(np.asarray(betas, dtype=float)) @ np.asarray(up, dtype=float)[:-1]
    return low, high, work.max() + np.log(np.mean(np.exp(work - work.max())))


def bracket_that_underflows(betas, up, down):
    low, high, _ = bracket(betas, up, down)
    with np.errstate(all="ignore"):
        return low, high, np.log(np.mean(np.exp(-np.diff(betas) @ np.asarray(up)[:-1])))


ANSWERS = {
    "5.1-1": {
        "right": [weights, weights_by_pivots, lambda *a: list(weights(*a))],
        "wrong": {
            "The room is missing": lambda *a: weights(*a, room=0.0),
            "The root of the determinant": lambda *a: weights(*a, room=-1.0),
            "belongs below": lambda *a: weights(*a, room=0.5),
            "The prior's height": lambda *a: weights(*a, height=0.0),
            "do not know β": lambda depths, curvatures, prior, beta: weights(
                depths, curvatures, prior, beta, cold=1 / beta
            ),
            "The sign of the energy": lambda *a: weights(*a, cold=-1.0),
            "it stands once": lambda depths, curvatures, prior, beta: weights(
                depths, curvatures, prior, beta, height=beta
            ),
            "what β → ∞ does": weights_of_the_winner,
            "stay with logarithms": weights_by_roots,
            "overflow: stay with logarithms": weights_that_overflow,
            "each weight is the integral": lambda depths, *a: np.full(len(depths), 1 / len(depths)),
        },
    },
    "5.1-2": {
        "right": [area, area_by_gauss, lambda *a: np.float64(area(*a))],
        "wrong": {
            "that is the trapezoid": lambda *a: area(*a, share=0.0),
            "is *minus* the variance": lambda *a: area(*a, share=-1 / 12),
            "ln Z is minus the area": lambda *a: area(*a, sign=1),
            "a wrong number in front": lambda *a: area(*a, share=1 / 6),
            "the square of the step": lambda *a: area(*a, power=1),
            "The steps are not equal": area_with_equal_steps,
            "exact where the mean energy is a cubic": lambda betas, means, variances: (
                -float(np.sum(np.diff(betas) * np.asarray(means)[:-1]))
            ),
        },
    },
    "5.1-3": {
        "right": [exchange, exchange_at_once, lambda *a: np.array(exchange(*a), dtype=float)],
        "wrong": {
            "the cold one should get": lambda *a: exchange(*a, lambda c, r: np.log(c) < -r),
            "Every pair": lambda *a: exchange(*a, lambda c, r: True),
            "No pair": lambda *a: exchange(*a, lambda c, r: False),
            "now and then": lambda *a: exchange(*a, lambda c, r: r >= 0),
            "is *below* the ratio": lambda *a: exchange(*a, lambda c, r: np.log(c) > r),
            "The other pairs": lambda b, u, c, first: exchange(b, u, c, first, start=1 - first),
            "product of two differences": lambda *a: exchange(*a, lambda c, r: c < r),
            "compare logarithms": exchange_that_overflows,
            "that had no partner": exchange_one_after_another,
            "stands twice": lambda betas, *a: [0] * len(betas),
        },
    },
    "5.1-4": {
        "right": [bracket, bracket_by_loops],
        "wrong": {
            "The theorem takes the one before": lambda *a: bracket(*a, paid=slice(1, None)),
            "it is minus the work": bracket_with(lambda low, high, e, n: (-low, high, e)),
            "is negative already": bracket_with(lambda low, high, e, n: (low, -high, e)),
            "the first is the coldest": bracket_upside_down,
            "the lower bound again": bracket_with(lambda low, high, e, n: (low, high, low)),
            "not their mean": bracket_with(lambda low, high, e, n: (low, high, e + np.log(n))),
            "The exponent has the wrong sign": bracket_of_turned_work,
            "take the largest −W out first": bracket_that_underflows,
        },
    },
}
