"""Hamilton's equations: motion in phase space, step by step, for one particle or for a cloud of them.

The Hamiltonian is H(q, p) = ½ Σ p²/m + V(q), so the motion is q' = p/m, p' = F(q) = −∂V/∂q. Positions and momenta have
shape (..., d); the leading axes count independent particles. Units are the caller's own.

- `integrate` follows the motion by any method of `METHODS` (`physdl.action.methods`);
- `poincare_section` notes where it pierces a plane;
- `hamiltonian_flow` is `integrate` for any H(q, p), given dH (`physdl.action.hamiltonian.flows`);
- `pendulum_force` is −sin q, faster than NumPy's sine (`physdl.action.pendulum`).
"""

from physdl.action.hamiltonian.flows import hamiltonian_flow
from physdl.action.hamiltonian.integration import integrate, poincare_section
from physdl.action.methods import METHODS, RungeKutta, Splitting
from physdl.action.pendulum import pendulum_force

__all__ = ["METHODS", "RungeKutta", "Splitting", "hamiltonian_flow", "integrate", "pendulum_force", "poincare_section"]
