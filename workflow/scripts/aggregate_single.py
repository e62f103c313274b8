"""Join files of one kind, one of each network."""

from importlib import import_module

from deltaw.jobs import job
from deltaw.summaries import cell, join, shared

with job(snakemake):
    summary = import_module(f"deltaw.{snakemake.params.package}.summary")
    kind, summary_kind, dims = summary.SINGLE[snakemake.params.experiment]
    cells = [cell([path], [kind]) for path in snakemake.input.networks]
    joined = join(cells, dims, snakemake.params.expected)
    parameters = shared(snakemake.params.expected)
    provenance = {
        "parameters": parameters,
        "parameter_units": summary.parameter_units(parameters),
        "code": snakemake.params.code,
    }
    summary_kind.write(snakemake.output.summary, joined, joined.coords, provenance)
