"""Windows cut out of a ring and put back: what the two layers of `physdl.cheap.locality` share."""

from __future__ import annotations

import copy

import numpy as np

from physdl import _check
from physdl.neural.maps import Map


class Windowed(Map):
    """What both layers share: windows of neighbours are cut out of the ring, and put back by the pullback."""

    _needs_y = False

    def __init__(self, n, weight, bias, axes, stride):
        self.n = _check.whole("n", n, minimum=1)
        stride = _check.whole("stride", stride, minimum=1, maximum=self.n)
        if self.n % stride:
            raise _check.error("stride", f"divide the {self.n} sites", stride, "Else the last step would be shorter.")
        weight = _check.as_array("weight", weight, ndim=len(axes), real=True)
        *places, out, width, channels = weight.shape
        if 0 in weight.shape:
            raise _check.error("weight", "have no empty axis", f"shape {weight.shape}")
        if width > self.n:
            raise _check.error("weight", f"look at no more than the {self.n} sites of the ring", f"a window of {width}")
        _check.room("n", 32.0 * self.n * width * channels, self.n)
        steps = self.n // stride
        if places and places[0] != steps:
            rule = f"have one window for each of the {steps} outputs" if stride > 1 else f"have {steps} windows"
            raise _check.error("weight", rule, f"shape {weight.shape}", f"Its axes are {axes}.")
        wanted = (*places, out)
        bias = (
            np.zeros(wanted, weight.dtype) if bias is None else _check.as_array("bias", bias, shape=wanted, real=True)
        )
        dtype = np.result_type(weight, bias)
        self.stride, self.inputs, self.outputs = stride, self.n * channels, steps * out
        self._place(np.concatenate([weight.ravel(), bias.ravel()]).astype(dtype, copy=False), weight.shape)

    def _place(self, flat, shape):
        self._flat = flat
        cut = int(np.prod(shape))
        self.weight = flat[:cut].reshape(shape)
        self.bias = flat[cut:].reshape(shape[:-2])

    def _bound(self, flat):
        flat[:] = self._flat
        bound = copy.copy(self)
        bound._place(flat, self.weight.shape)
        return bound

    @property
    def parameters(self):
        """The weights and then the biases."""
        return self._flat

    @property
    def _sites(self):
        """The place in the ring of each output's window, shape (steps, width)."""
        width = self.weight.shape[-2]
        first = np.arange(0, self.n, self.stride) - (width - 1) // 2
        return (first[:, None] + np.arange(width)) % self.n

    def _windows(self, x):
        """Return the windows, shape (rows, steps, width · channels)."""
        channels = self.weight.shape[-1]
        rings = x.reshape(-1, self.n, channels)
        sites = self._sites
        return rings[:, sites].reshape(len(rings), len(sites), -1)

    def _back(self, windows, shape):
        """Return covectors at the ring from covectors at windows (rows, steps, width · channels)."""
        width, channels = self.weight.shape[-2:]
        parts = windows.reshape(len(windows), -1, width, channels)
        rings = np.zeros((len(windows), self.n, channels), windows.dtype)
        for k, sites in enumerate(self._sites.T):  # within one place of the window no site stands twice
            rings[:, sites] += parts[:, :, k]
        return rings.reshape(shape)

    def _apply(self, x, out=None):
        y = self._times(self._windows(x), self.weight)
        y += self.bias
        y = y.reshape(*x.shape[:-1], self.outputs)
        return y if out is None else np.copyto(out, y) or out

    def _push(self, x, y, v, change):
        tangent = self._times(self._windows(v), self.weight)
        if change is not None:
            cut = self.weight.size
            tangent = tangent + self._times(self._windows(x), change[:cut].reshape(self.weight.shape))
            tangent = tangent + change[cut:].reshape(self.bias.shape)
        return tangent.reshape(y.shape)

    def _pull_each(self, x, w, out):
        """Write the parameter covector of every single point into `out` (..., size)."""
        steps, cut = self.n // self.stride, self.weight.size
        rows = w.reshape(*w.shape[:-1], steps, -1)
        channels = self.weight.shape[-1]
        windows = x.reshape(*x.shape[:-1], self.n, channels)[..., self._sites, :].reshape(*x.shape[:-1], steps, -1)
        own = "i" if self.bias.ndim == 2 else ""
        shares = np.einsum(f"...io,...ik->...{own}ok", rows, windows)
        out[..., :cut] = shares.reshape(*shares.shape[: w.ndim - 1], cut)
        out[..., cut:] = rows.reshape(*w.shape[:-1], -1) if own else rows.sum(axis=-2)

    def _pull(self, x, y, w, covector=None, out=None, wanted=True):
        steps, outputs = self.n // self.stride, self.weight.shape[-3]
        rows = w.reshape(-1, steps, outputs)
        if covector is not None:
            cut = self.weight.size
            self._gather(self._windows(x), rows, covector[:cut].reshape(self.weight.shape))
            covector[cut:] = rows.sum(axis=0 if self.bias.ndim == 2 else (0, 1)).ravel()
        if not wanted:
            return None
        at_input = self._back(self._untimes(rows), x.shape)
        return at_input if out is None else np.copyto(out, at_input) or out


def draw_weights(shape, rng, gain, dtype):
    """Return random weights of a layer; the last two axes are what a neuron sees."""
    names = ("n", "out", "width", "channels")[-len(shape) :]
    shape = tuple(_check.whole(name, size, minimum=1) for name, size in zip(names, shape, strict=True))
    dtype, gain = _check.floating("dtype", dtype, "f"), _check.positive("gain", gain)
    _check.generator("rng", rng)
    _check.room("width", 32.0 * np.prod(shape, dtype=float), f"weights of shape {shape}")
    return (gain / np.sqrt(shape[-2] * shape[-1]) * rng.standard_normal(shape)).astype(dtype)
