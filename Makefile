# Every command that a newcomer needs. `make run` and `make test` each do everything from a fresh clone.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
VENV ?= .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install run test check lint types law migrations deploy-check lock

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(VENV)/.installed ## Make the environment in .venv, with the locked dependencies

run: $(VENV)/.installed .env ## Serve the site with its sample on http://127.0.0.1:8000/ (HOST and PORT change that)
	@echo "Preparing the database ..."
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) sample_site
	@echo "Collecting the static files ..."
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@$(MANAGE) serve --host $(HOST) --port $(PORT)

test: $(VENV)/.installed-dev ## Run all tests; those in a browser need Chromium and say so where there is none
	@$(BIN)/python -m pytest -n 2 -rs $(ARGS)

check: lint types law migrations deploy-check test ## All that CI runs

lint: $(VENV)/.installed-dev
	@echo "Lint and format ..."
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')

types: $(VENV)/.installed-dev
	@echo "Types ..."
	@$(BIN)/mypy

law: $(VENV)/.installed-dev
	@echo "The import law ..."
	@$(BIN)/lint-imports

migrations: $(VENV)/.installed-dev
	@echo "Migrations ..."
	@SECRET_KEY=check $(MANAGE) makemigrations --check --dry-run

deploy-check: $(VENV)/.installed
	@echo "Django's checks for a public site ..."
	@SECRET_KEY=$$($(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))") SITE_URL=https://blog.example \
		DATA_DIR=$$(mktemp -d) $(MANAGE) check --deploy --fail-level WARNING

lock: ## Resolve the dependencies anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -U \
		--extra postgres --extra redis -o requirements.lock pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -U \
		--all-extras -o requirements-dev.lock pyproject.toml

.env:
	@echo "Writing .env with a fresh secret ..."
	@umask 077 && printf 'SECRET_KEY=%s\n' "$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" > .env

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "House Rules needs Python 3.11 or later, and there is no $(PYTHON)."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "House Rules needs Python 3.11 or later, and $(PYTHON) is none. To name another one: make PYTHON=python3.11"; exit 1; }
	@echo "Making the environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/.installed: requirements.lock $(VENV)/bin/python
	@echo "Installing the locked dependencies ..."
	@$(BIN)/pip install -q --require-hashes -r requirements.lock || \
		{ echo "The dependencies could not be installed. Is there a network?"; exit 1; }
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/bin/python
	@echo "Installing the locked dependencies, with those of the tests ..."
	@$(BIN)/pip install -q --require-hashes -r requirements-dev.lock || \
		{ echo "The dependencies could not be installed. Is there a network?"; exit 1; }
	@touch $@ $(VENV)/.installed
