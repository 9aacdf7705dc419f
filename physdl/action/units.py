"""Units as exact arithmetic: a quantity's dimension is a vector of rational exponents.

A dimension is written as a string ``"M L^2 T^-2"``, as a mapping ``{"M": 1, "L": 2, "T": -2}``, or as a sequence of
exponents, one per base dimension, all sequences of one call having the same length. Exponents are integers or
`fractions.Fraction` (in a string: ``L^3/2``). No floating-point number enters, so no tolerance does either.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from numbers import Rational

from physdl._check import error, sequence

__all__ = ["BASE", "null_space", "pi_groups", "solve_exponents"]

#: The seven base dimensions of the SI: time, length, mass, current, temperature, amount, luminous intensity.
BASE = ("T", "L", "M", "I", "Theta", "N", "J")


def null_space(matrix):
    """Return an exact integer basis of the vectors that a matrix of rationals sends to zero.

    A basis of ``{x : A x = 0}``, by Gauss–Jordan elimination over the rationals.

    Parameters
    ----------
    matrix : sequence of sequences, shape (rows, columns)
        Integers or fractions. In the dimension matrix a row is a base dimension and a column a quantity.

    Returns
    -------
    tuple of tuples of int
        ``columns - rank`` vectors. Each is primitive (its entries have no common divisor), its first non-zero entry is
        positive, and it holds exactly one of the columns that elimination leaves free. The earliest independent columns
        are the pivots.

    Raises
    ------
    ValueError
        If the matrix is empty or its rows differ in length.
    TypeError
        If an entry is not an exact rational.

    Notes
    -----
    Costs O(rows · columns · rank) operations on fractions.

    See :lesson:`0.1`.
    """
    rows = [sequence("matrix", row) for row in sequence("matrix", matrix)]
    if not rows or not rows[0]:
        raise error("matrix", "have at least one row and one column", matrix)
    _same_length("matrix", rows)
    reduced, pivots = _reduce([[_rational("matrix", entry) for entry in row] for row in rows])
    columns = len(rows[0])
    basis = []
    for free in (column for column in range(columns) if column not in pivots):
        vector = [Fraction(0)] * columns
        vector[free] = Fraction(1)
        for row, pivot in zip(reduced, pivots, strict=False):
            vector[pivot] = -row[free]
        basis.append(_primitive(vector))
    return tuple(basis)


def pi_groups(quantities, *, base=BASE):
    r"""Return the independent dimensionless products of powers of some quantities.

    Buckingham's theorem: k quantities whose dimension matrix D has rank r form k − r independent groups
    :math:`\Pi = \prod_i q_i^{x_i}`, where D x = 0.

    Parameters
    ----------
    quantities : mapping of str to dimension
        Name and dimension of each quantity. The first independent ones listed become the repeating quantities, so put
        the one you want to solve for last.
    base : sequence of str
        The base dimensions that may appear (default: `BASE`, the seven of the SI).

    Returns
    -------
    list of dict
        One dict per group, name → non-zero integer exponent. Empty if nothing dimensionless can be formed.

    Raises
    ------
    ValueError
        If there are no quantities, a base dimension is unknown, or sequences of exponents differ in length.
    TypeError
        If an exponent is a float.

    Notes
    -----
    E. Buckingham, Phys. Rev. 4, 345–376 (1914), section 2.

    See :lesson:`0.1`.

    Examples
    --------
    >>> pi_groups({"length": "L", "gravity": "L T^-2", "mass": "M", "period": "T"})
    [{'length': 1, 'gravity': -1, 'period': -2}]
    """
    names, columns = _dimension_columns(quantities, base)
    return [
        {name: power for name, power in zip(names, vector, strict=True) if power}
        for vector in null_space(list(zip(*columns, strict=True)))
    ]


def solve_exponents(target, quantities, *, base=BASE):
    r"""Return the exponents with which some quantities multiply to a wanted dimension.

    The exact rational solution x of :math:`D x = t`: :math:`\prod_i q_i^{x_i}` has the dimension t.

    Parameters
    ----------
    target : dimension
        The dimension t wanted.
    quantities : mapping of str to dimension
        Name and dimension of each factor.
    base : sequence of str
        The base dimensions that may appear (default: `BASE`).

    Returns
    -------
    dict
        Name → `fractions.Fraction`, zeros included.

    Raises
    ------
    ValueError
        If no product of the quantities has that dimension; if more than one has, because a dimensionless group can be
        multiplied in; or for the reasons of `pi_groups`.
    TypeError
        If an exponent is a float.

    Notes
    -----
    See :lesson:`0.1`.

    Examples
    --------
    >>> solve_exponents("L", {"hbar": "M L^2 T^-1", "G": "M^-1 L^3 T^-2", "c": "L T^-1"})
    {'hbar': Fraction(1, 2), 'G': Fraction(1, 2), 'c': Fraction(-3, 2)}
    """
    base = _symbols(base)
    names, columns = _dimension_columns({**_mapping(quantities), _TARGET: target}, base)
    names = names[:-1]
    reduced, pivots = _reduce([list(row) for row in zip(*columns, strict=True)])
    if len(names) in pivots:
        fix = "Add a quantity that brings in what is missing."
        raise error("target", "be the dimension of a product of " + ", ".join(names), target, fix)
    if len(pivots) < len(names):
        group = pi_groups(quantities, base=base)[0]
        shown = " ".join(f"{name}^{power}" for name, power in group.items())
        fix = "Leave one of its factors out, or use pi_groups."
        raise error("quantities", "be independent for one answer", f"the dimensionless group {shown}", fix)
    return {names[pivot]: row[-1] for row, pivot in zip(reduced, pivots, strict=False)}


_TARGET = object()  # a key that no caller has


def _mapping(quantities):
    if not isinstance(quantities, Mapping):
        fix = 'Write {"length": "L", "gravity": "L T^-2"}.'
        raise error("quantities", "map names to dimensions", quantities, fix, TypeError)
    if not quantities:
        raise error("quantities", "hold at least one quantity", "none")
    return quantities


def _dimension_columns(quantities, base):
    """Return the names and one column of exponents per quantity."""
    names, base, columns = list(_mapping(quantities)), _symbols(base), []
    for name, dimension in quantities.items():
        shown = "target" if name is _TARGET else name
        if isinstance(dimension, str):
            dimension = _parse(shown, dimension)
        if isinstance(dimension, Mapping):
            unknown = [symbol for symbol in dimension if symbol not in base]
            if unknown:
                raise error(shown, "use the base dimensions " + ", ".join(base), f"the unknown {unknown[0]!r}")
            dimension = [dimension.get(symbol, 0) for symbol in base]
        columns.append([_rational(shown, entry) for entry in sequence(shown, dimension)])
    _same_length("quantities", columns)
    return names, columns


def _symbols(base):
    """Return the base dimensions as a list of words."""
    symbols = sequence("base", base, 'Write base=("T", "L", "M").')
    if not symbols or not all(isinstance(symbol, str) for symbol in symbols):
        raise error("base", "be a sequence of words", base, kind=TypeError)
    return symbols


def _parse(name, text):
    powers = {}
    for token in text.split():
        symbol, raised, power = token.partition("^")
        try:
            powers[symbol] = powers.get(symbol, 0) + (Fraction(power) if raised else 1)
        except (ValueError, ZeroDivisionError) as reason:
            fix = 'Write it like "M L^2 T^-2".'
            raise error(name, "be base dimensions with rational powers, separated by spaces", text, fix) from reason
    powers.pop("1", None)
    return powers


def _rational(name, value):
    if isinstance(value, Rational) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, float) and value.is_integer():
        fix = f"Write {int(value)}."
    elif isinstance(value, float) and value == value and abs(value) != float("inf"):
        fraction = Fraction(value).limit_denominator(1000)
        fix = f"Write Fraction({fraction.numerator}, {fraction.denominator})."
    else:
        fix = "Write an integer or a fractions.Fraction."
    raise error(name, "have exact rational exponents", value, fix, TypeError)


def _same_length(name, rows):
    if len({len(row) for row in rows}) > 1:
        raise error(name, "have rows of one length", f"lengths {[len(row) for row in rows]}")


def _reduce(rows):
    """Return the reduced row echelon form of a list of lists of fractions, and its pivot columns."""
    pivots = []
    for column in range(len(rows[0])):
        top = len(pivots)
        pivot = next((r for r in range(top, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[top], rows[pivot] = rows[pivot], rows[top]
        rows[top] = [entry / rows[top][column] for entry in rows[top]]
        for r in range(len(rows)):
            if r != top and rows[r][column]:
                factor = rows[r][column]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[top], strict=True)]
        pivots.append(column)
    return rows, pivots


def _primitive(vector):
    """Scale a rational vector that holds a 1 to coprime integers, the first non-zero one positive."""
    scale = lcm(*(entry.denominator for entry in vector))
    if next(entry for entry in vector if entry) < 0:
        scale = -scale
    return tuple(int(entry * scale) for entry in vector)
