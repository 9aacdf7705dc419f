"""What `import physdl` costs beside `import numpy`: processor time of fresh interpreters, run in turn."""

import resource
import subprocess
import sys

import _pairs
import numpy as np

STATEMENTS = {
    "nothing": "pass",
    "numpy": "import numpy",
    "physdl": "import physdl",
    "numpy and physdl": "import numpy, physdl",
    "a part": "import physdl.action.fermat",
    "figures": "import physdl.explore",
}
GOAL = 30  # milliseconds that numpy and physdl may cost beyond numpy


def milliseconds(statement):
    """Return the processor time of a fresh interpreter that runs one statement."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", statement], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1e3 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main(repeats=15):
    """Print the table."""
    _pairs.pin()
    runs = np.array([[milliseconds(text) for text in STATEMENTS.values()] for _ in range(repeats + 1)])[1:]
    extra = np.median(runs - runs[:, [1]], axis=0)
    medians = np.median(runs, axis=0)
    lines = zip(STATEMENTS, medians, extra, strict=True)
    rows = [[name, f"{total:.0f} ms", f"{more:+.0f} ms"] for name, total, more in lines]
    _pairs.table(["imported", "processor time", "beyond numpy"], rows)
    print(f"goal: numpy and physdl cost at most {GOAL} ms beyond numpy")


if __name__ == "__main__":
    main()
