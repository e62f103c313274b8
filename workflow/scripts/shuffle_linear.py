"""Evaluate one linear network with W0 shuffled."""

import numpy as np

from deltaw.jobs import job
from deltaw.linear.kinds import NETWORK, SHUFFLE
from deltaw.linear.simulation import Simulation, constant_input
from deltaw.randomness import generator
from deltaw.spectra import shuffle_losses

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.evaluation
    network = NETWORK.read(snakemake.input.network, **at)
    trial = constant_input(at["zhat"], settings["dt"], **settings["trial"])
    simulation = Simulation(network["m"].values, network["v"].values, trial, settings["dt"])
    shuffles = np.arange(settings["shuffles"])
    root = settings["root_seed"]
    rngs = [generator(root, "linear", "shuffle", **at, shuffle=k) for k in shuffles]
    w0, dw = network["w0"].values, network["dw"].values
    values = {
        "shuffle_loss": shuffle_losses(w0, dw, rngs, simulation.loss_of),
        "diverged": network["diverged"],
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    SHUFFLE.write(snakemake.output.shuffle, values, at | {"shuffle": shuffles}, provenance)
