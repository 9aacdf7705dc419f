"""The sum over paths that are given one by one."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl._scale import unit
from physdl.action.fermat.travel import travel_time
from physdl.action.interference.arrows import require_turns, total

_ROUNDING = 1e-12
_BLOCK = 32768  # coordinates whose differences stay in a processor's second cache


def path_sum(paths, wavelength, *, index=None, weights=None):
    r"""Return the sum of the arrows of all paths between two points.

    .. math:: A = \sum_j w_j\, e^{2\pi i L_j/\lambda} , \qquad L_j = \int_j n\,ds .

    Parameters
    ----------
    paths : array, shape (..., m, n + 1, d)
        The nodes of m broken lines from one point to one other, in units of length; leading axes hold further sets.
    wavelength : float or array
        λ in vacuum, in the same unit; positive.
    index : callable or array, optional
        The medium's refractive index, as in `physdl.action.travel_time`: positions (..., d) → (...), or one value for
        each segment. Vacuum by default.
    weights : array, broadcastable to (..., m), optional
        Real or complex: how much of its arrow each path contributes, for an integral the step between paths. By default
        1.

    Returns
    -------
    array or complex128, shape (...) + shape of `wavelength`
        The amplitude; its squared modulus is the brightness.

    Raises
    ------
    ValueError
        If the paths of a set do not share both ends, have fewer than two nodes or are not finite, a wavelength is not
        positive, or is so short that a path holds 4.5e15 of them or more, which leaves no digit of the phase.
    TypeError
        If paths or wavelengths are not real numbers.

    Notes
    -----
    Computed in double precision: an arrow is known to 1e-16 of the number of its turns, L/λ. Some tens of nanoseconds
    for each path, ten or twenty for each further wavelength, and little memory beyond the lengths. Nothing here makes
    arrows shorter with the distance or with the angle at which a wave leaves; put that into `weights`.

    R. P. Feynman, Rev. Mod. Phys. 20, 367 (1948), for mechanics. See :lesson:`1.2`.

    Examples
    --------
    >>> straight, detour = [[0, 0], [0.5, 0], [1, 0]], [[0, 0], [0.5, 0.375], [1, 0]]  # lengths 1 and 1.25
    >>> float(abs(path_sum([straight, detour], 0.5)).round(12))
    0.0
    """
    paths = _check.as_array("paths", paths, dtype=float, real=True)
    if paths.ndim < 3 or paths.shape[-3] < 1 or paths.shape[-2] < 2 or paths.shape[-1] < 1:
        rule = "have shape (..., paths, nodes, d) with at least one path of two nodes"
        raise _check.error("paths", rule, f"shape {paths.shape}", "A single path needs brackets: [path].")
    wavelength = positive("wavelength", wavelength)
    _same_ends(paths)
    lengths = _lengths(paths)
    if index is not None:
        try:
            lengths = travel_time(paths, index)
        except ValueError as reason:
            raise ValueError(str(reason).replace("`path`", "`paths`")) from reason
    require_turns(np.max(lengths, initial=0.0), wavelength)
    if weights is not None:
        weights = _check.as_array("weights", weights)
        weights = weights.astype(complex if weights.dtype.kind == "c" else float)
        try:
            weights = np.broadcast_to(weights, lengths.shape)
        except ValueError as reason:
            rule = f"have one value for each path, shape {lengths.shape}"
            raise _check.error("weights", rule, f"shape {weights.shape}") from reason
    _check.room("wavelength", 16.0 * wavelength.size * lengths[..., 0].size, f"shape {wavelength.shape}")
    return total(lengths, wavelength, weights)[()]


def positive(name, value):
    """Return positive finite numbers in float64."""
    value = _check.as_array(name, value, dtype=float, real=True)
    if not np.all(value > 0):
        raise _check.error(name, "be positive", f"{value[~(value > 0)].flat[0]}")
    return value


def _lengths(paths):
    """Return the lengths (..., m) of broken lines, also where squares of coordinates are no numbers."""
    largest = max(paths.max(initial=0.0), -paths.min(initial=0.0))
    scale = 1.0 if 1e-100 < largest < 1e100 else unit(paths)
    rows = paths.reshape(-1, *paths.shape[-2:])
    lengths = np.empty(len(rows))
    block = max(1, _BLOCK // (rows.shape[1] * rows.shape[2]))
    for left in range(0, len(rows), block):
        part = np.ascontiguousarray(np.moveaxis(rows[left : left + block], 0, -1))  # paths side by side
        steps = np.diff(part if scale == 1 else part / scale, axis=0)
        steps *= steps
        lengths[left : left + block] = np.sqrt(steps.sum(axis=1)).sum(axis=0)
    lengths = lengths.reshape(paths.shape[:-2])
    with np.errstate(over="ignore"):
        lengths = lengths if scale == 1 else lengths * scale
    if not np.isfinite(lengths).all():
        raise _check.error("paths", "have lengths below 1.8e308", "inf", "Take a larger unit of length.")
    return lengths


def _same_ends(paths):
    """Refuse paths of one set that do not begin and end together."""
    for place, word in ((0, "begin"), (-1, "end")):
        ends, first = paths[..., place, :], paths[..., :1, place, :]
        if all(np.all(ends[..., axis] == first[..., axis]) for axis in range(ends.shape[-1])):
            continue
        with np.errstate(over="ignore"):
            apart = np.abs(ends - first)
        if apart.max(initial=0.0) > _ROUNDING * np.abs(paths).max(initial=0.0):
            where = tuple(int(i) for i in np.unravel_index(np.argmax(apart), apart.shape))[:-1]
            rule = f"all {word} at one point, else their sum is of nothing that happens"
            raise _check.error("paths", rule, f"a distance of {apart.max():.3g} at path {where[-1]}")
