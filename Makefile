# Arrivals and Ties. Needs Python 3.11 to 3.13, make and git; 'make' alone explains the rest.
.DEFAULT_GOAL := help
.PHONY: help report editions lab test check clean lock

# An activated environment made from environment.yml is used as it is; otherwise .venv is made
# from the locks, with uv where it is installed and plain pip where it is not.
ifeq ($(CONDA_DEFAULT_ENV),thirdcountry)
PYTHON := python
READY  := .conda-ready
TESTED := .conda-tested
else
BASE   ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
            $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] < (3,14))' \
            2>/dev/null && echo $$p && break; done)
BIN    := .venv/bin
PYTHON := $(BIN)/python
READY  := .venv/.ready
TESTED := .venv/.tested
endif
RUN := $(PYTHON) -m thirdcountry

help: ## show what can be made (the default)
	@echo "Arrivals and Ties"; echo
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | \
	  while IFS='	' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done
	@echo; echo "  One country: make report COUNTRY=LAO START=2000 END=2015"

report: $(READY) ## build the whole report into reports/; with COUNTRY=LAO one country's edition
	@$(RUN) $(if $(COUNTRY),edition $(COUNTRY) $(if $(START),-p first_year=$(START)) \
	  $(if $(END),-p last_year=$(END)) $(if $(RIVALS),-p rivals=$(RIVALS)),report)

editions: $(READY) ## build the trade chapter of every transit country into reports/editions/
	@$(RUN) editions

lab: $(READY) ## open the notebooks in JupyterLab
	@$(PYTHON) -m jupyterlab --notebook-dir=notebooks

# Measuring coverage takes half as long again, so only continuous integration does it.
test: $(TESTED) ## run all tests; with COVERAGE=yes measure what they cover
	@$(PYTHON) -m pytest -q $(if $(COVERAGE),--cov)

check: $(TESTED) ## check style, types, data and notebooks; run nothing
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy
	@$(RUN) check

clean: ## remove the environment, caches and editions; the report stays
	rm -rf .venv .conda-ready .conda-tested .pytest_cache .ruff_cache .mypy_cache .coverage* reports/editions
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

lock: $(READY) ## write the lock files anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml $(LOCK) -o requirements.lock
	uv pip compile pyproject.toml --extra test -c requirements.lock $(LOCK) \
	  -o requirements-test.lock

LOCK := --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
        --no-emit-index-url --no-annotate --no-header --quiet

# -- environments ------------------------------------------------------------------------------

UV := $(shell command -v uv 2>/dev/null)
ifdef UV
INSTALL := uv pip install --quiet --python $(PYTHON)
else
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check
endif

.venv/pyvenv.cfg:
	@test -n "$(BASE)" || { echo "Error: Python 3.11, 3.12 or 3.13 is needed; none was found." \
	  "Install one, or name it: make report BASE=/path/to/python3" >&2; exit 1; }
	@echo "Making an environment in .venv with $(BASE)"
	@$(if $(UV),uv venv --quiet --seed --python $(BASE) .venv,$(BASE) -m venv .venv)

.venv/.ready: .venv/pyvenv.cfg requirements.lock pyproject.toml
	@echo "Installing the locked packages (once, about a minute)"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.tested: .venv/.ready requirements-test.lock
	@echo "Installing the locked test packages (once)"
	@$(INSTALL) --require-hashes -r requirements-test.lock
	@touch $@

.conda-ready: environment.yml pyproject.toml
	@python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.conda-tested: .conda-ready requirements-test.lock
	@python -m pip install --quiet --require-hashes -r requirements-test.lock
	@touch $@
