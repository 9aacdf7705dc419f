"""The half of the grader that stands inside the sandbox, in one process with the student's code.

It is trusted with nothing: it receives one answer cell and the encoded arguments of one exercise, and what it writes
is taken for numbers that anybody may have forged. Two stages follow each other in the same process id: `confine` sets
the limits and gives up the user id before a line of the student's is read, `answer` runs the cell and calls what it
defines.

Job (JSON on standard input)::

    {"setup": source, "answer": source, "entry": name, "kind": "function" | "value",
     "calls": [[encoded argument, …], …]}

Result (JSON), where the cell ran, where it stopped, where it does not define the entry::

    {"outcomes": [{"result": …} | {"raised": …, "text": …}, …]}
    {"stopped": …, "text": …}
    {"missing": true}
"""

from __future__ import annotations

import contextlib
import linecache
import os
import subprocess
import sys

from physdl.course.plain import call_all, dump, load

READY = b"ready"


def confine(limits, ready, command):
    """Set the resource limits, leave the root user, say that the sandbox stands, and become `command`."""
    import resource  # not there on every system on which this package can be imported

    for name in ("AS", "FSIZE", "CPU", "CORE", "NOFILE"):
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limits[name], limits[name]))
    if os.getuid() == 0:
        # The kernel exempts root from the limit on processes, whatever the namespace: a real, fresh user id is needed.
        os.setgroups([])
        os.setresgid(limits["user"], limits["user"], limits["user"])
        os.setresuid(limits["user"], limits["user"], limits["user"])
        # Without further user namespaces there is no file system to mount and no network to make.
        command = ["bwrap", "--unshare-user", "--disable-userns", "--dev-bind", "/", "/", "--", *command]
    subprocess.run([*command[:-1], "probe"], check=True, stdin=subprocess.DEVNULL)
    resource.setrlimit(resource.RLIMIT_NPROC, (limits["NPROC"], limits["NPROC"]))
    os.write(ready, READY)
    os.close(ready)
    os.execvp(command[0], command)


def answer(job, write):
    """Run the answer cell of `job`, call its entry, and hand the result as text to `write`."""
    write(dump(_answer(load(job))))


def _answer(job):
    space = {"__name__": "__main__", "__builtins__": __builtins__}
    for part in ("setup", "answer"):
        try:
            # The source stands in linecache so that inspect and tracebacks find it, as they do in a notebook.
            linecache.cache[part] = (len(job[part]), None, job[part].splitlines(keepends=True), part)
            exec(compile(job[part], part, "exec"), space)
        except BaseException as reason:
            return {"stopped": type(reason).__name__, "text": str(reason)[:400]}
    if job["entry"] not in space:
        return {"missing": True}
    entry = space[job["entry"]]
    function = (lambda: entry) if job["kind"] == "value" else entry
    return {"outcomes": call_all(function, job["calls"])}


def main(arguments):
    """Run the stage that `arguments` names."""
    stage = arguments[-1]
    if stage == "probe":
        import numpy  # noqa: F401 - proves that the interpreter and NumPy can be read from here
    elif stage == "answer":
        out = arguments[0]
        job = sys.stdin.read()
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):

            def write(text):
                with open(out, "w", encoding="utf-8") as file:
                    file.write(text)

            answer(job, write)
    else:
        limits = load(arguments[0])
        confine(limits, int(arguments[1]), arguments[2:-1])
