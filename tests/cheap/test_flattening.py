"""One layer against several: the Taylor system, the search, the fast Fourier transform, pairs of low rank."""

import itertools

import numpy as np
import pytest
import sympy

from physdl import style
from physdl.cheap import (
    best_shallow_error,
    best_shallow_product,
    fft_network,
    hidden_units,
    low_rank_pair,
    monomials,
    multiplication_gate,
    obstruction,
    shallow_bound,
    shifted_product,
    states,
    taylor_residual,
    taylor_system,
)
from physdl.cheap.figures import flattening as figures
from physdl.explore import palette
from physdl.neural import Affine, Network, Sigmoid, Softplus, Tanh


def signs(n):
    return states(n, (1, -1))


def corners(n):
    """Return the corners of the unit cube without the origin."""
    return states(n)[1:]


def parity(n):
    """Return the degrees that a function of one parity lacks, if it has degree n."""
    return range(n - 1, -1, -2)


@pytest.mark.parametrize("free", [(), (0,), (1, 3)])
def test_the_system_is_that_of_sympy(free):
    n, rng = 4, np.random.default_rng(0)
    directions = rng.integers(-3, 4, (5, n)).astype(float)
    matrix, target = taylor_system(directions, free)
    x = sympy.symbols(f"x:{n}")
    rows = []
    for power in itertools.product(range(n + 1), repeat=n):
        if sum(power) <= n and sum(power) not in free:
            monomial = sympy.prod(v**p for v, p in zip(x, power, strict=True))
            values = [float(monomial.subs(dict(zip(x, a, strict=True)))) for a in directions.tolist()]
            rows.append((tuple(values), float(power == (1,) * n)))
    assert sorted(rows) == sorted(zip(map(tuple, matrix.tolist()), target.tolist(), strict=True))
    assert target.sum() == 1


@pytest.mark.parametrize("n", range(1, 7))
def test_constructions_solve_the_system(n):
    for directions, free in ((signs(n), ()), (corners(n), (0,)), (signs(n)[: 2 ** (n - 1)], parity(n))):
        assert taylor_residual(directions, free) < 1e-12
        assert len(directions) == shallow_bound(n, free)
        if len(directions) > 1:
            assert taylor_residual(directions[1:], free) > 0.1


@pytest.mark.parametrize("n", range(2, 7))
@pytest.mark.parametrize("kind", ["whole numbers", "any numbers", "few variables", "large and small"])
def test_obstruction_is_a_proof(n, kind):
    rng = np.random.default_rng(n)
    for free in ((), (0,), parity(n)):
        directions = rng.standard_normal((shallow_bound(n, free) - 1, n))
        if kind == "whole numbers":
            directions = np.rint(2 * directions)
        elif kind == "few variables":
            directions[:, -1] = 0.0  # no set with the last variable is involved
        elif kind == "large and small":
            directions *= 10.0 ** np.arange(n)
        y = obstruction(directions, free)
        matrix, target = taylor_system(directions, free)
        assert np.abs(y @ matrix).max() <= 1e-12 * max(1.0, (np.abs(y) @ np.abs(matrix)).max())
        assert y @ target == pytest.approx(1, abs=1e-14)
        residual = taylor_residual(directions, free)
        assert residual > 1e-9
        if kind == "few variables":
            assert residual == pytest.approx(1, abs=1e-12)


def test_exactly_unsolvable():
    """With whole numbers the contradiction is exact: the rank over the rationals grows by one."""
    rng = np.random.default_rng(4)
    for n in (2, 3):
        for directions in (signs(n)[1:], corners(n), rng.integers(-4, 5, (2**n - 1, n))):
            matrix, target = taylor_system(directions)
            exact = sympy.Matrix(matrix.astype(int).tolist())
            assert exact.row_join(sympy.Matrix(target.astype(int).tolist())).rank() == exact.rank() + 1
        exact = sympy.Matrix(taylor_system(signs(n))[0].astype(int).tolist())
        target = sympy.Matrix(taylor_system(signs(n))[1].astype(int).tolist())
        assert exact.row_join(target).rank() == exact.rank() == 2**n


def test_many_directions_in_a_plane_are_no_help():
    rng = np.random.default_rng(5)
    directions = rng.standard_normal((30, 2)) @ rng.standard_normal((2, 3))
    y, (matrix, target) = obstruction(directions), taylor_system(directions)
    assert np.abs(y @ matrix).max() < 1e-9 * np.abs(y).max() * np.abs(matrix).max()
    assert y @ target == pytest.approx(1)


def test_bounds():
    assert [shallow_bound(n) for n in range(1, 9)] == [2**n for n in range(1, 9)]
    assert [shallow_bound(n, [0]) for n in range(1, 9)] == [2**n - 1 for n in range(1, 9)]
    assert [shallow_bound(n, parity(n)) for n in range(1, 9)] == [2 ** (n - 1) for n in range(1, 9)]
    assert shallow_bound(3, [0, 1, 2]) == 3  # powers of one degree: sets of one size


@pytest.mark.parametrize(("kind", "point"), [(Tanh, 0.5), (Sigmoid, 1.0), (Softplus, 2.0)])
def test_shifted_product_is_its_formula(kind, point):
    sigma, scale, n = kind(), 0.05, 3
    x = np.random.default_rng(6).uniform(-1, 1, (40, n))
    t = sympy.Symbol("t")
    formula = {Tanh: sympy.tanh(t), Sigmoid: 1 / (1 + sympy.exp(-t)), Softplus: sympy.log(1 + sympy.exp(t))}[kind]
    third = float(sympy.diff(formula, t, n).subs(t, sympy.Rational(point)))
    plain = sum((-1) ** (n - c.sum()) * sigma(point + scale * x @ c) for c in states(n)) / (scale**n * third)
    network = shifted_product(n, activation=sigma, scale=scale, point=point)
    np.testing.assert_allclose(network(x)[:, 0], plain, rtol=0, atol=1e-10)
    assert hidden_units(network) == 7
    assert [part.parameters.size for part in network.maps] == [7 * 3 + 7, 0, 8]


def test_search_returns_what_it_says():
    n, rng = 2, np.random.default_rng(7)
    x = rng.uniform(-1, 1, (40_000, n))
    for bias in (False, True):
        network, error = best_shallow_product(n, 3, np.random.default_rng(8), starts=3, output_bias=bias)
        off = network(x)[:, 0] - x.prod(axis=1)
        assert np.sqrt(np.mean(off**2) * 3**n) == pytest.approx(error, rel=0.02)
        assert hidden_units(network) == 3
        assert np.ptp(network.maps[0].bias) == 0
        assert (network.maps[2].bias[0] != 0) == bias
    assert best_shallow_error(n, 3, np.random.default_rng(8), starts=3, output_bias=True) == error < 1e-2


def test_search_finds_the_cliff():
    errors = [best_shallow_error(2, m, np.random.default_rng(9), starts=4, steps=40) for m in (1, 2, 3, 4, 6)]
    assert 1 > errors[0] > errors[1] > errors[2] > 0.4 > 1e-4 > max(errors[3:])
    # Without a step the first start is the gate with the best readout instead of Taylor's.
    x = np.array(list(itertools.product(np.polynomial.legendre.leggauss(8)[0], repeat=2)))
    weight = np.outer(*[np.polynomial.legendre.leggauss(8)[1] / 2] * 2).ravel()
    still = best_shallow_error(2, 4, np.random.default_rng(3), starts=1, steps=0, activation=Softplus(), point=0.3)
    gate = multiplication_gate(Softplus(), 0.05, point=0.3)(x)[:, 0]
    assert 0.2 < still / (3 * np.sqrt(weight @ (gate - x.prod(axis=1)) ** 2)) < 1


@pytest.mark.parametrize("n", [2, 4, 8, 64, 512])
def test_fft_network_is_numpy_fft(n):
    rng = np.random.default_rng(10)
    x = rng.standard_normal((n, 3)) + 1j * rng.standard_normal((n, 3))
    order, layers = fft_network(n)
    y = x[order]
    for layer in layers:
        assert (np.diff(layer.indptr) == 2).all()
        np.testing.assert_allclose((layer @ layer.conj().T).toarray(), 2 * np.eye(n), rtol=0, atol=1e-14)
        y = layer @ y
    np.testing.assert_allclose(y, np.fft.fft(x, axis=0), rtol=0, atol=2e-15 * n * np.log2(n))
    assert len(layers) == np.log2(n)
    assert sum(layer.nnz for layer in layers) == 2 * n * np.log2(n)
    assert (order[order] == np.arange(n)).all()


def test_fft_network_as_a_network():
    n, rng = 8, np.random.default_rng(11)
    order, layers = fft_network(n)
    network = Network([Affine(layer.toarray()) for layer in layers])
    x = rng.standard_normal((5, n)) + 1j * rng.standard_normal((5, n))
    np.testing.assert_allclose(network(x[:, order]), np.fft.fft(x), rtol=0, atol=1e-13)


@pytest.mark.parametrize("shape", [(6, 6), (5, 9), (9, 4)])
def test_low_rank_pair_is_the_closest(shape):
    rng = np.random.default_rng(12)
    matrix = rng.standard_normal(shape) + 1j * rng.standard_normal(shape)
    values = np.linalg.svd(matrix, compute_uv=False)
    for k in range(1, min(shape) + 1):
        outer, inner = low_rank_pair(matrix, k)
        assert (outer.shape, inner.shape) == ((shape[0], k), (k, shape[1]))
        rest = np.sqrt(np.sum(values[k:] ** 2))
        assert np.linalg.norm(matrix - outer @ inner) == pytest.approx(rest, abs=1e-13)
        np.testing.assert_allclose(np.linalg.norm(outer, axis=0), np.linalg.norm(inner, axis=1), rtol=1e-12)


def test_refusals():
    rng = np.random.default_rng(0)
    for n in (3, 12, 0, 1):
        with pytest.raises(ValueError, match=r"`n` must be (a power of two|at least 2)"):
            fft_network(n)
    with pytest.raises(ValueError, match="Take 8 or 16"):
        fft_network(12)
    with pytest.raises(ValueError, match=r"`units` must be at least 1; got 0"):
        best_shallow_error(2, 0, rng)
    with pytest.raises(ValueError, match=r"`n` must be at most 4; got 5"):
        best_shallow_error(5, 3, rng)
    with pytest.raises(ValueError, match=r"`rank` must be at most 3 for shape \(3, 4\); got 4"):
        low_rank_pair(np.ones((3, 4)), 4)
    with pytest.raises(ValueError, match=r"`rank` must be at least 1; got 0"):
        low_rank_pair(np.ones((3, 4)), 0)
    with pytest.raises(ValueError, match=r"fewer than 8 independent products; got 8"):
        obstruction(signs(3))
    with pytest.raises(ValueError, match=r"`free` must hold degrees below n = 3; got 3"):
        taylor_system(signs(3), free=[3])
    with pytest.raises(ValueError, match=r"`directions` must have 2 axes"):
        taylor_residual([1.0, 2.0])
    with pytest.raises(ValueError, match=r"`directions` must leave at most 1,000,000 equations.*; got 2,704,156"):
        taylor_system(np.ones((1, 12)))
    with pytest.raises(ValueError, match=r"`n` must be at most 16; got 17"):
        shallow_bound(17)
    with pytest.raises(ValueError, match=r"units for 40 factors, which takes .* GB"):
        shifted_product(40)
    with pytest.raises(ValueError, match=r"derivative number 4 is not zero; got 0"):
        shifted_product(4, point=0.0)
    with pytest.raises(ValueError, match=r"`scale` must be so large"):
        shifted_product(4, scale=1e-90)


def test_monomials_of_the_product_stand_once():
    for n in range(1, 9):
        _, target = taylor_system(np.ones((1, n)))
        assert target.sum() == 1
        assert (
            np.flatnonzero(monomials(1.0 + np.eye(n), n).min(axis=0) == 2).tolist() == np.flatnonzero(target).tolist()
        )


def luminance(rgb):
    srgb = np.asarray(rgb) / 255
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize("night", [False, True])
def test_no_phase_has_the_colour_of_the_paper(night):
    phases = np.exp(2j * np.pi * np.linspace(-0.5, 0.5, 256, endpoint=False)).reshape(16, 16)
    figure, update = figures.fourier(16)
    update(phases, phases, "", "")
    colors = np.round(255 * np.asarray(figure.axes[0].images[0].get_array())).astype(np.uint8)
    paper = np.array([list(bytes.fromhex(style.PAPER[1:]))], np.uint8)
    ground, seen = (luminance(palette.darken(part, shades=True) if night else part) for part in (paper, colors))
    contrast = (np.maximum(seen, ground) + 0.05) / (np.minimum(seen, ground) + 0.05)
    assert contrast.min() > 2
