r"""From pictures of a motion to its law: a simulated camera, a tracker, a weak loss, and networks that are laws.

Pictures are arrays (..., pixels, pixels). A track holds one number for each frame along its last axis; states (q, p)
follow each other along the axis before the last, (..., frames, d). A law is a map from states to velocities: a plain
`Network`, or a `HamiltonianNetwork`, which makes its field from one number by one derivative.
"""

from physdl.neural.learned.camera import information_bound, pendulum_frames
from physdl.neural.learned.roll import rollout
from physdl.neural.learned.scalar import HamiltonianNetwork
from physdl.neural.learned.tracker import matched_filter, running_median, without_outliers
from physdl.neural.learned.weak import bump, smear, smeared_states, weak_loss, weak_targets

__all__ = [
    "HamiltonianNetwork",
    "bump",
    "information_bound",
    "matched_filter",
    "pendulum_frames",
    "rollout",
    "running_median",
    "smear",
    "smeared_states",
    "weak_loss",
    "weak_targets",
    "without_outliers",
]
