"""Good calls of Part 2 and of the dual numbers under it."""

import tempfile
from pathlib import Path

import numpy as np

from physdl import duals, forms

RECORDS = {"forms.HodgeDecomposition", "duals.Dual", "duals.Dual.reshape", "duals.Dual.transpose"}
OVERFLOWS = {"times 1e200"}  # in the function that the call differentiates
AT_ITS_POINT = {"nan in it", "inf in it"}  # what is not a number spoils its own point alone
GIVEN = {(f"duals.{name}", "x"): OVERFLOWS for name in ("pushforward", "gradient", "jacobian", "hessian")}
GIVEN |= {("forms.Form.__call__", "x"): OVERFLOWS}
GIVEN |= {(f"forms.{name}", "a"): AT_ITS_POINT for name in ("wedge", "interior", "pullback")}
GIVEN |= {(f"forms.{name}", "jacobian"): AT_ITS_POINT for name in ("pullback", "pullbacks")}
GIVEN |= {("forms.CubicalGrid.d", "a"): AT_ITS_POINT}
GIVEN |= {("forms.hodge_star", "a"): AT_ITS_POINT}
GIVEN |= {("forms.wedge", "b"): AT_ITS_POINT, ("forms.interior", "v"): AT_ITS_POINT}

POINTS = np.array([[0.5, 2.0], [1.0, 3.0]])
TURN = forms.Form(lambda x: np.stack([-x[..., 1], x[..., 0] ** 2], axis=-1), 1, 2)


def at_points(form, _):
    return form(POINTS)


def bend(x):
    return np.stack([x[..., 0] * x[..., 1], x[..., 1] ** 2], axis=-1)


def product(x):
    return x[..., 0] * x[..., 1] ** 2


CORNERS = np.array([[0.0, 0.0], [1.0, 0.125], [0.25, 1.0], [1.125, 1.25]])
SQUARE = forms.Mesh(CORNERS, [[0, 1, 2], [1, 3, 2]])
CONE = forms.surface_of_revolution([[0.0, 0.0], [1.0, 0.5], [0.0, 2.0]], 5)
GRID = forms.CubicalGrid((3, 4), 0.5)


def written(text):
    """Return the name of a new file with this text."""
    file = Path(tempfile.mkdtemp(), "mesh.obj")
    file.write_text(text)
    return str(file)


def mesh_parts(mesh, _=None):
    """What a mesh says of itself, as arrays."""
    return [mesh.points, mesh.cells, *(mesh.volumes(k) for k in range(mesh.dimension + 1))]


CALLS = {
    "duals.pushforward": lambda: (duals.pushforward, {"f": bend, "x": POINTS, "v": 0.5 * POINTS}),
    "duals.gradient": lambda: (duals.gradient, {"f": product, "x": POINTS}),
    "duals.jacobian": lambda: (duals.jacobian, {"f": bend, "x": POINTS}),
    "duals.hessian": lambda: (duals.hessian, {"f": product, "x": POINTS}),
    "forms.basis": lambda: (forms.basis, {"n": 3, "k": 2}),
    "forms.wedge": lambda: (
        forms.wedge,
        {"a": np.array([1.0, 2.0, 0.5]), "b": np.array([0.5, 1.0, 1.0]), "k": 1, "l": 1, "n": 3},
    ),
    "forms.wedges": lambda: (
        forms.wedges,
        {"a": {0: np.array([2.0]), 1: np.array([1.0, 0.0])}, "b": {1: np.array([3.0, 4.0])}, "n": 2},
    ),
    "forms.interior": lambda: (
        forms.interior,
        {"v": np.array([1.0, 2.0]), "a": np.array([5.0]), "k": 2, "n": 2},
    ),
    "forms.hodge_star": {
        "diagonal": lambda: (
            forms.hodge_star,
            {"a": np.array([1.0, 2.0, 0.5]), "k": 1, "metric": np.array([-1.0, 2.0, 0.5])},
        ),
        "table": lambda: (
            forms.hodge_star,
            {"a": np.array([1.0, 2.0]), "k": 1, "metric": np.array([[2.0, 1.0], [1.0, 3.0]])},
        ),
    },
    "forms.pullback": lambda: (
        forms.pullback,
        {"jacobian": np.array([[2.0, 1.0], [0.5, 3.0]]), "a": np.array([1.0, 2.0]), "k": 1},
    ),
    "forms.pullbacks": lambda: (
        forms.pullbacks,
        {"jacobian": np.array([[2.0, 1.0], [0.5, 3.0]]), "forms": {1: np.array([1.0, 2.0])}},
    ),
    "forms.Form": {
        "function": lambda: (
            forms.Form,
            {"components": lambda x: np.stack([-x[..., 1], x[..., 0]], axis=-1), "degree": 1, "dimension": 2},
            at_points,
        ),
        "entries": lambda: (
            forms.Form,
            {"components": [0.5, lambda x: x[..., 0]], "degree": 1, "dimension": 2},
            at_points,
        ),
        "numbers": lambda: (forms.Form, {"components": np.array([0.5, 2.0]), "degree": 1, "dimension": 2}, at_points),
    },
    "forms.Form.__call__": lambda: (TURN, {"x": POINTS}),
    "forms.Form.wedge": lambda: (TURN.wedge, {"other": TURN}, at_points),
    "forms.Form.interior": lambda: (TURN.interior, {"vector": lambda x: x}, at_points),
    "forms.exterior_derivative": lambda: (forms.exterior_derivative, {"form": TURN}, at_points),
    "forms.lie_derivative": lambda: (forms.lie_derivative, {"vector": bend, "form": TURN}, at_points),
    "forms.pullback_form": lambda: (
        forms.pullback_form,
        {"phi": bend, "form": TURN, "dimension": 2},
        at_points,
    ),
    "forms.Mesh": {
        "triangles": lambda: (forms.Mesh, {"points": CORNERS, "cells": np.array([[0, 1, 2], [1, 3, 2]])}, mesh_parts),
        "a graph": lambda: (forms.Mesh, {"points": CORNERS, "cells": np.array([[0, 1], [1, 2], [1, 3]])}, mesh_parts),
    },
    "forms.Mesh.simplices": lambda: (SQUARE.simplices, {"k": 1}),
    "forms.Mesh.columns": lambda: (SQUARE.columns, {"k": 1}),
    "forms.Mesh.count": lambda: (SQUARE.count, {"k": 1}),
    "forms.Mesh.gram": lambda: (SQUARE.gram, {"k": 1}),
    "forms.Mesh.faces": lambda: (SQUARE.faces, {"k": 1}),
    "forms.Mesh.boundary": lambda: (SQUARE.boundary, {"k": 1}),
    "forms.Mesh.volumes": lambda: (SQUARE.volumes, {"k": 1}),
    "forms.orient": lambda: (forms.orient, {"cells": np.array([[0, 1, 2], [1, 2, 3]])}),
    "forms.refine": lambda: (forms.refine, {"mesh": SQUARE, "n": 3}, mesh_parts),
    "forms.square": lambda: (forms.square, {"n": 3}, mesh_parts),
    "forms.disc": lambda: (forms.disc, {"n": 3}, mesh_parts),
    "forms.annulus": lambda: (forms.annulus, {"n": 9, "inner": 0.5}, mesh_parts),
    "forms.sphere": lambda: (forms.sphere, {"n": 2}, mesh_parts),
    "forms.ball": lambda: (forms.ball, {"n": 2}, mesh_parts),
    "forms.torus": lambda: (forms.torus, {"n": 12, "radius": 1.5, "tube": 0.5}, mesh_parts),
    "forms.surface_of_revolution": lambda: (
        forms.surface_of_revolution,
        {"profile": np.array([[1.0, 0.125], [0.5, 1.0], [0.25, 2.0]]), "n": 8},
        mesh_parts,
    ),
    "forms.coboundary": lambda: (forms.coboundary, {"mesh": SQUARE, "k": 1}),
    "forms.hodge": lambda: (forms.hodge, {"mesh": SQUARE, "k": 1, "dual": "circumcentric"}),
    "forms.delaunay": lambda: (forms.delaunay, {"mesh": SQUARE}, mesh_parts),
    "forms.double_torus": lambda: (forms.double_torus, {"n": 24}, mesh_parts),
    "forms.read_mesh": lambda: (forms.read_mesh, {"path": written("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")}, mesh_parts),
    "forms.solid_angles": {
        "of triangles": lambda: (
            forms.solid_angles,
            {"mesh": CONE, "x": np.array([[0.25, 0.125, 0.5], [2.0, 1.0, 1.0]])},
        ),
        "of edges": lambda: (forms.solid_angles, {"mesh": forms.Mesh(CORNERS, [[0, 1], [1, 3], [3, 2]]), "x": POINTS}),
    },
    "forms.codifferential": lambda: (forms.codifferential, {"mesh": SQUARE, "k": 1, "dual": "circumcentric"}),
    "forms.laplacian": lambda: (forms.laplacian, {"mesh": SQUARE, "k": 1, "dual": "circumcentric"}),
    "forms.betti_numbers": lambda: (forms.betti_numbers, {"mesh": SQUARE, "boundary": "relative"}),
    "forms.harmonic_basis": lambda: (
        forms.harmonic_basis,
        {"mesh": SQUARE, "k": 2, "boundary": "relative", "dual": "circumcentric"},
    ),
    "forms.hodge_decomposition": lambda: (
        forms.hodge_decomposition,
        {
            "mesh": SQUARE,
            "a": np.array([1.0, 0.5, 2.0, 0.25, 1.5]),
            "k": 1,
            "boundary": "absolute",
            "dual": "barycentric",
        },
    ),
    "forms.integrate_form": lambda: (forms.integrate_form, {"form": TURN, "mesh": SQUARE, "k": 1, "nodes": 3}),
    "forms.CubicalGrid": {
        "equal": lambda: (forms.CubicalGrid, {"shape": [3, 4], "spacing": 0.5}, lambda grid, _: grid.vertices()),
        "unequal": lambda: (
            forms.CubicalGrid,
            {"shape": (3, 4), "spacing": np.array([0.5, 2.0]), "periodic": True},
            lambda grid, _: grid.vertices(),
        ),
    },
    "forms.CubicalGrid.shapes": lambda: (GRID.shapes, {"k": 1}),
    "forms.CubicalGrid.zeros": lambda: (GRID.zeros, {"k": 1, "dtype": float}),
    "forms.CubicalGrid.vertices": lambda: (GRID.vertices, {}),
    "forms.CubicalGrid.d": lambda: (GRID.d, {"a": [np.arange(12.0).reshape(3, 4) ** 2], "k": 0}),
    "forms.grid_poisson": lambda: (
        forms.grid_poisson,
        {"grid": GRID, "source": np.arange(12.0).reshape(3, 4), "boundary": "zero"},
    ),
}
