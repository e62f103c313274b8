"""Train one LSTM and keep its weights before and after and its history."""

from functools import partial

import numpy as np

from deltaw import datasets
from deltaw.checkpoints import Checkpoint
from deltaw.jobs import Progress, job
from deltaw.provenance import digest
from deltaw.randomness import generator
from deltaw.sentiment.batches import Sentences
from deltaw.sentiment.lstm import initial_weights
from deltaw.sentiment.training import Training, train

HISTORY = ("training_loss", "training_accuracy", "validation_loss", "validation_accuracy")

with job(snakemake) as log:
    at, settings = snakemake.params.coordinates, snakemake.params.training
    data = datasets.read(snakemake.input.data, "sentiment_data")
    rng = partial(generator, settings["root_seed"], "sentiment", *at.values())
    initial = initial_weights(rng("weights"), settings["units"], data.sizes["dimension"])
    training = Training(**{name: settings[name] for name in Training.__dataclass_fields__})
    provenance = {"parameters": settings, "code": snakemake.params.code}
    told = Progress(training.epochs)

    def progress(epoch, entry):
        told(epoch, entry[0])
        log.info("epoch %d: validation accuracy %.4f", epoch, entry[3])

    checkpoint = Checkpoint(
        snakemake.output.network, digest(at, provenance, data["ids"].values.sum().item())
    )
    final, history = train(
        initial,
        Sentences.of(data, "training"),
        Sentences.of(data, "validation"),
        training,
        rng,
        checkpoint,
        progress,
    )
    values = dict(zip(HISTORY, history, strict=True))
    for before, weights in (("w0", initial), ("w", final)):
        values |= {f"{before}_{name}": weight for name, weight in weights._asdict().items()}
    provenance |= {name: data.attrs[name] for name in ("corpus", "embeddings")}
    coords = at | {"epoch": np.arange(1, training.epochs + 1)}
    datasets.write(
        datasets.build("lstm_network", values, coords, provenance), snakemake.output.network
    )
    checkpoint.remove()
