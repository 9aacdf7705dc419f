"""Part 1, least action: units, light, and everything that is stationary."""

from importlib import import_module as _import_module

__all__ = [
    "Ray",
    "eikonal",
    "pi_groups",
    "solve_exponents",
    "stationary_ray",
    "trace_ray",
    "travel_time",
]

_HOME = {
    "Ray": "fermat",
    "eikonal": "fronts",
    "pi_groups": "units",
    "solve_exponents": "units",
    "stationary_ray": "fermat",
    "trace_ray": "rays",
    "travel_time": "fermat",
}
_MODULES = ("fermat", "fronts", "rays", "units")


def __getattr__(name):
    if name in _HOME:
        return getattr(_import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _MODULES:
        return _import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__, *_MODULES})
