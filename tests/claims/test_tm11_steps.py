"""TM-11: a step that is too long leaves the linear forecast, and what happens instead."""

import numpy as np
from measures import power
from scipy.optimize import brentq

from physdl.neural import (
    Affine,
    Network,
    Tanh,
    loss_differential,
    softmax_cross_entropy,
    split_digits,
    squared_loss,
)
from physdl.neural.iterated import lyapunov_exponent, orbit, period
from physdl.neural.stability import Hessian, edge_of_stability, linearisation_ratio, sharpness


def digits_network(seed, count=300):
    """Return a 64-20-20-10 tanh network, digits measured from their mean, targets, labels and the generator."""
    rng = np.random.default_rng(seed)
    images, labels, *_ = split_digits(rng)
    sizes = ((64, 20), (20, 20), (20, 10))
    first, second, third = (Affine.start(n, m, rng, gain=0.7) for n, m in sizes)
    network = Network([first, Tanh(), second, Tanh(), third])
    return network, images[:count] - images[:count].mean(axis=0), np.eye(10)[labels[:count]], labels[:count], rng


def test_the_ratio_of_actual_to_forecast(ledger):
    rates, worst = np.geomspace(1e-5, 1e-2, 13), 0.0
    for seed in range(3):
        network, x, y, labels, _ = digits_network(seed)
        for loss, target in ((squared_loss, y), (softmax_cross_entropy, labels)):
            hessian = Hessian(network, loss, x, target)
            g = hessian.differential
            exact = -(g @ hessian(g)) / (2 * g @ g)
            slopes = (linearisation_ratio(network, loss, x, target, rates) - 1) / rates
            worst = max(worst, np.abs(slopes / exact - 1).max())
    assert worst <= 0.01
    # The range is not idle: with steps a hundred times longer the next order shows.
    far = (linearisation_ratio(network, loss, x, target, [1.0]) - 1) / exact
    assert abs(far[0] - 1) > 0.01
    ledger(
        claim="TM-11",
        part="ratio",
        needed="(ρ − 1)/η equals −½ gᵀHg/‖g‖² within 1 % at each of 13 rates η = 1e-5…1e-2, H exact",
        measured=f"worst of 78: {100 * worst:.3f} % (at η = 1: {100 * abs(far[0] - 1):.0f} %)",
        tolerance=0.01,
        value=worst,
        hypotheses="digits, tanh network, squared loss and cross-entropy; another network's line may end earlier",
    )


def test_divergence_on_a_quadratic_loss(ledger):
    """A linear map and squares: the loss is a parabola in 650 dimensions."""
    rng = np.random.default_rng(0)
    images, labels, *_ = split_digits(rng)
    x, y = images[:100], np.eye(10)[labels[:100]]
    network = Network([Affine.start(64, 10, rng)])
    start = network.parameters.copy()
    found = sharpness(network, squared_loss, x, y, rng=rng, tolerance=1e-8)
    steps = 4000

    def grows(rate):
        network.parameters = start
        sizes = []
        for _ in range(steps + 1):
            dL = loss_differential(network, squared_loss, x, y)[1]
            sizes.append(np.linalg.norm(dL))
            if sizes[-1] > 1e50 * sizes[0]:
                return True
            network.parameters -= rate * dL
        return sizes[-1] > sizes[steps // 2]

    low, high = 0.5 * 2 / found.values[0], 1.5 * 2 / found.values[0]
    assert not grows(low)
    while high - low > 1e-5 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if grows(middle) else (middle, high)
    off = abs(high * found.values[0] / 2 - 1)
    assert off <= 5e-4
    ledger(
        claim="TM-11",
        part="divergence",
        needed="the rate from which ‖dL‖ grows, found by bisection, equals 2/λ_max from Lanczos to three digits",
        measured=f"{high:.6f} against {2 / found.values[0]:.6f}",
        tolerance=5e-4,
        value=off,
        hypotheses="a quadratic loss; elsewhere 2/λ is where the minimum turns unstable, and the loss need not diverge",
    )


def well(x):
    """The differential of the double well (x² − 1)²/4, whose curvature at both minima is 2."""
    return x**3 - x


def cycle(rate, length, near):
    """Return a point of a cycle of the double well and the cycle's multiplier, by Newton's method."""
    x = near
    for _ in range(60):
        y, slope = x, 1.0
        for _ in range(length):
            slope *= 1 - rate * (3 * y * y - 1)
            y = y - rate * well(y)
        x, move = x - (y - x) / (slope - 1), (y - x) / (slope - 1)
        if abs(move) < 1e-15:
            break
    return x, slope


def doubling(length, low, high):
    """Return the rate in (low, high) at which a cycle's multiplier passes −1; follow the cycle from `low`."""
    near = [orbit(well, [0.9], low, 1, skip=4000)[0, 0]]

    def past(rate):
        for between in np.linspace(low, rate, 40):
            near[0], slope = cycle(between, length, near[0])
        near[0] = start
        return slope + 1

    start = near[0]
    return brentq(past, low, high, xtol=1e-13)


def test_period_doubling_in_a_double_well(ledger):
    # Each cycle is followed from a rate where descent finds it to where its multiplier is −1.
    brackets = [(1, 0.9, 1.1), (2, 1.2, 1.26), (4, 1.25, 1.295), (8, 1.29, 1.302), (16, 1.2995, 1.3022)]
    thresholds = np.array([doubling(*bracket) for bracket in brackets])
    gaps = np.diff(thresholds)
    delta = gaps[:-1] / gaps[1:]
    limit = thresholds[-1] + gaps[-1] / (4.669201609 - 1)
    assert abs(thresholds[0] - 1) < 1e-12
    assert abs(thresholds[1] - (np.sqrt(5) - 1)) < 1e-12
    assert abs(delta[-1] / 4.669201609 - 1) < 0.01

    named = period(orbit(well, [0.9], np.array([0.99, 1.01, 1.25, 1.29]), 300, skip=20_000)).tolist()
    assert named == [1, 2, 4, 8]

    exponents = lyapunov_exponent(well, [0.9], np.array([1.3015, 1.3030, 1.35]), 40_000, np.random.default_rng(1))
    assert exponents[0] < -1e-3
    assert exponents[1:].min() > 1e-2

    # At η = 1 a minimum gives birth to a stable hop (a supercritical flip): its square grows in proportion to η − 1.
    small = 1 + np.array([1e-4, 2e-4, 4e-4])
    ends = orbit(well, [0.9], small, 1, skip=200_000)[..., 0]
    heights = np.abs(ends[1] - ends[0])
    growth = power(small - 1, heights)
    assert abs(growth - 0.5) < 0.01

    ledger(
        claim="TM-11",
        part="period doubling",
        needed="period 1, 2, 4, 8 at η = 0.99, 1.01, 1.25, 1.29; thresholds from multipliers −1; chaos at 1.35",
        measured=(
            f"flips at {', '.join(f'{t:.5f}' for t in thresholds)}, ratio of gaps {delta[-1]:.2f}, so chaos "
            f"from {limit:.4f}; exponents {', '.join(f'{e:.3f}' for e in exponents)} at 1.3015, 1.303, 1.35"
        ),
        tolerance=0.01,
        value=abs(delta[-1] / 4.669201609 - 1),
        hypotheses=(f"supercritical flip at η = 1 (hop ~ (η − 1)^{growth:.2f}), since 3L‴² > L″L⁗; chaos has windows"),
    )


def test_divergence_in_a_double_well(ledger):
    """Past η = 2 the fold of the map reaches beyond the unstable hop at ±√(1 + 2/η), and almost all starts escape."""

    def overshoot(rate):
        fold = np.sqrt((1 + rate) / (3 * rate))
        return fold - rate * well(fold) - np.sqrt(1 + 2 / rate)

    threshold = brentq(overshoot, 1.5, 2.5, xtol=1e-14)
    assert abs(threshold - 2) < 1e-12
    rng = np.random.default_rng(3)
    starts = rng.uniform(-1, 1, size=(500, 1)) * np.sqrt(2)
    kept = [np.isfinite(orbit(well, starts, rate, 0, skip=20_000)).mean() for rate in (1.98, 2.02)]
    assert kept == [1.0, 0.0]

    # Other starting points: for every rate there are some that escape, long before η = 2 and even before η = 1.
    worst = 0.0
    for rate in (0.3, 0.9, 1.7):
        low, high = 1.0, 10.0
        while high - low > 1e-12:
            middle = (low + high) / 2
            stays = np.isfinite(orbit(well, [middle], rate, 0, skip=2000)[0, 0])
            low, high = (middle, high) if stays else (low, middle)
        worst = max(worst, abs(low / np.sqrt(1 + 2 / rate) - 1))
    assert worst < 1e-9
    ledger(
        claim="TM-11",
        part="escape",
        needed="500 starts within ±√2: none escapes at η = 1.98, all at 2.02; elsewhere the border is ±√(1 + 2/η)",
        measured=f"kept {kept[0]:.0%} at η = 1.98, {kept[1]:.0%} at 2.02; the fold meets the border at η = "
        f"{threshold:.6f}; border ±√(1 + 2/η) to {worst:.0e}",
        tolerance=1e-9,
        value=worst,
        hypotheses="past η = 2 a set of starts of measure zero stays; beyond ±√(1 + 2/η) all escape, at any η",
    )


def test_edge_of_stability(ledger):
    late, first = {}, []
    for rate, seeds in ((0.3, range(4)), (1.0, range(4))):
        means = []
        for seed in seeds:
            network, x, y, _, rng = digits_network(seed)
            steps = round(1500 / rate)
            record = edge_of_stability(
                network, squared_loss, x, y, rate=rate, steps=steps, rng=rng, every=25, progress=False
            )
            assert not record.diverged
            means.append(record.criterion[len(record.criterion) // 2 :].mean())
            first.append(record.criterion[0])
        late[rate] = np.array(means)
    worst = np.abs(late[0.3] - 1).max()
    assert worst <= 0.02
    assert max(first[:4]) < 0.6, "it climbs to the edge; it did not start there"
    assert late[1.0].min() > 1.02, "longer steps keep it above the edge"
    ledger(
        claim="TM-11",
        part="edge of stability",
        needed="late mean of sharpness·η/2 = 1.00 ± 0.02: η = 0.3, 4 seeds, second half of 5,000 full-batch steps",
        measured=f"sharpness·η/2 at η = 0.3: {', '.join(f'{m:.3f}' for m in late[0.3])}; "
        f"at first {min(first[:4]):.2f} to {max(first[:4]):.2f}",
        tolerance=0.02,
        value=worst,
        hypotheses=(
            f"64-20-20-10 tanh, 300 digits from their mean, squared loss; the mean lies above 1 by an amount that "
            f"grows with η: {late[1.0].min():.3f} to {late[1.0].max():.3f} at η = 1"
        ),
    )


def along_the_step(network, x, y, rate, steps=40):
    """Return the mean over steps of η/2 times the curvature along the step, averaged over it, by products with H."""
    places, weights = np.polynomial.legendre.leggauss(3)
    here, found = network.parameters.copy(), []
    for _ in range(steps):
        step = -rate * loss_differential(network, squared_loss, x, y)[1]
        curvatures = []
        for place in places:
            network.parameters = here + (1 + place) / 2 * step
            curvatures.append(step @ Hessian(network, squared_loss, x, y)(step) / (step @ step))
        found.append(weights @ curvatures / 2 * rate / 2)
        network.parameters = here = here + step
    return float(np.mean(found))


def test_a_network_hops_on_chords_of_two_over_eta(ledger):
    """No identity: it holds only as far as the network hops to and fro, and in the sharp valley it does not yet."""
    late, slow = {}, []
    for rate in (0.5, 1.0):
        late[rate] = []
        for seed in range(4):
            network, x, y, _, _ = digits_network(seed)
            for _ in range(round(400 / rate)):
                network.parameters -= rate * loss_differential(network, squared_loss, x, y)[1]
            late[rate].append(along_the_step(network, x, y, rate))
    for seed in range(4):
        network, x, y, _, _ = digits_network(seed)
        for _ in range(200):
            network.parameters -= 0.1 * loss_differential(network, squared_loss, x, y)[1]
        slow.append(along_the_step(network, x, y, 0.1, 10))
    off = max(abs(chord - 1) for chords in late.values() for chord in chords)
    assert off <= 0.02
    assert max(slow) < 0.5, "with short steps it follows the valley floor: no chord of 2/η"
    ledger(
        claim="TM-11",
        part="edge of stability",
        needed="curvature along the step, averaged over it and over 40 late steps, is 2/η to 2 %; 4 seeds, two rates",
        measured="curvature averaged along the step, times η/2: "
        + "; ".join(f"η = {rate}: " + ", ".join(f"{c:.3f}" for c in chords) for rate, chords in late.items())
        + f"; at η = 0.1, off the edge, at most {max(slow):.2f}",
        tolerance=0.02,
        value=off,
        hypotheses="exact for two places that the steps exchange; a network hops nearly so",
    )


def test_cross_entropy_comes_down_from_the_edge(ledger):
    peaks, ends = [], []
    for seed in range(4):
        network, x, _, labels, rng = digits_network(seed)
        record = edge_of_stability(
            network, softmax_cross_entropy, x, labels, rate=4.0, steps=300, rng=rng, every=2, progress=False
        )
        peaks.append(record.criterion.max())
        ends.append(record.criterion[-1])
        assert record.losses[-1] < 0.01 * record.losses[0]
    assert min(peaks) > 1
    assert max(ends) < 0.2
    ledger(
        claim="TM-11",
        part="cross-entropy",
        needed="sharpness·η/2 passes 1 and comes down below 0.2 as the answers get sure, η = 4, 4 seeds",
        measured=f"highest {', '.join(f'{p:.1f}' for p in peaks)}; at the end {', '.join(f'{e:.2f}' for e in ends)}",
        tolerance=0.2,
        value=max(ends),
        hypotheses="the curvature of the loss itself is p(1 − p), which vanishes with doubt",
    )
