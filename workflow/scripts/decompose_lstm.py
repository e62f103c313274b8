"""Singular values of the matrices of one LSTM."""

import numpy as np

from deltaw import datasets
from deltaw.jobs import job
from deltaw.sentiment.spectrum import singular_values

with job(snakemake):
    at = snakemake.params.coordinates
    network = datasets.read(snakemake.input.network, "lstm_network", **at)
    values = singular_values(network)
    coords = at | {
        "index": np.arange(1, len(values["sv_w_rec2"]) + 1),
        "index_in1": np.arange(1, len(values["sv_w_in1"]) + 1),
    }
    provenance = {"code": snakemake.params.code}
    datasets.write(
        datasets.build("lstm_spectrum", values, coords, provenance), snakemake.output.spectrum
    )
