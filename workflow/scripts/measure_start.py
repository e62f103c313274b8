"""Measure linear networks of several sizes before training."""

import numpy as np

from deltaw.jobs import job
from deltaw.linear.kinds import START
from deltaw.linear.start import measure_start

with job(snakemake) as log:
    settings, found = snakemake.params.start, []
    for n in settings["N"]:
        found.append(measure_start(n, settings))
        log.info("N = %d: %d networks", n, found[-1]["readout"].size)
    values = {name: np.stack([one[name] for one in found]) for name in found[0]}
    coords = {"N": settings["N"], "g": settings["g"], "seed": settings["seeds"]}
    provenance = {"parameters": {START.name: settings}, "code": snakemake.params.code}
    START.write(snakemake.output.start, values, coords | {"zhat": settings["zhat"]}, provenance)
