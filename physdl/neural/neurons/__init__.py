r"""Living neurons: a membrane that fires, an axon along which the impulse runs, populations that beat.

- `Membrane`, Hodgkin and Huxley's equations with their temperature, and `gate_rates`; `simulate`, many cells at once;
- `send`, an impulse down an axon, and `travelling_pulse`, its speed without any axon, by shooting;
- `fitzhugh_nagumo` and `Populations` (Wilson and Cowan's, with a gain at the input), models of two variables;
- `equilibria`, `eigenvalues`, and the parameters at which they tell of a change: `onset` and `fold`;
- `follow`, the motion of any field, and `beats`, how often a signal rises.

Voltages are in mV, times in ms, currents in µA/cm², conductances in mS/cm². All of it is computed in double precision.
"""

from physdl.neural.neurons.cable import Impulse, send
from physdl.neural.neurons.cell import Recording, simulate
from physdl.neural.neurons.gates import gate_rates
from physdl.neural.neurons.membrane import Membrane
from physdl.neural.neurons.populations import Populations, fitzhugh_nagumo
from physdl.neural.neurons.pulse import Pulse, travelling_pulse
from physdl.neural.neurons.rests import eigenvalues, equilibria, fold, onset
from physdl.neural.neurons.runs import beats, follow

__all__ = [
    "Impulse",
    "Membrane",
    "Populations",
    "Pulse",
    "Recording",
    "beats",
    "eigenvalues",
    "equilibria",
    "fitzhugh_nagumo",
    "fold",
    "follow",
    "gate_rates",
    "onset",
    "send",
    "simulate",
    "travelling_pulse",
]
