"""Decompose the change of connectivity of one network."""

import numpy as np

from deltaw.jobs import job
from deltaw.networks.kinds import NETWORK, SPECTRUM
from deltaw.spectra import describe

with job(snakemake):
    at = snakemake.params.coordinates
    network = NETWORK.read(snakemake.input.network, **at)
    values = describe(network["w0"].values, network["dw"].values)
    values["diverged"] = network["diverged"]
    coords = at | {"index": np.arange(1, at["N"] + 1), "part": ["real", "imaginary"]}
    SPECTRUM.write(snakemake.output.spectrum, values, coords, {"code": snakemake.params.code})
