"""Losses: the value, its differential, and what they refuse."""

import numpy as np
import pytest

from physdl.cheap import softmax_posterior
from physdl.neural import Affine, Hessian, Network, fisher_metric
from physdl.neural.losses import softmax, softmax_cross_entropy, squared_loss


def by_differences(loss, outputs, targets, direction, h=1e-6):
    return (loss(outputs + h * direction, targets)[0] - loss(outputs - h * direction, targets)[0]) / (2 * h)


@pytest.mark.parametrize("shape", [(3,), (5, 3), (2, 4, 3)])
def test_differential(shape):
    rng = np.random.default_rng(1)
    outputs, direction = rng.normal(size=(2, *shape))
    for loss, targets in (
        (squared_loss, rng.normal(size=shape)),
        (softmax_cross_entropy, rng.integers(0, 3, shape[:-1])),
    ):
        _, differential = loss(outputs, targets)
        assert differential.shape == shape
        assert np.sum(differential * direction) == pytest.approx(
            by_differences(loss, outputs, targets, direction), rel=1e-7
        )


def test_value_is_a_mean_over_the_batch():
    assert squared_loss(np.array([[1.0, 2.0], [0.0, 0.0]]), np.zeros((2, 2)))[0] == 1.25
    assert softmax_cross_entropy(np.zeros((7, 10)), np.arange(7))[0] == pytest.approx(np.log(10), rel=1e-15)


def test_cross_entropy_does_not_overflow():
    value, differential = softmax_cross_entropy(np.array([[1e4, 0.0], [0.0, 1e4]]), [0, 0])
    assert value == 5e3
    np.testing.assert_array_equal(differential, [[0, 0], [-0.5, 0.5]])


@pytest.mark.parametrize("dtype", [np.float32, float])
def test_probabilities_of_any_outputs(dtype):
    outputs = np.array([[1e4, 0.0, 1e4], [-1e4, -1e4, 0.0]], dtype)
    p = softmax(outputs)
    assert p.dtype == dtype
    np.testing.assert_array_equal(p, [[0.5, 0, 0.5], [0, 0, 1]])
    np.testing.assert_array_equal(outputs[0], [1e4, 0, 1e4])
    np.testing.assert_array_equal(softmax_posterior(-outputs - np.log(3), np.log(np.full(3, 1 / 3))), p)


def test_what_is_made_of_probabilities_does_not_overflow():
    network, x = Network([Affine(np.array([[1e4], [0.0], [1e4]]))]), np.ones((1, 1))
    metric = fisher_metric(network, x, softmax_cross_entropy).matrix
    curved = Hessian(network, softmax_cross_entropy, x, [0])
    half = [[0.25, 0, -0.25], [0, 0, 0], [-0.25, 0, 0.25]]  # diag p − p pᵀ
    np.testing.assert_allclose(metric[:3, :3], half, atol=1e-15)
    np.testing.assert_allclose([curved(unit)[:3] for unit in np.eye(6)[:3]], half, atol=1e-15)


def test_cross_entropy_knows_no_zero_of_the_outputs():
    rng = np.random.default_rng(2)
    outputs, labels = rng.normal(size=(6, 4)), rng.integers(0, 4, 6)
    value, differential = softmax_cross_entropy(outputs, labels)
    assert softmax_cross_entropy(outputs + 3.0, labels)[0] == pytest.approx(value, rel=1e-14)
    np.testing.assert_allclose(differential.sum(axis=-1), 0, atol=1e-16)


def test_arguments_are_left_alone_and_single_stays_single():
    outputs, targets = np.ones((2, 3), np.float32), np.zeros((2, 3), np.float32)
    for loss, aim in ((squared_loss, targets), (softmax_cross_entropy, np.array([0, 2]))):
        assert loss(outputs, aim)[1].dtype == np.float32
        np.testing.assert_array_equal(outputs, 1)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: squared_loss(np.zeros((5, 1)), np.zeros(5)),
            ValueError,
            r"shape \(5, 1\); got shape \(5,\).*last axis",
        ),
        (lambda: squared_loss(np.zeros((2, 1)), [[0.0], [np.nan]]), ValueError, r"finite; got nan at index \(1, 0\)"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [0, 3]), ValueError, "between 0 and 2; got 3 at index"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [-1, 0]), ValueError, "between 0 and 2; got -1 at index"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [0]), ValueError, r"shape \(2,\), one per point"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3)), [0.0, 1.0]), TypeError, "whole numbers.*not a row of prob"),
        (lambda: softmax_cross_entropy(np.zeros((2, 3), complex), [0, 1]), TypeError, "`outputs` must be real"),
    ],
)
def test_refused(call, kind, message):
    with pytest.raises(kind, match=message):
        call()
