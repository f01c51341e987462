# Everything runs in an environment of its own, .venv; Python 3.11 or newer, its venv module and make are all it needs.
# `make` alone lists the targets.

PAGE := src/copydesk/demo/harbour.html
BIN := .venv/bin
PYTHON := $(BIN)/python
READY := .venv/.ready
# What `pip install` gives a user: the compiled wheel where there is a compiler.
WHEEL_PYTHON := .venv/wheel/bin/python
WHEEL_READY := .venv/wheel/.ready

# An empty standard input: nothing here asks, and a closed one must not confuse a tool.
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench wheel docs accept clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

demo: $(READY) ## print the clean copy of the bundled page
	@$(BIN)/copydesk extract $(PAGE)
	@printf '\n%s\n' 'That was $(PAGE). Yours: $(BIN)/copydesk extract PAGE…   Why: add --explain' >&2
	@printf '%s\n' 'A week of such pages, to read, compare and cite: $(BIN)/copydesk demo' >&2

test: $(READY) lint ## lint, types and tests
	@$(PYTHON) -m pytest $(ARGS) </dev/null

lint: $(READY) ## lint, format and types
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "make: some files are not formatted; run $(BIN)/ruff format" >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary

bench: $(WHEEL_READY) ## speed and quality beside other extractors, of what `pip install` gives
	@$(WHEEL_PYTHON) -m pip install --quiet --quiet --disable-pip-version-check "$$(ls dist/*.whl)[bench]" </dev/null
	@$(WHEEL_PYTHON) bench/speed.py
	@$(WHEEL_PYTHON) bench/quality.py
	@$(WHEEL_PYTHON) bench/dumps.py

wheel: $(WHEEL_READY) ## build the wheel into dist/; golden cases and laws on what it installs
	@$(WHEEL_PYTHON) -m copydesk --version
	@$(WHEEL_PYTHON) -m pytest tests/test_cases.py tests/test_fragments.py tests/test_laws.py tests/blocks tests/page </dev/null

docs: $(READY) ## rewrite the generated parts of README.md and docs/
	@$(PYTHON) docs/generate.py

accept: $(READY) ## take the output of a golden case as expected: make accept CASE=html/NAME
	@test -n "$(CASE)" || { echo "make: which case? make accept CASE=html/NAME" >&2; exit 2; }
	@$(PYTHON) tests/accept.py $(CASE)

clean: ## remove the environment and what tools left behind
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis dist build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment whose Python is gone (an upgrade of the system, say) is made again.
ifneq ($(shell $(PYTHON) -c 'print("sound")' 2>/dev/null),sound)
.PHONY: $(READY)
endif

# The stamp is newer than pyproject.toml when what that file asks for is installed.
$(READY): pyproject.toml
	@set -eu; \
	if ! $(PYTHON) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	  found=; \
	  for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	    if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$python; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "make: copydesk needs Python 3.11 or newer, and none is on the PATH" >&2; exit 1; \
	  fi; \
	  rm -rf .venv; \
	  if ! $$found -m venv .venv; then \
	    rm -rf .venv; \
	    echo "make: $$found could not make an environment; is its venv module installed (python3-venv)?" >&2; exit 1; \
	  fi; \
	fi; \
	echo "make: installing into .venv" >&2; \
	$(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --upgrade pip </dev/null; \
	$(PYTHON) -m pip install --quiet --quiet --disable-pip-version-check -e '.[dev]' </dev/null; \
	touch $@

# Made anew after any change to what is in the wheel.
$(WHEEL_READY): $(READY) hatch_build.py $(shell find src -type f -not -name '*.pyc')
	@rm -rf .venv/wheel dist; $(PYTHON) -m venv .venv/wheel
	@$(WHEEL_PYTHON) -m pip install --quiet --quiet --disable-pip-version-check --upgrade pip </dev/null
	@echo "make: building the wheel" >&2
	@$(PYTHON) -m pip wheel --quiet --quiet --disable-pip-version-check --no-deps --wheel-dir dist . </dev/null
	@$(WHEEL_PYTHON) -m pip install --quiet --quiet --disable-pip-version-check dist/*.whl \
	  hypothesis pytest pyyaml </dev/null
	@touch $@
