"""Draw Fig. 2."""

from deltaw import datasets
from deltaw.figures import fig2, style
from deltaw.jobs import job

with job(snakemake):
    options = snakemake.params.figure
    summaries = [
        datasets.read(path, "task_summary", task=task)
        for task, path in zip(options["tasks"], snakemake.input.summaries, strict=True)
    ]
    style.save(fig2.draw(summaries, options), snakemake.output)
