"""Answers to the exercises of lesson 3.8 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import numpy as np
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq


def onsets(a, b, epsilon):
    return _onsets(a, b, np.sqrt(1 - epsilon * b))


def _onsets(a, b, v, recovery=None):
    v = v * np.array([-1.0, 1.0])
    return v**3 / 3 - v + ((v + a) / b if recovery is None else recovery(v))


def onsets_by_the_trace(a, b, epsilon):
    """Two roots of the trace, then the two equations one after the other."""
    found = []
    for low, high in ((-2.0, 0.0), (0.0, 2.0)):
        v = brentq(lambda v: 1 - v * v - epsilon * b, low, high, xtol=1e-14)
        w = (v + a) / b
        found.append(w - v + v**3 / 3)
    return tuple(found)


def onsets_by_symmetry(a, b, epsilon):
    v = (1 - epsilon * b) ** 0.5
    half = v * (1 / b - 1) + v**3 / 3
    return [a / b - half, a / b + half]


def onsets_in_four_digits(a, b, epsilon):
    return np.array([float(f"{x:.4g}") for x in onsets(a, b, epsilon)])


def clamp(start, alphas, betas, durations):
    return _clamp(start, alphas, betas, durations, lambda a, b: (a / (a + b), a + b))


def _clamp(start, alphas, betas, durations, law):
    x = np.array(start, dtype=float)
    for a, b, t in zip(alphas, betas, durations, strict=True):
        to, rate = law(a, b)
        x = to + (x - to) * np.exp(-t * rate)
    return x


def clamp_by_integration(start, alphas, betas, durations):
    x = np.array(start, dtype=float)
    for a, b, t in zip(alphas, betas, durations, strict=True):
        if t > 0:
            x = solve_ivp(lambda _, x, a=a, b=b: a - (a + b) * x, (0, t), x, rtol=1e-10, atol=1e-12).y[:, -1]
    return x


def clamp_backwards(start, alphas, betas, durations):
    """The weights of all targets, from the last hold to the first."""
    result, left = np.zeros(len(start)), np.ones(len(start))
    for a, b, t in list(zip(alphas, betas, durations, strict=True))[::-1]:
        keep = np.exp(-t * (a + b))
        result, left = result + left * (1 - keep) * a / (a + b), left * keep
    return list(result + left * start)


def clamp_by_euler(start, alphas, betas, durations):
    x = np.array(start, dtype=float)
    for a, b, t in zip(alphas, betas, durations, strict=True):
        x = x + t * (a * (1 - x) - b * x)
    return x


def clamp_in_hundred_steps(start, alphas, betas, durations):
    x = np.array(start, dtype=float)
    for a, b, t in zip(alphas, betas, durations, strict=True):
        for _ in range(100):
            x = x + t / 100 * (a * (1 - x) - b * x)
    return x


def clamp_each_from_the_start(start, alphas, betas, durations):
    return clamp(start, alphas[-1:], betas[-1:], durations[-1:])


def passage(mu, kappa, start, stop):
    scale = np.sqrt(kappa / mu)
    return (np.arctan(stop * scale) - np.arctan(start * scale)) / np.sqrt(mu * kappa)


def passage_by_quadrature(mu, kappa, start, stop):
    scale = np.sqrt(mu / kappa)
    ends = np.arcsinh(np.array([start, stop]) / scale)
    return quad(lambda s: 1 / np.cosh(s), *ends, epsabs=0, epsrel=1e-12, limit=500)[0] / np.sqrt(mu * kappa)


def passage_by_angles(mu, kappa, start, stop):
    root = np.sqrt(mu * kappa)
    return np.array((np.arctan2(stop * kappa, root) - np.arctan2(start * kappa, root)) / root)


def passage_by_one_angle(mu, kappa, start, stop):
    root = np.sqrt(mu * kappa)
    return np.arctan2(root * (stop - start), mu + kappa * start * stop) / root


def passage_in_steps(mu, kappa, start, stop):
    x = np.linspace(start, stop, 1001)
    return np.trapezoid(1 / (mu + kappa * x**2), x) if hasattr(np, "trapezoid") else 0.0


def twin(field, rng):
    waves, noise = np.fft.fft2(field), np.fft.fft2(rng.normal(size=field.shape))
    phases = noise / np.abs(noise)
    phases[0, 0] = 1
    return np.fft.ifft2(waves * phases).real


def twin_by_half(field, rng):
    """Half of the plane, as rfft2 stores it, the phases those of a uniform noise."""
    noise = np.fft.rfft2(rng.random(field.shape))
    noise[0, 0] = 1
    return np.fft.irfft2(np.fft.rfft2(field) * noise / np.abs(noise), s=field.shape)


def twin_by_pairs(field, rng):
    """Angles for all, made odd: an angle less that of the opposite wave; own opposites keep their sign."""
    angle = rng.uniform(0, 2 * np.pi, field.shape)
    rows, columns = field.shape
    opposite = angle[np.ix_(-np.arange(rows) % rows, -np.arange(columns) % columns)]
    return np.real(np.fft.ifft2(np.fft.fft2(field) * np.exp(1j * (angle - opposite))))


def twin_shuffled(field, rng):
    return rng.permutation(field.ravel()).reshape(field.shape)


def twin_moved(field, rng):
    return np.roll(field, (int(rng.integers(1, 5)), int(rng.integers(1, 5))), axis=(0, 1))


def twin_of_noise(field, rng):
    noise = np.fft.fft2(rng.normal(size=field.shape)) / np.sqrt(field.size)
    noise[0, 0] = 1
    return np.fft.ifft2(np.fft.fft2(field) * noise).real


def twin_by_the_real_part(field, rng):
    phases = np.exp(2j * np.pi * rng.random(field.shape))
    phases[0, 0] = 1
    return np.fft.ifft2(np.fft.fft2(field) * phases).real


def twin_without_mean(field, rng):
    noise = np.fft.fft2(rng.normal(size=field.shape))
    phases = noise / np.abs(noise)
    phases[0, 0] = -1
    return np.fft.ifft2(np.fft.fft2(field) * phases).real


def twin_whose_mean_turns(field, rng):
    """The factor at k = 0 forgotten: the sign of the noise's sum."""
    noise = np.fft.fft2(rng.normal(size=field.shape))
    return np.fft.ifft2(np.fft.fft2(field) * noise / np.abs(noise)).real


def twin_moved_by_parts_of_a_pixel(field, rng):
    rows, columns = field.shape
    far = rng.uniform(0.3, 0.7, 2)
    waves = np.fft.fftfreq(rows)[:, None] * far[0] + np.fft.fftfreq(columns) * far[1]
    phases = np.exp(-2j * np.pi * waves)
    if rows % 2 == 0:
        phases[rows // 2] = 1
    if columns % 2 == 0:
        phases[:, columns // 2] = 1
    return np.fft.ifft2(np.fft.fft2(field) * phases).real


def twin_turned_over_and_moved(field, rng):
    return twin_moved_by_parts_of_a_pixel(field[::-1, ::-1], rng)


def twin_turned_over(field, rng):
    return np.roll(field[::-1, ::-1], int(rng.integers(1, 8)), axis=0)


def twin_by_half_a_circle(field, rng, most=np.pi):
    """Angles from 0 to π only: the other wave of each pair has those from −π to 0."""
    waves = np.fft.rfft2(field)
    phases = np.exp(1j * rng.uniform(0, most, waves.shape))
    rows, columns = field.shape
    for column in (0, columns // 2)[: 2 - columns % 2]:
        phases[-np.arange(rows) % rows > np.arange(rows), column] = 1
        phases[:, column] *= phases[-np.arange(rows) % rows, column].conj()
        phases[[0, rows // 2][: 2 - rows % 2], column] = 1
    return np.fft.irfft2(waves * phases, s=field.shape)


def twin_by_half_forgetting_columns(field, rng):
    waves = np.fft.rfft2(field)
    phases = np.exp(2j * np.pi * rng.random(waves.shape))
    phases[0, 0] = 1
    return np.fft.irfft2(waves * phases, s=field.shape)


def twin_pair_by_pair(field, rng):
    rows, columns = field.shape
    phases = np.ones(field.shape, dtype=complex)
    for place in np.ndindex(rows, columns):
        opposite = (-place[0] % rows, -place[1] % columns)
        if opposite > place:
            phases[place] = np.exp(2j * np.pi * rng.random())
            phases[opposite] = phases[place].conj()
    return np.fft.ifft2(np.fft.fft2(field) * phases).real.tolist()


def twin_of_own_chance(field, rng):
    return twin(field, np.random.default_rng())


def twin_of_one_seed(field, rng):
    return twin(field, np.random.default_rng(0))


def twin_for_squares(field, rng):
    """The example's sizes only: rows and columns exchanged elsewhere."""
    return twin(field, rng) if field.shape[0] == field.shape[1] else field * 1.0


ANSWERS = {
    "3.8-1": {
        "right": [onsets, onsets_by_the_trace, onsets_by_symmetry],
        "wrong": {
            "These are the currents at v = ±1": lambda a, b, e: _onsets(a, b, 1.0),
            "1 − v² + ε b": lambda a, b, e: _onsets(a, b, np.sqrt(1 + e * b)),
            "1 − v² − ε:": lambda a, b, e: _onsets(a, b, np.sqrt(1 - e)),
            "not v + a but that over b": lambda a, b, e: _onsets(a, b, np.sqrt(1 - e * b), lambda v: v + a),
            "The sign of a is turned round": lambda a, b, e: onsets(-a, b, e),
            "its order turned round": lambda a, b, e: onsets(a, b, e)[::-1],
            "one onset seems to be there twice": lambda a, b, e: onsets(a, b, e)[0] + np.array([0, 1e-10]),
            "the Jacobian has the trace zero": lambda a, b, e: np.array([0.33128, 1.41872]),
            "The trace is off by": onsets_in_four_digits,
        },
        "untold": {
            "These are the currents at v = ±1": lambda a, b, e: np.array([0.0, 1.0]),
            "its order turned round": lambda a, b, e: onsets(a, b, e)[[0, 0]],
        },
    },
    "3.8-2": {
        "right": [clamp, clamp_by_integration, clamp_backwards],
        "wrong": {
            "one step of Euler's rule": clamp_by_euler,
            "as if every hold were long": lambda x, a, b, t: np.array(a[-1] / (a[-1] + b[-1])) if len(t) else x,
            "decays at the rate α alone": lambda *x: _clamp(*x, lambda a, b: (a / (a + b), a)),
            "a time constant was taken for a rate": lambda *x: _clamp(*x, lambda a, b: (a / (a + b), 1 / (a + b))),
            "opening and closing are exchanged": lambda *x: _clamp(*x, lambda a, b: (b / (a + b), a + b)),
            "begins at the start again": lambda x, a, b, t: clamp_each_from_the_start(x, a, b, t) if len(t) else x,
            "in very short steps": clamp_in_hundred_steps,
            "The worst is off by": lambda x, a, b, t: np.array(x, dtype=float),
        },
        "untold": {
            "one step of Euler's rule": lambda x, a, b, t: np.array(x, dtype=float),
            "as if every hold were long": clamp_in_hundred_steps,
        },
    },
    "3.8-3": {
        "right": [passage, passage_by_quadrature, passage_by_angles, passage_by_one_angle],
        "wrong": {
            "the limit for μ → 0": lambda mu, kappa, start, stop: np.pi / np.sqrt(mu * kappa) if stop > start else 0.0,
            "the velocity at its beginning": lambda mu, kappa, start, stop: (stop - start) / (mu + kappa * start**2),
            "a factor κ too much": lambda mu, kappa, *x: kappa * passage(mu, kappa, *x),
            "a factor of √κ too much": lambda mu, kappa, *x: np.sqrt(kappa) * passage(mu, kappa, *x),
            "a factor 2 too much": lambda *x: 2 * passage(*x),
            "where √(κ/μ) belongs": lambda mu, kappa, start, stop: (
                (np.arctan(stop * np.sqrt(mu / kappa)) - np.arctan(start * np.sqrt(mu / kappa))) / np.sqrt(mu * kappa)
            ),
            "from stop to start": lambda mu, kappa, start, stop: passage(mu, kappa, stop, start),
            "It is off by": passage_in_steps,
        },
        "untold": {
            "the limit for μ → 0": lambda *x: 0.0,
            "a factor 2 too much": lambda *x: 0.0,
            "from stop to start": lambda *x: 1.0,
        },
    },
    "3.8-4": {
        "right": [twin, twin_by_half, twin_by_pairs, twin_pair_by_pair],
        "wrong": {
            "The pixels have been shuffled": twin_shuffled,
            "the field itself, or it moved along": twin_moved,
            "its own strengths": twin_of_noise,
            "k and −k need opposite": twin_by_the_real_part,
            "The mean has changed": twin_without_mean,
            "The mean has changed its sign": twin_whose_mean_turns,
            "moved along or turned over": twin_turned_over,
            "the half that rfft2 keeps": twin_by_half_forgetting_columns,
            "the phases have forgotten": twin_moved_by_parts_of_a_pixel,
            "forgotten the old ones": twin_turned_over_and_moved,
            "the phases have forgotten the old ones": twin_by_half_a_circle,
            "some chance was not drawn from `rng`": twin_of_own_chance,
            "It gives the same": twin_of_one_seed,
            "nearer to the old ones": twin_for_squares,
        },
        "untold": {
            "The pixels have been shuffled": twin_moved,
            "The mean has changed": twin_of_one_seed,
            "k and −k need opposite": lambda field, rng: np.zeros(field.shape),
            "its own strengths": lambda field, rng: np.zeros(field.shape),
        },
    },
}
