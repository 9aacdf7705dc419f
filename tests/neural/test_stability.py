"""Curvature that is never formed: Hessian-vector products, Lanczos, the linearisation ratio, learning under watch."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from harness import EXAMPLES, STEP, WIDTH, deep, with_parameters

from physdl.neural import Affine, Network, Residual, Tanh, softmax_cross_entropy, squared_loss, train
from physdl.neural.maps import NONHOLOMORPHIC
from physdl.neural.stability import Hessian, edge_of_stability, lanczos, linearisation_ratio, sharpness


def small(rng, dtype=float):
    """Return a network of 4-5-3 and 7 points."""
    network = Network([Affine.start(4, 5, rng, dtype=dtype), Tanh(), Affine.start(5, 3, rng, dtype=dtype)])
    return network, rng.normal(size=(7, 4)).astype(dtype), rng.normal(size=(7, 3)).astype(dtype)


def dense(hessian):
    return np.array([hessian(row) for row in np.eye(hessian.size)])


UNKNOWN = {*NONHOLOMORPHIC, "network that bends moduli", "residual of a split"}


@pytest.mark.parametrize("kind", sorted(set(EXAMPLES) - UNKNOWN))
def test_every_kind_of_map_has_an_exact_second_derivative(kind):
    rng = np.random.default_rng(1)
    part = EXAMPLES[kind](rng, float)
    network = Network([Affine.start(WIDTH, WIDTH, rng), part, Affine.start(part.outputs or WIDTH, 2, rng)])
    network.parameters += 0.1 * rng.normal(size=network.size)
    x, y, v = rng.normal(size=(6, WIDTH)), rng.normal(size=(6, 2)), rng.normal(size=network.size)
    moved = with_parameters(network, network.parameters + 1j * STEP * v)
    oracle = moved.pullback(x, (moved(x) - y) / 6)[1].imag / STEP
    np.testing.assert_allclose(
        Hessian(network, squared_loss, x, y)(v), oracle, rtol=0, atol=1e-13 * np.abs(oracle).max()
    )


@pytest.mark.parametrize("kind", sorted(NONHOLOMORPHIC))
def test_a_map_without_a_known_second_derivative_is_refused_by_name(kind):
    part = EXAMPLES[kind](np.random.default_rng(1), float)
    with pytest.raises(TypeError, match=f"second derivative is known: Affine.*got {type(part).__name__}"):
        Hessian(Network([part, Affine(np.eye(2))]), squared_loss, np.ones((3, 2)), np.ones((3, 2)))


@pytest.mark.parametrize("name", ["squares", "surprise"])
def test_products_equal_an_independent_library(name):
    rng = np.random.default_rng(2)
    network, x, y = small(rng)
    labels = rng.integers(0, 3, 7)

    def loss(theta):
        w, b, u, c = theta[:20].reshape(5, 4), theta[20:25], theta[25:40].reshape(3, 5), theta[40:]
        outputs = anp.dot(anp.tanh(anp.dot(x, w.T) + b), u.T) + c
        if name == "squares":
            return anp.sum((outputs - y) ** 2) / 14
        return anp.mean(anp.log(anp.sum(anp.exp(outputs), axis=1)) - outputs[anp.arange(7), labels])

    ours = Hessian(network, *((squared_loss, x, y) if name == "squares" else (softmax_cross_entropy, x, labels)))
    theirs = autograd.hessian(loss)(network.parameters.copy())
    np.testing.assert_allclose(dense(ours), theirs, rtol=0, atol=1e-14 * np.abs(theirs).max())
    assert ours.value == pytest.approx(loss(network.parameters), rel=1e-14)
    np.testing.assert_allclose(ours.differential, autograd.grad(loss)(network.parameters.copy()), rtol=0, atol=1e-14)


def test_it_belongs_to_the_parameters_at_which_it_was_made():
    network, x, y = small(np.random.default_rng(3))
    hessian, v = Hessian(network, squared_loss, x, y), np.ones(network.size)
    before = hessian(v)
    network.parameters *= 2
    np.testing.assert_array_equal(hessian(v), before)
    assert not np.allclose(Hessian(network, squared_loss, x, y)(v), before)


@pytest.mark.parametrize("loss", [squared_loss, softmax_cross_entropy])
def test_batches_of_any_shape_and_single_precision(loss):
    rng = np.random.default_rng(4)
    network, x, y = small(rng)
    y = y if loss is squared_loss else rng.integers(0, 3, 7)
    v = rng.normal(size=network.size)
    one = Hessian(network, loss, x, y)(v)
    folded = Hessian(network, loss, np.array([x, x]), np.array([y, y]))(v)
    np.testing.assert_allclose(folded, one, rtol=1e-12)
    single = Network(
        [Affine(p.weight.astype(np.float32), p.bias.astype(np.float32)) if p.size else p for p in network.maps]
    )
    product = Hessian(single, loss, x, y)(v)
    assert product.dtype == np.float32
    np.testing.assert_allclose(product, one, rtol=0, atol=3e-6 * np.abs(one).max())


def symmetric(values, rng):
    turn = np.linalg.qr(rng.normal(size=(len(values), len(values))))[0]
    return turn * values @ turn.T


def test_lanczos_finds_the_largest_and_bounds_its_error():
    rng = np.random.default_rng(5)
    values = np.sort(rng.normal(size=120))
    matrix = symmetric(values, rng)
    for tolerance in (1e-2, 1e-5, 1e-9):
        found = lanczos(lambda v: matrix @ v, rng.normal(size=120), count=3, tolerance=tolerance)
        errors = np.abs(found.values - values[::-1][:3])
        assert np.all(errors <= found.residuals + 1e-14)
        assert np.all(found.residuals <= tolerance * values[-1])
        true = np.linalg.norm(matrix @ found.vectors.T - found.vectors.T * found.values, axis=0)
        np.testing.assert_allclose(found.residuals, true, rtol=1e-6, atol=1e-14)
        np.testing.assert_allclose(found.vectors @ found.vectors.T, np.eye(3), atol=1e-13)
        assert found.products < 120


def test_lanczos_takes_the_algebraically_largest():
    found = lanczos(lambda v: np.array([-9.0, 1.0, 2.0]) * v, np.ones(3))
    assert found.values[0] == pytest.approx(2, abs=1e-12)


def test_a_good_start_saves_products():
    rng = np.random.default_rng(6)
    matrix = symmetric(np.arange(1.0, 101), rng)
    cold = lanczos(lambda v: matrix @ v, rng.normal(size=100))
    warm = lanczos(lambda v: matrix @ v, cold.vectors[0] + 1e-3 * rng.normal(size=100))
    assert warm.products < 0.75 * cold.products


def test_sharpness_of_a_line_is_that_of_its_data():
    rng = np.random.default_rng(7)
    x, y = rng.normal(size=(40, 3)), rng.normal(size=(40, 2))
    ones = np.hstack([x, np.ones((40, 1))])
    exact = np.linalg.eigvalsh(ones.T @ ones / 40)[::-1]
    found = sharpness(Network([Affine.start(3, 2, rng)]), squared_loss, x, y, rng=rng, count=4)
    np.testing.assert_allclose(found.values, exact, rtol=1e-9)  # each is double; Lanczos finds it once


def test_sharpness_of_a_network():
    rng = np.random.default_rng(8)
    network = deep(rng)
    x, y = rng.normal(size=(9, WIDTH)), rng.normal(size=(9, 3))
    exact = np.linalg.eigvalsh(dense(Hessian(network, squared_loss, x, y)))
    found = sharpness(network, squared_loss, x, y, rng=rng, count=2, tolerance=1e-8)
    np.testing.assert_allclose(found.values, exact[:-3:-1], rtol=1e-10)
    again = sharpness(network, squared_loss, x, y, start=found.vectors[0])
    assert again.products <= 2


def test_the_ratio_falls_on_a_line_for_a_parabola_and_leaves_the_network_alone():
    rng = np.random.default_rng(9)
    network, x, y = Network([Affine.start(3, 1, rng)]), rng.normal(size=(20, 3)), rng.normal(size=(20, 1))
    theta, rates = network.parameters.copy(), np.array([[1e-3, 0.1], [1.0, 30.0]])
    hessian = Hessian(network, squared_loss, x, y)
    g = hessian.differential
    exact = 1 - rates / 2 * (g @ hessian(g)) / (g @ g)
    np.testing.assert_allclose(linearisation_ratio(network, squared_loss, x, y, rates), exact, rtol=1e-11)
    v = rng.normal(size=network.size)
    exact = 1 + rates / 2 * (v @ hessian(v)) / (g @ v)
    np.testing.assert_allclose(linearisation_ratio(network, squared_loss, x, y, rates, direction=v), exact, rtol=1e-10)
    np.testing.assert_array_equal(network.parameters, theta)


def test_the_edge_sees_what_training_does():
    rng = np.random.default_rng(10)
    network, x, y = small(rng)
    other = network.copy()
    record = edge_of_stability(network, squared_loss, x, y, rate=0.3, steps=21, every=5, rng=rng, tolerance=1e-8)
    losses = train(other, squared_loss, x, y, rate=0.3, epochs=21)
    np.testing.assert_allclose(record.losses, losses, rtol=1e-13)
    np.testing.assert_allclose(network.parameters, other.parameters, rtol=1e-12)
    assert record.seen.tolist() == [0, 5, 10, 15, 20]
    other = small(np.random.default_rng(10))[0]
    for count in range(5):
        exact = np.linalg.eigvalsh(dense(Hessian(other, squared_loss, x, y)))[-1]
        assert record.sharpness[count] == pytest.approx(exact, rel=1e-10)
        assert record.criterion[count] == pytest.approx(0.15 * exact, rel=1e-10)
        if count < 4:
            train(other, squared_loss, x, y, rate=0.3, epochs=5)
    assert not record.diverged


def test_an_interrupted_watch_ends_where_an_uninterrupted_one_does():
    records = []
    for pieces in ([40], [20, 12, 1, 7]):
        rng = np.random.default_rng(11)
        network, x, y = small(rng)
        record = None
        for steps in pieces:
            record = edge_of_stability(
                network, squared_loss, x, y, rate=0.5, steps=steps, every=5, rng=rng, resume=record
            )
        records.append((record, network.parameters))
    (one, theta), (two, again) = records
    np.testing.assert_array_equal(theta, again)
    for name in ("losses", "seen", "sharpness", "residuals", "vector"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


def test_divergence_ends_the_record_and_keeps_finite_parameters():
    rng = np.random.default_rng(12)
    network, x, y = small(rng)
    record = edge_of_stability(network, squared_loss, x, y, rate=50.0, steps=1000, rng=rng)
    assert record.diverged
    assert 0 < len(record.losses) < 1000
    assert np.isfinite(record.losses).all()
    assert np.isfinite(squared_loss(network(x), y)[0])


def refused():
    network, x, y = small(np.random.default_rng(13))
    rng = np.random.default_rng(0)

    class Own(Tanh):
        pass

    flat = Network([Affine(np.zeros((3, 4)))])
    edge = {"rate": 0.1, "steps": 3, "rng": rng}
    record = edge_of_stability(network.copy(), squared_loss, x, y, **edge)
    identity = np.ones(4)
    return [
        (lambda: Hessian(Network([Residual(Own())]), squared_loss, x, x), TypeError, "got Own"),
        (lambda: Hessian(network, lambda o, t: squared_loss(o, t), x, y), TypeError, "`loss` must be one whose second"),
        (lambda: Hessian(Network([Affine([[1j]])]), squared_loss, [[1.0]], [[1.0]]), TypeError, "must be real"),
        (lambda: Hessian(network, squared_loss, x, y)(np.ones(3)), ValueError, "one number per parameter"),
        (lambda: sharpness(network, squared_loss, x, y), TypeError, "`rng` must be a numpy.random.Generator"),
        (lambda: lanczos(lambda v: v, np.zeros(4)), ValueError, "`start` must not be zero"),
        (lambda: lanczos(lambda v: v, identity, count=5), ValueError, "`count` must be at most 4"),
        (lambda: lanczos(lambda v: v, identity, count=2), RuntimeError, "spans no more eigenvectors"),
        (lambda: lanczos(lambda v: np.arange(9.0) * v, np.ones(9), most=3), RuntimeError, "Allow `most` to be larger"),
        (lambda: linearisation_ratio(network, squared_loss, x, y, [0.1, 0.0]), ValueError, "`rates` must not be zero"),
        (lambda: linearisation_ratio(flat, squared_loss, x, 0 * y, [0.1]), ValueError, "to first order"),
        (
            lambda: edge_of_stability(network, squared_loss, x, y, **edge | {"rate": -1}),
            ValueError,
            "`rate` must be posit",
        ),
        (
            lambda: edge_of_stability(network, squared_loss, x, y, **edge | {"rate": np.nan}),
            ValueError,
            "must be finite",
        ),
        (
            lambda: edge_of_stability(network, squared_loss, x, y, **edge | {"rate": 0.2}, resume=record),
            ValueError,
            "be that of `resume`, 0.1",
        ),
    ]


@pytest.mark.parametrize("number", range(14))
def test_refused(number):
    call, kind, message = refused()[number]
    with pytest.raises(kind, match=message):
        call()
