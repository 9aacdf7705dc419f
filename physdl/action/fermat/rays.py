"""Rays as Hamiltonian trajectories: light obeys the mechanics of a particle in the potential −n²/2."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl._scale import unit
from physdl.action.fermat import medium

__all__ = ["trace_ray"]

_DIFFERENCE = 0.1  # step of the medium's difference quotients, in lengths of a step of the first ray


def trace_ray(position, direction, index, step, steps, *, gradient=None, every=1):
    r"""Trace light rays that leave given points in given directions.

    The ray equations are Hamilton's for H = (|p|² − n(x)²)/2 = 0,

    .. math:: \frac{dx}{d\sigma} = p, \qquad \frac{dp}{d\sigma} = \tfrac12 \nabla n^2 , \qquad d\sigma = ds/n ,

    so |p| = n and the travel time grows by n² dσ. They are integrated by the leapfrog kick–drift–kick: symplectic,
    reversible, of order 2, with an error of H that stays bounded.

    Parameters
    ----------
    position : array, shape (..., d)
        Where the rays start, in units of length.
    direction : array, shape (..., d)
        Where they head; any non-zero length. Broadcast against `position`.
    index : callable
        Positions (..., d) → refractive index (...).
    step : float
        Step in σ, in units of length: a ray advances by about n · step. Positive.
    steps : int
        Number of steps, at least 1.
    gradient : callable, optional
        Positions (..., d) → ∇n (..., d). Without it the slope is a central difference of order 6, right to about
        1e-15/step in double precision, at 6 d evaluations of the index instead of one.
    every : int
        Record every so many steps; it must divide `steps`.

    Returns
    -------
    positions, momenta : arrays, shape (..., steps // every + 1, d)
        The start included; |p| = n there to rounding. The steps stand before the components, as in all paths that
        `travel_time` and `discrete_action` take, and behind the axes that count rays; a motion of `integrate` has them
        in front.

    Raises
    ------
    ValueError
        If a direction is zero, `step` is not positive, `every` does not divide `steps`, or a ray meets an index that is
        not positive, not finite or of the wrong shape.
    TypeError
        If an argument is not of the kind above.

    Notes
    -----
    One evaluation of the index and its gradient for all rays per step; memory 16 · rays · d · (steps/every + 1) bytes
    in double precision. Coordinates of one kind lie side by side: write `index` in ``x[..., 0]``, ``x[..., 1]``.

    In arc length s the equations read d/ds (n dx/ds) = ∇n: M. Born and E. Wolf, *Principles of Optics*, section 3.2.1,
    equation 2.

    See :lesson:`1.1`.

    Examples
    --------
    >>> x, p = trace_ray([0.0, 0.0], [1.0, 1.0], lambda x: np.full(x.shape[:-1], 2.0), 0.1, 5)
    >>> x.shape, np.round(p[-1] / np.sqrt(2), 12).tolist()
    ((6, 2), [1.0, 1.0])
    """
    position = _check.as_array("position", position, real=True)
    direction = _check.as_array("direction", direction, real=True)
    if position.ndim == 0:
        raise _check.error("position", "have shape (..., d)", "shape ()")
    if direction.shape[-1:] != position.shape[-1:]:
        rule = f"have shape (..., {position.shape[-1]}) like `position`"
        raise _check.error("direction", rule, f"shape {direction.shape}")
    step = _check.positive("step", step)
    steps = _check.whole("steps", steps, minimum=1)
    every = _check.whole("every", every, minimum=1)
    if steps % every:
        raise _check.error("every", f"divide `steps` = {steps}", every)
    _check.nonempty("position", position)
    _check.nonempty("direction", direction, "ray")
    if gradient is not None:
        _check.function("gradient", gradient)
    direction = direction / unit(direction, axis=-1)
    length = np.linalg.norm(direction, axis=-1, keepdims=True)
    if (length == 0).any():
        raise _check.error("direction", "not be zero", direction)
    try:
        batch = np.broadcast_shapes(position.shape, direction.shape)
    except ValueError as reason:
        raise _check.error(
            "direction", f"broadcast against shape {position.shape}", f"shape {direction.shape}"
        ) from reason

    # Component-major: each coordinate of all rays is one contiguous row, and functions of (..., d) see a view.
    dimension = batch[-1]
    dtype = np.result_type(position, direction)
    x = np.broadcast_to(position, batch).reshape(-1, dimension).T.astype(dtype, order="C")
    p = np.broadcast_to(direction / length, batch).reshape(-1, dimension).T.astype(dtype, order="C")
    n = medium.sample(index, x.T)
    p *= n
    force = _force(index, gradient, x, _DIFFERENCE * step * float(n.flat[0]))

    half = dtype.type(step / 2)
    step = dtype.type(step)
    _check.room("steps", 4 * x.nbytes * (steps // every + 1), steps, "Keep fewer of them: `every`.")
    record = np.empty((2, steps // every + 1, *x.shape), dtype)
    record[0, 0], record[1, 0] = x, p
    pull = force(x)
    move = np.empty_like(x)
    for k in range(1, steps + 1):
        p += np.multiply(pull, half if k == 1 else step, out=move)  # two half kicks in one
        x += np.multiply(p, step, out=move)
        pull = force(x)
        if k % every == 0:
            record[0, k // every] = x
            np.multiply(pull, half, out=move)
            np.add(p, move, out=record[1, k // every])
    shape = (*batch[:-1], steps // every + 1, dimension)
    positions, momenta = (np.moveaxis(kind, (0, 1), (1, 2)).reshape(shape) for kind in record)
    return positions, momenta


def _force(index, gradient, x, difference):
    """Return the function x (d, rays) → ∇n²/2 (d, rays); its result is overwritten by the next call."""
    force = np.empty_like(x)
    if gradient is not None:

        def given(x):
            return np.multiply(medium.sample_gradient(gradient, x.T).T, medium.sample(index, x.T), out=force)

        return given

    offsets = np.delete(medium.OFFSETS, 3)
    weights = (np.delete(medium.FIRST, 3) / (2 * difference)).astype(x.dtype)
    dimension = len(x)
    shifts = np.zeros((dimension, dimension, len(offsets), 1), x.dtype)
    for axis in range(dimension):
        shifts[axis, axis, :, 0] = difference * offsets
    samples = np.empty((dimension, dimension, len(offsets), x.shape[1]), x.dtype)

    def differenced(x):
        np.add(shifts, x[:, None, None, :], out=samples)
        n = medium.sample(index, np.moveaxis(samples, 0, -1))
        np.einsum("o,aor->ar", weights, n * n, out=force, casting="same_kind")
        return force

    return differenced
