"""Motion in phase space: every method has the order, the symmetry and the two-form that it claims, and no more."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from physdl.action import pendulum
from physdl.action.hamiltonian import (
    METHODS,
    hamiltonian_flow,
    integrate,
    integration,
    pendulum_force,
    poincare_section,
)

OMEGA = np.block([[np.zeros((2, 2)), np.eye(2)], [-np.eye(2), np.zeros((2, 2))]])
START = np.array([0.1, -0.2]), np.array([0.35, 0.2])
STATES = np.random.default_rng(15).uniform(-0.25, 0.25, (12, 4))  # below the energy 1/6, at which the well opens
STEPS = {
    "euler": (0.02, 0.01, 0.005, 0.0025),
    "symplectic_euler": (0.08, 0.04, 0.02, 0.01),
    "leapfrog": (0.2, 0.1, 0.05, 0.025),
    "yoshida4": (0.2, 0.1, 0.05, 0.025),
    "yoshida6": (0.4, 0.2, 0.1),
    "rk4": (0.1, 0.05, 0.025, 0.0125),
}


def henon_heiles(q):
    x, y = q[..., 0], q[..., 1]
    return np.stack([-x - 2 * x * y, -y - x**2 + y**2], axis=-1)


def energy(q, p):
    x, y = q[..., 0], q[..., 1]
    return np.sum(p**2 + q**2, axis=-1) / 2 + x**2 * y - y**3 / 3


def stirred(q):
    """A force with a curl: no potential has it."""
    x, y = q[..., 0], q[..., 1]
    return np.stack([-x - 0.5 * y, -y + 0.5 * x], axis=-1)


def tangled(x):
    """Return dH for H = ½ (1 + q²)(1 + p²) + q p²: no kick of it is explicit."""
    q, p = x[..., 0], x[..., 1]
    return np.stack([q * (1 + p**2) + p**2, p * (1 + q**2) + 2 * q * p], axis=-1)


def jacobian(move, x):
    """Return the derivative of x → move(x) by complex steps in all directions at once."""
    moved = move(x + 1e-30j * np.eye(len(x)))
    return moved.imag.T / 1e-30


def step_jacobian(method, dt, steps, force=henon_heiles, start=None):
    def move(x):
        q, p = integrate(force, x[:, :2], x[:, 2:], dt, steps, method=method, every=steps)
        return np.concatenate([q[-1], p[-1]], axis=-1)

    return jacobian(move, np.concatenate(START) if start is None else start)


def two_form_error(J, omega=OMEGA):
    return np.abs(J.T @ omega @ J - omega).max()


def there_and_back(method, dt, steps, force=henon_heiles):
    q, p = integrate(force, *START, dt, steps, method=method)
    back, up = integrate(force, q[-1], -p[-1], dt, steps, method=method)
    return np.abs([back[-1] - START[0], up[-1] + START[1]]).max()


def order(steps, errors):
    return np.polyfit(np.log(steps), np.log(errors), 1)[0]


@pytest.fixture(scope="module")
def exact():
    """Return the state at t = 4 from an integrator that knows nothing of kicks."""
    field = lambda t, z: np.concatenate([z[2:], henon_heiles(z[:2])])  # noqa: E731
    return solve_ivp(field, (0, 4), np.concatenate(START), method="DOP853", rtol=1e-13, atol=1e-14).y[:, -1]


@pytest.mark.parametrize("method", METHODS)
def test_order_is_the_one_claimed(method, exact):
    errors = []
    for h in STEPS[method]:
        q, p = integrate(henon_heiles, *START, h, round(4 / h), method=method)
        errors.append(np.abs(np.concatenate([q[-1], p[-1]]) - exact).max())
    assert order(STEPS[method], errors) == pytest.approx(METHODS[method].order, abs=0.1)


@pytest.mark.parametrize("method", METHODS)
def test_two_form_is_kept_exactly_by_those_that_claim_it_and_visibly_lost_by_the_others(method):
    errors = [two_form_error(step_jacobian(method, 0.4, 20, start=state)) for state in STATES]
    if METHODS[method].symplectic:
        assert max(errors) < 1e-12
    else:
        assert min(errors) > 1e-3


def test_the_loss_of_rk4_is_visible_only_at_large_steps():
    assert two_form_error(step_jacobian("rk4", 0.01, 800)) < 1e-9


@pytest.mark.parametrize("method", METHODS)
def test_leads_back_if_and_only_if_claimed(method):
    error = there_and_back(method, 0.1 if method == "euler" else 0.5, 20)
    if METHODS[method].reversible:
        assert error < 1e-12
    else:
        assert error > 1e-3


def test_reversible_is_not_symplectic():
    """A force with a curl leaves the leapfrog reversible and takes its two-form away, though not its volume."""
    assert there_and_back("leapfrog", 0.4, 20, stirred) < 1e-12
    J = step_jacobian("leapfrog", 0.4, 20, stirred)
    assert two_form_error(J) > 1e-2
    assert np.linalg.det(J) == pytest.approx(1, abs=1e-12)


def test_claims_are_those_of_the_recipes():
    claimed = {name: (m.order, m.symplectic, m.reversible) for name, m in METHODS.items()}
    assert claimed == {
        "euler": (1, False, False),
        "symplectic_euler": (1, True, False),
        "leapfrog": (2, True, True),
        "yoshida4": (4, True, True),
        "yoshida6": (6, True, True),
        "rk4": (4, False, False),
    }
    for method in METHODS.values():
        for parts in (getattr(method, "kicks", ()), getattr(method, "drifts", ()), getattr(method, "weights", ())):
            assert not parts or sum(parts) == pytest.approx(1, abs=1e-15)


def test_leapfrog_is_the_plain_loop():
    (q, p), h = START, 0.1
    for _ in range(50):
        p = p + h / 2 * henon_heiles(q)
        q = q + h * p
        p = p + h / 2 * henon_heiles(q)
    fast = integrate(henon_heiles, *START, h, 50)
    np.testing.assert_allclose([fast[0][-1], fast[1][-1]], [q, p], rtol=0, atol=1e-14)


def test_rk4_is_the_plain_loop():
    z, h = np.concatenate(START), 0.1
    f = lambda z: np.concatenate([z[2:] / 1.7, henon_heiles(z[:2])])  # noqa: E731
    for _ in range(50):
        a = f(z)
        b = f(z + h / 2 * a)
        c = f(z + h / 2 * b)
        d = f(z + h * c)
        z = z + h / 6 * (a + 2 * b + 2 * c + d)
    q, p = integrate(henon_heiles, *START, h, 50, method="rk4", mass=1.7)
    np.testing.assert_allclose(np.concatenate([q[-1], p[-1]]), z, rtol=0, atol=1e-14)


@pytest.mark.parametrize("h", [0.1, 1.0, 1.9])
def test_leapfrog_conserves_its_own_energy_of_an_oscillator_exactly(h):
    q, p = integrate(lambda q: -q, [1.0], [0.5], h, 2000)
    own = p**2 + (1 - h**2 / 4) * q**2
    assert np.ptp(own) < 1e-11
    assert np.ptp(p**2 + q**2) > h**2 / 100


@pytest.mark.parametrize("method", [name for name, m in METHODS.items() if m.symplectic])
def test_angular_momentum_is_kept_to_rounding(method):
    kepler = lambda q: -q / np.sum(q**2, axis=-1, keepdims=True) ** 1.5  # noqa: E731
    q, p = integrate(kepler, [1.0, 0.0], [0.0, 0.9], 0.05, 2000, method=method)
    assert np.ptp(q[:, 0] * p[:, 1] - q[:, 1] * p[:, 0]) < 1e-12
    assert np.ptp(q[:, 0]) > 1


def test_energy_error_stays_where_it_is():
    errors = []
    for steps in (2_000, 20_000):
        q, p = integrate(henon_heiles, *START, 0.1, steps, every=10)
        errors.append(np.abs(energy(q, p) - energy(*START)).max())
    assert errors[1] < 1.2 * errors[0]
    assert errors[0] > 1e-5


@pytest.mark.parametrize("method", METHODS)
def test_ensemble_is_its_members(method):
    rng = np.random.default_rng(3)
    q, p = rng.normal(0, 0.1, (2, 3, 4, 2))
    mass = rng.uniform(0.5, 2, (4, 1))
    many = integrate(henon_heiles, q, p, 0.1, 12, method=method, mass=mass, every=4)
    assert many[0].shape == many[1].shape == (4, 3, 4, 2)
    np.testing.assert_array_equal([many[0][0], many[1][0]], [q, p])
    for i, j in np.ndindex(3, 4):
        one = integrate(henon_heiles, q[i, j], p[i, j], 0.1, 12, method=method, mass=mass[j], every=4)
        np.testing.assert_allclose(many[0][:, i, j], one[0], rtol=0, atol=1e-15)
        np.testing.assert_allclose(many[1][:, i, j], one[1], rtol=0, atol=1e-15)


@pytest.mark.parametrize("method", METHODS)
def test_kept_steps_are_steps(method):
    whole = integrate(henon_heiles, *START, 0.1, 12, method=method)
    some = integrate(henon_heiles, *START, 0.1, 12, method=method, every=3)
    for all_of_them, kept in zip(whole, some, strict=True):
        np.testing.assert_array_equal(kept, all_of_them[::3])


def test_mass_and_time():
    """A particle four times as heavy does everything in twice the time."""
    light = integrate(henon_heiles, *START, 0.1, 30)
    heavy = integrate(henon_heiles, START[0], 2 * START[1], 0.2, 30, mass=4.0)
    np.testing.assert_allclose(heavy[0], light[0], rtol=0, atol=1e-13)
    np.testing.assert_allclose(heavy[1], 2 * light[1], rtol=0, atol=1e-13)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex128])
@pytest.mark.parametrize("method", METHODS)
def test_dtype_in_is_dtype_out(method, dtype):
    q, p = integrate(lambda q: -q, np.ones(3, dtype), np.zeros(3, dtype), 0.1, 10, method=method, mass=[1.0, 2.0, 3.0])
    assert q.dtype == p.dtype == dtype


def test_start_is_not_touched_and_broadcasts():
    q, p = np.zeros((5, 2)), np.array([0.1, 0.2])
    moved, _ = integrate(henon_heiles, q, p, 0.1, 10)
    assert moved.shape == (11, 5, 2)
    assert not q.any()
    np.testing.assert_array_equal(moved[:, 0], moved[:, 4])


BAD = {
    "dt zero": ({"dt": 0.0}, ValueError, "`dt` must be positive; got 0.0"),
    "dt negative": ({"dt": -0.1}, ValueError, "reverse `p`"),
    "dt nan": ({"dt": np.nan}, ValueError, "`dt` must be finite"),
    "steps": ({"steps": 0}, ValueError, "`steps` must be at least 1"),
    "half a step": ({"steps": 2.5}, TypeError, "`steps` must be a whole number"),
    "every": ({"every": 3}, ValueError, "`every` must divide `steps` = 10"),
    "mass": ({"mass": -1.0}, ValueError, "`mass` must be positive; got -1"),
    "one mass": ({"mass": [1.0, 0.0]}, ValueError, "`mass` must be positive"),
    "three masses": ({"mass": [1.0, 2.0, 3.0]}, ValueError, r"shape \(2,\) of the motion; got shape \(3,\)"),
    "method": ({"method": "verlet"}, ValueError, "`method` must be one of 'euler'"),
    "nan": ({"q": [np.nan, 0.0]}, ValueError, r"`q` must be finite; got nan at index \(0,\)"),
    "number": ({"q": 1.0}, ValueError, r"shape \(1,\)"),
    "unlike": ({"p": [1.0, 2.0, 3.0]}, ValueError, r"shape \(..., 2\) like `q`; got shape \(3,\)"),
    "batches": (
        {"q": np.zeros((3, 2)), "p": np.zeros((4, 2))},
        ValueError,
        r"shape \(3, 2\) of `q`; got shape \(4, 2\)",
    ),
    "force": (
        {"force": lambda q: q[..., 0]},
        ValueError,
        r"array of the shape \(2,\) that it is given; got shape \(\)",
    ),
    "force nan": ({"force": lambda q: q / 0 * 0}, ValueError, "`force` must be finite"),
    "text": ({"p": ["a", "b"]}, TypeError, "`p` must be an array of numbers"),
}


CALLS = [
    (f, name) for f in (integrate, poincare_section) for name in BAD if f is integrate or "every" not in BAD[name][0]
]


@pytest.mark.parametrize(("function", "name"), CALLS)
def test_bad_input(function, name):
    wrong, kind, message = BAD[name]
    good = {"force": lambda q: -q, "q": [0.3, 0.4], "p": [0.1, 0.2], "dt": 0.1, "steps": 10}
    with pytest.raises(kind, match=message), np.errstate(all="ignore"):
        function(**{**good, **wrong})


@pytest.mark.parametrize("method", METHODS)
def test_a_motion_that_runs_away_is_refused(method):
    with pytest.raises(RuntimeError, match=r"`integrate` must keep the motion finite; got inf or nan within .* `dt`"):
        integrate(lambda q: -q, [1.0], [0.0], 20.0, 1000, method=method)


@pytest.mark.parametrize("by_tangent", [True, False])
def test_pendulum_force_is_minus_the_sine(by_tangent, monkeypatch):
    monkeypatch.setattr(pendulum, "_BY_TANGENT", by_tangent)
    rng = np.random.default_rng(4)
    some = rng.uniform(-7, 7, (3, 5, 2))
    views = (
        some.T,
        some[::-1, :, ::2],
        np.broadcast_to(some[0].T[::-1], (4, 2, 5)),
        np.broadcast_to(some[:, :1], (3, 6, 2)),
    )
    for q in (rng.uniform(-10, 10, 40_000), *views, np.zeros((0, 1)), np.array(2.0)):
        force = pendulum_force(q)
        assert force.shape == q.shape
        np.testing.assert_allclose(force, -np.sin(q), rtol=0, atol=4e-15)
    np.testing.assert_allclose(pendulum_force(np.array([np.pi, -np.pi, 0.0])), 0, atol=2e-16)
    assert pendulum_force(np.ones(2, np.float32)).dtype == np.float32
    np.testing.assert_allclose(pendulum_force([1, 2]), -np.sin([1, 2]))
    assert pendulum_force(np.array([1 + 1e-30j])).imag[0] == pytest.approx(-np.cos(1) * 1e-30)


def test_section_of_two_oscillators_is_exact():
    """x = sin t and y = sin(√2 t) seen at each passage x = 0 upwards, that is at t = 2πk."""
    nu = np.sqrt(2)
    force = lambda q: -q * [1, nu**2]  # noqa: E731
    errors, steps = [], (0.1, 0.05, 0.025)
    for h in steps:
        q, p, particle = poincare_section(force, [-0.5, 0.0], [np.sqrt(0.75), nu], h, round(40 / h))
        t = 2 * np.pi * np.arange(len(q)) + np.pi / 6
        assert len(q) == 7
        assert not particle.any()
        assert np.abs(q[:, 0]).max() < 1e-14
        errors.append(np.abs([q[:, 1] - np.sin(nu * t), p[:, 1] - nu * np.cos(nu * t), p[:, 0] - 1]).max())
    assert order(steps, errors) == pytest.approx(2, abs=0.1)


def test_section_agrees_with_events_of_an_independent_integrator():
    q = np.array([[0.0, 0.1], [0.2, 0.0]])
    p = np.array([[0.3, 0.1], [0.1, 0.3]])
    points, momenta, particle = poincare_section(
        henon_heiles, q, p, 0.02, 5000, coordinate=1, level=0.05, method="yoshida6"
    )
    for k in range(2):
        event = lambda t, z: z[1] - 0.05  # noqa: E731
        event.direction = 1
        field = lambda t, z: np.concatenate([z[2:], henon_heiles(z[:2])])  # noqa: E731
        run = solve_ivp(field, (0, 100), [*q[k], *p[k]], method="DOP853", rtol=1e-13, atol=1e-14, events=event)
        mine = np.concatenate([points, momenta], axis=-1)[particle == k]
        assert len(mine) > 10
        np.testing.assert_allclose(mine, run.y_events[0], rtol=0, atol=1e-9)


def test_section_in_pieces_is_the_section(monkeypatch):
    whole = poincare_section(henon_heiles, *START, 0.1, 3000)
    monkeypatch.setattr(integration, "_CHUNK", 700)
    pieces = poincare_section(henon_heiles, *START, 0.1, 3000)
    assert len(whole[0]) > 20
    for a, b in zip(whole, pieces, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-9)


def test_section_with_masses_and_none():
    q, p, _ = poincare_section(lambda q: -q, [[-1.0, 0.0]], [[0.0, 0.0]], 0.01, 2000, mass=[[4.0, 1.0]])
    assert len(q) == 2
    np.testing.assert_allclose(p[:, 0], 2, atol=1e-4)
    none = poincare_section(lambda q: -q, [1.0, 0.0], [1.0, 0.0], 0.01, 100, level=50.0)
    assert [kind.shape for kind in none] == [(0, 2), (0, 2), (0,)]


def test_section_refuses_a_coordinate_that_is_not_there():
    with pytest.raises(ValueError, match="`coordinate` must be below 2, the number of positions; got 2"):
        poincare_section(henon_heiles, *START, 0.1, 10, coordinate=2)


@pytest.mark.parametrize("method", METHODS)
def test_flow_of_a_separable_energy_is_integrate(method):
    def differential(x):
        return np.concatenate([-henon_heiles(x[..., :2]), x[..., 2:]], axis=-1)

    x = hamiltonian_flow(differential, np.tile(np.concatenate(START), (3, 1)), 0.1, 40, method=method, every=4)
    q, p = integrate(henon_heiles, *START, 0.1, 40, method=method, every=4)
    assert x.shape == (11, 3, 4)
    np.testing.assert_allclose(x[:, 1], np.concatenate([q, p], axis=-1), rtol=0, atol=1e-14)


@pytest.mark.parametrize("method", METHODS)
def test_flow_of_any_energy_has_order_and_two_form(method):
    exact = solve_ivp(
        lambda t, x: tangled(x)[::-1] * [1, -1], (0, 2), [-0.4, 0.3], method="DOP853", rtol=1e-13, atol=1e-14
    ).y[:, -1]
    steps = {"euler": (0.02, 0.01, 0.005), "yoshida6": (0.2, 0.1, 0.05)}.get(method, (0.1, 0.05, 0.025, 0.0125))
    errors = [
        np.abs(hamiltonian_flow(tangled, [-0.4, 0.3], h, round(2 / h), method=method)[-1] - exact).max() for h in steps
    ]
    assert order(steps, errors) == pytest.approx(METHODS[method].order, abs=0.1)
    J = jacobian(lambda x: hamiltonian_flow(tangled, x, 0.3, 10, method=method)[-1], np.array([-0.4, 0.3]))
    omega = np.array([[0, 1], [-1, 0]])
    if METHODS[method].symplectic:
        assert two_form_error(J, omega) < 1e-12
    else:
        assert two_form_error(J, omega) > 1e-4


def test_flow_in_single_precision_and_in_any_unit():
    exact = hamiltonian_flow(tangled, [-0.4, 0.3], 0.1, 100)
    single = hamiltonian_flow(tangled, np.array([-0.4, 0.3], np.float32), 0.1, 100)
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, exact, atol=1e-4)
    double = hamiltonian_flow(lambda x: tangled(x.astype(float)), np.array([-0.4, 0.3], np.float32), 0.1, 100)
    assert double.dtype == np.float32
    mixed = np.array([[1.0, 0.3], [0.3, 2.0]])
    for unit in (1e-30, 1e30):  # H is quadratic: its flow knows no unit
        np.testing.assert_allclose(
            hamiltonian_flow(lambda x: x @ mixed, [unit, 0.5 * unit], 0.1, 50) / unit,
            hamiltonian_flow(lambda x: x @ mixed, [1.0, 0.5], 0.1, 50),
            atol=1e-12,
        )
        with pytest.raises(RuntimeError, match="must converge"):
            hamiltonian_flow(lambda x: x @ np.array([[1.0, 3.0], [3.0, 1.0]]), [unit, unit], 0.9, 5)


def test_flow_leads_back():
    x = hamiltonian_flow(tangled, [-0.4, 0.3], 0.2, 20)[-1]
    back = hamiltonian_flow(lambda x: -tangled(x), x, 0.2, 20)[-1]
    np.testing.assert_allclose(back, [-0.4, 0.3], atol=1e-12)


@pytest.mark.parametrize(
    ("wrong", "kind", "message"),
    [
        ({"x": [1.0, 2.0, 3.0]}, ValueError, r"even number of components, half of them q and half p; got shape \(3,\)"),
        ({"dt": -1.0}, ValueError, "change the sign of `differential`"),
        ({"every": 4}, ValueError, "`every` must divide"),
        ({"differential": lambda x: x[..., :1]}, ValueError, r"shape \(2,\) that it is given; got shape \(1,\)"),
        ({"differential": lambda x: 1j * x}, TypeError, "`differential` must be real; got dtype complex128"),
        ({"dt": 5.0, "differential": tangled}, RuntimeError, "`hamiltonian_flow` must converge .* smaller `dt`"),
        ({"dt": 30.0, "steps": 1000, "method": "rk4"}, RuntimeError, "`hamiltonian_flow` must keep the motion finite"),
    ],
)
def test_flow_refuses(wrong, kind, message):
    good = {"differential": lambda x: x, "x": [0.9, 0.8], "dt": 0.1, "steps": 10}
    with pytest.raises(kind, match=message):
        hamiltonian_flow(**{**good, **wrong})
