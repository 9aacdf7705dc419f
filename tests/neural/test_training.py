"""Learning: each step is the rule's, a run that diverges keeps what was last good, one that is broken off goes on."""

import io
import json
import zipfile

import numpy as np
import pytest

from physdl.neural import (
    OPTIMIZERS,
    Affine,
    Network,
    Tanh,
    load_digits,
    loss_differential,
    newton,
    split_digits,
    squared_loss,
    train,
)


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
        ({"rate": np.inf}, ValueError, "`rate` must be finite; got inf"),
        ({"optimizer": "galilei"}, ValueError, "`optimizer` must be one of 'aristotle', 'newton'.*; got galilei"),
        ({"momentum": 0.9}, TypeError, "`optimizer` must take the option 'momentum'; got aristotle. It takes no opti"),
        ({"optimizer": "newton", "beta": 0.9}, TypeError, "'beta'; got newton. It takes 'momentum'"),
        ({"optimizer": "newton", "momentum": 1.0}, ValueError, r"`momentum` must lie in \[0, 1\); got 1.0"),
        ({"optimizer": "newton", "momentum": -0.1}, ValueError, r"`momentum` must lie in \[0, 1\); got -0.1"),
        ({"optimizer": "natural"}, TypeError, "`metric` must be given for the rule 'natural'"),
        ({"resume": True}, TypeError, "`checkpoint` must be given where `resume` is"),
        ({"checkpoint": "no/such/folder/run.npz"}, ValueError, "`checkpoint` must lie in a folder that exists"),
        ({"every": 0}, ValueError, "`every` must be at least 1"),
    ],
)
def test_refused(change, kind, message):
    network, x, y = line()
    arguments = {"x": x, "y": y, "rate": 0.1, "epochs": 1} | change
    with pytest.raises(kind, match=message):
        train(network, squared_loss, **arguments)


OPTIONS = {
    "aristotle": {},
    "newton": {"momentum": 0.9},
    "nesterov": {},
    "natural": {"metric": np.array([2.0, 0.5])},
    "adam": {},
    "conservative": {},
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_trains(name):
    network, x, y = line()
    theta = network.parameters.copy()
    step, _ = OPTIMIZERS[name](theta, 0.05, **OPTIONS[name])
    for _ in range(6):
        step(loss_differential(Network([Affine(theta[:1, None], theta[1:])]), squared_loss, x, y)[1])
    history = train(network, squared_loss, x, y, rate=0.05, epochs=6, optimizer=name, **OPTIONS[name])
    np.testing.assert_allclose(network.parameters, theta, rtol=1e-12)
    assert history[-1] < history[0]


def test_a_rule_of_ones_own():
    def half_asleep(theta, rate, every=2):
        count = np.zeros((), int)

        def step(covector):
            count[...] += 1
            theta[...] -= rate * covector * (count % every == 0)

        return step, {"count": count}

    network, x, y = line()
    train(network, squared_loss, x, y, rate=0.1, epochs=8, optimizer=half_asleep, every=3)
    other, *_ = line()
    train(other, squared_loss, x, y, rate=0.1, epochs=4)
    np.testing.assert_array_equal(network.parameters, other.parameters)


def test_several_callbacks_are_all_called():
    network, x, y = line()
    seen = []
    calls = [lambda epoch, loss: epoch == 3, lambda epoch, loss: seen.append(epoch)]
    assert len(train(network, squared_loss, x, y, rate=0.1, epochs=9, callback=calls)) == 4
    assert seen == [0, 1, 2, 3]


@pytest.mark.parametrize("name", ["newton", "nesterov", "conservative"])
def test_divergence_with_momentum_keeps_finite_parameters(name):
    network, x, y = line()
    with pytest.raises(FloatingPointError, match=r"diverged in epoch \d+ at rate 50, step 0: "):
        train(network, squared_loss, x, y, rate=50.0, epochs=10_000, optimizer=name)
    assert np.isfinite(loss_differential(network, squared_loss, x, y)[0])
    assert np.abs(network.parameters).max() > 1e100


def test_a_last_step_into_infinity_is_taken_back():
    network, x, y = line()
    with pytest.raises(FloatingPointError, match="it leads to parameters that are not finite"):
        train(network, squared_loss, 1e10 * x, y, rate=1e300, epochs=1)
    np.testing.assert_array_equal(network.parameters, 0.0)


def test_progress_bar_only_where_one_has_to_wait(capsys, monkeypatch):
    network, x, y = line()
    train(network, squared_loss, x, y, rate=0.1, epochs=3)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("physdl._progress.PATIENCE", 0.0)
    train(network, squared_loss, x, y, rate=0.1, epochs=3)
    assert "/3" in capsys.readouterr().err
    train(network, squared_loss, x, y, rate=0.1, epochs=3, progress=False)
    assert capsys.readouterr().err == ""


# ---- runs that are broken off ---------------------------------------------------------------------------------------


class PulledPlugError(Exception):
    """What ends a run in the middle."""


def pull_the_plug(at):
    """Return a callback that breaks a run off after epoch `at`."""

    def callback(epoch, loss):
        if epoch == at:
            raise PulledPlugError

    return callback


GENERATORS = [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64]


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("bits", GENERATORS)
def test_a_resumed_run_is_bit_identical(tmp_path, name, bits):
    path = tmp_path / "run.npz"
    how = {"rate": 0.03, "epochs": 9, "batch": 8, "optimizer": name, "every": 2, **OPTIONS[name]}
    whole, x, y = line()
    rng = np.random.Generator(bits(7))
    history = train(whole, squared_loss, x, y, rng=rng, **how)
    broken, *_ = line()
    how_far = {"checkpoint": path, "callback": pull_the_plug(4)}
    with pytest.raises(PulledPlugError):
        train(broken, squared_loss, x, y, rng=np.random.Generator(bits(7)), **how, **how_far)
    fresh, *_ = line()
    other = np.random.Generator(bits(99))
    again = train(fresh, squared_loss, x, y, rng=other, **how, checkpoint=path, resume=True)
    assert fresh.parameters.tobytes() == whole.parameters.tobytes() != broken.parameters.tobytes()
    assert again.tobytes() == history.tobytes()
    assert other.random(5).tobytes() == rng.random(5).tobytes(), "the generator has gone on as well"
    once_more = train(line()[0], squared_loss, x, y, rng=other, **how, checkpoint=path, resume=True)
    assert once_more.tobytes() == history.tobytes(), "a finished run is finished"


@pytest.mark.parametrize("dtype", [np.float32, np.complex128])
def test_a_checkpoint_keeps_precision(tmp_path, dtype):
    rng = np.random.default_rng(5)
    x = rng.normal(size=(20, 3)).astype(dtype)
    y = x.sum(axis=1, keepdims=True)
    how = {"rate": 0.1, "optimizer": "newton", "checkpoint": tmp_path / "run.npz"}
    whole = Network([Affine(np.zeros((1, 3), dtype))])
    train(whole, squared_loss, x, y, epochs=8, rate=0.1, optimizer="newton")
    train(Network([Affine(np.zeros((1, 3), dtype))]), squared_loss, x, y, epochs=5, **how)
    other = Network([Affine(np.zeros((1, 3), dtype))])
    train(other, squared_loss, x, y, epochs=8, resume=True, **how)
    assert other.parameters.dtype == dtype
    assert other.parameters.tobytes() == whole.parameters.tobytes()


def test_without_resume_a_run_begins_at_the_beginning(tmp_path):
    path = tmp_path / "run.npz"
    for _ in range(2):
        network, x, y = line()
        assert len(train(network, squared_loss, x, y, rate=0.1, epochs=3, checkpoint=path)) == 3
    assert [file.name for file in tmp_path.iterdir()] == ["run.npz"], "nothing is left lying about"
    other, *_ = line()
    history = train(other, squared_loss, x, y, rate=0.1, epochs=3, checkpoint=tmp_path / "new.npz", resume=True)
    assert len(history) == 3, "nothing to resume yet: the same command begins a run and continues it"


def finished(tmp_path, **how):
    """Return a network, its data and the checkpoint of a short run."""
    network, x, y = line()
    path = tmp_path / "run.npz"
    train(network, squared_loss, x, y, rate=0.1, epochs=2, checkpoint=path, **how)
    return network, x, y, path


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_truncated_checkpoint_is_refused_by_name(tmp_path, share):
    network, x, y, path = finished(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    before = network.parameters.copy()
    with pytest.raises(ValueError, match=r"`checkpoint` must be a whole checkpoint; got .*run\.npz"):
        train(network, squared_loss, x, y, rate=0.1, epochs=4, checkpoint=path, resume=True)
    np.testing.assert_array_equal(network.parameters, before)


def test_a_flipped_bit_is_refused(tmp_path):
    network, x, y, path = finished(tmp_path)
    damaged = bytearray(path.read_bytes())
    damaged[damaged.index(network.parameters.tobytes())] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(ValueError, match=r"`checkpoint` must be a whole checkpoint; .*CRC"):
        train(network, squared_loss, x, y, rate=0.1, epochs=4, checkpoint=path, resume=True)


def test_another_file_or_format_is_refused(tmp_path):
    network, x, y, path = finished(tmp_path)
    how = {"rate": 0.1, "epochs": 4, "checkpoint": path, "resume": True}
    with np.load(path) as file:
        stored = dict(file)
    words = json.loads(str(stored["words"]))
    np.savez(path, **stored | {"words": json.dumps(words | {"format": 99})})
    with pytest.raises(ValueError, match=r"whole checkpoint of format 1; got .* of format 99"):
        train(network, squared_loss, x, y, **how)
    np.savez(path, theta=stored["theta"])
    with pytest.raises(ValueError, match=r"be a whole checkpoint; got .*words"):
        train(network, squared_loss, x, y, **how)


def test_a_pickle_is_refused(tmp_path):
    network, x, y, path = finished(tmp_path)
    with open(path, "wb") as file:
        np.savez(file, theta=np.array([{"run": "me"}], dtype=object))
    with pytest.raises(ValueError, match=r"`checkpoint` must be a whole checkpoint; .*allow_pickle=False"):
        train(network, squared_loss, x, y, rate=0.1, epochs=4, checkpoint=path, resume=True)


def test_an_interrupted_write_keeps_the_previous_checkpoint(tmp_path, monkeypatch):
    network, x, y, path = finished(tmp_path)
    whole, at_that_time = path.read_bytes(), network.parameters.copy()

    def half(file, **arrays):
        file.write(whole[: len(whole) // 2])
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "savez", half)
    with pytest.raises(OSError, match="no space left"):
        train(network, squared_loss, x, y, rate=0.1, epochs=4, checkpoint=path, resume=True)
    monkeypatch.undo()
    assert path.read_bytes() == whole
    assert [file.name for file in tmp_path.iterdir()] == ["run.npz"]
    other, *_ = line()
    train(other, squared_loss, x, y, rate=0.1, epochs=2, checkpoint=path, resume=True)
    np.testing.assert_array_equal(other.parameters, at_that_time)


def test_a_checkpoint_holds_no_pickle(tmp_path):
    *_, path = finished(tmp_path, optimizer="newton", rng=np.random.default_rng(1))
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            np.lib.format.read_array(io.BytesIO(archive.read(name)), allow_pickle=False)
    with np.load(path) as file:
        words = json.loads(str(file["words"]))
    assert words["network"] == "[Affine 1 to 1 (2)] in float64"


def test_a_checkpoint_that_does_not_fit_is_refused(tmp_path):
    network, x, y, path = finished(tmp_path, optimizer="newton", rng=np.random.default_rng(1))
    rng = np.random.default_rng(2)
    how = {"rate": 0.1, "epochs": 4, "checkpoint": path, "resume": True, "rng": rng, "optimizer": "newton"}
    wide = Network([Affine.start(1, 3, np.random.default_rng(1)), Tanh(), Affine.start(3, 1, np.random.default_rng(1))])
    both = r"this network, \[Affine 1 to 3 \(6\), Tanh, Affine 3 to 1 \(4\)\] in float64; "
    with pytest.raises(ValueError, match=both + r"got .*run\.npz of \[Affine 1 to 1 \(2\)\] in float64"):
        train(wide, squared_loss, x, y, **how)
    single = Network([Affine(np.zeros((1, 1), np.float32))])
    with pytest.raises(ValueError, match=r"in float32; got .* in float64"):
        train(single, squared_loss, x, y, **how)
    with pytest.raises(ValueError, match=r"one of the rule 'adam'; got .* of the rule 'newton'"):
        train(network, squared_loss, x, y, **how | {"optimizer": "adam"})
    with pytest.raises(ValueError, match=r"one without a generator; got one with. Call"):
        train(network, squared_loss, x, y, **how | {"rng": None})
    with pytest.raises(ValueError, match="`rng` must be a generator over PCG64"):
        train(network, squared_loss, x, y, **how | {"rng": np.random.Generator(np.random.MT19937(1))})

    def forgetful(theta, rate, momentum=0.9):
        return newton(theta, rate, momentum)[0], {}

    forgetful.__name__ = "newton"
    with pytest.raises(ValueError, match=r"hold what the rule 'newton' remembers, \[\]; got .* with {'velocity'"):
        train(network, squared_loss, x, y, **how | {"optimizer": forgetful})
    assert rng.random() == np.random.default_rng(2).random(), "a refused checkpoint changes nothing"


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
