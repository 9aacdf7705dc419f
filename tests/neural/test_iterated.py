"""Descent as an iterated map: orbits, periods, Lyapunov exponents and who runs away."""

import numpy as np
import pytest

from physdl.neural.iterated import cycle, fate, flip, lyapunov_exponent, orbit, period


def well(x):
    """The differential of (x² − 1)²/4."""
    return x**3 - x


def test_an_orbit_is_step_after_step():
    start, rates = np.array([[0.3, -0.7], [1.2, 0.1]]), np.array([[0.5], [1.1], [1.2]])
    path = orbit(well, start, rates, 5, skip=2)
    assert path.shape == (6, 3, 2, 2)
    x = np.broadcast_to(start, (3, 2, 2))
    for step in range(8):
        if step >= 2:
            np.testing.assert_allclose(path[step - 2], x, rtol=1e-14)
        x = x - rates[..., None] * (x**3 - x)


def test_orbits_run_away_without_a_warning():
    path = orbit(well, [3.0], np.array([0.1, 1.0]), 30)
    assert np.isfinite(path[:, 0]).all()
    assert not np.isfinite(path[-1, 1]).any()


def test_periods():
    path = orbit(well, [0.3], np.array([0.5, 1.1, 1.25, 1.29, 1.5]), 200, skip=5000)
    assert period(path).tolist() == [1, 2, 4, 8, 0]
    assert period(orbit(well, [3.0], 1.0, 200)) == 0, "what has run away has no period"
    circle = np.array([[[np.cos(2 * np.pi * t / 3), np.sin(2 * np.pi * t / 3)]] for t in range(20)])
    assert period(circle, longest=5).tolist() == [3]


def test_cycles_and_their_multipliers():
    """The hop of the double well has p + q, pq and its multiplier 9 − 2(1 + η)² in closed form."""
    for rate in (1.1, 1.2, 1.3):
        (p,), (multiplier,) = cycle(well, orbit(well, [0.9], 1.1, 0, skip=2000)[0], rate, 2)
        q = p - rate * well(p)
        assert p * q == pytest.approx(1 / rate, rel=1e-12)
        assert (p + q) ** 2 == pytest.approx(1 + 3 / rate, rel=1e-12)
        assert multiplier == pytest.approx(9 - 2 * (1 + rate) ** 2, rel=1e-10)


def test_multipliers_in_two_dimensions():
    matrix = np.array([[2.0, 0.5], [0.5, 1.0]])
    point, found = cycle(lambda x: x @ matrix, [0.3, -0.2], 0.4, 3)
    np.testing.assert_allclose(point, 0, atol=1e-12)
    exact = (1 - 0.4 * np.linalg.eigvalsh(matrix)) ** 3
    np.testing.assert_allclose(np.sort(found), np.sort(exact), rtol=1e-10)
    assert abs(found[0]) > abs(found[1])


def test_where_cycles_split():
    assert flip(well, [0.9], 0.9, 1.1, 1) == pytest.approx(1, abs=1e-11)
    assert flip(well, [0.9], 1.1, 1.3, 2) == pytest.approx(np.sqrt(5) - 1, abs=1e-11)
    third = flip(well, [0.9], 1.25, 1.295, 4)
    assert period(orbit(well, [0.9], third + np.array([-1e-3, 1e-3]), 200, skip=20_000)).tolist() == [4, 8]
    with pytest.raises(ValueError, match="`low` must be a rate at which the cycle attracts"):
        flip(well, [0.9], 1.24, 1.25, 2)
    with pytest.raises(ValueError, match="`high` must be a rate at which the cycle has split"):
        flip(well, [0.9], 1.1, 1.2, 2)
    with pytest.raises(RuntimeError, match="`near` must lie near a cycle"):
        cycle(lambda x: 0 * x + 1, [0.0], 1.0, 1)


def test_a_parabola_stretches_by_the_same_factor_everywhere():
    curvatures = np.array([1.0, 5.0])
    for rate in (0.1, 0.35, 0.39):
        found = lyapunov_exponent(lambda x: curvatures * x, [1.0, 1.0], rate, 500, np.random.default_rng(1))
        assert found == pytest.approx(np.log(np.abs(1 - rate * curvatures).max()), abs=1e-9)


def test_at_rate_two_the_double_well_is_a_chebyshev_map():
    """x = √2 sin φ goes to √2 sin 3φ: neighbours part by a factor 3 per step."""
    found = lyapunov_exponent(well, [0.3], 2 - 1e-13, 40_000, np.random.default_rng(1))
    assert found == pytest.approx(np.log(3), abs=0.02)


def test_what_has_run_away_has_no_exponent():
    found = lyapunov_exponent(well, [3.0], np.array([0.1, 1.0]), 100, np.random.default_rng(1), skip=10)
    assert np.isnan(found).tolist() == [False, True]


def test_fates_are_those_of_the_orbits():
    def both(x, depth):
        return depth * np.sum((x**2 - 1) ** 2, axis=-1) / 4, depth[:, None] * (x**3 - x)

    start, rates, depths = np.array([0.3, 0.2]), np.linspace(0.1, 3, 30)[:, None], np.array([0.7, 1.0, 1.3])
    found = fate(both, start, rates, 12, limit=5.0, others=[depths])
    assert found.survived.shape == (30, 3)
    assert 0 < found.survived.sum() < 90
    for i, j in np.ndindex(30, 3):
        x, losses = start.copy(), []
        for _ in range(12):
            losses.append(depths[j] * np.sum((x**2 - 1) ** 2) / 4)
            if losses[-1] > 5:
                break
            x = x - rates[i, 0] * depths[j] * (x**3 - x)
        lost = losses[-1] > 5
        assert found.survived[i, j] == (not lost)
        assert found.lasted[i, j] == (len(losses) - 1 if lost else 12)
        assert found.mean[i, j] == pytest.approx(np.mean(losses), rel=1e-9)
        assert found.last[i, j] == pytest.approx(losses[-1], rel=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: orbit(well, 0.3, 0.1, 3), "Write .x. for one parameter"),
        (lambda: orbit(well, [0.3], -0.1, 3), "`rate` must not be negative"),
        (lambda: orbit(well, [0.3], np.nan, 3), "`rate` must be finite"),
        (lambda: orbit(lambda x: x[..., 0], [0.3], 0.1, 3), "must have shape"),
        (lambda: period(np.zeros((10, 1))), "hold more than 128 points"),
        (lambda: fate(lambda x: (x, x), [0.3], 0.1, 3, limit=0), "`limit` must be positive"),
    ],
)
def test_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
