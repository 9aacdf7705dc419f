"""Answers to the exercises of lesson 4.4 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

from fractions import Fraction
from itertools import product
from math import gcd

import numpy as np

# ---- families ------------------------------------------------------------------------------------------------------


def rooted(parents):
    return int(np.flatnonzero(np.asarray(parents) == -1)[0])


def odds_by(heard, leaf=None):
    """Return an answer to 4.4-1 with another law of one generation: ``heard(odds, noise, noise of the parent)``."""

    def answer(parents, noise, readings):
        def odds(v):
            if readings[v]:
                return np.inf * readings[v]
            return sum((heard(odds(c), noise[c], noise[v]) for c in np.flatnonzero(parents == v)), 0.0)

        return odds(rooted(parents))

    return answer


def bend(odds, noise, above=None):
    return 2 * np.arctanh((1 - 2 * noise) * np.tanh(odds / 2))


def known(odds, noise):
    return np.sign(odds) * np.log((1 - noise) / noise)


weigh = odds_by(bend)


def weigh_by_likelihoods(parents, noise, readings):
    def below(v):
        likelihood = np.array([readings[v] != -1, readings[v] != 1], dtype=float)
        for c in np.flatnonzero(parents == v):
            likelihood = likelihood * (np.array([[1 - noise[c], noise[c]], [noise[c], 1 - noise[c]]]) @ below(c))
        return likelihood

    a, b = below(rooted(parents))
    return np.log(a / b)


def stories(parents, noise, readings):
    """Return the shares of A of every text by going through all that may have happened."""
    n, weight, total = len(parents), np.zeros(len(parents)), 0.0
    lost = [v for v in range(n) if not readings[v]]
    for guess in product((1, -1), repeat=len(lost)):
        text = np.array(readings)
        text[lost] = guess
        likely = 1.0
        for v in range(n):
            if parents[v] >= 0:
                likely *= 1 - noise[v] if text[v] == text[parents[v]] else noise[v]
        weight, total = weight + likely * (text > 0), total + likely
    return weight / total


def weigh_by_stories(parents, noise, readings):
    share = stories(parents, noise, readings)[rooted(parents)]
    return np.log(share / (1 - share))


def votes(parents, noise, readings):
    total = 0.0
    for v in np.flatnonzero(readings):
        theta, u = 1.0, v
        while parents[u] >= 0:
            theta, u = theta * (1 - 2 * noise[u]), parents[u]
        total += readings[v] * 2 * np.arctanh(theta)
    return total


# ---- 4.4-2 ---------------------------------------------------------------------------------------------------------


def entropy(p):
    p = p[p > 0]
    return -np.sum(p * np.log2(p))


def told(table):
    return entropy(table.sum(axis=0)) + entropy(table.sum(axis=1)) - entropy(table.ravel())


def merged(joint, labels):
    return joint @ (labels[:, None] == np.arange(labels.max() + 1))


def price(joint, labels):
    return told(joint) - told(merged(joint, labels))


def price_by_groups(joint, labels):
    """The mean over labels of what the outcomes within one still tell."""
    total = 0.0
    for t in set(labels.tolist()):
        part = joint[:, labels == t]
        weight = part.sum()
        if weight > 0:
            total += weight * told(part / weight)
    return total


def price_within_unweighted(joint, labels):
    parts = [joint[:, labels == t] for t in set(labels.tolist())]
    return sum(told(part / part.sum()) for part in parts if part.sum() > 0)


# ---- 4.4-3 ---------------------------------------------------------------------------------------------------------


def labelled(counts, key):
    first, labels = {}, []
    for column in np.asarray(counts).T:
        column = [int(c) for c in column]
        labels.append(first.setdefault(key(column), len(first)) if any(column) else -1)
    return np.array(labels)


def smallest(counts):
    return labelled(counts, lambda c: tuple(k // gcd(*c) for k in c))


def smallest_by_fractions(counts):
    return labelled(counts, lambda c: tuple(Fraction(k, sum(c)) for k in c))


def smallest_by_products(counts):
    """Each column is compared with one of each label, across."""
    columns, found, labels = [[int(c) for c in column] for column in counts.T], [], []
    for column in columns:
        if not any(column):
            labels.append(-1)
            continue
        for label, other in enumerate(found):
            if all(a * sum(other) == b * sum(column) for a, b in zip(column, other, strict=True)):
                labels.append(label)
                break
        else:
            labels.append(len(found))
            found.append(column)
    return labels


def first_share(column):
    """The share of the first answer alone, the habit from two answers."""
    return Fraction(int(column[0]), sum(map(int, column)))


def by_wrapped_products(counts):
    """Products of NumPy's numbers, which wrap round."""
    found, labels = [], []
    for column in np.asarray(counts, dtype=np.int64).T:
        alike = [k for k, c in enumerate(found) if np.array_equal(np.outer(c, column), np.outer(column, c))]
        if not column.any():
            labels.append(-1)
        elif alike:
            labels.append(alike[0])
        else:
            labels.append(len(found))
            found.append(column)
    return labels


def smallest_sorted(counts):
    """Numbered by the proportions, and not by what comes first."""
    there = np.flatnonzero(counts.sum(axis=0) > 0)
    keys = [tuple(Fraction(int(k), int(counts[:, i].sum())) for k in counts[:, i]) for i in there]
    rank = {key: place for place, key in enumerate(sorted(set(keys), reverse=True))}
    labels = np.full(counts.shape[1], -1)
    labels[there] = [rank[key] for key in keys]
    return labels


def smallest_with_zeros(counts):
    first = {}
    return [first.setdefault(tuple(int(k) // max(gcd(*map(int, c)), 1) for k in c), len(first)) for c in counts.T]


# ---- 4.4-4 ---------------------------------------------------------------------------------------------------------


def sweeps(parents, noise, readings, take_off=True, down=True, everyone=False):
    n, root = len(parents), rooted(parents)
    order = [root]
    for v in order:
        order.extend(np.flatnonzero(parents == v).tolist())
    odds, up = np.array([np.inf * r if r else 0.0 for r in readings]), np.zeros(n)
    for v in order[:0:-1]:
        up[v] = bend(odds[v], noise[v])
        odds[parents[v]] += up[v]
    for v in order[1:] if down else ():
        odds[v] += bend(odds[parents[v]] - (up[v] if take_off else 0.0), noise[v])
    if everyone:
        odds = np.where(readings == 0, odds[root], odds)
    return 0.5 + 0.5 * np.tanh(odds / 2)


def by_each_root(parents, noise, readings):
    """Hang the tree up at each text in turn; the copies do not mind, since their noise is the same both ways."""
    near = [[] for _ in parents]
    for v, above in enumerate(parents):
        if above >= 0:
            near[v].append((int(above), noise[v]))
            near[above].append((v, noise[v]))

    def odds(v, came):
        if readings[v]:
            return np.inf * readings[v]
        return sum((bend(odds(u, v), p) for u, p in near[v] if u != came), 0.0)

    return [0.5 + 0.5 * np.tanh(odds(v, -1) / 2) for v in range(len(parents))]


def uncertain(parents, noise, readings):
    shares = stories(parents, noise, readings)
    return np.where(readings == 0, shares, 0.5)


ANSWERS = {
    "4.4-1": {
        "right": [weigh, weigh_by_likelihoods, weigh_by_stories],
        "wrong": {
            "The sign is turned round": lambda *family: -weigh(*family),
            "This is half of the log odds": lambda *family: weigh(*family) / 2,
            "This is the probability of A": lambda *family: 1 / (1 + np.exp(-weigh(*family))),
            "logarithms to base 2": lambda *family: weigh(*family) / np.log(2),
            "tanh λ in it where it needs": odds_by(lambda odds, p, _: 2 * np.arctanh((1 - 2 * p) * np.tanh(odds))),
            "handed on as they are": odds_by(lambda odds, p, _: odds if np.isfinite(odds) else known(odds, p)),
            "right for small λ alone": odds_by(
                lambda odds, p, _: (1 - 2 * p) * odds if np.isfinite(odds) else known(odds, p)
            ),
            "copied *from*": odds_by(lambda odds, p, above: bend(odds, above)),
            "a vote of its own": votes,
            "θ is 1 − 2p": odds_by(lambda odds, p, _: bend(odds, p / 2)),
            "what its children say": lambda parents, noise, readings: float(np.sum(readings)),
        },
        "untold": {
            "half of the log odds": lambda *family: 0.0,
            "The sign is turned round": lambda *family: weigh(*family) * 1.01,
            "This is the probability of A": lambda *family: weigh(*family) + 10,
        },
    },
    "4.4-2": {
        "right": [price, price_by_groups],
        "wrong": {
            "These are nats": lambda *given: price(*given) * np.log(2),
            "The sign is turned round": lambda *given: -price(*given),
            "what the labels still tell": lambda joint, labels: told(merged(joint, labels)),
            "whatever the labels": lambda joint, labels: told(joint),
            "H(x) − H(T)": lambda joint, labels: (
                entropy(joint.sum(axis=0)) - entropy(merged(joint, labels).sum(axis=0))
            ),
            "you return": price_within_unweighted,
            "Holds only roughly": lambda *given: price(*given) + 3e-8,
        },
        "untold": {"These are nats": lambda *given: 0.0},
    },
    "4.4-3": {
        "right": [smallest, smallest_by_fractions, smallest_by_products],
        "wrong": {
            "a column and twice it": lambda counts: labelled(counts, tuple),
            "Use whole numbers": lambda counts: labelled(counts, lambda c: tuple(np.array(c) / sum(c))),
            "rounded before they are compared": lambda counts: labelled(
                counts, lambda c: tuple(np.round(np.array(c) / sum(c), 9))
            ),
            "by the answer that is most probable": lambda counts: labelled(counts, lambda c: int(np.argmax(c))),
            "labels count from 0": smallest_sorted,
            "what never occurs has −1": smallest_with_zeros,
            "although their proportions differ": by_wrapped_products,
            "their proportions differ": lambda counts: labelled(counts, first_share),
            "share a label although": lambda counts: np.where(counts.any(axis=0), 0, -1),
            "different labels": lambda counts: np.where(counts.any(axis=0), np.cumsum(counts.any(axis=0)) - 1, -1),
        },
        "untold": {"Columns are compared as they are": smallest_sorted},
    },
    "4.4-4": {
        "right": [sweeps, by_each_root, stories],
        "wrong": {
            "the probabilities of B": lambda *family: 1 - sweeps(*family),
            "nothing of the rest of the family": lambda *family: sweeps(*family, down=False),
            "hears its own word again": lambda *family: sweeps(*family, take_off=False),
            "the original's probability": lambda *family: sweeps(*family, everyone=True),
            "The lost texts are right": uncertain,
            "The worst is off by 0.5": lambda parents, noise, readings: np.full(len(parents), 0.5),
            "every text has the share of all stories": lambda parents, noise, readings: (1 + readings) / 2,
        },
        "untold": {"hears its own word again": lambda *family: 1 - sweeps(*family)},
    },
}
