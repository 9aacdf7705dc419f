"""Maxwell's equations from a principle of least action, on a cubical grid of space-time.

The potential A is a number on every edge, the field F = dA one on every face, the current J a chain of edges. Time is
the first axis of a `CubicalGrid`, light has speed 1, and the box that the grid fills has walls of an ideal conductor.
Where the action's gradient vanishes, E and B move by the scheme of Yee; `YeeBox` makes its steps.
"""

from physdl.forms.maxwell.action import charge_balance, electric_and_magnetic, field_action, field_gradient
from physdl.forms.maxwell.modes import box_frequency, box_mode
from physdl.forms.maxwell.potential import stationary_potential
from physdl.forms.maxwell.sources import dipole, world_line
from physdl.forms.maxwell.stepping import YeeBox, courant_limit

__all__ = [
    "YeeBox",
    "box_frequency",
    "box_mode",
    "charge_balance",
    "courant_limit",
    "dipole",
    "electric_and_magnetic",
    "field_action",
    "field_gradient",
    "stationary_potential",
    "world_line",
]
