"""Public checks of the exercises of lesson 3.5, Aristotle and Newton.

A rule is judged move by move on the path that it returns, a bound by the roots on both sides of it.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, off, relative


def _in_steps(trial):
    """Return how far the body that was returned is from the rate and the momentum that were given."""
    (rate, momentum, friction), (step, mass) = trial.arguments, trial.result
    if step <= 0 or mass < 0:
        return np.inf
    whole = mass + friction * step
    return max(abs(step**2 / whole / rate - 1), abs(mass / whole - momentum))


def _body(rate, momentum, friction, power=2):
    step = friction * rate / (1 - momentum)
    return [step, friction**2 * rate * momentum / (1 - momentum) ** power]


BODY = Exercise(
    id="3.5-1",
    entry="body",
    signature="body(rate, momentum, friction)",
    returns=Returns("real", (2,)),
    cases=(Case.call(0.01, 0.9, 1.0), Case.call(0.3, 0.5, 2.5), Case.call(0.2, 0.0, 0.4), Case.call(1e-3, 0.99, 3.0)),
    properties=(
        Property(
            "in steps this body has the rate and the momentum that were given",
            _in_steps,
            tolerance=1e-9,
            near=1e-3,
            says="The larger deviation of the two is {error} (both numbers must not be negative, the step positive).",
        ),
    ),
    mistakes=(
        Mistake("That body has the friction 1. The friction is given.", gives(lambda r, b, c: _body(r, b, 1.0))),
        Mistake(
            "Friction multiplies where you divide: the more of it, the longer the step behind the same rate.",
            gives(lambda r, b, c: _body(r, b, 1 / c)),
        ),
        Mistake("The mass carries the square of 1 − β.", gives(lambda r, b, c: _body(r, b, c, power=1))),
        Mistake("The order is: first the step, then the mass.", gives(lambda r, b, c: _body(r, b, c)[::-1])),
        Mistake(
            "η = h² is a ball of mass 1 without friction. This one has friction.",
            gives(lambda r, b, c: [np.sqrt(r), b * c * np.sqrt(r) / (1 - b)]),
        ),
    ),
    hints=("Divide η by 1 − β: the mass drops out.", "With h known, β = m/(m + γh) is an equation for m alone."),
    forbids=("physdl.neural",),
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
    cases=(Case.call(0.9, 1.0), Case.call(0.5, 25.0), Case.call(0.0, 4.0), Case.call(0.99, 0.2)),
    properties=(
        Property(
            "with this rate the error neither grows nor shrinks; a shorter one lets it shrink, a longer one grow",
            _at_the_border,
            tolerance=1e-9,
            near=1e-3,
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
        Mistake("At this rate the error dies in the shortest time; it is no bound.", gives(lambda b, c: 1 / c)),
    ),
    hints=(
        "Write y in terms of x: x' = (1 − ηλ)(x + β(x − x_before)). Which quadratic do the factors r obey?",
        "A root can leave the unit circle at r = 1, at r = −1 or as one of a pair. Try r = −1.",
    ),
    forbids=("physdl.neural",),
)


def brake(hessian, start, rate, steps, *, when=lambda v, slope: v @ slope > 0, late=False):
    """Return the path of a ball without friction that drops its velocity `when` told; `late`: after the push."""
    theta, v = np.array(start, float), np.zeros(len(start))
    path = [theta]
    for _ in range(steps):
        slope = hessian @ theta
        if not late:
            v = np.where(when(v, slope), 0.0, v)
        v = v - rate * slope
        if late:
            v = np.where(when(v, slope), 0.0, v)
        theta = theta + v
        path.append(theta)
    return np.array(path)


def _moves(trial, brakes):
    """Return the largest violation of the rule over the moves before which the ball had (not) to brake."""
    (hessian, start, rate, _), path = trial.arguments, trial.result
    scale = np.abs(start).max()
    last, worst = np.zeros(len(start)), 0.0
    for before, after in pairwise(path):
        slope = hessian @ before
        climbs = last @ slope > 0
        want = (0 * last if climbs else last) - rate * slope
        if climbs == brakes:
            worst = max(worst, np.abs(after - before - want).max() / scale)
        last = after - before
    return worst


def valley(rng, size, decades=1.5):
    """Return a curved valley that lies askew: its largest curvature is 1."""
    turn = np.linalg.qr(rng.normal(size=(size, size)))[0]
    return (turn * 10 ** np.linspace(-decades, 0, size)) @ turn.T


def descent(rng, size):
    """Return the arguments of one case of the braking ball."""
    return valley(rng, size), rng.normal(size=size), rng.uniform(0.05, 0.5), int(rng.integers(60, 100))


BRAKE = Exercise(
    id="3.5-3",
    entry="brake",
    signature="brake(hessian, start, rate, steps)",
    returns=Returns("real", lambda hessian, start, rate, steps: (steps + 1, len(start))),
    cases=tuple(Case.call(*descent(np.random.default_rng(k), size)) for k, size in enumerate((1, 2, 4))),
    properties=(
        Property(
            "the path begins at the start",
            lambda t: relative(t.result[0], t.arguments[1]),
            tolerance=1e-12,
            says="It begins {error} away from it.",
        ),
        Property(
            "as long as the ball goes downhill, each move is the last one and a push",
            lambda t: _moves(t, brakes=False),
            tolerance=1e-9,
            near=1e-6,
            says="The worst such move is off by {error}.",
        ),
        Property(
            "when the last move has gone uphill, the next is a push alone",
            lambda t: _moves(t, brakes=True),
            tolerance=1e-9,
            near=1e-6,
            says="The worst such move is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake("This ball never brakes.", gives(lambda *a: brake(*a, when=lambda v, slope: False))),
        Mistake(
            "This ball also brakes on its way down, so it crawls. Where the loss rises, dL on the move is positive.",
            gives(lambda *a: brake(*a, when=lambda v, slope: True)),
        ),
        Mistake(
            "Here each component brakes by itself. ⟨dL, v⟩ is one number, and it stops the whole ball.",
            gives(lambda *a: brake(*a, when=lambda v, slope: v * slope > 0)),
        ),
        Mistake(
            "Look before you push: the question is asked of the last move.", gives(lambda *a: brake(*a, late=True))
        ),
    ),
    hints=(
        "Keep two arrays, the place and the last move. In each step: slope, question, push, move.",
        "Uphill means that the covector dL = Sθ at the present place gives a positive number on the last move.",
    ),
    forbids=("physdl.neural",),
)


def roll(matrix, target, start, rate, momentum, steps, *, raised=np.conj, factor=1.0):
    """Return where a ball with complex screws ends; `raised` turns the covector into a vector."""
    z, v = np.array(start, complex), np.zeros(len(start), complex)
    for _ in range(steps):
        covector = np.conj(matrix @ z - target)
        v = momentum * v - factor * rate * raised(covector)
        z = z + v
    return z


def turned_pair(rng, size):
    """Return a case of two calls: a complex valley with a start, and both turned by one phase."""
    a = rng.normal(size=(size, size)) + 1j * rng.normal(size=(size, size))
    matrix = a @ a.conj().T / (2 * size) + 0.1 * np.eye(size)
    matrix /= np.linalg.eigvalsh(matrix)[-1]
    target, start = rng.normal(size=(2, size)) + 1j * rng.normal(size=(2, size))
    phase = np.exp(1j * rng.uniform(0.5, 2.5))
    rest = rng.uniform(0.2, 0.8), rng.uniform(0.3, 0.8), int(rng.integers(5, 25))
    return Case(((matrix, target, start, *rest), (matrix, phase * target, phase * start, *rest)), {"phase": phase})


def _phase(trial):
    first, second = trial.results
    return relative(second, trial.facts["phase"] * np.asarray(first))


PHASE = Exercise(
    id="3.5-4",
    entry="complex_ball",
    signature="complex_ball(matrix, target, start, rate, momentum, steps)",
    returns=Returns("complex", lambda matrix, target, start, rate, momentum, steps: np.shape(start)),
    cases=tuple(turned_pair(np.random.default_rng(k), size) for k, size in enumerate((1, 2, 3))),
    properties=(
        Property(
            "turning the phases of target and start turns the result",
            _phase,
            tolerance=1e-9,
            near=1e-6,
            says="The two results differ by {error} after turning back.",
        ),
        Property(
            "it ends where the rule leads",
            off(roll),
            tolerance=1e-9,
            near=1e-6,
            says="It ends {error} away, relative to the largest screw.",
        ),
    ),
    mistakes=(
        Mistake(
            "The covector was added as it is. The Hermitian metric makes its conjugate a vector.",
            gives(lambda *a: roll(*a, raised=lambda w: w)),
        ),
        Mistake(
            "A factor 2: dL acts by Re(w v), and w is conj(A z − b), no half of it.",
            gives(lambda *a: roll(*a, factor=0.5)),
        ),
        Mistake("This ball climbs: the push is against dL.", gives(lambda *a: roll(*a, factor=-1.0))),
        Mistake(
            "This ball has no memory: the last move is missing.",
            gives(lambda a, b, z, rate, momentum, steps: roll(a, b, z, rate, 0.0, steps)),
        ),
    ),
    hints=(
        "The covector is w = conj(A z − b). Which vector v has ⟨w, ·⟩ = Re(conj(v) ·)?",
        "v ← β v − η conj(w), z ← z + v, with complex v.",
    ),
    forbids=("physdl.neural",),
)

EXERCISES = (BODY, RATE, BRAKE, PHASE)
READ_BY_HAND = ("3.5-5",)
