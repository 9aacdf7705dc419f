"""Numbers that carry a tangent: every rule against complex steps, differences or sympy, and what is refused."""

import numpy as np
import pytest
import sympy

from physdl.duals import gradient, hessian, jacobian, pushforward
from physdl.duals.number import ARRAYS, ELEMENTWISE, Dual


def by_complex_step(f, x, v, h=1e-30):
    return np.imag(f(x + 1j * h * v)) / h


def by_differences(f, x, v, h=1e-4):
    """Return the derivative to about 1e-11, by central differences of order 6."""
    return sum(c * (f(x + s * h * v) - f(x - s * h * v)) for s, c in ((1, 45), (2, -9), (3, 1))) / (60 * h)


UNARY = [f for f in ELEMENTWISE if f.nin == 1]
BINARY = [f for f in ELEMENTWISE if f.nin == 2]
DOMAIN = {np.arccosh: (1.2, 3), np.arcsin: (-0.9, 0.9), np.arccos: (-0.9, 0.9), np.arctanh: (-0.9, 0.9)}
POSITIVE = {np.log, np.log2, np.log10, np.log1p, np.sqrt, np.cbrt, np.reciprocal, np.power, np.float_power}


@pytest.mark.parametrize("f", UNARY, ids=lambda f: f.__name__)
def test_unary_rules(f):
    rng = np.random.default_rng(1)
    low, high = DOMAIN.get(f, (0.3, 2) if f in POSITIVE else (-2, 2))
    x, v = rng.uniform(low, high, 40), rng.standard_normal(40)
    assert pushforward(f, x, v) == pytest.approx(by_differences(f, x, v), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("f", BINARY, ids=lambda f: f.__name__)
@pytest.mark.parametrize("which", ["both", "first", "second"])
def test_binary_rules_with_broadcasting(f, which):
    rng = np.random.default_rng(2)
    low = 0.3 if f in POSITIVE else -2
    x = rng.uniform(low, 2, 7)
    other = rng.uniform(low, 2, (5, 1)) + (2.5 if f is np.remainder else 0)
    g = {
        "both": lambda x: f(x, np.exp(x)[:, None] + 2),
        "first": lambda x: f(x, other),
        "second": lambda x: f(other, x + (3 if f is np.remainder else 0)),
    }[which]
    v = rng.standard_normal(7)
    assert pushforward(g, x, v) == pytest.approx(by_differences(g, x, v, 1e-5), rel=1e-7, abs=1e-7)


W = np.random.default_rng(3).standard_normal((4, 4))
WHOLE = {
    np.sum: lambda x: np.sum(x, axis=0) * x.sum() + x.sum(axis=(0, 1), keepdims=True)[0],
    np.mean: lambda x: x.mean(axis=1) * np.mean(x),
    np.cumsum: lambda x: np.cumsum(x * x, axis=0) + np.cumsum(x).reshape(4, 4),
    np.diff: lambda x: np.diff(np.exp(x), axis=0) + np.diff(x * x, n=1)[:3, :3].sum(),
    np.roll: lambda x: x * np.roll(x, 1, axis=0) + np.roll(x, 3),
    np.flip: lambda x: x * np.flip(x, 0) + np.flip(x),
    np.swapaxes: lambda x: x * np.swapaxes(x, 0, 1),
    np.moveaxis: lambda x: np.moveaxis(x[None] ** 2, 0, 2),
    np.transpose: lambda x: x * x.T + np.transpose(np.exp(x)[None], (2, 0, 1))[:, 0] * x.transpose(1, 0),
    np.reshape: lambda x: np.reshape(x * x, (2, 8)) + (x * x).reshape(2, -1),
    np.ravel: lambda x: x.ravel() ** 2,
    np.squeeze: lambda x: np.squeeze((x * x)[:, None], axis=1),
    np.expand_dims: lambda x: np.expand_dims(x * x, 1) * x,
    np.copy: lambda x: np.copy(x) ** 2,
    np.broadcast_to: lambda x: np.broadcast_to(x * x, (3, 4, 4)),
    np.take: lambda x: np.take(x * x, [3, 0], axis=1) + np.take(x, 5),
    np.repeat: lambda x: np.repeat(x * x, 2, axis=0) * np.repeat(x, 2)[:1],
    np.diagonal: lambda x: np.diagonal(x * x, 1),
    np.trace: lambda x: np.trace(x * x) * x,
    np.real: lambda x: np.real(x * np.exp(1j * x)) + (x * 1j).real,
    np.imag: lambda x: np.imag(x * np.exp(1j * x)) + (x * 1j).imag,
    np.angle: lambda x: np.angle(x + 2j + 1j * x * x),
    np.clip: lambda x: np.clip(x, -0.5, 0.5) * x,
    np.max: lambda x: np.max(x * x, axis=0) + x.max(axis=1, keepdims=True) + x.max(),
    np.min: lambda x: np.min(x * x, axis=-1) + x.min(),
    np.prod: lambda x: np.prod(x, axis=0) + x.prod(),
    np.where: lambda x: np.where(x > 0, x * x, 3.0) + np.where(x > 0, 0.0, np.sum(x, axis=0)),
    np.stack: lambda x: np.stack([x, W, x * x], axis=1),
    np.concatenate: lambda x: np.concatenate([x * x, W[:1], x], axis=0),
    np.matmul: lambda x: x @ x + W @ x + (x @ W[0]) + x[0] @ (x * W) + x[0] @ x[1] + np.matmul(W[None], x),
    np.dot: lambda x: np.dot(x, W[0]) * np.dot(x[0], x[1]) + np.dot(2.0, x[0]),
    np.outer: lambda x: np.outer(x[0], x[1]),
    np.inner: lambda x: np.inner(x[0], x[1]) * x,
    np.cross: lambda x: np.cross(x[:, :3], W[0, :3]) + np.cross(x[0, :3], x[:, 1:]),
    np.einsum: lambda x: np.einsum("ij,jk,...k->...i", x, W, np.exp(x)) + np.einsum("ij->j", x * x),
    np.linalg.norm: lambda x: np.linalg.norm(x, axis=1) * np.linalg.norm(x),
    np.linalg.inv: lambda x: np.linalg.inv(x * x + 3 * np.eye(4)),
    np.linalg.det: lambda x: np.linalg.det(x * x + 3 * np.eye(4)) * x,
    np.linalg.solve: lambda x: np.linalg.solve(x * x + 3 * np.eye(4), np.exp(x)) + np.linalg.solve(W, x[0]),
}
WHOLE[np.amax], WHOLE[np.amin] = WHOLE[np.max], WHOLE[np.min]


@pytest.mark.parametrize("function", list(ARRAYS), ids=lambda f: f.__name__)
def test_rules_of_whole_arrays(function):
    f, rng = WHOLE[function], np.random.default_rng(4)
    x, v = rng.standard_normal((4, 4)), rng.standard_normal((3, 4, 4))
    result = pushforward(f, x, v)
    assert result.shape == (3, *np.shape(f(x)))
    for tangent, direction in zip(result, v, strict=True):
        assert tangent == pytest.approx(by_differences(f, x, direction), rel=1e-8, abs=1e-8)
        second = pushforward(lambda y, d=direction: pushforward(f, y, d), x, direction)
        differences = by_differences(lambda y, d=direction: pushforward(f, y, d), x, direction)
        assert second == pytest.approx(differences, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize(
    "key", [0, -1, (slice(None), 2), (Ellipsis, None, 1), [2, 0], (slice(None), [1, 1, 3]), ([0, 1], [2, 3])]
)
def test_indexing(key):
    x, v = np.random.default_rng(5).standard_normal((2, 4, 4))
    assert pushforward(lambda y: (y * y)[key], x, v) == pytest.approx((2 * x * v)[key], rel=1e-14)
    nested = pushforward(lambda z: pushforward(lambda y: (y * y)[key], z, v), x, v)
    assert nested == pytest.approx((2 * v * v)[key], rel=1e-14)


def test_indexing_by_separated_arrays_and_by_masks():
    x, v = np.random.default_rng(6).standard_normal((2, 2, 3, 4))
    for key in (([0, 1], slice(None), [2, 3]), x > 0):
        assert pushforward(lambda y, key=key: (y * y)[key], x, v) == pytest.approx((2 * x * v)[key], rel=1e-14)


def test_matches_complex_step_on_a_program_with_branches_and_loops():
    def program(x):
        y = np.stack([np.sin(x[..., 0]) * x[..., 1], np.exp(-(x[..., 1] ** 2)), x[..., 0] / (2 + x[..., 1])], axis=-1)
        for k in range(4):
            y = np.cos(y) + 0.3 * y * y[..., ::-1] if k % 2 else y + 0.1 * np.sqrt(1 + y * y)
        return y

    rng = np.random.default_rng(7)
    x, v = rng.standard_normal((50, 2)), rng.standard_normal((50, 2))
    assert pushforward(program, x, v) == pytest.approx(by_complex_step(program, x, v), rel=1e-13, abs=1e-14)


def test_derivatives_of_order_one_to_five_against_sympy():
    s = sympy.Symbol("s")
    expression = sympy.exp(sympy.sin(s)) / (1 + s**2)

    def f(x):
        return np.exp(np.sin(x)) / (1 + x**2)

    for order in range(1, 6):
        g = f
        for _ in range(order):
            g = (lambda h: lambda x: pushforward(h, x, 1.0))(g)
        exact = float(expression.diff(s, order).subs(s, sympy.Rational(7, 10)).evalf(30))
        assert float(g(0.7)) == pytest.approx(exact, rel=1e-12)


def test_no_two_epsilons_are_taken_for_one():
    """d/dx [x · d/dy (x + y)] = 1; who confuses the two perturbations gets 2."""
    assert float(pushforward(lambda x: x * pushforward(lambda y: x + y, 5.0, 1.0), 3.0, 1.0)) == 1.0
    assert float(pushforward(lambda x: pushforward(lambda y: x * y * y, x, 1.0), 3.0, 1.0)) == 12.0


def test_gradient_jacobian_hessian_of_batches():
    rng = np.random.default_rng(8)
    A = rng.standard_normal((3, 3))
    x = rng.standard_normal((4, 5, 3))

    def quadratic(x):
        return np.einsum("...i,ij,...j->...", x, A, x)

    assert gradient(quadratic, x) == pytest.approx(x @ (A + A.T).T, rel=1e-13, abs=1e-13)
    assert hessian(quadratic, x) == pytest.approx(np.broadcast_to(A + A.T, (4, 5, 3, 3)), rel=1e-13)
    assert jacobian(lambda x: x @ A.T, x) == pytest.approx(np.broadcast_to(A, (4, 5, 3, 3)), rel=1e-13)
    assert jacobian(lambda x: np.ones((*x.shape[:-1], 2)), x).shape == (4, 5, 2, 3)
    assert not hessian(lambda x: x[..., 0], x).any()
    table = jacobian(lambda x: x[..., :, None] * x[..., None, :], x)
    assert table.shape == (4, 5, 3, 3, 3)
    assert table[..., 0, 1, 0] == pytest.approx(x[..., 1])


def test_hessian_is_symmetric_and_exact():
    x = np.random.default_rng(9).standard_normal((20, 2))
    found = hessian(lambda x: np.exp(x[..., 0] * x[..., 1]), x)
    a, b = x.T
    e = np.exp(a * b)
    exact = np.array([[b * b * e, (1 + a * b) * e], [(1 + a * b) * e, a * a * e]])
    assert found == pytest.approx(np.moveaxis(exact, -1, 0), rel=1e-13)


def test_complex_numbers():
    rng = np.random.default_rng(10)
    z, v = rng.standard_normal((2, 6)) + 1j * rng.standard_normal((2, 6))
    for f, exact in (
        (lambda z: z**3 + np.exp(1j * z), (3 * z**2 + 1j * np.exp(1j * z)) * v),
        (np.conj, np.conj(v)),
        (lambda z: np.abs(z) ** 2, 2 * np.real(np.conj(z) * v)),
        (np.angle, np.imag(v / z)),
        (lambda z: z.real + 0 * z.imag, v.real),
    ):
        assert pushforward(f, z, v) == pytest.approx(exact, rel=1e-13)
    holomorphic = jacobian(lambda z: z**2, z)
    assert holomorphic == pytest.approx(np.diag(2 * z), rel=1e-14)
    assert hessian(lambda z: np.sum(z**3, axis=-1), z) == pytest.approx(np.diag(6 * z), rel=1e-14)


def test_dtype_is_kept():
    x = np.array([0.5, 1.5], dtype=np.float32)
    assert gradient(lambda x: np.sum(np.sqrt(x) * 2.5, axis=-1), x).dtype == np.float32
    assert jacobian(lambda x: np.stack([x[0], x[1] ** 2]), x).dtype == np.float32


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.maximum(x, 0),
        lambda x: np.minimum(0.7, x),
        lambda x: np.clip(x, 0, 1),
        lambda x: x**0,
        lambda x: x ** np.array([0, 1, 2], np.float32),
        lambda x: 2.0**x,
        lambda x: (x - 0.25) ** (x - 0.25),
        lambda x: np.ones(3, np.float32),
    ],
)
def test_single_precision_stays_single(f):
    x = np.array([0.5, 1.5, 0.25], np.float32)
    found = pushforward(f, x, np.ones(3, np.float32))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, pushforward(f, x.astype(float), np.ones(3)), rtol=1e-6)


def test_a_condition_may_carry_a_tangent_that_does_not_count():
    assert pushforward(lambda x: np.where(x, 1.0, 2.0) * x, np.array([3.0, 0.0]), np.ones(2)).tolist() == [1, 2]
    assert pushforward(lambda x: np.sum(np.where(x, 1.0, 2.0)), np.array([3.0, 0.0]), np.ones(2)) == 0


def test_powers_where_naive_rules_fail():
    with np.errstate(all="raise"):
        assert pushforward(lambda x: x**0, np.zeros(2), np.ones(2)).tolist() == [0, 0]
        assert pushforward(lambda x: x**1, np.zeros(2), np.ones(2)).tolist() == [1, 1]
        assert pushforward(lambda p: np.zeros(2) ** p, np.full(2, 2.0), np.ones(2)).tolist() == [0, 0]
        assert pushforward(lambda x: x**2, np.array([-3.0, 0]), np.ones(2)).tolist() == [-6, 0]


def test_kinks_take_one_side_and_flat_functions_have_slope_zero():
    assert float(pushforward(lambda x: np.maximum(x, 0.0), 0.0, 1.0)) == 1.0
    assert float(pushforward(np.floor, 2.5, 1.0)) == 0.0
    assert float(pushforward(lambda x: x * np.sign(x), -2.0, 1.0)) == -1.0


def test_a_dual_looks_like_an_array():
    seen = {}

    def f(x):
        seen.update(shape=x.shape, ndim=x.ndim, size=x.size, dtype=x.dtype, length=len(x), rows=len(list(x)))
        seen["text"], seen["like"] = repr(x), np.zeros_like(x).tolist()
        return x[0] if x[0, 0] > 0 else -x[0]

    assert pushforward(f, np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])).tolist() == [3, 4]
    assert seen["shape"] == (1, 2)
    assert (seen["ndim"], seen["size"], seen["length"], seen["rows"]) == (2, 2, 1, 1)
    assert seen["text"].startswith("Dual(")
    assert seen["like"] == [[0, 0]]


X = np.array([1.0, 2.0])


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda x: np.frexp(x)[0], "`np.frexp` does not carry tangents. These do: absolute, add"),
        (np.sinc, r"`np.sinc` does not carry tangents. Write np.sin\(x\) / x"),
        (np.sort, r"`np.sort` does not .* Index with np.argsort\(x\)"),
        (np.median, "`np.median` does not carry tangents. These do:"),
        (lambda x: np.add.reduce(x), "`np.add.reduce` does not carry tangents"),
        (lambda x: np.add(x, 1, where=x > 0), "`np.add with where` does not carry"),
        (lambda x: np.array([x[0], x[1]]), "`np.asarray` does not carry tangents. Collect entries with np.stack"),
        (lambda x: float(x[0]), "`float` does not carry tangents. Functions of `math` know no tangents"),
        (lambda x: x.__iadd__(1), "`np.add in place` does not .* Write x = x \\+ y"),
        (lambda x: x.__setitem__(0, 1), "Build the array with np.stack, np.concatenate or np.where"),
        (lambda x: np.einsum("i,i", x, x), "result's subscripts after ->"),
        (lambda x: np.dot(x[None, None], np.ones((2, 1))), "Use np.matmul or np.einsum"),
        (lambda x: np.inner(x[None], x[None]), "Use np.einsum"),
        (lambda x: np.linalg.norm(x, 1), "only the Euclidean one"),
        (lambda x: np.max(x[None], axis=(0, 1)), "one after the other"),
        (lambda x: len(x[0]), "has no length"),
        (lambda x: [x[0], x[1]], "`f` must return one array; got list. Join its parts by np.stack"),
    ],
)
def test_what_is_refused_is_named(f, message):
    with pytest.raises(TypeError, match=message):
        pushforward(f, X, X)


def test_an_unknown_method_is_named():
    with pytest.raises(AttributeError, match=r"`.argpartition` does not carry tangents"):
        pushforward(lambda x: x.argpartition(1), X, X)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pushforward(np.sin, X, np.ones(3)), r"`v` must end with the shape of `x`, \(2,\); got shape \(3,\)"),
        (lambda: pushforward(np.sin, X, 1j * X), "`v` must be real where `x` is real"),
        (lambda: pushforward(np.sin, [1.0, np.nan], X), "`x` must be finite; got nan at index \\(1,\\)"),
        (lambda: gradient(np.sin, 1.0), "`x` must have an axis of coordinates"),
        (lambda: gradient(np.sin, X), r"one value per point, shape \(\); got shape \(2,\). .* `jacobian`"),
        (lambda: jacobian(np.sum, np.ones((3, 2))), r"keep the axes that count points, \(3,\); got shape \(\)"),
        (lambda: gradient(lambda z: np.sum(np.abs(z) ** 2), X + 0j), "`f` must be holomorphic where `x` is complex"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_constants_and_results_that_do_not_depend_on_x():
    assert not pushforward(lambda x: np.ones(3), X, np.ones((4, 2))).any()
    assert pushforward(lambda x: 1.0, X, np.ones((4, 2))).shape == (4,)
    assert isinstance(Dual(X, X[None], 1) + 1, Dual)
