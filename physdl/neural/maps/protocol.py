"""What all maps share: the protocol that `physdl.neural.maps` describes, and its checks."""

from __future__ import annotations

import numpy as np

from physdl import _check


def pairing(w, v):
    r"""Return what a covector says about a tangent vector, :math:`\langle w, v\rangle = \mathrm{Re}\sum_i w_i v_i`.

    Parameters
    ----------
    w, v : array of the same shape
        Components; the sum runs over all of them, batch included.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    See :lesson:`3.1`.

    Examples
    --------
    >>> float(pairing([1.0, 2.0], [3.0, -1.0]))
    1.0
    """
    w = _check.as_array("w", w)
    v = _check.as_array("v", v, shape=w.shape, fix="A covector acts on vectors of its own space.")
    return np.real(np.dot(w.ravel(), v.ravel()))


class Map:
    """A map with parameters; the module's docstring has the protocol.

    Attributes
    ----------
    inputs, outputs : int or None
        Numbers of components n and m; None if the map acts on each component by itself and takes any number.
    parameters : array, shape (size,)
        The parameters θ as one flat vector.
    size : int
        Number of parameters.

    Notes
    -----
    See :lesson:`3.1`.
    """

    inputs = None
    outputs = None
    _needs_x = _needs_y = True  # what its pullback looks at; points that nobody looks at need no memory of their own

    @property
    def parameters(self):
        """The parameters as one flat vector."""
        return np.zeros(0)

    @property
    def size(self):
        """The number of parameters."""
        return self.parameters.size

    def __call__(self, x):
        """Return y = f(x).

        Parameters
        ----------
        x : array, shape (..., inputs)

        Returns
        -------
        array, shape (..., outputs)
        """
        x = self._points("x", x)
        return self._image(x)

    def pushforward(self, x, v, change=None):
        r"""Return the tangent vector :math:`f_+v = (\partial f/\partial x)v + (\partial f/\partial\theta)\delta\theta`.

        Parameters
        ----------
        x : array, shape (..., inputs)
            Points.
        v : array, shape (..., inputs)
            Tangent vectors at x.
        change : array, shape (size,), optional
            A change δθ of the parameters (default: none).

        Returns
        -------
        array, shape (..., outputs)

        Raises
        ------
        ValueError
            If a shape does not fit, with both shapes named, or a number is not finite.
        """
        x = self._points("x", x)
        v = _check.as_array("v", v, shape=x.shape, fix="A tangent vector has the shape of its point.")
        if change is not None:
            change = _check.as_array("change", change, shape=(self.size,), fix="Give one number per parameter.")
        return self._push(x, self._image(x), v, change)

    def pullback(self, x, w):
        r"""Return the covectors :math:`f^*w`: at the input, :math:`w\,\partial f/\partial x`, and at the parameters.

        Parameters
        ----------
        x : array, shape (..., inputs)
            Points.
        w : array, shape (..., outputs)
            Covectors at f(x).

        Returns
        -------
        at_input : array, shape (..., inputs)
        at_parameters : array, shape (size,)
            :math:`w\,\partial f/\partial\theta`, summed over the batch.

        Raises
        ------
        ValueError
            If a shape does not fit, with both shapes named, or a number is not finite.
        """
        x, w = self._points("x", x), _check.as_array("w", w)
        precision = np.result_type(x.real, w.real, *([self.parameters.real] if self.size else []))
        x, w = in_precision(precision, x), in_precision(precision, w)
        y = self._image(x)
        fix = "A covector has the shape of the point it sits at, f(x)."
        w = _check.as_array("w", w, shape=y.shape, finite=False, fix=fix)
        w = w.astype(np.result_type(w, y)) if np.iscomplexobj(y) else w
        covector = np.empty(self.size, np.result_type(x, w, self.parameters))
        return self._pull(x, y, w, covector), covector

    def visits(self, x, w):
        """Yield ``(start, map, x, w)`` for every elementary map with parameters inside this one.

        `start` is the place of its first parameter in this map's parameter vector, `x` the points where it acts and
        `w` the covectors that reach its output when those given are pulled back; the last map comes first. Covectors
        may have axes in front of the batch, one entry for each of several outputs.
        """
        x, w = self._points("x", x), _check.as_array("w", w)
        wanted = (*x.shape[:-1], self.outputs or x.shape[-1])
        if w.shape[-len(wanted) :] != wanted:
            raise _check.error("w", "end with the shape " + str(wanted) + " of f(x)", f"shape {w.shape}")
        yield from self._visits(x, w)

    def _visits(self, x, w):
        """Yield what `visits` does, of arguments that are checked."""
        if self.size:
            yield 0, self, x, w

    def _points(self, name, x, finite=True):
        x = _check.as_array(name, x, finite=False)
        if x.ndim == 0 or (self.inputs is not None and x.shape[-1] != self.inputs):
            wanted = "..." if self.inputs is None else f"..., {self.inputs}"
            raise _check.error(name, f"have shape ({wanted})", f"shape {x.shape}")
        if finite:
            finite_rows(name, x)
        return x

    def _image(self, x):
        y = np.asarray(self._apply(x))
        wanted = (*x.shape[:-1], self.outputs or x.shape[-1])
        if y.shape != wanted:
            raise _check.error(f"{type(self).__name__}._apply", f"return shape {wanted}", f"shape {y.shape}")
        return y

    def _bound(self, flat):
        """Return this map with its parameters in the memory of `flat`."""
        return self


def in_precision(precision, x):
    """Return x with this real precision; real numbers stay real, and complex ones complex."""
    return x if x.real.dtype == precision else x.astype(np.result_type(x, precision), copy=False)


def as_map(name, value, kind=Map):
    """Return `value` if it is a map: an instance, not a class."""
    fix = "Write `Tanh()`, not `Tanh`." if isinstance(value, type) else None
    return _check.instance(name, value, kind, fix)


def of_loss(loss, outputs, y):
    """Return the value and the covector of a loss, after a look at what it returned."""
    _check.function("loss", loss, "For example `squared_loss`.")
    answer = loss(outputs, y)
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise _check.error("loss", "return (value, covector at the outputs)", answer, kind=TypeError)
    value, w = answer
    if np.shape(w) != outputs.shape:
        raise _check.error("loss", f"return a covector of shape {outputs.shape}", f"shape {np.shape(w)}")
    if np.ndim(value):
        raise _check.error("loss", "return one number and a covector", f"a value of shape {np.shape(value)}")
    return value, np.asarray(w)


def finite_rows(name, x):
    """Raise the error that names the first row of `x` with an entry that is not finite, if there is one."""
    finite = np.isfinite(x)
    if not finite.all():
        bad = np.argwhere(~finite)
        *row, column = (int(i) for i in bad[0])
        where = f"in row {row[0] if len(row) == 1 else tuple(row)}, column {column}" if row else f"at index {column}"
        count = len({tuple(index[:-1]) for index in bad.tolist()})
        fix = f"{count} of {x[..., 0].size} rows have such entries." if row else None
        raise _check.error(name, "be finite", f"{x[tuple(bad[0])]} {where}", fix)


def of_its_type(network, x):
    """Return points in the precision of the network's parameters; real ones stay real."""
    if not network.size:
        return x
    dtype = network.parameters.dtype if np.iscomplexobj(x) else network.parameters.real.dtype
    return x if x.dtype == dtype else x.astype(dtype)


def like_the_outputs(w, outputs):
    """Return the covector of a loss in the type of the outputs that it reads."""
    if np.iscomplexobj(w) and not np.iscomplexobj(outputs):
        fix = "What acts on real components is real: return the real part."
        raise _check.error("loss", "return a real covector for real outputs", f"dtype {w.dtype}", fix, TypeError)
    return w.astype(outputs.dtype)
