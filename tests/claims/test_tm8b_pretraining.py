"""TM-8b: the layer metric in pretraining, layer by layer, and what the pretrained stack is worth afterwards.

Fifteen tanh layers of forty are trained one after the other on 500 digits: each with a linear decoder until its own
inputs can be had back from its outputs. The metric raises each step by the covariance of each map's own inputs.
"""

import os

import numpy as np
import pytest

from physdl.neural import (
    Affine,
    Network,
    Tanh,
    covariance_metric,
    loss_differential,
    orthogonal,
    raise_index,
    softmax_cross_entropy,
    split_digits,
    squared_loss,
    train,
)

DEPTH, WIDTH = 15, 40
STEPS = {"none": 0, "plain": 200, "metric": 25}
SEEDS = range(3, 7)  # 0 to 2 chose the settings below


def digits(seed):
    images, labels, *_ = split_digits(np.random.default_rng(seed))
    return images[:500] - images[:500].mean(axis=0), labels[:500]


def pretrain(x, start, gain, way, rate, rng):
    """Return the encoders, and the share of the digits' size that is missing after all fifteen decoders in a row."""
    encoders, decoders, at = [], [], x
    for _ in range(DEPTH):
        n = at.shape[1]
        net = Network([start(n, WIDTH, rng, gain=gain), Tanh(), start(WIDTH, n, rng)])
        for _ in range(STEPS[way]):
            value, dL = loss_differential(net, squared_loss, at, at)
            if not value < 1e3:
                raise FloatingPointError("the rate is too large")
            net.parameters -= rate * (
                raise_index(covariance_metric(net, at), dL, damping=1e-3) if way == "metric" else dL
            )
        encoders.append(net.maps[0])
        decoders.append(net.maps[2])
        at = np.tanh(encoders[-1](at))
    for decoder in decoders[::-1]:
        at = decoder(at)
    return encoders, np.sum((at - x) ** 2) / np.sum(x**2)


def afterwards(encoders, x, labels, start, rate, rng, most=120):
    """Return the steps of plain descent of the whole stack to a loss of 0.1, or inf."""
    maps = [part for encoder in encoders for part in (encoder, Tanh())]
    net, losses = Network([*maps, start(WIDTH, 10, rng)]).copy(), []

    def note(_, loss):
        losses.append(loss)
        return loss < 0.1

    try:
        train(net, softmax_cross_entropy, x, labels, rate=rate, epochs=most, callback=note, progress=False)
    except FloatingPointError:
        return np.inf
    return len(losses) - 1 if losses[-1] < 0.1 else np.inf


def test_reconstruction(ledger):
    """Own best gain and rate for each: with the metric 1.0 and 0.2, plain 1.3 and 0.8 (at 1.2 it diverges)."""
    missing = {"metric": [], "plain": []}
    for way, gain, rate in (("metric", 1.0, 0.2), ("plain", 1.3, 0.8)):
        for seed in SEEDS:
            missing[way].append(pretrain(digits(seed)[0], orthogonal, gain, way, rate, np.random.default_rng(seed))[1])
    ratio = min(missing["plain"]) / max(missing["metric"])
    assert ratio > 2
    ledger(
        claim="TM-8b",
        part="reconstruction",
        needed="four seeds: missing from the digits after 15 decoders less than half, 25 steps a layer against 200",
        measured="missing from the digits after 15 decoders: "
        + "; ".join(f"{way} {100 * min(v):.1f} to {100 * max(v):.1f} %" for way, v in missing.items()),
        tolerance=2.0,
        value=ratio,
        hypotheses="orthogonal starts, of gain 1 with the metric, 1.3 without; damping 1e-3; the layers' own objective",
    )


def lengthened(encoders, start, rng):
    """Return fresh random layers of the same norms."""
    fresh = [start(e.inputs, WIDTH, rng) for e in encoders]
    for new, old in zip(fresh, encoders, strict=True):
        new.weight[:] *= np.linalg.norm(old.weight) / np.linalg.norm(new.weight)
    return fresh


def test_what_follows(ledger):
    """Own best gain and rates for each: both orthogonal at 1.9, and 0.7 afterwards; with the metric 0.1 before that."""
    found = {"none": [], "metric": [], "best at reconstruction": []}
    for seed in SEEDS:
        x, labels = digits(seed)
        settings = (("none", 1.9, 0.0, 0.7), ("metric", 1.9, 0.1, 0.7), ("metric", 1.0, 0.2, 0.2))
        for name, (way, gain, rate, then) in zip(found, settings, strict=True):
            rng = np.random.default_rng(seed)
            encoders, _ = pretrain(x, orthogonal, gain, way, rate, rng)
            found[name].append(afterwards(encoders, x, labels, orthogonal, then, rng, 40))
    none, metric = found["none"], found["metric"]
    assert max(none) <= 20
    assert abs(np.median(metric) - np.median(none)) <= 2, "if pretraining began to pay, this lesson must say so"
    assert min(found["best at reconstruction"]) > 2 * max(none)

    # From weights ten times too small: the rate that is best for isometric starts reconstructs nothing; twice that rate
    # makes weights longer, and fresh random ones of their length do as well.
    small = {"best rate": [], "twice": [], "same lengths": []}
    missing = []
    for seed in SEEDS:
        x, labels = digits(seed)
        for name, rate in (("best rate", 0.2), ("twice", 0.4)):
            rng = np.random.default_rng(seed)
            encoders, left = pretrain(x, Affine.start, 0.1, "metric", rate, rng)
            missing += [left] if name == "best rate" else []
            most = 200 if name == "twice" else 40
            small[name].append(afterwards(encoders, x, labels, Affine.start, 0.2, rng, most))
        fresh = lengthened(encoders, Affine.start, rng)
        small["same lengths"].append(afterwards(fresh, x, labels, Affine.start, 0.5, rng))
    assert min(missing) > 0.99
    assert np.all(np.isinf(small["best rate"]))
    assert np.all(np.isfinite(small["twice"]))
    assert np.median(small["same lengths"]) <= np.median(small["twice"])
    ledger(
        claim="TM-8b",
        part="what follows",
        needed="four seeds: steps to a loss of 0.1, pretrained with the metric and not pretrained, each at its best",
        measured=f"steps to a loss of 0.1: pretrained {min(metric)} to {max(metric)}, not pretrained "
        f"{min(none)} to {max(none)}; from weights ten times too small, where the rate that is best for "
        "isometric starts reconstructs nothing, none of four is there in 40 steps",
        tolerance=2.0,
        value=float(np.median(metric) - np.median(none)),
        hypotheses="15 layers, 500 digits, plain descent; steps of pretraining not counted",
    )


@pytest.mark.skipif(not os.environ.get("PHYSDL_THOROUGH"), reason="ten minutes: `make thorough`")
@pytest.mark.parametrize("start", [orthogonal, Affine.start], ids=["isometric", "Gaussian"])
def test_the_search_behind_it(start):
    """No setting reconstructs or prepares better, by more than a tenth, than those that the claim's tests take."""
    best, fewest = {"metric": 0.021, "plain": 0.082}, 12
    for gain in (0.8, 1.0, 1.3, 1.6, 1.9, 2.2):
        for way, rates in (("none", (0.0,)), ("plain", (0.2, 0.4, 0.8, 1.2)), ("metric", (0.1, 0.2, 0.4, 0.7))):
            for rate in rates:
                missing, steps = [], {0.2: [], 0.35: [], 0.5: [], 0.7: [], 1.0: []}
                for seed in range(3):
                    x, labels = digits(seed)
                    rng = np.random.default_rng(seed)
                    try:
                        encoders, left = pretrain(x, start, gain, way, rate, rng)
                    except FloatingPointError:
                        missing.append(np.inf)
                        continue
                    missing.append(left)
                    for then, taken in steps.items():
                        taken.append(afterwards(encoders, x, labels, start, then, np.random.default_rng(seed), 30))
                if way in best:
                    assert max(missing) > 0.9 * best[way], (gain, way, rate, missing)
                if np.all(np.isfinite(missing)):
                    assert min(np.median(taken) for taken in steps.values()) > 0.9 * fewest, (gain, way, rate, steps)
