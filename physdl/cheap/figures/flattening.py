"""The figures of lesson 4.3 and the picture that opens Part 4: arrays in, pictures out."""

from __future__ import annotations

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap

from physdl import style

__all__ = ["cliff", "floors", "fourier", "ranks", "tree"]

_ACCENT = style.PARTS[4]


def cliff(most, wanted):
    """Return what a layer makes of products beside its error, and ``update(found, errors, title)``.

    `most` is the largest number of neurons, `wanted` (m,) the true products. `found` (m,) is what the network returns
    and `errors` (units,) the errors of all networks up to it. Used in :lesson:`4.3`.
    """
    figure, (fall, cloud) = style.figure(1, 2, height=3.5, width_ratios=[1.25, 1], number="4.3.1")
    cloud.plot([-1, 1], [-1, 1], color=style.INK, lw=1.1, ls=(0, (4, 3)))
    dots = cloud.plot(wanted, wanted, "o", ms=3.2, color=_ACCENT, mew=0, alpha=0.75)[0]
    cloud.set(xlim=(-1, 1), ylim=(-1, 1), xlabel="true product", ylabel="what the neurons say", aspect="equal")
    cloud.set_xticks([-1, 0, 1])
    cloud.set_yticks([-1, 0, 1])
    line = fall.plot([], [], "o-", color=_ACCENT, ms=5, lw=1.6)[0]
    last = fall.plot([], [], "o", color=_ACCENT, ms=10, clip_on=False)[0]
    ticks = {1.0: "all wrong", 0.1: "10 %", 0.01: "1 %", 1e-3: "0.1 %", 1e-4: "0.01 %"}
    fall.set(yscale="log", xlim=(0.5, most + 0.5), ylim=(4e-5, 1.6), xlabel="neurons in the one layer")
    fall.set_yticks(list(ticks), ticks.values())
    fall.minorticks_off()
    fall.set_xticks(range(1, most + 1))
    for height in ticks:
        fall.axhline(height, color=style.FAINT, lw=0.5, alpha=0.5, zorder=0)

    def update(found, errors, title):
        dots.set_ydata(found)
        line.set_data(np.arange(1, len(errors) + 1), errors)
        last.set_data([len(errors)], errors[-1:])
        fall.set_title(title)

    return figure, update


def floors(scales, errors, forecasts, names):
    """Return errors (curves, scales) of flat products over the scale, and the floor that is forecast for each.

    `forecasts` are ``(scale, error)``, `names` are ``(scale, error, text)``. Used in :lesson:`4.3`.
    """
    figure, ax = style.figure(height=3.6, number="4.3.2")
    colors = style.COLORS["position"], style.COLORS["momentum"], style.COLORS["error"], _ACCENT
    for values, (across, up), (place, height, text), color in zip(errors, forecasts, names, colors, strict=True):
        ax.plot(scales, values, color=color, lw=1.8)
        ax.plot(across, up, "D", ms=8, mfc=style.PAPER, mec=color, mew=1.6, zorder=6)
        ax.text(place, height, text, color=color, va="center")
    ticks = {1.0: "none", 1e-2: "2 digits", 1e-4: "4 digits", 1e-6: "6 digits", 1e-8: "8 digits"}
    ax.set(xscale="log", yscale="log", xlim=(scales[0], scales[-1]), ylim=(2e-9, 3))
    ax.set_yticks(list(ticks), ticks.values())
    ax.minorticks_off()
    ax.set(xlabel=r"scale $\lambda$", ylabel="error over the product's rms")
    ax.set_title("The more numbers in one layer, the fewer digits right")
    return figure


def tree(most):
    """Return a network as a tree beside its number of neurons, and ``update(widths, parents, counts, title)``.

    `most` is the largest depth. `widths` are the numbers of nodes from the inputs to the product, `parents` for each
    layer but the last the place in the next of every node, `counts` (depth,) the neurons of all depths up to this one.
    Used in :lesson:`4.3`.
    """
    figure, (shape, price) = style.figure(1, 2, height=3.9, width_ratios=[1.7, 1], number="4.3.3")
    lines = LineCollection([], colors=_ACCENT, linewidths=0.9, alpha=0.8)
    shape.add_collection(lines)
    dots = shape.plot([], [], "o", color=_ACCENT, ms=3.5, mew=0)[0]
    shape.set(xlim=(-0.02, 1.02), ylim=(-0.06, 1.06))
    shape.axis("off")
    curve = price.plot([], [], "o-", color=_ACCENT, lw=1.6, ms=5)[0]
    last = price.plot([], [], "o", color=_ACCENT, ms=10, clip_on=False)[0]
    price.set(yscale="log", xlim=(0.5, most + 0.5), ylim=(50, 1e21), xlabel="hidden layers", ylabel="neurons")
    price.set_yticks([1e2, 1e6, 1e10, 1e14, 1e18])
    price.minorticks_off()
    price.set_xticks(range(1, most + 1))

    def update(widths, parents, counts, title):
        across = [(np.arange(width) + 0.5) / width for width in widths]
        up = np.linspace(0, 1, len(widths))
        segments = [
            np.stack([np.stack([x, np.full(len(x), low)], -1), np.stack([above[p], np.full(len(x), high)], -1)], 1)
            for x, above, p, low, high in zip(across, across[1:], parents, up, up[1:], strict=False)
        ]
        lines.set_segments(np.concatenate(segments))
        dots.set_data(np.concatenate(across), np.repeat(up, widths))
        curve.set_data(np.arange(1, len(counts) + 1), counts)
        last.set_data([len(counts)], counts[-1:])
        shape.set_title(title)

    return figure, update


# Blue, dark, orange and amber: none is near the paper, and whoever cannot tell the hues sees four brightnesses.
_ROUND = LinearSegmentedColormap.from_list("phase", ["#0072B2", "#3A2350", "#D55E00", "#DB9A1F", "#0072B2"])


def _phase(turns):
    """Return the colour of a phase, in turns: 0 is blue, a quarter dark, a half orange, three quarters amber."""
    return _ROUND(turns % 1.0)[..., :3]


def fourier(n):
    """Return two matrices (n, n) side by side, and ``update(layer, product, title, other)``.

    Colours are phases; what is zero stays blank. Used in :lesson:`4.3`.
    """
    figure, axes = style.figure(1, 2, height=4.55, number="4.3.4")
    paper = np.ones((n, n, 3)) * np.array([int(style.PAPER[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    pictures = [ax.imshow(paper, interpolation="nearest") for ax in axes]
    for ax in axes:
        ax.set(xticks=[], yticks=[], anchor="N")
        ax.spines[:].set_visible(True)
        ax.spines[:].set_color(style.FAINT)
    key = axes[1].inset_axes([0, -0.1, 1, 0.04])
    key.imshow(_phase(np.linspace(-0.5, 0.5, 181))[None], aspect="auto", extent=(-180, 180, 0, 1))
    key.set(yticks=[], xticks=[-180, -90, 0, 90, 180], xlabel="phase of a weight (degrees)")
    key.spines[:].set_visible(False)

    def update(layer, product, title, other):
        for picture, matrix in zip(pictures, (layer, product), strict=True):
            colors = _phase(np.angle(matrix) / (2 * np.pi))
            picture.set_data(np.where(np.abs(matrix)[..., None] > 1e-9, colors, paper))
        axes[0].set_title(title)
        axes[1].set_title(other)

    return figure, update


def ranks(weights, errors, names, full, fast):
    """Return errors (maps, ranks) of pairs of thin layers over their `weights` (ranks,).

    `names` are ``(weights, error, text)``; `full` is the number of weights of the flat layer, `fast` the place
    ``(weights, error)`` of the sparse layers. Used in :lesson:`4.3`.
    """
    figure, ax = style.figure(height=3.5, number="4.3.5")
    for values, (across, up, text), color in zip(errors, names, (style.COLORS["position"], _ACCENT), strict=True):
        ax.plot(weights, np.maximum(values, 1e-17), color=color)
        ax.text(across, up, text, color=color, va="center")
    ax.plot(*fast, "o", ms=9, color=_ACCENT, clip_on=False)
    ax.annotate("Fourier, sparse", fast, (10, -1), textcoords="offset points", color=_ACCENT, va="center")
    ax.axvline(full, color=style.INK, lw=1, ls=(0, (4, 3)))
    ax.text(full, 3e-9, " one flat layer", color=style.INK, va="center")
    ticks = {1.0: "none", 1e-4: "4 digits", 1e-8: "8 digits", 1e-12: "12 digits", 1e-16: "all"}
    ax.set(yscale="log", xlim=(0, weights[-1]), ylim=(1e-17, 5), xlabel="weights", ylabel="right digits of the map")
    ax.set_yticks(list(ticks), ticks.values())
    ax.minorticks_off()
    ax.set_title("A smooth map is thin, Fourier's is not; its layers are sparse instead")
    return figure
