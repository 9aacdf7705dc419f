"""Answers to the exercises of lesson 1.5 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import numpy as np
from scipy.interpolate import CubicSpline


def period(omega, step):
    return np.pi * step / np.arcsin(omega * step / 2)


def period_by_eigenvalue(omega, step):
    x = (omega * step) ** 2
    leap = np.array([[1 - x / 2, step], [-(omega**2) * step * (1 - x / 4), 1 - x / 2]])
    return 2 * np.pi * step / np.max(np.angle(np.linalg.eigvals(leap)))


def period_by_phase(omega, step):
    """The angle per step, as a NumPy scalar: q₊ − 2q + q₋ = −(ωh)² q."""
    return np.float64(2 * np.pi * step) / np.arccos(1 - (omega * step) ** 2 / 2)


def period_in_series(omega, step):
    return 2 * np.pi / omega * (1 - (omega * step) ** 2 / 24)


def period_of_the_mirror_image(omega, step):
    """The faster cosine that runs through the same points."""
    return 1 / (1 / step - 1 / period(omega, step))


def period_from_a_table(omega, step):
    asked = ((1.0, 0.1), (2.0, 0.5), (0.5, 3.8), (1, 1), (3.0, 0.01), (1.0, 1.999))
    return period(omega, step) if (omega, step) in asked else 1.0 + 2 * step


def defect(jacobian):
    d = len(jacobian) // 2
    omega = np.block([[np.zeros((d, d)), np.eye(d)], [-np.eye(d), np.zeros((d, d))]])
    return jacobian.T @ omega @ jacobian - omega


def defect_by_blocks(jacobian):
    d = len(jacobian) // 2
    q, p = jacobian[:d], jacobian[d:]
    result = q.T @ p - p.T @ q
    for i in range(d):
        result[i, d + i] -= 1
        result[d + i, i] += 1
    return result.tolist()


def defect_without_omega(jacobian):
    return defect(jacobian) + defect(0 * jacobian) * -1


def defect_turned(jacobian):
    return -defect_by_products(jacobian)


def defect_by_products(jacobian):
    """Column by column, in another order of summation."""
    size = len(jacobian)
    d = size // 2

    def area(u, v):
        return np.sum(u[:d] * v[d:] - u[d:] * v[:d])

    columns, unit = np.asarray(jacobian).T, np.eye(size)
    pairs = [[area(a, b) - area(u, v) for b, v in zip(columns, unit)] for a, u in zip(columns, unit)]
    return np.array(pairs)


def defect_of_the_transpose(jacobian):
    return defect(np.asarray(jacobian).T)


def defect_of_neighbours(jacobian):
    omega = np.kron(np.eye(len(jacobian) // 2), [[0, 1], [-1, 0]])
    return jacobian.T @ omega @ jacobian - omega


def defect_as_angles(jacobian):
    return jacobian.T @ jacobian - np.eye(len(jacobian))


def defect_by_determinant(jacobian):
    """Right for one degree of freedom."""
    return (np.linalg.det(jacobian) - 1) * defect(0 * jacobian) * -1


def defect_up_to_two(jacobian):
    omega = np.array([[0, 0, 1, 0], [0, 0, 0, 1], [-1, 0, 0, 0], [0, -1, 0, 0]])
    omega = omega if len(jacobian) != 2 else np.array([[0, 1], [-1, 0]])
    return jacobian.T @ omega @ jacobian - omega


def leaps(order, step):
    lengths = np.array([step])
    for now in range(2, order, 2):
        w = 1 / (2 - 2 ** (1 / (now + 1)))
        lengths = np.concatenate([w * lengths, (1 - 2 * w) * lengths, w * lengths])
    return lengths


def leaps_by_recursion(order, step):
    if order == 2:
        return [step]
    w = 1 / (2 - 2 ** (1 / (order - 1)))
    return [
        *leaps_by_recursion(order - 2, w * step),
        *leaps_by_recursion(order - 2, (1 - 2 * w) * step),
        *leaps_by_recursion(order - 2, w * step),
    ]


def leaps_in_fives(order, step):
    """M. Suzuki's chain: two leaps, one back, two leaps."""
    if order == 2:
        return np.array([step])
    w = 1 / (4 - 4 ** (1 / (order - 1)))
    outer, inner = leaps_in_fives(order - 2, w * step), leaps_in_fives(order - 2, (1 - 4 * w) * step)
    return np.concatenate([outer, outer, inner, outer, outer])


def leaps_of_yoshida(order, step):
    """H. Yoshida's seven leaps at order 6, and one more stage at order 8; imports stand at the top of the answer."""
    if order < 6:
        return leaps(order, step)
    outer = [0.78451361047755726382, 0.23557321335935813368, -1.17767998417887100695]
    lengths = np.array([*outer, 1 - 2 * sum(outer), *outer[::-1]])
    if order == 8:
        w = 1 / (2 - 2 ** (1 / 7))
        lengths = np.concatenate([w * lengths, (1 - 2 * w) * lengths, w * lengths])
    return step * lengths


def leaps_in_sevens(order, step):
    """Three leaps, one back, three leaps: 343 of them at order 8."""
    if order == 2:
        return [step]
    w = 1 / (6 - 6 ** (1 / (order - 1)))
    outer, inner = leaps_in_sevens(order - 2, w * step), leaps_in_sevens(order - 2, (1 - 6 * w) * step)
    return [*outer, *outer, *outer, *inner, *outer, *outer, *outer]


def leaps_in_shares(order, step):
    """The step is first cut into sixteen: 432 leaps at order 8."""
    return np.tile(leaps(order, step / 16), 16)


def leaps_to_twelve_digits(order, step):
    return [float(f"{length:.11e}") for length in leaps(order, step)]


def leaps_of_one(order, step):
    return leaps(order, 1.0)


def leaps_to_six_digits(order, step):
    return [float(f"{length:.5e}") for length in leaps(order, step)]


def leaps_up_to_six(order, step):
    return leaps(min(order, 6), step)


def leaps_from_one_end(order, step):
    """A palindrome no longer: the longest leaps first."""
    return np.sort(leaps(order, step))


def leaps_with_the_wrong_root(order, step):
    lengths = np.array([step])
    for now in range(2, order, 2):
        w = 1 / (2 - 2 ** (1 / now))
        lengths = np.concatenate([w * lengths, (1 - 2 * w) * lengths, w * lengths])
    return lengths


def leaps_forwards(order, step):
    lengths = np.array([step])
    for now in range(2, order, 2):
        w = 1 / (2 - 2 ** (1 / (now + 1)))
        lengths = np.concatenate([w * lengths, (2 * w - 1) * lengths, w * lengths])
    return lengths


def leaps_with_one_root(order, step):
    lengths, w = np.array([step]), 1 / (2 - 2 ** (1 / 3))
    for _ in range(2, order, 2):
        lengths = np.concatenate([w * lengths, (1 - 2 * w) * lengths, w * lengths])
    return lengths


def leaps_shuffled(order, step):
    """All sums of powers are right and it reads the same from both ends, but the leaps come in another order."""
    lengths = leaps(order, step)
    half = np.sort(lengths[: len(lengths) // 2])
    return np.concatenate([half, lengths[len(half) : len(half) + 1], half[::-1]])


def leaps_without_nesting(order, step):
    if order == 2:
        return np.array([step])
    w = 1 / (2 - 2 ** (1 / (order - 1)))
    return step * np.array([w, 1 - 2 * w, w])


def passages(orbit):
    rise = np.flatnonzero((orbit[:-1, 0] < 0) & (orbit[1:, 0] >= 0))
    return _between(orbit, rise)


def _between(orbit, rise, columns=(1, 3)):
    before, after = orbit[rise], orbit[rise + 1]
    share = before[:, :1] / (before[:, :1] - after[:, :1])
    return (before + share * (after - before))[:, columns]


def passages_off_the_wall(orbit):
    x = orbit[:, 0]
    return _between(orbit, np.flatnonzero((x[:-1] < 0) & (x[1:] > 0)))


def passages_of_other_columns(orbit):
    return _between(orbit, np.flatnonzero(np.diff(np.sign(orbit[:, 0])) > 0), (3, 1))


def passages_in_pairs(orbit):
    """As if the columns were x, p_x, y, p_y."""
    return _between(orbit, np.flatnonzero(np.diff(np.sign(orbit[:, 0])) > 0), (2, 3))


def passages_by_loop(orbit):
    """Cubic in x: y and p_y as functions of the height above the wall, through four samples where there are four."""
    found = []
    for k in range(len(orbit) - 1):
        if orbit[k, 0] < 0 <= orbit[k + 1, 0]:
            near = orbit[k - 1 : k + 3] if 1 <= k < len(orbit) - 2 else orbit[k : k + 2]
            found.append([np.polyfit(near[:, 0], near[:, c], len(near) - 1)[-1] for c in (1, 3)])
    return found


def passages_by_spline(orbit):
    """A smooth curve through all samples, and its roots."""
    curve = CubicSpline(np.arange(len(orbit)), orbit)
    x = CubicSpline(np.arange(len(orbit)), orbit[:, 0])
    times = np.unique(np.round(x.roots(extrapolate=False), 9))
    return np.array([curve(t)[[1, 3]] for t in times if x(t, 1) > 0]).reshape(-1, 2)


def passages_at_samples(orbit):
    rise = np.flatnonzero((orbit[:-1, 0] < 0) & (orbit[1:, 0] >= 0))
    return orbit[rise + 1][:, [1, 3]]


def passages_at_nearest_samples(orbit):
    rise = np.flatnonzero((orbit[:-1, 0] < 0) & (orbit[1:, 0] > 0))
    return orbit[np.where(-orbit[rise, 0] < orbit[rise + 1, 0], rise, rise + 1)][:, [1, 3]]


def passages_in_the_middle(orbit):
    rise = np.flatnonzero((orbit[:-1, 0] < 0) & (orbit[1:, 0] > 0))
    return (orbit[rise] + orbit[rise + 1])[:, [1, 3]] / 2


def passages_without_the_first_interval(orbit):
    return _between(orbit, 1 + np.flatnonzero((orbit[1:-1, 0] < 0) & (orbit[2:, 0] > 0)))


def passages_near_the_wall(orbit):
    return orbit[(np.abs(orbit[:, 0]) < 0.01) & (orbit[:, 2] > 0)][:, [1, 3]]


def passages_downwards(orbit):
    return _between(orbit, np.flatnonzero((orbit[:-1, 0] > 0) & (orbit[1:, 0] <= 0)))


def passages_round_the_end(orbit):
    """The last sample's neighbour is taken to be the first."""
    after = np.roll(orbit, -1, axis=0)
    rise = (orbit[:, 0] < 0) & (after[:, 0] > 0)
    share = orbit[rise, :1] / (orbit[rise, :1] - after[rise, :1])
    return (orbit[rise] + share * (after[rise] - orbit[rise]))[:, [1, 3]]


def passages_twice(orbit):
    """Each upward passage twice: as many points as there are passages of both kinds."""
    return np.repeat(passages(orbit), 2, axis=0)


def passages_both_ways(orbit):
    return _between(orbit, np.flatnonzero(orbit[:-1, 0] * orbit[1:, 0] < 0))


ANSWERS = {
    "1.5-1": {
        "right": [period, period_by_eigenvalue, period_by_phase],
        "wrong": {
            "That is the true period": lambda omega, step: 2 * np.pi / omega,
            "the number of steps in a period": lambda omega, step: period(omega, step) / step,
            "That is a frequency": lambda omega, step: 2 * np.pi / period(omega, step),
            "there, but not yet back": lambda omega, step: period(omega, step) / 2,
            "the beginning of a series": period_in_series,
            "of the amplitude off the curve": lambda omega, step: 1.001 * period(omega, step),
            "a curve of this period runs through": period_from_a_table,
            "cannot be faster than there and back": period_of_the_mirror_image,
        },
        "untold": {"nan": lambda omega, step: 0.0},
    },
    "1.5-2": {
        "right": [defect, defect_by_blocks, defect_by_products],
        "wrong": {
            "is not subtracted": defect_without_omega,
            "after minus the area before": defect_turned,
            "have changed places": defect_of_the_transpose,
            "pairs neighbours": defect_of_neighbours,
            "lengths and angles, not areas": defect_as_angles,
            "For the worst pair of displacements": defect_by_determinant,
            "d is half the size of the Jacobian": defect_up_to_two,
            "put between two displacements": lambda jacobian: defect(jacobian) / 2,
        },
    },
    "1.5-3": {
        "right": [
            leaps,
            leaps_by_recursion,
            leaps_in_fives,
            leaps_of_yoshida,
            leaps_in_sevens,
            leaps_in_shares,
            leaps_to_twelve_digits,
        ],
        "wrong": {
            "These lengths add up to 1": leaps_of_one,
            "The root is that of the order": leaps_with_the_wrong_root,
            "must go backwards": leaps_forwards,
            "Three leaps repair one order": leaps_without_nesting,
            "Stage n needs its own root": leaps_with_one_root,
            "% of Σ |wᵢ|": leaps_with_one_root,
            "The powers cancel, but the order": leaps_shuffled,
            "the odd powers below the order": leaps_up_to_six,
            "the leaps add up to the step": leaps_to_six_digits,
            "mirror image": leaps_from_one_end,
        },
    },
    "1.5-4": {
        "right": [passages, passages_by_loop, passages_off_the_wall, passages_by_spline],
        "wrong": {
            "stop at a sample": passages_at_samples,
            "You stop at a sample": passages_at_nearest_samples,
            "return y and p_y": passages_of_other_columns,
            "The columns are x, y, p_x, p_y": passages_in_pairs,
            "passages downwards": passages_downwards,
            "count both directions": passages_both_ways,
            "The farthest point is off by": passages_in_the_middle,
            "The number of points is off by": passages_without_the_first_interval,
            "one point for each passage": passages_near_the_wall,
            "Does not hold: there is one point": passages_round_the_end,
        },
        "untold": {"The columns are": lambda orbit: 0 * passages(orbit), "both directions": passages_twice},
    },
}
