"""The affine map, and the list of all maps."""

from __future__ import annotations

import copy
from functools import lru_cache

import numpy as np

from physdl import _check
from physdl.neural.maps.activations import Identity, ReLU, Sigmoid, Softplus, Tanh
from physdl.neural.maps.nonholomorphic import ModReLU, PhaseTanh, SplitTanh
from physdl.neural.maps.protocol import Map
from physdl.neural.maps.residual import Residual


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
        dtype, scale = _check.floating("dtype", dtype), _check.positive("gain", gain) / np.sqrt(inputs)
        _check.generator("rng", rng)
        need = 4 * max(8, dtype.itemsize) * inputs * outputs
        _check.room("inputs", need, f"a matrix of {outputs:,} by {inputs:,}")
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
