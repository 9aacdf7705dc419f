r"""Back-propagation as mechanics: the layer is the clock, the covector is the momentum.

A network moves a point, :math:`x_{l+1} = f_l(x_l)`, and a loss ℓ looks at the last one. With a multiplier
:math:`\lambda_{l+1}` for each of these constraints the layer-wise action is

.. math:: S = \ell(x_N) + \sum_{l=0}^{N-1} \langle\lambda_{l+1},\, f_l(x_l) - x_{l+1}\rangle ,

and with :math:`H_l(x, \lambda) = \langle\lambda, f_l(x)\rangle` it is stationary where Hamilton's equations hold,

.. math:: x_{l+1} = \frac{\partial H_l}{\partial\lambda_{l+1}}, \qquad
          \lambda_l = \frac{\partial H_l}{\partial x_l}, \qquad \lambda_N = d\ell .

Points, tangents and costates of a batch are lists of N + 1 arrays, one for each place between two maps, as
`Network.points` returns them. Then `metriplectic` turns one differential into two flows.
"""

from physdl.neural.costate.flows import metriplectic, metriplectic_flow
from physdl.neural.costate.layers import (
    action_differential,
    costates,
    hamilton_residual,
    hamiltonian,
    layer_action,
    pairings,
    sources,
    tangents,
)

__all__ = [
    "action_differential",
    "costates",
    "hamilton_residual",
    "hamiltonian",
    "layer_action",
    "metriplectic",
    "metriplectic_flow",
    "pairings",
    "sources",
    "tangents",
]
