"""The Hodge star: against the index formula in exact numbers, its defining identity, and Maxwell's two-form."""

from itertools import combinations, permutations
from math import comb, factorial

import numpy as np
import pytest
import sympy

from physdl.duals import pushforward
from physdl.forms.exterior import basis, hodge_star, pullback, wedge

SIZES = [(n, k) for n in (1, 2, 3, 4, 5) for k in range(n + 1)]


def metric(rng, n, negative=0, points=()):
    """Return JᵀηJ with a well-conditioned J and `negative` minus signs in η."""
    eta = np.diag(np.where(np.arange(n) < negative, -1.0, 1.0))
    J = np.linalg.qr(rng.standard_normal((*points, n, n)))[0] * rng.uniform(0.6, 1.8, (*points, n, 1))
    g = np.swapaxes(J, -1, -2) @ eta @ J
    return (g + np.swapaxes(g, -1, -2)) / 2


def by_indices(a, k, g):
    """Return √|g| ε_{i…j…} a^{i…} / k! in SymPy's exact numbers, the indices raised one by one."""
    n = g.rows
    inverse, places = g.inv(), {indices: place for place, indices in enumerate(combinations(range(n), k))}

    def lower(indices):
        if len(set(indices)) < k:
            return 0
        return sympy.sign(sympy.LeviCivita(*indices)) * a[places[tuple(sorted(indices))]] if k else a[0]

    def raised(indices):
        total = 0
        for below in permutations(range(n), k):
            total += sympy.prod(inverse[i, j] for i, j in zip(indices, below, strict=True)) * lower(below)
        return total

    volume = sympy.sqrt(abs(g.det()))
    return [
        volume * sum(sympy.LeviCivita(*up, *K) * raised(up) for up in permutations(range(n), k)) / factorial(k)
        for K in combinations(range(n), n - k)
    ]


@pytest.mark.parametrize(("n", "k"), [(n, k) for n, k in SIZES if n < 5])
def test_star_is_the_index_formula_in_exact_numbers(n, k):
    rng = np.random.default_rng(10 * n + k)
    for signs in {(1,) * n, (-1,) + (1,) * (n - 1)}:
        J = sympy.eye(n) + sympy.Matrix(n, n, lambda i, j: sympy.Rational(int(rng.integers(-2, 3)), 5))
        g = J.T * sympy.diag(*signs) * J
        a = [sympy.Rational(int(x), 7) for x in rng.integers(-9, 10, comb(n, k))]
        exact = [float(x) for x in by_indices(a, k, g)]
        for found, wanted in (
            (hodge_star(np.array(a, float), k, np.array(g.tolist(), float)), exact),
            (hodge_star(np.array(a, float), k, signs), [float(x) for x in by_indices(a, k, sympy.diag(*signs))]),
        ):
            assert found == pytest.approx(wanted, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(("n", "k"), SIZES)
def test_b_wedge_star_a_is_their_product_times_the_volume(n, k):
    """On products of covectors, whose inner product is the determinant of the table of inner products."""
    rng = np.random.default_rng(n + 10 * k)
    for negative in range(n + 1):
        g = metric(rng, n, negative)
        rows, columns = rng.standard_normal((2, k, n))
        a, b = (pullback(f, [1.0], k) if k else np.ones(1) for f in (rows, columns))
        product = np.linalg.det(columns @ np.linalg.inv(g) @ rows.T) if k else 1.0
        left = wedge(b, hodge_star(a, k, g), k, n - k, n)[0]
        assert left == pytest.approx(product * np.sqrt(abs(np.linalg.det(g))), rel=1e-11, abs=1e-12)


@pytest.mark.parametrize(("n", "k"), SIZES)
def test_twice_the_star_is_a_sign(n, k):
    rng = np.random.default_rng(1)
    for negative in range(n + 1):
        a = rng.standard_normal((6, comb(n, k)))
        sign = (-1) ** (k * (n - k) + negative)
        scales = rng.uniform(0.5, 3, n) * np.where(np.arange(n) < negative, -1, 1)
        for g in (metric(rng, n, negative, (6,)), scales.tolist()):
            assert hodge_star(hodge_star(a, k, g), n - k, g) == pytest.approx(sign * a, rel=1e-11, abs=1e-11)


@pytest.mark.parametrize(("n", "k"), SIZES)
def test_star_goes_along_with_a_change_of_coordinates(n, k):
    """⋆ of the pulled metric on the pulled form is the pulled ⋆, up to the sign of the map's orientation."""
    rng = np.random.default_rng(2)
    for J in (metric(rng, n), metric(rng, n) @ np.diag([-1.0] + [1.0] * (n - 1))):
        g, a = metric(rng, n, 1), rng.standard_normal(comb(n, k))
        here = hodge_star(pullback(J, a, k), k, J.T @ g @ J)
        there = pullback(J, hodge_star(a, k, g), n - k)
        assert here == pytest.approx(np.sign(np.linalg.det(J)) * there, rel=1e-11, abs=1e-11)


def test_space_and_space_time():
    """Vector product, normal of a plane, and Maxwell: ⋆ of (E, B) is (−B, E), as in Misner, Thorne and Wheeler."""
    u, v = np.random.default_rng(3).standard_normal((2, 3))
    assert hodge_star(wedge(u, v, 1, 1, 3), 2, [1, 1, 1]) == pytest.approx(np.cross(u, v))
    assert hodge_star([2.0, 3.0], 1, [1, 1]).tolist() == [-3, 2]

    def two_form(E, B):  # E_i dx^i∧dt + B_x dy∧dz + …, components tx, ty, tz, xy, xz, yz
        return np.array([-E[0], -E[1], -E[2], B[2], -B[1], B[0]])

    # with t first, −+++ and vol = dt∧dx∧dy∧dz
    assert hodge_star(two_form(u, v), 2, [-1, 1, 1, 1]) == pytest.approx(two_form(-v, u))


def test_polar_coordinates():
    """⋆dr = r dθ and ⋆dθ = −dr/r, at many radii at once, whether the metric is given as matrices or point by point."""
    r = np.linspace(0.5, 3, 7)
    g = np.eye(2) * np.stack([np.ones(7), r**2], axis=-1)[:, None, :]
    for turned in (g, g + 0 * g[..., ::-1]):
        assert hodge_star([1.0, 0.0], 1, turned) == pytest.approx(np.stack([0 * r, r], axis=-1))
        assert hodge_star([0.0, 1.0], 1, turned) == pytest.approx(np.stack([-1 / r, 0 * r], axis=-1))
    assert hodge_star([1.0], 0, g)[:, 0] == pytest.approx(r)


@pytest.mark.parametrize("k", range(5))
def test_diagonal_or_not_makes_no_difference(k):
    rng = np.random.default_rng(4)
    a, d = rng.standard_normal((5, comb(4, k))), np.array([-2.0, 0.3, 1.5, 4.0])
    quick = hodge_star(a, k, d)
    assert hodge_star(a, k, np.diag(d)) == pytest.approx(quick, rel=1e-14)
    nearly = np.diag(d)
    nearly[0, 1] = nearly[1, 0] = 1e-200  # takes the long way
    assert hodge_star(a, k, nearly) == pytest.approx(quick, rel=1e-13, abs=1e-15)
    assert hodge_star(a[:, None], k, np.tile(nearly, (3, 1, 1))).shape == (5, 3, comb(4, k))


def test_kinds_of_numbers():
    a = np.array([1.0, 2.0, 3.0])
    assert hodge_star(a * 1j, 1, [1, 1, 4]).tolist() == (1j * hodge_star(a, 1, [1, 1, 4])).tolist()
    bent = np.float32([[2, 1, 0], [1, 2, 0], [0, 0, 1]])
    for g in ([1, 1, 4], (0.5, 1.0, 2.0), bent, bent.tolist()):
        assert hodge_star(a.astype(np.float32), 1, g).dtype == np.float32
    assert hodge_star(a.astype(np.float32), 1, np.ones(3)).dtype == np.float64
    assert hodge_star(np.zeros((0, 3)), 1, [1, 1, 1]).shape == (0, 3)
    spoilt = hodge_star([[np.nan, 1, 1], [1, 1, 1]], 1, [1, 1, 1])
    assert np.isnan(spoilt).any(axis=-1).tolist() == [True, False]


def test_small_units_are_no_degeneracy():
    """Metres and light years side by side, written as a diagonal and as a matrix."""
    scales = np.array([1e-24, 1.0, 1e20])
    matrix = scales[:, None] ** 0.5 * np.array([[2.0, 1, 0], [1, 2, 1], [0, 1, 2]]) * scales**0.5
    for g in (scales, matrix):
        a = np.array([0.5, 1.0, 2.0]) * scales**0.5
        assert hodge_star(hodge_star(a, 1, g), 2, g) == pytest.approx(a, rel=1e-12)


@pytest.mark.parametrize("k", range(4))
def test_form_and_metric_may_carry_tangents(k):
    rng = np.random.default_rng(5)
    a, da = rng.standard_normal((2, comb(3, k)))
    g, dg = metric(rng, 3, 1), metric(rng, 3)
    assert pushforward(lambda a: hodge_star(a, k, g), a, da) == pytest.approx(hodge_star(da, k, g))
    assert pushforward(lambda a: hodge_star(a, k, [1, 2, 3]), a, da) == pytest.approx(hodge_star(da, k, [1, 2, 3]))
    h = 1e-5
    for start, slope in ((g, dg), (np.array([-1.0, 2, 3]), np.array([0.3, -1, 2]))):
        found = pushforward(lambda g: hodge_star(a, k, g), start, slope)
        difference = (hodge_star(a, k, start + h * slope) - hodge_star(a, k, start - h * slope)) / (2 * h)
        assert found == pytest.approx(difference, rel=1e-7, abs=1e-8)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: hodge_star([1.0, 2], 1, [1, 0]), ValueError, r"`metric` must have a determinant .* A direction"),
        (lambda: hodge_star([1.0, 2], 1, [[1, 2], [2, 4]]), ValueError, "`metric` must have a determinant that is nei"),
        (lambda: hodge_star([1.0, 2], 0, [[1, 2], [2, 4]]), ValueError, "`a` must have"),
        (lambda: hodge_star([1.0], 0, [[0.1, 0.2], [0.2, 0.4]]), ValueError, "`metric` must have a determinant"),
        (lambda: hodge_star([1.0] * 4, 1, [1e200] * 4), ValueError, "`metric` must have a determinant .* too large"),
        (lambda: hodge_star([1.0, 2], 1, [[1, 2], [0, 4]]), ValueError, "`metric` must be symmetric; got a differen"),
        (lambda: hodge_star([1.0, 2], 1, [[1, 1j], [-1j, 4]]), TypeError, "`metric` must be real"),
        (lambda: hodge_star([1.0, 2], 1, [1, np.nan]), ValueError, "`metric` must be finite"),
        (lambda: hodge_star([1.0, 2], 1, 1.0), ValueError, r"`metric` must have shape \(n,\) or .* point is d"),
        (lambda: hodge_star([1.0, 2], 1, np.ones((5, 2))), ValueError, r"`metric` must have shape .* \(5, 2\)"),
        (lambda: hodge_star([1.0, 2], 1, [1, 1, 1]), ValueError, r"`a` must have C\(3, 1\) = 3 components"),
        (lambda: hodge_star([], 3, [1, 1]), ValueError, "`k` must be at most 2, the dimension of `metric`; got 3"),
        (lambda: hodge_star(np.ones((4, 2)), 1, np.tile(np.eye(2), (3, 1, 1))), ValueError, "`a` must have leading"),
    ],
)
def test_bad_input_is_named(call, kind, message):
    with pytest.raises(kind, match=message):
        call()


def test_order_of_the_components():
    assert [basis(3, 2)[i] for i in np.flatnonzero(hodge_star([0.0, 1.0, 0.0], 1, [1, 1, 1]))] == [(0, 2)]
