"""The figures of lesson 2.1: arrays in, pictures out.

A function that makes a moving figure returns ``(figure, update)``; call ``update`` with new arrays and titles, and
give the figure to :func:`physdl.explore.explore`. Nothing is computed here but where things lie on paper.
"""

from __future__ import annotations

import numpy as np

from physdl import style

__all__ = ["cells", "on_paper", "roof", "rubber", "ruler", "stacks"]

LINES, ARROW, OTHER, THIRD = style.PARTS[2], style.COLORS["position"], style.COLORS["momentum"], style.COLORS["light"]
VIEW = np.array([[-0.82, 0.57, 0.0], [-0.24, -0.35, 0.91]])  # the corner of the room behind, seen from far away


def on_paper(points):
    """Return where points of space (..., 3) lie on paper (..., 2)."""
    return np.asarray(points) @ VIEW.T


def _outline(foot, tip, size):
    """Return the corners (7, 2) of an arrow whose head is `size` long, or as long as the arrow if that is shorter."""
    foot, tip = np.asarray(foot, float), np.asarray(tip, float)
    length = np.hypot(*(tip - foot))
    along = (tip - foot) / max(length, 1e-12)
    across, head = np.array([-along[1], along[0]]), min(size, length)
    neck = tip - head * along
    thin, wide = 0.11 * size * across, 0.36 * head * across
    return np.array([foot + thin, neck + thin, neck + wide, tip, neck - wide, neck - thin, foot - thin])


def _arrow(ax, color, size, zorder=6):
    """Draw an arrow and return what moves it: a function of its tip, and its foot where that is not at the origin."""
    (shape,) = ax.fill(*_outline([0, 0], [1, 1], size).T, color=color, lw=0, zorder=zorder)
    return lambda tip, foot=(0.0, 0.0): shape.set_xy(_outline(foot, tip, size))


def _broken(pieces):
    """Return pairs of ends as one broken line, which is drawn faster than many."""
    ends = np.array(pieces, float).reshape(-1, 2, 2)
    return np.concatenate([ends, np.full_like(ends[:, :1], np.nan)], axis=1).reshape(-1, 2).T


def _lines(covector, levels, half):
    """Return the lines on which a covector takes the values `levels`, within a box of half sizes (2,)."""
    middles = np.asarray(levels, float)[:, None] * covector / (covector @ covector)
    along = np.array([-covector[1], covector[0]])
    with np.errstate(divide="ignore"):
        ends = np.sort((np.array([[-1.0], [1.0]]) * half - middles[:, None]) / along, axis=1)
    start, stop = ends[:, 0].max(axis=-1), ends[:, 1].min(axis=-1)
    seen = start < stop
    return _broken(middles[seen, None] + np.stack([start, stop], axis=1)[seen, :, None] * along)


def _bare(ax, x, y):
    """Leave nothing of the axes but their limits."""
    ax.set(xlim=x, ylim=y, aspect="equal", xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def _written(value):
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "\N{MINUS SIGN}")


def _face(ax, corners, color, alpha=0.22, lw=0.8, zorder=2):
    ax.fill(*on_paper(corners).T, fc=(color, alpha), ec=color, lw=lw, zorder=zorder)


def _grid(ax, side, color, axis=2, lw=0.8):
    """Draw the squares of a wall of a room of `side` metres, the floor by default."""
    ends = [pair for m in range(side + 1) for pair in ([[m, 0], [m, side]], [[0, m], [side, m]])]
    ax.plot(*_broken(on_paper(np.insert(np.array(ends), axis, 0, axis=-1))), color=color, lw=lw, zorder=1)


def rubber(dots, levels):
    """Return a sheet with contour lines and an arrow, beside the numbers of both, and ``update(…)``.

    `dots` (..., 2) are marks on the sheet at rest, `levels` the values for which lines are drawn.
    ``update(pull, covector, arrow, titles)`` draws the sheet `pull` times as wide, with the covector and the arrow as
    the table under it has them, (2,) each. Used in :lesson:`2.1`.
    """
    figure, (sheet, numbers) = style.figure(1, 2, height=2.95, width_ratios=[1.9, 1], number="2.1.1")
    (marks,) = sheet.plot([], [], ".", ms=2.2, color=style.FAINT, zorder=0)
    (edge,) = sheet.plot([], [], color=style.FAINT, lw=1)
    (lines,) = sheet.plot([], [], color=LINES, lw=1.3)
    move = _arrow(sheet, ARROW, 0.42)
    sheet.plot(0, 0, "o", ms=6, color=style.INK, zorder=7)
    half = np.abs(dots).reshape(-1, 2).max(axis=0) + 0.15
    sheet.set(xlim=(-2.05 * half[0], 2.05 * half[0]), ylim=(-1.05 * half[1], 1.05 * half[1]), aspect="equal")
    sheet.set(xlabel="east, on the table (cm)", ylabel="north (cm)")
    places = [3.3, 2.3, 1, 0]
    bars = numbers.barh(places, [1] * 4, height=0.62, color=[ARROW, ARROW, LINES, LINES])
    words = [numbers.text(0, y, "", va="center") for y in places]
    numbers.set_yticks(places, ["east (cm)", "north (cm)", "going east\n(per cm)", "going north\n(per cm)"])
    numbers.text(-5.2, 4.05, "the arrow", color=ARROW, weight="bold")
    numbers.text(-5.2, 1.62, "the lines", color=LINES, weight="bold")
    numbers.set(xlim=(-5.4, 5.4), ylim=(-0.5, 4.5), xticks=[])
    numbers.tick_params(axis="y", length=0)
    numbers.axvline(0, color=style.INK, lw=0.8)
    numbers.spines[:].set_visible(False)
    numbers.set_box_aspect(1.9 * 1.05 * half[1] / (2.05 * half[0]))  # as high as the sheet

    def update(pull, covector, arrow, titles):
        wide = np.array([pull, 1.0])
        marks.set_data(*(dots * wide).reshape(-1, 2).T)
        edge.set_data(*(half * wide * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])).T)
        lines.set_data(*_lines(covector, levels, half * wide))
        move(arrow)
        for bar, word, value in zip(bars, words, (*arrow, *covector), strict=True):
            bar.set_width(value)
            word.set_text(_written(value))
            word.set_x(value + (0.2 if value >= 0 else -0.2))
            word.set_ha("left" if value >= 0 else "right")
        sheet.set_title(titles[0])
        numbers.set_title(titles[1])

    return figure, update


def cells(levels, half):
    """Return a plane for two stacks of lines and a parallelogram, and ``update(covectors, arrows, title, sign)``.

    `levels` are the values for which lines are drawn, `half` the half sizes of what is seen. Covectors (2, 2) and
    arrows (2, 2) are rows; the parallelogram is orange if the sign is negative. Used in :lesson:`2.1`.
    """
    figure, ax = style.figure(width=style.POCKET, height=3.0, number="2.1.2")
    stacks = [ax.plot([], [], lw=1.3, color=color, zorder=1)[0] for color in (LINES, style.COLORS["field"])]
    (shape,) = ax.fill([0, 1, 1], [0, 0, 1], alpha=0.35, lw=0, zorder=2)
    named = (("$u$", ARROW), ("$v$", OTHER))
    edges = [(_arrow(ax, color, 0.34), ax.text(0, 0, u, color=color, size=15, zorder=8)) for u, color in named]
    ax.plot(0, 0, "o", ms=6, color=style.INK, zorder=7)
    _bare(ax, (-half[0], half[0]), (-half[1], half[1]))
    paper = {"fc": style.PAPER, "lw": 0, "pad": 2}
    for name, color, place in ((r"$\alpha$", LINES, 0.93), (r"$\beta$", style.COLORS["field"], 0.85)):
        ax.text(0.01, place, f"       lines of {name}", transform=ax.transAxes, bbox=paper, zorder=9)
        ax.plot([0.015, 0.05], 2 * [place + 0.025], color=color, lw=2.5, transform=ax.transAxes, zorder=10)

    def update(covectors, arrows, title, sign):
        for line, covector in zip(stacks, covectors, strict=True):
            line.set_data(*_lines(covector, levels, np.array(half)))
        u, v = arrows
        shape.set_xy([[0, 0], u, u + v, v])
        shape.set_facecolor(LINES if sign >= 0 else OTHER)
        for (move, name), tip in zip(edges, arrows, strict=True):
            move(tip)
            name.set_position(tip * (1 + 0.36 / np.hypot(*tip)) + [-0.06, -0.07])
        ax.set_title(title)

    return figure, update


def stacks(arrow, sail, box, titles):
    """Return three pictures of space: planes with an arrow, tubes with a parallelogram, boxes with a skew one.

    `arrow` has the ends (2, 3) of an arrow that pierces the planes y = ½, 1½, …, `sail` the corners (4, 3) of a
    parallelogram across tubes along z, `box` a corner and three arrows (4, 3). Used in :lesson:`2.1`.
    """
    figure, axes = style.figure(1, 3, height=2.75, number="2.1.3")
    figure.get_layout_engine().set(h_pad=0.1)
    square, count = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]), 4
    for ax, title in zip(axes, titles, strict=True):
        _bare(ax, (-3.5, 2.6), (-2.6, 3.8))
        ax.set_title(title)
    planes, tubes, boxes = axes
    (foot, tip), sail = np.asarray(arrow, float), np.asarray(sail, float)
    places = np.array([foot[1], *np.arange(count) + 0.5, tip[1]])
    cuts = on_paper(foot + (places[:, None] - foot[1]) / (tip[1] - foot[1]) * (tip - foot))
    for number in range(count):  # from the back to the front
        planes.plot(*cuts[number : number + 2].T, color=ARROW, lw=3.4, zorder=3 * number + 1)
        _face(planes, np.insert(square * 4, 1, places[number + 1], axis=1), LINES, zorder=3 * number + 3)
        planes.plot(*cuts[number + 1], "o", ms=4, color=style.INK, zorder=3 * number + 5)
    planes.fill(*_outline(*cuts[-2:], 0.75).T, color=ARROW, lw=0, zorder=3 * count + 1)
    planes.plot(*cuts[0], "o", ms=5, color=ARROW, zorder=2)
    _grid(tubes, count, style.COLORS["field"])
    spots = np.stack(np.meshgrid(*[np.arange(count + 1.0)] * 2), axis=-1).reshape(-1, 2)
    heights = np.linalg.lstsq(np.insert(sail[:, :2], 0, 1, axis=1), sail[:, 2])[0] @ np.insert(spots, 0, 1, axis=1).T
    for low, high, zorder in ((0 * heights, heights, 2), (heights, 0 * heights + count, 4)):
        ends = [on_paper([[*spot, a], [*spot, b]]) for spot, a, b in zip(spots, low, high, strict=True)]
        tubes.plot(*_broken(ends), color=style.COLORS["field"], lw=1.1, zorder=zorder)
    _face(tubes, sail, LINES, alpha=0.55, lw=1.4, zorder=3)
    for axis in range(3):
        _grid(boxes, count, style.COLORS["field"], axis)
    corner, *edges = np.asarray(box, float)
    for axis, shade in enumerate((0.75, 0.55, 0.4)):
        u, v = edges[axis - 2], edges[axis - 1]
        far = corner + edges[axis]
        _face(boxes, [far, far + u, far + u + v, far + v], LINES, alpha=shade, lw=1.2, zorder=4)
    return figure


def roof(side):
    """Return a room of `side` metres with a roof and its three shadows, and ``update(corners, shadows, title)``.

    `update` draws the parallelogram with the corners (4, 3), the first arrow along the first edge and the second along
    the last, and writes the signed areas `shadows` of what it casts on the walls x = 0, y = 0 and the floor. Used in
    :lesson:`2.1`.
    """
    figure, ax = style.figure(width=style.POCKET, height=4.1, number="2.1.4")
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * side
    for axis in range(3):
        ax.fill(*on_paper(np.insert(square, axis, 0, axis=1)).T, fc="#F1EEE6", ec=style.FAINT, lw=0.8, zorder=0)
        _grid(ax, side, (style.FAINT, 0.6), axis, lw=0.5)
    shades = [ax.fill([0, 1, 1], [0, 0, 1], color=c, alpha=0.55, lw=0, zorder=1)[0] for c in (ARROW, OTHER, THIRD)]
    (drops,) = ax.plot([], [], color=style.FAINT, lw=0.8, ls=(0, (2, 2)), zorder=2)
    look = {"ha": "center", "va": "center", "size": 13, "weight": "bold", "zorder": 9}
    paper = {"fc": style.PAPER, "alpha": 0.65, "lw": 0, "boxstyle": "round,pad=0.12"}
    words = [ax.text(0, 0, "", bbox=paper, **look) for _ in shades]
    (plate,) = ax.fill([0, 1, 1], [0, 0, 1], fc=(LINES, 0.6), ec=style.INK, lw=1.2, zorder=4)
    edges = [(_arrow(ax, style.INK, 0.36), ax.text(0, 0, f"${name}$", size=14, zorder=9)) for name in "uv"]
    (left, _), (right, _), (_, low), (_, high) = on_paper(side * np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]]))
    _bare(ax, (left - 0.1, right + 0.1), (low - 0.1, high + 0.1))

    def update(corners, shadows, title):
        flat = on_paper(corners)
        plate.set_xy(flat)
        for (move, name), tip in zip(edges, flat[[1, 3]], strict=True):
            move(tip, flat[0])
            away = (tip - flat[0]) / max(np.hypot(*(tip - flat[0])), 1e-9)
            name.set_position(tip + 0.4 * away - [0.08, 0.08])
        rays = []
        for axis, (shade, word, area) in enumerate(zip(shades, words, shadows, strict=True)):
            cast = np.array(corners, float)
            cast[:, axis] = 0
            shade.set_xy(on_paper(cast))
            word.set_text(_written(area))
            word.set_position(on_paper(cast.mean(axis=0)))
            rays += [(p, q) for p, q in zip(flat, on_paper(cast), strict=True)]
        drops.set_data(*_broken(rays))
        ax.set_title(title)

    return figure, update


def ruler(levels, half):
    """Return a plane of two weights with a stack of lines, and ``update(covector, lengths, step, plain, title)``.

    `update` draws the covector (2,), the ellipse (n, 2) of all steps that count as long as one, the step (2,) and, in
    grey, the step `plain` (2,) of the round ruler. Used in :lesson:`2.1`.
    """
    figure, ax = style.figure(width=style.POCKET, height=2.9, number="2.1.5")
    (lines,) = ax.plot([], [], lw=1.3, color=LINES, zorder=1)
    field = style.COLORS["field"]
    (disc,) = ax.fill([0, 1, 1], [0, 0, 1], fc=(field, 0.25), ec=field, lw=1.6, zorder=0)
    before, now = _arrow(ax, style.FAINT, 0.2, zorder=3), _arrow(ax, ARROW, 0.2)
    ax.plot(0, 0, "o", ms=6, color=style.INK, zorder=7)
    _bare(ax, (-half[0], half[0]), (-half[1], half[1]))
    ax.set(xlabel="$w_1$", ylabel="$w_2$")

    def update(covector, lengths, step, plain, title):
        lines.set_data(*_lines(covector, levels, np.array(half)))
        disc.set_xy(lengths)
        before(plain)
        now(step)
        ax.set_title(title)

    return figure, update
