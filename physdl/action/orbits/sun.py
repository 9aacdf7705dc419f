"""The Sun against the clock: the equation of time and the length of the solar day, by Kepler and one projection.

Dates are UT1, the time that the turning Earth itself keeps; radio clocks show UTC, which differs by up to 0.9 s.
Results are in double precision.
"""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.action.orbits.kepler import solve_kepler

__all__ = ["equation_of_time", "solar_day_length", "solar_position"]

_FIRST, _LAST = np.datetime64("1900-01-01"), np.datetime64("2101-01-01")
_NOON_2000 = np.datetime64("2000-01-01T12:00:00")
_DAY, _CENTURY = 86_400.0, 36_525.0
_TURN = 2 * np.pi
_DELAY = 65.0 / _DAY  # days by which the planets' time is ahead of the Earth's: 29 s in 1950, 69 s in 2020

# Polynomials in centuries from 2000: degrees and a pure number. J. Meeus, Astronomical Algorithms, equations 25.2 to
# 25.4 and 22.2; the Earth's mean elements are those of J. L. Simon et al. (1994), seen from the equinox of the date.
_MEAN_LONGITUDE = (280.46646, 36_000.76983, 0.0003032)
_MEAN_ANOMALY = (357.52911, 35_999.05029, -0.0001537)
_ECCENTRICITY = (0.016708634, -0.000042037, -0.0000001267)
_OBLIQUITY = (23.4392911, -0.0130042, -0.00000016)
_ABERRATION = np.radians(0.00569)  # the Sun is seen where it was 499 s ago


def equation_of_time(when):
    r"""Return by how much a sundial is ahead of a clock.

    .. math:: \begin{gathered}
        \Delta = L - \alpha , \qquad \tan\alpha = \cos\varepsilon\,\tan(\nu + \varpi) , \\
        \tan\tfrac12\nu = \sqrt{\tfrac{1 + e}{1 - e}}\,\tan\tfrac12E , \quad E - e\sin E = L - \varpi
        \end{gathered}

    L is the mean longitude of the Sun, which grows evenly, α its right ascension, ϖ the longitude of the perigee.

    Parameters
    ----------
    when : numpy.datetime64, or array of them, any shape
        Moments in UT1, from 1900 to 2100.

    Returns
    -------
    array, shape of `when`
        Apparent minus mean solar time in seconds: in 2026 −850 in February, +985 in November.

    Raises
    ------
    ValueError
        If a date is not a time (NaT) or lies outside the years 1900 to 2100, for which the elements are meant.
    TypeError
        If `when` is not of numpy.datetime64.

    Notes
    -----
    Within 3 s of the full theory, which adds what the Moon (0.4 s) and the planets (Venus and Jupiter up to 1 s
    each) do to the Earth. The elements move: with the perigee of 2000 the error comes close to 9 s in 2046. Some
    0.2 µs a date.

    J. Meeus, *Astronomical Algorithms* (2nd edition, Willmann-Bell 1998), chapters 25 and 28.

    See :lesson:`1.6`.

    Examples
    --------
    >>> equation_of_time(np.datetime64("2026-11-03")).round(-1).tolist()
    990.0
    """
    return _ahead(_days(when))[()]


def solar_day_length(when):
    r"""Return how long the solar day lasts that begins at a moment.

    .. math:: \ell = 24\,\mathrm{h} - \big(\Delta(t + \ell) - \Delta(t)\big)

    From t on, the Earth turns until the Sun stands over the same meridian again, the equation of time being Δ. Where
    the Sun stands highest at the moment t, this is the time from that noon to the next.

    Parameters
    ----------
    when : numpy.datetime64, or array of them, any shape
        Beginnings of days in UT1, from 1900 to 2100.

    Returns
    -------
    array, shape of `when`
        Seconds: between 86,378 and 86,430.

    Raises
    ------
    ValueError, TypeError
        As `equation_of_time`.

    Notes
    -----
    Within 0.2 s. A day that is taken half a day earlier, around its noon, is longer or shorter by at most 0.43 s; say
    which one is meant when days are compared.

    See :lesson:`1.6`.

    Examples
    --------
    >>> solar_day_length(np.datetime64("2026-12-22T12:00")).round(0).tolist()
    86430.0
    """
    begin = _days(when)
    length = np.full(begin.shape, _DAY)
    for _ in range(3):  # each round leaves a three-thousandth of the error
        length = _DAY - (_ahead(begin + length / _DAY) - _ahead(begin))
    return length[()]


def solar_position(when):
    """Return where the Sun stands among the stars.

    Parameters
    ----------
    when : numpy.datetime64, or array of them, any shape
        Moments in UT1, from 1900 to 2100.

    Returns
    -------
    right_ascension, declination : arrays, shape of `when`
        In radians, seen from the Earth's centre, from the equinox of the date.

    Raises
    ------
    ValueError, TypeError
        As `equation_of_time`.

    Notes
    -----
    Within 3·10⁻⁴ rad, a minute of arc: planets, Moon and nutation are left out.

    See :lesson:`1.6`.

    Examples
    --------
    >>> np.degrees(solar_position(np.datetime64("2026-12-21T20:50"))).round(2).tolist()
    [-90.0, -23.44]
    """
    centuries = _days(when) / _CENTURY
    right_ascension, declination = _sun(centuries)
    return right_ascension[()], declination[()]


def _days(when):
    """Return moments as days after noon of 1 January 2000."""
    fix = 'Write `numpy.datetime64("2026-12-22T12:00")`.'
    try:
        when = np.asarray(when)
    except (TypeError, ValueError) as reason:
        raise _check.error("when", "be numpy.datetime64", when, fix, TypeError) from reason
    if when.dtype.kind != "M" or np.datetime_data(when.dtype)[0] == "generic":
        raise _check.error(
            "when", "be numpy.datetime64", when if when.ndim == 0 else f"dtype {when.dtype}", fix, TypeError
        )
    if np.any(np.isnat(when)):
        raise _check.error("when", "be dates", "NaT, which is none", fix)
    outside = (when < _FIRST) | (when >= _LAST)
    if np.any(outside):
        rule = "lie in the years 1900 to 2100, for which the Earth's mean elements are meant"
        raise _check.error("when", rule, str(when[outside].flat[0]))
    return (when.astype("datetime64[us]") - _NOON_2000) / np.timedelta64(1, "D")


def _polynomial(coefficients, t):
    a, b, c = coefficients
    return a + t * (b + t * c)


def _sun(centuries):
    """Return right ascension and declination of the Sun."""
    centuries = centuries + _DELAY / _CENTURY
    e = _polynomial(_ECCENTRICITY, centuries)
    mean_anomaly = np.radians(_polynomial(_MEAN_ANOMALY, centuries))
    perigee = np.radians(_polynomial(_MEAN_LONGITUDE, centuries)) - mean_anomaly
    half = solve_kepler(mean_anomaly, e) / 2
    anomaly = 2 * np.arctan2(np.sqrt(1 + e) * np.sin(half), np.sqrt(1 - e) * np.cos(half))
    longitude = anomaly + perigee - _ABERRATION
    obliquity = np.radians(_polynomial(_OBLIQUITY, centuries))
    right_ascension = np.arctan2(np.cos(obliquity) * np.sin(longitude), np.cos(longitude))
    return right_ascension, np.arcsin(np.sin(obliquity) * np.sin(longitude))


def _ahead(days):
    """Return the equation of time in seconds, `days` after noon of 1 January 2000."""
    centuries = days / _CENTURY
    mean = np.radians(_polynomial(_MEAN_LONGITUDE, centuries)) - _ABERRATION
    difference = mean - _sun(centuries)[0]
    return (difference - _TURN * np.rint(difference / _TURN)) / _TURN * _DAY
