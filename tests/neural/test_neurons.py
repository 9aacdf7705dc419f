"""Neurons: rates by hand, motions by SciPy's integrators, speeds by two routes, bifurcations by exact formulas."""

import math

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from physdl.neural.neurons import (
    Membrane,
    Populations,
    beats,
    eigenvalues,
    equilibria,
    fitzhugh_nagumo,
    fold,
    follow,
    gate_rates,
    onset,
    send,
    simulate,
    travelling_pulse,
)

SQUID = Membrane()


def by_hand(v):
    """Hodgkin and Huxley's rates as they printed them, v in mV above rest, not at 10 and 25."""
    return (
        [
            0.1 * (25 - v) / (math.exp((25 - v) / 10) - 1),
            0.07 * math.exp(-v / 20),
            0.01 * (10 - v) / (math.exp((10 - v) / 10) - 1),
        ],
        [4 * math.exp(-v / 18), 1 / (math.exp((30 - v) / 10) + 1), 0.125 * math.exp(-v / 80)],
    )


def test_rates():
    for v in (-20.0, 0.0, 9.99, 24.0, 31.5, 100.0):
        alpha, beta = gate_rates(v - 65)
        assert np.allclose(alpha, by_hand(v)[0], rtol=1e-11)
        assert np.allclose(beta, by_hand(v)[1], rtol=1e-13)
    assert gate_rates(-40.0)[0][0] == 1
    assert gate_rates(-55.0)[0][2] == pytest.approx(0.1, abs=1e-15)
    near = gate_rates(-55 + np.array([-1e-2, -1e-5, 0, 1e-5, 1e-2]))[0][:, 2]  # the two forms meet
    assert np.allclose(np.diff(near, 2), 0, atol=5e-4)
    assert np.all(np.diff(near) > 0)


def test_rest():
    for current in (-5.0, 0.0, 10.0, 150.0):
        rest = SQUID.rest(current)
        assert np.abs(SQUID.field(rest, current)).max() < 1e-11
        assert SQUID.steady_current(rest[0]) == pytest.approx(current, abs=1e-10)
    assert SQUID.rest().round(3).tolist() == [-64.996, 0.053, 0.596, 0.318]
    assert SQUID.rest([0.0, 10.0]).shape == (2, 4)


def plain(t, y, current, phi=1.0):
    """The four equations once more, from the rates by hand."""
    V, m, h, n = y
    (am, ah, an), (bm, bh, bn) = by_hand(V + 65)
    ionic = 120 * m**3 * h * (V - 50) + 36 * n**4 * (V + 77) + 0.3 * (V + 54.387)
    return [current - ionic, *(phi * (a * (1 - x) - b * x) for a, b, x in ((am, bm, m), (ah, bh, h), (an, bn, n)))]


@pytest.mark.parametrize("temperature", [6.3, 16.3])
def test_the_splitting_has_order_two(temperature):
    membrane, phi = Membrane(temperature=temperature), 3 ** ((temperature - 6.3) / 10)
    start = SQUID.rest()
    exact = solve_ivp(plain, (0, 6), start, args=(10.0, phi), rtol=1e-10, atol=1e-10).y[:, -1]
    errors = [
        np.abs(simulate(10.0, dt, round(6 / dt), membrane=membrane, start=start).state - exact)
        for dt in (0.02, 0.01, 0.005)
    ]
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert np.all(np.abs(orders - 2) < 0.15), orders


def test_another_capacitance_and_another_warmth():
    """All three routes hold the law of the capacitance, and the field that of the temperature."""
    thick, warm, state = Membrane(capacitance=2.0), Membrane(temperature=16.3), np.array([-30.0, 0.3, 0.4, 0.5])
    slow, usual, fast = (m.field(state, 7.0) for m in (thick, SQUID, warm))
    assert np.allclose(slow / usual, [0.5, 1, 1, 1], rtol=1e-12)
    assert np.allclose(fast / usual, [1, 3, 3, 3], rtol=1e-12)
    assert np.allclose(usual, plain(0, state, 7.0), rtol=1e-11)
    exact = solve_ivp(lambda t, y: thick.field(y, 10.0), (0, 6), SQUID.rest(), rtol=1e-10, atol=1e-10).y[:, -1]
    assert np.allclose(simulate(10.0, 0.005, 1200, membrane=thick, start=SQUID.rest()).state, exact, atol=5e-3)
    heavy = Membrane(capacitance=1.5, temperature=18.5)
    grids = [send(5.0, dx, dx / 10, round(32 / dx), membrane=heavy).speed(2.0, 4.0) for dx in (0.1, 0.05)]
    shot = travelling_pulse(heavy)
    assert grids[1] + (grids[1] - grids[0]) / 3 == pytest.approx(shot.speed, abs=0.02)
    assert shot.stiffness == pytest.approx(2 * 35.4e-3 * 1.5 * (shot.speed / 10) ** 2 / 0.0238, rel=1e-9)


def test_cells_are_independent_and_runs_can_be_cut():
    currents = np.linspace(0, 20, 5000)  # more than one block
    whole = simulate(currents, 0.05, 40)
    assert np.array_equal(whole.V[:, ::1250], simulate(currents[::1250], 0.05, 40).V)
    first = simulate(currents[::500], 0.05, 17)
    second = simulate(currents[::500], 0.05, 23, start=first.state)
    assert np.allclose(second.state, whole.state[::500], rtol=1e-10)
    assert np.allclose(simulate(currents[:3], 0.05, 40, every=10).V, whole.V[::10, :3], rtol=0, atol=0)


def test_gates_stay_shares_and_a_singular_voltage_is_none():
    start = np.array([[-55.0, 0.0, 1.0, 0.5], [-40.0, 1.0, 0.0, 1.0], [300.0, 0.5, 0.5, 0.5]])
    found = simulate([0.0, 200.0, -50.0], 0.1, 300, start=start)
    assert np.isfinite(found.V).all()
    assert found.state[:, 1:].min() >= 0
    assert found.state[:, 1:].max() <= 1
    direct = solve_ivp(plain, (0, 0.2), start[0] + [1e-9, 0, 0, 0], args=(0.0,), rtol=1e-10, atol=1e-11).y[:, -1]
    assert np.allclose(simulate(0.0, 0.002, 100, start=start[0]).state, direct, atol=1e-5)


def test_rates_beside_a_singular_voltage():
    """V held by a bare leak: the gates relax by rates that must be right next to 0/0, too."""
    for V in (-55 + 9e-5, -55 - 9e-5, -40 + 9e-5, -55 + 2e-4):
        held = Membrane(sodium=0.0, potassium=0.0, leak=1.0, leak_voltage=V)
        found = simulate(0.0, 0.1, 1, membrane=held, start=[V, 0.0, 0.0, 0.0]).state[1:]
        alpha, beta = (np.array(x) for x in by_hand(V + 65))
        assert np.allclose(found, alpha / (alpha + beta) * -np.expm1(-0.1 * (alpha + beta)), rtol=1e-8)


def test_firing():
    found = simulate([6.2, 6.3, 60, 120, 170], 0.05, 8000)
    late = found.times > 200
    swing = np.ptp(found.V[late], axis=0)
    assert swing[0] < 0.5
    assert swing[1] > 100
    assert np.allclose(swing[2:4], [69, 27], atol=1)
    assert swing[4] < 1


@pytest.mark.parametrize("conductance", ["sodium", "potassium", "leak"])
def test_a_negative_conductance_is_refused(conductance):
    with pytest.raises(ValueError, match=rf"`{conductance}` must (not be negative|be positive); got -1.*direction"):
        Membrane(**{conductance: -1.0})


def test_a_step_beyond_stability_is_said_before():
    with pytest.raises(ValueError, match=r"`dt` must be at most 0.1 ms"):
        simulate(10.0, 0.11, 10)
    with pytest.raises(ValueError, match=r"`dt` must be at most 0.02\d* ms, the time .* 18.5 °C"):
        send(5.0, 0.1, 0.1, 10)
    asked = []

    def stiff(x):
        asked.append(1)
        return -50 * x

    with pytest.raises(ValueError, match=r"`dt` must be at most about 0.054"):
        follow(stiff, [1.0], 0.06, 10**6)
    assert len(asked) < 5  # before any step
    assert abs(follow(stiff, [1.0], 0.055, 200)[-1, 0]) < 1
    with pytest.raises(ValueError, match=r"`dt` must keep the path within .* It was lost at step"):
        follow(lambda x: x**2, [1.0], 0.1, 100)


def test_the_speed_of_an_impulse_by_two_routes():
    fast = [send(5.0, dx, dx / 10, round(27 / dx)).speed(2.0, 4.0) for dx in (0.1, 0.05, 0.025)]
    errors = np.array(fast) - travelling_pulse().speed
    assert np.all(np.abs(np.log2(errors[:-1] / errors[1:]) - 2) < 0.1)
    limit = fast[2] + (fast[2] - fast[1]) / 3
    assert limit == pytest.approx(18.73, abs=0.005)
    assert abs(limit - travelling_pulse().speed) < 0.002
    assert fast[0] == pytest.approx(18.55, abs=0.01)


def test_thick_fibres_are_fast():
    usual, thick = (send(5.0 * s, 0.05 * s, 0.005, 620, radius=0.0238 * s**2) for s in (1, 2))
    assert thick.speed(4.0, 8.0) == pytest.approx(2 * usual.speed(2.0, 4.0), rel=1e-4)
    assert travelling_pulse(radius=0.0952).speed == pytest.approx(2 * travelling_pulse().speed, rel=1e-12)


def test_no_current_leaves_through_the_ends():
    """A bare fibre keeps its charge, whose mean square distance grows by a/RC in each unit of time."""
    begun = send(2.0, 0.05, 0.002, 40)
    assert np.allclose(begun.V[0] - Membrane(temperature=18.5).rest()[0], 100 * np.exp(-25 * begun.places**2))
    assert np.array_equal(begun.arrivals == 0, begun.V[0] > -20)
    passive = Membrane(sodium=0.0, potassium=0.0, leak=1e-6)
    charge = send(4.0, 0.05, 0.01, 100, membrane=passive).V + 54.387
    ends = np.ones(81)
    ends[[0, -1]] = 0.5
    assert np.allclose(charge @ ends, charge[0] @ ends, rtol=1e-5)
    spread = np.sum(charge[[0, -1]] * ends * (0.05 * np.arange(81)) ** 2, axis=1) / (charge[[0, -1]] @ ends)
    assert np.diff(spread)[0] == pytest.approx(2 * 500 * 0.0238 / 35.4, rel=0.02)  # 2Dt after 1 ms, D = a/2RC


def test_the_fluid_inside_slows_the_impulse():
    usual, salty = travelling_pulse(), travelling_pulse(resistivity=4 * 35.4)
    assert salty.speed == pytest.approx(usual.speed / 2, rel=1e-12)


def test_the_shape_solves_its_equation():
    """A third route: the stretch of the simulated impulse is that of the shot one."""
    impulse, pulse = send(6.0, 0.025, 0.0025, 1000), travelling_pulse()
    still = Membrane(temperature=18.5).rest()[0]
    assert np.interp(0.0, pulse.times, pulse.V) == pytest.approx(still + 0.5, abs=1e-9)
    assert not still - 49 < pulse.V[-1] < still + 149  # the path has flown off
    here = impulse.V[:, 120]
    rise = np.interp(-20, here[: np.argmax(here)], impulse.times[: np.argmax(here)])
    top = np.argmax(pulse.V)
    lag = pulse.times - np.interp(-20, pulse.V[:top], pulse.times[:top])
    inside = (lag > -0.2) & (lag < 0.6)
    assert np.abs(np.interp(rise + lag[inside], impulse.times, here) - pulse.V[inside]).max() < 0.3


def test_where_the_squid_gives_way():
    found = [onset(SQUID.field, SQUID.rest, low, high) for low, high in ((5, 20), (100, 170))]
    assert [round(p, 3) for p, _ in found] == [9.775, 154.522]
    for _, there in found:
        assert abs(there[0].real) < 1e-10
        assert there[0].imag > 0.5
    with pytest.raises(ValueError, match="`high` must be stable where"):
        onset(SQUID.field, SQUID.rest, 20, 100)


def test_where_fitzhughs_cell_gives_way():
    for b, epsilon in ((0.8, 0.08), (0.3, 0.5)):
        v = np.sqrt(1 - epsilon * b) * np.array([-1, 1])
        exact = v**3 / 3 - v + (v + 0.7) / b

        def family(x, current, b=b, epsilon=epsilon):
            return fitzhugh_nagumo(x, current, b=b, epsilon=epsilon)

        def rest(current, family=family):
            return equilibria(lambda x: family(x, current), [[0.0, 0.0]])[0]

        middle = exact.mean()
        for current, span in zip(exact, ((exact[0] - 1, middle), (middle, exact[1] + 1)), strict=True):
            p, there = onset(family, rest, *span)
            assert p == pytest.approx(current, abs=1e-11)
            assert there[0].imag == pytest.approx(math.sqrt(epsilon * (1 - epsilon * b**2)), abs=1e-9)


def test_equilibria_and_eigenvalues():
    roots = np.array([-1.5, 0.25, 2.0])

    def cubic(x):
        return -(x - roots[0]) * (x - roots[1]) * (x - roots[2])

    found = equilibria(cubic, np.linspace(-3, 3, 13)[:, None])
    assert np.allclose(found[:, 0], roots, atol=1e-12)
    slopes = [-np.prod([r - s for s in roots if s != r]) for r in roots]
    assert np.allclose(eigenvalues(cubic, found)[:, 0], slopes)
    A = np.array([[0.0, 1.0, 0.0], [-2.0, -0.5, 1.0], [0.3, 0.0, -1.0]])
    found = eigenvalues(lambda x: np.einsum("ij,...j->...i", A, x), np.ones(3))
    assert np.allclose(np.sort_complex(found), np.sort_complex(np.linalg.eigvals(A)))
    assert np.all(np.diff(found.real) <= 0)
    with pytest.raises(ValueError, match="`starts` must lead to an equilibrium"):
        equilibria(lambda x: 1 + x**2, [[0.3], [2.0]])


def test_folds_of_the_populations():
    net = Populations()
    low, high = fold(net.field, [0.06, 0.003], 0.866), fold(net.field, [0.96, 1.0], 1.397)
    assert round(low[1], 5) == 0.86601
    assert round(high[1], 5) == 1.39685
    for x, g in (low, high):
        assert np.abs(net.field(x, g)).max() < 1e-12
        assert np.abs(eigenvalues(lambda x, g=g: net.field(x, g), x)).min() < 1e-5
    x, p = fold(lambda x, p: p + x - x**3 / 3, [0.9], -0.5)
    assert (x[0], p) == (pytest.approx(1, abs=1e-6), pytest.approx(-2 / 3, abs=1e-10))


def test_populations():
    net = Populations()
    E, F, g = 0.3, 0.2, 1.1

    def S(x, a, theta):
        return 1 / (1 + math.exp(-a * (x - theta)))

    exact = [
        (-E + S(g * (16 * E - 12 * F + 1.25), 1.3, 4)) / 10,
        (-F + S(g * (15 * E - 3 * F), 2, 3.7)) / 20,
    ]
    assert np.allclose(net.field([E, F], g), exact, rtol=1e-13)
    first, second = net.nullclines(g)
    assert np.abs(net.field(first, g)[:, 0]).max() < 1e-15
    assert np.abs(net.field(second, g)[:, 1]).max() < 1e-15
    assert abs(second[-1, 1] - 1) < 1e-14
    assert abs(second[0, 1]) < 1e-14
    with pytest.raises(ValueError, match=r"`inhibits` must not be negative; got -3\.0\. It is a size"):
        Populations(inhibits=(12.0, -3.0))


def test_the_rests_of_the_populations_are_crossings_of_their_curves():
    """Counted along E, with F from a bisection: also those where F is nearer to 1 than 1e-10."""
    net, E = Populations(), np.linspace(1e-6, 1 - 1e-6, 20_001)
    for g, number in ((0.80, 3), (0.87, 1), (1.20, 1), (1.39, 1), (1.40, 3), (1.50, 3)):
        low, high = np.zeros_like(E), np.ones_like(E)
        for _ in range(60):
            F = (low + high) / 2
            more = 1 / (1 + np.exp(-2 * (g * (15 * E - 3 * F) - 3.7))) > F
            low, high = np.where(more, F, low), np.where(more, high, F)
        up = 1 / (1 + np.exp(-1.3 * (g * (16 * E - 12 * F + 1.25) - 4))) - E
        assert np.sum(up[:-1] * up[1:] < 0) == number
        second = net.nullclines(g)[1]
        up = net.field(second, g)[:, 0]
        assert np.sum(up[:-1] * up[1:] < 0) == number


def test_follow_has_order_four_and_takes_batches():
    def turn(x):
        return np.stack([x[..., 1], -x[..., 0]], axis=-1)

    ends = [follow(turn, [[1.0, 0.0], [0.0, 2.0]], 1 / n, n)[-1] for n in (10, 20, 40)]
    exact = np.array([[math.cos(1), -math.sin(1)], [2 * math.sin(1), 2 * math.cos(1)]])
    errors = [np.abs(end - exact).max() for end in ends]
    assert np.all(np.abs(np.log2(np.array(errors[:-1]) / errors[1:]) - 4) < 0.1)
    assert np.array_equal(follow(turn, [1.0, 0.0], 0.1, 10, every=5)[1], follow(turn, [1.0, 0.0], 0.1, 5)[-1])


def test_beats():
    t = np.sort(np.random.default_rng(1).uniform(0, 10, 40_000))
    signals = np.stack([np.sin(2 * np.pi * f * t + 0.3) for f in (0.7, 3.0, 0.1)], axis=-1)
    found = beats(t, signals, level=0.2)
    assert np.allclose(found[:2], [0.7, 3.0], rtol=1e-3)
    assert found[2] == 0  # two rises at most
    few = np.array([-1.0, 1, -1, 1, -1, 3])  # rises at ½, 2½ and 4¼
    assert beats(np.arange(6.0), few) == pytest.approx(2 / 3.75, rel=1e-14)
    with pytest.raises(ValueError, match="`times` must be two at least, and increase"):
        beats([0.0, 0.0], [1.0, 2.0])
