"""TM-5: back-propagation is Hamilton's equations across layers."""

import numpy as np
import pytest
from measures import power, pushed

from physdl.neural import (
    Affine,
    Network,
    ReLU,
    Residual,
    Sigmoid,
    Softplus,
    Tanh,
    pairing,
    softmax_cross_entropy,
    squared_loss,
)
from physdl.neural.costate import costates, hamilton_residual, layer_action, pairings, sources, tangents


def network(seed, depth=8):
    rng = np.random.default_rng(seed)
    bends = [Tanh, Sigmoid, Softplus, ReLU]
    parts = [Affine.start(4, 7, rng)]
    for layer in range(depth):
        parts += [bends[layer % 4](), Residual(Affine.start(7, 7, rng, gain=0.5)), Affine.start(7, 7, rng, gain=1.5)]
    parts.append(Affine.start(7, 3, rng))
    found = Network(parts)
    found.parameters += 0.1 * rng.normal(size=found.size)
    return found


@pytest.mark.parametrize("kind", ["squared", "cross-entropy"])
def test_stationary(ledger, kind):
    """Moving any point or any multiplier changes the action only in second order: measured, not derived."""
    steps = np.array([1e-4, 2e-4, 4e-4])
    worst, first, orders = 0.0, 0.0, []
    for seed in range(3):
        net, rng = network(seed), np.random.default_rng(50 + seed)
        x = rng.normal(size=(6, 4))
        loss, targets = (
            (squared_loss, rng.normal(size=(6, 3)))
            if kind == "squared"
            else (softmax_cross_entropy, rng.integers(0, 3, 6))
        )
        points = net.points(x)
        carried = costates(net, points, loss(points[-1], targets)[1])
        worst = max(worst, hamilton_residual(net, loss, targets, points, carried))
        changes = np.zeros(len(steps))
        for _ in range(8):
            moves = [[rng.normal(size=p.shape) for p in points] for _ in range(2)]

            def action(h, points=points, carried=carried, moves=moves, net=net, loss=loss, targets=targets):
                at = [points[0], *(p + h * m for p, m in zip(points[1:], moves[0][1:], strict=True))]
                with_ = [c + h * m for c, m in zip(carried, moves[1], strict=True)]
                return layer_action(net, loss, targets, at, with_)

            changes += np.abs([action(h) - action(0.0) for h in steps])
            slope = abs(action(1e-6) - action(-1e-6)) / 2e-6
            first = max(first, slope / sum(np.abs(m).sum() for kind in moves for m in kind))
        orders.append(power(steps, changes))
    assert worst <= 1e-13
    assert first <= 1e-8
    assert all(abs(order - 2) <= 0.1 for order in orders)
    ledger(
        claim="TM-5",
        part="stationary",
        needed=f"{kind} loss: whatever moves, the action has slope 0 (≤ 1e-8 per unit) and changes in order 2 ± 0.1",
        measured=f"{kind} loss: slope {first:.0e}, order {min(orders):.2f} to {max(orders):.2f}",
        tolerance=1e-8,
        value=first,
    )


def test_conserved_pairing(ledger):
    frozen_drift, source_error, smallest = 0.0, 0.0, np.inf
    for seed in range(10):
        net, rng = network(seed), np.random.default_rng(80 + seed)
        x, v, change = rng.normal(size=(6, 4)), rng.normal(size=(6, 4)), rng.normal(size=net.size)
        points = net.points(x)
        carried = costates(net, points, squared_loss(points[-1], rng.normal(size=(6, 3)))[1])

        # Tangents by complex step through each map, so that the pairing is not an identity of the library.
        for moving in (False, True):
            ways = [v]
            for part, s, at in zip(net.maps, net.slices, points[:-1], strict=True):
                ways.append(pushed(part, at, ways[-1], change[s] if moving else None))
            scale = max(np.abs(c * w).sum() for c, w in zip(carried, ways, strict=True))
            along = pairings(carried, ways)
            library = tangents(net, points, v, change if moving else None)
            assert max(np.abs(a - b).max() / np.abs(a).max() for a, b in zip(ways, library, strict=True)) <= 1e-12
            if not moving:
                frozen_drift = max(frozen_drift, np.ptp(along) / scale)
            else:
                grown = sources(net, points, carried, change)
                source_error = max(source_error, np.abs(np.diff(along) - grown).max() / scale)
                smallest = min(smallest, abs(along[-1] - along[0]) / scale)
                total = pairing(carried[-1], ways[-1])
                assert total == pytest.approx(along[0] + grown.sum(), rel=1e-10, abs=1e-12 * scale)
    assert smallest > 1e-3, "a source that vanishes proves nothing"
    assert frozen_drift <= 1e-14
    assert source_error <= 1e-14
    ledger(
        claim="TM-5",
        part="conserved pairing",
        needed="through 26 maps ⟨λ, v⟩ constant to 1e-14 with frozen weights, else changed by the source to 1e-14",
        measured=f"drift {frozen_drift:.0e}, change minus source {source_error:.0e}",
        tolerance=1e-14,
        value=max(frozen_drift, source_error),
    )
