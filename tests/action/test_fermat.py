"""Travel times and stationary rays against exact rays: Snell, circles, parabolas, fibres, the cycloid."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from physdl.action.fermat import stationary_ray, trace_ray, travel_time

LAYERS = np.array([1.0, 1.5, 1.33, 2.4])
INTERFACES = (1.0, 0.0, -1.5)


def hyperbolic(x):
    """Light in n = 1/y runs on circles about points of y = 0; its time is the hyperbolic distance."""
    return 1 / x[..., 1]


def fibre(n0, a):
    return lambda x: np.sqrt(n0**2 - a**2 * np.sum(x[..., 1:] ** 2, axis=-1))


def order(sizes, errors):
    """Return the measured order: minus the slope of ln(error) against ln(size)."""
    return -np.polyfit(np.log(sizes), np.log(errors), 1)[0]


def sines(path, axis=1):
    steps = np.diff(path, axis=0)
    return np.linalg.norm(np.delete(steps, axis, axis=1), axis=1) / np.linalg.norm(steps, axis=1)


def test_travel_time_of_straight_segments():
    path = np.array([[0.0, 0.0], [3.0, 4.0], [3.0, 10.0]])
    assert travel_time(path, [1.0, 1.5]) == 14.0
    assert travel_time(path, 2) == 22.0
    assert travel_time(path, lambda x: 1 + x[..., 1]) == pytest.approx(5 * 3 + 6 * 8, rel=1e-15)
    assert travel_time(path, lambda x: 1 + x[..., 1], rule="midpoint") == pytest.approx(5 * 3 + 6 * 8, rel=1e-15)


def test_a_time_that_is_no_number_is_blamed_on_the_path():
    for index in ([1e10], lambda x: 1e10 * np.ones(x.shape[:-1])):
        with pytest.raises(ValueError, match="`path` must have a travel time that float64 can hold"):
            travel_time([[0.0, 0.0], [1e308, 0.0]], index)


@pytest.mark.parametrize("rule", ["", 0, False])
def test_a_rule_that_is_nothing_is_no_rule(rule):
    with pytest.raises(ValueError, match="`rule` must be one of 'trapezoid'"):
        stationary_ray([0, 1], [1, -1], lambda x: 1 + 0 * x[..., 0], 4, rule=rule)


def test_travel_time_of_a_batch():
    rng = np.random.default_rng(2)
    paths = rng.normal(size=(3, 2, 9, 3))
    times = travel_time(paths, lambda x: 1 + x[..., 0] ** 2)
    assert times.shape == (3, 2)
    assert times[2, 1] == travel_time(paths[2, 1], lambda x: 1 + x[..., 0] ** 2)
    constants = rng.uniform(1, 2, (2, 8))
    assert travel_time(paths, constants)[0, 1] == travel_time(paths[0, 1], constants[1])


@pytest.mark.parametrize("rule", ["trapezoid", "midpoint", "harmonic"])
def test_travel_time_has_order_two(rule):
    def spiral(t):
        return np.stack([t * np.cos(t), 2 + t * np.sin(t)], axis=-1)

    exact = quad(lambda t: np.sqrt(1 + t**2) * hyperbolic(spiral(t)), 0, 2, epsabs=1e-13)[0]
    sizes = np.array([20, 40, 80, 160])
    errors = [abs(travel_time(spiral(np.linspace(0, 2, n + 1)), hyperbolic, rule=rule) - exact) for n in sizes]
    assert order(sizes, errors) == pytest.approx(2, abs=0.1)


def test_harmonic_rule_is_exact_for_free_fall():
    drop = np.array([[0.0, 0.0], [0.3, -0.4], [0.3, -1.0]])
    speed = lambda y: np.sqrt(-y)  # noqa: E731
    exact = 0.5 * 2 / speed(-0.4) + 0.6 * 2 / (speed(-0.4) + speed(-1.0))
    time = travel_time(drop, lambda x: 1 / np.sqrt(-x[..., 1]), rule="harmonic")
    assert time == pytest.approx(exact, rel=1e-15)


def test_snell_at_one_flat_interface():
    ray = stationary_ray([-1, 1], [2, -1], [1.0, 1.5], 2, along=[0, 1], interfaces=[0.0])
    times = [1.0, 1.5] * sines(ray.path)
    assert abs(times[1] - times[0]) < 1e-12
    assert ray.path[1, 1] == 0
    assert ray.morse_index == 0


@pytest.mark.parametrize("segments", [4, 5, 37])
@pytest.mark.parametrize("downwards", [True, False])
def test_snell_through_layers(segments, downwards):
    ends, n, faces = ([0, 2], [5, -3]), LAYERS, INTERFACES
    if not downwards:
        ends, n, faces = ends[::-1], n[::-1], faces[::-1]
    ray = stationary_ray(*ends, n, segments, along=[0, 1], interfaces=faces)
    middle = (ray.path[1:, 1] + ray.path[:-1, 1]) / 2
    local = LAYERS[np.searchsorted(-np.array(INTERFACES), -middle)]
    assert np.ptp(local * sines(ray.path)) < 1e-9
    assert set(INTERFACES) <= set(ray.path[:, 1])
    assert ray.gradient_norm < 1e-10

    by_function = stationary_ray(
        *ends,
        lambda x: LAYERS[np.searchsorted(-np.array(INTERFACES), -x[..., 1])],
        segments,
        along=[0, 1],
        interfaces=faces,
    )
    np.testing.assert_allclose(by_function.path, ray.path, atol=1e-9)


def test_layers_share_the_segments_by_thickness():
    ray = stationary_ray([0, 0], [1, 4], [1.0, 1.5], 100, along=[0, 1], interfaces=[1.0])
    spacing = np.diff(ray.path[:, 1])
    assert len(spacing) == 100
    assert spacing.max() < 1.1 * spacing.min()


def test_snell_in_space_stays_in_the_plane_of_incidence():
    ray = stationary_ray([0, 0, 2], [5, 1, -3], LAYERS, 9, along=[0, 0, -2], interfaces=[-1.0, 0.0, 1.5])
    np.testing.assert_allclose(ray.path[:, 1], ray.path[:, 0] / 5, atol=1e-12)
    middle = (ray.path[1:, 2] + ray.path[:-1, 2]) / 2
    assert np.ptp(LAYERS[np.searchsorted(-np.array(INTERFACES), -middle)] * sines(ray.path, axis=2)) < 1e-9


def test_stationary_ray_tends_to_the_circle_with_order_two():
    sizes = np.array([20, 40, 80, 160])
    rays = [stationary_ray([-1, 1], [1, 1], hyperbolic, n) for n in sizes]
    off = [np.abs(np.hypot(*ray.path.T) - np.sqrt(2)).max() for ray in rays]
    late = [abs(ray.travel_time - 2 * np.arccosh(np.sqrt(2))) for ray in rays]
    assert order(sizes, off) == pytest.approx(2, abs=0.1)
    assert order(sizes, late) == pytest.approx(2, abs=0.1)
    assert max(ray.gradient_norm for ray in rays) < 1e-10


@pytest.mark.parametrize("rule", ["trapezoid", "midpoint", "harmonic"])
def test_stationary_ray_tends_to_the_parabola_with_order_two(rule):
    """With n² = 1 + 2 g y the ray is x = p σ, y = g σ²/2 about its vertex, p² = 1."""
    g = 0.4
    sizes = np.array([10, 20, 40, 80])
    errors = []
    for n in sizes:
        ray = stationary_ray([-2, 2 * g], [2, 2 * g], lambda x: np.sqrt(1 + 2 * g * x[..., 1]), n, rule=rule)
        errors.append(np.abs(ray.path[:, 1] - g * ray.path[:, 0] ** 2 / 2).max())
    assert order(sizes, errors) == pytest.approx(2, abs=0.1)


def test_gradient_of_the_caller_changes_nothing():
    slope = lambda x: np.stack([np.zeros(x.shape[:-1]), -1 / x[..., 1] ** 2], axis=-1)  # noqa: E731
    for rule in ("trapezoid", "midpoint", "harmonic"):
        plain = stationary_ray([-1, 1], [1, 1.5], hyperbolic, 50, rule=rule)
        given = stationary_ray([-1, 1], [1, 1.5], hyperbolic, 50, rule=rule, gradient=slope)
        np.testing.assert_allclose(given.path, plain.path, atol=1e-10)


def test_stationary_point_has_no_gradient_by_an_independent_difference():
    index = lambda x: 1.5 + np.sin(x[..., 0]) * np.cos(x[..., 1]) / 3 + 0.1 * x[..., -1]  # noqa: E731
    for start, end in (([0, 0], [3, 1]), ([0, 0, 0], [3, 1, 0.5])):
        ray = stationary_ray(start, end, index, 12)
        chord = ray.path[-1] - ray.path[0]
        for across in np.linalg.svd(chord[None])[2][1:]:
            for node in range(1, 12):
                nudge = np.zeros_like(ray.path)
                nudge[node] = 1e-5 * across
                difference = travel_time(ray.path + nudge, index) - travel_time(ray.path - nudge, index)
                assert abs(difference) < 1e-14
                assert travel_time(ray.path + nudge, index) > ray.travel_time


def test_morse_index_in_a_rotated_elliptic_fibre():
    """Two frequencies and axes that are no coordinate axes: the mixed second derivatives count."""
    strong, weak = 0.5, 0.25
    u, v = np.array([0, 1, 1]) / np.sqrt(2), np.array([0, 1, -1]) / np.sqrt(2)

    def index(x):
        return np.sqrt(2.25 - (strong * (x @ u)) ** 2 - (weak * (x @ v)) ** 2)

    for half_periods, count in ((0.8, 0), (1.15, 1), (2.3, 3)):
        end = [half_periods * np.pi * 1.5 / strong, 0, 0]
        assert stationary_ray([0, 0, 0], end, index, 160).morse_index == count


def test_too_few_segments_give_a_wrong_morse_index():
    """The docstring's warning: the theorem is about smooth paths."""
    end = [2.5 * np.pi * 1.5 / 0.5, 0]

    def fibre(x):
        return np.sqrt(2.25 - 0.25 * x[..., 1] ** 2)

    assert stationary_ray([0, 0], end, fibre, 160).morse_index == 2
    assert stationary_ray([0, 0], end, fibre, 4).morse_index != 2


@pytest.mark.parametrize("dimension", [2, 3])
def test_morse_index_counts_conjugate_points_of_a_fibre(dimension):
    """On the axis the conjugate points lie at multiples of π n0 / a, each once per transverse direction."""
    n0, a = 1.5, 0.5
    start, end = np.zeros(dimension), np.zeros(dimension)
    for half_periods in (0.4, 0.8, 1.3, 1.7, 2.5, 3.4):
        end[0] = half_periods * np.pi * n0 / a
        ray = stationary_ray(start, end, fibre(n0, a), 120)
        assert ray.morse_index == int(half_periods) * (dimension - 1)


def test_newton_converges_to_a_saddle_off_the_axis():
    """y = (p/a) sin(a x / q) with q² = n0² − p² leaves the axis at 0 and has crossed it twice: two conjugate points."""
    n0, a, p = 1.5, 0.5, 0.3
    q = np.sqrt(n0**2 - p**2)
    y = lambda x: p / a * np.sin(a * x / q)  # noqa: E731
    length = 2.3 * np.pi * q / a
    x = np.linspace(0, length, 30)
    guess = np.stack([x, 0.8 * y(x)], axis=-1)
    guess[-1, 1] = y(length)
    sizes = np.array([100, 200, 400])
    rays = [stationary_ray([0, 0], [length, y(length)], fibre(n0, a), n, along=[1, 0], guess=guess) for n in sizes]
    assert [ray.morse_index for ray in rays] == [2, 2, 2]
    assert rays[0].iterations > 0
    assert order(sizes, [np.abs(ray.path[:, 1] - y(ray.path[:, 0])).max() for ray in rays]) == pytest.approx(2, abs=0.1)


def test_both_methods_agree_on_a_mirage():
    """Air hottest at the ground sends two rays from here to there; the lower, the mirage, is a saddle."""
    index = lambda x: 1 + 0.2 * (1 - np.exp(-2 * x[..., 1]))  # noqa: E731
    start, end = [0, 0.5], [3, 0.5]

    def shoot(angle):
        return trace_ray(start, [np.cos(angle), np.sin(angle)], index, 0.005, 1000)[0]

    def miss(angle):
        x = shoot(angle)
        return np.interp(3, x[:, 0], x[:, 1]) - 0.5

    with pytest.raises(RuntimeError, match=r"got a gradient norm of \d.\d\de-\d\d after \d+ Newton steps"):
        stationary_ray(start, [4, 0.5], index, 400)  # beyond the horizon no ray arrives
    dip = np.array([start, [1.5, -0.5], end])
    for guess, bracket, saddle in ((None, (-0.5, -0.1), 0), (dip, (-1.2, -0.7), 1)):
        ray = stationary_ray(start, end, index, 400, guess=guess)
        x = shoot(brentq(miss, *bracket))
        assert ray.morse_index == saddle
        np.testing.assert_allclose(np.interp(ray.path[:, 0], x[:, 0], x[:, 1]), ray.path[:, 1], atol=5e-5)
        reach = np.searchsorted(x[:, 0], 3)
        assert travel_time(np.vstack([x[:reach], [end]]), index) == pytest.approx(ray.travel_time, abs=2e-5)


def test_brachistochrone_is_slower_than_the_cycloid_by_less_and_less():
    width, depth = 1.0, 0.5
    angle = brentq(lambda t: (t - np.sin(t)) / (1 - np.cos(t)) - width / depth, 0.1, 6)
    cycloid = angle * np.sqrt(2 * depth / (1 - np.cos(angle)))
    index = lambda x: 1 / np.sqrt(-x[..., 1])  # noqa: E731
    ends = ([0, 0], [width, -depth])
    rays = [stationary_ray(*ends, index, n, along=[1, 0], rule="harmonic") for n in (25, 100, 400)]
    delays = np.array([ray.travel_time for ray in rays]) - cycloid
    assert (delays > 0).all()
    assert (delays[1:] < delays[:-1] / 3).all()
    assert delays[-1] < 1e-3
    assert rays[-1].morse_index == 0

    cheat = stationary_ray(*ends, index, 25, along=[1, 0], rule="midpoint")
    assert cheat.travel_time < cycloid - 0.1
    assert travel_time(cheat.path, index, rule="harmonic") > rays[0].travel_time


def test_exponential_medium():
    """In n = e^{-k y} every ray through its top at x = 0 keeps e^{-k y} cos(k x) constant."""
    ray = stationary_ray([-1, 0], [1, 0], lambda x: np.exp(-x[..., 1]), 400)
    np.testing.assert_allclose(np.exp(-ray.path[:, 1]) * np.cos(ray.path[:, 0]), np.cos(1), atol=2e-5)


def test_a_path_of_one_free_node_and_translation():
    ray = stationary_ray([0.0, 1.0], [1.0, 0.0], lambda x: 1 + 0.2 * x[..., 0], 2)
    moved = stationary_ray([5.0, 1.0], [6.0, 0.0], lambda x: 1 + 0.2 * (x[..., 0] - 5), 2)
    np.testing.assert_allclose(moved.path, ray.path + np.array([5, 0]), atol=1e-9)
    assert ray.path.shape == (3, 2)


def uniform(x):
    return np.ones(x.shape[:-1])


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: travel_time([[0, 0]], uniform), ValueError, r"`path` must have shape .* got shape \(1, 2\)"),
        (lambda: travel_time([[0, 0], [1, np.nan]], uniform), ValueError, "`path` must be finite"),
        (
            lambda: travel_time([[0, 0], [1, 0]], lambda x: x[..., 0]),
            ValueError,
            r"positive and finite; got 0.0 at pos",
        ),
        (lambda: travel_time([[0, 0], [1, 0]], lambda x: 1 / x[..., 0]), ValueError, "positive and finite; got inf"),
        (
            lambda: travel_time([[0, 0], [1, 0]], lambda x: np.nan * x[..., 0]),
            ValueError,
            "positive and finite; got nan",
        ),
        (lambda: travel_time([[0, 0], [1, 0]], lambda x: x), ValueError, r"`index` must return shape \(2,\)"),
        (
            lambda: travel_time([[0, 0], [1, 0]], lambda x: 1.0),
            ValueError,
            r"`index` must return shape \(2,\) .* shape \(\)",
        ),
        (lambda: travel_time([[0, 0], [1, 0]], [1.0, 2.0]), ValueError, r"one value per segment, shape \(1,\)"),
        (lambda: travel_time([[0, 0], [1, 0]], [-1.0]), ValueError, r"positive and finite; got -1.0 at index \(0,\)"),
        (lambda: travel_time([[0, 0], [1, 0]], "glass"), TypeError, "`index` must be an array of numbers"),
        (
            lambda: travel_time([[0, 0], [1, 0]], uniform, rule="simpson"),
            ValueError,
            "`rule` must be one of 'trapezoid'",
        ),
        (lambda: stationary_ray([0, 0], [0, 0], uniform, 5), ValueError, "`end` must differ from `start`"),
        (lambda: stationary_ray([0], [1], uniform, 5), ValueError, "`start` must have at least two coordinates"),
        (lambda: stationary_ray([0, 0], [1, 0, 0], uniform, 5), ValueError, r"`end` must have shape \(2,\)"),
        (lambda: stationary_ray([0, 0], [1, 0], uniform, 1), ValueError, "`segments` must be at least 2"),
        (lambda: stationary_ray([0, 0], [1, 0], uniform, 2.5), TypeError, "`segments` must be a whole number"),
        (
            lambda: stationary_ray([0, 0], [1, 0], uniform, 5, along=[0, 1]),
            ValueError,
            "`along` must not be zero or perp",
        ),
        (
            lambda: stationary_ray([0, 0], [1, 0], uniform, 5, along=[0, 0]),
            ValueError,
            "`along` must not be zero or perp",
        ),
        (lambda: stationary_ray([0, 0], [1, 0], [1, 2], 5, interfaces=[2]), ValueError, "strictly between 0 and 1"),
        (lambda: stationary_ray([0, 0], [1, 0], [1, 2, 3], 5, interfaces=[0.5, 0.2]), ValueError, "in the order met"),
        (
            lambda: stationary_ray([0, 0], [1, 0], [1, 2, 3], 2, interfaces=[0.2, 0.5]),
            ValueError,
            "at least 3, one per",
        ),
        (
            lambda: stationary_ray([0, 0], [1, 0], [1, 2, 3], 5, interfaces=[0.5]),
            ValueError,
            "Give one index per layer",
        ),
        (
            lambda: stationary_ray([0, 0], [1, 0], [1, -2], 5, interfaces=[0.5]),
            ValueError,
            "positive and finite; got -2",
        ),
        (
            lambda: stationary_ray([0, 0], [1, 0], uniform, 5, interfaces=[0.5], rule="harmonic"),
            ValueError,
            "`rule` must be 'midpoint' where there are interfaces",
        ),
        (
            lambda: stationary_ray([0, 0], [1, 0], uniform, 5, guess=[[0, 0], [1, 0, 0]]),
            TypeError,
            "`guess` must be an arr",
        ),
        (lambda: stationary_ray([0, 0], [1, 0], uniform, 5, guess=[[0, 0, 0]]), ValueError, "`guess` must have shape"),
        (
            lambda: stationary_ray([0, 0], [1, 0], uniform, 5, guess=[[1, 0], [0, 0]]),
            ValueError,
            "`guess` must advance",
        ),
        (lambda: stationary_ray([0, 0], [1, 0], lambda x: x[..., 0] - 2, 5), ValueError, "`index` must be positive"),
        (lambda: stationary_ray([0, 0], [1, 0], lambda x: x, 5), ValueError, "`index` must return shape"),
        (
            lambda: stationary_ray([0, 0], [1, 0], uniform, 5, gradient=uniform),
            ValueError,
            "`gradient` must return shape",
        ),
        (
            lambda: stationary_ray([0, 0], [1, 0], uniform, 5, gradient=lambda x: x * np.nan),
            ValueError,
            "`gradient` must be finite",
        ),
        (lambda: stationary_ray([0, 0], [1, 0], uniform, 5, tolerance=0), ValueError, "`tolerance` must be positive"),
        (
            lambda: stationary_ray([-1, 1], [1, 1], hyperbolic, 30, max_iterations=1),
            RuntimeError,
            r"gradient norm of 1e-12; got a gradient norm of \d.\d\de-\d\d after 1 Newton steps. Start from a b",
        ),
    ],
)
def test_bad_input_and_divergence_are_named(call, kind, message):
    with pytest.raises(kind, match=message):
        call()
