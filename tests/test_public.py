"""Every name that lessons, readers and outside programs may import, and the address where it has always stood.

A name may be added; one that is missing here breaks somebody's notebook.
"""

import importlib

import pytest

PUBLIC = {
    "physdl": "action bayes cheap course duals explore forms neural style sweep sweeps",
    "physdl.action": (
        "DiscGas Estimate METHODS NotStationary PathSamples Ray StationaryPath ThermalState action_gradient "
        "action_hessian charge_rate collide conserved_charge discrete_action eikonal hamiltonian_flow integrate "
        "maxwell_distance maxwell_null mean_with_error mehler path_sum pendulum_force pi_groups poincare_section "
        "propagator sample_paths sample_paths_hmc solve_exponents stationary_path stationary_phase stationary_ray "
        "thermal_state trace_ray travel_time two_slit"
    ),
    "physdl.action.fermat": "Ray eikonal stationary_ray trace_ray travel_time",
    "physdl.action.hamiltonian": (
        "METHODS RungeKutta Splitting hamiltonian_flow integrate pendulum_force poincare_section"
    ),
    "physdl.action.interference": "path_sum stationary_phase two_slit",
    "physdl.action.methods": "METHODS RungeKutta Splitting",
    "physdl.action.path_integral": (
        "Estimate PathSamples ThermalState mean_with_error mehler propagator sample_paths sample_paths_hmc "
        "thermal_state"
    ),
    "physdl.action.pendulum": "pendulum_force",
    "physdl.action.symmetry": "DiscGas charge_rate collide conserved_charge maxwell_distance maxwell_null",
    "physdl.action.units": "BASE null_space pi_groups solve_exponents",
    "physdl.action.variational": (
        "NotStationary StationaryPath action_gradient action_hessian discrete_action stationary_path"
    ),
    "physdl.bayes": (
        "Blocks Evidence Laplace Moments aic beta_function bic block categorical couplings exponent free_energy "
        "known_noise laplace_approximation log_evidence_all_submodels log_occam_factor moments poisson posterior "
        "renormalised_free_energy resolved unknown_noise"
    ),
    "physdl.bayes.evidence": (
        "Evidence Moments categorical gamma_excess known_noise log_evidence_all_submodels moments poisson "
        "unknown_noise whitened"
    ),
    "physdl.bayes.laplace": "Laplace laplace_approximation log_occam_factor",
    "physdl.bayes.running": (
        "Blocks beta_function block couplings exponent free_energy posterior renormalised_free_energy resolved "
        "singular_ridges"
    ),
    "physdl.bayes.selection": "aic bic",
    "physdl.cheap": (
        "Hamiltonian best_shallow_error best_shallow_product binary_product coefficient_count fft_network "
        "fit_hamiltonian hidden_units leading_error log_partition low_rank_pair match_moments monomials "
        "multiplication_gate normalised obstruction power_network product_tree shallow_bound shallow_product "
        "shifted_product softmax_posterior states taylor_coefficients taylor_residual taylor_system"
    ),
    "physdl.cheap.boltzmann": "Hamiltonian coefficient_count monomials softmax_posterior",
    "physdl.cheap.flattening": (
        "best_shallow_error best_shallow_product fft_network low_rank_pair obstruction shallow_bound shifted_product "
        "taylor_residual taylor_system"
    ),
    "physdl.cheap.gates": (
        "binary_product hidden_units leading_error multiplication_gate power_network product_tree shallow_product "
        "taylor_coefficients"
    ),
    "physdl.cheap.partition": "fit_hamiltonian log_partition match_moments normalised states",
    "physdl.course": "check",
    "physdl.duals": "Dual gradient hessian jacobian pushforward",
    "physdl.explore": "Exploration Slider explore show",
    "physdl.forms": (
        "Form YeeBox basis box_frequency box_mode charge_balance connection_form courant_limit curvature "
        "dipole electric_and_magnetic exterior_derivative field_action field_gradient fisher_normal "
        "gauss_bonnet geodesic heat_distance interior lie_derivative parallel_transport pullback "
        "pullback_form pullbacks stationary_potential wedge wedges world_line"
    ),
    "physdl.forms.calculus": "Form exterior_derivative lie_derivative pullback_form",
    "physdl.forms.manifold": (
        "GaussBonnet christoffel coframe connection_form curvature curvature_form fisher_normal gauss_bonnet geodesic "
        "heat_distance holonomy hyperbolic_metric induced_metric parallel_transport sphere_metric torus_metric "
        "vertex_areas"
    ),
    "physdl.forms.exterior": "basis interior pullback pullbacks wedge wedges",
    "physdl.forms.maxwell": (
        "YeeBox box_frequency box_mode charge_balance courant_limit dipole electric_and_magnetic field_action "
        "field_gradient stationary_potential world_line"
    ),
    "physdl.neural": (
        "Affine Hessian Identity Map ModReLU Network OPTIMIZERS PhaseTanh ReLU Residual Sigmoid Softplus SplitTanh "
        "Tanh adam aristotle change_coordinates conservative covariance_metric edge_of_stability fisher_metric "
        "identity_metric jacobian kronecker_metric linearisation_ratio load_digits log_singular_values "
        "loss_differential mean_field metriplectic modulus_loss natural natural_gradient nesterov newton orthogonal "
        "pairing raise_index sharpness signal_propagation softmax_cross_entropy split_digits squared_loss "
        "tangent_kernel train unitary"
    ),
    "physdl.neural.border": "gain_of small_network",
    "physdl.neural.coordinates": "Coordinates change_coordinates",
    "physdl.neural.costate": (
        "action_differential costates hamilton_residual hamiltonian layer_action metriplectic metriplectic_flow "
        "pairings sources tangents"
    ),
    "physdl.neural.digits": "load_digits split_digits",
    "physdl.neural.isometric": "orthogonal unitary",
    "physdl.neural.iterated": "Fate cycle fate flip lyapunov_exponent orbit period",
    "physdl.neural.losses": "modulus_loss softmax_cross_entropy squared_loss",
    "physdl.neural.maps": (
        "Affine Identity MAPS Map ModReLU NONHOLOMORPHIC PhaseTanh ReLU Residual Sigmoid Softplus SplitTanh Tanh "
        "pairing"
    ),
    "physdl.neural.metric": (
        "LayerMetric covariance_metric fisher_metric identity_metric kronecker_metric natural_gradient raise_index"
    ),
    "physdl.neural.network": "Network jacobian loss_differential softmax_cross_entropy squared_loss tangent_kernel",
    "physdl.neural.optimizers": "OPTIMIZERS adam aristotle conservative natural nesterov newton rate_and_momentum",
    "physdl.neural.propagation": "SignalPropagation log_singular_values mean_field signal_propagation",
    "physdl.neural.stability": "Edge Hessian Spectrum edge_of_stability lanczos linearisation_ratio sharpness",
    "physdl.neural.training": "train",
    "physdl.neural.wirtinger": "antilinear_share linear_parts wirtinger",
    "physdl.style": "exact fade figure keep signed use",
    "physdl.sweeps": "Failure Sweep SweepError sweep",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_public_names_keep_their_address(address):
    module = importlib.import_module(address)
    assert [name for name in PUBLIC[address].split() if not hasattr(module, name)] == []
