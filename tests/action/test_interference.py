"""Sums over paths against plain loops, exact integrals, independent quadrature and Fresnel's integrals."""

from itertools import pairwise

import numpy as np
import pytest
from mpmath import mp, mpf
from scipy.special import fresnel

from physdl.action.interference import path_sum, stationary_phase, two_slit


def fan(x, lamp=(0.0, 1.0), eye=(1.5, 0.5)):
    """Return the paths from a lamp over the places x of the line y = 0 to an eye."""
    start, end = np.broadcast_to(lamp, (len(x), 2)), np.broadcast_to(eye, (len(x), 2))
    return np.stack([start, np.stack([x, 0 * x], axis=-1), end], axis=1)


def plain(paths, wavelength, weights):
    total = 0
    for path, weight in zip(paths, weights, strict=True):
        length = sum(np.hypot(*(b - a)) for a, b in pairwise(path))
        total += weight * np.exp(2j * np.pi * length / wavelength)
    return total


@pytest.mark.parametrize("count", [1, 2, 7, 9000])
def test_a_sum_is_what_a_loop_gives(count):
    rng = np.random.default_rng(count)
    paths = fan(rng.uniform(-1, 2, count))
    for weights in (np.ones(count), rng.normal(size=count), rng.normal(size=count) + 1j * rng.normal(size=count)):
        found = path_sum(paths, 0.03, weights=weights)
        assert isinstance(found, np.complex128)
        assert abs(found - plain(paths, 0.03, weights)) < 1e-12 * count
    assert abs(path_sum(paths, 0.03) - plain(paths, 0.03, np.ones(count))) < 1e-12 * count


def test_sets_of_paths_and_wavelengths_at_once():
    rng = np.random.default_rng(1)
    sets = np.stack([fan(rng.uniform(0, 2, 5)) for _ in range(6)]).reshape(2, 3, 5, 3, 2)
    waves, weights = np.array([[0.1, 0.2], [0.3, 0.4]]), rng.normal(size=(3, 5))
    found = path_sum(sets, waves, weights=weights)
    assert found.shape == (2, 3, 2, 2)
    for i, j, k, m in np.ndindex(found.shape):
        assert abs(found[i, j, k, m] - plain(sets[i, j], waves[k, m], weights[j])) < 1e-12


def test_a_medium_counts_its_optical_length():
    paths = fan(np.linspace(0, 1, 4))
    thick = path_sum(paths, 0.2, index=lambda x: 1.5 + 0 * x[..., 0])
    assert abs(thick - path_sum(1.5 * paths, 0.2)) < 1e-12
    assert abs(path_sum(paths, 0.2, index=np.array([2.0, 2.0])) - path_sum(2 * paths, 0.2)) < 1e-12


def test_the_arrow_is_right_in_every_quarter():
    """A path that is longer by a known part of a turn, also at half a turn, where the tangent is infinite."""
    for turn in np.linspace(-2, 2, 33):
        found = path_sum([[[0.0], [4.0 + turn]]], 1.0)
        assert abs(found - np.exp(2j * np.pi * turn)) < 4e-15


def test_cornus_spiral():
    """All paths through a slit in the paraxial limit are Fresnel's integrals, computed by scipy."""
    far, wave = 1000.0, 1e-4
    x = np.linspace(-0.4, 0.4, 20001)
    middles = (x[1:] + x[:-1]) / 2
    paths = fan(middles, (0.0, far), (0.0, far))
    scale = np.sqrt(2 * (2 / far) / wave)
    for half in (0.05, 0.2, 0.4):
        inside = np.abs(middles) < half
        found = path_sum(paths[inside], wave, weights=x[1] - x[0]) / np.exp(4j * np.pi * (far / wave % 1))
        sine, cosine = fresnel(half * scale)
        assert abs(found * scale / 2 - (cosine + 1j * sine)) < 2e-3


def test_two_slits_against_quadrature_with_thirty_digits():
    for y, wave, width in ((0.3, 0.02, 0.4), (5.0, 0.02, 0.4), (1.0, 0.1, 1.9), (-0.7, 0.3, 0.0)):
        with mp.workdps(30):
            way = mp.sqrt(9 + mpf(y) ** 2)

            def arrow(s, y=y, wave=wave, way=way):
                return sum(mp.expjpi(2 * (mp.sqrt(9 + (mpf(y) - side - s) ** 2) - way) / wave) for side in (1, -1))

            if width:
                exact = mp.quad(arrow, mp.linspace(-mpf(width) / 2, mpf(width) / 2, 30)) / (2 * mpf(width))
            else:
                exact = arrow(0) / 2
        assert abs(two_slit(y, wave, 2.0, 3.0, width=width) - complex(exact)) < 1e-14


def test_two_slits_are_a_sum_over_paths():
    y = np.linspace(-3, 3, 7)
    for place, found in zip(y, two_slit(y, 0.1, 1.0, 5.0), strict=True):
        paths = [[[0, 0], [0, side], [5, place]] for side in (-0.5, 0.5)]
        assert abs(abs(found) - abs(path_sum(paths, 0.1)) / 2) < 1e-12


def test_a_wave_of_a_millionth_of_the_distance_keeps_its_digits():
    """The first dark line lies where the ways differ by half a wave, exactly."""
    wave, d, far = 1e-7, 1e-2, 10.0
    y = wave / 4 * np.sqrt(1 + 4 * far**2 / (d**2 - wave**2 / 4))
    assert abs(two_slit(y, wave, d, far)) < 1e-10


def test_shapes_of_two_slits():
    assert isinstance(two_slit(0.0, 0.1, 1.0, 5.0), np.complex128)
    assert two_slit(np.zeros((4, 1)), np.array([0.1, 0.2, 0.3]), 1.0, 5.0, width=0.2).shape == (4, 3)
    assert two_slit(np.zeros(0), 0.1, 1.0, 5.0, width=0.2).shape == (0,)


@pytest.mark.parametrize("bend", [2.0, -0.5])
def test_a_parabola_in_a_bell_is_exact_to_the_next_order(bend):
    """∫ exp(−x²/2 + i s x²/2ħ) dx is known: the leading value is off by 1/(1 + iħ/s)^½."""
    for hbar in (0.1, 0.01):
        exact = np.sqrt(2 * np.pi / (1 - 1j * bend / hbar)) * np.exp(0.3j / hbar)
        assert abs(stationary_phase(0.3, bend, hbar) / exact - np.sqrt(1 + 1j * hbar / bend)) < 1e-12


def test_in_several_dimensions_it_is_a_product():
    rng = np.random.default_rng(1)
    turned = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    bends = np.array([2.0, -0.7, 0.3])
    found = stationary_phase(0.4, turned @ np.diag(bends) @ turned.T, 0.05, weight=2j)
    product = 2j * np.exp(0.4j / 0.05) * np.prod([stationary_phase(0.0, bend, 0.05) for bend in bends])
    assert abs(found / product - 1) < 1e-12
    several = stationary_phase([0.4, 0.1], [[[1.0, 0.2], [0.2, -1.0]], [[2.0, 0.0], [0.0, 1.0]]], [0.1, 0.2, 0.3])
    assert several.shape == (2, 3)
    assert abs(several[1, 2] - stationary_phase(0.1, np.diag([2.0, 1.0]), 0.3)) < 1e-12


def test_order_one():
    x = np.linspace(-3, 3, 20001)
    hbars = 0.02 / 2.0 ** np.arange(4)
    phase = x**2 / 2 + x**3 / 10 + x**4 / 8
    sums = [np.sum(np.exp(-((x - 0.3) ** 2)) * np.exp(1j * phase / h)) * (x[1] - x[0]) for h in hbars]
    off = np.abs(np.array(sums) / stationary_phase(0.0, 1.0, hbars, weight=np.exp(-0.09)) - 1)
    assert np.abs(np.log2(off[:-1] / off[1:]) - 1).max() < 0.02


REFUSED = [
    (lambda: path_sum([[[0, 0], [1, 0]], [[0, 0], [1, 0.1]]], 0.1), "must all end at one point"),
    (lambda: path_sum([[[0, 0.1], [1, 0]], [[0, 0], [1, 0]]], 0.1), "must all begin at one point"),
    (lambda: path_sum([[[0, 0], [1, 0]]], 0), "`wavelength` must be positive"),
    (lambda: path_sum([[[0, 0], [1, 0]]], [0.1, -2.0]), "`wavelength` must be positive"),
    (lambda: path_sum([[[0, 0], [1, np.nan]]], 0.1), "`paths` must be finite"),
    (lambda: path_sum([[0, 0], [1, 0]], 0.1), "A single path needs brackets"),
    (lambda: path_sum([[[0, 0], [1, 0]]], 1e-17), "must not be so short"),
    (lambda: path_sum([[[0, 0], [1, 0]]], 0.1, weights=[1, 2]), "`weights` must have one value for each path"),
    (lambda: two_slit(0.0, 0.1, 1.0, 5.0, width=1.0), "`width` must be below the separation"),
    (lambda: two_slit(0.0, -0.1, 1.0, 5.0), "`wavelength` must be positive"),
    (lambda: two_slit(np.inf, 0.1, 1.0, 5.0), "`position` must be finite"),
    (lambda: stationary_phase(0.0, 0.0, 0.1), "at a caustic"),
    (lambda: stationary_phase(0.0, [[1.0, 1.0], [1.0, 1.0]], 0.1), "at a caustic"),
    (lambda: stationary_phase(0.0, [[1.0, 0.5], [0.0, 1.0]], 0.1), "`hessian` must be symmetric"),
    (lambda: stationary_phase(0.0, 1.0, 0.0), "`hbar` must be positive"),
]


@pytest.mark.parametrize(("call", "words"), REFUSED, ids=[words for _, words in REFUSED])
def test_what_is_refused(call, words):
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        call()
