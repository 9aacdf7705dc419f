"""Sums over all states, and energies fitted to moments."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp

from physdl import _check
from physdl.cheap.boltzmann import Hamiltonian, coefficient_count, monomials_of
from physdl.cheap.partition.newton import convex, downhill, independent, newton


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
        If they would take more than 4 GB (named before anything is allocated).

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
    n, values = _check.whole("n", n, minimum=1), _check.nonempty("values", _check.as_array("values", values, ndim=1))
    many = len(values)
    count = many ** min(n, 1000)  # already 2^1000 is more than can be listed
    _check.room("n", 8 * (n + 2) * count, f"{many}^{n} states", "Draw some of them, or sum over fewer variables.")
    result = np.empty((count, n), np.result_type(values, float))
    for place in range(n):
        result[:, place] = np.tile(np.repeat(values, many ** (n - 1 - place)), many**place)
    return result


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
    _check.function("hamiltonian", hamiltonian)
    nodes, weights = _nodes(nodes, weights)
    energies = _check.as_array("hamiltonian(nodes)", hamiltonian(nodes), shape=weights.shape, real=True)
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
    _check.instance("hamiltonian", hamiltonian, Hamiltonian)
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
    Computed in double precision; moments given in single precision are matched to what that holds, 2e-6. Of all
    distributions with these means it has the largest entropy. A step costs ``len(nodes) * count**2`` for the
    covariance and ``count**3`` to solve. See :lesson:`4.1`.
    """
    return _matched("moments", moments, degree, nodes, weights, tolerance, steps)


def _matched(name, moments, degree, nodes, weights, tolerance, steps):
    """Return the Hamiltonian with these moments, which the caller has given as the argument `name`."""
    nodes, weights = _nodes(nodes, weights)
    degree = _check.whole("degree", degree, minimum=1)
    count = coefficient_count(nodes.shape[1], degree)
    fix = "One for each monomial, the constant first."
    moments = _check.as_array(name, moments, shape=(count,), real=True, fix=fix)
    received = f"{count:,} monomials at {len(nodes):,} nodes"
    _check.room("degree", 48 * (len(nodes) + count) * count, received, "Take fewer nodes or a lower degree.")
    known = 16 * np.finfo(moments.dtype).eps  # to so much moments agree with each other that single precision holds
    moments = moments.astype(float)
    if abs(moments[0] - 1) > max(1e-9, known):
        fix = "Divide by the number of points."
        raise _check.error("moments[0]", "be 1, the mean of the constant", f"{moments[0]:g}", fix)
    tolerance, steps = max(_check.positive("tolerance", tolerance), known), _check.whole("steps", steps, minimum=1)
    features = monomials_of("nodes", nodes, degree)[:, 1:]
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
    raise _check.error(name, "be those of some Hamiltonian", f"a deviation of {off:.2g} that remains", fix)


def fit_hamiltonian(samples, degree, nodes, weights=None, *, tolerance=1e-10, steps=100):
    r"""Return the Hamiltonian of given degree under which samples are most probable.

    .. math:: \max_c\ \frac1N\sum_{i=1}^N\ln p_c(x_i)
              = -\min_c\ \Big(\frac1N\sum_{i=1}^NH_c(x_i) + \ln Z(c)\Big)

    Parameters
    ----------
    samples : array, shape (N, n)
    degree : int
    nodes, weights, tolerance, steps
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
    samples = _check.nonempty("samples", _check.as_array("samples", samples, ndim=2, dtype=float))
    degree, (nodes, weights) = _check.whole("degree", degree, minimum=1), _nodes(nodes, weights)
    if samples.shape[1] != nodes.shape[1]:
        raise _check.error("samples", f"have {nodes.shape[1]} columns, as `nodes` has", f"shape {samples.shape}")
    means = monomials_of("samples", samples, degree).mean(axis=0)
    return _matched("samples", means, degree, nodes, weights, tolerance, steps)


def _nodes(nodes, weights):
    nodes = _check.as_array("nodes", nodes, ndim=2, dtype=float, fix="One state in each row.")
    if 0 in nodes.shape:
        raise _check.error("nodes", "hold at least one state of one variable", f"shape {nodes.shape}")
    weights = np.ones(len(nodes)) if weights is None else _weights(weights, len(nodes))
    if not (weights > 0).all():
        raise _check.error("weights", "be positive", f"{weights.min():.3g}")
    return nodes, weights


def _weights(weights, count):
    return _check.as_array("weights", weights, shape=(count,), dtype=float)
