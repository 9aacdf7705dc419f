import os
import shutil

import pytest

from physdl.course.grading import sandbox


@pytest.fixture(scope="session")
def bubblewrap():
    """Skip, by name, where there is no bubblewrap; fail on CI, where it must be."""
    if shutil.which("bwrap") is None:
        reason = "bubblewrap is missing: the sandbox cannot be tested"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


@pytest.fixture(scope="session")
def stage(bubblewrap):
    """One sandbox's stage for all tests of this process; it has proved itself."""
    with sandbox.Sandbox() as found:
        found.prove()
        yield found
