"""A chain of maps, its Jacobian, and the pullback of the loss through it."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from physdl import _check
from physdl.neural.maps.protocol import Map, as_map, finite_rows, like_the_outputs, of_its_type, of_loss


class Network(Map):
    """Maps one after another: a map with parameters, like each of its parts.

    Parameters
    ----------
    maps : sequence of Map
        In the order in which they act. They are copied; the network's own are `maps`.

    Attributes
    ----------
    maps : tuple of Map
        The maps, with their parameters as views of `parameters`.
    parameters : array, shape (size,)
        All parameters in one vector, in the order of the maps. It may be changed in place, or assigned to.
    slices : tuple of slice
        The place of each map's parameters in that vector.

    Raises
    ------
    TypeError
        If something in `maps` is not a `Map`.
    ValueError
        If there are no maps, or one does not take what the one before it gives (both numbers named).

    Notes
    -----
    All parameters share one type: if those of one map are complex, all are. A complex network takes real points too; a
    network of real parameters refuses complex ones with a `TypeError`, because its covectors would have to be complex
    where its parameters are not.

    See :lesson:`3.1`, and :lesson:`3.4` for complex numbers.

    Examples
    --------
    >>> from physdl.neural.maps import Affine, Tanh
    >>> rng = np.random.default_rng(1)
    >>> network = Network([Affine.start(2, 3, rng), Tanh(), Affine.start(3, 1, rng)])
    >>> network.size, network([0.0, 0.0])
    (13, array([0.]))
    """

    def __init__(self, maps):
        if not isinstance(maps, Iterable):
            raise _check.error("maps", "be a sequence of maps", maps, "Write Network([Affine(…), Tanh()]).", TypeError)
        maps = tuple(maps)
        if not maps:
            raise _check.error("maps", "hold at least one map", maps)
        for number, part in enumerate(maps):
            as_map(f"maps[{number}]", part)
            if None not in (self.outputs, part.inputs) and part.inputs != self.outputs:
                rule = f"take {self.outputs} components, as many as the map before it gives"
                raise _check.error(f"maps[{number}]", rule, f"a map of {part.inputs}")
            self.inputs = part.inputs if self.inputs is None else self.inputs
            self.outputs = part.outputs if part.outputs is not None else self.outputs
        parameters = [part.parameters for part in maps]
        ends = np.cumsum([p.size for p in parameters])
        self.slices = tuple(slice(int(e - p.size), int(e)) for p, e in zip(parameters, ends, strict=True))
        self._place(maps, np.concatenate([p for p in parameters if p.size] or parameters[:1]))

    def _place(self, maps, flat):
        self.maps = tuple(part._bound(flat[s]) for part, s in zip(maps, self.slices, strict=True))
        self._flat, self._buffers = flat, {}

    def _bound(self, flat):
        flat[:] = self._flat
        bound = Network.__new__(Network)
        bound.inputs, bound.outputs, bound.slices = self.inputs, self.outputs, self.slices
        bound._place(self.maps, flat)
        return bound

    @property
    def parameters(self):
        """All parameters in one vector; the maps' own are views of it."""
        return self._flat

    @parameters.setter
    def parameters(self, values):
        real = not np.iscomplexobj(self._flat)
        self._flat[:] = _check.as_array("parameters", values, shape=self._flat.shape, real=real)

    def copy(self):
        """Return a network of the same maps with parameters of its own."""
        return Network(self.maps)

    def points(self, x):
        """Return the points x, f₁(x), f₂(f₁(x)), …, f(x) through which a batch passes.

        Parameters
        ----------
        x : array, shape (..., inputs)
            Here also complex for a network of real parameters, so that one can differentiate by a complex step.

        Returns
        -------
        list of arrays, one more than there are maps
        """
        points = [super()._points("x", x)]
        for part in self.maps:
            points.append(part._image(points[-1]))
        return points

    def _visits(self, x, w):
        points = self.points(x)
        for number in reversed(range(len(self.maps))):
            part, x, y = self.maps[number], points[number], points[number + 1]
            for start, inner, where, covector in part._visits(x, w):
                yield self.slices[number].start + start, inner, where, covector
            if number:
                w = part._pull(x, y, w)

    def _points(self, name, x, finite=True):
        x = super()._points(name, x, finite)
        if np.iscomplexobj(x) and self.size and not np.iscomplexobj(self._flat):
            fix = "Start its maps with `dtype=complex`, or give real and imaginary parts as components of their own."
            rule = "be real for a network of real parameters"
            raise _check.error(name, rule, f"dtype {x.dtype}", fix, TypeError)
        return x

    def _apply(self, x, out=None):
        for part in self.maps:
            x = part._apply(x)
        return x if out is None else np.copyto(out, x) or out

    def _push(self, x, y, v, change):
        for part, s in zip(self.maps, self.slices, strict=True):
            y = part._apply(x)
            v = part._push(x, y, v, None if change is None else change[s])
            x = y
        return v

    def _pull(self, x, y, w, covector=None, out=None, wanted=True):
        points = [x]
        for part in self.maps:
            points.append(part._apply(points[-1]))
        w = self._back(points, w, covector, wanted)
        return w if out is None or not wanted else np.copyto(out, w) or out

    def _back(self, points, w, covector, wanted, buffers=None):
        """Carry a covector from the last point to the first, leaving each map's share in `covector` on the way."""
        for number in reversed(range(len(self.maps))):
            share = None if covector is None else covector[self.slices[number]]
            out = None if buffers is None else buffers[number]
            w = self.maps[number]._pull(points[number], points[number + 1], w, share, out, wanted or number > 0)
        return w

    def _workspace(self, x):
        """Return buffers for the points and covectors of batches like `x`; the last few kinds of batch are kept."""
        key = x.shape, x.dtype
        if key not in self._buffers:
            if len(self._buffers) == 4:
                self._buffers.pop(next(iter(self._buffers)))
            dtype = np.result_type(x, self._flat)
            points, back = [], [None]
            for number, part in enumerate(self.maps):
                width = part.outputs or (points[-1] if points else x).shape[-1]
                if number and not (self.maps[number - 1]._needs_y or part._needs_x):
                    points.append(points[-1])
                else:
                    points.append(np.empty((*x.shape[:-1], width), dtype))
                back.append(np.empty_like(points[-1]))
            self._buffers[key] = points, back
        return self._buffers[key]


def loss_differential(network, loss, x, y, *, out=None):
    r"""Return a loss and its differential by the parameters: the covector that learning follows down.

    .. math:: L(\theta) = \ell(f(x;\theta), y), \qquad dL = f^*(d\ell) .

    Parameters
    ----------
    network : Network
    loss : callable
        ``loss(outputs, y)`` → (value, covector at the outputs), for example `squared_loss`, `softmax_cross_entropy`.
    x : array, shape (..., inputs)
        A batch of points.
    y : array
        What the loss compares with: targets or labels.
    out : array, shape (size,), optional
        Where to write the differential.

    Returns
    -------
    value : float
    differential : array, shape (size,)
        dL, a covector: the loss changes by ``pairing(dL, change)``. For complex parameters it is 2 ∂L/∂θ, and the
        Hermitian metric makes a vector of its conjugate: a step of learning is ``theta -= rate * np.conj(dL)``, and
        what an optimizer squares is ``abs(dL) ** 2``, never ``dL ** 2``.

    Raises
    ------
    TypeError
        If the points, or the covector that the loss returns, are complex and the network is real.
    ValueError
        If the points do not fit the network or are not finite (the row is named), or the loss refuses `y`.
    FloatingPointError
        If the loss is not finite although the data are: the parameters are too large.

    Notes
    -----
    One pass forward and one back, about three times the cost of the forward pass. The points in between are kept in
    buffers that the next call with a batch of the same shape overwrites. Points of another precision than the network's
    are converted to it.

    See :lesson:`3.1`, and :lesson:`3.4` for complex numbers.

    Examples
    --------
    >>> from physdl.neural.maps import Affine
    >>> from physdl.neural import squared_loss
    >>> loss_differential(Network([Affine([[2.0]])]), squared_loss, [[3.0]], [[5.0]])
    (0.5, array([3., 1.]))
    """
    as_map("network", network, Network)
    x = _check.nonempty("x", of_its_type(network, network._points("x", x, finite=False)))
    out = np.empty_like(network.parameters) if out is None else _check.buffer("out", out, network.parameters)
    buffers, back = network._workspace(x)
    points = [x]
    with np.errstate(over="ignore", invalid="ignore"):
        for part, buffer in zip(network.maps, buffers, strict=True):
            points.append(part._apply(points[-1], out=buffer))
        value, w = of_loss(loss, points[-1], y)
        if w.dtype != points[-1].dtype:
            w = like_the_outputs(w, points[-1])
        network._back(points, w, out, False, back)
        # The square of the differential costs a tenth of a test of all points, and is not finite if one of them is not.
        if not (np.isfinite(value) and (np.isfinite(np.dot(out, out)) or np.isfinite(out).all())):
            finite_rows("x", x)
            largest = np.abs(network.parameters).max()
            fix = f"The largest parameter is {largest:.3g}: take shorter steps from where it was smaller."
            raise _check.error("loss", "be finite, and its differential", f"{value}", fix, FloatingPointError)
    return value, out
