"""Number the words of all sentences and put the vectors beside them."""

import numpy as np

from deltaw import datasets
from deltaw.jobs import job
from deltaw.sentiment.vocabulary import PADDING, UNKNOWN, encode

with job(snakemake):
    corpus = datasets.read(snakemake.input.corpus, "corpus")
    embeddings = datasets.read(snakemake.input.embeddings, "embeddings")
    words = [PADDING, UNKNOWN, *embeddings["word"].values]
    ids, lengths = encode(corpus["sentence"].values, words)
    values = {
        "ids": ids,
        "length": lengths,
        "label": corpus["label"],
        "split": corpus["split"],
        "vectors": np.pad(embeddings["vectors"].values, ((2, 0), (0, 0))),
    }
    provenance = {
        "corpus": corpus.attrs["corpus"],
        "embeddings": embeddings.attrs["embeddings"],
        "code": snakemake.params.code,
    }
    datasets.write(
        datasets.build("sentiment_data", values, {"word": words}, provenance),
        snakemake.output.data,
    )
