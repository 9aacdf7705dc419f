"""An impulse that runs along an axon."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import LinAlgError, solveh_banded

from physdl import _check
from physdl.neural.neurons.cell import Stepper, step_of
from physdl.neural.neurons.membrane import Membrane

RADIUS, RESISTIVITY = 0.0238, 35.4  # cm and Ω cm: the axon of Hodgkin and Huxley


@dataclass(frozen=True)
class Impulse:
    """What `send` has seen.

    Attributes
    ----------
    times : array, shape (k,)
        In ms.
    places : array, shape (n,)
        In cm, from one end of the axon to the other.
    V : array, shape (k, n)
        Voltages in mV.
    arrivals : array, shape (n,)
        When V first rose through −20 mV at each place, in ms: 0 where it began above, nan where it has
        not risen.
    """

    times: np.ndarray
    places: np.ndarray
    V: np.ndarray
    arrivals: np.ndarray

    def speed(self, start, stop):
        """Return the speed in m/s between two places `start` < `stop` in cm, from the arrivals between and at them."""
        start, stop = _check.finite_number("start", start), _check.finite_number("stop", stop)
        if not start < stop:
            raise _check.error("stop", f"be larger than `start` = {start:g}", stop)
        between = (self.places >= start - 1e-9) & (self.places <= stop + 1e-9)
        if between.sum() < 3 or np.isnan(self.arrivals[between]).any():
            rule = "enclose three places at least, at all of which the impulse has arrived"
            raise _check.error("stop", rule, stop, "Let it run longer, or look nearer to the start.")
        return float(10 / np.polyfit(self.places[between], self.arrivals[between], 1)[0])


def send(length, dx, dt, steps, *, membrane=None, radius=RADIUS, resistivity=RESISTIVITY, every=1):
    r"""Return the impulse that runs down an axon after its left end has been raised by 100 mV.

    .. math:: C\,\partial_t V = \frac{a}{2R}\,\partial_x^2V - I_{\mathrm{ion}}(V, m, h, n)

    No current leaves through the ends. Each gate moves exactly by half a step, then V by a step of J. Crank and P.
    Nicolson's rule with the gates held, then the gates by half a step: order 2 in `dt` and in `dx`.

    Parameters
    ----------
    length, dx : float
        Of the axon and between its places, in cm.
    dt : float
        Step in ms, at most :math:`0.1\,\varphi^{-1}`.
    steps : int
    membrane : Membrane, optional
        By default the squid's at 18.5 °C.
    radius, resistivity : float
        a in cm and R in Ω cm: the squid's, 238 µm and 35.4 Ω cm.
    every : int
        V is kept every so many steps.

    Returns
    -------
    Impulse

    Raises
    ------
    ValueError
        If a length is not positive, there are fewer than 10 or more than 10⁵ places, the step is too long, or the
        records would not fit into memory.

    Notes
    -----
    V is raised by :math:`100\,\mathrm{mV}\cdot e^{-(x/2\,\mathrm{mm})^2}` at the start. Each step solves a tridiagonal
    system. In double precision. See :lesson:`3.8`.

    Examples
    --------
    >>> impulse = send(5.0, 0.05, 0.01, 250)
    >>> round(impulse.speed(2.0, 4.0), 1)
    18.7
    """
    length, dx = _check.positive("length", length), _check.positive("dx", dx)
    membrane = Membrane(temperature=18.5) if membrane is None else _check.instance("membrane", membrane, Membrane)
    dt, steps = step_of(dt, membrane), _check.whole("steps", steps)
    every = _check.whole("every", every, minimum=1)
    spread = 500 * _within("radius", radius) / _within("resistivity", resistivity)  # a / 2R in mS
    if not 9 <= length / dx <= 1e5:
        raise _check.error("dx", "give the axon 10 places at least and 10⁵ at most", dx)
    n = round(length / dx) + 1
    _check.room("steps", 8.0 * n * (steps // every + 1), steps, "Keep fewer with `every`.")
    places = dx * np.arange(n)
    block = np.repeat(membrane.rest()[:, None], n, axis=1)
    block[0] += 100 * np.exp(-((places / 0.2) ** 2))
    stepper, still = _Cable(membrane, dt, n, spread / dx**2), np.zeros(n)
    seen, arrivals = np.empty((steps // every + 1, n)), np.full(n, np.nan)
    seen[0], arrivals[block[0] > -20] = block[0], 0.0
    stepper.look(block[0])
    for step in range(1, steps + 1):
        before = block[0].copy()
        if step == 1:
            stepper.gates(block, half=True)
        stepper.voltage(block, still)
        stepper.look(block[0])
        stepper.gates(block, half=step == steps)
        rises = np.isnan(arrivals) & (block[0] > -20)
        arrivals[rises] = dt * (step - (block[0, rises] + 20) / (block[0, rises] - before[rises]))
        if step % every == 0:
            seen[step // every] = block[0]
    return Impulse(dt * every * np.arange(len(seen)), places, seen, arrivals)


def _within(name, value):
    value = _check.positive(name, value)
    if not 1e-9 <= value <= 1e9:
        raise _check.error(name, "lie between 1e-9 and 1e9", value)
    return value


class _Cable(Stepper):
    """The steps of a cell, with neighbours: V is found at all places together."""

    def __init__(self, membrane, dt, n, coupling):
        super().__init__(membrane, dt, n)
        self.coupling = coupling  # mS/cm² between neighbours
        self.band = np.zeros((2, n))  # lower form: diagonal and below
        self.band[1, :-1] = -coupling / 2
        self.ends = np.ones(n)
        self.ends[[0, -1]] = 0.5  # half of a place belongs to the axon: no current leaves

    def voltage(self, block, drive):
        """Move V by Crank and Nicolson's rule with the gates held."""
        V, m, h, n = block
        self.conductances(m, h, n)
        sodium, potassium, member = self.a, self.b, self.membrane
        g = (sodium + potassium + member.leak) * self.ends
        to = (
            sodium * member.sodium_voltage
            + potassium * member.potassium_voltage
            + member.leak * member.leak_voltage
            + drive
        )
        inertia = member.capacitance / self.dt * self.ends
        flow = self.coupling * np.diff(V)
        right = (inertia - g / 2) * V + to * self.ends
        right[:-1] += flow / 2
        right[1:] -= flow / 2
        neighbours = np.full(len(V), self.coupling)
        neighbours[[0, -1]] /= 2
        self.band[0] = inertia + g / 2 + neighbours
        try:
            V[:] = solveh_banded(self.band, right, lower=True, check_finite=False)
        except LinAlgError as reason:
            rule = "not be so small that the neighbours drown the rest"
            raise _check.error("dx", rule, f"a coupling of {self.coupling:.3g} mS/cm²") from reason
