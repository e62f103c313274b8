"""Draw Fig. 5."""

from deltaw import datasets
from deltaw.figures import fig5, style
from deltaw.jobs import job
from deltaw.sentiment import schemas  # noqa: F401 - makes the datasets known

with job(snakemake):
    summary = datasets.read(
        snakemake.input.summary, "sentiment_summary", **snakemake.params.coordinates
    )
    style.save(fig5.draw(summary, snakemake.params.figure), snakemake.output)
