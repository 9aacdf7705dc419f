"""Public checks of the exercises of lesson 3.4, Complex networks.

Nothing here computes an answer: losses are looked up on both sides of a step, arrows are read on both sides of a bend,
and a path of weights is held against the slopes of its loss, one step at a time.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, mended, mends, relative


def numbers(rng, *shape):
    """Return complex numbers of all phases alike."""
    return rng.normal(size=shape) + 1j * rng.normal(size=shape)


def landscape(rng, g, eta, angle):
    """Return a case of the first exercise with a loss that has the derivatives `g` at some place."""
    g = np.asarray(g, complex)
    place, a, b = numbers(rng, g.size), numbers(rng, g.size, g.size), numbers(rng, g.size, g.size)
    a, b = a + a.conj().T, b + b.T
    tilt = g - np.conj(a @ place) - b @ place

    def loss(z):
        return np.real(np.conj(z) @ a @ z + z @ b @ z + 2 * tilt @ z)

    return Case.call(g, float(eta), float(angle), loss=loss, place=place)


def some_landscape(rng, size):
    """Return a case of the first exercise, nothing special about it."""
    return landscape(rng, numbers(rng, size), 10 ** rng.uniform(-4, 0), rng.uniform(-4, 4))


def _by_the_loss(trial, ways=3):
    """Return how far the first results are from half the differences of the loss, exact as it is quadratic."""
    g, eta, angle = trial.arguments
    loss, place = trial.facts["loss"], trial.facts["place"]
    steps = (-np.conj(g), -g, -np.exp(1j * angle) * np.conj(g))[:ways]
    change = eta * np.array([(loss(place + step) - loss(place - step)) / 2 for step in steps])
    return relative(trial.result[:ways], change)


def _alike(place):
    """Return the test that the result at this place repeats the first one, which is right, on every trial."""

    def shows(trial):
        first, second = trial.result[[0, place]]
        return _by_the_loss(trial, ways=1) < 1e-6 and abs(first - second) <= 1e-9 * abs(first)

    return shows


def _picked():
    rng = np.random.default_rng(34)
    return (
        landscape(rng, [3 + 4j], 0.01, np.pi / 3),
        some_landscape(rng, 3),
        some_landscape(rng, 20),
        landscape(rng, [1.0, -2.0], 0.1, 0.0),  # real: three times the same
        landscape(rng, [1j, -2j, 0.5j], 0.1, np.pi / 2),  # imaginary: the second goes up
        landscape(rng, [1.0, 1j], 0.05, -np.pi),  # the squares cancel
        landscape(rng, [0.0, 0.0], 0.1, 1.0),  # at rest
    )


CHANGES = Exercise(
    id="3.4-1",
    entry="changes",
    signature="changes(g, eta, angle)",
    returns=Returns("real", (3,)),
    cases=_picked(),
    fresh=lambda rng: some_landscape(rng, int(rng.integers(2, 12))),
    properties=(
        Property(
            "each number is what the loss does to first order along its step",
            _by_the_loss,
            tolerance=1e-9,
            near=1e-7,
            says="The worst is off by {error} of the largest.",
        ),
        Property(
            "the first is never above the other two",
            lambda t: max(0.0, t.result[0] - min(t.result[1:])) / (np.max(np.abs(t.result)) or 1.0),
            tolerance=1e-9,
            near=1e-7,
            says="No step of that length goes down faster than the one along the conjugate.",
        ),
    ),
    mistakes=(
        Mistake(
            "A factor 2 is missing: dL has two halves, g dz and its conjugate.",
            mended(_by_the_loss, lambda r: 2 * r),
        ),
        Mistake("The sign is turned round: what falls has a negative change.", mended(_by_the_loss, lambda r: -r)),
        Mistake("The angle is in radians already.", mended(_by_the_loss, None, lambda g, e, a: (g, e, np.deg2rad(a)))),
        Mistake("Without the bar the square is g², not |g|².", _alike(1)),
        Mistake("The turned step is e^{iα} times the conjugate. Its real part is taken after the turn.", _alike(2)),
    ),
    hints=(
        "Put each step δz into δL = 2 Re Σ g δz.",
        "In the last step g and its conjugate meet, and e^{iα} is left to take the real part of.",
    ),
)


def _acts(trial):
    """Return how far A v + B v̄ is from the matrix times v, for a few arrows v."""
    (jacobian,), (A, B) = trial.arguments, trial.result
    v = np.exp(1j * np.linspace(0, 6, 7))
    moved = jacobian @ np.array([v.real, v.imag])
    return relative(A * v + B * np.conj(v), moved[0] + 1j * moved[1])


def matrices(rng):
    """Return a real 2 × 2 matrix: a turn with a stretch, a mirror, a projection, or most often anything."""
    (c, s), (p, q) = rng.normal(size=(2, 2))
    special = np.array([[c, -s], [s, c]]), np.array([[c, s], [s, -c]]), np.outer([c, s], [p, q])
    return [*special, *10 ** rng.uniform(-3, 3) * rng.normal(size=(3, 2, 2))][rng.integers(6)]


PARTS = Exercise(
    id="3.4-2",
    entry="parts",
    signature="parts(jacobian)",
    returns=Returns("complex", (2,)),
    cases=(
        Case.call(np.array([[2.0, -1.0], [1.0, 2.0]])),
        Case.call(np.array([[0.5, 3.0], [-1.0, 0.2]])),
        Case.call(np.array([[1, 0], [0, -1]])),
        Case.call(np.array([[3, 5], [4, -2]])),
        Case.call(np.array([[0.0, 0.0], [0.0, 1.0]])),
        Case.call(np.zeros((2, 2))),
    ),
    fresh=lambda rng: Case.call(rng.normal(size=(2, 2))),
    properties=(
        Property(
            "A v + B conj(v) is what the matrix makes of every arrow",
            _acts,
            tolerance=1e-9,
            near=1e-7,
            says="It is off by a fraction {error}.",
        ),
        Property(
            "the ellipse has the matrix's singular values for half-axes",
            lambda t: relative(
                np.array([np.sum(np.abs(t.result)), abs(abs(t.result[0]) - abs(t.result[1]))]),
                np.linalg.svd(t.arguments[0], compute_uv=False),
            ),
            tolerance=1e-9,
            near=1e-7,
            says="They differ by a fraction {error} of the larger.",
        ),
    ),
    mistakes=(
        Mistake("The ½ in Wirtinger's derivatives is missing.", mended(_acts, lambda r: r / 2)),
        Mistake(
            "The two stand in the wrong order, or their signs of i are exchanged: the numbers are the same.",
            mended(_acts, lambda r: r[::-1]),
        ),
        Mistake("The conjugates of both came out: every i has become −i.", mended(_acts, np.conj)),
        Mistake(
            "The matrix was read column by column, or the imaginary part of A has the wrong sign: the numbers are the "
            "same.",
            mended(_acts, None, lambda jacobian: (jacobian.T,)),
        ),
        Mistake(
            "Those are the columns, ∂f/∂a and ∂f/∂b. What are A and B made of them?",
            lambda t: relative(t.result, np.array([1, 1j]) @ t.arguments[0]) < 1e-6,
        ),
        Mistake(
            "Your B is always zero, as if every map were holomorphic.",
            lambda t: abs(t.result[1]) <= 1e-9 * np.max(np.abs(t.arguments[0])),
        ),
    ),
    hints=(
        "The columns of the matrix are ∂f/∂a and ∂f/∂b, as pairs of real and imaginary part.",
        "The arrows 1 and i go to A + B and to i(A − B). Which columns are these?",
    ),
    forbids=("physdl.neural",),
)


def _unfair(trial, arrows=(1, 1j)):
    """Return how far the two readings of some arrows are apart, relative to the largest that the covector can be.

    The arrow behind the bend is the derivative along the one in front of it, by a tiny step along a second imaginary
    axis that real and imaginary part do not know of; such a derivative is exact.
    """
    z, w = trial.arguments
    size = np.where(w == 0, 1.0, np.abs(w)) / (1 + np.abs(z))
    return max(np.max(np.abs(np.real(trial.result * v) - np.real(w * _behind(z, v))) / size) for v in arrows)


def _behind(z, v):
    """Return the arrows behind the bend."""
    tiny = 1e-30
    a, b = z.real + 1j * tiny * np.real(v), z.imag + 1j * tiny * np.imag(v)
    squash = 1 / (1 + np.sqrt(a**2 + b**2))
    return (np.imag(a * squash) + 1j * np.imag(b * squash)) / tiny


def _turned_along(trial):
    """Return whether the arrow i is read as if the bend turned it along with the arrow 1."""
    z, w = trial.arguments
    return np.all(np.abs(trial.result - w * _behind(z, 1)) <= 1e-6 * np.abs(w))


def _is(stretch):
    """Return the test that the covector has only been multiplied by a real number, ``stretch(r)`` if that is given."""

    def shows(trial):
        z, w = trial.arguments
        if stretch is None:
            here = (trial.result != 0) | (w == 0)  # nothing at all lacks more than a part
            return np.all(here & (np.abs(np.imag(trial.result * np.conj(w))) <= 1e-6 * np.abs(w) ** 2))
        return np.all(np.abs(trial.result - stretch(np.abs(z)) * w) <= 1e-6 * np.abs(trial.result))

    return shows


def points_and_covectors(rng, size):
    """Return arguments of the third exercise: points near and far, one covector in eight zero."""
    radii = 10 ** rng.uniform(-2, 1, size=size)
    return radii * np.exp(2j * np.pi * rng.random(size)), numbers(rng, size) * (rng.random(size) < 7 / 8)


def _bends():
    rng = np.random.default_rng(343)
    z, w = points_and_covectors(rng, 6)
    return (
        Case.call(0.6 + 0.8j + np.zeros(1), np.array([1 - 2j])),
        Case.call(1 + rng.exponential(size=30) * np.exp(2j * np.pi * rng.random(30)), numbers(rng, 30)),
        Case.call(z.reshape(2, 3), w.reshape(2, 3)),
        Case.call(np.array([2, -2, 2j, -0.5j, 1e-6 + 1e-6j]), np.array([1, 1j, 1, 2 - 1j, 1 + 1j])),  # along the axes
        Case.call(np.array([1 + 1j, 2 - 1j]), np.array([0, 0j])),
    )


PULLBACK = Exercise(
    id="3.4-3",
    entry="pull_squash",
    signature="pull_squash(z, w)",
    returns=Returns("complex", lambda z, w: np.shape(z)),
    cases=_bends(),
    fresh=lambda rng: Case.call(*points_and_covectors(rng, int(rng.integers(3, 12)))),
    properties=(
        Property(
            "it says of every arrow in front of the bend what w says of the arrow behind it",
            _unfair,
            tolerance=1e-8,
            near=1e-6,
            says="The two readings differ by {error} of the covector, or more.",
        ),
    ),
    mistakes=(
        Mistake("Across the ray the bend stretches too, by 1/(1 + r).", _is(lambda r: 1 / (1 + r) ** 2)),
        Mistake("Along the ray the bend stretches less, by 1/(1 + r)².", _is(lambda r: 1 / (1 + r))),
        Mistake("The part with the conjugate arrow is missing: this bend is not holomorphic.", _is(None)),
        Mistake(
            "That carries w forward, as if it were an arrow: A w + B conj(w). The same numbers come from a bar over w "
            "alone, where the whole product needs one.",
            mended(_unfair, np.conj, lambda z, w: (z, np.conj(w))),
        ),
        Mistake(
            "That is the conjugate of the covector, an arrow: the metric has not been asked for yet. (The same numbers "
            "come from conj(w), carried forward.)",
            mended(_unfair, np.conj),
        ),
        Mistake(
            "The arrow 1 is read rightly and the arrow i is not. w B reads the conjugate of an arrow; take the "
            "conjugate of the whole product to read the arrow itself.",
            _turned_along,
        ),
        Mistake(
            "ρ' and ρ/r are exchanged, or B has the wrong sign: the numbers are the same.",
            mended(_unfair, None, lambda z, w: (1j * z, w)),
        ),
    ),
    hints=(
        "Which ρ(r) makes this bend one of the kind ρ(r) z/r? Then the lesson has its A and B.",
        "ρ = r/(1 + r), so ρ' = 1/(1 + r)² and ρ/r = 1/(1 + r). And a covector goes back through A and B as the lesson "
        "says, with one bar.",
    ),
    forbids=("physdl.neural",),
)


def _loss(weight, x, t):
    return np.sum(np.abs(x @ weight.T - t) ** 2) / (2 * len(x))


def _unbarred(weight, x, t):
    return np.sum((x @ weight.T - t) ** 2) / (2 * len(x))


def signals(rng, count, sizes, steps, share=None, spread=0.0):
    """Return a case of the fourth exercise: a linear map with noise, and one call for each number of steps.

    The inputs' sizes are spread over so many decades; after sixty steps the smallest are still to be learned.
    """
    n, m = (int(size) for size in sizes)
    x = numbers(rng, count, n) / np.sqrt(2) * 10 ** np.linspace(0, -spread, n)
    case = _case(rng, x, m, steps, rng.uniform(0.1, 0.9) if share is None else share)
    return Case(case.calls, {"long": 60 in steps and not spread})


def _case(rng, x, m, steps, share):
    t = x @ numbers(rng, m, x.shape[1]).T + 0.1 * numbers(rng, len(x), m)
    rate = float(share * len(x) / np.linalg.norm(x, 2) ** 2)
    return Case(tuple((x, t, rate, int(k)) for k in steps), {"long": False})


def real_signals(rng, count, n, m):
    """Return a case with real inputs and complex targets."""
    return _case(rng, rng.normal(size=(count, n)) + 0j, m, range(4), 0.5)


def _step_by_step(trial, read=lambda move, x: move):
    """Return how far the moves between calls are from minus the rate times the slopes of the loss.

    The slopes are differences along 1 and i in each weight, which are exact as the loss is quadratic.
    """
    x, t, rate, _ = trial.arguments
    worst = 0.0
    for (*_, n), before, (*_, n_next), after in zip(
        trial.calls, trial.results, trial.calls[1:], trial.results[1:], strict=False
    ):
        if n_next != n + 1:
            continue
        move, far = read(after - before, x), np.max(np.abs(before)) or 1.0
        for place in np.ndindex(before.shape):
            for unit in (1, 1j):
                to = np.zeros(before.shape, complex)
                to[place] = far * unit
                slope = (_loss(before + to, x, t) - _loss(before - to, x, t)) / (2 * far)
                worst = max(worst, abs(np.real(np.conj(unit) * move[place]) + rate * slope))
    return worst / (np.max(np.abs(trial.results)) or 1.0)


def _fall(trial):
    """Return how much of the loss is left above the best, as a share of the start, or how far it has risen."""
    x, t, *_ = trial.arguments
    start, end = (_loss(w, x, t) for w in (0 * trial.results[-1], trial.results[-1]))
    if not trial.facts["long"]:
        return max(0.0, end / start - 1)
    best = _loss(np.linalg.lstsq(x, t, rcond=None)[0].T, x, t)
    return (end - best) / (start - best)


def _moves(read):
    return mends(_step_by_step, lambda trial: _step_by_step(trial, read) <= 1e-6)


def _without_a_bar(trial):
    """Return whether the moves follow the derivative of the loss in which squares stand for lengths."""
    x, t, rate, _ = trial.arguments
    worst = 0.0
    for (*_, n), before, (*_, n_next), after in zip(
        trial.calls, trial.results, trial.calls[1:], trial.results[1:], strict=False
    ):
        if n_next != n + 1:
            continue
        move, far = after - before, np.max(np.abs(before)) or 1.0
        for place in np.ndindex(before.shape):
            to = np.zeros(before.shape, complex)
            to[place] = far
            slope = (_unbarred(before + to, x, t) - _unbarred(before - to, x, t)) / (2 * far)
            worst = max(worst, abs(move[place] + rate * slope))
    return worst <= 1e-6 * (np.max(np.abs(trial.results)) or 1.0)


def _trainings():
    rng = np.random.default_rng(344)
    return (
        signals(rng, 40, (3, 2), range(5)),
        signals(rng, 60, (2, 3), (0, 1, 59, 60), 0.7),
        signals(rng, 1, (2, 1), range(3), 0.5),  # one point
        signals(rng, 3, (4, 2), range(6)),  # fewer points than inputs
        signals(rng, 20, (3, 2), range(66), spread=0.8),  # every step of a slow path
        real_signals(rng, 20, 3, 2),
    )


DESCENT = Exercise(
    id="3.4-4",
    entry="learn",
    signature="learn(x, t, rate, steps)",
    returns=Returns("complex", lambda x, t, rate, steps: (np.shape(t)[1], np.shape(x)[1])),
    cases=_trainings(),
    fresh=lambda rng: signals(rng, int(rng.integers(5, 30)), rng.integers(2, 5, 2), range(5)),
    properties=(
        Property(
            "the weights are zero before the first step",
            lambda t: max(np.max(np.abs(r)) for r, (*_, n) in zip(t.results, t.calls, strict=True) if n == 0),
            tolerance=0.0,
            says="With `steps` = 0 the largest is {error}.",
        ),
        Property(
            "each step goes against the slopes of the loss, and by the rate",
            _step_by_step,
            tolerance=1e-9,
            near=1e-7,
            says="The worst step is off by a fraction {error} of the largest weight.",
        ),
        Property(
            "the loss has fallen; after sixty steps to the least squares",
            _fall,
            tolerance=1e-6,
            says="Of what was to be gained, a share {error} is left.",
        ),
    ),
    mistakes=(
        Mistake(
            "That steps along the covector. The metric takes its conjugate.", _moves(lambda move, x: np.conj(move))
        ),
        Mistake("That is ∂L/∂W, half of the covector: the steps are half as long.", _moves(lambda move, x: 2 * move)),
        Mistake(
            "The loss is a mean over the points; the sum makes the steps N times as long.",
            _moves(lambda move, x: move / len(x)),
        ),
        Mistake(
            "The mean is over the points alone, not over the outputs too.",
            mends(_step_by_step, lambda t: _moves(lambda move, x: move * t.result.shape[0])(t)),
        ),
        Mistake("These steps go uphill.", _moves(lambda move, x: -move)),
        Mistake(
            "For real inputs your steps are right, for complex ones they are not: a bar over x is missing, as in "
            "(y − t)ᵀ x/N, the formula for real numbers.",
            _without_a_bar,
        ),
    ),
    hints=(
        "The covector at the output y is conj(y − t)/N; the share of W is w_i x_j, summed over the points.",
        "Which matrix product of the two sums over the points? And what makes a step of a covector?",
    ),
    forbids=("physdl.neural",),
    undefined="Without the conjugate the weights may grow without bound.",
)

EXERCISES = (CHANGES, PARTS, PULLBACK, DESCENT)
READ_BY_HAND = ("3.4-5",)
