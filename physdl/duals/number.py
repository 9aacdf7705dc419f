"""Numbers that carry a tangent: the class behind `physdl.duals`, and how NumPy's functions find their rules.

A `Dual` stands for x + ε v with ε² = 0. Its value x is an array of shape S, its tangent v has shape (m,) + S: one axis
in front for the m directions that are carried at once. Value and tangent may be `Dual` themselves, and that is how
second derivatives come about. Each derivative that is being taken has a level of its own; where numbers of two levels
meet, the inner level (the larger number) treats the other as a constant: no two epsilons are ever taken for one.

Rules are written with NumPy functions alone, on values of any level: `ELEMENTWISE` holds for each ufunc its partial
derivatives, `ARRAYS` for each other function one that rebuilds the dual result, `CONSTANT` those whose derivative is 0
wherever it exists.
"""

from __future__ import annotations

from functools import partial
from inspect import signature

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

ELEMENTWISE, ARRAYS, CONSTANT = {}, {}, set()
_METHODS = {
    *("conj", "conjugate", "copy", "cumsum", "diagonal", "dot", "max", "mean", "min", "prod", "ravel", "repeat"),
    *("squeeze", "sum", "swapaxes", "take", "trace"),
}
_INSTEAD = {
    "array": "Collect the entries with np.stack.",
    "asarray": "Collect the entries with np.stack.",
    "sinc": "Write np.sin(x) / x.",
    "tensordot": "Write it as np.einsum.",
    "hstack": "Use np.concatenate.",
    "vstack": "Use np.stack.",
    "column_stack": "Use np.stack.",
    "interp": "A piecewise linear function has np.where.",
    "sort": "Index with np.argsort(x).",
    "var": "Write np.mean((x - np.mean(x)) ** 2).",
    "std": "Write np.sqrt(np.mean((x - np.mean(x)) ** 2)).",
}


def unsupported(name, fix=None):
    """Return the exception that names an operation without a rule, and what there is instead."""
    fix = fix or _INSTEAD.get(name.removeprefix("np."))
    offered = sorted({f.__name__ for f in (*ELEMENTWISE, *ARRAYS)})
    return TypeError(f"`{name}` does not carry tangents. {fix or 'These do: ' + ', '.join(offered) + '.'}")


def shape(x):
    """Return the shape of a number, an array or a dual."""
    return x.shape if isinstance(x, Dual) else np.shape(x)


def level_of(items):
    """Return the innermost level among `items`."""
    return max(item.level for item in items if isinstance(item, Dual))


def value_at(x, level):
    """Return what `x` is for one level: its value there, or itself as a constant."""
    return x.value if isinstance(x, Dual) and x.level == level else x


def lift(tangent, missing):
    """Return a tangent with `missing` axes of length 1 behind the axis of directions, as broadcasting wants it."""
    return tangent[(slice(None),) + (None,) * missing] if missing else tangent


def spread(value, tangent, level):
    """Return the dual whose tangent is repeated to the value's shape where broadcasting left it smaller."""
    full = (shape(tangent)[0], *shape(value))
    return Dual(value, tangent if shape(tangent) == full else np.broadcast_to(tangent, full), level)


def both(x, f):
    """Return the dual of a linear map `f` that may meet one more axis in front."""
    return Dual(f(x.value), f(x.tangent), x.level)


class Dual(NDArrayOperatorsMixin):
    r"""An array that carries tangents: :math:`x + \varepsilon v` with :math:`\varepsilon^2 = 0`.

    It behaves like a read-only NumPy array under the functions for which `physdl.duals` has rules, and refuses all
    others by name. Functions under `physdl.duals.pushforward` and its relatives receive one in place of their argument;
    nobody else needs to make one.

    Parameters
    ----------
    value : array or Dual, shape S
        The point x.
    tangent : array or Dual, shape (m,) + S
        m directions v.
    level : int
        Which derivative the tangents belong to.

    Notes
    -----
    See :lesson:`2.2`.
    """

    __slots__ = ("level", "tangent", "value")

    def __init__(self, value, tangent, level):
        self.value, self.tangent, self.level = value, tangent, level

    @property
    def shape(self):
        """Shape of the value."""
        return shape(self.value)

    @property
    def ndim(self):
        """Number of axes of the value."""
        return len(self.shape)

    @property
    def size(self):
        """Number of entries of the value."""
        return int(np.prod(self.shape))

    @property
    def dtype(self):
        """Type of the value's entries."""
        return self.value.dtype

    @property
    def T(self):
        """All axes in reverse order."""
        return np.transpose(self)

    @property
    def real(self):
        """The real part, which is linear over the real numbers."""
        return np.real(self)

    @property
    def imag(self):
        """The imaginary part, which is linear over the real numbers."""
        return np.imag(self)

    def reshape(self, *shape):
        """Return the same entries in another shape."""
        return np.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes):
        """Return the axes in another order."""
        return np.transpose(self, (axes[0] if len(axes) == 1 else axes) or None)

    def __getattr__(self, name):
        if name in _METHODS:
            return partial(getattr(np, name), self)
        raise AttributeError(str(unsupported(f".{name}")))

    def __len__(self):
        if not self.shape:
            raise TypeError("a dual number without axes has no length")
        return self.shape[0]

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def __bool__(self):
        return bool(self.value)

    def __repr__(self):
        return f"Dual({self.value!r}, {self.tangent!r}, level={self.level})"

    def __getitem__(self, key):
        keys = key if isinstance(key, tuple) else (key,)
        if all(k is None or k is Ellipsis or isinstance(k, int | np.integer | slice) for k in keys):
            return Dual(self.value[keys], self.tangent[(slice(None), *keys)], self.level)
        places = np.arange(self.size).reshape(self.shape)[key]
        flat = np.reshape(self.tangent, (shape(self.tangent)[0], -1))
        picked = flat[(slice(None), places)] if isinstance(flat, np.ndarray) else _pick(flat, places)
        return Dual(self.value[key], picked, self.level)

    def __setitem__(self, key, value):
        raise unsupported("x[...] = value", "Build the array with np.stack, np.concatenate or np.where.")

    def __array__(self, dtype=None, copy=None):
        raise unsupported("np.asarray", "Collect entries with np.stack, and write functions of arrays, not of numbers.")

    def __float__(self):
        raise unsupported("float", "Functions of `math` know no tangents: use NumPy's.")

    __int__ = __complex__ = __index__ = __float__

    def __array_ufunc__(self, ufunc, method, *inputs, out=None, **keywords):
        name = f"np.{ufunc.__name__}"
        if out is not None:
            raise unsupported(f"{name} in place", "Write x = x + y for x += y, and leave out `out=`.")
        if method != "__call__" or keywords:
            raise unsupported(f"{name}.{method}" if method != "__call__" else f"{name} with {', '.join(keywords)}")
        if ufunc in CONSTANT:
            return ufunc(*(x.value if isinstance(x, Dual) else x for x in inputs))
        if ufunc in ARRAYS:
            return ARRAYS[ufunc](*inputs)
        if ufunc not in ELEMENTWISE:
            raise unsupported(name)
        level = level_of(inputs)
        values = [value_at(np.asarray(x) if isinstance(x, list | tuple) else x, level) for x in inputs]
        result = ufunc(*values)
        axes, total = len(shape(result)), None
        for x, value, term in zip(inputs, values, ELEMENTWISE[ufunc], strict=True):
            if isinstance(x, Dual) and x.level == level:
                change = term(lift(x.tangent, axes - len(shape(value))), *values, result)
                total = change if total is None else total + change
        return spread(result, total, level)

    def __array_function__(self, function, types, arguments, keywords):
        if function in CONSTANT:
            return function(*(x.value if isinstance(x, Dual) else x for x in arguments), **keywords)
        if function not in ARRAYS:
            raise unsupported(f"np.{function.__name__}")
        try:
            return ARRAYS[function](*arguments, **keywords)
        except TypeError as reason:
            _asked_too_much(function, arguments, keywords, reason)
            raise


def _asked_too_much(function, arguments, keywords, reason):
    """Say which options of a function of NumPy's its rule does not know, if that is the reason."""
    takes = signature(ARRAYS[function])
    try:
        takes.bind(*arguments, **keywords)
    except TypeError:
        asked = [name for name in keywords if name not in takes.parameters] or ["these arguments"]
        fix = f"It does with {', '.join(takes.parameters)}."
        raise unsupported(f"np.{function.__name__} with {', '.join(asked)}", fix) from reason


def _pick(flat, places):
    """Return ``flat[:, places]`` of a dual `flat` of shape (m, size)."""
    rows = np.arange(flat.shape[0]).reshape((-1,) + (1,) * places.ndim)
    return flat[rows, places]
