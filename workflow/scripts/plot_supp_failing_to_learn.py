"""Draw the figure of linear networks that fail to learn."""

from deltaw import linear_datasets as datasets
from deltaw.figures import style, supp_failing_to_learn
from deltaw.jobs import job

with job(snakemake):
    summary = datasets.read(snakemake.input.summary, "failing_summary")
    style.save(supp_failing_to_learn.draw(summary, snakemake.params.figure), snakemake.output)
