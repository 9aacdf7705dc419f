"""The Hessian as something that is applied to vectors, offered by `physdl.neural.stability`."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.maps.protocol import as_map
from physdl.neural.network import Network, loss_differential
from physdl.neural.stability.second import LOSSES, second


class Hessian:
    r"""The Hessian of a loss by a network's parameters, as something that is applied to vectors.

    .. math:: Hv = \frac{d}{d\varepsilon}\,dL(\theta + \varepsilon v)\Big|_{\varepsilon = 0} ,

    by pushing v forward through the walk back: exact to rounding, no differences.

    Parameters
    ----------
    network : Network
        Real, of maps whose second derivative is known (those of `physdl.neural.maps` with real parameters).
    loss : callable
        `squared_loss` or `softmax_cross_entropy`.
    x, y : arrays
        As for `loss_differential`.

    Attributes
    ----------
    value : float
        L.
    differential : array, shape (size,)
        dL.
    size : int
        Number of parameters.

    Raises
    ------
    TypeError
        If the network is complex, or the second derivative of a map or of the loss is not known (it is named).

    Notes
    -----
    It belongs to the parameters at which it was made and does not follow the network further. Making it costs one
    differential and keeps all points and covectors; a product costs one to two differentials and O(size) memory.

    Where a bend has a kink, the kink's own curvature is missing: on both sides of it ReLU has none.

    Source: B. A. Pearlmutter, *Fast exact multiplication by the Hessian*, Neural Computation 6 (1994) 147,
    doi:10.1162/neco.1994.6.1.147.

    See :lesson:`3.6`.

    Examples
    --------
    >>> from physdl.neural import Affine, Network, squared_loss
    >>> H = Hessian(Network([Affine([[2.0]])]), squared_loss, [[3.0]], [[5.0]])
    >>> H(np.array([1.0, 0.0]))
    array([9., 3.])
    """

    def __init__(self, network, loss, x, y):
        as_map("network", network, Network)
        if _check.function("loss", loss) not in LOSSES:
            known = ", ".join(known.__name__ for known in LOSSES)
            name = getattr(loss, "__name__", repr(loss))
            raise _check.error("loss", f"be one whose second derivative is known: {known}", name, kind=TypeError)
        x = _check.as_array("x", x, finite=False)
        if "c" in (network.parameters.dtype.kind, x.dtype.kind):
            fix = "Give its real and imaginary parts parameters of their own."
            raise _check.error("network", "be real, like its points", "complex numbers", fix, TypeError)
        self.value, self.differential = loss_differential(network, loss, x, y)
        self.size, self.dtype, y = network.size, network.parameters.dtype, np.asarray(y)
        y = y.reshape(-1, *y.shape[x.ndim - 1 :])
        x = x.reshape(-1, x.shape[-1]).astype(self.dtype, copy=False)
        outputs = network(x)
        self._network = second(network, x, outputs, loss(outputs, y)[1].astype(self.dtype, copy=False))
        self._loss = LOSSES[loss](outputs, y)

    def __call__(self, v):
        """Return Hv.

        Parameters
        ----------
        v : array, shape (size,)

        Returns
        -------
        array, shape (size,)

        Raises
        ------
        ValueError
            If `v` has another shape or is not finite.
        """
        v = _check.as_array("v", v, shape=(self.size,), real=True, fix="Give one number per parameter.")
        v = v.astype(self.dtype)
        dy = self._network.push(None, v)
        product = np.empty(self.size, self.dtype)
        self._network.pull(None, dy, self._loss(dy), v, product, False)
        return product


def draw(rng, hessian):
    """Return a random vector of the Hessian's space and type."""
    if not isinstance(rng, np.random.Generator):
        fix = "Lanczos' method starts from a random vector."
        raise _check.error("rng", "be a numpy.random.Generator where no `start` is given", rng, fix, TypeError)
    return rng.standard_normal(hessian.size).astype(hessian.dtype)
