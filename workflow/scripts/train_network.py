"""Train one network and keep its weights before, their change and its history."""

from functools import partial

import numpy as np
import torch

from deltaw import datasets
from deltaw.checkpoints import Checkpoint
from deltaw.jobs import Progress, job
from deltaw.networks import initial_weights
from deltaw.provenance import digest
from deltaw.randomness import generator
from deltaw.tasks import Batches, make_task
from deltaw.training import Training, train

with job(snakemake) as log:
    at, settings = snakemake.params.coordinates, dict(snakemake.params.training)
    task = make_task(**settings["task"])
    rng = partial(generator, settings["root_seed"], "networks", *at.values())
    initial = initial_weights(rng("weights"), at["N"], task.n_inputs, task.n_outputs, at["g"])
    training = Training(**{name: settings[name] for name in Training.__dataclass_fields__})
    provenance = {"parameters": settings, "code": snakemake.params.code}
    checkpoint = Checkpoint(snakemake.output.network, digest(at, provenance))
    trained = train(
        initial,
        Batches(task, partial(rng, "batches"), settings["batch"], settings["dt"]),
        training,
        checkpoint,
        Progress(training.epochs),
    )
    if trained.diverged:
        log.warning("diverged after %d epochs", np.isfinite(trained.loss).sum())
        missing = torch.nan
    else:
        missing = 0.0
    w, m, v = (weight + missing for weight in trained.weights)
    values = {
        "w0": initial.w,
        "dw": w - initial.w,
        "m0": initial.m,
        "m": m,
        "v0": initial.v,
        "v": v,
        "loss": trained.loss,
        "gradient_norm": trained.gradient_norm,
        "diverged": trained.diverged,
    }
    coords = at | {"epoch": np.arange(training.epochs + 1)}
    datasets.write(datasets.build("network", values, coords, provenance), snakemake.output.network)
    checkpoint.remove()
