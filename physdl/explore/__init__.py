"""Figures that answer: one call makes a figure live in JupyterLab and playable in the static book.

:func:`explore` returns one output with several faces. JupyterLab shows sliders that call `draw` in the kernel; a
static page shows frames computed in advance behind ordinary ``<input type="range">`` controls; paper shows the first
picture. :func:`show` does the same for a figure that does not move. Both insist on alt text, since a picture that is
not put into words is not there for everyone.
"""

from physdl.explore.figure import Exploration, Slider, explore, show

__all__ = ["Exploration", "Slider", "explore", "show"]
