"""What is over its budget: each lesson's seconds and memory, each slider's answer, each page's weight.

Run as `make budget`. Every row is printed and what is over is marked; nothing is asserted. Lessons run in fresh kernels
on one thread. A slider's answer is what the kernel does for one value: compute, draw and encode the picture.
"""

import re
import time
from pathlib import Path

import _pairs
import nbformat
from nbclient import NotebookClient
from tqdm import tqdm

ROOT = Path(__file__).resolve().parents[1]
HTML = ROOT / "book" / "_build" / "html"
SECONDS, MEGABYTES, MILLISECONDS, PAGE = 20, 1000, 50, 2000
FRAMES = {"1": 400, "2": 800}  # kilobytes of all frames of a figure, by number of sliders

MEMORY = """
import resource, sys
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3))
"""

# Each figure is measured right after its cell, while the names that its `draw` reads are what they were.
WATCH = """
from physdl.explore import figure, live

_made, _start = [], figure.Exploration.__init__


def _init(self, *arguments, **keywords):
    _start(self, *arguments, **keywords)
    _made.append(self)


def _measure(values=100):
    import time

    import numpy as np

    rng = np.random.default_rng(0)
    for shown in (f for f in _made if f.sliders and f.painter):
        page = _frames(shown).weight / 1e3
        positions = [slider.fine(live.FINE) for slider in shown.sliders.values()]
        shown.painter.set_dpi(144)
        spent = []
        for number in range(values + 1):
            indices = [int(rng.integers(len(each))) for each in positions]
            begin = time.perf_counter()
            live.reply(lambda *told: None, shown, positions, {"number": number, "indices": indices, "night": False})
            spent.append(1e3 * (time.perf_counter() - begin))
        middle, late = np.percentile(spent[1:], (50, 95))
        print("SLIDER", ", ".join(shown.sliders), len(shown.sliders), middle, late, page, sep="|")
    _made.clear()


def _frames(shown):
    from physdl.explore.frames import frames

    return frames(shown.painter, shown.sliders, shown.positions, shown.colors)


figure.Exploration.__init__ = _init
"""


def printed(cell):
    """Return what a cell has printed."""
    return "".join(output.get("text", "") for output in cell.outputs if output.get("name") == "stdout")


def run(path, before=None, after_each=None, last=None):
    """Execute a lesson in a fresh kernel with cells of our own in between; return its seconds and its cells."""
    notebook = nbformat.read(path, as_version=4)
    own = nbformat.v4.new_code_cell
    cells = [own(before)] if before else []
    for cell in notebook.cells:
        cells += [cell, own(after_each)] if after_each and cell.cell_type == "code" else [cell]
    notebook.cells = [*cells, own(last)] if last else cells
    client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}})
    begin = time.perf_counter()
    client.execute()
    return time.perf_counter() - begin, notebook.cells


def mark(*pairs):
    """Return what the last column says, given (measured, budget)."""
    return "OVER" if any(measured > budget for measured, budget in pairs) else ""


def lessons(paths):
    """Print the seconds and the memory of each lesson."""
    rows = []
    for path in tqdm(paths, desc="lessons", unit="lesson", disable=None):
        seconds, cells = run(path, last=MEMORY)
        memory = float(printed(cells[-1]))
        over = mark((seconds, SECONDS), (memory, MEGABYTES))
        rows.append([str(path.relative_to(ROOT)), f"{seconds:.1f}", f"{memory:.0f}", over])
    _pairs.table([f"lesson (kernel's start included; at most {SECONDS} s, {MEGABYTES} MB)", "s", "MB", ""], rows)


def sliders(paths):
    """Print how fast each slider is answered, and the weight of its figure on the page."""
    rows = []
    for path in tqdm(paths, desc="sliders", unit="lesson", disable=None):
        _, cells = run(path, before=WATCH, after_each="_measure()")
        for line in re.findall(
            r"^SLIDER\|(.*)$", "\n".join(map(printed, (c for c in cells if c.cell_type == "code"))), re.M
        ):
            names, count, middle, late, page = line.split("|")
            over = mark((float(late), MILLISECONDS), (float(page), FRAMES[count]))
            rows.append([f"{path.stem}: {names}", *(f"{float(x):.0f}" for x in (middle, late, page)), over])
    budget = f"slider (p95 at most {MILLISECONDS} ms; page {FRAMES['1']} kB, two sliders {FRAMES['2']} kB)"
    _pairs.table([budget, "p50 ms", "p95 ms", "kB", ""], rows)


def pages():
    """Print the weight of each page with the pictures and frames that it loads."""
    rows = []
    for path in sorted(HTML.rglob("*.html")):
        if "_static" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        names = {name for name in re.findall(r'<img[^>]*\ssrc="([^"]+)"', text) if not name.startswith("data:")}
        names |= set(re.findall(r'"moving": "([^"]+)"', text))  # the frames of its figures
        pictures = [path.parent / name for name in names]
        weight = (path.stat().st_size + sum(p.stat().st_size for p in pictures if p.exists())) / 1e3
        rows.append([path.relative_to(HTML).as_posix(), f"{weight:.0f}", mark((weight, PAGE))])
    if rows:
        _pairs.table([f"page (at most {PAGE} kB)", "kB", ""], rows)
    else:
        print("pages: there is no book yet, run `make book` first")


def main():
    """Print all tables."""
    paths = sorted(ROOT.glob("lessons/[0-9]_*/[0-9]*_*.ipynb"))
    lessons(paths)
    print()
    sliders(paths)
    print()
    pages()


if __name__ == "__main__":
    main()
