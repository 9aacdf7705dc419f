"""How far the promise of linearisation holds, and the curvature that decides it."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.network import loss_differential
from physdl.neural.stability.hessian import Hessian, draw
from physdl.neural.stability.spectrum import lanczos


def linearisation_ratio(network, loss, x, y, rates, *, direction=None):
    r"""Return how much of the forecast change of the loss a step brings, for steps of several lengths.

    .. math:: \rho(\eta) = \frac{L(\theta + \eta v) - L(\theta)}{\eta\,\langle dL, v\rangle}
              = 1 + \frac{\eta}{2}\,\frac{v^{\mathsf T}Hv}{\langle dL, v\rangle} + O(\eta^2) .

    Parameters
    ----------
    network, loss, x, y
        As for `loss_differential`. The network is left as it was.
    rates : array
        η, none of them zero.
    direction : array, shape (size,), optional
        v (default: −dL, which makes the slope :math:`-\tfrac12\,g^{\mathsf T}Hg/\lvert g\rvert^2` with g = dL).

    Returns
    -------
    array, shape of `rates`
        1 for a loss that is linear; 0 where the step brings nothing, negative where the loss rises instead of falling.
        Not finite where the loss is not.

    Raises
    ------
    ValueError
        If a rate is zero, or the loss does not change along `direction` to first order.

    Notes
    -----
    Each rate costs a forward pass. The difference of two losses is known to about 10⁻¹⁶ L, so for very short steps the
    ratio has an error of 10⁻¹⁶ L / \|η⟨dL, v⟩\|.

    See :lesson:`3.6`.

    Examples
    --------
    >>> from physdl.neural import Affine, Network, squared_loss
    >>> valley = Network([Affine([[3.0]])])
    >>> linearisation_ratio(valley, squared_loss, [[1.0]], [[0.0]], [0.25, 0.5, 2.0])
    array([ 0.75,  0.5 , -1.  ])
    """
    rates = _check.as_array("rates", rates, real=True)
    if (rates == 0).any():
        raise _check.error("rates", "not be zero", rates, "No step, no ratio.")
    before, dL = loss_differential(network, loss, x, y)
    v = (
        -dL
        if direction is None
        else _check.as_array("direction", direction, shape=dL.shape, real=not np.iscomplexobj(dL))
    )
    slope = float(dL @ v)
    if slope == 0:
        raise _check.error("direction", "change the loss to first order", "a slope of exactly zero")
    start, ratios = network.parameters.copy(), np.empty(rates.size)
    try:
        for number, rate in enumerate(rates.flat):
            network.parameters[:] = start + rate * v
            with np.errstate(over="ignore", invalid="ignore"):
                ratios[number] = (loss(network(x), y)[0] - before) / (rate * slope)
    finally:
        network.parameters[:] = start
    return ratios.reshape(rates.shape)


def sharpness(network, loss, x, y, *, rng=None, start=None, count=1, tolerance=1e-6):
    """Return the largest eigenvalues of a loss's Hessian, with a bound of their errors.

    Parameters
    ----------
    network, loss, x, y
        As for `Hessian`.
    rng : numpy.random.Generator, optional
        Draws the vector that Lanczos' method starts from.
    start : array, shape (size,), optional
        That vector itself, for example an eigenvector found a few steps of learning ago.
    count : int
        How many eigenvalues.
    tolerance : float
        Relative to the largest.

    Returns
    -------
    Spectrum
        ``values`` (largest first), ``residuals``, ``vectors`` and the number of ``products``.

    Raises
    ------
    TypeError
        If neither `rng` nor `start` is given, or for the reasons of `Hessian`.
    ValueError, RuntimeError
        As for `lanczos`.

    Notes
    -----
    "Sharpness" is the largest eigenvalue. For the 1,930 parameters of :lesson:`3.6` and squared loss,
    15 to 20 products or so give six digits.

    Examples
    --------
    >>> from physdl.neural import Affine, Network, squared_loss
    >>> found = sharpness(Network([Affine([[2.0]])]), squared_loss, [[3.0]], [[5.0]], start=[1.0, 0.0])
    >>> found.values.round(6)
    array([10.])
    """
    hessian = Hessian(network, loss, x, y)
    if start is None:
        start = draw(rng, hessian)
    return lanczos(hessian, start, count=count, tolerance=tolerance)
