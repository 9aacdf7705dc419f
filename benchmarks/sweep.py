"""`physdl.sweep` from one process to two, beside what the machine allows and beside joblib and a plain pool."""

import _pairs  # isort: skip  # first: it sets the number of threads, here and in the processes of the pools
import argparse
import itertools
import os
import platform
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from physdl.sweeps import sweep

TIMES = ("here s", "one s", "two s", "one/two", "machine", "joblib", "one by one", "work", "point µs", "cost µs")
HEADINGS = ("task", *TIMES)


def valley(rate, curvature):
    """Return where 300 steps of descent end in the valley λx²/2: some ten microseconds."""
    x = 1.0
    for _ in range(300):
        x -= rate * curvature * x
    return x


def trained(rate, width):
    """Return the loss of a network of one hidden layer after 200 steps: some ten milliseconds."""
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (128, 2))
    y = np.sign(x[:, :1] * x[:, 1:])
    a, b = rng.normal(0, 1, (2, width)), rng.normal(0, width**-0.5, (width, 1))
    for _ in range(200):
        hidden = np.tanh(x @ a)
        error = (hidden @ b - y) / len(x)
        a, b = a - rate * x.T @ ((error @ b.T) * (1 - hidden**2)), b - rate * hidden.T @ error
    return float(np.mean((np.tanh(x @ a) @ b - y) ** 2))


TASKS = {
    "rate × curvature, 300 steps": (valley, {"rate": np.linspace(0.01, 1, 150), "curvature": np.linspace(0.1, 4, 200)}),
    "network, 200 steps": (trained, {"rate": np.geomspace(0.001, 0.05, 10), "width": list(range(16, 96, 8))}),
}


def loop(function, axes, part, parts):
    """Return every value of one of equal parts, by a plain loop: what a process does with nothing to talk about."""
    points = itertools.islice(itertools.product(*axes.values()), part, None, parts)
    return [function(**dict(zip(axes, point, strict=True))) for point in points]


def split(pool, function, axes, parts):
    """Run the equal parts at the same time."""
    return [f.result() for f in [pool.submit(loop, function, axes, part, parts) for part in range(parts)]]


def one_by_one(pool, function, axes):
    """Run the points as `Executor.map` does, each one sent by itself."""
    points = list(itertools.product(*axes.values()))
    return list(pool.map(function, *zip(*points, strict=True)))


def worked(*pools):
    """Return the processor time of this process and of the pools' processes (not a number where it is not told)."""
    total = time.process_time()
    for process in itertools.chain(*(list(pool._processes) for pool in pools)):
        told = Path(f"/proc/{process}/stat")
        ticks = told.read_text().rpartition(")")[2].split()[11:13] if told.exists() else ["nan"]
        total += sum(map(float, ticks)) / (os.sysconf("SC_CLK_TCK") if told.exists() else 1)
    return total


def seconds(run, *pools):
    """Return the seconds on the clock, those of work, and what the run returned."""
    start, work = time.perf_counter(), worked(*pools)
    value = run()
    return time.perf_counter() - start, worked(*pools) - work, value


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=7, help="measured rounds")
    options = parser.parse_args()
    joblib = _pairs.peer("joblib")
    print(f"numpy {np.__version__}, Python {platform.python_version()}, {os.cpu_count()} processors", end="")
    print(f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else "")
    spawn = get_context("spawn")
    rows = []
    with ProcessPoolExecutor(1, mp_context=spawn) as one, ProcessPoolExecutor(2, mp_context=spawn) as two:
        for task, (function, axes) in TASKS.items():
            quiet = {"progress": False, **axes}
            points = int(np.prod([len(labels) for labels in axes.values()]))
            runs = {
                "loop": lambda f=function, a=axes: loop(f, a, 0, 1),
                "here": lambda f=function, q=quiet: sweep(f, "serial", **q).values,
                "one": lambda f=function, q=quiet: sweep(f, one, **q).values,
                "two": lambda f=function, q=quiet: sweep(f, two, **q).values,
                "whole": lambda f=function, a=axes: split(one, f, a, 1),
                "halves": lambda f=function, a=axes: split(two, f, a, 2),
                "each": lambda f=function, a=axes: one_by_one(two, f, a),
            }
            if joblib is not None:
                calls = list(itertools.product(*axes.values()))
                runs["joblib"] = lambda f=function, c=calls: joblib.Parallel(2)(joblib.delayed(f)(*p) for p in c)
            measured = defaultdict(list)
            for round_ in range(options.repeats + 1):  # the first is not measured: processes start, modules load
                answers = {}
                for name, run in runs.items():
                    took, work, answers[name] = seconds(run, one, two)
                    if round_:
                        measured[name].append(took)
                        measured[f"work {name}"].append(work)
                for name in {"here", "one", "two", "each", "joblib"} & set(runs):
                    assert np.array_equal(np.ravel(answers[name]), answers["loop"]), name
            t = {name: np.array(times) for name, times in measured.items()}

            def ratio(a, b, t=t):
                low, middle, high = np.percentile(t[a] / t[b], (25, 50, 75)) if b in t and a in t else [np.nan] * 3
                return f"{middle:.2f} ({low:.2f}–{high:.2f})" if np.isfinite(middle) else "-"

            rows.append(
                (
                    f"{task}, {points} points",
                    *(f"{np.median(t[name]):.2f}" for name in ("here", "one", "two")),
                    ratio("one", "two"),
                    ratio("whole", "halves"),
                    ratio("two", "joblib"),
                    ratio("two", "each"),
                    ratio("work two", "work loop"),
                    f"{1e6 * np.median(t['loop']) / points:.1f}",
                    f"{1e6 * np.median(t['here'] - t['loop']) / points:.1f}",
                )
            )
    _pairs.table(HEADINGS, rows)
    start = []
    for _ in range(options.repeats):
        start.append(seconds(lambda: sweep(valley, progress=False, rate=[0.1], curvature=[1.0, 2.0]))[0])
    print(f"Starting the default pool, two points run: {np.median(start):.2f} s")
    print("All answers are identical. Ratios of times within each round, medians and quartiles:")
    print("one/two: the sweep on one process against two; machine: the same loop whole in one process, halved in two;")
    print("joblib, one by one: the sweep on two processes against joblib's and against Executor.map's, point by point;")
    print("work: processor time of all processes of the sweep on two, against that of a plain loop;")
    print("point: the function in a plain loop; cost: what a sweep in this process adds to it.")


if __name__ == "__main__":
    main()
