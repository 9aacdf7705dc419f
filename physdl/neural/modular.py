r"""A network that learns to subtract on a clock of p hours, and does it with waves.

Two hours x and y are looked up in two tables, the sum of the two rows is squared, unit by unit, and a third table gives
the scores of the p answers:

.. math:: f_z(x, y) = \sum_j (A_{xj} + B_{yj})^2\,V_{jz}, \qquad \text{right where the largest is } z = x - y
          \bmod p .

The task is that of D. and J. Thierry-Mieg, arXiv:1812.07538. A part of the table of all p² pairs is seen in learning,
the rest is for the test.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl._progress import Progress

__all__ = [
    "Subtraction",
    "SubtractionRun",
    "Waves",
    "draw_pairs",
    "learn_subtraction",
    "subtraction_differential",
    "wave_subtraction",
    "waves",
]


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
        return (self.first[:, None] + self.second) ** 2 @ self.readout

    def right(self):
        """Return for each pair whether its largest score is that of x − y, shape (p, p)."""
        x, y = np.ogrid[: self.p, : self.p]
        return self().argmax(axis=-1) == (x - y) % self.p

    def charges(self):
        r"""Return what the flow of learning keeps in each unit, shape (units,).

        .. math:: Q_j = \lVert A_{\cdot j}\rVert^2 + \lVert B_{\cdot j}\rVert^2 - 2\lVert V_{j\cdot}\rVert^2 .
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


def subtraction_differential(network, seen):
    r"""Return the squared loss on the pairs seen, and its differential by the three tables.

    .. math:: L = \frac{1}{2m}\sum_{(x,y)\ \text{seen}}\ \sum_z\,\bigl(f_z(x, y) - [z = x - y]\bigr)^2 ,

    with m pairs seen.

    Parameters
    ----------
    network : Subtraction
    seen : array of bool, shape (p, p)
        From `draw_pairs`.

    Returns
    -------
    loss : float
    differential : tuple of three arrays
        By A, B and V, of their shapes and precision.

    Raises
    ------
    ValueError
        If `seen` is no table of the network's clock, or has no pair in it.

    Notes
    -----
    See :lesson:`3.7`.
    """
    _check.instance("network", network, Subtraction)
    weight, target = _weights(network, seen)
    loss, *differential = _differential(network.first, network.second, network.readout, weight, target)[:4]
    return float(loss), tuple(differential)


def _weights(network, seen):
    """Return the weight of each pair in the loss and the targets, both with one row for each pair."""
    p, dtype = network.p, network.first.dtype
    try:
        seen = np.asarray(seen)
    except ValueError as reason:
        raise _check.error("seen", "be a table of truth values", seen, kind=TypeError) from reason
    if seen.dtype != bool:
        raise _check.error("seen", "hold truth values", f"dtype {seen.dtype}", "Take `draw_pairs`.", TypeError)
    if seen.shape != (p, p):
        raise _check.error("seen", f"have shape ({p}, {p})", f"shape {seen.shape}")
    if not seen.any():
        raise _check.error("seen", "hold at least one pair to learn from", "none")
    _check.room("network", 8 * p * p * (2 * network.first.shape[1] + 3 * p), f"p = {p}")
    answer = np.subtract.outer(np.arange(p), np.arange(p)).ravel() % p
    return (seen.reshape(-1, 1) / np.count_nonzero(seen)).astype(dtype), np.eye(p, dtype=dtype)[answer]


def _differential(first, second, readout, weight, target):
    p, units = first.shape
    sums = (first[:, None] + second).reshape(-1, units)
    squares = sums * sums
    scores = squares @ readout
    error = scores - target
    pulled = error * weight
    loss = np.vdot(pulled, error) / 2
    by_readout = squares.T @ pulled
    sums *= pulled @ readout.T
    by_sums = (2 * sums).reshape(p, p, units)
    return loss, by_sums.sum(axis=1), by_sums.sum(axis=0), by_readout, scores


@dataclass(frozen=True)
class SubtractionRun:
    """What `learn_subtraction` has seen.

    Attributes
    ----------
    network : Subtraction
        After the last step.
    steps : array of int, shape (n,)
        After which steps was looked.
    seen, unseen : arrays, shape (n,)
        The share of the pairs that were right then, of those in learning and of all others (nan if there are none).
    """

    network: Subtraction
    steps: np.ndarray
    seen: np.ndarray
    unseen: np.ndarray


def learn_subtraction(network, seen, *, rate=0.02, steps=500, decay=1.0, every=10, progress=True):
    r"""Return how a network learns the pairs that it sees, all at once in each step, by Adam with weight decay.

    .. math:: m \leftarrow 0.9\,m + 0.1\,g, \quad v \leftarrow 0.98\,v + 0.02\,g^2, \quad
              \theta \leftarrow \theta - \eta\,\Bigl(\frac{\hat m}{\sqrt{\hat v} + 10^{-8}} + \mu\,\theta\Bigr),

    with g the differential and :math:`\hat m`, :math:`\hat v` the averages freed from their start at zero.

    Parameters
    ----------
    network : Subtraction
        Where learning starts; it is not changed.
    seen : array of bool, shape (p, p)
    rate, decay : float
        η and μ.
    steps, every : int
        How many steps, and after how many of them to look at the answers.
    progress : bool
        Show a progress bar once two seconds have passed.

    Returns
    -------
    SubtractionRun

    Raises
    ------
    ValueError
        If `seen` is no table of the network's clock, or has no pair in it.
    FloatingPointError
        If the tables run away.

    Notes
    -----
    A step of a network with p = 23 and 64 units costs half a millisecond to one in single precision. The decay is that
    of I. Loshchilov and F. Hutter, arXiv:1711.05101: it does not pass through the averages. See :lesson:`3.7`.
    """
    _check.instance("network", network, Subtraction)
    weight, target = _weights(network, seen)
    rate, decay = _check.positive("rate", rate), _check.nonnegative("decay", decay)
    steps, every = _check.whole("steps", steps), _check.whole("every", every, minimum=1)
    answer, known = target.argmax(axis=1), weight[:, 0] > 0
    tables = [network.first.copy(), network.second.copy(), network.readout.copy()]
    real = tables[0].dtype.type
    means, squares = ([np.zeros_like(table) for table in tables] for _ in range(2))
    looks = []
    with Progress(steps, unit="step", wanted=progress) as bar, np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps + 1):
            loss, *differential, scores = _differential(*tables, weight, target)
            if not np.isfinite(loss):
                raise FloatingPointError(f"The tables run away at `rate` = {rate:g}: take a smaller one.")
            if step % every == 0:
                right = scores.argmax(axis=1) == answer
                looks.append((step, right[known].mean(), right[~known].mean() if not known.all() else np.nan))
            if step == steps:
                break
            pull, keep = real(rate / (1 - 0.9 ** (step + 1))), real(1 - rate * decay)
            grown = real(1 / (1 - 0.98 ** (step + 1)))
            for table, g, mean, square in zip(tables, differential, means, squares, strict=True):
                mean += real(0.1) * (g - mean)
                square += real(0.02) * (g * g - square)
                table *= keep
                table -= pull * mean / (np.sqrt(square * grown) + real(1e-8))
            bar.advance(1)
    when, on_seen, on_unseen = np.array(looks).T
    return SubtractionRun(Subtraction(*tables), when.astype(int), on_seen, on_unseen)


def wave_subtraction(p, frequency):
    r"""Return nine units that subtract without an error, by waves of one frequency.

    With :math:`\omega = 2\pi k/p` and the phases α and β each at 0°, 120° and 240°,

    .. math:: A_x = \cos(\omega x + \alpha), \quad B_y = \cos(\omega y + \beta), \quad
              V_z = \cos(\omega z + \alpha - \beta), \qquad
              f_z(x, y) = \tfrac92\cos\bigl(\omega(x - y - z)\bigr) .

    Parameters
    ----------
    p : int
        Hours of the clock, at least 3.
    frequency : int
        k, from 1 to p − 1, without a common factor with p; for a prime p every one will do.

    Returns
    -------
    Subtraction
        In double precision.

    Raises
    ------
    ValueError
        If the frequency has a factor in common with p: then other answers score as high as the right one.

    Notes
    -----
    The right answer leads by :math:`\tfrac92(1 - \cos(2\pi/p))`, whatever the frequency. See :lesson:`3.7`.

    Examples
    --------
    >>> bool(wave_subtraction(7, 3).right().all())
    True
    """
    p = _check.whole("p", p, minimum=3)
    k = _check.whole("frequency", frequency, minimum=1, maximum=p - 1)
    _check.room("p", 8 * 27 * p, p)
    if math.gcd(p, k) > 1:
        fix = f"With {k} waves around {p} hours some answers look alike; with a prime `p` none do."
        raise _check.error("frequency", f"have no factor in common with `p` = {p}", k, fix)
    alpha, beta = (2 * np.pi / 3 * phase.ravel() for phase in np.mgrid[:3, :3])
    hours = 2 * np.pi * k / p * np.arange(p)[:, None]
    return Subtraction(np.cos(hours + alpha), np.cos(hours + beta), np.cos(hours + alpha - beta).T)


@dataclass(frozen=True)
class Waves:
    """The strongest wave of each unit.

    Attributes
    ----------
    frequency : array of int, shape (units,)
        k, from 1 to (p − 1)/2: the one with the most power in the three tables together, each as its share of its own.
    share : array, shape (units, 3)
        The share of each table's power, its mean apart, that this wave has.
    size, phase : arrays, shape (units, 3)
        Of that wave in A, B and V: ``size · cos(2πk x/p + phase)``; the phase in radians.
    """

    frequency: np.ndarray
    share: np.ndarray
    size: np.ndarray
    phase: np.ndarray

    @property
    def mismatch(self):
        """phase(A) − phase(B) − phase(V), between −π and π, shape (units,)."""
        alpha, beta, gamma = self.phase.T
        return np.angle(np.exp(1j * (alpha - beta - gamma)))


def waves(network):
    r"""Return the strongest wave in each unit of a network.

    Parameters
    ----------
    network : Subtraction
        With an odd p: on a clock with an even number of hours the wave with k = p/2 has no phase.

    Returns
    -------
    Waves
        In double precision.

    Raises
    ------
    ValueError
        If p is even.

    Notes
    -----
    By the Fourier transform of the tables along their hours. See :lesson:`3.7`.

    Examples
    --------
    >>> found = waves(wave_subtraction(7, 3))
    >>> found.frequency[0].item(), bool(np.abs(found.mismatch).max() < 1e-12)
    (3, True)
    """
    _check.instance("network", network, Subtraction)
    p = network.p
    if p % 2 == 0:
        raise _check.error("network", "have an odd number of hours", p, "The wave with k = p/2 has no phase.")
    tables = np.stack([network.first, network.second, network.readout.T]).astype(float)
    spectrum = np.fft.rfft(tables, axis=1)[:, 1:]  # (3, (p − 1)/2, units)
    power = np.abs(spectrum) ** 2
    total = power.sum(axis=1, keepdims=True)
    shares = np.divide(power, total, out=np.zeros_like(power), where=total > 0)
    strongest = shares.sum(axis=0).argmax(axis=0)
    take = np.arange(3)[:, None], strongest, np.arange(tables.shape[2])
    return Waves(strongest + 1, shares[take].T, 2 / p * np.abs(spectrum[take]).T, np.angle(spectrum[take]).T)
