"""Decompose the matrices of a network that was trained elsewhere."""

from pathlib import Path

import numpy as np

from deltaw.external.kinds import SPECTRA
from deltaw.external.reading import read_pair
from deltaw.external.spectrum import describe
from deltaw.jobs import job

with job(snakemake) as log:
    at, settings = snakemake.params.coordinates, snakemake.params.weights
    files = (Path(snakemake.resources[name]) for name in ("before", "after"))
    pair = read_pair(*files, settings["matrices"])
    log.info("%d matrices: %s", len(pair.matrices), ", ".join(pair.matrices))
    values = describe(pair)
    coords = at | {"matrix": pair.matrices, "index": np.arange(1, values["sv_w"].shape[1] + 1)}
    provenance = {"parameters": settings, "code": snakemake.params.code}
    SPECTRA.write(snakemake.output.spectra, values, coords, provenance)
