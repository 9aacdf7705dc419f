"""Answers to the exercises of lesson 3.6 that show what the checks are worth.

For each exercise: "right" answers of different making, and "wrong" ones under words that the feedback must contain.
"""

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


ANSWERS = {
    "3.6-1": {
        "right": [lengths, lengths_by_fit],
        "wrong": {
            "The largest curvature is the worst": lambda H, g: np.array([1, 2]) / np.linalg.eigvalsh(H)[-1],
            "The mean of all curvatures": lambda H, g: np.array([1, 2]) * len(H) / np.trace(H),
            "Best first, idle second": lambda H, g: lengths(H, g)[::-1],
            "A factor 2 is missing": lambda H, g: lengths(H, g) / 2,
        },
    },
    "3.6-2": {
        "right": [hop, hop_by_steps],
        "wrong": {
            "That is the whole hop": lambda *a: 2 * hop(*a),
            "the square of the half-width": lambda *a: hop(*a) ** 2,
            "contains the rate": hop_with_the_rate_in_k,
            "is not stable": hop_of_either_sign,
        },
    },
    "3.6-3": {
        "right": [largest, largest_by_factors],
        "wrong": {
            "That is the last vector alone": power,
            "eigenvalue of the whole matrix": lambda H, s, m: np.linalg.eigvalsh(H)[-1],
            "One vector is missing": lambda H, s, m: largest(H, s, m - 1),
            "largest in size": lambda H, s, m: -largest(-H, s, m),
        },
    },
    "3.6-4": {
        "right": [step, step_by_ratio],
        "wrong": {
            "accepts every step downhill": lambda a, b, first: step(a, b, first, kept=0.0),
            "accepts a quarter": lambda a, b, first: step(a, b, first, kept=0.25),
            "Both turn at once": lambda a, b, first: step(a, b, first, mixed=True),
            "before it is halved": lambda a, b, first: step(a, b, first / 2),
        },
    },
}
