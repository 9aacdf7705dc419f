r"""Sums over the paths of a particle on a line: with arrows in real time, with weights in imaginary time.

A path takes `slices` straight steps of the duration ε. Its action is that of the trapezoid rule of :lesson:`1.3`,

.. math:: S = \sum_j \frac{m\,(x_{j+1} - x_j)^2}{2\varepsilon} - \varepsilon\,\frac{V(x_j) + V(x_{j+1})}{2} ,

and its arrow is exp(iS/ħ). Turn time by a right angle, ε → −iε, and the arrow becomes the weight
:math:`\exp(-S_E/\hbar)`, with a plus before the potential. All sums are for one particle in one dimension and computed
in double precision; a potential is a function of places of any shape that returns one energy for each. By default m = 1
and ħ = 1.

- `propagator`, the sum over all paths on a grid, in real, imaginary or any time between;
- `mehler`, the same in closed form for a harmonic oscillator, its phase past each focus included;
- `thermal_state`, the closed paths of imaginary duration ħβ, added up by the kernel's eigenvalues: no sampling;
- `sample_paths`, the same by Metropolis' method, one place of a path at a time;
- `sample_paths_hmc`, the same by moving whole paths;
- `mean_with_error`, the mean of a record and an error bar that knows how slowly the record forgets.
"""

from physdl.action.path_integral.metropolis import sample_paths
from physdl.action.path_integral.oscillator import mehler
from physdl.action.path_integral.slicing import propagator
from physdl.action.path_integral.statistics import Estimate, PathSamples, mean_with_error
from physdl.action.path_integral.transfer import ThermalState, thermal_state
from physdl.action.path_integral.whole_paths import sample_paths_hmc

__all__ = [
    "Estimate",
    "PathSamples",
    "ThermalState",
    "mean_with_error",
    "mehler",
    "propagator",
    "sample_paths",
    "sample_paths_hmc",
    "thermal_state",
]
