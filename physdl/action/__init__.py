"""Part 1, least action: units, light, and everything that is stationary."""

from physdl._lazy import lazy as _lazy

__all__ = [
    "METHODS",
    "NotStationary",
    "Ray",
    "StationaryPath",
    "action_gradient",
    "action_hessian",
    "discrete_action",
    "eikonal",
    "hamiltonian_flow",
    "integrate",
    "pendulum_force",
    "pi_groups",
    "poincare_section",
    "solve_exponents",
    "stationary_path",
    "stationary_ray",
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
        "orbits": [],
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
