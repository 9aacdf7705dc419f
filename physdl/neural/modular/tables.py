"""The network that subtracts and the table it is to learn, offered by `physdl.neural.modular`."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from physdl import _check


@dataclass(frozen=True)
class Subtraction:
    """The three tables of the network.

    Attributes
    ----------
    first, second : arrays, shape (p, units)
        A and B.
    readout : array, shape (units, p)
        V.
    """

    first: np.ndarray
    second: np.ndarray
    readout: np.ndarray

    def __post_init__(self):
        first = _check.nonempty("first", _check.as_array("first", self.first, ndim=2, real=True), "entry")
        second = _check.as_array("second", self.second, shape=first.shape, real=True)
        readout = _check.as_array("readout", self.readout, shape=first.shape[::-1], real=True)
        dtype = np.result_type(first, second, readout)
        for name, array in (("first", first), ("second", second), ("readout", readout)):
            object.__setattr__(self, name, array.astype(dtype, copy=False))

    @classmethod
    def start(cls, p, units, rng, *, dtype=np.float32):
        """Return a network of random tables, of variance 1/units and, in the readout, 1/p."""
        p, units = _check.whole("p", p, minimum=2), _check.whole("units", units, minimum=1)
        _check.generator("rng", rng)
        dtype = _check.floating("dtype", dtype, "f")
        _check.room("p" if p > units else "units", 8 * (p * p * (units + 3 * p) + 6 * p * units), max(p, units))
        draw = [rng.normal(size=shape) / math.sqrt(shape[1]) for shape in ((p, units), (p, units), (units, p))]
        return cls(*(table.astype(dtype) for table in draw))

    @property
    def p(self):
        """Hours of the clock."""
        return len(self.first)

    def __call__(self):
        """Return all scores, shape (p, p, p): those of z for each pair (x, y)."""
        p, units = self.first.shape
        _check.room("p", 8 * p * p * (p + 2 * units), p)
        with np.errstate(over="ignore", invalid="ignore"):
            return (self.first[:, None] + self.second) ** 2 @ self.readout

    def right(self):
        """Return for each pair whether its largest score is that of x − y, shape (p, p)."""
        x, y = np.ogrid[: self.p, : self.p]
        return self().argmax(axis=-1) == (x - y) % self.p

    def charges(self):
        r"""Return what the flow of learning keeps in each unit, shape (units,).

        .. math:: Q_j = \lVert A_{\cdot j}\rVert^2 + \lVert B_{\cdot j}\rVert^2 - 2\lVert V_{j\cdot}\rVert^2 .

        What comes into the unit has the plus, what goes out the minus; in `physdl.neural.linear.charges` it is the
        other way round.
        """
        return (self.first**2 + self.second**2).sum(axis=0) - 2 * (self.readout**2).sum(axis=1)


def draw_pairs(p, share, rng):
    """Return which of the pairs (x, y) are seen in learning: a random share of the table.

    Parameters
    ----------
    p : int
        Hours of the clock, at least 2.
    share : float
        Between 0 and 1; the number of pairs is rounded, and at least one must be seen.
    rng : numpy.random.Generator

    Returns
    -------
    array of bool, shape (p, p)

    Raises
    ------
    ValueError
        If no pair would be seen, or more than all.

    Notes
    -----
    With one generator's seed, a larger share contains the smaller. See :lesson:`3.7`.
    """
    p, share = _check.whole("p", p, minimum=2), _check.nonnegative("share", share)
    _check.generator("rng", rng)
    _check.room("p", 17 * p * p, p)
    if share > 1:
        raise _check.error("share", "be at most 1", share, "It is a share of the table, no percentage.")
    count = round(share * p * p)
    if count < 1:
        raise _check.error("share", f"leave at least one of {p * p} pairs to learn from", share)
    seen = np.zeros(p * p, bool)
    seen[rng.permutation(p * p)[:count]] = True
    return seen.reshape(p, p)
