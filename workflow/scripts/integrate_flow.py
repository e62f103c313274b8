"""Integrate the gradient flow from the weights that one linear network started with."""

import numpy as np

from deltaw.jobs import job
from deltaw.linear.flow import flow
from deltaw.linear.kinds import FLOW, NETWORK
from deltaw.linear.theory import unit_vectors

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.flow
    network = NETWORK.read(snakemake.input.network, **at)
    m, w = unit_vectors(network["m"].values, network["v"].values)
    last = settings["learning_rate"] * settings["epochs"]
    tau = np.linspace(0, last, settings["points"])
    learned = flow(network["w0"].values.astype(np.float64), m, w, at["zhat"], tau)
    values = learned._asdict() | {"tau": tau}
    provenance = {"parameters": settings, "code": snakemake.params.code}
    FLOW.write(snakemake.output.flow, values, at | {"value": [1, 2]}, provenance)
