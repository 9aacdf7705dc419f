"""Public checks of the exercises of lesson 3.6, When steps are too long.

Nothing here computes an answer: lengths are put back into the loss, a hop into its theorem, a step is held against all
longer ones, and a matrix whose largest curvature is asked is made from it.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered, gives, mended


def valley(rng, size):
    """Return a Hessian with no axis of its own and a differential."""
    turn = np.linalg.qr(rng.normal(size=(size, size)))[0]
    return (turn * 10 ** rng.uniform(-1, 1, size)) @ turn.T, 10 ** rng.uniform(-2, 1) * rng.normal(size=size)


def _still_falls(trial):
    """Return the share of the differential along the step that is left at the best length."""
    (hessian, g), (best, _) = trial.arguments, trial.result
    return abs(g @ (g - best * hessian @ g)) / (g @ g)


def _change(trial):
    """Return the change of the loss at the idle length, as a share of its forecast."""
    (hessian, g), (_, idle) = trial.arguments, trial.result
    step = -idle * g
    return abs((g @ step + step @ hessian @ step / 2) / (g @ step)) if idle > 0 else np.inf


def _both(trial):
    return max(_still_falls(trial), _change(trial))


def _told_by(curvature):
    """Return the test that the lengths are 1 and 2 over ``curvature(hessian, gradient)``."""
    return lambda t: np.max(np.abs(t.result * curvature(*t.arguments) - [1, 2])) < 1e-6


LENGTHS = Exercise(
    id="3.6-1",
    entry="best_and_idle",
    signature="best_and_idle(hessian, gradient)",
    returns=Returns("real", (2,)),
    cases=(
        *(Case.call(*valley(np.random.default_rng(k), size)) for k, size in enumerate((2, 3, 7))),
        Case.call(np.array([[4.0]]), np.array([-0.5])),  # one direction
        Case.call(np.array([[2, 1], [1, 3]]), np.array([1, 0])),
        Case.call(np.diag([0.1, 10.0, 1.0]), np.array([0.0, -2.0, 0.0])),  # along the steepest axis
    ),
    fresh=lambda rng: Case.call(*valley(rng, int(rng.integers(2, 8)))),
    properties=(
        Property(
            "at the best length the loss neither falls nor rises along the step",
            _still_falls,
            tolerance=1e-9,
            near=1e-7,
            says="A fraction {error} of the differential along the step is left there.",
        ),
        Property(
            "at the idle length the loss is as high as before",
            _change,
            tolerance=1e-9,
            near=1e-7,
            says="There it has changed by a fraction {error} of the forecast.",
        ),
    ),
    mistakes=(
        Mistake(
            "The largest curvature is the worst that a step can meet. This step meets the one along its own direction.",
            _told_by(lambda hessian, g: np.linalg.eigvalsh(hessian)[-1]),
        ),
        Mistake(
            "The mean of all curvatures belongs to a random direction. The step goes along the differential.",
            _told_by(lambda hessian, g: np.trace(hessian) / len(hessian)),
        ),
        Mistake("Best first, idle second.", mended(_both, lambda r: r[::-1])),
        Mistake(
            "A factor 2 is missing: the second order of Taylor's formula has a one half.",
            mended(_both, lambda r: 2 * r),
        ),
        Mistake(
            "These are lengths in parameters. η multiplies the differential, which has a length of its own.",
            lambda t: _both(altered(t, lambda r, hessian, g: r / np.linalg.norm(g))) < 1e-6,
        ),
        Mistake(
            "g·Hg is the curvature times the square of the differential. Divide one by the other.",
            lambda t: _both(altered(t, lambda r, hessian, g: r * (g @ g))) < 1e-6,
        ),
    ),
    hints=(
        "What is the change of a quadratic loss along −η g, as a polynomial in η?",
        "It has a part with η and one with η². Where is the polynomial smallest, and where is it zero again?",
    ),
    forbids=("physdl.neural",),
)


def _signs(second, third, fourth, rate):
    """Return how far beyond the limit the rate is, and the k of the lesson's theorem."""
    return rate * second - 2, (third / second) ** 2 - fourth / (3 * second)


def _misses(trial, there=lambda beyond, k: beyond > 0 and k > 0, width=lambda beyond, k: k):
    """Return by what share k δ² misses ε, at most, over the calls where a hop is `there`."""
    told = [(result, *_signs(*call)) for call, result in zip(trial.calls, trial.results, strict=True)]
    return max((abs(width(e, k) * r**2 / e - 1) + (r < 0) for r, e, k in told if there(e, k)), default=0.0)


def _tells_the_miss(trial):
    hops = [r for call, r in zip(trial.calls, trial.results, strict=True) if min(_signs(*call)) > 0]
    return (
        "A half-width is negative."
        if min(hops) < 0
        else f"The worst k δ² is off by a fraction {_misses(trial):.2g} of ε."
    )


def _beyond_zero(trial, there=lambda beyond, k: beyond > 0 and k > 0):
    return max((abs(r) for c, r in zip(trial.calls, trial.results, strict=True) if not there(*_signs(*c))), default=0.0)


def _hops(trial):
    return max(_misses(trial), _beyond_zero(trial))


def _shows(there=lambda beyond, k: beyond > 0 and k > 0, change=lambda r: r, width=lambda beyond, k: k):
    """Return the test that the changed results are the half-widths, and zero where no hop is `there`."""

    def shows(trial):
        found = altered(trial, lambda r, *_: change(r))
        return max(_misses(found, there, width), _beyond_zero(found, there)) < 1e-6

    return shows


def _by_the_rate(trial):
    """Return how far the half-widths are from a k in which the rate itself stands."""
    worst = 0.0
    for (second, third, fourth, rate), result in zip(trial.calls, trial.results, strict=True):
        beyond, k = rate * second - 2, (rate * third) ** 2 / 4 - rate * fourth / 6
        if beyond > 0 and k > 0:
            worst = max(worst, abs(k * result**2 / beyond - 1))
    return worst


def losses(rng, count):
    """Return calls of the second exercise, of all four kinds of signs, k not too near zero.

    In every other four the two terms of k are nearly alike.
    """
    calls = []
    while len(calls) < count:
        second, wanted, close = 10 ** rng.uniform(-0.5, 0.7), len(calls) % 4, len(calls) % 8 < 4
        rate = (2 + rng.choice([-1, 1]) * 10 ** rng.uniform(-5, -1)) / second
        third = rng.normal()
        fourth = 3 * third**2 / second * rng.uniform(0.7, 1.3) if close else 3 * rng.normal()
        call = tuple(map(float, (second, third, fourth, rate)))
        beyond, k = _signs(*call)
        if abs(k) > 0.02 and (beyond > 0, k > 0) == divmod(wanted, 2):
            calls.append(call)
    return tuple(calls)


HOP = Exercise(
    id="3.6-2",
    entry="hop",
    signature="hop(second, third, fourth, rate)",
    returns=Returns("real"),
    cases=(
        Case(
            (
                (2.0, 6.0, 6.0, 1.02),  # the double well
                (1.0, 0.0, -2.0, 2.1),  # ln cosh
                (1.0, 0.0, 6.0, 2.1),  # steep walls
                (2.0, 6.0, 6.0, 0.98),  # before the limit
                (1.0, 0.0, 6.0, 1.9),  # an unstable one
                (3.0, 1.0, -1.0, 0.7),
                (0.5, 1.0, 5.0, 4.1),  # the fourth exceeds three times the third's square
                (2.0, 1.0, 1.2, 1.000005),  # hardly beyond the limit
                (1, 1, 0, 3),
                (4, -2, 0, 0.25),
            )
        ),
        Case(losses(np.random.default_rng(362), 12)),
    ),
    fresh=lambda rng: Case(losses(rng, 8)),
    properties=(
        Property(
            "where it hops, the half-width is that of the lowest order",
            _misses,
            tolerance=1e-9,
            near=1e-7,
            says=_tells_the_miss,
        ),
        Property(
            "where it does not hop, zero is returned",
            _beyond_zero,
            tolerance=0.0,
            says="There it returns up to {error}.",
        ),
    ),
    mistakes=(
        Mistake("That is the whole hop; half of it is wanted.", _shows(change=lambda r: r / 2)),
        Mistake("That is the square of the half-width.", _shows(change=lambda r: np.copysign(np.sqrt(abs(r)), r))),
        Mistake(
            "That k contains the rate. In the theorem's k stands 2/λ in its place.",
            lambda t: _by_the_rate(t) < 1e-6 and not _beyond_zero(t),
        ),
        Mistake(
            "With ε and k both negative the hop exists and drives away. It is not stable: return 0.",
            _shows(there=lambda beyond, k: beyond * k > 0),
        ),
        Mistake(
            "A hop that exists before the limit, or with a negative k, is not stable. Return 0 unless both signs are "
            "positive.",
            _shows(there=lambda beyond, k: True, width=lambda beyond, k: np.copysign(k, beyond)),
        ),
        Mistake(
            "Beyond the limit there is a stable hop only if k is positive too; else starts near the minimum are driven "
            "away.",
            _shows(there=lambda beyond, k: beyond > 0, width=lambda beyond, k: abs(k)),
        ),
        Mistake(
            "The fourth derivative comes with the other sign: steeper walls make the hop wider, or impossible.",
            mended(_hops, arguments=lambda second, third, fourth, rate: (second, third, -fourth, rate)),
        ),
    ),
    hints=(
        "Two numbers decide: how far beyond the limit you are, and the k of the theorem. Look at their signs.",
        "The theorem has two cases. In which of them do the steps come to the hop, and in which do they leave it?",
    ),
    forbids=("physdl.neural",),
    undefined="Where ε and k have different signs there is no hop and no square root: return 0.",
    stops={"ValueError": "Where ε and k have different signs there is no hop and no square root: return 0."},
)


def chain(rng, size, vectors):
    """Return a case of the third exercise, made from its answer.

    A chain of coupled numbers is a matrix with three diagonals; vectors that start at its first link reach one link
    further with each product. So the best of the first m are those of the first m links. The chain is shifted and
    scaled to eigenvalues from −2 to 1 and turned into a direction without axes, with the start. Beyond some twenty
    vectors of many links the rounding of the turned matrix itself changes what they reach.
    """
    couplings = rng.uniform(0.5, 1.5, size - 1)
    links = np.diag(rng.normal(size=size)) + np.diag(couplings, 1) + np.diag(couplings, -1)
    low, high = np.linalg.eigvalsh(links)[[0, -1]]
    links = (links - low * np.eye(size)) * 3 / (high - low) - 2 * np.eye(size)
    turn = np.linalg.qr(rng.normal(size=(size, size)))[0]
    hessian = turn @ links @ turn.T
    known = {count: np.linalg.eigvalsh(links[:count, :count]) for count in range(1, size + 1)}
    start = rng.uniform(0.3, 3) * turn[:, 0]
    return Case.call((hessian + hessian.T) / 2, start, vectors, known=known)


def _known(place, more=0):
    """Return the test that the result is an eigenvalue of a chain with so many more links, ± where place is 0."""

    def shows(trial):
        known, vectors = trial.facts["known"], trial.arguments[2]
        if vectors + more not in known:
            return True  # too many or too few for the matrix: anything may come out
        value = known[vectors + more][place]
        return min(abs(trial.result - value), abs(trial.result + value) if place == 0 else np.inf) < 1e-6

    return shows


def _power(hessian, start, vectors):
    u = start / np.linalg.norm(start)
    for _ in range(vectors - 1):
        u = hessian @ u
        u = u / np.linalg.norm(u)
    return float(u @ hessian @ u)


LARGEST = Exercise(
    id="3.6-3",
    entry="largest",
    signature="largest(hessian, start, vectors)",
    returns=Returns("real"),
    cases=tuple(
        chain(np.random.default_rng(k), size, vectors)
        for k, (size, vectors) in enumerate(((8, 4), (12, 4), (30, 9), (6, 6), (10, 1), (20, 2), (40, 12), (40, 12)))
    ),
    fresh=lambda rng: chain(rng, int(rng.integers(10, 30)), int(rng.integers(3, 8))),
    properties=(
        Property(
            "it is the largest u·Hu that these vectors can reach",
            lambda t: abs(t.result - t.facts["known"][t.arguments[2]][-1]),
            tolerance=1e-8,
            near=1e-6,
            says="It is off by {error}, where the eigenvalues reach from −2 to 1.",
        ),
        Property(
            "it does not exceed the largest eigenvalue",
            lambda t: max(0.0, t.result - np.linalg.eigvalsh(t.arguments[0])[-1]),
            tolerance=1e-8,
            near=1e-6,
            says="It exceeds it by {error}.",
        ),
    ),
    mistakes=(
        Mistake("That is the last vector alone. The best combination of all of them does better.", gives(_power)),
        Mistake(
            "That is the largest eigenvalue of the whole matrix. So few vectors need not reach it.",
            gives(lambda hessian, start, vectors: np.linalg.eigvalsh(hessian)[-1]),
        ),
        Mistake(
            "One vector is missing from the span: there are m of them, the start among them.",
            lambda t: t.arguments[2] == 1 or _known(-1, more=-1)(t),
        ),
        Mistake(
            "There is one vector too many in the span: the start is the first of the m.",
            _known(-1, more=1),
        ),
        Mistake(
            "That is the largest in size, or the lowest. Here negative curvatures are larger, and wanted is the most "
            "positive one.",
            _known(0),
        ),
        Mistake(
            "That is u·Hu of the start alone.",
            gives(lambda hessian, start, vectors: start @ hessian @ start / (start @ start)),
        ),
    ),
    hints=(
        "Make the vectors perpendicular and of length 1, and stack them as rows V. A vector of their span is u = Vᵀz. "
        "What is u·Hu in terms of z, and which matrix of how many rows stands in it?",
        "The largest value of z·Mz over all z of length 1 is an eigenvalue of M; `numpy.linalg.eigvalsh` finds it.",
    ),
    forbids=("physdl.neural", "scipy.sparse.linalg"),
)


def _kept(a, b, rate):
    """Return the share of its forecast that a step of the two amplifiers keeps."""
    r = a * b - 1
    loss_after = ((a - rate * r * b) * (b - rate * r * a) - 1) ** 2 / 2
    return (r**2 / 2 - loss_after) / (rate * r**2 * (a**2 + b**2))


def _halvings(trial):
    """Return how often the first length has been halved, by the distance that the gains went."""
    (a, b, first), (c, d) = trial.arguments, trial.result
    force = (a * b - 1) * np.array([b, a])
    rate = np.array([a - c, b - d]) @ force / (force @ force)
    return max(0, round(float(np.log2(first / rate)))) if rate > 0 else 0


def _off_the_ladder(trial):
    """Return how far the gains are from where a step of a halved length leads, relative to the larger one given."""
    (a, b, first), found = trial.arguments, trial.result
    went = np.array([a, b]) - found - first / 2 ** _halvings(trial) * (a * b - 1) * np.array([b, a])
    return np.max(np.abs(went)) / max(abs(a), abs(b), np.max(np.abs(found)))


def _falls_short(trial, share=0.5):
    kept = _kept(*trial.arguments[:2], trial.arguments[2] / 2 ** _halvings(trial))
    return max(0.0, share - kept)


def _longer_one_kept(trial, share=0.5):
    """Return by how much the best of the longer steps is above `share`; at it is above as well, if that is exact."""
    a, b, first = trial.arguments
    kept = [_kept(a, b, first / 2**k) for k in range(_halvings(trial))]
    return max((1.0 if value == share else max(0.0, value - share) for value in kept), default=0.0)


def _accepts(share):
    """Return the test that the first length is taken that keeps this share of its forecast."""
    return lambda t: max(_off_the_ladder(t), _falls_short(t, share), _longer_one_kept(t, share)) < 1e-6


def _one_more(trial, at_half=False):
    """Return whether the trial is right, or halved once more although the first length would do, or keeps half."""
    share = _kept(*trial.arguments[:2], trial.arguments[2] / 2 ** (_halvings(trial) - 1))
    slip = share == 0.5 if at_half else _halvings(trial) == 1 and share >= 0.5
    right = max(_off_the_ladder(trial), _falls_short(trial), _longer_one_kept(trial))
    return right < 1e-9 or bool(slip and _off_the_ladder(trial) < 1e-9)


def _in_turn(again):
    """Return the test that the second knob has seen the first one's new place, and maybe the error there."""

    def shows(trial):
        (a, b, first), (c, d) = trial.arguments, trial.result
        rate = (a - c) / ((a * b - 1) * b)
        turns = np.log2(first / rate)
        went = rate * ((c * b if again else a * b) - 1) * c
        return abs(turns - round(float(turns))) < 1e-6 and abs(b - d - went) < 1e-6 * max(abs(b), abs(d))

    return lambda t: t.arguments[1] == 0 or shows(t)


def _by_curvature(trial, floor):
    """Return whether the length is the first below 1/Λ, with Λ as the floor has it or else the Hessian."""
    a, b, first = trial.arguments
    slant = 2 * a * b - 1
    steepest = a * a + b * b if floor else np.linalg.eigvalsh([[b * b, slant], [slant, a * a]])[-1]
    turns = max(0, int(np.ceil(np.log2(first * steepest))))
    return _off_the_ladder(trial) < 1e-6 and _halvings(trial) == turns


def nearly_half(a, b, over):
    """Return arguments of the fourth exercise of which the first length keeps half of its forecast, and `over`."""
    low, high = 0.0, 1 / (a * a + b * b)
    while _kept(a, b, high) > 0.5 + over:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _kept(a, b, middle) > 0.5 + over else (low, middle)
    return a, b, high


CAREFUL = Exercise(
    id="3.6-4",
    entry="careful_step",
    signature="careful_step(a, b, first)",
    returns=Returns("real", (2,)),
    cases=(
        Case.call(1.3, 0.2, 4.0),
        Case.call(1.3, 0.2, 0.1),
        Case.call(-0.7, 2.5, 1.7),
        Case.call(3.0, 1.1, 0.9),
        Case.call(0.4, -0.3, 8.0),
        Case.call(1.0, 0.0, 1.0),  # exactly half is kept
        Case.call(0.0, -2.0, 1.0),  # the same after two halvings
        Case.call(1.7, 0.9, 1000.0),
        Case.call(1.4, -0.6, 1e12),
        Case.call(1.3, 0.2, 0.78),  # 0.29 of its forecast is kept; below, 0.21
        Case.call(-0.7, 2.5, 0.272),
        Case.call(2.0, 1.0, 0.49998),  # and hardly anything here
        *(Case.call(*nearly_half(1.9, 0.2, over)) for over in (1e-7, -1e-7)),
        Case.call(0.5, 0.4, 0.25),  # more than all of the forecast is kept
        Case.call(2, 3, 1),
    ),
    fresh=lambda rng: [Case.call(*some_gains(rng)) for _ in range(3)],
    properties=(
        Property(
            "both gains go against dL, by the first length or a half, a quarter, … of it",
            _off_the_ladder,
            tolerance=1e-9,
            near=1e-7,
            says="They are off by a fraction {error} of the larger.",
        ),
        Property(
            "at least half of the forecast is kept",
            _falls_short,
            tolerance=1e-12,
            says="It falls short of a half by {error}.",
        ),
        Property(
            "every longer step has kept less than half",
            _longer_one_kept,
            tolerance=1e-12,
            says=lambda t: (
                f"From the gains {t.arguments[0]:.4g} and {t.arguments[1]:.4g} the number of your halvings is "
                f"{_halvings(t)}, and an earlier length keeps half or more."
            ),
        ),
    ),
    mistakes=(
        Mistake(
            "That accepts every step downhill, however little it brings. Half of the forecast is asked for.",
            lambda t: _accepts(0.0)(t) or _accepts(1e-12)(t),  # or every one that is not level
        ),
        Mistake(
            "That accepts a quarter of the forecast. Either a ½ too many stands in the forecast, which is η times the "
            "square of dL, or the ½ of L is forgotten in the fall.",
            _accepts(0.25),
        ),
        Mistake(
            "The second knob has looked at the first one's new place. Both turn at once.",
            lambda t: _in_turn(False)(t) or _in_turn(True)(t),
        ),
        Mistake("`first` itself is to be tried before it is halved.", _one_more),
        Mistake("A step that keeps exactly half is accepted.", lambda t: _one_more(t, at_half=True)),
        *(
            Mistake(
                "A bound on the curvature decides here how often η is halved. The step itself is to be tried: a "
                "length that the bound allows may keep less than half.",
                lambda t, floor=floor: _by_curvature(t, floor),
            )
            for floor in (False, True)
        ),
    ),
    hints=(
        "The forecast of a step of length η is η times the square of dL = (r b, r a).",
        "Keep the old gains. Try, compare L before − L after with half of the forecast, and halve η until it suffices.",
    ),
    forbids=("physdl.neural",),
)


def some_gains(rng):
    """Return arguments of the fourth exercise, not near rest."""
    while True:
        a, b = rng.uniform(-2.5, 2.5, size=2)
        if abs(a * b - 1) > 0.05 and np.hypot(a, b) > 0.1:
            return float(a), float(b), float(rng.uniform(0.6, 1.4) * 2.0 ** rng.integers(-7, 8))


EXERCISES = (LENGTHS, HOP, LARGEST, CAREFUL)
READ_BY_HAND = ("3.6-5",)
