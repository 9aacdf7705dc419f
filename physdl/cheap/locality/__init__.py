r"""What makes a function of nature cheap: symmetry, locality, and parts made of parts, each by itself.

Points on a ring are vectors with `channels` numbers for each of n sites, site after site. The shift :math:`S_m` by m
sites sends what stands at site i to site i + m, counted round the ring. A map f is *equivariant* under the shifts if
:math:`f(S_1x) = S_1f(x)`, and invariant if :math:`f(S_1x) = f(x)`.
"""

from physdl.cheap.locality.couplings import (
    coupling_count,
    fit_couplings,
    pair_labels,
    pair_products,
    ring_energy,
)
from physdl.cheap.locality.defect import equivariance_defect, ring_shift
from physdl.cheap.locality.generic import counting_bound, feature_share, first_fit, random_signs
from physdl.cheap.locality.layers import CircularConvolution, LocalAffine
from physdl.cheap.locality.learning import Learned, learn_best, relative_error
from physdl.cheap.locality.networks import ring_network, tree_network
from physdl.cheap.locality.price import grid_error, ramp_network, ridge_errors
from physdl.cheap.locality.rings import Reorder, RingSum
from physdl.cheap.locality.targets import TARGETS, draw_couplings, tree_function
from physdl.cheap.locality.trials import ladder_trial, ring_trial, stored_trials, tree_trial

__all__ = [
    "TARGETS",
    "CircularConvolution",
    "Learned",
    "LocalAffine",
    "Reorder",
    "RingSum",
    "counting_bound",
    "coupling_count",
    "draw_couplings",
    "equivariance_defect",
    "feature_share",
    "first_fit",
    "fit_couplings",
    "grid_error",
    "ladder_trial",
    "learn_best",
    "pair_labels",
    "pair_products",
    "ramp_network",
    "random_signs",
    "relative_error",
    "ridge_errors",
    "ring_energy",
    "ring_network",
    "ring_shift",
    "ring_trial",
    "stored_trials",
    "tree_function",
    "tree_network",
    "tree_trial",
]
