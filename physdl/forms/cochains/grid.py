"""Cochains on a cubical grid, and d on them without a matrix."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from physdl import _check
from physdl.forms.exterior import basis

TILE = 2**21  # bytes of a component that are worked on at once, so that they are read from memory once


@dataclass(frozen=True)
class CubicalGrid:
    r"""A box of equal cells in one to four dimensions: vertices, edges, faces, … are its cells of degree 0, 1, 2, ….

    A k-cochain is a tuple of arrays, one for each set of k directions, in the order of ``basis(n, k)``: entry
    :math:`a_I[x]` belongs to the k-cell that starts at vertex x and runs along the directions in I.

    Parameters
    ----------
    shape : sequence of int
        Vertices along each axis, at least 2 (where periodic at least 3).
    spacing : float or sequence of float, optional
        Length of an edge, along each axis.
    periodic : bool, optional
        Whether the last vertex of each axis has an edge on to the first.

    Raises
    ------
    ValueError, TypeError
        If an argument is no such number, or the vertices alone would take more than 4 GB.

    Notes
    -----
    See :lesson:`2.3` and :lesson:`2.4`.

    Examples
    --------
    >>> grid = CubicalGrid((3, 4))
    >>> grid.shapes(1)
    ((2, 4), (3, 3))
    >>> x, y = grid.vertices()
    >>> [a.shape for a in grid.d((x * y,), 0)]
    [(2, 4), (3, 3)]
    """

    shape: tuple
    spacing: tuple = 1.0
    periodic: bool = False

    def __post_init__(self):
        if not isinstance(self.periodic, bool | np.bool_):
            raise _check.error("periodic", "be True or False", self.periodic, kind=TypeError)
        shape = _check.sequence("shape", self.shape)
        if not 1 <= len(shape) <= 4:
            raise _check.error("shape", "have one to four entries", f"{len(shape)}")
        least = 3 if self.periodic else 2
        shape = tuple(_check.whole(f"shape[{i}]", s, minimum=least) for i, s in enumerate(shape))
        _check.room("shape", 8.0 * prod(shape), f"{shape}")
        spacing = _check.as_array("spacing", self.spacing, dtype=float)
        if spacing.shape not in ((), (len(shape),)):
            raise _check.error("spacing", f"be one number, or {len(shape)}", f"shape {spacing.shape}")
        spacing = np.broadcast_to(spacing, (len(shape),))
        if not (spacing.min() > 1e-60 and spacing.max() < 1e60):
            raise _check.error("spacing", "be positive, between 1e-60 and 1e60", f"{spacing.tolist()}")
        object.__setattr__(self, "shape", shape)
        object.__setattr__(self, "spacing", tuple(spacing.tolist()))
        object.__setattr__(self, "periodic", bool(self.periodic))

    @property
    def dimension(self):
        """n, the number of axes."""
        return len(self.shape)

    def shapes(self, k):
        """Return the shapes of the components of a k-cochain."""
        n = self.dimension
        less = 0 if self.periodic else 1
        return tuple(
            tuple(s - less * (i in directions) for i, s in enumerate(self.shape))
            for directions in basis(n, self._degree(k))
        )

    def zeros(self, k, dtype=float):
        """Return the k-cochain that is 0 everywhere."""
        return tuple(np.zeros(shape, _check.floating("dtype", dtype, "f")) for shape in self.shapes(k))

    def vertices(self):
        """Return the coordinates of the vertices, an array for each axis; the first vertex is at 0."""
        axes = [h * np.arange(s) for h, s in zip(self.spacing, self.shape, strict=True)]
        return tuple(np.meshgrid(*axes, indexing="ij"))

    def d(self, a, k, out=None):
        r"""Return the exterior derivative of a k-cochain: signed differences, without a matrix.

        .. math:: (da)_J[x] = \sum_s (-1)^s\,\big(a_{J\setminus j_s}[x + e_{j_s}] - a_{J\setminus j_s}[x]\big)

        Parameters
        ----------
        a : sequence of arrays
            The components, of the shapes that `shapes` gives. Whole numbers stay whole numbers.
        k : int
            Degree, from 0 to n − 1.
        out : tuple of arrays, optional
            Where to write the result: contiguous, of the same dtype as `a`.

        Returns
        -------
        tuple of arrays
            The (k + 1)-cochain, in the precision of `a`.

        Raises
        ------
        ValueError, TypeError
            If the components do not have these shapes, or are not of one dtype.

        Notes
        -----
        Bound by memory. Slabs of the first axis that fit in the cache are carried through all components,
        unless the grid is periodic.
        """
        n, k = self.dimension, self._degree(k, self.dimension - 1)
        a = self._components("a", a, k)
        shapes, targets = self.shapes(k + 1), basis(n, k + 1)
        if out is None:
            out = tuple(np.empty(shape, a[0].dtype) for shape in shapes)
        out = tuple(_check.sequence("out", out))
        if len(out) != len(shapes):
            raise _check.error("out", f"hold {len(shapes)} arrays", f"{len(out)}")
        for i, (one, shape) in enumerate(zip(out, shapes, strict=True)):
            _check.buffer(f"out[{i}]", one, np.broadcast_to(np.empty((), a[0].dtype), shape))
        rank = {directions: i for i, directions in enumerate(basis(n, k))}
        faces = [
            (result, [(axis, a[rank[target[:s] + target[s + 1 :]]]) for s, axis in enumerate(target)])
            for target, result in zip(targets, out, strict=True)
        ]
        for tile in [()] if self.periodic else self._tiles(a[0].itemsize):
            for result, sides in faces:
                for s, (axis, source) in enumerate(sides):
                    for one, two, into in self._pairs(source, axis, result, tile):
                        _add(s, one, two, into)
        return out

    def _tiles(self, size):
        """Yield slices of the first axis that together cover all cells, small enough for the cache."""
        slab = max(1, TILE // (size * prod(self.shape[1:])))
        for start in range(0, self.shape[0], slab):
            yield (slice(start, start + slab),)

    def _pairs(self, source, axis, result, tile):
        """Yield (one step on along the axis, here, result) for a tile, as views; periodic, also round the end."""
        before, result = (slice(None),) * axis, result[tile]
        if self.periodic:
            yield source[(*before, slice(1, None))], source[(*before, slice(-1))], result[(*before, slice(-1))]
            yield source[(*before, slice(1))], source[(*before, slice(-1, None))], result[(*before, slice(-1, None))]
            return
        here = [slice(s.start, s.start + size) for s, size in zip(tile, result.shape, strict=False)]
        here += [slice(0, size) for size in result.shape[len(here) :]]
        ahead = here.copy()
        ahead[axis] = slice(here[axis].start + 1, here[axis].stop + 1)
        yield source[tuple(ahead)], source[tuple(here)], result

    def _degree(self, k, maximum=None):
        n = self.dimension
        return _check.whole("k", k, maximum=n if maximum is None else maximum, fix=f"The grid has {n} dimensions.")

    def _components(self, name, a, k):
        shapes, parts = (
            self.shapes(k),
            _check.sequence(name, a, "Give a tuple of arrays, one for each set of directions."),
        )
        if len(parts) != len(shapes):
            raise _check.error(name, f"have {len(shapes)} components, as a {k}-cochain", f"{len(parts)}")
        arrays = []
        for i, (part, shape) in enumerate(zip(parts, shapes, strict=True)):
            kept = isinstance(part, np.ndarray) and part.dtype == np.int64
            arrays.append(part if kept else _check.as_array(f"{name}[{i}]", part, finite=False))
            if arrays[-1].shape != shape:
                raise _check.error(f"{name}[{i}]", f"have shape {shape}", f"shape {arrays[-1].shape}")
        if len({array.dtype for array in arrays}) > 1:
            raise _check.error(name, "be of one dtype", ", ".join(sorted({str(x.dtype) for x in arrays})))
        return arrays


def _add(s, one, two, into):
    """Add (−1)^s (one − two); the first term is written."""
    if s == 0:
        np.subtract(one, two, out=into)
    elif s % 2:
        into -= one
        into += two
    else:
        into += one
        into -= two
