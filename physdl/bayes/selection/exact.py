"""Least squares without rounding: a judge for designs on which floating point loses its digits."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from physdl import _check


def exact_least_squares(x, y):
    r"""Return the exact solution of the normal equations, rounded once, at the end.

    .. math:: X^{\mathsf T}X\,\theta = X^{\mathsf T}y .

    A double is a whole number times a power of two. So the sums can be formed without an error, E. H. Bareiss's
    elimination keeps them whole, and fractions come at the end.

    Parameters
    ----------
    x : array, shape (N, k)
        The design, at most 40 columns.
    y : array, shape (N,)
        What was measured.

    Returns
    -------
    array, shape (k,)
        The double nearest to each coefficient.

    Raises
    ------
    ValueError
        If a number is not finite, there are fewer rows than columns, a column is zero or made up of those before it,
        exactly (it is named), or a coefficient is above 1.8e308.

    Notes
    -----
    N k² + k³ operations on whole numbers that grow with k: milliseconds for the sets of NIST. Source: E. H. Bareiss,
    Mathematics of Computation 22 (1968) 565, doi:10.1090/S0025-5718-1968-0226829-0. See :lesson:`5.4`.
    """
    x = _check.as_array("x", x, ndim=2, dtype=float)
    y = _check.as_array("y", y, shape=(len(x),), dtype=float)
    if not 1 <= x.shape[1] <= 40:
        raise _check.error("x", "have 1 to 40 columns", f"shape {x.shape}")
    if len(x) < x.shape[1]:
        fix = "With fewer data than parameters the best fit is not one point."
        raise _check.error("x", "have at least as many rows as columns", f"shape {x.shape}", fix)
    columns, shifts = zip(*(_whole(column) for column in np.column_stack([x, y]).T), strict=True)
    form = [[sum(map(int.__mul__, a, b)) for b in columns] for a in columns[:-1]]
    try:
        solution = [
            float(value * Fraction(2) ** (shifts[-1] - s)) for value, s in zip(_solve(form), shifts, strict=False)
        ]
    except OverflowError as reason:
        raise _check.error("y", "leave coefficients below 1.8e308", "larger ones", "Take other units.") from reason
    return np.array(solution)


def _whole(column):
    """Return a column as whole numbers times 2ˢ, and s."""
    mantissas, exponents = np.frexp(column)
    used = exponents[column != 0]
    low = (int(used.min()) if used.size else 0) - 53
    return [int(m * 2.0**53) << max(int(e) - 53 - low, 0) for m, e in zip(mantissas, exponents, strict=True)], low


def _solve(form):
    """Return the solution of k equations in k unknowns, rows [A, b] of whole numbers, as fractions."""
    k, before = len(form), 1
    for p in range(k):
        pivot = form[p][p]  # of a Gram matrix: zero only where the column depends on those before
        if pivot == 0:
            fix = "Drop it: the data cannot tell it from them."
            raise _check.error(
                "x", "have independent columns", f"column {p}, which is zero or made up of those before it", fix
            )
        for r in range(p + 1, k):
            head = form[r][p]
            form[r] = [(pivot * a - head * b) // before for a, b in zip(form[r], form[p], strict=True)]
        before = pivot
    solution = [Fraction(0)] * k
    for p in reversed(range(k)):
        rest = form[p][k] - sum((form[p][j] * solution[j] for j in range(p + 1, k)), Fraction(0))
        solution[p] = rest / form[p][p]
    return solution


def correct_digits(found, certified, most=15.0):
    r"""Return to how many digits numbers agree with certified ones: −log₁₀ of the relative error.

    .. math:: d = -\log_{10}\frac{|q - c|}{|c|}, \qquad 0 \le d \le \text{most} .

    Parameters
    ----------
    found : array, shape (...)
        q.
    certified : array, broadcast against `found`
        c; where it is zero the error itself is taken.
    most : float
        How many digits the certified numbers have.

    Returns
    -------
    array, shape (...)

    Raises
    ------
    ValueError
        If a number is not finite, or `most` is not positive.

    Notes
    -----
    See :lesson:`5.4`.
    """
    found = _check.as_array("found", found, dtype=float, fix="What is not finite has no digits.")
    certified = _check.as_array("certified", certified, dtype=float)
    _check.broadcast("certified", certified, "found", found.shape)
    most = _check.positive("most", most)
    with np.errstate(divide="ignore", over="ignore"):
        error = np.abs(found / np.where(certified == 0, 1.0, certified) - (certified != 0))
        return (np.clip(-np.log10(error), 0.0, most) + 0.0)[()]
