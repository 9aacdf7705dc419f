"""Answers to the exercises of lesson 1.2 that show what the checks are worth.

For each exercise: "right" answers of different making, and "wrong" ones under words that the feedback must contain.
"""

import numpy as np


def _slope(x, lamp, eye, aside):
    return x / np.hypot(lamp, x) - (aside - x) / np.hypot(eye, aside - x)


def _bisected(wanted, lamp, eye, aside, rounds=200):
    low, high = -1.0, 1.0
    while _slope(low, lamp, eye, aside) > wanted and low > -1e9:
        low *= 2
    while _slope(high, lamp, eye, aside) < wanted and high < 1e9:
        high *= 2
    for _ in range(rounds):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(middle, lamp, eye, aside) < wanted else (low, middle)
    return low


def seen(lamp, eye, aside, period, order, wavelength):
    return _bisected(-order * wavelength / period, lamp, eye, aside)


def seen_by_angle(lamp, eye, aside, period, order, wavelength):
    """Bisect the angle at the lamp; the second leg then misses the eye to one side or the other."""
    low, high = -np.pi / 2, np.pi / 2
    for _ in range(200):
        angle = (low + high) / 2
        x = lamp * np.tan(angle)
        rest = (aside - x) / np.hypot(eye, aside - x)
        low, high = (angle, high) if np.sin(angle) - rest < -order * wavelength / period else (low, angle)
    return np.float64(lamp * np.tan(low))


def seen_by_newton(lamp, eye, aside, period, order, wavelength):
    """Newton's method with its steps kept within an interval that shrinks."""
    wanted, low, high, x = -order * wavelength / period, -1e6, 1e6, 0.0
    for _ in range(300):
        value = _slope(x, lamp, eye, aside) - wanted
        low, high = (x, high) if value < 0 else (low, x)
        bend = lamp**2 / np.hypot(lamp, x) ** 3 + eye**2 / np.hypot(eye, aside - x) ** 3
        step = x - value / bend
        x = step if low < step < high else (low + high) / 2
    return [x][0]


def seen_on_the_other_side(lamp, eye, aside, period, order, wavelength):
    return seen(lamp, eye, aside, period, -order, wavelength)


def seen_in_a_plain_mirror(lamp, eye, aside, period, order, wavelength):
    return lamp * aside / (lamp + eye)


def seen_by_tangents(lamp, eye, aside, period, order, wavelength):
    return (aside / eye - order * wavelength / period) / (1 / lamp + 1 / eye)


def seen_from_the_eye(lamp, eye, aside, period, order, wavelength):
    return aside - seen(lamp, eye, aside, period, order, wavelength)


def seen_by_halves(lamp, eye, aside, period, order, wavelength):
    return seen(lamp, eye, aside, 2 * period, order, wavelength)


def seen_too_soon(lamp, eye, aside, period, order, wavelength):
    return _bisected(-order * wavelength / period, lamp, eye, aside, 20)


def seen_in_one_order(lamp, eye, aside, period, order, wavelength):
    """The example's order only."""
    return seen(lamp, eye, aside, period, -1, wavelength)


def zone(lamp, eye, aside, wavelength):
    middle, ends = lamp * aside / (lamp + eye), []
    longer = np.hypot(aside, lamp + eye) + wavelength / 2
    for side in (-1, 1):
        near, far = 0.0, longer
        for _ in range(200):
            step = (near + far) / 2
            x = middle + side * step
            near, far = (step, far) if np.hypot(lamp, x) + np.hypot(eye, aside - x) < longer else (near, step)
        ends.append(middle + side * near)
    return np.array(ends)


def zone_by_ellipse(lamp, eye, aside, wavelength):
    """The quadratic equation of the ellipse, its discriminant in factors."""
    shortest = np.hypot(aside, lamp + eye)
    length = shortest + wavelength / 2
    more = wavelength / 2 * (length + shortest)  # l² − shortest²
    k = length**2 + lamp**2 - eye**2 - aside**2
    # a x² + 2 b x + c = 0 with b² − a c = l² · more · (l² − c² − (a − b)²) / 4
    a, b = length**2 - aside**2, -k * aside / 2
    root = length * np.sqrt(more * (length**2 - aside**2 - (lamp - eye) ** 2)) / 2
    return sorted([(-b - root) / a, (-b + root) / a])


def zone_by_newton(lamp, eye, aside, wavelength):
    """Newton's method from the parabola's ends; L is convex, so it cannot cross over."""
    middle, ends = lamp * aside / (lamp + eye), []
    longer = np.hypot(aside, lamp + eye) + wavelength / 2
    bend = lamp**2 / np.hypot(lamp, middle) ** 3 + eye**2 / np.hypot(eye, aside - middle) ** 3
    for side in (-1, 1):
        x = middle + side * np.sqrt(wavelength / bend)
        for _ in range(100):
            x -= (np.hypot(lamp, x) + np.hypot(eye, aside - x) - longer) / _slope(x, lamp, eye, aside)
        ends.append(x)
    return tuple(ends)


def zone_of_the_parabola(lamp, eye, aside, wavelength):
    middle = lamp * aside / (lamp + eye)
    bend = lamp**2 / np.hypot(lamp, middle) ** 3 + eye**2 / np.hypot(eye, aside - middle) ** 3
    return middle + np.sqrt(wavelength / bend) * np.array([-1, 1])


def zone_backwards(lamp, eye, aside, wavelength):
    return zone(lamp, eye, aside, wavelength)[::-1]


def zone_of_a_whole_wave(lamp, eye, aside, wavelength):
    return zone(lamp, eye, aside, 2 * wavelength)


def zone_of_a_quarter_wave(lamp, eye, aside, wavelength):
    return zone(lamp, eye, aside, wavelength / 2)


def zone_of_one_side(lamp, eye, aside, wavelength):
    middle, right = lamp * aside / (lamp + eye), zone(lamp, eye, aside, wavelength)[1]
    return np.array([2 * middle - right, right])


def zone_as_distances(lamp, eye, aside, wavelength):
    return zone(lamp, eye, aside, wavelength) - lamp * aside / (lamp + eye)


def zone_stopped_early(lamp, eye, aside, wavelength):
    middle = lamp * aside / (lamp + eye)
    return middle + (zone(lamp, eye, aside, wavelength) - middle) * (1 + 1e-3)


def zone_of_one_place(lamp, eye, aside, wavelength):
    return np.full(2, zone(lamp, eye, aside, wavelength)[1])


_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)


def _panels(v, angle=lambda u: np.pi * u**2 / 2, per_turn=1.0):
    """Add up from 0 to each place in turn, in panels over which the arrow turns about once, sorted."""
    order = np.argsort(np.abs(v))
    z, here, at = np.zeros(len(v), complex), 0.0, 0j
    for place in order:
        there = abs(v[place])
        panels = int(np.ceil(per_turn * (there**2 - here**2) / 2 + there - here)) if there > here else 0
        edges = np.sqrt(np.linspace(here**2, there**2, panels + 1))
        for left in range(0, panels, 50_000):
            right = edges[left : left + 50_001]
            half = np.diff(right) / 2
            u = (right[1:] + right[:-1])[:, None] / 2 + half[:, None] * _NODES
            at += np.sum(half * (np.exp(1j * angle(u)) @ _WEIGHTS))
        here, z[place] = there, np.sign(v[place]) * at
    return z


def spiral(v):
    """From the eye, on the turned way, by a rule of many equal panels."""
    z = np.zeros(len(v), complex)
    turned = np.exp(0.25j * np.pi)
    for k, one in enumerate(np.abs(v)):
        if one < 2:
            z[k] = _panels(np.array([one]))[0]
            continue
        edges = np.linspace(0, 25 / (1 + one), 21)
        half = np.diff(edges) / 2
        s = (edges[1:] + edges[:-1])[:, None] / 2 + half[:, None] * _NODES
        rest = np.sum(half * (np.exp(1j * np.pi * one * turned * s - np.pi * s**2 / 2) @ _WEIGHTS))
        z[k] = (1 + 1j) / 2 - turned * np.exp(0.5j * np.pi * one**2) * rest
    return np.sign(v) * z


def spiral_by_panels(v):
    return _panels(np.asarray(v))


def spiral_by_series(v):
    """The power series below 2, panels up to 9, integration by parts beyond."""
    v = np.asarray(v)
    u = np.abs(v)
    z = np.zeros(len(v), complex)
    for k, one in enumerate(u):
        if one < 2:
            term, total, n = one + 0j, 0j, 0
            while abs(term) > 1e-18:
                total += term / (2 * n + 1)
                n += 1
                term *= 0.5j * np.pi * one**2 / n
            z[k] = total
        elif one >= 9:
            x, term, total = 1j * np.pi * one**2, 1 + 0j, 0j
            for n in range(8):
                total += term
                term *= (2 * n + 1) / x
            z[k] = (1 + 1j) / 2 + np.exp(0.5j * np.pi * one**2) / (1j * np.pi * one) * total
    middle = (u >= 2) & (u < 9)
    z[middle] = _panels(u[middle])
    return (np.sign(v) * z).tolist()


def spiral_swapped(v):
    z = np.asarray(spiral_by_series(v))
    return z.imag + 1j * z.real


def spiral_turned(v):
    return np.conj(spiral_by_series(v))


def spiral_without_half(v):
    return np.asarray(spiral_by_series(np.sqrt(2) * v)) / np.sqrt(2)


def spiral_without_pi(v):
    return np.asarray(spiral_by_series(v / np.sqrt(np.pi))) * np.sqrt(np.pi)


def spiral_of_few_digits(v):
    return np.round(spiral_by_series(v), 6)


def spiral_by_trapezoids(v):
    """A fixed number of steps from 0 to each place: good for the first turns."""
    t = np.linspace(0, 1, 2001)
    return np.array([np.trapezoid(np.exp(0.5j * np.pi * (one * t) ** 2), t) * one for one in v])


def spiral_near_zero(v):
    """The power series' first terms for all."""
    with np.errstate(over="ignore", invalid="ignore"):
        return v * sum((0.5j * np.pi * v**2) ** n / (2 * n + 1) / np.prod(np.arange(1.0, n + 1)) for n in range(12))


def spiral_of_positive_places(v):
    return np.asarray(spiral_by_series(np.abs(v)))


def spiral_in_the_eye(v):
    return np.sign(v) * (1 + 1j) / 2


def spiral_of_nine_digits(v):
    """Each point is right to 1e-9, the way between two of them to twice that."""
    return np.round(spiral(v), 9)


def spiral_shifted_midway(v):
    return spiral(v) + 1e-3 * np.sign(v) * ((np.abs(v) > 7) & (np.abs(v) < 15))


def spiral_straight_at_first(v):
    return np.where(np.abs(v) < 0.01, v, spiral(v))


def _terms(action, weight, hbar, first=1.0, second=1.0, third=1.0, fourth=1.0, turn=1j):
    s, s2, s3, s4 = action
    w, w1, w2 = weight
    c = first * w2 / (2 * w * s2) - second * w1 * s3 / (2 * w * s2**2)
    c += -third * s4 / (8 * s2**2) + fourth * 5 * s3**2 / (24 * s2**3)
    return w * np.sqrt(2j * np.pi * hbar / s2) * np.exp(1j * s / hbar) * (1 + turn * c * hbar)


def next_term(action, weight, hbar):
    return _terms(action, weight, hbar)


def next_term_in_a_coordinate(action, weight, hbar):
    """The coordinate y of the lesson's proof, S − S* = ½S''y²: A = A₀ (1 + iħ g''(0)/(2 g(0) S''))."""
    s, s2, s3, s4 = (float(x) for x in action)
    p, q = s3 / (3 * s2), s4 / (12 * s2)  # y² = x² (1 + p x + q x²)
    # y = x (1 + p x/2 + (q/2 − p²/8) x²), inverted: x = y + e y² + f y³
    e = -p / 2
    f = 2 * (p / 2) ** 2 - (q / 2 - p**2 / 8)
    w, w1, w2 = weight
    # w(x(y)) x'(y) to second order in y
    second = w2 / 2 + w1 * e + 2 * e * w1 + 3 * f * w
    lead = w * np.exp(1j * s / hbar) * np.sqrt(2 * np.pi * hbar / abs(s2)) * np.exp(0.25j * np.pi * np.sign(s2))
    return complex(lead * (1 + 1j * hbar / s2 * second / w))


def next_term_by_moments(action, weight, hbar):
    """The means of all products of the two polynomials, term by term."""
    s, s2, s3, s4 = action
    sigma = 1j * hbar / s2
    mean = {0: 1, 2: sigma, 4: 3 * sigma**2, 6: 15 * sigma**3}
    left = {0: weight[0], 1: weight[1], 2: weight[2] / 2}
    right = {0: 1, 3: 1j * s3 / 6 / hbar, 4: 1j * s4 / 24 / hbar, 6: -(s3**2) / 72 / hbar**2}
    size = {0: 0, 3: 1, 4: 2, 6: 2}  # half powers of ħ that each factor brings
    total = sum(left[i] * right[j] * mean.get(i + j, 0) for i in left for j in right if (i + size[j]) <= 2)
    return total * np.sqrt(2j * np.pi * hbar / s2) * np.exp(1j * s / hbar)


ANSWERS = {
    "1.2-1": {
        "right": [seen, seen_by_angle, seen_by_newton],
        "wrong": {
            "counted to the other side": seen_on_the_other_side,
            "where the plain mirror shows the lamp": seen_in_a_plain_mirror,
            "each sine is replaced by a tangent": seen_by_tangents,
            "counted from below the eye": seen_from_the_eye,
            "The order enters half": seen_by_halves,
            "Right to a few digits": seen_too_soon,
            "at that place the way changes": seen_in_one_order,
            "Holds only roughly": lambda a, b, c, p, m, w: round(seen(a, b, c, p, m, w), 8),
        },
        "untold": {
            "where the plain mirror shows the lamp": lambda a, b, c, p, m, w: 0.0,
            "counted from below the eye": lambda a, b, c, p, m, w: c,
        },
    },
    "1.2-2": {
        "right": [zone, zone_by_ellipse, zone_by_newton],
        "wrong": {
            "the zone of the parabola": zone_of_the_parabola,
            "the smaller is asked first": zone_backwards,
            "a whole wave longer": zone_of_a_whole_wave,
            "a quarter of a wave longer": zone_of_a_quarter_wave,
            "the two sides are not alike": zone_of_one_side,
            "distances from the stationary place": zone_as_distances,
            "Right to a few digits": zone_stopped_early,
            "over both places the way": lambda a, b, c, w: np.array([-1.0, 1.0]),
            "the stationary place lies between": zone_of_one_place,
            "one end twice": lambda a, b, c, w: zone(a, b, c, w)[[1, 1]],
            "a formula for short waves": lambda a, b, c, w: (zone if w > 1e-4 else zone_of_the_parabola)(a, b, c, w),
            "Holds only roughly": lambda a, b, c, w: zone(a, b, c, 1.00001 * w),
        },
        "untold": {
            "a whole wave longer": lambda a, b, c, w: np.zeros(2),
            "not alike": zone_of_one_place,
        },
    },
    "1.2-3": {
        "right": [spiral_by_series, spiral_by_panels, spiral, spiral_of_nine_digits],
        "wrong": {
            "have changed places": spiral_swapped,
            "turns the wrong way round": spiral_turned,
            "The half is missing": spiral_without_half,
            "π is missing": spiral_without_pi,
            "Right to a few digits": spiral_of_few_digits,
            "it grows by the arrows between": spiral_by_trapezoids,
            "opposite places have opposite points": spiral_of_positive_places,
            "not finite": lambda v: np.asarray(spiral_by_series(v)) / np.where(v == 0, 0, 1),
            "from place to place": spiral_in_the_eye,
            "Does not hold: from place": spiral_shifted_midway,
            "by the arrows between": spiral_straight_at_first,
            "Holds only roughly": lambda v: np.round(spiral(v), 8),
        },
        "untold": {
            "turns the wrong way round": lambda v: np.zeros(len(v), complex),
            "π is missing": lambda v: np.array(v, complex),
        },
    },
    "1.2-4": {
        "right": [next_term, next_term_in_a_coordinate, next_term_by_moments],
        "wrong": {
            "This is the leading term alone": lambda s, w, h: _terms(s, w, h, turn=0),
            "The i of the term of order ħ is missing": lambda s, w, h: _terms(s, w, h, turn=1),
            "The sign of the term of order ħ is turned round": lambda s, w, h: _terms(s, w, h, turn=-1j),
            "is half of what it should be": lambda s, w, h: _terms(s, w, h, turn=0.5j),
            "is twice what it should be": lambda s, w, h: _terms(s, w, h, turn=2j),
            "turns by an eighth of a turn": lambda s, w, h: next_term(s, w, h) / np.exp(0.25j * np.pi * np.sign(s[1])),
            "half the ħ leaves a quarter": lambda s, w, h: _terms(s, w, h, fourth=0),
            "order 2 ± 0.1": lambda s, w, h: _terms(s, w, h, third=0),
            "The measured order is off": lambda s, w, h: _terms(s, w, h, second=-1),
        },
        "untold": {"This is the leading term alone": lambda s, w, h: 0j},
    },
}
