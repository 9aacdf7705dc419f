"""Signals through deep networks: singular values against many-digit arithmetic, lengths against theory."""

from itertools import pairwise

import mpmath
import numpy as np
import pytest
from harness import complex_step
from scipy.integrate import quad

from physdl.neural import (
    Affine,
    Network,
    ReLU,
    Residual,
    Tanh,
    log_singular_values,
    mean_field,
    orthogonal,
    signal_propagation,
    unitary,
)


def in_many_digits(matrices):
    """Return the logarithms of the singular values of a product, computed with 200 digits."""
    with mpmath.workdps(200):
        product = mpmath.eye(matrices[0].shape[1])
        for matrix in matrices:
            product = mpmath.matrix(matrix.tolist()) * product
        values = mpmath.svd_r(product, compute_uv=False)
        return np.sort([float(mpmath.log(v)) if v > 1e-150 else -np.inf for v in values])[::-1]


@pytest.mark.parametrize("widths", [[6] * 41, [5, 8, 3, 7, 4, 4, 9], [3, 6, 6, 8], [4, 1, 4]])
def test_singular_values_of_a_product(widths):
    rng = np.random.default_rng(len(widths))
    layers = [Affine.start(a, b, rng) for a, b in pairwise(widths)]
    found = log_singular_values(Network(layers), rng.normal(size=widths[0]))
    np.testing.assert_allclose(found, in_many_digits([f.weight for f in layers]), rtol=0, atol=1e-12)


def test_singular_values_far_apart_and_far_away():
    steep = Affine(np.diag([1e3, 1.0, 1e-2]))
    np.testing.assert_allclose(
        log_singular_values(Network([steep] * 120), np.zeros(3)) / np.log(10), [360, -np.inf, -np.inf], atol=1e-10
    )
    np.testing.assert_allclose(
        log_singular_values(Network([steep] * 60), np.zeros(3)) / np.log(10), [180, 0, -120], atol=1e-10
    )


def test_singular_values_through_bends():
    rng = np.random.default_rng(5)
    inner = Network([Affine.start(5, 3, rng), Tanh(), Affine.start(3, 5, rng)])
    net = Network([Affine.start(4, 5, rng), Tanh(), Residual(inner), Affine.start(5, 6, rng), Tanh()])
    x = rng.normal(size=4)
    J = np.array([complex_step(net, x, e) for e in np.eye(4)]).T
    np.testing.assert_allclose(np.exp(log_singular_values(net, x)), np.linalg.svd(J)[1], rtol=1e-12)


def test_dead_directions_are_minus_infinity():
    net = Network([Affine(np.eye(3), [1.0, -1.0, 1.0]), ReLU(), Affine([[1.0, 2, 0], [2, 1, 0], [0, 5, 3]])])
    found = log_singular_values(net, np.zeros(3))
    np.testing.assert_allclose(np.exp(found), [3, np.sqrt(5), 0], atol=1e-14)
    dead = Network([Affine(np.eye(2), [-1.0, -1.0]), ReLU(), Affine(np.eye(2))])
    assert list(log_singular_values(dead, np.zeros(2))) == [-np.inf, -np.inf]


def test_isometries_keep_everything():
    rng = np.random.default_rng(6)
    net = Network([orthogonal(8, 8, rng) for _ in range(100)])
    assert np.abs(log_singular_values(net, np.zeros(8))).max() < 1e-13
    x = rng.normal(size=(4, 8))
    signals = signal_propagation(net, x)
    assert signals.lengths.shape == (101, 4)
    assert signals.cosines.shape == (101, 4, 4)
    np.testing.assert_allclose(signals.lengths, signals.lengths[:1].repeat(101, axis=0), rtol=1e-13)
    np.testing.assert_allclose(signals.cosines, signals.cosines[:1].repeat(101, axis=0), atol=1e-13)


def test_lengths_and_angles():
    signals = signal_propagation(Network([Affine([[0.0, 2.0], [2.0, 0.0], [0.0, 0.0]])]), [[3.0, 4], [4, -3], [0, 0]])
    np.testing.assert_allclose(signals.lengths[0], [5 / np.sqrt(2), 5 / np.sqrt(2), 0])
    np.testing.assert_allclose(signals.lengths[1], [10 / np.sqrt(3), 10 / np.sqrt(3), 0])
    np.testing.assert_allclose(signals.cosines[:, :2, :2], [np.eye(2)] * 2, atol=1e-15)
    assert np.isnan(signals.cosines[:, 2]).all()


def test_complex_angles_are_those_of_the_real_plane():
    rng = np.random.default_rng(7)
    x = rng.normal(size=(3, 5)) + 1j * rng.normal(size=(3, 5))
    signals = signal_propagation(Network([unitary(5, 5, rng)]), x)
    flat = np.concatenate([x.real, x.imag], axis=1)
    lengths = np.linalg.norm(flat, axis=1)
    np.testing.assert_allclose(signals.cosines[1], flat @ flat.T / np.outer(lengths, lengths), atol=1e-13)


@pytest.mark.parametrize(("gain", "shift"), [(1.5, 0.0), (0.8, 0.0), (2.5, 0.3), (1.05, 0.05), (1.0, 0.4)])
def test_mean_field_solves_its_equations(gain, shift):
    q, chi = mean_field(gain, shift)

    def mean(f):
        inside = quad(lambda z: f(np.sqrt(q) * z) * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi), -12, 12, epsabs=1e-13)
        return inside[0]

    assert gain**2 * mean(lambda h: np.tanh(h) ** 2) + shift**2 == pytest.approx(q, rel=1e-9, abs=1e-12)
    assert chi == pytest.approx(gain**2 * mean(lambda h: np.cosh(h) ** -4), rel=1e-9)
    assert (q == 0) == (gain <= 1 and shift == 0)


@pytest.mark.parametrize(("gain", "shift"), [(0.5, 1e-7), (1e-7, 1e-7), (0.9, 1e-20)])
def test_mean_field_of_small_signals_is_that_of_linear_layers(gain, shift):
    assert mean_field(gain, shift)[0] == pytest.approx(shift**2 / (1 - gain**2), rel=1e-6, abs=0)


def test_mean_field_just_beyond_the_edge():
    assert mean_field(1 + 1e-13)[0] == pytest.approx(1e-13, rel=0.01, abs=0)  # γ² − 1 = 2q


def test_mean_field_is_what_wide_layers_do():
    rng = np.random.default_rng(8)
    gain, shift, width = 1.4, 0.3, 500
    layers = []
    for _ in range(12):
        layers += [Affine(orthogonal(width, width, rng, gain=gain).weight, shift * rng.normal(size=width)), Tanh()]
    entering = signal_propagation(Network(layers), rng.normal(size=(20, width))).lengths[-2]
    assert np.mean(entering**2) == pytest.approx(mean_field(gain, shift)[0], rel=0.03)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda n: log_singular_values(n, np.zeros((1, 3))), "`x` must have 1 axis"),
        (lambda n: log_singular_values(n, np.zeros(4)), r"`x` must have shape \(\.\.\., 3\)"),
        (lambda n: log_singular_values(n, np.zeros(3, complex)), "`network` must be real"),
        (lambda n: signal_propagation(n, np.zeros(3)), "`x` must have 2 axes"),
        (lambda n: mean_field(0.0), "`gain` must be positive"),
        (lambda n: mean_field(1.0, -1.0), "`shift` must not be negative"),
    ],
)
def test_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call(Network([Affine(np.eye(3))]))
