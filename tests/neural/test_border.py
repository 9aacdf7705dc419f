"""The smallest networks, many at once, against the library's own network and its curvature."""

import numpy as np
import pytest

from physdl.neural import Affine, Network, Tanh, loss_differential, squared_loss
from physdl.neural.border import gain_of, small_network


def case(neurons=3):
    rng = np.random.default_rng(0)
    return rng.normal(size=4), rng.normal(size=4), rng.normal(size=2 * neurons), rng


def test_value_and_differential_are_those_of_a_network():
    x, y, start, rng = case()
    thetas, gains = start + rng.normal(size=(5, 6)), rng.uniform(0.5, 3, 5)
    values, differentials = small_network(x, y)(thetas, gains)
    for theta, gain, value, differential in zip(thetas, gains, values, differentials, strict=True):
        network = Network([Affine(theta[:3, None]), Tanh(), Affine(gain * theta[None, 3:])])
        exact, dL = loss_differential(network, squared_loss, x[:, None], y[:, None])
        by_weights = np.concatenate([dL[:3], gain * dL[6:9]])  # without the shifts; the outer weight is gain · b
        assert value == pytest.approx(exact, rel=1e-13)
        np.testing.assert_allclose(differential, by_weights, rtol=0, atol=1e-13 * np.abs(by_weights).max())


def test_gains_give_the_curvature_asked_for():
    x, y, start, _ = case()
    wanted = np.array([0.5, 2.0, 40.0])
    gains, step = gain_of(x, y, start, wanted), 1e-6
    for gain, curvature in zip(gains, wanted, strict=True):
        ends = [small_network(x, y)(start + s * step * np.eye(6), np.full(6, gain))[1] for s in (1, -1)]
        exact = np.linalg.eigvalsh((ends[0] - ends[1]) / (2 * step))[-1]
        assert curvature == pytest.approx(exact, rel=2e-3)


def test_refused():
    x, y, start, _ = case()
    with pytest.raises(ValueError, match="`y` must have shape"):
        small_network(x, y[:3])
    with pytest.raises(ValueError, match="`curvatures` must lie between"):
        gain_of(x, y, start, [1e9])
    with pytest.raises(ValueError, match="grows with the gain"):
        gain_of([1.0], [0.0], np.zeros(2), [1.0])
