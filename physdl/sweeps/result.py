"""What a sweep returns: blocks of values, put together on the labelled grid, and the points that have none."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass

import numpy as np

from physdl import _check
from physdl.sweeps.grid import Grid, as_axis, say


@dataclass(frozen=True)
class Failure:
    """One point at which the function raised.

    Attributes
    ----------
    index : tuple of int
        Its position along each axis.
    point : dict
        Its labels.
    error : str
        What was raised, as ``"ValueError: …"``.
    traceback : str
        Where, as Python prints it.
    """

    index: tuple
    point: dict
    error: str
    traceback: str


class SweepError(RuntimeError):
    """A sweep that could not be finished.

    Attributes
    ----------
    result : Sweep
        All points that were finished; the others are nan.
    point : dict or None
        Labels of the first point, in the order of the grid, at which the function raised; None if the workers were
        lost.
    """

    def __init__(self, message, result, point=None):
        super().__init__(message)
        self.result, self.point = result, point


@dataclass(frozen=True, eq=False, repr=False)
class Sweep:
    r"""The values of a function on a labelled grid.

    Attributes
    ----------
    axes : dict of arrays
        Labels by name, in the order in which they were given.
    values : array, shape (len axis 1, len axis 2, …, \*shape of one result), or dict of such arrays
        One array for each field where the function returns a dict or a dataclass. A point without value holds nan
        (whole numbers and booleans become floats then).
    done : array of bool, shape (len axis 1, len axis 2, …)
        Which points have a value.
    failures : tuple of Failure
        The points at which the function raised, in the order of the grid.
    """

    axes: dict
    values: np.ndarray | dict
    done: np.ndarray
    failures: tuple = ()

    def at(self, **labels):
        """Return the values at labels of some or all axes, the other axes left as they are.

        A label is found exactly, or to a relative 1e-9 where it is a number, so that 0.1 + 0.2 finds 0.3; the nearest
        one is named in the error but never taken for it.

        Parameters
        ----------
        **labels
            One label for each of the axes to select from.

        Returns
        -------
        array, or dict of arrays
            The values there, their shape that of the other axes and then of one result.

        Raises
        ------
        ValueError
            If there is no such axis or no such label.
        """
        grid = Grid(tuple(self.axes), tuple(self.axes.values()))
        where = grid.positions(labels)
        if isinstance(self.values, dict):
            return {name: array[where] for name, array in self.values.items()}
        return self.values[where]

    def __repr__(self):
        axes = ", ".join(f"{name}: {len(labels)}" for name, labels in self.axes.items())
        arrays = self.values if isinstance(self.values, dict) else {"values": self.values}
        held = ", ".join(f"{name} {array.dtype}{list(array.shape)}" for name, array in arrays.items())
        missing = self.done.size - np.count_nonzero(self.done)
        return f"<Sweep over {axes}; {held}" + (f"; {missing} of {self.done.size} points missing>" if missing else ">")


@dataclass(frozen=True)
class Block:
    """Values of consecutive points that have the same fields and shapes: {name: array (points, …)}.

    The name of a result without fields is None.
    """

    start: int
    fields: dict

    @property
    def stop(self):
        """The number of the first point behind the block."""
        return self.start + len(next(iter(self.fields.values())))

    @property
    def kind(self):
        """Names and shapes of one result."""
        return {name: array.shape[1:] for name, array in self.fields.items()}


def as_fields(value):
    """Return what the function returned as {name: array}, copied: it may use the same buffer again."""
    if is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    arrays = {name: np.array(entry) for name, entry in (value if isinstance(value, dict) else {None: value}).items()}
    if not arrays or any(array.dtype.kind not in "biufc" for array in arrays.values()):
        rule = "return numbers, arrays, or a dict or dataclass of them"
        raise _check.error("function", rule, value, kind=TypeError)
    return arrays


def fit(grid, blocks):
    """Return the blocks that have the fields and shapes of the first one, in order, and the others as failures."""
    blocks = sorted(blocks, key=lambda block: block.start)
    fitting = [block for block in blocks if block.kind == blocks[0].kind]
    failures = []
    for block in blocks:
        if block.kind != blocks[0].kind:
            first = f"where {say(grid.point(blocks[0].start))} gave {_kind(blocks[0].kind)}"
            text = f"ValueError: `function` must return the same shapes everywhere; got {_kind(block.kind)}, {first}."
            failures += [Failure(grid.index(n), grid.point(n), text, "") for n in range(block.start, block.stop)]
    return fitting, failures


def assemble(grid, blocks, failures):
    """Return the Sweep that the blocks make."""
    blocks, misfits = fit(grid, blocks)
    failures = sorted([*failures, *misfits], key=lambda failure: failure.index)
    done = np.zeros(grid.size, bool)
    for block in blocks:
        done[block.start : block.stop] = True
    values = {}
    for name, shape in (blocks[0].kind if blocks else {None: ()}).items():
        joined = _joined([(block.start, block.fields[name]) for block in blocks], shape, done)
        values[name] = joined.reshape(grid.shape + shape)
    axes = {name: as_axis(labels) for name, labels in zip(grid.names, grid.labels, strict=True)}
    return Sweep(axes, values.get(None, values), done.reshape(grid.shape), tuple(failures))


def _joined(pieces, shape, done):
    dtype = np.result_type(*(array.dtype for _, array in pieces)) if pieces else np.dtype(float)
    whole = bool(done.all())
    if not whole and dtype.kind in "biu":
        dtype = np.dtype(float)
    joined = np.empty((done.size, *shape), dtype) if whole else np.full((done.size, *shape), np.nan, dtype)
    for start, array in pieces:
        joined[start : start + len(array)] = array
    return joined


def _kind(kind):
    if None in kind:
        return f"shape {kind[None]}"
    return ", ".join(f"{name} of shape {shape}" for name, shape in kind.items())
