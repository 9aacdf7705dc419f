"""TM-6, the mechanical half: under ω⁻¹dH the energy error stays bounded for a million steps, where RK4 drifts.

Recipes with many forces a step run a shorter time: a fifth of it for the sixth order, a third for RK4.
"""

import numpy as np
import pytest
from measures import power

from physdl.action.hamiltonian import integrate

COUNT = {"leapfrog": 1_000_000, "yoshida4": 1_000_000, "yoshida6": 200_000, "rk4": 300_000}
EVERY = 200
AMPLITUDE = 1.0
STEPS = {
    "leapfrog": (0.4, 0.283, 0.2, 0.141, 0.1),
    "yoshida4": (0.4, 0.283, 0.2, 0.141, 0.1),
    "yoshida6": (0.56, 0.48, 0.4, 0.34, 0.28),
    "rk4": (0.4, 0.283, 0.2, 0.141, 0.1),
}


def energy_errors(method):
    """Return |H − H₀|/H₀ of pendulums with different steps, shape (kept, steps), all in one call.

    A pendulum whose clock runs s times as fast has mass 1/s and a force s times as large, so one dt serves all.
    """
    s = np.array(STEPS[method])[:, None]
    q, p = integrate(
        lambda q: -s * np.sin(q),
        np.full(s.shape, AMPLITUDE),
        np.zeros(s.shape),
        1.0,
        COUNT[method],
        method=method,
        mass=1 / s,
        every=EVERY,
    )
    start = 1 - np.cos(AMPLITUDE)
    return np.abs(p**2 / 2 + (1 - np.cos(q)) - start)[..., 0] / start


@pytest.mark.parametrize(("method", "order"), [("leapfrog", 2), ("yoshida4", 4), ("yoshida6", 6)])
def test_bounded_with_its_slope(ledger, method, order):
    error = energy_errors(method)
    early, late = error[: len(error) // 10].max(axis=0), error[-len(error) // 10 :].max(axis=0)
    growth = np.max(late / early)
    assert growth < 1.05, "the last tenth of the steps is no worse than the first"
    slope = power(STEPS[method], error.max(axis=0))
    assert abs(slope - order) <= 0.1
    ledger(
        claim="TM-6",
        part="conservation",
        needed=f"{method}, {COUNT[method]:,} steps: last tenth at most 1.05 times the first; "
        f"slope {order} ± 0.1 in the step",
        measured=f"{method}: last tenth {growth:.3f} times the first; slope {slope:.2f}, "
        f"error {error.max():.0e} at dt = {STEPS[method][0]}",
        tolerance=0.1,
        value=slope - order,
        hypotheses="a pendulum swinging 1 rad, steps well below 2/ω",
    )


def test_rk4_drifts(ledger):
    """Each step loses a share of the energy that falls as its sixth power; at 0.4 nothing is left of the swing."""
    error = energy_errors("rk4")
    fine = np.array(STEPS["rk4"])[2:]
    growth = np.min(error[-1, 2:] / error[len(error) // 100, 2:])
    slope = power(fine, error[len(error) // 100, 2:])
    assert error[-1, 0] > 0.99
    assert growth > 50
    assert abs(slope - 6) <= 0.1
    ledger(
        claim="TM-6",
        part="conservation",
        needed=f"rk4, {COUNT['rk4']:,} steps: its error grows over 50-fold in the last 99 %; "
        "loss per step of slope 6 ± 0.1",
        measured=f"rk4: grows {growth:.0f}-fold in the last 99 %; loss per step of slope {slope:.2f}; "
        f"at dt = 0.4 it has lost {error[-1, 0]:.1%} of the energy",
        tolerance=0.1,
        value=slope - 6,
        hypotheses="a pendulum swinging 1 rad",
    )
