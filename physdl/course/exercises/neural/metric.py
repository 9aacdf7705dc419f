"""Public checks of the exercises of lesson 3.3, The layer metric.

What a covector says and what a metric says of two arrows is compared before and after a change of coordinates, a count
of steps is put to the test one step earlier, solutions of linear equations are put in.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, relative

# Changes of a machine by the powers (kW) that they add at two temperatures, and these temperatures.
_ADDED = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, -0.8], [-0.3, 1.1]])
_AT = np.array([10.0, 25.0])


def _arrows(degree, zero):
    """Return the components of these changes in an office whose thermometer shows (T − zero)/degree."""
    shown = (_AT - zero) / degree
    return np.linalg.solve(np.column_stack([shown, np.ones(2)]), _ADDED.T).T


def _there(trial):
    return _arrows(*trial.arguments[2:])


def _says(trial, there=None, here=None):
    """Return by what fraction the new dL of the new arrows differs from the old one of the old arrows."""
    here = _arrows(1.0, 0.0) if here is None else here
    there = _there(trial) if there is None else there
    return relative(there @ trial.result[1], here @ trial.arguments[1])


def _measures(trial, there=None, here=None):
    """Return by what fraction the new products of new arrows differ from the old products of old arrows."""
    here = _arrows(1.0, 0.0) if here is None else here
    there = _there(trial) if there is None else there
    return relative(there @ trial.result[0] @ there.T, here @ trial.arguments[0] @ here.T)


def _reads(shown):
    """Return what stands for a temperature in `w T + b`, at two readings."""
    return np.column_stack([shown, np.ones(2)])


def _as_if(there, here):
    """Return the test that both results are right if arrows had these components, there and here."""

    def shows(trial):
        degree, zero = trial.arguments[2:]
        there_and_here = there(degree, zero), here(degree, zero)
        return _says(trial, *there_and_here) < 1e-6 and _measures(trial, *there_and_here) < 1e-6

    return shows


def _old(degree, zero):
    return _arrows(1.0, 0.0)


def _from_one_side(trial):
    old, new = _arrows(1.0, 0.0), _there(trial)
    wanted, found = old @ trial.arguments[0] @ old.T, trial.result[0]
    return min(relative(new @ found @ old.T, wanted), relative(old @ found @ new.T, wanted)) < 1e-6


def _long(trial):
    """Return whether all lengths are as before, and some angle is not."""
    old, new = _arrows(1.0, 0.0), _there(trial)
    wanted = np.diag(old @ trial.arguments[0] @ old.T)
    return relative(np.diag(new @ trial.result[0] @ new.T), wanted) < 1e-6 < _measures(trial)


def thermometer(rng):
    """Return arguments of 3.3-1: a metric and a covector in (w, b), and another thermometer."""
    root = rng.normal(size=(2, 2))
    return root @ root.T + 0.2 * np.eye(2), rng.normal(size=2), rng.uniform(0.2, 2.5), rng.uniform(-40, 40)


_G = np.array([[26.0, 0.8], [0.8, 1.0]])

CARRY = Exercise(
    id="3.3-1",
    entry="other_thermometer",
    signature="other_thermometer(g, dL, degree, zero)",
    returns=(Returns("real", (2, 2)), Returns("real", (2,))),
    cases=(
        Case.call(_G, np.array([1.5, -4.0]), 5 / 9, -160 / 9),
        Case.call(_G, np.array([0.3, 2.0]), 2.0, 0.5),
        Case.call(np.array([[2, -1], [-1, 3]]), np.array([-1, 2]), 0.8, 25.0),
        Case.call(np.array([[0.7, -0.2], [-0.2, 9.0]]), np.array([0.0, -1.3]), 1.0, -273.15),
        Case.call(_G, np.array([2.0, 0.0]), 0.25, 0.0),
        Case.call(_G, np.zeros(2), 1.25, -7.0),
    ),
    properties=(
        Property(
            "dL says of every change of the machine what it said before",
            _says,
            tolerance=1e-9,
            near=1e-7,
            says="Before and after differ by a fraction {error}.",
        ),
        Property(
            "of any two changes of the machine g says what it said before",
            _measures,
            tolerance=1e-9,
            near=1e-7,
            says="Lengths and products differ by a fraction {error}.",
        ),
    ),
    fresh=lambda rng: Case.call(*thermometer(rng)),
    mistakes=(
        Mistake(
            "You carried both as arrows, with A. Lower indices go with the inverse of A.",
            _as_if(lambda d, z: _reads((_AT - z) / d), lambda d, z: _reads(_AT)),
        ),
        Mistake(
            "The inverse stands on the wrong side: w' = w A⁻¹, a row from the left; as a column it is A⁻ᵀ.",
            _as_if(lambda d, z: _reads(_AT), lambda d, z: _reads((_AT - z) / d)),
        ),
        Mistake(
            "The new zero is missing: with T = d T' + z the shift b' holds a part z w.",
            _as_if(lambda d, z: _arrows(d, 0.0), _old),
        ),
        Mistake("The zero has the wrong sign: T = d T' + z.", _as_if(lambda d, z: _arrows(d, -z), _old)),
        Mistake(
            "The size of a degree stands on the wrong side: T = d T' + z.",
            _as_if(lambda d, z: _arrows(1 / d, z), _old),
        ),
        Mistake(
            "The other way round: this leads from the new thermometer to the old.",
            _as_if(_old, _arrows),
        ),
        Mistake("g has two lower indices, and you carried one of them only.", _from_one_side),
        Mistake("Every length is right, but g is not symmetric any more: products of two arrows are not.", _long),
    ),
    hints=(
        "Put T = d T' + z into wT + b and read off w' and b'. That is the matrix A for arrows.",
        "What dL says of an arrow is a number without coordinates, and so is what g says of two. Write down that "
        "either is the same in both offices.",
    ),
    forbids=("physdl.neural",),
)

_ROUNDING = 1e-9


def _slowest(eigenvalues):
    """Return the largest factor by which a part of the error is multiplied in a step at the best rate."""
    rate = 2 / (np.min(eigenvalues) + np.max(eigenvalues))
    return np.max(np.abs(1 - rate * eigenvalues))


def _left(trial, earlier=0):
    """Return what is left of the slowest part after so many steps, or `earlier` ones before, in units of ε."""
    eigenvalues, fraction = trial.arguments
    return np.exp(float(trial.result - earlier) * np.log(_slowest(eigenvalues)) - np.log(fraction))


def _says_left(trial):
    count, left = trial.result, _left(trial)
    return f"In the worst case, after the {count} steps that you return, {left:.5g} ε of a part are left."


def _says_earlier(trial):
    count, left = trial.result, _left(trial, 1)
    return f"In the worst case {left:.5g} ε were left after {count - 1} steps; you return {count}."


def _counts(factor, *off_by):
    """Return the test that a count, or one that differs by a number in `off_by`, is the least for another factor."""

    def shows(trial):
        eigenvalues, fraction = trial.arguments
        decay, goal = np.log(factor(eigenvalues)), np.log(fraction)
        counts = [trial.result + more for more in (off_by or (0,))]
        return any(n * decay <= goal + _ROUNDING and (n - 1) * decay >= goal - _ROUNDING for n in counts)

    return shows


def _span(eigenvalues):
    return np.max(eigenvalues) / np.min(eigenvalues)


STEPS = Exercise(
    id="3.3-2",
    entry="steps_needed",
    signature="steps_needed(eigenvalues, fraction)",
    returns=Returns("whole"),
    cases=(
        Case.call(np.array([1, 3]), 1e-3),
        Case.call(np.array([1.0, 3.0, 2.5]), 0.125),
        Case.call(np.array([0.02, 7.0, 0.5, 1.1]), 1e-6),
        Case.call(np.array([5.0, 4.0, 4.5]), 1e-9),
        Case.call(np.array([5.0, 4.0, 4.5]), 0.5),
        Case.call(np.array([0.3, 9.0, 0.9, 4.0, 0.7]), 0.002),
        Case.call(np.array([1e-4, 2.0]), 0.1),
        Case.call(np.array([2.0, 8.0, 1e-3, 5.0]), 1e-8),
    ),
    properties=(
        Property(
            "after so many steps every part of the error is small enough",
            lambda t: max(0.0, _left(t) - 1),
            tolerance=_ROUNDING,
            says=_says_left,
        ),
        Property(
            "one step earlier it was not",
            lambda t: max(0.0, 1 / _left(t, 1) - 1),
            tolerance=_ROUNDING,
            says=_says_earlier,
        ),
    ),
    fresh=lambda rng: [
        Case.call(10 ** rng.uniform(-2, 1, rng.integers(3, 8)), 10 ** rng.uniform(-9, -2)) for _ in range(2)
    ],
    mistakes=(
        Mistake(
            "That is the count for the longest step that does not overshoot, 1/λ_max. The best rate is longer.",
            _counts(lambda lam: 1 - 1 / _span(lam)),
        ),
        Mistake(
            "½ κ ln(1/ε) is the approximation for large κ. The exact share per step is (κ − 1)/(κ + 1).",
            _counts(lambda lam: np.exp(-2 / _span(lam))),
        ),
        Mistake(
            "So long takes the loss, which goes with the square of the error.",
            _counts(lambda lam: _slowest(lam) ** 2),
        ),
        Mistake(
            "The root of κ belongs to a learner with inertia, which has not come yet.",
            _counts(lambda lam: _slowest(np.sqrt(lam))),
        ),
        Mistake(
            "The eigenvalues come in any order: the first and the last need not be the extreme ones.",
            _counts(lambda lam: abs(lam[0] - lam[-1]) / (lam[0] + lam[-1])),
        ),
        Mistake("In some cases a step is missing: round up, not down or to the nearest.", _counts(_slowest, 0, 1)),
        Mistake("In some cases it is a step too many: rounding up is enough.", _counts(_slowest, 0, -1)),
    ),
    hints=(
        "Which of the factors |1 − η λ| are the largest at η = 2/(λ_min + λ_max), and how large are they?",
        "The k-th power of that factor must not exceed ε. Take logarithms, and mind that they are negative.",
    ),
)


def _longer(x):
    return np.concatenate([x, np.ones((len(x), 1))], axis=1)


def _solves(change=lambda weight, bias, points: (weight, bias)):
    """Return the error of: lowered with the mean of x̃ x̃ᵀ, what `change` makes of the step is dL; on the worst call."""

    def error(trial):
        worst = 0.0
        for (x, covectors), (weight, bias) in zip(trial.calls, trial.results, strict=True):
            weight, bias = change(weight, bias, len(x))
            points, dL = _longer(x), _longer(x).T @ covectors
            worst = max(worst, relative(points.T @ (x @ weight.T + bias) / len(x), dL))
        return worst

    return error


_unsolved = _solves()


def _slip(change):
    return lambda trial: _solves(change)(trial) < 1e-6


def _alone(inputs):
    """Return the test that the weights solve C δWᵀ = xᵀ w with the second moment of `inputs`, and δb is dL/db."""

    def shows(trial):
        for (x, covectors), (weight, bias) in zip(trial.calls, trial.results, strict=True):
            moment, dL = inputs(x).T @ inputs(x) / len(x), x.T @ covectors
            if relative(moment @ weight.T, dL) > 1e-6 or relative(bias, np.sum(covectors, axis=0)) > 1e-6:
                return False
        return True

    return shows


def _shift_alone(trial):
    """Return whether the weights are raised as they should be and the shift is not."""
    for (x, covectors), (weight, bias) in zip(trial.calls, trial.results, strict=True):
        middle, total = x - x.mean(axis=0), np.sum(covectors, axis=0)
        if relative(middle.T @ (middle @ weight.T) / len(x), middle.T @ covectors) > 1e-6:
            return False
        if np.any(covectors) and relative(bias + weight @ x.mean(axis=0), total) < 1e-4:
            return False
    return True


def _multiplied(trial):
    (x, covectors), (weight, bias) = trial.arguments, trial.result
    table = (_longer(x).T @ covectors).T @ (_longer(x).T @ _longer(x) / len(x))
    return relative(np.column_stack([weight, bias]), table) < 1e-6


def _damped(trial):
    """Return whether what is missing from dL is a multiple of the step: a damping in C."""
    for (x, covectors), (weight, bias) in zip(trial.calls, trial.results, strict=True):
        step = np.vstack([weight.T, bias])
        missing = _longer(x).T @ (covectors - _longer(x) @ step / len(x))
        if not np.any(covectors):
            continue  # there is no telling
        damping = np.sum(missing * step) / np.sum(step * step)
        if not (damping > 0 and relative(missing, damping * step) <= 1e-4):
            return False
    return True


def _differs(trial):
    effects = [x @ weight.T + bias for (x, _), (weight, bias) in zip(trial.calls, trial.results, strict=True)]
    return relative(effects[1], effects[0])


def laboratories(rng, points, inputs, outputs):
    """Return a case of 3.3-3: one batch, written by two laboratories in other units and from other zeros."""
    x, covectors = rng.normal(size=(points, inputs)) + 1.0, rng.normal(size=(points, outputs)) / points
    units = np.linalg.qr(rng.normal(size=(inputs, inputs)))[0] * rng.uniform(0.3, 3.0, inputs)
    return Case(((x, covectors), (x @ units.T + rng.normal(size=inputs), covectors)))


_TALLY = np.array([[1, 0], [2, 1], [0, 3], [-1, 2], [4, -2]])

RAISE = Exercise(
    id="3.3-3",
    entry="layer_step",
    signature="layer_step(x, covectors)",
    returns=(
        Returns("real", lambda x, covectors: (covectors.shape[1], x.shape[1])),
        Returns("real", lambda x, covectors: (covectors.shape[1],)),
    ),
    cases=(
        *(
            laboratories(np.random.default_rng(k), *sizes)
            for k, sizes in enumerate([(12, 2, 1), (30, 4, 3), (9, 3, 5), (7, 1, 1), (200, 9, 10), (4, 3, 2)])
        ),
        Case(((_TALLY, np.eye(5)[:, :3] / 5), (_TALLY @ np.array([[3, 0], [1, 2]]) + 1, np.eye(5)[:, :3] / 5))),
    ),
    properties=(
        Property(
            "lowered with the layer's covariance, the step is dL again",
            _unsolved,
            tolerance=1e-8,
            near=1e-6,
            says="What comes back is off by a fraction {error}.",
        ),
        Property(
            "two laboratories make the same machine of it",
            _differs,
            tolerance=1e-8,
            near=1e-6,
            says="The changes of the outputs differ by a fraction {error}.",
        ),
    ),
    fresh=lambda rng: laboratories(rng, rng.integers(15, 40), *rng.integers(2, 7, 2)),
    mistakes=(
        Mistake(
            "The shift has not been raised together with the weights: append a 1 to every input before all else.",
            _alone(lambda x: x),
        ),
        Mistake(
            "You took the inputs from their mean in C. The second moment, with the 1 appended, is meant as it stands.",
            _alone(lambda x: x - x.mean(axis=0)),
        ),
        Mistake(
            "N times too short. Either C is no mean over the points here, or the covectors, which have their 1/N "
            "already, were divided by N once more.",
            _slip(lambda weight, bias, points: (points * weight, points * bias)),
        ),
        Mistake(
            "N times too long: a mean was taken twice in C, or the covectors were multiplied by N.",
            _slip(lambda weight, bias, points: (weight / points, bias / points)),
        ),
        Mistake("The index was lowered once more: divide by C, do not multiply.", _multiplied),
        Mistake(
            "The sign is turned round; the rule's minus is not part of the raised index.",
            _slip(lambda weight, bias, points: (-weight, -bias)),
        ),
        Mistake(
            "The weights are right, the shift is not. In the right one, what they do at the mean input is taken off.",
            _shift_alone,
        ),
        Mistake("There is a damping in C; none is wanted.", _damped),
    ),
    hints=(
        "With x̃ = (x, 1) the differential is the table D = wᵀ x̃, summed over the points, of shape (m, n + 1).",
        "Which table V gives D when its second index is lowered with C? Do not forget where the shift sits in it.",
    ),
    forbids=("physdl.neural",),
)


def _residual(trial, step=None, damping=None, points=1):
    """Return how far (RᵀR/points + ε) v is from dL, in units of dL's largest entry."""
    rows, covector, asked = trial.arguments
    v = trial.result if step is None else step
    return relative(rows.T @ (rows @ v) / points + (asked if damping is None else damping) * v, covector)


def natural(rng, count, size):
    """Return arguments of 3.3-4: rows of a root of Fisher's metric, a covector and a damping."""
    rows = rng.normal(size=(count, size)) / np.sqrt(size)
    return rows, rng.normal(size=size), 10 ** rng.uniform(-2, 0)


def dependent(rng, count, size):
    """Return arguments of 3.3-4 with a row that is there twice and one of zeros."""
    rows, covector, damping = natural(rng, count, size)
    rows[-1], rows[0] = rows[1], 0.0
    return rows, covector, damping


def _seen(trial):
    """Return the part of the covector that stands among the rows' combinations, and the rest of it."""
    rows, covector, _ = trial.arguments
    seen = rows.T @ np.linalg.lstsq(rows.T, covector)[0]
    return seen, covector - seen


def _within(trial):
    """Return whether what is missing from the covector is what no row sees, or where rows depend a part of that."""
    rows, covector, damping = trial.arguments
    missing = covector - rows.T @ (rows @ trial.result) - damping * trial.result
    if np.linalg.matrix_rank(rows) == min(rows.shape):
        missing = missing - _seen(trial)[1]
    else:
        missing = rows @ missing  # which arrows a decomposition gives to rows of no size is chance
    return bool(np.max(np.abs(missing)) <= 1e-6 * np.max(np.abs(covector)))


def _undamped_within(trial):
    """Return whether ε is missing in the small system: then the rows do not see the step."""
    rows, covector, damping = trial.arguments
    if len(rows) >= len(covector):
        return True  # there is no telling: that system has no solution
    unseen = np.max(np.abs(damping * trial.result - _seen(trial)[1]))
    return bool(unseen <= 1e-6 * np.max(np.abs(covector)))


def _undamped(trial):
    rows, _, _ = trial.arguments
    seen, _ = _seen(trial)
    return relative(rows.T @ (rows @ trial.result), seen) < 1e-6


LARGE = 12_000

DAMPED = Exercise(
    id="3.3-4",
    entry="damped_step",
    signature="damped_step(rows, covector, damping)",
    returns=Returns("real", lambda rows, covector, damping: np.shape(covector)),
    cases=(
        Case.call(*natural(np.random.default_rng(1), 2, 3)),
        Case.call(*natural(np.random.default_rng(2), 6, 4)),
        Case.call(*natural(np.random.default_rng(3), 1, 1)),
        Case.call(*natural(np.random.default_rng(4), 5, 5)),
        Case.call(*dependent(np.random.default_rng(5), 4, 9)),
        Case.call(np.array([[1, 0, 2], [0, 1, -1]]), np.array([3, -1, 2]), 1),
        Case.call(np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]), np.zeros(3), 0.5),
        Case.call(*natural(np.random.default_rng(6), 40, 300)),
        Case.call(*natural(np.random.default_rng(7), 5, LARGE)),
        Case.call(*natural(np.random.default_rng(8), 9, LARGE)),
    ),
    properties=(
        Property(
            "put into the equation, it gives the covector back",
            _residual,
            tolerance=1e-9,
            near=1e-7,
            says="It misses the covector by a fraction {error} of its largest entry.",
        ),
    ),
    fresh=lambda rng: [
        Case.call(*natural(rng, rng.integers(2, 9), rng.integers(10, 40))),
        Case.call(*natural(rng, rng.integers(2, 9), LARGE)),
    ],
    mistakes=(
        Mistake("The factor 1/ε in front is missing.", lambda t: _residual(t, t.result / t.arguments[2]) < 1e-6),
        Mistake("ε is multiplied where it divides.", lambda t: _residual(t, t.result / t.arguments[2] ** 2) < 1e-6),
        Mistake(
            "That is only the part in the space of the rows. What they do not see keeps w/ε.",
            _within,
        ),
        Mistake(
            "That is only the second term, the one that is taken off.",
            lambda t: (
                min(
                    _residual(t, (t.arguments[1] - t.result) / t.arguments[2]),
                    _residual(t, t.arguments[1] / t.arguments[2] - t.result),
                )
                < 1e-6
            ),
        ),
        Mistake(
            "The second term has the wrong sign: the rows make the step shorter, not longer.",
            lambda t: _residual(t, 2 * t.arguments[1] / t.arguments[2] - t.result) < 1e-6,
        ),
        Mistake("This raises with the damping alone: the rows have not been used.", gives(lambda R, w, e: w / e)),
        Mistake(
            "Your v solves the equation with ε² for ε: rows that are appended for the damping carry its root.",
            lambda t: _residual(t, damping=t.arguments[2] ** 2) < 1e-6,
        ),
        Mistake(
            "You took the mean of RᵀR over the rows; g is the sum.",
            lambda t: _residual(t, points=len(t.arguments[0])) < 1e-6,
        ),
        Mistake("The damping is missing in the small system: your step is one that no row sees.", _undamped_within),
        Mistake("RᵀR v alone is what the rows see of dL: nothing is left for the damping's share.", _undamped),
        Mistake("The sign is turned round.", lambda t: _residual(t, -t.result) < 1e-6),
    ),
    hints=(
        "The lesson's formula for few rows solves a system with as many unknowns as there are rows.",
        "Split dL into what the rows see and what they do not. What does the metric do to the second part?",
    ),
    forbids=("physdl.neural",),
    seconds=3.0,
    stops={"MemoryError": "There was no room for so large a table; the answer does without it."},
)

EXERCISES = (CARRY, STEPS, RAISE, DAMPED)
READ_BY_HAND = ("3.3-5",)
