# Two commands for a newcomer: `make demo` and `make test`. Both make .venv and install what they need.
PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed

.PHONY: demo test lint docs clean

demo: $(STAMP)
	$(VENV)/bin/linkaudit demo -o reports/demo.html

test: $(STAMP)
	$(VENV)/bin/python -m pytest -n 3 --dist loadfile

lint: $(STAMP)
	$(VENV)/bin/ruff check src tests benchmarks
	$(VENV)/bin/mypy

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --upgrade pip
	$(VENV)/bin/pip install --quiet --editable '.[fast,dev]'
	touch $(STAMP)

docs: $(STAMP)
	$(VENV)/bin/python docs/make.py

clean:
	rm -rf $(VENV)
