r"""The renormalisation group: chains, hierarchical lattices and strips in formulas, the plane by sampling.

A **coupling** is the pure number :math:`K = J/k_BT` of neighbouring spins :math:`s = \pm1`, whose law has the factor
:math:`e^{K s s'}` for each bond. To step back is to ask for the law of fewer spins. A **law** of n spins is an array of
n axes of length 2, index 0 for up (s = 1) and 1 for down (s = −1).
"""

from physdl.cheap.renormalization.blocks import block_spins
from physdl.cheap.renormalization.decimation import coupling, decimate, dual_coupling
from physdl.cheap.renormalization.laws import block_rule, coarse_law, interactions, ring_law
from physdl.cheap.renormalization.migdal import flow_rate, migdal_fixed_point, migdal_kadanoff
from physdl.cheap.renormalization.montecarlo import coupling_sums, linearised_step, step_exponent
from physdl.cheap.renormalization.scaling import binder_cumulant, binder_slope, cumulant_moments, power_fit
from physdl.cheap.renormalization.strips import strip_fixed_point, strip_length

__all__ = [
    "binder_cumulant",
    "binder_slope",
    "block_rule",
    "block_spins",
    "coarse_law",
    "coupling",
    "coupling_sums",
    "cumulant_moments",
    "decimate",
    "dual_coupling",
    "flow_rate",
    "interactions",
    "linearised_step",
    "migdal_fixed_point",
    "migdal_kadanoff",
    "power_fit",
    "ring_law",
    "step_exponent",
    "strip_fixed_point",
    "strip_length",
]
