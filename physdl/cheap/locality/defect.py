"""Shifts round the ring, and by how much a map fails to go along with them; offered by `physdl.cheap.locality`."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.maps import Map


def ring_shift(x, steps=1, channels=1):
    r"""Return x shifted round the ring, :math:`(S_mx)_i = x_{i - m}`.

    Parameters
    ----------
    x : array, shape (..., n · channels)
        Numbers of n sites, site after site.
    steps : int
        m; negative numbers shift back.
    channels : int
        Numbers of each site.

    Returns
    -------
    array, shape (..., n · channels)

    Raises
    ------
    ValueError
        If the length of the last axis is no multiple of `channels`.

    Notes
    -----
    See :lesson:`4.2`.

    Examples
    --------
    >>> ring_shift([1.0, 2.0, 3.0])
    array([3., 1., 2.])
    """
    x, steps = _check.as_array("x", x), _check.whole("steps", steps, minimum=-(2**62))
    channels = _check.whole("channels", channels, minimum=1)
    if x.ndim == 0 or not x.shape[-1] or x.shape[-1] % channels:
        raise _check.error("x", f"have a last axis of n · {channels} numbers", f"shape {x.shape}")
    sites = x.shape[-1] // channels
    return np.roll(x, channels * (steps % sites), axis=-1)


def equivariance_defect(function, x, *, channels=1, out_channels=1, steps=1):
    r"""Return by how much a map of rings fails to commute with a shift, or a function of rings to ignore it.

    .. math:: \delta = \frac{\lVert f(S_mx) - S_{m'}f(x)\rVert}{\lVert f(x) - \overline{f}\rVert} ,

    norms over all points and components, :math:`\overline f` the mean of all of them.

    Parameters
    ----------
    function : Map or callable
        f, of arrays (..., n · channels); it returns (..., n' · out_channels).
    x : array, shape (N, n · channels)
        Points to try it on.
    channels, out_channels : int
        Numbers of each site of its input and output.
    steps : int
        m. At the output the shift is by :math:`m' = mn'/n` sites, which must be whole; with n' = 1 it is none.

    Returns
    -------
    float
        0 where it commutes; if f(x) and f(Sx) had nothing to do with each other it would be near √2.

    Raises
    ------
    ValueError
        If m' is not whole, or f is constant on the points.

    Notes
    -----
    See :lesson:`4.2`.
    """
    _check.function("function", function, "A `Map`, for example a `Network`.")
    channels = _check.whole("channels", channels, minimum=1)
    out_channels = _check.whole("out_channels", out_channels, minimum=1)
    steps = _check.whole("steps", steps, minimum=-(2**62))
    x = _check.as_array("x", x, ndim=2, real=not isinstance(function, Map) or not np.iscomplexobj(function.parameters))
    moved = ring_shift(x, steps, channels)
    before, after = (_check.as_array("function", function(points)) for points in (x, moved))
    if before.ndim != 2 or not before.shape[1] or before.shape[1] % out_channels or len(before) != len(x):
        rule = f"return one row of n' · {out_channels} numbers for each point"
        raise _check.error("function", rule, f"shape {before.shape}")
    sites, others = x.shape[1] // channels, before.shape[1] // out_channels
    if steps * others % sites and others > 1:
        rule = f"be a multiple of {sites // np.gcd(sites, others)}, so that {others} outputs shift by whole sites"
        raise _check.error("steps", rule, steps)
    expected = ring_shift(before, steps * others // sites, out_channels) if others > 1 else before
    spread = np.linalg.norm(before - before.mean())
    if not spread > 0:
        raise _check.error("function", "vary over the points", "a constant", "Its defect has no natural unit.")
    return float(np.linalg.norm(after - expected) / spread)
