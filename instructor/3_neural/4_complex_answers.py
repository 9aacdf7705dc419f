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
    gone = [sum((1 - rate * value) ** k for k in range(steps)) * rate for value in values]
    return t.T @ np.conj(x) / len(x) @ vectors * gone @ np.conj(vectors.T)


def learn_in_real_numbers(x, t, rate, steps):
    """Real and imaginary parts of the weights as weights of their own."""
    weight, (a, b) = np.zeros((2, t.shape[1], x.shape[1])), (x.real, x.imag)
    for _ in range(steps):
        miss = x @ (weight[0] + 1j * weight[1]).T - t
        slope = miss.real.T @ a + miss.imag.T @ b, miss.imag.T @ a - miss.real.T @ b
        weight = weight - rate * np.array(slope) / len(x)
    return (weight[0] + 1j * weight[1]).tolist()


def learn_as_if_real(x, t, rate, steps):
    weight = np.zeros((t.shape[1], x.shape[1]), complex)
    for _ in range(steps):
        weight = weight - rate * (x @ weight.T - t).T @ x / len(x)
    return weight


def changes_of_the_last_weight(g, eta, angle):
    return changes(g[-1:], eta, angle)


def changes_by_a_table(g, eta, angle):
    """Know the exercise's first example, and nothing else."""
    return [-0.5, 0.14, -0.25] if g.size == 1 else np.full(3, -1.0)


def changes_for_long(g, eta, angle):
    """The finite change of a loss Σ|z|², with its second order."""
    place, steps = np.conj(g), -eta * np.array([np.conj(g), g, np.exp(1j * angle) * np.conj(g)])
    return np.sum(np.abs(place + steps) ** 2, axis=1) - np.sum(np.abs(place) ** 2)


def columns(jacobian):
    return np.array([1, 1j]) @ jacobian


def parts_as_if_holomorphic(jacobian):
    return np.array([columns(jacobian)[0], 0])


def parts_in_single_precision(jacobian):
    return parts(jacobian).astype(np.complex64) * np.float32(1 + 3e-6)


def pull_by_differences(z, w, h=1e-3):
    """Read 1 and i behind the bend, by differences of order 6 over steps that shrink near zero."""
    h = h * np.abs(z)
    shares = (45, -9, 1)

    def behind(v):
        ways = [f * (squash(z + k * h * v) - squash(z - k * h * v)) for k, f in enumerate(shares, 1)]
        return np.real(w * sum(ways) / (60 * h))

    return behind(1) - 1j * behind(1j)


def squash(z):
    return z / (1 + np.abs(z))


def pull_roughly(z, w, h=1e-6):
    """The same by forward differences."""
    one, other = (np.real(w * (squash(z + h * v) - squash(z)) / h) for v in (1, 1j))
    return one - 1j * other


def pull_across(z, w):
    return w / (1 + np.abs(z))


def pull_exchanged(z, w):
    A, B = bend_parts(z)
    return A * w - np.conj(B * w)


def pull_of_lists(z, w):
    return [complex(pull(a, b)) for a, b in zip(z, w, strict=True)]


def learn_with_every_mean(x, t, rate, steps):
    return learn(x, t, rate / t.shape[1], steps)


def learn_from_ones(x, t, rate, steps):
    weight = np.ones((t.shape[1], x.shape[1]), complex)
    for _ in range(steps):
        weight = weight - rate * (x @ weight.T - t).T @ np.conj(x) / len(x)
    return weight


def learn_at_once(x, t, rate, steps):
    return np.linalg.lstsq(x, t)[0].T * (steps > 0)


def learn_with_a_bar_too_many(x, t, rate, steps):
    return np.conj(learn(x, t, rate, steps))


def learn_and_then_jump(x, t, rate, steps):
    """Walk eight steps, and take the least squares for the end."""
    return learn_at_once(x, t, rate, steps) if steps > 8 else learn(x, t, rate, steps)


def learn_twice_as_fast_in_the_end(x, t, rate, steps):
    return learn(x, t, rate, steps + max(0, steps - 20))


def learn_fifty_steps(x, t, rate, steps):
    return learn(x, t, rate, min(steps, 50))


def learn_from_the_end(x, t, rate, steps):
    return np.linalg.lstsq(x, t)[0].T


ANSWERS = {
    "3.4-1": {
        "right": [changes, changes_in_real_numbers, lambda *a: tuple(np.longdouble(v) for v in changes(*a))],
        "wrong": {
            "A factor 2 is missing": lambda *a: changes(*a) / 2,
            "Without the bar the square is": changes_by_modulus,
            "has a negative change": lambda *a: -changes(*a),
            "taken after the turn": changes_before_the_turn,
            "in radians already": lambda g, eta, angle: changes(g, eta, np.deg2rad(angle)),
            "to first order along its step": changes_of_the_last_weight,
            "The worst is off by": changes_by_a_table,
            "what the loss does to first order": changes_for_long,
            "Holds only roughly": lambda *a: changes(*a) * [1, 1, 1 + 3e-8],
        },
        "untold": {
            "Without the bar the square is": lambda *a: -np.ones(3),
            "taken after the turn": lambda *a: changes(*a)[2] * np.array([1, 0, 1]),
            "the square is g²": lambda *a: np.zeros(3),
            "These are the sizes": lambda *a: -changes(*a),
        },
    },
    "3.4-2": {
        "right": [parts, parts_by_two_arrows, lambda jacobian: [complex(v) for v in parts(jacobian)]],
        "wrong": {
            "is missing": lambda jacobian: 2 * parts(jacobian),
            "in the wrong order": lambda jacobian: parts(jacobian)[::-1],
            "The conjugates of both": lambda jacobian: np.conj(parts(jacobian)),
            "column by column": lambda jacobian: parts(jacobian.T),
            "the imaginary part of A has the wrong sign": lambda jacobian: np.array(
                [np.conj(parts(jacobian)[0]), parts(jacobian)[1]]
            ),
            "Those are the columns": columns,
            "as if every map were holomorphic": parts_as_if_holomorphic,
            "It is off by a fraction": parts_in_single_precision,
        },
    },
    "3.4-3": {
        "right": [pull, pull_by_real_matrices, pull_by_differences],
        "wrong": {
            "is not holomorphic": pull_as_if_holomorphic,
            "w B reads the conjugate": pull_without_bar,
            "That carries w forward": push,
            "Across the ray": pull_along_the_ray,
            "an arrow: the metric": lambda z, w: np.conj(pull(z, w)),
            "Along the ray the bend stretches less": pull_across,
            "B has the wrong sign": pull_exchanged,
            "The two readings differ": pull_roughly,
            "TypeError": pull_of_lists,
            "what w says of the arrow behind it": lambda z, w: np.real(pull(z, w)),
        },
        "untold": {
            "w B reads the conjugate": lambda z, w: np.real(pull(z, w)),
            "with the conjugate arrow is missing": lambda z, w: 0 * w,
        },
    },
    "3.4-4": {
        "right": [learn, learn_mode_by_mode, learn_in_real_numbers],
        "wrong": {
            "steps along the covector": lambda *a: learn(*a, bar=lambda w: w),
            "half of the covector": lambda *a: learn(*a, factor=0.5),
            "mean over the points; the sum": lambda x, *a: learn(x, *a, factor=len(x)),
            "go uphill": lambda *a: learn(*a, factor=-1.0),
            "a bar over x is missing": learn_as_if_real,
            "not over the outputs too": learn_with_every_mean,
            "zero before the first step": learn_from_ones,
            "The worst step is off by": learn_at_once,
            "each step goes against": learn_with_a_bar_too_many,
            "goes against the slopes": learn_and_then_jump,
            "against the slopes of the loss": learn_twice_as_fast_in_the_end,
            "the slopes of the loss, and by the rate": learn_fifty_steps,
            "Holds only roughly": lambda *a: learn(*a, factor=1 + 2e-9),
        },
        "untold": {
            "steps along the covector": learn_from_the_end,
            "a bar over x is missing": lambda x, *a: learn(x.real, *a),
            "e+2": lambda x, t, rate, steps: np.zeros((t.shape[1], x.shape[1]), complex),
        },
    },
}
