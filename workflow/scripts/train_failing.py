"""Train one linear network whose connectivity gets an eigenvalue near 1."""

from deltaw.jobs import job
from deltaw.linear.kinds import FAILING
from deltaw.linear.simulation import Simulation, constant_input, initial_weights
from deltaw.linear.supplement import train_followed
from deltaw.logs import Progress, warn_diverged
from deltaw.randomness import generator

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.training
    rng = generator(settings["root_seed"], "linear_failing", "weights", **at)
    weights = initial_weights(rng, at["N"], at["g"])
    trial = constant_input(at["zhat"], settings["dt"], **settings["trial"])
    simulation = Simulation(weights.m, weights.v, trial, settings["dt"])
    values, coords = train_followed(weights, simulation, settings, Progress(settings["epochs"]))
    warn_diverged(values["diverged"], values["loss"])
    provenance = {"parameters": settings, "code": snakemake.params.code}
    FAILING.write(snakemake.output.network, values, at | coords, provenance)
