"""Fetch the sentences with their sentiment."""

import os

from deltaw import datasets
from deltaw.jobs import job
from deltaw.randomness import generator
from deltaw.sentiment import corpus

with job(snakemake) as log:
    settings = snakemake.params.corpus
    rng = generator(snakemake.params.root_seed, "sentiment", "split")
    fetched = corpus.fetch(settings, rng, os.environ)
    log.info("%d sentences from %s", len(fetched.labels), fetched.source.origin)
    values = {"label": fetched.labels, "split": fetched.splits}
    coords = {"corpus": settings["name"], "sentence": fetched.sentences}
    provenance = {"source": fetched.source._asdict(), "code": snakemake.params.code}
    datasets.write(datasets.build("corpus", values, coords, provenance), snakemake.output.corpus)
