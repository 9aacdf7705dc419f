"""Part 5, Bayes and BIC: what a model pays for its parameters, and how the price runs with the data.

All of it is computed in double precision, whatever the type of the data: an evidence adds up what single precision
would have rounded away.
"""

from physdl._lazy import lazy as _lazy

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

__getattr__, __dir__ = _lazy(
    __name__,
    {
        "evidence": [
            "Evidence",
            "Moments",
            "categorical",
            "known_noise",
            "log_evidence_all_submodels",
            "moments",
            "poisson",
            "unknown_noise",
        ],
        "figures": [],
        "laplace": ["Laplace", "laplace_approximation", "log_occam_factor"],
        "running": [
            "Blocks",
            "beta_function",
            "block",
            "couplings",
            "exponent",
            "free_energy",
            "posterior",
            "renormalised_free_energy",
            "resolved",
        ],
        "selection": ["aic", "bic"],
    },
)
