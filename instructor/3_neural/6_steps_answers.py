"""Answers to the exercises of lesson 3.6 that show what the checks are worth.

For each exercise: "right" answers of different making, and "wrong" ones under words that the feedback must contain.
"""

import math

import numpy as np


def lengths(hessian, gradient):
    return np.array([1, 2]) * (gradient @ gradient) / (gradient @ hessian @ gradient)


def lengths_by_fit(hessian, gradient):
    """Put a parabola through the loss at three places of the line."""
    along = np.array([0.0, 1.0, 2.0]) / np.trace(hessian)
    height = [-s * gradient @ gradient + s * s * gradient @ hessian @ gradient / 2 for s in along]
    bend, fall, _ = np.polyfit(along, height, 2)
    return [-fall / (2 * bend), -fall / bend]


def hop(second, third, fourth, rate):
    beyond, k = rate * second - 2, (third / second) ** 2 - fourth / (3 * second)
    return float(np.sqrt(beyond / k)) if beyond > 0 and k > 0 else 0.0


def hop_by_steps(second, third, fourth, rate):
    """From the step x ↦ −(1 + ε)x + αx² + βx³ with α and β at the rate 2/λ."""
    alpha, beta = -third / second, -fourth / (3 * second)
    k, beyond = alpha**2 + beta, rate * second - 2
    return (beyond / k) ** 0.5 if min(k, beyond) > 0 else 0


def hop_of_either_sign(second, third, fourth, rate):
    beyond, k = rate * second - 2, (third / second) ** 2 - fourth / (3 * second)
    return np.sqrt(abs(beyond / k))


def hop_with_the_rate_in_k(second, third, fourth, rate):
    beyond, k = rate * second - 2, (rate * third / 2) ** 2 - rate * fourth / 6
    return np.sqrt(beyond / k) if beyond > 0 and k > 0 else 0.0


def span(hessian, start, products):
    basis = [start / np.linalg.norm(start)]
    while len(basis) < products:
        image = hessian @ basis[-1]
        for _ in range(2):
            image = image - np.array(basis).T @ (np.array(basis) @ image)
        basis.append(image / np.linalg.norm(image))
    return np.array(basis)


def largest(hessian, start, products):
    rows = span(hessian, start, products)
    return np.linalg.eigvalsh(rows @ hessian @ rows.T)[-1]


def largest_by_factors(hessian, start, products):
    """Shift the spectrum, so that all powers stay apart, and orthonormalise block by block."""
    basis = np.linalg.qr(start[:, None])[0]
    for _ in range(products - 1):
        basis = np.linalg.qr(np.column_stack([basis, hessian @ basis[:, -1]]))[0]
    return float(np.max(np.linalg.eigvalsh(basis.T @ hessian @ basis)))


def power(hessian, start, products):
    u = start / np.linalg.norm(start)
    for _ in range(products - 1):
        u = hessian @ u
        u = u / np.linalg.norm(u)
    return u @ hessian @ u


def step(a, b, first, kept=0.5, mixed=False):
    r, rate = a * b - 1, first
    while True:
        c = a - rate * r * b
        d = b - rate * r * (c if mixed else a)
        if (r**2 - (c * d - 1) ** 2) / 2 >= kept * rate * r**2 * (a**2 + b**2):
            return np.array([c, d])
        rate = rate / 2


def step_by_ratio(a, b, first):
    r = a * b - 1
    for rate in first * 0.5 ** np.arange(100):
        c, d = a - rate * r * b, b - rate * r * a
        ratio = ((c * d - 1) ** 2 / 2 - r**2 / 2) / (-rate * ((r * a) ** 2 + (r * b) ** 2))
        if ratio >= 0.5:
            return [float(c), float(d)]


def lengths_by_slopes(hessian, gradient):
    """Two slopes on the line tell where the third is zero; the way back is twice as long."""
    start, end = gradient @ gradient, gradient @ (gradient - hessian @ gradient)
    best = float(start / (start - end))
    return best, 2 * best


def lengths_of_the_first_axis(hessian, gradient):
    return np.array([1, 2]) / hessian[0, 0]


def lengths_in_single_precision(hessian, gradient):
    return lengths(np.float32(hessian), np.float32(gradient)) * (1 + 3e-7)


def hop_before_the_limit(second, third, fourth, rate):
    beyond, k = rate * second - 2, (third / second) ** 2 - fourth / (3 * second)
    return np.sqrt(beyond / k) if beyond / k > 0 else 0.0


def hop_without_looking_at_k(second, third, fourth, rate):
    beyond, k = rate * second - 2, (third / second) ** 2 - fourth / (3 * second)
    return np.sqrt(beyond / abs(k)) if beyond > 0 else 0.0


def hop_with_the_other_sign(second, third, fourth, rate):
    return hop(second, third, -fourth, rate)


def hop_of_any_sign(second, third, fourth, rate):
    return np.sqrt((rate * second - 2) / ((third / second) ** 2 - fourth / (3 * second)))


def hop_with_the_root_of_math(second, third, fourth, rate):
    return math.sqrt((rate * second - 2) / ((third / second) ** 2 - fourth / (3 * second)))


def hop_measured(second, third, fourth, rate):
    """Take many steps on the loss of fourth order, and measure."""
    x = before = 0.01
    for _ in range(3000):
        before, x = x, x - rate * (second * x + third * x**2 / 2 + fourth * x**3 / 6)
        if abs(x) > 10:
            return 0.0
    return abs(x - before) / 2 if abs(x - before) > 1e-9 else 0.0


def largest_by_lanczos(hessian, start, vectors):
    """Three diagonals, with all earlier vectors taken off again."""
    rows, diagonal, beside = [start / np.linalg.norm(start)], [], []
    for _ in range(vectors):
        image = hessian @ rows[-1]
        diagonal.append(image @ rows[-1])
        for _ in range(2):
            for row in rows:
                image = image - (row @ image) * row
        beside.append(np.linalg.norm(image) or 1.0)
        rows.append(image / beside[-1])
    chain = np.diag(diagonal) + np.diag(beside[:-1], 1) + np.diag(beside[:-1], -1)
    return np.float64(np.linalg.eigvalsh(chain).max())


def largest_of_raw_powers(hessian, start, vectors):
    """The powers themselves, made perpendicular at the end: early enough for twelve of them."""
    powers = [start]
    for _ in range(vectors - 1):
        powers.append(hessian @ powers[-1])
    basis = np.linalg.qr(np.array(powers).T)[0]
    return np.linalg.eigvalsh(basis.T @ hessian @ basis)[-1]


def largest_without_right_angles(hessian, start, vectors):
    rows = [start / np.linalg.norm(start)]
    for _ in range(vectors - 1):
        rows.append(hessian @ rows[-1])
        rows[-1] = rows[-1] / np.linalg.norm(rows[-1])
    return np.linalg.eigvalsh(np.array(rows) @ hessian @ np.array(rows).T)[-1]


def step_by_searching(a, b, first):
    """All halved lengths at once; the first that keeps half."""
    r, rates = a * b - 1, first * 0.5 ** np.arange(60)
    moved = np.array([a - rates * r * b, b - rates * r * a])
    falls = (r * r - (moved[0] * moved[1] - 1) ** 2) / 2
    return moved[:, np.argmax(falls >= rates * r * r * (a * a + b * b) / 2)].tolist()


def step_three_times(a, b, first):
    r, rate = a * b - 1, first
    for _ in range(3):
        c, d = a - rate * r * b, b - rate * r * a
        if (r**2 - (c * d - 1) ** 2) / 2 >= rate * r**2 * (a**2 + b**2) / 2:
            break
        rate /= 2
    return np.array([a - rate * r * b, b - rate * r * a])


def step_by_curvature(a, b, first, floor=False):
    r, rate = a * b - 1, first
    slant = 2 * a * b - 1
    steepest = a * a + b * b if floor else np.linalg.eigvalsh([[b * b, slant], [slant, a * a]])[-1]
    while rate > 1 / steepest:
        rate /= 2
    return np.array([a - rate * r * b, b - rate * r * a])


def step_beyond_a_tie(a, b, first):
    r, rate = a * b - 1, first
    while True:
        c, d = a - rate * r * b, b - rate * r * a
        if (r**2 - (c * d - 1) ** 2) / 2 > rate * r**2 * (a**2 + b**2) / 2:
            return np.array([c, d])
        rate /= 2


def step_uphill(a, b, first):
    return np.array([2 * a, 2 * b]) - step(a, b, first)


def step_to_the_lowest(a, b, first):
    """The best of all halved lengths: on a parabola it is the first that keeps a third."""
    r, rates = a * b - 1, first * 0.5 ** np.arange(60)
    moved = np.array([a - rates * r * b, b - rates * r * a])
    return moved[:, np.argmin((moved[0] * moved[1] - 1) ** 2)]


def step_downhill(a, b, first):
    r, rate = a * b - 1, first
    while abs((a - rate * r * b) * (b - rate * r * a) - 1) >= abs(r):
        rate /= 2
    return np.array([a - rate * r * b, b - rate * r * a])


def step_in_thirds(a, b, first):
    r, rate = a * b - 1, first
    while True:
        c, d = a - rate * r * b, b - rate * r * a
        if (r**2 - (c * d - 1) ** 2) / 2 >= rate * r**2 * (a**2 + b**2) / 2:
            return np.array([c, d])
        rate /= 3


def step_of_the_error_anew(a, b, first):
    r, rate = a * b - 1, first
    while True:
        c = a - rate * r * b
        d = b - rate * (c * b - 1) * c
        if (r**2 - (c * d - 1) ** 2) / 2 >= rate * r**2 * (a**2 + b**2) / 2 or rate < 1e-9:
            return np.array([c, d])
        rate /= 2


def hop_by_a_condition_without_the_second(second, third, fourth, rate):
    return hop(second, third, fourth, rate) if 3 * third**2 > fourth else 0.0


def hop_clearly_beyond(second, third, fourth, rate):
    return hop(second, third, fourth, rate) if rate * second - 2 > 1e-3 else 0.0


def largest_in_the_powers_own_metric(hessian, start, vectors):
    """No right angles, but their table of products in place of the unit matrix."""
    powers = [start]
    for _ in range(vectors - 1):
        powers.append(hessian @ powers[-1])
    rows = np.array(powers)
    return np.max(np.linalg.eigvals(np.linalg.solve(rows @ rows.T, rows @ hessian @ rows.T)).real)


def step_with_an_end(a, b, first, most=30):
    """Give up after thirty halvings."""
    r, rate = a * b - 1, first
    for _ in range(most):
        c, d = a - rate * r * b, b - rate * r * a
        if (r**2 - (c * d - 1) ** 2) / 2 >= rate * r**2 * (a**2 + b**2) / 2:
            break
        rate /= 2
    return np.array([a - rate * r * b, b - rate * r * a])


def step_that_keeps_no_more_than_all(a, b, first):
    r, rate = a * b - 1, first
    while rate > 1e-30:
        c, d = a - rate * r * b, b - rate * r * a
        if 0.5 <= (r**2 - (c * d - 1) ** 2) / (2 * rate * r**2 * (a**2 + b**2)) <= 1:
            return np.array([c, d])
        rate /= 2
    return np.array([a, b])


def step_roughly(a, b, first):
    return step(a, b, first) * (1 + 2e-8)


ANSWERS = {
    "3.6-1": {
        "right": [lengths, lengths_by_fit, lengths_by_slopes],
        "wrong": {
            "The largest curvature is the worst": lambda H, g: np.array([1, 2]) / np.linalg.eigvalsh(H)[-1],
            "The mean of all curvatures": lambda H, g: np.array([1, 2]) * len(H) / np.trace(H),
            "Best first, idle second": lambda H, g: lengths(H, g)[::-1],
            "A factor 2 is missing": lambda H, g: lengths(H, g) / 2,
            "lengths in parameters": lambda H, g: lengths(H, g) * np.linalg.norm(g),
            "Divide one by the other": lambda H, g: lengths(H, g) / (g @ g),
            "neither falls nor rises along the step": lengths_of_the_first_axis,
            "of the differential along the step is left": lengths_in_single_precision,
            "at the best length": lambda H, g: lengths(H, g) * [2, 1],
            "as high as before": lambda H, g: lengths(H, g)[0] * np.array([1, 4]),
        },
    },
    "3.6-2": {
        "right": [hop, hop_by_steps, lambda *a: np.array(hop(*a))],
        "wrong": {
            "That is the whole hop": lambda *a: 2 * hop(*a),
            "the square of the half-width": lambda *a: hop(*a) ** 2,
            "contains the rate": hop_with_the_rate_in_k,
            "is not stable. Return 0 unless": hop_of_either_sign,
            "exists and drives away": hop_before_the_limit,
            "only if k is positive too": hop_without_looking_at_k,
            "comes with the other sign": hop_with_the_other_sign,
            "there is no hop and no square root": hop_of_any_sign,
            "stopped with ValueError": hop_with_the_root_of_math,
            "is off by a fraction": hop_measured,
            "the half-width is that of the lowest order": lambda *a: -hop(*a),
            "where it hops, the half-width": hop_by_a_condition_without_the_second,
            "The worst k δ² is off": hop_clearly_beyond,
            "Holds only roughly": lambda *a: hop(*a) * (1 + 1e-8),
            "A half-width is negative": lambda *a: -hop(*a),
        },
        "untold": {
            "That is the square": lambda *a: -(hop(*a) ** 2),
            "is off by a fraction": lambda *a: -hop(*a),
        },
    },
    "3.6-3": {
        "right": [largest, largest_by_factors, largest_by_lanczos, largest_of_raw_powers],
        "wrong": {
            "That is the last vector alone": power,
            "eigenvalue of the whole matrix": lambda H, s, m: np.linalg.eigvalsh(H)[-1],
            "One vector is missing": lambda H, s, m: largest(H, s, m - 1),
            "one vector too many": lambda H, s, m: largest(H, s, min(m + 1, len(s))),
            "largest in size, or the lowest": lambda H, s, m: -largest(-H, s, m),
            "or the lowest": lambda H, s, m: largest(-H, s, m),
            "of the start alone": lambda H, s, m: s @ H @ s / (s @ s),
            "It is off by": largest_without_right_angles,
            "largest u·Hu that these vectors can reach": largest_in_the_powers_own_metric,
            "Holds only roughly": lambda H, s, m: largest(H, s, m) - 1e-7,
        },
    },
    "3.6-4": {
        "right": [step, step_by_ratio, step_by_searching],
        "wrong": {
            "accepts every step downhill": lambda a, b, first: step(a, b, first, kept=0.0),
            "accepts a quarter": lambda a, b, first: step(a, b, first, kept=0.25),
            "Both turn at once": lambda a, b, first: step(a, b, first, mixed=True),
            "first one's new place": step_of_the_error_anew,
            "before it is halved": lambda a, b, first: step(a, b, first / 2),
            "It falls short of a half by": step_three_times,
            "A bound on the curvature": step_by_curvature,
            "The step itself is to be tried": lambda *a: step_by_curvature(*a, floor=True),
            "every longer step has kept less than half": step_beyond_a_tie,
            "go against dL": step_uphill,
            "by the first length or a half, a quarter": step_in_thirds,
            "keeps exactly half is accepted": step_beyond_a_tie,
            "at least half of the forecast is kept": step_with_an_end,
            "half of the forecast is kept": lambda a, b, first: step(a, b, first, kept=0.49999),
            "longer step has kept less than half": lambda a, b, first: step(a, b, first, kept=0.50001),
            "They are off by a fraction": step_that_keeps_no_more_than_all,
            "Holds only roughly": step_roughly,
            "however little it brings": step_downhill,
        },
        "untold": {
            "before it is halved": step_roughly,
            "That accepts a quarter": step_to_the_lowest,
            "however little it brings": lambda a, b, first: step(a, b, first, kept=1e-4),  # the usual constant
            "at longer lengths": lambda *a: step_by_curvature(*a, floor=True),  # never beyond 1/(a² + b²)
            "A bound on the curvature": step_beyond_a_tie,
            "The step itself": lambda a, b, first: step(a, b, first, kept=0.49999),
        },
    },
}
