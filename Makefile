# `make warehouse` is the whole path on a fresh machine; everything it makes lies in .venv and warehouse, inside the checkout.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export JIXIAO_HOME ?= $(CURDIR)/warehouse
export JIXIAO_RAW ?= $(CURDIR)/raw
# No telemetry, from any of the tools, and no caches outside the checkout.
export DO_NOT_TRACK := 1
export DAGSTER_DISABLE_TELEMETRY := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false
export PIP_CACHE_DIR ?= $(CURDIR)/$(VENV)/cache/pip
export XDG_CACHE_HOME := $(CURDIR)/$(VENV)/cache
export MPLCONFIGDIR := $(CURDIR)/$(VENV)/cache/matplotlib

.PHONY: help install warehouse test check accuracy questions rules docs dbt-docs bench fuzz torture ui lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/make \1\t\2/' | expand -t 18

warehouse: install ## read raw/, check it, and release it (installs what is needed first)
	@$(BIN)/jixiao build

test: install ## all tests
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --no-loadscope-reorder

check: install ## ruff, mypy and sqlfluff
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint dbt_project/models

accuracy: install ## make docs/accuracy.md anew and print what changed; ACCEPT=1 keeps a table that became worse
	@$(BIN)/python -m tests.gold.accuracy $(if $(ACCEPT),--accept)

questions: warehouse ## make docs/questions.md anew: fifteen questions, answered by the current release
	@$(BIN)/python -m orchestration.docs.questions

rules: install ## make docs/rules.md anew, of the seeds of the audit
	@$(BIN)/python -m orchestration.docs.rulebook

docs: install ## make docs/dictionary.md, dictionary.html, er.md and er.svg anew, of the models' YAML
	@$(BIN)/python -m orchestration.docs

dbt-docs: install ## dbt's own pages of models, tests and lineage: one file, warehouse/dbt_docs/static_index.html, that needs no network
	@mkdir -p $(JIXIAO_HOME)
	@JIXIAO_CANDIDATE=:memory: $(BIN)/dbt --quiet --no-version-check docs generate --static --empty-catalog --project-dir dbt_project \
	  --profiles-dir dbt_project --target-path $(JIXIAO_HOME)/dbt_docs --log-path $(JIXIAO_HOME)/dbt_docs
	@echo "$(JIXIAO_HOME)/dbt_docs/static_index.html"

bench: install ## what reading 10,000 made-up forms costs, then raw/ to release of 10,000 reports (FORMS=1000, REPORTS=1000 for fewer)
	@$(BIN)/python -m tests.bench --forms $(or $(FORMS),10000)
	@$(BIN)/python -m tests.bench_warehouse --reports $(or $(REPORTS),10000)

fuzz: install ## read thousands of damaged reports, others each time: minutes (the tests read the same few hundred)
	@HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest tests/reader/test_fuzz.py

torture: install ## 240 corruptions, 100 kills, 40 full disks: half an hour (the tests do a tenth of it)
	@JIXIAO_TORTURE=1 $(BIN)/python -m pytest tests/pipeline/test_corruptions.py tests/pipeline/test_recovery.py

ui: install ## Dagster on http://127.0.0.1:3000 (JIXIAO_UI_PORT names another port), with the runs made so far
	@$(BIN)/python -m orchestration.ui

lock: ## resolve requirements.lock anew from pyproject.toml (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra dev --no-header --no-annotate \
	  --no-emit-index-url --output-file requirements.lock pyproject.toml

clean: ## remove the caches; reports, releases and .venv stay
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis dbt_project/target dbt_project/logs

install: $(STAMP) ## install what is needed into .venv, nothing else

# Redone when the lock or the project's own metadata change.
$(STAMP): requirements.lock pyproject.toml
	@python=$$(command -v python3.11 || command -v python3 || true); \
	if [ -z "$$python" ] || ! "$$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then \
	  echo "Python 3.11 is needed and neither python3.11 nor python3 is one: install it, and see that it is on PATH" >&2; exit 1; \
	fi; \
	echo "installing into $(VENV): about a minute"; \
	[ -x $(BIN)/python ] || "$$python" -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@rm -rf $(VENV)/cache/pip
	@touch $@
