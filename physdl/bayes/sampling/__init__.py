r"""Evidence by sampling: many chains at many temperatures, and what a walk from one end to the other costs.

The likelihood is written as an energy, :math:`U(\theta) = -\ln p(\text{data}\mid\theta)`, and raised to a power, the
inverse temperature β:

.. math:: p_\beta(\theta) = \frac{\pi(\theta)\,e^{-\beta U(\theta)}}{Z(\beta)}, \qquad
          \frac{d\ln Z}{d\beta} = -\langle U\rangle_\beta, \qquad Z(0) = 1, \quad Z(1) = \text{the evidence} .

Arrays of parameters have shape (..., k). The functions `energy` and `log_prior` take them and return one number for
each; constants may be left out of `log_prior`, not out of `energy`.
"""

from physdl.bayes.sampling.area import ThermodynamicIntegral, ladder, thermodynamic_integration
from physdl.bayes.sampling.chains import TemperedSamples
from physdl.bayes.sampling.hmc import tempered_hmc
from physdl.bayes.sampling.metropolis import tempered_metropolis
from physdl.bayes.sampling.switching import Switch, switch

__all__ = [
    "Switch",
    "TemperedSamples",
    "ThermodynamicIntegral",
    "ladder",
    "switch",
    "tempered_hmc",
    "tempered_metropolis",
    "thermodynamic_integration",
]
