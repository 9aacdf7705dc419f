r"""Networks that multiply, written down and not trained.

Everything here comes from one formula. A central difference of order r in the step h is :math:`h^r` times the r-th
derivative, up to a relative error of order :math:`h^2`. Take one for each variable, with the steps
:math:`2\lambda x_i`:

.. math::

   \begin{gathered}
   \sum_{j_1=0}^{r_1}\dots\sum_{j_n=0}^{r_n}\ \prod_i(-1)^{j_i}\binom{r_i}{j_i}\;
   \sigma\Big(p + \lambda\sum_i(r_i - 2j_i)\,x_i\Big) \\
   = (2\lambda)^N\,\sigma^{(N)}(p)\,\prod_i x_i^{r_i}\,\big(1 + O(\lambda^2)\big), \qquad N = \sum_i r_i .
   \end{gathered}

The left side is one hidden layer of :math:`\prod_i(r_i + 1)` units with the bias p. Two variables of power one are the
gate of four units, n variables of power one the flat product of :math:`2^n`. Such layers behind one another make
`product_tree` and `power_network`.

**Accuracy.** A smaller scale λ brings the layer nearer to its Taylor polynomial, and divides what rounding has left of
the sum by :math:`\lambda^N`. The error is smallest near :math:`\lambda = \epsilon^{1/(N+2)}`, where it is about
:math:`\epsilon^{2/(N+2)}`: half of the digits for a product of two. A layer does not know that its inputs should not be
much larger than 1; the relative error grows with their square.
"""

from physdl.cheap.gates.multiplication import binary_product, hidden_units, multiplication_gate
from physdl.cheap.gates.products import power_network, product_tree, shallow_product
from physdl.cheap.gates.taylor import leading_error, taylor_coefficients

__all__ = [
    "binary_product",
    "hidden_units",
    "leading_error",
    "multiplication_gate",
    "power_network",
    "product_tree",
    "shallow_product",
    "taylor_coefficients",
]
