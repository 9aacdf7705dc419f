"""What is held back without fitting again: groups left out, and every sub-model in ten folds, against statsmodels."""

import _pairs  # isort: skip  # first: it sets the number of threads

import numpy as np

from physdl.bayes import fold_groups, left_out, validate_all_submodels

HEADINGS = ("task", "peer", "ours ms", "peer ms", "ratio (quartiles)", "apart")


def problem(count, columns, groups):
    """Return a design with a column of ones, what it produces with noise, and groups."""
    rng = np.random.default_rng(0)
    x = np.column_stack([np.ones(count), rng.normal(size=(count, columns))])
    return x, x @ rng.normal(size=columns + 1) + rng.normal(size=count), rng.integers(0, groups, count)


def refits(sm, x, y, groups):
    """Return what each group is missed by, from one fit without each."""
    missed = np.empty(len(y))
    for name in np.unique(groups):
        out = groups == name
        missed[out] = y[out] - x[out] @ sm.OLS(y[~out], x[~out]).fit().params
    return missed


def every(sm, x, y, folds):
    """Return the mean squared error of each sub-model, from one fit for each fold."""
    found = np.empty(2 ** (x.shape[1] - 1))
    for index in range(len(found)):
        kept = [0, *(j + 1 for j in range(x.shape[1] - 1) if index >> j & 1)]
        found[index] = np.mean(refits(sm, x[:, kept], y, folds) ** 2)
    return found


def main():
    options = _pairs.begin(
        __doc__,
        count=(1030, "data"),
        columns=(8, "columns to choose from"),
        groups=(427, "groups"),
        repeats=(5, "measured pairs"),
    )
    sm = _pairs.peer("statsmodels.api")
    x, y, groups = problem(options.count, options.columns, options.groups)
    folds = fold_groups(groups, 10, np.random.default_rng(1))
    tasks = {
        f"{options.groups} groups left out, N = {options.count}": (
            lambda: left_out(x, y, groups),
            lambda: refits(sm, x, y, groups),
        ),
        f"{2**options.columns} sub-models in ten folds": (
            lambda: validate_all_submodels(x, y, folds, always=1),
            lambda: every(sm, x, y, folds),
        ),
    }
    rows = []
    for task, (ours, theirs) in tasks.items():
        if sm is None:
            rows.append((task, "-", f"{1e3 * _pairs.seconds(ours):.2f}", *"---"))
            continue
        apart = np.abs(ours() - theirs()).max() / np.abs(y).max()
        a, b, low, high = _pairs.alternate(ours, theirs, options.repeats)
        peer = f"statsmodels {_pairs.peer('statsmodels').__version__}"
        rows.append(
            (task, peer, f"{1e3 * a:.2f}", f"{1e3 * b:.0f}", f"{a / b:.4f} ({low:.4f}–{high:.4f})", f"{apart:.0e}")
        )
    _pairs.table(HEADINGS, rows)


if __name__ == "__main__":
    main()
