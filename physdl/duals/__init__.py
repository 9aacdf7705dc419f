"""Exact derivatives of ordinary NumPy functions, by numbers that carry a tangent.

A function f that is written with NumPy is called on x + ε v, where ε² = 0, and returns f(x) + ε f₊v: its own value and
the pushforward of the tangent vector v, to rounding. No step size, no graph, no second program. The four functions

- `pushforward(f, x, v)`, the directional derivative f₊v = Df(x) v;
- `gradient(f, x)`, all partial derivatives of a function with one value per point;
- `jacobian(f, x)`, the same for a function with any number of values per point;
- `hessian(f, x)`, second derivatives: the Jacobian of the gradient

may stand inside each other's f, to any depth. Arrays follow the house rule: the last axis of x holds the n coordinates
of a point, all axes before it count points, and f treats points one by one.

Real and complex numbers are both welcome. Conjugate, real part, imaginary part and modulus are linear in v over the
real numbers only: `pushforward` takes them, `gradient` and its relatives refuse a complex x at which f is not
holomorphic. What has no rule (see `physdl.duals.number`) is refused by name.
"""

from physdl.duals.derivatives import gradient, hessian, jacobian, pushforward
from physdl.duals.number import Dual

__all__ = ["Dual", "gradient", "hessian", "jacobian", "pushforward"]
