"""Running the points of a sweep: here, or in chunks on an executor."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass, field

import numpy as np

from physdl.sweeps.grid import Grid
from physdl.sweeps.result import Block, Failure, as_fields

TARGET = 0.1  # seconds that a chunk should last: hundreds of times what it costs to send one to another process
FLOOR = 0.005  # seconds below which no chunk is made smaller for the sake of balance
GROWTH = 8  # times as many points as in the chunk from which their cost was learned
AHEAD = 4  # chunks under way for each worker, so that none waits for the next
UNKNOWN = 128  # chunks under way on an executor that does not say how many workers it has
TICK = 0.5  # seconds after which the progress bar is looked after, news or no news


class Lost(Exception):
    """The executor failed, not the function; the cause tells how."""


@dataclass
class Chunk:
    """What became of consecutive points."""

    start: int
    stop: int
    blocks: list = field(default_factory=list)
    failures: list = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Job:
    """Everything a worker needs: the function, its points, their seeds, and the caller's floating-point manners."""

    function: object
    grid: Grid
    seeds: tuple | None  # (bit generator, seed sequence of the sweep)
    keep_going: bool
    floating: dict

    def run(self, start, stop):
        """Return the values of points start … stop − 1; unless told to keep going, halt where the function raises."""
        begun, chunk, results = time.perf_counter(), Chunk(start, stop), []
        with np.errstate(**self.floating):
            for number in range(start, stop):
                point = self.grid.point(number)
                try:
                    results.append((number, as_fields(self.function(**point, **self._randomness(number)))))
                except Exception as reason:
                    below = traceback.format_exception(type(reason), reason, reason.__traceback__.tb_next)
                    said = "".join(traceback.format_exception_only(reason)).strip()
                    chunk.failures.append(Failure(self.grid.index(number), point, said, "".join(below)))
                    if not self.keep_going:
                        break
        chunk.blocks = _blocks(results)
        chunk.seconds = time.perf_counter() - begun
        return chunk

    def _randomness(self, number):
        """Return the Generator of one point: that of ``root.spawn(points)[number]``, without making all the others."""
        if self.seeds is None:
            return {}
        kind, root = self.seeds
        key = (*root.spawn_key, number)
        own = np.random.SeedSequence(root.entropy, spawn_key=key, pool_size=root.pool_size)
        return {"rng": np.random.Generator(kind(own))}


def _blocks(results):
    """Return results as blocks, stacked as far as they are alike: arrays travel fast, lists do not."""
    runs = []
    for number, arrays in results:
        kind = {name: array.shape for name, array in arrays.items()}
        if runs and runs[-1][1] == kind and runs[-1][0] + len(runs[-1][2]) == number:
            runs[-1][2].append(arrays)
        else:
            runs.append((number, kind, [arrays]))
    return [Block(start, {name: np.stack([a[name] for a in run]) for name in kind}) for start, kind, run in runs]


class Queue:
    """The points still to be run, handed out in the order of the grid, in chunks of learned size."""

    def __init__(self, done, window):
        edges = np.flatnonzero(np.diff(np.concatenate([[1], done, [1]])))
        self.ranges = [(int(a), int(b)) for a, b in edges.reshape(-1, 2)][::-1]
        self.left, self.window = sum(b - a for a, b in self.ranges), window
        self.cost, self.most = None, 1

    def take(self):
        """Return (start, stop) of the next chunk, or None."""
        if not self.ranges:
            return None
        size = 1
        if self.cost is not None:
            balanced = max(self.left // self.window, FLOOR / self.cost)
            size = int(max(1, min(TARGET / self.cost, balanced, self.most)))
        start, stop = self.ranges.pop()
        cut = min(stop, start + size)
        if cut < stop:
            self.ranges.append((cut, stop))
        self.left -= cut - start
        return start, cut

    def learn(self, chunk):
        """Note what a point costs."""
        points = chunk.stop - chunk.start
        self.cost, self.most = max(chunk.seconds, 1e-7) / points, GROWTH * points


def here(job, queue):
    """Yield chunks run in this process."""
    while piece := queue.take():
        chunk = job.run(*piece)
        yield chunk
        if chunk.failures and not job.keep_going:
            return
        queue.learn(chunk)


def elsewhere(executor, job, queue):
    """Yield chunks run on an executor, as they are finished, and None from time to time.

    After a failure the chunks before it are still waited for, so that the first failure is the same on any executor. A
    chunk that the executor itself fails at is sent once more: a worker may have died with it.
    """
    from concurrent.futures import FIRST_COMPLETED, wait

    flying, again, lost = {}, set(), None
    try:
        while True:
            while lost is None and len(flying) < queue.window and (piece := queue.take()):
                try:
                    flying[executor.submit(job.run, *piece)] = piece
                except RuntimeError as reason:  # broken, or shut down
                    lost = reason
            if not flying:
                break
            landed, _ = wait(flying, timeout=TICK, return_when=FIRST_COMPLETED)
            if not landed:
                yield None
            for future in sorted(landed, key=flying.get):
                start, stop = flying.pop(future)
                if future.cancelled() or future.exception() is not None:
                    reason = RuntimeError("cancelled") if future.cancelled() else future.exception()
                    if lost is None and start not in again and not future.cancelled():
                        again.add(start)
                        try:
                            flying[executor.submit(job.run, start, stop)] = (start, stop)
                            continue
                        except RuntimeError:  # it takes nothing more; the first reason says why
                            pass
                    lost = lost or reason
                    start = -1
                    failed = True
                else:
                    chunk = future.result()
                    yield chunk
                    queue.learn(chunk)
                    failed = bool(chunk.failures) and not job.keep_going
                if failed:
                    queue.ranges.clear()
                    for other in [f for f, (first, _) in flying.items() if first > start and f.cancel()]:
                        del flying[other]
    finally:
        for future in flying:
            future.cancel()
    if lost is not None:
        raise Lost from lost
