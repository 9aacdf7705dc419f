"""Public checks of the exercises of lesson 5.1, Bayes is statistical mechanics.

Nothing here returns an answer: weights are compared with integrals along principal axes, an area with Simpson's rule on
the cubics that means and slopes define, exchanges with the two weights they multiply, works with their sums.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives

_PARTS = ("physdl.bayes", "scipy")


# ---- 5.1-1: weights of fits ----------------------------------------------------------------------------------------


def _logs(arguments, height=1.0, cold=1.0, room=1.0):
    """Return ln of the weight of each fit up to a constant, its three parts taken so many times."""
    depths, curvatures, prior, beta = (np.asarray(a, dtype=float) for a in arguments)
    t = np.linspace(-12, 12, 481)
    bell = np.trapezoid(np.exp(-(t**2) / 2), t)
    widths = [np.sum(np.log(bell / np.sqrt(beta * np.linalg.eigvalsh(matrix)))) for matrix in curvatures]
    return height * np.log(prior) - cold * beta * depths + room * np.array(widths)


def _off_weights(trial, **parts):
    """Return by how much ln of the weights misses at worst, where they are not too small for it."""
    logs, found = _logs(trial.arguments, **parts), np.asarray(trial.result)
    logs = logs - logs.max()
    logs = logs - np.log(np.exp(logs).sum())
    seen = logs > -575
    if np.any(found < 0) or np.any(found[seen] == 0) or np.any(found[~seen] > 1e-200):
        return np.inf
    return np.abs(np.log(found[seen]) - logs[seen]).max()


def _with(**parts):
    """Return the test that the weights are those with the three parts taken so many times."""
    return lambda trial: _off_weights(trial, **parts) < 1e-6


def fits(rng, count, knobs, beta):
    """Return a case of fits with correlated knobs."""
    roots = rng.normal(size=(count, knobs, knobs)) + 3 * np.sqrt(knobs) * np.eye(knobs)
    curvatures = roots @ np.swapaxes(roots, 1, 2) * 10 ** rng.uniform(-0.5, 0.5, size=(count, 1, 1))
    return Case.call(rng.normal(size=count) * 3, curvatures, rng.uniform(0.1, 2, count), beta)


WEIGHTS = Exercise(
    id="5.1-1",
    entry="weights_of_fits",
    signature="weights_of_fits(depths, curvatures, prior, beta)",
    returns=Returns("real", lambda depths, *_: np.shape(depths)),
    cases=(
        *(fits(np.random.default_rng(k), *s) for k, s in enumerate([(2, 3, 1.0), (4, 2, 0.3), (3, 1, 2), (1, 2, 1.0)])),
        fits(np.random.default_rng(9), 3, 120, 1.0),  # determinants beyond 1e308
        Case.call(np.zeros(2), np.array([1e6, 1.1e6])[:, None, None] * np.eye(120), np.ones(2), 1.0),  # and their roots
        Case.call(np.array([0.0, 460.0]), np.ones((2, 1, 1)), np.ones(2), 1.0),  # a weight near 1e-200
        Case.call([1, 0, 0], [[[2, 1], [1, 2]], [[1, 0], [0, 1]], [[4, 0], [0, 9]]], [1, 1, 2], 1),  # lists, whole
        Case.call(np.array([2000.0, 0.0, 1.0]), np.ones((3, 1, 1)), np.ones(3), 5.0),
        Case.call(np.array([-3000.0, -3000.5]), np.array([np.eye(2), 4 * np.eye(2)]), np.array([0.5, 1.0]), 1.0),
    ),
    properties=(
        Property(
            "each weight is the integral over its neighbourhood, divided by the sum of all",
            _off_weights,
            tolerance=1e-9,
            near=1e-7,
            says="The logarithm of one is off by {error}.",
        ),
        Property("the weights add up to 1", lambda t: abs(np.sum(t.result) - 1), tolerance=1e-10),
    ),
    fresh=lambda rng: fits(rng, int(rng.integers(2, 6)), int(rng.integers(2, 7)), float(rng.uniform(0.2, 3))),
    mistakes=(
        Mistake("The room is missing: these weights compare the fits at their best points.", _with(room=0.0)),
        Mistake("The root of the determinant is missing.", _with(room=2.0)),
        Mistake("The determinant of the curvature belongs below: a sharp fit has little room.", _with(room=-1.0)),
        Mistake("The prior's height is missing.", _with(height=0.0)),
        Mistake(
            "The energies do not know β.",
            lambda t: _off_weights(t, cold=1 / float(t.arguments[3])) < 1e-6,
        ),
        Mistake("The sign of the energy: a low one makes a weight large.", _with(cold=-1.0)),
        Mistake(
            "The prior was tempered, too: it stands once, whatever β is.",
            lambda t: _off_weights(t, height=float(t.arguments[3])) < 1e-6,
        ),
        Mistake(
            "All the weight went to one fit. That is what β → ∞ does.",
            lambda t: np.count_nonzero(t.result) == 1 and np.max(t.result) == 1,
        ),
    ),
    hints=(
        "Near its bottom each fit is a Gaussian integral in k dimensions. What does the matrix do to its value?",
        "Work with logarithms, subtract the largest, and only then take exponentials; `numpy.linalg.slogdet`.",
    ),
    forbids=_PARTS,
    undefined="Determinants of large matrices, and exponentials of large energies, overflow: stay with logarithms. "
    "A weight that has become 0 has none.",
    stops={"AttributeError": "The arguments may be lists: turn them into arrays first."},
)


# ---- 5.1-2: an area from means and slopes --------------------------------------------------------------------------


def _off_area(trial, scale=None):
    """Return by how much the result misses Simpson's rule on the cubics, as a share of what is added up."""
    betas, means, variances = (np.asarray(a, dtype=float) for a in trial.arguments)
    h = np.diff(betas)
    middle = (means[1:] + means[:-1]) / 2 + h / 8 * (variances[1:] - variances[:-1])
    area = np.sum(h / 6 * (means[:-1] + 4 * middle + means[1:]))
    return abs(trial.result + area) / (1 + np.sum(h * (np.abs(means[1:]) + h * variances[1:])))


def _area(share, power=2, sign=-1.0):
    """Return the test of a result whose correction has another share, or power of the step."""

    def slip(betas, means, variances):
        betas, means, variances = (np.asarray(a, dtype=float) for a in (betas, means, variances))
        h = np.diff(betas)
        flat = np.sum(h * (means[1:] + means[:-1])) / 2
        return sign * (flat + share * np.sum(h**power * (variances[1:] - variances[:-1])))

    return gives(slip)


def climb(rng, rungs):
    """Return a case: an uneven ladder, mean energies that fall, variances."""
    betas = np.concatenate([[0], np.cumsum(rng.uniform(0.05, 1, rungs - 1))])
    return Case.call(betas, np.sort(rng.normal(size=rungs) * 20)[::-1].copy(), rng.uniform(0.1, 40, rungs))


AREA = Exercise(
    id="5.1-2",
    entry="area_from_slopes",
    signature="area_from_slopes(betas, means, variances)",
    returns=Returns("real"),
    cases=(
        *(climb(np.random.default_rng(k), n) for k, n in enumerate((2, 3, 9, 40))),
        Case.call([0, 1, 3], [9, 4, 1], [5, 2, 1]),  # lists of whole numbers
        Case.call(np.linspace(0, 1, 5), np.full(5, 2.5), np.zeros(5)),  # an energy that does not fluctuate
    ),
    properties=(
        Property(
            "it is exact where the mean energy is a cubic between neighbours",
            _off_area,
            tolerance=1e-10,
            near=1e-8,
            says="It is off by {error} of what is added up.",
        ),
    ),
    fresh=lambda rng: climb(rng, int(rng.integers(4, 20))),
    mistakes=(
        Mistake("The variances do not come in: that is the trapezoid, exact for straight lines.", _area(0.0)),
        Mistake("The slope is *minus* the variance: the correction has the wrong sign.", _area(-1 / 12)),
        Mistake("ln Z is minus the area.", _area(1 / 12, sign=1.0)),
        Mistake(
            "The correction has the right form and a wrong number in front.",
            lambda t: any(_area(s)(t) for s in (1 / 6, 1 / 24, 1 / 8, 1 / 2, 1 / 4, 1 / 3, 1.0)),
        ),
        Mistake("The correction goes with the square of the step.", lambda t: _area(1 / 12, power=1)(t)),
        Mistake(
            "The steps are not equal: each interval has its own.",
            gives(
                lambda b, m, v: (
                    -(
                        (np.mean(np.diff(b)) * (np.sum(m) - (m[0] + m[-1]) / 2))
                        + np.mean(np.diff(b)) ** 2 / 12 * (v[-1] - v[0])
                    )
                )
            ),
        ),
    ),
    hints=(
        "On one interval write the cubic with the given values and slopes at both ends, and integrate it.",
        "The trapezoid is the largest part. What is left is the step squared, times a difference of slopes, over 12.",
    ),
    forbids=_PARTS,
    stops={"TypeError": "The arguments may be lists: turn them into arrays first."},
)


# ---- 5.1-3: exchanging chains --------------------------------------------------------------------------------------


def _decided(trial, rule=None):
    """Return how many pairs are not as the rule says; ln of the ratio of the weights after and before."""
    betas, energies, chances, first = trial.arguments
    betas, energies = np.asarray(betas, dtype=float), np.asarray(energies, dtype=float)
    order, wrong, touched = np.asarray(trial.result), 0, set()
    for j in range(first, len(betas) - 1, 2):
        before = -betas[j] * energies[j] - betas[j + 1] * energies[j + 1]
        after = -betas[j] * energies[j + 1] - betas[j + 1] * energies[j]
        yes = np.log(chances[j]) < (after - before) if rule is None else rule(after - before, chances[j])
        wrong += list(order[j : j + 2]) != ([j + 1, j] if yes else [j, j + 1])
        touched |= {j, j + 1}
    return wrong + sum(int(order[j] != j) for j in range(len(betas)) if j not in touched)


def _by(rule):
    """Return the test that pairs were exchanged by another rule of ln of the ratio and the chance."""
    return lambda trial: _decided(trial, rule) == 0


def _other_pairs(trial):
    betas, energies, chances, first = trial.arguments
    return _decided(type(trial)(((betas, energies, chances, 1 - first),), trial.results, trial.facts)) == 0


def exchange(rng, rungs, first, scale=1.0):
    """Return a case with no close call: energies that fall on the whole, chances."""
    betas = np.concatenate([[0], np.cumsum(rng.uniform(0.05, 0.5, rungs - 1))])
    energies = scale * (rng.normal(size=rungs) * 4 - np.arange(rungs))
    while True:
        chances = rng.uniform(0.02, 0.98, size=max(rungs - 1, 0))
        ratio = np.diff(betas) * np.diff(energies)
        if np.all(np.abs(np.log(chances) - ratio) > 1e-6):
            return Case.call(betas, energies, chances, first)


EXCHANGE = Exercise(
    id="5.1-3",
    entry="exchange_chains",
    signature="exchange_chains(betas, energies, chances, first)",
    returns=Returns("whole", lambda betas, *_: np.shape(betas)),
    cases=(
        *(exchange(np.random.default_rng(k), *s) for k, s in enumerate([(8, 0), (8, 1), (21, 0), (40, 1), (2, 0)])),
        exchange(np.random.default_rng(11), 2, 1),  # no pair
        exchange(np.random.default_rng(14), 12, 0, scale=1e5),
        Case.call([0, 1, 2, 3], [5, 7, 1, 1], [0.5, 0.5, 0.5], 0),  # lists, and equal energies
    ),
    properties=(
        Property(
            "each chain stands at one inverse temperature",
            lambda t: float(np.any(np.sort(t.result) != np.arange(len(t.result)))),
            tolerance=0.5,
            says="One is missing, or stands twice.",
        ),
        Property(
            "pairs are exchanged as the two weights say",
            _decided,
            tolerance=0.5,
            says="At least one pair is decided wrongly, or one was moved that had no partner.",
        ),
    ),
    fresh=lambda rng: [exchange(rng, int(rng.integers(20, 40)), first) for first in (0, 1)],
    mistakes=(
        Mistake("The sign: the cold one should get the low energy.", _by(lambda ratio, u: np.log(u) < -ratio)),
        Mistake("Every pair was exchanged, whatever the energies are.", _by(lambda ratio, u: True)),
        Mistake("No pair was exchanged.", _by(lambda ratio, u: False)),
        Mistake("Moves that cost something are taken as well, now and then.", _by(lambda ratio, u: ratio >= 0)),
        Mistake("An exchange is taken where the chance is *below* the ratio.", _by(lambda r, u: np.log(u) > r)),
        Mistake("The other pairs were asked: the first one begins at `first`.", _other_pairs),
        Mistake("The ratio is the exponential of a product of two differences.", _by(lambda ratio, u: u < ratio)),
    ),
    hints=(
        "Write the product of the two weights before and after the exchange. The priors cancel, and so do both Z.",
        "Compare logarithms: `log(chance) < (difference of β) × (difference of U)`. Then no exponential overflows.",
    ),
    forbids=_PARTS,
    stops={
        "OverflowError": "An exponential of a large number overflows: compare logarithms.",
        "TypeError": "The arguments may be lists: turn them into arrays first.",
        "IndexError": "The last chain may have no partner: a pair needs j + 1 ≤ R − 1.",
    },
)


# ---- 5.1-4: a bracket from works -----------------------------------------------------------------------------------


def _works(trial, paid=slice(None, -1)):
    """Return ln of the weight of each way up, and of each way down, added up step by step."""
    betas, up, down = (np.asarray(a, dtype=float) for a in trial.arguments)
    rise = [-sum(s * u for s, u in zip(np.diff(betas), one[paid], strict=True)) for one in up.T]
    fall = [-sum(s * u for s, u in zip(np.diff(betas)[::-1], one[paid], strict=True)) for one in down.T]
    return np.array(rise), np.array(fall)


def _scale(trial):
    return 1 + max(np.abs(w).max() for w in _works(trial))


def _off(place, paid=slice(None, -1), change=lambda value, trial: value):
    """Return the error of one of the three results, as a share of the largest work."""

    def error(trial):
        rise, fall = _works(trial, paid)
        top = rise.max()
        wanted = rise.mean(), fall.mean(), top + np.log(np.mean(np.exp(rise - top)))
        return abs(change(trial.result[place], trial) - wanted[place]) / _scale(trial)

    return error


def _turned_round(trial):
    """Return whether the steps upwards were put in front of the rows of the ways down."""
    betas, _, down = (np.asarray(a, dtype=float) for a in trial.arguments)
    wrong = -np.mean(np.diff(betas) @ down[:-1])
    return abs(trial.result[1] - wrong) < 1e-9 * _scale(trial)


def walks(rng, rungs, rise, fall, scale=1.0):
    """Return a case: a ladder, energies on the ways up and on the ways down."""
    betas = np.concatenate([[0], np.cumsum(rng.uniform(0.02, 0.4, rungs - 1))])
    trend = 10 / (1 + np.arange(rungs))
    up = scale * (rng.normal(size=(rungs, rise)) + trend[:, None])
    return Case.call(betas, up, scale * (rng.normal(size=(rungs, fall)) + trend[::-1, None]))


BRACKET = Exercise(
    id="5.1-4",
    entry="bracket_from_walks",
    signature="bracket_from_walks(betas, up, down)",
    returns=(Returns("real"), Returns("real"), Returns("real")),
    cases=(
        *(walks(np.random.default_rng(k), *s) for k, s in enumerate([(5, 4, 6), (21, 10, 3), (3, 1, 1), (9, 50, 50)])),
        walks(np.random.default_rng(7), 2, 3, 2),
        walks(np.random.default_rng(8), 12, 6, 6, scale=1e4),
        Case.call([0, 1, 3], [[5, 6], [2, 3], [9, 9]], [[1, 1], [2, 2], [9, 9]]),  # lists of whole numbers
    ),
    properties=(
        Property("the lower bound is minus the mean work of the ways up", _off(0), tolerance=1e-10, near=1e-8),
        Property("the upper bound is the mean work of the ways down", _off(1), tolerance=1e-10, near=1e-8),
        Property("the estimate is ln of the mean of exp(−W) over the ways up", _off(2), tolerance=1e-10, near=1e-8),
    ),
    fresh=lambda rng: walks(rng, int(rng.integers(4, 20)), int(rng.integers(2, 9)), int(rng.integers(2, 9))),
    mistakes=(
        Mistake(
            "Each step was paid with the energy *after* it. The theorem takes the one before.",
            lambda t: _off(0, slice(1, None))(t) < 1e-9,
        ),
        Mistake(
            "The sign of the lower bound: it is minus the work.", lambda t: _off(0, change=lambda v, _: -v)(t) < 1e-9
        ),
        Mistake(
            "The sign of the upper bound: downwards the steps in β are negative, so the work of a positive energy is "
            "negative already.",
            lambda t: _off(1, change=lambda v, _: -v)(t) < 1e-9,
        ),
        Mistake(
            "The rows of `down` stand in the order in which they were visited: the first is the coldest.",
            _turned_round,
        ),
        Mistake(
            "The estimate is the lower bound again: the mean of exponentials comes first, then the logarithm.",
            lambda t: _off(0)(t) < 1e-9 and abs(t.result[2] - t.result[0]) < 1e-9 * _scale(t),
        ),
        Mistake(
            "The estimate is a sum of exponentials, not their mean.",
            lambda t: _off(2, change=lambda v, u: v - np.log(np.shape(u.arguments[1])[1]))(t) < 1e-9,
        ),
        Mistake(
            "The exponent has the wrong sign: it is minus the work.",
            lambda t: abs(t.result[2] + _top_down(t)) < 1e-9 * _scale(t),
        ),
    ),
    hints=(
        "Put the steps in β in front of the energies with one matrix product. Which row is paid by no step?",
        "For the estimate take the largest of −W out before you exponentiate.",
    ),
    forbids=_PARTS,
    undefined="exp of a large number is infinite, of a small one zero: take the largest −W out first.",
    stops={"TypeError": "The arguments may be lists: turn them into arrays first."},
)


def _top_down(trial):
    """Return minus what comes out of exponentials with the sign turned."""
    rise, _ = _works(trial)
    return -((-rise).max() + np.log(np.mean(np.exp(-rise - (-rise).max()))))


EXERCISES = (WEIGHTS, AREA, EXCHANGE, BRACKET)
READ_BY_HAND = ("5.1-5",)
