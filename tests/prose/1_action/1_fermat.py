"""The numbers in the prose of lesson 1.1: times minimised by their values alone, rays by an integrator of SciPy's."""

import math
from functools import cache

import numpy as np
from mpmath import mp, mpf
from prose import at_least, at_most, result
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq, minimize

HEIGHT, LANTERN, DEPTH = 1.2, 420.0, 0.15  # m
DELTA = 2.7e-4 * 30 / 293


@cache
def crossing():
    """Return where the time across the pond is least, by golden sections on its values with 40 digits."""
    with mp.workdps(40):

        def time(x):
            return mp.sqrt(1 + x**2) + mpf("1.333") * mp.sqrt(1 + (2 - x) ** 2)

        golden = (mp.sqrt(5) - 1) / 2
        low, high = mpf(0), mpf(2)
        while high - low > mpf("1e-15"):
            a, b = high - golden * (high - low), low + golden * (high - low)
            low, high = (low, b) if time(a) < time(b) else (a, high)
        return float((low + high) / 2)


def wet_metres_saved():
    """Return the time that going on from the best crossing to x = 2 costs in air and saves in water."""
    x = crossing()
    return math.hypot(2, 1) - math.hypot(x, 1), 1.333 * (math.hypot(2 - x, 1) - 1)


def index(y):
    return 1.00027 - 2.765e-5 * math.exp(-y / DEPTH)


def ray(slope, reach=LANTERN):
    """Return the solution y, y', time over the distance, of the ray equation (1 + y'²) n' = n y''."""

    def bend(_, s):
        n = index(s[0])
        return s[1], (1 + s[1] ** 2) * 2.765e-5 / DEPTH * math.exp(-s[0] / DEPTH) / n, n * math.hypot(1, s[1]) - 1

    return solve_ivp(bend, (0, reach), [HEIGHT, slope, 0], rtol=1e-11, atol=1e-13, dense_output=True, method="DOP853")


@cache
def arriving(low, high):
    """Return the ray that leaves with a slope between two and meets the lantern."""
    return ray(brentq(lambda s: ray(s).y[0, -1] - HEIGHT, low, high, xtol=1e-14))


def lowest(solution):
    return solution.sol(np.linspace(0, LANTERN, 4001))[0].min()


def steepest():
    """Return the steepest inclination in mrad from which a ray turns above the road, by tracing and bisection."""
    low, high = 1e-3, 12e-3
    for _ in range(30):
        angle = (low + high) / 2
        solution = ray(-math.tan(angle), 400)
        low, high = (angle, high) if solution.sol(np.linspace(0, 400, 2001))[0].min() > 0 else (low, angle)
    return 1e3 * low


def stretch():
    """Return how many times heights are larger than lengths in the figure of the road."""
    import matplotlib as mpl

    mpl.use("Agg")
    from physdl import style
    from physdl.action.figures import fermat

    style.use(part=1)
    figure, update = fermat.road(1, [0, HEIGHT])
    update(np.zeros((1, 2)), np.zeros((1, 2)), [True], 161.0, "Asphalt 30 K warmer: 6 of 17 rays turn within 400 m")
    figure.canvas.draw()
    ax = figure.axes[0]
    box = ax.get_window_extent()
    return box.height / np.ptp(ax.get_ylim()) / (box.width / np.ptp(ax.get_xlim()))


def at_the_rim(height):
    """Return where a ray of Luneburg's ball leaves it and the time since x = −1, by integrating in arc length."""
    x0 = -math.sqrt(1 - height**2)

    def bend(_, s):
        n = math.sqrt(2 - s[0] ** 2 - s[1] ** 2)
        slope = np.array([-s[0], -s[1]]) / n
        tangent = s[2:4]
        return *tangent, *(slope - (slope @ tangent) * tangent) / n, n

    def rim(_, s):
        return s[0] ** 2 + s[1] ** 2 - 1

    rim.terminal, rim.direction = True, 1
    start = [x0, height, 1, 0, x0 + 1]
    s = solve_ivp(bend, (0, 5), start, rtol=1e-10, atol=1e-12, events=rim, method="DOP853").y[:, -1]
    return s[0], s[1], s[4]


def focus_times():
    ends = np.array([at_the_rim(h) for h in (0.1, 0.4, 0.7, 0.9)])
    assert np.allclose(ends[:, :2], [1, 0], atol=1e-6)
    return ends[:, 2]


def bead(start=1e-9):
    """Return the time of the bead on the cycloid from (0, 0) to (π, 2) by quadrature in its drop, ∫ dx/dy and y^-½."""

    def rate(y):  # on the cycloid (dx/dy)² = y/(2 − y)
        return math.sqrt((1 + y / (2 - y)) / y)

    return quad(rate, 0, 1)[0] + quad(lambda u: rate(2 - u * u) * 2 * u, 0, 1)[0]


@cache
def midpoint_wire():
    """Return the least time by the midpoint rule near the cycloid, and its first drop, by its values alone."""

    def time(drops):
        y = np.concatenate([[0], drops, [2]])
        return np.sum(np.hypot(np.diff(y), math.pi / 24) / np.sqrt((y[1:] + y[:-1]) / 2))

    phi = np.linspace(0, math.pi, 400)
    first = np.interp(np.linspace(0, math.pi, 25)[1:-1], phi - np.sin(phi), 1 - np.cos(phi))
    best = minimize(time, first, method="L-BFGS-B", bounds=[(1e-3, 4)] * 23, options={"maxfun": 10**6})
    return best.fun, best.x[0]


def harmonic_wire_aside():
    """Return how far in height the wire of least harmonic time is from the cycloid, by the values of its time alone."""
    phi = np.linspace(0, math.pi, 4000)
    cycloid = np.interp(np.linspace(0, math.pi, 25)[1:-1], phi - np.sin(phi), 1 - np.cos(phi))

    def time(drops):
        y = np.concatenate([[0], drops, [2]])
        return np.sum(2 * np.hypot(np.diff(y), math.pi / 24) / (np.sqrt(y[1:]) + np.sqrt(y[:-1])))

    best = minimize(time, cycloid, method="L-BFGS-B", bounds=[(1e-3, 4)] * 23, options={"maxfun": 10**6})
    return np.abs(best.x - cycloid).max()


def rounds_needed():
    """Return after how many sweeps of the grid in one order nothing changes any more."""
    n = 1 + 0.5 * np.random.default_rng(1).random((12, 15))
    time = {(3, 4): 0.0}
    for sweep in range(1, 100):
        before = dict(time)
        for i, j in np.ndindex(12, 15):
            a = min(time.get((i, j - 1), math.inf), time.get((i, j + 1), math.inf))
            b = min(time.get((i - 1, j), math.inf), time.get((i + 1, j), math.inf))
            a, b, slow = min(a, b), max(a, b), 0.1 * n[i, j]
            if a < math.inf:
                t = a + slow if b - a >= slow else (a + b + math.sqrt(2 * slow**2 - (a - b) ** 2)) / 2
                time[i, j] = min(t, time.get((i, j), math.inf))
        if time == before:
            return sweep
    return math.inf


def refraction():
    """Return by how many seconds of arc flat air displaces a star at 60°, exactly."""
    return 3600 * (math.degrees(math.asin(1.00029 * math.sin(math.radians(60)))) - 60)


def meeting(k=0.1 * math.pi, angle=1e-3):
    """Return where a flat ray of the fibre is back on the axis, in mm."""

    def swing(_, s):
        return s[2], s[3], 0.0, -((1.5 * k) ** 2) * s[1]

    def axis(_, s):
        return s[1]

    axis.terminal, axis.direction = True, -1
    start = [0, 0, 1.5 * math.cos(angle), 1.5 * math.sin(angle)]
    return solve_ivp(swing, (0, 50), start, rtol=1e-10, atol=1e-14, events=axis).y[0, -1]


ROWS = [
    result("in the middle, ⟦1.00⟧ m from the point below", lambda: np.interp(0, [-1, 1], [2, 0])),
    result("at ⟦1.27⟧ m, ⟦27⟧ cm beyond the middle", lambda: [crossing(), 100 * (crossing() - 1)]),
    result(
        "⟦cost more⟧ in air than they bring",
        lambda: np.subtract(*wet_metres_saved()),
        bound=at_least,
        reads={"cost more": 0.01},
    ),
    result("less than ⟦three⟧ parts in a hundred thousand", lambda: DELTA * 1e5, bound=at_most),
    result(r"\approx ⟦7.4⟧$ mrad for 30 K", steepest),
    result("where it meets the asphalt, ⟦161⟧ m ahead", lambda: 1.2 / math.tan(math.acos((1.00027 - DELTA) / 1.00027))),
    result(
        "flatter than ⟦half a degree⟧",
        lambda: math.degrees(1e-3 * steepest()),
        bound=at_most,
        reads={"half a degree": 0.5},
    ),
    result("heights stretched ⟦120⟧ times", stretch, digits=15),
    result("dips to ⟦4⟧ cm above the road", lambda: 100 * lowest(arriving(-7.2e-3, -6.2e-3))),
    result("⟦sixty⟧ rounds are plenty", rounds_needed, bound=at_most, reads={"sixty": 60}),
    result("Rays swing about the axis of a fibre and meet every ⟦10⟧ mm", meeting),
    result(r"$T = 0.6 + 1 + \pi/2 \approx ⟦3.17⟧$", lambda: 0.6 + focus_times().mean()),
    result("keeps ⟦close⟧ to the cycloid", harmonic_wire_aside, bound=at_most, reads={"close": 0.05}),
    result(r"drops by ⟦one⟧ unit in its first segment", lambda: midpoint_wire()[1], digits=0.12, reads={"one": 1}),
    result(r"it takes $T = ⟦\pi\sqrt2⟧$", bead, reads={r"\pi\sqrt2": math.pi * math.sqrt(2)}, digits=1e-6),
    result(
        "⟦faster than the fastest wire⟧",
        lambda: midpoint_wire()[0],
        bound=at_most,
        reads={"faster than the fastest wire": 4.4},
    ),
    result(
        r"= ⟦5.0\times10^{-4}⟧$ rad, or ⟦104⟧ seconds of arc", lambda: [2.9e-4 * math.tan(math.pi / 3), refraction()]
    ),
    result("They sit near ⟦1e-16⟧", lambda: np.spacing(1.0) / 2),
]
GIVEN = [
    "In water light is slower by a factor of 1.333",
    "1 in empty space, 1.0003 in air, 1.333 in water",
    "Your eye is 1.2 m above the asphalt",
    r"$2.7\times10^{-4}\,\Delta\vartheta/\vartheta$ with $\vartheta = 293$ K",
    "420 m down the road",
    "a lantern 420 m away, both 1.2 m above the road",
    r"$\sin\theta_2 > 1/1.333$",
    "$n = 1.00029$ at the ground",
    r"= 1.00029\,\sin 60°$",
    r"= 2.9\times10^{-4}\tan 60°",
    r"$T = 0.6 + 1 + \pi/2",
]
