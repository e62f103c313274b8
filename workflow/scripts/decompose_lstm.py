"""Singular values of the matrices of one LSTM."""

import numpy as np

from deltaw.jobs import job
from deltaw.sentiment.kinds import NETWORK, SPECTRUM
from deltaw.sentiment.spectrum import singular_values

with job(snakemake):
    at = snakemake.params.coordinates
    values = singular_values(NETWORK.read(snakemake.input.network, **at))
    coords = at | {
        "index": np.arange(1, len(values["sv_w_rec2"]) + 1),
        "index_in1": np.arange(1, len(values["sv_w_in1"]) + 1),
    }
    SPECTRUM.write(snakemake.output.spectrum, values, coords, {"code": snakemake.params.code})
