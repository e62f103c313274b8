"""Draw the supplement's figure of the LSTM's details."""

from deltaw import datasets
from deltaw.figures import style, supp_lstm_details
from deltaw.jobs import job
from deltaw.sentiment import schemas  # noqa: F401 - makes the datasets known

with job(snakemake):
    summary = datasets.read(
        snakemake.input.summary, "sentiment_summary", **snakemake.params.coordinates
    )
    style.save(supp_lstm_details.draw(summary, snakemake.params.figure), snakemake.output)
