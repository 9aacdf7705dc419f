"""Part 2, differential forms: what can be measured without a ruler."""

from physdl._lazy import lazy as _lazy

__all__ = [
    "Form",
    "basis",
    "connection_form",
    "curvature",
    "exterior_derivative",
    "fisher_normal",
    "geodesic",
    "interior",
    "lie_derivative",
    "parallel_transport",
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
        "manifold": ["connection_form", "curvature", "fisher_normal", "geodesic", "parallel_transport"],
        "exterior": ["basis", "interior", "pullback", "pullbacks", "wedge", "wedges"],
    },
)
