"""Answers to the exercises of lesson 2.4 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain,
"almost" right ones likewise, and "untold" ones, wrong as well, under words that would be untrue of them.
"""

import math

import numpy as np
from scipy.fft import dstn, idstn
from scipy.linalg import null_space
from scipy.sparse import coo_array, csgraph, diags_array, eye_array, kron
from scipy.sparse.linalg import spsolve


def _d(count, wires):
    d = np.zeros((len(wires), count))
    rows = np.arange(len(wires))
    d[rows, wires[:, 1]] += 1
    d[rows, wires[:, 0]] -= 1
    return d


def part(count, wires, conductance, tension):
    d = _d(count, wires)
    alpha = np.linalg.lstsq(d.T @ (conductance[:, None] * d), d.T @ (conductance * tension), rcond=None)[0]
    return d @ alpha


def part_by_roots(count, wires, conductance, tension):
    """Least squares with the rows weighed, no normal equations."""
    d, root = _d(count, wires), np.sqrt(conductance)
    return d @ np.linalg.lstsq(root[:, None] * d, root * tension, rcond=None)[0]


def part_by_loops(count, wires, conductance, tension):
    """Take away currents round loops, as an engineer does; a list comes back."""
    loops = null_space(_d(count, wires).T)
    resistance = loops.T @ (loops / conductance[:, None])
    round_loops = np.linalg.solve(resistance, loops.T @ tension) if loops.size else np.zeros(0)
    return (tension - loops @ round_loops / conductance).tolist()


def part_by_pieces(count, wires, conductance, tension):
    """Earth one node of each piece and solve for the others."""
    d = _d(count, wires)
    graph = coo_array((np.ones(len(wires)), (wires[:, 0], wires[:, 1])), shape=(count, count))
    pieces, label = csgraph.connected_components(graph, directed=False)
    free = np.ones(count, dtype=bool)
    free[[np.flatnonzero(label == k)[0] for k in range(pieces)]] = False
    alpha, d = np.zeros(count), d[:, free]
    alpha[free] = np.linalg.solve(d.T @ (conductance[:, None] * d), d.T @ (conductance * tension))
    return d @ alpha[free]


def part_unweighted(count, wires, conductance, tension):
    return part(count, wires, np.ones(len(wires)), tension)


def part_by_resistance(count, wires, conductance, tension):
    return part(count, wires, 1 / conductance, tension)


def part_squared(count, wires, conductance, tension):
    return part(count, wires, conductance**2, tension)


def part_turned(*call):
    return -part(*call)


def part_left(count, wires, conductance, tension):
    return tension - part(count, wires, conductance, tension)


def part_halved(*call):
    return part(*call) / 2


def part_singular(count, wires, conductance, tension):
    d = _d(count, wires)
    matrix = d.T @ (conductance[:, None] * d)
    if np.linalg.matrix_rank(matrix) < count:
        raise np.linalg.LinAlgError("Singular matrix")
    return d @ np.linalg.solve(matrix, d.T @ (conductance * tension))


def part_doubled(*call):
    return 2 * part(*call)


def part_of_parallel_wires(count, wires, conductance, tension):
    """Matrices of nodes, in which the last of several wires between two nodes takes the place of the others."""
    weight, fed = np.zeros((count, count)), np.zeros((count, count))
    for (a, b), g, t in zip(wires, conductance, tension, strict=True):
        weight[a, b] = weight[b, a] = g
        fed[a, b], fed[b, a] = g * t, -g * t
    alpha = np.linalg.lstsq(np.diag(weight.sum(axis=1)) - weight, fed.sum(axis=0), rcond=None)[0]
    return alpha[wires[:, 1]] - alpha[wires[:, 0]]


def part_nothing(count, wires, conductance, tension):
    return np.zeros(len(wires))


def part_all(count, wires, conductance, tension):
    return tension


def part_in_single_precision(count, wires, conductance, tension):
    return part(count, wires, conductance, tension).astype(np.float32)


def _matrices(triangles):
    triangles = np.sort(triangles, axis=1)
    edges, places = np.unique(triangles[:, [1, 2, 0, 2, 0, 1]].reshape(-1, 2), axis=0, return_inverse=True)
    corners, ends = np.unique(edges, return_inverse=True)
    d0, d1 = np.zeros((len(edges), len(corners))), np.zeros((len(triangles), len(edges)))
    ends, places = ends.reshape(-1, 2), places.reshape(-1, 3)
    rows = np.arange(len(edges))
    d0[rows, ends[:, 0]], d0[rows, ends[:, 1]] = -1, 1
    for i, sign in enumerate((1, -1, 1)):
        d1[np.arange(len(triangles)), places[:, i]] = sign
    return d0, d1


def numbers(triangles):
    d0, d1 = _matrices(triangles)
    one, two = np.linalg.matrix_rank(d0), np.linalg.matrix_rank(d1)
    return d0.shape[1] - one, d0.shape[0] - one - two, len(d1) - two


def numbers_by_laplacians(triangles):
    """Small eigenvalues of the three Laplacians, with all weights 1."""
    d0, d1 = _matrices(triangles)
    laplacians = d0.T @ d0, d0 @ d0.T + d1.T @ d1, d1 @ d1.T
    return np.array([np.sum(np.linalg.eigvalsh(one) < 1e-8) for one in laplacians])


def numbers_by_walking(triangles):
    """Pieces by their edges, closed ones by edges with one triangle, loops by Euler's number."""
    triangles = np.asarray(triangles)
    corners, t = np.unique(triangles, return_inverse=True)
    t = t.reshape(-1, 3)
    edges, often = np.unique(np.sort(t[:, [0, 1, 1, 2, 0, 2]].reshape(-1, 2), axis=1), axis=0, return_counts=True)
    graph = coo_array((np.ones(len(edges)), tuple(edges.T)), shape=(len(corners),) * 2)
    pieces, label = csgraph.connected_components(graph, directed=False)
    closed = pieces - len(np.unique(label[edges[often == 1, 0]]))
    return [pieces, pieces + closed - (len(corners) - len(edges) + len(triangles)), closed]


def numbers_modulo_two(triangles):
    """Ranks over the field of two elements: without signs, and right where there is no one-sided piece."""

    def rank(matrix):
        rows = [int("".join(map(str, row)), 2) for row in np.abs(matrix).astype(int).tolist()]
        found = 0
        while rows:
            pivot = rows.pop()
            if pivot:
                found += 1
                low = pivot & -pivot
                rows = [row ^ pivot if row & low else row for row in rows]
        return found

    d0, d1 = _matrices(triangles)
    one, two = rank(d0), rank(d1)
    return d0.shape[1] - one, d0.shape[0] - one - two, len(d1) - two


def numbers_open(triangles):
    a, b, c = numbers(triangles)
    return a, b - c, c


def numbers_backwards(triangles):
    return numbers(triangles)[::-1]


def numbers_of_one_piece(triangles):
    return 1, *numbers(triangles)[1:]


def numbers_of_a_closed_piece(triangles):
    return 1, numbers(triangles)[1], 1


def _rims(triangles):
    edges, often = np.unique(
        np.sort(np.asarray(triangles)[:, [0, 1, 1, 2, 0, 2]].reshape(-1, 2), axis=1), axis=0, return_counts=True
    )
    rim, count = edges[often == 1], 0
    names, rim = np.unique(rim, return_inverse=True)
    if rim.size:
        rim = rim.reshape(-1, 2)
        graph = coo_array((np.ones(len(rim)), tuple(rim.T)), shape=(len(names),) * 2)
        count = csgraph.connected_components(graph, directed=False)[0]
    return count


def numbers_with_every_rim(triangles):
    a, b, c = numbers(triangles)
    return a, b + a - c, c


def numbers_with_half_handles(triangles):
    a, b, c = numbers(triangles)
    cuts = _rims(triangles) - (a - c)
    return a, (b - cuts) // 2 + cuts, c


def numbers_without_signs(triangles):
    d0, d1 = map(np.abs, _matrices(triangles))
    one, two = np.linalg.matrix_rank(d0), np.linalg.matrix_rank(d1)
    return d0.shape[1] - one, max(d0.shape[0] - one - two, 0), len(d1) - two


def numbers_of_all_names(triangles):
    """Every whole number up to the largest name is taken for a corner."""
    a, b, c = numbers(triangles)
    return a + np.max(triangles) + 1 - len(np.unique(triangles)), b, c


def numbers_by_euler_of_all_names(triangles):
    """Euler's number with as many corners as the largest name allows."""
    a, b, c = numbers(triangles)
    return a, b - (np.max(triangles) + 1 - len(np.unique(triangles))), c


def numbers_by_euler(triangles):
    """2 − χ loops, as on a closed surface of one piece."""
    a, b, c = numbers(triangles)
    return 1, 2 - (a - b + c), 1


def numbers_none(triangles):
    return 1, 0, 0


def frequency(k, h, dt):
    s = dt * np.sqrt(np.sum((np.sin(k * h / 2) / h) ** 2))
    return 2 * np.arcsin(s) / dt if s <= 1 else (np.pi + 2j * np.arccosh(s)) / dt


def frequency_by_logarithm(k, h, dt):
    """The factor by which a step multiplies the wave solves a quadratic equation."""
    c = 1 - dt**2 * np.sum((1 - np.cos(k * h)) / h**2)
    if c > 0.9:  # digits would be lost
        return 2 * np.arctan2(s := dt * np.linalg.norm(np.sin(k * h / 2) / h), np.sqrt(1 - s * s)) / dt
    factor = c - 1j * np.sqrt(1 - c * c + 0j) if c >= -1 else c - np.sqrt(c * c - 1)
    w = 1j * np.log(factor + 0j) / dt
    return complex(abs(w.real), abs(w.imag))


def frequency_by_emath(k, h, dt):
    w = 2 * np.emath.arcsin(dt * np.linalg.norm(np.sin(k * h / 2) / h)) / dt
    return np.complex128(complex(w.real, abs(np.imag(w))))


def frequency_of_nature(k, h, dt):
    return np.linalg.norm(k)


def frequency_in_space_alone(k, h, dt):
    return 2 * np.linalg.norm(np.sin(k * h / 2) / h)


def frequency_halved(k, h, dt):
    return frequency(k, h, dt) / 2


def frequency_doubled(k, h, dt):
    return frequency(k, h, dt) * 2


def frequency_in_steps(k, h, dt):
    return frequency(k, h, dt) * dt


def frequency_of_added_sines(k, h, dt):
    return 2 * np.emath.arcsin(dt * np.sum(np.sin(k * h / 2) / h)) / dt


def frequency_undefined(k, h, dt):
    with np.errstate(invalid="ignore"):
        return 2 * np.arcsin(dt * np.linalg.norm(np.sin(k * h / 2) / h)) / dt


def frequency_by_cosine(k, h, dt):
    """np.arccos of a number below −1; there is no arcsin in it."""
    with np.errstate(invalid="ignore"):
        return np.arccos(1 - 2 * dt**2 * np.sum((np.sin(k * h / 2) / h) ** 2)) / dt


def frequency_with_both(k, h, dt):
    """The arcsin is clipped, the arccosh is not: np.arccosh of a number below 1, with a short step."""
    sine = dt * np.linalg.norm(np.sin(k * h / 2) / h)
    with np.errstate(invalid="ignore"):
        return (2 * np.arcsin(min(sine, 1)) + 2j * np.arccosh(sine)) / dt


def frequency_by_tangent(k, h, dt):
    """The square root of a number below 0."""
    sine = dt * np.linalg.norm(np.sin(k * h / 2) / h)
    with np.errstate(invalid="ignore"):
        return 2 * np.arctan2(sine, np.sqrt(1 - sine**2)) / dt


def frequency_by_arcsin_of_math(k, h, dt):
    return 2 * math.asin(dt * np.linalg.norm(np.sin(k * h / 2) / h)) / dt


def frequency_in_time_alone(k, h, dt):
    """Right for differences in time and derivatives in space."""
    w = 2 * np.emath.arcsin(dt * np.linalg.norm(k) / 2) / dt
    return complex(w.real, abs(np.imag(w)))


def frequency_by_short_cosine(k, h, dt):
    """Right, but for the digits that 1 − cos of a small angle has lost."""
    c = 1 - 2 * dt**2 * np.sum((np.sin(k * h / 2) / h) ** 2)
    return np.arccos(c) / dt if c >= -1 else (np.pi + 1j * np.arccosh(-c)) / dt


def frequency_damped(k, h, dt):
    return np.conj(frequency(k, h, dt))


def frequency_backwards(k, h, dt):
    w = frequency(k, h, dt)
    return -w if w else 2 * np.pi / dt + 0j


def frequency_in_single_precision(k, h, dt):
    return np.complex64(frequency(k, h, dt))


def frequency_nothing(k, h, dt):
    return 0.0


def _second(n, h=1.0):
    return diags_array([-np.ones(n - 1), 2 * np.ones(n), -np.ones(n - 1)], offsets=(-1, 0, 1)) / h


def _solved(charge, weights):
    inner = (slice(1, -1),) * charge.ndim
    shape = charge[inner].shape
    total = 0
    for axis, n in enumerate(shape):
        term = weights[axis] * _second(n)
        before, after = int(np.prod(shape[:axis])), int(np.prod(shape[axis + 1 :]))
        total = total + kron(kron(eye_array(before), term), eye_array(after))
    phi = np.zeros(charge.shape)
    phi[inner] = spsolve(total.tocsc(), charge[inner].ravel()).reshape(shape)
    return phi


def field(charge, h):
    return _solved(charge, np.prod(h) / h**2)


def field_by_sines(charge, h):
    """Sine transforms, in which every second difference is a multiplication; a list comes back."""
    inner = (slice(1, -1),) * charge.ndim
    waves = dstn(charge[inner], type=1)
    symbol = np.zeros(waves.shape)
    for axis, n in enumerate(waves.shape):
        s = np.prod(h) / h[axis] ** 2 * (2 - 2 * np.cos(np.pi * np.arange(1, n + 1) / (n + 1)))
        symbol = symbol + s.reshape(-1, *(1,) * (charge.ndim - 1 - axis))
    phi = np.zeros(charge.shape)
    phi[inner] = idstn(waves / symbol, type=1)
    return phi.tolist()


def field_by_descent(charge, h, accuracy=1e-14):
    """Conjugate gradients on the energy, without a matrix."""
    weights, inner = np.prod(h) / h**2, (slice(1, -1),) * charge.ndim

    def outflow(phi):
        total = np.zeros(charge[inner].shape)
        for axis in range(phi.ndim):
            where = tuple(slice(None) if i == axis else slice(1, -1) for i in range(phi.ndim))
            total -= weights[axis] * np.diff(phi[where], 2, axis=axis)
        return total

    phi, step = np.zeros(charge.shape), np.zeros(charge.shape)
    rest = charge[inner].copy()
    step[inner], size = rest, np.sum(rest**2)
    start = size
    for _ in range(4000):
        if size <= accuracy**2 * start:
            break
        pushed = outflow(step)
        length = size / np.sum(step[inner] * pushed)
        phi += length * step
        rest -= length * pushed
        size, before = np.sum(rest**2), size
        step[inner] = rest + size / before * step[inner]
    return phi


def field_stopped_early(charge, h):
    return field_by_descent(charge, h, 1e-5)


def field_turned(charge, h):
    return -field(charge, h)


def field_of_densities(charge, h):
    return field(charge * np.prod(h), h)


def field_per_volume(charge, h):
    return field(charge / np.prod(h), h)


def field_without_weights(charge, h):
    return _solved(charge, np.ones(charge.ndim))


def field_by_areas(charge, h):
    return _solved(charge, np.prod(h) / h)


def field_upside_down(charge, h):
    return _solved(charge, h**2 / np.prod(h))


def field_halved(charge, h):
    return field(charge, h) / 2


def field_doubled(charge, h):
    return 2 * field(charge, h)


def field_in_single_precision(charge, h):
    return field(charge, h).astype(np.float32)


def field_nothing(charge, h):
    return np.zeros(charge.shape)


def field_with_free_walls(charge, h):
    phi = field(charge, h)
    return phi + 0.1 * np.max(np.abs(phi))


def field_of_one_wall(charge, h):
    """The equations hold, and the walls are not at 0: a linear potential is added."""
    i = np.arange(charge.shape[0]).reshape(-1, *(1,) * (charge.ndim - 1))
    return field(charge, h) + i * np.max(np.abs(charge))


def field_with_corners(charge, h):
    """The charges of the box's corners (in space: of its edges) are left where the potential should be 0."""
    phi, inner = charge.copy(), (slice(1, -1),) * charge.ndim
    for axis in range(charge.ndim):
        for end in (0, -1):
            phi[(*inner[:axis], end, *inner[axis + 1 :])] = 0
    phi[inner] = field(charge, h)[inner]
    return phi


def field_from_its_least(charge, h):
    """The fluxes are right; 0 is the least potential instead of the walls'."""
    phi = field(charge, h)
    return phi - np.min(phi)


def field_in_a_larger_box(charge, h):
    """The earthed walls are one cell further out."""
    inner = (slice(1, -1),) * charge.ndim
    return field(np.pad(charge * 1.0, 1), h)[inner]


def field_of_free_cells(charge, h):
    """No edges to the walls: the matrix has no inverse."""
    raise np.linalg.LinAlgError("Singular matrix")


def field_by_descent_without_end(charge, h):
    """Conjugate gradients that take a step before they look whether there is one to take."""
    weights, inner = np.prod(h) / h**2, (slice(1, -1),) * charge.ndim
    phi, step, rest = np.zeros(charge.shape), np.zeros(charge.shape), charge[inner].copy()
    step[inner], size = rest, np.sum(rest**2)
    for _ in range(4000):
        where = [tuple(slice(None) if i == axis else slice(1, -1) for i in range(phi.ndim)) for axis in range(phi.ndim)]
        pushed = -sum(weights[axis] * np.diff(step[place], 2, axis=axis) for axis, place in enumerate(where))
        with np.errstate(invalid="ignore"):
            length = size / np.sum(step[inner] * pushed)
        phi += length * step
        rest = rest - length * pushed
        size, before = np.sum(rest**2), size
        if size < 1e-30:
            break
        step[inner] = rest + size / before * step[inner]
    return phi


ANSWERS = {
    "2.4-1": {
        "right": [part, part_by_roots, part_by_loops, part_by_pieces],
        "wrong": {
            "without the conductances": part_unweighted,
            "not its resistance": part_by_resistance,
            "takes the root of its weight": part_squared,
            "The sign is turned round": part_turned,
            "not the gradient part": part_left,
            "half of the gradient part": part_halved,
            "twice the gradient part": part_doubled,
            "only the last counts": part_of_parallel_wires,
            "one potential is free": part_singular,
            "largest conductance times the largest tension": part_nothing,
            "is no difference of any potential": part_all,
            "Holds only roughly": part_in_single_precision,
        },
        "untold": {
            "without the conductances": part_nothing,
            "half of the gradient part": part_all,
            "The sign is turned round": part_nothing,
        },
    },
    "2.4-2": {
        "right": [numbers, numbers_by_laplacians, numbers_by_walking, numbers_modulo_two],
        "wrong": {
            "as when b₂ is left out": numbers_open,
            "in reverse order": numbers_backwards,
            "taken for one piece": numbers_of_one_piece,
            "closed ones of one piece": numbers_of_a_closed_piece,
            "Each cut counts as a loop": numbers_with_every_rim,
            "A handle counts once": numbers_with_half_handles,
            "For one of the surfaces it is off by": numbers_without_signs,
            "Names that no triangle has": numbers_of_all_names,
            "are counted as corners": numbers_by_euler_of_all_names,
            "All surfaces are taken for closed ones": numbers_by_euler,
            "b₀ counts the pieces": numbers_none,
        },
        "untold": {
            "taken for one piece": numbers_none,
            "Each cut counts as a loop": numbers_without_signs,
        },
    },
    "2.4-3": {
        "right": [frequency, frequency_by_logarithm, frequency_by_emath],
        "wrong": {
            "nature's frequency": frequency_of_nature,
            "in space alone": frequency_in_space_alone,
            "Half of it is missing": frequency_halved,
            "by a factor of 2": frequency_doubled,
            "divide by Δt": frequency_in_steps,
            "added before they are squared": frequency_of_added_sines,
            "longer than the Courant limit": frequency_undefined,
            "np.arccos,": frequency_by_cosine,
            "np.arccosh or": frequency_with_both,
            "np.sqrt outside of what it takes": frequency_by_tangent,
            "If math.asin": frequency_by_arcsin_of_math,
            "derivatives in space": frequency_in_time_alone,
            "It lies outside": frequency_damped,
            "0 ≤ Re ω": frequency_backwards,
            "Relative to the differences in space": frequency_in_single_precision,
            "agree with its neighbours": frequency_nothing,
        },
        "almost": {"take 2 sin² of its half": frequency_by_short_cosine},
        "untold": {
            "nature's frequency": frequency_nothing,
            "Half of it is missing": frequency_nothing,
            "divide by Δt": frequency_nothing,
        },
    },
    "2.4-4": {
        "right": [field, field_by_sines, field_by_descent],
        "wrong": {
            "The sign is turned round": field_turned,
            "taken for densities: a vertex": field_of_densities,
            "divided by the cell's size": field_per_volume,
            "the weight 1": field_without_weights,
            "areas alone": field_by_areas,
            "the other way round": field_upside_down,
            "last digits are missing": field_stopped_early,
            "Relative to the largest charge": field_in_single_precision,
            "a flux is off": field_nothing,
            "is found on a wall": field_with_free_walls,
            "it is 0 on the walls": field_of_one_wall,
            "it is 0 on the walls. The deviation is beyond measure": field_with_corners,
            "Relative to the largest potential inside": field_from_its_least,
            "Does not hold: it is 0 on the walls": field_in_a_larger_box,
            "half of the potential": field_halved,
            "twice the potential": field_doubled,
            "edges to the walls count": field_of_free_cells,
            "If you iterate: where no vertex inside is charged": field_by_descent_without_end,
        },
        "untold": {
            "last digits are missing": field_nothing,
            "The last digits are missing": field_of_one_wall,
            "If you iterate, go on for longer": field_in_a_larger_box,
            "use double": field_with_corners,
            "The sign is turned round": field_nothing,
        },
    },
}
