"""The numbers of the worked solutions to exercises 4.2, counted again by turning and shifting pairs."""

from itertools import combinations, product

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


ROWS = [
    result("⟦eight⟧ neighbours, ⟦four⟧ couplings", square),
    result("act on the ⟦66⟧ pairs", lambda: turned_by_three()[1]),
    result("So $60/4 + 3 = ⟦18⟧$ couplings instead of ⟦66⟧", lambda: list(turned_by_three())),
    result("and ⟦48⟧ measurements less", lambda: turned_by_three()[1] - turned_by_three()[0]),
    result("30 states tell ⟦0.14⟧ from ⟦1.4⟧", lambda: [0.1 * 2**0.5, (2 * 1.01) ** 0.5]),
]
GIVEN = ["no more than ⟦300⟧ words", "about $\\sqrt{2(1 + ⟦0.01⟧)}$"]
