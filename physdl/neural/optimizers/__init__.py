r"""Rules by which the differential of a loss moves parameters, each named by its mechanics.

A rule is called once, ``step, memory = rule(theta, rate, …)``, with the parameter vector that it is to move. Then

- ``step(covector)`` moves `theta` in place, given dL at `theta` (and leaves the covector alone);
- `memory` is a dictionary of what the rule remembers from step to step: arrays that each step changes in place. With
  `theta` they are the whole state; copied back into them, an old state goes on as it did then, bit by bit.

A `theta` that is no array of floating-point numbers is a TypeError. A covector that has another shape than `theta`, or
a number in it that is not finite, is refused with `theta` and `memory` as they were.

A covector cannot be added to a point; it is first raised to a vector :math:`g^{-1}dL`, here by the plain metric, which
for complex parameters is Hermitian: conj(dL). (`natural` brings its own.) The laws of motion, with a mass m, a friction
γ and a time h between steps, are

.. math:: \gamma\,\dot\theta = -g^{-1}dL \quad\text{(Aristotle)}, \qquad
          m\,\ddot\theta + \gamma\,\dot\theta = -g^{-1}dL \quad\text{(Newton)},

and `rate_and_momentum` says which rate η and momentum β they have in steps. A rule listed in `OPTIMIZERS` is tested
together with all others.
"""

from physdl.neural.optimizers.kernels import adam, natural
from physdl.neural.optimizers.rules import OPTIMIZERS, aristotle, conservative, nesterov, newton, rate_and_momentum

__all__ = ["OPTIMIZERS", "adam", "aristotle", "conservative", "natural", "nesterov", "newton", "rate_and_momentum"]
