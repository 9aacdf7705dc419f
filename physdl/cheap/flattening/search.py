"""The search for a good hidden layer, for `physdl.cheap.flattening.best_shallow_error`."""

from __future__ import annotations

import numpy as np


def projected(directions, sigma, point, nodes, root, wanted, bias):
    """Return features (nodes, units) and slopes of a hidden layer, its best readout, and the residual it leaves."""
    z = point + nodes @ directions.T
    features, slopes = sigma(z) * root[:, None], sigma.pushforward(z, np.ones_like(z)) * root[:, None]
    columns = np.column_stack([features, root]) if bias else features
    basis, values, back = np.linalg.svd(columns, full_matrices=False)
    kept = values > 1e-13 * values[0]
    along = basis[:, kept].T @ wanted
    readout = back[kept].T @ (along / values[kept])
    return basis[:, kept], slopes, readout, columns @ readout - wanted


def descend(directions, sigma, point, nodes, root, wanted, bias, steps):
    """Return directions, readout and error after Levenberg's and Marquardt's steps, each with the best readout."""
    basis, slopes, readout, residual = projected(directions, sigma, point, nodes, root, wanted, bias)
    damping = 1e-2
    for _ in range(steps):
        # The derivative of the residual by the directions, without what the readout can take back.
        columns = ((slopes * readout[: len(directions)])[:, :, None] * nodes[:, None, :]).reshape(len(nodes), -1)
        columns -= basis @ (basis.T @ columns)
        normal, slope = columns.T @ columns, columns.T @ residual
        scale = np.diag(normal) + 1e-12 * np.trace(normal) + 1e-300
        step = np.linalg.solve(normal + damping * np.diag(scale), -slope).reshape(directions.shape)
        tried = projected(directions + step, sigma, point, nodes, root, wanted, bias)
        if np.linalg.norm(tried[-1]) < np.linalg.norm(residual):
            directions, (basis, slopes, readout, residual) = directions + step, tried
            damping = max(damping / 5, 1e-9)
        else:
            damping *= 4
        if damping > 1e8:
            break
    return directions, readout, float(np.linalg.norm(residual))
