"""The figures of lesson 3.6: arrays in, pictures out; nothing is computed here."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np

from physdl import style

__all__ = ["amplifiers", "border", "cascade", "edge", "fates", "forecast", "searches"]

_ACCENT = style.PARTS[3]
_LOST = mpl.colors.LinearSegmentedColormap.from_list("lost", ["#0E1420", "#16264A", "#2F5C9E", "#A9D3EE", "#FFFFFF"])
_KEPT = mpl.colors.LinearSegmentedColormap.from_list("kept", ["#FFF3DC", "#F7C98B", "#E07B2C", "#8A3300"])


def amplifiers(grid, heights, levels, floor):
    """Return a landscape of two gains beside the loss step by step, and ``update(path, losses, title)``.

    `grid` (2, rows, columns) holds the gains, `heights` the loss there, drawn at `levels`; `floor` is a list of curves
    (n, 2) on which the loss vanishes. `path` is (steps, 2), its first step drawn thick, `losses` (steps,). Used in
    :lesson:`3.6`.
    """
    figure, (plane, fall) = style.figure(1, 2, height=3.55, width_ratios=[1, 1.05], number="3.6.1")
    plane.contour(*grid, heights, levels=levels, colors=style.FAINT, linewidths=0.6)
    for curve in floor:
        style.exact(plane, *curve.T)
    plane.set(
        xlim=(grid[0].min(), grid[0].max()), ylim=(grid[1].min(), grid[1].max()), xlabel="gain $a$", ylabel="gain $b$"
    )
    plane.set(aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    way = plane.plot([], [], "-", lw=0.8, color=_ACCENT, alpha=0.6)[0]
    leap = plane.plot([], [], "o-", ms=7, lw=2.4, color=_ACCENT, mew=0, zorder=6)[0]
    dots = plane.plot([], [], "o", ms=3.5, color=_ACCENT, mew=0)[0]
    begin = plane.plot([], [], "o", ms=7, color=style.INK, zorder=7)[0]
    line = fall.plot([], [], "-", lw=0.8, color=_ACCENT, alpha=0.6)[0]
    marks = fall.plot([], [], "o", ms=3.5, color=_ACCENT, mew=0)[0]
    fall.set(yscale="log", xlim=(-1, 60), ylim=(1e-10, 30), xlabel="step", ylabel="loss")
    fall.set_yticks([1e-10, 1e-7, 1e-4, 1e-1])
    fall.minorticks_off()

    def update(path, losses, title):
        for artist in (way, dots):
            artist.set_data(*path.T)
        begin.set_data(*path[:1].T)
        leap.set_data(*path[:2].T)
        for artist in (line, marks):
            artist.set_data(np.arange(len(losses)), losses)
        plane.set_title(title)

    return figure, update


def forecast(rates, ratios, line, marks):
    """Return the ratio of what a step brings to its forecast, (n,), beside a straight `line` (n,).

    `marks` are ``(rate, ratio, text)``. Used in :lesson:`3.6`.
    """
    figure, ax = style.figure(height=3.0, number="3.6.2")
    ax.axhline(0, color=style.FAINT, lw=0.8)
    ax.axhspan(-1, 0, color=style.COLORS["momentum"], alpha=0.08, lw=0)
    ax.semilogx(rates, ratios, color=_ACCENT)
    style.exact(ax, rates, line)
    for rate, ratio, text in marks:
        ax.plot(rate, ratio, "o", color=_ACCENT, ms=7)
        ax.annotate(text, (rate, ratio), (-10, -5), textcoords="offset points", ha="right", va="top")
    ax.set(xlim=(rates[0], rates[-1]), ylim=(-0.6, 1.08), xlabel=r"learning rate $\eta$")
    ax.set_ylabel(r"share of the forecast kept, $\rho$")
    ax.text(rates[0] * 1.2, -0.3, "here the step makes it worse", color=style.COLORS["momentum"], va="center")
    ax.set_title("A step keeps less of its forecast the longer it is")
    return figure


def cascade(rates, points, exponents, marks):
    """Return where descent is in the end, ``points`` (steps, rates), above its Lyapunov exponent (rates,).

    `marks` are ``(rate, text)``; a text that ends with a space stands left of its mark, one that begins with a space
    right of it. Used in :lesson:`3.6`.
    """
    figure, (where, parting) = style.figure(2, 1, height=4.6, sharex=True, height_ratios=[2.2, 1], number="3.6.3")
    x = np.broadcast_to(rates, points.shape)
    where.plot(x.ravel(), points.ravel(), ",", color=_ACCENT, alpha=0.35, rasterized=True)
    parting.axhline(0, color=style.FAINT, lw=0.8)
    parting.plot(rates, exponents, color=style.COLORS["position"], lw=0.9)
    parting.fill_between(rates, 0, np.maximum(exponents, 0), color=style.COLORS["position"], alpha=0.25, lw=0)
    for rate, text in marks:
        for ax in (where, parting):
            ax.axvline(rate, color=style.FAINT, lw=0.7, ls=":")
        side = "right" if text.endswith(" ") else "left" if text.startswith(" ") else "center"
        where.text(rate, 1.02, text, ha=side, va="bottom", transform=where.get_xaxis_transform())
    where.set(xlim=(rates[0], rates[-1]), ylabel="gain in the end")
    parting.set(xlabel=r"learning rate $\eta$", ylim=(-1.2, 1.2), ylabel="exponent")
    parting.text(rates[0] + 0.01, 0.65, "neighbours part", color=style.COLORS["position"])
    where.set_title("One rest, two places, four, eight, all", pad=22)
    return figure


def edge(time, curvature, loss, ceiling):
    """Return sharpness beside loss along learning, and ``update(time, sharpness, level, loss, title)``.

    `time`, `curvature` and `loss` are the curves of short steps, drawn dashed; `ceiling` is the largest sharpness
    shown. Time is steps times rate. Used in :lesson:`3.6`.
    """
    figure, (sharp, fall) = style.figure(1, 2, height=3.3, number="3.6.4")
    figure.get_layout_engine().set(wspace=0.06)  # room to cut beside the label on a phone
    style.exact(sharp, time, curvature)
    style.exact(fall, time, loss)
    level = sharp.plot([], [], color=style.COLORS["position"], lw=1.4, clip_on=False)[0]  # leads to its label
    label = sharp.text(0, 0, "", color=style.COLORS["position"])
    knob = sharp.plot([], [], "o", ms=8, color=style.COLORS["position"], clip_on=False, zorder=6)[0]
    seen = sharp.plot([], [], color=_ACCENT, lw=1.6)[0]
    losses = fall.plot([], [], color=_ACCENT, lw=1.2)[0]
    sharp.set(xlim=(0, time[-1]), ylim=(0, ceiling), xlabel=r"time, steps × $\eta$", ylabel="sharpness")
    fall.set(xlim=(0, time[-1]), yscale="log", ylim=(0.025, 1.2), xlabel=r"time, steps × $\eta$", ylabel="loss")
    fall.set_yticks([0.03, 0.1, 0.3, 1], ["0.03", "0.1", "0.3", "1"])
    fall.minorticks_off()

    def update(when, sharpness, height, values, title):
        seen.set_data(when, sharpness)
        inside = height <= ceiling
        level.set_data(*([0, 1.08 * time[-1]], [height, height]) if inside else ([], []))
        knob.set_data(time[-1:], [height])
        label.set(position=(1.1 * time[-1], height) if inside else (0.98 * time[-1], ceiling))
        label.set(ha="left" if inside else "right", va="center" if inside else "top")
        label.set_text(f"2/η = {height:.2g}" + ("" if inside else ", above the picture"))
        losses.set_data(when, values)
        sharp.set_title(title)

    return figure, update


def fates(survived, mean, lasted):
    """Return the colours (rows, columns, 3) of a map of fates: paper to orange what learns, ink to light what is lost.

    `mean` is the loss on the way, `lasted` the step at which the loss ran away. Used in :lesson:`3.6`.
    """
    height = np.log(np.maximum(mean, 1e-12))
    low, high = np.quantile(height[survived], [0.01, 0.99])
    kept = _KEPT(np.clip((height - low) / (high - low), 0, 1))[..., :3]
    late = np.log1p(lasted) / np.log1p(lasted.max())
    return np.where(survived[..., None], kept, _LOST(late**2)[..., :3])


def border(pictures, extents, box, lines):
    """Return two maps of fates, colours (rows, columns, 3) from `fates`, the second an enlarged part of the first.

    `extents` are (left, right, bottom, top) in decimal logarithms of rate and curvature, `box` that part in the first
    map, and `lines` pairs of (rates, curvatures) as logarithms. Used in :lesson:`3.6`.
    """
    figure, both = style.figure(1, 2, height=3.35, number="3.6.5")
    for ax, picture, extent in zip(both, pictures, extents, strict=True):
        ax.imshow(picture, origin="lower", extent=extent, aspect="auto", interpolation="nearest")
        ax.spines[:].set_visible(False)
        style.keep(ax)
        ax.set_xlabel(r"log₁₀ of the learning rate $\eta$")
    both[0].set_ylabel(r"log₁₀ of the curvature at the start")
    left, right, bottom, top = box
    both[0].plot([left, right, right, left, left], [bottom, bottom, top, top, bottom], color="white", lw=1.4)
    for across, up in lines:
        both[0].plot(across, up, color=style.INK, lw=1.1, ls=(0, (4, 3)))
    left, right, bottom, top = extents[0]
    both[0].set(xlim=(left, right), ylim=(bottom, top))
    figure.get_layout_engine().set(wspace=0.06)  # room to cut between them on a phone
    both[0].set_title("Who stays, and who is lost")
    both[1].set_title("Enlarged, it stays frayed")
    return figure


def searches(costs, losses, seen, sharpness, names):
    """Return losses and sharpness of several learners against what they have paid; lists of arrays.

    A learner whose record ends before half of the longest is lost. Used in :lesson:`3.6`.
    """
    figure, (fall, sharp) = style.figure(1, 2, height=3.3, number="3.6.6")
    colors = style.COLORS["field"], style.COLORS["position"], style.COLORS["momentum"], style.INK
    end = max(when[-1] for when in seen)
    for cost, loss, when, curvature, name, color in zip(costs, losses, seen, sharpness, names, colors, strict=False):
        fall.semilogy(cost, loss, color=color, lw=1.3)
        if when[-1] < end / 2:
            fall.text(0.03 * end, 2, f"{name} is lost", color=color, va="center")
            continue
        sharp.plot(when, curvature, color=color, lw=1.6)
        for ax, across, height in ((fall, cost[-1], np.median(loss[-20:])), (sharp, when[-1], curvature[-1])):
            ax.text(across + 0.03 * end, height, name, color=color, va="center")
    fall.set(xlim=(0, 1.45 * end), ylim=(8e-3, 3), xlabel="price, in differentials", ylabel="loss")
    fall.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    fall.minorticks_off()
    sharp.set(xlim=(0, 1.45 * end), ylim=(0, None), xlabel="price, in differentials", ylabel="sharpness")
    for ax in (fall, sharp):
        ax.set_xticks([0, 1000, 2000])
    fall.set_title("Safe is not fast …")
    sharp.set_title("… nor does it end in a wide valley")
    return figure
