"""Two numbers from a chain: the learning coefficient, and a free energy from one temperature."""

from __future__ import annotations

import numpy as np

from physdl import _check


def learning_coefficient(energies, beta=1.0):
    r"""Return the learning coefficient that Markov chains measure, with its error.

    .. math:: \hat\lambda = \beta N\big(\overline{L} - \hat L\big) = \frac{dE}{d\ln N}\Big|_{\beta N} .

    The second equation holds for data that average themselves: what a chain measures is the *slope* of the excess free
    energy at :math:`\beta N` data, which becomes :math:`\lambda` where N is large.

    Parameters
    ----------
    energies : array, shape (..., chains, draws)
        :math:`N(L - \hat L)` along at least two chains at inverse temperature :math:`\beta`, in nats. With the loss of
        the *true* parameters in place of the best it is too small, since the best fits better.
    beta : float
        :math:`\beta > 0`; Watanabe's choice is :math:`1/\ln N`.

    Returns
    -------
    coefficient, error : arrays, shape (...)
        The mean over chains, and its standard error from the scatter of the chains. Chains that are all stuck in the
        same place scatter little.

    Raises
    ------
    ValueError
        If there are fewer than two chains.

    Notes
    -----
    Source: S. Watanabe, Journal of Machine Learning Research 14 (2013) 867; as a local measure E. Lau et
    al., arXiv:2308.12108. See :lesson:`5.5`.
    """
    beta = _check.positive("beta", beta)
    energies = _chains(energies)
    with np.errstate(over="ignore", invalid="ignore"):
        means = beta * energies.mean(axis=-1)
        error = means.std(axis=-1, ddof=1) / np.sqrt(means.shape[-1])
    return _within(means.mean(axis=-1)), _within(error)


def wbic(energies, best=0.0):
    r"""Return a free energy from one chain: the mean of N L at the inverse temperature :math:`1/\ln N`.

    .. math:: \mathrm{WBIC} = \overline{N L}\,\big|_{\beta = 1/\ln N} = N L_0 + \lambda\ln N + O\big(\sqrt{\ln N}\big) ,

    which shares its first two terms with F. The constant (the prior's width) is not in it, and of the multiplicity no
    more than 1 − m.

    Parameters
    ----------
    energies : array, shape (..., chains, draws)
        :math:`N(L - \hat L)` along at least two chains at :math:`\beta = 1/\ln N`, in nats.
    best : float or array, shape (...)
        :math:`N\hat L`.

    Returns
    -------
    value, error : arrays, shape (...)

    Raises
    ------
    ValueError
        If there are fewer than two chains, or `best` does not fit.

    Notes
    -----
    Source: S. Watanabe, Journal of Machine Learning Research 14 (2013) 867. See :lesson:`5.5`.
    """
    energies = _chains(energies)
    best = _check.as_array("best", best, dtype=float)
    _check.broadcast("best", best, "energies", energies.shape[:-2])
    with np.errstate(over="ignore", invalid="ignore"):
        means = energies.mean(axis=-1)
        error = means.std(axis=-1, ddof=1) / np.sqrt(means.shape[-1])
        value = best + means.mean(axis=-1)
    return _within(value), _within(error)


def _chains(energies):
    fix = "A chain that has left the numbers has measured nothing."
    energies = _check.as_array("energies", energies, dtype=float, fix=fix)
    if energies.ndim < 2 or energies.shape[-2] < 2 or not energies.size:
        fix = "One chain cannot tell how well it mixes."
        raise _check.error("energies", "have shape (..., chains, draws), two chains or more", energies, fix)
    return energies


def _within(value):
    if not np.all(np.isfinite(value)):
        raise _check.error("energies", "have means and squares below 1.8e308", value)
    return value[()]
