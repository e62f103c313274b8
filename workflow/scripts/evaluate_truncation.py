"""Evaluate one network with ΔW truncated to each rank, before and after training."""

import numpy as np

from deltaw.jobs import job
from deltaw.networks.evaluation import NetworkLoss
from deltaw.networks.kinds import NETWORK, SPECTRUM, TRUNCATION
from deltaw.spectra import Decomposition, truncation_losses

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.evaluation
    network = NETWORK.read(snakemake.input.network, **at)
    spectrum = SPECTRUM.read(snakemake.input.spectrum, **at)
    loss = NetworkLoss.of(settings, at["task"])
    w0, dw = network["w0"].values, network["dw"].values
    decomposition = Decomposition(*(spectrum[name].values for name in ("u_dw", "sv_dw", "v_dw")))
    ranks = np.arange(settings["max_rank"] + 1)
    trained = loss.with_matrices(network["m"].values, network["v"].values)
    values = {
        "truncation_loss": truncation_losses(w0, decomposition, ranks, trained),
        "initial_loss": loss.with_matrices(network["m0"].values, network["v0"].values)(w0),
        "trained_loss": trained(w0 + dw),
        "diverged": network["diverged"],
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    TRUNCATION.write(snakemake.output.truncation, values, at | {"rank": ranks}, provenance)
