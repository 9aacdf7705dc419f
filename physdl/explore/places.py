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
    try:
        place = tuple(handle(**values))
        if len(place) not in (2, 3):
            raise ValueError(f"{len(place)} numbers")
        found = share(figure, *place)
    except (TypeError, ValueError) as reason:
        raise _check.error(
            f"{name}.handle",
            "return (x, y) or (x, y, ax) for the values of the sliders",
            f"{type(reason).__name__}: {reason}",
            "It is called like `draw`.",
        ) from reason
    if not np.all(np.isfinite(found)):
        raise _check.error(f"{name}.handle", "return a point with finite coordinates", place[:2])
    return found


def paths(figure, sliders, values, positions):
    """Return, for each handle and each of its sliders, the shares along that slider while the others stand still."""
    names = list(sliders)
    return [
        [[grip(figure, names[k], handle, {**values, names[k]: value}) for value in positions[k]] for k in numbers]
        for handle, numbers in grips(sliders).items()
    ]


def grid(sliders, positions):
    """Return the values of all frames, the last slider moving fastest."""
    return [dict(zip(sliders, values, strict=True)) for values in itertools.product(*positions)]
