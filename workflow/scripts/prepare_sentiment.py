"""Number the words of all sentences and put the vectors beside them."""

import numpy as np

from deltaw import datasets
from deltaw.jobs import job
from deltaw.sentiment.vocabulary import PADDING, UNKNOWN, encode

with job(snakemake):
    at = snakemake.params.coordinates
    corpus = datasets.read(snakemake.input.corpus, "corpus", corpus=at["corpus"])
    embeddings = datasets.read(
        snakemake.input.embeddings, "embeddings", embeddings=at["embeddings"]
    )
    words = [PADDING, UNKNOWN, *embeddings["word"].values]
    ids, lengths = encode(corpus["sentence"].values, words)
    values = {
        "ids": ids,
        "length": lengths,
        "label": corpus["label"],
        "split": corpus["split"],
        "vectors": np.pad(embeddings["vectors"].values, ((2, 0), (0, 0))),
    }
    provenance = {"code": snakemake.params.code}
    datasets.write(
        datasets.build("sentiment_data", values, at | {"word": words}, provenance),
        snakemake.output.data,
    )
