"""Where descent repeats itself, offered by `physdl.neural.iterated`."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.duals import pushforward
from physdl.neural.iterated.orbits import orbit


def period(path, *, tolerance=1e-6, longest=64):
    r"""Return after how many steps an orbit repeats itself: 1 at rest, 2 for a hop to and fro, 0 if it never does.

    Parameters
    ----------
    path : array, shape (steps + 1, ..., d)
        From `orbit`, with a `skip` long enough for what is transient to have died.
    tolerance : float
        How near the points p steps apart must be, all along the path, in absolute terms.
    longest : int
        The largest p that is tried; the path needs at least twice as many steps.

    Returns
    -------
    array of int, shape (...)

    Raises
    ------
    ValueError
        If the path is too short.

    Notes
    -----
    See :lesson:`3.6`.
    """
    path, longest = _check.as_array("path", path, finite=False), _check.whole("longest", longest, minimum=1)
    tolerance = _check.nonnegative("tolerance", tolerance)
    if path.ndim < 2 or not path.shape[-1]:
        raise _check.error("path", "have shape (steps + 1, ..., d)", f"shape {path.shape}")
    if len(path) <= 2 * longest:
        raise _check.error("path", f"hold more than {2 * longest} points for periods up to {longest}", len(path))
    found = np.zeros(path.shape[1:-1], int)
    for p in range(longest, 0, -1):
        with np.errstate(invalid="ignore"):
            found[np.abs(path[p:] - path[:-p]).max(axis=(0, -1)) <= tolerance] = p
    return found


def cycle(differential, near, rate, length):
    r"""Return a cycle of descent and what it does to neighbours.

    Parameters
    ----------
    differential : callable
        As for `lyapunov_exponent`.
    near : array, shape (d,)
        A point near one of the cycle's.
    rate : float
    length : int
        After how many steps the cycle closes; a divisor of it closes, too.

    Returns
    -------
    point : array, shape (d,)
        A point of the cycle, to rounding.
    multipliers : array, shape (d,)
        The eigenvalues of the derivative of `length` steps, the largest modulus first: the cycle attracts if all are
        smaller than 1 in modulus, and splits into one of twice the length where one passes −1.

    Raises
    ------
    RuntimeError
        If Newton's method finds no cycle from there.

    Notes
    -----
    See :lesson:`3.6`.

    Examples
    --------
    >>> point, multipliers = cycle(lambda x: x**3 - x, [0.9], 0.6, 1)
    >>> point, multipliers.round(12)
    (array([1.]), array([-0.2]))
    """
    _check.function("differential", differential)
    rate, length = _check.positive("rate", rate), _check.whole("length", length, minimum=1)
    start = _check.nonempty("near", _check.as_array("near", near, ndim=1, dtype=float))

    def around(x):
        for _ in range(length):
            x = x - rate * differential(x)
        return x

    x, identity, move = start, np.eye(start.size), np.inf
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(60):
            derivative = pushforward(around, x, identity).T
            try:
                move = np.linalg.solve(derivative - identity, x - around(x))
            except np.linalg.LinAlgError:  # neighbours go along with it
                break
            x = x + move
            if not np.isfinite(x).all() or np.abs(move).max() <= 1e-14 * max(1.0, np.abs(x).max()):
                break
    off = np.max(np.abs(move))
    if not off <= 1e-10:
        fix = "Take a point of a late orbit."
        raise _check.error("near", "lie near a cycle", f"a last change of {off:.1e}", fix, RuntimeError)
    found = np.linalg.eigvals(derivative)
    return x, found[np.argsort(-np.abs(found))]


def flip(differential, near, low, high, length):
    """Return the rate between `low` and `high` at which a cycle splits: there its multiplier passes −1.

    Parameters
    ----------
    differential : callable
        As for `lyapunov_exponent`.
    near : array, shape (d,)
        A start from which descent with the rate `low` comes to the cycle.
    low, high : float
        Rates: at `low` the cycle attracts, at `high` it has split, and nowhere between them does it cease to exist.
    length : int
        Of the cycle.

    Returns
    -------
    float
        To about 10⁻¹².

    Raises
    ------
    ValueError
        If the cycle does not attract at `low`, or still does at `high`.

    Notes
    -----
    The cycle is followed by Newton's method while the interval is halved. See :lesson:`3.6`.

    Examples
    --------
    >>> round(flip(lambda x: x**3 - x, [0.9], 1.1, 1.3, 2), 9), round(5**0.5 - 1, 9)
    (1.236067977, 1.236067977)
    """
    _check.function("differential", differential)
    near = _check.nonempty("near", _check.as_array("near", near, ndim=1, dtype=float))
    low, high = _check.positive("low", low), _check.positive("high", high)
    if not low < high:
        raise _check.error("high", f"be larger than `low` = {low:g}", high)

    def past(x, rate):
        x, multipliers = cycle(differential, x, rate, length)
        return x, multipliers.real.min() < -1

    x, split = past(orbit(differential, near, low, 0, skip=4000)[0], low)
    if split:
        raise _check.error("low", "be a rate at which the cycle attracts", low)
    for between in np.linspace(low, high, 9)[1:]:  # in small steps, so that Newton's method keeps to this cycle
        following, split = past(x, between)
        if split:
            high = between
            break
        low, x = between, following
    else:
        raise _check.error("high", "be a rate at which the cycle has split", high)
    while high - low > 1e-12 * high:
        middle = (low + high) / 2
        following, split = past(x, middle)
        low, high, x = (low, middle, x) if split else (middle, high, following)
    return float(low)
