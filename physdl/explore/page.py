"""The HTML of a figure: frames, ordinary range inputs, and a few lines of plain JavaScript and style."""

from __future__ import annotations

import html
import json
from importlib.resources import files

import matplotlib as mpl
import numpy as np

from physdl.explore import palette
from physdl.style import PARTS

_PLAY = '<button type="button" class="physdl-play" aria-pressed="false" aria-label="Play: {label}"></button>'
_CONTROL = (
    '<div class="physdl-control">{play}<label><span class="physdl-label">{label}</span><span class="physdl-track">'
    '<input type="range" min="0" max="{last}" step="1" value="{index}" aria-valuetext="{text}" autocomplete="off">'
    '</span></label><span class="physdl-value" aria-hidden="true">{text}</span></div>'
)
# What is numbered has a name that a link can end in.
_NAME, _NUMBERED = ' id="figure-{}"', '<b class="physdl-numbered">Figure {}</b> <span>{}</span>'
# Without a script a slider would be dead: a sentence stands in its place, until the script exchanges the two.
_CONTROLS = (
    '<p class="physdl-still">This figure stands still, at {values}. It moves where the page may run JavaScript.</p>'
    '<div class="physdl-controls" hidden>{rows}</div>'
)
_FIGURE = (
    '{style}<figure{name} class="{kind}" data-part="{part}" data-kernel="{kernel}">'
    '{controls}<div class="physdl-scroll">'
    '<div class="{picture}" style="position:relative;--wide:{width}px;{pocket}width:{width}px;max-width:100%">'
    '{still}<img src="data:image/png;base64,{stays}" alt="" width="{width}" height="{height}"'
    ' style="display:block;width:100%;height:auto">{ended}'
    '{frame}<img src="data:image/png;base64,{moves}" alt="{alt}" width="{width}" height="{height}"'
    ' style="position:absolute;left:0;top:0;width:100%;height:100%">{ended}</div></div>'
    '<figcaption>{caption}</figcaption><script type="application/json">{data}</script>{script}</figure>'
)
# A picture that a phone would show too small is drawn for it as well, and the browser takes the one that fits.
_POCKET = (
    '<picture><source media="screen and (max-width: 540px)" srcset="data:image/png;base64,{png}"'
    ' width="{width}" height="{height}">'
)


def asset(name):
    """Return the text of a file that every page needs."""
    return (files("physdl") / "data" / name).read_text(encoding="utf-8")


def style():
    """Return the style sheet of figures and questions as an element; a book takes it out and links it once."""
    return f"<style>{asset('explore.css')}</style>"


def script():
    """Return the script of figures and questions as an element; a book takes it out and links it once."""
    return f"<script>{asset('explore.js')}</script>"


def part():
    """Return the part of the book whose colours :func:`physdl.style.use` has set; 1 where it has not."""
    first = mpl.rcParams["axes.prop_cycle"].by_key().get("color", [None])[0]
    return next((number for number, accent in PARTS.items() if accent == first), 1)


def packed(data):
    """Return data as JSON that may stand within a script element."""
    return json.dumps(data).replace("<", "\\u003c")


def figure(controls, drawing, caption, *, pocket=None, number="", movers=(), kernel=""):
    """Return a figure as HTML that needs nothing else.

    Parameters
    ----------
    controls : list of (label, texts, index)
        One entry for each slider: its label, the text of each position, and where it stands at first.
    drawing : tuple of Frames, (int, int), list of dict
        The pictures and what belongs to them; width and height on the page in CSS pixels; where the reader's guesses
        are shown.
    caption : str
    pocket : tuple, optional
        The same for a phone.
    number : str
        The figure's number in its lesson, which stands before the caption.
    movers : list of list of int
        For each handle the numbers of the sliders that it moves.
    kernel : str
        Name of the kernel's end, if there is one.
    """
    frames, (width, height), _ = drawing
    shape = [len(texts) for _, texts, _ in controls]
    first = int(np.ravel_multi_index([index for *_, index in controls], shape)) if shape else 0
    data = {
        **_drawn(drawing, first, movers),
        "alts": frames.alts,
        "shape": shape,
        "texts": [texts for _, texts, _ in controls],
        "cuts": [round(cut, 4) for cut in frames.cuts],
        "pocket": pocket and _drawn(pocket, first, movers),
    }
    rows = [
        control(label, texts, index, _PLAY.format(label=html.escape(label)) if row == 0 else "")
        for row, (label, texts, index) in enumerate(controls)
    ]
    values = " and ".join(f"{html.escape(label)} {html.escape(texts[index])}" for label, texts, index in controls)
    return _FIGURE.format(
        style=style(),
        name=_NAME.format(number.replace(".", "-")) if number else "",
        part=part(),
        kind="physdl-explore" if rows else "physdl-figure",
        kernel=kernel,
        controls=_CONTROLS.format(values=values, rows="".join(rows)) if rows else "",
        picture="physdl-picture has-pocket" if pocket else "physdl-picture",
        pocket=f"--pocket:{pocket[1][0]}px;" if pocket else "",
        still=_source(pocket, pocket[0].still) if pocket else "",
        stays=palette.base64(frames.png(frames.still)),
        frame=_source(pocket, pocket[0].moving[first]) if pocket else "",
        moves=palette.base64(frames.png(frames.moving[first])),
        ended="</picture>" if pocket else "",
        alt=html.escape(frames.alts[first]),
        width=width,
        height=height,
        caption=_NUMBERED.format(number, html.escape(caption)) if number else html.escape(caption),
        data=packed(data),
        script=script(),
    )


def _drawn(drawing, first, movers):
    """Return what the script needs to know of a drawing."""
    frames, size, marks = drawing
    return {
        # The pixels of each frame but the one that the page already shows, to be set between the parts that all share.
        "frames": ["" if k == first else palette.base64(frame) for k, frame in enumerate(frames.moving)],
        "palettes": [palette.base64(colors) for colors in frames.palettes],
        "size": list(size),
        "handles": [
            {"sliders": numbers, "points": points} for numbers, points in zip(movers, frames.grips, strict=True)
        ],
        "marks": list(marks),
    }


def _source(pocket, pixels):
    """Return the beginning of a picture element whose first choice, on a phone, is this one."""
    frames, (width, height), _ = pocket
    return _POCKET.format(png=palette.base64(frames.png(pixels)), width=width, height=height)


def control(label, texts, index, play=""):
    """Return one slider with its label and its value."""
    last, text = len(texts) - 1, html.escape(texts[index])
    return _CONTROL.format(play=play, label=html.escape(label), last=last, index=index, text=text)
