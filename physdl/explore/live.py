"""A figure's kernel: while it runs, the sliders of a figure have every value, not only those of the page's frames.

The page works without it, from its frames. So a notebook that is opened again shows its figures before a cell has run.
"""

from __future__ import annotations

import gc
import uuid
from importlib.resources import files

from physdl.explore import palette as _palette
from physdl.explore import places

FINE = 201  # positions of a slider beside a kernel
_OPEN = {}  # the figures of each cell, by its id, with the run that made them


def connect(exploration):
    """Offer a figure's `draw` to the page; return the name by which the page finds it, "" without a front end."""
    try:
        import anywidget  # heavy, and not needed on a page that only shows frames
        import traitlets
    except ImportError:
        return ""

    class Kernel(anywidget.AnyWidget):
        _esm = (files("physdl") / "data" / "live.js").read_text(encoding="utf-8")
        figure = traitlets.Unicode().tag(sync=True)
        texts = traitlets.List().tag(sync=True)
        start = traitlets.List().tag(sync=True)
        lines = traitlets.List().tag(sync=True)

    sliders = exploration.sliders
    positions = [slider.fine(FINE) for slider in sliders.values()]
    name = uuid.uuid4().hex[:12]
    kernel = Kernel(
        figure=name,
        texts=[[slider.text(v) for v in values] for slider, values in zip(sliders.values(), positions, strict=True)],
        start=[values.index(slider.initial) for slider, values in zip(sliders.values(), positions, strict=True)],
        lines=_lines(exploration, exploration.initial, positions),
    )
    kernel.on_msg(lambda _, message, buffers: reply(kernel.send, exploration, positions, message))
    _close_earlier_runs(exploration)
    exploration.kernel = kernel
    return name


def reply(send, exploration, positions, message):
    """Send a page its answer, and let Python's collector of reference rings wait until the picture is on its way.

    In a lesson with many figures it takes 70 ms, several times as long as a picture, and comes every thirty pictures.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        send(*answer(exploration, positions, message))
    finally:
        if collecting:
            gc.enable()


def answer(exploration, positions, message):
    """Return what a page gets for the numbers of the positions that it asks for: words and places, and the picture."""
    values = {
        name: each[index] for name, each, index in zip(exploration.sliders, positions, message["indices"], strict=True)
    }
    told = {"number": message["number"]}
    try:
        picture, alt = exploration.render(**values)
        lines = _lines(exploration, values, positions)
    except Exception as reason:  # the reader's own draw may fail for some values: say so in the figure's place
        return {**told, "error": f"{type(reason).__name__}: {reason}"}, []
    if message["night"]:
        picture = _palette.night(picture, exploration.painter.parts())
    return {**told, "alt": alt, "lines": lines}, [_palette.whole(picture)]


def _lines(exploration, values, positions):
    """Return the lines along which the handles can be drawn from these values."""
    return places.paths(exploration.painter.figure, exploration.sliders, values, positions, exploration.spots)


def _close_earlier_runs(exploration):
    """Let go of the figures that an earlier run of this cell made: their pictures are gone from the page."""
    from IPython import get_ipython

    shell = get_ipython()
    parent = getattr(shell, "get_parent", dict)()
    cell = parent.get("metadata", {}).get("cellId")
    if cell is None:
        return
    run, open_ones = _OPEN.get(cell, (None, []))
    if run != parent["header"]["msg_id"] and open_ones:
        while open_ones:
            open_ones.pop().close()
        gc.collect()  # a figure is a ring of references: left to itself it would stay for several runs, 50 MB each
    _OPEN[cell] = parent["header"]["msg_id"], [*open_ones, exploration]
