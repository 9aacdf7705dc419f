"""The figures of lesson 4.1: arrays in, pictures out; nothing is computed here."""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["corners", "couplings", "gate", "heavy_tail", "traps", "valleys", "wells"]

_ACCENT = style.PARTS[4]
_SIGNED = style.signed(4)
_DIGITS = {1.0: "none", 1e-3: "3 digits", 1e-6: "6 digits", 1e-9: "9 digits", 1e-12: "12 digits", 1e-15: "all"}


def gate(axis, product, scales, errors):
    """Return what a gate makes of a square beside its error, and ``update(surface, scale, error, title)``.

    `axis` (m,) are the numbers along each side, `product` (m, m) the true product, `errors` (k,) those at the `scales`.
    `surface` (m, m) is what the gate gives at the `scale` that is marked. Used in :lesson:`4.1`.
    """
    figure, (square, fall) = style.figure(1, 2, height=3.55, width_ratios=[1, 1.15], number="4.1.1")
    side = axis[0], axis[-1]
    picture = square.imshow(
        product, origin="lower", extent=(*side, *side), cmap=_SIGNED, vmin=-1, vmax=1, interpolation="nearest"
    )
    levels = [-0.75, -0.5, -0.25, 0.25, 0.5, 0.75]
    square.contour(axis, axis, product, levels=levels, colors=style.INK, linewidths=0.8)
    square.set(xlabel="$u$", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    square.set_ylabel("$v$", rotation=0, va="center")
    _ruled(fall, (scales[0] / 3, scales[-1]), 3e-17, 30)
    fall.plot(scales, errors, color=_ACCENT, lw=2)
    dot = fall.plot([], [], "o", ms=8, color=_ACCENT, clip_on=False, zorder=6)[0]
    fall.set(xlabel=r"scale $\lambda$", title="Digits right, at the worst")

    def update(surface, scale, error, title):
        picture.set_data(surface)
        dot.set_data([scale], [error])
        square.set_title(title)

    return figure, update


def _ruled(ax, reach, low, high):
    """Rule an axis of errors by the number of right digits."""
    ax.set(xscale="log", yscale="log", xlim=reach, ylim=(low, high))
    ax.set_yticks(list(_DIGITS), _DIGITS.values())
    ax.minorticks_off()
    for height in _DIGITS:
        ax.axhline(height, color=style.FAINT, lw=0.5, alpha=0.5, zorder=0)


def valleys(scales, errors, forecasts, names):
    """Return the errors (curves, scales) of gates over their forecasts of the same shape.

    `names` are ``(scale, error, text)``. Used in :lesson:`4.1`.
    """
    figure, ax = style.figure(height=3.5, number="4.1.2")
    colors = _ACCENT, style.COLORS["position"]
    _ruled(ax, (scales[0], scales[-1]), 3e-13, 3)
    for values, forecast, color in zip(errors, forecasts, colors, strict=True):
        ax.plot(scales, values, color=color, lw=1.8)
        style.exact(ax, scales, forecast)
    for (place, height, text), color in zip(names, colors, strict=True):
        ax.text(place, height, text, color=color, va="center")
    ax.set(xlabel=r"scale $\lambda$", ylabel="largest error: digits right")
    ax.set_title("Taylor's error falls to the left, rounding to the right")
    return figure


def traps(x, counted):
    """Return two energies beside the probability of the stiff trap, and ``update(energies, curves, shares, title)``.

    `x` (m,) are places in nanometres, `counted` (bins,) the middles of bins. `energies` (2, m) are the two energies,
    `curves` (2, m) the softmax without and with ln Z, and `shares` (bins,) the share of looks that came from the stiff
    trap. Used in :lesson:`4.1`.
    """
    figure, (low, odds) = style.figure(1, 2, height=3.4, number="4.1.3")
    stiff = low.plot([], [], color=_ACCENT)[0]
    soft = low.plot([], [], color=style.COLORS["position"])[0]
    low.text(-24, 3.9, "stiff", color=_ACCENT, va="center")
    tag = low.text(0, 0, "soft", color=style.COLORS["position"], va="center")
    low.set(xlim=(x[0], x[-1]), ylim=(-0.1, 5), xlabel="place of the bead (nm)", ylabel=r"energy ($k_{\mathrm{B}}T$)")
    low.set_title("Energy: soft is never higher")
    without = odds.plot([], [], color=style.COLORS["momentum"])[0]
    with_z = odds.plot([], [], color=_ACCENT)[0]
    dots = odds.plot([], [], "o", ms=4.5, color=style.INK, mew=0)[0]
    odds.axhline(0.5, color=style.FAINT, lw=0.8)
    odds.text(x[-1], 0.93, "counted", ha="right", color=style.INK)
    odds.text(x[-1], 0.83, r"with $\ln Z$", ha="right", color=_ACCENT)
    odds.text(x[-1], 0.73, r"without", ha="right", color=style.COLORS["momentum"])
    odds.set(xlim=(x[0], x[-1]), ylim=(0, 1), xlabel="place of the bead (nm)", ylabel="probability of “stiff”")

    def update(energies, curves, shares, title):
        stiff.set_data(x, energies[0])
        soft.set_data(x, energies[1])
        tag.set_position((26, max(np.interp(24, x, energies[1]) - 0.35, 0.45)))
        without.set_data(x, curves[0])
        with_z.set_data(x, curves[1])
        dots.set_data(counted, shares)
        odds.set_title(title)

    return figure, update


def wells(edges, counts, x, densities, names):
    """Return a histogram of looks with fitted laws, ``densities`` (laws, m). Used in :lesson:`4.1`."""
    figure, ax = style.figure(height=3.0, number="4.1.4")
    ax.stairs(counts, edges, fill=True, color="#E4E2DC")
    colors = style.COLORS["momentum"], _ACCENT
    for values, name, color in zip(densities, names, colors, strict=True):
        ax.plot(x, values, color=color)
        at = np.argmax(values[: len(x) // 2] if name == names[-1] else values)
        beside = {"xytext": (16, -6)} if name == names[-1] else {"xytext": (0, 5), "ha": "center"}
        ax.annotate(name, (x[at], values[at]), textcoords="offset points", color=color, **beside)
    ax.set(xlim=(x[0], x[-1]), ylim=(0, None), xlabel="place of the bead, in units of the wells' distance from 0")
    ax.set_ylabel("looks, as a density")
    ax.spines["left"].set_visible(False)
    ax.set_yticks([])
    ax.set_title("Degree 2 has one hump, degree 4 finds both")
    return figure


def couplings(pictures, places):
    """Return how strongly single pixels are coupled to all others, (n, 8, 8), each with its place (row, column).

    Used in :lesson:`4.1`.
    """
    figure, axes = style.figure(1, len(pictures), height=2.05, number="4.1.5")
    bound = np.nanmax(np.abs(pictures))
    for ax, picture, (row, column) in zip(axes, pictures, places, strict=True):
        ax.imshow(picture, cmap=_SIGNED, vmin=-bound, vmax=bound)
        ax.plot(column, row, "o", ms=5, color=style.INK)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color=style.FAINT)  # a page's edge, or four pages look like one
    figure.get_layout_engine().set(w_pad=0.064, wspace=0)  # where it is cut, all parts begin alike
    axes[0].set_title("A pixel talks to its neighbours")
    return figure


def heavy_tail(x, exact, fits, names):
    """Return an energy (m,) with its best polynomials, ``fits`` (curves, m), and ``names`` (x, y, text) beside them.

    Used in :lesson:`4.1`.
    """
    figure, ax = style.figure(height=3.2, number="4.1.7")
    colors = style.COLORS["momentum"], style.COLORS["position"], _ACCENT
    for values, (across, up, text), color in zip(fits, names, colors, strict=True):
        ax.plot(x, values, color=color, lw=1.6)
        ax.text(across, up, text, color=color, va="center")
    style.exact(ax, x, exact)
    ax.set(xlim=(0, x[-1]), ylim=(0.5, 12), xlabel="$x$", ylabel="energy $-\\ln p$ (nats)")
    ax.set_xticks(np.arange(0, x[-1] + 1, 5))
    ax.set_title("A logarithm is no polynomial, however many terms")
    return figure


def corners(bits, spins, lines):
    """Return two squares of inputs with what a product is at their corners, and a line through each.

    `bits` and `spins` are (4, 3): inputs and product. `lines` are two arrays (2, 2), the ends of each line. Used in
    :lesson:`4.1`.
    """
    figure, both = style.figure(1, 2, height=3.1, number="4.1.6")
    titles = "Bits: one line does it", "Spins: every line misses a corner"
    for ax, table, line, title in zip(both, (bits, spins), lines, titles, strict=True):
        yes = table[:, 2] == 1
        low, high = table[:, :2].min(), table[:, :2].max()
        pad = 0.45 * (high - low)
        ax.plot(*line.T, color=style.INK, lw=1.2)
        ax.plot(*table[yes, :2].T, "o", ms=17, color=_ACCENT)
        ax.plot(*table[~yes, :2].T, "o", ms=17, mfc=style.PAPER, mec=_ACCENT, mew=1.5)
        for x, y, value in table:
            color = style.PAPER if value == 1 else _ACCENT
            ax.text(x, y - 0.01, f"{value:.0f}".replace("-", "−"), color=color, ha="center", va="center")
        ax.set(xlim=(low - pad, high + pad), ylim=(low - pad, high + pad), aspect="equal")
        ax.set(xticks=[low, high], yticks=[low, high], title=title)
    both[0].set(xlabel="$x_1$", ylabel="$x_2$")
    both[1].set(xlabel="$s_1$", ylabel="$s_2$")
    return figure
