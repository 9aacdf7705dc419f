"""An evidence from chains at 21 temperatures: all at once, against emcee one by one, and a plain loop."""

import _pairs  # isort: skip  # first: it sets the number of threads

import math

import numpy as np

from physdl.bayes import known_noise, ladder, moments, tempered_metropolis, thermodynamic_integration

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "ours off", "peer off")
NOISE, WARMUP = 0.3, 100


def problem():
    """Return the design and the data of a cubic with forty points."""
    rng = np.random.default_rng(0)
    x = np.linspace(-1, 1, 40)[:, None] ** np.arange(4)
    return x, x @ [0.3, -1.0, 0.5, 1.2] + NOISE * rng.normal(size=40)


def by_loop(x, y, betas, chains, steps):
    """Return energies from one chain after another; start and moves by the exact law, learnt for nothing."""
    rng = np.random.default_rng(1)
    constant = len(y) / 2 * math.log(2 * math.pi * NOISE**2)
    found = np.empty((steps, len(betas), chains))
    for rung, beta in enumerate(betas):
        covariance = np.linalg.inv(np.eye(4) + beta * x.T @ x / NOISE**2)
        middle, root = beta * covariance @ x.T @ y / NOISE**2, np.linalg.cholesky(covariance)
        for chain in range(chains):
            theta = middle + root @ rng.normal(size=4)
            off = x @ theta - y
            u, prior = off @ off / (2 * NOISE**2) + constant, -theta @ theta / 2
            for step in range(-WARMUP, steps):
                to = theta + 1.2 * root @ rng.normal(size=4)
                off = x @ to - y
                u_to, prior_to = off @ off / (2 * NOISE**2) + constant, -to @ to / 2
                if math.log(1 - rng.random()) < prior_to - prior - beta * (u_to - u):
                    theta, u, prior = to, u_to, prior_to
                if step >= 0:
                    found[step, rung, chain] = u
    return found


def by_emcee(emcee, energy, log_prior, betas, chains, steps):
    """Return energies from emcee's stretch moves, all chains of a temperature at once."""
    rng = np.random.default_rng(1)
    found = np.empty((steps, len(betas), chains))
    for rung, beta in enumerate(betas):

        def weight(theta, beta=beta):
            u = energy(theta)
            return np.stack([log_prior(theta) - beta * u, u], axis=-1)

        sampler = emcee.EnsembleSampler(chains, 4, weight, vectorize=True, blobs_dtype=float)
        state = sampler.run_mcmc(rng.normal(size=(chains, 4)), WARMUP)
        sampler.reset()
        sampler.run_mcmc(state, steps)
        found[:, rung] = sampler.get_blobs()
    return found


def main():
    options = _pairs.begin(__doc__, chains=(32, "chains"), steps=(300, "steps"), repeats=(5, "measured pairs"))
    emcee = _pairs.peer("emcee")
    x, y = problem()
    betas = ladder(21)
    exact = known_noise(moments(x, y), 1.0, NOISE).log_evidence

    def energy(theta):
        return ((theta @ x.T - y) ** 2).sum(axis=-1) / (2 * NOISE**2) + len(y) / 2 * np.log(2 * np.pi * NOISE**2)

    def log_prior(theta):
        return -(theta**2).sum(axis=-1) / 2

    def ours():
        rng = np.random.default_rng(1)
        start = rng.normal(size=(options.chains, 4))
        how = {"steps": options.steps, "warmup": WARMUP}
        return tempered_metropolis(energy, log_prior, start, betas, rng, **how).energies

    peers = {"a plain loop": lambda: by_loop(x, y, betas, options.chains, options.steps)}
    if emcee is not None:
        args = energy, log_prior, betas, options.chains, options.steps
        peers[f"emcee {emcee.__version__}"] = lambda: by_emcee(emcee, *args)
    task, rows = f"21 temperatures, {options.chains} chains, {options.steps} steps", []
    for name, theirs in peers.items():
        a, b, low, high = _pairs.alternate(ours, theirs, options.repeats)
        off = [thermodynamic_integration(betas, run()).log_evidence - exact for run in (ours, theirs)]
        ratio = f"{a / b:.3f} ({low:.3f}–{high:.3f})"
        rows.append((task, name, f"{1e3 * a:.0f}", f"{1e3 * b:.0f}", ratio, *(f"{o:+.3f}" for o in off)))
    _pairs.table(HEADINGS, rows)
    print("No goal is set. Off: how far ln Z is from the exact one in one run, sampling noise included.")


if __name__ == "__main__":
    main()
