"""The numbers in the prose of lesson 4.4: stories of families one by one, counts by dictionaries, roots by brentq."""

import math
from collections import Counter
from functools import cache
from itertools import product

from prose import at_least, at_most, result
from scipy.optimize import brentq

from physdl.cheap import mutual_information, posterior_classes

P = 0.1


def copied(s, t, p=P):
    return 1 - p if s == t else p


def original(manuscripts, fourth=False, p=P):
    """Return the probability of A by the stories of the original and of its three copies, in per cent."""
    story = [0.0, 0.0]
    for y, a, b, c in product((0, 1), repeat=4):
        likely = copied(y, a) * copied(y, b) * copied(y, c) * copied(a, 0) ** manuscripts
        likely *= copied(b, 1) * copied(c, 1) * (copied(y, 0) if fourth else 1.0)
        story[y] += likely
    return 100 * story[0] / sum(story)


def lost_by_cells():
    """Return how many bits 120 cells lose beside 1,000, at most, at the noises of the figure and at the border."""
    noises = [*(0.05 + 0.025 * k for k in range(9)), (1 - math.sqrt(0.5)) / 2]
    bits = [[mutual_information(posterior_classes(n, p, cells)) for cells in (120, 1000)] for p in noises
            for n in range(1, 13)]  # fmt: skip
    return max(fine - coarse for coarse, fine in bits)


@cache
def messages(depth, p=P):
    """Return {(likelihoods rounded): (multiplicity, p(x | A), p(x | B))} of a node, siblings in any order."""
    below = {(1.0, 0.0): (1, 1.0, 0.0), (0.0, 1.0): (1, 0.0, 1.0)}
    for _ in range(depth):
        heard = [(n, (1 - p) * a + p * b, p * a + (1 - p) * b) for n, a, b in below.values()]
        found = {}
        for (n, a, b), (m, c, d) in product(heard, repeat=2):
            key = round(math.log(a * c / (b * d)), 10) + 0.0
            k, e, f = found.get(key, (0, 0.0, 0.0))
            found[key] = (k + n * m, e + a * c, f + b * d)
        below = found
    return below


def plog(p):
    return p * math.log2(p) if p > 0 else 0.0


def information(pairs):
    """Return the bits in outcomes with these likelihoods (under A, under B), both answers alike."""
    return 1 + sum(plog(a / 2) + plog(b / 2) - plog((a + b) / 2) for a, b in pairs)


def bits(depth, p=P):
    return information([(a, b) for _, a, b in messages(depth, p).values()])


@cache
def by_number(depth, p=P):
    """Return the likelihoods of the number of B's, by dictionaries of counts."""
    below = [{0: 1.0}, {1: 1.0}]
    for _ in range(depth):
        heard = [{k: copied(s, 0, p) * below[0].get(k, 0) + copied(s, 1, p) * below[1].get(k, 0)
                  for k in {*below[0], *below[1]}} for s in (0, 1)]  # fmt: skip
        below = []
        for one in heard:
            total = Counter()
            for (j, a), (k, b) in product(one.items(), repeat=2):
                total[j + k] += a * b
            below.append(total)
    return [(below[0][k], below[1][k]) for k in below[0]]


def right(pairs):
    return 100 * sum(max(a, b) / 2 for a, b in pairs)


@cache
def cheapest():
    """Return what is kept with fewer and fewer values, in per cent: neighbours merged, the cheapest pair first."""
    values = sorted(((a, b) for _, a, b in messages(4).values()), key=lambda v: v[0] / v[1])
    full, kept = information(values), {}

    def price(one, other):
        return information([one, other]) - information([(one[0] + other[0], one[1] + other[1])])

    while len(values) > 1:
        kept[len(values)] = 100 * information(values) / full
        at = min(range(len(values) - 1), key=lambda i: price(values[i], values[i + 1]))
        (a, b), (c, d) = values[at : at + 2]
        values[at : at + 2] = [(a + c, b + d)]
    return kept


def layer_entropies():
    """Return the entropy of the outcomes and of the root's value, in bits: what the layers drop."""
    leaves = 0.0
    for _, a, b in _outcomes():
        leaves -= plog((a + b) / 2)
    root = -sum(plog((a + b) / 2) for _, a, b in messages(4).values())
    return leaves - root


@cache
def _outcomes(depth=4, p=P):
    """Return (1, p(x | A), p(x | B)) of every outcome."""
    below = [(1, 1.0, 0.0), (1, 0.0, 1.0)]
    for _ in range(depth):
        heard = [(1, (1 - p) * a + p * b, p * a + (1 - p) * b) for _, a, b in below]
        below = [(1, a * c, b * d) for (_, a, b), (_, c, d) in product(heard, repeat=2)]
    return below


def border():
    """Return where the count's squared correlation neither grows nor falls in the long run, in per cent."""

    def ratio(p, n=400, b=2):
        theta = 1 - 2 * p
        x = b * theta**2
        return x**n / (1 + (b - 1) / b * sum(x**k for k in range(1, n + 1)))

    grows = brentq(lambda p: math.log(ratio(p, 800) / ratio(p, 400)) + math.log(2), 0.1, 0.2)
    return 100 * grows


def walsh():
    """Return how many odd products of sixteen spins there are."""
    return sum(math.comb(16, k) for k in range(1, 17, 2))


def disagree(careless):
    """Return the log odds of one copy with 5 % wrong against some with 20 %."""
    return math.log(0.95 / 0.05) - careless * math.log(0.8 / 0.2)


def share(odds):
    return 100 / (1 + math.exp(-odds))


def leaf_says(copies):
    theta = (1 - 2 * P) ** copies
    return math.log((1 + theta) / (1 - theta))


ROWS = [
    result("One manuscript from α would leave ⟦18⟧ %", lambda: original(1)),
    result("⟦Thirty⟧ per cent: B is the better guess", lambda: original(10), reads={"Thirty": 30}, digits=1),
    result("no number of them could bring A to ⟦one third⟧", lambda: original(300), reads={"one third": 33.3},
           bound=at_most),
    result("have 16 manuscripts and ⟦65,536⟧ ways to read", lambda: len(_outcomes())),
    result(r"it lies at $p = \tfrac12(1 - \sqrt{\tfrac12}) = ⟦14.6⟧$ %", border),
    result("It is near ⟦15⟧ %", border),
    result("then come ⟦5⟧, ⟦13⟧, ⟦85⟧ and ⟦3,613⟧", lambda: [len(messages(n)) for n in (2, 3, 4, 5)], slow=True),
    result('keep ⟦91⟧ % of the information of ⟦65,536⟧ outcomes; twelve keep ⟦99.6⟧ %',
           lambda: [cheapest()[3], len(_outcomes()), cheapest()[12]]),
    result("more than ⟦six⟧ in all", layer_entropies, bound=at_least),
    result("up to ⟦4,096⟧ manuscripts", lambda: 2**12),
    result("has ⟦32,768⟧ to make", walsh),
    result("is right in ⟦85.27⟧ % of all families, the best guess in ⟦85.42⟧ %",
           lambda: [right(by_number(4)), right([(a, b) for _, a, b in messages(4).values()])]),
    result(r"says $\ln 9 = ⟦2.20⟧$", lambda: math.log(0.9 / 0.1)),
    result(r"say $-\ln(⟦0.82⟧/⟦0.18⟧) = -⟦1.52⟧$ each",
           lambda: [copied(0, 0) ** 2 + copied(0, 1) ** 2, 2 * copied(0, 0) * copied(0, 1), leaf_says(2)]),
    result(r"The four add up to $⟦1.36⟧$",
           lambda: math.log(original(10, True) / (100 - original(10, True)))),
    result("has ⟦256⟧ readings and says one of ⟦13⟧ things", lambda: [len(_outcomes(3)), len(messages(3))]),
    result(r"$A$ has $1/(1 + e^{-1.36}) = ⟦80⟧$ %", lambda: original(10, True)),
    result(r"$\ln19 - \ln4 = ⟦1.56⟧$, so ⟦83⟧ %", lambda: [disagree(1), share(disagree(1))]),
    result(r"Careless ones say $\ln 4 = ⟦1.39⟧$ each, and $\ln19 = ⟦2.94⟧$",
           lambda: [math.log(0.8 / 0.2), math.log(0.95 / 0.05)]),
    result("no more than ⟦0.0002⟧ bits below", lost_by_cells, bound=at_most, slow=True),
    result(r"two are not enough, $⟦2.77⟧ < 2.94$", lambda: 2 * math.log(0.8 / 0.2)),
]  # fmt: skip

GIVEN = [
    "below those from a ⟦1,000⟧th",
    "in the same ⟦120⟧th of the whole range",
    "the smallest is above 1e-11",
    "all 25 values within 1e-12",
    "once with 5 % wrong, once with 20 %",
    "**The noise is 20 %,",
    "Ten generations, 1,024 manuscripts",
    "Artificial Intelligence (1982), 133–136",
]
