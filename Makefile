# Two commands do everything on a fresh machine with Python 3.11: `make run` and `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
PORT ?= 8000
BIN := .venv/bin
export PYTHONWARNINGS ?=

.PHONY: help run test check check-types check-rest bench journeys fonts lock clean has-python setup-run setup-dev

help:  ## Say what each command does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

has-python:
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "✗ 没有找到 Python（$(PYTHON)）。" >&2; \
	  echo "  请安装 Python 3.11 后再运行；已安装在别处的，请写明：make run PYTHON=/usr/bin/python3.11" >&2; exit 1; }

setup-run: has-python
	@$(PYTHON) scripts/setup.py run

setup-dev: has-python
	@$(PYTHON) scripts/setup.py dev

run: setup-run  ## Set up, load the demo association, serve at http://127.0.0.1:$(PORT)/
	@exec $(BIN)/kexie up --port '$(PORT)'

test: setup-dev  ## The suite (SQLite; KEXIE_DATABASE_URL chooses another database)
	@mkdir -p var
	@$(BIN)/pytest -n auto --dist loadgroup -q $(ARGS)

journeys: setup-dev  ## A person's ways through a real browser (needs Chromium)
	@mkdir -p var
	@$(BIN)/pytest -n auto --dist loadfile -q -m journey tests/journeys $(ARGS)

check: check-types check-rest  ## Lint, format, types, architecture, migrations, templates, translations

check-types: setup-dev
	$(BIN)/mypy

check-rest: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	KEXIE_MODE=test $(BIN)/kexie makemigrations --check --dry-run
	$(BIN)/djlint --lint --quiet src
	$(BIN)/pytest -q tests/architecture/test_templates.py

bench: setup-dev  ## One line per promise: name value unit goal ok|short (KEXIE_DATABASE_URL: PostgreSQL too); fails when one is short
	@$(BIN)/python -m bench

fonts: has-python  ## Fetch a 仿宋 and a 楷体 for the papers where Debian's packages are at hand
	@$(PYTHON) scripts/fonts.py

lock: setup-dev  ## Write requirements/*.txt from pyproject.toml, with hashes
	$(BIN)/python scripts/lock.py

clean:  ## Remove everything that set-up and runs have made
	rm -rf .venv build node_modules var .mypy_cache .ruff_cache .pytest_cache .hypothesis
