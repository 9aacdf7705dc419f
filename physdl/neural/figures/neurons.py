"""The figures of lesson 3.8: arrays in, pictures out.

Each function returns ``(figure, update)``; call ``update`` with new arrays and titles, and give the figure to
:func:`physdl.explore.explore`. Nothing is computed here.
"""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["axon", "blurred", "firing", "rhythm", "twins"]

CUE, BLUE, SKY = style.PARTS[3], style.COLORS["position"], style.COLORS["field"]


def firing(currents, rates, onsets):
    """Return a voltage in time beside the rates of all currents, and ``update(times, V, current, rate, title)``.

    `currents` (n,) in µA/cm² and `rates` (n,) in beats per second, 0 where the membrane is quiet; `onsets` (2,) are
    the currents at which the rest loses and regains its stability. Times in ms, V in mV. Used in :lesson:`3.8`.
    """
    figure, (trace, curve) = style.figure(1, 2, height=3.5, width_ratios=[1.25, 1], number="3.8.1")
    (line,) = trace.plot([], [], color=CUE, lw=1.6)
    trace.set(xlim=(0, 100), ylim=(-82, 50), yticks=[-65, -40, 0, 40], xlabel="time (ms)", ylabel="V (mV)")
    fires = rates > 0
    gaps = np.flatnonzero(np.diff(fires.astype(int)))
    for k, piece in enumerate(np.split(np.arange(len(currents)), gaps + 1)):
        curve.plot(
            currents[piece], rates[piece], color=style.FAINT if not fires[piece[0]] else BLUE, lw=2.2, zorder=2 + k
        )
    for place in onsets:
        curve.axvline(place, color=style.INK, lw=1.1, ls=(0, (4, 3)), ymax=0.93)
    (dot,) = curve.plot([], [], "o", ms=9, color=CUE, zorder=6)
    curve.set(xlim=(-4, 184), ylim=(-12, 185), xlabel="current (µA/cm²)", ylabel="beats per second")
    curve.set_title("No slow beginning")
    curve.text(80, 22, "rest is unstable\nbetween the lines", ha="center", fontsize=10.5)

    def update(times, V, current, rate, title):
        line.set_data(times, V)
        dot.set_data([current], [rate])
        trace.set_title(title)

    return figure, update


def axon(places, form, grids, speeds, exact):
    """Return an impulse on its way beside its speed on finer and finer grids, and ``update(V, shift, title)``.

    `places` (n,) in cm; `form` (lags, V): the shape by shooting, as lags in cm behind the place where it has risen to
    −20 mV; `grids` (k,) in cm, `speeds` (k,) and `exact` in m/s. `shift` is the place of that rise. Used in
    :lesson:`3.8`.
    """
    figure, (way, law) = style.figure(1, 2, height=3.4, width_ratios=[1.35, 1], number="3.8.2")
    (line,) = way.plot([], [], color=CUE, lw=2.4)
    shape = style.exact(way, [], [])
    way.set(xlim=(0, places[-1]), ylim=(-84, 50), yticks=[-65, 0, 40], xlabel="along the axon (cm)", ylabel="V (mV)")
    law.plot(grids**2, speeds, "o", ms=7, color=CUE, zorder=6)
    far = 1.08 * grids.max() ** 2
    slope, start = np.polyfit(grids[1:] ** 2, speeds[1:], 1)
    law.plot([0, far], [start, start + slope * far], color=CUE, lw=1.2)
    style.exact(law, np.array([0, far]), np.array([exact, exact]))
    law.text(far, exact + 0.004, "shooting", ha="right", va="bottom", fontsize=10.5)
    law.set(xlim=(-0.0003, far), ylim=(exact - 0.2, exact + 0.03), ylabel="speed (m/s)")
    law.set_xlabel("(distance of places)² (cm²)")
    law.set_title("Two routes, one speed")

    def update(V, shift, title):
        line.set_data(places, V)
        shape.set_data(shift - form[0], form[1])
        way.set_title(title)

    return figure, update


def rhythm(times):
    """Return two populations in their plane beside one in time, and ``update(curves, orbit, E, points, titles)``.

    `curves` are the two (n, 2) on which E and F stand still, `orbit` (k, 2), E (m,) at `times` (m,) in ms; `points`
    (stable (p, 2), unstable (q, 2)) the equilibria. Used in :lesson:`3.8`.
    """
    figure, (plane, trace) = style.figure(1, 2, height=3.6, width_ratios=[1, 1.25], number="3.8.3")
    figure.get_layout_engine().set(w_pad=0.1)  # room to cut the picture in two on a phone
    (still_e,) = plane.plot([], [], color=BLUE, lw=1.4)
    (still_f,) = plane.plot([], [], color=style.COLORS["error"], lw=1.4)
    (way,) = plane.plot([], [], color=CUE, lw=2.2)
    (rests,) = plane.plot([], [], "o", ms=9, color=style.INK, zorder=6)
    (leaves,) = plane.plot([], [], "o", ms=9, mfc=style.PAPER, mec=style.INK, mew=1.5, zorder=6)
    plane.set(xlim=(-0.04, 1.06), ylim=(-0.06, 1.1), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    plane.set(xlabel="E, those that excite", ylabel="F, those that inhibit")
    plane.text(0.95, 0.07, "E still", fontsize=10.5, color=BLUE, ha="right")
    plane.text(0.95, -0.02, "F still", fontsize=10.5, color="#007A59", ha="right")
    (line,) = trace.plot([], [], color=CUE, lw=1.8)
    trace.set(xlim=(0, times[-1] / 1000), ylim=(-0.06, 1.1), yticks=[0, 0.5, 1], xlabel="time (s)", ylabel="E")

    def update(curves, orbit, E, points, titles):
        still_e.set_data(*curves[0].T)
        still_f.set_data(*curves[1].T)
        way.set_data(*orbit.T)
        rests.set_data(*points[0].T)
        leaves.set_data(*points[1].T)
        line.set_data(times / 1000, E)
        plane.set_title(titles[0])
        trace.set_title(titles[1])

    return figure, update


def blurred(web, k, power):
    """Return a web, a tree and their spectra, and ``update(tree, spectrum, lines, title)``.

    `web` (n, n) a picture of it, `k` (m,) in waves for each box side and `power` (m,) of the web; `tree` (n, n),
    `spectrum` (m,), `lines` ((k, power), (k, power)) the two fitted power laws. Used in :lesson:`3.8`.
    """
    figure, (left, middle, law) = style.figure(1, 3, height=2.95, width_ratios=[1, 1, 1.25], number="3.8.4")
    figure.get_layout_engine().set(w_pad=0.1)
    look = {"cmap": "magma", "interpolation": "bilinear", "vmin": 0, "vmax": 1}
    left.imshow(web, **look)
    tree = middle.imshow(web, **look)
    for ax, title in ((left, "Matter"), (middle, "A nerve cell")):
        ax.set(xticks=[], yticks=[], title=title)
        style.keep(ax)
        for side in ax.spines.values():
            side.set_visible(False)
    law.loglog(k, power, "o", ms=3.5, color=BLUE, alpha=0.6)
    (dots,) = law.loglog(k, power, "o", ms=3.5, color=CUE, alpha=0.7)
    fits = [law.loglog([], [], color=color, lw=2)[0] for color in (BLUE, CUE)]
    law.set(xlim=(1.5, 34), ylim=(0.02, 3e3), xlabel="waves in a box side", ylabel="power")
    law.set_xticks([2, 5, 10, 20], ["2", "5", "10", "20"])
    law.set_yticks([0.1, 10, 1000], ["0.1", "10", "1000"])
    law.minorticks_off()
    law.text(2.0, 2.2, "matter", color=BLUE, fontsize=10.5, ha="left")
    law.text(31, 260, "cell", color=CUE, fontsize=10.5, ha="right")

    def update(picture, spectrum, lines, title):
        tree.set_data(picture)
        dots.set_data(k, spectrum)
        for fit, (x, y) in zip(fits, lines, strict=True):
            fit.set_data(x, y)
        law.set_title(title)

    return figure, update


def twins(edges, k, power):
    """Return a field, the shares of its densities and its spectrum, and ``update(picture, shares, spectrum, title)``.

    `edges` (b + 1,) of the classes of density, in units of the mean; `k`, `power` (m,) the spectrum of the field as it
    was; `picture` (n, n), `shares` (b,), `spectrum` (m,). Used in :lesson:`3.8`.
    """
    figure, (left, tail, law) = style.figure(1, 3, height=2.95, width_ratios=[1, 1.1, 1.1], number="3.8.5")
    image = left.imshow(np.zeros((2, 2)), cmap="magma", interpolation="bilinear", vmin=0, vmax=1)
    left.set(xticks=[], yticks=[])
    style.keep(left)
    for side in left.spines.values():
        side.set_visible(False)
    stairs = tail.stairs(np.ones(len(edges) - 1), edges, color=CUE, lw=1.8, baseline=None)
    tail.set(yscale="log", xlim=(edges[0], edges[-1]), ylim=(2e-5, 1), xlabel="density (of the mean)")
    tail.set_ylabel("share of the cells")
    tail.set_yticks([1e-4, 1e-2, 1], ["10⁻⁴", "0.01", "1"])
    tail.minorticks_off()
    (dots,) = law.loglog(k, power, "o", ms=4, color=CUE, alpha=0.8)
    style.exact(law, k, power)
    law.set(xlim=(0.9, 34), xlabel="waves in a box side", ylabel="power", title="The spectrum stays")
    law.set_xticks([1, 3, 10, 30], ["1", "3", "10", "30"])
    law.set_yticks([10, 1000], ["10", "1000"])
    law.minorticks_off()

    def update(picture, shares, spectrum, titles):
        image.set_data(picture)
        stairs.set_data(shares)
        dots.set_data(k, spectrum)
        left.set_title(titles[0])
        tail.set_title(titles[1])

    return figure, update
