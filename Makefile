# `make install` makes the environment, and all others do so first, on a machine that has python3 (Debian: also
# python3-venv) and nothing else. `make run` runs the essay's city and prints where its report lies; `make watch` opens the
# page on which one sees it live, `make tour` the guided tour; `make test` runs all checks and tests but the slow ones,
# which `make verify` runs before the long comparisons.

PYTHON ?= python3
ENVIRONMENT ?= .venv
BIN := $(ENVIRONMENT)/bin
RUN ?= runs/essay

.PHONY: install run watch tour test types kernels verify bench page clean

$(BIN)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(ENVIRONMENT)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	touch $@

install: $(BIN)/.installed
	@echo "next: . $(BIN)/activate, then glasscity --help"

run: $(BIN)/.installed
	$(BIN)/glasscity run essay --out $(RUN) --force --report

watch: $(BIN)/.installed
	$(BIN)/glasscity watch

tour: $(BIN)/.installed
	$(BIN)/glasscity tour

test: $(BIN)/.installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(MAKE) --no-print-directory --jobs 2 types kernels
	$(BIN)/pytest --numprocesses 2 --dist loadscope

types: $(BIN)/.installed
	$(BIN)/mypy

# Compiled beside the types, since the two processes of the tests would each compile them.
kernels: $(BIN)/.installed
	$(BIN)/glasscity run benchmarks/rongcheng-all.toml --citizens 300 --days 40 --out build/kernels --force

$(BIN)/.verify: $(BIN)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,verify]'
	touch $@

verify: $(BIN)/.verify
	$(BIN)/pytest -m slow
	$(BIN)/python verification/wheel.py
	$(BIN)/python verification/published.py
	$(BIN)/python verification/patterns.py
	$(BIN)/python verification/twins.py
	$(BIN)/python verification/credit_files.py
	$(BIN)/python verification/mechanisms.py
	$(BIN)/python verification/three_years.py
	$(BIN)/python verification/reference.py --scenarios 100
	$(BIN)/python verification/fuzzing --minutes 8
	$(BIN)/python verification/mutation --sample 100
	$(BIN)/python verification/statistical.py --alarms
	$(BIN)/python verification/battery.py
	$(BIN)/python verification/biased_builds.py

$(BIN)/.bench: $(BIN)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,bench]'
	touch $@

# mesa-frames asks for an older NumPy than the project has.
.venv-mesa-frames/.installed:
	$(PYTHON) -m venv .venv-mesa-frames
	.venv-mesa-frames/bin/python -m pip install --quiet --disable-pip-version-check mesa-frames==0.1.0a0 numba
	touch $@

bench: $(BIN)/.bench .venv-mesa-frames/.installed
	$(BIN)/python benchmarks/rivals/check.py
	$(BIN)/python benchmarks/score_city.py
	$(BIN)/python benchmarks/score_city.py --contenders glasscity glasscity-two --sizes 100000000 --rounds 1
	$(BIN)/python benchmarks/rongcheng.py
	$(BIN)/python benchmarks/headlines.py
	$(BIN)/python benchmarks/pages.py

# The page's built files are in the repository; only whoever changes its source needs Node (20.19 or later).
page:
	cd page && npm ci && npm run check && npm test && npm run build

clean:
	rm -rf $(ENVIRONMENT) .venv-mesa-frames build dist src/*.egg-info
