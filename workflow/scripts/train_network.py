"""Train one network and keep its weights before, their change and its history."""

from functools import partial

import numpy as np

from deltaw.checkpoints import Checkpoint
from deltaw.jobs import job
from deltaw.logs import Progress, warn_diverged
from deltaw.networks.batches import Batches
from deltaw.networks.following import followed_coordinates
from deltaw.networks.kinds import NETWORK
from deltaw.networks.simulation import initial_weights
from deltaw.networks.structure import with_switches
from deltaw.networks.tasks import make_task
from deltaw.networks.training import Training, train
from deltaw.randomness import generator

with job(snakemake):
    at, settings = snakemake.params.coordinates, snakemake.params.training
    task = make_task(**settings["task"])
    switches, path = settings["switches"] or {}, snakemake.resources.w0_file
    drawn = at | {"task": switches.get("draws", at["task"])}
    rng = partial(generator, settings["root_seed"], "networks", **drawn)
    gaussian = initial_weights(rng("weights"), at["N"], task.n_inputs, task.n_outputs, at["g"])
    initial = with_switches(gaussian, rng("structure"), at["g"], switches, path)
    training = Training.of(settings)
    provenance = {"parameters": settings, "code": snakemake.params.code}
    checkpoint = Checkpoint(snakemake.output.network, [at, provenance])
    batches = Batches(task, lambda k: rng("batches", draw=k), settings["batch"], settings["dt"])
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
