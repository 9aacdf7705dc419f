"""Couplings in a row: summed out exactly, and the duality that turns a row into a bundle."""

from __future__ import annotations

import numpy as np

from physdl import _check


def coupling(temperature, energy=1.0):
    r"""Return the coupling of two neighbouring spins.

    .. math:: K = J / k_B T

    Parameters
    ----------
    temperature : array
        :math:`k_BT > 0`, in the unit of `energy`.
    energy : float
        J, by which two neighbours that agree lie lower than on average; negative for neighbours that like to differ.

    Returns
    -------
    array, shape of `temperature`
        A pure number.

    Raises
    ------
    ValueError
        If a temperature is not positive.

    Notes
    -----
    See :lesson:`4.5`.

    Examples
    --------
    >>> float(coupling(2.0))
    0.5
    """
    temperature = _check.as_array("temperature", temperature, real=True)
    energy = _check.finite_number("energy", energy)
    if not (temperature > 0).all():
        fix = "At zero temperature K is infinite; for spins that like to differ make the energy negative."
        raise _check.error("temperature", "be positive", f"{temperature.min():g}", fix)
    return temperature.dtype.type(energy) / temperature


def dual_coupling(coupling):
    r"""Return the coupling on the dual lattice, H. A. Kramers' and G. H. Wannier's.

    .. math:: \tanh\tilde K = e^{-2K}, \qquad \sinh 2K\,\sinh 2\tilde K = 1

    Parameters
    ----------
    coupling : array
        K > 0.

    Returns
    -------
    array, shape of `coupling`
        In double precision the dual of the dual is K, for K up to 350; beyond, exp(−2K) loses digits, and from 373
        on it is 0.

    Raises
    ------
    ValueError
        If a coupling is not positive; the dual of 0 is infinite.

    Notes
    -----
    See :lesson:`4.5`. Source: Kramers and Wannier, Physical Review 60 (1941) 252.

    Examples
    --------
    >>> K = np.log(1 + np.sqrt(2)) / 2  # the one that is its own dual
    >>> bool(np.isclose(dual_coupling(K), K, rtol=1e-14))
    True
    """
    coupling = not_negative("coupling", coupling)
    if not (coupling > 0).all():
        raise _check.error("coupling", "be positive", "0", "The dual of no coupling at all is an infinite one.")
    return _dual(coupling)


def decimate(coupling, b=2):
    r"""Return the coupling between the ends of b bonds in a row, the spins between them summed out.

    .. math:: \tanh K' = \tanh^b K, \qquad\text{that is}\quad \tilde K' = b\,\tilde K

    with the dual coupling of `dual_coupling`: to sum out a row is to bundle b bonds of the dual.

    Parameters
    ----------
    coupling : array
        K; negative where b is a whole number.
    b : float
        b ≥ 1, whole for bonds that can be counted. For other b it is the one power of tanh K that agrees with them.

    Returns
    -------
    array, shape of `coupling`

    Raises
    ------
    ValueError
        If b is below 1, or a coupling is negative and b is not whole.

    Notes
    -----
    Exact for open chains, and for rings whose length is a multiple of b (one bond for each b; a ring of b bonds has a
    bond from a spin to itself, which is a constant). See :lesson:`4.5`.

    Examples
    --------
    >>> decimate(np.array([0.5, 1.0])).round(4)
    array([0.2169, 0.6625])
    """
    coupling, b = _check.as_array("coupling", coupling, real=True), at_least_one(b)
    odd = b % 2 == 1
    if b != int(b) and (coupling < 0).any():
        fix = "A whole number of bonds in a row has a sign, a broken one has none."
        raise _check.error("b", "be whole for negative couplings", f"{b:g} and {coupling.min():g}", fix)
    result = series(np.abs(coupling), b)
    return np.copysign(result, coupling) if odd else result


def series(coupling, b):
    """Return the decimated coupling of K ≥ 0 without a check."""
    kind = coupling.dtype.type
    dual = kind(b) * _dual(coupling)
    cold = dual < 1e-8  # there artanh x is x, and K' no longer asks for a number as small as exp(−2K)
    return np.where(cold, coupling - kind(np.log(b) / 2), _dual(np.where(cold, kind(1), dual)))[()]


def _dual(coupling):
    """Return artanh(exp(−2K)): for small K through tanh K, for large K as it stands, so that no digit is lost."""
    with np.errstate(divide="ignore"):
        return np.where(
            coupling < 0.3,
            -np.log(np.tanh(coupling)) / 2,
            np.arctanh(np.exp(-2 * np.maximum(coupling, np.float32(0.1)))),
        ).astype(coupling.dtype)[()]


def not_negative(name, coupling):
    """Return an array of couplings if none is negative."""
    coupling = _check.as_array(name, coupling, real=True)
    if (coupling < 0).any():
        fix = "Neighbours that like to differ are turned into such by counting every second spin upside down."
        raise _check.error(name, "not be negative", f"{coupling.min():g}", fix)
    return coupling


def at_least_one(b):
    """Return a scale as a float if it is 1 or more."""
    b = _check.finite_number("b", b)
    if b < 1:
        raise _check.error("b", "be at least 1", b, "One step back makes b bonds one.")
    return b
