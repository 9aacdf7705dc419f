"""Public checks of the exercises of lesson 1.5, Hamilton.

Each answer is put to work: a period must fit the points of leapfrog, a matrix must measure areas, a list of leaps is
multiplied out and compared with the motion, and points of a section are held against orbits that are known in closed
form.
"""

from __future__ import annotations

from functools import cache
from itertools import permutations
from math import factorial

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered, gives, relative


def _missed(trial):
    """Return how many points of leapfrog are looked at, and by how much each misses the curve with that period."""
    omega, step = trial.arguments
    count = int(max(16, np.ceil(8 / (omega * step))))  # once round and a bit more
    points, q, p = [], 1.0, 0.0  # at rest, so that the curve is a cosine
    for _ in range(count):
        p -= step / 2 * omega**2 * q
        q += step * p
        p -= step / 2 * omega**2 * q
        points.append(q)
    turned = 2 * np.pi * step * np.divide(np.arange(1, count + 1), trial.result)
    return count, np.abs(np.array(points) - np.cos(turned))


def _out_of_step(trial):
    omega, step = trial.arguments
    count, missed = _missed(trial)
    return np.max(missed / (omega * step * np.arange(1, count + 1)))


def _how_far(trial):
    count, missed = _missed(trial)
    if not np.all(np.isfinite(missed)):
        return "No curve has this period."
    return f"Among the first {count} points, one is {np.max(missed):.2g} of the amplitude off the curve of this period."


def _too_fast(trial):
    return float(trial.result < 2 * trial.arguments[1])


def _fits(change):
    """Return the test that the period would fit after `change(result, omega, step)`."""

    def shows(trial):
        changed = altered(trial, change)
        return _out_of_step(changed) < 1e-6 and not _too_fast(changed)

    return shows


def _ticks(rng):
    omega = np.exp(rng.uniform(-2, 2))
    return Case.call(omega, rng.uniform(0.02, 1.99) / omega)


CLOCK = Exercise(
    id="1.5-1",
    entry="leapfrog_period",
    signature="leapfrog_period(omega, step)",
    returns=Returns("real"),
    cases=(
        Case.call(1.0, 0.1),
        Case.call(2.0, 0.5),
        Case.call(0.5, 3.8),
        Case.call(1, 1),
        Case.call(3.0, 0.01),
        Case.call(1.0, 1.999),
    ),
    fresh=_ticks,
    properties=(
        Property(
            "a curve of this period runs through leapfrog's points",
            _out_of_step,
            tolerance=1e-9,
            near=1e-7,
            says=_how_far,
        ),
        Property(
            "a period lasts at least two steps",
            _too_fast,
            tolerance=0.5,
            says="An oscillation cannot be faster than there and back.",
        ),
    ),
    mistakes=(
        Mistake("That is the true period; leapfrog's clock runs fast.", gives(lambda w, h: 2 * np.pi / w, rtol=1e-9)),
        Mistake(
            "This is the beginning of a series in ωh; a formula is wanted.",
            gives(lambda w, h: 2 * np.pi / w * (1 - (w * h) ** 2 / 24), rtol=1e-9),
        ),
        Mistake("That is the number of steps in a period, not the time.", _fits(lambda found, w, h: found * h)),
        Mistake("That is a frequency: radians for each unit of time.", _fits(lambda found, w, h: 2 * np.pi / found)),
        Mistake("That is half a period: there, but not yet back.", _fits(lambda found, w, h: 2 * found)),
    ),
    hints=(
        "Eliminate the momenta: leapfrog says q(t + h) − 2 q(t) + q(t − h) = −(omega h)² q(t).",
        "Put q = cos(Omega t) into that and use the formula for the sum of two cosines.",
    ),
)


def _areas(u, v):
    """Return the sum of the areas of the parallelogram's shadows, one determinant for each degree of freedom."""
    d = len(u) // 2
    return sum(u[i] * v[d + i] - u[d + i] * v[i] for i in range(d))


def _areas_of_neighbours(u, v):
    return sum(u[i] * v[i + 1] - u[i + 1] * v[i] for i in range(0, len(u), 2))


def _misread(trial, wanted):
    """Return by how much uᵀDv differs from `wanted(jacobian, u, v)`, for as many pairs u, v as D has entries."""
    (jacobian,) = trial.arguments
    size, matrix = len(jacobian), np.asarray(trial.result)
    pairs = np.random.default_rng(size).normal(size=(size**2, 2, size))
    off = [abs(u @ matrix @ v - wanted(jacobian, u, v)) for u, v in pairs]
    return np.max(off) / max(1.0, np.max(np.abs(jacobian)) ** 2)


def _unlike_areas(trial):
    return _misread(trial, lambda jacobian, u, v: _areas(jacobian @ u, jacobian @ v) - _areas(u, v))


def _reads(wanted):
    return lambda trial: _misread(trial, wanted) < 1e-8


def _map(rng):
    size = 2 * int(rng.integers(2, 6))
    return Case.call(np.eye(size) + 0.5 * rng.normal(size=(size, size)))


_ROTATION = np.array([[np.cos(0.3), np.sin(0.3)], [-np.sin(0.3), np.cos(0.3)]])
_SHEAR = np.block([[np.eye(2), np.zeros((2, 2))], [np.array([[-1.0, 0.5], [0.5, 2.0]]), np.eye(2)]])
_STIRRED = np.block([[np.eye(2), np.array([[0.2, 0.7], [-0.1, 0.3]])], [0.3 * np.ones((2, 2)), np.eye(2)]])
_SIX = np.eye(6) + np.sin(np.arange(36.0)).reshape(6, 6)

AREAS = Exercise(
    id="1.5-2",
    entry="area_defect",
    signature="area_defect(jacobian)",
    returns=Returns("real", lambda jacobian: jacobian.shape),
    cases=(
        Case.call(_ROTATION),
        Case.call(1.1 * _ROTATION),
        Case.call(_SHEAR),
        Case.call(_STIRRED),
        Case.call(_SIX),
        Case.call(np.zeros((4, 4))),
        Case.call(np.array([[2, 1], [1, 1]])),
        Case.call(1e3 * _SIX[::-1]),
    ),
    fresh=_map,
    properties=(
        Property(
            "put between two displacements, it gives the area after the map minus the area before",
            _unlike_areas,
            tolerance=1e-9,
            near=1e-7,
            says="For the worst pair of displacements it is off by {error} of its natural size.",
        ),
    ),
    mistakes=(
        Mistake("The area before the map is not subtracted.", _reads(lambda J, u, v: _areas(J @ u, J @ v))),
        Mistake(
            "The sign is turned round: it is the area after minus the area before, with +1 above the diagonal of Ω.",
            lambda t: _unlike_areas(altered(t, lambda found, jacobian: -found)) < 1e-8,
        ),
        Mistake(
            "J and its transpose have changed places: displacements are columns, u goes to J u.",
            _reads(lambda J, u, v: _areas(J.T @ u, J.T @ v) - _areas(u, v)),
        ),
        Mistake(
            "Your Ω pairs neighbours. Here all positions come first, then all momenta.",
            _reads(lambda J, u, v: _areas_of_neighbours(J @ u, J @ v) - _areas_of_neighbours(u, v)),
        ),
        Mistake(
            "This compares lengths and angles, not areas: between the two displacements stands the unit matrix, not Ω.",
            _reads(lambda J, u, v: (J @ u) @ (J @ v) - u @ v),
        ),
    ),
    hints=(
        "ω(u, v) = uᵀΩv. What is ω of the displacements after the map?",
        "Ω is made of four blocks of size d, half the size of the Jacobian.",
    ),
    stops={"ValueError": "The map may have any number d of degrees of freedom: d is half the size of the Jacobian."},
)

# ---- what a chain of reversible leaps does, in series --------------------------------------------------------------
#
# One leap of length w is exp(w X₁ + w³ X₃ + w⁵ X₅ + …), where X₁ is the motion itself and X₃, X₅, … are the errors of
# the leapfrog, which do not commute with one another. A chain is multiplied out word by word.


@cache
def _splits(order):
    """Return the words of X₁, X₃, … of weight up to `order`, and four arrays for all ways to split one in two.

    They hold the numbers of the word and of its head, the weight of its tail and the factorial of the tail's length.
    """
    words = [()]
    for word in words:
        words += [(*word, k) for k in range(1, order - sum(word) + 1, 2)]
    number = {word: i for i, word in enumerate(words)}
    table = [
        (i, number[word[:cut]], sum(word[cut:]), factorial(len(word) - cut))
        for word, i in number.items()
        for cut in range(len(word) + 1)
    ]
    return words, *np.array(table).T


def multiplied(lengths, order):
    """Return the words, and what stands before each of them in the product of the leaps' exponentials."""
    words, word, head, weight, long = _splits(order)
    product = np.eye(len(words))[0]
    for w in lengths:
        product = np.bincount(word, product[head] * w**weight / long, minlength=len(words))
    return words, product


def _strange_words(trial):
    """Return, for each word up to the order, by how much its coefficient differs from that of the motion, relative.

    The scale is the coefficient that would come out if nothing cancelled, all lengths being positive.
    """
    order, step = trial.arguments
    shares = trial.result / step
    words, found = multiplied(shares, order)
    scale = multiplied(np.abs(shares), order)[1]
    wanted = [0.0 if set(word) - {1} else 1 / factorial(len(word)) for word in words]
    return {word: abs(f - w) / max(s, 1e-300) for word, f, w, s in zip(words, found, wanted, scale, strict=True)}


def _out_of_order(trial):
    return max(_strange_words(trial).values())


def _first_strange(trial):
    power = min(sum(word) for word, error in _strange_words(trial).items() if error > 1e-10)
    return (
        f"Its error in one step begins with step{'⁰¹²³⁴⁵⁶⁷⁸'[power]}. The powers cancel, but the order in which leaps "
        "and their errors come matters too: build it from a method of lower order."
    )


def _left_over(trial):
    """Return, for each odd power k below the order, |Σ wᵏ| as a share of Σ |w|ᵏ."""
    order, step = trial.arguments
    shares = trial.result / step
    return {k: abs(np.sum(shares**k)) / np.sum(np.abs(shares) ** k) for k in range(3, order, 2)}


def _odd_sums(trial):
    return max(_left_over(trial).values(), default=0.0)


def _worst_sum(trial):
    left = _left_over(trial)
    k = max(left, key=left.get)
    power = {3: "³", 5: "⁵", 7: "⁷"}[k]
    return f"With lengths wᵢ·step, Σ wᵢ{power} should vanish; it is {100 * left[k]:.2g} % of Σ |wᵢ|{power}."


def _roots(trial):
    """Return how the last stage of a triple jump is built: its middle leaps over its outer ones, with their sign."""
    third = len(trial.result) // 3
    outer, middle = trial.result[:third], trial.result[third : 2 * third]
    return np.mean(middle / outer)


def _root(power):
    """Return the test that, beyond order 2, the last middle leap is minus the root of 2 to `power(order)`."""

    def shows(trial):
        order = trial.arguments[0]
        return order == 2 or abs((-_roots(trial)) ** power(order) / 2 - 1) < 1e-9

    return shows


def recipes(rng):
    """Return the cases of the four orders, each with a step of its own."""
    return [Case.call(order, rng.uniform(0.05, 2)) for order in (2, 4, 6, 8)]


RECIPE = Exercise(
    id="1.5-3",
    entry="leaps",
    signature="leaps(order, step)",
    returns=Returns("real", (None,)),
    cases=tuple(Case.call(order, step) for order, step in ((2, 1.0), (4, 0.3), (6, 1.0), (8, 0.1), (4, 2), (2, 0.01))),
    fresh=recipes,
    properties=(
        Property(
            "the leaps add up to the step",
            lambda t: abs(np.sum(t.result) - t.arguments[1]) / max(np.sum(np.abs(t.result)), t.arguments[1]),
            tolerance=1e-11,
            near=1e-9,
            says="Their sum is off by a fraction {error} of all lengths.",
        ),
        Property(
            "the recipe reads the same from both ends",
            lambda t: relative(t.result[::-1], t.result),
            tolerance=1e-11,
            near=1e-9,
            says="It differs from its mirror image by a fraction {error}.",
        ),
        Property(
            "the odd powers below the order cancel in the sum",
            _odd_sums,
            tolerance=5e-11,
            near=5e-9,
            says=_worst_sum,
        ),
        Property(
            "multiplied out, the leaps have the order that was asked for",
            _out_of_order,
            tolerance=1e-10,
            near=1e-8,
            says=_first_strange,
        ),
    ),
    mistakes=(
        Mistake(
            "These lengths add up to 1, whatever the step; they should grow with it.",
            lambda t: abs(np.sum(t.result) - 1) < 1e-9,
        ),
        Mistake(
            "The root is that of the order. The error to cancel stands at the next power: take the root order + 1.",
            _root(lambda order: order - 2),
        ),
        Mistake(
            "A leap must go backwards: no recipe of leaps forwards alone has an order beyond 2.",
            lambda t: t.arguments[0] == 2 or bool(len(t.result) and np.all(t.result > 0)),
        ),
        Mistake(
            "Three leaps repair one order. For the next one, do to the whole chain what you did to the leapfrog.",
            lambda t: len(t.result) == (1 if t.arguments[0] == 2 else 3),
        ),
        Mistake("Stage n needs its own root: yours is the cube root at every stage.", _root(lambda order: 3)),
    ),
    hints=(
        "Call S a reversible method of order n. Its error in a step begins with h to the power n + 1.",
        "S(w h) S(v h) S(w h) with 2 w + v = 1 and 2 wⁿ⁺¹ + vⁿ⁺¹ = 0 has order n + 2 and is reversible again.",
    ),
)


def lissajous(samples, dt, nu, phase, amplitude=1.0, first=0.4):
    """Return a case: an orbit of two free oscillators, (samples, 4), and its states where it passes x = 0.

    The first sample is taken at the time ``first * dt``.
    """
    t = dt * (np.arange(samples) + first)

    def state(t):
        x, p_x = amplitude * np.sin(t - phase), amplitude * np.cos(t - phase)
        return np.stack([x, 0.6 * np.cos(nu * t), p_x, -0.6 * nu * np.sin(nu * t)], axis=-1)

    def passages(once):
        times = once + 2 * np.pi * np.arange(-1, t[-1] / (2 * np.pi) + 1)
        return state(times[(times > t[0]) & (times < t[-1])])

    orbit, up, down = state(t), passages(phase), passages(phase + np.pi)
    if np.any(orbit[:, 0] == 0):
        raise ValueError("a sample lies on the wall: take another phase")
    return Case.call(orbit, up=up[:, [1, 3]], down=down[:, [1, 3]], states=up)


def long_orbit(rng):
    """Return the case of a long orbit with random frequencies, phase and amplitude."""
    nu, phase, amplitude = rng.uniform(0.5, 2), rng.uniform(0.2, 3), 10 ** rng.uniform(-2, 0.5)
    return lissajous(2400, rng.uniform(0.015, 0.025), nu, phase, amplitude)


def edges(rng):
    """Return the cases of passages between the first two samples, between the last two, and of none.

    The last orbit begins beyond the wall and ends before it: from its end to its beginning is no passage.
    """
    nu, dt, share = rng.uniform(0.5, 2), rng.uniform(0.015, 0.025), rng.uniform(0.1, 0.9)
    return [
        lissajous(40, dt, nu, share * dt, first=0.0),
        lissajous(40, dt, nu, (38 + share) * dt, first=0.0),
        lissajous(40, dt, nu, 3.0),
        lissajous(40, dt, nu, (20 + share) * dt - np.pi, first=0.0),
    ]


def _apart(trial, wanted):
    if trial.result.shape != wanted.shape:
        return np.inf
    return float(np.max(np.abs(trial.result - wanted), initial=0.0))


def _at_samples(trial):
    """Return whether every point is a sample, and the samples are as many as there are passages."""
    samples = {tuple(row) for row in trial.arguments[0][:, [1, 3]]}
    return len(trial.result) == len(trial.facts["up"]) and all(tuple(point) in samples for point in trial.result)


def _other_columns(trial):
    states = trial.facts["states"]
    return any(_apart(trial, states[:, [i, j]]) < 1e-3 for i, j in permutations(range(4), 2) if (i, j) != (1, 3))


def _both_ways(trial):
    """Return whether the points are as many as passages of both kinds, and each downward one has a point beside it."""
    up, down = trial.facts["up"], trial.facts["down"]
    beside = [np.min(np.max(np.abs(trial.result - point), axis=1), initial=np.inf) < 0.1 for point in down]
    return abs(len(trial.result) - len(up) - len(down)) <= 1 and all(beside)


SECTION = Exercise(
    id="1.5-4",
    entry="passages",
    signature="passages(orbit)",
    returns=Returns("real", (None, 2)),
    cases=(
        lissajous(2000, 0.02, np.sqrt(2), 0.5),
        lissajous(1500, 0.03, 1.7, 2.0, amplitude=0.4),
        lissajous(3000, 0.02, 0.5, 1.0),
        lissajous(400, 0.02, 1.3, 0.009),
        lissajous(300, 0.02, 0.8, 0.009, amplitude=0.001),
        lissajous(2, 0.02, 1.1, 0.015),
        lissajous(60, 0.02, 1.3, 3.0),
        lissajous(60, 0.02, 1.3, -2.5),
    ),
    fresh=long_orbit,
    properties=(
        Property(
            "there is one point for each passage upwards",
            lambda t: abs(len(t.result) - len(t.facts["up"])),
            tolerance=0.5,
            says="The number of points is off by {error}.",
        ),
        Property(
            "the points are where the orbit passes the wall, not where it happened to be sampled",
            lambda t: _apart(t, t.facts["up"]),
            tolerance=1e-3,
            near=3e-3,
            says="The farthest point is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake("You stop at a sample. The orbit passes the wall between two of them.", _at_samples),
        Mistake("The columns are x, y, p_x, p_y; return y and p_y.", _other_columns),
        Mistake("These are the passages downwards.", lambda t: _apart(t, t.facts["down"]) < 1e-3),
        Mistake("You count both directions; then one orbit draws two curves.", _both_ways),
    ),
    hints=(
        "Compare the sign of x in each sample with the sign in the next one.",
        "Between two samples x is nearly a straight line: at which fraction of the step is it zero?",
    ),
)

EXERCISES = (CLOCK, AREAS, RECIPE, SECTION)
READ_BY_HAND = ("1.5-5",)
