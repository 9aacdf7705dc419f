r"""A linear network of two layers, sampled layer by layer: given one, the posterior of the other is normal.

The model is :math:`Y = XAB + \text{noise of size 1}`, :math:`A` of shape (M, H), :math:`B` of shape (H, N), each
weight with the prior :math:`N(0, 1/p)`. With :math:`X^{\mathsf T}X = V\,\mathrm{diag}(d)\,V^{\mathsf T}` the data
enter as M × N numbers R, and the prior does not notice that A is turned by V:

.. math:: \begin{gathered} R = d^{-1/2}V^{\mathsf T}X^{\mathsf T}Y, \qquad A' = V^{\mathsf T}A, \\
          \tfrac12\lVert Y - XAB\rVert^2 = \tfrac12\lVert R - d^{1/2}A'B\rVert^2 + \text{const.} \end{gathered}
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check


@dataclass(frozen=True)
class RankProblem:
    r"""Data of a linear map, as far as its likelihood depends on them.

    Attributes
    ----------
    strengths : array, shape (..., M)
        d, the eigenvalues of :math:`X^{\mathsf T}X`: all positive, at most 1e150.
    response : array, shape (..., M, N)
        R, the least-squares map in units of its error.

    Raises
    ------
    ValueError
        If a strength is not positive, or the shapes do not fit.

    Notes
    -----
    See :lesson:`5.5`.
    """

    strengths: np.ndarray
    response: np.ndarray

    def __post_init__(self):
        strengths = _check.as_array("strengths", self.strengths, dtype=float)
        if not strengths.ndim or not strengths.size or not np.all(strengths > 0):
            raise _check.error("strengths", "be positive numbers, shape (..., M)", self.strengths)
        response = _check.as_array("response", self.response, dtype=float)
        if response.ndim < 2 or response.shape[:-1] != strengths.shape or not response.size:
            raise _check.error("response", f"have shape {(*strengths.shape, 'N')}", f"shape {response.shape}")
        if max(strengths.max(), np.abs(response).max()) > 1e150:
            raise _check.error("response", "and the strengths be below 1e150", response, "Their squares are energies.")
        object.__setattr__(self, "strengths", strengths)
        object.__setattr__(self, "response", response)

    @property
    def log_likelihood(self):
        r"""The largest ln p for a map of rank 0, 1, …, min(M, N), less that of rank 0: shape (..., min(M, N) + 1).

        Half the sum of the squares of R's largest singular values (C. Eckart and G. Young 1936).
        """
        values = np.linalg.svd(self.response, compute_uv=False)
        sums = 0.5 * np.cumsum(values**2, axis=-1)
        return np.concatenate([np.zeros_like(sums[..., :1]), sums], axis=-1)


def rank_problem(x, y, noise=1.0):
    r"""Return what data say about a linear map, :math:`Y = XC + \text{noise}`.

    Parameters
    ----------
    x : array, shape (..., n, M)
        Inputs, one row for each of n data; leading axes are sets of data.
    y : array, shape (..., n, N)
        Outputs.
    noise : float
        Standard deviation of each output.

    Returns
    -------
    RankProblem
        In double precision.

    Raises
    ------
    ValueError
        If the shapes do not fit, or the columns of x are not independent.

    Notes
    -----
    See :lesson:`5.5`.
    """
    x, y = _check.as_array("x", x, dtype=float), _check.as_array("y", y, dtype=float)
    if x.ndim < 2 or not x.size:
        raise _check.error("x", "have shape (..., n, M)", f"shape {x.shape}")
    if y.ndim != x.ndim or y.shape[:-1] != x.shape[:-1] or not y.size:
        raise _check.error("y", f"have shape {(*x.shape[:-1], 'N')}", f"shape {y.shape}")
    noise = _check.positive("noise", noise)
    with np.errstate(over="ignore", invalid="ignore"):
        turned, values, rows = np.linalg.svd(x / np.abs(x).max(), full_matrices=False)
        strengths = (values * (np.abs(x).max() / noise)) ** 2
        response = np.swapaxes(turned, -1, -2) @ (y / noise)
        largest = np.take_along_axis(rows, np.argmax(np.abs(rows), axis=-1)[..., None], axis=-1)
        response = response * np.where(largest < 0, -1.0, 1.0)  # so that another machine draws the same chains
    if x.shape[-2] < x.shape[-1] or np.any(values[..., -1] <= 1e-12 * values[..., 0]):
        raise _check.error(
            "x", "have independent columns", f"shape {x.shape}", "A direction without data has no error."
        )
    with np.errstate(invalid="ignore"):
        size = max(strengths.max(), np.abs(response).max())
    if not (size <= 1e150 and np.all(strengths > 0)):
        raise _check.error("noise", "leave strengths above 0, and them and responses below 1e150", noise)
    return RankProblem(strengths, response)


def reduced_rank_gibbs(problem, hidden, *, rng, beta=1.0, precision=1.0, chains=4, sweeps=500, burn=100, start=1.0):
    r"""Return how far a two-layer linear network is above its best fit, along Markov chains of exact conditionals.

    The posterior is :math:`\pi\,e^{-\beta N L}`. Given B with
    :math:`BB^{\mathsf T} = U\,\mathrm{diag}(s)\,U^{\mathsf T}` each entry of :math:`A'U` is normal, with the precision
    :math:`\beta d_is_j + p` and the mean :math:`\beta d_i^{1/2}(RB^{\mathsf T}U)_{ij}` over it; given A, the columns of
    B have the precision :math:`\beta A'^{\mathsf T}\mathrm{diag}(d)A' + p`.

    Parameters
    ----------
    problem : RankProblem
        Of one or several sets of data (leading axes).
    hidden : int
        H ≥ 1.
    rng : numpy.random.Generator
    beta : float
        Inverse temperature, ≥ 0.
    precision : float
        p > 0, of the prior of each weight.
    chains, sweeps, burn : int
        How many chains for each set, how many sweeps are returned and how many are thrown away before.
    start : float
        The weights' standard deviation at the beginning.

    Returns
    -------
    array, shape (..., chains, sweeps)
        :math:`N(L - \hat L) \ge 0` in nats, with :math:`\hat L` that of the best map of rank H.

    Raises
    ------
    ValueError
        If a number is out of range.

    Notes
    -----
    A sweep is a handful of array operations for all sets and chains at once; it costs nothing for more data. Oracle:
    one hidden unit by `product_excess`, and the eigenvalues of a Wishart matrix for a true map of zero. See
    :lesson:`5.5`.
    """
    _check.instance("problem", problem, RankProblem)
    hidden = _check.whole("hidden", hidden, minimum=1)
    _check.generator("rng", rng)
    beta, precision = _check.nonnegative("beta", beta), _check.positive("precision", precision)
    start = _check.nonnegative("start", start)
    if start > 1e30:
        raise _check.error("start", "be at most 1e30", start)
    chains, sweeps = _check.whole("chains", chains, minimum=1), _check.whole("sweeps", sweeps, minimum=1)
    burn = _check.whole("burn", burn, maximum=10**8)
    root = np.sqrt(problem.strengths)[..., None, :, None]
    response = problem.response[..., None, :, :]
    *sets, inputs, outputs = problem.response.shape
    each = chains * int(np.prod(sets, dtype=object))
    _check.room("sweeps", 8 * each * (sweeps + 4 * hidden * (inputs + outputs + hidden)), f"{sweeps:,} sweeps")
    best = problem.log_likelihood[..., min(hidden, inputs, outputs)]
    best = (0.5 * (problem.response**2).sum(axis=(-1, -2)) - best)[..., None]
    b = start * rng.normal(size=(*sets, chains, hidden, outputs))
    found = np.empty((*sets, chains, sweeps))
    scaled = np.sqrt(beta)
    for sweep in range(-burn, sweeps):
        a = _first(scaled * root, scaled * response, b, precision, rng)
        b = _second(scaled * root * a, scaled * response, precision, rng)
        if sweep >= 0:
            rest = response - root * a @ b
            found[..., sweep] = 0.5 * np.einsum("...ij,...ij->...", rest, rest) - best
    return np.maximum(found, 0.0)


def _first(root, response, b, precision, rng):
    """Draw A' (…, M, H) given B: entry by entry, in the axes of B Bᵀ."""
    across = np.swapaxes(b, -1, -2)
    scale, turn = np.linalg.eigh(b @ across)
    sharp = root**2 * np.maximum(scale, 0.0)[..., None, :] + precision
    a = root * (response @ (across @ turn)) / sharp
    a += (rng.normal(size=a.shape) @ turn) / np.sqrt(sharp)  # turned and back: no draw depends on an axis' sign
    return a @ np.swapaxes(turn, -1, -2)


def _second(design, response, precision, rng):
    """Draw B (…, H, N) given the design (…, M, H): its columns are regressions with one and the same design."""
    gram = np.swapaxes(design, -1, -2) @ design
    scale, turn = np.linalg.eigh(gram)
    sharp = np.maximum(scale, 0.0)[..., None] + precision
    back = np.swapaxes(turn, -1, -2)
    pull = np.swapaxes(design, -1, -2) @ response
    b = back @ pull / sharp + (back @ rng.normal(size=pull.shape)) / np.sqrt(sharp)
    return turn @ b
