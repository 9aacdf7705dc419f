r"""Laws from tracks without a second derivative: both sides of the equation of motion, smeared by one bump.

The bump is :math:`\varphi(t) \propto \big(1 - (t/T)^2\big)^4` on :math:`\lvert t\rvert < T`, with area one. Along a
solution of :math:`\dot z = f(z)` partial integration gives, for each place t of the bump,

.. math:: \int\varphi(s - t)\,f(z(s))\,ds = -\int\dot\varphi(s - t)\,z(s)\,ds ,

and on the right the derivative sits on the bump, which is known exactly, and no longer on the data.
"""

from __future__ import annotations

import numpy as np

from physdl import _check

__all__ = ["bump", "smear", "smeared_states", "weak_loss", "weak_targets"]


def bump(half, dt=1.0):
    r"""Return the weights of a bump over 2·half + 1 frames, and those of minus its derivative.

    Parameters
    ----------
    half : int
        Frames to either side, at least 2. The bump's T is (half + 1) frames.
    dt : float
        Time between frames, in s.

    Returns
    -------
    weights : array, shape (2 half + 1,)
        :math:`\varphi`, which sum to 1.
    slopes : array, shape (2 half + 1,)
        :math:`-\dot\varphi`, in 1/s: they sum to zero, and give 1 for the numbers t.

    Raises
    ------
    ValueError
        If `half` is below 2 or `dt` not positive.

    Notes
    -----
    In double precision. How exact the sums over frames are that stand for integrals, the bump's power decides. See
    :lesson:`3.9`.
    """
    half, dt = _check.whole("half", half, minimum=2, maximum=10**6), _check.positive("dt", dt)
    s = np.arange(-half, half + 1) / (half + 1)
    weights, slopes = (1 - s**2) ** 4, s * (1 - s**2) ** 3
    return weights / weights.sum(), slopes / (slopes @ np.arange(-half, half + 1) * dt)


def _smear(values, weights):
    """Return the sums of `values` (..., n, d) with the weights over each window, shape (..., n − 2 half, d)."""
    windows = np.lib.stride_tricks.sliding_window_view(values, len(weights), axis=-2)
    return windows @ weights.astype(values.dtype, copy=False)


def smear(values, half):
    r"""Return the means of each window of frames, weighed by the bump: :math:`\sum_j\varphi_j\,z_{k+j}`.

    Parameters
    ----------
    values : array, shape (..., n, d)
        One row for each frame.
    half : int
        Frames to either side under the bump.

    Returns
    -------
    array, shape (..., n − 2 half, d)
        In the precision of `values`.

    Raises
    ------
    ValueError
        If there are fewer than 2 half + 2 frames: the track is too short.

    Notes
    -----
    See :lesson:`3.9`.
    """
    values = _check.as_array("values", values, real=True)
    weights, _ = bump(half)
    _long_enough("values", values, len(weights) + 1, -2)
    return _smear(values, weights)


def _long_enough(name, values, frames, axis):
    if values.ndim < -axis or values.shape[axis] < frames:
        rule = f"have at least {frames} frames, a bump and one more"
        fix = "The track is too short: take a smaller `half`, or film for longer."
        raise _check.error(name, rule, f"shape {values.shape}", fix)


def smeared_states(track, dt, half):
    r"""Return position and momentum from a track of positions, both smeared by the same bump.

    .. math:: q_k = \sum_j\varphi_j\,x_{k+j}, \qquad p_k = -\sum_j\dot\varphi_j\,x_{k+j} .

    Parameters
    ----------
    track : array, shape (..., n)
        x at equally spaced times, for a body of unit mass.
    dt : float
        Time between frames, in s.
    half : int
        Frames to either side under the bump.

    Returns
    -------
    array, shape (..., n − 2 half, 2)
        (q, p) at frames half, …, n − 1 − half, in the precision of `track`.

    Raises
    ------
    ValueError
        If the track has fewer than 2 half + 2 frames: too short.

    Notes
    -----
    If x obeys a linear law, so does (q, p), and it is the same one but for the error of the sums: to smear commutes
    with what is linear. Elsewhere it errs by an amount that falls with the square of the bump's width. See
    :lesson:`3.9`.
    """
    track = _check.as_array("track", track, real=True)
    weights, slopes = bump(half, dt)
    _long_enough("track", track, len(weights) + 1, -1)
    _check.room("half", 4.0 * track.nbytes, half)
    return _smear(track[..., None], np.stack([weights, slopes], axis=-1))[..., 0, :]


def weak_targets(states, dt, half):
    r"""Return what the smeared field should be: :math:`-\sum_j\dot\varphi_j\,z_{k+j}`.

    Parameters
    ----------
    states : array, shape (..., n, d)
        z at equally spaced times.
    dt : float
        Time between frames, in s.
    half : int

    Returns
    -------
    array, shape (..., n − 2 half, d)
        In the precision of `states`.

    Raises
    ------
    ValueError
        If there are fewer than 2 half + 2 frames: the track is too short.

    Notes
    -----
    See :lesson:`3.9`.
    """
    states = _check.as_array("states", states, real=True)
    _, slopes = bump(half, dt)
    _long_enough("states", states, len(slopes) + 1, -2)
    return _smear(states, slopes)


def weak_loss(half):
    r"""Return the loss that compares a field, smeared along each track, with what the track says.

    .. math:: L = \frac{1}{2N}\sum_k\Big\lvert\sum_j\varphi_j\,f_{k+j} - t_k\Big\rvert^2, \qquad
              dL_i = \frac1N\sum_k\varphi_{i-k}\,\Big(\sum_j\varphi_j\,f_{k+j} - t_k\Big) ,

    N being the number of targets.

    Parameters
    ----------
    half : int
        The same as in `weak_targets`.

    Returns
    -------
    callable
        ``loss(outputs, targets)`` → (value, covector), for `loss_differential` and `train`: outputs (..., n, d) are the
        field at the states of a track, targets (..., n − 2 half, d) those of `weak_targets`.

    Raises
    ------
    ValueError
        If `half` is below 2; and the loss, if outputs and targets do not fit together.

    Notes
    -----
    See :lesson:`3.9`.
    """
    weights, _ = bump(half)
    half = len(weights) // 2

    def loss(outputs, targets):
        outputs = _check.as_array("outputs", outputs, finite=False, real=True)
        _long_enough("outputs", outputs, len(weights) + 1, -2)
        wanted = (*outputs.shape[:-2], outputs.shape[-2] - 2 * half, outputs.shape[-1])
        targets = _check.as_array("targets", targets, shape=wanted, real=True, fix="Use the same `half` for both.")
        off = _smear(outputs, weights) - targets.astype(outputs.dtype, copy=False)
        share = off.dtype.type(1 / max(1, off[..., 0].size))
        value = float(np.vdot(off, off)) * float(share) / 2
        padded = np.zeros((*off.shape[:-2], off.shape[-2] + 4 * half, off.shape[-1]), off.dtype)
        padded[..., 2 * half : 2 * half + off.shape[-2], :] = share * off
        return value, _smear(padded, weights)  # the bump is even: its transpose is itself

    return loss
