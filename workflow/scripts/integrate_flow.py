"""Integrate the gradient flow from the weights that one linear network started with."""

import numpy as np

from deltaw import linear_datasets as datasets
from deltaw.jobs import job
from deltaw.linear_flow import flow

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.flow
    network = datasets.read(snakemake.input.network, "linear_network", **at)
    w0, m, v = (network[name].values.astype(np.float64) for name in ("w0", "m", "v"))
    last = settings["learning_rate"] * settings["epochs"]
    tau = np.linspace(0, last, settings["points"])
    learned = flow(w0, m / np.sqrt(at["N"]), v * np.sqrt(at["N"]), at["zhat"], tau)
    values = learned._asdict() | {"tau": tau}
    provenance = {"parameters": settings, "code": snakemake.params.code}
    datasets.write(
        datasets.build("linear_flow", values, at | {"value": [1, 2]}, provenance),
        snakemake.output.flow,
    )
