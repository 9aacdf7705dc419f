r"""Hamilton's principle: a system moves so that its action S = ∫ L(x, ẋ, t) dt is stationary.

A Lagrangian is a function ``lagrangian(x, v)`` or, if it changes with time, ``lagrangian(x, v, t)``: positions and
velocities (..., d), times (...), values (...) in units of energy. It is made of arithmetic and NumPy functions, which
`physdl.duals` differentiates. A path is its nodes (n + 1, d) at equal steps dt; where there is one coordinate, the path
may be (n + 1,) and the Lagrangian then receives x and v without the last axis. Time need not be time: the catenary's
``x * np.sqrt(1 + v**2)`` has the height x and runs along the ground.

All of it is computed in double precision, whatever the type of the path.

- `discrete_action`, the action of any path;
- `action_gradient` and `action_hessian`, its exact derivatives by the nodes;
- `stationary_path`, the path between two ends that makes it stationary.
"""

from physdl.action.stationary import NotStationary
from physdl.action.variational.paths import action_gradient, action_hessian, discrete_action
from physdl.action.variational.search import StationaryPath, stationary_path

__all__ = ["NotStationary", "StationaryPath", "action_gradient", "action_hessian", "discrete_action", "stationary_path"]
