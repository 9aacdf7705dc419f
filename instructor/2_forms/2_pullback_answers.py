"""Answers to the exercises of lesson 2.2 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

from itertools import combinations

import numpy as np
from scipy.integrate import quad

R = 8.314462618


def _circle(centre, radius, points=20000):
    return centre + radius * np.exp(2j * np.pi * np.arange(points + 1) / points)


def zeros(f, centre, radius):
    angle = np.unwrap(np.angle(f(_circle(centre, radius))))
    return round((angle[-1] - angle[0]) / (2 * np.pi))


def zeros_by_quotients(f, centre, radius):
    image = f(_circle(centre, radius))
    return int(np.rint(np.angle(image[1:] / image[:-1]).sum() / (2 * np.pi)))


def zeros_by_residues(f, centre, radius):
    z = _circle(centre, radius)[:-1]
    h = 1e-5 * radius
    slope = (f(z + h) - f(z - h)) / (2 * h)
    return round(np.mean(slope / f(z) * (z - centre)).real)


def zeros_with_jumps(f, centre, radius):
    angle = np.angle(f(_circle(centre, radius)))
    return round((angle[-1] - angle[0]) / (2 * np.pi))


def zeros_on_a_coarse_rim(f, centre, radius, points=50):
    angle = np.unwrap(np.angle(f(_circle(centre, radius, points))))
    return round((angle[-1] - angle[0]) / (2 * np.pi))


def zeros_on_a_rim_of_500(f, centre, radius):
    return zeros_on_a_coarse_rim(f, centre, radius, 500)


def zeros_on_a_rim_of_1190(f, centre, radius):
    """So many lose a single turn of thirty."""
    return zeros_on_a_coarse_rim(f, centre, radius, 1190)


def zeros_cut_off_when_closed(f, centre, radius):
    angle = np.unwrap(np.angle(f(_circle(centre, radius))))
    return int((angle[-1] - angle[0]) / (2 * np.pi) - 1e-12)


def zeros_cut_off(f, centre, radius):
    angle = np.unwrap(np.angle(f(_circle(centre, radius)[:-1])))
    return int((angle[-1] - angle[0]) / (2 * np.pi))


def zeros_clockwise(f, centre, radius):
    return -zeros(f, centre, radius)


def zeros_by_pi(f, centre, radius):
    return 2 * zeros(f, centre, radius)


def zeros_by_quadrants(f, centre, radius):
    """Quarter turns, added up as whole numbers; a NumPy scalar comes back."""
    image = f(_circle(centre, radius, 80000))
    quadrant = np.floor(np.angle(image) / (np.pi / 2)).astype(int)
    steps = (np.diff(quadrant) + 1) % 4 - 1
    return np.sum(steps) // 4


def zeros_beyond_counting(f, centre, radius):
    return 10**30 * zeros(f, centre, radius)


def zeros_by_crossings(f, centre, radius):
    """How often the course crosses the positive half axis upwards, less how often downwards; a float comes back."""
    image = f(_circle(centre, radius, 60000))
    above, right = image.imag >= 0, image.real[1:] > 0
    return float(np.sum(right & ~above[:-1] & above[1:]) - np.sum(right & above[:-1] & ~above[1:]))


def zeros_of_a_larger_circle(f, centre, radius):
    return zeros(f, centre, 1.08 * radius)


def zeros_of_a_smaller_circle(f, centre, radius):
    return zeros(f, centre, 0.92 * radius)


def zeros_of_a_polynomial(f, centre, radius, points=400, degree=40):
    """The roots of f's power series inside the circle; no course is followed, and thirtyfold roots fall apart."""
    series = np.fft.fft(f(_circle(centre, radius, points)[:-1])) / points
    return int(np.sum(np.abs(np.roots(series[degree::-1])) < 1))


def zeros_up_to_three(f, centre, radius):
    return min(zeros(f, centre, radius), 3)


def entropy(start, end, attraction, core, freedoms):
    (T1, V1), (T2, V2) = start, end
    return R * (freedoms * np.log(T2 / T1) + np.log((V2 - core) / (V1 - core)))


def entropy_by_summing(start, end, attraction, core, freedoms):
    """Heat at the first volume, then expand at the last temperature, by Gauss's quadrature."""
    (T1, V1), (T2, V2) = start, end
    x, w = np.polynomial.legendre.leggauss(80)
    s = (x + 1) / 2
    u = np.log(V1 - core) + s * np.log((V2 - core) / (V1 - core))
    V = core + np.exp(u)
    p = R * T2 / (V - core) - attraction / V**2
    expanding = (attraction / V**2 + p) / T2 * np.exp(u) * np.log((V2 - core) / (V1 - core))
    return freedoms * R * np.log(T2 / T1) + expanding @ w / 2


def entropy_along_a_line(start, end, attraction, core, freedoms):
    """β/T along the straight course between the states, adaptively; heat is counted by what flows in."""
    (T1, V1), (T2, V2) = start, end

    def rate(s):
        T, V = T1 + s * (T2 - T1), V1 + s * (V2 - V1)
        p = R * T / (V - core) - attraction / V**2
        return (freedoms * R * (T2 - T1) + (attraction / V**2 + p) * (V2 - V1)) / T

    return quad(rate, 0, 1, epsabs=1e-12, epsrel=1e-12, limit=400)[0]


def entropy_as_scalar(start, end, attraction, core, freedoms):
    first, last = (np.log(state[0]) * freedoms + np.log(state[1] - core) for state in (start, end))
    return R * np.asarray(last - first)


def entropy_decimal(start, end, attraction, core, freedoms):
    return entropy(start, end, attraction, core, freedoms) / np.log(10)


def entropy_without_work(start, end, attraction, core, freedoms):
    return freedoms * R * np.log(end[0] / start[0])


def entropy_by_trapezoid(start, end, attraction, core, freedoms, steps=200):
    """A coarse sum along the straight course."""
    T, V = (np.linspace(a, b, steps + 1) for a, b in zip(start, end, strict=True))
    middle, room = (T[1:] + T[:-1]) / 2, (V[1:] + V[:-1]) / 2 - core
    return np.sum(freedoms * R * np.diff(T) / middle + R * np.diff(V) / room)


def entropy_ideal(start, end, attraction, core, freedoms):
    return entropy(start, end, attraction, 0.0, freedoms)


def entropy_cold(start, end, attraction, core, freedoms):
    return entropy(start, end, attraction, core, 0.0)


def entropy_turned(start, end, attraction, core, freedoms):
    return -entropy(start, end, attraction, core, freedoms)


def entropy_attracted(start, end, attraction, core, freedoms):
    middle = (start[0] + end[0]) / 2
    return entropy(start, end, attraction, core, freedoms) + attraction * (1 / end[1] - 1 / start[1]) / middle


def entropy_attracted_at_the_end(start, end, attraction, core, freedoms):
    """The pressure's attraction forgotten: heated first, then expanded at the end's temperature."""
    return entropy(start, end, attraction, core, freedoms) - attraction * (1 / end[1] - 1 / start[1]) / end[0]


def entropy_undivided(start, end, attraction, core, freedoms):
    return entropy(start, end, attraction, core, freedoms) - attraction * (1 / end[1] - 1 / start[1])


def entropy_swapped(start, end, attraction, core, freedoms):
    (V1, T1), (V2, T2) = start, end
    return R * (freedoms * np.log(T2 / T1) + np.log((V2 - core) / (V1 - core)))


def entropy_with_few_digits(start, end, attraction, core, freedoms):
    return 8.3 / R * entropy(start, end, attraction, core, freedoms)


def pull(jacobian, omega):
    m, n = jacobian.shape
    W = np.zeros((m, m))
    W[np.triu_indices(m, 1)] = omega
    return (jacobian.T @ (W - W.T) @ jacobian)[np.triu_indices(n, 1)]


def pull_by_minors(jacobian, omega):
    m, n = jacobian.shape
    result = []
    for k, q in combinations(range(n), 2):
        minors = [np.linalg.det(jacobian[np.ix_([i, j], [k, q])]) for i, j in combinations(range(m), 2)]
        result.append(float(np.dot(minors, omega)))
    return result


def pull_by_arrows(jacobian, omega):
    """Two columns of J into ω, pair by pair, as a list."""
    m, n = jacobian.shape

    def fed(u, v):
        return sum(w * (u[i] * v[j] - u[j] * v[i]) for w, (i, j) in zip(omega, combinations(range(m), 2), strict=True))

    return [float(fed(jacobian[:, k], jacobian[:, q])) for k, q in combinations(range(n), 2)]


def pull_transposed(jacobian, omega):
    """J W Jᵀ: the example's determinant comes out right."""
    m, n = jacobian.shape
    W = np.zeros((m, m))
    W[np.triu_indices(m, 1)] = omega
    return (jacobian @ (W - W.T) @ jacobian.T)[np.triu_indices(n, 1)]


def pull_transposed_where_square(jacobian, omega):
    return pull(jacobian.T if jacobian.shape[0] == jacobian.shape[1] else jacobian, omega)


def pull_in_single_precision(jacobian, omega):
    return np.float32(pull(np.float32(jacobian), np.float32(omega)))


def pull_downwards(jacobian, omega):
    return -pull(jacobian, omega)


def pull_ten_components(jacobian, omega):
    """Right as long as there are no more than five dimensions."""
    return np.where(np.arange(jacobian.shape[1] * (jacobian.shape[1] - 1) // 2) < 10, pull(jacobian, omega), 0)


def pull_rounded(jacobian, omega):
    return np.round(pull(jacobian, omega), 11)


def pull_rounded_more(jacobian, omega):
    return np.round(pull(jacobian, omega), 9)


def pull_joined(jacobian, omega):
    """Row by row, joined: from a line there is no row to join."""
    m, n = jacobian.shape
    W = np.zeros((m, m))
    W[np.triu_indices(m, 1)] = omega
    table = jacobian.T @ (W - W.T) @ jacobian
    return np.concatenate([table[k, k + 1 :] for k in range(n - 1)])


def pull_halved(jacobian, omega):
    return pull(jacobian, omega) / 2


def pull_by_determinant(jacobian, omega):
    """Right from the plane to the plane."""
    m, n = jacobian.shape
    determinant = np.linalg.det(jacobian[:2, :2]) if min(m, n) > 1 else 0.0
    return np.full(n * (n - 1) // 2, omega[0] * determinant if m > 1 else 0.0)


def pull_permanents(jacobian, omega):
    m, n = jacobian.shape
    rows, columns = list(combinations(range(m), 2)), list(combinations(range(n), 2))
    J = jacobian
    return [
        sum(w * (J[i, k] * J[j, q] + J[i, q] * J[j, k]) for w, (i, j) in zip(omega, rows, strict=True))
        for k, q in columns
    ]


def pull_half(jacobian, omega):
    m, n = jacobian.shape
    W = np.zeros((m, m))
    W[np.triu_indices(m, 1)] = omega
    return (jacobian.T @ W @ jacobian)[np.triu_indices(n, 1)]


def pull_twice(jacobian, omega):
    return 2 * pull(jacobian, omega)


def pull_column_by_column(jacobian, omega):
    m, n = jacobian.shape
    W = np.zeros((m, m))
    W.T[np.tril_indices(m, -1)] = omega
    return (jacobian.T @ (W - W.T) @ jacobian).T[np.tril_indices(n, -1)]


def pull_backwards(jacobian, omega):
    return pull(jacobian, omega)[::-1]


def jet(a):
    e = np.zeros(len(a))
    e[0] = np.exp(a[0])
    for k in range(1, len(a)):
        j = np.arange(1, k + 1)
        e[k] = np.sum(j * a[j] * e[k - j]) / k
    return e


def jet_by_series(a):
    """exp(a₀) times the power series of exp, cut where ε^(m+1) = 0."""
    nilpotent = np.array([0.0, *a[1:]])
    term = np.zeros(len(a))
    term[0] = np.exp(a[0])
    total = term.copy()
    for order in range(1, len(a)):
        term = np.convolve(term, nilpotent)[: len(a)] / order
        total = total + term
    return total.tolist()


def jet_by_fourier(a):
    """The values on a circle of ε, and their Fourier coefficients."""
    count = 2048
    circle = np.exp(2j * np.pi * np.arange(count) / count)
    values = np.exp(sum(c * circle**k for k, c in enumerate(a)))
    return (np.fft.fft(values) / count).real[: len(a)]


def jet_by_matrix(a):
    """Multiplication by the jet is a triangular matrix; its exponential by halving and squaring."""
    size = len(a)
    matrix = sum((a[k] * np.eye(size, k=-k) for k in range(1, size)), np.zeros((size, size)))
    term = total = np.eye(size)
    for order in range(1, 30):
        term = term @ matrix / 2**10 / order
        total = total + term
    for _ in range(10):
        total = total @ total
    return np.exp(a[0]) * total[:, 0]


def jet_by_factors(a):
    """The product of the exponentials of all powers; each is a series that ends."""
    e = np.eye(len(a))[0]
    for k in range(1, len(a)):
        factor, term = np.zeros(len(a)), 1.0
        for times in range((len(a) - 1) // k + 1):
            factor[times * k] = term
            term *= a[k] / (times + 1)
        e = np.convolve(e, factor)[: len(a)]
    return list(e * np.exp(a[0]))


def jet_by_endless_series(a):
    """The power series of exp in the whole jet, until nothing is added: far below 0 no digit is left."""
    term = np.eye(len(a))[0]
    total = term.copy()
    for order in range(1, 400):
        term = np.convolve(term, a)[: len(a)] / order
        total = total + term
    return total


def jet_by_a_short_series(a):
    """The same after 25 terms."""
    term = np.eye(len(a))[0]
    total = term.copy()
    for order in range(1, 25):
        term = np.convolve(term, a)[: len(a)] / order
        total = total + term
    return total


def jet_up_to_five(a):
    e = jet(a)
    e[6:] = 0
    return e


def jet_cut(a):
    return np.where(np.arange(len(a)) < 2, jet(a), 0)


def jet_in_single_precision(a):
    return np.float32(jet(a))


def jet_without_weights(a):
    """The weight j of a' forgotten."""
    e = np.zeros(len(a))
    e[0] = np.exp(a[0])
    for k in range(1, len(a)):
        e[k] = np.sum(a[1 : k + 1] * e[k - 1 :: -1][:k]) / k
    return e


def jet_by_entries(a):
    return np.exp(a)


def jet_dual(a):
    return np.concatenate([[np.exp(a[0])], np.exp(a[0]) * a[1:]])


def jet_derivatives(a):
    return jet(a) * np.cumprod([1, *range(1, len(a))])


def jet_without_factorials(a):
    power = np.eye(len(a))[0]
    total = np.zeros(len(a))
    for _ in range(len(a)):
        total = total + power
        power = np.convolve(power, [0.0, *a[1:]])[: len(a)]
    return np.exp(a[0]) * total


def jet_without_first(a):
    return jet(np.concatenate([[0.0], a[1:]]))


ANSWERS = {
    "2.2-1": {
        "right": [zeros, zeros_by_quotients, zeros_by_residues, zeros_by_quadrants, zeros_by_crossings],
        "wrong": {
            "be undone": zeros_with_jumps,
            "anticlockwise": zeros_clockwise,
            "twice too large": zeros_by_pi,
            "neighbouring points of the course": zeros_on_a_coarse_rim,
            "too far apart; take more": zeros_on_a_rim_of_500,
            "Only where the bearing turns fast": zeros_on_a_rim_of_1190,
            "close the course if it is open, and round": zeros_cut_off,
            "as when int cuts off": zeros_cut_off_when_closed,
            "A count is off by": zeros_cut_off,
            "A count is off by 3e+31": zeros_beyond_counting,
            "each as often as it is one": zeros_up_to_three,
        },
        "untold": {
            "too far apart": zeros_of_a_larger_circle,
            "neighbouring": zeros_of_a_smaller_circle,
            "int cuts off": zeros_on_a_rim_of_1190,
            "as if neighbouring points": zeros_of_a_polynomial,
        },
    },
    "2.2-2": {
        "right": [entropy, entropy_by_summing, entropy_along_a_line, entropy_as_scalar],
        "wrong": {
            "the entropy of an ideal gas": entropy_ideal,
            "enters twice": entropy_attracted,
            "The attraction stands in it": entropy_attracted_at_the_end,
            "in dU and in p dV, and cancels": entropy_undivided,
            "have changed places": entropy_swapped,
            "as when R is cut short": entropy_with_few_digits,
            "The warming is missing": entropy_cold,
            "end minus start": entropy_turned,
            "decimal logarithms": entropy_decimal,
            "The expansion is missing": entropy_without_work,
            "Relative to the size of what is summed": entropy_by_trapezoid,
        },
        "untold": {
            "use all of its digits": lambda *call: 0.0,
            "as when R is cut short": lambda *call: 8.3,
            "Use all digits of R": lambda *call: 2.303 * entropy_decimal(*call),
        },
    },
    "2.2-3": {
        "right": [pull, pull_by_minors, pull_by_arrows],
        "wrong": {
            "have the same sign": pull_permanents,
            "Half of each minor is missing": pull_half,
            "twice the pullback": pull_twice,
            "The order of the components": pull_column_by_column,
            "order of the components is wrong": pull_backwards,
            "If two shapes do not fit": pull_transposed,
            "its transpose have changed places": pull_transposed_where_square,
            "Relative to the terms of the sum": pull_in_single_precision,
            "exchange the two columns": pull_downwards,
            "half of the pullback": pull_halved,
            "fed with two arrows": pull_by_determinant,
            "it is what ω makes of the arrows' images": pull_ten_components,
        },
        "untold": {
            "order of the components": pull_rounded,
            "The order of the components": pull_rounded_more,
            "Two shapes do not fit": pull_joined,
        },
    },
    "2.2-4": {
        "right": [jet, jet_by_series, jet_by_fourier, jet_by_matrix, jet_by_factors],
        "wrong": {
            "exponential of each coefficient": jet_by_entries,
            "Only the first power": jet_dual,
            "These are derivatives": jet_derivatives,
            "exp(a₀) is missing": jet_without_first,
            "1/k! of the exponential's series": jet_without_factorials,
            "first at ε to the 6": jet_up_to_five,
            "ε² is not 0 here": jet_cut,
            "Relative to the largest coefficient": jet_in_single_precision,
            "first at ε to the 2": jet_without_weights,
            "with e₀ = exp a₀": jet_by_endless_series,
            "it obeys e′ = a′ e": jet_by_a_short_series,
        },
        "untold": {
            "ε² is not 0 here": lambda a: 0 * a,
            "Only the first two": lambda a: np.where(np.arange(len(a)) < 1, jet(a), 0),
        },
    },
}
