"""Answers to the exercises of lesson 4.5 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them; "almost" right ones, whose digits are lost.
"""

import math

import numpy as np


def step(own=1.0, sides=2, share=1.0, bare=False, double=1.0, below=True):
    """The formula with cosh, and slips in it."""

    def answer(K, h):
        inside = 0.0 if bare else h
        new = math.log(math.cosh(2 * K + inside) * math.cosh(2 * K - inside))
        new -= 2 * math.log(math.cosh(inside)) if below else 0
        g = math.log(math.cosh(2 * K + h) / math.cosh(2 * K - h)) / 4
        return [double * new / 4, own * h + share * sides * g]

    return answer


def step_by_matrix(K, h):
    """Two steps of the transfer matrix are one of the new chain."""
    half = np.array([h / 2, -h / 2])
    bond = np.exp(K * np.array([[1, -1], [-1, 1]]) + half[:, None] + half)
    two = bond @ bond
    return (
        np.log(two[0, 0] * two[1, 1] / (two[0, 1] * two[1, 0])) / 4,
        np.log(two[0, 0] / two[1, 1]) / 2,
    )


def step_by_sum(K, h):
    """The sum over the spin between, taken with its weight as it is, and the states of its ends."""
    left = {(a, c): sum(math.exp(K * s * (a + c) + h * s) for s in (1, -1)) for a in (1, -1) for c in (1, -1)}
    return (
        (math.log(left[1, 1]) + math.log(left[-1, -1]) - 2 * math.log(left[1, -1])) / 4,
        h + (math.log(left[1, 1]) - math.log(left[-1, -1])) / 2,
    )


def step_by_artanh(K, h):
    """Right, but the artanh of a number near 1 has lost digits."""
    same, other, none = (np.logaddexp(x, -x) for x in (2 * K + h, 2 * K - h, h))
    return [(same + other - 2 * none) / 4, h + math.atanh(math.tanh(2 * K) * math.tanh(h))]


def rows_by_states(rows):
    total = 0.0
    for row in rows:
        same, other = 1.0, 0.0  # so far, whether the last spin is as the first
        for K in row:
            stay, turn = math.exp(K), math.exp(-K)
            same, other = same * stay + other * turn, same * turn + other * stay
        total += math.log(same / other) / 2
    return total


def joined(row, bundle):
    return lambda rows: float(bundle([row(np.array(r, float)) for r in rows]))


def in_series(row):
    return np.arctanh(np.prod(np.tanh(row)))


def fixed(bundle=lambda b, d: b ** (d - 1), first=False, change=lambda K, nu, b, slope: (K, nu)):
    def answer(b, d):
        m = bundle(b, d)
        low, high = 1e-6, 20.0
        for _ in range(70):
            K = math.sqrt(low * high)
            step = m * np.arctanh(np.minimum(np.tanh(K) ** b, 1 - 1e-16))
            low, high = (K, high) if step < K else (low, K)
        h = 1e-4 * K
        F = lambda x: m * np.arctanh(np.tanh(x) ** b)
        slope = (8 * (F(K + h) - F(K - h)) - F(K + 2 * h) + F(K - 2 * h)) / (12 * h)
        return change(K / m if first else K, math.log(b) / math.log(slope), b, slope)

    return answer


def end_by_walk(b, t, place):
    """The mean of the majority times one spin of the block, by all states."""
    result = 0.0
    for number in range(2**b):
        s = [1 if number >> i & 1 else -1 for i in range(b)]
        p = 0.5 * math.prod((1 + t * x * y) / 2 for x, y in zip(s[1:], s[:-1], strict=True))
        result += p * s[place] * (1 if sum(s) > 0 else -1)
    return result


def votes(power=2, bonds=lambda b, k: b * (k - 1) + 1, end=lambda b, t: end_by_walk(b, t, -1), same=True):
    def answer(b, K, k):
        if k == 0 and same:
            return 1.0
        t = math.tanh(K)
        return end(b, t) ** power * t ** bonds(b, k) if t or bonds(b, k) >= 0 else 1.0

    return answer


def without_zero(b, K, k):
    """The formula for k ≥ 1 at k = 0 as well, in Python's numbers."""
    t = math.tanh(K)
    return float(end_by_walk(b, t, -1)) ** 2 * t ** (b * (k - 1) + 1)


ANSWERS = {
    "4.5-1": {
        "right": [step(), step_by_matrix, step_by_sum],
        "wrong": {
            "has its own field besides": step(own=0.0),
            "has lost a neighbour on each side": step(sides=1),
            "of a chain without a field": step(bare=True),
            "Half of a kept spin's field belongs": step(own=0.5),
            "has the wrong sign": step(share=-1.0),
            "missing below the line": step(below=False),
            "twice what it should be": step(double=2.0),
            "what the lost spins felt is handed on": step(share=0.0),
            "felt is handed on to those that are kept": step(share=0.0, bare=True),
            "here it counts twice": step(share=2.0),
            "the coupling K' is that": lambda K, h: [0.0, 0.0],
        },
        "almost": {"digits are lost": step_by_artanh},
        "untold": {
            "twice what it should be": step(double=3.0),
            "are up as often as before": lambda K, h: [step()(K, h)[0] / 2, step()(K, h)[1]],
            "agree as often as before": lambda K, h: [step()(K, h)[0], step()(K, h)[1] - h],
            "digits are lost": lambda K, h: step()(K, h) if max(abs(K), abs(h)) < 3 else [abs(K) / 2, h],
        },
    },
    "4.5-2": {
        "right": [rows_by_states, joined(in_series, sum)],
        "wrong": {
            "Within a row couplings do not add": joined(np.sum, np.sum),
            "Rows stand side by side": joined(in_series, lambda k: np.arctanh(np.prod(np.tanh(k)))),
            "artanh makes a coupling of each": joined(lambda r: np.prod(np.tanh(r)), np.sum),
            "before artanh is taken": joined(
                lambda r: np.prod(np.tanh(r)), lambda t: np.arctanh(np.clip(np.sum(t), -1 + 1e-16, 1 - 1e-16))
            ),
            "Signs are lost": joined(lambda r: abs(in_series(r)), np.sum),
            "weaker than its weakest bond": joined(lambda r: r[np.argmin(np.abs(r))], np.sum),
            "weaker than its weakest": joined(lambda r: np.prod(np.sign(r)) * np.abs(r).min(), np.sum),
            "Row and bundle are exchanged": lambda rows: rows_by_states([[sum(row) for row in rows]]),
            "artanh is finite between": joined(np.sum, lambda k: np.arctanh(np.prod(np.tanh(k)))),
            "The first row alone": lambda rows: in_series(rows[0]),
            "the ends agree": lambda rows: 0.0,
        },
        "untold": {"Signs are lost": lambda rows: 1.1 * rows_by_states(rows)},
    },
    "4.5-3": {
        "right": [fixed(), lambda b, d: np.array(fixed()(int(b), np.float64(d)))],
        "wrong": {
            "with bonds moved first": fixed(first=True),
            "The second number is 1/ν": fixed(change=lambda K, nu, b, slope: (K, 1 / nu)),
            "not always by 2": fixed(change=lambda K, nu, b, slope: (K, math.log(2) / math.log(slope))),
            "not by e": fixed(change=lambda K, nu, b, slope: (K, 1 / math.log(slope))),
            "is the slope of the step": fixed(change=lambda K, nu, b, slope: (K, slope)),
            "The first number is tanh K": fixed(change=lambda K, nu, b, slope: (math.tanh(K), nu)),
            "with b it is a plane's": fixed(bundle=lambda b, d: b),
            "not of d": fixed(bundle=lambda b, d: b**d),
            "Zero stays zero": lambda b, d: (0.0, 1.0),
        },
        "untold": {"with bonds moved first": fixed(change=lambda K, nu, b, slope: (K / 2, nu))},
    },
    "4.5-4": {
        "right": [votes(), votes(end=lambda b, t: end_by_walk(b, t, 0))],
        "wrong": {
            "a vote is not one of its block's spins": votes(end=lambda b, t: 1.0, bonds=lambda b, k: b * k),
            "leaves out the one that joins them": votes(bonds=lambda b, k: b * (k - 1)),
            "it is less far than bk": votes(bonds=lambda b, k: b * k),
            "the factor belongs to each": votes(power=1),
            "the last spin of this one, not the middle one": votes(end=lambda b, t: end_by_walk(b, t, b // 2)),
            "is for blocks of three": votes(end=lambda b, t: (1 + t * t) / 2),
            "are for blocks of three": votes(bonds=lambda b, k: 3 * k - 2),
            "votes agree as often": lambda b, K, k: 1.0,
            "That is the share of pairs": lambda b, K, k: (1 + votes()(b, K, k)) / 2,
            "down to 10⁻¹²": lambda b, K, k: round(votes()(b, K, k), 12),
            "for k = 0 the answer is 1": without_zero,
            "error over the value": lambda b, K, k: 7.0 if k == 4 and b > 1 else votes()(b, K, k),
            "as the spins make them": lambda b, K, k: 7.0 if k >= 3 and b in (3, 7, 9) else votes()(b, K, k),
        },
        "untold": {"Both blocks vote": votes(power=3)},
    },
}
