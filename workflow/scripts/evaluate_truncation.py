"""Evaluate one network, nonlinear or linear, with ΔW truncated to each rank."""

from importlib import import_module

import numpy as np

from deltaw.jobs import job
from deltaw.spectra import Decomposition, truncation_losses

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.evaluation
    experiment = snakemake.params.experiment
    kinds = import_module(f"deltaw.{experiment}.kinds")
    evaluation = import_module(f"deltaw.{experiment}.evaluation")
    network = kinds.NETWORK.read(snakemake.input.network, **at)
    spectrum = kinds.SPECTRUM.read(snakemake.input.spectrum, **at)
    loss = evaluation.trained_loss(network, settings)
    change = Decomposition(*(spectrum[name].values for name in ("u_dw", "sv_dw", "v_dw")))
    ranks = np.arange(settings["max_rank"] + 1)
    values = {
        "truncation_loss": truncation_losses(network["w0"].values, change, ranks, loss),
        **evaluation.reference_losses(network, settings),
        "diverged": network["diverged"],
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    coords = at | {"rank": ranks}
    kinds.TRUNCATION.write(snakemake.output.truncation, values, coords, provenance)
