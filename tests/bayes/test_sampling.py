"""Sampled evidence against what shares nothing with it: conjugate forms, quadrature, a nested sampler written here."""

import numpy as np
import pytest
from scipy.special import betaln

from physdl.bayes import (
    categorical,
    known_noise,
    ladder,
    moments,
    switch,
    tempered_hmc,
    tempered_metropolis,
    thermodynamic_integration,
)

X = np.linspace(-1, 1, 30)[:, None] ** np.arange(3)
Y = X @ [0.4, -0.8, 0.6] + 0.4 * np.random.default_rng(1).normal(size=30)
PRECISION = np.array([1.0, 0.5, 2.0])
MIDDLE = np.array([0.3, 0.0, -0.2])


def energy(theta):
    return ((theta @ X.T - Y) ** 2).sum(axis=-1) / (2 * 0.4**2) + 15 * np.log(2 * np.pi * 0.4**2)


def slope(theta):
    return (theta @ X.T - Y) @ X / 0.4**2


def log_prior(theta):
    return -(PRECISION * (theta - MIDDLE) ** 2).sum(axis=-1) / 2


def prior_slope(theta):
    return -PRECISION * (theta - MIDDLE)


def start(rng, chains=48):
    return MIDDLE + rng.normal(size=(chains, 3)) / np.sqrt(PRECISION)


def exact_mean(beta):
    """Return ⟨U⟩ of the line by completing the square."""
    G = X.T @ X / 0.4**2
    C = np.linalg.inv(np.diag(PRECISION) + beta * G)
    m = C @ (beta * X.T @ Y / 0.4**2 + PRECISION * MIDDLE)
    return energy(m) + np.trace(C @ G) / 2


EXACT = known_noise(moments(X, Y), PRECISION, 0.4, mean=MIDDLE).log_evidence


# ---- the area ------------------------------------------------------------------------------------------------------


def test_the_ladder_is_even_in_the_root():
    betas = ladder(9, 3.0, top=2.0)
    assert betas[0] == 0
    assert betas[-1] == 2
    np.testing.assert_allclose(np.diff((betas / 2) ** (1 / 3)), 1 / 8, rtol=1e-12)


def test_simpson_is_exact_for_cubics_and_the_trapezoid_for_lines():
    betas = ladder(5, 1.0, top=2.0)
    cubic = np.polynomial.Polynomial([3.0, -2.0, 0.5, -0.25])
    area = cubic.integ()(2.0)
    assert thermodynamic_integration(betas, cubic(betas), power=1).log_evidence == pytest.approx(-area, rel=1e-13)
    line = thermodynamic_integration(betas, 3 - betas, power=1, rule="trapezoid")
    assert line.log_evidence == pytest.approx(-4, rel=1e-13)
    assert abs(thermodynamic_integration(betas, cubic(betas), power=1, rule="trapezoid").log_evidence + area) > 1e-3


@pytest.mark.parametrize("power", [2.0, 3.0])
def test_exact_means_give_the_conjugate_evidence_at_order_four(power):
    off = []
    for rungs in (81, 161):
        betas = ladder(rungs, power)
        found = thermodynamic_integration(betas, [exact_mean(b) for b in betas], power=power)
        off.append(abs(found.log_evidence - EXACT))
        assert found.error == 0
    assert off[0] < 2e-4
    assert np.log2(off[0] / off[1]) > 3.7


def test_error_bars_are_those_of_independent_chains():
    rng, betas = np.random.default_rng(3), ladder(11)
    shifts = rng.normal(size=(1000, 11, 16))  # of chains that stand still
    found = [thermodynamic_integration(betas, np.repeat(one[None], 3, axis=0)) for one in shifts]
    values = np.array([one.log_evidence for one in found])
    assert np.sqrt(np.mean([one.error**2 for one in found])) == pytest.approx(values.std(), rel=0.08)


# ---- the chains ----------------------------------------------------------------------------------------------------


def metropolis(rng, betas):
    return tempered_metropolis(energy, log_prior, start(rng), betas, rng, steps=500, warmup=200)


def hybrid(rng, betas):
    return tempered_hmc(energy, log_prior, slope, prior_slope, start(rng), betas, rng, steps=80, warmup=50, leaps=4)


@pytest.mark.parametrize("sampler", [metropolis, hybrid])
def test_mean_energies_are_those_of_normal_laws(sampler):
    betas = ladder(15)
    found = thermodynamic_integration(betas, sampler(np.random.default_rng(5), betas).energies)
    off = (found.means - [exact_mean(b) for b in betas]) / found.errors
    assert np.abs(off).max() < 4.5
    assert np.mean(off**2) < 2.2  # fifteen squares of normal numbers, nearly


@pytest.mark.parametrize("sampler", [metropolis, hybrid])
def test_sampled_evidence_is_the_conjugate_one(sampler):
    betas = ladder(21)
    runs = [thermodynamic_integration(betas, sampler(np.random.default_rng(s), betas).energies) for s in range(4)]
    off = np.array([run.log_evidence - EXACT for run in runs])
    assert all(abs(o) < 4 * run.error + 0.01 for o, run in zip(off, runs, strict=True))
    assert abs(off.mean()) < 4 * np.mean([run.error for run in runs]) / 2 + 0.01  # together, too
    assert max(run.error for run in runs) < 0.08


@pytest.mark.parametrize("sampler", [metropolis, hybrid])
def test_most_moves_that_cost_little_are_taken(sampler):
    taken = sampler(np.random.default_rng(6), ladder(5)).acceptance
    low, high = (0.15, 0.5) if sampler is metropolis else (0.6, 1.0)
    assert np.all((low < taken) & (taken <= high))


def test_a_coin_in_the_coordinates_of_its_odds():
    heads, tails, rng, betas = 7, 3, np.random.default_rng(2), ladder(21)

    def surprise(phi):
        return (heads * np.logaddexp(0, -phi) + tails * np.logaddexp(0, phi))[..., 0]

    def flat_in_p(phi):
        return -(np.logaddexp(0, -phi) + np.logaddexp(0, phi))[..., 0]

    p = rng.random((64, 1))
    runs = tempered_metropolis(surprise, flat_in_p, np.log(p / (1 - p)), betas, rng, steps=800, warmup=200)
    found = thermodynamic_integration(betas, runs.energies)
    exact = categorical([heads, tails], [1, 1]).log_evidence
    assert exact == pytest.approx(betaln(8, 4))
    assert abs(found.log_evidence - exact) < 4 * found.error + 1e-3
    assert found.error < 0.03


def test_a_wall_is_never_crossed():
    rng = np.random.default_rng(4)

    def in_box(theta):
        return np.where(np.all(np.abs(theta) < 1, axis=-1), 0.0, -np.inf)

    def far(theta):
        return np.where(theta[..., 0] > 0.5, np.inf, theta[..., 1])

    runs = tempered_metropolis(far, in_box, rng.uniform(-1, 0.5, (20, 2)), np.array([0.0, 2.0]), rng, steps=300)
    assert np.all(np.abs(runs.theta) < 1)
    assert np.all(runs.theta[..., 0] <= 0.5)
    assert np.isfinite(runs.energies).all()


def test_an_energy_may_be_a_part_of_its_argument():
    """A view of the parameters is no record of them."""
    rng = np.random.default_rng(3)
    runs = tempered_metropolis(
        lambda theta: theta[..., 0], lambda theta: -(theta**2).sum(axis=-1) / 2, rng.normal(size=(40, 2)), [2.0], rng
    )
    assert abs(runs.energies.mean() + 2) < 0.1  # exp(−2a) moves a normal law by −2
    np.testing.assert_array_equal(runs.energies[-1], runs.theta[..., 0])


# ---- an independent nested sampler ---------------------------------------------------------------------------------


def curved(theta):
    """Return a bent, skew energy of two parameters."""
    a, b = theta[..., 0], theta[..., 1]
    return 8 * (b - a**2 + 0.5) ** 2 + 2 * np.cosh(a - 0.3) + 1


def normal(theta):
    return -(theta**2).sum(axis=-1) / 2


def nested(seed, live=300, moves=16):
    """Return ln Z and its standard error: the worst point is replaced by one above it, and the prior shrinks.

    J. Skilling, Bayesian Analysis 1, 833 (2006). Nothing of the library is used.
    """
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(live, 2))
    logs = -curved(points)
    log_x, pieces, information = 0.0, [], 0.0
    for _ in range(12 * live):
        worst = int(np.argmin(logs))
        level = logs[worst]
        pieces.append(log_x - np.log(live + 1) + level)
        log_x += np.log(live / (live + 1))
        at = points[rng.integers(live)].copy()
        size = points.std(axis=0)
        for hop in rng.normal(size=(moves, 2)) * size:
            to = at + hop * rng.choice([0.2, 0.6, 1.2])
            above = -curved(to) > level
            if above and np.log(rng.random()) < normal(to) - normal(at):
                at = to
        points[worst], logs[worst] = at, -curved(at)
    pieces = np.concatenate([pieces, log_x - np.log(live) + logs])
    log_z = np.logaddexp.reduce(pieces)
    share = np.exp(pieces - log_z)
    levels = np.concatenate([pieces[: 12 * live] + np.log(live + 1) + np.arange(12 * live) * np.log1p(1 / live), logs])
    information = np.sum(share * (levels - log_z))
    return log_z, np.sqrt(information / live)


def by_quadrature():
    a = np.linspace(-7, 7, 1401)
    grid = np.stack(np.meshgrid(a, a, indexing="ij"), axis=-1)
    return np.log(np.sum(np.exp(-curved(grid) + normal(grid))) * (a[1] - a[0]) ** 2 / (2 * np.pi))


def test_three_ways_to_a_bent_evidence():
    rng, betas = np.random.default_rng(9), ladder(21)
    runs = tempered_metropolis(curved, normal, rng.normal(size=(64, 2)), betas, rng, steps=1000, warmup=300)
    area, exact = thermodynamic_integration(betas, runs.energies), by_quadrature()
    descent, error = nested(10)
    assert abs(area.log_evidence - exact) < 4 * area.error + 0.01
    assert abs(descent - exact) < 3 * error + 0.02
    assert abs(area.log_evidence - descent) < 3 * np.hypot(area.error, error) + 0.02
    assert area.error < 0.05
    assert error < 0.1


# ---- ways up and down ----------------------------------------------------------------------------------------------


def spring(theta):
    return 8 * (theta**2).sum(axis=-1)


def spring_log_z(beta, k=2):
    return -k / 2 * np.log1p(16 * beta)


@pytest.mark.parametrize("steps", [1, 4])
def test_the_mean_of_exponentials_is_exact_however_fast_one_goes(steps):
    rng, betas = np.random.default_rng(7), ladder(33, 3, top=0.25)
    up = switch(spring, normal, rng.normal(size=(4000, 2)), betas, rng, steps=steps)
    down = switch(spring, normal, rng.normal(size=(4000, 2)) / np.sqrt(5), betas[::-1], rng, steps=steps)
    exact = spring_log_z(0.25)
    for run, change in ((up, exact), (down, -exact)):
        weights = np.exp(-run.work - change)
        assert abs(weights.mean() - 1) < 4.5 * weights.std() / np.sqrt(4000)
    assert -up.work.mean() < exact - 0.05 < exact + 0.05 < down.work.mean()


def test_the_work_is_paid_before_the_move():
    rng, betas = np.random.default_rng(8), np.array([0.0, 0.5, 2.0])
    begin = rng.normal(size=(10, 2))
    run = switch(spring, normal, begin, betas, rng, steps=2)
    np.testing.assert_allclose(run.energies[0], spring(begin))
    np.testing.assert_allclose(run.work, 0.5 * run.energies[0] + 1.5 * run.energies[1])
    np.testing.assert_allclose(run.energies[-1], spring(run.theta))


def test_a_switch_that_goes_slowly_arrives_in_equilibrium():
    rng, betas = np.random.default_rng(12), ladder(15)
    run = switch(spring, normal, rng.normal(size=(2000, 2)), betas, rng, steps=15)
    expected = 16 / (1 + 16 * betas)
    assert np.all(np.abs(run.energies.mean(axis=1) / expected - 1) < 0.12)


def two_fits(theta):
    first = theta[..., 0]
    rest = (theta**2).sum(axis=-1) - first**2
    broad = 5 + ((first + 0.7) ** 2 + rest) / (2 * 0.2**2)
    return np.minimum(broad, ((first - 0.7) ** 2 + rest) / (2 * 0.1**2))


def test_ways_up_and_down_bracket_a_jump_that_error_bars_do_not_see():
    """In ten dimensions two normal laws and what their tails leave out, below 1e-3 at β = 2, are the exact value."""
    rng, betas = np.random.default_rng(13), ladder(61, 3, top=2.0)
    tight = 1 + 2.0 / np.array([0.2, 0.1]) ** 2
    each = np.array([-10.0, 0.0]) - 5 * np.log(tight) - 0.49 / 2 * (1 - 1 / tight)
    exact = np.logaddexp(*each)
    sharp = (rng.random(64) < np.exp(each[1] - exact)).astype(int)
    cold = rng.normal(size=(64, 10)) / np.sqrt(tight[sharp, None])
    cold[:, 0] += np.array([-0.7, 0.7])[sharp] * (1 - 1 / tight[sharp])
    up = switch(two_fits, normal, rng.normal(size=(64, 10)), betas, rng, steps=16)
    down = switch(two_fits, normal, cold, betas[::-1], rng, steps=16)
    low, high = -up.work.mean(), down.work.mean()
    assert low + 3 < exact < high - 3
    for run in (up, down):
        assert run.work.std(ddof=1) / 8 < 0.7


# ---- what is refused -----------------------------------------------------------------------------------------------


def test_refusals_name_the_argument_and_the_way_out():
    rng = np.random.default_rng(0)
    cases = [
        ("rungs", lambda: ladder(20)),
        ("power", lambda: ladder(21, 0.5)),
        ("betas", lambda: thermodynamic_integration(ladder(21, 2), np.ones(21))),
        ("energies", lambda: thermodynamic_integration(ladder(21), np.ones((5, 20, 3)))),
        ("energies", lambda: thermodynamic_integration(ladder(21), np.ones((5, 21, 1)))),
        ("rule", lambda: thermodynamic_integration(ladder(21), np.ones(21), rule="euler")),
        ("betas", lambda: tempered_metropolis(spring, normal, rng.normal(size=(8, 2)), [-1.0, 1.0], rng)),
        ("start", lambda: tempered_metropolis(spring, normal, np.zeros((8, 2)), [1.0], rng)),
        ("energy", lambda: tempered_metropolis(lambda t: t, normal, rng.normal(size=(8, 2)), [1.0], rng)),
        ("slope", lambda: tempered_hmc(spring, normal, spring, lambda t: -t, rng.normal(size=(8, 2)), [1.0], rng)),
        ("start", lambda: switch(spring, normal, rng.normal(size=(9, 2)), [0.0, 1.0], rng)),
        ("betas", lambda: switch(spring, normal, rng.normal(size=(8, 2)), [0.0], rng)),
    ]
    for name, call in cases:
        with pytest.raises(ValueError, match=f"`{name}` must"):
            call()
