"""The wedge, the interior product and the pullback by a matrix, on arrays of components."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from physdl import _check
from physdl.duals import Dual
from physdl.forms.exterior import blocks, plain
from physdl.forms.exterior.indices import basis, interior_terms, minor_terms, wedge_terms


def wedge(a, b, k, l, n):  # noqa: E741 - the field's letters
    r"""Return the wedge product of a k-form and an l-form.

    .. math:: (a\wedge b)_M = \sum_{I \cup J = M} \operatorname{sign}(I, J)\, a_I b_J

    over all ways to share the indices of M between a and b; the sign is that of the permutation that sorts (I, J).

    Parameters
    ----------
    a : array, shape (..., C(n, k))
        Components of the first form.
    b : array, shape (..., C(n, l))
        Components of the second.
    k, l, n : int
        Degrees and dimension.

    Returns
    -------
    array, shape (..., C(n, k + l))
        No components if k + l > n: the product is zero.

    Raises
    ------
    ValueError
        If the number of components does not fit degree and dimension, or the leading axes do not broadcast.

    Notes
    -----
    Time C(n, k) · C(n − k, l) multiplications per point; memory for the result alone.

    Source: V. I. Arnold, *Mathematical Methods of Classical Mechanics* (1989), chapter 7.

    See :lesson:`2.2`.

    Examples
    --------
    >>> wedge([1.0, 2.0, 0.0], [0.0, 1.0, 1.0], 1, 1, 3)
    array([1., 1., 2.])
    """
    _check.whole("l", l)
    a, b = _form("a", a, k, n), _form("b", b, l, n)
    return _bilinear({"a": a}, {"b": b}, {0: wedge_terms(n, k, l)})[0]


def wedges(a, b, n):
    """Return the wedge product of two mixed forms, sums of forms of different degrees.

    Parameters
    ----------
    a, b : dict
        Components, shape (..., C(n, k)), by degree k.
    n : int
        Dimension.

    Returns
    -------
    dict
        Components by degree: the sum of all products `wedge(a[k], b[l])` with k + l equal to that degree, for every
        such degree up to n.

    Raises
    ------
    ValueError
        As `wedge`.

    Notes
    -----
    All degrees are worked out block by block, so that each component is fetched from memory once.

    See :lesson:`2.2`.

    Examples
    --------
    >>> wedges({0: [2.0], 1: [1.0, 0.0]}, {1: [3.0, 4.0]}, 2)
    {1: array([6., 8.]), 2: array([4.])}
    """
    a, b = ({k: _form(f"{name}[{k}]", x, k, n) for k, x in _mixed(name, m).items()} for name, m in (("a", a), ("b", b)))
    terms = {}
    for k, shift in _offsets(a).items():
        for l, other in _offsets(b).items():  # noqa: E741
            if k + l <= n:
                table = terms.setdefault(k + l, [()] * len(basis(n, k + l)))
                new = [tuple((s, i + shift, j + other) for s, i, j in row) for row in wedge_terms(n, k, l)]
                terms[k + l] = [one + two for one, two in zip(table, new, strict=True)]
    named = [{f"{name}[{k}]": x for k, x in form.items()} for name, form in (("a", a), ("b", b))]
    return _bilinear(*named, dict(sorted(terms.items())))


def _offsets(form):
    """Return for each degree the number of the first of its components when they are numbered through."""
    counts = np.cumsum([0, *(x.shape[-1] for x in form.values())]).tolist()
    return dict(zip(form, counts, strict=False))


def interior(v, a, k, n):
    r"""Return the interior product of a vector and a k-form: the form that still waits for k − 1 vectors.

    .. math:: (\iota_v a)(v_2, \dots, v_k) = a(v, v_2, \dots, v_k)

    Parameters
    ----------
    v : array, shape (..., n)
        The vector.
    a : array, shape (..., C(n, k))
        Components of the form, k ≥ 1.
    k, n : int
        Degree and dimension.

    Returns
    -------
    array, shape (..., C(n, k − 1))

    Raises
    ------
    ValueError
        If k < 1, the number of components does not fit degree and dimension, or the leading axes do not broadcast.

    Notes
    -----
    Time k · C(n, k) multiplications per point.

    See :lesson:`2.2`.

    Examples
    --------
    >>> interior([1.0, 2.0], [5.0], 2, 2)
    array([-10.,   5.])
    """
    _check.whole("k", k, minimum=1, fix="A 0-form has no slot for a vector.")
    a, v = _form("a", a, k, n), _array("v", v)
    if v.shape[-1:] != (n,):
        raise _check.error("v", f"have {n} components on its last axis", f"shape {v.shape}")
    return _bilinear({"v": v}, {"a": a}, {0: interior_terms(n, k)})[0]


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

    See :lesson:`2.2`.

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
    See :lesson:`2.2`.

    Examples
    --------
    >>> pullbacks([[2.0, 1.0], [0.0, 3.0]], {1: [1.0, 1.0], 2: [1.0]})
    {1: array([2., 4.]), 2: array([6.])}
    """
    jacobian = _array("jacobian", jacobian)
    if len(jacobian.shape) < 2:
        raise _check.error("jacobian", "have shape (..., m, n)", f"shape {jacobian.shape}")
    m, n = jacobian.shape[-2:]
    if not (m and n):
        raise _check.error("jacobian", "have at least one row and one column", f"shape {jacobian.shape}")
    forms = _mixed("forms", forms)
    forms = {k: _form("a", a, k, m) for k, a in forms.items()}
    lead = jacobian.shape[:-2]
    for a in forms.values():
        lead = _broadcast(lead, a.shape[:-1], "a", "jacobian")
    tables = [minor_terms(n, k) for k in range(max(forms, default=0) + 1)]
    if any(isinstance(x, Dual) for x in (jacobian, *forms.values())):
        return plain.pullbacks(jacobian, forms, tables)
    return blocks.pullbacks(jacobian, forms, tables, lead)


def _mixed(name, forms):
    """Return {degree: components} after a look at the degrees."""
    if not isinstance(forms, Mapping):
        raise _check.error(name, "be a dict of components by degree", forms, "Write {1: components}.", TypeError)
    return {_check.whole(f"degree in `{name}`", k): x for k, x in forms.items()}


def _array(name, a):
    return a if isinstance(a, Dual) else _check.as_array(name, a, finite=False)  # a nan stays at its own point


def _form(name, a, k, n):
    """Return the components after checking that they are as many as degree and dimension demand."""
    a, wanted = _array(name, a), len(basis(n, k))
    if a.shape[-1:] != (wanted,):
        rule = f"have C({n}, {k}) = {wanted} components on its last axis, as a {k}-form in {n} dimensions"
        raise _check.error(name, rule, f"shape {a.shape}", "Give a single component an axis, too: a[..., None].")
    return a


def _broadcast(one, two, name, other):
    try:
        return np.broadcast_shapes(one, two)
    except ValueError as reason:
        rule = f"have leading axes that broadcast with those of `{other}`, {one}"
        raise _check.error(name, rule, f"{two}") from reason


def _bilinear(first, second, terms):
    arrays = {**first, **second}
    (start, lead), *others = ((name, array.shape[:-1]) for name, array in arrays.items())
    for name, shape in others:
        lead = _broadcast(lead, shape, name, start)
    way = plain if any(isinstance(array, Dual) for array in arrays.values()) else blocks
    return way.bilinear(list(first.values()), list(second.values()), terms, lead)
