"""Draw the supplement's figure of the network size."""

from deltaw import datasets
from deltaw.figures import style, supp_network_size
from deltaw.jobs import job

with job(snakemake):
    options, sizes = snakemake.params.figure, snakemake.params.sizes
    files = iter(snakemake.input.summaries)
    summaries = {
        task: [datasets.read(next(files), "task_summary", task=task, N=n) for n in sizes["N"]]
        for task in options["tasks"]
    }
    style.save(supp_network_size.draw(summaries, sizes["g"], options), snakemake.output)
