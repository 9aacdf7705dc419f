"""Two slits, all paths through them counted at their full lengths."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.action.interference.arrows import require_turns, total
from physdl.action.interference.sums import positive

_NODES = 16  # of Gauss's rule for each two waves by which the ways across a slit may differ: errors near 1e-15


def two_slit(position, wavelength, separation, distance, *, width=0.0):
    r"""Return the amplitude behind two slits on which a plane wave falls head-on.

    .. math::

        A(y) = \frac{1}{2a}\sum_{\pm}\int_{-a/2}^{a/2} e^{2\pi i\,(r_\pm(s) - r)/\lambda}\,ds , \qquad
        r_\pm(s) = \sqrt{\ell^2 + (y \mp d/2 - s)^2} ,

    with r the way from the middle between the slits: nothing is expanded, so the bright lines of thin slits lie on
    hyperbolas, not at equal distances. The brightness \|A\|² is at most 1.

    Parameters
    ----------
    position : float or array
        y on the screen, counted from the point opposite the middle; all lengths in one unit.
    wavelength : float or array
        λ, broadcast against `position`.
    separation : float
        d between the middles of the slits.
    distance : float
        ℓ from the slits to the screen.
    width : float
        a of each slit, less than `separation`; by default they are lines.

    Returns
    -------
    array or complex128, broadcast shape of `position` and `wavelength`
        The amplitude.

    Raises
    ------
    ValueError
        If a length is not finite, wavelength, separation or distance are not positive, the width is negative or not
        below the separation, the shapes do not broadcast, or a path holds 4.5e15 waves.
    TypeError
        If one of them is not made of real numbers.

    Notes
    -----
    Computed in double precision, by Gauss's rule with 16 paths through a slit for each two waves by which its ways can
    differ, at least 16. Differences of lengths are formed without cancellation, so that the wavelength may be a
    millionth of the distance and less.

    See :lesson:`1.2`.

    Examples
    --------
    >>> first_dark = 0.5 * 1e-6 * 1.0 / 1e-4
    >>> bool(abs(two_slit(first_dark, 1e-6, 1e-4, 1.0)) < 1e-3)
    True
    """
    position = _check.as_array("position", position, dtype=float, real=True)
    wavelength = _check.broadcast("wavelength", positive("wavelength", wavelength), "position", position.shape)
    separation, distance = _check.positive("separation", separation), _check.positive("distance", distance)
    width = _check.nonnegative("width", width)
    if width >= separation:
        raise _check.error("width", f"be below the separation {separation:g}", width, "Such slits are one.")
    aside = np.abs(position).max(initial=0.0) + separation
    longest = float(np.hypot(aside, distance))
    require_turns(longest, wavelength)
    nodes, weights = _opening(width, width * aside / longest / wavelength.min(initial=np.inf))
    places = np.concatenate([nodes - separation / 2, nodes + separation / 2])
    position, wavelength = np.broadcast_arrays(position, wavelength)
    _check.room("position", 24.0 * position.size * places.size, f"shape {position.shape}", "Ask for fewer at a time.")
    y = position[..., None]
    # r₁ − r = (r₁² − r²)/(r₁ + r), and the squares differ by s² − 2 y s
    extra = places * (places - 2 * y) / (_way(distance, y - places) + _way(distance, y))
    # each position has its own wavelength: count lengths in wavelengths
    return total(extra / wavelength[..., None], np.array(1.0), np.broadcast_to(np.tile(weights, 2), extra.shape))[()]


def _way(distance, aside):
    """Return the hypotenuse, by a root where that is safe: NumPy's own takes several times as long."""
    if np.abs(aside).max(initial=0.0) > 1e100 * distance:
        return np.hypot(distance, aside)
    slant = aside / distance
    slant *= slant
    slant += 1
    np.sqrt(slant, out=slant)
    slant *= distance
    return slant


def _opening(width, waves):
    """Return nodes across a slit about its middle, and weights that add up to a half; its ways differ by `waves`."""
    if width == 0:
        return np.zeros(1), np.full(1, 0.5)
    panels = np.ceil(waves / 2 + 1e-9)
    _check.room("width", 24.0 * _NODES * panels, width, "It holds too many waves.")
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    middles = (np.arange(panels) + 0.5) / panels - 0.5
    return width * np.add.outer(middles, nodes / 2 / panels).ravel(), np.tile(weights / 4 / panels, int(panels))
