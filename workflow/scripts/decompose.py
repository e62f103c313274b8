"""Decompose the change of connectivity of one network."""

import numpy as np

from deltaw import datasets, spectra
from deltaw.jobs import job

with job(snakemake):
    at = snakemake.params.coordinates
    network = datasets.read(snakemake.input.network, "network", **at)
    values = spectra.describe(network["w0"].values, network["dw"].values)
    values["diverged"] = network["diverged"]
    coords = at | {"index": np.arange(1, at["N"] + 1), "part": ["real", "imaginary"]}
    provenance = {"code": snakemake.params.code}
    datasets.write(
        datasets.build("spectrum", values, coords, provenance), snakemake.output.spectrum
    )
