"""The numbers in the prose of lesson 1.5 again: plain loops, elliptic functions, fractions; no integrator of physdl."""

import re
from fractions import Fraction
from functools import cache
from math import asin, comb, cos, log, log10, pi, sin, sqrt

import numpy as np
from prose import ROOT, at_least, at_most, result
from scipy.optimize import brentq
from scipy.special import ellipj, ellipk

from physdl.action.methods import METHODS

SWING = 1 - cos(1)  # a pendulum's energy at an amplitude of 1 rad, in units of m g ℓ


def period(amplitude):
    return 4 * ellipk(sin(amplitude / 2) ** 2)


# ---- one pendulum: leapfrog and RK4, a million steps of 0.4 --------------------------------------------------------


def leaps(h, steps, lengths=(1.0,)):
    q, p = 1.0, 0.0
    for _ in range(steps):
        for part in lengths:
            p -= part * h / 2 * sin(q)
            q += part * h * p
            p -= part * h / 2 * sin(q)
        yield q, p


def classical(h, steps):
    q, p = 1.0, 0.0
    for _ in range(steps):
        a, b = p, -sin(q)
        c, d = p + h / 2 * b, -sin(q + h / 2 * a)
        e, f = p + h / 2 * d, -sin(q + h / 2 * c)
        g, k = p + h * f, -sin(q + h * e)
        q, p = q + h / 6 * (a + 2 * c + 2 * e + g), p + h / 6 * (b + 2 * d + 2 * f + k)
        yield q, p


def energy(q, p):
    return p * p / 2 + 1 - np.cos(q)


@cache
def story(method, h=0.4, steps=10**6):
    """Return the share of the energy that is wrong after each step, and the last state."""
    states = np.array(list(method(h, steps)))
    return energy(*states.T) / SWING - 1, states[-1]


def first_swing():
    mine, theirs = 100 * abs(story(classical)[0][16]), 100 * np.abs(story(leaps)[0][:17]).max()
    return mine, theirs, theirs / mine


def what_is_left():
    lost, last = -story(classical)[0], story(classical)[1]
    level = np.flatnonzero(lost > np.abs(story(leaps)[0]).max())[0]
    return level, lost[9999], -log10(np.abs(last).max()), 100 * np.abs(story(leaps)[0]).max()


def early():
    """RK4's largest error within 300 steps over leapfrog's."""
    return np.abs(story(classical)[0][:300]).max() / np.abs(story(leaps)[0][:300]).max()


def taken():
    """What one step takes of the energy that is left, in 1e-5: the mean of the first swing, and of small ones."""
    left = 1 + story(classical)[0]
    return -1e5 * log(left[16]) / 17, -1e5 * log(left[400_000] / left[300_000]) / 100_000


def halved():
    return np.abs(story(leaps, 0.2, 10**5)[0]).max() / np.abs(story(leaps)[0]).max()


# ---- recipes and the shadow ----------------------------------------------------------------------------------------


def yoshida():
    w = brentq(lambda w: 2 * w**3 + (1 - 2 * w) ** 3, 1, 2, xtol=1e-15)
    return w, 1 - 2 * w


def order_of_seven():
    """The order with which the end of the swing that the library's seven leaps reach tends to the elliptic function."""
    lengths, errors = METHODS["yoshida6"].drifts, []
    for h in (0.2, 0.1):
        q = list(leaps(h, round(8 / h), lengths))[-1][0]
        sn = ellipj(ellipk(sin(0.5) ** 2) - 8.0, sin(0.5) ** 2)[0]
        errors.append(abs(q - 2 * asin(sin(0.5) * sn)))
    return len(lengths), len(set(lengths)) - 1, log(errors[0] / errors[1], 2)


def shadow():
    """The two coefficients with which H + h² (a p² cos q − b sin² q) wanders least on leapfrog's orbit."""
    q, p = np.array(list(leaps(0.02, 2000))).T
    terms = 0.02**2 * np.stack([p**2 * np.cos(q), -(np.sin(q) ** 2), np.ones_like(q) / 0.02**2], axis=1)
    a, b, _ = np.linalg.lstsq(terms, -energy(q, p), rcond=None)[0]
    return 1 / a, 1 / b


def digits_of_the_areas():
    """−log₁₀ of the largest |det J − 1| of leapfrog for the lesson's 280 steps, J by the equation of its tangents."""
    turn, radius = np.random.default_rng(8).uniform(0, 2 * np.pi, 500), 0.45
    q, p = 1.5 + radius * np.cos(turn), radius * np.sin(turn)
    a, b, c, d = np.ones(500), np.zeros(500), np.zeros(500), np.ones(500)  # ∂q/∂q₀, ∂q/∂p₀, ∂p/∂q₀, ∂p/∂p₀
    for _ in range(280):
        p, c, d = p - 0.025 * np.sin(q), c - 0.025 * np.cos(q) * a, d - 0.025 * np.cos(q) * b
        q, a, b = q + 0.05 * p, a + 0.05 * c, b + 0.05 * d
        p, c, d = p - 0.025 * np.sin(q), c - 0.025 * np.cos(q) * a, d - 0.025 * np.cos(q) * b
    return -log10(np.abs(a * d - b * c - 1).max())


# ---- two coupled oscillators ---------------------------------------------------------------------------------------


def field(z):
    x, y, u, v = np.moveaxis(z, -1, 0)
    return np.stack([u, v, -x - 2 * x * y, -y - x * x + y * y], axis=-1)


def classical_many(z, h, steps):
    for _ in range(steps):
        a = field(z)
        b = field(z + h / 2 * a)
        c = field(z + h / 2 * b)
        z = z + h / 6 * (a + 2 * b + 2 * c + field(z + h * c))
    return z


def powers_of_the_loss():
    """Powers of the step with which RK4 loses ω (its two-form by three-point differences), and with which it errs."""
    starts = np.random.default_rng(8).uniform(-0.25, 0.25, (40, 4))
    exact = classical_many(starts, 1 / 256, 2560)

    def loss(h):
        e = 1e-30j * np.eye(4)
        columns = classical_many(starts[:, None] + e, h, round(10 / h)).imag / 1e-30  # (start, direction, component)
        q, p = columns[..., :2], columns[..., 2:]
        areas = q @ np.swapaxes(p, 1, 2) - p @ np.swapaxes(q, 1, 2)
        return np.abs(areas - np.kron([[0, 1], [-1, 0]], np.eye(2))).max()

    def error(h):
        return np.abs(classical_many(starts, h, round(10 / h)) - exact).max()

    coarse, fine = log(loss(0.5) / loss(0.125), 4), log(loss(1 / 64) / loss(1 / 128), 2)
    return coarse, fine, log(error(0.25) / error(1 / 16), 4), fine


def wandering(turn, listen, steps=24_000, epsilon=0.1):
    """How far the mean energy of a loop's last quarter is from that of its first, under a step that is only reversible.

    The potential is r⁴/4 with two ripples, of which the second is turned by an angle; the step of exercise 1.5-5 gets
    longer on one side, s = 1 / (1 + `listen` · q). With turn 0 and `listen` along x the mirror y → −y changes nothing.
    """
    c, s, a, b, (k, m) = cos(turn), sin(turn), 0.05, 0.075, listen
    x, y, u, v = 1.0, 0.0, 0.1, 0.9
    rho, energies = 1 + k * x + m * y, []
    for _ in range(steps):
        x, y = x + epsilon / (2 * rho) * u, y + epsilon / (2 * rho) * v
        after = 2 * (1 + k * x + m * y) - rho
        kick = epsilon / 2 * (1 / rho + 1 / after)
        r, cube, other = x * x + y * y, c * (x * x - y * y) - 2 * s * x * y, s * (x * x - y * y) + 2 * c * x * y
        u, v = u - kick * (r * x + a * x + b * cube), v - kick * (r * y - a * y - b * other)
        x, y, rho = x + epsilon / (2 * after) * u, y + epsilon / (2 * after) * v, after
        cubic = (c * (x**3 - 3 * x * y * y) - s * (3 * x * x * y - y**3)) / 3
        energies.append((u * u + v * v) / 2 + (x * x + y * y) ** 2 / 4 + a * (x * x - y * y) / 2 + b * cubic)
    quarters = np.reshape(energies, (4, -1)).mean(axis=1)
    return abs(quarters[-1] / quarters[0] - 1)


def well(percents):
    """Return the lesson's starts (energies, 18, 4) by its recipe, the shores by bracketing instead of roots."""
    found = []
    for percent in percents:
        e = percent / 600
        height = lambda y, e=e: y**2 / 2 - y**3 / 3 - e  # noqa: E731
        low, high = brentq(height, -1, 0, xtol=1e-15), brentq(height, 0, 1, xtol=1e-15)
        for share in np.linspace(0.03, 0.97, 9):
            y = low + share * (high - low)
            room = 2 * e - y**2 + 2 * y**3 / 3
            for part in (0.02, 0.62):
                v = part * sqrt(room)
                found.append((0.0, y, sqrt(room - v * v), v))
    return np.array(found).reshape(len(percents), 18, 4)


@cache
def growths():
    """log₁₀ of a displacement's growth by t = 600 and 3,000, at 45 and 65 %, by the order 4 with step 0.2."""
    z = well((45, 65)).reshape(-1, 4).T
    place, speed = z[:2].copy(), z[2:].copy()
    arrow, change = np.ones_like(place), np.zeros_like(place)
    w = 1 / (2 - 2 ** (1 / 3))
    logs, seen = np.zeros(place.shape[1]), []
    for step in range(1, 15_001):
        for drift, kick in ((w / 2, w), ((1 - w) / 2, 1 - 2 * w), ((1 - w) / 2, w), (w / 2, 0)):
            place += 0.2 * drift * speed
            arrow += 0.2 * drift * change
            if kick:
                (x, y), (a, b) = place, arrow
                speed += 0.2 * kick * np.stack([-x - 2 * x * y, -y - x * x + y * y])
                change += 0.2 * kick * np.stack([-(1 + 2 * y) * a - 2 * x * b, -2 * x * a - (1 - 2 * y) * b])
        if step % 250 == 0:
            size = np.sqrt(np.sum(arrow**2 + change**2, axis=0))
            logs += np.log10(size)
            arrow, change = arrow / size, change / size
            if step in (3000, 15_000):
                seen.append(logs.copy().reshape(2, 18))
    return seen


def slow_ones():
    early, late = growths()
    red = late[1] > 6
    return np.sum(red & (early[1] < 6)), np.sum(red)


def triangle():
    """log₁₀ of the growth of the thin orbit at 45 %, number 17, by t = 10,000: half the step, in plain numbers."""
    x, y, u, v = well((45,))[0, 17].tolist()
    a, b, c, d = 1.0, 1.0, 0.0, 0.0
    w, grown = 1 / (2 - 2 ** (1 / 3)), 0.0
    parts = [(0.05 * drift, 0.05 * kick) for drift, kick in ((w / 2, w), ((1 - w) / 2, 1 - 2 * w), ((1 - w) / 2, w))]
    for step in range(200_000):
        for drift, kick in parts:
            x, y, a, b = x + drift * u, y + drift * v, a + drift * c, b + drift * d
            u, v = u - kick * (x + 2 * x * y), v - kick * (y + x * x - y * y)
            c, d = c - kick * ((1 + 2 * y) * a + 2 * x * b), d - kick * (2 * x * a + (1 - 2 * y) * b)
        drift = parts[0][0]
        x, y, a, b = x + drift * u, y + drift * v, a + drift * c, b + drift * d
        if step % 1000 == 0:
            size = sqrt(a * a + b * b + c * c + d * d)
            grown, a, b, c, d = grown + log10(size), a / size, b / size, c / size, d / size
    return grown


def red_at_45():
    return np.sum(np.delete(growths()[1][0], 17) > 6) + (triangle() > 6)


def star(z):
    x, y, u, v = np.moveaxis(z, -1, 0)
    return (u**2 + v**2 + x**2 + y**2) / 2 + x**2 * y - y**3 / 3


def lost_in_a_hundred_crossings():
    starts = well(range(20, 96, 5))
    return 1e4 * np.abs(star(classical_many(starts, 0.1, 6000)) / star(starts) - 1).max()


def lost_in_ten_thousand_crossings():
    """The least of the lowest energy and the most of the highest, each of the orbit that lost so in a hundred."""
    lost = []
    for percent, pick in ((20, np.argmin), (95, np.argmax)):
        start = well((percent,))[0]
        chosen = start[pick(np.abs(star(classical_many(start, 0.1, 6000)) / star(start) - 1))]
        lost.append(100 * abs(star(np.array(after_ten_thousand(*chosen.tolist()))) / star(chosen) - 1))
    return lost


def after_ten_thousand(x, y, u, v):
    """Return RK4's state when an orbit has crossed the wall ten thousand times, in plain numbers."""
    h, crossed = 0.1, 0
    while crossed < 10_000:
        before = x
        a, b = -x - 2 * x * y, -y - x * x + y * y
        x1, y1, u1, v1 = x + h / 2 * u, y + h / 2 * v, u + h / 2 * a, v + h / 2 * b
        c, d = -x1 - 2 * x1 * y1, -y1 - x1 * x1 + y1 * y1
        x2, y2, u2, v2 = x + h / 2 * u1, y + h / 2 * v1, u + h / 2 * c, v + h / 2 * d
        e, f = -x2 - 2 * x2 * y2, -y2 - x2 * x2 + y2 * y2
        x3, y3, u3, v3 = x + h * u2, y + h * v2, u + h * e, v + h * f
        g, k = -x3 - 2 * x3 * y3, -y3 - x3 * x3 + y3 * y3
        x, y = x + h / 6 * (u + 2 * u1 + 2 * u2 + u3), y + h / 6 * (v + 2 * v1 + 2 * v2 + v3)
        u, v = u + h / 6 * (a + 2 * c + 2 * e + g), v + h / 6 * (b + 2 * d + 2 * f + k)
        crossed += before < 0 <= x
    return x, y, u, v


# ---- the pendulum's clock, the balls' W ----------------------------------------------------------------------------


def too_fast():
    """The true period over leapfrog's with the lesson's step, from its passages of the lowest point."""
    q = np.array([1.0, *(state[0] for state in leaps(0.4, 20_000))])
    before = np.flatnonzero((q[:-1] < 0) & (q[1:] >= 0))
    passed = 0.4 * (before + q[before] / (q[before] - q[before + 1]))
    return period(1) * (len(passed) - 1) / (passed[-1] - passed[0])


def undercut(y, gap, top=0.4):
    """How much more W the flat throw has than a way along the grid's top, at height y where 1 - y - r is `gap`.

    The way rises as a throw that just reaches the top, follows it, and leaves it as a level throw.
    """
    r = 1 - y - gap
    speed, up, down = sqrt(1 - 2 * top), sqrt(2 * top), sqrt(2 * (top - y))
    thrown = sum(speed**2 * t + t**3 / 3 for t in (up, down))
    flat = ((1 - y + r) ** 1.5 - gap**1.5) / 3
    return flat - thrown - speed * (sqrt(r * r - y * y) - speed * (up + down))


def undercut_at_the_line():
    return min(undercut(y, 0.0) for y in np.linspace(-1.2, 0.3, 31))


def undercut_in_the_picture():
    """The most that the way along the top gains on the flat throw where the lesson still draws and compares."""
    lesson = (ROOT / "lessons" / "1_action" / "5_hamilton.ipynb").read_text(encoding="utf-8")
    gap = float(re.search(r"low > ([0-9.]+)", lesson)[1])
    return max(undercut(y, gap) for y in np.linspace(-1.2, 0.1, 27))


# ---- practice ------------------------------------------------------------------------------------------------------


def rk4_on_the_oscillator():
    """|R|² as a polynomial in h, in fractions: R = Σ (−ih)^k / k! up to k = 4."""
    real, imaginary = [Fraction(0)] * 5, [Fraction(0)] * 5
    factorial = 1
    for k in range(5):
        factorial *= max(k, 1)
        (real, imaginary)[k % 2][k] = Fraction((1, -1, -1, 1)[k % 4], factorial)
    square = [Fraction(0)] * 9
    for part in (real, imaginary):
        for i, a in enumerate(part):
            for j, b in enumerate(part):
                square[i + j] += a * b
    assert square[:6] == [1, 0, 0, 0, 0, 0]
    return square


def half_gone():
    share = -sum(float(c) * 0.3**k for k, c in enumerate(rk4_on_the_oscillator()[1:], 1))
    steps = log(0.5) / log(1 - share)
    return share, steps, steps * 0.3 / (2 * pi)


ROWS = [
    result("a swing takes some ⟦17⟧ of them", lambda: period(1) / 0.4),
    result(
        "RK4 has the energy wrong by ⟦0.07⟧ %; leapfrog was wrong by as much as ⟦3.7⟧ % on the way.",
        lambda: first_swing()[:2],
    ),
    result("RK4 is ⟦fifty⟧ times better", lambda: first_swing()[2], reads={"fifty": 50}, digits=10),
    result(
        "⟦a day and a half⟧ for a pendulum of one metre",
        lambda: 0.4e6 * sqrt(1 / 9.81) / 86_400,
        reads={"a day and a half": 1.5},
        digits=0.1,
    ),
    result("takes ⟦4⟧ parts in 100,000 for each of its steps, later ⟦6⟧,", taken),
    result(
        "after ⟦a thousand⟧ steps RK4 is level with leapfrog, after ten thousand",
        lambda: what_is_left()[0],
        reads={"a thousand": 1000},
        digits=200,
    ),
    result(
        "after ten thousand ⟦a third⟧ is gone",
        lambda: what_is_left()[1],
        reads={"a third": 1 / 3},
        digits=0.05,
    ),
    result("the pendulum hangs still to ⟦ten⟧ decimals", lambda: what_is_left()[2], bound=at_least),
    result("with the same ⟦3.7⟧ % that it was wrong by in the first swing", lambda: what_is_left()[3]),
    result("RK4's error is less than ⟦a third⟧ of", early, bound=at_most, reads={"a third": 1 / 3}),
    result(
        "RK4 has lost ⟦a tenth⟧ of its energy, or more",
        lambda: -story(classical)[0][2999],
        bound=at_least,
        reads={"a tenth": 0.1},
    ),
    result("look like after ⟦seven⟧ swings", lambda: 50 / period(1.5), digits=1),
    result("they are 1 to ⟦twelve⟧ digits", digits_of_the_areas, bound=at_least),
    result(r"\approx ⟦1.351⟧, \qquad w_0 \approx ⟦-1.702⟧", yoshida),
    result(
        "⟦Seven⟧ leaps, with ⟦three⟧ free lengths, reach order ⟦6⟧;", order_of_seven, reads={"Seven": 7}, digits=0.1
    ),
    result(r"h^2\Big(\tfrac1{⟦12⟧}\,p^{\mathsf T}V''p - \tfrac1{⟦24⟧}\lvert F\rvert^2\Big)", shadow),
    result(
        "at these steps with nearly the ⟦fifth⟧ power, at much shorter ones with the ⟦fourth⟧, as its error does",
        lambda: powers_of_the_loss()[:2],
        reads={"fifth": 5, "fourth": 4},
        digits=0.4,
    ),
    result("with the ⟦fourth⟧, as its error does", lambda: powers_of_the_loss()[2], reads={"fourth": 4}, digits=0.2),
    result(
        "⟦together with a mirror⟧ that changes neither force nor step",
        lambda: wandering(0.0, (0.15, 0.0)),
        bound=at_most,
        reads={"together with a mirror": 1e-5},
    ),
    result(
        "Without such a symmetry this promises ⟦nothing⟧",
        lambda: wandering(1.2, (0.05, 0.15)),
        bound=at_least,
        reads={"nothing": 2e-3},
    ),
    result("⟦three⟧ of the ⟦six⟧ orange orbits at 65 % have not passed that mark", slow_ones),
    result("at 45 % ⟦one⟧ orbit is orange", red_at_45),
    result("RK4 loses ⟦three⟧ parts in ten thousand of the energy at worst", lost_in_a_hundred_crossings, digits=1),
    result(
        "After ten thousand crossings ⟦one⟧ to ⟦three⟧ in a hundred are gone",
        lost_in_ten_thousand_crossings,
        digits=1,
        slow=True,
    ),
    result(
        "At 1 radian leapfrog's pendulum goes round its curve a little too ⟦fast⟧",
        too_fast,
        bound=at_least,
        reads={"fast": 1.005},
    ),
    result("the least W belongs to ⟦no⟧ ball", undercut_at_the_line, bound=at_least, reads={"no": 0}),
    result("so a ⟦margin⟧ is left blank", undercut_in_the_picture, bound=at_most, reads={"margin": 0}),
    result("is larger by $h^3/⟦24⟧$", lambda: 1e-6 / (2 * asin(0.005) - 0.01)),
    result(
        r"= 1 - \tfrac1{⟦72⟧}h^6 + \tfrac1{⟦576⟧}h^8",
        lambda: (-1 / rk4_on_the_oscillator()[6], 1 / rk4_on_the_oscillator()[8]),
    ),
    result(r"it is $⟦1.0\times10^{-5}⟧$", lambda: half_gone()[0]),
    result("gone after ⟦69,000⟧ steps, some ⟦3,300⟧ swings", lambda: half_gone()[1:], about=True),
    result("is ⟦fifteen⟧, one for each pair", lambda: comb(6, 2), reads={"fifteen": 15}),
    result("⟦a quarter⟧</summary>", halved, reads={"a quarter": 0.25}, digits=0.01),
]
GIVEN = [
    "steps of ⟦0.4⟧ (in units of",
    "With steps of ⟦0.4⟧ *every* swing",
    "parts in ⟦100,000⟧ for each",
    "motion of ⟦1.3⟧.",
    "all ⟦10,000⟧ determinants are 1 to ⟦1e-12⟧:",
    "The grid of ⟦1.3⟧ knew",
    "at steps ⟦0.5, 0.25, 0.125⟧:",
    "of $10^{⟦-200⟧}$ this time",
    "$t = 3{,}⟦000⟧$",
    "at $t = ⟦600⟧$",
    "orbits at ⟦65 %⟧ have",
    "at ⟦45 %⟧ one orbit",
    "right to ⟦1e-4⟧:",
    "the pace that ⟦1.1⟧ measured",
    "after how many steps of ⟦0.3⟧",
    "At $h = ⟦0.3⟧$",
]
