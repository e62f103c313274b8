"""Train one linear network to oscillate without input."""

import numpy as np

from deltaw import linear_datasets as datasets
from deltaw.jobs import Progress, job
from deltaw.linear import Simulation
from deltaw.linear_supplement import aligned_weights, oscillation, train_followed
from deltaw.randomness import generator

with job(snakemake) as log:
    at, settings = snakemake.params.coordinates, snakemake.params.training
    rng = generator(settings["root_seed"], "linear_cosine", *at.values(), "weights")
    weights = aligned_weights(rng, at["N"], at["g"])
    trial = oscillation(settings["dt"], **settings["trial"])
    simulation = Simulation(weights.m, weights.v, trial, settings["dt"], start=weights.m)
    progress = Progress(settings["epochs"])
    values, coords = train_followed(weights, simulation, settings, progress)
    if values["diverged"]:
        log.warning("diverged after %d epochs", np.isfinite(values["loss"]).sum() - 1)
    provenance = {"parameters": settings, "code": snakemake.params.code}
    datasets.write(
        datasets.build("cosine_network", values, at | coords, provenance),
        snakemake.output.network,
    )
