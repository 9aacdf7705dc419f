"""The wedge and the interior product, on arrays of components."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.duals import Dual
from physdl.forms.exterior import blocks, plain
from physdl.forms.exterior.checked import array, broadcast, form_of, mixed
from physdl.forms.exterior.indices import basis, interior_terms, wedge_terms


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

    See :lesson:`2.1` and :lesson:`2.2`.

    Examples
    --------
    >>> wedge([1.0, 2.0, 0.0], [0.0, 1.0, 1.0], 1, 1, 3)
    array([1., 1., 2.])
    """
    _check.whole("l", l)
    a, b = form_of("a", a, k, n), form_of("b", b, l, n)
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

    See :lesson:`2.1` and :lesson:`2.2`.

    Examples
    --------
    >>> wedges({0: [2.0], 1: [1.0, 0.0]}, {1: [3.0, 4.0]}, 2)
    {1: array([6., 8.]), 2: array([4.])}
    """
    a, b = (
        {k: form_of(f"{name}[{k}]", x, k, n) for k, x in mixed(name, m).items()} for name, m in (("a", a), ("b", b))
    )
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

    See :lesson:`2.1` and :lesson:`2.2`.

    Examples
    --------
    >>> interior([1.0, 2.0], [5.0], 2, 2)
    array([-10.,   5.])
    """
    _check.whole("k", k, minimum=1, fix="A 0-form has no slot for a vector.")
    a, v = form_of("a", a, k, n), array("v", v)
    if v.shape[-1:] != (n,):
        raise _check.error("v", f"have {n} components on its last axis", f"shape {v.shape}")
    return _bilinear({"v": v}, {"a": a}, {0: interior_terms(n, k)})[0]


def _bilinear(first, second, terms):
    arrays = {**first, **second}
    (start, lead), *others = ((name, array.shape[:-1]) for name, array in arrays.items())
    for name, shape in others:
        lead = broadcast(lead, shape, name, start)
    way = plain if any(isinstance(array, Dual) for array in arrays.values()) else blocks
    return way.bilinear(list(first.values()), list(second.values()), terms, lead)
