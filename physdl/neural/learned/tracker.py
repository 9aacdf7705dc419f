"""From pictures to angles without learning: a matched filter, and a median against the pictures that it misreads."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.linalg.blas import get_blas_funcs

from physdl import _check
from physdl.neural.learned.camera import pendulum_frames

__all__ = ["matched_filter", "running_median", "without_outliers"]


def matched_filter(frames, *, angles=180, lights=24):
    r"""Return the angle of the template that fits each picture best, by least squares over a bank of pictures.

    .. math:: \hat\vartheta = \operatorname*{argmax}_{\vartheta}\ \max_\alpha\
              \Big(\langle I, T_{\vartheta\alpha}\rangle - \tfrac12\lvert T_{\vartheta\alpha}\rvert^2\Big) ,

    which is where :math:`\lvert I - T\rvert^2` is smallest: the maximum of the likelihood for independent normal noise,
    on the bank's angles and lamps. Between two angles of the bank a parabola through three of them finds the top.

    Parameters
    ----------
    frames : array, shape (..., pixels, pixels)
        Pictures of a pendulum like those of `pendulum_frames`.
    angles, lights : int
        How many angles and how many directions of the lamp the bank holds, evenly spaced round the circle.

    Returns
    -------
    array, shape (...)
        In radians, from −π to π, in the precision of `frames`.

    Raises
    ------
    ValueError
        If the pictures are not square, have fewer than 4 pixels to a side, or are not finite.

    Notes
    -----
    The bank is made once for each size of picture. A picture costs ``angles * lights`` products with a template.

    See :lesson:`3.9`.

    Examples
    --------
    >>> matched_filter(pendulum_frames([0.3])).round(2)
    array([0.3])
    """
    frames = _check.as_array("frames", frames, real=True)
    fix = "One picture after another, (n, 24, 24); cut other pictures to a square round the pivot."
    if frames.ndim < 2 or frames.shape[-1] != frames.shape[-2] or frames.shape[-1] < 4:
        raise _check.error("frames", "be square pictures, shape (..., p, p), p ≥ 4", f"shape {frames.shape}", fix)
    angles, lights = _check.whole("angles", angles, minimum=8), _check.whole("lights", lights, minimum=1)
    pixels = frames.shape[-1]
    _check.room("angles", 12.0 * frames.itemsize * angles * lights * pixels**2, angles)
    count = frames[..., 0, 0].size
    _check.room("frames", 3.0 * frames.itemsize * angles * lights * min(count, _AT_ONCE), f"shape {frames.shape}")
    bank, half_squares = _bank(pixels, angles, lights, frames.dtype)
    rows, found = frames.reshape(count, pixels**2), np.empty(count, frames.dtype)
    product = get_blas_funcs("gemm", (bank,))  # in a browser NumPy's own product takes twice as long
    for first in range(0, count, _AT_ONCE):
        fit = product(1.0, bank.T, rows[first : first + _AT_ONCE].T, trans_a=True).T
        fit -= half_squares
        found[first : first + _AT_ONCE] = _top(fit.reshape(len(fit), lights, angles))
    return found.reshape(frames.shape[:-2])


_AT_ONCE = 256  # pictures whose fits are held in memory


@lru_cache(maxsize=8)
def _bank(pixels, angles, lights, dtype):
    spread, lamps = (2 * np.pi * np.arange(n) / n for n in (angles, lights))
    made = pendulum_frames(spread.astype(dtype), lamps[:, None].astype(dtype), pixels=pixels)
    bank = made.reshape(lights * angles, pixels**2)
    return bank, (bank * bank).sum(axis=1) / 2


def _top(fit):
    """Return the angle at the highest fit (n, lights, angles), between the angles by a parabola."""
    count, _, angles = fit.shape
    lamp, at = np.divmod(fit.reshape(count, -1).argmax(axis=1), angles)
    before, here, after = (fit[np.arange(count), lamp, (at + shift) % angles] for shift in (-1, 0, 1))
    bend = before - 2 * here + after
    shift = np.divide(before - after, 2 * bend, out=np.zeros_like(bend), where=bend < 0)
    turned = (at + shift) * (2 * np.pi / angles)
    return (turned + np.pi) % (2 * np.pi) - np.pi


def running_median(track, width=5):
    r"""Return the median of each number and its neighbours: one wrong reading, not at an end, is outvoted.

    .. math:: y_k = \operatorname{median}(x_{k-m}, \dots, x_{k+m}), \qquad m = \tfrac12(\text{width} - 1) ,

    and near the ends the median of the neighbours that there are, as many on either side.

    Parameters
    ----------
    track : array, shape (..., n)
    width : int
        Odd; up to m wrong readings out of 2m + 1 are outvoted where there are so many.

    Returns
    -------
    array, shape (..., n)

    Raises
    ------
    ValueError
        If `width` is even, or the track is shorter than it.

    Notes
    -----
    A track that rises or falls throughout comes back unchanged. See :lesson:`3.9`.

    Examples
    --------
    >>> running_median([0.0, 1.0, 9.0, 3.0, 4.0], width=3)
    array([0., 1., 3., 4., 4.])
    """
    track = _check.as_array("track", track, real=True)
    width = _check.whole("width", width, minimum=1)
    if width % 2 == 0:
        raise _check.error("width", "be odd", width, "Then a number has as many neighbours on either side.")
    if track.ndim == 0 or track.shape[-1] < width:
        fix = "The track is too short for this median."
        raise _check.error("track", f"hold at least {width} numbers along its last axis", f"shape {track.shape}", fix)
    _check.room("width", 2.0 * track.nbytes * width, width)
    result = track.copy()
    windows = np.lib.stride_tricks.sliding_window_view(track, width, axis=-1)
    half = width // 2
    result[..., half : track.shape[-1] - half] = np.median(windows, axis=-1)
    for k in range(1, half):
        result[..., k] = np.median(track[..., : 2 * k + 1], axis=-1)
        result[..., -1 - k] = np.median(track[..., -2 * k - 1 :], axis=-1)
    return result


def without_outliers(track, within, width=5):
    r"""Return a track in which readings far from their running median are replaced by straight lines over the gaps.

    Parameters
    ----------
    track : array, shape (..., n)
    within : float
        A reading that is farther than this from `running_median` is an outlier, in the track's unit.
    width : int
        Of the median, odd.

    Returns
    -------
    array, shape (..., n)
        In the precision of `track`.

    Raises
    ------
    ValueError
        If `within` is not positive, `width` is even, or the track is shorter than it.

    Notes
    -----
    The median itself would do harm: next to an outlier in a fast motion it is off by a whole frame. It serves to find
    the outliers. See :lesson:`3.9`.

    Examples
    --------
    >>> without_outliers([0.0, 1.0, 9.0, 3.0, 4.0], within=1.5, width=3)
    array([0., 1., 2., 3., 4.])
    """
    track = _check.as_array("track", track, real=True)
    within = _check.positive("within", within)
    good = np.abs(track - running_median(track, width)) <= within
    result, number = track.copy(), np.arange(track.shape[-1])
    for index in np.ndindex(track.shape[:-1]):
        if good[index].any():
            result[index] = np.interp(number, number[good[index]], track[index][good[index]])
    return result
