"""Answers to the exercises of lesson 5.5 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import math

import numpy as np
from scipy.integrate import quad
from scipy.optimize import brentq


def _row(count, weights, half=0.5, factorial=True, logs=0):
    x = (np.arange(6000) + 0.5) * 0.015
    nodes, shares = np.polynomial.legendre.leggauss(8)
    x = np.add.outer(x, 0.0075 * nodes)
    log = (weights - 1 + logs) * np.log(x) - x - (math.lgamma(weights + logs) if factorial else 0.0)
    return -math.log(np.sum(np.exp(log - half * count * np.exp(-2 * x)) * shares) * 0.0075)


def row(count, weights):
    return _row(count, weights)


def row_by_quad(count, weights):
    """SciPy's adaptive rule, broken where the data cut off."""
    cut = max(0.5 * math.log(max(count, 1.0)), 1.0)

    def term(x):
        return x ** (weights - 1) * math.exp(-x - 0.5 * count * math.exp(-2 * x)) / math.factorial(weights - 1)

    total = 0.0
    for low, high in ((0, cut - 0.9), (cut - 0.9, cut + 3), (cut + 3, cut + 60)):
        total += quad(term, low, high, epsabs=0, epsrel=1e-11, limit=300)[0]
    return -math.log(total)


def row_in_whole_steps(count, weights):
    """The trapezoid in a variable that stretches both ends."""
    s = np.arange(-4.5, 5.6, 0.002)
    x, stretch = np.exp(s - np.exp(-s)), (1 + np.exp(-s)) * np.exp(s - np.exp(-s))
    with np.errstate(under="ignore"):
        terms = np.exp((weights - 1) * np.log(x) - x - math.lgamma(weights) - 0.5 * count * np.exp(-2 * x))
    return np.array(-np.log(np.sum(terms * stretch) * 0.002))


def row_on_an_even_grid(count, weights):
    z = (np.arange(200_000) + 0.5) / 200_000
    density = (-np.log(z)) ** (weights - 1) / math.factorial(weights - 1)
    return -math.log(max(np.mean(density * np.exp(-0.5 * count * z**2)), 1e-300))


def row_by_the_rule(count, weights):
    if count < 3:
        return 0.0
    return 0.5 * math.log(count) - (weights - 1) * math.log(math.log(count))


def row_of_two(count, weights):
    return _row(count, min(weights, 2))


def chain(stiffness, count):
    growth = count * np.asarray(stiffness, float)
    return 0.5 * np.sum(np.log1p(growth)), 0.5 * np.sum(growth / (1 + growth / math.log(count)))


def chain_by_loops(stiffness, count):
    price = mean = 0.0
    for s in np.asarray(stiffness).tolist():
        price += math.log1p(count * s) / 2
        mean += 0.5 * count * s / (1 + count * s / math.log(count))
    return price, mean


def chain_by_the_slope(stiffness, count):
    """ln N times the derivative of the price, by a complex step."""
    s, warm = np.asarray(stiffness, float), count / math.log(count)
    return chain(s, count)[0], math.log(count) * np.sum(np.log(1 + (warm + 1e-30j) * s)).imag / 2e-30 * warm


def _chain(second):
    return lambda stiffness, count: (chain(stiffness, count)[0], second(count * np.asarray(stiffness, float), count))


def chain_without_the_one(stiffness, count):
    growth = count * np.asarray(stiffness, float)
    return 0.5 * np.sum(np.log(growth)), 0.5 * np.sum(growth / (1 + growth / math.log(count)))


def _layer(x, y, b, beta, precision, tempered=False, order="C", inverse=True, cold=None):
    x, y, b = np.asarray(x, float), np.asarray(y, float), np.asarray(b, float)
    m, h = x.shape[1], b.shape[0]
    data = beta if cold is None else cold
    sharp = data * np.kron(x.T @ x, b @ b.T) + (beta if tempered else 1.0) * precision * np.eye(m * h)
    spread = np.linalg.pinv(sharp) if tempered else np.linalg.inv(sharp)
    mean = (spread @ (data * x.T @ y @ b.T).ravel()).reshape(m, h)
    if order == "F":
        turn = np.arange(m * h).reshape(m, h).T.ravel()
        spread = spread[np.ix_(turn, turn)]
    return mean, spread if inverse else sharp


def layer(x, y, b, beta, precision):
    return _layer(x, y, b, beta, precision)


def layer_by_axes(x, y, b, beta, precision):
    """The lesson's way: rotate both sides, divide, rotate back."""
    x, y, b = np.asarray(x, float), np.asarray(y, float), np.asarray(b, float)
    d, v = np.linalg.eigh(x.T @ x)
    s, u = np.linalg.eigh(b @ b.T)
    sharp = beta * np.outer(d, s) + precision
    mean = v @ (beta * (v.T @ x.T @ y @ b.T @ u) / sharp) @ u.T
    both = np.kron(v, u)
    return mean.tolist(), (both / sharp.ravel()) @ both.T


def layer_by_least_squares(x, y, b, beta, precision):
    """The prior as more data."""
    x, y, b = np.asarray(x, float), np.asarray(y, float), np.asarray(b, float)
    design = math.sqrt(beta) * np.kron(x, b.T)
    rows = np.vstack([design, math.sqrt(precision) * np.eye(design.shape[1])])
    aim = np.concatenate([math.sqrt(beta) * y.ravel(), np.zeros(design.shape[1])])
    r = np.linalg.qr(rows, mode="r")
    back = np.linalg.inv(r)
    return np.linalg.lstsq(rows, aim, rcond=None)[0].reshape(x.shape[1], b.shape[0]), back @ back.T


def layer_without_prior(x, y, b, beta, precision):
    x, y, b = np.asarray(x, float), np.asarray(y, float), np.asarray(b, float)
    spread = np.linalg.inv(beta * np.kron(x.T @ x, b @ b.T))
    return (spread @ (beta * x.T @ y @ b.T).ravel()).reshape(x.shape[1], b.shape[0]), spread


def _z(fit, price, times, count, less=1):
    fit, price, times = (np.asarray(part, float) for part in (fit, price, times))
    z = fit[:, None] - price * np.log(count) + (times - less) * np.log(np.log(count))
    return np.where(np.tril(np.ones(z.shape, bool)), z, -np.inf)


def _root(z, scores):
    i = len(scores)
    if not i:
        return z[0]
    top = max(z[: i + 1].max(), *scores)
    known = np.exp(np.array(scores) - top)
    half = (known.sum() - np.exp(z[i] - top)) / 2
    rest = np.sum(np.exp(z[:i] - top) * known)
    wide = math.sqrt(half**2 + rest)
    return math.log(rest / (half + wide) if half > 0 else wide - half) + top


def scores(fit, price, times, count, less=1):
    found = []
    for z in _z(fit, price, times, count, less):
        found.append(_root(z, found))
    return np.array(found)


def scores_by_bisection(fit, price, times, count):
    """Each score by a search for the place where it is the mean of its row."""
    found = []
    for i, row in enumerate(_z(fit, price, times, count)):
        z = row[: i + 1]

        def off(score, z=z):
            weights = np.array([*found, score])
            top = np.max(weights)
            share = np.exp(weights - top)
            return np.logaddexp.reduce(z + weights) - top - math.log(share.sum()) - score

        low, high = z.min() - 1, z.max() + 1
        found.append(brentq(off, low, high, xtol=1e-12, rtol=1e-15) if i else z[0])
    return found


def scores_by_repetition(fit, price, times, count):
    """Each score put into its own row again and again."""
    found = []
    for i, row in enumerate(_z(fit, price, times, count)):
        z, score = row[: i + 1], row[: i + 1].max()
        for _ in range(20_000):
            weights = np.array([*found, score])
            new = np.logaddexp.reduce(z + weights) - np.logaddexp.reduce(weights)
            if abs(new - score) < 1e-13 * (1 + abs(score)):
                break
            score = new
        found.append(_root(row, found) if abs(new - score) > 1e-12 * (1 + abs(score)) else score)
    return np.array(found)


def scores_in_plain_numbers(fit, price, times, count):
    z, found = np.exp(_z(fit, price, times, count)), []
    for i, row in enumerate(z):
        linear = sum(found) - row[i]
        found.append((-linear + math.sqrt(linear**2 + 4 * np.dot(row[:i], found))) / 2)
    with np.errstate(divide="ignore"):
        return np.log(found)


def scores_with_their_own(fit, price, times, count):
    z = _z(fit, price, times, count)
    share = np.where(np.isfinite(z), np.diag(z), -np.inf)
    return np.logaddexp.reduce(z + share, axis=1) - np.logaddexp.reduce(share, axis=1)


def scores_all_alike(fit, price, times, count):
    z = _z(fit, price, times, count)
    return np.logaddexp.reduce(z, axis=1) - np.log(np.arange(1, len(z) + 1))


ANSWERS = {
    "5.5-1": {
        "right": [row, row_by_quad, row_in_whole_steps],
        "wrong": {
            "the ½ is missing": lambda n, d: _row(n, d, half=1.0),
            "E is minus the logarithm": lambda n, d: -_row(n, d),
            "is ½ for each weight": lambda n, d: _row(n, d) - d * math.log(2),
            "(d − 1)! in its denominator": lambda n, d: _row(n, d, factorial=False),
            "a grid that is even in the product": row_on_an_even_grid,
            "one more weight averages": row_of_two,
            "a single weight pays": row_by_the_rule,
            "It is off by": lambda n, d: _row(n, d, logs=1),
            "without data nothing is paid": lambda n, d: _row(n, d) + 0.1 * (n == 0),
        },
        "untold": {
            "the ½ is missing": row_by_the_rule,
            "(d − 1)!": row_of_two,
            "even in the product": row_of_two,
        },
    },
    "5.5-2": {
        "right": [chain, chain_by_loops, chain_by_the_slope],
        "wrong": {
            "taken at β = 1": _chain(lambda g, n: 0.5 * np.sum(g / (1 + g))),
            "WBIC is the mean itself": _chain(lambda g, n: 0.5 * np.sum(g / (math.log(n) + g))),
            "the prior was raised, too": _chain(lambda g, n: 0.5 * math.log(n) * np.sum(g / (1 + g))),
            "for which no chain is needed": _chain(lambda g, n: len(g) / 2 * math.log(n)),
            "The second number is twice": _chain(lambda g, n: np.sum(g / (1 + g / math.log(n)))),
            "The price is twice": lambda s, n: (2 * chain(s, n)[0], chain(s, n)[1]),
            "The sign of the price": lambda s, n: (-chain(s, n)[0], chain(s, n)[1]),
            "half the logarithm of 1 + N s": chain_without_the_one,
            "directions that do not mix": lambda s, n: (len(s) * chain(s[:1], n)[0], len(s) * chain(s[:1], n)[1]),
            "at N / ln N data": _chain(lambda g, n: 0.5 * np.sum(g / (1 + g / math.log10(n)))),
        },
        "untold": {
            "taken at β = 1": _chain(lambda g, n: len(g) / 2 * math.log(n)),
            "The price is twice": chain_without_the_one,
            "no chain is needed": _chain(lambda g, n: 0.5 * np.sum(g / (1 + g))),
        },
    },
    "5.5-3": {
        "right": [layer, layer_by_axes, layer_by_least_squares],
        "wrong": {
            "here it stands before the prior": lambda *a: _layer(*a, tempered=True),
            "β is left out": lambda *a: _layer(*a, cold=1.0),
            "in the order of A's columns": lambda *a: _layer(*a, order="F"),
            "its inverse": lambda *a: _layer(*a, inverse=False),
            "The mean has the wrong sign": lambda *a: (-_layer(*a)[0], _layer(*a)[1]),
            "β is missing in the mean": lambda *a: (_layer(*a)[0] / (a[3] or 1.0), _layer(*a)[1]),
            "The precision was singular": layer_without_prior,
            "the action is even": lambda *a: (0 * _layer(*a)[0], _layer(*a)[1]),
            "undoes the action's curvature": lambda *a: (_layer(*a)[0], np.diag(np.diag(_layer(*a)[1]))),
        },
        "untold": {
            "wrong sign": lambda *a: (0 * _layer(*a)[0], _layer(*a)[1]),
            "columns": lambda *a: (_layer(*a)[0], np.diag(np.diag(_layer(*a)[1]))),
            "β is missing in the mean": lambda *a: (0 * _layer(*a)[0], _layer(*a)[1]),
        },
    },
    "5.5-4": {
        "right": [scores, scores_by_bisection, scores_by_repetition],
        "wrong": {
            "weighed by each model's own z": scores_with_their_own,
            "All z weigh alike": scores_all_alike,
            "as if the truth used all of it": lambda *a: np.diag(_z(*a)),
            "it is a mean": lambda *a: np.max(_z(*a), axis=1),
            "not m times": lambda *a: scores(*a, less=0),
            "−2 times what was asked": lambda *a: -2 * scores(*a),
            "take the largest exponent out": scores_in_plain_numbers,
            "solve their own equations": lambda *a: scores(*a) + 1e-3,
            "is off from the score": lambda fit, *a: np.asarray(fit, float),
        },
        "untold": {
            "it is a mean": lambda *a: np.diag(_z(*a)),
            "All z weigh alike": lambda *a: np.max(_z(*a), axis=1),
        },
    },
}
