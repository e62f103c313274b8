# Each target makes the environment it needs (.venv, once); nothing has to be activated.

PYTHON ?= python3
CORES ?= all
# The run that report and publish are about: the folder in results
RUN ?= preview
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
# Snakemake, which start.py starts again after a kill, too.
START := $(BIN)/python workflow/start.py --cores $(CORES)

.PHONY: figures paper supplement paper-supplement cluster config test test-slow test-slurm lint bench report publish gallery environment

figures: $(READY) ## Fig. 1 to 5 and the claims at preview scale, into results/preview
	$(START) all_figures claims --configfile workflow/config/preview.yaml

paper: $(READY) ## Fig. 1 to 5 and the claims at paper scale, into results/paper
	$(START) all_figures claims

supplement: $(READY) ## the supplement's figures and all claims at preview scale
	$(START) all_supplementary claims_with_supplement --configfile workflow/config/preview.yaml

paper-supplement: $(READY) ## the supplement's figures and all claims at paper scale
	$(START) all_supplementary claims_with_supplement

cluster: $(READY) ## Fig. 1 to 5 and the claims at paper scale on SLURM; again after a lost connection
	$(BIN)/python workflow/start.py --workflow-profile workflow/profiles/slurm all_figures claims

config: $(READY) ## print the config that a run uses; OVERLAY=my.yaml lays that file over it
	@$(BIN)/python workflow/resolve.py $(OVERLAY)

test: lint ## lint and every test not marked slow or slurm
	$(BIN)/python -m pytest

test-slow: $(READY) ## the tests that take minutes
	$(BIN)/python -m pytest -m slow

test-slurm: $(READY) ## the workflow on a SLURM of one node, installed and started here (as root)
	$(BIN)/python -m pytest -m slurm -rs

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint

bench: $(READY) ## speed against plain implementations, into results/bench
	for b in tests/benchmarks/bench_*.py; do $(BIN)/python $$b || exit 1; done

report: $(READY) ## results/<run>/report.html, to open in a browser, and cost.csv; RUN=paper
	@$(BIN)/python workflow/report.py $(RUN)

publish: $(READY) ## a run's figures, claims, data and cost, small, into docs/<run>; RUN=paper
	@$(BIN)/python workflow/publish.py $(RUN)

gallery: figures supplement ## the README's pictures and claims, from the preview
	$(BIN)/python workflow/publish.py preview --pictures

environment: $(READY)

$(READY): envs/requirements.txt envs/requirements-dev.txt envs/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=<path> ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -r envs/requirements-dev.txt
	touch $(READY)
