"""Say how functional and minimal rank go with the number of outputs."""

from pathlib import Path

from deltaw.files import replacing
from deltaw.jobs import job
from deltaw.networks.beyond import RANKS, correlations, page
from deltaw.summaries import check_configured, read_as_named

with job(snakemake):
    check_configured(snakemake.params.made)
    least = snakemake.params.correlation
    found = correlations(read_as_named(RANKS, list(snakemake.input.summaries)), least)
    with replacing(Path(snakemake.output.page)) as part:
        part.write_text(page(found, least), encoding="utf-8")
