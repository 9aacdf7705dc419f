r"""Exterior algebra at points: k-forms as arrays of components, their wedge, interior product and pullback.

A k-form on an n-dimensional space eats k vectors and returns a number that changes sign when two of them are exchanged.
It is stored as its values on the basis vectors in increasing order, :math:`a_{i_1\dots i_k}` with
:math:`i_1 < \dots < i_k`, listed lexicographically on the last axis: shape (..., C(n, k)). The axes before it count
points, and two arrays broadcast over them. `basis(n, k)` lists the indices.

All sums run over blocks of points that stay in the processor's cache, component by component, and results are stored
with the points of one component side by side (an array of the shape above, but not C-contiguous): chains of operations
then read and write memory in order. A component that is not a number spoils its own point only. Numbers that carry
tangents (`physdl.duals`) are accepted everywhere.
"""

from physdl.forms.exterior.algebra import interior, wedge, wedges
from physdl.forms.exterior.indices import basis
from physdl.forms.exterior.pulled import pullback, pullbacks
from physdl.forms.exterior.star import hodge_star

__all__ = ["basis", "hodge_star", "interior", "pullback", "pullbacks", "wedge", "wedges"]
