"""Fetch the sentences with their sentiment."""

from pathlib import Path

from deltaw.jobs import job
from deltaw.randomness import generator
from deltaw.sentiment import corpus
from deltaw.sentiment.kinds import CORPUS

with job(snakemake) as log:
    settings = snakemake.params.corpus
    rng = generator(snakemake.params.root_seed, "sentiment", "split")
    copy = snakemake.resources.local_copy
    fetched = corpus.fetch(settings, rng, Path(copy) if copy else None)
    log.info("%d sentences from %s", len(fetched.labels), fetched.source.origin)
    values = {"label": fetched.labels, "split": fetched.splits}
    coords = {"corpus": settings["name"], "sentence": fetched.sentences}
    provenance = {"source": fetched.source._asdict(), "code": snakemake.params.code}
    CORPUS.write(snakemake.output.corpus, values, coords, provenance)
