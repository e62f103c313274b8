"""Draw Fig. 2 with confidence intervals, of the supplement."""

from deltaw import datasets
from deltaw.figures import style, supp_fig2
from deltaw.jobs import job

with job(snakemake):
    options = snakemake.params.figure
    summaries = [
        datasets.read(path, "task_summary", task=task)
        for task, path in zip(options["tasks"], snakemake.input.summaries, strict=True)
    ]
    style.save(supp_fig2.draw(summaries, options), snakemake.output)
