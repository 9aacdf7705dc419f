"""Rings and trees: layers against plain loops and waves, counts by Burnside, fits, trials, bounds, prices."""

import itertools
import os

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator
from scipy.linalg import circulant

from physdl.cheap import states
from physdl.cheap.locality import (
    TARGETS,
    CircularConvolution,
    LocalAffine,
    Reorder,
    RingSum,
    counting_bound,
    coupling_count,
    draw_couplings,
    equivariance_defect,
    feature_share,
    first_fit,
    fit_couplings,
    grid_error,
    ladder_trial,
    learn_best,
    pair_labels,
    ramp_network,
    random_signs,
    relative_error,
    ridge_errors,
    ring_energy,
    ring_network,
    ring_shift,
    ring_trial,
    stored_trials,
    tree_function,
    tree_network,
    tree_trial,
)
from physdl.cheap.locality.networks import KINDS
from physdl.cheap.locality.trials import BRANCHES, CROSSED, TREES
from physdl.neural import Network, pairing


@pytest.fixture
def rng():
    return np.random.default_rng(42)


LAYERS = {
    "shared": lambda rng: CircularConvolution.start(6, 2, 3, 3, rng),
    "shared, even window, stride": lambda rng: CircularConvolution.start(6, 2, 3, 4, rng, stride=2),
    "own": lambda rng: LocalAffine.start(6, 2, 3, 5, rng),
    "own, stride": lambda rng: LocalAffine.start(6, 2, 1, 2, rng, stride=3),
    "sum": lambda rng: RingSum(6, 2),
    "order": lambda rng: Reorder(rng.permutation(12)),
}


def plainly(layer, x):
    """Return what a windowed layer says of one ring, site by site."""
    steps, width, channels = layer.n // layer.stride, *layer.weight.shape[-2:]
    rings, out = x.reshape(layer.n, channels), []
    for i in range(steps):
        weight, bias = layer.weight, layer.bias
        if weight.ndim == 4:
            weight, bias = weight[i], bias[i]
        for o in range(len(weight)):
            seen = [
                weight[o, k, c] * rings[(i * layer.stride + k - (width - 1) // 2) % layer.n, c]
                for k in range(width)
                for c in range(channels)
            ]
            out.append(bias[o] + sum(seen))
    return np.array(out)


@pytest.mark.parametrize("name", list(LAYERS)[:4])
def test_windows_are_those_of_a_plain_loop(name, rng):
    layer = LAYERS[name](rng)
    layer.bias[:] = rng.normal(size=layer.bias.shape)
    x = rng.normal(size=(3, 12))
    np.testing.assert_allclose(layer(x), [plainly(layer, row) for row in x], atol=1e-13)


@pytest.mark.parametrize("name", LAYERS)
def test_pullback_and_pushforward_belong_together(name, rng):
    layer = LAYERS[name](rng)
    x, v = rng.normal(size=(2, 4, 3, 12))
    w = rng.normal(size=layer(x).shape)
    change = rng.normal(size=layer.size)
    at_input, at_parameters = layer.pullback(x, w)
    pushed = layer.pushforward(x, v, change if layer.size else None)
    assert pairing(w, pushed) == pytest.approx(pairing(at_input, v) + pairing(at_parameters, change), abs=1e-11)
    np.testing.assert_allclose(
        pushed - layer.pushforward(x, 0 * v, change if layer.size else None), layer(x + v) - layer(x), atol=1e-12
    )  # affine in x
    if layer.size:
        moved = Network([layer])
        moved.parameters += change
        np.testing.assert_allclose(moved(x) - layer(x), layer.pushforward(x, 0 * v, change), atol=1e-12)


@pytest.mark.parametrize("name", list(LAYERS)[:4])
def test_each_point_pulls_its_own_share(name, rng):
    layer = LAYERS[name](rng)
    x = rng.normal(size=(3, 12))
    w = rng.normal(size=layer(x).shape)
    each = np.empty((3, layer.size))
    layer._pull_each(x, w, each)
    alone = [layer.pullback(x[k : k + 1], w[k : k + 1])[1] for k in range(3)]
    np.testing.assert_allclose(each, alone, atol=1e-12)


def test_a_convolution_is_a_circulant_matrix_and_a_product_of_waves(rng):
    kernel = rng.normal(size=7)
    layer = CircularConvolution(7, kernel[None, ::-1, None])  # a_m looks back by m − 3
    matrix = layer(np.eye(7)).T
    np.testing.assert_allclose(matrix, circulant(np.roll(kernel, -3)), atol=1e-14)
    x = rng.normal(size=7)
    waves = np.fft.ifft(np.fft.fft(x) * np.fft.fft(np.roll(kernel, -3))).real
    np.testing.assert_allclose(layer(x), waves, atol=1e-13)


def test_what_commutes_with_the_shift_is_a_convolution():
    shift = circulant([0, 1, 0, 0, 0, 0])
    commuting = np.kron(np.eye(6), shift.T) - np.kron(shift, np.eye(6))
    assert 36 - np.linalg.matrix_rank(commuting) == 6


def test_defects(rng):
    x = rng.normal(size=(300, 12))
    shared, own = CircularConvolution.start(6, 2, 3, 3, rng), LocalAffine.start(6, 2, 3, 3, rng)
    assert equivariance_defect(shared, x, channels=2, out_channels=3) < 1e-14
    assert equivariance_defect(own, x, channels=2, out_channels=3) > 0.5
    halved = CircularConvolution.start(6, 2, 1, 3, rng, stride=2)
    assert equivariance_defect(halved, x, channels=2, steps=2) < 1e-14
    with pytest.raises(ValueError, match="`steps` must be a multiple of 2"):
        equivariance_defect(halved, x, channels=2)
    sums = equivariance_defect(RingSum(6, 2), x, channels=2, out_channels=2)
    assert sums < 1e-14
    one = equivariance_defect(lambda z: z[:, :1], x, channels=2)
    assert one == pytest.approx(np.sqrt(2), rel=0.15)  # independent numbers
    for kind in KINDS:
        network = ring_network(kind, 12, 4, rng, dtype=float)
        assert (equivariance_defect(network, x) < 1e-13) == ("convolution" in kind)
    np.testing.assert_array_equal(ring_shift([1, 2, 3, 4], -1, 2), [3, 4, 1, 2])


def burnside(n, reach):
    """Return the number of classes of pairs under turns: the mean number of pairs that a turn leaves alone."""
    pairs = {frozenset((i, (i + d) % n)) for i in range(n) for d in range(1, reach + 1)}
    fixed = sum(frozenset((i + t) % n for i in pair) == pair for t in range(n) for pair in pairs)
    return len(pairs), fixed // n


@pytest.mark.parametrize("n", [2, 3, 5, 6, 8, 16])
def test_counts_are_those_of_burnside(n):
    for reach in range(1, n // 2 + 1):
        every, classes = burnside(n, reach)
        assert coupling_count(n, reach) == every == pair_labels(n, reach).max() + 1
        assert coupling_count(n, reach, symmetric=True) == classes == pair_labels(n, reach, symmetric=True).max() + 1
        table = pair_labels(n, reach)
        assert np.array_equal(np.sort(table[np.triu(table >= 0, 1)]), np.arange(every))


@pytest.mark.parametrize("name", TARGETS)
def test_couplings_are_found_from_as_many_states(name, rng):
    couplings, labels = draw_couplings(16, name, rng)
    p = len(couplings)
    assert p == {"symmetric and local": 1, "local": 16, "symmetric": 8, "neither": 120}[name]
    s = rng.choice([-1.0, 1.0], (p + 8, 16))
    i, j = np.triu_indices(16, 1)
    table = np.where(labels >= 0, couplings[labels], 0)
    energy = -(table[i, j] * s[:, i] * s[:, j]).sum(axis=1)
    np.testing.assert_allclose(ring_energy(s, couplings, labels), energy, atol=1e-12)
    np.testing.assert_allclose(fit_couplings(s, energy, labels), couplings, atol=1e-11)
    if p > 1:
        short = fit_couplings(s[: p - 1], energy[: p - 1], labels)
        assert np.abs(short - couplings).max() > 1e-6
    assert np.sum(table[i, j] ** 2) == pytest.approx(1)


def test_energies_have_variance_one_and_give_back_their_couplings(rng):
    s = states(8, (-1, 1))
    for name in TARGETS:
        couplings, labels = draw_couplings(8, name, rng)
        energy = ring_energy(s, couplings, labels)
        assert np.var(energy) == pytest.approx(1)
        back = [-np.mean(energy * s[:, i] * s[:, j]) for i, j in itertools.combinations(range(8), 2)]
        wanted = [couplings[labels[i, j]] if labels[i, j] >= 0 else 0 for i, j in itertools.combinations(range(8), 2)]
        np.testing.assert_allclose(back, wanted, atol=1e-13)
        turned = ring_energy(ring_shift(s), couplings, labels)
        assert np.allclose(turned, energy) == ("symmetric" in name)


def test_trees(rng):
    x = rng.normal(size=(5, 8))
    slopes, phases = rng.normal(size=(7, 2)), rng.normal(size=7)

    def node(k, u, v):
        return np.sqrt(2) * np.sin(slopes[k, 0] * u + slopes[k, 1] * v + phases[k])

    low = [node(k, x[:, 2 * k], x[:, 2 * k + 1]) for k in range(4)]
    plain = node(6, node(4, low[0], low[1]), node(5, low[2], low[3]))
    np.testing.assert_allclose(tree_function(x, slopes, phases), plain, atol=1e-13)
    network = tree_network(8, 4, rng, dtype=float)
    for made, meet in ((network, [0, 1]), (tree_network(8, 4, rng, order=CROSSED, dtype=float), [0, 4])):
        first = Network(made.maps[: 1 if made.maps[0].size else 2])
        moved = first(x[0] + np.eye(8)) - first(x[0])
        seen = np.flatnonzero(np.abs(moved[:, :4]).max(axis=1) > 1e-12)  # by the neurons of the first node
        assert seen.tolist() == meet
    crossed = tree_network(8, 4, rng, order=CROSSED, dtype=float)
    assert crossed.size == network.size == 4 * (3 * 4 + 4 + 1) + 2 * 17 + 17
    siblings = {frozenset(CROSSED[k : k + 2]) for k in range(0, 8, 2)}
    assert not siblings & {frozenset((k, k + 1)) for k in range(0, 8, 2)}


def test_learning_keeps_what_is_best_on_the_held_points(rng):
    couplings, labels = draw_couplings(8, "local", rng)
    s = rng.choice([-1.0, 1.0], (300, 8))
    y = ring_energy(s, couplings, labels)[:, None]

    def make():
        return ring_network("local", 8, 4, np.random.default_rng(3), dtype=float)

    got = learn_best(make, (s[:100], y[:100]), (s[100:200], y[100:200]), rates=(0.01, 1e-7), steps=200)
    assert got.rate == 0.01
    assert got.error == relative_error(got.network, s[100:200], y[100:200]) < 0.2
    assert relative_error(lambda z: np.full((len(z), 1), y.mean()), s, y) == pytest.approx(1)


def test_chance(rng):
    features = rng.normal(size=(256, 64))
    shares = feature_share(features, random_signs(8, 400, rng))
    spread = shares.std() / 20
    assert abs(shares.mean() - 0.25) < 4 * spread < 0.02
    rank_one = feature_share(np.ones((256, 3)), random_signs(8, 400, rng)).mean()
    assert rank_one == pytest.approx(1 / 256, rel=0.3)
    exact = np.array(list(itertools.product((-1.0, 1.0), repeat=4))).T  # all functions of two bits
    assert feature_share(rng.normal(size=(4, 3)), exact).mean() == pytest.approx(3 / 4)
    assert counting_bound(4, 3) == 6
    for bits, n, spare in itertools.product((1, 7, 32), (3, 6), (0, 5)):
        w = counting_bound(n, bits, spare)
        assert bits * w >= 2**n - spare > bits * (w - 1)


def test_the_ladder_ends_at_a_network_that_fits(rng):
    x = states(2, (-1, 1))
    assert first_fit(x, x[:, 0], rng) == 1
    assert first_fit(x, x.prod(axis=1), rng) == 2  # parity: no single tanh is enough
    assert first_fit(states(4, (-1, 1)), states(4, (-1, 1)).prod(axis=1), rng, ladder=(1,), steps=100) is None


def test_prices(rng):
    x = np.linspace(-1, 2, 400)[:, None]
    nodes = np.linspace(-1, 2, 8)
    np.testing.assert_allclose(
        ramp_network(np.exp, 7, -1, 2)(x)[:, 0], np.interp(x[:, 0], nodes, np.exp(nodes)), atol=1e-13
    )

    def function(z):
        return np.sin(z.sum(axis=-1))

    axis = np.linspace(0, 1, 6)
    theirs = RegularGridInterpolator((axis, axis), function(np.stack(np.meshgrid(axis, axis, indexing="ij"), -1)))
    points = np.random.default_rng(9).uniform(size=(3000, 2))
    ours = grid_error(function, 2, 5, np.random.default_rng(9), 3000)
    assert ours == pytest.approx(np.abs(theirs(points) - function(points)).max(), rel=1e-12)
    z = rng.normal(size=(50, 3))
    size = (z**2).sum(axis=1)
    exact = np.mean((1 + np.exp(-2 * size)) / 2 - np.exp(-size)) / 100
    found = ridge_errors(z, 100, rng, 400) ** 2
    assert abs(found.mean() - exact) < 4 * found.std() / 20


def test_stored_trials_have_the_shapes_that_are_told():
    stored = stored_trials()
    assert stored["ring"].shape[:3] == (len(TARGETS), len(KINDS), len(stored["seen"]))
    assert stored["tree"].shape[:2] == (len(TREES), len(BRANCHES))
    assert min(stored["ring"].shape[-1], stored["tree"].shape[-1]) >= 10


def test_one_stored_trial_is_made_again():
    again = ring_trial("symmetric and local", "convolution", 30, 0)
    assert again < 0.01
    assert stored_trials()["ring"][0, 2, 0, 0] < 0.01


@pytest.mark.skipif(not os.environ.get("PHYSDL_THOROUGH"), reason="a quarter of an hour: `make thorough`")
def test_all_stored_trials_are_made_again():
    """Another machine rounds otherwise, and learning carries that on: medians, and what is far apart, must agree."""
    stored = stored_trials()
    ring = np.array(
        [
            [
                [[ring_trial(t, k, int(m), s) for s in range(stored["ring"].shape[-1])] for m in stored["seen"]]
                for k in KINDS
            ]
            for t in TARGETS
        ]
    )
    tree = np.array([[[tree_trial(t, k, s) for s in range(stored["tree"].shape[-1])] for k in BRANCHES] for t in TREES])
    sizes = np.array(
        [
            [[ladder_trial(int(n), law, s) for s in range(stored["ladder"].shape[-1])] for n in stored["bits"]]
            for law in (False, True)
        ]
    )
    for again, before in ((ring, stored["ring"]), (tree, stored["tree"]), (sizes, stored["ladder"])):
        ratio = np.maximum(np.median(again, -1), 0.01) / np.maximum(np.median(before, -1), 0.01)
        assert np.all((ratio > 0.6) & (ratio < 1.6))
