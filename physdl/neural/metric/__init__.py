r"""Metrics on the parameters of a network: what makes a direction of the covector dL.

A change of the parameters is a vector :math:`v^i`, the differential of a loss a covector :math:`w_i`; a metric
:math:`g_{ij}` turns the one into the other. Each metric here is fitted on a batch and measures a change of the
parameters by what it does:

=====================  ==================================================  ===========================================
`identity_metric`      to the parameters themselves                        :math:`\sum_i\lvert v^i\rvert^2`
`covariance_metric`    to the output of each layer, its input given        the mean of \|δW x + δb\|²
`fisher_metric`        to the output of the network, as the loss sees it   :math:`J^{\mathsf H}HJ`
`kronecker_metric`     nearly the same, layer by layer                     input moment ⊗ covector moment
=====================  ==================================================  ===========================================

`raise_index` does the rest, for these and for any symmetric matrix. Complex parameters carry Hermitian metrics, with
the length :math:`\bar v^{\mathsf T}gv`; a covector acts by `pairing`, so the raised one is :math:`g^{-1}\bar w`.
"""

from physdl.neural.metric.forms import LayerMetric
from physdl.neural.metric.metrics import (
    covariance_metric,
    fisher_metric,
    identity_metric,
    kronecker_metric,
    natural_gradient,
    raise_index,
)

__all__ = [
    "LayerMetric",
    "covariance_metric",
    "fisher_metric",
    "identity_metric",
    "kronecker_metric",
    "natural_gradient",
    "raise_index",
]
