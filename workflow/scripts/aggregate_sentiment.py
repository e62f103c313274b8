"""Join the LSTMs of all seeds."""

from deltaw import datasets
from deltaw.jobs import job
from deltaw.sentiment import summaries
from deltaw.sentiment.schemas import SUMMARY

with job(snakemake):
    files = snakemake.input
    chains = zip(files.networks, files.spectra, files.truncations, strict=True)
    summary = summaries.sentiment_summary([summaries.seed_cell(*chain) for chain in chains])
    values = {name: summary[name].values for name in SUMMARY}
    coords = {name: coord.values for name, coord in summary.coords.items()}
    provenance = {"code": snakemake.params.code}
    datasets.write(
        datasets.build("sentiment_summary", values, coords, provenance), snakemake.output.summary
    )
