"""One fresh bubblewrap for each answer: the student's code runs in it, and only numbers come out.

Inside there are the system's programs and libraries, this Python with its packages, and a copy of physdl without
compiled files, without its course, and the modules that the exercise forbids closed, all read-only
(`physdl.course.grading.box`); an empty home in memory; one file for the result. There is no network, no other process,
no course folder and no other student. Memory, file size and time are limited, new processes and memory outside the
address space are refused (`physdl.course.grading.calls`), and the user id has no rights. The job goes in through a pipe
and is read before the student's first line.

Works for root (who gives up the user id inside) and for ordinary users (with user namespaces). What fails before the
student's code has started is a `SandboxFailure`: the grader's trouble, never the student's.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path

from physdl.course.grading import box, calls
from physdl.course.grading.runner import READY
from physdl.course.judging.watching import ROOM
from physdl.course.plain import NotPlain, dump, load

LARGEST_RESULT = 4_000_000
MEMORY = ROOM
THREADS = 12
PROCESSES = 6  # of which four are an answer's, where new processes cannot be refused
SCRATCH = 32 << 20
PATIENCE = 2
SETUP = 20  # seconds that a busy machine may need to build the sandbox
_ENTER = (
    f"import sys; sys.path.insert(0, {str(box.INSIDE)!r}); "
    "from physdl.course.grading.runner import main; main(sys.argv[1:])"
)


class SandboxFailure(RuntimeError):
    """The sandbox could not do its work; nothing is known about the answer."""


@dataclass(frozen=True)
class Outcome:
    """What came out: the runner's result as plain data, or None and the reason in words.

    `unreadable` tells an answer that came and is none from one that was stopped or ended before.
    """

    result: object
    reason: str = ""
    unreadable: bool = False


def require():
    """Raise `SandboxFailure` with the way out where there is no usable bubblewrap."""
    if not sys.platform.startswith("linux"):
        raise SandboxFailure(
            "Grading needs bubblewrap, which exists on Linux only. Grade on a Linux machine or in a Linux container."
        )
    if shutil.which("bwrap") is None:
        raise SandboxFailure("Grading needs bubblewrap (the command bwrap). Install it: sudo apt install bubblewrap")


class Sandbox:
    """A stage from which fresh sandboxes are started; use it as a context manager.

    Parameters
    ----------
    hide : sequence of path-like
        Folders that must not be seen, should they lie under one that has to be shown. The course's own folder and the
        home folder are among them without being named.
    unsafe : bool
        Run the answers without any sandbox, as yourself. For an instructor's trial of their own cells, nothing else.
    """

    def __init__(self, *, hide=(), unsafe=False):
        self.hide, self.unsafe = [], unsafe
        course = box.package().parent
        installed = {Path(place).resolve() for place in sysconfig.get_paths().values()}
        self.keep_out([*hide, *([] if course in installed else [course]), *_home()])

    def keep_out(self, places):
        """Hide further folders from the answers that run from now on."""
        places = [Path(place).resolve() for place in places]
        self.hide = list(dict.fromkeys([*self.hide, *(place for place in places if place != Path("/"))]))

    def __enter__(self):
        if not self.unsafe:
            require()
        self._stage = Path(tempfile.mkdtemp(prefix="physdl-grade-"))
        box.build(self._stage)
        return self

    def __exit__(self, *exception):
        shutil.rmtree(self._stage, ignore_errors=True)

    def prove(self):
        """Run an answer that is known to be right, so that a broken sandbox shows before anyone is graded."""
        job = {
            "setup": "",
            "answer": "def twice(x):\n    return 2 * x\n",
            "entry": "twice",
            "kind": "function",
            "calls": [[21]],
        }
        outcome = self.run(job, seconds=30)
        if outcome.result != {"outcomes": [{"result": 42}]}:
            raise SandboxFailure(f"The sandbox fails on a known answer: {outcome.reason or outcome.result!r}")

    def run(self, job, *, seconds, forbids=()):
        """Run one job and return its `Outcome`; raise `SandboxFailure` if the sandbox itself did not stand.

        `seconds` limits processor time, which a busy machine does not use up; the clock is more patient.
        """
        patience = PATIENCE * seconds + SETUP
        with tempfile.TemporaryDirectory(prefix="item-", dir=self._stage) as item:
            return self._run(job, Path(item), seconds, patience, forbids)

    def _run(self, job, item, seconds, patience, forbids):
        result = item / "result.json"
        user = 200_000 + secrets.randbelow(1_000_000_000)
        with _result_file(result, user) as held:
            ready, says = os.pipe()
            try:
                command = [sys.executable, "-c", _unsafe_enter(), str(result), str(says), "open", "answer"]
                if not self.unsafe:
                    command = self._command(item, result, user, seconds, forbids, says)
                ended, noise = _execute(command, dump(job), patience, keep=says)
                os.close(says)
                says = None
                stood = os.read(ready, len(READY)) == READY
            finally:
                os.close(ready)
                if says is not None:
                    os.close(says)
            if not stood:
                raise SandboxFailure(f"The sandbox could not be set up. {noise or 'It said nothing.'}")
            if ended is None:
                return Outcome(None, f"It had not answered after {patience:g} seconds and was stopped.")
            return _read(held, ended)

    def _command(self, item, result, user, seconds, forbids, says):
        limits = {
            "AS": MEMORY,
            "FSIZE": LARGEST_RESULT + 4096,
            "CPU": int(seconds) + 1,
            "CORE": 0,
            "NOFILE": 256,
            "NPROC": THREADS if calls.known() else PROCESSES,
            "user": user,
        }
        python = [sys.executable, "-I", "-B", "-c", _ENTER]
        inner = [*python, "/out/result.json", str(says), "shut" if calls.known() else "open", "answer"]
        try:
            shown = box.show(self._stage, item, self.hide, forbids)
        except box.Misplaced as reason:
            raise SandboxFailure(str(reason)) from reason
        return [
            "bwrap",
            *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
            *("--new-session", "--die-with-parent", "--clearenv", "--hostname", "sandbox"),
            *_rights(),
            # Before what is shown: a Python may live below /tmp.
            *("--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--size", str(SCRATCH), "--tmpfs", "/tmp"),
            *shown,
            *("--perms", "0755", "--dir", "/out", "--bind", str(result), "/out/result.json"),
            *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"),
            *_environment(),
            *("--", *python, dump(limits), *inner, "confine"),
        ]


def _home():
    with contextlib.suppress(RuntimeError):
        return [Path.home()]
    return []


def _rights():
    if os.getuid() == 0:
        return ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    return ["--unshare-user", "--disable-userns"]


def _environment():
    values = {
        "PATH": "/usr/bin:/bin",
        "HOME": "/tmp",
        "TMPDIR": "/tmp",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "Agg",
        **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    }
    return [word for name, value in values.items() for word in ("--setenv", name, value)]


def _unsafe_enter():
    return _ENTER.replace(repr(str(box.INSIDE)), repr(str(box.package().parent)))


@contextlib.contextmanager
def _result_file(path, user):
    """Create the file for the result and hold it open: what is read later is this file, whatever its name becomes."""
    held = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        if os.getuid() == 0:
            os.fchown(held, user, user)
        yield held
    finally:
        os.close(held)


def _execute(command, job, seconds, *, keep):
    """Run `command` with `job` on its standard input; return its status (None when time ran out) and its complaints."""
    with tempfile.TemporaryFile() as noise:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=noise,
            pass_fds=(keep,),
            start_new_session=True,
            preexec_fn=_first_to_go,
        )
        try:
            process.communicate(job.encode(), timeout=seconds)
            ended = process.returncode
        except subprocess.TimeoutExpired:
            ended = None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        noise.seek(0)
        return ended, noise.read(1_000).decode(errors="replace").strip()


def _first_to_go():
    """Offer the sandbox to the kernel first when memory runs out."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _read(held, ended):
    size = os.fstat(held).st_size
    if not stat.S_ISREG(os.fstat(held).st_mode) or size > LARGEST_RESULT:
        return Outcome(None, "It answered with more data than any answer needs.", unreadable=True)
    text = os.pread(held, LARGEST_RESULT, 0)
    if not text:
        return Outcome(None, f"It ended before it answered{_cause(ended)}.")
    try:
        return Outcome(load(text.decode("utf-8")))
    except (NotPlain, UnicodeDecodeError):
        return Outcome(None, "What it left as its answer cannot be read.", unreadable=True)


def _cause(ended):
    signals = {signal.SIGXCPU: " (out of processor time)", signal.SIGKILL: " (out of processor time or memory)"}
    number = -ended if ended < 0 else ended - 128
    return signals.get(number, "")
