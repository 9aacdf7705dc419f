r"""Maps with parameters: what they do to points, to tangent vectors and to covectors.

A map f takes a point x of ℝⁿ and parameters θ to a point y = f(x; θ) of ℝᵐ. Every map of this module offers

==========================  =======================================================  =================================
``f(x)``                    the point y                                              forward
``f.pushforward(x, v)``     the tangent vector f₊v = (∂f/∂x) v at y                  forward
``f.pullback(x, w)``        the covectors f*w = (w ∂f/∂x, w ∂f/∂θ) at x and at θ     back
==========================  =======================================================  =================================

**Shapes.** Points are arrays (..., n): the last axis holds the components, the leading axes are a batch. All points of
a batch share the parameters, so the covector at θ is the sum over the batch, one flat vector of `Map.size` numbers.

**Complex maps.** A covector w acts on a tangent vector v by :math:`\langle w, v\rangle = \mathrm{Re}\sum_i w_i v_i`
(`pairing`), for real and for complex components alike. With this convention the pullback through a holomorphic map is
the plain transpose, without a conjugate; a conjugate enters only where a metric turns a covector into a vector
(`physdl.neural.metric.raise_index`), which every rule that moves complex parameters must do. A map whose pushforward is
linear over the real numbers only, :math:`f_+v = Av + B\bar v`, pulls back by
:math:`f^*w = A^{\mathsf T}w + \overline{B^{\mathsf T}w}`; such maps are listed in `NONHOLOMORPHIC`. What other
libraries call a gradient: `physdl.neural.wirtinger`.

**A new map** is a subclass of `Map` with `inputs`, `outputs`, and three hooks, whose arguments are already checked:
``_apply(x, out)`` returns y; ``_push(x, y, v, change)`` returns the tangent vector at y; and ``_pull(x, y, w, covector,
out, wanted)`` writes the covector at θ into `covector` unless that is None, and returns the covector at x if `wanted`.
`out` is a buffer for the result, or None. ``_needs_x`` and ``_needs_y`` say what ``_pull`` looks at: where a map does
not need its y, nor the next one its x, `loss_differential` keeps both in one place. A map with parameters keeps them in
one flat vector and offers ``_bound``, ``_pull_each`` and ``_kernel``, as `Affine` does. Listed in `MAPS`, a map is
tested together with all others.
"""

from physdl.neural.maps.activations import Identity, ReLU, Sigmoid, Softplus, Tanh
from physdl.neural.maps.affine import MAPS, NONHOLOMORPHIC, Affine
from physdl.neural.maps.nonholomorphic import ModReLU, PhaseTanh, SplitTanh
from physdl.neural.maps.protocol import Map, pairing
from physdl.neural.maps.residual import Residual

__all__ = [
    "MAPS",
    "NONHOLOMORPHIC",
    "Affine",
    "Identity",
    "Map",
    "ModReLU",
    "PhaseTanh",
    "ReLU",
    "Residual",
    "Sigmoid",
    "Softplus",
    "SplitTanh",
    "Tanh",
    "pairing",
]
