"""Part 3, neural dynamics: maps, what they carry forward and what they carry back."""

from importlib import import_module as _import_module

__all__ = [
    "Affine",
    "Identity",
    "Map",
    "Network",
    "ReLU",
    "Residual",
    "Sigmoid",
    "Softplus",
    "Tanh",
    "jacobian",
    "load_digits",
    "loss_differential",
    "metriplectic",
    "pairing",
    "softmax_cross_entropy",
    "split_digits",
    "squared_loss",
    "tangent_kernel",
    "train",
]

_HOME = {
    **dict.fromkeys(["Affine", "Identity", "Map", "ReLU", "Residual"], "maps"),
    **dict.fromkeys(["Sigmoid", "Softplus", "Tanh", "pairing"], "maps"),
    **dict.fromkeys(["Network", "loss_differential", "jacobian", "tangent_kernel"], "network"),
    **dict.fromkeys(["squared_loss", "softmax_cross_entropy"], "losses"),
    **dict.fromkeys(["load_digits", "split_digits"], "digits"),
    "metriplectic": "costate",
    "train": "training",
}
_MODULES = ("costate", "digits", "figures", "losses", "maps", "network", "training")


def __getattr__(name):
    if name in _HOME:
        return getattr(_import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _MODULES:
        return _import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__, *_MODULES})
