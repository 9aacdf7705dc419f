"""Where things stand in a picture: points of the data as shares of the picture's width and height."""

from __future__ import annotations

import itertools

import numpy as np

from physdl import _check

DIGITS = 4  # of a share: a tenth of a pixel


def share(figure, x, y, ax=None):
    """Return ``(across, down)`` of a data point, each 0 to 1 within the picture; `ax` is by default the first."""
    ax = figure.axes[0] if ax is None else ax
    across, up = ax.transData.transform((float(x), float(y)))
    return [round(float(across / figure.bbox.width), DIGITS), round(float(1 - up / figure.bbox.height), DIGITS)]


def grips(sliders):
    """Return ``{handle: [numbers of the sliders that it moves]}``: two sliders may name one point."""
    found = {}
    for number, slider in enumerate(sliders.values()):
        if slider.handle is not None:
            found.setdefault(slider.handle, []).append(number)
    return found


def grip(figure, name, handle, values):
    """Return the share at which a handle stands for these values."""
    return _along(figure, name, handle, [values], {})[0]


def _along(figure, name, handle, ways, known):
    """Return the shares at which a handle stands for each of many values, all transformed at once."""
    try:
        spots = [_spot(handle, values, known) for values in ways]
        wrong = [len(spot) for spot in spots if len(spot) not in (2, 3)]
        if wrong:
            raise ValueError(f"{wrong[0]} numbers")
        points = np.array([[float(spot[0]), float(spot[1])] for spot in spots])
        axes = [spot[2] if len(spot) == 3 else figure.axes[0] for spot in spots]
        found = np.empty_like(points)
        for ax in dict.fromkeys(axes):
            there = [one is ax for one in axes]
            found[there] = ax.transData.transform(points[there]) / figure.bbox.size
    except (TypeError, ValueError) as reason:
        raise _check.error(
            f"{name}.handle",
            "return (x, y) or (x, y, ax) for the values of the sliders",
            f"{type(reason).__name__}: {reason}",
            "It is called like `draw`.",
        ) from reason
    bad = ~np.isfinite(found).all(axis=1)
    if bad.any():
        raise _check.error(f"{name}.handle", "return a point with finite coordinates", spots[int(np.argmax(bad))][:2])
    return np.round(np.stack([found[:, 0], 1 - found[:, 1]], axis=-1), DIGITS).tolist()


def _spot(handle, values, known):
    """Return what a handle returns for these values; `known` keeps it, since a handle may have to work for it."""
    key = (handle, *values.values())
    if key not in known:
        known[key] = tuple(handle(**values))
    return known[key]


def paths(figure, sliders, values, positions, known):
    """Return, for each handle and each of its sliders, the shares along that slider while the others stand still.

    `known` is a dictionary that belongs to the figure: what its handles have returned.
    """
    names = list(sliders)

    def line(handle, k):
        return _along(figure, names[k], handle, [{**values, names[k]: value} for value in positions[k]], known)

    return [[line(handle, k) for k in numbers] for handle, numbers in grips(sliders).items()]


def grid(sliders, positions):
    """Return the values of all frames, the last slider moving fastest."""
    return [dict(zip(sliders, values, strict=True)) for values in itertools.product(*positions)]
