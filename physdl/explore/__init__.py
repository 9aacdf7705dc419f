"""Figures that answer and questions that wait for a guess: one call each, in JupyterLab, in the static book, on paper.

:func:`explore` makes a figure that moves under the reader's hand, by its sliders or by the point itself. Its output
holds frames computed in advance, so it plays in a static page and in a notebook that is opened again; beside a running
kernel every value of a slider is drawn when asked for. :func:`show` does the same for a figure that does not move.
:func:`predict` asks for a guess before the lesson answers, and a figure can show that guess. All insist on words: a
picture that is not put into words is not there for everyone.
"""

from physdl.explore.figure import Exploration, explore, show
from physdl.explore.prediction import Mark, Prediction, predict
from physdl.explore.slider import Slider

__all__ = ["Exploration", "Mark", "Prediction", "Slider", "explore", "predict", "show"]
