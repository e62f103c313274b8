"""Train one network's ΔW with one rank after another, until a rank solves the task."""

from dataclasses import replace

import numpy as np

from deltaw.checkpoints import Checkpoint
from deltaw.jobs import job
from deltaw.logs import Progress, warn_diverged
from deltaw.networks.beginning import beginning
from deltaw.networks.evaluation import reference_losses
from deltaw.networks.kinds import NETWORK
from deltaw.networks.minimal_rank import SEARCH, search_goal, solving_epochs
from deltaw.networks.training import Training, train
from deltaw.spectra import first_below

with job(snakemake) as log:
    at, settings = snakemake.params.coordinates, snakemake.params.search
    initial, batches, rng = beginning(at, settings, snakemake.resources.w0_file)
    network = NETWORK.read(snakemake.input.network, **at)
    losses = reference_losses(network, settings)
    goal = search_goal(*losses.values(), settings["threshold"], settings["floor"])
    provenance = {"parameters": settings, "code": snakemake.params.code}
    # The goal depends on the network. Its digits differ between processors, its origin does not.
    depends_on = [at, provenance, network.attrs["parameters"], network.attrs["code"]]
    output = snakemake.output.search

    def of_training(rank):
        """Return the checkpoint of a rank; all lie in one file, which knows its rank."""
        return Checkpoint(f"{output}.training", [*depends_on, rank])

    def solved(rank):
        """Return the epoch at which ΔW of this rank solves the task."""
        training = replace(Training.of(settings), dw_rank=rank, follow=None, until=goal)
        progress = Progress(training.epochs)
        trained = train(initial, batches, training, of_training(rank), progress, rng)
        warn_diverged(trained.diverged, trained.loss)
        epoch = first_below(np.arange(training.epochs + 1), trained.loss, goal)
        log.info("rank %d: first loss below %.3g in epoch %g", rank, goal, epoch)
        return epoch

    search = Checkpoint(output, depends_on)
    epochs = solving_epochs(settings["ranks"] if np.isfinite(goal) else [], solved, search)
    missing = np.full(len(settings["ranks"]) - len(epochs), np.nan)
    values = {"rank_epoch": np.append(epochs, missing), "goal": goal}
    SEARCH.write(output, values, at | {"trained_rank": settings["ranks"]}, provenance)
    search.remove()
    of_training(None).remove()
