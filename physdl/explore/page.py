"""The HTML of a figure in the static book: frames, ordinary range inputs, and a few lines of plain JavaScript."""

from __future__ import annotations

import html
import json
from importlib.resources import files

import numpy as np

from physdl.explore import palette

_PLAY = '<button type="button" class="physdl-play" aria-pressed="false" aria-label="Play: {label}"></button>'
_CONTROL = (
    '<div class="physdl-control">{play}<label><span class="physdl-label">{label}</span><input type="range" min="0"'
    ' max="{last}" step="1" value="{index}" aria-valuetext="{text}" autocomplete="off"></label>'
    "<output>{text}</output></div>"
)
# Without a script a slider would be dead: a sentence stands in its place, until the script exchanges the two.
_CONTROLS = (
    '<p class="physdl-still">This figure stands still, at {values}. It moves where the page may run JavaScript, and in'
    ' JupyterLab.</p><div class="physdl-controls" hidden>{rows}</div>'
)
_FIGURE = (
    '<figure class="{kind}">{controls}<div class="physdl-scroll">'
    '<div class="physdl-picture" style="position:relative;width:{width}px;max-width:100%">'
    '<img src="data:image/png;base64,{still}" alt="" width="{width}" height="{height}"'
    ' style="display:block;width:100%;height:auto">'
    '<img src="data:image/png;base64,{frame}" alt="{alt}" width="{width}" height="{height}"'
    ' style="position:absolute;left:0;top:0;width:100%;height:100%"></div></div><figcaption>{caption}</figcaption>'
    '<script type="application/json">{data}</script><script>{script}</script></figure>'
)


def figure(controls, still, frames, alts, caption, width, height, cuts=(), lines=256):
    """Return a figure as HTML that needs nothing else.

    Parameters
    ----------
    controls : list of (label, texts, index)
        One entry for each slider: its label, the text of each position, and where it stands at first.
    still : bytes
        PNG of what all frames share.
    frames : list of bytes
        PNGs of what differs, the last slider moving fastest.
    alts : list of str
        Alt text of each frame.
    caption : str
    width, height : int
        Size on the page in CSS pixels.
    cuts : list of float
        Where a narrow screen may cut the picture to stack its parts, as shares of the width.
    lines : int
        Entries of the palette that a dark page changes; those after them belong to a picture and stay as they are.
    """
    shape = [len(texts) for _, texts, _ in controls]
    first = int(np.ravel_multi_index([index for *_, index in controls], shape)) if shape else 0
    data = {
        "still": palette.base64(still),
        "frames": [palette.base64(frame) for frame in frames],
        "dark": [palette.base64(palette.dark_chunk(png, lines)) for png in (still, frames[0])],
        "alts": alts,
        "shape": shape,
        "texts": [texts for _, texts, _ in controls],
        "cuts": [round(cut, 4) for cut in cuts],
    }
    rows = [
        _CONTROL.format(
            play=_PLAY.format(label=html.escape(label)) if row == 0 else "",
            label=html.escape(label),
            last=len(texts) - 1,
            index=index,
            text=html.escape(texts[index]),
        )
        for row, (label, texts, index) in enumerate(controls)
    ]
    values = " and ".join(f"{html.escape(label)} {html.escape(texts[index])}" for label, texts, index in controls)
    return _FIGURE.format(
        kind="physdl-explore" if rows else "physdl-figure",
        controls=_CONTROLS.format(values=values, rows="".join(rows)) if rows else "",
        still=data["still"],
        frame=data["frames"][first],
        alt=html.escape(alts[first]),
        width=width,
        height=height,
        caption=html.escape(caption),
        data=json.dumps(data).replace("<", "\\u003c"),
        script=(files("physdl") / "data" / "explore.js").read_text(encoding="utf-8"),
    )
