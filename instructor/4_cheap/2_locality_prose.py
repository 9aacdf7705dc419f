"""The numbers of the worked solutions to exercises 4.2, counted again by turning and shifting pairs."""

from itertools import combinations, product

import numpy as np
from prose import result


def classes(sites, moves, near):
    """Return how many classes of pairs there are, and how many pairs."""
    pairs = [frozenset(p) for p in combinations(sites, 2) if near(*p)]
    return len({frozenset(frozenset(move(site) for site in pair) for move in moves) for pair in pairs}), len(pairs)


def turned_by_three():
    return classes(range(12), [lambda i, k=k: (i + k) % 12 for k in (0, 3, 6, 9)], lambda i, j: True)


def square():
    sites = list(product(range(5), repeat=2))
    near = lambda a, b: all(min((i - j) % 5, (j - i) % 5) <= 1 for i, j in zip(a, b, strict=True))
    moves = [lambda s, u=u, v=v: ((s[0] + u) % 5, (s[1] + v) % 5) for u, v in sites]
    count, pairs = classes(sites, moves, near)
    return [2 * pairs / len(sites), count]


def silent():
    """Return at how many states no coupling hears a turn by one, two, four or five sites, and how many there are."""
    s = np.array(list(product((-1, 1), repeat=12)))
    sums = np.zeros((len(s), 12, 7))
    for i, j in combinations(range(12), 2):
        d = min(j - i, 12 - j + i)
        sums[:, (i if j - i == d else j) % (6 if d == 6 else 12) % 3, d] += s[:, i] * s[:, j]
    sums = sums.reshape(len(s), -1)
    place = (s > 0) @ 2 ** np.arange(11, -1, -1)
    assert np.array_equal(place, np.arange(len(s)))
    moved = [sums[(np.roll(s, turn, axis=1) > 0) @ 2 ** np.arange(11, -1, -1)] for turn in (3, 1, 2, 4, 5)]
    same = [int(np.all(each == sums, axis=1).sum()) for each in moved]
    assert same[0] == len(s)
    return [max(same[1:]), len(s)]


def moved(turn):
    """Return the couplings of all pairs for each class of a turn by three, and where a turn takes each pair."""
    pairs = list(combinations(range(12), 2))
    place = {frozenset(pair): k for k, pair in enumerate(pairs)}
    orbit = [frozenset(frozenset((i + k) % 12 for i in pair) for k in (0, 3, 6, 9)) for pair in pairs]
    table = np.array([[each == one for one in dict.fromkeys(orbit)] for each in orbit], dtype=float)
    return table, np.array([place[frozenset((i + turn) % 12 for i in pair)] for pair in pairs])


def fixing():
    """Return how many good states fix the difference of an energy and the turned one: each adds to the rank."""
    s = np.random.default_rng(66).choice([-1.0, 1.0], size=(200, 12))
    i, j = np.triu_indices(12, 1)
    products = s[:, i] * s[:, j]
    turned = products[:, moved(3)[1]]
    chosen = np.zeros((0, len(i)))
    for row in turned - products:
        more = np.vstack([chosen, row])
        if np.linalg.matrix_rank(more) == len(more):
            chosen = more
    return len(chosen)


def unrelated():
    """Return between which shares of the spread nine draws in ten of the couplings differ from the turned ones."""
    table, to = moved(1)
    couplings = table @ np.random.default_rng(9).standard_normal((table.shape[1], 4000))
    share = np.linalg.norm(couplings[to] - couplings, axis=0) / np.linalg.norm(couplings, axis=0)
    return np.quantile(np.hypot(share, 2**0.5 * 0.1), [0.05, 0.95])


ROWS = [
    result("⟦eight⟧ neighbours, ⟦four⟧ couplings", square),
    result("act on the ⟦66⟧ pairs", lambda: turned_by_three()[1]),
    result("So $60/4 + 3 = ⟦18⟧$ couplings instead of ⟦66⟧", lambda: list(turned_by_three())),
    result("at all but ⟦16⟧ of the ⟦4,096⟧ states", silent),
    result("is proved by ⟦48⟧ good states", fixing),
    result("in each of the ⟦18⟧ classes, which leaves $⟦66⟧ - 18$ unknowns", lambda: list(turned_by_three())),
    result("with random couplings ⟦1.1⟧ to ⟦1.6⟧ of the spread", unrelated),
    result("and ⟦48⟧ measurements less", lambda: turned_by_three()[1] - turned_by_three()[0]),
    result("30 states tell ⟦0.14⟧ from ⟦1.1⟧", lambda: [0.1 * 2**0.5, unrelated()[0]]),
]
GIVEN = ["no more than ⟦300⟧ words"]
