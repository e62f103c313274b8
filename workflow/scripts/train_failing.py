"""Train one linear network whose connectivity gets an eigenvalue near 1."""

import numpy as np

from deltaw import linear_datasets as datasets
from deltaw.jobs import Progress, job
from deltaw.linear import Simulation, constant_input, initial_weights
from deltaw.linear_supplement import train_followed
from deltaw.randomness import generator

with job(snakemake) as log:
    at, settings = snakemake.params.coordinates, snakemake.params.training
    rng = generator(settings["root_seed"], "linear_failing", *at.values(), "weights")
    weights = initial_weights(rng, at["N"], at["g"])
    trial = constant_input(at["zhat"], settings["dt"], **settings["trial"])
    simulation = Simulation(weights.m, weights.v, trial, settings["dt"])
    progress = Progress(settings["epochs"])
    values, coords = train_followed(weights, simulation, settings, progress)
    if values["diverged"]:
        log.warning("diverged after %d epochs", np.isfinite(values["loss"]).sum() - 1)
    provenance = {"parameters": settings, "code": snakemake.params.code}
    datasets.write(
        datasets.build("failing_network", values, at | coords, provenance),
        snakemake.output.network,
    )
