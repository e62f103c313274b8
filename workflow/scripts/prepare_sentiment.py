"""Number the words of all sentences and put the vectors beside them."""

from deltaw.jobs import job
from deltaw.sentiment.kinds import CORPUS, DATA, EMBEDDINGS
from deltaw.sentiment.vocabulary import encode, with_special

with job(snakemake):
    at = snakemake.params.coordinates
    corpus = CORPUS.read(snakemake.input.corpus, corpus=at["corpus"])
    embeddings = EMBEDDINGS.read(snakemake.input.embeddings, embeddings=at["embeddings"])
    words, vectors = with_special(embeddings["word"].values, embeddings["vectors"].values)
    ids, lengths = encode(corpus["sentence"].values, words)
    values = {
        "ids": ids,
        "length": lengths,
        "label": corpus["label"],
        "split": corpus["split"],
        "vectors": vectors,
    }
    coords = at | {"word": words}
    DATA.write(snakemake.output.data, values, coords, {"code": snakemake.params.code})
