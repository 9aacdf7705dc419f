"""The numbers of the worked solutions to exercises 5.6, computed again."""

from functools import cache

import numpy as np
from prose import result

from physdl.bayes.sequences import block_interval, draw_sample, fill_unknown, kmer_features, load_genomes, misread
from physdl.bayes.softmax import fit_softmax


@cache
def tested(seed, e):
    """Return what is right without errors, with errors, and with errors learned, and the blocks."""
    rng = np.random.default_rng(seed)
    genomes = [fill_unknown(record.letters, rng) for record in load_genomes().values()]
    sample = draw_sample(genomes, 150, 400, rng)
    folds, spoiled = sample.folds(5, rng), misread(sample.reads, np.linspace(0, e, 150), rng)
    clean, dirty = kmer_features(sample.reads, 3), kmer_features(spoiled, 3)
    right = np.empty((3, len(folds)))
    for part in range(5):
        held = folds == part
        for row, (learned, asked) in enumerate(((clean, clean), (clean, dirty), (dirty, dirty))):
            fit = fit_softmax(learned[~held], sample.source[~held], 8, 30.0, tolerance=1e-2)
            right[row, held] = fit.probabilities(asked[held]).argmax(axis=1) == sample.source[held]
    return right, sample.block


def rates():
    found = [100 * tested(seed, 0.1)[0][0].mean() for seed in (5, 6, 7)]
    return min(found), max(found)


def losses(e):
    found = [100 * np.subtract(*tested(seed, e)[0][:2]).mean() for seed in (5, 6, 7)]
    return min(found), max(found)


def wide(paired):
    right, block = tested(5, 0.1)
    _, low, high = block_interval(right[0] - paired * right[1], block, np.random.default_rng(0))
    return 100 * (high - low)


def gains():
    """Return how many of the paired intervals of learning errors do not hold zero."""
    count = 0
    for seed in (5, 6, 7):
        for e in (0.1, 0.2, 0.3):
            right, block = tested(seed, e)
            _, low, high = block_interval(right[2] - right[1], block, np.random.default_rng(0))
            count += low > 0 or high < 0
    return count


ROWS = [
    result("some ⟦61 %⟧ for $k = 3$ and ⟦44 %⟧ for $k = 5$", lambda: [100 * 0.85**k for k in (3, 5)]),
    result("Without errors ⟦49⟧ to ⟦51 %⟧ are right", rates, digits=1.5),
    result("it is ⟦3⟧ to ⟦5⟧ per cent less", lambda: losses(0.1), bound=lambda value, shown, unit: 2.5 < value < 5.5),
    result("at $0.3$ ⟦11⟧ to ⟦14⟧", lambda: losses(0.3), bound=lambda value, shown, unit: 10.5 < value < 14.5),
    result("one curve is ⟦12⟧ per cent wide", lambda: wide(False), digits=2),
    result("is about ⟦3⟧ wide and does not hold zero", lambda: wide(True), digits=1),
    result("hold zero at ⟦every⟧ $e$ and in all three draws", gains, reads={"every": 0}),
]
GIVEN = [
    "from 3 to ⟦200⟧ of them",
    "is `precision`, from ⟦0.1⟧ to 3",
    "the step of theorem ⟦5.6.1⟧",
    "up to ⟦2,000⟧ whole numbers",
    "⟦400⟧ reads of ⟦150⟧ letters from each source",
    "from 0 to ⟦0.3⟧",
    "(1 - e/2)^k$ or so: at $e = ⟦0.3⟧$",
    "At $e = ⟦0.1⟧$ it is",
    "less, at $⟦0.3⟧$ 11",
    "*paired* loss at $⟦0.1⟧$ is",
    "no more than ⟦300⟧ words",
]
