"""Train one linear network and keep its weights, their change and its history."""

import numpy as np

from deltaw import linear_datasets as datasets
from deltaw.jobs import Progress, job
from deltaw.leading import SingularValues
from deltaw.linear import Descent, Simulation, constant_input, descend, initial_weights
from deltaw.randomness import generator

with job(snakemake) as log:
    at, settings = snakemake.params.coordinates, snakemake.params.training
    rng = generator(settings["root_seed"], "linear", *at.values(), "weights")
    weights = initial_weights(rng, at["N"], at["g"])
    trial = constant_input(at["zhat"], settings["dt"], **settings["trial"])
    simulation = Simulation(weights.m, weights.v, trial, settings["dt"])
    descent = Descent(settings["epochs"], settings["learning_rate"])
    followed = SingularValues(at["N"], settings["singular_values"], descent.epochs)
    learned = descend(weights.w0, simulation, descent, Progress(descent.epochs), followed)
    if learned.diverged:
        log.warning("diverged after %d epochs", np.isfinite(learned.loss).sum())
    values = {
        **weights._asdict(),
        **vars(learned),
        "leading": followed.values,
        "learning_rate": descent.learning_rate,
        "inputs": trial.inputs,
        "time": settings["dt"] * np.arange(1, len(trial.inputs) + 1),
    }
    coords = at | {
        "epoch": np.arange(descent.epochs + 1),
        "value": np.arange(1, settings["singular_values"] + 1),
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    datasets.write(
        datasets.build("linear_network", values, coords, provenance), snakemake.output.network
    )
