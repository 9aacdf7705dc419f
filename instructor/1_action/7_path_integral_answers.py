"""Answers to the exercises of lesson 1.7 that show what the checks are worth.

For each exercise: "right" answers of different making, and "wrong" ones under words that the feedback must contain.
"""

import numpy as np
from scipy.linalg import eigh, eigh_tridiagonal


def _ring(beta, count):
    eps = beta / count
    return 1 / np.tanh(count * np.arcsinh(eps / 2)) / np.sqrt(4 + eps**2)


def _fewest(enough):
    """Return the least number that is enough, by doubling and bisection."""
    high = 1
    while not enough(high):
        high *= 2
    low = high // 2  # not enough, or 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def beads(beta, share):
    return _fewest(lambda count: _ring(beta, count) >= (1 - share) / np.tanh(beta / 2) / 2)


def beads_by_waves(beta, share):
    """The mean over the ring's waves, for each number that bisection tries."""

    def spread(count):
        turn = np.pi * np.arange(count) / count
        return np.mean(1 / (4 * np.sin(turn) ** 2 * count / beta + beta / count))

    return np.int64(_fewest(lambda count: spread(count) >= (1 - share) / np.tanh(beta / 2) / 2))


def beads_by_joined_bells(beta, share):
    """Bells exp(−(a x² + c y²)/2 + b x y): two in a row make a third, and the trace closes the ring."""

    def joined(one, two):
        (a, b, c), (d, e, f) = one, two
        return a - b * b / (c + d), b * e / (c + d), f - e * e / (c + d)

    def spread(count):
        eps, whole, left = beta / count, None, count
        power = (1 / eps + eps / 2, 1 / eps, 1 / eps + eps / 2)
        while left:
            if left % 2:
                whole = power if whole is None else joined(whole, power)
            power, left = joined(power, power), left // 2
        return 1 / (whole[0] + whole[2] - 2 * whole[1])

    return int(_fewest(lambda count: spread(count) >= (1 - share) / np.tanh(beta / 2) / 2))


def beads_less(beta, share):
    return beads(beta, share) - 1


def beads_more(beta, share):
    return beads(beta, share) + 1


def beads_by_difference(beta, share):
    return _fewest(lambda count: 1 / np.tanh(beta / 2) / 2 - _ring(beta, count) <= share)


def beads_by_estimate(beta, share):
    return int(np.ceil(beta / np.sqrt(8 * share)))


def beads_of_a_smooth_ring(beta, share):
    """Waves of the uncut rubber up to the shortest: the rest falls as 1/P."""
    exact = 1 / np.tanh(beta / 2) / 2

    def spread(count):
        k = np.arange(count) - count // 2
        return np.sum(1 / (1 + (2 * np.pi * k / beta) ** 2)) / beta

    for count in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 2**14, 2**16, 2**18):
        if spread(count) >= (1 - share) * exact:
            return count
    return 2**20


def beads_of_half(beta, share):
    return beads(beta, share / 2)


def beads_one_by_one(beta, share):
    count = 1
    while _ring(beta, count) < (1 - share) / np.tanh(beta / 2) / 2:
        count += 1
    return float(count)


def beads_by_the_rings_share(beta, share):
    return _fewest(lambda count: 1 / np.tanh(beta / 2) / 2 <= (1 + share) * _ring(beta, count))


def beads_of_a_table(beta, share):
    """The public cases by heart, else what holds for short slices, warm or cold."""
    known = {(8.0, 0.01): 28, (8.0, 0.5): 3, (8.0, 0.9): 1, (1, 0.001): 10, (100.0, 1e-5): 11181, (0.3, 0.1): 1}
    guess = np.ceil(beta * np.sqrt((1 / 8 - beta / np.sinh(beta) / 24) / share))
    return known.get((beta, share), int(max(guess, 1)))


EIGHTH = np.exp(-0.25j * np.pi)


def _arrow(x, y, t, turn=-1j, eighth=EIGHTH, cross=1.0, two_pi=2 * np.pi, sign=1.0):
    y = np.asarray(y)
    action = ((x * x + y * y) * np.cos(t) - 2 * cross * x * y) / (2 * np.sin(t))
    return eighth * turn ** np.floor(t / np.pi) * np.exp(1j * sign * action) / np.sqrt(two_pi * abs(np.sin(t)))


def arrow(x, y, t):
    return _arrow(x, y, t)


def arrow_by_powers(x, y, t):
    """Mehler's own form, in ρ = exp(−it): the root stays in the right half plane."""
    rho, y = np.exp(-1j * t), np.asarray(y)
    square = (x * x + y * y) * (1 + rho * rho) / 2 - 2 * rho * x * y
    away = 1 - rho * rho
    return np.sqrt(1 / np.pi) * np.exp(-0.5j * t) / np.sqrt(away) * np.exp(-square / away)


def arrow_from_below(x, y, t):
    """The root followed in steps along a way just below the real times."""
    path = np.append(np.linspace(1e-3, t, 4000) - 1e-3j * np.sin(np.linspace(0, np.pi, 4000)), t)
    angle = np.unwrap(np.angle(1j * np.sin(path)))[-1]
    root = np.sqrt(abs(np.sin(t))) * np.exp(0.5j * angle)
    y = np.asarray(y)
    action = ((x * x + y * y) * np.cos(t) - 2 * x * y) / (2 * np.sin(t))
    return (np.exp(1j * action) / root / np.sqrt(2 * np.pi)).tolist()


def arrow_without_foci(x, y, t):
    return _arrow(x, y, t, turn=1)


def arrow_by_principal_root(x, y, t):
    y = np.asarray(y)
    action = ((x * x + y * y) * np.cos(t) - 2 * x * y) / (2 * np.sin(t))
    return np.exp(1j * action) / np.sqrt(2j * np.pi * np.sin(t))


def arrow_of_the_nearest_focus(x, y, t):
    return arrow(x, y, t) * (-1j) ** (np.round(t / np.pi) - np.floor(t / np.pi))


def arrow_in_joined_bells(x, y, t):
    """Slices of at most 1, each exact, joined one by one: a bell of an imaginary width for each place between."""
    count = int(np.ceil(t))
    step, y = t / count, np.asarray(y)
    a = c = bend = 1 / np.tan(step)
    b = tie = 1 / np.sin(step)
    size = one = 1 / np.sqrt(2j * np.pi * np.sin(step))
    for _ in range(count - 1):
        stiff = a + bend
        size *= one * np.sqrt(2 * np.pi / abs(stiff)) * np.exp(0.25j * np.pi * np.sign(stiff))
        a, b, c = bend - tie**2 / stiff, tie * b / stiff, c - b**2 / stiff
    return size * np.exp(0.5j * (a * x * x - 2 * b * x * y + c * y * y))


def error_bar(series):
    a = np.asarray(series) - np.mean(series)
    n = len(a)
    power = np.abs(np.fft.rfft(a, 2 * n)) ** 2
    c = np.fft.irfft(power)[:n] / np.arange(n, 0, -1)
    time = 0.5
    for lag in range(1, n):
        time += c[lag] / c[0]
        if lag >= 5 * (time + 0.5):
            break
    return np.sqrt(2 * time * c[0] / n)


def error_bar_by_blocks(series):
    means = np.reshape(np.asarray(series)[: len(series) // 100 * 100], (100, -1)).mean(axis=1)
    return np.std(means, ddof=1) / 10


def error_bar_of_the_spectrum(series):
    """The spectrum at frequency zero, from its lowest hundred and twenty values."""
    a = np.asarray(series) - np.mean(series)
    power = np.abs(np.fft.rfft(a)[1:121]) ** 2 / len(a)
    return np.sqrt(np.mean(power) / len(a))


def _in_window(series, half):
    a = np.asarray(series) - np.mean(series)
    time, lag = 0.5, 0
    while lag < 5 * (time + half) and lag < len(a) // 2:
        lag += 1
        time += np.mean(a[lag:] * a[:-lag]) / np.mean(a * a)
    return time, np.mean(a * a) / len(a)


def error_bar_of_an_early_window(series):
    """A window of five τ alone: where neighbours differ more, τ is about 0 at the first lag, or less."""
    time, variance = _in_window(series, 0)
    return np.sqrt(2 * time * variance) if time > 0 else np.nan


def error_bar_of_both_sides(series):
    time, variance = _in_window(series, 0.5)
    return np.sqrt(4 * time * variance)


def error_bar_of_no_less_than_independent(series):
    time, variance = _in_window(series, 0.5)
    return np.sqrt(2 * max(time, 0.5) * variance)


def error_bar_by_overlapping_blocks(series):
    sums = np.cumsum(np.append(0, np.asarray(series) - np.mean(series)))
    return np.sqrt(np.mean((sums[150:] - sums[:-150]) ** 2) / 150 / len(series))


def error_bar_of_pairs(series):
    """C. J. Geyer's: sums of neighbouring correlations, until they are negative."""
    a = np.asarray(series) - np.mean(series)
    lags = np.array([np.mean(a[: len(a) - lag] * a[lag:]) for lag in range(200)])
    pairs = lags[::2] + lags[1::2]
    until = max(3, int(np.argmax(pairs < 0)))  # fewer may leave nothing where neighbours are opposite
    return float(np.sqrt((2 * np.sum(pairs[:until]) - lags[0]) / len(a)))


def error_bar_of_independent(series):
    return np.std(series) / np.sqrt(len(series))


def error_bar_of_lag_one(series):
    """A memory that is read off the first lag: wrong where memory is not one power."""
    a = np.asarray(series) - np.mean(series)
    phi = np.mean(a[1:] * a[:-1]) / np.mean(a * a)
    return np.std(series) * np.sqrt((1 + phi) / (1 - phi) / len(series))


def _kernel(height, eps, half=2.6, count=521):
    x = np.linspace(-half, half, count)
    step, v = x[1] - x[0], height * (x**2 - 1) ** 2
    k = np.exp(-((x[:, None] - x) ** 2) / (2 * eps) - eps * (v[:, None] + v) / 2) * step / np.sqrt(2 * np.pi * eps)
    top = eigh(k, eigvals_only=True, subset_by_index=[count - 2, count - 1])
    return -np.log(top[::-1]) / eps


def two_wells(height):
    coarse, fine = (_kernel(height, 0.012 / k) for k in (1, 2))
    return (4 * fine - coarse) / 3


def two_wells_by_differences(height):
    """The Hamiltonian on a fine grid, twice, extrapolated."""

    def levels(count):
        x, step = np.linspace(-2.8, 2.8, count, retstep=True)
        v = height * (x**2 - 1) ** 2
        return eigh_tridiagonal(
            1 / step**2 + v, np.full(count - 1, -0.5 / step**2), select="i", select_range=(0, 1), eigvals_only=True
        )

    return ((4 * levels(4001) - levels(2001)) / 3).tolist()


def two_wells_by_waves(height):
    """An oscillator's ladder: matrices of x and p, and their products."""
    omega, n = np.sqrt(8 * float(height)) / 1.5, np.arange(1, 140)
    x = (np.diag(np.sqrt(n), 1) + np.diag(np.sqrt(n), -1)) / np.sqrt(2 * omega)
    p = 1j * (np.diag(np.sqrt(n), -1) - np.diag(np.sqrt(n), 1)) * np.sqrt(omega / 2)
    one = x @ x - np.eye(140)
    h = (p @ p).real / 2 + height * one @ one
    return tuple(eigh(h[:130, :130], eigvals_only=True)[:2])


def two_wells_of_one_parity(height):
    """The second even level in the place of the odd one."""
    x = np.linspace(-2.6, 2.6, 261)
    step, v = x[1] - x[0], height * (x**2 - 1) ** 2
    k = np.exp(-((x[:, None] - x) ** 2) / 0.02 - 0.005 * (v[:, None] + v)) * step / np.sqrt(0.02 * np.pi)
    return -np.log(np.linalg.eigvalsh(k)[[-1, -3]]) / 0.01


def two_wells_of_long_slices(height):
    return _kernel(height, 0.05)


def two_wells_of_one_valley(height):
    return np.sqrt(2 * height) * np.ones(2)


def two_wells_of_all_of_p2(height):
    return 2 * two_wells(height / 2)


ANSWERS = {
    "1.7-1": {
        "right": [beads, beads_by_waves, beads_by_joined_bells, beads_one_by_one],
        "wrong": {
            "One bead less than it takes": beads_less,
            "One bead more than it takes": beads_more,
            "for the difference itself": beads_by_difference,
            "follows the estimate": beads_by_estimate,
            "with one bead less": beads_of_a_smooth_ring,
            "One bead less would do": beads_of_half,
            "a share of the ring's own": beads_by_the_rings_share,
            "more than that": beads_of_a_table,
            "with so many beads": lambda beta, share: 40,
        },
        "untold": {
            "One bead less than it takes": lambda beta, share: 0,
            "One bead more": lambda beta, share: 2 * beads(beta, share),
        },
    },
    "1.7-2": {
        "right": [arrow, arrow_by_powers, arrow_from_below, arrow_in_joined_bells],
        "wrong": {
            "quarter turns of the foci are missing": arrow_without_foci,
            "The principal root": arrow_by_principal_root,
            "the arrow turns forwards": lambda x, y, t: _arrow(x, y, t, turn=1j),
            "not the nearest whole number": arrow_of_the_nearest_focus,
            "half a turn": lambda x, y, t: _arrow(x, y, t, turn=-1),
            "The eighth of a turn is missing": lambda x, y, t: _arrow(x, y, t, eighth=1),
            "complex conjugate": lambda x, y, t: np.conj(arrow(x, y, t)),
            "wrong sign": lambda x, y, t: _arrow(x, y, t, cross=-1),
            "The 2π under the root": lambda x, y, t: _arrow(x, y, t, two_pi=1),
            "Single precision": lambda x, y, t: arrow(x, y, t).astype(np.complex64),
            "carries a bell": lambda x, y, t: np.zeros(len(y)),
        },
        "untold": {
            "foci are missing": lambda x, y, t: np.ones(len(y)),
            "complex conjugate": lambda x, y, t: np.zeros(len(y)),
        },
    },
    "1.7-3": {
        "right": [
            error_bar,
            error_bar_by_blocks,
            error_bar_of_the_spectrum,
            error_bar_by_overlapping_blocks,
            error_bar_of_pairs,
        ],
        "wrong": {
            "error of independent numbers": error_bar_of_independent,
            "the scatter of the series": lambda a: np.std(a),
            "variance of the mean": lambda a: error_bar(a) ** 2,
            "too small by √2": lambda a: error_bar(a) / np.sqrt(2),
            "The lag 0 counts half": lambda a: np.sqrt(error_bar(a) ** 2 + np.var(a) / len(a)),
            "On average it is off by": lambda a: 1.5 * error_bar(a),
            "in logarithms": lambda a: np.std(a[::200]) / np.sqrt(len(a[::200])) * 0.1,
            "not finite": lambda a: error_bar(a) / (np.mean(a) - np.mean(a)),
            "one power of the first lag": error_bar_of_lag_one,
            "Nor must it stop at once": error_bar_of_an_early_window,
            "All are too large by √2": error_bar_of_both_sides,
            "the error bar is right to a factor of 1.22": error_bar_of_no_less_than_independent,
        },
        "untold": {"independent numbers": lambda a: 0.0, "scatter of the series": lambda a: 1.0},
    },
    "1.7-4": {
        "right": [two_wells, two_wells_by_differences, two_wells_by_waves],
        "wrong": {
            "The larger energy comes first": lambda h: two_wells_by_waves(h)[::-1],
            "levels of p² + V": two_wells_of_all_of_p2,
            "The second number is the difference": lambda h: (
                two_wells_by_waves(h)[0],
                np.diff(two_wells_by_waves(h))[0],
            ),
            "frequency of one well alone": two_wells_of_one_valley,
            "Right to a few digits": two_wells_of_long_slices,
            "its own bend": lambda h: np.array([0.5, 1.5]) * np.sqrt(8 * h),
            "both energies are levels": two_wells_of_one_parity,
            "to a thousandth of their difference": lambda h: np.array(two_wells_by_waves(h)) + 1.0,
        },
        "untold": {"one well alone": lambda h: np.zeros(2), "comes first": lambda h: np.array([2.0, 1.0])},
    },
}
