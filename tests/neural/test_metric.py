"""Layer metrics: each measures what it says it measures, and raising inverts lowering."""

import numpy as np
import pytest
from harness import WIDTH, deep

from physdl.neural import (
    Affine,
    Network,
    Tanh,
    covariance_metric,
    fisher_metric,
    identity_metric,
    jacobian,
    kronecker_metric,
    loss_differential,
    natural_gradient,
    pairing,
    raise_index,
    softmax_cross_entropy,
    squared_loss,
)
from physdl.neural.costate import metriplectic

POINTS = 60


def batch(seed=4, outputs=3):
    rng = np.random.default_rng(seed)
    return deep(rng, outputs), rng.normal(size=(POINTS, WIDTH)), rng


FITTED = {
    "identity": lambda net, x: identity_metric(net),
    "covariance": covariance_metric,
    "fisher": fisher_metric,
    "fisher, softmax": lambda net, x: fisher_metric(net, x, softmax_cross_entropy),
    "kronecker": kronecker_metric,
    "kronecker, softmax": lambda net, x: kronecker_metric(net, x, softmax_cross_entropy),
}


@pytest.fixture(params=FITTED)
def fitted(request):
    net, x, rng = batch()
    return net, x, rng, FITTED[request.param](net, x)


def test_every_metric_is_symmetric_and_nowhere_negative(fitted):
    net, _, _, metric = fitted
    matrix = metric.matrix
    assert metric.size == net.size
    assert matrix.shape == (net.size,) * 2
    np.testing.assert_allclose(matrix, matrix.T, rtol=0, atol=1e-14 * np.abs(matrix).max())
    assert np.linalg.eigvalsh(matrix)[0] > -1e-13 * np.abs(matrix).max()


def test_raising_solves_the_damped_equation(fitted):
    net, _, rng, metric = fitted
    w = rng.normal(size=(3, net.size))
    for damping in (1e-3, 0.7):
        v = raise_index(metric, w, damping=damping)
        expected = np.linalg.solve(metric.matrix + damping * np.eye(net.size), w.T).T
        np.testing.assert_allclose(v, expected, rtol=0, atol=1e-10 * np.abs(expected).max())
        np.testing.assert_allclose(raise_index(metric, w[0], damping=damping), v[0], rtol=1e-9, atol=1e-11)


def test_lowering_is_the_matrix_and_pairing_the_length(fitted):
    net, _, rng, metric = fitted
    v = rng.normal(size=net.size)
    w = metric.lower(v)
    np.testing.assert_allclose(w, metric.matrix @ v, rtol=0, atol=1e-13 * np.abs(w).max())
    assert pairing(w, v) > 0


def test_undamped_raising_inverts_lowering():
    rng = np.random.default_rng(6)
    net = Network([Affine.start(3, 4, rng), Tanh(), Affine.start(4, 2, rng)])
    x = rng.normal(size=(POINTS, 3))
    for name in ("identity", "covariance", "fisher", "kronecker"):
        metric, v = FITTED[name](net, x), rng.normal(size=net.size)
        np.testing.assert_allclose(raise_index(metric, metric.lower(v)), v, rtol=1e-7, atol=1e-7)


def test_covariance_measures_what_each_layer_does():
    """The length of a change is the mean square of what it adds to each layer's own output, measured by moving it."""
    net, x, rng = batch()
    v, expected = rng.normal(size=net.size), 0.0
    for start, part, at, _ in net.visits(x, np.zeros((POINTS, net.outputs))):
        moved = part._bound(np.zeros(part.size))
        moved.parameters[:] = part.parameters + v[start : start + part.size]
        expected += np.mean(np.sum((moved(at) - part(at)) ** 2, axis=1))
    assert v @ covariance_metric(net, x).lower(v) == pytest.approx(expected, rel=1e-12)


def test_fisher_measures_what_the_network_does():
    """For the squared loss the length is the mean square of what a small change does to the outputs."""
    net, x, rng = batch()
    v, h = rng.normal(size=net.size), 1e-5
    ahead, back = net.copy(), net.copy()
    ahead.parameters, back.parameters = net.parameters + h * v, net.parameters - h * v
    moved = np.mean(np.sum(((ahead(x) - back(x)) / (2 * h)) ** 2, axis=1))
    assert v @ fisher_metric(net, x).lower(v) == pytest.approx(moved, rel=1e-7)


def test_fisher_is_the_second_order_of_the_divergence():
    """For softmax, twice the Kullback–Leibler divergence of a small change: no Jacobian on this side."""
    net, x, rng = batch()
    v, h = rng.normal(size=net.size), 1e-4

    def log_p(theta):
        moved = net.copy()
        moved.parameters = theta
        y = moved(x)
        return y - np.log(np.exp(y).sum(axis=1, keepdims=True))

    here = log_p(net.parameters)
    both = sum(np.sum(np.exp(here) * (here - log_p(net.parameters + s * h * v))) for s in (1, -1))
    metric = fisher_metric(net, x, softmax_cross_entropy)
    assert v @ metric.lower(v) == pytest.approx(both / POINTS / h**2, rel=1e-5)


def test_fisher_is_the_jacobians_square():
    net, x, _ = batch()
    J = jacobian(net, x)
    np.testing.assert_allclose(
        fisher_metric(net, x).matrix, np.einsum("nai,naj->ij", J, J) / POINTS, rtol=1e-11, atol=1e-13
    )


def test_a_little_damping_is_enough_whatever_the_scale():
    """Rounding makes tiny negative eigenvalues of a singular moment; times a large factor they are not tiny."""
    rng = np.random.default_rng(3)
    net = Network([Affine.start(4, 3, rng), Affine(1e9 * rng.normal(size=(2, 3)))])
    x = np.zeros((POINTS, 4))
    x[:, :2] = rng.normal(size=(POINTS, 2))
    w = np.ones(net.size)
    for metric in (covariance_metric(net, x), kronecker_metric(net, x)):
        v = raise_index(metric, w, damping=1e-3)
        assert w @ v > 0
        assert np.abs(v).max() <= 1e3 * np.linalg.norm(w)
        with pytest.raises(ValueError, match=r"`metric\[.*smallest eigenvalue of 0\. .*`damping`"):
            raise_index(metric, w)


def test_few_points_and_many_parameters_take_the_short_way():
    net, x, rng = batch()
    metric, w = fisher_metric(net, x[:5]), rng.normal(size=(2, net.size))
    assert 5 * net.outputs < net.size
    expected = np.linalg.solve(metric.matrix + 0.01 * np.eye(net.size), w.T).T
    np.testing.assert_allclose(raise_index(metric, w, damping=0.01), expected, rtol=1e-9, atol=1e-9)


def test_kronecker_is_the_product_of_two_moments():
    net, x, _ = batch()
    matrix = kronecker_metric(net, x).matrix
    unit = np.broadcast_to(np.eye(3)[:, None] / np.sqrt(POINTS), (3, POINTS, 3))
    for start, part, at, w in net.visits(x, unit):
        m, n = part.outputs, part.inputs
        A, B = np.zeros((n + 1, n + 1)), np.zeros((m, m))
        for point in at:
            extended = np.append(point, 1.0)
            A += np.outer(extended, extended) / POINTS
        for covector in w.reshape(-1, m):
            B += np.outer(covector, covector)
        place = np.array([[start + i * n + j for j in range(n)] + [start + m * n + i] for i in range(m)]).ravel()
        np.testing.assert_allclose(matrix[np.ix_(place, place)], np.kron(B, A), rtol=1e-11, atol=1e-13)
        beside = np.setdiff1d(np.arange(net.size), place)
        assert not matrix[np.ix_(place, beside)].any()


def test_the_three_agree_on_one_layer():
    rng = np.random.default_rng(3)
    net, x = Network([Affine.start(4, 3, rng)]), rng.normal(size=(POINTS, 4))
    fisher = fisher_metric(net, x).matrix
    np.testing.assert_allclose(kronecker_metric(net, x).matrix, fisher, rtol=1e-11, atol=1e-13)
    np.testing.assert_allclose(covariance_metric(net, x).matrix, fisher, rtol=1e-11, atol=1e-13)


def test_one_natural_step_ends_linear_regression():
    rng = np.random.default_rng(8)
    x = rng.normal(size=(POINTS, 4)) * [100.0, 1.0, 0.01, 1.0] + 5.0
    y = rng.normal(size=(POINTS, 3))
    net = Network([Affine.start(4, 3, rng)])
    value, step = natural_gradient(net, squared_loss, x, y)
    assert value == pytest.approx(loss_differential(net, squared_loss, x, y)[0], rel=1e-14)
    net.parameters -= step
    best, *_ = np.linalg.lstsq(np.column_stack([x, np.ones(POINTS)]), y)
    np.testing.assert_allclose(np.column_stack([net.maps[0].weight, net.maps[0].bias]), best.T, rtol=1e-6, atol=1e-9)


def complex_network(rng):
    def numbers(*shape):
        return rng.normal(size=shape) + 1j * rng.normal(size=shape)

    net = Network([Affine(0.4 * numbers(3, 2), 0.1 * numbers(3)), Tanh(), Affine(numbers(2, 3))])
    return net, 0.5 * numbers(40, 2), numbers(net.size)


@pytest.mark.parametrize("name", ["identity", "covariance", "fisher", "kronecker"])
def test_complex_parameters_carry_hermitian_metrics(name):
    net, x, v = complex_network(np.random.default_rng(9))
    metric = FITTED[name](net, x)
    matrix = metric.matrix
    np.testing.assert_allclose(matrix, matrix.conj().T, rtol=0, atol=1e-13 * np.abs(matrix).max())
    length = (v.conj() @ matrix @ v).real
    assert pairing(metric.lower(v), v) == pytest.approx(length, rel=1e-12)
    np.testing.assert_allclose(raise_index(metric, metric.lower(v)), v, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(raise_index(matrix, metric.lower(v)), v, rtol=1e-6, atol=1e-6)


def test_complex_lengths_are_what_changes_do():
    net, x, v = complex_network(np.random.default_rng(9))
    h, moved = 1e-6, net.copy()
    moved.parameters = net.parameters + h * v
    ahead = moved(x)
    moved.parameters = net.parameters - h * v
    expected = np.mean(np.sum(np.abs((ahead - moved(x)) / (2 * h)) ** 2, axis=1))
    assert pairing(fisher_metric(net, x).lower(v), v) == pytest.approx(expected, rel=1e-7)
    first, at = net.maps[0], x
    shift = at @ v[:6].reshape(3, 2).T + v[6:9]
    assert first.size == 9
    expected = np.mean(np.sum(np.abs(shift) ** 2, axis=1))
    covector = covariance_metric(net, x).lower(np.where(np.arange(net.size) < 9, v, 0))
    assert pairing(covector, v) == pytest.approx(expected, rel=1e-12)


def test_raised_covectors_point_uphill_for_complex_numbers_too():
    rng = np.random.default_rng(1)
    w = rng.normal(size=5) + 1j * rng.normal(size=5)
    root = rng.normal(size=(5, 5)) + 1j * rng.normal(size=(5, 5))
    for metric in (np.ones(5), np.eye(5), root @ root.conj().T + np.eye(5)):
        assert pairing(w, raise_index(metric, w)) > 0


def test_single_precision_stays_single():
    rng = np.random.default_rng(3)
    net = Network([Affine.start(3, 4, rng, dtype=np.float32), Tanh(), Affine.start(4, 2, rng, dtype=np.float32)])
    x, w = rng.normal(size=(POINTS, 3)).astype(np.float32), np.ones(net.size, np.float32)
    for name, fit in FITTED.items():
        assert raise_index(fit(net, x), w, damping=0.1).dtype == np.float32, name


def test_plain_matrices_and_diagonals():
    rng = np.random.default_rng(2)
    root, w = rng.normal(size=(4, 4)), rng.normal(size=(2, 4))
    metric = root @ root.T + np.eye(4)
    np.testing.assert_allclose(raise_index(metric, w) @ metric, w, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(raise_index([1.0, 2, 4, 8], w), w / [1, 2, 4, 8], rtol=1e-15)
    np.testing.assert_allclose(raise_index([0.0, 2, 4, 8], w, damping=0.5), w / [0.5, 2.5, 4.5, 8.5], rtol=1e-15)
    singular = np.ones((4, 4))
    np.testing.assert_allclose(raise_index(singular, w, damping=1.0) @ (singular + np.eye(4)), w, rtol=1e-12)


def test_one_differential_one_metric_two_flows():
    net, x, rng = batch()
    metric, w = covariance_metric(net, x), rng.normal(size=net.size)
    np.testing.assert_allclose(metriplectic(w, metric), -raise_index(metric, w), rtol=1e-13, atol=0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda n, x: raise_index(np.diag([1.0, -3, 2]), np.ones(3)),
            "`metric` must be positive; got a smallest .* -3",
        ),
        (lambda n, x: raise_index([1.0, 0.0], np.ones(2)), "a smallest eigenvalue of 0"),
        (lambda n, x: raise_index(np.ones((2, 2)), np.ones(2)), "smallest eigenvalue of .*damping"),
        (lambda n, x: raise_index([[1.0, 2.0], [0.0, 5.0]], np.ones(2)), "`metric` must be symmetric; got a diff.* 2 "),
        (lambda n, x: raise_index([[1.0, 1j], [1j, 5.0]], np.ones(2)), "`metric` must be Hermitian"),
        (lambda n, x: raise_index([1.0, 1j], np.ones(2)), "`metric` must be real on its diagonal"),
        (lambda n, x: raise_index(np.eye(3), np.ones(2)), r"`metric` must have shape \(2, 2\); got shape \(3, 3\)"),
        (lambda n, x: raise_index(np.eye(2), 1.0), r"`covector` must have shape \(\.\.\., d\)"),
        (lambda n, x: raise_index(np.eye(2), [np.nan, 1.0]), "`covector` must be finite"),
        (lambda n, x: raise_index(np.eye(2), np.ones(2), damping=-0.1), "`damping` must not be negative; got -0.1"),
        (lambda n, x: raise_index(identity_metric(n), np.ones(3)), "must have 115 components"),
        (lambda n, x: identity_metric(n).lower(np.ones(3)), r"`vector` must have shape \(115,\)"),
        (lambda n, x: raise_index(covariance_metric(n, x[:3]), np.ones(n.size)), r"`metric\[0:30\]` must be positive"),
        (lambda n, x: raise_index(fisher_metric(n, x[:3]), np.ones(n.size)), "`metric` must be positive"),
        (lambda n, x: covariance_metric(n, x[0]), "`x` must have 2 axes; .* a batch of points"),
        (lambda n, x: covariance_metric(n, x[:, :2]), r"`x` must have shape \(\.\.\., 4\)"),
        (lambda n, x: covariance_metric(Tanh(), x), "`network` must have a fixed number of outputs"),
        (lambda n, x: fisher_metric(n, np.full_like(x, np.inf)), "`x` must be finite; got inf in row 0"),
        (lambda n, x: fisher_metric(n, x, np.sum), "`loss` must be squared_loss or softmax_cross_entropy"),
    ],
)
def test_refused(call, message):
    net, x, _ = batch()
    with pytest.raises(ValueError, match=message):
        call(net, x)
