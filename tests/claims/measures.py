"""What the tests of several claims measure in the same way; nothing here uses a derivative of the library."""

import numpy as np

STEP = 1e-30


def power(x, y):
    """Return the power of x with which y grows: the slope of a line through their logarithms."""
    return np.polyfit(np.log(x), np.log(y), 1)[0]


def pushed(part, x, v, change=None):
    """Return the tangent vector at part(x), its parameters moved by `change`, by complex step."""
    if change is not None and part.size:
        moved = part._bound(np.zeros(part.size, complex))
        moved.parameters[:] = part.parameters + 1j * STEP * change
        part = moved
    return part(x + 1j * STEP * v).imag / STEP


def action_gradient(path, segment):
    """Return ∂S/∂x at the inner nodes and the summed size of the segments' shares, by complex step on the plain sum.

    ``segment(a, b)`` is the share of the segment from a to b.
    """
    total, shares = np.zeros_like(path), 0.0
    for i in range(len(path) - 1):
        for end in (0, 1):
            share = np.zeros(path.shape[1])
            for axis in range(path.shape[1]):
                ends = path[i : i + 2].astype(complex)
                ends[end, axis] += 1j * STEP
                share[axis] = np.sum(segment(*ends)).imag / STEP
            total[i + end] += share
            shares += np.linalg.norm(share)
    return total[1:-1], shares
