"""Join all linear networks over zhat, g and seed."""

from deltaw.jobs import job
from deltaw.linear.summary import LINEAR_SUMMARY, PARAMETER_UNITS, linear_summary

with job(snakemake):
    files, settings = snakemake.input, snakemake.params.summary
    chains = zip(files.networks, files.spectra, files.truncations, files.shuffles, strict=True)
    summary = linear_summary(chains, settings["threshold"])
    provenance = {
        "parameters": summary.attrs["parameters"] | {"summary": settings},
        "parameter_units": PARAMETER_UNITS,
        "code": snakemake.params.code,
    }
    LINEAR_SUMMARY.write(snakemake.output.summary, summary, summary.coords, provenance)
