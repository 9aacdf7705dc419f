"""A map beside the identity, offered by `physdl.neural.maps`."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.maps.protocol import Map, as_map


class Residual(Map):
    r"""A step beside the way: :math:`y = x + f(x)`.

    Parameters
    ----------
    step : Map
        f, with as many outputs as inputs.

    Raises
    ------
    TypeError
        If `step` is not a `Map`.
    ValueError
        If it has not as many outputs as inputs.

    Notes
    -----
    Its pullback adds two covectors: w itself, and f*w. See :lesson:`3.1`.
    """

    def __init__(self, step):
        as_map("step", step)
        if step.inputs != step.outputs:
            received = f"{step.inputs} inputs and {step.outputs} outputs"
            raise _check.error("step", "have as many outputs as inputs", received, "Only such points can be added.")
        self.step, self.inputs, self.outputs = step, step.inputs, step.outputs

    def _bound(self, flat):
        return Residual(self.step._bound(flat))

    @property
    def parameters(self):
        """The parameters of the step."""
        return self.step.parameters

    def _visits(self, x, w):
        yield from self.step._visits(x, w)

    def _apply(self, x, out=None):
        return np.add(self.step._apply(x), x, out=out)

    def _push(self, x, y, v, change):
        return v + self.step._push(x, y - x, v, change)

    def _pull(self, x, y, w, covector=None, out=None, wanted=True):
        pulled = self.step._pull(x, y - x, w, covector, out, wanted)
        return np.add(pulled, w, out=out) if wanted else None
