"""Good calls of the tools that every part uses: sweeps, figures, the one style."""

from functools import cache

import numpy as np

from physdl import style
from physdl.explore import Slider, explore, predict, show
from physdl.sweeps import sweep

RECORDS = {"sweeps.Failure", "sweeps.Sweep", "sweeps.SweepError"}
RECORDS |= {"explore.Exploration", "explore.Mark", "explore.Prediction"}
ANYTHING = {"words", "Nones", "ragged rows", "nan in it", "inf in it", "10**400 in it", "exact numbers"}
GIVEN = {("sweeps.sweep", name): ANYTHING for name in ("rate", "width")}  # a label is what the function makes of it
GIVEN |= {("style.exact", name): {"nan in it", "inf in it"} for name in ("x", "y")}  # a gap in the line
GIVEN |= {("style.exact", "label"): {"an object"}, ("style.figure", "height"): {"None"}}


def height(rate, width):
    return rate * width


def drawing():
    return style.figure()[0]


def moved(a=1.0):
    return "A line."


def asked():
    return predict("How long?", answer=1.0, among=Slider(0.5, 2.0), why="So.")


@cache
def exploration():
    return explore(moved, figure=drawing(), caption="A line.", a=Slider(0.5, 2.0))


CALLS = {
    "sweeps.sweep": lambda: (
        sweep,
        {
            "function": height,
            "executor": "serial",
            "progress": False,
            "rate": np.array([0.5, 1.0]),
            "width": [1, 2],
        },
    ),
    "sweeps.Sweep.at": lambda: (sweep(height, "serial", rate=[0.5, 1.0], width=[1, 2]).at, {"rate": 0.5}),
    "style.use": lambda: (style.use, {"part": 2}),
    "style.fade": lambda: (style.fade, {"part": 2}),
    "style.signed": lambda: (style.signed, {"part": 4}),
    "style.figure": lambda: (style.figure, {"rows": 1, "columns": 2, "width": 5.2, "height": 3.0, "number": "1.5.2"}),
    "style.exact": lambda: (style.exact, {"ax": drawing().axes[0], "x": [0.0, 1.0], "y": [1.0, 2.0], "label": "exact"}),
    "style.keep": lambda: (style.keep, {"ax": drawing().axes[0]}),
    "explore.Slider": lambda: (
        Slider,
        {
            "start": 0.5,
            "stop": 2.0,
            "value": 1.0,
            "label": "a",
            "unit": "m",
            "frames": 3,
            "step": 0.25,
            "format": ".3g",
        },
        lambda made, _: made.positions(5),
    ),
    "explore.Slider.positions": lambda: (Slider(0.5, 2.0).positions, {"default": 3}),
    "explore.Slider.fine": lambda: (Slider(0.5, 2.0).fine, {"count": 5}),
    "explore.Slider.text": lambda: (Slider(0.5, 2.0).text, {"value": 1.0}),
    "explore.Exploration.render": lambda: (exploration().render, {"a": 1.0}, lambda made, _: None),
    "explore.Exploration.close": lambda: (
        explore(moved, figure=drawing(), caption="A line.", a=Slider(0.5, 2.0)).close,
        {},
        lambda made, _: None,
    ),
    "explore.predict": lambda: (
        predict,
        {
            "question": "How many?",
            "answer": 3.0,
            "among": None,
            "why": "So.",
            "mistakes": {7.0: "Too many."},
            "unit": "runs",
            "format": ".3g",
            "close": (2.0, 4.0),
        },
        lambda made, _: None,
    ),
    "explore.Prediction.on": lambda: (asked().on, {"where": "a", "scale": 2.0, "shift": 1.0}, lambda made, _: None),
    "explore.explore": lambda: (
        explore,
        {"draw": moved, "figure": drawing(), "caption": "A line.", "colors": 16, "a": Slider(0.5, 2.0)},
        lambda made, _: None,
    ),
    "explore.show": lambda: (
        show,
        {"figure": drawing(), "alt": "A line.", "caption": "A line.", "colors": 16},
        lambda made, _: None,
    ),
}
