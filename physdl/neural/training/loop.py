"""The loop that trains: batches, progress, checkpoints."""

from __future__ import annotations

import inspect

import numpy as np

from physdl import _check, _npz
from physdl._progress import Progress
from physdl.neural.maps.protocol import as_map
from physdl.neural.network import Network, loss_differential
from physdl.neural.optimizers import OPTIMIZERS
from physdl.neural.training import checkpoint as _checkpoint


def train(
    network,
    loss,
    x,
    y,
    *,
    rate,
    epochs,
    batch=None,
    rng=None,
    optimizer="aristotle",
    callback=None,
    progress=True,
    checkpoint=None,
    every=1,
    resume=False,
    **options,
):
    r"""Change the parameters of a network step by step, by the differential of a loss and a rule of motion.

    .. math:: \theta \leftarrow \theta - \eta\,g^{-1}dL(\theta)

    with the rule `aristotle`, for which the others stand in.

    Parameters
    ----------
    network : Network
        Its parameters are changed in place.
    loss : callable
        As for `loss_differential`.
    x, y : arrays
        N points and their targets or labels, along the first axis.
    rate : float
        η, in units of θ² per unit of loss (with `adam`: in units of θ).
    epochs : int
        How many times each point is used, in all: those before a checkpoint count.
    batch : int, optional
        Points per step (default: all of them). Each epoch goes through the points in a new random order and leaves out
        those that do not fill a batch.
    rng : numpy.random.Generator, optional
        Draws the order; needed with `batch`.
    optimizer : str or callable
        A name in `OPTIMIZERS`, or a rule like those of `physdl.neural.optimizers`.
    callback : callable or sequence of callables, optional
        ``callback(epoch, mean_loss)`` after each epoch; learning ends when one of them returns True.
    progress : bool
        Show a progress bar once two seconds have passed.
    checkpoint : str or path, optional
        A file (``.npz``) that receives the whole state of the run after every so-many-th epoch and the last.
    every : int
        How many epochs lie between two checkpoints.
    resume : bool
        Go on from `checkpoint` if there is such a file; without it a run begins at the beginning and overwrites the
        file. With the same arguments, an interrupted and resumed run ends where an uninterrupted one does, bit by bit.
    **options
        What else the rule takes: ``momentum``, ``decay``, ``metric``.

    Returns
    -------
    array, shape (epochs run,)
        The mean over each epoch of the losses before its steps; in a resumed run, from the first epoch on.

    Raises
    ------
    ValueError
        If `rate` is not positive, `x` and `y` differ in length, `batch` is larger than N, an option breaks its rule, or
        the checkpoint is cut off, or one of another network (both shapes named), rule or kind of generator.
    TypeError
        If `batch` is given without `rng`, or the rule does not take an option.
    FloatingPointError
        If the loss stops being finite. The network is left with the last parameters at which it was finite.

    Notes
    -----
    A checkpoint is written beside the old one and then put in its place: an interruption leaves one of the two, whole.

    See :lesson:`3.1` and :lesson:`3.5`.
    """
    as_map("network", network, Network)
    _check.function("loss", loss, "For example `squared_loss`.")
    epochs, every = _check.whole("epochs", epochs, minimum=1), _check.whole("every", every, minimum=1)
    x, y, batch = _points(x, y, batch, rng)
    theta, callbacks = network.parameters, _callbacks(callback)
    step, memory, rule = _rule(optimizer, theta, rate, options)
    run = {"network": network, "memory": memory, "rule": rule, "rng": rng}
    if resume and checkpoint is None:
        raise _check.error("checkpoint", "be given where `resume` is", None, kind=TypeError)
    checkpoint = None if checkpoint is None else _npz.place("checkpoint", checkpoint)
    history = _checkpoint.restore(checkpoint, **run) if resume and checkpoint.exists() else []
    covector, before = np.empty_like(theta), theta.copy()
    with Progress(epochs, done=len(history), unit="epoch", wanted=progress) as bar:
        for epoch in range(len(history), epochs):
            try:
                history.append(_epoch(network, loss, x, y, batch, rng, step, covector, before))
            except FloatingPointError as reason:
                theta[:] = before
                text = f"learning diverged in epoch {epoch} at rate {rate:g}, {reason}"
                kept = "The network keeps the last parameters at which its loss was finite; take a smaller `rate`."
                raise FloatingPointError(f"{text} {kept}") from reason
            if checkpoint is not None and ((epoch + 1) % every == 0 or epoch + 1 == epochs):
                _checkpoint.save(checkpoint, **run, history=history)
            bar.advance(1)
            if any([call(epoch, history[-1]) for call in callbacks]):
                break
    return np.array(history)


def _epoch(network, loss, x, y, batch, rng, step, covector, before):
    """Use each point once and return the mean loss; `before` is left at the last parameters with a finite loss."""
    order = None if rng is None else rng.permutation(len(x))
    losses = []
    with np.errstate(over="ignore", invalid="ignore"):
        for first in range(0, len(x) - batch + 1, batch):
            chosen = slice(None) if order is None else order[first : first + batch]
            try:
                value, _ = loss_differential(network, loss, x[chosen], y[chosen], out=covector)
            except FloatingPointError as reason:
                raise FloatingPointError(f"step {first // batch}: {reason}") from reason
            losses.append(value)
            before[:] = network.parameters
            step(covector)
        theta = network.parameters
        if not (np.isfinite(np.dot(theta, theta)) or np.isfinite(theta).all()):
            raise FloatingPointError(f"step {first // batch}: it leads to parameters that are not finite.")
    return np.mean(losses)


def _points(x, y, batch, rng):
    x, y = _check.as_array("x", x, finite=False), _rows(y)
    if not x.ndim:
        raise _check.error("x", "have shape (N, ...)", "a single number")
    _check.nonempty("x", x)
    if len(x) != len(y):
        raise _check.error("y", f"have one entry for each of the {len(x)} points", f"{len(y)}")
    if batch is not None and rng is None:
        raise _check.error("rng", "be a numpy.random.Generator where `batch` is given", rng, kind=TypeError)
    _check.generator("rng", rng, optional=True)
    batch = len(x) if batch is None else _check.whole("batch", batch, minimum=1)
    if batch > len(x):
        raise _check.error("batch", f"be at most {len(x)}, the number of points", batch)
    return x, y, batch


def _rows(y):
    """Return what the loss compares with, which only the loss knows how to judge."""
    try:
        y = np.asarray(y)
    except (TypeError, ValueError) as reason:
        raise _check.error("y", "be an array", y, kind=TypeError) from reason
    if not y.ndim:
        raise _check.error("y", "have one entry for each point", y, kind=TypeError)
    return y


def _callbacks(callback):
    if callback is None:
        return []
    found = [callback] if callable(callback) else callback
    if not isinstance(found, list | tuple) or not all(callable(call) for call in found):
        raise _check.error("callback", "be a function, or a sequence of functions", callback, kind=TypeError)
    return list(found)


def _rule(optimizer, theta, rate, options):
    """Return the step, its memory and the rule's name."""
    rule = optimizer if callable(optimizer) else OPTIMIZERS[_check.choice("optimizer", optimizer, tuple(OPTIMIZERS))]
    name = getattr(rule, "__name__", repr(rule))
    known = inspect.signature(rule).parameters
    takes = [option for option in known if option not in ("theta", "rate")]
    for option in options:
        if option not in takes:
            offered = ", ".join(map(repr, takes)) or "no options"
            raise _check.error("optimizer", f"take the option {option!r}", name, f"It takes {offered}.", TypeError)
    needed = [o for o in takes if known[o].default is known[o].empty and o not in options]
    if needed:
        raise _check.error(needed[0], f"be given for the rule {name!r}", "nothing", kind=TypeError)
    return *rule(theta, rate, **options), name
