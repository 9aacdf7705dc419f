r"""Ising's model on the square lattice: samplers, what is known exactly, and errors that tell the truth.

Spins are arrays of int8, 1 and −1, of shape (..., L, M), closed both ways. The **coupling** is the pure number
:math:`K = J/k_BT`, and the law of the spins is :math:`e^{-KE(s)}/Z` with the energy E in units of J.
"""

from physdl.cheap.ising.clusters import cluster_labels, swendsen_wang
from physdl.cheap.ising.errors import autocorrelation, autocorrelation_time, block_means, jackknife
from physdl.cheap.ising.exact import (
    kaufman_energy,
    kaufman_log_partition,
    lattice_states,
    onsager_energy,
    yang_magnetisation,
)
from physdl.cheap.ising.lattice import energy, magnetisation, metropolis
from physdl.cheap.ising.packed import metropolis_packed
from physdl.cheap.ising.words import pack_spins, packed_energies, packed_magnetisations, unpack_spins

__all__ = [
    "autocorrelation",
    "autocorrelation_time",
    "block_means",
    "cluster_labels",
    "energy",
    "jackknife",
    "kaufman_energy",
    "kaufman_log_partition",
    "lattice_states",
    "magnetisation",
    "metropolis",
    "metropolis_packed",
    "onsager_energy",
    "pack_spins",
    "packed_energies",
    "packed_magnetisations",
    "swendsen_wang",
    "unpack_spins",
    "yang_magnetisation",
]
