"""Public checks of the exercises of lesson 3.3, The layer metric.

What a covector says and how long an arrow is are compared before and after a change of coordinates; solutions of linear
equations are judged by putting them in.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, relative

_ARROWS = np.array([[1.0, 0.0], [0.0, 1.0], [0.6, -0.8], [-0.3, 1.1]])


def new_arrows(arrows, degree, zero):
    """Return changes (δw, δb) as another thermometer writes them: (d δw, δb + z δw)."""
    return np.stack([degree * arrows[:, 0], arrows[:, 1] + zero * arrows[:, 0]], axis=-1)


def _says(trial):
    _, dL, degree, zero = trial.arguments
    there = new_arrows(_ARROWS, degree, zero)
    return relative(there @ trial.result[1], _ARROWS @ dL)


def _long(trial):
    g, _, degree, zero = trial.arguments
    there = new_arrows(_ARROWS, degree, zero)
    return relative(
        np.einsum("ni,ij,nj->n", there, trial.result[0], there), np.einsum("ni,ij,nj->n", _ARROWS, g, _ARROWS)
    )


def _both(transform):
    """Return the test that both results are what `transform`, a matrix of (degree, zero), gives."""

    def shows(trial):
        g, dL, degree, zero = trial.arguments
        M = transform(degree, zero)
        return relative(trial.result[0], M @ g @ M.T) < 1e-6 and relative(trial.result[1], M @ dL) < 1e-6

    return shows


def _matrix(degree, zero):
    return np.array([[degree, 0.0], [zero, 1.0]])


def thermometer(rng):
    """Return arguments of 3.3-1: a metric and a covector in (w, b), and another thermometer."""
    root = rng.normal(size=(2, 2))
    return root @ root.T + 0.2 * np.eye(2), rng.normal(size=2), rng.uniform(0.2, 0.9), rng.uniform(-40, 40)


_G = np.array([[26.0, 0.8], [0.8, 1.0]])

CARRY = Exercise(
    id="3.3-1",
    entry="other_thermometer",
    signature="other_thermometer(g, dL, degree, zero)",
    returns=(Returns("real", (2, 2)), Returns("real", (2,))),
    cases=(
        Case.call(_G, np.array([1.5, -4.0]), 5 / 9, -160 / 9),
        Case.call(_G, np.array([0.3, 2.0]), 2.0, 0.5),
        Case.call(np.array([[2.0, -1.0], [-1.0, 3.0]]), np.array([-1.0, 0.7]), 0.8, 25.0),
    ),
    properties=(
        Property(
            "dL says of every change of the machine what it said before",
            _says,
            tolerance=1e-9,
            near=1e-5,
            says="Before and after differ by a fraction {error}.",
        ),
        Property(
            "every change of the machine is as long as before",
            _long,
            tolerance=1e-8,
            near=1e-4,
            says="The squares of lengths differ by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake("You carried both as arrows, with A. Lower indices go with the inverse of A.", _both(_matrix)),
        Mistake(
            "The inverse stands on the wrong side: w' = w A⁻¹, a row from the left; as a column it is A⁻ᵀ.",
            _both(lambda d, z: np.linalg.inv(_matrix(d, z))),
        ),
        Mistake(
            "The new zero is missing: with T = d T' + z the shift b' holds a part z w.",
            _both(lambda d, z: np.diag([1 / d, 1.0])),
        ),
        Mistake(
            "The other way round: this leads from the new thermometer to the old.", _both(lambda d, z: _matrix(d, z).T)
        ),
    ),
    hints=(
        "Put T = d T' + z into wT + b and read off w' and b'. That is the matrix A for arrows.",
        "Demand ⟨dL', v'⟩ = ⟨dL, v⟩ for v' = A v, and v'ᵀ g' v' = vᵀ g v. Solve both for the primed ones.",
    ),
    forbids=("physdl.neural",),
)


def least_steps(eigenvalues, fraction, rate=None):
    """Return the real number of steps after which the slowest part has shrunk to `fraction`, at the best rate."""
    low, high = np.min(eigenvalues), np.max(eigenvalues)
    rate = 2 / (low + high) if rate is None else rate
    return np.log(fraction) / np.log(np.max(np.abs(1 - rate * np.asarray(eigenvalues))))


def _too_few(trial):
    return max(0.0, np.ceil(least_steps(*trial.arguments)) - trial.result)


def _too_many(trial):
    return max(0.0, trial.result - np.ceil(least_steps(*trial.arguments)))


STEPS = Exercise(
    id="3.3-2",
    entry="steps_needed",
    signature="steps_needed(eigenvalues, fraction)",
    returns=Returns("whole"),
    cases=(
        Case.call(np.array([1.0, 3.0]), 1e-3),
        Case.call(np.array([0.02, 7.0, 0.5, 1.1]), 1e-6),
        Case.call(np.array([5.0, 4.0, 4.5]), 1e-9),
        Case.call(np.array([1e-4, 2.0]), 0.1),
    ),
    properties=(
        Property(
            "after so many steps every part of the error is small enough",
            _too_few,
            tolerance=0.5,
            near=1.5,
            says=lambda t: f"In the worst case {_too_few(t):.0f} steps are missing.",
        ),
        Property(
            "one step earlier it was not",
            _too_many,
            tolerance=0.5,
            near=1.5,
            says=lambda t: f"In the worst case {_too_many(t):.0f} steps are too many.",
        ),
    ),
    mistakes=(
        Mistake(
            "That is the count for the longest step that does not overshoot, 1/λ_max. The best rate is longer.",
            gives(lambda lam, f: np.ceil(least_steps(lam, f, 1 / np.max(lam)))),
        ),
        Mistake(
            "½ κ ln(1/ε) is the approximation for large κ. The exact share per step is (κ − 1)/(κ + 1).",
            gives(lambda lam, f: np.ceil(np.max(lam) / np.min(lam) * np.log(1 / f) / 2)),
        ),
        Mistake(
            "So long takes the loss, which goes with the square of the error.",
            gives(lambda lam, f: np.ceil(least_steps(lam, f) / 2)),
        ),
        Mistake(
            "The root of κ belongs to a learner with inertia, which has not come yet.",
            gives(lambda lam, f: np.ceil(least_steps([1.0, np.sqrt(np.max(lam) / np.min(lam))], f))),
        ),
    ),
    hints=(
        "Which of the factors |1 − η λ| are the largest at η = 2/(λ_min + λ_max), and how large are they?",
        "ρ^k ≤ ε. Divide the logarithms; both are negative. Then round up.",
    ),
)


def _longer(x):
    return np.concatenate([x, np.ones((len(x), 1))], axis=1)


def _raised(x, covectors, *, shift=True, centred=False, mean=True, sign=1.0):
    """Return (δW, δb) by slips of several kinds; without any it is right."""
    if centred:
        middle = x - x.mean(axis=0)
        weight = np.linalg.solve(middle.T @ middle / len(x), x.T @ covectors).T
        return sign * weight, sign * covectors.sum(axis=0)
    if not shift:
        return sign * np.linalg.solve(x.T @ x / len(x), x.T @ covectors).T, sign * covectors.sum(axis=0)
    table = np.linalg.solve(_longer(x).T @ _longer(x) / (len(x) if mean else 1), _longer(x).T @ covectors).T
    return sign * table[:, :-1], sign * table[:, -1]


def _slip(**kind):
    def shows(trial):
        pairs = zip(trial.calls, trial.results, strict=True)
        return all(
            max(relative(a, b) for a, b in zip(found, _raised(*call, **kind), strict=True)) < 1e-6
            for call, found in pairs
        )

    return shows


def _shift_alone(trial):
    """Return whether the weights are raised as they should be and the shift is not."""
    pairs = [(found, _raised(*call)) for call, found in zip(trial.calls, trial.results, strict=True)]
    return all(relative(found[0], right[0]) < 1e-6 < relative(found[1], right[1]) for found, right in pairs)


def _multiplied(trial):
    (x, covectors), (weight, bias) = trial.arguments, trial.result
    table = (_longer(x).T @ covectors).T @ (_longer(x).T @ _longer(x) / len(x))
    return relative(np.column_stack([weight, bias]), table) < 1e-6


def _unsolved(trial):
    """Return how far the lowered step is from dL, in units of dL, on the worst call."""
    worst = 0.0
    for (x, covectors), (weight, bias) in zip(trial.calls, trial.results, strict=True):
        points, dL = _longer(x), _longer(x).T @ covectors
        worst = max(worst, relative(points.T @ (x @ weight.T + bias) / len(x), dL))
    return worst


def _differs(trial):
    effects = [x @ weight.T + bias for (x, _), (weight, bias) in zip(trial.calls, trial.results, strict=True)]
    return relative(effects[1], effects[0])


def laboratories(rng, points, inputs, outputs):
    """Return a case of 3.3-3: one batch, written by two laboratories in other units and from other zeros."""
    x, covectors = rng.normal(size=(points, inputs)) + 1.0, rng.normal(size=(points, outputs)) / points
    units = np.linalg.qr(rng.normal(size=(inputs, inputs)))[0] * rng.uniform(0.3, 3.0, inputs)
    return Case(((x, covectors), (x @ units.T + rng.normal(size=inputs), covectors)))


RAISE = Exercise(
    id="3.3-3",
    entry="layer_step",
    signature="layer_step(x, covectors)",
    returns=(
        Returns("real", lambda x, covectors: (covectors.shape[1], x.shape[1])),
        Returns("real", lambda x, covectors: (covectors.shape[1],)),
    ),
    cases=tuple(laboratories(np.random.default_rng(k), *s) for k, s in enumerate([(12, 2, 1), (30, 4, 3), (9, 3, 5)])),
    properties=(
        Property(
            "lowered with the layer's covariance, the step is dL again",
            _unsolved,
            tolerance=1e-8,
            near=1e-4,
            says="What comes back is off by a fraction {error}.",
        ),
        Property(
            "two laboratories make the same machine of it",
            _differs,
            tolerance=1e-8,
            near=1e-4,
            says="The changes of the outputs differ by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "The shift has not been raised together with the weights: append a 1 to every input before all else.",
            _slip(shift=False),
        ),
        Mistake(
            "You took the inputs from their mean in C. The second moment, with the 1 appended, is meant as it stands.",
            _slip(centred=True),
        ),
        Mistake(
            "N times too short: C is a mean over the points, and the covectors have their 1/N already.",
            _slip(mean=False),
        ),
        Mistake("The index was lowered once more: divide by C, do not multiply.", _multiplied),
        Mistake("The sign is turned round; the rule's minus is not part of the raised index.", _slip(sign=-1.0)),
        Mistake(
            "The weights are right, the shift is not: what they do at the mean input is to be taken off.", _shift_alone
        ),
    ),
    hints=(
        "With x̃ = (x, 1) the differential is the table D = wᵀ x̃, summed over the points, of shape (m, n + 1).",
        "Solve V C = D with C = x̃ᵀ x̃ / N. The last column of V belongs to the shift.",
    ),
    forbids=("physdl.neural",),
)


def _residual(trial):
    rows, covector, damping = trial.arguments
    v = trial.result
    return relative(rows.T @ (rows @ v) + damping * v, covector)


def natural(rng, count, size):
    """Return arguments of 3.3-4: rows of a root of Fisher's metric, a covector and a damping."""
    rows = rng.normal(size=(count, size)) / np.sqrt(size)
    return rows, rng.normal(size=size), 10 ** rng.uniform(-2, 0)


def _short(rows, covector, damping, *, whole=True, scaled=True):
    inner = np.linalg.solve(rows @ rows.T + damping * np.eye(len(rows)), rows @ covector)
    v = covector - rows.T @ inner if whole else rows.T @ inner
    return v / damping if scaled else v


DAMPED = Exercise(
    id="3.3-4",
    entry="damped_step",
    signature="damped_step(rows, covector, damping)",
    returns=Returns("real", lambda rows, covector, damping: np.shape(covector)),
    cases=(
        Case.call(*natural(np.random.default_rng(1), 2, 3)),
        Case.call(*natural(np.random.default_rng(2), 6, 4)),
        Case.call(*natural(np.random.default_rng(3), 5, 5000)),
    ),
    properties=(
        Property(
            "put into the equation, it gives the covector back",
            _residual,
            tolerance=1e-9,
            near=1e-5,
            says="It misses the covector by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake("The factor 1/ε in front is missing.", gives(lambda *a: _short(*a, scaled=False))),
        Mistake(
            "That is only the part in the space of the rows. What they do not see keeps w/ε.",
            gives(lambda *a: _short(*a, whole=False, scaled=False)),
        ),
        Mistake("This raises with the damping alone: the rows have not been used.", gives(lambda R, w, e: w / e)),
    ),
    hints=(
        "The lesson's formula for few rows solves a system with as many unknowns as there are rows.",
        "First R w, a short vector. Then solve with R Rᵀ + ε. Then Rᵀ of that, subtracted from w, over ε.",
    ),
    forbids=("physdl.neural",),
)

EXERCISES = (CARRY, STEPS, RAISE, DAMPED)
READ_BY_HAND = ("3.3-5",)
