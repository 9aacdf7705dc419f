r"""A network of one layer that names classes: its most probable weights, and what it bet on the data.

.. math:: p(c\mid x) = \frac{e^{x\cdot W_c}}{\sum_b e^{x\cdot W_b}}, \qquad W \sim \mathcal N(0, 1/\lambda)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from physdl import _check

__all__ = ["SoftmaxFit", "fit_softmax"]


@dataclass(frozen=True)
class SoftmaxFit:
    r"""The most probable weights.

    Attributes
    ----------
    weights : array, shape (d, classes)
        Each row sums to zero: what all classes have in common changes no probability.
    precision : float
        λ of the prior, one over the variance of each weight.
    log_likelihood : float
        ln p(labels | W) of the data fitted.
    steps : int
        Taken.

    Notes
    -----
    See :lesson:`5.6`.
    """

    weights: np.ndarray
    precision: float
    log_likelihood: float
    steps: int

    def probabilities(self, x):
        r"""Return the probability of each class.

        .. math:: p(c\mid x) = e^{x\cdot W_c}/\sum_b e^{x\cdot W_b}

        Parameters
        ----------
        x : array, shape (n, d)

        Returns
        -------
        array, shape (n, classes)

        Raises
        ------
        ValueError
            If `x` has not d columns, or a number in it is not finite.

        Notes
        -----
        See :lesson:`5.6`.
        """
        return _softmax(_check.as_array("x", x, shape=(None, len(self.weights)), dtype=float) @ self.weights)

    def log_evidence(self, x):
        r"""Return Laplace's value of the logarithm of the evidence.

        .. math:: \ln Z \approx \ln p(\text{labels}\mid\hat W) - \tfrac\lambda2\lvert\hat W\rvert^2
            + \tfrac{dK}2\ln\lambda - \tfrac12\ln\det H

        with H the Hessian of −ln p(labels | W) + λ|W|²/2 at the most probable weights.

        Parameters
        ----------
        x : array, shape (n, d)
            The inputs that were fitted.

        Returns
        -------
        float

        Raises
        ------
        ValueError
            If the Hessian, of (d · classes)² numbers, would not fit into memory.

        Notes
        -----
        The Hessian does not depend on the labels. See :lesson:`5.6`.
        """
        curvature = self._hessian(x)
        penalty = self.precision / 2 * np.sum(self.weights**2)
        volume = self.weights.size * np.log(self.precision) - np.linalg.slogdet(curvature)[1]
        return float(self.log_likelihood - penalty + volume / 2)

    def _hessian(self, x):
        p, (d, classes) = self.probabilities(x), self.weights.shape
        _check.room("x", 16 * (d * classes) ** 2, f"{d} columns and {classes} classes")
        x = np.asarray(x, float)
        result = np.empty((classes, d, classes, d))
        for a in range(classes):
            for b in range(a, classes):
                each = p[:, a] * ((a == b) - p[:, b])
                result[a, :, b] = x.T @ (each[:, None] * x)
                result[b, :, a] = result[a, :, b].T
        result = result.reshape(d * classes, d * classes)
        result[np.diag_indices(d * classes)] += self.precision
        return result


def fit_softmax(x, labels, classes, precision, *, tolerance=1e-8, most=20_000):
    r"""Return the weights that the data and the prior make most probable.

    .. math:: S(W) = -\sum_n\ln p(c_n\mid x_n) + \tfrac\lambda2\lvert W\rvert^2

    Parameters
    ----------
    x : array, shape (n, d)
        Inputs; a column of ones gives each class a constant.
    labels : array of int, shape (n,)
        From 0 to classes − 1.
    classes : int
    precision : float
        λ > 0; a prior without end would let the weights of classes that can be told apart run away.
    tolerance : float
        The steps end where the next one promises to lower S by less.
    most : int
        Of steps.

    Returns
    -------
    SoftmaxFit

    Raises
    ------
    ValueError
        If a label names no class, there are no data, or the steps do not end.

    Notes
    -----
    D. Böhning's bound, :math:`S'' \le \tfrac12(1 - \tfrac1K)\otimes X^{\mathsf T}X + \lambda` with the matrix of ones
    beside 1/K, lets one matrix, factored once, serve for all steps: no step can fail. Y. Nesterov's momentum, begun
    anew where it points uphill, makes them few. Sources: Annals of the Institute of Statistical Mathematics 44 (1992)
    197, doi:10.1007/BF00048682. See :lesson:`5.6`.

    Examples
    --------
    >>> x = np.array([[1, -1.0], [1, 0.0], [1, 2.0]])
    >>> fit_softmax(x, [0, 0, 1], 2, 1.0).probabilities(x).argmax(axis=1).tolist()
    [0, 0, 1]
    """
    x = _check.as_array("x", x, ndim=2, dtype=float)
    _check.nonempty("x", x, "datum")
    classes, precision = _check.whole("classes", classes, minimum=2), _check.positive("precision", precision)
    labels = _check.integers("labels", labels)
    if labels.shape != (len(x),):
        raise _check.error("labels", f"have shape ({len(x)},), one for each row of `x`", f"shape {labels.shape}")
    if labels.min() < 0 or labels.max() >= classes:
        raise _check.error("labels", f"lie between 0 and {classes - 1}", f"{labels.min()} to {labels.max()}")
    tolerance, most = _check.positive("tolerance", tolerance), _check.whole("most", most, minimum=1)
    _check.room("x", 16 * x.shape[1] ** 2, f"{x.shape[1]} columns")
    _check.room("classes", 32 * classes * (len(x) + x.shape[1]), f"{classes:,} for {len(x):,} data")
    factor = _bound(x, precision)
    told = np.zeros((len(x), classes))
    told[np.arange(len(x)), labels] = 1
    here = ahead = np.zeros((x.shape[1], classes))
    momentum, steps = 1.0, 0
    while steps < most:
        slope = x.T @ (told - _softmax(x @ ahead)) - precision * ahead
        step = cho_solve(factor, slope)
        if np.sum(slope * step) <= 2 * tolerance:
            break
        there = ahead + step
        if np.sum((there - here) * step) < 0:
            momentum = 1.0
        more = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead, here, momentum = there + (momentum - 1) / more * (there - here), there, more
        steps += 1
    else:
        fix = "Take a larger `precision` or `tolerance`."
        raise _check.error("tolerance", f"be reached within {most:,} steps", tolerance, fix)
    scores = x @ ahead
    top = scores.max(axis=1)
    surprise = np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top - scores[np.arange(len(x)), labels]
    return SoftmaxFit(ahead, precision, float(-surprise.sum()), steps)


def _bound(x, precision):
    """Return Böhning's matrix, factored."""
    with np.errstate(over="ignore", invalid="ignore"):
        bound = 0.5 * x.T @ x + precision * np.eye(x.shape[1])
    if not np.isfinite(bound).all():
        raise _check.error("x", "have squares below 1.8e308", f"{np.abs(x).max():.3g}", "Scale its columns.")
    try:
        return cho_factor(bound)
    except np.linalg.LinAlgError as reason:
        raise _check.error("precision", "keep the metric above zero, to rounding", precision) from reason


def _softmax(scores):
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True)
