"""Decompose the change of connectivity of one network, nonlinear or linear."""

from importlib import import_module

import numpy as np

from deltaw import spectra
from deltaw.jobs import job

with job(snakemake):
    at = snakemake.params.coordinates
    kinds = import_module(f"deltaw.{snakemake.params.experiment}.kinds")
    network = kinds.NETWORK.read(snakemake.input.network, **at)
    w0, dw = network["w0"].values, network["dw"].values
    values = spectra.describe_change(dw)
    coords = at | {"index": np.arange(1, at["N"] + 1)}
    if "eig_w" in kinds.SPECTRUM.variables:
        values |= spectra.describe(w0, dw)
        coords |= {"part": ["real", "imaginary"]}
    values |= {"diverged": network["diverged"]}
    provenance = {"code": snakemake.params.code}
    kinds.SPECTRUM.write(snakemake.output.spectrum, values, coords, provenance)
