"""Products of many numbers and of powers, in one hidden layer or in several; offered by `physdl.cheap.gates`."""

from __future__ import annotations

from itertools import chain

import numpy as np

from physdl import _check
from physdl.cheap.gates.flat import flat_layer, require_room
from physdl.cheap.gates.taylor import MOST
from physdl.neural.network import Network

_MOST_FACTORS = 10**6  # they are listed one by one


def shallow_product(n, *, activation=None, scale=1e-2, point=None):
    r"""Return the network of one hidden layer that multiplies n numbers.

    .. math:: \prod_{i=1}^n x_i \approx \frac{1}{(2\lambda)^n\sigma^{(n)}(p)}\sum_{s\in\{\pm1\}^n}\Big(\prod_i s_i\Big)
              \,\sigma\Big(p + \lambda\sum_i s_ix_i\Big)

    Parameters
    ----------
    n : int
        At least 2.
    activation, scale, point
        As for `multiplication_gate`; σ⁽ⁿ⁾(p) ≠ 0.

    Returns
    -------
    Network
        Affine, activation, Affine: ``(..., n)`` → ``(..., 1)``, with 2ⁿ units.

    Raises
    ------
    ValueError
        If 2ⁿ units would take more than 4 GB (the memory is named), or as for `multiplication_gate`.

    Notes
    -----
    That no fewer than 2ⁿ will do, and in which sense, is the theorem of :lesson:`4.3`. H. W. Lin, M. Tegmark and
    D. Rolnick, arXiv:1608.08225, section 3.
    """
    n = _check.whole("n", n, minimum=2, maximum=_MOST_FACTORS, fix="Multiply in a tree.")
    groups = [(range(n), (1,) * n)]
    require_room("n", f"{n} factors", [(n, groups)], f"A tree of gates needs {4 * (n - 1)} units.")
    return Network(flat_layer(groups, n, activation, scale, point))


def product_tree(n, *, activation=None, scale=1e-2, point=None):
    r"""Return the network that multiplies n numbers pair by pair, in :math:`\lceil\log_2 n\rceil` hidden layers.

    .. math:: \prod_{i=1}^n x_i = (x_1x_2)(x_3x_4)\cdots

    Parameters
    ----------
    n : int
        At least 2.
    activation, scale, point
        As for `multiplication_gate`.

    Returns
    -------
    Network
        ``(..., n)`` → ``(..., 1)``, with 4(n − 1) units. A number that finds no partner waits a layer on a wire.

    Raises
    ------
    ValueError
        As for `multiplication_gate`.

    Notes
    -----
    It is ``power_network(numpy.ones(n, int), depth)`` with the largest depth. See :lesson:`4.3`.

    Examples
    --------
    >>> from physdl.cheap import hidden_units
    >>> tree = product_tree(4, scale=1e-3)
    >>> hidden_units(tree), tree([2.0, 0.5, 3.0, -1.0]).round(3)
    (12, array([-3.]))
    """
    n = _check.whole("n", n, minimum=2, maximum=_MOST_FACTORS)
    return power_network((1,) * n, (n - 1).bit_length(), activation=activation, scale=scale, point=point)


def power_network(exponents, depth=1, *, activation=None, scale=1e-2, point=None):
    r"""Return the network of `depth` hidden layers that computes a product of powers.

    .. math:: x \mapsto \prod_{i=1}^n x_i^{r_i}

    Each layer takes the :math:`N = \sum r_i` factors that are left in groups of :math:`\lceil N^{1/k}\rceil`, where k
    layers are to come, and multiplies each group by one flat product. Equal groups are computed once.

    Parameters
    ----------
    exponents : sequence of int, shape (n,)
        r, not negative, with a sum N of at least 2.
    depth : int
        From 1 to ⌈log₂ N⌉: pairs need no more.
    activation, scale, point
        As for `multiplication_gate`; the derivative of σ of each group's size must not vanish at `point`.

    Returns
    -------
    Network
        ``(..., n)`` → ``(..., 1)``. A group of :math:`\prod_ix_i^{r_i}` takes :math:`\prod_i(r_i + 1)` units, one of a
        single factor a wire. With depth 1 these are the :math:`\prod(r_i + 1)` of the whole; for n numbers and
        :math:`n^{1/k}` whole :math:`\sum_{j=1}^{k} n^{(k-j)/k}\,2^{n^{1/k}}`.

    Raises
    ------
    ValueError
        If an exponent is negative or fractional, the sum is below 2, the depth out of range, a group has more than 63
        factors, the network would take more than 4 GB (the memory is named), or as for `multiplication_gate`.

    Notes
    -----
    D. Rolnick and M. Tegmark, arXiv:1705.05502. See :lesson:`4.3`.

    Examples
    --------
    >>> from physdl.cheap import hidden_units
    >>> [hidden_units(power_network([1] * 64, depth)) for depth in (2, 3, 6)]
    [2304, 336, 252]
    >>> hidden_units(power_network([64], 6))
    18
    """
    powers = _powers(exponents)
    total, depth = int(powers.sum()), _check.whole("depth", depth, minimum=1)
    if depth > (total - 1).bit_length():
        rule = f"be at most {(total - 1).bit_length()} for {total} factors"
        raise _check.error("depth", rule, depth, "Pairs need no more layers.")
    plan = _plan(powers, depth)
    require_room("exponents", f"{total} factors", plan, "More layers need fewer units." if depth == 1 else None)
    largest = max(sum(taken) for _, groups in plan for _, taken in groups)
    if largest > MOST:
        rule = f"leave groups of at most {MOST} factors, the derivatives that are known of an activation"
        raise _check.error("depth", rule, f"a group of {largest}", "More layers make smaller groups.")
    return Network(chain.from_iterable(flat_layer(groups, n, activation, scale, point) for n, groups in plan))


def _powers(exponents):
    powers = _check.as_array("exponents", exponents, ndim=1, real=True)
    if (powers < 0).any() or (powers != np.round(powers)).any():
        bad = powers[(powers < 0) | (powers != np.round(powers))][0]
        fix = "A root or a quotient is no polynomial, and no Taylor coefficient computes it."
        raise _check.error("exponents", "be whole numbers, none of them negative", f"{bad:g}", fix)
    if powers.sum() < 2:
        raise _check.error("exponents", "add up to at least 2", f"{powers.sum():g}", "One factor needs no neuron.")
    if powers.sum() > _MOST_FACTORS:
        raise _check.error("exponents", f"add up to at most {_MOST_FACTORS:,}", f"{powers.sum():g}")
    return powers.astype(int)


def _plan(powers, depth):
    """Return for each layer its number of inputs and its groups, pairs of (variables, powers)."""
    plan, inputs, factors = [], len(powers), np.repeat(np.arange(len(powers)), powers)
    for left in range(depth, 0, -1):
        size = next(b for b in range(1, len(factors) + 1) if b**left >= len(factors))
        taken = [np.unique(factors[k : k + size], return_counts=True) for k in range(0, len(factors), size)]
        groups = [(tuple(map(int, variables)), tuple(map(int, counts))) for variables, counts in taken]
        different = {group: place for place, group in enumerate(dict.fromkeys(groups))}
        plan.append((inputs, list(different)))  # only the last can be a single factor, a wire
        inputs, factors = len(different), np.sort([different[group] for group in groups])
    return plan
