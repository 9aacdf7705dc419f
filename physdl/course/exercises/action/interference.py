"""Public checks of the exercises of lesson 1.2, Interference: why stationary?

Nothing here solves an exercise. A place on the mirror is put into the grating law, two others into the length of the
way; a spiral must grow by the arrows between two of its points and end in its eyes; and of the next term it is asked
how fast what it leaves out falls, against the integral itself.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered, mended

# ---- 1.2-1: where stripes show the lamp ------------------------------------------------------------------------------


def _law(trial, orders=1.0, from_eye=False):
    """Return by how much the length's slope misses what the stripes ask for; `orders` scales the order."""
    lamp, eye, aside, period, order, wavelength = trial.arguments
    x = aside - trial.result if from_eye else trial.result
    slope = x / np.hypot(lamp, x) - (aside - x) / np.hypot(eye, aside - x)
    return abs(slope + orders * order * wavelength / period)


def _flat_law(trial):
    """Return the same where each sine is taken for a tangent."""
    lamp, eye, aside, period, order, wavelength = trial.arguments
    return abs(trial.result / lamp - (aside - trial.result) / eye + order * wavelength / period)


def stripes(rng):
    """Return the case of a striped mirror; the place may lie far outside, where the angle is flat."""
    lamp, eye = rng.uniform(0.3, 3, 2)
    order, wavelength = int(rng.integers(-4, 5)), 10 ** rng.uniform(-6, -2)
    return Case.call(
        lamp, eye, rng.uniform(0, 4), wavelength * (1 + abs(order)) / rng.uniform(0.1, 1.8), order, wavelength
    )


AIM = Exercise(
    id="1.2-1",
    entry="seen_at",
    signature="seen_at(lamp, eye, aside, period, order, wavelength)",
    returns=Returns("real"),
    cases=(
        Case.call(1.0, 0.5, 1.5, 0.03, -1, 0.015),
        Case.call(1.0, 0.5, 1.5, 0.03, 1, 0.015),
        Case.call(1.0, 0.5, 1.5, 0.03, 0, 0.015),
        Case.call(2.0, 2.0, 0.0, 0.01, 2, 0.009),
        Case.call(1, 3, 2, 1, -1, 1),
    ),
    properties=(
        Property(
            "at that place the way changes by so many wavelengths from stripe to stripe",
            _law,
            tolerance=1e-9,
            near=1e-7,
            says="The slope of the length is off by {error}.",
        ),
    ),
    fresh=stripes,
    mistakes=(
        Mistake(
            "The order is counted to the other side: the stripes add m wavelengths, so the length has to lose them, "
            "L' = −mλ/p.",
            mended(_law, arguments=lambda a, b, c, p, m, w: (a, b, c, p, -m, w)),
        ),
        Mistake(
            "The stripes do not enter: this is where the plain mirror shows the lamp.",
            lambda t: _law(t, orders=0) < 1e-6,
        ),
        Mistake(
            "Here each sine is replaced by a tangent, which holds for ways that are nearly upright.",
            lambda t: _flat_law(t) < 1e-6,
        ),
        Mistake("That place is counted from below the eye.", lambda t: _law(t, from_eye=True) < 1e-6),
        Mistake(
            "The order enters half: the whole way changes by mλ from stripe to stripe, not each of its legs.",
            lambda t: _law(t, orders=0.5) < 1e-6,
        ),
        Mistake(
            "Right to a few digits. Does an iteration stop too early, or were numbers in single precision?",
            lambda t: _law(t) < 1e-3,
            rounding=True,
        ),
    ),
    hints=(
        "L'(x) is a difference of two sines. It grows with x everywhere, from −2 to 2.",
        "A function that grows has one place for each value: bisect, over an interval that surely holds it.",
    ),
    undefined="A division by zero, or a method that ran away? L' grows from −2 to 2, so bisection cannot fail.",
    forbids=("physdl.action.fermat", "physdl.action.variational"),
)

# ---- 1.2-2: the first zone -------------------------------------------------------------------------------------------


def _middle(trial):
    lamp, eye, aside, _ = trial.arguments
    return lamp * aside / (lamp + eye)


def _waves(trial, places=None):
    """Return by how many half waves the ways over two places are longer than the shortest, without cancellation."""
    lamp, eye, aside, wavelength = trial.arguments
    middle = _middle(trial)
    step = (trial.result if places is None else places) - middle
    rest = aside - middle
    one = step * (2 * middle + step) / (np.hypot(lamp, middle + step) + np.hypot(lamp, middle))
    two = step * (step - 2 * rest) / (np.hypot(eye, rest - step) + np.hypot(eye, rest))
    return (one + two) / (wavelength / 2)


def _half_wave(trial, waves=1.0):
    return float(np.max(np.abs(_waves(trial) / waves - 1)))


def _sides(trial):
    first, last = trial.result
    return float(not first < _middle(trial) < last)


def _parabola(trial):
    lamp, eye, aside, wavelength = trial.arguments
    middle = _middle(trial)
    bend = lamp**2 / np.hypot(lamp, middle) ** 3 + eye**2 / np.hypot(eye, aside - middle) ** 3
    return float(np.max(np.abs(bend * (trial.result - middle) ** 2 / wavelength - 1)))


def _mirrored(trial):
    """Whether one side is right and the other is as far from the middle."""
    middle, right = _middle(trial), np.abs(_waves(trial) - 1) < 1e-6
    first, last = np.abs(trial.result - middle)
    opposite = (trial.result[0] - middle) * (trial.result[1] - middle) < 0
    return bool(np.any(right) and opposite and abs(first - last) < 1e-6 * last)


def _one_side(trial):
    """Whether both are the same end of the zone."""
    first, last = trial.result
    return bool(_half_wave(trial) < 1e-4 and abs(first - last) < 1e-6 * abs(first - _middle(trial)))


def lamp_and_eye(rng):
    """Return the case of a mirror, with waves from a millionth of the way to as long as it."""
    lamp, eye, aside = rng.uniform(0.3, 3), rng.uniform(0.3, 3), rng.uniform(0.5, 4)
    return Case.call(lamp, eye, aside, np.hypot(aside, lamp + eye) * 10 ** rng.uniform(-6, 0))


ZONE = Exercise(
    id="1.2-2",
    entry="zone",
    signature="zone(lamp, eye, aside, wavelength)",
    returns=Returns("real", (2,)),
    cases=(
        Case.call(1.0, 0.5, 1.5, 0.05),
        Case.call(1.0, 0.5, 1.5, 3e-6),
        Case.call(2.0, 2.0, 0.0, 0.1),
        Case.call(1, 2, 2, 2),
        Case.call(0.5, 3.0, 4.0, 5.0),
    ),
    properties=(
        Property(
            "over both places the way is half a wave longer than the shortest",
            _half_wave,
            tolerance=1e-6,
            near=1e-4,
            says="In half waves it is off by {error}.",
        ),
        Property(
            "the stationary place lies between the two, and the smaller comes first", _sides, tolerance=0.5, says=""
        ),
    ),
    fresh=lamp_and_eye,
    mistakes=(
        Mistake(
            "The larger place comes first; the smaller is asked first.",
            lambda t: _half_wave(replace(t, results=(t.result[::-1],))) < 1e-6 and t.result[0] > t.result[1],
        ),
        Mistake(
            "These are distances from the stationary place; the places themselves are asked.",
            lambda t: float(np.max(np.abs(_waves(t, t.result + _middle(t)) - 1))) < 1e-5,
        ),
        Mistake(
            "This is the zone of the parabola that fits at the stationary place. The way is none: its third derivative "
            "counts, the more the longer the wave.",
            lambda t: _parabola(t) < 1e-6,
        ),
        Mistake("Over these places the way is a whole wave longer.", lambda t: _half_wave(t, 2.0) < 1e-4),
        Mistake("Over these places the way is a quarter of a wave longer.", lambda t: _half_wave(t, 0.5) < 1e-4),
        Mistake(
            "One place is right. The other is as far from the middle, but the two sides are not alike.",
            _mirrored,
        ),
        Mistake("This is one end twice; the other lies on the other side of the stationary place.", _one_side),
        Mistake(
            "Right to a few digits. An iteration that stops too early, numbers in single precision, a difference of "
            "two nearly equal lengths, or a formula for short waves?",
            lambda t: _half_wave(t) < 1e-2 and not _sides(t),
            rounding=True,
        ),
    ),
    hints=(
        "Call the longer way's length l. All places over which a way from lamp to eye has this length lie on an "
        "ellipse; the mirror cuts it twice.",
        "On either side of the stationary place L grows without end: bisect on each.",
    ),
    undefined="A root of a negative number? Over every place but one the way is longer than the shortest.",
    forbids=("physdl.action.fermat", "physdl.action.variational"),
)

# ---- 1.2-3: Cornu's spiral -------------------------------------------------------------------------------------------

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(20)


def _grown(trial, angle=lambda u: np.pi * u**2 / 2, share=1.0):
    """Return by how much the spiral's growth from place to place misses the sum of the arrows between, at worst.

    Only steps over which an arrow turns by less than a radian or two are asked, where Gauss's rule is exact.
    """
    v, z = trial.arguments[0], trial.result
    step = np.diff(v)
    short = np.abs(step) * (1 + np.pi * np.maximum(np.abs(v[1:]), np.abs(v[:-1]))) < 2
    places = (v[1:] + v[:-1])[:, None] / 2 + step[:, None] / 2 * _NODES
    arrows = step / 2 * (np.exp(1j * angle(places)) @ _WEIGHTS)
    apart = np.abs(np.diff(z) - share * arrows)[short]
    return float(np.max(apart, initial=0.0))


def _odd(trial):
    """Return by how much opposite places have not opposite points; 0 has itself."""
    v, z = trial.arguments[0], trial.result
    opposite = v[:, None] == -v
    return float(np.max(np.abs((z[:, None] + z) * opposite), initial=0.0))


def _wound_up(trial):
    """Return by how much far points miss the circle round the eye on which they must lie, to six orders in 1/v."""
    v, z = trial.arguments[0], trial.result
    far = np.abs(v) > 15
    if not far.any():
        return 0.0
    u, x = np.abs(v[far]), 1j * np.pi * v[far] ** 2
    arrow = np.exp(1j * np.pi * u**2 / 2) / (1j * np.pi * u)
    ring = arrow * (1 + 1 / x + 3 / x**2 + 15 / x**3)
    return float(np.max(np.abs(np.sign(v[far]) * z[far] - (1 + 1j) / 2 - ring)))


def walk(rng):
    """Return the case of places in a row from 0 on, pairs of neighbours far out, and their opposites."""
    start = rng.uniform(0, 0.05)
    row = np.append(0.0, start + np.arange(rng.integers(60, 120)) * rng.uniform(0.04, 0.06))
    out = 10 ** rng.uniform(1, 3, 6)
    pairs = np.stack([out, out + 0.4 / out], axis=1).ravel()
    v = np.concatenate([row, pairs])
    return Case.call(np.concatenate([v, -v[::7]]))


SPIRAL = Exercise(
    id="1.2-3",
    entry="spiral",
    signature="spiral(v)",
    returns=Returns("complex", lambda v: (len(v),)),
    cases=(
        Case.call(np.array([0.0, 0.3, 0.5, 0.7, 1.0, -1.0, -0.3])),
        Case.call(np.linspace(0.0, 16.0, 641)),
        Case.call(np.array([-1000.0, -30.0, 16.0, 16.02, 100.0, 100.003, 999.9997, 1000.0])),
        Case.call(np.array([0.0, 0.002, 0.005, 0.009, 0.02, 0.04])),
        Case.call(np.array([0.0])),
        Case.call(np.zeros(0)),
    ),
    properties=(
        Property(
            "it starts at 0, and opposite places have opposite points",
            _odd,
            tolerance=2e-9,  # of two points, each right to 1e-9
            near=1e-7,
            says="They miss by {error}.",
        ),
        Property(
            "from place to place it grows by the arrows between",
            _grown,
            tolerance=2e-9,  # as above
            near=1e-7,
            says="It is off by {error}.",
        ),
        Property(
            "far out it winds round its eyes, (1 + i)/2 and −(1 + i)/2",
            _wound_up,
            tolerance=1e-9,
            near=1e-7,
            says="It misses its circle by {error}.",
        ),
    ),
    fresh=walk,
    mistakes=(
        Mistake(
            "Sine and cosine have changed places: the real part adds up the cosines.",
            lambda t: _grown(altered(t, lambda z, v: z.imag + 1j * z.real)) < 1e-6,
        ),
        Mistake(
            "It turns the wrong way round: the arrow's angle grows to the left.",
            lambda t: _grown(t, lambda u: -np.pi * u**2 / 2) < 1e-6,
        ),
        Mistake("The half is missing in the angle, ½πu².", lambda t: _grown(t, lambda u: np.pi * u**2) < 1e-6),
        Mistake("π is missing in the angle, ½πu².", lambda t: _grown(t, lambda u: u**2 / 2) < 1e-6),
        Mistake(
            "Right to a few digits: too few steps for the turns that the arrow makes, or too few terms.",
            lambda t: max(_grown(t), _odd(t), _wound_up(t)) < 1e-3,
            rounding=True,
        ),
    ),
    hints=(
        "Up to v = 1000 the arrow turns a quarter of a million times. What is left to add up beyond v is the same "
        "integral from v on, and that can be moved to where it falls off.",
        "In ∫ exp(iπu²/2) du from v on set u = v + (1 + i)s/√2: the integrand becomes smooth and falls like a bell.",
    ),
    undefined="A division by v = 0, or an exponential of a large real number? On a way that is turned to the right "
    "side the integrand falls.",
    stops={"OutOfTime": "To walk every turn takes long for large v. Start from the eye instead of from 0."},
    forbids=("physdl.action.interference", "scipy", "mpmath"),
)


# ---- 1.2-4: the term after the leading one ---------------------------------------------------------------------------

_X = np.linspace(-2.6, 2.6, 40001)


def _sum(action, weight, hbar):
    """Return the integral itself, of a weight that dies off as exp(−x⁴), by the trapezoid rule."""
    return _added(tuple(map(float, action)), tuple(map(float, weight)), float(hbar))


@lru_cache(64)
def _added(action, weight, hbar):
    s0, s2, s3, s4 = action
    w = (weight[0] + weight[1] * _X + weight[2] * _X**2 / 2) * np.exp(-(_X**4))
    phase = s2 * _X**2 / 2 + s3 * _X**3 / 6 + s4 * _X**4 / 24
    return np.sum(w * np.exp(1j * phase / hbar)) * (_X[1] - _X[0]) * np.exp(1j * s0 / hbar)


def _leading(action, weight, hbar):
    return weight[0] * np.sqrt(2j * np.pi * hbar / action[1]) * np.exp(1j * action[0] / hbar)


def _errors(trial):
    """Return the errors at both ħ, relative to the leading value."""
    return [
        abs(result - _sum(*call)) / abs(_leading(*call))
        for call, result in zip(trial.calls, trial.results, strict=True)
    ]


def _second_order(trial):
    """Return how far the error is from falling as ħ², between ħ and its half."""
    coarse, fine = _errors(trial)
    return abs(np.log2(coarse / fine) - 2)


def _too_large(trial):
    return max(error / call[2] ** 2 for error, call in zip(_errors(trial), trial.calls, strict=True))


def _corrected(change):
    """Return the test that an answer has order 2 if what it adds to the leading term is changed."""

    def alter(found, action, weight, hbar):
        lead = _leading(action, weight, hbar)
        return lead * (1 + change(found / lead - 1))

    return lambda trial: _second_order(altered(trial, alter)) < 0.1 and _second_order(trial) > 0.1


def bends(rng, s3=None):
    """Return the case of an action with one stationary point, at ħ and its half; S'' may be negative.

    Cases whose next order is small by chance, so that the one after it would be measured, are drawn again.
    """
    while True:
        case = _bend(rng, s3)
        apart = [_beyond(*case.calls[0][:2], case.calls[0][2] / n) for n in (1, 2, 4)]
        if abs(np.log2(abs((apart[0] - apart[1]) / (apart[1] - apart[2]))) - 1) < 0.1:
            return case


def _beyond(action, weight, hbar):
    """Return what the integral has beyond its leading term, over ħ."""
    return (_sum(action, weight, hbar) / _leading(action, weight, hbar) - 1) / hbar


def _bend(rng, s3):
    s2 = rng.choice([-1, 1]) * rng.uniform(0.8, 2)
    s4 = s2 * rng.uniform(1, 4)
    s3 = rng.uniform(0.4, 0.7) * rng.choice([-1, 1]) * np.sqrt(8 / 3 * s2 * s4) if s3 is None else s3
    weight = np.array([1.0, rng.choice([-1, 1]) * rng.uniform(0.5, 1.5), rng.uniform(-2, -1)]) * rng.uniform(0.5, 2)
    return pair(np.array([rng.uniform(-1, 1), s2, s3, s4]), weight, rng.uniform(1e-3, 1.5e-3))


def pair(action, weight, hbar):
    """Return the case of two calls, at ħ and its half."""
    return Case(((action, weight, hbar), (action, weight, hbar / 2)))


NEXT = Exercise(
    id="1.2-4",
    entry="two_terms",
    signature="two_terms(action, weight, hbar)",
    returns=Returns("complex"),
    cases=(
        pair(np.array([0.3, 1.0, 0.9, 1.5]), np.array([1.0, 0.8, -1.5]), 1e-3),
        pair(np.array([0.0, -1.5, 1.1, -2.0]), np.array([2.0, -1.0, 1.0]), 1e-3),
        pair(np.array([0.5, 1.0, 0.0, 3.0]), np.array([1.0, 1.0, 0.0]), 1e-3),
        pair(np.array([0.0, 2.0, 0.0, 0.0]), np.array([1.0, 0.0, -2.0]), 1e-3),
        pair(np.array([0, 1, 1, 1]), np.array([1, 0, 0]), 1e-3),
    ),
    properties=(
        Property(
            "half the ħ leaves a quarter of the error: order 2 ± 0.1",
            _second_order,
            tolerance=0.1,
            says="The measured order is off by {error}.",
        ),
        Property(
            "the error is a moderate multiple of ħ², below 100 ħ²",
            _too_large,
            tolerance=100,
            says="It is {error} ħ².",
        ),
    ),
    fresh=bends,
    mistakes=(
        Mistake(
            "This is the leading term alone, or one that has it and nothing of order ħ.",
            lambda t: all(abs(r / _leading(*c) - 1) < 1e-9 for c, r in zip(t.calls, t.results, strict=True)),
        ),
        Mistake("The i of the term of order ħ is missing.", _corrected(lambda r: 1j * r)),
        Mistake("The sign of the term of order ħ is turned round.", _corrected(lambda r: -r)),
        Mistake("The term of order ħ is half of what it should be.", _corrected(lambda r: 2 * r)),
        Mistake("The term of order ħ is twice what it should be.", _corrected(lambda r: r / 2)),
        Mistake(
            "The i under the root is missing: √(2πiħ/S'') turns by an eighth of a turn.",
            lambda t: (
                _second_order(altered(t, lambda f, a, w, h: f * np.exp(0.25j * np.pi * np.sign(a[1])))) < 0.1
                and _second_order(t) > 0.1
            ),
        ),
    ),
    hints=(
        "Set x = x* + y. The Gaussian factor exp(iS''y²/2ħ) makes y of the size √ħ; expand everything else in y.",
        "With σ = iħ/S'' the means are ⟨y²⟩ = σ, ⟨y⁴⟩ = 3σ², ⟨y⁶⟩ = 15σ³, odd ones vanish. Which products are of "
        "order ħ in the end? There are four.",
    ),
    undefined="A division by w or S'' that is zero? Neither is; a third derivative may be.",
    forbids=("physdl.action.interference", "scipy"),
)

EXERCISES = (AIM, ZONE, SPIRAL, NEXT)
READ_BY_HAND = ("1.2-5",)
