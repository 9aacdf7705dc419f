"""Answers to the exercises of lesson 1.6 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

from decimal import Decimal, localcontext

import numpy as np
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq

# ---- 1.6-1 ----------------------------------------------------------------------------------------------------------


def edge(e, spin):
    cosine = 1 - (1 - e * e) ** 0.25 / np.sqrt(spin)
    return np.arctan2(np.sqrt(max(e * e - cosine * cosine, 0)), cosine)


def backwards(e, spin):
    anomaly = edge(e, spin)
    return (anomaly - e * np.sin(anomaly)) / np.pi


def backwards_by_the_angle_at_the_sun(e, spin):
    """The rate is (1 + e cos ν)² / (1 − e²)^1.5."""
    cosine = (np.sqrt(spin) * (1 - e * e) ** 0.75 - 1) / e if e else (np.inf if spin > 1 else -np.inf)
    if cosine >= 1 or cosine <= -1:
        return float(cosine <= -1)
    anomaly = 2 * np.arctan(np.sqrt((1 - e) / (1 + e)) * np.tan(np.arccos(cosine) / 2))
    return (anomaly - e * np.sin(anomaly)) / np.pi


def backwards_by_bisection(e, spin):
    def ahead(anomaly):
        return np.sqrt(1 - e * e) / (1 - e * np.cos(anomaly)) ** 2 - spin

    if ahead(0.0) <= 0:
        return 0
    if ahead(np.pi) >= 0:
        return 1
    anomaly = brentq(ahead, 0, np.pi, xtol=1e-15)
    return (anomaly - e * np.sin(anomaly)) / np.pi


def at_the_sun(e, spin):
    return (
        2 * np.arctan2(np.sqrt(1 + e) * np.sin(edge(e, spin) / 2), np.sqrt(1 - e) * np.cos(edge(e, spin) / 2)) / np.pi
    )


def backwards_by_the_sun(e, spin):
    return 1.0 if spin <= 1 else backwards(e, spin - 1)


def backwards_by_area(e, spin):
    """Areas are times, and a sum of them may miss 1 by rounding."""
    if e == 0:
        return int(spin < 1)
    nodes, weights = np.polynomial.legendre.leggauss(400)
    angle = np.arccos(np.clip((np.sqrt(spin) * (1 - e * e) ** 0.75 - 1) / e, -1, 1))
    squares = ((1 - e * e) / (1 + e * np.cos(angle * (nodes + 1) / 2))) ** 2
    return angle / 2 * np.sum(weights * squares) / np.sqrt(1 - e * e) / np.pi


def backwards_turned_where_slow(e, spin):
    share = backwards(e, spin)
    return 1 - share if spin < 1 and 0 < share < 1 else share


# ---- 1.6-2 ----------------------------------------------------------------------------------------------------------


def surplus(x):
    if x > 1:
        return x - np.sin(x)
    term = total = x**3 / 6
    for k in range(4, 24, 2):
        term *= -(x**2) / (k * (k + 1))
        total += term
    return total


def comet(mean, e):
    found = np.pi
    for _ in range(200):
        found -= ((1 - e) * found + e * surplus(found) - mean) / (1 - e + 2 * e * np.sin(found / 2) ** 2)
    return found


def comet_by_logarithms(mean, e):
    low, high = np.log(mean), np.log(np.pi)
    for _ in range(100):
        middle = (low + high) / 2
        x = np.exp(middle)
        low, high = (middle, high) if (1 - e) * x + e * surplus(x) < mean else (low, middle)
    return np.exp(high)


def comet_in_decimals(mean, e):
    """Newton's method with sixty digits, the sine and cosine from their series."""
    with localcontext() as context:
        context.prec = 60
        mean, e, x = Decimal(float(mean)), Decimal(float(e)), Decimal("3.2")
        for _ in range(200):
            sine = term = x
            cosine = turn = Decimal(1)
            for k in range(1, 60, 2):
                turn = -turn * x * x / (k * (k + 1))
                cosine += turn
                term = -term * x * x / ((k + 1) * (k + 2))
                sine += term
            step = (x - e * sine - mean) / (1 - e * cosine)
            x -= step
            if abs(step) < Decimal("1e-25") * abs(x):
                break
        return float(x)


def comet_as_it_stands(mean, e):
    found = np.pi
    for _ in range(200):
        found = found - (found - e * np.sin(found) - mean) / (1 - e * np.cos(found))
    return found


def comet_after_one_step(mean, e):
    return mean + e * np.sin(mean)


def comet_at_the_sun(mean, e):
    return 2 * np.arctan(np.sqrt((1 + e) / (1 - e)) * np.tan(comet(mean, e) / 2))


def comet_by_root_finder(mean, e):
    """Its tolerance is absolute."""
    return brentq(lambda x: (1 - e) * x + e * surplus(x) - mean, 0, np.pi, xtol=1e-12)


def comet_in_few_rounds(mean, e):
    found = np.pi
    for _ in range(25):
        found -= ((1 - e) * found + e * surplus(found) - mean) / (1 - e + 2 * e * np.sin(found / 2) ** 2)
    return found


def comet_that_stops_when_it_rises(mean, e):
    """Newton's method falls from π, but for a rounding error that throws it below the root."""
    found = np.pi
    for _ in range(300):
        new = found - ((1 - e) * found + e * surplus(found) - mean) / (1 - e + 2 * e * np.sin(found / 2) ** 2)
        if not 0 < new < found:
            break
        found = new
    return found


# ---- 1.6-3 ----------------------------------------------------------------------------------------------------------


def drift(position, velocity, mu, time):
    r = np.linalg.norm(position)
    a = 1 / (2 / r - velocity @ velocity / mu)
    n = np.sqrt(mu / a**3)
    e_cos, e_sin = 1 - r / a, position @ velocity / np.sqrt(mu * a)
    e, mean = np.hypot(e_cos, e_sin), n * time - e_sin
    low, high = mean - e, mean + e
    for _ in range(70):
        phi = (low + high) / 2
        low, high = (phi, high) if phi - e_cos * np.sin(phi) - e_sin * np.cos(phi) < mean else (low, phi)
    c, s = np.cos(phi), np.sin(phi)
    new = a * (1 - e_cos * c + e_sin * s)
    f, g = 1 - a / r * (1 - c), time - (phi - s) / n
    df, dg = -np.sqrt(mu * a) * s / (r * new), 1 - a / new * (1 - c)
    return np.array([f * position + g * velocity, df * position + dg * velocity])


def drift_by_axes(position, velocity, mu, time):
    """The plane's axes along the perihelion and across it; any axes will do for a circle."""
    swept = np.cross(position, velocity)
    long = np.cross(velocity, swept) / mu - position / np.linalg.norm(position)
    e = np.linalg.norm(long)
    one = long / e if e > 1e-10 else position / np.linalg.norm(position)
    e = e if e > 1e-10 else 0.0
    two = np.cross(swept / np.linalg.norm(swept), one)
    a = swept @ swept / mu / (1 - e * e)
    n = np.sqrt(mu / a**3)
    anomaly = np.arctan2(position @ two / np.sqrt(1 - e * e), position @ one + a * e)
    mean = anomaly - e * np.sin(anomaly) + n * time
    anomaly = mean + e * np.sin(mean)
    for _ in range(100):
        anomaly = anomaly - np.clip((anomaly - e * np.sin(anomaly) - mean) / (1 - e * np.cos(anomaly)), -0.5, 0.5)
    c, s, b = np.cos(anomaly), np.sin(anomaly), a * np.sqrt(1 - e * e)
    rate = n / (1 - e * c)
    return a * (c - e) * one + b * s * two, rate * (-a * s * one + b * c * two)


def drift_step_by_step(position, velocity, mu, time):
    """A general solver with tight tolerances, in units of the orbit, in single turns."""
    r = np.linalg.norm(position)
    a = 1 / (2 / r - velocity @ velocity / mu)
    n = np.sqrt(mu / a**3)
    start = np.concatenate([position / a, velocity / (a * n)])
    phase = np.fmod(n * time, 2 * np.pi)

    def fall(_, s):
        return np.concatenate([s[3:], -s[:3] / np.linalg.norm(s[:3]) ** 3])

    if phase == 0:
        return np.array([position, velocity])
    end = solve_ivp(fall, (0, phase), start, method="DOP853", rtol=2e-13, atol=1e-14).y[:, -1]
    return [a * end[:3], a * n * end[3:]]


def drift_by_the_wrong_anomaly(position, velocity, mu, time):
    """The eccentric anomaly is taken to grow evenly."""
    r = np.linalg.norm(position)
    a = 1 / (2 / r - velocity @ velocity / mu)
    e_cos, e_sin = 1 - r / a, position @ velocity / np.sqrt(mu * a)
    phi = np.sqrt(mu / a**3) * time
    passed = (phi - e_cos * np.sin(phi) + e_sin * (1 - np.cos(phi))) / np.sqrt(mu / a**3)
    return drift(position, velocity, mu, passed)


def drift_with_the_old_velocity(position, velocity, mu, time):
    return np.array([drift(position, velocity, mu, time)[0], velocity])


def drift_by_leapfrog(position, velocity, mu, time):
    q, v, h = position, velocity, time / 1000
    for _ in range(1000):
        v = v - h / 2 * mu * q / np.linalg.norm(q) ** 3
        q = q + h * v
        v = v - h / 2 * mu * q / np.linalg.norm(q) ** 3
    return np.array([q, v])


def drift_in_thirty_rounds(position, velocity, mu, time):
    """Kepler's equation by a fixed point that creeps on long ellipses near the perihelion."""
    r = np.linalg.norm(position)
    a = 1 / (2 / r - velocity @ velocity / mu)
    n = np.sqrt(mu / a**3)
    e_cos, e_sin = 1 - r / a, position @ velocity / np.sqrt(mu * a)
    phi = n * time
    for _ in range(30):
        phi = n * time + e_cos * np.sin(phi) - e_sin * (1 - np.cos(phi))
    return drift(position, velocity, mu, (phi - e_cos * np.sin(phi) + e_sin * (1 - np.cos(phi))) / n)


# ---- 1.6-4 ----------------------------------------------------------------------------------------------------------


def angles(orbit):
    return np.unwrap(np.arctan2(orbit[:, 1], orbit[:, 0]))


def per_turn(seen):
    turn = (seen[-1] - seen[0]) / (len(seen) - 1)
    return turn - 2 * np.pi * np.sign(turn)


def turn_by_spline(orbit):
    number = np.arange(len(orbit))
    square, angle = CubicSpline(number, (orbit**2).sum(axis=1)), CubicSpline(number, angles(orbit))
    times = square.derivative().roots(extrapolate=False)
    times = times[square(times, 2) > 0]
    return per_turn(angle(times))


def turn_by_polynomials(orbit):
    square, angle = (orbit**2).sum(axis=1), angles(orbit)
    seen = []
    for k in range(3, len(orbit) - 3):
        if square[k] < square[k - 1] and square[k] <= square[k + 1]:
            near = np.arange(-3, 4)
            bowl = np.polyder(np.polyfit(near, square[k - 3 : k + 4], 6))
            root = min((z.real for z in np.roots(bowl) if abs(z.imag) < 1e-9), key=abs)
            seen.append(np.polyval(np.polyfit(near, angle[k - 3 : k + 4], 6), root))
    return per_turn(np.array(seen))


def turn_by_the_far_end(orbit):
    """The aphelion turns with the perihelion, and the planet is slow there."""
    number = np.arange(len(orbit))
    square, angle = CubicSpline(number, (orbit**2).sum(axis=1)), CubicSpline(number, angles(orbit))
    times = square.derivative().roots(extrapolate=False)
    times = times[square(times, 2) < 0]
    return per_turn(angle(times))


def turn_by_parabolas(orbit):
    """What the hints say: three samples for the distance and for the angle, the first passage and the last."""
    distance, angle = np.hypot(orbit[:, 0], orbit[:, 1]), angles(orbit)
    k = np.flatnonzero((distance[1:-1] < distance[:-2]) & (distance[1:-1] <= distance[2:])) + 1
    bend = distance[k + 1] - 2 * distance[k] + distance[k - 1]
    part = -(distance[k + 1] - distance[k - 1]) / 2 / bend
    return per_turn(
        angle[k] + part * (angle[k + 1] - angle[k - 1]) / 2 + part**2 * (angle[k + 1] - 2 * angle[k] + angle[k - 1]) / 2
    )


def turn_at_samples(orbit):
    square = (orbit**2).sum(axis=1)
    k = np.flatnonzero((square[1:-1] < square[:-2]) & (square[1:-1] <= square[2:])) + 1
    return per_turn(angles(orbit)[k])


def turn_without_the_full_turn(orbit):
    turn = turn_by_spline(orbit)
    return turn + 2 * np.pi * np.sign(angles(orbit)[-1] - angles(orbit)[0])


def turn_in_all(orbit):
    return 11 * turn_by_spline(orbit)


def turn_along_the_motion(orbit):
    return turn_by_spline(orbit) * np.sign(angles(orbit)[-1] - angles(orbit)[0])


ANSWERS = {
    "1.6-1": {
        "right": [backwards, backwards_by_the_angle_at_the_sun, backwards_by_bisection, backwards_by_area],
        "wrong": {
            "the eccentric anomaly; time goes": lambda e, spin: edge(e, spin) / np.pi,
            "the angle at the sun; time goes": at_the_sun,
            "This is half of it": lambda e, spin: backwards(e, spin) / 2,
            "the share in which the Sun goes forwards": lambda e, spin: 1 - backwards(e, spin),
            "and not spin − 1": backwards_by_the_sun,
            "A share lies between 0 and 1": lambda e, spin: 88 * backwards(e, spin) + 2,
            "at the edge of your time": lambda e, spin: 0.99 * backwards(e, spin),
            "the planet goes round with": backwards_turned_where_slow,
            "at its perihelion": lambda e, spin: backwards(e, spin) if spin > 1 else 0,
        },
        "untold": {
            "the eccentric anomaly": lambda e, spin: 0.0,
            "half of it": lambda e, spin: 0.5,
            "spin − 1": lambda e, spin: 1.0,
        },
    },
    "1.6-2": {
        "right": [comet, comet_by_logarithms, comet_in_decimals],
        "wrong": {
            "Far from the perihelion it is right": comet_as_it_stands,
            "That is the mean anomaly itself": lambda mean, e: mean,
            "This is in degrees": lambda mean, e: np.degrees(comet(mean, e)),
            "This is the angle at the sun": comet_at_the_sun,
            "it is off by a share": comet_after_one_step,
            "no iteration": comet_in_few_rounds,
            "Where M is above 0.1 it is right": comet_that_stops_when_it_rises,
            "the anomaly lies between": comet_by_root_finder,
            "lies between 0 and π": lambda mean, e: -comet(mean, e),
        },
        "untold": {
            "Far from": lambda mean, e: 1.0,
            "degrees": lambda mean, e: 0.0,
            "is rounding": comet_in_few_rounds,
            "their difference": comet_by_root_finder,
        },
    },
    "1.6-3": {
        "right": [drift, drift_by_axes, drift_step_by_step],
        "wrong": {
            "The body has not moved": lambda q, v, mu, time: np.array([q, v]),
            "The time runs backwards": lambda q, v, mu, time: drift(q, v, mu, -time),
            "on a straight line": lambda q, v, mu, time: np.array([q + time * v, v]),
            "The place is right and the velocity is not": drift_with_the_old_velocity,
            "of a turn": drift_by_the_wrong_anomaly,
            "along it the body is": drift_in_thirty_rounds,
            "changes by a share": drift_by_leapfrog,
        },
        "untold": {
            "not moved": lambda q, v, mu, time: np.zeros((2, 3)),
            "place is right": lambda q, v, mu, time: np.array([v, q]),
        },
    },
    "1.6-4": {
        "right": [turn_by_spline, turn_by_polynomials, turn_by_the_far_end, turn_by_parabolas],
        "wrong": {
            "It is off by": turn_at_samples,
            "the whole way": turn_without_the_full_turn,
            "This is in degrees": lambda orbit: np.degrees(turn_by_spline(orbit)),
            "off by": turn_in_all,
            "The sign": turn_along_the_motion,
            "is off": lambda orbit: 0.0,
        },
        "untold": {"The sign": lambda orbit: 0.0, "degrees": lambda orbit: 0.1},
    },
}
