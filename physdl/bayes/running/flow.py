"""Couplings that run as data are blocked, and the free energy along the way."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.bayes.evidence.models import directions, within


def couplings(data, precision, sigma, mean=None):
    """Return stiffness and offset of each direction of the parameters, per datum.

    Parameters
    ----------
    data : Moments
        Of N data with k columns.
    precision : float or array, shape (k,) or (k, k)
        The prior's inverse covariance.
    sigma : float
        The noise of one datum.
    mean : array, shape (k,), optional
        The prior's middle.

    Returns
    -------
    stiffness, offset : arrays, shape (k,)
        s > 0 and o, both pure numbers; ``free_energy(N, *couplings(data, …))`` is the excess of `known_noise` for data
        repeated until there are N.

    Raises
    ------
    ValueError
        As `known_noise` does.

    Notes
    -----
    See :lesson:`5.3`.
    """
    stretch, offset = directions(data, precision, sigma, mean)
    with np.errstate(over="ignore", under="ignore"):
        stiffness = within((stretch / np.sqrt(data.count)) ** 2, "stiffness")
    if not np.all(stiffness > 0):
        fix = "A direction of which the data say nothing has no offset."
        raise _check.error("sigma", "leave stiffnesses above zero", stiffness, fix)
    return stiffness, within(offset / stretch, "offset")


def _flow(count, stiffness, offset):
    """Return g (..., k) and o (k,) after checking what they are made of."""
    count = _check.as_array("count", count, dtype=float)
    if np.any(count < 0):
        raise _check.error("count", "not be negative", count)
    stiffness = _stiffness(stiffness)
    offset = _check.as_array("offset", offset, dtype=float)
    if offset.ndim and offset.shape != stiffness.shape:
        raise _check.error("offset", f"be one number, or {len(stiffness)}", f"shape {offset.shape}")
    if np.any(np.abs(offset) > 1e150):
        raise _check.error("offset", "be below 1e150", offset, "Its square is a free energy.")
    with np.errstate(over="ignore"):
        g = count[..., None] * stiffness
    if not np.isfinite(g).all():
        raise _check.error("count", "leave couplings N s below 1.8e308", count)
    return g, offset


def _stiffness(stiffness, finite=True):
    stiffness = _check.as_array("stiffness", stiffness, ndim=1, dtype=float, finite=finite)
    if not np.all(stiffness > 0):
        fix = "A direction of which the data say nothing has no place in the sum."
        raise _check.error("stiffness", "be positive", stiffness, fix)
    return stiffness


def free_energy(count, stiffness, offset=0.0):
    r"""Return what the parameters cost after N data: :math:`E(N) = F - N\hat L`.

    Parameters
    ----------
    count : float or array, shape (...)
        N ≥ 0.
    stiffness : array, shape (k,)
        s > 0, in prior widths⁻² per datum.
    offset : float or array, shape (k,)
        o, in prior widths.

    Returns
    -------
    array, shape (...)
        In nats: 0 for N = 0, and (k/2) ln N + constant for large N.

    Raises
    ------
    ValueError
        If N is negative, or a stiffness is not positive.

    Notes
    -----
    See :lesson:`5.3`.
    """
    g, o = _flow(count, stiffness, offset)
    return 0.5 * np.sum(np.log1p(g) + g / (1 + g) * o**2, axis=-1)


def beta_function(count, stiffness, offset=0.0):
    r"""Return how fast the price runs, β(N) = dE/d ln N, exactly.

    Parameters
    ----------
    count, stiffness, offset
        As in `free_energy`.

    Returns
    -------
    array, shape (...)
        From 0 for N = 0 to k/2 for large N.

    Raises
    ------
    ValueError
        If N is negative, or a stiffness is not positive.

    Notes
    -----
    See :lesson:`5.3`.
    """
    g, o = _flow(count, stiffness, offset)
    share = g / (1 + g)
    return 0.5 * np.sum(share + share * (o**2 / (1 + g)), axis=-1)


def resolved(count, stiffness):
    r"""Return how many parameters N data tell from the prior, :math:`\sum_i g_i/(1 + g_i)`.

    Parameters
    ----------
    count, stiffness
        As in `free_energy`.

    Returns
    -------
    array, shape (...)
        Between 0 and k.

    Raises
    ------
    ValueError
        If N is negative, or a stiffness is not positive.

    Notes
    -----
    Source: D. J. C. MacKay, Neural Computation 4 (1992) 415, doi:10.1162/neco.1992.4.3.415, where it is called γ. See
    :lesson:`5.3`.
    """
    return 2 * beta_function(count, stiffness)


def renormalised_free_energy(count, reference, stiffness):
    r"""Return the price counted from N₀ data on, E(N) − E(N₀), at no offset; it exists for a prior without end.

    .. math:: \begin{gathered} E(N) - E(N_0) = \tfrac12\sum_i\Big[\ln\frac N{N_0} + \ln\big(1 + \tfrac1{N s_i}\big)
              - \ln\big(1 + \tfrac1{N_0 s_i}\big)\Big] \\ \to\; \tfrac k2\ln\frac N{N_0} . \end{gathered}

    A prior of width w has s ∝ w². As w → ∞, E(N) alone grows like k ln w for every N; the difference has a limit.

    Parameters
    ----------
    count, reference : float or array, shape (...)
        N > 0 and N₀ > 0.
    stiffness : array, shape (k,)
        s > 0; infinity is allowed.

    Returns
    -------
    array, shape (...)
        In nats.

    Raises
    ------
    ValueError
        If N or N₀ is not positive, or a stiffness is not.

    Notes
    -----
    See :lesson:`5.3`.
    """
    n, start = (
        _check.as_array(name, value, dtype=float)[..., None]
        for name, value in (("count", count), ("reference", reference))
    )
    for name, values in (("count", n), ("reference", start)):
        if np.any(values <= 0):
            raise _check.error(name, "be positive", values[..., 0])
    _check.broadcast("reference", start[..., 0], "count", n.shape[:-1])
    s = _stiffness(stiffness, finite=False)
    return 0.5 * np.sum(np.log(n / start) + np.log1p(1 / (n * s)) - np.log1p(1 / (start * s)), axis=-1)
