# The two commands of the README: make demo, make test. Both set up what they need in .venv.
#
# Variables: PYTHON (3.11 or newer), VENV, MODEL, CAT_MODEL and OUT (of the demo), PYTEST_ARGS, WORKERS,
# FUZZ_ARGS (such as --seed 1 --count 500), VERSIONS (of package), LOCKED (1: packages with the hashes of the lock file).

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV ?= .venv
MODEL ?= face-128
CAT_MODEL ?= cat-128
OUT ?= outputs/demo
PYTEST_ARGS ?=
FUZZ_ARGS ?=
# auto: one more than there are cores. WORKERS=0 runs the tests in one process.
WORKERS ?= auto
# A worker takes whole files, for files share what their tests need; tests/longest_files.txt are taken first.
IN_PARALLEL = -n $(WORKERS) --dist loadfile --no-loadscope-reorder
VERSIONS ?= pinned
LOCKED ?=
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt

# Container images often forbid compiled modules. The many processes of the tests start faster with them.
unexport PYTHONDONTWRITEBYTECODE

# A name on the path is not enough: it may be a shim for a version that is not installed.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3.11 python3.12 python3; do \
	if $$name -c '$(NEW_ENOUGH)' 2>/dev/null; then echo $$name; break; fi; done)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' "$(strip $(MAKEFILE_LIST))"

# Photographs first. Without detection, as the cat's ears are cut off: the centre crop.
demo: $(VENV)/.runtime ## reconstruct the sample photos of faces and of a cat with shipped models
	$(BIN)/probsym reconstruct examples/photos/*.jpg examples/photos/*.png --model "$(MODEL)" --out "$(OUT)/faces" --page
	$(BIN)/probsym reconstruct examples/cats --detect none --model "$(CAT_MODEL)" --out "$(OUT)/cats" --page
	$(BIN)/probsym view "$(OUT)/cats" "$(OUT)/faces" --export "$(OUT)/page.html"
	@echo "all objects at a glance: $(OUT)/*/contact_sheet.png; each turning: $(OUT)/*/*/turntable.webp"
	@echo "meshes for any 3D viewer: $(OUT)/*/*/mesh.glb"
	@echo "the objects in a browser: $(abspath $(OUT))/page.html"

test: $(VENV)/.development ## all tests but the weekly ones
	$(BIN)/python -m pytest $(IN_PARALLEL) -m "not weekly" $(PYTEST_ARGS)

test-fast: $(VENV)/.development ## the tests that take under five seconds each
	$(BIN)/python -m pytest $(IN_PARALLEL) -m "not slow and not weekly" $(PYTEST_ARGS)

coverage: $(VENV)/.development ## all tests, and the branches of the package that they take
	$(BIN)/python -m pytest $(IN_PARALLEL) --cov --cov-report=term $(PYTEST_ARGS)

fuzz: $(VENV)/.development ## damaged files of all formats, and faults at each file operation of what is written; FUZZ_ARGS
	$(BIN)/python tests/fuzz/run.py $(FUZZ_ARGS)
	$(BIN)/python tests/fuzz/faults.py
	$(BIN)/python tests/fuzz/outputs.py
	$(BIN)/python tests/fuzz/kills.py

check: check-text check-types ## lint, format, spelling, types, imports between floors, documentation

check-text: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/codespell
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 0 --quiet tests/test_docs.py -k "lines_are_short or plain_language"
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

check-types: $(VENV)/.development
	$(BIN)/pyright --pythonpath $(BIN)/python

format: $(VENV)/.development ## put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

benchmark: $(VENV)/.development ## speed and memory of rasteriser, reconstruction, generator and training step; wants an idle machine
	$(BIN)/python benchmarks/raster.py
	$(BIN)/python benchmarks/inference.py
	$(BIN)/python benchmarks/synth.py
	$(BIN)/python benchmarks/train_step.py --recipes quick cpu
	$(BIN)/python benchmarks/train_step.py --recipes paper --batch 16 --steps 5 --warmup 1
	$(BIN)/python benchmarks/traffic.py --recipes quick
	$(BIN)/python benchmarks/traffic.py --recipes paper --batch 16 --steps 3
	$(BIN)/python benchmarks/memory.py --recipes quick cpu
	$(BIN)/python benchmarks/memory.py --recipes paper --batch 16
	$(BIN)/python benchmarks/scaling.py

viewer: viewer/node_modules/.installed ## check, test and build the 3D page and the app into src/probsym/web; needs node and npm
	cd viewer && npm run check && npm test && npm run build

viewer/node_modules/.installed: viewer/package.json viewer/package-lock.json
	cd viewer && npm ci
	@touch $@

docs: $(VENV)/.development ## the documentation, served locally
	$(BIN)/mkdocs serve

docs-site: $(VENV)/.development ## the documentation as static files, in site/
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

docs-generated: $(VENV)/.development ## rewrite the generated parts of the documentation
	$(BIN)/python scripts/generate_docs.py

package: $(VENV)/.release ## wheel and sdist in dist/, the wheel tested in an empty environment; VERSIONS=pinned|minimum|newest
	$(BIN)/python scripts/check_package.py --versions $(VERSIONS)

audit: $(VENV)/.release ## known vulnerabilities and the licences of all packages; needs the network
	$(BIN)/pip-audit --strict --requirement constraints.txt --no-deps --disable-pip
	$(BIN)/pip-licenses --order license

sbom: $(VENV)/.release ## bill of materials of the runtime packages (CycloneDX), outputs/sbom.json
	mkdir -p outputs
	$(BIN)/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --output-file outputs/sbom.json

lock: $(BIN)/python ## rewrite requirements-linux.lock, on Linux with the Python of CI
	$(BIN)/python scripts/lock_packages.py

install: $(VENV)/.development ## only set up .venv

clean: ## remove what make made
	rm -rf $(VENV) outputs site build dist .pytest_cache .ruff_cache .import_linter_cache
	find src -name "*.nb[ic]" -delete  # compiled kernels

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then echo "make: no Python 3.11 or newer found; name one: make PYTHON=/path/to/python3.12" >&2; exit 1; fi
	$(PYTHON) -m venv $(VENV)

ifeq ($(LOCKED),1)
$(VENV)/.runtime: pyproject.toml requirements-linux.lock | $(BIN)/python
	$(PIP) --no-deps --require-hashes --requirement requirements-linux.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@
else
# torch goes first and alone: a range in another package's requirements would fetch the newest build with CUDA.
# Its download takes a minute or more: pip's bars are shown.
$(VENV)/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing PyTorch into $(VENV)"
	$(BIN)/python -m pip install --constraint constraints.txt --disable-pip-version-check torch
	@echo "installing probsym and the other packages it needs"
	$(PIP) --editable .
	@touch $@
endif

$(VENV)/.development: $(VENV)/.runtime
ifneq ($(LOCKED),1)
	@echo "installing the development tools"
	$(PIP) --editable '.[dev]'
endif
	@touch $@

$(VENV)/.release: $(VENV)/.development
	$(PIP) --editable '.[release]'
	@touch $@

.PHONY: help demo test test-fast coverage check check-text check-types fuzz format benchmark viewer docs docs-site docs-generated package audit sbom lock install clean
