r"""The sum over all states: what makes an energy a probability, and an energy from what has been seen.

**States.** A sum over x is written with *nodes* (count, n) and *weights* (count,): all states with weight 1 where they
can be listed (`states`), nodes and weights of a quadrature where x is continuous. Everything here costs that sum: for n
spins 2ⁿ states, for a grid of m points along each axis mⁿ. It is done in double precision.
"""

from physdl.cheap.partition.matching import fit_hamiltonian, log_partition, match_moments, normalised, states

__all__ = ["fit_hamiltonian", "log_partition", "match_moments", "normalised", "states"]
