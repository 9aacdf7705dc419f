"""Public checks of the exercises of lesson 0.1, Units and arrays.

Each answer is put into what it must satisfy; differences and counting replace the formulas that are asked for.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, gives, relative, slopes

_OWN_WORK = ("physdl.action.units",)

# Rows are time, length, mass; columns are the quantities named beside.
_PENDULUM = np.array([[1, 0, -2, 0], [0, 1, 1, 0], [0, 0, 0, 1]])  # period, length, gravity, mass
_SPRING = np.array([[-2, 0, -2], [1, 1, 0], [1, 0, 1]])  # force, displacement, stiffness
_WALK = np.array([[0, 1, -1], [1, 0, 1], [0, 0, 0]])  # distance, time, speed
_ENERGY = np.array([[-2, 0, -2, -2], [1, 1, 0, 2], [1, 0, 1, 1]])  # force, displacement, stiffness, energy
_STANDARDS = np.array([[-2, 0, 1], [1, 1, 0], [1, 0, 0]])  # force, length, time
_DRAG = np.array([[-2, -1, 0, 0, -1], [1, 1, 1, -3, -1], [1, 0, 0, 1, 1]])  # force, speed, size, density, viscosity


def _count_off(trial):
    return abs(trial.result - trial.facts["groups"]) if "groups" in trial.facts else 0.0


def _say_count(trial):
    name, quantities = trial.facts.get("name", "one system"), trial.arguments[0].shape[1]
    said = f"For {name} ({quantities} quantities) you return {trial.result}"
    if "name" not in trial.facts:
        return f"{said}."
    groups = trial.facts["groups"]
    return f"{said}; there {'is' if groups == 1 else 'are'} {groups or 'none'}."


def _steps_off(trial):
    """Return by how much the changes from call to call differ from those that must follow."""
    return float(np.max(np.abs(np.diff(trial.results) - trial.facts["steps"]))) if "steps" in trial.facts else 0.0


def with_redundancy(matrix):
    """Return the case of a matrix, the same with a row that says nothing new, and with a quantity that is a product."""
    more_rows = np.vstack([matrix, matrix.sum(axis=0)])
    more_columns = np.column_stack([matrix, matrix[:, 0] + matrix[:, -1]])
    return Case(((matrix,), (more_rows,), (more_columns,)), {"steps": [0, 1]})


GROUPS = Exercise(
    id="0.1-1",
    entry="groups_left",
    signature="groups_left(dimensions)",
    returns=Returns("whole"),
    cases=(
        Case.call(_SPRING, groups=1, name="the spring"),
        Case.call(_PENDULUM, groups=1, name="the pendulum"),
        Case.call(_ENERGY, groups=2, name="force, displacement, stiffness and energy of a spring"),
        Case.call(_WALK, groups=1, name="distance, time and speed"),
        Case.call(_STANDARDS, groups=0, name="force, length and time"),
        Case.call(_DRAG, groups=2, name="the drag on a body in a viscous fluid"),
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


# Columns are the gravitational constant, Planck's constant and the speed of light.
_PLANCK = np.array([[-2, -1, -1], [3, 2, 1], [-1, 1, 0]])
# Columns are a liquid's density, its surface tension and a time.
_DROP = np.array([[0, -2, 1], [-3, 0, 0], [1, 1, 0]])

EXPONENTS = Exercise(
    id="0.1-2",
    entry="exponents",
    signature="exponents(target, dimensions)",
    returns=Returns("real", lambda target, dimensions: (len(target),)),
    cases=(
        Case.call(np.array([0, 1, 0]), _PLANCK),
        Case.call(np.array([1, 0, 0]), _PLANCK),
        Case.call(np.array([-2, 2, 1]), _PLANCK),
        Case.call(np.array([0, 1, 0]), _DROP),
        Case.call(np.array([-2, 2, 1]), _DROP),
    ),
    properties=(
        Property(
            "the product of powers has the dimension of the target",
            _units_off,
            tolerance=1e-9,
            near=1e-2,
            says="The exponents of the base dimensions are off by {error}.",
        ),
    ),
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
            "Your exponents are whole numbers; nature asks for halves and thirds here.",
            lambda t: bool(np.all(t.result == np.round(t.result))),
        ),
        Mistake(
            "You round to halves; the size of a drop asks for thirds.",
            lambda t: bool(np.all(2 * t.result == np.round(2 * t.result))),
        ),
    ),
    hints=(
        "The logarithm of a product of powers is a sum. Write one equation for each base dimension.",
        "Three equations, three unknowns; the matrix is the one you were given.",
    ),
    forbids=_OWN_WORK,
)

# Read by G. I. Taylor (Proc. R. Soc. A 201, 175, 1950, table 1) off published pictures: milliseconds and metres.
_FIREBALL = np.array(
    [[0.94, 36.3], [1.93, 48.7], [3.26, 59.0], [4.61, 67.3], [15.0, 106.5], [25.0, 130.0], [62.0, 185.0]]
)


def pictures(times, energy, density, errors=1.0):
    """Return the radii that Taylor's law gives, each misread by its factor in `errors`."""
    return (energy * times**2 / density) ** 0.2 * errors


def _energy_off(trial):
    return abs(trial.result[0] / trial.facts["energy"] - 1) if "energy" in trial.facts else 0.0


def _scaling_off(trial):
    if "factors" not in trial.facts:
        return 0.0
    energies = np.array([energy for energy, _ in trial.results])
    return relative(energies[1:] / energies[0], np.array(trial.facts["factors"]))


def _error_off(trial):
    """Return by which fraction the standard error is wrong, or changes where only the scale does."""
    errors = np.array([error for _, error in trial.results])
    return relative(errors, trial.facts.get("error", errors[0])) if np.all(errors > 0) else np.inf


def scaled(times, radii, density):
    """Return the case of a set of pictures, then with all radii doubled, all times doubled, the density doubled."""
    calls = (
        (times, radii, density),
        (times, 2 * radii, density),
        (2 * times, radii, density),
        (times, radii, 2 * density),
    )
    return Case(calls, {"factors": [32.0, 0.25, 2.0]})


_T = np.array([1e-3, 4e-3, 9e-3, 25e-3])
_MISREAD = np.array([1.1, 1 / 1.1, 1 / 1.05, 1.05])
_MISREAD_ERROR = 0.21856073234928  # the standard error that these four factors cause
_KILOTON = 4.184e12
_LN10 = np.log(10)


def _each(times, radii, density):
    return density * radii**5 / times**2


def _free_slope(times, radii, density):
    return density * np.exp(5 * np.polyfit(np.log(times), np.log(radii), 1)[1])


def _energy_is(wrong, rtol=1e-6):
    """Return the test that every energy is what `wrong(times, radii, density)` would give."""
    return lambda t: all(abs(r[0] / wrong(*c) - 1) <= rtol for c, r in zip(t.calls, t.results, strict=True))


def _error_is(wrong):
    """Return the test that the energy is right and the error what `wrong(error, pictures, energy)` makes of it."""

    def shows(trial):
        if "error" not in trial.facts:
            return True
        energy, error = trial.facts["energy"], trial.facts["error"]
        expected = wrong(error, len(trial.arguments[0]), energy)
        return abs(trial.result[0] / energy - 1) < 1e-6 and abs(trial.result[1] / expected - 1) < 1e-6

    return shows


def _energy_becomes(wrong):
    """Return the test that the energy is what `wrong(energy)` makes of the true one, wherever that is known."""
    return lambda t: "energy" not in t.facts or abs(t.result[0] / wrong(t.facts["energy"]) - 1) < 0.01


BLAST = Exercise(
    id="0.1-3",
    entry="blast_energy",
    signature="blast_energy(times, radii, density)",
    returns=(Returns("real"), Returns("real")),
    cases=(
        Case.call(_T, pictures(_T, 8e13, 1.2, _MISREAD), 1.2, energy=8e13, error=_MISREAD_ERROR),
        scaled(1e-3 * _FIREBALL[:, 0], _FIREBALL[:, 1], 1.25),
    ),
    properties=(
        Property(
            "readings that err by equal factors up and down cancel, and the energy of the pictures comes back",
            _energy_off,
            tolerance=1e-9,
            near=0.05,
            says="It is off by a fraction {error}.",
        ),
        Property(
            "twice the radii mean 32 times the energy, twice the times a quarter, twice the density twice as much",
            _scaling_off,
            tolerance=1e-9,
            near=0.05,
            says="One of these ratios is off by a fraction {error}.",
        ),
        Property(
            "the standard error of ln E is that of the pictures' scatter, which no change of units touches",
            _error_off,
            tolerance=1e-9,
            near=1e-2,
            says="It is off by a fraction {error}.",
        ),
    ),
    mistakes=(
        Mistake(
            "This is the arithmetic mean. A radius misread by 10 % changes its energy by 61 % upwards, 38 % downwards: "
            "average where errors are symmetric.",
            _energy_is(lambda t, r, d: np.mean(_each(t, r, d))),
        ),
        Mistake(
            "You let the slope be fitted too. Dimensions have fixed it: only the height of the line is unknown.",
            _energy_is(_free_slope),
        ),
        Mistake("Only the first picture is used.", _energy_is(lambda t, r, d: _each(t, r, d)[0])),
        Mistake("Only the last picture is used.", _energy_is(lambda t, r, d: _each(t, r, d)[-1])),
        Mistake(
            "The power of the time is turned round: at a given radius, a later picture means less energy.",
            _energy_is(lambda t, r, d: np.exp(np.mean(np.log(d * r**5 * t**2)))),
        ),
        Mistake("The energy is in kilotons; joules are asked for.", _energy_becomes(lambda e: e / _KILOTON)),
        Mistake(
            "The formula is upside down: this is one over the energy.",
            _energy_becomes(lambda e: 1 / e),
        ),
        Mistake(
            "Two kinds of logarithm are mixed: np.exp undoes np.log, 10** undoes np.log10.",
            lambda t: any(_energy_becomes(wrong)(t) for wrong in (lambda e: e ** (1 / _LN10), lambda e: e**_LN10)),
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
            _error_is(lambda error, n, energy: error / _LN10),
        ),
        Mistake("This error is in joules; that of ln E is asked for, a fraction.", _error_is(lambda s, n, e: s * e)),
    ),
    hints=(
        "Each picture gives an energy of its own. How do errors of the radius act on it: by adding or by multiplying?",
        "Errors that multiply become errors that add once you take logarithms: each picture gives one ln E.",
    ),
)


def _potential(positions, masses, kind):
    energy = 0.0
    for i in range(len(masses)):
        for j in range(i):
            distance = np.linalg.norm(positions[i] - positions[j])
            energy += masses[i] * masses[j] * (-1 / distance if kind == "gravity" else np.log(distance))
    return energy


def _force(positions, masses, kind="gravity"):
    """Return minus the differences of the potential energy, of fourth order."""
    return -slopes(lambda x: _potential(x, masses, kind), positions, h=1e-3)


def _clouds(trial):
    """Yield each cloud of each call with its masses and the accelerations returned for it."""
    for (positions, masses), result in zip(trial.calls, trial.results, strict=True):
        for place in np.ndindex(positions.shape[:-2]):
            yield positions[place], masses, result[place]


def _acceleration_off(trial):
    return max(relative(a, _force(x, m) / m[:, None]) for x, m, a in _clouds(trial))


def _momentum(trial):
    return max(float(np.max(np.abs(m @ a)) / np.sum(m[:, None] * np.abs(a))) for _, m, a in _clouds(trial))


def _matches(rule):
    return lambda trial: all(relative(a, rule(x, m)) < 1e-5 for x, m, a in _clouds(trial))


def _cloud(*shape):
    return np.random.default_rng(7).normal(size=shape), np.random.default_rng(8).uniform(0.5, 2.0, shape[-2])


PULL = Exercise(
    id="0.1-4",
    entry="accelerations",
    signature="accelerations(positions, masses)",
    returns=Returns("real", lambda positions, masses: positions.shape),
    cases=(Case.call(*_cloud(2, 3)), Case.call(*_cloud(5, 2)), Case.call(*_cloud(2, 3, 4, 3))),
    properties=(
        Property(
            "mass times acceleration is minus the slope of the potential energy",
            _acceleration_off,
            tolerance=1e-6,
            near=2e-2,
            says="They differ by a fraction {error}.",
        ),
        Property("all forces together are zero (Newton's third law)", _momentum, tolerance=1e-10, near=1e-4),
    ),
    mistakes=(
        Mistake("The sign is turned round: gravity attracts.", _matches(lambda x, m: -_force(x, m) / m[:, None])),
        Mistake("These are forces; an acceleration does not depend on the body's own mass.", _matches(_force)),
        Mistake(
            "The pull falls as 1/r here: the vector between two bodies has length r already, so divide it by r³.",
            _matches(lambda x, m: _force(x, m, "flat") / m[:, None]),
        ),
        Mistake(
            "The body's own mass stands where the mass of the one that pulls belongs.",
            _matches(lambda x, m: _force(x, np.ones_like(m)) * m[:, None]),
        ),
    ),
    hints=(
        "positions[..., :, None, :] and positions[..., None, :, :] broadcast to all pairs: which shape?",
        "A body is at distance zero from itself. Let that pair contribute nothing before you divide.",
    ),
    undefined="It is the body's own pair, 0/0: nobody pulls itself, so take that pair out before you divide.",
)

EXERCISES = (GROUPS, EXPONENTS, BLAST, PULL)
READ_BY_HAND = ("0.1-5",)
