"""Draw the figure of linear networks that learn to oscillate."""

from deltaw import linear_datasets as datasets
from deltaw.figures import style, supp_cosine
from deltaw.jobs import job

with job(snakemake):
    summary = datasets.read(snakemake.input.summary, "cosine_summary")
    style.save(supp_cosine.draw(summary, snakemake.params.figure), snakemake.output)
