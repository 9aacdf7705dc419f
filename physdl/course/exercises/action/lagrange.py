"""Public checks of the exercises of lesson 1.3, Lagrange.

Nothing here solves an exercise: a force is held against differences of an energy, a path against the law that its nodes
must satisfy. An action is asked for neighbouring ends and durations, an index for the directions of the springs one by
one, and what comes back is held against itself.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns

_OWN_WORK = ("physdl.action.variational", "physdl.action.stationary")


def _half_square(a):
    return np.sin(a) ** 2 / 2


def _slope(trial, spun=_half_square, spinning=1.0, heavy=1.0, lever=0.0):
    """Return how far the acceleration is from minus the slope of an energy, by the natural size.

    The energy is what the bead's motion seen on the hoop takes for its potential energy, per m R². The keywords say
    which function of the angle the spin acts through, with which factors, and which power of R gravity has too much.
    """
    angle, spin, gravity, radius = trial.arguments

    def energy(a):
        return -spinning * spin**2 * spun(a) - heavy * gravity / radius * radius**lever * np.cos(a)

    h = 1e-2
    shifts, weights = np.arange(-4, 5), np.array([3, -32, 168, -672, 0, 672, -168, 32, -3]) / 840
    measured = -(weights @ energy(angle + h * shifts)) / h
    return abs(trial.result - measured) / (spin**2 + gravity / radius)


def _follows(**changes):
    return lambda trial: _slope(trial, **changes) < 1e-7


def _loses_a_two(trial):
    return any(
        _slope(trial, spun, spinning) < 1e-7
        for spun, spinning in ((_half_square, 0.5), (_half_square, 2), (np.cos, -1), (np.cos, -2))
    )


def hoop(rng):
    """Return the case of a bead somewhere on a spinning hoop."""
    return Case.call(rng.uniform(-3, 3), rng.uniform(1, 12), rng.uniform(1, 25), rng.uniform(0.1, 0.9))


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
        Case.call(0.0, 5.0, 9.81, 0.3),
        Case.call(2, 3, 10, 2),
    ),
    properties=(
        Property(
            "the angular acceleration belongs to the Lagrangian",
            _slope,
            tolerance=1e-9,
            near=1e-7,
            says="It is off by {error} of its natural size Ω² + g/R.",
        ),
    ),
    fresh=hoop,
    mistakes=(
        Mistake(
            "The rotation has the wrong sign: a spinning hoop throws the bead outward, away from its axis.",
            _follows(spinning=-1),
        ),
        Mistake(
            "The bead is driven to the top: the sign of gravity is turned round. The bottom is at angle 0.",
            _follows(heavy=-1),
        ),
        Mistake("The derivative of sin²θ is 2 sin θ cos θ; the ½ takes the 2 away.", _loses_a_two),
        Mistake("Gravity's term has no radius: the kinetic energy carries R², gravity's only R.", _follows(lever=1)),
        Mistake(
            "The spin's term carries a radius too much or too little; R² stands in all of the kinetic energy.",
            lambda t: any(_slope(t, spinning=t.arguments[3] ** power) < 1e-7 for power in (-2, -1, 1, 2)),
        ),
        Mistake("The spin does not enter: this is a bead on a wire at rest.", _follows(spinning=0)),
        Mistake("Both signs are turned round: this is minus the acceleration.", _follows(spinning=-1, heavy=-1)),
    ),
    hints=(
        "Euler–Lagrange: d/dt of ∂L/∂(angular velocity) equals ∂L/∂(angle). The spin is a constant.",
        "Both sides carry m R² or m g R. Divide.",
    ),
)


_LEVELS, _SHARE = np.array([-4, -3, -2, -1, 1, 2, 3, 4]), 0.02
_WEIGHTS = np.array([3, -32, 168, -672, 672, -168, 32, -3]) / 840


def neighbours(start, end, duration, mass, gravity, stop=0.4):
    """Return the case of a throw among its neighbours.

    After the throw itself come two with another end, two with another start, eight with other durations, and three
    pairs of throws that stop at some height after the share `stop` of the time and go on from there.
    """
    shift, middle = gravity * duration**2 / 8, (start + end) / 2
    ends = [(start, end + s, duration) for s in (-shift, shift)]
    starts = [(start + s, end, duration) for s in (-shift, shift)]
    times = [(start, end, float(duration * (1 + _SHARE * k))) for k in _LEVELS]
    heights = [middle + s for s in (-shift, 0.0, shift)]
    pairs = [part for c in heights for part in ((start, c, stop * duration), (c, end, (1 - stop) * duration))]
    calls = [(start, end, duration), *ends, *starts, *times, *pairs]
    return Case(tuple((*map(float, call), mass, gravity) for call in calls), {"shift": shift})


def thrown(rng):
    """Return the case of a throw that is drawn, upwards or downwards."""
    a, b = rng.uniform(-3, 8, 2)
    return neighbours(a, b, rng.uniform(0.3, 2.5), rng.uniform(0.1, 0.8), rng.uniform(1.5, 25), rng.uniform(0.3, 0.7))


def _changes(trial):
    """Return how fast the result changes with the end, with the start and with the duration."""
    s, shift = np.array(trial.results), trial.facts["shift"]
    by_time = _WEIGHTS @ s[5:13] / (_SHARE * trial.arguments[2])
    return (s[2] - s[1]) / (2 * shift), (s[4] - s[3]) / (2 * shift), by_time


def _excess(trial, moves="end", heavy=1.0, massive=True):
    """Return minus the change with the duration, less the energy p²/2m + mgy, by m g² T².

    The momentum p is told by the change with the end (or, up to its sign, with the start), and y is the height there.
    The keywords say which gravity and whether the mass is in the energy.
    """
    start, end, duration, mass, gravity = trial.arguments
    by_end, by_start, by_time = _changes(trial)
    m = mass if massive else 1.0
    p, y = (by_end, end) if moves == "end" else (by_start, start)
    return (-by_time - p**2 / (2 * m) - heavy * m * gravity * y) / (m * gravity**2 * duration**2)


def _size(trial):
    """Return the energy's natural size in the same units."""
    start, end, duration, _, gravity = trial.arguments
    fall = gravity * duration**2
    return 1 + (abs(start) + abs(end)) / fall + ((end - start) / fall) ** 2


def _energy_off(trial):
    return max(abs(_excess(trial, moves)) for moves in ("end", "start")) / _size(trial)


def _composed_off(trial):
    """Return how far the least of what the pairs sum up to is from the whole action, by m g² T³.

    The sum is a parabola in the height of the stop: three heights tell its lowest point.
    """
    _, _, duration, mass, gravity = trial.arguments
    low, middle, high = np.sum(np.reshape(trial.results[13:], (3, 2)), axis=1)
    bend = low - 2 * middle + high
    least = middle - (high - low) ** 2 / (8 * bend)
    off = abs(trial.result - least) / (mass * gravity**2 * duration**3) / _size(trial)
    return off if bend > 0 else np.inf


def _is_energy_times_time(trial):
    """Return whether the result is T (p²/2m + mgy) with a momentum that its own change tells, at the other end."""
    start, _, duration, mass, gravity = trial.arguments
    by_end, _, _ = _changes(trial)
    wanted = duration * (by_end**2 / (2 * mass) + mass * gravity * start)
    return abs(trial.result - wanted) < 1e-6 * mass * gravity**2 * duration**3 * _size(trial)


def _too_much(share):
    """Return the test that everything is right but for the motion's own term, which changes the energy by a share."""
    return lambda t: all(abs(_excess(t, m) - share) < 1e-6 * _size(t) for m in ("end", "start"))


THROW = Exercise(
    id="1.3-2",
    entry="throw_action",
    signature="throw_action(start, end, duration, mass, gravity)",
    returns=Returns("real"),
    cases=(
        neighbours(0.0, 0.0, 2.0, 0.4, 9.81),
        neighbours(1.0, 3.0, 0.5, 0.2, 9.81),
        neighbours(1.0, 4.0, 1.5, 0.5, 1.62),
        neighbours(6.0, -2.0, 0.4, 0.5, 9.81),
        neighbours(0.0, 0.0, 1.0, 1.0, 10.0, stop=0.5),
    ),
    properties=(
        Property(
            "a longer flight changes it by minus the energy, with the momentum that moving an end tells",
            _energy_off,
            tolerance=1e-9,
            near=1e-7,
            says="They differ by {error} of the energy's natural size.",
        ),
        Property(
            "stopping on the way and going on adds up to no less, and at the best height to the same",
            _composed_off,
            tolerance=1e-9,
            near=1e-7,
            says="The lowest sum of both parts differs by {error} of the action's natural size.",
        ),
    ),
    fresh=thrown,
    mistakes=(
        Mistake(
            "This is the action of the straight, uniform motion. The throw's own bend makes it lower, by a term that "
            "does not depend on the ends.",
            _too_much(-1 / 8),
        ),
        Mistake(
            "Kinetic plus potential energy: that sum is constant along the throw, and its integral is energy × time.",
            _is_energy_times_time,
        ),
        Mistake(
            "The last term has the wrong sign: the true motion has *less* action than the uniform one.",
            _too_much(-1 / 4),
        ),
        Mistake(
            "The mass is missing: kinetic and potential energy both carry it.",
            lambda t: abs(_excess(t, massive=False)) < 1e-7 * _size(t),
        ),
        Mistake(
            "The potential energy is added instead of taken away.",
            lambda t: abs(_excess(t, heavy=-1)) < 1e-7 * _size(t),
        ),
    ),
    hints=(
        "Write the motion as the uniform one plus a part that vanishes at both ends. Which terms survive the integral?",
        "The part that vanishes at the ends is ½ g t (T − t).",
    ),
)


def one_spring(duration, sign=1):
    """Return the case of a spring of stiffness 1 that holds a mass of 1: neighbours sin t are back at its zeros.

    With a stiffness of −1 they never are, and without any neither.
    """
    times = np.linspace(0, duration, 4000)[1:]
    zeros = int(np.sum(np.diff(np.sign(np.sin(times))) != 0)) if sign > 0 else 0
    return Case.call(np.array([[float(sign)]]), 1.0, float(duration), returns=zeros)


def springs(stiffnesses, mass, duration, turn):
    """Return the case of coupled springs, of each of their directions alone, and of the diagonal's entries alone."""
    stiffness = turn @ np.diag(stiffnesses) @ turn.T
    alone = [(np.array([[k]]), mass, duration) for k in map(float, (*stiffnesses, *np.diag(stiffness)))]
    return Case(
        (((stiffness + stiffness.T) / 2, mass, duration), *alone), {"directions": tuple(map(float, stiffnesses))}
    )


def in_other_units(stiffness, mass, duration):
    """Return the case of springs, of the same four times as stiff and as heavy, and of masses and durations for it.

    The third mass is four times as large and the duration twice as long; the fourth mass alone is larger.
    """
    calls = ((stiffness, mass), (4 * stiffness, 4 * mass), (stiffness, 4 * mass), (stiffness, 4 * mass))
    return Case(
        tuple((*call, t) for call, t in zip(calls, duration * np.array([1, 1, 2, 1]), strict=True)), {"units": 1}
    )


def away(duration, k, mass):
    """Return whether all stiffnesses `k` keep this duration a tenth of a half swing away from conjugate times."""
    return bool(np.all(np.abs(np.sin(duration * np.sqrt(np.maximum(k, 0) / mass))[k > 0]) > np.sin(0.1 * np.pi)))


def coupled(rng, d, alike=0, flat=0):
    """Return the cases of d coupled springs: so many alike, so many downhill or flat, all away from conjugate times.

    So are the diagonal's entries alone, and the springs with four times the mass.
    """
    while True:
        k, mass, duration = rng.uniform(0.5, 6, d), rng.uniform(0.2, 0.8), rng.uniform(1, 12)
        k[:alike] = k[0] if alike else k[:alike]
        k[d - flat :] = rng.choice([-2.0, -0.5, 0.0], flat)
        turn = np.linalg.qr(rng.normal(size=(d, d)))[0]
        diagonal = np.diag(turn @ np.diag(k) @ turn.T)
        if away(duration, np.append(k, diagonal), mass) and away(duration, k, 4 * mass):
            break
    whole = springs(k, mass, duration, turn)
    return [whole, in_other_units(*whole.calls[0][:2], duration)]


def swings(rng):
    """Return the case of one spring that is back once at least, for a duration away from its conjugate times."""
    return one_spring((rng.integers(1, 26) + rng.uniform(0.1, 0.9)) * np.pi)


def _counted_off(trial):
    return abs(trial.result - trial.facts["returns"]) if "returns" in trial.facts else 0.0


def _directions_off(trial):
    return abs(trial.result - sum(_alone(trial))) if "directions" in trial.facts else 0.0


def _alone(trial):
    return trial.results[1 : 1 + len(trial.facts["directions"])]


def _on_the_diagonal(trial):
    return trial.results[1 + len(trial.facts["directions"]) :]


def _of_different(trial, counts):
    """Return the sum over different stiffnesses when one that occurs m times counts as `counts(m)`."""
    k = trial.facts["directions"]
    each = dict(zip(k, _alone(trial), strict=True))
    return sum(n * counts(k.count(one)) for one, n in each.items())


def _units_off(trial):
    return max(abs(n - trial.result) for n in trial.results[:3]) if "units" in trial.facts else 0.0


def _slip(one=None, whole=None, units=None):
    """Return the test of a slip by what it makes of one spring's returns, of the directions, of other units."""

    def shows(trial):
        if "returns" in trial.facts:
            return trial.result == trial.facts["returns"] if one is None else one(trial)
        if "directions" in trial.facts:
            return _directions_off(trial) == 0 if whole is None else whole(trial)
        return _units_off(trial) == 0 if units is None else units(trial)

    return shows


def _of_a_hill(trial):
    """Return whether one spring's returns are right, and a hill has as many as a spring."""
    if trial.arguments[0][0, 0] >= 0:
        return trial.result == trial.facts["returns"]
    return trial.result == one_spring(trial.arguments[2]).facts["returns"]


def _turned(d):
    return np.linalg.qr(np.random.default_rng(3).normal(size=(d, d)))[0]


_HILLS = "A root of a negative stiffness? From a hill neighbours only run apart: there is nothing to count."
_HILL = np.array([[-1.0, 0.5], [0.5, 3.0]])

INDEX = Exercise(
    id="1.3-3",
    entry="index_at_rest",
    signature="index_at_rest(stiffness, mass, duration)",
    returns=Returns("whole"),
    cases=(
        *(one_spring(t) for t in (2.0, 4.0, 8.0, 20.0, 40.0, 80.0)),
        one_spring(20.0, sign=-1),
        one_spring(20.0, sign=0),
        springs([7.5, 0.5], 1.0, 6.5, np.array([[0.8, 0.6], [-0.6, 0.8]])),
        springs([2.0, 2.0], 0.5, 5.0, np.eye(2)),
        springs([3.0, 3.0, 1.0], 0.2, 7.8, _turned(3)),
        springs([4.0, -1.0, 0.0, 7.0], 0.5, 5.2, _turned(4)),
        in_other_units(_HILL, 0.5, 5.8),
    ),
    properties=(
        Property(
            "one spring: as many as the times at which its swings are back",
            _counted_off,
            tolerance=0.5,
            says=lambda t: (
                f"With stiffness {t.arguments[0][0, 0]:g}, mass 1 and duration {t.arguments[2]:g} you return "
                f"{t.result}."
            ),
        ),
        Property(
            "coupled springs have the index of their perpendicular directions taken together",
            _directions_off,
            tolerance=0.5,
            says=lambda t: f"Together you return {t.result}, for the directions alone {list(_alone(t))}.",
        ),
        Property(
            "masses and springs four times as large change nothing, nor does four times the mass in twice the time",
            _units_off,
            tolerance=0.5,
            says=lambda t: f"You return {list(t.results[:3])}.",
        ),
    ),
    fresh=lambda rng: [swings(rng), *coupled(rng, rng.integers(2, 5), flat=1)],
    mistakes=(
        Mistake(
            "Only the stiffest direction is counted; every direction in which the body can oscillate adds its own.",
            _slip(whole=lambda t: t.result == max(_alone(t))),
        ),
        Mistake(
            "Neighbouring motions meet after every half period, not only after whole ones.",
            _slip(one=lambda t: t.result == t.facts["returns"] // 2),
        ),
        Mistake(
            "From a hill neighbours only run apart: a direction of negative stiffness has no conjugate times.",
            _slip(one=_of_a_hill),
        ),
        Mistake(
            "A direction can be passed more than once: each return counts again.",
            _slip(one=lambda t: t.result == min(t.facts["returns"], 1)),
        ),
        Mistake(
            "The mass is missing in the frequency.",
            _slip(units=lambda t: t.results[3] == t.result < t.results[2], whole=lambda t: True),
        ),
        Mistake(
            "Directions of the same stiffness are counted once; each of them has its own conjugate times.",
            _slip(whole=lambda t: t.result == _of_different(t, lambda m: 1)),
        ),
        Mistake(
            "Where two directions are back at the same time, a determinant touches zero without a change of its sign.",
            _slip(whole=lambda t: t.result == _of_different(t, lambda m: m % 2)),
        ),
        Mistake(
            "The springs are coupled: the frequencies come from the eigenvalues of the stiffness, not its diagonal.",
            _slip(whole=lambda t: t.result == sum(_on_the_diagonal(t))),
        ),
        Mistake(
            "Long durations are counted wrong, short ones right. A grid of nodes needs many steps for each half swing.",
            _slip(one=lambda t: t.facts["returns"] > 3 or t.result == t.facts["returns"]),
        ),
    ),
    hints=(
        "One spring first: at which times are all motions that left the equilibrium back at it?",
        "A symmetric matrix has perpendicular eigenvectors. Along each of them the motion is that of one spring.",
    ),
    stops={"ValueError": _HILLS},
    undefined=_HILLS,
)


def _law(factor=1.0, bend=np.sin, more=0):
    """Return the measure of how far inner nodes are from the law of the pendulum on the grid, or from a wrong one.

    The wrong ones have another force, or take the duration for so many steps more.
    """

    def error(trial):
        _, _, frequency, duration, steps, _ = trial.arguments
        dt, x = duration / (steps + more), np.asarray(trial.result)
        off = (x[2:] - 2 * x[1:-1] + x[:-2]) / dt**2 + factor * frequency**2 * bend(x[1:-1])
        return float(np.max(np.abs(off)) / frequency**2)

    return error


def _ends(trial):
    start, end, *_ = trial.arguments
    return max(abs(trial.result[0] - start), abs(trial.result[-1] - end))


def _obeys(**law):
    """Return the test that the path begins and ends where it should and follows another law in between."""
    return lambda trial: _ends(trial) < 1e-6 and _law(**law)(trial) < 1e-6


def _side(trial):
    """Return 0 if the path swings out to the side of the guess where the guess chooses among motions."""
    side = trial.facts.get("side")
    return 0.0 if side is None else float(np.max(side * np.asarray(trial.result)) < 0.5)


def _from_a_line(trial):
    """Return whether the law holds, but the path is rest where the guess would have led to a swing."""
    return _obeys()(trial) and ("side" not in trial.facts or np.max(np.abs(trial.result)) < 1e-6)


def _one_round(trial):
    """Return whether the path misses the law by the square of its distance from the guess, as after one round."""
    guess, missed = trial.arguments[5], _law()(trial)
    if missed < 1e-6:
        return bool(np.max(np.abs(trial.result - guess)) < 1e-6)
    return missed < 0.6 * np.max(np.abs(trial.result - guess)) ** 2 + 1e-6 and _ends(trial) < 1e-9


def aiming(start, end, frequency, duration, steps, hump=0.0):
    """Return the case of one call whose guess is the straight motion plus a hump."""
    u = np.linspace(0, 1, steps + 1)
    guess = (1 - u) * start + u * end + hump * np.sin(np.pi * u)
    return Case.call(start, end, frequency, duration, steps, guess, **({"side": np.sign(hump)} if hump else {}))


def near_pair(rng):
    """Return the cases of a short way between two angles, and of a swing out to one side and back."""
    frequency, steps = rng.uniform(0.5, 4), int(rng.integers(20, 60))
    a, b = map(float, rng.uniform(-1.2, 1.2, 2))
    short = aiming(a, b, frequency, rng.uniform(0.5, 1.6) / frequency, steps)
    hump = float(rng.choice([-1, 1]) * rng.uniform(1.9, 2.3))
    return [short, aiming(0.0, 0.0, frequency, 4.5 / frequency, steps, hump=hump)]


AIM = Exercise(
    id="1.3-4",
    entry="aim",
    signature="aim(start, end, frequency, duration, steps, guess)",
    returns=Returns("real", lambda start, end, frequency, duration, steps, guess: (steps + 1,)),
    cases=(
        aiming(-0.5, 1.0, 2.0, 0.8, 20),
        aiming(0.3, 0.4, 3.0, 0.5, 30),
        aiming(0.5, 1.0, 1.0, 0.9, 2),
        aiming(0.0, 0.0, 2.0, 1.0, 10),
        aiming(0.0, 0.0, 1.0, 4.5, 40, hump=2.2),
        aiming(0.0, 0.0, 1.0, 4.5, 40, hump=-2.2),
    ),
    properties=(
        Property("the path begins and ends where it should", _ends, tolerance=1e-9, near=1e-7),
        Property(
            "every inner node obeys the law of the pendulum on the grid",
            _law(),
            tolerance=1e-6,
            near=1e-4,
            says="The acceleration is off by {error} ω².",
        ),
        Property(
            "where there are several motions it is the guess's neighbour",
            _side,
            tolerance=0.5,
            says="It does not swing to the side of the guess.",
        ),
    ),
    fresh=near_pair,
    mistakes=(
        Mistake("The force has the wrong sign: this pendulum stands on its head.", _obeys(factor=-1.0)),
        Mistake("This is the pendulum of small swings: sin x has been replaced by x.", _obeys(bend=lambda x: x)),
        Mistake("The push is halved. Two half kicks meet at every inner node.", _obeys(factor=0.5)),
        Mistake("This is a path without any force.", _obeys(factor=0.0)),
        Mistake("Δt is too short: `steps` steps lie between steps + 1 nodes.", _obeys(more=1)),
        Mistake("Δt is too long: all of the steps count, the first and the last as well.", _obeys(more=-1)),
        Mistake("Where the guess swings out, your path is at rest. Start Newton from `guess`.", _from_a_line),
        Mistake(
            "The law is nearly kept, as it is after one round of Newton. If you stop there, go on until nothing moves.",
            _one_round,
            rounding=True,
        ),
    ),
    hints=(
        "Write the equations of the inner nodes as F(x) = 0. Which entries does the derivative of F_i have?",
        "scipy.linalg.solve_banded((1, 1), band, F) solves the linear system. Ten rounds are plenty.",
    ),
    forbids=_OWN_WORK,
)

EXERCISES = (HOOP, THROW, INDEX, AIM)
READ_BY_HAND = ("1.3-5",)
