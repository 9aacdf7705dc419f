"""What is left of a sum over paths when the wavelength is short."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.action.interference.sums import positive

_ROUNDING = 1e-14


def stationary_phase(action, hessian, hbar, *, weight=1.0):
    r"""Return what a stationary point contributes to a sum over paths, to leading order in ħ.

    .. math::

        \int w(x)\, e^{iS(x)/\hbar}\,d^dx \;\to\;
        w\,\frac{(2\pi\hbar)^{d/2}}{\sqrt{\lvert\det S''\rvert}}\; e^{iS/\hbar}\; e^{i\pi(d - 2\mu)/4} ,

    all taken at the point where S is stationary; μ is the number of negative eigenvalues of S'', its Morse index. In
    one dimension this is :math:`w\sqrt{2\pi i\hbar/S''}\,e^{iS/\hbar}`. For light S is the optical length, and
    ħ = λ/2π. Several stationary points go into leading axes; the sum is that of their contributions.

    Parameters
    ----------
    action : float or array, shape (...)
        S at each stationary point.
    hessian : float or array, shape (...) or (..., d, d)
        S'' there: one second derivative, or a symmetric matrix of them.
    hbar : float or array
        ħ in the unit of the action; positive.
    weight : float or array, shape (...)
        w at each stationary point, real or complex.

    Returns
    -------
    array or complex128, shape (...) + shape of `hbar`
        The contributions.

    Raises
    ------
    ValueError
        If an argument is not finite, ħ is not positive, a matrix is not symmetric, a shape does not fit, or a second
        derivative is zero or a matrix singular: there stationary points meet, and the sum decays more slowly.
    TypeError
        If action, Hessian or ħ are not made of real numbers.

    Notes
    -----
    Computed in double precision. For smooth w that vanish with all derivatives at the ends, the relative error is of
    order ħ; what a hard end adds is larger, of relative order √ħ in one dimension.

    M. Born and E. Wolf, *Principles of Optics*, appendix III. See :lesson:`1.2`.

    Examples
    --------
    >>> complex(stationary_phase(0.0, 1.0, 1 / (2 * np.pi)).round(12))  # Fresnel's integral ∫ exp(iπx²) dx
    (0.707106781187+0.707106781187j)
    """
    action = _check.as_array("action", action, dtype=float, real=True)
    hessian = _check.as_array("hessian", hessian, dtype=float, real=True)
    hbar = positive("hbar", hbar)
    weight = _check.as_array("weight", weight)
    weight = _check.broadcast("weight", weight, "action", action.shape)
    if np.broadcast_shapes(weight.shape, action.shape) != action.shape:
        raise _check.error("weight", f"fit shape {action.shape} of `action`", f"shape {weight.shape}")
    eigenvalues = _eigenvalues(hessian, action.shape)
    d, index = eigenvalues.shape[-1], np.sum(eigenvalues < 0, axis=-1)
    with np.errstate(over="ignore", under="ignore"):
        turns = action[(...,) + (None,) * hbar.ndim] / hbar / (2 * np.pi)
        spread = np.sqrt(2 * np.pi * _outer(1 / np.abs(eigenvalues), hbar)).prod(axis=action.ndim)
    if not np.all(np.abs(turns) < 2.0**52):
        raise _check.error("hbar", "leave the action fewer than 4.5e15 turns", f"{hbar.min()}")
    turns = turns - np.rint(turns) + ((d - 2 * index) / 8)[(...,) + (None,) * hbar.ndim]
    weight = np.broadcast_to(weight, action.shape)[(...,) + (None,) * hbar.ndim]
    result = weight * spread * np.exp(2j * np.pi * turns)
    if not np.isfinite(result).all():
        raise _check.error("hessian", "leave a contribution below 1.8e308", "inf", "Take other units.")
    return result[()]


def _outer(values, hbar):
    return values[(...,) + (None,) * hbar.ndim] * hbar


def _eigenvalues(hessian, shape):
    """Return the eigenvalues (..., d) of second derivatives, none of them zero."""
    if hessian.shape == shape:
        eigenvalues = hessian[..., None]
        floor = 0.0
    elif hessian.ndim == len(shape) + 2 and hessian.shape[:-2] == shape and hessian.shape[-1] == hessian.shape[-2] > 0:
        largest = np.abs(hessian).max(axis=(-2, -1), keepdims=True, initial=0.0)
        if np.any(np.abs(hessian - np.swapaxes(hessian, -1, -2)) > 1e-10 * largest):
            raise _check.error("hessian", "be symmetric", hessian)
        eigenvalues = np.linalg.eigvalsh(hessian)
        floor = _ROUNDING * np.abs(eigenvalues).max(axis=-1, keepdims=True, initial=0.0)
    else:
        rule = f"have shape {shape}, or that and (d, d), to fit `action`"
        raise _check.error("hessian", rule, f"shape {hessian.shape}")
    if not np.all(np.abs(eigenvalues) > floor):
        rule = "have no eigenvalue 0: stationary points meet there, at a caustic"
        raise _check.error("hessian", rule, hessian, "Move away from it, or expand to third order.")
    return eigenvalues
