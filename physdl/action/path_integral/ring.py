"""The ring of springs that a closed path is, and the harmonic ring that is most like it."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl.action.path_integral import asked

_ROUNDS = 200
_LOOSEST = 1e-20  # of m/(ħβ)², the curvature at which a valley begins to tell: below, the ring wanders as a free one


class Ring:
    """A closed path's action for one potential: what both samplers ask of it.

    The *reference* is the harmonic potential κ(x − c)²/2 in whose ring V has the same mean force, zero, and the same
    mean curvature: stationary in the sense of the variational principle that R. P. Feynman uses for paths (*Statistical
    Mechanics*, 1972, section 3.4), and the best of all where V has one valley.
    """

    def __init__(self, potential, beta, slices, gradient, mass, hbar):
        self.beta, self.slices = _check.positive("beta", beta), slices
        self.mass, self.hbar = _check.positive("mass", mass), _check.positive("hbar", hbar)
        self.step = self.hbar * self.beta / slices
        self.loose = self.mass / self.hbar / self.beta / self.hbar / self.beta if self.step else 0.0
        if not (1e-150 < self.loose < 1e150 and 1e-150 < self.springs < 1e150):
            raise _check.error("beta", "leave springs that numbers can hold", beta, "Look at the units.")
        self.potential = potential
        asked.energies(potential, np.zeros((2, 3)))
        self.slope = asked.slope_of(potential, gradient, np.full((2, 3), 0.5))
        self.center, self.curvature = self._reference()

    @property
    def springs(self):
        """The stiffness of a spring between two neighbours, in units of ħ: m/(ħε)."""
        return self.mass / self.hbar / self.step if self.step else np.inf

    def stiffness(self, curvature):
        """Return the stiffnesses of the ring's modes in Fourier's basis, (slices,), in units of ħ."""
        turn = np.pi * np.arange(self.slices) / self.slices
        return 4 * np.sin(turn) ** 2 * self.springs + curvature * self.step / self.hbar

    def _reference(self):
        nodes, weights = np.polynomial.hermite_e.hermegauss(40)
        weights = weights / weights.sum()
        center, curvature = 0.0, self.loose
        with np.errstate(all="ignore"):
            for _ in range(_ROUNDS):
                width = np.sqrt(np.mean(1 / self.stiffness(curvature)))
                force = np.asarray(self.slope(center + width * nodes), float)
                bend = weights @ (force * nodes) / width
                before = center, curvature
                curvature = np.sqrt(curvature * bend) if bend > curvature / 16 else curvature / 4
                center -= np.clip((weights @ force) / max(bend, curvature), -3 * width, 3 * width)
                if abs(curvature / before[1] - 1) < 1e-9 and abs(center - before[0]) < 1e-9 * width:
                    break
        if not (np.isfinite(center) and _LOOSEST * self.loose < curvature < np.inf):
            raise _check.error("potential", "hold the particle back on either side", "no valley", "Look at its sign.")
        return float(center), float(curvature)

    def draw(self, chains, rng):
        """Return closed paths of the reference, (slices, chains)."""
        root = circulant(1 / np.sqrt(self.stiffness(self.curvature)))
        return self.center + root @ rng.standard_normal((self.slices, chains))

    def measure(self, paths, energies):
        """Return (spread, energy) of each path, means over its slices; `energies` are V on the paths."""
        spread = np.einsum("pc,pc->c", paths, paths) / self.slices
        virial = np.einsum("pc,pc->c", paths - self.center, self.slope(paths)) / (2 * self.slices)
        return spread, energies.mean(axis=0) + virial


def circulant(spectrum):
    """Return the symmetric circulant matrix with these eigenvalues in Fourier's basis."""
    first = np.fft.ifft(spectrum).real
    place = np.arange(len(first))
    return first[(place[:, None] - place) % len(first)]
