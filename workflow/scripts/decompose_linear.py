"""Decompose the change of connectivity of one linear network."""

import numpy as np

from deltaw import linear_datasets as datasets
from deltaw import spectra
from deltaw.jobs import job

with job(snakemake):
    at = snakemake.params.coordinates
    network = datasets.read(snakemake.input.network, "linear_network", **at)
    values = spectra.describe_change(network["dw"].values) | {"diverged": network["diverged"]}
    coords = at | {"index": np.arange(1, at["N"] + 1)}
    provenance = {"code": snakemake.params.code}
    datasets.write(
        datasets.build("linear_spectrum", values, coords, provenance), snakemake.output.spectrum
    )
