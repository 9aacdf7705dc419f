"""Functions of each component by itself, offered by `physdl.neural.maps`."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from physdl.neural.maps.protocol import Map


class _Activation(Map):
    """A function of each component by itself, whose slope is read off its value: ``_slope(y, out)``."""

    _needs_x = False

    def _push(self, x, y, v, change):
        return v * self._slope(y)

    def _pull(self, x, y, w, covector=None, out=None, wanted=True):
        if not wanted:
            return None
        slope = self._slope(y, out)
        return np.multiply(w, slope, out=out)


class Tanh(_Activation):
    r"""The hyperbolic tangent of each component: :math:`y = \tanh x`, slope :math:`1 - y^2`. See :lesson:`3.1`."""

    def _apply(self, x, out=None):
        return _complex_tanh(x, out) if np.iscomplexobj(x) else np.tanh(x, out=out)

    def _slope(self, y, out=None):
        slope = np.multiply(y, y, out=out)
        return np.subtract(1, slope, out=slope)


def _complex_tanh(x, out=None):
    """Return (t + iu)/(1 + itu) with t = tanh a and u = tan b for x = a + ib: several times as fast as `np.tanh`."""
    out = np.empty_like(x) if out is None else out
    t, u = np.tanh(x.real), np.tan(x.imag)
    t_squared, u_squared = t * t, u * u
    scale = t_squared * u_squared
    scale += 1
    u_squared += 1
    u_squared *= t
    np.divide(u_squared, scale, out=out.real)
    np.subtract(1, t_squared, out=t_squared)
    t_squared *= u
    np.divide(t_squared, scale, out=out.imag)
    return out


class Sigmoid(_Activation):
    r"""The logistic curve of each component: :math:`y = 1/(1 + e^{-x})`, slope :math:`y - y^2`. See :lesson:`3.1`."""

    def _apply(self, x, out=None):
        return _complex_sigmoid(x, out) if np.iscomplexobj(x) else expit(x, out=out)

    def _slope(self, y, out=None):
        slope = np.multiply(y, y, out=out)
        return np.subtract(y, slope, out=slope)


def _complex_sigmoid(x, out=None):
    """Return e^m / (e^m + e^(m − x)) with m = min(Re x, 0): neither exponential is larger than 1."""
    m = np.minimum(x.real, 0)
    small = np.exp(m)
    return np.divide(small, small + np.exp(m - x), out=out)


class Softplus(_Activation):
    r"""The smooth ramp of each component: :math:`y = \ln(1 + e^x)`, slope :math:`1 - e^{-y}`. See :lesson:`3.1`.

    Of complex components y is the principal logarithm, with an imaginary part from −π to π. It jumps by 2πi where
    :math:`1 + e^x` is negative: on the lines Im x = ±π, ±3π, … to the right of the imaginary axis. Between them y is
    holomorphic, and the slope is so everywhere but at the poles :math:`x = \pm i\pi, \pm3i\pi, \dots`
    """

    def _apply(self, x, out=None):
        if not np.iscomplexobj(x):
            return np.logaddexp(0, x, out=out)
        return _complex_softplus(x, out)

    def _slope(self, y, out=None):
        slope = np.negative(y, out=out)
        return np.negative(np.expm1(slope, out=slope), out=slope)


def _complex_softplus(x, out=None):
    """Return the principal logarithm of 1 + e^x from its modulus and its angle, with s = e^−|Re x| ≤ 1."""
    out = np.empty_like(x) if out is None else out
    s, c = np.exp(-np.abs(x.real)), np.cos(x.imag)
    turned = np.sin(x.imag)
    right = x.real > 0
    across, along = np.where(right, turned, s * turned), np.where(right, s + c, 1 + s * c)
    square = s * (2 * c + s)  # |1 + s e^(i Im x)|² − 1: small where s is, and near −1 only beside a pole
    beside = square < -0.5
    size = np.log1p(np.where(beside, 0, square)) / 2
    if beside.any():
        size = np.where(beside, np.log(np.hypot(across, along)), size)
    np.add(np.maximum(x.real, 0), size, out=out.real)
    np.arctan2(across, along, out=out.imag)
    return out


class ReLU(_Activation):
    r"""The ramp of each component: :math:`y = \max(x, 0)`, slope 1 where y > 0 and 0 elsewhere, also at the kink.

    Complex components pass where their real part is positive. See :lesson:`3.1`.
    """

    def _apply(self, x, out=None):
        return np.multiply(x, x.real > 0, out=out) if np.iscomplexobj(x) else np.maximum(x, 0, out=out)

    def _slope(self, y, out=None):
        return y.real > 0


class Identity(_Activation):
    r"""The map that changes nothing: :math:`y = x`, slope 1. See :lesson:`3.1`."""

    def _apply(self, x, out=None):
        return np.positive(x, out=out)

    def _slope(self, y, out=None):
        return np.ones((), y.real.dtype)
