"""Timing in pairs: A B A B …, one thread, medians. Import this before NumPy."""

import argparse
import importlib
import os
import platform
import time

for _library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_library] = "1"

import numpy as np  # noqa: E402 - it reads the variables when it is imported


def begin(about, **whole):
    """Read whole numbers from the command line, each given as ``name=(default, meaning)``, pin, and return them."""
    parser = argparse.ArgumentParser(description=about)
    for name, (default, meaning) in whole.items():
        parser.add_argument(f"--{name}", type=int, default=default, help=meaning)
    options = parser.parse_args()
    pin()
    return options


def pin():
    """Stay on one processor, and say on what the figures were measured."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    print(f"numpy {np.__version__}, Python {platform.python_version()}, one thread, BLAS core type {_blas_core()}")


def _blas_core():
    threadpoolctl = peer("threadpoolctl")
    if threadpoolctl is None:
        return "unknown"
    found = {str(pool.get("architecture")) for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"}
    return ", ".join(sorted(found)) or "unknown"


def peer(name):
    """Return the peer's module, or None after saying that it is missing."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"skipped: {name} is not installed")
        return None


def seconds(run, rounds=1):
    """Return the processor time of a call, the mean of `rounds`: on one thread, the wall time of a quiet machine."""
    start = time.process_time()
    for _ in range(rounds):
        run()
    return (time.process_time() - start) / rounds


def alternate(ours, theirs, repeats=7, rounds=1):
    """Return the median times of both, and the quartiles of the ratio within each pair; one unmeasured pair first."""
    pairs = np.array([(seconds(ours, rounds), seconds(theirs, rounds)) for _ in range(repeats + 1)][1:])
    low, high = np.percentile(pairs[:, 0] / pairs[:, 1], (25, 75))
    return (*np.median(pairs, axis=0), low, high)


def table(headings, rows):
    """Print rows of strings under headings, columns aligned."""
    widths = [max(len(cell) for cell in column) for column in zip(headings, *rows, strict=True)]
    for row in (headings, ["-" * width for width in widths], *rows):
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
