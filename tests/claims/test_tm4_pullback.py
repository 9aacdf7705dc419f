"""TM-4: learning is the pullback of the differential of the loss, against two independent ways to differentiate."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from measures import STEP, pushed

from physdl.neural import (
    Affine,
    Identity,
    Network,
    ReLU,
    Residual,
    Sigmoid,
    Softplus,
    Tanh,
    load_digits,
    loss_differential,
    pairing,
    softmax_cross_entropy,
    split_digits,
    squared_loss,
    train,
)
from physdl.neural.maps import MAPS


def network(seed):
    """Return a network that contains every kind of map."""
    rng = np.random.default_rng(seed)
    inner = Network([Affine.start(8, 3, rng), Sigmoid(), Affine.start(3, 8, rng)])
    parts = [Affine.start(5, 8, rng, gain=1.3), Tanh(), Residual(inner), Softplus(), Affine.start(8, 6, rng, gain=2.0)]
    parts += [ReLU(), Identity(), Affine.start(6, 4, rng)]
    found = Network(parts)
    found.parameters += 0.2 * rng.normal(size=found.size)
    kinds = {type(part) for part in (*found.maps, *inner.maps)}
    assert kinds == set(MAPS.values()), "every kind of map takes part"
    return found


def outputs(theta, x, np=np):
    """Return the same network written out by hand: no line of it is shared with the library."""
    sizes = [(8, 5), (3, 8), (8, 3), (6, 8), (4, 6)]
    layers, at = [], 0
    for m, n in sizes:
        layers.append((np.reshape(theta[at : at + m * n], (m, n)), theta[at + m * n : at + m * n + m]))
        at += m * n + m
    assert at == len(theta)
    (A, a), (B, b), (C, c), (D, d), (E, e) = layers
    y = np.tanh(np.dot(x, A.T) + a)
    y = y + np.dot(1 / (1 + np.exp(-(np.dot(y, B.T) + b))), C.T) + c
    y = np.log(1 + np.exp(y))
    y = np.dot(y, D.T) + d
    y = y * (np.real(y) > 0)
    return np.dot(y, E.T) + e


def square(theta, x, y, np=np):
    return np.sum((outputs(theta, x, np) - y) ** 2) / (2 * len(x))


def surprise(theta, x, labels, np=np):
    z = outputs(theta, x, np)
    return np.mean(np.log(np.sum(np.exp(z), axis=1)) - np.sum(z * labels, axis=1))


@pytest.mark.parametrize("kind", ["squared", "cross-entropy"])
def test_gradient(ledger, kind):
    worst = {"autograd": 0.0, "complex step": 0.0}
    for seed in range(5):
        net, rng = network(seed), np.random.default_rng(100 + seed)
        x = rng.normal(size=(12, 5))
        if kind == "squared":
            y = plain_y = rng.normal(size=(12, 4))
            loss, plain = squared_loss, square
        else:
            y = rng.integers(0, 4, 12)
            plain_y, loss, plain = np.eye(4)[y], softmax_cross_entropy, surprise
        value, differential = loss_differential(net, loss, x, y)
        assert value == pytest.approx(plain(net.parameters, x, plain_y), rel=1e-13)
        assert np.count_nonzero(differential) > net.size / 2
        stepped = np.empty(net.size)
        for k in range(net.size):
            theta = net.parameters.astype(complex)
            theta[k] += 1j * STEP
            stepped[k] = plain(theta, x, plain_y).imag / STEP
        by_autograd = autograd.grad(lambda theta: plain(theta, x, plain_y, anp))(net.parameters.copy())  # noqa: B023
        for name, other in (("autograd", by_autograd), ("complex step", stepped)):
            worst[name] = max(worst[name], np.abs(differential - other).max() / np.abs(other).max())
    assert max(worst.values()) <= 1e-10
    ledger(
        claim="TM-4",
        part="gradient",
        needed=f"{kind} loss: pullback equals the autograd package and complex step to 1e-10, all maps, 5 networks",
        measured=f"{kind} loss: " + ", ".join(f"{name} {error:.0e}" for name, error in worst.items()),
        tolerance=1e-10,
        value=max(worst.values()),
    )


def test_pairing(ledger):
    """⟨f*w, v⟩ = ⟨w, f₊v⟩ proves nothing unless f₊ is the derivative: that comes from complex step."""
    rng = np.random.default_rng(7)
    kinds = {
        "affine": lambda: Affine(rng.normal(size=(4, 6)), rng.normal(size=4)),
        "residual": lambda: Residual(Affine(rng.normal(size=(6, 6)), rng.normal(size=6))),
        **{name: kind for name, kind in MAPS.items() if name not in ("affine", "residual")},
    }
    assert set(kinds) == set(MAPS)
    pushes, pairs = 0.0, 0.0
    for make in kinds.values():
        for _ in range(20):
            f, x, v = make(), rng.normal(size=(9, 6)), rng.normal(size=(9, 6))
            change, w = rng.normal(size=f.size), rng.normal(size=f(x).shape)
            forward, stepped = f.pushforward(x, v, change), pushed(f, x, v, change)
            pushes = max(pushes, np.abs(forward - stepped).max() / np.abs(stepped).max())
            at_input, at_parameters = f.pullback(x, w)
            left = pairing(at_input, v) + pairing(at_parameters, change)
            scale = np.abs(w * forward).sum() + np.abs(at_input * v).sum() + np.abs(at_parameters * change).sum()
            pairs = max(pairs, abs(left - pairing(w, stepped)) / scale)
    assert pushes <= 1e-13
    assert pairs <= 1e-14
    ledger(
        claim="TM-4",
        part="pairing",
        needed="⟨f*w, v⟩ = ⟨w, f₊v⟩ to 1e-14 of the sum of sizes for all 7 kinds of map, f₊ by complex step",
        measured=f"pairing {pairs:.0e}, f₊ against complex step {pushes:.0e}",
        tolerance=1e-14,
        value=pairs,
    )


def read_right(rng, images, labels, test, names):
    net = Network([Affine.start(64, 64, rng), Tanh(), Affine.start(64, 10, rng)])
    train(net, softmax_cross_entropy, images, labels, rate=0.5, epochs=30, batch=32, rng=rng)
    return 100 * np.mean(net(test).argmax(axis=1) == names)


def test_digits(ledger):
    """Real handwriting learned with nothing but the pullback; each fifth of the file in turn is by strangers."""
    known = []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        known.append(read_right(rng, *split_digits(rng)))
    images, labels = load_digits()
    fifth = np.arange(len(images)) * 5 // len(images)
    strangers = np.array(
        [
            [
                read_right(np.random.default_rng(seed), images[kept], labels[kept], images[~kept], labels[~kept])
                for seed in range(4)
            ]
            for kept in (fifth != number for number in range(5))
        ]
    )
    by_fifth = strangers.mean(axis=1)
    assert min(known) >= 95
    assert np.mean(known) >= 96
    assert abs(strangers.mean() - 93.5) <= 1
    assert np.ptp(by_fifth) > 3, "which strangers they are matters more than the seed"
    assert strangers.std(axis=1, ddof=1).max() < 2
    ledger(
        claim="TM-4",
        part="digits",
        needed="handwritten digits: at least 96 % of a random fifth right, the mean of 8 seeds",
        measured=f"random {np.mean(known):.1f} ± {np.std(known, ddof=1):.1f} %; a fifth by strangers"
        f" {by_fifth.min():.1f} to {by_fifth.max():.1f} %, mean {by_fifth.mean():.1f} %",
        tolerance=96,
        value=np.mean(known),
        hypotheses="writers occur on both sides of the random split; a cut between fifths goes through a form",
    )
