"""Complex networks: losses and covectors, steps that descend, what is refused, and Wirtinger's two derivatives."""

import numpy as np
import pytest
from harness import WIDTH, bent, deep, differences, numbers

from physdl.neural import Affine, Network, PhaseTanh, ReLU, SplitTanh, Tanh, loss_differential, pairing, train
from physdl.neural.losses import modulus_loss, softmax_cross_entropy, squared_loss
from physdl.neural.maps import MAPS, NONHOLOMORPHIC, ModReLU
from physdl.neural.metric import raise_index
from physdl.neural.network import jacobian, tangent_kernel
from physdl.neural.wirtinger import antilinear_share, linear_parts, wirtinger


@pytest.fixture
def rng():
    return np.random.default_rng(34)


def draw(rng, *shape):
    return numbers(rng, shape, complex)


def slope(network, loss, x, y, v, h=1e-4):
    """Return the loss's derivative along a change of the parameters, from values of the loss alone."""
    moved, theta = network.copy(), network.parameters

    def at(s):
        moved.parameters = theta + s * h * v
        return loss(moved(x), y)[0]

    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h)


@pytest.mark.parametrize("make", [lambda rng: deep(rng, kind=complex), bent], ids=["analytic", "bent"])
@pytest.mark.parametrize("loss", [squared_loss, modulus_loss])
def test_loss_differential(rng, make, loss):
    network, x = make(rng), draw(rng, 7, WIDTH)
    y = draw(rng, 7, 3) if loss is squared_loss else np.abs(draw(rng, 7, 3))
    value, dL = loss_differential(network, loss, x, y)
    assert value == pytest.approx(loss(network(x), y)[0], rel=1e-14)
    for _ in range(3):
        v = draw(rng, network.size)
        assert pairing(dL, v) == pytest.approx(slope(network, loss, x, y, v), rel=1e-8)
    expected = network.pullback(x, loss(network(x), y)[1])[1]
    np.testing.assert_allclose(dL, expected, rtol=1e-12, atol=1e-14)


def test_losses_differentiate(rng):
    for loss, outputs, targets in (
        (modulus_loss, draw(rng, 5, 3), np.abs(draw(rng, 5, 3))),
        (modulus_loss, draw(rng, 5, 3).real, np.abs(draw(rng, 5, 3))),
        (squared_loss, draw(rng, 5, 3), draw(rng, 5, 3)),
        (squared_loss, draw(rng, 5, 3), draw(rng, 5, 3).real),
        (squared_loss, draw(rng, 5, 3).real, draw(rng, 5, 3)),
    ):
        _, w = loss(outputs, targets)
        assert w.dtype == outputs.dtype
        v = draw(rng, 5, 3) if np.iscomplexobj(outputs) else rng.normal(size=(5, 3))
        ahead, behind = (loss(outputs + h * v, targets)[0] for h in (1e-6, -1e-6))
        assert pairing(w, v) == pytest.approx((ahead - behind) / 2e-6, rel=1e-8)


def test_modulus_loss_sees_no_phase(rng):
    outputs, targets = draw(rng, 4, 2), np.abs(draw(rng, 4, 2))
    value, w = modulus_loss(outputs, targets)
    assert value == pytest.approx(np.sum((np.abs(outputs) - targets) ** 2) / 8, rel=1e-15)
    turned = np.exp(0.7j)
    assert modulus_loss(turned * outputs, targets)[0] == pytest.approx(value, rel=1e-14)
    np.testing.assert_allclose(modulus_loss(turned * outputs, targets)[1], w / turned, rtol=1e-14)
    assert modulus_loss([[0.0j]], [[1.0]])[1] == 0
    single = modulus_loss(outputs.astype(np.complex64), targets.astype(np.float32))
    assert single[1].dtype == np.complex64


@pytest.mark.parametrize("seed", range(5))
def test_the_conjugate_descends(seed):
    """dL itself may lead up; its conjugate leads down as fast as any direction of that length."""
    rng = np.random.default_rng(seed)
    network, x, y = bent(rng), draw(rng, 6, WIDTH), draw(rng, 6, 3)
    _, dL = loss_differential(network, squared_loss, x, y)
    square = np.sum(np.abs(dL) ** 2)
    assert slope(network, squared_loss, x, y, -np.conj(dL)) == pytest.approx(-square, rel=1e-7)
    assert slope(network, squared_loss, x, y, -dL) == pytest.approx(-np.sum(dL**2).real, rel=1e-6, abs=1e-8 * square)
    others = draw(rng, 50, network.size)
    others *= np.sqrt(square) / np.linalg.norm(others, axis=1, keepdims=True)
    assert max(pairing(dL, v) for v in others) < 0.9 * square
    v = raise_index(np.ones(network.size), dL)
    assert pairing(dL, v) == pytest.approx(square, rel=1e-14)


def test_a_hermitian_metric_raises(rng):
    """The raised vector has the covector's own pairing as its square, and no vector of its length does better."""
    root = draw(rng, 5, 5)
    h = root.conj().T @ root + np.eye(5)
    w, v = draw(rng, 5), draw(rng, 200, 5)
    u = raise_index(h, w)
    for other in v[:5]:
        assert np.real(u.conj() @ h @ other) == pytest.approx(pairing(w, other), rel=1e-11)
    lengths = np.sqrt(np.einsum("ai,ij,aj->a", v.conj(), h, v).real)
    assert np.real(v @ w / lengths).max() < np.sqrt(pairing(w, u))


@pytest.mark.parametrize("optimizer", ["aristotle", "newton", "adam"])
def test_training_learns_a_turn(optimizer):
    rng = np.random.default_rng(1)
    x = draw(rng, 40, 3)
    turn = np.linalg.qr(draw(rng, 3, 3))[0]
    network = Network([Affine.start(3, 3, rng, dtype=complex)])
    rate = {"aristotle": 0.5, "newton": 0.1, "adam": 0.02}[optimizer]
    train(network, squared_loss, x, x @ turn.T, rate=rate, epochs=400, optimizer=optimizer, progress=False)
    assert np.abs(network.maps[0].weight - turn).max() < {"aristotle": 1e-12, "newton": 1e-7, "adam": 1e-2}[optimizer]


def test_plain_training_steps_along_the_conjugate(rng):
    network, x, y = bent(rng), draw(rng, 6, WIDTH), draw(rng, 6, 3)
    theta, (_, dL) = network.parameters.copy(), loss_differential(network, squared_loss, x, y)
    train(network, squared_loss, x, y, rate=0.1, epochs=1, progress=False)
    np.testing.assert_allclose(network.parameters, theta - 0.1 * np.conj(dL), rtol=1e-14, atol=1e-16)


def test_real_points_into_a_complex_network(rng):
    network, x, y = deep(rng, kind=complex), rng.normal(size=(6, WIDTH)), rng.normal(size=(6, 3))
    np.testing.assert_allclose(network(x), network(x + 0j), rtol=1e-14)
    value, dL = loss_differential(network, squared_loss, x, y)
    also, embedded = loss_differential(network, squared_loss, x + 0j, y + 0j)
    assert value == pytest.approx(also, rel=1e-14)
    np.testing.assert_allclose(dL, embedded, rtol=1e-12, atol=1e-14)


def test_one_complex_map_makes_the_network_complex(rng):
    network = Network([Affine.start(4, 3, rng), Tanh(), Affine.start(3, 2, rng, dtype=complex)])
    assert network.parameters.dtype == network.maps[0].weight.dtype == complex
    assert loss_differential(network, squared_loss, draw(rng, 5, 4), draw(rng, 5, 2))[1].dtype == complex


@pytest.mark.parametrize(("kind", "single"), [(float, np.float32), (complex, np.complex64)])
def test_the_network_sets_the_precision(rng, kind, single):
    network, x, y = deep(rng, kind=kind), rng.normal(size=(6, WIDTH)), rng.normal(size=(6, 3))
    short = network._bound(np.empty(network.size, single))
    _, exact = loss_differential(network, squared_loss, x, y)
    _, dL = loss_differential(short, squared_loss, x, y)
    assert dL.dtype == single
    np.testing.assert_allclose(dL, exact, rtol=1e-3, atol=1e-4 * np.abs(exact).max())
    np.testing.assert_allclose(
        loss_differential(network, squared_loss, x.astype(np.float32), y)[1], exact, rtol=1e-3, atol=1e-5
    )


def test_complex_start():
    rng = np.random.default_rng(6)
    weight = Affine.start(300, 500, rng, gain=2.0, dtype=complex).weight
    assert np.mean(np.abs(weight) ** 2) == pytest.approx(4 / 300, rel=0.01)
    assert abs(np.mean(weight**2)) < 0.01 * 4 / 300, "all phases alike"
    assert Affine.start(2, 3, rng, dtype=np.complex64).parameters.dtype == np.complex64
    first = Affine.start(2, 3, np.random.default_rng(1)).weight
    np.testing.assert_array_equal(first, np.random.default_rng(1).standard_normal((3, 2)) * (1 / np.sqrt(2)))


def real(rng):
    return deep(rng), draw(rng, 5, WIDTH), rng.normal(size=(5, 3))


@pytest.mark.parametrize(
    "call",
    [
        lambda n, x, y: n(x),
        lambda n, x, y: n.pushforward(x, x),
        lambda n, x, y: n.pullback(x, y),
        lambda n, x, y: loss_differential(n, squared_loss, x, y),
        lambda n, x, y: train(n, squared_loss, x, y, rate=0.1, epochs=1, progress=False),
    ],
)
def test_complex_points_into_a_real_network(rng, call):
    message = r"`x` must be real for a network of real parameters; got dtype complex128\. .*`dtype=complex`"
    with pytest.raises(TypeError, match=message):
        call(*real(rng))


def test_a_complex_step_goes_through_points(rng):
    network, x, _ = real(rng)
    v = rng.normal(size=x.shape)
    stepped = network.points(x.real + 1e-30j * v)[-1].imag / 1e-30
    np.testing.assert_allclose(stepped, network.pushforward(x.real, v), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda r: modulus_loss(draw(r, 2, 2), draw(r, 2, 2)), TypeError, "`targets` must be real; .* their moduli"),
        (lambda r: modulus_loss(draw(r, 2, 2), -np.ones((2, 2))), ValueError, "`targets` must not be negative; got -1"),
        (lambda r: modulus_loss(draw(r, 2, 2), np.ones((2, 1))), ValueError, r"shape \(2, 2\); got shape \(2, 1\)"),
        (lambda r: modulus_loss(draw(r, 2, 2), np.full((2, 2), np.nan)), ValueError, "`targets` must be finite"),
        (lambda r: softmax_cross_entropy(draw(r, 2, 2), [0, 1]), TypeError, "`outputs` must be real"),
        (
            lambda r: Affine.start(2, 2, r, dtype=int),
            TypeError,
            "`dtype` must be a floating or complex type; got int64",
        ),
        (lambda r: ModReLU(-0.1), ValueError, "`threshold` must not be negative; got -0.1"),
        (lambda r: jacobian(deep(r, kind=complex), np.ones((2, WIDTH))), TypeError, "`network` must be real"),
        (
            lambda r: tangent_kernel(deep(r), draw(r, 2, WIDTH)),
            TypeError,
            "`network` must be real, and `x`; got com",
        ),
        (
            lambda r: loss_differential(deep(r), lambda y, t: (1.0, 1j * y), np.ones((2, WIDTH)), None),
            TypeError,
            "`loss` must return a real covector for real outputs; got dtype complex128",
        ),
        (
            lambda r: linear_parts(deep(r), draw(r, WIDTH), draw(r, WIDTH), np.ones(3)),
            TypeError,
            "`change` must be left out for a map of real parameters",
        ),
        (lambda r: linear_parts(np.sin, 1.0, 1.0, 2.0), TypeError, "`change` must be left out for a function"),
        (lambda r: linear_parts(np.sin, [1.0, 2.0], [1.0]), ValueError, r"`v` must have shape \(2,\)"),
        (lambda r: wirtinger(np.sum, [1.0, 2.0]), ValueError, "`f` must return one number for each of `z`"),
        (lambda r: raise_index([[1.0, 1j], [1j, 1.0]], [1.0, 1.0]), ValueError, "`metric` must be Hermitian"),
        (lambda r: raise_index([[1.0, 2j], [-2j, 1.0]], [1.0, 1.0]), ValueError, "a smallest eigenvalue of -1"),
    ],
)
def test_refused(rng, call, kind, message):
    with pytest.raises(kind, match=message):
        call(rng)


def test_phase_passes_unchanged(rng):
    x, turn = draw(rng, 6, 3), np.exp(2.1j)
    for f, keeps in ((PhaseTanh(), True), (ModReLU(), True), (SplitTanh(), False), (Tanh(), False)):
        assert (np.abs(f(turn * x) - turn * f(x)).max() < 1e-14) == keeps
    np.testing.assert_allclose(np.abs(PhaseTanh()(x)), np.tanh(np.abs(x)), rtol=1e-14)
    np.testing.assert_allclose(SplitTanh()(x), np.tanh(x.real) + 1j * np.tanh(x.imag), rtol=1e-15)
    np.testing.assert_allclose(PhaseTanh()(x.real), np.tanh(x.real), rtol=1e-14)
    np.testing.assert_allclose(ModReLU(0.5)([0.3 + 0.3j, 3 + 4j]), [0, 2.7 + 3.6j], rtol=1e-15)


@pytest.mark.parametrize("f", [PhaseTanh(), ModReLU(0.0), ModReLU(0.5), SplitTanh()])
def test_at_the_centre_and_far_out(f):
    x = np.array([0.0, 1e-200j, 1e-9 + 1e-9j, 1e30 + 1e30j, -1e200j])
    at_input, _ = f.pullback(x, np.ones(5))
    assert np.isfinite(f(x)).all()
    slopes = [0.0 if f.__dict__.get("threshold") == 0.5 else 1.0] * 3
    np.testing.assert_allclose(at_input[:3], slopes, atol=1e-8)
    np.testing.assert_allclose(f.pushforward(x, np.ones(5))[:3], slopes, atol=1e-8)
    assert np.abs(at_input).max() <= 1


def test_fast_tanh_is_tanh(rng):
    z = 3 * draw(rng, 1000)
    np.testing.assert_allclose(Tanh()(z), np.tanh(z), rtol=1e-13)
    np.testing.assert_allclose(Tanh()(np.array([800 + 1j, -800 - 1j, 0])), [1, -1, 0], atol=1e-15)


def test_wirtinger_known_answers(rng):
    z = draw(rng, 5)
    for f, by_z, by_conjugate in (
        (np.conjugate, 0 * z, 0 * z + 1),
        (lambda z: np.abs(z) ** 2, np.conj(z), z),
        (lambda z: z**3, 3 * z**2, 0 * z),
        (np.real, 0 * z + 0.5, 0 * z + 0.5),
        (lambda z: z**2 * np.conj(z), 2 * z * np.conj(z), z**2),
        (np.abs, np.conj(z) / (2 * np.abs(z)), z / (2 * np.abs(z))),
        (Tanh(), 1 - np.tanh(z) ** 2, 0 * z),
    ):
        found = wirtinger(f, z)
        np.testing.assert_allclose(found[0], by_z, rtol=1e-13, atol=1e-15)
        np.testing.assert_allclose(found[1], by_conjugate, rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(wirtinger(np.abs, [3.0])[0], [0.5])


def test_parts_of_a_network_add_up_to_its_derivative(rng):
    network, x = bent(rng), draw(rng, 4, WIDTH)
    v, change = draw(rng, 4, WIDTH), draw(rng, network.size)
    linear, antilinear = linear_parts(network, x, v, change)
    np.testing.assert_allclose(linear + antilinear, differences(network, x, v, change), rtol=1e-8, atol=1e-9)
    turned = linear_parts(network, x, 1j * v, 1j * change)
    np.testing.assert_allclose(turned[0], 1j * linear, rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(turned[1], -1j * antilinear, rtol=1e-12, atol=1e-13)


def test_which_maps_are_holomorphic(rng):
    x = draw(rng, 5, WIDTH)
    for name, kind in {**MAPS, **NONHOLOMORPHIC}.items():
        if name not in ("affine", "residual"):
            share = antilinear_share(kind(), x, rng)
            assert (0.05 < share <= 0.5) if name in NONHOLOMORPHIC else share < 1e-15, name
    assert antilinear_share(deep(rng, kind=complex), x, rng) < 1e-14
    assert antilinear_share(bent(rng), x, rng) > 0.05
    assert antilinear_share(np.abs, x, rng) == pytest.approx(0.5)
    assert antilinear_share(np.conjugate, x, rng) == pytest.approx(1.0)
    assert antilinear_share(ReLU(), -np.ones(3) + 0j, rng) == 0.0
