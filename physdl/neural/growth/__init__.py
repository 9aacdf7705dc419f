"""Two things that look alike: trees that grow like nerve cells, and the web that matter falls into.

- `colonise`, a tree that grows towards what is free, and `zeldovich`, particles that fall into walls and threads;
- `deposit`, points on a grid, `periodogram`, their power at each scale, and `blur`;
- `phase_twin`, a field with the same power and phases of chance.

Boxes are periodic. All of it is computed in double precision.
"""

from physdl.neural.growth.spectra import blur, deposit, periodogram, phase_twin
from physdl.neural.growth.trees import Tree, colonise
from physdl.neural.growth.web import zeldovich

__all__ = ["Tree", "blur", "colonise", "deposit", "periodogram", "phase_twin", "zeldovich"]
