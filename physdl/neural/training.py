r"""Learning, in its plainest form: :math:`\theta \leftarrow \theta - \eta\, dL`, again and again."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.network import loss_differential

__all__ = ["train"]


def train(network, loss, x, y, *, rate, epochs, batch=None, rng=None, callback=None):
    r"""Change the parameters of a network step by step against the differential of a loss.

    .. math:: \theta \leftarrow \theta - \eta\,dL(\theta).

    Parameters
    ----------
    network : Network
        Its parameters are changed in place.
    loss : callable
        As for `loss_differential`.
    x, y : array
        N points and their targets or labels, along the first axis.
    rate : float
        η, in units of θ² per unit of loss: with the naive metric, in which a parameter's covector is its own vector.
    epochs : int
        How many times each point is used.
    batch : int, optional
        Points per step (default: all of them). Each epoch goes through the points in a new random order and leaves out
        those that do not fill a batch.
    rng : numpy.random.Generator, optional
        Draws the order; needed with `batch`.
    callback : callable, optional
        ``callback(epoch, mean_loss)`` after each epoch; learning ends when it returns True.

    Returns
    -------
    array, shape (epochs run,)
        The mean over each epoch of the losses before its steps.

    Raises
    ------
    ValueError
        If `rate` is not positive, `x` and `y` differ in length, or `batch` is larger than N.
    TypeError
        If `batch` is given without `rng`.
    FloatingPointError
        If the loss stops being finite. The network is left with the last parameters at which it was finite.

    Notes
    -----
    See :lesson:`3.1`.
    """
    rate = _check.positive("rate", rate)
    epochs = _check.whole("epochs", epochs, minimum=1)
    x, y = np.asarray(x), np.asarray(y)
    if len(x) != len(y):
        raise _check.error("y", f"have one entry for each of the {len(x)} points", f"{len(y)}")
    if batch is not None and rng is None:
        raise _check.error("rng", "be a numpy.random.Generator where `batch` is given", rng, kind=TypeError)
    batch = len(x) if batch is None else _check.whole("batch", batch, minimum=1)
    if batch > len(x):
        raise _check.error("batch", f"be at most {len(x)}, the number of points", batch)
    theta, covector = network.parameters, np.empty_like(network.parameters)
    rate, before, history = theta.dtype.type(rate), theta.copy(), []
    for epoch in range(epochs):
        order = np.arange(len(x)) if rng is None else rng.permutation(len(x))
        losses = []
        for first in range(0, len(x) - batch + 1, batch):
            chosen = order[first : first + batch]
            try:
                value, _ = loss_differential(network, loss, x[chosen], y[chosen], out=covector)
            except FloatingPointError as reason:
                theta[:] = before
                text = f"learning diverged in epoch {epoch} at rate {rate:g}, step {first // batch}"
                kept = "The network keeps the last parameters at which its loss was finite; take a smaller `rate`."
                raise FloatingPointError(f"{text}: {reason} {kept}") from reason
            losses.append(value)
            before[:] = theta
            covector *= rate
            theta -= covector
        history.append(np.mean(losses))
        if callback is not None and callback(epoch, history[-1]):
            break
    return np.array(history)
