"""Public checks of the exercises of lesson 3.7, Exactly solvable learning.

Times are put back into the curve that they stop, a step of learning is done in exact fractions and must leave the
charge that was foretold, learning is run back for the time that was waited and must come to its start, and tables of
waves are asked for all their scores.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, mended

_OWN = ("physdl.neural",)


# ---- 3.7-1 ---------------------------------------------------------------------------------------------------------


def world(rng, modes, decay=None):
    """Return strengths on both sides of the decay, a start well below half of what is learned, and the decay."""
    mu = float(rng.uniform(0.2, 1.5)) if decay is None else decay
    kept = mu + rng.uniform(0.1, 3, modes - modes // 3)
    lost = mu * rng.uniform(0.1, 0.99, modes // 3)
    strengths = rng.permutation(np.concatenate([kept, lost if mu else 0.5 + lost]))
    least = np.min(strengths[strengths > mu] - mu)
    return strengths, float(least / 2 * 10 ** rng.uniform(-6, -0.3)), mu


def _off_half(trial, shown=None):
    """Return by what share a learned mode misses half of its end at the time that was given."""
    worst = 0.0
    for call, times in zip(trial.calls, trial.results, strict=True):
        strengths, start, decay = call
        left = np.asarray(strengths, float) - decay
        kept = left > 0
        end, times = left[kept], np.asarray(times)[kept]
        if np.any(times < 0):
            return math.inf
        there = end / (1 + (end / start - 1) * np.exp(-2 * end * times))
        worst = max(worst, np.max(np.abs(there / (end / 2) - 1), initial=0.0))
    return worst


def _not_zero(trial):
    worst = 0.0
    for (strengths, _, decay), times in zip(trial.calls, trial.results, strict=True):
        lost = np.asarray(strengths, float) - decay <= 0
        worst = max(worst, np.max(np.abs(np.asarray(times)[lost]), initial=0.0))
    return worst


def _both_times(trial):
    return max(_off_half(trial), _not_zero(trial))


def _on_kept(formula):
    """Return the test that learned modes got ``formula(strength, start, decay)``, whatever the others got."""

    def shows(trial):
        for (strengths, start, decay), times in zip(trial.calls, trial.results, strict=True):
            s = np.asarray(strengths, float)
            kept = s - decay > 0
            with np.errstate(all="ignore"):
                wrong = formula(s[kept], start, decay)
            if not np.allclose(np.asarray(times)[kept], wrong, rtol=1e-6, atol=0):
                return False
        return True

    return shows


HALVES = Exercise(
    id="3.7-1",
    entry="half_times",
    signature="half_times(strengths, start, decay)",
    returns=Returns("real", lambda strengths, start, decay: np.shape(strengths)),
    cases=(
        *(Case.call(*world(np.random.default_rng(k), modes)) for k, modes in enumerate((3, 4, 9))),
        Case.call(np.array([2.0, 1.0, 0.5]), 0.001, 0.0),  # no decay
        Case.call(np.array([2, 1, 4]), 0.25, 1),  # one strength is the decay itself
        Case.call(np.array([3.0]), 0.1, 0.5),
        Case.call(np.array([1.0, 1.5, 1.0]), 1e-9, 0.75),  # two alike
    ),
    fresh=lambda rng: Case.call(*world(rng, int(rng.integers(3, 9)))),
    properties=(
        Property(
            "at its time a learned mode has half of what it ends at",
            _off_half,
            tolerance=1e-9,
            near=1e-7,
            says="A mode is off by a fraction {error} of its half then, or a time is negative.",
        ),
        Property(
            "a mode that decay forgets gets zero",
            _not_zero,
            tolerance=0.0,
            says="There it returns up to {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "These are the times without decay. What does decay make of the strength at which a mode ends?",
            _on_kept(lambda s, u, mu: np.log(s / u - 1) / (2 * s)),
        ),
        Mistake(
            "Both layers grow, so a balanced product grows at twice the rate of one: half of these times would do.",
            mended(_off_half, lambda r: r / 2),
        ),
        Mistake(
            "Decay changes the rate as well as the end: 2(s − μ) instead of 2s.",
            _on_kept(lambda s, u, mu: np.log((s - mu) / u - 1) / (2 * s)),
        ),
        Mistake(
            "Decay changes the end as well as the rate: the logarithm, too, has s − μ in it.",
            _on_kept(lambda s, u, mu: np.log(s / u - 1) / (2 * (s - mu))),
        ),
        Mistake(
            "The logistic curve has the ratio of what is there to what is missing: the −1 in the logarithm is missing.",
            _on_kept(lambda s, u, mu: np.log((s - mu) / u) / (2 * (s - mu))),
        ),
        Mistake(
            "Each gain decays at the rate μ, and the product of two at 2μ; but s − u stands with a factor 2, too. So "
            "it is s − μ that counts, and not s − 2μ.",
            _on_kept(lambda s, u, mu: np.log((s - 2 * mu) / u - 1) / (2 * (s - 2 * mu))),
        ),
        Mistake("Where s ≤ μ a mode ends at zero: return 0 there.", lambda t: _not_zero(t) > 0 and _off_half(t) < 1e-6),
    ),
    hints=(
        "Write down u̇ for u = ab with equal gains. Practice 1 of the lesson does it.",
        "It is the equation of the lesson with another number in the place of s. Which?",
    ),
    forbids=_OWN,
    undefined="Where s ≤ μ the logarithm has no meaning: return 0 there.",
    stops={
        "ValueError": "If `math.log` raised this: where s ≤ μ return 0. If NumPy did: an `if` takes one truth value, "
        "and a mask must stand on both sides."
    },
)


# ---- 3.7-2 ---------------------------------------------------------------------------------------------------------


def unit_step(rng, degree, rate, decay, sizes=None):
    """Return a step of a network in whole numbers, so that the identity behind the charge holds to the last digit."""
    inputs, units, outputs, points = sizes or rng.integers(2, 5, 4)
    while True:
        x = rng.integers(-2, 3, (points, inputs))
        w_in, w_out = rng.integers(-3, 4, (units, inputs)), rng.integers(-3, 4, (outputs, units))
        z = x @ w_in.T
        hidden = np.maximum(z, 0) ** degree
        error = hidden @ w_out.T - rng.integers(-3, 4, (points, outputs))
        g_out = error.T @ hidden
        g_in = ((error @ w_out) * degree * np.maximum(z, 0) ** (degree - 1) * (z > 0)).T @ x
        leak = (g_in**2).sum(axis=1) - degree * (g_out**2).sum(axis=0)
        if np.all(np.any(g_in, axis=1)) and np.all(leak != 0) and np.all(charge(w_in, w_out, degree) != 0):
            arrays = (np.asarray(a, float) for a in (w_in, w_out, g_in, g_out))
            return (*arrays, int(degree), float(rate), float(decay))


def charge(w_in, w_out, degree):
    """Return the charge of each unit."""
    return (w_in**2).sum(axis=1) - degree * (w_out**2).sum(axis=0)


def _exact(array):
    return np.vectorize(Fraction, otypes=[object])(np.asarray(array, float))


def _unforetold(call, change, slack=0.0):
    """Return by what share of the change the charge after an exact step is not the one before it and ``change``.

    The share is the worst of all units; ``slack`` adds that part of the sizes of both layers to what it is a share of.
    """
    w_in, w_out, g_in, g_out, degree, rate, decay = call
    eta, keep = Fraction(rate), 1 - Fraction(rate) * Fraction(decay)
    old = _exact(w_in), _exact(w_out)
    new = keep * old[0] - eta * _exact(g_in), keep * old[1] - eta * _exact(g_out)
    before, after = charge(*old, degree), charge(*new, degree)
    size = np.abs(after - before) + Fraction(slack) * charge(*old, -degree)
    return float(np.max(np.abs(after - before - _exact(change)) / size))


def _off_leak(trial):
    return max(_unforetold(call, change) for call, change in zip(trial.calls, trial.results, strict=True))


def _told_by(change):
    """Return the test that the changes are ``change(...)`` of the arguments, and wrong."""

    def shows(trial):
        for call, result in zip(trial.calls, trial.results, strict=True):
            with np.errstate(all="ignore"):
                wrong = change(*call)
                if not np.allclose(result, wrong, rtol=1e-6, atol=1e-12 * np.max(np.abs(wrong))):
                    return False
        return True

    return shows


def _with_c(c):
    """Return the test that the changes are those with ``c(degree)`` for c, and wrong."""

    def change(w_in, w_out, g_in, g_out, degree, rate, decay):
        old, of_g = charge(w_in, w_out, c(degree)), _second(g_in, g_out, c(degree))
        return ((1 - rate * decay) ** 2 - 1) * old + rate**2 * of_g

    return _told_by(change)


def _second(g_in, g_out, degree):
    return (g_in**2).sum(axis=1) - degree * (g_out**2).sum(axis=0)


def _lost_digits(trial):
    """Whether the changes are those of a difference of two charges, to within the rounding of these."""
    return all(_unforetold(call, change, 1e-4) < 1e-9 for call, change in zip(trial.calls, trial.results, strict=True))


LEAK = Exercise(
    id="3.7-2",
    entry="charge_change",
    signature="charge_change(w_in, w_out, g_in, g_out, degree, rate, decay)",
    returns=Returns("real", lambda w_in, w_out, g_in, g_out, degree, rate, decay: (len(w_in),)),
    cases=(
        Case.call(*unit_step(np.random.default_rng(1), 1, 0.25, 0.0)),
        Case.call(*unit_step(np.random.default_rng(2), 2, 0.25, 0.5)),
        Case.call(*unit_step(np.random.default_rng(3), 3, 1e-3, 0.01)),
        Case.call(*unit_step(np.random.default_rng(4), 2, 1e-7, 0.0)),
        Case.call(*unit_step(np.random.default_rng(5), 1, 1e-7, 0.0, (3, 5, 2, 4))),
        Case.call(*unit_step(np.random.default_rng(6), 2, 0.125, 1.0, (2, 1, 3, 3))),  # one unit
    ),
    fresh=lambda rng: Case.call(
        *unit_step(rng, int(rng.integers(2, 4)), 10 ** rng.uniform(-4, -1), rng.uniform(0.01, 1))
    ),
    properties=(
        Property(
            "it is the exact change of each unit's charge",
            _off_leak,
            tolerance=1e-8,
            near=1e-6,
            says="A change is off by a fraction {error} of itself.",
        ),
    ),
    mistakes=(
        Mistake(
            "These are differences of two nearly equal charges: too many digits are gone where the step is short. "
            "Subtract Q in the formula, before the numbers go in.",
            _lost_digits,
        ),
        Mistake(
            "The c is missing. If what comes in grows by 1 + ε, the unit answers 1 + degree·ε times as strongly.",
            _with_c(lambda degree: 1),
        ),
        Mistake(
            "The c is upside down: 1/degree. Which layer must change `degree` times as much as the other?",
            _with_c(lambda degree: 1 / degree),
        ),
        Mistake(
            "You have the square of c: to first order (1 + ε)^degree is 1 + degree·ε, without a square.",
            _with_c(lambda degree: degree**2),
        ),
        Mistake("Your c is 2 for all degrees. That is the unit that squares.", _with_c(lambda degree: 2)),
        Mistake(
            "The second order has the other sign: what comes in has a plus, in the charge as in its change.",
            _told_by(
                lambda w, v, g, h, c, eta, mu: ((1 - eta * mu) ** 2 - 1) * charge(w, v, c) - eta**2 * _second(g, h, c)
            ),
        ),
        Mistake(
            "That is the change without decay.",
            _told_by(lambda w, v, g, h, c, eta, mu: eta**2 * _second(g, h, c)),
        ),
        Mistake(
            "Decay has a second order, too: (1 − ημ)² − 1 is not −2ημ.",
            _told_by(lambda w, v, g, h, c, eta, mu: -2 * eta * mu * charge(w, v, c) + eta**2 * _second(g, h, c)),
        ),
        Mistake(
            "The charge is a square, so decay multiplies it by (1 − ημ)².",
            _told_by(lambda w, v, g, h, c, eta, mu: -eta * mu * charge(w, v, c) + eta**2 * _second(g, h, c)),
        ),
        Mistake(
            "That is the charge after the step. Its change is wanted.",
            _told_by(lambda w, v, g, h, c, eta, mu: (1 - eta * mu) ** 2 * charge(w, v, c) + eta**2 * _second(g, h, c)),
        ),
        Mistake(
            "The step stands in the change with its square.",
            _told_by(
                lambda w, v, g, h, c, eta, mu: ((1 - eta * mu) ** 2 - 1) * charge(w, v, c) + eta * _second(g, h, c)
            ),
        ),
    ),
    hints=(
        "Let the row of w_in grow by 1 + ε. By how much must the column of w_out shrink so that nothing changes?",
        "That gives one identity between w_in, g_in and w_out, g_out. With it the terms of first order in η g vanish.",
    ),
    forbids=_OWN,
)


# ---- 3.7-3 ---------------------------------------------------------------------------------------------------------


STEPS = 1000


def _back(layers, strength, time, height, power, met):
    """Return ∫ u^(power − 1) du and u at a time before u is at a height, by Runge and Kutta's classical steps.

    The flow is u̇ = N u^(1 − power) (s − met·u). The steps grow with the time: what is far back hardly bends.
    """

    def product(y):
        if power == 0:
            return math.exp(y)
        return y if power == 1 else max(power * y, 0.0) ** (1 / power)

    def rate(y):
        return layers * (strength - met * product(y))

    y = math.log(height) if power == 0 else height**power / power
    scale = height ** (power - 1) / layers
    if abs(time) / scale > 1e300:
        raise OverflowError("the time is beyond what can be run")
    times = scale * np.expm1(np.linspace(0, math.log1p(abs(time) / scale), STEPS + 1))
    for step in np.diff(times).tolist():
        h = -math.copysign(step, time)
        k1 = rate(y)
        k2 = rate(y + h / 2 * k1)
        k3 = rate(y + h / 2 * k2)
        k4 = rate(y + h * k3)
        y += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return y, product(y)


def _late(layers, strength, start, time, height=None, power=None, met=1.0):
    """Return the share of itself by which a time from the start to a height is too long, and the start that it fits.

    Forwards all late times look alike, since u comes to rest. So the flow is run back from the height for this time; in
    ∫ u^(power − 1) du its rate N (s − u) is between its last value and twice this, and turns what is missing into time.
    """
    power = 2 / layers - 1 if power is None else power
    try:
        y, began = _back(layers, strength, time, strength / 2 if height is None else height, power, met)
        due = math.log(start) if power == 0 else start**power / power
        rate = layers * (strength - met * began)
        excess = (due - y) / rate
        if not 0 < rate <= 2 * layers * strength or not math.isfinite(excess):
            return math.inf, began
        return excess / (time - excess), began
    except (OverflowError, ZeroDivisionError):
        return math.inf, 0.0


def _off_wait(trial):
    return max(_off_one(call, time) for call, time in zip(trial.calls, trial.results, strict=True))


def _off_one(call, time):
    return abs(_late(*call, time)[0]) if time > 0 else math.inf


def _told_wait(trial):
    call, time = max(zip(trial.calls, trial.results, strict=True), key=lambda pair: _off_one(*pair))
    if time <= 0:
        return "A time is not positive."
    (late, began), (layers, strength, start) = _late(*call, time), call
    if abs(late) < 0.02:
        return f"A time is off by a fraction {abs(late):.2g}."
    told = f"With N = {layers}, strength {strength:.4g} and start {start:.4g} your time is {time:.4g}; "
    if not math.isfinite(late) or began < 1e-300:
        return f"{told}that is far too long."
    return f"{told}what began at {began:.3g} would be half learned then."


def _waits(late):
    """Return the test that ``late(layers, strength, start, time)`` is small for all waits."""

    def shows(trial):
        pairs = zip(trial.calls, trial.results, strict=True)
        return all(abs(late(*call, time)[0]) < 1e-5 for call, time in pairs)

    return shows


def some_waits(rng, count):
    """Return calls of the third exercise: layers, strength, start."""
    return tuple(
        (int(rng.integers(1, 13)), float(10 ** rng.uniform(-1, 1)), float(10 ** rng.uniform(-9, -2)))
        for _ in range(count)
    )


WAIT = Exercise(
    id="3.7-3",
    entry="waiting",
    signature="waiting(layers, strength, start)",
    returns=Returns("real"),
    cases=(
        Case(
            (
                (1, 1.0, 1e-3),
                (2, 1.0, 1e-3),
                (3, 1.0, 1e-3),
                (3, 1.0, 1e-6),
                (4, 2.5, 1e-5),
                (8, 0.5, 1e-12),  # the smallest start
                (20, 1.0, 1e-4),  # the most layers
                (5, 3, 1),
            )
        ),
        Case(some_waits(np.random.default_rng(373), 8)),
    ),
    fresh=lambda rng: Case(some_waits(rng, 8)),
    properties=(
        Property(
            "it is the time from the start to half of the strength",
            _off_wait,
            tolerance=1e-6,
            near=1e-4,
            says=_told_wait,
        ),
    ),
    mistakes=(
        Mistake(
            "The factor N is missing in u̇: each of the N layers grows, and each makes the product grow.",
            _waits(lambda n, s, u, t: _late(n, s, u, t / n)),
        ),
        Mistake(
            "That is the wait of two layers for all depths.",
            _waits(lambda n, s, u, t: _late(2, s, u, t)),
        ),
        Mistake(
            "The differential of one layer is the product of the others, u^(1 − 1/N). In u̇ it stands twice.",
            _waits(lambda n, s, u, t: _late(n, s, u, t, power=1 / n)),
        ),
        Mistake(
            "That is the wait until each gain, not the product, has half of its end.",
            _waits(lambda n, s, u, t: _late(n, s, u, t, height=s / 2**n)),
        ),
        Mistake(
            "That takes s − u for s all the way. At half of the strength they differ by a factor of two.",
            _waits(lambda n, s, u, t: _late(n, s, u, t, met=0.0)),
        ),
        Mistake(
            "The start belongs to the product, not to each gain.",
            _waits(lambda n, s, u, t: _late(n, s, u**n, t)),
        ),
    ),
    hints=(
        "Let all N gains be a, u = a^N. Each obeys ȧ = a^(N−1) (s − u). What is u̇?",
        "The time is an integral of 1/u̇ over u. With many layers almost all of it lies at small u: take ln u as the "
        "variable.",
    ),
    forbids=_OWN,
    seconds=20.0,
)


# ---- 3.7-4 ---------------------------------------------------------------------------------------------------------

MOST = 16


def _scores(tables):
    first, second, readout = tables
    return (first[:, None] + second) ** 2 @ readout.T


def _wanted(p, frequencies, sign=-1, turn=-1):
    x, y, z = np.ogrid[:p, :p, :p]
    return sum(np.cos(2 * np.pi * k * (x + sign * y + turn * z) / p) for k in frequencies)


def _off_scores(trial):
    return max(
        np.max(np.abs(_scores(result) - _wanted(*call)))
        for call, result in zip(trial.calls, trial.results, strict=True)
    )


def _too_many(trial):
    return max(
        max(0, result.shape[2] - MOST * len(call[1])) for call, result in zip(trial.calls, trial.results, strict=True)
    )


def _differ(sign=-1, turn=-1, factor=None):
    """Return the test that the scores are those of another sum of waves, or a multiple of the right ones."""

    def shows(trial):
        for call, result in zip(trial.calls, trial.results, strict=True):
            scores, wanted = _scores(result), _wanted(*call, sign, turn)
            scale = 1.0 if factor is None else np.vdot(scores, wanted) / np.vdot(wanted, wanted)
            if not np.allclose(scores, scale * wanted, rtol=0, atol=1e-6 * max(1.0, abs(scale))):
                return False
            if factor is not None and (abs(scale) < 1e-3 or abs(scale - 1) < 1e-3):
                return False
        return True

    return shows


def _winners(trial):
    """Whether each right score is as large as any although the scores are not those of the waves alone."""
    for call, result in zip(trial.calls, trial.results, strict=True):
        x, y = np.ogrid[: call[0], : call[0]]
        scores = _scores(result)
        best, size = scores.max(axis=-1), np.max(np.abs(scores))
        wins = scores[x, y, (x - y) % call[0]] >= best - 1e-9 * size
        apart = best - scores.min(axis=-1) > 1e-9 * size
        if not np.all(wins & apart) or np.max(np.abs(scores - _wanted(*call))) < 1e-3:
            return False
    return True


CLOCK = Exercise(
    id="3.7-4",
    entry="clock",
    signature="clock(p, frequencies)",
    returns=Returns("real", lambda p, frequencies: (3, p, None)),
    cases=(
        Case.call(7, [1]),
        Case.call(7, [1, 3]),
        Case.call(12, [1, 3, 4]),  # frequencies with factors in common with p
        Case.call(5, [2, 1]),  # the larger first
        Case.call(3, [1]),  # the smallest clock
        Case.call(8, [4, 1]),  # half of an even p
        Case.call(23, [5]),
        Case.call(11, [1, 2, 3, 4, 5]),
    ),
    fresh=lambda rng: Case.call(*some_clock(rng)),
    properties=(
        Property(
            "the scores are the sum of the waves cos(2πk(x − y − z)/p)",
            _off_scores,
            tolerance=1e-9,
            near=1e-7,
            says="A score is off by {error}.",
        ),
        Property(
            "there are at most sixteen units for each frequency",
            _too_many,
            tolerance=0.0,
            says="There are {error} too many.",
        ),
    ),
    mistakes=(
        Mistake(
            "The scores are right up to a factor. How much of its wave does each unit leave?",
            _differ(factor=1),
        ),
        Mistake(
            "The clock adds: these are the waves of x + y − z. Look at the signs of the phases.",
            lambda t: any(k % p * 2 % p for p, f in t.calls for k in f) and _differ(sign=1)(t),
        ),
        Mistake(
            "These are the waves of x − y + z: the phase of V has the wrong sign, or A and B are exchanged.",
            lambda t: any(k % p * 2 % p for p, f in t.calls for k in f) and _differ(turn=1)(t),
        ),
        Mistake(
            "The right answers win, but the scores are not these waves alone, each with the weight 1: look at what is "
            "left when you subtract them.",
            _winners,
        ),
    ),
    hints=(
        "For one frequency the lesson's nine units do it, up to a factor. What does the sum of two networks score?",
        "Units that stand beside each other add their scores: give each frequency units of its own.",
    ),
    forbids=_OWN,
)


def some_clock(rng):
    """Return a clock and some different frequencies."""
    p = int(rng.integers(5, 20))
    return p, [int(k) for k in rng.permutation(np.arange(1, (p + 1) // 2))[: int(rng.integers(1, 5))]]


EXERCISES = (HALVES, LEAK, WAIT, CLOCK)
READ_BY_HAND = ("3.7-5",)
