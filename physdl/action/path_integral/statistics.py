"""Means with error bars that know about memory, and what samplers return."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from physdl import _check

_WINDOW = 5  # autocorrelation times after which what is left to add up is noise
_LEAST = 50  # of them make an error bar


@dataclass(frozen=True)
class Estimate:
    """A mean that was sampled.

    Attributes
    ----------
    mean, error : float
        The mean, and one standard error of it.
    autocorrelation : float
        The integrated autocorrelation time, in sweeps: ½ where each sweep is independent of the last one.

    Notes
    -----
    See :lesson:`1.7`.
    """

    mean: float
    error: float
    autocorrelation: float

    def __str__(self):
        return f"{self.mean:.4f} ± {self.error:.4f}"


@dataclass(frozen=True)
class PathSamples:
    """Closed paths, and what was measured on them.

    Attributes
    ----------
    spread : Estimate
        ⟨x²⟩.
    energy : Estimate
        ⟨V + (x − c)V'/2⟩, by the virial theorem the energy at this number of slices, for any c.
    acceptance : float
        Share of the moves that were accepted after the warm-up.
    paths : array, shape (chains, slices)
        The last path of each chain.
    record : dict of arrays, each (sweeps, chains)
        Both means over the path, "spread" and "energy", after each sweep (or each `every` of them).

    Notes
    -----
    See :lesson:`1.7`.
    """

    spread: Estimate
    energy: Estimate
    acceptance: float
    paths: np.ndarray = field(repr=False)
    record: dict = field(repr=False)


def mean_with_error(record):
    r"""Return the mean of a record, its standard error, and how slowly the record forgets.

    .. math:: \begin{gathered}
              \text{error}^2 = \frac{2\tau}{N}\,C(0), \qquad
              \tau = \frac12 + \sum_{t=1}^{W}\frac{C(t)}{C(0)}, \\
              C(t) = \big\langle (a_{s} - \bar a)(a_{s+t} - \bar a)\big\rangle ,
              \end{gathered}

    for N numbers in all; W is the first lag that is at least 5(τ + ½).

    Parameters
    ----------
    record : array, shape (sweeps,) or (sweeps, chains)
        One number after each sweep; chains are independent of each other.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        If the record ends before its memory does, has fewer than 50 autocorrelation times in all, or is not finite.

    Notes
    -----
    Computed in double precision by Fourier's transform, in some 100 ns for each number.

    N. Madras and A. D. Sokal, J. Stat. Phys. 50, 109 (1988), for the window; U. Wolff, Comput. Phys. Commun. 156, 143
    (2004), for what the record's own mean takes away. See :lesson:`1.7`.

    Examples
    --------
    >>> coins = np.random.default_rng(1).normal(size=10_000)
    >>> found = mean_with_error(coins)
    >>> bool(0.0085 < found.error < 0.0115), bool(0.4 < found.autocorrelation < 0.6)
    (True, True)
    """
    record = _check.as_array("record", record, dtype=float, real=True)
    if record.ndim not in (1, 2) or not record.size or len(record) < 2:
        rule = "have shape (sweeps,) or (sweeps, chains), with at least two sweeps"
        raise _check.error("record", rule, f"shape {record.shape}")
    record = record.reshape(len(record), -1)
    scale = np.abs(record).max()
    if scale == 0:
        return Estimate(0.0, 0.0, 0.5)
    mean = np.mean(record / scale)
    apart = record / scale - mean
    covariance = _covariance(apart)
    if covariance[0] <= 1e-30:
        return Estimate(float(mean * scale), 0.0, 0.5)
    time, window = _time(covariance)
    if window is None or record.size < _LEAST * time:
        received = f"{len(record)} sweeps of {record.shape[1]} with a time of {time:.3g} or more"
        rule = f"be {_WINDOW} autocorrelation times long, and hold {_LEAST} of them in all"
        raise _check.error("record", rule, received, "Take more of them.")
    time *= 1 + (2 * window + 1) / record.size  # the mean is the record's own, which makes every C too small
    error = np.sqrt(2 * time * covariance[0] / record.size)
    return Estimate(float(mean * scale), float(error * scale), float(time))


def _covariance(apart):
    """Return C(t) for all lags, the mean over chains."""
    length = len(apart)
    total = np.zeros(length)
    for left in range(0, apart.shape[1], 64):
        power = np.abs(np.fft.rfft(apart[:, left : left + 64], 2 * length, axis=0)) ** 2
        total += np.fft.irfft(power.sum(axis=1), 2 * length)[:length]
    return total / apart.shape[1] / np.arange(length, 0, -1)


def _time(covariance):
    """Return τ and its window, None where the record ends first."""
    times = np.cumsum(covariance / covariance[0]) - 0.5
    closed = np.arange(len(times)) >= _WINDOW * (np.maximum(times, 0) + 0.5)
    if not closed.any():
        return float(times.max()), None
    window = int(np.argmax(closed))
    return max(float(times[window]), 1 / len(times)), window


def summary(record, paths, accepted, every=1):
    """Return what a sampler has to say about its record."""
    found = {}
    for name, values in record.items():
        try:
            one = mean_with_error(values)
        except ValueError as reason:
            raise RuntimeError(str(reason).replace("`record`", "`sweeps`")) from reason
        found[name] = Estimate(one.mean, one.error, one.autocorrelation * every)
    return PathSamples(found["spread"], found["energy"], float(accepted), paths, record)
