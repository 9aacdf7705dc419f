r"""Probabilities as energies: :math:`p(x) = e^{-H(x)}` with a polynomial H, and Bayes' theorem as a softmax.

A polynomial of degree d in n variables is one number for each monomial
:math:`x^\alpha = x_1^{\alpha_1}\cdots x_n^{\alpha_n}` with :math:`\alpha_1 + \dots + \alpha_n \le d`. Monomials are
ordered by degree, and within a degree as ``itertools.combinations_with_replacement`` does: 1, x, y, x², xy, y².
Points are arrays (..., n), and everything is in nats.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np
from scipy.special import logsumexp

from physdl import _check
from physdl.neural.losses import softmax

__all__ = ["Hamiltonian", "coefficient_count", "monomials", "softmax_posterior"]

_MOST_COEFFICIENTS = 1_000_000


def coefficient_count(variables, degree):
    r"""Return how many coefficients a polynomial has.

    .. math:: \binom{n + d}{d} = \frac{(n + d)!}{n!\,d!}

    Parameters
    ----------
    variables : int
        n ≥ 1.
    degree : int
        d ≥ 0, of the polynomial; the constant counts.

    Returns
    -------
    int

    Notes
    -----
    See :lesson:`4.1`.

    Examples
    --------
    >>> coefficient_count(64, 2)
    2145
    """
    variables, degree = _check.whole("variables", variables, minimum=1), _check.whole("degree", degree)
    if min(variables, degree) > 10**6:
        raise _check.error(
            "degree", "leave a number that can be written out: at most 1e6 of degree or variables", degree
        )
    return comb(variables + degree, degree)


def monomials(x, degree):
    r"""Return all monomials of points up to a degree.

    .. math:: \varphi_\alpha(x) = \prod_{i=1}^n x_i^{\alpha_i}, \qquad \sum_i\alpha_i \le d

    Parameters
    ----------
    x : array, shape (..., n)
    degree : int
        d ≥ 0.

    Returns
    -------
    array, shape (..., count)
        In the order of the module's docstring, the constant 1 first.

    Raises
    ------
    ValueError
        If `x` is not finite, or there are more than a million monomials (their number is named).

    Notes
    -----
    One multiplication for each number of the result. See :lesson:`4.1`.

    Examples
    --------
    >>> monomials([2.0, 3.0], 2)
    array([1., 2., 3., 4., 6., 9.])
    """
    return monomials_of("x", x, degree)


def monomials_of(name, x, degree):
    """Return the monomials of points that a caller knows by another name."""
    x = _check.as_array(name, x)
    if x.ndim == 0 or x.shape[-1] == 0:
        raise _check.error(name, "have shape (..., n), one number per variable", f"shape {x.shape}")
    count = _affordable(x.shape[-1], _check.whole("degree", degree))
    largest, kind = float(np.abs(x).max(initial=0.0)), np.finfo(x.dtype)
    if largest > 1 and degree * np.log(largest) > np.log(float(kind.max)):
        rule = f"leave monomials that {kind.dtype} can hold"
        raise _check.error(name, rule, f"{largest:.3g} to the power {degree}", "Take larger units.")
    points = x.size // x.shape[-1]
    received = f"{count:,} monomials of {points:,} points"
    _check.room(name, x.itemsize * count * points, received, "Take some of the points at a time.")
    parents, variables = _parents(x.shape[-1], degree)
    result = np.empty((count, *x.shape[:-1]), x.dtype)  # one row for each monomial, so that each product is contiguous
    result[0] = 1
    across = np.moveaxis(x, -1, 0)
    for row, (parent, variable) in enumerate(zip(parents, variables, strict=True), start=1):
        np.multiply(result[parent], across[variable], out=result[row, ...])
    return np.moveaxis(result, 0, -1)


def _affordable(variables, degree):
    count = comb(variables + degree, degree)
    if count > _MOST_COEFFICIENTS:
        shown = f"{count:,} for {variables} variables and degree {degree}"
        raise _check.error("degree", f"leave at most {_MOST_COEFFICIENTS:,} coefficients", shown)
    return count


@lru_cache(maxsize=8)
def _parents(variables, degree):
    """Return for every monomial but 1 the place of the one without its last factor, and that factor."""
    parents, factors = [], []
    first, last = 0, np.zeros(1, int)  # the monomials of one degree less: where they begin, and their last factors
    for _ in range(degree):
        children = variables - last  # each goes on with its last factor or a later one
        parent = np.repeat(np.arange(len(last)), children)
        nth = np.arange(len(parent)) - np.repeat(np.cumsum(children) - children, children)
        first, last, parent = first + len(last), last[parent] + nth, first + parent
        parents.append(parent)
        factors.append(last)
    return [np.concatenate(kind).tolist() if kind else [] for kind in (parents, factors)]


@dataclass(frozen=True)
class Hamiltonian:
    r"""A polynomial energy, :math:`H(x) = \sum_\alpha c_\alpha x^\alpha`.

    Parameters
    ----------
    coefficients : array, shape (count,)
        c, in the order of the module's docstring; the first is the constant, the place of ln Z.
    variables : int
        n.
    degree : int
        d.

    Raises
    ------
    ValueError
        If a coefficient is not finite, or their number is not :math:`\binom{n+d}{d}` (both are named).

    Notes
    -----
    ``H(x)`` takes points (..., n) and returns energies (...), in nats. See :lesson:`4.1`.

    Examples
    --------
    >>> H = Hamiltonian([0.0, 0.0, 0.5], variables=1, degree=2)
    >>> H([[0.0], [2.0]])
    array([0., 2.])
    """

    coefficients: np.ndarray
    variables: int
    degree: int

    def __post_init__(self):
        count = coefficient_count(self.variables, self.degree)
        fix = f"So many monomials have {self.variables} variables up to degree {self.degree}."
        coefficients = _check.as_array("coefficients", self.coefficients, shape=(count,), fix=fix)
        object.__setattr__(self, "coefficients", coefficients)

    def __call__(self, x):
        """Return H(x) for points (..., n), as an array (...)."""
        x = _check.as_array("x", x)
        if x.shape[-1:] != (self.variables,):
            raise _check.error("x", f"have shape (..., {self.variables})", f"shape {x.shape}")
        return monomials(x, self.degree) @ self.coefficients

    def plus(self, constant):
        """Return this Hamiltonian with a number added to its constant."""
        coefficients = self.coefficients.copy()
        coefficients[0] += _check.finite_number("constant", constant)
        return Hamiltonian(coefficients, self.variables, self.degree)


def softmax_posterior(hamiltonians, log_prior):
    r"""Return Bayes' theorem as a softmax.

    .. math:: p(y \mid x) = \frac{e^{-H_y(x) - \mu_y}}{\sum_{y'} e^{-H_{y'}(x) - \mu_{y'}}}, \qquad
              H_y(x) = -\ln p(x \mid y), \quad \mu_y = -\ln p(y)

    Parameters
    ----------
    hamiltonians : array, shape (..., classes)
        :math:`H_y(x)`, each with its own :math:`\ln Z_y` in it. What is common to all classes may be left out. Without
        its :math:`\ln Z_y` each class is weighted by :math:`Z_y` too much.
    log_prior : array, shape (classes,)
        :math:`\ln p(y) = -\mu_y`.

    Returns
    -------
    array, shape (..., classes)
        Probabilities.

    Raises
    ------
    ValueError
        If an entry is not finite, the numbers of classes differ, or the prior's probabilities do not add up to 1.

    Notes
    -----
    The largest exponent is subtracted first, so nothing overflows. H. W. Lin, M. Tegmark and D. Rolnick,
    arXiv:1608.08225, section 2. See :lesson:`4.1`.

    Examples
    --------
    >>> softmax_posterior([0.0, np.log(3.0)], np.log([0.5, 0.5]))
    array([0.75, 0.25])
    """
    log_prior = _check.as_array("log_prior", log_prior, ndim=1, real=True, fix="Leave out a class that cannot be.")
    _check.nonempty("log_prior", log_prior, "class")
    with np.errstate(over="ignore"):
        total = np.exp(logsumexp(log_prior))
    if not abs(total - 1) <= max(1e-9, 16 * np.finfo(log_prior.dtype).eps):
        fix = "Subtract `scipy.special.logsumexp(log_prior)`." if total else None
        raise _check.error("log_prior", "be logarithms of probabilities that add up to 1", f"a sum of {total:.6g}", fix)
    hamiltonians = _check.as_array("hamiltonians", hamiltonians, real=True)
    if hamiltonians.shape[-1:] != log_prior.shape:
        rule = f"have shape (..., {log_prior.size}), one energy per class of `log_prior`"
        raise _check.error("hamiltonians", rule, f"shape {hamiltonians.shape}")
    return softmax(log_prior - hamiltonians)
