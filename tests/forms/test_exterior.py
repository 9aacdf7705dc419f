"""The exterior algebra: against the definition by alternating multilinear maps, the laws, and determinants."""

from itertools import combinations, permutations
from math import comb

import numpy as np
import pytest

from physdl.duals import pushforward
from physdl.forms.exterior import basis, blocks, interior, pullback, pullbacks, wedge, wedges


def sign(p):
    return round(np.linalg.det(np.eye(len(p))[list(p)])) if p else 1


def tensor(a, k, n):
    """Return the full antisymmetric array a[i1, …, ik] of the components of one form."""
    full = np.zeros((n,) * k)
    for value, indices in zip(a, combinations(range(n), k), strict=True):
        for p in permutations(range(k)):
            full[tuple(indices[i] for i in p)] = sign(p) * value
    return full


def eat(a, k, vectors):
    """Return a(v1, …, vk) from the full antisymmetric array, slot by slot."""
    full = tensor(a, k, vectors.shape[-1])
    for v in vectors:
        full = np.tensordot(v, full, axes=(0, 0))
    return float(full)


DEGREES = [(n, k, j) for n in (1, 2, 3, 4, 5) for k in range(n + 1) for j in range(n + 1 - k)]


def test_basis_is_lexicographic():
    assert basis(4, 2) == ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))
    assert basis(3, 0) == ((),)
    assert basis(2, 3) == ()


@pytest.mark.parametrize(("n", "k", "j"), DEGREES)
def test_wedge_is_the_alternated_product(n, k, j):
    """(a∧b)(v1, …) = ∑ over shuffles, here over all permutations divided by k! j!."""
    rng = np.random.default_rng(n + 10 * k + 100 * j)
    a, b = rng.standard_normal(comb(n, k)), rng.standard_normal(comb(n, j))
    v = rng.standard_normal((k + j, n))
    total, count = 0.0, 0
    for p in permutations(range(k + j)):
        if list(p[:k]) == sorted(p[:k]) and list(p[k:]) == sorted(p[k:]):
            total += sign(p) * eat(a, k, v[list(p[:k])]) * eat(b, j, v[list(p[k:])])
            count += 1
    assert count == comb(k + j, k)
    assert eat(wedge(a, b, k, j, n), k + j, v) == pytest.approx(total, rel=1e-11, abs=1e-11)


@pytest.mark.parametrize(("n", "k", "j"), DEGREES)
def test_wedge_commutes_up_to_a_sign_and_is_associative(n, k, j):
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((7, comb(n, k))), rng.standard_normal((7, comb(n, j)))
    assert wedge(a, b, k, j, n) == pytest.approx((-1) ** (k * j) * wedge(b, a, j, k, n), rel=1e-13, abs=1e-13)
    c = rng.standard_normal((7, n))
    left = wedge(wedge(a, b, k, j, n), c, k + j, 1, n)
    right = wedge(a, wedge(b, c, j, 1, n), k, j + 1, n)
    assert left.shape == right.shape == (7, comb(n, k + j + 1))
    assert left == pytest.approx(right, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_interior_puts_the_vector_into_the_first_slot(n):
    rng = np.random.default_rng(2)
    for k in range(1, n + 1):
        a, v = rng.standard_normal(comb(n, k)), rng.standard_normal((k, n))
        assert eat(interior(v[0], a, k, n), k - 1, v[1:]) == pytest.approx(eat(a, k, v), rel=1e-11, abs=1e-12)
        if k > 1:
            assert np.abs(interior(v[0], interior(v[0], a, k, n), k - 1, n)).max() < 1e-13


@pytest.mark.parametrize(("n", "k", "j"), [d for d in DEGREES if d[1] and d[2]])
def test_interior_is_an_antiderivation(n, k, j):
    rng = np.random.default_rng(3)
    a, b, v = (rng.standard_normal((5, m)) for m in (comb(n, k), comb(n, j), n))
    left = interior(v, wedge(a, b, k, j, n), k + j, n)
    one = wedge(interior(v, a, k, n), b, k - 1, j, n)
    two = wedge(a, interior(v, b, j, n), k, j - 1, n)
    assert left == pytest.approx(one + (-1) ** k * two, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(("m", "n"), [(2, 2), (3, 3), (4, 4), (5, 5), (2, 4), (4, 2), (3, 1), (1, 3)])
def test_pullback_by_determinants_of_minors(m, n):
    rng = np.random.default_rng(4)
    jacobian = rng.standard_normal((6, m, n))
    forms = {k: rng.standard_normal((6, comb(m, k))) for k in range(m + 1)}
    results = pullbacks(jacobian, forms)
    for k, a in forms.items():
        minors = np.array([[np.linalg.det(jacobian[:, i][:, :, j]) for j in basis(n, k)] for i in basis(m, k)]).reshape(
            comb(m, k), comb(n, k), 6
        )
        assert results[k] == pytest.approx(np.einsum("pi,ijp->pj", a, minors), rel=1e-12, abs=1e-12)
        assert np.array_equal(pullback(jacobian, a, k), results[k])


def test_pullback_carries_vectors_forward_reverses_order_and_respects_wedge():
    rng = np.random.default_rng(5)
    f, g = rng.standard_normal((3, 4)), rng.standard_normal((5, 3))
    a, b = rng.standard_normal(comb(5, 2)), rng.standard_normal(5)
    v = rng.standard_normal((2, 4))
    assert eat(pullback(g @ f, a, 2), 2, v) == pytest.approx(eat(a, 2, v @ (g @ f).T), rel=1e-12)
    assert pullback(g @ f, a, 2) == pytest.approx(pullback(f, pullback(g, a, 2), 2), rel=1e-12, abs=1e-12)
    left = pullback(g, wedge(a, b, 2, 1, 5), 3)
    assert left == pytest.approx(wedge(pullback(g, a, 2), pullback(g, b, 1), 2, 1, 3), rel=1e-12, abs=1e-12)


def test_top_degree_is_the_determinant():
    jacobian = np.random.default_rng(6).standard_normal((9, 4, 4))
    assert pullback(jacobian, [1.0], 4)[:, 0] == pytest.approx(np.linalg.det(jacobian), rel=1e-12)


def test_leading_axes_broadcast_and_any_memory_order_will_do():
    rng = np.random.default_rng(7)
    a, b = rng.standard_normal((5, 1, 3)), rng.standard_normal((4, 3))
    table = wedge(a, b, 1, 1, 3)
    assert table.shape == (5, 4, 3)
    assert table[2, 3] == pytest.approx(wedge(a[2, 0], b[3], 1, 1, 3), rel=1e-15)
    assert np.array_equal(wedge(table, np.asfortranarray(b), 2, 1, 3), wedge(np.ascontiguousarray(table), b, 2, 1, 3))
    jacobian = rng.standard_normal((4, 3, 2))
    assert pullback(jacobian, a, 1).shape == (5, 4, 2)
    assert pullback(jacobian, a, 1)[1, 2] == pytest.approx(a[1, 0] @ jacobian[2], rel=1e-14)
    assert pullback(jacobian, a[..., :1], 3).shape == (5, 4, 0)


def test_blocks_do_not_show(monkeypatch):
    rng = np.random.default_rng(8)
    a, b, v = rng.standard_normal((1001, 4)), rng.standard_normal((1001, 6)), rng.standard_normal((1001, 4, 4))
    whole = wedge(a, b, 1, 2, 4), pullback(v, b, 2)
    monkeypatch.setattr(blocks, "BLOCK", 64)
    monkeypatch.setattr(blocks, "MINORS", 100)
    assert np.array_equal(wedge(a, b, 1, 2, 4), whole[0])
    assert np.array_equal(pullback(v, b, 2), whole[1])


def test_duals_take_the_plain_way_and_agree():
    """The derivative of a bilinear product, and of minors, from the same functions on dual numbers."""
    rng = np.random.default_rng(9)
    a, b, da, v = (rng.standard_normal((3, m)) for m in (6, 4, 6, 4))
    changed = pushforward(lambda a: wedge(a, b, 2, 1, 4), a, da)
    assert changed == pytest.approx(wedge(da, b, 2, 1, 4), rel=1e-13, abs=1e-13)
    changed = pushforward(lambda a: interior(v, a, 2, 4), a, da)
    assert changed == pytest.approx(interior(v, da, 2, 4), rel=1e-13, abs=1e-13)
    jacobian, slope = rng.standard_normal((2, 3, 4, 4))
    h = 1e-5
    for k, form in ((0, b[:, :1]), (2, a), (3, b)):
        difference = (pullback(jacobian + h * slope, form, k) - pullback(jacobian - h * slope, form, k)) / (2 * h)
        found = pushforward(lambda j, k=k, form=form: pullback(j, form, k), jacobian, slope)
        assert found == pytest.approx(difference, rel=1e-7, abs=1e-7)


def test_complex_components():
    a, b = np.array([1j, 2, 0]), np.array([0, 1.0, 1j])
    assert wedge(a, b, 1, 1, 3).tolist() == [1j, -1, 2j]
    assert pullback(np.array([[1j, 0], [0, 1j]]), [1.0], 2).tolist() == [-1]


def test_mixed_forms_are_multiplied_degree_by_degree():
    rng = np.random.default_rng(11)
    a = {k: rng.standard_normal((6, comb(4, k))) for k in (2, 0, 1)}
    b = {k: rng.standard_normal((6, comb(4, k))) for k in range(5)}
    product = wedges(a, b, 4)
    assert list(product) == [0, 1, 2, 3, 4]
    for degree, found in product.items():
        total = sum(wedge(a[k], b[degree - k], k, degree - k, 4) for k in a if degree >= k)
        assert found == pytest.approx(total, rel=1e-12, abs=1e-13)
    da = rng.standard_normal((6, 6))
    changed = pushforward(lambda x: wedges({**a, 2: x}, b, 4)[4], a[2], da)
    assert changed == pytest.approx(wedge(da, b[2], 2, 2, 4), rel=1e-12, abs=1e-13)


def test_dtype_is_kept():
    assert wedge(np.ones(2, np.float32), np.ones(2, np.float32), 1, 1, 2).dtype == np.float32
    assert pullback(np.eye(2, dtype=np.float32), np.ones(2, np.float32), 1).dtype == np.float32


def test_a_point_that_is_not_a_number_spoils_itself_only():
    a = np.ones((3, 2))
    a[1, 0] = np.nan
    assert np.isnan(wedge(a, [1.0, 1.0], 1, 1, 2))[:, 0].tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: wedge([1.0, 2], [1.0], 1, 2, 3), ValueError, r"`a` must have C\(3, 1\) = 3 components .* \(2,\)"),
        (lambda: wedge([1.0, 2, 3], 1.0, 1, 0, 3), ValueError, r"`b` must have C\(3, 0\) = 1 .* a\[..., None\]"),
        (lambda: wedge(np.ones((2, 3)), np.ones((4, 3)), 1, 1, 3), ValueError, r"`b` must have leading axes .* \(4,\)"),
        (lambda: wedge([1.0], [1.0], -1, 1, 1), ValueError, "`k` must be at least 0; got -1"),
        (lambda: wedge([1.0], [1.0], 1.0, 1, 1), TypeError, "`k` must be a whole number; got 1.0"),
        (lambda: wedge(["x"], [1.0], 1, 1, 1), TypeError, "`a` must be an array of numbers"),
        (lambda: wedges({1: [1.0, 2]}, {1: [1.0]}, 2), ValueError, r"`b\[1\]` must have C\(2, 1\) = 2 components"),
        (lambda: interior([1.0], [1.0], 0, 1), ValueError, "`k` must be at least 1; got 0. A 0-form has no slot"),
        (lambda: interior([1.0], [1.0, 2], 1, 2), ValueError, r"`v` must have 2 components .* \(1,\)"),
        (lambda: pullback([1.0], [1.0], 1), ValueError, r"`jacobian` must have shape \(..., m, n\); got shape \(1,\)"),
        (lambda: pullback(np.eye(3), [1.0, 2], 1), ValueError, r"`a` must have C\(3, 1\) = 3 .* got shape \(2,\)"),
        (lambda: pullback(np.ones((2, 3, 3)), np.ones((5, 3)), 1), ValueError, r"with those of `jacobian`, \(2,\)"),
    ],
)
def test_bad_input_is_named(call, kind, message):
    with pytest.raises(kind, match=message):
        call()
