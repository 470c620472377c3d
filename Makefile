# Two commands are enough on a fresh machine: make train, make test.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: train test lint check bench clean

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

# glibc hands large buffers back to the kernel after every step and asks for them again; keeping
# them saves some of the CPU time of training (docs/ARCHITECTURE.md).
train: export MALLOC_MMAP_THRESHOLD_ = 33554432
train: export MALLOC_TRIM_THRESHOLD_ = 8589934592
train: $(VENV)/.installed
	$(BIN)/python -m train

check: $(VENV)/.installed
	$(BIN)/python -m data check

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python -m eval.bench $(BENCH)

test: lint check
	$(BIN)/python -m pytest

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
