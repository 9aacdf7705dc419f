"""The numbers in the prose of lesson 1.4: the bowl by its exact motion, the gas by events, the null by spacings."""

import math
from functools import cache

import numpy as np
from prose import result
from scipy.optimize import brentq
from scipy.special import kolmogi

W = 2 * math.pi


def spin(t, steeper=1.1):
    """Return the angular momentum in cm²/s of the exact motion, two springs at right angles, at the time t."""
    slow, fast = W, W * math.sqrt(steeper)
    x, vx = 10 * math.cos(slow * t), -10 * slow * math.sin(slow * t)
    y, vy = 10 * W / fast * math.sin(fast * t), 10 * W * math.cos(fast * t)
    return x * vy - y * vx


def turns():
    """Return the times at which the exact angular momentum changes its sign, within half a minute."""
    t = np.linspace(0, 30, 3001)
    signs = np.sign([spin(s) for s in t])
    return [brentq(spin, t[i], t[i + 1]) for i in np.flatnonzero(signs[1:] * signs[:-1] < 0)]


def parting_angle():
    """Return the angle in degrees at which equal pucks part, from the two laws alone: speeds by a search."""
    angles = []
    for to_second in (0.3, 0.8, 1.2):  # radians to the first direction, of the second's velocity

        def energy(w, a=to_second):
            return (1 - w * math.cos(a)) ** 2 + (w * math.sin(a)) ** 2 + w**2 - 1

        w = brentq(energy, 0.01, 1.5)
        first = np.array([1 - w * math.cos(to_second), -w * math.sin(to_second)])
        second = w * np.array([math.cos(to_second), math.sin(to_second)])
        angles.append(math.degrees(math.acos(first @ second / np.linalg.norm(first) / np.linalg.norm(second))))
    assert np.ptp(angles) < 1e-9
    return angles[0]


def flyby():
    """Return the speed in km/s with which a probe comes and leaves, seen from Jupiter, and then seen from the Sun.

    A planet of 1e9 times the probe's mass, on a line, momentum and energy by elimination.
    """
    m, probe, planet = 1e9, 10.0, -13.0
    momentum, energy = probe + m * planet, probe**2 + m * planet**2
    # v + m w = momentum and v² + m w² = energy: a quadratic in v, of which one root is the start
    both = 2 * momentum / (1 + m)
    leaves = both - probe
    assert abs(leaves**2 + (momentum - leaves) ** 2 / m - energy) < 1e-6 * energy
    return abs(probe - planet), abs(leaves)


@cache
def null(count=1000, samples=4000):
    """Return the sorted distances of gases in equilibrium, without velocities: energies as spacings of random numbers.

    In the plane, with the energy fixed, the shares of count − 1 free bodies are the spacings of uniform numbers. (That
    the centre of mass is at rest takes one of count bodies away.)
    """
    rng, found = np.random.default_rng(9), []
    for _ in range(samples):
        cuts = np.sort(rng.random(count - 1))
        energy = np.sort(np.diff(np.concatenate([[0], cuts, [1]])))
        curve, steps = 1 - np.exp(-energy * count), np.arange(count + 1) / count
        found.append(math.sqrt(count) * max(np.max(steps[1:] - curve), np.max(curve - steps[:-1])))
    return np.sort(found)


def distance(v):
    energy = np.sort(np.sum(v**2, axis=1))
    curve, n = 1 - np.exp(-energy / energy.mean()), len(v)
    return math.sqrt(n) * max(np.max(np.arange(1, n + 1) / n - curve), np.max(curve - np.arange(n) / n))


@cache
def events(seed, upto, n=1000, d=0.01, horizon=0.09):
    """Run a gas from collision to collision, no steps of time, and return (collisions of a disc, distance) ten a unit.

    Each disc knows when it will be hit next and by whom, seen from all others at once; nobody looks farther ahead than
    the horizon, within which only the nearest image of a disc can come.
    """
    rng = np.random.default_rng(seed)
    x = rng.random((n, 2))
    for i in range(n):
        while np.any(np.sum(((x[i] - x[:i] + 0.5) % 1 - 0.5) ** 2, axis=1) < d**2):
            x[i] = rng.random(2)
    angle = rng.uniform(0, 2 * math.pi, n // 2)
    out = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    v = np.concatenate([out, -out])
    since, next_time, partner = np.zeros(n), np.zeros(n), np.full(n, -1)

    def foresee(i, now):
        r = (x + (now - since)[:, None] * v - (x[i] + (now - since[i]) * v[i]) + 0.5) % 1 - 0.5
        g = v - v[i]
        b, gg, gap = (r * g).sum(axis=1), (g * g).sum(axis=1), (r * r).sum(axis=1) - d**2
        root = b * b - gg * gap
        hit = (b < 0) & (root > 0)
        hit[i] = False
        wait = np.full(n, np.inf)
        wait[hit] = gap[hit] / (np.sqrt(root[hit]) - b[hit])
        j = int(np.argmin(wait))
        next_time[i], partner[i] = (now + max(wait[j], 0.0), j) if wait[j] < horizon else (now + horizon, -1)

    for i in range(n):
        foresee(i, 0.0)
    done, found = 0, [(0.0, distance(v))]
    while 2 * done / n < upto:
        i = int(np.argmin(next_time))
        now, j = next_time[i], partner[i]
        if j < 0:
            foresee(i, now)
            continue
        for k in (i, j):
            x[k] += (now - since[k]) * v[k]
            since[k] = now
        normal = (x[j] - x[i] + 0.5) % 1 - 0.5
        normal /= np.hypot(*normal)
        push = ((v[j] - v[i]) @ normal) * normal
        v[i] += push
        v[j] -= push
        done += 1
        for k in {i, j, *np.flatnonzero((partner == i) | (partner == j)).tolist()}:
            foresee(k, now)
        if done % (n // 20) == 0:
            found.append((2 * done / n, distance(v)))
    return found


def forgotten():
    """Return after how many collisions of a disc the median of three gases is below what chance exceeds in 1 of 20."""
    runs = np.array([events(seed, 8) for seed in (1, 2, 3)])
    median = np.median(runs[:, :, 1], axis=0)
    return runs[0, np.argmax(median < null()[3800]), 0]


def softer(stiffness):
    """Return how far a soft collision in the plane is from the hard one, by leapfrog with forces alone."""
    n = np.array([math.cos(0.7), math.sin(0.7)])
    r, g, reduced = n.copy(), np.array([-1.0, 0.0]), 0.5  # second from first, and its velocity past it
    dt, touched = 1e-3 / math.sqrt(stiffness / reduced), 0.0
    while True:
        length = np.hypot(*r)
        g = g + dt / 2 * stiffness / reduced * (1 - length) * r / length
        r = r + dt * g
        length = np.hypot(*r)
        g = g + dt / 2 * stiffness / reduced * (1 - length) * r / length
        touched += dt
        if length > 1 and r @ g > 0:
            break
    hard = np.array([-1.0, 0.0]) + 2 * math.cos(0.7) * n
    return np.hypot(*(g - hard)), touched


@cache
def softened():
    return [softer(k) for k in (1e4, 1e6)]


ROWS = [
    result("with ⟦63⟧ cm/s sideways", lambda: 10 * 2 * math.pi),
    result(
        "After ⟦5.1⟧ s it runs clockwise, ⟦ten⟧ seconds later", lambda: [turns()[0], round(turns()[1] - turns()[0])]
    ),
    result("At ⟦90⟧°, however they meet", parting_angle),
    result(
        "a hundred times stiffer they touch a ⟦tenth⟧ as long",
        lambda: softened()[1][1] / softened()[0][1],
        reads={"tenth": 0.1},
        digits=0.01,
    ),
    result("and the gap falls by ⟦ten⟧", lambda: softened()[0][0] / softened()[1][0], digits=1.0, reads={"ten": 10}),
    result("After some ⟦six⟧ collisions of each disc", forgotten, digits=2.0, slow=True),
    result("chance alone exceeds ⟦1.358⟧ one time in twenty", lambda: kolmogi(0.05)),
    result("above ⟦1.95⟧ one time in a thousand", lambda: kolmogi(0.001)),
    result("Seen from the Sun it leaves with $23 + 13 = ⟦36⟧$ km/s", lambda: flyby()[1]),
    result("leaves with ⟦23⟧ km/s", lambda: flyby()[0]),
]
GIVEN = [
    "in the direction $y$ it is 10 % steeper",
    r"F = -\omega^2\,(x,\ 1.1\,y)",
    "let leapfrog follow it for 2,000 steps",
    r"measures the same $\sqrt N D$ 2,000 times",
]
