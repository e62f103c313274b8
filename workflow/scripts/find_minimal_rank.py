"""Train one network's ΔW with one rank after another, until a rank solves the task."""

from dataclasses import replace

import numpy as np

from deltaw.checkpoints import Checkpoint
from deltaw.jobs import job
from deltaw.logs import Progress
from deltaw.networks.beginning import beginning
from deltaw.networks.evaluation import reference_losses
from deltaw.networks.goal import goal_loss
from deltaw.networks.kinds import NETWORK
from deltaw.networks.minimal_rank import SEARCH, solving_epochs
from deltaw.networks.training import Training, train
from deltaw.spectra import first_below

with job(snakemake) as log:
    at, settings = snakemake.params.coordinates, snakemake.params.search
    initial, batches, rng = beginning(at, settings, snakemake.resources.w0_file)
    losses = reference_losses(NETWORK.read(snakemake.input.network, **at), settings)
    goal = goal_loss(*losses.values(), settings["threshold"], settings["floor"])
    provenance = {"parameters": settings, "code": snakemake.params.code}
    output, depends_on = snakemake.output.search, [at, provenance, goal]

    def solved(rank):
        """Return the epoch at which ΔW of this rank solves the task."""
        log.info("rank %d", rank)
        training = replace(Training.of(settings), dw_rank=rank, follow=None, until=goal)
        checkpoint = Checkpoint(f"{output}.rank{rank}", [rank, *depends_on])
        trained = train(initial, batches, training, checkpoint, Progress(training.epochs), rng)
        checkpoint.remove()
        return first_below(np.arange(training.epochs + 1), trained.loss, goal)

    checkpoint = Checkpoint(output, depends_on)
    epochs = solving_epochs(settings["ranks"], solved, checkpoint)
    coords = at | {"trained_rank": settings["ranks"]}
    SEARCH.write(output, {"rank_epoch": epochs, "goal": goal}, coords, provenance)
    checkpoint.remove()
