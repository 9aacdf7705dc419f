"""Traced rays: exact trajectories, order 2, the conserved H and the conserved two-form."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from physdl.action import trace_ray

N0, A = 1.5, 0.5


def fibre(x):
    return np.sqrt(N0**2 - A**2 * x[..., 1] ** 2)


def wavy(x):
    return 1.2 + 0.2 * np.sin(2 * x[..., 0]) * np.cos(3 * x[..., 1])


def wavy_gradient(x):
    return np.stack(
        [0.4 * np.cos(2 * x[..., 0]) * np.cos(3 * x[..., 1]), -0.6 * np.sin(2 * x[..., 0]) * np.sin(3 * x[..., 1])],
        axis=-1,
    )


def order(steps, errors):
    return np.polyfit(np.log(steps), np.log(errors), 1)[0]


def test_straight_in_a_uniform_medium():
    x, p = trace_ray([[0.0, 0, 0], [1, 1, 1]], [0, 3, 4], lambda x: np.full(x.shape[:-1], 2.0), 0.25, 8)
    assert x.shape == p.shape == (2, 9, 3)
    np.testing.assert_allclose(x[:, -1], [[0, 2.4, 3.2], [1, 3.4, 4.2]], atol=1e-13)
    np.testing.assert_allclose(p[:, -1], [[0, 1.2, 1.6]] * 2, atol=1e-13)


def test_parabola_is_met_exactly():
    """With n² = 1 + 2 g y the force is constant, where leapfrog makes no error."""
    g = 0.7
    x, p = trace_ray([0.0, 0.0], [3.0, 4.0], lambda x: np.sqrt(1 + 2 * g * x[..., 1]), 0.1, 20)
    s = 0.1 * np.arange(21)
    np.testing.assert_allclose(x, np.stack([0.6 * s, 0.8 * s + g * s**2 / 2], axis=-1), atol=1e-11)
    np.testing.assert_allclose(p[:, 1], 0.8 + g * s, atol=1e-11)


def test_fibre_converges_to_its_sinusoid_with_order_two():
    start, tilt = 0.4, 0.2
    n = np.sqrt(N0**2 - A**2 * start**2)
    sizes = np.array([0.2, 0.1, 0.05, 0.025])
    errors = []
    for h in sizes:
        x, _ = trace_ray([0, start], [np.cos(tilt), np.sin(tilt)], fibre, h, round(16 / h))
        exact = start * np.cos(A * 16) + n * np.sin(tilt) / A * np.sin(A * 16)
        errors.append(abs(x[-1, 1] - exact))
        np.testing.assert_allclose(x[-1, 0], n * np.cos(tilt) * 16, rtol=1e-11)
    assert order(sizes, errors) == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("gradient", [None, wavy_gradient])
def test_order_two_against_an_independent_integrator(gradient):
    def field(_, z):
        x = z[:2]
        return np.concatenate([z[2:], wavy(x) * wavy_gradient(x)])

    start, heading = np.array([0.1, 0.2]), np.array([0.8, 0.6])
    reference = solve_ivp(field, (0, 4), [*start, *(wavy(start) * heading)], rtol=1e-12, atol=1e-13).y[:, -1]
    sizes = np.array([0.04, 0.02, 0.01, 0.005])
    errors = []
    for h in sizes:
        x, p = trace_ray(start, heading, wavy, h, round(4 / h), gradient=gradient)
        errors.append(np.abs(np.concatenate([x[-1], p[-1]]) - reference).max())
    assert order(sizes, errors) == pytest.approx(2, abs=0.1)


def test_hamiltonian_stays_bounded_and_shrinks_with_the_square_of_the_step():
    worst = []
    for h in (0.02, 0.01):
        x, p = trace_ray([0.1, 0.2], [0.8, 0.6], wavy, h, round(200 / h), every=10, gradient=wavy_gradient)
        error = np.abs(np.sum(p**2, axis=-1) - wavy(x) ** 2) / 2
        assert error[0] < 1e-15
        half = len(error) // 2
        assert error[half:].max() < 1.5 * error[:half].max()
        worst.append(error.max())
    assert worst[0] / worst[1] == pytest.approx(4, rel=0.1)


def test_two_form_is_conserved_on_the_rays_of_light():
    """ω(u, v) of any two variations of a ray (position, direction) is the same at every step, whatever the step."""
    nudge = 1e-5
    base = np.array([0.1, 0.2, 0.6])
    states = base + nudge * np.concatenate([np.eye(3), -np.eye(3)])
    heading = np.stack([np.cos(states[:, 2]), np.sin(states[:, 2])], axis=-1)
    x, p = trace_ray(states[:, :2], heading, wavy, 0.3, 20, gradient=wavy_gradient)
    z = np.concatenate([x, p], axis=-1)
    variations = (z[:3] - z[3:]) / (2 * nudge)
    omega = np.block([[np.zeros((2, 2)), np.eye(2)], [-np.eye(2), np.zeros((2, 2))]])
    forms = np.einsum("uti,ij,vtj->tuv", variations, omega, variations)
    assert np.abs(forms[0]).max() > 1
    assert np.abs(forms - forms[0]).max() < 1e-6 * np.abs(variations).max() ** 2


def test_recording_every_so_often_changes_nothing():
    x, p = trace_ray([[0, 0.2], [0, 0.3]], [1, 0], wavy, 0.01, 60)
    few, kicks = trace_ray([[0, 0.2], [0, 0.3]], [1, 0], wavy, 0.01, 60, every=15)
    np.testing.assert_array_equal(few, x[:, ::15])
    np.testing.assert_array_equal(kicks, p[:, ::15])


def test_batch_equals_rays_one_by_one_and_leaves_input_alone():
    rng = np.random.default_rng(5)
    position, direction = rng.normal(size=(3, 1, 2)), rng.normal(size=(4, 2))
    keep = position.copy(), direction.copy()
    x, p = trace_ray(position, direction, wavy, 0.02, 25, gradient=wavy_gradient)
    assert x.shape == (3, 4, 26, 2)
    alone = trace_ray(position[2, 0], direction[1], wavy, 0.02, 25, gradient=wavy_gradient)
    np.testing.assert_allclose(x[2, 1], alone[0], atol=1e-14)
    np.testing.assert_allclose(p[2, 1], alone[1], atol=1e-14)
    np.testing.assert_array_equal(position, keep[0])
    np.testing.assert_array_equal(direction, keep[1])


def test_single_precision_stays_single():
    x, p = trace_ray(np.zeros((2, 2), "f4"), np.ones(2, "f4"), wavy, 0.01, 5)
    assert x.dtype == p.dtype == np.float32


ONE = dict(position=[0.0, 0.0], direction=[1.0, 0.0], index=wavy, step=0.1, steps=10)


@pytest.mark.parametrize(
    ("changes", "kind", "message"),
    [
        (dict(direction=[0.0, 0.0]), ValueError, "`direction` must not be zero"),
        (dict(direction=[1.0, 0.0, 0.0]), ValueError, r"`direction` must have shape \(..., 2\)"),
        (dict(position=np.zeros((3, 2)), direction=np.ones((4, 2))), ValueError, "`direction` must broadcast against"),
        (dict(position=[0.0, np.inf]), ValueError, "`position` must be finite"),
        (dict(position=1.0), ValueError, r"`position` must have shape \(..., d\)"),
        (dict(step=0.0), ValueError, "`step` must be positive"),
        (dict(steps=0), ValueError, "`steps` must be at least 1"),
        (dict(steps=2.0), TypeError, "`steps` must be a whole number"),
        (dict(every=3), ValueError, "`every` must divide `steps` = 10; got 3"),
        (
            dict(index=lambda x: np.where(x[..., 0] < 0.5, 1.0, -1.0)),
            ValueError,
            "`index` must be positive and finite; got -",
        ),
        (dict(index=lambda x: x), ValueError, "`index` must return shape"),
        (dict(index=1.5), TypeError, "`index` must be a function of positions"),
        (dict(gradient=wavy), ValueError, "`gradient` must return shape"),
        (dict(gradient=lambda x: x + np.nan), ValueError, "`gradient` must be finite"),
    ],
)
def test_bad_input_is_named(changes, kind, message):
    with pytest.raises(kind, match=message):
        trace_ray(**{**ONE, **changes})
