"""Paint a figure many times and quickly: only what moved is painted again."""

from __future__ import annotations

import re
from contextlib import contextmanager

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg

from physdl import _check
from physdl.explore.palette import KEPT, LINES, SHADES

BESIDE = 0.75  # inches left of a title
BETWEEN = 0.1  # inches between two titles


def folded(title):
    """Return a title in two lines of about one length, broken at a comma or else between two words; formulas stay."""
    spaces = [found.start() for found in re.finditer(" ", title) if title[: found.start()].count("$") % 2 == 0]
    if not spaces or "\n" in title:
        return title
    middle = min(spaces, key=lambda at: abs(2 * at - len(title)) - 20 * (title[at - 1] in ",;:"))
    return f"{title[:middle]}\n{title[middle + 1 :]}"


def words(name, text):
    """Return `text` on one line, or refuse what is not a sentence."""
    if not isinstance(text, str) or not text.strip():
        raise _check.error(name, "be a sentence that says what there is to see", text, kind=TypeError)
    return " ".join(text.split())


class Painter:
    """Paint one figure again and again, repainting only the artists that `draw` moved.

    Matplotlib marks an artist as stale when it changes. The stale ones are painted over a stored background; when
    anything else changed (limits, ticks, artists that came or went), the background is painted anew.
    """

    def __init__(self, figure, draw):
        self.figure, self.draw = figure, draw
        self.canvas = FigureCanvasAgg(figure)
        self.layout = figure.get_layout_engine()
        self.moving, self.background, self.scene = [], None, None
        self.longest, self.folds = {}, False  # the longest text that a title has had, and its length in inches

    def set_dpi(self, dpi):
        """Set the resolution, in dots per inch, and forget what was drawn at another."""
        if dpi != self.figure.dpi:
            self.figure.set_dpi(dpi)
            self.background = None

    @contextmanager
    def of_size(self, width, height):
        """Give the figure a smaller size in inches, and a layout for it, for a while; then all is where it was.

        Titles that are too long for it take two lines.
        """
        size, places = self.figure.get_size_inches(), [(ax, ax.get_position()) for ax in self.figure.axes]
        words = [(title, title.get_text()) for title in self._titles()]
        self.figure.set_size_inches(width, height)
        self.background, self.folds = None, True
        try:
            for title, (_, text) in self.longest.items():  # the layout has room for each title that is to come
                title.set_text(text)
                self._fold(title, text)
            self.figure.set_layout_engine(self.layout)
            self.canvas.draw()
            self.figure.set_layout_engine("none")
            yield
        finally:
            self.figure.set_size_inches(size)
            for title, text in words:
                title.set_text(text)
            for ax, place in places:
                ax.set_position(place)
                ax.set_in_layout(True)
            self.background, self.folds = None, False

    def paint(self, values):
        """Return the picture for these values, (height, width, 4) uint8, and its alt text."""
        alt = words("alt text returned by `draw`", self.draw(**values))
        for title in self._titles():
            self._fold(title, title.get_text())
        scene = self._scene()
        stale = [artist for artist in self._leaves() if artist.stale]
        if self.background is None or scene != self.scene or any(a not in self.moving for a in stale):
            self._paint_background(stale if scene == self.scene else [])
        self.canvas.restore_region(self.background)
        for artist in sorted(self.moving, key=lambda a: a.get_zorder()):
            artist.draw(self.canvas.get_renderer())
        return np.asarray(self.canvas.buffer_rgba()), alt

    def parts(self):
        """Return what each pixel belongs to, (height, width) uint8: to lines, to a picture, or to one that is kept.

        Pictures are the axes that hold an image; those that :func:`physdl.style.keep` has marked are kept.
        """
        width, height = self.canvas.get_width_height()
        parts = np.full((height, width), LINES, dtype=np.uint8)
        for ax in [one for each in self.figure.axes for one in (each, *each.child_axes)]:
            if ax.get_gid() == "kept" or ax.images:
                (left, low), (right, high) = ax.get_window_extent().get_points()
                top, bottom = height - high, height - low
                if ax.get_gid() == "kept":  # to the pixels at which matplotlib cuts an image off
                    top, bottom, left, right = np.floor(np.array([top, bottom, left, right]) + 0.5)
                inside = slice(int(np.ceil(top)), int(bottom)), slice(int(np.ceil(left)), int(right))
                parts[inside] = KEPT if ax.get_gid() == "kept" else SHADES
        return parts

    def _paint_background(self, stale):
        alive = self._leaves()
        moved = [a for a in alive if a in self.moving or a in stale]
        floor = {}  # what lies over a moved artist has to be painted again too
        for artist in moved:
            floor[artist.axes] = min(artist.get_zorder(), floor.get(artist.axes, np.inf))
        self.moving = [a for a in alive if a in moved or a.get_zorder() > floor.get(a.axes, np.inf)]
        for artist in alive:
            artist.set_animated(artist in self.moving)
        self.canvas.draw()
        self.figure.set_layout_engine("none")  # the first layout holds: axes must not jump under the reader's hand
        self.background = self.canvas.copy_from_bbox(self.figure.bbox)
        self.scene = self._scene()

    def _fold(self, title, text):
        """Note how long a title is; where it may, break one that is too long."""
        wide = title.get_window_extent().width / self.figure.dpi
        if not self.folds:
            self.longest[title] = max((wide, text), self.longest.get(title, (0, "")))
        elif wide > self._room(title):
            title.set_text(folded(text))

    def _room(self, title):
        """Return the inches that a title has: up to the next one in its row, or nearly the figure's width."""
        here = title.axes.get_position()
        ahead = [ax.get_position() for ax in {other.axes for other in self._titles()}]
        beside = [p.x0 - here.x0 for p in ahead if abs(p.y1 - here.y1) < 0.02 and p.x0 > here.x0 + 0.01]
        wide = self.figure.get_figwidth()
        return min([wide - BESIDE, *(wide * share - BETWEEN for share in beside)])

    def _titles(self):
        return [title for ax in self.figure.axes for title in (ax.title, ax._left_title) if title.get_text()]

    def _leaves(self):
        leaves = list(self.figure.texts)
        for ax in self.figure.axes:
            leaves += [*ax.lines, *ax.collections, *ax.patches, *ax.texts, *ax.images, ax.title, ax._left_title]
        return leaves

    def _scene(self):
        """Return what the background depends on."""
        return [
            (ax.get_xlim(), ax.get_ylim(), ax.get_xlabel(), ax.get_ylabel(), [id(child) for child in ax.get_children()])
            for ax in self.figure.axes
        ]
