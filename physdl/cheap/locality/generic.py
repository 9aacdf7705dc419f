"""What a function without any property costs; offered by `physdl.cheap.locality`."""

from __future__ import annotations

import numpy as np

from physdl import _check

_MOST = 40  # inputs: 2⁴⁰ values would be asked for


def random_signs(n, count, rng):
    """Return random functions of n bits: a sign, each as likely as the other, for every state.

    Parameters
    ----------
    n : int
        Bits.
    count : int
        Functions.
    rng : numpy.random.Generator

    Returns
    -------
    array, shape (2ⁿ, count)
        Of +1 and -1.

    Raises
    ------
    ValueError
        If they would take more than 4 GB.

    Notes
    -----
    See :lesson:`4.2`.
    """
    n, count = _check.whole("n", n, maximum=_MOST), _check.whole("count", count, minimum=1)
    _check.generator("rng", rng)
    _check.room("n", 16.0 * 2**n * count, n)
    return 1.0 - 2.0 * rng.integers(0, 2, (2**n, count))


def counting_bound(n, bits, spare=0):
    r"""Return the fewest parameters with which networks can be all functions of n bits, or a share 2⁻ᵏ of them.

    .. math:: W \ge \frac{2^n - k}{b} : \qquad \text{fewer reach at most a share}\; 2^{-k}\;\text{of the}\; 2^{2^n}
              \;\text{functions.}

    Parameters
    ----------
    n : int
        Inputs, each 0 or 1; the output is one bit.
    bits : int
        b, in which one parameter is written.
    spare : int
        k.

    Returns
    -------
    int
        The smallest such W.

    Raises
    ------
    ValueError
        If `n` is above 40 or `spare` above 2ⁿ.

    Notes
    -----
    W parameters of b bits are at most :math:`2^{bW}` networks of one architecture. See :lesson:`4.2`.

    Examples
    --------
    >>> counting_bound(12, 32)
    128
    """
    n, bits = _check.whole("n", n, maximum=_MOST), _check.whole("bits", bits, minimum=1)
    spare = _check.whole("spare", spare, maximum=2**n)
    return -((spare - 2**n) // bits)


def feature_share(features, functions):
    r"""Return which share of functions lies in the span of fixed features.

    .. math:: \frac{\lVert Pf\rVert^2}{\lVert f\rVert^2} ,

    P the projection on the columns of `features`. For a random function of signs its mean is the rank over the number
    of states, whatever the features are.

    Parameters
    ----------
    features : array, shape (states, H)
        One column for each.
    functions : array, shape (states, count)

    Returns
    -------
    array, shape (count,)
        From 0 to 1.

    Raises
    ------
    ValueError
        If a function is zero everywhere, or the numbers of states differ.

    Notes
    -----
    By a singular value decomposition of `features`. See :lesson:`4.2`.

    Examples
    --------
    >>> feature_share([[1.0], [1.0]], [[1.0, 1.0], [1.0, -1.0]]).round(12)
    array([1., 0.])
    """
    features = _check.nonempty("features", _check.as_array("features", features, ndim=2, real=True))
    functions = _check.as_array("functions", functions, shape=(len(features), None), real=True)
    left, stretch, _ = np.linalg.svd(features, full_matrices=False)
    eps = np.finfo(stretch.dtype).eps
    left = left[:, stretch > max(features.shape) * eps * stretch.max(initial=0.0)]
    largest = np.abs(functions).max(axis=0, initial=0.0)
    if not np.all(largest > 0):
        raise _check.error("functions", "be somewhere different from zero", "one that is zero everywhere")
    functions = functions / largest
    return np.clip(((left.T @ functions) ** 2).sum(axis=0) / (functions**2).sum(axis=0), 0.0, 1.0)


LADDER = (1, 2, 3, 4, 6, 8, 11, 16, 22, 32, 45, 64, 90, 128, 181, 256)
"""Numbers of hidden neurons, from 8 on each about √2 times the one before."""


def first_fit(x, signs, rng, *, starts=8, steps=2000, rate=0.03, ladder=LADDER):
    r"""Return the first network of a ladder that gets every sign right, as its number of neurons.

    .. math:: f(x) = \sum_{j=1}^H w_j\tanh(a_j\cdot x + b_j) + c, \qquad H(n + 2) + 1 \;\text{parameters},

    trained by Adam on the logistic loss of all states, from several starts at once, until one start has all signs.

    Parameters
    ----------
    x : array, shape (states, n)
        The states.
    signs : array, shape (states,)
        +1 or -1 for each.
    rng : numpy.random.Generator
        Draws the starts.
    starts, steps : int
        How many, and how many steps at most.
    rate : float
        At first; it falls to a tenth in the course of the steps.
    ladder : sequence of int
        Numbers of neurons, tried in this order.

    Returns
    -------
    int or None
        None if no rung suffices.

    Raises
    ------
    ValueError
        If a sign is neither 1 nor -1, or the shapes do not fit.

    Notes
    -----
    An upper bound for what is needed: a more patient search might find a smaller network. Single precision inside. See
    :lesson:`4.2`.
    """
    x = _check.nonempty("x", _check.as_array("x", x, ndim=2, real=True))
    if np.abs(x).max() > 1e6:
        raise _check.error("x", "hold numbers up to a million", f"{np.abs(x).max():.3g}", "Bits are 0 and 1, or ±1.")
    x = x.astype(np.float32)
    signs = _check.as_array("signs", signs, shape=(len(x),), real=True).astype(np.float32)
    if not np.all(np.abs(signs) == 1):
        raise _check.error("signs", "be 1 or -1", signs[np.abs(signs) != 1][0].item())
    _check.generator("rng", rng)
    starts, steps = _check.whole("starts", starts, minimum=1), _check.whole("steps", steps, minimum=1)
    rate = _check.positive("rate", rate)
    if rate > 1e6:
        raise _check.error("rate", "be at most a million", rate)
    rungs = [_check.whole("ladder", rung, minimum=1) for rung in _check.sequence("ladder", ladder)]
    for units in rungs:
        _check.room("ladder", 16.0 * starts * units * (len(x) + 8 * x.shape[1]), units)
        if _fits(x, signs, units, rng, starts, steps, rate):
            return units
    return None


def _fits(x, signs, units, rng, starts, steps, rate):
    """Return whether some start learns all signs."""
    n = x.shape[1]
    shapes = (starts, n, units), (starts, 1, units), (starts, units, 1), (starts, 1, 1)
    scales = n**-0.5, 0.5, units**-0.5, 0.0
    theta = [(k * rng.standard_normal(s)).astype(np.float32) for s, k in zip(shapes, scales, strict=True)]
    mean, square = [np.zeros_like(t) for t in theta], [np.zeros_like(t) for t in theta]
    wanted = signs[:, None]
    for step in range(1, steps + 1):
        hidden = np.tanh(x @ theta[0] + theta[1])
        margin = wanted * (hidden @ theta[2] + theta[3])
        if np.any(margin.min(axis=(1, 2)) > 0):
            return True
        pulled = -wanted / (1 + np.exp(np.minimum(margin, 60)))
        back = (pulled @ theta[2].swapaxes(1, 2)) * (1 - hidden * hidden)
        slopes = (
            x.T @ back,
            back.sum(axis=1, keepdims=True),
            hidden.swapaxes(1, 2) @ pulled,
            pulled.sum(axis=1, keepdims=True),
        )
        now = rate * 10 ** (-step / steps) / (1 - 0.9**step)
        grown = 1 / (1 - 0.999**step)
        for t, m, q, g in zip(theta, mean, square, slopes, strict=True):
            m += np.float32(0.1) * (g - m)
            q += np.float32(0.001) * (g * g - q)
            t -= np.float32(now) * m / (np.sqrt(np.float32(grown) * q) + np.float32(1e-8))
    return False
