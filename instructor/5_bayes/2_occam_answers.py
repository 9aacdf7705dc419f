"""Answers to the exercises of lesson 5.2 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import math

import numpy as np


def top(heads, tails, power):
    rises = heads + 1 - power
    return rises / (rises + tails) if rises > 0 else 0.0


def top_by_halving(heads, tails, power):
    """The slope of the logarithm falls with p: halve until it changes its sign."""
    low, high = 0.0, 1.0
    for _ in range(80):
        p = (low + high) / 2
        low, high = (p, high) if (heads + 1 - power) * (1 - p) > tails * p else (low, p)
    return (low + high) / 2


def top_by_newton(heads, tails, power):
    """In the log odds of p."""
    a, b = heads + 1 - power, tails
    if a <= 0:
        return 0
    z = 0.0
    for _ in range(60):
        p = 1 / (1 + math.exp(-z))
        z += max(-1.0, min(1.0, (a - (a + b) * p) / ((a + b) * p * (1 - p))))
    return 1 / (1 + math.exp(-z))


def top_by_golden_section(heads, tails, power):
    rise = lambda p: (heads + 1 - power) * math.log(p) + tails * math.log(1 - p)
    low, high, share = 1e-12, 1 - 1e-12, (math.sqrt(5) - 1) / 2
    if heads + 1 <= power:
        return 0.0
    for _ in range(100):
        left, right = high - share * (high - low), low + share * (high - low)
        low, high = (low, right) if rise(left) > rise(right) else (left, high)
    return (low + high) / 2


def turned(heads, tails, power):
    return (heads + power - 1) / (heads + tails + power - 1) if heads + power > 1 else 0.0


def distance(p, q):
    return 2 * math.acos(min(1.0, float(np.sum(np.sqrt(np.multiply(p, q, dtype=float))))))


def distance_by_sines(p, q):
    """Twice the radius times the arcsine of half the chord."""
    half = math.sqrt(sum((a**0.5 - b**0.5) ** 2 for a, b in zip(p, q, strict=True))) / 2
    return 4 * math.asin(min(half, 1.0))


def distance_by_chords(p, q):
    """A great circle cut into pieces: their chords add up to nearly the whole."""
    a, b = np.sqrt(np.asarray(p, float)), np.sqrt(np.asarray(q, float))
    angle = math.acos(min(1.0, float(a @ b)))
    return 4 * 2**12 * math.sin(angle / 2**13)


def distance_by_tangents(p, q):
    a, b = np.sqrt(np.asarray(p, float)), np.sqrt(np.asarray(q, float))
    return 4 * np.arctan2(np.linalg.norm(a - b), np.linalg.norm(a + b))


def chord(p, q):
    return 2 * math.sqrt(sum((a**0.5 - b**0.5) ** 2 for a, b in zip(p, q, strict=True)))


def relative_entropy(p, q):
    with np.errstate(all="ignore"):
        return float(np.sum(np.where(p > 0, p * np.log(p / q), 0.0)))


def _ln(values):
    return np.array([math.lgamma(v) for v in np.atleast_1d(values)])


def bets(count, alpha, beta, *, ways=1, before=1, shift=0):
    h = np.arange(count + 1)
    orders = math.lgamma(count + 1) - _ln(h + 1) - _ln(count - h + 1)
    a, b = alpha + shift, beta + shift
    after = _ln(a + h) + _ln(b + count - h) - math.lgamma(a + b + count)
    return ways * orders + after - before * (math.lgamma(alpha) + math.lgamma(beta) - math.lgamma(alpha + beta))


def bets_by_neighbours(count, alpha, beta):
    h = np.arange(count)
    steps = np.log((count - h) * (alpha + h) / ((h + 1.0) * (beta + count - h - 1)))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    return list(logs - np.logaddexp.reduce(logs))


def bets_toss_by_toss(count, alpha, beta):
    """Pólya's urn: the number of heads after one toss more."""
    if count > 2000:
        return bets(count, alpha, beta)
    law = np.ones(1)
    for n in range(count):
        h = np.arange(n + 1)
        head = (alpha + h) / (alpha + beta + n)
        law = np.append(law * (1 - head), 0) + np.append(0, law * head)
    return np.log(law) if np.all(law > 1e-300) else bets(count, alpha, beta)


def bets_by_factorials(count, alpha, beta):
    """Factorials as floats, which end at 170."""
    with np.errstate(all="ignore"):
        factorial = np.cumprod(np.maximum(np.arange(count + 1.0), 1))
        ways = factorial[-1] / (factorial * factorial[::-1])
        return np.log(ways) + bets(count, alpha, beta, ways=0)


def _ahead(count, h):
    ways = math.lgamma(count + 1) - math.lgamma(h + 1) - math.lgamma(count - h + 1)
    return ways - count * math.log(2) + math.log(count + 1) > 0


def ends(count):
    h = count // 2
    step = max(1, count // 4)
    while step:
        while h - step >= 0 and _ahead(count, h - step):
            h -= step
        step //= 2
    return h, count - h


def ends_by_a_table(count):
    h = np.arange(count // 2 + 1)
    logs = np.concatenate([[0.0], np.cumsum(np.log((count - h[:-1]) / (h[:-1] + 1)))])
    low = int(np.argmax(logs > count * np.log(2) - np.log(count + 1)))
    return np.array([low, count - low])


def ends_of_whole_numbers(count):
    """Exact for few tosses; for many a walk by logarithms."""
    if count > 3000:
        return ends(count)
    won = [h for h in range(count + 1) if math.comb(count, h) * (count + 1) > 2**count]
    return won[0], won[-1]


def ends_in_deviations(z):
    def answer(count):
        reach = z(count) * math.sqrt(count) / 2
        return math.ceil(count / 2 - reach), math.floor(count / 2 + reach)

    return answer


def ends_of_a_bell(n):
    """Where a bell curve, and not the binomial law itself, has fallen to the other's bet: right for most n."""
    away = math.sqrt(n / 2 * math.log((n + 1) / math.sqrt(math.pi * n / 2)))
    return math.ceil(n / 2 - away), math.floor(n / 2 + away)


ANSWERS = {
    "5.2-1": {
        "right": [top, top_by_halving, top_by_newton],
        "wrong": {
            "the top over p itself": lambda h, t, m: h / (h + t),
            "The Jacobian is turned round": turned,
            "the place on the ruler": lambda h, t, m: top(h, t, m) ** m,
            "the posterior's mean": lambda h, t, m: (h + 1) / (h + t + 2),
            "the formula has left the coin": lambda h, t, m: (h + 1 - m) / (h + t + 1 - m) if h + t + 1 != m else 0.0,
            "A search for a maximum": top_by_golden_section,
            "a float32 has seven digits": lambda h, t, m: np.float32(top(h, t, m)),
            "the density over the ruler is lower": lambda h, t, m: (h + 1) / (h + t + 1),
            "then the top is at p = 0": lambda h, t, m: (h + 1 - m) / (h + t + 1 - m),
        },
        "untold": {
            "The Jacobian": lambda h, t, m: (h + 1) / (h + t + 1),
            "the place on the ruler": lambda h, t, m: 0.5,
        },
    },
    "5.2-2": {
        "right": [distance, distance_by_sines, distance_by_tangents, lambda p, q: distance(list(q), list(p))],
        "wrong": {
            "the sphere has radius 1": lambda p, q: distance(p, q) / 2,
            "the straight way through": chord,
            "Hellinger's": lambda p, q: chord(p, q) / 2,
            "The sphere is that of their roots": lambda p, q: (
                2 * math.acos(min(1.0, float(p @ q / math.sqrt((p @ p) * (q @ q)))))
            ),
            "as if the ruler were the same": lambda p, q: math.sqrt(float(np.sum((p - q) ** 2))),
            "in degrees": lambda p, q: math.degrees(distance(p, q)),
            "math.acos refuses it": lambda p, q: 2 * math.acos(float(np.sum(np.sqrt(p * q)))),
            "cut it off at 1": lambda p, q: 2 * np.arccos(np.sum(np.sqrt(p * q))),
            "half of the shortest way": lambda p, q: distance(p, q) ** 2,
            "a law is no way from itself": lambda p, q: distance(p, q) + 1e-3 * np.all(p == q),
        },
        "untold": {
            "radius 1": lambda p, q: 3 * distance(p, q),
            "in degrees": lambda p, q: 50 * distance(p, q),
            "through the sphere": lambda p, q: distance(p, q) ** 2,
        },
    },
    "5.2-3": {
        "right": [bets, bets_by_neighbours, bets_toss_by_toss],
        "wrong": {
            "the bets themselves": lambda n, a, b: np.exp(bets(n, a, b)),
            "Many orders have the same number": lambda n, a, b: bets(n, a, b, ways=0),
            "have changed places": lambda n, a, b: bets(n, b, a),
            "one too large": lambda n, a, b: bets(n, a, b, shift=1),
            "such as the prior's own": lambda n, a, b: bets(n, a, b, before=0),
            "float32 has seven digits": lambda n, a, b: bets(n, a, b).astype(np.float32),
            "and too few": lambda n, a, b: bets(n, a, b) + 1e-7 * np.cos(np.arange(n + 1)),
            "one head more multiplies": lambda n, a, b: np.full(n + 1, -math.log(n + 1)),
            "stay with logarithms": bets_by_factorials,
        },
        "untold": {
            "have changed places": lambda n, a, b: np.full(n + 1, -math.log(n + 1)),
            "such as the prior's own": lambda n, a, b: bets(n, a, b, shift=1),
        },
    },
    "5.2-4": {
        "right": [ends, ends_by_a_table, ends_of_whole_numbers],
        "wrong": {
            "in the order": lambda n: ends(n)[::-1],
            "the first results that the fair coin loses": lambda n: (ends(n)[0] - 1, ends(n)[1] + 1),
            "as in Python's ranges": lambda n: (ends(n)[0], ends(n)[1] + 1),
            "about two standard deviations": ends_in_deviations(lambda n: 1.96),
            "Laplace's value of the bets": ends_in_deviations(lambda n: math.sqrt(math.log(2 * n / math.pi))),
            "at both ends": lambda n: (n // 2, n - n // 2),
            "one result further": ends_of_a_bell,
            "Factorials and powers": lambda n: (
                next(h for h in range(n + 1) if math.comb(n, h) / 2.0**n > 1 / (n + 1)),
                n - next(h for h in range(n + 1) if math.comb(n, h) / 2.0**n > 1 / (n + 1)),
            ),
        },
        "untold": {
            "standard deviations": lambda n: (n // 2, n - n // 2),
            "Laplace": lambda n: (0, n),
        },
    },
}
