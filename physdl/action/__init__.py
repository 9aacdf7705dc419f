"""Part 1, least action: units, light, and everything that is stationary."""

from physdl._lazy import lazy as _lazy

__all__ = [
    "METHODS",
    "Estimate",
    "NotStationary",
    "PathSamples",
    "Ray",
    "StationaryPath",
    "ThermalState",
    "action_gradient",
    "action_hessian",
    "discrete_action",
    "eikonal",
    "hamiltonian_flow",
    "integrate",
    "mean_with_error",
    "mehler",
    "pendulum_force",
    "pi_groups",
    "poincare_section",
    "propagator",
    "sample_paths",
    "sample_paths_hmc",
    "solve_exponents",
    "stationary_path",
    "stationary_ray",
    "thermal_state",
    "trace_ray",
    "travel_time",
]

__getattr__, __dir__ = _lazy(
    __name__,
    {
        "fermat": ["Ray", "eikonal", "stationary_ray", "trace_ray", "travel_time"],
        "figures": [],
        "hamiltonian": ["hamiltonian_flow", "integrate", "poincare_section"],
        "methods": ["METHODS"],
        "path_integral": [
            "Estimate",
            "PathSamples",
            "ThermalState",
            "mean_with_error",
            "mehler",
            "propagator",
            "sample_paths",
            "sample_paths_hmc",
            "thermal_state",
        ],
        "pendulum": ["pendulum_force"],
        "units": ["pi_groups", "solve_exponents"],
        "variational": [
            "NotStationary",
            "StationaryPath",
            "action_gradient",
            "action_hessian",
            "discrete_action",
            "stationary_path",
        ],
    },
)
