"""Public checks of the exercises of lesson 1.6, Orbits.

Each answer is put to work: at the edge of the time in which the Sun goes backwards the planet turns as fast as it goes
round, an eccentric anomaly obeys its equation in a form in which nothing cancels, a planet that has moved keeps its
ellipse and is late by the time that passed, and a perihelion is held against ellipses that were turned by hand.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, Trial, altered, mended

CLOSED = ("physdl.action.orbits",)

# ---- Kepler's equation, in a form in which nothing cancels ----------------------------------------------------------


def _surplus(x):
    """Return x − sin x for x ≥ 0."""
    if x > 1:
        return x - np.sin(x)
    term = total = x**3 / 6
    for k in range(4, 24, 2):
        term *= -(x**2) / (k * (k + 1))
        total += term
    return total


def _mean(anomaly, e):
    return (1 - e) * anomaly + e * _surplus(anomaly)


def _slope(anomaly, e):
    return (1 - e) + 2 * e * np.sin(anomaly / 2) ** 2


def _anomaly(mean, e):
    """Return the eccentric anomaly, by bisection of what grows."""
    low, high = 0.0, np.pi
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _mean(middle, e) < mean else (low, middle)
    return (low + high) / 2


# ---- 1.6-1 ----------------------------------------------------------------------------------------------------------


def _rate(anomaly, e):
    """Return how fast the planet goes round its sun, in units of its mean motion."""
    return np.sqrt(1 - e * e) / (1 - e * np.cos(anomaly)) ** 2


def _edge(trial):
    """Return by how much the share must change until the planet turns as fast as it goes round, where it says so.

    Where it is never so fast, or always faster, the share must be 0 or 1, up to rounding.
    """
    e, spin = trial.arguments
    share = trial.result
    if _rate(0.0, e) <= spin:
        return abs(share)
    if _rate(np.pi, e) >= spin:
        return abs(1 - share)
    if not 0 < share < 1:
        return 1.0 if share in (0, 1) else np.inf
    anomaly = _anomaly(np.pi * share, e)
    bend = 2 * e * np.sin(anomaly) * _rate(anomaly, e) / _slope(anomaly, e) ** 2
    return abs(_rate(anomaly, e) - spin) / (np.pi * bend) if bend > 0 else np.inf


def _told_edge(trial):
    e, spin = trial.arguments
    share = trial.result
    if not -1e-9 <= share <= 1 + 1e-9:
        return f"A share lies between 0 and 1; yours is {share:.4g}."
    asked = f"With e = {e:.4g} and {spin:.4g} turns, "
    if share < 1e-9:
        return f"{asked}yours is 0; at its perihelion it goes round with {_rate(0.0, e):.6g} times its mean motion."
    if share > 1 - 1e-9:
        return f"{asked}yours is 1; at its aphelion it goes round with {_rate(np.pi, e):.6g} times its mean motion."
    rate = _rate(_anomaly(np.pi * share, e), e)
    return f"{asked}at the edge of your time the planet goes round with {rate:.9g} times its mean motion."


def _mends_edge(change):
    """Return the test that the share would be right if `change(share, e, spin)` stood in its place."""
    return lambda trial: _edge(altered(trial, change)) < 1e-7


def _with(trial, *arguments):
    """Return the trial as if it had been asked about other arguments."""
    return Trial((arguments,), trial.results, trial.facts)


def turning(rng):
    """Return a case in which the Sun goes backwards for a part of the year."""
    e = rng.uniform(0.05, 0.9)
    slow, quick = _rate(np.pi, e), _rate(0.0, e)
    return Case.call(e, slow * (quick / slow) ** rng.uniform(0.02, 0.98))


STANDSTILL = Exercise(
    id="1.6-1",
    entry="backwards",
    signature="backwards(eccentricity, spin)",
    returns=Returns("real"),
    cases=(
        Case.call(0.2056, 1.5),
        Case.call(0.5, 1.5),
        Case.call(0.0167, 366.24),
        Case.call(0.3, 1.0),
        Case.call(0.4, 0.8),
        Case.call(0.6, 0.1),
        Case.call(0.0, 1.5),
        Case.call(0, 0.5),
        Case.call(0.9, 40.0),
    ),
    fresh=turning,
    properties=(
        Property(
            "at the edges of that time the planet goes round as fast as it turns, and within it faster",
            _edge,
            tolerance=1e-9,
            near=1e-7,
            says=_told_edge,
        ),
    ),
    mistakes=(
        Mistake(
            "This measures the eccentric anomaly; time goes with the mean anomaly.",
            _mends_edge(lambda share, e, spin: _mean(np.pi * share, e) / np.pi if 0 <= share <= 1 else -1.0),
        ),
        Mistake(
            "This measures the angle at the sun; time goes with the mean anomaly.",
            _mends_edge(
                lambda share, e, spin: (
                    _mean(2 * np.arctan(np.sqrt((1 - e) / (1 + e)) * np.tan(np.pi * share / 2)), e) / np.pi
                )
            ),
        ),
        Mistake(
            "This is half of it: it begins as long before the perihelion as it ends after it.",
            _mends_edge(lambda share, e, spin: 2 * share),
        ),
        Mistake("This is the share in which the Sun goes forwards.", _mends_edge(lambda share, e, spin: 1 - share)),
        Mistake(
            "The planet must go round as fast as it turns against the stars, spin times in a year, and not spin − 1.",
            lambda t: (
                t.result == 1 if t.arguments[1] <= 1 else _edge(_with(t, t.arguments[0], t.arguments[1] - 1)) < 1e-7
            ),
        ),
    ),
    hints=(
        "The Sun goes backwards while the planet's angle at its sun grows faster than the planet turns.",
        "The area law gives that angle's rate, n √(1 − e²)/(1 − e cos E)². Solve for E, then go to M.",
    ),
    forbids=CLOSED,
    undefined="The rate that is asked for may never be reached: then the cosine would be beyond 1 or −1.",
    stops={"ZeroDivisionError": "A circle has e = 0; there the rate is the same all the year."},
)


# ---- 1.6-2 ----------------------------------------------------------------------------------------------------------


def _astray(trial):
    """Return how far the anomaly must move, as a share of itself, until it obeys Kepler's equation."""
    mean, e = trial.arguments
    found = trial.result
    if not 0 < found <= np.pi * (1 + 1e-12):
        return np.inf
    return abs(_mean(found, e) - mean) / (found * _slope(found, e))


def _easy(trial):
    return trial.arguments[0] > 0.1


def _cancelled(trial):
    """Return whether it is right far from the perihelion, and elsewhere as right as the plain equation can tell."""
    mean, e = trial.arguments
    found = trial.result
    if _easy(trial) or _astray(trial) < 1e-11:
        return _astray(trial) < 1e-11
    return bool(found > 0 and abs(found - e * np.sin(found) - mean) < 1e-15 * found)


def _told_astray(trial):
    mean, e = trial.arguments
    if not 0 < trial.result <= np.pi * (1 + 1e-12):
        return f"For M = {mean:.3g} the anomaly lies between 0 and π; yours is {trial.result:.10g}."
    return f"With M = {mean:.3g} and 1 − e = {1 - e:.3g} it is off by a share {_astray(trial):.2g} of itself."


def comet(rng):
    """Return cases of places near and far from the perihelion."""
    far = Case.call(rng.uniform(0.2, 3.1), rng.uniform(0.0, 0.99))
    e = 1 - 10 ** rng.uniform(-12, -2)
    return [far, *(Case.call(10 ** rng.uniform(*power), e) for power in ((-30, -18), (-18, -8), (-8, -1)))]


COMET = Exercise(
    id="1.6-2",
    entry="comet_anomaly",
    signature="comet_anomaly(mean_anomaly, eccentricity)",
    returns=Returns("real"),
    cases=(
        Case.call(1.0, 0.5),
        Case.call(3.0, 0.9671),
        Case.call(np.pi, 0.3),
        Case.call(0.25, 0),
        Case.call(1e-8, 1 - 1e-6),
        Case.call(1e-20, 1 - 1e-12),
        Case.call(1e-30, 1 - 1e-12),
        Case.call(2.5e-3, 0.99996),
        Case.call(1e-13, 1 - 1e-9),
        Case.call(1e-30, 0.99),
        Case.call(1e-25, 0.9998),
    ),
    fresh=comet,
    properties=(
        Property(
            "it obeys Kepler's equation, to a share of 1e-12 of itself",
            _astray,
            tolerance=1.5e-12,
            near=1e-10,
            says=_told_astray,
        ),
    ),
    mistakes=(
        Mistake("That is the mean anomaly itself.", lambda t: t.result == t.arguments[0]),
        Mistake("This is in degrees.", mended(_astray, result=np.radians)),
        Mistake(
            "This is the angle at the sun, not the eccentric anomaly.",
            lambda t: (
                _astray(altered(t, lambda nu, mean, e: 2 * np.arctan(np.sqrt((1 - e) / (1 + e)) * np.tan(nu / 2))))
                < 1e-6
            ),
        ),
        Mistake(
            "Far from the perihelion it is right. Near it, with e close to 1, E and e sin E agree in most of their "
            "digits: their difference is rounding.",
            _cancelled,
        ),
        Mistake(
            "Where M is above 0.1 it is right. For tiny E a tolerance must be relative, and no iteration, series or "
            "digit of 1 − e may end too early.",
            lambda t: not _easy(t) or _astray(t) < 1e-11,
        ),
    ),
    hints=(
        "Write E − e sin E as (1 − e) E + e (E − sin E).",
        "For small E take E − sin E from its series, E³/6 − E⁵/120 + …",
    ),
    forbids=CLOSED,
    stops={"RuntimeError": "Near the perihelion the tolerances must be relative: E itself may be as small as 1e-30."},
)

# ---- 1.6-3 ----------------------------------------------------------------------------------------------------------


def _read(state, mu):
    """Return energy, angular momentum, the vector along the long axis, and the mean longitude in the orbit's plane."""
    r, v = np.asarray(state)
    distance, swept = np.linalg.norm(r), np.cross(r, v)
    energy = v @ v / 2 - mu / distance
    towards = np.cross(v, swept) / mu - r / distance
    inverse = -2 * energy / mu
    e_cos, e_sin = 1 - distance * inverse, (r @ v) * np.sqrt(inverse / mu)
    return energy, swept, towards, (e_cos, e_sin, np.sqrt(mu * inverse) * inverse)


def _plane(trial):
    """Return two unit vectors of the orbit's plane at the start."""
    r, v = trial.arguments[:2]
    normal = np.cross(r, v)
    one = r / np.linalg.norm(r)
    return one, np.cross(normal / np.linalg.norm(normal), one)


def _mean_longitude(state, plane, mu):
    r = np.asarray(state)[0]
    e_cos, e_sin, rate = _read(state, mu)[3]
    e = np.hypot(e_cos, e_sin)
    eccentric = np.arctan2(e_sin, e_cos)
    true = np.arctan2(np.sqrt(max(1 - e * e, 0)) * np.sin(eccentric), np.cos(eccentric) - e)
    return np.arctan2(r @ plane[1], r @ plane[0]) - true + eccentric - e_sin, rate


def _start(trial):
    return trial.arguments[:2]


def _changed(trial):
    """Return the change of what an ellipse keeps: its energy, its angular momentum, the direction of its long axis."""
    mu = trial.arguments[2]
    before, after = _read(_start(trial), mu), _read(trial.result, mu)
    swept = np.linalg.norm(before[1])
    e = np.hypot(*before[3][:2])
    strict = 1 - e  # near a parabola rounding weighs more
    return strict * max(
        abs(after[0] / before[0] - 1),
        np.linalg.norm(after[1] - before[1]) / swept,
        np.linalg.norm(after[2] - before[2]),
    )


def _late(trial):
    """Return by what share of a turn the body is not where it should be after the time that passed."""
    mu, time = trial.arguments[2:]
    plane = _plane(trial)
    begin, rate = _mean_longitude(_start(trial), plane, mu)
    end, _ = _mean_longitude(trial.result, plane, mu)
    turns = (end - begin - rate * time) / (2 * np.pi)
    return abs(turns - np.rint(turns)) / max(1.0, abs(rate * time) / (2 * np.pi))


def _as_if(time):
    """Return the test that the answer would be right for the time `time(mu, time, rate)`."""

    def shows(trial):
        r, v, mu, passed = trial.arguments
        rate = _read((r, v), mu)[3][2]
        other = _with(trial, r, v, mu, time(mu, passed, rate))
        return _changed(trial) < 1e-8 and _late(other) < 1e-8

    return shows


def ellipse(rng, e=None, tiny=False):
    """Return the case of a body on an ellipse and a time, forwards or backwards."""
    e = rng.uniform(0, 0.9) if e is None else e
    mu, a = 10 ** rng.uniform(-4, 2), 10 ** rng.uniform(-2, 2)
    eccentric, turned = rng.uniform(0, 2 * np.pi), np.linalg.qr(rng.normal(size=(3, 3)))[0]
    size = a * (1 - e * np.cos(eccentric))
    place = a * np.array([np.cos(eccentric) - e, np.sqrt(1 - e * e) * np.sin(eccentric), 0])
    speed = np.sqrt(mu * a) / size * np.array([-np.sin(eccentric), np.sqrt(1 - e * e) * np.cos(eccentric), 0])
    period = 2 * np.pi * np.sqrt(a**3 / mu)
    share = rng.uniform(0.01, 0.05) if tiny else rng.choice([-1, 1]) * rng.uniform(0.1, 4)
    return Case.call(turned @ place, turned @ speed, mu, period * share)


def journeys(rng):
    """Return cases of ellipses, a circle and a long one among them."""
    return [ellipse(rng), ellipse(rng), ellipse(rng, 0.0), ellipse(rng, 0.95), ellipse(rng, tiny=True)]


DRIFT = Exercise(
    id="1.6-3",
    entry="drift",
    signature="drift(position, velocity, mu, time)",
    returns=Returns("real", (2, 3)),
    cases=(
        Case.call(np.array([1.0, 0, 0]), np.array([0, 1.2, 0]), 1.0, 1.0),
        Case.call(np.array([0.3, -0.4, 0.2]), np.array([0.5, 0.9, -0.4]), 1.0, 3.0),
        Case.call(np.array([2.0, 0, 0]), np.array([0, 0, 1.0]), 2.0, 5.0),
        Case.call(np.array([1.0, 0.5, 0.0]), np.array([-0.2, 0.6, 0.1]), 1.0, -2.0),
        Case.call(np.array([0.0, 1.9, 0.0]), np.array([0.22, 0.0, 0.0]), 1.0, 40.0),
        Case.call(np.array([1.0, 2.0, 2.0]), np.array([0.1, 0.3, 0.2]), 1.0, 0.0),
        Case.call(np.array([1.96, 0.0, 0.0]), np.array([0.0, 0.0, 1 / 7]), 1.0, 3.1),
    ),
    fresh=journeys,
    properties=(
        Property(
            "the ellipse stays what it was: its energy, its angular momentum, the direction of its long axis",
            _changed,
            tolerance=1e-9,
            near=1e-7,
            says="One of them changes by a share {error}.",
        ),
        Property(
            "along it the body is as late as the time that passed",
            _late,
            tolerance=1e-9,
            near=1e-7,
            says="It is off by {error} of a turn.",
        ),
    ),
    mistakes=(
        Mistake(
            "The body has not moved.",
            lambda t: np.allclose(t.result, _start(t), rtol=1e-12),
        ),
        Mistake("The time runs backwards.", _as_if(lambda mu, time, rate: -time)),
        Mistake(
            "It moves on a straight line; the velocity has to bend.",
            lambda t: np.allclose(t.result[0], t.arguments[0] + t.arguments[1] * t.arguments[3], rtol=1e-9),
        ),
        Mistake(
            "The place is right and the velocity is not: dE/dt is n a/r at the new place.",
            lambda t: t.arguments[3] == 0 or _right_place(t),
        ),
    ),
    hints=(
        "From r, v find a, e cos E = 1 − r/a and e sin E = r·v/√(μa). Kepler's equation gives the new E.",
        "Every vector of the plane is a combination of r and v: r' = f r + g v, f and g depending on the change of E.",
    ),
    forbids=CLOSED,
    undefined="On a circle e is 0, and the anomaly has no beginning: do not divide by e.",
)


def _right_place(trial):
    """Whether the place lies on the ellipse, after the right time, whatever the velocity."""
    r, v, mu = trial.arguments[:3]
    swept, there = np.cross(r, v), trial.result[0]
    towards = _read((r, v), mu)[2]
    distance = np.linalg.norm(there)
    velocity = mu / (swept @ swept) * np.cross(swept, there / distance + towards)
    mended_trial = Trial(trial.calls, (np.array([there, velocity]),), trial.facts)
    return _changed(mended_trial) < 1e-7 and _late(mended_trial) < 1e-7 and not np.allclose(velocity, trial.result[1])


# ---- 1.6-4 ----------------------------------------------------------------------------------------------------------


def rosette(e, advance, turns, samples, begin, direction=1, size=1.0):
    """Return the case of an ellipse whose long axis turns: positions at equal times, and by how much it turns."""
    mean = 2 * np.pi * (begin + np.arange(int(turns * samples)) / samples)
    whole = 2 * np.pi * np.floor(mean / (2 * np.pi))
    rest = mean - whole
    low, high = np.zeros_like(rest), np.full_like(rest, 2 * np.pi)
    for _ in range(60):
        middle = (low + high) / 2
        under = middle - e * np.sin(middle) < rest
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    true = 2 * np.arctan2(np.sqrt(1 + e) * np.sin(low / 2), np.sqrt(1 - e) * np.cos(low / 2)) + whole
    angle = direction * true * (1 + advance / (2 * np.pi)) + 1.0
    distance = size * (1 - e * np.cos(low))
    return Case.call(np.stack([distance * np.cos(angle), distance * np.sin(angle)], axis=-1), turn=direction * advance)


def turned(rng):
    """Return the case of an orbit with a random advance, either way round."""
    return rosette(
        rng.uniform(0.1, 0.5),
        rng.choice([-1, 1]) * rng.uniform(0.003, 0.5),
        rng.uniform(12, 20),
        rng.uniform(100, 160),
        rng.uniform(0, 1),
        int(rng.choice([-1, 1])),
        10 ** rng.uniform(-2, 2),
    )


def _off(change=lambda found: found):
    return lambda trial: abs(change(trial.result) - trial.facts["turn"])


def _shows(change, distinct=1e-3):
    """Return the test that the answer would be right after `change`, where that makes a difference."""
    return lambda t: _off(change)(t) < 3e-4 and abs(change(t.result) - t.result) > distinct


PERIHELION = Exercise(
    id="1.6-4",
    entry="perihelion_turn",
    signature="perihelion_turn(orbit)",
    returns=Returns("real"),
    cases=(
        rosette(0.2056, 0.05, 12.3, 120.37, 0.4),
        rosette(0.4, -0.2, 15.6, 100.61, 0.1),
        rosette(0.3, 0.01, 13.2, 151.3, 0.7, direction=-1),
        rosette(0.5, 0.4, 12.9, 100.27, 0.95, size=30.0),
        rosette(0.15, 0.0, 12.4, 140.74, 0.3),
    ),
    fresh=turned,
    properties=(
        Property(
            "it is the angle by which the long axis turns from one perihelion to the next",
            _off(),
            tolerance=1e-4,
            near=1e-3,
            says="It is off by {error} rad.",
        ),
    ),
    mistakes=(
        Mistake(
            "This is the whole way from one perihelion to the next; a full turn of it is no advance.",
            lambda t: (
                _off()(t) > 1 and min(_off(lambda found, k=k: found + k)(t) for k in (-2 * np.pi, 2 * np.pi)) < 3e-4
            ),
        ),
        Mistake("This is in degrees.", lambda t: t.facts["turn"] == 0 or _shows(np.radians)(t)),
        Mistake(
            "The sign: the angle counts as angles do, whichever way the body goes round.",
            lambda t: min(_off()(t), _off(lambda found: -found)(t)) < 3e-4,
        ),
    ),
    hints=(
        "Where is the distance least? A parabola through three samples tells it better than the smallest one.",
        "Take the angle there from its neighbours, and the mean of all turns from the first and the last.",
    ),
    forbids=CLOSED,
)

EXERCISES = (STANDSTILL, COMET, DRIFT, PERIHELION)
READ_BY_HAND = ("1.6-5",)
