"""TM-6, learning's half: one differential of one loss, raised in two ways, drives two flows."""

import numpy as np

from physdl.neural import Affine, Network, Tanh, loss_differential, metriplectic, split_digits, squared_loss
from physdl.neural.costate import metriplectic_flow


def landscape():
    """Return the loss and its differential as functions of the parameters: a small network on real digits."""
    rng = np.random.default_rng(3)
    images, labels, *_ = split_digits(rng)
    x, y = images[:100], np.eye(10)[labels[:100]]
    net = Network([Affine.start(64, 6, rng), Tanh(), Affine.start(6, 10, rng)])
    assert net.size % 2 == 0

    def at(theta):
        net.parameters[:] = theta
        return loss_differential(net, squared_loss, x, y)

    return at, net.parameters.copy(), rng


def steepest(at, theta, metric, h=1e-5):
    """Return the largest curvature as the metric measures it: eigenvalue of g⁻¹H, H from differences of dL alone."""
    H = np.array([(at(theta + h * unit)[1] - at(theta - h * unit)[1]) / (2 * h) for unit in np.eye(theta.size)])
    root = np.sqrt(np.ones(theta.size) if metric is None else metric)
    return np.linalg.eigvalsh((H + H.T) / 2 / np.outer(root, root))[-1]


def test_dissipation(ledger):
    at, theta, rng = landscape()
    metrics = [None, rng.uniform(1, 5, theta.size)]

    def descend(metric, eta, steps):
        z, path, losses = theta.copy(), [], []
        for _ in range(steps):
            value, dL = at(z)
            path.append(z)
            losses.append(value)
            z = z + eta * metriplectic(dL, metric)
        return path, np.array(losses)

    rises, fall, steps, bounds = 0, [], 400, []
    for metric in metrics:
        path, losses = descend(metric, 0.02, steps)
        rises += int(np.sum(np.diff(losses) >= 0))
        fall.append(losses[-1] / losses[0])
        bounds.append(2 / max(steepest(at, z, metric) for z in path[::80]))
        # The bound is where it ends: a tenth below it the loss still falls at each step, a third above it rises.
        assert np.all(np.diff(descend(metric, 0.9 * bounds[-1], 200)[1]) < 0)
        assert np.any(np.diff(descend(metric, 1.35 * bounds[-1], 200)[1]) > 0)
    assert min(bounds) > 0.02
    assert rises == 0
    assert max(fall) < 0.5
    shown = ", ".join(f"{bound:.3f}" for bound in bounds)
    ledger(
        claim="TM-6",
        part="dissipation",
        needed=f"loss falls in each of {steps} steps of −η g⁻¹dL at η = 0.02 and at 0.9 · 2/λ, not at 1.35 · 2/λ",
        measured=f"at η = 0.02: {rises} rises in {steps} steps, loss down to "
        f"{', '.join(f'{100 * f:.0f} %' for f in fall)}; 2/λ = {shown}",
        tolerance=0,
        value=rises,
        hypotheses="η below 2/λ, λ the largest curvature on the way as the metric measures it; unit and random metric",
    )


def test_conservation(ledger):
    """The same dL, raised by ω: the loss of a network that does not learn."""
    at, theta, _ = landscape()

    def differential(z):
        return at(z)[1].copy()

    time, spans = 5.0, []
    for steps in (100, 200, 400):
        path = metriplectic_flow(differential, theta, time / steps, steps, angle=np.pi / 2)
        spans.append(np.ptp([at(z)[0] for z in path]) / at(theta)[0])
    orders = np.log2(np.divide(spans[:-1], spans[1:]))
    assert np.linalg.norm(path[-1] - theta) > 1, "a point that does not move proves nothing"

    late = metriplectic_flow(differential, theta, 0.05, 2000, angle=np.pi / 2)
    level = np.array([at(z)[0] for z in late]) / at(theta)[0] - 1
    half = np.abs(level[:1000]).max(), np.abs(level[1000:]).max()
    assert np.all(np.abs(orders - 2) <= 0.1)
    assert half[1] <= 1.05 * half[0] < 0.01, "the explicit midpoint rule is off by 0.058 here"
    ledger(
        claim="TM-6",
        part="conservation",
        needed="loss kept under ω⁻¹dL by the implicit midpoint rule: error of order 2 ± 0.1, no growth in 2000 steps",
        measured=f"a network's loss by the implicit midpoint rule: orders {orders[0]:.2f}, {orders[1]:.2f}; "
        f"largest error in 1000 steps {half[0]:.1e}, in the next 1000 {half[1]:.1e}",
        tolerance=0.1,
        value=float(np.abs(orders - 2).max()),
    )
