"""Public checks of the exercises of lesson 3.5, Aristotle and Newton.

Nothing here computes an answer: a body is put back into its rate and momentum, a rule is judged move by move on the
path that it returns, a bound by the roots on both sides of it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered, gives, mended, mends, relative


def _in_steps(trial):
    """Return how far the body that was returned is from the rate and the momentum that were given."""
    (rate, momentum, friction), (step, mass) = trial.arguments, trial.result
    whole = mass + friction * step
    return max(abs(step**2 / whole / rate - 1), abs(friction * step / whole / (1 - momentum) - 1))


def some_body(rng):
    """Return arguments of the first exercise."""
    return float(10 ** rng.uniform(-4, 0)), float(rng.uniform(0, 0.99)), float(rng.uniform(0.2, 5))


BODY = Exercise(
    id="3.5-1",
    entry="body",
    signature="body(rate, momentum, friction)",
    returns=Returns("real", (2,)),
    cases=(
        Case.call(0.01, 0.9, 1.0),
        Case.call(0.3, 0.5, 2.5),
        Case.call(0.2, 0.0, 0.4),  # no mass
        Case.call(1e-3, 0.99, 3.0),
        Case.call(2, 0, 1),
    ),
    fresh=lambda rng: Case.call(*some_body(rng)),
    properties=(
        Property(
            "in steps this body has the rate and the momentum that were given",
            _in_steps,
            tolerance=1e-9,
            near=1e-7,
            says="The larger deviation of rate and friction per step is a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "That body has the friction 1. The friction is given.",
            mended(_in_steps, arguments=lambda rate, momentum, friction: (rate, momentum, 1.0)),
        ),
        Mistake(
            "Friction multiplies where you divide: the more of it, the longer the step behind the same rate.",
            mended(_in_steps, arguments=lambda rate, momentum, friction: (rate, momentum, 1 / friction)),
        ),
        Mistake("The order is: first the step, then the mass.", mended(_in_steps, lambda r: r[::-1])),
        Mistake(
            "The mass carries the square of 1 − β.",
            lambda t: _in_steps(altered(t, lambda r, rate, momentum, friction: r / [1, 1 - momentum])) < 1e-6,
        ),
        Mistake(
            "The mass carries γ², one factor of its own and one from the step.",
            lambda t: _in_steps(altered(t, lambda r, rate, momentum, friction: r * [1, friction])) < 1e-6,
        ),
        Mistake(
            "η = h² is a ball of mass 1 without friction. This one has friction.",
            lambda t: abs(t.result[0] ** 2 / t.arguments[0] - 1) < 1e-6,
        ),
        Mistake(
            "h = γη is the crawler's step. A mass makes the step longer behind the same rate.",
            lambda t: abs(t.result[0] / (t.arguments[0] * t.arguments[2]) - 1) < 1e-6,
        ),
    ),
    hints=("Divide η by 1 − β: the mass drops out.", "With h known, β = m/(m + γh) is an equation for m alone."),
    forbids=("physdl.neural",),
    undefined="β = 0 is allowed: a body without mass.",
    stops={"ZeroDivisionError": "β = 0 is allowed: a body without mass."},
)


def largest_root(scaled, momentum):
    """Return the size of the larger root of a step of Nesterov's rule, with `scaled` = η λ."""
    keep = 1 - scaled
    middle = (1 + momentum) * keep / 2
    root = np.emath.sqrt(middle**2 - momentum * keep)
    return max(abs(middle + root), abs(middle - root))


def _at_the_border(trial):
    (momentum, curvature), rate = trial.arguments, trial.result
    if rate <= 0:
        return np.inf
    shorter, there, longer = (largest_root(share * rate * curvature, momentum) for share in (0.99, 1.0, 1.01))
    return abs(there - 1) if shorter < 1 < longer else np.inf


RATE = Exercise(
    id="3.5-2",
    entry="longest_rate",
    signature="longest_rate(momentum, curvature)",
    returns=Returns("real"),
    cases=(
        Case.call(0.9, 1.0),
        Case.call(0.5, 25.0),
        Case.call(0.0, 4.0),  # descent
        Case.call(0.99, 0.2),
        Case.call(0, 3),
    ),
    fresh=lambda rng: Case.call(float(rng.uniform(0.05, 0.99)), float(10 ** rng.uniform(-2, 2))),
    properties=(
        Property(
            "with this rate the error neither grows nor shrinks; a shorter one lets it shrink, a longer one grow",
            _at_the_border,
            tolerance=1e-9,
            near=1e-7,
            says=lambda t: (
                "The largest root has the size "
                + ", ".join(
                    f"{largest_root(s * t.result * t.arguments[1], t.arguments[0]):.4g} at {s:g} of your rate"
                    for s in (0.99, 1.0, 1.01)
                )
                + "."
            ),
        ),
    ),
    mistakes=(
        Mistake("2/λ is the crawler's bound.", gives(lambda b, c: 2 / c)),
        Mistake(
            "That is the bound of the ball, which feels the force where it is.", gives(lambda b, c: 2 * (1 + b) / c)
        ),
        Mistake(
            "That keeps the ball's energy from rising. The question is when it diverges.",
            gives(lambda b, c: 2 * (1 - b) / c),
        ),
        Mistake("At this rate the error dies at once; it is no bound.", gives(lambda b, c: 1 / c)),
        Mistake("4/(3λ) is the limit of the bound for β → 1.", gives(lambda b, c: 4 / (3 * c))),
        Mistake(
            "The border is a number for ηλ. The rate is that, divided by the curvature.",
            mended(_at_the_border, arguments=lambda b, c: (b, 1.0)),
        ),
    ),
    hints=(
        "Write y in terms of x: x' = (1 − ηλ)(x + β(x − x_before)). Which quadratic do the factors r obey?",
        "A root can leave the unit circle at r = 1, at r = −1 or as one of a pair. Try r = −1.",
    ),
    forbids=("physdl.neural",),
)


def _moves(trial, brakes):
    """Return the largest violation of the rule over the moves before which the ball had (not) to brake.

    Where rounding decides whether it climbs, both ways are right.
    """
    (hessian, start, rate, _), path = trial.arguments, trial.result
    last, worst = np.zeros(len(start)), 0.0
    for before, after in pairwise(path):
        slope = hessian @ before
        pushes, climb = after - before + rate * slope, last @ slope
        if abs(climb) > 1e-12 * np.linalg.norm(last) * np.linalg.norm(slope) or not climb:
            missed = np.abs(pushes if climb > 0 else pushes - last).max()
            worst = max(worst, missed if (climb > 0) == brakes else 0.0)
        else:
            worst = max(worst, min(np.abs(pushes).max(), np.abs(pushes - last).max()))
        last = after - before
    return worst / (np.abs(start).max() or 1.0)


def _tells_the_move(brakes):
    return lambda t: f"The worst such move is off by {_moves(t, brakes) * (np.abs(t.arguments[1]).max() or 1.0):.2g}."


def _obeys(another):
    """Return the test that each move is ``another(last, slope, rate, hessian)``, a rule that is not the one asked."""

    def shows(trial):
        hessian, start, rate, _ = trial.arguments
        moves, slopes = np.diff(trial.result, axis=0), trial.result[:-1] @ hessian  # which is symmetric
        before = np.vstack([np.zeros(len(start)), moves])[:-1]
        told = [another(last, slope, rate, hessian) for last, slope in zip(before, slopes, strict=True)]
        return not len(moves) or relative(moves, np.array(told)) < 1e-6

    return mends(lambda trial: max(_moves(trial, True), _moves(trial, False)), shows)


def _looks_late(last, slope, rate, hessian):
    v = last - rate * slope
    return v * (v @ slope <= 0)


def _risen(last, slope, rate, hessian):
    return last * (last @ slope - last @ hessian @ last / 2 <= 0) - rate * slope


def valley(rng, size, decades=1.5):
    """Return a curved valley that lies askew: its largest curvature is 1."""
    turn = np.linalg.qr(rng.normal(size=(size, size)))[0]
    return (turn * 10 ** np.linspace(-decades, 0, size)) @ turn.T


def descent(rng, size):
    """Return the arguments of one case of the braking ball."""
    return valley(rng, size), rng.normal(size=size), rng.uniform(0.05, 0.5), int(rng.integers(60, 100))


def barely(rng, size, climb):
    """Return the arguments of a case in which the ball climbs for the first time by a hair, or not yet (−).

    `climb` is the cosine between the move and the slope there. Up to this place the ball rolls freely.
    """

    def cosines(hessian, start, rate, steps):
        place, v, found = start, np.zeros(size), []
        for _ in range(steps):
            slope = hessian @ place
            found.append(slope @ v / (np.linalg.norm(slope) * np.linalg.norm(v)) if found else -1.0)
            v = v - rate * slope
            place = place + v
        return np.array(found)

    while True:
        hessian, start, high, _ = descent(rng, size)
        turn, low = int(np.argmax(cosines(hessian, start, high, 100) > climb)), high / 2
        while high - low > 1e-15:
            middle = (low + high) / 2
            climbs = cosines(hessian, start, middle, turn + 1)[turn] > climb
            low, high = (low, middle) if climbs else (middle, high)
        found = cosines(hessian, start, high, turn + 1)
        if abs(found[-1] - climb) < 1e-9 and np.all(found[:-1] < -1e-6):
            return hessian, start, high, turn + 3


BRAKE = Exercise(
    id="3.5-3",
    entry="brake",
    signature="brake(hessian, start, rate, steps)",
    returns=Returns("real", lambda hessian, start, rate, steps: (steps + 1, len(start))),
    cases=(
        *(Case.call(*descent(np.random.default_rng(k), size)) for k, size in enumerate((1, 2, 4))),
        Case.call(np.array([[2.0]]), np.array([1.0]), 0.5, 8),  # at the bottom ⟨dL, v⟩ is 0, and the ball rolls on
        *(Case.call(*barely(np.random.default_rng(5), 3, climb)) for climb in (1e-7, -1e-7)),
        Case.call(*descent(np.random.default_rng(3), 3)[:3], 0),
        Case.call(valley(np.random.default_rng(4), 3), np.zeros(3), 0.3, 5),  # at rest
    ),
    fresh=lambda rng: Case.call(*descent(rng, int(rng.integers(2, 6)))),
    properties=(
        Property(
            "the path begins at the start",
            lambda t: relative(t.result[0], t.arguments[1]),
            tolerance=1e-12,
            says=lambda t: f"It begins {np.abs(t.result[0] - t.arguments[1]).max():.2g} away from it.",
        ),
        Property(
            "as long as the ball goes downhill, each move is the last one and a push",
            lambda t: _moves(t, brakes=False),
            tolerance=1e-9,
            near=1e-7,
            says=_tells_the_move(brakes=False),
        ),
        Property(
            "when the last move has gone uphill, the next is a push alone",
            lambda t: _moves(t, brakes=True),
            tolerance=1e-9,
            near=1e-7,
            says=_tells_the_move(brakes=True),
        ),
    ),
    mistakes=(
        Mistake("This ball never brakes.", _obeys(lambda last, slope, rate, hessian: last - rate * slope)),
        Mistake(
            "This ball brakes before every move, so it crawls. It is to forget the last move only if that goes uphill.",
            _obeys(lambda last, slope, rate, hessian: -rate * slope),
        ),
        Mistake(
            "This ball brakes on its way down. Where the loss rises, dL on the move is positive.",
            _obeys(lambda last, slope, rate, hessian: last * (last @ slope >= 0) - rate * slope),
        ),
        Mistake(
            "This ball stands still for a step when it brakes. After forgetting the move it is pushed as always.",
            _obeys(lambda last, slope, rate, hessian: (last - rate * slope) * (last @ slope <= 0)),
        ),
        Mistake(
            "This ball also stops where ⟨dL, v⟩ = 0, at the bottom. It brakes if it climbs, > 0.",
            _obeys(lambda last, slope, rate, hessian: last * (last @ slope < 0) - rate * slope),
        ),
        Mistake(
            "Here each component brakes by itself. ⟨dL, v⟩ is one number, and it stops the whole ball.",
            _obeys(lambda last, slope, rate, hessian: np.where(last * slope > 0, 0.0, last) - rate * slope),
        ),
        Mistake(
            "Look before you push: the question is asked of the last move.",
            _obeys(_looks_late),
        ),
        Mistake(
            "That asks whether the loss has risen since the last place. Ask for the slope at this one.",
            _obeys(_risen),
        ),
    ),
    hints=(
        "Keep two arrays, the place and the last move. In each step: slope, question, push, move.",
        "Uphill means that the covector dL = Sθ at the present place gives a positive number on the last move.",
    ),
    forbids=("physdl.neural",),
)


def _loss(matrix, target, z):
    return np.real(np.conj(z) @ matrix @ z) / 2 - np.real(np.conj(target) @ z)


def rolling(rng, size, steps, momentum=None, start=None):
    """Return a case of a complex valley: a call for each number of steps, and the last with its phases turned."""
    a = rng.normal(size=(size, size)) + 1j * rng.normal(size=(size, size))
    matrix = a @ a.conj().T / (2 * size) + 0.1 * np.eye(size)
    matrix /= np.linalg.eigvalsh(matrix)[-1]
    target, drawn = rng.normal(size=(2, size)) + 1j * rng.normal(size=(2, size))
    start = drawn if start is None else start(matrix, target)
    phase = np.exp(1j * rng.uniform(0.5, 2.5))
    rest = float(rng.uniform(0.2, 0.8)), float(rng.uniform(0.3, 0.8)) if momentum is None else momentum
    calls = [(matrix, target, start, *rest, n) for n in range(steps + 1)]
    return Case((*calls, (matrix, phase * target, phase * start, *rest, steps)), {"phase": phase})


def _phase(trial):
    *_, last, turned = trial.results
    return relative(turned, trial.facts["phase"] * last)


def _pushes(trial, read=lambda push, momentum: push, ahead=0.0):
    """Return how far the pushes between calls are from minus the rate times the slopes of the loss.

    The slopes are differences along 1 and i in each screw, exact as the loss is quadratic, and taken at the place, or
    a share `ahead` of the momentum's move ahead of it.
    """
    (matrix, target, _, rate, momentum, _), path = trial.arguments, trial.results[:-1]
    last, worst, scale = 0 * path[0], 0.0, np.max(np.abs(path)) or 1.0
    for before, after in pairwise(path):
        push = read(after - before - momentum * last, momentum)
        here = before + ahead * momentum * last
        for k in range(len(here)):
            for unit in (1, 1j):
                to = np.zeros(len(here), complex)
                to[k] = scale * unit
                slope = (_loss(matrix, target, here + to) - _loss(matrix, target, here - to)) / (2 * scale)
                worst = max(worst, abs(np.real(np.conj(unit) * push[k]) + rate * slope))
        last = after - before
    return worst / scale


def _read(read):
    return mends(_pushes, lambda trial: _pushes(trial, read) < 1e-6)


def _a_step_late(trial):
    late = _pushes(replace(trial, results=trial.results[1:])) < 1e-6
    return late and relative(trial.results[1], trial.results[0]) < 1e-9


PHASE = Exercise(
    id="3.5-4",
    entry="complex_ball",
    signature="complex_ball(matrix, target, start, rate, momentum, steps)",
    returns=Returns("complex", lambda matrix, target, start, rate, momentum, steps: np.shape(start)),
    cases=(
        *(rolling(np.random.default_rng(k), size, 6) for k, size in enumerate((1, 2, 4))),
        rolling(np.random.default_rng(3), 3, 20),
        rolling(np.random.default_rng(4), 3, 4, momentum=0.0),
        rolling(np.random.default_rng(5), 2, 3, start=np.linalg.solve),  # at rest
    ),
    fresh=lambda rng: rolling(rng, int(rng.integers(2, 5)), 6),
    properties=(
        Property(
            "turning the phases of target and start turns the result",
            _phase,
            tolerance=1e-9,
            near=1e-7,
            says="After turning back the two results differ by a fraction {error}.",
        ),
        Property(
            "without a step the ball is at its start",
            lambda t: relative(t.results[0], t.arguments[2]),
            tolerance=1e-12,
            says="With `steps` = 0 it is {error} away, relative to the largest screw.",
        ),
        Property(
            "what a step adds to the momentum's share of the last one goes against the slopes of the loss",
            _pushes,
            tolerance=1e-9,
            near=1e-7,
            says="The worst push is off by {error}, relative to the largest screw.",
        ),
    ),
    mistakes=(
        Mistake(
            "The covector was added as it is. The Hermitian metric makes its conjugate a vector.",
            _read(lambda push, momentum: np.conj(push)),
        ),
        Mistake(
            "A factor 2: dL acts by Re(w v), and w is conj(A z − b), no half of it.",
            _read(lambda push, momentum: 2 * push),
        ),
        Mistake("This ball climbs: the push is against dL.", _read(lambda push, momentum: -push)),
        Mistake(
            "The push carries a factor 1 − β. In this rule it does not.",
            _read(lambda push, momentum: push / (1 - momentum)),
        ),
        Mistake(
            "This ball has no memory: the last move is missing.",
            mended(_pushes, arguments=lambda a, b, z, rate, momentum, steps: (a, b, z, rate, 0.0, steps)),
        ),
        Mistake(
            "The slope was taken where the momentum alone would lead: that is Nesterov's rule.",
            mends(_pushes, lambda t: _pushes(t, ahead=1.0) < 1e-6),
        ),
        Mistake(
            "The first step leads nowhere: either z moves before v is pushed, or a step too few is taken.",
            mends(_pushes, _a_step_late),
        ),
    ),
    hints=(
        "The covector is w = conj(A z − b). Which vector v has ⟨w, ·⟩ = Re(conj(v) ·)?",
        "g⁻¹ takes one bar. Then two lines in a loop, v first, with complex v.",
    ),
    forbids=("physdl.neural",),
)

EXERCISES = (BODY, RATE, BRAKE, PHASE)
READ_BY_HAND = ("3.5-5",)
