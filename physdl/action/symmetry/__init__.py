"""What a symmetry keeps: the charges of a Lagrangian, collisions, and a gas made of nothing but collisions.

- `conserved_charge`, what a symmetry keeps along a true motion, and `charge_rate`, how fast it changes where the
  symmetry is broken;
- `collide`, two bodies that meet, in any number of dimensions and any frame;
- `DiscGas`, discs in a box without walls;
- `maxwell_distance`, how far a gas is from J. C. Maxwell's distribution, and `maxwell_null`, how far one is that has
  reached it.

All of it is computed in double precision. Units are the caller's own.
"""

from physdl.action.symmetry.charges import charge_rate, conserved_charge
from physdl.action.symmetry.collisions import collide
from physdl.action.symmetry.gas import DiscGas
from physdl.action.symmetry.maxwell import maxwell_distance, maxwell_null

__all__ = ["DiscGas", "charge_rate", "collide", "conserved_charge", "maxwell_distance", "maxwell_null"]
