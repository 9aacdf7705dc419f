"""A linear network sampled layer by layer: `physdl.bayes.reduced_rank_gibbs` against a loop over sets and chains."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.bayes import RankProblem, learning_coefficient, reduced_rank_gibbs

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "coefficients")


def plain(problem, hidden, beta, chains, sweeps, burn, rng):
    """Return what the library returns, one chain after the other: each layer as a regression, written out."""
    found = np.empty((len(problem.strengths), chains, sweeps))
    inputs, outputs = problem.response.shape[1:]
    for one, (strengths, response) in enumerate(zip(problem.strengths, problem.response, strict=True)):
        values = np.linalg.svd(response, compute_uv=False)
        least = 0.5 * np.sum(values[hidden:] ** 2)
        root = np.sqrt(strengths)[:, None]
        for chain in range(chains):
            b = rng.normal(size=(hidden, outputs))
            for sweep in range(-burn, sweeps):
                design = np.kron(np.diag(root[:, 0]), b.T)
                cover = np.linalg.inv(beta * design.T @ design + np.eye(inputs * hidden))
                mean = cover @ (beta * design.T @ response.ravel())
                draw = np.linalg.cholesky(cover) @ rng.normal(size=inputs * hidden)
                a = (mean + draw).reshape(inputs, hidden)
                design = root * a
                cover = np.linalg.inv(beta * design.T @ design + np.eye(hidden))
                noise = np.linalg.cholesky(cover) @ rng.normal(size=(hidden, outputs))
                b = cover @ (beta * design.T @ response) + noise
                if sweep >= 0:
                    found[one, chain, sweep] = 0.5 * np.sum((response - root * a @ b) ** 2) - least
    return found


def main():
    options = _pairs.begin(__doc__, repeats=(5, "measured pairs"))
    rng, rows = np.random.default_rng(1), []
    for sets, chains, size, hidden in ((1, 4, 4, 3), (8, 4, 4, 3), (50, 8, 4, 3), (8, 4, 10, 6)):
        n = 1e6
        truth = rng.normal(size=(sets, size, 1)) @ rng.normal(size=(sets, 1, size))
        problem = RankProblem(np.full((sets, size), n), np.sqrt(n) * truth + rng.normal(size=truth.shape))
        beta, sweeps, burn = 1 / np.log(n), 200, 50

        def ours(problem=problem, hidden=hidden, beta=beta, chains=chains, sweeps=sweeps, burn=burn):
            return reduced_rank_gibbs(problem, hidden, rng=rng, beta=beta, chains=chains, sweeps=sweeps, burn=burn)

        def theirs(problem=problem, hidden=hidden, beta=beta, chains=chains, sweeps=sweeps, burn=burn):
            return plain(problem, hidden, beta, chains, sweeps, burn, rng)

        a, b, low, high = _pairs.alternate(ours, theirs, options.repeats)
        both = [learning_coefficient(run(), beta)[0].mean() for run in (ours, theirs)]
        name = f"{sets} × {chains} chains, {size}-{hidden}-{size}, {sweeps + burn} sweeps"
        ratio = f"{a / b:.3f} ({low:.3f}–{high:.3f})"
        rows.append((name, "a loop", f"{1e3 * a:.0f}", f"{1e3 * b:.0f}", ratio, f"{both[0]:.2f}, {both[1]:.2f}"))
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
