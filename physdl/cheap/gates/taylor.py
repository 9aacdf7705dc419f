"""Taylor coefficients of an activation, from its values on a circle, and a layer that lets some numbers pass."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.maps import Map, Sigmoid, Softplus, Tanh

_POINTS = {Tanh: 0.5, Sigmoid: 1.0, Softplus: 0.0}  # where the second and the fourth derivative are not zero
_VALUES = 128  # on a circle of radius 1: a pole further off than 1.4 leaves nothing above rounding
MOST = _VALUES // 2 - 1  # derivatives
_ZERO = 1e-12  # of the largest coefficient: what rounding makes of a zero


def working_point(activation, point):
    """Return the activation, by default `Tanh`, and the point about which it is expanded."""
    activation = Tanh() if activation is None else activation
    if not isinstance(activation, Map) or activation.inputs is not None or activation.size:
        fix = "Write `Tanh()`, not `Tanh`." if isinstance(activation, type) else None
        raise _check.error("activation", "be a Map of each component by itself", activation, fix, TypeError)
    if point is not None:
        return activation, _check.finite_number("point", point)
    if type(activation) not in _POINTS:
        fix = "Choose one at which its second derivative is large."
        raise _check.error("point", f"be given for {type(activation).__name__}", "nothing", fix, TypeError)
    return activation, _POINTS[type(activation)]


def taylor_coefficients(activation, point, order):
    r"""Return the Taylor coefficients of an activation at a point.

    .. math:: a_k = \frac{\sigma^{(k)}(p)}{k!}
              = \frac1{2\pi}\int_0^{2\pi} \sigma(p + e^{i\theta})\,e^{-ik\theta}\,d\theta, \qquad k = 0, \dots, K

    Parameters
    ----------
    activation : Map
        σ, of each component by itself, which takes complex numbers: ``Tanh()``, ``Sigmoid()``, ``Softplus()``.
    point : float
        p.
    order : int
        K, at most 63.

    Returns
    -------
    array, shape (order + 1,)
        What rounding alone has left of a coefficient, less than 1e-12 of the largest, is returned as 0.

    Raises
    ------
    ValueError
        If σ is not analytic within a distance of 1 from `point`, as a ramp near its kink, or `order` is larger.

    Notes
    -----
    128 values of σ; their mean has an error that falls faster than any power of their number.

    See :lesson:`4.1` and :lesson:`4.3`.

    Examples
    --------
    >>> taylor_coefficients(Tanh(), 0.0, 3).round(6)
    array([ 0.      ,  1.      ,  0.      , -0.333333])
    """
    activation, point = working_point(activation, point)
    order = _check.whole("order", order)
    if order > MOST:
        raise _check.error("order", f"be at most {MOST}", order)
    circle = point + np.exp(2j * np.pi * np.arange(_VALUES) / _VALUES)
    coefficients = np.fft.fft(activation(circle)) / _VALUES
    largest = np.abs(coefficients).max()
    # A function without a singularity inside the circle has no negative powers there.
    if not np.abs(coefficients[-_VALUES // 8 :]).max() <= 1e-8 * largest:
        name = type(activation).__name__
        fix = "At a kink there is no second derivative to multiply with; take a smooth one, `Softplus()` or `Tanh()`."
        raise _check.error("activation", f"be analytic within a distance of 1 from {point:g}", name, fix)
    kept = coefficients[: order + 1].real
    return np.where(np.abs(kept) <= _ZERO * largest, 0.0, kept)


def leading_error(activation=None, point=None):
    r"""Return the power q of the scale and the constant c of a gate's error.

    .. math:: \text{gate} - uv = c\,\lambda^q\,\frac{(u+v)^{q+2} - (u-v)^{q+2}}{4}\,\big(1 + O(\lambda^2)\big), \qquad
              c = \frac{a_{q+2}}{a_2}

    with the Taylor coefficients :math:`a_k` of σ at p. For q = 2 this is
    :math:`\lambda^2uv(u^2 + v^2)\,\sigma''''/(6\sigma'')`. Where the fourth derivative vanishes, q is 4 or more: the
    gate is better there.

    Parameters
    ----------
    activation, point
        As for `multiplication_gate`.

    Returns
    -------
    power : int
    constant : float

    Raises
    ------
    ValueError
        If σ''(p) = 0, or σ is a parabola, for which the gate is exact at every scale.

    Notes
    -----
    See :lesson:`4.1`.

    Examples
    --------
    >>> power, constant = leading_error(point=0.5)
    >>> power, round(constant, 4)
    (2, -0.4531)
    """
    activation, point = working_point(activation, point)
    a = taylor_coefficients(activation, point, 16)
    refuse_a_vanishing(2, a, activation, point)
    for k in range(4, 17, 2):
        if a[k]:
            return k - 2, float(a[k] / a[2])
    raise _check.error("activation", "have a higher even derivative", type(activation).__name__, "Its gate is exact.")


def refuse_a_vanishing(order, coefficients, activation, point):
    """Raise `ValueError` if the Taylor coefficient of this order, off which a product is read, is zero."""
    if not coefficients[order]:
        name, derivative = type(activation).__name__, f"derivative number {order}"
        if order == 2:
            derivative = "second derivative"
        fix = "The product is read off it: move `point`, to 0.5 or 1 for example, or take another activation."
        raise _check.error("point", f"be one where {name}'s {derivative} is not zero", point, fix)


class Wired(Map):
    """An activation for all components but the last few, which pass on a wire: no neuron, and no change.

    Parameters
    ----------
    activation : Map
        Of each component by itself.
    wires : int
        How many components pass, at least one.

    Notes
    -----
    See :lesson:`4.3`.
    """

    def __init__(self, activation, wires):
        self.activation, self.wires = activation, wires

    def _split(self, x):
        return x[..., : -self.wires], x[..., -self.wires :]

    def _apply(self, x, out=None):
        bent, passed = self._split(x)
        y = np.concatenate([self.activation._apply(bent), passed], axis=-1)
        return y if out is None else np.copyto(out, y) or out

    def _push(self, x, y, v, change):
        bent, passed = self._split(v)
        pushed = self.activation._push(self._split(x)[0], self._split(y)[0], bent, None)
        return np.concatenate([pushed, passed], axis=-1)

    def _pull(self, x, y, w, covector=None, out=None, wanted=True):
        if not wanted:
            return None
        bent, passed = self._split(w)
        pulled = self.activation._pull(self._split(x)[0], self._split(y)[0], bent)
        pulled = np.concatenate([pulled, passed], axis=-1)
        return pulled if out is None else np.copyto(out, pulled) or out
