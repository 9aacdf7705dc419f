"""The half of the grader that stands inside the sandbox, in one process with the student's code.

It is trusted with nothing: it receives one answer cell and the encoded arguments of one exercise, and what it writes
is taken for numbers that anybody may have forged. Two stages follow each other in the same process id: `confine` sets
the limits and gives up the user id, `answer` shuts what is left to shut, says that the sandbox stands, and only then
runs the cell and calls what it defines.

Job (JSON on standard input)::

    {"setup": source, "answer": source, "entry": name, "kind": "function" | "value",
     "calls": [[encoded argument, …], …]}

Result (JSON), where the cell ran, where it stopped, where it does not define the entry; with ``"dropped"``, a list of
what a notebook understands and Python does not, where there was any::

    {"outcomes": [{"result": …} | {"raised": …, "text": …, "line": …}, …]}
    {"stopped": …, "text": …, "line": …}
    {"missing": true}
"""

from __future__ import annotations

import ast
import contextlib
import json
import linecache
import os
import sys

READY = b"ready"


def confine(limits, command):
    """Set the resource limits, leave the root user, and become `command`."""
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
    resource.setrlimit(resource.RLIMIT_NPROC, (limits["NPROC"], limits["NPROC"]))
    os.execvp(command[0], command)


def answer(job):
    """Run the answer cell of `job`, call its entry, and return the result."""
    from physdl.course.plain import call_all

    notebook = Notebook()
    space = {"__name__": "__main__", "__builtins__": __builtins__, **notebook.names()}
    notebook.space = space
    for part in ("setup", "answer"):
        try:
            notebook.run(job[part], part)
        except BaseException as reason:
            text = "" if isinstance(reason, MemoryError) else _words(reason)
            return notebook.told({"stopped": type(reason).__name__, "text": text, **_line(reason)})
    if job["entry"] not in space:
        return notebook.told({"missing": True})
    entry = space[job["entry"]]
    function = (lambda: entry) if job["kind"] == "value" else entry
    return notebook.told({"outcomes": call_all(function, job["calls"], _line)})


def _words(reason):
    try:
        return str(getattr(reason, "msg", None) or reason)[:400]
    except Exception:
        return "(an exception that cannot be printed)"


def _line(reason):
    """Return the line of the answer cell at which an exception arose, if it did there."""
    found = reason.lineno if isinstance(reason, SyntaxError) and reason.filename == "answer" else None
    trace = reason.__traceback__
    while trace is not None:
        found = trace.tb_lineno if trace.tb_frame.f_code.co_filename == "answer" else found
        trace = trace.tb_next
    return {"line": found} if isinstance(found, int) else {}


class Notebook:
    """As much of a notebook as an answer cell may need: magics and shell lines are understood, and do nothing.

    What IPython's own reader makes of the cell is run, so that a cell means here what it means in the notebook. Of the
    cell magics, those that run their cell run it; of the line magics, ``%time`` runs its statement.
    """

    RUNNING = ("time", "capture", "prun")

    def __init__(self):
        self.space, self.dropped = {}, []

    def names(self):
        """Return what a notebook offers beyond Python."""
        return {"get_ipython": lambda: self, "display": lambda *things, **options: None}

    def run(self, source, name):
        """Run the source of a cell; only what Python cannot read is given to IPython's reader."""
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = _compile(source, name)
            if code is None:
                source = self._python(source)
                code = compile(source, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        # The source stands in linecache so that inspect and tracebacks find it, as they do in a notebook.
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        coroutine = eval(code, self.space)
        if coroutine is not None:
            import asyncio

            asyncio.run(coroutine)

    def _python(self, source):
        try:
            from IPython.core.inputtransformer2 import TransformerManager
        except ImportError:
            return source
        return TransformerManager().transform_cell(source)

    def told(self, result):
        """Return `result` with what was left out."""
        return {**result, "dropped": self.dropped[:20]} if self.dropped else result

    def _drop(self, text):
        self.dropped.append(str(text)[:80])

    def run_line_magic(self, name, line, *rest, **options):
        """Run the statement of ``%time``; leave out every other magic."""
        if name == "time":
            code = _compile(line, "answer", "eval") or compile(line, "answer", "exec")
            return eval(code, self.space)
        self._drop({"pinfo": f"{line}?", "pinfo2": f"{line}??"}.get(name, f"%{name} {line}".strip()))
        return None

    def run_cell_magic(self, name, line, cell):
        """Run the cell under a magic that runs it; leave out every other one."""
        if name in self.RUNNING:
            return self.run(cell, "answer")
        self._drop(f"%%{name} {line}".strip())
        return None

    def system(self, line):
        """Leave out a shell line."""
        self._drop(f"!{line}")

    def getoutput(self, line, *rest, **options):
        """Leave out a shell line; it says nothing."""
        self._drop(f"!{line}")
        return []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()


class _Nothing:
    """What stands for everything else that can be asked of IPython."""

    def __call__(self, *arguments, **options):
        return None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self


def _compile(source, name, mode="exec"):
    """Return the code of a Python source, or None where Python cannot read it."""
    try:
        return compile(source, name, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except SyntaxError:
        return None


def main(arguments):
    """Run the stage that `arguments` names."""
    stage = arguments[-1]
    if stage == "confine":
        return confine(json.loads(arguments[0]), arguments[1:-1])
    from physdl.course.plain import dump, load  # NumPy is read here, before the doors are shut

    out, ready, shuts = arguments[0], int(arguments[1]), arguments[2] == "shut"
    job = load(sys.stdin.read())
    if shuts:
        from physdl.course.grading import calls

        calls.shut()
    os.write(ready, READY)
    os.close(ready)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        text = dump(answer(job))
        with open(out, "w", encoding="utf-8") as file:
            file.write(text)
    return None
