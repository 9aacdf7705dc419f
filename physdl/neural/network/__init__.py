r"""Networks: maps one after another, on one flat vector of parameters.

:math:`f = f_N\circ\dots\circ f_1`. Tangent vectors go forward through the composition, covectors back:
:math:`(g\circ f)_+ = g_+ f_+` and :math:`(g\circ f)^* = f^* g^*`. The differential of a loss is the covector at the
output; what the network pulls back of it to the parameters is all that learning needs (`loss_differential`).
"""

from physdl.neural.losses import softmax_cross_entropy, squared_loss
from physdl.neural.network.chain import Network, loss_differential
from physdl.neural.network.tangent import jacobian, tangent_kernel

__all__ = ["Network", "jacobian", "loss_differential", "softmax_cross_entropy", "squared_loss", "tangent_kernel"]
