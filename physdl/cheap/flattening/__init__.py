r"""What it costs to do in one layer what several layers do: products, and linear maps.

**Products.** One hidden layer with the directions :math:`a_j \in \mathbb R^n`, one shared bias p and no output bias has
the Taylor series

.. math::

   \sum_j w_j\,\sigma(p + \lambda\,a_j\cdot x)
   = \sum_\alpha \frac{\lambda^{|\alpha|}\sigma^{(|\alpha|)}(p)}{\alpha!}\Big(\sum_j w_j\,a_j^\alpha\Big)\,x^\alpha .

As the scale λ goes to 0 and the directions stay as they are, it multiplies n numbers if and only if

.. math::

   \sum_j w_j\,a_j^\alpha = \begin{cases} 1 & \alpha = (1, \dots, 1)\\ 0 & \text{other } |\alpha| \le n, \end{cases}

up to a factor in w, provided that :math:`\sigma, \sigma', \dots, \sigma^{(n)}` do not vanish at p. This is the *Taylor
system*. Fewer than 2ⁿ directions leave it unsolvable (`obstruction` gives the proof for any that are proposed); the 2ⁿ
vectors of signs solve it. Where an equation is not asked for the bound falls: without that of degree 0, because the
output has a bias, to 2ⁿ − 1 (`shifted_product`); where every second derivative vanishes, as for a cosine at 0, to 2ⁿ⁻¹.

**Linear maps.** A matrix is one layer. `fft_network` and `low_rank_pair` write some matrices as several layers with far
fewer weights in all.
"""

from physdl.cheap.flattening.best import best_shallow_error, best_shallow_product, shifted_product
from physdl.cheap.flattening.fast import fft_network, low_rank_pair
from physdl.cheap.flattening.system import obstruction, shallow_bound, taylor_residual, taylor_system

__all__ = [
    "best_shallow_error",
    "best_shallow_product",
    "fft_network",
    "low_rank_pair",
    "obstruction",
    "shallow_bound",
    "shifted_product",
    "taylor_residual",
    "taylor_system",
]
