"""Public checks of the exercises of lesson 5.3, Renormalising Bayes.

Odds are judged by the closed form, spacings by the slope of the code's length, averages by what they do to likelihoods,
and sums over a grid by the same sums with their largest term taken out.
"""

from __future__ import annotations

import math

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, relative

_PARTS = ("physdl.bayes",)


def _ln_factorial(n):
    return math.lgamma(n + 1)


def log_odds(heads, tails):
    """Return ln of the fair coin's evidence over the bent one's, flat prior."""
    return -(heads + tails) * np.log(2) + _ln_factorial(heads + tails + 1) - _ln_factorial(heads) - _ln_factorial(tails)


def _binomial(heads, tails):
    return _ln_factorial(heads + tails) - _ln_factorial(heads) - _ln_factorial(tails)


def _best_fit(heads, tails):
    total = heads + tails
    return -total * np.log(2) - heads * np.log(heads / total) - tails * np.log(tails / total)


ODDS = Exercise(
    id="5.3-1",
    entry="log_odds_fair",
    signature="log_odds_fair(heads, tails)",
    returns=Returns("real"),
    cases=(
        Case(((7, 3), (3, 7))),
        Case(((60, 40), (40, 60))),
        Case(((5100, 4900), (4900, 5100))),
        Case(((501_000, 499_000), (499_000, 501_000))),
    ),
    properties=(
        Property(
            "it is the logarithm of the ratio of the two evidences",
            lambda t: max(abs(r - log_odds(*c)) for r, c in zip(t.results, t.calls, strict=True)),
            tolerance=1e-6,
            near=1e-3,
            says="It is off by {error} nats.",
        ),
        Property(
            "heads and tails may change places",
            lambda t: abs(t.results[0] - t.results[1]),
            tolerance=1e-6,
            says="The two differ by {error} nats.",
        ),
    ),
    mistakes=(
        Mistake("The sign: positive means that the fair coin is ahead.", gives(lambda h, t: -log_odds(h, t))),
        Mistake(
            "That compares with the best p. Model B did not know it; its bet is the average over all p.",
            gives(_best_fit),
        ),
        Mistake(
            "Both models are about the same sequence: the number of sequences belongs to both or to none.",
            lambda t: (
                gives(lambda h, u: log_odds(h, u) + _binomial(h, u))(t)
                or gives(lambda h, u: log_odds(h, u) - _binomial(h, u))(t)
            ),
        ),
        Mistake(
            "The bent coin's integral has (h + t + 1)! below, not (h + t)!: its logarithm is math.lgamma(h + t + 2).",
            gives(lambda h, t: log_odds(h, t) - np.log(h + t + 1)),
        ),
        Mistake(
            "These are odds in powers of ten; natural logarithms are wanted.",
            gives(lambda h, t: log_odds(h, t) / np.log(10)),
        ),
    ),
    hints=(
        "ln Z of the fair coin is −(h + t) ln 2. For the bent one use the integral of the statement.",
        "ln n! is math.lgamma(n + 1), which does not overflow.",
    ),
    forbids=_PARTS,
    undefined="Powers like 0.5 ** 1000000 are zero in floating point, and factorials overflow: stay with logarithms.",
)


def _code_slope(information, count, spacing):
    """Return δ times the derivative of −ln δ + N I δ²/6, the length of the code that rounds down."""
    return -1 + count * information * spacing**2 / 3


SPACING = Exercise(
    id="5.3-2",
    entry="spacing_rounded_down",
    signature="spacing_rounded_down(information, count)",
    returns=Returns("real", lambda information, count: np.shape(information)),
    cases=(
        Case.call(np.array([1.0]), 1000.0),
        Case.call(np.array([0.2, 4.0, 30.0]), 50.0),
        Case.call(np.array([1e-3, 7.0]), 1e8),
    ),
    properties=(
        Property(
            "a slightly finer and a slightly coarser grid make longer messages",
            lambda t: np.max(np.abs(_code_slope(*t.arguments, t.result))),
            tolerance=1e-9,
            near=1e-3,
            says="The length still changes by {error} nats for each unit of ln δ.",
        ),
        Property(
            "spacings are positive",
            lambda t: float(np.any(np.asarray(t.result) <= 0)),
            tolerance=0.5,
            says="One is not.",
        ),
    ),
    mistakes=(
        Mistake(
            "That is the lesson's sender, who rounds to the nearest point. This one rounds down.",
            gives(lambda i, n: np.sqrt(12 / (n * i))),
        ),
        Mistake("A datum's share was counted once, not N times.", gives(lambda i, n: np.sqrt(3 / i))),
        Mistake(
            "The factor ½ of the loss ½ I (error)² is missing.",
            gives(lambda i, n: np.sqrt(3 / (2 * n * i))),
        ),
        Mistake(
            "The mean error is δ/2, but its square is not the mean square.",
            gives(lambda i, n: np.sqrt(4 / (n * i))),
        ),
        Mistake(
            "A numerical search for the minimum is not exact enough, as the length is flat there; set the derivative "
            "to zero and solve for δ.",
            lambda t: np.max(np.abs(_code_slope(*t.arguments, t.result))) < 1e-2,
        ),
    ),
    hints=(
        "What is the mean of e² if e is spread evenly from 0 to δ?",
        "Add −ln δ and ½ N I times that mean square, and set the derivative by δ to zero.",
    ),
    forbids=_PARTS,
)


def _nll(y, mean, sigma):
    return np.sum((np.asarray(y) - mean) ** 2) / (2 * sigma**2) + len(y) / 2 * np.log(2 * np.pi * sigma**2)


def averages(y, sigma, size):
    """Return the means of blocks, their noise, and what −ln p loses."""
    boxes = np.reshape(y, (-1, size))
    means = boxes.mean(axis=1)
    constant = len(means) * ((size - 1) / 2 * np.log(2 * np.pi * sigma**2) + np.log(size) / 2)
    return means, sigma / size**0.5, constant + np.sum((boxes - means[:, None]) ** 2) / (2 * sigma**2)


_WHERE = (-1.3, 0.0, 0.4, 2.0)


def _lost(trial):
    y, sigma, _ = trial.arguments
    means, noise, _ = trial.result
    if not noise > 0:
        return np.full(len(_WHERE), np.inf)
    return np.array([_nll(y, at, sigma) - _nll(means, at, noise) for at in _WHERE])


def _same_shape(change):
    """Return the test that the averages come with a noise and constant changed in a known way."""

    def shows(trial):
        y, sigma, size = trial.arguments
        return all(
            np.allclose(found, wrong, rtol=1e-6, atol=1e-9)
            for found, wrong in zip(trial.result, change(y, sigma, size), strict=True)
        )

    return shows


def _no_scatter(y, sigma, size):
    means, noise, constant = averages(y, sigma, size)
    return means, noise, constant - np.sum((np.reshape(y, (-1, size)) - means[:, None]) ** 2) / (2 * sigma**2)


def _other_scatter(share):
    """Return the averages with another multiple of the scatter's part in the constant."""

    def change(y, sigma, size):
        means, noise, constant = averages(y, sigma, size)
        normal = _no_scatter(y, sigma, size)[2]
        return means, noise, normal + share * (constant - normal)

    return change


def _other_normalisation(share):
    """Return the averages with another multiple of the normalisations in the constant."""

    def change(y, sigma, size):
        means, noise, constant = averages(y, sigma, size)
        return means, noise, constant + (share - 1) * _no_scatter(y, sigma, size)[2]

    return change


def _minus_half_log(y, sigma, size):
    means, noise, constant = averages(y, sigma, size)
    return means, noise, constant - len(means) * np.log(size)


def _no_half_log(y, sigma, size):
    means, noise, constant = averages(y, sigma, size)
    return means, noise, constant - len(means) * np.log(size) / 2


def results(rng, blocks, size):
    """Return a case: results at one input, their noise, the size of a block."""
    return Case.call(0.5 + rng.normal(size=blocks * size), float(rng.uniform(0.4, 2)), size)


AVERAGE = Exercise(
    id="5.3-3",
    entry="average_in_blocks",
    signature="average_in_blocks(y, sigma, size)",
    returns=(Returns("real", lambda y, sigma, size: (len(y) // size,)), Returns("real"), Returns("real")),
    cases=tuple(results(np.random.default_rng(k), *s) for k, s in enumerate([(3, 4), (1, 6), (5, 2), (4, 1)])),
    properties=(
        Property(
            "−ln p of the data and −ln p of the averages differ by the same amount at every mean",
            lambda t: np.ptp(_lost(t)),
            tolerance=1e-8,
            near=1e-4,
            says="Between four trial means the difference varies by {error} nats.",
        ),
        Property(
            "the constant is the difference of the two −ln p",
            lambda t: np.abs(_lost(t) - t.result[2]).max(),
            tolerance=1e-8,
            near=1e-4,
            says="It is off by up to {error} nats.",
        ),
        Property(
            "each block has its own average",
            lambda t: relative(t.result[0], averages(*t.arguments)[0]),
            tolerance=1e-10,
            says="An average is off by a fraction {error}.",
        ),
    ),
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
        Mistake("The scatter within the blocks is missing in the constant.", _same_shape(_no_scatter)),
        Mistake("The normalisation of an average, ½ ln b for each block, is missing.", _same_shape(_no_half_log)),
        Mistake(
            "A ½ is missing: the scatter within the blocks costs ∑ (y − ȳ)²/2σ².",
            _same_shape(_other_scatter(2.0)),
        ),
        Mistake(
            "The normalisations are missing: a density has the factor 1/√(2πσ²), and averages are fewer than data.",
            _same_shape(_other_normalisation(0.0)),
        ),
        Mistake(
            "The sign of the normalisations: −ln of a factor 1/√(2πσ²) is +½ ln 2πσ², and the data have more of them.",
            lambda t: _same_shape(_other_normalisation(-1.0))(t) or _same_shape(_minus_half_log)(t),
        ),
        Mistake("The constant has the other sign.", _same_shape(lambda *a: (*averages(*a)[:2], -averages(*a)[2]))),
    ),
    hints=(
        "Write Σ (y − f)² of one block as b (ȳ − f)² and a rest that knows no f.",
        "Then compare the normalisations: b factors (2πσ²)^½ against one (2πσ²/b)^½.",
    ),
    forbids=_PARTS,
)


def sums(losses, prior, counts):
    """Return F on a grid for each N."""
    weights = np.asarray(prior) / np.sum(prior)
    exponents = -np.multiply.outer(np.asarray(counts), losses)
    largest = exponents.max(axis=-1, keepdims=True)
    return -largest[..., 0] - np.log(np.sum(weights * np.exp(exponents - largest), axis=-1))


def _shifted(trial):
    """How far F moves from N·c when all losses grow by c."""
    (losses, _, counts), (raised, _, _) = trial.calls
    move = np.asarray(counts) * (raised[0] - losses[0])
    return relative(np.subtract(trial.results[1], trial.results[0]), move)


def grid(rng, points, most):
    """Return a case: losses and prior on a grid, and the same losses raised by one amount."""
    theta = np.linspace(-2, 2, points)
    losses = 0.5 * (theta - rng.uniform(-1, 1)) ** 2 + 0.1 * np.sin(3 * theta) + rng.uniform(0.2, 1)
    prior = rng.uniform(0.5, 3) * np.exp(-((theta - 0.3) ** 2))
    counts = np.concatenate([[0.0], np.geomspace(1, most, 7)])
    return Case(((losses, prior, counts), (losses + 0.75, prior, counts)))


def _wrong_prior(losses, prior, counts):
    return sums(losses, prior, counts) - np.log(np.sum(prior))


def _only_excess(losses, prior, counts):
    return sums(losses, prior, counts) - np.asarray(counts) * np.min(losses)


def _terms(losses, prior, counts):
    """Return the logarithms of the terms, (counts, points), and the largest of each row."""
    logs = np.log(prior / np.sum(prior)) - np.multiply.outer(np.asarray(counts), losses)
    return logs, logs.max(axis=1)


def _largest_forgotten(*arguments):
    logs, largest = _terms(*arguments)
    return -np.log(np.sum(np.exp(logs - largest[:, None]), axis=1))


def _largest_wrong_way(*arguments):
    return _largest_forgotten(*arguments) + _terms(*arguments)[1]


def _loss_wrong_way(losses, prior, counts):
    return _only_excess(losses, prior, counts) - np.asarray(counts) * np.min(losses)


SUM = Exercise(
    id="5.3-4",
    entry="grid_free_energy",
    signature="grid_free_energy(losses, prior, counts)",
    returns=Returns("real", lambda losses, prior, counts: np.shape(counts)),
    cases=tuple(grid(np.random.default_rng(k), p, m) for k, (p, m) in enumerate([(50, 100), (400, 1e4), (300, 1e9)])),
    properties=(
        Property(
            "it is −ln of the sum over the whole grid",
            lambda t: max(
                np.max(np.abs(r - sums(*c)) / (1 + np.abs(sums(*c)))) for r, c in zip(t.results, t.calls, strict=True)
            ),
            tolerance=1e-9,
            near=1e-5,
            says="It is off by a fraction {error}.",
        ),
        Property(
            "raising every loss by c raises F by N c",
            _shifted,
            tolerance=1e-9,
            near=1e-5,
            says="It is off by a fraction {error} of that.",
        ),
        Property(
            "without data nothing is paid",
            lambda t: abs(t.result[0]),
            tolerance=1e-10,
            says="F at N = 0 is {error}, not 0.",
        ),
    ),
    mistakes=(
        Mistake("The prior has to add up to 1 on the grid; divide by its sum.", gives(_wrong_prior)),
        Mistake(
            "The least loss was taken out, so that nothing underflows, and not put back: N L̂ is missing.",
            gives(_only_excess),
        ),
        Mistake(
            "The largest term was taken out, so that nothing underflows, and not put back: its −ln is missing.",
            gives(_largest_forgotten),
        ),
        Mistake(
            "What was taken out of the sum came back with the wrong sign: F is −ln of the largest term, minus ln of "
            "the rest.",
            lambda t: gives(_largest_wrong_way)(t) or gives(_loss_wrong_way)(t),
        ),
        Mistake("The sign: F is minus the logarithm.", gives(lambda *a: -sums(*a))),
        Mistake(
            "That is the loss of the best point alone. All others are part of the sum.",
            gives(lambda losses, prior, counts: np.asarray(counts) * np.min(losses)),
        ),
    ),
    hints=(
        "e^(−N L) = e^(−N L̂) e^(−N (L − L̂)); the second factor is never above 1, and somewhere it is 1.",
        "Take N L̂ out of the sum, and the logarithm of what is left is harmless.",
    ),
    forbids=_PARTS,
    undefined="For large N every e^(−N L) is zero in floating point; ln 0 is −inf. Take the largest term out first.",
)

EXERCISES = (ODDS, SPACING, AVERAGE, SUM)
READ_BY_HAND = ("5.3-5",)
