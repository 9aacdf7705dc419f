"""The figures of lesson 3.1: arrays in, pictures out.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and a title, and
give the figure to :func:`physdl.explore.explore`. Nothing is computed here.
"""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["digits", "ink", "planes", "verdicts"]

_SHEETS = 9  # lines of a covector drawn on either side of its point


def planes(names, points, lattices):
    """Return planes side by side, each with a point, and ``update(arrows, covectors, values, first)``.

    `points` and `lattices` hold, for each name, the point (2,) and a bent lattice of dots (..., 2). `update` draws the
    arrows (2,), and from plane `first` on the covectors (2,), as stacks of lines at unit distance in value, under the
    `values` that the covectors take on the arrows. Used in :lesson:`3.1`.
    """
    figure, axes = style.figure(1, len(names), height=2.35, number="3.1.1")
    sheets, shafts, tips = [], [], []
    for ax, name, point, lattice in zip(axes, names, points, lattices, strict=True):
        ax.plot(*lattice.reshape(-1, 2).T, ".", ms=1.2, color=style.FAINT, alpha=0.7, zorder=0)
        ax.set(xlim=point[0] + [-1.0, 1.0], ylim=point[1] + [-1.0, 1.0], aspect="equal", xticks=[], yticks=[])
        ax.set(xlabel=name, title=" ")
        ax.spines[:].set_visible(True)
        sheets.append(ax.plot([], [], lw=1.2, color=style.PARTS[3])[0])
        shafts.append(ax.plot([], [], lw=3.2, color=style.COLORS["position"])[0])
        tips.append(ax.plot([], [], "o", ms=7, color=style.COLORS["position"])[0])
        ax.plot(*point, "o", ms=6, color=style.INK, zorder=5)

    def update(arrows, covectors, values, first):
        for k, (ax, point, arrow, covector) in enumerate(zip(axes, points, arrows, covectors, strict=True)):
            ax.set_title(f"{abs(values[k]):.2f} lines" if k >= first else " ")
            shafts[k].set_data(*np.transpose([point, point + arrow]))
            tips[k].set_data(*(point + arrow)[:, None])
            normal = covector / (covector @ covector)
            along = 3 * np.array([-covector[1], covector[0]]) / np.hypot(*covector)
            middles = point + np.arange(-_SHEETS, _SHEETS + 1)[:, None] * normal
            gaps = np.full_like(middles, np.nan)  # one broken line is drawn faster than many
            lines = np.stack([middles - along, middles + along, gaps], axis=1).reshape(-1, 2)
            sheets[k].set_data(*(lines if k >= first else lines[:0]).T)

    return figure, update


def digits(images, columns):
    """Return small pictures (n, 8, 8), column after column. Used in :lesson:`3.1`."""
    figure, axes = style.figure(len(images) // columns, columns, height=0.78 * (len(images) // columns), number="3.1.2")
    for image, ax in zip(images, axes.T.ravel(), strict=True):
        _picture(ax, image)
    return figure


def verdicts(images, meant, read):
    """Return digits (n, 8, 8) with what was meant and what was read. Used in :lesson:`3.1`."""
    columns = (len(images) + 1) // 2
    figure, axes = style.figure(2, columns, height=3.6, sharey=True, number="3.1.3")
    figure.get_layout_engine().set(hspace=0.12)  # a title is nearer to its own digit than to the one above
    axes.flat[-1].set_axis_off()  # where their number is odd a place stays empty
    for image, ax, a, b in zip(images, axes.flat, meant, read, strict=False):
        _picture(ax, image)
        verdict = f"{a}, read as {b}" if a != b else f"{a}, barely"
        ax.set_title(verdict, fontsize=11, fontweight="normal", loc="center", pad=4)
    return figure


def ink(covector):
    """Return a digit, a covector (8, 8) at its pixels and ten bars, and ``update(image, probabilities, title)``.

    Used in :lesson:`3.1`.
    """
    figure, (left, middle, right) = style.figure(1, 3, height=2.75, width_ratios=[1, 1, 1.35], number="3.1.4")
    page = _picture(left, np.zeros((8, 8)))
    _picture(middle, covector, cmap=style.signed(3), vmin=-np.abs(covector).max(), vmax=np.abs(covector).max())
    middle.set_title("The covector")
    bars = right.bar(range(10), np.zeros(10))
    right.set(ylim=(0, 1.02), xticks=range(10), xlabel="digit", ylabel="probability", title="What it believes")

    def update(image, probabilities, title):
        page.set_data(image)
        left.set_title(title)
        for bar, height in zip(bars, probabilities, strict=True):
            bar.set_height(height)

    return figure, update


def _picture(ax, image, **look):
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax.imshow(image, **({"cmap": style.fade(3), "vmin": 0, "vmax": 1} | look))
