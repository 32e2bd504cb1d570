# `make lab` opens the course, `make test` proves it. Both build .venv when it is missing or stale.
# Works on GNU Make 3.81 (macOS) and needs Python >= 3.10 with venv, nothing else.

VENV ?= .venv
# The first Python >= 3.10 with venv among these; COURSEKIT_PYTHON=/path/to/python names another.
PYTHONS = python3 python3.13 python3.12 python3.11 python3.10 /usr/bin/python3 python
BIN = $(VENV)/bin
NOTEBOOKS = notebooks/*.ipynb solutions/*.ipynb
# Two at a time, each file in one process: what a module of tests sets up is set up once. In the
# order of their names: by number of tests, the longest files would come last, to one process alone.
PARALLEL = -n 2 --dist loadfile --no-loadscope-reorder
NBVAL = $(PARALLEL) -p coursekit.authoring.nbval_history --nbval --nbval-current-env \
	--nbval-cell-timeout=60 --nbval-sanitize-with=coursekit/authoring/nbval_sanitize.cfg

.PHONY: help lab test test-full lint format notebooks exercises dist site bench clean

help:
	@echo "make lab        open the course in JupyterLab"
	@echo "make test       run every check that this machine can run"
	@echo "make test-full  the same, on every Python found, with long fuzzing"
	@echo "make lint       ruff and mypy"
	@echo "make format     let ruff lay the code out"
	@echo "make notebooks  execute and save lessons and worked sheets, release the student sheets"
	@echo "make dist       build the wheel and the sdist that students and lecturers install"
	@echo "make site       build the lessons as static pages in build/site"
	@echo "make bench      measure what the README quotes"

# Two stamps, so that opening the course does not wait for the test tools.
$(VENV)/lab.stamp: pyproject.toml constraints.txt
	@tools/make_venv "$(VENV)" lab $(PYTHONS)
	@touch $@

$(VENV)/test.stamp: pyproject.toml constraints.txt
	@tools/make_venv "$(VENV)" test $(PYTHONS)
	@touch $@ $(VENV)/lab.stamp

lab: $(VENV)/lab.stamp
	$(BIN)/coursekit lab

lint: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/test.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Quick checks first: style, types, then code, examples in docstrings, notebooks.
test: lint
	$(BIN)/coursekit release --check
	$(BIN)/coursekit verify
	$(BIN)/python -m pytest tests -m "not slow" $(PARALLEL)
	$(BIN)/python -m pytest --doctest-modules coursekit
	COURSEKIT_STATE=memory JUPYTER_PREFER_ENV_PATH=1 $(BIN)/python -m pytest -q $(NBVAL) $(NOTEBOOKS) exercises/*.ipynb

test-full: test
	$(BIN)/python -m pytest tests -m slow
	COURSEKIT_FUZZ=long $(BIN)/python -m pytest tests/autodiff tests/formula tests/hostile/test_fuzz.py
	$(BIN)/python -m nox --session tests lowest newest colab

notebooks: $(VENV)/test.stamp
	$(BIN)/python -m coursekit.authoring.execute $(NOTEBOOKS)
	$(BIN)/coursekit release

exercises: $(VENV)/test.stamp
	$(BIN)/coursekit release

# The same sources give the same bytes; the name of an index stands nowhere in them.
dist: $(VENV)/test.stamp
	rm -rf dist
	$(BIN)/coursekit release --check
	SOURCE_DATE_EPOCH=1577836800 $(BIN)/python -m hatchling build --target sdist --target wheel
	@ls -l dist

# Pages that ask nothing of any server: they open from a disk as well.
site: $(VENV)/test.stamp
	rm -rf build/site
	$(BIN)/python -m coursekit.authoring.site build/site

bench: $(VENV)/test.stamp
	$(BIN)/python benchmarks/accuracy.py
	$(BIN)/python benchmarks/grading.py
	$(BIN)/python benchmarks/autodiff.py
	$(BIN)/python benchmarks/probability.py
	$(BIN)/python benchmarks/widget_latency.py

clean:
	rm -rf $(VENV) .nox build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis artefacts
