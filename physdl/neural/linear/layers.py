"""Linear layers that learn step by step, and what their learning keeps, offered by `physdl.neural.linear`."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from physdl import _check


def linear_differential(weights, task):
    r"""Return the loss of a network of linear layers and its differential by each layer.

    .. math:: G_l = \frac{\partial L}{\partial W_l} = (W_N\cdots W_{l+1})^{\mathsf T}\,E\,
              (W_{l-1}\cdots W_1)^{\mathsf T}, \qquad E = W_N\cdots W_1 - S .

    Parameters
    ----------
    weights : list of arrays, shapes (..., outputs, inputs)
    task : array, shape (outputs, inputs)
        S.

    Returns
    -------
    loss : array, shape (...)
    differential : list of arrays
        Of the shapes of the weights.

    Raises
    ------
    ValueError
        If the layers do not fit each other or the task, or are not finite.

    Notes
    -----
    See :lesson:`3.7`.

    Examples
    --------
    >>> loss, (first, second) = linear_differential([[[2.0]], [[0.5]]], [[3.0]])
    >>> float(loss), first.item(), second.item()
    (2.0, -1.0, -4.0)
    """
    weights = _layers(weights)
    return _differential(weights, _task(task, weights))


def learn_linear(weights, task, *, rate, steps, every=1, decay=0.0):
    r"""Return the weights on the way of plain learning, :math:`W_l \leftarrow W_l - \eta\,(G_l + \mu W_l)`.

    Parameters
    ----------
    weights : list of arrays, shapes (..., outputs, inputs)
        Where learning starts; they are not changed.
    task : array, shape (outputs, inputs)
    rate : float
        η.
    steps : int
    every : int
        Keep the weights after every so-many-th step.
    decay : float
        μ, of the weights, added to the differential.

    Returns
    -------
    list of arrays, shapes (steps // every + 1, ..., outputs, inputs)
        The first entries are the start.

    Raises
    ------
    ValueError
        If the layers do not fit each other or the task, or are not finite.
    FloatingPointError
        If the weights run away.

    Notes
    -----
    Time is steps · η. See :lesson:`3.7`.
    """
    weights = _layers(weights)
    task = _task(task, weights)
    rate, decay = _check.positive("rate", rate), _check.nonnegative("decay", decay)
    steps, every = _check.whole("steps", steps), _check.whole("every", every, minimum=1)
    kept = steps // every + 1
    _check.room("steps", kept * sum(weight.nbytes for weight in weights), f"{steps:,} steps", "Raise `every`.")
    path = [np.empty((kept, *weight.shape), weight.dtype) for weight in weights]
    now = [weight.copy() for weight in weights]
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps + 1):
            if step % every == 0:
                for store, weight in zip(path, now, strict=True):
                    store[step // every] = weight
            if step < steps:
                for weight, G in zip(now, _differential(now, task)[1], strict=True):
                    weight -= weight.dtype.type(rate) * (G + weight.dtype.type(decay) * weight)
    if not all(np.isfinite(weight).all() for weight in now):
        raise _check.error("rate", "be so small that the weights stay finite", rate, kind=FloatingPointError)
    return path


def charges(weights):
    r"""Return what the flow of learning keeps at each joint between two linear layers.

    .. math:: Q_l = W_{l+1}^{\mathsf T} W_{l+1} - W_l W_l^{\mathsf T} .

    Parameters
    ----------
    weights : list of arrays, shapes (..., outputs, inputs)

    Returns
    -------
    list of arrays, shapes (..., units, units)
        Symmetric, one for each joint.

    Raises
    ------
    ValueError
        If there are fewer than two layers, or they do not fit each other or are not finite.

    Notes
    -----
    Any loss of the product alone keeps them in the flow :math:`\dot W_l = -G_l`. A step without decay changes
    them by :math:`\eta^2(G_{l+1}^{\mathsf T}G_{l+1} - G_lG_l^{\mathsf T})`, and by nothing else. What goes out of the
    units has the plus here, what comes in the minus; in `physdl.neural.modular.Subtraction.charges` it is the other way
    round. See :lesson:`3.7`.

    Examples
    --------
    >>> charges([[[1.0, 2.0]], [[3.0]]])[0]
    array([[4.]])
    """
    weights = _layers(weights, fewest=2)
    return [
        np.swapaxes(after, -1, -2) @ after - before @ np.swapaxes(before, -1, -2) for before, after in pairwise(weights)
    ]


def aligned_weights(task, start, width, *, rng, charge=0.0):
    r"""Return two layers that are aligned with the modes of a task, so that each mode learns by itself.

    With the singular value decomposition :math:`S = U\,\mathrm{diag}(s)\,V^{\mathsf T}` and random perpendicular
    directions R of the units between,

    .. math:: W_1 = R\,\mathrm{diag}(a)\,V^{\mathsf T}, \qquad W_2 = U\,\mathrm{diag}(b)\,R^{\mathsf T}, \qquad
              a_ib_i = u_i, \quad b_i^2 - a_i^2 = q_i .

    Parameters
    ----------
    task : array, shape (outputs, inputs)
        S.
    start : float or array, shape (modes,)
        The strengths u of the product, in the order of the singular values; there are min(outputs, inputs) of them.
    width : int
        Units between the layers, as many as modes at least.
    rng : numpy.random.Generator
        Draws R.
    charge : float or array, shape (modes,)
        The charges q: 0 for layers in balance.

    Returns
    -------
    list of two arrays
        W₁ of shape (width, inputs) and W₂ of shape (outputs, width), in the precision of the task.

    Raises
    ------
    ValueError
        If there are fewer units than modes, or the arrays do not fit the modes.

    Notes
    -----
    See :lesson:`3.7`.
    """
    task = _check.nonempty("task", _check.as_array("task", task, ndim=2, real=True), "entry")
    modes = min(task.shape)
    width = _check.whole("width", width, minimum=modes, fix=f"The task has {modes} modes.")
    _check.generator("rng", rng)
    _check.room("width", 8 * width * (modes + sum(task.shape)), width)
    u, q = (
        _check.broadcast(name, _check.as_array(name, value, real=True, dtype=float), "task", (modes,))
        for name, value in (("start", start), ("charge", charge))
    )
    if u.ndim > 1 or q.ndim > 1:
        raise _check.error("start" if u.ndim > 1 else "charge", f"be a number or hold {modes} of them", f"{u.shape}")
    larger = np.sqrt(np.hypot(q, 2 * u) / 2 + np.abs(q) / 2)
    smaller = np.divide(np.abs(u), larger, out=np.zeros(np.broadcast(u, q).shape), where=larger > 0)
    first, second = np.where(q > 0, smaller, larger), np.where(q > 0, larger, smaller)
    left, _, right = np.linalg.svd(task.astype(float), full_matrices=False)
    units = np.linalg.qr(rng.normal(size=(width, modes)))[0]
    one, two = units * (np.sign(u) * first + (u == 0) * first) @ right, left * second @ units.T
    return [one.astype(task.dtype, copy=False), two.astype(task.dtype, copy=False)]


def _layers(weights, fewest=1):
    """Return the weights as arrays of one real type that fit each other."""
    given = _check.sequence("weights", weights, "Give a list of arrays, the first layer's first.")
    arrays = [_check.as_array("weights", weight, real=True) for weight in given]
    if len(arrays) < fewest or any(weight.ndim < 2 or not weight.size for weight in arrays):
        rule = f"hold at least {fewest} arrays of shape (..., outputs, inputs)"
        raise _check.error("weights", rule, f"shapes {[weight.shape for weight in arrays]}")
    for before, after in pairwise(arrays):
        if after.shape[-1] != before.shape[-2] or after.shape[:-2] != before.shape[:-2]:
            fix = "The first layer comes first, and all have the same leading axes."
            raise _check.error("weights", "fit each other", f"{before.shape}, then {after.shape}", fix)
    return [weight.astype(np.result_type(*arrays), copy=False) for weight in arrays]


def _task(task, weights):
    shape = weights[-1].shape[-2], weights[0].shape[-1]
    return _check.as_array("task", task, shape=shape, real=True).astype(weights[0].dtype, copy=False)


def _differential(weights, task):
    below = [None]
    for weight in weights[:-1]:
        below.append(weight if below[-1] is None else weight @ below[-1])
    error = (weights[-1] if below[-1] is None else weights[-1] @ below[-1]) - task
    differential, above = [], error
    for weight, seen in zip(reversed(weights), reversed(below), strict=True):
        differential.append(above if seen is None else above @ np.swapaxes(seen, -1, -2))
        above = np.swapaxes(weight, -1, -2) @ above
    with np.errstate(over="ignore"):
        return np.sum(error * error, axis=(-2, -1)) / 2, differential[::-1]
