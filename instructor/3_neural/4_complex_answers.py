"""Answers to the exercises of lesson 3.4 that show what the checks are worth.

For each exercise: "right" answers of different making, and "wrong" ones under words that the feedback must contain.
"""

import numpy as np


def changes(g, eta, angle):
    square = np.abs(g) ** 2
    return np.array([-2 * eta * square.sum(), -2 * eta * np.real(g @ g), -2 * eta * np.cos(angle) * square.sum()])


def changes_in_real_numbers(g, eta, angle):
    by_a, by_b = 2 * g.real, -2 * g.imag
    found = []
    for step in (np.conj(g), g, np.exp(1j * angle) * np.conj(g)):
        found.append(float(-eta * (by_a @ step.real + by_b @ step.imag)))
    return found


def changes_by_modulus(g, eta, angle):
    size = -2 * eta * np.sum(np.abs(g) ** 2)
    return np.array([size, size, np.cos(angle) * size])


def changes_before_the_turn(g, eta, angle):
    first, second, _ = changes(g, eta, angle)
    return np.array([first, second, first])


def parts(jacobian):
    by_a, by_b = jacobian[0, 0] + 1j * jacobian[1, 0], jacobian[0, 1] + 1j * jacobian[1, 1]
    return np.array([(by_a - 1j * by_b) / 2, (by_a + 1j * by_b) / 2])


def parts_by_two_arrows(jacobian):
    """Push 1 and i forward and solve f₊1 = A + B, f₊i = i(A − B)."""
    one, other = (complex(*(np.asarray(jacobian) @ v)) for v in ([1, 0], [0, 1]))
    return np.linalg.solve([[1, 1], [1j, -1j]], [one, other]).tolist()


def pull(z, w):
    r = np.abs(z)
    ray = z / r
    return w / (1 + r) - r / (1 + r) ** 2 * np.conj(ray) * np.real(ray * w)


def pull_by_real_matrices(z, w):
    """Real 2 × 2 Jacobians, transposed: (w₁, −w₂) are the real components of the covector."""
    a, b = z.real, z.imag
    r = np.hypot(a, b)
    q = 1 / (r * (1 + r) ** 2)
    ua, ub, vb = 1 / (1 + r) - a * a * q, -a * b * q, 1 / (1 + r) - b * b * q
    first, second = w.real * ua - w.imag * ub, w.real * ub - w.imag * vb
    return first - 1j * second


def bend_parts(z):
    r = np.abs(z)
    along, across = (1 + r) ** -2.0, 1 / (1 + r)
    return (along + across) / 2, (along - across) / 2 * (z / r) ** 2


def pull_as_if_holomorphic(z, w):
    return bend_parts(z)[0] * w


def pull_without_bar(z, w):
    A, B = bend_parts(z)
    return A * w + B * w


def push(z, w):
    A, B = bend_parts(z)
    return A * w + B * np.conj(w)


def pull_along_the_ray(z, w):
    return w / (1 + np.abs(z)) ** 2


def learn(x, t, rate, steps, bar=np.conj, factor=1.0):
    weight = np.zeros((t.shape[1], x.shape[1]), complex)
    for _ in range(steps):
        covector = np.einsum("ai,aj->ij", np.conj(x @ weight.T - t), x) / len(x)
        weight -= factor * rate * bar(covector)
    return weight


def learn_mode_by_mode(x, t, rate, steps):
    """The closed form: along each eigenvector of the inputs' covariance the error shrinks by a factor of its own."""
    values, vectors = np.linalg.eigh(x.T @ np.conj(x) / len(x))
    target = t.T @ np.conj(x) / len(x) @ vectors
    return target * ((1 - (1 - rate * values) ** steps) / values) @ np.conj(vectors.T)


def learn_as_if_real(x, t, rate, steps):
    weight = np.zeros((t.shape[1], x.shape[1]), complex)
    for _ in range(steps):
        weight = weight - rate * (x @ weight.T - t).T @ x / len(x)
    return weight


ANSWERS = {
    "3.4-1": {
        "right": [changes, changes_in_real_numbers],
        "wrong": {
            "A factor 2 is missing": lambda *a: changes(*a) / 2,
            "Without the bar the square is": changes_by_modulus,
            "has a negative change": lambda *a: -changes(*a),
            "taken after the turn": changes_before_the_turn,
        },
    },
    "3.4-2": {
        "right": [parts, parts_by_two_arrows],
        "wrong": {
            "is missing": lambda jacobian: 2 * parts(jacobian),
            "in the wrong order": lambda jacobian: parts(jacobian)[::-1],
            "The conjugates of both": lambda jacobian: np.conj(parts(jacobian)),
            "column by column": lambda jacobian: parts(jacobian.T),
        },
    },
    "3.4-3": {
        "right": [pull, pull_by_real_matrices],
        "wrong": {
            "is not holomorphic": pull_as_if_holomorphic,
            "w B reads the conjugate": pull_without_bar,
            "That carries an arrow forward": push,
            "Across the ray": pull_along_the_ray,
            "an arrow: the metric": lambda z, w: np.conj(pull(z, w)),
        },
    },
    "3.4-4": {
        "right": [learn, learn_mode_by_mode],
        "wrong": {
            "steps along the covector": lambda *a: learn(*a, bar=lambda w: w),
            "half of the covector": lambda *a: learn(*a, factor=0.5),
            "mean over the points": lambda x, *a: learn(x, *a, factor=len(x)),
            "go uphill": lambda *a: learn(*a, factor=-1.0),
            "The bar over x is missing": learn_as_if_real,
        },
    },
}
