"""The kinds of metric that there are, and how each is solved for the vector that belongs to a covector."""

from __future__ import annotations

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from physdl import _check

_FIX = "A direction of zero or negative length has no steepest descent; a little `damping` gives every direction some."


class LayerMetric:
    """A metric on the `size` parameters of a network; `physdl.neural.metric` makes them.

    Attributes
    ----------
    size : int
        Number of parameters.
    matrix : array, shape (size, size)
        The components :math:`g_{ij}`, formed when asked for: real and symmetric, or Hermitian.

    Notes
    -----
    See :lesson:`3.3`.
    """

    def __init__(self, size):
        self.size = size

    def lower(self, vector):
        r"""Return the covector :math:`w_i = \overline{g_{ij}v^j}`, so that ⟨w, v⟩ is the square of v's length.

        Parameters
        ----------
        vector : array, shape (size,)

        Returns
        -------
        array, shape (size,)
        """
        return np.conj(self._times(_check.as_array("vector", vector, shape=(self.size,))))

    @property
    def matrix(self):
        """The components :math:`g_{ij}`."""
        _fits(self.size)
        columns = [self._times(unit) for unit in np.eye(self.size)]
        return np.stack(columns, axis=1) if columns else np.zeros((0, 0))


def _fits(size):
    """Refuse a matrix that would not fit together with what it takes to solve with it."""
    _check.room("metric", 32 * size**2, f"the matrix of {size:,} parameters", "`damping` with few points needs none.")


class Flat(LayerMetric):
    """The unit matrix."""

    def _times(self, vector):
        return vector

    def _raiser(self, damping):
        return lambda covector: np.conj(covector) / (1 + damping)


class Pulled(LayerMetric):
    """A matrix RᴴR, by its rows R (q, size)."""

    def __init__(self, rows):
        super().__init__(rows.shape[1])
        self._rows = rows

    def _times(self, vector):
        return self._rows.conj().T @ (self._rows @ vector)

    @property
    def matrix(self):
        """Return the metric as a matrix."""
        _fits(self.size)
        return self._rows.conj().T @ self._rows

    def _raiser(self, damping):
        rows = self._rows
        if damping == 0 or len(rows) >= self.size:
            return of_matrix(self.matrix, damping)
        inner = of_matrix(rows @ rows.conj().T, damping)  # (RᴴR + ε)⁻¹ = (1 − Rᴴ(RRᴴ + ε)⁻¹R)/ε

        def solve(covector):
            w = np.conj(covector)
            return (w - inner(np.conj(w @ rows.T)) @ rows.conj()) / damping

        return solve


class Factored(LayerMetric):
    """Blocks (start, a, U, b, V): the eigenvalues and eigenvectors of the input and of the output moment."""

    def __init__(self, size, blocks):
        super().__init__(size)
        # Moments have no negative eigenvalues; those that rounding makes are zeros.
        blocks = [(start, np.maximum(a, 0), U, np.maximum(b, 0), V) for start, a, U, b, V in blocks]
        self._blocks = sorted(blocks, key=lambda block: block[0])

    def _each(self, vectors, share):
        """Apply a function of the eigenvalues block by block; `vectors` (..., size)."""
        out = np.empty(vectors.shape, np.result_type(vectors, *(block[2] for block in self._blocks)))
        for start, a, U, b, V in self._blocks:
            m, n = len(b), len(a) - 1
            weight, bias = slice(start, start + m * n), slice(start + m * n, start + m * (n + 1))
            table = np.empty((*out.shape[:-1], m, n + 1), out.dtype)
            table[..., :n], table[..., n] = vectors[..., weight].reshape(*out.shape[:-1], m, n), vectors[..., bias]
            table = table @ U.conj() if V is None else V.conj().T @ table @ U.conj()
            table *= share(b[:, None] * a)
            table = table @ U.T if V is None else V @ table @ U.T
            out[..., weight], out[..., bias] = table[..., :n].reshape(*out.shape[:-1], -1), table[..., n]
        return out

    def _times(self, vector):
        return self._each(vector, lambda eigenvalues: eigenvalues)

    def _raiser(self, damping):
        if damping == 0:
            for start, a, _, b, _ in self._blocks:
                examine(np.multiply.outer(b, a), f"metric[{start}:{start + a.size * b.size}]")
        return lambda covector: self._each(np.conj(covector), lambda eigenvalues: 1 / (eigenvalues + damping))


def raiser(metric, shape, damping=0.0):
    """Return the function covectors (..., d) → vectors; the metric is examined and factorised once."""
    damping = _check.nonnegative("damping", damping)
    if metric is None:
        return lambda covector: np.conj(covector) / (1 + damping)
    if isinstance(metric, LayerMetric):
        if shape != (metric.size,):
            wanted = f"have {metric.size} components, one for each parameter of the metric"
            raise _check.error("covector", wanted, f"shape (..., {shape[0]})")
        return metric._raiser(damping)
    metric = _check.as_array("metric", metric)
    if metric.shape == shape:
        smallest = np.min(metric.real) + damping
        if np.iscomplexobj(metric) and metric.imag.any():
            raise _check.error("metric", "be real on its diagonal", metric)
        if smallest <= 0:
            raise _check.error("metric", "be positive", f"a smallest eigenvalue of {smallest:.3g}", _FIX)
        return lambda covector: np.conj(covector) / (metric.real + damping)
    return of_matrix(_check.as_array("metric", metric, shape=shape * 2), damping)


def of_matrix(metric, damping):
    """Return the raising function of a full matrix, Hermitian and positive."""
    damped = _check.symmetric("metric", metric) + damping * np.eye(len(metric), dtype=metric.dtype)
    try:
        factor = cho_factor(damped)
        pivots = np.diag(factor[0]).real ** 2
        doubtful = pivots.min() <= len(metric) * np.finfo(metric.dtype).eps * pivots.max()
    except LinAlgError:
        doubtful = True
    if doubtful:
        examine(np.linalg.eigvalsh(damped), "metric")

    def solve(covector):
        rows = np.conj(covector).reshape(-1, len(metric))
        return cho_solve(factor, rows.T).T.reshape(covector.shape)

    return solve


def examine(eigenvalues, name):
    """Raise the error that names the smallest eigenvalue of a metric if rounding cannot tell it from zero."""
    smallest, largest = eigenvalues.min(), eigenvalues.max()
    if smallest <= eigenvalues.size * np.finfo(eigenvalues.dtype).eps * largest:
        raise _check.error(name, "be positive", f"a smallest eigenvalue of {smallest:.3g}", _FIX)
