"""Metropolis' method on closed paths: every second place at a time, in vectors."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl._progress import Progress
from physdl.action.path_integral import asked
from physdl.action.path_integral.ring import Ring
from physdl.action.path_integral.statistics import summary

_BLOCK = 16384  # places at a time: what belongs to them stays in a processor's second cache
_TUNE = 10  # sweeps after which the width is set anew, in the warm-up


def sample_paths(
    potential,
    beta,
    slices,
    rng,
    *,
    chains=200,
    sweeps=1000,
    warmup=200,
    every=1,
    width=None,
    gradient=None,
    mass=1.0,
    hbar=1.0,
    progress=True,
):
    r"""Sample closed paths of imaginary duration ħβ by Metropolis' method, one place at a time.

    A path has the weight

    .. math:: \exp\Big\{-\frac1\hbar\sum_{j=1}^{P}\Big[\frac{m\,(x_{j+1} - x_j)^2}{2\varepsilon}
              + \varepsilon V(x_j)\Big]\Big\} , \qquad \varepsilon = \hbar\beta/P,\quad x_{P+1} = x_1 .

    A place is moved by a random amount, up to `width` to either side; the move is taken with the probability
    min(1, ratio of the weights). Places with even numbers do not depend on each other, nor do those with odd ones: a
    sweep moves all of the first kind at once and then all of the second.

    Parameters
    ----------
    potential : callable
        V: places of any shape → energies; it has to hold the particle back on either side.
    beta : float
        β = 1/kT; positive.
    slices : int
        P, even, at least 2.
    rng : numpy.random.Generator
    chains, sweeps, warmup : int
        Independent chains; sweeps of each that count, and that are made before.
    every : int
        Measure after every so many sweeps; it must divide `sweeps`.
    width : float, optional
        By default it is set in the warm-up so that half of the moves are accepted.
    gradient : callable, optional
        V', for the energy alone. By default it is computed from `potential`, exactly.
    mass, hbar : float
        Positive.
    progress : bool
        Show a bar where it takes more than two seconds.

    Returns
    -------
    PathSamples

    Raises
    ------
    ValueError
        If an argument breaks a rule above, or the potential returns another shape or what is not finite.
    TypeError
        If an argument is not of the kind above, or the potential's slope has to be given.
    RuntimeError
        If there are too few sweeps for an error bar: what a path remembers grows as P².

    Notes
    -----
    A sweep takes some 10 ns for each place, and V twice; a measurement, V and V' once more. The two random numbers of a
    move have 32 bits each. Double precision.

    N. Metropolis and others, J. Chem. Phys. 21, 1087 (1953); M. Creutz and B. Freedman, Ann. Phys. 132, 427 (1981), for
    paths. See :lesson:`1.7`.

    Examples
    --------
    >>> found = sample_paths(lambda x: x**2 / 2, 4.0, 16, np.random.default_rng(1))
    >>> bool(abs(found.spread.mean - 0.5149) < 4 * found.spread.error)
    True
    """
    slices = _check.whole("slices", slices, minimum=2)
    if slices % 2:
        raise _check.error("slices", "be even, since every second place is moved at a time", slices)
    _check.generator("rng", rng)
    chains, every = _check.whole("chains", chains, minimum=1), _check.whole("every", every, minimum=1)
    sweeps, warmup = _check.whole("sweeps", sweeps, minimum=1), _check.whole("warmup", warmup)
    if sweeps % every:
        raise _check.error("every", f"divide `sweeps` = {sweeps}", every)
    _check.room("slices", 80.0 * slices * chains, f"{slices} slices, {chains} chains")
    _check.room("sweeps", 48.0 * (sweeps // every) * chains, f"{sweeps} sweeps of {chains} chains")
    ring = Ring(potential, beta, slices, gradient, mass, hbar)
    free = ring.springs**-0.5
    tuned = width is None
    width = 1.5 * free if tuned else _check.positive("width", width)
    board = _Board(ring, chains, rng)
    record, accepted = np.empty((2, sweeps // every, chains)), 0.0
    with Progress(warmup + sweeps, unit="sweep", wanted=progress) as bar:
        share = 0.0
        for sweep in range(1, warmup + 1):
            share += board.sweep(width) / _TUNE
            if tuned and sweep % _TUNE == 0:
                width, share = width * np.exp(share - 0.5), 0.0
            bar.advance(1)
        for sweep in range(1, sweeps + 1):
            accepted += board.sweep(width)
            if sweep % every == 0:
                paths = board.paths()
                record[:, sweep // every - 1] = ring.measure(paths, potential(paths))
            bar.advance(1)
    return summary(
        dict(zip(("spread", "energy"), record, strict=True)), board.paths().T.copy(), accepted / sweeps, every
    )


class _Board:
    """Closed paths in two colours, each (slices/2 + 1, chains): a row more, so that neighbours are never wrapped.

    Colour 0 holds the even places and once more place 0 at its end; colour 1 the last place and then all odd ones.
    Then the neighbours of row i of either colour's own are rows i and i + 1 of the other's.
    """

    def __init__(self, ring, chains, rng):
        self.ring, self.rng, self.half = ring, rng, ring.slices // 2
        start = ring.draw(chains, rng)
        self.colors = np.empty((2, self.half + 1, chains))
        self.colors[0, :-1], self.colors[1, 1:] = start[::2], start[1::2]
        self._close(0)
        self._close(1)
        asked.energies(ring.potential, start)
        rows = max(1, min(self.half, _BLOCK // chains))
        self.work, self.taken = np.empty((4, rows, chains)), np.empty((rows, chains), bool)
        self.least = np.empty((rows, chains), np.float32)

    def _own(self, color):
        return self.colors[color, color : self.half + color]

    def _close(self, color):
        self.colors[color, -1 if color == 0 else 0] = self.colors[color, 0 if color == 0 else -1]

    def paths(self):
        """Return the paths, (slices, chains)."""
        return np.stack([self._own(0), self._own(1)], axis=1).reshape(2 * self.half, -1)

    def sweep(self, width):
        """Move every place once, and return the share of moves that were taken."""
        count, rows = 0, len(self.taken)
        with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is not taken
            for color in (0, 1):
                for left in range(0, self.half, rows):
                    count += self._move(color, left, min(self.half, left + rows), width)
                self._close(color)
        return count / self.colors[:, :-1].size

    def _move(self, color, left, right, width):
        ring, other = self.ring, self.colors[1 - color]
        places = self._own(color)[left:right]
        move, there, change, spare = self.work[:, : right - left]
        taken, least = self.taken[: right - left], self.least[: right - left]
        bits = self.rng.integers(0, 2**64, places.shape, dtype=np.uint64).view(np.uint32).reshape(2, *places.shape)
        np.multiply(bits[0].view(np.int32), width * 2.0**-31, out=move)
        np.add(places, move, out=there)
        # all in units of m/(ħε); the springs: ½[(x' − l)² + (x' − r)² − (x − l)² − (x − r)²]
        np.add(places, there, out=change)
        change -= other[left:right]
        change -= other[left + 1 : right + 1]
        change *= move
        np.subtract(ring.potential(there), ring.potential(places), out=spare)
        spare *= ring.step / ring.hbar / ring.springs
        change += spare
        # ln of a number between 0 and 1; single precision changes a probability by 1e-7 of itself
        np.multiply(bits[1], np.float32(2.0**-32), out=least, dtype=np.float32, casting="unsafe")
        least += np.float32(2.0**-33)
        np.log(least, out=least)
        np.multiply(least, -1 / ring.springs, out=spare)
        np.less(change, spare, out=taken)
        move *= taken  # times 0 or 1: faster than a copy through a mask
        places += move
        return np.count_nonzero(taken)
