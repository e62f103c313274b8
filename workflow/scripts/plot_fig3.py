"""Draw Fig. 3."""

from deltaw import linear_datasets as datasets
from deltaw.figures import fig3, style
from deltaw.jobs import job

with job(snakemake):
    summary = datasets.read(snakemake.input.summary, "linear_summary")
    flows = [datasets.read(path, "linear_flow") for path in snakemake.input.flows]
    style.save(fig3.draw(summary, flows, snakemake.params.figure), snakemake.output)
