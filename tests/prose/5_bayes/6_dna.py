"""The numbers in the prose of lesson 5.6: words counted as text, another minimiser, reads drawn anew."""

import gzip
import math
from functools import cache
from itertools import pairwise, product
from pathlib import Path

import numpy as np
from prose import result
from scipy.optimize import minimize
from scipy.special import logsumexp

FILES = (
    *("phage_phix174", "hiv1", "yersinia_plasmid_ppcp1", "deformed_wing_virus", "phage_lambda"),
    *("drosophila_bac_bacr25b3", "arabidopsis_chloroplast", "ecoli_536"),
)
FOLDER = Path(__file__).resolve().parents[3] / "physdl" / "data" / "genomes"
OTHER = str.maketrans("ACGT", "TGCA")


@cache
def records():
    found = []
    for name in FILES:
        with gzip.open(FOLDER / f"{name}.fa.gz", "rt") as file:
            found.append("".join(line.strip() for line in file if not line.startswith(">")).upper())
    return found


def genomes(dice):
    return ["".join(x if x in "ACGT" else dice.choice(list("ACGT")) for x in text) for text in records()]


def some_blocks(text, size=2000):
    count = max(len(text) // size, 1)
    edges = [len(text) * i // count for i in range(count + 1)]
    return list(pairwise(edges))


def table(reads, k):
    """Return the features of reads as text."""
    every = ["".join(word) for word in product("ACGT", repeat=k)]
    first = {w: min(w, w[::-1].translate(OTHER)) for w in every}
    place = {w: i for i, w in enumerate(sorted(set(first.values())))}
    column = {w: place[first[w]] for w in every}
    counts = np.zeros((len(reads), len(place)))
    for row, read in zip(counts, reads, strict=True):
        for i in range(len(read) - k + 1):
            row[column[read[i : i + k]]] += 1
    even = np.bincount([column[w] for w in every]) * (len(reads[0]) - k + 1) / 4**k
    return np.column_stack([np.ones(len(reads)), (counts - even) / np.sqrt(even)])


def fitted(x, labels, precision=30.0):
    told = np.eye(8)[labels]

    def action(w):
        w = w.reshape(-1, 8)
        scores = x @ w
        scores -= scores.max(axis=1, keepdims=True)
        p = np.exp(scores)
        total = p.sum(axis=1, keepdims=True)
        slope = x.T @ (p / total - told) + precision * w
        return np.sum(np.log(total)) - np.sum(told * scores) + precision / 2 * np.sum(w * w), slope.ravel()

    return minimize(action, np.zeros(8 * x.shape[1]), jac=True, method="L-BFGS-B").x.reshape(-1, 8)


@cache
def drawn(seed=3, each=250, length=150):
    """Return reads, sources, blocks, and two ways to hold a half out."""
    dice = np.random.default_rng(seed)
    reads, source, block, fold, before = [], [], [], [], 0
    for s, text in enumerate(genomes(dice)):
        ranges = some_blocks(text)
        part = dice.permutation(len(ranges)) % 2
        room = np.array([b - a - length + 1 for a, b in ranges], float)
        for which in dice.choice(len(ranges), each, p=room / room.sum()):
            start = ranges[which][0] + int(dice.integers(room[which]))
            read = text[start : start + length]
            reads.append(read if dice.random() < 0.5 else read[::-1].translate(OTHER))
            source.append(s)
            block.append(before + which)
            fold.append(part[which])
        before += len(ranges)
    return reads, np.array(source), np.array(block), np.array(fold), dice.permutation(len(reads)) % 5


@cache
def right(k, blocks=True):
    reads, source, _, fold, random = drawn()
    x, out = table(reads, k), fold if blocks else random
    found = np.empty(len(source), bool)
    for part in range(2):
        held = out == part
        found[held] = (x[held] @ fitted(x[~held], source[~held])).argmax(axis=1) == source[held]
    return found


def rate(k, blocks=True):
    return 100 * right(k, blocks).mean()


def worth():
    """Return how many independent reads have a mean as uncertain, by drawing blocks."""
    found, (_, _, block, _, _) = right(3), drawn()
    names, which = np.unique(block, return_inverse=True)
    hits, size = np.bincount(which, found), np.bincount(which)
    dice = np.random.default_rng(0)
    picked = dice.integers(0, len(names), (4000, len(names)))
    means = hits[picked].sum(axis=1) / size[picked].sum(axis=1)
    mean = found.mean()
    return mean * (1 - mean) / means.var()


def surprise(k=4, precision=30.0):
    """Return the mean of −ln p of the truth on blocks that were held out."""
    reads, source, _, fold, _ = drawn()
    x, total = table(reads, k), 0.0
    for part in range(2):
        held = fold == part
        scores = x[held] @ fitted(x[~held], source[~held], precision)
        total += np.sum(logsumexp(scores, axis=1) - scores[np.arange(len(scores)), source[held]])
    return total / len(source)


def said(k=4, precision=30.0):
    """Return −ln Z for each read by Laplace's formula, with the Hessian put together class by class."""
    reads, source, _, _, _ = drawn()
    x = table(reads, k)
    w = fitted(x, source, precision)
    scores = x @ w
    p = np.exp(scores - logsumexp(scores, axis=1)[:, None])
    blocks = [[(x * (p[:, [a]] * ((a == b) - p[:, [b]]))).T @ x for b in range(8)] for a in range(8)]
    curvature = np.block(blocks) + precision * np.eye(w.size)
    fit = np.sum(np.log(p[np.arange(len(source)), source])) - precision / 2 * np.sum(w * w)
    return -(fit + w.size / 2 * np.log(precision) - np.linalg.slogdet(curvature)[1] / 2) / len(source)


def touched():
    text = records()[3]
    return np.mean(["N" in text[i : i + 150] for i in range(len(text) - 149)])


def mean_size():
    return 2000 / sum(len(some_blocks(text)) for text in records())


ROWS = [
    result("Of these it tells ⟦76 %⟧ rightly", lambda: rate(5, blocks=False), digits=4, slow=True),
    result("words of five letters it is ⟦40 %⟧, not ⟦76⟧", lambda: (rate(5), rate(5, False)), digits=6, slow=True),
    result(
        "takes it for nearly ⟦twice⟧ as good",
        lambda: rate(5, False) / rate(5),
        reads={"twice": 2},
        digits=0.4,
        slow=True,
    ),
    result("How sure is the ⟦48 %⟧ of words of three letters", lambda: rate(3), digits=4),
    result("one would say: ⟦1.1⟧ per cent", lambda: 100 * math.sqrt(0.48 * 0.52 / 2000)),
    result("as much as ⟦280⟧ independent ones", worth, digits=90),
    result("wants four, and says ⟦1.1⟧ nats", said, digits=0.2, slow=True),
    result("where new blocks cost ⟦1.6⟧", surprise, digits=0.4, slow=True),
    result("They touch ⟦half⟧ of its scraps of 150", touched, digits=0.1),
    result("a phage of ⟦5,386⟧", lambda: len(records()[0])),
    result("they cover it ⟦seven⟧ times", lambda: 250 * 150 / 5386, digits=1),
    result("has ⟦69⟧ letters N", lambda: records()[3].count("N")),
    result("The genomes have ⟦343⟧ blocks", lambda: sum(len(some_blocks(text)) for text in records())),
    result("$m = 2000/343 = ⟦5.8⟧$", mean_size),
    result("asks for $\\rho = ⟦1.3⟧$", lambda: (2000 / 280 - 1) / (mean_size() - 1)),
    result(
        "test at random told ⟦76 %⟧ where new stretches gave ⟦40⟧",
        lambda: (rate(5, False), rate(5)),
        digits=6,
        slow=True,
    ),
    result("The test by blocks gives ⟦48 %⟧, with an interval", lambda: rate(3), digits=4),
]
GIVEN = [
    "some ⟦150⟧ letters each",
    "the softmax of ⟦4.1⟧.",
    "In ⟦3.6⟧ a step could",
    "the library's weights, to ⟦1e-5⟧:",
    "Draw ⟦250⟧ scraps of ⟦150⟧ letters",
    "It is ⟦4.6⟧'s",
    "So these ⟦2,000⟧ scraps",
    "is Laplace's (⟦5.3⟧)",
    "$\\lambda = ⟦0.1⟧$, holds",
    "two sets of data: ⟦2,000⟧ **reads**",
    "do not overlap, ⟦200⟧ from each",
    "is said, to ⟦0.1⟧ nats",
    "told that ⟦2,000⟧ scraps",
    "the band ⟦95 %⟧ of draws",
    "share a weight, as in ⟦4.2⟧",
    "equally many of the ⟦2,000⟧ scraps",
    "make these worth ⟦280⟧?",
    "$1 + (m - 1)\\rho = ⟦2000/280⟧ = ⟦7.1⟧$",
    "has some ⟦125⟧ scraps in each",
    "with probability ⟦0.99⟧",
    "in 99 of ⟦100⟧ cases",
]
