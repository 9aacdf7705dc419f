"""Every kind of map through one harness: tangent vectors by complex step, covectors by the pairing."""

import importlib
import pkgutil

import numpy as np
import pytest
from harness import EXAMPLES, WIDTH, complex_step, differences, numbers

import physdl.neural
from physdl.neural.learned import HamiltonianNetwork
from physdl.neural.maps import MAPS, NONHOLOMORPHIC, Affine, Map, ReLU, Residual, Sigmoid, Softplus, Tanh, pairing
from physdl.neural.network import Network


@pytest.fixture(params=[(name, kind) for name in sorted(EXAMPLES) for kind in (float, complex)])
def example(request):
    rng = np.random.default_rng(3)
    name, kind = request.param
    return EXAMPLES[name](rng, kind), lambda *shape: numbers(rng, shape, kind)


BATCHES = [(), (5,), (2, 3), (0,)]


def bends_at(f):
    """Whether a map is not analytic, so that no complex step goes through it."""
    parts = f.maps if isinstance(f, Network) else [f.step] if isinstance(f, Residual) else []
    return isinstance(f, tuple(NONHOLOMORPHIC.values())) or any(bends_at(part) for part in parts)


@pytest.mark.parametrize("batch", BATCHES)
def test_pushforward_is_the_derivative(example, batch):
    f, draw = example
    x, v, change = draw(*batch, WIDTH), draw(*batch, WIDTH), draw(f.size)
    by_step = np.isrealobj(x) and not bends_at(f)
    measured, exactly = (complex_step, {"rtol": 1e-12}) if by_step else (differences, {"rtol": 1e-8})
    for parameters in (None, change):
        np.testing.assert_allclose(
            f.pushforward(x, v, parameters), measured(f, x, v, parameters), atol=exactly["rtol"] / 100, **exactly
        )


@pytest.mark.parametrize("batch", BATCHES)
def test_pairing_is_conserved(example, batch):
    """With Re Σ wv for a pairing this is the law of complex maps too, holomorphic or not."""
    f, draw = example
    x, v, change = draw(*batch, WIDTH), draw(*batch, WIDTH), draw(f.size)
    w = draw(*f(x).shape)
    at_input, at_parameters = f.pullback(x, w)
    assert at_input.shape == x.shape
    assert at_parameters.shape == (f.size,)
    pushed = f.pushforward(x, v, change)
    scale = np.abs(w * pushed).sum() + np.abs(at_input * v).sum() + 1e-300
    assert abs(pairing(at_input, v) + pairing(at_parameters, change) - pairing(w, pushed)) <= 1e-14 * scale


def test_pullback_is_linear_in_the_covector(example):
    f, draw = example
    x = draw(5, WIDTH)
    w, u = draw(2, *f(x).shape)
    for one, two, both in zip(f.pullback(x, w), f.pullback(x, u), f.pullback(x, 3 * w - u), strict=True):
        np.testing.assert_allclose(3 * one - two, both, rtol=1e-12, atol=1e-12)


def test_holomorphic_maps_are_linear_over_the_complex_numbers(example):
    f, draw = example
    x = draw(5, WIDTH)
    if np.isrealobj(x):
        return
    w, v = draw(*f(x).shape), draw(5, WIDTH)
    turned = np.abs(f.pullback(x, 1j * w)[0] - 1j * f.pullback(x, w)[0]).max()
    pushed = np.abs(f.pushforward(x, 1j * v) - 1j * f.pushforward(x, v)).max()
    if bends_at(f):
        assert min(turned, pushed) > 0.01
    else:
        assert max(turned, pushed) < 1e-13


def test_a_batch_is_its_points(example):
    f, draw = example
    x = draw(4, WIDTH)
    w = draw(*f(x).shape)
    at_input, at_parameters = f.pullback(x, w)
    single = [f.pullback(a, b) for a, b in zip(x, w, strict=True)]
    np.testing.assert_allclose(at_input, [s[0] for s in single], rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(at_parameters, np.sum([s[1] for s in single], axis=0), rtol=1e-12, atol=1e-13)


def test_single_precision_stays_single(example):
    f, draw = example
    x = draw(5, WIDTH)
    single = np.complex64 if np.iscomplexobj(x) else np.float32
    if f.size:
        f = f._bound(np.empty(f.size, single))
    x = x.astype(single)
    y = f(x)
    assert y.dtype == f.pushforward(x, x).dtype == single
    assert all(part.dtype == single for part in f.pullback(x, y) if part.size)


def test_nothing_is_changed_by_looking(example):
    f, draw = example
    x = draw(5, WIDTH)
    y = f(x)
    w = draw(*y.shape)
    before = [a.copy() for a in (x, w, f.parameters)]
    f.pullback(x, w)
    f.pushforward(x, x)
    for now, then in zip((x, w, f.parameters), before, strict=True):
        np.testing.assert_array_equal(now, then)
    np.testing.assert_array_equal(f(x), y)


def test_real_numbers_are_complex_ones(example):
    """A map without parameters, or with complex ones, takes real points, vectors and covectors for complex ones."""
    f, draw = example
    if f.size and np.isrealobj(f.parameters):
        return
    x, v, w = (draw(5, n).real for n in (WIDTH, WIDTH, f(draw(WIDTH)).size))
    np.testing.assert_allclose(f(x), f(x + 0j), rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(f.pushforward(x, v), f.pushforward(x + 0j, v + 0j), rtol=1e-14, atol=1e-15)
    at_input, at_parameters = f.pullback(x, w)
    embedded, also_at_parameters = f.pullback(x + 0j, w + 0j)
    np.testing.assert_allclose(
        at_input.real, embedded.real, rtol=1e-14, atol=1e-15, err_msg="what acts on real vectors"
    )
    np.testing.assert_allclose(at_parameters, also_at_parameters, rtol=1e-13, atol=1e-14)


def test_values_far_out():
    x = np.array([-800.0, -40.0, 0.0, 40.0, 800.0])
    np.testing.assert_allclose(Sigmoid()(x), [0, np.exp(-40), 0.5, 1, 1], rtol=1e-15)
    np.testing.assert_allclose(Softplus()(x), [0, np.exp(-40), np.log(2), 40, 800], rtol=1e-15)
    np.testing.assert_allclose(Softplus()(x + 0j), Softplus()(x), rtol=1e-15, atol=1e-16)
    np.testing.assert_allclose(Softplus().pullback(x, np.ones(5))[0], Sigmoid()(x), rtol=1e-14)
    assert list(ReLU().pullback([-1.0, 0.0, 2.0], [1.0, 1.0, 1.0])[0]) == [0, 0, 1]


def test_affine_writes_the_equation():
    f = Affine([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]], [0.1, 0.2, 0.3])
    np.testing.assert_array_equal(f.parameters, [1, 2, 0, -1, 3, 0.5, 0.1, 0.2, 0.3])
    np.testing.assert_allclose(f([1.0, 1.0]), [3.1, -0.8, 3.8])
    at_input, at_parameters = f.pullback([[1.0, 4.0]], [[1.0, 0.0, 2.0]])
    np.testing.assert_array_equal(at_input, [[7, 3]])
    np.testing.assert_array_equal(at_parameters, [1, 4, 0, 0, 2, 8, 1, 0, 2])


def test_start_keeps_the_length_on_average():
    rng = np.random.default_rng(8)
    x = rng.normal(size=400)
    lengths = [np.linalg.norm(Affine.start(400, 400, rng, gain=1.0)(x)) for _ in range(20)]
    assert np.mean(lengths) / np.linalg.norm(x) == pytest.approx(1, abs=0.02)
    assert np.std(Affine.start(100, 2000, rng, gain=3.0).weight) == pytest.approx(0.3, rel=0.01)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: f(np.zeros((5, 3))), r"`x` must have shape \(\.\.\., 4\); got shape \(5, 3\)"),
        (lambda f: f(2.0), r"`x` must have shape"),
        (lambda f: f(np.array([[0.0] * 4, [0, np.nan, 0, 0]])), r"`x` must be finite; got nan in row 1, column 1"),
        (lambda f: f(np.array([1, np.inf, 0, 0])), r"`x` must be finite; got inf at index 1"),
        (lambda f: f(np.full((2, 2, 4), np.nan)), r"got nan in row \(0, 0\), column 0. 4 of 4 rows"),
        (lambda f: f.pullback(np.zeros((5, 4)), np.zeros((5, 4))), r"`w` must have shape \(5, 3\); got shape \(5, 4\)"),
        (lambda f: f.pushforward(np.zeros(4), np.zeros(3)), r"`v` must have shape \(4,\); got shape \(3,\)"),
        (lambda f: f.pushforward(np.zeros(4), np.zeros(4), np.zeros(3)), r"`change` must have shape \(15,\)"),
        (lambda f: Affine(np.zeros(4)), "`weight` must have 2 axes"),
        (lambda f: Affine(np.zeros((2, 0))), "at least one row"),
        (lambda f: Affine(np.zeros((2, 3)), np.zeros(3)), r"`bias` must have shape \(2,\)"),
        (lambda f: Affine([[np.nan]]), "`weight` must be finite"),
        (lambda f: Affine.start(0, 3, np.random.default_rng(1)), "`inputs` must be at least 1"),
        (lambda f: Affine.start(2, 3, np.random.default_rng(1), gain=-1), "`gain` must be positive"),
        (lambda f: Residual(f), "as many outputs as inputs; got 4 inputs and 3 outputs"),
        (lambda f: pairing([1.0, 2.0], [1.0]), r"`v` must have shape \(2,\)"),
    ],
)
def test_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(Affine(np.ones((3, WIDTH))))


def test_refused_by_type():
    with pytest.raises(TypeError, match="`step` must be a Map"):
        Residual(np.tanh)
    with pytest.raises(TypeError, match="`x` must be an array of numbers"):
        Tanh()("light")


def test_large_but_finite_numbers_pass():
    assert np.isfinite(Tanh()(np.full((3, 2), 1e200))).all()
    assert np.isfinite(Tanh()(np.full((3, 2), 1e30, np.float32))).all()


def test_a_map_that_returns_the_wrong_shape():
    class Sum(Map):
        def _apply(self, x, out=None):
            return x.sum(axis=-1)

    with pytest.raises(ValueError, match=r"`Sum\._apply` must return shape \(5, 4\); got shape \(5,\)"):
        Sum()(np.zeros((5, 4)))


def test_every_kind_of_map_is_listed():
    # a class that no test has imported yet would be missed, or seen by accident: all of the package is loaded first
    for module in pkgutil.walk_packages(physdl.neural.__path__, "physdl.neural."):
        importlib.import_module(module.name)

    def below(kind):
        for c in kind.__subclasses__():
            yield from below(c)
            if not c.__name__.startswith("_") and c.__module__.startswith("physdl.neural"):
                yield c

    of_whole_networks = {Network, HamiltonianNetwork}
    assert set(below(Map)) - of_whole_networks == {*MAPS.values(), *NONHOLOMORPHIC.values()}
