"""All wedge products of two mixed forms in dimension 4, against kingdon; all pullbacks, against determinants of minors.

The wedge task: two sums of forms of all degrees, 16 components each; 81 products of components make the 16 of the
result. Both sides hold the points of one component side by side, as their own operations leave them; a second row gives
ours the components of each point together instead (C order), as `np.stack(..., axis=-1)` makes them. The pullback task:
forms of degree 0 to 4 by one Jacobian per point; the peer takes `np.linalg.det` of all minors of a degree in one call.
The star task: 2-forms of space-time; the peer multiplies by the star's matrix, 6 × 6, as one line of NumPy does.
"""

import _pairs  # isort: skip  # first: it sets the number of threads
from itertools import combinations
from math import comb

import numpy as np

from physdl.forms import basis, hodge_star, pullbacks, wedges

N = 4
HEADINGS = ("task", "points", "peer", "ours ms", "peer ms", "ratio (quartiles)", "of goal", "apart")
GOALS = {10**5: 0.9, 10**6: 0.55}


def forms_of(rng, points, side_by_side):
    """Return components by degree, shape (points, C(4, k)), in either memory order."""
    made = {k: rng.standard_normal((comb(N, k), points)) for k in range(N + 1)}
    return {k: a.T if side_by_side else np.ascontiguousarray(a.T) for k, a in made.items()}


def kingdon_wedge(kingdon, a, b):
    """Return kingdon's run on the same numbers: its own compiled product of two full multivectors."""
    algebra = kingdon.Algebra(N)
    x, y = (
        algebra.multivector({_key(i): c for k in f for i, c in zip(basis(N, k), f[k].T.copy(), strict=True)})
        for f in (a, b)
    )
    return lambda: x ^ y


def _key(indices):
    return sum(1 << i for i in indices)


def as_arrays(product):
    """Return kingdon's product as components by degree."""
    by_key = dict(zip(product.keys(), product.values(), strict=True))
    return {k: np.stack([by_key[_key(i)] for i in basis(N, k)], axis=-1) for k in range(N + 1)}


def by_determinants(jacobian, forms):
    result = {}
    for k, a in forms.items():
        rows, columns = (np.array(list(combinations(range(N), k)), dtype=int).reshape(comb(N, k), k) for _ in "ij")
        minors = np.linalg.det(jacobian[:, rows[:, None, :, None], columns[None, :, None, :]])
        result[k] = np.einsum("pi,pij->pj", a, minors)
    return result


def apart(one, two):
    pairs = [(one[key], two[key]) for key in one] if isinstance(one, dict) else zip(one, two, strict=True)
    return max(np.abs(a - b).max() / max(np.abs(a).max(), 1e-300) for a, b in pairs)


def row(task, points, peer, ours, theirs, goal, distance, repeats):
    a, b, low, high = _pairs.alternate(ours, theirs, repeats)
    ratio = f"{a / b:.3f} ({low:.3f}–{high:.3f})"
    return (
        task,
        str(points),
        peer,
        f"{1e3 * a:.1f}",
        f"{1e3 * b:.1f}",
        ratio,
        f"{a / b / goal:.0%}",
        f"{distance:.0e}",
    )


def main():
    options = _pairs.begin(__doc__.splitlines()[0], repeats=(9, "measured pairs"))
    kingdon = _pairs.peer("kingdon")
    rows, rng = [], np.random.default_rng(1)
    for points, goal in GOALS.items():
        for side_by_side in (True, False):
            a, b = (forms_of(rng, points, side_by_side) for _ in "ab")
            task = "wedge, side by side" if side_by_side else "wedge, C order"
            if kingdon is None:
                time = f"{1e3 * _pairs.seconds(lambda a=a, b=b: wedges(a, b, N)):.1f}"
                rows.append((task, str(points), "-", time, "-", "-", "-", "-"))
                continue
            theirs = kingdon_wedge(kingdon, a, b)
            distance = apart(wedges(a, b, N), as_arrays(theirs()))
            name = f"kingdon {getattr(kingdon, '__version__', '')}".strip()
            rows.append(
                row(task, points, name, lambda a=a, b=b: wedges(a, b, N), theirs, goal, distance, options.repeats)
            )
    for points in (10**4, 10**5):
        jacobian, forms = rng.standard_normal((points, N, N)), forms_of(rng, points, True)
        distance = apart(pullbacks(jacobian, forms), by_determinants(jacobian, forms))
        rows.append(
            row(
                "all pullbacks",
                points,
                "det of minors",
                lambda j=jacobian, f=forms: pullbacks(j, f),
                lambda j=jacobian, f=forms: by_determinants(j, f),
                0.02,
                distance,
                5,
            )
        )
    signature = [-1, 1, 1, 1]
    matrix = hodge_star(np.eye(6), 2, signature)
    for side_by_side in (True, False):
        form = forms_of(rng, 10**5, side_by_side)[2]
        distance = apart([hodge_star(form, 2, signature)], [form @ matrix])
        task = "star, side by side" if side_by_side else "star, C order"
        ours, theirs = lambda a=form: hodge_star(a, 2, signature), lambda a=form: a @ matrix
        rows.append(row(task, 10**5, "matrix product", ours, theirs, 1.0, distance, options.repeats))
    _pairs.table(HEADINGS, rows)
    print(f"Goals: wedge {', '.join(f'≤ {g} at {p} points' for p, g in GOALS.items())}; pullbacks ≤ 0.02; star ≤ 1.")


if __name__ == "__main__":
    main()
