"""Join the linear networks that may fail to learn over zhat, g and seed."""

from deltaw import linear_datasets as datasets
from deltaw.jobs import job
from deltaw.summaries import joined

with job(snakemake):
    values, coords = joined(snakemake.input.networks, "failing_network", ("zhat", "g", "seed"))
    provenance = {"code": snakemake.params.code}
    datasets.write(
        datasets.build("failing_summary", values, coords, provenance), snakemake.output.summary
    )
