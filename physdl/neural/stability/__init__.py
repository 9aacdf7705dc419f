r"""How long a step may be: the loss's curvature, and what it does to learning.

A step :math:`\theta - \eta\,dL` is taken on the strength of a linear forecast. `linearisation_ratio` compares it with
what happens; the first thing that goes wrong is the curvature, the Hessian H of the loss by the parameters. H has as
many entries as there are pairs of parameters and is never formed: `Hessian` applies it to a vector at the price of one
or two more differentials, `sharpness` finds its largest eigenvalues by Lanczos' method (`lanczos`), and
`edge_of_stability` watches the largest along full-batch learning.
"""

from physdl.neural.stability.edge import Edge, edge_of_stability
from physdl.neural.stability.hessian import Hessian
from physdl.neural.stability.ratio import linearisation_ratio, sharpness
from physdl.neural.stability.spectrum import Spectrum, lanczos

__all__ = ["Edge", "Hessian", "Spectrum", "edge_of_stability", "lanczos", "linearisation_ratio", "sharpness"]
