"""All that a linear model with Gaussian noise keeps of its data: the moments, in the form that loses no digits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr, solve_triangular

from physdl import _check
from physdl._scale import unit


@dataclass(frozen=True)
class Moments:
    r"""The sufficient statistics of N data (x, y) for y = xθ + noise, as a triangular root.

    .. math:: X = QR, \qquad z = Q^{\mathsf T}y, \qquad
              \sum_i (y_i - x_i\theta)^2 = \lvert z - R\theta\rvert^2 + r .

    ``a + b`` are the moments of both sets of data together, to rounding.

    Attributes
    ----------
    count : float
        N.
    root : array, shape (k, k)
        R, upper triangular: RᵀR = XᵀX, without the digits that XᵀX would lose.
    cross : array, shape (k,)
        z.
    residual : float
        r, the least sum of squares.

    Notes
    -----
    See :lesson:`5.3`.
    """

    count: float
    root: np.ndarray
    cross: np.ndarray
    residual: float

    def __post_init__(self):
        cross = _check.as_array("cross", self.cross, ndim=1, dtype=float)
        checked = {
            "count": _check.positive("count", self.count),
            "root": _check.as_array("root", self.root, shape=(len(cross),) * 2, dtype=float),
            "cross": cross,
            "residual": _check.nonnegative("residual", self.residual),
        }
        if np.any(np.tril(checked["root"], -1)):
            raise _check.error("root", "be upper triangular", self.root)
        for name, value in checked.items():
            object.__setattr__(self, name, value)

    @classmethod
    def of_sample(cls, count, mean, variance):
        """Return the moments of N numbers with this mean and this variance (the divisor is N): a design of ones."""
        count = _check.positive("count", count)
        mean, variance = _check.finite_number("mean", mean), _check.nonnegative("variance", variance)
        residual = count * variance
        if not np.isfinite(residual):
            raise _check.error("variance", "leave a sum of squares below 1.8e308", variance)
        return cls(count, np.array([[count**0.5]]), np.array([count**0.5 * mean]), residual)

    @property
    def estimate(self):
        r"""The least-squares parameters :math:`\hat\theta`, shape (k,)."""
        require_independent("root", self.root)
        with np.errstate(over="ignore"):
            found = solve_triangular(self.root, self.cross)
        if not np.isfinite(found).all():
            raise _check.error("cross", "leave an estimate below 1.8e308", self.cross, "Take other units.")
        return found

    def log_likelihood(self, sigma=None):
        """Return the largest ln p(y | θ, σ): over θ at this σ, or over θ and σ where none is given."""
        if sigma is None:
            sigma = (self.residual / self.count) ** 0.5
        sigma = _check.positive("sigma", sigma, fix="A fit without residuals has no scatter to learn from.")
        misfit = 0.5 * (self.residual**0.5 / sigma) * (self.residual**0.5 / sigma)
        if not np.isfinite(misfit):
            fix = "Measure y, and σ with it, in other units."
            raise _check.error("sigma", "leave a misfit r/σ² below 1.8e308", sigma, fix)
        return -self.count / 2 * (np.log(2 * np.pi) + 2 * np.log(sigma)) - misfit

    def repeated(self, times):
        """Return the moments of the same data, each seen `times` times: a design that averages itself."""
        times = _check.positive("times", times)
        return Moments(times * self.count, times**0.5 * self.root, times**0.5 * self.cross, times * self.residual)

    def __add__(self, other):
        if not isinstance(other, Moments):
            return NotImplemented
        if len(other.cross) != len(self.cross):
            raise _check.error("other", f"have {len(self.cross)} columns, as these moments have", f"{len(other.cross)}")
        both = [np.column_stack([m.root, m.cross]) for m in (self, other)]
        root, cross, residual = _triangle(np.concatenate(both))
        return Moments(self.count + other.count, root, cross, self.residual + other.residual + residual)


def moments(x, y):
    r"""Return the moments of data for a linear model, :math:`y_i = \sum_j x_{ij}\theta_j` plus noise.

    Parameters
    ----------
    x : array, shape (N, k)
        The design: one row for each datum, one column for each parameter.
    y : array, shape (N,)
        What was measured.

    Returns
    -------
    Moments

    Raises
    ------
    ValueError
        If there are fewer rows than columns, the columns depend on each other (they are named), or a number is not
        finite.

    Notes
    -----
    One Householder triangularisation of [X, y], 2N(k + 1)² operations. See :lesson:`5.3`.
    """
    x = _check.as_array("x", x, ndim=2, dtype=float)
    y = _check.as_array("y", y, shape=(len(x),), dtype=float)
    if len(x) < x.shape[1]:
        fix = "With fewer data than parameters the best fit is not one point."
        raise _check.error("x", "have at least as many rows as columns", f"shape {x.shape}", fix)
    root, cross, residual = _triangle(np.column_stack([x, y]))
    if not np.isfinite(residual):
        raise _check.error("y", "have a sum of squares below 1.8e308", f"sizes up to {np.abs(y).max():.3g}")
    require_independent("x", root)
    return Moments(float(len(x)), root, cross, residual)


def _triangle(rows):
    """Return R, z and the residual of rows [X, y]."""
    k = rows.shape[1] - 1
    triangle = np.linalg.qr(rows, mode="r")
    triangle = np.pad(triangle, ((0, k + 1 - len(triangle)), (0, 0)))  # N = k leaves no residual row
    last = float(triangle[k, k])
    return triangle[:k, :k], triangle[:k, k], last * last


def require_independent(name, root):
    """Refuse columns that are combinations of the others, to rounding, and name them."""
    dependent = _dependent(root)
    if dependent:
        named = ", ".join(map(str, dependent))
        fix = "Drop them, or give them a prior of their own: the data cannot tell them apart."
        raise _check.error(name, "have independent columns", f"columns {named} that the others make up", fix)


def _dependent(root):
    """Return the columns that are combinations of the others, to rounding."""
    if not root.size:
        return []
    root = root / unit(root, axis=0)
    sizes = np.linalg.norm(root, axis=0)
    scaled = root / np.where(sizes > 0, sizes, 1.0)
    triangle, order = qr(scaled, mode="r", pivoting=True)
    lost = np.abs(np.diag(triangle)) <= 10 * len(root) * np.finfo(float).eps
    return sorted(int(j) for j in order[lost])
