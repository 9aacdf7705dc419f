"""Langevin's walk in a landscape of weights, with or without Metropolis' correction."""

from __future__ import annotations

import numpy as np

from physdl import _check


def langevin(loss, start, step, steps, *, rng, count=1.0, precision=1.0, pull=0.0, adjusted=True):
    r"""Return the losses and the places along Langevin chains, and which share of their steps was taken.

    The chains walk in :math:`S(w) = nL(w) + \tfrac12p\lvert w\rvert^2 + \tfrac12\gamma\lvert w - w_0\rvert^2`, from
    :math:`w_0`:

    .. math:: w' = w - \tfrac12h\,\nabla S(w) + \sqrt h\,\xi, \qquad \xi \sim N(0, 1) .

    Without correction their distribution is wrong by an amount that grows with h, and where the curvature of S
    exceeds 2/h they hop. With it (MALA), a step is taken with the probability that makes :math:`e^{-S}` exact.

    Parameters
    ----------
    loss : callable
        ``loss(w)`` returns L (chains,) and its gradient (chains, d) for w of shape (chains, d).
    start : array, shape (chains, d)
        :math:`w_0`.
    step : float
        h > 0.
    steps : int
        How many.
    rng : numpy.random.Generator
    count : float
        n ≥ 0, for a tempered posterior :math:`\beta N`.
    precision, pull : float
        p of a normal prior and :math:`\gamma` of the spring to :math:`w_0`, ≥ 0.
    adjusted : bool
        With Metropolis' correction.

    Returns
    -------
    losses : array, shape (chains, steps)
        L after each step; inf from where a chain without correction has left the numbers.
    places : array, shape (chains, steps, d)
        w after each step.
    taken : float
        Share of the steps that were taken: 1 without correction.

    Raises
    ------
    ValueError
        If a number is out of range, or `loss` returns other shapes or no numbers at the start.

    Notes
    -----
    Source: G. O. Roberts and R. L. Tweedie, Bernoulli 2 (1996) 341, doi:10.2307/3318418. See :lesson:`5.5`.
    """
    w = _check.nonempty("start", _check.as_array("start", start, ndim=2, dtype=float))
    step, steps = _check.positive("step", step), _check.whole("steps", steps, minimum=1)
    _check.generator("rng", rng)
    _check.function("loss", loss)
    numbers = {"count": count, "precision": precision, "pull": pull}
    count, precision, pull = (_check.nonnegative(name, value) for name, value in numbers.items())
    _check.room("steps", 8 * steps * (len(w) + w.size), f"{steps:,} steps")
    _check.instance("adjusted", adjusted, bool)
    home = w

    def action(w):
        value, slope = loss(w)
        value, slope = np.asarray(value, float), np.asarray(slope, float)
        if value.shape != w.shape[:1] or slope.shape != w.shape:
            rule = f"return arrays of shapes {w.shape[:1]} and {w.shape}"
            raise _check.error("loss", rule, f"{value.shape} and {slope.shape}")
        off = w - home
        total = count * value + 0.5 * (precision * w**2 + pull * off**2).sum(axis=1)
        return value, total, count * slope + precision * w + pull * off

    with np.errstate(over="ignore", invalid="ignore"):
        value, height, slope = action(w)
        if not (np.isfinite(height).all() and np.isfinite(slope).all()):
            raise _check.error("start", "be a place where the loss and its slope are finite", home)
        losses, places, taken = np.empty((len(w), steps)), np.empty((len(w), steps, w.shape[1])), 0.0
        for number in range(steps):
            kick = rng.normal(size=w.shape)
            there = w - 0.5 * step * slope + np.sqrt(step) * kick
            value2, height2, slope2 = action(there)
            ok = np.ones(len(w), bool)
            if adjusted:
                back = (w - there + 0.5 * step * slope2) / np.sqrt(step)
                log_ratio = height - height2 + 0.5 * (kick**2 - back**2).sum(axis=1)
                ok = np.log(rng.random(len(w))) < log_ratio
            w, slope = np.where(ok[:, None], there, w), np.where(ok[:, None], slope2, slope)
            value, height = np.where(ok, value2, value), np.where(ok, height2, height)
            losses[:, number], places[:, number] = np.where(np.isfinite(value), value, np.inf), w
            taken += ok.mean()
    return losses, places, taken / steps
