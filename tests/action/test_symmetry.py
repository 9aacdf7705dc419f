"""Charges against motions known exactly, collisions against soft bodies, a gas against Maxwell and against geometry."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.spatial import cKDTree
from scipy.stats import ks_1samp

from physdl.action import integrate
from physdl.action.symmetry import (
    DiscGas,
    charge_rate,
    collide,
    conserved_charge,
    maxwell_distance,
    maxwell_null,
)
from physdl.action.symmetry.contacts import contact_times, near_pairs


def turn(x):
    return np.stack([-x[..., 1], x[..., 0]], axis=-1)


def bowl(steeper):
    return lambda x, v: (v**2).sum(axis=-1) / 2 - (x[..., 0] ** 2 + steeper * x[..., 1] ** 2) / 2


def kepler(x, v):
    return (v**2).sum(axis=-1) / 2 + 1 / np.sqrt((x**2).sum(axis=-1))


def magnet(x, v):
    return (v**2).sum(axis=-1) / 2 + (x[..., 0] * v[..., 1] - x[..., 1] * v[..., 0]) / 2


# ---- charges -------------------------------------------------------------------------------------------------------


def test_shift_turn_and_delay_give_momentum_angular_momentum_and_energy():
    rng = np.random.default_rng(1)
    x, v = rng.normal(size=(2, 7, 2))
    mass = 3.0

    def law(x, v):
        return mass * (v**2).sum(axis=-1) / 2 - (x**4).sum(axis=-1)

    assert np.allclose(conserved_charge(law, [0.6, 0.8], x, v), mass * v @ [0.6, 0.8], rtol=1e-14)
    assert np.allclose(conserved_charge(law, turn, x, v), mass * np.linalg.det(np.stack([x, v], axis=-2)), rtol=1e-12)
    energy = mass * (v**2).sum(axis=-1) / 2 + (x**4).sum(axis=-1)
    assert np.allclose(conserved_charge(law, 0.0, x, v, time_shift=-1), energy, rtol=1e-14)


def test_charges_are_constant_along_an_exact_orbit():
    """Kepler's ellipse by its own equation, a circle in a magnetic field: no integrator, no Lagrangian."""
    e, axis = 0.6, 1.3
    anomaly = np.linspace(0, 6, 50)
    x = axis * np.stack([np.cos(anomaly) - e, np.sqrt(1 - e**2) * np.sin(anomaly)], axis=-1)
    rate = axis**-1.5 / (1 - e * np.cos(anomaly))
    v = axis * rate[:, None] * np.stack([-np.sin(anomaly), np.sqrt(1 - e**2) * np.cos(anomaly)], axis=-1)
    assert np.allclose(conserved_charge(kepler, turn, x, v), np.sqrt(axis * (1 - e**2)), rtol=1e-13)
    assert np.allclose(conserved_charge(kepler, 0.0, x, v, time_shift=-1), -1 / (2 * axis), rtol=1e-13)
    assert np.ptp(conserved_charge(kepler, [1.0, 0.0], x, v)) > 0.5
    t = np.linspace(0, 6, 40)
    x = np.stack([1 + np.sin(t), 2 + np.cos(t)], axis=-1)  # x'' = y', y'' = −x'
    v = np.stack([np.cos(t), -np.sin(t)], axis=-1)
    shift, boundary = [1.0, 0.0], lambda x, t: x[..., 1] / 2  # L changes by v_y/2 for one unit of the shift
    assert np.ptp(conserved_charge(magnet, shift, x, v, boundary=boundary)) < 1e-14
    assert np.ptp(conserved_charge(magnet, shift, x, v)) > 0.5
    assert np.ptp(conserved_charge(magnet, turn, x, v)) < 1e-13


def test_a_boost_keeps_the_centre_of_mass_on_its_way():
    masses = np.array([1.0, 3.0])

    def law(x, v):
        return (masses * v**2).sum(axis=-1) / 2 - np.cos(x[..., 0] - x[..., 1])

    boost = {"generator": lambda x, t: t[..., None] * np.ones(2), "boundary": lambda x, t: (masses * x).sum(axis=-1)}
    rng = np.random.default_rng(2)
    x, v, t = rng.normal(size=(5, 2)), rng.normal(size=(5, 2)), rng.normal(size=5)
    charge = conserved_charge(law, x=x, v=v, t=t, **boost)
    assert np.allclose(charge, t * (v @ masses) - x @ masses, rtol=1e-13)
    assert np.abs(charge_rate(law, x=x, v=v, t=t, **boost)).max() < 1e-14


def test_the_rate_is_the_derivative_along_a_motion():
    """A planar law without any symmetry, that changes with time too, against a very fine integration."""

    def law(x, v, t):
        return (v**2).sum(axis=-1) / 2 - np.cos(x[..., 0]) * (1 + t) - x[..., 0] * x[..., 1] ** 2

    def force(t, s):
        return s[2], s[3], np.sin(s[0]) * (1 + t) - s[1] ** 2, -2 * s[0] * s[1]

    def bend(x, t):
        return np.stack([t * x[..., 1] ** 2, np.sin(x[..., 0])], axis=-1)

    kinds = {
        "bend": {"generator": bend, "time_shift": 0.7, "boundary": lambda x, t: t * x[..., 0]},
        "turn": {"generator": turn},
        "delay": {"generator": 0.0, "time_shift": -1.0},
    }
    t = np.linspace(0, 1, 2001)
    s = solve_ivp(force, (0, 1), [0.3, 0.8, -0.5, 0.2], t_eval=t, rtol=1e-12, atol=1e-13, method="DOP853").y.T
    for kind in kinds.values():
        charge = conserved_charge(law, x=s[:, :2], v=s[:, 2:], t=t, **kind)
        rate = charge_rate(law, x=s[:, :2], v=s[:, 2:], t=t, **kind)
        by_differences = (8 * (charge[3:-1] - charge[1:-3]) - (charge[4:] - charge[:-4])) / (12 * t[1])
        assert np.abs(by_differences - rate[2:-2]).max() < 1e-8
        assert np.abs(rate).max() > 0.1


@pytest.mark.parametrize("steeper", [1.0, 1.1, 2.0])
def test_what_leapfrog_loses_is_the_summed_torque(steeper):
    q, p = integrate(lambda q: -q * [1.0, steeper], [1.0, 0.2], [0.1, 1.0], 0.05, 2000)
    law = bowl(steeper)
    spin, torque = conserved_charge(law, turn, q, p), charge_rate(law, turn, q, p)
    assert np.allclose(spin, q[:, 0] * p[:, 1] - q[:, 1] * p[:, 0], rtol=1e-14)
    pushed = spin[0] + np.append(0, np.cumsum(0.05 * (torque[1:] + torque[:-1]) / 2))
    assert np.abs(spin - pushed).max() < 3e-13
    assert np.ptp(spin) < 1e-13 if steeper == 1 else np.ptp(spin) > 1


def test_other_methods_do_not_keep_the_sum():
    """The identity belongs to leapfrog's kicks, not to conservation as such."""
    q, p = integrate(lambda q: -q * [1.0, 2.0], [1.0, 0.2], [0.1, 1.0], 0.05, 2000, method="rk4")
    law = bowl(2.0)
    spin, torque = conserved_charge(law, turn, q, p), charge_rate(law, turn, q, p)
    assert abs(spin[-1] - spin[0] - 0.05 * np.sum(torque[1:] + torque[:-1]) / 2) > 1e-5


def test_what_does_not_fit_is_named():
    x = v = np.ones((3, 2))
    for wrong, words in [
        ({"generator": lambda x: x[..., 0]}, "`generator` must return shape"),
        ({"generator": [1.0, 2.0, 3.0]}, "`generator` must broadcast"),
        ({"v": np.ones(3)}, "`v` must have shape"),
        ({"x": 1.0}, "`x` must have shape"),
        ({"t": np.ones(2)}, "`t` must broadcast"),
        ({"boundary": lambda x, t: x}, "`boundary` must return shape"),
        ({"lagrangian": lambda x: x}, "`lagrangian` must be a function of x and v"),
    ]:
        good = {"lagrangian": kepler, "generator": turn, "x": x, "v": v}
        for function in (conserved_charge, charge_rate):
            with pytest.raises((ValueError, TypeError), match=words):
                function(**{**good, **wrong})


# ---- collisions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("e", [0.0, 0.4, 1.0])
def test_a_collision_keeps_momentum_and_what_energy_it_should(d, e):
    rng = np.random.default_rng(d)
    m1, m2 = rng.uniform(0.1, 5, (2, 50))
    v1, v2, n, frame = rng.normal(size=(4, 50, d))
    w1, w2 = collide(m1, v1, m2, v2, n, e)
    before = m1[:, None] * v1 + m2[:, None] * v2
    assert np.allclose(m1[:, None] * w1 + m2[:, None] * w2, before, rtol=0, atol=1e-14)
    n /= np.linalg.norm(n, axis=1, keepdims=True)
    g = np.sum((v1 - v2) * n, axis=1)
    assert np.allclose(np.sum((w1 - w2) * n, axis=1), -e * g, atol=1e-13)
    lost = sum(m * np.sum(v**2 - w**2, axis=1) for m, v, w in ((m1, v1, w1), (m2, v2, w2))) / 2
    assert np.allclose(lost, (1 - e**2) * g**2 * m1 * m2 / (m1 + m2) / 2, atol=1e-13)
    along = (w1 - v1) - np.sum((w1 - v1) * n, axis=1)[:, None] * n
    assert np.abs(along).max() < 1e-14  # smooth bodies push along the normal
    moved = collide(m1, v1 + frame, m2, v2 + frame, -2 * n, e)
    assert np.allclose(moved, (w1 + frame, w2 + frame), atol=1e-13)


def soft(d, m1, m2, e, stiffness, rng):
    """Return the velocities of two soft balls of diameter 1 before, the normal when they touch, and those after.

    A spring along the line of centres, with a damper that gives the restitution e; no impulse anywhere.
    """
    n = rng.normal(size=d)
    n /= np.linalg.norm(n)
    v1, v2 = rng.normal(size=(2, d))
    if (v1 - v2) @ n < 0:
        v1, v2 = v2, v1
    reduced = m1 * m2 / (m1 + m2)
    zeta = -np.log(e) / np.hypot(np.pi, np.log(e)) if e < 1 else 0.0
    damping = 2 * zeta * np.sqrt(stiffness * reduced)

    def law(_, s):
        r, g = s[:d], s[d : 2 * d] - s[2 * d :]
        length = np.sqrt(r @ r)
        force = (stiffness * (1 - length) - damping * (-(g @ r) / length)) * r / length  # on the second ball
        return np.concatenate([-g, -force / m1, force / m2])

    def parted(_, s):
        return s[:d] @ s[:d] - 1

    parted.terminal, parted.direction = True, 1
    start = np.concatenate([n * (1 - 1e-12), v1, v2])
    end = solve_ivp(law, (0, 1), start, events=parted, rtol=1e-10, atol=1e-13, method="DOP853").y[:, -1]
    return v1, v2, n, end[d : 2 * d], end[2 * d :]


@pytest.mark.parametrize("d", [1, 2, 3])
@pytest.mark.parametrize("e", [0.5, 1.0])
def test_stiff_springs_tend_to_it(d, e):
    """The harder the balls, the shorter they touch and the less the normal turns meanwhile: order ½ in 1/stiffness."""
    errors = []
    for stiffness in (1e6, 1e8):
        v1, v2, n, w1, w2 = soft(d, 1.0, 3.0, e, stiffness, np.random.default_rng(5))
        errors.append(np.abs(np.subtract(collide(1.0, v1, 3.0, v2, n, e), (w1, w2))).max())
    assert errors[1] < 3e-3
    assert errors[1] < errors[0] / 5 or errors[1] < 1e-6


def test_numbers_on_a_line_and_a_heavy_wall():
    assert collide(1.0, 1.0, 1e30, 0.0, 1.0) == pytest.approx((-1.0, 0.0))
    assert collide(2.0, 1.0, 1.0, -2.0, -5.0, 0.0) == (0.0, 0.0)
    first, second = collide([1.0, 2.0], 1.0, 1.0, 0.0, 1.0)
    assert np.allclose(first, [0, 1 / 3])
    assert np.allclose(second, [1, 4 / 3])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"m1": -1.0}, "`m1` must be positive; got -1"),
        ({"m2": [1.0, 0.0]}, "`m2` must be positive"),
        ({"restitution": 1.2}, "`restitution` must lie between 0 and 1; got 1.2"),
        ({"restitution": -0.1}, "`restitution` must lie between 0 and 1"),
        ({"normal": [0.0, 0.0]}, "`normal` must have a length above zero"),
        ({"normal": [1.0, 0.0, 0.0]}, "`normal` must have shape"),
        ({"v2": [np.nan, 0.0]}, "`v2` must be finite"),
        ({"v2": 1.0}, "`v2` must have shape"),
    ],
)
def test_bad_collisions_are_refused(wrong, words):
    good = {"m1": 1.0, "v1": [1.0, 0.0], "m2": 1.0, "v2": [0.0, 0.0], "normal": [1.0, 0.0]}
    with pytest.raises(ValueError, match=words):
        collide(**{**good, **wrong})


# ---- the gas -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reach", [0.02, 0.1, 0.3, 0.45])
def test_near_pairs_are_those_of_a_tree(reach):
    rng = np.random.default_rng(3)
    x = rng.random((3, 200, 2))
    i, j = near_pairs(x.reshape(-1, 2), 3, 1.0, reach)
    found = {(min(a, b), max(a, b)) for a, b in zip(i.tolist(), j.tolist(), strict=True)}
    assert len(found) == len(i)
    wanted = {(200 * g + a, 200 * g + b) for g in range(3) for a, b in cKDTree(x[g], boxsize=1.0).query_pairs(reach)}
    assert found == wanted


def test_contact_times_are_roots():
    rng = np.random.default_rng(4)
    apart, approach = rng.normal(size=(2, 3000, 2))
    apart *= (0.2 + rng.random(3000) / np.linalg.norm(apart, axis=1))[:, None]
    apart = apart[np.linalg.norm(apart, axis=1) > 0.1]
    approach = approach[: len(apart)]
    times = contact_times(apart, approach, 0.1, np.zeros(len(apart)))
    hit = np.isfinite(times)
    assert np.allclose(np.linalg.norm(apart[hit] + times[hit, None] * approach[hit], axis=1), 0.1, atol=1e-12)
    fine = np.linspace(0, 1, 400)
    way = np.linalg.norm(apart[:, None] + fine[:, None] * approach[:, None], axis=-1)
    ahead = np.where(fine < times[:, None] - 1e-9, way, np.inf).min(axis=1)
    assert (ahead > 0.1 - 1e-9).all()
    assert 20 < hit.sum() < len(apart) / 2


def test_three_discs_by_hand():
    """One hits the second, which hits the third: in two steps across the side of the box, and within one step."""
    gas = DiscGas([[0.7, 0.5], [0.9, 0.5], [0.1, 0.5]], [[1.0, 0], [0, 0], [0, 0]], diameter=0.1)
    assert gas.run(0.19).item() == 1  # after 0.1 the first rests at 0.8
    assert np.allclose(gas.positions, [[0.8, 0.5], [0.99, 0.5], [0.1, 0.5]])
    assert gas.run(0.05).item() == 1
    assert np.allclose(gas.positions, [[0.8, 0.5], [0.0, 0.5], [0.14, 0.5]], atol=1e-12)
    assert gas.collisions.item() == 2
    assert np.isclose(gas.time, 0.24)
    row = DiscGas([[0.7, 0.5], [0.8, 0.5], [0.9, 0.5]], [[1.0, 0], [0, 0], [0, 0]], diameter=0.05)
    assert row.run(0.15).item() == 2
    assert np.allclose(row.positions, [[0.75, 0.5], [0.85, 0.5], [0.95, 0.5]], atol=1e-12)


N, D = 400, 0.0155  # as densely as a thousand of diameter 0.01


def equilibrated(gases=2, steps=160, **keywords):
    """Return gases whose discs have had some 15 collisions each."""
    gas = DiscGas.random(N, diameter=D, rng=np.random.default_rng(8), gases=gases, **keywords)
    gas.run(0.006, steps)
    return gas


@pytest.fixture(scope="module")
def mixed():
    """Return gases in equilibrium, and the offsets of their collisions."""
    return offsets(collide)


def test_a_gas_keeps_momentum_and_energy_to_rounding_and_does_not_overlap(mixed):
    gas, _ = mixed
    assert (2 * gas.collisions / N > 12).all()
    assert np.abs(gas.momentum).max() < 1e-12
    assert np.abs(gas.energy - N / 2).max() < 1e-11
    for places in gas.positions:
        assert len(cKDTree(places, boxsize=1.0).query_pairs(D * (1 - 1e-3))) <= 1


def test_discs_meet_as_often_as_they_must():
    """J. C. Maxwell's rate 2 d n √(π kT/m) with the density of discs at contact (D. Henderson 1975), within 3 %."""
    gas = equilibrated(gases=3, steps=40)
    rate = 2 * gas.run(0.006, 120) / N / 0.72
    covered = N * np.pi / 4 * D**2
    contact = (1 - 7 * covered / 16) / (1 - covered) ** 2
    assert np.mean(rate) == pytest.approx(2 * D * N * np.sqrt(np.pi / 2) * contact, rel=0.03)


def random_normal(rng):
    def law(m1, v1, m2, v2, normal, restitution):
        angle = rng.uniform(0, 2 * np.pi, len(v1))
        return collide(m1, v1, m2, v2, np.stack([np.cos(angle), np.sin(angle)], axis=-1), restitution)

    return law


def offsets(law):
    """Return gases, and how far beside its centre each disc was met, in diameters, told by what collisions change."""
    found = []

    def watched(m1, v1, m2, v2, normal, restitution):
        w1, w2 = law(m1, v1, m2, v2, normal, restitution)
        change = np.linalg.norm(w1 - v1, axis=1) / np.linalg.norm(v1 - v2, axis=1)
        found.append(np.sqrt(np.maximum(0, 1 - change**2)))
        return w1, w2

    return equilibrated(collision=watched), np.concatenate(found)


@pytest.fixture(scope="module")
def null():
    return maxwell_null(N, rng=np.random.default_rng(0), samples=1000)


def test_discs_reach_maxwell_and_are_hit_evenly_across(mixed, null):
    gas, offset = mixed
    assert (maxwell_distance(gas.velocities) < null[-2]).all()
    assert ks_1samp(offset, lambda b: b).statistic * np.sqrt(len(offset)) < 1.95  # 1 in 1,000


def test_a_random_normal_reaches_maxwell_too_and_is_caught_by_its_geometry(null):
    gas, offset = offsets(random_normal(np.random.default_rng(1)))
    assert (maxwell_distance(gas.velocities) < null[-2]).all()
    assert ks_1samp(offset, lambda b: b).statistic > 0.15


def test_swapped_velocities_never_reach_maxwell():
    gas = equilibrated(1, 20, collision=lambda m1, v1, m2, v2, normal, restitution: (v2, v1))
    assert gas.collisions > 100
    assert np.allclose(maxwell_distance(gas.velocities), np.sqrt(N) * (1 - np.exp(-1)), rtol=1e-6)


def test_heavy_discs_get_their_share_of_energy():
    masses = np.repeat([1.0, 10.0], N // 2)
    gas = equilibrated(3, 200, masses=masses)
    assert np.abs(gas.momentum).max() < 1e-11
    energy = masses * np.sum(gas.velocities**2, axis=-1) / 2
    assert energy[:, N // 2 :].mean() / energy[:, : N // 2].mean() == pytest.approx(1, abs=0.2)


def test_clay_discs_lose_energy_and_keep_momentum():
    gas = DiscGas.random(300, diameter=0.02, rng=np.random.default_rng(2), restitution=0.0)
    gas.run(0.004, 30)
    assert gas.energy < 120
    assert np.abs(gas.momentum).max() < 1e-13


def test_the_null_is_the_published_one():
    """H. W. Lilliefors 1969: the exponential with its own mean, 1.08 one time in 20; and not Kolmogorov's 1.358."""
    null = maxwell_null(1000, rng=np.random.default_rng(6), samples=2000)
    assert null[1900] == pytest.approx(1.09, abs=0.03)
    assert maxwell_distance(np.ones((10, 1))) == pytest.approx(np.sqrt(10) * 0.6827, rel=1e-3)


def test_distances_are_kolmogorovs():
    rng = np.random.default_rng(7)
    v, m = rng.normal(size=(40, 2)), rng.uniform(1, 3, 40)
    energy = m * np.sum(v**2, axis=1) / 2
    wanted = ks_1samp(energy, lambda e: 1 - np.exp(-e / energy.mean())).statistic
    assert maxwell_distance(v, m) == pytest.approx(np.sqrt(40) * wanted, rel=1e-12)
    assert maxwell_distance(1e200 * v, m) == pytest.approx(maxwell_distance(v, m), rel=1e-12)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"masses": [-1.0, 1.0, 1.0]}, "`masses` must be positive"),
        ({"masses": [1.0, 1.0]}, r"`masses` must be a number or have shape \(3,\)"),
        ({"restitution": 1.01}, "`restitution` must lie between 0 and 1"),
        (
            {"diameter": 0.21},
            "`positions` must keep centres a `diameter` = 0.21 apart.*discs 0 and 1 at a distance",
        ),
        ({"positions": [[0.02, 0.5], [0.98, 0.5], [0.5, 0.5]]}, "across the sides of the box too; got discs 0 and 1"),
        ({"diameter": 0.6}, "`diameter` must be at most half of `box`"),
        ({"velocities": np.zeros((2, 2))}, "`velocities` must have shape"),
        ({"positions": np.zeros((3, 3))}, "`positions` must have shape"),
        ({"collision": 3}, "`collision` must be a function"),
    ],
)
def test_bad_gases_are_refused(wrong, words):
    good = {"positions": [[0.2, 0.5], [0.4, 0.5], [0.8, 0.5]], "velocities": np.zeros((3, 2)), "diameter": 0.1}
    with pytest.raises((ValueError, TypeError), match=words):
        DiscGas(**{**good, **wrong})


def test_steps_too_long_and_discs_too_many_are_refused():
    gas = DiscGas.random(10, diameter=0.05, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="`dt` must leave the fastest disc's way"):
        gas.run(0.3)
    with pytest.raises(ValueError, match="`diameter` must leave 1000 discs room"):
        DiscGas.random(1000, diameter=0.03, rng=np.random.default_rng(0))
