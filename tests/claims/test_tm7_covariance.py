"""TM-7: learning looks the same in every coordinate system only if each layer brings a metric."""

import numpy as np
import pytest
from measures import power

from physdl.neural import (
    Affine,
    Network,
    Tanh,
    change_coordinates,
    covariance_metric,
    fisher_metric,
    identity_metric,
    loss_differential,
    raise_index,
    squared_loss,
)

STEPS = 1000


class Learner:
    """A tanh network that learns what another one says, with its differential and its Hessian."""

    def __init__(self, seed):
        rng = np.random.default_rng(seed)
        self.net, teacher = (Network([Affine.start(4, 5, rng), Tanh(), Affine.start(5, 3, rng)]) for _ in range(2))
        self.x = rng.normal(size=(60, 4)) * [1.0, 2.0, 0.5, 1.0] + [0.5, 0.0, 1.0, -1.0]
        self.y = teacher(self.x)
        self.start, self.rng = self.net.parameters.copy(), rng

    def dL(self, theta):
        self.net.parameters = theta
        return loss_differential(self.net, squared_loss, self.x, self.y)[1].copy()

    def hessian(self, theta, h=1e-5):
        rows = [(self.dL(theta + h * e) - self.dL(theta - h * e)) / (2 * h) for e in np.eye(theta.size)]
        return (np.array(rows) + np.transpose(rows)) / 2

    def metric(self, kind, theta):
        self.net.parameters = theta
        return {
            "fixed": np.eye(theta.size),
            "covariance": covariance_metric(self.net, self.x).matrix,
            "Fisher, damped": fisher_metric(self.net, self.x).matrix + 0.01 * np.eye(theta.size),
        }[kind]


def walk(start, velocity, rate, steps):
    path = [np.array(start)]
    for _ in range(steps):
        path.append(path[-1] - rate * velocity(path[-1]))
    return np.array(path)


def stretched(rng, size, condition=100.0):
    """Return a matrix of this condition number, its singular values around 1."""
    left, right = (np.linalg.qr(rng.normal(size=(size, size)))[0] for _ in range(2))
    return (left * condition ** np.linspace(-0.5, 0.5, size)) @ right


def steepest(g, H):
    return np.linalg.eigvals(np.linalg.solve(g, H)).real.max()


@pytest.mark.parametrize("kind", ["fixed", "covariance", "Fisher, damped"])
def test_linear(ledger, kind):
    apart, steps, condition = 0.0, 0.0, 0.0
    for seed in range(2):
        learner = Learner(seed)
        A = stretched(learner.rng, learner.start.size)
        chart, condition = change_coordinates(A), max(condition, np.linalg.cond(A))

        def here(theta, learner=learner):
            return raise_index(learner.metric(kind, theta), learner.dL(theta))

        def there(new, learner=learner, chart=chart):
            theta = chart.back(new)
            return raise_index(chart.metric(learner.metric(kind, theta)), chart.covector(learner.dL(theta)))

        rate = 0.5 / steepest(learner.metric(kind, learner.start), learner.hessian(learner.start))
        path = walk(learner.start, here, rate, STEPS)
        for theta in path[:: STEPS // 10]:
            steps = max(steps, rate * steepest(learner.metric(kind, theta), learner.hessian(theta)))
        same = np.array([chart.back(p) for p in walk(chart.point(learner.start), there, rate, STEPS)])
        apart = max(apart, np.linalg.norm(same - path, axis=1).max() / np.linalg.norm(path[-1] - path[0]))
    assert condition <= 100 * (1 + 1e-9)
    assert steps < 1
    assert apart <= 1e-10
    ledger(
        claim="TM-7",
        part="linear",
        needed=f"{kind} metric, transformed, cond 100, 1,000 steps with ηλ < 1: the same path to 1e-10",
        measured=f"{kind} metric: apart by {apart:.0e} of the way; ηλ up to {steps:.2f}",
        tolerance=1e-10,
        value=apart,
    )


def test_linear_without_a_metric(ledger):
    """The step is short enough for both, and each takes its own components for a direction."""
    least = np.inf
    for seed in range(2):
        learner = Learner(seed)
        A = stretched(learner.rng, learner.start.size)
        chart, H = change_coordinates(A), learner.hessian(learner.start)
        curvature = max(np.linalg.eigvalsh(h)[-1] for h in (H, chart.metric(H)))  # both carry two lower indices

        def there(new, learner=learner, chart=chart):
            return chart.covector(learner.dL(chart.back(new)))

        one = walk(learner.start, learner.dL, 0.5 / curvature, STEPS)[-1]
        other = chart.back(walk(chart.point(learner.start), there, 0.5 / curvature, STEPS)[-1])
        way = max(np.linalg.norm(end - learner.start) for end in (one, other))
        least = min(least, np.linalg.norm(other - one) / way)
    assert least > 0.1
    ledger(
        claim="TM-7",
        part="linear",
        needed="the same with the naive metric in both systems: paths apart by O(1) of their way, more than 0.1",
        measured=f"naive in both: apart by at least {least:.2f}",
        tolerance=0.1,
        value=least,
    )


def answers(net, x, y, metric, rate):
    """Return what a learner says of its inputs, every 50 steps."""
    said = []
    for step in range(STEPS + 1):
        if step % 50 == 0:
            said.append(net(x))
        _, dL = loss_differential(net, squared_loss, x, y)
        net.parameters -= rate * raise_index(metric(net, x), dL)
    return np.array(said)


def test_linear_by_the_layer_itself(ledger):
    """Nobody transforms the metric: inputs come in other units, from another zero, and the layer measures them anew."""
    gaps, condition = {covariance_metric: [], identity_metric: []}, 0.0
    for seed in range(3):
        learner = Learner(seed)
        S, c = stretched(learner.rng, 4, 40.0), 0.5 * learner.rng.normal(size=4)
        condition = max(condition, np.linalg.cond(np.block([[S, c[:, None]], [np.zeros((1, 4)), np.eye(1)]])))
        g, H = learner.metric("covariance", learner.start), learner.hessian(learner.start)
        for metric, rate in ((covariance_metric, 0.5 / steepest(g, H)), (identity_metric, 5e-3)):
            net, other = learner.net.copy(), learner.net.copy()
            net.parameters = other.parameters = learner.start
            other.maps[0].weight[:] = net.maps[0].weight @ np.linalg.inv(S)
            other.maps[0].bias[:] = net.maps[0].bias - other.maps[0].weight @ c
            fit = metric if metric is covariance_metric else lambda net, x: identity_metric(net)
            one = answers(net, learner.x, learner.y, fit, rate)
            two = answers(other, learner.x @ S.T + c, learner.y, fit, rate)
            gaps[metric].append(np.abs(one - two).max() / np.abs(one[-1] - one[0]).max())
    apart, naive = max(gaps[covariance_metric]), min(gaps[identity_metric])
    assert condition <= 100
    assert naive > 0.1
    assert apart <= 1e-10
    ledger(
        claim="TM-7",
        part="linear",
        needed="inputs in other units, another zero; covariance measured anew: the same answers to 1e-10",
        measured=f"covariance measured anew: apart by {apart:.0e}; naive by at least {naive:.2f}; cond {condition:.0f}",
        tolerance=1e-10,
        value=apart,
        hypotheses="where covariance is measured anew, the batch's second moment is invertible and nothing is damped",
    )


def test_nonlinear(ledger):
    """Bent coordinates: a step is straight in one system and not in the other, so the paths part by order η."""
    counts, time = np.array([40, 80, 160, 320, 640]), 2.0
    orders, floors = [], []
    for seed in range(3):
        learner = Learner(seed)
        A = stretched(learner.rng, learner.start.size, 10.0)
        chart = change_coordinates(
            lambda theta, A=A: A @ np.sinh(theta), lambda new, A=A: np.arcsinh(np.linalg.solve(A, new))
        )
        g = np.eye(learner.start.size)

        def there(new, learner=learner, chart=chart, g=g):
            theta = chart.back(new)
            return raise_index(chart.metric(g, theta), chart.covector(learner.dL(theta), theta))

        def naive(new, learner=learner, chart=chart):
            theta = chart.back(new)
            return chart.covector(learner.dL(theta), theta)

        gaps = np.zeros((2, len(counts)))
        for place, steps in enumerate(counts):
            end = walk(learner.start, learner.dL, time / steps, steps)[-1]
            for row, rule in enumerate((there, naive)):
                gaps[row, place] = np.linalg.norm(
                    chart.back(walk(chart.point(learner.start), rule, time / steps, steps)[-1]) - end
                ) / np.linalg.norm(end - learner.start)
        orders.append(-power(counts[1:], gaps[0, 1:]))
        floors.append(gaps[1, -1])
        assert abs(power(counts[1:], gaps[1, 1:])) < 0.05, "the naive paths never meet"
    worst = max(abs(order - 1) for order in orders)
    assert worst <= 0.05
    assert min(floors) > 0.1
    ledger(
        claim="TM-7",
        part="nonlinear",
        needed="fixed time, step η → 0: paths in bent coordinates meet with order 1.00 ± 0.05, naive ones never",
        measured=f"order {min(orders):.3f} to {max(orders):.3f}; naive stay at least {min(floors):.2f} apart",
        tolerance=0.05,
        value=worst,
    )
