r"""Hierarchies: trees that copy a state with errors, what their leaves say of the root, and what may be forgotten.

On a *Markov tree* the root has the state y with probability :math:`p(y)`, and every other node copies its parent: a
child is in the state t with probability :math:`M_{st}`, if its parent is in s. What is seen are the leaves, x. Going
up from them, the likelihood of what lies below a node v in the state s is a product over its children c,

.. math:: L_v(s) = \prod_{c} \sum_t M_{st}\,L_c(t), \qquad p(y \mid x) \propto p(y)\,L_{\mathrm{root}}(y) .

That is *belief propagation*. For bits that are wrong with probability p, with :math:`\theta = 1 - 2p` and log odds
:math:`\lambda = \ln L(+)/L(-)`, it is a layer: a bend of each child's number, and a sum.

.. math:: \lambda_v = \sum_c \lambda_c', \qquad \tanh\tfrac12\lambda' = \theta\,\tanh\tfrac12\lambda

A *joint table* is an array (answers, outcomes) of probabilities p(y, x) that add up to one. All information is in bits,
and everything here is in double precision but `belief_layers` and `fold`, which keep single.
"""

from physdl.cheap.hierarchy.classes import posterior_classes
from physdl.cheap.hierarchy.information import entropy, mutual_information
from physdl.cheap.hierarchy.layers import belief_layers, fold
from physdl.cheap.hierarchy.messages import beliefs, leaf_joint
from physdl.cheap.hierarchy.statistics import merge, merge_cheapest, merging_loss, sufficient_statistic
from physdl.cheap.hierarchy.trees import MarkovTree, copying, regular_tree

__all__ = [
    "MarkovTree",
    "belief_layers",
    "beliefs",
    "copying",
    "entropy",
    "fold",
    "leaf_joint",
    "merge",
    "merge_cheapest",
    "merging_loss",
    "mutual_information",
    "posterior_classes",
    "regular_tree",
    "sufficient_statistic",
]
