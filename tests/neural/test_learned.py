"""From pictures to laws: the camera by its mirror, the filter by brute force, bumps by exact motions, laws by SymPy."""

import numpy as np
import pytest
import sympy
from scipy.integrate import solve_ivp
from scipy.linalg import expm
from scipy.ndimage import median_filter

from physdl.neural import Affine, Network, Tanh, adam, loss_differential
from physdl.neural.learned import (
    HamiltonianNetwork,
    bump,
    information_bound,
    matched_filter,
    pendulum_frames,
    rollout,
    running_median,
    smear,
    smeared_states,
    weak_loss,
    weak_targets,
    without_outliers,
)


@pytest.fixture
def rng():
    return np.random.default_rng(39)


def scalar(rng, inputs=2, hidden=5):
    return Network([Affine.start(inputs, hidden, rng), Tanh(), Affine.start(hidden, 1, rng)])


# ---- pictures ------------------------------------------------------------------------------------------------------


def test_a_mirrored_pendulum_under_a_mirrored_lamp_is_the_mirrored_picture(rng):
    angles, lights = rng.uniform(-3, 3, (2, 6))
    here, there = pendulum_frames(angles, lights), pendulum_frames(-angles, np.pi - lights)
    np.testing.assert_allclose(there, here[..., ::-1], atol=1e-12)


def test_a_quarter_turn_of_all_is_a_quarter_turn_of_the_picture():
    here, there = pendulum_frames(0.4, 1.1), pendulum_frames(0.4 + np.pi / 2, 1.1 + np.pi / 2)
    np.testing.assert_allclose(there, np.rot90(here), atol=1e-12)  # counterclockwise


def test_the_ball_is_where_the_rod_ends():
    """Bright minus dark under opposite lamps is zero but on the ball and the wall; on the wall it is known."""
    angle = 0.7
    right, left = pendulum_frames(angle, 0.0, pixels=240), pendulum_frames(angle, np.pi, pixels=240)
    side = (np.arange(240) + 0.5) / 100 - 1.2
    odd = np.abs(right - left - 0.4 * side) > 0.02
    rows, columns = np.nonzero(odd & (np.hypot(side[None, :], side[:, None]) > 0.82 - 0.28))
    assert np.hypot(side[columns].mean() - 0.8 * np.sin(angle), -side[rows].mean() + 0.8 * np.cos(angle)) < 0.01


def test_the_edge_of_the_ball_is_a_ramp_of_one_pixel():
    """Below a hanging ball, lit from the right, a pixel shows as much of it as the line through the rim leaves."""
    pixels, bob = 96, 0.28
    width = 2.4 / pixels
    side = (np.arange(pixels) + 0.5) * width - 1.2
    right, down = np.meshgrid(side, side + 0.0)
    square = (right**2 + (down - 0.8) ** 2) / bob**2
    covered = np.clip(0.5 + (bob - bob * np.sqrt(square)) / width, 0, 1)
    lit = np.maximum(0.6 * right / bob + 0.8 * np.sqrt(np.maximum(1 - square, 0)), 0)
    wall = 0.3 + 0.2 * right
    below = down > 0.82
    wanted = wall + covered * (0.3 + 0.7 * lit - wall)
    assert np.sum((covered > 0) & (covered < 1) & below) > 30
    np.testing.assert_allclose(pendulum_frames(0.0, 0.0, pixels=pixels)[below], wanted[below], atol=1e-12)


@pytest.mark.parametrize("angle", [0.0, -1.1])
def test_the_rod_is_dark_under_every_lamp_and_as_broad_as_it_should_be(angle):
    """Between pivot and ball: 0.15 within 0.035 of the axis, the wall beyond, a ramp of one pixel between them."""
    pixels = 240
    side = (np.arange(pixels) + 0.5) / 100 - 1.2
    x, y = side, -side[:, None]
    along, across = x * np.sin(angle) - y * np.cos(angle), np.abs(x * np.cos(angle) + y * np.sin(angle))
    middle = (along > 0.05) & (along < 0.45)
    for light in (0.3, 2.5):
        wall = 0.3 + 0.2 * (x * np.cos(light) + y * np.sin(light))
        covered = np.clip(0.5 + 100 * (0.035 - across), 0, 1)
        wanted = wall + covered * (0.15 - wall)
        np.testing.assert_allclose(pendulum_frames(angle, light, pixels=pixels)[middle], wanted[middle], atol=1e-12)


def test_noise_is_white_and_of_the_size_asked_for(rng):
    still = np.zeros(400)
    noise = pendulum_frames(still, noise=0.3, rng=rng) - pendulum_frames(still)
    assert abs(noise.std() - 0.3) < 0.005
    beside = np.mean(noise[..., 1:] * noise[..., :-1])
    assert abs(beside) < 0.001


def test_the_filter_is_the_nearest_template(rng):
    angles, lights = rng.uniform(-3, 3, 8), rng.uniform(0, 6, 8)
    frames = pendulum_frames(angles, lights, noise=0.1, rng=rng)
    spread, around = 2 * np.pi * np.arange(90) / 90, 2 * np.pi * np.arange(6) / 6
    bank = pendulum_frames(spread[:, None], around)
    for frame, found in zip(frames, matched_filter(frames, angles=90, lights=6), strict=True):
        nearest = spread[np.unravel_index(np.argmin(((bank - frame) ** 2).sum(axis=(-2, -1))), (90, 6))[0]]
        assert abs((found - nearest + np.pi) % (2 * np.pi) - np.pi) <= np.pi / 90 + 1e-12


def test_the_filter_comes_near_the_bound_and_not_below(rng):
    """700 readings: the root mean square is known to 3 %, and five of these are allowed on either side."""
    angles, lights = rng.uniform(-2, 2, 700), rng.uniform(0, 6, 700)
    read = matched_filter(pendulum_frames(angles, lights, noise=0.1, rng=rng))
    ratio = np.sqrt(np.mean((read - angles) ** 2)) / np.sqrt(np.mean(information_bound(angles, lights, noise=0.1) ** 2))
    assert 0.87 < ratio < 1.3


def test_the_bound_is_the_corner_of_the_inverse_information():
    h, corner = 1e-5, []
    for angle, light in ((0.3, 1.0), (-1.2, 4.0)):
        by = [
            (pendulum_frames(angle + h * a, light + h * b) - pendulum_frames(angle - h * a, light - h * b)) / (2 * h)
            for a, b in ((1, 0), (0, 1))
        ]
        fisher = [[np.sum(x * y) / 0.2**2 for x in by] for y in by]
        corner.append(np.sqrt(np.linalg.inv(fisher)[0, 0]))
    np.testing.assert_allclose(information_bound([0.3, -1.2], [1.0, 4.0], noise=0.2), corner, rtol=1e-3)


@pytest.mark.parametrize("shape", [(24, 20), (3, 24, 23), (2, 2), (24,)])
def test_frames_of_another_size_are_refused(shape):
    with pytest.raises(ValueError, match=r"`frames` must be square pictures.*cut other pictures to a square"):
        matched_filter(np.zeros(shape))


# ---- tracks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1, 3, 5, 9])
def test_the_median_is_that_of_scipy_inside(rng, width):
    track, half = rng.normal(size=(3, 30)), width // 2
    wanted = median_filter(track, size=(1, width))
    inside = slice(half, 30 - half)
    np.testing.assert_array_equal(running_median(track, width)[:, inside], wanted[:, inside])
    np.testing.assert_array_equal(running_median(track, width)[:, [0, -1]], track[:, [0, -1]])


def test_next_to_the_ends_the_running_median_is_that_of_fewer():
    assert running_median([0.0, 9.0, 1.0, 5.0, 2.0, 3.0, 8.0, 4.0]).tolist() == [0, 1, 2, 3, 3, 4, 4, 4]


def test_what_rises_throughout_comes_back_unchanged(rng):
    track = np.cumsum(rng.uniform(0.1, 1, 40))
    np.testing.assert_array_equal(running_median(track), track)


def test_outliers_go_and_the_rest_stays(rng):
    t = np.arange(60) / 10
    track = np.sin(t)
    spoiled = track.copy()
    spoiled[[7, 8, 30, 59]] += [2.0, -3.0, 1.5, 1.0]
    mended = without_outliers(spoiled, within=0.4)
    others = np.setdiff1d(np.arange(59), [7, 8, 30])
    np.testing.assert_array_equal(mended[others], track[others])
    assert np.abs(mended[[7, 8, 30]] - track[[7, 8, 30]]).max() < 0.02  # straight lines over short gaps


def test_an_outlier_is_farther_than_within_from_the_median_of_so_many():
    track = np.zeros(20)
    track[[4, 10]] = 0.39, 0.41
    assert np.flatnonzero(without_outliers(track, within=0.4)).tolist() == [4]
    track = np.zeros(20)
    track[8:11] = 1.0  # three in a row: the majority of five, not of seven
    assert np.flatnonzero(without_outliers(track, within=0.4)).tolist() == [8, 9, 10]
    assert not without_outliers(track, within=0.4, width=7).any()


def test_a_bump_has_area_one_and_differentiates_straight_lines():
    for half in (2, 5, 20):
        weights, slopes = bump(half, 0.3)
        t = 0.3 * np.arange(-half, half + 1)
        np.testing.assert_allclose([weights.sum(), slopes.sum(), slopes @ t], [1, 0, 1], atol=1e-12)
        assert abs(weights @ t) < 1e-12


def test_slopes_are_minus_the_derivative_of_the_bump():
    half, dt = 40, 0.1
    t, width = dt * np.arange(-half, half + 1), dt * (half + 1)
    x = sympy.Symbol("x")
    form = (1 - (x / width) ** 2) ** 4
    area = float(sympy.integrate(form, (x, -width, width)))
    derivative = sympy.lambdify(x, -sympy.diff(form, x) * dt / area)
    np.testing.assert_allclose(bump(half, dt)[1], derivative(t), atol=1e-6)


@pytest.mark.parametrize("friction", [0.0, 0.3])
def test_smeared_states_obey_the_same_linear_law(friction):
    """x'' = −2x − γx' by matrix exponentials: (q, p) of the smeared track moves as A says, and so do its targets."""
    A, dt, half = np.array([[0.0, 1.0], [-2.0, -friction]]), 0.05, 14
    track = np.array([(expm(A * dt * k) @ [1.0, 0.3])[0] for k in range(120)])
    z = smeared_states(track, dt, half)
    np.testing.assert_allclose(z[1:], z[:-1] @ expm(A * dt).T, atol=2e-6)
    np.testing.assert_allclose(weak_targets(z, dt, half), smear(z @ A.T, half), atol=3e-5)
    assert np.abs(weak_targets(z, dt, half) - z[half:-half] @ A.T).max() > 0.01  # one side smeared alone


def test_the_weak_loss_and_its_differential(rng):
    loss, outputs, targets = weak_loss(3), rng.normal(size=(2, 15, 2)), rng.normal(size=(2, 9, 2))
    value, covector = loss(outputs, targets)
    weights, total = bump(3)[0], 0.0
    for track, wanted in zip(outputs, targets, strict=True):
        for k in range(9):
            total += np.sum((weights @ track[k : k + 7] - wanted[k]) ** 2)
    assert value == pytest.approx(total / (2 * 18), rel=1e-13)
    step = rng.normal(size=outputs.shape)
    ahead, behind = (loss(outputs + h * step, targets)[0] for h in (1e-4, -1e-4))
    assert np.sum(covector * step) == pytest.approx((ahead - behind) / 2e-4, rel=1e-9)


@pytest.mark.parametrize("call", [
    lambda: smeared_states(np.zeros(13), 0.1, 6),
    lambda: weak_targets(np.zeros((13, 2)), 0.1, 6),
    lambda: smear(np.zeros((13, 2)), 6),
])  # fmt: skip
def test_too_short_a_track_is_refused(call):
    with pytest.raises(ValueError, match=r"at least 14 frames.*The track is too short"):
        call()


# ---- laws ----------------------------------------------------------------------------------------------------------


def test_the_field_by_sympy():
    a, b = sympy.symbols("q p")
    H = sympy.tanh(2 * a - b + 0.5) - 3 * sympy.tanh(0.5 * a + b)
    field = sympy.lambdify((a, b), [sympy.diff(H, b), -sympy.diff(H, a) - 0.2 * sympy.diff(H, b)])
    first = Affine(np.array([[2.0, -1.0], [0.5, 1.0]]), np.array([0.5, 0.0]))
    law = HamiltonianNetwork(Network([first, Tanh(), Affine(np.array([[1.0, -3.0]]))]), friction=0.2)
    states = np.array([[0.3, -0.4], [1.0, 0.2]])
    np.testing.assert_allclose(law(states), [field(*z) for z in states], rtol=1e-13)


@pytest.mark.parametrize("friction", [None, 0.3])
@pytest.mark.parametrize("inputs", [2, 4])
def test_push_and_pull_are_its_derivative(rng, inputs, friction):
    law = HamiltonianNetwork(scalar(rng, inputs), friction)
    x, v, w = rng.normal(size=(3, 7, inputs))
    change = rng.normal(size=law.size)
    moved, start = [], law.parameters.copy()
    for h in (1e-5, -1e-5):
        law.parameters[:] = start + h * change
        moved.append(law(x + h * v))
    law.parameters[:] = start
    measured = (moved[0] - moved[1]) / 2e-5
    np.testing.assert_allclose(law.pushforward(x, v, change), measured, atol=1e-8)
    at_input, at_parameters = law.pullback(x, w)
    assert np.sum(at_input * v) + at_parameters @ change == pytest.approx(np.sum(w * measured), abs=1e-7)
    assert np.sum(at_input * v) + at_parameters @ change == pytest.approx(
        np.sum(w * law.pushforward(x, v, change)), rel=1e-12
    )


def test_energy_changes_as_friction_says(rng):
    for friction in (None, 0.4):
        law = HamiltonianNetwork(scalar(rng), friction)
        z = rng.normal(size=(9, 2))
        f, h = law(z), 1e-5
        rate = (law.energy(z + h * f) - law.energy(z - h * f)) / (2 * h)
        np.testing.assert_allclose(rate, -(friction or 0.0) * f[:, 0] ** 2, atol=1e-9)


def test_inside_a_network_its_parameters_are_views_and_learn(rng):
    law = HamiltonianNetwork(scalar(rng, hidden=8), 0.0)
    network = Network([law])
    network.parameters[-1] = 0.7
    assert network.maps[0].friction == 0.7
    assert law.friction == 0.0
    z = rng.normal(size=(3, 30, 2))
    target = smear(np.stack([z[..., 1], -z[..., 0] - 0.1 * z[..., 1]], axis=-1), 2)
    step, _ = adam(network.parameters, 0.02)
    first = loss_differential(network, weak_loss(2), z, target)[0]
    for _ in range(300):
        value, d = loss_differential(network, weak_loss(2), z, target)
        step(d)
    assert value < 0.02 * first


@pytest.mark.parametrize(("maps", "words"), [
    ([Affine(np.ones((2, 2)))], "one output"),
    ([Affine(np.ones((1, 3)))], "even number"),
    ([Affine(np.ones((1, 2), complex))], "be real"),
])  # fmt: skip
def test_what_is_no_energy_is_refused(maps, words):
    with pytest.raises((TypeError, ValueError), match=words):
        HamiltonianNetwork(Network(maps))


def test_rollout_has_order_four_and_agrees_with_scipy():
    def field(z):
        return np.stack([z[..., 1], -np.sin(z[..., 0])], axis=-1)

    exact = solve_ivp(lambda t, z: field(z), (0, 4), [1.2, 0.3], rtol=1e-12, atol=1e-12).y[:, -1]
    errors = [np.abs(rollout(field, [1.2, 0.3], 4 / n, n)[-1] - exact).max() for n in (40, 80, 160)]
    orders = np.log2(np.divide(errors[:-1], errors[1:]))
    assert np.all(np.abs(orders - 4) < 0.15), orders


def test_rollout_of_many_starts_keeps_every_so_many(rng):
    starts, A = rng.normal(size=(3, 2)), np.array([[0.0, 1.0], [-1.0, -0.1]])
    path = rollout(lambda z: z @ A.T, starts, 0.05, 40, every=10)
    assert path.shape == (5, 3, 2)
    np.testing.assert_allclose(path[4], starts @ expm(2 * A).T, atol=1e-6)


def test_a_law_that_drives_away_is_stopped():
    with pytest.raises(FloatingPointError, match="finite"):
        rollout(lambda z: z**3, [2.0, 0.0], 0.5, 100)


def test_single_precision_stays(rng):
    frames = pendulum_frames(np.zeros(2, np.float32), noise=0.1, rng=rng)
    assert frames.dtype == matched_filter(frames).dtype == np.float32
    z = smeared_states(np.zeros((2, 40), np.float32), 0.1, 4)
    law = HamiltonianNetwork(
        Network([Affine.start(2, 3, rng, dtype=np.float32), Tanh(), Affine.start(3, 1, rng, dtype=np.float32)]), 0.1
    )
    assert z.dtype == weak_targets(z, 0.1, 4).dtype == law(z).dtype == law.pullback(z, z)[1].dtype == np.float32
