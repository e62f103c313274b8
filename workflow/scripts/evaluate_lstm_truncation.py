"""Accuracy of one LSTM with ΔW and with W truncated to each rank."""

import numpy as np

from deltaw import datasets
from deltaw.jobs import job
from deltaw.sentiment.batches import Sentences
from deltaw.sentiment.lstm import keep_freed_memory
from deltaw.sentiment.training import Answers
from deltaw.sentiment.truncation import truncated_accuracies, weights_of

with job(snakemake):
    keep_freed_memory()
    at, settings = dict(snakemake.params.coordinates), snakemake.params.evaluation
    network = datasets.read(snakemake.input.network, "lstm_network", **at)
    seed = at.pop("seed")
    data = datasets.read(snakemake.input.data, "sentiment_data", **at)
    before, after = weights_of(network, "w0"), weights_of(network, "w")
    validation, test = (Answers(Sentences.of(data, s)) for s in ("validation", "test"))
    ranks = np.arange(settings["max_rank"] + 1)

    def accuracies(part):
        return truncated_accuracies(before, after, ranks, lambda w: validation(w)[1], part)

    values = {
        "accuracy_dw": accuracies("dw"),
        "accuracy_w": accuracies("w"),
        "final_accuracy": validation(after)[1],
        "test_accuracy": test(after)[1],
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    datasets.write(
        datasets.build("lstm_truncation", values, at | {"seed": seed, "rank": ranks}, provenance),
        snakemake.output.truncation,
    )
