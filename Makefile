# What a newcomer needs: `make demo` and `make test`. Everything else is for developers.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
COHORTIUM_HOME ?= ./cohortium-home
HOST ?= 127.0.0.1
PORT ?= 8080
ONLY ?=
CORES ?= 2
export COHORTIUM_SHARED ?= ../shared
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo serve test torture check bench samples lock clean setup
.DEFAULT_GOAL := demo

demo: $(VENV)/.server
	$(BIN)/cohortium demo --home $(COHORTIUM_HOME)

serve: $(VENV)/.server
	$(BIN)/cohortium serve --home $(COHORTIUM_HOME) --host $(HOST) --port $(PORT)

# Bytecode is kept for the processes that tests start; nbmake, seconds to import, collects nothing here.
test: $(VENV)/.dev $(PEERS)/.ready
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(CORES) --dist worksteal -p no:nbmake

# Thousands of power cuts and kills, replayed, questions asked, identifiers planted in all notes, and all of the
# third parties' patients; `test` has a short slice of them.
torture: $(VENV)/.dev
	CRASH_POINTS=2000 EXAMPLES=2000 RENDERED_NOTES=all PATIENTS=all $(BIN)/python -m pytest tests/ledger/faults/power \
		tests/acceptance/test_shared_patients.py \
		tests/flows/test_crash_points.py tests/flows/test_intake.py tests/platform/gate/test_gate_agreement.py \
		tests/anonymize/text/test_text_leaks.py tests/anonymize/text/test_text_renderings.py

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_layout.py

bench: $(VENV)/.dev $(PEERS)/.ready
	$(BIN)/python -m bench $(ONLY)

samples: $(VENV)/.dev
	$(BIN)/python data/samples/make.py

setup: $(VENV)/.dev $(PEERS)/.ready

# The lock files: every hash, no index host.
lock: $(VENV)/.dev
	sh requirements/lock.sh $(BIN)

clean:
	rm -rf $(VENV) $(PEERS)

$(VENV)/.build: requirements/build.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Cohortium needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv failed: on Debian, apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install -q --upgrade pip
	$(BIN)/python -m pip install -q --require-hashes -r requirements/build.txt
	touch $@

$(VENV)/.server: $(VENV)/.build requirements/server.txt pyproject.toml
	[ -e $(VENV)/.dev ] || $(BIN)/python -m pip install --progress-bar off -q --require-hashes -r requirements/server.txt
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.build requirements/dev.txt pyproject.toml
	$(BIN)/python -m pip install --progress-bar off -q --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/.server

# Packages that check our releases or are measured beside us, with versions of their own.
$(PEERS)/.ready: requirements/peers.txt requirements/build.txt
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install -q --upgrade pip
	$(PEERS)/bin/python -m pip install --progress-bar off -q --require-hashes -r requirements/peers.txt
	touch $@
