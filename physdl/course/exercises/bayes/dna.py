"""Public checks of the exercises of lesson 5.6, Capstone: reading DNA.

Pairs of letters are judged by a table of all sixteen, a promised descent by the whole quadratic form, what a sample is
worth by the sum of all covariances, leaks by walking through all pairs of reads.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns


def gives(wrong, tolerance=1e-9):
    """Return the test that every result of a trial is what `wrong(*arguments)` would give."""

    def shows(trial):
        with np.errstate(all="ignore"):
            pairs = [(np.asarray(r), np.asarray(wrong(*c))) for c, r in zip(trial.calls, trial.results, strict=True)]
        return all(
            found.shape == slip.shape and bool(np.all(np.abs(found - slip) <= tolerance * np.maximum(1, np.abs(slip))))
            for found, slip in pairs
        )

    return shows


def _worst(trial, off):
    return max(off(call, result) for call, result in zip(trial.calls, trial.results, strict=True))


# ---- 5.6-1: pairs with a gap ---------------------------------------------------------------------------------------

FIRSTS = ((0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (3, 0))


def _sixteen(read, step):
    """Return how often each letter stands `step` places before each other."""
    table = np.zeros((4, 4), int)
    for a, b in zip(read, read[step:], strict=False):
        table[a, b] += 1
    return table


def _slip(step=1, partner=lambda a, b: (3 - b, 3 - a), own=1):
    """Return a wrong count: other places, another partner, pairs that are their own partner `own` times."""

    def wrong(read, gap):
        table = _sixteen(read, gap + step)
        return [
            table[first] + (table[partner(*first)] if partner(*first) != first else (own - 1) * table[first])
            for first in FIRSTS
        ]

    return wrong


def _pairs_off(trial):
    def off(call, result):
        table = _sixteen(call[0], call[1] + 1)
        both = table + table[::-1, ::-1].T  # a pair and its partner; twice where they are one
        own = [3 - b == a for a, b in FIRSTS]
        return np.abs(np.where(own, 2, 1) * np.asarray(result) - [both[first] for first in FIRSTS]).max()

    return _worst(trial, off)


def _total_off(trial):
    return _worst(trial, lambda call, result: abs(np.sum(result) - (len(call[0]) - call[1] - 1)))


def a_scrap(rng):
    """Return a scrap of general length and a gap."""
    return Case.call(rng.integers(0, 4, int(rng.integers(30, 120))).tolist(), int(rng.integers(0, 8)))


_RNG = np.random.default_rng(56)

GAPPED = Exercise(
    id="5.6-1",
    entry="gapped_pairs",
    signature="gapped_pairs(read, gap)",
    returns=Returns("whole", (10,)),
    cases=(
        Case.call(_RNG.integers(0, 4, 150).tolist(), 2),
        Case.call(_RNG.integers(0, 4, 40).tolist(), 0),
        Case.call([0, 1, 2, 3] * 5, 3),
        Case.call([3] * 12, 1),
        Case.call([2, 0, 1], 1),
        Case.call(_RNG.integers(0, 4, 22).tolist(), 20),
    ),
    properties=(
        Property("each place where a pair fits is counted once", _total_off, tolerance=0.0),
        Property("a pair and its partner on the other strand are counted together", _pairs_off, tolerance=0.0),
    ),
    fresh=a_scrap,
    mistakes=(
        Mistake(
            "The second letter stands gap + 1 places after the first: with a gap of 0 it is the next.", gives(_slip(0))
        ),
        Mistake(
            "Pairs that read the same on both strands, AT, CG, GC and TA, are their own partners: once each.",
            gives(_slip(own=2)),
        ),
        Mistake(
            "That counts the pairs as they stand. From the other strand AC reads GT: count the two together.",
            gives(_slip(partner=lambda a, b: (a, b))),
        ),
        Mistake(
            "The partner is turned round as well: the other strand is read in its own direction.",
            gives(_slip(partner=lambda a, b: (3 - a, 3 - b))),
        ),
        Mistake(
            "Turned round, but not paired: A is opposite T, and C opposite G.",
            gives(_slip(partner=lambda a, b: (b, a))),
        ),
        Mistake("The gap counts letters between the two: the second stands one place earlier.", gives(_slip(2))),
    ),
    hints=(
        "Number a letter x and its partner 3 − x. What is the partner of the pair (a, b)?",
        "Count all sixteen pairs first, then add what belongs together.",
    ),
    forbids=("physdl.bayes",),
)


# ---- 5.6-2: what a step promises -----------------------------------------------------------------------------------


def _slope(x, labels, weights, precision):
    scores = x @ weights
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    return x.T @ (p - np.eye(weights.shape[1])[labels]) + precision * weights


def _promise(half=0.5, metric=0.5, mean=True, prior=1.0, floor=1.0, centred=False):
    """Return a promise with other factors: `half` before it, `metric` before XᵀX, the mean over the classes or not."""

    def wrong(x, labels, weights, precision):
        x, weights = np.array(x, float), np.array(weights, float)
        slope = _slope(x, labels, weights, prior * precision)
        d, classes = weights.shape
        keep = np.eye(classes) - (1 / classes if mean else 0)
        whole = np.kron(metric * x.T @ x, keep) + floor * precision * np.eye(d * classes)
        if centred:
            slope = slope - slope.mean(axis=1, keepdims=True)
        return half * slope.ravel() @ np.linalg.solve(whole, slope.ravel())

    return wrong


def _promise_in_other_order(x, labels, weights, precision):
    """Return the promise of a metric whose entries run class after class, those of the slope row after row."""
    x, weights = np.array(x, float), np.array(weights, float)
    slope, classes = _slope(x, labels, weights, precision).ravel(), weights.shape[1]
    whole = np.kron(np.eye(classes) - 1 / classes, 0.5 * x.T @ x) + precision * np.eye(len(slope))
    return 0.5 * slope @ np.linalg.solve(whole, slope)


def _promise_off(trial):
    def off(call, result):
        exact = _promise()(*call)
        return abs(result - exact) / max(abs(exact), 1e-3)

    return _worst(trial, off)


def a_start(rng, count=9, columns=3, classes=4):
    """Return inputs, labels, weights whose rows do not sum to zero, and a precision."""
    return Case.call(
        rng.normal(size=(count, columns)).tolist(),
        rng.integers(0, classes, count).tolist(),
        rng.normal(size=(columns, classes)).tolist(),
        float(rng.uniform(0.1, 3)),
    )


PROMISE = Exercise(
    id="5.6-2",
    entry="promised_descent",
    signature="promised_descent(x, labels, weights, precision)",
    returns=Returns("real"),
    cases=(
        a_start(_RNG),
        a_start(_RNG, 20, 5, 3),
        a_start(_RNG, 12, 2, 6),
        a_start(_RNG, 7, 2, 2),
        Case.call([[1, 2], [0, 1], [2, -1]], [0, 2, 1], [[0, 0, 0], [0, 0, 0]], 1),
        Case.call([[2.0]], [1], [[0.5, 1.5]], 0.25),
    ),
    properties=(Property("the promise is that of the theorem's metric", _promise_off, tolerance=1e-8, near=1e-6),),
    fresh=a_start,
    mistakes=(
        Mistake("Half of that: the quadratic form takes back half of what the slope gives.", gives(_promise(half=1.0))),
        Mistake(
            "The mean over the classes has no share in XᵀX: for it the metric is the precision alone.",
            gives(_promise(mean=False)),
        ),
        Mistake("The metric has a ½ before XᵀX: a variance is at most half of that sum.", gives(_promise(metric=1.0))),
        Mistake("The prior is missing in the slope: it pulls each weight towards zero.", gives(_promise(prior=0.0))),
        Mistake(
            "The slope's mean over the classes has no effect here. Weights do not sum to zero: the prior pulls there.",
            gives(_promise(centred=True)),
        ),
        Mistake(
            "The order of the entries in the slope is not that of the metric: in Π ⊗ XᵀX they run class after class.",
            gives(_promise_in_other_order),
        ),
        Mistake("The sign is turned: the step lowers S, and what is asked is by how much.", gives(_promise(half=-0.5))),
    ),
    hints=(
        "Split the slope into its mean over the classes and the rest. Π keeps the rest and kills the mean.",
        "For the rest the metric is ½XᵀX + λ, for the mean it is λ.",
    ),
    forbids=("physdl.bayes",),
)


# ---- 5.6-3: what groups are worth ----------------------------------------------------------------------------------


def _variance(sizes, rho):
    """Return the variance of the mean, in units of that of one number, by the matrix of all covariances."""
    group = np.repeat(np.arange(len(sizes)), sizes)
    covariance = np.where(group[:, None] == group, rho, 0.0)
    np.fill_diagonal(covariance, 1.0)
    return covariance.mean()


def _worth_off(trial):
    return _worst(trial, lambda call, result: abs(result * _variance(*call) - 1))


def some_groups(rng):
    """Return groups of different sizes, and a correlation."""
    return Case.call(rng.integers(1, 30, int(rng.integers(3, 12))).tolist(), float(rng.uniform(0.05, 0.9)))


WORTH = Exercise(
    id="5.6-3",
    entry="worth",
    signature="worth(sizes, rho)",
    returns=Returns("real"),
    cases=(
        Case.call([3, 10, 1, 7], 0.4),
        Case.call([5, 5, 5], 0.25),
        Case.call([4, 9], 0.0),
        Case.call([4, 9, 2], 1),
        Case.call([8], 0.3),
        Case.call([1, 1, 1, 1], 0.7),
        Case.call([2, 3, 2], -0.4),
    ),
    properties=(
        Property("the mean has the variance of so many independent data", _worth_off, tolerance=1e-9, near=1e-7),
    ),
    fresh=some_groups,
    mistakes=(
        Mistake(
            "Each group has the same weight, so the mean size stands in the place of all. Large groups weigh more.",
            gives(lambda m, r: sum(m) / (1 + (np.mean(m) - 1) * r)),
        ),
        Mistake(
            "A number of a group of m has m − 1 others, not m.",
            gives(lambda m, r: sum(m) ** 2 / sum(k * (1 + k * r) for k in m)),
        ),
        Mistake(
            "That is the number of groups; it holds where all of a group are the same and groups are of one size.",
            gives(lambda m, r: len(m)),
        ),
        Mistake("That is the number of data; it holds without correlation.", gives(lambda m, r: sum(m))),
        Mistake(
            "Each group was given its own worth, and they were added. The mean over all data weighs groups by size.",
            gives(lambda m, r: sum(k / (1 + (k - 1) * r) for k in m)),
        ),
        Mistake(
            "That is the factor by which the variance grows; asked is the number of data that is left.",
            gives(lambda m, r: sum(k * (1 + (k - 1) * r) for k in m) / sum(m)),
        ),
    ),
    hints=(
        "Write the variance of the sum: the variances, and the covariances within each group.",
        "Which n would give the same variance of the mean, σ²/n?",
    ),
    forbids=("physdl.bayes",),
)


# ---- 5.6-4: leaks --------------------------------------------------------------------------------------------------


def _leaks(least=lambda length, shared: length - shared, strict=False, twice=False, whom=0, once=False):
    """Return a count by all pairs: reads whose starts are not farther apart than `least`, of the test or the others."""

    def count(starts, held, length, shared):
        if once:
            starts, held = np.unique(np.stack([starts, held]), axis=1)
        apart = np.abs(np.subtract.outer(starts, starts))
        held = np.array(held, bool)
        near = apart < least(length, shared) if strict else apart <= least(length, shared)
        between = near[held][:, ~held] if whom == 0 else near[~held][:, held]
        return int(between.sum() if twice else between.any(axis=1).sum() if between.size else 0)

    return count


def _leaks_off(trial):
    return _worst(trial, lambda call, result: abs(result - _leaks()(*call)))


def a_split(rng, count=200, room=20_000, length=150, shared=50):
    """Return starts, of which a fifth is held out, a length and how many letters make a leak."""
    held = (rng.permutation(count) % 5 == 0).tolist()
    return Case.call(rng.integers(0, room, count).tolist(), held, length, shared)


LEAKS = Exercise(
    id="5.6-4",
    entry="leaks",
    signature="leaks(starts, held, length, shared)",
    returns=Returns("whole"),
    cases=(
        a_split(_RNG),
        a_split(_RNG, 300, 30_000, 100, 1),
        Case.call([0, 100, 201, 302], [True, False, True, False], 150, 50),
        Case.call([0, 101, 101, 500], [True, False, False, True], 150, 50),
        Case.call([7, 7, 8, 30], [True, False, True, False], 20, 20),
        Case.call([40, 40, 90, 300], [True, True, False, False], 150, 50),
        Case.call([5, 6, 7], [True, True, True], 10, 5),
        Case.call([5, 6, 7], [False, False, False], 10, 5),
        a_split(_RNG, 2000, 300_000, 150, 100),
    ),
    properties=(
        Property("a read leaks if it shares so many letters with one that is learned", _leaks_off, tolerance=0.0),
    ),
    fresh=a_split,
    mistakes=(
        Mistake(
            "Reads whose starts are s apart share length − s letters. Any touch was counted here.",
            gives(_leaks(lambda length, shared: length, strict=True)),
        ),
        Mistake(
            "Who shares exactly `shared` letters leaks, too.",
            gives(_leaks(strict=True)),
        ),
        Mistake(
            "Starts `shared` apart are not reads that share so many letters: those share length − shared.",
            gives(_leaks(lambda length, shared: shared)),
        ),
        Mistake("Pairs were counted. A read that leaks twice is one read.", gives(_leaks(twice=True))),
        Mistake("Asked are the reads held out that leak, not the learned ones that they meet.", gives(_leaks(whom=1))),
        Mistake("Two reads held out at one place are two reads.", gives(_leaks(once=True))),
    ),
    hints=(
        "Two reads of one length overlap by length minus the distance of their starts, if that is positive.",
        "For each read held out, the nearest learned start decides.",
    ),
    seconds=20.0,
    stops={
        "OutOfTime": "Of the learned starts only the nearest matters: sort them.",
        "ValueError": "All reads may be held out, or none: the least of nothing is no number.",
    },
    forbids=("physdl.bayes",),
)


EXERCISES = (GAPPED, PROMISE, WORTH, LEAKS)
READ_BY_HAND = ("5.6-5",)
