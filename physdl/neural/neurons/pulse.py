"""The impulse as a path: the one that leaves rest and comes back to it, and the speed that it takes."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, expm1

import numpy as np
from scipy.integrate import solve_ivp

from physdl import _check
from physdl.neural.neurons.cable import RADIUS, RESISTIVITY
from physdl.neural.neurons.membrane import Membrane


@dataclass(frozen=True)
class Pulse:
    """What `travelling_pulse` has found.

    Attributes
    ----------
    stiffness : float
        K in 1/ms.
    speed : float
        In m/s.
    times : array, shape (n,)
        In ms at a fixed place, 0 where V has risen by half of a millivolt.
    V : array, shape (n,)
        In mV. At the end the path leaves the pulse for want of digits and flies off, to 50 mV below rest or 150 above.
    """

    stiffness: float
    speed: float
    times: np.ndarray
    V: np.ndarray


def travelling_pulse(membrane=None, *, radius=RADIUS, resistivity=RESISTIVITY, low=2.0, high=50.0):
    r"""Return the impulse that keeps its shape, :math:`V(x, t) = V(t - x/\theta)`, by shooting for its speed θ.

    .. math:: \ddot V = K\,\big(\dot V + I_{\mathrm{ion}}/C\big), \qquad K = \frac{2RC\theta^2}{a},
              \qquad \theta = \sqrt{\frac{Ka}{2RC}}

    with the gates' equations beside it. Far ahead of the impulse all rests. The path leaves along the direction in
    which rest is unstable; just above the right K the voltage flies off upwards, just below downwards, and bisection
    finds the K between for which it comes back. (Another K, near 1 per ms and with the
    directions exchanged, belongs to a slower impulse.)

    Parameters
    ----------
    membrane : Membrane, optional
        By default the squid's at 18.5 °C.
    radius, resistivity : float
        a in cm, R in Ω cm.
    low, high : float
        Between which K is sought, in 1/ms; there V must fly off downwards and upwards.

    Returns
    -------
    Pulse

    Raises
    ------
    ValueError
        If V does not fly off in opposite directions at `low` and `high`, or a length is not positive.

    Notes
    -----
    K does not depend on the radius: the speed of the impulse grows with its square root. About 50 paths by SciPy's
    DOP853, half a second, in double precision.

    Hodgkin and Huxley 1952, equations 30 and 31. See :lesson:`3.8`.

    Examples
    --------
    >>> pulse = travelling_pulse()
    >>> round(pulse.stiffness, 3), round(pulse.speed, 3)
    (10.438, 18.732)
    """
    membrane = Membrane(temperature=18.5) if membrane is None else _check.instance("membrane", membrane, Membrane)
    for name, value in (("radius", radius), ("resistivity", resistivity), ("low", low), ("high", high)):
        if not 1e-9 <= _check.positive(name, value) <= 1e9:
            raise _check.error(name, "lie between 1e-9 and 1e9", value)
    if not low < high:
        raise _check.error("high", f"be larger than `low` = {low:g}", high)
    rest, ends = membrane.rest(), (low, high)
    if _shoot(membrane, rest, low)[0] >= 0 or _shoot(membrane, rest, high)[0] <= 0:
        rule = "enclose the impulse: V must fly off downwards at `low` and upwards at `high`"
        raise _check.error("high", rule, f"{low:g} to {high:g} per ms")
    for _ in range(52):
        middle = (low + high) / 2
        way, times, V = _shoot(membrane, rest, middle)
        low, high = (middle, high) if way < 0 else (low, middle)
        if high - low < 1e-13 * ends[1]:
            break
    K = (low + high) / 2
    speed = 10 * np.sqrt(K * radius * 500 / (resistivity * membrane.capacitance))
    return Pulse(float(K), float(speed), times, V)


def _shoot(membrane, rest, K):
    """Return in which direction V flies off, and the path (times, V) up to there."""
    field = _field(membrane, K)
    still, h = np.insert(rest, 1, 0.0), 1e-6
    pushed = [[np.array(field(0.0, still + s * h * e)) for s in (1, -1)] for e in np.eye(5)]
    J = np.array([(up - down) / (2 * h) for up, down in pushed]).T
    rates, ways = np.linalg.eig(J)
    way = ways[:, np.argmax(rates.real)].real
    start = still + 1e-3 * way / way[0]
    gone = [lambda t, y, bound=bound: y[0] - bound for bound in (rest[0] + 150, rest[0] - 50)]
    for event in gone:
        event.terminal = True
    path = solve_ivp(field, (0, 60), start, method="DOP853", rtol=1e-9, atol=1e-11, events=gone)
    V = path.y[0]
    late = max(int(np.argmax(rest[0] + 0.5 < V)), 1)
    risen = np.interp(rest[0] + 0.5, V[late - 1 : late + 1], path.t[late - 1 : late + 1])
    return np.sign(V[-1] - rest[0]), path.t - risen, V


def _field(membrane, K):
    """Return the path's field of (V, dV/dt, m, h, n) with all of it written out: paths ask it some 10⁵ times."""
    phi, C = membrane.speed, membrane.capacitance

    def field(t, y):
        V, slope, m, h, n = y
        v = V + 65
        am, an = _ratio((25 - v) / 10), 0.1 * _ratio((10 - v) / 10)
        ah, bh = 0.07 * exp(-v / 20), 1 / (1 + exp((30 - v) / 10))
        bm, bn = 4 * exp(-v / 18), 0.125 * exp(-v / 80)
        ionic = membrane.sodium * m**3 * h * (V - membrane.sodium_voltage)
        ionic += membrane.potassium * n**4 * (V - membrane.potassium_voltage) + membrane.leak * (
            V - membrane.leak_voltage
        )
        gates = (phi * (a - (a + b) * x) for a, b, x in ((am, bm, m), (ah, bh, h), (an, bn, n)))
        return [slope, K * (slope + ionic / C), *gates]

    return field


def _ratio(x):
    """Return x / (eˣ − 1)."""
    return x / expm1(x) if x else 1.0
