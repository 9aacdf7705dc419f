"""The figures of lesson 3.5: arrays in, pictures out; nothing is computed here."""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["circle", "falls", "race", "restless"]

_BALL, _CRAWLER = style.PARTS[3], style.COLORS["position"]


def race(grid, heights, levels, crawler, crawl, steps):
    """Return a valley from above beside two losses, and ``update(path, loss, title, said)``.

    `grid` (2, rows, columns) holds the two screws and `heights` the loss, drawn at `levels`. `crawler` (n, 2) is a path
    and `crawl` (n,) its loss relative to the start; `steps` (n,) counts. Used in :lesson:`3.5`.
    """
    figure, (valley, fall) = style.figure(1, 2, height=3.3, width_ratios=[1.25, 1], number="3.5.1")
    valley.contour(*grid, heights, levels=levels, colors=style.FAINT, linewidths=0.6)
    line = valley.plot([], [], color=_BALL, lw=0.8, alpha=0.6, zorder=3)[0]
    dots = valley.plot([], [], "o", ms=4, color=_BALL, alpha=0.65, mew=0, zorder=4)[0]
    valley.plot(*crawler.T, color=_CRAWLER, lw=1.6, zorder=5)
    valley.plot(*crawler[0], "o", ms=7, color=style.INK, zorder=6)
    valley.plot(0, -1, "+", ms=12, mew=2, color=style.INK, zorder=7)
    valley.set(aspect="equal", xlim=(-1.45, 1.45), ylim=(-1.45, 0.85), xlabel="screw 1", ylabel="screw 2")
    valley.set(xticks=[-1, 0, 1], yticks=[-1, 0])
    fall.set_box_aspect(1.25 * 2.3 / 2.9)  # as high as the valley
    curve = fall.semilogy([], [], color=_BALL, lw=1.6)[0]
    fall.semilogy(steps, crawl, color=_CRAWLER, lw=1.6)
    style.exact(fall, steps[[0, -1]], [1e-4, 1e-4])
    for height, name, color in ((0.12, "ball", _BALL), (0.03, "crawler", _CRAWLER)):
        fall.text(0.02, height, name, color=color, transform=fall.transAxes)
    fall.text(1.02 * steps[-1], 1e-4, "at rest\nbelow", va="center")  # beside the curves: some pass everywhere else
    fall.set(xlim=(0, steps[-1]), ylim=(1e-8, 2), xlabel="step", ylabel="loss, start = 1")
    fall.set_yticks([1e-8, 1e-6, 1e-4, 1e-2, 1], ["$10^{-8}$", "$10^{-6}$", "$10^{-4}$", "$10^{-2}$", "1"])

    def update(path, loss, title, said):
        line.set_data(*path.T)
        dots.set_data(*path.T)
        curve.set_data(steps, loss)
        valley.set_title(title)
        fall.set_title(said)

    return figure, update


def circle(curvatures, plain):
    """Return the roots of a step in the complex plane beside their sizes, and ``update(roots, rho, title, said)``.

    `curvatures` (n,) and, for each, the size `plain` (n,) of the step's only root without momentum; `roots` (2, n) are
    complex, the first of them marked. Used in :lesson:`3.5`.
    """
    figure, (plane, sizes) = style.figure(1, 2, height=3.3, width_ratios=[1, 1.25], number="3.5.2")
    turn = np.linspace(0, 2 * np.pi, 181)
    plane.plot(np.cos(turn), np.sin(turn), color=style.FAINT, lw=1)
    ring = style.exact(plane, [], [])
    stars = plane.plot([], [], "o", ms=4.2, color=_BALL, alpha=0.75, mew=0)[0]
    first = plane.plot([], [], "o", ms=8, color=_BALL, mew=0, zorder=6)[0]
    plane.set(aspect="equal", xlim=(-1.12, 1.12), ylim=(-1.12, 1.12), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    plane.set(xlabel="real part of the factor", ylabel="imaginary part")
    sizes.plot(curvatures, plain, color=_CRAWLER, lw=1.6, ls=(0, (6, 4)), zorder=4)  # at β = 0 it lies over the other
    sizes.text(0.66, 0.05, "no momentum", color=_CRAWLER, transform=sizes.transAxes)
    pair = [sizes.plot([], [], color=_BALL, lw=lw)[0] for lw in (2.6, 1.2)]
    top = style.exact(sizes, [], [])
    sizes.set(
        xlim=(curvatures[0], curvatures[-1]), ylim=(0, 1.03), xlabel=r"curvature $\lambda$", ylabel="size of the factor"
    )
    sizes.set_xticks([1, 5, 10, 15, 20, 25])

    def update(roots, rho, title, said):
        ring.set_data(rho * np.cos(turn), rho * np.sin(turn))
        stars.set_data(roots[:, ::2].real.ravel(), roots[:, ::2].imag.ravel())
        first.set_data([roots[0, 0].real], [roots[0, 0].imag])
        for line, values in zip(pair, np.sort(np.abs(roots), axis=0)[::-1], strict=True):
            line.set_data(curvatures, values)
        top.set_data(curvatures[[0, -1]], [rho, rho])
        plane.set_title(title)
        sizes.set_title(said)

    return figure, update


def falls(passes, losses, names, title):
    """Return losses (n, passes) on a logarithmic scale, each with its name. Used in :lesson:`3.5`."""
    figure, ax = style.figure(height=3.2, number="3.5.3")
    colors = _CRAWLER, _BALL, style.COLORS["error"], style.INK
    for values, name, color in zip(losses, names, colors, strict=False):
        ax.semilogy(passes, values, color=color)
        ax.text(passes[-1] * 1.01, values[-1], name, color=color, va="center")
    ax.set(xlim=(0, passes[-1] * 1.22), xlabel="passes over the digits", ylabel="loss, nats", title=title)
    return figure


def restless(x, heights, visited, levels, paths):
    """Return a valley with the places that a ball visits for ever, beside positions in time.

    `x` and `heights` (n,) draw the valley, `visited` and `levels` (k,) the places; `paths` (2, steps) are the ball's
    and the crawler's. Used in :lesson:`3.5`.
    """
    figure, (valley, way) = style.figure(1, 2, height=3.0, number="3.5.4")
    valley.plot(x, heights, color=style.FAINT)
    around = np.append(np.arange(len(visited)), 0)
    valley.plot(visited[around], levels[around], color=_BALL, lw=1)
    valley.plot(visited, levels, "o", ms=17, color=_BALL)
    for number, place in enumerate(zip(visited, levels, strict=True), 1):
        valley.text(*place, f"{number}", color=style.PAPER, ha="center", va="center", fontweight="bold", zorder=6)
    valley.set(xlabel="screw", ylabel="loss", title="Three places, for ever", ylim=(-3, None))
    for values, color, name in zip(paths, (_BALL, _CRAWLER), ("ball", "crawler"), strict=True):
        way.plot(values, "o-", ms=3.5, lw=1, color=color)
        way.text(len(values), values[-1], name, color=color, va="center")
    way.set(xlim=(0, 1.25 * paths.shape[1]), xlabel="step", ylabel="screw", title="The crawler arrives")
    return figure
