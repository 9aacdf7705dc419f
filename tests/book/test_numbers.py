"""Figures are numbered in the order in which their lesson shows them: the number stands where the figure is made."""

import ast
import importlib.util
import json
import re
from pathlib import Path

import pytest
import standard

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(ROOT.glob("lessons/[0-9]_*/[0-9]*_*.ipynb"))
NUMBER = re.compile(r"\d+\.\d+\.\d+")


def shown(cells):
    """Yield how each figure that a lesson shows was made: the dotted name of the function that returned it."""
    made = {}
    for cell in cells:
        for node in standard.tree(cell).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                for name in ast.walk(node.targets[0]):
                    if isinstance(name, ast.Name):
                        made[name.id] = ast.unparse(node.value.func)
        call = standard.last_call(standard.tree(cell))
        if call and ast.unparse(call.func).split(".")[-1] in ("explore", "show"):
            figure = standard.keyword(call, "figure") or call.args[0]
            yield ast.unparse(figure.func) if isinstance(figure, ast.Call) else made[ast.unparse(figure)]


def numbers(cells):
    """Return the numbers of a lesson's figures, as the functions give them that make the figures."""
    modules = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for cell in cells
        for node in standard.tree(cell).body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    found = []
    for module, name in (dotted.split(".") for dotted in shown(cells)):
        source = Path(importlib.util.find_spec(modules[module]).origin).read_text(encoding="utf-8")
        maker = next(d for d in ast.parse(source).body if isinstance(d, ast.FunctionDef) and d.name == name)
        texts = [node.value for node in ast.walk(maker) if isinstance(node, ast.Constant)]
        found.append(", ".join(text for text in texts if isinstance(text, str) and NUMBER.fullmatch(text)))
    return found


def code(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_figures_are_numbered_in_order(path):
    lesson = f"{path.parent.name[0]}.{path.stem[0]}"
    found = numbers(code(path))
    assert found == [f"{lesson}.{k}" for k in range(1, len(found) + 1)]


def test_another_order_is_noticed():
    cells = code(ROOT / "lessons/1_action/1_fermat.ipynb")
    assert numbers(cells)[:2] == ["1.1.1", "1.1.2"]
    assert numbers([*cells[:1], *cells[:0:-1]])[0] == numbers(cells)[-1]
