"""Public checks of the exercises of lesson 1.4, symmetry.

Nothing here solves an exercise: charges are asked to stay the same along circles that are known, velocities to have met
each other as they should, a pitch to keep a combination, times to bring centres to their distance.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns

_OWN_WORK = ("physdl.action.symmetry",)

# ---- 1.4-1 ---------------------------------------------------------------------------------------------------------


def circling(centre, speed, phase, mass, field, times):
    """Return the case of a charge on its circle: at several times of it, then once with other fields, then at home.

    After the times come the first state without a field and with twice the field, and its velocity at the origin.
    """
    w = field / mass
    turned = phase - w * np.asarray(times)
    v = speed * np.stack([np.cos(turned), np.sin(turned)], axis=-1)
    x = np.asarray(centre) + speed / w * np.stack([-np.sin(turned), np.cos(turned)], axis=-1)
    calls = [(one, other, mass, field) for one, other in zip(x, v, strict=True)]
    calls += [(x[0], v[0], mass, 0.0), (x[0], v[0], mass, 2 * field), (np.zeros(2), v[0], mass, field)]
    return Case(tuple(calls), {"times": len(calls) - 3})


def somewhere(rng):
    """Return the case of a charge that is drawn."""
    sign = rng.choice([-1, 1])
    return circling(
        rng.uniform(-2, 2, 2),
        rng.uniform(0.5, 3),
        rng.uniform(0, 6),
        rng.uniform(0.3, 3),
        sign * rng.uniform(0.5, 4),
        np.sort(rng.uniform(0, 3, 5)),
    )


def _sizes(trial):
    """Return the natural sizes of the three charges."""
    x, v, mass, field = trial.arguments
    size, speed = np.linalg.norm(x) + mass * np.linalg.norm(v) / abs(field), np.linalg.norm(v)
    momentum = mass * speed + abs(field) * size
    return np.array([momentum, momentum, momentum * size])


def _drift(trial, which=slice(None)):
    along = np.array(trial.results[: trial.facts["times"]])
    return float(np.max((np.ptp(along, axis=0) / _sizes(trial))[which]))


def _free(trial):
    """Return how far the charges are from those of a free body, without a field and at the origin."""
    worst = 0.0
    for place in (-3, -1):
        (x, v, mass, _), result = trial.calls[place], trial.results[place]
        usual = mass * np.array([v[0], v[1], x[0] * v[1] - x[1] * v[0]])
        worst = max(worst, float(np.max(np.abs(result - usual) / _sizes(trial))))
    return worst


def _uneven(trial):
    none, twice, once = trial.results[-3], trial.results[-2], trial.results[0]
    return float(np.max(np.abs(twice - 2 * once + none) / _sizes(trial)))


def _field_part(trial, momentum=None, angular=None):
    """Return whether the field's part of the charges is so much of (−y, x) times the field, and of r² times it."""
    none, once = trial.results[-3], trial.results[0]
    x, _, _, field = trial.arguments
    part, sizes = (once - none) / field, _sizes(trial) / abs(field)
    shown = True
    if momentum is not None:
        shown &= bool(np.all(np.abs(part[:2] - momentum * np.array([-x[1], x[0]])) < 1e-7 * sizes[:2]))
    if angular is not None:
        shown &= bool(abs(part[2] - angular * (x @ x)) < 1e-7 * sizes[2])
    return shown and _free(trial) < 1e-7


FIELD = Exercise(
    id="1.4-1",
    entry="field_charges",
    signature="field_charges(x, v, mass, field)",
    returns=Returns("real", (3,)),
    cases=(
        circling([0.0, 0.0], 1.0, 0.3, 1.0, 1.0, [0.0, 0.5, 1.0, 2.0]),
        circling([1.0, -2.0], 2.0, 1.0, 0.5, 2.0, [0.0, 0.7, 1.3, 5.0]),
        circling([-1.0, 0.5], 0.7, 4.0, 2.0, -1.5, [0.0, 0.4, 3.0, 6.0]),
    ),
    properties=(
        Property(
            "all three stay what they are along the circle",
            _drift,
            tolerance=1e-9,
            near=1e-7,
            says="The worst changes by {error} of its natural size.",
        ),
        Property(
            "without a field, and at the origin, they are momentum and angular momentum",
            _free,
            tolerance=1e-9,
            near=1e-7,
            says="The worst is off by {error} of its natural size.",
        ),
        Property(
            "the field enters in proportion",
            _uneven,
            tolerance=1e-9,
            near=1e-7,
            says="With twice the field the field's part is off by {error} of the natural size.",
        ),
    ),
    fresh=somewhere,
    mistakes=(
        Mistake(
            "The first two are p itself, with half of what is needed from the field: a shift changes L by dK/dt, and K "
            "has to be taken off.",
            lambda t: _field_part(t, momentum=0.5),
        ),
        Mistake(
            "The first two are mass times velocity, which the field turns. Either the field's part of p was left out, "
            "or K was added instead of taken off.",
            lambda t: _field_part(t, momentum=0.0),
        ),
        Mistake(
            "In the first two the field has the wrong sign.",
            lambda t: _field_part(t, momentum=-1.0),
        ),
        Mistake(
            "The third has no field in it: take p, not mass times velocity, on the generator of a turn.",
            lambda t: _field_part(t, angular=0.0),
        ),
        Mistake(
            "The third has twice the field's part: a turn leaves L as it is, so there is no K to add.",
            lambda t: _field_part(t, angular=1.0),
        ),
        Mistake("In the third the field has the wrong sign.", lambda t: _field_part(t, angular=-0.5)),
    ),
    forbids=_OWN_WORK,
    hints=(
        "p is the derivative of L by the velocity, both terms of L.",
        "Put ξ = (1, 0) into the change of L: it is a velocity times a constant, so K is that constant times a place.",
    ),
)

# ---- 1.4-2 ---------------------------------------------------------------------------------------------------------


def _meetings(trial, floor=None, restitution=None, falls=1.0, sign=1.0):
    """Return how far each pair is from having met as it should, in units of the speed.

    From below: with the momentum of a meeting and the lower ball's last velocity the upper one's is known; both must
    part e times as fast as they came. The keywords say how the lowest comes back, which e is meant, how fast the upper
    balls fall and which way is up.
    """
    masses, speed, e = trial.arguments
    given = sign * np.asarray(trial.result)
    comes = (e if floor is None else floor) * speed
    e, worst = (e if restitution is None else restitution), 0.0
    for k in range(len(masses) - 1):
        goes = (masses[k] * (comes - given[k]) - masses[k + 1] * falls * speed) / masses[k + 1]
        worst = max(worst, abs(goes - given[k] - e * (comes + falls * speed)))
        comes = goes
    return max(worst, abs(comes - given[-1])) / speed


def _momentum_off(trial):
    masses, speed, e = trial.arguments
    before = speed * (e * masses[0] - np.sum(masses[1:]))
    return abs(np.asarray(masses) @ trial.result - before) / (speed * np.sum(masses))


def stacked(rng):
    """Return the case of a tower that is drawn: mostly lighter and lighter, now and then not."""
    n = int(rng.integers(3, 6))
    masses = rng.uniform(0.5, 3) * np.cumprod(np.append(1, rng.uniform(0.2, 1.4, n - 1)))
    return Case.call(masses, float(rng.uniform(1, 8)), float(rng.uniform(0.3, 0.95)))


def _as_if(**changes):
    def shows(trial):
        return len(trial.arguments[0]) == 1 or (_meetings(trial, **changes) < 1e-6)

    return shows


def _passes_on(trial):
    """Return whether each lower ball goes on as it came, as if the upper one weighed nothing."""
    _, speed, e = trial.arguments
    comes = e * speed
    for v in trial.result[:-1]:
        if abs(v - comes) > 1e-6 * speed:
            return False
        comes = comes + e * (comes + speed)
    return bool(abs(trial.result[-1] - comes) < 1e-6 * speed)


TOWER = Exercise(
    id="1.4-2",
    entry="tower",
    signature="tower(masses, speed, restitution)",
    returns=Returns("real", lambda masses, *_: (len(masses),)),
    cases=(
        Case.call(np.array([3.0, 1.0]), 2.0, 1.0),
        Case.call(np.array([4.0, 2.0, 0.5]), 4.0, 1.0),
        Case.call(np.ones(7), 1.0, 0.8),
        Case.call(np.array([0.5, 2.0, 1.0]), 3.0, 0.6),
        Case.call(np.array([0.3, 0.2]), 5.0, 0.0),
        Case.call(np.array([0.7]), 2.0, 0.9),
    ),
    properties=(
        Property(
            "each two part as fast as they came, times the restitution",
            _meetings,
            tolerance=1e-9,
            near=1e-7,
            says=lambda t: (
                f"With masses {np.round(t.arguments[0], 3).tolist()}, speed {t.arguments[1]:.3g} and "
                f"restitution {t.arguments[2]:.3g} you return {np.round(t.result, 4).tolist()}."
            ),
        ),
        Property(
            "after the floor no momentum is lost",
            _momentum_off,
            tolerance=1e-9,
            near=1e-7,
            says="The sum is off by {error} of the largest it can be.",
        ),
    ),
    fresh=stacked,
    mistakes=(
        Mistake(
            "The lowest ball comes back from the floor as fast as it fell; the restitution is the floor's too.",
            lambda t: (
                t.arguments[2] == 1
                or (
                    abs(t.result[0] - t.arguments[1]) < 1e-6 * t.arguments[1]
                    if len(t.arguments[0]) == 1
                    else _meetings(t, floor=1.0) < 1e-6
                )
            ),
        ),
        Mistake(
            "No restitution enters: all of it is elastic.",
            lambda t: (
                abs(t.result[0] - t.arguments[1]) < 1e-6 * t.arguments[1]
                if len(t.arguments[0]) == 1
                else _meetings(t, floor=1.0, restitution=1.0) < 1e-6
            ),
        ),
        Mistake(
            "Only the floor has the restitution; the balls meet elastically.",
            _as_if(restitution=1.0),
        ),
        Mistake("The upper balls are taken to be at rest when they are met; they fall.", _as_if(falls=0.0)),
        Mistake("The sign is turned round: up counts as positive.", _as_if(sign=-1.0)),
        Mistake(
            "Each lower ball goes on as if the one above it weighed nothing: that is the limit of very light ones.",
            _passes_on,
        ),
    ),
    hints=(
        "Let the lowest come up with e times the speed, and let two balls meet. What does the next meeting begin with?",
        "Seen from their centre of mass both velocities are turned round and multiplied by e.",
    ),
)

# ---- 1.4-3 ---------------------------------------------------------------------------------------------------------


def screw(pitch, x, p, steps=120, dt=0.02, order=None, again=""):
    """Return the case of the records of a leapfrog orbit in the field of a screw of this pitch and unit strength.

    The first record comes again at the "end" or right at the "start", or not.
    """
    k = 2 * np.pi / pitch

    def force(x):
        c, s = np.cos(k * x[2]), np.sin(k * x[2])
        return np.array([-x[0] - c, -x[1] - s, k * (x[0] * s - x[1] * c)])

    x, p, record = np.array(x, dtype=float), np.array(p, dtype=float), []
    for _ in range(steps):
        record.append((x.copy(), p.copy()))
        p = p + dt / 2 * force(x)
        x = x + dt * p
        p = p + dt / 2 * force(x)
    if order is not None:
        record = [record[i] for i in order]
    record = record[:1] * (again == "start") + record + record[:1] * (again == "end")
    places, momenta = (np.array(part) for part in zip(*record, strict=True))
    return Case.call(places, momenta)


def screwed(rng):
    """Return the case of a screw that is drawn, right- or left-handed, its records in any order or in turn."""
    pitch = float(rng.choice([-1, 1]) * rng.uniform(0.6, 5))
    x, p = rng.normal(size=(2, 3))
    steps = int(rng.integers(60, 160))
    order = rng.permutation(steps) if rng.random() < 0.5 else None
    return screw(pitch, x, p, steps, order=order, again=str(rng.choice(["", "start", "end"])))


def _turning(trial):
    x, p = trial.arguments
    return x[:, 0] * p[:, 1] - x[:, 1] * p[:, 0], p[:, 2]


def _unkept(trial, lead=None):
    """Return by how much the combination changes, as a share of the change of the angular momentum alone."""
    spin, along = _turning(trial)
    lead = trial.result / (2 * np.pi) if lead is None else lead
    return float(np.ptp(spin + lead * along) / np.ptp(spin))


def _keeps(change):
    """Return the test that the combination would be kept with ``change(result)`` in place of the result."""
    return lambda trial: _unkept(trial, change(trial.result) / (2 * np.pi)) < 1e-6


def _quotient(trial):
    spin, along = _turning(trial)
    guesses = (
        np.mean(spin / along),
        np.mean(spin) / np.mean(along),
        spin @ along / (along @ along),
        spin[0] / along[0],
    )
    return any(abs(abs(trial.result) - abs(2 * np.pi * g)) < 1e-6 * abs(2 * np.pi * g) for g in guesses)


PITCH = Exercise(
    id="1.4-3",
    entry="pitch",
    signature="pitch(x, p)",
    returns=Returns("real"),
    cases=(
        screw(2.0, [1.0, 0.0, 0.0], [0.0, 1.0, 0.5]),
        screw(-3.0, [0.5, 1.0, 0.2], [0.3, -0.4, -1.0]),
        screw(0.8, [0.5, 0.5, 0.0], [1.0, 0.0, 0.3], order=np.random.default_rng(0).permutation(120)),
        screw(1.5, [1.0, 1.0, 1.0], [0.0, 0.5, 0.0], again="end"),
        screw(2.5, [0.8, -0.5, 0.3], [0.4, 0.6, -0.2], again="start"),
    ),
    properties=(
        Property(
            "angular momentum and the pitch's share of the momentum along the axis make a number that is kept",
            _unkept,
            tolerance=1e-8,
            near=1e-6,
            says="It changes by {error} of what the angular momentum changes by.",
        ),
    ),
    fresh=screwed,
    mistakes=(
        Mistake("The sign is turned round: this is the screw of the other hand.", _keeps(lambda h: -h)),
        Mistake(
            "This is the rise for one radian; the pitch is the rise for a whole turn.", _keeps(lambda h: 2 * np.pi * h)
        ),
        Mistake("There is a factor of 2π too much.", _keeps(lambda h: h / (2 * np.pi))),
        Mistake("The sign is turned round, and this is the rise for one radian.", _keeps(lambda h: -2 * np.pi * h)),
        Mistake("That is one over the pitch.", _keeps(lambda h: 1 / h)),
        Mistake(
            "This is a quotient of the two quantities. What is kept is a sum that need not be zero: compare *changes*.",
            _quotient,
        ),
    ),
    hints=(
        "A screw turns by ε and moves along by ε times its rise for one radian. Which charge belongs to that?",
        "If J + c p_z is the same in all records, their changes are proportional. Beware of records that are alike.",
    ),
    undefined="Two records may have the same momentum along the axis: do not divide by one difference.",
)

# ---- 1.4-4 ---------------------------------------------------------------------------------------------------------


def flights(rng, n, d=2, near=0, diameter=None):
    """Return the case of n pairs of d dimensions: some on their way to a hit, some to a miss, some parting or at rest.

    The last `near` of them are nearly touching, and approach.
    """
    diameter = float(rng.uniform(0.1, 1)) if diameter is None else diameter
    way = rng.normal(size=(n, d))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    aside = rng.normal(size=(n, d))
    aside -= np.sum(aside * way, axis=1, keepdims=True) * way
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    offset = diameter * rng.choice([0.0, 0.3, 0.6, 0.9, 0.99, 0.9999, 1.0001, 1.01, 1.5], n)
    distance = diameter * rng.uniform(1.1, 30, n)
    apart = distance[:, None] * way + offset[:, None] * aside
    approach = -rng.uniform(0.1, 10, n)[:, None] * way
    approach[::5] *= -1
    approach[1::7] = 0
    if near:
        touching = way[-near:] * diameter * (1 + rng.uniform(1, 5, near)[:, None] * 1e-4)
        apart[-near:] = touching
        approach[-near:] = rng.uniform(0.5, 3, near)[:, None] * (-way[-near:] + 0.7 * aside[-near:])
    return Case.call(apart, approach, diameter)


def _exactly(trial, diameter=1.0):
    """Yield the time, and |r + g t|² less the squared diameter with its slope, in exact fractions, of each pair."""
    apart, approach, d = trial.arguments
    square = (Fraction(float(d)) * Fraction(diameter)) ** 2
    for r, g, t in zip(apart.tolist(), approach.tolist(), np.asarray(trial.result).tolist(), strict=True):
        r, g, time = [Fraction(a) for a in r], [Fraction(a) for a in g], Fraction(t)
        at = [a + b * time for a, b in zip(r, g, strict=True)]
        yield t, sum(a * a for a in at) - square, 2 * sum(a * b for a, b in zip(at, g, strict=True)), r, g, square


def _late(trial, diameter=1.0):
    """Return how far the times are from bringing centres to their distance, as a share of each time."""
    worst = 0.0
    for t, beyond, slope, *_ in _exactly(trial, diameter):
        if t >= 0:
            worst = max(worst, float(abs(beyond / slope / Fraction(t))) if slope and t else np.inf)
    return worst


def _leaving(trial):
    """Return how many times are at the end of an overlap, not at its beginning."""
    return sum(t >= 0 and slope >= 0 for t, _, slope, *_ in _exactly(trial))


def _overlooked(trial, diameter=1.0):
    """Return how many pairs are said never to touch and come nearer than so many diameters."""
    count = 0
    for t, _, _, r, g, square in _exactly(trial, diameter):
        closing, speed = sum(a * b for a, b in zip(r, g, strict=True)), sum(b * b for b in g)
        hits = closing < 0 and sum(a * a for a in r) - closing**2 / speed < square
        count += t < 0 and (hits or t != -1)
    return count


def _nearest(trial):
    return all(
        abs(slope) < 1e-9 * abs(sum(b * b for b in g)) * max(t, 1e-12) * 2
        for t, _, slope, r, g, _ in _exactly(trial)
        if t >= 0
    )


def _straight_on(trial):
    """Return whether each time is that of the gap at the speed of approach, or none where the two part."""
    for t, _, _, r, g, square in _exactly(trial):
        length, closing = float(sum(a * a for a in r)) ** 0.5, float(sum(a * b for a, b in zip(r, g, strict=True)))
        wanted = (length - float(square) ** 0.5) * length / -closing if closing < 0 else -1.0
        if abs(t - wanted) > 1e-6 * abs(wanted):
            return False
    return True


MEET = Exercise(
    id="1.4-4",
    entry="meeting_times",
    signature="meeting_times(apart, approach, diameter)",
    returns=Returns("real", lambda apart, *_: (len(apart),)),
    cases=(
        Case.call(np.array([[2.0, 0.0], [2.0, 0.6], [2.0, 1.2]]), np.array([[-1.0, 0.0]] * 3), 1.0),
        flights(np.random.default_rng(1), 12),
        flights(np.random.default_rng(2), 14, d=3),
        flights(np.random.default_rng(3), 10, near=4),
        Case.call(np.array([[3.0, 1.0]]), np.array([[0.0, 0.0]]), 0.5),
    ),
    properties=(
        Property(
            "at that time the centres are a diameter apart",
            _late,
            tolerance=1e-9,
            near=1e-7,
            says="A time is off by {error} of itself.",
        ),
        Property(
            "it is the first such time: until then they come nearer",
            _leaving,
            tolerance=0.5,
            says="{error} times come after the first contact, or while the two part.",
        ),
        Property(
            "who is said never to touch never does",
            _overlooked,
            tolerance=0.5,
            says="{error} pairs come nearer than a diameter, or have a negative time other than −1.",
        ),
    ),
    fresh=lambda rng: flights(rng, int(rng.integers(15, 25)), d=int(rng.integers(2, 4)), near=4),
    mistakes=(
        Mistake(
            "This is when they would part again: of the two roots the smaller one is wanted.",
            lambda t: _late(t) < 1e-6 and _leaving(t) == np.sum(np.asarray(t.result) >= 0) and not _overlooked(t),
        ),
        Mistake("This is when they are nearest, not when they touch.", lambda t: _nearest(t) and not _overlooked(t)),
        Mistake(
            "The centres are brought to half a diameter: two discs touch when their centres are *two* radii apart.",
            lambda t: _late(t, 0.5) < 1e-6 and not _overlooked(t, 0.5),
        ),
        Mistake(
            "Only those that come straight at each other are met: the part of r across g counts too.",
            _straight_on,
        ),
    ),
    forbids=_OWN_WORK,
    hints=(
        "Square the distance |r + g t|: a quadratic in t. When do its roots exist, and which sign must r·g have?",
        "r·g is negative while the two approach. Of the two roots the smaller one is when they touch first.",
    ),
    undefined="A root of a negative number means that they pass each other, and a relative velocity of zero that they "
    "never meet: −1.",
)

EXERCISES = (FIELD, TOWER, PITCH, MEET)
READ_BY_HAND = ("1.4-5",)
