r"""A network that learns to subtract on a clock of p hours, and does it with waves.

Two hours x and y are looked up in two tables, the sum of the two rows is squared, unit by unit, and a third table gives
the scores of the p answers:

.. math:: f_z(x, y) = \sum_j (A_{xj} + B_{yj})^2\,V_{jz}, \qquad \text{right where the largest is } z = x - y
          \bmod p .

The task is that of D. and J. Thierry-Mieg, arXiv:1812.07538. A part of the table of all p² pairs is seen in learning,
the rest is for the test.
"""

from physdl.neural.modular.frequencies import Waves, wave_subtraction, waves
from physdl.neural.modular.learning import SubtractionRun, learn_subtraction, subtraction_differential
from physdl.neural.modular.tables import Subtraction, draw_pairs

__all__ = [
    "Subtraction",
    "SubtractionRun",
    "Waves",
    "draw_pairs",
    "learn_subtraction",
    "subtraction_differential",
    "wave_subtraction",
    "waves",
]
