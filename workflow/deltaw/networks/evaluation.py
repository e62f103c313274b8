"""Losses of changed networks, on trials that all networks of a task share."""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import xarray as xr

from ..randomness import generator
from .dynamics import Dynamics
from .simulation import Weights, evaluate_outputs, masked_loss
from .tasks import Trials, make_task


def evaluation_trials(settings: Mapping, task: str) -> Trials:
    """Draw the trials of an evaluation, the same for every N, g and seed of a task.

    Parameters
    ----------
    settings : mapping
        ``root_seed``, ``task`` (its parameters), ``trials``, ``dt`` and ``switches``.
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
    dynamics : Dynamics
    noise : callable
        Returns the generator of the private noise, which is then the same for all weights; not
        needed without noise.
    """

    def __init__(
        self,
        trials: Trials,
        dynamics: Dynamics,
        noise: Callable[[], np.random.Generator | None] = lambda: None,
    ):
        self.trials, self.dynamics, self.noise = trials, dynamics, noise

    @classmethod
    def of(cls, settings: Mapping, task: str) -> "NetworkLoss":
        """Return the loss on the trials of a task; parameters are those of `evaluation_trials`."""
        task = (settings["switches"] or {}).get("draws", task)
        noise = partial(
            generator, settings["root_seed"], "networks", "noise of the evaluation", task=task
        )
        return cls(evaluation_trials(settings, task), Dynamics.of(settings), noise)

    def with_matrices(self, m: np.ndarray, v: np.ndarray) -> Callable[[np.ndarray], float]:
        """Return the loss as a function of W, shape (N, N), for fixed M and V."""
        inputs, targets, mask, _ = self.trials

        def loss(w: np.ndarray) -> float:
            with np.errstate(over="ignore", invalid="ignore"):  # a W that diverged has none
                weights, rng = Weights(w, m, v), self.noise()
                outputs = evaluate_outputs(weights, inputs, mask, self.dynamics, rng)
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
    loss = NetworkLoss.of(settings, network["task"].item())
    return loss.with_matrices(network["m"].values, network["v"].values)


def reference_losses(network: xr.Dataset, settings: Mapping) -> dict[str, float]:
    """Return the losses before and after training; parameters are those of `trained_loss`."""
    loss = NetworkLoss.of(settings, network["task"].item())
    w0, dw = network["w0"].values, network["dw"].values
    before, after = (
        loss.with_matrices(network[m].values, network[v].values)
        for m, v in (("m0", "v0"), ("m", "v"))
    )
    return {"initial_loss": before(w0), "trained_loss": after(w0 + dw)}
