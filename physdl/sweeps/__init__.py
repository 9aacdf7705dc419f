"""The same function at every point of a labelled grid: on this processor, on all of them, or on a cluster.

`sweep` calls a function once for each combination of the values of its axes and returns a `Sweep`, an array with names
and labels. It gives what nested loops would give, to the last bit, whatever runs it and in whatever order the points
are finished:

========================  ===========================================================================================
``executor``              where the points are run
========================  ===========================================================================================
``None``                  in a pool of fresh processes, one for each processor, each with single-threaded linear
                          algebra; starting them takes about half a second. In the browser: as ``"serial"``
``"serial"``              in this process: for what is quick, and for functions that are defined in a notebook
any ``Executor``          of ``concurrent.futures``; a Dask cluster is ``distributed.Client(…).get_executor()``
========================  ===========================================================================================

The points are sent in chunks that last about a tenth of a second, so that a cheap function is not drowned by what it
costs to reach another process.
"""

from physdl.sweeps.result import Failure, Sweep, SweepError
from physdl.sweeps.sweeping import sweep

__all__ = ["Failure", "Sweep", "SweepError", "sweep"]
