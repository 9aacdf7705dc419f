"""Trees, webs and their spectra: mass by counting, powers by Parseval, sticks by an integral, twins by their phases."""

import itertools

import numpy as np
import pytest
from scipy.special import sici

from physdl.neural.growth import blur, colonise, deposit, periodogram, phase_twin, zeldovich


def skewness(f):
    return np.mean((f - f.mean()) ** 3) / np.std(f) ** 3


def test_deposit():
    rng = np.random.default_rng(1)
    points, weights = rng.uniform(-5, 20, (40, 2)), rng.random(40)
    found = deposit(points, 6, size=9.0, weights=weights)
    grid = np.zeros((6, 6))
    for x, w in zip(points * 6 / 9, weights, strict=True):
        for i in range(6):
            for j in range(6):
                near = [max(0.0, 1 - abs((x[a] - c + 3) % 6 - 3)) for a, c in enumerate((i, j))]
                grid[i, j] += w * near[0] * near[1]
    assert np.allclose(found, grid / grid.mean() - 1, atol=1e-12)
    assert abs(found.mean()) < 1e-14
    with pytest.raises(ValueError, match="`weights` must not be negative"):
        deposit(points, 6, weights=-weights)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_the_power_of_all_waves_is_the_variance(d):
    n = 8
    field = np.random.default_rng(d).normal(size=(n,) * d)
    k = np.stack(np.meshgrid(*[2 * np.pi * np.fft.fftfreq(n)] * d, indexing="ij"), axis=-1)
    size, power = np.linalg.norm(k, axis=-1), np.abs(np.fft.fftn(field)) ** 2 / field.size
    shells = np.rint(size * n / (2 * np.pi)).astype(int)
    sizes, found = periodogram(field, clouds=False)
    for shell in range(1, n // 2 + 1):
        assert found[shell - 1] == pytest.approx(power[shells == shell].mean(), rel=1e-12)
        assert sizes[shell - 1] == pytest.approx(size[shells == shell].mean(), rel=1e-12)


def test_points_of_chance_have_the_power_of_their_number():
    rng, n, m = np.random.default_rng(2), 32, 8000
    runs = [periodogram(deposit(rng.uniform(0, n, (m, 3)), n)) for _ in range(6)]
    k, P = runs[0][0], np.mean([run[1] for run in runs], axis=0) * m / n**3
    low = k < 1.2  # beyond, waves shorter than two cells are folded back
    assert np.abs(P[low] - 1).max() < 0.3
    assert np.abs(np.average(P[low], weights=k[low] ** 2) - 1) < 0.02
    raw = np.mean([periodogram(deposit(rng.uniform(0, n, (m, 3)), n), clouds=False)[1] for _ in range(3)], axis=0)
    assert raw[-1] * m / n**3 < 0.7  # what the window takes


def test_sticks_of_chance_fall_as_one_over_k():
    """(N/n) times the mean of (sin y / y)², which is an integral of the sine integral's."""
    rng, n, sticks, length = np.random.default_rng(3), 64, 600, 24.0
    along = np.linspace(-0.5, 0.5, 97)[:-1] + 1 / 192
    fields = []
    for _ in range(3):
        e = rng.normal(size=(sticks, 3))
        e /= np.linalg.norm(e, axis=1, keepdims=True)
        points = rng.uniform(0, n, (sticks, 1, 3)) + length * along[:, None] * e[:, None]
        fields.append(deposit(points.reshape(-1, 3), n))
    k = periodogram(fields[0])[0]
    P = np.mean([periodogram(f)[1] for f in fields], axis=0)
    q = k * length
    exact = n**3 / sticks * 2 / q * (sici(q)[0] - (1 - np.cos(q)) / q)  # ∫ (sin y / y)² from 0 to q/2
    band = (k > 0.4) & (k < 1.3)
    assert np.abs(P[band] / exact[band] - 1).max() < 0.12
    assert np.polyfit(np.log(k[band]), np.log(P[band]), 1)[0] == pytest.approx(-1, abs=0.1)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_matter_goes_where_its_law_says(d):
    n, growth = 16, 1e-3
    x = zeldovich(n, np.random.default_rng(4), growth=growth, dimensions=d)
    q = np.stack(np.meshgrid(*[np.arange(float(n))] * d, indexing="ij"), axis=-1)
    psi = (x.reshape(q.shape) - q + n / 2) % n - n / 2
    k = np.stack(np.meshgrid(*[2 * np.pi * np.fft.fftfreq(n)] * d, indexing="ij"), axis=-1)
    k[np.abs(k) > np.pi * 0.999] = 0
    waves = np.stack([np.fft.fftn(psi[..., a]) for a in range(d)], axis=-1)
    delta = -np.fft.ifftn((1j * k * waves).sum(axis=-1)).real
    assert np.std(delta) == pytest.approx(growth, rel=0.02)  # the shortest waves of all cannot be shown on the grid
    for a in range(d):
        for b in range(a):
            assert np.abs(k[..., a] * waves[..., b] - k[..., b] * waves[..., a]).max() < 1e-9  # no whirls
    denser = deposit(zeldovich(32, np.random.default_rng(4), growth=0.02, smoothing=3.0, dimensions=d), 32)
    assert np.std(denser) == pytest.approx(0.02, rel=0.12)


def test_matter_has_the_spectrum_that_was_asked_for():
    slopes = []
    for seed in range(3):
        matter = deposit(zeldovich(32, np.random.default_rng(seed), index=-1.0, smoothing=0.0, growth=0.02), 32)
        k, P = periodogram(matter)
        band = (k > 0.5) & (k < 1.6)
        slopes.append(np.polyfit(np.log(k[band]), np.log(P[band]), 1)[0])
    assert np.mean(slopes) == pytest.approx(-1, abs=0.1)


def test_twins():
    rng = np.random.default_rng(5)
    for d, n in ((1, 64), (2, 24), (3, 12)):
        field = np.exp(1.5 * rng.normal(size=(n,) * d))
        waves = np.abs(np.fft.fftn(field))
        for share in (0.0, 0.3, 0.7, 1.0):
            twin = phase_twin(field, np.random.default_rng(8), share=share)
            assert np.allclose(np.abs(np.fft.fftn(twin)), waves, rtol=1e-9, atol=1e-9 * waves.max())
            assert twin.mean() == pytest.approx(field.mean(), rel=1e-12)
        assert np.allclose(phase_twin(field, rng, share=0.0), field, rtol=1e-11)
    third = [np.mean((t - t.mean()) ** 3) for t in (phase_twin(field, rng) for _ in range(200))]
    assert abs(np.mean(third)) < 4 * np.std(third) / np.sqrt(200)
    assert np.mean((field - field.mean()) ** 3) > 20 * abs(np.mean(third))


def test_a_share_of_the_phases():
    """Twice the share turns each wave twice as far; a wave that is its own mirror image waits until one half."""
    field = np.exp(np.random.default_rng(9).normal(size=(16, 16)))
    waves = np.fft.fft2(field)
    turns = [np.fft.fft2(phase_twin(field, np.random.default_rng(3), share=s)) / waves for s in (0.2, 0.4, 0.6, 1.0)]
    own = np.zeros(waves.shape, dtype=bool)
    own[np.ix_([0, 8], [0, 8])] = True
    for power, turn in zip((1, 2, 3, 5), turns, strict=True):
        assert np.allclose(turn[~own], turns[0][~own] ** power)
    assert np.allclose([t[own] for t in turns[:2]], 1)
    assert np.allclose(turns[2][own], turns[3][own])
    signs = [np.fft.fft2(phase_twin(field, np.random.default_rng(n)))[8, 8].real / waves[8, 8].real for n in range(20)]
    assert {round(x) for x in signs} == {-1, 1}
    bare = np.angle(turns[3][~own])
    assert np.abs(np.histogram(bare, 4, (-np.pi, np.pi))[0] / bare.size - 0.25).max() < 0.1


def test_shells_of_equal_ratio():
    field = np.random.default_rng(10).normal(size=(16, 16))
    k = 2 * np.pi * np.fft.fftfreq(16)
    size, power = np.hypot(k[:, None], k), np.abs(np.fft.fft2(field)) ** 2 / 256
    edges = np.pi / 8 * 8 ** (np.arange(6) / 5)
    edges[[0, -1]] *= [1 - 1e-9, 1 + 1e-9]
    inside = [(size >= low) & (size < high) for low, high in itertools.pairwise(edges)]
    sizes, found = periodogram(field, clouds=False, bins=5)
    assert np.allclose(sizes, [size[i].mean() for i in inside], rtol=1e-12)
    assert np.allclose(found, [power[i].mean() for i in inside], rtol=1e-12)


def test_smoothing_takes_short_waves():
    """The same draw with and without: the quotient of the powers of the displacements falls as exp(−k²ℓ²)."""
    n, k = 32, 2 * np.pi * np.fft.rfftfreq(32)
    powers = []
    for smoothing in (0.0, 1.5):
        x = zeldovich(n, np.random.default_rng(11), smoothing=smoothing, growth=1e-3, dimensions=1)[:, 0]
        psi = (x - np.arange(n) + n / 2) % n - n / 2
        powers.append(np.abs(np.fft.rfft(psi)) ** 2)
    fall = (powers[1] / powers[0])[1:12]
    assert np.allclose(fall / fall[0], np.exp(-(k[1:12] ** 2 - k[1] ** 2) * 1.5**2), rtol=1e-6)


def test_each_attractor_pulls_with_the_same_strength():
    tree = colonise([[13.0, 10.0], [10.0, 16.0]], [[10.0, 10.0]], size=40.0, reach=8, kill=2, step=1, rounds=1)
    assert np.allclose(tree.nodes[1] - 10, np.sqrt([0.5, 0.5]))


def test_blur():
    field = np.random.default_rng(6).normal(size=(16, 16))
    soft = blur(field, 1.3)
    k = 2 * np.pi * np.fft.fftfreq(16)
    factor = np.exp(-(k[:, None] ** 2 + k**2) * 1.3**2)
    assert np.allclose(np.abs(np.fft.fft2(soft)) ** 2, factor * np.abs(np.fft.fft2(field)) ** 2, atol=1e-10)
    point = np.zeros(64)
    point[32] = 1
    x = np.arange(64) - 32
    assert np.allclose(blur(point, 3.0), np.exp(-(x**2) / 18) / np.sqrt(18 * np.pi), atol=1e-8)


def test_trees():
    rng, size = np.random.default_rng(7), 30.0
    goals = rng.uniform(0, size, (80, 3))
    tree = colonise(goals, [[15.0, 15.0, 15.0]], size=size, reach=12, kill=3, step=1)

    def apart(a, b):
        return np.linalg.norm((a - b + size / 2) % size - size / 2, axis=-1)

    grown = tree.parents >= 0
    assert grown.sum() == len(tree.nodes) - 1
    assert np.all(tree.parents[grown] < np.flatnonzero(grown))  # parents first: a tree
    assert np.allclose(apart(tree.nodes[grown], tree.nodes[tree.parents[grown]]), 1, atol=1e-9)
    near = apart(goals[:, None], tree.nodes).min(axis=1)
    assert np.sum(near > 3) == tree.left
    assert tree.left < 8
    assert apart(tree.nodes[:, None], tree.nodes)[~np.eye(len(tree.nodes), dtype=bool)].min() > 1e-6
    still = colonise([[20.0, 0.0]], [[0.0, 0.0]], size=40.0, reach=5, kill=2, step=1)
    assert (len(still.nodes), still.left) == (1, 1)


def test_an_attractor_pulls_within_reach_and_is_used_up_at_last():
    for away, nodes in ((4.9, 4), (5.1, 1)):
        tree = colonise([[away, 0.0]], [[0.0, 0.0]], size=40.0, reach=5, kill=2, step=1)
        assert (len(tree.nodes), tree.left) == (nodes, int(nodes == 1))
    for rounds, left in ((2, 1), (3, 0)):  # the last nodes count, too
        tree = colonise([[4.9, 0.0]], [[0.0, 0.0]], size=40.0, reach=5, kill=2, step=1, rounds=rounds)
        assert (len(tree.nodes), tree.left) == (rounds + 1, left)


def test_a_blur_by_less_than_a_cell_rings():
    point = np.zeros(64)
    point[32] = 1
    lowest = [blur(point, width).min() / blur(point, width).max() for width in (0.3, 0.5, 1.0)]
    assert lowest[0] < -0.01
    assert lowest[1] < -0.01
    assert abs(lowest[2]) < 2e-3


def test_what_a_spectrum_cannot_tell():
    rng, n = np.random.default_rng(0), 32
    matter = deposit(zeldovich(n, rng, smoothing=1.0), n)
    tree = deposit(colonise(rng.uniform(0, n, (150, 3)), [[16.0] * 3], size=n, reach=14, kill=3, step=1).nodes, n)
    twin = phase_twin(matter, rng)
    assert np.allclose(periodogram(twin)[1], periodogram(matter)[1], rtol=1e-10)
    assert skewness(matter) > 3
    assert abs(skewness(twin)) < 0.3
    f, g = np.fft.fftn(tree - tree.mean()), np.fft.fftn(matter - matter.mean())
    ratio = np.abs(g) / np.maximum(np.abs(f), 1e-300)
    ratio[0, 0, 0] = 0
    filtered = np.fft.ifftn(f * ratio)
    assert np.abs(filtered.imag).max() < 1e-10
    assert np.allclose(periodogram(filtered.real)[1], periodogram(matter)[1], rtol=1e-9)
