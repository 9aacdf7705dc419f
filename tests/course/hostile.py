"""Hostile answers to exercise 1.1-1, made in code: each tries for points or for damage, none knows the solution.

`ANSWERS` maps a name to the source of an answer cell and to words that the grader's message must contain. In the
sources, ``@SECRET@`` stands for a folder outside the sandbox that holds sentinel files, ``@COUNT@`` for the number of
calls that are asked.
"""

import json

WRONG = "def echo_distance(separation, speed, gap):\n    return 1.0\n"
NOT_SO = "Does not hold"
FORGED = json.dumps({"status": "graded", "state": "correct", "points": 100, "verdict": {"state": "correct"}})
DAMAGE = """
import os, shutil, pathlib
for place in ("@SECRET@", "/course", "/out", "/etc", os.path.expanduser("~")):
    try:
        os.chmod(place, 0o777)
    except OSError:
        pass
    try:
        shutil.rmtree(place, ignore_errors=True)
        pathlib.Path(place, "owned").write_text("owned")
    except OSError:
        pass
"""

ANSWERS = {
    "patched numpy and builtins": (
        """
import builtins, numpy, math
numpy.allclose = numpy.isclose = lambda *a, **k: True
numpy.max = numpy.abs = numpy.hypot = numpy.sqrt = lambda *a, **k: 0.0
builtins.abs = builtins.max = builtins.float = builtins.len = lambda *a, **k: 0
builtins.all = builtins.any = builtins.isinstance = lambda *a, **k: True
"""
        + WRONG,
        "",
    ),
    "input transformer": (
        "try:\n    get_ipython().input_transformers_cleanup.append(lambda lines: [])\nexcept NameError:\n    pass\n"
        + WRONG,
        NOT_SO,
    ),
    "monkeypatched runner": (
        """
import physdl.course.plain as plain, physdl.course.exercise as exercise, physdl.course.grading.runner as runner
good = exercise.Verdict("correct", "Every property holds.")
exercise.judge = exercise._weigh = lambda *a, **k: good
exercise.Property.worst = lambda *a: 0.0
exercise.Specification.points = lambda *a: 100.0
plain.call_all = runner.call_all = lambda f, calls: [{"result": 0.0, "state": "correct", "points": 100} for _ in calls]
"""
        + WRONG,
        "No module named 'physdl.course.exercise'",
    ),
    "ready answers of the checks": (
        "from physdl.course.exercises.action.fermat import ECHO as echo_distance\n",
        "the checks of the exercises are not there while an answer is graded (line 1 of",
    ),
    "monkeypatched plain data": (
        """
import physdl.course.plain as plain, physdl.course.grading.runner as runner
plain.call_all = runner.call_all = lambda f, calls, *a: [{"result": 0.0, "points": 9} for _ in calls]
plain.encode = lambda value: {"$complex": ["a", True]}
"""
        + WRONG,
        "",
    ),
    "hidden stdout markers": (
        'print("### BEGIN RESULT\\n{\\"points\\": 100}\\n### END RESULT", flush=True)\n'
        'import os\nos.write(1, b"correct")\nos.write(2, b"points 100")\n' + WRONG,
        NOT_SO,
    ),
    "fake verdict, then os._exit": (
        f"import os\nopen('/out/result.json', 'w').write({FORGED!r})\nos._exit(0)\n" + WRONG,
        "does not fit",
    ),
    "fake answers of the right number": (
        'import json, os\nanswers = {"outcomes": [{"result": 1.0}] * @COUNT@}\n'
        "open('/out/result.json', 'w').write(json.dumps(answers))\nos._exit(0)\n" + WRONG,
        NOT_SO,
    ),
    "os._exit": ("import os\nos._exit(0)\n" + WRONG, "ended before it answered"),
    "sys.exit": ("import sys\nsys.exit(0)\n" + WRONG, "stopped with SystemExit"),
    "sys.exit in the call": ("import sys\ndef echo_distance(*a):\n    sys.exit(0)\n", "stopped with SystemExit"),
    "NaN in the result file": (
        "import os\nanswers = ', '.join(['{\"result\": NaN}'] * @COUNT@)\n"
        "open('/out/result.json', 'w').write('{\"outcomes\": [' + answers + ']}')\n"
        "os._exit(0)\n" + WRONG,
        "cannot be read",
    ),
    "infinite numbers": ("def echo_distance(*a):\n    return float('inf')\n", "not finite"),
    "undefined numbers": ("def echo_distance(*a):\n    return float('nan')\n", "not finite"),
    "repeated keys and deep nesting": (
        "import os\nopen('/out/result.json', 'w').write('{\"outcomes\": 1, \"outcomes\": ' + '[' * 100000)\n"
        "os._exit(0)\n" + WRONG,
        "cannot be read",
    ),
    "formula as a result": (
        'import os, json\nbad = {"result": {"$formula": {"expression": "().__class__", "parameters": {}}}}\n'
        "open('/out/result.json', 'w').write(json.dumps({'outcomes': [bad] * @COUNT@}))\nos._exit(0)\n" + WRONG,
        "unknown tag",
    ),
    "pickle as a result": (
        """
import os, pickle
class Bomb:
    def __reduce__(self):
        return os.system, ("touch @SECRET@/owned",)
open("/out/result.json", "wb").write(pickle.dumps(Bomb()))
os._exit(0)
"""
        + WRONG,
        "cannot be read",
    ),
    "an object that equals everything": (
        """
class Yes(float):
    __eq__ = __le__ = __ge__ = __lt__ = __gt__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0
def echo_distance(*a):
    return Yes(1.0)
""",
        NOT_SO,
    ),
    "result file replaced by a link": (
        """
import os
for move in (lambda: os.unlink("/out/result.json"), lambda: os.rename("/out/result.json", "/tmp/x")):
    try:
        move()
        os.symlink("@SECRET@/other_student.ipynb", "/out/result.json")
    except OSError:
        pass
"""
        + WRONG,
        NOT_SO,
    ),
    "atexit and a late writer": (
        f"""
import atexit, os, time
@atexit.register
def late():
    if os.fork() == 0:
        for _ in range(50):
            open("/out/result.json", "w").write({FORGED!r})
            time.sleep(0.02)
"""
        + WRONG,
        "",
    ),
    "giant output": (
        "import os\ntry:\n    for _ in range(300):\n        os.write(2, b'x' * 10**6)\nexcept OSError:\n    pass\n"
        "for _ in range(100):\n    print('x' * 10**6)\n" + WRONG,
        NOT_SO,
    ),
    "giant answer": (
        "import numpy as np\ndef echo_distance(*a):\n    return np.random.default_rng(1).random(10**6)\n",
        "",
    ),
    "infinite loop": ("def echo_distance(*a):\n    while True:\n        pass\n", "out of processor time"),
    "sleep": ("import time\ndef echo_distance(*a):\n    time.sleep(10**6)\n", "had not answered"),
    "memory bomb": ("def echo_distance(*a):\n    return bytearray(10**11)\n", "MemoryError"),
    "slow memory bomb": ("x = [0]\nwhile True:\n    x = x + x\n" + WRONG, ""),
    "fork bomb": (
        "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        break\n" + WRONG,
        NOT_SO,
    ),
    "thread bomb": (
        "import threading, time\ntry:\n    for _ in range(10**4):\n"
        "        threading.Thread(target=time.sleep, args=(99,), daemon=True).start()\n"
        "except RuntimeError:\n    pass\n" + WRONG,
        NOT_SO,
    ),
    "memory outside the address space": (
        """
import ctypes
libc, held = ctypes.CDLL(None), 0
libc.shmat.restype = ctypes.c_void_p
for _ in range(40):
    segment = libc.shmget(0, 100 << 20, 0o1600)
    if segment < 0:
        break
    place = libc.shmat(segment, None, 0)
    ctypes.memset(place, 1, 100 << 20)
    libc.shmdt(ctypes.c_void_p(place))
    held += 100
assert held == 0, "MB held: many"
"""
        + WRONG,
        NOT_SO,
    ),
    "memory in files without a name": (
        """
import os
files = []
try:
    for _ in range(40):
        files.append(os.memfd_create("x"))
        for _ in range(25):
            os.write(files[-1], bytes(4_000_000))
except OSError:
    pass
assert not files, "files held"
"""
        + WRONG,
        NOT_SO,
    ),
    "memory in children": (
        """
import os, time
children = 0
for _ in range(10):
    try:
        if os.fork() == 0:
            held = bytearray(300 << 20)
            time.sleep(60)
            os._exit(0)
        children += 1
    except OSError:
        pass
assert children == 0, "children run"
"""
        + WRONG,
        NOT_SO,
    ),
    "disk bomb": (
        "i = 0\ntry:\n    while True:\n        i += 1\n        open(f'/tmp/{i}', 'wb').write(b'x' * 10**6)\n"
        "except OSError:\n    pass\n" + WRONG,
        NOT_SO,
    ),
    "kills everybody": ("import os, signal\nos.kill(-1, signal.SIGKILL)\n" + WRONG, ""),
    "crash of the interpreter": ("import ctypes\nctypes.string_at(0)\n" + WRONG, "ended before it answered"),
    "source that overflows the parser": ("x = " + "(" * 5000 + ")" * 5000 + "\n" + WRONG, ""),
    "deletes the course": (DAMAGE + WRONG, NOT_SO),
    "null byte": ("x = 1\0\n" + WRONG, "stopped with"),
}

# Answers that report what they could see or do: a right answer to each is a list that holds nothing.
PROBES = {
    "reads outside": """
import os, pathlib
def probe(secret):
    seen = []
    for root in ("/", secret):
        for folder, _, files in os.walk(root):
            if not folder.startswith(("/proc", "/usr", "/dev")):
                seen += [f"{folder}/{f}" for f in files if f in ("secret_of_the_course.txt", "other_student.ipynb")]
    inside = (f"{secret}/secret_of_the_course.txt", f"{secret}/instructor/1_action/1_fermat.ipynb")
    for path in (*inside, "/etc/shadow", "/etc/passwd"):
        try:
            seen.append(pathlib.Path(path).read_text()[:20])
        except OSError:
            pass
    return seen
""",
    "writes outside": """
import os, pathlib, sys
import numpy
def probe(secret):
    done = []
    places = (secret, "/", "/etc", "/usr", "/course", "/course/physdl", "/out", "/dev", "/dev/shm", "/proc/sys/kernel")
    for place in (*places, sys.prefix, os.path.dirname(numpy.__file__)):
        try:
            pathlib.Path(place, "owned").write_text("x")
            done.append(place)
        except OSError:
            pass
    return done
""",
    "writable places": """
def probe(nothing):
    mounts = [line.split() for line in open("/proc/self/mounts")]
    kept = ("/tmp", "/proc", "/out/result.json")
    return [m[1] for m in mounts if "rw" in m[3].split(",") and m[1] not in kept and not m[1].startswith("/dev/")]
""",
    "network": """
import socket
def probe(where):
    (port, local), done = where, []
    for host in ("127.0.0.1", "::1", "localhost"):
        try:
            socket.create_connection((host, port), timeout=0.5).close()
            done.append(host)
        except OSError:
            pass
    try:
        socket.socket(socket.AF_UNIX).connect(local)
        done.append(local)
    except OSError:
        pass
    return done
""",
    "rights": """
import ctypes, os, subprocess
def probe(nothing):
    gained = [] if os.getuid() else ["root"]
    for attempt in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.setgroups([0]), lambda: os.chroot("/tmp")):
        try:
            attempt()
            gained.append("call")
        except OSError:
            pass
    libc = ctypes.CDLL(None, use_errno=True)
    for flag in (0x10000000, 0x00020000, 0x40000000):  # new user, mount and network namespaces
        if libc.unshare(flag) == 0:
            gained.append(hex(flag))
    if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0:
        gained.append("mount")
    return gained
""",
    "other processes": """
import os
def probe(nothing):
    others = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = open(f"/proc/{pid}/cmdline").read()
        except OSError:
            continue
        if "bwrap" not in words and int(pid) != os.getpid():
            others.append(words)
    return others
""",
    "secrets in memory": """
import gc, sys
def probe(nothing):
    kinds = ("Specification", "Case", "Property", "Trial")
    seen = [str(type(o)) for o in gc.get_objects() if type(o).__name__ in kinds]
    frame = sys._getframe()
    while frame:
        seen += [name for name in frame.f_locals if name in ("specification", "facts", "cases", "possible", "points")]
        frame = frame.f_back
    around = str(dict(__import__("os").environ)) + sys.stdin.read()
    return seen + [word for word in ("PHYSDL", "seed") if word in around]
""",
}
