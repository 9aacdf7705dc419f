"""The pullback of forms by a matrix, on arrays of components."""

from __future__ import annotations

from math import prod

from physdl import _check
from physdl.duals import Dual
from physdl.forms.exterior import blocks, plain
from physdl.forms.exterior.checked import array, broadcast, form_of, mixed
from physdl.forms.exterior.indices import count, minor_terms


def pullback(jacobian, a, k):
    r"""Return the pullback of a k-form by a linear map.

    .. math:: (J^* a)(v_1, \dots, v_k) = a(J v_1, \dots, J v_k), \qquad (J^* a)_M = \sum_I \det(J_{IM})\, a_I

    Parameters
    ----------
    jacobian : array, shape (..., m, n)
        The map from n to m dimensions, :math:`\partial\varphi^i/\partial x^j`.
    a : array, shape (..., C(m, k))
        Components of the form at the image point.
    k : int
        Degree.

    Returns
    -------
    array, shape (..., C(n, k))
        Components at the point itself; none if k > n.

    Raises
    ------
    ValueError
        If `jacobian` is no matrix, the number of components does not fit, or the leading axes do not broadcast.

    Notes
    -----
    The minors of degree k are expanded in those of degree k − 1, so each is computed once: k · C(m, k) · C(n, k)
    multiplications per point for the last degree. To pull several forms back by one map, `pullbacks` shares them.

    See :lesson:`2.1` and :lesson:`2.2`.

    Examples
    --------
    >>> pullback([[2.0, 1.0], [0.0, 3.0]], [1.0], 2)
    array([6.])
    """
    return pullbacks(jacobian, {_check.whole("k", k): a})[k]


def pullbacks(jacobian, forms):
    """Return the pullbacks of forms of different degrees by one linear map, sharing its minors.

    Parameters
    ----------
    jacobian : array, shape (..., m, n)
        The map from n to m dimensions.
    forms : dict
        Components, shape (..., C(m, k)), by degree k.

    Returns
    -------
    dict
        Components, shape (..., C(n, k)), by degree k. The definition is that of `pullback`.

    Raises
    ------
    ValueError
        As `pullback`.

    Notes
    -----
    See :lesson:`2.1` and :lesson:`2.2`.

    Examples
    --------
    >>> pullbacks([[2.0, 1.0], [0.0, 3.0]], {1: [1.0, 1.0], 2: [1.0]})
    {1: array([2., 4.]), 2: array([6.])}
    """
    jacobian = array("jacobian", jacobian)
    if len(jacobian.shape) < 2:
        raise _check.error("jacobian", "have shape (..., m, n)", f"shape {jacobian.shape}")
    m, n = jacobian.shape[-2:]
    if not (m and n):
        raise _check.error("jacobian", "have at least one row and one column", f"shape {jacobian.shape}")
    forms = mixed("forms", forms)
    forms = {k: form_of("a", a, k, m) for k, a in forms.items()}
    lead = jacobian.shape[:-2]
    for a in forms.values():
        lead = broadcast(lead, a.shape[:-1], "a", "jacobian")
    minors = sum(count(m, k) * count(n, k) for k in range(max(forms, default=0) + 1))
    need = 8 * min(prod(lead), blocks.FEWEST) * minors
    _check.room("jacobian", need, f"{minors:,} minors of {m} by {n} entries")
    tables = [minor_terms(n, k) for k in range(max(forms, default=0) + 1)]
    if any(isinstance(x, Dual) for x in (jacobian, *forms.values())):
        return plain.pullbacks(jacobian, forms, tables)
    return blocks.pullbacks(jacobian, forms, tables, lead)
