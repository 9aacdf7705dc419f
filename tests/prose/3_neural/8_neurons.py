"""The numbers in the prose of lesson 3.8: the equations once more, by SciPy's integrators and differences."""

import math
from functools import cache

import numpy as np
from prose import result
from scipy.integrate import solve_ivp
from scipy.optimize import brentq


def rates(V):
    v = V + 65
    alpha = [
        0.1 * (25 - v) / np.expm1((25 - v) / 10),
        0.07 * np.exp(-v / 20),
        0.01 * (10 - v) / np.expm1((10 - v) / 10),
    ]
    return np.array(alpha), np.array([4 * np.exp(-v / 18), 1 / (np.exp((30 - v) / 10) + 1), 0.125 * np.exp(-v / 80)])


def leaves(V, m, h, n):
    return 120 * m**3 * h * (V - 50) + 36 * n**4 * (V + 77) + 0.3 * (V + 54.387)


def field(y, current):
    alpha, beta = rates(y[0])
    return np.append(current - leaves(*y), alpha * (1 - y[1:]) - beta * y[1:])


def rest(current):
    def held(V):
        alpha, beta = rates(V)
        return np.append(V, alpha / (alpha + beta))

    return held(brentq(lambda V: leaves(*held(V)) - current, -77, 20, xtol=1e-13))


@cache
def fired(current):
    """Return times and voltages of a cell that was switched on at rest, from 150 to 400 ms."""
    t = np.arange(150, 400, 0.02)
    run = solve_ivp(lambda _, y: field(y, current), (0, 400), rest(0.0), method="LSODA", t_eval=t, rtol=1e-7, atol=1e-8)
    return t, run.y[0]


def beat(current):
    t, V = fired(current)
    rises = t[1:][(V[:-1] < -40) & (V[1:] >= -40)]
    return 1000 * (len(rises) - 1) / (rises[-1] - rises[0])


def gives_way():
    """Return the current at which the largest real part is zero, by differences."""

    def growth(current):
        x = rest(current)
        J = np.array([(field(x + h, current) - field(x - h, current)) / 2e-5 for h in 1e-5 * np.eye(4)]).T
        return np.linalg.eigvals(J).real.max()

    return brentq(growth, 9, 11)


@cache
def speed(dx):
    """Return the speed in m/s along a fibre of places, all equations handed to an integrator."""
    x = np.arange(0, 4 + dx / 2, dx)
    n, phi, still = len(x), 3**1.22, rest(0.0)
    spread = 500 * 0.0238 / 35.4 / dx**2

    def along(t, y):
        y = y.reshape(n, 4)
        alpha, beta = rates(y[:, 0])
        flow = np.zeros(n)
        step = spread * np.diff(y[:, 0])
        flow[:-1] += step
        flow[1:] -= step
        flow[[0, -1]] *= 2  # the end places are half as long
        change = phi * (alpha.T * (1 - y[:, 1:]) - beta.T * y[:, 1:])
        return np.concatenate([(flow - leaves(*y.T))[:, None], change], axis=1).ravel()

    start = np.tile(still, (n, 1))
    start[:, 0] += 100 * np.exp(-((x / 0.2) ** 2))
    t = np.arange(0.6, 2.0, 0.002)
    run = solve_ivp(along, (0, 2.0), start.ravel(), method="LSODA", lband=4, uband=4, t_eval=t, rtol=1e-7, atol=1e-7)
    V = run.y.reshape(n, 4, -1)[:, 0]
    places = np.flatnonzero((x > 1.79) & (x < 3.21))
    arrivals = []
    for i in places:
        k = int(np.argmax(V[i] > -20))
        arrivals.append(np.interp(-20, V[i, k - 1 : k + 1], t[k - 1 : k + 1]))
    return 10 / np.polyfit(x[places], arrivals, 1)[0]


def late():
    """Return by how many percent places a millimetre apart are too slow, the limit from two finer grids."""
    coarse, fine = speed(0.1), speed(0.05)
    limit = fine + (fine - coarse) / 3
    return 100 * (1 - coarse / limit)


def led(gain, y, t):
    """Return where two populations of 10 ms go from states (2, ...), at the times t."""
    shape = np.shape(y)

    def push(_, y):
        E, F = y.reshape(2, -1)
        up = 1 / (1 + np.exp(-1.3 * (gain * (16 * E - 12 * F + 1.25) - 4)))
        down = 1 / (1 + np.exp(-2 * (gain * (15 * E - 3 * F) - 3.7)))
        return np.concatenate([up - E, down - F]) / 10

    run = solve_ivp(push, (0, t[-1]), np.ravel(y), method="LSODA", t_eval=t, rtol=1e-7, atol=1e-9)
    return run.y.reshape(*shape, len(t))


@cache
def raised():
    """Return the sister's beats per second, a gain after the other, each begun where the last has left the rhythm."""
    y, t, found = [0.1, 0.05], np.arange(0, 2000, 0.5), {}
    for gain in (1.30, 1.45, 1.50, 1.55, 1.59, 1.60, 1.602, 1.603, *np.arange(1.6032, 1.6050, 0.0002)):
        y = led(gain, y, t)
        E, y = y[0, t > 1000], y[:, -1]
        rises = np.flatnonzero((E[:-1] < 0.25) & (E[1:] >= 0.25))
        if len(rises) < 10:
            break
        share = (0.25 - E[rises]) / (E[rises + 1] - E[rises])
        found[round(float(gain), 4)] = 2000 * (len(rises) - 1) / np.ptp(rises + share)
    return found


def slows():
    """Return by what share the sister's rhythm has slowed where it was seen last."""
    found = list(raised().values())
    return 1 - found[-1] / found[0]


def kicked():
    """Return the smallest push in E, in steps of 0.01, that throws the rhythm at 1.50 into the jam at one moment."""
    y = led(1.45, [0.1, 0.05], [2000.0])[:, -1]
    cycle = led(1.50, y, np.arange(2000, 2050))
    pushes = np.array([0.01, 0.02, 0.03])
    y = np.stack(np.broadcast_arrays(cycle[0] + pushes[:, None], cycle[1]))
    return pushes[(led(1.50, y, [600.0])[0, ..., 0] > 0.98).any(axis=1)][0]


def rests(gain):
    """Return how many rests the two populations have: sign changes along E, with F from the second equation."""

    def F(E):
        return brentq(lambda F: 1 / (1 + math.exp(-2 * (gain * (15 * E - 3 * F) - 3.7))) - F, 0, 1, xtol=1e-15)

    E = np.linspace(1e-6, 1 - 1e-6, 1001)
    up = np.array([1 / (1 + math.exp(-1.3 * (gain * (16 * e - 12 * F(e) + 1.25) - 4))) - e for e in E])
    return int(np.sum(up[:-1] * up[1:] < 0))


def toy_edge():
    """Return the current at which FitzHugh's rest gives way, by the trace along the curve of rests."""
    v = -brentq(lambda v: 1 - v * v - 0.8 * 0.08, 0, 2)
    return v**3 / 3 - v + (v + 0.7) / 0.8


def first_to_fire():
    """Return the lowest current, in steps of 0.1, at which the membrane fires on and on."""
    return next(c for c in (6.1, 6.2, 6.3, 6.4) if np.ptp(fired(c)[1]) > 50)


def first_toy_to_fire():
    def push(t, y, current):
        return [y[0] - y[0] ** 3 / 3 - y[1] + current, 0.08 * (y[0] + 0.7 - 0.8 * y[1])]

    for current in (0.320, 0.325):
        t = np.arange(1000, 1500, 0.5)
        v = solve_ivp(push, (0, 1500), [-1.2, -0.62], args=(current,), t_eval=t, rtol=1e-8, atol=1e-10).y[0]
        if np.ptp(v) > 2:
            return current
    return math.nan


def stiffness():
    """Return K in 1/ms by bisection of paths that leave rest, in a form of first order in V and its slope."""
    still, phi = rest(0.0), 3**1.22

    def path(K):
        def push(t, y):
            alpha, beta = rates(y[0])
            return np.concatenate(
                [[y[1], K * (y[1] + leaves(y[0], *y[2:]))], phi * (alpha * (1 - y[2:]) - beta * y[2:])]
            )

        start = np.insert(still, 1, 0.0)
        J = np.array([(push(0, start + h) - push(0, start - h)) / 2e-5 for h in 1e-5 * np.eye(5)]).T
        values, ways = np.linalg.eig(J)
        way = ways[:, np.argmax(values.real)].real
        away = lambda t, y: (y[0] - 80) * (y[0] + 115)  # noqa: E731
        away.terminal = True
        run = solve_ivp(push, (0, 60), start + 1e-3 * way / way[0], events=away, method="RK45", rtol=1e-8, atol=1e-10)
        return run.y[0, -1]

    low, high = 10.0, 11.0
    while high - low > 2e-5:
        middle = (low + high) / 2
        low, high = (low, middle) if path(middle) > 0 else (middle, high)
    return low


ROWS = [
    result("Silence at 6.2, and at ⟦6.3⟧ the membrane", first_to_fire),
    result("At ⟦0.325⟧ and 0.330 it fires", first_toy_to_fire),
    result(
        "There are ⟦three⟧ rests at a gain of 0.80, ⟦one⟧ at 1.20 and ⟦three⟧ again at 1.50",
        lambda: [rests(0.80), rests(1.20), rests(1.50)],
    ),
    result("a push of ⟦0.02⟧ in $E$", kicked),
    result("slows by ⟦a third⟧ and", slows, reads={"a third": 1 / 3}, digits=0.02),
    result("ends at ⟦1.604⟧", lambda: max(raised()) + 0.0001),
    result("An impulse needs $K = ⟦10.438⟧$ per ms", stiffness, slow=True),
    result("at 6.3 the membrane beats ⟦52⟧ times a second", lambda: beat(6.3)),
    result(
        "⟦77⟧ mV at a current of 50, ⟦34⟧ at 110, ⟦16⟧ at 140",
        lambda: [np.ptp(fired(c)[1]) for c in (50, 110, 140)],
        slow=True,
    ),
    result("Rest gives way at ⟦9.78⟧", gives_way),
    result("that rest is stable up to ⟦0.331⟧", toy_edge),
    result("and it is ⟦one⟧ percent too slow", late, digits=1.0, slow=True),
    result(
        "It beats ⟦21.5⟧ times a second at a gain of 1.30, ⟦21.5⟧ times at 1.45 and still ⟦21.0⟧ at 1.50",
        lambda: [raised()[gain] for gain in (1.30, 1.45, 1.50)],
    ),
    result(r"\times (100/18.73)^2 = ⟦6.8⟧$ mm", lambda: 0.238 * (100 / 18.73) ** 2),
    result("this membrane has ⟦3.8⟧ m/s", lambda: 18.73 * math.sqrt(0.02 / (2 * 0.238))),
    result(
        r"$20\arctan 10 = ⟦29.4⟧$ and $200\arctan 100 = ⟦312.2⟧$", lambda: [20 * math.atan(10), 200 * math.atan(100)]
    ),
    result("a factor of ⟦10.6⟧", lambda: 10 * math.atan(100) / math.atan(10)),
]
GIVEN = [
    "In steps of 0.1 µA/cm² there is silence up to 6.2, and at 6.3 the membrane fires at this rate",
    "that is left after 0.3 s, drawn as 0, in grey, where it is lower than 5 mV",
    r"$\varphi = 3^{(T - 6.3)/10}$",
    "$T = 6.3$ °C",
    r"one of more than $0.1\,\varphi^{-1}$ ms",
    r"a = 0.7,\ b = 0.8,\ \varepsilon = 0.08",
    "rates agree within 8 %",
    "the first figure fired from 6.3 on",
    "0.325 and 0.330 it fires",
    r"$a = 238\ \mu\mathrm m$, $R = 35.4\ \Omega\,\mathrm{cm}$, 18.5 °C",
    "Its impulse had run at 21.2 m/s. They computed 18.8",
    "laid on its front from 0.7 ms on",
    r"-E + S_E\big(g\,(16E - 12F + 1.25)\big)",
    r"$a = 1.3$ and $2$, $\theta = 4$ and $3.7$",
    "at a gain of 1.42 the rhythm and the jam",
    "skewness of its twin within 0.2 of zero",
    "per ms at 18.5 °C. How thick must a fibre with the same membrane be to reach 100 m/s",
    "less than 0.02 mm thick",
    "A fibre of 0.02 mm",
    "at 18.5 °C, and warmth",
    "rests at a gain of 0.80, one at 1.20 and three again at 1.50",
    r"$238\ \mu\mathrm m \times",
    "Journal of Neurophysiology 80, 903 (1998)",
]
