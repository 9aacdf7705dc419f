"""Steps of a field in a box: `physdl.forms.maxwell` against Yee's six equations, written with slices of arrays."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.forms import CubicalGrid, YeeBox, box_mode

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "apart")


class Slices:
    """Yee's scheme in point values, as it stands in textbooks."""

    def __init__(self, electric, h, dt):
        self.E = [part / h for part in electric]
        nx, ny, nz = self.E[1].shape[0], self.E[0].shape[1], self.E[0].shape[2]
        self.H = [np.zeros((nx, ny - 1, nz - 1)), np.zeros((nx - 1, ny, nz - 1)), np.zeros((nx - 1, ny - 1, nz))]
        self.r = dt / h

    def step(self):
        (x, y, z), (u, v, w), r = self.E, self.H, self.r
        x[:, 1:-1, 1:-1] += r * (w[:, 1:, 1:-1] - w[:, :-1, 1:-1] - v[:, 1:-1, 1:] + v[:, 1:-1, :-1])
        y[1:-1, :, 1:-1] += r * (u[1:-1, :, 1:] - u[1:-1, :, :-1] - w[1:, :, 1:-1] + w[:-1, :, 1:-1])
        z[1:-1, 1:-1] += r * (v[1:, 1:-1] - v[:-1, 1:-1] - u[1:-1, 1:] + u[1:-1, :-1])
        u -= r * (z[:, 1:] - z[:, :-1] - y[:, :, 1:] + y[:, :, :-1])
        v -= r * (x[:, :, 1:] - x[:, :, :-1] - z[1:] + z[:-1])
        w -= r * (y[1:] - y[:-1] - x[:, 1:] + x[:, :-1])


def main():
    options = _pairs.begin(
        __doc__, repeats=(7, "measured pairs"), side=(100, "cells along the side of the largest box")
    )
    rows = []
    for n, rounds in ((options.side // 4, 50), (options.side, 3)):
        grid, dt = CubicalGrid((n + 1,) * 3, 1 / n), 0.5 / n
        mode = box_mode(grid, (1, 2, 3))
        box, plain = YeeBox(grid, mode, dt=dt), Slices(mode, 1 / n, dt)
        a, b, low, high = _pairs.alternate(lambda box=box: box.run(1), plain.step, options.repeats, rounds)
        pairs = zip(box.electric, plain.E, strict=True)
        off = max(np.abs(one * n - two).max() for one, two in pairs)
        ratio = f"{a / b:.2f} ({low:.2f}–{high:.2f})"
        rows.append((f"one step, {n}³ cells", "slices", f"{1e3 * a:.2f}", f"{1e3 * b:.2f}", ratio, f"{off:.1e}"))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
