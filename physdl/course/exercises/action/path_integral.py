"""Public checks of the exercises of lesson 1.7, Path integral.

Nothing here solves an exercise. A number of beads is tried, and one bead less; a kernel has to carry a bell; error bars
are held against series whose memory is known; and two energies are put into Schrödinger's equation, to see whether the
waves turn over just there.
"""

from __future__ import annotations

import numpy as np

from physdl.course.exercise import Case, Exercise, Mistake, Property, Returns, Trial, altered, mends

# ---- 1.7-1: how many beads ------------------------------------------------------------------------------------------


def _lack(beta, count):
    """Return which share of the quantum mean square a ring of so many beads lacks."""
    eps = beta / count
    ring = 1 / np.tanh(count * np.arcsinh(eps / 2)) / np.sqrt(4 + eps**2)
    return 1 - 2 * ring * np.tanh(beta / 2)


def _too_few(trial, lack=_lack):
    beta, share = trial.arguments
    return max(lack(beta, trial.result) / share - 1, 0.0) if trial.result >= 1 else np.inf


def _too_many(trial, lack=_lack):
    beta, share = trial.arguments
    return max(1 - lack(beta, trial.result - 1) / share, 0.0) if trial.result > 1 else 0.0


def _fits(trial, lack=_lack, more=0):
    """Return whether so many beads, and `more`, are just enough, measured by some lack."""
    moved = altered(trial, lambda count, *_: count + more)
    return trial.result + more >= 1 and _too_few(moved, lack) < 1e-6 and _too_many(moved, lack) < 1e-6


def _slip(**other):
    """Return the test that so many beads are just enough by another measure, and not by the right one."""
    return mends(lambda trial: max(_too_few(trial), _too_many(trial)), lambda trial: _fits(trial, **other))


def _differs(beta, count):
    """Return the lack in units of the valley, not as a share."""
    return _lack(beta, count) / np.tanh(beta / 2) / 2


def _estimate(beta, count):
    """Return the lack by the first term of its series in cold."""
    return (beta / count) ** 2 / 8


def _of_ring(beta, count):
    """Return what is lacking as a share of the ring's own mean square."""
    return 1 / (1 - _lack(beta, count)) - 1


def rings(rng):
    """Return the case of a ring from warm to cold, and an accuracy."""
    return Case.call(10 ** rng.uniform(-0.5, 2), 10 ** rng.uniform(-5, -1))


BEADS = Exercise(
    id="1.7-1",
    entry="beads",
    signature="beads(beta, share)",
    returns=Returns("whole"),
    cases=(
        Case.call(8.0, 0.01),
        Case.call(8.0, 0.5),
        Case.call(8.0, 0.9),
        Case.call(1, 0.001),
        Case.call(100.0, 1e-5),
        Case.call(0.3, 0.1),
    ),
    properties=(
        Property(
            "with so many beads the ring lacks no more than that share",
            _too_few,
            tolerance=1e-6,
            says="It lacks more.",
        ),
        Property(
            "with one bead less it would lack more than that",
            _too_many,
            tolerance=1e-6,
            says="One bead less would do.",
        ),
    ),
    # a warm ring of short slices and a cold one of long ones: there is no estimate that both follow
    fresh=lambda rng: [
        rings(rng),
        Case.call(10 ** rng.uniform(-0.3, 0.3), 10 ** rng.uniform(-5, -3)),
        Case.call(rng.uniform(60, 100), rng.uniform(0.02, 0.3)),
    ],
    mistakes=(
        Mistake("One bead less than it takes.", _slip(more=1)),
        Mistake("One bead more than it takes.", _slip(more=-1)),
        Mistake(
            "So many beads it takes for the difference itself to be that small; asked is its share of the quantum "
            "mean square.",
            _slip(lack=_differs),
        ),
        Mistake(
            "What lacks is taken as a share of the ring's own mean square; asked is its share of the quantum one.",
            _slip(lack=_of_ring),
        ),
        Mistake(
            "This follows the estimate ε²/8, which holds for cold rings of short slices only.",
            _slip(lack=_estimate),
        ),
    ),
    hints=(
        "Each wave of the ring, k turns round it, carries one over its stiffness; a bead's mean square is their mean. "
        "Or show that they add up to coth(P a)/√(4 + ε²) with sinh a = ε/2.",
        "The lack falls with every bead: double the number until it is small enough, then bisect.",
    ),
    forbids=("physdl.action.path_integral",),
    stops={"OutOfTime": "Thousands of beads one by one take long. The lack falls with each of them: bisect."},
)

# ---- 1.7-2: an arrow past its foci ----------------------------------------------------------------------------------

_Y = np.linspace(-9, 9, 721)


def _bell(x, t, q0):
    """Return at x the bell that started at rest at q0: its centre swings, and its phase falls by t/2."""
    q, p = q0 * np.cos(t), -q0 * np.sin(t)
    return np.pi**-0.25 * np.exp(-((x - q) ** 2) / 2 + 1j * p * (x - q / 2) - 0.5j * t)


def _carried(trial):
    """Return by how much the kernel misses the bell that it has to carry to each place, at worst."""
    q0, step = trial.facts["centre"], _Y[1] - _Y[0]
    start = _bell(_Y, 0.0, q0)
    pairs = zip(trial.calls, trial.results, strict=True)
    return max(abs(np.sum(kernel * start) * step - _bell(x, t, q0)) for (x, _, t), kernel in pairs)


def _turned(change):
    """Return the test that the bell is carried when each kernel is changed."""
    return mends(_carried, lambda trial: _carried(altered(trial, change)) < 1e-6)


def _foci(t):
    return np.floor(t / np.pi)


def _doubled(kernel, x, y, t):
    """Return the kernel with the sign of the product xy turned round."""
    return kernel * np.exp(-2j * x * y / np.sin(t))


def _counted(kernel, x, y, t):
    """Return the kernel with the root of each focus in the place of the principal one."""
    return kernel * np.sqrt(1j * np.sin(t)) / np.sqrt(abs(np.sin(t))) * np.exp(-0.25j * np.pi) * (-1j) ** _foci(t)


def swings(rng, halves=None):
    """Return the case of a kernel at one time, to three places."""
    halves = int(rng.integers(0, 13)) if halves is None else halves
    t = np.pi * (halves + rng.uniform(0.15, 0.85))
    return Case(
        tuple((x, _Y, t) for x in rng.uniform(-1.5, 1.5, 3)), {"centre": rng.choice([-1, 1]) * rng.uniform(0.3, 1.2)}
    )


ARROW = Exercise(
    id="1.7-2",
    entry="arrow",
    signature="arrow(x, y, t)",
    returns=Returns("complex", lambda x, y, t: (len(y),)),
    cases=(
        Case(((0.5, _Y, 1.0), (-1.0, _Y, 1.0)), {"centre": 1.0}),
        Case(((0.5, _Y, 5.0), (-1, _Y, 5)), {"centre": 1.0}),
        Case(((0.5, _Y, 7.0), (-1.0, _Y, 7.0)), {"centre": -0.5}),
        Case(((0.0, _Y, 12.0), (1.0, _Y, 12.0)), {"centre": 0.7}),
        Case(((0.25, _Y, 23.0),), {"centre": 1.0}),
    ),
    properties=(
        Property(
            "it carries a bell through time, phase and all, to 1e-9",
            _carried,
            tolerance=1e-9,
            near=1e-7,
            says="The bell is missed by {error}.",
        ),
    ),
    fresh=lambda rng: [swings(rng, foci) for foci in rng.integers(10) + np.arange(4)],
    mistakes=(
        Mistake(
            "The size is right and the quarter turns of the foci are missing.",
            _turned(lambda k, x, y, t: k * (-1j) ** _foci(t)),
        ),
        Mistake(
            "The principal root turns the arrow forwards at every other focus, from the first on: count the foci, and "
            "turn back at each.",
            _turned(_counted),
        ),
        Mistake(
            "At the foci the arrow turns forwards; it has to turn back.",
            _turned(lambda k, x, y, t: k * (-1.0) ** _foci(t)),
        ),
        Mistake(
            "At each focus it makes half a turn; a quarter is wanted.",
            _turned(lambda k, x, y, t: k * 1j ** _foci(t)),
        ),
        Mistake(
            "The foci are counted too early: μ is how many have been passed, not the nearest whole number to t/π.",
            _turned(lambda k, x, y, t: k * (-1j) ** (_foci(t) - np.round(t / np.pi))),
        ),
        Mistake("The eighth of a turn is missing, exp(−iπ/4).", _turned(lambda k, x, y, t: k * np.exp(-0.25j * np.pi))),
        Mistake("It runs backwards in time: this is the complex conjugate.", _turned(lambda k, x, y, t: np.conj(k))),
        Mistake("The product xy has the wrong sign.", _turned(_doubled)),
        Mistake("The 2π under the root is missing.", _turned(lambda k, x, y, t: k / np.sqrt(2 * np.pi))),
        Mistake(
            "Right to a few digits. Single precision?",
            mends(_carried, lambda t: _carried(t) < 1e-3, 1e-9),
            rounding=True,
        ),
    ),
    hints=(
        "Before the first focus it is the theorem's kernel with μ = 0, and |sin t| = sin t. Check that case first.",
        "μ is the number of multiples of π between 0 and t.",
    ),
    forbids=("physdl.action.path_integral",),
    undefined="The sine of t under a root has a sign: take its size, and count the foci apart.",
)

# ---- 1.7-3: error bars with a memory --------------------------------------------------------------------------------


def _series(memory, white, count, scale, rng):
    """Return a stationary series: a' = memory · a + noise, and a share `white` of its variance without any memory."""
    pushes = rng.normal(size=count) * np.sqrt(1 - memory**2)
    pushes[0] = rng.normal()
    slow, reach = pushes, 1  # each number holds the pushes of `reach` lags, twice as many with each round
    while reach < count and abs(memory) ** reach > 1e-18:
        slow[reach:] += memory**reach * slow[:-reach].copy()
        reach *= 2
    return scale * (rng.normal() + np.sqrt(1 - white) * slow + np.sqrt(white) * rng.normal(size=count))


def _true(memory, white, count, scale):
    """Return the standard error of the mean of such a series, exactly."""
    lags = np.arange(1, count)
    slow = 1 + 2 * np.sum((1 - lags / count) * memory ** lags.astype(float))
    return scale * np.sqrt((white + (1 - white) * slow) / count)


def _ratio(trial):
    """Return by how much the error bars of the four series are too large on average, in logarithms."""
    return np.mean(np.log(np.array(trial.results[:4]) / np.array(trial.facts["true"][:4])))


def _bias(trial):
    return abs(_ratio(trial)) if min(trial.results) > 0 else np.inf


def _worst(trial):
    found = np.array(trial.results)
    return np.inf if np.any(found <= 0) else np.max(np.abs(np.log(found / np.array(trial.facts["true"]))))


def _worth(trial):
    """Return 2τ."""
    memory, white = trial.facts["memory"], trial.facts["white"]
    return white + (1 - white) * (1 + memory) / (1 - memory)


def _scaled(trial):
    """Return by how much the last error bar is no multiple of the first, whose series it repeats, larger and moved."""
    return abs(trial.results[-1] / trial.results[0] / trial.facts["scale"] - 1)


def _forgetful(series):
    """Return the error bar of independent numbers."""
    return np.std(series) / np.sqrt(len(series))


def _nearly(wrong):
    return lambda trial: all(
        abs(found / wrong(*call) - 1) < 2e-3 for call, found in zip(trial.calls, trial.results, strict=True)
    )


def _by_first_lag(series):
    """Return the error bar of a memory that is one power, read off the first lag."""
    a = series - np.mean(series)
    power = np.mean(a[1:] * a[:-1]) / np.mean(a * a)
    return _forgetful(series) * np.sqrt((1 + power) / (1 - power))


def records(rng, memory=None, white=None):
    """Return the case of four series with one memory, the first once more at another scale."""
    memory = rng.choice([0.5, 0.8, 0.9, -0.5]) if memory is None else memory
    white = rng.choice([0.0, 0.5]) if white is None else white
    scale, grown = 10 ** rng.uniform(-2, 2), rng.uniform(2, 9)
    series = [_series(memory, white, 20_000, scale, rng) for _ in range(4)]
    true = _true(memory, white, 20_000, scale)
    facts = {"true": [true] * 4 + [grown * true], "scale": grown, "memory": memory, "white": white}
    return Case((*((one,) for one in series), (grown * series[0] - 5 * scale,)), facts)


ERROR_BAR = Exercise(
    id="1.7-3",
    entry="error_bar",
    signature="error_bar(series)",
    returns=Returns("real"),
    cases=tuple(
        records(np.random.default_rng(seed), *kind)
        for seed, kind in enumerate(((0.0, 0.0), (0.9, 0.0), (0.9, 0.5), (-0.5, 0.0)))
    ),
    properties=(
        Property(
            "on average over four series of one memory the error bar is right to a factor of 1.22",
            _bias,
            tolerance=0.2,
            says="On average it is off by {error}, in logarithms.",
        ),
        Property(
            "each of them is right to a factor of 1.6", _worst, tolerance=0.47, says="At worst it is off by {error}."
        ),
        Property(
            "twice the series has twice the error bar, and a constant does not change it",
            _scaled,
            tolerance=1e-6,
            says="The ratio is off by {error}.",
        ),
    ),
    fresh=lambda rng: records(rng),
    mistakes=(
        Mistake(
            "That is the error of independent numbers, the standard deviation over √N.",
            mends(_bias, _nearly(_forgetful), 0.2),
        ),
        Mistake(
            "This takes the memory for one power of the first lag; it may be a mixture.",
            mends(_bias, _nearly(_by_first_lag), 0.2),
        ),
        Mistake(
            "That is the scatter of the series, not of its mean.",
            _nearly(np.std),
        ),
        Mistake(
            "That is the variance of the mean. Its root is the error bar.",
            lambda t: _bias(altered(t, lambda found, _: np.sqrt(found))) < 0.2,
        ),
        Mistake("All are too small by √2: N numbers are worth N/2τ.", lambda t: abs(_ratio(t) + np.log(2) / 2) < 0.1),
        Mistake(
            "All are too large by √2: each lag counts once in τ, not twice.",
            lambda t: abs(_ratio(t) - np.log(2) / 2) < 0.1,
        ),
        Mistake(
            "The lag 0 counts half: τ = ½ + the sum over the others.",
            mends(_bias, lambda t: abs(_ratio(t) - np.log(1 + 1 / _worth(t)) / 2) < 0.1, 0.2),
        ),
    ),
    hints=(
        "Either add up the measured correlations until they are noise, or cut the series into long blocks: their means "
        "are nearly independent.",
        "Blocks must be long against the memory and yet many: 100 blocks of 200 do for all series here. With "
        "correlations, stop at the first lag that is at least 5(τ + ½) with the τ so far. The half is for neighbours "
        "that differ more than without a memory: there τ can be nothing at the first lag. Fourier's transform gives "
        "all lags at once.",
    ),
    undefined="A root of a negative number? The sum over all lags of a series is zero, so it has to stop earlier. "
    "Nor must it stop at once: where neighbours differ more than without a memory, it may be negative after lag 1.",
    forbids=("physdl.action.path_integral",),
    stops={"OutOfTime": "All lags of 20,000 numbers one by one are too many. Stop early, or use Fourier's transform."},
)

# ---- 1.7-4: through the hill ----------------------------------------------------------------------------------------

_H = 0.001  # a step of Numerov's rule, which errs by 1e-8 of an energy here
_LADDER = 10.0 ** np.arange(-5.0, 1.01, 0.25)


def _waves(height, energies, odd):
    """Return the solutions of ½ψ'' = (V − E)ψ at all places up to far in the hill beside the wells, (places, energies).

    They are even, or odd; each is right at the origin and runs off to one side or the other unless E is a level.
    """
    x = _H * np.arange(int((1.6 + 2.6 * height**-0.25) / _H) + 2)
    f = 1 + _H**2 / 6 * (np.asarray(energies) - height * (x[:, None] ** 2 - 1) ** 2)
    psi = np.empty(f.shape)
    psi[0], psi[1] = (0.0, _H) if odd else (1.0, (12 - 10 * f[0]) / (2 * f[1]))
    for i in range(1, len(x) - 1):
        psi[i + 1] = ((12 - 10 * f[i]) * psi[i] - f[i - 1] * psi[i - 1]) / f[i + 1]
    return psi[1:]


def _off_level(height, energy, unit, odd):
    """Return by which part of `unit` an energy misses the lowest level of a parity: there the far end changes sides."""
    below, above = np.split(_waves(height, energy + unit * np.append(-_LADDER, _LADDER), odd), 2, axis=1)
    turns = np.all(below > 0, axis=0) & (above[-1] < 0)
    return float(_LADDER[np.argmax(turns)]) if turns.any() else np.inf


def _gap(trial):
    """Return by which part of the difference the two energies miss, together."""
    (height,) = trial.arguments
    low, high = trial.result
    if not high > low:
        return np.inf
    return max(_off_level(float(height), energy, high - low, odd) for energy, odd in ((low, False), (high, True)))


def _level(trial):
    (height,) = trial.arguments
    return _off_level(float(height), trial.result[0], 1.0, False)


def _mended(change):
    """Return the test that both energies are levels when `change(energies, height)` gives energies and a height."""

    def shows(trial):
        energies, height = change(trial.result, *trial.arguments)
        return _gap(Trial(((height,),), (np.array(energies),), {})) < 1e-2

    return mends(_gap, shows, 1e-3)


def hills(rng):
    """Return the case of two wells."""
    return Case.call(10 ** rng.uniform(0, 1.3))


TUNNEL = Exercise(
    id="1.7-4",
    entry="two_wells",
    signature="two_wells(height)",
    returns=Returns("real", (2,)),
    cases=(Case.call(1.0), Case.call(6.0), Case.call(12), Case.call(20.0)),
    properties=(
        Property(
            "both energies are levels, to a thousandth of their difference",
            _gap,
            tolerance=1e-3,
            near=3e-2,
            says="They miss by {error} of it.",
        ),
        Property(
            "the lower one is the lowest level, to 0.001",
            _level,
            tolerance=1e-3,
            near=3e-2,
            says="It misses by {error}.",
        ),
    ),
    fresh=hills,
    seconds=40.0,
    mistakes=(
        Mistake("The larger energy comes first.", _mended(lambda e, h: (e[::-1], h))),
        Mistake("These are the levels of p² + V; the kinetic energy is ½p².", _mended(lambda e, h: (e / 2, h / 2))),
        Mistake(
            "The second number is the difference; the second level is asked.",
            _mended(lambda e, h: (e[0] + [0, e[1]], h)),
        ),
        Mistake(
            "Half the frequency of one well alone, √(2 height): its own bend and the other well change that.",
            lambda t: bool(np.any(np.abs(t.result / np.sqrt(2 * t.arguments[0]) - 1) < 1e-6)),
        ),
        Mistake(
            "Right to a few digits. What is left of the slices' ε² (extrapolate), of the grid's step and width?",
            lambda t: (
                _off_level(float(t.arguments[0]), t.result[0], 1.0, False) < 0.2
                and _off_level(float(t.arguments[0]), t.result[1], 1.0, True) < 0.2
            ),
            rounding=True,
        ),
    ),
    hints=(
        "The largest eigenvalue of a slice's matrix is exp(−ε E₀), the next one exp(−ε E₁), with levels up to ε².",
        "Take two lengths of a slice, ε and ε/2: (4 E(ε/2) − E(ε))/3. The bell of the shorter one has to be wider than "
        "the grid's step.",
    ),
    forbids=("physdl.action.path_integral",),
    undefined="A logarithm of an eigenvalue that is not positive? The two largest ones are.",
)

EXERCISES = (BEADS, ARROW, ERROR_BAR, TUNNEL)
READ_BY_HAND = ("1.7-5",)
