"""The numbers in the prose of lesson 3.3: closed forms for the house, and own loops for stacks and autoencoders."""

import math
from functools import cache

import numpy as np
from prose import at_least, at_most, result

from physdl.neural import load_digits, split_digits

OFFICES = {"Berlin": (1, 0), "Boston": (5 / 9, -160 / 9), "physicist": (1, -273.15)}


@cache
def house():
    rng = np.random.default_rng(33)
    celsius = rng.normal(0.5, 5.8, 120).round(1)
    return celsius, 0.25 * (17 - celsius) + rng.normal(0, 0.5, 120)


def steps(degree, zero, diagonal=False):
    """Return when the predictions are off by a thousandth: k steps multiply e's two parts by (1 − λ/λ₂)^k.

    The two-by-two table is taken apart by hand. With `diagonal` the readings are first divided by their own size.
    """
    celsius, heat = house()
    t = (celsius - zero) / degree
    if diagonal:
        t = t / math.sqrt(np.mean(t**2))
    m1, m2, p, tp = t.mean(), np.mean(t**2), heat.mean(), np.mean(t * heat)
    w = (tp - m1 * p) / np.var(t)
    b = p - w * m1
    high = (m2 + 1 + math.hypot(m2 - 1, 2 * m1)) / 2
    low = np.var(t) / high  # the determinant is the variance
    turn = math.atan2(high - m2, m1)
    flat = (-w * math.sin(turn) + b * math.cos(turn)) * math.sqrt(low)
    steep = (w * math.cos(turn) + b * math.sin(turn)) * math.sqrt(high)
    return math.ceil(math.log(1e-3 * math.hypot(flat, steep) / abs(flat)) / math.log1p(-low / high)), high / low


def alike():
    """Return by how much the two curvatures of the house's loss differ."""
    return abs(house()[0].var() / 25 - 1)


def laboratories():
    """Return the loss at the start of the two scanners' network, and after one step of 0.2 in the second."""
    rng = np.random.default_rng(33)
    rng.normal(size=240)
    W, V = rng.standard_normal((8, 16)) / 4, rng.standard_normal((10, 8)) / math.sqrt(8)
    images, labels = load_digits()
    pages, target = images[:300].reshape(300, 8, 8), np.eye(10)[labels[:300]]
    grey = 255 - 255 * (pages[:, ::2, ::2] + pages[:, 1::2, ::2] + pages[:, ::2, 1::2] + pages[:, 1::2, 1::2]) / 4
    x, b, c, found = grey.reshape(300, 16), W.sum(axis=1), np.zeros(10), []
    W = -W / 255
    for _ in range(2):
        h = np.tanh(x @ W.T + b)
        off = h @ V.T + c - target
        found.append(np.mean(np.sum(off**2, axis=1)) / 2)
        back = (off @ V) * (1 - h * h) / 300
        W, b, V, c = W - 0.2 * back.T @ x, b - 0.2 * back.sum(0), V - 0.2 * off.T @ h / 300, c - 0.2 * off.mean(axis=0)
    return found


def flat_curves(kappa=1e4, k=1000):
    """Return what is left of loss and parameter error after k longest steps, term by term."""
    lam = [kappa ** (i / 7 - 1) for i in range(8)]
    left = [(1 - value) ** (2 * k) for value in lam]
    loss = math.fsum(a * b for a, b in zip(lam, left, strict=True)) / math.fsum(lam)
    return loss, math.sqrt(math.fsum(left) / 8)


def ends(factors):
    """Return the decades between the ends of a product's spectrum: its norm, and that of the inverses' product."""
    n, logs = len(factors[0]), [0.0, 0.0]
    products = [np.eye(n), np.eye(n)]
    for factor in factors:
        for k, product in enumerate((factor @ products[0], products[1] @ np.linalg.inv(factor))):
            size = np.abs(product).max()
            products[k], logs[k] = product / size, logs[k] + math.log10(size)
    return sum(log + math.log10(np.linalg.norm(p, 2)) for log, p in zip(logs, products, strict=True))


def gaussian_stack(rng):
    return [rng.standard_normal((50, 50)) / math.sqrt(50) for _ in range(100)]


@cache
def spans():
    return [ends(gaussian_stack(np.random.default_rng(seed))) for seed in range(20)]


@cache
def lesson_stack():
    rng = np.random.default_rng(33)
    rng.normal(size=240 + 8 * 16 + 10 * 8 + 226 + 100 * 2500)  # house, network, change, isometric stack
    return gaussian_stack(rng)


def mean_square():
    """Return the mean square of the singular values: the trace of the product times its transpose."""
    product = np.eye(50)
    for W in lesson_stack():
        product = W @ product
    return np.sum(product**2) / 50


def isometry(n, m, rng, gain=1.0):
    q, r = np.linalg.qr(rng.standard_normal((max(n, m), min(n, m))))
    q = q * np.sign(np.diag(r)) * gain
    return q if m >= n else q.T


def gaussian(n, m, rng, gain=1.0):
    return rng.standard_normal((m, n)) * gain / math.sqrt(n)


@cache
def pages():
    images, labels = load_digits()
    return images[:200] - images[:200].mean(axis=0), labels[:200]


def stack(start, gain, seed):
    rng = np.random.default_rng(seed)
    return [start(64, 24, rng), *(start(24, 24, rng, gain) for _ in range(30)), start(24, 10, rng)]


def losses(weights, x, labels, rate, steps, until=0.0, bends=None):
    """Yield the cross-entropy before each step of plain descent of a tanh stack, written out."""
    weights, shifts = [W.copy() for W in weights], [np.zeros(len(W)) for W in weights]
    bends = bends or [False, *(True for _ in weights[2:]), False]
    hot = np.eye(10)[labels]
    for _ in range(steps):
        at = [x]
        for W, b, bend in zip(weights, shifts, bends, strict=True):
            y = at[-1] @ W.T + b
            at.append(np.tanh(y) if bend else y)
        top = at[-1].max(axis=1, keepdims=True)
        p = np.exp(at[-1] - top)
        total = p.sum(axis=1, keepdims=True)
        loss = np.mean(np.log(total)[:, 0] + top[:, 0] - np.sum(at[-1] * hot, axis=1))
        yield loss
        if loss < until:
            return
        back = (p / total - hot) / len(x)
        for k in reversed(range(len(weights))):
            if bends[k]:
                back = back * (1 - at[k + 1] ** 2)
            into = back @ weights[k]
            weights[k] -= rate * back.T @ at[k]
            shifts[k] -= rate * back.sum(axis=0)
            back = into


def needed(start, gain, rate, seeds, most=120):
    """Return the fewest and the most steps to a loss of a half."""
    counts = [sum(1 for _ in losses(stack(start, gain, s), *pages(), rate, most, 0.5)) - 1 for s in seeds]
    return min(counts), max(counts)


def hopeless():
    """Return the least loss that any draw of either start reaches at 0.8 or 2.4, at any of the rates."""
    rates = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
    with np.errstate(all="ignore"):
        runs = [
            min(losses(stack(start, gain, seed), *pages(), rate, 50))
            for start in (isometry, gaussian)
            for gain in (0.8, 2.4)
            for rate in rates
            for seed in range(1, 13)
        ]
    return min(runs)


def squares_by_chi(gain=1.8, width=300, depth=10):
    """Return how many 1/|ln χ| layers a factor e in the squared length of a covector takes, on its way back.

    χ by Gauss and Hermite; the point that enters has the size at which lengths settle.
    """
    nodes, share = np.polynomial.hermite_e.hermegauss(60)
    share, q = share / share.sum(), 1.0
    for _ in range(200):
        q = gain**2 * (share @ np.tanh(math.sqrt(q) * nodes) ** 2)
    chi = gain**2 * (share @ (1 - np.tanh(math.sqrt(q) * nodes) ** 2) ** 2)
    rng = np.random.default_rng(5)
    x, J = math.sqrt(q) / gain * rng.standard_normal(width), np.eye(width)
    for _ in range(depth):
        W = isometry(width, width, rng, gain)
        x = np.tanh(W @ x)
        J = (1 - x**2)[:, None] * (W @ J)
    return math.log(chi) * depth / math.log(np.sum(J**2) / width)  # the mean over all covectors


def tanh_decades(gain, seeds=range(1, 13)):
    """Return the decades of thirty isometric tanh layers at the first page."""
    found = []
    for seed in seeds:
        first, *inner, _ = stack(isometry, gain, seed)
        x, factors = first @ pages()[0][0], []
        for W in inner:
            x = np.tanh(W @ x)
            factors.append((1 - x**2)[:, None] * W)
        found.append(ends(factors))
    return found


def longer(x):
    return np.column_stack([x, np.ones(len(x))])


def autoencode(gain, rate, rounds, metric, seed, start=isometry):
    """Return fifteen encoders, each weights and shift in one table, and the share of the pictures that is lost.

    The metric is the inverse of each map's own second moment, with 1e-3 on its diagonal, by solving.
    """
    x = split_digits(np.random.default_rng(seed))[0][:500]
    x = at = x - x.mean(axis=0)
    rng, encoders, decoders = np.random.default_rng(seed), [], []
    for _ in range(15):
        n = at.shape[1]
        E = np.column_stack([start(n, 40, rng, gain), np.zeros(40)])
        D = np.column_stack([start(40, n, rng), np.zeros(n)])
        inputs = longer(at)
        C = inputs.T @ inputs / 500 + 1e-3 * np.eye(n + 1)
        for _ in range(rounds):
            h = np.tanh(inputs @ E.T)
            off = (longer(h) @ D.T - at) / 500
            dD, dE = off.T @ longer(h), ((off @ D[:, :-1]) * (1 - h * h)).T @ inputs
            if metric:
                dD = np.linalg.solve(longer(h).T @ longer(h) / 500 + 1e-3 * np.eye(41), dD.T).T
                dE = np.linalg.solve(C, dE.T).T
            E, D = E - rate * dE, D - rate * dD
        encoders.append(E)
        decoders.append(D)
        at = np.tanh(inputs @ E.T)
    for D in decoders[::-1]:
        at = longer(at) @ D.T
    return encoders, np.sum((at - x) ** 2) / np.sum(x**2), rng


def lost(gain, rate, rounds, metric):
    return 100 * np.mean([autoencode(gain, rate, rounds, metric, seed)[1] for seed in range(3, 7)])


def afterwards(gain, rate, rounds, then, start=isometry, most=130):
    """Return the steps to a loss of 0.1 of the stacks on four seeds; `most` + 1 where it does not come."""
    found = []
    for seed in range(3, 7):
        encoders, _, rng = autoencode(gain, rate, rounds, rounds > 0, seed, start)
        images, labels, *_ = split_digits(np.random.default_rng(seed))
        x = images[:500] - images[:500].mean(axis=0)
        # The shifts learned by the encoders enter as one more input that is 1; plain descent moves weights and shifts.
        found.append(count([*encoders], start(40, 10, rng), x, labels[:500], then, most))
    return found


def count(encoders, out, x, labels, rate, most):
    tables, hot = [*encoders, np.column_stack([out, np.zeros(10)])], np.eye(10)[labels]
    for k in range(most + 1):
        at = [x]
        for T in tables[:-1]:
            at.append(np.tanh(longer(at[-1]) @ T.T))
        y = longer(at[-1]) @ tables[-1].T
        p = np.exp(y - y.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        if -np.mean(np.log(p[np.arange(len(x)), labels])) < 0.1:
            return k
        back = (p - hot) / len(x)
        for i in reversed(range(len(tables))):
            if i < len(tables) - 1:
                back = back * (1 - at[i + 1] ** 2)
            change = back.T @ longer(at[i])
            back = back @ tables[i][:, :-1]
            tables[i] = tables[i] - rate * change
    return most + 1


def extremes(values):
    return min(values), max(values)


def correlation():
    t = house()[0] + 273.15
    return t.mean() / math.sqrt(np.mean(t**2))


def covector(layers):
    """Return what is left of a covector at gain 1, from a signal of size 1: the recursion by Simpson's rule."""
    z = np.linspace(-10, 10, 2001)
    weight = np.exp(-(z**2) / 2) * np.where(np.arange(2001) % 2, 4, 2)
    weight /= weight.sum()
    q, product = 1.0, 1.0
    for _ in range(layers):
        t = np.tanh(math.sqrt(q) * z) ** 2
        q, product = weight @ t, product * (weight @ (1 - t) ** 2)
    return math.sqrt(product)


def two_batches(d=40, n=20_000):
    """Return the ratio of the first step's error to √(d/N), over eight pairs of batches."""
    rng, errors = np.random.default_rng(4), []
    for _ in range(8):
        x, y, v = rng.normal(size=(n, d)), rng.normal(size=(n, d)), rng.normal(size=d)
        miss = np.linalg.lstsq(y.T @ y, x.T @ (x @ v), rcond=None)[0] - v
        errors.append(np.linalg.norm(miss) / np.linalg.norm(v))
    return np.mean(errors) / math.sqrt(d / n)


ROWS = [
    result("After ⟦180⟧ steps what Berlin's machine says", lambda: steps(*OFFICES["Berlin"])[0]),
    result("to ⟦one⟧ per cent the same in all directions", lambda: 100 * alike(), bound=at_most),
    result(
        "Boston needs ⟦110,000⟧ steps, the physicist ⟦1.3⟧ billion",
        lambda: (steps(*OFFICES["Boston"])[0], steps(*OFFICES["physicist"])[0] / 1e9),
        about=True,
    ),
    result(
        "the average of those days, +⟦0.8⟧ °C, and a degree of ⟦5⟧ K, their scatter",
        lambda: (house()[0].mean(), house()[0].std()),
    ),
    result(
        "costs about ⟦eight thousand⟧ times the steps",
        lambda: steps(1, -273.15)[0] / steps(1, -27.315)[0],
        reads={"eight thousand": 8e3},
        digits=1e3,
    ),
    result("Both laboratories start at a loss of ⟦0.63⟧", lambda: laboratories()[0]),
    result("thrown out of its valley in ⟦one⟧ step", lambda: laboratories()[1] > 3 * laboratories()[0]),
    result(
        "down to ⟦a quarter of a thousandth⟧, as if",
        lambda: flat_curves()[0],
        reads={"a quarter of a thousandth": 2.5e-4},
        digits=1e-5,
    ),
    result("⟦two fifths⟧ of the parameter error", lambda: flat_curves()[1], reads={"two fifths": 0.4}, digits=0.1),
    result(
        "⟦One hundred and thirteen⟧, and between",
        lambda: ends(lesson_stack()),
        reads={"One hundred and thirteen": 113},
        digits=1,
    ),
    result("between ⟦104⟧ and 123 in twenty other draws", lambda: min(spans()), bound=at_least),
    result("between 104 and ⟦123⟧ in twenty other draws", lambda: max(spans()), bound=at_most),
    result("the mean of their squares is still ⟦0.34⟧", mean_square),
    result("⟦Fifty⟧ arrows of one length", lambda: len(lesson_stack()[0]), reads={"Fifty": 50}),
    result("squared lengths by a factor $e$ in $⟦1⟧/\\lvert\\ln\\chi\\rvert$ layers", squares_by_chi, digits=0.2),
    result("(for both a loss of ⟦1.5⟧ or more in 50 steps", hopeless, bound=at_least, slow=True),
    result(
        "the isometric ones need at most ⟦15⟧ steps", lambda: needed(isometry, 1.4, 0.2, range(1, 13))[1], bound=at_most
    ),
    result(
        "as at 0.1, more than ⟦40⟧",
        lambda: min(needed(gaussian, 1.4, rate, range(1, 13))[0] for rate in (0.05, 0.1)),
        bound=at_least,
        slow=True,
    ),
    result("the isometric layers span ⟦12⟧ to ⟦15⟧ decades", lambda: extremes(tanh_decades(1.4))),
    result("at 1.0 about ⟦one⟧, and there", lambda: np.median(tanh_decades(1.0)), digits=1),
    result(
        "there they need more than ⟦30⟧ steps",
        lambda: needed(isometry, 1.0, 0.2, range(1, 13))[0],
        bound=at_least,
        slow=True,
    ),
    result("it errs by about $\\sqrt{⟦2⟧d/N}$", lambda: two_batches() ** 2, digits=0.5),
    result("lose ⟦2 %⟧ of the pictures", lambda: lost(1.0, 0.2, 25, metric=True), slow=True),
    result("with plain descent ⟦8 %⟧ after 200 steps", lambda: lost(1.3, 0.8, 200, metric=False), slow=True),
    result("then needs about ⟦15⟧ steps", lambda: np.median(afterwards(1.6, 0.2, 25, 0.5)), digits=4, slow=True),
    result("never pretrained about ⟦15⟧", lambda: np.median(afterwards(1.6, 0.0, 0, 0.5)), digits=4),
    result(
        "fails in ⟦four of four⟧ at the rate of those",
        lambda: sum(k > 130 for k in afterwards(0.1, 0.2, 25, 0.2, gaussian)),
        reads={"four of four": 4},
        slow=True,
    ),
    result(
        "Berlin needs ⟦6⟧ steps for 180, Boston ⟦340⟧ for 110,000",
        lambda: (steps(*OFFICES["Berlin"], diagonal=True)[0], steps(*OFFICES["Boston"], diagonal=True)[0]),
        about=True,
    ),
    result("the correlation of $T$ with 1 is still ⟦0.99983⟧", correlation),
    result("\\approx ⟦12{,}000⟧$: from", lambda: steps(*OFFICES["physicist"], diagonal=True)[1], about=True),
    result("to ⟦68,000⟧. Adam", lambda: steps(*OFFICES["physicist"], diagonal=True)[0], about=True),
    result(
        "after a hundred layers about ⟦a tenth⟧ is left, and after ten thousand about ⟦a hundredth⟧",
        lambda: (covector(100), 10 * covector(10_000)),
        reads={"a tenth": 0.1, "a hundredth": 0.1},
        digits=0.05,
    ),
]

GIVEN = [
    "On ⟦120⟧ winter days",
    "The second says ⟦255⟧ for paper",
    "at ⟦0.2⟧ the second would be thrown out",
    "the costates λ of ⟦3.2⟧",
    "whose zero lies ⟦273⟧ K lower",
    "a zero ⟦273⟧ K away costs",
    "all are 1 to ⟦1e-12⟧",
    "loss on ⟦200⟧ digits in 50 steps",
    "did not help at ⟦0.8⟧ or at ⟦2.4⟧",
    "From ⟦1.0⟧ to ⟦2.0⟧ it is ahead",
    "beyond the edge, near ⟦1.4⟧",
    "of the whole stack: at ⟦1.4⟧",
    "at ⟦1.0⟧ about one",
    "the Gaussian ones, at ⟦0.05⟧ as at ⟦0.1⟧, more",
    "decades across ⟦100⟧ tanh layers",
    "the one with paper at ⟦255⟧",
    "five points, ⟦226⟧ parameters",
    "on ⟦500⟧ digits",
    "after ⟦200⟧ steps. For what follows",
    "at a gain of ⟦1.6⟧ the stack",
    "steps to a loss of ⟦0.1⟧, and",
    "at the rate of those ⟦2 %⟧; at twice",
    "steps for ⟦180⟧, Boston 340 for ⟦110,000⟧. It",
    "across ⟦100⟧ tanh layers above",
    "⟦1.4⟧ thirty layers are not",
    "(1 + ⟦0.99983⟧)/(1 - ⟦0.99983⟧)",
    "from ⟦1.3⟧ billion steps to",
]
