r"""Starts that change no length: affine maps with :math:`W^{\mathsf H}W = \gamma^2`."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.neural.maps import Affine

__all__ = ["orthogonal", "unitary"]


def orthogonal(inputs, outputs, rng, *, gain=1.0, dtype=float):
    r"""Return an affine map without shift whose weights are a random isometry, scaled.

    .. math:: \begin{gathered} W^{\mathsf H}W = \gamma^2\,1 \;\;(\text{outputs} \ge \text{inputs}), \\
              WW^{\mathsf H} = \gamma^2\,1 \;\;(\text{outputs} \le \text{inputs}) . \end{gathered}

    Every point, vector and covector keeps its length up to γ, except for what is lost on the way to a narrower space.

    Parameters
    ----------
    inputs, outputs : int
    rng : numpy.random.Generator
    gain : float
        γ > 0.
    dtype : dtype
        Of the parameters; a complex one makes W unitary.

    Returns
    -------
    Affine

    Raises
    ------
    ValueError
        If a number of components is below 1 or `gain` is not positive.
    TypeError
        If the dtype is neither floating nor complex.

    Notes
    -----
    All isometries are equally likely (Haar's measure): Q of a Gaussian matrix, with the signs or phases of R's diagonal
    taken out.

    Source: F. Mezzadri, arXiv:math-ph/0609050, section 5. See :lesson:`3.3`.

    Examples
    --------
    >>> W = orthogonal(2, 5, np.random.default_rng(1), gain=3.0).weight
    >>> np.allclose(W.T @ W, 9 * np.eye(2), rtol=1e-14)
    True
    """
    inputs, outputs = _check.whole("inputs", inputs, minimum=1), _check.whole("outputs", outputs, minimum=1)
    gain, shape = _check.positive("gain", gain), (max(inputs, outputs), min(inputs, outputs))
    dtype = _check.floating("dtype", dtype)
    _check.room("inputs", 6 * dtype.itemsize * inputs * outputs, f"a matrix of {outputs:,} by {inputs:,}")
    _check.generator("rng", rng)
    gaussian = rng.standard_normal(shape)
    if dtype.kind == "c":
        gaussian = gaussian + 1j * rng.standard_normal(shape)
    q, r = np.linalg.qr(gaussian)
    diagonal = np.diag(r)
    q *= gain * diagonal / np.abs(diagonal)
    return Affine((q if outputs >= inputs else q.T).astype(dtype))


def unitary(inputs, outputs, rng, *, gain=1.0, dtype=complex):
    r"""Return an affine map with complex weights, :math:`W^{\mathsf H}W = \gamma^2`; parameters as for `orthogonal`.

    Raises
    ------
    TypeError
        If `dtype` is not complex.

    Notes
    -----
    See :lesson:`3.3` and, for what complex layers do, :lesson:`3.4`.
    """
    dtype = _check.floating("dtype", dtype, "c", fix="Take `orthogonal`.")
    return orthogonal(inputs, outputs, rng, gain=gain, dtype=dtype)
