"""A walk from one temperature to another in a finite time, and the work that it takes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from physdl import _check
from physdl.bayes.sampling.chains import Weight, inverse_temperatures, spread, starting
from physdl.bayes.sampling.metropolis import metropolis_step


@dataclass(frozen=True)
class Switch:
    r"""Chains that were taken along a row of inverse temperatures.

    Attributes
    ----------
    betas : array, shape (rungs,)
    energies : array, shape (rungs, chains)
        U of each chain at the end of its stay at each inverse temperature; in the first row, at the start.
    work : array, shape (chains,)
        :math:`W = \sum_j(\beta_{j+1} - \beta_j)\,U_j`.
    theta : array, shape (chains, k)
        Where each chain ended.

    Notes
    -----
    If the chains start in equilibrium, the mean of −W over walks is at most ln Z(last) − ln Z(first).

    See :lesson:`5.1`.
    """

    betas: np.ndarray
    energies: np.ndarray = field(repr=False)
    work: np.ndarray = field(repr=False)
    theta: np.ndarray = field(repr=False)


def switch(energy, log_prior, start, betas, rng, *, steps=10):
    r"""Take many chains along a row of inverse temperatures, upwards or downwards, and add up the work.

    At each new inverse temperature a chain makes so many Metropolis steps; it need not have reached equilibrium. The
    chains form two halves: the moves of one have the covariance of the other (its diagonal, where a half has fewer than
    3k chains), which leaves the weight of both as it is.

    Parameters
    ----------
    energy, log_prior : callable
        U and ln π: parameters of shape (..., k) → numbers of shape (...).
    start : array, shape (chains, k)
        Draws from the weight at the first inverse temperature; at least eight, an even number.
    betas : array, shape (rungs,)
        In the order in which they are visited, two at least, not negative.
    rng : numpy.random.Generator
    steps : int
        Metropolis steps at each of them, from the second on.

    Returns
    -------
    Switch

    Raises
    ------
    ValueError, TypeError
        If an argument breaks a rule above, or the record would take more than 4 GB.

    Notes
    -----
    Double precision. C. Jarzynski, Phys. Rev. Lett. 78, 2690 (1997), for the work; R. M. Neal, Stat. Comput. 11, 125
    (2001), for evidence; both directions in R. B. Grosse, Z. Ghahramani and R. P. Adams, arXiv:1511.02543. See
    :lesson:`5.1`.
    """
    rng, weight, betas = _check.generator("rng", rng), Weight(energy, log_prior), inverse_temperatures(betas)
    if len(betas) < 2:
        raise _check.error("betas", "hold at least two inverse temperatures", f"{len(betas)}")
    start = _check.as_array("start", start, ndim=2, dtype=float)
    steps = _check.whole("steps", steps, minimum=1)
    if len(start) % 2:
        raise _check.error("start", "hold an even number of chains", f"{len(start)}", "They move in two halves.")
    theta, u, prior = starting(start, weight, betas[:1], least=8)
    _check.room("betas", 8 * len(betas) * len(start), f"{len(betas):,} inverse temperatures")
    record = np.empty((len(betas), len(start)))
    record[0] = u[0]
    halves = slice(None, len(start) // 2), slice(len(start) // 2, None)
    factor = 2.4 / np.sqrt(theta.shape[2])
    for rung in range(1, len(betas)):
        for mine, other in (halves, halves[::-1]):
            root = factor * spread(theta[None, :, other])
            parts = theta[:, mine], u[:, mine], prior[:, mine]
            for _ in range(steps):
                metropolis_step(weight, *parts, betas[rung : rung + 1], root, rng)
        record[rung] = u[0]
    return Switch(betas, record, np.diff(betas) @ record[:-1], theta[0])
