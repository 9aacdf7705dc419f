"""Sums over paths against plain loops, closed forms, other programs for the same energies, and each other."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.linalg import eigh
from scipy.special import eval_hermite, gammaln

from physdl.action.path_integral import (
    mean_with_error,
    mehler,
    propagator,
    sample_paths,
    sample_paths_hmc,
    thermal_state,
)

X = np.linspace(-8, 8, 401)
STEP = X[1] - X[0]
E0 = 0.667986259155777  # ground state of p²/2 + x⁴


def bowl(x):
    return x**2 / 2


def quartic(x):
    return (x * x) ** 2


def pull(x):  # the quartic's slope
    return 4 * x * x * x


def wells(x):
    return 2 * (x * x - 1) ** 2


def lopsided(x):
    return 3 * (x - 1) ** 2 + (x - 1) ** 3 + (x - 1) ** 4


def packet(x, t, q0, p0=0.0):
    """Return a packet of the oscillator's ground-state width, which keeps its shape: phase and all."""
    q, p = q0 * np.cos(t) + p0 * np.sin(t), p0 * np.cos(t) - q0 * np.sin(t)
    return np.pi**-0.25 * np.exp(-((x - q) ** 2) / 2 + 1j * p * (x - q) + 0.5j * (p * q - p0 * q0) - 0.5j * t)


def levels(potential, count=60, half=7.0, points=220):
    """Return energy levels on a sine basis with an exact kinetic energy: no slices, no kernel."""
    x = np.linspace(-half, half, points + 2)[1:-1]
    n = np.arange(1, points + 1)
    waves = np.sin(np.outer(n, np.pi * (x + half) / (2 * half))) * np.sqrt(2 / (points + 1))
    kinetic = waves.T @ np.diag((n * np.pi / (2 * half)) ** 2 / 2) @ waves
    return eigh(kinetic + np.diag(potential(x)), eigvals_only=True)[:count]


def plain(potential, x, time, slices):
    """Return the sum over all paths by loops."""
    n, h, eps = len(x), x[1] - x[0], time / slices
    once = np.empty((n, n), complex)
    for i in range(n):
        for j in range(n):
            action = (x[i] - x[j]) ** 2 / (2 * eps) - eps * (potential(x[i]) + potential(x[j])) / 2
            once[i, j] = np.exp(1j * action) / np.sqrt(2j * np.pi * eps)
    whole = once
    for _ in range(slices - 1):
        whole = np.array([[sum(once[i] * whole[:, j]) * h for j in range(n)] for i in range(n)])
    return whole


# ---- the propagator ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("time", "slices"), [(1.5, 1), (1.5, 3), (-1.5j, 1), (-1.5j, 4), (1.2 - 0.9j, 3)])
def test_the_kernel_is_what_loops_give(time, slices):
    x = np.linspace(-1.5, 1.8, 12)
    found = propagator(quartic, x, time, slices)
    assert found.dtype == (complex if np.real(time) else float)
    np.testing.assert_allclose(found, plain(quartic, x, time, slices), rtol=0, atol=1e-13)


@pytest.mark.parametrize("time", [1.0, 4.0, 7.0, 1.0 - 0.5j])
def test_slicing_has_order_two_on_packets(time):
    start = packet(X, 0, 1.0, 0.5)
    exact = mehler(X[:, None], X, time) @ start
    few = round(4 * abs(time))
    errors = [np.abs(propagator(bowl, X, time, n) @ start - exact).max() for n in (few, 2 * few)]
    assert 1.9 < np.log2(errors[0] / errors[1]) < 2.1


def test_a_particle_in_any_valley_obeys_schroedinger():
    """Against exact levels and waves of the quartic on a sine basis."""
    half, points = 8.0, 399
    x = X[1:-1]
    n = np.arange(1, points + 1)
    waves = np.sin(np.outer(n, np.pi * (x + half) / (2 * half))) * np.sqrt(2 / (points + 1))
    kinetic = waves.T @ np.diag((n * np.pi / (2 * half)) ** 2 / 2) @ waves
    energy, modes = eigh(kinetic + np.diag(0.05 * quartic(x)))
    start = packet(X, 0, 1.0)
    exact = modes @ (np.exp(-1j * energy * 2.0) * (modes.T @ start[1:-1]))
    errors = [
        np.abs((propagator(lambda y: 0.05 * quartic(y), X, 2.0, s) @ start * STEP)[1:-1] - exact).max() for s in (8, 16)
    ]
    assert errors[1] < 4e-3
    assert 1.85 < np.log2(errors[0] / errors[1]) < 2.15


def test_parts_of_a_time_make_the_whole():
    start = packet(X, 0, 1.5)
    half, whole = propagator(quartic, X / 3, 0.05, 1), propagator(quartic, X / 3, 0.1, 2)
    np.testing.assert_allclose(half @ half * STEP / 3, whole, atol=1e-10)
    there = mehler(X[:, None], X, 1.0) @ (mehler(X[:, None], X, 1.5) @ start) * STEP**2
    np.testing.assert_allclose(there, mehler(X[:, None], X, 2.5) @ start * STEP, atol=1e-9)


def test_units():
    """m, ħ and a scale of length: K(x; m, ħ, V) is that of natural units at x/ℓ."""
    mass, hbar, length = 3.0, 0.5, 0.7
    unit = mass * length**2 / hbar  # of time
    found = propagator(lambda x: hbar / unit * quartic(x / length), X * length / 2, 0.9 * unit, 5, mass=mass, hbar=hbar)
    np.testing.assert_allclose(found * length, propagator(quartic, X / 2, 0.9, 5), atol=1e-11)
    omega = 1 / unit
    found = mehler(0.3 * length, 0.8 * length, 2.0 * unit, omega, mass=mass, hbar=hbar)
    assert abs(found * length - mehler(0.3, 0.8, 2.0)) < 1e-14


def test_no_wave_grows_while_the_grid_is_no_grating():
    """The matrix of a free slice is a block of a unitary one while M = 2πħε/(mΔx²) is a whole number ≥ n."""
    n = 101
    x = np.linspace(-1, 1, n)
    h = x[1] - x[0]
    for size in (n, n + 1, 2 * n, 3 * n + 7):
        once = propagator(lambda x: 0 * x, x, size * h**2 / (2 * np.pi), 1) * h
        assert abs(np.linalg.norm(once, 2) - 1) < 1e-9
    once = propagator(lambda x: 0 * x, x, n * h**2 / (2 * np.pi), 1) * h
    np.testing.assert_allclose(once @ once.conj().T, np.eye(n), atol=1e-9)
    with pytest.raises(ValueError, match=r"`slices` must be at most 0 .* grating"):
        propagator(lambda x: 0 * x, x, 0.99 * n * h**2 / (2 * np.pi), 1)


@pytest.mark.parametrize("most", [3, 8])
def test_what_the_grid_does_not_resolve_is_refused_and_what_it_does_is_right(most):
    h, n = STEP, len(X)
    time = most * n * h**2 / (2 * np.pi)
    start = packet(X, 0, 1.0)
    exact = mehler(X[:, None], X, time) @ start
    assert np.abs((propagator(bowl, X, time, most) @ start - exact) * h).max() < 0.01 * time
    with pytest.raises(ValueError, match=f"`slices` must be at most {most} "):
        propagator(bowl, X, time, most + 1)
    with pytest.raises(ValueError, match=r"`slices` must be at most 12 .* bell"):
        propagator(bowl, X, -25j * h**2, 13)


# ---- the oscillator ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("time", [0.3, 1.6, 3.0, 3.3, 5.0, 6.5, 8.0, 9.6, 12.7, 30.0])
def test_mehler_carries_packets_past_every_focus(time):
    for q0, p0 in ((0.0, 0.0), (1.5, -1.0)):
        found = mehler(X[:, None], X, time) @ packet(X, 0, q0, p0) * STEP
        np.testing.assert_allclose(found, packet(X, time, q0, p0), atol=1e-8)


def test_mehler_is_feynmans_form_with_a_quarter_turn_back_for_each_focus():
    x, y, omega, mass, hbar = 0.7, -0.4, 1.3, 0.8, 0.6
    for time in (0.5, 2.0, 3.0, 5.1, 7.7, 11.0):
        sine, cosine = np.sin(omega * time), np.cos(omega * time)
        action = mass * omega / (2 * sine) * ((x * x + y * y) * cosine - 2 * x * y)
        size = np.sqrt(mass * omega / (2 * np.pi * hbar * abs(sine)))
        turns = np.exp(-0.25j * np.pi - 0.5j * np.pi * np.floor(omega * time / np.pi))
        assert abs(mehler(x, y, time, omega, mass=mass, hbar=hbar) - size * turns * np.exp(1j * action / hbar)) < 1e-13


def test_mehler_adds_up_the_levels():
    n = np.arange(80)
    logs = -(n * np.log(2) + gammaln(n + 1) + np.log(np.pi) / 2) / 2
    wave = lambda x: np.exp(logs - x**2 / 2) * eval_hermite(n, x)  # noqa: E731
    for time in (-0.6j, -3j, 0.8 - 0.7j):
        found = mehler(0.5, 1.1, time)
        assert abs(found - np.sum(wave(0.5) * wave(1.1) * np.exp(-1j * (n + 0.5) * time))) < 1e-13


def test_mehler_refuses_a_focus():
    for k in (1, 2, 7):
        with pytest.raises(ValueError, match="`time` must not be a focus"):
            mehler(0.1, 0.2, k * np.pi)


# ---- closed paths, without sampling ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("beta", "slices"), [(0.5, 1), (2.0, 2), (3.0, 7), (12.0, 64)])
def test_an_oscillator_of_few_slices_in_closed_form(beta, slices):
    eps = beta / slices
    found = thermal_state(bowl, np.linspace(-12, 12, 201), beta, slices)
    rate = slices * np.arcsinh(eps / 2)
    assert abs(found.log_partition + np.log(2 * np.sinh(rate))) < 1e-10
    spread = 1 / np.tanh(rate) / np.sqrt(4 + eps**2)
    assert abs(found.spread - spread) < 1e-10
    assert abs(found.energy - spread) < 1e-9
    assert abs(found.density.sum() * 24 / 200 - 1) < 1e-12


@pytest.mark.parametrize("potential", [quartic, wells, lopsided])
def test_energies_tend_to_the_levels_with_order_two(potential):
    exact = levels(potential)
    x, beta = np.linspace(-4.5, 4.5, 301), 4.0
    weights = np.exp(-beta * (exact - exact[0]))
    energy = weights @ exact / weights.sum()
    errors = [thermal_state(potential, x, beta, n).energy - energy for n in (96, 192, 384)]
    assert abs(errors[2]) < 3e-3
    for coarse, fine in pairwise(errors):
        assert 1.8 < np.log2(coarse / fine) < 2.05
    low = [thermal_state(potential, x, beta, n).levels[:3] - exact[:3] for n in (192, 384)]
    np.testing.assert_allclose(np.log2(low[0] / low[1]), 2, atol=0.1)
    assert abs(levels(quartic)[0] - E0) < 1e-10


def test_the_energy_is_a_derivative_and_obeys_the_virial_theorem():
    x, slope = np.linspace(-4, 4, 161), lambda x: 6 * (x - 1) + 3 * (x - 1) ** 2 + 4 * (x - 1) ** 3
    for beta, slices in ((0.7, 1), (1.3, 3), (5.0, 40)):
        found = thermal_state(lopsided, x, beta, slices)
        sides = [thermal_state(lopsided, x, beta + side, slices).log_partition for side in (-1e-5, 1e-5)]
        assert abs(found.energy - (sides[0] - sides[1]) / 2e-5) < 1e-7
        h = x[1] - x[0]
        for center in (0.0, 1.0):
            virial = found.density @ (lopsided(x) + (x - center) * slope(x) / 2) * h
            assert abs(found.energy - virial) < 1e-6
        up = thermal_state(lambda x: lopsided(x) + 5, x, beta, slices)
        assert abs(up.energy - found.energy - 5) < 1e-10
        assert abs(up.log_partition - found.log_partition + 5 * beta) < 1e-10
        np.testing.assert_allclose(up.levels[:3], found.levels[:3] + 5, atol=1e-9)


def test_units_of_a_thermal_state():
    mass, hbar, length = 3.0, 0.5, 0.7
    scale = hbar**2 / mass / length**2  # of energy
    x = np.linspace(-4, 4, 161)
    one = thermal_state(quartic, x, 2.0, 20)
    two = thermal_state(lambda x: scale * quartic(x / length), x * length, 2.0 / scale, 20, mass=mass, hbar=hbar)
    assert abs(two.energy / scale - one.energy) < 1e-10
    assert abs(two.spread / length**2 - one.spread) < 1e-10
    assert abs(two.log_partition - one.log_partition) < 1e-10
    np.testing.assert_allclose(two.levels[:5] / scale, one.levels[:5])


# ---- sampled paths --------------------------------------------------------------------------------------------------

CASES = {
    "bowl, one slice": (bowl, 2.0, 1, {}),
    "quartic, two slices": (quartic, 1.0, 2, {}),
    "quartic": (quartic, 3.0, 24, {}),
    "two wells": (wells, 3.0, 24, {}),
    "off the middle": (lopsided, 2.0, 16, {}),
    "heavy": (quartic, 3.0, 6, {"mass": 2.0, "hbar": 0.7}),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("sampler", [sample_paths, sample_paths_hmc])
def test_samples_agree_with_the_kernels_eigenvalues(sampler, name):
    potential, beta, slices, units = CASES[name]
    if sampler is sample_paths and slices % 2:
        return
    exact = thermal_state(potential, np.linspace(-6, 6, 401), beta, slices, **units)
    sweeps = 2000 if sampler is sample_paths else 300
    found = sampler(potential, beta, slices, np.random.default_rng(5), sweeps=sweeps, progress=False, **units)
    for quantity in ("spread", "energy"):
        one = getattr(found, quantity)
        assert abs(one.mean - getattr(exact, quantity)) < 4 * one.error, quantity
        assert one.error < 0.02 * max(1, abs(one.mean))
        again = found.record[quantity].mean(axis=0)
        by_chains = again.std(ddof=1) / np.sqrt(len(again))
        assert 0.75 < one.error / by_chains < 1.35, quantity
    assert found.paths.shape == (200, slices)


def test_more_than_means_is_right():
    """The histogram of places, by both samplers, against the exact density."""
    grid = np.linspace(-4, 4, 201)
    exact = thermal_state(wells, grid, 2.0, 12)
    below = np.cumsum(exact.density) * (grid[1] - grid[0])
    for sampler in (sample_paths, sample_paths_hmc):
        places = sampler(
            wells, 2.0, 12, np.random.default_rng(3), chains=2000, sweeps=400, warmup=60, progress=False
        ).paths[:, 0]
        reached = np.searchsorted(np.sort(places), grid + (grid[1] - grid[0]) / 2) / len(places)
        assert np.abs(reached - below).max() < 1.9 / np.sqrt(len(places))


def test_the_roughness_of_paths():
    """Neighbours are ħε/m apart in the mean square, up to the curvature's share: a path has no velocity."""
    for slices in (32, 128):
        paths = sample_paths_hmc(
            bowl, 4.0, slices, np.random.default_rng(2), chains=2000, sweeps=8, warmup=8, progress=False
        ).paths
        eps = 4.0 / slices
        assert abs(np.mean(np.diff(paths, axis=1) ** 2) / eps - 1) < 0.02 + eps / 2


def test_error_bars_keep_their_word():
    """Over sixty runs the distance from the exact value, in error bars, has the variance 1."""
    exact = thermal_state(quartic, np.linspace(-4, 4, 201), 2.0, 8)
    for sampler, sweeps in ((sample_paths, 200), (sample_paths_hmc, 30)):
        off, plain = [], {"chains": 20, "sweeps": sweeps, "warmup": 30, "gradient": pull, "progress": False}
        for seed in range(60):
            found = sampler(quartic, 2.0, 8, np.random.default_rng(seed), **plain)
            off.append((found.spread.mean - exact.spread) / found.spread.error)
        assert 0.6 < np.mean(np.square(off)) < 1.6
        assert abs(np.mean(off)) < 4 / np.sqrt(60)


def test_whole_paths_do_not_mind_how_many_slices_there_are():
    exactly = {"gradient": pull, "progress": False}
    found = [
        sample_paths_hmc(quartic, 4.0, n, np.random.default_rng(1), chains=100, leaps=2, **exactly)
        for n in (16, 64, 256)
    ]
    assert np.ptp([one.acceptance for one in found]) < 0.01
    assert max(one.spread.autocorrelation for one in found) < 0.9
    slow = [sample_paths(quartic, 4.0, n, np.random.default_rng(1), **exactly) for n in (12, 24, 48)]
    times = [one.spread.autocorrelation for one in slow]
    assert 1.6 < np.polyfit(np.log([12, 24, 48]), np.log(times), 1)[0] < 2.4
    assert all(abs(one.acceptance - 0.5) < 0.03 for one in slow)


def test_an_oscillator_is_moved_exactly():
    found = sample_paths_hmc(bowl, 4.0, 32, np.random.default_rng(1), leaps=1, progress=False)
    assert found.acceptance == pytest.approx(1, abs=1e-12)
    assert found.spread.autocorrelation < 0.8


def test_measuring_less_often_finds_the_same():
    exactly = {"sweeps": 1000, "gradient": pull, "progress": False}
    often, seldom = (sample_paths(quartic, 2.0, 16, np.random.default_rng(1), every=e, **exactly) for e in (1, 5))
    np.testing.assert_array_equal(often.paths, seldom.paths)
    np.testing.assert_array_equal(often.record["spread"][4::5], seldom.record["spread"])
    assert abs(often.spread.autocorrelation / seldom.spread.autocorrelation - 1) < 0.3
    own = sample_paths(quartic, 2.0, 16, np.random.default_rng(1), every=5, sweeps=1000, progress=False)
    np.testing.assert_allclose(own.record["energy"], seldom.record["energy"], rtol=1e-12)


def test_a_path_is_drawn_from_its_own_generator():
    one, two = (sample_paths_hmc(quartic, 1.0, 4, np.random.default_rng(7), chains=9, progress=False) for _ in range(2))
    np.testing.assert_array_equal(one.paths, two.paths)
    assert str(one.spread) == f"{one.spread.mean:.4f} ± {one.spread.error:.4f}"


# ---- error bars -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("memory", [0.0, 0.5, 0.9, -0.4])
def test_the_error_of_a_series_with_a_known_memory(memory):
    """a' = φa + noise has τ = ½(1 + φ)/(1 − φ)."""
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(20_000, 8)) * np.sqrt(1 - memory**2)
    series = np.empty_like(noise)
    series[0] = rng.normal(size=8)
    for k in range(1, len(noise)):
        series[k] = memory * series[k - 1] + noise[k]
    time = 0.5 * (1 + memory) / (1 - memory)
    found = mean_with_error(series)
    assert abs(found.autocorrelation / time - 1) < 0.06
    assert abs(found.error / np.sqrt(2 * time / series.size) - 1) < 0.05
    assert found.mean == pytest.approx(series.mean(), abs=1e-15)
    moved = mean_with_error(3 * series[:, 0] + 7)
    assert moved.error == pytest.approx(3 * mean_with_error(series[:, 0]).error)


def test_a_record_too_short_for_its_memory_is_refused():
    walk = np.cumsum(np.random.default_rng(1).normal(size=200))
    with pytest.raises(ValueError, match="`record` must be 5 autocorrelation times long"):
        mean_with_error(walk)
    with pytest.raises(RuntimeError, match="`sweeps` must be 5 autocorrelation times long"):
        sample_paths(quartic, 6.0, 96, np.random.default_rng(1), chains=2, sweeps=40, progress=False)
    assert mean_with_error(np.full(9, 2.5)).error == 0
    assert mean_with_error(np.zeros((3, 2))).mean == 0


# ---- what is refused ------------------------------------------------------------------------------------------------

RNG = np.random.default_rng(1)
REFUSED = {
    "no slice": ("`slices` must be at least 1", lambda: propagator(bowl, X, 1.0, 0)),
    "half a slice": ("`slices` must be a whole number", lambda: propagator(bowl, X, 1.0, 2.5)),
    "back in time": ("`time` must have a real part ≥ 0", lambda: propagator(bowl, X, -1.0, 4)),
    "growing": ("`time` must have a real part ≥ 0 and an imaginary part ≤ 0", lambda: propagator(bowl, X, 1j, 4)),
    "no time": ("`time` must not be zero", lambda: propagator(bowl, X, 0, 4)),
    "a slanted grid": ("`grid` must increase in even steps", lambda: propagator(bowl, np.geomspace(1, 9, 50), 1.0, 4)),
    "a grid that falls": ("`grid` must increase in even steps", lambda: propagator(bowl, X[::-1], 1.0, 4)),
    "a potential of the wrong shape": (
        r"`potential` must return one energy for each place, shape \(401,\)",
        lambda: propagator(lambda x: 0.0, X, 1.0, 4),
    ),
    "a potential that is no function": ("`potential` must be a function", lambda: propagator(X**2, X, 1.0, 4)),
    "an infinite potential": (
        "`potential` must be finite",
        lambda: propagator(lambda x: np.where(x > 0, np.inf, 0), X, 1, 4),
    ),
    "a complex potential": ("`potential` must be real", lambda: propagator(lambda x: 1j * x, X, 1, 4)),
    "a cliff": ("`potential` must leave finite weights", lambda: propagator(lambda x: -(x**6), X, -9j, 4)),
    "a mass": ("`mass` must be positive", lambda: propagator(bowl, X, 1.0, 4, mass=0)),
    "a cold of no kind": ("`beta` must be positive", lambda: thermal_state(bowl, X, 0.0, 4)),
    "odd slices": ("`slices` must be even", lambda: sample_paths(bowl, 1.0, 5, RNG)),
    "a seed": ("`rng` must be a numpy.random.Generator", lambda: sample_paths_hmc(bowl, 1.0, 4, 1)),
    "no valley": ("`potential` must hold the particle back", lambda: sample_paths_hmc(lambda x: -(x**2), 1.0, 4, RNG)),
    "a plain": ("`potential` must hold the particle back", lambda: sample_paths(lambda x: 0 * x, 1.0, 4, RNG)),
    "a slope of its own": (
        "`potential` must be written with NumPy's functions",
        lambda: sample_paths(lambda x: np.array([v**2 for v in x.flat]).reshape(x.shape), 1.0, 4, RNG),
    ),
    "a gradient of the wrong shape": (
        "`gradient` must return one energy for each place",
        lambda: sample_paths(bowl, 1.0, 4, RNG, gradient=lambda x: x[0]),
    ),
    "every": ("`every` must divide `sweeps` = 10", lambda: sample_paths(bowl, 1.0, 4, RNG, sweeps=10, every=3)),
    "too many paths": ("`slices` must leave arrays", lambda: sample_paths_hmc(bowl, 1.0, 40_000, RNG)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_by_name(name):
    message, call = REFUSED[name]
    with pytest.raises((ValueError, TypeError), match=message):
        call()
