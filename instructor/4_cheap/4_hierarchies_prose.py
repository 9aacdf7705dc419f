"""The numbers of the worked solutions to exercises 4.4, computed again: by roots, by plain sums over all stories."""

from itertools import product

import numpy as np
from prose import result
from scipy.optimize import brentq


def copied(s, t, p):
    return 1 - p if s == t else p


def says(noises):
    """Return what one leaf at the end of a chain of copies says: the log odds by a product of matrices."""
    channel = np.eye(2)
    for p in noises:
        channel = channel @ np.array([[1 - p, p], [p, 1 - p]])
    return np.log(channel[0, 0] / channel[1, 0])


def careful():
    """Return from which noise of α on the ten manuscripts win, by all stories of α."""

    def odds(p):
        likely = [sum(copied(y, a, p) * copied(a, 0, 0.1) ** 10 for a in (0, 1)) for y in (0, 1)]
        others = [sum(copied(y, b, 0.1) * copied(b, 1, 0.1) for b in (0, 1)) for y in (0, 1)]
        return np.log(likely[0] * others[0] ** 2 / (likely[1] * others[1] ** 2))

    return brentq(odds, 1e-3, 0.2)


def joint(p, editor=False, third=True):
    """Return {(y, x1, x2, x3): probability}, exactly or as the editor's tree has it."""
    table = {}
    for y, x1, x2, x3 in product((0, 1), repeat=4):
        total = 0.0
        for a, b in product((0, 1), repeat=2):
            scribe = copied(a, x3, p) * copied(b, x3, p) if editor else (copied(a, x3, p) + copied(b, x3, p)) / 2
            scribe = scribe if third else 0.5
            total += copied(y, a, p) * copied(y, b, p) * copied(a, x1, p) * copied(b, x2, p) * scribe
        table[y, x1, x2, x3] = total / 2
    return table


def chance(table, *x):
    return table[0, *x] / (table[0, *x] + table[1, *x])


def cases(**options):
    table = joint(0.1, **options)
    return [100 * chance(table, *x) for x in ((0, 0, 0), (0, 0, 1), (0, 1, 0))]


def bits(p, third=True):
    table, total = joint(p, third=third), 0.0
    for x in product((0, 1), repeat=3):
        weight = table[0, *x] + table[1, *x]
        total += sum(table[y, *x] * np.log2(2 * table[y, *x] / weight) for y in (0, 1))
    return total


def excess(p):
    exact, editor = joint(p), joint(p, editor=True)
    return sum(
        v * np.log2(chance(exact, *k[1:]) / chance(editor, *k[1:]) if k[0] == 0
                    else (1 - chance(exact, *k[1:])) / (1 - chance(editor, *k[1:])))
        for k, v in exact.items()
    )  # fmt: skip


ROWS = [
    result(r"β and γ say $-2\cdot⟦1.516⟧ = -⟦3.03⟧$", lambda: [says([0.1, 0.1]), 2 * says([0.1, 0.1])]),
    result(r"which exceeds 3.03 for $p < ⟦0.046⟧$", careful),
    result("Exactly: ⟦97.4⟧ %, ⟦82.0⟧ % and ⟦69.5⟧ % for A", cases),
    result("The editor's tree: ⟦98.5⟧ %, ⟦50⟧ % and ⟦89.0⟧ %", lambda: cases(editor=True)),
    result("posterior costs ⟦0.091⟧ bits more than the exact one, of $I(y; x) = ⟦0.569⟧$ bits",
           lambda: [excess(0.1), bits(0.1)]),
    result("Without the third manuscript ⟦0.515⟧ bits are left, a loss of ⟦0.054⟧",
           lambda: [bits(0.1, third=False), bits(0.1) - bits(0.1, third=False)]),
    result("At $p = 0.2$ it is ⟦0.048⟧ bits against a loss of ⟦0.042⟧",
           lambda: [excess(0.2), bits(0.2) - bits(0.2, third=False)]),
]  # fmt: skip

GIVEN = [
    "between ⟦0.01⟧ and ⟦0.45⟧",
    r"asked for to $⟦10^{-9}⟧$",
    r"in bits, to $⟦10^{-9}⟧$",
    r"shape `(n,)`, each to $⟦10^{-9}⟧$",
    r"whole numbers (`int64`) up to $⟦10^{12}⟧$",
    r"the columns $(⟦10^{12}⟧, ⟦10^{12}⟧ - 1)$ and $(⟦10^{12}⟧ - 1, ⟦10^{12}⟧ - 2)$ differ by $⟦10^{-24}⟧$",
    r"up to some $⟦10^{-16}⟧$",
    "in at most ⟦300⟧ words",
    "from ⟦0.01⟧ to ⟦0.4⟧",
    "For $p = ⟦0.1⟧$, what do both",
    "At $p = ⟦0.1⟧$ the editor's",
    "with 85 posteriors",
]
