"""Two models of two variables: FitzHugh and Nagumo's cell, and two populations of Wilson and Cowan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.neural.neurons.gates import carries_tangents


def fitzhugh_nagumo(state, current, *, a=0.7, b=0.8, epsilon=0.08):
    r"""Return the velocity of FitzHugh and Nagumo's cell: a cell in two variables, without units.

    .. math:: \dot v = v - \tfrac13v^3 - w + I, \qquad \dot w = \varepsilon\,(v + a - b\,w)

    Parameters
    ----------
    state : array, shape (..., 2)
        v, the quick one, and w, which recovers. It may carry tangents of `physdl.duals`.
    current : float or array, shape (...)
        I.
    a, b, epsilon : float

    Returns
    -------
    array, shape (..., 2)
        In double precision.

    Raises
    ------
    ValueError
        If `state` has not two components in its last axis, or a number is not finite or above 1e50.

    Notes
    -----
    R. FitzHugh 1961, `doi:10.1016/S0006-3495(61)86902-6 <https://doi.org/10.1016/S0006-3495(61)86902-6>`_, in today's
    signs and with ε as is usual today, where his form has 1/c² with c = 3; J. Nagumo and co-workers built it in 1962.
    See :lesson:`3.8`.

    Examples
    --------
    >>> fitzhugh_nagumo([0.0, 1.0], 0.5)
    array([-0.5  , -0.008])
    """
    state, current = _pair(state), _limited("current", current)
    a, b, epsilon = (_number(name, value) for name, value in (("a", a), ("b", b), ("epsilon", epsilon)))
    _fits(state, "current", current)
    v, w = state[..., 0], state[..., 1]
    velocity = [v - v**3 / 3 - w + current, epsilon * (v + a - b * w)]
    return np.stack(np.broadcast_arrays(*velocity) if isinstance(state, np.ndarray) else velocity, axis=-1)


@dataclass(frozen=True)
class Populations:
    r"""Two populations of nerve cells, one that excites and one that inhibits, and a gain at their inputs.

    .. math:: \begin{aligned}
              \tau_E\,\dot E &= -E + S_E\big(g\,(w_{EE}E - w_{EI}F + P)\big), \\
              \tau_F\,\dot F &= -F + S_F\big(g\,(w_{FE}E - w_{FF}F)\big),
              \end{aligned} \qquad
              S(x) = \frac{1}{1 + e^{-a(x - \theta)}}

    E and F are the activities, between 0 and 1.

    Attributes
    ----------
    excites : (float, float)
        How strongly E drives E and F: :math:`w_{EE}` and :math:`w_{FE}`, not negative.
    inhibits : (float, float)
        How strongly F brakes E and F: :math:`w_{EI}` and :math:`w_{FF}`, not negative.
    drive : float
        P, what E receives from outside.
    slopes, thresholds : (float, float)
        a and θ of the two populations, slopes positive.
    times : (float, float)
        τ in ms, positive.

    Raises
    ------
    ValueError
        If a weight is negative (the signs stand in the equations), a slope or a time not positive.

    Notes
    -----
    H. R. Wilson and J. D. Cowan 1972, `doi:10.1016/S0006-3495(72)86068-5
    <https://doi.org/10.1016/S0006-3495(72)86068-5>`_, with the weights, slopes and thresholds of their limit cycle, but
    without their refractory factors and with a plain S; the gain at the input is the course's own. See :lesson:`3.8`.

    Examples
    --------
    >>> Populations().field([0.2, 0.1], 1.0).round(4)
    array([0.0074, 0.001 ])
    """

    excites: tuple[float, float] = (16.0, 15.0)
    inhibits: tuple[float, float] = (12.0, 3.0)
    drive: float = 1.25
    slopes: tuple[float, float] = (1.3, 2.0)
    thresholds: tuple[float, float] = (4.0, 3.7)
    times: tuple[float, float] = (10.0, 20.0)

    def __post_init__(self):
        minus = "It is a size: which population brakes is said by the equations."
        for name in ("excites", "inhibits"):
            for value in self._two(name):
                _check.nonnegative(name, value, fix=minus)
        for name in ("slopes", "times"):
            for value in self._two(name):
                if not _check.positive(name, value) >= 1e-9:
                    raise _check.error(name, "be at least 1e-9", value)
        self._two("thresholds")
        object.__setattr__(self, "drive", _limited("drive", _check.finite_number("drive", self.drive)))

    def _two(self, name):
        two = tuple(float(x) for x in _check.as_array(name, getattr(self, name), shape=(2,), dtype=float))
        for value in two:
            if abs(value) > 1e6:
                raise _check.error(name, "lie within ±1e6", value)
        object.__setattr__(self, name, two)
        return two

    def field(self, state, gain=1.0):
        """Return d/dt (E, F) in 1/ms, shape (..., 2), under a `gain` g (...); the state may carry tangents."""
        state, gain = _pair(state), _limited("gain", gain)
        _fits(state, "gain", gain)
        E, F = state[..., 0], state[..., 1]
        pushed = self.excites[0] * E - self.inhibits[0] * F + self.drive
        braked = self.excites[1] * E - self.inhibits[1] * F
        up, down = (self._answer(g, k) for k, g in enumerate((gain * pushed, gain * braked)))
        return np.stack(
            [(up - E) / self.times[0], (down - F) / self.times[1]],
            axis=-1,
        )

    def _answer(self, x, which):
        a, theta = self.slopes[which], self.thresholds[which]
        return (1 + np.tanh(a * (x - theta) / 2)) / 2

    def nullclines(self, gain=1.0, points=801):
        r"""Return the curves on which E and on which F stands still, each (points, 2): pairs (E, F).

        Both are solved by hand: the first gives F for each E, the second E for each F, from 10⁻¹⁵ to 1 − 10⁻¹⁵ in equal
        steps of the input, as a population that is stuck can be as near to 1 as 10⁻¹². Nearer to 0 or 1 a crossing of
        the two curves is missed. A weight :math:`w_{EI}` or :math:`w_{FE}` of zero has no such curve and is refused, as
        is a gain that is not positive.
        """
        points, gain = _check.whole("points", points, minimum=2, maximum=10**6), _check.positive("gain", gain)
        if not 1e-6 <= gain <= 1e6:
            raise _check.error("gain", "lie between 1e-6 and 1e6", gain)
        for name, weight in (("inhibits", self.inhibits[0]), ("excites", self.excites[1])):
            if weight < 1e-9:
                raise _check.error(name, "join both populations", f"a weight of {weight:g}")
        edge = np.log(1e15 - 1)
        y = np.linspace(-edge, edge, points)
        x = (1 + np.tanh(y / 2)) / 2
        asks = [(theta + y / a) / gain for a, theta in zip(self.slopes, self.thresholds, strict=True)]
        first = (self.excites[0] * x + self.drive - asks[0]) / self.inhibits[0]
        second = (self.inhibits[1] * x + asks[1]) / self.excites[1]
        return np.stack([x, first], axis=-1), np.stack([second, x], axis=-1)


def _pair(state):
    if carries_tangents(state):
        return state
    state = np.asarray(_limited("state", state))
    if state.ndim == 0 or state.shape[-1] != 2:
        raise _check.error("state", "have shape (..., 2)", f"shape {state.shape}")
    return state


def _limited(name, value):
    """Return a number or an array in double precision within ±1e50, fast where it is good: a field is asked often."""
    if type(value) is float and -1e50 <= value <= 1e50:
        return value
    if not (type(value) is np.ndarray and value.dtype == np.float64):
        value = _check.as_array(name, value, dtype=float)
    if value.size and not np.abs(value).max() <= 1e50:
        value = _check.as_array(name, value, dtype=float)
        raise _check.error(name, "lie within ±1e50", float(value.flat[np.argmax(np.abs(value))]))
    return value if value.ndim else float(value)


def _number(name, value):
    return _limited(name, value if type(value) is float else _check.finite_number(name, value))


def _fits(state, name, value):
    if np.ndim(value):
        _check.broadcast(name, value, "state", state.shape[:-1])
