"""The discretised action, its derivatives, and stationary paths against exact motions: springs, pendula, planets."""

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq
from scipy.special import ellipj, ellipk

from physdl.action.variational import (
    NotStationary,
    action_gradient,
    action_hessian,
    discrete_action,
    stationary_path,
)


def spring(x, v):
    return (v**2 - x**2) / 2


def pendulum(x, v):
    return v**2 / 2 + np.cos(x)


def film(r, slope):
    return r * np.sqrt(1 + slope**2)


def kepler(x, v):
    return np.sum(v**2, axis=-1) / 2 + 1 / np.sqrt(np.sum(x**2, axis=-1))


def magnet(x, v):
    """Return the Lagrangian of unit charge and mass in a uniform field B = 2: the force is 2 (v_y, −v_x)."""
    return np.sum(v**2, axis=-1) / 2 + x[..., 0] * v[..., 1] - x[..., 1] * v[..., 0]


def pushed(x, v, t):
    return v**2 / 2 - x**2 / 2 + x * np.cos(2 * t)


def planar(x, v, t):
    return (
        np.exp(0.3 * x[..., 0]) * v[..., 0] ** 2
        + v[..., 0] * v[..., 1] / 3
        + np.cosh(v[..., 1])
        - np.sin(x[..., 0] * x[..., 1]) * (1 + t)
    )


LAWS = {
    "pendulum": (pendulum, 1),
    "film": (film, 1),
    "kepler": (kepler, 2),
    "planar": (planar, 2),
    "pushed": (pushed, 1),
    "magnet": (magnet, 2),
}


def order(sizes, errors):
    """Return the measured order: minus the slope of ln(error) against ln(size)."""
    return -np.polyfit(np.log(sizes), np.log(errors), 1)[0]


def a_path(d, nodes=7):
    rng = np.random.default_rng(3)
    path = 1 + np.cumsum(rng.uniform(0.05, 0.4, (nodes, d)), axis=0)
    return path[:, 0] if d == 1 else path


def dense(banded):
    """Return the matrix that is stored in diagonal ordered form."""
    width, n = banded.shape[0] // 2, banded.shape[1]
    full = np.zeros((n, n))
    for r in range(n):
        for c in range(max(0, r - width), min(n, r + width + 1)):
            full[r, c] = banded[width + r - c, c]
    return full


@pytest.mark.parametrize("name", LAWS)
def test_action_is_the_sum_it_says(name):
    law, d = LAWS[name]
    path, dt, total = a_path(d), 0.3, 0.0
    for i in range(len(path) - 1):
        v = (path[i + 1] - path[i]) / dt
        for node in (i, i + 1):
            time = (0.7 + node * dt,) if law in (pushed, planar) else ()
            total += dt / 2 * law(path[node], v, *time)
    assert discrete_action(path, law, dt, start_time=0.7) == pytest.approx(total, rel=1e-14)


def test_action_of_a_batch_and_of_one_bare_coordinate():
    paths = np.random.default_rng(1).normal(size=(3, 2, 6, 2))
    actions = discrete_action(paths, magnet, 0.1)
    assert actions.shape == (3, 2)
    assert actions[2, 1] == pytest.approx(discrete_action(paths[2, 1], magnet, 0.1), rel=1e-14)
    gradients = action_gradient(paths, magnet, 0.1)
    np.testing.assert_allclose(gradients[1, 0], action_gradient(paths[1, 0], magnet, 0.1), rtol=1e-13)

    bare = a_path(1)
    kept = lambda x, v: pendulum(x[..., 0], v[..., 0])  # noqa: E731
    assert discrete_action(bare, pendulum, 0.1) == discrete_action(bare[:, None], kept, 0.1)
    np.testing.assert_array_equal(action_gradient(bare, pendulum, 0.1), action_gradient(bare[:, None], kept, 0.1)[:, 0])
    np.testing.assert_array_equal(action_hessian(bare, pendulum, 0.1), action_hessian(bare[:, None], kept, 0.1))


@pytest.mark.parametrize("law", [pendulum, pushed])
def test_action_has_order_two(law):
    motion, speed = lambda t: np.sin(t) + t**2, lambda t: np.cos(t) + 2 * t
    at = (lambda t: law(motion(t), speed(t), t)) if law is pushed else (lambda t: law(motion(t), speed(t)))
    exact = quad(at, 0.5, 2, epsabs=1e-13)[0]
    sizes = np.array([20, 40, 80, 160])
    errors = [
        abs(discrete_action(motion(np.linspace(0.5, 2, n + 1)), law, 1.5 / n, start_time=0.5) - exact) for n in sizes
    ]
    assert order(sizes, errors) == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("name", LAWS)
def test_gradient_and_hessian_against_differences(name):
    law, d = LAWS[name]
    path, dt, h = a_path(d), 0.3, 1e-4
    weights = np.array([-1, 9, -45, 0, 45, -9, 1]) / (60 * h)
    gradient = action_gradient(path, law, dt, start_time=0.7)
    assert gradient.shape == path.shape
    inner = np.zeros(path.shape, bool)
    inner[1:-1] = True
    rows = []
    for place in np.ndindex(path.shape):
        moved = np.array([path] * 7)
        moved[(slice(None), *place)] += h * np.arange(-3, 4)
        values = [discrete_action(p, law, dt, start_time=0.7) for p in moved]
        assert weights @ values == pytest.approx(gradient[place], abs=1e-9 * np.abs(gradient).max())
        slopes = np.array([action_gradient(p, law, dt, start_time=0.7)[inner] for p in moved])
        if inner[place]:
            rows.append(weights @ slopes)
    hessian = dense(action_hessian(path, law, dt, start_time=0.7))
    np.testing.assert_allclose(hessian, rows, atol=1e-8 * np.abs(hessian).max())
    np.testing.assert_allclose(hessian, hessian.T, rtol=1e-12, atol=1e-12)


def test_the_ends_of_the_gradient_are_momenta_and_the_action_falls_with_time_by_the_energy():
    """Along true motions ∂S/∂end = p, ∂S/∂start = −p, ∂S/∂duration = −E."""

    def action(start, end, duration):
        return stationary_path(start, end, pendulum, duration, 4000)

    start, end, duration, h = 0.3, 1.4, 1.7, 1e-3
    here = action(start, end, duration)
    rows = action_gradient(here.path, pendulum, duration / 4000)
    at_end = (action(start, end + h, duration).action - action(start, end - h, duration).action) / (2 * h)
    at_start = (action(start + h, end, duration).action - action(start - h, end, duration).action) / (2 * h)
    later = (action(start, end, duration + h).action - action(start, end, duration - h).action) / (2 * h)
    assert rows[-1] == pytest.approx(at_end, abs=2e-6)
    assert rows[0] == pytest.approx(at_start, abs=2e-6)
    assert -later == pytest.approx(rows[-1] ** 2 / 2 - np.cos(end), abs=2e-6)
    assert abs(rows[1:-1]).max() < 1e-11


def test_stationary_paths_are_the_orbits_of_leapfrog():
    r = stationary_path(0.2, 1.1, pendulum, 3.0, 60)
    dt = 0.05
    x, p = 0.2, -action_gradient(r.path, pendulum, dt)[0]
    for i in range(60):
        p -= dt / 2 * np.sin(x)
        x += dt * p
        p -= dt / 2 * np.sin(x)
        assert x == pytest.approx(r.path[i + 1], abs=1e-9)


def test_free_fall_is_exact_at_every_step():
    r = stationary_path([0.0, 1.0], [3.0, 2.0], lambda x, v: np.sum(v**2, axis=-1) / 2 - 9.81 * x[..., 1], 1.5, 7)
    t = np.linspace(0, 1.5, 8)
    exact = np.stack([2 * t, 1 + (1 / 1.5 + 9.81 * 0.75) * t - 9.81 * t**2 / 2], axis=-1)
    np.testing.assert_allclose(r.path, exact, atol=1e-13)
    assert r.morse_index == 0
    assert r.iterations == 1


def spring_motion(n):
    r = stationary_path(0.5, -0.8, spring, 2.0, n)
    t = np.linspace(0, 2, n + 1)
    return r, 0.5 * np.cos(t) + (-0.8 - 0.5 * np.cos(2)) / np.sin(2) * np.sin(t)


def pendulum_motion(n):
    """From the bottom to the bottom in half a period of amplitude 2, by Jacobi's elliptic sine."""
    k2 = np.sin(1.0) ** 2
    t = np.linspace(0, 2 * ellipk(k2), n + 1)
    exact = 2 * np.arcsin(np.sqrt(k2) * np.clip(ellipj(t, k2)[0], -1, 1))
    return stationary_path(0.0, 0.0, pendulum, t[-1], n, 1.5 * np.sin(np.linspace(0, np.pi, 50))), exact


def pushed_motion(n):
    t = 0.4 + np.linspace(0, 1.5, n + 1)
    exact = -np.cos(2 * t) / 3 + 0.7 * np.sin(t)
    return stationary_path(exact[0], exact[-1], pushed, 1.5, n, start_time=0.4), exact


def circling_motion(n):
    t = np.linspace(0, 1.2, n + 1)
    exact = np.stack([0.3 + np.cos(2 * t), 0.1 - np.sin(2 * t)], axis=-1)
    return stationary_path(exact[0], exact[-1], magnet, 1.2, n), exact


def planet_motion(n):
    """Along an ellipse of eccentricity 0.4, by Kepler's equation."""
    t = np.linspace(0.3, 3.5, n + 1)
    big = np.array([brentq(lambda e, m=m: e - 0.4 * np.sin(e) - m, -1, 7, xtol=1e-15) for m in t])
    exact = np.stack([np.cos(big) - 0.4, np.sqrt(1 - 0.16) * np.sin(big)], axis=-1)
    arc = np.stack([np.cos(np.linspace(0.6, 3.3, 40)), np.sin(np.linspace(0.6, 3.3, 40))], axis=-1)
    return stationary_path(exact[0], exact[-1], kepler, 3.2, n, arc), exact


def film_between_rings(n):
    """r = a cosh(x/a), the thick one of two."""
    a = brentq(lambda a: a * np.cosh(0.5 / a) - 1, 0.45, 1)
    return stationary_path(1.0, 1.0, film, 1.0, n), a * np.cosh(np.linspace(-0.5, 0.5, n + 1) / a)


MOTIONS = [spring_motion, pendulum_motion, pushed_motion, circling_motion, planet_motion, film_between_rings]


@pytest.mark.parametrize("motion", MOTIONS)
def test_stationary_paths_tend_to_the_exact_motion_with_order_two(motion):
    sizes = np.array([50, 100, 200, 400])
    pairs = [motion(n) for n in sizes]
    errors = [np.abs(r.path - exact).max() for r, exact in pairs]
    assert order(sizes, errors) == pytest.approx(2, abs=0.1)
    assert all(r.gradient_norm < 1e-10 and r.iterations > 0 for r, _ in pairs)
    assert pairs[0][0].morse_index == 0


def test_a_motion_agrees_with_an_integrator_that_knows_only_the_force():
    r = stationary_path([1.0, 0.2], [-0.3, 1.1], lambda x, v: kepler(x, v) + magnet(x, v), 1.3, 800)
    p = -action_gradient(r.path, lambda x, v: kepler(x, v) + magnet(x, v), 1.3 / 800)[0]
    velocity = (p - np.array([-0.2, 1.0])) / 2  # p = 2 v + (−y, x): both Lagrangians hold v²/2

    def force(t, y):
        x, v = y[:2], y[2:]
        return np.concatenate([v, (-x / np.hypot(*x) ** 3 + 2 * np.array([v[1], -v[0]])) / 2])

    exact = solve_ivp(force, (0, 1.3), [1.0, 0.2, *velocity], rtol=1e-11, atol=1e-12).y[:2, -1]
    np.testing.assert_allclose(r.path[-1], exact, atol=1e-5)


@pytest.mark.parametrize("omegas", [[1.0], [1.0, 1.7], [1.0, 1.0, 0.6]])
def test_index_counts_conjugate_points_of_springs(omegas):
    omegas = np.array(omegas)

    def law(x, v):
        return np.sum(v**2 - omegas**2 * x**2, axis=-1) / 2

    ends = np.full((2, len(omegas)), 0.3)
    tried = 0
    for duration in np.arange(0.3, 11, 0.37):
        turns = omegas * duration / np.pi
        if np.abs(turns - np.round(turns)).min() > 0.05:
            tried += 1
            assert stationary_path(*ends, law, duration, 200).morse_index == np.floor(turns).sum()
    assert tried > 15


def test_the_resting_pendulum_becomes_a_saddle_where_swings_are_born():
    hump = np.sin(np.linspace(0, np.pi, 60))
    for duration, index in ((3.0, 0), (3.3, 1), (4.5, 1), (6.6, 2)):
        assert stationary_path(0.0, 0.0, pendulum, duration, 200).morse_index == index
    right = stationary_path(0.0, 0.0, pendulum, 4.5, 200, 2 * hump)
    left = stationary_path(0.0, 0.0, pendulum, 4.5, 200, -2 * hump)
    np.testing.assert_allclose(right.path, -left.path, atol=1e-11)
    assert (right.morse_index, left.morse_index) == (0, 0)
    assert right.path.max() > 2
    assert right.action < stationary_path(0.0, 0.0, pendulum, 4.5, 200).action


def test_a_soap_film_has_two_shapes_and_then_none():
    for distance in (0.9, 1.2, 1.3):
        gap = lambda s, d=distance: np.cosh(s) * d / 2 - s  # noqa: E731
        shapes = [brentq(gap, 1e-3, 1.19967), brentq(gap, 1.19968, 6)]
        x = np.linspace(-1, 1, 401)
        for index, s in enumerate(shapes):
            exact = distance / (2 * s) * np.cosh(s * x)
            r = stationary_path(1.0, 1.0, film, distance, 400, exact * (0.98 + 0.02 * x**2))
            np.testing.assert_allclose(r.path, exact, atol=2e-3)
            assert r.morse_index == index
    with pytest.raises(NotStationary, match="or there is no such path"):
        stationary_path(1.0, 1.0, film, 1.34, 400)


def test_both_ways_round_a_star():
    for last in (2.5, 2.5 - 2 * np.pi):
        phi, r = np.linspace(0, last, 60), np.linspace(1, 1.5, 60)
        arc = r[:, None] * np.stack([np.cos(phi), np.sin(phi)], axis=-1)
        flight = stationary_path(arc[0], arc[-1], kepler, 4.0, 400, arc)
        x, y = flight.path.T
        spin = np.diff(np.unwrap(np.arctan2(y, x)))
        assert np.all(np.sign(spin) == np.sign(last))
        v = np.diff(flight.path, axis=0) * 100
        middle = (flight.path[1:] + flight.path[:-1]) / 2
        energy = np.sum(v**2, axis=1) / 2 - 1 / np.hypot(*middle.T)
        assert np.ptp(energy) < 1e-3


def test_units_of_energy_scale_out():
    one = stationary_path(0.1, 1.0, pendulum, 2.0, 50)
    for unit in (1e20, 1e-20):
        scaled = stationary_path(0.1, 1.0, lambda x, v, unit=unit: unit * pendulum(x, v), 2.0, 50)
        np.testing.assert_allclose(scaled.path, one.path, atol=1e-12)
        assert scaled.action == pytest.approx(unit * one.action, rel=1e-12)


def test_far_from_the_origin_rounding_is_no_failure():
    r = stationary_path(1e6, 1e6 + 1, lambda x, v: v**2 / 2 - 9.81 * x, 2.0, 2000)
    t = np.linspace(0, 2, 2001)
    np.testing.assert_allclose(r.path - 1e6, t / 2 + 9.81 * t * (2 - t) / 2, atol=1e-6)


def test_rest_is_found_from_a_small_bend():
    r = stationary_path(0.0, 0.0, pendulum, 4.0, 100, 0.1 * np.sin(np.linspace(0, np.pi, 50)))
    assert np.abs(r.path).max() < 1e-9
    assert r.gradient_norm < 1e-12
    assert r.iterations < 5
    assert r.morse_index == 1


def test_the_guess_may_be_coarse_and_its_ends_are_replaced():
    r = stationary_path(0.0, 0.0, pendulum, 4.5, 100, [9.0, 2.0, 2.2, 9.0])
    assert r.path[0] == r.path[-1] == 0
    assert r.path.shape == (101,)
    fine = stationary_path(0.0, 0.0, pendulum, 4.5, 100, r.path)
    assert fine.iterations == 0


def test_failure_carries_the_last_iterate():
    with pytest.raises(NotStationary) as caught:
        stationary_path([0.0, 0.0], [1.0, 1.0], magnet_in_a_well, 9.0, 40, max_iterations=1)
    failure = caught.value
    assert failure.path.shape == (41, 2)
    assert failure.iterations == 1
    assert f"{failure.gradient_norm:.2e}" in str(failure)
    np.testing.assert_array_equal(failure.path[[0, -1]], [[0, 0], [1, 1]])


def magnet_in_a_well(x, v):
    return magnet(x, v) - np.sum(x**4, axis=-1)


def test_a_length_lets_nodes_slide():
    """Gauge: a Lagrangian of degree one in v does not care about the speed, and every node has a free direction."""
    length = lambda x, v: np.sqrt(np.sum(v**2, axis=-1))  # noqa: E731
    straight = np.linspace(0, 1, 21)[:, None] * [2.0, 1.0]
    spectrum = np.linalg.eigvalsh(dense(action_hessian(straight, length, 0.05)))
    assert np.sum(np.abs(spectrum) < 1e-12 * spectrum[-1]) == 19
    bent = straight + np.stack([0 * straight[:, 0], 0.3 * np.sin(np.pi * straight[:, 0] / 2)], axis=-1)
    with pytest.raises(NotStationary):
        stationary_path([0.0, 0.0], [2.0, 1.0], length, 1.0, 20, bent)
    graph = stationary_path(0.0, 1.0, lambda y, slope: np.sqrt(1 + slope**2), 2.0, 20, bent[:, 1])
    np.testing.assert_allclose(graph.path, straight[:, 1], atol=1e-12)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: discrete_action([0.0], spring, 0.1), ValueError, r"`path` must have shape .* got shape \(1,\)"),
        (lambda: discrete_action(1.0, spring, 0.1), ValueError, r"`path` must have shape .* got shape \(\)"),
        (lambda: discrete_action([0.0, np.nan], spring, 0.1), ValueError, r"`path` must be finite; got nan at index"),
        (lambda: discrete_action([0, 1j], spring, 0.1), TypeError, "`path` must be real"),
        (lambda: discrete_action([0, 1], spring, 0), ValueError, "`dt` must be positive; got 0"),
        (lambda: action_gradient([0, 1], spring, -0.1), ValueError, "`dt` must be positive; got -0.1"),
        (lambda: discrete_action([0, 1], spring, np.nan), ValueError, "`dt` must be finite; got nan"),
        (lambda: discrete_action([0, 1], spring, 0.1, start_time=np.inf), ValueError, "`start_time` must be finite"),
        (lambda: discrete_action([0, 1], 3.0, 0.1), TypeError, "`lagrangian` must be a function of x and v"),
        (lambda: discrete_action([0, 1], lambda x: x, 0.1), TypeError, r"got a function of \(x\)"),
        (lambda: discrete_action([0, 1], lambda x, v, t, m: x, 0.1), TypeError, r"a function of \(x, v, t, m\)"),
        (
            lambda: discrete_action([[0, 0], [1, 0]], lambda x, v: v**2, 0.1),
            ValueError,
            r"return shape \(1, 2\) for positions and velocities of shape \(1, 2, 2\); got shape \(1, 2, 2\). Write",
        ),
        (
            lambda: action_gradient([0.0, 1.0, 2.0], lambda x, v: 1.0, 0.1),
            ValueError,
            r"return shape \(2, 2\) for .* got shape \(\)",
        ),
        (
            lambda: discrete_action([1.0, -1.0], lambda x, v: np.sqrt(x), 0.5),
            ValueError,
            "be finite along the path; got nan at x = -1, v = -4, t = 0.5",
        ),
        (
            lambda: action_gradient([0.0, 1.0], lambda x, v: np.sqrt(x), 0.5),
            ValueError,
            "`lagrangian` must have finite derivatives; got none at x = 0, v = 2",
        ),
        (lambda: action_hessian([0, 1], spring, 0.1), ValueError, "`path` must be one path of at least three nodes"),
        (lambda: action_hessian(np.zeros((2, 4, 1)), spring, 0.1), ValueError, "one path"),
        (lambda: stationary_path([[0]], 1, spring, 1, 5), ValueError, "`start` must be a number or have one axis"),
        (lambda: stationary_path([0, 0], [1], magnet, 1, 5), ValueError, r"`end` must have shape \(2,\)"),
        (lambda: stationary_path(0, np.inf, spring, 1, 5), ValueError, "`end` must be finite"),
        (lambda: stationary_path(0, 1, spring, 0, 5), ValueError, "`duration` must be positive"),
        (lambda: stationary_path(0, 1, spring, 1, 1), ValueError, "`steps` must be at least 2"),
        (lambda: stationary_path(0, 1, spring, 1, 2.5), TypeError, "`steps` must be a whole number"),
        (lambda: stationary_path(0, 1, spring, 1, 5, [[0], [1]]), ValueError, r"`guess` must have shape \(any,\)"),
        (lambda: stationary_path([0], [1], spring, 1, 5, [[0]]), ValueError, "`guess` must have at least two nodes"),
        (lambda: stationary_path(0, 1, spring, 1, 5, tolerance=-1), ValueError, "`tolerance` must be positive"),
        (lambda: stationary_path(0, 1, spring, 1, 5, max_iterations=0), ValueError, "`max_iterations` must be at l"),
        (lambda: stationary_path(1, -1, lambda x, v: np.sqrt(x), 1, 5), ValueError, "be finite along the path"),
        (
            lambda: stationary_path(0.0, 1.0, pendulum, 3.0, 30, max_iterations=1),
            RuntimeError,
            r"gradient norm of \d.\d\de-\d\d after 1 Newton steps. Start from a better `guess`; or there is no such",
        ),
    ],
)
def test_bad_input_and_divergence_are_named(call, kind, message):
    with pytest.raises(kind, match=message):
        call()


def test_a_direction_that_costs_nothing_is_no_negative_one():
    found = stationary_path([0.0, 0.0], [1.0, 0.0], lambda x, v: v[..., 0] ** 2 / 2, 1.0, 5)
    assert found.morse_index == 0
