"""Metrics, connection, curvature, geodesics, transport: exact cases, sympy's diffgeom, scipy's solvers, quadrature."""

from itertools import combinations

import numpy as np
import pytest
import sympy
from scipy.integrate import quad, solve_ivp
from sympy import diffgeom

from physdl.action import hamiltonian_flow
from physdl.duals import jacobian
from physdl.forms.calculus import Form, exterior_derivative
from physdl.forms.manifold import (
    christoffel,
    coframe,
    connection_form,
    curvature,
    curvature_form,
    fisher_normal,
    geodesic,
    holonomy,
    hyperbolic_metric,
    induced_metric,
    parallel_transport,
    sphere_metric,
    torus_metric,
)

SHEAR = np.array([[1.0, 0.7], [0.2, 1.1]])
ROUND = (0.0, 2 * np.pi)


def ring_curvature(x, ring=2.0, tube=1.0):
    return np.cos(x[..., 0]) / (tube * (ring + tube * np.cos(x[..., 0])))


EXACT = {
    "sphere": (sphere_metric, lambda x: np.ones(x.shape[:-1]), [(0.3, 2.8), (-3, 3)]),
    "torus": (torus_metric, ring_curvature, [(-3, 3), (-3, 3)]),
    "hyperbolic": (hyperbolic_metric, lambda x: -np.ones(x.shape[:-1]), [(-2, 2), (0.2, 3)]),
    "fisher": (fisher_normal, lambda x: np.full(x.shape[:-1], -0.5), [(-2, 2), (0.2, 3)]),
}


def drawn(box, count=40, seed=1):
    low, high = np.array(box).T
    return np.random.default_rng(seed).uniform(low, high, (count, len(box)))


def sheared(metric):
    """The same metric asked from coordinates y with x = A y + a bend."""

    def bent(y):
        return y @ SHEAR.T + 0.1 * np.sin(y)

    def pulled(y):
        slope = jacobian(bent, y)
        return np.einsum("...ki,...kl,...lj->...ij", slope, metric(bent(y)), slope)

    return bent, pulled


def rough(x):
    """A metric without symmetries, of any dimension."""
    n = x.shape[-1]
    mix = np.random.default_rng(n).standard_normal((n, n, n))
    waves = np.sin(np.einsum("ijk,...k->...ij", mix, x))
    return np.eye(n) + 0.2 * np.einsum("...ki,...kj->...ij", waves, waves)


@pytest.mark.parametrize("name", EXACT)
def test_curvature_is_exact(name):
    metric, exact, box = EXACT[name]
    x = drawn(box)
    assert np.abs(curvature(metric, x) - exact(x)).max() < 4e-12
    bent, pulled = sheared(metric)
    y = drawn([(a * 0.5 + b * 0.5 - 0.05, a * 0.5 + b * 0.5 + 0.05) for a, b in box])
    y = np.linalg.solve(SHEAR, y.T).T  # near enough to where the metric is defined
    assert np.abs(pulled(y)[..., 0, 1]).max() > 0.01
    assert np.abs(curvature(pulled, y) - exact(bent(y))).max() < 4e-12


def test_curvature_of_an_embedded_ring():
    def place(x):
        far = 3 + 1.5 * np.cos(x[..., 0])
        return np.stack([far * np.cos(x[..., 1]), far * np.sin(x[..., 1]), 1.5 * np.sin(x[..., 0])], axis=-1)

    x = drawn([(-3, 3), (-3, 3)])
    assert np.allclose(induced_metric(place)(x), torus_metric(x, 3.0, 1.5), rtol=0, atol=1e-13)
    assert np.abs(curvature(induced_metric(place), x) - ring_curvature(x, 3.0, 1.5)).max() < 4e-12


def test_curvature_scales_with_the_ruler():
    x = drawn([(0.3, 2.8), (-3, 3)])
    assert np.allclose(curvature(lambda y: sphere_metric(y, 3.0), x), 1 / 9, rtol=1e-13)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_first_structure_equation(n):
    """de + ω∧e = 0 with the library of lesson 2.2, which knows nothing of metrics."""
    x = np.random.default_rng(n).standard_normal((6, n))
    rows = [Form(lambda y, a=a: coframe_of(rough, y)[..., a, :], 1, n) for a in range(n)]
    omega = connection_form(rough, x)
    assert np.abs(omega).max() > 0.05
    assert np.abs(omega + np.swapaxes(omega, -2, -3)).max() < 1e-14
    E = coframe(rough, x)
    assert np.allclose(np.einsum("...ai,...aj->...ij", E, E), rough(x), rtol=0, atol=1e-14)
    pairs = np.array(list(combinations(range(n), 2))).T
    for a in range(n):
        product = np.einsum("...bi,...bj->...ij", omega[..., a, :, :], E)
        product = (product - np.swapaxes(product, -1, -2))[..., pairs[0], pairs[1]]
        assert np.abs(exterior_derivative(rows[a])(x) + product).max() < 1e-13


def coframe_of(metric, x):
    """Cholesky's rows in closed form by NumPy where no tangents are carried, else by elimination."""
    g = metric(x)
    n, rows = g.shape[-1], []
    for a in range(n):
        row = g[..., a, :]
        for above in rows:
            row = row - above[..., a : a + 1] * above
        rows.append(row / np.sqrt(row[..., a : a + 1]))
    return np.stack(rows, axis=-2)


def test_curvature_against_sympy():
    names = sympy.symbols("x y z", real=True)
    patch = diffgeom.Patch("U", diffgeom.Manifold("M", 3))
    system = diffgeom.CoordSystem("C", patch, names)
    x, y, z = system.coord_functions()
    entries = {(0, 0): 1 + z**2, (1, 1): 2 + x, (2, 2): 1 + x * y, (0, 1): y / 3}
    TP, forms = diffgeom.TensorProduct, system.base_oneforms()
    tensor = sum(
        value * (TP(forms[i], forms[j]) + TP(forms[j], forms[i])) / (2 if i == j else 1)
        for (i, j), value in entries.items()
    )
    riemann = diffgeom.metric_to_Riemann_components(tensor)
    gamma = diffgeom.metric_to_Christoffel_2nd(tensor)
    point = {x: 0.4, y: -0.7, z: 0.2}
    numbers = np.array([[[[float(c.subs(point)) for c in row] for row in block] for block in cube] for cube in riemann])

    def metric(p):
        a, b, c = p[..., 0], p[..., 1], p[..., 2]
        none = 0 * a
        rows = [1 + c**2, b / 3, none], [b / 3, 2 + a, none], [none, none, 1 + a * b]
        return np.stack([np.stack(row, axis=-1) for row in rows], axis=-2)

    at = np.array([0.4, -0.7, 0.2])
    ours = np.array([[[float(c.subs(point)) for c in row] for row in block] for block in gamma])
    assert np.abs(christoffel(metric, at) - ours).max() < 1e-14
    E = coframe(metric, at)
    form = curvature_form(metric, at)
    for place, (i, j) in enumerate(combinations(range(3), 2)):
        by_sympy = E @ numbers[:, :, i, j] @ np.linalg.inv(E)  # R^k_lij in the frame
        assert np.abs(form[..., place] - by_sympy).max() < 1e-13
    u, v = np.array([[1.0, 0.5, -0.3], [0.2, -1.0, 0.7]])
    g = metric(at)
    top = np.einsum("mk,klij,m,l,i,j->", g, numbers, u, v, u, v)
    assert np.isclose(curvature(metric, at, plane=[u, v]), top / ((u @ g @ u) * (v @ g @ v) - (u @ g @ v) ** 2))


@pytest.mark.parametrize("n", [3, 4])
def test_first_bianchi_identity_and_symmetry_of_pairs(n):
    x = np.random.default_rng(n).standard_normal((4, n))
    form, E = curvature_form(rough, x), coframe(rough, x)
    full = np.zeros((4, n, n, n, n))
    for place, (i, j) in enumerate(combinations(range(n), 2)):
        full[..., i, j], full[..., j, i] = form[..., place], -form[..., place]
    vectors = np.linalg.inv(E)
    framed = np.einsum("...abij,...ic,...jd->...abcd", full, vectors, vectors)
    assert np.abs(framed).max() > 0.1
    cycle = framed + np.einsum("...acdb->...abcd", framed) + np.einsum("...adbc->...abcd", framed)
    assert np.abs(cycle).max() < 1e-12
    assert np.abs(framed - np.einsum("...cdab->...abcd", framed)).max() < 1e-12


def test_turning_the_frame_changes_the_connection_and_not_the_curvature():
    def turned(x):
        angle, E = np.sin(x[..., 0]) + x[..., 1] ** 2, coframe_of(rough, x)
        c, s = np.cos(angle), np.sin(angle)
        turn = np.stack([np.stack([c, s], axis=-1), np.stack([-s, c], axis=-1)], axis=-2)
        return np.einsum("...ab,...bi->...ai", turn, E)

    x = np.random.default_rng(0).standard_normal((5, 2))
    slope = np.stack([np.cos(x[..., 0]), 2 * x[..., 1]], axis=-1)  # of the angle
    change = connection_form(rough, x, coframe=turned)[..., 0, 1, :] - connection_form(rough, x)[..., 0, 1, :]
    assert np.abs(np.abs(change) - np.abs(slope)).max() < 1e-13
    assert np.abs(change + slope).max() < 1e-13
    assert np.abs(curvature_form(rough, x, coframe=turned) - curvature_form(rough, x)).max() < 1e-12


def test_constant_curvature_in_three_dimensions():
    """The upper half-space: every plane of directions has curvature −1."""

    def metric(x):
        one = 1 / x[..., 2] ** 2
        return one[..., None, None] * np.eye(3)

    x = drawn([(-1, 1), (-1, 1), (0.3, 2)], 10)
    planes = np.random.default_rng(5).standard_normal((10, 2, 3))
    assert np.abs(curvature(metric, x, plane=planes) + 1).max() < 4e-12


def test_fishers_metric_by_quadrature():
    for mu, sigma in ((0.3, 0.7), (-2.0, 3.0)):
        g = fisher_normal([mu, sigma])

        def score(y, mu=mu, sigma=sigma):
            return np.array([(y - mu) / sigma**2, ((y - mu) ** 2 / sigma**2 - 1) / sigma])

        def density(y, mu=mu, sigma=sigma):
            return np.exp(-((y - mu) ** 2) / (2 * sigma**2)) / np.sqrt(2 * np.pi) / sigma

        ends = mu - 12 * sigma, mu + 12 * sigma
        for i, j in ((0, 0), (0, 1), (1, 1)):
            found = quad(lambda y, i=i, j=j: score(y)[i] * score(y)[j] * density(y), *ends, epsabs=1e-12)[0]
            assert np.isclose(g[i, j], found, rtol=1e-9, atol=1e-9)


# ---- geodesics -----------------------------------------------------------------------------------------------------


def in_space(x):
    return np.stack(
        [np.sin(x[..., 0]) * np.cos(x[..., 1]), np.sin(x[..., 0]) * np.sin(x[..., 1]), np.cos(x[..., 0])], axis=-1
    )


def test_great_circles():
    x, v = geodesic(sphere_metric, [1.0, 0.2], [0.6, 0.8 / np.sin(1.0)], 6.0, 300)
    start, heading = in_space(np.array([1.0, 0.2])), jacobian(in_space, [1.0, 0.2]) @ [0.6, 0.8 / np.sin(1.0)]
    s = np.linspace(0, 6, 301)[:, None]
    assert np.abs(in_space(x) - (np.cos(s) * start + np.sin(s) * heading)).max() < 2e-7
    speed = np.einsum("...ij,...i,...j->...", sphere_metric(x), v, v)
    assert np.abs(speed - 1).max() < 3e-7


@pytest.mark.parametrize(("method", "order"), [("leapfrog", 2), ("yoshida4", 4), ("yoshida6", 6)])
def test_order_of_geodesics(method, order):
    """In the half-plane from (0, 1) along x: the circle (tanh s, 1/cosh s)."""
    steps, length = np.array([24, 36, 54]), 1.5
    exact = np.array([np.tanh(length), 1 / np.cosh(length)])
    errors = [
        np.abs(geodesic(hyperbolic_metric, [0.0, 1.0], [1.0, 0.0], length, int(n), method=method)[0][-1] - exact).max()
        for n in steps
    ]
    assert abs(np.polyfit(np.log(steps), np.log(errors), 1)[0] + order) < 0.15


@pytest.mark.parametrize("method", ["leapfrog", "yoshida4"])
def test_the_motion_is_hamiltons(method):
    """The same map as the general symplectic flow, which solves both implicit halves by iteration."""

    def differential(z):
        x, p = z[..., :2], z[..., 2:]
        v = np.linalg.solve(rough(x), p[..., None])[..., 0]
        pull = -0.5 * np.einsum("...ijk,...i,...j->...k", jacobian(rough, x), v, v)
        return np.concatenate([pull, v], axis=-1)

    start, v = np.array([[0.1, 0.4], [1.0, -2.0]]), np.array([[1.0, 0.3], [-0.5, 0.7]])
    p = np.einsum("...ij,...j->...i", rough(start), v)
    flow = hamiltonian_flow(differential, np.concatenate([start, p], axis=-1), 0.05, 20, method=method, every=5)
    x, v = geodesic(rough, start, v, 1.0, 20, method=method, every=5)
    assert np.abs(flow[..., :2] - x).max() < 1e-14
    assert np.abs(flow[..., 2:] - np.einsum("...ij,...j->...i", rough(x), v)).max() < 1e-13


def test_geodesics_against_christoffel_and_scipy():
    def law(t, state):
        x, v = state[:3], state[3:]
        return np.concatenate([v, -np.einsum("ijk,j,k->i", christoffel(rough, x), v, v)])

    start, v = np.array([0.3, -0.2, 0.5]), np.array([0.7, 0.4, -0.6])
    end = solve_ivp(law, (0, 2), np.concatenate([start, v]), rtol=1e-9, atol=1e-10, method="DOP853").y[:, -1]
    x, u = geodesic(rough, start, v, 2.0, 60, method="yoshida6")
    assert np.abs(x[-1] - end[:3]).max() < 1e-7
    assert np.abs(u[-1] - end[3:]).max() < 1e-7


def test_clairauts_momentum_is_kept_to_rounding():
    angles = np.linspace(0.1, 1.5, 6)
    x, v = geodesic(torus_metric, [0.0, 0.0], np.stack([np.sin(angles), np.cos(angles) / 3], axis=-1), 20.0, 200)
    momentum = torus_metric(x)[..., 1, 1] * v[..., 1]
    assert np.ptp(momentum, axis=0).max() < 1e-13
    assert np.allclose(momentum[0], 3 * np.cos(angles))


# ---- transport -----------------------------------------------------------------------------------------------------


def latitude(theta):
    return lambda t: np.stack([theta + 0 * t, t], axis=-1)


@pytest.mark.parametrize("theta", [0.3, np.pi / 3, np.pi / 2, 2.5])
def test_a_circle_of_latitude(theta):
    t = np.linspace(0, 2 * np.pi, 9)
    angle = holonomy(sphere_metric, latitude(theta), t, period=ROUND)
    assert abs(angle + 2 * np.pi * np.cos(theta)) < 1e-12
    carried = parallel_transport(sphere_metric, latitude(theta), t, [1.0, 0.0])
    assert np.abs(carried[-1] - [np.cos(angle), np.sin(angle) / np.sin(theta)]).max() < 1e-12


def test_foucault_by_projection():
    """Levi-Civita's own picture: turn the tangent plane as little as the surface allows, step by step in space."""
    theta, n = 0.8, 20_000
    phi = np.linspace(0, 2 * np.pi, n + 1)
    normal = in_space(np.stack([np.full(n + 1, theta), phi], axis=-1))
    u = np.array([np.cos(theta), 0, -np.sin(theta)])
    for up in normal[1:]:
        u = u - (u @ up) * up
        u /= np.linalg.norm(u)
    south, east = np.array([np.cos(theta), 0, -np.sin(theta)]), np.array([0.0, 1.0, 0.0])
    angle = holonomy(sphere_metric, latitude(theta), np.linspace(0, 2 * np.pi, 9), period=ROUND)
    assert abs(np.exp(1j * angle) - complex(u @ south, u @ east)) < 1e-3


@pytest.mark.parametrize("name", EXACT)
def test_holonomy_is_the_curvature_inside(name):
    """The loop's integral of ω against the area integral of the exact K, which shares no code with it."""
    metric, exact, box = EXACT[name]
    middle = np.mean(box, axis=1) + np.array([0.1, 0.2])
    size = np.array([0.6, 0.8])

    def loop(t):
        r = 1 + 0.2 * np.cos(3 * t)
        return np.stack([middle[0] + size[0] * r * np.cos(t), middle[1] + size[1] * r * np.sin(t)], axis=-1)

    nodes, weights = np.polynomial.legendre.leggauss(60)
    r, t = np.meshgrid((nodes + 1) / 2, np.linspace(0, 2 * np.pi, 240, endpoint=False), indexing="ij")
    far = 1 + 0.2 * np.cos(3 * t)
    x = middle + size * (r * far)[..., None] * np.stack([np.cos(t), np.sin(t)], axis=-1)
    inside = exact(x) * np.sqrt(np.linalg.det(metric(x))) * np.prod(size) * r * far**2
    enclosed = weights @ inside.mean(axis=1) * np.pi
    around = holonomy(metric, loop, np.linspace(0, 2 * np.pi, 401))
    assert abs(enclosed) > 0.01
    assert abs(around - enclosed) < 1e-9
    back = holonomy(metric, loop, np.linspace(2 * np.pi, 0, 401))
    assert abs(back + enclosed) < 1e-9


@pytest.mark.parametrize("n", [2, 3])
def test_transport_against_christoffel_and_scipy(n):
    def curve(t):
        return np.stack([np.sin(t + k) * (1 + 0.3 * k) for k in range(n)], axis=-1)

    def law(t, u):
        speed = np.cos(t + np.arange(n)) * (1 + 0.3 * np.arange(n))
        return -np.einsum("ijk,j,k->i", christoffel(rough, curve(np.array(t))), speed, u)

    u = np.eye(n)[0]
    end = solve_ivp(law, (0, 2), u, rtol=1e-10, atol=1e-11, method="DOP853").y[:, -1]
    errors = []
    for m in (17, 33, 65):
        carried = parallel_transport(rough, curve, np.linspace(0, 2, m), u)
        errors.append(np.abs(carried[-1] - end).max())
        lengths = np.einsum("...ij,...i,...j->...", rough(curve(np.linspace(0, 2, m))), carried, carried)
        assert np.ptp(lengths) < 1e-13
    assert errors[-1] < 1e-6
    assert abs(np.polyfit(np.log([16, 32, 64]), np.log(errors), 1)[0] + 4) < 0.4


def test_several_vectors_are_carried_as_one_by_one():
    t = np.linspace(0, 1, 5)
    vectors = np.random.default_rng(1).standard_normal((3, 2, 2))
    together = parallel_transport(sphere_metric, latitude(1.0), t, vectors)
    assert together.shape == (5, 3, 2, 2)
    alone = parallel_transport(sphere_metric, latitude(1.0), t, vectors[2, 1])
    assert np.abs(together[:, 2, 1] - alone).max() < 1e-15


def test_a_geodesic_carries_its_own_velocity():
    """The circle (tanh s, 1/cosh s) of the half-plane and its tangent."""

    def curve(s):
        return np.stack([np.tanh(s), 1 / np.cosh(s)], axis=-1)

    s = np.linspace(-1, 2, 41)
    tangent = np.stack([1 / np.cosh(s) ** 2, -np.tanh(s) / np.cosh(s)], axis=-1)
    carried = parallel_transport(hyperbolic_metric, curve, s, tangent[0])
    assert np.abs(carried - tangent).max() < 1e-7


# ---- bad input -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: geodesic(sphere_metric, [0.0, 0.0], [1.0, 0.0], 1.0, 9), "`x` must have 0 < θ < π"),
        (lambda: geodesic(hyperbolic_metric, [0.0, -1.0], [1.0, 0.0], 1.0, 9), "`x` must have y > 0"),
        (lambda: geodesic(hyperbolic_metric, [0.0, 1.0], [1.0, 0.0, 0.0], 1.0, 9), "`v` must have 2 components"),
        (lambda: curvature(lambda x: np.ones((2, 2)), [1.0, 2.0]), "`metric` must be positive definite"),
        (lambda: curvature(lambda x: np.diag([1.0, -1.0]), [1.0, 2.0]), "`metric` must be positive definite"),
        (lambda: curvature(lambda x: np.array([[1, 0.5], [0.0, 1]]), [1.0, 2.0]), "`metric` must be symmetric"),
        (lambda: curvature(lambda x: np.full((2, 2), np.nan), [1.0, 2.0]), "`metric` must be finite"),
        (lambda: curvature(lambda x: np.eye(3), [1.0, 2.0]), "`metric` must map points of shape"),
        (lambda: curvature(rough, [1.0, 2.0, 3.0]), "`plane` must name two vectors"),
        (lambda: curvature(rough, [1.0, 2.0], plane=[[1, 2], [2, 4]]), "`plane` must hold two vectors that are not"),
        (lambda: curvature(rough, [1.0]), "`x` must have at least 2 coordinates"),
        (lambda: curvature(sphere_metric, [np.nan, 1.0]), "`x` must be finite"),
        (lambda: connection_form(rough, [1.0, 2.0], coframe=lambda x: np.eye(2)), "`coframe` must be orthonormal"),
        (lambda: holonomy(sphere_metric, latitude(1.0), np.linspace(0, 6, 9)), "`loop` must be closed"),
        (lambda: holonomy(sphere_metric, latitude(1.0), np.linspace(0, 6, 9), period=ROUND), "`loop` must be closed"),
        (lambda: holonomy(sphere_metric, latitude(4.0), np.linspace(0, 6, 9)), "`x` must have 0 < θ < π"),
        (lambda: holonomy(rough, lambda t: np.stack([t, t, t], axis=-1), [0.0, 1.0]), "`loop` must lie on a surface"),
        (lambda: parallel_transport(sphere_metric, latitude(1.0), [0.0, 1.0], [1.0]), "`vector` must have the curve's"),
        (lambda: parallel_transport(sphere_metric, latitude(1.0), [0.0, 0.0], [1.0, 0.0]), "`t` must be in order"),
        (lambda: parallel_transport(sphere_metric, lambda t: t, [0.0, 1.0], [1.0, 0.0]), "`curve` must map"),
        (lambda: torus_metric([0.0, 0.0], 1.0, 2.0), "`tube` must be smaller than `ring`"),
        (lambda: fisher_normal([0.0, 0.0]), "The second coordinate is the standard deviation"),
    ],
)
def test_what_is_no_manifold_is_refused(call, words):
    with pytest.raises(ValueError, match=words.replace("(", r"\(")):
        call()


def test_a_geodesic_that_leaves_the_chart_is_told():
    with pytest.raises(RuntimeError, match="`geodesic` must stay inside the chart"):
        geodesic(sphere_metric, [1.0, 0.0], [-1.0, 0.0], 2.0, 10)
