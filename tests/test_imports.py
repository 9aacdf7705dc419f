"""The import rules of the library, read from its source, and what an import costs in loaded modules."""

import ast
import importlib
import json
import re
import subprocess
import sys
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "physdl"
SOURCES = sorted(p.relative_to(ROOT).as_posix() for p in PACKAGE.rglob("*.py"))

EARLIER = {
    "action": set(),
    "forms": {"action"},
    "neural": {"action", "forms"},
    "cheap": {"action", "forms", "neural"},
    "bayes": {"action", "forms", "neural"},
}
FIELD = {"scipy.sparse", "scipy.special", "scipy.linalg"}
OWN = {  # what a room uses and does not teach
    "physdl.neural.neurons.pulse": {"scipy.integrate"},
    "physdl.neural.neurons.rests": {"scipy.optimize"},
    "physdl.neural.growth.trees": {"scipy.spatial"},
}
NOT_IN_THE_BROWSER = {"threading", "multiprocessing", "subprocess", "concurrent", "asyncio", "socket", "urllib", "http"}
FRONT = ("physdl.explore", "physdl.bayes.workbench")
MACHINERY = ("physdl.explore", "physdl.style")
HELPERS = {
    "_check",
    "_lazy",
    "_npz",
    "_progress",
    "_scale",
    "_spell",
}  # what every room uses; nothing else lies loose or hides
GENERATORS = {"Generator", "default_rng", "SeedSequence", "BitGenerator", "PCG64", "Philox", "MT19937", "SFC64"}


def imports(tree, module, is_package):
    """Yield the dotted name of everything that is imported anywhere, relative imports resolved."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module.split(".") if is_package else module.split(".")[:-1]
                base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def within(name, *packages):
    return any(name == package or name.startswith(package + ".") for package in packages)


def complaints(path, source, siblings=()):
    """Return what is wrong with one source file of physdl; `siblings` are the modules beside an ``__init__``."""
    tree = ast.parse(source)
    is_package = path.endswith("__init__.py")
    module = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    room = [*module.split("."), ""][1]
    is_figures = room in EARLIER and within(module, f"physdl.{room}.figures")
    found = []
    for name in imports(tree, module, is_package):
        if name.endswith(".*"):
            found.append(f"star import of {name[:-2]}")
        if within(name, "anywidget", "ipywidgets", "traitlets") and not within(module, *FRONT):
            found.append(f"{name}: only explore and the workbench speak to the front end")
        if within(name, "matplotlib", "PIL") and not (is_figures or within(module, *MACHINERY)):
            found.append(f"{name}: only figures, style and explore draw")
        if within(name, "random"):
            found.append(f"{name}: randomness comes from a numpy Generator")
        if room in EARLIER:
            found += of_a_part(name, module, room, is_figures)
        elif within(module, *MACHINERY) and within(name, *(f"physdl.{part}" for part in EARLIER), "physdl.course"):
            found.append(f"{name}: explore and style hold no mathematics")
    found += randomness(tree, room)
    if is_package and module != "physdl":
        found += public_names(tree, siblings)
    return found


def of_a_part(name, module, room, is_figures):
    """Return the complaint about one import of a module of a part of the book, if any."""
    top = name.split(".")[0]
    if top == "physdl":
        other = [*name.split("."), ""][1]
        if other == "course":
            return [f"{name}: no part imports course"]
        if not is_figures and "figures" in name.split("."):
            return [f"{name}: no core module imports figures"]
        if is_figures:
            drawn = other in ("style", "_check", "_spell") or within(name, f"physdl.{room}.figures")
            return [] if drawn else [f"{name}: figures draws arrays and computes no physics"]
        if other in EARLIER and other != room and other not in EARLIER[room]:
            return [f"{name}: {room} comes before {other}, or does not know it"]
        known = other in EARLIER or other in HELPERS | {"duals"}
        return [] if known else [f"{name}: not for a part"]
    if top == "scipy" and not within(name, *FIELD, *OWN.get(module, ())):
        return [f"{name}: of scipy only sparse, special and linalg"]
    if top in NOT_IN_THE_BROWSER:
        return [f"{name}: not to be had in the browser"]
    if top in sys.stdlib_module_names or top in ("numpy", "scipy", "matplotlib", "PIL", "ipywidgets"):
        return []
    return [f"{name}: not for a part"]


def randomness(tree, room):
    """Return uses of numpy's global random state, and generators that a part makes for itself."""
    found = []
    for node in ast.walk(tree):
        name = (
            re.fullmatch(r"(?:np|numpy)\.random\.(\w+)", ast.unparse(node)) if isinstance(node, ast.Attribute) else None
        )
        if name and name[1] not in GENERATORS:
            found.append(f"{name[0]}: randomness comes from a numpy Generator")
        if isinstance(node, ast.ImportFrom) and node.module == "numpy.random":
            strange = [alias.name for alias in node.names if alias.name not in GENERATORS]
            found += [f"numpy.random.{name}: randomness comes from a numpy Generator" for name in strange]
        if (
            isinstance(node, ast.Call)
            and room in EARLIER
            and ast.unparse(node.func).endswith("default_rng")
            and not node.args
        ):
            found.append("default_rng(): a part takes its Generator as the argument rng")
    return found


def public_names(tree, siblings):
    """Return what is wrong with the list of public names of a subpackage."""
    assigned = [n for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__"]
    if not assigned:
        return ["no __all__"]
    try:
        names = ast.literal_eval(assigned[0].value)
    except ValueError:
        return ["__all__ does not list its names explicitly"]
    return [f"{name}: a re-exported function never bears its module's name" for name in names if name in siblings]


def hidden(paths):
    """Return the modules that hide behind an underscore: only the helpers of every room may."""
    words = {path: {word.removesuffix(".py") for word in path.split("/")} for path in paths}
    return [path for path, parts in words.items() if any(re.match(r"_[^_]", word) for word in parts - HELPERS)]


def crowded(paths):
    """Return what lies loose at the top of physdl: a module there is a helper, or one of the two that stand alone."""
    loose = {path.split("/")[1] for path in paths if path.count("/") == 1}
    return sorted(loose - {f"{name}.py" for name in (*HELPERS, "__init__", "style")})


def test_nothing_hides_and_nothing_lies_loose():
    assert hidden(SOURCES) == []
    assert crowded(SOURCES) == []


def test_what_hides_or_lies_loose_is_noticed():
    assert hidden(["physdl/_check.py", "physdl/neural/_edge.py", "physdl/_rooms/a.py"]) == [
        "physdl/neural/_edge.py",
        "physdl/_rooms/a.py",
    ]
    assert crowded(["physdl/_check.py", "physdl/forms/mesh.py", "physdl/painter.py"]) == ["painter.py"]


def siblings_of(path):
    folder = (ROOT / path).parent
    return {p.stem for p in folder.glob("*.py")} | {p.name for p in folder.iterdir() if p.is_dir()}


@pytest.mark.parametrize("path", SOURCES)
def test_import_rules(path):
    assert complaints(path, (ROOT / path).read_text(encoding="utf-8"), siblings_of(path)) == []


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        (
            "physdl/action/fermat/least_time.py",
            "import matplotlib.pyplot as plt",
            "only figures, style and explore draw",
        ),
        (
            "physdl/action/fermat/least_time.py",
            "def f():\n    import matplotlib",
            "only figures, style and explore draw",
        ),
        ("physdl/_check.py", "from PIL import Image", "only figures, style and explore draw"),
        ("physdl/course/checking.py", "from matplotlib import cm", "only figures, style and explore draw"),
        ("physdl/style.py", "import anywidget", "only explore and the workbench speak to the front end"),
        (
            "physdl/action/units.py",
            "from ipywidgets import HTML",
            "only explore and the workbench speak to the front end",
        ),
        ("physdl/action/units.py", "from physdl import forms", "action comes before forms"),
        ("physdl/action/units.py", "from ..neural.maps import relu", "action comes before neural"),
        ("physdl/bayes/laplace.py", "from physdl.cheap import gates", "bayes comes before cheap, or does not know it"),
        ("physdl/action/units.py", "from physdl.course import check", "no part imports course"),
        ("physdl/action/units.py", "from physdl import course", "no part imports course"),
        ("physdl/action/units.py", "from . import figures", "no core module imports figures"),
        ("physdl/action/units.py", "from physdl.action.figures import rays", "no core module imports figures"),
        ("physdl/action/figures/fermat.py", "from physdl.action import fermat", "computes no physics"),
        ("physdl/action/units.py", "from physdl import style", "not for a part"),
        ("physdl/action/units.py", "from scipy import optimize", "only sparse, special and linalg"),
        ("physdl/action/units.py", "import scipy.integrate", "only sparse, special and linalg"),
        ("physdl/action/units.py", "import sympy", "not for a part"),
        ("physdl/action/units.py", "import threading", "not to be had in the browser"),
        ("physdl/action/units.py", "import random", "randomness comes from a numpy Generator"),
        ("physdl/action/units.py", "np.random.seed(0)", "randomness comes from a numpy Generator"),
        ("physdl/course/exercise.py", "x = np.random.normal(3)", "randomness comes from a numpy Generator"),
        ("physdl/action/units.py", "from numpy.random import rand", "randomness comes from a numpy Generator"),
        ("physdl/action/units.py", "rng = np.random.default_rng()", "takes its Generator as the argument rng"),
        ("physdl/action/units.py", "from fractions import *", "star import of fractions"),
        ("physdl/explore/figure.py", "from physdl.action import fermat", "hold no mathematics"),
        ("physdl/forms/__init__.py", "from physdl.forms.mesh import mesh", "no __all__"),
        ("physdl/forms/__init__.py", "__all__ = dir()", "does not list its names explicitly"),
        ("physdl/forms/__init__.py", "__all__ = ['mesh']", "never bears its module's name"),
    ],
)
def test_rule_bites(path, source, expected):
    (complaint,) = complaints(path, source, siblings={"mesh"})
    assert expected in complaint


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "physdl/neural/maps/affine.py",
            "import numpy as np\nfrom scipy.sparse import linalg\nfrom physdl.forms import wedge",
        ),
        ("physdl/action/figures/fermat.py", "from matplotlib import collections\nfrom physdl import style"),
        ("physdl/action/figures/fermat.py", "from physdl._spell import spell"),
        ("physdl/course/checking.py", "from physdl.action import units"),
        ("physdl/action/sums.py", "def f(rng: np.random.Generator): return rng.normal()"),
        ("physdl/forms/__init__.py", "__all__ = ['Mesh']\nfrom physdl.forms.mesh import Mesh"),
    ],
)
def test_rules_let_the_allowed_pass(path, source):
    assert complaints(path, source, siblings={"mesh"}) == []


# ---- what is loaded ------------------------------------------------------------------------------------------------


def run(script, *arguments):
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_import_physdl_loads_nothing_heavy():
    loaded = run("import sys, physdl; print(*sorted({name.split('.')[0] for name in sys.modules}))").split()
    assert "physdl" in loaded
    assert not {"matplotlib", "scipy", "anywidget", "ipywidgets", "PIL", "IPython", "tqdm"} & set(loaded)


@pytest.mark.parametrize("package", ["physdl", *(f"physdl.{part}" for part in EARLIER)])
def test_a_package_offers_what_it_lists(package):
    module = importlib.import_module(package)
    assert set(module.__all__) <= set(dir(module))
    assert [name for name in module.__all__ if not hasattr(module, name)] == []
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'phlogiston'"):
        module.phlogiston  # noqa: B018


def test_a_part_loads_no_drawing():
    loaded = run("import sys, physdl.action.fermat, physdl.course; print(*sys.modules)").split()
    assert "numpy" in loaded
    assert not {"matplotlib", "anywidget", "ipywidgets", "PIL"} & set(loaded)


def lesson_imports():
    """Return every import statement of every lesson and exercise notebook, but for the browser's own installer."""
    statements = set()
    for path in sorted((ROOT / "lessons").rglob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                nodes = ast.walk(ast.parse("".join(cell["source"])))
                statements |= {ast.unparse(n) for n in nodes if isinstance(n, ast.Import | ast.ImportFrom)}
    return sorted(statements - {"import piplite"})


def reachable(*names):
    """Return the distributions that these need, themselves included."""
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name not in found:
            found.add(name)
            needs = [Requirement(text) for text in requires(name) or []]
            waiting += [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    return found


ALONE = """
import sys
barred = set(sys.argv[1].split(","))

class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in barred:
            raise ModuleNotFoundError(f"a lesson may not need {name!r}", name=name)

sys.meta_path.insert(0, Wall())
exec(sys.argv[2])
print("imported")
"""


def alone(statements):
    """Run statements where no installed package can be imported but those that lessons may need."""
    kept = reachable("numpy", "scipy", "matplotlib", "anywidget", "tqdm") | {"physdl"}
    homes = packages_distributions().items()
    barred = [top for top, names in homes if not {name.lower().replace("_", "-") for name in names} & kept]
    return run(ALONE, ",".join(barred), "\n".join(statements))


def test_lessons_need_only_what_the_browser_has():
    statements = [*lesson_imports(), "import physdl.explore, physdl.style", "from physdl.course import check"]
    assert alone([*statements, "check('0.0-0', None)"]).strip().endswith("imported")


@pytest.mark.parametrize("module", ["nbformat", "sympy", "sphinx", "pytest"])
def test_the_wall_stands(module):
    with pytest.raises(AssertionError, match=f"a lesson may not need '{module}'"):
        alone([f"import {module}"])
