"""Networks: composition, the flat vector and its views, the differential of a loss, Jacobian and tangent kernel."""

import numpy as np
import pytest
from harness import STEP, WIDTH, deep, with_parameters

from physdl.neural.losses import softmax_cross_entropy, squared_loss
from physdl.neural.maps import Affine, Identity, Map, ReLU, Residual, Tanh
from physdl.neural.network import Network, jacobian, loss_differential, tangent_kernel


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def complex_gradient(network, loss, x, y):
    """Return dL by complex step on the loss, one parameter after another."""
    gradient = np.empty(network.size)
    for k in range(network.size):
        theta = network.parameters.astype(complex)
        theta[k] += 1j * STEP
        gradient[k] = loss(with_parameters(network, theta)(x), y).imag / STEP
    return gradient


def plain_square(outputs, targets):
    return np.sum((outputs - targets) ** 2) / (2 * len(targets))


def plain_cross_entropy(outputs, labels):
    p = np.exp(outputs) / np.sum(np.exp(outputs), axis=-1, keepdims=True)
    return -np.mean(np.log(p[np.arange(len(labels)), labels]))


def test_composition_pulls_back_in_reverse(rng):
    f, g = Affine.start(WIDTH, 5, rng), Residual(Tanh())
    x, w = rng.normal(size=(6, WIDTH)), rng.normal(size=(6, 5))
    at_input, at_parameters = Network([f, g]).pullback(x, w)
    expected = f.pullback(x, g.pullback(f(x), w)[0])
    np.testing.assert_array_equal(at_input, expected[0])
    np.testing.assert_array_equal(at_parameters, expected[1])


def test_parameters_are_one_vector_with_views(rng):
    start = Affine.start(2, 3, rng)
    network = Network([start, Tanh(), Affine.start(3, 1, rng)])
    assert network.slices == (slice(0, 9), slice(9, 9), slice(9, 13))
    network.parameters[:] = np.arange(13)
    np.testing.assert_array_equal(network.maps[0].weight, [[0, 1], [2, 3], [4, 5]])
    np.testing.assert_array_equal(network.maps[2].bias, [12])
    network.maps[2].weight[0, 1] = -7
    assert network.parameters[10] == -7
    network.parameters -= 1
    network.parameters = 2 * network.parameters
    assert network.maps[0].bias[0] == 10
    assert np.abs(start.weight).max() < 3, "the map that was given stays as it was"
    other = network.copy()
    other.parameters[:] = 0
    assert network.parameters.any()


def test_points(rng):
    network = deep(rng)
    x = rng.normal(size=(3, WIDTH))
    points = network.points(x)
    assert len(points) == len(network.maps) + 1
    np.testing.assert_array_equal(points[-1], network(x))
    np.testing.assert_array_equal(points[2], np.tanh(network.maps[0](x)))


@pytest.mark.parametrize("kind", ["squared", "cross-entropy"])
def test_loss_differential_is_the_gradient(rng, kind):
    network, x = deep(rng), rng.normal(size=(7, WIDTH))
    if kind == "squared":
        y, loss, plain = rng.normal(size=(7, 3)), squared_loss, plain_square
    else:
        y, loss, plain = rng.integers(0, 3, 7), softmax_cross_entropy, plain_cross_entropy
    value, differential = loss_differential(network, loss, x, y)
    assert value == pytest.approx(plain(network(x), y), rel=1e-14)
    np.testing.assert_allclose(differential, complex_gradient(network, plain, x, y), rtol=1e-11, atol=1e-14)
    expected = network.pullback(x, loss(network(x), y)[1])[1]
    np.testing.assert_allclose(differential, expected, rtol=1e-13, atol=1e-15)


def test_loss_differential_can_be_repeated(rng):
    """Buffers are reused, for batches of several sizes, and leave no trace."""
    network = deep(rng)
    batches = [(rng.normal(size=(n, WIDTH)), rng.normal(size=(n, 3))) for n in (4, 9, 1, 2, 7, 5)]
    before = [x.copy() for x, _ in batches]
    first = [loss_differential(network, squared_loss, *batch) for batch in batches]
    out = np.empty(network.size)
    for batch, start, (value, differential) in zip(batches, before, first, strict=True):
        again, same = loss_differential(network, squared_loss, *batch, out=out)
        assert same is out
        assert again == value
        np.testing.assert_array_equal(out, differential)
        np.testing.assert_array_equal(batch[0], start)


@pytest.mark.parametrize(
    "maps",
    [
        lambda rng: [Tanh(), Tanh(), Affine.start(WIDTH, 3, rng)],
        lambda rng: [Affine.start(WIDTH, 3, rng), Tanh(), Residual(Tanh()), ReLU(), Identity()],
        lambda rng: [Affine.start(WIDTH, 3, rng), Affine.start(3, 3, rng), Residual(Affine.start(3, 3, rng))],
        lambda rng: [Affine.start(WIDTH, 3, rng), Network([Tanh(), Affine.start(3, 3, rng)]), Tanh()],
    ],
)
def test_shared_buffers_are_never_looked_at_again(rng, maps):
    network = Network(maps(rng))
    x, y = rng.normal(size=(5, WIDTH)), rng.normal(size=(5, 3))
    _, differential = loss_differential(network, squared_loss, x, y)
    np.testing.assert_allclose(differential, complex_gradient(network, plain_square, x, y), rtol=1e-11, atol=1e-14)


def test_single_precision(rng):
    network = deep(rng)
    single = network._bound(np.empty(network.size, np.float32))
    x, y = rng.normal(size=(7, WIDTH)), rng.normal(size=(7, 3))
    _, exact = loss_differential(network, squared_loss, x, y)
    _, differential = loss_differential(single, squared_loss, x.astype(np.float32), y.astype(np.float32))
    assert differential.dtype == np.float32
    np.testing.assert_allclose(differential, exact, rtol=1e-3, atol=1e-5)


def test_complex_parameters(rng):
    """The differential of a real loss by complex parameters: dL(v) = Re Σ w v."""

    def numbers(*shape):
        return rng.normal(size=shape) + 1j * rng.normal(size=shape)

    network = Network([Affine(0.5 * numbers(3, 2)), Tanh(), Affine(numbers(2, 3))])
    x, y, v = numbers(5, 2), numbers(5, 2), numbers(network.size)
    value, differential = loss_differential(network, squared_loss, x, y)
    assert value == pytest.approx(np.sum(np.abs(network(x) - y) ** 2) / 10, rel=1e-14)
    moved, h = network.copy(), 1e-6
    ahead, behind = ((moved.__setattr__("parameters", network.parameters + s * h * v), moved(x))[1] for s in (1, -1))
    measured = (np.sum(np.abs(ahead - y) ** 2) - np.sum(np.abs(behind - y) ** 2)) / (20 * h)
    assert np.real(differential @ v) == pytest.approx(measured, rel=1e-7)


def test_jacobian_by_complex_step(rng):
    network, x = deep(rng), rng.normal(size=(6, WIDTH))
    result = jacobian(network, x)
    assert result.shape == (6, 3, network.size)
    for k in range(network.size):
        theta = network.parameters.astype(complex)
        theta[k] += 1j * STEP
        column = with_parameters(network, theta)(x).imag / STEP
        np.testing.assert_allclose(result[..., k], column, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("count", [1, 6, 300])
def test_tangent_kernel_is_the_square_of_the_jacobian(rng, outputs, count):
    network = deep(rng, outputs)
    x, other = rng.normal(size=(count, WIDTH)), rng.normal(size=(5, WIDTH))
    here, there = jacobian(network, x), jacobian(network, other)
    kernel = tangent_kernel(network, x)
    assert kernel.shape == (count, outputs, count, outputs)
    np.testing.assert_allclose(kernel, np.einsum("aip,bjp->aibj", here, here), rtol=1e-11, atol=1e-12)
    mixed = tangent_kernel(network, x, other)
    np.testing.assert_allclose(mixed, np.einsum("aip,bjp->aibj", here, there), rtol=1e-11, atol=1e-12)


def test_visits_name_the_place_the_point_and_the_covector(rng):
    """Each elementary map's own pullback from there gives its share of the parameter covector."""
    network, x, w = deep(rng), rng.normal(size=(6, WIDTH)), rng.normal(size=(6, 3))
    whole = network.pullback(x, w)[1]
    covered = np.zeros(network.size, int)
    for start, part, where, covector in network.visits(x, w):
        place = slice(start, start + part.size)
        covered[place] += 1
        np.testing.assert_allclose(part.pullback(where, covector)[1], whole[place], rtol=1e-12, atol=1e-14)
    assert (covered == 1).all()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda n: Network([]), "`maps` must hold at least one map"),
        (lambda n: Network([n, n]), r"`maps\[1\]` must take 3 components, .* got a map of 4"),
        (lambda n: n(np.zeros((2, 5))), r"`x` must have shape \(\.\.\., 4\); got shape \(2, 5\)"),
        (
            lambda n: loss_differential(n, squared_loss, np.array([[1.0] * 4, [1, 2, np.nan, 4]]), np.zeros((2, 3))),
            "`x` must be finite; got nan in row 1, column 2",
        ),
        (
            lambda n: loss_differential(n, squared_loss, np.array([[np.inf] * 4, [1, 2, 3, 4]]), np.zeros((2, 3))),
            "`x` must be finite; got inf in row 0, column 0",
        ),
        (
            lambda n: loss_differential(n, squared_loss, np.zeros((2, 4)), np.zeros((2, 1))),
            r"shape \(2, 3\); got .*2, 1",
        ),
        (
            lambda n: loss_differential(n, lambda y, t: (1.0, y[0]), np.zeros((2, 4)), None),
            r"covector of shape \(2, 3\)",
        ),
        (lambda n: jacobian(n, np.zeros(4)), "`x` must have 2 axes"),
        (lambda n: tangent_kernel(n, np.zeros((3, 4)), np.zeros((3, 5))), r"got shape \(3, 5\)"),
        (lambda n: tangent_kernel(n, np.full((3, 4), np.nan)), "got nan in row 0, column 0"),
        (lambda n: jacobian(Tanh(), np.zeros((3, 4))), "a fixed number of outputs"),
        (lambda n: setattr(n, "parameters", [1.0, 2.0]), "`parameters` must have shape"),
    ],
)
def test_refused(rng, call, message):
    with pytest.raises(ValueError, match=message):
        call(deep(rng))


def test_a_class_is_not_a_map():
    with pytest.raises(TypeError, match=r"`maps\[0\]` must be a Map; got tanh\.$"):
        Network(["tanh"])
    with pytest.raises(TypeError, match=r"`maps\[0\]` must be a Map; .* Write `Tanh\(\)`, not `Tanh`"):
        Network([Tanh])


def test_a_map_of_the_readers_own(rng):
    class Square(Map):
        _needs_y = False

        def _apply(self, x, out=None):
            return np.multiply(x, x, out=out)

        def _pull(self, x, y, w, covector=None, out=None, wanted=True):
            return np.multiply(w, 2 * x, out=out) if wanted else None

    network = Network([Affine.start(WIDTH, 5, rng), Square(), Tanh(), Affine.start(5, 2, rng)])
    x, y = rng.normal(size=(6, WIDTH)), rng.normal(size=(6, 2))
    _, differential = loss_differential(network, squared_loss, x, y)
    np.testing.assert_allclose(differential, complex_gradient(network, plain_square, x, y), rtol=1e-11, atol=1e-14)


def test_parameters_too_large_for_a_loss(rng):
    network = Network([Affine.start(2, 3, rng), ReLU(), Affine.start(3, 1, rng)])
    network.parameters *= 1e200
    with pytest.raises(FloatingPointError, match=r"`loss` must be finite.*take shorter steps"):
        loss_differential(network, squared_loss, np.ones((2, 2)), np.zeros((2, 1)))
