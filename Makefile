# Each command sets up what it needs in .venv by itself. Needs make and Python 3.11 or newer, nothing else.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE := 1

# What a user's own settings would change: pip installs here and nowhere else, and matplotlib and IPython keep their
# files here, also where the home directory cannot be written.
export PIP_USER := 0
unexport PIP_TARGET PIP_PREFIX PIP_ROOT PYTHONHOME
export MPLCONFIGDIR := $(CURDIR)/.venv/matplotlib
book unit lessons browser thorough: export IPYTHONDIR := $(CURDIR)/.venv/ipython

# A virtual environment works in the folder where it was made, whose name it keeps. In a copy of that folder, or under
# a new name, it is made anew; one that is a link, or that another tool made, was chosen by somebody and stays.
moved = $(shell [ ! -L $(1) ] && grep -qs '^command = ' $(1)/pyvenv.cfg && \
  ! grep -qsF " $$(pwd -P)/$(1)" $(1)/pyvenv.cfg && echo moved)

.DEFAULT_GOAL := help
.PHONY: help setup book serve lab test checks lint unit lessons browser thorough bench budget lighthouse release clean

help:
	@echo "make book     execute the lessons, measure the claims, build the book"
	@echo "make serve    read the book at http://127.0.0.1:$(PORT)"
	@echo "make lab      open the lessons in JupyterLab, on your own copy in work/"
	@echo "make test     everything that must hold"
	@echo "make thorough what is too slow for make test: nbval, long runs behind the prose, every page by axe, exercises on many draws"
	@echo "make bench    our kernels against other libraries (own environment)"
	@echo "make budget   what is over its budget: seconds, memory, slider latency, page weight"
	@echo "make lighthouse  what a reader on a slow phone waits for (needs node and npm)"
	@echo "make release  make the students' exercise notebooks from instructor/"

# The matrices here are small: a second thread for each product waits longer than it works, and tests share the cores.
book unit lessons browser thorough: export OPENBLAS_NUM_THREADS := 1

setup: .venv/.ready

.PHONY: moved
.venv/.ready: pyproject.toml constraints.txt $(call moved,.venv)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "physdl needs Python 3.11 or newer and '$(PYTHON)' is not: install one, then 'make PYTHON=python3.12 ...'." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make virtual environments: 'sudo apt install python3-venv', then again." >&2; exit 1; }
	@echo "Setting up .venv (once; a few minutes) ..."
	@$(PYTHON) -m venv $(if $(call moved,.venv),--clear) .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[lessons,book,grading,dev]'
	@$(BIN)/python -c 'import matplotlib.font_manager'  # finds the fonts now: a slow machine would say so in a lesson
	@touch $@

# The claims are measured first: the ledger page is made from what their tests record. The cache of executed notebooks
# does not see a change of the library, so such a change empties it.
book: setup
	@rm -rf build/claims
	$(BIN)/python -m pytest tests/claims -n 2 --dist loadfile -q
	$(BIN)/python -m physdl.course ledger
	@mkdir -p book/_build; now=$$(find physdl -type f -not -path '*/__pycache__/*' | LC_ALL=C sort | xargs cat | cksum); \
	  [ "$$now" = "$$(cat book/_build/.physdl 2>/dev/null)" ] || rm -rf book/_build/.jupyter_cache; echo "$$now" > book/_build/.physdl
	$(BIN)/jupyter-book build . --config book/_config.yml --toc book/_toc.yml --path-output book -W --keep-going --all
	@echo "The book is ready: open book/_build/html/index.html, or 'make serve'."

serve: setup
	@$(BIN)/python -m physdl.course serve --port "$(PORT)"

lab: setup
	@$(BIN)/python -m physdl.course lab

# The book is built on one core for half of its time, and the browser waits for it: so it goes first, and the tests that
# do not need it take what it leaves.
browser_tests := tests/browser
lab_tests := tests/browser/test_jupyterlab.py

test: setup lint
	@echo "The book, and the tests that do not need it, side by side: each reports when it has ended ..."
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target book checks
	@$(MAKE) --no-print-directory browser browser_tests="tests/browser --ignore $(lab_tests)"

checks: setup
	@nice -n 10 $(MAKE) --no-print-directory --jobs=1 unit
	@nice -n 10 $(MAKE) --no-print-directory --jobs=1 browser browser_tests="$(lab_tests)"

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

unit: setup
	$(BIN)/python -m pytest tests --ignore tests/claims --ignore tests/browser -n 2 --dist loadfile -q

lessons: setup
	$(BIN)/python -m pytest --nbval-lax --nbval-sanitize-with tests/sanitize.cfg lessons -n 2 --dist loadfile -q

browser: setup
	$(BIN)/python -m pytest $(browser_tests) -n 2 --dist loadfile --no-loadscope-reorder -q

# `make test` compares what the book's own run of the lessons printed; nbval runs them once more, cell by cell.
thorough: setup lessons
	PHYSDL_THOROUGH=1 $(BIN)/python -m pytest tests/prose -n 2 -q
	PHYSDL_THOROUGH=1 $(BIN)/python -m pytest tests/claims -k "search_behind_it or error_bar_of" -n 2 -q
	PHYSDL_THOROUGH=1 $(BIN)/python -m pytest tests/cheap/test_locality.py -n 2 -q
	PHYSDL_THOROUGH=1 $(BIN)/python -m pytest tests/course/test_answers.py -n 2 -q
	PHYSDL_THOROUGH=1 $(BIN)/python -m pytest tests/browser/test_accessibility.py tests/browser/test_pages.py -n 2 --dist loadfile -q
	$(BIN)/python tests/course/draws.py

.venv-bench/.ready: benchmarks/requirements.txt pyproject.toml $(call moved,.venv-bench)
	@$(PYTHON) -m venv $(if $(call moved,.venv-bench),--clear) .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/requirements.txt -e .
	@touch $@

bench: .venv-bench/.ready
	@for kernel in benchmarks/[a-z]*.py; do case $$kernel in */budget.py|*/lighthouse.py) ;; *) .venv-bench/bin/python $$kernel || exit 1;; esac; done

budget: setup
	@$(BIN)/python benchmarks/budget.py

lighthouse: setup
	@$(BIN)/python benchmarks/lighthouse.py

release: setup
	$(BIN)/python -m physdl.course release

clean:
	rm -rf .venv .venv-bench build dist book/_build book/ledger.md
