"""Where a picture of several axes may be cut, so that a narrow screen can stack them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

LEAST = 3  # pixels of paper between two panels


def paper(figure, picture):
    """Return which columns of a picture (height, width, 4) are paper from top to bottom, none within a text."""
    whole = np.ascontiguousarray(picture).view(np.uint32)[..., 0]  # a pixel is one number: four times as fast
    free = (whole == whole[0, 0]).all(axis=0)
    words = list(figure.texts)
    for ax in figure.axes:
        words += [*ax.texts, ax.title, ax._left_title, ax._right_title]
    for box in _boxes(words):
        free[max(0, int(box.x0)) : max(0, int(np.ceil(box.x1)))] = False
    return free


def cuts(figure, free):
    """Return where the picture may be cut, as shares of its width.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Painted, so that its axes have their places.
    free : (width,) bool array
        Which columns of pixels are `paper` in every frame.

    Returns
    -------
    list of float
        One for each gap between axes, with the texts in and beside them, that stand side by side, unless something lies
        across it (a title, a legend) or the axes on its right have no labels of their own for the height that they
        share with those on its left.
    """
    columns = []
    for ax in sorted(figure.axes, key=lambda ax: ax.get_window_extent().x0):
        box, labels = ax.get_window_extent(), ax.yaxis.get_tightbbox() if ax.axison else None
        start = box.x0 if labels is None else min(box.x0, labels.x0)
        if columns and box.x0 < columns[-1]["end"]:
            columns[-1]["axes"].append(ax)
            columns[-1]["end"] = max(columns[-1]["end"], box.x1)
            columns[-1]["start"] = min(columns[-1]["start"], start)
        else:
            columns.append({"axes": [ax], "start": start, "end": box.x1})
    for column in columns:
        words = _boxes(text for ax in column["axes"] for text in ax.texts)
        column["start"] = min([column["start"], *(box.x0 for box in words)])
        column["end"] = max([column["end"], *(box.x1 for box in words)])
    found = []
    for left, right in pairwise(columns):
        if any(_leans(b, a) for a in left["axes"] for b in right["axes"]):
            continue
        first, last = int(np.ceil(left["end"])), int(right["start"])
        gap = np.flatnonzero(free[first : max(first, last)]) + first
        run = max(np.split(gap, np.flatnonzero(np.diff(gap) > 1) + 1), key=len)
        if len(run) >= LEAST:
            found.append(float(run.mean() + 0.5) / len(free))
    return found


def _boxes(words):
    """Return where the texts stand that can be seen."""
    return [text.get_window_extent() for text in words if text.get_visible() and text.get_text().strip()]


def _leans(ax, other):
    """Whether axes leave it to others to say what their heights mean."""
    shared = ax.get_shared_y_axes().joined(ax, other)
    return shared and not any(label.get_visible() and label.get_text() for label in ax.get_yticklabels())
