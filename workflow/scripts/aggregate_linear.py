"""Join all linear networks over zhat, g and seed."""

import numpy as np

from deltaw import linear_datasets as datasets
from deltaw import linear_summaries as summaries
from deltaw.jobs import job

with job(snakemake):
    files = snakemake.input
    cells = [
        summaries.linear_cell(*chain)
        for chain in zip(
            files.networks, files.spectra, files.truncations, files.shuffles, strict=True
        )
    ]
    summary = summaries.linear_summary(cells, snakemake.params.threshold)
    provenance = {"threshold": snakemake.params.threshold, "code": snakemake.params.code}
    values = {name: summary[name].values for name in datasets.SCHEMAS["linear_summary"]}
    coords = {name: np.asarray(c) for name, c in summary.coords.items() if name not in values}
    datasets.write(
        datasets.build("linear_summary", values, coords, provenance), snakemake.output.summary
    )
