"""Draw the supplement's figure of variants of the flip-flop task."""

from deltaw import datasets
from deltaw.figures import style, supp_robustness
from deltaw.jobs import job

with job(snakemake):
    options = snakemake.params.figure
    summaries = [
        datasets.read(path, "task_summary", task=task)
        for task, path in zip(options["tasks"], snakemake.input.summaries, strict=True)
    ]
    style.save(supp_robustness.draw(summaries, options), snakemake.output)
