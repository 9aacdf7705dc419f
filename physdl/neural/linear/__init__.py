r"""Networks of linear layers, whose learning, from an aligned start of two layers, can be solved: each mode by itself.

The product :math:`W_N\cdots W_1` is to become the task S, with :math:`L = \tfrac12\lVert W_N\cdots W_1 - S\rVert^2`.
Weights are a list of arrays, the first layer's first, each of shape (outputs, inputs) with leading axes for several
networks at once; the task is (outputs, inputs). What is learned step by step is in the precision of the weights, what
is solved in double precision.
"""

from physdl.neural.linear.curves import half_time, learning_curve
from physdl.neural.linear.layers import aligned_weights, charges, learn_linear, linear_differential

__all__ = ["aligned_weights", "charges", "half_time", "learn_linear", "learning_curve", "linear_differential"]
