"""Evaluate one network with W0 shuffled."""

import numpy as np

from deltaw.jobs import job
from deltaw.networks.evaluation import NetworkLoss
from deltaw.networks.kinds import NETWORK, SHUFFLE
from deltaw.randomness import generator
from deltaw.spectra import shuffle_losses

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.evaluation
    network = NETWORK.read(snakemake.input.network, **at)
    loss = NetworkLoss.of(settings, at["task"]).with_matrices(
        network["m"].values, network["v"].values
    )
    shuffles = np.arange(settings["shuffles"])
    root = settings["root_seed"]
    rngs = [generator(root, "networks", "shuffle", **at, shuffle=k) for k in shuffles]
    values = {
        "shuffle_loss": shuffle_losses(network["w0"].values, network["dw"].values, rngs, loss),
        "diverged": network["diverged"],
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    SHUFFLE.write(snakemake.output.shuffle, values, at | {"shuffle": shuffles}, provenance)
