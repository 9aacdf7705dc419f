"""The eikonal solver: exact where the scheme is, of its order elsewhere, and equal to a plain marching front."""

import heapq

import numpy as np
import pytest

from physdl.action import eikonal, stationary_ray


def march(index, sources, spacing, times=0.0):
    """Solve the same upwind equations by letting the earliest node spread first (fast marching with a heap)."""
    arrival = np.full(index.shape, np.inf)
    heap = [(t, tuple(map(int, s))) for s, t in zip(sources, np.broadcast_to(times, len(sources)), strict=True)]
    for t, node in heap:
        arrival[node] = min(arrival[node], t)
    heapq.heapify(heap)
    done = np.zeros(index.shape, bool)
    inside = lambda i, j: 0 <= i < index.shape[0] and 0 <= j < index.shape[1]  # noqa: E731
    while heap:
        _, node = heapq.heappop(heap)
        if done[node]:
            continue
        done[node] = True
        for i, j in ((node[0] + a, node[1] + b) for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1))):
            if not inside(i, j) or done[i, j]:
                continue
            u = min((arrival[k, j] for k in (i - 1, i + 1) if inside(k, j)), default=np.inf)
            v = min((arrival[i, k] for k in (j - 1, j + 1) if inside(i, k)), default=np.inf)
            f = index[i, j] * spacing
            t = min(u, v) + f if abs(u - v) >= f else (u + v + np.sqrt(2 * f**2 - (u - v) ** 2)) / 2
            if t < arrival[i, j]:
                arrival[i, j] = t
                heapq.heappush(heap, (t, (i, j)))
    return arrival


def order(sizes, errors):
    return -np.polyfit(np.log(sizes), np.log(errors), 1)[0]


@pytest.mark.parametrize("shape", [(1, 7), (7, 1), (2, 2), (13, 29), (29, 13), (24, 24)])
def test_equals_a_marching_front_in_random_media(shape):
    rng = np.random.default_rng(sum(shape))
    for contrast in (0.1, 1.0, 2.0):
        index = np.exp(contrast * rng.normal(size=shape))
        sources = np.stack([rng.integers(0, shape[0], 3), rng.integers(0, shape[1], 3)], axis=-1)
        times = rng.normal(size=3)
        arrival = eikonal(index, sources, 0.3, times=times)
        np.testing.assert_allclose(arrival, march(index, sources, 0.3, times), rtol=0, atol=1e-11)


def test_a_labyrinth_is_solved():
    index = np.ones((31, 31))
    for wall in range(2, 31, 4):
        index[wall, 1:] = 1e3
        index[wall + 2 : wall + 3, :-1] = 1e3
    np.testing.assert_allclose(eikonal(index, (0, 15), 1.0), march(index, [(0, 15)], 1.0), rtol=1e-12)


def test_plane_waves_are_exact_in_a_uniform_medium():
    i, j = np.mgrid[:40, :60]
    edge = np.stack([np.zeros(60, int), np.arange(60)], axis=-1)
    np.testing.assert_allclose(eikonal(np.full((40, 60), 1.5), edge, 0.1), 0.15 * i, atol=1e-13)
    tilted = 0.1 * (0.6 * i + 0.8 * j)
    edges = np.argwhere((i == 0) | (j == 0))
    arrival = eikonal(np.ones((40, 60)), edges, 0.1, times=tilted[tuple(edges.T)])
    np.testing.assert_allclose(arrival, tilted, atol=1e-13)


def test_plane_wave_has_order_one_in_a_graded_medium():
    sizes = np.array([20, 40, 80, 160])
    errors = []
    for n in sizes:
        x = np.linspace(0, 1, n + 1)
        edge = np.stack([np.zeros(5, int), np.arange(5)], axis=-1)
        arrival = eikonal(np.broadcast_to(1 + x[:, None] ** 2, (n + 1, 5)), edge, 1 / n)
        errors.append(np.abs(arrival - (x + x**3 / 3)[:, None]).max())
    assert order(sizes, errors) == pytest.approx(1, abs=0.1)


def test_point_source_has_order_near_08_and_order_one_with_an_exact_ball():
    sizes = np.array([50, 100, 200, 400])
    errors = {0.0: [], 0.2: []}
    for n in sizes:
        x = np.linspace(-1, 1, n + 1)
        distance = np.hypot(x[:, None], x[None, :])
        for ball, found in errors.items():
            arrival = eikonal(np.ones((n + 1, n + 1)), (n // 2, n // 2), 2 / n, ball=ball)
            found.append(np.abs(arrival - distance).max())
    assert order(sizes, errors[0.0]) == pytest.approx(0.8, abs=0.08)
    assert order(sizes, errors[0.2]) == pytest.approx(1, abs=0.05)
    assert errors[0.2][-1] < errors[0.0][-1] / 2


def test_ball_in_a_graded_medium_is_third_order():
    """In n = 1/y the time is the hyperbolic distance; a ball over the whole grid leaves only its own error."""
    found = []
    for radius in (0.2, 0.1, 0.05):
        x = np.linspace(-radius, radius, 21)
        y = 1 + x
        exact = np.arccosh(1 + (x[:, None] ** 2 + (y - 1) ** 2) / (2 * y))
        start = eikonal(np.broadcast_to(1 / y, (21, 21)), (10, 10), radius / 10, ball=1.5 * radius)
        found.append(np.abs(start - exact).max())
    assert order(1 / np.array([0.2, 0.1, 0.05]), found) == pytest.approx(3, abs=0.25)


def test_a_fixed_ball_limits_the_order_in_a_graded_medium():
    """In n = 1/y, where times are hyperbolic distances, a ball of fixed radius leaves an error that h cannot mend."""
    errors = []
    for cells in (100, 200, 400):
        y, x = np.mgrid[1 : 2 : (cells + 1) * 1j, 0 : 1 : (cells + 1) * 1j]
        exact = np.arccosh(1 + ((x - 0.5) ** 2 + (y - 1.5) ** 2) / (2 * y * 1.5))
        arrival = eikonal(1 / y, (cells // 2, cells // 2), 1 / cells, ball=0.3)
        errors.append(np.abs(arrival - exact).max())
    assert np.log2(errors[1] / errors[2]) < 0.8
    assert errors[2] < 0.01


def test_balls_are_discs_and_the_earlier_one_counts():
    rng = np.random.default_rng(6)
    index = np.exp(0.3 * rng.normal(size=(30, 40)))
    sources = [(8, 9), (12, 14), (0, 39)]
    rows, columns = np.indices(index.shape)
    seeds, starts, slow = [], [], index.copy()
    for i, j in sources:
        distance = 0.5 * np.hypot(rows - i, columns - j)
        inside = distance <= 3
        seeds += np.argwhere(inside).tolist()
        starts += (0.7 + distance * (index[i, j] + index) / 2)[inside].tolist()
        slow[inside] = 1e6
    arrival = eikonal(index, sources, 0.5, times=0.7, ball=3)
    np.testing.assert_allclose(arrival, march(slow, np.array(seeds), 0.5, starts), atol=1e-12)


def test_straight_rays_need_two_rounds():
    eikonal(np.ones((50, 60)), (20, 30), 1.0, max_rounds=2)


def test_layers_tend_to_snell():
    receivers = ((0.9, -0.7), (0.2, -0.3), (0.5, -1.0))
    errors = []
    for n in (100, 200, 400):
        h = 2 / n
        x = np.linspace(-1, 1, n + 1)
        depth = x[::-1] - h / 2  # the interface y = 0 halfway between two rows of nodes
        index = np.broadcast_to(np.where(depth > 0, 1.0, 1.5)[:, None], (n + 1, n + 1))
        row = n // 4
        arrival = eikonal(index, (row, n // 2), h, ball=0.2)
        worst = 0.0
        for away, below in receivers:
            i, j = np.argmin(abs(depth - below)), np.argmin(abs(x - away))
            exact = stationary_ray([0, depth[row]], [x[j], depth[i]], [1.0, 1.5], 2, along=[0, 1], interfaces=[0.0])
            worst = max(worst, abs(arrival[i, j] - exact.travel_time))
        errors.append(worst)
    assert errors[-1] < 1 / 200
    assert order((100, 200, 400), errors) == pytest.approx(1, abs=0.25)


def test_arrivals_are_causal_and_no_faster_than_the_medium():
    rng = np.random.default_rng(3)
    index = np.exp(rng.normal(size=(40, 30)))
    arrival = eikonal(index, [(5, 5), (30, 20)], 1.0)
    padded = np.pad(arrival, 1, constant_values=np.inf)
    earliest = np.minimum.reduce([padded[2:, 1:-1], padded[:-2, 1:-1], padded[1:-1, 2:], padded[1:-1, :-2]])
    late = np.ones(index.shape, bool)
    late[[5, 30], [5, 20]] = False
    assert (earliest[late] < arrival[late]).all()
    assert (arrival <= earliest + index + 1e-12).all()
    assert (arrival[~late] == 0).all()


def test_symmetries_of_the_square():
    rng = np.random.default_rng(4)
    index = np.exp(rng.normal(size=(21, 21)))
    arrival = eikonal(index, (3, 8), 0.5)
    np.testing.assert_allclose(eikonal(index.T, (8, 3), 0.5), arrival.T, atol=1e-12)
    np.testing.assert_allclose(eikonal(index[::-1], (17, 8), 0.5), arrival[::-1], atol=1e-12)
    np.testing.assert_allclose(eikonal(index[:, ::-1], (3, 12), 0.5), arrival[:, ::-1], atol=1e-12)


def test_single_precision_and_input_left_alone():
    index = np.linspace(1, 2, 60, dtype=np.float32).reshape(6, 10)
    keep = index.copy()
    arrival = eikonal(index, (0, 0), 1.0)
    assert arrival.dtype == np.float32
    np.testing.assert_array_equal(index, keep)
    np.testing.assert_allclose(arrival, eikonal(index.astype(float), (0, 0), 1.0), rtol=1e-5)


GRID = np.ones((4, 5))
HILLS = np.exp(2 * np.random.default_rng(8).normal(size=(30, 30)))


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: eikonal(np.ones((3, 3, 3)), (0, 0), 1), ValueError, "`index_grid` must have two axes.*take a slice"),
        (lambda: eikonal(np.ones((0, 3)), (0, 0), 1), ValueError, "`index_grid` must have two axes"),
        (lambda: eikonal(-GRID, (0, 0), 1), ValueError, "`index_grid` must be positive and finite; got -1.0 at index"),
        (lambda: eikonal(GRID * np.nan, (0, 0), 1), ValueError, "positive and finite; got nan"),
        (lambda: eikonal(GRID * np.inf, (0, 0), 1), ValueError, "positive and finite; got inf"),
        (
            lambda: eikonal(GRID, (4, 0), 1),
            ValueError,
            r"`sources` must lie on the grid of shape \(4, 5\); got \[4, 0\]",
        ),
        (lambda: eikonal(GRID, (0, -1), 1), ValueError, "`sources` must lie on the grid"),
        (lambda: eikonal(GRID, (0.5, 0.5), 1), TypeError, "`sources` must be grid indices.*Divide positions"),
        (lambda: eikonal(GRID, (1, 2, 3), 1), ValueError, r"`sources` must have shape \(2,\) or \(k, 2\)"),
        (lambda: eikonal(GRID, np.zeros((0, 2), int), 1), ValueError, "`sources` must have shape"),
        (lambda: eikonal(GRID, (0, 0), 0.0), ValueError, "`spacing` must be positive"),
        (lambda: eikonal(GRID, (0, 0), (1.0, 2.0)), TypeError, "`spacing` must be one real number"),
        (lambda: eikonal(GRID, (0, 0), 1, ball=-1), ValueError, "`ball` must not be negative"),
        (
            lambda: eikonal(GRID, (0, 0), 1, times=[0.0, 1.0]),
            ValueError,
            r"`times` must be one number or have shape \(1,\)",
        ),
        (lambda: eikonal(GRID, [(0, 0), (1, 1)], 1, times=[0, 1], ball=1), ValueError, "`times` must be equal where"),
        (lambda: eikonal(GRID, (0, 0), 1, times=np.nan), ValueError, "`times` must be finite"),
        (lambda: eikonal(GRID, (0, 0), 1, max_rounds=0), ValueError, "`max_rounds` must be at least 1"),
        (
            lambda: eikonal(HILLS, (15, 15), 1, max_rounds=2),
            RuntimeError,
            r"`eikonal` must come to rest; got \d+ nodes",
        ),
    ],
)
def test_bad_input_is_named(call, kind, message):
    with pytest.raises(kind, match=message):
        call()
