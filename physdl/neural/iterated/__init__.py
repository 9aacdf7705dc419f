r"""Descent as a map that is applied again and again: :math:`\theta\mapsto\theta - \eta\,dL(\theta)`.

For short steps it follows a flow; for long ones it hops, cycles, wanders or escapes. Everything here works on many
starts and many rates at once: points are arrays (..., d), rates broadcast against the axes before the last, and
``differential(points)`` returns dL of that shape. All orbits are real, and in double precision.
"""

from physdl.neural.iterated.cycles import cycle, flip, period
from physdl.neural.iterated.fates import Fate, fate, lyapunov_exponent
from physdl.neural.iterated.orbits import orbit

__all__ = ["Fate", "cycle", "fate", "flip", "lyapunov_exponent", "orbit", "period"]
