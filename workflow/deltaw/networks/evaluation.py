"""Losses of changed networks, on trials that all networks of a task share."""

from collections.abc import Callable, Mapping

import numpy as np
import xarray as xr

from ..randomness import generator
from .simulation import Weights, evaluate_outputs, masked_loss
from .tasks import Trials, make_task


def evaluation_trials(settings: Mapping, task: str) -> Trials:
    """Draw the trials of an evaluation, the same for every N, g and seed of a task.

    Parameters
    ----------
    settings : mapping
        ``root_seed``, ``task`` (its parameters), ``trials`` and ``dt``.
    task : str
        Name of the task in the config.
    """
    rng = generator(settings["root_seed"], "networks", "evaluation", task=task)
    return make_task(**settings["task"]).sample(rng, settings["trials"], settings["dt"])


class NetworkLoss:
    """The loss on a fixed set of trials, as a function of the weights.

    Parameters
    ----------
    trials : Trials
    dt : float
        Euler step, in units of the time constant.
    """

    def __init__(self, trials: Trials, dt: float):
        self.trials, self.dt = trials, dt

    def with_matrices(self, m: np.ndarray, v: np.ndarray) -> Callable[[np.ndarray], float]:
        """Return the loss as a function of W, shape (N, N), for fixed M and V."""
        inputs, targets, mask, _ = self.trials

        def loss(w: np.ndarray) -> float:
            with np.errstate(over="ignore", invalid="ignore"):  # a W that diverged has none
                outputs = evaluate_outputs(Weights(w, m, v), inputs, mask, self.dt)
                return masked_loss(outputs, targets, mask)

        return loss


def trained_loss(network: xr.Dataset, settings: Mapping) -> Callable[[np.ndarray], float]:
    """Return the loss as a function of W, with the M and V of a trained network.

    Parameters
    ----------
    network : xarray.Dataset
        Of kind `kinds.NETWORK`.
    settings : mapping
        Those of `evaluation_trials`.
    """
    trials = evaluation_trials(settings, network["task"].item())
    loss = NetworkLoss(trials, settings["dt"])
    return loss.with_matrices(network["m"].values, network["v"].values)


def reference_losses(network: xr.Dataset, settings: Mapping) -> dict[str, float]:
    """Return the losses before and after training; parameters are those of `trained_loss`."""
    loss = NetworkLoss(evaluation_trials(settings, network["task"].item()), settings["dt"])
    w0, dw = network["w0"].values, network["dw"].values
    before, after = (
        loss.with_matrices(network[m].values, network[v].values)
        for m, v in (("m0", "v0"), ("m", "v"))
    )
    return {"initial_loss": before(w0), "trained_loss": after(w0 + dw)}
