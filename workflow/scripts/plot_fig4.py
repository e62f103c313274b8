"""Draw Fig. 4."""

from deltaw import linear_datasets as datasets
from deltaw.figures import fig4, style
from deltaw.jobs import job

with job(snakemake):
    summary = datasets.read(snakemake.input.summary, "linear_summary")
    style.save(fig4.draw(summary, snakemake.params.figure), snakemake.output)
