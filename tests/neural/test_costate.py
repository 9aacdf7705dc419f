"""Back-propagation as mechanics: the stationary action, the conserved pairing, and one differential with two flows."""

import numpy as np
import pytest
from harness import WIDTH, complex_step, deep, with_parameters

from physdl.neural.costate import (
    action_differential,
    costates,
    hamilton_residual,
    hamiltonian,
    layer_action,
    metriplectic,
    metriplectic_flow,
    pairings,
    sources,
    tangents,
)
from physdl.neural.losses import squared_loss
from physdl.neural.network import loss_differential


@pytest.fixture
def pass_():
    """Return a network, its targets, and one pass forward and back."""
    rng = np.random.default_rng(21)
    network = deep(rng)
    x, targets = rng.normal(size=(5, WIDTH)), rng.normal(size=(5, 3))
    points = network.points(x)
    return network, targets, points, costates(network, points, squared_loss(points[-1], targets)[1]), rng


def test_one_pass_obeys_hamilton(pass_):
    network, targets, points, carried, _ = pass_
    assert hamilton_residual(network, squared_loss, targets, points, carried) < 1e-14
    _, _, by_parameters = action_differential(network, squared_loss, targets, points, carried)
    _, differential = loss_differential(network, squared_loss, points[0], targets)
    np.testing.assert_allclose(by_parameters, differential, rtol=1e-12, atol=1e-15)


def test_the_residual_sees_every_violation(pass_):
    network, targets, points, carried, _ = pass_
    for number in range(1, len(points)):
        for which in (points, carried):
            kept = which[number]
            which[number] = kept * (1 + 1e-6)
            assert hamilton_residual(network, squared_loss, targets, points, carried) > 1e-8
            which[number] = kept
    assert hamilton_residual(network, squared_loss, targets, points, carried) < 1e-14


def test_action_differential_off_the_stationary_point(pass_):
    """On arbitrary points and multipliers it is the derivative of the action, measured by differences."""
    network, targets, points, carried, rng = pass_
    points = [p + 0.3 * rng.normal(size=p.shape) for p in points]
    carried = [c + 0.3 * rng.normal(size=c.shape) for c in carried]
    by_points, by_costates, by_parameters = action_differential(network, squared_loss, targets, points, carried)
    moves = [[rng.normal(size=p.shape) for p in points] for _ in range(2)]
    change, h = rng.normal(size=network.size), 1e-6

    def action(s):
        moved = with_parameters(network, network.parameters + s * h * change)
        at = [points[0], *(p + s * h * m for p, m in zip(points[1:], moves[0][1:], strict=True))]
        with_ = [c + s * h * m for c, m in zip(carried, moves[1], strict=True)]
        return layer_action(moved, squared_loss, targets, at, with_)

    expected = sum(np.sum(a * b) for a, b in zip(by_points, moves[0][1:], strict=True))
    expected += sum(np.sum(a * b) for a, b in zip(by_costates, moves[1][1:], strict=True)) + by_parameters @ change
    assert (action(1) - action(-1)) / (2 * h) == pytest.approx(expected, rel=1e-7)


def test_action_is_the_loss_on_a_true_way(pass_):
    network, targets, points, carried, _ = pass_
    action = layer_action(network, squared_loss, targets, points, carried)
    assert action == pytest.approx(squared_loss(points[-1], targets)[0], rel=1e-13)


def test_hamiltonian_generates_the_map(pass_):
    network, _, points, carried, rng = pass_
    part, x, w = network.maps[0], points[0], carried[1]
    v, u = rng.normal(size=x.shape), rng.normal(size=w.shape)
    by_costate = hamiltonian(part, x, w + u) - hamiltonian(part, x, w)
    assert by_costate == pytest.approx(np.sum(u * points[1]), rel=1e-12)
    h = 1e-6
    by_point = (hamiltonian(part, x + h * v, w) - hamiltonian(part, x - h * v, w)) / (2 * h)
    assert by_point == pytest.approx(np.sum(carried[0] * v), rel=1e-7)


def test_pairing_is_conserved_and_grows_by_its_source(pass_):
    network, _, points, carried, rng = pass_
    v, change = rng.normal(size=points[0].shape), rng.normal(size=network.size)
    frozen = tangents(network, points, v)
    np.testing.assert_allclose(frozen[-1], complex_step(network, points[0], v), rtol=1e-12, atol=1e-13)
    kept = pairings(carried, frozen)
    assert np.ptp(kept) <= 1e-14 * np.abs(kept).max() * len(kept)
    moving = tangents(network, points, v, change)
    np.testing.assert_allclose(moving[-1], complex_step(network, points[0], v, change), rtol=1e-12, atol=1e-13)
    growth, source = np.diff(pairings(carried, moving)), sources(network, points, carried, change)
    np.testing.assert_allclose(growth, source, rtol=1e-12, atol=1e-13)
    assert np.abs(source).max() > 0.01
    assert source[1] == 0, "tanh has no parameters"


@pytest.mark.parametrize(
    "call",
    [
        lambda n, p, c: tangents(n, p[1:], p[0]),
        lambda n, p, c: costates(n, p[1:], c[-1]),
        lambda n, p, c: costates(n, p, c[0]),
        lambda n, p, c: tangents(n, p, p[1]),
        lambda n, p, c: tangents(n, p, p[0], np.zeros(3)),
        lambda n, p, c: sources(n, p, c, np.zeros(3)),
        lambda n, p, c: layer_action(n, squared_loss, None, p[1:], c),
    ],
)
def test_lists_that_do_not_fit(pass_, call):
    network, _, points, carried, _ = pass_
    with pytest.raises(ValueError, match=r"must (hold 10 arrays|have shape)"):
        call(network, points, carried)


def forms(rng, d):
    root, skew = rng.normal(size=(2, d, d))
    return root @ root.T + np.eye(d), skew - skew.T


def test_metriplectic_descends_and_turns():
    rng = np.random.default_rng(2)
    metric, symplectic = forms(rng, 6)
    dL = rng.normal(size=(3, 6))
    down, along = metriplectic(dL, metric), metriplectic(dL, metric, symplectic, np.pi / 2)
    np.testing.assert_allclose(down @ metric, -dL, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(along @ symplectic, dL, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(np.sum(dL * along, axis=-1), 0, atol=1e-12)
    both = metriplectic(dL, metric, symplectic, 0.7)
    np.testing.assert_allclose(both, np.cos(0.7) * down + np.sin(0.7) * along, rtol=1e-12, atol=1e-14)


def test_metriplectic_defaults():
    dL = np.array([1.0, 2.0, 3.0, 4.0])
    np.testing.assert_allclose(metriplectic(dL), -dL)
    np.testing.assert_allclose(metriplectic(dL, angle=np.pi / 2), [3, 4, -1, -2], atol=1e-15)
    canonical = np.kron([[0, 1], [-1, 0]], np.eye(2))
    np.testing.assert_allclose(metriplectic(dL, None, canonical, 1.0), metriplectic(dL, angle=1.0), rtol=1e-15)
    np.testing.assert_allclose(metriplectic(dL, 2 * dL), -np.full(4, 0.5))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.ones(4), np.diag([1.0, 2, -3, 4])), "`metric` must be positive; got a smallest eigenvalue of -3"),
        ((np.ones(2), np.array([1.0, 0.0])), "`metric` must be positive; got a smallest eigenvalue of 0"),
        ((np.ones(2), np.array([[1.0, 2.0], [0.0, 1.0]])), "`metric` must be symmetric"),
        ((np.ones(2), np.eye(3)), r"`metric` must have shape \(2, 2\); got shape \(3, 3\)"),
        ((np.ones(2), None, np.eye(2), 1.0), "`symplectic` must be antisymmetric"),
        ((np.ones(4), None, np.kron([[0, 1], [-1, 0]], [[1.0, 0], [0, 0]]), 1.0), "`symplectic` must be invertible"),
        ((np.ones(3), None, None, 1.0), "an even number of components; got 3"),
        ((np.ones(2), None, None, np.nan), "`angle` must be finite"),
        ((2.0,), r"`dL` must have shape \(\.\.\., d\)"),
        (([1.0, np.nan],), "`dL` must be finite"),
    ],
)
def test_metriplectic_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        metriplectic(*arguments)


def hill(z):
    """Return the differential of L = (1 − cos q)(1 + p²/2) + p²/2 + q²/20, which is not a sum of two parts."""
    q, p = z
    return np.array([np.sin(q) * (1 + p**2 / 2) + q / 10, (1 - np.cos(q)) * p + p])


def height(path):
    q, p = path.T
    return (1 - np.cos(q)) * (1 + p**2 / 2) + p**2 / 2 + q**2 / 20


def test_flow_conserves_with_order_two():
    spans = []
    for steps in (100, 200, 400):
        level = height(metriplectic_flow(hill, [1.5, 0.3], 20 / steps, steps, angle=np.pi / 2))
        spans.append(np.ptp(level))
    orders = np.log2(np.divide(spans[:-1], spans[1:]))
    np.testing.assert_allclose(orders, 2, atol=0.1)


def test_flow_is_symplectic():
    """One step's derivative, by differences, keeps ω."""
    omega, h = np.array([[0.0, 1.0], [-1.0, 0.0]]), 1e-5
    start = np.array([1.5, 0.3])

    def step(z, angle=np.pi / 2):
        return metriplectic_flow(hill, z, 0.3, 1, angle=angle)[-1]

    for angle, keeps in ((np.pi / 2, True), (np.pi / 2 - 0.1, False)):
        J = np.stack([(step(start + h * e, angle) - step(start - h * e, angle)) / (2 * h) for e in np.eye(2)], axis=1)
        assert (np.abs(J.T @ omega @ J - omega).max() < 1e-8) == keeps


def test_flow_descends_at_angle_zero():
    level = height(metriplectic_flow(hill, [1.5, 0.3], 0.1, 300))
    assert (np.diff(level) < 0).all()
    assert level[-1] < 1e-10


def test_flow_keeps_every_so_many():
    all_ = metriplectic_flow(hill, [1.5, 0.3], 0.1, 30, angle=1.0)
    np.testing.assert_array_equal(metriplectic_flow(hill, [1.5, 0.3], 0.1, 30, angle=1.0, every=10), all_[::10])


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        ({"step": 0.0}, ValueError, "`step` must be positive"),
        ({"steps": 0}, ValueError, "`steps` must be at least 1"),
        ({"every": 7}, ValueError, "`every` must divide `steps` = 10"),
        ({"differential": lambda z: z[:1]}, ValueError, r"`differential\(start\)` must have shape \(2,\); .* \(1,\)"),
        ({"start": [np.nan, 0.0]}, ValueError, "`start` must be finite"),
        ({"step": 50.0}, RuntimeError, "solve each step; .* Take a shorter `step`"),
    ],
)
def test_flow_refuses(change, kind, message):
    arguments = {"differential": hill, "start": [1.5, 0.3], "step": 0.1, "steps": 10, "angle": 1.0} | change
    with pytest.raises(kind, match=message):
        metriplectic_flow(**arguments)
