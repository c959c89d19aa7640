# Needs only python3 (3.11 or later) and make; everything else goes into .venv by plain pip, from lock files with hashes.
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test soak run lint format bench sample goldens lock clean

help: ## Say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /	/'

.venv/made: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	printf '%s\n' "$(CURDIR)" > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/council-watcher.pth"
	printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m watcher "$$@"\n' "$(CURDIR)" > $(BIN)/watcher && chmod +x $(BIN)/watcher
	@touch $@

.venv/made-dev: .venv/made requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.venv/made-golden: .venv/made-dev requirements-golden.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-golden.txt
	@touch $@

demo: .venv/made ## Watch a sample council for two weeks and show the digest
	@$(BIN)/python -m watcher demo

run: .venv/made ## Watch what sources.yaml names, until stopped
	@$(BIN)/python -m watcher run

test: .venv/made-dev ## Run the tests
	$(BIN)/python -m pytest

soak: .venv/made-golden ## Run the tests that take chance or time for much longer, and write the figures of docs/delivery.md
	WATCHER_SOAK=1 $(BIN)/python -m pytest
	@$(BIN)/python -m tests.proof

lint: .venv/made-dev ## Check style, types and imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: .venv/made-dev ## Put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/made-dev ## Measure, with the goals beside the figures
	@$(BIN)/python -m bench

sample: .venv/made-dev ## Make digests/sample/ anew (look at the diff)
	@$(BIN)/python -m tests.golden

goldens: .venv/made-golden ## Make tests/golden/ and docs/mails/ anew (look at the diff and the pictures; needs chromium)
	@$(BIN)/python -m tests.mails

lock: ## Make the lock files anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 pyproject.toml --extra pdf -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 -c requirements.txt pyproject.toml --group dev --extra pdf --extra postgres -o requirements-dev.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 -c requirements-dev.txt --group golden -o requirements-golden.txt

clean: ## Remove what was made (not state/ and digests/)
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build
