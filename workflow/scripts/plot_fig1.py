"""Draw Fig. 1."""

from deltaw import datasets
from deltaw.figures import fig1, style
from deltaw.jobs import job

with job(snakemake):
    options = snakemake.params.figure
    tasks = list(options["tasks"])
    summaries = [
        datasets.read(path, "task_summary", task=task)
        for task, path in zip(tasks, snakemake.input.summaries, strict=True)
    ]
    trials = [
        datasets.read(path, "trial", task=task, **options["trial"])
        for task, path in zip(tasks, snakemake.input.trials, strict=True)
    ]
    style.save(fig1.draw(summaries, trials, options), snakemake.output)
