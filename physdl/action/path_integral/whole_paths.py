"""Hybrid Monte Carlo over closed paths: whole paths at a time, the springs moved exactly."""

from __future__ import annotations

import numpy as np

from physdl import _check
from physdl._progress import Progress
from physdl.action.path_integral import asked
from physdl.action.path_integral.ring import Ring, circulant
from physdl.action.path_integral.statistics import summary

_WANTED, _MOST = 0.7, 200  # share of moves to be accepted; steps of a move that nobody should have to wait for
_EIGHTH, _CAREFUL = (
    8,
    0.25,
)  # every so many moves goes a quarter as far: a path far out, where slopes are steep, gets home


def sample_paths_hmc(
    potential,
    beta,
    slices,
    rng,
    *,
    chains=200,
    sweeps=200,
    warmup=40,
    leaps=None,
    gradient=None,
    mass=1.0,
    hbar=1.0,
    progress=True,
):
    r"""Sample closed paths of imaginary duration ħβ, with whole paths for moves.

    The weight is that of `sample_paths`. A path gets random velocities and moves for about a quarter of a turn (each
    eighth time for less) by Hamilton's equations, with −ln(weight) for a potential; then the change of the energy
    decides whether the move counts. In a *reference*, the springs with the harmonic potential κ(x − c)²/2 in place of
    V, whose Hessian is the mass matrix, all modes turn with one frequency and exactly; only V − κ(x − c)²/2 kicks,

    .. math:: \begin{gathered}
              \dot x = v, \qquad \dot v = -(x - c) - A^{-1}\,\frac{\varepsilon}{\hbar}\,
              \big(V'(x) - \kappa\,(x - c)\big) , \\
              A = \frac{m}{\hbar\varepsilon}\,(\text{springs}) + \frac{\varepsilon\kappa}{\hbar} ,
              \end{gathered}

    so a step need not be shorter for more slices. κ and c are those of a harmonic ring in which V's mean slope is
    zero and its mean curvature κ.

    Parameters
    ----------
    potential : callable
        V: places of any shape → energies; it has to hold the particle back on either side.
    beta : float
        β = 1/kT; positive.
    slices : int
        P, at least 1 (one slice is a classical particle).
    rng : numpy.random.Generator
    chains, sweeps, warmup : int
        Independent chains; moves of each that are measured, and that are made before.
    leaps : int, optional
        Steps of one move. By default as many, from two on, as let seven moves in ten be accepted in the warm-up.
    gradient : callable, optional
        V'. By default it is computed from `potential`, exactly.
    mass, hbar : float
        Positive.
    progress : bool
        Show a bar where it takes more than two seconds.

    Returns
    -------
    PathSamples

    Raises
    ------
    ValueError
        If an argument breaks a rule above, or the potential returns another shape or what is not finite.
    TypeError
        If an argument is not of the kind above, or the potential's slope has to be given.
    RuntimeError
        If there are too few sweeps for an error bar.

    Notes
    -----
    A leap takes one product of a P × P matrix with all paths, 2P² operations for each chain, and one call of V'. Double
    precision.

    S. Duane and others, Phys. Lett. B 195, 216 (1987); A. Beskos and others, Stoch. Proc. Appl. 121, 2201 (2011), for
    steps that do not shrink. See :lesson:`1.7`.

    Examples
    --------
    >>> found = sample_paths_hmc(lambda x: x**2 / 2, 10.0, 80, np.random.default_rng(1))
    >>> bool(abs(found.energy.mean - 0.5) < 4 * found.energy.error + 0.001)
    True
    """
    slices = _check.whole("slices", slices, minimum=1)
    _check.generator("rng", rng)
    chains = _check.whole("chains", chains, minimum=1)
    sweeps, warmup = _check.whole("sweeps", sweeps, minimum=1), _check.whole("warmup", warmup)
    tuned = leaps is None
    leaps = 2 if tuned else _check.whole("leaps", leaps, minimum=1)
    _check.room("slices", 24.0 * slices * slices + 80.0 * slices * chains, f"{slices} slices, {chains} chains")
    _check.room("sweeps", 48.0 * sweeps * chains, f"{sweeps} sweeps of {chains} chains")
    ring = Ring(potential, beta, slices, gradient, mass, hbar)
    chain = _Chain(ring, chains, rng)
    record, accepted = np.empty((2, sweeps, chains)), 0.0
    with Progress(warmup + sweeps, unit="sweep", wanted=progress) as bar:
        for sweep in range(-warmup, sweeps):
            share = chain.move(leaps, sweep % _EIGHTH == 0)
            if sweep >= 0:
                record[:, sweep] = ring.measure(chain.paths, chain.energies)
                accepted += share
            elif tuned and share < _WANTED and leaps < _MOST:
                leaps += (leaps + 1) // 2
            bar.advance(1)
    return summary(dict(zip(("spread", "energy"), record, strict=True)), chain.paths.T.copy(), accepted / sweeps)


class _Chain:
    """Paths (slices, chains) on their way."""

    def __init__(self, ring, chains, rng):
        self.ring, self.rng = ring, rng
        stiffness = ring.stiffness(ring.curvature)
        self.inverse, self.root = circulant(1 / stiffness), circulant(1 / np.sqrt(stiffness))
        self.paths = ring.draw(chains, rng)
        self.horizon = 1e6 * np.abs(self.paths - ring.center).max()
        self.energies = asked.energies(ring.potential, self.paths)
        self.kick = self._kick(self.paths)

    def _kick(self, paths):
        """Return A⁻¹ times the slope of what the reference leaves of the potential."""
        ring = self.ring
        left = ring.slope(paths) - ring.curvature * (paths - ring.center)
        return self.inverse @ left * (ring.step / ring.hbar)

    def _quadratic(self, x):
        """Return xᵀA x/2 for each chain."""
        ring = self.ring
        apart = np.roll(x, -1, axis=0) - x
        springs = np.einsum("pc,pc->c", apart, apart) * (ring.springs / 2)
        return springs + np.einsum("pc,pc->c", x, x) * (ring.curvature * ring.step / ring.hbar / 2)

    def _total(self, paths, velocity, energies):
        """Return the energy that the motion keeps, for each chain."""
        away = paths - self.ring.center
        rest = energies.sum(axis=0) * (self.ring.step / self.ring.hbar)
        rest -= np.einsum("pc,pc->c", away, away) * (self.ring.curvature * self.ring.step / self.ring.hbar / 2)
        return self._quadratic(away) + self._quadratic(velocity) + rest

    def move(self, leaps, careful=False):
        """Move all paths once, and return the share that were accepted."""
        ring, rng = self.ring, self.rng
        velocity = self.root @ rng.standard_normal(self.paths.shape)
        before = self._total(self.paths, velocity, self.energies)
        angle = np.pi / 2 / leaps * rng.uniform(0.8, 1.2) * (_CAREFUL if careful else 1)
        turn, lean = np.cos(angle), np.sin(angle)
        away, kick, lost = self.paths - ring.center, self.kick, np.zeros(before.shape, bool)
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(leaps):
                velocity = velocity - angle / 2 * kick
                away, velocity = away * turn + velocity * lean, velocity * turn - away * lean
                lost |= ~(np.abs(away).max(axis=0) < self.horizon)
                away[:, lost] = velocity[:, lost] = 0  # from where no potential need answer; not accepted
                kick = self._kick(away + ring.center)
                velocity -= angle / 2 * kick
            paths = away + ring.center
            energies = ring.potential(paths)
            after = self._total(paths, velocity, energies)
            taken = (rng.standard_exponential(before.shape) > after - before) & ~lost
        self.paths = np.where(taken, paths, self.paths)
        self.energies = np.where(taken, energies, self.energies)
        self.kick = np.where(taken, kick, self.kick)
        return taken.mean()
