"""Join all networks of a task over g and seed."""

from deltaw.jobs import job
from deltaw.networks.summary import TASK_SUMMARY, parameter_units, task_summary

with job(snakemake):
    files, settings = snakemake.input, snakemake.params.summary
    chains = zip(files.networks, files.spectra, files.truncations, files.shuffles, strict=True)
    summary = task_summary(chains, settings["threshold"], settings["floor"])
    parameters = summary.attrs["parameters"]
    provenance = {
        "parameters": parameters | {"summary": settings},
        "parameter_units": parameter_units(parameters["network"]),
        "code": snakemake.params.code,
    }
    TASK_SUMMARY.write(snakemake.output.summary, summary, summary.coords, provenance)
