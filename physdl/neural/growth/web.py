"""The web that matter falls into: Zel'dovich's displacement of an even distribution."""

from __future__ import annotations

import numpy as np

from physdl import _check


def zeldovich(n, rng, *, index=-2.0, smoothing=1.0, growth=1.0, dimensions=3):
    r"""Return where the particles of an even grid are, once each has gone straight on along its first displacement.

    .. math:: x = q + \psi(q), \qquad \nabla\cdot\psi = -\delta, \qquad
              \langle\lvert\delta_k\rvert^2\rangle \propto \lvert k\rvert^{\alpha}\,e^{-k^2\ell^2},

    with a random δ in a periodic box with sides n: a Gaussian draw, scaled until its root mean square is `growth`.

    Parameters
    ----------
    n : int
        Particles along each side, one in each cell; even.
    rng : numpy.random.Generator
    index : float
        α.
    smoothing : float
        ℓ, in cells.
    growth : float
        Root mean square of δ; the first walls form well below 1.
    dimensions : int
        1, 2 or 3.

    Returns
    -------
    array, shape (n**dimensions, dimensions)
        Places in [0, n), in double precision.

    Raises
    ------
    ValueError
        If n is odd or below 4, or the particles would not fit into memory.

    Notes
    -----
    The shortest waves along an axis, k = ±π, displace nothing along it: the grid has no sine of them. A wave displaces
    along its own k; while all waves lie along one axis, the law is exact until paths cross.

    Ya. B. Zel'dovich 1970, *Astronomy and Astrophysics* 5, 84. See :lesson:`3.8`.

    Examples
    --------
    >>> zeldovich(8, np.random.default_rng(0), growth=0.0)[:2]
    array([[0., 0., 0.],
           [0., 0., 1.]])
    """
    n, d = _check.whole("n", n, minimum=4, maximum=10**6), _check.whole("dimensions", dimensions, minimum=1, maximum=3)
    if n % 2:
        raise _check.error("n", "be even", n)
    _check.room("n", 40.0 * (d + 1) * float(n) ** d, n)
    rng = _check.generator("rng", rng)
    index, smoothing = _check.finite_number("index", index), _check.nonnegative("smoothing", smoothing)
    growth = _check.nonnegative("growth", growth)
    for name, value, most in (("index", index, 20), ("smoothing", smoothing, 1e3), ("growth", growth, 1e6)):
        if abs(value) > most:
            raise _check.error(name, f"be at most {most:g} in size", value)
    q = np.stack(np.meshgrid(*[np.arange(float(n))] * d, indexing="ij"), axis=-1)
    waves = np.fft.rfftn(rng.normal(size=(n,) * d))
    k = wave_vectors(n, d)
    square = sum(c**2 for c in k)
    square.flat[0] = 1.0
    waves *= square ** (index / 4) * np.exp(-square * smoothing**2 / 2)
    waves.flat[0] = 0.0
    axes = tuple(range(d))
    delta = np.fft.irfftn(waves, s=(n,) * d, axes=axes)
    spread = float(np.std(delta))
    if not spread > 1e-200:
        raise _check.error("smoothing", "leave some structure in the box", smoothing)
    waves *= growth / spread
    for axis, c in enumerate(k):
        moved = np.where(np.abs(c) < np.pi * (1 - 1e-9), 1j * c, 0) * waves / square
        q[..., axis] += np.fft.irfftn(moved, s=(n,) * d, axes=axes)
    x = q.reshape(-1, d) % n
    return np.where(x >= n, 0.0, x)


def wave_vectors(n, d):
    """Return the components of k in radians for each cell, as `numpy.fft.rfftn` orders them, ready to broadcast."""
    full, half = 2 * np.pi * np.fft.fftfreq(n), 2 * np.pi * np.fft.rfftfreq(n)
    parts = [full] * (d - 1) + [half]
    grid = np.meshgrid(*parts, indexing="ij")
    return grid
