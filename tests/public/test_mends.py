"""Right values where squares, exponentials and branches would spoil them, against independent arithmetic."""

import warnings

import mpmath
import numpy as np
import pytest

from physdl import bayes, cheap, duals, neural
from physdl.action import action_gradient, discrete_action, eikonal, stationary_path, travel_time
from physdl.explore import Slider
from physdl.neural import OPTIMIZERS, Affine, Network, Sigmoid, Softplus

mpmath.mp.dps = 60


@pytest.fixture(autouse=True)
def every_warning_is_an_error():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


@pytest.mark.parametrize(("dtype", "spacing"), [(np.float32, 1e20), (float, 1.4e154), (float, 1e-200), (float, 1e300)])
@pytest.mark.parametrize("ball", [0, 2])
def test_arrival_times_in_any_unit_of_length(dtype, spacing, ball):
    index = np.array([[1, 1.5, 2, 1], [1, 1.25, 1, 3], [1, 1, 1, 1]], dtype)
    unit = eikonal(index, (0, 1), 1.0, ball=ball)
    far = eikonal(index, (0, 1), spacing, ball=ball * spacing)
    assert far.dtype == dtype
    assert np.allclose(far.astype(np.longdouble) / np.longdouble(spacing), unit, rtol=8 * np.finfo(dtype).eps, atol=0)
    corner = eikonal(np.ones((2, 2), dtype), (0, 0), spacing)[1, 1]  # (T − h)² + (T − h)² = h²
    assert float(corner) / spacing == pytest.approx(1 + 0.5**0.5, rel=4 * float(np.finfo(dtype).eps))


def test_an_index_a_thousand_decades_off_is_refused():
    with pytest.raises(ValueError, match="`index_grid` must vary by less than"):
        eikonal(np.array([[1.0, 1e-200]]), (0, 0), 1.0)
    with pytest.raises(ValueError, match="`times` must be comparable"):
        eikonal(np.ones((2, 2)), (0, 0), 1e-200, times=1.0)


COMPLEX = [-800 + 1j, -745.5 - 2j, -30 + 3j, 3 + 2j, 50 + 100j, 800 + 7j, 2 - 3.3j, 1 + 40j, -2 + 9j]


@pytest.mark.parametrize("z", COMPLEX)
def test_complex_sigmoid_and_softplus(z):
    exact = mpmath.exp(mpmath.mpc(z))
    found = Sigmoid()(np.array([z]))[0]
    assert abs(found - complex(exact / (1 + exact))) <= 1e-14 * abs(found)
    wanted = complex(mpmath.log(1 + exact))  # the principal logarithm
    assert Softplus()(np.array([z]))[0] == pytest.approx(wanted, rel=1e-13)
    slope = Softplus().pushforward(np.array([z]), np.ones(1, complex))[0]
    assert slope == pytest.approx(complex(exact / (1 + exact)), rel=1e-10, abs=1e-300)


def test_kinks_have_the_mean_slope_and_infinite_slopes_are_infinite():
    origin, unit = np.zeros(2), np.eye(2)
    assert duals.gradient(lambda x: np.linalg.norm(x, axis=-1), origin).tolist() == [0, 0]
    assert duals.gradient(lambda x: np.hypot(x[..., 0], x[..., 1]), origin).tolist() == [0, 0]
    assert duals.gradient(lambda x: np.arctan2(x[..., 1], x[..., 0]), origin).tolist() == [0, 0]
    assert duals.pushforward(np.abs, np.zeros(1, complex), np.ones(1, complex)).tolist() == [0]
    assert duals.pushforward(lambda x: x**x, 0.0, 1.0) == -np.inf
    assert duals.gradient(lambda x: x[..., 0] ** x[..., 1], origin).tolist() == [0, -np.inf]
    assert duals.gradient(lambda x: x[..., 0] ** x[..., 1], np.array([0.0, 2.0])).tolist() == [0, 0]
    tilted = duals.gradient(lambda x: np.linalg.norm(x, axis=-1), np.array([[3.0, 4.0], [0.0, 0.0]]))
    assert tilted == pytest.approx(np.array([[0.6, 0.8], [0, 0]]))
    assert np.isfinite(duals.hessian(lambda x: np.linalg.norm(x - unit[0], axis=-1), np.array([3.0, 4.0]))).all()


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_the_slope_of_an_angle_at_any_size(size):
    x = np.array([3 * size, 4 * size])
    found = duals.gradient(lambda x: np.arctan2(x[..., 1], x[..., 0]), x)
    assert found == pytest.approx([-4 / (25 * size), 3 / (25 * size)], rel=1e-14)


def evidence(x, y, precision, sigma):
    """Return F of a linear model with one column, by the integral's closed form, in sixty digits."""
    x, y, p, s = [mpmath.mpf(a) for a in x], [mpmath.mpf(b) for b in y], mpmath.mpf(precision), mpmath.mpf(sigma)
    a, b = sum(v * v for v in x) / s**2 + p, sum(v * w for v, w in zip(x, y, strict=True)) / s**2
    c = sum(w * w for w in y) / s**2
    return len(x) * mpmath.log(2 * mpmath.pi * s**2) / 2 + (mpmath.log(a / p) + c - b * b / a) / 2


@pytest.mark.parametrize("sigma", [1e-150, 1e-3, 1.0, 1e160, 1e200])
def test_evidence_with_noise_of_any_size(sigma):
    x, y = [1.0, 2.0, 3.0], [0.5, 2.5, 2.0]
    found = bayes.known_noise(bayes.moments(np.array(x)[:, None], y), 2.0, sigma).free_energy
    wanted = evidence(x, y, 2.0, sigma)
    assert found == pytest.approx(float(wanted), rel=1e-12)
    both = bayes.log_evidence_all_submodels(np.array(x)[:, None], y, 2.0, sigma=sigma)
    assert both[1] == pytest.approx(-float(wanted), rel=1e-9)


def test_a_path_of_any_duration():
    path = stationary_path(0.0, 1.0, lambda x, v: (v**2 - x**2) / 2, 1e200, 8)
    assert path.gradient_norm <= 1e-10
    assert abs(path.path[1:-1]).max() < 1e-10  # x'' = −x at steps so long that only rest is stationary
    free = stationary_path(0.0, 1.0, lambda x, v: x * v, 1.0, 8)
    assert free.morse_index == 0  # a total derivative: every path is stationary


def test_imaginary_parts_are_refused():
    path, swing = np.array([0, 1j, 1]), lambda x, v: v**2 - x**2
    for function in (discrete_action, action_gradient):
        with pytest.raises(TypeError, match=r"`path` must be real; got dtype complex128\."):
            function(path, swing, 1.0)
    network = Network([Affine([[1.0]])])
    with pytest.raises(TypeError, match="`parameters` must be real"):
        network.parameters = np.array([1j, 0])
    assert network.parameters.tolist() == [1, 0]


@pytest.mark.parametrize("dtype", [int, bool])
def test_an_isometry_has_no_whole_numbers(dtype):
    with pytest.raises(TypeError, match="`dtype` must be a floating or complex type; got"):
        neural.orthogonal(2, 2, np.random.default_rng(1), dtype=dtype)


def test_a_medium_beyond_the_coordinates_is_named():
    with pytest.raises(ValueError, match="`index` must be a function of 2 coordinates"):
        travel_time([[0.0, 0.0], [1.0, 1.0]], lambda x: x[..., 2])


def test_pullbacks_of_mixed_precision_are_those_of_the_finer():
    rng = np.random.default_rng(2)
    network = Network([Affine.start(2, 3, rng), neural.Tanh(), Affine.start(3, 1, rng)])
    x, w = rng.normal(size=(4, 2)).astype(np.float32), rng.normal(size=(4, 1)).astype(np.float32)
    fine = network.pullback(x.astype(float), w.astype(float))
    for some_x, some_w in ((x, w), (x.astype(float), w), (x, w.astype(float))):
        found = network.pullback(some_x, some_w)
        assert all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(found, fine, strict=True))


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("covector", [np.array([np.nan, 1.0]), np.array([1.0]), np.array([1.0, 1j]), np.ones((1, 2))])
def test_a_covector_that_is_none_moves_nothing(name, covector):
    theta = np.array([1.0, 2.0])
    step, memory = OPTIMIZERS[name](theta, 0.1, **({"metric": np.ones(2)} if name == "natural" else {}))
    before = {key: value.copy() for key, value in memory.items()}
    with pytest.raises((ValueError, TypeError), match="`covector` must"):
        step(covector)
    assert theta.tolist() == [1, 2]
    step(np.array([1e200, 0.0]) if name != "adam" else np.zeros(2))  # a square that is no number is no reason
    theta[:] = [1, 2]
    step, memory = OPTIMIZERS[name](theta, 0.1, **({"metric": np.ones(2)} if name == "natural" else {}))
    step(np.array([0.0, 0.0]))
    assert all(key in ("steps",) or np.array_equal(value, before[key]) for key, value in memory.items())


@pytest.mark.parametrize("empty", [np.zeros((0, 2)), np.zeros((0, 1))])
def test_an_empty_batch_has_no_loss(empty):
    for loss in (neural.squared_loss, neural.modulus_loss):
        with pytest.raises(ValueError, match="`outputs` must hold at least one point"):
            loss(empty, empty)


def test_losses_of_whole_numbers():
    value, differential = neural.modulus_loss([[3, -4]], [[1, 1]])
    assert value == 6.5
    assert differential.tolist() == [[2, -3]]


def test_moments_in_single_precision_are_matched():
    nodes = cheap.states(2, (-1, 0, 1))
    samples = np.array([[1, 0], [0, 1], [-1, 0], [0, -1], [1, 1], [0, 0], [-1, 1], [1, -1], [-1, -1]])
    fine = cheap.fit_hamiltonian(samples, 2, nodes)
    coarse = cheap.fit_hamiltonian(samples.astype(np.float32), 2, nodes.astype(np.float32))
    assert np.allclose(coarse.coefficients, fine.coefficients)
    means = cheap.monomials(samples, 2).mean(axis=0).astype(np.float32)
    assert np.allclose(cheap.match_moments(means, 2, nodes).coefficients, fine.coefficients, atol=1e-5)


def test_the_proof_at_any_scale():
    signs = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0]])
    small = signs * [1e-70, 1e60]
    matrix, target = cheap.taylor_system(small)
    y = cheap.obstruction(small)
    assert abs(y @ matrix).max() < 1e-12
    assert y @ target == pytest.approx(1)
    with pytest.raises(ValueError, match="`directions` must have products of 2 entries"):
        cheap.obstruction(signs * 1e-160)


@pytest.mark.parametrize("step", [0, np.nan, -1])
def test_a_slider_moves(step):
    with pytest.raises(ValueError, match="`step` must be"):
        Slider(0, 4, step=step)
