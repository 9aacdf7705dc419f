"""Level lines on a triangulated surface, seen from afar: pixels made of triangles, near ones before far ones."""

import numpy as np

BLOCK = 2_000_000  # samples at a time


def turned(points, yaw, pitch):
    """Return points (n, 3), right, up and near as seen from a height of `pitch`, after a turn by `yaw` about z."""
    x, y, z = points.T
    x, y = np.cos(yaw) * x - np.sin(yaw) * y, np.sin(yaw) * x + np.cos(yaw) * y
    up, near = np.sin(pitch), np.cos(pitch)
    return np.stack([x, y * up + z * near, z * up - y * near], axis=-1)


def layers(seen, cells, normals, values, shape, scale, width):
    """Return what each pixel shows of a surface: how bright, how much of it lines, in front and behind.

    `seen` (n, 3) as from `turned`, in units of which one is `scale` pixels, the origin in the middle of a picture of
    `shape` rows and columns; `normals` (n, 3) turned alike; `values` (t, 3) at the corners of each triangle. Whole
    numbers among them are the lines, `width` pixels wide.

    Returns four arrays of that shape: whether the surface is there, how far its front faces the eye (0 to 1), the
    share of a line in front, and the sum of the shares behind it.
    """
    rows, columns = shape
    corners = np.stack([columns / 2 + scale * seen[:, 0], rows / 2 - scale * seen[:, 1], scale * seen[:, 2]], axis=-1)
    corners = corners[cells]
    facing, there = np.zeros(rows * columns), np.full(rows * columns, -np.inf)
    front, total = np.zeros(rows * columns), np.zeros(rows * columns)
    for pixel, depth, n, share in _fragments(corners, normals[cells][..., 2], values, shape, width):
        order = np.argsort(depth, kind="stable")
        pixel, depth, n, share = pixel[order], depth[order], n[order], share[order]
        total += np.bincount(pixel, share, minlength=total.size)
        nearest, last = np.unique(pixel[::-1], return_index=True)
        last = len(pixel) - 1 - last
        nearer = depth[last] > there[nearest]
        nearest, last = nearest[nearer], last[nearer]
        there[nearest], facing[nearest], front[nearest] = depth[last], np.abs(n[last]), share[last]
    filled = there > -np.inf
    return tuple(x.reshape(shape) for x in (filled, np.minimum(facing, 1), front, np.maximum(total - front, 0)))


def _fragments(corners, normals, values, shape, width):
    """Yield (pixel, depth, normal, share of a line) of all triangles, those of like size together."""
    low = np.floor(corners[..., :2].min(axis=1)).astype(int)
    size = (np.ceil(corners[..., :2].max(axis=1)).astype(int) - low).max(axis=1) + 1
    side = 2 ** np.ceil(np.log2(np.maximum(size, 2))).astype(int)
    for s in np.unique(side):
        chosen = np.flatnonzero(side == s)
        step = max(1, BLOCK // int(s * s))
        for start in range(0, len(chosen), step):
            yield _sampled(chosen[start : start + step], corners, normals, values, low, int(s), shape, width)


def _sampled(which, corners, normals, values, low, side, shape, width):
    a, b, c = np.moveaxis(corners[which], 1, 0)
    ab, ac = b[:, :2] - a[:, :2], c[:, :2] - a[:, :2]
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    area = np.where(np.abs(area) < 1e-9, np.inf, area)
    one, two = np.stack([ac[:, 1], -ac[:, 0]]) / area, np.stack([-ab[:, 1], ab[:, 0]]) / area
    y, x = np.mgrid[:side, :side].reshape(2, -1) + 0.5
    x, y = low[which, 0, None] + x - a[:, 0, None], low[which, 1, None] + y - a[:, 1, None]
    beta, gamma = one[0][:, None] * x + one[1][:, None] * y, two[0][:, None] * x + two[1][:, None] * y
    column, row = np.floor(x + a[:, 0, None]).astype(int), np.floor(y + a[:, 1, None]).astype(int)
    inside = (beta >= 0) & (gamma >= 0) & (beta + gamma <= 1)
    inside &= (column >= 0) & (column < shape[1]) & (row >= 0) & (row < shape[0])
    t, _ = np.nonzero(inside)
    beta, gamma = beta[inside], gamma[inside]

    def mixed(first, second, third):
        return first[t] + beta * (second - first)[t] + gamma * (third - first)[t]

    depth = mixed(a[:, 2], b[:, 2], c[:, 2])
    n = mixed(*np.moveaxis(normals[which], 1, 0))
    u, v, w = np.moveaxis(values[which], 1, 0)
    value = mixed(u, v, w)
    rate = np.hypot((v - u) * one[0] + (w - u) * two[0], (v - u) * one[1] + (w - u) * two[1])[t] + 1e-12
    away = np.abs(value - np.rint(value)) / rate
    share = np.clip((width + 1) / 2 - away, 0, 1)
    dense = np.clip(2.5 * width * rate - 0.5, 0, 1)  # lines closer than the eye can part become a tint
    share = (1 - dense) * share + dense * np.minimum(width * rate, 1)
    return row[inside] * shape[1] + column[inside], depth, n, share
