"""TM-6, what learning keeps: the charge of rescaling between two layers, and what one step takes of it."""

import numpy as np
from measures import power


def learner(seed, sizes=((4, 3), (3, 4))):
    """Return two layers, a task, and the differential of the loss by complex step: no formula for it is used."""
    rng = np.random.default_rng(seed)
    layers, task = [rng.normal(size=size) / 2 for size in sizes], rng.normal(size=(sizes[1][0], sizes[0][1]))

    def differential(weights):
        found = [np.zeros_like(weight) for weight in weights]
        for which, G in enumerate(found):
            for entry in np.ndindex(G.shape):
                moved = [weight.astype(complex) for weight in weights]
                moved[which][entry] += 1e-30j
                error = moved[1] @ moved[0] - task
                G[entry] = np.sum(error * error / 2 + error**4 / 40).imag / 1e-30  # any loss of the product
        return found

    return layers, differential


def charge(layers):
    return layers[1].T @ layers[1] - layers[0] @ layers[0].T


def test_charges_of_rescaling(ledger):
    errors, others, powers = [], [], []
    for seed in range(4):
        layers, differential = learner(seed)
        G = differential(layers)
        for eta in (0.01, 0.05):
            moved = [weight - eta * g for weight, g in zip(layers, G, strict=True)]
            change, leak = charge(moved) - charge(layers), eta**2 * charge(G)
            errors.append(np.abs(change - leak).max())
            others.append(np.abs(change + leak).max())
        drifts, rates = [], (0.02, 0.01, 0.005)
        for eta in rates:
            now = layers
            for _ in range(round(0.4 / eta)):
                now = [weight - eta * g for weight, g in zip(now, differential(now), strict=True)]
            drifts.append(np.abs(charge(now) - charge(layers)).max())
        powers.append(power(rates, drifts))
    assert max(errors) < 5e-15
    assert min(others) > 1e-4, "the other sign would be seen"
    assert max(abs(p - 1) for p in powers) < 0.1
    ledger(
        claim="TM-6",
        part="charges of rescaling",
        needed="one step changes the charge by η²(GᵀG − GGᵀ) to 5e-15, and a fixed time by a power 1 ± 0.1 of η",
        measured=f"formula and step differ by {max(errors):.1e} at most, with the other sign by {min(others):.1e} at "
        f"least; powers {', '.join(f'{p:.2f}' for p in powers)}",
        tolerance=5e-15,
        value=max(errors),
        hypotheses="a loss of the product of two linear layers; plain steps; differentials by complex step",
    )
