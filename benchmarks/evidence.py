"""The evidence of all 4,096 sub-models of a regression on 10⁴ data: doubling, against statsmodels in a loop."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np
from scipy.special import gammaln

from physdl.bayes import log_evidence_all_submodels

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "of the goal", "apart")
GOAL = 2e-4
A, B = 1.5, 0.8  # of the prior of σ²; the prior of each parameter has variance σ²


def problem(count, columns):
    """Return a design with correlated columns of unit size, and what a few of them produce."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(count, columns)) + 0.5 * rng.normal(size=(count, 1))
    return x, x[:, ::3] @ rng.normal(size=len(range(0, columns, 3))) + rng.normal(size=count)


def by_regressions(sm, x, y):
    """Return the same numbers from one fit for each sub-model: the prior stands below the data as further rows."""
    count, columns = x.shape
    whole = np.concatenate([x, np.eye(columns)])
    constant = A * np.log(B) - gammaln(A) + gammaln(A + count / 2) - count / 2 * np.log(2 * np.pi)
    found = np.empty(2**columns)
    for index in range(2**columns):
        kept = [j for j in range(columns) if index >> j & 1]
        if not kept:
            rest, volume = y @ y, 0.0
        else:
            rows = np.r_[0:count, [count + j for j in kept]]
            fit = sm.OLS(np.r_[y, np.zeros(len(kept))], whole[np.ix_(rows, kept)]).fit()
            rest, volume = fit.ssr, -np.linalg.slogdet(fit.normalized_cov_params)[1]
        found[index] = constant - volume / 2 - (A + count / 2) * np.log(B + rest / 2)
    return found


def main():
    options = _pairs.begin(
        __doc__, count=(10_000, "data"), columns=(12, "columns to choose from"), repeats=(5, "measured pairs")
    )
    sm = _pairs.peer("statsmodels.api")
    x, y = problem(options.count, options.columns)

    def ours():
        return log_evidence_all_submodels(x, y, 1.0, shape=A, rate=B)

    task = f"{2**options.columns} sub-models, N = {options.count}"
    if sm is None:
        rows = [(task, "-", f"{1e3 * _pairs.seconds(ours):.2f}", *"----")]
    else:
        theirs = by_regressions(sm, x, y)
        apart = np.abs(ours() / theirs - 1).max()
        a, b, low, high = _pairs.alternate(ours, lambda: by_regressions(sm, x, y), options.repeats)
        ratio = f"{a / b:.1e} ({low:.1e}–{high:.1e})"
        peer = _pairs.peer("statsmodels").__version__
        rows = [
            (
                task,
                f"statsmodels {peer}",
                f"{1e3 * a:.2f}",
                f"{1e3 * b:.0f}",
                ratio,
                f"{a / b / GOAL:.0%}",
                f"{apart:.0e}",
            )
        ]
    _pairs.table(HEADINGS, rows)
    print(f"Goal: ratio ≤ {GOAL}. Apart: the largest relative difference of ln Z.")


if __name__ == "__main__":
    main()
