"""The membrane of Hodgkin and Huxley: three currents, and gates that open and close with the voltage."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from physdl import _check
from physdl.neural.neurons.gates import carries_tangents, gate_rates

MOST_CURRENT, MOST_VOLTAGE = 1e3, 1e3  # µA/cm² and mV: beyond, the fitted rates speak of nothing


@dataclass(frozen=True)
class Membrane:
    r"""A patch of the squid's giant axon.

    .. math:: C\,\dot V = I - g_{\mathrm{Na}} m^3 h\,(V - E_{\mathrm{Na}}) - g_{\mathrm K} n^4\,(V - E_{\mathrm K})
              - g_{\mathrm L}\,(V - E_{\mathrm L}), \qquad
              \dot x = \varphi\,\big(\alpha_x (1 - x) - \beta_x x\big), \quad x = m, h, n

    with the rates of `gate_rates` and :math:`\varphi = 3^{(T - 6.3)/10}`. Everything is in double precision, a state is
    an array (..., 4) of V, m, h, n.

    Attributes
    ----------
    capacitance : float
        C in µF/cm².
    sodium, potassium, leak : float
        Largest conductances in mS/cm². The first two may be 0 (blocked), none may be negative.
    sodium_voltage, potassium_voltage, leak_voltage : float
        The potentials in mV at which each current vanishes.
    temperature : float
        T in °C.

    Raises
    ------
    ValueError
        If a conductance is negative, the leak or the capacitance not positive, a potential beyond ±1,000 mV or the
        temperature not between −10 and 50 °C.

    Notes
    -----
    A. L. Hodgkin and A. F. Huxley 1952, `doi:10.1113/jphysiol.1952.sp004764
    <https://doi.org/10.1113/jphysiol.1952.sp004764>`_, with today's signs (inside minus outside, outward currents
    positive) and the rest at −65 mV. See :lesson:`3.8`.

    Examples
    --------
    >>> Membrane().rest().round(2).tolist()  # V, m, h, n
    [-65.0, 0.05, 0.6, 0.32]
    """

    capacitance: float = 1.0
    sodium: float = 120.0
    potassium: float = 36.0
    leak: float = 0.3
    sodium_voltage: float = 50.0
    potassium_voltage: float = -77.0
    leak_voltage: float = -54.387
    temperature: float = 6.3

    def __post_init__(self):
        minus = "In today's signs a conductance is positive; the direction of a current lies in V − E."
        for name, check in (("capacitance", _check.positive), ("leak", _check.positive)):
            check(name, getattr(self, name), fix=minus if name == "leak" else None)
        for name in ("sodium", "potassium"):
            _check.nonnegative(name, getattr(self, name), fix=minus)
        for name in ("sodium_voltage", "potassium_voltage", "leak_voltage"):
            within(name, _check.finite_number(name, getattr(self, name)), MOST_VOLTAGE, "mV")
        if not -10 <= _check.finite_number("temperature", self.temperature) <= 50:
            raise _check.error(
                "temperature", "lie between −10 and 50 °C", self.temperature, "It is in degrees Celsius, not kelvin."
            )
        for name in ("capacitance", "sodium", "potassium", "leak"):
            if getattr(self, name) > 1e6 or 0 < getattr(self, name) < 1e-6:
                raise _check.error(name, "lie between 1e-6 and 1e6", getattr(self, name))
        for entry in fields(self):
            object.__setattr__(self, entry.name, float(getattr(self, entry.name)))

    @property
    def speed(self):
        """φ, how much faster the gates are than at 6.3 °C."""
        return 3.0 ** ((self.temperature - 6.3) / 10)

    def ionic_current(self, state):
        """Return the current in µA/cm² that leaves through the channels, shape (...), for a state (..., 4)."""
        state = states("state", state)
        V, m, h, n = (state[..., k] for k in range(4))
        return (
            self.sodium * m**3 * h * (V - self.sodium_voltage)
            + self.potassium * n**4 * (V - self.potassium_voltage)
            + self.leak * (V - self.leak_voltage)
        )

    def field(self, state, current=0.0):
        """Return d/dt (V, m, h, n) in mV/ms and 1/ms, shape (..., 4), under a `current` (...) in µA/cm².

        The state may carry tangents of `physdl.duals`: `eigenvalues` differentiates it.
        """
        state, current = states("state", state), currents(current)
        _check.broadcast("current", current, "state", state.shape[:-1])
        alpha, beta = gate_rates(state[..., 0])
        V = (current - self.ionic_current(state)) / self.capacitance
        gates = [
            self.speed * (alpha[..., k] * (1 - state[..., k + 1]) - beta[..., k] * state[..., k + 1]) for k in range(3)
        ]
        return np.stack(np.broadcast_arrays(V, *gates) if isinstance(state, np.ndarray) else [V, *gates], axis=-1)

    def steady_current(self, V):
        """Return the current in µA/cm² that would hold the membrane at V mV for ever, shape of `V`."""
        return self.ionic_current(self._held(voltages("V", V)))

    def rest(self, current=0.0):
        """Return the equilibrium (..., 4) under a steady `current` (...); the lowest one where there are several."""
        current = currents(current)
        batteries = (self.sodium_voltage, self.potassium_voltage, self.leak_voltage)
        low = min(batteries) + min(0.0, current.min(initial=0.0)) / self.leak - 1
        high = max(batteries) + max(0.0, current.max(initial=0.0)) / self.leak + 1
        V = np.linspace(low, high, 4001)
        holds = self.ionic_current(self._held(V))
        first = np.argmax(holds[1:] >= current[..., None], axis=-1)  # from below, the first interval that reaches it
        low, high = V[first], V[first + 1]
        for _ in range(60):
            middle = (low + high) / 2
            below = self.ionic_current(self._held(middle)) < current
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return self._held((low + high) / 2)

    def _held(self, V):
        """Return the states in which the gates have adapted to V."""
        alpha, beta = gate_rates(V)
        return np.concatenate([V[..., None], alpha / (alpha + beta)], axis=-1)


def within(name, value, most, unit):
    """Return a number or an array if nothing in it is larger than `most`."""
    if np.any(np.abs(value) > most):
        worst = float(np.asarray(value).flat[np.argmax(np.abs(value))])
        raise _check.error(name, f"lie within ±{most:,.0f} {unit}", worst)
    return value


def currents(current):
    """Return currents in µA/cm² in double precision."""
    return within("current", _check.as_array("current", current, dtype=float), MOST_CURRENT, "µA/cm²")


def voltages(name, V):
    """Return voltages in mV in double precision."""
    return within(name, _check.as_array(name, V, dtype=float), MOST_VOLTAGE * 10, "mV")


def states(name, state):
    """Return states (..., 4) in double precision: voltages within bounds, gates between 0 and 1."""
    if carries_tangents(state):
        return state
    state = _check.as_array(name, state, dtype=float)
    if state.ndim == 0 or state.shape[-1] != 4:
        raise _check.error(name, "have shape (..., 4)", f"shape {state.shape}", "Its components are V, m, h, n.")
    within(name, state[..., 0], MOST_VOLTAGE * 10, "mV")
    gates = state[..., 1:]
    if gates.size and (gates.min() < 0 or gates.max() > 1):
        worst = float(gates.flat[np.argmax(np.abs(gates - 0.5))])
        raise _check.error(name, "have gates between 0 and 1", worst)
    return state
