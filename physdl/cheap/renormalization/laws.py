"""All states of a ring of spins, what a rule makes of them, and the interactions that such a law has."""

from __future__ import annotations

import numpy as np

from physdl import _check


def ring_law(n, coupling, field=0.0):
    r"""Return the law of n spins on a ring.

    .. math:: p(s) = \frac1Z\exp\Big(K\sum_{i=1}^n s_is_{i+1} + h\sum_is_i\Big), \qquad s_{n+1} = s_1

    Parameters
    ----------
    n : int
        n ≥ 3.
    coupling, field : float
        K and h.

    Returns
    -------
    array, shape (2,) * n
        In double precision; index 0 is up, 1 is down.

    Raises
    ------
    ValueError
        If the states would take more than 4 GB (named before anything is allocated), or an exponent is too large.

    Notes
    -----
    Costs n additions for each of 2ⁿ states. See :lesson:`4.5`.

    Examples
    --------
    >>> law = ring_law(4, 0.5)
    >>> law.shape, float(np.log(law[0, 0, 0, 0] / law[0, 1, 0, 1]).round(12))
    ((2, 2, 2, 2), 4.0)
    """
    n = _check.whole("n", n, minimum=3, fix="On two spins the two bonds of a ring are one.")
    coupling, field = _check.finite_number("coupling", coupling), _check.finite_number("field", field)
    _check.room("n", 24 * 2 ** min(n, 1000), f"2^{n} states", "Take a shorter ring.")
    if max(abs(coupling), abs(field)) > 1e300:
        name, value = ("coupling", coupling) if abs(coupling) > 1e300 else ("field", field)
        fix = "Divide both by one number: such a law is at zero temperature."
        raise _check.error(name, "lie between -1e300 and 1e300", f"{value:g}", fix)
    spin = np.array([1.0, -1.0])
    exponent = np.zeros((2,) * n)
    for i in range(n):
        here, there = (_along(spin, axis, n) for axis in (i, (i + 1) % n))
        exponent += coupling * here * there + field * here
    exponent = np.exp(exponent - exponent.max())
    return exponent / exponent.sum()


def block_rule(b, kind="decimation"):
    r"""Return how a block of b spins names the spin that replaces it.

    Parameters
    ----------
    b : int
        Spins in a block, b ≥ 1.
    kind : str
        ``"decimation"``: the first spin of the block; ``"majority"``: the sign of their sum, for odd b.

    Returns
    -------
    array, shape (2,) * b + (2,)
        The probability of each new spin (last axis) for each state of the block: here 0 or 1.

    Raises
    ------
    ValueError
        If b is even and a majority may not exist, or the table would take more than 4 GB.

    Notes
    -----
    Any array of this shape whose last axis sums to 1 is a rule: that is Kadanoff's condition on a coarse-graining. See
    :lesson:`4.5`.

    Examples
    --------
    >>> block_rule(3, "majority")[0, 1, 0]  # up, down, up
    array([1., 0.])
    """
    b, kind = _check.whole("b", b, minimum=1), _check.choice("kind", kind, ("decimation", "majority"))
    if kind == "majority" and b % 2 == 0:
        raise _check.error("b", "be odd for a majority", b, "Let a tie be decided by a rule of your own.")
    _check.room("b", 40 * 2 ** min(b, 1000), f"2^{b} states", "Take a smaller block.")
    down = np.zeros((2,) * b, dtype=int)
    for axis in range(1 if kind == "decimation" else b):
        down += _along(np.array([0, 1]), axis, b)
    chosen = down > (0 if kind == "decimation" else b // 2)
    return np.stack([~chosen, chosen], axis=-1).astype(float)


def coarse_law(law, rule):
    r"""Return the law of the blocks' spins.

    .. math:: p'(\mu) = \sum_s p(s)\prod_k T(\mu_k \mid s_{kb+1}, \dots, s_{kb+b}), \qquad \sum_\mu T(\mu\mid\cdot) = 1

    Parameters
    ----------
    law : array, shape (2,) * n
        Probabilities, not negative, of sum 1.
    rule : array, shape (2,) * b + (2,)
        T, as `block_rule` makes it: each block's probabilities, not negative, of sum 1.

    Returns
    -------
    array, shape (2,) * (n / b)

    Raises
    ------
    ValueError
        If b does not divide n, or probabilities are negative or do not sum to 1.

    Notes
    -----
    One block after another, for b ≥ 2 about 2ⁿ⁺² operations in all. See :lesson:`4.5`.

    Examples
    --------
    >>> coarse_law(ring_law(6, 0.7), block_rule(3)).round(4)
    array([[0.3552, 0.1448],
           [0.1448, 0.3552]])
    """
    law, rule = _probabilities("law", law), _table("rule", rule)
    if rule.ndim < 2:
        raise _check.error("rule", "have an axis for each spin of a block and one for the new spin", rule.shape)
    gap = np.abs(rule.sum(axis=-1, dtype=float) - 1).max()
    if gap > _SLACK[rule.dtype.itemsize]:
        raise _check.error("rule", "sum to 1 over the new spin", f"a sum that is off by {gap:.3g}")
    n, b = law.ndim, rule.ndim - 1
    if n % b:
        fix = "Each spin belongs to one block."
        raise _check.error("rule", f"have blocks that divide the {n} spins of the law", f"blocks of {b}", fix)
    flat = rule.reshape(2**b, 2)
    for _ in range(n // b):  # sum the first block out; its new spin goes to the end
        law = law.reshape(2**b, -1).T @ flat
    return law.reshape((2,) * (n // b))


def interactions(law):
    r"""Return all interactions of a law of spins.

    .. math:: \ln p(s) = \sum_{A}J_A\prod_{i\in A}s_i, \qquad J_A = 2^{-n}\sum_s\ln p(s)\prod_{i\in A}s_i

    Parameters
    ----------
    law : array, shape (2,) * n
        Probabilities, positive, of sum 1.

    Returns
    -------
    array, shape (2,) * n
        J, with the index 1 for each spin of A: ``J[1, 1, 0]`` couples the first two of three, ``J[0, 0, 0]`` is −ln Z.

    Raises
    ------
    ValueError
        If a probability is not positive, so that some interaction is infinite, or they do not sum to 1.

    Notes
    -----
    J. L. Walsh's transform of ln p: n additions and subtractions for each of 2ⁿ states. See :lesson:`4.5`.

    Examples
    --------
    >>> J = interactions(ring_law(4, 0.5))
    >>> float(J[1, 1, 0, 0].round(12)), bool(abs(J[1, 0, 1, 0]) < 1e-12)
    (0.5, True)
    """
    law = _probabilities("law", law)
    if not (law > 0).all():
        fix = "What never happens has an infinite interaction."
        raise _check.error("law", "be positive", f"{(law == 0).sum()} states of probability 0", fix)
    result = np.log(law)
    for axis in range(law.ndim):
        up, down = np.take(result, 0, axis), np.take(result, 1, axis)
        result = np.stack([up + down, up - down], axis) / 2
    return result.astype(law.dtype)


_SLACK = {2: 1e-2, 4: 1e-5, 8: 1e-9, 12: 1e-9, 16: 1e-9}  # how far rounding takes a sum of probabilities from 1


def _table(name, value):
    value = _check.as_array(name, value, real=True)
    if value.ndim == 0 or set(value.shape) != {2}:
        raise _check.error(name, "have axes of length 2, one for each spin", f"shape {value.shape}")
    if (value < 0).any():
        raise _check.error(name, "not be negative", f"{value.min():.3g}")
    return value


def _probabilities(name, value):
    value = _table(name, value)
    gap = abs(float(value.sum(dtype=float)) - 1)
    if gap > _SLACK[value.dtype.itemsize]:
        raise _check.error(name, "sum to 1", f"a sum that is off by {gap:.3g}", "Divide by the sum.")
    return value


def _along(values, axis, n):
    """Return two values along one of n axes."""
    return values.reshape([2 if i == axis else 1 for i in range(n)])
