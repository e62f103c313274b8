"""Train one network and keep its weights before, their change and its history."""

import numpy as np

from deltaw.checkpoints import Checkpoint
from deltaw.jobs import job
from deltaw.logs import Progress, warn_diverged
from deltaw.networks.beginning import beginning
from deltaw.networks.following import followed_coordinates
from deltaw.networks.kinds import NETWORK
from deltaw.networks.training import Training, train

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.training
    initial, batches, rng = beginning(at, settings, snakemake.resources.w0_file)
    training = Training.of(settings)
    provenance = {"parameters": settings, "code": snakemake.params.code}
    checkpoint = Checkpoint(snakemake.output.network, [at, provenance])
    trained = train(initial, batches, training, checkpoint, Progress(training.epochs), rng)
    warn_diverged(trained.diverged, trained.loss)
    w, m, v = trained.weights
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
        **trained.followed,
    }
    coords = at | {"epoch": np.arange(training.epochs + 1)}
    if training.follow:
        coords |= followed_coordinates(training.epochs, **training.follow)
    NETWORK.write(snakemake.output.network, values, coords, provenance)
    checkpoint.remove()
