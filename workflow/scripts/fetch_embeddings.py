"""Fetch the vectors of the words of the training sentences."""

from pathlib import Path

from deltaw.jobs import job
from deltaw.randomness import generator
from deltaw.sentiment import embeddings
from deltaw.sentiment.kinds import CORPUS, EMBEDDINGS
from deltaw.sentiment.vocabulary import vocabulary

with job(snakemake) as log:
    settings = snakemake.params.embeddings
    corpus = CORPUS.read(snakemake.input.corpus)
    words = vocabulary(corpus["sentence"].values[corpus["split"] == 0])
    rng = generator(snakemake.params.root_seed, "sentiment", "vectors")
    copy = snakemake.resources.local_copy
    fetched = embeddings.fetch(settings, words, rng, Path(copy) if copy else None)
    log.info("%d of %d words from %s", fetched.found.sum(), len(words), fetched.source.origin)
    values = {"vectors": fetched.vectors, "found": fetched.found}
    coords = {"embeddings": settings["name"], "word": words}
    provenance = {"source": fetched.source._asdict(), "code": snakemake.params.code}
    EMBEDDINGS.write(snakemake.output.embeddings, values, coords, provenance)
