"""TM-10: gradient descent moves like Aristotle's bodies, momentum like Newton's.

Rates are judged by 1 − ρ: for a badly conditioned valley ρ itself is near 1 for every method, good or bad.
"""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import curve_fit, minimize
from scipy.special import j1

from physdl.neural.optimizers import aristotle, nesterov, newton, rate_and_momentum

CONDITIONS = (10.0, 100.0, 1e3, 1e4)
SIZE = 12


def best(kappa):
    """Return the best rules for curvatures from 1 to κ, as functions of theta, and their ρ, as claimed."""
    root = np.sqrt(kappa)
    rho = (root - 1) / (root + 1)
    return {
        "Aristotle": (lambda theta: aristotle(theta, 2 / (1 + kappa)), (kappa - 1) / (kappa + 1)),
        "Newton": (lambda theta: newton(theta, 4 / (1 + root) ** 2, rho**2), rho),
    }


def spectral_radius(rule, curvatures):
    """Return the largest |eigenvalue| of one step of the library's rule, read off unit vectors of its state."""
    size, columns = len(curvatures), []
    theta = np.zeros(size)
    step, memory = rule(theta)
    state = [theta, *memory.values()]
    for unit in np.eye(size * len(state)).reshape(-1, len(state), size):
        for part, value in zip(state, unit, strict=True):
            part[:] = value
        step(curvatures * theta)
        columns.append(np.concatenate(state))
    return np.abs(np.linalg.eigvals(np.transpose(columns))).max()


def decay(rule, kappa, rng):
    """Return the sizes of the error in steps n, in a valley that lies askew, and n."""
    turn = np.linalg.qr(rng.normal(size=(SIZE, SIZE)))[0]
    hessian = (turn * np.geomspace(1, kappa, SIZE)) @ turn.T
    theta = turn @ rng.choice([-1.0, 1.0], SIZE) * rng.uniform(1, 2)
    step, _ = rule(theta)
    sizes = [np.linalg.norm(theta)]
    while sizes[-1] > 1e-20 * sizes[0]:
        step(hessian @ theta)
        sizes.append(np.linalg.norm(theta))
        assert len(sizes) < 60 * kappa, "it does not arrive"
    return np.arange(len(sizes)), np.array(sizes)


def fitted(n, sizes, double):
    """Return ρ from sizes ~ C ρⁿ, or C (1 + c n) ρⁿ with c fitted along with the rest where the root is double."""
    late = (sizes < 1e-4 * sizes[0]) & (sizes > 0)
    n, logs = n[late], np.log(sizes[late])
    slope, start = np.polyfit(n, logs, 1)
    if not double:
        return np.exp(slope)

    def law(n, start, slope, log_c):
        return start + slope * n + np.log1p(np.exp(log_c) * n)

    (_, slope, _), _ = curve_fit(law, n, logs, p0=(start, slope, np.log(-slope)), maxfev=20_000)
    return np.exp(slope)


@pytest.mark.parametrize("name", ["Aristotle", "Newton"])
def test_best_rates(ledger, name):
    rng = np.random.default_rng(10)
    by_matrix, by_decay, plain = [], [], []
    for kappa in CONDITIONS:
        rule, rho = best(kappa)[name]
        radius = spectral_radius(rule, np.array([1.0, np.sqrt(kappa), kappa]))
        n, sizes = decay(rule, kappa, rng)
        by_matrix.append((1 - radius) / (1 - rho) - 1)
        by_decay.append((1 - fitted(n, sizes, name == "Newton")) / (1 - rho) - 1)
        plain.append((1 - fitted(n, sizes, False)) / (1 - rho) - 1)
    worst = max(np.abs(by_matrix).max(), np.abs(by_decay).max())
    if name == "Newton":
        assert np.abs(plain).max() > 0.02, "the double root matters: without its factor n the fit is off"
    ledger(
        claim="TM-10",
        part="rates",
        needed=f"{name}: 1 − ρ within 1 % at κ = 10, 100, 1e3, 1e4, by the step's eigenvalues and by the decay",
        measured=f"{name}: largest deviations {np.abs(by_matrix).max():.1e} (eigenvalues), "
        f"{np.abs(by_decay).max():.1e} (decay"
        + (f", the factor 1 + cn fitted; {np.abs(plain).max():.1%} without it)" if name == "Newton" else ")"),
        tolerance=0.01,
        value=worst,
        hypotheses="quadratic loss, curvatures from 1 to κ known",
    )
    assert worst <= 0.01


def slowest(kappa, eta, beta):
    """Return ρ of the heavy ball: the largest root of r² − (1 + β − ηλ) r + β for λ = 1 and λ = κ."""
    worst = 0.0
    for curvature in (1.0, kappa):
        middle = (1 + beta - eta * curvature) / 2
        root = np.emath.sqrt(middle**2 - beta)
        worst = max(worst, abs(middle + root), abs(middle - root))
    return worst


def searched(kappa, guess, *, momentum):
    """Return the largest 1 − ρ that a search over ln η (and ln(1 − β)) finds from a guess of both."""

    def objective(z):
        gain = 1 - slowest(kappa, np.exp(z[0]) / kappa, 1 - np.exp(min(z[1], 0.0)) if momentum else 0.0)
        return -np.log(gain) if gain > 0 else 50.0

    z = np.log([guess[0], 1 - guess[1]] if momentum else guess[:1])
    for _ in range(4):  # the floor of this search is a kink: start again from where it ends
        found = minimize(objective, z, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12})
        z = found.x
    return np.exp(-found.fun)


def test_no_other_rate_or_momentum_is_better(ledger):
    """A search that knows no formula ends at the claimed rates."""
    off = []
    for kappa in CONDITIONS:
        for name, (_, rho) in best(kappa).items():
            guesses = (0.5, 0.3), (1.5, 0.6), (1.0, 0.9), (1.9, 0.95)
            gain = max(searched(kappa, guess, momentum=name == "Newton") for guess in guesses)
            off.append(gain / (1 - rho) - 1)
    ledger(
        claim="TM-10",
        part="rates",
        needed="no η and β found by search give a larger 1 − ρ; the best found is within 1 %",
        measured=f"by search, 1 − ρ is {min(off):+.1e} to {max(off):+.1e} off the claimed",
        tolerance=0.01,
        value=float(np.abs(off).max()),
        hypotheses="quadratic loss, curvatures from 1 to κ known",
    )
    assert max(off) <= 1e-6
    assert min(off) >= -0.01


def gradient(theta):
    """A valley that is not quadratic: L = ½ x² + ¼ x⁴ + ½ (y − sin x)²."""
    x, y = theta
    return np.array([x + x**3 - (y - np.sin(x)) * np.cos(x), y - np.sin(x)])


START, FRICTION, TIME = np.array([1.5, -1.0]), 1.0, 2.0


def body(mass, step):
    """Return the position at TIME by the library's rule."""
    theta = START.copy()
    rate, momentum = rate_and_momentum(mass, FRICTION, step)
    move, _ = newton(theta, rate, momentum)
    for _ in range(round(TIME / step)):
        move(gradient(theta))
    return theta


def test_overdamped_newton_is_aristotle(ledger):
    masses = np.array([0.04, 0.02, 0.01, 0.005, 0.0025])
    step = 1e-4
    crawler = START.copy()
    crawl, _ = aristotle(crawler, step / FRICTION)
    for _ in range(round(TIME / step)):
        crawl(gradient(crawler))
    apart = [np.linalg.norm(body(mass, step) - crawler) for mass in masses]

    def exact(mass):
        def velocity(t, z):
            return np.concatenate([z[2:], -(gradient(z[:2]) + FRICTION * z[2:]) / mass])

        z = np.concatenate([START, np.zeros(2)])
        solved = solve_ivp(velocity, (0, TIME), z, method="LSODA", rtol=1e-11, atol=1e-12, dense_output=True)
        return solved.sol

    flow = solve_ivp(lambda t, z: -gradient(z) / FRICTION, (0, TIME), START, rtol=1e-11, atol=1e-12).y[:, -1]
    ways = [exact(mass) for mass in masses]
    apart_exact = [np.linalg.norm(way(TIME)[:2] - flow) for way in ways]
    orders = np.log2(np.divide(apart[:-1], apart[1:])), np.log2(np.divide(apart_exact[:-1], apart_exact[1:]))
    # The velocity has order 0 as long as it has not settled: after a time m it lacks 1/e of what Aristotle demands.
    lacking = [
        1 - np.linalg.norm(way(m)[2:]) / np.linalg.norm(gradient(START)) for way, m in zip(ways, masses, strict=True)
    ]
    off = max(np.abs(order[-2:] - 1).max() for order in orders)
    assert apart[0] > 1e-3, "two bodies that never part prove nothing"
    assert abs(lacking[-1] - np.exp(-1)) < 0.02
    ledger(
        claim="TM-10",
        part="overdamped limit",
        needed="positions of Newton's body tend to those of Aristotle's with order 1 ± 0.05 in the mass",
        measured=f"orders {orders[0][-2]:.3f}, {orders[0][-1]:.3f} in the rule's steps, {orders[1][-2]:.3f}, "
        f"{orders[1][-1]:.3f} by an independent integrator; velocities after a time m still lack {lacking[-1]:.0%}",
        tolerance=0.05,
        value=float(off),
        hypotheses="fixed friction and time, start at rest; positions, not velocities",
    )
    assert off <= 0.05


def steps_to_a_millionth(rule, kappa):
    """Return how many steps the library's rule takes two screws, of curvatures 1 and κ, to 1e-6 of their distance."""
    curvatures, theta = np.array([1.0, kappa]), np.ones(2)
    step, _ = rule(theta)
    last, n = 0, 0
    while n < 2 * last + 10 * np.sqrt(kappa):
        step(curvatures * theta)
        n += 1
        if np.linalg.norm(theta) > 1e-6 * np.sqrt(2):
            last = n
    return last + 1


def test_a_fading_friction_has_no_linear_rate(ledger):
    """The √κ needs a friction that knows μ; 3/t promises 1/t² instead.

    In a parabola the swings under 3/t are Bessel's: x(t) = 2 J₁(s)/s with s = √μ t, which dies like s^(−3/2). In steps
    the force felt ahead damps them by 1 − 1/(2κ) each beside, as slow as the crawler.
    """
    counts = {}
    for kappa in (100.0, 1e4):
        rules = best(kappa) | {
            "fading": (lambda theta: nesterov(theta, 1 / kappa), None),  # noqa: B023
            "constant": (lambda theta: nesterov(theta, 1 / kappa, best(kappa)["Newton"][1]), None),  # noqa: B023
        }
        counts[kappa] = {name: steps_to_a_millionth(rule, kappa) for name, (rule, _) in rules.items()}
    growth = {name: counts[1e4][name] / count for name, count in counts[100.0].items()}
    assert 95 < growth["Aristotle"] < 105
    assert 50 < growth["fading"] < 100
    assert max(growth["Newton"], growth["constant"]) < 12
    # The flow, by Bessel's function: the rule with a rate of 1e-6 follows it over many swings, and the power is 3/2.
    eta, theta = 1e-6, np.ones(1)
    step, _ = nesterov(theta, eta)
    way = []
    for _ in range(60_000):
        step(theta)
        way.append(theta[0])
    s = np.sqrt(eta) * np.arange(1, len(way) + 1)
    off = np.abs(np.array(way) - 2 * j1(s) / s).max()
    assert off < 2e-3
    late = np.array([np.abs(2 * j1(s) / s)[(s > a) & (s < a + 7)].max() for a in (5, 10, 20, 40)])
    assert abs(np.polyfit(np.log([5, 10, 20, 40]), np.log(late), 1)[0] + 1.5) < 0.25
    said = "; ".join(
        f"κ = {kappa:g}: " + ", ".join(f"{name} {n:,}" for name, n in row.items()) for kappa, row in counts.items()
    )
    ledger(
        claim="TM-10",
        part="rates",
        needed="steps to 1e-6: the √κ of Newton and of Nesterov's constant friction is not kept by the friction 3/t",
        measured=f"steps to 1e-6, the last two Nesterov's: {said}; with the friction 3/t "
        f"the rule follows Bessel's 2 J₁(s)/s to {off:.0e}",
        hypotheses="two screws of curvature 1 and κ; in the loss, for any convex valley, 3/t keeps 2Λ|x|²/n²",
    )
