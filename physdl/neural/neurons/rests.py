"""Where a field stands still, how it leaves from there, and the parameters at which that changes."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq, root

from physdl import _check
from physdl.duals import jacobian


def equilibria(field, starts):
    r"""Return the points at which a field vanishes, as Newton's method finds them from many starts.

    .. math:: x \to x - (\partial f/\partial x)^{-1} f(x)

    Parameters
    ----------
    field : callable
        States (..., d) → velocities (..., d), made of what `physdl.duals` carries tangents through.
    starts : array, shape (n, d)
        Where to begin: a grid over the region of interest.

    Returns
    -------
    array, shape (k, d)
        Each point once, by its first component. What no start leads to is missing.

    Raises
    ------
    ValueError
        If `starts` has not two axes, or no start leads to an equilibrium.

    Notes
    -----
    Fifty steps for each start at most. In units of the largest component of a start (1 if all are zero), two points are
    the same if they differ by less than 10⁻⁶, and a point is kept if a further step moves it by less than 10⁻⁹. In
    double precision. See :lesson:`3.8`.

    Examples
    --------
    >>> equilibria(lambda x: x - x**3, [[-2.0], [0.1], [3.0]]).round(6)
    array([[-1.],
           [ 0.],
           [ 1.]])
    """
    _check.function("field", field)
    x = _check.nonempty("starts", _check.as_array("starts", starts, ndim=2, dtype=float), "start").copy()
    _check.room("starts", 40.0 * x.size * x.shape[1], f"shape {x.shape}")
    extent = float(np.abs(x).max()) or 1.0
    alive = np.ones(len(x), dtype=bool)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for _ in range(50):
            at = np.flatnonzero(alive)
            move = _newton(field, x[at])
            good = np.isfinite(move).all(axis=-1) & (np.abs(x[at] - move).max(axis=-1) < 1e3 * extent)
            alive[at[~good]] = False
            x[at[good]] -= move[good]
            if not alive.any() or np.abs(move[good]).max(initial=0.0) < 1e-12 * extent:
                break
        found = x[alive]
        if len(found):
            last = np.abs(_newton(field, found)).max(axis=-1)
            found = found[last < 1e-9 * extent]
    points = []
    for point in found[np.lexsort(found.T[::-1])]:
        if not any(np.abs(point - other).max() < 1e-6 * extent for other in points):
            points.append(point)
    if not points:
        raise _check.error("starts", "lead to an equilibrium, one of them at least", f"{len(x)} that lead to none")
    return np.array(points)


def _newton(field, x):
    value = _check.as_array("field(starts)", field(x), shape=x.shape, finite=False, real=True)
    J = np.asarray(jacobian(field, x))
    moves = np.full_like(x, np.nan)
    fine = np.isfinite(J).all(axis=(-1, -2)) & np.isfinite(value).all(axis=-1)
    fine[fine] &= np.linalg.cond(J[fine]) < 1e14 if fine.any() else True
    if fine.any():
        moves[fine] = np.linalg.solve(J[fine], value[fine][..., None])[..., 0]
    return moves


def eigenvalues(field, x):
    r"""Return the eigenvalues of a field's Jacobian, the one with the largest real part first.

    A small departure ξ from an equilibrium obeys :math:`\dot\xi = (\partial f/\partial x)\,\xi` to first order: it dies
    out if all real parts are negative, and grows if one is positive.

    Parameters
    ----------
    field : callable
        As for `equilibria`.
    x : array, shape (..., d)

    Returns
    -------
    complex array, shape (..., d)
        In the inverse of the field's unit of time, in double precision.

    Raises
    ------
    ValueError
        If `x` has no axis, or the Jacobian there is not finite.

    Notes
    -----
    The Jacobian is exact (`physdl.duals`). See :lesson:`3.8`.

    Examples
    --------
    >>> import numpy as np
    >>> eigenvalues(lambda x: np.stack([x[..., 1], -4 * x[..., 0]], axis=-1), [0.0, 0.0])
    array([0.+2.j, 0.-2.j])
    """
    _check.function("field", field)
    x = _check.as_array("x", x, dtype=float)
    if x.ndim == 0:
        raise _check.error("x", "have shape (..., d)", "a single number", "Write [x] for one variable.")
    _check.nonempty("x", x, "component")
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        J = np.asarray(jacobian(field, x))
    if not np.isfinite(J).all():
        raise _check.error("x", "have a finite Jacobian", x)
    found = np.linalg.eigvals(J).astype(complex)
    order = np.lexsort((-found.imag, -found.real), axis=-1)
    return np.take_along_axis(found, order, axis=-1) + 0.0


def onset(family, equilibrium, low, high):
    r"""Return the parameter between two at which an equilibrium loses or regains its stability.

    .. math:: \max_k \operatorname{Re}\lambda_k(p) = 0

    Parameters
    ----------
    family : callable
        ``family(x, p)``: states (..., d) and a number → velocities (..., d).
    equilibrium : callable
        ``equilibrium(p)``: the equilibrium (d,) at the parameter p.
    low, high : float
        Stable at the one, unstable at the other.

    Returns
    -------
    p : float
    eigenvalues : complex array, shape (d,)
        There, as `eigenvalues` gives them: a pair ±iω at a Hopf bifurcation.

    Raises
    ------
    ValueError
        If the equilibrium is stable at both ends, or unstable at both.

    Notes
    -----
    R. P. Brent's method, to 12 digits. Several crossings between the ends are not noticed. See :lesson:`3.8`.

    Examples
    --------
    >>> import numpy as np
    >>> spiral = lambda x, p: np.stack([p * x[..., 0] - x[..., 1], x[..., 0] + p * x[..., 1]], axis=-1)
    >>> p, there = onset(spiral, lambda p: [0.0, 0.0], -1.0, 2.0)
    >>> bool(abs(p) < 1e-12), there.imag
    (True, array([ 1., -1.]))
    """
    _check.function("family", family)
    _check.function("equilibrium", equilibrium)
    low, high = _check.finite_number("low", low), _check.finite_number("high", high)

    def growth(p):
        return eigenvalues(lambda x: family(x, p), equilibrium(p))[0].real

    ends = growth(low), growth(high)
    if not ends[0] * ends[1] < 0:
        rule = "be stable where `low` is unstable, or the other way round"
        raise _check.error("high", rule, f"growths of {ends[0]:.3g} and {ends[1]:.3g}")
    p = brentq(growth, low, high, xtol=1e-14 * max(abs(low), abs(high)), rtol=1e-13)
    return float(p), eigenvalues(lambda x: family(x, p), equilibrium(p))


def fold(family, x, p):
    r"""Return where two equilibria meet and vanish: a saddle-node.

    .. math:: f(x, p) = 0, \qquad \det\frac{\partial f}{\partial x}(x, p) = 0

    Parameters
    ----------
    family : callable
        ``family(x, p)``: states (..., d) and a number → velocities (..., d).
    x : array, shape (d,)
        Near the point where they meet.
    p : float
        Near the parameter.

    Returns
    -------
    x : array, shape (d,)
    p : float

    Raises
    ------
    ValueError
        If the search from there ends nowhere.

    Notes
    -----
    M. J. D. Powell's method (SciPy's ``root``), in double precision. That the two equilibria do meet and vanish, and do
    not only touch, is for the caller to look. See :lesson:`3.8`.

    Examples
    --------
    >>> meet, p = fold(lambda x, p: p - x**2, [0.3], 0.2)
    >>> bool(abs(meet[0]) < 1e-6), bool(abs(p) < 1e-6)
    (True, True)
    """
    _check.function("family", family)
    x = _check.nonempty("x", _check.as_array("x", x, ndim=1, dtype=float), "component")
    p = _check.finite_number("p", p)

    def both(z):
        value = np.asarray(family(z[:-1], z[-1]))
        if value.shape != x.shape:
            raise _check.error("family(x, p)", f"have shape {x.shape}", f"shape {value.shape}")
        return np.append(value, np.linalg.det(np.asarray(jacobian(lambda x: family(x, z[-1]), z[:-1]))))

    with np.errstate(all="ignore"):
        size = max(float(np.abs(both(np.append(x, p))).max()), 1e-300)
        found = root(both, np.append(x, p), tol=1e-14) if np.isfinite(size) else None
        left = np.abs(found.fun).max() if found is not None else np.inf
    if found is None or not left <= 1e-9 * max(1.0, size):
        raise _check.error("x", "lie near a place where two equilibria meet", x)
    return found.x[:-1], float(found.x[-1])
