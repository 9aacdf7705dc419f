"""Part 4, cheap learning: why small networks are enough for what the world asks, and why they are deep."""

from importlib import import_module as _import_module

__all__ = [
    "Hamiltonian",
    "best_shallow_error",
    "best_shallow_product",
    "binary_product",
    "coefficient_count",
    "fft_network",
    "fit_hamiltonian",
    "hidden_units",
    "leading_error",
    "log_partition",
    "low_rank_pair",
    "match_moments",
    "monomials",
    "multiplication_gate",
    "normalised",
    "obstruction",
    "power_network",
    "product_tree",
    "shallow_bound",
    "shallow_product",
    "shifted_product",
    "softmax_posterior",
    "states",
    "taylor_coefficients",
    "taylor_residual",
    "taylor_system",
]

_HOME = {
    **dict.fromkeys(["Hamiltonian", "coefficient_count", "monomials", "softmax_posterior"], "boltzmann"),
    **dict.fromkeys(["fit_hamiltonian", "log_partition", "match_moments", "normalised", "states"], "partition"),
    **dict.fromkeys(["binary_product", "hidden_units", "leading_error", "multiplication_gate"], "gates"),
    **dict.fromkeys(["power_network", "product_tree", "shallow_product", "taylor_coefficients"], "gates"),
    **dict.fromkeys(["best_shallow_error", "best_shallow_product", "fft_network", "low_rank_pair"], "flattening"),
    **dict.fromkeys(["obstruction", "shallow_bound", "shifted_product"], "flattening"),
    **dict.fromkeys(["taylor_residual", "taylor_system"], "flattening"),
}
_MODULES = ("boltzmann", "figures", "figures_flattening", "flattening", "gates", "partition")


def __getattr__(name):
    if name in _HOME:
        return getattr(_import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _MODULES:
        return _import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__, *_MODULES})
