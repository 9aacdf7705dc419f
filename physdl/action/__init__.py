"""Part 1, least action: units, light, and everything that is stationary."""

from physdl._lazy import lazy as _lazy

__all__ = [
    "METHODS",
    "DiscGas",
    "NotStationary",
    "Ray",
    "StationaryPath",
    "action_gradient",
    "action_hessian",
    "charge_rate",
    "collide",
    "conserved_charge",
    "discrete_action",
    "eikonal",
    "hamiltonian_flow",
    "integrate",
    "maxwell_distance",
    "maxwell_null",
    "path_sum",
    "pendulum_force",
    "pi_groups",
    "poincare_section",
    "solve_exponents",
    "stationary_path",
    "stationary_phase",
    "stationary_ray",
    "trace_ray",
    "travel_time",
    "two_slit",
]

__getattr__, __dir__ = _lazy(
    __name__,
    {
        "fermat": ["Ray", "eikonal", "stationary_ray", "trace_ray", "travel_time"],
        "figures": [],
        "hamiltonian": ["hamiltonian_flow", "integrate", "poincare_section"],
        "interference": ["path_sum", "stationary_phase", "two_slit"],
        "methods": ["METHODS"],
        "orbits": [],
        "pendulum": ["pendulum_force"],
        "symmetry": [
            "DiscGas",
            "charge_rate",
            "collide",
            "conserved_charge",
            "maxwell_distance",
            "maxwell_null",
        ],
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
