"""Join the LSTMs of all seeds."""

from deltaw.jobs import job
from deltaw.sentiment.summary import SENTIMENT_SUMMARY, sentiment_summary

with job(snakemake):
    files = snakemake.input
    chains = zip(files.networks, files.spectra, files.truncations, strict=True)
    summary = sentiment_summary(chains)
    provenance = {"parameters": summary.attrs["parameters"], "code": snakemake.params.code}
    SENTIMENT_SUMMARY.write(snakemake.output.summary, summary, summary.coords, provenance)
