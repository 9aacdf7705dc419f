"""Part 4, cheap learning: why small networks are enough for what the world asks, and why they are deep."""

from physdl._lazy import lazy as _lazy

__all__ = [
    "Hamiltonian",
    "best_shallow_error",
    "best_shallow_product",
    "binary_product",
    "coefficient_count",
    "fft_network",
    "fit_hamiltonian",
    "hidden_units",
    "leading_error",
    "log_partition",
    "low_rank_pair",
    "match_moments",
    "monomials",
    "multiplication_gate",
    "normalised",
    "obstruction",
    "power_network",
    "product_tree",
    "shallow_bound",
    "shallow_product",
    "shifted_product",
    "softmax_posterior",
    "states",
    "taylor_coefficients",
    "taylor_residual",
    "taylor_system",
]

__getattr__, __dir__ = _lazy(
    __name__,
    {
        "boltzmann": ["Hamiltonian", "coefficient_count", "monomials", "softmax_posterior"],
        "figures": [],
        "flattening": [
            "best_shallow_error",
            "best_shallow_product",
            "fft_network",
            "low_rank_pair",
            "obstruction",
            "shallow_bound",
            "shifted_product",
            "taylor_residual",
            "taylor_system",
        ],
        "locality": [],
        "gates": [
            "binary_product",
            "hidden_units",
            "leading_error",
            "multiplication_gate",
            "power_network",
            "product_tree",
            "shallow_product",
            "taylor_coefficients",
        ],
        "partition": ["fit_hamiltonian", "log_partition", "match_moments", "normalised", "states"],
    },
)
