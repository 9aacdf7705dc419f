"""Good calls of Parts 0 and 1."""

import numpy as np

from physdl import action
from physdl.action import orbits
from physdl.action.units import null_space

RECORDS = {
    *("action.NotStationary", "action.Ray", "action.StationaryPath", "action.RungeKutta", "action.Splitting"),
    *("action.Elements", "action.SolarSystem"),
    *("action.Estimate", "action.PathSamples", "action.ThermalState"),
}
GIVEN = {("action.pendulum_force", "q"): {"nan in it", "inf in it"}}  # asked in every step: they pass as through sin
GIVEN |= {("action.conserved_charge", "generator"): {"zero"}, ("action.charge_rate", "generator"): {"zero"}}  # no move


def swing(x, v):
    return (v**2 - x**2) / 2


def spring(q):
    return -q


def graded(x):
    return 1.5 + 0.25 * x[..., 1]


def turn(x):
    return np.stack([-x[..., 1], x[..., 0]], axis=-1)


def magnet(x, v, t):
    return (v**2).sum(axis=-1) / 2 + (x[..., 0] * v[..., 1] - x[..., 1] * v[..., 0]) / 2 - t * x[..., 0] ** 2


def for_a_turn():
    """Arguments of a charge and of its rate: two motions in a magnet, turned."""
    return {
        "lagrangian": magnet,
        "generator": turn,
        "x": np.array([[1.0, 0.5], [0.25, -1.0]]),
        "v": np.array([[0.5, 1.0], [1.0, 0.25]]),
        "t": np.array([0.5, 1.0]),
        "time_shift": 0.5,
        "boundary": lambda x, t: x[..., 0] * t,
    }


def for_a_shift():
    """Arguments of both: one motion, shifted."""
    return {"lagrangian": magnet, "generator": np.array([1.0, 0.5]), "x": np.ones(2), "v": np.array([0.5, 1.0])}


def bowl(x):
    return x**2 / 2


def swing_back(x):
    return x


def turned(function):
    """Return the function at a time of its own, which is imaginary."""

    def call(*others, **named):
        return function(*others, **named, time=-2j)

    return call


PATH = np.array([0.0, 0.5, 1.0, 0.25])
DATES = np.array(["2026-12-22T12", "2027-02-11T12"], "datetime64[h]")
THREE = {
    "mass": np.array([1.0, 0.001, 0.0]),
    "position": np.array([[0.0, 0.0, 0.0], [1.0, 0.25, 0.0], [0.0, 2.0, 0.5]]),
    "velocity": np.array([[0.0, 0.0, 0.0], [-0.25, 0.75, 0.0], [-0.5, 0.0, 0.25]]),
}
UNITS = {"length": "L", "gravity": "L T^-2", "period": "T"}

CALLS = {
    "action.discrete_action": {
        "bare": lambda: (action.discrete_action, {"path": PATH, "lagrangian": swing, "dt": 0.5, "start_time": 1.0}),
        "batch": lambda: (
            action.discrete_action,
            {"path": np.ones((2, 3, 2)), "lagrangian": lambda x, v: (v**2 - x**2).sum(axis=-1), "dt": 0.5},
        ),
    },
    "action.action_gradient": lambda: (
        action.action_gradient,
        {"path": PATH, "lagrangian": swing, "dt": 0.5, "start_time": 1.0},
    ),
    "action.action_hessian": lambda: (
        action.action_hessian,
        {"path": PATH, "lagrangian": swing, "dt": 0.5, "start_time": 1.0},
    ),
    "action.stationary_path": lambda: (
        action.stationary_path,
        {
            "start": 0.0,
            "end": 1.0,
            "lagrangian": swing,
            "duration": 1.5,
            "steps": 8,
            "guess": np.array([0.0, 0.5, 1.0]),
            "start_time": 1.0,
            "tolerance": 1e-10,
            "max_iterations": 20,
        },
    ),
    "action.eikonal": {
        "point": lambda: (
            action.eikonal,
            {
                "index_grid": np.array([[1.0, 1.5, 2.0], [1.0, 1.25, 1.0], [1.0, 1.0, 1.0]]),
                "sources": (0, 1),
                "spacing": 0.5,
                "times": 0.25,
                "ball": 0.5,
                "max_rounds": 50,
            },
        ),
        "line": lambda: (
            action.eikonal,
            {
                "index_grid": np.ones((3, 4)),
                "sources": np.array([[0, 0], [0, 1]]),
                "spacing": 1.0,
                "times": np.array([0.0, 0.5]),
            },
        ),
    },
    "action.travel_time": {
        "medium": lambda: (
            action.travel_time,
            {"path": np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 1.0]]), "index": graded, "rule": "trapezoid"},
        ),
        "segments": lambda: (
            action.travel_time,
            {"path": np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 1.0]]), "index": np.array([1.0, 1.5])},
        ),
    },
    "action.stationary_ray": {
        "graded": lambda: (
            action.stationary_ray,
            {
                "start": np.array([0.0, 0.0]),
                "end": np.array([2.0, 0.0]),
                "index": graded,
                "segments": 6,
                "along": np.array([1.0, 0.0]),
                "rule": "trapezoid",
                "gradient": lambda x: np.stack([0 * x[..., 1], 0.25 + 0 * x[..., 1]], axis=-1),
                "guess": np.array([[0.0, 0.0], [1.0, 0.25], [2.0, 0.0]]),
                "tolerance": 1e-10,
                "max_iterations": 20,
            },
        ),
        "layers": lambda: (
            action.stationary_ray,
            {
                "start": np.array([0.0, 1.0]),
                "end": np.array([1.0, -1.0]),
                "index": np.array([1.0, 1.5]),
                "segments": 2,
                "along": np.array([0.0, -1.0]),
                "interfaces": np.array([0.0]),
            },
        ),
    },
    "action.trace_ray": lambda: (
        action.trace_ray,
        {
            "position": np.array([0.0, 0.0]),
            "direction": np.array([1.0, 0.5]),
            "index": graded,
            "step": 0.125,
            "steps": 4,
            "gradient": lambda x: np.stack([0 * x[..., 1], 0.25 + 0 * x[..., 1]], axis=-1),
            "every": 2,
        },
    ),
    "action.integrate": lambda: (
        action.integrate,
        {
            "force": spring,
            "q": np.array([1.0, 0.5]),
            "p": np.array([0.0, 0.5]),
            "dt": 0.125,
            "steps": 4,
            "method": "leapfrog",
            "mass": 2.0,
            "every": 2,
        },
    ),
    "action.poincare_section": lambda: (
        action.poincare_section,
        {
            "force": spring,
            "q": np.array([-1.0, 0.5]),
            "p": np.array([0.5, 1.0]),
            "dt": 0.125,
            "steps": 80,
            "coordinate": 0,
            "level": 0.25,
            "method": "leapfrog",
            "mass": 1.0,
        },
    ),
    "action.hamiltonian_flow": lambda: (
        action.hamiltonian_flow,
        {
            "differential": lambda x: 2 * x,
            "x": np.array([1.0, 0.5]),
            "dt": 0.125,
            "steps": 4,
            "method": "leapfrog",
            "every": 2,
        },
    ),
    "action.pendulum_force": lambda: (action.pendulum_force, {"q": np.array([0.5, -1.0, 2.0])}),
    "action.solve_kepler": lambda: (
        orbits.solve_kepler,
        {"mean_anomaly": np.array([0.5, -1.0, 20.0]), "eccentricity": np.array([0.0, 0.25, 0.75])},
    ),
    "action.equation_of_time": lambda: (orbits.equation_of_time, {"when": DATES}),
    "action.solar_day_length": lambda: (orbits.solar_day_length, {"when": DATES}),
    "action.solar_position": lambda: (orbits.solar_position, {"when": DATES}),
    "action.solar_system": lambda: (orbits.solar_system, {"year": 2048}),
    "action.elements": lambda: (
        orbits.elements,
        {
            "position": np.array([[1.0, 0.25, 0.0], [0.0, 2.0, 0.5]]),
            "velocity": np.array([[-0.25, 0.75, 0.0], [-0.5, 0.0, 0.25]]),
            "mu": 1.0,
        },
    ),
    "action.accelerations": lambda: (
        orbits.accelerations,
        {"mass": THREE["mass"], "position": THREE["position"], "gravity": 1.0},
    ),
    "action.nbody": {
        method: lambda method=method: (
            orbits.nbody,
            {**THREE, "dt": 0.125, "steps": 4, "method": method, "gravity": 1.0, "every": 2},
        )
        for method in ("leapfrog", "wisdom_holman")
    },
    "action.null_space": lambda: (null_space, {"matrix": [[1, 2, 3], [0, 1, 1]]}),
    "action.pi_groups": lambda: (action.pi_groups, {"quantities": UNITS, "base": ("T", "L", "M")}),
    "action.solve_exponents": {
        "words": lambda: (
            action.solve_exponents,
            {"target": "T", "quantities": {"length": "L", "gravity": "L T^-2"}, "base": ("T", "L")},
        ),
        "exponents": lambda: (
            action.solve_exponents,
            {"target": [1, 0], "quantities": {"length": [0, 1], "gravity": [-2, 1]}},
        ),
    },
    "action.path_sum": {
        "medium": lambda: (
            action.path_sum,
            {
                "paths": np.array([[[0.0, 0.0], [0.5, 0.25], [1.0, 0.0]], [[0.0, 0.0], [0.5, 0.5], [1.0, 0.0]]]),
                "wavelength": 0.25,
                "index": graded,
                "weights": np.array([1.0, 0.5]),
            },
        ),
        "segments": lambda: (
            action.path_sum,
            {
                "paths": np.array([[[0.0, 0.0], [0.5, 0.25], [1.0, 0.0]], [[0.0, 0.0], [0.5, 0.5], [1.0, 0.0]]]),
                "wavelength": np.array([0.25, 0.5, 1.0]),
                "index": np.array([1.0, 1.5]),
                "weights": np.array([1.0, 0.5j]),
            },
        ),
    },
    "action.two_slit": lambda: (
        action.two_slit,
        {
            "position": np.array([-0.5, 0.0, 0.25]),
            "wavelength": np.array([0.25, 0.5, 0.125]),
            "separation": 1.0,
            "distance": 4.0,
            "width": 0.25,
        },
    ),
    "action.stationary_phase": {
        "one": lambda: (
            action.stationary_phase,
            {
                "action": np.array([0.5, 1.0]),
                "hessian": np.array([1.0, -2.0]),
                "hbar": 0.25,
                "weight": np.array([1.0, 0.5j]),
            },
        ),
        "matrix": lambda: (
            action.stationary_phase,
            {"action": 0.5, "hessian": np.array([[1.0, 0.25], [0.25, -1.0]]), "hbar": np.array([0.5, 0.25])},
        ),
    },
    "action.conserved_charge": {
        "turn": lambda: (
            action.conserved_charge,
            for_a_turn(),
        ),
        "shift": lambda: (
            action.conserved_charge,
            for_a_shift(),
        ),
    },
    "action.charge_rate": {
        "turn": lambda: (
            action.charge_rate,
            for_a_turn(),
        ),
        "shift": lambda: (
            action.charge_rate,
            for_a_shift(),
        ),
    },
    "action.collide": {
        "pairs": lambda: (
            action.collide,
            {
                "m1": np.array([1.0, 2.0]),
                "v1": np.array([[1.0, 0.5], [0.25, -1.0]]),
                "m2": 2.0,
                "v2": np.array([[0.5, 1.0], [1.0, 0.25]]),
                "normal": np.array([1.0, 0.5]),
                "restitution": 0.5,
            },
        ),
        "line": lambda: (
            action.collide,
            {"m1": 1.0, "v1": 1.0, "m2": 2.0, "v2": -0.5, "normal": 1.0, "restitution": 1.0},
        ),
    },
    "action.DiscGas": lambda: (
        action.DiscGas,
        {
            "positions": np.array([[0.25, 0.5], [0.75, 0.5], [0.5, 1.5]]),
            "velocities": np.array([[1.0, 0.5], [0.25, -1.0], [0.5, 0.0]]),
            "diameter": 0.125,
            "masses": np.array([1.0, 2.0, 0.5]),
            "box": 2.0,
            "restitution": 0.5,
            "collision": action.collide,
        },
        lambda made, _: [made.run(0.0625, 4), made.positions, made.velocities, made.momentum, made.energy],
    ),
    "action.DiscGas.random": lambda: (
        action.DiscGas.random,
        {
            "count": 4,
            "diameter": 0.0625,
            "rng": np.random.default_rng(0),
            "gases": 2,
            "speed": 0.5,
            "box": 2.0,
            "masses": np.array([1.0, 2.0, 0.5, 1.0]),
            "restitution": 0.5,
            "collision": action.collide,
        },
        lambda made, _: [made.positions, made.velocities],
    ),
    "action.DiscGas.run": lambda: (
        action.DiscGas(np.array([[0.25, 0.5], [0.75, 0.5]]), np.array([[1.0, 0.5], [0.25, -1.0]]), diameter=0.125).run,
        {"dt": 0.0625, "steps": 2},
    ),
    "action.maxwell_distance": lambda: (
        action.maxwell_distance,
        {"velocities": np.array([[1.0, 0.5], [0.25, -1.0], [0.5, 0.0]]), "masses": np.array([1.0, 2.0, 0.5])},
    ),
    "action.maxwell_null": lambda: (
        action.maxwell_null,
        {"count": 5, "rng": np.random.default_rng(0), "dimensions": 2, "samples": 3},
    ),
    "action.propagator": {
        "real": lambda: (
            action.propagator,
            {"potential": bowl, "grid": np.arange(-2, 2.5, 0.5), "time": 2.0, "slices": 2, "mass": 1.5, "hbar": 0.75},
        ),
        "imaginary": lambda: (
            turned(action.propagator),
            {"potential": bowl, "grid": np.arange(-2, 2.5, 0.5), "slices": 2, "mass": 1.5, "hbar": 1.5},
        ),
    },
    "action.mehler": {
        "real": lambda: (
            action.mehler,
            {
                "x": np.array([0.5, 1.0]),
                "y": np.array([0.25, -1.0]),
                "time": 1.25,
                "omega": 1.5,
                "mass": 0.5,
                "hbar": 0.75,
            },
        ),
        "imaginary": lambda: (turned(action.mehler), {"x": np.array([[0.5], [1.0]]), "y": np.array([[0.25, -1.0]])}),
    },
    "action.thermal_state": lambda: (
        action.thermal_state,
        {"potential": bowl, "grid": np.arange(-4, 4.25, 0.25), "beta": 2.0, "slices": 4, "mass": 1.5, "hbar": 0.75},
    ),
    "action.sample_paths": lambda: (
        action.sample_paths,
        {
            "potential": bowl,
            "beta": 1.0,
            "slices": 4,
            "rng": np.random.default_rng(1),
            "chains": 8,
            "sweeps": 200,
            "warmup": 10,
            "every": 2,
            "width": 0.75,
            "gradient": swing_back,
            "mass": 1.5,
            "hbar": 0.75,
            "progress": False,
        },
    ),
    "action.sample_paths_hmc": lambda: (
        action.sample_paths_hmc,
        {
            "potential": bowl,
            "beta": 1.0,
            "slices": 4,
            "rng": np.random.default_rng(1),
            "chains": 8,
            "sweeps": 40,
            "warmup": 10,
            "leaps": 2,
            "gradient": swing_back,
            "mass": 1.5,
            "hbar": 0.75,
            "progress": False,
        },
    ),
    "action.mean_with_error": {
        "one": lambda: (action.mean_with_error, {"record": np.random.default_rng(1).normal(size=100)}),
        "chains": lambda: (action.mean_with_error, {"record": np.random.default_rng(1).normal(size=(50, 3))}),
    },
}
