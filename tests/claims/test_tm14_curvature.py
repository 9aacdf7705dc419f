"""TM-14: exterior forms describe the geometry of curved manifolds; curvature, and the loops that feel it."""

import numpy as np
import pytest

from physdl.duals import jacobian
from physdl.forms.calculus import Form, exterior_derivative
from physdl.forms.manifold import (
    connection_form,
    curvature,
    curvature_form,
    fisher_normal,
    gauss_bonnet,
    holonomy,
    hyperbolic_metric,
    sphere_metric,
    torus_metric,
)
from physdl.forms.mesh import Mesh, sphere, torus

SPACES = {
    "sphere": (sphere_metric, lambda x: np.ones(x.shape[:-1]), [(0.4, 2.7), (-3, 3)]),
    "torus": (torus_metric, lambda x: np.cos(x[..., 0]) / (2 + np.cos(x[..., 0])), [(-3, 3), (-3, 3)]),
    "half-plane": (hyperbolic_metric, lambda x: -np.ones(x.shape[:-1]), [(-2, 2), (0.3, 3)]),
    "normal laws": (fisher_normal, lambda x: np.full(x.shape[:-1], -0.5), [(-2, 2), (0.3, 3)]),
}


def sheared(metric, matrix, middle):
    """The same metric in coordinates y, x = middle + A y + 0.1 sin y, and that map."""

    def bend(y):
        return middle + y @ matrix.T + 0.1 * np.sin(y)

    def pulled(y):
        J = jacobian(bend, y)
        return np.einsum("...ki,...kl,...lj->...ij", J, metric(bend(y)), J)

    return bend, pulled


def test_curvature(ledger):
    rng = np.random.default_rng(14)
    worst, count = 0.0, 0
    for metric, exact, box in SPACES.values():
        low, high = np.array(box).T
        x = rng.uniform(low, high, (60, 2))
        worst, count = max(worst, np.abs(curvature(metric, x) - exact(x)).max()), count + 60
        for _ in range(3):
            s, t = rng.choice([-1, 1], 2) * rng.uniform(0.2, 0.5, 2)
            matrix = np.array([[1, s], [t, 1]])
            bend, pulled = sheared(metric, matrix, (low + high) / 2)
            y = rng.uniform(-0.4, 0.4, (20, 2)) * (high - low) / 4
            assert np.abs(pulled(y)[..., 0, 1]).max() > 1e-2
            worst, count = max(worst, np.abs(curvature(pulled, y) - exact(bend(y))).max()), count + 20
    assert worst < 4e-12
    # Both structure equations by hand and by the exterior derivative of lesson 2.2.
    x = rng.uniform(0.5, 2.5, (20, 2))
    omega = Form([0.0, lambda y: -np.cos(y[..., 0])], 1, 2)  # by hand, on the sphere
    assert np.abs(omega(x) - connection_form(sphere_metric, x)[:, 0, 1]).max() < 1e-13
    assert np.abs(exterior_derivative(omega)(x)[:, 0] - curvature_form(sphere_metric, x)[:, 0, 1, 0]).max() < 1e-12
    ledger(
        claim="TM-14",
        part="curvature",
        needed="curvature of surfaces from connection and curvature forms to 4e-12 on sphere, torus, half-plane and "
        "Fisher's plane, in sheared coordinates too",
        measured=f"{count} points, half of them in sheared and bent charts, three for each surface: within {worst:.0e}",
        tolerance=4e-12,
        value=worst,
    )


def test_holonomy(ledger):
    worst, least = 0.0, np.inf
    rng = np.random.default_rng(4)
    nodes, weights = np.polynomial.legendre.leggauss(60)
    s, t = np.meshgrid((nodes + 1) / 2, np.linspace(0, 2 * np.pi, 360, endpoint=False), indexing="ij")
    for metric, exact, box in SPACES.values():
        for _ in range(4):
            middle = np.mean(box, axis=1) + rng.uniform(-0.2, 0.2, 2)
            size, wave, lobes = rng.uniform(0.3, 0.8, 2), rng.uniform(0, 0.3), int(rng.integers(2, 6))

            def star(t, wave=wave, lobes=lobes):
                return 1 + wave * np.cos(lobes * t)

            def loop(t, middle=middle, size=size, star=star):
                return np.stack(
                    [middle[0] + size[0] * star(t) * np.cos(t), middle[1] + size[1] * star(t) * np.sin(t)], axis=-1
                )

            x = middle + size * (s * star(t))[..., None] * np.stack([np.cos(t), np.sin(t)], axis=-1)
            density = exact(x) * np.sqrt(np.linalg.det(metric(x))) * np.prod(size) * s * star(t) ** 2
            enclosed = weights @ density.mean(axis=1) * np.pi
            around = holonomy(metric, loop, np.linspace(0, 2 * np.pi, 601))
            worst, least = max(worst, abs(around - enclosed)), min(least, abs(enclosed))
    assert worst < 1e-9
    assert least > 1e-3
    ledger(
        claim="TM-14",
        part="holonomy",
        needed="the angle of a vector carried round a loop equals the curvature inside, by a separate quadrature of "
        "the exact curvature",
        measured=f"16 wobbly loops on four surfaces: within {worst:.0e}",
        tolerance=1e-9,
        value=worst,
        hypotheses="a compact inside with a smooth orthonormal frame",
    )


@pytest.mark.parametrize(("mesh", "euler"), [(sphere(5), 2), (torus(20), 0)])
def test_gauss_bonnet(ledger, mesh, euler):
    rng = np.random.default_rng(1)
    good, garbage = (
        gauss_bonnet(Mesh(points, mesh.cells)) for points in (mesh.points, rng.normal(size=mesh.points.shape))
    )
    off = max(abs(found.total - 2 * np.pi * euler) for found in (good, garbage))
    assert off < 1e-10
    assert np.abs(good.turning).max() < 1
    assert np.abs(garbage.turning).max() > 2
    ledger(
        claim="TM-14",
        part="gauss-bonnet",
        needed="angles that are missing add up to 2πχ on a mesh, for any positions of the vertices: topology",
        measured=f"within {off:.0e}, with vertices thrown at random too (χ = {euler})",
        tolerance=1e-10,
        value=off,
    )
