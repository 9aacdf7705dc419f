"""Part 2, differential forms: what can be measured without a ruler."""

from importlib import import_module as _import_module

__all__ = [
    "Form",
    "basis",
    "exterior_derivative",
    "interior",
    "lie_derivative",
    "pullback",
    "pullback_form",
    "pullbacks",
    "wedge",
    "wedges",
]

_HOME = {
    "Form": "calculus",
    "basis": "exterior",
    "exterior_derivative": "calculus",
    "interior": "exterior",
    "lie_derivative": "calculus",
    "pullback": "exterior",
    "pullback_form": "calculus",
    "pullbacks": "exterior",
    "wedge": "exterior",
    "wedges": "exterior",
}
_MODULES = ("calculus", "exterior")


def __getattr__(name):
    if name in _HOME:
        return getattr(_import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _MODULES:
        return _import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__, *_MODULES})
