"""Join linear networks whose eigenvalues were followed: the supplement's two experiments."""

from deltaw.jobs import job
from deltaw.linear.summary import DIFFERING, FOLLOWED, PARAMETER_UNITS
from deltaw.summaries import cell, join

with job(snakemake):
    kind, summary_kind, dims = FOLLOWED[snakemake.params.experiment]
    cells = [cell([path], [kind]) for path in snakemake.input.networks]
    summary = join(cells, dims, DIFFERING)
    provenance = {
        "parameters": summary.attrs["parameters"],
        "parameter_units": PARAMETER_UNITS,
        "code": snakemake.params.code,
    }
    summary_kind.write(snakemake.output.summary, summary, summary.coords, provenance)
