"""Part 2, differential forms: what can be measured without a ruler."""

from physdl._lazy import lazy as _lazy

__all__ = [
    "Form",
    "basis",
    "exterior_derivative",
    "hodge_star",
    "interior",
    "lie_derivative",
    "pullback",
    "pullback_form",
    "pullbacks",
    "wedge",
    "wedges",
]

__getattr__, __dir__ = _lazy(
    __name__,
    {
        "calculus": ["Form", "exterior_derivative", "lie_derivative", "pullback_form"],
        "exterior": ["basis", "hodge_star", "interior", "pullback", "pullbacks", "wedge", "wedges"],
    },
)
