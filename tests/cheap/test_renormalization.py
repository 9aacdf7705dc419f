"""Decimation, moved bonds, laws of rings and strips, each against a sum that shares no formula with it."""

import itertools
import math

import numpy as np
import pytest

from physdl import cheap, style
from physdl.cheap.figures import decimation as figures

KC = math.log(1 + math.sqrt(2)) / 2


def plain_ring(n, coupling, field=0.0):
    """Return {state: probability} of a ring by going through its states."""
    weights = {
        s: math.exp(sum(coupling * s[i] * s[i - 1] + field * s[i] for i in range(n)))
        for s in itertools.product((1, -1), repeat=n)
    }
    total = sum(weights.values())
    return {s: w / total for s, w in weights.items()}


def as_array(law):
    n = len(next(iter(law)))
    result = np.zeros((2,) * n)
    for s, p in law.items():
        result[tuple((1 - v) // 2 for v in s)] = p
    return result


def pushed(law, b, rule):
    """Return the law of what a function makes of blocks."""
    result = {}
    for s, p in law.items():
        new = tuple(rule(s[i : i + b]) for i in range(0, len(s), b))
        result[new] = result.get(new, 0.0) + p
    return result


def vote(block):
    return 1 if sum(block) > 0 else -1


@pytest.mark.parametrize("coupling", [-0.7, 0.0, 0.3, 1.2])
def test_a_ring_is_the_sum_over_its_states(coupling):
    assert np.allclose(cheap.ring_law(5, coupling, 0.2), as_array(plain_ring(5, coupling, 0.2)), rtol=1e-13)


@pytest.mark.parametrize("b", [1, 2, 3, 4])
@pytest.mark.parametrize("coupling", [0.1, 0.9, 2.0])
def test_decimated_rings_are_rings(b, coupling):
    kept = as_array(pushed(plain_ring(3 * b, coupling), b, lambda block: block[0]))
    ring = cheap.coarse_law(cheap.ring_law(3 * b, coupling), cheap.block_rule(b))
    assert np.allclose(ring, kept, rtol=1e-12)
    assert np.allclose(kept, as_array(plain_ring(3, float(cheap.decimate(coupling, b)))), rtol=1e-12)


def test_negative_couplings_by_their_sign():
    ring = as_array(pushed(plain_ring(9, -0.8), 3, lambda block: block[0]))
    assert np.allclose(ring, as_array(plain_ring(3, float(cheap.decimate(-0.8, 3)))), rtol=1e-12)
    assert cheap.decimate(-0.8, 2) == cheap.decimate(0.8, 2) > 0
    with pytest.raises(ValueError, match="`b` must be whole"):
        cheap.decimate(-0.8, 2.5)


def test_tanh_to_the_power():
    K, b = np.geomspace(1e-3, 8, 60), 2.7
    assert np.allclose(cheap.decimate(K, b), np.arctanh(np.tanh(K) ** b), rtol=1e-8)
    assert cheap.decimate(600.0, 3) == pytest.approx(600 - math.log(3) / 2, rel=1e-15)  # exp(−1200) is no number
    assert cheap.decimate(0.0) == 0


def test_duality():
    K = np.geomspace(1e-6, 15, 80)
    dual = cheap.dual_coupling(K)
    assert np.allclose(np.sinh(2 * K) * np.sinh(2 * dual), 1, rtol=1e-12)
    assert np.allclose(cheap.dual_coupling(dual), K, rtol=1e-12)
    with pytest.raises(ValueError, match="`coupling` must be positive"):
        cheap.dual_coupling(0.0)
    with pytest.raises(ValueError, match="length below 1e12"):
        cheap.strip_length(8, 3.0)


def test_majorities():
    law = cheap.coarse_law(cheap.ring_law(9, 0.6), cheap.block_rule(3, "majority"))
    assert np.allclose(law, as_array(pushed(plain_ring(9, 0.6), 3, vote)), rtol=1e-12)
    K = 0.4  # on 21 spins the ring is as good as endless: t^15 is 5e-7
    t, far = math.tanh(K), cheap.coarse_law(cheap.ring_law(21, K), cheap.block_rule(3, "majority"))
    spin = np.array([1.0, -1.0])
    for k in (1, 2):
        pair = far.sum(axis=tuple(i for i in range(7) if i not in (0, k)))
        assert spin @ pair @ spin == pytest.approx(((1 + t * t) / (2 * t)) ** 2 * t ** (3 * k), abs=3e-6)


def test_any_rule_of_probabilities():
    rng = np.random.default_rng(2)
    rule = rng.dirichlet([1, 1], size=(2, 2))
    law = cheap.coarse_law(cheap.ring_law(6, 0.4, 0.3), rule)
    plain = np.zeros((2, 2, 2))
    for s, p in plain_ring(6, 0.4, 0.3).items():
        x = [(1 - v) // 2 for v in s]
        for new in itertools.product((0, 1), repeat=3):
            plain[new] += p * math.prod(rule[x[2 * i], x[2 * i + 1], new[i]] for i in range(3))
    assert np.allclose(law, plain, rtol=1e-12)


def test_interactions_give_back_the_law():
    rng = np.random.default_rng(1)
    law = rng.dirichlet(np.ones(32)).reshape((2,) * 5)
    J = cheap.interactions(law)
    for x in itertools.product((0, 1), repeat=5):
        s = [1 - 2 * v for v in x]
        energy = sum(J[a] * math.prod(v for v, there in zip(s, a, strict=True) if there) for a in np.ndindex(J.shape))
        assert energy == pytest.approx(math.log(law[x]), rel=1e-10)


def test_refusals():
    law = cheap.ring_law(6, 0.5)
    with pytest.raises(ValueError, match="blocks that divide the 6 spins"):
        cheap.coarse_law(law, cheap.block_rule(4))
    with pytest.raises(ValueError, match="odd for a majority"):
        cheap.block_rule(2, "majority")
    with pytest.raises(ValueError, match="`rule` must sum to 1"):
        cheap.coarse_law(law, 1.1 * cheap.block_rule(2))
    with pytest.raises(ValueError, match="`law` must sum to 1"):
        cheap.coarse_law(2 * law, cheap.block_rule(2))
    with pytest.raises(ValueError, match="`law` must not be negative"):
        cheap.interactions(-law)
    for temperature in (0.0, -1.0):
        with pytest.raises(ValueError, match="`temperature` must be positive"):
            cheap.coupling(temperature)
    with pytest.raises(ValueError, match="`dimension` must be above 1"):
        cheap.migdal_fixed_point(2, 1)
    with pytest.raises(ValueError, match="`n` must leave arrays"):
        cheap.ring_law(40, 0.5)


def bundle(b, coupling):
    """Return the coupling of the ends of b rows of b bonds by going through the states of all spins."""
    ratio = {}
    for end in (1, -1):
        row = 0.0
        for s in itertools.product((1, -1), repeat=b - 1):
            chain = (1, *s, end)
            row += math.exp(sum(coupling * chain[i] * chain[i + 1] for i in range(b)))
        ratio[end] = row**b
    return math.log(ratio[1] / ratio[-1]) / 2


@pytest.mark.parametrize("b", [2, 3])
def test_moved_last_is_exact_on_a_hierarchical_lattice(b):
    for coupling in (0.2, 0.6, 1.1):
        found = cheap.migdal_kadanoff(coupling, b, moved=0)
        assert found == pytest.approx(bundle(b, coupling), rel=1e-12)
        first = cheap.migdal_kadanoff(coupling / b, b)
        assert found == pytest.approx(b * first, rel=1e-12)


@pytest.mark.parametrize(
    ("b", "first", "last", "nu"), [(2, 0.304689, 0.609378, 1.338), (3, 0.240606, 0.721818, 1.3548)]
)
def test_published_fixed_points(b, first, last, nu):
    assert cheap.migdal_fixed_point(b)[0] == pytest.approx(first, abs=6e-7)
    assert cheap.migdal_fixed_point(b, moved=0)[0] == pytest.approx(last, abs=6e-7)
    for moved in (0, 0.3, 1):
        point, exponent = cheap.migdal_fixed_point(b, moved=moved)
        assert exponent == pytest.approx(nu, abs=4e-4)
        h = 1e-6
        up, down = (cheap.migdal_kadanoff(point + d, b, moved=moved) for d in (h, -h))
        assert math.log((up - down) / (2 * h)) / math.log(b) == pytest.approx(1 / exponent, rel=1e-8)
        assert cheap.migdal_kadanoff(point, b, moved=moved) == pytest.approx(point, rel=1e-13)


def test_small_steps_have_the_exact_place_and_not_the_exact_rate():
    point, nu = cheap.migdal_fixed_point(1)
    assert point == pytest.approx(KC, rel=1e-14)
    assert nu == pytest.approx(1 / (2 - math.sqrt(2) * math.log(1 + math.sqrt(2))), rel=1e-12)
    near, also = cheap.migdal_fixed_point(1.001)
    assert near == pytest.approx(KC * (1 - 0.0005), rel=1e-6)
    assert also == pytest.approx(nu, rel=1e-5)


def test_the_flow_is_the_limit_of_small_steps():
    K = np.array([1e-4, 0.1, 0.29, 0.31, KC, 1.0, 4.0, 30.0])
    for dimension in (1, 2, 3):
        h = 1e-5
        limit = (cheap.migdal_kadanoff(K, 1 + h, dimension) - K) / h
        half = (cheap.migdal_kadanoff(K, 1 + h / 2, dimension) - K) / (h / 2)
        assert np.allclose(2 * half - limit, cheap.flow_rate(K, dimension), rtol=1e-7, atol=1e-9)
    assert cheap.flow_rate(0.0) == pytest.approx(0, abs=1e-30)


def onsager(width, coupling):
    """Return the correlation length of a strip by Onsager's formula."""
    steps = np.arange(1, 2 * width)
    gamma = np.arccosh(np.cosh(2 * coupling) / np.tanh(2 * coupling) - np.cos(np.pi * steps / width))
    gamma = np.concatenate([[2 * coupling + math.log(math.tanh(coupling))], gamma])
    return 2 / (gamma[1::2] - gamma[::2]).sum()


@pytest.mark.parametrize("width", [2, 3, 5, 7, 8])
@pytest.mark.parametrize("coupling", [0.1, 0.3, KC, 0.6])
def test_strips_are_onsagers(width, coupling):
    assert cheap.strip_length(width, coupling) == pytest.approx(onsager(width, coupling), rel=1e-10)


def test_phenomenological_renormalisation():
    point, nu = cheap.strip_fixed_point(6, 7)
    assert (round(point, 5), round(nu, 4)) == (0.43931, 0.9846)
    assert cheap.strip_fixed_point(7, 6) == (point, nu)
    assert onsager(6, point) / 6 == pytest.approx(onsager(7, point) / 7, rel=1e-10)
    h = 1e-5
    slopes = [(onsager(L, point + h) - onsager(L, point - h)) / (2 * h) for L in (6, 7)]
    assert 1 + 1 / nu == pytest.approx(math.log(slopes[1] / slopes[0]) / math.log(7 / 6), rel=1e-7)


def test_single_precision_stays():
    K = np.array([0.0, 0.2, 0.5, 9.0], np.float32)
    exact = K.astype(float)
    for function in (cheap.decimate, cheap.migdal_kadanoff, cheap.flow_rate):
        assert function(K).dtype == np.float32
        assert np.allclose(function(K), function(exact), rtol=1e-5, atol=1e-6)
    assert cheap.coupling(np.float32(2)).dtype == np.float32
    law = cheap.ring_law(4, 0.5).astype(np.float32)
    assert cheap.interactions(law).dtype == np.float32


def test_figures_draw_what_they_get():
    style.use(part=4)
    K = np.linspace(0, 3, 5)
    figure, update = figures.chain(K, K / 2)
    update(np.ones((3, 4)), np.array([2.0, 1.0, 0.5]), "title")
    stairs = figure.axes[1].lines[2].get_xydata()
    assert stairs.tolist() == [[2, 1], [2, 1], [1, 1], [1, 0.5]]
    assert figure.axes[0].get_title(loc="left") == "title"


@pytest.mark.parametrize("dimension", [1.001, 1.0001, 1.00006])
def test_fixed_points_of_strong_couplings(dimension):
    # There R_b(K) = K − ½ ln b, and the flow is (d − 1) K − ½: nothing else is left of either for K of some hundreds.
    m = 2.0 ** (dimension - 1)
    for moved, shift in ((0.0, m), (1.0, 1.0)):
        point, nu = cheap.migdal_fixed_point(2, dimension, moved)
        assert point == pytest.approx(shift * math.log(2) / (2 * (m - 1)), rel=1e-11)
        assert nu == pytest.approx(1 / (dimension - 1), rel=1e-11)
    point, nu = cheap.migdal_fixed_point(1, dimension)
    assert (point, nu) == pytest.approx((0.5 / (dimension - 1), 1 / (dimension - 1)), rel=1e-12)


def test_a_fixed_point_of_bundles_beyond_count():
    # ln b = 200 ln 10, K* = m R: b exp(−2 K*) is no small number, and R is about K*/m, so ln sinh 2R is ln 2K*/m.
    point, nu = cheap.migdal_fixed_point(1e200, 2.2, moved=0)
    b = 200 * math.log(10)
    growth = b + math.log(2 * point) - (2 * point - math.log(2))  # b m sinh 2R / sinh 2K
    assert nu == pytest.approx(b / growth, rel=1e-10)
    with pytest.raises(ValueError, match="`dimension` must leave K\\* between"):
        cheap.migdal_fixed_point(2, 1.00001)


def test_exponents_too_large_for_numbers():
    for arguments in ((4, -1e301), (4, 0.5, 1e305)):
        with pytest.raises(ValueError, match="must lie between -1e300 and 1e300"):
            cheap.ring_law(*arguments)
    assert cheap.ring_law(4, 1e300)[0, 0, 0, 0] == 0.5
