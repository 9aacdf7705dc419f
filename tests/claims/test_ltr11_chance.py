"""LTR-11: what functions without any property cost, by counting, by projection and by a ladder of networks."""

import itertools

import numpy as np

from physdl.cheap.locality import counting_bound, feature_share, ladder_trial, random_signs, stored_trials


def test_ladder(ledger):
    stored = stored_trials()
    bits, (chance, lawful) = stored["bits"], stored["ladder"]
    assert chance.shape[-1] >= 4
    chance, lawful = np.median(chance, axis=-1), np.median(lawful, axis=-1)
    assert np.all(chance > lawful)
    assert np.all(chance >= [counting_bound(int(n), 32) for n in bits])
    assert ladder_trial(4, True, 0) <= 19  # the stored 13, or a rung higher
    assert ladder_trial(5, False, 0) <= 29  # the stored 22, or a rung higher
    ratio = chance / lawful
    assert ratio[-1] > ratio[0]
    rise = chance[1:] / chance[:-1]
    assert rise.min() > 1.3
    told = ", ".join(f"{c:.0f} and {q:.0f}" for c, q in zip(chance, lawful, strict=True))
    ledger(
        claim="LTR-11",
        part="ladder",
        needed="the first network of a ladder that fits all 2ⁿ signs: of random functions, and of quadratic energies",
        measured=f"parameters for n = {bits[0]}…{bits[-1]}, medians of {stored['ladder'].shape[-1]}: {told}",
        hypotheses="one layer of tanh, found by training: upper bounds; chance takes "
        f"{ratio[0]:.1f} times as many parameters as the law at {bits[0]} bits and {ratio[-1]:.1f} times at {bits[-1]}",
    )


def test_counting(ledger):
    """Over all functions of three bits the mean share is H/8 exactly; at ten bits within four standard errors."""
    rng = np.random.default_rng(11)
    every = np.array(list(itertools.product((-1.0, 1.0), repeat=8))).T
    worst = max(abs(feature_share(rng.normal(size=(8, h)), every).mean() - h / 8) for h in range(1, 9))
    assert worst < 1e-12
    signs = random_signs(10, 100, rng)
    shares = feature_share(np.tanh(rng.normal(size=(1024, 256))), signs)
    assert abs(shares.mean() - 0.25) < 4 * shares.std() / 10
    ledger(
        claim="LTR-11",
        part="counting bound",
        needed="H fixed features explain the share H/2ⁿ of a random function; W ≥ 2ⁿ/b by counting",
        measured=f"all 256 functions of three bits: H/8 to {worst:.0e}; ten bits, H = 256: {shares.mean():.3f} ± "
        f"{shares.std() / 10:.3f}",
        tolerance=1e-12,
        value=worst,
        hypotheses="features fixed before the function is drawn, linearly independent",
    )
