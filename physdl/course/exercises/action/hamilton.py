"""Public checks of the exercises of lesson 1.5, Hamilton.

Each answer is put to work: a period must fit what leapfrog does, a matrix must measure areas, a list of leaps is tried
on a pendulum, and points of a section are held against orbits that are known in closed form.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, relative


def _out_of_step(trial):
    """Return how far the period is from the one with which leapfrog repeats itself: q_1 = cos(2π step/period) q_0."""
    omega, step = trial.arguments
    angle = np.divide(2 * np.pi * step, trial.result)
    return abs(np.cos(angle) - (1 - (omega * step) ** 2 / 2)) / (omega * step) ** 2


def _percent_off(trial):
    omega, step = trial.arguments
    turns = np.arccos(1 - (omega * step) ** 2 / 2) / (2 * np.pi * step)
    return f"The period is off by {100 * abs(trial.result * turns - 1):.3g} %."


CLOCK = Exercise(
    id="1.5-1",
    entry="leapfrog_period",
    signature="leapfrog_period(omega, step)",
    returns=Returns("real"),
    cases=(Case.call(1.0, 0.1), Case.call(2.0, 0.5), Case.call(0.5, 3.8)),
    properties=(
        Property(
            "after one period leapfrog's oscillator is where it was",
            _out_of_step,
            tolerance=1e-9,
            near=1e-4,
            says=_percent_off,
        ),
        Property(
            "a period lasts at least two steps",
            lambda t: float(t.result < 2 * t.arguments[1]),
            tolerance=0.5,
            says="An oscillation cannot be faster than there and back.",
        ),
    ),
    mistakes=(
        Mistake("That is the true period; leapfrog's clock runs fast.", gives(lambda w, h: 2 * np.pi / w, rtol=1e-9)),
        Mistake(
            "That is the number of steps in a period, not the time.",
            gives(lambda w, h: np.pi / np.arcsin(w * h / 2)),
        ),
        Mistake(
            "That is a frequency: radians for each unit of time.",
            gives(lambda w, h: 2 / h * np.arcsin(w * h / 2)),
        ),
    ),
    hints=(
        "Eliminate the momenta: leapfrog says q(t + h) − 2 q(t) + q(t − h) = −(omega h)² q(t).",
        "Put q = cos(Omega t) into that and use the formula for the sum of two cosines.",
    ),
)


def _omega(size):
    return np.kron([[0.0, 1.0], [-1.0, 0.0]], np.eye(size // 2))


def _areas(u, v):
    """Return the sum of the areas of the parallelogram's shadows, one determinant for each degree of freedom."""
    d = len(u) // 2
    return sum(u[i] * v[d + i] - u[d + i] * v[i] for i in range(d))


def _unlike_areas(trial):
    (jacobian,) = trial.arguments
    corners = np.random.default_rng(len(jacobian)).normal(size=(6, 2, len(jacobian)))
    measured = np.array([_areas(jacobian @ u, jacobian @ v) - _areas(u, v) for u, v in corners])
    returned = np.array([u @ trial.result @ v for u, v in corners])
    return np.max(np.abs(returned - measured)) / np.max(np.abs(jacobian)) ** 2


def _measures(wrong):
    """Return the test that every result is `wrong(jacobian)`, to rounding also where that vanishes."""

    def shows(trial):
        (jacobian,) = trial.arguments
        return np.max(np.abs(trial.result - wrong(jacobian))) < 1e-9 * np.max(np.abs(jacobian)) ** 2

    return shows


def _interleaved(jacobian):
    omega = np.kron(np.eye(len(jacobian) // 2), [[0.0, 1.0], [-1.0, 0.0]])
    return jacobian.T @ omega @ jacobian - omega


_ROTATION = np.array([[np.cos(0.3), np.sin(0.3)], [-np.sin(0.3), np.cos(0.3)]])
_SHEAR = np.block([[np.eye(2), np.zeros((2, 2))], [np.array([[-1.0, 0.5], [0.5, 2.0]]), np.eye(2)]])
_STIRRED = np.block([[np.eye(2), np.array([[0.2, 0.7], [-0.1, 0.3]])], [0.3 * np.ones((2, 2)), np.eye(2)]])

AREAS = Exercise(
    id="1.5-2",
    entry="area_defect",
    signature="area_defect(jacobian)",
    returns=Returns("real", lambda jacobian: jacobian.shape),
    cases=(Case.call(_ROTATION), Case.call(1.1 * _ROTATION), Case.call(_SHEAR), Case.call(_STIRRED)),
    properties=(
        Property(
            "put between two displacements, it gives the area after the map minus the area before",
            _unlike_areas,
            tolerance=1e-9,
            near=1e-5,
            says="For six pairs of displacements it is off by {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "The area before the map is not subtracted.",
            _measures(lambda J: J.T @ _omega(len(J)) @ J),
        ),
        Mistake(
            "The sign is turned round: after minus before.",
            _measures(lambda J: _omega(len(J)) - J.T @ _omega(len(J)) @ J),
        ),
        Mistake(
            "J and its transpose have changed places: displacements are columns, u goes to J u.",
            _measures(lambda J: J @ _omega(len(J)) @ J.T - _omega(len(J))),
        ),
        Mistake(
            "Your Ω pairs neighbours. Here all positions come first, then all momenta.",
            _measures(_interleaved),
        ),
    ),
    hints=(
        "ω(u, v) = uᵀΩv. What is ω of the displacements after the map?",
        "Ω is made of four blocks of size d, half the size of the Jacobian.",
    ),
)


def _leap(q, p, lengths, steps):
    for _ in range(steps):
        for h in lengths:
            p = p - h / 2 * np.sin(q)
            q = q + h * p
            p = p - h / 2 * np.sin(q)
    return np.array([q, p])


def _order_off(trial):
    """Return by how much the measured order falls short; a recipe may be better than asked."""
    order, step = trial.arguments
    shares = trial.result / step
    if len(shares) > 200 or np.max(np.abs(shares)) > 50:
        return np.inf
    h = {2: 0.1, 4: 0.2, 6: 0.25, 8: 0.5}[order]
    errors = [np.max(np.abs(_leap(1.0, 0.3, h * s * shares, round(2 / (h * s))) - _TRUE)) for s in (1.0, 0.5)]
    return max(0.0, order - np.log2(errors[0] / errors[1]))


def _triple(order, root, middle=-1.0):
    """Return the triple jump, nested from order 2 upwards, with the root given by `root(order)`."""
    lengths = np.ones(1)
    for now in range(2, order, 2):
        x = 2.0 ** (1 / root(now))
        lengths = np.concatenate([lengths / (2 - x), middle * x / (2 - x) * lengths, lengths / (2 - x)])
    return lengths


def _finest():
    outer = (0.78451361047755726382, 0.23557321335935813368, -1.17767998417887100695)
    weights = np.array([*outer, 1 - 2 * sum(outer), *outer[::-1]])
    return _leap(1.0, 0.3, weights / 100, 200)


_TRUE = _finest()


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


RECIPE = Exercise(
    id="1.5-3",
    entry="leaps",
    signature="leaps(order, step)",
    returns=Returns("real", (None,)),
    cases=tuple(Case.call(order, step) for order, step in ((2, 1.0), (4, 0.3), (6, 1.0), (8, 0.1))),
    properties=(
        Property(
            "the leaps add up to the step",
            lambda t: abs(np.sum(t.result) / t.arguments[1] - 1),
            tolerance=1e-12,
            near=1e-6,
            says="Their sum is off by a fraction {error}.",
        ),
        Property(
            "the recipe reads the same from both ends",
            lambda t: relative(t.result[::-1], t.result),
            tolerance=1e-12,
            says="It differs from its mirror image by a fraction {error}.",
        ),
        Property(
            "the odd powers below the order cancel in the sum",
            _odd_sums,
            tolerance=1e-12,
            near=1e-6,
            says=_worst_sum,
        ),
        Property(
            "on a pendulum it has the order that was asked for",
            _order_off,
            tolerance=0.3,
            says="The measured order is too small by {error}. The powers cancel, but the order in which leaps and "
            "their errors come matters too: build it from a method of lower order.",
        ),
    ),
    mistakes=(
        Mistake(
            "The root is that of the order. The error to cancel stands at the next power: take the root order + 1.",
            gives(lambda n, h: h * _triple(n, lambda now: now)),
        ),
        Mistake(
            "The middle leap must go backwards: its sign is turned round.",
            gives(lambda n, h: h * _triple(n, lambda now: now + 1, middle=1.0)),
        ),
        Mistake(
            "Stage n needs its own root: yours is the cube root at every stage.",
            gives(lambda n, h: h * _triple(n, lambda now: 3)),
        ),
        Mistake(
            "Three leaps repair one order. For the next one, do to the whole chain what you did to the leapfrog.",
            lambda t: len(t.result) == (1 if t.arguments[0] == 2 else 3),
        ),
    ),
    hints=(
        "Call S a reversible method of order n. Its error in a step begins with h to the power n + 1.",
        "S(w h) S(v h) S(w h) with 2 w + v = 1 and 2 wⁿ⁺¹ + vⁿ⁺¹ = 0 has order n + 2 and is reversible again.",
    ),
    forbids=("physdl.action.methods",),
)


def lissajous(samples, dt, nu, phase, amplitude=1.0):
    """Return a case: an orbit of two free oscillators, (samples, 4), and its states where it passes x = 0."""
    t = dt * (np.arange(samples) + 0.4)

    def state(t):
        x, p_x = amplitude * np.sin(t - phase), amplitude * np.cos(t - phase)
        return np.stack([x, 0.6 * np.cos(nu * t), p_x, -0.6 * nu * np.sin(nu * t)], axis=-1)

    def passages(first):
        times = first + 2 * np.pi * np.arange(-1, t[-1] / (2 * np.pi) + 1)
        return state(times[(times > t[0]) & (times < t[-1])])

    orbit, up, down = state(t), passages(phase), passages(phase + np.pi)
    if np.any(orbit[:, 0] == 0):
        raise ValueError("a sample lies on the wall: take another phase")
    return Case.call(orbit, up=up[:, [1, 3]], down=down[:, [1, 3]], states=up)


def _apart(trial, wanted):
    if trial.result.shape != wanted.shape:
        return np.inf
    return float(np.max(np.abs(trial.result - wanted)))


def _at_samples(trial):
    orbit = trial.arguments[0]
    rise = np.flatnonzero((orbit[:-1, 0] < 0) & (orbit[1:, 0] >= 0))
    return min(_apart(trial, orbit[rise + k][:, [1, 3]]) for k in (0, 1)) < 1e-12


def _other_columns(trial):
    states = trial.facts["states"]
    return any(_apart(trial, states[:, [i, j]]) < 1e-3 for i in range(4) for j in range(4) if (i, j) != (1, 3))


def _both_ways(trial):
    return abs(len(trial.result) - len(trial.facts["up"]) - len(trial.facts["down"])) <= 1


SECTION = Exercise(
    id="1.5-4",
    entry="passages",
    signature="passages(orbit)",
    returns=Returns("real", (None, 2)),
    cases=(
        lissajous(2000, 0.02, np.sqrt(2), 0.5),
        lissajous(1500, 0.03, 1.7, 2.0, amplitude=0.4),
        lissajous(3000, 0.02, 0.5, 1.0),
    ),
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
        Mistake("You stop at the nearest sample. The orbit passes the wall between two of them.", _at_samples),
        Mistake("The columns are x, y, p_x, p_y; return y and p_y.", _other_columns),
        Mistake("These are the passages downwards.", lambda t: _apart(t, t.facts["down"]) < 1e-3),
        Mistake("You count both directions; then two different orbits share the picture.", _both_ways),
    ),
    hints=(
        "Compare the sign of x in each sample with the sign in the next one.",
        "Between two samples x is nearly a straight line: at which fraction of the step is it zero?",
    ),
)

EXERCISES = (CLOCK, AREAS, RECIPE, SECTION)
READ_BY_HAND = ("1.5-5",)
