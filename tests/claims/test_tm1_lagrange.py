"""TM-1, the mechanical part: motions are stationary points of the action, and need not be minima."""

import numpy as np
from measures import action_gradient, power
from scipy.integrate import solve_ivp
from scipy.optimize import brentq
from scipy.special import ellipj, ellipk

from physdl.action import stationary_path


def pendulum(x, v):
    return v**2 / 2 + np.cos(x)


def planet(x, v):
    return np.sum(v**2, axis=-1) / 2 + 1 / np.sqrt(np.sum(x**2, axis=-1))


def chain(y, slope):
    return y * np.sqrt(1 + slope**2)


def swing(n):
    """Return a pendulum's half swing of 2 rad, bottom to bottom: Newton's, the exact one, the law, the step."""
    t = np.linspace(0, 2 * ellipk(np.sin(1) ** 2), n + 1)
    exact = 2 * np.arcsin(np.sin(1) * np.clip(ellipj(t, np.sin(1) ** 2)[0], -1, 1))
    hump = 1.5 * np.sin(np.linspace(0, np.pi, 50))
    return stationary_path(0.0, 0.0, pendulum, t[-1], n, hump), exact, pendulum, t[-1] / n


def orbit(n):
    """Return an arc of a Kepler ellipse of eccentricity 0.4."""
    t = np.linspace(0.3, 3.5, n + 1)
    angle = np.array([brentq(lambda e, m=m: e - 0.4 * np.sin(e) - m, -1, 7, xtol=1e-15) for m in t])
    exact = np.stack([np.cos(angle) - 0.4, np.sqrt(1 - 0.16) * np.sin(angle)], axis=-1)
    phi = np.linspace(0.6, 3.3, 40)
    guess = np.stack([np.cos(phi), np.sin(phi)], axis=-1)
    return stationary_path(exact[0], exact[-1], planet, 3.2, n, guess), exact, planet, 3.2 / n


def catenary(n):
    """Return the thick one of the two catenaries y = a cosh(x/a) over a unit span with ends at height 1."""
    a = brentq(lambda a: a * np.cosh(0.5 / a) - 1, 0.45, 1)
    return stationary_path(1.0, 1.0, chain, 1.0, n), a * np.cosh(np.linspace(-0.5, 0.5, n + 1) / a), chain, 1 / n


MOTIONS = {"pendulum": swing, "planet": orbit, "chain": catenary}


def test_stationary_by_an_independent_gradient(ledger):
    worst = 0.0
    for motion in MOTIONS.values():
        found, exact, law, dt = motion(80)

        def segment(a, b, law=law, dt=dt):
            v = (b - a) / dt
            return dt / 2 * (law(a, v) + law(b, v))

        gradient, shares = action_gradient(found.path.reshape(81, -1), segment)
        worst = max(worst, np.linalg.norm(gradient, axis=1).sum() / shares)
        straight = np.linspace(0, 1, 81).reshape(-1, *(1,) * (exact.ndim - 1))
        bend = found.path - (1 - straight) * exact[0] - straight * exact[-1]
        assert np.abs(bend).max() > 0.1, "a straight motion proves nothing"
    assert worst <= 1e-10
    ledger(
        claim="TM-1",
        part="trajectories, order",
        needed="gradient of the action ≤ 1e-10 of the segments' shares on Newton's paths: pendulum, planet, chain",
        measured=f"gradient {worst:.0e}, by complex step",
        tolerance=1e-10,
        value=worst,
    )


def test_order_two_to_exact_motions(ledger):
    sizes = np.array([40, 80, 160, 320])
    orders = {}
    for name, motion in MOTIONS.items():
        pairs = [motion(n)[:2] for n in sizes]
        errors = [np.abs(found.path - exact).max() for found, exact in pairs]
        assert errors[0] > 1e-6, "an error at rounding has no order"
        orders[name] = -power(sizes, errors)
        assert abs(orders[name] - 2) <= 0.1, name
    worst = max(orders.values(), key=lambda order: abs(order - 2))
    ledger(
        claim="TM-1",
        part="trajectories, order",
        needed="order 2.0 ± 0.1 for trajectories between two ends against elliptic functions, Kepler's equation, cosh",
        measured=", ".join(f"{name} {order:.2f}" for name, order in orders.items()),
        tolerance=0.1,
        value=worst - 2,
    )


def test_saddles_counted_by_conjugate_points_of_springs(ledger):
    """For ẍ = −ω²x motions from one point meet again after every π/ω; each such time adds one to the index."""
    rng = np.random.default_rng(5)
    wrong = tried = deepest = 0
    for dimension in (1, 2, 3):
        for _ in range(40):
            omega = rng.uniform(0.3, 2.0, dimension)
            duration = rng.uniform(0.5, 9)
            turns = omega * duration / np.pi
            if np.abs(turns - np.round(turns)).min() < 0.05:
                continue
            start, end = rng.normal(size=(2, dimension))

            def spring(x, v, omega=omega):
                return np.sum(v**2 - omega**2 * x**2, axis=-1) / 2

            index = stationary_path(start, end, spring, duration, 160).morse_index
            wrong, tried = wrong + (index != np.floor(turns).sum()), tried + 1
            deepest = max(deepest, index)
    assert tried >= 60
    assert deepest >= 5
    assert wrong == 0
    ledger(
        claim="TM-1",
        part="trajectories, saddle",
        needed="Hessian index = number of conjugate points of a spring, in one to three dimensions",
        measured=f"{tried - wrong} of {tried} random springs, index up to {deepest}",
        tolerance=0,
        value=wrong,
        hypotheses="durations at least 0.05 half periods away from a conjugate time nπ/ω",
    )


def beside(start, speed, t):
    """Return a pendulum's motion at the times t and the Jacobi field beside it, mJ̈ = −V″J: no action, no grid."""

    def law(_, z):
        return z[1], -np.sin(z[0]), z[3], -np.cos(z[0]) * z[2]

    x, _, field, _ = solve_ivp(law, t[[0, -1]], [start, speed, 0, 1], "DOP853", t, rtol=1e-11, atol=1e-11).y
    return x, field


def test_saddles_counted_by_neighbours_that_meet(ledger):
    """The Hessian's index is the number of times at which neighbours of a swinging pendulum meet it again."""
    rng = np.random.default_rng(8)
    wrong = tried = 0
    indices = set()
    for _ in range(60):
        start, speed, t = rng.uniform(-1, 1), rng.uniform(0.3, 1.8), np.linspace(0, rng.uniform(1, 16), 401)
        exact, field = beside(start, speed, t)
        if abs(field[-1]) < 0.1 * np.abs(field).max():
            continue
        found = stationary_path(start, exact[-1], pendulum, t[-1], 400, exact)
        assert np.abs(found.path - exact).max() < 0.05, "another motion was found"
        meetings = np.sum(field[1:-1] * field[2:] < 0)
        wrong, tried = wrong + (found.morse_index != meetings), tried + 1
        indices.add(found.morse_index)
    assert tried >= 40
    assert indices >= {0, 1, 2, 3}
    assert wrong == 0
    ledger(
        claim="TM-1",
        part="trajectories, saddle",
        needed="Hessian index = number of zeros of the Jacobi field integrated beside swings of a pendulum",
        measured=f"{tried - wrong} of {tried} random swings, index up to {max(indices)}",
        tolerance=0,
        value=wrong,
        hypotheses="ends at which the field has at least a tenth of its largest value",
    )


def test_the_resting_pendulum_loses_its_minimum_where_swings_begin(ledger):
    """At T = π/ω the pair of swings branches off; rest has index 1 up to 2π/ω and the swings have index 0."""
    hump = np.sin(np.linspace(0, np.pi, 50))
    wrong = 0
    for duration in (2.0, 3.0, 3.3, 4.5, 6.0):
        rest = stationary_path(0.0, 0.0, pendulum, duration, 160)
        past = int(duration / np.pi)
        wrong += rest.morse_index != past
        if past:
            swings = [stationary_path(0.0, 0.0, pendulum, duration, 160, s * 2.5 * hump) for s in (-1, 1)]
            wrong += sum(s.morse_index != 0 or np.abs(s.path).max() < 0.5 for s in swings)
            wrong += sum(s.action >= rest.action for s in swings)
    assert wrong == 0
    ledger(
        claim="TM-1",
        part="trajectories, saddle",
        needed="a resting pendulum has index 0 before T = π/ω then 1 up to 2π/ω, where two swings have less action",
        measured="a pendulum at rest: 0 before π/ω, 1 after it, at 5 durations from 2 to 6 times 1/ω",
        tolerance=0,
        value=wrong,
        hypotheses="durations away from nπ/ω",
    )
