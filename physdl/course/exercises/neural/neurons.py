"""Public checks of the exercises of lesson 3.8, living neurons.

Nothing here solves an exercise: a current is asked whether the Jacobian at its rest has the trace zero, gates whether
they do what a finely stepped motion does, a time whether a motion that long gets there, a twin for its powers.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, mends
from physdl.course.plain import Seed

_OWN_WORK = ("physdl.neural.neurons", "physdl.neural.growth")

# ---- 3.8-1 ---------------------------------------------------------------------------------------------------------


def _rest(a, b, current):
    """Return v at the one rest of a cell, by bisection of a function that grows."""
    low, high = -1e3, 1e3
    for _ in range(200):
        v = (low + high) / 2
        if v**3 / 3 - v + (v + a) / b < current:
            low = v
        else:
            high = v
    return (low + high) / 2


def _traces(trial):
    """Return by how much the trace of the Jacobian at rest misses zero, at both currents."""
    a, b, epsilon = trial.arguments
    return max(abs(1 - _rest(a, b, current) ** 2 - epsilon * b) for current in trial.result)


def _disorder(trial):
    """Return 0 if the first current is the lower one, else how far it is not."""
    low, high = trial.result
    return 0.0 if low < high else 1.0 + abs(low - high)


def _calm(trial):
    """Return by how much the trace half way between the two currents, where v = 0 rests, misses its largest value."""
    a, b, epsilon = trial.arguments
    return abs(_rest(a, b, sum(trial.result) / 2)) ** 2 / (1 - epsilon * b)


def _shape(v_of, recovery):
    """Return the test that the result is I(v) with another v, or another w(v)."""

    def shows(trial):
        a, b, epsilon = trial.arguments
        v = v_of(b, epsilon) * np.array([-1, 1])
        return bool(np.all(np.abs(np.asarray(trial.result) - (v**3 / 3 - v + recovery(v, a, b))) < 1e-6))

    return shows


def _still(v, a, b):
    return (v + a) / b


def cells(rng):
    """Return the case of a cell that is drawn."""
    b = float(rng.uniform(0.2, 0.98))
    return Case.call(float(rng.uniform(-1, 1.5)), b, float(rng.uniform(0.01, 0.9)))


ONSETS = Exercise(
    id="3.8-1",
    entry="onset_currents",
    signature="onset_currents(a, b, epsilon)",
    returns=Returns("real", (2,)),
    cases=(
        Case.call(0.7, 0.8, 0.08),
        Case.call(0.0, 0.5, 0.5),
        Case.call(-0.4, 0.9, 0.02),
        Case.call(1, 0.25, np.float32(0.75)),
    ),
    properties=(
        Property(
            "at the rest of each current the Jacobian has the trace zero",
            _traces,
            tolerance=1e-8,
            near=1e-6,
            says="The trace is off by {error}.",
        ),
        Property("the lower current comes first", _disorder, tolerance=1e-12, near=1e-12, says="They do not."),
        Property(
            "half way between them the rest is unstable",
            _calm,
            tolerance=0.5,
            near=0.5,
            says="It is not: one onset seems to be there twice.",
        ),
    ),
    fresh=cells,
    mistakes=(
        Mistake(
            "These are the currents at v = ±1, where the curve on which v stands still turns: close for small ε, but "
            "the trace has the −ε b of the second equation in it, too.",
            _shape(lambda b, e: 1.0, _still),
        ),
        Mistake(
            "The trace was taken to be 1 − v² + ε b: the sign of b in the second equation is negative.",
            _shape(lambda b, e: np.sqrt(1 + e * b), _still),
        ),
        Mistake(
            "The trace was taken to be 1 − v² − ε: the derivative of ε (v + a − b w) by w is −ε b.",
            _shape(lambda b, e: np.sqrt(1 - e), _still),
        ),
        Mistake(
            "At rest w is not v + a but that over b.",
            _shape(lambda b, e: np.sqrt(1 - e * b), lambda v, a, b: v + a),
        ),
        Mistake(
            "The sign of a is turned round: in w, or because that of I is.",
            _shape(lambda b, e: np.sqrt(1 - e * b), lambda v, a, b: (v - a) / b),
        ),
        Mistake(
            "That is the right pair with its order turned round.",
            lambda t: _traces(t) < 1e-6 and _disorder(t) > 0 and _calm(t) < 0.5,
        ),
    ),
    forbids=_OWN_WORK,
    hints=(
        "At which v is the trace of the Jacobian zero? There are two.",
        "At rest the second equation gives w from v, and then the first gives the current.",
    ),
)

# ---- 3.8-2 ---------------------------------------------------------------------------------------------------------


def _unlike(trial, holds=slice(None)):
    """Return how far the gates are from where many short steps of order 4 bring them, through all holds or some."""
    start, alphas, betas, durations = (np.asarray(x, dtype=float) for x in trial.arguments)
    x = start.copy()
    for alpha, beta, duration in zip(alphas[holds], betas[holds], durations[holds], strict=True):
        steps = max(1, int(np.ceil(duration * float(np.max(alpha + beta)) * 40)))
        h = duration / steps
        for _ in range(steps):
            k1 = alpha * (1 - x) - beta * x
            k2 = alpha * (1 - x - h / 2 * k1) - beta * (x + h / 2 * k1)
            k3 = alpha * (1 - x - h / 2 * k2) - beta * (x + h / 2 * k2)
            k4 = alpha * (1 - x - h * k3) - beta * (x + h * k3)
            x = x + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return float(np.max(np.abs(trial.result - x), initial=0.0))


def _outside(trial):
    return float(np.max(np.maximum(-trial.result, trial.result - 1), initial=0.0).clip(0))


def _like(other):
    """Return the test that the result is what `other` rule gives, hold after hold."""

    def shows(trial):
        start, alphas, betas, durations = trial.arguments
        x = np.array(start, dtype=float)
        for alpha, beta, duration in zip(alphas, betas, durations, strict=True):
            x = other(x, alpha, beta, duration)
        return np.shape(x) == np.shape(trial.result) and bool(np.all(np.abs(x - trial.result) < 1e-7))

    return shows


def clamped(rng, gates=3, holds=4):
    """Return the case of gates under a voltage that jumps."""
    return Case.call(
        rng.random(gates),
        rng.uniform(0.05, 4, (holds, gates)),
        rng.uniform(0.05, 4, (holds, gates)),
        rng.uniform(0, 2, holds),
    )


CLAMP = Exercise(
    id="3.8-2",
    entry="clamp",
    signature="clamp(start, alphas, betas, durations)",
    returns=Returns("real", lambda start, *_: (len(start),)),
    cases=(
        clamped(np.random.default_rng(1)),
        clamped(np.random.default_rng(2), gates=1, holds=1),
        clamped(np.random.default_rng(3), gates=5, holds=7),
        Case.call(np.array([0.0, 1.0]), np.empty((0, 2)), np.empty((0, 2)), np.empty(0)),
        Case.call(np.array([0.0, 1.0, 0.3]), np.ones((1, 3)), np.array([[0.5, 1.0, 2.0]]), np.array([0.0])),
        Case.call(
            np.array([0.25], np.float32), np.array([[2.0], [1.0]]), np.array([[0.0], [3.0]]), np.array([30.0, 0.5])
        ),
    ),
    properties=(
        Property(
            "the gates are where a motion in very short steps brings them",
            _unlike,
            tolerance=1e-6,
            near=1e-5,
            says="The worst is off by {error}.",
        ),
        Property("the gates stay between 0 and 1", _outside, tolerance=1e-12, near=1e-12, says="One is {error} out."),
    ),
    fresh=clamped,
    mistakes=(
        Mistake(
            "That is one step of Euler's rule for each hold: the rate at its beginning, taken to last.",
            _like(lambda x, a, b, t: x + t * (a * (1 - x) - b * x)),
        ),
        Mistake(
            "The gates have been let go to α/(α + β) each time, as if every hold were long.",
            _like(lambda x, a, b, t: a / (a + b)),
        ),
        Mistake(
            "The exponential decays at the rate α alone; the gates also close.",
            _like(lambda x, a, b, t: a / (a + b) + (x - a / (a + b)) * np.exp(-t * a)),
        ),
        Mistake(
            "The exponential has 1/(α + β) in place of α + β: a time constant was taken for a rate.",
            _like(lambda x, a, b, t: a / (a + b) + (x - a / (a + b)) * np.exp(-t / (a + b))),
        ),
        Mistake(
            "The gates tend to β/(α + β): opening and closing are exchanged.",
            _like(lambda x, a, b, t: b / (a + b) + (x - b / (a + b)) * np.exp(-t * (a + b))),
        ),
        Mistake(
            "Each hold begins at the start again, not where the last one has left the gates.",
            lambda t: len(t.arguments[3]) < 2 or _unlike(t, slice(-1, None)) < 1e-6,
        ),
    ),
    forbids=_OWN_WORK,
    hints=(
        "Under one voltage a gate relaxes towards α/(α + β), at the rate α + β.",
        "One hold after the other; the end of one is the beginning of the next.",
    ),
)

# ---- 3.8-3 ---------------------------------------------------------------------------------------------------------


def _arrival(trial, factor=1.0):
    """Return by how much the result, over a factor, misses the sum of the times of many short pieces of the way."""
    mu, kappa, start, stop = trial.arguments
    nodes, weights = np.polynomial.legendre.leggauss(40)
    scale, total = np.sqrt(mu / kappa), 0.0
    # from start to stop in pieces whose lengths follow the velocity: the integrand is smooth on each
    inner = scale * np.sinh(np.linspace(np.arcsinh(start / scale), np.arcsinh(stop / scale), 33))
    for low, high in pairwise(inner):
        x = (low + high) / 2 + (high - low) / 2 * nodes
        total += (high - low) / 2 * float(weights @ (1 / (mu + kappa * x**2)))
    return abs(trial.result / factor - total) / total if total else abs(trial.result)


def _times(factor):
    return lambda trial: trial.arguments[2] == trial.arguments[3] or _arrival(trial, factor(trial)) < 1e-6


def _alike(value):
    def shows(trial):
        if trial.arguments[2] == trial.arguments[3]:
            return True
        expected = value(*trial.arguments)
        return abs(trial.result - expected) < 1e-6 * abs(expected)

    return shows


def passages(rng):
    """Return the case of a place that is passed."""
    start = float(rng.uniform(-3, 1))
    return Case.call(
        float(10 ** rng.uniform(-6, 1)), float(rng.uniform(0.2, 4)), start, start + float(rng.uniform(0.1, 4))
    )


PASSAGE = Exercise(
    id="3.8-3",
    entry="passage_time",
    signature="passage_time(mu, kappa, start, stop)",
    returns=Returns("real"),
    cases=(
        Case.call(1e-2, 1.0, -1.0, 1.0),
        Case.call(1e-8, 2.0, -0.5, 1.5),
        Case.call(3.0, 0.5, 1.0, 2.0),
        Case.call(0.1, 1.5, -2.0, -2.0),
        Case.call(1, 2, -1, 3),
    ),
    properties=(
        Property(
            "it is the time that the motion takes, piece after piece",
            _arrival,
            tolerance=1e-8,
            near=1e-6,
            says="It is off by {error} of itself.",
        ),
    ),
    fresh=passages,
    mistakes=(
        Mistake(
            "That is π/√(μκ), the limit for μ → 0 and ends on both sides far away.",
            _alike(lambda mu, kappa, *_: np.pi / np.sqrt(mu * kappa)),
        ),
        Mistake(
            "The way was divided by the velocity at its beginning, which changes on the way.",
            _alike(lambda mu, kappa, start, stop: (stop - start) / (mu + kappa * start**2)),
        ),
        Mistake("There is a factor κ too much: check what dx becomes.", _times(lambda t: t.arguments[1])),
        Mistake("There is a factor of √κ too much: check what dx becomes.", _times(lambda t: np.sqrt(t.arguments[1]))),
        Mistake("There is a factor 2 too much: that is the formula for ends at ±ℓ.", _times(lambda t: 2.0)),
        Mistake(
            "The arctangent has √(μ/κ) where √(κ/μ) belongs.",
            _alike(
                lambda mu, kappa, start, stop: (
                    (np.arctan(stop * np.sqrt(mu / kappa)) - np.arctan(start * np.sqrt(mu / kappa)))
                    / np.sqrt(mu * kappa)
                )
            ),
        ),
        Mistake("The sign is turned round: the time from stop to start.", _times(lambda t: -1.0)),
    ),
    forbids=_OWN_WORK,
    hints=("dt = dx/(μ + κ x²).", "Substitute x = y √(μ/κ)."),
    seconds=2.0,
    stops={"OutOfTime": "The time is an integral that can be done by hand; nothing has to be followed step by step."},
)

# ---- 3.8-4 ---------------------------------------------------------------------------------------------------------


def _of_all(error):
    """Return the largest error over all twins of a trial."""
    return lambda trial: max(
        error(np.asarray(arguments[0]), twin) for arguments, twin in zip(trial.calls, trial.results, strict=True)
    )


def _power_error(field, twin):
    before, after = np.abs(np.fft.fft2(field)), np.abs(np.fft.fft2(twin))
    return float(np.max(np.abs(after - before)) / max(np.max(before), 1e-300))


def _mean_error(field, twin):
    return float(abs(twin.mean() - field.mean()) / max(np.abs(field).max(), 1e-300))


_powers, _means = _of_all(_power_error), _of_all(_mean_error)


def _memory(field, twin):
    """Return how near the phases are to the old ones or to their mirror, 0 if they are as far away as chance brings.

    A shift, of whole pixels or not, turns neighbouring waves by equal steps, and a picture turned over has the old
    phases with the other sign. Phases from one half of the circle show only in one of each pair k and −k.
    """
    old, new = np.fft.fft2(field), np.fft.fft2(twin)
    there = (np.abs(old) > 1e-9 * np.abs(old).max()) & (np.abs(new) > 0)
    there[0, 0] = False
    if there.sum() < 30:  # a twin that has lost its waves remembers nothing, but that is no chance either
        return 1.0
    worst = 0.0
    for was in (old, old.conj()):
        turn = np.where(there, new * was.conj(), 0)
        turn /= np.maximum(np.abs(turn), 1e-300)
        rows, columns = turn.shape
        halves = turn[:, 1 : (columns + 1) // 2], turn[1 : (rows + 1) // 2]
        steps = [turn * np.roll(turn, 1, axis).conj() for axis in (0, 1)]
        for kind, most in ((turn, 5), (turn**2, 8), *((x, 6) for x in halves), *((x, 7) for x in steps)):
            worst = max(worst, abs(kind.mean()) - most / np.sqrt(kind.size))
    return worst


_unchanged = _of_all(_memory)


def _repeats(trial):
    """Return 0 if two generators give two twins."""
    return 0.0 if np.max(np.abs(trial.results[0] - trial.results[1])) > 1e-6 * np.max(np.abs(trial.results[0])) else 1.0


def _strays(trial):
    """Return how far the twins of two generators in the same state are apart."""
    return float(np.max(np.abs(trial.results[0] - trial.results[2])) / max(np.max(np.abs(trial.results[0])), 1e-300))


def picture(rng, rows, columns):
    """Return the case of a picture with bright knots, asked for two twins, and for the first once more."""
    field = np.exp(1.5 * rng.normal(size=(rows, columns)))
    one, other = (Seed(int(rng.integers(1 << 30))) for _ in range(2))
    return Case(((field, one), (field, other), (field, one)))


TWIN = Exercise(
    id="3.8-4",
    entry="twin",
    signature="twin(field, rng)",
    returns=Returns("real", lambda field, rng: np.shape(field)),
    cases=(
        picture(np.random.default_rng(1), 24, 24),
        picture(np.random.default_rng(2), 15, 20),
        picture(np.random.default_rng(3), 21, 17),
        picture(np.random.default_rng(4), 32, 6),
    ),
    properties=(
        Property(
            "every wave keeps its power",
            _powers,
            tolerance=1e-10,
            near=1e-8,
            says="The largest difference is {error} of the largest wave.",
        ),
        Property("the mean stays", _means, tolerance=1e-10, near=1e-8, says="It moves by {error} of the top."),
        Property(
            "the phases have forgotten the old ones",
            _unchanged,
            tolerance=1e-12,
            near=1e-12,
            says="They are nearer to the old ones than chance allows.",
        ),
        Property("another generator gives another twin", _repeats, tolerance=0.5, near=0.5, says="It gives the same."),
        Property(
            "a generator in the same state gives the same twin",
            _strays,
            tolerance=1e-6,
            near=1e-6,
            says="It gives another: some chance was not drawn from `rng`.",
        ),
    ),
    fresh=lambda rng: picture(rng, int(rng.integers(12, 30)), int(rng.integers(12, 30))),
    mistakes=(
        Mistake(
            "This is the field itself, or it moved along or turned over: that turns all phases, by a law.",
            lambda t: _same_values(t) and _powers(t) < 1e-6,
        ),
        Mistake(
            "The pixels have been shuffled. That keeps the values and loses the spectrum; a twin does the opposite.",
            lambda t: _same_values(t) and _powers(t) > 1e-3,
        ),
        Mistake(
            "The power is right on average, and not wave by wave: noise was filtered with the spectrum, its own "
            "strengths left in. Divide them out.",
            lambda t: _means(t) < 1e-6 and _powers(t) > 1e-2 and _on_average(t),
        ),
        Mistake(
            "Waves differ only in the first or the middle column of the transform: there k and −k both stand "
            "in the half that rfft2 keeps, and need opposite phases, too.",
            lambda t: _means(t) < 1e-6 and _powers(t) > 1e-6 and _outside_columns(t) < 1e-6,
        ),
        Mistake(
            "Waves have lost power as if the real part of independent phases had been taken: k and −k need opposite "
            "phases. Take the phases of the transform of a real noise.",
            lambda t: _means(t) < 1e-6 and _lost(t),
        ),
        Mistake(
            "The mean has changed its sign or size: the wave with k = 0 has no phase to turn.",
            mends(_means, lambda t: _powers_without_mean(t) < 1e-9),
        ),
    ),
    forbids=(*_OWN_WORK,),
    hints=(
        "np.fft.fft2 of a real field has f̂(−k) = conj f̂(k). Which arrays of phases respect that?",
        "The transform of a real noise has such phases. Divide it by its modulus, and set the one at k = 0 to 1.",
    ),
)


def _same_values(trial):
    return all(
        np.allclose(np.sort(twin, axis=None), np.sort(np.asarray(arguments[0]), axis=None), rtol=1e-9)
        for arguments, twin in zip(trial.calls, trial.results, strict=True)
    )


def _ratios(trial, columns=slice(None)):
    """Return by how much the power of each wave but k = 0 has grown, in the first twin."""
    field = np.asarray(trial.arguments[0])
    before, after = np.abs(np.fft.fft2(field)) ** 2, np.abs(np.fft.fft2(trial.result)) ** 2
    ratios = after / np.maximum(before, 1e-300)
    ratios[0, 0] = np.nan
    ratios = ratios[:, columns]
    return ratios[~np.isnan(ratios)]


def _on_average(trial):
    ratios = _ratios(trial)
    chance = 5 * np.sqrt(2 / ratios.size)
    return abs(np.mean(ratios) - 1) < chance and np.std(ratios) > 0.6 and np.max(ratios) > 1.5


def _lost(trial):
    ratios = _ratios(trial)
    return np.max(ratios) < 1 + 1e-6 and 0.3 < np.mean(ratios) < 0.7


def _outside_columns(trial):
    """Return how much the power of waves differs in the columns that have a twin of their own in the transform."""
    columns = trial.result.shape[1]
    return float(np.max(np.abs(_ratios(trial, slice(1, (columns + 1) // 2)) - 1)))


def _powers_without_mean(trial):
    return float(np.max(np.abs(_ratios(trial) - 1)))


EXERCISES = (ONSETS, CLAMP, PASSAGE, TWIN)
READ_BY_HAND = ("3.8-5",)
