"""How well a mean is known when each sample remembers the last one: autocorrelation times, blocks, the jackknife."""

from __future__ import annotations

import math

import numpy as np

from physdl import _check


def autocorrelation(series, lags):
    r"""Return how much a series of samples remembers of itself after 0, 1, …, `lags` steps.

    .. math:: \rho(t) = \frac{\langle x_i x_{i+t}\rangle - \langle x\rangle^2}{\langle x^2\rangle - \langle x\rangle^2}

    Parameters
    ----------
    series : array, shape (..., n)
        Samples in the order of their making; leading axes hold independent runs of one process, which are pooled.
    lags : int
        Less than n.

    Returns
    -------
    array, shape (lags + 1,)
        From 1 at t = 0, in double precision.

    Raises
    ------
    ValueError
        If the series is constant, or not longer than `lags`.

    Notes
    -----
    By fast Fourier transforms, about 50 bytes for each sample. All runs share one mean. See :lesson:`4.6`.

    Examples
    --------
    >>> autocorrelation(np.tile([1.0, 1.0, -1.0, -1.0], 100), 2).round(2)
    array([ 1.,  0., -1.])
    """
    series = _series(series)
    n = series.shape[-1]
    lags = _check.whole("lags", lags)
    if lags >= n:
        raise _check.error("lags", f"be less than the {n} samples of a run", lags)
    return _remembered(series)[: lags + 1]


def autocorrelation_time(series, window=5.0):
    r"""Return the integrated autocorrelation time of a series, and its standard error.

    .. math::

       \tau = \tfrac12 + \sum_{t=1}^{W}\rho(t), \qquad W \ge c\,\max(\tau, 1) \text{ as small as possible}, \qquad
       \Delta\tau = \tau\,\sqrt{\frac{2(2W + 1)}{N}}

    N samples tell as much about their mean as N/2τ independent ones; independent samples have τ = ½.

    Parameters
    ----------
    series : array, shape (..., n)
        Samples in the order of their making; leading axes hold independent runs of one process, which are pooled.
    window : float
        c > 0. A longer window lets less of the memory out, and more noise in.

    Returns
    -------
    time, error : float
        In steps, double precision.

    Raises
    ------
    ValueError
        If the series is constant, or too short for a window: the memory is then longer than can be measured.

    Notes
    -----
    The window closes by itself, after A. Sokal; where memories change their sign it may close too early. See
    :lesson:`4.6`. Source: N. Madras and A. D. Sokal, Journal of Statistical Physics 50 (1988) 109.

    Examples
    --------
    >>> fair = np.random.default_rng(1).integers(0, 2, 100_000)
    >>> time, error = autocorrelation_time(fair)
    >>> bool(abs(time - 0.5) < 4 * error)
    True
    """
    series, window = _series(series), _check.positive("window", window)
    n = series.shape[-1]
    times = np.cumsum(_remembered(series)) - 0.5
    closed = np.nonzero(np.arange(n) >= window * np.maximum(times, 1))[0]
    if not closed.size or closed[0] > n // 2:
        fix = "Take a longer run: its memory has no end in it."
        raise _check.error("series", "be much longer than its memory", f"{n} samples in a run", fix)
    last = closed[0]
    return float(times[last]), float(abs(times[last]) * math.sqrt(2 * (2 * last + 1) / series.size))


def block_means(series, length):
    r"""Return the means of blocks of consecutive samples, which forget one another when blocks are long.

    Parameters
    ----------
    series : array, shape (..., n)
        Samples in the order of their making.
    length : int
        Samples in a block; it must divide n.

    Returns
    -------
    array, shape (..., n / length)
        In double precision, complex where the series is.

    Raises
    ------
    ValueError
        If `length` does not divide n.

    Notes
    -----
    The standard error of the mean is the blocks' standard deviation over the root of their number, once blocks are long
    beside the autocorrelation time. See :lesson:`4.6`.

    Examples
    --------
    >>> block_means(np.arange(6), 3)
    array([1., 4.])
    """
    series = _check.as_array("series", series)
    if series.ndim == 0 or not series.size:
        raise _check.error("series", "hold samples along its last axis", f"shape {series.shape}")
    length, n = _check.whole("length", length, minimum=1), series.shape[-1]
    if n % length:
        raise _check.error("length", f"divide the {n} samples", length, f"Leave out the first {n % length} samples.")
    series = series.astype(np.result_type(series, float))
    return series.reshape(*series.shape[:-1], n // length, length).mean(axis=-1)


def jackknife(function, groups):
    r"""Return a function of many samples and its standard error, by leaving out one group of them after the other.

    .. math:: \Delta f = \sqrt{\frac{G - 1}{G}\sum_{g=1}^{G}(f_{-g} - \bar f)^2}, \qquad
              \bar f = \frac1G\sum_g f_{-g}

    Parameters
    ----------
    function : callable
        Takes an array of some groups, shape (any, ...), and returns a number or an array: a ratio of means, a slope, …
    groups : array, shape (G, ...)
        Independent groups of samples, or their means.

    Returns
    -------
    value, error : float or array
        The function of all groups, and its standard error.

    Raises
    ------
    ValueError
        If there are fewer than two groups.

    Notes
    -----
    The groups must be independent: runs of their own, or blocks much longer than the autocorrelation time. With G
    groups the error is itself uncertain by about 1 in :math:`\sqrt{2(G-1)}`. See :lesson:`4.6`.

    Examples
    --------
    >>> value, error = jackknife(lambda x: x.mean(), np.array([1.0, 2.0, 3.0, 4.0]))
    >>> float(value), round(float(error), 4)
    (2.5, 0.6455)
    """
    _check.function("function", function)
    groups = _check.as_array("groups", groups)
    if groups.ndim == 0 or len(groups) < 2:
        raise _check.error("groups", "have at least two groups along its first axis", f"shape {groups.shape}")
    count = len(groups)
    left = np.stack([np.asarray(function(np.delete(groups, g, axis=0))) for g in range(count)])
    spread = np.abs(left - left.mean(axis=0))
    size = spread.max(axis=0)  # in units of the largest no square overflows
    share = spread / np.where(size > 0, size, 1)
    return function(groups), (size * np.sqrt((count - 1) / count * (share**2).sum(axis=0)))[()]


def _remembered(series):
    """Return the autocorrelation for all lags."""
    n = series.shape[-1]
    _check.room("series", 50.0 * series.size, series)
    deviation = series - series.mean()
    deviation /= np.abs(deviation).max()
    size = 1 << (2 * n - 1).bit_length()
    power = np.abs(np.fft.rfft(deviation.reshape(-1, n), size)) ** 2
    memory = np.fft.irfft(power.sum(axis=0), size)[:n] / np.arange(n, 0, -1)
    return memory / memory[0]


def _series(series):
    series = _check.as_array("series", series, real=True).astype(float)
    if series.ndim == 0 or series.shape[-1] < 2 or not series.size:
        raise _check.error("series", "hold at least two samples along its last axis", f"shape {series.shape}")
    if np.ptp(series) == 0:
        raise _check.error("series", "vary", f"{series.flat[0]:g} throughout", "What never changes has no memory.")
    return series
