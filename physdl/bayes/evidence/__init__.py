r"""Exact evidence, :math:`Z = \int p(\text{data}\mid\theta)\,\pi(\theta)\,d\theta`, where the integral can be done.

Linear models with Gaussian noise take their data as `Moments`, so that N may be 10¹²; a sub-model search takes the data
themselves. Every function returns an `Evidence`, which keeps the fit and the price of the parameters apart.
"""

from physdl.bayes.evidence.families import categorical, gamma_excess, poisson
from physdl.bayes.evidence.models import known_noise, unknown_noise, whitened
from physdl.bayes.evidence.result import Evidence
from physdl.bayes.evidence.statistics import Moments, moments
from physdl.bayes.evidence.submodels import log_evidence_all_submodels

__all__ = [
    "Evidence",
    "Moments",
    "categorical",
    "gamma_excess",
    "known_noise",
    "log_evidence_all_submodels",
    "moments",
    "poisson",
    "unknown_noise",
    "whitened",
]
