"""Answers to the exercises of lesson 4.6 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import itertools

import numpy as np


def spins_of(n):
    return np.array([[1 if a >> i & 1 else -1 for i in range(n)] for a in range(2**n)])


def half(n, K, parity, rate=2.0):
    """The matrix of a half sweep, state by state and spin by spin."""
    s = spins_of(n)
    result = np.zeros((2**n, 2**n))
    asked = range(parity, n, 2)
    for a in range(2**n):
        for new in itertools.product((0, 1), repeat=n // 2):
            b, chance = a, 1.0
            for i, up in zip(asked, new, strict=True):
                h = s[a, (i - 1) % n] + s[a, (i + 1) % n]
                p = 1 / (1 + np.exp(-rate * K * h))
                chance *= p if up else 1 - p
                b = b | 1 << i if up else b & ~(1 << i)
            result[a, b] = chance
    return result


def sweep(n, K):
    return half(n, K, 0) @ half(n, K, 1)


def in_turn(n, K):
    """The matrix of a sweep that asks one spin after the other."""
    result = np.eye(2**n)
    for site in range(n):
        step = np.zeros((2**n, 2**n))
        for a in range(2**n):
            s = spins_of(n)[a]
            up = 1 / (1 + np.exp(-2 * K * (s[site - 1] + s[(site + 1) % n])))
            step[a, a | 1 << site] += up
            step[a, a & ~(1 << site)] += 1 - up
        result = result @ step
    return result


def turned_bits(n, K):
    """The right matrix in another numbering: spin 0 is the highest bit."""
    order = [sum((a >> i & 1) << (n - 1 - i) for i in range(n)) for a in range(2**n)]
    return sweep(n, K)[np.ix_(order, order)]


def metropolis(n, K):
    result = np.eye(2**n)
    for parity in (0, 1):
        step = np.eye(2**n)
        for site in range(parity, n, 2):
            one = np.zeros((2**n, 2**n))
            for a in range(2**n):
                s = spins_of(n)[a]
                turn = min(1.0, np.exp(-2 * K * s[site] * (s[site - 1] + s[(site + 1) % n])))
                one[a, a ^ 1 << site] += turn
                one[a, a] += 1 - turn
            step = step @ one
        result = result @ step
    return result


def all_at_once(n, K):
    s = spins_of(n)
    h = np.roll(s, 1, axis=1) + np.roll(s, -1, axis=1)
    up = 1 / (1 + np.exp(-2 * K * h))
    return np.prod(np.where(s[None] > 0, up[:, None], 1 - up[:, None]), axis=2)


def law(n, K):
    s = spins_of(n)
    w = np.exp(K * np.sum(s * np.roll(s, 1, axis=1), axis=1))
    return np.tile(w / w.sum(), (2**n, 1))


def by_loops(memory, variance, n):
    total = 0.0
    for i in range(n):
        for j in range(n):
            t = abs(i - j)
            total += variance if t == 0 else variance * memory[t - 1] if t <= len(memory) else 0.0
    return total**0.5 / n


def by_pairs(memory, variance, n):
    return np.sqrt(variance * (n + 2 * sum((n - t) * r for t, r in enumerate(memory, 1) if t < n))) / n


def root(total):
    return lambda memory, variance, n: float(np.sqrt(variance / n * total(np.array(memory, float), n)))


def weighted(rho, n):
    return sum((1 - t / n) * r for t, r in enumerate(rho, 1) if t < n)


def sizes(wrap=True, right_bonds=True, down_bonds=True, turned=False, singles=True):
    def answer(right, down):
        if turned:
            right, down = down, right
        right, down = np.array(right), np.array(down)
        label = np.arange(right.size).reshape(right.shape)
        while True:
            old = label.copy()
            for axis, bond, used in ((1, right, right_bonds), (0, down, down_bonds)):
                for k in range(bond.size if used else 0):
                    i, j = divmod(k, bond.shape[1])
                    near = ((i + (axis == 0)) % bond.shape[0], (j + (axis == 1)) % bond.shape[1])
                    inside = near[0] > i or near[1] > j
                    if bond[i, j] and (wrap or inside):
                        label[i, j] = label[near] = min(label[i, j], label[near])
            if (label == old).all():
                break
        count = np.unique(label, return_counts=True)[1]
        return sorted((int(c) for c in count if c > 1 or singles), reverse=True)

    return answer


def one_pass(right, down):
    right, down = np.array(right), np.array(down)
    label = np.arange(right.size).reshape(right.shape)
    label = np.where(right, np.minimum(label, np.roll(label, -1, 1)), label)
    label = np.where(down, np.minimum(label, np.roll(label, -1, 0)), label)
    return np.sort(np.unique(label, return_counts=True)[1])[::-1]


def moments(S, M, g, K):
    S, M = np.array(S, float), np.array(M, float)
    w = np.array(g, float) * np.exp(K * (S - (S.max() if K > 0 else S.min())))
    w /= w.sum()
    return [w @ A for A in (M**2, M**4, S, M**2 * S, M**4 * S)]


def slope(twice=2.0, cov=True, top=True, bottom=True, sign=1.0):
    def answer(S, M, g, K):
        a, b, s, x, y = moments(S, M, g, K)
        x, y = (x - a * s, y - b * s) if cov else (x, y)
        return sign * ((twice * a * x / b if top else 0) - (a * a * y / b**2 if bottom else 0))

    return answer


def by_logarithm(S, M, g, K):
    a, b, s, x, y = moments(S, M, g, K)
    return a * a / b * (2 * (x / a - s) - (y / b - s))


def central(S, M, g, K):
    Q = [(m[0] ** 2 / m[1]) for m in (moments(S, M, g, K + d) for d in (-1e-5, 1e-5))]
    return (Q[1] - Q[0]) / 2e-5


def coarse(S, M, g, K):
    Q = [(m[0] ** 2 / m[1]) for m in (moments(S, M, g, K + d) for d in (0, 0.01))]
    return (Q[1] - Q[0]) / 0.01


ANSWERS = {
    "4.6-1": {
        "right": [sweep, lambda n, K: (half(int(n), K, 0) @ half(int(n), K, 1)).tolist()],
        "wrong": {
            "The odd ones have to see the even ones": all_at_once,
            "In this numbering the odd spins are asked first": lambda n, K: half(n, K, 1) @ half(n, K, 0),
            "Rows and columns are exchanged": lambda n, K: sweep(n, K).T,
            "A 2 is missing in the exponent": lambda n, K: half(n, K, 0, 1.0) @ half(n, K, 1, 1.0),
            "mean of the two half sweeps": lambda n, K: (half(n, K, 0) + half(n, K, 1)) / 2,
            "half sweep of the even spins alone": lambda n, K: half(n, K, 0),
            "Each row is the law itself": law,
            "sign of the exponent": lambda n, K: sweep(n, -K),
            "one after the other": in_turn,
            "In this numbering": turned_bits,
            "Metropolis": metropolis,
            "as their neighbours stand": lambda n, K: np.eye(2**n),
        },
        "untold": {
            "one after the other": lambda n, K: half(n, K, 1) @ half(n, K, 0),
            "Each row is the law itself": lambda n, K: np.full((2**n, 2**n), 0.5**n) + 1e-3,
        },
    },
    "4.6-2": {
        "right": [by_loops, by_pairs],
        "wrong": {
            "taken for independent": root(lambda rho, n: 1.0),
            "the limit of many samples": root(lambda rho, n: 1 + 2 * rho.sum()),
            "counts twice": root(lambda rho, n: 1 + weighted(rho, n)),
            "The root is missing": lambda memory, variance, n: by_pairs(memory, variance, n) ** 2,
            "standard deviation of one sample": lambda memory, variance, n: variance**0.5,
            "begins with 1 for t = 0": root(lambda rho, n: 2 * weighted(rho, n)),
            "belongs to one step": root(
                lambda rho, n: 1 + 2 * sum((1 - t / n) * r for t, r in enumerate(rho) if t < n)
            ),
            "sum of all covariances": lambda memory, variance, n: 0.0,
            "divided by n − 1": lambda memory, variance, n: by_pairs(memory, variance, n) * (n / (n - 1)) ** 0.5,
        },
        "untold": {"taken for independent": lambda memory, variance, n: 1.1 * by_pairs(memory, variance, n)},
    },
    "4.6-3": {
        "right": [sizes(), lambda right, down: np.array(sizes()(right, down), float)],
        "wrong": {
            "round its edges": sizes(wrap=False),
            "Bonds downwards are not used": sizes(down_bonds=False),
            "Bonds to the right are not used": sizes(right_bonds=False),
            "The smallest comes first": lambda right, down: sizes()(right, down)[::-1],
            "Sites without a bond": sizes(singles=False),
            "are exchanged": sizes(turned=True),
            "walking along the bonds": one_pass,
            "not in order": lambda right, down: sizes()(right, down)[1:] + sizes()(right, down)[:1],
            "those downwards do not": lambda right, down: sizes()(right, [*down[:-1], [0] * len(down[0])]),
            "those to the right do not": lambda right, down: sizes()([[*row[:-1], 0] for row in right], down),
        },
        "untold": {"round its edges": one_pass, "not in order": one_pass},
    },
    "4.6-4": {
        "right": [slope(), by_logarithm],
        "wrong": {
            "Products of means are not subtracted": slope(cov=False),
            "has a factor 2": slope(twice=1.0),
            "The denominator depends": slope(bottom=False),
            "The numerator depends": slope(top=False),
            "minus the slope": slope(sign=-1.0),
            "weighted with exp(−KS)": lambda S, M, g, K: by_logarithm(S, M, g, -K),
            "weighted with exp(−KS). The law": lambda S, M, g, K: -by_logarithm(S, M, g, -K),
            "close by": central,
            "slope of Binder's cumulant": lambda S, M, g, K: (
                by_logarithm(S, M, g, K) / (3 * (moments(S, M, g, K)[0] ** 2 / moments(S, M, g, K)[1]) ** 2)
            ),
            "left out of the weights": lambda S, M, g, K: by_logarithm(S, M, [1] * len(S), K),
            "the ratio itself": lambda S, M, g, K: moments(S, M, g, K)[0] ** 2 / moments(S, M, g, K)[1],
            "at couplings close by": coarse,
        },
        "untold": {"The sign is turned": lambda S, M, g, K: 1.1 * by_logarithm(S, M, g, K)},
    },
}
