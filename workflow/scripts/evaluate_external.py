"""Evaluate a network that was trained elsewhere, with ΔW truncated and W0 shuffled."""

from functools import partial
from pathlib import Path

import numpy as np

from deltaw.external.evaluation import lent_evaluate, values
from deltaw.external.kinds import EVALUATION
from deltaw.external.reading import read_pair
from deltaw.jobs import job
from deltaw.randomness import generator

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.evaluation
    before, after, file = (
        Path(snakemake.resources[name]) for name in ("before", "after", "evaluate")
    )
    pair = read_pair(before, after, settings["weights"]["matrices"])
    ranks, shuffles = np.arange(settings["max_rank"] + 1), np.arange(settings["shuffles"])
    rng = partial(generator, settings["root_seed"], "external", "shuffle", **at)
    with lent_evaluate(file, f"external.{at['model']}.evaluate") as evaluate:
        found = values(pair, evaluate, ranks, shuffles, rng)
    coords = at | {"matrix": pair.matrices, "rank": ranks, "shuffle": shuffles}
    provenance = {"parameters": settings, "code": snakemake.params.code}
    EVALUATION.write(snakemake.output.evaluation, found, coords, provenance)
