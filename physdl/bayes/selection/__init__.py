"""Choosing models in practice: scores, data held back, every sub-model, mixtures, and digits that stay right."""

from physdl.bayes.selection.exact import correct_digits, exact_least_squares
from physdl.bayes.selection.measured import load_concrete, load_longley, wampler
from physdl.bayes.selection.mixtures import Mixture, fit_mixture
from physdl.bayes.selection.orthogonal import orthogonal_polynomials
from physdl.bayes.selection.scores import aic, aicc, bic, overfitting_rate
from physdl.bayes.selection.submodels import residual_all_submodels, validate_all_submodels
from physdl.bayes.selection.validation import fold_groups, left_out

__all__ = [
    "Mixture",
    "aic",
    "aicc",
    "bic",
    "correct_digits",
    "exact_least_squares",
    "fit_mixture",
    "fold_groups",
    "left_out",
    "load_concrete",
    "load_longley",
    "orthogonal_polynomials",
    "overfitting_rate",
    "residual_all_submodels",
    "validate_all_submodels",
    "wampler",
]
