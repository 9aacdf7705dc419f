"""Public checks of the exercises of lesson 5.3, Renormalising Bayes.

Nothing here returns an answer: odds are put into the integral of the statement, spacings beside finer and coarser ones,
averages into both likelihoods, and a free energy back into its sum. A slip is known by what would put it right.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, slopes

_PARTS = ("physdl.bayes",)


def _off_odds(trial, change=lambda r, heads, tails: r):
    """Return by how many nats the odds miss the two evidences, after a `change` that would put a slip right.

    The bent coin's evidence is a sum over p = 1/(1 + e^(-z)), whose terms fall off on both sides of the largest.
    """
    worst = 0.0
    for (heads, tails), result in zip(trial.calls, trial.results, strict=True):
        middle, width = np.log((heads + 1) / (tails + 1)), 12 * np.sqrt(1 / (heads + 1) + 1 / (tails + 1))
        z = np.linspace(middle - width - 45 / (heads + 1), middle + width + 45 / (tails + 1), 6001)
        logs = -(heads + 1) * np.logaddexp(0, -z) - (tails + 1) * np.logaddexp(0, z)
        bent = logs.max() + np.log(np.sum(np.exp(logs - logs.max())) * (z[1] - z[0]))
        worst = max(worst, abs(change(result, heads, tails) + (heads + tails) * np.log(2) + bent))
    return worst


def _right_after(*changes):
    """Return the test that one of the changes puts the odds right, to a share of 1e-6."""

    def shows(trial):
        scale = 1 + max(abs(result) for result in trial.results)
        return any(_off_odds(trial, change) < 1e-6 * scale for change in changes)

    return shows


def _better_with_tosses(trial):
    """Return whether the odds are off by what a series in the inverse of the rarer side may leave."""
    return _off_odds(trial) < 0.6 / (1 + min(trial.calls[0]))


def _best_fit(heads, tails):
    total = heads + tails
    known = [n * np.log(n / total) for n in (heads, tails) if n]
    return -total * np.log(2) - sum(known)


def tosses(rng):
    """Return the case of heads and tails, and of the two exchanged."""
    heads, tails = rng.integers(1, 10 ** rng.integers(1, 6, size=2), size=2).tolist()
    return both_ways(heads, tails)


def both_ways(heads, tails):
    """Return the case of so many heads and tails, and of the two exchanged."""
    return Case(((heads, tails), (tails, heads)))


ODDS = Exercise(
    id="5.3-1",
    entry="log_odds_fair",
    signature="log_odds_fair(heads, tails)",
    returns=Returns("real"),
    cases=tuple(
        both_ways(*pair)
        for pair in ((7, 3), (60, 40), (5100, 4900), (501_000, 499_000), (0, 0), (1, 0), (0, 12), (1_000_000, 0))
    ),
    properties=(
        Property(
            "it is the logarithm of the ratio of the two evidences",
            _off_odds,
            tolerance=1e-6,
            near=1e-4,
            says="It is off by {error} nats.",
        ),
        Property(
            "heads and tails may change places",
            lambda t: abs(t.results[0] - t.results[1]),
            tolerance=1e-6,
            says="The two differ by {error} nats.",
        ),
    ),
    fresh=tosses,
    mistakes=(
        Mistake("The sign: positive means that the fair coin is ahead.", _right_after(lambda r, h, t: -r)),
        Mistake(
            "That compares with the best p. Model B did not know it; its bet is the average over all p.",
            gives(_best_fit),
        ),
        Mistake(
            "Both models are about the same sequence: the number of sequences belongs to both or to none.",
            lambda t: (
                _right_after(lambda r, h, u: (r + np.log(h + u + 1) - (h + u) * np.log(2)) / 2)(t)
                or gives(lambda h, u: np.log(h + u + 1) - (h + u) * np.log(2))(t)
            ),
        ),
        Mistake(
            "The bent coin's integral has (h + t + 1)! below, not (h + t)!: its logarithm is math.lgamma(h + t + 2).",
            _right_after(lambda r, h, t: r + np.log(h + t + 1)),
        ),
        Mistake(
            "These are odds in powers of ten, or in bits; natural logarithms are wanted.",
            _right_after(lambda r, h, t: r * np.log(10), lambda r, h, t: r * np.log(2)),
        ),
        Mistake(
            "The first digits are right, and too few: the error has to stay below 10⁻⁶ for a million tosses, too. A "
            "float32 has seven digits, and a constant needs sixteen.",
            _right_after(lambda r, h, t: r),
            rounding=True,
        ),
        Mistake(
            "Half the BIC stands there: it has no constant, and more tosses do not bring it.",
            gives(lambda h, u: _best_fit(h, u) + np.log(max(h + u, 1)) / 2),
        ),
        Mistake(
            "For many heads and tails it is nearly right, not for few. Stirling's first terms are like that, and "
            "Laplace's approximation; `math.lgamma` is not.",
            _better_with_tosses,
        ),
    ),
    hints=(
        "What does the fair coin say beforehand about one sequence, known toss by toss? For the bent one use the "
        "integral of the statement.",
        "Take the logarithm of both before you put numbers in. No factorial and no power has to be computed.",
    ),
    forbids=_PARTS,
    undefined=(
        "Powers like 0.5 ** 1000000 are zero in floating point, and factorials overflow: stay with logarithms. Without "
        "heads or without tails, 0 · ln 0 is undefined for the computer."
    ),
    stops={
        "ValueError": "Without heads or without tails neither ln 0 nor `math.lgamma(0)` is a number, while ln 0! and "
        "ln 1! are 0. (Python also refuses whole numbers that are too long to print.)",
        "OverflowError": "Factorials and powers of this size have no place in a float64: stay with logarithms.",
        "OutOfTime": "Products and factorials of a million factors have millions of digits; logarithms have sixteen.",
        "ZeroDivisionError": "The number of heads, of tails or of all tosses may be 0, and so may a power of ½.",
    },
)


def _still_changes(trial, count=None):
    """Return by how many nats the message still changes for each unit of ln δ, in the worst parameter.

    The mean loss of an error between 0 and δ is taken at the two points of Gauss; `count` stands in for N.
    """
    information, total = trial.arguments
    points = 0.5 + np.array([-1, 1]) / np.sqrt(12)

    def change(stretch, fisher, spacing):  # of one parameter's length as ln δ grows by `stretch`
        error = spacing * np.exp(stretch[0]) * points
        return -stretch[0] + (total if count is None else count) * fisher * np.mean(error**2) / 2

    pairs = zip(information, trial.result, strict=True)
    return max(abs(slopes(lambda s, pair=pair: change(s, *pair), np.zeros(1), 1e-3)[0]) for pair in pairs)


def _resolves(value):
    """Return the test that N I δ² is this value for all parameters."""

    def shows(trial):
        information, count = trial.arguments
        return bool(np.allclose(count * information * trial.result**2, value, rtol=1e-6))

    return shows


def parameters(rng):
    """Return arguments of the second exercise."""
    return 10 ** rng.uniform(-3, 2, size=rng.integers(2, 7)), 10 ** rng.uniform(1, 9)


SPACING = Exercise(
    id="5.3-2",
    entry="spacing_rounded_down",
    signature="spacing_rounded_down(information, count)",
    returns=Returns("real", lambda information, count: np.shape(information)),
    cases=(
        Case.call(np.array([1.0]), 1000.0),
        Case.call(np.array([0.2, 4.0, 30.0]), 50.0),
        Case.call(np.array([1e-3, 7.0]), 1e9),
        Case.call(np.array([1, 2, 3, 2]), 10),  # whole numbers
        Case.call(np.full(5, 0.3), 12.5),
    ),
    properties=(
        Property(
            "a slightly finer and a slightly coarser grid make longer messages",
            _still_changes,
            tolerance=2e-9,
            near=2e-7,
            says="The length still changes by {error} nats for each unit of ln δ.",
        ),
        Property(
            "spacings are positive",
            lambda t: float(np.any(np.asarray(t.result) <= 0)),
            tolerance=0.5,
            says="One is not.",
        ),
    ),
    fresh=lambda rng: Case.call(*parameters(rng)),
    mistakes=(
        Mistake(
            "A spacing is a length: of the two roots take the positive one.",
            lambda t: np.all(t.result < 0) and _still_changes(t) < 1e-6,
        ),
        Mistake("A spacing is a length, and positive.", lambda t: np.all(t.result < 0)),
        Mistake("That is the lesson's sender, who rounds to the nearest point. This one rounds down.", _resolves(12.0)),
        Mistake("A datum's share was counted once, not N times.", lambda t: _still_changes(t, count=1) < 1e-6),
        Mistake(
            "A factor 2: the loss is ½ I (error)², and the derivative of δ² is 2δ.",
            lambda t: _resolves(1.5)(t) or _resolves(6.0)(t),
        ),
        Mistake("The mean error is δ/2, but its square is not the mean square.", _resolves(4.0)),
        Mistake(
            "That is δ², or 1/δ: the last root, or the last fraction, is missing.",
            lambda t: (
                _still_changes(type(t)(t.calls, (np.sqrt(np.abs(t.result)),), t.facts)) < 1e-6
                or _still_changes(type(t)(t.calls, (1 / t.result,), t.facts)) < 1e-6
            ),
        ),
        Mistake(
            "Close, but not exact. A search for the minimum stops too early, as the length is flat there, and a "
            "float32 has seven digits. Set the derivative to zero and solve for δ.",
            lambda t: _still_changes(t) < 1e-2,
            rounding=True,
        ),
    ),
    hints=(
        "What is the mean of e² if e is spread evenly from 0 to δ? It is an integral.",
        "The length of one parameter has two parts that know δ: one falls with it, one grows. Where do their "
        "derivatives cancel?",
    ),
    forbids=(*_PARTS, "scipy"),
)


_WHERE = (-1.3, 0.0, 0.4, 2.0)


def _off_likelihoods(trial, change=None, constant=True):
    """Return by how much the two sides of the equation differ at the worst of four means.

    They are compared as they are, or after a `change` of the constant that would put a slip right; without the
    `constant`, by how much their difference varies.
    """
    (y, sigma, size), (means, noise, lost) = trial.arguments, trial.result
    if not noise > 0:
        return np.inf

    def surprise(values, f, s):
        return np.sum((np.asarray(values) - f) ** 2) / (2 * s**2) + len(values) / 2 * np.log(2 * np.pi * s**2)

    off = np.array([surprise(y, f, sigma) - surprise(means, f, noise) for f in _WHERE])
    if not constant:
        return np.ptp(off)
    boxes = np.reshape(y, (-1, size))
    facts = np.sum((boxes - boxes.mean(axis=1, keepdims=True)) ** 2) / (2 * sigma**2), len(boxes) * np.log(size) / 2
    return np.abs(off - (lost if change is None else change(lost, *facts))).max()


def _constant_after(change):
    """Return the test that a change of the constant, by the scatter and by ½ ln b for each block, puts it right."""
    return lambda trial: _off_likelihoods(trial, change) < 1e-6


def _only_scatter(trial):
    """Return whether the constant is what the data scatter within their blocks and no more."""
    y, sigma, size = trial.arguments
    boxes = np.reshape(y, (-1, size))
    scatter = np.sum((boxes - boxes.mean(axis=1, keepdims=True)) ** 2) / (2 * sigma**2)
    return abs(trial.result[2] - scatter) <= 1e-9 * (1 + scatter)


def _off_blocks(trial):
    """Return the largest rest that a block leaves when its average is taken off, for one datum."""
    y, _, size = trial.arguments
    rest = [np.sum(y[k * size : (k + 1) * size] - mean) for k, mean in enumerate(trial.result[0])]
    return np.max(np.abs(rest)) / size


def results(rng, blocks, size):
    """Return a case: results at one input, their noise, the size of a block."""
    return Case.call(0.5 + rng.normal(size=blocks * size), float(rng.uniform(0.4, 2)), size)


AVERAGE = Exercise(
    id="5.3-3",
    entry="average_in_blocks",
    signature="average_in_blocks(y, sigma, size)",
    returns=(Returns("real", lambda y, sigma, size: (len(y) // size,)), Returns("real"), Returns("real")),
    cases=(
        *(results(np.random.default_rng(k), *s) for k, s in enumerate([(3, 4), (1, 6), (5, 2), (4, 1), (1, 1)])),
        Case.call(np.array([2, 0, 1, 1, 3, -1]), 1, 3),  # whole numbers
    ),
    properties=(
        Property(
            "−ln p of the data and −ln p of the averages differ by the same amount at every mean",
            lambda t: _off_likelihoods(t, constant=False),
            tolerance=1e-8,
            near=1e-6,
            says="Between four trial means the difference varies by {error} nats.",
        ),
        Property(
            "the constant is the difference of the two −ln p",
            _off_likelihoods,
            tolerance=1e-8,
            near=1e-6,
            says="It is off by up to {error} nats.",
        ),
        Property("each block has its own average", _off_blocks, tolerance=1e-10, says="An average is off by {error}."),
    ),
    fresh=lambda rng: results(rng, int(rng.integers(2, 7)), int(rng.integers(2, 9))),
    mistakes=(
        Mistake(
            "The noise of an average of b is σ/√b.",
            lambda t: np.isclose(t.result[1], t.arguments[1] / t.arguments[2], rtol=1e-9),
        ),
        Mistake(
            "σ²/b is the variance of an average; the standard deviation is wanted.",
            lambda t: np.isclose(t.result[1], t.arguments[1] ** 2 / t.arguments[2], rtol=1e-9),
        ),
        Mistake(
            "That is the noise of one datum, undivided: an average of b of them is more certain, σ/√b.",
            lambda t: np.isclose(t.result[1], t.arguments[1], rtol=1e-9),
        ),
        Mistake("The noise of an average is a standard deviation, above 0.", lambda t: not t.result[1] > 0),
        Mistake(
            "Neighbours in y belong to one block: the first `size` of them are the first.",
            lambda t: np.allclose(t.result[0], np.reshape(t.arguments[0], (t.arguments[2], -1)).mean(axis=0)),
        ),
        Mistake("The constant has the other sign.", _constant_after(lambda c, scatter, half_logs: -c)),
        Mistake(
            "The scatter within the blocks is missing in the constant.",
            _constant_after(lambda c, scatter, half_logs: c + scatter),
        ),
        Mistake(
            "The normalisation of an average, ½ ln b for each block, is missing.",
            _constant_after(lambda c, scatter, half_logs: c + half_logs),
        ),
        Mistake(
            "A ½ is missing: the scatter within the blocks costs ∑ (y − ȳ)²/2σ².",
            _constant_after(lambda c, scatter, half_logs: c - scatter),
        ),
        Mistake(
            "The normalisations are missing: a density has the factor 1/√(2πσ²), and averages are fewer than data.",
            _only_scatter,
        ),
        Mistake(
            "The sign of the normalisations: −ln of a factor 1/√(2πσ²) is +½ ln 2πσ², and the data have more of them.",
            lambda t: (
                _constant_after(lambda c, scatter, half_logs: 2 * scatter - c)(t)
                or _constant_after(lambda c, scatter, half_logs: c + 2 * half_logs)(t)
            ),
        ),
    ),
    hints=(
        "Write Σ (y − f)² of one block as b (ȳ − f)² and a rest that knows no f.",
        "Then count the normalisations: b factors of the data stand against one of their average. Or ask at which f "
        "the difference of the two sides is easiest to take.",
    ),
    forbids=_PARTS,
)


def _off_sum(trial, change=lambda f, losses, prior, counts: f):
    """Return by how much F misses when it is put back, ∑ π e^(F − N L) = 1, in units of 1 + |F|, for the worst N.

    It is judged as it is, or after a `change` that would put a slip right.
    """
    worst = 0.0
    for (losses, prior, counts), result in zip(trial.calls, trial.results, strict=True):
        found = change(result, losses, prior, counts)
        total = np.sum(prior / np.sum(prior) * np.exp(found[:, None] - np.multiply.outer(counts, losses)), axis=1)
        worst = max(worst, np.max(np.abs(np.log(total)) / (1 + np.abs(found))))
    return worst


def _sum_after(change):
    """Return the test that a change of F puts it right."""
    return lambda trial: _off_sum(trial, change) < 1e-6


def _without_largest(trial):
    """Return whether every F is what the points that count may leave of it, and at N = 0 what the prior leaves."""
    pairs, sure = zip(trial.calls, trial.results, strict=True), True
    for (losses, prior, counts), r in pairs:
        far = np.multiply.outer(counts, losses - np.min(losses)) > 40 + np.log(np.max(prior) / np.min(prior))
        sure &= bool(np.all((r <= 1e-9) & (r >= -np.log(np.sum(~far, axis=1)) - 1e-9)))
        sure &= np.allclose(r[np.asarray(counts) == 0], np.log(np.max(prior) / np.sum(prior)), rtol=1e-6, atol=1e-9)
    return sure


def _near_minus(trial):
    """Return whether −F would be right but for what the prior and the number of points may make of it."""
    sure = True
    for (losses, prior, counts), result in zip(trial.calls, trial.results, strict=True):
        room = -2 * np.log(np.min(prior) / np.sum(prior)) + 1e-6 * np.max(np.abs(result))
        sure &= bool(np.all(np.abs(-result - counts * np.min(losses)) <= room))
    return sure


def _shifted(trial):
    """Return how far F moves from N c when all losses grow by c, in units of 1 + |F|."""
    (losses, _, counts), (raised, _, _) = trial.calls
    move = np.asarray(counts) * (raised[0] - losses[0])
    return np.max(np.abs(trial.results[1] - trial.results[0] - move) / (1 + np.abs(trial.results[1])))


def _unpaid(trial):
    """Return the largest price that is asked where N is 0."""
    zero = [np.abs(r[np.asarray(counts) == 0]) for (_, _, counts), r in zip(trial.calls, trial.results, strict=True)]
    return max(np.max(one, initial=0.0) for one in zero)


def raised(losses, prior, counts, by=0.75):
    """Return the case of some losses, and of the same raised by one amount."""
    return Case(((losses, prior, counts), (losses + by, prior, counts)))


def grid(rng, points, most):
    """Return a case: losses and prior on a grid, and the same losses raised by one amount."""
    theta = np.linspace(-2, 2, points)
    losses = 0.5 * (theta - rng.uniform(-1, 1)) ** 2 + 0.1 * np.sin(3 * theta) + rng.uniform(0.2, 1)
    prior = rng.uniform(0.5, 3) * np.exp(-((theta - 0.3) ** 2))
    return raised(losses, prior, np.concatenate([[0.0], np.geomspace(1, most, 7)]))


SUM = Exercise(
    id="5.3-4",
    entry="grid_free_energy",
    signature="grid_free_energy(losses, prior, counts)",
    returns=Returns("real", lambda losses, prior, counts: np.shape(counts)),
    cases=(
        *(grid(np.random.default_rng(k), p, m) for k, (p, m) in enumerate([(50, 100), (400, 1e4), (300, 1e9)])),
        raised(np.array([-0.7, 0.4, -0.2]), np.array([1.0, 3.0, 0.5]), np.array([0.0, 3.0, 1e4])),  # losses below 0
        raised(np.array([0.5, 0.9, 0.5]), np.array([2.0, 1.0, 1.0]), np.array([1e6, 0.0, 10.0])),  # two best points
        raised(np.array([1.3]), np.array([4.0]), np.array([0.0, 2000.0])),  # one point
        raised(np.array([1, 2, 3]), np.array([1, 1, 2]), np.array([0, 1, 1000])),  # whole numbers
    ),
    properties=(
        Property(
            "put back, it makes the sum over the whole grid 1",
            _off_sum,
            tolerance=1e-9,
            near=1e-7,
            says="It is off by a fraction {error}.",
        ),
        Property(
            "raising every loss by c raises F by N c",
            _shifted,
            tolerance=2e-9,
            near=2e-7,
            says="It is off by a fraction {error}.",
        ),
        Property("without data nothing is paid", _unpaid, tolerance=1e-10, says="F at N = 0 is {error}, not 0."),
    ),
    fresh=lambda rng: grid(rng, int(rng.integers(20, 300)), 10 ** rng.uniform(2, 9)),
    mistakes=(
        Mistake(
            "The prior has to add up to 1 on the grid; divide by its sum.",
            _sum_after(lambda f, losses, prior, counts: f + np.log(np.sum(prior))),
        ),
        Mistake(
            "The least loss was taken out, so that nothing underflows, and not put back: N L̂ is missing.",
            _sum_after(lambda f, losses, prior, counts: f + counts * np.min(losses)),
        ),
        Mistake(
            "The largest term was taken out, so that nothing underflows, and not put back: its −ln is missing.",
            _without_largest,
        ),
        Mistake("The sign: F is minus the logarithm.", _sum_after(lambda f, losses, prior, counts: -f)),
        Mistake(
            "The prior is missing: the points of the grid do not count alike.",
            lambda t: _off_sum(replace(t, calls=tuple((x, np.ones(len(x)), n) for x, _, n in t.calls))) < 1e-6,
        ),
        Mistake(
            "That is N times the mean loss. The mean of e^(−N L) is another number than the exponential of the mean.",
            gives(lambda losses, prior, counts: counts * np.sum(prior * losses) / np.sum(prior)),
        ),
        Mistake(
            "That is the loss of the best point alone. All others are part of the sum.",
            gives(lambda losses, prior, counts: np.asarray(counts) * np.min(losses)),
        ),
        Mistake(
            "For many data F is near N L̂, and this is near −N L̂: a sign is turned, of the whole or of what was taken "
            "out of the sum.",
            _near_minus,
        ),
    ),
    hints=(
        "ln 0 comes from terms that are all too small at once. Which common factor could you take out of all of them?",
        "Take out so much that the largest term is of the size of 1; the logarithm of a product is a sum.",
    ),
    forbids=(*_PARTS, "scipy"),
    undefined="For large N every e^(−N L) is zero in floating point, or beyond it where L < 0. Take the largest term "
    "out first.",
)

EXERCISES = (ODDS, SPACING, AVERAGE, SUM)
READ_BY_HAND = ("5.3-5",)
