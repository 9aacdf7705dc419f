"""Good calls of Part 3's living neurons, and of what grows like them."""

import numpy as np

from physdl.neural import growth, neurons

RECORDS = {"neural.Impulse", "neural.Pulse", "neural.Recording", "neural.Tree"}
GIVEN = {}

STATE = np.array([[-60.0, 0.1, 0.5, 0.25], [-20.0, 0.5, 0.25, 0.5]])
FIELD = np.array([[1.0, 0.0, 2.0, 0.5], [0.0, 1.0, 0.0, 3.0], [0.5, 0.0, 1.0, 0.0], [2.0, 0.25, 0.0, 1.0]])
POINTS = np.array([[0.5, 1.0], [2.0, 3.5], [1.0, 0.25]])


def spiral(x, p=-0.5):
    return np.stack([p * x[..., 0] - x[..., 1], x[..., 0] + p * x[..., 1]], axis=-1)


def valley(x, p):
    return p - x**2


def origin(p):
    return np.zeros(2)


def turned(made, _):
    return made.field(np.array([0.25, 0.5]), 1.0)


def flow(made, _):
    return made.field(STATE, 5.0)


def times():
    return np.arange(0.0, 8.0, 0.5)


CALLS = {
    "neural.gate_rates": lambda: (neurons.gate_rates, {"V": np.array([-60.0, 20.0])}),
    "neural.Membrane": lambda: (
        neurons.Membrane,
        {
            "capacitance": 1.0,
            "sodium": 100.0,
            "potassium": 30.0,
            "leak": 0.5,
            "sodium_voltage": 50.0,
            "potassium_voltage": -75.0,
            "leak_voltage": -50.0,
            "temperature": 10.0,
        },
        flow,
    ),
    "neural.Membrane.ionic_current": lambda: (neurons.Membrane().ionic_current, {"state": STATE}),
    "neural.Membrane.field": lambda: (neurons.Membrane().field, {"state": STATE, "current": np.array([1.0, 5.0])}),
    "neural.Membrane.steady_current": lambda: (neurons.Membrane().steady_current, {"V": np.array([-60.0, 20.0])}),
    "neural.Membrane.rest": lambda: (neurons.Membrane().rest, {"current": np.array([1.0, 5.0])}),
    "neural.simulate": lambda: (
        neurons.simulate,
        {
            "current": np.array([1.0, 5.0]),
            "dt": 0.0625,
            "steps": 4,
            "membrane": neurons.Membrane(),
            "start": STATE,
            "every": 2,
        },
    ),
    "neural.send": lambda: (
        neurons.send,
        {
            "length": 1.0,
            "dx": 0.0625,
            "dt": 0.0078125,
            "steps": 4,
            "membrane": neurons.Membrane(temperature=18.5),
            "radius": 0.03125,
            "resistivity": 32.0,
            "every": 2,
        },
        lambda made, _: made.V,
    ),
    "neural.Impulse.speed": lambda: (
        neurons.Impulse(np.zeros(1), np.arange(9.0), np.zeros((1, 9)), np.arange(9.0) / 2).speed,
        {"start": 1.0, "stop": 6.0},
    ),
    "neural.travelling_pulse": lambda: (
        neurons.travelling_pulse,
        {
            "membrane": neurons.Membrane(temperature=18.5),
            "radius": 0.03125,
            "resistivity": 32.0,
            "low": 10.4380510593,
            "high": 10.4380510594,
        },
        lambda made, _: np.round(made.speed, 9),
    ),
    "neural.fitzhugh_nagumo": lambda: (
        neurons.fitzhugh_nagumo,
        {
            "state": np.array([[0.5, 0.25], [1.0, -0.5]]),
            "current": np.array([0.5, 1.0]),
            "a": 0.75,
            "b": 0.5,
            "epsilon": 0.125,
        },
    ),
    "neural.Populations": lambda: (
        neurons.Populations,
        {
            "excites": np.array([16.0, 15.0]),
            "inhibits": np.array([12.0, 3.0]),
            "drive": 1.25,
            "slopes": np.array([1.5, 2.0]),
            "thresholds": np.array([4.0, 3.5]),
            "times": np.array([8.0, 16.0]),
        },
        turned,
    ),
    "neural.Populations.field": lambda: (
        neurons.Populations().field,
        {"state": np.array([[0.5, 0.25], [0.125, 0.5]]), "gain": np.array([1.0, 1.25])},
    ),
    "neural.Populations.nullclines": lambda: (neurons.Populations().nullclines, {"gain": 1.25, "points": 5}),
    "neural.equilibria": lambda: (
        neurons.equilibria,
        {"field": lambda x: x - x**3, "starts": np.array([[-2.0], [0.25]])},
    ),
    "neural.eigenvalues": lambda: (neurons.eigenvalues, {"field": spiral, "x": np.array([0.5, 1.0])}),
    "neural.onset": lambda: (neurons.onset, {"family": spiral, "equilibrium": origin, "low": -1.0, "high": 2.0}),
    "neural.fold": lambda: (neurons.fold, {"family": valley, "x": np.array([0.25]), "p": 0.125}),
    "neural.follow": lambda: (
        neurons.follow,
        {"field": spiral, "start": np.array([0.5, 1.0]), "dt": 0.125, "steps": 4, "every": 2},
    ),
    "neural.beats": lambda: (
        neurons.beats,
        {"times": times(), "V": np.array([0.0, 1.0, 0.5, -1.0] * 4), "level": 0.25},
    ),
    "neural.colonise": lambda: (
        growth.colonise,
        {
            "attractors": POINTS,
            "roots": np.array([[0.0, 0.0]]),
            "size": 8.0,
            "reach": 4.0,
            "kill": 1.0,
            "step": 0.5,
            "rounds": 6,
        },
    ),
    "neural.zeldovich": lambda: (
        growth.zeldovich,
        {
            "n": 4,
            "rng": np.random.default_rng(1),
            "index": -2.0,
            "smoothing": 0.5,
            "growth": 0.5,
            "dimensions": 2,
        },
    ),
    "neural.deposit": lambda: (
        growth.deposit,
        {"points": POINTS, "n": 4, "size": 4.0, "weights": np.array([1.0, 2.0, 0.5])},
    ),
    "neural.periodogram": lambda: (growth.periodogram, {"field": FIELD, "clouds": True, "bins": 2}),
    "neural.phase_twin": lambda: (
        growth.phase_twin,
        {"field": FIELD, "rng": np.random.default_rng(1), "share": 0.5},
    ),
    "neural.blur": lambda: (growth.blur, {"field": FIELD, "width": 0.5}),
}
