"""Answers to the exercises of lesson 1.3 that show what the checks are worth.

For each exercise: "right" answers of different making, "wrong" ones under words that the feedback must contain, and
"untold" ones, wrong as well, under words that would be untrue of them.
"""

import numpy as np
from scipy.linalg import solve_banded
from scipy.optimize import root


def hoop(angle, spin, gravity, radius):
    return np.sin(angle) * (spin**2 * np.cos(angle) - gravity / radius)


def hoop_by_complex_step(angle, spin, gravity, radius):
    a = angle + 1e-30j
    potential_part = radius**2 * spin**2 * np.sin(a) ** 2 / 2 + gravity * radius * np.cos(a)
    return potential_part.imag / 1e-30 / radius**2


def hoop_inward(angle, spin, gravity, radius):
    return -np.sin(angle) * (spin**2 * np.cos(angle) + gravity / radius)


def hoop_to_the_top(angle, spin, gravity, radius):
    return np.sin(angle) * (spin**2 * np.cos(angle) + gravity / radius)


def hoop_without_two(angle, spin, gravity, radius):
    return np.sin(angle) * (spin**2 * np.cos(angle) / 2 - gravity / radius)


def hoop_with_two(angle, spin, gravity, radius):
    return np.sin(angle) * (2 * spin**2 * np.cos(angle) - gravity / radius)


def hoop_without_cosine(angle, spin, gravity, radius):
    return np.sin(angle) * (spin**2 - gravity / radius)


def hoop_by_double_angle(angle, spin, gravity, radius):
    return np.float64(spin**2 / 2 * np.sin(2 * angle) - gravity * np.sin(angle) / radius)


def hoop_of_small_angles(angle, spin, gravity, radius):
    return (spin**2 - gravity / radius) * angle


def hoop_at_rest(angle, spin, gravity, radius):
    return -gravity / radius * np.sin(angle)


def hoop_with_radius(angle, spin, gravity, radius):
    return np.sin(angle) * (radius * spin**2 * np.cos(angle) - gravity / radius)


def hoop_by_differences(angle, spin, gravity, radius):
    def energy(a):
        return -(spin**2) / 2 * np.sin(a) ** 2 - gravity / radius * np.cos(a)

    return -(energy(angle + 1e-3) - energy(angle - 1e-3)) / 2e-3


def hoop_without_radius(angle, spin, gravity, radius):
    return np.sin(angle) * (spin**2 * np.cos(angle) - gravity)


def throw(start, end, duration, mass, gravity):
    uniform = mass * (end - start) ** 2 / (2 * duration) - mass * gravity * duration * (start + end) / 2
    return uniform - mass * gravity**2 * duration**3 / 24


def throw_by_simpson(start, end, duration, mass, gravity):
    """The Lagrangian is a quadratic in t along the parabola: Simpson's rule is exact."""
    first = (end - start) / duration + gravity * duration / 2
    t = np.array([0, duration / 2, duration])
    y, v = start + first * t - gravity * t**2 / 2, first - gravity * t
    return duration / 6 * np.array([1, 4, 1]) @ (mass * v**2 / 2 - mass * gravity * y)


def throw_by_energy_and_momentum(start, end, duration, mass, gravity):
    """The integral of p dy less energy × time, with the momentum as a function of the time."""
    first = (end - start) / duration + gravity * duration / 2
    last = first - gravity * duration
    squares = (first**3 - last**3) / (3 * gravity)
    return [mass * squares - duration * mass * (first**2 / 2 + gravity * start)][0]


def throw_of_few_pieces(start, end, duration, mass, gravity):
    """The action of twenty straight pieces whose corners lie on the parabola."""
    t = np.linspace(0, duration, 21)
    y = start + (end - start) * t / duration + gravity * t * (duration - t) / 2
    v = np.diff(y) / np.diff(t)
    return np.sum((mass / 2 * v**2 - mass * gravity * (y[1:] + y[:-1]) / 2) * np.diff(t))


def throw_with_potential_added(start, end, duration, mass, gravity):
    return throw(start, end, duration, mass, -gravity)


def throw_with_a_constant(start, end, duration, mass, gravity):
    return throw(start, end, duration, mass, gravity) + 1.0


def throw_from_the_ground(start, end, duration, mass, gravity):
    """The example's case only: thrown and caught at the height 0."""
    return -mass * gravity**2 * duration**3 / 24


def throw_uniform(start, end, duration, mass, gravity):
    return mass * (end - start) ** 2 / (2 * duration) - mass * gravity * duration * (start + end) / 2


def throw_with_energy(start, end, duration, mass, gravity):
    first = (end - start) / duration + gravity * duration / 2
    return mass * duration * (first**2 / 2 + gravity * start)


def throw_turned(start, end, duration, mass, gravity):
    return throw_uniform(start, end, duration, mass, gravity) + mass * gravity**2 * duration**3 / 24


def throw_massless(start, end, duration, mass, gravity):
    return throw(start, end, duration, 1.0, gravity)


def index(stiffness, mass, duration):
    values = np.linalg.eigvalsh(stiffness)
    return int(sum(np.floor(duration * np.sqrt(k / mass) / np.pi) for k in values if k > 0))


def index_by_the_grid(stiffness, mass, duration):
    """Negative pivots of the block elimination, node after node, on 400 steps."""
    dt, d = duration / 400, len(stiffness)
    block = 2 * mass / dt * np.eye(d) - dt * np.asarray(stiffness)
    pivots = [block]
    for _ in range(398):
        pivots.append(block - (mass / dt) ** 2 * np.linalg.inv(pivots[-1]))
    return int(np.sum(np.linalg.eigvalsh(pivots) < 0))


def index_by_waves(stiffness, mass, duration):
    """The second variation in sines, wave after wave."""
    waves = (np.arange(1, 60) * np.pi / duration) ** 2 * mass
    return np.int64(
        np.sum(np.linalg.eigvalsh(np.asarray(stiffness)[None] - waves[:, None, None] * np.eye(len(stiffness))) > 0)
    )


def index_where_it_is_safe(stiffness, mass, duration):
    """The count for durations that stay where the statement promises, and an error for others."""
    values = np.linalg.eigvalsh(stiffness)
    half_swings = duration * np.sqrt(values[values > 1e-9] / mass) / np.pi
    if np.any((abs(half_swings - np.round(half_swings)) < 0.1) & (half_swings > 0.5)) or np.any(half_swings > 26):
        raise ArithmeticError(f"half swings {half_swings}: close to a conjugate time, or too many")
    return int(np.sum(np.floor(half_swings)))


def index_by_signs(stiffness, mass, duration):
    """Changes of the sign of a determinant, which does not see two directions that are back at once."""
    values, t = np.linalg.eigvalsh(stiffness), np.linspace(0, duration, 4001)[1:, None]
    swing = np.emath.sqrt(np.round(values, 9) / mass)
    flat = swing == 0
    columns = np.where(flat, t, (np.sin(swing * t) / np.where(flat, 1, swing)).real)
    return int(np.sum(np.diff(np.sign(np.prod(columns, axis=1))) != 0))


def index_on_a_coarse_grid(stiffness, mass, duration):
    dt, inner, d = duration / 20, 19, len(stiffness)
    chain = (2 * np.eye(inner) - np.eye(inner, k=1) - np.eye(inner, k=-1)) * mass / dt
    hessian = np.kron(chain, np.eye(d)) - dt * np.kron(np.eye(inner), stiffness)
    return int(np.sum(np.linalg.eigvalsh(hessian) < 0))


def index_on_sixty_steps(stiffness, mass, duration):
    """Negative pivots as on 400 steps, but for the longest durations too few."""
    dt, d, count = duration / 60, len(stiffness), 0
    block = 2 * mass / dt * np.eye(d) - dt * np.asarray(stiffness)
    pivot = block
    for _ in range(59):
        count += int(np.sum(np.linalg.eigvalsh(pivot) < 0))
        pivot = block - (mass / dt) ** 2 * np.linalg.inv(pivot)
    return count


def index_of_different_ones(stiffness, mass, duration):
    return index(np.diag(np.unique(np.round(np.linalg.eigvalsh(stiffness), 9))), mass, duration)


def index_without_mass(stiffness, mass, duration):
    return index(stiffness, 1.0, duration)


def index_of_one(stiffness, mass, duration):
    """The example's size only."""
    return index(stiffness[:1, :1], mass, duration)


def index_of_the_stiffest(stiffness, mass, duration):
    return int(duration * np.sqrt(max(np.linalg.eigvalsh(stiffness)[-1], 0) / mass) / np.pi)


def index_by_periods(stiffness, mass, duration):
    values = np.linalg.eigvalsh(stiffness)
    return int(sum(duration * np.sqrt(k / mass) // (2 * np.pi) for k in values if k > 0))


def index_of_the_diagonal(stiffness, mass, duration):
    return int(sum(duration * np.sqrt(k / mass) // np.pi for k in np.diag(stiffness) if k > 0))


def index_with_hills(stiffness, mass, duration):
    return int(sum(duration * np.sqrt(abs(k) / mass) // np.pi for k in np.linalg.eigvalsh(stiffness)))


def index_by_directions(stiffness, mass, duration):
    return int(np.sum(np.linalg.eigvalsh(stiffness) > mass * (np.pi / duration) ** 2))


def aim(start, end, frequency, duration, steps, guess):
    return _aim(start, end, frequency, duration, steps, guess)


def _aim(start, end, frequency, duration, steps, guess, factor=1.0, bend=np.sin, slope=np.cos, rounds=60):
    x, push = np.array(guess, dtype=float), factor * (frequency * duration / steps) ** 2
    x[0], x[-1] = start, end
    for _ in range(rounds):
        band = np.ones((3, steps - 1))
        band[1] = -2 + push * slope(x[1:-1])
        move = solve_banded((1, 1), band, x[2:] - 2 * x[1:-1] + x[:-2] + push * bend(x[1:-1]))
        x[1:-1] -= move
        if np.max(np.abs(move)) < 1e-13:
            break
    return x


def aim_by_a_general_solver(start, end, frequency, duration, steps, guess):
    dt = duration / steps

    def law(inner):
        x = np.concatenate([[start], inner, [end]])
        return x[2:] - 2 * x[1:-1] + x[:-2] + (frequency * dt) ** 2 * np.sin(x[1:-1])

    inner = root(law, guess[1:-1], tol=1e-13).x
    return [start, *inner.tolist(), end]


def aim_by_full_matrices(start, end, frequency, duration, steps, guess):
    """Newton's method for the action's gradient with a full Hessian."""
    x, push, inner = np.array(guess, dtype=float), (frequency * duration / steps) ** 2, steps - 1
    chain = 2 * np.eye(inner) - np.eye(inner, k=1) - np.eye(inner, k=-1)
    for _ in range(40):
        force = chain @ x[1:-1] - push * np.sin(x[1:-1])
        force[0] -= start
        force[-1] -= end
        x[1:-1] -= np.linalg.solve(chain - push * np.diag(np.cos(x[1:-1])), force)
    return (start, *x[1:-1].tolist(), end)


def aim_with_more_steps(start, end, frequency, duration, steps, guess):
    return _aim(start, end, frequency, duration * steps / (steps + 1), steps, guess)


def aim_in_one_round(*arguments):
    return _aim(*arguments, rounds=1)


def aim_without_the_bend(*arguments):
    """The Hessian lacks cos x: it comes closer slowly, or runs away."""
    return _aim(*arguments, slope=np.zeros_like, rounds=10)


def aim_upside_down(*arguments):
    return _aim(*arguments, factor=-1.0)


def aim_nowhere(*arguments):
    return 0 * arguments[-1]


def aim_into_the_unit_angle(*arguments):
    return 0 * arguments[-1] + 1


def aim_small(*arguments):
    return _aim(*arguments, bend=lambda x: x, slope=np.ones_like)


def aim_with_half_kicks(*arguments):
    return _aim(*arguments, factor=0.5)


def aim_from_a_line(start, end, frequency, duration, steps, guess):
    return aim(start, end, frequency, duration, steps, np.linspace(start, end, steps + 1))


def aim_straight(start, end, frequency, duration, steps, guess):
    return np.linspace(start, end, steps + 1)


def aim_without_ends(*arguments):
    return aim(*arguments)[1:-1]


ANSWERS = {
    "1.3-1": {
        "right": [hoop, hoop_by_complex_step, hoop_by_double_angle],
        "wrong": {
            "throws the bead outward": hoop_inward,
            "driven to the top": hoop_to_the_top,
            "2 sin θ cos θ": hoop_without_two,
            "the ½ takes the 2 away": hoop_with_two,
            "The derivative of sin²θ": hoop_without_cosine,
            "has no radius": hoop_without_radius,
            "It is off by": hoop_of_small_angles,
            "a bead on a wire at rest": hoop_at_rest,
            "The spin's term carries a radius": hoop_with_radius,
            "belongs to the Lagrangian": hoop_by_differences,
        },
    },
    "1.3-2": {
        "right": [throw, throw_by_simpson, throw_by_energy_and_momentum],
        "wrong": {
            "the straight, uniform motion": throw_uniform,
            "Kinetic plus potential": throw_with_energy,
            "The last term has the wrong sign": throw_turned,
            "The mass is missing": throw_massless,
            "The potential energy is added": throw_with_potential_added,
            "They differ by": throw_of_few_pieces,
            "stopping on the way and going on": throw_with_a_constant,
            "a longer flight changes it by minus the energy": throw_from_the_ground,
        },
    },
    "1.3-3": {
        "right": [index, index_by_the_grid, index_by_waves, index_where_it_is_safe],
        "wrong": {
            "Only the stiffest direction": index_of_the_stiffest,
            "after every half period": index_by_periods,
            "The springs are coupled": index_of_the_diagonal,
            "From a hill": index_with_hills,
            "more than once": index_by_directions,
            "without a change of its sign": index_by_signs,
            "A grid of nodes needs many steps": index_on_a_coarse_grid,
            "Long durations are counted wrong": index_on_sixty_steps,
            "Directions of the same stiffness": index_of_different_ones,
            "The mass is missing": index_without_mass,
            "A root of a negative stiffness": lambda k, m, t: int(
                np.sum(np.floor(t * np.sqrt(np.linalg.eigvalsh(k) / m) / np.pi))
            ),
            "perpendicular directions taken together": index_of_one,
        },
        "untold": {"The mass is missing": index_of_one},
    },
    "1.3-4": {
        "right": [aim, aim_by_a_general_solver, aim_by_full_matrices],
        "wrong": {
            "stands on its head": aim_upside_down,
            "the pendulum of small swings": aim_small,
            "The push is halved": aim_with_half_kicks,
            "without any force": aim_straight,
            "your path is at rest": aim_from_a_line,
            "an array of shape": aim_without_ends,
            "lie between steps + 1 nodes": aim_with_more_steps,
            "as it is after one round": aim_in_one_round,
            "every inner node obeys": aim_without_the_bend,
        },
        "untold": {
            "stands on its head": aim_nowhere,
            "without any force": aim_into_the_unit_angle,
            "your path is at rest": lambda *arguments: 0.0 * arguments[-1],
        },
    },
}
