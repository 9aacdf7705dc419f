"""Many cells at once, step by step: the voltage and its gates take turns, each by its exact motion."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.neural.neurons.membrane import Membrane, currents, states

BLOCK = 4096  # cells at a time: their buffers stay in the cache
NEAR = 1e-5  # where x/(eˣ − 1) is taken from its series


@dataclass(frozen=True)
class Recording:
    """What `simulate` has seen.

    Attributes
    ----------
    times : array, shape (k,)
        In ms, from 0.
    V : array, shape (k, ...)
        The voltages in mV at these times.
    state : array, shape (..., 4)
        V, m, h, n at the end: the `start` of a continuation.
    """

    times: np.ndarray
    V: np.ndarray
    state: np.ndarray


def simulate(current, dt, steps, *, membrane=None, start=None, every=1):
    r"""Return how the voltages of cells go under steady currents.

    With the gates held, V relaxes exponentially; with V held, so does each gate. A step lets the gates move for half of
    it, V for all of it and the gates for the other half, each exactly: a symmetric splitting, of order 2.

    Parameters
    ----------
    current : float or array, shape (...)
        I in µA/cm², one for each cell, within ±1,000.
    dt : float
        Step in ms, at most :math:`0.1\,\varphi^{-1}`, a tenth of a millisecond at 6.3 °C.
    steps : int
    membrane : Membrane, optional
        By default the squid's at 6.3 °C.
    start : array, shape (..., 4), optional
        V, m, h, n; by default all cells rest as without a current. It is broadcast against `current`.
    every : int
        V is kept every so many steps.

    Returns
    -------
    Recording

    Raises
    ------
    ValueError
        If the step is too long, a gate is not between 0 and 1, or the records would not fit into memory.

    Notes
    -----
    All in double precision. Gates stay in [0, 1] and V stays bounded for any step, so a step that is too long does not
    explode: it answers something else, and is therefore refused. 4,096 cells at a time, in buffers that are used again;
    a step costs six exponentials for each cell.

    The exponential step is S. Rush and H. Larsen's, `doi:10.1109/TBME.1978.326270
    <https://doi.org/10.1109/TBME.1978.326270>`_. See :lesson:`3.8`.

    Examples
    --------
    >>> found = simulate([0.0, 10.0], 0.02, 5000)
    >>> np.ptp(found.V, axis=0) > 90  # does it fire?
    array([False,  True])
    """
    current = currents(current)
    membrane = Membrane() if membrane is None else _check.instance("membrane", membrane, Membrane)
    dt, steps = step_of(dt, membrane), _check.whole("steps", steps)
    every = _check.whole("every", every, minimum=1)
    start = membrane.rest() if start is None else states("start", start)
    shape = _check.broadcast("start", start[..., 0], "current", current.shape).shape
    shape = np.broadcast_shapes(shape, current.shape)
    cells = int(np.prod(shape))
    _check.room("steps", 8.0 * cells * (steps // every + 5), steps, "Keep fewer with `every`.")
    state = np.array(np.broadcast_to(start, (*shape, 4)).reshape(cells, 4).T, order="C")
    drive = np.ascontiguousarray(np.broadcast_to(current, shape).reshape(cells))
    seen = np.empty((steps // every + 1, cells))
    for first in range(0, cells, BLOCK):
        part = slice(first, first + BLOCK)
        block = np.ascontiguousarray(state[:, part])
        seen[0, part] = block[0]
        stepper = Stepper(membrane, dt, block.shape[1])
        stepper.look(block[0])
        for step in range(1, steps + 1):
            if step == 1:
                stepper.gates(block, half=True)
            stepper.voltage(block, drive[part])
            stepper.look(block[0])
            stepper.gates(block, half=step == steps)
            if step % every == 0:
                seen[step // every, part] = block[0]
        state[:, part] = block
    times = dt * every * np.arange(len(seen))
    return Recording(times, seen.reshape(-1, *shape), state.T.reshape(*shape, 4))


def step_of(dt, membrane):
    """Return a step that the gates can follow, and refuse a longer one before anything goes wrong."""
    dt, most = _check.positive("dt", dt), 0.1 / membrane.speed
    if dt > most * (1 + 1e-9):
        rule = f"be at most {most:.3g} ms, the time in which the sodium gate follows at {membrane.temperature:g} °C"
        raise _check.error("dt", rule, dt)
    if dt < 1e-9:
        raise _check.error("dt", "be at least 1e-9 ms", dt)
    return dt


class Stepper:
    """The two exact motions of a block of cells, in buffers that are used again."""

    def __init__(self, membrane, dt, cells):
        self.membrane, self.dt, self.whole = membrane, dt, -dt * membrane.speed
        self.alpha, self.beta = np.empty((3, cells)), np.empty((3, cells))
        self.a, self.b, self.c = np.empty((3, cells))

    def look(self, V):
        """Work out all rates at the voltages V: three powers of one exponential, and another exponential."""
        (am, ah, an), (bm, bh, bn), a, e = self.alpha, self.beta, self.a, self.b
        np.multiply(V, -1 / 80, out=a)
        np.exp(a, out=a)
        np.multiply(a, 0.125 * np.exp(-65 / 80), out=bn)
        np.multiply(a, a, out=a)
        np.multiply(a, a, out=a)
        np.multiply(a, 0.07 * np.exp(-65 / 20), out=ah)
        np.multiply(a, a, out=e)  # exp(−V/10)
        self._opening(V, e, -40.0, am, 0.1)
        self._opening(V, e, -55.0, an, 0.01)
        np.multiply(e, np.exp(-3.5), out=bh)
        bh += 1
        np.divide(1, bh, out=bh)
        np.multiply(V, -1 / 18, out=a)
        np.exp(a, out=bm)
        bm *= 4 * np.exp(-65 / 18)

    def _opening(self, V, e, zero, out, scale):
        """Write scale · (zero − V) / (exp((zero − V)/10) − 1)."""
        x, d = self.a, self.c
        np.subtract(zero, V, out=x)
        np.multiply(e, np.exp(zero / 10), out=d)
        d -= 1
        np.abs(d, out=out)
        if out.size and out.min() < NEAR:
            near = np.flatnonzero(out < NEAR)
            y = x[near] / 10
            x[near], d[near] = 10 * (1 - y / 2 + y**2 / 12), 1
        x *= scale
        np.divide(x, d, out=out)

    def gates(self, block, half=False):
        """Move the gates at the rates that were looked up."""
        x, alpha, beta = block[1:], self.alpha, self.beta
        if half:
            alpha, beta = alpha.copy(), beta.copy()
        beta += alpha
        alpha /= beta
        beta *= self.whole / 2 if half else self.whole
        np.exp(beta, out=beta)
        x -= alpha
        x *= beta
        x += alpha

    def voltage(self, block, drive):
        """Move the voltage with the gates held."""
        V, m, h, n = block
        sodium, g, to = self.a, self.b, self.c
        self.conductances(m, h, n)
        np.multiply(sodium, self.membrane.sodium_voltage, out=to)
        to += drive
        np.multiply(g, self.membrane.potassium_voltage, out=self.beta[0])
        to += self.beta[0]
        g += sodium
        g += self.membrane.leak
        to += self.membrane.leak * self.membrane.leak_voltage
        to /= g
        g *= -self.dt / self.membrane.capacitance
        np.exp(g, out=g)
        V -= to
        V *= g
        V += to

    def conductances(self, m, h, n):
        """Write the conductance of sodium into a, that of potassium into b."""
        sodium, potassium = self.a, self.b
        np.multiply(m, m, out=sodium)
        sodium *= m
        sodium *= h
        sodium *= self.membrane.sodium
        np.multiply(n, n, out=potassium)
        potassium *= potassium
        potassium *= self.membrane.potassium
