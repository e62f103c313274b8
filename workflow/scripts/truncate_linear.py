"""Evaluate one linear network with ΔW truncated to each rank."""

import numpy as np

from deltaw import linear_datasets as datasets
from deltaw.jobs import job
from deltaw.linear import Simulation, constant_input
from deltaw.spectra import Decomposition, truncation_losses

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.evaluation
    network = datasets.read(snakemake.input.network, "linear_network", **at)
    spectrum = datasets.read(snakemake.input.spectrum, "linear_spectrum", **at)
    trial = constant_input(at["zhat"], settings["dt"], **settings["trial"])
    simulation = Simulation(network["m"].values, network["v"].values, trial, settings["dt"])
    decomposition = Decomposition(*(spectrum[name].values for name in ("u_dw", "sv_dw", "v_dw")))
    ranks = np.arange(settings["max_rank"] + 1)
    values = {
        "truncation_loss": truncation_losses(
            network["w0"].values, decomposition, ranks, simulation.loss_of
        ),
        "diverged": network["diverged"],
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    datasets.write(
        datasets.build("linear_truncation", values, at | {"rank": ranks}, provenance),
        snakemake.output.truncation,
    )
