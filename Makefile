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
