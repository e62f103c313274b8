"""Train one linear network to oscillate without input."""

from deltaw.jobs import job
from deltaw.linear.kinds import COSINE
from deltaw.linear.simulation import Simulation
from deltaw.linear.supplement import aligned_weights, oscillation, train_followed
from deltaw.logs import Progress, warn_diverged
from deltaw.randomness import generator

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.training
    rng = generator(settings["root_seed"], "linear_cosine", "weights", **at)
    weights = aligned_weights(rng, at["N"], at["g"])
    trial = oscillation(settings["dt"], **settings["trial"])
    simulation = Simulation(weights.m, weights.v, trial, settings["dt"], start=weights.m)
    values, coords = train_followed(weights, simulation, settings, Progress(settings["epochs"]))
    warn_diverged(values["diverged"], values["loss"])
    provenance = {"parameters": settings, "code": snakemake.params.code}
    COSINE.write(snakemake.output.network, values, at | coords, provenance)
