"""Exact lattices, clusters, errors, votes, sampled steps and scaling, each against a count that shares no formula."""

import itertools
import math

import numpy as np
import pytest
from scipy.special import ellipk
from scipy.stats import chi2

from physdl import cheap, style
from physdl.cheap.figures import criticality as figures

KC = math.log(1 + math.sqrt(2)) / 2


def pairs(rows, columns):
    """Return the bonds of a closed lattice, site by site."""
    for i, j in itertools.product(range(rows), range(columns)):
        yield (i, j), (i, (j + 1) % columns)
        yield (i, j), ((i + 1) % rows, j)


def all_states(rows, columns):
    """Return (bond sum, magnetisation) of every state."""
    places = list(itertools.product(range(rows), range(columns)))
    for values in itertools.product((1, -1), repeat=rows * columns):
        s = dict(zip(places, values, strict=True))
        yield sum(s[a] * s[b] for a, b in pairs(rows, columns)), sum(values)


SMALL = [(2, 2), (2, 3), (3, 3), (4, 3)]


@pytest.mark.parametrize(("rows", "columns"), SMALL)
def test_all_states_are_counted(rows, columns):
    plain = {}
    for key in all_states(rows, columns):
        plain[key] = plain.get(key, 0) + 1
    S, M, count = cheap.lattice_states(rows, columns)
    assert dict(zip(zip(S, M, strict=True), count, strict=True)) == plain


@pytest.mark.parametrize(("rows", "columns"), SMALL)
@pytest.mark.parametrize("K", [0.01, 0.3, KC, 0.6, 2.0])
def test_kaufman_by_all_states(rows, columns, K):
    total = energy = 0.0
    for S, _ in all_states(rows, columns):
        total += math.exp(K * S)
        energy -= S * math.exp(K * S)
    assert cheap.kaufman_log_partition(rows, columns, K) == pytest.approx(math.log(total), rel=1e-12)
    assert cheap.kaufman_energy(rows, columns, K) == pytest.approx(energy / total / rows / columns, rel=1e-11)


@pytest.mark.parametrize("K", [0.2, 0.43, KC, 0.5])
def test_kaufman_is_the_slope_of_its_partition_function(K):
    h = 1e-4
    values = [cheap.kaufman_log_partition(20, 33, K + d * h) for d in (-2, -1, 1, 2)]
    slope = (values[0] - 8 * values[1] + 8 * values[2] - values[3]) / (12 * h)
    assert cheap.kaufman_energy(20, 33, K) == pytest.approx(-slope / 660, rel=1e-8)
    assert cheap.kaufman_log_partition(20, 33, K) == pytest.approx(cheap.kaufman_log_partition(33, 20, K), rel=1e-12)


def test_large_lattices_are_onsagers():
    K = np.array([0.1, 0.35, 0.55, 1.0])
    assert np.allclose(cheap.kaufman_energy(150, 150, K), cheap.onsager_energy(K), rtol=1e-10)
    assert np.all(np.diff([abs(cheap.kaufman_energy(L, L, KC) + math.sqrt(2)) for L in (8, 16, 32)]) < 0)


def test_onsager_by_the_elliptic_integral():
    K = np.array([0.05, 0.2, 0.4, 0.47, 0.8, 2.0])
    k = 2 * np.sinh(2 * K) / np.cosh(2 * K) ** 2
    plain = -(1 + 2 / np.pi * (2 * np.tanh(2 * K) ** 2 - 1) * ellipk(k**2)) / np.tanh(2 * K)
    assert np.allclose(cheap.onsager_energy(K), plain, rtol=1e-12)
    assert cheap.onsager_energy(KC) == pytest.approx(-math.sqrt(2), rel=1e-14)
    assert cheap.onsager_energy(0.0) == 0
    assert cheap.onsager_energy(1e-7) == pytest.approx(-2e-7, rel=1e-12)
    assert cheap.onsager_energy(100.0) == -2


def test_yang_by_the_series_of_low_temperatures():
    u = np.exp(-4 * np.array([0.9, 1.1, 1.5]))
    series = 1 - 2 * u**2 - 8 * u**3 - 34 * u**4 - 152 * u**5 - 714 * u**6
    assert np.allclose(1 - cheap.yang_magnetisation(np.array([0.9, 1.1, 1.5])), 1 - series, rtol=1e-4)
    near = cheap.yang_magnetisation(KC * (1 + np.array([1e-6, 1e-4])))
    assert math.log(near[1] / near[0]) / math.log(100) == pytest.approx(1 / 8, rel=1e-3)
    assert cheap.yang_magnetisation(0.44) == 0


def walked(right, down):
    """Return the sites' clusters as a set of sets, on one lattice."""
    rows, columns = right.shape
    near = {place: set() for place in itertools.product(range(rows), range(columns))}
    for (i, j), other in pairs(rows, columns):
        bond = right if other[0] == i and other[1] == (j + 1) % columns else down
        near[i, j] |= {other} if bond[i, j] else set()
    for i, j in list(near):
        if down[i, j]:
            near[i, j].add(((i + 1) % rows, j))
        if right[i, j]:
            near[i, j].add((i, (j + 1) % columns))
    for place in list(near):
        for other in list(near[place]):
            near[other].add(place)
    found, left = set(), set(near)
    while left:
        group, waiting = set(), [left.pop()]
        while waiting:
            place = waiting.pop()
            group.add(place)
            waiting += near[place] - group
        left -= group
        found.add(frozenset(group))
    return found


@pytest.mark.parametrize("shape", [(2, 2), (2, 5), (5, 2), (7, 6), (12, 12)])
@pytest.mark.parametrize("chance", [0.0, 0.3, 0.5, 0.7, 1.0])
def test_clusters_by_walking(shape, chance):
    rng = np.random.default_rng(3)
    right, down = rng.random((2, 4, *shape)) < chance
    count, label = cheap.cluster_labels(right, down)
    assert sorted(set(label.ravel())) == list(range(count))
    own = [set() for _ in range(count)]
    for which, place in zip(label.ravel(), itertools.product(range(4), *map(range, shape)), strict=True):
        own[which].add(place)
    plain = {frozenset((k, *p) for p in g) for k in range(4) for g in walked(right[k], down[k])}
    assert {frozenset(g) for g in own} == plain


def transition(start, K):
    """Return the probability of each state after one step from `start`, by going through all sets of bonds."""
    rows, columns = start.shape
    equal = [(a, b) for a, b in pairs(rows, columns) if start[a] == start[b]]
    q, result = 1 - math.exp(-2 * K), {}
    for chosen in itertools.product((0, 1), repeat=len(equal)):
        chance = q ** sum(chosen) * (1 - q) ** (len(equal) - sum(chosen))
        root = {p: p for p in itertools.product(range(rows), range(columns))}
        for (a, b), there in zip(equal, chosen, strict=True):
            if there:
                old, new = root[a], root[b]
                root = {p: new if r == old else r for p, r in root.items()}
        names = sorted(set(root.values()))
        for signs in itertools.product((1, -1), repeat=len(names)):
            sign = dict(zip(names, signs, strict=True))
            state = tuple(sign[root[p]] for p in sorted(root))
            result[state] = result.get(state, 0.0) + chance / 2 ** len(names)
    return result


@pytest.mark.parametrize("K", [0.0, 0.3, 0.9])
def test_a_step_of_clusters_by_all_sets_of_bonds(K):
    start = np.array([[1, 1, -1], [1, -1, -1]], np.int8)
    exact = transition(start, K)
    count = 40_000
    made = cheap.swendsen_wang(np.tile(start, (count, 1, 1)), K, 1, np.random.default_rng(5)).reshape(count, -1)
    seen = {}
    for state in map(tuple, made.tolist()):
        seen[state] = seen.get(state, 0) + 1
    assert set(seen) <= set(exact)
    square = sum((seen.get(s, 0) - count * p) ** 2 / (count * p) for s, p in exact.items())
    assert square < chi2.ppf(1 - 1e-5, len(exact) - 1)


def test_each_lattice_has_its_coupling():
    K = np.array([0.0, 0.4, 3.0])
    up = np.ones((400, 3, 6, 6), np.int8)
    spins = cheap.swendsen_wang(up, K, 12, np.random.default_rng(2))
    means, spread = -cheap.energy(spins).mean(axis=0) / 36, cheap.energy(spins).std(axis=0) / 36 / 20
    exact = [0.0, -cheap.kaufman_energy(6, 6, 0.4), 2.0]
    assert np.all(np.abs(means - exact) < 4 * spread + 1e-3)
    assert up.min() == 1


@pytest.mark.parametrize("a", [-0.5, 0.0, 0.6, 0.9])
def test_the_memory_of_a_noisy_decay(a):
    rng = np.random.default_rng(7)
    x = np.zeros((20, 4000))
    noise = rng.normal(size=x.shape)
    x[:, 0] = noise[:, 0] / math.sqrt(1 - a**2)
    for t in range(1, x.shape[1]):
        x[:, t] = a * x[:, t - 1] + noise[:, t]
    tau, error = cheap.autocorrelation_time(x)
    exact = (1 + a) / (2 * (1 - a))
    left_out = 0.01 if a > 0 else 0.08  # of what comes after the window
    assert abs(tau - exact) < 4 * error + left_out * exact
    assert error < 0.15 * exact
    assert np.allclose(cheap.autocorrelation(x, 4), a ** np.arange(5), atol=0.05)
    assert abs(cheap.autocorrelation(x, 1)[1] - a) < 0.02
    means = x.mean(axis=1)
    claimed = x.std() * math.sqrt(2 * tau / x.shape[1])
    assert 0.6 < means.std(ddof=1) / claimed < 1.5


def test_the_error_of_a_memory_is_its_spread():
    rng = np.random.default_rng(8)
    found = []
    for _ in range(200):
        x = rng.normal(size=4000)
        for t in range(1, 4000):
            x[t] += 0.7 * x[t - 1]
        found.append(cheap.autocorrelation_time(x))
    times, errors = np.transpose(found)
    assert 0.7 < times.std() / errors.mean() < 1.05  # the formula for windows much longer than the memory


def test_a_memory_without_an_end_is_refused():
    with pytest.raises(ValueError, match="`series` must be much longer than its memory"):
        cheap.autocorrelation_time(np.arange(100.0))
    with pytest.raises(ValueError, match="`series` must vary"):
        cheap.autocorrelation_time(np.ones(50))


def test_blocks_and_jackknife():
    x = np.random.default_rng(1).normal(size=(3, 12))
    assert np.allclose(cheap.block_means(x, 4)[1], [x[1, :4].mean(), x[1, 4:8].mean(), x[1, 8:].mean()])
    value, error = cheap.jackknife(lambda g: g.mean(axis=0), x.T)
    assert np.allclose(value, x.mean(axis=1))
    assert np.allclose(error, x.std(axis=1, ddof=1) / math.sqrt(12), rtol=1e-12)
    many = np.random.default_rng(2).normal([2.0, 5.0], [0.3, 0.4], size=(400, 2))
    ratio, bar = cheap.jackknife(lambda g: g[:, 0].mean() / g[:, 1].mean(), many)
    assert bar == pytest.approx(ratio * math.hypot(0.3 / 2, 0.4 / 5) / 20, rel=0.15)
    with pytest.raises(ValueError, match="`length` must divide the 12 samples"):
        cheap.block_means(x, 5)


def test_votes():
    rng = np.random.default_rng(4)
    spins = rng.choice([-1, 1], size=(5, 6, 9))
    votes = cheap.block_spins(spins, 3, rng)
    for k, i, j in np.ndindex(votes.shape):
        assert votes[k, i, j] == (1 if spins[k, 3 * i : 3 * i + 3, 3 * j : 3 * j + 3].sum() > 0 else -1)
    checker = np.where(np.indices((200, 200)).sum(axis=0) % 2, 1, -1)
    ties = cheap.block_spins(checker, 2, rng)
    assert set(ties.ravel()) == {1, -1}
    assert abs(ties.mean()) < 4 / 100
    assert np.array_equal(cheap.block_spins(spins, 1, rng), spins)


def test_sums_over_bonds_and_squares():
    s = np.random.default_rng(6).choice([-1, 1], size=(5, 7))
    plain = np.zeros(4)
    for i, j in np.ndindex(s.shape):
        here, beside, below, across = (s[(i + k) % 5, (j + m) % 7] for k, m in ((0, 0), (0, 1), (1, 0), (1, 1)))
        back, third, lower = s[(i + 1) % 5, j - 1], s[i, (j + 2) % 7], s[(i + 2) % 5, j]
        plain += here * np.array([beside + below, across + back, third + lower, beside * below * across])
    assert np.array_equal(cheap.coupling_sums(s), plain)
    assert cheap.coupling_sums(s)[0] == -cheap.energy(s)


def test_the_step_of_a_chain_is_decimations():
    K, n = 0.7, 10
    law = cheap.ring_law(n, K).ravel()
    states = cheap.states(n, (1, -1))
    picks = states[np.random.default_rng(9).choice(len(law), 200_000, p=law)]
    sums = [np.sum(s * np.roll(s, 1, axis=1), axis=1, keepdims=True) for s in (picks, picks[:, ::2])]
    h = 1e-5
    slope = (cheap.decimate(K + h) - cheap.decimate(K - h)) / (2 * h)
    groups = np.stack(sums, axis=1).reshape(20, -1, 2)
    found, error = cheap.jackknife(lambda g: cheap.linearised_step(g[..., :1], g[..., 1:])[0, 0], groups)
    assert abs(found - slope) < 4 * error < 0.05
    assert cheap.step_exponent([[found]], 2) == pytest.approx(math.log2(found))


def test_a_step_knows_which_coupling_depends_on_which():
    coarse = np.random.default_rng(3).normal(size=(500, 3)) * [1.0, 5.0, 0.2]
    step = np.array([[1.0, 0.5, 0.0], [0.0, 2.0, -1.0], [0.3, 0.0, 1.5]])
    assert np.allclose(cheap.linearised_step(coarse @ step + 4.0, coarse), step, rtol=1e-10)


def moments(rows, columns, K):
    """Return the five exact means of a small lattice by going through its states."""
    total, sums = 0.0, np.zeros(5)
    for S, M in all_states(rows, columns):
        m, w = M / (rows * columns), math.exp(K * S)
        total += w
        sums += w * np.array([m**2, m**4, S, m**2 * S, m**4 * S])
    return sums / total


def test_the_cumulant_and_its_slope_by_all_states():
    h = 1e-4
    for K in (0.2, KC):
        low, here, high = (moments(3, 3, K + d) for d in (-h, 0, h))
        assert cheap.binder_cumulant(here) == pytest.approx(1 - here[1] / (3 * here[0] ** 2), rel=1e-14)
        slope = (cheap.binder_cumulant(high) - cheap.binder_cumulant(low)) / (2 * h)
        assert cheap.binder_slope(here) == pytest.approx(slope, rel=1e-6)
    m, S = np.random.default_rng(3).normal(size=(2, 50))
    plain = [np.mean(a) for a in (m**2, m**4, S, m**2 * S, m**4 * S)]
    assert np.allclose(cheap.cumulant_moments(m, S), plain)


def test_a_power_by_weighted_least_squares():
    rng = np.random.default_rng(5)
    L = np.array([6.0, 10.0, 20.0, 50.0])
    dy = 0.02 * L * rng.uniform(0.5, 2, 4)
    y = 2 * L + dy * rng.normal(size=4)
    line, cover = np.polyfit(np.log(L), np.log(y), 1, w=y / dy, cov="unscaled")
    power, error, chi = cheap.power_fit(L, y, dy)
    assert power == pytest.approx(line[0], rel=1e-10)
    assert error == pytest.approx(math.sqrt(cover[0, 0]), rel=1e-10)
    assert chi == pytest.approx(np.sum(((np.log(y) - np.polyval(line, np.log(L))) * y / dy) ** 2), rel=1e-9)


def test_votes_of_a_critical_lattice_have_onsagers_exponent():
    rng = np.random.default_rng(12)
    spins, rows = cheap.swendsen_wang(np.ones((64, 32, 32), np.int8), KC, 30, rng), []
    for _ in range(60):
        spins = cheap.swendsen_wang(spins, KC, 1, rng)
        rows.append([cheap.coupling_sums(s) for s in (spins, cheap.block_spins(spins, 2, rng))])
    groups = np.array(rows).transpose(2, 1, 0, 3)

    def exponent(g, kept):
        return cheap.step_exponent(cheap.linearised_step(g[:, 0, :, :kept], g[:, 1, :, :kept]), 2)

    (one, _), (four, error) = (cheap.jackknife(lambda g, k=k: exponent(g, k), groups) for k in (1, 4))
    assert abs(four - 1) < 3 * error + 0.03
    assert 0.85 < one < 0.96


REFUSED = [
    (lambda: cheap.lattice_states(7, 7), "`rows` must leave arrays of at most 4 GB; got 2.49 states"),
    (lambda: cheap.lattice_states(1, 4), "`rows` must be at least 2"),
    (lambda: cheap.kaufman_energy(4, 4, -0.1), "`coupling` must not be negative"),
    (lambda: cheap.kaufman_energy(4, 4, 0.0), "`coupling` must be at least 1e-8"),
    (lambda: cheap.onsager_energy(-1.0), "T > 0"),
    (lambda: cheap.yang_magnetisation(1e9), "`coupling` must be at most 150"),
    (lambda: cheap.swendsen_wang(np.ones((4, 4), int), -0.2, 1, np.random.default_rng(1)), "T > 0"),
    (
        lambda: cheap.swendsen_wang(np.zeros((4, 4), int), 0.2, 1, np.random.default_rng(1)),
        "`spins` must hold 1 and -1",
    ),
    (lambda: cheap.block_spins(np.ones((6, 6), int), 4, np.random.default_rng(1)), "`b` must divide the sides 6 and 6"),
    (lambda: cheap.linearised_step(np.ones((9, 2)), np.ones((9, 2))), "sums that can be told apart"),
    (lambda: cheap.cluster_labels(np.ones((3, 3), bool), np.ones((3, 4), bool)), "`down` must have the shape"),
    (lambda: cheap.power_fit([8.0, 8.0], [1.0, 2.0], [0.1, 0.1]), "two different sizes"),
    (lambda: cheap.binder_slope(np.zeros(5)), "a positive ⟨m²⟩"),
]


@pytest.mark.parametrize(("call", "said"), REFUSED)
def test_refusals(call, said):
    with pytest.raises(ValueError, match=said.replace("^", r"\^")):
        call()


def test_figures_draw_what_they_get():
    style.use(part=4)
    T = np.array([1.8, 2.2, 2.8])
    figure, update = figures.living(T, [90.0, 70.0, 50.0], (T, T), 2.27)
    update(np.ones((64, 64)), 2.2, 70.0, ("left", "right"))
    assert figure.axes[1].get_title(loc="left") == "right"
    assert figure.axes[1].lines[-1].get_xydata().tolist() == [[2.2, 70.0]]
    figure, update = figures.scales(4)
    windows = np.random.default_rng(1).choice([-1, 1], size=(3, 4, 4))
    update(windows, "abc", "def")
    assert np.array_equal(figure.axes[1].images[0].get_array(), windows[1])
    K = np.array([0.4, 0.44, 0.48])
    figure, update = figures.collapse(K, {8: K, 32: K**2}, 0.44)
    update({8: K, 32: 2 * K}, "title")
    assert {tuple(line.get_xdata()) for line in figure.axes[1].lines} >= {tuple(K), tuple(2 * K)}
