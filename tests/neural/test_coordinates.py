"""New coordinates change every component and nothing that means something."""

import numpy as np
import pytest

from physdl.neural import Affine, Network, Tanh, change_coordinates, fisher_metric, loss_differential, raise_index
from physdl.neural.losses import squared_loss


def bent():
    """Return nonlinear coordinates: a shear that bends, then a stretch."""

    def forward(theta):
        return np.sinh(theta) + 0.3 * np.roll(theta, 1) * np.array([0.0, 1.0, 1.0])

    def backward(new):
        first = np.arcsinh(new[0])
        second = solve(lambda s: np.sinh(s) + 0.3 * first - new[1])
        return np.array([first, second, solve(lambda s: np.sinh(s) + 0.3 * second - new[2])])

    def solve(f):
        low, high = -20.0, 20.0
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if f(middle) < 0 else (low, middle)
        return middle

    return change_coordinates(forward, backward)


@pytest.fixture(params=["linear", "nonlinear"])
def chart(request):
    return (
        change_coordinates([[2.0, 1.0, 0.0], [0.0, 0.5, -1.0], [1.0, 0.0, 3.0]])
        if request.param == "linear"
        else bent()
    )


def test_there_and_back(chart):
    theta = np.array([0.4, -0.7, 1.1])
    np.testing.assert_allclose(chart.back(chart.point(theta)), theta, rtol=1e-12)


def test_the_jacobian_is_the_derivative_of_the_point(chart):
    theta, h = np.array([0.4, -0.7, 1.1]), 1e-6
    measured = [(chart.point(theta + h * e) - chart.point(theta - h * e)) / (2 * h) for e in np.eye(3)]
    np.testing.assert_allclose(chart.jacobian(theta), np.transpose(measured), rtol=1e-8, atol=1e-9)


def test_pairings_and_lengths_survive(chart):
    rng = np.random.default_rng(1)
    theta, v, w = rng.normal(size=(3, 3))
    root = rng.normal(size=(3, 3))
    g = root @ root.T + np.eye(3)
    new_v, new_w, new_g = chart.vector(v, theta), chart.covector(w, theta), chart.metric(g, theta)
    assert np.abs(new_v - v).max() > 0.1
    assert new_w @ new_v == pytest.approx(w @ v, rel=1e-12)
    assert new_v @ new_g @ new_v == pytest.approx(v @ g @ v, rel=1e-12)
    np.testing.assert_allclose(
        raise_index(new_g, new_w), chart.vector(raise_index(g, w), theta), rtol=1e-11, atol=1e-12
    )


def test_a_covector_is_the_differential_of_the_same_function(chart):
    theta, h = np.array([0.4, -0.7, 1.1]), 1e-6
    new = chart.point(theta)

    def height(at):
        return np.sin(at[0] * at[1]) + at[2] ** 3

    old = [(height(theta + h * e) - height(theta - h * e)) / (2 * h) for e in np.eye(3)]
    there = [(height(chart.back(new + h * e)) - height(chart.back(new - h * e))) / (2 * h) for e in np.eye(3)]
    np.testing.assert_allclose(chart.covector(old, theta), there, rtol=1e-7, atol=1e-8)


def test_batches_and_layer_metrics():
    rng = np.random.default_rng(2)
    net, x = Network([Affine.start(2, 2, rng), Tanh()]), rng.normal(size=(30, 2))
    chart = change_coordinates(rng.normal(size=(6, 6)))
    _, differential = loss_differential(net, squared_loss, x, np.zeros((30, 2)))
    metric = fisher_metric(net, x)
    np.testing.assert_array_equal(chart.metric(metric), chart.metric(metric.matrix))
    rows = np.stack([differential, 2 * differential])
    for carry in (chart.vector, chart.covector):
        np.testing.assert_allclose(carry(rows), [carry(row) for row in rows], rtol=1e-12)


@pytest.mark.parametrize("dtype", [float, complex])
def test_complex_metrics_stay_hermitian(dtype):
    rng = np.random.default_rng(3)

    def draw(*shape):
        return rng.normal(size=shape) + 1j * rng.normal(size=shape)

    A, root, v, w = draw(3, 3), draw(3, 3), draw(3), draw(3)
    chart, g = change_coordinates(A if dtype is complex else A.real), root @ root.conj().T + np.eye(3)
    new_g, new_v = chart.metric(g), chart.vector(v)
    np.testing.assert_array_equal(new_g, new_g.conj().T)
    assert np.conj(new_v) @ new_g @ new_v == pytest.approx(np.conj(v) @ g @ v, rel=1e-12)
    np.testing.assert_allclose(raise_index(new_g, chart.covector(w)), chart.vector(raise_index(g, w)), rtol=1e-11)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: change_coordinates([[1.0, 2.0], [2.0, 4.0]]), ValueError, "`forward` must be invertible; got a cond"),
        (lambda: change_coordinates(np.ones((2, 3))), ValueError, r"`forward` must have shape \(2, 2\)"),
        (lambda: change_coordinates(np.sinh), TypeError, "`backward` must be the inverse of `forward`"),
        (lambda: change_coordinates(np.sinh, np.arcsinh).jacobian(), ValueError, "`at` must be the old point"),
        (lambda: change_coordinates(np.square, np.sqrt).vector([1.0], [0.0]), ValueError, "`point` must be invertible"),
        (lambda: change_coordinates(np.eye(2)).vector([1.0]), ValueError, r"`v` must have shape \(..., 2\)"),
        (lambda: change_coordinates(np.eye(2)).covector(1.0), ValueError, r"`w` must have shape \(..., 2\)"),
        (lambda: change_coordinates(np.eye(2)).metric(np.eye(3)), ValueError, r"`g` must have shape \(2, 2\)"),
        (
            lambda: change_coordinates(lambda t: t[..., :1], np.sqrt).vector([1.0, 1.0], [1.0, 1.0]),
            ValueError,
            r"`point` must have shape \(1, 1\)",
        ),
        (lambda: change_coordinates([[np.inf]]), ValueError, "`forward` must be finite"),
    ],
)
def test_refused(call, kind, message):
    with pytest.raises(kind, match=message):
        call()
