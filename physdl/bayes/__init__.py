"""Part 5, Bayes and BIC: what a model pays for its parameters, and how the price runs with the data."""

from importlib import import_module as _import_module

__all__ = [
    "Blocks",
    "Evidence",
    "Laplace",
    "Moments",
    "aic",
    "beta_function",
    "bic",
    "block",
    "categorical",
    "couplings",
    "exponent",
    "free_energy",
    "known_noise",
    "laplace_approximation",
    "log_evidence_all_submodels",
    "log_occam_factor",
    "moments",
    "poisson",
    "posterior",
    "renormalised_free_energy",
    "resolved",
    "unknown_noise",
]

_HOME = {
    **dict.fromkeys(["Evidence", "Moments", "categorical", "known_noise", "log_evidence_all_submodels"], "evidence"),
    **dict.fromkeys(["moments", "poisson", "unknown_noise"], "evidence"),
    **dict.fromkeys(["Laplace", "log_occam_factor", "laplace_approximation"], "laplace"),
    **dict.fromkeys(["Blocks", "beta_function", "block", "couplings", "exponent", "free_energy"], "running"),
    **dict.fromkeys(["posterior", "renormalised_free_energy", "resolved"], "running"),
    **dict.fromkeys(["aic", "bic"], "selection"),
}
_MODULES = ("evidence", "figures", "laplace", "running", "selection")


def __getattr__(name):
    if name in _HOME:
        return getattr(_import_module(f"{__name__}.{_HOME[name]}"), name)
    if name in _MODULES:
        return _import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__, *_MODULES})
