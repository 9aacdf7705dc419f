"""Metropolis' method for many chains at many temperatures at once."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.bayes.sampling.chains import (
    STAGES,
    TemperedSamples,
    Weight,
    inverse_temperatures,
    run_length,
    spread,
    starting,
)

_WANTED = 0.3  # of the moves accepted


def tempered_metropolis(energy, log_prior, start, betas, rng, *, steps=1000, warmup=500):
    r"""Sample :math:`\pi\,e^{-\beta U}` at several inverse temperatures with many chains, by Metropolis' method.

    A move is drawn from a normal law about the present place and taken with the probability
    min(1, ratio of the weights). Its covariance is that of the chains at the same temperature, times a factor that
    lets three in ten moves pass; both are learnt in the warm-up and fixed after it.

    Parameters
    ----------
    energy, log_prior : callable
        U and ln π: parameters of shape (..., k) → numbers of shape (...). ``inf`` and ``-inf`` say that nothing can
        be there.
    start : array, shape (chains, k) or (rungs, chains, k)
        At least four chains, at places of positive weight: best drawn from the prior.
    betas : array, shape (rungs,)
        Inverse temperatures, not negative.
    rng : numpy.random.Generator
    steps, warmup : int
        Steps that are recorded, and that are made before.

    Returns
    -------
    TemperedSamples

    Raises
    ------
    ValueError, TypeError
        If an argument breaks a rule above, or the record would take more than 4 GB.

    Notes
    -----
    Double precision. One call of both functions a step for all chains. N. Metropolis and others, J. Chem. Phys. 21,
    1087 (1953). See :lesson:`5.1`.
    """
    rng, weight, betas = _check.generator("rng", rng), Weight(energy, log_prior), inverse_temperatures(betas)
    theta, u, prior = starting(start, weight, betas)
    steps, warmup = run_length(theta[0], betas, steps, warmup)
    k = theta.shape[2]
    root, factor = spread(theta[None]), np.full(len(betas), 2.4 / np.sqrt(k))
    stage = max(warmup // STAGES, 1)
    seen, taken = [], np.zeros(len(betas))
    record = np.empty((steps, *u.shape))
    for step in range(-warmup, steps):
        passed = metropolis_step(weight, theta, u, prior, betas, root * factor[:, None, None], rng).mean(axis=1)
        if step >= 0:
            record[step] = u
            taken += passed
            continue
        factor *= np.exp(0.3 * (passed - _WANTED))
        seen.append(theta.copy())
        if len(seen) == stage:
            root, seen = spread(np.array(seen)), []
    return TemperedSamples(betas, record, theta, taken / steps)


def metropolis_step(weight, theta, u, prior, betas, root, rng):
    """Move all chains once, in place, and return which of them moved, shape (rungs, chains)."""
    to = theta + np.einsum("rij,rcj->rci", root, rng.standard_normal(theta.shape))
    u_to, prior_to = weight.at(to)
    with np.errstate(invalid="ignore"):  # 0 times inf is nan, and no chance is below it: walls stand at β = 0, too
        gain = prior_to - prior - betas[:, None] * (u_to - u)
    moved = np.log1p(-rng.random(u.shape)) < gain
    np.copyto(theta, to, where=moved[..., None])
    np.copyto(u, u_to, where=moved)
    np.copyto(prior, prior_to, where=moved)
    return moved
