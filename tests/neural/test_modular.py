"""The subtraction network: exact waves, loops over pairs, Adam written out, refusals."""

import math

import numpy as np
import pytest

from physdl.neural.modular import (
    Subtraction,
    draw_pairs,
    learn_subtraction,
    subtraction_differential,
    wave_subtraction,
    waves,
)


def differences(p):
    x, y, z = np.ogrid[:p, :p, :p]
    return x - y - z


@pytest.mark.parametrize(("p", "k"), [(3, 1), (4, 1), (7, 3), (15, 7), (23, 4), (23, 22)])
def test_nine_units_subtract(p, k):
    net = wave_subtraction(p, k)
    scores = net()
    assert np.allclose(scores, 4.5 * np.cos(2 * np.pi * k / p * differences(p)), rtol=0, atol=1e-11)
    ranked = np.sort(scores, axis=-1)
    assert np.allclose(ranked[..., -1] - ranked[..., -2], 4.5 * (1 - np.cos(2 * np.pi / p)), rtol=0, atol=1e-11)
    assert net.right().all()


def test_a_common_factor_ties_answers():
    """What `wave_subtraction` refuses, built by hand: answers that differ by p/g score alike."""
    alpha, beta = (2 * np.pi / 3 * a.ravel() for a in np.mgrid[:3, :3])
    hours = 2 * np.pi * 5 / 15 * np.arange(15)[:, None]
    scores = Subtraction(np.cos(hours + alpha), np.cos(hours + beta), np.cos(hours + alpha - beta).T)()
    assert np.sum(np.isclose(scores[0, 0], scores[0, 0].max())) == 5
    with pytest.raises(ValueError, match="no factor in common with `p` = 15; got 5"):
        wave_subtraction(15, 5)


def by_loops(net, seen):
    loss, by = 0.0, [np.zeros_like(t) for t in (net.first, net.second, net.readout)]
    for x, y in zip(*np.nonzero(seen), strict=True):
        sums = net.first[x] + net.second[y]
        error = sums**2 @ net.readout - (np.arange(net.p) == (x - y) % net.p)
        loss += error @ error / 2
        by[2] += np.outer(sums**2, error)
        by[0][x] += 2 * sums * (net.readout @ error)
        by[1][y] += 2 * sums * (net.readout @ error)
    return loss / seen.sum(), [b / seen.sum() for b in by]


def small(seed=0, p=7, units=5):
    rng = np.random.default_rng(seed)
    return Subtraction.start(p, units, rng, dtype=float), draw_pairs(p, 0.4, rng)


def test_differential_against_loops_and_differences():
    net, seen = small()
    loss, G = subtraction_differential(net, seen)
    plain, wanted = by_loops(net, seen)
    assert math.isclose(loss, plain, rel_tol=1e-12)
    assert all(np.allclose(g, w, rtol=1e-11) for g, w in zip(G, wanted, strict=True))
    tables = (net.first, net.second, net.readout)
    way = [np.random.default_rng(1).normal(size=t.shape) for t in tables]
    values = [
        subtraction_differential(Subtraction(*(t + sign * 1e-6 * w for t, w in zip(tables, way, strict=True))), seen)[0]
        for sign in (1, -1)
    ]
    assert math.isclose(
        (values[0] - values[1]) / 2e-6, sum(np.sum(g * w) for g, w in zip(G, way, strict=True)), rel_tol=1e-6
    )


@pytest.mark.parametrize("seed", range(4))
def test_each_unit_keeps_its_charge_but_for_the_second_order(seed):
    net, seen = small(seed)
    G = subtraction_differential(net, seen)[1]
    tables = (net.first, net.second, net.readout)
    eta = 0.25
    moved = Subtraction(*(t - eta * g for t, g in zip(tables, G, strict=True)))
    change, leak = moved.charges() - net.charges(), eta**2 * Subtraction(*G).charges()
    assert np.allclose(change, leak, rtol=0, atol=1e-14 * max(1, np.abs(net.charges()).max()))
    assert np.abs(change + leak).max() > 1e-6  # the sign matters
    unbalanced = (moved.first**2 + moved.second**2).sum(0) - (moved.readout**2).sum(1)
    unbalanced -= (net.first**2 + net.second**2).sum(0) - (net.readout**2).sum(1)
    assert np.abs(unbalanced - leak).max() > 1e-4  # and so does the 2


def test_learning_is_adam_with_its_decay_outside():
    net, seen = small()
    run = learn_subtraction(net, seen, rate=0.01, steps=7, decay=0.5, every=7)
    tables = [t.copy() for t in (net.first, net.second, net.readout)]
    m, v = [0, 0, 0], [0, 0, 0]
    for n in range(1, 8):
        G = by_loops(Subtraction(*tables), seen)[1]
        for j in range(3):
            m[j], v[j] = 0.9 * m[j] + 0.1 * G[j], 0.98 * v[j] + 0.02 * G[j] ** 2
            push = m[j] / (1 - 0.9**n) / (np.sqrt(v[j] / (1 - 0.98**n)) + 1e-8)
            tables[j] = tables[j] - 0.01 * (push + 0.5 * tables[j])
    learned = run.network
    assert all(
        np.allclose(a, b, rtol=0, atol=1e-10)
        for a, b in zip(tables, (learned.first, learned.second, learned.readout), strict=True)
    )
    right = learned.right()
    assert run.steps.tolist() == [0, 7]
    assert run.seen[-1] == right[seen].mean()
    assert run.unseen[-1] == right[~seen].mean()


def test_a_network_understands_what_it_has_not_seen():
    for seed in range(2):
        rng = np.random.default_rng(seed)
        seen = draw_pairs(23, 0.6, rng)
        run = learn_subtraction(Subtraction.start(23, 64, rng), seen, steps=200, every=25, progress=False)
        assert run.unseen[-1] >= 0.99
        assert run.network.first.dtype == np.float32


def test_waves_are_read_back():
    rng = np.random.default_rng(5)
    p, units = 11, 6
    k, size, phase = rng.integers(1, 6, units), rng.uniform(0.5, 2, (units, 3)), rng.uniform(-3, 3, (units, 3))
    A, B, V = (size[:, i] * np.cos(2 * np.pi * k * np.arange(p)[:, None] / p + phase[:, i]) for i in range(3))
    found = waves(Subtraction(A + 3, B, V.T))  # a mean is no wave
    assert np.array_equal(found.frequency, k)
    assert np.allclose(found.size, size)
    assert np.allclose(found.phase, phase)
    assert np.allclose(found.share, 1)
    off = phase[:, 0] - phase[:, 1] - phase[:, 2]
    assert np.allclose(np.exp(1j * found.mismatch), np.exp(1j * off))


def test_the_strongest_wave_has_the_most_power_in_shares_of_each_table():
    """Three units in which one table alone, plain power, and shares of sizes would name another wave."""
    p, flat = 13, np.ones(13)

    def wave(**sizes):
        return sum(size * np.cos(2 * np.pi * int(k[1:]) * np.arange(p) / p) for k, size in sizes.items())

    A = wave(k1=3, k2=2), wave(k1=10), wave(k1=2, k3=1, k4=1, k5=1)
    B = wave(k2=1), wave(k2=1), wave(k2=1, k6=1)
    V = wave(k2=1), wave(k2=1), flat  # what does not move has no wave, and no share of one
    found = waves(Subtraction(np.transpose(A), np.transpose(B), np.array(V)))
    assert found.frequency.tolist() == [2, 2, 1]
    assert np.allclose(found.share[0], [4 / 13, 1, 1])
    assert np.allclose(found.share[2, :2], [4 / 7, 0])


def test_the_start_has_the_variances_that_it_names():
    net = Subtraction.start(400, 100, np.random.default_rng(6))
    assert np.allclose([net.first.std(), net.second.std()], 1 / 10, rtol=0.02)
    assert np.isclose(net.readout.std(), 1 / 20, rtol=0.02)


def test_pairs():
    seen = [draw_pairs(9, share, np.random.default_rng(3)) for share in (0.3, 0.6, 1.0)]
    assert [s.sum() for s in seen] == [24, 49, 81]
    assert np.all(seen[1][seen[0]])


def test_refusals():
    rng = np.random.default_rng(0)
    for share in (0.0, 0.001):
        with pytest.raises(ValueError, match="`share` must leave at least one of 49 pairs"):
            draw_pairs(7, share, rng)
    with pytest.raises(ValueError, match=r"`share` must be at most 1.*no percentage"):
        draw_pairs(7, 50, rng)
    net, seen = small()
    with pytest.raises(ValueError, match="`seen` must hold at least one pair"):
        learn_subtraction(net, np.zeros((7, 7), bool))
    with pytest.raises(TypeError, match="`seen` must hold truth values"):
        subtraction_differential(net, seen.astype(float))
    with pytest.raises(ValueError, match="odd number of hours"):
        waves(Subtraction.start(8, 3, rng))
    with pytest.raises(FloatingPointError, match="`rate` must be so small"):
        learn_subtraction(net, seen, rate=1e200, steps=20)
