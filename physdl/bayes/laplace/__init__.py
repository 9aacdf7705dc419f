r"""An integral over all parameters, by its largest point, and what of that depends on the coordinates.

`laplace_approximation` finds the point and the curvature there; `in_coordinates` writes the same integral in other
coordinates, and `next_order` says by how much Laplace's value will miss. `fisher_information` and `jeffreys` measure a
model by what its outcomes tell, which no coordinates change. `log_bets` and `log_occam_factor` say what a model pays.
"""

from physdl.bayes.laplace.approximation import Laplace, laplace_approximation
from physdl.bayes.laplace.charts import in_coordinates, next_order
from physdl.bayes.laplace.occam import log_bets, log_occam_factor
from physdl.bayes.laplace.volume import fisher_information, jeffreys, log_fisher_volume

__all__ = [
    "Laplace",
    "fisher_information",
    "in_coordinates",
    "jeffreys",
    "laplace_approximation",
    "log_bets",
    "log_fisher_volume",
    "log_occam_factor",
    "next_order",
]
