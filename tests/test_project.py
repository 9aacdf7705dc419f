"""The project's own files agree with each other and speak of the project alone."""

import itertools
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA_NAMES = {"build": "python-build"}
DOCUMENTS = {".md", ".ipynb", ".toml", ".yml", ".yaml", ".cfg", ".txt", ".cff", ".bib"}


def requirements(texts):
    """Return {name: version specifier} of requirement strings."""
    parsed = [Requirement(text) for text in texts]
    return {canonicalize_name(one.name): one.specifier for one in parsed}


def wanted():
    """Return every requirement of pyproject.toml: the library's and those of all extras."""
    return requirements([*PROJECT["dependencies"], *itertools.chain(*PROJECT["optional-dependencies"].values())])


def tracked():
    """Return the files that git tracks or would track."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


# ---- the same environment in three files ---------------------------------------------------------------------------


def environment_complaints(text):
    """Return where an environment file differs from pyproject.toml."""
    environment = yaml.safe_load(text)
    conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    offered = requirements([*conda, *(entry for entry in pip if not entry.startswith("-"))])
    names = {canonicalize_name(CONDA_NAMES.get(name, name)): rule for name, rule in wanted().items()}
    names |= {"python": Requirement(f"python{PROJECT['requires-python']}").specifier, "pip": ""}
    found = [f"{name} is missing" for name in sorted(names.keys() - offered.keys())]
    found += [f"{name} is not in pyproject.toml" for name in sorted(offered.keys() - names.keys())]
    both = sorted(names.keys() & offered.keys())
    found += [f"{name}: {offered[name]} here, {names[name]} there" for name in both if offered[name] != names[name]]
    if environment["channels"] != ["conda-forge"]:
        found.append("the channel is not conda-forge alone")
    return found if "-e ." in pip else [*found, "physdl itself is missing"]


def test_environment_yml_is_pyproject_toml():
    assert environment_complaints((ROOT / "environment.yml").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("numpy>=2.0", "numpy>=1.26", "numpy: >=1.26 here, >=2.0 there"),
        ("  - scipy>=1.13\n", "", "scipy is missing"),
        ("  - pip\n", "  - pip\n  - pandas\n", "pandas is not in pyproject.toml"),
        ("python>=3.11", "python>=3.10", "python: >=3.10 here, >=3.11 there"),
        ("      - -e .\n", "", "physdl itself is missing"),
        ("  - conda-forge\n", "  - defaults\n", "the channel is not conda-forge alone"),
    ],
)
def test_a_differing_environment_is_noticed(old, new, complaint):
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert old in text
    before, after = environment_complaints(text), environment_complaints(text.replace(old, new, 1))
    assert set(after) - set(before) == {complaint}


def constraint_complaints(text):
    """Return what pyproject.toml needs and a constraints file does not pin, or pins outside the bounds."""
    pins = requirements([line for line in text.splitlines() if line.strip() and not line.startswith("#")])
    loose = [f"{name} is not pinned exactly" for name, pin in pins.items() if not re.fullmatch(r"==[\w.+!]+", str(pin))]
    found = [f"{name} is not pinned" for name in wanted() if name not in pins]
    for name, rule in wanted().items():
        version = str(pins.get(name, "")).removeprefix("==")
        if version and not rule.contains(version, prereleases=True):
            found.append(f"{name} {version} is outside {rule}")
    return loose + found


def test_constraints_pin_every_requirement_within_its_bounds():
    assert constraint_complaints((ROOT / "constraints.txt").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("pattern", "new", "complaint"),
    [
        (r"^numpy==.*$", "numpy==1.26.4", "numpy 1.26.4 is outside >=2.0"),
        (r"^jupyter-book==.*$", "jupyter-book==2.0.1", "jupyter-book 2.0.1 is outside <2,>=1.0.4"),
        (r"^pytest==.*$", "", "pytest is not pinned"),
        (r"^six==.*$", "six>=1.16", "six is not pinned exactly"),
    ],
)
def test_a_wrong_pin_is_noticed(pattern, new, complaint):
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    changed = re.sub(pattern, new, text, count=1, flags=re.M)
    assert changed != text
    assert set(constraint_complaints(changed)) - set(constraint_complaints(text)) == {complaint}


def too_new(packages):
    """Return the pinned packages (name, version, their rule for Python) that the oldest Python may not install."""
    pins = requirements((ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:])
    oldest = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"][2:]
    return [
        f"{name} {version} asks for Python {rule}"
        for name, version, rule in packages
        if name in pins and not SpecifierSet(rule or "").contains(f"{oldest}.0")
    ]


def test_every_pin_can_be_installed_by_the_oldest_python():
    found = [
        (canonicalize_name(d.metadata["Name"]), d.version, d.metadata.get("Requires-Python")) for d in distributions()
    ]
    assert len(found) > 100
    assert too_new(found) == []


def test_a_pin_for_newer_pythons_alone_is_noticed():
    assert too_new([("soupsieve", "4.1.2", ">=3.11.5"), ("numpy", "2.4.6", ">=3.11")]) == [
        "soupsieve 4.1.2 asks for Python >=3.11.5"
    ]


# ---- the Makefile --------------------------------------------------------------------------------------------------

OLD = "import sys; sys.version_info = (3, 9, 2, 'final', 0)"
WITHOUT_VENV = "import sys; sys.modules['ensurepip'] = None"


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("target", ["book", "test", "lab"])
@pytest.mark.parametrize(
    ("pretence", "message", "fix"),
    [(OLD, "Python 3.11 or newer", "make PYTHON="), (WITHOUT_VENV, "cannot make virtual environments", "python3-venv")],
    ids=["old Python", "no venv"],
)
def test_a_system_that_lacks_something_gets_one_line_with_the_fix(tmp_path, target, pretence, message, fix):
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    fake = tmp_path / "python"
    fake.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{pretence}; exec(sys.argv[1])" "$2"\n', encoding="utf-8")
    fake.chmod(0o755)
    command = ["make", "--no-print-directory", target, f"PYTHON={fake}"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, env=clean)
    said = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("make: ***")]
    assert done.returncode != 0
    assert len(said) == 1, said
    assert message in said[0]
    assert fix in said[0]
    assert not (tmp_path / ".venv").exists()


# Stands for Python: notes how it is called, and makes a virtual environment that holds nothing but itself.
FAKE = """#!/bin/sh
echo "$PWD: $*; user=$PIP_USER target=$PIP_TARGET" >> "$LOG"
case "$*" in
*"-m venv"*)
  for last; do :; done
  case "$*" in *--clear*) rm -rf "$last";; esac
  mkdir -p "$last/bin" && cp "$FAKE" "$last/bin/python"
  echo "command = python3 -m venv $PWD/$last" > "$last/pyvenv.cfg";;
esac
"""


@pytest.fixture
def set_up(tmp_path):
    """Return a function that runs make in a folder and returns the calls of Python that make a virtual environment."""
    fake, log = tmp_path / "python", tmp_path / "log"
    fake.write_text(FAKE, encoding="utf-8")
    fake.chmod(0o755)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}

    def run(folder, target="setup", **environment):
        log.write_text("")
        command = ["make", "--no-print-directory", target, f"PYTHON={fake}"]
        environment = clean | {"LOG": str(log), "FAKE": str(fake)} | environment
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=60, env=environment)
        return log.read_text().splitlines()

    return run


@pytest.fixture
def course(tmp_path):
    """Return a course folder whose name has a space, an apostrophe and a letter that is not ASCII."""
    folder = tmp_path / "Ada's Übung"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


def made(calls):
    return [re.search(r"-m venv (.*); user", call)[1] for call in calls if "-m venv" in call]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_a_copied_or_renamed_folder_sets_up_again(set_up, course):
    assert made(set_up(course)) == [".venv"]
    assert made(set_up(course)) == []
    copy = course.with_name("copy")
    shutil.copytree(course, copy, symlinks=True)
    assert made(set_up(copy)) == ["--clear .venv"]
    assert made(set_up(copy)) == []
    assert made(set_up(course)) == []
    renamed = copy.rename(course.with_name("renamed (2)"))
    assert made(set_up(renamed)) == ["--clear .venv"]
    assert made(set_up(renamed)) == []


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("kind", ["link", "other tool"])
def test_a_chosen_environment_is_never_cleared(set_up, course, kind):
    set_up(course)
    copy = course.with_name("copy")
    shutil.copytree(course, copy)
    if kind == "link":
        shutil.rmtree(copy / ".venv")
        (copy / ".venv").symlink_to(course / ".venv")
    else:
        (copy / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    assert made(set_up(copy)) == []


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_a_users_settings_of_pip_do_not_lead_the_set_up_astray(set_up, course):
    calls = set_up(course, PIP_USER="1", PIP_TARGET="/elsewhere")
    assert [call.partition("; ")[2] for call in calls if "-m pip" in call] == ["user=0 target="]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize("target", ["book", "lab", "unit", "lessons"])
def test_matplotlib_and_ipython_keep_their_files_in_the_course(course, target):
    text = (ROOT / "Makefile").read_text(encoding="utf-8") + f'\n{target}: print\nprint:\n\t@env > "$@"\n'
    (course / "Makefile").write_text(text, encoding="utf-8")
    command = ["make", "--no-print-directory", "-k", target, "PYTHON=false"]
    subprocess.run(command, cwd=course, capture_output=True, timeout=60, check=False)
    environment = dict(line.split("=", 1) for line in (course / "print").read_text().splitlines() if "=" in line)
    assert environment["MPLCONFIGDIR"] == str(course / ".venv" / "matplotlib")
    assert target == "lab" or environment["IPYTHONDIR"] == str(course / ".venv" / "ipython")


def make_targets():
    return set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def mentioned_targets(text):
    """Return the make targets that a text names: quoted, or alone on a line, with a comment or a variable behind."""
    quoted = re.findall(r"[`']make ([a-z][a-z-]*)", text)
    return {*quoted, *re.findall(r"^ *(?:\$ )?make ([a-z][a-z-]*) *(?:$|#|[A-Z]+=)", text, re.M)}


def test_documents_name_only_targets_that_exist():
    strange = {}
    for path in tracked():
        if path.suffix in (DOCUMENTS - {".txt"}) | {".py"} or path.name == "Makefile":
            names = mentioned_targets(path.read_text(encoding="utf-8"))
            if path != Path(__file__) and names - make_targets():
                strange[path.relative_to(ROOT).as_posix()] = sorted(names - make_targets())
    assert strange == {}


def test_an_unknown_target_is_noticed():
    assert mentioned_targets("Run `make book` or:\n\n    make bok  # the book\n$ make tets") == {"book", "bok", "tets"}
    assert mentioned_targets("they make light bend") == set()


def test_the_readme_leads_with_the_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first = [readme.index(command) for command in ("make book", "make test")]
    assert max(first) < readme.index("environment.yml"), "the two commands stand above the conda way"


def opens_the_lessons_themselves(text):
    """Return the commands of a text that open lessons/ where an update would meet the reader's changes."""
    return re.findall(r"\bjupyter[ -](?:lab|notebook)\b[^\n`]*\blessons\b", text)


def test_every_way_into_jupyterlab_opens_the_readers_copy():
    texts = {path: path.read_text(encoding="utf-8") for path in tracked() if path.suffix == ".md"}
    assert {path: found for path, text in texts.items() if (found := opens_the_lessons_themselves(text))} == {}
    assert "python -m physdl.course lab" in texts[ROOT / "README.md"].partition("environment.yml")[2]
    assert opens_the_lessons_themselves("conda activate physdl\njupyter lab lessons\n")
    assert opens_the_lessons_themselves("`jupyter notebook lessons/1_action`")


# ---- the project speaks of itself alone ----------------------------------------------------------------------------

HOSTS = r"(?:pypi|pythonhosted|npmjs|anaconda|debian)\.(?:org|com)\b"
MACHINE = r"(?<![\w.)\]}-])/(?:root|work|home/[a-z])\b"
PRIVATE = r"(?<![\w.)\]}-])/(?:root|work|tmp|home/[a-z]+|Users)/"


def foreign_words(text, document):
    """Return registry hosts and places on one machine that a text names; a program may name the sandbox's /tmp."""
    return re.findall(HOSTS, text) + re.findall(PRIVATE if document else MACHINE, text)


def test_no_machine_and_no_registry_is_named():
    found = {}
    for path in tracked():
        if "tests" in path.relative_to(ROOT).parts or path.suffix in (".woff2", ".ttf", ".png", ".webp", ".npz", ".gz"):
            continue  # tests name what must not be named
        words = foreign_words(path.read_text(encoding="utf-8"), path.suffix in DOCUMENTS)
        if words:
            found[path.relative_to(ROOT).as_posix()] = words
    assert found == {}


@pytest.mark.parametrize("text", ["see /home/ada/notes", "cd /work/main", "from https://pypi.org/simple", "in /tmp/x"])
def test_a_foreign_word_is_noticed(text):
    assert foreign_words(text, document=True)


def test_an_address_is_no_machine():
    assert foreign_words("[the lesson](../work/1_units.ipynb), a/home/b, `work/`", document=True) == []
