"""The exterior derivative, the pullback by a map and the Lie derivative of smooth forms."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.duals import jacobian, pushforward
from physdl.forms import exterior
from physdl.forms.calculus.form import Form


def exterior_derivative(form):
    r"""Return the exterior derivative of a smooth form.

    .. math:: (d\omega)_{i_0\dots i_k} = \sum_{s=0}^{k} (-1)^s\,
        \frac{\partial\,\omega_{i_0\dots\widehat{i_s}\dots i_k}}{\partial x^{i_s}}

    (the index under the hat is left out).

    Parameters
    ----------
    form : Form
        ω, of degree k in n dimensions.

    Returns
    -------
    Form
        dω, of degree k + 1; it has no components if k = n.

    Raises
    ------
    TypeError
        If `form` is no `Form`, or, at evaluation, its components use an operation that does not carry tangents.

    Notes
    -----
    One evaluation costs one call of the components on arrays n + 1 times as large.

    Source: V. I. Arnold, *Mathematical Methods of Classical Mechanics* (1989), chapter 7.

    See :lesson:`2.2`.

    Examples
    --------
    >>> one = Form([lambda x: -x[..., 1], lambda x: x[..., 0]], 1, 2)
    >>> exterior_derivative(one)(np.array([3.0, 4.0]))
    array([2.])
    """
    _of_type_form("form", form)
    k, n = form.degree, form.dimension
    rank = {indices: i for i, indices in enumerate(exterior.basis(n, k))}
    terms = [
        [((-1) ** s, rank[whole[:s] + whole[s + 1 :]], j) for s, j in enumerate(whole)]
        for whole in exterior.basis(n, k + 1)
    ]

    def components(x):
        if not terms:
            return np.zeros((*x.shape[:-1], 0), x.dtype)
        slope = jacobian(form, x)
        return np.stack([sum(sign * slope[..., i, j] for sign, i, j in row) for row in terms], axis=-1)

    return Form(components, k + 1, n)


def pullback_form(phi, form, dimension=None):
    r"""Return the pullback of a smooth form by a smooth map.

    .. math:: (\varphi^*\omega)_x(v_1, \dots, v_k) = \omega_{\varphi(x)}(\varphi_+ v_1, \dots, \varphi_+ v_k)

    Parameters
    ----------
    phi : callable
        Points (..., n) → points (..., m), written with NumPy.
    form : Form
        ω, in m dimensions.
    dimension : int, optional
        n, where it differs from m.

    Returns
    -------
    Form
        φ*ω, of the same degree, in n dimensions.

    Raises
    ------
    TypeError
        If `form` is no `Form`, or `phi` uses an operation that does not carry tangents.
    ValueError
        At evaluation, if `phi` does not return points of m coordinates (both shapes are named).

    Notes
    -----
    One evaluation costs two calls of `phi`, one on arrays n + 1 times as large, one of the form, and the minors of the
    Jacobian up to degree k.

    Source: V. I. Arnold, *Mathematical Methods of Classical Mechanics* (1989), chapter 7.

    See :lesson:`2.2`.

    Examples
    --------
    >>> polar = lambda x: np.stack([x[..., 0] * np.cos(x[..., 1]), x[..., 0] * np.sin(x[..., 1])], axis=-1)
    >>> np.round(pullback_form(polar, Form([1.0], 2, 2))(np.array([3.0, 0.7])), 12)
    array([3.])
    """
    _of_type_form("form", form)
    _check.function("phi", phi)
    k, m = form.degree, form.dimension
    n = m if dimension is None else _check.whole("dimension", dimension, minimum=1)

    def components(x):
        image = phi(x)
        if np.shape(image) != (*x.shape[:-1], m):
            rule = f"map points of shape {x.shape} to points of shape {(*x.shape[:-1], m)}"
            raise _check.error("phi", rule, f"shape {np.shape(image)}")
        return exterior.pullback(jacobian(phi, x), form(image), k)

    return Form(components, k, n)


def lie_derivative(vector, form):
    r"""Return the rate at which a form changes when it is carried by a flow.

    .. math:: L_v\omega = \frac{d}{dt}\,\varphi_t^*\omega\Big|_{t=0}, \qquad \varphi_t(x) = x + t\,v(x) + O(t^2)

    Computed just so, by a tangent along t. Cartan's formula :math:`L_v = \iota_v d + d\,\iota_v` is a theorem about it.

    Parameters
    ----------
    vector : callable
        The vector field v, points (..., n) → vectors (..., n).
    form : Form
        ω.

    Returns
    -------
    Form
        :math:`L_v\omega`, of the same degree.

    Raises
    ------
    TypeError
        If `form` is no `Form`, or `vector` uses an operation that does not carry tangents.
    ValueError
        At evaluation, if `vector` returns the wrong shape.

    Notes
    -----
    Source: V. I. Arnold, *Mathematical Methods of Classical Mechanics* (1989), chapter 7.

    See :lesson:`2.2`.

    Examples
    --------
    >>> expand = lie_derivative(lambda x: x, Form([1.0], 2, 2))
    >>> expand(np.array([5.0, 6.0]))
    array([2.])
    """
    _of_type_form("form", form)
    _check.function("vector", vector)

    def field(y):
        v = vector(y)
        if np.shape(v) != y.shape:  # one component would be taken for all of them
            raise _check.error(
                "vector", f"map points of shape {y.shape} to vectors of that shape", f"shape {np.shape(v)}"
            )
        return v

    def components(x):
        def carried(t):
            return pullback_form(lambda y: y + t * field(y), form)(x)

        return pushforward(carried, np.zeros((), x.dtype), np.ones((), x.dtype))

    return Form(components, form.degree, form.dimension)


def _of_type_form(name, form):
    if not isinstance(form, Form):
        raise _check.error(
            name, "be a Form", form, "Wrap its components: Form(components, degree, dimension).", TypeError
        )
