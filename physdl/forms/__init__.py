"""Part 2, differential forms: what can be measured without a ruler."""

from physdl._lazy import lazy as _lazy

__all__ = [
    "Form",
    "Mesh",
    "annulus",
    "ball",
    "basis",
    "coboundary",
    "connection_form",
    "curvature",
    "disc",
    "exterior_derivative",
    "fisher_normal",
    "geodesic",
    "hodge",
    "interior",
    "lie_derivative",
    "orient",
    "parallel_transport",
    "pullback",
    "pullback_form",
    "pullbacks",
    "refine",
    "sphere",
    "square",
    "surface_of_revolution",
    "torus",
    "wedge",
    "wedges",
]

__getattr__, __dir__ = _lazy(
    __name__,
    {
        "calculus": ["Form", "exterior_derivative", "lie_derivative", "pullback_form"],
        "manifold": ["connection_form", "curvature", "fisher_normal", "geodesic", "parallel_transport"],
        "cochains": ["coboundary", "hodge"],
        "exterior": ["basis", "interior", "pullback", "pullbacks", "wedge", "wedges"],
        "mesh": [
            "Mesh",
            "annulus",
            "ball",
            "disc",
            "orient",
            "refine",
            "sphere",
            "square",
            "surface_of_revolution",
            "torus",
        ],
    },
)
