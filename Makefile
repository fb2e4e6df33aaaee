# The commands of the project. Everything they need beside Python and make they bring in themselves.
SHELL := /bin/sh
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)

# Compiled once, the engine's imports take half the time at every start.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run train test generate lint format

help: ## Show the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

.tools/bin/uv:
	@echo "bringing in uv"
	@python3 -m pip install --quiet --disable-pip-version-check --target .tools uv

setup: $(filter .tools/%,$(UV)) ## Make both environments
	@scripts/setup $(UV)

run: setup ## Set up, train if needed, serve
	@$(UV) run --frozen okpay run

train: setup ## Train a model of the present data
	@$(UV) run --frozen okpay train

test: setup ## Set up and run all tests
	@scripts/test $(UV)

generate: setup ## Write what is made from something else again
	@$(UV) run --frozen python scripts/generate

lint: setup ## Check style and types
	@$(UV) run --frozen ruff check .
	@$(UV) run --frozen ruff format --check .
	@$(UV) run --frozen mypy
	@$(UV) --directory engine run --frozen mypy --config-file pyproject.toml okpay_engine ../evaluation/benchmarks.py ../evaluation/compare.py ../evaluation/depths.py ../evaluation/redundant.py

format: setup ## Bring the code into its form
	@$(UV) run --frozen ruff check --fix .
	@$(UV) run --frozen ruff format .
