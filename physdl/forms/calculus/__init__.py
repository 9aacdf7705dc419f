"""Smooth differential forms on coordinate space: d, the pullback, the Lie derivative, all exact to rounding.

A `Form` of degree k in n dimensions is a function from points (..., n) to components (..., C(n, k)), in the order of
`physdl.forms.exterior`. Its derivatives come from `physdl.duals`, so the components are written with NumPy functions,
and every operation returns a `Form` that can be differentiated again.
"""

from physdl.forms.calculus.derivatives import exterior_derivative, lie_derivative, pullback_form
from physdl.forms.calculus.form import Form

__all__ = ["Form", "exterior_derivative", "lie_derivative", "pullback_form"]
