"""TM-1, light's part: rays are stationary points of the travel time, and need not be minima."""

import numpy as np
from measures import action_gradient, power

from physdl.action import stationary_ray, trace_ray


def test_stationary_by_an_independent_gradient(ledger):
    media = {
        "1/y": (lambda x: 1 / x[..., 1], [-1, 1], [1, 1.5]),
        "lens": (lambda x: 1.3 + 0.4 * np.exp(-2 * np.sum(x**2, axis=-1)), [-2, 0.3], [2, -0.1]),
        "fibre": (lambda x: np.sqrt(2.25 - 0.25 * x[..., 1] ** 2), [0, 0.5], [4, -0.2]),
    }
    worst = 0.0
    for index, start, end in media.values():
        ray = stationary_ray(start, end, index, 60)

        def segment(a, b, index=index):
            return np.sqrt(np.sum((b - a) ** 2)) * (index(a) + index(b)) / 2

        gradient, shares = action_gradient(ray.path, segment)
        chord = ray.path[-1] - ray.path[0]
        across = np.array([-chord[1], chord[0]]) / np.linalg.norm(chord)
        worst = max(worst, np.abs(gradient @ across).sum() / shares)
        bent = ray.path[1:-1] @ across - ray.path[0] @ across
        assert np.abs(bent).max() > 0.01, "a straight ray proves nothing"
    assert worst <= 1e-10
    ledger(
        claim="TM-1",
        part="Snell",
        needed="gradient of the travel time across the ray ≤ 1e-10 of the segments' shares, in three graded media",
        measured=f"gradient {worst:.0e} (n = 1/y, lens, fibre)",
        tolerance=1e-10,
        value=worst,
    )


def test_snell(ledger):
    rng = np.random.default_rng(1)
    worst, bend = 0.0, np.inf
    for _ in range(50):
        layers = rng.integers(2, 7)
        index = rng.uniform(1, 2.5, layers)
        faces = -np.cumsum(rng.uniform(0.2, 1, layers + 1))
        ray = stationary_ray(
            [0, 0], [rng.uniform(0.5, 5), faces[-1]], index, 3 * layers, along=[0, 1], interfaces=faces[: layers - 1]
        )
        assert ray.gradient_norm <= 1e-10
        steps = np.diff(ray.path, axis=0)
        middle = (ray.path[1:, 1] + ray.path[:-1, 1]) / 2
        local = index[np.searchsorted(-faces[: layers - 1], -middle)]
        sine = steps[:, 0] / np.hypot(*steps.T)
        worst, bend = max(worst, np.ptp(local * sine)), min(bend, np.ptp(sine))
    assert bend > 1e-3, "layers that do not refract prove nothing"
    assert worst <= 1e-9
    ledger(
        claim="TM-1",
        part="Snell",
        needed="n sin θ the same in all layers to 1e-9, 50 random stacks of 2 to 6 layers",
        measured=f"spread of n sin θ: {worst:.0e} (50 stacks)",
        tolerance=1e-9,
        value=worst,
    )


def shot(offset, thickness, index):
    """Return where a ray that breaks by Snell's law crosses the faces, aimed by bisection at the end of the last layer.

    It knows no time and no path but its own: one angle in the first layer, the next ones one after the other.
    """
    low, high = 0.0, np.arcsin(min(1.0, index.min() / index[0]))
    for _ in range(200):
        angle = (low + high) / 2
        runs, inclination = [], angle
        for layer, (thick, n) in enumerate(zip(thickness, index, strict=True)):
            runs.append(thick * np.tan(inclination))
            if layer + 1 < len(index):
                inclination = np.arcsin(min(1.0, n * np.sin(inclination) / index[layer + 1]))
        low, high = (angle, high) if sum(runs) < offset else (low, angle)
    return np.cumsum(runs)[:-1]


def test_snell_by_shooting(ledger):
    """Where the travel time is stationary is where a ray crosses that breaks by Snell's law and is aimed at the end."""
    rng = np.random.default_rng(2)
    worst, bend = 0.0, np.inf
    for _ in range(50):
        layers = rng.integers(2, 7)
        index, thickness = rng.uniform(1, 2.5, layers), rng.uniform(0.2, 1, layers)
        faces, offset = -np.cumsum(thickness), rng.uniform(0.3, 1.0) * thickness.sum()
        path = stationary_ray([0, 0], [offset, faces[-1]], index, layers, along=[0, 1], interfaces=faces[:-1]).path
        crossings, straight = shot(offset, thickness, index), -faces[:-1] * offset / thickness.sum()
        worst = max(worst, np.abs(np.interp(-faces[:-1], -path[:, 1], path[:, 0]) - crossings).max())
        bend = min(bend, np.abs(crossings - straight).max())
    assert bend > 1e-4, "a ray that is straight proves nothing"
    assert worst <= 1e-9
    ledger(
        claim="TM-1",
        part="Snell",
        needed="a ray shot by Snell's law crosses where the stationary path does to 1e-9, 50 random stacks",
        measured=f"crossings differ by at most {worst:.0e}",
        tolerance=1e-9,
        value=worst,
    )


def test_order_two_to_exact_trajectories(ledger):
    """Circles in n = 1/y, parabolas in n² = 1 + 2 g y: the stationary path and the traced ray both tend to them."""
    g = 0.4
    sizes = np.array([20, 40, 80, 160])
    off = {"circle": [], "parabola": [], "traced circle": []}
    for n in sizes:
        circle = stationary_ray([-1, 1], [1, 1], lambda x: 1 / x[..., 1], n).path
        off["circle"].append(np.abs(np.hypot(*circle.T) - np.sqrt(2)).max())
        parabola = stationary_ray([-2, 2 * g], [2, 2 * g], lambda x: np.sqrt(1 + 2 * g * x[..., 1]), n).path
        off["parabola"].append(np.abs(parabola[:, 1] - g * parabola[:, 0] ** 2 / 2).max())
        traced, _ = trace_ray([-1, 1], [1, 1], lambda x: 1 / x[..., 1], 2.4 / n, n)
        off["traced circle"].append(np.abs(np.hypot(*traced.T) - np.sqrt(2)).max())
    orders = {name: -power(sizes, errors) for name, errors in off.items()}
    worst = max(orders.values(), key=lambda order: abs(order - 2))
    for name, order in orders.items():
        assert abs(order - 2) <= 0.1, name
    ledger(
        claim="TM-1",
        part="rays, order",
        needed="order 2.0 ± 0.1 for stationary paths and traced rays",
        measured=", ".join(f"{name} {order:.2f}" for name, order in orders.items()),
        tolerance=0.1,
        value=worst - 2,
    )


def test_saddles_counted_by_conjugate_points(ledger):
    """In the fibre n² = n0² − a² y² the points conjugate to the start of the axis lie at multiples of π n0/a."""
    n0, a = 1.5, 0.5
    half_period = np.pi * n0 / a
    lengths = np.arange(0.15, 5, 0.1)
    lengths = lengths[np.abs(lengths - np.round(lengths)) > 0.1]
    wrong = 0
    for dimension in (2, 3):
        for length in lengths:
            end = np.zeros(dimension)
            end[0] = length * half_period
            ray = stationary_ray(
                np.zeros(dimension), end, lambda x: np.sqrt(n0**2 - a**2 * np.sum(x[..., 1:] ** 2, axis=-1)), 160
            )
            wrong += ray.morse_index != int(length) * (dimension - 1)
    assert wrong == 0
    ledger(
        claim="TM-1",
        part="rays, saddle",
        needed="Hessian index = number of conjugate points in a parabolic fibre, plane and in space",
        measured=f"{2 * len(lengths) - wrong} of {2 * len(lengths)} lengths up to 4.85 half-periods",
        tolerance=0,
        value=wrong,
        hypotheses="axial ray of a parabolic fibre, 160 segments, at least 0.1 half-periods off a conjugate point",
    )
