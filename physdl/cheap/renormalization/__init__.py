r"""The renormalisation group where it can be written down: chains, hierarchical lattices, strips.

A **coupling** is the pure number :math:`K = J/k_BT` of neighbouring spins :math:`s = \pm1`, whose law has the factor
:math:`e^{K s s'}` for each bond. To step back is to ask for the law of fewer spins. A **law** of n spins is an array of
n axes of length 2, index 0 for up (s = 1) and 1 for down (s = −1).
"""

from physdl.cheap.renormalization.decimation import coupling, decimate, dual_coupling
from physdl.cheap.renormalization.laws import block_rule, coarse_law, interactions, ring_law
from physdl.cheap.renormalization.migdal import flow_rate, migdal_fixed_point, migdal_kadanoff
from physdl.cheap.renormalization.strips import strip_fixed_point, strip_length

__all__ = [
    "block_rule",
    "coarse_law",
    "coupling",
    "decimate",
    "dual_coupling",
    "flow_rate",
    "interactions",
    "migdal_fixed_point",
    "migdal_kadanoff",
    "ring_law",
    "strip_fixed_point",
    "strip_length",
]
