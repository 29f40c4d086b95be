PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DJANGO := DJANGO_SETTINGS_MODULE=article22.settings $(BIN)/python -W ignore -m django
UV := $(BIN)/python -m uv pip install --quiet --python $(BIN)/python --no-build-isolation
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

# What is compiled once is kept: a machine that forbids it makes every start twice as slow.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run setup test test-15 check lock bench messages
.DELETE_ON_ERROR:

run: setup
	$(BIN)/article22 run

setup: $(VENV)/.run

$(VENV)/.made:
	$(PYTHON) -c 'import sys; sys.exit("Article 22 needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements/setup.txt
	@touch $@

# uv installs in seconds; pip is the fallback where uv cannot run.
$(VENV)/.run: $(VENV)/.made requirements/run.txt pyproject.toml
	$(UV) --require-hashes -r requirements/run.txt || $(PIP) --require-hashes -r requirements/run.txt
	$(UV) --no-deps -e . || $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements/test.txt
	$(UV) --require-hashes -r requirements/test.txt || $(PIP) --require-hashes -r requirements/test.txt
	@touch $@

# Half the time in two processes, each with a PostgreSQL of its own.
PYTEST := $(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile
test: $(VENV)/.test
	$(PYTEST)

# The fundamental ones, on a PostgreSQL 15 of the machine.
test-15: $(VENV)/.test
	$(PYTEST) --server 15

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint article22 --lint --quiet
	A22_STATE=.state/check $(BIN)/python -c 'from article22 import env, keys; keys.ensure_keys(env.read_environment().keys)'
	A22_STATE=.state/check $(DJANGO) makemigrations --check --dry-run
	A22_STATE=.state/check A22_PUBLIC_URL=https://article22.example $(DJANGO) check --deploy --fail-level WARNING

# Write the lock files anew. They name no registry host.
LOCK := $(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate
lock: $(VENV)/.made
	$(LOCK) requirements/setup.in -o requirements/setup.txt
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) requirements/test.in -o requirements/test.txt

bench: $(VENV)/.test
	$(BIN)/python -m bench

# Gather what pages say into the translation files, and compile them.
messages: $(VENV)/.test
	$(BIN)/python tools/messages.py
