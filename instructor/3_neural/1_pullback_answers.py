"""Answers to the exercises of lesson 3.1 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import numpy as np


def crank(r, phi, w):
    jacobian = np.array([[np.cos(phi), -r * np.sin(phi)], [np.sin(phi), r * np.cos(phi)]])
    return w @ jacobian


def crank_by_complex_step(r, phi, w):
    def work(r, phi):
        return w[0] * r * np.cos(phi) + w[1] * r * np.sin(phi)

    return [work(r + 1e-30j, phi).imag / 1e-30, work(r, phi + 1e-30j).imag / 1e-30]


def crank_by_differences(r, phi, w, h=3e-4):
    def work(r, phi):
        return w[0] * r * np.cos(phi) + w[1] * r * np.sin(phi)

    return [(work(r + h, phi) - work(r - h, phi)) / (2 * h), (work(r, phi + h) - work(r, phi - h)) / (2 * h)]


def crank_in_single_precision(r, phi, w):
    return np.float32(crank(r, phi, w))


def crank_exchanged(r, phi, w):
    return crank(r, phi, w)[::-1]


def crank_with_the_wrong_lever(r, phi, w):
    return crank(r * r, phi, w)


def crank_in_degrees(r, phi, w):
    return crank(r, np.radians(phi), w)


def crank_within_half_a_turn(r, phi, w):
    return crank(r, np.clip(phi, -np.pi, np.pi), w)


def crank_as_force(r, phi, w):
    return crank(1.0, phi, w)


def crank_forward(r, phi, w):
    jacobian = np.array([[np.cos(phi), -r * np.sin(phi)], [np.sin(phi), r * np.cos(phi)]])
    return jacobian @ w


def crank_backwards(r, phi, w):
    return crank(r, phi, w) * [1, -1]


def crank_of_an_arrow(r, phi, w):
    return np.linalg.inv([[np.cos(phi), -r * np.sin(phi)], [np.sin(phi), r * np.cos(phi)]]) @ w


def crank_by_inverse(r, phi, w):
    return w @ np.linalg.inv([[np.cos(phi), -r * np.sin(phi)], [np.sin(phi), r * np.cos(phi)]])


def compass(outputs, directions):
    length = np.linalg.norm(outputs, axis=1, keepdims=True)
    needle = outputs / length
    return (np.sum(needle * directions, axis=1, keepdims=True) * needle - directions) / length / len(outputs)


def compass_by_projection(outputs, directions):
    rows = []
    for y, u in zip(outputs, directions, strict=True):
        across = np.eye(len(y)) - np.outer(y, y) / (y @ y)
        rows.append(-(across @ u) / np.sqrt(y @ y) / len(outputs))
    return rows


def compass_by_differences(outputs, directions, h=1e-4):
    def loss(y):
        return np.mean(1 - np.sum(y * directions, axis=1) / np.linalg.norm(y, axis=1))

    found = np.zeros_like(outputs)
    for place in np.ndindex(outputs.shape):
        move = np.zeros_like(outputs)
        move[place] = h
        found[place] = (loss(outputs + move) - loss(outputs - move)) / (2 * h)
    return found


def compass_in_single_precision(outputs, directions):
    return compass(np.float32(outputs), np.float32(directions))


def compass_averaged_over_all(outputs, directions):
    return compass(outputs, directions) / outputs.shape[1]


def compass_by_coarse_differences(outputs, directions):
    return compass_by_differences(outputs, directions, h=0.05)


def compass_of_the_plane(outputs, directions):
    """The needle is turned by a quarter, which only a plane can do."""
    y, u = np.asarray(outputs), np.asarray(directions)
    length = np.linalg.norm(y, axis=1, keepdims=True)
    turned = np.zeros_like(y)
    if y.shape[1] > 1:
        sine = (y[:, :1] * u[:, 1:2] - y[:, 1:2] * u[:, :1]) / length
        turned[:, :2] = -sine * np.stack([-y[:, 1], y[:, 0]], axis=1) / length**2 / len(y)
    return turned


def compass_of_fixed_length(outputs, directions):
    return -directions / np.linalg.norm(outputs, axis=1, keepdims=True) / len(outputs)


def compass_summed(outputs, directions):
    return compass(outputs, directions) * len(outputs)


def compass_downhill(outputs, directions):
    return -compass(outputs, directions)


def compass_without_length(outputs, directions):
    return compass(outputs, directions) * np.linalg.norm(outputs, axis=1, keepdims=True)


def compass_of_the_direction(outputs, directions):
    return (outputs / np.linalg.norm(outputs, axis=1, keepdims=True) - directions) / len(outputs)


def convolution(kernel, x, w):
    return np.convolve(w, kernel), np.correlate(x, w, "valid")


def convolution_by_matrix(kernel, x, w):
    matrix = np.zeros((len(w), len(x)))
    for i in range(len(w)):
        matrix[i, i : i + len(kernel)] = kernel
    return (w @ matrix).tolist(), [float(w @ x[k : k + len(w)]) for k in range(len(kernel))]


def convolution_by_units(kernel, x, w):
    """Both are linear, so that unit vectors tell all; lists of NumPy scalars come back."""

    def slide(kernel, x):
        return np.correlate(x, kernel, "valid")

    at_points = [w @ slide(kernel, e) for e in np.eye(len(x))]
    return at_points, [w @ slide(e, x) for e in np.eye(len(kernel))]


def convolution_of_three_at_most(kernel, x, w):
    at_points, at_kernel = np.zeros(len(x)), np.zeros(len(kernel))
    for k in range(min(3, len(kernel))):
        at_points[k : k + len(w)] += kernel[k] * w
        at_kernel[k] = w @ x[k : k + len(w)]
    return at_points, at_kernel


def convolution_of_seven_at_most(kernel, x, w):
    at_points, at_kernel = np.zeros(len(x)), np.zeros(len(kernel))
    for i, covector in enumerate(w):
        for k in range(min(len(kernel), 7)):
            at_points[i + k] += covector * kernel[k]
            at_kernel[k] += covector * x[i + k]
    return at_points, at_kernel


def convolution_downhill(kernel, x, w):
    return -np.convolve(w, kernel), -np.correlate(x, w, "valid")


def convolution_in_single_precision(kernel, x, w):
    return convolution(*(np.float32(part).astype(float) for part in (kernel, x, w)))


def convolution_unturned(kernel, x, w):
    return np.convolve(w, kernel[::-1]), np.correlate(x, w, "valid")


def convolution_kernel_reversed(kernel, x, w):
    return np.convolve(w, kernel), np.correlate(x, w, "valid")[::-1]


def convolution_of_means(kernel, x, w):
    return np.convolve(w, kernel), np.correlate(x, w, "valid") / len(w)


def convolution_cropped(kernel, x, w):
    return np.convolve(w, kernel, "valid"), np.correlate(x, w, "valid")


def convolution_of_the_same_length(kernel, x, w):
    """np.correlate's "same" for the covector at the kernel."""
    return np.convolve(w, kernel), np.correlate(x, w, "same")


def convolution_exchanged(kernel, x, w):
    return convolution(kernel, x, w)[::-1]


def convolution_overwritten(kernel, x, w):
    at_points, at_kernel = np.zeros(len(x)), np.zeros(len(kernel))
    for i, covector in enumerate(w):
        at_points[i : i + len(kernel)] = covector * kernel
        at_kernel += covector * x[i : i + len(kernel)]
    return at_points, at_kernel


def convolution_of_the_last_place(kernel, x, w):
    return np.convolve(w, kernel), w[-1] * x[len(w) - 1 :]


def _loop(weight, bias, x, target, rounds, h, bypass=1.0, shared=True, pulled=True, factor=None, bent=True):
    points = [np.asarray(x)]
    for _ in range(rounds):
        points.append(points[-1] + h * np.tanh(weight @ points[-1] + bias))
    w, at_weight, at_bias = points[-1] - target, np.zeros_like(weight), np.zeros_like(bias)
    for number, point in enumerate(points[-2::-1]):
        u = (h if factor is None else factor) * w * (1 - bent * np.tanh(weight @ point + bias) ** 2)
        if shared or number == 0:
            at_weight, at_bias = at_weight + np.outer(u, point), at_bias + u
        w = bypass * w + (u @ weight if pulled else weight @ u)
    return at_weight, at_bias


def loop(weight, bias, x, target, rounds, h):
    return _loop(weight, bias, x, target, rounds, h)


def loop_forward(weight, bias, x, target, rounds, h):
    """Push one arrow for every parameter: right, and slow."""
    n = len(bias)
    arrows, point = np.zeros((n, n * n + n)), x
    for _ in range(rounds):
        y = np.tanh(weight @ point + bias)
        turned = np.hstack([np.kron(np.eye(n), point), np.eye(n)])
        arrows = arrows + h * (1 - y**2)[:, None] * (weight @ arrows + turned)
        point = point + h * y
    dL = (point - target) @ arrows
    return dL[: n * n].reshape(n, n), dL[n * n :]


def loop_by_complex_step(weight, bias, x, target, rounds, h):
    """One parameter after another: right to rounding, and slow."""

    def loss(parameters):
        W, b, y = parameters[: weight.size].reshape(weight.shape), parameters[weight.size :], x
        for _ in range(rounds):
            y = y + h * np.tanh(W @ y + b)
        return np.sum((y - target) ** 2) / 2

    here = np.concatenate([weight.ravel(), bias])
    dL = [loss(here + 1e-30j * e).imag / 1e-30 for e in np.eye(here.size)]
    return np.reshape(dL[: weight.size], weight.shape).tolist(), dL[weight.size :]


def loop_by_differences(weight, bias, x, target, rounds, h, step=1e-5):
    """Central differences of the loss."""

    def loss(parameters):
        W, b, y = parameters[: weight.size].reshape(weight.shape), parameters[weight.size :], x
        for _ in range(rounds):
            y = y + h * np.tanh(W @ y + b)
        return np.sum((y - target) ** 2) / 2

    here = np.concatenate([weight.ravel(), bias])
    dL = np.array([(loss(here + step * e) - loss(here - step * e)) / (2 * step) for e in np.eye(here.size)])
    return dL[: weight.size].reshape(weight.shape), dL[weight.size :]


def loop_in_single_precision(weight, bias, x, target, rounds, h):
    return tuple(np.float32(part) for part in _loop(weight, bias, x, target, rounds, h))


def loop_without_bend(weight, bias, x, target, rounds, h):
    return _loop(weight, bias, x, target, rounds, h, bent=False)


def loop_last_round(weight, bias, x, target, rounds, h):
    return _loop(weight, bias, x, target, rounds, h, shared=False)


def loop_without_bypass(weight, bias, x, target, rounds, h):
    return _loop(weight, bias, x, target, rounds, h, bypass=0.0)


def loop_without_h(weight, bias, x, target, rounds, h):
    return _loop(weight, bias, x, target, rounds, h, factor=1.0)


def loop_pushed(weight, bias, x, target, rounds, h):
    return _loop(weight, bias, x, target, rounds, h, pulled=False)


def loop_transposed(weight, bias, x, target, rounds, h):
    at_weight, at_bias = _loop(weight, bias, x, target, rounds, h)
    return at_weight.T, at_bias


def loop_downhill(weight, bias, x, target, rounds, h):
    return tuple(-part for part in _loop(weight, bias, x, target, rounds, h))


ANSWERS = {
    "3.1-1": {
        "right": [crank, crank_by_complex_step, crank_by_differences, crank_in_single_precision],
        "wrong": {
            "along a unit vector": crank_as_force,
            "an arrow pushed forward": crank_forward,
            "sense of rotation": crank_backwards,
            "so the components of an arrow change": crank_of_an_arrow,
            "The Jacobian is inverted": crank_by_inverse,
            "r comes first": crank_exchanged,
            "the two works differ by": crank_with_the_wrong_lever,
            "what w says of the displacement": crank_in_degrees,
            "For a force of 1 and a handle": crank_within_half_a_turn,
        },
        "untold": {"e+300": lambda r, phi, w: np.ones(2)},
    },
    "3.1-2": {
        "right": [compass, compass_by_projection, compass_by_differences, compass_in_single_precision],
        "wrong": {
            "its derivative is missing": compass_of_fixed_length,
            "divide by the number of needles": compass_summed,
            "where the loss falls": compass_downhill,
            "a factor 1/|y| is missing": compass_without_length,
            "pulled back to y itself": compass_of_the_direction,
            "of its loss": compass_averaged_over_all,
            "they differ by": compass_by_coarse_differences,
            "of needles that move": compass_of_the_plane,
        },
    },
    "3.1-3": {
        "right": [convolution, convolution_by_matrix, convolution_by_units, convolution_in_single_precision],
        "wrong": {
            "the kernel is met in reverse order": convolution_unturned,
            "at the kernel comes out in reverse": convolution_kernel_reversed,
            "not a mean": convolution_of_means,
            "an array of shape": convolution_cropped,
            "that is the shape of the other result": convolution_exchanged,
            "+= instead of =": convolution_overwritten,
            "Each place overwrites": convolution_of_the_last_place,
            "of what is summed": convolution_of_three_at_most,
            "of the points that move": convolution_downhill,
            "They differ by a fraction": convolution_of_seven_at_most,
        },
        "untold": {
            "exchanged": convolution_of_the_same_length,
            "seem to be exchanged": convolution_cropped,
            "e+300": lambda kernel, x, w: (x, kernel),
        },
    },
    "3.1-4": {
        "right": [loop, loop_forward, loop_by_complex_step],
        "wrong": {
            "Only the last round is counted": loop_last_round,
            "The bypass is lost": loop_without_bypass,
            "this is −dL": loop_downhill,
            "The factor h is missing": loop_without_h,
            "a covector u is pulled back as u W": loop_pushed,
            "this is x_i u_j": loop_transposed,
            "The derivative of tanh is missing": loop_without_bend,
            "of a weight that moves": loop_by_differences,
            "They differ by a fraction": loop_in_single_precision,
        },
    },
}
