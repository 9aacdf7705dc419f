"""Watch an answer while a check calls it: where its calls lead, how long it takes, and how much it holds."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from importlib.machinery import PathFinder
from inspect import CO_OPTIMIZED
from pathlib import Path

import physdl
from physdl.course.plain import OutOfRoom, OutOfTime

ROOT = Path(physdl.__file__).resolve().parent.parent
CHECKS = "physdl.course.exercises"
PATIENCE = 3
ROOM = 1 << 30  # bytes; a sandbox has no more for Python and the answer together
_TICK = 0.02  # seconds of processor time between two looks at the memory
_AGAIN = 0.2  # seconds after which an answer that swallowed the exception gets the next one
_DOORS = {__file__, contextlib.contextmanager.__code__.co_filename}  # through here a watched block is entered and left


def place(module):
    """Return the file of a module or the folder of a package by its dotted name, without importing it, or None."""
    top, *rest = module.split(".")
    if top == "physdl":
        found = ROOT / top
    else:
        spec = PathFinder.find_spec(top)
        if spec is None or spec.origin is None:
            return None
        found = Path(spec.origin)
        found = found.parent if found.name == "__init__.py" else found
    found = found.joinpath(*rest)
    if found.is_dir():
        return found
    files = [file for file in sorted(found.parent.glob(f"{found.name}.*")) if file.suffix in (".py", ".so", ".pyd")]
    return files[0] if files else found if found.is_file() else None


@contextlib.contextmanager
def watch(forbids, seconds):
    """Collect in the list that is yielded through which functions what happens meanwhile comes to forbidden code.

    Forbidden are the modules `forbids` and those of the checks themselves. After `seconds` of processor time, or three
    times as long by the clock, `OutOfTime` is raised: from a timer in the main thread of a system that has one, and
    elsewhere (in the browser, in a thread) at the next call of a function. A loop without a call there, or inside
    compiled code, is stopped by its reader alone. Where there is such a timer and Linux, `OutOfRoom` is raised as soon
    as the process has grown by more than `ROOM`. Memory is not refused but looked at: refusing it could end a process
    whose libraries reserve more than they use. So a table that is too large is there once, and its copies are not.
    """
    places = {name: found for name in (CHECKS, *forbids) if (found := place(name)) is not None}
    starts = tuple(f"{found}/" if found.is_dir() else str(found) for found in places.values())
    compiled = tuple(f"{name}." for name in forbids if not name.startswith("physdl."))
    timer, seen = _Timer(seconds), []
    busy, late = time.process_time() + seconds, time.perf_counter() + PATIENCE * seconds

    def notice(frame, event, argument):
        if not timer.works and (time.process_time() > busy or time.perf_counter() > late):
            raise OutOfTime
        if seen:
            return
        if event == "call" and frame.f_code.co_filename.startswith(starts):
            if entry := _entry(frame):
                seen.append(entry)
        elif compiled and event == "c_call":
            module = getattr(argument, "__module__", None)
            if isinstance(module, str) and f"{module}.".startswith(compiled):
                seen.append(f"{module}.{argument.__name__}")

    before, before_in_threads = sys.getprofile(), threading.getprofile()
    try:
        threading.setprofile(notice)
        sys.setprofile(notice)
        with timer:
            yield seen
    finally:
        sys.setprofile(before)
        threading.setprofile(before_in_threads)


class _Timer:
    """The alarms of Unix in the main thread; where there are none, `works` is false and it does nothing."""

    def __init__(self, seconds):
        main = threading.current_thread() is threading.main_thread()
        self.works = main and hasattr(signal, "setitimer")
        self.seconds, self.alarms = seconds, {}
        if self.works:
            self.alarms[signal.SIGPROF] = (signal.ITIMER_PROF, _TICK, _TICK)
            self.alarms[signal.SIGALRM] = (signal.ITIMER_REAL, PATIENCE * seconds, _AGAIN)

    def __enter__(self):
        self._before, self._quiet = {}, -1.0
        self._busy, self._room = time.process_time() + self.seconds, held() + ROOM
        for number, (which, first, again) in self.alarms.items():
            self._before[number] = signal.getitimer(which), signal.signal(number, self._ring)
            signal.setitimer(which, first, again)

    def __exit__(self, *exception):
        for which, *_ in self.alarms.values():
            signal.setitimer(which, 0)
        for number, (which, *_) in self.alarms.items():
            left, handler = self._before[number]
            signal.signal(number, handler)
            signal.setitimer(which, *left)

    def _ring(self, number, frame):
        if frame.f_code.co_filename in _DOORS:
            return  # raised here, it would leave the timers on: on a busy machine the next alarm comes that soon
        if number == signal.SIGALRM:
            raise OutOfTime
        if (now := time.perf_counter()) < self._quiet:
            return
        for fault, stops in ((OutOfRoom, held() > self._room), (OutOfTime, time.process_time() > self._busy)):
            if stops:
                self._quiet = now + _AGAIN
                raise fault


def held():
    """Return how many bytes of memory this process has, or 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


def _entry(frame):
    """Return the name of the function through which the answer came to `frame`, or None if it imports it only."""
    home = _top(Path(frame.f_code.co_filename))

    def library(frame):
        file = Path(frame.f_code.co_filename)
        course = file.is_relative_to(ROOT / "physdl" / "course") and not file.is_relative_to(place(CHECKS))
        return file.is_relative_to(home) and not course

    while True:
        if not frame.f_code.co_flags & CO_OPTIMIZED:
            return None  # the body of a module or of a class
        if not (frame.f_back and library(frame.f_back)):
            break
        frame = frame.f_back
    parts = Path(frame.f_code.co_filename).relative_to(home.parent).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    called = frame.f_code.co_qualname.split(".__")[0]  # a class, rather than its __init__
    places = [".".join(parts[:length]) for length in range(min(3, len(parts)), len(parts) + 1)]
    offers = (name for name in places if hasattr(sys.modules.get(name), called.partition(".")[0]))
    return f"{next(offers, places[-1])}.{called}"


def _top(file):
    """Return the folder of the top package that holds a file of Python source, or the file itself."""
    while (file.parent / "__init__.py").exists():
        file = file.parent
    return file
