"""Curved manifolds in coordinates: a metric, its connection and curvature, straightest lines, carried vectors.

A *metric* is a function from points (..., n) to symmetric positive definite matrices (..., n, n), written with NumPy's
functions so that it can be differentiated exactly (`physdl.duals`). Everything else follows from it:

- `connection_form` and `curvature_form`, Cartan's matrices of one-forms and two-forms in an orthonormal frame;
  `curvature`, the one number that is left of them in a plane; `christoffel`, the same connection in coordinates;
- `geodesic`, the motion of a free particle; `parallel_transport` and `holonomy`, vectors carried along curves;
- `gauss_bonnet` and `vertex_areas`, the curvature of a mesh; `heat_distance`, distances along it;
- `induced_metric` of a surface in space, and `sphere_metric`, `torus_metric`, `hyperbolic_metric`, `fisher_normal`.

All of it computes in double precision.
"""

from physdl.forms.manifold.angles import GaussBonnet, gauss_bonnet, vertex_areas
from physdl.forms.manifold.connection import christoffel, coframe, connection_form, curvature, curvature_form
from physdl.forms.manifold.geodesics import geodesic
from physdl.forms.manifold.heat import heat_distance
from physdl.forms.manifold.metrics import fisher_normal, hyperbolic_metric, induced_metric, sphere_metric, torus_metric
from physdl.forms.manifold.transport import holonomy, parallel_transport

__all__ = [
    "GaussBonnet",
    "christoffel",
    "coframe",
    "connection_form",
    "curvature",
    "curvature_form",
    "fisher_normal",
    "gauss_bonnet",
    "geodesic",
    "heat_distance",
    "holonomy",
    "hyperbolic_metric",
    "induced_metric",
    "parallel_transport",
    "sphere_metric",
    "torus_metric",
    "vertex_areas",
]
