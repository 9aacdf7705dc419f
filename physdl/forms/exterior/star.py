"""The Hodge star: what a metric adds to the exterior algebra."""

from __future__ import annotations

from itertools import combinations
from math import prod

import numpy as np

from physdl import _check
from physdl.duals import Dual
from physdl.forms.exterior.checked import array, broadcast, form_of
from physdl.forms.exterior.indices import wedge_terms
from physdl.forms.exterior.plain import joined
from physdl.forms.exterior.pulled import pullbacks


def hodge_star(a, k, metric):
    r"""Return the Hodge star of a k-form: the (n − k)-form that fills it up to a volume.

    .. math:: b\wedge\star a = \langle b, a\rangle\operatorname{vol}\ \text{for every k-form } b,
        \qquad \operatorname{vol} = \sqrt{\lvert\det g\rvert}\,dx^1\wedge\dots\wedge dx^n

    The metric measures k-forms by the determinants of its inverse,
    :math:`\langle dx^I, dx^J\rangle = \det(g^{ij})_{i\in I,\,j\in J}`, and
    :math:`\star\star a = (-1)^{k(n-k)}\operatorname{sign}(\det g)\,a`.

    Parameters
    ----------
    a : array, shape (..., C(n, k))
        Components of the form, in the order of `basis(n, k)`. Complex ones are not conjugated.
    k : int
        Degree, 0 to n.
    metric : sequence of n numbers, or array, shape (..., n, n)
        The metric :math:`g_{ij}`, of any signature: its diagonal, or symmetric matrices. Of numbers in a list the
        precision is that of `a`.

    Returns
    -------
    array, shape (..., C(n, n − k))
        In the order of `basis(n, n - k)`.

    Raises
    ------
    ValueError
        If the metric is degenerate (to rounding), not symmetric or not finite, k > n, or the shapes do not fit.
    TypeError
        If the metric is complex.

    Notes
    -----
    A diagonal metric, given as such or as matrices that are 0 off the diagonal, takes one multiplication per component.
    For other ones the minors of the metric up to degree n are worked out, as in `pullback`; no inverse is, since
    :math:`(\star a)_K = \frac{\operatorname{sign}\det g}{\sqrt{\lvert\det g\rvert}} \sum_L \det(g_{LK})\,
    \operatorname{sign}(J, L)\,a_J` with the complement J of L, by Jacobi's identity for complementary minors.

    Source: C. W. Misner, K. S. Thorne and J. A. Wheeler, *Gravitation* (1973), box 4.1, whose sign this is.

    See :lesson:`2.1`.

    Examples
    --------
    In space the star of a wedge is the vector product, here that of (1, 0, 2) and (1, 2, 3).

    >>> hodge_star([2.0, 1.0, -4.0], 2, [1, 1, 1])
    array([-4., -1.,  2.])

    In space-time, with t first, it exchanges the components that contain dt with those that do not.

    >>> hodge_star([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 2, [-1, 1, 1, 1])
    array([ 6., -5.,  4., -3.,  2., -1.])
    """
    k = _check.whole("k", k)
    a = array("a", a)
    metric = _metric(metric, a)
    n = metric.shape[-1]
    if k > n:
        raise _check.error("k", f"be at most {n}, the dimension of `metric`", k)
    a = form_of("a", a, k, n)
    lead = broadcast(metric.shape[:-2], a.shape[:-1], "a", "metric")
    if len(metric.shape) == 1:
        return _diagonal(a, k, metric, lead)
    if not isinstance(metric, Dual) and not any(np.any(metric[..., i, j]) for i, j in combinations(range(n), 2)):
        return _diagonal(a, k, np.diagonal(metric, axis1=-2, axis2=-1), lead)
    return _full(a, k, metric, lead)


def _metric(metric, a):
    """Return a diagonal, shape (n,), or symmetric matrices, shape (..., n, n), after a look at them."""
    given = metric if isinstance(metric, Dual) else _check.as_array("metric", metric, real=True)
    plain = _value(given)
    if not plain.ndim or not plain.shape[-1] or (plain.ndim > 1 and plain.shape[-2] != plain.shape[-1]):
        fix = "A diagonal for each point is d[..., None, :] * np.eye(n)."
        raise _check.error("metric", "have shape (n,) or (..., n, n), with n at least 1", f"shape {plain.shape}", fix)
    if not np.all(np.isfinite(plain)):
        raise _check.error("metric", "be finite", plain)
    for i, j in combinations(range(plain.shape[-1]), 2) if plain.ndim > 1 else ():
        skew = np.abs(plain[..., i, j] - plain[..., j, i])
        if np.any(skew):
            off = skew > np.finfo(plain.dtype).eps ** (2 / 3) * np.abs(plain).max(axis=(-1, -2))
            if np.any(off):
                shown = f"a difference of {skew[off].flat[0]:.3g} from its transpose"
                raise _check.error("metric", "be symmetric", shown)
    if not isinstance(metric, np.ndarray | Dual) and not isinstance(a, Dual):
        given = given.astype(np.zeros(0, a.dtype).real.dtype)
    return given


def _value(x):
    """Return the plain array under a dual."""
    while isinstance(x, Dual):
        x = x.value
    return x


def _regular(volume, metric):
    """Refuse a metric whose volume is 0, beyond all numbers, or lost in rounding."""
    if np.all(np.isfinite(volume)) and np.all(volume > 0):
        return
    rule = "have a determinant that is neither 0, to rounding, nor too large or small for its precision"
    raise _check.error("metric", rule, _value(metric), "A direction without a length has no star.")


def _lost(determinant, metric):
    """Return where a determinant is rounding, beside Hadamard's bound, whatever the units of the coordinates."""
    small = _below_rounding(determinant, metric)
    if np.any(small):
        doubtful = metric[small]
        for _ in range(12):  # Ruiz's scaling: units in which the largest entry of each row is near 1
            rows = np.abs(doubtful).max(axis=-1)
            units = np.sqrt(np.where(rows > 0, rows, 1))
            doubtful = doubtful / units[..., None] / units[..., None, :]
        small[small] = _below_rounding(np.linalg.det(doubtful), doubtful)
    return small


def _below_rounding(determinant, metric):
    bound = np.prod(np.linalg.norm(metric, axis=-1), axis=-1)
    return np.asarray(np.abs(determinant) <= metric.shape[-1] * np.finfo(metric.dtype).eps * bound)


def _complements(n, k):
    """Return (place of I, place of its complement, sign of the two in a row), I in order."""
    return [(i, j, sign) for sign, i, j in sorted(wedge_terms(n, k, n - k)[0], key=lambda term: term[1])]


def _diagonal(a, k, metric, lead):
    n = metric.shape[-1]
    lengths = [np.sqrt(np.abs(metric[..., i])) for i in range(n)]
    signs = [np.sign(_value(metric)[..., i]) for i in range(n)]
    with np.errstate(over="ignore", under="ignore"):
        _regular(prod(map(_value, lengths)), metric)
    components = {}
    for (i, j, sign), inside in zip(_complements(n, k), combinations(range(n), k), strict=True):
        weight = sign * prod(lengths[m] for m in range(n) if m not in inside)
        for m in inside:
            weight = weight * signs[m] / lengths[m]
        components[j] = weight, i
    if isinstance(a, Dual) or isinstance(metric, Dual):
        return joined([a[..., i] * weight for _, (weight, i) in sorted(components.items())], lead)
    out = np.empty((len(components), *lead), np.result_type(a, metric))
    for j, (weight, i) in components.items():
        np.multiply(a[..., i], weight, out=out[j, ...])
    return np.moveaxis(out, 0, -1)


def _full(a, k, metric, lead):
    n = metric.shape[-1]
    one = np.ones(1, _value(metric).dtype)
    other = {j: a[..., i] if sign > 0 else -a[..., i] for i, j, sign in _complements(n, k)}
    turned = joined([other[j] for j in range(len(other))], a.shape[:-1])
    pulled = pullbacks(metric, {n - k: turned, n: one} if k else {n: one})
    determinant = pulled[n]
    plain = _value(determinant)[..., 0]
    _regular(np.where(_lost(plain, _value(metric)), 0, np.abs(plain)), metric)
    volume = np.sqrt(np.abs(determinant))
    return a * volume if not k else pulled[n - k] * np.sign(_value(determinant)) / volume
