"""Train one linear network and keep its weights, their change and its history."""

import numpy as np

from deltaw.jobs import job
from deltaw.linear.followed import SingularValues
from deltaw.linear.kinds import NETWORK
from deltaw.linear.simulation import Simulation, constant_input, initial_weights
from deltaw.linear.training import Descent, descend
from deltaw.logs import Progress, warn_diverged
from deltaw.randomness import generator

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.training
    rng = generator(settings["root_seed"], "linear", "weights", **at)
    weights = initial_weights(rng, at["N"], at["g"])
    trial = constant_input(at["zhat"], settings["dt"], **settings["trial"])
    simulation = Simulation(weights.m, weights.v, trial, settings["dt"])
    descent = Descent(settings["epochs"], settings["learning_rate"])
    followed = SingularValues(at["N"], settings["singular_values"], descent.epochs)
    learned = descend(weights.w0, simulation, descent, Progress(descent.epochs), followed)
    warn_diverged(learned.diverged, learned.loss)
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
    NETWORK.write(snakemake.output.network, values, coords, provenance)
