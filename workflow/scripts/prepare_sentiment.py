"""Number the words of all sentences and put the vectors beside them."""

from deltaw import datasets
from deltaw.jobs import job
from deltaw.sentiment.vocabulary import encode, with_special

with job(snakemake):
    at = snakemake.params.coordinates
    corpus = datasets.read(snakemake.input.corpus, "corpus", corpus=at["corpus"])
    embeddings = datasets.read(
        snakemake.input.embeddings, "embeddings", embeddings=at["embeddings"]
    )
    words, vectors = with_special(embeddings["word"].values, embeddings["vectors"].values)
    ids, lengths = encode(corpus["sentence"].values, words)
    values = {
        "ids": ids,
        "length": lengths,
        "label": corpus["label"],
        "split": corpus["split"],
        "vectors": vectors,
    }
    provenance = {"code": snakemake.params.code}
    datasets.write(
        datasets.build("sentiment_data", values, at | {"word": words}, provenance),
        snakemake.output.data,
    )
