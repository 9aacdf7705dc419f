"""What all samplers of this room share: the weight that they sample, and the shape of their moves."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from physdl import _check

STAGES = 10  # in which the warm-up learns the shape of its moves


@dataclass(frozen=True)
class TemperedSamples:
    """Chains at several inverse temperatures.

    Attributes
    ----------
    betas : array, shape (rungs,)
    energies : array, shape (steps, rungs, chains)
        U after each step.
    theta : array, shape (rungs, chains, k)
        Where each chain ended.
    acceptance : array, shape (rungs,)
        Share of the moves that were accepted after the warm-up.

    Notes
    -----
    See :lesson:`5.1`.
    """

    betas: np.ndarray
    energies: np.ndarray = field(repr=False)
    theta: np.ndarray = field(repr=False)
    acceptance: np.ndarray


class Weight:
    """The weight π exp(−βU) of many chains at once, in a place that knows its energy and its prior."""

    def __init__(self, energy, log_prior):
        self.energy = _check.function("energy", energy)
        self.log_prior = _check.function("log_prior", log_prior)

    def at(self, theta):
        """Return U and ln π, each of shape (..., ) for parameters of shape (..., k)."""
        return _values("energy", self.energy, theta), _values("log_prior", self.log_prior, theta)


def _values(name, function, theta):
    """Return a function's values; where they are infinite on the side of zero weight they may stand."""
    values = np.asarray(function(theta))
    if values.shape != theta.shape[:-1]:
        rule = f"return one number for each point, shape {theta.shape[:-1]}"
        raise _check.error(name, rule, f"shape {values.shape}", "Sum over the last axis.")
    if values.dtype.kind not in "fiu":
        raise _check.error(name, "return real numbers", f"dtype {values.dtype}", kind=TypeError)
    nowhere = np.inf if name == "energy" else -np.inf
    if not np.isfinite(values).all() and np.any(np.isnan(values) | (values == -nowhere)):
        raise _check.error(
            name, f"return finite numbers, or {nowhere} where nothing can be", "nan or the other infinity"
        )
    return values.astype(float, copy=False)


def inverse_temperatures(betas):
    """Return inverse temperatures, none of them negative."""
    betas = _check.nonempty("betas", _check.as_array("betas", betas, ndim=1, dtype=float), "inverse temperature")
    if np.any(betas < 0):
        raise _check.error("betas", "not be negative", f"{betas.min()}")
    return betas


def starting(start, weight, betas, least=4):
    """Return where the chains start, shape (rungs, chains, k), in a copy, with U and ln π there."""
    start = _check.as_array("start", start, dtype=float)
    if start.ndim == 2:
        start = np.broadcast_to(start, (len(betas), *start.shape))
    if start.ndim != 3 or len(start) != len(betas) or start.shape[1] < least or not start.shape[2]:
        rule = f"have shape (chains, k) or ({len(betas)}, chains, k) with at least {least} chains"
        raise _check.error("start", rule, f"shape {start.shape}", "Draw it from the prior.")
    theta = start.copy()
    u, prior = (values.copy() for values in weight.at(theta))  # a function may return a part of its argument
    if not (np.isfinite(u).all() and np.isfinite(prior).all()):
        raise _check.error("start", "lie where the weight is not zero", "a point with no weight")
    if np.any(np.ptp(theta, axis=1) == 0):
        raise _check.error("start", "spread in each parameter", "chains that agree in one", "Draw it from the prior.")
    return theta, u, prior


def spread(theta):
    """Return triangular roots (rungs, k, k) of the covariance of chains, for theta (n, rungs, chains, k)."""
    apart = theta - theta.mean(axis=(0, 2), keepdims=True)
    size = np.maximum(np.abs(apart).max(axis=(0, 2)), 1e-300)  # squares of what is very small or large are no numbers
    apart = apart / size[:, None]
    count, k = theta.shape[0] * theta.shape[2], theta.shape[3]
    covariance = np.einsum("trci,trcj->rij", apart, apart) / count
    if count < 3 * k:  # too few to tell directions apart
        covariance = covariance * np.eye(k)
    width = np.sqrt(np.einsum("rii->ri", covariance)) + 1e-30
    unit = covariance / (width[:, :, None] * width[:, None, :]) + 1e-9 * np.eye(k)
    return (size * width)[:, :, None] * np.linalg.cholesky(unit)


def run_length(start, betas, steps, warmup):
    """Return the numbers of steps, after asking for the room that their record takes."""
    steps, warmup = _check.whole("steps", steps, minimum=1), _check.whole("warmup", warmup)
    size = len(betas) * start.shape[1]
    _check.room("steps", 8 * size * steps, f"{steps:,} steps of {size:,} chains")
    return steps, warmup
