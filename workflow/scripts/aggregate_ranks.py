"""Join the networks of a task with the searches for their minimal ranks."""

from deltaw.jobs import job
from deltaw.networks.beyond import RANKS, rank_summary
from deltaw.networks.minimal_rank import SEARCH
from deltaw.networks.summary import DIMS, summarise
from deltaw.networks.tasks import make_task
from deltaw.summaries import cell, join, shared

with job(snakemake):
    files, expected = dict(snakemake.input.items()), snakemake.params.expected
    searches = [cell([path], [SEARCH]) for path in files.pop("searches")]
    base = summarise(zip(*files.values(), strict=True), expected, **snakemake.params.summary)
    searched = join(searches, DIMS, snakemake.params.searched)
    parameters = shared(expected) | shared(snakemake.params.searched)
    task = make_task(**parameters["network"]["task"])
    values = rank_summary(base, searched, task)
    coords = {name: searched[name].values for name in ("g", "seed", "trained_rank")}
    at = {name: base[name].item() for name in ("task", "N")}
    provenance = {"parameters": parameters, "code": snakemake.params.code}
    RANKS.write(snakemake.output.summary, values, coords | at, provenance)
