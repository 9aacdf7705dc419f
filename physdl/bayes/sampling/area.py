"""Inverse temperatures in even steps of a root of beta, and the area under a mean energy on them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from physdl import _check

_RULES = ("simpson", "trapezoid")


@dataclass(frozen=True)
class ThermodynamicIntegral:
    """A logarithm of an evidence that was found by integrating mean energies.

    Attributes
    ----------
    log_evidence : float
        ln Z at the last inverse temperature; Z is 1 at the first, β = 0. (Chains that cannot go where U is infinite
        leave out the logarithm of the prior's share of the other places: add it.)
    error : float
        One standard error from the sampling; what the rule of integration misses is not in it. Zero for exact means.
    means, errors : array, shape (rungs,)
        The mean energy at each inverse temperature, and its standard error.

    Notes
    -----
    See :lesson:`5.1`.
    """

    log_evidence: float
    error: float
    means: np.ndarray = field(repr=False)
    errors: np.ndarray = field(repr=False)

    def __str__(self):
        return f"{self.log_evidence:.3f} ± {self.error:.3f}"


def ladder(rungs, power=3.0, top=1.0):
    r"""Return inverse temperatures that are close together where the mean energy falls fast, near zero.

    .. math:: \beta_j = \beta_{\text{top}}\,\Big(\frac{j}{R - 1}\Big)^{p}, \qquad j = 0, \dots, R - 1 .

    Parameters
    ----------
    rungs : int
        R, odd and at least 3, as Simpson's rule asks.
    power : float
        p ≥ 1; 1 is even in β.
    top : float
        The last inverse temperature, positive.

    Returns
    -------
    array, shape (rungs,)

    Raises
    ------
    ValueError
        If an argument breaks a rule above, or the power is so large that rungs fall together in double precision.

    Notes
    -----
    See :lesson:`5.1`.
    """
    rungs, power = _odd(rungs), _power(power)
    top = _check.positive("top", top)
    _check.room("rungs", 24 * rungs, f"{rungs:,} rungs")
    with np.errstate(under="ignore", over="ignore"):
        found = top * (np.arange(rungs) / (rungs - 1)) ** power
    if np.any(np.diff(found) <= 0):
        raise _check.error("power", "keep the rungs apart", power, "Take a smaller power, or fewer rungs.")
    return found


def thermodynamic_integration(betas, energies, *, power=3.0, rule="simpson"):
    r"""Return the logarithm of the evidence as an area, with its error bar.

    .. math:: \ln Z = -\int_0^{\beta_{\text{top}}}\langle U\rangle_\beta\,d\beta
              = -\int_0^1 \langle U\rangle\,\frac{d\beta}{du}\,du, \qquad \beta = \beta_{\text{top}}\,u^p .

    Simpson's rule is used in u, where the rungs of `ladder` are even.

    Parameters
    ----------
    betas : array, shape (rungs,)
        As `ladder` makes them, with the same power.
    energies : array, shape (rungs,) or (steps, rungs, chains)
        U's exact means, or its values at each step of independent chains, two of them at least.
    power : float
        p ≥ 1.
    rule : {"simpson", "trapezoid"}
        How the area is added up.

    Returns
    -------
    ThermodynamicIntegral

    Raises
    ------
    ValueError
        If the inverse temperatures are not a ladder of this power, or the shapes do not fit.

    Notes
    -----
    The means of the chains are independent numbers, and their scatter makes the error bar, once all have forgotten
    where they began; chains that have all stayed in the same place agree without being right.

    N. Friel and A. N. Pettitt, J. R. Statist. Soc. B 70, 589 (2008), for the powers of an even ladder. See
    :lesson:`5.1`.
    """
    betas = _check.as_array("betas", betas, ndim=1, dtype=float)
    rungs, power = _odd(len(betas), "betas"), _power(power)
    rule = _check.choice("rule", rule, _RULES)
    u = np.arange(rungs) / (rungs - 1)
    top = _check.positive("betas[-1]", betas[-1])
    if np.abs(betas - top * u**power).max() > 1e-6 * top:
        raise _check.error("betas", f"be a ladder of the power {power:g}", betas, "Write `ladder(rungs, power, top)`.")
    energies = _check.as_array("energies", energies, dtype=float)
    if energies.ndim not in (1, 3) or energies.shape[-2 if energies.ndim == 3 else 0] != rungs:
        wanted = f"have shape ({rungs},) or (steps, {rungs}, chains)"
        raise _check.error("energies", wanted, f"shape {energies.shape}")
    means, errors = _means(energies)
    weights = np.full(rungs, 1.0) if rule == "trapezoid" else np.where(np.arange(rungs) % 2, 4.0, 2.0)
    weights[[0, -1]] /= 2
    weights *= power * u ** (power - 1) / (rungs - 1) / (1 if rule == "trapezoid" else 3)
    scale = float(np.abs(errors).max()) or 1.0  # squares of what is large would overflow
    error = float(np.linalg.norm(weights * (errors / scale)))
    return ThermodynamicIntegral(-top * float(weights @ means), top * scale * error, means, errors)


def _means(energies):
    """Return the mean at each rung, and its standard error from the means of the chains."""
    if energies.ndim == 1:
        return energies, np.zeros(len(energies))
    if energies.shape[0] < 1 or energies.shape[2] < 2:
        raise _check.error("energies", "hold at least one step of two chains", f"shape {energies.shape}")
    scale = float(np.abs(energies).max()) or 1.0
    chains = (energies / scale).mean(axis=0)
    return scale * chains.mean(axis=1), scale * chains.std(axis=1, ddof=1) / np.sqrt(chains.shape[1])


def _power(power):
    power = _check.finite_number("power", power)
    if power < 1:
        raise _check.error("power", "be at least 1", power, "1 makes even steps in β.")
    return power


def _odd(rungs, name="rungs"):
    rungs = _check.whole(name, rungs, minimum=3)
    if rungs % 2 == 0:
        raise _check.error(
            name, "be an odd number of inverse temperatures", rungs, "Simpson's rule takes them in pairs."
        )
    return rungs
