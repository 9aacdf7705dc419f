"""Public checks of the exercises of lesson 2.3, Stokes and Gauss.

Nothing here solves an exercise: bodies are put together from sheared boxes whose volumes, middles and insides are
known, matrices are asked to bound areas, courses are stars whose turns are known.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered, mends

_OWN_WORK = ("physdl.forms", "scipy.spatial")
_SIDES = np.array([[0, 2, 1], [1, 2, 3], [4, 5, 6], [5, 7, 6], [0, 1, 4], [1, 5, 4],
                   [2, 6, 3], [3, 6, 7], [0, 4, 2], [2, 4, 6], [1, 3, 5], [3, 7, 5]])  # fmt: skip


def box(matrix, corner, turned=False, cuts=0, rng=None):
    """Return points, triangles of the skin of a sheared box, and what is known of it: (volume, middle, matrix, corner).

    The box is corner + matrix @ (numbers from 0 to 1); `turned` shows its inside; so many triangles are cut in three.
    """
    matrix, corner = np.array(matrix, dtype=float), np.array(corner, dtype=float)
    unit = np.array([[i & 1, i >> 1 & 1, i >> 2] for i in range(8)], dtype=float)
    points, cells = unit @ matrix.T + corner, _SIDES
    volume = np.linalg.det(matrix)
    if (volume < 0) != turned:
        cells = cells[:, ::-1]
    for _ in range(cuts):
        t = int(rng.integers(len(cells)))
        a, b, c = cells[t]
        share = rng.dirichlet([3, 3, 3])
        new = len(points)
        points = np.concatenate([points, [share @ points[[a, b, c]]]])
        cells = np.concatenate([np.delete(cells, t, axis=0), [[a, b, new], [b, c, new], [c, a, new]]])
    sign = -1 if turned else 1
    return points, cells, (sign * abs(volume), matrix @ [0.5, 0.5, 0.5] + corner, matrix, corner)


def together(pieces, rng=None):
    """Return one list of points and one of triangles, shuffled where there is a generator."""
    starts = np.cumsum([0, *(len(p) for p, _, _ in pieces)])
    points = np.concatenate([p for p, _, _ in pieces])
    cells = np.concatenate([c + s for (_, c, _), s in zip(pieces, starts, strict=False)])
    if rng is not None:
        names = rng.permutation(len(points))
        shuffled = np.empty_like(points)
        shuffled[names] = points
        points, cells = shuffled, names[cells]
        turn = rng.integers(3, size=len(cells))
        cells = np.take_along_axis(cells, (np.arange(3) + turn[:, None]) % 3, axis=1)
        cells = rng.permutation(cells)
    return points, cells


def _sheared(rng, size=1.0, dimension=3):
    while True:
        matrix = size * rng.normal(size=(dimension, dimension))
        if abs(np.linalg.det(matrix)) > 0.2 * size**dimension:
            return matrix


def _numbered(error, one, several):
    """Return what a property says of a number of things: `several` has {} in the place of the number."""
    return lambda trial: one if error(trial) == 1 else several.format(error(trial))


# ---- 2.3-1 ---------------------------------------------------------------------------------------------------------


def weighed(pieces, rng=None):
    """Return the case of a body made of pieces."""
    known = [k for _, _, k in pieces]
    volume = sum(k[0] for k in known)
    middle = sum(k[0] * k[1] for k in known) / volume
    points, cells = together(pieces, rng)
    return Case.call(points, cells, volume=volume, middle=middle, size=np.ptp(points, axis=0).max())


def some_body(rng):
    """Return the case of a body that is drawn: a box, two boxes apart, or a box with a hollow in it."""
    kind, matrix = rng.integers(3), _sheared(rng)
    place = rng.uniform(-3, 3, 3)
    pieces = [box(matrix, place, cuts=int(rng.integers(0, 8)), rng=rng)]
    if kind == 1:
        far = place + 12 * rng.choice([-1, 1], 3)
        pieces.append(box(_sheared(rng), far, cuts=int(rng.integers(0, 6)), rng=rng))
    if kind == 2:
        share = rng.uniform(0.3, 0.6)
        inner = place + matrix @ rng.uniform(0.05, 0.9 - share, 3)
        pieces.append(box(share * matrix, inner, turned=True, cuts=int(rng.integers(0, 6)), rng=rng))
    return weighed(pieces, rng)


def _volume_off(trial):
    return abs(trial.result[0] / trial.facts["volume"] - 1)


def _middle_off(trial):
    return float(np.max(np.abs(trial.result[1:] - trial.facts["middle"])) / trial.facts["size"])


def _volume_times(factor):
    return mends(_volume_off, lambda t: abs(t.result[0] / (factor * t.facts["volume"]) - 1) < 1e-6)


def _middle_is(guess):
    """Return the test that the middle is another one, as a function of points and triangles."""

    def shows(trial):
        wrong = guess(trial)
        return float(np.max(np.abs(trial.result[1:] - wrong))) < 1e-6 * trial.facts["size"]

    return mends(_middle_off, shows)


def _skin_middle(trial):
    points, cells = trial.arguments
    p = points[cells]
    area = np.linalg.norm(np.cross(p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]), axis=1)
    return area @ p.mean(axis=1) / area.sum()


def _by_thirds(trial):
    """Return whether the middle is 4/3 as far as it should be from the origin, or from the mean of the corners."""
    middle = trial.facts["middle"]
    wrong = [origin + 4 / 3 * (middle - origin) for origin in (np.zeros(3), trial.arguments[0].mean(axis=0))]
    return min(float(np.max(np.abs(trial.result[1:] - w))) for w in wrong) < 1e-6 * trial.facts["size"]


def _all_added(trial):
    points, cells = trial.arguments
    wrong = np.abs(np.linalg.det(points[cells])).sum() / 6
    return abs(trial.result[0] / wrong - 1) < 1e-6


WEIGH = Exercise(
    id="2.3-1",
    entry="weigh",
    signature="weigh(points, triangles)",
    returns=Returns("real", (4,)),
    cases=(
        weighed([box(np.diag([2.0, 1.0, 3.0]), [1.0, 2.0, 0.5])]),
        weighed([box(np.eye(3), [-0.3, -0.4, -0.5])]),
        weighed([box([[1, 0.5, 0], [0, 1, 0.3], [0.2, 0, 2]], [-4, 1, 2], cuts=5, rng=np.random.default_rng(1))]),
        weighed([box(np.eye(3), [2, 2, 2]), box(np.diag([1.0, 2.0, 1.0]), [-5, 0, 1])], np.random.default_rng(2)),
        weighed([box(np.eye(3) * 2, [0, 1, 0]), box(np.eye(3), [0.3, 1.2, 0.9], turned=True)]),
    ),
    properties=(
        Property(
            "the volume is that of the body", _volume_off, tolerance=1e-9, near=1e-7, says="It is off by {error}."
        ),
        Property(
            "the centre of mass is that of the body",
            _middle_off,
            tolerance=1e-9,
            near=1e-7,
            says="It is off by {error} of the body's width.",
        ),
    ),
    fresh=some_body,
    mistakes=(
        Mistake("The volume is six times too large: a tetrahedron is a sixth of its box.", _volume_times(6.0)),
        Mistake(
            "The volume has the wrong sign: triangles are anticlockwise as seen from outside.", _volume_times(-1.0)
        ),
        Mistake("The volume is half of the right one.", _volume_times(0.5)),
        Mistake("The volume is twice the right one.", _volume_times(2.0)),
        Mistake("The volume is three times too large: look for a missing ⅓.", _volume_times(3.0)),
        Mistake(
            "All pieces of the volume are added. Those that are seen from behind have to be subtracted.",
            mends(_volume_off, _all_added),
        ),
        Mistake(
            "This is the mean of the corners, however many there are in one place.",
            _middle_is(lambda t: t.arguments[0].mean(axis=0)),
        ),
        Mistake("This is the middle of the skin, not of what it holds.", _middle_is(_skin_middle)),
        Mistake(
            "The integral of x over the body has not been divided by the volume.",
            _middle_is(lambda t: t.facts["volume"] * t.facts["middle"]),
        ),
        Mistake(
            "The centre is twice as far from the origin as it should be: look for a missing ½.",
            _middle_is(lambda t: 2 * t.facts["middle"]),
        ),
        Mistake(
            "The centre is 4/3 as far from the origin as it should be, or from the place that was taken for it. If "
            "tetrahedra are added up: the centre of each is a quarter of the sum of its four corners, and the origin "
            "is one of them.",
            mends(_middle_off, _by_thirds),
        ),
    ),
    forbids=_OWN_WORK,
    hints=(
        "Which 2-form has d equal to dx∧dy∧dz, and which to x dx∧dy∧dz?",
        "The origin makes a tetrahedron with each triangle. What are its volume, with a sign, and its centre of mass?",
    ),
    undefined="Something has been divided by 0: the volume of a single piece may be 0, and so may a component of a "
    "normal.",
)

# ---- 2.3-2 ---------------------------------------------------------------------------------------------------------


def _depth(known, x):
    """Return whether places are inside a box, and how far they are from its skin in its own coordinates."""
    t = np.linalg.solve(known[2], (x - known[3]).T).T
    return ((t > 0) & (t < 1)).all(axis=1), np.min(np.abs(t[..., None] - [0, 1]), axis=(1, 2))


def wound(pieces, places, rng=None, aligned=()):
    """Return the case of places near some skins.

    `aligned` are the numbers of the places that are in line with corners and edges, or see a triangle without area.
    """
    places = np.array(places, dtype=float)
    turns = np.zeros(len(places), dtype=int)
    for _, _, known in pieces:
        turns += np.where(_depth(known, places)[0], int(np.sign(known[0])), 0)
    points, cells = together(pieces, rng)
    return Case.call(points, cells, places, turns=turns, aligned=np.isin(np.arange(len(places)), aligned))


def halved(piece, t=0):
    """Return a piece with a corner more, in the middle of a side of its triangle `t`.

    The neighbour keeps that side whole, and a triangle without area closes the gap.
    """
    points, cells, known = piece
    a, b, c = cells[t]
    new = len(points)
    points = np.concatenate([points, [(points[a] + points[b]) / 2]])
    return points, np.concatenate([np.delete(cells, t, axis=0), [[a, new, c], [new, b, c], [a, b, new]]]), known


def beside(gap=1e-4):
    """Return places inside and outside each face of the cube from 0 to 1, so far from it and in line with no edge."""
    return np.array(
        [np.insert([0.3, 0.4], axis, level) for axis in range(3) for level in (-gap, gap, 1 - gap, 1 + gap)]
    )


def in_line(far, way=(0.31, 0.52, 0.79)):
    """Return places from which a ray along `way`, the lesson's, meets a corner or an edge of the cube from 0 to 1."""
    spots = np.stack(np.meshgrid(*3 * [[0.0, 0.5, 1.0]]), axis=-1).reshape(-1, 3)
    return spots[np.count_nonzero(spots == 0.5, axis=1) < 2] - far * np.array(way)


def some_skins(rng):
    """Return the case of two or three boxes that may overlap, some turned, and places in and about them."""
    pieces = [
        box(_sheared(rng, 1.5), rng.uniform(-1, 0, 3), turned=bool(rng.random() < 0.3), cuts=3, rng=rng)
        for _ in range(int(rng.integers(2, 4)))
    ]
    places = np.concatenate([rng.uniform(-1.5, 1.5, (16, 3)), [k[1] for _, _, k in pieces]])
    corners = np.array([p[0] for p, _, _ in pieces])
    ways = np.concatenate([np.eye(3), -np.eye(3)])
    lined = (corners[:, None] + rng.uniform(0.2, 9, (len(pieces), 6, 1)) * ways).reshape(-1, 3)
    places, lined = (x[np.min([_depth(k, x)[1] for _, _, k in pieces], axis=0) > 1e-3] for x in (places, lined))
    return wound(pieces, np.concatenate([places, lined]), rng, np.arange(len(places), len(places) + len(lined)))


def _miscounted(trial):
    return int(np.count_nonzero(trial.result != trial.facts["turns"]))


def _counts(change):
    """Return the test that the counts are ``change(turns)``, which differs from them somewhere."""

    def shows(trial):
        wrong = change(trial.facts["turns"])
        return np.array_equal(trial.result, wrong)

    return mends(_miscounted, shows, 0.5)


def _in_line(trial):
    """Return whether no place is miscounted but those in line with something, or before triangles without area."""
    return not np.any((trial.result != trial.facts["turns"]) & ~trial.facts["aligned"])


_CUBE, _HALF = box(np.eye(3), [0, 0, 0]), box(np.eye(3) / 2, [0.25, 0.25, 0.25])
_LINED = np.concatenate([in_line(0.5), in_line(4.0)])

WIND = Exercise(
    id="2.3-2",
    entry="windings",
    signature="windings(points, triangles, places)",
    returns=Returns("whole", lambda points, triangles, places: (len(places),)),
    cases=(
        wound([_CUBE], [[0.3, 0.4, 0.2], [0.3, 0.4, 1.2], [0.5, 0.5, 0.5], [5, 5, 5]], aligned=(2,)),
        wound([_CUBE, _HALF], [[0.5, 0.45, 0.4], [0.1, 0.2, 0.15], [2, 0, 0]], aligned=(2,)),
        wound([_CUBE, box(np.eye(3) / 2, [0.25, 0.25, 0.25], turned=True)], [[0.5, 0.45, 0.4], [0.1, 0.2, 0.15]]),
        wound([box(np.eye(3), [0, 0, 0], turned=True)], [[0.5, 0.3, 0.2], [0.5, 0.3, -0.2]]),
        wound([_CUBE], [[0, 0, -1], [1, 1, 3], [-2, 0.5, 0.5]], aligned=(0, 1, 2)),
        wound([_CUBE, _CUBE], beside()),
        wound([_CUBE, _HALF], [[0.25, 0.25, 0.1], [0.75, 0.9, 0.75], [0.9, 0.25, 0.75]], aligned=(0, 1, 2)),
        wound([_CUBE], _LINED, aligned=range(len(_LINED))),
        wound([halved(_CUBE)], [[0.3, 0.4, 0.2], [0.6, 0.7, 0.8], [0.2, 0.9, -0.3]], aligned=(0, 1, 2)),
        some_skins(np.random.default_rng(33)),
    ),
    properties=(
        Property(
            "each place is wound round as often as the skins go round it",
            _miscounted,
            tolerance=0.5,
            says=_numbered(
                _miscounted,
                "1 of the places of one call is miscounted.",
                "{} of the places of one call are miscounted.",
            ),
        ),
    ),
    fresh=some_skins,
    mistakes=(
        Mistake("All counts are zero.", _counts(lambda w: 0 * w)),
        Mistake(
            "All counts have the wrong sign: a skin whose outside is seen from outside counts positive.",
            _counts(lambda w: -w),
        ),
        Mistake(
            "Inside or outside is told, 1 or 0, but not how often: two skins count twice.",
            _counts(lambda w: (w != 0).astype(int)),
        ),
        Mistake(
            "Even and odd are told apart. Crossings outwards and inwards have different signs.",
            _counts(lambda w: w % 2),
        ),
        Mistake("The sign is lost: a skin turned inside out counts −1.", _counts(np.abs)),
        Mistake(
            "Negative counts are dropped: a skin turned inside out counts −1.", _counts(lambda w: np.maximum(w, 0))
        ),
        Mistake(
            "All positive counts are 1, all others 0: two skins count twice, and one that is turned inside out −1.",
            _counts(lambda w: (w > 0).astype(int)),
        ),
        Mistake("Every count is twice the right one.", _counts(lambda w: 2 * w)),
        Mistake(
            "What fails are places in line with corners or edges, or skins with triangles that have no area. If a ray "
            "is shot, it meets two triangles at an edge, or none: let it go off at an odd angle of its own. If angles "
            "are added, a triangle that is seen edge on adds 0, and so does one without area.",
            mends(_miscounted, _in_line, 0.5),
        ),
    ),
    forbids=_OWN_WORK,
    hints=(
        "Which sign has the crossing of a ray that goes the way of the triangle's normal?",
        "Solve place + s·ray = a + p (b − a) + q (c − a) for p, q and s. When is that a crossing?",
    ),
    undefined="A triangle that has no area, or is parallel to the ray, has no crossing; one that is seen edge on has "
    "the solid angle 0, and rounding may take a cosine beyond 1.",
    stops={
        "LinAlgError": "A triangle that has no area, or is parallel to the ray, leaves the three equations without a "
        "solution. It is not crossed."
    },
)

# ---- 2.3-3 ---------------------------------------------------------------------------------------------------------


def _edges(triangles):
    """Return the edges of a list of triangles, each once, in lexicographic order."""
    return sorted({tuple(sorted(pair)) for t in np.asarray(triangles).tolist() for pair in combinations(t, 2)})


def netted(triangles):
    """Return the case of a list of triangles."""
    return Case.call(np.array(triangles))


def some_net(rng):
    """Return the case of triangles that are drawn: corners out of a dozen or so, orientations as they come."""
    top = int(rng.integers(7, 14))
    count = int(rng.integers(6, 25))
    return netted(np.array([rng.choice(top, 3, replace=False) for _ in range(count)]) * int(rng.integers(1, 4)))


def _unbounded(trial, result=None):
    """Return how many triangles have a doubled area, in a random plane, that is not the sum along their edges."""
    (triangles,) = trial.arguments
    matrix = np.asarray(trial.result if result is None else result)
    x, y = np.random.default_rng(5).integers(-10_000, 10_000, (2, int(np.max(triangles)) + 1))
    edges = np.array(_edges(triangles))
    along = (x[edges[:, 0]] + x[edges[:, 1]]) * (y[edges[:, 1]] - y[edges[:, 0]])
    a, b, c = triangles.T
    doubled = (x[b] - x[a]) * (y[c] - y[a]) - (x[c] - x[a]) * (y[b] - y[a])
    return int(np.count_nonzero(along @ matrix - doubled))


def _dangling(trial):
    """Return how many entries of the boundary's boundary are not 0."""
    edges = np.array(_edges(trial.arguments[0]))
    ends = np.zeros((int(edges.max()) + 1, len(edges)), dtype=int)
    ends[edges[:, 0], np.arange(len(edges))] -= 1
    ends[edges[:, 1], np.arange(len(edges))] += 1
    return int(np.count_nonzero(ends @ trial.result)) + int(not trial.result.any())


def _odd_columns(trial):
    matrix = np.asarray(trial.result)
    return int(np.count_nonzero((np.abs(matrix) == 1).sum(axis=0) != 3) + np.count_nonzero(np.abs(matrix) > 1))


def _parity(triangles):
    a, b, c = np.asarray(triangles).T
    return np.sign((b - a) * (c - a) * (c - b))


def _mended_net(change):
    """Return the test that ``change(matrix, triangles)`` would bound the triangles."""
    return mends(_unbounded, lambda t: _unbounded(altered(t, change)) == 0, 0.5)


def _unsigned(trial):
    return bool(np.all(trial.result >= 0)) and _odd_columns(trial) == 0


def _shuffled(trial):
    """Return whether the rows are right in another order: edges as they come, by their second names, or backwards."""
    triangles, edges = trial.arguments[0].tolist(), _edges(trial.arguments[0])
    orders = [sorted(edges, key=lambda e: e[::-1]), edges[::-1]]
    for sides in (((0, 1), (1, 2), (0, 2)), ((0, 1), (0, 2), (1, 2)), ((1, 2), (0, 2), (0, 1))):
        orders.append(list(dict.fromkeys(tuple(sorted((t[i], t[j]))) for t in triangles for i, j in sides)))
    return any(_unbounded(trial, trial.result[[order.index(e) for e in edges]]) == 0 for order in orders)


def _other_way(matrix, triangles):
    """Return the matrix with the sign of the edge from the smallest to the largest corner turned round."""
    edges = {e: i for i, e in enumerate(_edges(triangles))}
    changed = np.array(matrix)
    for j, t in enumerate(np.sort(triangles, axis=1).tolist()):
        changed[edges[t[0], t[2]], j] *= -1
    return changed


NET = Exercise(
    id="2.3-3",
    entry="boundary_matrix",
    signature="boundary_matrix(triangles)",
    returns=Returns("whole", lambda triangles: (len(_edges(triangles)), len(triangles))),
    cases=(
        netted([[0, 1, 2]]),
        netted([[0, 1, 2], [2, 1, 3]]),
        netted([[5, 2, 9], [9, 2, 5], [5, 2, 9], [2, 7, 5]]),
        netted([[0, 1, 2], [0, 2, 3], [0, 3, 1], [1, 3, 2]]),
        netted([[10, 4, 7], [7, 4, 1], [20, 31, 25], [1, 7, 10], [31, 30, 25]]),
        some_net(np.random.default_rng(6)),
    ),
    properties=(
        Property(
            "summed along its boundary, (x + x′)(y′ − y) is twice each triangle's area, wherever its corners are put "
            "in the plane",
            _unbounded,
            tolerance=0.5,
            says=_numbered(
                _unbounded, "It is not so for 1 triangle of one list.", "It is not so for {} triangles of one list."
            ),
        ),
        Property(
            "the boundary has no boundary",
            _dangling,
            tolerance=0.5,
            says=_numbered(
                _dangling,
                "1 entry at a corner is not 0, or the matrix is.",
                "{} entries at corners are not 0, or the matrix is.",
            ),
        ),
        Property(
            "each column has three entries, 1 or −1, and zeros",
            _odd_columns,
            tolerance=0.5,
            says=_numbered(_odd_columns, "1 column or entry is otherwise.", "{} columns or entries are otherwise."),
        ),
    ),
    fresh=some_net,
    mistakes=(
        Mistake("All signs are turned round.", _mended_net(lambda m, _: -m)),
        Mistake(
            "The corners have been sorted, and the triangle's own orientation is lost: (0, 2, 1) is −(0, 1, 2).",
            _mended_net(lambda m, t: m * _parity(t)),
        ),
        Mistake("There are no signs in it: an edge run along backwards counts −1.", mends(_unbounded, _unsigned, 0.5)),
        Mistake(
            "The edge from the smallest to the largest corner has the wrong sign: leaving out the middle one makes −1.",
            _mended_net(_other_way),
        ),
        Mistake(
            "The rows stand in another order: edges are sorted by their first names, and by their second where those "
            "are the same.",
            mends(_unbounded, _shuffled, 0.5),
        ),
    ),
    forbids=_OWN_WORK,
    hints=(
        "Run round (a, b, c): its edges are (a, b), (b, c), (c, a). Which of them go from the smaller corner up?",
        "List the edges as sorted pairs first, and make a dictionary that tells the row of each.",
    ),
)

# ---- 2.3-4 ---------------------------------------------------------------------------------------------------------


def starry(n, turns, matrix, place, near, far, strengths, reverse=False):
    """Return the case of a star with n corners that goes round so often, with vortices near its middle and far off."""
    angle = 2 * np.pi * turns * np.arange(n) / n
    matrix, place = np.array(matrix, dtype=float), np.array(place, dtype=float)
    course = np.stack([np.cos(angle), np.sin(angle)], axis=1) @ matrix.T + place
    sense = turns if np.linalg.det(matrix) > 0 else -turns
    if reverse:
        course, sense = course[::-1], -sense
    inner = 0.8 * np.cos(np.pi * turns / n)
    places = np.concatenate([inner * np.asarray(near).reshape(-1, 2), np.asarray(far).reshape(-1, 2)])
    counts = np.concatenate([np.full(len(near), sense), np.zeros(len(far), dtype=int)])
    return Case.call(course, places @ matrix.T + place, np.array(strengths, dtype=float), counts=counts)


def some_vortices(rng):
    """Return the case of a star that is drawn."""
    n = int(rng.integers(5, 12))
    turns = int(rng.integers(1, (n + 1) // 2))
    inside, outside = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    angle = rng.uniform(0, 6.3, inside + outside)
    size = np.concatenate([rng.uniform(0, 1, inside), rng.uniform(1.05, 3, outside)])
    spots = size[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    matrix = np.array([[1.0, 0.4], [0.0, 1.0]]) * rng.uniform(0.5, 2) * rng.choice([-1, 1])
    matrix[:, 0] *= rng.choice([-1, 1])
    strengths = rng.uniform(0.5, 3, inside + outside) * rng.choice([-1, 1], inside + outside)
    return starry(
        n, turns, matrix, rng.uniform(-5, 5, 2), spots[:inside], spots[inside:], strengths, bool(rng.random() < 0.5)
    )


def eight(matrix, place, strengths):
    """Return the case of a course like an 8, with a vortex in each loop and one beside."""
    matrix, place = np.array(matrix, dtype=float), np.array(place, dtype=float)
    course = np.array([[0.0, 0.0], [4.0, 3.0], [4.0, 0.0], [0.0, 2.0]]) @ matrix.T + place
    spots = np.array([[0.4, 1.0], [3.0, 1.5], [1.6, 2.2]]) @ matrix.T + place
    counts = np.array([1, -1, 0]) * (1 if np.linalg.det(matrix) > 0 else -1)
    return Case.call(course, spots, np.array(strengths, dtype=float), counts=counts)


def some_eight(rng):
    """Return the case of an 8 that is drawn."""
    return eight(_sheared(rng, dimension=2), rng.uniform(-5, 5, 2), rng.uniform(1, 3, 3))


def _circulates(trial, counts=None):
    """Return how far the circulation is from the sum over the vortices, as a share of the sum of their strengths."""
    strengths = trial.arguments[2]
    counts = trial.facts["counts"] if counts is None else counts
    return abs(trial.result - strengths @ counts) / max(np.sum(np.abs(strengths)), 1e-300)


def _as_if(change, factor=1.0):
    """Return the test that the vortices count ``change(counts)``, times a factor."""
    return mends(_circulates, lambda t: _circulates(t, factor * change(t.facts["counts"])) < 1e-6)


def _left_open(trial):
    """Return whether the course was not closed: what is missing is what the last edge brings."""
    course, places, _ = trial.arguments
    a, b = (course[i] - places for i in (-1, 0))
    last = np.arctan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], np.sum(a * b, axis=1)) / (2 * np.pi)
    return _circulates(trial, trial.facts["counts"] - last) < 1e-6


def _between(trial):
    """Return the angles between the arrows from each vortex to the ends of each edge, from 0 to π, over 2π."""
    course, places, _ = trial.arguments
    a = course[:, None] - places
    b = np.roll(a, -1, axis=0)
    cosine = np.sum(a * b, axis=2) / np.linalg.norm(a, axis=2) / np.linalg.norm(b, axis=2)
    return np.arccos(np.clip(cosine, -1, 1)) / (2 * np.pi)


def _without_signs(trial):
    return _circulates(trial, _between(trial).sum(axis=0)) < 1e-6


def _all_one_way(trial):
    """Return whether each edge turns by an angle from 0 to 2π."""
    course, places, _ = trial.arguments
    bearing = np.arctan2(*np.moveaxis(course[:, None] - places, 2, 0)[::-1])
    turns = (np.roll(bearing, -1, axis=0) - bearing) / (2 * np.pi) % 1
    return _circulates(trial, turns.sum(axis=0)) < 1e-6


_SQUARE = np.eye(2)

VORTEX = Exercise(
    id="2.3-4",
    entry="circulation",
    signature="circulation(course, vortices, strengths)",
    returns=Returns("real"),
    cases=(
        starry(4, 1, _SQUARE, [0, 0], [[0.3, 0.2]], [[1.5, 0.3]], [2.0, 5.0]),
        starry(7, 2, _SQUARE, [1, -1], [[0.0, 0.0], [0.5, 0.5]], [], [1.0, -3.0]),
        starry(9, 4, [[2, 1], [0, 1]], [0, 0], [[0.2, 0.7]], [[-3.0, 1.0]], [1.5, 1.0]),
        starry(5, 1, _SQUARE, [3, 3], [[0.1, 0.0]], [[2.0, 2.0]], [0.7, -0.4], reverse=True),
        starry(3, 1, 0.01 * _SQUARE, [100, 50], [[0.9, 0.0]], [[1.2, 0.4]], [4.0, 3.0]),
        starry(6, 1, _SQUARE, [0, 0], [], [], []),
        eight(_SQUARE, [0, 0], [1.0, 2.5, 4.0]),
    ),
    properties=(
        Property(
            "the circulation is the sum of the strengths, each as often as the course goes round its vortex",
            _circulates,
            tolerance=1e-9,
            near=1e-7,
            says="It is off by {error} of the strengths' sizes together.",
        ),
    ),
    fresh=some_vortices,
    mistakes=(
        Mistake("The sign is turned round: anticlockwise is positive.", _as_if(lambda w: -w)),
        Mistake("It is 2π times too large.", _as_if(lambda w: w, 2 * np.pi)),
        Mistake("It is 2π times too small.", _as_if(lambda w: w, 1 / (2 * np.pi))),
        Mistake(
            "The course has been left open: it goes back from its last corner to its first.",
            mends(_circulates, _left_open),
        ),
        Mistake(
            "All vortices inside count once; a course may go round several times, and clockwise.",
            _as_if(lambda w: (w != 0).astype(int)),
        ),
        Mistake("The sense of the course is lost: clockwise counts negative.", _as_if(np.abs)),
        Mistake(
            "The sense is right, but each vortex counts once at most; a course may go round several times.",
            _as_if(np.sign),
        ),
        Mistake(
            "Even and odd are told apart, no more. A course that goes round twice counts twice, clockwise −2.",
            _as_if(lambda w: w % 2),
        ),
        Mistake("Every vortex counts once, those outside the course too.", _as_if(np.ones_like)),
        Mistake(
            "It is always 0. That dω = 0 says nothing where the course goes round a vortex; and where angles at "
            "neighbouring corners are subtracted, their jumps by 2π have to be undone.",
            _as_if(lambda w: 0 * w),
        ),
        Mistake(
            "The angles between neighbouring corners have been added without their signs: clockwise is negative.",
            mends(_circulates, _without_signs),
        ),
        Mistake(
            "The turn along each edge has been taken from 0 to 2π. It lies between −π and π: clockwise is negative.",
            mends(_circulates, _all_one_way),
        ),
    ),
    forbids=_OWN_WORK,
    hints=(
        "The flow of one vortex is dθ times its strength over 2π, θ the bearing seen from it: nothing to integrate.",
        "Seen from a vortex, a straight edge turns by less than π. How do cross and dot product give that turn?",
    ),
)

EXERCISES = (WEIGH, WIND, NET, VORTEX)
READ_BY_HAND = ("2.3-5",)
