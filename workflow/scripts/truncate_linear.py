"""Evaluate one linear network with ΔW truncated to each rank."""

import numpy as np

from deltaw.jobs import job
from deltaw.linear.kinds import NETWORK, SPECTRUM, TRUNCATION
from deltaw.linear.simulation import Simulation, constant_input
from deltaw.spectra import Decomposition, truncation_losses

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.evaluation
    network = NETWORK.read(snakemake.input.network, **at)
    spectrum = SPECTRUM.read(snakemake.input.spectrum, **at)
    trial = constant_input(at["zhat"], settings["dt"], **settings["trial"])
    simulation = Simulation(network["m"].values, network["v"].values, trial, settings["dt"])
    decomposition = Decomposition(*(spectrum[name].values for name in ("u_dw", "sv_dw", "v_dw")))
    ranks = np.arange(settings["max_rank"] + 1)
    w0 = network["w0"].values
    values = {
        "truncation_loss": truncation_losses(w0, decomposition, ranks, simulation.loss_of),
        "diverged": network["diverged"],
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    TRUNCATION.write(snakemake.output.truncation, values, at | {"rank": ranks}, provenance)
