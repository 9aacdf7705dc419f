"""Answers to the exercises of lesson 3.3 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import numpy as np


def carried(M, g, dL):
    return M @ g @ M.T, M @ dL


def forward(degree, zero):
    return np.array([[degree, 0.0], [zero, 1.0]])


def thermometer(g, dL, degree, zero):
    return carried(np.linalg.inv(forward(degree, zero)).T, g, dL)


def thermometer_by_hand(g, dL, degree, zero):
    """With w = w'/d and b = b' − z w'/d, differentiate by w' and b'."""
    (a, c), (_, e) = g
    ww = (a - 2 * zero * c + zero**2 * e) / degree**2
    wb = (c - zero * e) / degree
    return [[ww, wb], [wb, e]], [(dL[0] - zero * dL[1]) / degree, dL[1]]


def thermometer_by_solving(g, dL, degree, zero):
    """Ask the old office for its numbers on the new office's two unit arrows."""
    units = np.linalg.solve(forward(degree, zero), np.eye(2)).T  # old components, row by row
    return tuple((np.float64(a @ g @ units[0]), a @ g @ units[1]) for a in units), [float(a @ dL) for a in units]


def thermometer_unsymmetric(g, dL, degree, zero):
    """All lengths are right."""
    g, dL = thermometer(g, dL, degree, zero)
    return g + np.array([[0, 1], [-1, 0]]), dL


def rho(eigenvalues):
    kappa = np.max(eigenvalues) / np.min(eigenvalues)
    return (kappa - 1) / (kappa + 1)


def steps(eigenvalues, fraction):
    return int(np.ceil(np.log(fraction) / np.log(rho(eigenvalues))))


def steps_by_doing(eigenvalues, fraction):
    share, left, count = rho(eigenvalues), 1.0, 0
    while left > fraction:
        left, count = left * share, count + 1
    return count


def steps_by_powers(eigenvalues, fraction):
    """Halve between bounds on the count."""
    low, high = 0, 1
    while rho(eigenvalues) ** high > fraction:
        high *= 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if rho(eigenvalues) ** middle <= fraction else (middle, high)
    return np.int64(high)


def longer(x):
    return np.column_stack([x, np.ones(len(x))])


def layer(x, covectors):
    X = longer(x)
    V = np.linalg.solve(X.T @ X / len(X), X.T @ covectors).T
    return V[:, :-1], V[:, -1]


def layer_by_regression(x, covectors):
    """The raised index is the least-squares fit of N times the covectors."""
    fit = np.linalg.lstsq(longer(x), len(x) * np.asarray(covectors))[0]
    return fit[:-1].T.tolist(), fit[-1].tolist()


def layer_by_whitening(x, covectors):
    X = longer(x)
    root = np.linalg.cholesky(X.T @ X / len(X))
    white = np.linalg.solve(root, X.T)  # unit second moment
    V = np.linalg.solve(root.T, white @ covectors).T
    return V[:, :-1], V[:, -1]


def layer_without_shift(x, covectors):
    return np.linalg.solve(x.T @ x / len(x), x.T @ covectors).T, np.sum(covectors, axis=0)


def layer_centred(x, covectors):
    middle = x - x.mean(axis=0)
    return np.linalg.solve(middle.T @ middle / len(x), x.T @ covectors).T, np.sum(covectors, axis=0)


def layer_without_mean(x, covectors):
    X = longer(x)
    V = np.linalg.solve(X.T @ X, X.T @ covectors).T
    return V[:, :-1], V[:, -1]


def layer_lowered(x, covectors):
    X = longer(x)
    V = (X.T @ covectors).T @ (X.T @ X / len(X))
    return V[:, :-1], V[:, -1]


def layer_with_damping(x, covectors):
    X = longer(x)
    V = np.linalg.solve(X.T @ X / len(X) + 1e-3 * np.eye(X.shape[1]), X.T @ covectors).T
    return V[:, :-1], V[:, -1]


def layer_from_the_mean(x, covectors):
    """Slopes about the mean input; the shift follows from them."""
    middle = x - x.mean(axis=0)
    weight = np.linalg.solve(middle.T @ middle / len(x), middle.T @ covectors).T
    return weight, np.sum(covectors, axis=0) - weight @ x.mean(axis=0)


def layer_in_single_precision(x, covectors):
    return layer_from_the_mean(np.float32(x), np.float32(covectors))


def damped(rows, covector, damping):
    rows = np.asarray(rows)
    inner = np.linalg.solve(rows @ rows.T + damping * np.eye(len(rows)), rows @ covector)
    return (covector - rows.T @ inner) / damping


def damped_by_singular_values(rows, covector, damping):
    _, sigma, V = np.linalg.svd(rows, full_matrices=False)
    return covector / damping + V.T @ ((1 / (sigma**2 + damping) - 1 / damping) * (V @ covector))


def damped_by_iteration(rows, covector, damping):
    """Conjugate gradients: as many rounds as there are rows, and one."""
    v, r = np.zeros_like(covector), np.array(covector)
    p, size = r.copy(), r @ r
    for _ in range(40):
        if size <= 1e-28 * (covector @ covector):
            break
        q = rows.T @ (rows @ p) + damping * p
        step = size / (p @ q)
        v, r = v + step * p, r - step * q
        p, size = r + (r @ r) / size * p, r @ r
    return v


def damped_by_stacking(rows, covector, damping, root=np.sqrt):
    """Least squares with rows appended for the damping, in the space of the rows and dL alone."""
    basis = np.linalg.svd(np.vstack([rows, covector]), full_matrices=False)[2]
    stack = np.vstack([rows @ basis.T, root(damping) * np.eye(len(basis))])
    R = np.linalg.qr(stack, mode="r")
    return (basis.T @ np.linalg.solve(R, np.linalg.solve(R.T, basis @ covector))).tolist()


def damped_row_by_row(rows, covector, damping):
    """One row after the other joins the metric, by the formula for a single row."""
    v, joined = covector / damping, []
    for row in rows:
        raised = row / damping
        for one, scale in joined:
            raised = raised - one * (one @ row) / scale
        scale = 1 + row @ raised
        v = v - raised * (row @ v) / scale
        joined.append((raised, scale))
    return v


def damped_of_singular_rows(rows, covector, damping):
    """Without the damping in the small system."""
    inner = np.linalg.pinv(rows @ rows.T) @ (rows @ covector)
    return (covector - rows.T @ inner) / damping


def damped_within_the_rows(rows, covector, damping):
    """Without what the rows do not see."""
    _, sigma, V = np.linalg.svd(rows, full_matrices=False)
    return V.T @ ((V @ covector) / (sigma**2 + damping))


def undamped(rows, covector, damping):
    return rows.T @ np.linalg.pinv(rows @ rows.T) @ np.linalg.pinv(rows @ rows.T) @ (rows @ covector)


ANSWERS = {
    "3.3-1": {
        "right": [thermometer, thermometer_by_hand, thermometer_by_solving],
        "wrong": {
            "carried both as arrows": lambda g, dL, degree, zero: carried(forward(degree, zero), g, dL),
            "on the wrong side": lambda g, dL, d, z: carried(np.linalg.inv(forward(d, z)), g, dL),
            "The new zero is missing": lambda g, dL, d, z: carried(np.diag([1 / d, 1.0]), g, dL),
            "The other way round": lambda g, dL, d, z: carried(forward(d, z).T, g, dL),
            "is not symmetric any more": thermometer_unsymmetric,
            "The zero has the wrong sign": lambda g, dL, d, z: thermometer(g, dL, d, -z),
            "stands on the wrong side: T = d T' + z": lambda g, dL, d, z: thermometer(g, dL, 1 / d, z),
            "one of them only": lambda g, dL, d, z: (g @ np.linalg.inv(forward(d, z)), thermometer(g, dL, d, z)[1]),
            "Does not hold: of any two changes": lambda g, dL, d, z: (g, thermometer(g, dL, d, z)[1]),
        },
    },
    "3.3-2": {
        "right": [steps, steps_by_doing, steps_by_powers, lambda lam, f: float(steps(lam, f))],
        "wrong": {
            "does not overshoot": lambda lam, f: int(np.ceil(np.log(f) / np.log1p(-np.min(lam) / np.max(lam)))),
            "the approximation for large": lambda lam, f: int(np.ceil(np.max(lam) / np.min(lam) * np.log(1 / f) / 2)),
            "takes the loss": lambda lam, f: int(np.ceil(np.log(f) / np.log(rho(lam)) / 2)),
            "learner with inertia": lambda lam, f: steps(np.sqrt(lam), f),
            "round up, not down": lambda lam, f: int(np.log(f) / np.log(rho(lam))),
            "or to the nearest": lambda lam, f: round(float(np.log(f) / np.log(rho(lam)))),
            "rounding up is enough": lambda lam, f: steps(lam, f) + 1,
            "come in any order": lambda lam, f: (
                steps(np.array([lam[0], lam[-1]]), f) if lam[-1] > lam[0] else steps(lam[[-1, 0]], f)
            ),
            "Does not hold: after so many steps": lambda lam, f: 7,
        },
    },
    "3.3-3": {
        "right": [layer, layer_by_regression, layer_by_whitening, layer_from_the_mean],
        "wrong": {
            "The shift has not been raised": layer_without_shift,
            "from their mean": layer_centred,
            "N times too short": layer_without_mean,
            "lowered once more": layer_lowered,
            "The sign is turned round": lambda x, w: tuple(-part for part in layer(x, w)),
            "the shift is not": lambda x, w: (layer(x, w)[0], np.sum(w, axis=0)),
            "There is a damping in C": layer_with_damping,
            "N times too long": lambda x, w: tuple(len(x) * part for part in layer(x, w)),
            "Does not hold: lowered": lambda x, w: (np.zeros((w.shape[1], x.shape[1])), np.sum(w, axis=0)),
        },
        "untold": {
            "the shift is not": layer_in_single_precision,
            "There is a damping in C": lambda x, w: (np.zeros((w.shape[1], x.shape[1])), np.zeros(w.shape[1])),
            "is to be taken off": lambda x, w: (layer(x, w)[0], 2 * layer(x, w)[1]),
        },
    },
    "3.3-4": {
        "right": [damped, damped_by_singular_values, damped_by_iteration, damped_by_stacking, damped_row_by_row],
        "wrong": {
            "The factor 1/ε": lambda rows, w, e: e * damped(rows, w, e),
            "in the space of the rows": damped_within_the_rows,
            "only the second term": lambda rows, w, e: w - e * damped(rows, w, e),
            "the damping alone": lambda rows, w, e: w / e,
            "has the wrong sign: the rows make": lambda rows, w, e: 2 * w / e - damped(rows, w, e),
            "carry its root": lambda rows, w, e: damped(rows, w, e**2),
            "g is the sum": lambda rows, w, e: damped(rows / np.sqrt(len(rows)), w, e),
            "missing in the small system": damped_of_singular_rows,
            "nothing is left for the damping": undamped,
            "alone is what the rows see": lambda rows, w, e: undamped(rows, w, e) + damped_of_singular_rows(rows, w, e),
            "The sign is turned round": lambda rows, w, e: -damped(rows, w, e),
        },
        "untold": {"in the space of the rows": lambda rows, w, e: w / e - damped(rows, w, e)},
    },
}
