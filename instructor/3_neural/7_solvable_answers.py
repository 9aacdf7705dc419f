"""Answers to the exercises of lesson 3.7 that show what the checks are worth.

For each exercise: "right" answers of different making, and "wrong" ones under words that the feedback must contain.
"""

import math
from itertools import pairwise

import numpy as np
from scipy.integrate import quad, solve_ivp


def times(strengths, start, decay):
    end = np.asarray(strengths, float) - decay
    result = np.zeros(len(end))
    result[end > 0] = np.log(end[end > 0] / start - 1) / (2 * end[end > 0])
    return result


def times_one_by_one(strengths, start, decay):
    found = []
    for s in strengths:
        e = s - decay
        found.append(float(np.log((e - start) / start) / e / 2) if e > 0 else 0)
    return found


def times_by_root(strengths, start, decay):
    """From the ratio u/(s − μ − u), which grows as e^{2(s − μ)t} up to 1."""
    return [
        0.0 if s <= decay else -np.log(start / ((s - decay) - start)) / (2 * (s - decay)) for s in np.asarray(strengths)
    ]


def times_like(formula):
    """Return an answer that puts a formula on the modes that are learned and zero on the others."""

    def answer(strengths, start, decay):
        s = np.asarray(strengths, float)
        with np.errstate(all="ignore"):
            return np.nan_to_num(np.where(s > decay, formula(s, start, decay), 0.0))

    return answer


def times_everywhere(strengths, start, decay):
    end = np.abs(np.asarray(strengths, float) - decay) + 1e-300
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.log(np.abs(end / start - 1) + 1e-12) / (2 * end), posinf=1e9, neginf=-1e9)


def times_undefined(strengths, start, decay):
    end = np.asarray(strengths, float) - decay
    with np.errstate(all="ignore"):
        return np.log(end / start - 1) / (2 * end)


def times_unguarded(strengths, start, decay):
    return [math.log((s - decay) / start - 1) / (2 * (s - decay)) for s in strengths]


def times_of_one_truth(strengths, start, decay):
    end = np.asarray(strengths, float) - decay
    return np.log(end / start - 1) / (2 * end) if end > 0 else 0 * end


def times_masked_on_one_side(strengths, start, decay):
    end = np.asarray(strengths, float) - decay
    result = np.zeros(len(end))
    with np.errstate(all="ignore"):
        result[end > 0] = np.log(end / start - 1) / (2 * end)
    return result


def times_of_the_whole(strengths, start, decay):
    """Half of the strength itself, not of what is learned."""
    s = np.asarray(strengths, float)
    e = s - decay
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.where(e > 0, np.log((s / 2) * (e - start) / (start * np.abs(e - s / 2))) / (2 * e), 0))


def leak(w_in, w_out, g_in, g_out, degree, rate, decay):
    old = (w_in**2).sum(axis=1) - degree * (w_out**2).sum(axis=0)
    new = (g_in**2).sum(axis=1) - degree * (g_out**2).sum(axis=0)
    return rate * decay * (rate * decay - 2) * old + rate**2 * new


def leak_by_loops(w_in, w_out, g_in, g_out, degree, rate, decay):
    found = []
    for j in range(len(w_in)):
        old = w_in[j] @ w_in[j] - degree * (w_out[:, j] @ w_out[:, j])
        second = g_in[j] @ g_in[j] - degree * (g_out[:, j] @ g_out[:, j])
        found.append(float((decay * decay * old + second) * rate**2 - 2 * rate * decay * old))
    return found


def leak_of_steps(w_in, w_out, g_in, g_out, degree, rate, decay):
    """With d = new − old, |new|² − |old|² = d·(2 old + d); the first order is left out where it vanishes."""
    total = 0
    for w, g, sign, axis in ((w_in, g_in, 1, 1), (w_out, g_out, -degree, 0)):
        total = total + sign * (
            (-rate * decay * w * (2 * w - rate * decay * w)).sum(axis=axis) + rate**2 * (g**2).sum(axis=axis)
        )
    return total


def leak_by_difference(w_in, w_out, g_in, g_out, degree, rate, decay):
    def charges(a, b):
        return (a**2).sum(axis=1) - degree * (b**2).sum(axis=0)

    after = charges(w_in - rate * (g_in + decay * w_in), w_out - rate * (g_out + decay * w_out))
    return after - charges(w_in, w_out)


def leak_in_digits(w_in, w_out, g_in, g_out, degree, rate, decay):
    """The formula, with Q on both sides of it."""
    old = (w_in**2).sum(axis=1) - degree * (w_out**2).sum(axis=0)
    new = (g_in**2).sum(axis=1) - degree * (g_out**2).sum(axis=0)
    return (1 - rate * decay) ** 2 * old + rate**2 * new - old


def leak_with(second=1, old=lambda x: (1 - x) ** 2 - 1, power=2, c=lambda degree: degree):
    def answer(w_in, w_out, g_in, g_out, degree, rate, decay):
        d = c(degree)
        before = (w_in**2).sum(axis=1) - d * (w_out**2).sum(axis=0)
        of_g = (g_in**2).sum(axis=1) - d * (g_out**2).sum(axis=0)
        return old(rate * decay) * before + second * rate**power * of_g

    return answer


def wait(layers, strength, start):
    """By the logarithm as variable."""
    n = layers
    return quad(
        lambda w: np.exp(w * (2 / n - 1)) / (n * (strength - np.exp(w))),
        np.log(start),
        np.log(strength / 2),
        epsabs=0,
        epsrel=1e-10,
        limit=400,
    )[0]


def wait_by_the_flow(layers, strength, start):
    """Follow ln u until it is half."""

    def up(t, w):
        return layers * np.exp(w * (1 - 2 / layers)) * (strength - np.exp(w))

    def there(t, w):
        return w[0] - np.log(strength / 2)

    there.terminal = True
    far = solve_ivp(up, (0, 1e14), [np.log(start)], "DOP853", events=there, rtol=1e-11, atol=1e-12)
    return float(far.t_events[0][0])


def wait_by_gains(layers, strength, start):
    """As an integral over one gain, da/(a^(N−1)(s − a^N)), with the logarithm of the gain."""
    n = layers
    nodes, weights = np.polynomial.legendre.leggauss(40)
    edges = np.linspace(np.log(start), np.log(strength / 2), 41) / n
    total = 0.0
    for low, high in pairwise(edges):
        a = np.exp((low + high) / 2 + (high - low) / 2 * nodes)
        total += (high - low) / 2 * np.sum(weights * a / (a ** (n - 1) * (strength - a**n)))
    return total


def wait_like(speed, end=lambda n, s: s / 2):
    def answer(layers, strength, start):
        low, high = np.log(start), np.log(end(layers, strength))
        return quad(
            lambda w: np.exp(w) / speed(layers, strength, np.exp(w)), low, high, epsabs=0, epsrel=1e-9, limit=400
        )[0]

    return answer


def true_speed(n, s, u):
    return n * u ** (2 - 2 / n) * (s - u)


def wait_in_steps(layers, strength, start):
    """A thousand Euler steps of the logarithm."""
    w = np.linspace(np.log(start), np.log(strength / 2), 1001)
    u = np.exp(w[:-1])
    return float(np.sum(np.diff(w) * u / true_speed(layers, strength, u)))


def nine(p, k, phases=3, sign=-1, amount=None):
    angles = 2 * np.pi * np.arange(phases) / phases
    alpha, beta = (a.ravel() for a in np.meshgrid(angles, angles))
    hours = 2 * np.pi * k / p * np.arange(p)[:, None]
    amount = 2 / phases**2 if amount is None else amount
    return np.stack([np.cos(hours + alpha), np.cos(hours + beta), amount * np.cos(hours + alpha + sign * beta)])


def clock(p, frequencies):
    return np.concatenate([nine(p, k) for k in frequencies], axis=2)


def clock_of_four(p, frequencies):
    return np.concatenate([nine(p, k, phases=4) for k in frequencies], axis=2).tolist()


def clock_of_pairs(p, frequencies):
    """(A + B)² − (A − B)² = 4AB: two units for each product of a cosine or sine of x and of y."""
    A, B, V = [], [], []
    for k in frequencies:
        angle = 2 * np.pi * k * np.arange(p) / p
        c, s = np.cos(angle), np.sin(angle)
        # cos(a − b − g) = (ca cb + sa sb) cg + (sa cb − ca sb) sg
        for first, second, out in ((c, c, c), (s, s, c), (s, c, s), (c, s, -s)):
            for sign in (1, -1):
                A.append(first)
                B.append(sign * second)
                V.append(sign * out / 4)
    return np.array([np.transpose(A), np.transpose(B), np.transpose(V)])


def clock_of_six(p, frequencies):
    """Six pairs of phases, 60° and 120° apart."""
    alpha = np.pi / 3 * np.arange(6)
    hours = [2 * np.pi * k / p * np.arange(p)[:, None] for k in frequencies]
    return [np.hstack([c * np.cos(h + a * alpha) for h in hours]) for c, a in ((1, 1), (1, 2), (1 / 3, -1))]


def clock_by_spectra(p, frequencies):
    """Each table from its Fourier coefficients, of which there are p//2 + 1."""
    alpha, beta = (a.ravel() for a in 2 * np.pi / 3 * np.mgrid[:3, :3])
    tables = []
    for phase, size in ((alpha, 1), (beta, 1), (alpha - beta, 2 / 9)):
        columns = []
        for k in frequencies:
            spectrum = np.zeros((p // 2 + 1, 9), complex)
            spectrum[k] = size * np.exp(1j * phase) * (p if 2 * k == p else p / 2)
            columns.append(np.fft.irfft(spectrum, p, axis=0))
        tables.append(np.concatenate(columns, axis=1))
    return np.stack(tables)


def exchanged(p, frequencies):
    """B looks up x."""
    A, B, V = clock(p, frequencies)
    return np.stack([B, A, V])


def of_unequal_weights(p, frequencies):
    """Twice too much, but for half of p."""
    amount = {k: (2 / 9 if 2 * k == p else 4 / 9) for k in frequencies}
    return np.concatenate([nine(p, k, amount=amount[k]) for k in frequencies], axis=2)


def with_mirror_images(p, frequencies):
    """The waves of k and of p − k, which are the same, but for k = p/2."""
    all_k = sorted({*frequencies, *(p - k for k in frequencies)})
    return np.concatenate([nine(p, k, amount=2 / 9) for k in all_k], axis=2)


def one_higher(p, frequencies):
    """All scores are larger by 1."""
    tables = clock(p, frequencies)
    return np.concatenate([tables, np.stack([np.ones((p, 1)), np.zeros((p, 1)), np.ones((p, 1))])], axis=2)


def adding(p, frequencies):
    """cos(ω(x + y − z)): the term with the sum of the phases is kept."""
    found = []
    for k in frequencies:
        tables = nine(p, k, sign=1)
        found.append(tables)
    return np.concatenate(found, axis=2)


def turned(p, frequencies):
    """The phase of V is β − α."""
    found = []
    for k in frequencies:
        A, B, _ = nine(p, k)
        V = nine(p, -k)[2]
        found.append(np.stack([A, B, V]))
    return np.concatenate(found, axis=2)


def in_one(p, frequencies):
    """All frequencies in the same nine units."""
    return np.sum([nine(p, k) for k in frequencies], axis=0) / np.array([1, 1, 1])[:, None, None]


def with_one_phase(p, frequencies):
    hours = 2 * np.pi * np.arange(p)[:, None] * np.array(frequencies) / p
    return np.stack([np.cos(hours), np.cos(hours), np.cos(hours)])


def with_bare_winners(p, frequencies):
    """A table for each pair: a unit for each pair of hours, no wave in it."""
    A, B, V = (np.zeros((p, p * p)) for _ in range(3))
    x, y = np.divmod(np.arange(p * p), p)
    A[x, np.arange(p * p)], B[y, np.arange(p * p)] = 1, 1
    V[(x - y) % p, np.arange(p * p)] = 1
    return np.stack([A, B, V])


def with_padding(p, frequencies):
    """Right, and as many idle units again."""
    tables = clock(p, frequencies)
    return np.concatenate([tables, 0 * tables], axis=2)


def with_two_phases(p, frequencies):
    """0° and 180° cancel the odd terms alone."""
    return np.concatenate([nine(p, k, phases=2) for k in frequencies], axis=2)


ANSWERS = {
    "3.7-1": {
        "right": [times, times_one_by_one, times_by_root],
        "wrong": {
            "the times without decay": times_like(lambda s, u, mu: np.log(s / u - 1) / (2 * s)),
            "half of these times would do": lambda *a: 2 * times(*a),
            "changes the rate as well": times_like(lambda s, u, mu: np.log((s - mu) / u - 1) / (2 * s)),
            "changes the end as well": times_like(lambda s, u, mu: np.log(s / u - 1) / (2 * (s - mu))),
            "the −1 in the logarithm": times_like(lambda s, u, mu: np.log((s - mu) / u) / (2 * (s - mu))),
            "a mode that decay forgets": times_everywhere,
            "return 0 there": times_undefined,
            "If `math.log` raised this: where s ≤ μ return 0": times_unguarded,
            "an `if` takes one truth value": times_of_one_truth,
            "a mask must stand on both sides": times_masked_on_one_side,
            "half of what it ends at": times_of_the_whole,
        },
        "untold": {
            "the times without decay": times_of_the_whole,
            "Where s ≤ μ a mode ends": times_like(lambda s, u, mu: np.log((s - mu) / u) / (2 * (s - mu))),
        },
    },
    "3.7-2": {
        "right": [leak, leak_by_loops, leak_of_steps],
        "wrong": {
            "differences of two nearly equal charges": leak_by_difference,
            "Subtract Q in the formula": leak_in_digits,
            "The c is missing": leak_with(c=lambda degree: 1),
            "The c is upside down": leak_with(c=lambda degree: 1 / degree),
            "the square of c": leak_with(c=lambda degree: degree**2),
            "2 for all degrees": leak_with(c=lambda degree: 2),
            "the other sign": leak_with(second=-1),
            "the change without decay": leak_with(old=lambda x: 0),
            "a second order, too": leak_with(old=lambda x: -2 * x),
            "The charge is a square": leak_with(old=lambda x: -x),
            "the charge after the step": leak_with(old=lambda x: (1 - x) ** 2),
            "with its square": leak_with(power=1),
            "exact change of each unit's charge": leak_with(c=lambda degree: degree + 1),
        },
        "untold": {
            "differences of two nearly equal": leak_with(c=lambda degree: 1 / degree),
            "the change without decay": leak_with(second=-1),
            "The c is missing": leak_with(c=lambda degree: 1 / degree),
            "The c is upside down": leak_with(c=lambda degree: degree + 1),
            "2 for all degrees": leak_with(c=lambda degree: 2 * degree),
        },
    },
    "3.7-3": {
        "right": [wait, wait_by_the_flow, wait_by_gains],
        "wrong": {
            "The factor N is missing": wait_like(lambda n, s, u: true_speed(n, s, u) / n),
            "two layers for all depths": lambda n, s, u: wait(2, s, u),
            "In u̇ it stands twice": wait_like(lambda n, s, u: n * u ** (1 - 1 / n) * (s - u)),
            "each gain, not the product": wait_like(true_speed, end=lambda n, s: s / 2**n),
            "takes s − u for s": wait_like(lambda n, s, u: n * u ** (2 - 2 / n) * s),
            "belongs to the product": lambda n, s, u: wait(n, s, u**n),
            "A time is off by a fraction": wait_in_steps,
            "from the start to half": wait_like(true_speed, end=lambda n, s: 0.99 * s),
        },
        "untold": {
            "The factor N": wait_in_steps,
            "takes s − u for s": wait_in_steps,
            "each gain, not the product": wait_like(true_speed, end=lambda n, s: 0.99 * s),
        },
    },
    "3.7-4": {
        "right": [clock, clock_of_four, clock_of_pairs, clock_of_six, clock_by_spectra],
        "wrong": {
            "up to a factor": lambda p, f: np.concatenate([nine(p, k, amount=1) for k in f], axis=2),
            "The clock adds": adding,
            "x − y + z": turned,
            "or A and B are exchanged": exchanged,
            "the sum of the waves": with_one_phase,
            "A score is off by": with_two_phases,
            "The right answers win": with_bare_winners,
            "each with the weight 1": of_unequal_weights,
            "the scores are not these waves alone": with_mirror_images,
            "when you subtract them": one_higher,
            "at most sixteen units": with_padding,
            "is off by": in_one,
        },
        "untold": {
            "up to a factor": with_one_phase,
            "The clock adds": turned,
            "x − y + z": adding,
            "The right answers win": with_two_phases,
        },
    },
}
