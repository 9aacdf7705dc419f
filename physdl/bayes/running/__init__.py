r"""How the price of parameters runs with the number of data.

A linear model with Gaussian noise has exactly two numbers for each direction i of its parameters: a stiffness sᵢ, what
one datum says about it in units of the prior, and an offset oᵢ, how far from the prior's middle the best value lies, in
prior widths. N data have the coupling gᵢ = N sᵢ, and

.. math:: \begin{gathered} E(N) = \tfrac12\sum_i\Big[\ln(1 + g_i) + \frac{g_i\,o_i^2}{1 + g_i}\Big], \\
          \beta(N) = \frac{dE}{d\ln N} = \tfrac12\sum_i\Big[\frac{g_i}{1 + g_i} + \frac{g_i\,o_i^2}{(1 + g_i)^2}\Big] .
          \end{gathered}
"""

from physdl.bayes.running.blocks import Blocks, block
from physdl.bayes.running.flow import beta_function, couplings, free_energy, renormalised_free_energy, resolved
from physdl.bayes.running.powers import exponent
from physdl.bayes.running.ridges import posterior, singular_ridges

__all__ = [
    "Blocks",
    "beta_function",
    "block",
    "couplings",
    "exponent",
    "free_energy",
    "posterior",
    "renormalised_free_energy",
    "resolved",
    "singular_ridges",
]
