"""Decompose the change of connectivity of one linear network."""

import numpy as np

from deltaw.jobs import job
from deltaw.linear.kinds import NETWORK, SPECTRUM
from deltaw.spectra import describe_change

with job(snakemake):
    at = snakemake.params.coordinates
    network = NETWORK.read(snakemake.input.network, **at)
    values = describe_change(network["dw"].values) | {"diverged": network["diverged"]}
    coords = at | {"index": np.arange(1, at["N"] + 1)}
    SPECTRUM.write(snakemake.output.spectrum, values, coords, {"code": snakemake.params.code})
