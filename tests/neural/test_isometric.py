"""Starts that change no length."""

import numpy as np
import pytest

from physdl.neural import Affine, Network, orthogonal, unitary


@pytest.mark.parametrize("start", [orthogonal, unitary])
@pytest.mark.parametrize(("inputs", "outputs"), [(5, 5), (3, 7), (7, 3), (1, 1)])
def test_isometry(start, inputs, outputs):
    layer = start(inputs, outputs, np.random.default_rng(1), gain=1.7)
    W = layer.weight
    assert isinstance(layer, Affine)
    assert W.shape == (outputs, inputs)
    assert not layer.bias.any()
    square = W.conj().T @ W if outputs >= inputs else W @ W.conj().T
    np.testing.assert_allclose(square, 1.7**2 * np.eye(min(inputs, outputs)), rtol=0, atol=1e-14)


def test_dtypes():
    rng = np.random.default_rng(1)
    assert orthogonal(3, 3, rng, dtype=np.float32).weight.dtype == np.float32
    assert unitary(3, 3, rng).weight.dtype == np.complex128
    assert unitary(3, 3, rng, dtype=np.complex64).weight.dtype == np.complex64
    assert np.abs(unitary(3, 3, rng).weight.imag).max() > 0.1


@pytest.mark.parametrize("start", [orthogonal, unitary])
def test_no_direction_is_preferred(start):
    """Without the signs of R taken out, the first entry has the sign that the algorithm likes."""
    rng = np.random.default_rng(2)
    corners = np.array([start(3, 3, rng).weight[[0, 1, 2], [0, 1, 2]] for _ in range(2000)])
    np.testing.assert_allclose(corners.mean(axis=0), 0, atol=4 * np.sqrt(1 / 3 / 2000))
    np.testing.assert_allclose(np.mean(np.abs(corners) ** 2, axis=0), 1 / 3, atol=0.03)
    wide = np.array([start(2, 5, rng).weight[4, 1] for _ in range(2000)])
    assert np.mean(np.abs(wide) ** 2) == pytest.approx(1 / 5, abs=0.02)


def test_a_unitary_layer_is_a_layer():
    rng = np.random.default_rng(3)
    net = Network([unitary(4, 4, rng), unitary(4, 6, rng)])
    x = rng.normal(size=(5, 4)) + 1j * rng.normal(size=(5, 4))
    np.testing.assert_allclose(np.linalg.norm(net(x), axis=1), np.linalg.norm(x, axis=1), rtol=1e-13)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda rng: orthogonal(0, 3, rng), ValueError, "`inputs` must be at least 1"),
        (lambda rng: orthogonal(3, 2.5, rng), TypeError, "`outputs` must be a whole number"),
        (lambda rng: orthogonal(3, 3, rng, gain=0.0), ValueError, "`gain` must be positive"),
        (lambda rng: unitary(3, 3, rng, dtype=float), TypeError, "`dtype` must be complex; got float64. Take `orth"),
    ],
)
def test_refused(call, kind, message):
    with pytest.raises(kind, match=message):
        call(np.random.default_rng(1))
