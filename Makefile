# Everything starts here. On a machine that has only Python 3.11 or later and make:
#   make run     the site with its sample programme, at http://127.0.0.1:8000
#   make test    all tests that this machine has the parts for

PORT ?= 8000
ARGS ?=

# `make run PYTHON=python3.13` makes the environment with that Python; without it, one that exists is kept.
ifeq ($(origin PYTHON),undefined)
SETUP := python3 -m setup
else
SETUP := $(PYTHON) -m setup --this-python
endif
VENV := .venv/bin

# The site and its tests start many processes: each would compile everything anew where this is set.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test soak setup check bench lock clean

help:
	@echo "make run     set up and start the site with its sample (PORT=8123 for another port)"
	@echo "make test    set up and run the tests (ARGS='tests/audits -k excuse' for some of them)"
	@echo "make soak    the long proofs with real parts (about half an hour)"
	@echo "make setup   only set up: .venv/ and the built front end"
	@echo "make check   ruff, mypy, import-linter, migrations, spelling, the schedule"
	@echo "make bench   measure how fast e-mail leaves (BENCH_MAILS=500 for a quick look)"
	@echo "make lock    lock requirements*.in again, within their bounds"
	@echo "make clean   remove what the set-up made; your data in var/ stays"

setup:
	@$(SETUP) run

# `exec`, so that a signal sent here reaches the supervisor and not a shell in between.
run: setup
	@exec env PORT=$(PORT) $(VENV)/python -m config.supervisor

# In one process more than there are cores, each with databases, ports and folders of its own (tests/workers.py).
# ARGS='-n 0' takes one; so do single files by themselves.
test:
	@$(SETUP) test
	@$(VENV)/python -m pytest -n auto $(ARGS)

soak:
	@$(SETUP) test
	@$(VENV)/python -m pytest -m soak $(ARGS)

check:
	@$(SETUP) test
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy .
	$(VENV)/lint-imports
	$(VENV)/python manage.py makemigrations --check --dry-run
	$(VENV)/codespell
	$(VENV)/python -m pytest -q -n 0 tests/tasks/test_schedule.py

bench: setup
	@$(VENV)/python -m bench

UV_LOCK := $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header
lock: setup
	$(UV_LOCK) $(ARGS) requirements.in --output-file requirements.txt
	$(UV_LOCK) $(ARGS) requirements-trial.in --output-file requirements-trial.txt
	$(UV_LOCK) $(ARGS) requirements-dev.in --output-file requirements-dev.txt
	$(UV_LOCK) $(ARGS) requirements-setup.in --output-file requirements-setup.txt
	$(UV_LOCK) $(ARGS) requirements-node.in --output-file requirements-node.txt

clean:
	@$(SETUP) clean
