"""TM-8: layers that leave the metric alone as a start, and the layer metric as a preconditioner."""

import os

import numpy as np
import pytest
from measures import power
from scipy.optimize import brentq

from physdl.neural import (
    Affine,
    Network,
    Tanh,
    covariance_metric,
    fisher_metric,
    log_singular_values,
    loss_differential,
    mean_field,
    orthogonal,
    raise_index,
    softmax_cross_entropy,
    split_digits,
    squared_loss,
    train,
)

DECADE = np.log(10)


def test_isometric_start(ledger):
    off, span, saturated, sums = 0.0, np.inf, 0.0, 0.0
    for seed in range(3):
        rng = np.random.default_rng(seed)
        straight = Network([orthogonal(100, 100, rng) for _ in range(100)])
        off = max(off, np.abs(np.expm1(log_singular_values(straight, np.zeros(100)))).max())
        random = Network([Affine.start(100, 100, rng) for _ in range(100)])
        logs = log_singular_values(random, np.zeros(100))
        # The product of all singular values is that of the determinants, which need no product of matrices.
        volume = sum(np.linalg.slogdet(part.weight)[1] for part in random.maps)
        sums = max(sums, abs(logs.sum() / volume - 1))
        span = min(span, (logs[0] - logs[-1]) / DECADE)
        product = np.linalg.multi_dot([part.weight for part in random.maps[::-1]])
        naive = np.linalg.svd(product)[1]
        saturated = max(saturated, np.log10(naive[0] / naive[-1]))
    assert off <= 1e-12
    assert span > 50
    assert sums < 1e-12
    assert saturated < 25
    ledger(
        claim="TM-8",
        part="isometric start",
        needed="linear, depth 100, width 100, orthogonal start: every singular value of the product is 1 to 1e-12",
        measured=f"orthogonal: off by {off:.0e}",
        tolerance=1e-12,
        value=off,
        hypotheses="linear layers, width 100",
    )
    ledger(
        claim="TM-8",
        part="isometric start",
        needed="the same from a Gaussian start, by QR: more than 50 decades from the largest to the smallest",
        measured=f"Gaussian: {span:.0f} decades, their sum right to {sums:.0e}; "
        f"the SVD of the product shows {saturated:.0f}",
        tolerance=50.0,
        value=span,
    )


def deep(start, gain, rng, *, depth=100, width=100, shift=0.0):
    """Return tanh layers with a random start: `orthogonal` or `Affine.start`."""
    maps = []
    for _ in range(depth):
        layer = start(width, width, rng, gain=gain)
        layer.bias[:] = shift * rng.normal(size=width)
        maps += [layer, Tanh()]
    return Network(maps)


def growth(gain, shift):
    """Return by how much, in logarithms, a small difference grows per layer once lengths have settled."""
    rates = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        net = deep(orthogonal, gain, rng, depth=60, width=300, shift=shift)
        x, sizes = rng.normal(size=300), []
        v = rng.normal(size=300)
        for part, at in zip(net.maps, net.points(x)[:-1], strict=True):
            v = part.pushforward(at, v)
            sizes.append(np.log(np.linalg.norm(v)))
        rates.append((sizes[-1] - sizes[39]) / 40)  # two maps make a layer: layers 20 to 60
    return np.mean(rates)


def test_edge_of_chaos(ledger):
    shift = 0.3
    edge = brentq(lambda gain: mean_field(gain, shift)[1] - 1, 1.0, 3.0)
    gains = edge * np.array([0.7, 0.85, 1.0, 1.2, 1.5])
    rates = np.array([growth(gain, shift) for gain in gains])
    theory = np.array([np.log(mean_field(gain, shift)[1]) / 2 for gain in gains])
    worst = np.abs(rates - theory).max()
    crossing = np.interp(0.0, rates[1:4], gains[1:4])
    assert worst <= 0.02
    assert abs(crossing / edge - 1) <= 0.02
    ledger(
        claim="TM-8",
        part="edge of chaos",
        needed="orthogonal tanh layers stretch small differences by √χ each (logarithm to 0.02); edge found within 2 %",
        measured=f"logarithm of √χ off by {worst:.3f}; edge at gain {crossing:.3f}, theory {edge:.3f}",
        tolerance=0.02,
        value=worst,
        hypotheses="for √χ and the edge: width 300, depth 60, shifts of variance 0.09; only the gain is varied",
    )


def test_orthogonality_alone(ledger):
    """Off the edge, and even on it for signals of finite length, isometric weights do not make isometric layers."""

    def spectra(gain, size=1.0, start=orthogonal):
        found = []
        for seed in range(4):
            rng = np.random.default_rng(seed)
            found.append(log_singular_values(deep(start, gain, rng), size * rng.normal(size=100)) / DECADE)
        return np.array(found)

    order, chaos, edge = spectra(0.9), np.ptp(spectra(2.5), axis=1), np.ptp(spectra(1.0), axis=1)
    small, gaussian = np.ptp(spectra(1.0, 0.03), axis=1), np.ptp(spectra(1.0, 0.03, Affine.start), axis=1)
    assert order.max() < -4
    assert chaos.min() > 100
    assert edge.min() > 1
    assert small.max() < 0.2
    assert gaussian.min() > 50
    ledger(
        claim="TM-8",
        part="edge of chaos",
        needed="depth 100, orthogonal, four seeds: at gain 1 within 0.2 decades for signals of size 0.03; at size 1 "
        "over a decade; at gain 2.5 over 100 decades; at 0.9 all below 1e-4",
        measured=f"decades that the singular values of 100 layers span at gain 1: {small.max():.2f} for small signals, "
        f"{edge.min():.1f} at size 1; at gain 2.5: {chaos.min():.0f}; at 0.9 all below 1e{order.max():.1f}; Gaussian "
        f"of gain 1, small signals: {gaussian.min():.0f}",
        tolerance=0.2,
        value=small.max(),
    )


@pytest.fixture(scope="module")
def pages():
    images, labels, *_ = split_digits(np.random.default_rng(0))
    return images[:300] - images.mean(axis=0), labels[:300]


def learning(pages, start, gain, rate, seed, steps):
    """Return the losses of sixty tanh layers under plain descent, up to a loss of a half."""
    rng = np.random.default_rng(seed)
    inner = deep(start, gain, rng, depth=60, width=32).maps
    net, losses = Network([start(64, 32, rng), *inner, start(32, 10, rng)]), []

    def note(_, loss):
        losses.append(loss)
        return loss < 0.5

    train(net, softmax_cross_entropy, *pages, rate=rate, epochs=steps, callback=note, progress=False)
    return np.array(losses)


def test_who_starts_sooner(ledger, pages):
    """Orthogonal weights start sooner: with gain 1, an isometry, a little, with their best gain by far.

    Gain and rate of each start were searched on seeds 0 to 3: gains 0.8 to 2.4 by 0.1, rates 0.01 to 0.5, 300 steps.

    Both starts learn best at a gain of 1.3, the orthogonal one at the rate 0.1, the Gaussian one at 0.02; its second
    place is 1.2. Off the edge no orthogonal start came below 1.9 in 300 steps at any of the rates.
    """
    soon = [len(learning(pages, orthogonal, 1.3, 0.1, seed, 60)) - 1 for seed in range(4, 8)]
    isometric = [len(learning(pages, orthogonal, 1.0, 0.07, seed, 150)) - 1 for seed in range(4, 8)]
    late = [learning(pages, Affine.start, 1.3, 0.02, seed, 300) for seed in range(4, 8)]
    assert all(losses[-1] < 0.5 for losses in late), "a Gaussian start learns as well"
    steps = [len(losses) - 1 for losses in late]
    off = [
        learning(pages, orthogonal, g, r, seed, 60).min() for g in (0.8, 2.4) for r in (0.02, 0.1) for seed in (4, 5)
    ]
    assert max(soon) <= 20
    assert min(steps) >= 5 * max(soon)
    assert max(soon) < min(isometric) <= max(isometric) < min(steps)
    assert min(off) > 1.9
    ledger(
        claim="TM-8",
        part="sooner",
        needed="60 tanh layers on digits, same search over gain and rate for both, four other seeds: steps to a loss "
        "of 0.5 at least five times fewer from the orthogonal start",
        measured=f"{min(soon)} to {max(soon)} steps, from the Gaussian start {min(steps)} to {max(steps)}; orthogonal "
        f"with gain 1: {min(isometric)} to {max(isometric)}; at 0.8 and 2.4 the loss "
        f"is still {min(off):.1f} or more after 60",
        tolerance=5.0,
        value=min(steps) / max(soon),
        hypotheses="plain descent; this is an initialisation, no metric is used; both starts at their best gain, 1.3, "
        "where the orthogonal one is no isometry",
    )


@pytest.mark.skipif(not os.environ.get("PHYSDL_THOROUGH"), reason="ten minutes: `make thorough`")
@pytest.mark.parametrize(("start", "best"), [(orthogonal, (1.3, 0.1)), (Affine.start, (1.3, 0.02))])
def test_the_search_behind_it(pages, start, best):
    """No place of the grid needs less than nine tenths of the steps of the one that the claim's test takes."""

    def steps(gain, rate, most):
        runs = [learning(pages, start, gain, rate, seed, most) for seed in range(4)]
        return np.median([len(run) - 1 if run[-1] < 0.5 else np.inf for run in runs])

    chosen = steps(*best, 300)
    for gain in np.arange(0.8, 2.5, 0.2) if start is Affine.start else np.arange(0.9, 1.8, 0.2):
        for rate in (0.01, 0.02, 0.05, 0.1, 0.2):
            assert steps(gain, rate, int(chosen)) >= 0.9 * chosen, (gain, rate)


REDUCTION, INPUTS = 1e-6, 8


def regression(kappa, seed=0):
    """Return a batch whose second moment has eigenvalues from 1/κ to 1 exactly, a layer, and its best parameters."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(200, INPUTS))
    z -= z.mean(axis=0)
    z = np.linalg.qr(z)[0] * np.sqrt(len(z))
    turn = np.linalg.qr(rng.normal(size=(INPUTS, INPUTS)))[0]
    eigenvalues = np.geomspace(1 / kappa, 1, INPUTS)
    x = z * np.sqrt(eigenvalues) @ turn.T
    best = np.append(turn @ np.ones(INPUTS), 1.0)  # from zero, the error is the same in every eigenvector
    net = Network([Affine(np.zeros((1, INPUTS)))])
    return net, x, x @ best[:-1, None] + best[-1], best, np.append(eigenvalues, 1.0)


def steps_taken(kappa, rate, metric):
    net, x, y, best, _ = regression(kappa)
    fitted = covariance_metric(net, x) if metric else None
    matrix = np.linalg.inv(fitted.matrix) if metric else None  # the batch does not change
    covector = np.empty(net.size)
    for step in range(1_000_000):
        if np.linalg.norm(net.parameters - best) <= REDUCTION * np.linalg.norm(best):
            return step
        loss_differential(net, squared_loss, x, y, out=covector)
        net.parameters -= rate * (matrix @ covector if metric else covector)
    raise AssertionError("it does not arrive")


def closed_form(eigenvalues, rate):
    """Return after how many steps the error (1 − ηλ)^k, the same in all directions at first, has shrunk enough."""
    low, high = 0, 1
    logs = np.log(np.maximum(np.abs(1 - rate * eigenvalues), 1e-300))

    def arrived(k):
        return np.mean(np.exp(2 * k * logs)) <= REDUCTION**2

    while not arrived(high):
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if arrived(middle) else (middle, high)
    return high


def test_conditioning(ledger):
    kappas = 10.0 ** np.arange(7)
    plain, with_metric = [], []
    for kappa in kappas:
        eigenvalues = regression(kappa)[-1]
        rate = 2 / (eigenvalues.min() + eigenvalues.max())
        plain.append(closed_form(eigenvalues, rate))
        if 1 < kappa <= 1e4:
            assert abs(steps_taken(kappa, rate, metric=False) - plain[-1]) <= 1, "the closed form is the program"
        with_metric.append(steps_taken(kappa, 0.5, metric=True))
    slope = power(kappas[2:], plain[2:])
    assert len(set(with_metric)) == 1
    assert slope == pytest.approx(1, abs=0.02)
    ledger(
        claim="TM-8",
        part="conditioning",
        needed="steps to 1e-6 of the parameter error: the same for κ = 1…1e6 with the metric, else ∝ κ^(1.00 ± 0.02)",
        measured=f"{with_metric[0]} steps with the metric; else {plain[2]}, {plain[4]}, {plain[6]} at 1e2, 1e4, 1e6, "
        f"slope {slope:.3f}",
        tolerance=0.02,
        value=abs(slope - 1),
        hypotheses="linear regression; with the metric the rate ½, plain descent at its best one, run up to 1e4, its "
        "closed form beyond",
    )


def test_one_newton_step(ledger):
    """For linear regression the layer's covariance is the Hessian, so with η = 1 the first step arrives."""
    left, different = 0.0, 0.0
    for kappa in 10.0 ** np.arange(7):
        net, x, y, best, _ = regression(kappa)
        metric = covariance_metric(net, x)
        _, at_zero = loss_differential(net, squared_loss, x, y)
        hessian = []
        for unit in np.eye(net.size):  # dL is affine in θ: a difference over any distance is exact
            net.parameters = unit
            hessian.append(loss_differential(net, squared_loss, x, y)[1] - at_zero)
        for g in (metric.matrix, fisher_metric(net, x).matrix):
            different = max(different, np.abs(g - hessian).max())
        net.parameters = np.zeros(net.size) - raise_index(metric, at_zero)
        left = max(left, np.linalg.norm(net.parameters - best) / np.linalg.norm(best))
    assert different <= 1e-13
    assert left <= 1e-9
    ledger(
        claim="TM-8",
        part="conditioning",
        needed="linear regression: covariance = Hessian to 1e-13, so one step with η = 1 ends it (to 1e-9, κ ≤ 1e6)",
        measured=f"covariance and Hessian differ by {different:.0e}; error left after one step with η = 1: {left:.0e}",
        tolerance=1e-9,
        value=left,
    )
