"""Evaluate one network, nonlinear or linear, with W0 shuffled."""

from importlib import import_module

import numpy as np

from deltaw.jobs import job
from deltaw.randomness import generator
from deltaw.spectra import shuffle_losses

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.evaluation
    experiment = snakemake.params.experiment
    kinds = import_module(f"deltaw.{experiment}.kinds")
    evaluation = import_module(f"deltaw.{experiment}.evaluation")
    network = kinds.NETWORK.read(snakemake.input.network, **at)
    loss = evaluation.trained_loss(network, settings)
    shuffles = np.arange(settings["shuffles"])
    root = settings["root_seed"]
    rngs = [generator(root, experiment, "shuffle", **at, shuffle=k) for k in shuffles]
    values = {
        "shuffle_loss": shuffle_losses(network["w0"].values, network["dw"].values, rngs, loss),
        "diverged": network["diverged"],
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    coords = at | {"shuffle": shuffles}
    kinds.SHUFFLE.write(snakemake.output.shuffle, values, coords, provenance)
