"""Join all networks of one experiment, with the quantities that its figures show."""

from importlib import import_module

from deltaw.jobs import job
from deltaw.summaries import shared

with job(snakemake):
    summary = import_module(f"deltaw.{snakemake.params.experiment}.summary")
    files, settings = snakemake.input, snakemake.params.summary
    chains = zip(*(paths for _, paths in files.items()), strict=True)
    joined = summary.summarise(chains, snakemake.params.expected, **settings)
    parameters = shared(snakemake.params.expected)
    provenance = {
        "parameters": parameters,
        "parameter_units": summary.parameter_units(parameters),
        "code": snakemake.params.code,
    }
    summary.SUMMARY.write(snakemake.output.summary, joined, joined.coords, provenance)
