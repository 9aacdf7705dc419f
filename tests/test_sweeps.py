"""A sweep is nested loops: on any executor, in any order of completion, after any interruption."""

import collections
import doctest
import functools
import itertools
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

import physdl
from physdl import _progress, sweeps
from physdl.sweeps import SweepError, pool, store, sweep, sweeping
from physdl.sweeps.run import Chunk, Queue

here = functools.partial(sweep, executor="serial", progress=False)


def power(base, exponent):
    return base**exponent


def noisy(rate, trial, rng):
    return rate * trial + rng.normal(size=3)


def no_threes(x, y):
    if x == 3 or (x, y) == (1, 4):
        raise ZeroDivisionError(f"not {x}")
    return 10 * x + y


@dataclass
class Run:
    loss: float
    path: np.ndarray


# ---- the law -------------------------------------------------------------------------------------------------------


def test_a_sweep_is_nested_loops():
    bases, exponents = [2.0, 3.0, 0.1], np.array([0.0, 0.5, 2.0, 7.0])
    expected = [[base**exponent for exponent in exponents] for base in bases]
    assert np.array_equal(here(power, base=bases, exponent=exponents).values, expected)
    assert np.array_equal(here(power, exponent=exponents, base=bases).values, np.transpose(expected))
    assert here(power, exponent=exponents, base=bases).axes.keys() == {"exponent": 0, "base": 0}.keys()


def test_axes_keep_their_order_and_their_labels():
    result = here(lambda **point: 0, c=[3, 1], a=("relu", "tanh"), b=(x / 2 for x in range(3)))
    assert list(result.axes) == ["c", "a", "b"]
    assert [list(labels) for labels in result.axes.values()] == [[3, 1], ["relu", "tanh"], [0, 0.5, 1]]
    assert result.values.shape == result.done.shape == (2, 2, 3)
    assert result.done.all()


def test_the_function_meets_the_labels_themselves():
    labels = [1, "word", None, (2, 3), np.arange(2)]
    met = []
    result = here(lambda label: met.append(label) or len(met), label=labels)
    assert all(a is b for a, b in zip(met, labels, strict=True))
    assert result.axes["label"].dtype == object
    assert here(lambda n: isinstance(n, np.float32), n=np.ones(1, np.float32)).values.all()


def test_each_point_is_called_once():
    calls = []
    here(lambda x, y: calls.append((x, y)) or 0, x=range(30), y=range(40))
    assert calls == list(itertools.product(range(30), range(40)))


@pytest.mark.parametrize("value", [3, True, np.float32(0.5), 1 + 2j, np.arange(6, dtype=np.int8).reshape(2, 3)])
def test_arrays_are_stacked_and_keep_their_type(value):
    values = here(lambda x, y: value, x=range(2), y=range(3)).values
    assert values.shape == (2, 3, *np.shape(value))
    assert values.dtype == np.asarray(value).dtype
    assert (values == value).all()


def test_different_types_meet_in_the_wider_one():
    values = here(lambda x: x, x=[1, 2.5, True and 7]).values
    assert values.dtype == float
    assert values.tolist() == [1, 2.5, 7]


@pytest.mark.parametrize("kind", [Run, dict], ids=["dataclass", "dict"])
def test_fields_are_stacked_one_by_one(kind):
    result = here(lambda x, y: kind(loss=x * y, path=np.full(4, x)), x=range(2, 5), y=[1.5, 2.0])
    assert list(result.values) == ["loss", "path"]
    assert np.array_equal(result.values["loss"], np.outer(range(2, 5), [1.5, 2.0]))
    assert result.values["path"].shape == (3, 2, 4)
    assert np.array_equal(result.at(y=2.0)["path"], np.repeat([[2], [3], [4]], 4, axis=1))


def test_a_buffer_that_is_used_again_is_copied():
    buffer = np.empty(2)

    def fill(x):
        buffer[:] = x
        return buffer

    assert here(fill, x=range(5)).values[:, 0].tolist() == [0, 1, 2, 3, 4]


# ---- the same on any executor --------------------------------------------------------------------------------------


class Backwards(Executor):
    """One thread that always takes what was submitted last."""

    def __init__(self, *_):
        self.stack = queue.LifoQueue()
        self.thread = threading.Thread(target=self.work)

    def __enter__(self):
        return self

    def submit(self, function, /, *args, **kwargs):
        future = Future()
        self.stack.put((id(future), future, lambda: function(*args, **kwargs)))
        if self.stack.qsize() >= 40 and not self.thread.ident:  # begins when all are there
            self.thread.start()
        return future

    def work(self):
        while (entry := self.stack.get()) is not None:
            _, future, call = entry
            if future.set_running_or_notify_cancel():
                future.set_result(call())

    def shutdown(self, wait=True, *, cancel_futures=False):
        self.stack.put(None)
        self.thread.join()


@contextmanager
def no_executor():
    yield None


EXECUTORS = {
    "pool": no_executor,
    "threads": lambda: ThreadPoolExecutor(3),
    "own pool": lambda: ProcessPoolExecutor(2, mp_context=get_context("spawn")),
    "backwards": Backwards,
}


@pytest.mark.parametrize("name", EXECUTORS)
def test_random_runs_are_identical_on_any_executor(name):
    axes = {"rate": np.linspace(0, 1, 8), "trial": range(5)}
    expected = here(noisy, rng=np.random.default_rng(7), **axes)
    with EXECUTORS[name]() as executor:
        result = sweep(noisy, executor, rng=np.random.default_rng(7), **axes)
    assert result.values.tobytes() == expected.values.tobytes()
    assert result.values.shape == (8, 5, 3)


def test_every_point_has_the_generator_that_spawn_would_give():
    result = here(noisy, rng=np.random.default_rng(7), rate=[0.0, 1.0], trial=range(3))
    children = np.random.default_rng(7).spawn(1)[0].spawn(6)
    points = itertools.product([0.0, 1.0], range(3))
    expected = [noisy(*point, rng) for point, rng in zip(points, children, strict=True)]
    assert np.array_equal(result.values.reshape(6, 3), expected)


def test_a_generator_serves_two_sweeps_with_different_numbers():
    rng = np.random.Generator(np.random.Philox(3))
    first, second = (here(noisy, rng=rng, rate=[1.0], trial=[0]).values for _ in range(2))
    assert not np.intersect1d(first, second).size
    assert np.array_equal(first[0, 0], np.random.Generator(np.random.Philox(3)).spawn(1)[0].spawn(1)[0].normal(size=3))


def test_floating_point_manners_travel():
    def overflow(x):
        return np.exp(np.float64(x))

    with ThreadPoolExecutor(1) as threads:
        with np.errstate(over="ignore"):
            assert np.isinf(sweep(overflow, threads, x=[1000]).values)
        with np.errstate(over="raise"), pytest.raises(SweepError, match="FloatingPointError: overflow"):
            sweep(overflow, threads, x=[1000])


def threads_of_linear_algebra(x):
    return [int(os.environ[name]) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")]


def test_workers_of_the_pool_use_one_thread_each(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    assert (sweep(threads_of_linear_algebra, x=range(3)).values == 1).all()
    assert os.environ["OMP_NUM_THREADS"] == "7"
    assert "MKL_NUM_THREADS" not in os.environ


def test_the_browser_runs_everything_in_its_one_process(monkeypatch):
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert sweep(lambda x: os.getpid(), x=range(3)).values.tolist() == [os.getpid()] * 3


def test_serial_needs_no_processes():
    barred = "import sys; sys.modules['multiprocessing'] = sys.modules['concurrent.futures'] = None"
    script = f"{barred}\nimport physdl\nprint(physdl.sweep(lambda x: x + 1, 'serial', x=[1, 2]).values.tolist())"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[2, 3]", done.stderr


def test_the_package_exports_the_function():
    assert physdl.sweep is sweeps.sweep
    assert physdl.sweeps is sweeps


# ---- a cluster -----------------------------------------------------------------------------------------------------


def deadly(rate, trial, rng, will):
    """Kill the worker once, at one point in the middle."""
    value = noisy(rate, trial, rng)
    if rate == 0.5 and trial == 20 and not Path(will).exists():
        Path(will).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return {"value": value, "worker": os.getpid()}


@pytest.fixture
def cluster(tmp_path):
    """Two worker processes that listen on 127.0.0.1 only; the scheduler's page is off, its port any that is free."""
    import dask  # here: the processes of the pools import this file too
    import distributed

    options = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "scheduler_kwargs": {"dashboard": False}}
    quiet = {"silence_logs": logging.CRITICAL, "local_directory": str(tmp_path)}
    with (
        dask.config.set({"distributed.scheduler.http.routes": []}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, **options, **quiet) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def test_a_cluster_that_loses_a_worker_loses_nothing(cluster, tmp_path):
    axes = {"rate": np.linspace(0, 1, 9), "trial": range(40)}
    will = tmp_path / "killed"
    function = functools.partial(deadly, will=str(will))
    result = sweep(function, cluster.get_executor(), rng=np.random.default_rng(5), **axes)
    assert will.exists()
    assert len(np.unique(result.values["worker"])) >= 2
    expected = here(function, rng=np.random.default_rng(5), **axes)
    assert result.done.all()
    assert result.values["value"].tobytes() == expected.values["value"].tobytes()
    with pytest.raises(SweepError, match="failed at x = 1, y = 4: ZeroDivisionError"):
        sweep(no_threes, cluster.get_executor(), x=range(6), y=range(5))


class Forgetful(Executor):
    """Lose the first copies of what is submitted, as Dask's executor may where a worker dies with a chunk."""

    def __init__(self, copies):
        self.copies, self.sent = copies, collections.Counter()

    def submit(self, function, /, *arguments):
        future = Future()
        self.sent[arguments] += 1
        if self.sent[arguments] <= self.copies:
            future.set_exception(TypeError("cannot unpack non-iterable Chunk object"))
        else:
            future.set_result(function(*arguments))
        return future


def test_a_chunk_that_the_executor_loses_is_sent_once_more():
    once = Forgetful(1)
    axes = {"base": [1.0, 2.0, 3.0], "exponent": [0.0, 1.0, 2.0]}
    assert np.array_equal(sweep(power, once, **axes).values, here(power, **axes).values)
    assert set(once.sent.values()) == {2}
    twice = Forgetful(2)
    with pytest.raises(SweepError, match=r"lost a part of the sweep \(TypeError: cannot unpack"):
        sweep(power, twice, **axes)
    assert max(twice.sent.values()) == 2


# ---- points that fail ----------------------------------------------------------------------------------------------


def serially():
    @contextmanager
    def nothing():
        yield "serial"

    return nothing()


@pytest.mark.parametrize("name", ["serial", *EXECUTORS])
def test_the_first_failing_point_is_named_on_any_executor(name):
    with {"serial": serially, **EXECUTORS}[name]() as executor, pytest.raises(SweepError) as caught:
        sweep(no_threes, executor, x=range(8), y=range(5))
    error = caught.value
    assert error.point == {"x": 1, "y": 4}
    assert "`function` failed at x = 1, y = 4: ZeroDivisionError: not 1" in str(error)
    assert 'raise ZeroDivisionError(f"not {x}")' in str(error)
    assert "in no_threes" in error.result.failures[0].traceback
    kept = error.result.done
    assert kept.ravel()[:9].all()
    assert f"{kept.sum()} of 40 points are kept" in str(error)
    assert np.array_equal(error.result.values[kept], np.add.outer(range(0, 80, 10), range(5))[kept])
    assert np.isnan(error.result.values[~kept]).all()


@pytest.mark.parametrize("name", ["serial", "threads"])
def test_keep_going_marks_what_failed(name):
    with {"serial": serially, **EXECUTORS}[name]() as executor:
        result = sweep(no_threes, executor, keep_going=True, x=range(5), y=range(5))
    assert [failure.index for failure in result.failures] == [(1, 4), (3, 0), (3, 1), (3, 2), (3, 3), (3, 4)]
    assert result.failures[1].point == {"x": 3, "y": 0}
    assert result.failures[1].error == "ZeroDivisionError: not 3"
    assert np.array_equal(result.done, ~np.isnan(result.values))
    assert np.argwhere(~result.done).tolist() == [list(failure.index) for failure in result.failures]
    assert result.values[4].tolist() == [40, 41, 42, 43, 44]
    assert "6 of 25 points missing" in repr(result)


def test_a_serial_sweep_stops_where_the_function_raises():
    calls = []

    def function(x):
        calls.append(x)
        return 1 / (x - 3)

    with pytest.raises(SweepError, match="at x = 3: ZeroDivisionError"):
        here(function, x=range(100))
    assert calls == [0, 1, 2, 3]


def test_nothing_more_is_sent_after_a_failure():
    calls = []

    def function(x):
        calls.append(x)
        return 1 / x

    with ThreadPoolExecutor(1) as threads, pytest.raises(SweepError, match="at x = 0"):
        sweep(function, threads, x=range(100))
    assert len(calls) <= 4  # those that were under way


def test_a_point_of_another_shape_is_named_and_the_rest_kept():
    with pytest.raises(SweepError, match=r"at n = 3: .* got shape \(3,\), where n = 2 gave shape \(2,\)") as caught:
        here(lambda n: np.ones(2 if n < 3 else n), n=[2, 3, 1, 4])
    assert caught.value.result.done.tolist() == [True, False, True, False]
    with pytest.raises(SweepError, match=r"got a of shape \(\), where x = 0 gave a of shape \(\), b of shape \(\)"):
        here(lambda x: {"a": 1} if x else {"a": 1, "b": 2}, x=[0, 1])


@pytest.mark.parametrize("value", [None, "converged", {}, {"a": None}, [object()]])
def test_what_is_no_number_is_refused_at_its_point(value):
    with pytest.raises(SweepError, match="at x = 1: TypeError: `function` must return numbers") as caught:
        here(lambda x: value if x else 0.5, x=[0, 1])
    assert caught.value.result.at(x=0) == 0.5


# ---- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("axes", "kind", "words"),
    [
        ({}, ValueError, "`axes` must name at least one parameter"),
        ({"base": []}, ValueError, "`base` must have at least one value; got none"),
        ({"base": 0.1}, TypeError, r"`base` must be a sequence of values; got 0.1. Write `base=\[…\]`"),
        ({"base": "relu"}, TypeError, "`base` must be a sequence of values; got relu"),
        ({"base": np.ones((2, 3))}, ValueError, r"`base` must have one axis; got shape \(2, 3\)"),
        ({"base": [None, 1, None]}, ValueError, "`base` must have every value once; got None more than once"),
        ({"base": [1, 2, 1.0]}, ValueError, "`base` must have every value once; got 1.0 more than once"),
        ({"base": [[1], [2], [1]]}, ValueError, r"`base` must have every value once; got \[1\] more than once"),
        ({"base": [np.ones(2), np.ones(2)]}, ValueError, "`base` must have every value once"),
        ({"base": [1, float("nan")]}, ValueError, "`base` must have labels that can be found again; got nan at pos"),
        ({"base": [1]}, TypeError, r"`function` must take the axes .*\(base\); got .*missing .*'exponent'"),
        ({"base": [1], "exponent": [1], "extra": [1]}, TypeError, "take the axes .*unexpected .*'extra'"),
        ({"base": [1], "exponent": [1], "rng": 3}, TypeError, "`rng` must be a numpy.random.Generator; got 3"),
    ],
)
def test_axes_that_make_no_grid_are_refused(axes, kind, words):
    with pytest.raises(kind, match=words):
        here(power, **axes)


def test_a_function_of_rng_asks_for_one():
    with pytest.raises(TypeError, match=r"missing a required argument: 'rng'. .*give sweep a numpy.random.Generator"):
        here(noisy, rate=[1], trial=[1])
    with pytest.raises(TypeError, match=r"take the axes as keyword arguments \(base, exponent, rng\)"):
        here(power, rng=np.random.default_rng(0), base=[1], exponent=[1])
    with pytest.raises(TypeError, match="`function` must be callable; got 3"):
        here(3, x=[1])


def test_what_is_no_executor_is_refused():
    class Client:
        def get_executor(self):
            return None

    with pytest.raises(TypeError, match=r"`executor` must be None, 'serial' or .*; got 2"):
        sweep(power, 2, base=[1], exponent=[1])
    with pytest.raises(TypeError, match=r"`executor` must be None, 'serial' or .*give `client.get_executor"):
        sweep(power, Client(), base=[1], exponent=[1])


def test_what_cannot_be_sent_is_named_with_the_fix():
    words = r"`function` must be picklable.*<lambda>.*in a module .* or run here with executor=\"serial\""
    with pytest.raises(TypeError, match=words):
        sweep(lambda x: x, x=[1])
    with pytest.raises(TypeError, match=r"`axes` must be picklable.*Give what names the labels"):
        sweep(power, base=[1], exponent=[lambda: 2])


def test_a_function_of_a_notebook_is_named_with_the_fix():
    script = "import physdl\ndef f(x): return x\nphysdl.sweep(f, x=[1])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("TypeError: `function` must be picklable")
    assert "defined in a notebook or at a prompt, where other processes do not look. Define it with `def` in" in last


# ---- workers that are lost -----------------------------------------------------------------------------------------


def test_a_pool_that_loses_a_process_keeps_what_was_finished_and_goes_on(tmp_path):
    axes = {"rate": [0.0, 0.5], "trial": range(60)}
    function = functools.partial(deadly, will=str(tmp_path / "killed"))
    options = {"resume": tmp_path / "run.npz", **axes}
    with pytest.raises(
        SweepError, match=r"lost a part of the sweep \(BrokenProcessPool.*\n.*and in .*run.npz"
    ) as caught:
        sweep(function, rng=np.random.default_rng(5), **options)
    assert caught.value.point is None
    assert caught.value.result.done.any()
    assert not caught.value.result.done[1, 20]
    result = sweep(function, rng=np.random.default_rng(5), **options)
    assert (
        result.values["value"].tobytes()
        == here(function, rng=np.random.default_rng(5), **axes).values["value"].tobytes()
    )
    first = caught.value.result
    assert np.array_equal(result.values["worker"][first.done], first.values["worker"][first.done])


def test_an_executor_that_is_shut_down_is_named():
    threads = ThreadPoolExecutor(1)
    threads.shutdown()
    with pytest.raises(SweepError, match=r"cannot schedule new futures after shutdown\)\n0 of 1 .*resume="):
        sweep(power, threads, base=[1], exponent=[1])


def test_a_script_without_its_guard_is_told(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("from physdl import sweep\ndef f(x): return x\nsweep(f, x=[1, 2])\n", encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60)
    last = [line for line in done.stderr.splitlines() if "resource_tracker" not in line][-1]  # which ends when it likes
    assert 'Does the script call sweep under `if __name__ == "__main__":`' in last


def done_in(path):
    """Return the numbers of the points that a file holds."""
    if not path.exists():
        return None
    with np.load(path) as file:
        return file["done"].tolist()


SLEEPER = """
import signal
import time
from pathlib import Path
from physdl import sweep
from physdl.sweeps import store

def sleep(x):
    Path(f"begun {x}").touch()
    time.sleep(0 if x == 0 else 300)
    return x

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    store.EVERY = 0
    sweep(sleep, x=range(9), resume="run.npz")
"""


def deaf(x):
    return signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_ctrl_c_is_for_the_caller_alone_and_once():
    assert sweep(deaf, x=range(3)).values.all()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pool.one_interrupt():
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def script_with_sleeping_workers(folder):
    """Run a sweep as a script, with one point done and the workers asleep over the next."""
    (folder / "script.py").write_text(SLEEPER, encoding="utf-8")
    options = {"start_new_session": True, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "script.py"], cwd=folder, **options) as process:
        while not ((folder / "begun 1").exists() and done_in(folder / "run.npz") == [0]):
            assert process.poll() is None
            time.sleep(0.02)
        yield process


@pytest.mark.parametrize("again", [None, 0.01], ids=["once", "twice"])
def test_ctrl_c_ends_the_workers_and_keeps_what_was_finished(tmp_path, again):
    with script_with_sleeping_workers(tmp_path) as process:
        os.killpg(process.pid, signal.SIGINT)
        if again is not None:
            time.sleep(again)
            os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=30)  # returns when the workers have let go of the pipe as well
    # A second one may hit Python's own exit, and even its last words.
    assert ("\nKeyboardInterrupt\n" if again is None else "KeyboardInterrupt") in said
    assert done_in(tmp_path / "run.npz") == [0]


def test_workers_end_with_the_process_they_work_for(tmp_path):
    with script_with_sleeping_workers(tmp_path) as process:
        process.kill()
        process.communicate(timeout=30)
    assert done_in(tmp_path / "run.npz") == [0]


# ---- taking up a run again -----------------------------------------------------------------------------------------


def interrupted(at=None):
    """Return a function that is interrupted at one of its calls, as by Ctrl-C."""

    def run(rate, trial, rng):
        run.calls += 1
        if run.calls == at:
            raise KeyboardInterrupt
        return {"value": noisy(rate, trial, rng), "count": trial}

    run.calls = 0
    return run


def test_an_interrupted_sweep_goes_on_and_is_identical(tmp_path):
    axes = {"rate": [0.5, 0.25, 1.0], "trial": range(50)}
    whole = here(interrupted(), rng=np.random.default_rng(1), **axes).values
    first, second, third = interrupted(at=40), interrupted(), interrupted()
    options = {"resume": tmp_path / "run.npz", **axes}
    with pytest.raises(KeyboardInterrupt):
        here(first, rng=np.random.default_rng(1), **options)
    for function in (second, third):
        values = here(function, rng=np.random.default_rng(1), **options).values
        assert all(values[name].tobytes() == whole[name].tobytes() for name in whole)
        assert values["count"].dtype == int
    assert 150 - 39 <= second.calls < 150  # what the interrupted chunk had finished is lost
    assert third.calls == 0
    assert [path.name for path in tmp_path.iterdir()] == ["run.npz"]
    with np.load(tmp_path / "run.npz", allow_pickle=False) as file:
        assert {file[name].dtype.kind for name in file.files} <= set("Uif")


def test_failed_points_are_tried_again(tmp_path):
    options = {"resume": tmp_path / "run.npz", "x": range(5)}

    def function(x):
        calls.append(x)
        if x in broken:
            raise ValueError
        return float(x)

    calls, broken = [], {1, 3}
    assert here(function, keep_going=True, **options).done.tolist() == [True, False, True, False, True]
    calls, broken = [], set()
    assert here(function, **options).values.tolist() == [0, 1, 2, 3, 4]
    assert calls == [1, 3]


def other_power(base, exponent):
    return -(base**exponent)


class Plain:
    @staticmethod
    def run(x, rng=None):
        return x


def scaled(base, exponent, scale):
    return scale * base**exponent


@pytest.mark.parametrize(
    ("function", "changes", "words"),
    [
        (other_power, {}, r"function .*\.power there, .*\.other_power here"),
        (power, {"base": [1.0, 2.5]}, "labels of base"),
        (power, {"base": [1.0, 2.0, 3.0]}, "labels of base 2 labels, .* there, 3 labels"),
        (
            power,
            {"base": [1.0, 2.0], "exponent": [2.0], "swap": True},
            "axes base, exponent there, exponent, base here",
        ),
    ],
)
def test_a_file_of_another_sweep_is_refused_by_name(tmp_path, function, changes, words):
    path = tmp_path / "run.npz"
    here(power, resume=path, base=[1.0, 2.0], exponent=[2.0])
    before = path.read_bytes()
    swap, axes = changes.pop("swap", False), {"base": [1.0, 2.0], "exponent": [2.0]} | changes
    axes = dict(reversed(axes.items())) if swap else axes
    with pytest.raises(
        ValueError, match="`resume` must be the file of this sweep; got .*run.npz of another .*" + words
    ):
        here(function, resume=path, **axes)
    assert path.read_bytes() == before


def test_other_seeds_and_other_bound_values_are_other_sweeps(tmp_path):
    axes = {"rate": [1.0], "trial": [0]}
    here(noisy, resume=tmp_path / "a.npz", rng=np.random.default_rng(1), **axes)
    with pytest.raises(ValueError, match=r"rng PCG64 1 \(0,\) there, PCG64 2 \(0,\) here"):
        here(noisy, resume=tmp_path / "a.npz", rng=np.random.default_rng(2), **axes)
    here(Plain.run, resume=tmp_path / "c.npz", rng=np.random.default_rng(1), x=[1])
    with pytest.raises(ValueError, match=r"rng PCG64 1 \(0,\) there, None here"):
        here(Plain.run, resume=tmp_path / "c.npz", x=[1])
    two, three = (functools.partial(scaled, scale=s) for s in (2, 3))
    here(two, resume=tmp_path / "b.npz", base=[1], exponent=[1])
    with pytest.raises(ValueError, match=r"scaled with \w+ there, .*scaled with \w+ here"):
        here(three, resume=tmp_path / "b.npz", base=[1], exponent=[1])


@pytest.mark.parametrize("cut", [0, 10, -30, None], ids=["empty", "ten bytes", "truncated", "other"])
def test_a_file_that_cannot_be_read_is_refused_by_name_and_kept(tmp_path, cut):
    path = tmp_path / "run.npz"
    here(power, resume=path, base=[1.0, 2.0], exponent=[2.0])
    if cut is None:
        np.savez(path, theta=np.ones(3))
    else:
        path.write_bytes(path.read_bytes()[:cut])
    before = path.read_bytes()
    with pytest.raises(
        ValueError, match=r"`resume` must be a whole file of a sweep; got .*run.npz: .* cut off or none"
    ):
        here(power, resume=path, base=[1.0, 2.0], exponent=[2.0])
    assert path.read_bytes() == before


def test_a_writing_that_breaks_off_leaves_the_last_file(tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    here(power, resume=path, base=[1.0, 2.0], exponent=[2.0])
    before = path.read_bytes()

    def full(file, **arrays):
        file.write(b"half")
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="no space left"):
        here(power, resume=path, base=[1.0, 2.0], exponent=[2.0])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_long_run_is_written_from_time_to_time(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "EVERY", 0.0)
    sizes = []

    def function(x):
        sizes.append(len(done_in(tmp_path / "run.npz")))
        return x

    here(function, resume=tmp_path / "run.npz", x=range(20))
    assert sizes[:2] == [0, 1]


def test_what_cannot_be_told_apart_cannot_be_resumed(tmp_path):
    path = tmp_path / "run.npz"
    with pytest.raises(TypeError, match="`function` must have a name in a sweep that can be resumed"):
        here(lambda x: x, resume=path, x=[1])
    with pytest.raises(TypeError, match="`base` must hold numbers or words in a sweep that can be resumed"):
        here(power, resume=path, base=[(1,)], exponent=[2])
    with pytest.raises(ValueError, match="`resume` must lie in a folder"):  # before the first call, not after the last
        here(interrupted(at=1), resume=tmp_path / "no" / "run.npz", rng=np.random.default_rng(0), rate=[1], trial=[1])


# ---- selection by label --------------------------------------------------------------------------------------------


def test_labels_select_exactly():
    result = here(lambda rate, act, n: [rate, n], rate=[0.1, 0.3, 0.30001], act=["relu", "tanh"], n=range(4))
    assert result.at(rate=0.1 + 0.2, act="tanh", n=2).tolist() == [0.3, 2]
    assert result.at(act="relu").shape == (3, 4, 2)
    assert np.array_equal(result.at(n=3, rate=0.1), result.values[0, :, 3])
    with pytest.raises(ValueError, match=r"`rate` must be one of its labels; got 0.28. The nearest is 0.3."):
        result.at(rate=0.28)
    with pytest.raises(ValueError, match=r"`act` must be one of its labels; got 'gelu'. They are 'relu', 'tanh'."):
        result.at(act="gelu")
    with pytest.raises(ValueError, match="`width` must be an axis of the sweep: rate, act, n; got 3"):
        result.at(width=3)


def test_zero_is_found_exactly_or_not_at_all():
    result = here(lambda x: x, x=[1e-30, 0.0, 1.0])
    assert result.at(x=0) == 0
    with pytest.raises(ValueError, match="The nearest is"):
        result.at(x=1e-12)


# ---- chunks and the bar --------------------------------------------------------------------------------------------


def hand_out(points, seconds, window, done=None):
    """Return the chunks that a queue hands out if each point takes so many seconds."""
    line = Queue(np.zeros(points, bool) if done is None else done, window)
    pieces, flying = [], []
    while True:
        while len(flying) < window and (piece := line.take()):
            flying.append(piece)
        if not flying:
            return pieces
        start, stop = flying.pop(0)
        pieces.append((start, stop))
        line.learn(Chunk(start, stop, seconds=(stop - start) * seconds))


@pytest.mark.parametrize(("seconds", "longest"), [(1e-5, 1e4), (1e-3, 100), (0.03, 3), (5.0, 1)])
@pytest.mark.parametrize("window", [1, 8])
def test_chunks_cover_the_grid_once_in_order_and_last_a_tenth_of_a_second(seconds, longest, window):
    pieces = hand_out(20_000, seconds, window)
    assert [n for start, stop in pieces for n in range(start, stop)] == list(range(20_000))
    sizes = [stop - start for start, stop in pieces]
    assert max(sizes) <= longest
    assert len(sizes) <= max(60, 2 * 20_000 / longest)
    share = 20_000 / window if window > 1 else 20_000  # no worker gets so much that the others wait for long
    assert max(sizes) <= max(share, 0.005 / seconds)


def test_chunks_leave_out_what_is_done():
    done = np.zeros(50, bool)
    done[[0, 1, 7, 20, 21, 22, 49]] = True
    pieces = hand_out(50, 1e-3, 2, done)
    assert [n for start, stop in pieces for n in range(start, stop)] == np.flatnonzero(~done).tolist()


def test_a_bar_only_for_those_who_wait(monkeypatch, capsys):
    clock = iter([0.0, 1.0, 1.9, 2.0])
    monkeypatch.setattr(_progress.time, "monotonic", lambda: next(clock))
    with _progress.Progress(30) as bar:
        for expected in ("", "", "20/30"):
            bar.advance(10)
            said = capsys.readouterr().err
            assert expected in said if expected else not said
    capsys.readouterr()


@pytest.mark.parametrize("wanted", [True, False])
def test_the_bar_counts_points(monkeypatch, capsys, wanted):
    monkeypatch.setattr(_progress, "PATIENCE", 0.0)
    sweep(lambda x: x, "serial", wanted, x=range(12))
    assert ("12/12" in capsys.readouterr().err) is wanted


def test_the_examples_of_the_docstring():
    assert doctest.testmod(sweeping).attempted > 8
    assert doctest.testmod(sweeping).failed == 0
