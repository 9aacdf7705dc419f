"""Public checks of the exercises of lesson 2.4, Hodge star, Maxwell, topology.

Answers are asked for what must hold: a part that is a gradient and a rest that piles up nowhere, holes that were cut on
purpose, waves that three neighbours agree about, charges that the flux out of their cells accounts for.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, altered, mends

# ---- 2.4-1 ---------------------------------------------------------------------------------------------------------


def _jumps(count, wires):
    """Return the matrix that takes potentials to their differences along the wires."""
    d = np.zeros((len(wires), count))
    np.add.at(d, (np.arange(len(wires)), wires[:, 1]), 1.0)
    np.add.at(d, (np.arange(len(wires)), wires[:, 0]), -1.0)
    return d


def _no_gradient(trial):
    """Return how far the part is from being the difference of any potential, relative to the tensions."""
    count, wires, _, tension = trial.arguments
    d = _jumps(count, np.asarray(wires))
    turned, size, _ = np.linalg.svd(d, full_matrices=False)
    turned = turned[:, size > 1e-9 * max(1.0, size[0])]
    rest = trial.result - turned @ (turned.T @ trial.result)
    return float(np.max(np.abs(rest)) / np.max(np.abs(tension)))


def _piled_up(trial, weight=lambda g: g):
    """Return how much of the rest's current is left at a node, relative to what could arrive there."""
    count, wires, conductance, tension = trial.arguments
    flow = weight(conductance) * (tension - trial.result)
    left = _jumps(count, np.asarray(wires)).T @ flow
    return float(np.max(np.abs(left)) / (np.max(weight(conductance)) * np.max(np.abs(tension))))


def _gradient_with(weight):
    return mends(_piled_up, lambda trial: max(_no_gradient(trial), _piled_up(trial, weight)) < 1e-8, 1e-9)


def _gradient_once(change):
    def shows(trial):
        other = altered(trial, change)
        return max(_no_gradient(other), _piled_up(other)) < 1e-8

    return shows


def _last_wires(trial):
    """Return whether this is the gradient part in a network without all but the last wire between two nodes."""
    ends = np.sort(trial.arguments[1], axis=1).tolist()
    last = np.array([pair not in ends[i + 1 :] for i, pair in enumerate(ends)])
    return max(_no_gradient(trial), _piled_up(trial, lambda g: g * last)) < 1e-8


def network(rng, sizes, extra, lonely=0):
    """Return the case of a network: a tree for each of these sizes, some wires more, and lonely nodes."""
    count, wires = sum(sizes) + lonely, []
    name = rng.permutation(count)
    start = 0
    for size in sizes:
        wires += [(start + int(rng.integers(i)), start + i) for i in range(1, size)]
        for _ in range(extra if size > 1 else 0):
            wires.append(tuple(start + rng.choice(size, 2, replace=False)))
        start += size
    wires = name[np.array(wires)]
    turned = rng.random(len(wires)) < 0.5
    wires[turned] = wires[turned, ::-1]
    order = rng.permutation(len(wires))
    return Case.call(count, wires[order], rng.uniform(0.2, 5, len(wires)), rng.normal(size=len(wires)))


_TRIANGLE = np.array([[0, 1], [1, 2], [0, 2]])

NETWORK = Exercise(
    id="2.4-1",
    entry="gradient_part",
    signature="gradient_part(count, wires, conductance, tension)",
    returns=Returns("real", lambda count, wires, conductance, tension: (len(wires),)),
    cases=(
        Case.call(3, _TRIANGLE, np.array([1.0, 2.0, 0.5]), np.array([1.0, -1.0, 2.0])),
        Case.call(2, np.array([[0, 1], [1, 0]]), np.array([3.0, 1.0]), np.array([1.0, 0.5])),
        Case.call(4, np.array([[2, 0], [0, 3]]), np.array([3.0, 0.25]), np.array([1.0, 0.5])),
        network(np.random.default_rng(241), (6,), 4),
        network(np.random.default_rng(242), (5, 1, 7), 3, lonely=1),
    ),
    fresh=lambda rng: [network(rng, (int(rng.integers(3, 9)), int(rng.integers(2, 6))), 3)],
    properties=(
        Property(
            "it is the difference of a potential",
            _no_gradient,
            tolerance=1e-9,
            near=1e-7,
            says="Relative to the largest tension, {error} of it is no difference of any potential.",
        ),
        Property(
            "what is left lets no current pile up at a node",
            _piled_up,
            tolerance=1e-9,
            near=1e-7,
            says="Relative to the largest conductance times the largest tension, {error} is left at a node.",
        ),
    ),
    mistakes=(
        Mistake(
            "This part is orthogonal to the rest without the conductances: the scalar product has them as weights.",
            _gradient_with(np.ones_like),
        ),
        Mistake(
            "The weights are turned over: the star of a wire is its conductance, not its resistance.",
            _gradient_with(lambda g: 1 / g),
        ),
        Mistake(
            "The weights enter squared: in a least-squares routine each row takes the root of its weight.",
            _gradient_with(np.square),
        ),
        Mistake("The sign is turned round.", _gradient_once(lambda found, *call: -found)),
        Mistake("This is what is left, not the gradient part.", _gradient_once(lambda found, *call: call[3] - found)),
        Mistake("This is half of the gradient part.", _gradient_once(lambda found, *call: 2 * found)),
        Mistake("This is twice the gradient part.", _gradient_once(lambda found, *call: found / 2)),
        Mistake("Of several wires between two nodes only the last counts.", mends(_piled_up, _last_wires, 1e-9)),
    ),
    hints=(
        "The gradient part is dα, and the rest r = a − dα has dᵀ⋆r = 0. Write this as an equation for α.",
        "dᵀ⋆d α = dᵀ⋆a has a matrix without an inverse; np.linalg.lstsq finds a solution all the same.",
    ),
    stops={"LinAlgError": "If the matrix dᵀ⋆d is singular: in each piece of the network one potential is free."},
)

# ---- 2.4-2 ---------------------------------------------------------------------------------------------------------


def _ring_mesh(rows, columns):
    """Return the triangles of a torus on a grid."""
    i, j = np.mgrid[:rows, :columns]
    at = lambda a, b: (a % rows) * columns + b % columns  # noqa: E731
    low = np.stack([at(i, j), at(i + 1, j), at(i, j + 1)], axis=-1)
    high = np.stack([at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)], axis=-1)
    return np.concatenate([low, high]).reshape(-1, 3).tolist()


_BALL = [[0, 1, 2], [0, 2, 3], [0, 3, 4], [0, 4, 1], [5, 2, 1], [5, 3, 2], [5, 4, 3], [5, 1, 4]]


def _split(triangles, rounds):
    """Return triangles cut in four, as often as asked."""
    for _ in range(rounds):
        middle, result = {}, []
        top = max(map(max, triangles)) + 1
        for t in triangles:
            half = [middle.setdefault(frozenset(p), top + len(middle)) for p in (t[:2], t[1:], (t[2], t[0]))]
            result += [[t[0], half[0], half[2]], [half[0], t[1], half[1]], [half[2], half[1], t[2]], half]
        triangles = result
    return triangles


def _joined(one, two):
    """Return two surfaces sewn together along a triangle that both lose."""
    shift = max(map(max, one)) + 1
    name = {v + shift: w for v, w in zip(two[-1], one[-1], strict=True)}
    return one[:-1] + [[name.get(v + shift, v + shift) for v in t] for t in two[:-1]]


def _piece(handles, cuts, rng):
    """Return a surface with this many handles and cuts: a sphere, rings sewn on, triangles without a common corner."""
    surface = _split(_BALL, 2)
    for _ in range(handles):
        surface = _joined(surface, _ring_mesh(3, 4))
    gone = set()
    for t in rng.permutation(len(surface)).tolist():
        if cuts and not gone & set(surface[t]):
            gone |= set(surface[t])
            surface[t] = None
            cuts -= 1
    return [t for t in surface if t]


def surfaces(rng, *pieces):
    """Return the case of a surface of several pieces, each (handles, cuts), its corners numbered and turned anyhow."""
    triangles, shift = [], 0
    for handles, cuts in pieces:
        found = _piece(handles, cuts, rng)
        triangles += [[v + shift for v in t] for t in found]
        shift = max(map(max, triangles)) + 1
    names = rng.permutation(3 * shift)
    mixed = np.array([rng.permutation(names[t]) for t in triangles])
    return Case.call(mixed[rng.permutation(len(mixed))], pieces=pieces)


def _counts(pieces):
    closed = sum(cuts == 0 for _, cuts in pieces)
    return len(pieces), sum(2 * handles + max(cuts - 1, 0) for handles, cuts in pieces), closed


def _miscount(k):
    return lambda trial: abs(int(trial.result[k]) - _counts(trial.facts["pieces"])[k])


def _miscounted(k):
    return lambda trial: f"For one of the surfaces it is off by {_miscount(k)(trial)}."


def _all_miscounts(trial):
    return sum(_miscount(k)(trial) for k in range(3))


def _counted_as(wrong):
    """Return the test that the three numbers are what a wrong rule makes of the pieces and the right ones."""

    def shows(trial):
        pieces = trial.facts["pieces"]
        return tuple(map(int, trial.result)) == tuple(wrong(pieces, *_counts(pieces)))

    return mends(_all_miscounts, shows, 0.1)


def _with_other_names(wrong):
    """Return the test that the three numbers are what a wrong rule makes of the right ones and the names left out."""

    def shows(trial):
        names = np.unique(trial.arguments[0])
        return tuple(map(int, trial.result)) == wrong(int(names[-1]) + 1 - len(names), *_counts(trial.facts["pieces"]))

    return mends(_all_miscounts, shows, 0.1)


_OTHER_NAMES = "Names that no triangle has are counted as corners."


def some_surface(rng):
    """Return the case of a surface of one to three pieces."""
    return surfaces(rng, *((int(rng.integers(0, 3)), int(rng.integers(0, 4))) for _ in range(rng.integers(1, 4))))


HOLES = Exercise(
    id="2.4-2",
    entry="betti",
    signature="betti(triangles)",
    returns=Returns("whole", (3,)),
    cases=(
        Case.call(np.array([[2, 0, 1]]), pieces=((0, 1),)),
        Case.call(np.array([[0, 1, 2], [3, 1, 0], [2, 3, 0], [1, 3, 2]]), pieces=((0, 0),)),
        Case.call(np.array(_ring_mesh(3, 3)), pieces=((1, 0),)),
        surfaces(np.random.default_rng(243), (1, 2)),
        surfaces(np.random.default_rng(244), (2, 0), (0, 3)),
        surfaces(np.random.default_rng(245), (0, 0), (0, 0), (1, 1)),
    ),
    fresh=some_surface,
    properties=tuple(
        Property(name, _miscount(k), tolerance=0.1, says=_miscounted(k))
        for k, name in enumerate(
            ("b₀ counts the pieces", "b₁ counts the loops that bound nothing", "b₂ counts the closed pieces")
        )
    ),
    mistakes=(
        Mistake(
            "b₁ is too small by the number of closed pieces, as when b₂ is left out of b₀ − b₁ + b₂ = V − E + F.",
            _counted_as(lambda pieces, a, b, c: (a, b - c, c)),
        ),
        Mistake(
            "The three are in reverse order: these are the relative ones, or b₂, b₁, b₀.",
            _counted_as(lambda pieces, a, b, c: (c, b, a)),
        ),
        Mistake("All surfaces are taken for one piece.", _counted_as(lambda pieces, a, b, c: (1, b, c))),
        Mistake("All surfaces are taken for closed ones of one piece.", _counted_as(lambda p, a, b, c: (1, b, 1))),
        Mistake(
            "All surfaces are taken for closed ones of one piece.",
            _counted_as(lambda pieces, a, b, c: (1, 2 - (a - b + c), 1)),
        ),
        Mistake(_OTHER_NAMES, _with_other_names(lambda others, a, b, c: (a + others, b, c))),
        Mistake(_OTHER_NAMES, _with_other_names(lambda others, a, b, c: (a, b - others, c))),
        Mistake(
            "Each cut counts as a loop; but the rim of the last is what the rims of the others add up to.",
            _counted_as(lambda pieces, a, b, c: (a, sum(2 * g + cuts for g, cuts in pieces), c)),
        ),
        Mistake(
            "A handle counts once; it has two loops, one along it and one round it.",
            _counted_as(lambda pieces, a, b, c: (a, sum(g + max(cuts - 1, 0) for g, cuts in pieces), c)),
        ),
    ),
    hints=(
        "Sort the corners of each triangle; then its edges, and their signs in the boundary, are those of 2.3.",
        "bₖ is the number of k-simplices less the ranks of the matrices before and after: np.linalg.matrix_rank.",
    ),
    forbids=("physdl.forms",),
)

# ---- 2.4-3 ---------------------------------------------------------------------------------------------------------


def _bends(k, h):
    """Return what second differences in space make of the wave, added up."""
    return float(np.sum((2 * np.sin(np.asarray(k) * h / 2) / h) ** 2))


def _unlike_neighbours(trial):
    """Return how far the three moments are from agreeing with the neighbours in space, relative to these."""
    k, h, dt = trial.arguments
    wanted = _bends(k, np.asarray(h))
    found = (2 * np.sin(trial.result * dt / 2) / dt) ** 2
    return float(abs(found - wanted) / (wanted if wanted > 0 else 1.0))


def _outside(trial):
    """Return how far the frequency is from the strip in which it is asked for, in units of π/Δt."""
    w, dt = trial.result, trial.arguments[2]
    out = max(0.0, -w.real, w.real - np.pi / dt, -w.imag)
    return float(out * dt / np.pi)


def _wave_once(change):
    return lambda trial: _unlike_neighbours(altered(trial, change)) < 1e-7


def _wave_law(law):
    """Return the test that the square of a half-angle's sine obeys another law: law(sine, k, h, dt) = 0, relative."""
    shows = lambda trial: bool(law(trial.result, *trial.arguments) < 1e-7)  # noqa: E731
    return mends(_unlike_neighbours, shows, 1e-9)


def _few_digits(trial):
    """Return whether the equation holds but for digits that a long wave has lost."""
    k, h, dt = trial.arguments
    off = _unlike_neighbours(trial)
    return off <= 1e-9 or (off < 1e-6 and dt**2 * _bends(k, np.asarray(h)) < 1e-6)


def any_wave(rng, d=None, steps=None):
    """Return the case of a wave, of a step below the limit or beyond it."""
    d = int(rng.integers(1, 4)) if d is None else d
    h = rng.uniform(0.2, 2, d)
    k = rng.uniform(-1, 1, d) * np.pi / h
    dt = (rng.uniform(0.1, 1.6) if steps is None else steps) / np.sqrt(np.sum(h**-2.0))
    return Case.call(k, h, float(dt))


def shortest(h, steps):
    """Return the case of the shortest wave of a grid."""
    h = np.asarray(h, dtype=float)
    return Case.call(np.pi / h, h, float(steps / np.sqrt(np.sum(h**-2.0))))


_COMPLEX = "ω may be complex where the step is longer than the Courant limit, and is real elsewhere"

WAVES = Exercise(
    id="2.4-3",
    entry="scheme_frequency",
    signature="scheme_frequency(k, h, dt)",
    returns=Returns("complex"),
    cases=(
        Case.call(np.array([1.0, 0.5]), np.array([0.5, 0.4]), 0.25),
        Case.call(np.array([2.0, -1.0, 0.5]), np.array([0.5, 1.0, 2.0]), 0.3),
        Case.call(np.array([0.0, 0.0]), np.array([0.5, 0.4]), 0.25),
        Case.call(np.array([1e-4]), np.array([1.0]), 0.5),
        shortest([0.5, 0.4], 0.9),
        shortest([1.0, 1.0, 2.0], 1.2),
        shortest([0.5], 3.0),
    ),
    fresh=any_wave,
    properties=(
        Property(
            "three moments of the wave agree with its neighbours in space",
            _unlike_neighbours,
            tolerance=1e-9,
            near=1e-7,
            says="Relative to the differences in space, those in time are off by {error}.",
        ),
        Property(
            "it is the frequency that was asked for: 0 ≤ Re ω ≤ π/Δt, and Im ω ≥ 0",
            _outside,
            tolerance=1e-9,
            near=1e-7,
            says="It lies outside by {error} π/Δt.",
        ),
    ),
    mistakes=(
        Mistake(
            "This is nature's frequency, |k|; the grid's is another.",
            _wave_law(lambda w, k, h, dt: abs(w - np.linalg.norm(k)) / max(np.linalg.norm(k), 1e-9)),
        ),
        Mistake(
            "This is the frequency of a grid in space alone: time goes in steps as well.",
            _wave_law(lambda w, k, h, dt: abs(w - np.sqrt(_bends(k, h))) / max(np.sqrt(_bends(k, h)), 1e-9)),
        ),
        Mistake("Half of it is missing: ω Δt/2 is the angle whose sine you know.", _wave_once(lambda w, *c: 2 * w)),
        Mistake("It is too large by a factor of 2.", _wave_once(lambda w, *c: w / 2)),
        Mistake("This is ω Δt; divide by Δt.", _wave_once(lambda w, k, h, dt: w / dt)),
        Mistake(
            "The sines are added before they are squared.",
            _wave_law(
                lambda w, k, h, dt: (
                    abs(np.sin(w * dt / 2) ** 2 - (dt * np.sum(np.sin(k * h / 2) / h)) ** 2)
                    / max(dt**2 * _bends(k, h) / 4, 1e-18)
                )
            ),
        ),
        Mistake(
            "This is the frequency for differences in time and derivatives in space: space goes in steps as well.",
            _wave_law(
                lambda w, k, h, dt: (
                    abs(np.sin(w * dt / 2) ** 2 - dt**2 * np.sum(k**2) / 4) / max(dt**2 * np.sum(k**2) / 4, 1e-18)
                )
            ),
        ),
        Mistake(
            "A long wave has lost digits. If you take 1 − cos of a small angle, take 2 sin² of its half.",
            mends(_unlike_neighbours, _few_digits, 1e-9),
            rounding=True,
        ),
    ),
    hints=(
        "Put e^{i(kx − ωt)} into the second differences. Along each axis they give −(2 sin(k h/2)/h)² times the wave.",
        "arcsin of a number beyond 1 is π/2 + i arccosh of it; np.emath.arcsin knows that, up to the sign of the i.",
    ),
    forbids=("physdl.forms",),
    undefined=f"np.arcsin, np.arccos, np.arccosh or np.sqrt outside of what it takes: {_COMPLEX}; or 0/0, where k = 0.",
    stops={"ValueError": f"If math.asin, math.acos, math.acosh or math.sqrt got what it does not take: {_COMPLEX}."},
)

# ---- 2.4-4 ---------------------------------------------------------------------------------------------------------


def _outflow(phi, h, weights=None):
    """Return the flux out of the dual cell of each vertex inside."""
    total = np.zeros(tuple(n - 2 for n in phi.shape))
    for axis in range(phi.ndim):
        weight = np.prod(h) / h[axis] ** 2 if weights is None else weights[axis]
        inner = tuple(slice(None) if i == axis else slice(1, -1) for i in range(phi.ndim))
        total -= weight * np.diff(phi[inner], 2, axis=axis)
    return total


def _inside(array):
    return array[(slice(1, -1),) * array.ndim]


def _unaccounted(trial, weights=None):
    """Return how far the flux out of a cell is from its charge, relative to the largest inside, or else on a wall."""
    charge, h = trial.arguments
    off = _outflow(trial.result, np.asarray(h), weights) - _inside(charge)
    return float(np.max(np.abs(off)) / (np.max(np.abs(_inside(charge))) or np.max(np.abs(charge))))


def _flux_off(trial):
    where = "inside" if np.any(_inside(trial.arguments[0])) else "on the walls"
    return f"Relative to the largest charge {where}, a flux is off by {_unaccounted(trial):.2g}."


def _on_walls(trial):
    """Return the largest potential on the walls, relative to the largest inside."""
    phi = np.abs(trial.result)
    inside = np.max(_inside(phi))
    walls = phi.copy()
    _inside(walls)[...] = 0
    return float(np.max(walls) / inside) if np.any(walls) else 0.0


def _charged_once(change):
    return lambda trial: _unaccounted(altered(trial, change)) < 1e-6


def charges(rng, shape, spread=None):
    """Return the case of some charges in a box."""
    charge = np.zeros(shape)
    inside = _inside(charge)
    for _ in range(spread or 3):
        inside[tuple(int(rng.integers(n)) for n in inside.shape)] += rng.normal()
    return Case.call(charge, rng.uniform(0.3, 2, len(shape)))


def _full(rng, shape):
    charge = rng.normal(size=shape)
    return Case.call(charge, rng.uniform(0.3, 2, len(shape)))


_WALLS = np.pad(np.zeros((3, 2)), 1, constant_values=1.0)
_ONE = np.zeros((3, 3))
_ONE[1, 1] = 2.0
_PAIR = np.zeros((7, 5))
_PAIR[2, 2], _PAIR[4, 2] = 1.0, -1.0

BOX = Exercise(
    id="2.4-4",
    entry="potential",
    signature="potential(charge, h)",
    returns=Returns("real", lambda charge, h: np.shape(charge)),
    cases=(
        Case.call(_ONE, np.array([0.5, 2.0])),
        Case.call(_PAIR, np.array([0.5, 0.25])),
        Case.call(_WALLS, np.array([0.5, 0.8])),
        charges(np.random.default_rng(246), (5, 4, 6)),
        charges(np.random.default_rng(247), (3, 20)),
        _full(np.random.default_rng(248), (12, 9)),
        charges(np.random.default_rng(249), (30, 30)),
    ),
    fresh=lambda rng: [charges(rng, (8, 11)), charges(rng, (6, 5, 4), 5)],
    properties=(
        Property(
            "out of each cell inside comes the flux of its charge",
            _unaccounted,
            tolerance=1e-9,
            near=1e-7,
            says=_flux_off,
        ),
        Property(
            "it is 0 on the walls",
            _on_walls,
            tolerance=1e-12,
            near=1e-10,
            says="Relative to the largest potential inside, {error} is found on a wall.",
        ),
    ),
    mistakes=(
        Mistake("The sign is turned round: a positive charge alone makes φ positive.", _charged_once(lambda p, *c: -p)),
        Mistake("This is half of the potential.", _charged_once(lambda p, *c: 2 * p)),
        Mistake("This is twice the potential.", _charged_once(lambda p, *c: p / 2)),
        Mistake(
            "The charges are taken for densities: a vertex's charge is that of its whole cell.",
            _charged_once(lambda p, q, h: p / np.prod(h)),
        ),
        Mistake(
            "The charges were divided by the cell's size: these weights belong to whole cells, and so do the charges.",
            _charged_once(lambda p, q, h: p * np.prod(h)),
        ),
        Mistake(
            "All edges have the weight 1: the star of an edge is the area across it over its length.",
            mends(_unaccounted, lambda trial: _unaccounted(trial, np.ones(trial.result.ndim)) < 1e-6, 1e-9),
        ),
        Mistake(
            "The weights are areas alone: the star of an edge has its length below.",
            mends(
                _unaccounted,
                lambda trial: _unaccounted(trial, np.prod(trial.arguments[1]) / trial.arguments[1]) < 1e-6,
                1e-9,
            ),
        ),
        Mistake(
            "The weights have lengths above and areas below: it is the other way round.",
            mends(
                _unaccounted,
                lambda trial: _unaccounted(trial, trial.arguments[1] ** 2 / np.prod(trial.arguments[1])) < 1e-6,
                1e-9,
            ),
        ),
        Mistake(
            "The last digits are missing. If you iterate, go on for longer; if you use single precision, use double.",
            mends(_unaccounted, lambda trial: _unaccounted(trial) < 1e-3 and _on_walls(trial) <= 1e-10, 1e-9),
            rounding=True,
        ),
    ),
    hints=(
        "Number the vertices inside. The flux from a vertex to its neighbour along axis i is (φ − φ′) ∏h / hᵢ².",
        "With second differences Dᵢ, np.kron makes the whole matrix of them; 900 unknowns are few for solve.",
    ),
    forbids=("physdl.forms",),
    undefined="If you iterate: where no vertex inside is charged, nothing is left to begin with, and a ratio of what "
    "is left is 0/0.",
    stops={"LinAlgError": "If the matrix is singular: the edges to the walls count at a vertex, too."},
)

EXERCISES = (NETWORK, HOLES, WAVES, BOX)
READ_BY_HAND = ("2.4-5",)
