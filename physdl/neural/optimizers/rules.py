"""The rules of motion, one object each."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.optimizers.kernels import adam, natural, number, push, share


def aristotle(theta, rate):
    r"""Go where the force points: gradient descent.

    .. math:: \theta \leftarrow \theta - \eta\,g^{-1}dL .

    Parameters
    ----------
    theta : array, shape (size,)
        The parameters, real or complex; changed in place.
    rate : float
        η = h/γ, in units of θ² per unit of loss.

    Returns
    -------
    step, memory
        The memory is empty.

    Raises
    ------
    ValueError
        If `rate` is not a positive number.

    Notes
    -----
    See :lesson:`3.5`.
    """
    force = push(theta, rate)

    def step(covector):
        np.subtract(theta, force(covector), out=theta)

    return step, {}


def newton(theta, rate, momentum=0.9):
    r"""Let the force change the velocity, and friction forget it: the heavy ball, gradient descent with momentum.

    .. math:: v \leftarrow \beta v - \eta\,g^{-1}dL(\theta), \qquad \theta \leftarrow \theta + v .

    Parameters
    ----------
    theta : array, shape (size,)
        The parameters, real or complex; changed in place.
    rate : float
        η = h²/(m + γh).
    momentum : float
        β = m/(m + γh), in [0, 1): what is left of a velocity after one step without force. With 0 this is `aristotle`.

    Returns
    -------
    step, memory
        It remembers ``velocity`` (size,), the last change of θ.

    Raises
    ------
    ValueError
        If `rate` is not a positive number, or `momentum` is not in [0, 1).

    Notes
    -----
    Source: B. T. Polyak, USSR Computational Mathematics and Mathematical Physics 4 (1964) 1,
    doi:10.1016/0041-5553(64)90137-5. See :lesson:`3.5`.
    """
    force, keep = push(theta, rate), share(theta, momentum)
    velocity = np.zeros_like(theta)

    def step(covector):
        move = force(covector)
        np.multiply(velocity, keep, out=velocity)
        np.subtract(velocity, move, out=velocity)
        np.add(theta, velocity, out=theta)

    return step, {"velocity": velocity}


def nesterov(theta, rate, momentum=None):
    r"""Feel the force where the velocity will have led: Nesterov's accelerated gradient.

    .. math:: \begin{gathered} x_{n+1} = \theta_n - \eta\,g^{-1}dL(\theta_n), \qquad x_0 = \theta_0 , \\
              \theta_{n+1} = x_{n+1} + \beta_n\,(x_{n+1} - x_n) . \end{gathered}

    Parameters
    ----------
    theta : array, shape (size,)
        The points ahead, θₙ, at which the differential is taken; changed in place.
    rate : float
        η.
    momentum : float, optional
        β, in [0, 1). Without it βₙ = n/(n + 3): a friction 3/t that fades with the time t.

    Returns
    -------
    step, memory
        It remembers ``ahead`` (size,), which is θ − x, and ``steps``, how many were taken.

    Raises
    ------
    ValueError
        If `rate` is not a positive number, or `momentum` is not in [0, 1).

    Notes
    -----
    Source: W. Su, S. Boyd and E. J. Candès, *A differential equation for modeling Nesterov's accelerated gradient
    method*, Journal of Machine Learning Research 17 (2016) 153, equations (1) and (3).

    See :lesson:`3.5`.
    """
    force, keep = push(theta, rate), None if momentum is None else share(theta, momentum)
    ahead, steps = np.zeros_like(theta), np.zeros((), int)

    def step(covector):
        move = force(covector)
        np.subtract(theta, move, out=theta)
        np.subtract(ahead, move, out=ahead)
        np.multiply(ahead, number(theta, steps / (steps + 3)) if keep is None else keep, out=ahead)
        np.add(theta, ahead, out=theta)
        np.add(steps, 1, out=steps)

    return step, {"ahead": ahead, "steps": steps}


def conservative(theta, rate):
    r"""Roll without friction: leapfrog, which keeps the energy and does not learn.

    .. math:: v \leftarrow v - \eta\,g^{-1}dL(\theta), \qquad \theta \leftarrow \theta + v ,

    with half of the first push, so that the ball starts at rest and v belongs to the middle between two points.

    Parameters
    ----------
    theta : array, shape (size,)
        The parameters, real or complex; changed in place.
    rate : float
        η = h²/m.

    Returns
    -------
    step, memory
        It remembers ``velocity`` (size,), the last change of θ, and ``steps``.

    Raises
    ------
    ValueError
        If `rate` is not a positive number.

    Notes
    -----
    At θₙ the velocity is the mean of the changes before and after. In a parabola :math:`\lvert v\rvert^2/2\eta + L`
    stays within O(η) of its start as long as η times the largest curvature is below 4; elsewhere a step may have to be
    much shorter. See :lesson:`3.5`.
    """
    force = push(theta, rate)
    velocity, steps = np.zeros_like(theta), np.zeros((), int)

    def step(covector):
        move = force(covector)
        if not steps:
            np.multiply(move, number(theta, 0.5), out=move)
        np.subtract(velocity, move, out=velocity)
        np.add(theta, velocity, out=theta)
        np.add(steps, 1, out=steps)

    return step, {"velocity": velocity, "steps": steps}


OPTIMIZERS = {
    "aristotle": aristotle,
    "newton": newton,
    "nesterov": nesterov,
    "natural": natural,
    "adam": adam,
    "conservative": conservative,
}
"""Every rule by its name; `tests/neural/test_optimizers.py` puts them all through the same harness."""


def rate_and_momentum(mass, friction, step):
    r"""Return η and β of the rule `newton` that follows a body of this mass with this friction.

    .. math:: \begin{gathered}
              \frac{m}{h^2}(\theta_{n+1} - 2\theta_n + \theta_{n-1}) + \frac\gamma h(\theta_{n+1} - \theta_n)
              = -g^{-1}dL(\theta_n)
              \\ \Longrightarrow\quad \eta = \frac{h^2}{m + \gamma h}, \quad \beta = \frac{m}{m + \gamma h} .
              \end{gathered}

    Parameters
    ----------
    mass : float
        m ≥ 0; with 0 the rule is Aristotle's, β = 0 and η = h/γ.
    friction : float
        γ > 0. (Without friction take `conservative`, at the rate h²/m.)
    step : float
        h > 0, the time from one step to the next.

    Returns
    -------
    rate, momentum : float

    Raises
    ------
    ValueError
        If a number breaks its rule.

    Notes
    -----
    See :lesson:`3.5`.

    Examples
    --------
    >>> rate_and_momentum(0.0, 2.0, 0.5), rate_and_momentum(1.0, 1.0, 1.0)
    ((0.25, 0.0), (0.5, 0.5))
    """
    mass, friction = _check.nonnegative("mass", mass), _check.positive("friction", friction)
    step = _check.positive("step", step)
    whole = mass + friction * step
    rate = step * step / whole
    if not 0 < rate < np.inf:
        raise _check.error("step", "leave a rate that is a positive number", step, "Take other units of time.")
    return rate, mass / whole
