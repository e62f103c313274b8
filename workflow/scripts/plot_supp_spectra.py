"""Draw the supplement's figure of the spectra."""

from deltaw import datasets
from deltaw.figures import style, supp_spectra
from deltaw.jobs import job

with job(snakemake):
    options, at = snakemake.params.figure, dict(snakemake.params.coordinates)
    files = iter(snakemake.input.spectra)
    spectra = {
        task: [
            datasets.read(next(files), "spectrum", task=task, g=g, seed=options["seed"], **at)
            for g in options["g"]
        ]
        for task in options["tasks"]
    }
    style.save(supp_spectra.draw(spectra, options), snakemake.output)
