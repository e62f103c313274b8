"""Join linear networks whose eigenvalues were followed: the supplement's two experiments."""

from deltaw.jobs import job
from deltaw.linear.summary import FOLLOWED, parameter_units
from deltaw.summaries import cell, join, shared

with job(snakemake):
    kind, summary_kind, dims = FOLLOWED[snakemake.params.experiment]
    cells = [cell([path], [kind]) for path in snakemake.input.networks]
    joined = join(cells, dims, snakemake.params.expected)
    parameters = shared(snakemake.params.expected)
    provenance = {
        "parameters": parameters,
        "parameter_units": parameter_units(parameters),
        "code": snakemake.params.code,
    }
    summary_kind.write(snakemake.output.summary, joined, joined.coords, provenance)
