# One environment in .venv; every target makes what it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help install install-dev demo test quick test-slow lint types docs check check-all cases \
  bench bench-commits clean

help:
	@echo "make demo       install, then run the embedded study (refractive index)"
	@echo "make install    the environment alone, in $(VENV)"
	@echo "make quick      the tests that need no training and no program: under a minute"
	@echo "make test       the test suite, but for tests that install environments"
	@echo "make test-slow  the tests that install environments; needs the network"
	@echo "make check      lint, types and docs"
	@echo "make check-all  everything that guards the main branch, every test among it"
	@echo "make cases      the case studies and their page; fetches public data, takes an hour"
	@echo "make bench      speed against the processor and other libraries; a quarter of an hour"
	@echo "make bench-commits A=main B=HEAD   two commits timed in turns, with intervals"

$(VENV)/made-for-users: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "simlaw needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[all]'
	@touch $@

$(VENV)/made-for-developers: $(VENV)/made-for-users
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV)/made-for-benchmarks: $(VENV)/made-for-users
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[all,bench]'
	@touch $@

install: $(VENV)/made-for-users

install-dev: $(VENV)/made-for-developers

demo: $(VENV)/made-for-users
	$(BIN)/simlaw run refractive-index

test: $(VENV)/made-for-developers
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow"

quick: $(VENV)/made-for-developers
	$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not slow and not heavy"

test-slow: $(VENV)/made-for-developers
	$(BIN)/python -m pytest -m slow

cases: $(VENV)/made-for-developers
	$(BIN)/python benchmarks/cases/run.py --capacity

bench: $(VENV)/made-for-benchmarks
	$(BIN)/python benchmarks/engine/bench.py

bench-commits: $(VENV)/made-for-users
	$(BIN)/python benchmarks/commits.py $(A) $(B)

lint: $(VENV)/made-for-developers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python .ci/house.py

types: $(VENV)/made-for-developers
	$(BIN)/mypy

docs: $(VENV)/made-for-developers
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

check: lint types docs

check-all:
	.ci/run --all

clean:
	rm -rf $(VENV) site .pytest_cache .mypy_cache .ruff_cache
