# Each target makes the environment it needs (.venv, once); nothing has to be activated.

PYTHON ?= python3
CORES ?= all
# The run that report and publish are about: the folder in results
RUN ?= preview
# The run that from-published draws: the folder in docs
FROM ?= paper
VENV := .venv
# Tools are called through it: the first lines of their scripts name the folder they were made in.
PY := $(VENV)/bin/python
READY := $(VENV)/ready
LOCKS := envs/requirements.lock envs/requirements-dev.lock envs/torch-cpu.lock envs/torch-cuda.lock
# Snakemake, which start.py starts again after a kill, too.
START := $(PY) workflow/start.py --cores $(CORES)
# The user's own packages stay outside.
unexport PYTHONPATH PYTHONHOME

ifneq ($(strip $(shell pwd | LC_ALL=C tr -d '[:alnum:]/._+:@,=%\200-\377\n-' | wc -c)),0)
$(error the path of this folder, $(CURDIR), holds a blank or another character that Snakemake leaves unquoted: move or rename it)
endif

# uv where there is one (UV= for pip); pip's own settings hold for both. Every file is checked by its
# hash, so it does not matter which index it comes from.
UV ?= $(shell command -v uv)
ifneq ($(UV),)
PIPS := UV_EXTRA_INDEX_URL="$${UV_EXTRA_INDEX_URL:-$$PIP_EXTRA_INDEX_URL}" UV_FIND_LINKS="$${UV_FIND_LINKS:-$$PIP_FIND_LINKS}"
CREATE := $(UV) venv --quiet --clear --seed --python $(PYTHON) $(VENV)
INSTALL := $(PIPS) $(UV) pip install --quiet --python $(PY) --index-strategy unsafe-best-match --no-deps --require-hashes
else
CREATE := $(PYTHON) -m venv --clear $(VENV)
INSTALL := $(PY) -m pip install --quiet --no-deps --require-hashes
endif

# An environment that does not run, as after an upgrade of the system's Python, is made anew; one that
# runs gets what the lock has changed.
FOUND := import importlib.util as u; print(u.find_spec("snakemake") is not None)
RUNS := $(filter True,$(shell ($(PY) -I -c '$(FOUND)') 2>/dev/null))
BROKEN := $(if $(RUNS),,$(if $(wildcard $(READY)),FORCE))

.PHONY: FORCE help figures paper published supplement paper-supplement beyond cluster config tables test test-slow test-slurm lint bench report explore publish gallery from-published environment lock

figures: $(READY) ## Fig. 1 to 5 and the claims at preview scale, into results/preview
	$(START) all_figures claims --configfile workflow/config/preview.yaml

paper: $(READY) ## Fig. 1 to 5 and the claims at paper scale, into results/paper
	$(START) all_figures claims

published: $(READY) ## Fig. 1 to 5 and the claims with the published figures' settings, into results/published
	$(START) all_figures claims --configfile workflow/config/published.yaml

supplement: $(READY) ## the supplement's figures and all claims at preview scale
	$(START) all_supplementary claims_with_supplement --configfile workflow/config/preview.yaml

paper-supplement: $(READY) ## the supplement's figures and all claims at paper scale
	$(START) all_supplementary claims_with_supplement

beyond: $(READY) ## rank against task dimension (docs/beyond.md) at paper scale, into results/paper
	$(START) all_beyond

cluster: $(READY) ## Fig. 1 to 5 and the claims at paper scale on SLURM; again after a lost connection
	$(PY) workflow/start.py --workflow-profile workflow/profiles/slurm all_figures claims

config: $(READY) ## print the config that a run uses; OVERLAY=my.yaml lays that file over it
	@$(PY) workflow/resolve.py $(OVERLAY)

tables: $(READY) ## the tables of docs/config.md, data.md and verdicts.md, from schema, kinds and docs/paper
	@$(PY) workflow/describe.py

test: lint ## lint and every test not marked slow or slurm, in two processes
	$(PY) -m pytest -n 2 --dist loadfile

test-slow: $(READY) ## the tests that take minutes
	$(PY) -m pytest -m slow

test-slurm: $(READY) ## the workflow on a SLURM of one node, installed and started here (as root)
	$(PY) -m pytest -m slurm -rs

lint: $(READY) ## ruff, snakefmt and Snakemake's own linter
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m snakefmt --check Snakefile workflow
	$(PY) -m snakemake --lint

bench: $(READY) ## speed against plain implementations, into results/bench
	for b in tests/benchmarks/bench_*.py; do $(PY) $$b || exit 1; done

report: $(READY) ## results/<run>/report.html, to open in a browser, and cost.csv; RUN=paper
	@$(PY) workflow/report.py $(RUN)

explore: $(READY) ## results/<run>/explore.html, one page that shows each network; RUN=paper
	@$(PY) workflow/explore.py $(RUN)

publish: $(READY) ## a run's figures, claims, data and cost, small, into docs/<run>; RUN=paper
	@$(PY) workflow/publish.py $(RUN)

from-published: $(READY) ## figures and claims of a published run from its data, without training; FROM=paper
	@$(PY) workflow/from_published.py $(FROM)

gallery: $(READY) ## the preview's pictures and verdicts for the pages
	$(START) all_figures claims claims_with_supplement all_beyond --configfile workflow/config/preview.yaml
	$(PY) workflow/publish.py preview --pictures

environment: $(READY) ## .venv, from the lock in envs

lock: ## the lock anew, after another version in envs/requirements*.txt or constraints.txt (uv)
	$(PYTHON) envs/lock.py

help: ## these lines
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' Makefile | expand -t 18

$(READY): $(LOCKS) $(BROKEN)
	@$(if $(RUNS),,test ! -L $(VENV) || { echo '$(VENV) is a link, and what it leads to does not run: remove the link'; exit 1; })
	@$(if $(BROKEN),echo 'the environment in $(VENV) does not run any more: it is made anew',:)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=<path> ...")'
	$(if $(RUNS),,$(CREATE))
	$(INSTALL) -r envs/requirements.lock -r envs/requirements-dev.lock
	@$(INSTALL) -r envs/torch-cpu.lock 2>$(VENV)/torch.log \
	|| { echo 'torch comes from PyPI, with CUDA (without: see README)'; $(INSTALL) -r envs/torch-cuda.lock; }
	touch $(READY)
