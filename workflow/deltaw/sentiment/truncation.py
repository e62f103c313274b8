"""The LSTM with truncated matrices (Fig. 5b)."""

from collections.abc import Callable, Sequence

import numpy as np
import xarray as xr

from ..spectra import decompose, truncate
from .lstm import Weights
from .team import ALIGNED, Team

# Each is truncated as a whole, its four blocks of rows together.
TRUNCATED = ("rec1", "in2", "rec2")


def weights_of(network: xr.Dataset, when: str) -> Weights:
    """Return the weights of a dataset of kind "lstm_network", "w0" before or "w" after training."""
    return Weights(*(network[f"{when}_{name}"].values for name in Weights._fields))


def truncated_accuracies(
    before: Weights,
    after: Weights,
    ranks: Sequence[int],
    accuracy: Callable[[Weights], float],
    part: str,
    processes: int = 1,
) -> np.ndarray:
    """Return the accuracy at each rank, shape (len(ranks),).

    Parameters
    ----------
    before, after : Weights
        What is not truncated stays as it is after training.
    ranks : sequence of int
    accuracy : callable
    part : {"dw", "w"}
        "dw": the truncated ΔW is added to W0 (Eq. 4); "w": W itself is truncated.
    processes : int
        Among which the ranks are dealt out.
    """
    bases, decompositions = {}, {}
    for name in TRUNCATED:
        w0, w = (getattr(weights, name).astype(np.float64) for weights in (before, after))
        bases[name] = w0 if part == "dw" else np.zeros_like(w0)
        decompositions[name] = decompose(w - bases[name])

    def truncated(rank: int) -> Weights:
        matrices = {name: bases[name] + truncate(decompositions[name], rank) for name in TRUNCATED}
        return after._replace(**{k: m.astype(np.float32) for k, m in matrices.items()})

    team = Team(processes, memory=ALIGNED + 8 * len(ranks))
    found = team.empty((len(ranks),), np.float64)

    def fill(k: int) -> None:
        found[k] = accuracy(truncated(ranks[k]))

    with team.at_work():
        team.each(fill, range(len(ranks)))
    return found.copy()
