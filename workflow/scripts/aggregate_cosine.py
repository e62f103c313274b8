"""Join the linear networks that learn to oscillate over g and seed."""

from deltaw import linear_datasets as datasets
from deltaw.jobs import job
from deltaw.summaries import joined

with job(snakemake):
    values, coords = joined(snakemake.input.networks, "cosine_network", ("g", "seed"))
    provenance = {"code": snakemake.params.code}
    datasets.write(
        datasets.build("cosine_summary", values, coords, provenance), snakemake.output.summary
    )
