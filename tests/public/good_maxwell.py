"""Good calls of Maxwell's equations on a grid."""

import numpy as np

from physdl import forms

RECORDS = set()
GIVEN = {}

SPACE = forms.CubicalGrid((4, 5), (0.5, 0.25))
BOX = forms.CubicalGrid((4, 4, 5), (0.125, 0.5, 0.25))
CHARGE = np.array([0.0, 0.5, 1.0])
CURRENT = forms.dipole(BOX, (1, 1), 0, CHARGE)
POTENTIAL = forms.stationary_potential(BOX, BOX.zeros(1), CURRENT)
MODE = forms.box_mode(SPACE, (1, 2))


def fields(box, _=None):
    """Go on by some steps and return all that a box says."""
    return [box.run(3), *box.electric, *box.magnetic, box.charge, box.energy]


CALLS = {
    f"forms.{name}": lambda name=name: (
        getattr(forms, name),
        {"grid": BOX, "potential": POTENTIAL, "current": CURRENT},
    )
    for name in ("field_action", "field_gradient", "stationary_potential")
}
CALLS |= {
    "forms.charge_balance": lambda: (forms.charge_balance, {"grid": BOX, "current": CURRENT}),
    "forms.electric_and_magnetic": lambda: (forms.electric_and_magnetic, {"grid": BOX, "potential": POTENTIAL}),
    "forms.world_line": lambda: (
        forms.world_line,
        {"grid": BOX, "path": np.array([[0, 1, 1], [1, 1, 1], [1, 2, 1], [2, 2, 1]]), "charge": 2.0},
    ),
    "forms.dipole": lambda: (forms.dipole, {"grid": BOX, "at": (1, 2), "axis": 0, "charge": CHARGE}),
    "forms.courant_limit": lambda: (forms.courant_limit, {"grid": SPACE}),
    "forms.box_frequency": lambda: (forms.box_frequency, {"grid": SPACE, "numbers": (1, 2), "dt": 0.125}),
    "forms.box_mode": lambda: (forms.box_mode, {"grid": SPACE, "numbers": (1, 2)}),
    "forms.YeeBox": lambda: (
        forms.YeeBox,
        {"grid": SPACE, "electric": MODE, "magnetic": SPACE.zeros(2), "dt": 0.125, "beyond_courant": False},
        fields,
    ),
    "forms.YeeBox.run": lambda: (
        forms.YeeBox(SPACE, MODE, dt=0.125).run,
        {"steps": 3, "current": lambda n: SPACE.zeros(1)},
    ),
}
