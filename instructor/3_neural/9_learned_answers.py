"""Answers to the exercises of lesson 3.9 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import numpy as np
from scipy.optimize import curve_fit, nnls


def bound(by_angle, by_lamp, noise):
    a, b = np.ravel(by_angle).astype(float), np.ravel(by_lamp).astype(float)
    if b @ b > 0:
        a = a - (a @ b) / (b @ b) * b
    return noise / np.linalg.norm(a)


def bound_by_the_inverse(by_angle, by_lamp, noise):
    """The corner of the pseudoinverse of Fisher's matrix."""
    both = np.stack([np.ravel(by_angle), np.ravel(by_lamp)]).astype(float)
    return noise * np.sqrt(np.linalg.pinv(both @ both.T)[0, 0])


def bound_by_least_squares(by_angle, by_lamp, noise):
    a, b = np.ravel(by_angle).astype(float), np.ravel(by_lamp).astype(float)
    c = np.linalg.lstsq(b[:, None], a, rcond=None)[0]
    return float(noise / np.sqrt(np.sum((a - b * c) ** 2)))


def known_lamp(by_angle, by_lamp, noise):
    return noise / np.linalg.norm(by_angle)


def bound_along_the_lamp(by_angle, by_lamp, noise):
    a, b = np.ravel(by_angle).astype(float), np.ravel(by_lamp).astype(float)
    return noise * np.linalg.norm(b) / abs(a @ b) if b @ b > 0 else noise / np.linalg.norm(a)


def bound_by_the_plain_inverse(by_angle, by_lamp, noise):
    both = np.stack([np.ravel(by_angle), np.ravel(by_lamp)]).astype(float)
    return noise * np.sqrt(np.linalg.inv(both @ both.T)[0, 0])


def bound_that_divides(by_angle, by_lamp, noise):
    a, b = np.ravel(by_angle).astype(float), np.ravel(by_lamp).astype(float)
    with np.errstate(all="ignore"):
        return noise / np.linalg.norm(a - (a @ b) / (b @ b) * b)


def weights(half):
    """Return a bump over 2 half + 1 frames with its first and second derivative, for frames as the unit of time."""
    T = half + 1.0
    s = np.arange(-half, half + 1) / T
    r = 1 - s**2
    return r**6, -12 * s * r**5 / T, (-12 * r**5 + 120 * s**2 * r**4) / T**2


def rough_weights(half):
    """Return the lesson's bump, of the fourth power, with its first and second derivative."""
    T = half + 1.0
    s = np.arange(-half, half + 1) / T
    r = 1 - s**2
    return r**4, -8 * s * r**3 / T, (-8 * r**3 + 48 * s**2 * r**2) / T**2


def _spring(track, dt, half=18, one_side=False, made=weights):
    phi, first, second = made(half)
    x, v, a = (np.convolve(track, w, mode="valid") for w in (phi, first / dt, second / dt**2))
    if one_side:
        x = track[half:-half] * phi.sum()
    return np.linalg.lstsq(np.stack([x, v], axis=1), -a, rcond=None)[0]


def spring(track, dt):
    return _spring(track, dt)


def spring_by_a_bell(track, dt):
    """Gauss's curve for a bump, cut where it is 1e-8."""
    half = 30
    t, width = np.arange(-half, half + 1), half / 6.1
    bell = np.exp(-(t**2) / (2 * width**2))
    parts = bell, -t / width**2 * bell / dt, (t**2 / width**2 - 1) / width**2 * bell / dt**2
    x, v, a = (np.convolve(track, w, mode="valid") for w in parts)
    return tuple(np.linalg.lstsq(np.stack([x, v], axis=1), -a, rcond=None)[0])


def spring_by_its_solution(track, dt):
    """Fit the damped swing itself."""
    t = dt * np.arange(len(track))

    def swing(t, k, c, x, y):
        w = np.sqrt(np.abs(k - c * c / 4))
        return np.exp(-c * t / 2) * (x * np.cos(w * t) + y * np.sin(w * t))

    start = [*spring(track, dt), track[0], 0.0]
    return curve_fit(swing, t, track, p0=start, xtol=1e-14, ftol=1e-14)[0][:2]


def spring_by_differences(track, dt):
    v, a = (track[2:] - track[:-2]) / (2 * dt), np.diff(track, 2) / dt**2
    return np.linalg.lstsq(np.stack([track[1:-1], v], axis=1), -a, rcond=None)[0]


def through(W, b, a, z, w):
    d, y = z.shape[1] // 2, np.tanh(z @ W.T + b)
    v = np.concatenate([-w[:, d:], w[:, :d]], axis=1)
    return _walk(W, b, a, z, v, y)


def _walk(W, b, a, z, v, y, bends=True):
    slope, along = 1 - y**2, v @ np.transpose(W)
    moved = -2 * y * slope * along * a * bends
    of_W = moved.T @ z + (slope * a).T @ v
    return np.concatenate([of_W.ravel(), moved.sum(axis=0), (slope * along).sum(axis=0)])


def through_by_imaginary_steps(W, b, a, z, w):
    """Each parameter moved by a tiny imaginary amount."""
    m, n = np.shape(W)
    at, found = np.concatenate([np.ravel(W), b, a]).astype(complex), []
    for k in range(len(at)):
        moved = at.copy()
        moved[k] += 1e-30j
        W, b, a = moved[: m * n].reshape(m, n), moved[m * n : m * n + m], moved[m * n + m :]
        slope = (a * (1 - np.tanh(z @ W.T + b) ** 2)) @ W
        field = np.concatenate([slope[:, n // 2 :], -slope[:, : n // 2]], axis=1)
        found.append(np.sum(w * field).imag / 1e-30)
    return found


def through_by_moved_states(W, b, a, z, w):
    """The walk back of H, pushed along v by an imaginary step of the states."""
    d = z.shape[1] // 2
    z = z + 1e-30j * np.concatenate([-w[:, d:], w[:, :d]], axis=1)
    y = np.tanh(z @ np.transpose(W) + b)
    back = (1 - y**2) * a
    return np.concatenate([(back.T @ z).ravel(), back.sum(axis=0), y.sum(axis=0)]).imag / 1e-30


def through_unturned(W, b, a, z, w):
    return _walk(W, b, a, z, w.astype(float), np.tanh(z @ W.T + b))


def through_straight(W, b, a, z, w):
    """As if the slope did not move."""
    d, y = z.shape[1] // 2, np.tanh(z @ W.T + b)
    v = np.concatenate([-w[:, d:], w[:, :d]], axis=1)
    return _walk(W, b, a, z, v, y, bends=False)


def through_in_another_order(W, b, a, z, w):
    found, m = through(W, b, a, z, w), len(a)
    return np.concatenate([found[-2 * m :], found[: -2 * m]])


def _reordered(W, b, a, z, w, names):
    found, m = through(W, b, a, z, w), len(a)
    parts = {"W": found[: -2 * m], "b": found[-2 * m : -m], "a": found[-m:]}
    return np.concatenate([parts[name] for name in names])


def through_by_columns(W, b, a, z, w):
    found = through(W, b, a, z, w)
    return np.concatenate([found[: np.size(W)].reshape(np.shape(W)).T.ravel(), found[np.size(W) :]])


def through_by_differences(W, b, a, z, w):
    d = z.shape[1] // 2
    v, h = np.concatenate([-w[:, d:], w[:, :d]], axis=1), 4e-5

    def walk(z):
        y = np.tanh(z @ np.transpose(W) + b)
        back = (1 - y**2) * a
        return np.concatenate([(back.T @ z).ravel(), back.sum(axis=0), y.sum(axis=0)])

    return (walk(z + h * v) - walk(z - h * v)) / (2 * h)


def template(picture, templates):
    flat = picture - picture.mean()
    along = templates - templates.mean(axis=(1, 2), keepdims=True)
    inner, square = np.sum(along * flat, axis=(1, 2)), np.sum(along**2, axis=(1, 2))
    gains = np.maximum(inner, 0) / square
    best = int(np.argmax(gains * inner))
    return np.array([best, gains[best], picture.mean() - gains[best] * templates[best].mean()])


def template_one_by_one(picture, templates):
    """A straight line for each, by least squares."""
    best = None
    for number, pattern in enumerate(templates):
        gain, shift = np.polyfit(pattern.ravel(), picture.ravel(), 1)
        if gain < 0:
            gain, shift = 0.0, picture.mean()
        left = np.sum((picture - gain * pattern - shift) ** 2)
        if best is None or left < best[0]:
            best = left, [number, gain, shift]
    return best[1]


def template_by_nnls(picture, templates):
    """Gains that may not be negative, by Lawson and Hanson; the shift as the difference of two."""
    found, one = [], np.ones(picture.size)
    for pattern in templates:
        (gain, up, down), left = nnls(np.stack([pattern.ravel(), one, -one], axis=1), picture.ravel().astype(float))
        found.append((left, gain, up - down))
    best = min(range(len(found)), key=lambda n: found[n][0])
    return best, *found[best][1:]


def _fit(picture, templates, number):
    gain, shift = np.polyfit(templates[number].ravel(), picture.ravel(), 1)
    if gain < 0:
        gain, shift = 0.0, picture.mean()
    return np.array([number, gain, shift])


def template_nearest(picture, templates):
    return _fit(picture, templates, int(np.argmin(np.sum((templates - picture) ** 2, axis=(1, 2)))))


def template_brightest(picture, templates):
    return _fit(picture, templates, int(np.argmax(np.sum(templates * picture, axis=(1, 2)))))


def template_of_either_sign(picture, templates):
    flat = picture - picture.mean()
    along = templates - templates.mean(axis=(1, 2), keepdims=True)
    inner, square = np.sum(along * flat, axis=(1, 2)), np.sum(along**2, axis=(1, 2))
    best = int(np.argmax(inner**2 / square))
    gain = inner[best] / square[best]
    return np.array([best, gain, picture.mean() - gain * templates[best].mean()])


def _chosen(worth):
    """Return an answer that chooses the template by a worth of its own and then fits it well."""

    def answer(picture, templates):
        product, flat = (np.sum(templates * p, axis=(1, 2)) for p in (picture, picture - picture.mean()))
        length, contrast = np.sqrt(np.sum(templates**2, axis=(1, 2))), templates.std(axis=(1, 2))
        return _fit(picture, templates, int(np.argmax(worth(product, flat, length, contrast))))

    return answer


def template_without_shift(picture, templates):
    inner, square = np.sum(templates * picture, axis=(1, 2)), np.sum(templates**2, axis=(1, 2))
    best = int(np.argmax(inner**2 / square))
    return np.array([best, max(inner[best] / square[best], 0.0), 0.0])


ANSWERS = {
    "3.9-1": {
        "right": [bound, bound_by_the_inverse, bound_by_least_squares],
        "wrong": {
            "for a lamp that is known": known_lamp,
            "That is the variance": lambda a, b, s: bound(a, b, s) ** 2,
            "That is one over the bound": lambda a, b, s: 1 / bound(a, b, s),
            "That is the information": lambda a, b, s: bound(a, b, s) ** -2,
            "The noise has not entered": lambda a, b, s: bound(a, b, 1.0),
            "The pixels are averaged": lambda a, b, s: bound(a, b, s) * np.sqrt(np.size(a)),
            "A lamp that changes nothing": bound_that_divides,
            "makes Fisher's matrix singular": bound_by_the_plain_inverse,
            "have the two arrays been exchanged": lambda a, b, s: bound(b, a, s),
            "The bound is off by": bound_along_the_lamp,
            "Holds only roughly": lambda a, b, s: bound(a, b, s) * (1 + 1e-8),
            "leaves nothing that the lamp": lambda a, b, s: 0.0,
        },
        "untold": {
            "for a lamp that is known": lambda a, b, s: 1.0,
            "That is the variance": lambda a, b, s: s,
            "The pixels are averaged": known_lamp,
        },
    },
    "3.9-2": {
        "right": [spring, spring_by_a_bell, spring_by_its_solution],
        "wrong": {
            "The order is: stiffness": lambda x, dt: spring(x, dt)[::-1],
            "Both have the sign turned": lambda x, dt: -spring(x, dt),
            "The friction has the sign": lambda x, dt: spring(x, dt) * [1, -1],
            "The first is the frequency": lambda x, dt: np.array([spring(x, dt)[0] ** 0.5, spring(x, dt)[1]]),
            "for frames, not for seconds": lambda x, dt: spring(x, 1.0),
            "derivatives are taken of the track": spring_by_differences,
            "one side is smeared": lambda x, dt: _spring(x, dt, one_side=True),
            "half of the true ones": lambda x, dt: spring(x, dt) / 2,
            "derivatives has been lost": lambda x, dt: 0.9 * spring(x, dt),
            "the square of the frequency": lambda x, dt: spring(x, dt) - [spring(x, dt)[1] ** 2 / 4, 0],
            "twice the rate at which": lambda x, dt: spring(x, dt) / [1, 2],
            "without noise, stiffness and friction": lambda x, dt: _spring(x, dt, half=4),
            "those of the film, to 1e-5": lambda x, dt: np.round(spring(x, dt), 2),
            "The worse of the two": lambda x, dt: np.array([1.0, 0.0]),
        },
        "almost": {
            "too rough for the sums": lambda x, dt: _spring(x, dt, half=20, made=rough_weights),
            "Digits are missing": lambda x, dt: np.round(spring(x, dt), 4),
        },
        "untold": {
            "one side is smeared": lambda x, dt: np.array([1.0, 0.0]),
            "too rough for the sums": lambda x, dt: spring(x, dt) - [spring(x, dt)[1] ** 2 / 4, 0],
            "The friction has the sign": lambda x, dt: np.array([1.0, 0.0]),
            "derivatives are taken": lambda x, dt: np.zeros(2),
        },
    },
    "3.9-3": {
        "right": [through, through_by_imaginary_steps, through_by_moved_states],
        "wrong": {
            "The sign is turned round": lambda *given: -through(*given),
            "w has not been turned": through_unturned,
            "The states are averaged": lambda W, b, a, z, w: through(W, b, a, z, w) / len(z),
            "The share of a is right": through_straight,
            "The order is: W row after row": through_in_another_order,
            "row after row, then b, then a": through_by_columns,
            "then b, then a.": lambda W, b, a, z, w: _reordered(W, b, a, z, w, "abW"),
            "The order is: W row": lambda W, b, a, z, w: _reordered(W, b, a, z, w, "Wab"),
            "Holds only roughly": through_by_differences,
            "how ⟨w, J dH⟩ changes": lambda W, b, a, z, w: np.zeros(np.size(W) + 2 * len(a)),
            "an array of shape": lambda W, b, a, z, w: through(W, b, a, z, w)[: np.size(W)],
        },
        "untold": {
            "The sign is turned round": through_unturned,
            "The states are averaged": lambda W, b, a, z, w: np.zeros(np.size(W) + 2 * len(a)),
            "w has not been turned": lambda W, b, a, z, w: np.ones(np.size(W) + 2 * len(a)),
        },
    },
    "3.9-4": {
        "right": [template, template_one_by_one, template_by_nnls],
        "wrong": {
            "nearest as it is": template_nearest,
            "favours bright ones": template_brightest,
            "chosen as if there were no shift": _chosen(lambda product, flat, length, contrast: flat / length),
            "The template is chosen": _chosen(lambda product, flat, length, contrast: product / length),
            "take the mean off the picture": _chosen(
                lambda product, flat, length, contrast: np.maximum(product, 0) / length
            ),
            "and off each template": _chosen(lambda product, flat, length, contrast: (product / length) ** 2),
            "before they are compared": _chosen(lambda product, flat, length, contrast: product / contrast),
            "numbered from 0": lambda p, t: np.add(template(p, t), [1, 0, 0]),
            "A gain is negative": template_of_either_sign,
            "The shift is left out": template_without_shift,
            "number of the template, gain, shift": lambda p, t: template(p, t)[[0, 2, 1]],
            "no other template leaves less": lambda p, t: _fit(p, t, 0),
            "no other gain and shift": lambda p, t: template(p, t) * [1, 1.1, 1],
            "Holds only roughly": lambda p, t: np.add(template(p, t), [0, 0, 1e-8]),
            "a single number": lambda p, t: int(template(p, t)[0]),
        },
        "untold": {
            "nearest as it is": lambda p, t: _fit(p, t, 0),
            "as if there were no shift": template_of_either_sign,
            "numbered from 0": lambda p, t: _fit(p, t, 0),
            "favours bright ones": lambda p, t: _fit(p, t, len(t) - 1),
            "A gain is negative": template_nearest,
        },
    },
}
