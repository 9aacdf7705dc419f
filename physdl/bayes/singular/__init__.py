r"""What a model pays for parameters of which infinitely many values say the same.

The prior's share of the parameters whose loss exceeds the least one by less than t decides,

.. math:: V(t) \sim c\,t^{\lambda}\,\Big(\ln\frac1t\Big)^{m-1}, \qquad
          E(N) = \lambda\ln N - (m - 1)\ln\ln N + O(1) .

:math:`\lambda` is the learning coefficient, m its multiplicity; for a regular model of k parameters
:math:`\lambda = k/2` and m = 1. Here are both where they are known, E(N) where one integral is left, and chains that
measure its slope where several are.
"""

from physdl.bayes.singular.chains import learning_coefficient, wbic
from physdl.bayes.singular.drift import langevin
from physdl.bayes.singular.exponents import monomial_exponents, reduced_rank_exponents, tanh_exponents
from physdl.bayes.singular.gibbs import RankProblem, rank_problem, reduced_rank_gibbs
from physdl.bayes.singular.reductions import node_excess, product_excess
from physdl.bayes.singular.scores import sbic

__all__ = [
    "RankProblem",
    "langevin",
    "learning_coefficient",
    "monomial_exponents",
    "node_excess",
    "product_excess",
    "rank_problem",
    "reduced_rank_exponents",
    "reduced_rank_gibbs",
    "sbic",
    "tanh_exponents",
    "wbic",
]
