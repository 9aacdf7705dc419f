"""One call, several faces: frames that play, beside a kernel every value, a picture for paper."""

from __future__ import annotations

import io
import itertools

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from physdl import _check, style
from physdl.explore import page, places
from physdl.explore import palette as _palette
from physdl.explore.frames import MOST, PLAIN, SHARP, frames
from physdl.explore.live import connect
from physdl.explore.painter import Painter, words
from physdl.explore.prediction import Mark, place
from physdl.explore.slider import Slider


def explore(draw, *, figure, caption, colors=64, guess=(), **sliders):
    """Make a figure interactive: one or two sliders, live in JupyterLab and precomputed in the static book.

    Parameters
    ----------
    draw : callable
        ``draw(**values)`` moves the artists of the figure (``line.set_data``, ``text.set_text``, …) or draws on it
        afresh, and returns the alt text for these values: one or two sentences for someone who cannot see it.
    figure : matplotlib.figure.Figure
        The figure that `draw` changes.
    caption : str
        What to see, in a sentence or two. Shown below the figure in every form.
    colors : int
        Size of the palette of the static frames, at most 255; raise it for figures with smooth shading.
    guess : Mark or list of Mark, optional
        Where the figure shows what the reader has guessed: ``guess=prediction.on("angle")`` marks the slider `angle`
        (and its handle), ``prediction.on(ax.xaxis)`` draws a line at the guess's place on that axis.
    **sliders : Slider
        One or two, named like the parameters of `draw`.

    Returns
    -------
    Exploration
        Leave it as the last line of the cell.

    Raises
    ------
    TypeError
        If `draw` returns no alt text, or a slider is not a :class:`Slider`.
    ValueError
        If there are no or more than two sliders, too many frames, or frames too heavy for a page.

    Notes
    -----
    Every output carries its frames, so it also moves where no kernel runs: in the book, and in a notebook that is
    opened again. A live redraw repaints only the artists that `draw` touched, over a stored picture of all the others;
    it costs 5 to 20 ms. Changed axis limits or new artists cost a full redraw.

    Used in every lesson, first in :lesson:`0.1`.
    """
    if len(sliders) not in MOST:
        raise _check.error("sliders", "be one or two", f"{len(sliders)}", "Fix the other values inside `draw`.")
    default = 21 if len(sliders) == 1 else 7
    _check.function("draw", draw)
    _check.instance("figure", figure, Figure)
    colors = _check.whole("colors", colors, minimum=2, maximum=255)
    for name, slider in sliders.items():
        if not isinstance(slider, Slider):
            raise _check.error(name, "be a Slider", slider, f"Write `{name}=Slider(start, stop, …)`.", TypeError)
        if len(slider.positions(default)) > MOST[len(sliders)]:
            raise _check.error(f"{name}.frames", f"be at most {MOST[len(sliders)]}", slider.frames)
    marks = [guess] if isinstance(guess, Mark) else _check.sequence("guess", guess, "Leave it out for no guess.")
    for mark in marks:
        if not isinstance(mark, Mark):
            raise _check.error("guess", "be what `on` of a prediction returns", mark, kind=TypeError)
    return Exploration(Painter(figure, draw), words("caption", caption), sliders, default, colors, marks)


def show(figure, *, alt, caption, colors=128):
    """Show a figure that does not move, with its caption and its alt text, in JupyterLab, in the book and on paper.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure to show.
    alt : str
        The figure in words, for someone who cannot see it.
    caption : str
        What to see.
    colors : int
        Size of the palette of the picture in the book.

    Returns
    -------
    Exploration
        Leave it as the last line of the cell.

    Raises
    ------
    TypeError
        If `alt` or `caption` is missing or empty.

    Notes
    -----
    Used in every lesson, first in :lesson:`0.1`.
    """
    alt = words("alt", alt)
    _check.instance("figure", figure, Figure)
    colors = _check.whole("colors", colors, minimum=2, maximum=255)
    return Exploration(Painter(figure, lambda: alt), words("caption", caption), {}, 1, colors)


class Exploration:
    """A figure with its sliders: what :func:`explore` and :func:`show` return."""

    def __init__(self, painter, caption, sliders, default, colors, marks=()):
        self.painter, self.caption, self.sliders, self.colors = painter, caption, sliders, colors
        self.marks, self.kernel, self.spots = marks, None, {}
        self.positions = [slider.positions(default) for slider in sliders.values()]
        self.initial = {name: slider.initial for name, slider in sliders.items()}
        # Painting the ends first shows which artists move, and that `draw` survives the whole range.
        for values in itertools.product(*([p[0], p[-1]] for p in self.positions)):
            values = dict(zip(sliders, values, strict=True))
            painter.paint(values)
            for handle, numbers in places.grips(sliders).items():
                places.grip(painter.figure, list(sliders)[numbers[0]], handle, values)

    def render(self, **values):
        """Return ``(picture, alt text)`` for these values; the picture is an (height, width, 3) uint8 array."""
        for name, value in values.items():
            _check.finite_number(name, value)
        if self.painter is None:
            raise RuntimeError("This figure is closed: its cell has run again since. Run the cell once more.")
        picture, alt = self.painter.paint({**self.initial, **values})
        return _palette.opaque(picture), alt

    def close(self):
        """Let go of the kernel's end and of the figure, which then can be drawn no more; the page keeps its frames."""
        if self.kernel is not None:
            self.kernel.close()
        self.kernel = self.painter = None

    def _repr_mimebundle_(self, include=None, exclude=None):
        kernel = connect(self) if self.sliders else ""
        static = self._static(kernel)
        picture, alt = self.render()
        name = f"Figure {_number(self.painter.figure)}".rstrip()
        return {"text/html": static, "image/png": _paper(picture), "text/plain": f"{name}: {alt}"}

    def _static(self, kernel=""):
        start = [
            int(np.argmin(np.abs(np.subtract(positions, value))))
            for positions, value in zip(self.positions, self.initial.values(), strict=True)
        ]
        controls = [
            (slider.label or name, [slider.text(value) for value in positions], index)
            for (name, slider), positions, index in zip(self.sliders.items(), self.positions, start, strict=True)
        ]
        drawing = self._drawing()
        wide, high = self.painter.figure.get_size_inches()
        pocket = None
        if wide > style.POCKET and not drawing[0].cuts:
            with self.painter.of_size(style.POCKET, min(high, style.POCKET)):
                pocket = self._drawing()
        movers = list(places.grips(self.sliders).values())
        number = _number(self.painter.figure)
        return page.figure(controls, drawing, self.caption, pocket=pocket, number=number, movers=movers, kernel=kernel)

    def _drawing(self):
        """Return the frames, their size on the page and where the reader's guesses are shown in them."""
        drawn = frames(self.painter, self.sliders, self.positions, self.colors)
        size = np.round(self.painter.figure.get_size_inches() * PLAIN).astype(int).tolist()
        self.painter.set_dpi(SHARP)
        self.render()
        return drawn, size, [place(mark, self.painter.figure, self.sliders) for mark in self.marks]


def _number(figure):
    """Return the number that `style.figure` gave to a figure, if it gave one."""
    label = figure.get_label()
    return label if style.NUMBER.fullmatch(label) else ""


def _paper(picture):
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "png", optimize=True)
    return _palette.base64(buffer.getvalue())
