"""Train one LSTM and keep its weights before and after and its history."""

from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np

from deltaw.checkpoints import Checkpoint
from deltaw.jobs import job
from deltaw.logs import Progress
from deltaw.randomness import generator
from deltaw.sentiment.batches import Sentences
from deltaw.sentiment.kinds import DATA, HISTORY, NETWORK
from deltaw.sentiment.lstm import drawn, keep_freed_memory
from deltaw.sentiment.training import Splits, Training, train

with job(snakemake) as log:
    keep_freed_memory()
    at, settings = dict(snakemake.params.coordinates), snakemake.params.training
    seed = at.pop("seed")
    data = DATA.read(snakemake.input.data, **at)
    rng = partial(generator, settings["root_seed"], "sentiment", seed=seed)
    initial = drawn(settings["root_seed"], seed, settings["units"], data.sizes["dimension"])
    numbers = {name: settings[name] for name in ("epochs", "batch", "learning_rate", "dropout")}
    training = Training(**numbers, processes=snakemake.threads)
    provenance = {"parameters": settings, "code": snakemake.params.code}
    content = sha256(Path(snakemake.input.data).read_bytes()).hexdigest()
    checkpoint = Checkpoint(snakemake.output.network, [at, seed, provenance, content])
    log_loss = Progress(training.epochs)

    def progress(epoch, entry):
        log_loss(epoch, entry[0])
        log.info("epoch %d: validation accuracy %.4f", epoch, entry[3])

    splits = Splits(*(Sentences.of(data, split) for split in Splits._fields))
    final, history = train(initial, splits, training, rng, checkpoint, progress)
    values = dict(zip(HISTORY, history, strict=True))
    for when, weights in (("w0", initial), ("w", final)):
        values |= {f"{when}_{name}": weight for name, weight in weights._asdict().items()}
    coords = at | {"seed": seed, "epoch": np.arange(1, training.epochs + 1)}
    NETWORK.write(snakemake.output.network, values, coords, provenance)
    checkpoint.remove()
