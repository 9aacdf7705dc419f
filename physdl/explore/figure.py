"""One call, several faces: live widgets, frames for the page, a picture for paper."""

from __future__ import annotations

import html
import io
import itertools
import math
from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from PIL import Image

from physdl import _check
from physdl.explore import page, panels
from physdl.explore import palette as _palette
from physdl.explore.painter import Painter, words

FRAMES = {1: 41, 2: 9}  # most frames along each axis of the static grid, by number of sliders
BYTES = {1: 400_000, 2: 800_000}  # most bytes of all frames together, as they travel in the page
SHARP, PLAIN = 144, 100  # dots per inch: sharp where the frames fit into the budget, plain elsewhere


@dataclass(frozen=True)
class Slider:
    """One number that the reader sets.

    Attributes
    ----------
    start, stop : float
        Ends of the range; ``start < stop``.
    value : float, optional
        Where it stands at first; by default in the middle.
    label, unit : str
        What the reader sees: ``Slider(0, 3, label="crossing point", unit="m")``.
    frames : int, optional
        Number of positions in the static book: by default 21 for one slider, 7 for each of two.
    step : float, optional
        Finest step of the live slider, by default a two-hundredth of the range. A whole step between whole ends makes
        the slider whole, and `draw` receives an ``int``.
    log : bool
        Spread the positions evenly in the logarithm.
    format : str
        Format of the displayed number.
    """

    start: float
    stop: float
    value: float | None = None
    label: str = ""
    unit: str = ""
    frames: int | None = None
    step: float | None = None
    log: bool = False
    format: str = ".3g"

    def __post_init__(self):
        _check.finite_number("start", self.start)
        _check.finite_number("stop", self.stop)
        for name in ("label", "unit", "format"):
            _check.instance(name, getattr(self, name), str)
        if self.frames is not None:
            _check.whole("frames", self.frames, minimum=1)
        if self.step is not None:
            _check.positive("step", self.step)
        if self.value is not None:
            _check.finite_number("value", self.value)
        if not self.start < self.stop:
            raise _check.error("stop", f"be larger than `start` = {self.start}", self.stop)
        if self.log and self.start <= 0:
            raise _check.error("start", "be positive on a logarithmic slider", self.start)
        if self.value is not None and not self.start <= self.value <= self.stop:
            raise _check.error("value", f"lie between {self.start} and {self.stop}", self.value)

    @property
    def whole(self):
        """Whether the slider moves over whole numbers."""
        return all(isinstance(n, int) for n in (self.start, self.stop, self.step))

    @property
    def initial(self):
        """The value that the slider has before anyone touches it."""
        if self.value is not None:
            return self.value
        middle = math.sqrt(self.start * self.stop) if self.log else (self.start + self.stop) / 2
        return round(middle) if self.whole else middle

    def positions(self, default):
        """Return the values of the static frames, the initial value among them."""
        count = self.frames or _check.whole("default", default, minimum=1)
        if count > 10_000:
            raise _check.error("default", "be at most 10000", count)
        if self.whole:
            count = min(count, (self.stop - self.start) // self.step + 1)
        spread = np.geomspace if self.log else np.linspace
        values = spread(self.start, self.stop, count)
        if self.whole:
            values = self.start + self.step * np.round((values - self.start) / self.step)
        values[np.argmin(np.abs(values - self.initial))] = self.initial
        return [int(v) if self.whole else float(v) for v in np.unique(values)]

    def text(self, value):
        """Return the value as the reader sees it, with its unit."""
        value = _check.finite_number("value", value)
        value = int(value) if self.whole else value
        number = format(value, "d" if self.whole else self.format).replace("-", "\N{MINUS SIGN}")
        return f"{number}{'' if self.unit in ('', '°', '%') else ' '}{self.unit}"


def explore(draw, *, figure, caption, colors=64, **sliders):
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
    A live redraw repaints only the artists that `draw` touched, over a stored picture of all the others; it costs 5 to
    20 ms. Changed axis limits or new artists cost a full redraw.

    Used in every lesson, first in :lesson:`0.1`.
    """
    if len(sliders) not in FRAMES:
        raise _check.error("sliders", "be one or two", f"{len(sliders)}", "Fix the other values inside `draw`.")
    default = 21 if len(sliders) == 1 else 7
    _check.function("draw", draw)
    _check.instance("figure", figure, Figure)
    colors = _check.whole("colors", colors, minimum=2, maximum=255)
    for name, slider in sliders.items():
        if not isinstance(slider, Slider):
            raise _check.error(name, "be a Slider", slider, f"Write `{name}=Slider(start, stop, …)`.", TypeError)
        if len(slider.positions(default)) > FRAMES[len(sliders)]:
            raise _check.error(f"{name}.frames", f"be at most {FRAMES[len(sliders)]}", slider.frames)
    return Exploration(Painter(figure, draw), words("caption", caption), sliders, default, colors)


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

    def __init__(self, painter, caption, sliders, default, colors):
        self.painter, self.caption, self.sliders, self.colors = painter, caption, sliders, colors
        self.positions = [slider.positions(default) for slider in sliders.values()]
        self.initial = {name: slider.initial for name, slider in sliders.items()}
        # Painting the ends first shows which artists move, and that `draw` survives the whole range.
        for values in itertools.product(*([p[0], p[-1]] for p in self.positions)):
            painter.paint(dict(zip(sliders, values, strict=True)))

    def render(self, **values):
        """Return ``(picture, alt text)`` for these values; the picture is an (height, width, 3) uint8 array."""
        for name, value in values.items():
            _check.finite_number(name, value)
        picture, alt = self.painter.paint({**self.initial, **values})
        return picture[..., :3].copy(), alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = self._live()._repr_mimebundle_() if self.sliders else {}
        picture, alt = self.render()
        bundle |= {"text/html": self._static(), "image/png": _paper(picture), "text/plain": f"Figure: {alt}"}
        return bundle

    # ---- the static face -------------------------------------------------------------------------------------------

    def _pictures(self):
        """Return the palette PNGs of the page: what stands still, and for every frame what differs from it."""
        grid = [dict(zip(self.sliders, values, strict=True)) for values in itertools.product(*self.positions)]
        limit = BYTES.get(len(self.sliders), BYTES[1])
        for dpi in (SHARP, PLAIN):
            self.painter.set_dpi(dpi)
            samples = [self.render(**values)[0] for values in (grid[0], grid[len(grid) // 2], grid[-1])]
            kept = self.painter.kept()
            if kept.any():
                palette = _palette.Kept(samples, self.colors, kept)
            else:
                palette = _palette.palette(samples, self.colors)
            still = _palette.indices(self.painter.scenery(), palette)
            weight = sum(len(_palette.overlay(picture, still, palette)) for picture in samples) / len(samples)
            if weight * len(grid) * 4 / 3 < 0.8 * limit:
                break
        frames, alts, free = [], [], True
        for values in grid:
            picture, alt = self.render(**values)
            free = free & panels.paper(self.painter.figure, picture)
            frames.append(_palette.overlay(picture, still, palette))
            alts.append(alt)
        background = _palette.png(still, palette)
        total = (len(background) + sum(map(len, frames))) * 4 // 3
        if total > limit:
            raise _check.error(
                "frames",
                f"weigh at most {limit // 1000} kB together",
                f"{total // 1000} kB in {len(frames)} frames",
                "Use fewer frames, fewer colours or a smaller figure.",
            )
        return background, frames, alts, panels.cuts(self.painter.figure, free), getattr(palette, "first", 256)

    def _static(self):
        still, frames, alts, cuts, first = self._pictures()
        start = [
            int(np.argmin(np.abs(np.subtract(positions, value))))
            for positions, value in zip(self.positions, self.initial.values(), strict=True)
        ]
        controls = [
            (slider.label or name, [slider.text(value) for value in positions], index)
            for (name, slider), positions, index in zip(self.sliders.items(), self.positions, start, strict=True)
        ]
        width, height = np.round(self.painter.figure.get_size_inches() * PLAIN).astype(int)
        return page.figure(controls, still, frames, alts, self.caption, int(width), int(height), cuts, first)

    # ---- the live face ---------------------------------------------------------------------------------------------

    def _live(self):
        import ipywidgets as widgets  # heavy, and not wanted on a page that only shows frames

        picture = widgets.HTML()
        controls, handles = [], {}
        for name, slider in self.sliders.items():
            handles[name] = _live_slider(widgets, name, slider)
            readout = widgets.Label(slider.text(slider.initial))
            row = [handles[name], readout]
            if not controls:
                row.insert(0, _play(widgets, handles[name], self.positions[0]))
            controls.append(widgets.HBox(row))

        def update(_change=None):
            values = {name: handle.value for name, handle in handles.items()}
            for row, (name, slider) in zip(controls, self.sliders.items(), strict=True):
                row.children[-1].value = slider.text(values[name])
            try:
                pixels, alt = self.render(**values)
            except Exception as reason:  # the reader's own draw may fail for some values: say so in the figure's place
                picture.value = f'<p role="alert">{html.escape(type(reason).__name__)}: {html.escape(str(reason))}</p>'
                return
            picture.value = _live_image(pixels, alt, self.painter.figure.get_size_inches())

        self.painter.set_dpi(SHARP)
        update()
        for handle in handles.values():
            handle.observe(update, names="value")
        caption = widgets.HTML(f'<p style="max-width:45rem">{html.escape(self.caption)}</p>')
        return widgets.VBox([*controls, picture, caption])


def _paper(picture):
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "png", optimize=True)
    return _palette.base64(buffer.getvalue())


def _live_slider(widgets, name, slider):
    options = {
        "value": slider.initial,
        "description": slider.label or name,
        "readout": False,
        "style": {"description_width": "initial"},
        "layout": widgets.Layout(width="28rem", max_width="100%"),
    }
    if slider.whole:
        return widgets.IntSlider(min=slider.start, max=slider.stop, step=slider.step, **options)
    if slider.log:
        low, high = math.log10(slider.start), math.log10(slider.stop)
        return widgets.FloatLogSlider(min=low, max=high, step=(high - low) / 200, **options)
    step = slider.step or (slider.stop - slider.start) / 200
    return widgets.FloatSlider(min=slider.start, max=slider.stop, step=step, **options)


def _play(widgets, handle, positions):
    play = widgets.Play(min=0, max=len(positions) - 1, interval=200, show_repeat=False)
    play.observe(lambda change: setattr(handle, "value", positions[change["new"]]), names="value")
    return play


def _live_image(pixels, alt, inches):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "png", compress_level=1)
    width = round(inches[0] * PLAIN)
    return (
        f'<img src="data:image/png;base64,{_palette.base64(buffer.getvalue())}" alt="{html.escape(alt, quote=True)}" '
        f'style="width:{width}px;max-width:100%;height:auto">'
    )
