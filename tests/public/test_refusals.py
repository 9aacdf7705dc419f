"""What NumPy, or the machine, would refuse in words of its own is refused in the library's: kinds that no single
argument of a good call shows."""

import numpy as np
import pytest
from test_arguments import REFUSAL

from physdl import bayes, duals, forms, neural, sweep

X = np.array([[0.5, 1.0], [1.0, -1.0], [2.0, 0.0]])
HERMITIAN = np.array([[2.0, 1j], [-1j, 2.0]])


class Doubled(neural.Map):
    """A map without parameters, two numbers to two."""

    inputs = outputs = 2

    def _apply(self, x, out=None):
        return 2 * x

    def _push(self, x, y, v, change):
        return 2 * v

    def _pull(self, x, y, w, covector=None, out=None, wanted=True):
        return 2 * w


def line(rng=1, dtype=float):
    return neural.Network([neural.Affine.start(2, 1, np.random.default_rng(rng), dtype=dtype)])


def trained(**options):
    return neural.train(line(), neural.squared_loss, X, X[:, :1], rate=0.1, epochs=1, progress=False, **options)


def value(x):
    return x


@pytest.mark.parametrize("path", [5, 3.5, True, b"run.npz", ["run.npz"], object(), "", ".", "a\0b", "no/such/run.npz"])
@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("checkpoint", lambda path: trained(checkpoint=path)),
        ("checkpoint", lambda path: trained(checkpoint=path, resume=True)),
        ("resume", lambda path: sweep(value, resume=path, progress=False, x=[1.0])),
    ],
)
def test_what_is_no_path_of_a_file(name, call, path):
    with pytest.raises((TypeError, ValueError), match=rf"`{name}` must (be a path|be the path of a file|lie in a f)"):
        call(path)


def test_a_map_without_parameters_has_an_empty_metric_and_learns_nothing():
    still = neural.Network([Doubled()])
    assert neural.jacobian(still, X).shape == (3, 2, 0)
    assert np.array_equal(neural.tangent_kernel(still, X), np.zeros((3, 2, 3, 2)))
    assert np.array_equal(neural.tangent_kernel(still, X, X[:1]), np.zeros((3, 2, 1, 2)))
    for make in (neural.covariance_metric, neural.fisher_metric, neural.kronecker_metric):
        assert make(still, X).matrix.shape == (0, 0)
    assert neural.identity_metric(still).matrix.shape == (0, 0)
    with pytest.raises(ValueError, match=r"`covector` must have at least one component; got shape \(0,\)"):
        neural.raise_index(neural.identity_metric(still), np.zeros(0))


COMPLEX = line(dtype=complex)
COMPLEX_METRICS = {
    "matrix": HERMITIAN,
    "function": lambda theta: HERMITIAN,
    "diagonal": lambda theta: np.array([1j, 2.0]),
}


@pytest.mark.parametrize("metric", COMPLEX_METRICS.values(), ids=COMPLEX_METRICS)
def test_a_complex_metric_moves_no_real_parameters(metric):
    theta = np.array([1.0, 2.0])
    with pytest.raises((TypeError, ValueError), match="`metric` must be real"):
        neural.OPTIMIZERS["natural"](theta, 0.1, metric)[0](np.ones(2))
    assert theta.tolist() == [1, 2]
    moved = theta.astype(complex)
    if metric is not COMPLEX_METRICS["diagonal"]:
        neural.OPTIMIZERS["natural"](moved, 0.1, metric)[0](np.ones(2))
        assert np.allclose(moved, theta - 0.1 * np.linalg.solve(HERMITIAN, np.ones(2)))


def test_a_complex_layer_metric_moves_no_real_parameters():
    metric = neural.covariance_metric(COMPLEX, X + 1j)
    with pytest.raises(TypeError, match="`metric` must be real where `theta` is real; got dtype complex128"):
        neural.OPTIMIZERS["natural"](np.ones(metric.size), 0.1, metric)


OPTIONS = {
    "sum": lambda x: np.sum(x, dtype=float),
    "a method": lambda x: x.sum(dtype=float),
    "where": lambda x: np.sum(x, where=[True, False]),
    "initial": lambda x: np.max(x, initial=0.0),
    "mean": lambda x: np.mean(x, dtype=float),
    "cumsum": lambda x: np.cumsum(x, dtype=float)[0],
    "prod": lambda x: np.prod(x, keepdims=True)[0],
    "diff": lambda x: np.diff(x, prepend=0.0)[0],
    "ravel": lambda x: np.ravel(x, order="F")[0],
    "stack": lambda x: np.stack([x, x], dtype=float)[0, 0],
    "einsum": lambda x: np.einsum("i->", x, optimize=True),
    "by place": lambda x: np.mean(x, None, float),
    "too few": lambda x: np.where(x),
}


@pytest.mark.parametrize("function", OPTIONS.values(), ids=OPTIONS)
def test_an_option_that_carries_no_tangents_is_named(function):
    with pytest.raises(TypeError, match=r"`np\.\w+ with [\w ]+` does not carry tangents\. It does with \w+"):
        duals.gradient(function, np.array([1.0, 2.0]))


def test_all_axes_are_joined_as_numpy_joins_them():
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    found = duals.pushforward(lambda x: np.concatenate([x, x[:1]], axis=None), x, 2 * x)
    assert found.tolist() == [2, 4, 6, 8, 2, 4]


def test_a_mistake_within_a_function_remains_its_own():
    with pytest.raises(TypeError, match="'str' and 'int'"):
        duals.gradient(lambda x: np.sum(x, axis="first"), np.array([1.0, 2.0]))


FORM = forms.Form(lambda x: x / x[..., :1], 1, 2)


@pytest.mark.parametrize("factor", ["a", None, [1, 2], object(), np.ones(3), np.nan, (), {}])
def test_what_is_no_factor_of_a_form(factor):
    for product in (lambda: FORM * factor, lambda: factor * FORM):
        with pytest.raises((TypeError, ValueError), match="`factor` must "):
            product()


def test_factors_of_a_form():
    x = np.array([2.0, 5.0], np.float32)
    for factor in (2, 2.0, np.float64(2), np.array(2.0), 2j):
        for product in (FORM * factor, factor * FORM):
            assert product(x).tolist() == [factor, 2.5 * factor]
            assert product(x).dtype == (np.complex64 if factor == 2j else np.float32)
    slope = duals.pushforward(lambda t: (forms.Form([1.0, 3.0], 1, 2) * t)(x), 2.0, 1.0)
    assert slope.tolist() == [1, 3]


@pytest.mark.parametrize("components", [lambda x: "a", lambda x: None, lambda x: ["a", "b"], [lambda x: "a", 1.0]])
def test_components_that_are_no_numbers(components):
    with pytest.raises(TypeError, match=r"`components(\[0\])?\(x\)` must be an array of numbers; got "):
        forms.Form(components, 1, 2)(np.ones(2))


@pytest.mark.parametrize("root", [np.zeros((2, 2)), [[1.0, 1.0], [0.0, 0.0]], [[1.0, 1.0], [0.0, 1e-17]]])
def test_data_that_cannot_tell_parameters_apart_have_no_estimate(root):
    singular = bayes.Moments(4.0, np.array(root), np.array([1.0, 2.0]), 0.5)
    with pytest.raises(ValueError, match=r"`root` must have independent columns; got columns .*1 that") as refusal:
        singular.estimate  # noqa: B018
    assert REFUSAL.search(str(refusal.value))
    with pytest.raises(ValueError, match="`cross` must leave an estimate below"):
        bayes.Moments(4.0, np.array([[1e-300]]), np.array([1e100]), 0.5).estimate  # noqa: B018
