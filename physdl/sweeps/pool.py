"""Where the points of a sweep are run: this process, a pool of processes made for it, or the caller's executor."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from contextlib import contextmanager

from physdl import _check
from physdl.sweeps.run import AHEAD, UNKNOWN, Queue, elsewhere, here

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "BLIS_NUM_THREADS")


def check(executor, job):
    """Refuse what is no executor, and for the pool what cannot be sent to another process."""
    if executor is None and sys.platform != "emscripten":
        _refuse_unsendable(job)
    if executor is None or (isinstance(executor, str) and executor == "serial"):
        return
    from concurrent.futures import Executor

    if not isinstance(executor, Executor):
        fix = "Of a Dask client, give `client.get_executor()`." if hasattr(executor, "get_executor") else None
        raise _check.error("executor", "be None, 'serial' or a concurrent.futures.Executor", executor, fix, TypeError)


def chunks(executor, job, done):
    """Yield chunks of the points that are not done (None where there is no news) from wherever they are run."""
    if isinstance(executor, str) or (executor is None and sys.platform == "emscripten"):
        yield from here(job, Queue(done, 1))
    elif executor is None:
        with _pool(processors()) as pool:
            yield from elsewhere(pool, job, Queue(done, AHEAD * processors()))
    else:
        workers = getattr(executor, "_max_workers", None)
        yield from elsewhere(executor, job, Queue(done, AHEAD * workers if workers else UNKNOWN))


def processors():
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _pool(workers):
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Fresh processes everywhere: a forked copy of a process with threads may hang. The number of BLAS threads is read
    # when NumPy is loaded, which may be before any code of ours runs there; so it travels in the environment.
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        with one_interrupt(), ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin) as pool:
            try:
                yield pool
            except (KeyboardInterrupt, GeneratorExit):
                for process in list((pool._processes or {}).values()):  # a point may take hours
                    process.terminate()
                raise
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _begin():
    """Make a worker deaf to Ctrl-C, and let it end with the process that it works for.

    Ctrl-C is for that process alone: a worker hit while it takes its next chunk would leave the queue locked.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent():
    from multiprocessing import connection, parent_process

    connection.wait([parent_process().sentinel])
    os._exit(1)


@contextmanager
def one_interrupt():
    """Hear Ctrl-C once: pressed again, it would break off the ending of the workers, and leave them behind."""
    usual = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not usual or threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number, frame):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _refuse_unsendable(job):
    fixes = {
        "function": "Define it with `def` in a module (a .py file) and import it",
        "axes": "Give what names the labels (numbers, words) instead of the objects",
    }
    prompt = not os.path.isfile(getattr(sys.modules["__main__"], "__file__", None) or "")
    for name, part in (("function", job.function), ("axes", job.grid.labels)):
        why = None
        try:
            if b"__main__" in pickle.dumps(part) and prompt:
                why = "it is defined in a notebook or at a prompt, where other processes do not look"
        except Exception as reason:
            why = str(reason)
        if why is not None:
            rule, fix = "be picklable, to reach the processes of the pool", fixes[name]
            raise _check.error(name, rule, f"{part!r}: {why}", f'{fix}, or run here with executor="serial".', TypeError)
