"""Plain descent: each step is −η dL, and a run that diverges says so and keeps what was last good."""

import numpy as np
import pytest

from physdl.neural import Affine, Network, Tanh, load_digits, loss_differential, split_digits, squared_loss, train


def line():
    """Return y = 2x − 1 with noise, and a network that can be it."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=(50, 1))
    return Network([Affine([[0.0]])]), x, 2 * x - 1 + 0.1 * rng.normal(size=(50, 1))


def test_each_step_is_minus_eta_times_the_differential():
    network, x, y = line()
    theta = network.parameters.copy()
    losses = []
    for _ in range(5):
        value, differential = loss_differential(Network([Affine(theta[:1, None], theta[1:])]), squared_loss, x, y)
        losses.append(value)
        theta -= 0.3 * differential
    history = train(network, squared_loss, x, y, rate=0.3, epochs=5)
    np.testing.assert_allclose(network.parameters, theta, rtol=1e-13)
    np.testing.assert_allclose(history, losses, rtol=1e-13)


def test_it_ends_at_least_squares():
    network, x, y = line()
    train(network, squared_loss, x, y, rate=0.5, epochs=200)
    best = np.linalg.lstsq(np.hstack([x, np.ones_like(x)]), y, rcond=None)[0]
    np.testing.assert_allclose(network.parameters, best.ravel(), rtol=1e-12)


def test_batches_see_every_point_once_and_repeat_by_seed():
    network, x, y = line()
    seen = []

    def spy(outputs, targets):
        seen.extend(targets.ravel())
        return squared_loss(outputs, targets)

    train(network, spy, x, y, rate=0.1, epochs=1, batch=10, rng=np.random.default_rng(1))
    assert sorted(seen) == sorted(y.ravel())
    assert not np.array_equal(seen, y.ravel())
    again, *_ = line()
    train(again, squared_loss, x, y, rate=0.1, epochs=1, batch=10, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(again.parameters, network.parameters)


def test_callback_can_end_it():
    network, x, y = line()
    history = train(network, squared_loss, x, y, rate=0.1, epochs=50, callback=lambda epoch, loss: loss < 0.5)
    assert 1 < len(history) < 50
    assert history[-1] < 0.5 <= history[-2]


def test_divergence_keeps_the_last_finite_parameters():
    network, x, y = line()
    with pytest.raises(FloatingPointError, match=r"diverged in epoch \d+ at rate 50, step 0: .*take a smaller `rate`"):
        train(network, squared_loss, x, y, rate=50.0, epochs=10_000)
    assert np.isfinite(network.parameters).all()
    assert np.isfinite(loss_differential(network, squared_loss, x, y)[0])
    assert np.abs(network.parameters).max() > 1e100, "it did run away"


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        ({"rate": -0.1}, ValueError, "`rate` must be positive; got -0.1"),
        ({"rate": np.nan}, ValueError, "`rate` must be finite"),
        ({"epochs": 0}, ValueError, "`epochs` must be at least 1"),
        ({"batch": 10}, TypeError, "`rng` must be a numpy.random.Generator"),
        ({"batch": 51, "rng": np.random.default_rng(1)}, ValueError, "`batch` must be at most 50"),
        ({"y": np.zeros((49, 1))}, ValueError, "one entry for each of the 50 points"),
        ({"x": np.full((50, 1), np.nan)}, ValueError, "`x` must be finite; got nan in row 0"),
    ],
)
def test_refused(change, kind, message):
    network, x, y = line()
    arguments = {"x": x, "y": y, "rate": 0.1, "epochs": 1} | change
    with pytest.raises(kind, match=message):
        train(network, squared_loss, **arguments)


def test_digits():
    images, labels = load_digits()
    assert images.shape == (1797, 64)
    assert images.min() == 0
    assert images.max() == 1
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert load_digits(dtype=np.float32)[0].dtype == np.float32


def test_split_digits():
    images, labels = load_digits()
    learn, names, test, test_names = split_digits(np.random.default_rng(1))
    assert (len(learn), len(test)) == (1438, 359) == (len(names), len(test_names))
    both = np.vstack([learn, test])
    assert sorted(map(bytes, both)) == sorted(map(bytes, images))
    assert not np.array_equal(both, images)
    np.testing.assert_array_equal(split_digits()[2], images[-359:])
    np.testing.assert_array_equal(split_digits()[1], labels[:-359])
    np.testing.assert_array_equal(split_digits(np.random.default_rng(1))[0], learn)
    with pytest.raises(ValueError, match="`test` must lie between 0 and 1"):
        split_digits(test=1.0)


def test_a_network_learns_the_digits():
    rng = np.random.default_rng(0)
    images, labels, test, names = split_digits(rng)
    from physdl.neural import softmax_cross_entropy

    network = Network([Affine.start(64, 32, rng), Tanh(), Affine.start(32, 10, rng)])
    history = train(network, softmax_cross_entropy, images, labels, rate=0.5, epochs=8, batch=32, rng=rng)
    assert history[-1] < 0.2 < 1 < history[0] * 1.5
    assert np.mean(network(test).argmax(axis=1) == names) > 0.93
