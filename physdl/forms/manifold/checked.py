"""What every function of `physdl.forms.manifold` asks of its points, metrics and frames."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.duals import Dual

_THIN = 1e-13  # of a metric's correlations: what is smaller is rounding


def points(name, x, least=1):
    """Return points (..., n) in double precision, of at least so many coordinates."""
    x = _check.as_array(name, x, dtype=float)
    if x.ndim == 0 or x.shape[-1] < least:
        rule = f"have at least {least} coordinates on its last axis" if least > 1 else "have an axis of coordinates"
        raise _check.error(name, rule, f"shape {x.shape}")
    return x


def metric_at(metric, x, name="x"):
    """Return g(x) if the metric is one there: finite, symmetric and positive definite."""
    _check.function("metric", metric)
    fix = f"Is `{name}` inside the chart?"
    with np.errstate(all="ignore"):  # what is not finite is named below
        g = metric(x)
    g = _check.as_array("metric(x)", g, finite=False, real=True)
    wanted = (*x.shape, x.shape[-1])
    if g.shape != wanted:
        rule = f"map points of shape {x.shape} to matrices of shape {wanted}"
        raise _check.error("metric", rule, f"shape {g.shape}", "Stack its rows with axis=-2.")
    if not np.all(np.isfinite(g)):
        at = x.reshape(-1, x.shape[-1])[np.argmin(np.isfinite(g).all(axis=(-1, -2)))]
        raise _check.error("metric", f"be finite where `{name}` lies", f"inf or nan at {at}", fix)
    skew = np.abs(g - np.swapaxes(g, -1, -2)).max(axis=(-1, -2))
    if np.any(skew > 1e-10 * np.abs(g).max(axis=(-1, -2))):
        raise _check.error("metric", "be symmetric", f"a difference of {skew.max():.3g} from its transpose")
    length = np.diagonal(g, axis1=-2, axis2=-1)
    with np.errstate(all="ignore"):
        root = np.sqrt(length)
        thin = np.linalg.eigvalsh(np.nan_to_num(g / root[..., :, None] / root[..., None, :]))[..., 0]
    if np.any(length <= 0) or np.any(thin < _THIN):
        which = np.argmin(np.where(length.min(axis=-1) > 0, thin, -np.inf))
        received = f"{np.array2string(g.reshape(-1, *g.shape[-2:])[which], precision=3)} at a point".replace("\n", "")
        raise _check.error("metric", f"be positive definite where `{name}` lies", received, fix)
    return g.astype(float, copy=False)


def coframe_at(coframe, metric, x):
    """Return E(x) if the rows are orthonormal covectors of the metric: EᵀE = g."""
    g = metric_at(metric, x)
    _check.function("coframe", coframe)
    rows = _check.as_array("coframe(x)", coframe(x), real=True)
    if rows.shape != g.shape:
        rule = f"map points of shape {x.shape} to matrices of shape {g.shape}"
        raise _check.error("coframe", rule, f"shape {rows.shape}")
    off = np.abs(np.swapaxes(rows, -1, -2) @ rows - g).max(initial=0)
    if off > 1e-9 * np.abs(g).max(initial=0):
        fix = "Its rows are the covectors eᵃ, and their squares add up to the metric."
        raise _check.error("coframe", "be orthonormal for `metric`", f"EᵀE that differs from it by {off:.2g}", fix)
    return rows


def value(x):
    """Return the numbers of a point that may carry tangents."""
    while isinstance(x, Dual):
        x = x.value
    return np.asarray(x)
