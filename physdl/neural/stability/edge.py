"""Full-batch learning under observation, offered by `physdl.neural.stability`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from physdl import _check
from physdl._progress import Progress
from physdl.neural.maps.protocol import as_map
from physdl.neural.network import Network, loss_differential
from physdl.neural.stability.hessian import Hessian, draw
from physdl.neural.stability.spectrum import lanczos


@dataclass(frozen=True)
class Edge:
    """What `edge_of_stability` has seen.

    Attributes
    ----------
    rate : float
        η.
    losses : array, shape (steps,)
        L before each step.
    seen : array of int, shape (n,)
        The steps before which the curvature was measured.
    sharpness, residuals : arrays, shape (n,)
        The largest eigenvalue of the Hessian there, and ‖Hu − λu‖.
    vector : array, shape (size,)
        The last eigenvector.
    diverged : bool
        Whether the loss stopped being finite; the record ends there.
    """

    rate: float
    losses: np.ndarray
    seen: np.ndarray
    sharpness: np.ndarray
    residuals: np.ndarray
    vector: np.ndarray
    diverged: bool

    @property
    def criterion(self):
        """Sharpness · η/2, shape (n,): above 1 a parabola of that curvature throws the parameters out."""
        return self.sharpness * self.rate / 2


def edge_of_stability(network, loss, x, y, *, rate, steps, rng, every=20, tolerance=1e-3, resume=None, progress=True):
    r"""Learn with the full batch, :math:`\theta\leftarrow\theta - \eta\,dL`, and watch the sharpness on the way.

    Parameters
    ----------
    network, loss, x, y
        As for `Hessian`; the network learns in place.
    rate : float
        η.
    steps : int
        How many steps from here.
    rng : numpy.random.Generator
        Starts Lanczos' method, each time near the last eigenvector, so that one that overtakes it is not missed.
    every : int
        Measure before every so-many-th step.
    tolerance : float
        Of the sharpness, relative.
    resume : Edge, optional
        A record to go on with. With the same network and `rng`, an interrupted run ends where an uninterrupted one
        does, bit by bit.
    progress : bool
        Show a progress bar once two seconds have passed.

    Returns
    -------
    Edge
        If the loss stops being finite the record ends there, and the network keeps its last finite parameters.

    Raises
    ------
    ValueError
        If `rate` is not positive, or `resume` was made with another one.

    Notes
    -----
    Source: J. M. Cohen et al., *Gradient descent on neural networks typically occurs at the edge of stability*,
    arXiv:2103.00065.

    See :lesson:`3.6`.
    """
    rate, steps = _check.positive("rate", rate), _check.whole("steps", steps, minimum=1)
    every = _check.whole("every", every, minimum=1)
    _check.generator("rng", rng)
    if resume is not None and not isinstance(resume, Edge):
        raise _check.error("resume", "be an Edge", resume, kind=TypeError)
    if resume is not None and resume.rate != rate:
        raise _check.error("rate", f"be that of `resume`, {resume.rate:g}", rate)
    _check.positive("tolerance", tolerance)
    as_map("network", network, Network)
    _check.function("loss", loss)
    vector = None if resume is None else resume.vector
    theta, dL = network.parameters, np.empty_like(network.parameters)
    last, losses, found, diverged = theta.copy(), [], [], False
    first = 0 if resume is None else len(resume.losses)
    with Progress(steps, unit="step", wanted=progress) as bar:
        for step in range(first, first + steps):
            try:
                value, _ = loss_differential(network, loss, x, y, out=dL)
                if step % every == 0:
                    spectrum = _measure(network, loss, x, y, vector, rng, tolerance)
                    vector = spectrum.vectors[0]
                    found.append((step, spectrum.values[0], spectrum.residuals[0]))
            except FloatingPointError:
                theta[:], diverged = last, True
                break
            losses.append(value)
            last[:] = theta
            theta -= theta.dtype.type(rate) * dL
            bar.advance(1)
    seen, values, residuals = np.array(found).reshape(-1, 3).T
    record = Edge(rate, np.array(losses), seen.astype(int), values, residuals, vector, diverged)
    return record if resume is None else _joined(resume, record)


def _measure(network, loss, x, y, vector, rng, tolerance):
    hessian = Hessian(network, loss, x, y)
    start = draw(rng, hessian)
    if vector is not None:
        start = vector + start * (0.1 / np.linalg.norm(start))
    return lanczos(hessian, start, tolerance=tolerance)


def _joined(first, then):
    both = (
        np.concatenate([getattr(first, name), getattr(then, name)])
        for name in ("losses", "seen", "sharpness", "residuals")
    )
    vector = first.vector if then.vector is None else then.vector
    return Edge(first.rate, *both, vector, then.diverged)
