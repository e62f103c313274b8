"""The minimal rank of one network's task: one rank after another is trained until one solves it.

ΔW = A B^T with R columns is trained in place of W (`factors`), from the same W0, M and V and on the
same trials for every R.
"""

from collections.abc import Callable, Sequence

import numpy as np

from ..checkpoints import Checkpoint
from ..datasets import Coordinate, Kind, Variable
from .goal import goal_loss
from .kinds import COORDS

TRAINED_RANK = {"trained_rank": Coordinate("R of the trained ΔW = A B^T", "1")}
SEARCH = Kind(
    "rank_search",
    {
        "rank_epoch": Variable(
            "trained_rank",
            "first epoch with a loss below the threshold, of ΔW of this rank; NaN: none, or not "
            "trained, as a lower rank has one",
            dtype="float64",
            may_be_nan=True,
        ),
        "goal": Variable(
            "",
            "the loss below which the task is solved; NaN: the freely trained network tells none, "
            "and no rank was trained",
            dtype="float64",
            may_be_nan=True,
        ),
    },
    COORDS | TRAINED_RANK,
    made_by="find_minimal_rank",
)


def search_goal(initial: float, trained: float, threshold: float, floor: str) -> float:
    """Return the loss below which a rank solves the task; parameters are those of `goal_loss`.

    It is NaN if it is not finite, or if the untrained network meets it: a network that diverged or
    learnt nothing has no floor.
    """
    goal = goal_loss(initial, trained, threshold, floor)
    return float(goal) if np.isfinite(goal) and goal < initial else np.nan


def solving_epochs(
    ranks: Sequence[int], solved: Callable[[int], float], checkpoint: Checkpoint
) -> np.ndarray:
    """Return when each rank solves the task; NaN: never, or not tried as a lower one does.

    Parameters
    ----------
    ranks : sequence of int
        Rising.
    solved : callable
        Trains with a rank, and returns the epoch; NaN if it does not solve the task.
    checkpoint : Checkpoint
        Of an interrupted search, which goes on with the first rank that is not in it.

    Returns
    -------
    numpy.ndarray, shape (ranks,)
    """
    epochs, failed = np.full(len(ranks), np.nan), 0
    if (kept := checkpoint.load()) is not None:
        failed = int(kept["failed"])
    for k, rank in enumerate(ranks[failed:], start=failed):
        epochs[k] = solved(rank)
        if np.isfinite(epochs[k]):
            break
        checkpoint.save({"failed": k + 1})
    return epochs
