"""One fresh bubblewrap for each answer: the student's code runs in it, and only numbers come out.

Inside there are the system's programs and libraries, this Python with its packages, and a copy of physdl without
compiled files and without the modules that the exercise forbids, all read-only; an empty home in memory; one file for
the result. There is no network, no other process, no course folder and no other student. Processes, memory, file size
and time are limited, and the user id has no rights. The job goes in through a pipe and is read before the student's
first line.

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
import tempfile
from dataclasses import dataclass
from pathlib import Path

import physdl
from physdl.course.grading.runner import READY
from physdl.course.plain import NotPlain, dump, load

LARGEST_RESULT = 4_000_000
MEMORY = 1 << 30
PROCESSES = 12
SCRATCH = 32 << 20
PATIENCE = 2
SETUP = 20  # seconds that a busy machine may need to build the sandbox
_COURSE = "/course"
_ENTER = (
    f"import sys; sys.path.insert(0, {_COURSE!r}); from physdl.course.grading.runner import main; main(sys.argv[1:])"
)
_REFUSAL = "raise ImportError('{name} is what this exercise asks you to write; it is not there while you are graded')\n"


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
        Folders that must not be seen, should they lie under one that has to be shown.
    unsafe : bool
        Run the answers without any sandbox, as yourself. For an instructor's trial of their own cells, nothing else.
    """

    def __init__(self, *, hide=(), unsafe=False):
        self.hide, self.unsafe = [Path(place).resolve() for place in hide], unsafe

    def __enter__(self):
        if not self.unsafe:
            require()
        self._stage = Path(tempfile.mkdtemp(prefix="physdl-grade-"))
        shutil.copytree(
            Path(physdl.__file__).parent, self._stage / "physdl", ignore=shutil.ignore_patterns("__pycache__")
        )
        for place in [self._stage / "physdl", *(self._stage / "physdl").rglob("*")]:
            place.chmod(0o755 if place.is_dir() else 0o644)
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
                command = [sys.executable, "-c", _unsafe_enter(), str(result), "answer"]
                if not self.unsafe:
                    command = self._command(item, result, user, seconds, forbids, says)
                ended, noise = _execute(command, dump(job), patience, keep=says)
                os.close(says)
                says = None
                stood = self.unsafe or os.read(ready, len(READY)) == READY
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
            "NPROC": PROCESSES,
            "user": user,
        }
        python = [sys.executable, "-I", "-B", "-c", _ENTER]
        inner = [*python, "/out/result.json", "answer"]
        binds = [*_system(self.hide), *_tree(self._stage / "physdl", f"{_COURSE}/physdl")]
        for name in forbids:
            stub = item / f"{name}.py"
            stub.write_text(_REFUSAL.format(name=name))
            stub.chmod(0o644)
            first, *_ = sources(self._stage, name)  # a package is shut by its __init__
            binds += ["--ro-bind", str(stub), f"{_COURSE}/{first.relative_to(self._stage)}"]
        return [
            "bwrap",
            *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
            *("--new-session", "--die-with-parent", "--clearenv", "--hostname", "sandbox"),
            *_rights(),
            # Before what is shown: a Python may live below /tmp.
            *("--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--size", str(SCRATCH), "--tmpfs", "/tmp"),
            *binds,
            *("--perms", "0755", "--dir", "/out", "--bind", str(result), "/out/result.json"),
            *("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"),
            *_environment(),
            *("--", *python, dump(limits), str(says), *inner),
            "confine",
        ]


def sources(root, module):
    """Return the files below `root` that hold a module; for a package, those of all its modules, its own first."""
    place = root.joinpath(*module.split("."))
    if not place.is_dir():
        return [place.with_suffix(".py")]
    return [place / "__init__.py", *(file for file in sorted(place.rglob("*.py")) if file != place / "__init__.py")]


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


def _tree(source, target=None):
    """Return the options that show `source` read-only at `target`; bubblewrap would make its parents unreadable."""
    target = Path(target or source)
    parents = [word for parent in reversed(target.parents[:-1]) for word in ("--perms", "0755", "--dir", str(parent))]
    return [*parents, "--ro-bind", str(source), str(target)]


def _system(hide):
    """Return the options that show the system and this Python, and cover whatever of the course lies among them."""
    words = []
    for link in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        if os.path.islink(link):
            words += ["--symlink", os.readlink(link), link]
        elif os.path.isdir(link):
            words += ["--ro-bind", link, link]
    shown = {Path("/usr"): Path("/usr"), **_pythons()}
    for place, source in shown.items():
        words += _tree(source, place)
    for file in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"):
        if os.path.exists(file):
            words += _tree(os.path.realpath(file), file)
    package = Path(physdl.__file__).resolve().parent
    for place in (package, *(package.parent / name for name in ("instructor", "lessons", "tests")), *hide):
        if place.is_dir() and any(place != above and place.is_relative_to(above) for above in shown):
            words += ["--tmpfs", str(place), "--remount-ro", str(place)]
    return words


def _pythons():
    """Return the folders that hold this interpreter and its packages, by each of the names that lead to them."""
    named = [Path(sys.prefix), Path(sys.base_prefix), Path(os.path.realpath(sys.executable)).parents[1]]
    places = {name: place.resolve() for place in named for name in (place, place.resolve())}
    return {name: source for name, source in sorted(places.items()) if not name.is_relative_to("/usr")}


def _unsafe_enter():
    root = str(Path(physdl.__file__).resolve().parent.parent)
    return _ENTER.replace(repr(_COURSE), repr(root))


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
