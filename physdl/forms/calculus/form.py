"""A smooth differential form: components as a function of the point."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl.duals import Dual
from physdl.forms import exterior
from physdl.forms.exterior.indices import count


@dataclass(frozen=True)
class Form:
    """A smooth differential form.

    Parameters
    ----------
    components : callable or sequence
        Points (..., n) → components (..., C(n, k)). For a 0-form the values (...) will do. Or a sequence of C(n, k)
        entries, each a number or a function from points to values (...).
    degree, dimension : int
        k ≥ 0 and n ≥ 1.

    Raises
    ------
    ValueError, TypeError
        If degree or dimension is not such a number, a sequence has the wrong length, or, when the form is evaluated,
        points or components have the wrong shape (both shapes are named).

    Notes
    -----
    Forms of one degree and dimension can be added and subtracted; a form can be multiplied by a number or by a 0-form.

    See :lesson:`2.2`.

    Examples
    --------
    >>> area = Form([1.0], 2, 2)
    >>> angle = Form(lambda x: np.stack([-x[..., 1], x[..., 0]], axis=-1) / np.sum(x**2, axis=-1)[..., None], 1, 2)
    >>> angle(np.array([0.0, 2.0]))
    array([-0.5,  0. ])
    """

    components: Callable
    degree: int
    dimension: int

    def __post_init__(self):
        _check.whole("degree", self.degree)
        _check.whole("dimension", self.dimension, minimum=1)
        if not callable(self.components):
            fix = "Write a function of points, or one entry for each component."
            if isinstance(self.components, str) or not isinstance(self.components, Iterable):
                raise _check.error("components", "be a function or a sequence", self.components, fix, TypeError)
            entries, wanted = list(self.components), count(self.dimension, self.degree)
            if len(entries) != wanted:
                rule = f"hold C({self.dimension}, {self.degree}) = {wanted} entries"
                raise _check.error("components", rule, f"{len(entries)}")
            entries = [
                entry if callable(entry) else _check.as_array(f"components[{i}]", entry, shape=())
                for i, entry in enumerate(entries)
            ]
            object.__setattr__(self, "components", _gathered(entries))

    def __call__(self, x):
        """Return the components at points (..., n), shape (..., C(n, k))."""
        x = x if isinstance(x, Dual) else _check.as_array("x", x)
        if x.shape[-1:] != (self.dimension,):
            raise _check.error("x", f"have {self.dimension} coordinates on its last axis", f"shape {x.shape}")
        values, wanted = self.components(x), (*x.shape[:-1], count(self.dimension, self.degree))
        values = values if isinstance(values, Dual) else np.asarray(_numbers("components", values))
        if self.degree == 0 and values.shape == x.shape[:-1]:
            return values[..., None]
        if values.shape != wanted:
            rule = f"map points of shape {x.shape} to components of shape {wanted}"
            raise _check.error("components", rule, f"shape {values.shape}", "Stack them with axis=-1.")
        return values

    def wedge(self, other):
        """Return the wedge product with another form of the same dimension."""
        self._same("other", other, ("dimension",))
        k, l, n = self.degree, other.degree, self.dimension  # noqa: E741
        return Form(lambda x: exterior.wedge(self(x), other(x), k, l, n), k + l, n)

    def interior(self, vector):
        """Return the interior product with a vector field, points (..., n) → vectors (..., n)."""
        _check.function("vector", vector)
        k, n = _check.whole("degree", self.degree, minimum=1, fix="A 0-form has no slot for a vector."), self.dimension
        return Form(lambda x: exterior.interior(vector(x), self(x), k, n), k - 1, n)

    def __add__(self, other):
        self._same("other", other, ("degree", "dimension"))
        return Form(lambda x: self(x) + other(x), self.degree, self.dimension)

    def __neg__(self):
        return Form(lambda x: -self(x), self.degree, self.dimension)

    def __sub__(self, other):
        return self + (-other if isinstance(other, Form) else other)

    def __mul__(self, factor):
        if isinstance(factor, Form):
            if self.degree and factor.degree:
                raise _check.error("factor", "be a number or a 0-form", f"a {factor.degree}-form", "Use `wedge`.")
            return factor.wedge(self)
        if not isinstance(factor, Dual):
            fix = "A factor that changes from point to point is a 0-form."
            factor = _check.as_array("factor", factor, shape=(), fix=fix).item()
        return Form(lambda x: factor * self(x), self.degree, self.dimension)

    __rmul__ = __mul__
    __array_ufunc__ = None  # an array in front of * leaves the product to the form

    def _same(self, name, other, what):
        if not isinstance(other, Form):
            raise _check.error(name, "be a Form", other, kind=TypeError)
        for attribute in what:
            mine, its = getattr(self, attribute), getattr(other, attribute)
            if mine != its:
                raise _check.error(name, f"have {attribute} {mine}", its)


def _numbers(name, values):
    """Return numbers, or arrays of them, as they are; a nan stays at its own point."""
    _check.as_array(f"{name}(x)", values, finite=False)
    return values


def _gathered(entries):
    def components(x):
        values = [entry(x) if callable(entry) else entry for entry in entries]
        values = [v if isinstance(v, Dual) else _numbers(f"components[{i}]", v) for i, v in enumerate(values)]
        values = [v if isinstance(v, Dual) else np.asarray(v, dtype=np.result_type(v, x.dtype)) for v in values]
        return np.stack([np.broadcast_to(v, x.shape[:-1]) for v in values], axis=-1)

    return components
