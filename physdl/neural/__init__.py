"""Part 3, neural dynamics: maps, what they carry forward and what they carry back."""

from importlib import import_module as _import_module

__all__ = [
    "OPTIMIZERS",
    "Affine",
    "Hessian",
    "Identity",
    "Map",
    "ModReLU",
    "Network",
    "PhaseTanh",
    "ReLU",
    "Residual",
    "Sigmoid",
    "Softplus",
    "SplitTanh",
    "Tanh",
    "adam",
    "aristotle",
    "change_coordinates",
    "conservative",
    "covariance_metric",
    "edge_of_stability",
    "fisher_metric",
    "identity_metric",
    "jacobian",
    "kronecker_metric",
    "linearisation_ratio",
    "load_digits",
    "log_singular_values",
    "loss_differential",
    "mean_field",
    "metriplectic",
    "modulus_loss",
    "natural",
    "natural_gradient",
    "nesterov",
    "newton",
    "orthogonal",
    "pairing",
    "raise_index",
    "sharpness",
    "signal_propagation",
    "softmax_cross_entropy",
    "split_digits",
    "squared_loss",
    "tangent_kernel",
    "train",
    "unitary",
]

_HOME = {
    **dict.fromkeys(["Affine", "Identity", "Map", "ReLU", "Residual"], "maps"),
    **dict.fromkeys(["Sigmoid", "Softplus", "Tanh", "pairing"], "maps"),
    **dict.fromkeys(["ModReLU", "PhaseTanh", "SplitTanh"], "maps"),
    **dict.fromkeys(["Network", "loss_differential", "jacobian", "tangent_kernel"], "network"),
    **dict.fromkeys(["squared_loss", "modulus_loss", "softmax_cross_entropy"], "losses"),
    **dict.fromkeys(["load_digits", "split_digits"], "digits"),
    **dict.fromkeys(["covariance_metric", "fisher_metric", "identity_metric", "kronecker_metric"], "metric"),
    **dict.fromkeys(["natural_gradient", "raise_index"], "metric"),
    **dict.fromkeys(["log_singular_values", "mean_field", "signal_propagation"], "propagation"),
    **dict.fromkeys(["orthogonal", "unitary"], "isometric"),
    **dict.fromkeys(["OPTIMIZERS", "adam", "aristotle", "conservative"], "optimizers"),
    **dict.fromkeys(["natural", "nesterov", "newton"], "optimizers"),
    **dict.fromkeys(["Hessian", "edge_of_stability", "linearisation_ratio", "sharpness"], "stability"),
    "change_coordinates": "coordinates",
    "metriplectic": "costate",
    "train": "training",
}
_MODULES = (
    "border",
    "coordinates",
    "costate",
    "digits",
    "figures",
    "isometric",
    "iterated",
    "losses",
    "maps",
    "metric",
    "network",
    "optimizers",
    "propagation",
    "stability",
    "training",
    "wirtinger",
)


def __getattr__(name):
    if name in _HOME:
        return getattr(_import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _MODULES:
        return _import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__, *_MODULES})
