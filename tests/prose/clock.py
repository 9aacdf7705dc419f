"""The clock of 3.7 learning in a loop of its own, for the rows of the lesson and of its solutions."""

import math
from functools import cache

import numpy as np

P, UNITS = 23, 64
X, Y = np.divmod(np.arange(P * P), P)
ANSWER = (X - Y) % P


@cache
def taught(share, seed, steps, rate, decay, every=5):
    """Return the looks (step, right of the seen, right of the unseen) and the tables in the end."""
    own = np.random.default_rng(seed)
    count = round(share * P * P)
    seen = np.isin(np.arange(P * P), own.permutation(P * P)[:count])
    A, B = (own.normal(size=(P, UNITS)) / math.sqrt(UNITS) for _ in range(2))
    V = own.normal(size=(UNITS, P)) / math.sqrt(P)
    tables, m, v, looks = [A, B, V], [0.0] * 3, [0.0] * 3, []
    x, y = X[seen], Y[seen]
    onto_x, onto_y = (np.eye(P)[hours].T for hours in (x, y))
    for n in range(steps + 1):
        if n % every == 0:
            all_sums = tables[0][X] + tables[1][Y]
            right = (all_sums**2 @ tables[2]).argmax(axis=1) == ANSWER
            looks.append((n, right[seen].mean(), right[~seen].mean()))
        sums = tables[0][x] + tables[1][y]
        error = (sums**2 @ tables[2] - np.eye(P)[ANSWER[seen]]) / count
        back = 2 * sums * (error @ tables[2].T)
        for j, g in enumerate((onto_x @ back, onto_y @ back, (sums**2).T @ error)):
            m[j], v[j] = 0.9 * m[j] + 0.1 * g, 0.98 * v[j] + 0.02 * g * g
            push = m[j] / (1 - 0.9 ** (n + 1)) / (np.sqrt(v[j] / (1 - 0.98 ** (n + 1))) + 1e-8)
            if n < steps:
                tables[j] = tables[j] - rate * (push + decay * tables[j])
    return np.array(looks), tables
