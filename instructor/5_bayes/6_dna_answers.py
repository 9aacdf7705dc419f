"""Answers to the exercises of lesson 5.6 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

from collections import Counter

import numpy as np

WORDS = ("AA", "AC", "AG", "AT", "CA", "CC", "CG", "GA", "GC", "TA")
PARTNERS = dict(zip("ACGT", "TGCA", strict=True))


def pairs(step=1, turned=True, paired=True, own=1, folded=True):
    """Return a count of pairs as text, right unless something is changed."""

    def answer(read, gap):
        text = "".join("ACGT"[x] for x in read)
        count = Counter(a + b for a, b in zip(text, text[gap + step :], strict=False))
        found = []
        for word in WORDS:
            other = word[::-1] if turned else word
            other = "".join(PARTNERS[x] for x in other) if paired else other
            if other == word:
                found.append(own * count[word])
            else:
                found.append(count[word] + (count[other] if folded else 0))
        return found

    return answer


def pairs_on_both_strands(read, gap):
    """Count on both strands, and halve what was counted twice: everything."""
    table = np.zeros((4, 4), int)
    for strand in (list(read), [3 - x for x in reversed(read)]):
        for i in range(len(strand) - gap - 1):
            table[strand[i], strand[i + gap + 1]] += 1
    order = [("ACGT".index(word[0]), "ACGT".index(word[1])) for word in WORDS]
    return np.array([table[pair] / (2 if sum(pair) == 3 else 1) for pair in order])


def promise(half=0.5, metric=0.5, mean=True, prior=1.0):
    """Return the promise by one large matrix, right unless something is changed."""

    def answer(x, labels, weights, precision):
        x, W = np.array(x, float), np.array(weights, float)
        d, K = W.shape
        p = np.exp(x @ W)
        p /= p.sum(axis=1, keepdims=True)
        slope = sum(np.outer(row, q - np.eye(K)[c]) for row, q, c in zip(x, p, labels, strict=True))
        slope = (slope + prior * precision * W).T.ravel()  # class after class
        keep = np.eye(K) - mean * np.ones((K, K)) / K
        B = np.block([[metric * keep[a, b] * x.T @ x for b in range(K)] for a in range(K)])
        return half * slope @ np.linalg.inv(B + precision * np.eye(d * K)) @ slope

    return answer


def promise_by_largest_descent(x, labels, weights, precision):
    """The largest value of what the quadratic form allows, along the eigenvectors of XᵀX."""
    x, W = np.array(x, float), np.array(weights, float)
    K = W.shape[1]
    p = np.exp(x @ W)
    p /= p.sum(axis=1, keepdims=True)
    slope = x.T @ (p - np.eye(K)[np.array(labels)]) + precision * W
    size, turn = np.linalg.eigh(x.T @ x)
    rows = turn.T @ slope
    mean = rows.mean(axis=1)
    rest = np.sum((rows - mean[:, None]) ** 2, axis=1)
    return float(np.sum(rest / (size / 2 + precision) + K * mean**2 / precision) / 2)


def centred(x, labels, weights, precision):
    W = np.array(weights, float)
    return promise()(x, labels, W - W.mean(axis=1, keepdims=True), precision)


def other_order(x, labels, weights, precision):
    x, W = np.array(x, float), np.array(weights, float)
    d, K = W.shape
    p = np.exp(x @ W)
    p /= p.sum(axis=1, keepdims=True)
    slope = (x.T @ (p - np.eye(K)[np.array(labels)]) + precision * W).ravel()
    whole = np.kron(np.eye(K) - 1 / K, x.T @ x / 2) + precision * np.eye(d * K)
    return float(slope @ np.linalg.solve(whole, slope) / 2)


def worth_by_pairs(sizes, rho):
    group = [g for g, m in enumerate(sizes) for _ in range(m)]
    total = sum(1.0 if i == j else rho * (a == b) for i, a in enumerate(group) for j, b in enumerate(group))
    return len(group) ** 2 / total


def worth_by_groups(sizes, rho):
    """By the variances of the groups' means, each with its weight."""
    n = sum(sizes)
    return 1 / sum((m / n) ** 2 * (rho + (1 - rho) / m) for m in sizes)


def leaks_by_letters(starts, held, length, shared):
    """Walk through all pairs and count their letters."""
    count = 0
    learned = [s for s, out in zip(starts, held, strict=True) if not out]
    for s, out in zip(starts, held, strict=True):
        if out and any(min(s, t) + length - max(s, t) >= shared for t in learned):
            count += 1
    return count


def leaks_by_all(starts, held, length, shared, *, near=None, twice=False, other=False):
    starts, held = np.array(starts), np.array(held, bool)
    mine, theirs = (starts[~held], starts[held]) if other else (starts[held], starts[~held])
    apart = np.abs(mine[:, None] - theirs[None, :])
    close = near(apart, length, shared) if near else apart + shared <= length
    return np.sum(close) if twice else np.sum(close.any(axis=1))


def by_all(**changes):
    return lambda *case: leaks_by_all(*case, **changes)


ANSWERS = {
    "5.6-1": {
        "right": [pairs(), pairs_on_both_strands, lambda read, gap: np.array(pairs()(read, gap), np.float32)],
        "wrong": {
            "gap + 1 places after the first": pairs(step=0),
            "are their own partners: once each": pairs(own=2),
            "as they stand": pairs(folded=False),
            "The partner is turned round as well": pairs(turned=False),
            "Turned round, but not paired": pairs(paired=False),
            "one place earlier": pairs(step=2),
            "each place where a pair fits": lambda read, gap: [0] * 10,
        },
        "untold": {
            "as they stand": lambda read, gap: [2 * x for x in pairs()(read, gap)],
            "once each": lambda read, gap: pairs()(read, gap)[::-1],
        },
    },
    "5.6-2": {
        "right": [promise(), promise_by_largest_descent],
        "wrong": {
            "Half of that": promise(half=1.0),
            "The mean over the classes has no share": promise(mean=False),
            "The metric has a ½ before": promise(metric=1.0),
            "The prior is missing in the slope": promise(prior=0.0),
            "mean over the classes has no effect": centred,
            "run class after class": other_order,
            "The sign is turned": promise(half=-0.5),
            "the promise is that": lambda x, labels, weights, precision: 0.0,
        },
        "untold": {
            "Half of that": promise(half=2.0),
            "The metric has a ½ before": promise(metric=2.0),
        },
    },
    "5.6-3": {
        "right": [worth_by_pairs, worth_by_groups],
        "wrong": {
            "the mean size stands": lambda m, r: sum(m) / (1 + (np.mean(m) - 1) * r),
            "has m − 1 others": lambda m, r: sum(m) ** 2 / sum(k + k * k * r for k in m),
            "That is the number of groups": lambda m, r: len(m),
            "That is the number of data": lambda m, r: sum(m),
            "Each group was given its own worth": lambda m, r: sum(k / (1 + (k - 1) * r) for k in m),
            "That is the factor by which": lambda m, r: sum(k * (1 + (k - 1) * r) for k in m) / sum(m),
        },
        "untold": {"has m − 1 others": lambda m, r: sum(m) / (1 + max(m) * r)},
    },
    "5.6-4": {
        "right": [leaks_by_letters, leaks_by_all],
        "wrong": {
            "Any touch was counted": by_all(near=lambda apart, length, shared: apart < length),
            "Who shares exactly": by_all(near=lambda apart, length, shared: length - apart > shared),
            "are not reads that share so many": by_all(near=lambda apart, length, shared: apart <= shared),
            "A read that leaks twice": by_all(twice=True),
            "not the learned ones": by_all(other=True),
            "at one place are two reads": lambda starts, held, length, shared: leaks_by_all(
                *zip(*sorted(set(zip(starts, held, strict=True))), strict=True), length, shared
            ),
            "least of nothing": lambda starts, held, length, shared: sum(
                min(abs(s - t) for t, out in zip(starts, held, strict=True) if not out) + shared <= length
                for s, mine in zip(starts, held, strict=True)
                if mine
            ),
            "a read leaks if it shares": lambda starts, held, length, shared: sum(held),
        },
        "untold": {"A read that leaks twice": lambda *case: 2 * leaks_by_all(*case)},
    },
}
