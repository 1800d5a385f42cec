# Thin on purpose: every target is one or two commands that the README writes out for systems without make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check prove bench venv clean

demo: .venv/ready
	$(BIN)/mentorship demo demo-term

test: .venv/ready
	$(BIN)/python -m pytest -n auto --dist loadfile

check: .venv/ready
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

prove: .venv/ready
	$(BIN)/python -m pytest tests/proof tests/year tests/backends/google -m "prove or not prove"

bench: .venv/ready
	for question in benchmarks/*.py; do $(BIN)/python $$question || exit 1; done

venv: .venv/ready

.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable . --group dev
	touch $@

clean:
	rm -rf .venv demo-term .pytest_cache .mypy_cache .ruff_cache
