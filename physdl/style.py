"""The one look of all figures: colours with a fixed meaning, one typeface, sizes that stay readable on a page.

Call :func:`use` once at the top of a lesson, then make every figure with :func:`figure`. The colours are Okabe and
Ito's (*Color universal design*, 2008), which people with any common form of colour vision can tell apart; the accents
of the six parts are relatives of them, a little darker so that they also carry text.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import as_file, files

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from physdl import _check

__all__ = [
    "COLORS",
    "FAINT",
    "INK",
    "NARROW",
    "PAPER",
    "PARTS",
    "POCKET",
    "QUIET",
    "WIDTH",
    "exact",
    "fade",
    "figure",
    "keep",
    "signed",
    "use",
]

INK = "#1B1F24"
PAPER = "#FCFBF8"
FAINT = "#8A8F98"  # of lines
QUIET = "#646A73"  # of words that stand back: they need more contrast than lines
NUMBER = re.compile(r"\d+\.\d+\.\d+")  # of a figure: part, lesson, figure

PARTS = {0: "#4A5568", 1: "#0072B2", 2: "#00805E", 3: "#BF4D00", 4: "#A3487D", 5: "#8A6500"}
"""Accent of each part of the book: the same in its pages, its sliders and the first line of its figures."""

COLORS = {
    "position": "#0072B2",
    "momentum": "#D55E00",
    "error": "#009E73",
    "loss": "#CC79A7",
    "light": "#E69F00",
    "field": "#56B4E9",
    "exact": INK,
    "faint": FAINT,
}
"""Colours by meaning; whatever recurs in the book keeps its colour."""

WIDTH = 7.2  # inches: the text column of the book is 720 px wide at 100 dpi
POCKET = 4.4  # inches: what a phone shows instead of a picture that it cannot stack; letters stay above 11 px there
NARROW = 5.2  # inches: for a picture that gains nothing from the whole column


@cache
def _family():
    """Register the course's typeface, which travels with the package, and return the list of families to try."""
    for name in ("Regular", "It", "Bold"):
        with as_file(files("physdl") / "data" / "fonts" / f"SourceSansPro-{name}.ttf") as path:
            font_manager.fontManager.addfont(path)
    return ["Source Sans Pro", "DejaVu Sans"]


def use(part=1):
    """Give all further figures the look of one part of the book, whatever a reader's own ``matplotlibrc`` says.

    Parameters
    ----------
    part : int
        0 to 5. Its accent becomes the colour of the first line; Okabe and Ito's other colours follow in a fixed order.

    Raises
    ------
    ValueError
        If the book has no such part.
    """
    accent = PARTS[_check.choice("part", part, tuple(PARTS))]
    others = [c for name, c in COLORS.items() if name not in ("exact", "faint") and c != accent]
    mpl.rcdefaults()
    mpl.rcParams.update(
        {
            "figure.facecolor": PAPER,
            "axes.facecolor": PAPER,
            "savefig.facecolor": PAPER,
            "figure.dpi": 100,
            "font.family": _family(),
            "font.size": 11.5,
            "mathtext.fontset": "stix",
            "text.color": INK,
            "axes.edgecolor": "#5B616B",
            "axes.labelcolor": INK,
            "xtick.color": "#3D434C",
            "ytick.color": "#3D434C",
            "axes.titlesize": 12.5,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "axes.titlepad": 9,
            "axes.labelsize": 11.5,
            "xtick.labelsize": 10.5,
            "ytick.labelsize": 10.5,
            "legend.fontsize": 10.5,
            "legend.frameon": False,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.linewidth": 0.8,
            "xtick.major.width": 0.8,
            "ytick.major.width": 0.8,
            "lines.linewidth": 2.0,
            "lines.solid_capstyle": "round",
            "axes.grid": False,
            "grid.color": "#E4E2DC",
            "image.cmap": "cividis",
            "axes.prop_cycle": mpl.cycler(color=[accent, *others]),
        }
    )


def figure(rows=1, columns=1, *, width=WIDTH, height=None, number="", **keywords):
    """Return ``(figure, axes)`` as wide as the text column, laid out so that nothing overlaps.

    The figure belongs to no window and to no global list: nothing shows it until it is given to
    :func:`physdl.explore.explore` or :func:`physdl.explore.show`.

    Parameters
    ----------
    rows, columns : int
        Grid of axes.
    width : float
        Width in inches. What is wider than :data:`POCKET` and cannot be stacked is drawn for a phone once more.
    height : float, optional
        Height in inches; by default width / 1.9 for one row, and 2.9 inches for each further one.
    number : str
        The figure's number, which stands before its caption: ``"1.5.2"`` is the second figure of lesson 1.5.
    **keywords
        Passed on to :meth:`matplotlib.figure.Figure.subplots`.

    Returns
    -------
    figure : matplotlib.figure.Figure
    axes : matplotlib.axes.Axes or array of them
    """
    rows, columns = (
        _check.whole("rows", rows, minimum=1, maximum=100),
        _check.whole("columns", columns, minimum=1, maximum=100),
    )
    width = _check.positive("width", width)
    height = width / 1.9 + 2.9 * (rows - 1) if height is None else _check.positive("height", height)
    for name, inches in (("width", width), ("height", height)):
        if inches > 100:
            raise _check.error(name, "be at most 100 inches", inches)
    _check.instance("number", number, str)
    if number and not NUMBER.fullmatch(number):
        raise _check.error("number", "be three numbers, of the part, the lesson and the figure", number)
    drawing = Figure(figsize=(width, height), layout="constrained")
    drawing.set_label(number)
    return drawing, drawing.subplots(rows, columns, **keywords)


def exact(ax, x, y, label=None):
    """Draw an exact result the way the whole book does: a thin dashed line in ink, above everything else."""
    _check.instance("ax", ax, Axes)
    x = _check.as_array("x", x, ndim=1, finite=False, real=True)
    y = _check.as_array("y", y, shape=x.shape, finite=False, real=True)
    return ax.plot(x, y, color=INK, linewidth=1.1, linestyle=(0, (4, 3)), zorder=5, label=label)[0]


def keep(ax):
    """Mark axes as a picture: whatever lies within them has the same colours on a dark page as on a light one.

    For maps whose shades mean something on both sides, dark and light. In other axes with an image a dark page swaps
    light for dark: a map that fades into the paper then fades into the slate.
    """
    _check.instance("ax", ax, Axes).set_gid("kept")


def fade(part):
    """Return a colour map that runs from paper to the accent of a part, for pictures with one quantity."""
    accent = PARTS[_check.choice("part", part, tuple(PARTS))]
    return mpl.colors.LinearSegmentedColormap.from_list(f"part {part}", [PAPER, accent])


def signed(part):
    """Return a colour map from blue over paper to the accent of a part, for pictures of a quantity with a sign."""
    accent = PARTS[_check.choice("part", part, tuple(n for n in PARTS if n != 1))]
    return mpl.colors.LinearSegmentedColormap.from_list(f"signed {part}", [PARTS[1], PAPER, accent])
