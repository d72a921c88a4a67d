# Every command we type. `make help` lists them. Needs Python 3.11 and make; everything else is set up here.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3.11
BIN := .venv/bin
# The command `mend` itself; a sync takes away whatever is not in its lock.
INSTALL_MEND := .tools/bin/uv pip install --python .venv --no-deps --quiet \
	--build-constraints requirements-tools.lock --config-settings editable_mode=compat -e .
export RASA_TELEMETRY_ENABLED := false
export PYTHONWARNINGS := ignore::DeprecationWarning
export TF_CPP_MIN_LOG_LEVEL := 3
export TQDM_DISABLE := 1
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

.PHONY: help setup run check test train talk lock format clean widget

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: .venv/run.stamp  ## set up if needed, train if needed, start everything, print the address
	@$(BIN)/mend up

check: .venv/dev.stamp  ## the fast part: style, types, guides, unit tests (some minutes)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	@$(BIN)/mend check
	@$(BIN)/pytest -n 2 -m "not slow and not journey" --ignore tests/addons --ignore tests/dialogue --ignore tests/journeys

test: check train  ## everything: the fast part, then the trained model and all processes
	@$(BIN)/rasa data validate >var/validate.log 2>&1 || { cat var/validate.log; exit 1; }
	@$(BIN)/pytest -n 2 -m "slow"
	@$(BIN)/rasa test core --stories tests/conversations --out var/core --fail-on-prediction-errors >var/core.log 2>&1 || { cat var/core.log; exit 1; }
	@$(BIN)/pytest -m "journey"

train: .venv/run.stamp  ## train the model if data or config changed
	@mkdir -p var && $(BIN)/mend train

talk: train  ## talk to the assistant in the terminal (start `mend actions` beside it)
	@$(BIN)/rasa shell

setup: .venv/dev.stamp  ## only make the environment

.tools/bin/uv:
	@command -v $(PYTHON) >/dev/null || { echo "Mend needs Python 3.11: $(PYTHON) was not found. Install it, or say where it is: make run PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Mend needs Python 3.11, and $(PYTHON) is another version. Say where it is: make run PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Setting up: the installer"
	@$(PYTHON) -m venv .tools && .tools/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-tools.lock

.venv/bin/python: .tools/bin/uv
	@$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml .venv/bin/python
	@echo "Setting up: the environment (about 2 GB, once)"
	@.tools/bin/uv pip sync --python .venv --require-hashes --quiet requirements.lock
	@$(INSTALL_MEND)
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	@echo "Setting up: the tools for tests"
	@.tools/bin/uv pip sync --python .venv --require-hashes --quiet requirements-dev.lock
	@$(INSTALL_MEND)
	@touch $@

lock: .tools/bin/uv  ## resolve the dependencies anew
	@.tools/bin/uv pip compile pyproject.toml --python-version 3.11 --generate-hashes --no-emit-index-url --quiet -o requirements.lock
	@.tools/bin/uv pip compile pyproject.toml --group dev --python-version 3.11 --generate-hashes --no-emit-index-url --quiet -c requirements.lock -o requirements-dev.lock
	@printf 'uv\nsetuptools==80.10.2\n' | .tools/bin/uv pip compile - --python-version 3.11 --generate-hashes --no-emit-index-url --quiet -o requirements-tools.lock

format: .venv/dev.stamp  ## put the code into its form
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

widget:  ## build the chat window (needs Node 20)
	@cd widget && npm ci --no-audit --no-fund && npm run build

clean:  ## forget what was made here: database, models, caches (not the environment)
	@rm -rf var models/*.tar.gz models/*.sha256 models/minilm .rasa .pytest_cache .mypy_cache .ruff_cache
