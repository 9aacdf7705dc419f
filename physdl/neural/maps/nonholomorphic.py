"""Functions of one complex number that are linear over the real numbers only, offered by `physdl.neural.maps`."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.maps.protocol import Map


class SplitTanh(Map):
    r"""The hyperbolic tangent of real and imaginary part: :math:`y = \tanh a + i\tanh b` for :math:`x = a + ib`.

    Bounded everywhere, and not holomorphic: its differential is linear over the real numbers only. It knows the axes of
    the complex plane; turn x, and y is not turned along. See :lesson:`3.4`.
    """

    _needs_x = False

    def _apply(self, x, out=None):
        if not np.iscomplexobj(x):
            return np.tanh(x, out=out)
        out = np.empty(x.shape, x.dtype) if out is None else out
        np.tanh(_pairs(x), out=_pairs(out))
        return out

    def _push(self, x, y, v, change):
        if not np.iscomplexobj(y):
            return v * (1 - y * y)
        return (_pairs(v.astype(y.dtype)) * self._slope(y)).view(y.dtype)

    def _pull(self, x, y, w, covector=None, out=None, wanted=True):
        # Re(wv) reads the parts of v with the parts of w, so that each part of w meets the slope of its own part.
        if not wanted:
            return None
        if not np.iscomplexobj(y):
            return np.multiply(w, 1 - y * y, out=out)
        out = np.empty(w.shape, w.dtype) if out is None else out
        np.multiply(_pairs(w), self._slope(y), out=_pairs(out))
        return out

    def _slope(self, y):
        slope = np.square(_pairs(y))
        return np.subtract(1, slope, out=slope)


def _pairs(z):
    """Return complex numbers as twice as many real ones, in the same memory where that is possible."""
    return np.ascontiguousarray(z).view(z.real.dtype)


class _Radial(Map):
    r"""A function of the modulus that keeps the phase: :math:`y = \rho(r)\,x/r` with :math:`r = |x|`.

    Along the ray u = x/r it stretches by ρ', across it by κ = ρ/r, so that f₊v = κ v + (ρ' − κ) u Re(ū v) and
    f*w = κ w + (ρ' − κ) ū Re(u w). A subclass gives ρ(r) and ρ' as a function of ρ; κ at r = 0 is `_centre`.
    """

    _centre = 1.0

    def _apply(self, x, out=None):
        r = np.abs(x)
        still = r == 0
        kappa = self._rho(r)
        r[still], kappa[still] = 1, self._centre
        kappa /= r
        return np.multiply(x, kappa, out=out)

    def _push(self, x, y, v, change):
        ray, kappa, bend = self._stretch(x, y)
        return kappa * v + bend * _real_product(np.conjugate(ray), v) * ray

    def _pull(self, x, y, w, covector=None, out=None, wanted=True):
        if not wanted:
            return None
        ray, kappa, bend = self._stretch(x, y)
        bend *= _real_product(ray, w)
        pulled = kappa * w
        pulled += np.conjugate(ray, out=ray) * bend
        return pulled if out is None else np.copyto(out, pulled) or out

    def _stretch(self, x, y):
        """Return the direction x/r, the stretching across it, and by how much that along it differs."""
        r, rho = np.abs(x), np.abs(y)
        still = r < np.finfo(r.dtype).tiny
        r[still] = 1
        inverse = np.divide(1, r, out=r)  # complex numbers are divided by real ones ten times as slowly as multiplied
        kappa = rho * inverse
        kappa[still] = self._centre
        return x * inverse, kappa, self._slope(rho) - kappa


def _real_product(w, v):
    """Return Re(w v), component by component."""
    if not (np.iscomplexobj(w) and np.iscomplexobj(v)):
        return (w * v).real
    product = w.real * v.real
    product -= w.imag * v.imag
    return product


class PhaseTanh(_Radial):
    r"""The hyperbolic tangent of the modulus: :math:`y = \tanh(|x|)\,x/|x|`. The phase passes unchanged.

    Bounded, smooth, and not holomorphic. Turn x, and y turns along: :math:`f(e^{i\varphi}x) = e^{i\varphi}f(x)`. Of
    real components it is `Tanh`. See :lesson:`3.4`.
    """

    def _rho(self, r):
        return np.tanh(r)

    def _slope(self, rho):
        return 1 - rho * rho


class ModReLU(_Radial):
    r"""The ramp of the modulus: :math:`y = \max(|x| - t, 0)\,x/|x|`. The phase passes unchanged.

    Parameters
    ----------
    threshold : float
        t ≥ 0, the same for all components.

    Raises
    ------
    ValueError
        If the threshold is negative.

    Notes
    -----
    Zero inside the disc of radius t, where its slope is zero as well, also on the rim. With a threshold that is
    learned it is in M. Arjovsky, A. Shah and Y. Bengio, *Unitary evolution recurrent neural networks*,
    arXiv:1511.06464. See :lesson:`3.4`.
    """

    def __init__(self, threshold=0.5):
        self.threshold = _check.nonnegative("threshold", threshold)
        self._centre = float(self.threshold == 0)

    def _rho(self, r):
        return np.maximum(r - r.dtype.type(self.threshold), 0)

    def _slope(self, rho):
        return (rho > 0).astype(rho.dtype)
