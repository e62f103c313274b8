"""Draw one figure: read the datasets that its module names, and write it as PDF and PNG."""

from importlib import import_module

from deltaw.figures.style import save
from deltaw.jobs import job
from deltaw.summaries import check_configured, read_as_named

with job(snakemake):
    check_configured(snakemake.params.made)
    figure = import_module(f"deltaw.figures.{snakemake.params.name}")
    data = {
        name: read_as_named(kind, snakemake.input.get(name)) for name, kind in figure.READS.items()
    }
    save(figure.draw(**data, options=snakemake.params.figure), snakemake.output)
