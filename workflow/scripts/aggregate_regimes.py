"""Join the networks of a task with other readout scales and ranks of W0."""

import numpy as np

from deltaw.jobs import job
from deltaw.networks.beyond import KEPT, REGIMES, cosines
from deltaw.networks.summary import summarise
from deltaw.summaries import shared

with job(snakemake):
    variants, expected = snakemake.params.variants, snakemake.params.expected
    files = list(zip(*(paths for _, paths in snakemake.input.items()), strict=True))
    chains = np.array_split(files, len(variants))
    joined = [
        summarise(chain.tolist(), known, **snakemake.params.summary).isel(g=0)
        for chain, known in zip(chains, expected, strict=True)
    ]
    n, names = joined[0]["N"].item(), (*KEPT, "dw_norm")
    values = {name: [one[name].values for one in joined] for name in names}
    values |= {
        "cosine": [cosines(chain[:, 0]) for chain in chains],
        "readout_scale": [variant.get("readout_scale", 1) for variant in variants],
        "w0_rank": [variant.get("w0_rank", n) for variant in variants],
    }
    base = joined[0]
    coords = {name: base[name].item() for name in ("task", "N", "g")}
    coords |= {"seed": base["seed"].values, "variant": np.arange(len(variants))}
    provenance = {"parameters": shared(expected[0]), "code": snakemake.params.code}
    REGIMES.write(snakemake.output.summary, values, coords, provenance)
