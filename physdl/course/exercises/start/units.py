"""Public checks of the exercises of lesson 0.1, Units and arrays.

Each answer is put into what it must satisfy, or its calls are held against each other: pictures with and without one of
them, many bodies and each pair of them. Where a number must be known, the case is built so that it is.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, mends, relative

_OWN_WORK = ("physdl.action.units",)

# Rows are time, length, mass; columns are the quantities named beside.
_PENDULUM = np.array([[1, 0, -2, 0], [0, 1, 1, 0], [0, 0, 0, 1]])  # period, length, gravity, mass
_SPRING = np.array([[-2, 0, -2], [1, 1, 0], [1, 0, 1]])  # force, displacement, stiffness
_WALK = np.array([[0, 1, -1], [1, 0, 1], [0, 0, 0]])  # distance, time, speed
_STANDARDS = np.array([[-2, 0, 1], [1, 1, 0], [1, 0, 0]])  # force, length, time
_DRAG = np.array([[-2, -1, 0, 0, -1], [1, 1, 1, -3, -1], [1, 0, 0, 1, 1]])  # force, speed, size, density, viscosity
_LEVER = np.array([[-2, -2, 0, 0], [1, 1, 1, 1], [1, 1, 0, 0]])  # two forces, two arms
_ANGLES = np.zeros((3, 2), dtype=int)
_FALL = np.array([[0, -2, 1], [1, 1, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]])  # height, gravity, time; also current, heat
_TURBULENCE = np.array([[-3, -6], [2, 4], [0, 0]])  # what a flow dissipates in a second and a kilogram, and its square


def _count_off(trial):
    return abs(trial.result - trial.facts["groups"]) if "groups" in trial.facts else 0.0


def _say_count(trial):
    name, (rows, quantities) = trial.facts.get("name", "a system drawn anew"), trial.arguments[0].shape
    groups = trial.facts["groups"]
    said = f"For {name} ({quantities} quantities, {rows} rows) you return {trial.result}"
    return f"{said}; there {'is' if groups == 1 else 'are'} {groups or 'none'}."


def _steps_off(trial):
    """Return by how much the changes from call to call differ from those that must follow."""
    return float(np.max(np.abs(np.diff(trial.results) - trial.facts["steps"]))) if "steps" in trial.facts else 0.0


def with_redundancy(matrix):
    """Return the case of a matrix, the same with a row that says nothing new, and with a quantity that is a product."""
    more_rows = np.vstack([matrix, matrix.sum(axis=0)])
    more_columns = np.column_stack([matrix[:, 0] + matrix[:, -1], matrix])
    return Case(((matrix,), (more_rows,), (more_columns,)), {"steps": [0, 1]})


def system(rng, independent, rows, groups):
    """Return the case of a system with `groups` groups, all of whose `rows` follow from `independent` ones.

    Each quantity and each base dimension of an independent few stands in the matrix, the others are products of them.
    Some base dimensions occur in squares or cubes alone, so that whole-number arithmetic does not reach the rank.
    """
    said = np.vstack([np.eye(independent, dtype=int), rng.integers(-2, 3, (rows - independent, independent))])
    said *= rng.integers(1, 4, independent)
    made = np.column_stack([np.eye(independent, dtype=int), rng.integers(-2, 3, (independent, groups))])
    matrix = rng.permutation(rng.permutation(said) @ made, axis=1)
    return Case.call(matrix, groups=int(groups))


def systems(rng):
    """Return the cases of systems of general size, with no group up to four."""
    sizes = zip(rng.integers(1, 5, 5), rng.integers(0, 4, 5), range(5), strict=True)
    return [system(rng, independent, independent + more, groups) for independent, more, groups in sizes]


GROUPS = Exercise(
    id="0.1-1",
    entry="groups_left",
    signature="groups_left(dimensions)",
    returns=Returns("whole"),
    cases=(
        Case.call(_SPRING, groups=1, name="the spring"),
        Case.call(_PENDULUM, groups=1, name="the pendulum"),
        Case.call(_WALK, groups=1, name="distance, time and speed"),
        Case.call(_STANDARDS, groups=0, name="force, length and time"),
        Case.call(_DRAG, groups=2, name="the drag on a body in a viscous fluid"),
        Case.call(_LEVER, groups=2, name="the two forces and the two arms of a lever"),
        Case.call(_FALL, groups=1, name="height, gravity and time of a fall"),
        Case.call(_TURBULENCE, groups=1, name="what a flow dissipates and the square of it"),
        Case.call(np.vstack([_WALK[:2], _WALK[:1]]), groups=1, name="a walk with the row of time written twice"),
        Case.call(_ANGLES, groups=2, name="two angles"),
        Case.call(np.column_stack([_ANGLES[:, 0], _PENDULUM]), groups=2, name="a pendulum and how far it swings"),
        Case.call(_WALK[:1], groups=2, name="three quantities and time as the base dimension"),
        with_redundancy(_DRAG),
    ),
    properties=(
        Property("the number of groups is right", _count_off, tolerance=0.5, says=_say_count),
        Property(
            "a base dimension that says nothing new changes nothing, a quantity made of others adds one group",
            _steps_off,
            tolerance=0.5,
            says="",
        ),
    ),
    fresh=systems,
    mistakes=(
        Mistake(
            "This is the number of independent dimensions, not of the groups that are left.",
            gives(np.linalg.matrix_rank),
        ),
        Mistake(
            "You subtract the number of rows. Rows may depend on each other: for force, displacement and stiffness "
            "mass and time come in one fixed combination.",
            gives(lambda m: m.shape[1] - m.shape[0]),
        ),
        Mistake(
            "You always subtract three. Count the dimensions that occur, and only as far as they are independent.",
            gives(lambda m: m.shape[1] - 3),
        ),
        Mistake(
            "You subtract the rows that are not zero; they need not be independent either.",
            gives(lambda m: m.shape[1] - np.count_nonzero(np.any(m != 0, axis=1))),
        ),
        Mistake(
            "You subtract one row less wherever rows depend on each other. There may be two of them that say nothing "
            "new, or three.",
            gives(lambda m: m.shape[1] - m.shape[0] + (np.linalg.matrix_rank(m) < m.shape[0])),
        ),
        Mistake(
            "You look at the first columns only, as many as there are rows. They may be dependent where later ones "
            "are not, as when an angle comes first.",
            gives(lambda m: m.shape[1] - np.linalg.matrix_rank(m[:, : m.shape[0]])),
        ),
        Mistake(
            "You count the entries on a diagonal that are not zero. A column without a pivot leaves its row to the "
            "next column: exchange them, or take a decomposition that does (singular values).",
            gives(lambda m: m.shape[1] - np.sum(np.abs(np.diag(np.linalg.qr(m)[1])) > 1e-9)),
        ),
    ),
    hints=(
        "A product of powers is dimensionless if its exponents solve a homogeneous linear system. Which one?",
        "The solutions form a space. What decides its dimension besides the number of unknowns?",
    ),
    forbids=_OWN_WORK,
)


def _units_off(trial):
    target, dimensions = trial.arguments
    return relative(dimensions @ trial.result, target)


def _rounded_to(fraction):
    """Return the test that exponents are multiples of a fraction and miss the target by no more than such rounding."""

    def shows(trial):
        target, dimensions = trial.arguments
        whole = np.all(trial.result / fraction == np.round(trial.result / fraction))
        reach = fraction / 2 * np.sum(np.abs(dimensions), axis=1)
        return bool(whole and np.all(np.abs(target - dimensions @ trial.result) <= reach + 1e-9))

    return shows


def constants(rng, size, most=0):
    """Return the case of so many constants from which every dimension can be made, and a target.

    At least one exponent is no fraction with a denominator up to `most`.
    """
    parts = np.arange(1, most + 1)[:, None]
    while True:
        matrix, target = rng.integers(-3, 4, (size, size)), rng.integers(-2, 3, size)
        if abs(np.linalg.det(matrix)) > 1.5 and np.linalg.cond(matrix) < 30 and np.any(target):
            times = parts * np.linalg.solve(matrix, target)
            if not np.all(np.any(np.abs(times - np.round(times)) < 1e-6, axis=0)):
                return Case.call(target, matrix)


# Columns are the gravitational constant, Planck's constant and the speed of light.
_PLANCK = np.array([[-2, -1, -1], [3, 2, 1], [-1, 1, 0]])
# Columns are a liquid's density, its surface tension and a time.
_DROP = np.array([[0, -2, 1], [-3, 0, 0], [1, 1, 0]])
# Columns are the energy of a blast, the density of the air and a time.
_BLAST = np.array([[-2, 0, 1], [2, -3, 0], [1, 1, 0]])
# Rows are time, length, mass, current; columns are G, c, the vacuum's permittivity and the charge of the electron.
_STONEY = np.array([[-2, -1, 4, 1], [3, 1, -3, 0], [-1, 0, -1, 0], [0, 0, 2, 1]])
# Rows are time and length; columns are gravity and a speed.
_WAVE = np.array([[-2, -1], [1, 1]])

EXPONENTS = Exercise(
    id="0.1-2",
    entry="exponents",
    signature="exponents(target, dimensions)",
    returns=Returns("real", lambda target, dimensions: (len(target),)),
    cases=(
        Case.call(np.array([0, 1, 0]), _PLANCK),
        Case.call(np.array([1, 0, 0]), _PLANCK),
        Case.call(np.array([-2, 2, 1]), _PLANCK),
        Case.call(np.array([0, 0, 0]), _PLANCK),
        Case.call(np.array([0, 1, 0]), _DROP),
        Case.call(np.array([-2, 2, 1]), _DROP),
        Case.call(np.array([0, 1, 0]), _BLAST),
        Case.call(np.array([0, 1, 0, 0]), _STONEY),
        Case.call(np.array([0, 1]), _WAVE),
        Case.call(np.array([1]), np.array([[-3]])),
    ),
    properties=(
        Property(
            "the product of powers has the dimension of the target",
            _units_off,
            tolerance=1e-9,
            near=1e-7,
            says="Counted in the largest exponent of the target, an exponent of the product is off by {error}.",
        ),
    ),
    fresh=lambda rng: constants(rng, rng.integers(4, 6), most=60),
    mistakes=(
        Mistake(
            "Rows and columns are exchanged: a column holds one quantity.",
            lambda t: relative(t.arguments[1].T @ t.result, t.arguments[0]) < 1e-6,
        ),
        Mistake(
            "All exponents have the wrong sign: this is the inverse of the target.",
            lambda t: relative(-t.arguments[1] @ t.result, t.arguments[0]) < 1e-6,
        ),
        Mistake(
            "This is the dimension of the product whose exponents are the target's. The other way round is asked: the "
            "exponents are unknown, the dimension is given.",
            gives(lambda target, dimensions: dimensions @ target),
        ),
        Mistake("Your exponents are whole numbers; nature asks for halves, thirds and fifths here.", _rounded_to(1)),
        Mistake("You round to halves; the size of a drop asks for thirds.", _rounded_to(1 / 2)),
    ),
    hints=(
        "The logarithm of a product of powers is a sum. Write one equation for each base dimension.",
        "As many equations as unknowns; the matrix is the one you were given.",
    ),
    forbids=_OWN_WORK,
    undefined="Does an elimination divide by a zero on the diagonal? Exchange rows before it does.",
)

# Read by G. I. Taylor (Proc. R. Soc. A 201, 175, 1950, table 1) off published pictures: milliseconds and metres.
_FIREBALL = np.array(
    [[0.94, 36.3], [1.93, 48.7], [3.26, 59.0], [4.61, 67.3], [15.0, 106.5], [25.0, 130.0], [62.0, 185.0]]
)


def pictures(times, energy, density, errors=1.0):
    """Return the radii that Taylor's law gives, each misread by its factor in `errors`."""
    return (energy * times**2 / density) ** 0.2 * errors


def left_out(times, radii, density):
    """Return the case of a set of pictures, and of the same without the first, without the second, …"""
    rest = [(np.delete(times, i), np.delete(radii, i), density) for i in range(len(times))]
    return Case(((times, radii, density), *rest), {"left out": True})


def scaled(times, radii, density):
    """Return the case of a set of pictures, then with all radii doubled, all times doubled, the density doubled."""
    calls = (
        (times, radii, density),
        (times, 2 * radii, density),
        (2 * times, radii, density),
        (times, radii, 2 * density),
    )
    return Case(calls, {"factors": [32.0, 0.25, 2.0]})


def explosion(rng, count):
    """Return the times, misread radii and density of an explosion that is drawn."""
    times = np.exp(rng.uniform(np.log(1e-4), np.log(0.1), count))
    energy, density = np.exp(rng.uniform(np.log(1e9), np.log(1e14))), rng.uniform(0.5, 1.5)
    return times, pictures(times, energy, density, np.exp(rng.normal(0, 0.1, count))), density


def _misread(call, energy):
    """Return the logarithms of the factors by which radii were misread, if that was the energy."""
    times, radii, density = call
    return np.log(radii / pictures(times, energy, density))


def _least_off(trial):
    """Return how far ln E is from where the sum of the squares has no slope."""
    return max(abs(5 * np.mean(_misread(c, r[0]))) for c, r in zip(trial.calls, trial.results, strict=True))


def _scaling_off(trial):
    if "factors" not in trial.facts:
        return 0.0
    energies = np.array([energy for energy, _ in trial.results])
    return float(np.max(np.abs(energies[1:] / energies[0] / trial.facts["factors"] - 1)))


def _spread(trial):
    """Return the standard error that the answer's own energies imply, as they change when one picture is left out.

    That is Tukey's jackknife, exact for a mean.
    """
    if "error" in trial.facts:
        return trial.facts["error"]
    if "left out" in trial.facts:
        rest = np.log([energy for energy, _ in trial.results[1:]])
        return np.sqrt((len(rest) - 1) * np.mean((rest - np.mean(rest)) ** 2))
    return trial.result[1]


def _error_off(trial):
    """Return by which fraction the standard error is wrong, or changes where only the scale does."""
    if "left out" in trial.facts or "error" in trial.facts:
        spread = _spread(trial)
        return abs(trial.result[1] - spread) / max(spread, 1e-3)
    errors = np.array([error for _, error in trial.results])
    return relative(errors, errors[0]) if np.all(errors > 0) else np.inf


def _say_error(trial):
    if not ("left out" in trial.facts or "error" in trial.facts):
        return "It is not positive, or it changes with the units."
    counted = f"For {len(trial.arguments[0])} pictures you return {trial.result[1]:.4g}"
    if "error" in trial.facts:
        return f"{counted}; their scatter gives {_spread(trial):.4g}."
    return f"{counted}; by what your energy changes when one of them is left out, it is {_spread(trial):.4g}."


def _energy_shows(slip):
    """Return the test that for every call `slip(call, energy, logarithms of the misreadings)` vanishes."""

    def shows(trial):
        pairs = zip(trial.calls, trial.results, strict=True)
        return all(abs(slip(c, r[0], _misread(c, r[0]))) < 1e-5 for c, r in pairs)

    return shows


def _error_is(wrong):
    """Return the test that the energy is right and the error what `wrong(error, pictures, energy)` makes of it."""

    def shows(trial):
        expected = wrong(_spread(trial), len(trial.arguments[0]), trial.result[0])
        known = "left out" in trial.facts or "error" in trial.facts
        return _least_off(trial) < 1e-5 and (not known or abs(trial.result[1] - expected) < 1e-5 * max(expected, 1e-3))

    return shows


_T = np.array([1e-3, 4e-3, 9e-3, 25e-3, 40e-3])
_KILOTON = 4.184e12

BLAST = Exercise(
    id="0.1-3",
    entry="blast_energy",
    signature="blast_energy(times, radii, density)",
    returns=(Returns("real"), Returns("real")),
    cases=(
        left_out(_T, pictures(_T, 8e13, 1.2, np.array([1.1, 0.97, 1.02, 0.9, 1.05])), 1.2),
        left_out(1e-3 * _FIREBALL[:, 0], _FIREBALL[:, 1], 1.25),
        scaled(1e-3 * _FIREBALL[:, 0], _FIREBALL[:, 1], 1.25),
        Case.call(_T[:2], pictures(_T[:2], 3e10, 1.1, np.exp([0.02, -0.02])), 1.1, error=0.1),
        Case.call(_T, pictures(_T, 8e13, 1.2), 1.2, error=0.0),
    ),
    properties=(
        Property(
            "twice the radii mean 32 times the energy, twice the times a quarter, twice the density twice as much",
            _scaling_off,
            tolerance=1e-6,
            near=1e-4,
            says="One of these ratios is off by a fraction {error}.",
        ),
        Property(
            "no other energy makes the squares of the errors of ln R smaller",
            _least_off,
            tolerance=1e-6,
            near=1e-4,
            says="ln E is off by {error}.",
        ),
        Property(
            "the standard error of ln E is that of the pictures' scatter, which no change of units touches",
            _error_off,
            tolerance=1e-6,
            near=1e-4,
            says=_say_error,
        ),
    ),
    fresh=lambda rng: [left_out(*explosion(rng, rng.integers(4, 9))), scaled(*explosion(rng, 6))],
    mistakes=(
        Mistake(
            "This is the arithmetic mean. A radius misread by a factor of 1.1 moves its energy up by 61 % or down by "
            "38 %: average where errors are symmetric.",
            _energy_shows(lambda c, e, u: np.mean(np.exp(5 * u)) - 1),
        ),
        Mistake(
            "You let the slope be fitted too. Dimensions have fixed it: only the height of the line is unknown.",
            lambda t: all(
                len(c[0]) < 3 or abs(np.polyfit(np.log(c[0]), _misread(c, r[0]), 1)[1]) < 1e-5
                for c, r in zip(t.calls, t.results, strict=True)
            ),
        ),
        Mistake("Only the first picture is used.", _energy_shows(lambda c, e, u: u[0])),
        Mistake("Only the last picture is used.", _energy_shows(lambda c, e, u: u[-1])),
        Mistake(
            "This is the median of the single energies. It lets equal factors cancel as well, but the squares are "
            "least somewhere else.",
            _energy_shows(lambda c, e, u: min(abs(np.median(u)), abs(np.median(np.exp(5 * u)) - 1))),
        ),
        Mistake(
            "This lies half-way between the smallest and the largest energy; the pictures between them count too.",
            _energy_shows(lambda c, e, u: np.max(u) + np.min(u)),
        ),
        Mistake(
            "You make the squares of the errors of R least, in metres. Then late pictures, whose radii are large, "
            "outweigh the others; a misreading is a factor, so compare logarithms.",
            _energy_shows(lambda c, e, u: np.mean((np.exp(u) - 1) * c[0] ** 0.8) / np.mean(c[0] ** 0.8)),
        ),
        Mistake(
            "The power of the time is turned round: at a given radius, a later picture means less energy.",
            _energy_shows(lambda c, e, u: np.mean(5 * u + 4 * np.log(c[0]))),
        ),
        Mistake(
            "The energy is in kilotons; joules are asked for.",
            _energy_shows(lambda c, e, u: np.maximum(0.0, abs(5 * np.mean(u) - np.log(_KILOTON)) - 0.01)),
        ),
        Mistake(
            "The formula is upside down: this is one over the energy.",
            _energy_shows(lambda c, e, u: 5 * np.mean(u) + 2 * np.log(e)),
        ),
        Mistake(
            "Two kinds of logarithm are mixed: np.exp undoes np.log, 10** undoes np.log10.",
            _energy_shows(
                lambda c, e, u: min(abs(5 * np.mean(u) / np.log(e) + 1 - f) for f in (np.log(10), 1 / np.log(10)))
            ),
        ),
        Mistake(
            "This is the scatter of single pictures. The mean of N pictures is better known than one of them.",
            _error_is(lambda error, n, energy: error * n**0.5),
        ),
        Mistake(
            "The scatter is divided by N; the mean was taken from the same pictures, so N − 1 are left (ddof=1).",
            _error_is(lambda error, n, energy: error * ((n - 1) / n) ** 0.5),
        ),
        Mistake(
            "This is the standard error of ln R. How does the energy follow the radius?",
            _error_is(lambda error, n, energy: error / 5),
        ),
        Mistake(
            "This is the standard error of the decimal logarithm; the natural one is asked for.",
            _error_is(lambda error, n, energy: error / np.log(10)),
        ),
        Mistake("This error is in joules; that of ln E is asked for, a fraction.", _error_is(lambda s, n, e: s * e)),
    ),
    hints=(
        "Each picture gives an energy of its own. How do errors of the radius act on it: by adding or by multiplying?",
        "Errors that multiply become errors that add once you take logarithms: each picture gives one ln E.",
    ),
)


def _pulls(trial):
    """Yield for each body of every call with two of them: its pull times r²/m towards the other and across, r, masses.

    The pull towards the other is counted in units of what the other's mass asks for, so it must be 1, and 0 across.
    """
    for (positions, masses), result in zip(trial.calls, trial.results, strict=True):
        if positions.shape[-2] != 2:
            continue
        for place in np.ndindex(positions.shape[:-2]):
            for own, other in ((0, 1), (1, 0)):
                apart = positions[place][other] - positions[place][own]
                r = np.linalg.norm(apart)
                towards = result[place][own] @ apart / r
                across = np.linalg.norm(result[place][own] - towards * apart / r)
                yield towards * r**2 / masses[other], across * r**2 / masses[other], r, masses[own], masses[other]


def _pair_off(trial):
    return max((max(abs(towards - 1), across) for towards, across, *_ in _pulls(trial)), default=0.0)


def _sum_off(trial):
    """Return how far the accelerations of many are from the sums of those of its pairs."""
    if "pairs" not in trial.facts:
        return 0.0
    total = np.zeros(trial.result.shape)
    for pair, result in zip(trial.facts["pairs"], trial.results[1:], strict=True):
        total[list(pair)] += result
    return relative(trial.result, total)


def _together_off(trial):
    """Return how far clouds computed together are from the same clouds one by one."""
    if "clouds" not in trial.facts:
        return 0.0
    alone = np.reshape(trial.results[1:], trial.result.shape)
    return relative(trial.result, alone)


def in_pairs(positions, masses):
    """Return the case of a cloud, and of all pairs of its bodies."""
    pairs = list(combinations(range(len(masses)), 2))
    calls = ((positions, masses), *((positions[list(pair)], masses[list(pair)]) for pair in pairs))
    return Case(calls, {"pairs": pairs})


def one_by_one(positions, masses):
    """Return the case of several clouds together, and of each of them alone."""
    places = np.ndindex(positions.shape[:-2])
    return Case(((positions, masses), *((positions[place], masses) for place in places)), {"clouds": True})


def cloud(rng, *shape, unit=1.0):
    """Return bodies that are not too close to each other: drawn around the places of a grid, and their masses."""
    size, d = shape[-2:]
    side = int(np.ceil(size ** (1 / d) - 1e-9)) + 1
    grid = np.stack(np.unravel_index(rng.permutation(side**d)[:size], (side,) * d), axis=-1)
    return unit * (2.0 * grid + rng.uniform(-0.6, 0.6, shape)), rng.uniform(0.3, 3.0, size)


def _pull_is(wrong):
    """Return the test that bodies are pulled along the line between them, by `wrong(r, own mass, other's mass)`."""

    def shows(trial):
        return all(
            across < 1e-6 and abs(towards - wrong(r, own, other)) < 1e-6 * (1 + abs(towards))
            for towards, across, r, own, other in _pulls(trial)
        )

    return shows


_SEED = np.random.default_rng(7)
_FOUR, _FIVE = cloud(_SEED, 4, 3), cloud(_SEED, 5, 2)

PULL = Exercise(
    id="0.1-4",
    entry="accelerations",
    signature="accelerations(positions, masses)",
    returns=Returns("real", lambda positions, masses: positions.shape),
    cases=(
        Case.call(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([2.0, 50.0])),
        in_pairs(*_FOUR),
        in_pairs(*_FIVE),
        in_pairs(np.array([[-2.0], [0.5], [3.0]]), np.array([1.0, 2.0, 0.5])),
        one_by_one(*cloud(_SEED, 2, 3, 2)),
        one_by_one(*cloud(_SEED, 2, 3, 4, 3)),
        in_pairs(np.array([[1.0, -2.0, 0.5]]), np.array([2.0])),
        in_pairs(1e-10 * _FOUR[0], _FOUR[1]),
    ),
    properties=(
        Property(
            "two bodies pull each other straight along the line between them, by the other's mass over r²",
            _pair_off,
            tolerance=1e-9,
            near=1e-7,
            says="A pull differs by a fraction {error}.",
        ),
        Property(
            "the pull of many is the sum of the pulls of each alone",
            _sum_off,
            tolerance=1e-9,
            near=1e-7,
            says="They differ by a fraction {error}.",
        ),
        Property(
            "clouds that are computed together move as each of them alone",
            _together_off,
            tolerance=1e-9,
            near=1e-7,
            says="They differ by a fraction {error}.",
        ),
    ),
    fresh=lambda rng: [
        in_pairs(*cloud(rng, rng.integers(3, 6), rng.integers(2, 4), unit=10 ** rng.uniform(-9, 9))),
        one_by_one(*cloud(rng, 2, *rng.integers([2, 3, 2], [4, 5, 4]))),
    ],
    mistakes=(
        Mistake("The sign is turned round: gravity attracts.", _pull_is(lambda r, own, other: -1)),
        Mistake(
            "These are forces; an acceleration does not depend on the body's own mass.",
            _pull_is(lambda r, own, other: own),
        ),
        Mistake(
            "The pull falls as 1/r here: the vector between two bodies has length r already, so divide it by r³.",
            _pull_is(lambda r, own, other: r),
        ),
        Mistake(
            "The body's own mass stands where the mass of the one that pulls belongs.",
            _pull_is(lambda r, own, other: own / other),
        ),
        Mistake("The masses are left out.", _pull_is(lambda r, own, other: 1 / other)),
        Mistake("Each pair is counted twice.", _pull_is(lambda r, own, other: 2)),
        Mistake(
            "The pull is too weak where two bodies are close. Is something added to the distance, or put in its place "
            "when it is small? Take a body's pair with itself out, and leave the others as they are.",
            mends(
                _pair_off,
                lambda t: all(
                    across < 1e-6 and (-1e-9 <= lost < 1e-2 if r > 1e-3 else 1e-2 < lost < 1 + 1e-9)
                    for lost, across, r in ((1 - towards, across, r) for towards, across, r, *_ in _pulls(t))
                ),
                tolerance=1e-9,
            ),
        ),
    ),
    hints=(
        "positions[..., :, None, :] and positions[..., None, :, :] broadcast to all pairs: which shape?",
        "A body is at distance zero from itself. Let that pair contribute nothing before you divide.",
    ),
    undefined="Is it the body's own pair, 0/0? Nobody pulls itself, so take that pair out before you divide.",
)

EXERCISES = (GROUPS, EXPONENTS, BLAST, PULL)
READ_BY_HAND = ("0.1-5",)
