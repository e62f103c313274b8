"""Evaluate one network with W0 shuffled."""

import numpy as np

from deltaw import datasets
from deltaw.evaluation import NetworkLoss
from deltaw.jobs import job
from deltaw.randomness import generator
from deltaw.spectra import shuffle_losses

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.evaluation
    network = datasets.read(snakemake.input.network, "network", **at)
    loss = NetworkLoss.of(settings, at["task"]).with_matrices(
        network["m"].values, network["v"].values
    )
    shuffles = np.arange(settings["shuffles"])
    rngs = [
        generator(settings["root_seed"], "networks", *at.values(), "shuffle", k) for k in shuffles
    ]
    values = {
        "shuffle_loss": shuffle_losses(network["w0"].values, network["dw"].values, rngs, loss),
        "diverged": network["diverged"],
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    datasets.write(
        datasets.build("shuffle", values, at | {"shuffle": shuffles}, provenance),
        snakemake.output.shuffle,
    )
