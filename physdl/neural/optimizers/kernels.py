"""What the rules of `physdl.neural.optimizers` share, and the two of them that bring a metric of their own."""

from __future__ import annotations

from cmath import isfinite
from collections.abc import Iterable

import numpy as np

from physdl import _check
from physdl.neural.metric.forms import raiser


def push(theta, rate):
    """Return covector → η g⁻¹dL with the plain metric, written into a buffer; conjugated where `theta` is complex."""
    rate, out = learning_rate(theta, rate), np.empty_like(theta)
    fit = fitting(theta)
    if np.iscomplexobj(theta):
        return lambda covector: np.multiply(np.conjugate(fit(covector), out=out), rate, out=out)
    return lambda covector: np.multiply(fit(covector), rate, out=out)


def fitting(theta):
    """Return covector → itself, if it has the shape of `theta`, its kind of numbers, and finite entries alone."""
    shape, dtype = theta.shape, theta.dtype

    def fit(covector):
        # One pass, the least that finds what is not finite: the square is not, if an entry is not.
        usual = type(covector) is np.ndarray and covector.dtype == dtype and covector.shape == shape
        if usual and isfinite(np.vdot(covector, covector)):
            return covector
        found = _check.as_array("covector", covector, real=dtype.kind != "c")
        if found.shape != shape:
            raise _check.error("covector", f"have the shape {shape} of `theta`", f"shape {found.shape}")
        return found

    return fit


def learning_rate(theta, rate):
    """Return η in the precision of `theta`, after checking both."""
    if not isinstance(theta, np.ndarray) or theta.dtype.kind not in "fc":
        received = f"dtype {theta.dtype}" if isinstance(theta, np.ndarray) else theta
        fix = "It is moved in place, by less than whole numbers."
        raise _check.error("theta", "be an array of real or complex floating-point numbers", received, fix, TypeError)
    _check.as_array("theta", _check.nonempty("theta", theta, "parameter"))
    value = number(theta, _check.positive("rate", rate))
    if not 0 < value < np.inf:
        raise _check.error("rate", f"be a positive number in {theta.real.dtype}", rate)
    return value


def share(theta, value, name="momentum"):
    """Return the share of a velocity that a step keeps, in the precision of `theta`."""
    value = _check.finite_number(name, value)
    if not 0 <= value < 1:
        raise _check.error(name, "lie in [0, 1)", value, "It is the share of the velocity that a step keeps.")
    if not number(theta, value) < 1:
        raise _check.error(name, f"be below 1 in {theta.real.dtype}", value, "In this precision it is no less.")
    return number(theta, value)


def number(theta, value):
    """Return a real number in the precision of `theta`, so that float32 stays float32."""
    with np.errstate(over="ignore"):
        return theta.real.dtype.type(value)


def natural(theta, rate, metric, damping=0.0):
    r"""Go where a metric says that the differential points: natural gradient, preconditioning.

    .. math:: \theta^i \leftarrow \theta^i - \eta\,g^{ij}\,\partial_jL .

    Parameters
    ----------
    theta : array, shape (size,)
        The parameters, real or complex; changed in place.
    rate : float
        η, per unit of loss.
    metric : LayerMetric, array of shape (size, size) or (size,), or callable
        g, as for `raise_index`, factorised once; or a function θ → g, which each step asks anew where it stands. With
        the parameters of a network for `theta` that is, for example, ``lambda theta: fisher_metric(network, x)``.
    damping : float
        ε ≥ 0, added to the diagonal of g.

    Returns
    -------
    step, memory
        The memory is empty.

    Raises
    ------
    ValueError
        If `rate` is not a positive number, `damping` is negative, or the metric is not symmetric and positive.
    TypeError
        If the metric is complex and `theta` is real.

    Notes
    -----
    A metric that follows θ is made and factorised in each step. With the Hessian for a metric and η = 1 this is
    Newton's *method*, which is no mechanics. See :lesson:`3.3`.
    """
    if metric is None:
        raise _check.error("metric", "be a LayerMetric, an array or a function", metric, kind=TypeError)
    rate, damping = learning_rate(theta, rate), _check.nonnegative("damping", damping)
    fit = fitting(theta)
    fixed = None if callable(metric) else raiser(metric, theta.shape, damping)
    if fixed:
        _along(theta, fixed(np.zeros_like(theta)))

    def step(covector):
        raised = fixed or raiser(metric(theta), theta.shape, damping)
        np.subtract(theta, rate * _along(theta, raised(fit(covector))), out=theta)

    return step, {}


def _along(theta, vector):
    """Return a raised vector if it is one of the space in which `theta` moves."""
    if vector.dtype.kind == "c" and theta.dtype.kind != "c":
        raise _check.error("metric", "be real where `theta` is real", f"dtype {vector.dtype}", kind=TypeError)
    return vector


def adam(theta, rate, decay=(0.9, 0.999), tiny=1e-8):
    r"""Divide each component by a running size of itself: Adam, a diagonal metric guessed from the past.

    .. math:: \begin{gathered} v \leftarrow \beta_1v + (1 - \beta_1)\,\overline{dL}, \quad
              s \leftarrow \beta_2s + (1 - \beta_2)\,\lvert dL\rvert^2, \\
              \theta \leftarrow \theta - \eta\,\frac{v/(1 - \beta_1^n)}{\sqrt{s/(1 - \beta_2^n)} + \varepsilon} ,
              \end{gathered}

    in step n = 1, 2, …, component by component.

    Parameters
    ----------
    theta : array, shape (size,)
        The parameters, real or complex; changed in place.
    rate : float
        η, in units of θ: about as far as a component moves in one step.
    decay : pair of floats
        β₁ and β₂, each in [0, 1).
    tiny : float
        ε, positive.

    Returns
    -------
    step, memory
        It remembers ``velocity`` v and ``square`` s (size,), and ``steps``.

    Raises
    ------
    ValueError
        If `rate` or `tiny` is not positive, or a decay is not in [0, 1).

    Notes
    -----
    A complex component has one size, not one for each part. Source: D. P. Kingma and J. Ba, *Adam: a method for
    stochastic optimization*, 2015, arXiv:1412.6980, algorithm 1. See :lesson:`3.5`.
    """
    rate, tiny = learning_rate(theta, rate), number(theta, _check.positive("tiny", tiny))
    if not isinstance(decay, Iterable) or len(decay := list(decay)) != 2:
        raise _check.error("decay", "be a pair of numbers", decay, "Write decay=(0.9, 0.999).", TypeError)
    first, second = (share(theta, value, f"decay[{n}]") for n, value in enumerate(decay))
    velocity, square, steps = np.zeros_like(theta), np.zeros_like(theta.real), np.zeros((), int)
    pushed, size = push(theta, 1 - first), np.empty_like(square)

    def step(covector):
        fresh = pushed(covector)
        np.add(steps, 1, out=steps)
        np.multiply(velocity, first, out=velocity)
        np.add(velocity, fresh, out=velocity)
        np.square(np.abs(covector, out=size), out=size)
        np.multiply(square, second, out=square)
        np.add(square, np.multiply(size, 1 - second, out=size), out=square)
        np.divide(square, number(theta, 1 - float(second) ** int(steps)), out=size)
        np.add(np.sqrt(size, out=size), tiny, out=size)
        move = np.divide(velocity, size)
        move *= number(theta, float(rate) / (1 - float(first) ** int(steps)))
        np.subtract(theta, move, out=theta)

    return step, {"velocity": velocity, "square": square, "steps": steps}
