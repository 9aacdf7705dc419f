"""What is known exactly of the square lattice: all states of a small one; formulas of Onsager, Kaufman and Yang."""

from __future__ import annotations

import math

import numpy as np

from physdl import _check


def lattice_states(rows, columns):
    r"""Return how many states of a small lattice have which sum over bonds and which magnetisation.

    .. math:: Z(K) = \sum_{s} e^{K S(s)} = \sum_{S, M} g(S, M)\,e^{K S}, \qquad S = \sum_{\langle ij\rangle} s_i s_j,
              \quad M = \sum_i s_i

    Parameters
    ----------
    rows, columns : int
        Size of the lattice, at least 2 and closed in both directions; along an axis of 2 sites a pair has two bonds.

    Returns
    -------
    bond_sum, magnetisation : array of float, shape (m,)
        The pairs (S, M) that occur.
    count : array of float, shape (m,)
        g, the number of states for each pair; all together :math:`2^{\text{rows}\cdot\text{columns}}`.

    Raises
    ------
    ValueError
        If all states would take more than 4 GB (named before anything is allocated).

    Notes
    -----
    Half of the states are listed, the other half is their mirror image; about 20 bytes for each that is listed. See
    :lesson:`4.6`.

    Examples
    --------
    >>> S, M, g = lattice_states(4, 4)
    >>> len(g), int(g.sum()), int(g[S == 32].sum())
    (80, 65536, 2)
    """
    rows, columns = _side("rows", rows), _side("columns", columns)
    sites = rows * columns
    _check.room("rows", 20 * 2 ** min(sites - 1, 1000), f"2^{sites} states", "Take a smaller lattice, or sample it.")
    up = np.zeros(2 ** (sites - 1), np.int16)  # spins that are up; the last spin is down
    bonds = np.zeros_like(up)  # neighbours that differ
    spin = [_spin(site, sites, len(up)) for site in range(sites)]
    for site in range(sites):
        row, column = divmod(site, columns)
        up += spin[site]
        for other in (row * columns + (column + 1) % columns, (row + 1) % rows * columns + column):
            bonds += spin[site] ^ spin[other]
    pairs = np.bincount(bonds.astype(np.intp) * (sites + 1) + up, minlength=(2 * sites + 1) * (sites + 1))
    table = pairs.reshape(2 * sites + 1, sites + 1).astype(float)
    table += table[:, ::-1]
    differ, number = np.nonzero(table)
    return 2.0 * sites - 2 * differ, 2.0 * number - sites, table[differ, number]


def _spin(site, sites, count):
    """Return whether a spin is up, for each of the first half of the states, without an array of its own."""
    if site == sites - 1:
        return np.zeros(1, np.int16)
    shape = 2 ** (sites - 2 - site), 2, 2**site
    return np.broadcast_to(np.array([0, 1], np.int16)[None, :, None], shape).reshape(count)


def kaufman_log_partition(rows, columns, coupling):
    r"""Return the logarithm of the partition function of a lattice that is closed in both directions.

    .. math::

       Z = \tfrac12 (2\sinh 2K)^{LM/2} \Big[\prod_{r} 2\cosh\tfrac{M\gamma_{2r+1}}{2}
           + \prod_{r} 2\sinh\tfrac{M\gamma_{2r+1}}{2} + \prod_{r} 2\cosh\tfrac{M\gamma_{2r}}{2}
           + \prod_{r} 2\sinh\tfrac{M\gamma_{2r}}{2}\Big], \quad
       \cosh\gamma_k = \cosh 2K\coth 2K - \cos\frac{\pi k}{L}, \quad \gamma_0 = 2K + \ln\tanh K

    The products run over :math:`0 \le r < L`.

    Parameters
    ----------
    rows, columns : int
        L and M, at least 2.
    coupling : array
        :math:`K = J/k_BT`, from 1e-8 to 150.

    Returns
    -------
    array, shape of `coupling`
        ln Z, in double precision.

    Raises
    ------
    ValueError
        If a coupling is below 1e-8 or above 150.

    Notes
    -----
    In logarithms throughout, so that no product overflows. See :lesson:`4.6`. Source: B. Kaufman, Physical Review 76
    (1949) 1232; the signs as in A. E. Ferdinand and M. E. Fisher, Physical Review 185 (1969) 832.

    Examples
    --------
    >>> S, _, g = lattice_states(3, 4)
    >>> bool(np.isclose(kaufman_log_partition(3, 4, 0.3), np.log(np.sum(g * np.exp(0.3 * S)))))
    True
    """
    return _kaufman(rows, columns, coupling)[0]


def kaufman_energy(rows, columns, coupling):
    r"""Return the mean energy for each site of a lattice that is closed in both directions.

    .. math:: u = -\frac{1}{LM}\,\frac{d\ln Z}{dK}

    Parameters
    ----------
    rows, columns : int
        At least 2.
    coupling : array
        :math:`K = J/k_BT`, from 1e-8 to 150.

    Returns
    -------
    array, shape of `coupling`
        In units of J, from −2 (all alike) to 0, in double precision.

    Raises
    ------
    ValueError
        If a coupling is below 1e-8 or above 150.

    Notes
    -----
    The derivative of `kaufman_log_partition` in closed form; right to about 1e-16/K for small K. See :lesson:`4.6`.

    Examples
    --------
    >>> S, _, g = lattice_states(4, 4)
    >>> w = g * np.exp(0.4 * S)
    >>> bool(np.isclose(kaufman_energy(4, 4, 0.4), -np.sum(w * S) / np.sum(w) / 16))
    True
    """
    return -_kaufman(rows, columns, coupling)[1] / (rows * columns)


def _kaufman(rows, columns, coupling):
    """Return ln Z and its derivative with respect to K."""
    rows, columns = _side("rows", rows), _side("columns", columns)
    K = _couplings(coupling)
    if (K < 1e-8).any():
        raise _check.error("coupling", "be at least 1e-8", f"{K.min():g}", "Without coupling ln Z is LM ln 2.")
    _check.room("rows", 100.0 * rows * K.size, f"{rows} rows and {K.size} couplings")
    K = K[..., None]
    s, c = np.sinh(2 * K), np.cosh(2 * K)
    k = np.arange(1, 2 * rows)
    excess = (s - 1) ** 2 / s + 2 * np.sin(np.pi * k / (2 * rows)) ** 2  # cosh γ − 1
    root = np.sqrt(excess * (excess + 2))  # sinh γ
    gamma = np.log1p(excess + root)
    slope = 2 * c * (1 - 1 / s**2) / root
    first, first_slope = 2 * K + np.log(np.tanh(K)), 2 + 2 / s
    half, bend = columns * gamma / 2, columns * slope / 2
    log_cosh, log_sinh = half + np.log1p(np.exp(-2 * half)), half + np.log(-np.expm1(-2 * half))
    by_cosh, by_sinh = bend * np.tanh(half), bend / np.tanh(half)
    odd, even = slice(0, None, 2), slice(1, None, 2)
    start, turn = columns * first[..., 0] / 2, columns * first_slope[..., 0] / 2
    plus = 1 + np.exp(-2 * np.abs(start))  # 2 cosh of the first half angle over exp |start|, and 2 sinh of it
    minus = -np.sign(start) * np.expm1(-2 * np.abs(start))
    logs = np.stack([
        log_cosh[..., odd].sum(-1),
        log_sinh[..., odd].sum(-1),
        log_cosh[..., even].sum(-1) + np.abs(start),
        log_sinh[..., even].sum(-1) + np.abs(start),
    ])  # fmt: skip
    top = logs.max(axis=0)
    one, two, three, four = np.exp(logs - top)
    total = one + two + three * plus + four * minus
    change = (
        one * by_cosh[..., odd].sum(-1)
        + two * by_sinh[..., odd].sum(-1)
        + three * (plus * by_cosh[..., even].sum(-1) + minus * turn)
        + four * (minus * by_sinh[..., even].sum(-1) + plus * turn)
    )
    sites = rows * columns
    log_s = 2 * K[..., 0] + np.log(-np.expm1(-4 * K[..., 0]))  # ln(2 sinh 2K)
    value = sites / 2 * log_s - math.log(2) + top + np.log(total)
    return value[()], (sites * c[..., 0] / s[..., 0] + change / total)[()]


def onsager_energy(coupling):
    r"""Return the mean energy for each site of the endless square lattice.

    .. math::

       u = -\coth 2K\,\Big[1 + \frac{q}{\operatorname{agm}(1, |q|)}\Big], \qquad q = 2\tanh^2 2K - 1

    with the arithmetic-geometric mean, which is :math:`\pi/2` over the complete elliptic integral of the first kind of
    modulus :math:`2\sinh 2K/\cosh^2 2K`.

    Parameters
    ----------
    coupling : array
        :math:`K = J/k_BT \ge 0`, at most 150.

    Returns
    -------
    array, shape of `coupling`
        In units of J, from −2 to 0, in double precision.

    Raises
    ------
    ValueError
        If a coupling is negative or above 150.

    Notes
    -----
    See :lesson:`4.6`. Source: L. Onsager, Physical Review 65 (1944) 117.

    Examples
    --------
    >>> critical = np.log(1 + np.sqrt(2)) / 2
    >>> bool(np.isclose(onsager_energy(critical), -np.sqrt(2)))
    True
    """
    K = _couplings(coupling)
    t = np.tanh(2 * K)
    s, c = np.sinh(2 * K), np.cosh(2 * K)
    size = np.abs(s - 1) * (s + 1) / c**2  # |q|
    a, g = np.minimum(2 * t**2, 2 / c**2), np.zeros_like(t)  # the two means, each minus |q|: 1 − |q| does not cancel
    for _ in range(20):
        x, y = size + a, size + g
        a, g = (a + g) / 2, (size * (a + g) + a * g) / np.where(size > 0, np.sqrt(x * y) + size, 1)
    bracket = np.where(s < 1, a / (size + a), 1 + size / (size + a))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(K > 0, -bracket / t, 0.0)[()]


def yang_magnetisation(coupling):
    r"""Return the magnetisation of the endless square lattice, for each site and without a field.

    .. math:: m = \big(1 - \sinh^{-4} 2K\big)^{1/8} \quad\text{for } \sinh 2K > 1, \text{ and } 0 \text{ below.}

    Parameters
    ----------
    coupling : array
        :math:`K = J/k_BT \ge 0`, at most 150.

    Returns
    -------
    array, shape of `coupling`
        From 0 to 1, in double precision.

    Raises
    ------
    ValueError
        If a coupling is negative or above 150.

    Notes
    -----
    See :lesson:`4.6`. Source: C. N. Yang, Physical Review 85 (1952) 808.

    Examples
    --------
    >>> yang_magnetisation(np.array([0.4, 0.45, 0.5])).round(4)
    array([0.    , 0.7493, 0.9113])
    """
    K = _couplings(coupling)
    cold = np.maximum(K, math.asinh(1) / 2)
    return np.maximum(-np.expm1(-4 * np.log(np.sinh(2 * cold))), 0.0)[()] ** 0.125


def _side(name, value):
    return _check.whole(name, value, minimum=2, maximum=10**6)


def _couplings(coupling):
    fix = "It is K = J/k_BT with T > 0."
    coupling = _check.as_array("coupling", coupling, real=True, dtype=float)
    if (coupling < 0).any():
        raise _check.error("coupling", "not be negative", f"{coupling.min():g}", fix)
    if (coupling > 150).any():
        raise _check.error("coupling", "be at most 150", f"{coupling.max():g}", fix)
    return coupling
