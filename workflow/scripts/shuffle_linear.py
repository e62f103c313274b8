"""Evaluate one linear network with W0 shuffled."""

import numpy as np

from deltaw import linear_datasets as datasets
from deltaw.jobs import job
from deltaw.linear import Simulation, constant_input
from deltaw.randomness import generator
from deltaw.spectra import shuffle_losses

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.evaluation
    network = datasets.read(snakemake.input.network, "linear_network", **at)
    trial = constant_input(at["zhat"], settings["dt"], **settings["trial"])
    simulation = Simulation(network["m"].values, network["v"].values, trial, settings["dt"])
    shuffles = np.arange(settings["shuffles"])
    rngs = [
        generator(settings["root_seed"], "linear", *at.values(), "shuffle", k) for k in shuffles
    ]
    values = {
        "shuffle_loss": shuffle_losses(
            network["w0"].values, network["dw"].values, rngs, simulation.loss_of
        ),
        "diverged": network["diverged"],
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    datasets.write(
        datasets.build("linear_shuffle", values, at | {"shuffle": shuffles}, provenance),
        snakemake.output.shuffle,
    )
