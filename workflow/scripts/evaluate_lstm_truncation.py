"""Accuracy of one LSTM with ΔW and with W truncated to each rank."""

from functools import partial

import numpy as np

from deltaw.jobs import job
from deltaw.sentiment.batches import Sentences
from deltaw.sentiment.kinds import DATA, NETWORK, TRUNCATION
from deltaw.sentiment.lstm import Network, keep_freed_memory
from deltaw.sentiment.training import Answers
from deltaw.sentiment.truncation import truncated_accuracies, weights_of

with job(snakemake):
    keep_freed_memory()
    at, settings = dict(snakemake.params.coordinates), snakemake.params.evaluation
    network = NETWORK.read(snakemake.input.network, **at)
    seed = at.pop("seed")
    data = DATA.read(snakemake.input.data, **at)
    before, after = weights_of(network, "w0"), weights_of(network, "w")
    validation, test = (Answers(Sentences.of(data, s)) for s in ("validation", "test"))
    ranks = np.arange(settings["max_rank"] + 1)

    def accuracy(weights, answers=validation):
        return answers(Network(weights))[1]

    accuracies = partial(
        truncated_accuracies, before, after, ranks, accuracy, processes=snakemake.threads
    )
    values = {
        "accuracy_dw": accuracies("dw"),
        "accuracy_w": accuracies("w"),
        "final_accuracy": accuracy(after),
        "test_accuracy": accuracy(after, test),
    }
    provenance = {"parameters": settings, "code": snakemake.params.code}
    coords = at | {"seed": seed, "rank": ranks}
    TRUNCATION.write(snakemake.output.truncation, values, coords, provenance)
