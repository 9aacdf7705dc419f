"""Answers to the exercises of lesson 1.1 that show what the checks are worth.

For each exercise: "right" answers of different making, and "wrong" ones under words that the feedback must contain.
"""

import numpy as np


def echo(d, c, t):
    return np.sqrt((d + c * t) ** 2 - d**2) / 2


def echo_by_bisection(d, c, t):
    low, high = 0.0, d + c * t
    for _ in range(200):
        h = (low + high) / 2
        low, high = (h, high) if 2 * np.hypot(h, d / 2) - d < c * t else (low, h)
    return np.float64(low)


def echo_in_one_leg(d, c, t):
    return np.sqrt((d + c * t) ** 2 - (d / 2) ** 2)


def echo_of_the_image(d, c, t):
    return 2 * echo(d, c, t)


def echo_from_the_shout(d, c, t):
    return np.sqrt((c * t) ** 2 - d**2) / 2


def echo_of_whole_legs(d, c, t):
    """Both legs span the whole separation."""
    return np.sqrt(((d + c * t) / 2) ** 2 - d**2)


def echo_by_product(d, c, t):
    """The difference of squares as a product, in Python's own floats."""
    way = float(c) * float(t)
    return (way * (way + 2 * float(d))) ** 0.5 / 2


def echo_by_steps(d, c, t):
    """A table of distances, of which the best is taken."""
    distances = np.linspace(0, d + c * t, 200_001)
    return distances[np.argmin(np.abs(2 * np.hypot(distances, d / 2) - d - c * t))]


def echo_of_one_person(d, c, t):
    return c * t / 2


def whisper(a, h, curvature):
    r = np.hypot(a, h)
    return 2 * (h**2 / r**3 - curvature * h / r)


def whisper_by_series(a, h, curvature):
    """Arithmetic of power series in x up to x², each a triple of coefficients."""

    def times(p, q):
        return (p[0] * q[0], p[0] * q[1] + p[1] * q[0], p[0] * q[2] + p[1] * q[1] + p[2] * q[0])

    def root(p):
        first = p[0] ** 0.5
        second = p[1] / (2 * first)
        return (first, second, (p[2] - second**2) / (2 * first))

    def leg(side):
        along, away = (side, 1.0, 0.0), (h, 0.0, -curvature / 2)
        return root([u + v for u, v in zip(times(along, along), times(away, away), strict=True)])

    return 2 * (leg(a)[2] + leg(-a)[2])


def whisper_by_differences(a, h, curvature):
    def length(x):
        return np.hypot(x + a, h - curvature * x**2 / 2) + np.hypot(x - a, h - curvature * x**2 / 2)

    s = 0.002 * np.hypot(a, h)
    return (-length(2 * s) + 16 * length(s) - 15 * length(0)) / (6 * s**2)


def whisper_by_cauchy(a, h, curvature):
    """The mean over a circle in the complex plane, where L has no singularity."""
    circle = 0.1 * np.hypot(a, h) * np.exp(2j * np.pi * np.arange(48) / 48)
    away = (h - curvature * circle**2 / 2) ** 2
    return 2 * np.mean((np.sqrt((circle + a) ** 2 + away) + np.sqrt((circle - a) ** 2 + away)) / circle**2).real


def whisper_by_crude_differences(a, h, curvature):
    def length(x):
        return np.hypot(x + a, h - curvature * x**2 / 2) + np.hypot(x - a, h - curvature * x**2 / 2)

    s = 1e-4 * np.hypot(a, h)
    return (length(s) - 2 * length(0) + length(-s)) / s**2


def whisper_of_half_the_wall(a, h, curvature):
    return whisper(a, h, curvature / 2)


def whisper_upside_down(a, h, curvature):
    return -whisper(a, h, curvature)


def whisper_of_the_inverse_square(a, h, curvature):
    r = np.hypot(a, h)
    return 2 * (h**2 / r**3 - curvature * h**2 / r**2)


def whisper_in_single_precision(a, h, curvature):
    return np.float32(whisper(a, h, curvature))


def whisper_of_one_leg(a, h, curvature):
    return whisper(a, h, curvature) / 2


def whisper_turned(a, h, curvature):
    return whisper(a, h, -curvature)


def whisper_head_on(a, h, curvature):
    return 2 * (1 / h - curvature)


def whisper_flat(a, h, curvature):
    return whisper(a, h, 0)


def _by_bisection(offset, rise):
    """Bisect for t where the runs `rise(t)` add up to the offset."""
    low, high = 0.0, 1e6
    for _ in range(200):
        t = (low + high) / 2
        low, high = (t, high) if rise(t).sum() < offset else (low, t)
    return np.cumsum(rise(low))[:-1]


def _rise(thickness, speed):
    def rise(t):
        ratio = speed / np.max(speed)
        return thickness * ratio * t / np.sqrt(1 + t**2 * (1 - ratio**2))

    return rise


def layers(offset, thickness, speed):
    return _by_bisection(offset, _rise(thickness, speed))


def layers_by_newton(offset, thickness, speed):
    """Newton's method on the travel time itself, all crossings at once, with steps halved until the time falls."""
    x = offset * np.cumsum(thickness)[:-1] / np.sum(thickness)

    def parts(x):
        run = np.diff(np.concatenate([[0], x, [offset]]))
        return run, np.hypot(run, thickness)

    for _ in range(60):
        run, length = parts(x)
        slope, bend = run / length / speed, thickness**2 / length**3 / speed
        gradient = slope[:-1] - slope[1:]
        hessian = np.diag(bend[:-1] + bend[1:]) - np.diag(bend[1:-1], 1) - np.diag(bend[1:-1], -1)
        move = np.linalg.solve(hessian, gradient)
        share = 1.0
        while share > 1e-9 and np.sum(parts(x - share * move)[1] / speed) > np.sum(length / speed):
            share /= 2
        x = x - share * move
    return x.tolist()


def layers_by_continuation(offset, thickness, speed):
    """Newton's method for the slope in the fastest layer: the run is concave in it, so from 0 no step overshoots."""
    fastest, t = np.max(speed), 0.0
    for _ in range(200):
        root = np.sqrt(1 + t * t * (1 - (speed / fastest) ** 2))
        run = thickness * (speed / fastest) * t / root
        slope = thickness * (speed / fastest) / root**3
        t -= (run.sum() - offset) / slope.sum()
    return tuple(np.cumsum(run)[:-1].tolist())


def layers_of_two(offset, thickness, speed):
    """The example's size only: below the first boundary the path is straight."""
    rest = np.array([thickness[0], np.sum(thickness[1:])])
    first = layers(offset, rest, np.array([speed[0], np.sum(thickness[1:]) / np.sum(thickness[1:] / speed[1:])]))[0]
    return first + (offset - first) * np.cumsum(np.append(0, thickness[1:-1])) / rest[1]


def layers_from_the_floor(offset, thickness, speed):
    return layers(offset, thickness, speed)[::-1]


def layers_by_runs(offset, thickness, speed):
    return np.diff(np.append(0, layers(offset, thickness, speed)))


def layers_within_the_promise(offset, thickness, speed):
    exact = layers(offset, thickness, speed)
    return exact + 0.95e-5 * offset * (-1) ** np.arange(len(exact))


def layers_stopped_early(offset, thickness, speed):
    exact = layers(offset, thickness, speed)
    return exact + 2e-4 * np.minimum(exact, offset - exact)


def layers_short_of_the_edge(offset, thickness, speed):
    """Bisection in p that ends at 0.999 of the largest, where the root is still no root of zero."""
    low, high = 0.0, 0.999 / np.max(speed)
    for _ in range(80):
        p = (low + high) / 2
        runs = thickness * p * speed / np.sqrt(1 - (p * speed) ** 2)
        low, high = (p, high) if np.sum(runs) < offset else (low, p)
    return np.cumsum(runs)[:-1]


def layers_straight(offset, thickness, speed):
    return offset * np.cumsum(thickness)[:-1] / np.sum(thickness)


def layers_reversed(offset, thickness, speed):
    return _by_bisection(offset, _rise(thickness, 1 / speed))


def layers_small_angle(offset, thickness, speed):
    return offset * np.cumsum(thickness * speed)[:-1] / np.sum(thickness * speed)


def layers_with_the_end(offset, thickness, speed):
    return np.append(layers(offset, thickness, speed), offset)


def gradient(path, index, index_gradient):
    return _gradient(path, index, index_gradient)


def _gradient(path, index, index_gradient, medium=1.0, length_weight=1.0):
    n, step = index(path), np.diff(path, axis=0)
    length = np.linalg.norm(step, axis=1)
    pull = length_weight * ((n[1:] + n[:-1]) / 2 / length)[:, None] * step
    push = ((length[:-1] + length[1:]) / 2)[:, None] * index_gradient(path)[1:-1]
    return pull[:-1] - pull[1:] + medium * push


def gradient_by_loops(path, index, index_gradient):
    n, slope, result = index(path), index_gradient(path), []
    for i in range(1, len(path) - 1):
        one, two = np.linalg.norm(path[i] - path[i - 1]), np.linalg.norm(path[i + 1] - path[i])
        pull = (n[i - 1] + n[i]) / 2 * (path[i] - path[i - 1]) / one
        pull -= (n[i] + n[i + 1]) / 2 * (path[i + 1] - path[i]) / two
        result.append(pull + (one + two) / 2 * slope[i])
    return result


def gradient_by_kernel(path, index, index_gradient):
    """Each segment adds to both of its nodes."""
    n, slope, result = index(path), index_gradient(path), np.zeros(path.shape)
    step = np.diff(path, axis=0)
    length = np.sqrt(np.einsum("ij,ij->i", step, step))[:, None]
    pull = (n[:-1] + n[1:])[:, None] / 2 * step / length
    result[1:] += pull + length / 2 * slope[1:]
    result[:-1] += -pull + length / 2 * slope[:-1]
    return result[1:-1].tolist()


def gradient_at_middles(path, index, index_gradient):
    step = np.diff(path, axis=0)
    length = np.linalg.norm(step, axis=1)[:, None]
    middle = (path[1:] + path[:-1]) / 2
    pull, push = index(middle)[:, None] * step / length, length / 2 * index_gradient(middle)
    return pull[:-1] - pull[1:] + push[:-1] + push[1:]


def gradient_of_three_nodes(path, index, index_gradient):
    """The example's size only: the first inner node for all."""
    whole = gradient(path, index, index_gradient)
    return np.repeat(whole[:1], len(whole), axis=0)


def gradient_by_every_node(path, index, index_gradient):
    """Right, but the index is looked up again for every pair of nodes."""
    n = [index(node) for node in path]
    return gradient(path, lambda nodes: np.array(n), index_gradient)


def gradient_by_differences(path, index, index_gradient):
    def time(path):
        n = index(path)
        return np.sum((n[1:] + n[:-1]) / 2 * np.linalg.norm(np.diff(path, axis=0), axis=1))

    result = np.zeros_like(path)
    for place in np.ndindex(path.shape):
        move = np.zeros_like(path)
        move[place] = 1e-5
        result[place] = (time(path + move) - time(path - move)) / 2e-5
    return result[1:-1]


def gradient_by_complex_step(path, index, index_gradient):
    result = np.zeros_like(path)
    for place in np.ndindex(path.shape):
        moved = path.astype(complex)
        moved[place] += 1e-30j
        n, step = index(moved), np.diff(moved, axis=0)
        result[place] = np.sum((n[1:] + n[:-1]) / 2 * np.sqrt(np.sum(step**2, axis=1))).imag / 1e-30
    return result[1:-1]


def gradient_turned(path, index, index_gradient):
    return -gradient(path, index, index_gradient)


def gradient_without_medium(path, index, index_gradient):
    return _gradient(path, index, index_gradient, medium=0.0)


def gradient_without_half(path, index, index_gradient):
    return _gradient(path, index, index_gradient, medium=2.0)


def gradient_with_strings_that_push(path, index, index_gradient):
    return _gradient(path, index, index_gradient, length_weight=-1.0)


def gradient_of_index_only(path, index, index_gradient):
    return _gradient(path, index, index_gradient, length_weight=0.0)


ANSWERS = {
    "1.1-1": {
        "right": [echo, echo_by_bisection, echo_by_product],
        "wrong": {
            "each leg is half of its way": echo_in_one_leg,
            "That is twice too far": echo_of_the_image,
            "starts when the direct sound arrives": echo_from_the_shout,
            "You counted the gap from the shout": lambda d, c, t: abs((c * t) ** 2 - d**2) ** 0.5 / 2,
            "the separation is missing": echo_of_one_person,
            "spans half of the separation, not all of it": echo_of_whole_legs,
            "The gap comes out wrong": echo_by_steps,
            "on the wrong side": lambda d, c, t: -echo(d, c, t),
        },
        "untold": {
            "the separation is missing": lambda d, c, t: -c * t / 2,
            "twice too far": lambda d, c, t: -2 * echo(d, c, t),
        },
    },
    "1.1-2": {
        "right": [whisper, whisper_by_series, whisper_by_cauchy],
        "wrong": {
            "only one of the two legs is in it, or it is the coefficient of x²": whisper_of_one_leg,
            "The wall's curvature enters half": whisper_of_half_the_wall,
            "The sign is turned round": whisper_upside_down,
            "It is off by": whisper_of_the_inverse_square,
            "or numbers of single precision": whisper_in_single_precision,
            "Right to a few digits": whisper_by_crude_differences,
            "curvature is turned round": whisper_turned,
            "meets the wall head-on": whisper_head_on,
            "that is a flat wall": whisper_flat,
            "as a difference quotient is": whisper_by_differences,
        },
    },
    "1.1-3": {
        "right": [layers, layers_by_newton, layers_by_continuation, layers_within_the_promise],
        "wrong": {
            "This is the straight line": layers_straight,
            "You used the speed as an index": layers_reversed,
            "Does an iteration stop too early?": layers_stopped_early,
            "replaces sin θ by tan θ": layers_small_angle,
            "an array of shape": layers_with_the_end,
            "Snell's ratio sin θ / v is the same": layers_of_two,
            "The crossings come from bottom to top": layers_from_the_floor,
            "a crossing has to move": layers_by_runs,
            "To first order a crossing": layers_short_of_the_edge,
        },
    },
    "1.1-4": {
        "right": [gradient, gradient_by_loops, gradient_by_kernel],
        "wrong": {
            "The sign is turned round": gradient_turned,
            "the term with index_gradient is missing": gradient_without_medium,
            "The index term is twice too large": gradient_without_half,
            "the lengths do not": gradient_of_index_only,
            "The length term has the wrong sign": gradient_with_strings_that_push,
            "as differences of the travel time are": gradient_by_differences,
            "in the middle of each segment": gradient_at_middles,
            "it is the derivative of the travel time": gradient_of_three_nodes,
            "called once each": gradient_by_complex_step,
            "you call index": gradient_by_every_node,
        },
    },
}
