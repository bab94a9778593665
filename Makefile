# Every command a person types. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
BIN := .venv/bin
MEMBERS := shared services/identity services/linkage-hub services/tax-agency services/welfare-agency services/municipality tools/devstack
EDITABLE := $(foreach m,$(MEMBERS),-e ./$(m))

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

##@ Set-up (each target below does it by itself)
$(BIN)/uv: requirements-uv.lock
	@tools/make-venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

.venv/.installed: requirements.lock $(BIN)/uv $(foreach m,$(MEMBERS),$(m)/pyproject.toml)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation $(EDITABLE)
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: lock
lock: $(BIN)/uv ## resolve the dependencies anew (hashes only, no addresses)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate -p 3.11 shared/pyproject.toml requirements.in -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate -p 3.11 -c requirements.lock shared/pyproject.toml requirements.in --group dev -o requirements-dev.lock

.PHONY: install
install: .venv/.installed-dev ## everything a developer needs, in .venv

##@ Run it
.PHONY: demo
demo: .venv/.installed ## play both procedures on five services, show what happens, stop everything
	@$(BIN)/devstack demo

.PHONY: run
run: .venv/.installed ## the same five services with a seeded town, up until Ctrl-C
	@$(BIN)/devstack run

##@ Check it
.PHONY: test
test: .venv/.installed-dev lint types unit ## every check and test

.PHONY: lint
lint: .venv/.installed-dev ## style, imports, dependencies, addresses
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-cache
	@for member in $(MEMBERS); do \
	    echo "deptry $$member"; (cd $$member && $(CURDIR)/$(BIN)/deptry --no-ansi src 2>&1 | tail -n +3) || exit 1; \
	done

.PHONY: types
types: .venv/.installed-dev ## the type checker, strict
	$(BIN)/mypy shared/src services/*/src tools/devstack/src

.PHONY: unit
unit: .venv/.installed-dev ## every test
	$(BIN)/pytest -n auto --dist loadgroup

.PHONY: format
format: .venv/.installed-dev ## bring the code into form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: clean
clean: ## remove what the commands above made
	rm -rf .venv .devstack .mypy_cache .ruff_cache .pytest_cache .hypothesis
