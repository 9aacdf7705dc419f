"""Losses: how wrong a batch of outputs is, and the covector that says how this changes.

A loss is a function ``loss(outputs, targets)`` that returns ``(value, differential)``: the mean over the batch, and
dL = ∂L/∂outputs, an array of the outputs' shape. For complex outputs y = a + ib it is the covector
∂L/∂a − i ∂L/∂b = 2 ∂L/∂y, which acts by `physdl.neural.maps.pairing`.
"""

from __future__ import annotations

import numpy as np

from physdl import _check

__all__ = ["modulus_loss", "softmax_cross_entropy", "squared_loss"]


def squared_loss(outputs, targets):
    r"""Return half the mean squared distance and its differential.

    .. math:: L = \frac{1}{2N}\sum_i \lvert y_i - t_i\rvert^2, \qquad dL = \frac{1}{N}\,\overline{(y - t)} .

    Parameters
    ----------
    outputs : array, shape (..., m)
        y: the N points of a batch.
    targets : array, shape (..., m)
        t.

    Returns
    -------
    value : float
    differential : array, shape (..., m)
        A covector: for complex outputs it is the conjugate difference, and acts by `pairing`. For real outputs it is
        real, also where the targets are not.

    Raises
    ------
    ValueError
        If the shapes differ (both named) or a target is not finite.

    Notes
    -----
    See :lesson:`3.1`, and :lesson:`3.4` for complex numbers.

    Examples
    --------
    >>> squared_loss([[1.0, 2.0]], [[0.0, 4.0]])
    (2.5, array([[ 1., -2.]]))
    """
    outputs = _outputs(outputs)
    targets = _check.as_array("targets", targets, finite=False)
    if targets.shape != outputs.shape:
        fix = "One number per point still needs a last axis of length 1." if outputs.shape[-1:] == (1,) else None
        raise _check.error("targets", f"have the outputs' shape {outputs.shape}", f"shape {targets.shape}", fix)
    difference = outputs - targets
    flat = difference.ravel()
    total = np.vdot(flat, flat).real
    if not np.isfinite(total):
        _check.as_array("targets", targets)  # outputs that are too large make a loss that is too large
    share = 1 / max(1, outputs[..., 0].size)
    if np.iscomplexobj(difference):
        real = not np.iscomplexobj(outputs)
        difference = difference.real.copy() if real else np.conjugate(difference, out=difference)
    difference *= difference.dtype.type(share)
    return float(total) * share / 2, difference


def _outputs(outputs, real=False):
    """Return outputs as floating or complex numbers; what is not finite makes a loss that is not."""
    outputs = _check.as_array("outputs", outputs, finite=False, real=real)
    if outputs.ndim == 0:
        raise _check.error("outputs", "have shape (..., m)", "a single number")
    return _check.nonempty("outputs", outputs)


def modulus_loss(outputs, targets):
    r"""Return half the mean squared distance of the moduli, and its differential: a loss that sees no phase.

    .. math:: L = \frac{1}{2N}\sum_i \big(\lvert y_i\rvert - t_i\big)^2, \qquad
              dL = \frac{1}{N}\,\big(\lvert y\rvert - t\big)\,\frac{\overline{y}}{\lvert y\rvert} .

    Parameters
    ----------
    outputs : array, shape (..., m)
        y: the N points of a batch, complex or real.
    targets : array, shape (..., m)
        t ≥ 0: the moduli that are wanted.

    Returns
    -------
    value : float
    differential : array, shape (..., m)
        A covector; zero where y = 0, at the kink.

    Raises
    ------
    ValueError
        If the shapes differ (both named), or a target is negative or not finite.
    TypeError
        If the targets are complex.

    Notes
    -----
    No branch of it is holomorphic. See :lesson:`3.4`.

    Examples
    --------
    >>> modulus_loss([[3.0 + 4.0j]], [[4.0]])
    (0.5, array([[0.6-0.8j]]))
    """
    outputs = _outputs(outputs)
    targets = _check.as_array("targets", targets)
    if np.iscomplexobj(targets):
        raise _check.error("targets", "be real", f"dtype {targets.dtype}", "Give their moduli.", TypeError)
    if targets.shape != outputs.shape:
        raise _check.error("targets", f"have the outputs' shape {outputs.shape}", f"shape {targets.shape}")
    if (targets < 0).any():
        raise _check.error("targets", "not be negative", f"{targets.min():.3g}", "A modulus never is.")
    modulus = np.abs(outputs)
    difference = modulus - targets
    share = 1 / max(1, outputs[..., 0].size)
    flat = difference.ravel()
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite shows in the value
        value = float(np.dot(flat, flat)) * share / 2
        modulus[modulus == 0] = np.inf
        difference *= difference.dtype.type(share)
        difference /= modulus
    return value, np.conjugate(outputs) * difference


def softmax(outputs):
    """Return the probabilities (..., classes) whose logarithms are `outputs` up to a constant at each point.

    The largest is subtracted before the exponential, so nothing overflows.
    """
    p = outputs - outputs.max(axis=-1, keepdims=True)
    np.exp(p, out=p)
    p /= p.sum(axis=-1, keepdims=True)
    return p


def softmax_cross_entropy(outputs, labels):
    r"""Return the mean surprise at the right classes, :math:`-\ln p`, and its differential.

    .. math:: p_k = \frac{e^{y_k}}{\sum_j e^{y_j}}, \qquad L = -\frac1N\sum_i \ln p_{c_i}(y_i), \qquad
              dL = \frac1N\,(p - e_c) .

    Parameters
    ----------
    outputs : array, shape (..., classes)
        y: logarithms of unnormalised probabilities.
    labels : array of int, shape (...)
        c: the right classes, from 0 to classes − 1.

    Returns
    -------
    value : float
        In nats.
    differential : array, shape (..., classes)
        Its components at each point add up to zero.

    Raises
    ------
    TypeError
        If the outputs are complex or the labels are not whole numbers.
    ValueError
        If the labels do not have the shape of the batch, or a label is out of range (the first one is named).

    Notes
    -----
    The largest output of each point is subtracted before the exponential, so nothing overflows.

    See :lesson:`3.1`.

    Examples
    --------
    >>> value, differential = softmax_cross_entropy([[0.0, 0.0]], [1])
    >>> round(value, 4), differential
    (0.6931, array([[ 0.5, -0.5]]))
    """
    outputs = _outputs(outputs, real=True)
    classes = outputs.shape[-1]
    labels = _check.integers("labels", labels, fix="One label per point, not a row of probabilities.")
    if labels.shape != outputs.shape[:-1]:
        raise _check.error("labels", f"have shape {outputs.shape[:-1]}, one per point", f"shape {labels.shape}")
    if labels.size and (labels.min() < 0 or labels.max() >= classes):
        first = tuple(int(i) for i in np.argwhere((labels < 0) | (labels >= classes))[0])
        raise _check.error("labels", f"lie between 0 and {classes - 1}", f"{labels[first]} at index {first}")
    # Not by `softmax`: the surprise is right where p is no number above zero. And class by class rather than point by
    # point: sums over few classes then run along the long axis.
    p = np.array(outputs.reshape(-1, classes).T, order="C")
    p -= p.max(axis=0)
    right = labels.ravel(), np.arange(labels.size)
    chosen = p[right].sum()
    np.exp(p, out=p)
    total = p.sum(axis=0)
    share = 1 / max(1, labels.size)
    value = float(np.log(total).sum() - chosen) * share
    total /= total.dtype.type(share)
    p /= total
    p[right] -= p.dtype.type(share)
    return value, p.T.reshape(outputs.shape)
