"""A progress bar that shows itself only to those who have to wait."""

from __future__ import annotations

import time

PATIENCE = 2.0  # seconds for which nobody needs a bar


class Progress:
    """Count what is done out of `total`; after two seconds, show it as a tqdm bar (unless `wanted` is false)."""

    def __init__(self, total, *, done=0, unit="run", wanted=True):
        self.total, self.done, self.unit, self.wanted = total, done, unit, wanted
        self.begun, self.bar = time.monotonic(), None

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        if self.bar is not None:
            self.bar.close()

    def advance(self, count=0):
        """Note that `count` more are done."""
        if self.bar is None and self.wanted and time.monotonic() - self.begun >= PATIENCE:
            self.bar = _bar()(total=self.total, initial=self.done, unit=f" {self.unit}s")
        self.done += count
        if self.bar is not None:
            self.bar.update(count)


def _bar():
    from tqdm.auto import tqdm  # in a notebook it brings the widgets along: not before there is something to show

    class Bar(tqdm):
        monitor_interval = 0  # no watching thread: the browser has none

    return Bar
