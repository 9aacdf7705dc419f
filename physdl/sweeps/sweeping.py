"""The sweep itself: a function on a labelled grid, chunk by chunk."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl._progress import Progress
from physdl.sweeps import pool
from physdl.sweeps.grid import Grid, accepts, say
from physdl.sweeps.result import SweepError, assemble, fit
from physdl.sweeps.run import Job, Lost
from physdl.sweeps.store import Store


def sweep(function, /, executor=None, progress=True, *, rng=None, keep_going=False, resume=None, **axes):
    r"""Return the values of a function on the grid of all combinations of its arguments,

    .. math:: V_{i_1 \dots i_k} = f(a^1_{i_1}, \dots, a^k_{i_k}) .

    Parameters
    ----------
    function : callable
        ``function(**point)``, where `point` holds one value of each axis, returns a number, an array, or a dict or
        dataclass of such, everywhere of the same shape. It is called once at each point.
    executor : None, "serial" or concurrent.futures.Executor
        Where the points are run, as above. The caller's executor is not shut down.
    progress : bool
        Show a progress bar if the run lasts longer than two seconds.
    rng : numpy.random.Generator, optional
        For functions with an argument `rng`: point number n (counted in C order) is called with a Generator of its
        own, ``rng.spawn(1)[0].spawn(number of points)[n]``. To repeat runs, add an axis that counts them.
    keep_going : bool
        Run past points at which the function raises, and list them in `failures` instead of raising.
    resume : path, optional
        An .npz file in which finished points are kept, written every ten seconds and at the end. The same call goes on
        where it was interrupted. It knows its sweep by the name of the function, the arguments bound with
        ``functools.partial``, the labels and the seed; what it cannot see is a change of the function's code, or of
        other values that the code uses.
    **axes : sequences
        The values of each argument: numbers, words, or any objects, no value twice. The first axis is the slowest.

    Returns
    -------
    Sweep
        ``axes``, ``values``, ``done``, ``failures``, and selection by label with ``at``.

    Raises
    ------
    ValueError
        If there is no axis, an axis is empty or holds a value twice, `resume` is not the file of this sweep, or its
        folder does not exist.
    TypeError
        If the function does not take the axes as arguments, an axis is no sequence, or the function cannot be sent to
        the processes of the pool.
    SweepError
        If the function raises: with the point that comes first in the grid, its traceback and, in ``result``, all
        points that were finished. Also if worker processes are lost: a pool loses all that was not finished when one of
        its processes is killed, a Dask cluster runs it again elsewhere.

    Notes
    -----
    A call of the function costs about four microseconds more than in a loop. Scripts call sweep under ``if __name__ ==
    "__main__":``, since the processes of the pool import them. ``np.errstate`` of the caller holds in the workers too.

    See :lesson:`3.6`.

    Examples
    --------
    A map of learning rate against curvature: after 50 steps down the valley y = λx²/2, where is x? It shrinks exactly
    where ηλ < 2.

    >>> def end(rate, curvature):
    ...     x = 1.0
    ...     for _ in range(50):
    ...         x -= rate * curvature * x
    ...     return abs(x)
    >>> valley = sweep(end, executor="serial", rate=[0.1, 0.4, 0.9], curvature=[1.0, 2.0, 4.0, 8.0])
    >>> valley
    <Sweep over rate: 3, curvature: 4; values float64[3, 4]>
    >>> (valley.values < 1).astype(int)
    array([[1, 1, 1, 1],
           [1, 1, 1, 0],
           [1, 1, 0, 0]])
    >>> float(valley.at(rate=0.4, curvature=8.0)) > 1e17
    True

    The border of trainability: two layers, y = ab, learn the number 1. Which rates train them depends on the start.

    >>> def trained(rate, start):
    ...     a, b = start, 1.0
    ...     for _ in range(300):
    ...         a, b = a - rate * (a * b - 1) * b, b - rate * (a * b - 1) * a
    ...         if abs(a * b) > 1e6:
    ...             return False
    ...     return abs(a * b - 1) < 1e-6
    >>> border = sweep(trained, executor="serial", rate=[0.2, 0.6, 0.95], start=[2.0, 2.5, 4.0])
    >>> border.values.astype(int)
    array([[1, 1, 1],
           [1, 1, 0],
           [1, 0, 0]])

    A bifurcation diagram: the last four heights of the logistic map, an array at each point.

    >>> def attractor(r):
    ...     x = 0.3
    ...     for _ in range(1000):
    ...         x = r * x * (1 - x)
    ...     orbit = []
    ...     for _ in range(4):
    ...         x = r * x * (1 - x)
    ...         orbit.append(x)
    ...     return np.sort(orbit)
    >>> diagram = sweep(attractor, executor="serial", r=[2.5, 3.2, 3.5])
    >>> diagram.values.round(3)
    array([[0.6  , 0.6  , 0.6  , 0.6  ],
           [0.513, 0.513, 0.799, 0.799],
           [0.383, 0.501, 0.827, 0.875]])
    """
    grid = Grid.of(axes)
    _check.generator("rng", rng, optional=True)
    accepts(function, grid, rng)
    seeds = None if rng is None else (type(rng.bit_generator), rng.bit_generator.seed_seq.spawn(1)[0])
    job = Job(function, grid, seeds, keep_going, np.geterr())
    pool.check(executor, job)
    store = None if resume is None else Store(resume, job)
    blocks, failures = store.load() if store else [], []
    done, lost = assemble(grid, blocks, []).done.ravel(), None

    def keep():
        if store:
            store.save(fit(grid, blocks)[0])

    keep()  # a file that cannot be written is better known before the run than after it
    with Progress(grid.size, done=np.count_nonzero(done), wanted=progress) as bar:
        try:
            for chunk in pool.chunks(executor, job, done):
                if chunk is not None:
                    blocks += chunk.blocks
                    failures += chunk.failures
                    if store and store.due():
                        keep()
                bar.advance(chunk.stop - chunk.start if chunk else 0)
        except Lost as reason:
            lost = reason.__cause__
        finally:
            keep()
    result = assemble(grid, blocks, failures)
    if lost is not None:
        raise SweepError(_of_the_lost(lost, result, resume), result) from lost
    if result.failures and not keep_going:
        raise SweepError(_of_the_failed(result, resume), result, result.failures[0].point)
    return result


def _kept(result, resume):
    kept = f"{np.count_nonzero(result.done)} of {result.done.size} points are kept in the error's `result`"
    return kept + (f" and in {resume}: the same call goes on from there" if resume is not None else "")


def _of_the_failed(result, resume):
    first = result.failures[0]
    fix = "keep_going=True runs past such points and lists them."
    text = f"`function` failed at {say(first.point)}: {first.error}\n{_kept(result, resume)}; {fix}"
    return text + (f"\n\nWhere it was raised:\n{first.traceback}" if first.traceback else "")


def _of_the_lost(reason, result, resume):
    text = f"the executor lost a part of the sweep ({type(reason).__name__}: {reason})\n{_kept(result, resume)}."
    if resume is None:
        text += ' With resume="file.npz" a run can be taken up again.'
    if not result.done.any():
        text += ' Does the script call sweep under `if __name__ == "__main__":`, and can the workers import `function`?'
    return text
