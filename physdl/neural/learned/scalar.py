"""A law of motion from one number: a scalar network, differentiated by its input, turned, and trained through that."""

from __future__ import annotations

import copy

import numpy as np

from physdl import _check
from physdl.neural.maps.protocol import Map, as_map
from physdl.neural.network import Network
from physdl.neural.stability.second import second

__all__ = ["HamiltonianNetwork"]


class HamiltonianNetwork(Map):
    r"""The field of a Hamiltonian that is a network, with or without friction: a map from states to velocities.

    .. math:: f = (J - \gamma D)\,dH, \qquad J = \begin{pmatrix}0 & 1\\ -1 & 0\end{pmatrix}, \quad
              D = \begin{pmatrix}0 & 0\\ 0 & 1\end{pmatrix} ,

    blocks of half the size of the state (q, p). dH is the network's pullback of 1 to its input. Along f the number H
    changes at the rate :math:`-\gamma\,\lvert\partial H/\partial p\rvert^2`, whatever the network is.

    Parameters
    ----------
    scalar : Network
        H: an even number of inputs and one output, real, of maps that `physdl.neural.stability.Hessian` knows. It is
        copied; the map's own is `scalar`.
    friction : float, optional
        γ in 1/s, to begin with: it becomes one more parameter, the last, and is learned like the others. Without it
        there is none, and H is kept.

    Attributes
    ----------
    scalar : Network
        H, with its parameters as a view of this map's.
    friction : float
        γ as it stands, 0 where there is none.

    Raises
    ------
    TypeError
        If `scalar` is not a real Network, or has a map whose second derivative is not known.
    ValueError
        If it has an odd number of inputs or more than one output, or `friction` is not finite.

    Notes
    -----
    To learn, the covector w at the velocities has to come back through a derivative. With
    :math:`v = (J - \gamma D)^{\mathsf T}w` the pullback at parameters and input is

    .. math:: \partial_\theta\langle dH, v\rangle = \frac{d}{d\varepsilon}\,\partial_\theta H(z + \varepsilon v)
              \Big|_{\varepsilon = 0}, \qquad \partial_z\langle dH, v\rangle = \frac{d}{d\varepsilon}\,
              dH(z + \varepsilon v)\Big|_{\varepsilon = 0} :

    the walk back of H, pushed forward along v. No table of second derivatives is formed.

    Source: S. Greydanus, M. Dzamba and J. Yosinski, *Hamiltonian neural networks*, 2019, arXiv:1906.01563. See
    :lesson:`3.9`.

    Examples
    --------
    >>> from physdl.neural.maps import Affine, Tanh
    >>> rng = np.random.default_rng(1)
    >>> law = HamiltonianNetwork(Network([Affine.start(2, 8, rng), Tanh(), Affine.start(8, 1, rng)]), friction=0.1)
    >>> law.size, law([[1.0, 0.0]]).shape
    (34, (1, 2))
    """

    def __init__(self, scalar, friction=None):
        as_map("scalar", scalar, Network)
        if scalar.outputs != 1:
            raise _check.error("scalar", "have one output, the energy", f"{scalar.outputs} outputs")
        if scalar.inputs is None or scalar.inputs % 2:
            raise _check.error("scalar", "have an even number of inputs", scalar.inputs, "Each q needs its p.")
        if np.iscomplexobj(scalar.parameters):
            raise _check.error("scalar", "be real", f"dtype {scalar.parameters.dtype}", kind=TypeError)
        at = np.zeros((1, scalar.inputs), scalar.parameters.dtype)
        second(scalar, at, scalar(at), np.ones_like(at[:, :1]))  # complains of maps that it does not know
        self.inputs = self.outputs = scalar.inputs
        self._rubs = friction is not None
        more = [_check.finite_number("friction", friction)] if self._rubs else []
        self._place(scalar, np.concatenate([scalar.parameters, np.array(more, scalar.parameters.dtype)]))

    def _place(self, scalar, flat):
        self._flat = flat
        self.scalar = scalar._bound(flat[: scalar.size])

    def _bound(self, flat):
        flat[:] = self._flat
        bound = copy.copy(self)
        bound._place(self.scalar, flat)
        return bound

    @property
    def parameters(self):
        """Those of H, and then γ if there is friction."""
        return self._flat

    @property
    def friction(self):
        """The friction γ as it stands."""
        return float(self._flat[-1]) if self._rubs else 0.0

    def energy(self, z):
        """Return H(z) at states (..., inputs), shape (...)."""
        z = _check.as_array("z", z, finite=False, real=True)
        return self.scalar(self._points("z", z))[..., 0]

    def _slope(self, rows):
        points = [rows]
        *parts, last = self.scalar.maps
        for part in parts:
            points.append(part._apply(points[-1]))
        one = self._ones(rows)
        points.append(last._apply(points[-1]) if last._needs_y else one)  # H itself is not asked for
        return self.scalar._back(points, one, None, True)

    def _ones(self, rows):
        return np.ones((len(rows), 1), np.result_type(rows, self._flat))

    def _raise(self, dH):
        """Return (J − γD) dH."""
        n = self.inputs // 2
        field = np.empty_like(dH)
        field[..., :n] = dH[..., n:]
        np.negative(dH[..., :n], out=field[..., n:])
        if self._rubs:
            field[..., n:] -= self._flat[-1] * dH[..., n:]
        return field

    def _apply(self, x, out=None):
        field = self._raise(self._slope(x.reshape(-1, self.inputs))).reshape(x.shape)
        return field if out is None else np.copyto(out, field) or out

    def _push(self, x, y, v, change):
        rows, moved = x.reshape(-1, self.inputs), v.reshape(-1, self.inputs)
        own = None if change is None else change[: self.scalar.size]
        field = self._raise(self._moved_slope(rows, moved, own)[0])
        if change is not None and self._rubs:
            n = self.inputs // 2
            field[:, n:] -= change[-1] * self._slope(rows)[:, n:]
        return field.reshape(x.shape)

    def _pull(self, x, y, w, covector=None, out=None, wanted=True):
        n, rows, w = self.inputs // 2, x.reshape(-1, self.inputs), w.reshape(-1, self.inputs)
        v = np.empty_like(w)  # (J − γD)ᵀ w
        np.negative(w[:, n:], out=v[:, :n])
        v[:, n:] = w[:, :n]
        if self._rubs:
            v[:, n:] -= self._flat[-1] * w[:, n:]
        at_input, at_scalar = self._moved_slope(rows, v, None, wanted)
        if covector is not None:
            covector[: self.scalar.size] = at_scalar
            if self._rubs:
                along = y.reshape(-1, self.inputs)[:, :n]  # ∂H/∂p is the first half of the velocity
                covector[-1] = -np.vdot(along, w[:, n:])
        if not wanted:
            return None
        at_input = at_input.reshape(x.shape)
        return at_input if out is None else np.copyto(out, at_input) or out

    def _moved_slope(self, rows, v, change, wanted=True):
        """Return how the walk back of H changes, at the input and at the parameters, when states move by v."""
        one = self._ones(rows)
        walk = second(self.scalar, rows, None, one)  # a network's takes its points itself
        at_parameters = np.empty(self.scalar.size, np.result_type(rows, self._flat))
        dy = walk.push(v, change)
        return walk.pull(v, dy, np.zeros_like(one), change, at_parameters, wanted), at_parameters
