# Two commands matter: `make demo` and `make test`. Both may be run again at any time.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
LOCALES := riskkit/wording/locales
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
SYNC := $(BIN)/uv sync --frozen --inexact --quiet --compile-bytecode

.PHONY: help install demo test check bench mutate simulate drill texts clean chromium soak

help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed ## install riskkit from the lock file into .venv

$(BIN)/uv:
	@echo "riskkit: making $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "riskkit needs Python 3.11 or newer; say which with: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { \
		if [ "$$(id -u)" = 0 ]; then apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv && $(PYTHON) -m venv --clear $(VENV); \
		else echo "Python has no venv module here; ask for: apt-get install python3-venv"; exit 1; fi; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.installed: uv.lock pyproject.toml | $(BIN)/uv
	@echo "riskkit: installing from the lock file (about a minute the first time) ..."
	@$(SYNC)
	@$(BIN)/python -c 'import weasyprint' >/dev/null 2>&1 || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then echo "riskkit: installing Pango for the PDF of reports ..."; \
			{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
				libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core; } >/dev/null 2>&1 || \
				echo "riskkit: Pango could not be installed; reports come without PDF"; \
		else echo "riskkit: without Pango reports come without PDF (apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"; fi; }
	@echo "riskkit: compiling the numerical kernels (about a minute) ..."
	@$(BIN)/python -m riskkit.survival.warm
	@touch $@

$(VENV)/.installed-dev: uv.lock pyproject.toml | $(VENV)/.installed
	@echo "riskkit: installing what the tests and checks need ..."
	@$(SYNC) --group dev
	@touch $@

demo: install ## build the demonstration workspace, run the real cohort report, serve the pages
	@$(BIN)/riskkit demo $(if $(filter 0,$(SERVE)),--no-serve)

test: $(VENV)/.installed-dev chromium check ## run every check and every test
	$(BIN)/pytest -n 2 --dist loadfile

check: $(VENV)/.installed-dev ## lint, format, types, import contracts, notebooks stripped, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports --no-cache
	$(BIN)/nbstripout --verify notebooks/*.ipynb dashboards/*.ipynb

chromium:
	@command -v chromium >/dev/null || [ -n "$$RISKKIT_CHROMIUM" ] || { \
		if [ "$$(id -u)" = 0 ]; then echo "riskkit: installing Chromium for the browser tests ..."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
		else echo "The browser tests need Chromium: apt-get install chromium fonts-dejavu-core, or set RISKKIT_CHROMIUM to its path"; exit 1; fi; }

bench: $(VENV)/.installed-dev ## ratios against peers, measured in one run
	$(BIN)/python -m tests.benchmarks

soak: $(VENV)/.installed-dev ## kill, crowd and verify the store at full length (about half an hour)
	RISKKIT_SOAK=1 $(BIN)/pytest tests/faults/test_store_killed.py tests/faults/test_store_load.py \
		tests/faults/test_attacks_records.py -s

mutate: $(VENV)/.installed-dev ## change every number of every instrument in turn; each change must be caught
	$(BIN)/python -m riskkit.instruments.mutation

simulate: $(VENV)/.installed-dev ## coverage of the intervals over 1,000 data sets each
	$(BIN)/python -m tests.simulations

drill: $(VENV)/.installed-dev ## put known faults into the demonstration's model; each must be noticed
	$(BIN)/python -m tests.drill

texts: $(VENV)/.installed ## bring the translations in step with the Dutch texts
	@for each in $(LOCALES)/*.pot; do \
		$(BIN)/pybabel --quiet update --no-wrap --ignore-obsolete -i $$each -d $(LOCALES) -D $$(basename $$each .pot) || exit 1; done

clean: ## remove the environment, the demonstration workspace and caches
	rm -rf $(VENV) workspace .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
