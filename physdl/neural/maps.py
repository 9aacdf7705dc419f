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

from __future__ import annotations

import copy
from functools import lru_cache

import numpy as np

from physdl import _check
from physdl.neural._activations import Identity, ReLU, Sigmoid, Softplus, Tanh
from physdl.neural._map import Map, pairing
from physdl.neural._nonholomorphic import ModReLU, PhaseTanh, SplitTanh
from physdl.neural._residual import Residual

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


class Affine(Map):
    r"""The affine map :math:`y = Wx + b`.

    Parameters
    ----------
    weight : array, shape (outputs, inputs)
        The matrix W.
    bias : array, shape (outputs,), optional
        The shift b (default: zero).

    Raises
    ------
    ValueError
        If the shapes do not fit together or a number is not finite.

    Notes
    -----
    The parameter vector is W, row after row, then b. Forward, and each half of the pullback, costs one matrix product.

    See :lesson:`3.1`.

    Examples
    --------
    >>> f = Affine([[1.0, 2.0]], [0.5])
    >>> f.pullback([3.0, 4.0], [10.0])
    (array([10., 20.]), array([30., 40., 10.]))
    """

    _needs_y = False

    def __init__(self, weight, bias=None):
        weight = _check.as_array("weight", weight, ndim=2)
        outputs, _ = weight.shape
        if 0 in weight.shape:
            raise _check.error("weight", "have at least one row and one column", f"shape {weight.shape}")
        bias = np.zeros(outputs, weight.dtype) if bias is None else _check.as_array("bias", bias, shape=(outputs,))
        self._place(np.concatenate([weight.ravel(), bias]), weight.shape)

    @classmethod
    def start(cls, inputs, outputs, rng, *, gain=1.0, dtype=float):
        """Return a random affine map: weights N(0, gain²/inputs), no shift.

        With gain 1 a point with independent entries keeps its length on average if outputs = inputs. Complex weights
        have all phases alike, and the mean square of their modulus is gain²/inputs.

        Parameters
        ----------
        inputs, outputs : int
        rng : numpy.random.Generator
        gain : float
        dtype : dtype
            Of the parameters, real or complex; float32 or complex64 halves time and memory.

        Raises
        ------
        TypeError
            If the dtype is neither floating nor complex.
        """
        inputs, outputs = _check.whole("inputs", inputs, minimum=1), _check.whole("outputs", outputs, minimum=1)
        dtype, scale = np.dtype(dtype), _check.positive("gain", gain) / np.sqrt(inputs)
        if dtype.kind not in "fc":
            raise _check.error("dtype", "be a floating or complex type", dtype.name, kind=TypeError)
        weight = rng.standard_normal((outputs, inputs))
        if dtype.kind == "c":
            weight = (weight + 1j * rng.standard_normal((outputs, inputs))) / np.sqrt(2)
        return cls((scale * weight).astype(dtype))

    def _place(self, flat, shape):
        self.outputs, self.inputs = shape
        self._flat = flat
        self.weight = flat[: -self.outputs].reshape(shape)
        self.bias = flat[-self.outputs :]

    def _bound(self, flat):
        flat[:] = self._flat
        bound = copy.copy(self)
        bound._place(flat, self.weight.shape)
        return bound

    @property
    def parameters(self):
        """The parameters, W row after row and then b."""
        return self._flat

    def _apply(self, x, out=None):
        y = _rows_times(x, self.weight.T, out)
        y += self.bias
        return y

    def _push(self, x, y, v, change):
        tangent = _rows_times(v, self.weight.T)
        if change is None:
            return tangent
        weight, bias = change[: -self.outputs].reshape(self.weight.shape), change[-self.outputs :]
        return tangent + _rows_times(x, weight.T) + bias

    def _pull(self, x, y, w, covector=None, out=None, wanted=True):
        if covector is not None:
            rows, points = w.reshape(-1, self.outputs), x.reshape(-1, self.inputs)
            np.dot(rows.T, points, out=covector[: -self.outputs].reshape(self.weight.shape))
            np.dot(_ones(len(rows), rows.dtype), rows, out=covector[-self.outputs :])
        return _rows_times(w, self.weight, out) if wanted else None

    def _pull_each(self, x, w, out):
        """Write the parameter covector of every single point into `out` (..., size)."""
        weight = out[..., : -self.outputs].reshape(*out.shape[:-1], *self.weight.shape)
        np.einsum("...i,...j->...ij", w, x, out=weight)  # for short rows twice as fast as a broadcast product
        out[..., -self.outputs :] = w

    def _kernel(self, x, w, other_x, other_w):
        """Return the products (n, k, n', k') of the points' parameter covectors, ⟨w, w'⟩ (⟨x, x'⟩ + 1), not formed."""
        rows, others = (np.swapaxes(c, 0, 1).reshape(-1, self.outputs) for c in (w, other_w))
        product = (rows @ others.T).reshape(len(x), len(w), len(other_x), len(other_w))
        near = x @ other_x.T
        near += 1
        product *= near[:, None, :, None]
        return product


def _rows_times(rows, matrix, out=None):
    """Return rows @ matrix; for more than two axes `np.dot` and `np.matmul` make many small products out of one."""
    if rows.ndim <= 2 or not rows.size:
        return np.dot(rows, matrix, out=out)
    flat = None if out is None else out.reshape(-1, matrix.shape[1])
    return np.dot(rows.reshape(-1, len(matrix)), matrix, out=flat).reshape(*rows.shape[:-1], -1)


@lru_cache(maxsize=16)
def _ones(count, dtype):
    """Return the vector whose product with the rows of w is the covector at the bias: faster than their sum."""
    return np.ones(count, dtype)


MAPS = {
    "affine": Affine,
    "tanh": Tanh,
    "sigmoid": Sigmoid,
    "softplus": Softplus,
    "relu": ReLU,
    "identity": Identity,
    "residual": Residual,
}
"""Every kind of map by its name; `tests/neural/test_maps.py` puts them all through the same harness."""

NONHOLOMORPHIC = {"split tanh": SplitTanh, "phase tanh": PhaseTanh, "mod relu": ModReLU}
"""Kinds of map that no complex number describes at a point; of real components they are maps like the others."""
