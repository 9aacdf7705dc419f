"""First arrivals on 1001 × 1001 nodes: `physdl.action.eikonal` against scikit-fmm at the same order, 1."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.action import eikonal, stationary_ray

GOAL = 0.8
HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "of goal", "our error", "its error", "apart")


def graded(points, source):
    """Return the exact time in n = 1/y: the hyperbolic distance."""
    apart = np.sum((points - source) ** 2, axis=-1)
    return np.arccosh(1 + apart / (2 * points[..., 1] * source[1]))


def refracted(points, source, upper, lower):
    """Return the exact time through a flat interface at x = 0 to points below it."""
    return np.array(
        [stationary_ray(source, p, [upper, lower], 2, along=[1, 0], interfaces=[0.0]).travel_time for p in points]
    )


def media(size):
    """Yield name, index, source node, spacing, radius of the exact ball, exact times and where they hold."""
    h = 2 / (size - 1)
    x = np.linspace(-1, 1, size)
    X, Y = np.meshgrid(x, x, indexing="ij")
    everywhere = np.ones((size, size), bool)
    centre, corner = (size // 2, size // 2), (0, 0)
    ones = np.ones((size, size))

    yield "uniform, centre", ones, centre, h, 0.0, np.hypot(X, Y), everywhere
    yield "uniform, centre, ball 0.2", ones, centre, h, 0.2, np.hypot(X, Y), everywhere
    yield "uniform, corner", ones, corner, h, 0.0, np.hypot(X + 1, Y + 1), everywhere

    height = Y + 1.5
    nodes = np.stack([X, height], axis=-1)
    yield "smooth: n = 1/y", 1 / height, centre, h, 0.0, graded(nodes, nodes[centre]), everywhere

    source = (size // 4, size // 3)
    face = np.nextafter(x[size // 2], -1)  # the row at x = 0 belongs to the lower layer
    layers = np.where(face < X, 1.5, 1.0)
    some = np.zeros((size, size), bool)
    some[size // 2 + size // 8 :: size // 8, :: size // 8] = True
    exact = np.full((size, size), np.nan)
    exact[some] = refracted(np.stack([X[some], Y[some]], axis=-1), [x[source[0]], x[source[1]]], 1.0, 1.5)
    yield "two layers", layers, source, h, 0.0, exact, some

    waves = 1 + 0.1 * np.sin(10 * X) * np.sin(7.5 * Y)
    yield "waves of 10 %", waves, source, h, 0.0, None, everywhere
    yield "waves of 50 %", 1 + 0.5 * np.sin(3 * X) * np.cos(3 * Y), source, h, 0.0, None, everywhere
    yield "waves of 90 % (ratio of n 19)", 1 + 0.9 * np.sin(10 * X) * np.sin(10 * Y), source, h, 0.0, None, everywhere


def start(skfmm, index, source, h, ball):
    """Return scikit-fmm's run, its front starting on the source node or on the rim of the ball."""
    speed = 1 / index
    if ball:
        i, j = np.ogrid[: index.shape[0], : index.shape[1]]
        phi = h * np.hypot(i - source[0], j - source[1]) - ball
    else:
        phi = np.ones(index.shape)
        phi[source] = 0
    return lambda: skfmm.travel_time(phi, speed, dx=h, order=1)


def main():
    options = _pairs.begin(__doc__, size=(1001, "nodes along an edge"), repeats=(7, "measured pairs"))
    skfmm = _pairs.peer("skfmm")
    rows = []
    for name, index, source, h, ball, exact, where in media(options.size):

        def ours(index=index, source=source, h=h, ball=ball):
            return eikonal(index, source, h, ball=ball)

        arrival = ours()
        error = np.nan if exact is None else np.abs(arrival - exact)[where].max()
        if skfmm is None:
            rows.append((name, "-", f"{1e3 * _pairs.seconds(ours):.0f}", "-", "-", "-", f"{error:.3g}", "-", "-"))
            continue
        theirs = start(skfmm, index, source, h, ball)
        rival = np.asarray(theirs())
        if ball:
            outside = h * np.hypot(*(np.indices(index.shape) - np.reshape(source, (2, 1, 1)))) > ball
            # Its front leaves the rim at one time: the mean over the rim of the exact arrival.
            rim = outside & (rival < h * index)
            rival = rival + np.mean((arrival if exact is None else exact)[rim] - rival[rim])
            where = where & outside
        its_error = np.nan if exact is None else np.abs(rival - exact)[where].max()
        a, b, low, high = _pairs.alternate(ours, theirs, options.repeats)
        rows.append(
            (
                name,
                f"scikit-fmm {skfmm.__version__}",
                f"{1e3 * a:.0f}",
                f"{1e3 * b:.0f}",
                f"{a / b:.2f} ({low:.2f}–{high:.2f})",
                f"{a / b / GOAL:.0%}",
                f"{error:.3g}",
                f"{its_error:.3g}",
                f"{np.abs(rival - arrival)[where].max():.1e}",
            )
        )
    _pairs.table(HEADINGS, rows)
    print(f"Goal: ratio ≤ {GOAL}. Errors are the largest against the exact time, nan where there is none.")


if __name__ == "__main__":
    main()
