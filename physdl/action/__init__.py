"""Part 1, least action: units, light, and everything that is stationary."""

from importlib import import_module as _import_module

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

_HOME = {
    "METHODS": "methods",
    "NotStationary": "variational",
    "Ray": "fermat",
    "StationaryPath": "variational",
    "action_gradient": "variational",
    "action_hessian": "variational",
    "discrete_action": "variational",
    "eikonal": "fronts",
    "hamiltonian_flow": "flows",
    "integrate": "hamiltonian",
    "pendulum_force": "pendulum",
    "pi_groups": "units",
    "poincare_section": "hamiltonian",
    "solve_exponents": "units",
    "stationary_path": "variational",
    "stationary_ray": "fermat",
    "trace_ray": "rays",
    "travel_time": "fermat",
}
_MODULES = ("fermat", "flows", "fronts", "hamiltonian", "methods", "pendulum", "rays", "units", "variational")


def __getattr__(name):
    if name in _HOME:
        return getattr(_import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _MODULES:
        return _import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__, *_MODULES})
