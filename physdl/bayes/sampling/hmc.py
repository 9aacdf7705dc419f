"""Hamiltonian Monte Carlo for many chains at many temperatures at once."""

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

_WANTED = 0.8  # of the moves accepted, or more: the stride is capped


def tempered_hmc(energy, log_prior, slope, prior_slope, start, betas, rng, *, steps=300, warmup=200, leaps=6):
    r"""Sample :math:`\pi\,e^{-\beta U}` at several inverse temperatures with many chains, by Hamiltonian Monte Carlo.

    A chain is given a random velocity and rolls by leapfrog in the potential :math:`\beta U - \ln\pi`; Metropolis'
    rule judges where it arrives. Lengths are measured by the spread of the chains at the same temperature.

    Parameters
    ----------
    energy, log_prior : callable
        U and ln π: parameters of shape (..., k) → numbers of shape (...).
    slope, prior_slope : callable
        Their gradients: parameters of shape (..., k) → the same shape.
    start : array, shape (chains, k) or (rungs, chains, k)
        At least four chains, at places of positive weight: best drawn from the prior.
    betas : array, shape (rungs,)
        Inverse temperatures, not negative.
    rng : numpy.random.Generator
    steps, warmup : int
        Moves that are recorded, and that are made before; the warm-up learns spread and step size.
    leaps : int
        Steps of leapfrog in one move, at least 1.

    Returns
    -------
    TemperedSamples

    Raises
    ------
    ValueError, TypeError
        If an argument breaks a rule above, or the record would take more than 4 GB.

    Notes
    -----
    Double precision. A move costs `leaps` + 1 calls of both slopes and one of energy and prior. S. Duane and others,
    Phys. Lett. B 195, 216 (1987). See :lesson:`5.1`.
    """
    rng, weight, betas = _check.generator("rng", rng), Weight(energy, log_prior), inverse_temperatures(betas)
    slope, prior_slope = _check.function("slope", slope), _check.function("prior_slope", prior_slope)
    leaps = _check.whole("leaps", leaps, minimum=1, maximum=10_000)
    theta, u, prior = starting(start, weight, betas)
    steps, warmup = run_length(theta[0], betas, steps, warmup)

    def force(x):
        return _slope("prior_slope", prior_slope, x) - betas[:, None, None] * _slope("slope", slope, x)

    root, size = spread(theta[None]), np.full(len(betas), 1.5 / leaps)
    stage = max(warmup // STAGES, 1)
    seen, taken = [], np.zeros(len(betas))
    record = np.empty((steps, *u.shape))
    for step in range(-warmup, steps):
        moved = _move(weight, force, theta, u, prior, betas, root, size, leaps, rng).mean(axis=1)
        if step >= 0:
            record[step] = u
            taken += moved
            continue
        size = np.minimum(size * np.exp(0.3 * (moved - _WANTED)), 1.9 / leaps)
        seen.append(theta.copy())
        if len(seen) == stage:
            root, seen = spread(np.array(seen)), []
    return TemperedSamples(betas, record, theta, taken / steps)


def _slope(name, function, theta):
    values = np.asarray(function(theta))
    if values.shape != theta.shape:
        raise _check.error(name, f"return the shape of its argument, {theta.shape}", f"shape {values.shape}")
    if values.dtype.kind not in "fiu":
        raise _check.error(name, "return real numbers", f"dtype {values.dtype}", kind=TypeError)
    if np.isnan(values[np.isfinite(theta)]).any():
        raise _check.error(name, "return finite numbers", "nan")
    return values


def _move(weight, force, theta, u, prior, betas, root, size, leaps, rng):
    """Roll all chains once, in place, and return which of them moved, shape (rungs, chains)."""
    velocity = rng.standard_normal(theta.shape)  # in the coordinates in which the chains have spread 1
    before = (velocity**2).sum(axis=-1) / 2
    stride = (size[:, None] * rng.uniform(0.8, 1.2, u.shape))[..., None]
    x, back = theta.copy(), np.swapaxes(root, 1, 2)
    with np.errstate(over="ignore", invalid="ignore"):
        velocity = velocity + stride / 2 * np.einsum("rij,rcj->rci", back, force(x))
        for leap in range(leaps):
            x = x + stride * np.einsum("rij,rcj->rci", root, velocity)
            last = 0.5 if leap == leaps - 1 else 1.0
            velocity = velocity + last * stride * np.einsum("rij,rcj->rci", back, force(x))
        lost = ~np.isfinite(x).all(axis=-1)  # leapfrog with too long a step
        x[lost] = theta[lost]
        u_to, prior_to = weight.at(x)
        kinetic = (velocity**2).sum(axis=-1) / 2
        gain = prior_to - prior - betas[:, None] * (u_to - u) + before - kinetic
    gain[lost] = -np.inf
    moved = np.log1p(-rng.random(u.shape)) < gain
    np.copyto(theta, x, where=moved[..., None])
    np.copyto(u, u_to, where=moved)
    np.copyto(prior, prior_to, where=moved)
    return moved
