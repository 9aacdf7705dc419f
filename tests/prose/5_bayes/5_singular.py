"""The numbers in the prose of lesson 5.5: adaptive quadrature, Bessel functions, chains of another make."""

import math
from functools import cache
from itertools import pairwise

import numpy as np
from prose import at_least, at_most, result
from scipy.integrate import quad
from scipy.special import kve, ndtr

C = math.log(8) - np.euler_gamma


@cache
def at_the_crossing(n):
    """Return the share of |a + 1| < 0.2 in per cent: far off by the line's width, near the crossing by a sum over b."""
    nodes, shares = np.polynomial.legendre.leggauss(40)

    def across(off):  # ∫ exp(−n f²/2 − b²/8) db / (2 n^(−½)), with b² = g + z/√n
        g = off**2 * (3 - off) / 6
        top = g * math.sqrt(n)
        if top > 200:
            return math.sqrt(2 * math.pi / g) / 2 * math.exp(-g / 8)
        u = np.linspace(0, 16, 40_001)
        return np.trapezoid(np.exp(-((u**2 - top) ** 2) / 2 - u**2 / 8 / math.sqrt(n)), u) * n**0.25

    def along(sign, low, high, pieces):
        edges = np.linspace(math.log(low), math.log(high), pieces + 1)
        half = (edges[1] - edges[0]) / 2
        t = (edges[:-1, None] + half * (nodes + 1)).ravel()
        off = sign * np.exp(t)
        values = np.array([across(x) for x in off]) * np.exp(-((off - 1) ** 2) / 8) * np.exp(t)
        return np.sum(values * np.tile(shares * half, pieces))

    tiny = 1e-5 * n**-0.25
    near = along(1, tiny, 0.2, 4) + along(-1, tiny, 0.2, 4)
    end = 3 - 8e3 / math.sqrt(n)  # beyond it the line bends round and is some share of 1e-3 of all
    return 100 * near / (near + along(1, 0.2, end, 60) + along(-1, 0.2, 14, 8))


def prior_of_the_strip():
    return 100 * (ndtr(-0.4) - ndtr(-0.6))


def price(n):
    """Return E for y = a b x at a true zero, by Bessel's function."""
    u = 1 / (4 * n)
    return -math.log(kve(0, u) / math.sqrt(2 * math.pi * n))


def slope(n, h=1e-3):
    return (price(n * math.exp(h)) - price(n * math.exp(-h))) / (2 * h)


def without_constant():
    n = np.geomspace(1e2, 1e6, 41)
    return np.polyfit(np.log(n), [price(k) + math.log(math.log(k)) for k in n], 1)[0]


def within_a_thousandth():
    n = np.geomspace(1e2, 1e6, 41)
    return abs(np.polyfit(np.log(n), [price(k) + math.log(math.log(k) + C) for k in n], 1)[0] / 0.5 - 1)


def cross_slope(n):
    """Return the slope of E for y = a b² x: the mean over b of what a has left, by quadrature in ln b."""

    def weight(t):
        return math.exp(t - math.exp(2 * t) / 2) / math.sqrt(1 + n * math.exp(4 * t))

    def grows(t):
        return 0.5 * n * math.exp(4 * t) / (1 + n * math.exp(4 * t))

    cut = -math.log(n) / 4
    ends = (cut - 30, cut - 3, cut + 3, 2.5)
    parts = [[quad(f, a, b, limit=200)[0] for a, b in pairwise(ends)] for f in (lambda t: weight(t) * grows(t), weight)]
    return sum(parts[0]) / sum(parts[1])


def hundredth():
    """Return the power of ten from which 1/(ln N + c) is below 0.005."""
    return (1 / 0.005 - C) / math.log(10)


def square_price(hidden, rank, n=4):
    """Return λ of a linear network of n inputs and outputs, from the lesson's formula."""
    s = hidden + rank
    return (s * (4 * n - s) + s % 2) / 8


def two_units(n=1e3):
    """Return the slope for two tanh units at a true zero: Gauss–Legendre in ln b, the inputs of the lesson."""
    x = np.linspace(0.05, 1.7, 16)
    x /= np.sqrt(np.mean(x**2))
    nodes, shares = np.polynomial.legendre.leggauss(24)
    edges = np.linspace(-14, 2, 33)
    half = (edges[1] - edges[0]) / 2
    t = (edges[:-1, None] + half * (nodes + 1)).ravel()
    w = np.tile(shares * half, 32) * np.exp(t - np.exp(2 * t) / 2)
    hidden = np.tanh(np.exp(t)[:, None] * x)
    total = mean = 0.0
    for i, one in enumerate(hidden):
        k11, k12, k22 = n * np.mean(one**2), n * hidden @ one / 16, n * np.mean(hidden**2, axis=1)
        det = (1 + k11) * (1 + k22) - k12**2
        weight = w[i] * w / np.sqrt(det)
        total += weight.sum()
        mean += np.sum(weight * 0.5 * (2 - (2 + k11 + k22) / det))
    return mean / total


@cache
def gibbs(beta, reference, seeds=3):
    """Return the price of a (4, 4, 3, 1) network at a thousand data by the plainest sampler, set by set."""
    found = []
    for seed in range(seeds):
        rng = np.random.default_rng(900 + seed)
        truth = rng.normal(size=(4, 1)) @ rng.normal(size=(1, 4))
        x = rng.normal(size=(1000, 4))
        y = x @ truth + rng.normal(size=(1000, 4))
        gram, cross = x.T @ x, x.T @ y
        full = x @ np.linalg.solve(gram, cross)
        values = np.linalg.svd(full, compute_uv=False)
        best = 0.5 * (np.sum((y - full) ** 2) + np.sum(values[3:] ** 2))
        least = best if reference == "best" else 0.5 * np.sum((y - x @ truth) ** 2)
        b, total, sweeps = rng.normal(size=(3, 4)), 0.0, 2500
        for sweep in range(-300, sweeps):
            sharp = beta * np.kron(gram, b @ b.T) + np.eye(12)
            root = np.linalg.cholesky(np.linalg.inv(sharp))
            a = (root @ (root.T @ (beta * cross @ b.T).ravel() + rng.normal(size=12))).reshape(4, 3)
            root = np.linalg.cholesky(np.linalg.inv(beta * a.T @ gram @ a + np.eye(3)))
            b = root @ (root.T @ (beta * a.T @ cross) + rng.normal(size=(3, 4)))
            if sweep >= 0:
                total += 0.5 * (np.sum(y * y) - 2 * np.sum(a @ b * cross) + np.sum(a @ b * (gram @ a @ b))) - least
        found.append(beta * total / sweeps)
    return np.mean(found)


HOT = 1 / math.log(1000)


@cache
def contest(n=300, sets=1000):
    """Return how often AIC, BIC and sBIC find rank 3, in per cent, and how often AIC chooses too high a rank."""
    rng = np.random.default_rng(31)
    u, v = (np.linalg.qr(rng.normal(size=(k, 3)))[0] for k in (8, 6))
    truth = (u * [1, 0.6, 0.3]) @ v.T
    price = np.zeros((7, 7))
    times = np.ones((7, 7))
    for i in range(1, 7):
        for j in range(i + 1):
            s = i + j
            if 8 + i < 6 + j or 6 + i < 8 + j or s > 14:
                price[i, j] = (i * 6 - i * j + 8 * j) / 2 if 6 + i < 8 + j else math.nan
            else:
                odd = (14 + s) % 2
                price[i, j], times[i, j] = (2 * s * 14 + 2 * 48 - s * s - 64 - 36 + odd) / 8, 1 + odd
    assert np.isfinite(price).all()
    counts = {"AIC": np.zeros(7), "BIC": np.zeros(7), "sBIC": np.zeros(7)}
    free = np.arange(7) * (14 - np.arange(7))
    for _ in range(sets):
        s = np.linalg.svd(math.sqrt(n) * truth + rng.normal(size=(8, 6)), compute_uv=False)
        fit = np.concatenate([[0], np.cumsum(s**2) / 2])
        counts["AIC"][np.argmax(fit - free)] += 1
        counts["BIC"][np.argmax(fit - free / 2 * math.log(n))] += 1
        z = fit[:, None] - price * math.log(n) + (times - 1) * math.log(math.log(n))
        score = [z[0, 0]]
        for i in range(1, 7):
            known = np.array(score)
            low, high = -1e4, 1e4
            for _ in range(70):
                middle = (low + high) / 2
                weights = np.append(known, middle)
                mean = np.logaddexp.reduce(z[i, : i + 1] + weights) - np.logaddexp.reduce(weights)
                low, high = (middle, high) if mean > middle else (low, middle)
            score.append((low + high) / 2)
        counts["sBIC"][np.argmax(score)] += 1
    return {name: 100 * c / sets for name, c in counts.items()}


def too_high(n=3000, sets=20_000):
    """Return how often AIC chooses a rank above 3 where the data are many."""
    rng = np.random.default_rng(32)
    values = np.linalg.svd(
        math.sqrt(n) * np.eye(8, 6) * [1, 0.6, 0.3, 0, 0, 0] + rng.normal(size=(sets, 8, 6)), compute_uv=False
    )
    gains = values**2 / 2 - np.diff(np.arange(7) * (14 - np.arange(7)))
    return np.mean(np.cumsum(gains[:, 3:], axis=1).max(axis=1) > 0)


def worst_of_fourteen(n=1e6):
    """Return by how many per cent the worst of fourteen networks is off, each entry of a layer drawn by itself."""
    rng, worst, beta = np.random.default_rng(77), 0.0, 1 / math.log(n)
    for hidden in range(1, 5):
        for rank in range(hidden + 1):
            found = []
            for _ in range(6):
                truth = rng.normal(size=(4, rank)) @ rng.normal(size=(rank, 4))
                seen = math.sqrt(n) * truth + rng.normal(size=(4, 4))
                least = 0.5 * np.sum(np.linalg.svd(seen, compute_uv=False)[hidden:] ** 2)
                b, total = rng.normal(size=(hidden, 4)), 0.0
                for sweep in range(-300, 1500):
                    root = np.linalg.cholesky(np.linalg.inv(beta * n * b @ b.T + np.eye(hidden)))
                    a = (root @ (root.T @ (beta * math.sqrt(n) * b @ seen.T) + rng.normal(size=(hidden, 4)))).T
                    root = np.linalg.cholesky(np.linalg.inv(beta * n * a.T @ a + np.eye(hidden)))
                    b = root @ (root.T @ (beta * math.sqrt(n) * a.T @ seen) + rng.normal(size=(hidden, 4)))
                    if sweep >= 0:
                        total += 0.5 * np.sum((seen - math.sqrt(n) * a @ b) ** 2) - least
                found.append(beta * total / 1500)
            worst = max(worst, abs(np.mean(found) / square_price(hidden, rank) - 1))
    return 100 * worst


ROWS = [
    result("The prior gives ⟦7⟧ % to the strip", prior_of_the_strip),
    result(
        "after $10^{12}$ data it is ⟦69⟧ %, after $10^{30}$ ⟦86⟧ %",
        lambda: [at_the_crossing(1e12), at_the_crossing(1e30)],
    ),
    result("The constant $c = ⟦1.502⟧$", lambda: C),
    result(
        "four decades give $\\tfrac12$ to ⟦a part in a thousand⟧",
        within_a_thousandth,
        bound=at_most,
        reads={"a part in a thousand": 1e-3},
    ),
    result("Without it the same numbers give ⟦0.518⟧", without_constant),
    result("and the slope in their middle is ⟦0.407⟧", lambda: slope(1e4)),
    result("The nine directions of G are free, so it is at most ⟦7.5⟧", lambda: 12 - 9 / 2),
    result("⟦7.5⟧: half the dimension of the maps of rank 3", lambda: square_price(3, 3)),
    result("⟦3.5⟧: half the dimension of the maps of rank 1", lambda: square_price(1, 1)),
    result("pays ⟦6⟧ if the true rank is 1, and ⟦7.5⟧ if it is 3", lambda: [square_price(3, 1), square_price(3, 3)]),
    result("All fourteen are met within ⟦10 %⟧", worst_of_fourteen, bound=at_most, slow=True, reads={"10 %": 10}),
    result("the same chains give less than ⟦5.6⟧", lambda: gibbs(HOT, "truth"), bound=at_most, slow=True),
    result("at $\\beta = 1$ they give more than ⟦6.6⟧", lambda: gibbs(1.0, "best"), bound=at_least, slow=True),
    result("The chains find ⟦0.584⟧, the slope at a thousand data", two_units),
    result("The slope is ⟦0.245⟧, by the exact integral", lambda: cross_slope(1e6)),
    result(
        "$\\lambda = 28/8,\\ 40/8,\\ 48/8,\\ 56/8$, that is ⟦3.5⟧, ⟦5⟧, ⟦6⟧ and ⟦7⟧",
        lambda: [square_price(h, 1) for h in (1, 2, 3, 4)],
    ),
    result("The first idle unit costs ⟦1.5⟧", lambda: square_price(2, 1) - square_price(1, 1)),
    result("one per cent short at ⟦$10^{86}$⟧ data", lambda: 10.0 ** round(hundredth()), reads={"$10^{86}$": 1e86}),
    result("cost $\\tfrac12\\ln N - \\ln(\\ln N + ⟦1.50⟧)$", lambda: C),
    result("a prior ten times as wide costs more than ⟦four⟧ nats", lambda: price(1e10) - price(1e6), bound=at_least),
    result(
        "WBIC errs by less than ⟦a nat and a half⟧",
        lambda: max(abs(math.log(n) * slope(n / math.log(n)) - price(n)) for n in (1e3, 1e6, 1e12)),
        bound=at_most,
        reads={"a nat and a half": 1.5},
    ),
    result(
        "charges more than ⟦twice⟧ the price",
        lambda: min(math.log(n) / price(n) for n in (1e3, 1e6, 1e12)),
        bound=at_least,
        reads={"twice": 2.0},
    ),
    result(
        "in about ⟦five of six⟧ sets", lambda: contest()["sBIC"][3] / 100, reads={"five of six": 5 / 6}, digits=0.06
    ),
    result(
        "with ⟦300⟧ data it nearly always misses the weak third one",
        lambda: contest()["BIC"][3] / 100,
        bound=at_most,
        reads={"300": 0.13},
    ),
    result(
        "in ⟦one set of ten⟧ and", lambda: contest()["AIC"][4:].sum() / 100, reads={"one set of ten": 0.1}, digits=0.06
    ),
    result("later in ⟦one of seven⟧", too_high, reads={"one of seven": 1 / 7}, digits=0.02),
    result(
        "up to a certainty of ⟦99 %⟧",
        lambda: 99.0 if contest(600)["sBIC"][3] > 99 > contest(600)["BIC"][3] else 0.0,
    ),
    result("The prior alone gives it ⟦7⟧ %", prior_of_the_strip),
]

GIVEN = [
    "within ⟦0.2⟧ of the crossing",
    "at N = ⟦1e4, 1e20⟧",
    "take ⟦2,000⟧ steps",
    "too high by 8 to ⟦30 %⟧",
    "singular values 1, ⟦0.6 and 0.3⟧",
    "agree on $\\hat\\lambda = ⟦0.50 \\pm 0.002⟧$",
    "14 (2013) ⟦867⟧",
    "theorem of ⟦5.3⟧ has",
    "network of ⟦3.7⟧ with",
    "mean loss (⟦5.3⟧)",
    "bill ⟦5.3⟧ left",
]
