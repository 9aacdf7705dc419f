"""Sums over all states, and energies fitted to moments."""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy.special import logsumexp

from physdl import _check
from physdl.cheap.boltzmann import Hamiltonian, coefficient_count, monomials
from physdl.cheap.partition.newton import convex, downhill, independent, newton

_MOST_STATES = 2**22


def states(n, values=(0, 1)):
    """Return all states of n variables that take a few values each.

    Parameters
    ----------
    n : int
    values : sequence of numbers
        ``(0, 1)`` for bits, ``(-1, 1)`` for spins.

    Returns
    -------
    array, shape (len(values)**n, n)
        The last variable changes fastest.

    Raises
    ------
    ValueError
        If there are more than four million (their number is named).

    Notes
    -----
    See :lesson:`4.1`.

    Examples
    --------
    >>> states(2)
    array([[0., 0.],
           [0., 1.],
           [1., 0.],
           [1., 1.]])
    """
    n, values = _check.whole("n", n, minimum=1), _check.as_array("values", values, ndim=1)
    if len(values) ** n > _MOST_STATES:
        raise _check.error("n", f"leave at most {_MOST_STATES:,} states", f"{len(values)}^{n} = {len(values) ** n:,}")
    return np.array(list(product(values.tolist(), repeat=n)))


def log_partition(hamiltonian, nodes, weights=None):
    r"""Return :math:`\ln Z = \ln\sum_k w_k\,e^{-H(x_k)}`.

    Parameters
    ----------
    hamiltonian : callable
        H, a `Hamiltonian` or any function of points (count, n).
    nodes : array, shape (count, n)
    weights : array, shape (count,), optional
        Positive (default: 1 each).

    Returns
    -------
    float
        In nats.

    Raises
    ------
    ValueError
        If shapes do not fit, a weight is not positive or an energy is not finite.

    Notes
    -----
    See :lesson:`4.1`.
    """
    nodes, weights = _nodes(nodes, weights)
    energies = _check.as_array("hamiltonian(nodes)", hamiltonian(nodes), shape=weights.shape)
    return float(logsumexp(-energies, b=weights))


def normalised(hamiltonian, nodes, weights=None):
    """Return the Hamiltonian with ln Z in its constant, so that exp(−H) sums to 1.

    Parameters
    ----------
    hamiltonian : Hamiltonian
    nodes, weights
        As for `log_partition`.

    Returns
    -------
    Hamiltonian

    Notes
    -----
    See :lesson:`4.1`.

    Examples
    --------
    >>> H = normalised(Hamiltonian([0.0, 1.0], 1, 1), states(1))
    >>> np.exp(-H(states(1))).round(4)
    array([0.7311, 0.2689])
    """
    return hamiltonian.plus(log_partition(hamiltonian, nodes, weights))


def match_moments(moments, degree, nodes, weights=None, *, tolerance=1e-10, steps=100):
    r"""Return the Hamiltonian of given degree whose monomials have given means.

    .. math:: \langle\varphi_\alpha\rangle_c = \frac1Z\sum_k w_k\,\varphi_\alpha(x_k)\,e^{-H_c(x_k)} = m_\alpha

    It is the minimum of the convex function :math:`\langle c, m\rangle + \ln Z(c)`, whose differential is
    :math:`m - \langle\varphi\rangle_c` and whose Hessian is the covariance of the monomials.

    Parameters
    ----------
    moments : array, shape (count,)
        m, in the order of `monomials`; the first is 1.
    degree : int
        d ≥ 1.
    nodes, weights
        As for `log_partition`.
    tolerance : float
        Largest deviation of a moment, in units of the largest value of its monomial on the nodes.
    steps : int
        Most steps of Newton's method.

    Returns
    -------
    Hamiltonian
        With ln Z in its constant. Where monomials coincide on the nodes, as x² = x for bits, the shortest vector of
        coefficients.

    Raises
    ------
    ValueError
        If shapes do not fit, or no Hamiltonian has these moments: they lie on the border of what is possible or beyond,
        and the coefficients run away (the largest deviation is named).

    Notes
    -----
    Of all distributions with these means it has the largest entropy. A step costs ``len(nodes) * count**2`` for the
    covariance and ``count**3`` to solve. See :lesson:`4.1`.
    """
    nodes, weights = _nodes(nodes, weights)
    degree = _check.whole("degree", degree, minimum=1)
    count = coefficient_count(nodes.shape[1], degree)
    moments = _check.as_array("moments", moments, shape=(count,), fix="One for each monomial, the constant first.")
    if abs(moments[0] - 1) > 1e-9:
        fix = "Divide by the number of points."
        raise _check.error("moments[0]", "be 1, the mean of the constant", f"{moments[0]:g}", fix)
    tolerance, steps = _check.positive("tolerance", tolerance), _check.whole("steps", steps, minimum=1)
    features = monomials(nodes, degree)[:, 1:]
    size = np.abs(features).max(axis=0)
    size[size == 0] = 1.0
    features, moments, log_weights = features / size, moments[1:] / size, np.log(weights)
    basis, middle = independent(features)
    seen, wanted = (features - middle) @ basis, (moments - middle) @ basis
    z = np.zeros(basis.shape[1])
    for _ in range(steps):
        value, p = convex(z, seen, wanted, log_weights)
        off, slope = np.abs(moments - p @ features).max(), wanted - p @ seen
        step = newton(p, seen - p @ seen, slope)
        if step is None:
            break
        if off <= tolerance and np.abs(step).max(initial=0.0) <= 1e-6 * (1 + np.abs(z).max(initial=0.0)):
            found = Hamiltonian(np.concatenate([[0.0], basis @ z / size]), nodes.shape[1], degree)
            return normalised(found, nodes, weights)
        z = downhill(z, step, value, slope @ step, seen, wanted, log_weights)
    fix = "At the end of their range no finite energy reaches them: does some x never change, or lie outside the nodes?"
    raise _check.error("moments", "be those of some Hamiltonian", f"a deviation of {off:.2g} that remains", fix)


def fit_hamiltonian(samples, degree, nodes, weights=None, **options):
    r"""Return the Hamiltonian of given degree under which samples are most probable.

    .. math:: \max_c\ \frac1N\sum_{i=1}^N\ln p_c(x_i)
              = -\min_c\ \Big(\frac1N\sum_{i=1}^NH_c(x_i) + \ln Z(c)\Big)

    Parameters
    ----------
    samples : array, shape (N, n)
    degree : int
    nodes, weights, **options
        As for `match_moments`: the best Hamiltonian has the moments of the samples.

    Returns
    -------
    Hamiltonian
        With ln Z in its constant.

    Raises
    ------
    ValueError
        As for `match_moments`.

    Notes
    -----
    See :lesson:`4.1`.
    """
    samples = _check.as_array("samples", samples, ndim=2)
    if not len(samples):
        raise _check.error("samples", "hold at least one point", f"shape {samples.shape}")
    return match_moments(monomials(samples, degree).mean(axis=0), degree, nodes, weights, **options)


def _nodes(nodes, weights):
    nodes = _check.as_array("nodes", nodes, ndim=2, fix="One state in each row.")
    if 0 in nodes.shape:
        raise _check.error("nodes", "hold at least one state of one variable", f"shape {nodes.shape}")
    weights = np.ones(len(nodes)) if weights is None else _check.as_array("weights", weights, shape=(len(nodes),))
    if not (weights > 0).all():
        raise _check.error("weights", "be positive", f"{weights.min():.3g}")
    return nodes, weights
