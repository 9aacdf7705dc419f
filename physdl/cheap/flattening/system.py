"""The Taylor system of one hidden layer that is to multiply, and why few units cannot solve it.

The formulas stand in `physdl.cheap.flattening`, which offers these functions.
"""

from __future__ import annotations

from itertools import chain, combinations, combinations_with_replacement, product
from math import comb

import numpy as np
from scipy import linalg

from physdl import _check
from physdl.cheap.boltzmann import monomials
from physdl.cheap.flattening.asked import degrees, moderate, scale_of, system_of

_MOST = 16  # variables, of whose families of sizes there are 2ⁿ⁺¹


def taylor_system(directions, free=()):
    r"""Return the matrix and the right side of the Taylor system, :math:`Mw = t`.

    .. math:: M_{\alpha j} = a_j^\alpha, \qquad t_\alpha = 1 \text{ for } \alpha = (1, \dots, 1), \text{ else } 0,
              \qquad |\alpha| \le n

    Parameters
    ----------
    directions : array, shape (units, n)
        The :math:`a_j`, n from 1 to 11.
    free : collection of int
        Degrees below n whose equations are not asked for: 0 if the output has a bias, each k with
        :math:`\sigma^{(k)}(p) = 0`.

    Returns
    -------
    matrix : array, shape (count, units)
        One row for each monomial of a degree that is not free, in the order of `monomials`.
    target : array, shape (count,)

    Raises
    ------
    ValueError
        If `directions` has not two axes, leaves more than a million equations (their number is named) or holds a number
        that is not finite, or a free degree is not from 0 to n − 1.

    Notes
    -----
    H. W. Lin, M. Tegmark and D. Rolnick, arXiv:1608.08225, section 3. See :lesson:`4.3`.

    Examples
    --------
    >>> matrix, target = taylor_system([[1, 1], [1, -1], [-1, 1], [-1, -1]])
    >>> (matrix @ [0.25, -0.25, -0.25, 0.25] - target).tolist()
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    """
    directions, free = system_of(directions, free)
    n = directions.shape[1]
    moderate(directions)
    asked, rows = _rows(n, free)
    matrix = monomials(directions, n).T[asked]
    target = np.zeros(len(rows), matrix.dtype)
    target[rows[tuple(range(n))]] = 1.0
    return matrix, target


def taylor_residual(directions, free=()):
    r"""Return how far the Taylor system is from a solution, :math:`\min_w |D^{-1}(Mw - t)|`.

    Parameters
    ----------
    directions, free
        As for `taylor_system`.

    Returns
    -------
    float
        From 0, solved, to 1, where w = 0 is best. First each variable is divided by its largest entry in the
        directions, which makes no difference to whether there is a solution. D holds the largest entry of each row of
        M, and 1 for the row of the product and for rows of zeros.

    Raises
    ------
    ValueError
        As for `taylor_system`.

    Notes
    -----
    Costs ``count * units**2``. See :lesson:`4.3`.

    Examples
    --------
    >>> signs = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
    >>> round(taylor_residual(signs), 12), round(taylor_residual(signs[:3]), 2)
    (0.0, 0.55)
    """
    directions, free = system_of(directions, free)
    matrix, target = taylor_system(directions / scale_of(directions), free)
    size = np.abs(matrix).max(axis=1)
    size[(size == 0) | (target == 1)] = 1.0
    rows = matrix / size[:, None]
    weights = linalg.lstsq(rows, target, cond=1e-12, lapack_driver="gelsy")[0]
    return float(np.linalg.norm(rows @ weights - target))


def shallow_bound(n, free=()):
    r"""Return the number of units below which the Taylor system has no solution.

    .. math:: \begin{gathered}
              \max_K \sum_{k\in K}\binom nk \quad\text{over } K \subseteq \{0, \dots, n\} \text{ such that } \\
              n - (k' - k) \text{ is not free for any } k \le k' \text{ in } K \end{gathered}

    Parameters
    ----------
    n : int
        From 1 to 16.
    free : collection of int
        As for `taylor_system`.

    Returns
    -------
    int
        2ⁿ if no degree is free, 2ⁿ − 1 if degree 0 is, 2ⁿ⁻¹ if n − 1, n − 3, … are.

    Raises
    ------
    ValueError
        If n is out of range, or a free degree is.

    Notes
    -----
    See :lesson:`4.3`.

    Examples
    --------
    >>> shallow_bound(4), shallow_bound(4, free=[0]), shallow_bound(4, free=[1, 3])
    (16, 15, 8)
    """
    n = _check.whole("n", n, minimum=1)
    if n > _MOST:
        raise _check.error("n", f"be at most {_MOST}", n, "The system has more than a thousand million equations.")
    return sum(comb(n, k) for k in _sizes(n, degrees(free, n)))


def obstruction(directions, free=()):
    r"""Return the combination of the equations that reads 0 = 1: the proof that no weights solve them.

    .. math:: y^{\mathsf T}M = 0, \qquad y^{\mathsf T}t = 1

    Parameters
    ----------
    directions, free
        As for `taylor_system`.

    Returns
    -------
    array, shape (count,)
        y, one number for each row of M.

    Raises
    ------
    ValueError
        If the directions are too many and too independent for the proof, which needs fewer than `shallow_bound`.

    Notes
    -----
    Fewer directions than sets S leave numbers :math:`c_S`, not all zero, with
    :math:`\sum_Sc_S\prod_{i\in S}a_{ji} = 0` for all j. Of the sets with :math:`c_S \ne 0` take a largest one,
    :math:`S_0`. Multiply by :math:`w_j\prod_{i\notin S_0}a_{ji}` and sum over j. No term has a degree above n, and only
    that of :math:`S_0` is the product of all variables: the equations say :math:`c_{S_0} = 0`. See :lesson:`4.3`.

    Examples
    --------
    >>> obstruction([[1, 1], [1, -1], [-1, 1]]).round(6) + 0.0
    array([ 1., -1., -1.,  0.,  1.,  0.])
    """
    directions, free = system_of(directions, free)
    n = directions.shape[1]
    moderate(directions)
    sizes = _sizes(n, free)
    sets = np.array([s for s in product((False, True), repeat=n) if sum(s) in sizes])
    scale = scale_of(directions)
    values = np.where(sets[:, None, :], directions / scale, 1.0).prod(axis=-1)
    relations = linalg.null_space(values.T, rcond=1e-10)
    if not relations.size:
        rule = f"have fewer than {len(sets)} independent products"
        raise _check.error("directions", rule, f"{len(directions)}", "`taylor_residual` says whether they solve it.")
    involved, members = np.linalg.norm(relations, axis=1), sets.sum(axis=1)
    size = members[involved > 1e-8].max()
    top = np.argmax(np.where(members == size, involved, 0.0))
    c = relations @ relations[top]
    c /= np.where(sets, scale, 1.0).prod(axis=1)
    _, rows = _rows(n, free)
    y = np.zeros(len(rows), directions.dtype)
    rest = np.flatnonzero(~sets[top]).tolist()
    for one, share in zip(sets[members <= size], c[members <= size] / c[top], strict=True):
        y[rows[tuple(sorted([*np.flatnonzero(one).tolist(), *rest]))]] += share
    return y


def _sizes(n, free):
    """Return the sizes of the sets in the largest family for which the proof asks only for equations that stand."""
    if not free:
        return frozenset(range(n + 1))
    apart = {n - degree for degree in free}
    families = chain.from_iterable(combinations(range(n + 1), k) for k in range(n + 1, 0, -1))
    fitting = (f for f in families if not any(b - a in apart for a, b in combinations(f, 2)))
    return frozenset(max(fitting, key=lambda family: sum(comb(n, k) for k in family)))


def _rows(n, free):
    """Return which of the monomials up to degree n are asked for, and the row of each, named by its factors."""
    factors = chain.from_iterable(combinations_with_replacement(range(n), d) for d in range(n + 1))
    asked, rows = [], {}
    for place, factor in enumerate(factors):
        if len(factor) not in free:
            rows[factor] = len(asked)
            asked.append(place)
    return asked, rows
