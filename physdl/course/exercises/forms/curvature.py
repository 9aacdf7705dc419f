"""Public checks of the exercises of lesson 2.5, curvature and geodesics.

Answers are asked for what must hold: an arrow that stays what it is on a sheet of paper, areas that add up, angles that
no bending changes, distances that add up along a shortest way.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered, mended

_OWN_WORK = ("physdl.forms.manifold",)

# ---- 2.5-1 ---------------------------------------------------------------------------------------------------------


def coned(phi, opening, arrow, stop=None):
    """Return the case of a course round a cone, of the same on the flat sheet, and of the rest of it from one stop."""
    phi, arrow = np.asarray(phi, dtype=float), np.asarray(arrow, dtype=float)
    return Case(((phi, opening, arrow), (opening * phi, 1.0, arrow)), {"stop": stop})


def somewhere(rng):
    """Return the case of a course that is drawn: to and fro, and some times round the tip."""
    m = int(rng.integers(4, 12))
    steps = rng.uniform(-1.5, 1.5, m) + rng.choice([-1.5, 0.5, 2.0])
    return coned(np.cumsum(steps), float(rng.uniform(0.2, 0.95)), rng.uniform(0.5, 2) * _unit(rng.uniform(0, 6)))


def _unit(angle):
    return np.array([np.cos(angle), np.sin(angle)])


def _lengths_off(trial):
    size = np.linalg.norm(trial.arguments[2])
    return max(np.abs(np.linalg.norm(found, axis=-1) - size).max() / size for found in trial.results)


def _start_off(trial):
    size = np.linalg.norm(trial.arguments[2])
    return max(np.abs(found[0] - trial.arguments[2]).max() / size for found in trial.results)


def _flat_off(trial):
    """Return how much the arrow's parts along x and y change on the flat sheet, where φ is the angle in the plane."""
    (phi, _, arrow), found = trial.calls[1], trial.results[1]
    out, on = np.stack([np.cos(phi), np.sin(phi)]), np.stack([-np.sin(phi), np.cos(phi)])
    plain = found[:, 0] * out + found[:, 1] * on
    return np.abs(plain - plain[:, :1]).max() / np.linalg.norm(arrow)


def _rolled_off(trial):
    return np.abs(trial.results[0] - trial.results[1]).max() / np.linalg.norm(trial.arguments[2])


def _turned_by(angle):
    """Return the test that the arrow turns against the frame by ``angle(φ − φ₀, opening)``, to the left."""

    def shows(trial):
        for (phi, opening, arrow), found in zip(trial.calls, trial.results, strict=True):
            by = angle(phi, opening) - angle(phi[:1], opening)
            seen = (found[:, 0] + 1j * found[:, 1]) * np.exp(-1j * by)
            if np.abs(seen - complex(*arrow)).max() > 1e-6 * np.linalg.norm(arrow):
                return False
        return True

    return shows


CONE = Exercise(
    id="2.5-1",
    entry="carried_on_cone",
    signature="carried_on_cone(phi, opening, arrow)",
    returns=Returns("real", lambda phi, *_: (len(phi), 2)),
    cases=(
        coned([0.0, 0.5, 1.0, 2.0], 0.5, [1.0, 0.0]),
        coned(np.linspace(0, 2 * np.pi, 9), 0.7, [0.6, -0.8]),
        coned(np.linspace(1, -14, 12), 0.3, [0.0, 2.0]),
        coned([2.0], 0.4, [1.0, 1.0]),
        coned([0.3, 0.3, 1.3, 0.3], 1.0, [-1.0, 0.5]),
        coned([0.0, 4.0, -3.0, 5.0], 0.6, [1.0, -0.5]),
    ),
    properties=(
        Property("the first station sees the arrow as it was", _start_off, tolerance=1e-9, near=1e-7),
        Property("the length is the same at all stations", _lengths_off, tolerance=1e-9, near=1e-7),
        Property(
            "on a flat sheet, opening 1, the arrow keeps its parts along x and y",
            _flat_off,
            tolerance=1e-9,
            near=1e-7,
            says="There they change by {error} of the arrow's length.",
        ),
        Property(
            "a cone is the sheet with all longitudes multiplied by the opening",
            _rolled_off,
            tolerance=1e-9,
            near=1e-7,
            says="The cone and the sheet it is rolled from differ by {error} of the arrow's length.",
        ),
    ),
    fresh=somewhere,
    mistakes=(
        Mistake(
            "The arrow turns the wrong way round: against a frame that turns to the left it turns to the right.",
            _turned_by(lambda phi, k: k * phi),
        ),
        Mistake("Its parts stay the same here: it would be turned with the frame.", _turned_by(lambda phi, k: 0 * phi)),
        Mistake("The opening does not enter: that is an arrow on a flat sheet.", _turned_by(lambda phi, k: -phi)),
        Mistake(
            "It is turned by φ − kφ. After a whole round that is the arrow's angle to itself at the start; its angle "
            "to the frame is asked for.",
            _turned_by(lambda phi, k: (1 - k) * phi),
        ),
        Mistake(
            "Longitudes are reduced to one turn, and the tip is forgotten with each round.",
            _turned_by(lambda phi, k: -k * (phi % (2 * np.pi))),
        ),
        Mistake(
            "Steps of more than half a turn are taken for shorter ones, the other way round the tip.",
            _turned_by(lambda phi, k: -k * np.unwrap(phi)),
        ),
    ),
    hints=(
        "e¹ = dr, e² = kr dφ. Which ω solves both equations, and what is it along a step?",
        "The arrow's angle against the frame grows by ω(v), and ω does not contain dr.",
    ),
)

# ---- 2.5-2 ---------------------------------------------------------------------------------------------------------


def starry(rng, n=None, size=None, flat=0.0):
    """Return the case of a star-shaped polygon round a drawn centre, of the same run backwards, and of its triangles.

    With `flat` every second corner lies on the great circle between its neighbours.
    """
    n = int(rng.integers(3, 10)) if n is None else n
    size = float(rng.uniform(0.3, 1.2)) if size is None else size
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    turn[:, 0] *= np.linalg.det(turn)
    around = 2 * np.pi * (np.arange(n) + rng.uniform(-0.15, 0.15, n)) / n
    far = size * rng.uniform(0.4, 1.0, n) if n > 3 else np.full(n, size)
    corners = np.stack([np.sin(far) * np.cos(around), np.sin(far) * np.sin(around), np.cos(far)], axis=-1) @ turn.T
    if flat:
        middle = corners + np.roll(corners, -1, axis=0)
        middle /= np.linalg.norm(middle, axis=1, keepdims=True)
        corners = np.stack([corners, middle], axis=1).reshape(-1, 3)
    centre = turn[:, 2]
    pieces = [np.stack([centre, one, two]) for one, two in zip(corners, np.roll(corners, -1, axis=0), strict=True)]
    return Case(((corners,), (corners[::-1].copy(),), *((piece,) for piece in pieces)))


def _both_sides(trial):
    return abs(trial.results[0] + trial.results[1] - 4 * np.pi)


def _pieces(trial):
    return abs(trial.results[0] - sum(trial.results[2:]))


def _either(trial):
    return max(_both_sides(trial), _pieces(trial))


def _would(change):
    """Return the test that ``change(result, corners)`` would have both properties, and the result has not."""

    def shows(trial):
        return _either(altered(trial, change)) < 1e-6 < _either(trial)

    return shows


OCTANT = Case(
    tuple(
        (np.array(c, dtype=float),)
        for c in (
            np.eye(3),
            np.eye(3)[::-1],
            [[3**-0.5] * 3, [1, 0, 0], [0, 1, 0]],
            [[3**-0.5] * 3, [0, 1, 0], [0, 0, 1]],
            [[3**-0.5] * 3, [0, 0, 1], [1, 0, 0]],
        )
    )
)

POLYGON = Exercise(
    id="2.5-2",
    entry="polygon_area",
    signature="polygon_area(corners)",
    returns=Returns("real"),
    cases=(
        OCTANT,
        starry(np.random.default_rng(1), 5),
        starry(np.random.default_rng(2), 8, 1.3),
        starry(np.random.default_rng(3), 4, 0.02),
        starry(np.random.default_rng(4), 4, 0.8, flat=1.0),
    ),
    properties=(
        Property(
            "inside and outside make the whole ball, 4π",
            _both_sides,
            tolerance=1e-9,
            near=1e-7,
            says=lambda t: (
                f"For {len(t.arguments[0])} corners you return {t.results[0]:.6f}, and {t.results[1]:.6f} in the other "
                f"order: together they miss 4π by {_both_sides(t):.1e}."
            ),
        ),
        Property(
            "the triangles from a point inside to all sides make the polygon",
            _pieces,
            tolerance=1e-9,
            near=1e-7,
            says="Their areas add up to something that is off by {error}.",
        ),
    ),
    fresh=starry,
    mistakes=(
        Mistake(
            "This is the sum of the angles; what it would be in the plane has to be taken off.",
            _would(lambda r, c: r - (len(c) - 2) * np.pi),
        ),
        Mistake("It is in degrees; the area is the excess in radians.", _would(lambda r, c: np.radians(r))),
        Mistake("This is a share of the whole ball; its area is 4π.", _would(lambda r, c: 4 * np.pi * r)),
        Mistake(
            "It is the outside: with the corners in this order the inside is on the left.",
            _would(lambda r, c: 4 * np.pi - r),
        ),
        Mistake("It has the wrong sign: on a ball angles are too large.", _would(lambda r, c: -r)),
        Mistake(
            "(n − 3)π has been taken off for n corners; in the plane their angles make (n − 2)π.",
            _would(lambda r, c: r - np.pi),
        ),
    ),
    hints=(
        "Walk round as in practice 2, for n corners: what do you turn, what is the arrow turned by, what makes 2π?",
        "An inner angle may be larger than π. Measure it from the way on to the way back, counterclockwise.",
    ),
    undefined="An arccos of a number that rounding has put above 1 is nan; take arctan2 of sine and cosine.",
)

# ---- 2.5-3 ---------------------------------------------------------------------------------------------------------

BOX = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
BOX_TRIANGLES = np.array([t for a, b, c, d in BOX for t in ((a, b, c), (a, c, d))])
FOUR = np.array([[0, 1, 2], [0, 3, 1], [0, 2, 3], [1, 3, 2]])


def sheets(rng, n=3, angle=None):
    """Return the case of a flat sheet, of the same folded, of a box, and of a tetrahedron with equal faces."""
    m = 2 * n
    x, y = (a.ravel() for a in np.meshgrid(np.arange(m + 1.0), np.arange(n + 1.0), indexing="ij"))
    inner = (x > 0) & (x < m) & (y > 0) & (y < n)
    move = rng.uniform(-0.25, 0.25, (2, x.size)) * inner
    flat = np.stack([x + move[0] * (x != n), y + move[1]], axis=-1)
    angle = float(rng.uniform(0.3, 2.5)) if angle is None else angle
    beyond = np.maximum(flat[:, 0] - n, 0)
    folded = np.stack([flat[:, 0] - beyond * (1 - np.cos(angle)), flat[:, 1], beyond * np.sin(angle)], axis=-1)
    number = np.arange(x.size).reshape(m + 1, n + 1)
    a, b, c, d = (q.ravel() for q in (number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:]))
    triangles = np.concatenate([np.stack([a, b, c], axis=-1), np.stack([a, c, d], axis=-1)])
    corner = np.isin(x, [0, m]) & np.isin(y, [0, n])
    sides = rng.uniform(0.5, 3, 3)
    box = sides * np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    calls = (
        (flat, triangles),
        (folded, triangles[rng.permutation(len(triangles))]),
        (box, BOX_TRIANGLES),
        (box[[0, 3, 5, 6]], FOUR),
    )
    return Case(calls, {"corner": corner, "edge": ~inner})


def _total(trial):
    worst = 0.0
    for (points, triangles), found in zip(trial.calls, trial.results, strict=True):
        edges = {tuple(sorted((int(t[i]), int(t[i - 1])))) for t in triangles for i in range(3)}
        worst = max(worst, abs(np.sum(found) - 2 * np.pi * (len(points) - len(edges) + len(triangles))))
    return worst


def _sheet(trial):
    return np.abs(trial.results[0] - np.where(trial.facts["corner"], np.pi / 2, 0.0)).max()


def _fold(trial):
    return np.abs(trial.results[1] - trial.results[0]).max()


def _solids(trial):
    return max(np.abs(trial.results[2] - np.pi / 2).max(), np.abs(trial.results[3] - np.pi).max())


def _closed_as_boundary(trial):
    """Return whether sheets are right, and on solids some values too small by π and all others right."""
    off = np.concatenate([trial.results[2] - np.pi / 2, trial.results[3] - np.pi])
    far = np.abs(off + np.pi) < 1e-6
    return max(_sheet(trial), _fold(trial)) < 1e-6 and far.any() and bool(np.all(far | (np.abs(off) < 1e-6)))


def _everything(trial):
    return max(_total(trial), _sheet(trial), _fold(trial), _solids(trial))


def _as_inside(trial):
    """Return whether the values at the boundary alone are too large, by π, and all others right."""
    edge = trial.facts["edge"]
    results = tuple(r - np.pi * edge for r in trial.results[:2]) + trial.results[2:]
    return _everything(replace(trial, results=results)) < 1e-6


ANGLES = Exercise(
    id="2.5-3",
    entry="missing_angles",
    signature="missing_angles(points, triangles)",
    returns=Returns("real", lambda points, _: (len(points),)),
    cases=(
        sheets(np.random.default_rng(1), 2, 1.0),
        sheets(np.random.default_rng(2), 3, 2.8),
        sheets(np.random.default_rng(3), 1, 0.5),
        sheets(np.random.default_rng(4), 5, 0.0),
    ),
    properties=(
        Property(
            "on a flat rectangle nothing is missing but a right angle at each corner",
            _sheet,
            tolerance=1e-9,
            near=1e-7,
            says="A value is off by {error}.",
        ),
        Property("folding the sheet changes nothing", _fold, tolerance=1e-9, near=1e-7),
        Property(
            "a box misses π/2 at each corner, a tetrahedron of four equal faces π",
            _solids,
            tolerance=1e-9,
            near=1e-7,
            says="A value is off by {error}.",
        ),
        Property("all together make 2π times vertices − edges + triangles", _total, tolerance=1e-8, near=1e-6),
    ),
    fresh=lambda rng: sheets(rng, int(rng.integers(2, 5))),
    mistakes=(
        Mistake("At the boundary the angles are compared with a full turn; half a turn is what is there.", _as_inside),
        Mistake("It is in degrees.", mended(_everything, result=np.radians)),
        Mistake(
            "These are the angles that are there, not those that are missing.",
            lambda t: (
                _everything(
                    replace(
                        t,
                        results=(
                            *(np.where(t.facts["edge"], np.pi, 2 * np.pi) - r for r in t.results[:2]),
                            *(2 * np.pi - r for r in t.results[2:]),
                        ),
                    )
                )
                < 1e-6
            ),
        ),
        Mistake("The sign is turned round: what is missing counts as positive.", mended(_everything, lambda r: -r)),
        Mistake("It is a share of a full turn; radians are asked for.", mended(_everything, lambda r: 2 * np.pi * r)),
        Mistake(
            "On a closed solid some points are taken for boundary: there no edge belongs to one triangle alone.",
            _closed_as_boundary,
        ),
        Mistake(
            "On sheets of paper all is right, on solids it is not. Are all three coordinates used?",
            lambda t: max(_sheet(t), _fold(t)) < 1e-6 < _solids(t) and not _closed_as_boundary(t),
        ),
    ),
    forbids=_OWN_WORK,
    hints=(
        "The angle between two edges from a corner: arctan2 of the area of their parallelogram and their product.",
        "An edge that belongs to one triangle alone lies in the boundary, and so do its two ends.",
    ),
)

# ---- 2.5-4 ---------------------------------------------------------------------------------------------------------


def laws(rng, n=8):
    """Return the case of pairs of normal laws: as drawn, exchanged, in other units, equal means, near, along a way."""
    one = np.stack([rng.normal(0, 3, n), np.exp(rng.uniform(-2, 2, n))], axis=-1)
    two = np.stack([rng.normal(0, 3, n), np.exp(rng.uniform(-2, 2, n))], axis=-1)
    two[0] = one[0] + [300 * one[0, 1], 0]
    a, b = float(rng.uniform(0.1, 5) * rng.choice([-1, 1])), float(rng.normal())
    scaled = [np.stack([a * p[:, 0] + b, abs(a) * p[:, 1]], axis=-1) for p in (one, two)]
    wide = np.stack([one[:, 0], one[:, 1] * np.exp(rng.uniform(-6, 6, n))], axis=-1)
    angle, step = rng.uniform(0, 2 * np.pi, n), 10.0 ** rng.uniform(-7.5, -6, n)
    by = np.stack([rng.uniform(-1, 1, n) * one[:, 1], one[:, 1]], axis=-1)
    near = by + step[:, None] * by[:, 1:] * np.stack([np.cos(angle), np.sin(angle) / np.sqrt(2)], axis=-1)
    radius, shift = rng.uniform(0.5, 3, (n, 1)), rng.normal(size=(n, 1))
    s = np.sort(rng.uniform(-3, 3, (n, 3)), axis=1)
    way = np.stack([shift + np.sqrt(2) * radius * np.tanh(s), radius / np.cosh(s)], axis=-1)
    calls = ((one, two), (two, one), tuple(scaled), (one, wide), (by, near))
    calls += ((way[:, 0], way[:, 1]), (way[:, 1], way[:, 2]), (way[:, 0], way[:, 2]), (one[:2], one[:2]))
    return Case(tuple((np.array(p), np.array(q)) for p, q in calls))


def _worst(found, wanted):
    return float(np.max(np.abs(found - wanted) / np.maximum(np.abs(wanted), 1e-200)))


def _same(trial):
    there, back, scaled = trial.results[:3]
    return max(_worst(back, there), _worst(scaled, there))


def _upward(trial):
    one, two = trial.calls[3]
    return _worst(trial.results[3], np.sqrt(2) * np.abs(np.log(two[:, 1] / one[:, 1])))


def _nearby(trial):
    one, two = trial.calls[4]
    change, middle = two - one, (one[:, 1] + two[:, 1]) / 2
    return _worst(trial.results[4], np.sqrt(change[:, 0] ** 2 + 2 * change[:, 1] ** 2) / middle)


def _along(trial):
    first, second, whole = trial.results[5:8]
    return max(_worst(first + second, whole), float(np.abs(trial.results[8]).max()))


def _undivided(trial):
    """Return how far laws near each other are from √2 times the plain step over σ."""
    one, two = trial.calls[4]
    step = np.linalg.norm(two - one, axis=1)
    return _worst(trial.results[4], 2 * np.sqrt(2) * step / (one[:, 1] + two[:, 1]))


def _all_of_it(trial):
    return max(_same(trial), _upward(trial), _nearby(trial), _along(trial))


LAWS = Exercise(
    id="2.5-4",
    entry="law_distance",
    signature="law_distance(one, two)",
    returns=Returns("real", lambda one, _: (len(one),)),
    cases=(laws(np.random.default_rng(1), 4), laws(np.random.default_rng(2), 10), laws(np.random.default_rng(3), 2)),
    properties=(
        Property("it is the same in both directions, and in other units of y", _same, tolerance=1e-9, near=1e-7),
        Property(
            "for equal means it is √2 times the logarithm of the ratio of the standard deviations",
            _upward,
            tolerance=1e-9,
            near=1e-7,
            says="A distance is off by {error} of itself.",
        ),
        Property(
            "for laws that differ by a millionth it is the length of the step between them",
            _nearby,
            tolerance=3e-8,
            near=1e-6,
            says="A distance is off by {error} of itself. Subtract what is nearly equal as it is given, and take no "
            "logarithm of a number near 1.",
        ),
        Property(
            "along a shortest way distances add up, and a law is at distance 0 from itself",
            _along,
            tolerance=1e-9,
            near=1e-7,
            says="A sum is off by {error} of itself.",
        ),
    ),
    fresh=laws,
    mistakes=(
        Mistake(
            "All distances are too small by √2: this is the half-plane's own ruler, of curvature −1.",
            mended(_all_of_it, lambda r: np.sqrt(2) * r),
        ),
        Mistake("All distances are half of what they should be.", mended(_all_of_it, lambda r: 2 * r)),
        Mistake("This is the square of the distance.", mended(_all_of_it, lambda r: np.sqrt(np.abs(r)))),
        Mistake(
            "Far apart all is right, but laws that nearly agree lose their digits: is what is nearly equal "
            "subtracted, or taken for equal?",
            lambda t: max(_same(t), _upward(t), _along(t)) < 1e-7 and _nearby(t) > 1e-6,
        ),
        Mistake(
            "The means are not divided by √2 on the way to the half-plane: steps in σ alone are right.",
            lambda t: _upward(t) < 1e-6 and _undivided(t) < 1e-6,
        ),
    ),
    hints=(
        "In x = μ/√2, y = σ the ruler is √2 times the half-plane's. Which map takes any two points above each other?",
        "In the half-plane sinh of half the distance is the length of the straight line over twice the root of y₁y₂.",
    ),
    undefined="0/0 is nan, for equal laws or equal means; so is an arccosh of a number that rounding has put below 1.",
)

EXERCISES = (CONE, POLYGON, ANGLES, LAWS)
READ_BY_HAND = ("2.5-5",)
