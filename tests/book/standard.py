"""The lesson standard as rules: each takes a lesson and returns a list of complaints, empty when it is kept.

A rule's name says what must be so. `LESSON` rules read the lesson's notebook, `EXERCISES` rules the exercise notebook
beside it; `repeated_sentences` reads all of them together.
"""

from __future__ import annotations

import ast
import functools
import re
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

CHECKED = "nbval-check-output"
PACKAGES = {"numpy", "scipy", "matplotlib", "ipywidgets", "tqdm", "physdl"}
# Not to be had in the browser, or reaching beyond the lesson: threads, processes, the network, the file system.
BARRED = {
    *("threading", "_thread", "multiprocessing", "subprocess", "concurrent", "asyncio", "signal", "ctypes"),
    *("socket", "ssl", "http", "urllib", "ftplib", "smtplib", "webbrowser", "xmlrpc"),
    *("os", "shutil", "pathlib", "tempfile", "glob", "pickle", "sqlite3"),
}
FUNCTIONS = (ast.FunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.ClassDef)
MOST_LINES, MEDIAN_LINES, LEAST_WORDS, MOST_DIGITS, SENTENCE, MOST_SHORT = 15, 6, 900, 8, 70, 45
MOST_COLUMNS = 87  # characters of code in a line of the book

LESSON, EXERCISES = [], []


@dataclass(frozen=True)
class Lesson:
    """A lesson, its exercises, and what the rest of the book offers to refer to.

    `files` are the paths that links may lead to; `labels`, `equations` and `terms` are the targets of {ref}, {eq} and
    {term}; `sources` are the DOIs and arXiv numbers of the bibliography, in small letters; `titles` has the title of
    each written lesson by its number, None for a planned one.
    """

    path: Path
    notebook: dict
    exercises: dict
    files: frozenset = frozenset()
    labels: frozenset = frozenset()
    equations: frozenset = frozenset()
    terms: frozenset = frozenset()
    sources: frozenset = frozenset()
    titles: dict = field(default_factory=dict)

    @property
    def number(self):
        """Part and place, as the folder and the file are numbered: lessons/1_action/2_interference.ipynb is 1.2."""
        return f"{self.path.parent.name.split('_')[0]}.{self.path.stem.split('_')[0]}"

    @property
    def exercises_path(self):
        """Where the students' notebook stands."""
        return self.path.parent / "exercises" / self.path.name


# ---- reading -------------------------------------------------------------------------------------------------------


def source(cell):
    """Return a cell's text; a notebook may store it as a list of lines."""
    text = cell.get("source", "")
    return text if isinstance(text, str) else "".join(text)


def cells(notebook, kind):
    """Return ``(position, cell)`` of every cell of one kind."""
    return [(at, cell) for at, cell in enumerate(notebook["cells"]) if cell["cell_type"] == kind]


def markdown(notebook):
    """Return all prose as one text."""
    return "\n\n".join(source(cell) for _, cell in cells(notebook, "markdown"))


def is_checked(cell):
    """Whether nbval compares the cell's output."""
    return CHECKED in cell.get("metadata", {}).get("tags", [])


def unfenced(text):
    """Return markdown without its code blocks; what stands inside a directive is prose and stays."""
    return re.sub(r"^(`{3,}|~{3,})(?!\{(?!math|code))[^\n]*\n.*?^\1[ \t]*$", " ", text, flags=re.M | re.S)


def sections(notebook):
    """Return {heading: text below it} for every heading below the title; a subsection also belongs to its section."""
    text = unfenced(markdown(notebook))
    found = [(m.start(), m.end(), len(m[1]), m[2].strip()) for m in re.finditer(r"^(#{2,6})\s+(.*)$", text, re.M)]
    result = {}
    for at, (_, end, depth, heading) in enumerate(found):
        stop = next((start for start, _, other, _ in found[at + 1 :] if other <= depth), len(text))
        result[heading] = text[end:stop]
    return result


def section(notebook, pattern):
    """Return the text below the first heading that matches, or None."""
    return next((text for name, text in sections(notebook).items() if re.search(pattern, name, re.I)), None)


def folded(text):
    """Return where a text folds an answer away: <details> elements, dropdown directives, admonitions that drop down."""
    return re.findall(r"<details\b|^[:`]{3,}\{dropdown\}|^:class:.*\bdropdown\b", text, re.M)


def prose(text):
    """Return markdown without code, formulas, markup and addresses: what a reader reads."""
    text = unfenced(text)
    text = re.sub(r"\$\$.*?\$\$(?:\s*\([\w:.-]+\))?", " ", text, flags=re.S)
    text = re.sub(r"\$[^$\n]+\$", " x ", text)
    text = re.sub(r"\{[\w:-]+\}`([^`<]*)(?:<[^`]*>)?`", r"\1", text)
    text = re.sub(r"`[^`]*`", " x ", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<[^>]+>|^[:`]{3,}.*$|^:\w+:.*$|^\([\w:.-]+\)=$", " ", text, flags=re.M)
    return re.sub(r"[*_#>|]", " ", text)


def sentences(text):
    """Return the sentences of a text that are long enough to be somebody's words."""
    pieces = re.split(r"(?<=[.!?])\s+|\n\s*\n|\n\s*[-*]\s|\n#+ ", prose(text))
    joined = (" ".join(piece.split()) for piece in pieces)
    return {piece for piece in joined if len(piece) > SENTENCE}


def tree(cell):
    """Return a code cell's syntax tree, or None where it is not plain Python (another rule says so)."""
    try:
        return ast.parse(source(cell))
    except SyntaxError:
        return None


def calls(node):
    """Yield ``(dotted name, call)`` of every call below a node."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            yield ast.unparse(call.func), call


def makes_figure(syntax):
    """Whether a cell makes a figure."""
    return any(name in ("style.figure", "figure") or draws_through_pyplot(name) for name, _ in calls(syntax))


def draws_through_pyplot(name):
    """Whether a call leaves a figure with pyplot, which shows it bare at the end of the cell."""
    return re.match(r"(plt|pyplot|matplotlib\.pyplot)\.(?!close\b)", name) is not None


def last_call(syntax):
    """Return the call that a cell ends in, or None."""
    last = syntax.body[-1] if syntax.body else None
    return last.value if isinstance(last, ast.Expr) and isinstance(last.value, ast.Call) else None


def keyword(call, name):
    """Return the value of a keyword of a call, or None where it is missing or empty."""
    value = next((k.value for k in call.keywords if k.arg == name), None)
    empty = isinstance(value, ast.Constant) and not str(value.value or "").strip()
    return None if empty else value


def figures(notebook):
    """Yield ``(position, "explore" or "show", call)`` of every figure that is shown as it should be."""
    for at, cell in cells(notebook, "code"):
        syntax = tree(cell)
        call = last_call(syntax) if syntax else None
        name = ast.unparse(call.func).split(".")[-1] if call else ""
        if name in ("explore", "show") and ast.unparse(call.func) not in ("plt.show", "pyplot.show"):
            yield at, name, call


def for_lessons(rule):
    """Make a function a rule of lesson notebooks."""
    LESSON.append(rule)
    return rule


def for_both(on_notebook):
    """Make a function of (notebook, lesson) a rule of lesson notebooks and of exercise notebooks."""

    @functools.wraps(on_notebook)
    def on_lesson(lesson):
        return on_notebook(lesson.notebook, lesson, lesson.path)

    @functools.wraps(on_notebook)
    def on_exercises(lesson):
        return on_notebook(lesson.exercises, lesson, lesson.exercises_path)

    LESSON.append(on_lesson)
    EXERCISES.append(on_exercises)
    return on_lesson


# ---- the file ------------------------------------------------------------------------------------------------------


@for_both
def nbformat_is_4_5_with_cell_ids(notebook, lesson, path):
    """The source is nbformat 4.5, and every cell has its own id."""
    complaints = []
    if (notebook.get("nbformat"), notebook.get("nbformat_minor")) != (4, 5):
        complaints.append(f"nbformat is {notebook.get('nbformat')}.{notebook.get('nbformat_minor')}, not 4.5")
    ids = [cell.get("id") for cell in notebook["cells"]]
    complaints += [f"cell {at} has no id" for at, name in enumerate(ids) if not name]
    complaints += [f"cell id {name!r} occurs twice" for name in sorted({n for n in ids if n and ids.count(n) > 1})]
    return complaints


@for_both
def only_checked_cells_store_output(notebook, lesson, path):
    """A checked cell has its output and its count (else nbval passes it silently); every other cell has neither."""
    complaints = []
    for at, cell in cells(notebook, "code"):
        stored, count = cell.get("outputs") or [], cell.get("execution_count")
        if is_checked(cell):
            if not stored:
                complaints.append(f"cell {at} is checked but stores no output")
            if not isinstance(count, int):
                complaints.append(f"cell {at} is checked but has no execution count")
        elif stored:
            complaints.append(f"cell {at} is not checked but stores output")
        elif count is not None:
            complaints.append(f"cell {at} is not checked but has an execution count")
    return complaints


@for_both
def stored_output_is_text(notebook, lesson, path):
    """Stored output is text from the cell itself: no pictures, no widgets, no warnings."""
    complaints = []
    for at, cell in cells(notebook, "code"):
        for output in cell.get("outputs") or []:
            kinds = set(output.get("data", {})) - {"text/plain"}
            if kinds:
                complaints.append(f"cell {at} stores {', '.join(sorted(kinds))}")
            if output["output_type"] == "error" or output.get("name") == "stderr":
                complaints.append(f"cell {at} stores an error or a warning")
    return complaints


@for_both
def no_pictures_or_widget_state(notebook, lesson, path):
    """Pictures are computed, not stored."""
    complaints = []
    if "widgets" in notebook.get("metadata", {}):
        complaints.append("the notebook stores widget state")
    for at, cell in enumerate(notebook["cells"]):
        if cell.get("attachments") or "data:image" in source(cell):
            complaints.append(f"cell {at} stores a picture")
    return complaints


@for_both
def no_machine_paths(notebook, lesson, path):
    """Nothing names a place on one machine."""
    pattern = re.compile(
        r"(?<![\w.)\]])/(?:root|home|Users|tmp|work|mnt|opt|usr|var)/\w|\b[A-Z]:\\\\?\w|file://|\.venv/"
    )
    complaints = []
    for at, cell in enumerate(notebook["cells"]):
        text = source(cell) + "".join(map(str, cell.get("outputs") or []))
        found = pattern.search(text)
        if found:
            complaints.append(f"cell {at} names a place on one machine: {text[found.start() : found.end() + 12]!r}")
    return complaints


# ---- code ----------------------------------------------------------------------------------------------------------


@for_both
def code_is_plain_python(notebook, lesson, path):
    """No magics, no shell: the cell runs anywhere, the browser included."""
    return [f"cell {at} is not plain Python" for at, cell in cells(notebook, "code") if tree(cell) is None]


@for_both
def imports_only_what_the_browser_has(notebook, lesson, path):
    """The course's packages, and the standard library without threads, processes, files and network.

    An exercise notebook may ask for the library where it stands alone (see `physdl.course.release`).
    """
    complaints, packages = [], PACKAGES | ({"piplite"} if path == lesson.exercises_path else set())
    for at, cell in cells(notebook, "code"):
        for node in ast.walk(tree(cell) or ast.Module([], [])):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or "."]
            for name in names:
                top = name.split(".")[0]
                if top not in packages and (top not in sys.stdlib_module_names or top in BARRED):
                    complaints.append(f"cell {at} imports {name}")
    return complaints


@for_both
def reads_no_input_and_no_files(notebook, lesson, path):
    """No `input()`, which stops a static run, and no files."""
    pattern = re.compile(
        r"(input|open)|.*\.(savefig|savetxt|savez\w*|loadtxt|genfromtxt|fromfile|tofile)|(np|numpy)\.(load|save)"
    )
    return [
        f"cell {at} calls {name}()"
        for at, cell in cells(notebook, "code")
        for name, _ in calls(tree(cell) or ast.Module([], []))
        if pattern.fullmatch(name)
    ]


@for_lessons
def code_cells_are_short(lesson):
    """At most 15 lines, blank ones too, half of those that are not folded at most 6: the rest belongs in physdl."""
    lengths = {at: len(source(cell).splitlines()) for at, cell in cells(lesson.notebook, "code")}
    complaints = [f"cell {at} has {n} lines, more than {MOST_LINES}" for at, n in lengths.items() if n > MOST_LINES]
    read = [
        n for at, n in lengths.items() if "hide-input" not in lesson.notebook["cells"][at]["metadata"].get("tags", [])
    ]
    middle = statistics.median(read) if read else 0
    if middle > MEDIAN_LINES:
        complaints.append(f"the median code cell has {middle:g} lines, more than {MEDIAN_LINES}")
    return complaints


@for_both
def code_to_be_read_fits_its_box(notebook, lesson, path):
    """A line that is not folded away has at most as many characters as the book has room for."""
    return [
        f"cell {at} has a line of {len(line)} characters, more than {MOST_COLUMNS}: {line.strip()[:40]}"
        for at, cell in cells(notebook, "code")
        if "hide-input" not in cell["metadata"].get("tags", [])
        for line in source(cell).splitlines()
        if len(line) > MOST_COLUMNS
    ]


# ---- figures -------------------------------------------------------------------------------------------------------


@for_lessons
def figures_go_through_explore_or_show(lesson):
    """A figure is made by style.figure, and explore(…) or show(…) ends a cell before the next figure is made."""
    shown = {at for at, _, _ in figures(lesson.notebook)}
    complaints, waiting = [], None
    for at, cell in cells(lesson.notebook, "code"):
        syntax = tree(cell) or ast.Module([], [])
        bare = next((name for name, _ in calls(syntax) if draws_through_pyplot(name)), None)
        if bare:
            complaints.append(f"cell {at} calls {bare}(), whose figure has no words: use style.figure")
        elif makes_figure(syntax):
            if waiting is not None:
                complaints.append(f"the figure of cell {waiting} is not shown by explore(…) or show(…)")
            waiting = at
        if at in shown:
            waiting = None
    return (
        complaints
        if waiting is None
        else [*complaints, f"the figure of cell {waiting} is not shown by explore(…) or show(…)"]
    )


@for_lessons
def figures_have_caption_and_alt_text(lesson):
    """Each its own: a text that fits two figures describes neither."""
    complaints, seen = [], {}
    for at, name, call in figures(lesson.notebook):
        for word in ("caption", "alt") if name == "show" else ("caption",):
            value = keyword(call, word)
            if value is None:
                complaints.append(f"the figure of cell {at} has no {word}")
            elif seen.setdefault(ast.unparse(value), at) != at:
                complaints.append(f"cells {seen[ast.unparse(value)]} and {at} give their figures the same {word}")
    return complaints


@for_lessons
def pictures_in_prose_have_alt_text(lesson):
    """Also a picture in a markdown cell is put into words."""
    complaints = []
    for at, cell in cells(lesson.notebook, "markdown"):
        text = source(cell)
        mute = re.search(r"!\[\s*\]\(", text) or any("alt=" not in tag for tag in re.findall(r"<img\b[^>]*>", text))
        directive = re.search(r"^[:`]{3,}\{(?:figure|image)\}(?:(?!^[:`]{3,}).*\n)*", text, re.M)
        if mute or (directive and ":alt:" not in directive[0]):
            complaints.append(f"cell {at} has a picture without alt text")
    return complaints


@for_lessons
def at_least_one_explore_figure(lesson):
    """Something to play with."""
    if not any(name == "explore" for _, name, _ in figures(lesson.notebook)):
        return ["there is no explore(…) figure"]
    return []


@for_lessons
def checked_numbers_and_figures_are_apart(lesson):
    """nbval compares text; a figure in the same cell would be compared too."""
    shown = {at for at, _, _ in figures(lesson.notebook)}
    checked = {at: tree(cell) for at, cell in cells(lesson.notebook, "code") if is_checked(cell)}
    return [
        f"cell {at} is checked and makes a figure"
        for at, syntax in checked.items()
        if at in shown or (syntax and makes_figure(syntax))
    ]


def bound(syntax):
    """Return the names that a cell binds at its top level, imports aside."""
    inner = {id(n) for f in ast.walk(syntax) if isinstance(f, FUNCTIONS) for n in ast.walk(f) if n is not f}
    stored = {
        n.id
        for n in ast.walk(syntax)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and id(n) not in inner
    }
    return stored | {n.name for n in syntax.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}


def needed(function, defined):
    """Return the global names that a function reads, also through functions of the notebook that it calls."""
    names, waiting = set(), [function]
    while waiting:
        node = waiting.pop()
        own = {a.arg for a in ast.walk(node) if isinstance(a, ast.arg)}
        own |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        read = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)} - own
        waiting += [defined[name] for name in read - names if name in defined]
        names |= read
    return names


@for_lessons
def sliders_keep_what_they_need(lesson):
    """A slider calls `draw` and its `handle` long after its cell: no later cell may rebind a name that they read."""
    code = [(at, tree(cell) or ast.Module([], [])) for at, cell in cells(lesson.notebook, "code")]
    shown = {at: call for at, name, call in figures(lesson.notebook) if name == "explore" and call.args}
    complaints, defined = [], {}
    for place, (at, syntax) in enumerate(code):
        defined |= {node.name: node for node in syntax.body if isinstance(node, ast.FunctionDef)}
        lambdas = [node for node in syntax.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda)]
        defined |= {ast.unparse(node.targets[0]): node.value for node in lambdas}
        if at in shown:
            called = [shown[at].args[0], *filter(None, (keyword(call, "handle") for _, call in calls(shown[at])))]
            called = [defined.get(one.id, one) if isinstance(one, ast.Name) else one for one in called]
            kept = set().union(*(needed(one, defined) for one in called))
            for later, other in code[place + 1 :]:
                lost = sorted(kept & bound(other))
                if lost:
                    complaints.append(
                        f"cell {later} rebinds {', '.join(lost)}, which the slider of cell {at} still needs"
                    )
    return complaints


# ---- what must be there --------------------------------------------------------------------------------------------


@for_lessons
def card_opens_the_lesson(lesson):
    """The first cell: `# 1.1 Title`, and how many minutes it takes."""
    first = lesson.notebook["cells"][0]
    text = source(first) if first["cell_type"] == "markdown" else ""
    complaints = []
    if not re.match(rf"# {re.escape(lesson.number)} \S", text):
        complaints.append(f"the first cell does not begin with '# {lesson.number} Title'")
    if not re.search(r"\bminutes\b|\bmin\b", text):
        complaints.append("the card does not say how many minutes the lesson takes")
    if len(re.findall(r"^# ", unfenced(markdown(lesson.notebook)), re.M)) > 1:
        complaints.append("there is more than one title")
    return complaints


NUMBERED = re.compile(r"\$\$\s*\([\w:.-]+\)|^[:`]{3,}\{math\}", re.M)


@for_lessons
def guess_before_the_formulas(lesson):
    """The reader commits to a guess before the first numbered equation, and its answer is not typed but computed."""
    places = [at for at, cell in cells(lesson.notebook, "markdown") if NUMBERED.search(source(cell))]
    complaints, asked = [], []
    for at, cell in cells(lesson.notebook, "code"):
        for name, call in calls(tree(cell) or ast.Module([], [])):
            if name.split(".")[-1] == "predict":
                asked.append(at)
                answer = keyword(call, "answer")
                if answer is None or not any(isinstance(node, ast.Name | ast.Call) for node in ast.walk(answer)):
                    complaints.append(f"cell {at} types the answer of its predict(…) instead of computing it")
    if not asked or (places and min(asked) > min(places)):
        complaints.append("no predict(…) stands before the first numbered equation")
    return complaints


@for_lessons
def what_the_book_folds_jupyterlab_folds(lesson):
    """Code that stands between a question and its answer is folded in both, or in neither."""
    return [
        f"cell {at} is folded in {'the book' if hidden else 'JupyterLab'} alone"
        for at, cell in cells(lesson.notebook, "code")
        for hidden, folds in [
            (
                "hide-input" in cell["metadata"].get("tags", []),
                bool(cell["metadata"].get("jupyter", {}).get("source_hidden")),
            )
        ]
        if hidden != folds
    ]


@for_lessons
def has_numbered_equations(lesson):
    """The derivation has equations that can be referred to."""
    return [] if own_equations(lesson.notebook) else ["there is no numbered equation"]


@for_lessons
def at_least_three_checked_outputs(lesson):
    """Verification: numbers that nbval compares."""
    count = sum(is_checked(cell) for _, cell in cells(lesson.notebook, "code"))
    return [] if count >= 3 else [f"there are {count} checked outputs, fewer than 3"]


@for_lessons
def plain_and_fast_version_agree(lesson):
    """Somewhere the lesson's own code is asserted to agree with the library."""
    for _, cell in cells(lesson.notebook, "code"):
        syntax = tree(cell)
        if syntax and (
            any(isinstance(node, ast.Assert) for node in ast.walk(syntax))
            or any(name.startswith("np.testing.assert_") for name, _ in calls(syntax))
        ):
            return []
    return ["nothing is asserted"]


@for_lessons
def checked_numbers_are_rounded(lesson):
    """Another processor must print the same text."""
    complaints = []
    for at, cell in cells(lesson.notebook, "code"):
        stored = " ".join(
            "".join(output.get("text", "")) + "".join(output.get("data", {}).get("text/plain", ""))
            for output in cell.get("outputs") or []
        )
        for number in re.findall(r"\d+\.\d+", stored):
            digits = number.replace(".", "").lstrip("0")
            if len(digits) > MOST_DIGITS and digits.strip("09"):
                complaints.append(f"cell {at} stores {number}: round it to at most {MOST_DIGITS} digits")
    return complaints


@for_lessons
def at_least_two_practice_problems(lesson):
    """Below a heading with the word Practice, each with its folded solution."""
    text = section(lesson.notebook, r"\bpractice\b")
    if text is None:
        return ["there is no section Practice"]
    count = len(folded(text))
    return [] if count >= 2 else [f"Practice has {count} folded solutions, fewer than 2"]


@for_lessons
def quiz_gives_reasons(lesson):
    """Below a heading with the word Quiz, folded answers."""
    text = section(lesson.notebook, r"\bquiz\b")
    if text is None:
        return ["there is no section Quiz"]
    return [] if folded(text) else ["the Quiz has no folded answer"]


@for_both
def folds_are_readable(notebook, lesson, path):
    """A fold has a summary with a mark for JupyterLab and no formula in it; blank lines let what is inside be set."""
    complaints = []
    for at, cell in cells(notebook, "markdown"):
        text = unfenced(source(cell))
        for fold in re.findall(r"<details>.*?</details>", text, re.S):
            summary = re.search(r"<summary>(.*?)</summary>", fold, re.S)
            words = summary[1] if summary else ""
            name = re.sub(r"<[^>]*>|▸", "", words).strip()
            if not words.startswith('<span aria-hidden="true">▸ </span>'):
                complaints.append(f"cell {at}: the summary {name!r} has no mark for JupyterLab")
            if re.search(r"[$`*]", words):
                complaints.append(f"cell {at}: the summary {name!r} has markup that is not set there")
            if not re.search(r"</summary>\n\s*\n.*\S.*\n</details>", fold, re.S):
                complaints.append(f"cell {at}: no blank line below the summary {name!r}")
    return complaints


@for_lessons
def take_away_in_five_lines(lesson):
    """Below a heading with the words Take away (or along), five lines (or items) at most."""
    text = section(lesson.notebook, r"\btake[ -]?(away|along|home)\b")
    if text is None:
        return ["there is no section Take away"]
    items = re.findall(r"^\s*(?:[-*]|\d+\.)\s", text, re.M)
    count = len(items) or len([line for line in text.strip().splitlines() if line.strip()])
    return [] if count <= 5 else [f"Take away has {count} lines, more than 5"]


@for_lessons
def links_to_its_exercises(lesson):
    """The exercise notebook is one click away."""
    targets = re.findall(r"\]\(([^)\s#]+)", markdown(lesson.notebook))
    targets += re.findall(r"\{doc\}`[^`]*?([^`<>\s]+)>?`", markdown(lesson.notebook))
    wanted = lesson.exercises_path.resolve().with_suffix("")
    if not any((lesson.path.parent / target).resolve().with_suffix("") == wanted for target in targets):
        return ["there is no link to the exercise notebook"]
    return []


@for_lessons
def has_references(lesson):
    """Below a heading with the word References, at least one DOI or arXiv number."""
    text = section(lesson.notebook, r"\breferences\b")
    if text is None:
        return ["there is no section References"]
    if not sources(text):
        return ["References names no source"]
    return []


def sources(text):
    """Return the DOIs and arXiv numbers that a text links to, in small letters."""
    links = re.findall(r"\]\(https://(?:doi\.org|arxiv\.org/abs)/((?:[^()\s]|\([^()\s]*\))+)\)", text)
    return {re.sub(r"^10\.48550/arxiv\.", "", unquote(link).lower()) for link in links}


@for_both
def sources_are_in_the_bibliography(notebook, lesson, path):
    """What a notebook links to as its source has an entry in the bibliography.

    The role {cite} would stand in JupyterLab as a warning with a raw key: a name, a year and a link read well in both.
    """
    complaints = []
    for at, cell in cells(notebook, "markdown"):
        if re.search(r"\{cite(:\w+)?\}", source(cell)):
            complaints.append(f"cell {at} has the role {{cite}}: write [name and year](https://doi.org/…)")
        missing = sorted(sources(source(cell)) - lesson.sources)
        complaints += [f"cell {at} links to {one}, which the bibliography does not have" for one in missing]
    return complaints


@for_lessons
def long_enough_to_teach(lesson):
    """A lesson is prose with code in it, not the reverse."""
    count = len(re.findall(r"\w+", prose(markdown(lesson.notebook))))
    return [] if count >= LEAST_WORDS else [f"there are {count} words of prose, fewer than {LEAST_WORDS}"]


# ---- references ----------------------------------------------------------------------------------------------------


def own_labels(text):
    """Return the targets of {ref} that a text defines."""
    return {*re.findall(r"^\(([\w:.-]+)\)=\s*$", text, re.M), *re.findall(r"^:(?:label|name): *(\S+)", text, re.M)}


def own_equations(notebook_or_text):
    """Return the labels of the numbered equations of a notebook or a text."""
    text = notebook_or_text if isinstance(notebook_or_text, str) else markdown(notebook_or_text)
    inside = re.findall(r"^[:`]{3,}\{math\}\n(?:.*\n)*?:label: *(\S+)", text, re.M)
    return {*re.findall(r"\$\$\s*\(([\w:.-]+)\)", text), *inside}


@for_both
def equations_have_one_number(notebook, lesson, path):
    """The book numbers equations with a label, JupyterLab all that stand between dollars."""
    found = re.findall(r"\$\$([^$]+)\$\$(\s*\()?", markdown(notebook))
    return [f"an equation without a label is no equation*: {text.strip()[:60]}" for text, label in found if not label]


@for_both
def links_resolve(notebook, lesson, path):
    """A link leads to another notebook or to a secure address; a raw HTML link escapes the build's own check.

    JupyterLab opens a folder that holds the lessons alone: a link to a page of the book would lead nowhere there.
    """
    complaints = []
    for at, cell in cells(notebook, "markdown"):
        text = re.sub(r"`[^`\n]*`", " ", unfenced(source(cell)))
        if re.search(r"<a\s[^>]*href=(?![\"']?https://)", text):
            complaints.append(f"cell {at} has a raw <a href> to a page of the book: write [text](target)")
        for target in re.findall(r"\]\(<?([^)>\s]+)", text):
            place, _, fragment = target.partition("#")
            if re.match(r"[a-z][a-z+.-]*:", target):
                if not target.startswith("https://"):
                    complaints.append(f"cell {at} links to {target}, which is not https")
            elif place and not any(
                (path.parent / f"{place}{end}").resolve() in lesson.files for end in ("", ".md", ".ipynb")
            ):
                complaints.append(f"cell {at} links to {place}, which does not exist")
            elif place and (path.parent / place).suffix != ".ipynb":
                complaints.append(f"cell {at} links to {place}, which JupyterLab cannot open: name it")
            elif fragment and not place and fragment not in lesson.labels | slugs(notebook):
                complaints.append(f"cell {at} links to #{fragment}, which does not exist")
    return complaints


def is_file(path, target, files):
    """Whether a link on a page leads to a file; {doc} leaves the ending out."""
    return any((path.parent / f"{target}{end}").resolve() in files for end in ("", ".md", ".ipynb"))


def slugs(notebook):
    """Return the anchors that headings make."""
    headings = re.findall(r"^#+\s+(.*)$", markdown(notebook), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@for_both
def references_resolve(notebook, lesson, path):
    """{eq}, {ref}, {term} and {doc} name something that exists."""
    targets = {
        "eq": lesson.equations | own_equations(notebook),
        "ref": lesson.labels,
        "numref": lesson.labels,
        "prf:ref": lesson.labels,
        "term": lesson.terms,
    }
    complaints = []
    for at, cell in cells(notebook, "markdown"):
        for role, body in re.findall(r"\{([\w:]+)\}`([^`]+)`", source(cell)):
            name = (re.search(r"<([^>]+)>\s*$", body) or [None, body])[1].strip()
            if role == "doc":
                missing = [] if is_file(path, name, lesson.files) else [name]
            elif role == "term":
                missing = [] if name.lower() in {term.lower() for term in lesson.terms} else [name]
            else:
                missing = [] if role not in targets or name in targets[role] else [name]
            complaints += [f"cell {at}: {{{role}}}`{name}` leads nowhere" for name in missing]
    return complaints


@for_lessons
def statements_are_numbered(lesson):
    """Each has a label and the number that book and JupyterLab show, 1.5.1, 1.5.2, … in order; a proof has none."""
    complaints, count = [], 0
    for at, cell in cells(lesson.notebook, "markdown"):
        for kind, title, lines in re.findall(
            r"^[:`]{3,}\{prf:(\w+)\} *(.*)\n((?::[\w-]+:.*\n)*)", source(cell) + "\n", re.M
        ):
            options = dict(re.findall(r"^:([\w-]+): *(.*)$", lines, re.M))
            if kind == "proof":
                complaints += [] if "nonumber" in options else [f"cell {at} has a proof without :nonumber:"]
                continue
            count += 1
            number = f"{lesson.number}.{count}"
            if options.get("enumerator") != number:
                complaints.append(f"cell {at}: the {kind} {title!r} wants :enumerator: {number}")
            if not options.get("label"):
                complaints.append(f"cell {at}: the {kind} {title!r} has no label to link to")
    return complaints


@for_both
def other_lessons_are_named(notebook, lesson, path):
    """A link that names a lesson bears its title; one that is not written is "to come".

    The role {lesson} of the book's pages would stand raw in JupyterLab.
    """
    complaints = []
    for at, cell in cells(notebook, "markdown"):
        text = source(cell)
        if "{lesson}" in text:
            complaints.append(f"cell {at} has the role {{lesson}}: link to the lesson's page")
        for number, words in re.findall(r"\[(\d\.\d) ([^\]]+)\]\(", text):
            if words != lesson.titles.get(number):
                complaints.append(f"cell {at} calls {number} {words!r}")
        to_come = r"\b[Ll]esson (\d\.\d), to come\b"
        for number in re.findall(to_come, text):
            if lesson.titles.get(number):
                complaints.append(f"cell {at} announces lesson {number}, which is written: link to it")
        for number in re.findall(r"\b[Ll]esson (\d\.\d)", re.sub(to_come, "", text)):
            if not lesson.titles.get(number):
                complaints.append(f"cell {at} names lesson {number}, which is not written: lesson {number}, to come")
    return complaints


# ---- exercises -----------------------------------------------------------------------------------------------------


def for_exercises(rule):
    """Make a function a rule of exercise notebooks."""
    EXERCISES.append(rule)
    return rule


@for_exercises
def at_least_five_exercises(lesson):
    """Headings that carry an exercise's id, 1.1-3."""
    ids = re.findall(rf"^#{{2,6}}\s.*\b{re.escape(lesson.number)}-(\d+)\b", markdown(lesson.exercises), re.M)
    complaints = [] if len(set(ids)) >= 5 else [f"there are {len(set(ids))} exercises, fewer than 5"]
    if ids != [str(n) for n in range(1, len(ids) + 1)]:
        complaints.append(f"the exercises are not numbered 1 to {len(ids)}: {', '.join(ids)}")
    return complaints


def stated_minutes(lesson):
    """Return the minutes that each exercise states below its heading, and those of the short set."""
    head = rf"^#{{2,6}}\s.*\b{re.escape(lesson.number)}-\d+\b.*\n+\*(\d+) minutes(, short set)?\*$"
    found = re.findall(head, markdown(lesson.exercises), re.M)
    return [int(time) for time, _ in found], [int(time) for time, short in found if short]


@for_exercises
def exercises_state_their_minutes(lesson):
    """Below each heading *25 minutes*; two are the *short set*, of 45 minutes at most."""
    times, short = stated_minutes(lesson)
    ids = re.findall(rf"^#{{2,6}}\s.*\b{re.escape(lesson.number)}-\d+\b", markdown(lesson.exercises), re.M)
    complaints = [] if len(times) == len(ids) else [f"{len(times)} of {len(ids)} exercises state their minutes"]
    if len(short) != 2 or sum(short) > MOST_SHORT:
        complaints.append(
            f"the short set is of {len(short)} exercises and {sum(short)} minutes, not 2 and {MOST_SHORT}"
        )
    return complaints


@for_lessons
def card_adds_up_the_exercises(lesson):
    """The card says how long all exercises take, and the short set."""
    times, short = stated_minutes(lesson)
    wanted = f"{sum(times)} for the exercises, {sum(short)} for a short set of two"
    return [] if wanted in source(lesson.notebook["cells"][0]) else [f"the card does not say: {wanted}"]


@for_exercises
def exercises_name_their_lesson(lesson):
    """The title carries the lesson's number, and a link leads back."""
    first = source(lesson.exercises["cells"][0])
    complaints = []
    if not re.match(rf"# .*\b{re.escape(lesson.number)}\b", first):
        complaints.append(f"the first cell's title does not name lesson {lesson.number}")
    targets = re.findall(r"\]\(([^)\s#]+)", markdown(lesson.exercises))
    if not any((lesson.exercises_path.parent / target).resolve() == lesson.path.resolve() for target in targets):
        complaints.append("no link leads back to the lesson")
    return complaints


# ---- all lessons together ------------------------------------------------------------------------------------------


def repeated_sentences(texts):
    """Return complaints about long sentences that stand in two texts, given {name: text}, bibliographies apart."""
    home, complaints = {}, []
    for name, text in texts.items():
        for sentence in sorted(sentences(text.partition("\n## References")[0])):
            if home.setdefault(sentence, name) != name:
                complaints.append(f"{home[sentence]} and {name} share a sentence: {sentence!r}")
    return complaints
