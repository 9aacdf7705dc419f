"""Public checks of the exercises of lesson 1.3, Lagrange.

Nothing here solves an exercise: a force is held against differences of an energy, an action against its integral along
the known motion, an index against a dense Hessian's eigenvalues, a path against the law its nodes must satisfy.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives

_OWN_WORK = ("physdl.action.variational", "physdl.action.stationary")


def _slope(trial):
    angle, spin, gravity, radius = trial.arguments

    def energy(a):  # what the bead's motion seen on the hoop takes for its potential energy, per m R²
        return -(spin**2) / 2 * np.sin(a) ** 2 - gravity / radius * np.cos(a)

    h = 1e-2
    shifts, weights = np.arange(-4, 5), np.array([3, -32, 168, -672, 0, 672, -168, 32, -3]) / 840
    measured = -(weights @ energy(angle + h * shifts)) / h
    return abs(trial.result - measured) / (spin**2 + gravity / radius)


def _spun(turned):
    return lambda angle, spin, gravity, radius: spin**2 * turned(angle) - gravity / radius * np.sin(angle)


_NO_SLOPE_OF_HALF_SIN2 = (
    lambda a: np.sin(a) * np.cos(a) / 2,
    lambda a: 2 * np.sin(a) * np.cos(a),
    np.sin,
    lambda a: 2 * np.sin(a),
)

HOOP = Exercise(
    id="1.3-1",
    entry="hoop_acceleration",
    signature="hoop_acceleration(angle, spin, gravity, radius)",
    returns=Returns("real"),
    cases=(
        Case.call(0.3, 0.0, 9.81, 0.5),
        Case.call(0.3, 6.0, 9.81, 0.5),
        Case.call(-2.0, 3.0, 9.81, 0.2),
        Case.call(1.2, 2.0, 1.62, 1.0),
    ),
    properties=(
        Property(
            "the angular acceleration belongs to the Lagrangian",
            _slope,
            tolerance=1e-9,
            near=1e-3,
            says="It is off by {error} of its natural size Ω² + g/R.",
        ),
    ),
    mistakes=(
        Mistake(
            "The rotation has the wrong sign: a spinning hoop throws the bead outward, away from the bottom.",
            gives(lambda a, s, g, r: -np.sin(a) * (g / r + s**2 * np.cos(a))),
        ),
        Mistake(
            "The bead is driven to the top: the sign of gravity is turned round. The bottom is at angle 0.",
            gives(lambda a, s, g, r: np.sin(a) * (g / r + s**2 * np.cos(a))),
        ),
        Mistake(
            "The derivative of sin²θ is 2 sin θ cos θ; the ½ takes the 2 away.",
            lambda t: any(gives(_spun(turned))(t) for turned in _NO_SLOPE_OF_HALF_SIN2),
        ),
        Mistake(
            "Gravity's term has no radius: the kinetic energy carries R², gravity's only R.",
            gives(lambda a, s, g, r: -np.sin(a) * (g - s**2 * np.cos(a))),
        ),
    ),
    hints=(
        "Euler–Lagrange: d/dt of ∂L/∂(angular velocity) equals ∂L/∂(angle). The spin is a constant.",
        "Both sides carry m R² or m g R. Divide.",
    ),
)


def throw(start, end, duration, gravity, t):
    """Return height and velocity at times t of the throw that is at `start` at 0 and at `end` after `duration`."""
    first = (end - start) / duration + gravity * duration / 2
    return start + first * t - gravity * t**2 / 2, first - gravity * t


def throw_integral(start, end, duration, mass, gravity):
    """Return ∫ (kinetic − potential) dt along that throw, by a quadrature that is exact for it."""
    nodes, weights = np.polynomial.legendre.leggauss(4)
    y, v = throw(start, end, duration, gravity, duration * (1 + nodes) / 2)
    return duration / 2 * weights @ (mass * v**2 / 2 - mass * gravity * y)


def _scale(start, end, duration, mass, gravity):
    return mass * (
        (end - start) ** 2 / duration + gravity * duration * (abs(start) + abs(end)) + gravity**2 * duration**3
    )


def _integral(trial):
    return max(
        abs(result - throw_integral(*call)) / _scale(*call)
        for call, result in zip(trial.calls, trial.results, strict=True)
    )


def _end_momentum(trial):
    """Return how far the change of the action with its upper end is from the momentum on arrival."""
    if trial.facts.get("moved") != "end":
        return 0.0
    (start, low, duration, mass, gravity), (_, high, *_) = trial.calls
    momentum = mass * throw(start, (low + high) / 2, duration, gravity, duration)[1]
    return abs((trial.results[1] - trial.results[0]) / (high - low) - momentum) / (mass * gravity * duration)


def _energy(trial):
    """Return how far the change of the action with the duration is from minus the energy."""
    if trial.facts.get("moved") != "duration":
        return 0.0
    start, end, _, mass, gravity = trial.arguments
    times = [call[2] for call in trial.calls]
    middle, h = times[2], times[3] - times[2]
    early2, early, _, late, late2 = trial.results
    measured = (early2 - 8 * early + 8 * late - late2) / (12 * h)
    y, v = throw(start, end, middle, gravity, 0.0)
    return abs(measured + mass * v**2 / 2 + mass * gravity * y) / (mass * (v**2 + gravity * (abs(y) + abs(end))))


def later(start, end, duration, mass, gravity, share=1e-2):
    """Return five calls whose durations differ by a small share."""
    durations = duration * (1 + share * np.arange(-2, 3))
    return Case(tuple((start, end, float(t), mass, gravity) for t in durations), {"moved": "duration"})


def higher(start, end, duration, mass, gravity, shift):
    """Return two calls whose upper ends differ by 2 · shift."""
    ends = (end - shift, end + shift)
    return Case(tuple((start, e, duration, mass, gravity) for e in ends), {"moved": "end"})


THROW = Exercise(
    id="1.3-2",
    entry="throw_action",
    signature="throw_action(start, end, duration, mass, gravity)",
    returns=Returns("real"),
    cases=(
        Case.call(0.0, 0.0, 2.0, 0.4, 9.81),
        Case.call(1.0, 3.0, 0.5, 0.2, 9.81),
        higher(1.0, 4.0, 1.5, 0.5, 9.81, 0.5),
        later(1.0, 4.0, 1.5, 0.5, 1.62),
    ),
    properties=(
        Property(
            "it is the integral of the Lagrangian along the throw",
            _integral,
            tolerance=1e-9,
            near=1e-3,
            says="A quadrature along the parabola differs by {error} of its size.",
        ),
        Property(
            "a higher end changes it by the momentum on arrival",
            _end_momentum,
            tolerance=1e-9,
            near=1e-3,
            says="The slope is off by {error} m g T.",
        ),
        Property(
            "a longer flight changes it by minus the energy",
            _energy,
            tolerance=1e-6,
            near=1e-3,
            says="The slope is off by {error} of the energy.",
        ),
    ),
    mistakes=(
        Mistake(
            "This is the action of the straight, uniform motion. The thrown stone makes it lower by m g² T³/24.",
            gives(lambda a, b, t, m, g: m * (b - a) ** 2 / (2 * t) - m * g * t * (a + b) / 2),
        ),
        Mistake(
            "Kinetic plus potential energy: that sum is constant along the throw, and its integral is energy × time.",
            gives(lambda a, b, t, m, g: t * m * (throw(a, b, t, g, 0.0)[1] ** 2 / 2 + g * a)),
        ),
        Mistake(
            "The last term has the wrong sign: the true motion has *less* action than the uniform one.",
            gives(
                lambda a, b, t, m, g: (
                    2 * m * (b - a) ** 2 / (2 * t) - m * g * t * (a + b) - throw_integral(a, b, t, m, g)
                )
            ),
        ),
        Mistake(
            "The mass is missing: kinetic and potential energy both carry it.",
            gives(lambda a, b, t, m, g: throw_integral(a, b, t, 1.0, g)),
        ),
    ),
    hints=(
        "Write the motion as the uniform one plus a part that vanishes at both ends. Which terms survive the integral?",
        "The part that vanishes at the ends is ½ g t (T − t).",
    ),
)


def dense_index(stiffness, mass, duration, steps=96):
    """Return the number of negative eigenvalues of the Hessian of the discretised action at rest."""
    dt, inner = duration / steps, steps - 1
    chain = (2 * np.eye(inner) - np.eye(inner, k=1) - np.eye(inner, k=-1)) * mass / dt
    d = len(stiffness)
    return int(np.sum(np.linalg.eigvalsh(np.kron(chain, np.eye(d)) - dt * np.kron(np.eye(inner), stiffness)) < 0))


def _miscounted(trial):
    return float(abs(trial.result - dense_index(*trial.arguments)))


def _frequencies(stiffness, mass):
    return np.sqrt(np.maximum(np.linalg.eigvalsh(stiffness), 0) / mass)


def _counts(wrong):
    """Return the test that the result is what `wrong` counts."""

    def shows(trial):
        return trial.result == wrong(*trial.arguments)

    return shows


_COUPLED = np.array([[5.0, -3.0], [-3.0, 4.0]])
_HILL = np.array([[-1.0, 0.5], [0.5, 3.0]])

INDEX = Exercise(
    id="1.3-3",
    entry="index_at_rest",
    signature="index_at_rest(stiffness, mass, duration)",
    returns=Returns("whole"),
    cases=(
        Case.call(np.array([[4.0]]), 1.0, 4.0),
        Case.call(_COUPLED, 1.0, 4.9),
        Case.call(_HILL, 0.5, 5.8),
        Case.call(np.diag([2.0, 2.0, 2.0]), 0.2, 4.5),
    ),
    properties=(
        Property(
            "it is the number of negative eigenvalues of the discretised action's Hessian",
            _miscounted,
            tolerance=0.5,
            says="The worst count is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "Only the stiffest direction is counted; every direction in which the body can oscillate adds its own.",
            _counts(lambda k, m, t: int(t * _frequencies(k, m)[-1] / np.pi)),
        ),
        Mistake(
            "Neighbouring motions meet after every half period, not only after whole ones.",
            _counts(lambda k, m, t: int(np.sum(t * _frequencies(k, m) // (2 * np.pi)))),
        ),
        Mistake(
            "The springs are coupled: the frequencies come from the eigenvalues of the stiffness, not its diagonal.",
            _counts(lambda k, m, t: int(np.sum(t * np.sqrt(np.maximum(np.diag(k), 0) / m) // np.pi))),
        ),
        Mistake(
            "From a hill neighbours only run apart: a direction of negative stiffness has no conjugate times.",
            _counts(lambda k, m, t: int(np.sum(t * np.sqrt(np.abs(np.linalg.eigvalsh(k)) / m) // np.pi))),
        ),
        Mistake(
            "A direction can be passed more than once: each π√(m/k) counts again.",
            _counts(lambda k, m, t: int(np.sum(t * _frequencies(k, m) > np.pi))),
        ),
        Mistake(
            "The mass is missing in the frequency.",
            _counts(lambda k, m, t: int(np.sum(t * _frequencies(k, 1) // np.pi))),
        ),
    ),
    hints=(
        "One spring first: at which times are all motions that left the equilibrium back at it?",
        "A symmetric matrix has perpendicular eigenvectors. Along each of them the motion is that of one spring.",
    ),
)


def _law(factor=1.0, bend=np.sin):
    """Return the measure of how far inner nodes are from the law of the pendulum on the grid, or from a wrong one."""

    def error(trial):
        _, _, frequency, duration, steps, _ = trial.arguments
        dt, x = duration / steps, np.asarray(trial.result)
        off = (x[2:] - 2 * x[1:-1] + x[:-2]) / dt**2 + factor * frequency**2 * bend(x[1:-1])
        return float(np.max(np.abs(off)) / frequency**2)

    return error


def _ends(trial):
    start, end, *_ = trial.arguments
    return max(abs(trial.result[0] - start), abs(trial.result[-1] - end))


def _side(trial):
    """Return 0 if the path swings out to the side of the guess where the guess chooses among motions."""
    side = trial.facts.get("side")
    return 0.0 if side is None else float(np.max(side * np.asarray(trial.result)) < 0.5)


def _from_a_line(trial):
    """Return whether the law holds, but the path is rest where the guess would have led to a swing."""
    return _law()(trial) < 1e-6 and ("side" not in trial.facts or np.max(np.abs(trial.result)) < 1e-6)


def aiming(start, end, frequency, duration, steps, hump=0.0):
    """Return the case of one call whose guess is the straight motion plus a hump."""
    u = np.linspace(0, 1, steps + 1)
    guess = (1 - u) * start + u * end + hump * np.sin(np.pi * u)
    return Case.call(start, end, frequency, duration, steps, guess, **({"side": np.sign(hump)} if hump else {}))


AIM = Exercise(
    id="1.3-4",
    entry="aim",
    signature="aim(start, end, frequency, duration, steps, guess)",
    returns=Returns("real", lambda start, end, frequency, duration, steps, guess: (steps + 1,)),
    cases=(
        aiming(-0.5, 1.0, 2.0, 0.8, 20),
        aiming(0.3, 0.4, 3.0, 0.5, 30),
        aiming(0.0, 0.0, 1.0, 4.5, 40, hump=2.2),
        aiming(0.0, 0.0, 1.0, 4.5, 40, hump=-2.2),
    ),
    properties=(
        Property("the path begins and ends where it should", _ends, tolerance=1e-9, near=1e-3),
        Property(
            "every inner node obeys the law of the pendulum on the grid",
            _law(),
            tolerance=1e-6,
            near=1e-1,
            says="The acceleration is off by {error} ω².",
        ),
        Property(
            "where there are several motions it is the guess's neighbour",
            _side,
            tolerance=0.5,
            says="It does not swing to the side of the guess.",
        ),
    ),
    mistakes=(
        Mistake(
            "The force has the wrong sign: this pendulum stands on its head.", lambda t: _law(factor=-1.0)(t) < 1e-6
        ),
        Mistake(
            "This is the pendulum of small swings: sin x has been replaced by x.",
            lambda t: _law(bend=lambda x: x)(t) < 1e-6,
        ),
        Mistake(
            "The push is halved. Two half kicks meet at every inner node.",
            lambda t: _law(factor=0.5)(t) < 1e-6,
        ),
        Mistake("This is a path without any force.", lambda t: _law(factor=0.0)(t) < 1e-6),
        Mistake("Start Newton from `guess`, not from a straight line.", _from_a_line),
    ),
    hints=(
        "Write the equations of the inner nodes as F(x) = 0. Which entries does the derivative of F_i have?",
        "scipy.linalg.solve_banded((1, 1), band, F) solves the linear system. Ten rounds are plenty.",
    ),
    forbids=_OWN_WORK,
)

EXERCISES = (HOOP, THROW, INDEX, AIM)
READ_BY_HAND = ("1.3-5",)
