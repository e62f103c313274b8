"""Join the networks of a task with those of given rank: functional and minimal rank."""

from deltaw.jobs import job
from deltaw.networks.beyond import RANKS, rank_summary, solving_epochs
from deltaw.networks.summary import summarise
from deltaw.networks.tasks import make_task
from deltaw.summaries import shared

with job(snakemake):
    files, expected = dict(snakemake.input.items()), snakemake.params.expected
    settings, ranks = snakemake.params.summary, snakemake.params.ranks
    ranked = files.pop("ranked")
    base = summarise(zip(*files.values(), strict=True), expected, **settings)
    parameters = shared(expected)
    task = make_task(**parameters["network"]["task"])
    epochs = solving_epochs(base, ranked, ranks, snakemake.params.ranked, **settings)
    values = rank_summary(base, task, ranks, epochs)
    coords = {name: base[name].values for name in ("g", "seed")} | {"trained_rank": ranks}
    at = {name: base[name].item() for name in ("task", "N")}
    provenance = {"parameters": parameters, "code": snakemake.params.code}
    RANKS.write(snakemake.output.summary, values, coords | at, provenance)
